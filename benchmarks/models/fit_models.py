"""Fits the models of the benchmark once and writes them beside 65,536 rows to ask. Usage: fit_models.py FOLDER."""
import os
import sys

import joblib
import numpy as np
from sklearn.ensemble import (
    AdaBoostClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)

FOLDER = sys.argv[1]
ROWS = 65536
random = np.random.RandomState(0)


def rows(count):
    x = random.standard_normal((count, 10))
    return x, x[:, 0] + x[:, 1] * x[:, 2] + np.sin(3 * x[:, 3]) + 0.5 * random.standard_normal(count)


x, score = rows(20000)
classes = np.digitize(score, [-0.7, 0.7])
hist = dict(max_iter=100, early_stopping=False, random_state=0)
MODELS = {
    "forest-classifier": (RandomForestClassifier(100, random_state=0), classes),
    "forest-classifier-depth-10": (RandomForestClassifier(100, max_depth=10, random_state=0), classes),
    "forest-regressor": (RandomForestRegressor(100, random_state=0), score),
    "forest-regressor-depth-10": (RandomForestRegressor(100, max_depth=10, random_state=0), score),
    "extra-trees-classifier": (ExtraTreesClassifier(100, random_state=0), classes),
    "isolation-forest": (IsolationForest(n_estimators=100, random_state=0), None),
    "gradient-boosting-regressor": (GradientBoostingRegressor(n_estimators=100, random_state=0), score),
    "gradient-boosting-binary": (GradientBoostingClassifier(n_estimators=100, random_state=0), classes > 0),
    "gradient-boosting-3-classes": (GradientBoostingClassifier(n_estimators=100, random_state=0), classes),
    "gradient-boosting-depth-10": (GradientBoostingRegressor(n_estimators=100, max_depth=10, random_state=0), score),
    "hist-regressor": (HistGradientBoostingRegressor(**hist), score),
    "hist-binary": (HistGradientBoostingClassifier(**hist), classes > 0),
    "hist-3-classes": (HistGradientBoostingClassifier(**hist), classes),
    "adaboost": (AdaBoostClassifier(n_estimators=100, random_state=0), classes),
}
# What a file of 200 MB needs: trees over more rows.
LARGE = "forest-large"

if not os.path.exists(os.path.join(FOLDER, "rows.f64")):
    rows(ROWS)[0].tofile(os.path.join(FOLDER, "rows.f64"))
for name, (model, target) in MODELS.items():
    file = os.path.join(FOLDER, name + ".joblib")
    if not os.path.exists(file):
        joblib.dump(model.fit(x) if target is None else model.fit(x, target), file)
large = os.path.join(FOLDER, LARGE + ".joblib")
if not os.path.exists(large):
    more, target = rows(22000)
    joblib.dump(RandomForestRegressor(100, random_state=0, n_jobs=2).fit(more, target), large)
