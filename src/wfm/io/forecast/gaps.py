"""Intervals that a day leaves out: noted, filled with nothing to do, or refused.

A gap is missing between the first and the last interval of a day of a queue; nights and whole
days without rows are closing times, no gaps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.dates import DAY
from wfm.io.forecast.intervals import Grid
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.time_zones import wall_text

__all__ = ["close_gaps"]

_ROWS = 1 << 20


def close_gaps(
    grid: Grid, interval: float, fill: str, problems: Problems, notes: list[str]
) -> None:
    """Look for gaps in sorted rows and do as `fill` says."""
    rows, missing = _gaps(grid, interval)
    if not len(rows):
        return
    count = int(missing.sum())
    if fill == "error":
        lacking = dict(zip(rows.tolist(), missing.tolist(), strict=True))
        cure = "add what is missing, with volume 0 if nobody calls, or say --fill zero"

        def word(row: int) -> str:
            more = f" and {lacking[row] - 1} more are" if lacking[row] > 1 else " is"
            return f"{_first(grid, row, interval)}{more} missing before this row — {cure}"

        problems.add_rows(rows, grid.line, word, grid.column)
        problems.check()
    first = _first(grid, int(rows[0]), interval)
    told = f"{count:,} interval{'s' * (count > 1)} missing inside days, the first {first}"
    if fill == "zero":
        _fill(grid, rows, missing, interval)
        notes.append(f"{told}: filled with volume 0")
    else:
        notes.append(f"{told}: left out; --fill zero puts volume 0")


def _first(grid: Grid, row: int, interval: float) -> str:
    name = grid.queues[grid.queue[row]]
    wall = grid.wall(np.array([row - 1]))
    return wall_text(int(wall[0] + interval)) + (f" of queue '{name}'" if name else "")


def _gaps(grid: Grid, interval: float) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    rows, missing = [], []
    for at in range(0, len(grid.start), _ROWS):
        part = slice(at, at + _ROWS + 1)
        lacking = (np.diff(grid.start[part]) // interval - 1).astype(np.int64)
        inside = (np.diff(grid.queue[part]) == 0) & (np.diff(grid.wall(part) // DAY) == 0)
        found = np.flatnonzero(inside & (lacking > 0))
        rows.append(found + at + 1)
        missing.append(lacking[found])
    return np.concatenate(rows), np.concatenate(missing)


def _fill(grid: Grid, rows: NDArray[np.intp], missing: NDArray[np.int64], interval: float) -> None:
    at = np.repeat(rows, missing)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(missing) - missing, missing) + 1
    start = grid.start[at - 1] + np.round(nth * interval).astype(np.int64)
    grid.start = np.insert(grid.start, at, start)
    grid.queue = np.insert(grid.queue, at, grid.queue[at])
    grid.volume = np.insert(grid.volume, at, 0.0)
    grid.aht = np.insert(grid.aht, at, np.nan)
    grid.line = np.insert(grid.line, at, 0)
    grid.offset = None  # asked for no more
