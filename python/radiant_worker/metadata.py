"""The model's metadata: defaults, the class's init_metadata() and MODEL_METADATA, in this order, then checked.

The server merges too, for TypeScript classes and with a YAML reader that is always there. But a worker of a node in a graph has an
environment of its own (image, MODEL_METADATA), which the server of the graph does not have; merging twice changes nothing.
"""

import json
import logging
import os

_log = logging.getLogger(__name__)
_DATATYPES = (
    "BOOL", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "FP16", "FP32", "FP64", "BYTES",
)  # fmt: skip
_ARRAY_MESSAGES = ("array", "tensor", "ndarray", "tftensor")
_PLAIN_MESSAGES = ("strData", "binData")


def collect_metadata(init_metadata):
    """The merged metadata, or "invalid" when it cannot be used (the log says why). `init_metadata` may be None."""
    name, version = _split_image(os.environ.get("PREDICTIVE_UNIT_IMAGE", ""))
    merged = {"name": name, "versions": [version], "platform": "", "inputs": [], "outputs": [], "custom": {}}
    try:
        own = _call(init_metadata)
        if own is not None and not isinstance(own, dict):
            raise ValueError("init_metadata() returned no dict but %s" % type(own).__name__)
        merged.update(own or {})
        merged.update(_read_environment())
        _check(merged)
        json.dumps(merged)
    except Exception as error:
        _log.error("the model's metadata is not valid: %s", error, exc_info=not isinstance(error, ValueError))
        return "invalid"
    return merged


def _call(init_metadata):
    if init_metadata is None:
        return None
    own = init_metadata()
    # An empty list, as None, is nothing.
    return own or None


def _split_image(image):
    """`registry:5000/name:1.2` at its last colon; without one the whole is the version."""
    name, _, version = image.rpartition(":")
    return name, version


def _read_environment():
    text = os.environ.get("MODEL_METADATA", "")
    if not text.strip():
        return {}
    try:
        value = json.loads(text)
    except ValueError:
        value = _read_yaml(text)
    return value if isinstance(value, dict) else {}


def _read_yaml(text):
    try:
        import yaml
    except ImportError:
        # The server reads YAML too and merges it over what this worker sends.
        return {}
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        _log.error("MODEL_METADATA is neither JSON nor YAML and is not used: %s", str(error).replace("\n", " "))
        return {}


def _check(metadata):
    """Raises ValueError naming the field that is wrong."""
    for key in metadata:
        if key not in ("name", "versions", "platform", "inputs", "outputs", "custom"):
            raise ValueError("%r is no field of it" % (key,))
    _require(isinstance(metadata["name"], str), "name", "a text")
    _require(isinstance(metadata["platform"], str), "platform", "a text")
    _require(_is_list_of(metadata["versions"], str), "versions", "a list of texts")
    custom = metadata["custom"]
    _require(
        isinstance(custom, dict) and all(isinstance(text, str) for text in custom.values()), "custom", "a dict of texts"
    )
    for field in ("inputs", "outputs"):
        _require(isinstance(metadata[field], list), field, "a list")
        for index, item in enumerate(metadata[field]):
            _check_tensor(item, "%s[%d]" % (field, index))


def _check_tensor(item, where):
    _require(isinstance(item, dict), where, "a dict")
    if "messagetype" not in item:
        _check_keys(item, ("name", "datatype", "shape"), where)
        _require(isinstance(item.get("name", ""), str), where + ".name", "a text")
        _require(item.get("datatype", "BOOL") in _DATATYPES, where + ".datatype", "one of " + ", ".join(_DATATYPES))
        _require(_is_list_of(item.get("shape", []), int), where + ".shape", "a list of integers")
        return
    kind = item["messagetype"]
    _require(isinstance(kind, str), where + ".messagetype", "a text")
    if kind in _PLAIN_MESSAGES:
        _check_keys(item, ("messagetype",), where)
        return
    _check_keys(item, ("messagetype", "schema"), where)
    schema = item.get("schema", {})
    _require(isinstance(schema, dict), where + ".schema", "a dict")
    if kind in _ARRAY_MESSAGES:
        _check_keys(schema, ("names", "shape"), where + ".schema")
        _require(_is_list_of(schema.get("names", []), str), where + ".schema.names", "a list of texts")
        _require(_is_list_of(schema.get("shape", []), int), where + ".schema.shape", "a list of integers")


def _check_keys(item, allowed, where):
    for key in item:
        if key not in allowed:
            raise ValueError("%s has the unknown field %r" % (where, key))


def _is_list_of(value, kind):
    return isinstance(value, list) and all(isinstance(item, kind) and not isinstance(item, bool) for item in value)


def _require(condition, where, what):
    if not condition:
        raise ValueError("%s must be %s" % (where, what))
