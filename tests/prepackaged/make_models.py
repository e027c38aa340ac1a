"""Makes the models of tests/golden/servers and what Python answers: python make_models.py FOLDER [mlflow|catboost].

Without a word: scikit-learn, XGBoost, LightGBM (tests/support/requirements-models.txt). With `mlflow`: MLflow folders, by MLflow itself
(tests/support/requirements-mlflow-server.txt). With `catboost`: catboost 1.2.10."""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

TEXTS = [
    "the cat sat on the mat", "a dog barked at the cat", "the horse and the dog ran", "birds sing in the tree",
    "the server answers requests", "deploy the model to the cluster", "the container has a port", "requests wait in a queue",
]  # fmt: skip
LABELS = ["animals"] * 4 + ["software"] * 4


def main(folder, what):
    if what == "mlflow":
        make_mlflow(folder)
    elif what == "catboost":
        make_catboost(folder)
    else:
        make_sklearn(folder)
        make_boosters(folder)


def write(folder, rows, outputs, libraries):
    folder.mkdir(parents=True, exist_ok=True)
    case = {
        "versions": {library: version(library) for library in libraries},
        "rows": rows,
        "outputs": {name: np.asarray(value).tolist() for name, value in outputs.items()},
    }
    (folder / "expected.json").write_text(json.dumps(case) + "\n")


def make_sklearn(folder):
    from joblib import dump
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    def save(name, model, rows, methods):
        (folder / name).mkdir(parents=True, exist_ok=True)
        dump(model, folder / name / "model.joblib")
        outputs = {method: getattr(model, method)(rows) for method in methods}
        write(folder / name, np.asarray(rows).tolist(), outputs, ["scikit-learn"])

    X, y = load_iris(return_X_y=True)
    iris = LogisticRegression(max_iter=500).fit(X, y)
    save("iris", iris, X[::30], ["predict", "predict_proba", "decision_function"])
    (folder / "iris" / "metadata.yaml").write_text(
        "name: iris\nversions: [iris/v1]\nplatform: sklearn\n"
        "inputs:\n- messagetype: tensor\n  schema:\n    names: [sepal length, sepal width, petal length, petal width]\n    shape: [4]\n"
        "outputs:\n- messagetype: tensor\n  schema:\n    shape: [3]\n"
    )
    X, y = load_breast_cancer(return_X_y=True)
    save("cancer", make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y), X[::100], ["predict", "predict_proba"])
    text = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, LABELS)
    save("text", text, ["the dog and the horse", "the model answers"], ["predict", "predict_proba"])
    rows = np.array([[1, 2], [1, 4], [1, 0], [10, 2], [10, 4], [10, 0]], dtype=float)
    save("clusters", KMeans(n_clusters=2, random_state=0, n_init=10).fit(rows), rows, ["predict"])


def make_boosters(folder):
    import lightgbm
    import xgboost

    X, y = load_iris(return_X_y=True)
    asked = X[::30]
    booster = xgboost.train({"objective": "multi:softprob", "num_class": 3, "max_depth": 3}, xgboost.DMatrix(X, y), 5)
    target = folder / "xgboost-iris"
    write(target, asked.tolist(), {"predict": booster.predict(xgboost.DMatrix(asked))}, ["xgboost-cpu"])
    booster.save_model(target / "model.ubj")
    (target / "model.ubj").rename(target / "model.bst")
    classifier = xgboost.XGBClassifier(n_estimators=5, max_depth=3).fit(X, y)
    target = folder / "xgboost-classifier"
    outputs = {
        "predict": classifier.predict(asked),
        "predict_proba": classifier.predict_proba(asked),
        "booster": classifier.get_booster().predict(xgboost.DMatrix(asked)),
    }
    write(target, asked.tolist(), outputs, ["xgboost-cpu"])
    classifier.save_model(target / "model.json")
    X, y = load_breast_cancer(return_X_y=True)
    booster = lightgbm.train({"objective": "binary", "num_leaves": 7, "verbose": -1}, lightgbm.Dataset(X, y), 5)
    target = folder / "lightgbm-cancer"
    write(target, X[::100].tolist(), {"predict": booster.predict(X[::100])}, ["lightgbm"])
    booster.save_model(target / "model.bst")
    classifier = xgboost.XGBClassifier(n_estimators=5, max_depth=3).fit(X, y)
    asked = X[::100]
    target = folder / "xgboost-cancer"
    outputs = {
        "predict": classifier.predict(asked),
        "predict_proba": classifier.predict_proba(asked),
        "booster": classifier.get_booster().predict(xgboost.DMatrix(asked)),
    }
    write(target, asked.tolist(), outputs, ["xgboost-cpu"])
    classifier.save_model(target / "model.ubj")
    # The form of Seldon's own examples, which XGBoost wrote before 2.1.
    target = folder / "xgboost-binary"
    write(target, asked.tolist(), {"predict": classifier.get_booster().predict(xgboost.DMatrix(asked))}, ["xgboost-cpu"])
    classifier.get_booster().save_model(target / "model.deprecated")
    (target / "model.deprecated").rename(target / "model.bst")
    X, y = load_iris(return_X_y=True)
    booster = lightgbm.train({"objective": "multiclass", "num_class": 3, "num_leaves": 7, "verbose": -1}, lightgbm.Dataset(X, y), 5)
    target = folder / "lightgbm-iris"
    write(target, X[::30].tolist(), {"predict": booster.predict(X[::30])}, ["lightgbm"])
    booster.save_model(target / "model.txt")


def make_catboost(folder):
    from catboost import CatBoostClassifier

    X, y = load_iris(return_X_y=True)
    asked = X[::30]
    model = CatBoostClassifier(iterations=5, depth=3, verbose=0, allow_writing_files=False, random_seed=0).fit(X, y)
    outputs = {"predict": model.predict(asked).ravel(), "predict_proba": model.predict_proba(asked)}
    for name, file, form in [("catboost-iris", "model.json", "json"), ("catboost-binary", "model.cbm", "cbm")]:
        write(folder / name, asked.tolist(), outputs, ["catboost"])
        model.save_model(str(folder / name / file), form)


def make_mlflow(folder):
    import mlflow
    import pandas

    data = load_iris(as_frame=True)
    names = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
    X = data.data.set_axis(names, axis=1)
    model = RandomForestClassifier(n_estimators=5, max_depth=3, random_state=0).fit(X, data.target)
    signature = mlflow.models.infer_signature(X, model.predict(X))
    save = folder / "mlflow-iris"
    mlflow.sklearn.save_model(model, str(save), signature=signature, serialization_format="cloudpickle")
    asked = X.iloc[::30]
    outputs = {"predict": mlflow.pyfunc.load_model(str(save)).predict(asked)}
    write(save, asked.values.tolist(), outputs, ["mlflow", "scikit-learn"])

    class Sums(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            frame = pandas.DataFrame(model_input)
            return pandas.DataFrame({"sum": frame.sum(axis=1), "first": frame.iloc[:, 0]})

    save = folder / "mlflow-pyfunc"
    wines = pandas.DataFrame({"acid": [0.5, 1.5], "year": [1999, 2004]})
    signature = mlflow.models.infer_signature(wines, Sums().predict(None, wines))
    mlflow.pyfunc.save_model(str(save), python_model=Sums(), signature=signature, pip_requirements=["numpy", "left-pad==1.3.0"])
    write(save, wines.values.tolist(), {"predict": Sums().predict(None, wines)}, ["mlflow"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
