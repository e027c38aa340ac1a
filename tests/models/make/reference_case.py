"""Writes fitted models with the library's own answers, in the form of tests/golden/models (see the README there).

A script for a family makes a Writer, calls `add` for each model and `close` at the end:
    python tests/models/make/svm.py FOLDER [SEED]
    node tests/models/main.ts . FOLDER
"""
import json
import math
import os
import sys
import warnings

import joblib
import numpy as np
import sklearn

warnings.filterwarnings("ignore")
METHODS = ["predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples", "transform", "kneighbors"]
LABELS = ("predict",)


def cell(value):
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        return value
    return None if value is None else str(value)


def nested(array):
    return [nested(item) for item in array] if array.ndim > 1 else [cell(item) for item in array.tolist()]


def output(value):
    if isinstance(value, list):
        return {"list": [output(item) for item in value]}
    if isinstance(value, tuple):
        return {"tuple": [output(item) for item in value]}
    if hasattr(value, "toarray"):
        return dict(output(value.toarray()), sparse=True)
    value = np.asarray(value)
    dtype = "str" if value.dtype.kind in "US" else str(value.dtype)
    return {"dtype": dtype, "shape": list(value.shape), "values": nested(value)}


def flat(value):
    if isinstance(value, (list, tuple)):
        return np.concatenate([flat(item) for item in value])
    if hasattr(value, "toarray"):
        value = value.toarray()
    return np.asarray(value).ravel()


class Writer:
    """bound: allowed absolute and relative difference, for all methods or by method."""

    def __init__(self, family, bound):
        self.folder = sys.argv[1]
        self.seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
        self.random = np.random.RandomState(self.seed)
        self.family = family
        self.bound = bound
        self.cases = []

    def add(self, kind, make, x, y=None, ask=None, methods=METHODS, bound=None, inputs=None):
        """Fits what `make()` gives, asks it the rows `ask` (by default some of x and some far ones), writes both.
        `inputs`: the rows as the case shall hold them, for rows that are no array of numbers."""
        try:
            model = make()
            model.fit(x) if y is None else model.fit(x, y)
        except Exception as error:
            print("skipped", kind, type(error).__name__, str(error)[:90])
            return
        path = "%s/%s/sk-%s" % (self.family, kind, sklearn.__version__)
        folder = os.path.join(self.folder, path)
        os.makedirs(folder, exist_ok=True)
        joblib.dump(model, os.path.join(folder, "model.joblib"))
        model = joblib.load(os.path.join(folder, "model.joblib"))
        given = self.rows(x) if ask is None else ask
        dense = given.toarray() if hasattr(given, "toarray") else np.asarray(given)
        outputs, tolerance = {}, {}
        for method in methods:
            if not hasattr(model, method):
                continue
            try:
                answer = getattr(model, method)(given)
            except Exception as error:
                outputs[method] = {"class": type(error).__name__, "message": str(error)[:200]}
                continue
            outputs[method] = output(answer)
            tolerance[method] = self.tolerance(method, answer, bound)
        rows = inputs or {"kind": "array", "dtype": str(dense.dtype), "shape": list(dense.shape), "rows": nested(dense)}
        size = os.path.getsize(os.path.join(folder, "model.joblib"))
        case = {
            "format": "model-golden/1",
            "id": "%s/sk-%s" % (kind, sklearn.__version__),
            "family": self.family,
            "estimator": type(model).__name__,
            "parameters": str(model),
            "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
            "files": [{"path": "model.joblib", "container": "joblib", "compression": "none", "bytes": size}],
            "tolerance": tolerance,
            "inputs": rows,
            "outputs": outputs,
        }
        with open(os.path.join(folder, "case.json"), "w") as file:
            json.dump(case, file)
        self.cases.append({"path": path, "family": self.family, "estimator": type(model).__name__})

    def tolerance(self, method, answer, bound):
        if method in LABELS and flat(answer).dtype.kind != "f":
            return {"kind": "equal"}
        chosen = bound if bound is not None else self.bound
        chosen = chosen.get(method, chosen.get("other")) if isinstance(chosen, dict) else chosen
        return {"kind": "close", "atol": chosen, "rtol": chosen}

    def rows(self, x):
        """Some training rows, some moved ones, zeros, and one far away."""
        picked = x[:12]
        if hasattr(picked, "toarray"):
            return picked
        picked = np.asarray(picked)
        if picked.dtype.kind in "iub":
            return picked
        moved = picked + self.random.normal(scale=0.3, size=picked.shape)
        return np.vstack([picked[:6], moved, np.zeros((1, picked.shape[1])), picked[:1] * 50]).astype(picked.dtype)

    def close(self):
        file = os.path.join(self.folder, "index.json")
        known = json.load(open(file))["cases"] if os.path.exists(file) else []
        written = {case["path"] for case in self.cases}
        kept = [case for case in known if case["path"] not in written]
        with open(file, "w") as out:
            json.dump({"cases": sorted(kept + self.cases, key=lambda case: case["path"])}, out, indent=1)
        print(self.family, len(self.cases), "models of scikit-learn", sklearn.__version__)
