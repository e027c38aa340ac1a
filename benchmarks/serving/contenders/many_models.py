"""A class that holds many models itself: Seldon Core serves one class a process. The request's tag `model` names one."""
import os

import joblib


class ManyModels:
    def load(self):
        folder, count = os.environ["MODELS"], int(os.environ["COUNT"])
        self.models = [joblib.load(f"{folder}/m{i}/model.joblib") for i in range(count)]

    def predict(self, X, names=None, meta=None):
        number = int((meta or {}).get("tags", {}).get("model", 0))
        return self.models[number].predict(X)
