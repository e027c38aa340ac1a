"""Decompositions. Usage: python decomposition.py FOLDER [SEED]."""
import numpy as np
import scipy.sparse as sp
from reference_case import Writer
from sklearn.decomposition import (
    NMF, PCA, DictionaryLearning, FactorAnalysis, FastICA, IncrementalPCA, KernelPCA, LatentDirichletAllocation,
    MiniBatchDictionaryLearning, MiniBatchSparsePCA, SparseCoder, SparsePCA, TruncatedSVD,
)
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

try:
    from sklearn.decomposition import MiniBatchNMF
except ImportError:
    MiniBatchNMF = None

w = Writer("decomposition", 1e-9)
r = w.random
x = r.normal(size=(90, 6)) @ r.normal(size=(6, 6)) + 3
positive = np.abs(x)
counts = r.poisson(1.0, size=(60, 25)).astype(float)
sparse = sp.random(80, 30, density=0.2, random_state=r, format="csr")
for n in [1, 3, None]:
    for whiten in [False, True]:
        w.add("pca-%s-%s" % (n, whiten), lambda: PCA(n, whiten=whiten, random_state=0), x, bound=1e-8)
        w.add("incremental-pca-%s-%s" % (n, whiten), lambda: IncrementalPCA(n, whiten=whiten), x)
w.add("pca-mle", lambda: PCA("mle"), x, bound=1e-8)
w.add("pca-sparse", lambda: PCA(3, svd_solver="arpack", random_state=0), sparse, methods=["transform"])
w.add("svd", lambda: TruncatedSVD(4, random_state=0), x)
w.add("svd-sparse", lambda: TruncatedSVD(4, random_state=0), sparse)
for whiten in [False, True, "unit-variance", "arbitrary-variance"]:
    w.add("ica-%s" % whiten, lambda: FastICA(3 if whiten else None, whiten=whiten, random_state=0, max_iter=50), x)
w.add("factor-analysis", lambda: FactorAnalysis(2, random_state=0), x, bound=1e-8)
w.add("sparse-pca", lambda: SparsePCA(3, random_state=0, alpha=0.5), x)
w.add("minibatch-sparse-pca", lambda: MiniBatchSparsePCA(3, random_state=0, alpha=0.5), x)
for kernel in ["linear", "poly", "rbf", "sigmoid", "cosine"]:
    w.add("kernel-pca-%s" % kernel, lambda: KernelPCA(3, kernel=kernel, gamma=0.02, coef0=0.5, degree=2), x, bound=1e-8)
w.add("kernel-pca-default-gamma", lambda: KernelPCA(3, kernel="rbf"), x, bound=1e-8)
gram = x @ x.T
w.add("kernel-pca-precomputed", lambda: KernelPCA(3, kernel="precomputed"), gram, ask=gram[:5], bound=1e-8)
plenty = dict(random_state=0, max_iter=400)
w.add("nmf", lambda: NMF(3, init="random", **plenty), positive, ask=positive[:20])
w.add("nmf-regular", lambda: NMF(3, init="random", alpha_W=0.1, l1_ratio=0.4, **plenty), positive, ask=positive[:20])
w.add("nmf-regular-old", lambda: NMF(3, init="random", alpha=0.2, l1_ratio=0.4, **plenty), positive, ask=positive[:20])
w.add("nmf-sparse", lambda: NMF(3, init="random", **plenty), sparse)
for loss in ["frobenius", "kullback-leibler", "itakura-saito", 0.5, 1.5, 3]:
    w.add("nmf-mu-%s" % loss, lambda: NMF(3, init="random", solver="mu", beta_loss=loss, **plenty), positive, ask=positive[:20])
    if MiniBatchNMF:
        w.add("minibatch-nmf-%s" % loss, lambda: MiniBatchNMF(3, init="random", beta_loss=loss, random_state=0), positive, ask=positive[:20])
w.add("topics", lambda: LatentDirichletAllocation(4, random_state=0), counts)
w.add("topics-sparse", lambda: LatentDirichletAllocation(4, random_state=0, doc_topic_prior=0.1), sp.csr_matrix(counts))
for algorithm in ["omp", "threshold"]:
    for split in [False, True]:
        w.add("dictionary-%s-%s" % (algorithm, split), lambda: DictionaryLearning(8, transform_algorithm=algorithm, split_sign=split, max_iter=5, random_state=0), x)
w.add("dictionary-omp-3", lambda: MiniBatchDictionaryLearning(8, transform_n_nonzero_coefs=3, random_state=0), x)
w.add("random-projection", lambda: GaussianRandomProjection(3, random_state=0), x)
w.add("sparse-random-projection", lambda: SparseRandomProjection(3, random_state=0), x)
w.close()
