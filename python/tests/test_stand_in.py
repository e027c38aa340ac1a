"""The stand-in for seldon_core: what user code imports from it."""

import os
import unittest

import numpy as np

from .support import has_module

try:
    import seldon_core
except ImportError:  # cannot happen where these tests run as a package
    seldon_core = None
IS_STAND_IN = "stand_in" in os.path.abspath(getattr(seldon_core, "__file__", "") or "")


@unittest.skipUnless(IS_STAND_IN, "the real seldon_core is installed")
class StandIn(unittest.TestCase):
    def test_every_hook_of_the_base_class_says_that_it_is_missing(self):
        from seldon_core.user_model import SeldonComponent, SeldonNotImplementedError

        component = SeldonComponent(any_parameter=1)
        self.assertIsNone(component.load())
        for hook in "tags metrics class_names feature_names predict predict_raw route aggregate send_feedback health_status init_metadata".split():
            with self.assertRaises(SeldonNotImplementedError):
                getattr(component, hook)()

    def test_exceptions_have_status_and_reason(self):
        from seldon_core.flask_utils import SeldonMicroserviceException
        from seldon_core.user_model import SeldonMicroserviceException as again

        self.assertIs(SeldonMicroserviceException, again)
        error = SeldonMicroserviceException("text", status_code=422, payload={"a": 1}, reason="R")
        self.assertEqual((error.message, error.status_code, error.payload, error.reason), ("text", 422, {"a": 1}, "R"))
        self.assertEqual(error.to_dict(), {"status": {"status": 1, "info": "text", "code": -1, "reason": "R"}})
        self.assertEqual(SeldonMicroserviceException("text").status_code, 400)

    def test_metrics_are_made_and_checked(self):
        from seldon_core.metrics import create_counter, create_gauge, create_timer, validate_metrics

        metrics = [create_counter("c", 1), create_gauge("g", 2.5), create_timer("t", 20)]
        self.assertEqual([metric["type"] for metric in metrics], ["COUNTER", "GAUGE", "TIMER"])
        self.assertTrue(validate_metrics(metrics))
        for bad in ([{}], [5], {}, [{"type": "COUNTER", "key": "k"}]):
            self.assertFalse(validate_metrics(bad))


@unittest.skipUnless(
    IS_STAND_IN and has_module("google.protobuf"), "protobuf is not installed, or the real seldon_core is"
)
class Messages(unittest.TestCase):
    def test_messages_round_trip_through_json(self):
        from seldon_core.utils import (
            json_to_feedback,
            json_to_seldon_message,
            json_to_seldon_messages,
            seldon_message_to_json,
        )

        message = {
            "meta": {"puid": "p", "tags": {"a": 1.0}},
            "data": {"names": ["a"], "tensor": {"shape": [1, 1], "values": [2.0]}},
        }
        self.assertEqual(seldon_message_to_json(json_to_seldon_message(message)), message)
        self.assertEqual(json_to_feedback({"reward": 1.5}).reward, 1.5)
        self.assertEqual(len(json_to_seldon_messages({"seldonMessages": [{}, {}]}).seldonMessages), 2)

    def test_json_that_is_no_message_is_status_400(self):
        from seldon_core.flask_utils import SeldonMicroserviceException
        from seldon_core.utils import json_to_seldon_message

        with self.assertRaises(SeldonMicroserviceException):
            json_to_seldon_message({"foo": 1})

    def test_arrays_go_into_messages_and_out(self):
        from seldon_core.proto import prediction_pb2
        from seldon_core.utils import array_to_grpc_datadef, array_to_rest_datadef, get_data_from_proto

        array = np.array([[1.5, 2.0], [3.0, 4.0]])
        for form in ("tensor", "ndarray"):
            datadef = array_to_grpc_datadef(form, array, ["a", "b"])
            self.assertEqual((datadef.WhichOneof("data_oneof"), list(datadef.names)), (form, ["a", "b"]))
            self.assertEqual(get_data_from_proto(prediction_pb2.SeldonMessage(data=datadef)).tolist(), array.tolist())
        self.assertEqual(
            array_to_rest_datadef("tensor", array)["tensor"], {"shape": [2, 2], "values": [1.5, 2.0, 3.0, 4.0]}
        )
        self.assertEqual(array_to_rest_datadef("ndarray", array, ["a"]), {"names": ["a"], "ndarray": array.tolist()})
        for message, expected in (
            (prediction_pb2.SeldonMessage(strData="s"), "s"),
            (prediction_pb2.SeldonMessage(binData=b"b"), b"b"),
        ):
            self.assertEqual(get_data_from_proto(message), expected)

    def test_the_users_own_protobuf_types_fit(self):
        from google.protobuf import any_pb2, json_format, struct_pb2
        from seldon_core.proto import prediction_pb2

        value = json_format.ParseDict({"a": [1, None]}, struct_pb2.Value())
        message = prediction_pb2.SeldonMessage(jsonData=value)
        self.assertEqual(json_format.MessageToDict(message), {"jsonData": {"a": [1.0, None]}})
        message.customData.CopyFrom(any_pb2.Any(type_url="a/b", value=b"x"))
        self.assertEqual(message.WhichOneof("data_oneof"), "customData")
        message.data.tftensor.dtype = 1
        self.assertEqual(type(message.data.tftensor).DESCRIPTOR.full_name, "tensorflow.TensorProto")
        status = prediction_pb2.Status(status=prediction_pb2.Status.FAILURE)
        self.assertEqual(status.status, 1)


if __name__ == "__main__":
    unittest.main()
