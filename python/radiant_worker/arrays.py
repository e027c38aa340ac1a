"""numpy arrays as the frames know them."""

import numpy as np

# The element types that travel as raw little-endian bytes, by their name in a section.
DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in (
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
    )
}  # fmt: skip
# numpy before 1.24 makes an array of lists of a ragged list, with a warning only.
_WARNS_OF_RAGGED = tuple(int(part) for part in np.__version__.split(".")[:2]) < (1, 24)


def make_array(value):
    """`np.array(value)`, with a ValueError for ragged lists in every version of numpy."""
    if not _WARNS_OF_RAGGED:
        return np.array(value)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error", np.VisibleDeprecationWarning)
        try:
            return np.array(value)
        except np.VisibleDeprecationWarning:
            raise ValueError("setting an array element with a sequence: the rows have different lengths") from None
