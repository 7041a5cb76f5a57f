"""Breaks placed evenly behind the search, which places them anywhere that the cover allows.

The search looks at cost alone: where people are to spare, half of them may be on a break at once.
With the shifts fixed, the breaks are placed again inside their windows so that the shares of the
people present who are on a break, and who are to spare, are as equal as the windows allow:

    minimise   sum over t of (b[t]² + o[t]²) / p[t]
    b[t] <= max(b₀[t], p[t] - r[t])                         every slot

with p people present, b of them on a break (b₀ before), r required and o = max(p - b - r, 0) to
spare. No slot misses more people than before, so that neither the cost nor the missing people grow.
The program is the one of the cover, day by day: whoever is on a break is missing from those
present, at a price that rises with their share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wfm._numerics.mathematical_program import solve
from wfm.scheduling.break_assignment import breaks_by_person
from wfm.scheduling.covering.break_matching import net
from wfm.scheduling.covering.partial_cover import PartialCover, share
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.program import UnderstaffingTier, breaks_in, build
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import RosterRow
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.tours.model import padded

__all__ = ["TIME_SHARE", "even_breaks", "even_rows"]

# Share of a time limit that is kept for the breaks. They take a hundredth of the time of a search
# that ends, and must not be left out behind one that its limit ends.
TIME_SHARE = 0.05
# CPU time behind a search that has a limit of CPU time, far more than the breaks of a month take.
CPU_SECONDS = 10.0
# Steps of the price by the share of people on a break: one person up to 40 people, then more.
STEPS = 40
# Nodes and gap at which the breaks of a day are even enough: most days end at the first node.
NODES = 20
GAP = 0.001
# Sums that differ by less are equal.
_NEAR = 1e-6


def even_breaks(
    problem: CoverProblem, days: Ints, partial: PartialCover, budget: TimeBudget
) -> PartialCover:
    """The same shifts with breaks that are spread over the people present.

    Parameters
    ----------
    problem : CoverProblem
        The shifts and what they are to cover.
    days : int64 array, shape (shifts,)
        The day of each shift: the breaks of one day are placed at once, day after day.
    partial : PartialCover
        How many of each shift, and the breaks, in whole numbers.
    budget : TimeBudget
        Days behind its end keep their breaks.

    Examples
    --------
    Four people with lunch in the second to fifth of six hours, where one is required:

    >>> from wfm.scheduling.records import BreakWindow
    >>> lunch = BreakWindow("lunch", "lunch", 1, 1, 4, paid=False)
    >>> day = Shift("day", 0, 0, 6, 0, (lunch,), 5.0, 5.0)
    >>> problem = CoverProblem.of(StaffRequirement(np.full(6, 1), 3600.0), [day])
    >>> bunched = PartialCover(np.array([4.0]), [np.array([0.0, 3.0, 1.0, 0.0, 0.0, 0.0])])
    >>> even_breaks(problem, np.array([0]), bunched, TimeBudget()).begins
    [array([0., 1., 1., 1., 1., 0.])]
    """
    # neither overstaffing nor shares depend on where the breaks are
    problem = replace(problem, over=0.0, shares=())
    found, run = partial, (partial.count > 0) & _movable(problem)
    # Ctrl-C ends the breaks here, not the search before
    own = budget.closing(CPU_SECONDS)
    with own.interruptible():
        for day in np.unique(days[run]):
            if own.exhausted():
                break
            found = _even_day(problem, found, run & (days == day), own)
    return found


def even_rows(
    need: StaffRequirement, rows: Sequence[RosterRow], budget: TimeBudget
) -> list[RosterRow]:
    """The rows of one queue with breaks that are spread over the people present.

    People in the same shift take its breaks in order: the first of each place together.
    """
    kinds: dict[Shift, list[int]] = {}
    for index, row in enumerate(rows):
        kinds.setdefault(row.shift, []).append(index)
    shifts = list(kinds)
    problem = CoverProblem.of(padded(need, shifts), shifts)
    count = np.array([len(mine) for mine in kinds.values()], dtype=np.int64)
    before = PartialCover(count.astype(np.float64), _begins(problem, kinds, rows))
    days = np.array([shift.day for shift in shifts], dtype=np.int64)
    after = even_breaks(problem, days, before, budget)
    if after is before:
        return list(rows)
    found = list(rows)
    for mine, people in zip(
        kinds.values(), breaks_by_person(problem, shifts, count, after.begins), strict=True
    ):
        for index, breaks in zip(mine, people, strict=True):
            found[index] = replace(rows[index], breaks=breaks)
    return found


def _begins(
    problem: CoverProblem, kinds: dict[Shift, list[int]], rows: Sequence[RosterRow]
) -> list[Floats]:
    """How many breaks of each group start in each slot."""
    people = list(kinds.values())
    begins = [np.zeros(problem.slots) for _ in problem.groups]
    for group, begin in zip(problem.groups, begins, strict=True):
        for k, place in zip(group.shift.tolist(), group.place.tolist(), strict=True):
            for index in people[k]:
                begin[rows[index].breaks[place] % problem.slots] += 1.0
    return begins


def _movable(problem: CoverProblem) -> NDArray[np.bool_]:
    """The shifts with a break that may begin in more than one slot."""
    found = np.zeros(problem.shifts, dtype=np.bool_)
    for group in problem.groups:
        found[group.shift] |= group.width > 0
    return found


def _even_day(
    problem: CoverProblem, whole: PartialCover, mine: NDArray[np.bool_], budget: TimeBudget
) -> PartialCover:
    """The same with the breaks of some shifts placed again, if that is more even."""
    own = share(problem, whole, mine)
    others = whole.plus(own, -1.0)
    members = np.flatnonzero(mine)
    part, count = problem.only(members), whole.count[members]
    program = build(
        part,
        _present(problem, own),
        _tiers(problem, whole, others),
        integral=True,
        lower=count,
        upper=count,
    )
    done = solve(program, gap=GAP, node_limit=NODES, seconds=budget.remaining())
    if done.values is None:
        return whole
    found = PartialCover(own.count, breaks_in(program, part, done.values)).whole().plus(others)
    return found if _is_better(problem, found, whole) else whole


def _present(problem: CoverProblem, partial: PartialCover) -> Floats:
    """People at work or on a break."""
    return net(replace(problem, groups=()), partial.count, [])


def _tiers(
    problem: CoverProblem, whole: PartialCover, others: PartialCover
) -> list[UnderstaffingTier]:
    """The price of one more person on a break, by how many there are, `others` included."""
    present = _present(problem, whole)
    away = present - net(problem, whole.count, whole.begins)
    limit = np.maximum(away, present - problem.required)
    before = _present(problem, others) - net(problem, others.count, others.begins)
    steps = []
    for step in range(STEPS):
        first, last = (np.ceil(present * (step + more) / STEPS) for more in (0, 1))
        first, last = np.maximum(first, before), np.minimum(last, limit)
        people = np.maximum(last - first, 0.0)
        rise = _unevenness(problem, present, last) - _unevenness(problem, present, first)
        steps.append((rise / np.maximum(people, 1.0), people))
    # the number of breaks is given, so that a constant added to all prices changes nothing
    least = min(float(price[people > 0].min(initial=0.0)) for price, people in steps)
    return [UnderstaffingTier(price - least, people) for price, people in steps]


def _unevenness(problem: CoverProblem, present: Floats, away: Floats) -> Floats:
    """What is minimised, slot by slot: (b² + o²) / p."""
    spare = np.maximum(present - away - problem.required, 0.0)
    return np.asarray((away**2 + spare**2) / np.maximum(present, 1.0))


def _is_better(problem: CoverProblem, found: PartialCover, whole: PartialCover) -> bool:
    """Whether breaks are more even, and no slot misses more people."""
    present = _present(problem, whole)
    here, before = (net(problem, one.count, one.begins) for one in (found, whole))
    missed = np.maximum(problem.required - here, 0.0) > np.maximum(problem.required - before, 0.0)
    sums = [_unevenness(problem, present, present - one).sum() for one in (here, before)]
    return bool(not missed.any() and sums[0] < sums[1] - _NEAR)
