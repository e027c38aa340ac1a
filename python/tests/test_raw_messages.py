"""Hooks that get the whole message."""

import json
import unittest

from .support import Caller, has_module, make_call, message, text

STR_X = b"\x2a\x01x"


def raw(body, encoding="protobuf"):
    return {"kind": "message", "encoding": encoding}, body


class Json(unittest.TestCase):
    def test_any_json_value_goes_in_and_out(self):
        class Echo:
            def predict_raw(self, msg):
                return msg

        for value in ({"strData": "x", "meta": {"puid": "p"}}, [1, {"a": None}], 5, "x", None):
            with self.subTest(value=value):
                header, body = Caller(Echo()).call("predict", message(value))
                self.assertEqual((header["output"]["kind"], header["output"]["encoding"]), ("message", "json"))
                self.assertEqual(json.loads(body), value)

    def test_nan_is_read_and_written_as_null(self):
        class Echo:
            def predict_raw(self, msg):
                return msg

        self.assertEqual(Caller(Echo()).call("predict", raw(b'{"a":NaN}', "json"))[1], b'{"a":null}')

    def test_bytes_pass_through(self):
        class Upper:
            def predict_raw(self, msg):
                return {b"dict": {"a": 1}, b"text": "t"}.get(msg, msg.upper())

        for body, expected in ((b"abc\xff", b"ABC\xff"), (b"text", b"t"), (b"dict", b'{"a":1}')):
            header, answer = Caller(Upper()).call("predict", raw(body, "bytes"))
            self.assertEqual((header["output"]["encoding"], answer), ("bytes", expected))

    def test_rest_hooks_win_and_are_for_json_only(self):
        class Model:
            def predict_rest(self, msg):
                return {"strData": "rest"}

            def predict_raw(self, msg):
                return {"strData": "raw"}

        self.assertEqual(Caller(Model()).call("predict", message({}))[1], b'{"strData":"rest"}')

    def test_a_missing_hook_is_not_implemented(self):
        class Model:
            def predict_grpc(self, msg):
                return msg

            def route_raw(self, msg):
                from seldon_core.user_model import SeldonNotImplementedError

                raise SeldonNotImplementedError("no")

        for verb in ("predict", "route", "transformInput"):
            self.assertTrue(Caller(Model()).error(verb, message({}))["notImplemented"])

    def test_health_status_raw_answers_without_a_message(self):
        class Model:
            def health_status_raw(self):
                return {"strData": "fine"}

        header, body = Caller(Model()).call("healthStatus")
        self.assertEqual((header["output"]["kind"], body), ("message", b'{"strData":"fine"}'))

    def test_feedback_of_the_older_hook_is_json_text(self):
        class Model:
            def send_feedback_rest(self, feedback):
                return {"strData": feedback}

        body = Caller(Model()).call("sendFeedback", message({"reward": 1}))[1]
        self.assertEqual(json.loads(json.loads(body)["strData"]), {"reward": 1})

    def test_plain_hooks_of_the_same_class_still_work(self):
        class Model:
            def predict_raw(self, msg):
                return msg

            def transform_input(self, X, names):
                return X + "!"

        self.assertEqual(Caller(Model()).value("transformInput", text("x")), b"x!".decode())


@unittest.skipUnless(has_module("google.protobuf"), "protobuf is not installed")
class Protobuf(unittest.TestCase):
    def test_messages_are_real_ones(self):
        from seldon_core.proto import prediction_pb2

        class Model:
            def predict_raw(self, msg):
                assert isinstance(msg, prediction_pb2.SeldonMessage)
                answer = prediction_pb2.SeldonMessage()
                answer.CopyFrom(msg)
                answer.meta.tags["raw"].bool_value = True
                metric = answer.meta.metrics.add()
                metric.key, metric.type, metric.value = "k", prediction_pb2.Metric.GAUGE, 2
                return answer

            def aggregate_raw(self, msgs):
                assert isinstance(msgs, prediction_pb2.SeldonMessageList)
                return prediction_pb2.SeldonMessage(strData="n=%d" % len(msgs.seldonMessages))

            def send_feedback_raw(self, feedback):
                assert isinstance(feedback, prediction_pb2.Feedback)
                return prediction_pb2.SeldonMessage(strData="reward %g" % feedback.reward)

        caller = Caller(Model())
        header, body = caller.call("predict", raw(STR_X), keep_lists=False)
        self.assertEqual(header["output"]["encoding"], "protobuf")
        answer = prediction_pb2.SeldonMessage.FromString(body)
        self.assertEqual(
            (answer.strData, answer.meta.tags["raw"].bool_value, answer.meta.metrics[0].value), ("x", True, 2)
        )
        body = caller.call("aggregate", raw(b"\x0a\x00\x0a\x00"), keep_lists=False)[1]
        self.assertEqual(prediction_pb2.SeldonMessage.FromString(body).strData, "n=2")
        body = caller.call("sendFeedback", message({"reward": 1.5}))[1]
        self.assertEqual(json.loads(body), {"strData": "reward 1.5"})

    def test_dicts_and_messages_are_converted_to_what_the_caller_reads(self):
        from seldon_core.proto import prediction_pb2

        class Model:
            def predict_raw(self, msg):
                return prediction_pb2.SeldonMessage(strData="m")

            def route_raw(self, msg):
                return {"data": {"ndarray": [1]}}

        caller = Caller(Model())
        self.assertEqual(json.loads(caller.call("predict", message({}))[1]), {"strData": "m"})
        body = caller.call("route", raw(b""), keep_lists=False)[1]
        self.assertEqual(prediction_pb2.SeldonMessage.FromString(body).data.ndarray[0], 1)

    def test_broken_messages_are_the_callers_fault(self):
        class Model:
            def predict_raw(self, msg):
                return msg

            def send_feedback_raw(self, feedback):
                return feedback

        self.assertEqual(Caller(Model()).error("predict", raw(b"\xff\xff"), keep_lists=False)["httpStatus"], 400)
        self.assertEqual(Caller(Model()).error("sendFeedback", message({"foo": 1}))["httpStatus"], 400)


class WithoutProtobuf(unittest.TestCase):
    @unittest.skipIf(has_module("google.protobuf"), "protobuf is installed")
    def test_missing_protobuf_is_named_with_the_command_that_mends_it(self):
        class Model:
            def predict_raw(self, msg):
                return msg

            def predict(self, X, names):
                return X

        for section in (raw(b""), ({"kind": "any", "typeUrl": "a/b"}, b"")):
            self.assertIn(
                "-m pip install protobuf", Caller(Model()).error("predict", section, keep_lists=False)["message"]
            )


class Header(unittest.TestCase):
    def test_a_message_is_one_section(self):
        self.assertEqual(make_call(1, "predict", [raw(STR_X)])[0]["inputs"][0]["size"], 3)


if __name__ == "__main__":
    unittest.main()
