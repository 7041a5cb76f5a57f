"""Totals among the rows that have a start, such as dates without a time.

The total of a day often has only its date, which reads as midnight; a total at the start of
another row, or off the grid of the intervals, is found when the intervals are checked.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wfm.io.forecast.dates import DAY
from wfm.io.forecast.intervals import LONGEST, IntervalTable
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.repeated_totals import PARTS_OF_DAY, RepeatedTotals, repeated_totals
from wfm.io.forecast.time_zones import local_text
from wfm.io.forecast.total_rows import LeftOut, is_sum, totals_note

__all__ = [
    "drop_day_totals",
    "drop_odd_totals",
    "drop_repeated_totals",
    "refuse_doubtful_sums",
]

_MAX_ODD = 200  # rows that are compared with the rows around them, one by one


def drop_day_totals(
    table: IntervalTable,
    bare: NDArray[np.intp],
    unnamed: NDArray[np.int32],
    *,
    separate: bool,
    problems: Problems,
    notes: list[str],
) -> list[int]:
    """Leave out rows with a date only that are the sum of their day; refuse those that may be.

    Such a row is midnight if its neighbours on the grid show it: 00:30 of the same day, or 23:30
    of the day before. `unnamed` are the lines of rows without a queue, `separate` says that times
    have their own column, where an empty cell is never midnight. The rows that are left out are
    returned.
    """
    if not len(bare) or len(bare) == len(table.start):
        return []
    total, others = _sums_of_days(table, bare, unnamed)
    step = _common_step(table)
    after, before = (_rows_at(table, bare, shift) for shift in (step, -step))
    value = table.volume[bare]
    is_total_row = (others > 1) & (abs(total - value) <= 0.005 * others) & (value > 0)
    proven = np.isin(table.line[bare], table.line[bare][is_total_row])
    # a total of 0 is that of a column without contacts in a wide table
    is_total_row |= proven & (total == 0) & (table.volume[bare] == 0)
    left_out, doubtful = [], []
    for i, row in enumerate(bare.tolist()):
        follows = after[i] >= 0 and table.line[row] < table.line[after[i]]
        if is_total_row[i] and (separate or not follows):
            left_out.append(row)
        elif separate or table.offset is not None or (after[i] < 0 and before[i] < 0):
            doubtful.append(row)
    problems.add_rows(
        np.array(doubtful, dtype=np.intp),
        table.line,
        lambda row: _doubt(table, row, separate),
        table.clock or table.column,
    )
    _leave_out(table, left_out, notes, [local_text(int(table.start[row]))[:10] for row in left_out])
    return left_out


def _doubt(table: IntervalTable, row: int, separate: bool) -> str:
    """The problem of a date without a time that is neither midnight nor a total for certain."""
    day = local_text(int(table.start[row]))[:10]
    what = "the cell is empty" if separate else f"{day} has no time of day, unlike other rows"
    midnight = "00:00" if separate else f"{day} 00:00"
    if np.isnan(table.volume[row]):  # a table of required agents has no volumes to add up
        return f"{what} — leave the row out if it is a total, else write its start, as {midnight}"
    number = "number of agents" if table.what == "agents" else table.what
    return (
        f"{what} — write when the interval starts, such as {midnight}; it may be a total, but its "
        f"{number} {table.volume[row]:.10g} is not the sum of the other rows of its day"
    )


def _sums_of_days(
    table: IntervalTable, bare: NDArray[np.intp], unnamed: NDArray[np.int32]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The volume and the number of the other rows of the day and queue of each bare row.

    A row without a queue is compared with the rows of all queues.
    """
    has_time = np.ones(len(table.start), dtype=bool)
    has_time[bare] = False
    day = table.start // DAY
    key = table.queue.astype(np.int64) << 32 | day
    nameless = np.isin(table.line[bare], unnamed)
    total, count = np.zeros(len(bare)), np.zeros(len(bare), dtype=np.intp)
    for chosen, keys in ((~nameless, key), (nameless, day)):
        if not chosen.any():
            continue
        wanted, index = np.unique(keys[bare[chosen]], return_inverse=True)
        place = np.minimum(np.searchsorted(wanted, keys), len(wanted) - 1)
        part = has_time & (wanted[place] == keys)
        total[chosen] = np.bincount(place[part], table.volume[part], len(wanted))[index]
        count[chosen] = np.bincount(place[part], minlength=len(wanted))[index]
    return total, count


def _common_step(table: IntervalTable) -> int:
    """The most common step between the starts of one queue."""
    order = np.lexsort((table.start, table.queue))
    step = np.diff(table.start[order])
    step = step[(np.diff(table.queue[order]) == 0) & (step > 0) & (step <= LONGEST)]
    values, counts = np.unique(step, return_counts=True)
    return int(values[np.argmax(counts)]) if len(values) else LONGEST


def _rows_at(table: IntervalTable, rows: NDArray[np.intp], shift: int) -> NDArray[np.intp]:
    """The row of the same queue that starts `shift` seconds later than each; -1 if none does."""
    key = table.queue.astype(np.int64) << 40 | table.start
    order = np.argsort(key, kind="stable")
    wanted = key[rows] + shift
    place = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
    found = order[place]
    return np.where(key[found] == wanted, found, -1)


def _leave_out(table: IntervalTable, rows: list[int], notes: list[str], labels: list[str]) -> None:
    """Remove rows of totals, with a note that names them by their labels."""
    if not rows:
        return
    notes.append(
        totals_note(
            [
                LeftOut(int(table.line[row]), label, float(table.volume[row]))
                for row, label in zip(rows, labels, strict=True)
            ],
            table.what,
        )
    )
    kept = np.ones(len(table.start), dtype=bool)
    kept[rows] = False
    table.take(np.flatnonzero(kept).astype(np.int32))


def drop_odd_totals(
    table: IntervalTable, problems: Problems, notes: list[str]
) -> Callable[[NDArray[np.intp]], bool]:
    """A function that leaves out totals among rows without an interval of their own.

    It takes rows that start with another row or off the grid, and says whether any of them was
    the sum of the other rows of its day and queue, or of the rows beside it. A row in the place of
    the other totals that is no sum is refused.
    """

    def drop(odd: NDArray[np.intp]) -> bool:
        found = repeated_totals(table)
        totals = list(found.rows)
        rows = np.setdiff1d(odd, _explained(table, totals))[:_MAX_ODD].tolist()
        # the last lines first: a total is below the rows that it adds up
        rows.sort(key=lambda row: -int(table.line[row]))
        for row in rows:
            if _is_total_of_others(table, row, totals):
                totals.append(row)
        totals.sort()
        _refuse_doubtful(table, found, totals, problems)
        _leave_out(table, totals, notes, [table.when(row) for row in totals])
        return bool(totals)

    return drop


def drop_repeated_totals(
    table: IntervalTable, bare: NDArray[np.intp], notes: list[str]
) -> tuple[list[int], NDArray[np.intp]]:
    """Leave out totals that repeat a start, before totals of days are compared with sums.

    `bare` are the rows with a date only. The rows that are left out are returned, and the new
    positions of the bare rows.
    """
    found = repeated_totals(table, bare)
    if not found.rows or any(row not in found.rows for row, _ in found.doubtful):
        return [], bare
    _leave_out(table, found.rows, notes, [table.when(row) for row in found.rows])
    return found.rows, bare - np.searchsorted(np.array(found.rows), bare)


def _explained(table: IntervalTable, totals: list[int]) -> NDArray[np.intp]:
    """The totals, and the rows that only they start with."""
    key = table.queue.astype(np.int64) << 40 | table.start
    kept = np.ones(len(key), dtype=bool)
    kept[totals] = False
    starts, counts = np.unique(key[kept], return_counts=True)
    single = np.isin(key, starts[counts == 1])
    return np.flatnonzero((single & np.isin(key, key[totals])) | ~kept)


def _refuse_doubtful(
    table: IntervalTable, found: RepeatedTotals, totals: list[int], problems: Problems
) -> None:
    """Refuse rows in the place of totals that are not the sum of their rows."""
    settled = set(_explained(table, totals).tolist())
    sums = {row: total for row, total in found.doubtful if row not in settled}
    if not found.rows or not sums:
        return
    place = "above" if found.below else "below"
    like = problems.place(int(table.line[found.rows[0]]))
    problems.add_rows(
        np.array(sorted(sums), dtype=np.intp),
        table.line,
        lambda row: (
            f"the start {table.when(row)} is in two rows: this one may be a total of the rows "
            f"{place} it, as that in {like} is, but its volume {table.volume[row]:.10g} is not "
            f"their sum, {sums[row]:.10g} — leave it out if it is a total, or correct the volume "
            "or the start"
        ),
        table.column,
    )
    problems.check()


def refuse_doubtful_sums(table: IntervalTable, problems: Problems) -> None:
    """Refuse a row that is the sum of its day, has the first start of it, and is below it.

    Such a row has the time 00:00 in most files, but it is a total; `table` is sorted by time.
    """
    line, day = table.line, table.local(slice(None)) // DAY
    same = (np.diff(table.queue) == 0) & (np.diff(day) == 0)
    first = np.flatnonzero(same & (np.diff(line) < 0))
    if len(first) > _MAX_ODD:  # the file is in descending order
        return
    doubtful = [
        int(row)
        for row in first
        if (row == 0 or not same[row - 1]) and _is_sum_of_day_above(table, int(row), day)
    ]
    problems.add_rows(
        np.array(doubtful, dtype=np.intp),
        line,
        lambda row: (
            f"the volume {table.volume[row]:.10g} at {table.when(row)} is the sum of the other "
            "rows of its day, which are above it — leave it out if it is a total, or move the row "
            "to its place in time order if it is an interval"
        ),
        table.column,
    )
    problems.check()


def _is_sum_of_day_above(table: IntervalTable, row: int, day: NDArray[np.int64]) -> bool:
    """Whether a row is the sum of the other rows of its day, all of which are above it."""
    other = (day == day[row]) & (table.queue == table.queue[row])
    other[row] = False
    above = bool((table.line[other] < table.line[row]).all())
    return above and is_sum(float(table.volume[row]), table.volume[other])


def _is_total_of_others(table: IntervalTable, row: int, totals: list[int]) -> bool:
    """Whether a row is the sum of the other rows of its day and queue, or of all rows above it.

    Or of those above it in its half-hour or hour: the total of 08:00, 08:15, 08:30 and 08:45.
    """
    same = table.queue == table.queue[row]
    every = np.arange(len(table.start))
    other = ~np.isin(every, [row, *totals])
    day = (every_day := table.local(slice(None)) // DAY) == every_day[row]
    above = (table.line < table.line[row]) & other
    after = table.start - table.start[row]
    parts = [(after >= 0) & (after < length) for length in PARTS_OF_DAY]
    value = float(table.volume[row])
    return any(
        is_sum(value, table.volume[part])
        for part in (same & day & other, same & above, above, *(same & above & p for p in parts))
    )
