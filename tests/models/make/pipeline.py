"""Pipelines, unions, column transformers, transformed targets. Usage: python pipeline.py FOLDER [SEED]."""
import numpy as np
import pandas as pd
import scipy.sparse as sp
from frame_case import frame_inputs, object_inputs, text_inputs
from reference_case import Writer
from sklearn import preprocessing as pp
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor, make_column_selector, make_column_transformer
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline, make_union
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

w = Writer("pipeline", 1e-9)
r = w.random
x = r.normal(size=(150, 5)) * [1, 4, 0.2, 9, 1] + [0, 1, 0, 5, 0]
y = (x[:, 0] + x[:, 1] / 4 + r.normal(size=150) > 0.3).astype(int) + (x[:, 3] > 9)
price = np.exp(x[:, 0] + x[:, 1] / 8)
city = np.array(["Paris", "Lagos", "Zürich", "New York"])[r.randint(0, 4, 150)]
frame = pd.DataFrame({"age": np.where(r.random_sample(150) < 0.15, np.nan, x[:, 3]), "city": city, "rooms": r.randint(1, 6, 150), "height": x[:, 1], "note": [c + " is " + s for c, s in zip(city, np.array(["big", "small and old", "new"])[r.randint(0, 3, 150)])], "old": r.randint(0, 2, 150).astype(bool)})
ask = frame[:20]


def t(kind, make, data=x, target=None, given=None, inputs=None, **more):
    w.add(kind, make, data, target, ask=given, inputs=inputs, **more)


def f(kind, make, target=None, given=ask):
    t(kind, make, frame, target, given, frame_inputs(given))


t("plain", lambda: make_pipeline(pp.StandardScaler(), SVC(probability=True, random_state=0)), target=y)
t("passthrough-first", lambda: Pipeline([("a", "passthrough"), ("b", pp.StandardScaler()), ("c", LogisticRegression())]), target=y)
t("passthrough-last", lambda: Pipeline([("a", pp.StandardScaler()), ("b", PCA(2)), ("c", "passthrough")]), target=y)
t("passthrough-only", lambda: Pipeline([("a", "passthrough")]))
t("transform-only", lambda: make_pipeline(pp.StandardScaler(), pp.PolynomialFeatures(2)))
t("cluster", lambda: make_pipeline(pp.StandardScaler(), KMeans(3, n_init=2, random_state=0)))
nested = lambda: make_pipeline(make_pipeline(pp.StandardScaler(), make_pipeline(pp.PolynomialFeatures(2), SelectKBest(k=7))), make_pipeline(PCA(4), LogisticRegression(max_iter=300)))
t("nested", nested, target=y)
t("searched", lambda: GridSearchCV(nested(), {"pipeline-2__logisticregression__C": [0.1, 1]}, cv=2), target=y)
t("union-weights", lambda: FeatureUnion([("a", pp.StandardScaler()), ("b", PCA(2)), ("c", "passthrough"), ("d", "drop")], transformer_weights={"a": 2.5, "c": 0.5}))
t("union-sparse", lambda: make_union(pp.OneHotEncoder(handle_unknown="ignore"), pp.StandardScaler()), np.round(x), given=np.round(x[:9]))
t("union-pipeline", lambda: make_pipeline(make_union(make_pipeline(pp.StandardScaler(), PCA(2)), SelectKBest(k=2)), Ridge()), target=price)
for kind, columns in {"ints": [3, 0], "negative": [-1, 0], "slice": slice(1, 3), "mask": [True, False, True, False, False], "array": np.array([2, 4]), "step": slice(None, None, 2)}.items():
    for rest in ["drop", "passthrough"]:
        t("columns-%s-%s" % (kind, rest), lambda: ColumnTransformer([("a", pp.StandardScaler(), columns)], remainder=rest))
t("columns-rest", lambda: ColumnTransformer([("a", pp.StandardScaler(), [0]), ("b", "drop", [1]), ("c", "passthrough", [2])], remainder=pp.MinMaxScaler()))
t("columns-empty", lambda: ColumnTransformer([("a", pp.StandardScaler(), []), ("b", pp.MinMaxScaler(), [1, 2])]))
t("columns-weights", lambda: ColumnTransformer([("a", pp.StandardScaler(), [0]), ("b", pp.MinMaxScaler(), [1, 2])], transformer_weights={"b": 3}))
t("columns-overlap", lambda: ColumnTransformer([("a", pp.StandardScaler(), [0, 1]), ("b", pp.MinMaxScaler(), [1, 0]), ("c", pp.OneHotEncoder(handle_unknown="ignore"), [4])]), np.round(x), given=np.round(x[:9]))
t("columns-sparse", lambda: ColumnTransformer([("a", pp.MaxAbsScaler(), [3, 1]), ("b", pp.StandardScaler(with_mean=False), [0])], remainder="passthrough"), sp.csr_matrix(np.round(x)), given=sp.csr_matrix(np.round(x))[:9])
t("columns-nested", lambda: ColumnTransformer([("a", ColumnTransformer([("b", pp.StandardScaler(), [1])], remainder="passthrough"), [0, 2])], remainder="passthrough"))

numbers = make_pipeline(SimpleImputer(strategy="median"), pp.StandardScaler())
words = pp.OneHotEncoder(handle_unknown="ignore")
f("frame-names", lambda: make_pipeline(ColumnTransformer([("n", numbers, ["age", "height"]), ("w", words, ["city"])], remainder="drop"), LogisticRegression()), y)
f("frame-reordered", lambda: make_pipeline(ColumnTransformer([("n", numbers, ["age", "height"]), ("w", words, ["city", "rooms"]), ("p", "passthrough", ["old"])]), LogisticRegression()), y, ask[["old", "city", "height", "note", "rooms", "age"]])
f("frame-fewer", lambda: make_pipeline(ColumnTransformer([("n", numbers, ["age", "height"]), ("w", words, ["city"])]), LogisticRegression()), y, ask[["city", "height", "age"]])
f("frame-ints", lambda: make_pipeline(ColumnTransformer([("n", numbers, [0, 3]), ("w", words, [1])], remainder="drop"), DecisionTreeClassifier(max_depth=4, random_state=0)), y)
f("frame-slice", lambda: ColumnTransformer([("n", numbers, slice("rooms", "height")), ("w", words, ["city"])]))
f("frame-selector", lambda: ColumnTransformer([("n", numbers, make_column_selector(dtype_include=np.number)), ("w", pp.OrdinalEncoder(), make_column_selector(pattern="city"))]))
f("frame-rest", lambda: ColumnTransformer([("w", words, ["city", "note"])], remainder=numbers, sparse_threshold=0))
f("frame-rest-words", lambda: ColumnTransformer([("n", numbers, ["age", "height"])], remainder=words))
f("frame-objects", lambda: ColumnTransformer([("n", numbers, ["age"])], remainder="passthrough"))
f("frame-text", lambda: make_pipeline(ColumnTransformer([("t", TfidfVectorizer(), "note"), ("n", numbers, ["age"]), ("w", words, ["city"])]), LogisticRegression()), y)
f("frame-text-dense", lambda: ColumnTransformer([("t", CountVectorizer(), "note"), ("n", numbers, ["age"])], sparse_threshold=0))
f("frame-pandas", lambda: make_pipeline(ColumnTransformer([("n", numbers, ["age", "height"]), ("w", pp.OrdinalEncoder(), ["city"])], verbose_feature_names_out=False).set_output(transform="pandas"), ColumnTransformer([("again", pp.MinMaxScaler(), ["height"])], remainder="passthrough"), LogisticRegression()), y)
f("frame-make", lambda: make_column_transformer((pp.KBinsDiscretizer(3), ["height", "rooms"]), (words, ["city"]), remainder=SimpleImputer(strategy="most_frequent")), given=ask)
mixed = np.array(frame[["age", "city", "rooms"]].values, dtype=object)
t("objects", lambda: make_pipeline(ColumnTransformer([("n", numbers, [0, 2]), ("w", words, [1])]), LogisticRegression()), mixed, y, mixed[:12], object_inputs(mixed[:12]))
texts = list(frame["note"])
t("text-union", lambda: make_pipeline(make_union(TfidfVectorizer(), CountVectorizer(analyzer="char_wb", ngram_range=(2, 3))), LogisticRegression()), texts, y, texts[:9], text_inputs(texts[:9]))

for kind, make in {
    "log": lambda: TransformedTargetRegressor(LinearRegression(), func=np.log, inverse_func=np.exp), "log1p": lambda: TransformedTargetRegressor(Ridge(), func=np.log1p, inverse_func=np.expm1),
    "standard": lambda: TransformedTargetRegressor(Ridge(), transformer=pp.StandardScaler()), "minmax": lambda: TransformedTargetRegressor(Ridge(), transformer=pp.MinMaxScaler((1, 2))),
    "robust": lambda: TransformedTargetRegressor(Ridge(), transformer=pp.RobustScaler()), "maxabs": lambda: TransformedTargetRegressor(Ridge(), transformer=pp.MaxAbsScaler()),
    "power": lambda: TransformedTargetRegressor(Ridge(), transformer=pp.PowerTransformer()), "box-cox": lambda: TransformedTargetRegressor(Ridge(), transformer=pp.PowerTransformer("box-cox")),
    "quantile": lambda: TransformedTargetRegressor(Ridge(), transformer=pp.QuantileTransformer(n_quantiles=50)), "quantile-normal": lambda: TransformedTargetRegressor(Ridge(), transformer=pp.QuantileTransformer(n_quantiles=50, output_distribution="normal")),
    "chain": lambda: TransformedTargetRegressor(Ridge(), transformer=make_pipeline(pp.MinMaxScaler((1, 2)), pp.FunctionTransformer(np.log, np.exp))), "nothing": lambda: TransformedTargetRegressor(Ridge()),
}.items():
    t("target-" + kind, make, target=price)
    if kind in ("standard", "power"):
        t("target-two-" + kind, make, target=np.c_[price, x[:, 0]])
w.close()
