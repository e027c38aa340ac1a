"""The recorded REST cases, as far as they reach the class: what it is given and what becomes of its answer."""

import base64
import importlib
import json
import os
import sys
import unittest

import numpy as np

from radiant_worker.error_handler import make_error_handler

from .support import Caller, decode_output, has_module, json_value, listed, text

GOLDEN = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "tests", "golden")
VERBS = {
    "/predict": "predict",
    "/api/v1.0/predictions": "predict",
    "/api/v0.1/predictions": "predict",
    "/transform-input": "transformInput",
    "/transform-output": "transformOutput",
    "/route": "route",
}
# Classes that need more than numpy, a file that is made first, or the whole message.
NEEDS = {
    "HandledErrorModel": "flask",
    "RawRouter": "google.protobuf",
    "RawModel": "google.protobuf",
    "ClusterModel": "joblib",
}


def read_cases():
    for name in ("microservice-payloads.json", "microservice-models.json", "microservice-units.json"):
        with open(os.path.join(GOLDEN, name), encoding="utf-8") as file:
            golden = json.load(file)
        for case in golden["cases"]:
            request = case["request"]
            server = (
                golden["servers"][case["server"]]
                if "server" in case
                else golden["servers"].get(case["id"].split("/")[0])
            )
            if server is None or case["kind"] != "http" or request["path"] not in VERBS or "body" not in request:
                continue
            if "application/json" not in json.dumps(request.get("headers")) or server.get("env") or server.get("args"):
                continue
            yield case, server["class"]


def to_input(message):
    """The section that the server makes of a message, or None when it refuses it."""
    data = message.get("data")
    if "data" in message:
        if not isinstance(data, dict):
            return None
        if "tensor" in data:
            tensor = data["tensor"]
            if not tensor or "shape" not in tensor:
                return None
            try:
                value = np.array(tensor["values"]).reshape(tensor["shape"]).tolist()
            except ValueError:
                return None
            return listed(value)
        return listed(data["ndarray"]) if "ndarray" in data else None
    if "jsonData" in message:
        return json_value(message["jsonData"])
    if isinstance(message.get("strData"), str):
        return text(message["strData"])
    if "binData" in message and len(message["binData"]) % 4 == 0:
        return {"kind": "bytes"}, base64.b64decode(message["binData"])
    return None


def describe_recorded(body):
    if "data" in body:
        data = body["data"]
        value = (
            np.reshape(data["tensor"]["values"], data["tensor"]["shape"]).tolist()
            if "tensor" in data
            else data["ndarray"]
        )
        return value
    for kind in ("jsonData", "strData"):
        if kind in body:
            return body[kind]
    return base64.b64decode(body["binData"])


@unittest.skipUnless(os.path.isdir(GOLDEN), "the recorded cases are not part of this package")
class RecordedCases(unittest.TestCase):
    def setUp(self):
        sys.path.insert(0, os.path.join(GOLDEN, "classes"))
        self.addCleanup(sys.path.remove, os.path.join(GOLDEN, "classes"))
        self.callers = {}

    def caller(self, class_name):
        if class_name not in self.callers:
            module, _, name = class_name.rpartition(".")
            user = getattr(importlib.import_module(module or name), name)()
            if hasattr(user, "load"):
                user.load()
            self.callers[class_name] = Caller(user, make_error_handler(user))
        return self.callers[class_name]

    def test_answers_are_the_recorded_ones(self):
        compared = 0
        for case, class_name in read_cases():
            need = NEEDS.get(class_name.replace("NoReturn", ""))
            if "Raw" in class_name or "RestOnly" in class_name or need == "joblib" or (need and not has_module(need)):
                continue
            try:
                message = json.loads(case["request"]["body"])
            except ValueError:
                continue
            section = to_input(message) if isinstance(message, dict) else None
            if (
                section is None
                or not isinstance(message.get("meta", {}), dict)
                or message.get("data", {}).get("names", []) is None
            ):
                continue
            with self.subTest(case["id"]):
                self.compare(case, self.caller(class_name), section, message)
            compared += 1
        self.assertGreater(compared, 300)

    def compare(self, case, caller, section, message):
        names = message["data"].get("names", []) if "data" in message else []
        verb = VERBS[case["request"]["path"]]
        header, body = caller.call(verb, section, names=names, meta=message.get("meta"))
        recorded = case["response"]
        if "response" in header:
            self.assertEqual(
                (header["response"]["status"], json.loads(body)), (recorded["status"], json.loads(recorded["body"]))
            )
            return
        if recorded["status"] != 200:
            self.assertIn("error", header)
            if "quirk:bad-input-as-500" in (case.get("tags") or ()):
                return
            status = json.loads(recorded["body"])["status"]
            got = header["error"]
            self.assertEqual((got["httpStatus"], got["reason"]), (recorded["status"], status["reason"]))
            # numpy and Python word their own messages anew in each version.
            if (
                "Model.predict" not in got["message"]
                and not (case.get("compare") or {}).get("anyText")
                and "ufunc" not in status["info"]
            ):
                self.assertEqual(got["message"].split(" (was")[0], status["info"])
            return
        self.assertNotIn("error", header)
        expected = json.loads(recorded["body"])
        value = decode_output(header, body)
        value = value.tolist() if isinstance(value, np.ndarray) else value
        if verb == "route":
            value = [[value]]
        self.assertEqual(repr_nan(value), repr_nan(describe_recorded(expected)))
        self.compare_extras(header, expected, message.get("meta") or {})

    def compare_extras(self, header, expected, meta):
        own = header.get("tags", {})
        for key, tag in own.items():
            self.assertEqual(repr_nan(expected["meta"]["tags"][key]), repr_nan(tag))
        metrics = expected["meta"].get("metrics", [])
        for metric in metrics:
            metric.get("tags", {}).pop("method", None)
        self.assertEqual(
            header.get("metrics", []), metrics[len(meta.get("metrics", [])) :] if "metrics" in header else []
        )
        if "names" in header:
            self.assertEqual(header["names"], expected["data"]["names"])
        elif "data" in expected:
            self.assertTrue(all(name.startswith("t:") for name in expected["data"]["names"]))


def repr_nan(value):
    """NaN equals itself, and is null in a list of mixed values, as infinities are numbers there."""
    return repr(value) if isinstance(value, bytes) else json.dumps(value, sort_keys=True).replace("NaN", "null")


if __name__ == "__main__":
    unittest.main()
