"""A forest of 100 trees in Python: what many small calls at once cost, computed one by one or together."""
import os

from joblib import load


class ForestModel:
    def __init__(self):
        self._model = load(os.environ["FOREST_FILE"])

    def predict(self, X, *args):
        return self._model.predict(X)
