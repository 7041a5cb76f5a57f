"""Intervals: their length, and that no two of a queue are equal or overlap."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.demand import LONGEST_INTERVAL
from wfm.io.forecast.dates import DAY
from wfm.io.forecast.headings import roles_of
from wfm.io.forecast.log_words import how_to_count
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.time_zones import local_text
from wfm.option_text import option
from wfm.units import duration_text

__all__ = ["IntervalTable", "check_intervals", "sort_rows"]

# Steps between rows that are accepted as the interval without --interval. A step above 4 h is a
# daily or monthly forecast: agents for it would hide every peak. A step below a minute is a log
# of single contacts.
LONGEST = LONGEST_INTERVAL
SHORTEST = 60
_SPREAD = (
    "spread the contacts of each row over the intervals of its opening hours, by their usual "
    "share of the day"
)
_USUAL = 3600  # no forecast is usual in longer intervals: a few rows further apart may be sparse
_FEW_STEPS = 3  # of a queue; fewer may be multiples of any length by chance
_ON_ONE_GRID = 0.75  # of the rows; rows that are left out at random leave half on each side
_ROWS = 1 << 20  # rows checked at once, so that temporary arrays stay small


@dataclass
class IntervalTable:
    """The rows of a forecast before they become a `Demand`.

    `start` is UTC if there is an `offset` from UTC, else local time. For errors, `column` is the
    heading of the starts, `clock` that of the times if they have their own, `timed` whether any
    time of day was read, `spans` whether the times have their ends, `unused` are the headings of
    the columns that are not used, `wide` says that the rows were made of columns, and `what` their
    numbers are.
    """

    queues: tuple[str, ...]
    column: str
    queue: NDArray[np.int32]
    start: NDArray[np.int64]
    offset: NDArray[np.int32] | None
    volume: FloatArray
    aht: FloatArray
    line: NDArray[np.int32]
    clock: str = ""
    timed: bool = True
    unused: tuple[str, ...] = ()
    spans: bool = False
    wide: bool = False
    what: str = "volume"

    def take(self, order: NDArray[np.int32]) -> None:
        """Reorder the rows, one column at a time, so that only one is in memory twice."""
        self.queue = self.queue[order]
        self.start = self.start[order]
        self.offset = None if self.offset is None else self.offset[order]
        self.volume = self.volume[order]
        self.aht = self.aht[order]
        self.line = self.line[order]

    def local(self, rows: slice | NDArray[np.intp]) -> NDArray[np.int64]:
        """The local times of some rows."""
        start = self.start[rows]
        return start if self.offset is None else start + self.offset[rows]

    def when(self, row: int) -> str:
        """The local start of a row and its queue, for errors."""
        name = self.queues[self.queue[row]]
        start = int(self.start[row]) + (0 if self.offset is None else int(self.offset[row]))
        return local_text(start) + (f" of queue '{name}'" if name else "")


def sort_rows(table: IntervalTable, notes: list[str]) -> bool:
    """Sort by queue and start, with a note if the file was not sorted by time.

    Rows that were made of one column after the other begin again with each column, which is no
    disorder of the file. Whether the rows of a queue had to be moved is returned.
    """
    steps_back, queue_back, within_back = False, False, False
    for at in range(0, len(table.start), _ROWS):
        part = slice(at, at + _ROWS + 1)
        step, queue = np.diff(table.start[part]), np.diff(table.queue[part])
        back = step < 0
        within_back |= bool((back & (queue == 0)).any())
        if table.wide:
            back &= np.diff(table.line[part]) > 0
        steps_back |= bool(back.any())
        queue_back |= bool((queue < 0).any())
    if queue_back or within_back:
        table.take(np.lexsort((table.start, table.queue)).astype(np.int32))
    if steps_back and (queue_back or within_back):
        notes.append("rows were not in time order: sorted by queue and start")
    return within_back


def check_intervals(
    table: IntervalTable,
    options: ReadOptions,
    problems: Problems,
    notes: list[str],
    drop_totals: Callable[[NDArray[np.intp]], bool],
) -> float:
    """The length of the intervals in seconds; every row must fit it.

    `drop_totals` is called with rows that start with another row or off the grid; it leaves out
    those that are totals, and says whether there were any.
    """
    duplicates = _pairs(table, 0, 1)
    if len(duplicates) and table.timed:
        drop_totals(np.concatenate([duplicates, duplicates - 1]))
    _refuse_duplicates(table, problems)
    steps = _steps_by_queue(table)
    interval = options.interval and float(options.interval)
    if interval is not None and not table.spans:
        _refuse_days(table, interval, problems, notes)
        if not options.interval_of_table:
            _refuse_coarse_rows(table, steps, interval, problems)
    if interval is not None and interval > LONGEST and not options.past:
        notes.append(
            f"intervals of {interval / 3600:.4g} h: agents are planned as if contacts came evenly "
            f"over {interval / 3600:.4g} hours; with opening hours or peaks, more are needed"
        )
    if interval is None:
        interval = _infer_interval(steps, table, problems, past=options.past)
        notes.append(f"interval: {duration_text(interval)}, the most common step between rows")
    off = _misaligned(table, interval)
    if len(off) and drop_totals(off):
        off = _misaligned(table, interval)
    if table.spans:  # two that overlap may be on the grid of neither
        _refuse_overlaps(table, interval, options, problems)
        problems.check()
    _refuse_misaligned(table, off, interval, problems)
    _refuse_overlaps(table, interval, options, problems)
    problems.check()
    return interval


def _pairs(table: IntervalTable, at_least: float, below: float) -> NDArray[np.intp]:
    """Rows that start `at_least` to `below` seconds after the row above, in the same queue."""
    pairs = []
    for at in range(0, len(table.start), _ROWS):
        part = slice(at, at + _ROWS + 1)
        step = np.diff(table.start[part])
        same = np.diff(table.queue[part]) == 0
        pairs.append(np.flatnonzero(same & (step >= at_least) & (step < below)) + at + 1)
    return np.concatenate(pairs)


def _refuse_duplicates(table: IntervalTable, problems: Problems) -> None:
    """A queue may have one row per start."""

    def describe(row: int) -> str:
        first, again = sorted((int(table.line[row - 1]), int(table.line[row])))
        # clocks go back at night, before 04:00 in nearly every time zone
        night = table.offset is None and int(table.start[row]) % DAY < 4 * 3600
        cure = "correct the start of one of them"
        if table.queues == ("",):
            cure += f", or {_cure_of_queues(table)}"
        cure += f"; if the clock went back at that time, use {option('tz')}" if night else ""
        return f"duplicate interval {table.when(row)} in {problems.place(first, again)} — {cure}"

    duplicates = _pairs(table, 0, 1)
    if len(duplicates) and not table.timed:
        _refuse_untimed(table, int(duplicates[0]), problems)
    later = np.maximum(table.line, np.roll(table.line, 1)) if len(duplicates) else table.line
    problems.add_rows(duplicates, later, describe, table.column)
    problems.check()


def _cure_of_queues(table: IntervalTable) -> str:
    """How to say that two rows are of two queues."""
    unknown = [name for name in table.unused if not roles_of(name)]
    if not unknown:
        return "add a column 'queue' if they are of two queues"
    names = ", ".join(f"'{name}'" for name in unknown[:6])
    named = option("columns", {"queue": unknown[0]})
    return (
        f"if they are of two queues, say which column has the queue, such as {named} (columns not "
        f"used: {names})"
    )


def _refuse_untimed(table: IntervalTable, row: int, problems: Problems) -> None:
    """Rows of one date, of which no time of day was read."""
    first, again = sorted((int(table.line[row - 1]), int(table.line[row])))
    day = local_text(int(table.start[row]))[:10]
    places = problems.place(first, again)
    if table.unused:
        names = ", ".join(f"'{name}'" for name in table.unused[:6])
        cure = (
            f"columns not used: {names}; say which has the times, such as "
            f"{option('columns', {'time': table.unused[0]})}"
        )
    else:
        cure = "add a column 'time', or a column 'queue' if they are days of several queues"
    problems.stop(f"no time of day was read: {day} is in {places} — {cure}", again, table.column)


def _steps_by_queue(table: IntervalTable) -> dict[int, Counter[int]]:
    """How often each step between starts occurs in each queue."""
    steps: dict[int, Counter[int]] = {}
    for at in range(0, len(table.start), _ROWS):
        part = slice(at, at + _ROWS + 1)
        queue = table.queue[part]
        edges = np.flatnonzero(np.diff(queue)) + 1
        for piece in np.split(np.arange(len(queue)), edges):
            values, counts = np.unique(np.diff(table.start[part][piece]), return_counts=True)
            tally = steps.setdefault(int(queue[piece[0]]), Counter())
            tally.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
    return steps


def _most_common(steps: Counter[int]) -> int:
    """The most common step, the shortest of several."""
    most = max(steps.values())
    return min(step for step, count in steps.items() if count == most)


def _infer_interval(
    steps: dict[int, Counter[int]], table: IntervalTable, problems: Problems, *, past: bool
) -> float:
    """The most common step of all queues, if it is a plausible interval."""
    together: Counter[int] = Counter()
    for tally in steps.values():
        together.update(tally)
    if not together and not table.timed:
        problems.stop(
            "the row has a date without a time of day, so that the interval of its contacts is not "
            f"known — {_SPREAD}",
            int(table.line[0]),
            table.column,
        )
    if not together:
        problems.stop(
            "has one row per queue, which does not show the length of an interval: "
            f"use {option('interval', '30m')}"
        )
    interval = _most_common(together)
    _refuse_uneven(together, interval, problems)
    _refuse_length(interval, problems, past=past)
    _refuse_other_lengths(steps, interval, table, problems)
    return float(interval)


def _refuse_uneven(steps: Counter[int], interval: int, problems: Problems) -> None:
    """At least half of the steps within a day must be multiples of the interval."""
    within = {step: count for step, count in steps.items() if step < LONGEST}
    fitting = sum(count for step, count in within.items() if step % interval == 0)
    if within and interval < LONGEST and 2 * fitting < sum(within.values()):
        problems.stop(
            f"rows are not evenly spaced: {duration_text(interval)}, the most common step, fits "
            f"{fitting} of {sum(within.values())} steps — {_cure_of_uneven(math.gcd(*within))}"
        )


def _cure_of_uneven(divisor: int) -> str:
    """The interval that all steps are multiples of, if it is plausible."""
    if divisor < SHORTEST:
        return f"write one row per interval; a log of single contacts: {how_to_count()}"
    length = _length_option(divisor)
    return f"use {option('interval', length)} if rows are left out, or write one row per interval"


def _length_option(seconds: int) -> str:
    """A length as the option has it."""
    return f"{seconds // 60}m" if seconds % 60 == 0 else str(seconds)


def _refuse_length(interval: int, problems: Problems, *, past: bool) -> None:
    """Without --interval, an interval must be from `SHORTEST` to `LONGEST`, or a past day."""
    if interval > LONGEST and not (past and interval == DAY):
        apart = f"{interval / 3600:.4g} h" if interval < 7 * DAY else f"{interval / DAY:.4g} days"
        if past:
            problems.stop(
                f"rows are {apart} apart: a forecast is made from contacts by interval or by day — "
                "export them by half-hour or by day"
            )
        # no option is named: an interval of a day would spread the contacts over the night too
        problems.stop(
            f"rows are {apart} apart, but agents are planned for intervals of 15 to 60 min — "
            + _SPREAD
        )
    if interval < SHORTEST:
        problems.stop(
            f"rows are {duration_text(interval)} apart, as in a log of single contacts "
            f"— {how_to_count()}, or confirm with {option('interval', interval)}"
        )


def _refuse_days(
    table: IntervalTable, interval: float, problems: Problems, notes: list[str]
) -> None:
    """Rows of whole days do not fit an interval of less than a day: all contacts at midnight.

    One row per day at another time of day is noted: it may be the volume of the day too.
    """
    first = int(table.local(slice(1))[0])
    clock = first % DAY
    if interval >= DAY or (table.local(slice(None)) % DAY != clock).any():
        return
    several = bool((table.start != table.start[0]).any())
    if not table.timed or (several and not clock):
        when = "have dates without times of day" if not table.timed else "all start at 00:00"
        problems.stop(
            f"rows {when}, so that intervals of {duration_text(interval)} would have all contacts "
            f"of a day from 00:00 on — {_SPREAD}",
            int(table.line.min()),
            table.column,
        )
    if several:
        notes.append(
            f"each day has one interval, at {local_text(first)[-5:]}: {_SPREAD} if the "
            "rows are the contacts of whole days"
        )


def _refuse_coarse_rows(
    table: IntervalTable, steps: dict[int, Counter[int]], interval: float, problems: Problems
) -> None:
    """Rows of half-hours do not fit intervals of 15 min, which would have all their contacts.

    Rows that are left out are another reason for longer steps. They leave rows on both sides of
    the middle of the longer steps; a queue of few rows is judged only if no other has shorter
    steps.
    """
    together: Counter[int] = Counter()
    for tally in steps.values():
        together.update(tally)
    alone = not any(0 < step < 2 * interval for step in together)
    for queue, tally in steps.items():
        within = Counter({step: count for step, count in tally.items() if 0 < step < DAY})
        if not within or (within.total() < _FEW_STEPS and not alone):
            continue
        common = _most_common(within)
        divisor = math.gcd(*within)
        length = common if 2 * within[common] > within.total() else divisor
        most = LONGEST if within.total() >= _FEW_STEPS else _USUAL
        if 2 * interval <= length <= most and length % interval == 0:
            own = table.local(np.flatnonzero(table.queue == queue)) % length
            _, counts = np.unique(own, return_counts=True)
            if counts.max() > _ON_ONE_GRID * len(own):
                problems.add(_coarse_text(table.queues[queue], length, interval))
    problems.check()


def _coarse_text(name: str, length: int, interval: float) -> str:
    """The problem of a queue whose rows are further apart than an interval is long."""
    whose = f"of queue '{name}' " if name else ""
    own, asked = duration_text(length), duration_text(interval)
    return (
        f"rows {whose}are {own} apart, but {option('interval')} is {asked}: all contacts of a row "
        f"would come in its first {asked} — use {option('interval', _length_option(length))} if "
        f"each row is for {own}, divide the contacts of each row among its intervals of {asked}, "
        f"or write the intervals that are left out as rows of volume 0"
    )


def _refuse_other_lengths(
    steps: dict[int, Counter[int]], interval: int, table: IntervalTable, problems: Problems
) -> None:
    """All queues must have the same interval."""
    for queue, tally in steps.items():
        own = _most_common(tally) if tally else interval
        if own != interval and tally[own] > 2 and tally[own] * 2 > tally.total():
            problems.add(
                f"queue '{table.queues[queue]}' has intervals of {duration_text(own)}, other "
                f"queues of {duration_text(interval)} — plan the queues of one length at a time, "
                f"with {option('queues')}, or write all rows in intervals of one length"
            )
    problems.check()


def _misaligned(table: IntervalTable, interval: float) -> NDArray[np.intp]:
    """The rows whose local start has another remainder by the interval than most."""
    if DAY % interval:
        # such intervals start again each day; overlaps are checked below
        return np.empty(0, dtype=np.intp)
    phases: Counter[int] = Counter()
    parts = [slice(at, at + _ROWS) for at in range(0, len(table.start), _ROWS)]
    for part in parts:
        values, counts = np.unique(table.local(part) % int(interval), return_counts=True)
        phases.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
    phase = _most_common(phases)
    if len(phases) == 1:
        return np.empty(0, dtype=np.intp)
    return np.concatenate(
        [np.flatnonzero(table.local(part) % int(interval) != phase) + part.start for part in parts]
    )


def _refuse_misaligned(
    table: IntervalTable, off: NDArray[np.intp], interval: float, problems: Problems
) -> None:
    """All local starts must have the same remainder by the interval."""
    problems.add_rows(
        off,
        table.line,
        lambda row: (
            f"{table.when(row)} does not fit the intervals of {duration_text(interval)} of the "
            f"other rows — correct it, or set another length with {option('interval')}"
        ),
        table.column,
    )
    problems.check()


def _refuse_overlaps(
    table: IntervalTable, interval: float, options: ReadOptions, problems: Problems
) -> None:
    """An interval may not start before the one above it ends."""
    shorter = f", or use a shorter {option('interval')}" if options.interval else ""
    cure = f"correct one of the two{shorter}"

    def describe(row: int) -> str:
        step = int(table.start[row] - table.start[row - 1])
        if table.spans:
            above = problems.place(int(table.line[row - 1]))
            return (
                f"the span that starts at {table.when(row)} overlaps that of {above} by "
                f"{duration_text(interval - step)} — correct the start or the end of one of them"
            )
        return (
            f"{table.when(row)} starts {duration_text(step)} after "
            f"{problems.place(int(table.line[row - 1]))}, but "
            f"intervals are {duration_text(interval)} long — {cure}"
        )

    rows = _pairs(table, 1, interval)
    # a day of 23 hours is no overlap: its local starts are a whole day apart
    short = table.local(rows) - table.local(rows - 1) < interval
    heading = table.clock or table.column if table.spans else table.column
    problems.add_rows(rows[short], table.line, describe, heading)
