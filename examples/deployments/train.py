"""Fits two models to Fisher's irises: the models of the deployments in this folder."""

from pathlib import Path

from joblib import dump
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

X, y = load_iris(return_X_y=True)
models = {
    "iris-v1": LogisticRegression(max_iter=1000),
    "iris-v2": DecisionTreeClassifier(max_depth=3, random_state=0),
}
for name, model in models.items():
    folder = Path(__file__).parent / "models" / name
    folder.mkdir(parents=True, exist_ok=True)
    dump(model.fit(X, y), folder / "model.joblib")
