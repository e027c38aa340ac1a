"""What the class says of the model. The server adds defaults, image and MODEL_METADATA, and checks the whole."""

import json
import logging

_log = logging.getLogger(__name__)


def collect_metadata(init_metadata):
    """What init_metadata() gives, None when it gives nothing or no dict, "invalid" when it cannot be sent (the log says why)."""
    try:
        own = _call(init_metadata)
        if own is not None and not isinstance(own, dict):
            _log.error("init_metadata() returned no dict but %s: it is left out", type(own).__name__)
            return None
        json.dumps(own)
    except Exception as error:
        _log.error("the model's metadata is not valid: %s", error, exc_info=not isinstance(error, ValueError))
        return "invalid"
    return own


def _call(init_metadata):
    if init_metadata is None:
        return None
    own = init_metadata()
    # An empty list, as None, is nothing.
    return own or None
