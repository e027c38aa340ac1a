"""What user code returned -> the section of an answer."""

import json
from functools import lru_cache
from math import prod

import numpy as np

from .arrays import DTYPES, make_array
from .failures import CallFailure, bad_data
from .json_text import dump, dump_plain

_NAMES = {dtype: name for name, dtype in DTYPES.items() if name != "bool"}
_SMALL_BYTES = 4096
_MAX_SHOWN = 200


def encode_value(value, keep_lists, where, given, named=False):
    """What user code returned, as `(description, body, number of dimensions or None, number of rows or None)`.

    `keep_lists` is true for answers in JSON, `named` where arrays by name have a place in an answer. `given` is the value that the method was called with.
    Raises CallFailure for what is no answer, TypeError for what JSON cannot hold."""
    if isinstance(value, np.ndarray):
        return _encode_array(value, keep_lists)
    if isinstance(value, str):
        body = value.encode("utf-8")
        return '{"kind":"string","size":%d}' % len(body), body, None, None
    if isinstance(value, list):
        return _encode_list(value, keep_lists)
    if isinstance(value, dict):
        if named and value and all(type(item) is np.ndarray for item in value.values()):
            return _encode_named(value)
        body = (dump if keep_lists else dump_plain)(value).encode("ascii")
        return '{"kind":"json","size":%d}' % len(body), body, None, None
    if isinstance(value, bytes):
        return '{"kind":"bytes","size":%d}' % len(value), value, None, None
    if isinstance(value, bytearray):
        return _encode_bytearray(value, keep_lists, where)
    if _is_any(value):
        return _encode_any(value)
    if named and hasattr(value, "columns") and hasattr(value, "to_numpy"):
        return _encode_named({str(name): np.asarray(value[name]) for name in value.columns})
    raise _unknown_data(value, where, given)


def is_plain_table(value):
    """True for arrays whose answer says no more than their type, shape and bytes (`tobytes()`)."""
    return type(value) is np.ndarray and value.dtype in _NAMES


def _encode_array(array, keep_lists):
    dtype = array.dtype
    if type(array) is not np.ndarray:
        if hasattr(array, "filled"):  # a masked array: what is masked becomes null
            return _encode_elements(array.tolist(), array.shape, keep_lists)
        array = np.asarray(array)
    name = _NAMES.get(dtype)
    if name is None:
        if dtype.kind == "O" and not keep_lists:
            return _encode_objects(array)
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
    size = prod(shape) * DTYPES[name].itemsize
    return '{"kind":"tensor","dtype":"%s","shape":[%s],"size":%d}' % (name, ",".join(map(str, shape)), size)


def _encode_named(arrays):
    """Arrays by name, each at a place that 8 divides."""
    texts, parts = [], []
    for name, array in arrays.items():
        text, body = _encode_member(np.asarray(array))
        texts.append('{"name":%s,%s' % (json.dumps(str(name)), text[1:]))
        parts.append(bytes(body))
        parts.append(b"\0" * (-len(parts[-1]) % 8))
    body = b"".join(parts)
    return '{"kind":"tensors","tensors":[%s],"size":%d}' % (",".join(texts), len(body)), body, None, None


def _encode_member(array):
    """One array as a tensor, whatever its elements are."""
    kind = array.dtype.kind
    if kind in "US":
        body = dump_plain(array.astype(str).ravel().tolist()).encode("ascii")
        shape = ",".join(map(str, array.shape))
        return '{"kind":"tensor","dtype":"string","shape":[%s],"size":%d}' % (shape, len(body)), body
    if kind == "b":
        return _describe_tensor("bool", array.shape), array.tobytes()
    if kind in "Mm":
        return _encode_member(array.astype(str))
    if kind in "iuf":
        return _encode_array(array, False)[:2]
    return _encode_objects(array.astype(object))[:2]


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


def _encode_objects(array):
    """An array whose elements keep their own types: in a list they would become uniform on their way into protobuf."""
    body = dump_plain(array.ravel().tolist()).encode("ascii")
    shape = array.shape
    text = '{"kind":"tensor","dtype":"json","shape":[%s],"size":%d}' % (",".join(map(str, shape)), len(body))
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
    return (
        '{"kind":"any","typeUrl":%s,"size":%d}' % (json.dumps(value.type_url), len(value.value)),
        value.value,
        None,
        None,
    )


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
    if len(text) > _MAX_SHOWN:
        text = text[:_MAX_SHOWN] + "..."
    return bad_data("Unknown data type returned as payload (must be list or np array):%s%s" % (text, hint))
