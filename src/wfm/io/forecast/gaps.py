"""Missing intervals: noted, filled with volume 0, or refused.

An interval is missing if it is between the first and the last interval of a queue on a day;
nights and days without rows are closing times.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.dates import DAY
from wfm.io.forecast.intervals import IntervalTable
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.time_zones import local_text
from wfm.option_text import option
from wfm.units import duration_text
from wfm.work_limits import FILLED_ROWS

__all__ = ["close_gaps"]

_ROWS = 1 << 20  # rows checked at once, so that temporary arrays stay small


def close_gaps(
    table: IntervalTable,
    interval: float,
    fill: str,
    problems: Problems,
    notes: list[str],
    *,
    past: bool = False,
) -> None:
    """Find missing intervals in sorted rows, and keep, fill or refuse them as `fill` says.

    `past` is whether they are past contacts, of which none is to be planned.
    """
    rows, missing = _gaps(table, interval)
    if not len(rows):
        return
    count = int(missing.sum())
    if fill == "error":
        _refuse(table, rows, missing, interval, problems)
    first = _first(table, int(rows[0]), interval)
    summary = f"{_count_text(count)} missing within days, the first {first}"
    if fill == "zero":
        _check_size(len(table.start), count, interval, summary, problems)
        _fill(table, rows, missing, interval)
        notes.append(f"{summary}: added with volume 0")
    else:
        kept = "not recorded" if past else "not planned"
        notes.append(f"{summary}: {kept}; {option('fill', 'zero')} adds them with volume 0")


def _check_size(rows: int, missing: int, interval: float, summary: str, problems: Problems) -> None:
    """Stop where filling would make a small file very large."""
    if rows + missing > max(FILLED_ROWS.most, 2 * rows):
        problems.stop(
            f"{summary}: {FILLED_ROWS.text(rows + missing)} — check the interval of "
            f"{duration_text(interval)}, which {option('interval', '30m')} sets, or plan without "
            f"{option('fill', 'zero')}"
        )


def _refuse(
    table: IntervalTable,
    rows: NDArray[np.intp],
    missing: NDArray[np.int64],
    interval: float,
    problems: Problems,
) -> None:
    """Report the intervals missing before each of `rows`."""
    absent = dict(zip(rows.tolist(), missing.tolist(), strict=True))
    cure = f"add them, with volume 0 if there are no contacts, or use {option('fill', 'zero')}"

    def describe(row: int) -> str:
        first = _first(table, row, interval)
        return f"{_count_text(absent[row])} missing before this row, the first {first} — {cure}"

    problems.add_rows(rows, table.line, describe, table.column)
    problems.check()


def _count_text(count: int) -> str:
    """A number of intervals in words."""
    return f"{count:,} interval{'s' * (count > 1)}"


def _first(table: IntervalTable, row: int, interval: float) -> str:
    """The first interval missing before a row, with its queue."""
    name = table.queues[table.queue[row]]
    local = table.local(np.array([row - 1]))
    return local_text(int(local[0] + interval)) + (f" of queue '{name}'" if name else "")


def _gaps(table: IntervalTable, interval: float) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """The rows with missing intervals before them, and how many are missing."""
    rows, missing = [], []
    for at in range(0, len(table.start), _ROWS):
        part = slice(at, at + _ROWS + 1)
        absent = (np.diff(table.start[part]) // interval - 1).astype(np.int64)
        inside = (np.diff(table.queue[part]) == 0) & (np.diff(table.local(part) // DAY) == 0)
        gaps = np.flatnonzero(inside & (absent > 0))
        rows.append(gaps + at + 1)
        missing.append(absent[gaps])
    return np.concatenate(rows), np.concatenate(missing)


def _fill(
    table: IntervalTable, rows: NDArray[np.intp], missing: NDArray[np.int64], interval: float
) -> None:
    """Insert the missing rows: volume 0, no AHT, line 0."""
    at = np.repeat(rows, missing)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(missing) - missing, missing) + 1
    start = table.start[at - 1] + np.round(nth * interval).astype(np.int64)
    table.start = np.insert(table.start, at, start)
    table.queue = np.insert(table.queue, at, table.queue[at])
    table.volume = np.insert(table.volume, at, 0.0)
    table.aht = np.insert(table.aht, at, np.nan)
    table.line = np.insert(table.line, at, 0)
    table.offset = None  # not needed after this step
