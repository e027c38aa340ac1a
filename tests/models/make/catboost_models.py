"""CatBoost models. Usage: python catboost_models.py FOLDER [SEED [ROWS [KINDS]]]."""
import os

import catboost
import numpy as np
from booster_case import BoosterWriter, array
from catboost import CatBoostClassifier, CatBoostRegressor

bounds = {"decision_function": 1e-12, "predict": 1e-12, "predict_proba": 1e-12}
labels = {"decision_function": 1e-12, "predict_proba": 1e-12}
w = BoosterWriter("catboost", "cb-" + catboost.__version__, bounds)
r = w.random
x = r.normal(size=(300, 5)).astype(np.float32).astype(np.float64)
holes = x.copy()
holes[r.uniform(size=x.shape) < 0.2] = np.nan
y = x[:, 0] * 2 + np.abs(x[:, 1]) * x[:, 2] + r.normal(size=300)
two = (y > np.median(y)).astype(int)
four = np.digitize(y, np.quantile(y, [0.25, 0.5, 0.75]))
text = np.array(["low", "mid", "high", "top"])
counts = r.poisson(np.exp(np.clip(y / 6, -3, 3)))


def save(model, folder):
    model.save_model(os.path.join(folder, "model.json"), format="json")
    return [("model.json", "catboost-json")]


def fit(kind, make, target, data=x, **options):
    rows = np.vstack([data[: w.rows], data[: w.rows] + r.normal(scale=0.3, size=(w.rows, 5)), np.zeros((1, 5)), np.full((1, 5), np.inf), np.full((1, 5), -np.inf)])
    common = {"iterations": 12, "depth": 4, "verbose": 0, "thread_count": 1, "allow_writing_files": False, "random_seed": 1}
    is_class = make["kind"] == "classifier"
    parameters = dict(common, **{name: value for name, value in make.items() if name != "kind"})

    def train():
        model = (CatBoostClassifier if is_class else CatBoostRegressor)(**parameters)
        return model.fit(data, target, **options)

    def ask(model):
        answers = {"decision_function": model.predict(rows, prediction_type="RawFormulaVal"), "predict": model.predict(rows)}
        if is_class:
            answers["predict"] = answers["predict"].ravel()
            answers["predict_proba"] = model.predict_proba(rows)
        return answers

    w.add(kind, train, save, ask, array(rows), bounds=labels if is_class else bounds)


fit("binary", {"kind": "classifier"}, two)
fit("binary-text", {"kind": "classifier"}, np.array(["no", "yes"])[two])
fit("binary-floats", {"kind": "classifier"}, two + 0.5)
fit("binary-nan", {"kind": "classifier"}, two, data=holes)
fit("binary-nan-max", {"kind": "classifier", "nan_mode": "Max"}, two, data=holes)
fit("binary-weights", {"kind": "classifier", "auto_class_weights": "Balanced"}, two)
fit("multiclass", {"kind": "classifier", "loss_function": "MultiClass"}, four)
fit("multiclass-text", {"kind": "classifier", "loss_function": "MultiClass"}, text[four])
fit("multiclass-ova", {"kind": "classifier", "loss_function": "MultiClassOneVsAll"}, four + 3)
fit("regression", {"kind": "regressor"}, y)
fit("regression-nan", {"kind": "regressor"}, y, data=holes)
fit("regression-mae", {"kind": "regressor", "loss_function": "MAE"}, y)
fit("regression-poisson", {"kind": "regressor", "loss_function": "Poisson"}, counts)
fit("regression-tweedie", {"kind": "regressor", "loss_function": "Tweedie:variance_power=1.5"}, counts.astype(float))
fit("regression-deep", {"kind": "regressor", "depth": 9, "iterations": 3}, y)
fit("regression-several", {"kind": "regressor", "loss_function": "MultiRMSE"}, np.column_stack([y, -y, x[:, 0]]))
fit("stumps", {"kind": "regressor", "depth": 1}, y)
w.close()
