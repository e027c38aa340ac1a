"""What the user's method is given."""

import json
import unittest

import numpy as np

from .support import Caller, has_module, json_value, listed, make_call, tensor, text


class Remembers:
    def predict(self, X, names, meta=None):
        self.got = (X, names, meta)
        return "ok"


def given(section, **options):
    user = Remembers()
    Caller(user).value("predict", section, **options)
    return user.got


class Inputs(unittest.TestCase):
    def test_tensors_of_every_number_type_arrive_as_they_are(self):
        for dtype in "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split():
            for shape in ((), (0,), (2,), (2, 3), (0, 3)):
                with self.subTest(dtype=dtype, shape=shape):
                    array = np.ones(shape, dtype)
                    X = given(tensor(array))[0]
                    self.assertEqual((X.dtype, X.shape), (array.dtype, array.shape))
                    self.assertTrue(np.array_equal(X, array))
                    self.assertTrue(X.flags.writeable)

    def test_flat_lists_become_arrays_of_their_shape(self):
        cases = [
            ("string", ["a", "\u00e9"], [2, 1], [["a"], ["\u00e9"]], "U"),
            ("string", [], [0], [], "U"),
            ("bytes", ["AP8=", ""], [2], [b"\0\xff", b""], "O"),
            ("json", [None, {"a": [1]}, [1, 2], 2**70], [2, 2], [[None, {"a": [1]}], [[1, 2], 2**70]], "O"),
        ]
        for dtype, elements, shape, expected, kind in cases:
            with self.subTest(dtype=dtype):
                X = given(({"kind": "tensor", "dtype": dtype, "shape": shape}, json.dumps(elements).encode()))[0]
                self.assertEqual((X.tolist(), X.dtype.kind), (expected, kind))

    def test_lists_are_what_numpy_makes_of_them(self):
        cases = [
            ([1, 2], "int64"), ([1, 2.5], "float64"), ([True, False], "bool"), ([1, None], "object"), ([1, "a"], "U"),
            ([2**63], "uint64"), ([2**64], "object"), (5, "int64"), ("text", "U"), ({"a": 1}, "object"), (None, "object"),
            ([], "float64"), ([[]], "float64"), ([float("nan"), 1], "float64"), ([[1, 2], [3, 4]], "int64"),
        ]  # fmt: skip
        for value, dtype in cases:
            with self.subTest(value=value):
                X = given(listed(value))[0]
                self.assertIn(dtype, (str(X.dtype), X.dtype.kind))
                self.assertEqual(X.shape, np.array(value).shape)

    def test_ragged_lists_are_the_callers_fault(self):
        for value in ([[1, 2], [3]], [[1], 2], [[[1], [2]], [[3]]]):
            with self.subTest(value=value):
                error = Caller(Remembers()).error("predict", listed(value))
                self.assertEqual((error["httpStatus"], error["reason"]), (400, "MICROSERVICE_BAD_DATA"))
                self.assertNotIn("traceback", error)

    def test_broken_json_is_the_callers_fault(self):
        for body in (b"[1,", b"", b"\xff", b"[" * 200_000):
            with self.subTest(body=body[:10]):
                self.assertEqual(Caller(Remembers()).error("predict", ({"kind": "json"}, body))["httpStatus"], 400)

    def test_text_bytes_and_json_arrive_as_python_values(self):
        cases = [
            (text("h\u00e9"), "h\u00e9"),
            (({"kind": "bytes"}, b"\0\xff"), b"\0\xff"),
            (json_value({"a": [1, 2.0, None, True]}), {"a": [1, 2.0, None, True]}),
            (json_value([1]), [1]),
            (json_value(None), None),
        ]
        for section, expected in cases:
            with self.subTest(expected=expected):
                X = given(section)[0]
                self.assertEqual((X, type(X)), (expected, type(expected)))

    def test_names_and_meta_are_handed_on(self):
        _, names, meta = given(text("x"), names=["a", "b"], meta={"puid": "p"})
        self.assertEqual((names, meta), (["a", "b"], {"puid": "p"}))
        self.assertIsNone(given(text("x"))[2])

    @unittest.skipUnless(has_module("google.protobuf"), "protobuf is not installed")
    def test_any_is_a_protobuf_any_and_may_be_answered(self):
        class Echo:
            def predict(self, X, names):
                assert type(X).__name__ == "Any"
                return X

        header, body = Caller(Echo()).call(
            "predict", ({"kind": "any", "typeUrl": "type.googleapis.com/x.Y"}, b"\x08\x01")
        )
        self.assertEqual(
            (header["output"]["kind"], header["output"]["typeUrl"], body),
            ("any", "type.googleapis.com/x.Y", b"\x08\x01"),
        )

    def test_aggregate_gets_lists_of_values_and_names(self):
        class Combiner:
            def aggregate(self, features, names):
                return {"features": [np.asarray(f).tolist() for f in features], "names": names}

        caller = Caller(Combiner())
        value = caller.value("aggregate", text("abc"), tensor([[1.0]]), text(""), names=["n"])
        self.assertEqual(value, {"features": ["abc", [[1.0]], ""], "names": [["n"]] * 3})

    def test_feedback_gets_arrays_reward_truth_and_routing(self):
        class Learner:
            def send_feedback(self, features, names, reward, truth, routing=None):
                return {"f": features.tolist(), "n": names, "r": reward, "t": truth.tolist(), "routing": routing}

        caller = Caller(Learner())
        full = caller.value(
            "sendFeedback",
            tensor([[1.0, 2.0]]),
            truth=tensor([3.0]),
            names=["a"],
            feedback={"reward": 1, "truth": None, "routing": 2},
        )
        self.assertEqual(full, {"f": [[1.0, 2.0]], "n": ["a"], "r": 1.0, "t": [3.0], "routing": 2})
        for inputs in ((), (text("not data"),)):
            bare = caller.value("sendFeedback", *inputs, feedback={"reward": 0, "truth": None, "routing": None})
            self.assertEqual((bare["f"], bare["t"], bare["routing"]), ([], [], None))


class Bodies(unittest.TestCase):
    def test_sections_are_padded_to_eight_bytes(self):
        header, body = make_call(1, "aggregate", [text("abc"), text("defghijkl")])
        self.assertEqual(len(body), 24)
        self.assertEqual([section["size"] for section in header["inputs"]], [3, 9])


if __name__ == "__main__":
    unittest.main()
