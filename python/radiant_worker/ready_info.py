"""What the worker tells of the class once it can answer calls."""

import platform

import numpy as np

from .hooks import METHODS

DEFAULT_MAX_BATCH_SIZE = 32


def describe_ready(hooks, metadata):
    """The `ready` member of the frame."""
    raw_only = {}
    for verb, found in hooks.raw.items():
        if len(found) == 1:
            raw_only[verb] = next(iter(found))
    row_wise, max_batch_size = _read_row_wise(hooks.user)
    return {
        "verbs": [verb for verb in METHODS if hooks.data[verb] is not None],
        "rawVerbs": list(hooks.raw),
        "rawOnly": raw_only,
        "metadata": metadata,
        "streams": hooks.streams,
        "takesTensors": hooks.takes_tensors,
        "rowWise": row_wise and hooks.is_batchable,
        "maxBatchSize": max_batch_size,
        "batchable": hooks.is_batchable,
        "readsMeta": hooks.reads_meta,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def _read_row_wise(user):
    """A class opts in to micro-batches with `row_wise = True` or `max_batch_size = N` (more than 1)."""
    size = getattr(user, "max_batch_size", None)
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        size = None
    declared = getattr(user, "row_wise", None)
    if declared is None:
        return size is not None and size > 1, size
    return declared is True and size != 1, size
