"""Rows that are no array of numbers, as case.json holds them."""
from reference_case import cell, nested


def frame_inputs(frame):
    """A data frame: a missing text is null."""
    columns = [{"name": str(name), "dtype": str(frame[name].dtype)} for name in frame.columns]
    kinds = [frame[name].dtype.kind for name in frame.columns]
    rows = [[None if kind not in "fiub" and value != value else cell(value) for kind, value in zip(kinds, row)] for row in frame.itertuples(index=False)]
    return {"kind": "frame", "columns": columns, "rows": rows}


def object_inputs(array):
    return {"kind": "object", "rows": nested(array)}


def text_inputs(texts):
    return {"kind": "text", "texts": list(texts)}
