"""A validated forecast: columns as arrays of one length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray

__all__ = ["Demand"]


@dataclass(frozen=True)
class Demand:
    """A validated forecast: one row per queue and interval, sorted by queue and start.

    Attributes
    ----------
    queues : tuple of str
        Names, in order of first appearance; ``("",)`` if the file has no queues.
    queue : int32 array
        Index into `queues`.
    start : int64 array
        Start of the interval in seconds since 1970: UTC if there is a `zone`, else local time as
        in the file. [s]
    volume : float64 array
        Contacts offered. [contacts]
    aht : float64 array
        Average handle time; NaN only where the volume is 0 and the file has none. [s]
    interval : float
        Length of every interval. [s]
    zone : tzinfo or None
        Time zone of the local times; None if it is unknown.
    line : int32 array
        Line of the file, or row of the sheet; 0 for a row that was added to fill a gap.
    source : str
        Name of the file as given.
    notes : tuple of str
        What was detected while reading and the defaults used.
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
