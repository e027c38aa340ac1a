"""Parameters and metadata."""

import os
import unittest
from unittest import mock

from radiant_worker.failures import StartFailure
from radiant_worker.metadata import collect_metadata
from radiant_worker.parameters import parse_parameters

DEFAULTS = {"name": "", "versions": [""], "platform": "", "inputs": [], "outputs": [], "custom": {}}


class Parameters(unittest.TestCase):
    def test_values_get_their_types(self):
        cases = [
            ("INT", " -12 ", -12), ("INT", 3, 3), ("INT", 3.7, 3), ("FLOAT", "2.50", 2.5), ("DOUBLE", "1e3", 1000.0), ("DOUBLE", 3, 3.0),
            ("STRING", "x y", "x y"), ("STRING", 5, "5"), ("BOOL", "True", True), ("BOOL", "0", False), ("BOOL", "YES", True),
            ("BOOL", "off", False), ("BOOL", True, True), ("BOOL", 1, True),
        ]  # fmt: skip
        for kind, value, expected in cases:
            with self.subTest(kind=kind, value=value):
                parsed = parse_parameters({"a": [kind, value]})["a"]
                self.assertEqual((parsed, type(parsed)), (expected, type(expected)))

    def test_bad_values_are_named(self):
        cases = [
            ("INT", "x"),
            ("INT", "3.7"),
            ("INT", None),
            ("FLOAT", "1,5"),
            ("BOOL", "x"),
            ("BOOL", 2),
            ("int", "1"),
            (None, "1"),
            ("TEXT", "1"),
        ]
        for kind, value in cases:
            with self.subTest(kind=kind, value=value), self.assertRaises(StartFailure) as caught:
                parse_parameters({"size": [kind, value]})
            for part in ("'size'", repr(value), "" if kind is None else str(kind)):
                self.assertIn(part, caught.exception.message)


class Metadata(unittest.TestCase):
    def collect(self, own=None, environment=None):
        cleared = {"PREDICTIVE_UNIT_IMAGE": "", "MODEL_METADATA": "", **(environment or {})}
        with mock.patch.dict(os.environ, cleared):
            return collect_metadata(None if own is None else lambda: own)

    def test_defaults_image_own_and_environment_are_merged_in_this_order(self):
        self.assertEqual(self.collect(), DEFAULTS)
        image = {"PREDICTIVE_UNIT_IMAGE": "registry:5000/org/img:1.2"}
        self.assertEqual(
            self.collect(environment=image), {**DEFAULTS, "name": "registry:5000/org/img", "versions": ["1.2"]}
        )
        self.assertEqual(self.collect(environment={"PREDICTIVE_UNIT_IMAGE": "plain"})["versions"], ["plain"])
        own = {"name": "own", "platform": "p", "custom": {"a": "b"}}
        configured = {**image, "MODEL_METADATA": '{"name": "env", "versions": ["7"]}'}
        self.assertEqual(self.collect(own, configured), {**DEFAULTS, **own, "name": "env", "versions": ["7"]})

    def test_good_and_bad_fields(self):
        v2 = {"name": "a", "datatype": "FP32", "shape": [-1, 4]}
        good = [
            {}, [], {"versions": []}, {"inputs": [{}]}, {"inputs": [v2]}, {"outputs": [{"messagetype": "tensor"}]},
            {"inputs": [{"messagetype": "ndarray", "schema": {"names": ["a"], "shape": [2]}}]}, {"inputs": [{"messagetype": "strData"}]},
            {"inputs": [{"messagetype": "jsonData", "schema": {"type": "object"}}]}, {"inputs": [{"messagetype": "own", "schema": {"x": [1]}}]},
        ]  # fmt: skip
        for own in good:
            with self.subTest(own=own):
                self.assertEqual(self.collect(own), {**DEFAULTS, **(own or {})})
        bad = [
            "text", {"name": 5}, {"name": None}, {"versions": "1"}, {"versions": [1]}, {"platform": 5}, {"unknown": 1}, {"apiVersion": "v2"},
            {"custom": {"a": 1}}, {"custom": []}, {"custom": None}, {"inputs": {}}, {"inputs": None}, {"inputs": [5]},
            {"inputs": [{**v2, "datatype": "fp32"}]}, {"inputs": [{**v2, "shape": ["1"]}]}, {"inputs": [{**v2, "shape": [1.5]}]},
            {"inputs": [{**v2, "more": 1}]}, {"inputs": [{"messagetype": 5}]}, {"inputs": [{"messagetype": "strData", "schema": {}}]},
            {"inputs": [{"messagetype": "jsonData", "schema": 5}]}, {"outputs": [{"messagetype": "tensor", "schema": {"shape": 2}}]},
            {"inputs": [{"messagetype": "ndarray", "schema": {"names": [1]}}]}, {"inputs": [{"messagetype": "own", "schema": {}, "x": 1}]},
        ]  # fmt: skip
        for own in bad:
            with self.subTest(own=own), self.assertLogs("radiant_worker.metadata", "ERROR"):
                self.assertEqual(self.collect(own), "invalid")

    def test_a_hook_that_raises_makes_it_invalid_and_is_logged(self):
        def broken():
            raise KeyError("x")

        with self.assertLogs("radiant_worker.metadata", "ERROR"):
            self.assertEqual(collect_metadata(broken), "invalid")


if __name__ == "__main__":
    unittest.main()
