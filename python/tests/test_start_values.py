"""Parameters and metadata."""

import unittest

from radiant_worker.failures import StartFailure
from radiant_worker.metadata import collect_metadata
from radiant_worker.parameters import parse_parameters


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
    def test_it_is_what_the_hook_gives(self):
        own = {"name": "own", "custom": {"a": "b"}}
        for given, expected in [(own, own), ({}, None), ([], None), (None, None)]:
            with self.subTest(given=given):
                self.assertEqual(collect_metadata(lambda given=given: given), expected)
        self.assertIsNone(collect_metadata(None))

    def test_what_is_no_dict_is_left_out_and_logged(self):
        for own in ["text", [1], 5, True, [["name", "a"]]]:
            with self.subTest(own=own), self.assertLogs("radiant_worker.metadata", "ERROR"):
                self.assertIsNone(collect_metadata(lambda own=own: own))

    def test_what_is_no_json_is_invalid(self):
        for own in [{"custom": object()}, {"inputs": {1, 2}}]:
            with self.subTest(own=own), self.assertLogs("radiant_worker.metadata", "ERROR"):
                self.assertEqual(collect_metadata(lambda own=own: own), "invalid")

    def test_a_hook_that_raises_makes_it_invalid_and_is_logged(self):
        def broken():
            raise KeyError("x")

        with self.assertLogs("radiant_worker.metadata", "ERROR"):
            self.assertEqual(collect_metadata(broken), "invalid")


if __name__ == "__main__":
    unittest.main()
