"""Intervals of two plans or schedules as rows of a table."""

from __future__ import annotations

from datetime import datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray

__all__ = ["moments", "rows_by_change"]

_SHOWN = 5  # rows that a summary names


def moments(start: NDArray[np.int64], zone: tzinfo | None) -> list[datetime]:
    """Local times, with their offset where the zone is known."""
    return [datetime.fromisoformat(text) for text in datetimes.iso_texts(start, zone)]


def rows_by_change(change: FloatArray) -> tuple[int, ...]:
    """The rows that changed most, the largest change first; none that stayed the same.

    >>> rows_by_change(np.array([1.0, 0.0, -3.0]))
    (2, 0)
    """
    size = np.abs(np.nan_to_num(change))
    order = np.argsort(-size, kind="stable")[:_SHOWN]
    return tuple(int(row) for row in order if size[row] > 0)
