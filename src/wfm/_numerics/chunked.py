"""A formula over arrays of any size, in parts that fit into the cache."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray

__all__ = ["BLOCK", "blockwise"]

BLOCK = 24576  # rows: 192 kB an array, so that the dozen temporaries of a formula stay in cache


def blockwise(
    formula: Callable[..., Any], *arrays: FloatArray, results: int = 1, dtype: type = np.float64
) -> tuple[NDArray[Any], ...]:
    """Apply a formula of one-dimensional arrays to arrays that broadcast.

    Intermediate results stay in cache and take no memory worth counting. Overflow to ``inf``,
    underflow to 0 and NaN are answers here, not warnings.
    """
    count = len(arrays)
    operands: list[Any] = [*arrays, *[None] * results]
    roles: list[Any] = [["readonly"]] * count + [["writeonly", "allocate"]] * results
    with (
        np.errstate(all="ignore"),
        np.nditer(
            operands,
            flags=["external_loop", "buffered", "zerosize_ok"],
            op_flags=roles,
            op_dtypes=[np.dtype(np.float64)] * count + [np.dtype(dtype)] * results,
            buffersize=BLOCK,
            order="C",
        ) as blocks,
    ):
        for block in blocks if blocks.itersize else ():
            _put(block[count:], formula(*block[:count]))
        return tuple(blocks.operands[count:])


def _put(out: tuple[FloatArray, ...], values: Any) -> None:
    """Write the results of one part in their places."""
    for place, value in zip(out, values if len(out) > 1 else (values,), strict=True):
        place[...] = value
