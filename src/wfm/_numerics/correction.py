"""Rows of broadcast arrays, and bounds lowered by the roundings of a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray

__all__ = ["lowered", "rows_of"]

_STEP = 2.0**-51  # two ulps, doubled as often as it takes


def lowered(bound: FloatArray, meets: Callable[..., Any], *known: FloatArray) -> FloatArray:
    """The bounds, each lowered by as many ulps as the public functions need to meet the target."""
    flat = bound.reshape(-1)
    rows = np.flatnonzero((flat > 0.0) & np.isfinite(flat))
    step = _STEP
    while (rows := rows[~meets(flat[rows], *rows_of(rows, bound.shape, *known))]).size:
        flat[rows] *= 1.0 - step
        step *= 2.0
    return bound


def rows_of(
    rows: NDArray[np.intp], shape: tuple[int, ...], *arrays: FloatArray
) -> tuple[FloatArray, ...]:
    """The values of arrays that broadcast to a shape, at flat positions in it."""
    index = np.unravel_index(rows, shape) if shape else (rows,)
    return tuple(np.broadcast_to(x, shape or (1,))[index] for x in arrays)
