"""Manifold learners, neighbour graphs, densities and label propagation. Usage: python manifold.py FOLDER [SEED]."""
import numpy as np
from reference_case import Writer
from sklearn.manifold import Isomap, LocallyLinearEmbedding
from sklearn.neighbors import KernelDensity, KNeighborsTransformer, RadiusNeighborsTransformer
from sklearn.semi_supervised import LabelPropagation, LabelSpreading

w = Writer("manifold", 1e-7)
r = w.random
x = r.normal(size=(70, 3))
y = r.randint(0, 3, size=70)
y[r.uniform(size=70) < 0.5] = -1
near = x[:15] + 0.05
for algorithm in ["brute", "kd_tree"]:
    w.add("isomap-%s" % algorithm, lambda: Isomap(n_neighbors=6, neighbors_algorithm=algorithm), x, ask=near)
    w.add("locally-linear-%s" % algorithm, lambda: LocallyLinearEmbedding(n_neighbors=8, neighbors_algorithm=algorithm, random_state=0), x, ask=near)
w.add("isomap-radius", lambda: Isomap(n_neighbors=None, radius=2.5), x, ask=near)
w.add("locally-linear-few", lambda: LocallyLinearEmbedding(n_neighbors=2, n_components=1, reg=0.1, random_state=0), x, ask=near)
for mode in ["distance", "connectivity"]:
    w.add("neighbors-graph-%s" % mode, lambda: KNeighborsTransformer(n_neighbors=4, mode=mode), x, ask=near)
    w.add("radius-graph-%s" % mode, lambda: RadiusNeighborsTransformer(radius=1.1, mode=mode), x, ask=near)
for kernel in ["gaussian", "tophat", "epanechnikov", "exponential", "linear", "cosine"]:
    w.add("density-%s" % kernel, lambda: KernelDensity(kernel=kernel, bandwidth=0.9), x, ask=near)
    w.add("density-ball-%s" % kernel, lambda: KernelDensity(kernel=kernel, bandwidth=0.9, metric="manhattan", algorithm="ball_tree"), x, ask=near)
w.add("density-scott", lambda: KernelDensity(bandwidth="scott"), x, ask=near)
for kind in [LabelPropagation, LabelSpreading]:
    w.add("%s-rbf" % kind.__name__.lower(), lambda: kind(gamma=2), x, y, ask=near)
    w.add("%s-knn" % kind.__name__.lower(), lambda: kind(kernel="knn", n_neighbors=5), x, y, ask=near)
w.close()
