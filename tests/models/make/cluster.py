"""Clusterers. Usage: python cluster.py FOLDER [SEED]."""
import numpy as np
import scipy.sparse as sp
from reference_case import Writer
from sklearn.cluster import AffinityPropagation, Birch, FeatureAgglomeration, KMeans, MeanShift, MiniBatchKMeans

try:
    from sklearn.cluster import BisectingKMeans
except ImportError:
    BisectingKMeans = None

w = Writer("cluster", 1e-7)
r = w.random
x = r.normal(size=(120, 5)) + r.randint(0, 3, size=(120, 1)) * 3
sparse = sp.random(90, 30, density=0.2, random_state=r, format="csr")
for k in [1, 2, 9]:
    w.add("kmeans-%d" % k, lambda: KMeans(k, n_init=2, random_state=0), x)
    w.add("kmeans-sparse-%d" % k, lambda: KMeans(k, n_init=2, random_state=0), sparse)
    w.add("minibatch-%d" % k, lambda: MiniBatchKMeans(k, n_init=2, random_state=0), x)
    if BisectingKMeans:
        w.add("bisecting-%d" % k, lambda: BisectingKMeans(k, random_state=0), x)
        w.add("bisecting-sparse-%d" % k, lambda: BisectingKMeans(k, random_state=0), sparse)
w.add("kmeans-float32", lambda: KMeans(4, n_init=2, random_state=0), x.astype(np.float32), bound=1e-3)
w.add("mean-shift", lambda: MeanShift(bandwidth=2.5), x)
w.add("birch", lambda: Birch(threshold=1.2, n_clusters=4), x)
w.add("birch-none", lambda: Birch(threshold=1.2, n_clusters=None), x)
w.add("affinity", lambda: AffinityPropagation(damping=0.8, random_state=0), x)
w.add("affinity-unconverged", lambda: AffinityPropagation(max_iter=1, random_state=0), x)
for pooling in [np.mean, np.max, np.min, np.median, np.sum]:
    w.add("features-%s" % pooling.__name__, lambda: FeatureAgglomeration(3, pooling_func=pooling), x)
w.close()
