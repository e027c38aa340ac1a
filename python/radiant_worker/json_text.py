"""JSON out of Python values: always valid, and with the conversions that Flask users know."""

import re
from json import JSONEncoder

# In JSON text, what stands outside of quotes and reads NaN or Infinity is one of Python's tokens that JSON does not have.
_STRING_OR_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|NaN|-?Infinity')
_REPLACEMENTS = {"NaN": "null", "Infinity": "1e999", "-Infinity": "-1e999"}


def dump(value):
    """Compact, valid, ASCII-only JSON. NaN becomes null, an infinity a number that every reader takes for one.
    Dates, decimals, UUIDs and dataclasses are written as Flask writes them. Raises TypeError for what JSON cannot say."""
    return _make_valid(_flask_encoder, value)


def dump_plain(value):
    """The same without the conversions of `dump`, and with text keys only: what a protobuf Struct can hold."""
    _assert_text_keys(value)
    return _make_valid(_plain_encoder, value)


def dump_header(value):
    """JSON for a frame's header, in which NaN and Infinity tokens are allowed."""
    return _lenient_encode(value)


def _make_valid(encoders, value):
    strict, lenient = encoders
    try:
        return strict(value)
    except ValueError:
        return _STRING_OR_TOKEN.sub(_replace_token, lenient(value))


def _replace_token(match):
    text = match.group()
    return _REPLACEMENTS.get(text, text)


def _encode_plain(value):
    kind = type(value)
    # numpy's scalars know their Python value; its arrays stay an error, as they are in Flask.
    if (
        kind.__module__ == "numpy"
        and hasattr(value, "item")
        and kind.__name__ != "ndarray"
        and getattr(value, "ndim", 1) == 0
    ):
        item = value.item()
        if type(item) is not kind and isinstance(item, (bool, int, float, str)):
            return item
        if kind.__name__ == "longdouble":
            return float(value)
    raise TypeError("Object of type %s is not JSON serializable" % kind.__name__)


def _encode_like_flask(value):
    import dataclasses
    import datetime
    import decimal
    import uuid

    if isinstance(value, datetime.date):
        return _format_http_date(value)
    if isinstance(value, (decimal.Decimal, uuid.UUID)):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return _encode_plain(value)


def _format_http_date(value):
    """`Thu, 02 Jan 2020 00:00:00 GMT`; times without a zone are taken for UTC."""
    import datetime
    from email.utils import format_datetime

    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    if value.tzinfo is None:
        value = value.replace(tzinfo=datetime.timezone.utc)
    return format_datetime(value.astimezone(datetime.timezone.utc), usegmt=True)


def _assert_text_keys(value):
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(
                    "keys of a dict must be text in a gRPC answer, but one is %s %r" % (type(key).__name__, key)
                )
            _assert_text_keys(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _assert_text_keys(item)


def _encoder(default, allow_nan):
    return JSONEncoder(separators=(",", ":"), default=default, allow_nan=allow_nan).encode


_flask_encoder = (_encoder(_encode_like_flask, False), _encoder(_encode_like_flask, True))
_plain_encoder = (_encoder(_encode_plain, False), _encoder(_encode_plain, True))
_lenient_encode = _encoder(_encode_like_flask, True)
