"""Broadcast rows of a law of many states: flat, without NaN, a memory-full at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray, Floats, checked
from wfm.errors import InputError

__all__ = ["Truths", "Which", "least_whole", "number", "root", "rowwise", "whole"]

Which: TypeAlias = NDArray[np.intp]
Truths: TypeAlias = NDArray[np.bool_]
_CELLS = 2**20


def rowwise(
    formula: Callable[..., Any],
    states: Callable[..., FloatArray],
    *arrays: FloatArray,
    results: int,
) -> FloatArray:
    """Apply a formula of flat arrays, of which row i takes ``states(...)[i]`` cells of memory.

    Rows that hold a NaN are NaN in every result and never reach the formula.
    """
    grid = np.broadcast_arrays(*arrays)
    flat = [x.reshape(-1) for x in grid]
    out = np.full((results, flat[0].size), np.nan)
    rows = np.flatnonzero(~np.isnan(flat).any(axis=0))
    for part in _parts(rows, states(*(x[rows] for x in flat))):
        out[:, part] = formula(*(x[part] for x in flat))
    return out.reshape(results, *grid[0].shape)


def _parts(rows: Which, cells: FloatArray) -> Iterator[Which]:
    """Rows of like size together, so that a short one does not pay for a long one."""
    rows, cells = rows[order := np.argsort(cells, kind="stable")], cells[order]
    start = 0
    while start < rows.size:
        fits = cells[start:] * np.arange(1, rows.size - start + 1) <= _CELLS
        count = max(int(np.argmin(fits)) if not fits.all() else fits.size, 1)
        yield rows[start : start + count]
        start += count


def whole(name: str, values: FloatArray) -> FloatArray:
    """The values, refused where one lies between whole numbers."""
    bad = np.argwhere((values != np.rint(values)) & ~np.isnan(values))
    if len(bad):
        index = tuple(int(i) for i in bad[0])
        value = float(values[index])
        where = f" at index {index if len(index) > 1 else index[0]}" if index else ""
        raise InputError(
            f"{name} must be whole here: got {value!r}{where}. "
            "This queue counts people one by one; round it up or down.",
            name=name,
            value=value,
            index=index or None,
        )
    return values


def number(name: str, value: Floats, domain: str | None = None) -> float:
    """One number inside its domain, not NaN; for what has no array form."""
    array = checked(name, value, domain=domain)
    if array.ndim or np.isnan(array):
        raise InputError(
            f"{name} must be one number here: got {value!r:.60}.", name=name, value=value
        )
    return float(array)


def least_whole(kept: Callable[[FloatArray, Which], Truths], start: FloatArray) -> FloatArray:
    """Least whole n >= 0 for which ``kept(n, rows)``, which holds from some n on."""
    high, low = np.ceil(start), np.full(start.shape, -1.0)
    rows, step = np.arange(start.size), 1.0
    while rows.size:
        rows = rows[~kept(high[rows], rows)]
        low[rows] = high[rows]
        high[rows] += step
        step *= 2.0
    while (rows := np.flatnonzero(high - low > 1.0)).size:
        middle = np.floor((low + high)[rows] / 2.0)
        good = kept(middle, rows)
        high[rows[good]], low[rows[~good]] = middle[good], middle[~good]
    return high


def root(
    gap: Callable[[FloatArray, Which], FloatArray], low: FloatArray, high: FloatArray
) -> FloatArray:
    """Where an increasing ``gap(x, rows)`` crosses 0 between two bounds, by halving."""
    low, high = low.copy(), high.copy()
    while (rows := np.flatnonzero(high - low > 4.0 * np.spacing(high))).size:
        middle = (low + high)[rows] / 2.0
        under = gap(middle, rows) < 0.0
        low[rows[under]], high[rows[~under]] = middle[under], middle[~under]
    return (low + high) / 2.0
