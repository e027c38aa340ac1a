"""KServe's Python server with the seed's KMeans: a Model subclass, as its documentation shows. Usage: kserve_app.py --http_port N"""
import os

import joblib
import numpy as np
from kserve import Model, ModelServer


class ClusterModel(Model):
    def load(self):
        self.model = joblib.load(os.environ["MODEL_FILE"])
        self.ready = True
        return True

    def predict(self, payload, headers=None):
        return {"predictions": self.model.predict(np.array(payload["instances"])).tolist()}


if __name__ == "__main__":
    model = ClusterModel("cluster")
    model.load()
    ModelServer(enable_grpc=False).start([model])
