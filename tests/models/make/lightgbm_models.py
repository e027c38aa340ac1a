"""LightGBM models. Usage: python lightgbm_models.py FOLDER [SEED [ROWS [KINDS]]]; any LightGBM from 3 on."""
import os

import lightgbm as lgb
import numpy as np
import pandas as pd
import scipy.sparse as sp
from booster_case import BoosterWriter, array, frame

bounds = {"margin": "bits", "predict": 1e-14, "predict_proba": 1e-14}
linear_bounds = {"margin": 1e-11, "predict": 1e-11, "predict_proba": 1e-11}
w = BoosterWriter("lightgbm", "lgb-" + lgb.__version__, bounds)
r = w.random
x = r.normal(size=(400, 6)) * r.uniform(0.3, 4, size=6)
holes = x.copy()
holes[r.uniform(size=x.shape) < 0.2] = np.nan
zeros = x.copy()
zeros[r.uniform(size=x.shape) < 0.3] = 0.0
y = x[:, 0] * 2 + np.abs(x[:, 1]) * x[:, 2] + r.normal(size=400)
two = (y > np.median(y)).astype(int)
four = np.digitize(y, np.quantile(y, [0.25, 0.5, 0.75]))
counts = r.poisson(np.exp(np.clip(y / 8, -3, 3)))
positive = np.exp(y / 10) + 0.01


def ask_rows(data):
    moved = data[: w.rows] + r.normal(scale=0.2, size=(w.rows, data.shape[1]))
    width = (1, data.shape[1])
    extra = [np.zeros(width), -np.zeros(width), np.full(width, np.nan), data[:1] * 1e6, np.full(width, np.inf), np.full(width, -np.inf),
             np.full(width, 1e-35), np.full(width, 1.1e-35), np.full(width, -1e-36)]
    return np.vstack([data[: w.rows], moved] + extra)


def save(model, folder):
    booster = model if isinstance(model, lgb.Booster) else model.booster_
    booster.save_model(os.path.join(folder, "model.txt"), num_iteration=-1)
    files = [("model.txt", "lightgbm-text")]
    if "linear" not in folder:
        import json

        with open(os.path.join(folder, "model.dump.json"), "w") as file:
            json.dump(booster.dump_model(num_iteration=-1), file)
        files.append(("model.dump.json", "lightgbm-dump-json"))
    return files


def asker(rows):
    def ask(model):
        booster = model if isinstance(model, lgb.Booster) else model.booster_
        return {
            "predict": booster.predict(rows, num_iteration=-1),
            "margin": booster.predict(rows, raw_score=True, num_iteration=-1),
            "leaf": booster.predict(rows, pred_leaf=True, num_iteration=-1).astype(np.int32).reshape(len(rows), -1),
        }
    return ask


def train(kind, parameters, target, data=x, rounds=6, group=None, rows=None, bounds=None, **options):
    rows = ask_rows(data) if rows is None else rows
    full = dict({"num_leaves": 11, "min_data_in_leaf": 4, "verbose": -1, "num_threads": 1, "seed": 1}, **parameters)
    def make():
        return lgb.train(full, lgb.Dataset(data, target, group=group, params={"verbose": -1}, **options), rounds)
    w.add(kind, make, save, asker(rows), array(rows), bounds=bounds)


for name, target in [
    ("regression", y), ("regression_l1", y), ("huber", y), ("fair", y), ("quantile", y), ("mape", positive), ("poisson", counts),
    ("gamma", positive), ("tweedie", positive), ("binary", two), ("cross_entropy", two * 0.8 + 0.1), ("cross_entropy_lambda", two * 0.8 + 0.1),
]:
    train(name, {"objective": name}, target)
    train(name + "-holes", {"objective": name, "learning_rate": 0.02}, target, holes, rounds=25)
    train(name + "-zeros", {"objective": name, "zero_as_missing": True}, target, zeros)
    train(name + "-forest", {"objective": name, "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, target, holes)
train("regression-sqrt", {"objective": "regression", "reg_sqrt": True}, y)
train("regression-sqrt-holes", {"objective": "regression", "reg_sqrt": True}, positive, holes)
for name in ["multiclass", "multiclassova"]:
    train(name, {"objective": name, "num_class": 4}, four, holes)
    train(name + "-forest", {"objective": name, "num_class": 4, "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, four)
    train(name + "-sigmoid", {"objective": name, "num_class": 4, "sigmoid": 1.7}, four, zeros)
for name in ["lambdarank", "rank_xendcg"]:
    train(name, {"objective": name}, two, group=[40] * 10)
train("binary-sigmoid", {"objective": "binary", "sigmoid": 0.3, "is_unbalance": True}, two)
train("dart", {"objective": "binary", "boosting": "dart", "drop_rate": 0.6}, two, rounds=25)
train("goss", {"objective": "regression", "boosting": "goss"}, y, rounds=9)
train("no-missing", {"use_missing": False}, y, holes)
train("constant", {"min_data_in_leaf": 5000}, y)
train("stumps", {"num_leaves": 2}, y, rounds=40)
train("large", {"num_leaves": 120, "min_data_in_leaf": 1}, y, holes, rounds=30)
train("extra", {"extra_trees": True}, y, holes)
train("linear", {"linear_tree": True}, y, bounds=linear_bounds)
train("linear-holes", {"linear_tree": True, "objective": "binary"}, two, holes, bounds=linear_bounds)
train("linear-multi", {"linear_tree": True, "objective": "multiclass", "num_class": 4}, four, rounds=3, bounds=linear_bounds)
train("monotone", {"monotone_constraints": [1, 0, -1, 0, 0, 0]}, y)
train("float32", {}, y, x.astype(np.float32))
codes = np.stack([r.randint(0, 40, 400), x[:, 1], r.randint(0, 5, 400), r.randint(-1, 300, 400)], 1).astype(np.float64)
codes[r.uniform(size=codes.shape) < 0.1] = np.nan
effect = np.nan_to_num(codes[:, 0] % 5 * 2 - codes[:, 3] % 7 + codes[:, 1] + codes[:, 2])
asked = codes[: w.rows * 2].copy()
asked[0, 0], asked[1, 0], asked[2, 0], asked[3, 0], asked[4, 0], asked[5, 3] = 3e9, -1, -0.5, 2.7, 1e300, 1e9
for onehot in [1, 100]:
    options = {"min_data_per_group": 2, "cat_smooth": 1, "max_cat_to_onehot": onehot}
    train("categories-%d" % onehot, options, effect, codes, rows=asked, categorical_feature=[0, 2, 3])
    train("categories-zero-%d" % onehot, dict(options, zero_as_missing=True), effect, codes, rows=asked, categorical_feature=[0, 2, 3])
    train("categories-none-%d" % onehot, dict(options, use_missing=False), effect, codes, rows=asked, categorical_feature=[0, 2, 3])
named = ["a", "größe", "c_d", "e.f", "g-h", "i"]
train("names", {}, y, feature_name=named)

table = pd.DataFrame({
    "a": x[:, 0], "city": pd.Categorical(r.choice(["x", "yy", "größe", "w"], 400)), "level": pd.Categorical(r.choice([10, 20, 5], 400)),
    "b": x[:, 1], "size": pd.Categorical(r.choice(["s", "m", "l"], 400), categories=["s", "m", "l"], ordered=True), "flag": r.choice([True, False], 400),
})
table.loc[:5, "city"] = None
table.loc[3:9, "a"] = np.nan
target = (table["city"] == "x") * 3.0 + (table["level"] == 5) * table["b"] + (table["size"] == "m") * 2
options = {"min_data_per_group": 2, "cat_smooth": 1, "min_data_in_leaf": 3, "verbose": -1, "num_threads": 1}
plain = table.drop(columns=["size"])
w.add("frame", lambda: lgb.train(options, lgb.Dataset(plain, target, params={"verbose": -1}), 5), save, asker(plain[: w.rows + 12]), frame(plain[: w.rows + 12]))
w.add("frame-text", lambda: lgb.train(options, lgb.Dataset(table[["a", "city", "size"]], target, params={"verbose": -1}), 5), save, asker(table[["a", "city", "size"]][: w.rows + 12]), frame(table[["a", "city", "size"]][: w.rows + 12]))


def wrapped(rows):
    return lambda model: {name: getattr(model, name)(rows) for name in ("predict", "predict_proba") if hasattr(model, name)}


def fit(kind, make, data, target, **options):
    rows = data[: w.rows + 12] if hasattr(data, "columns") else ask_rows(data)
    def fitted():
        model = make()
        model.fit(data, target, **options)
        return model
    w.add(kind, fitted, save, asker(rows), frame(rows) if hasattr(data, "columns") else array(rows), wrapper=wrapped(rows))


common = {"n_estimators": 5, "num_leaves": 7, "min_child_samples": 4, "n_jobs": 1, "verbose": -1}
text = np.array(["low", "mid", "high", "top"])
fit("wrap-binary", lambda: lgb.LGBMClassifier(**common), holes, two)
fit("wrap-booleans", lambda: lgb.LGBMClassifier(**common), holes, two == 1)
fit("wrap-floats", lambda: lgb.LGBMClassifier(**common), x, four * 1.5)
fit("wrap-text", lambda: lgb.LGBMClassifier(**common), x, text[four])
fit("wrap-ova", lambda: lgb.LGBMClassifier(objective="multiclassova", **common), x, text[four])
fit("wrap-balanced", lambda: lgb.LGBMClassifier(class_weight="balanced", **common), x, two + 5)
fit("wrap-frame", lambda: lgb.LGBMClassifier(**common), plain, text[four])
fit("wrap-regressor", lambda: lgb.LGBMRegressor(**common), holes, y)
fit("wrap-regressor-poisson", lambda: lgb.LGBMRegressor(objective="poisson", **common), x, counts)
fit("wrap-ranker", lambda: lgb.LGBMRanker(**common), x, two, group=[40] * 10)
many = dict(common, n_estimators=200, learning_rate=0.8)
fit("wrap-early", lambda: lgb.LGBMRegressor(**many), x, y, eval_set=[(x[:50], y[50:100])], callbacks=[lgb.early_stopping(3, verbose=False)])
fit("wrap-early-classifier", lambda: lgb.LGBMClassifier(**many), x, four, eval_set=[(x[:50], four[50:100])], callbacks=[lgb.early_stopping(3, verbose=False)])
w.close()
