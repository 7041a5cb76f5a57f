"""From the fractional people of the linear program to whole ones, hours after hours.

The shifts that start within a window of hours become whole by a small integer program, in which
those of the next hours may still be fractional and all breaks are, while everything else keeps its
value (relax and fix). Then the window moves on. Breaks can wait for the end: once the people are
whole, a program with whole breaks nearly always costs the same, because their rows are those of a
flow (a stock of waiting breaks). Whole breaks in each window would take five times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wfm._numerics.mathematical_program import AssembledProgram, solve
from wfm.scheduling.covering.break_matching import net
from wfm.scheduling.covering.partial_cover import PartialCover
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.program import ANYWHERE, breaks_in
from wfm.scheduling.covering.relaxation import RelaxedCover
from wfm.scheduling.time_budget import TimeBudget

__all__ = ["WHOLE", "day_windows", "round_by_windows", "within"]

# How far the number of a shift may lie from the linear program rounded down: one less, because
# rounding down is mostly right, and three more, because few shifts get all that rounding took away.
DOWN, UP = 1, 3
# Parts of a day that become whole at once, and that are still fractional after them. Half a day
# takes HiGHS one or two seconds; without the quarter that follows, the last people of a window
# would be chosen as if the hours after them had to be covered by others.
WINDOW, AHEAD = 1 / 2, 1 / 4
# Nodes of a window: the root with the heuristics of HiGHS is enough, as later steps improve it.
NODES = 1
# What HiGHS takes for whole.
WHOLE = 1e-6


def round_by_windows(
    problem: CoverProblem,
    relaxed: RelaxedCover,
    likely: NDArray[np.bool_],
    *,
    gap: float,
    day: int,
    budget: TimeBudget,
) -> PartialCover | None:
    """Whole people with whole breaks, few of them missing; None where time did not allow it.

    Parameters
    ----------
    problem : CoverProblem
        What is to be covered; `relaxed` is its linear program with a price on every missing
        person.
    likely : bool array, shape (shifts,)
        The shifts to choose from.
    gap : float
        Relative gap at which a window is good enough.
    day : int
        Slots of a day.
    """
    program, values = relaxed.program, relaxed.values.copy()
    whole = program.assembled()
    slot = np.concatenate(program.slot_of)
    down = np.floor(values + WHOLE)
    is_shift = np.arange(len(values)) < problem.shifts
    lower = np.where(is_shift, np.maximum(down - DOWN, 0.0), whole.vectors.lower)
    upper = np.where(is_shift, down + UP, whole.vectors.upper)
    longest = int(problem.length.max())
    chosen = is_shift.copy()
    chosen[: problem.shifts] = likely
    for first, width in day_windows(problem, relaxed.count, day, WINDOW):
        if budget.exhausted():
            return None
        ahead = width + round(AHEAD * day)
        free = chosen & within(slot, first, ahead, problem.slots)
        # people who are at work at some time of the window may take the breaks at another
        around = within(slot, first - longest, ahead + 2 * longest, problem.slots)
        free |= ~is_shift & (around | (slot == ANYWHERE))
        now = is_shift & within(slot, first, width, problem.slots)
        columns = np.flatnonzero(free)
        found = solve(
            whole.restricted(values, columns),
            gap=gap,
            node_limit=NODES,
            seconds=budget.remaining(),
            lower=lower[columns],
            upper=upper[columns],
            integral=now[columns].astype(np.float64),
        )
        if found.values is not None:
            values[columns] = found.values
            values[now] = np.rint(values[now])
            chosen &= ~now
    return _whole_breaks(problem, relaxed, whole, values, budget)


def _whole_breaks(
    problem: CoverProblem,
    relaxed: RelaxedCover,
    whole: AssembledProgram,
    values: Floats,
    budget: TimeBudget,
) -> PartialCover | None:
    """The breaks of people who are whole; of the others only the whole part is kept."""
    count = np.floor(values[: problem.shifts] + WHOLE)
    values[: problem.shifts] = count
    columns = np.arange(problem.shifts, len(values))
    found = solve(whole.restricted(values, columns), node_limit=NODES, seconds=budget.remaining())
    if found.values is None:
        return None
    values[columns] = found.values
    return PartialCover(count, breaks_in(relaxed.program, problem, values)).whole()


def day_windows(
    problem: CoverProblem, count: Floats, day: int, share: float
) -> Iterator[tuple[int, int]]:
    """First slot and number of slots of windows that cover all starts of shifts.

    A horizon without a second day is one window. One that wraps is cut where fewest people work.
    """
    first = int(problem.start.min())
    last = int(problem.start.max())
    if not problem.cyclic and last - first < day:
        yield first, last - first + 1
        return
    if problem.cyclic:
        first = int(np.argmin(net(replace(problem, groups=()), count, [])))
        last = first + problem.slots - 1
    width = max(round(share * day), 1)
    for begin in range(first, last + 1, width):
        yield begin % problem.slots, min(width, last + 1 - begin)


def within(slot: Ints, first: int, width: int, slots: int) -> NDArray[np.bool_]:
    """Which slots lie in a window of a horizon that may wrap."""
    inside: NDArray[np.bool_] = (slot != ANYWHERE) & ((slot - first) % slots < width)
    return inside
