"""Hooks that get the whole message: a JSON value over REST, a protobuf message over gRPC."""

import json

from .failures import CallFailure, is_seldon_error
from .json_text import dump

_TYPES = {"aggregate": "SeldonMessageList", "sendFeedback": "Feedback"}


def call_raw(hooks, verb, message):
    """Calls the hook and gives `(encoding, bytes)` of what it returned. Raises CallFailure when there is none for this encoding."""
    encoding = message.encoding
    found = hooks.raw.get(verb, {}).get("protobuf" if encoding == "protobuf" else "json")
    if found is None:
        raise CallFailure("%s_raw is not defined" % hooks.where(verb), notImplemented=True)
    method, form = found
    try:
        result = (
            method() if verb == "healthStatus" else method(_decode(message, form, _TYPES.get(verb, "SeldonMessage")))
        )
    except Exception as error:
        if is_seldon_error(error, "SeldonNotImplementedError"):
            raise CallFailure("%s_raw is not implemented" % hooks.where(verb), notImplemented=True) from None
        raise
    return _encode(result, encoding)


def _decode(message, form, type_name):
    if message.encoding == "bytes":
        return message.body
    if message.encoding == "json":
        if form == "text":
            return str(message.body, "utf-8")
        value = json.loads(str(message.body, "utf-8"))
        if form != "protobuf":
            return value
        from .protobuf import parse_json

        return parse_json(type_name, value)
    from .protobuf import parse_bytes, to_json

    parsed = parse_bytes(type_name, message.body)
    if form == "json":
        return to_json(parsed)
    return json.dumps(to_json(parsed)) if form == "text" else parsed


def _encode(result, encoding):
    if encoding == "bytes":
        if isinstance(result, (bytes, bytearray)):
            return encoding, bytes(result)
        if isinstance(result, str):
            return encoding, result.encode("utf-8")
        return encoding, dump(result).encode("ascii")
    is_protobuf = hasattr(result, "SerializeToString")
    if encoding == "protobuf":
        if not is_protobuf:
            from .protobuf import parse_json

            result = parse_json("SeldonMessage", result)
        return encoding, result.SerializeToString()
    if is_protobuf:
        from .protobuf import to_json

        result = to_json(result)
    return encoding, dump(result).encode("ascii")
