"""Totals that repeat the start of a row, such as that of an hour, 08:00, below its quarter-hours.

The totals of a file are all below the rows that they add up, or all above them. The place that
explains more of the repeated starts is taken; rows that it does not explain stay.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray, Truths
from wfm.io.forecast.dates import DAY
from wfm.io.forecast.intervals import IntervalTable
from wfm.io.forecast.total_rows import is_sum

__all__ = ["PARTS_OF_DAY", "RepeatedTotals", "repeated_totals"]

PARTS_OF_DAY = (1800, 3600)  # seconds; totals among intervals of 5 to 30 min
# Rows that a total may add up: more than a day of minutes, so that a scan stays linear.
_MAX_RUN = 2_000
# Repeated starts after which a file without any total among them has duplicates instead.
_MAX_WITHOUT = 2_000


class RepeatedTotals(NamedTuple):
    """Totals among the rows of a table, and the rows in their place that are no sum.

    Attributes
    ----------
    rows : list of int
        The totals, in order.
    below : bool
        Whether they are below the rows that they add up.
    doubtful : list of (int, float)
        Rows with a repeated start that are not the sum of their rows, and that sum.
    """

    rows: list[int]
    below: bool
    doubtful: list[tuple[int, float]]


def repeated_totals(
    table: IntervalTable, without: NDArray[np.intp] | None = None
) -> RepeatedTotals:
    """The totals that start with another row of their queue, found by their sum and place.

    Once one is found, a row in the same place whose part of an hour does not repeat a start is a
    total too: 08:00, the sum of 08:30 and 08:45. `without` are rows that are not looked at.
    """
    kept = np.ones(len(table.start), dtype=bool)
    if without is not None:
        kept[without] = False
    rows = np.flatnonzero(kept)
    order = rows[np.lexsort((table.line[rows], table.start[rows], table.queue[rows]))]
    same = (np.diff(table.start[order]) == 0) & (np.diff(table.queue[order]) == 0)
    none = RepeatedTotals([], True, [])
    if not same.any():
        return none
    first, again = np.zeros((2, len(table.start)), dtype=bool)
    first[order[:-1][same]] = again[order[1:][same]] = True
    below, above = _scan(table, rows, again, below=True), _scan(table, rows, first, below=False)
    if len(below.rows) == len(above.rows):
        return none if below.rows != above.rows else below
    return max(below, above, key=lambda found: len(found.rows))


def _scan(
    table: IntervalTable, rows: NDArray[np.intp], repeated: Truths, *, below: bool
) -> RepeatedTotals:
    """The totals below, or above, the rows that they add up."""
    line = table.line[rows].astype(np.int64)
    order = rows[np.lexsort((line if below else -line, table.queue[rows]))]
    step = _common_step(table, order)
    totals, others, doubtful = list[int](), list[int](), list[tuple[int, float]]()
    for piece in np.split(order, np.flatnonzero(np.diff(table.queue[order])) + 1):
        out = _out_of_step(table, piece, step, below=below)
        last = before = 0
        for at in np.flatnonzero(repeated[piece] | out).tolist():
            if not totals and len(others) + len(doubtful) > _MAX_WITHOUT:
                return RepeatedTotals([], below, [])
            row = int(piece[at])
            run = piece[max(last, at - _MAX_RUN) : at]
            value, parts = float(table.volume[row]), _parts(table, row, run)
            if any(is_sum(value, part) for part in parts[0 if repeated[row] or below else 1 :]):
                (totals if repeated[row] else others).append(row)
                last = at + 1
            elif repeated[row] and any(_repeats_one(value, part) for part in parts):
                others.append(row)
                last = at + 1
            elif repeated[row]:
                doubtful.append((row, float(table.volume[piece[max(last, before) : at]].sum())))
            before = at + 1
    if not totals:
        return RepeatedTotals([], below, [])
    return RepeatedTotals(sorted([*totals, *others]), below, doubtful)


def _common_step(table: IntervalTable, order: NDArray[np.intp]) -> int:
    """The most common step between rows that follow each other; 0 if there is none."""
    steps = np.abs(np.diff(table.start[order]))
    values, counts = np.unique(steps[(steps > 0) & (steps < DAY)], return_counts=True)
    return int(values[np.argmax(counts)]) if len(values) else 0


def _out_of_step(
    table: IntervalTable, piece: NDArray[np.intp], step: int, *, below: bool
) -> NDArray[np.bool_]:
    """Rows that start before the row above, or more than a step before the row below.

    `piece` are the rows of one queue, from the first to the last line for totals `below`.
    """
    out = np.zeros(len(piece), dtype=bool)
    back = table.start[piece[:-1]] - table.start[piece[1:]]
    out[1:] = (back > (0 if below else step)) & (back < max(PARTS_OF_DAY))
    return out


def _parts(table: IntervalTable, row: int, run: NDArray[np.intp]) -> list[FloatArray]:
    """The volumes of a run of rows, and of those in the half-hour and the hour of a row."""
    after = table.start[run] - table.start[row]
    inside = [(after >= 0) & (after < length) for length in PARTS_OF_DAY]
    return [table.volume[run], *(table.volume[run[part]] for part in inside)]


def _repeats_one(value: float, parts: FloatArray) -> bool:
    """Whether a total is that of one row, or of rows without contacts.

    It is a total only beside others that add up several rows.
    """
    return bool(len(parts)) and value == (parts[0] if len(parts) == 1 else parts.sum())
