"""Asks a model file with its own Python library: a JSON request on standard input, a JSON answer on standard output.

Request: {"path", "method", "kind": "number" | "table" | "text", "names": [...] | null, "rows": [[...], ...]}.
Answer: {"versions": {name: version}, "answers": [{"shape": [...], "values": [...]}, ...]} or {"error": text}.
Numbers that JSON does not have stand as the texts NaN (in a request: null), Infinity and -Infinity.
"""

import json
import math
import os
import sys

import numpy as np

INFINITIES = ("Infinity", "-Infinity")


def main():
    # What the model prints goes to standard error, so that the answer stands alone.
    answer_file = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    request = json.load(sys.stdin)
    try:
        answer = ask(request)
    except Exception as error:
        answer = {"error": "%s: %s" % (type(error).__name__, error)}
    with answer_file:
        json.dump(answer, answer_file, allow_nan=False)


def ask(request):
    import joblib

    model = joblib.load(request["path"])
    output = getattr(model, request["method"])(make_input(request))
    parts = output if isinstance(output, (list, tuple)) else [output]
    return {"versions": versions(), "answers": [describe(part) for part in parts]}


def make_input(request):
    rows, kind, names = request["rows"], request["kind"], request["names"]
    if kind == "text":
        return [row[0] for row in rows]
    rows = [[float(cell) if cell in INFINITIES else cell for cell in row] for row in rows]
    if names is not None:
        frame = make_frame(rows, names)
        if frame is not None:
            return frame
    if kind == "number":
        return np.array([[math.nan if cell is None else cell for cell in row] for row in rows], dtype=np.float64)
    return np.array(rows, dtype=object)


def make_frame(rows, names):
    try:
        import pandas
    except ImportError:
        return None
    return pandas.DataFrame(rows, columns=names)


def versions():
    names = ("sklearn", "xgboost", "lightgbm", "numpy")
    return {name: sys.modules[name].__version__ for name in names if name in sys.modules}


def describe(output):
    array = np.asarray(output.toarray() if hasattr(output, "toarray") else output)
    return {"shape": list(array.shape), "values": [plain(value) for value in array.ravel().tolist()]}


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


if __name__ == "__main__":
    main()
