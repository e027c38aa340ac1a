"""KServe's Python server with many models in one process. Usage: kserve_many.py FOLDER COUNT --http_port N"""
import sys

import joblib
import numpy as np
from kserve import Model, ModelServer


class FileModel(Model):
    def __init__(self, name, path):
        super().__init__(name)
        self.model = joblib.load(path)
        self.ready = True

    def predict(self, payload, headers=None):
        return {"predictions": self.model.predict(np.array(payload["instances"])).tolist()}


if __name__ == "__main__":
    folder, count = sys.argv[1], int(sys.argv[2])
    models = [FileModel(f"m{i}", f"{folder}/m{i}/model.joblib") for i in range(count)]
    ModelServer(enable_grpc=False).start(models)
