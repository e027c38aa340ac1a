"""Sections of a frame's body and the Python values that they are."""
import json
from base64 import b64decode
from functools import lru_cache
from math import prod

import numpy as np

from .failures import CallFailure, bad_data
from .json_text import dump, dump_plain

_DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in (
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
    )
}  # fmt: skip
_NAMES = {dtype: name for name, dtype in _DTYPES.items() if name != "bool"}
_SMALL_BYTES = 4096
# numpy before 1.24 makes an array of lists of a ragged list, with a warning only.
_WARNS_OF_RAGGED = tuple(int(part) for part in np.__version__.split(".")[:2]) < (1, 24)


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
        return [_DECODERS[section["kind"]](section, body if section["size"] == len(body) else memoryview(body)[: section["size"]])]
    view = memoryview(body)
    values = []
    offset = 0
    for section in sections:
        size = section["size"]
        values.append(_DECODERS[section["kind"]](section, view[offset : offset + size]))
        offset += size + -size % 8
    return values


def _decode_tensor(section, body):
    dtype = _DTYPES.get(section["dtype"])
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


def _decode_list(_section, body):
    value = _read_json(body)
    try:
        return make_array(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise bad_data("the input is no array: %s" % error) from None


def make_array(value):
    """`np.array(value)`, with a ValueError for ragged lists in every version of numpy."""
    if not _WARNS_OF_RAGGED:
        return np.array(value)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", np.VisibleDeprecationWarning)
        try:
            return np.array(value)
        except np.VisibleDeprecationWarning:
            raise ValueError("setting an array element with a sequence: the rows have different lengths") from None


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
    "list": _decode_list,
    "string": _decode_string,
    "bytes": _decode_bytes,
    "json": _decode_json,
    "any": _decode_any,
    "message": _decode_message,
}


def encode_value(value, keep_lists, where, given):
    """What user code returned, as `(description, body, number of dimensions or None, number of rows or None)`.

    `keep_lists` is true for answers in JSON. `given` is the value that the method was called with.
    Raises CallFailure for what is no answer, TypeError for what JSON cannot hold."""
    if isinstance(value, np.ndarray):
        return _encode_array(value, keep_lists)
    if isinstance(value, str):
        body = value.encode("utf-8")
        return '{"kind":"string","size":%d}' % len(body), body, None, None
    if isinstance(value, list):
        return _encode_list(value, keep_lists)
    if isinstance(value, dict):
        body = (dump if keep_lists else dump_plain)(value).encode("ascii")
        return '{"kind":"json","size":%d}' % len(body), body, None, None
    if isinstance(value, bytes):
        return '{"kind":"bytes","size":%d}' % len(value), value, None, None
    if isinstance(value, bytearray):
        return _encode_bytearray(value, keep_lists, where)
    if _is_any(value):
        return _encode_any(value)
    raise _unknown_data(value, where, given)


def _encode_array(array, keep_lists):
    dtype = array.dtype
    if type(array) is not np.ndarray:
        if hasattr(array, "filled"):  # a masked array: what is masked becomes null
            return _encode_elements(array.tolist(), array.shape, keep_lists)
        array = np.asarray(array)
    name = _NAMES.get(dtype)
    if name is None:
        if dtype.kind not in "iuf":
            return _encode_elements(array.tolist(), array.shape, keep_lists)
        # Big-endian numbers, and floats that are wider than a double.
        array = array.astype(np.float64 if dtype.itemsize > 8 else dtype.newbyteorder("<"))
        name = _NAMES[array.dtype]
    shape = array.shape
    if array.nbytes <= _SMALL_BYTES or not array.flags.c_contiguous:
        body = array.tobytes()
    else:
        body = memoryview(array).cast("B")
    return _describe_tensor(name, shape), body, len(shape), shape[0] if shape else None


@lru_cache(maxsize=256)
def _describe_tensor(name, shape):
    size = prod(shape) * _DTYPES[name].itemsize
    return '{"kind":"tensor","dtype":"%s","shape":[%s],"size":%d}' % (name, ",".join(map(str, shape)), size)


def _encode_list(value, keep_lists):
    array = make_array(value)
    if array.dtype.kind in "iuf":
        if not keep_lists or not _is_mixed(value):
            return _encode_array(array, keep_lists)
    elif not keep_lists:
        return _encode_array(array, keep_lists)
    return _encode_elements(value, array.shape, keep_lists)


def _encode_elements(value, shape, keep_lists):
    body = (dump if keep_lists else dump_plain)(value).encode("ascii")
    text = '{"kind":"list","shape":[%s],"size":%d}' % (",".join(map(str, shape)), len(body))
    return text, body, len(shape), shape[0] if shape else None


def _is_mixed(value):
    """True when an array of the list would change some of its numbers' types: [1, 2.5] or [True, 2]."""
    found = set()
    _collect_types(value, found)
    return len(found & {bool, int, float}) > 1


def _collect_types(value, found):
    types = set(map(type, value))
    if list in types or tuple in types:
        for item in value:
            if isinstance(item, (list, tuple)):
                _collect_types(item, found)
    found |= types


def _encode_bytearray(value, keep_lists, where):
    if not keep_lists:
        raise CallFailure("%s returned a bytearray, which a gRPC answer cannot hold: return bytes(...)" % where)
    return '{"kind":"bytes","size":%d}' % len(value), bytes(value), None, None


def _is_any(value):
    descriptor = getattr(type(value), "DESCRIPTOR", None)
    return getattr(descriptor, "full_name", None) == "google.protobuf.Any"


def _encode_any(value):
    return '{"kind":"any","typeUrl":%s,"size":%d}' % (json.dumps(value.type_url), len(value.value)), value.value, None, None


def _unknown_data(value, where, given):
    hint = ""
    if value is None and given is not None:
        hint = " (was `return` forgotten in %s?)" % where
    elif hasattr(value, "__await__"):
        hint = " (%s is async: make it a plain `def`)" % where
        getattr(value, "close", lambda: None)()
    elif hasattr(value, "to_numpy"):
        hint = " (return its .to_numpy())"
    try:
        text = str(value)
    except Exception:  # a user's object whose own __str__ raises
        text = type(value).__name__
    if len(text) > 200:
        text = text[:200] + "..."
    return bad_data("Unknown data type returned as payload (must be list or np array):%s%s" % (text, hint))
