"""Naive Bayes classifiers. Usage: python naive_bayes.py FOLDER [SEED]."""
import numpy as np
import scipy.sparse as sp
from reference_case import Writer
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB

w = Writer("naive-bayes", 1e-9)
r = w.random
x = r.normal(size=(80, 7))
counts = r.poisson(1.5, size=(80, 7)).astype(float)
sparse = sp.csr_matrix(r.poisson(0.2, size=(80, 50)).astype(float))
codes = r.randint(0, 5, size=(80, 4))
for name, y in [("two", x[:, 0] > 0), ("four", r.randint(0, 4, size=80)), ("text", np.array(["a", "b", "c"])[r.randint(0, 3, 80)])]:
    w.add("gaussian-%s" % name, lambda: GaussianNB(), x, y)
    w.add("gaussian-priors-%s" % name, lambda: GaussianNB(var_smoothing=1e-3), x, y)
    for kind in [MultinomialNB, ComplementNB, BernoulliNB]:
        label = kind.__name__.lower()
        w.add("%s-%s" % (label, name), lambda: kind(), counts, y)
        w.add("%s-sparse-%s" % (label, name), lambda: kind(alpha=0.3), sparse, y)
    w.add("bernoulli-threshold-%s" % name, lambda: BernoulliNB(binarize=1.0, fit_prior=False), counts, y)
    w.add("bernoulli-plain-%s" % name, lambda: BernoulliNB(binarize=None), (counts > 0) * 1.0, y, ask=(counts[:9] > 0) * 1.0)
    w.add("complement-norm-%s" % name, lambda: ComplementNB(norm=True), counts, y)
    w.add("categorical-%s" % name, lambda: CategoricalNB(alpha=0.5), codes, y)
    w.add("categorical-floats-%s" % name, lambda: CategoricalNB(), codes, y, ask=codes[:9] + 0.4)
w.add("complement-single", lambda: ComplementNB(), counts, np.zeros(80, dtype=int))
w.close()
