"""The constructor's parameters: text with a type becomes a Python value."""

from .failures import StartFailure

_TRUE = ("y", "yes", "t", "true", "on", "1")
_FALSE = ("n", "no", "f", "false", "off", "0")


def parse_parameters(parameters):
    """`{"name": [type, JSON value]}` -> keyword arguments. Raises StartFailure naming parameter, value and type."""
    return {name: _parse(name, kind, value) for name, (kind, value) in parameters.items()}


def _parse(name, kind, value):
    parse = _PARSERS.get(kind)
    if parse is None:
        told = "has no type" if kind in (None, "") else "has the unknown type %r" % (kind,)
        raise StartFailure(
            "parameters", "parameter %r (value %r) %s: use one of %s" % (name, value, told, ", ".join(_PARSERS))
        )
    try:
        return parse(value)
    except (TypeError, ValueError, OverflowError) as error:
        message = "Bad model parameter %r: the value %r is no %s" % (name, value, kind)
        if kind == "BOOL":
            message += " (use one of %s)" % ", ".join(_TRUE + _FALSE)
        raise StartFailure("parameters", message) from error


def _parse_bool(value):
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError("invalid truth value %r" % (value,))


_PARSERS = {"INT": int, "FLOAT": float, "DOUBLE": float, "STRING": str, "BOOL": _parse_bool}
