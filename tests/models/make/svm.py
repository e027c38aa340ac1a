"""Support vector machines. Usage: python svm.py FOLDER [SEED]."""
import numpy as np
import scipy.sparse as sp
from reference_case import Writer
from sklearn.svm import NuSVC, NuSVR, OneClassSVM, SVC, SVR

w = Writer("svm", {"predict_proba": 1e-8, "predict_log_proba": 1e-7, "other": 1e-10})
r = w.random
x = r.normal(size=(90, 6)) * r.uniform(0.2, 5, size=6)
three = (x[:, 0] + r.normal(size=90) > 0).astype(int) + (x[:, 1] > 1).astype(int)
five = r.randint(0, 5, size=90)
two = x[:, 0] * x[:, 1] > 0
target = x[:, 0] ** 2 + r.normal(size=90)
sparse = sp.random(90, 40, density=0.1, random_state=r, format="csr")
wide = sp.random(60, 30000, density=0.004, random_state=r, format="csr")

for kernel in ["linear", "poly", "rbf", "sigmoid"]:
    for name, y in [("two", two), ("three", three), ("five", five)]:
        w.add("svc-%s-%s" % (kernel, name), lambda: SVC(kernel=kernel, coef0=0.4, degree=4, probability=True, random_state=0), x, y)
        w.add("svc-%s-%s-ovo" % (kernel, name), lambda: SVC(kernel=kernel, decision_function_shape="ovo", C=3), x, y)
    w.add("svr-%s" % kernel, lambda: SVR(kernel=kernel, C=2), x, target)
    w.add("nusvr-%s" % kernel, lambda: NuSVR(kernel=kernel, nu=0.4), x, target)
    w.add("oneclass-%s" % kernel, lambda: OneClassSVM(kernel=kernel, nu=0.3), x)
    w.add("svc-%s-sparse" % kernel, lambda: SVC(kernel=kernel, coef0=0.2, probability=True, random_state=1), sparse, three)
    w.add("svr-%s-sparse" % kernel, lambda: SVR(kernel=kernel, coef0=0.2), sparse, target)
    w.add("svc-%s-wide" % kernel, lambda: SVC(kernel=kernel, coef0=0.2), wide, three[:60])
    w.add("oneclass-%s-wide" % kernel, lambda: OneClassSVM(kernel=kernel), wide)
w.add("nusvc", lambda: NuSVC(nu=0.2, gamma="auto", probability=True, random_state=0), x, three)
w.add("nusvc-strings", lambda: NuSVC(nu=0.1), x, np.array(["low", "mid", "high"])[three])
w.add("svc-ties", lambda: SVC(break_ties=True), x, five)
w.add("svc-weights", lambda: SVC(class_weight="balanced"), x, three)
w.add("svc-floats", lambda: SVC(gamma=3.0), x, three + 0.5)
gram = x @ x.T
w.add("svc-precomputed", lambda: SVC(kernel="precomputed", probability=True, random_state=0), gram, three, ask=gram[:9])
w.add("svr-precomputed", lambda: SVR(kernel="precomputed"), gram, target, ask=gram[:9])
w.close()
