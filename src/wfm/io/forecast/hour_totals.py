"""Totals of hours or days among shorter intervals: spans such as 08:00-09:00, or "Hour 8".

A span that contains other rows of its queue is no interval beside them. It is a total if it is
their sum; otherwise it is refused. A row that contains no other row is never a total, though its
volume may be the sum of those above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.hour_labels import hour_of_label
from wfm.io.forecast.intervals import IntervalTable
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.time_zones import local_text
from wfm.io.forecast.total_rows import LeftOut, is_sum, totals_note

__all__ = ["HourTotals", "drop_hour_totals"]

_HOUR = 3600
_LENGTHS = 40  # distinct lengths of spans that are looked at; more are no table of hours
_SHOWN = 3  # rows that a message names


class HourTotals(NamedTuple):
    """Rows that contain others: those that are their sum, and the others with what they contain.

    `doubtful` has the rows that are no sum, and for each the rows that it contains.
    """

    rows: list[int]
    doubtful: dict[int, NDArray[np.intp]]


def drop_hour_totals(
    table: IntervalTable,
    length: NDArray[np.int32] | None,
    labels: Mapping[int, str],
    unnamed: NDArray[np.int32],
    problems: Problems,
    notes: list[str],
) -> list[int]:
    """Leave out the totals of hours and days, and refuse the rows that may be; return the totals.

    Parameters
    ----------
    table : IntervalTable
        The rows in the order of the file.
    length : int32 array or None
        Length of the span of each row, 0 without an end; None if no row has one. [s]
    labels : mapping of int to str
        The labels such as "Hour 8" that were read as spans, by their lines.
    unnamed : int32 array
        Lines of the rows without a queue, which may be the totals of all queues.
    problems : Problems
        Receives the rows that contain others, but are not their sum.
    notes : list of str
        Receives a note of the totals.
    """
    if length is None or len(table.start) < 2:
        return []
    sizes = np.unique(length)
    if (len(sizes) < 2 and not labels) or len(sizes) > _LENGTHS:
        return []
    labelled = np.isin(table.line, np.array(list(labels), dtype=np.int32))
    nameless = np.isin(table.line, unnamed) if len(table.queues) > 1 else None
    found = _containers(table, table.start, length, labelled, nameless)
    if labels:  # of 1 to 24, Hour 9 is the hour from 08:00
        earlier = table.start - _HOUR * (labelled & ~_is_24(table, labels))
        other = _containers(table, earlier, length, labelled, nameless)
        found = max(found, other, key=lambda one: len(one.rows))
    _refuse(table, found, length, labels, problems)
    if found.rows:
        when = _when(table, length, labels)
        notes.append(
            totals_note(
                [
                    LeftOut(int(table.line[row]), when(row), float(table.volume[row]))
                    for row in found.rows
                ],
                table.what,
            )
        )
        kept = np.ones(len(table.start), dtype=bool)
        kept[found.rows] = False
        table.take(np.flatnonzero(kept).astype(np.int32))
    return found.rows


def _containers(
    table: IntervalTable,
    start: NDArray[np.int64],
    length: NDArray[np.int32],
    labelled: NDArray[np.bool_],
    nameless: NDArray[np.bool_] | None,
) -> HourTotals:
    """The rows whose span contains rows of shorter spans, or of none, by the starts."""
    plain = ~labelled  # intervals, as far as they contain none
    candidates: dict[int, NDArray[np.intp]] = {}
    for size in np.unique(length[length > 0]).tolist():
        rows = np.flatnonzero(length == size)
        inner = _Inner(table, start, length, np.flatnonzero(plain & (length < size)))
        inside = {}
        for row in rows[inner.may_be_in(rows, nameless)].tolist():
            parts = inner.of(row, every=nameless is not None and bool(nameless[row]))
            if len(parts):
                inside[row] = parts
        plain[list(inside)] = False
        candidates |= inside
    volume = table.volume
    sums = {
        row
        for row, parts in candidates.items()
        if abs(volume[parts].sum() - volume[row]) <= 0.005 * len(parts)
    }
    # the total of one row, or of rows without contacts, proves nothing by itself
    if not any(is_sum(float(volume[row]), volume[candidates[row]]) for row in sums):
        sums = set()
    doubtful = {row: parts for row, parts in candidates.items() if row not in sums}
    return HourTotals(sorted(sums), doubtful)


def _is_24(table: IntervalTable, labels: Mapping[int, str]) -> NDArray[np.bool_]:
    """The rows of the hour 24, which only a count from 1 has."""
    lines = [line for line, label in labels.items() if hour_of_label(label) == 24]
    return np.isin(table.line, np.array(lines, dtype=np.int32))


class _Inner:
    """Rows that may be contained, sorted by queue and start."""

    def __init__(
        self,
        table: IntervalTable,
        start: NDArray[np.int64],
        length: NDArray[np.int32],
        rows: NDArray[np.intp],
    ) -> None:
        self._start, self._length = start, length
        self._key = table.queue.astype(np.int64) << 40 | start
        self._rows = rows[np.argsort(self._key[rows], kind="stable")]
        self._sorted = self._key[self._rows]

    def may_be_in(
        self, rows: NDArray[np.intp], nameless: NDArray[np.bool_] | None
    ) -> NDArray[np.bool_]:
        """Which spans have the start of such a row of their queue in them.

        Spans without a queue may have rows of any queue.
        """
        low = np.searchsorted(self._sorted, self._key[rows])
        high = np.searchsorted(self._sorted, self._key[rows] + self._length[rows])
        inside = high > low
        return inside if nameless is None else inside | nameless[rows]

    def of(self, row: int, *, every: bool) -> NDArray[np.intp]:
        """The rows inside the span of a row, of its queue or of `every` queue."""
        begin, end = int(self._start[row]), int(self._start[row]) + int(self._length[row])
        if every:
            inside = self._rows[
                (self._start[self._rows] >= begin) & (self._start[self._rows] < end)
            ]
        else:
            key = int(self._key[row])
            low, high = np.searchsorted(self._sorted, [key, key + end - begin])
            inside = self._rows[low:high]
        return inside[self._start[inside] + self._length[inside] <= end]


def _when(
    table: IntervalTable, length: NDArray[np.int32], labels: Mapping[int, str]
) -> Callable[[int], str]:
    """A function for the label of a row: that of the file, or its span."""

    def text(row: int) -> str:
        start = int(table.start[row])
        label = labels.get(int(table.line[row]))
        if label is not None:
            return f"{local_text(start)[:10]} {label}"
        first, last = local_text(start), local_text(start + int(length[row]))
        return f"{first}-{last[11:]}"

    return text


def _refuse(
    table: IntervalTable,
    found: HourTotals,
    length: NDArray[np.int32],
    labels: Mapping[int, str],
    problems: Problems,
) -> None:
    """Refuse rows that contain others but are not their sum, and labels that contain none."""
    when = _when(table, length, labels)

    def describe(row: int) -> str:
        parts, value = found.doubtful[row], float(table.volume[row])
        lines = sorted(int(line) for line in table.line[parts])
        what = f"'{when(row)}' contains the intervals of {problems.place(*lines[:_SHOWN])}"
        what += f" and {len(lines) - _SHOWN} more" * (len(lines) > _SHOWN)
        cure = "leave the row out if it is a total, or correct its time if it is an interval"
        if np.isnan(value) or table.what == "agents":  # required agents of an hour are no sum
            return f"{what} — {cure}"
        total = float(table.volume[parts].sum())
        return (
            f"{what}: it may be their total, but its volume {value:.10g} is not their sum, "
            f"{total:.10g} — {cure}"
        )

    rows = [
        row
        for row, parts in found.doubtful.items()
        # of one span in another, either may be wrong: the common length of all decides
        if len(parts) > 1 or not length[parts].any()
    ]
    column = table.clock or table.column
    problems.add_rows(np.array(sorted(rows), dtype=np.intp), table.line, describe, column)
    known = {*found.rows, *rows}
    alone = [
        row
        for row in np.flatnonzero(np.isin(table.line, list(labels))).tolist()
        if row not in known
    ]
    problems.add_rows(
        np.array(alone, dtype=np.intp),
        table.line,
        lambda row: (
            f"'{labels[int(table.line[row])]}' is not a time of day — write when the interval "
            "starts, such as 08:00, or leave the row out if it is a total"
        ),
        column,
    )
    if rows or alone:
        problems.check()
