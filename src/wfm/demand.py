"""A checked forecast: columns as arrays of one length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray

__all__ = ["Demand"]


@dataclass(frozen=True)
class Demand:
    """A checked forecast: one row a queue and interval, sorted by queue and start.

    Attributes
    ----------
    queues : tuple of str
        Names, in order of first appearance; ``("",)`` where the file names none.
    queue : int32 array
        Index into `queues`.
    start : int64 array
        Start of the interval in seconds since 1970: UTC where `zone` is given, else of the wall
        clock as written. [s]
    volume : float64 array
        Contacts offered. [contacts]
    aht : float64 array
        Average handle time; NaN only where the volume is 0 and the file gives none. [s]
    interval : float
        Length of every interval. [s]
    zone : tzinfo or None
        Where the clock hangs.
    line : int32 array
        Line (or row of the sheet) that the row stands in.
    source : str
        The file's name as given.
    notes : tuple of str
        What was assumed or noticed while reading, one sentence each.
    """

    queues: tuple[str, ...]
    queue: NDArray[np.int32]
    start: NDArray[np.int64]
    volume: FloatArray
    aht: FloatArray
    interval: float
    zone: tzinfo | None
    line: NDArray[np.int32]
    source: str
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.start)
