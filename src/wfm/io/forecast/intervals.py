"""The grid of intervals: how long they are, that no two overlap, and which are missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.io.forecast.dates import DAY
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.time_zones import wall_text
from wfm.units import duration_text

__all__ = ["Grid", "checked_grid", "in_order"]

LONGEST = 4 * 3600
SHORTEST = 60
_ROWS = 1 << 20


@dataclass
class Grid:
    """Rows on their way to a Demand; `offset` from UTC where the clock hangs in a zone."""

    queues: tuple[str, ...]
    column: str
    queue: NDArray[np.int32]
    start: NDArray[np.int64]
    offset: NDArray[np.int32] | None
    volume: FloatArray
    aht: FloatArray
    line: NDArray[np.int32]

    def take(self, order: NDArray[np.int32]) -> None:
        """Put the rows in another order, a column at a time."""
        self.queue = self.queue[order]
        self.start = self.start[order]
        self.offset = None if self.offset is None else self.offset[order]
        self.volume = self.volume[order]
        self.aht = self.aht[order]
        self.line = self.line[order]

    def wall(self, rows: slice | NDArray[np.intp]) -> NDArray[np.int64]:
        """The wall clock of some rows."""
        start = self.start[rows]
        return start if self.offset is None else start + self.offset[rows]

    def when(self, row: int) -> str:
        """When a row starts, and in which queue, for the words of an error."""
        name = self.queues[self.queue[row]]
        start = int(self.start[row]) + (0 if self.offset is None else int(self.offset[row]))
        return wall_text(start) + (f" of queue '{name}'" if name else "")


def in_order(grid: Grid, notes: list[str]) -> None:
    """Sort by queue and start; a note if the file was in no order of time."""
    steps_back, queue_back, within_back = False, False, False
    for at in range(0, len(grid.start), _ROWS):
        part = slice(at, at + _ROWS + 1)
        step, queue = np.diff(grid.start[part]), np.diff(grid.queue[part])
        steps_back |= bool((step < 0).any())
        queue_back |= bool((queue < 0).any())
        within_back |= bool(((step < 0) & (queue == 0)).any())
    if queue_back or within_back:
        grid.take(np.lexsort((grid.start, grid.queue)).astype(np.int32))
    if steps_back and (queue_back or within_back):
        notes.append("rows were not in order of time and have been sorted")


def checked_grid(grid: Grid, options: ReadOptions, problems: Problems, notes: list[str]) -> float:
    """Length of the intervals in seconds, checked against every row."""
    _refuse_twins(grid, options, problems)
    steps = _steps_by_queue(grid)
    interval = options.interval and float(options.interval)
    if interval is None:
        interval = _inferred(steps, grid, problems)
        notes.append(f"intervals of {duration_text(interval)}, the most common step")
    _refuse_off_grid(grid, interval, problems)
    _refuse_overlaps(grid, interval, problems)
    problems.check()
    return interval


def _pairs(grid: Grid, least: float, below: float) -> NDArray[np.intp]:
    """Rows that start at least and less than so many seconds after the row before, same queue."""
    found = []
    for at in range(0, len(grid.start), _ROWS):
        part = slice(at, at + _ROWS + 1)
        step = np.diff(grid.start[part])
        same = np.diff(grid.queue[part]) == 0
        found.append(np.flatnonzero(same & (step >= least) & (step < below)) + at + 1)
    return np.concatenate(found)


def _refuse_twins(grid: Grid, options: ReadOptions, problems: Problems) -> None:
    def word(row: int) -> str:
        first, again = sorted((int(grid.line[row - 1]), int(grid.line[row])))
        night = grid.offset is None and int(grid.start[row]) % DAY < 4 * 3600
        cure = "remove one" if grid.queues != ("",) else "remove one, or add a column 'queue'"
        cure += "; if the clock was put back then, say --tz" if night else ""
        return f"{grid.when(row)} stands in lines {first} and {again} — {cure}"

    twins = _pairs(grid, 0, 1)
    later = np.maximum(grid.line, np.roll(grid.line, 1)) if len(twins) else grid.line
    problems.add_rows(twins, later, word, grid.column)
    problems.check()


def _steps_by_queue(grid: Grid) -> dict[int, Counter[int]]:
    steps: dict[int, Counter[int]] = {}
    for at in range(0, len(grid.start), _ROWS):
        part = slice(at, at + _ROWS + 1)
        queue = grid.queue[part]
        edges = np.flatnonzero(np.diff(queue)) + 1
        for piece in np.split(np.arange(len(queue)), edges):
            values, counts = np.unique(np.diff(grid.start[part][piece]), return_counts=True)
            tally = steps.setdefault(int(queue[piece[0]]), Counter())
            tally.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
    return steps


def _common(steps: Counter[int]) -> int:
    most = max(steps.values())
    return min(step for step, count in steps.items() if count == most)


def _inferred(steps: dict[int, Counter[int]], grid: Grid, problems: Problems) -> float:
    together: Counter[int] = Counter()
    for tally in steps.values():
        together.update(tally)
    if not together:
        problems.stop("one row a queue does not show how long an interval is: say --interval 30m")
    interval = _common(together)
    _refuse_uneven(together, interval, problems)
    _refuse_length(interval, problems)
    _refuse_other_lengths(steps, interval, grid, problems)
    return float(interval)


def _refuse_uneven(steps: Counter[int], interval: int, problems: Problems) -> None:
    within = {step: count for step, count in steps.items() if step < LONGEST}
    fitting = sum(count for step, count in within.items() if step % interval == 0)
    if within and interval < LONGEST and 2 * fitting < sum(within.values()):
        problems.stop(
            f"rows are not evenly spaced: the most common step, {duration_text(interval)}, fits "
            f"{fitting} of {sum(within.values())} — give one row an interval, or say --interval 30m"
        )


def _refuse_length(interval: int, problems: Problems) -> None:
    if interval > LONGEST:
        apart = f"{interval / 3600:.4g} h" if interval < 7 * DAY else f"{interval / DAY:.4g} days"
        problems.stop(
            f"rows are {apart} apart: agents are planned for intervals of 15 to 60 min "
            "— split each row over the intervals it covers first, or confirm with "
            f"--interval {interval / 3600:.4g}h"
        )
    if interval < SHORTEST:
        problems.stop(
            f"rows are {duration_text(interval)} apart, like a log of single contacts "
            f"— count them per interval first, or confirm with --interval {interval}"
        )


def _refuse_other_lengths(
    steps: dict[int, Counter[int]], interval: int, grid: Grid, problems: Problems
) -> None:
    for queue, tally in steps.items():
        own = _common(tally) if tally else interval
        if own != interval and tally[own] > 2 and tally[own] * 2 > tally.total():
            problems.add(
                f"queue '{grid.queues[queue]}' has intervals of {duration_text(own)}, others of "
                f"{duration_text(interval)} — read one kind with --queue, or confirm with "
                f"--interval {interval}"
            )
    problems.check()


def _refuse_off_grid(grid: Grid, interval: float, problems: Problems) -> None:
    if DAY % interval:
        return  # such a grid starts anew every day; overlaps are still found
    phases: Counter[int] = Counter()
    parts = [slice(at, at + _ROWS) for at in range(0, len(grid.start), _ROWS)]
    for part in parts:
        values, counts = np.unique(grid.wall(part) % int(interval), return_counts=True)
        phases.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
    phase = _common(phases)
    if len(phases) == 1:
        return
    for part in parts:
        off = np.flatnonzero(grid.wall(part) % int(interval) != phase) + part.start
        problems.add_rows(
            off,
            grid.line,
            lambda row: (
                f"{grid.when(row)} is off the grid of {duration_text(interval)} "
                "— correct it, or say --interval if the grid is another"
            ),
            grid.column,
        )
    problems.check()


def _refuse_overlaps(grid: Grid, interval: float, problems: Problems) -> None:
    def word(row: int) -> str:
        step = int(grid.start[row] - grid.start[row - 1])
        return (
            f"{grid.when(row)} starts {duration_text(step)} after line {grid.line[row - 1]}, but "
            f"intervals are {duration_text(interval)} long — correct it, or say --interval"
        )

    rows = _pairs(grid, 1, interval)
    # a day of 23 hours is no overlap: the clock on the wall went on by a whole one
    short = grid.wall(rows) - grid.wall(rows - 1) < interval
    problems.add_rows(rows[short], grid.line, word, grid.column)
