"""XGBoost models. Usage: python xgboost_models.py FOLDER [SEED [ROWS [KINDS]]]; any XGBoost from 1.3 on."""
import os

import numpy as np
import xgboost as xgb
from booster_case import BoosterWriter, array, frame

version = tuple(int(part) for part in xgb.__version__.split(".")[:2])
bounds = {"margin": "bits", "predict": 3e-7, "predict_proba": 3e-7, "contributions": 1e-5}
w = BoosterWriter("xgboost", "xgb-" + xgb.__version__, bounds)
r = w.random

x = r.normal(size=(300, 6)).astype(np.float64) * r.uniform(0.3, 4, size=6)
holes = x.copy()
holes[r.uniform(size=x.shape) < 0.2] = np.nan
y = x[:, 0] * 2 + np.abs(x[:, 1]) * x[:, 2] + r.normal(size=300)
two = (y > np.median(y)).astype(int)
four = np.digitize(y, np.quantile(y, [0.25, 0.5, 0.75]))
counts = r.poisson(np.exp(np.clip(y / 8, -3, 3)))
positive = np.exp(y / 10) + 0.01
groups = [30] * 10


def ask_rows(data):
    moved = data[: w.rows] + r.normal(scale=0.2, size=(w.rows, data.shape[1]))
    extra = np.vstack([np.zeros((1, data.shape[1])), -np.zeros((1, data.shape[1])), np.full((1, data.shape[1]), np.nan), data[:1] * 1e6])
    return np.vstack([data[: w.rows], moved, extra])


def save(model, folder):
    booster = model if isinstance(model, xgb.Booster) else model.get_booster()
    files = []
    for name, container in [("model.json", "xgboost-json"), ("model.ubj", "xgboost-ubj")]:
        if name.endswith("ubj") and version < (1, 6):
            continue
        booster.save_model(os.path.join(folder, name))
        files.append((name, container))
    return files


def asker(rows, types=None, linear=False):
    def ask(model):
        booster = model if isinstance(model, xgb.Booster) else model.get_booster()
        if hasattr(rows, "columns"):
            data = xgb.DMatrix(rows, enable_categorical=True)
            few = xgb.DMatrix(rows[:4], enable_categorical=True)
        else:
            names = booster.feature_names
            data = xgb.DMatrix(rows, feature_types=types, feature_names=names)
            few = xgb.DMatrix(rows[:4], feature_types=types, feature_names=names)
        outputs = {"predict": booster.predict(data), "margin": booster.predict(data, output_margin=True)}
        if not linear:
            outputs["leaf"] = booster.predict(data, pred_leaf=True).astype(np.int32).reshape(len(rows), -1)
        if not hasattr(rows, "columns"):
            try:
                outputs["contributions"] = booster.predict(few, pred_contribs=True)
            except xgb.core.XGBoostError:
                pass
        return outputs
    return ask


def train(kind, parameters, target, data=x, rounds=6, types=None, group=None, rows=None, weight=None, **bound):
    rows = ask_rows(data) if rows is None else rows
    def make():
        matrix = xgb.DMatrix(data, target, feature_types=types, weight=weight, **({"enable_categorical": True} if types else {}))
        if group is not None:
            matrix.set_group(group)
        return xgb.train(dict({"max_depth": 4, "nthread": 1, "seed": int(r.randint(1000))}, **parameters), matrix, rounds)
    own = dict(bounds, **bound)
    w.add(kind, make, save, asker(rows, types, parameters.get("booster") == "gblinear"), array(rows), bounds=own)


for name, target in [
    ("reg:squarederror", y), ("reg:squaredlogerror", positive), ("reg:absoluteerror", y), ("reg:pseudohubererror", y),
    ("reg:logistic", two), ("binary:logistic", two), ("binary:logitraw", two), ("binary:hinge", two), ("count:poisson", counts),
    ("reg:gamma", positive), ("reg:tweedie", positive), ("survival:cox", positive * np.where(two, 1, -1)),
]:
    short = name.replace(":", "-")
    train(short, {"objective": name}, target)
    train(short + "-missing", {"objective": name, "tree_method": "hist"}, target, holes)
    base = {"binary:logitraw": 0.3, "reg:logistic": 0.2, "binary:logistic": 0.83}.get(name, 1.7)
    train(short + "-base", {"objective": name, "base_score": base, "eta": 0.05}, target, rounds=40)
for k, levels in enumerate([0.5, [0.1, 0.5, 0.9]]):
    train("quantile-%d" % k, {"objective": "reg:quantileerror", "quantile_alpha": levels}, y)
    train("expectile-%d" % k, {"objective": "reg:expectileerror", "expectile_alpha": levels}, y)
for name in ["rank:pairwise", "rank:ndcg", "rank:map"]:
    train(name.replace(":", "-"), {"objective": name}, two, group=groups)
for name in ["multi:softprob", "multi:softmax"]:
    train(name.replace(":", "-"), {"objective": name, "num_class": 4}, four, holes, rounds=8)
    train(name.replace(":", "-") + "-two", {"objective": name, "num_class": 2}, two, rounds=3)
    train(name.replace(":", "-") + "-base", {"objective": name, "num_class": 4, "base_score": 0.3}, four, rounds=3)
    train(name.replace(":", "-") + "-parallel", {"objective": name, "num_class": 4, "num_parallel_tree": 3, "subsample": 0.5}, four, rounds=3)
for rate in [0.2, 0.9]:
    train("dart-%s" % rate, {"booster": "dart", "rate_drop": rate, "objective": "binary:logistic"}, two, holes, rounds=20, margin=1e-6)
    train("dart-multi-%s" % rate, {"booster": "dart", "rate_drop": rate, "objective": "multi:softprob", "num_class": 4, "normalize_type": "forest"}, four, rounds=9, margin=1e-6)
for name, target in [("reg:squarederror", y), ("binary:logistic", two), ("count:poisson", counts)]:
    train("gblinear-" + name.replace(":", "-"), {"booster": "gblinear", "objective": name}, target, holes, margin=2e-6, predict=2e-6)
train("gblinear-multi", {"booster": "gblinear", "objective": "multi:softprob", "num_class": 4}, four, margin=2e-6, predict=2e-6)
train("deep", {"max_depth": 14, "min_child_weight": 0}, y, rounds=30)
train("lossguide", {"max_depth": 0, "max_leaves": 31, "grow_policy": "lossguide", "tree_method": "hist"}, y, holes, rounds=30)
train("stumps", {"max_depth": 1}, y, rounds=50)
train("constant", {"min_child_weight": 1e9}, y)
train("no-rounds", {}, y, rounds=0)
train("pruned", {"gamma": 30, "max_depth": 8}, y, rounds=10)
train("weights", {"objective": "binary:logistic", "scale_pos_weight": 5}, two, weight=r.uniform(size=300))
train("monotone", {"monotone_constraints": "(1,0,-1,0,0,0)"}, y)
train("forest", {"num_parallel_tree": 20, "subsample": 0.6, "colsample_bynode": 0.5, "eta": 1}, y, rounds=1)
train("multi-target", {}, np.stack([y, -y, positive], 1), holes, rounds=4)
train("multi-label", {"objective": "binary:logistic"}, np.stack([two, four > 2], 1).astype(float), rounds=4)
train("multi-output-tree", {"multi_strategy": "multi_output_tree", "tree_method": "hist"}, np.stack([y, -y, positive], 1), holes, rounds=4)
train("multi-output-tree-logistic", {"multi_strategy": "multi_output_tree", "tree_method": "hist", "objective": "binary:logistic"}, np.stack([two, four > 2], 1).astype(float), rounds=4)
train("multi-output-tree-class", {"multi_strategy": "multi_output_tree", "tree_method": "hist", "objective": "multi:softprob", "num_class": 4}, four, rounds=4)
tiny = x * 1e-38
train("denormal", {}, y, tiny, rows=np.vstack([tiny[:50], tiny[:50] * 1e-3, -tiny[:20]]))

codes = np.stack([r.randint(0, 12, 300), x[:, 1], r.randint(0, 70, 300), x[:, 3]], 1).astype(np.float64)
codes[r.uniform(size=codes.shape) < 0.1] = np.nan
types = ["c", "q", "c", "q"]
effect = np.nan_to_num(codes[:, 0] % 5 * 2 - codes[:, 2] % 7 + codes[:, 1])
asked = codes[: w.rows * 2].copy()
asked[0, 0], asked[1, 2], asked[2, 0], asked[3, 2] = 500, 64, 11, 99
for onehot in [1, 5, 100]:
    train("categories-%d" % onehot, {"tree_method": "hist", "max_cat_to_onehot": onehot}, effect, codes, types=types, rows=asked)
train("categories-multi", {"tree_method": "hist", "objective": "multi:softprob", "num_class": 3, "max_cat_to_onehot": 3}, np.digitize(effect, [0, 4]), codes, types=types, rows=asked)
try:
    import pandas as pd

    table = pd.DataFrame({
        "a": x[:, 0], "city": pd.Categorical(r.choice(["x", "yy", "grey", "w"], 300)),
        "level": pd.Categorical(r.choice([10, 20, 5], 300)), "b": x[:, 1],
    })
    table.loc[:5, "city"] = None
    table.loc[3:9, "a"] = np.nan
    effect = (table["city"] == "x") * 3.0 + (table["level"] == 5) * table["b"]
    if version >= (3, 1):
        for onehot in [1, 10]:
            w.add("frame-%d" % onehot, lambda: xgb.train({"max_cat_to_onehot": onehot, "tree_method": "hist"}, xgb.DMatrix(table, effect, enable_categorical=True), 5),
                  save, asker(table[: w.rows + 12]), frame(table[: w.rows + 12]))
    named = pd.DataFrame(x, columns=["f one", "b", "größe", "d", "e", "f"])
    w.add("frame-named", lambda: xgb.train({}, xgb.DMatrix(named, y), 5), save, asker(named[: w.rows]), frame(named[: w.rows]))
except ImportError:
    pass


def wrapped(rows, methods=("predict", "predict_proba")):
    return lambda model: {name: getattr(model, name)(rows) for name in methods if hasattr(model, name)}


def fit(kind, make, data, target, **options):
    rows = ask_rows(data)
    def fitted():
        model = make()
        model.fit(data, target, **options)
        return model
    linear = kind.endswith("linear")
    w.add(kind, fitted, save, asker(rows, None, linear), array(rows), wrapper=wrapped(rows), bounds=dict(bounds, margin=2e-6, predict=2e-6) if linear or kind.endswith("dart") else None)


common = {"n_estimators": 6, "max_depth": 3, "n_jobs": 1, "use_label_encoder": False} if version < (1, 7) else {"n_estimators": 6, "max_depth": 3, "n_jobs": 1}
fit("wrap-classifier", lambda: xgb.XGBClassifier(**common), holes, two)
fit("wrap-classifier-four", lambda: xgb.XGBClassifier(**common), holes, four)
fit("wrap-classifier-softmax", lambda: xgb.XGBClassifier(objective="multi:softmax", **common), x, four)
fit("wrap-classifier-hinge", lambda: xgb.XGBClassifier(objective="binary:hinge", **common), x, two)
fit("wrap-classifier-multilabel", lambda: xgb.XGBClassifier(tree_method="hist", **common), x, np.stack([two, four > 2, four > 1], 1).astype(int))
fit("wrap-classifier-two-labels", lambda: xgb.XGBClassifier(tree_method="hist", **common), x, np.stack([two, four > 2], 1).astype(int))
fit("wrap-forest-classifier", lambda: xgb.XGBRFClassifier(**common), x, four)
fit("wrap-forest-regressor", lambda: xgb.XGBRFRegressor(**common), holes, y)
fit("wrap-regressor", lambda: xgb.XGBRegressor(**common), holes, y)
fit("wrap-regressor-dart", lambda: xgb.XGBRegressor(booster="dart", **common), x, y)
fit("wrap-regressor-linear", lambda: xgb.XGBRegressor(booster="gblinear", **common), x, y)
fit("wrap-regressor-targets", lambda: xgb.XGBRegressor(tree_method="hist", **common), x, np.stack([y, -y], 1))
fit("wrap-regressor-poisson", lambda: xgb.XGBRegressor(objective="count:poisson", **common), x, counts)
fit("wrap-ranker", lambda: xgb.XGBRanker(objective="rank:pairwise", **common), x, two, group=groups)
marked = np.where(np.isnan(holes), -1.5, holes)
fit("wrap-missing", lambda: xgb.XGBRegressor(missing=-1.5, **common), marked, y)
early = {"early_stopping_rounds": 2} if version >= (1, 6) else {}
late = {} if version >= (1, 6) else {"early_stopping_rounds": 2}
many = dict(common, n_estimators=60)
fit("wrap-early", lambda: xgb.XGBClassifier(learning_rate=1.0, **many, **early), x, four, eval_set=[(x[:60], four[60:120])], verbose=False, **late)
fit("wrap-early-parallel", lambda: xgb.XGBRegressor(learning_rate=1.0, num_parallel_tree=3, subsample=0.5, **many, **early), x, y, eval_set=[(x[:60], y[60:120])], verbose=False, **late)
w.close()
