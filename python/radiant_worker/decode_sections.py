"""Sections of a frame's body -> the Python values that user code is given."""

import json
from base64 import b64decode

import numpy as np

from .arrays import DTYPES, make_array
from .failures import bad_data


class NamedArrays(dict):
    """Arrays by name, for a class that takes them."""


class Message:
    """A whole message, for hooks that want it raw."""

    __slots__ = ("encoding", "body")

    def __init__(self, encoding, body):
        self.encoding = encoding
        self.body = body


def decode_sections(sections, body):
    """The values that the described sections of a body hold, in order. Raises CallFailure with status 400 for bad ones."""
    if len(sections) == 1:
        section = sections[0]
        size = section["size"]
        data = body if size == len(body) else memoryview(body)[:size]
        return [_DECODERS[section["kind"]](section, data)]
    view = memoryview(body)
    values = []
    offset = 0
    for section in sections:
        size = section["size"]
        values.append(_DECODERS[section["kind"]](section, view[offset : offset + size]))
        offset += size + -size % 8
    return values


def _decode_tensor(section, body):
    dtype = DTYPES.get(section["dtype"])
    if dtype is None:
        return _decode_objects(section, body)
    # A view of the frame's own bytes, which nobody else uses: user code may write to it.
    return np.frombuffer(body, dtype).reshape(section["shape"])


def _decode_objects(section, body):
    elements = _read_json(body)
    kind = section["dtype"]
    if kind == "string":
        return np.array(elements, dtype=str).reshape(section["shape"])
    array = np.empty(len(elements), dtype=object)
    for index, element in enumerate(elements):
        array[index] = b64decode(element) if kind == "bytes" else element
    return array.reshape(section["shape"])


def _decode_tensors(section, body):
    view = memoryview(body)
    arrays = NamedArrays()
    offset = 0
    for tensor in section["tensors"]:
        size = tensor["size"]
        arrays[tensor["name"]] = _decode_tensor(tensor, view[offset : offset + size])
        offset += size + -size % 8
    return arrays


def _decode_list(_section, body):
    value = _read_json(body)
    try:
        return make_array(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise bad_data("the input is no array: %s" % error) from None


def _decode_string(_section, body):
    return str(body, "utf-8")


def _decode_bytes(_section, body):
    return bytes(body)


def _decode_json(_section, body):
    return _read_json(body)


def _decode_any(section, body):
    from .protobuf import make_any

    return make_any(section["typeUrl"], bytes(body))


def _decode_message(section, body):
    return Message(section["encoding"], bytes(body))


def _read_json(body):
    try:
        return json.loads(str(body, "utf-8"))
    except RecursionError:
        raise bad_data("the JSON value is nested too deeply") from None
    except ValueError as error:
        raise bad_data("the value is no JSON: %s" % error) from None


_DECODERS = {
    "tensor": _decode_tensor,
    "tensors": _decode_tensors,
    "list": _decode_list,
    "string": _decode_string,
    "bytes": _decode_bytes,
    "json": _decode_json,
    "any": _decode_any,
    "message": _decode_message,
}
