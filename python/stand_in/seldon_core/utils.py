"""Conversions between messages, JSON and arrays that `*_raw` methods use. Needs protobuf."""

import base64
import os

import numpy as np
from google.protobuf import any_pb2, struct_pb2  # noqa: F401
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError

from .flask_utils import SeldonMicroserviceException
from .proto import prediction_pb2


def getenv(*env_vars, default=None):
    """The first of the variables that is set."""
    for name in env_vars:
        if name in os.environ:
            return os.environ[name]
    return default


def getenv_as_bool(*env_vars, default=False):
    """The same as a truth value: 1, true and t in any case."""
    text = getenv(*env_vars)
    return default if text is None else text.lower() in ("1", "true", "t")


def json_to_seldon_message(message_json):
    """A SeldonMessage of its JSON form. None is an empty message."""
    return _parse(message_json, prediction_pb2.SeldonMessage())


def json_to_seldon_messages(message_json):
    """A SeldonMessageList of its JSON form."""
    return _parse(message_json, prediction_pb2.SeldonMessageList())


def json_to_feedback(message_json):
    """A Feedback of its JSON form."""
    return _parse(message_json, prediction_pb2.Feedback())


def json_to_seldon_model_metadata(metadata_json):
    """A SeldonModelMetadata of its JSON form."""
    return _parse(metadata_json, prediction_pb2.SeldonModelMetadata())


def _parse(value, message):
    try:
        return ParseDict({} if value is None else value, message)
    except ParseError as error:
        raise SeldonMicroserviceException("Invalid JSON: %s" % error) from error


def seldon_message_to_json(message_proto):
    """The JSON form (a dict) of a SeldonMessage."""
    return MessageToDict(message_proto)


def seldon_messages_to_json(message_protos):
    """The JSON form of a SeldonMessageList."""
    return MessageToDict(message_protos)


def feedback_to_json(message_proto):
    """The JSON form of a Feedback."""
    return MessageToDict(message_proto)


def get_data_from_proto(request):
    """What a SeldonMessage carries: an array, text, bytes, a JSON value, or an Any."""
    kind = request.WhichOneof("data_oneof")
    if kind == "data":
        return grpc_datadef_to_array(request.data)
    if kind == "jsonData":
        return MessageToDict(request.jsonData)
    if kind in ("strData", "binData", "customData"):
        return getattr(request, kind)
    raise SeldonMicroserviceException("Unknown data in SeldonMessage")


def get_meta_from_proto(request):
    """The JSON form of a message's meta."""
    return MessageToDict(request.meta)


def grpc_datadef_to_array(datadef):
    """The array that a DefaultData holds; an empty one when it holds none."""
    kind = datadef.WhichOneof("data_oneof")
    if kind == "tensor":
        values = np.array(datadef.tensor.values, dtype=np.float64)
        shape = list(datadef.tensor.shape)
        return values.reshape(shape) if shape else values
    if kind == "ndarray":
        return np.array(MessageToDict(datadef.ndarray))
    if kind == "tftensor":
        from tensorflow import make_ndarray

        return make_ndarray(datadef.tftensor)
    return np.array([])


def array_to_grpc_datadef(data_type, array, names=()):
    """A DefaultData of the form `tensor`, `ndarray` or `tftensor`."""
    array = np.asarray(array)
    names = [] if names is None else list(names)
    if data_type == "tensor":
        tensor = prediction_pb2.Tensor(shape=array.shape, values=array.ravel().tolist())
        return prediction_pb2.DefaultData(names=names, tensor=tensor)
    if data_type == "tftensor":
        from tensorflow import make_tensor_proto

        return prediction_pb2.DefaultData(names=names, tftensor=make_tensor_proto(array))
    return prediction_pb2.DefaultData(names=names, ndarray=array_to_list_value(array))


def array_to_list_value(array, lv=None):
    """A ListValue (the given one is filled) with the elements of an array."""
    if lv is None:
        lv = struct_pb2.ListValue()
    return ParseDict(np.asarray(array).tolist(), lv)


def array_to_rest_datadef(data_type, array, names=()):
    """The JSON form of `data`: `tensor`, or `ndarray` for every other type."""
    array = np.asarray(array)
    datadef = {"names": [] if names is None else list(names)}
    if data_type == "tensor":
        datadef["tensor"] = {"shape": list(array.shape), "values": array.ravel().tolist()}
    else:
        datadef["ndarray"] = array.tolist()
    return datadef


def extract_request_parts(request):
    """(value, meta, datadef, kind) of a SeldonMessage."""
    return get_data_from_proto(request), get_meta_from_proto(request), request.data, request.WhichOneof("data_oneof")


def extract_request_parts_json(request):
    """(value, meta, datadef, kind) of the JSON form of a message."""
    if not isinstance(request, dict):
        raise SeldonMicroserviceException("Invalid request data type: %s" % (request,))
    meta = request.get("meta")
    if "data" in request:
        datadef = request["data"]
        if "tensor" in datadef:
            tensor = datadef["tensor"]
            return np.array(tensor["values"]).reshape(tensor["shape"]), meta, datadef, "data"
        return np.array(datadef.get("ndarray", [])), meta, datadef, "data"
    for kind in ("jsonData", "strData"):
        if kind in request:
            return request[kind], meta, request[kind], kind
    if "binData" in request:
        return base64.b64decode(request["binData"]), meta, request["binData"], "binData"
    raise SeldonMicroserviceException("Invalid request data type: %s" % (request,))
