"""The user's own protobuf, imported only where a hook works with protobuf messages."""

import sys

from .failures import CallFailure, bad_data


def message_class(name):
    """A message class of the Seldon protocol, for example `SeldonMessage`. Raises CallFailure when protobuf is missing."""
    try:
        from seldon_core.proto import prediction_pb2
    except ImportError as error:
        raise _missing(error) from None
    return getattr(prediction_pb2, name)


def make_any(type_url, value):
    """A google.protobuf.Any. Raises CallFailure when protobuf is missing."""
    try:
        from google.protobuf.any_pb2 import Any
    except ImportError as error:
        raise _missing(error) from None
    return Any(type_url=type_url, value=value)


def parse_bytes(name, data):
    """The message of this type that the bytes are. Raises CallFailure with status 400."""
    cls = message_class(name)
    try:
        return cls.FromString(data)
    except Exception as error:  # each implementation of protobuf has its own DecodeError
        raise bad_data("the message is no %s: %s" % (name, error)) from None


def parse_json(name, value):
    """The message of this type that a JSON value describes. Raises CallFailure with status 400."""
    cls = message_class(name)
    from google.protobuf import json_format

    try:
        return json_format.ParseDict(value, cls())
    except Exception as error:  # ParseError, and AttributeError for what is no dict
        raise bad_data("Invalid JSON: %s" % error) from None


def to_json(message):
    """The JSON value of a message, with the field names that users see over REST."""
    from google.protobuf import json_format

    return json_format.MessageToDict(message)


def _missing(error):
    return CallFailure(
        "this class works with protobuf messages, but protobuf is missing or too old (%s): %s -m pip install protobuf"
        % (error, sys.executable)
    )
