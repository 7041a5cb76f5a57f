"""Broadcast rows of a model of many states: flat, without NaN, in parts that fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray, Floats, checked, index_text
from wfm.errors import InputError
from wfm.printable_text import value_text

__all__ = ["checked_integers", "checked_number", "rowwise"]

_Rows: TypeAlias = NDArray[np.intp]
_CELLS = 2**20  # states at once, 8 MB an array: what is beyond the cache is no slower


def rowwise(
    formula: Callable[..., Any],
    states: Callable[..., FloatArray],
    *arrays: FloatArray,
    results: int,
) -> FloatArray:
    """Apply a formula of flat arrays, of which row i takes ``states(...)[i]`` cells of memory.

    Rows that hold a NaN are NaN in every result and never reach the formula. Equal rows, such as
    those of closed hours and of weeks that repeat, are calculated once.
    """
    grid = np.broadcast_arrays(*arrays)
    every = np.array([x.reshape(-1) for x in grid])
    known = ~np.isnan(every).any(axis=0)
    flat, place = np.unique(every[:, known], axis=1, return_inverse=True)
    found = np.empty((results, flat.shape[1]))
    for part in _parts(np.arange(flat.shape[1]), states(*flat)):
        found[:, part] = formula(*flat[:, part])
    out = np.full((results, known.size), np.nan)
    out[:, known] = found[:, place.reshape(-1)]
    return out.reshape(results, *grid[0].shape)


def _parts(rows: _Rows, cells: FloatArray) -> Iterator[_Rows]:
    """Parts of at most `_CELLS`, of rows of similar size: each row is padded to the longest."""
    rows, cells = rows[order := np.argsort(cells, kind="stable")], cells[order]
    start = 0
    while start < rows.size:
        fits = cells[start:] * np.arange(1, rows.size - start + 1) <= _CELLS
        count = max(int(np.argmin(fits)) if not fits.all() else fits.size, 1)
        yield rows[start : start + count]
        start += count


def checked_integers(name: str, values: FloatArray) -> FloatArray:
    """The values, which must be integers; NaN is left."""
    bad = np.argwhere((values != np.rint(values)) & ~np.isnan(values))
    if len(bad):
        index = tuple(int(i) for i in bad[0])
        value = float(values[index])
        raise InputError(
            f"{name} must be an integer for this model: got {value!r}{index_text(index)}. "
            "Round it up or down.",
            name=name,
            value=value,
            index=index or None,
        )
    return values


def checked_number(name: str, value: Floats, domain: str | None = None) -> float:
    """One number inside its domain, not NaN; for arguments that have no array form."""
    array = checked(name, value, domain=domain)
    if array.ndim or np.isnan(array):
        raise InputError(
            f"{name} must be one number here: got {value_text(value)}.", name=name, value=value
        )
    return float(array)
