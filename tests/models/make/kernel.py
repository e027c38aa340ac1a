"""Kernel methods, partial least squares, isotonic regression, dummies. Usage: python kernel.py FOLDER [SEED]."""
import numpy as np
from reference_case import Writer
from sklearn.cross_decomposition import CCA, PLSSVD, PLSCanonical, PLSRegression
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor, kernels as k
from sklearn.isotonic import IsotonicRegression
from sklearn.kernel_ridge import KernelRidge

w = Writer("kernel", 1e-8)
r = w.random
x = r.normal(size=(50, 3))
y = x[:, 0] + np.sin(x[:, 1]) + r.normal(size=50) * 0.1
both = np.column_stack([y, y ** 2 + x[:, 2]])
labels = (x[:, 0] > 0) * 1 + (x[:, 1] > 0)
covariances = {
    "default": None,
    "rbf": k.RBF(0.8), "rbf-each": k.RBF([0.5, 1.0, 2.0]), "matern05": k.Matern(nu=0.5), "matern15": k.Matern(nu=1.5),
    "matern25": k.Matern([1.0, 2, 3], nu=2.5), "matern-inf": k.Matern(nu=np.inf), "matern-odd": k.Matern(nu=0.8),
    "rational": k.RationalQuadratic(1.2, 0.7), "periodic": k.ExpSineSquared(1.1, 3.0), "dot": k.DotProduct(0.5),
    "sum": 2.0 * k.RBF(1.0) + k.WhiteKernel(0.1), "power": k.RationalQuadratic() ** 2,
    "product": k.ConstantKernel(0.7) * k.Matern(nu=1.5) * k.RBF(2.0) + k.DotProduct(),
    "pairwise": k.PairwiseKernel(metric="laplacian", gamma=0.4),
}
for name, covariance in covariances.items():
    w.add("gp-%s" % name, lambda: GaussianProcessRegressor(covariance, alpha=1.0, optimizer=None), x, y)
    w.add("gp-two-%s" % name, lambda: GaussianProcessRegressor(covariance, alpha=1.0, optimizer=None, normalize_y=True), x, both)
    w.add("gp-class-%s" % name, lambda: GaussianProcessClassifier(covariance, optimizer=None), x, np.array(["n", "y"])[labels % 2])
    w.add("gp-classes-%s" % name, lambda: GaussianProcessClassifier(covariance, optimizer=None), x, labels)
w.add("gp-one-vs-one", lambda: GaussianProcessClassifier(k.RBF(), optimizer=None, multi_class="one_vs_one"), x, labels)
for kernel in ["linear", "poly", "polynomial", "rbf", "sigmoid", "laplacian", "cosine"]:
    w.add("ridge-%s" % kernel, lambda: KernelRidge(kernel=kernel), x, y)
    w.add("ridge-two-%s" % kernel, lambda: KernelRidge(kernel=kernel, gamma=0.3, degree=2, coef0=0.2), x, both)
for kernel in ["chi2", "additive_chi2"]:
    w.add("ridge-%s" % kernel, lambda: KernelRidge(kernel=kernel), np.abs(x), y, ask=np.abs(x[:9]))
gram = x @ x.T
w.add("ridge-precomputed", lambda: KernelRidge(kernel="precomputed"), gram, y, ask=gram[:7])
for scale in [True, False]:
    w.add("pls-%s" % scale, lambda: PLSRegression(2, scale=scale), x, both)
    w.add("pls-one-%s" % scale, lambda: PLSRegression(2, scale=scale), x, y)
    w.add("pls-canonical-%s" % scale, lambda: PLSCanonical(2, scale=scale), x, both)
    w.add("cca-%s" % scale, lambda: CCA(2, scale=scale), x, both)
    w.add("pls-svd-%s" % scale, lambda: PLSSVD(2, scale=scale), x, both, methods=["transform"])
for bounds in ["clip", "nan", "raise"]:
    for rising in [True, False, "auto"]:
        ask = np.concatenate([x[:9, 0], x[:9, 0] + 1e-3] + ([] if bounds == "raise" else [[9.0, -9.0]]))
        ask = np.clip(ask, x[:, 0].min(), x[:, 0].max()) if bounds == "raise" else ask
        w.add("isotonic-%s-%s" % (bounds, rising), lambda: IsotonicRegression(out_of_bounds=bounds, increasing=rising), x[:, 0], y, ask=ask.reshape(-1, 1), methods=["predict", "transform"])
for strategy in ["prior", "most_frequent", "constant"]:
    w.add("dummy-%s" % strategy, lambda: DummyClassifier(strategy=strategy, constant=2 if strategy == "constant" else None), x, labels)
    w.add("dummy-two-%s" % strategy, lambda: DummyClassifier(strategy=strategy, constant=[2, 1] if strategy == "constant" else None), x, np.column_stack([labels, labels % 2]))
for strategy in ["mean", "median", "quantile", "constant"]:
    w.add("dummy-regressor-%s" % strategy, lambda: DummyRegressor(strategy=strategy, quantile=0.3, constant=4.0 if strategy == "constant" else None), x, y)
    w.add("dummy-regressor-two-%s" % strategy, lambda: DummyRegressor(strategy=strategy, quantile=0.3, constant=[4.0, 5] if strategy == "constant" else None), x, both)
w.close()
