"""Scalers, encoders, imputers, feature selection. Usage: python preprocess.py FOLDER [SEED]."""
import numpy as np
import pandas as pd
import scipy.sparse as sp
from frame_case import frame_inputs, object_inputs
from reference_case import Writer
from sklearn import feature_selection as fs
from sklearn import impute
from sklearn import preprocessing as pp
from sklearn.ensemble import AdaBoostClassifier, ExtraTreesClassifier, GradientBoostingRegressor, RandomForestClassifier
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.kernel_approximation import AdditiveChi2Sampler, Nystroem, PolynomialCountSketch, RBFSampler, SkewedChi2Sampler
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

w = Writer("preprocess", 1e-11)
r = w.random
x = r.normal(size=(120, 4)) * [1, 10, 0.1, 3] + [0, 5, -1, 0]
x[:, 3] = np.round(x[:, 3])
y = (x[:, 0] + x[:, 1] / 10 + r.normal(size=120) > 0.5).astype(int) + (x[:, 2] > -1)
gaps = x.copy()
gaps[r.random_sample(x.shape) < 0.2] = np.nan
sparse = sp.random(60, 12, density=0.3, random_state=r, format="csr")
far = np.vstack([x[:8], x[:4] * 3, np.zeros((1, 4)), x[8:10] + 1e-3])
gaps_far = np.vstack([gaps[:14], [[np.nan] * 4], far])


def t(kind, make, data=x, ask=None, target=None, **more):
    w.add(kind, make, data, target, ask=far if ask is None and data is x else ask, methods=["transform", "predict", "predict_proba", "decision_function"], **more)


t("standard-plain", lambda: pp.StandardScaler())
for name, given in {"standard-gaps": pp.StandardScaler(), "minmax-gaps": pp.MinMaxScaler((-2, 5)), "maxabs-gaps": pp.MaxAbsScaler(), "robust-gaps": pp.RobustScaler(quantile_range=(10, 80), unit_variance=True), "power-gaps": pp.PowerTransformer(), "quantile-gaps": pp.QuantileTransformer(n_quantiles=11), "quantile-normal-gaps": pp.QuantileTransformer(n_quantiles=30, output_distribution="normal")}.items():
    t(name, lambda: given, gaps, gaps_far)
t("standard-no-mean", lambda: pp.StandardScaler(with_mean=False))
t("standard-no-std", lambda: pp.StandardScaler(with_std=False))
t("standard-nothing", lambda: pp.StandardScaler(with_mean=False, with_std=False))
t("standard-constant", lambda: pp.StandardScaler(), np.hstack([x, np.ones((120, 1))]), np.hstack([far, np.full((len(far), 1), 2.0)]))
t("standard-sparse", lambda: pp.StandardScaler(with_mean=False), sparse, sparse[:9])
t("maxabs-sparse", lambda: pp.MaxAbsScaler(), sparse, sparse[:9])
t("robust-no-center", lambda: pp.RobustScaler(with_centering=False))
t("robust-no-scale", lambda: pp.RobustScaler(with_scaling=False))
t("minmax-clip", lambda: pp.MinMaxScaler(clip=True))
for norm in ["l1", "l2", "max"]:
    t("normalizer-" + norm, lambda: pp.Normalizer(norm))
    t("normalizer-sparse-" + norm, lambda: pp.Normalizer(norm), sparse, sparse[:9])
t("binarizer-negative", lambda: pp.Binarizer(threshold=-1))
t("binarizer-sparse", lambda: pp.Binarizer(threshold=0.4), sparse, sparse[:9])
for degree in [1, 2, 4, (2, 3), (0, 2), (3, 3)]:
    for interaction in [False, True]:
        for bias in [False, True]:
            t("polynomial-%s-%s-%s" % (str(degree).strip("()").replace(", ", "to"), interaction, bias), lambda: pp.PolynomialFeatures(degree, interaction_only=interaction, include_bias=bias))
t("polynomial-order-f", lambda: pp.PolynomialFeatures(2, order="F"))
t("polynomial-sparse", lambda: pp.PolynomialFeatures(2), sparse, sparse[:9])
for extrapolation in ["constant", "linear", "continue", "periodic", "error"]:
    for degree in [0, 1, 2, 3]:
        ask = x[:9] if extrapolation == "error" else far
        t("spline-%s-%s" % (extrapolation, degree), lambda: pp.SplineTransformer(n_knots=6, degree=degree, extrapolation=extrapolation, include_bias=degree != 2), ask=ask)
t("spline-quantile", lambda: pp.SplineTransformer(knots="quantile"))
t("power-plain", lambda: pp.PowerTransformer(standardize=False))
t("power-box-cox", lambda: pp.PowerTransformer("box-cox"), np.exp(x[:, :3]), np.exp(far[:, :3]))
t("quantile-uniform", lambda: pp.QuantileTransformer(n_quantiles=40))
t("quantile-normal", lambda: pp.QuantileTransformer(n_quantiles=1000, output_distribution="normal"))
for encode in ["ordinal", "onehot", "onehot-dense"]:
    for strategy in ["uniform", "quantile", "kmeans"]:
        t("bins-%s-%s" % (encode, strategy), lambda: pp.KBinsDiscretizer([3, 5, 2, 4], encode=encode, strategy=strategy))

whole = np.round(np.abs(x[:, [0, 3]]))
words = np.array(["red", "green", "blue", "übergroß", "x y"])[r.choice(5, size=120, p=[0.4, 0.3, 0.2, 0.08, 0.02])]
sizes = np.array([1, 2, 5, 10])[r.randint(0, 4, 120)]
flags = r.randint(0, 2, 120).astype(bool)
frame = pd.DataFrame({"colour": words, "size": sizes, "flag": flags})
unknown = pd.concat([frame[:20], pd.DataFrame({"colour": ["pink", "red"], "size": [7, 5], "flag": [True, False]})], ignore_index=True)
holes = frame[["colour"]].astype(object).assign(kind=words[::-1])
holes.loc[::7, "colour"] = np.nan
for kind, options in {
    "plain": dict(handle_unknown="ignore"), "drop-first": dict(drop="first"), "if-binary": dict(drop="if_binary"),
    "drop-list": dict(drop=["green", 5, True]), "drop-ignore": dict(drop="first", handle_unknown="ignore"),
    "rare": dict(min_frequency=20, handle_unknown="infrequent_if_exist"), "rare-ignore": dict(min_frequency=0.2, handle_unknown="ignore"),
    "most": dict(max_categories=3, handle_unknown="infrequent_if_exist"), "rare-drop": dict(min_frequency=20, drop="first", handle_unknown="infrequent_if_exist"),
    "rare-if-binary": dict(max_categories=2, drop="if_binary", handle_unknown="infrequent_if_exist"), "warn": dict(handle_unknown="warn", max_categories=3),
}.items():
    ask = frame[:25] if "handle_unknown" not in options else unknown
    t("one-hot-" + kind, lambda: pp.OneHotEncoder(**options), frame, ask, inputs=frame_inputs(ask))
    t("one-hot-dense-" + kind, lambda: pp.OneHotEncoder(sparse_output=False, **options), frame, ask, inputs=frame_inputs(ask))
t("one-hot-numbers", lambda: pp.OneHotEncoder(handle_unknown="ignore"), whole, np.vstack([whole[:9], [[77, 1]]]))
t("one-hot-gaps", lambda: pp.OneHotEncoder(handle_unknown="ignore"), np.round(gaps), np.round(gaps_far))
t("one-hot-holes", lambda: pp.OneHotEncoder(handle_unknown="ignore"), holes, holes[:15], inputs=frame_inputs(holes[:15]))
t("ordinal-holes", lambda: pp.OrdinalEncoder(encoded_missing_value=-9), holes, holes[:15], inputs=frame_inputs(holes[:15]))
t("ordinal-holes-nan", lambda: pp.OrdinalEncoder(), holes, holes[:15], inputs=frame_inputs(holes[:15]))
t("ordinal-unknown", lambda: pp.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), frame, unknown, inputs=frame_inputs(unknown))
t("ordinal-rare", lambda: pp.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=99, max_categories=3), frame, unknown, inputs=frame_inputs(unknown))
t("ordinal-rare-holes", lambda: pp.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=99, min_frequency=10), holes, holes[:15], inputs=frame_inputs(holes[:15]))
mixed = np.array([[word, int(size)] for word, size in zip(words, sizes)], dtype=object)
t("ordinal-objects", lambda: pp.OrdinalEncoder(), mixed, mixed[:9], inputs=object_inputs(mixed[:9]))
t("ordinal-numbers", lambda: pp.OrdinalEncoder(dtype=np.int64), whole, whole[:9])
for kind, target in {"binary": y > 0, "multiclass": y, "continuous": x[:, 0]}.items():
    t("target-" + kind, lambda: pp.TargetEncoder(random_state=0), frame, unknown, target=target, inputs=frame_inputs(unknown))
t("target-numbers", lambda: pp.TargetEncoder(smooth=3.0, random_state=0), whole, np.vstack([whole[:9], [[77, 1]]]), target=x[:, 0])

for strategy in ["mean", "median", "most_frequent", "constant"]:
    t("simple-" + strategy, lambda: impute.SimpleImputer(strategy=strategy), gaps, gaps_far)
    t("simple-indicator-" + strategy, lambda: impute.SimpleImputer(strategy=strategy, add_indicator=True), gaps, gaps_far)
    t("simple-number-" + strategy, lambda: impute.SimpleImputer(missing_values=0, strategy=strategy), whole, whole[:20])
    empty = np.hstack([gaps, np.full((120, 1), np.nan)])
    t("simple-empty-" + strategy, lambda: impute.SimpleImputer(strategy=strategy), empty, empty[:9])
    t("simple-keeps-" + strategy, lambda: impute.SimpleImputer(strategy=strategy, keep_empty_features=True), empty, empty[:9])
t("simple-words", lambda: impute.SimpleImputer(strategy="most_frequent"), holes, holes[:15], inputs=frame_inputs(holes[:15]))
t("simple-words-constant", lambda: impute.SimpleImputer(strategy="constant", fill_value="none", add_indicator=True), holes, holes[:15], inputs=frame_inputs(holes[:15]))
t("simple-function", lambda: impute.SimpleImputer(strategy=np.nanmax), gaps, gaps_far)
t("function-round", lambda: pp.FunctionTransformer(np.round, kw_args={"decimals": 1}))
t("indicator", lambda: impute.MissingIndicator(error_on_new=False), np.hstack([gaps, x[:, :1]]), np.hstack([gaps, gaps[:, :1]])[:20])
t("indicator-all", lambda: impute.MissingIndicator(features="all"), gaps, gaps_far)
for weights in ["uniform", "distance"]:
    t("knn-" + weights, lambda: impute.KNNImputer(n_neighbors=3, weights=weights), gaps, gaps_far, bound=1e-7)
t("knn-indicator", lambda: impute.KNNImputer(add_indicator=True), gaps, gaps_far, bound=1e-7)
t("iterative", lambda: impute.IterativeImputer(random_state=0), gaps, gaps_far, bound=1e-8)
t("iterative-tree", lambda: impute.IterativeImputer(LinearRegression(), max_iter=3, min_value=-2, max_value=[3, 9, 9, 9], n_nearest_features=2, add_indicator=True, random_state=0), gaps, gaps_far, bound=1e-8)

positive = np.abs(far)
for name in ["log1p", "sqrt", "exp", "abs", "square", "sign", "rint", "expm1", "cbrt", "tanh", "log2", "negative", "reciprocal", "floor", "arcsinh", "nan_to_num", "sin"]:
    t("function-" + name, lambda: pp.FunctionTransformer(getattr(np, name)), np.abs(x) + 0.5, positive + 0.5)
t("function-clip", lambda: pp.FunctionTransformer(np.clip, kw_args={"a_min": -1, "a_max": 2}))
t("function-none", lambda: pp.FunctionTransformer())

scored = np.hstack([x, r.normal(size=(120, 6))])
few = np.hstack([far, far[:, :4], far[:, :2]])
for kind, make in {
    "kbest": lambda: fs.SelectKBest(k=3), "kbest-all": lambda: fs.SelectKBest(k="all"), "percentile": lambda: fs.SelectPercentile(percentile=35),
    "fpr": lambda: fs.SelectFpr(alpha=0.2), "fdr": lambda: fs.SelectFdr(alpha=0.3), "fwe": lambda: fs.SelectFwe(alpha=0.4),
    "generic": lambda: fs.GenericUnivariateSelect(mode="k_best", param=4), "generic-percentile": lambda: fs.GenericUnivariateSelect(fs.mutual_info_classif, mode="percentile", param=40),
    "variance": lambda: fs.VarianceThreshold(0.5), "model-forest": lambda: fs.SelectFromModel(RandomForestClassifier(7, random_state=0)),
    "model-extra": lambda: fs.SelectFromModel(ExtraTreesClassifier(7, random_state=0), threshold="1.1*median"),
    "model-ada": lambda: fs.SelectFromModel(AdaBoostClassifier(n_estimators=7, random_state=0)),
    "model-tree": lambda: fs.SelectFromModel(DecisionTreeClassifier(random_state=0), max_features=3, threshold=-np.inf),
    "model-boosting": lambda: fs.SelectFromModel(GradientBoostingRegressor(n_estimators=9, random_state=0), threshold="median"),
    "model-logistic": lambda: fs.SelectFromModel(LogisticRegression(max_iter=500), norm_order=2), "model-svc": lambda: fs.SelectFromModel(LinearSVC(penalty="l1", dual=False)),
    "model-lasso": lambda: fs.SelectFromModel(Lasso(0.1)), "model-elastic": lambda: fs.SelectFromModel(ElasticNet(0.1, l1_ratio=1.0)), "model-linear": lambda: fs.SelectFromModel(LinearRegression(), threshold="mean", max_features=2),
    "rfe": lambda: fs.RFE(LogisticRegression(max_iter=500), n_features_to_select=3), "rfecv": lambda: fs.RFECV(DecisionTreeClassifier(random_state=0), cv=3),
    "sequential": lambda: fs.SequentialFeatureSelector(LinearRegression(), n_features_to_select=2, cv=2),
}.items():
    t("select-" + kind, make, scored, few, target=y)
t("select-sparse", lambda: fs.SelectKBest(fs.chi2, k=5), sparse, sparse[:9], target=y[:60])

for kind, make in {"nystroem": lambda: Nystroem(n_components=9, random_state=0), "nystroem-poly": lambda: Nystroem("poly", degree=2, n_components=5, random_state=0), "rbf": lambda: RBFSampler(n_components=9, random_state=0), "rbf-scale": lambda: RBFSampler(gamma="scale", n_components=9, random_state=0), "sketch": lambda: PolynomialCountSketch(n_components=8, random_state=0)}.items():
    t("approximate-" + kind, make, bound=1e-9)
t("approximate-chi2", lambda: AdditiveChi2Sampler(sample_steps=3), np.abs(x), np.abs(far), bound=1e-9)
t("approximate-chi2-default", lambda: AdditiveChi2Sampler(), np.abs(x), np.abs(far), bound=1e-9)
t("approximate-skewed", lambda: SkewedChi2Sampler(n_components=7, random_state=0), np.abs(x), np.abs(far), bound=1e-9)
t("kernel-centerer", lambda: pp.KernelCenterer(), x @ x.T, far @ x.T)
t("label-binarizer", lambda: pp.LabelBinarizer(neg_label=-1), y, y[:9], inputs={"kind": "array", "dtype": "int64", "shape": [9, 1], "rows": [[int(v)] for v in y[:9]]})
w.close()
