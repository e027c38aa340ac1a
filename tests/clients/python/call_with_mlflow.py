"""Asks an echo with MLflow's own scoring client and prints one line of JSON a check: name and problem ('' when well).

Argument: the REST port. The model answers with its input and the names of its columns.
"""

import json
import logging
import sys

logging.disable()

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import requests  # noqa: E402
from mlflow.deployments import PredictionsResponse  # noqa: E402
from mlflow.pyfunc.scoring_server.client import ScoringServerClient  # noqa: E402

client = ScoringServerClient("127.0.0.1", int(sys.argv[1]))


def check(name, run):
    try:
        problem = run() or ""
    except Exception as error:  # every failure is a line
        problem = f"{type(error).__name__}: {error}"
    print(json.dumps({"name": name, "problem": str(problem)[:500]}), flush=True)


def frames_alike(frame):
    found = client.invoke(frame).get_predictions()
    pd.testing.assert_frame_equal(found, frame)


def arrays_alike(array):
    found = client.invoke(array).get_predictions(predictions_format="ndarray")
    np.testing.assert_array_equal(found, array)
    return "" if found.dtype == array.dtype else f"{array.dtype} became {found.dtype}"


check("the server is ready", client.ping)
check("the server has a version", lambda: "" if client.get_version() else "none")
check("a frame of integers", lambda: frames_alike(pd.DataFrame({"a": [1, 2], "b": [3, 2**40]})))
check("a frame of floats", lambda: frames_alike(pd.DataFrame({"a": [0.1, 2.0], "b": [1e-7, -1.5]})))
check("a frame of unlike columns", lambda: frames_alike(pd.DataFrame({"n": [1, 2], "t": ["x", "ü"], "b": [True, False]})))
check("an array of integers", lambda: arrays_alike(np.array([[1, 2], [3, 4]])))
check("an array of floats", lambda: arrays_alike(np.array([[0.1, 2.0], [3.5, 4.0]])))
check("parameters", lambda: client.invoke(pd.DataFrame({"a": [1]}), params={"t": 0.5}) and None)


def post(body):
    answer = requests.post(f"http://127.0.0.1:{sys.argv[1]}/invocations", json=body, timeout=10)
    return answer.status_code, answer.json()


def by_name():
    wanted = [{"a": 1, "b": 3}, {"a": 2, "b": 4}]
    found = PredictionsResponse(post({"inputs": {"a": [1, 2], "b": [3, 4]}})[1]).get_predictions()
    return "" if found.to_dict(orient="records") == wanted else str(found)


check("arrays by name", by_name)


def refused():
    status, body = post({"inputs": [[1], [2, 3]]})
    return "" if (status, body["error_code"]) == (400, "BAD_REQUEST") else f"{status}: {body}"


check("a ragged array is refused", refused)
