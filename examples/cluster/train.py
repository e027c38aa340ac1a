"""Trains the model of this example and writes serialized_models/cluster_model.joblib."""
from pathlib import Path

import numpy as np
from joblib import dump
from sklearn.cluster import KMeans

FOLDER = Path(__file__).parent / "serialized_models"


def train() -> KMeans:
    X = np.array([[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]])
    return KMeans(n_clusters=2, random_state=0, n_init=10).fit(X)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    dump(train(), FOLDER / "cluster_model.joblib")
    print(f"wrote {FOLDER / 'cluster_model.joblib'}")
