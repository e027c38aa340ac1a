"""Nearest neighbours. Usage: python neighbors.py FOLDER [SEED]."""
import numpy as np
import scipy.sparse as sp
from reference_case import Writer
from sklearn.neighbors import (
    KNeighborsClassifier, KNeighborsRegressor, LocalOutlierFactor, NearestCentroid, NearestNeighbors,
    NeighborhoodComponentsAnalysis, RadiusNeighborsClassifier, RadiusNeighborsRegressor,
)

w = Writer("neighbors", 1e-7)
r = w.random
x = r.normal(size=(150, 4))
grid = r.randint(0, 3, size=(150, 3)).astype(float)
y = r.randint(0, 3, size=150)
words = np.array(["a", "b", "c"])[y]
both = np.column_stack([y, r.randint(0, 2, size=150)])
target = x[:, 0] + r.normal(size=150)
targets = np.column_stack([target, target ** 2])
flags = (x > 0).astype(float)
sparse = sp.random(60, 30, density=0.2, random_state=r, format="csr")
wide = sp.random(60, 300000, density=0.001, random_state=r, format="csr")
new = r.normal(size=(9, 4))
far = np.vstack([x[:8] + 0.1, np.full((1, 4), 30.0)])

for algorithm in ["brute", "kd_tree", "ball_tree"]:
    for metric, params in [("euclidean", {}), ("manhattan", {}), ("chebyshev", {}), ("minkowski", {"p": 3}), ("minkowski", {"p": 1.5})]:
        kind = "%s-%s%s" % (algorithm, metric, params.get("p", ""))
        for weights in ["uniform", "distance"]:
            w.add("knn-%s-%s" % (kind, weights), lambda: KNeighborsClassifier(4, algorithm=algorithm, metric=metric, weights=weights, leaf_size=7, **params), x, words, ask=far)
        w.add("knn-grid-%s" % kind, lambda: KNeighborsClassifier(5, algorithm=algorithm, metric=metric, leaf_size=9, **params), grid, y, methods=["predict", "predict_proba"] if algorithm == "brute" else ["predict", "predict_proba", "kneighbors"])
        w.add("regressor-%s" % kind, lambda: KNeighborsRegressor(6, algorithm=algorithm, metric=metric, weights="distance", **params), x, targets, ask=far)
    w.add("nearest-%s" % algorithm, lambda: NearestNeighbors(n_neighbors=20, algorithm=algorithm, leaf_size=5), x)
    w.add("two-outputs-%s" % algorithm, lambda: KNeighborsClassifier(3, algorithm=algorithm), x, both)
    w.add("two-outputs-weighted-%s" % algorithm, lambda: KNeighborsClassifier(3, algorithm=algorithm, weights="distance"), x, both, ask=far)
    for weights in ["uniform", "distance"]:
        w.add("radius-%s-%s" % (algorithm, weights), lambda: RadiusNeighborsRegressor(radius=1.5, algorithm=algorithm, weights=weights), x, target, ask=far)
        w.add("radius-classifier-%s-%s" % (algorithm, weights), lambda: RadiusNeighborsClassifier(radius=1.2, algorithm=algorithm, weights=weights, outlier_label="most_frequent"), x, words, ask=far)
    w.add("radius-classifier-unknown-%s" % algorithm, lambda: RadiusNeighborsClassifier(radius=1.2, algorithm=algorithm, outlier_label=9, weights="distance"), x, y, ask=far)
    w.add("radius-classifier-outputs-%s" % algorithm, lambda: RadiusNeighborsClassifier(radius=1.2, algorithm=algorithm, outlier_label=[0, 1]), x, both, ask=far)
    w.add("outlier-factor-%s" % algorithm, lambda: LocalOutlierFactor(7, novelty=True, algorithm=algorithm, contamination=0.1), x)
for metric in ["cosine", "correlation", "canberra", "braycurtis", "sqeuclidean", "nan_euclidean"]:
    for k in [2, 7]:
        w.add("knn-%s-%d" % (metric, k), lambda: KNeighborsClassifier(k, algorithm="brute", metric=metric, weights="distance"), x, y, ask=new)
for metric in ["hamming", "jaccard", "dice", "rogerstanimoto", "russellrao", "sokalmichener", "sokalsneath", "matching", "yule"]:
    w.add("regressor-%s" % metric, lambda: KNeighborsRegressor(150, algorithm="brute", metric=metric), flags, target, ask=flags[:9], methods=["predict"])
earth = np.column_stack([r.uniform(-1.5, 1.5, 150), r.uniform(-3, 3, 150)])
w.add("knn-haversine", lambda: KNeighborsRegressor(4, algorithm="ball_tree", metric="haversine", weights="distance"), earth, target, ask=earth[:9] + 0.01)
w.add("knn-seuclidean", lambda: KNeighborsRegressor(4, metric="seuclidean", metric_params={"V": np.array([1.0, 2, 3, 4])}), x, target, ask=far)
w.add("knn-mahalanobis", lambda: KNeighborsRegressor(4, algorithm="brute", metric="mahalanobis", metric_params={"VI": np.diag([1.0, 2, 3, 4])}), x, target, ask=far)
w.add("knn-mahalanobis-ball", lambda: KNeighborsRegressor(4, algorithm="ball_tree", metric="mahalanobis", metric_params={"VI": np.diag([1.0, 2, 3, 4])}), x, target, ask=far)
w.add("knn-weighted-minkowski", lambda: KNeighborsRegressor(4, metric="minkowski", p=3, metric_params={"w": np.array([1.0, 2, 3, 4])}), x, target, ask=far)
# Of many features all rows are scanned; of rows at equal distance the tree's walk decides.
cube = np.random.RandomState(5).randint(0, 3, size=(120, 9)).astype(float)
for algorithm in ["kd_tree", "ball_tree"]:
    w.add("nearest-cube-%s" % algorithm, lambda: NearestNeighbors(n_neighbors=6, algorithm=algorithm, leaf_size=8), cube, ask=cube[:30])
squares = ((x[:, None] - x[None]) ** 2).sum(axis=2)
w.add("knn-precomputed", lambda: KNeighborsClassifier(4, metric="precomputed"), squares, y, ask=squares[:7])
for metric in ["euclidean", "cosine", "manhattan"]:
    w.add("knn-sparse-%s" % metric, lambda: KNeighborsClassifier(4, metric=metric), sparse, y[:60])
for metric in ["euclidean", "cosine"]:
    w.add("knn-wide-%s" % metric, lambda: KNeighborsClassifier(4, metric=metric), wide, y[:60], ask=wide[:4])
w.add("centroid", lambda: NearestCentroid(), x, words)
w.add("centroid-shrunken", lambda: NearestCentroid(shrink_threshold=0.2), x, y)
w.add("centroid-manhattan", lambda: NearestCentroid(metric="manhattan"), x, y)
w.add("centroid-priors", lambda: NearestCentroid(priors=[0.7, 0.2, 0.1]), x, y)
w.add("centroid-two", lambda: NearestCentroid(priors="empirical"), x, y > 0)
w.add("components-analysis", lambda: NeighborhoodComponentsAnalysis(2, random_state=0, max_iter=5), x, y)
w.close()
