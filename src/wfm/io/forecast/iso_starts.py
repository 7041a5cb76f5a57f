"""Starts such as 2026-03-02 08:00, all of one form, read as arrays and not one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["iso_seconds"]

_FORM = "0000-00-00 00:00:00"
_FIRST, _LAST = np.datetime64("1900-01-01"), np.datetime64("2201-01-01")


def iso_seconds(texts: Sequence[str]) -> NDArray[np.int64] | None:
    """Seconds since 1970 of texts that all have the form of ISO 8601 without an offset from UTC.

    None if one has another form or length, or is no date of the years 1900 to 2200.

    >>> iso_seconds(["1970-01-01 00:30", "1970-01-02T00:00"]).tolist()
    [1800, 86400]
    >>> iso_seconds(["1970-01-01 00:30", "1970-1-2 00:00"]) is None
    True
    """
    width = len(texts[0]) if texts else 0
    if width not in (16, 19) or any(len(text) != width for text in texts):
        return None
    array = np.array(texts, dtype=f"U{width}")
    characters = array.view(np.uint32).reshape(len(texts), width)
    for place, mark in enumerate(_FORM[:width]):
        column = characters[:, place]
        if mark == "0":
            fits = (column >= ord("0")) & (column <= ord("9"))
        else:
            fits = (column == ord(mark)) | ((column == ord("T")) & (mark == " "))
        if not fits.all():
            return None
    try:
        moments = array.astype("datetime64[s]")
    except ValueError:  # a month 13 or an hour 24
        return None
    if moments.min() < _FIRST or moments.max() >= _LAST:
        return None
    return moments.astype(np.int64)
