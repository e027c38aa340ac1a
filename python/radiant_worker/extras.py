"""What the class adds to an answer: tags, metrics and the names of its columns."""

import json

from .failures import CallFailure, is_seldon_error
from .json_text import dump_header

_TYPES = ("COUNTER", "GAUGE", "TIMER")


def has_extras(hooks):
    return hooks.tags is not None or hooks.metrics is not None or hooks.class_names is not None


def describe_extras(hooks, response, dimensions):
    """The members `names`, `tags` and `metrics` of an answer, as JSON text that begins with a comma, or nothing.

    `response` is the SeldonResponse that user code returned, or None. `dimensions` of the answer's array: names belong to
    arrays of two and more. Raises CallFailure for metrics that are none."""
    text = ""
    if hooks.class_names is not None and dimensions is not None and dimensions >= 2:
        names = _call(hooks.class_names)
        if names is not None:
            text += ',"names":' + dump_header(names.tolist() if hasattr(names, "tolist") else names)
    tags = {}
    if hooks.tags is not None:
        tags.update(_call_method(hooks.tags) or {})
    if response is not None and response.tags:
        tags.update(response.tags)
    if tags:
        text += ',"tags":' + dump_header(tags)
    metrics = []
    if hooks.metrics is not None:
        metrics.extend(_check_metrics(_call_method(hooks.metrics, [])))
    if response is not None and response.metrics:
        metrics.extend(_check_metrics(response.metrics))
    if metrics:
        text += ',"metrics":' + dump_header(metrics)
    return text


def _call(attribute):
    """class_names may be a method or, as in old classes, a plain attribute."""
    return _call_method(attribute) if callable(attribute) else attribute


def _call_method(method, missing=None):
    try:
        return method()
    except Exception as error:
        if is_seldon_error(error, "SeldonNotImplementedError"):
            return missing
        raise


def _check_metrics(metrics):
    if isinstance(metrics, list) and all(map(_is_metric, metrics)):
        return metrics
    try:
        text = json.dumps(metrics)
    except (TypeError, ValueError):
        text = repr(metrics)
    raise CallFailure("Bad metric created during request: %s" % text, 500, "MICROSERVICE_BAD_METRIC")


def _is_metric(metric):
    if not isinstance(metric, dict) or not isinstance(metric.get("key"), str) or metric.get("type") not in _TYPES:
        return False
    tags = metric.get("tags")
    if tags is not None and not (
        isinstance(tags, dict) and all(isinstance(text, str) for pair in tags.items() for text in pair)
    ):
        return False
    return _is_number(metric.get("value"))


def _is_number(value):
    if isinstance(value, (int, float)):
        return True
    # numpy's float32 and int64 are numbers to their author.
    return (
        type(value).__module__ == "numpy"
        and getattr(value, "ndim", 1) == 0
        and getattr(value, "dtype", None).kind in "iuf"
    )
