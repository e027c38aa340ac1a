"""Writes boosted models with the library's own answers, in the form of tests/golden/models (see the README there)."""
import json
import os
import re
import sys
import warnings

import joblib
import numpy as np
from reference_case import cell, nested, output

warnings.filterwarnings("ignore")


class BoosterWriter:
    def __init__(self, family, version, bounds):
        self.folder = sys.argv[1]
        self.random = np.random.RandomState(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
        self.rows = int(sys.argv[3]) if len(sys.argv) > 3 else 40
        self.wanted = re.compile(sys.argv[4] if len(sys.argv) > 4 else ".")
        self.family = family
        self.version = version
        self.bounds = bounds
        self.cases = []

    def add(self, kind, train, save, ask, inputs, wrapper=None, bounds=None):
        """train() gives the fitted booster or wrapper; save(model, folder) its files; ask(model) the answers by method."""
        if not self.wanted.match(kind):
            return
        path = "%s/%s/%s" % (self.family, kind, self.version)
        folder = os.path.join(self.folder, path)
        try:
            model = train()
            os.makedirs(folder, exist_ok=True)
            files = save(model, folder)
            outputs = ask(model)
        except Exception as error:
            print("skipped", kind, type(error).__name__, str(error)[:300].replace("\n", " "))
            return
        case = {
            "format": "model-golden/1",
            "id": "%s/%s" % (kind, self.version),
            "family": self.family,
            "estimator": type(model).__name__,
            "parameters": kind,
            "versions": {self.family: self.version},
            "files": [{"path": name, "container": container, "compression": "none"} for name, container in files],
            "tolerance": {method: self.tolerance(method, bounds or self.bounds) for method in outputs},
            "inputs": inputs,
            "outputs": {method: output(value) for method, value in outputs.items()},
        }
        if wrapper is not None:
            joblib.dump(model, os.path.join(folder, "model.joblib"))
            case["files"].append({"path": "model.joblib", "container": "joblib", "compression": "none"})
            case["wrapper"] = {"outputs": {method: output(value) for method, value in wrapper(model).items()}}
        with open(os.path.join(folder, "case.json"), "w") as file:
            json.dump(case, file)
        self.cases.append({"path": path, "family": self.family, "estimator": type(model).__name__})

    def tolerance(self, method, bounds):
        bound = bounds.get(method)
        if bound is None or bound == "bits":
            return {"kind": "equal" if bound is None else "bits"}
        return {"kind": "close", "atol": bound, "rtol": bound}

    def close(self):
        file = os.path.join(self.folder, "index.json")
        known = json.load(open(file))["cases"] if os.path.exists(file) else []
        written = {case["path"] for case in self.cases}
        kept = [case for case in known if case["path"] not in written]
        with open(file, "w") as out:
            json.dump({"cases": sorted(kept + self.cases, key=lambda case: case["path"])}, out, indent=1)
        print(self.family, len(self.cases), "models of", self.version)


def array(x):
    return {"kind": "array", "dtype": str(x.dtype), "shape": list(x.shape), "rows": nested(x)}


def frame(data):
    columns = []
    for name in data.columns:
        column = {"name": name, "dtype": str(data[name].dtype)}
        if column["dtype"] == "category":
            column["categories"] = [cell(value) for value in data[name].cat.categories]
        columns.append(column)
    rows = [[None if isinstance(value, float) and np.isnan(value) and columns[i]["dtype"] == "category" else cell(value)
             for i, value in enumerate(row)] for row in data.astype(object).values.tolist()]
    return {"kind": "frame", "columns": columns, "rows": rows}
