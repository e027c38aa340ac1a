"""What becomes of the value that user code returns."""

import datetime
import decimal
import unittest

import numpy as np
from seldon_core.user_model import SeldonResponse

from .support import Caller, decode_output, json_value, tensor, text

BAD_DATA = "Unknown data type returned as payload (must be list or np array):"


class Subclass(np.ndarray):
    pass


class Returns:
    def __init__(self, value):
        self.value = value

    def predict(self, X, names=None, meta=None):
        return self.value


def answer(value, keep_lists=True):
    return Caller(Returns(value)).call("predict", text("x"), keep_lists=keep_lists)


class Results(unittest.TestCase):
    def test_numbers_keep_their_dtype_as_raw_bytes(self):
        for dtype in "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split():
            for shape in ((), (0,), (3,), (2, 2), (1, 0), (2, 1, 3)):
                with self.subTest(dtype=dtype, shape=shape):
                    array = np.ones(shape, dtype)
                    header, body = answer(array)
                    output = header["output"]
                    self.assertEqual((output["kind"], output["dtype"], output["shape"]), ("tensor", dtype, list(shape)))
                    self.assertEqual(bytes(body), array.tobytes())

    def test_layouts_that_are_not_plain_are_made_so(self):
        base = np.arange(12.0).reshape(3, 4)
        cases = {
            "big-endian": base.astype(">f8"),
            "big-endian integers": base.astype(">i4"),
            "transposed": base.T,
            "strided": base[::2, ::3],
            "reversed": base[::-1],
            "large transposed": np.arange(10_000.0).reshape(100, 100).T,
            "large": np.arange(10_000.0),
            "read-only": np.broadcast_to(np.float64(1), (3, 2)),
            "subclass": np.arange(4.0).view(Subclass),
            "long double": np.array([1.5, 2.5], dtype=np.longdouble),
        }
        for name, array in cases.items():
            with self.subTest(name):
                self.assertEqual(decode_output(*answer(array)).tolist(), np.asarray(array).tolist())

    def test_lists_for_json_keep_their_values_and_others_become_one_array(self):
        cases = [
            ([1, 2], ("tensor", "int64"), ("tensor", "int64")),
            ([1.0, 2.0], ("tensor", "float64"), ("tensor", "float64")),
            ([], ("tensor", "float64"), ("tensor", "float64")),
            ([1, 2.5], ("list", [1, 2.5]), ("tensor", "float64")),
            ([[1, 2], [3, 4.5]], ("list", [[1, 2], [3, 4.5]]), ("tensor", "float64")),
            ([(1, 2), (3, 4.5)], ("list", [[1, 2], [3, 4.5]]), ("tensor", "float64")),
            ([True, 2], ("list", [True, 2]), ("tensor", "int64")),
            ([True, False], ("list", [True, False]), ("list", [True, False])),
            ([1, "a", 2.5], ("list", [1, "a", 2.5]), ("list", ["1", "a", "2.5"])),
            ([None, 1], ("list", [None, 1]), ("tensor", "json")),
            ([{"a": 1}], ("list", [{"a": 1}]), ("tensor", "json")),
            ([np.float64(1), np.int64(2)], ("tensor", "float64"), ("tensor", "float64")),
            ([np.array([1, 2])], ("tensor", "int64"), ("tensor", "int64")),
            ([2**70], ("list", [2**70]), ("tensor", "json")),
        ]
        for value, kept, uniform in cases:
            for keep_lists, expected in ((True, kept), (False, uniform)):
                with self.subTest(value=value, keep_lists=keep_lists):
                    header, body = answer(value, keep_lists)
                    output = header["output"]
                    got = output["dtype"] if output["kind"] == "tensor" else decode_output(header, body)
                    self.assertEqual((output["kind"], got), expected)
                    self.assertEqual(output["shape"], list(np.array(value).shape))

    def test_arrays_that_are_no_numbers_are_json(self):
        cases = [
            (np.array([[True, False]]), [[True, False]]),
            (np.array(["x", "yy"]), ["x", "yy"]),
            (np.array([[1, "a"]], dtype=object), [[1, "a"]]),
            (np.array({"a": 1}), {"a": 1}),
            (np.array(["2020-01-02"], dtype="datetime64[D]"), ["Thu, 02 Jan 2020 00:00:00 GMT"]),
            (np.ma.array([1.0, 2.0], mask=[0, 1]), [1.0, None]),
            (np.array([(1, 2.5)], dtype=[("a", "i4"), ("b", "f8")]), [[1, 2.5]]),
        ]
        for value, expected in cases:
            with self.subTest(value=value):
                header, body = answer(value)
                self.assertEqual((header["output"]["kind"], decode_output(header, body)), ("list", expected))

    def test_elements_of_object_arrays_keep_their_types_in_protobuf_answers(self):
        value = np.array([[1, "a"], [None, 2.5]], dtype=object)
        header, body = answer(value, keep_lists=False)
        self.assertEqual((header["output"]["dtype"], bytes(body)), ("json", b'[1,"a",null,2.5]'))
        self.assertEqual(decode_output(header, body).tolist(), value.tolist())

    def test_other_values_have_their_kinds(self):
        cases = [
            ("h\u00e9", "string", "h\u00e9"),
            ("", "string", ""),
            (np.str_("s"), "string", "s"),
            (b"\0\xff", "bytes", b"\0\xff"),
            (bytearray(b"ba"), "bytes", b"ba"),
            ({}, "json", {}),
            ({1: "one", "a": (1, 2), "f": np.float64(1.5)}, "json", {"1": "one", "a": [1, 2], "f": 1.5}),
            ({"i": np.int64(3), "b": np.bool_(True), "f": np.float32(0.5)}, "json", {"i": 3, "b": True, "f": 0.5}),
            ({"n": float("nan"), "text": "NaN", "Infinity": 1}, "json", {"n": None, "text": "NaN", "Infinity": 1}),
            (
                {"d": datetime.datetime(2020, 1, 2, 3, 4, 5), "x": decimal.Decimal("1.50")},
                "json",
                {"d": "Thu, 02 Jan 2020 03:04:05 GMT", "x": "1.50"},
            ),
        ]
        for value, kind, expected in cases:
            with self.subTest(value=value):
                header, body = answer(value)
                self.assertEqual((header["output"]["kind"], decode_output(header, body)), (kind, expected))

    def test_infinities_in_json_are_numbers(self):
        header, body = answer({"up": float("inf"), "down": [-float("inf")]})
        self.assertEqual(bytes(body), b'{"up":1e999,"down":[-1e999]}')
        self.assertEqual(decode_output(header, body), {"up": float("inf"), "down": [-float("inf")]})

    def test_what_is_no_answer_is_refused_with_its_value(self):
        for value in (7, 7.5, True, (1, 2), {1}, np.float64(1.5), np.int64(3)):
            with self.subTest(value=value):
                error = answer(value)[0]["error"]
                self.assertEqual(
                    (error["message"], error["httpStatus"], error["reason"]),
                    (BAD_DATA + str(value), 400, "MICROSERVICE_BAD_DATA"),
                )
                self.assertNotIn("traceback", error)

    def test_a_forgotten_return_is_named(self):
        self.assertEqual(
            answer(None)[0]["error"]["message"], BAD_DATA + "None (was `return` forgotten in Returns.predict?)"
        )

    def test_a_null_that_is_answered_as_it_came_has_no_hint(self):
        class Echo:
            def predict(self, X, names):
                return X

        self.assertEqual(Caller(Echo()).error("predict", json_value(None))["message"], BAD_DATA + "None")

    def test_an_async_method_is_named(self):
        class Async:
            async def predict(self, X, names):
                return X

        self.assertIn("Async.predict is async", Caller(Async()).error("predict", text("x"))["message"])

    def test_a_long_value_is_cut(self):
        self.assertLess(len(answer(tuple(range(10_000)))[0]["error"]["message"]), 300)

    def test_what_json_cannot_hold_is_an_error_of_the_class(self):
        loop = {}
        loop["self"] = loop
        deep = []
        for _ in range(100_000):
            deep = {"a": deep}
        cases = [
            ({"a": np.array([1])}, "Object of type ndarray is not JSON serializable"),
            ({"a": object()}, "Object of type object is not JSON serializable"),
            (np.array([1 + 2j]), "Object of type complex is not JSON serializable"),
            (np.array([b"a"]), "Object of type bytes is not JSON serializable"),
            ({(1, 2): 3}, "keys must be str, int, float, bool or None, not tuple"),
            (loop, "Circular reference detected"),
            ({"deep": deep}, "recursion"),
            ([[1, 2], [3]], ""),
            ("\ud800", "surrogates not allowed"),
        ]
        for value, message in cases:
            with self.subTest(message):
                error = answer(value)[0]["error"]
                self.assertEqual(error["httpStatus"], 500)
                self.assertIn(message, error["message"])

    def test_protobuf_answers_refuse_what_protobuf_cannot_hold(self):
        for value in (bytearray(b"a"), {1: 2}, {"a": [{2: 3}]}, {"d": datetime.date(2020, 1, 2)}):
            with self.subTest(value=value):
                self.assertEqual(answer(value, keep_lists=False)[0]["error"]["httpStatus"], 500)

    def test_a_response_carries_tags_and_metrics(self):
        class Model(Returns):
            def tags(self):
                return {"a": 1, "b": 1}

            def metrics(self):
                return [{"type": "GAUGE", "key": "own", "value": 1}]

        response = SeldonResponse(
            [[1.0]], tags={"b": 2}, metrics=[{"type": "TIMER", "key": "run", "value": np.float32(2)}]
        )
        header, _ = Caller(Model(response)).call("predict", text("x"))
        self.assertEqual(header["tags"], {"a": 1, "b": 2})
        self.assertEqual([metric["key"] for metric in header["metrics"]], ["own", "run"])
        self.assertEqual(header["output"]["shape"], [1, 1])

    def test_input_is_writable_and_not_shared(self):
        kept = []

        class Keeps:
            def predict(self, X, names):
                X += 1
                kept.append(X)
                return X

        caller = Caller(Keeps())
        self.assertEqual(caller.value("predict", tensor([[1.0]])).tolist(), [[2.0]])
        self.assertEqual(caller.value("predict", tensor([[5.0]])).tolist(), [[6.0]])
        self.assertEqual(kept[0].tolist(), [[2.0]])


if __name__ == "__main__":
    unittest.main()
