"""First in, first out: which window each break that starts belongs to."""

from __future__ import annotations

import numpy as np

from wfm.scheduling.covering.problem import BreakGroup, CoverProblem, Floats, Ints

__all__ = ["match", "net"]


def match(group: BreakGroup, count: Floats, begin: Floats) -> tuple[Ints, Ints, Floats]:
    """Serve the windows in the order in which they open with the breaks in the order they start.

    Windows of one width close in the order in which they open, so this order keeps every break
    inside its window if any order does. On a horizon that wraps, breaks at its very beginning may
    belong to windows that opened at its end; `carried` of them, the fewest that make sense.

    Parameters
    ----------
    group : Group
        The windows.
    count : float64 array, shape (shifts,)
        How many of each shift, whole or not.
    begin : float64 array, shape (slots,)
        Breaks that start in each slot.

    Returns
    -------
    rows, slots, amounts
        So many breaks of that window (a row of `group`) start in that slot.
    """
    # stable, so that windows that open together keep the order of the shifts
    order = np.argsort(group.opens, kind="stable")
    amount = count[group.shift[order]]
    opened = np.zeros(len(begin))
    np.add.at(opened, group.opens[order], amount)
    # more breaks started than windows opened by then: those must belong to the end of the horizon
    carried = max(0.0, float(np.max(np.cumsum(begin) - np.cumsum(opened))))
    slots, served = _carry(begin, carried)
    ends_window, ends_break = np.cumsum(amount), np.cumsum(served)
    # between two neighbouring cuts both the window and the start stay the same
    cuts = np.unique(np.concatenate([[0.0], ends_window, ends_break]))
    size, middle = np.diff(cuts), (cuts[1:] + cuts[:-1]) / 2
    window = np.minimum(np.searchsorted(ends_window, middle), len(order) - 1)
    place = np.minimum(np.searchsorted(ends_break, middle), len(slots) - 1)
    keep = size > 1e-9  # pieces of rounding
    # each piece between two cuts belongs to one window and one start
    return order[window][keep], slots[place][keep], size[keep]


def _carry(begin: Floats, carried: float) -> tuple[Ints, Floats]:
    """Move the first `carried` breaks behind the last."""
    slots = np.flatnonzero(begin > 0)
    until = np.cumsum(begin[slots])
    late = np.clip(carried - (until - begin[slots]), 0.0, begin[slots])
    return np.concatenate([slots, slots]), np.concatenate([begin[slots] - late, late])


def net(problem: CoverProblem, count: Floats, begins: list[Floats]) -> Floats:
    """People present and not on a break, slot by slot."""
    slots = problem.slots
    here = _running(problem.start, problem.length, count, slots)
    for group, begin in zip(problem.groups, begins, strict=True):
        size = np.full(slots, group.length, dtype=np.int64)
        here -= _running(np.arange(slots), size, begin, slots)
    return here


def _running(start: Ints, length: Ints, count: Floats, slots: int) -> Floats:
    """How many periods contain each slot of a horizon that may wrap."""
    # twice the horizon, so that a period that wraps is one period
    change = np.zeros(2 * slots + 1)
    np.add.at(change, start, count)
    np.add.at(change, start + length, -count)
    twice = np.cumsum(change[:-1])
    return np.asarray(twice[:slots] + twice[slots:])
