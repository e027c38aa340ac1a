"""Makers of the metric dicts that `metrics()` and SeldonResponse carry."""

COUNTER = "COUNTER"
GAUGE = "GAUGE"
TIMER = "TIMER"


def create_counter(key, value):
    """Adds `value` to the counter `key`."""
    return {"key": key, "type": COUNTER, "value": value}


def create_gauge(key, value):
    """Sets the gauge `key` to `value`."""
    return {"key": key, "type": GAUGE, "value": value}


def create_timer(key, value):
    """Records `value` milliseconds under `key`."""
    return {"key": key, "type": TIMER, "value": value}


def validate_metrics(metrics):
    """True for a list of dicts that each have a key, a known type and a number as value."""
    return isinstance(metrics, (list, tuple)) and all(map(_is_metric, metrics))


def _is_metric(metric):
    return (
        isinstance(metric, dict)
        and "key" in metric
        and metric.get("type") in (COUNTER, GAUGE, TIMER)
        and isinstance(metric.get("value"), (int, float))
    )
