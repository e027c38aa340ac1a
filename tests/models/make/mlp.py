"""Neural networks. Usage: python mlp.py FOLDER [SEED]."""
import numpy as np
import scipy.sparse as sp
from reference_case import Writer
from sklearn.neural_network import BernoulliRBM, MLPClassifier, MLPRegressor

w = Writer("mlp", 1e-10)
r = w.random
x = r.normal(size=(100, 6))
y = r.randint(0, 4, size=100)
flags = r.randint(0, 2, size=(100, 3))
sparse = sp.random(100, 40, density=0.1, random_state=r, format="csr")
for activation in ["identity", "tanh", "logistic", "relu"]:
    options = dict(activation=activation, max_iter=15, random_state=0)
    w.add("classifier-%s" % activation, lambda: MLPClassifier((9, 5), **options), x, y)
    w.add("classifier-two-%s" % activation, lambda: MLPClassifier((7,), **options), x, np.array(["no", "yes"])[y % 2])
    w.add("classifier-flags-%s" % activation, lambda: MLPClassifier((7, 3, 4), **options), x, flags)
    w.add("classifier-sparse-%s" % activation, lambda: MLPClassifier((7,), **options), sparse, y)
    w.add("classifier-sparse-deep-%s" % activation, lambda: MLPClassifier((7, 6), solver="lbfgs", **options), sparse, y)
    w.add("regressor-%s" % activation, lambda: MLPRegressor(hidden_layer_sizes=(9,), **options), x, x[:, 0] * 3)
    w.add("regressor-two-%s" % activation, lambda: MLPRegressor(hidden_layer_sizes=(9, 9), solver="lbfgs", **options), x, x[:, :2] * 3)
    w.add("regressor-poisson-%s" % activation, lambda: MLPRegressor(hidden_layer_sizes=(9,), loss="poisson", **options), x, np.abs(x[:, 0]))
w.add("classifier-one-class-flags", lambda: MLPClassifier((3,), max_iter=9, random_state=0), x, flags[:, :1] == 1)
w.add("classifier-float32", lambda: MLPClassifier((9, 5), max_iter=15, random_state=0), x.astype(np.float32), y, bound=1e-5)
w.add("boltzmann", lambda: BernoulliRBM(5, random_state=0, n_iter=4), np.abs(np.tanh(x)), methods=["transform"])
w.close()
