"""Fits the models that only the benchmark serves. Usage: fit_models.py FOLDER"""
import sys
from pathlib import Path

import numpy as np
from joblib import dump
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier

folder = Path(sys.argv[1])
rng = np.random.default_rng(0)
x = rng.normal(size=(2000, 2))
y = (x[:, 0] * x[:, 1] + 0.3 * rng.normal(size=2000) > 0).astype(int)
dump(RandomForestClassifier(n_estimators=100, random_state=0).fit(x, y), folder / "forest.joblib")
dump(RandomForestClassifier(n_estimators=100, random_state=0).fit(*load_iris(return_X_y=True)), folder / "iris.joblib")
dump(KMeans(n_clusters=8, random_state=0, n_init=1).fit(rng.normal(size=(2000, 30))), folder / "wide.joblib")
