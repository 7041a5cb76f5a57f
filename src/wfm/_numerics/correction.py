"""From nearly right to right: what a test on the answer itself makes of a guess."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm._numerics.chunked import blockwise

__all__ = ["at", "lowered", "settled"]

_STEP = 2.0**-51


def settled(
    n: FloatArray, kept: Callable[..., Any], solve: Callable[..., FloatArray], *known: FloatArray
) -> FloatArray:
    """Unsure guesses, walked up or down to the least n for which ``kept(n, *known)``.

    A guess is -(n + 1), as `estimate` gives it, or NaN to start from the root that `solve` finds.
    """
    n = -1.0 - n
    lost = np.flatnonzero(np.isnan(n))
    if lost.size:
        n[lost] = np.ceil(blockwise(solve, *(x[lost] for x in known))[0])

    def enough(rows: NDArray[np.intp], n: FloatArray) -> Any:
        return kept(n, *(x[rows] for x in known))

    n[np.isnan(known).any(axis=0)] = np.nan
    rows = np.flatnonzero(~np.isnan(n))
    some = np.maximum(n[rows] - 1.0, 0.0)
    holds, too_many = np.split(enough(np.tile(rows, 2), np.concatenate([n[rows], some])), 2)
    short, long = rows[~holds], rows[holds & too_many & (n[rows] > 0.0)]
    while short.size:
        n[short] = np.maximum(n[short] + 1.0, np.nextafter(n[short], np.inf))
        short = short[~enough(short, n[short])]
    while long.size:
        n[long] = np.minimum(n[long] - 1.0, np.nextafter(n[long], 0.0))
        long = long[n[long] > 0.0]
        long = long[enough(long, n[long] - 1.0)]
    return n


def lowered(bound: FloatArray, kept: Callable[..., Any], *known: FloatArray) -> FloatArray:
    """A largest value, lowered by the roundings that the public functions see in it."""
    flat = bound.reshape(-1)
    rows = np.flatnonzero((flat > 0.0) & np.isfinite(flat))
    step = _STEP
    while (rows := rows[~kept(flat[rows], *at(rows, bound.shape, *known))]).size:
        flat[rows] *= 1.0 - step
        step *= 2.0
    return bound


def at(
    rows: NDArray[np.intp], shape: tuple[int, ...], *arrays: FloatArray
) -> tuple[FloatArray, ...]:
    """The values of arrays that broadcast to a shape, at flat positions in it."""
    index = np.unravel_index(rows, shape) if shape else (rows,)
    return tuple(np.broadcast_to(x, shape or (1,))[index] for x in arrays)
