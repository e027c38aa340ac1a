"""Fits the models of the benchmark once, beside 65,536 rows to ask, and converts them to ONNX. Usage: fit_models.py FOLDER."""
import os
import sys

import joblib
import numpy as np
from lightgbm import LGBMClassifier, LGBMRegressor
from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
from skl2onnx import to_onnx, update_registered_converter
from skl2onnx.common.data_types import FloatTensorType
from skl2onnx.common.shape_calculator import (
    calculate_linear_classifier_output_shapes,
    calculate_linear_regressor_output_shapes,
)
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    AdaBoostClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier, XGBRegressor

FOLDER = sys.argv[1]
ROWS = 65536
random = np.random.RandomState(0)


def rows(count):
    x = random.standard_normal((count, 10))
    return x, x[:, 0] + x[:, 1] * x[:, 2] + np.sin(3 * x[:, 3]) + 0.5 * random.standard_normal(count)


x, score = rows(20000)
classes = np.digitize(score, [-0.7, 0.7])
hist = dict(max_iter=100, early_stopping=False, random_state=0)
boost = dict(n_estimators=100, random_state=0, n_jobs=1)
MODELS = {
    "linear-regression": (LinearRegression(), score),
    "logistic-regression": (LogisticRegression(), classes),
    "scaler-logistic": (make_pipeline(StandardScaler(), LogisticRegression()), classes),
    "kmeans": (KMeans(8, n_init=1, random_state=0), None),
    "pca": (PCA(5), None),
    "mlp": (MLPClassifier((100,), max_iter=20, random_state=0), classes),
    "svc": (SVC(), classes),
    "knn": (KNeighborsClassifier(), classes),
    "decision-tree": (DecisionTreeClassifier(random_state=0), classes),
    "forest-classifier": (RandomForestClassifier(100, random_state=0), classes),
    "forest-classifier-depth-10": (RandomForestClassifier(100, max_depth=10, random_state=0), classes),
    "forest-regressor": (RandomForestRegressor(100, random_state=0), score),
    "extra-trees-classifier": (ExtraTreesClassifier(100, random_state=0), classes),
    "isolation-forest": (IsolationForest(n_estimators=100, random_state=0), None),
    "gradient-boosting-regressor": (GradientBoostingRegressor(n_estimators=100, random_state=0), score),
    "gradient-boosting-binary": (GradientBoostingClassifier(n_estimators=100, random_state=0), classes > 0),
    "gradient-boosting-3-classes": (GradientBoostingClassifier(n_estimators=100, random_state=0), classes),
    "hist-regressor": (HistGradientBoostingRegressor(**hist), score),
    "hist-binary": (HistGradientBoostingClassifier(**hist), classes > 0),
    "hist-3-classes": (HistGradientBoostingClassifier(**hist), classes),
    "adaboost": (AdaBoostClassifier(n_estimators=100, random_state=0), classes),
    "xgboost-regressor": (XGBRegressor(**boost), score),
    "xgboost-binary": (XGBClassifier(**boost), (classes > 0).astype(int)),
    "xgboost-3-classes": (XGBClassifier(**boost), classes),
    "lightgbm-regressor": (LGBMRegressor(verbose=-1, **boost), score),
    "lightgbm-binary": (LGBMClassifier(verbose=-1, **boost), classes > 0),
    "lightgbm-3-classes": (LGBMClassifier(verbose=-1, **boost), classes),
}
# Models that go over all training rows at each question.
FEWER_ROWS = {"svc": 2000, "knn": 5000}
# What a file of 200 MB needs: trees over more rows.
LARGE = "forest-large"

CLASSIFIER, REGRESSOR = calculate_linear_classifier_output_shapes, calculate_linear_regressor_output_shapes
for kind, convert, shape in [
    (LGBMClassifier, convert_lightgbm, CLASSIFIER),
    (LGBMRegressor, convert_lightgbm, REGRESSOR),
    (XGBClassifier, convert_xgboost, CLASSIFIER),
    (XGBRegressor, convert_xgboost, REGRESSOR),
]:
    options = {"nocl": [True, False], "zipmap": [True, False, "columns"], "raw_scores": [True, False]}
    update_registered_converter(kind, kind.__name__, shape, convert, options=options if shape is CLASSIFIER else None)


def write_onnx(name, model, file):
    options = {"zipmap": False} if hasattr(model, "classes_") and name != "kmeans" else {}
    try:
        onnx = to_onnx(
            model,
            initial_types=[("x", FloatTensorType([None, 10]))],
            options={type(model): options} if options and name != "scaler-logistic" else options,
            target_opset={"": 18, "ai.onnx.ml": 3},
        ).SerializeToString()
    except Exception as error:
        print(f"{name}: no ONNX form: {str(error)[:200]}", file=sys.stderr)
        onnx = b""
    with open(file, "wb") as out:
        out.write(onnx)


if not os.path.exists(os.path.join(FOLDER, "rows.f64")):
    rows(ROWS)[0].tofile(os.path.join(FOLDER, "rows.f64"))
for name, (model, target) in MODELS.items():
    file = os.path.join(FOLDER, name + ".joblib")
    if not os.path.exists(file):
        count = FEWER_ROWS.get(name, len(x))
        joblib.dump(model.fit(x[:count]) if target is None else model.fit(x[:count], target[:count]), file)
    if not os.path.exists(os.path.join(FOLDER, name + ".onnx")):
        write_onnx(name, joblib.load(file), os.path.join(FOLDER, name + ".onnx"))
large = os.path.join(FOLDER, LARGE + ".joblib")
if not os.path.exists(large):
    more, target = rows(22000)
    joblib.dump(RandomForestRegressor(100, random_state=0, n_jobs=2).fit(more, target), large)
