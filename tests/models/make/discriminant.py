"""Discriminant analyses. Usage: python discriminant.py FOLDER [SEED]."""
import numpy as np
from reference_case import Writer
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis

w = Writer("discriminant", {"other": 1e-9, "predict_log_proba": 1e-7})
r = w.random
x = r.normal(size=(120, 5)) @ r.normal(size=(5, 5)) * 0.3 + 1
for name, y in [("two", np.array(["n", "y"])[(x[:, 0] > 1) * 1]), ("four", r.randint(0, 4, size=120))]:
    for solver, options in [("svd", {}), ("lsqr", {"shrinkage": "auto"}), ("eigen", {"shrinkage": 0.3}), ("lsqr", {}), ("eigen", {})]:
        kind = "lda-%s-%s-%s" % (solver, options.get("shrinkage"), name)
        w.add(kind, lambda: LinearDiscriminantAnalysis(solver=solver, **options), x, y)
    w.add("lda-one-%s" % name, lambda: LinearDiscriminantAnalysis(n_components=1, priors=None), x, y)
    w.add("qda-%s" % name, lambda: QuadraticDiscriminantAnalysis(), x, y)
    w.add("qda-regular-%s" % name, lambda: QuadraticDiscriminantAnalysis(reg_param=0.2), x, y)
    w.add("qda-eigen-%s" % name, lambda: QuadraticDiscriminantAnalysis(solver="eigen", shrinkage=0.1), x, y)
w.close()
