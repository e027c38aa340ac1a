"""Trees, forests, boosting, bagging. Usage: python trees.py FOLDER [SEED]."""
import numpy as np
import sklearn
from reference_case import METHODS, Writer
from sklearn import ensemble, tree
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.svm import LinearSVC

try:
    from sklearn.experimental import enable_hist_gradient_boosting  # noqa: F401
except ImportError:
    pass
try:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
except ImportError:
    # Before 0.21: `add` skips what cannot be made.
    HistGradientBoostingClassifier = HistGradientBoostingRegressor = None

VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
ALL = METHODS + ["apply"]
BASE = "estimator" if VERSION >= (1, 2) else "base_estimator"
w = Writer("trees", 0)
r = w.random
n = 160
x = np.hstack([r.normal(size=(n, 3)), r.randint(-4, 5, size=(n, 2)) / 2.0])
score = x[:, 0] + x[:, 1] * x[:, 3] + 0.4 * r.normal(size=n)
y2 = (score > 0).astype(int)
y3 = np.digitize(score, [-0.7, 0.7])
y12 = r.randint(0, 12, size=n)
text = np.array(["lo", "mid", "high"])[y3]
truth = y2.astype(bool)
both = np.column_stack([score, x[:, 2] * 3])
labels = np.column_stack([y3, y2 + 5])
holes = x.copy()
holes[r.uniform(size=x.shape) < 0.15] = np.nan
# Rows at, just below and just above values where trees split: halves and quarters, in float32 and float64.
edges = np.round(x[:10] * 4) / 4
ask = np.vstack([x[:10], edges, np.nextafter(edges, 9), np.nextafter(edges, -9), edges * (1 + 2.0**-24), x[:3] * 1e6, np.zeros((1, 5))])
ask_holes = np.vstack([ask, holes[:25]])


def add(kind, make, target=None, bound=0, rows=None, data=None):
    w.add(kind, make, x if data is None else data, target, ask=ask if rows is None else rows, methods=ALL, bound=bound)


LOG = {"predict_log_proba": 1e-14, "other": 0}
for kind, target in [("binary", y2), ("three", y3), ("twelve", y12), ("text", text), ("bool", truth), ("multi", labels)]:
    for name, make in [
        ("tree", lambda: tree.DecisionTreeClassifier(random_state=w.seed)),
        ("tree-best-first", lambda: tree.DecisionTreeClassifier(max_leaf_nodes=9, random_state=w.seed)),
        ("tree-pruned", lambda: tree.DecisionTreeClassifier(ccp_alpha=0.01, random_state=w.seed)),
        ("extra-tree", lambda: tree.ExtraTreeClassifier(random_state=w.seed, min_samples_leaf=3)),
        ("forest", lambda: ensemble.RandomForestClassifier(7, random_state=w.seed)),
        ("forest-leaves", lambda: ensemble.RandomForestClassifier(5, max_leaf_nodes=12, class_weight="balanced", random_state=w.seed)),
        ("extra-trees", lambda: ensemble.ExtraTreesClassifier(7, max_depth=6, random_state=w.seed)),
    ]:
        add("%s-%s" % (name, kind), make, target, LOG)
for kind, target in [("one", score), ("two", both)]:
    for name, make in [
        ("tree-regressor", lambda: tree.DecisionTreeRegressor(random_state=w.seed)),
        ("tree-regressor-absolute", lambda: tree.DecisionTreeRegressor(criterion="mae" if VERSION < (1, 0) else "absolute_error", max_depth=4)),
        ("extra-tree-regressor", lambda: tree.ExtraTreeRegressor(max_leaf_nodes=11, random_state=w.seed)),
        ("forest-regressor", lambda: ensemble.RandomForestRegressor(9, max_features=2, random_state=w.seed)),
        ("extra-trees-regressor", lambda: ensemble.ExtraTreesRegressor(9, max_depth=7, random_state=w.seed)),
    ]:
        add("%s-%s" % (name, kind), make, target)
if VERSION >= (1, 4):
    add("tree-holes", lambda: tree.DecisionTreeClassifier(random_state=w.seed), y3, LOG, ask_holes, holes)
    add("tree-regressor-holes", lambda: tree.DecisionTreeRegressor(random_state=w.seed, max_leaf_nodes=20), score, 0, ask_holes, holes)
    add("forest-holes", lambda: ensemble.RandomForestClassifier(9, random_state=w.seed), y3, LOG, ask_holes, holes)
    add("forest-regressor-holes", lambda: ensemble.RandomForestRegressor(9, random_state=w.seed), score, 0, ask_holes, holes)
if VERSION >= (1, 6):
    add("extra-trees-holes", lambda: ensemble.ExtraTreesClassifier(9, random_state=w.seed), y3, LOG, ask_holes, holes)
    add("isolation-holes", lambda: ensemble.IsolationForest(n_estimators=9, random_state=w.seed), None, 1e-15, ask_holes, holes)

add("isolation", lambda: ensemble.IsolationForest(n_estimators=20, random_state=w.seed), None, 1e-15)
add("isolation-subset", lambda: ensemble.IsolationForest(n_estimators=15, max_features=3, max_samples=37, bootstrap=True, random_state=w.seed), None, 1e-15)
add("isolation-contaminated", lambda: ensemble.IsolationForest(n_estimators=15, contamination=0.2, max_samples=0.5, random_state=w.seed), None, 1e-15)
add("isolation-one-row", lambda: ensemble.IsolationForest(n_estimators=5, max_samples=1, random_state=w.seed), None, 1e-15)
add("embedding", lambda: ensemble.RandomTreesEmbedding(6, max_depth=3, random_state=w.seed))
add("embedding-dense", lambda: ensemble.RandomTreesEmbedding(4, max_leaf_nodes=7, sparse_output=False, random_state=w.seed))

BOOST = {"decision_function": 4e-16, "apply": 0, "other": 1e-15}
LEAST = "ls" if VERSION < (1, 0) else "squared_error"
ABSOLUTE = "lad" if VERSION < (1, 0) else "absolute_error"
LOSS = "deviance" if VERSION < (1, 1) else "log_loss"
GBC, GBR = ensemble.GradientBoostingClassifier, ensemble.GradientBoostingRegressor
unbalanced = (score > np.quantile(score, 0.97)).astype(int)
for kind, target in [("binary", y2), ("three", y3), ("text", text), ("rare", unbalanced), ("twelve", y12)]:
    add("boosting-%s" % kind, lambda: GBC(n_estimators=9, random_state=w.seed), target, BOOST)
    add("boosting-zero-%s" % kind, lambda: GBC(n_estimators=5, init="zero", max_leaf_nodes=6, random_state=w.seed), target, BOOST)
    # Before 1.3 several rows of several classes got each other's scores: GaussianNB answers in column-major order.
    if VERSION >= (1, 3) or target is y2 or target is unbalanced:
        add("boosting-init-%s" % kind, lambda: GBC(n_estimators=5, init=GaussianNB(), random_state=w.seed), target, 1e-4)  # in float32
    add("boosting-dummy-%s" % kind, lambda: GBC(n_estimators=3, init=DummyClassifier(strategy="most_frequent"), random_state=w.seed), target, 1e-13)
add("boosting-exponential", lambda: GBC(n_estimators=9, loss="exponential", random_state=w.seed), truth, BOOST)
add("boosting-exponential-init", lambda: GBC(n_estimators=4, loss="exponential", init=LogisticRegression(), random_state=w.seed), y2, 1e-4)
add("boosting-subsample", lambda: GBC(n_estimators=40, subsample=0.5, n_iter_no_change=3, learning_rate=0.37, random_state=w.seed), y3, BOOST)
for loss in [LEAST, ABSOLUTE, "huber", "quantile"]:
    add("boosting-%s" % loss, lambda: GBR(n_estimators=9, loss=loss, alpha=0.3, random_state=w.seed), score)
add("boosting-regressor-zero", lambda: GBR(n_estimators=6, init="zero", random_state=w.seed), score)
add("boosting-regressor-linear", lambda: GBR(n_estimators=6, init=LinearRegression(), random_state=w.seed), score, 1e-4)
add("boosting-regressor-dummy", lambda: GBR(n_estimators=6, init=DummyRegressor(strategy="constant", constant=2.5), random_state=w.seed), score)
add("boosting-regressor-leaf", lambda: GBR(n_estimators=3, min_samples_leaf=100, random_state=w.seed), score)

HIST = {"decision_function": 0, "predict": 0, "other": 1e-15}
HGBC, HGBR = HistGradientBoostingClassifier, HistGradientBoostingRegressor
small = dict(max_iter=8, min_samples_leaf=4, random_state=w.seed, early_stopping=False)
infinite = np.vstack([ask_holes, [[np.inf] * 5, [-np.inf] * 5]])
for kind, target in [("binary", y2), ("three", y3), ("text", text), ("twelve", y12), ("bool", truth)]:
    add("hist-%s" % kind, lambda: HGBC(max_leaf_nodes=9, **small), target, HIST, infinite)
    add("hist-holes-%s" % kind, lambda: HGBC(**small), target, HIST, infinite, holes)
add("hist-one-leaf", lambda: HGBC(max_iter=3, min_samples_leaf=100), y2, HIST, infinite)
positive = np.abs(score) + 0.1
if VERSION >= (1, 0):
    for loss in ["squared_error", "absolute_error"] + (["gamma"] if VERSION >= (1, 3) else []):
        add("hist-%s" % loss, lambda: HGBR(loss=loss, **small), positive, 1e-15, infinite, holes)
    if VERSION >= (1, 1):
        add("hist-quantile", lambda: HGBR(loss="quantile", quantile=0.8, **small), score, 0, infinite)
add("hist-poisson", lambda: HGBR(loss="poisson", **small), positive, 1e-15, infinite)
coded = np.column_stack([r.randint(0, 3, n), r.normal(size=n), r.randint(0, 40, n), r.randint(0, 7, n), r.normal(size=n)]).astype(float)
coded[r.uniform(size=n) < 0.1, 2] = np.nan
coded[:, 0] *= 5
odd = np.vstack([coded[:30], coded[:4] + 0.5, -coded[:4], coded[:4] + 256, coded[:4] + 300, np.full((1, 5), np.nan), np.full((1, 5), 1e12), np.full((1, 5), -0.0)])
effect = (coded[:, 2] % 3 == 1) * 2.0 + (coded[:, 0] == 5) + coded[:, 1] + 0.3 * r.normal(size=n)
for kind, chosen in [("list", [0, 2]), ("mask", [True, False, True, True, False])]:
    add("hist-categories-%s" % kind, lambda: HGBR(categorical_features=chosen, **small), effect, 0, odd, coded)
    add("hist-categories-classes-%s" % kind, lambda: HGBC(categorical_features=chosen, **small), np.digitize(effect, [0.5, 2]), HIST, odd, coded)

for kind, target in [("binary", y2), ("three", y3), ("text", text), ("bool", truth)]:
    algorithms = ["SAMME", "SAMME.R"] if VERSION < (1, 6) else [None]
    for algorithm in algorithms:
        options = {} if algorithm is None else {"algorithm": algorithm}
        tag = "%s-%s" % ((algorithm or "default").lower().replace(".", ""), kind)
        add("adaboost-%s" % tag, lambda: ensemble.AdaBoostClassifier(n_estimators=12, random_state=w.seed, **options), target, 1e-14)
        deep = {BASE: tree.DecisionTreeClassifier(max_depth=3)}
        add("adaboost-deep-%s" % tag, lambda: ensemble.AdaBoostClassifier(n_estimators=6, random_state=w.seed, **deep, **options), target, 1e-13)
        nb = {BASE: GaussianNB()}
        add("adaboost-bayes-%s" % tag, lambda: ensemble.AdaBoostClassifier(n_estimators=4, random_state=w.seed, **nb, **options), target, 1e-10)
for loss in ["linear", "square", "exponential"]:
    add("adaboost-regressor-%s" % loss, lambda: ensemble.AdaBoostRegressor(n_estimators=11, loss=loss, random_state=w.seed), score)
add("adaboost-regressor-linear-base", lambda: ensemble.AdaBoostRegressor(n_estimators=5, random_state=w.seed, **{BASE: Ridge()}), score, 1e-12)

BAGGED = [
    ("tree", None, {"predict_log_proba": 1e-14, "other": 1e-15}),
    ("bayes", GaussianNB(), 1e-11),
    ("knn", KNeighborsClassifier(3), 1e-12),
    ("logistic", LogisticRegression(), 1e-11),
    ("forest", ensemble.RandomForestClassifier(3, random_state=0), {"predict_log_proba": 1e-14, "other": 1e-15}),
]
# Of twelve classes a member of LinearSVC may miss some, and is then broken in Python, too.
add("bagging-svc", lambda: ensemble.BaggingClassifier(n_estimators=4, **{BASE: LinearSVC(random_state=0)}), y3, 1e-11)
for kind, target in [("binary", y2), ("three", y3), ("text", text), ("twelve", y12)]:
    for name, base, bound in BAGGED:
        given = {} if base is None else {BASE: base}
        add("bagging-%s-%s" % (name, kind), lambda: ensemble.BaggingClassifier(n_estimators=6, max_samples=0.3, random_state=w.seed, **given), target, bound)
        subset = dict(max_features=0.6, bootstrap_features=kind == "three", **given)
        add("bagging-subset-%s-%s" % (name, kind), lambda: ensemble.BaggingClassifier(n_estimators=6, random_state=w.seed, **subset), target, bound)
for kind, target in [("one", score), ("two", both)]:
    for name, base, bound in [("tree", None, 1e-15), ("ridge", Ridge(), 1e-12), ("knn", KNeighborsRegressor(3), 1e-12)]:
        given = {} if base is None else {BASE: base}
        add("bagging-regressor-%s-%s" % (name, kind), lambda: ensemble.BaggingRegressor(n_estimators=7, max_features=0.8, random_state=w.seed, **given), target, bound)
if VERSION >= (1, 4):
    add("bagging-holes", lambda: ensemble.BaggingClassifier(n_estimators=5, random_state=w.seed), y3, {"predict_log_proba": 1e-14, "other": 1e-15}, ask_holes, holes)

# Frames with categories: by their dtype, by name, of texts, numbers and booleans, with unknown and missing ones.
if VERSION >= (1, 4):
    import pandas as pd

    frame = pd.DataFrame({
        "size": x[:, 0],
        "city": pd.Categorical(np.array(["Oslo", "Lima", "Bonn", "Pune"])[r.randint(0, 4, n)]),
        "grade": pd.Categorical(r.choice([10, 2, 33], n)),
        "count": r.randint(0, 9, n),
        "flag": pd.Categorical(r.choice([True, False], n)),
        "note": r.choice(["a", "b", "c"], n),
    })
    frame.loc[::11, "city"] = np.nan
    frame.loc[::7, "size"] = np.nan
    effect = frame["grade"].astype(float) / 10 + (frame["city"] == "Lima") + (frame["flag"] == True) * 0.5 + 0.2 * r.normal(size=n)  # noqa: E712
    asked = frame.iloc[:24].reset_index(drop=True).copy()
    for name, unknown in [("city", "Rome"), ("grade", 77), ("flag", True)]:
        asked[name] = asked[name].astype(object)
        asked.loc[3, name] = unknown
        asked.loc[4, name] = np.nan
    columns = [{"name": name, "dtype": str(frame[name].dtype)} for name in frame]
    cells = [[None if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)) else value for value in row] for row in asked.astype(object).values.tolist()]

    def add_frame(kind, make, target, names, bound):
        picked = [c for c in columns if c["name"] in names]
        at = [list(frame).index(c["name"]) for c in picked]
        rows = [["NaN" if row[i] is None and columns[i]["dtype"].startswith("float") else row[i] for i in at] for row in cells]
        ask_frame = asked[names]
        w.add(kind, make, frame[names], target, ask=ask_frame, bound=bound, inputs={"kind": "frame", "columns": picked, "rows": rows})

    plain = ["size", "city", "grade", "count", "flag"]
    for kind, names, chosen in [("dtype", plain, "from_dtype"), ("names", plain, ["city", "grade"]), ("objects", plain + ["note"], ["city", "grade", "flag", "note"]), ("one", ["grade", "size"], ["grade"])]:
        add_frame("hist-frame-%s" % kind, lambda: HGBR(categorical_features=chosen, **small), effect, names, 0)
        add_frame("hist-frame-classes-%s" % kind, lambda: HGBC(categorical_features=chosen, **small), np.digitize(effect, [1, 2.5]), names, HIST)
w.close()
