"""Rare settings of several families. Usage: python rare.py FOLDER [SEED]."""
import numpy as np
from frame_case import object_inputs
from reference_case import Writer
from sklearn import decomposition as dec
from sklearn import linear_model as lm
from sklearn import preprocessing as pp
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, VotingClassifier
from sklearn.feature_selection import SelectFromModel
from sklearn.impute import SimpleImputer
from sklearn.neighbors import KernelDensity
from sklearn.pipeline import make_pipeline
from sklearn.svm import NuSVC, NuSVR, SVC, SVR, LinearSVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier

w = Writer("rare", 1e-11)
r = w.random
x = r.normal(size=(90, 5)) * [1, 3, 0.2, 1, 1]
two = (x[:, 0] + x[:, 1] / 3 > 0).astype(int)
three = two + (x[:, 3] > 0.5)
target = x @ [1.0, -2, 0, 0.5, 0] + r.normal(size=90) * 0.1

for name, model, y in [
    ("linear-svc", LinearSVC(dual=True), two), ("linear-svc-l1", LinearSVC(penalty="l1", dual=False, C=0.05), three),
    ("linear-svc-1.5-mean", LinearSVC(dual=True), three), ("svc", SVC(kernel="linear"), two), ("svc-three", SVC(kernel="linear"), three),
    ("nu-svc", NuSVC(kernel="linear", nu=0.2), two), ("svr", SVR(kernel="linear"), target), ("nu-svr", NuSVR(kernel="linear"), target),
    ("linear-svr", LinearSVR(max_iter=10000), target), ("sgd-l1", lm.SGDClassifier(penalty="l1", alpha=0.05, random_state=0), two),
    ("sgd-elastic", lm.SGDClassifier(penalty="elasticnet", l1_ratio=1, random_state=0), three), ("sgd-regressor-l1", lm.SGDRegressor(penalty="l1", random_state=0), target),
    ("perceptron-l1", lm.Perceptron(penalty="l1", random_state=0), two), ("logistic-l1", lm.LogisticRegression(penalty="l1", solver="liblinear", C=0.1), two),
    ("ridge-classifier", lm.RidgeClassifier(), three), ("lasso-cv", lm.LassoCV(), target), ("multi-lasso", lm.MultiTaskLasso(0.1), np.c_[target, -target]),
    ("lda", LinearDiscriminantAnalysis(), three), ("one-class-sgd", lm.SGDOneClassSVM(random_state=0) if hasattr(lm, "SGDOneClassSVM") else lm.Lasso(), target),
]:
    threshold = "1.5*mean" if "1.5" in name else None
    w.add("select-" + name, lambda: SelectFromModel(model, threshold=threshold), x, y, methods=["transform"])
    w.add("select-norm2-" + name, lambda: SelectFromModel(model, norm_order=2, threshold="median"), x, y, methods=["transform"])
    if "svc" in name:
        w.add("select-prefit-" + name, lambda: SelectFromModel(model.fit(x, y), prefit=True, max_features=2), x, y, methods=["transform"])

for flat in [False, True]:
    for voting in ["soft", "hard"]:
        members = [("a", lm.LogisticRegression()), ("b", DecisionTreeClassifier(max_depth=3)), ("c", LinearDiscriminantAnalysis())]
        w.add("voting-%s-%s" % (voting, flat), lambda: VotingClassifier(members, voting=voting, flatten_transform=flat), x, three)

for solver in ["svd", "lsqr", "eigen"]:
    w.add("lda-single-" + solver, lambda: LinearDiscriminantAnalysis(solver=solver), x, np.zeros(90, int))
    w.add("lda-single-text-" + solver, lambda: LinearDiscriminantAnalysis(solver=solver), x, np.array(["a"] * 90))

inits = {
    "linear": lm.LinearRegression(), "ridge": lm.Ridge(), "lasso": lm.Lasso(0.1), "svr": LinearSVR(), "bayes": lm.BayesianRidge(), "huber": lm.HuberRegressor(),
    "sgd": lm.SGDRegressor(random_state=0), "scaled": make_pipeline(pp.StandardScaler(), lm.LinearRegression()),
}
for name, init in inits.items():
    w.add("boosting-init-" + name, lambda: GradientBoostingRegressor(n_estimators=3, max_depth=2, init=init), x, target)
for name, init in {"logistic": lm.LogisticRegression(), "sgd": lm.SGDClassifier(loss="modified_huber", random_state=0), "lda": LinearDiscriminantAnalysis()}.items():
    for kind, y in {"two": two, "three": three}.items():
        w.add("boosting-init-%s-%s" % (name, kind), lambda: GradientBoostingClassifier(n_estimators=3, max_depth=2, init=init), x, y)

words = np.array([["a", "x"], ["b", None], [None, "x"], ["a", "y"], ["a", None]], dtype=object)
words_nan = np.array([["a", "x"], ["b", np.nan], [np.nan, "x"], ["a", "y"]], dtype=object)
mixed = np.array([["a", 1.5], ["b", None], [None, 2.5], ["a", 2.5]], dtype=object)
numbers = np.array([[1, 2.5], [3, None], [None, 2.5], [1, 4.0]], dtype=object)
for name, data, mark in [("none", words, None), ("nan", words_nan, np.nan), ("mixed", mixed, None), ("numbers", numbers, None), ("text", words, "x")]:
    for strategy in ["most_frequent", "constant", "mean"]:
        for indicator in [False, True]:
            fill = "?" if strategy == "constant" and name != "numbers" else None
            w.add("simple-%s-%s-%s" % (name, strategy, indicator), lambda: SimpleImputer(missing_values=mark, strategy=strategy, fill_value=fill, add_indicator=indicator), data, ask=data, inputs=object_inputs(data), methods=["transform"])

far = np.vstack([x[:6], x[:3] * 30, -x[:3] * 30, x.min(axis=0), x.max(axis=0)])
for degree in [0, 1, 2, 3] if hasattr(pp, "SplineTransformer") else []:
    for bias in [True, False]:
        for width in [1, 2, 5]:
            w.add("spline-linear-%s-%s-%s" % (degree, bias, width), lambda: pp.SplineTransformer(degree=degree, n_knots=4, extrapolation="linear", include_bias=bias), x[:, :width], ask=far[:, :width], methods=["transform"])
            w.add("spline-quantile-linear-%s-%s-%s" % (degree, bias, width), lambda: pp.SplineTransformer(degree=degree, n_knots=7, knots="quantile", extrapolation="linear", include_bias=bias), x[:, :width], ask=far[:, :width], methods=["transform"])

for kernel in ["tophat", "epanechnikov", "linear", "cosine", "gaussian", "exponential"]:
    for bandwidth in [0.3, 1.5]:
        w.add("density-%s-%s" % (kernel, bandwidth), lambda: KernelDensity(kernel=kernel, bandwidth=bandwidth), x[:, :3], ask=np.vstack([x[:10, :3], x[:5, :3] * 30]), methods=["score_samples"])

wide = r.normal(size=(60, 14))
wide[:, 1] += wide[:, 0]
atoms = r.normal(size=(8, 14))
atoms /= np.sqrt((atoms ** 2).sum(axis=1))[:, None]
for algorithm in ["lasso_lars", "lasso_cd", "lars", "omp", "threshold"]:
    for positive in [False, True]:
        if positive and algorithm in ("lars", "omp"):
            continue
        for alpha in [None, 0.05, 0.5]:
            options = dict(transform_algorithm=algorithm, transform_alpha=alpha)
            name = "%s-%s-%s" % (algorithm, positive, alpha)
            w.add("coder-" + name, lambda: dec.SparseCoder(atoms, positive_code=positive, **options), wide, methods=["transform"], bound=1e-8)
            w.add("dictionary-" + name, lambda: dec.DictionaryLearning(6, max_iter=5, random_state=0, fit_algorithm="cd", positive_code=positive, **options), wide, methods=["transform"], bound=1e-8)
    for split in [False, True]:
        w.add("coder-split-%s-%s" % (algorithm, split), lambda: dec.SparseCoder(atoms, transform_algorithm=algorithm, transform_n_nonzero_coefs=3, split_sign=split), wide, methods=["transform"], bound=1e-8)
    w.add("mini-dictionary-" + algorithm, lambda: dec.MiniBatchDictionaryLearning(20, n_iter=5, random_state=0, transform_algorithm=algorithm) if "n_iter" in dec.MiniBatchDictionaryLearning().get_params() else dec.MiniBatchDictionaryLearning(20, max_iter=5, random_state=0, transform_algorithm=algorithm), wide, methods=["transform"], bound=1e-8)

several = np.c_[two, 1 - two, x[:, 2] > 0].astype(int)
for name, make in {"ridge": lm.RidgeClassifier, "ridge-cv": lm.RidgeClassifierCV}.items():
    w.add(name + "-multilabel", make, x, several)
    w.add(name + "-multilabel-two", make, x, several[:, ::2])
    w.add(name + "-text", make, x, np.array(["b", "a", "c"])[three])
w.close()
