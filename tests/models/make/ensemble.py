"""Estimators made of estimators. Usage: python ensemble.py FOLDER [SEED]."""
import importlib.util

import numpy as np
from reference_case import Writer
from sklearn import ensemble as en
from sklearn import model_selection as ms
from sklearn import multiclass as mc
from sklearn import multioutput as mo
from sklearn.calibration import CalibratedClassifierCV
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.linear_model import LinearRegression, LogisticRegression, Perceptron, Ridge, RidgeClassifier
from sklearn.metrics import f1_score, make_scorer
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import SelfTrainingClassifier
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

w = Writer("ensemble", 1e-9)
r = w.random
x = r.normal(size=(180, 4)) * [1, 2, 0.5, 1]
three = (x[:, 0] + x[:, 1] / 2 + r.normal(size=180) / 2 > 0.3).astype(int) + (x[:, 2] > 0.3)
names = np.array(["low", "mid", "top"])[three]
two = np.where(three > 0, "yes", "no")
bits = (three > 1).astype(int)
flags = np.c_[three > 0, x[:, 3] > 0.2, x[:, 0] + x[:, 3] > 0].astype(int)
price = x @ [1, 2, -1, 0.5] + r.normal(size=180) / 3
prices = np.c_[price, x[:, 0] ** 2, -price * 2]
tree = lambda: DecisionTreeClassifier(max_depth=3, random_state=0)
logistic = lambda: LogisticRegression(max_iter=400)
targets = {"three": three, "names": names, "two": two, "bits": bits}


def t(kind, make, target, **more):
    w.add(kind, make, x, target, **more)


for name, target in targets.items():
    members = lambda: [("a", logistic()), ("b", GaussianNB()), ("c", tree())]
    for voting in ["hard", "soft"]:
        t("voting-%s-%s" % (voting, name), lambda: en.VotingClassifier(members(), voting=voting), target)
        t("voting-weights-%s-%s" % (voting, name), lambda: en.VotingClassifier(members() + [("d", "drop")], voting=voting, weights=[1, 2.5, 0.5, 9]), target)
    for final in [logistic(), tree(), LinearSVC()]:
        for passthrough in [False, True]:
            t("stacking-%s-%s-%s" % (type(final).__name__, passthrough, name), lambda: en.StackingClassifier(members() + [("e", LinearSVC()), ("p", Perceptron())], final_estimator=final, passthrough=passthrough, cv=2), target)
    t("stacking-predict-%s" % name, lambda: en.StackingClassifier(members(), final_estimator=logistic(), stack_method="predict", cv=2), target)
    for method in ["sigmoid", "isotonic", "temperature"]:
        for base in [GaussianNB(), LinearSVC(), tree(), make_pipeline(StandardScaler(), SVC())]:
            for whole in [True, False]:
                t("calibrated-%s-%s-%s-%s" % (method, type(base).__name__, whole, name), lambda: CalibratedClassifierCV(base, method=method, ensemble=whole, cv=3), target)
    t("calibrated-prefit-%s" % name, lambda: CalibratedClassifierCV(GaussianNB().fit(x, target), cv="prefit"), target)
    for base in [logistic(), LinearSVC(), GaussianNB(), LinearRegression()]:
        t("one-vs-rest-%s-%s" % (type(base).__name__, name), lambda: mc.OneVsRestClassifier(base), target)
        t("one-vs-one-%s-%s" % (type(base).__name__, name), lambda: mc.OneVsOneClassifier(base), target)
        t("codes-%s-%s" % (type(base).__name__, name), lambda: mc.OutputCodeClassifier(base, code_size=2, random_state=0), target)
    grid = {"C": [0.1, 1]}
    t("grid-%s" % name, lambda: ms.GridSearchCV(logistic(), grid, cv=2), target)
    t("random-%s" % name, lambda: ms.RandomizedSearchCV(logistic(), grid, n_iter=2, cv=2), target)
    t("halving-%s" % name, lambda: ms.HalvingGridSearchCV(logistic(), grid, cv=2, random_state=0), target)
    t("halving-random-%s" % name, lambda: ms.HalvingRandomSearchCV(logistic(), grid, cv=2, random_state=0, n_candidates=2), target)
unknown = np.where(r.random_sample(180) < 0.4, -1, three)
t("self-training", lambda: SelfTrainingClassifier(logistic()), unknown)
t("one-vs-rest-flags", lambda: mc.OneVsRestClassifier(logistic()), flags)
t("one-vs-rest-flags-svc", lambda: mc.OneVsRestClassifier(LinearSVC()), flags)
t("one-vs-rest-flags-constant", lambda: mc.OneVsRestClassifier(logistic()), np.c_[flags, np.ones(180, int), np.zeros(180, int)])
t("one-vs-rest-regressor-flags", lambda: mc.OneVsRestClassifier(Ridge()), flags)
for base in [logistic(), tree(), LinearSVC(), KNeighborsClassifier()]:
    t("outputs-%s" % type(base).__name__, lambda: mo.MultiOutputClassifier(base), flags)
    t("outputs-names-%s" % type(base).__name__, lambda: mo.MultiOutputClassifier(base), np.c_[names, two].astype(object))
    t("chain-%s" % type(base).__name__, lambda: mo.ClassifierChain(base), flags)
    t("chain-order-%s" % type(base).__name__, lambda: mo.ClassifierChain(base, order=[2, 0, 1]), flags)
for method in ["predict", "predict_proba", "decision_function", "predict_log_proba"]:
    t("chain-by-%s" % method, lambda: mo.ClassifierChain(logistic(), chain_method=method, order=[1, 2, 0]), flags)
for base in [Ridge(), DecisionTreeRegressor(max_depth=3, random_state=0), KNeighborsRegressor()]:
    t("regressors-%s" % type(base).__name__, lambda: mo.MultiOutputRegressor(base), prices)
    t("regressor-chain-%s" % type(base).__name__, lambda: mo.RegressorChain(base, order=[1, 2, 0]), prices)
regressors = lambda: [("a", Ridge()), ("b", DecisionTreeRegressor(max_depth=3, random_state=0)), ("c", KNeighborsRegressor())]
t("voting-regressor", lambda: en.VotingRegressor(regressors()), price)
t("voting-regressor-weights", lambda: en.VotingRegressor(regressors() + [("d", "drop")], weights=[1, 2, 3, 4]), price)
for passthrough in [False, True]:
    t("stacking-regressor-%s" % passthrough, lambda: en.StackingRegressor(regressors(), final_estimator=LinearRegression(), passthrough=passthrough, cv=2), price)
t("stacking-regressor-default", lambda: en.StackingRegressor(regressors(), cv=2), price)
if hasattr(ms, "FixedThresholdClassifier"):
    for kind, options in {"plain": {}, "third": dict(threshold=0.3), "first": dict(threshold=0.3, pos_label="no"), "decision": dict(response_method="decision_function", threshold=0.4), "decision-first": dict(response_method="decision_function", threshold=0.4, pos_label="no")}.items():
        t("threshold-" + kind, lambda: ms.FixedThresholdClassifier(logistic(), **options), two)
    t("threshold-svc", lambda: ms.FixedThresholdClassifier(LinearSVC()), bits)
    t("tuned", lambda: ms.TunedThresholdClassifierCV(logistic(), cv=3), bits)
    t("tuned-label", lambda: ms.TunedThresholdClassifierCV(logistic(), cv=3, scoring=make_scorer(f1_score, pos_label="no")), two)
if importlib.util.find_spec("sklearn.frozen"):
    from sklearn.frozen import FrozenEstimator

    t("frozen", lambda: FrozenEstimator(logistic().fit(x, names)), names)
    t("frozen-calibrated", lambda: CalibratedClassifierCV(FrozenEstimator(GaussianNB().fit(x, names))), names)
    t("frozen-transformer", lambda: make_pipeline(FrozenEstimator(StandardScaler().fit(x)), logistic()), names)
w.close()
