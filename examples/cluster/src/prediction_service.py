from abc import ABC, abstractmethod

import numpy as np
from joblib import load


class PredictionServiceBase(ABC):
    """What every prediction service of this project looks like."""

    @abstractmethod
    def __init__(self):
        ...

    @abstractmethod
    def predict(self, X: np.ndarray, *args) -> np.ndarray:
        ...


class ClusterModel(PredictionServiceBase):
    """Tells to which of the two clusters each row belongs."""

    def __init__(self):
        self._model = load("serialized_models/cluster_model.joblib")

    def predict(self, X: np.ndarray, *args) -> np.ndarray:
        return self._model.predict(X)
