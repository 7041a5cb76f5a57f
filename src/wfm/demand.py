"""A checked forecast: columns as arrays of one length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.number_text import count_text
from wfm.row_inputs import RowInputs

__all__ = ["LONGEST_INTERVAL", "Demand"]

# s; agents of a longer interval hide every peak in it. Daily forecasts have 24 h.
LONGEST_INTERVAL = 4 * 3600


@dataclass(frozen=True, repr=False)
class Demand:
    """A checked forecast: one row per queue and interval, sorted by queue and start.

    Attributes
    ----------
    queues : tuple of str
        Names, in order of first appearance; ``("",)`` where the file has no queues.
    queue : int32 array, shape (n,)
        Index into `queues`.
    start : int64 array, shape (n,)
        Start of the interval in seconds since 1970-01-01: in UTC where `zone` is known, else in
        the local time of the file. [s]
    volume : float64 array, shape (n,)
        Contacts offered. [contacts]
    aht : float64 array, shape (n,)
        Average handle time; NaN only where the volume is 0 and the file has none. [s]
    interval : float
        Length of every interval. [s]
    zone : tzinfo or None
        Time zone of the local times.
    line : int32 array, shape (n,)
        Line of the file, or row of the sheet; 0 for a row that the file does not have.
    source : str
        Name of the file as it was given.
    notes : tuple of str
        What was noticed while the file was read, one sentence each.
    labels : sequence or None
        For a table in memory, the label of each of its rows, of which `line` is the position
        from 1.
    row_inputs : RowInputs or None
        Targets, patience and shrinkage in columns of the file; None where it has none.
    quantiles : mapping of str to float64 array, shape (n,)
        Contacts that are not exceeded with probability 10, 50 and 90 %, by the names "p10", "p50"
        and "p90", NaN where they are not known; empty where the file has no such columns.
        [contacts]
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
    labels: Sequence[object] | None = None
    row_inputs: RowInputs | None = None
    quantiles: Mapping[str, FloatArray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.start)

    def place(self, row: int) -> str:
        """Where a row comes from: ``forecast.csv, line 5``, or the label in a table in memory."""
        line = int(self.line[row])
        if not line:
            return f"{self.source}, a filled gap"
        if self.labels is None:
            return f"{self.source}, line {line}"
        return f"{self.source}, index {self.labels[line - 1]}"

    def __repr__(self) -> str:
        """The size of the forecast, instead of its arrays."""
        intervals = count_text(len(self), "interval")
        return f"<Demand: {intervals}, {count_text(len(self.queues), 'queue')}, {self.source}>"
