"""From the bound to a schedule: round the linear program a day at a time, then improve.

The numbers of the linear program, rounded down, are nearly right. So a day's shifts are chosen
by a small whole-number program between `DOWN` below and `UP` above them, while the other days
stand at their fractional or already whole numbers. People short are allowed there at the price of
the cheapest shift that would cure it, so that there is always an answer; the repair then adds
such shifts. Further passes cut the days elsewhere and start from whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm._numerics.mathematical_program import solve
from wfm.scheduling.covering.block_solver import solve_block
from wfm.scheduling.covering.break_matching import net
from wfm.scheduling.covering.partial_cover import (
    Draft,
    forbidden,
    parts,
    price_of,
    prices,
    share,
    tiers,
)
from wfm.scheduling.covering.problem import Floats, Ints, Problem
from wfm.scheduling.covering.program import breaks_in, build
from wfm.scheduling.covering.relaxation import granule, relax_cover, round_up
from wfm.scheduling.covering.repair import Worth, fill, polish
from wfm.scheduling.time_budget import TimeBudget

__all__ = ["Best", "Run", "search"]

SMALL = 400  # columns: solved whole at once
MIDDLE = 3000  # columns: worth a try whole when rounding missed the gap
DOWN, UP = 1, 3
AROUND = 1
DEAR = 0.05  # of its cost: a shift further off the prices is hardly ever run
PASSES = 1
NODES, SMALL_NODES, MIDDLE_NODES = 1, 5000, 10


@dataclass(frozen=True)
class Run:
    """The gap asked for, the slots of a day, and the time there is."""

    gap: float
    day: int
    budget: TimeBudget


@dataclass
class Best:
    """The best whole schedule of one independent part so far, and its bound.

    `likely` marks the shifts that the day programs choose from.
    """

    problem: Problem
    members: Ints
    soft: Floats
    likely: NDArray[np.bool_]
    bound: float = 0.0
    draft: Draft | None = None
    cost: float = np.inf

    def offer(self, draft: Draft) -> bool:
        """Repair a whole schedule, and keep it if it is the cheapest so far."""
        worth = Worth.of(self.problem, self.soft)
        if forbidden(self.problem, draft) > 0:
            draft = fill(self.problem, draft, worth)
        cost = price_of(self.problem, draft)
        if cost >= self.cost - 1e-9:
            return False
        self.draft, self.cost = draft, cost
        return True

    def raise_bound(self, bound: float) -> None:
        """A better bound holds, up to the next cost that there can be."""
        problem = self.problem
        values = [*problem.cost, problem.over, problem.under or 0.0]
        bound = round_up(bound, granule(values))
        self.bound = min(max(self.bound, bound), self.cost)

    def within(self, gap: float) -> bool:
        """Whether the cost is proved to be within the gap."""
        return self.cost <= self.bound * (1.0 + gap) + 1e-9


def search(problem: Problem, run: Run) -> tuple[Draft, float]:
    """Cover the need of every independent part; the schedule, and a cost that none can beat."""
    found = [_part(problem, members) for members in parts(problem)]
    with run.budget.interruptible():
        for best in found:
            _first(best, run)
        for best in found:
            _improve(best, run)
    for best in found:
        if best.draft is None:  # Ctrl-C came before there was one
            best.offer(Draft.empty(best.problem))
    return _together(problem, found), sum(best.bound for best in found)


def _part(problem: Problem, members: Ints) -> Best:
    part = problem.only(members)
    soft = prices(part)
    likely = np.ones(part.shifts, dtype=np.bool_)
    return Best(part.where(np.isfinite(soft)), members, soft, likely)


def _together(problem: Problem, found: list[Best]) -> Draft:
    whole = Draft.empty(problem)
    for best in found:
        if best.draft is None:
            continue
        whole.count[best.members] = best.draft.count
        for mine, begin in zip(whole.begins, best.draft.begins, strict=True):
            mine += begin
    return whole


def _first(best: Best, run: Run) -> None:
    """A whole schedule and a bound, come what may."""
    run.budget.report("relax")
    if not best.problem.required.any():
        best.offer(Draft.empty(best.problem))
        return
    if _columns(best.problem) <= SMALL:
        _whole(best, run, SMALL_NODES)
    if best.within(run.gap):
        return
    relaxed = relax_cover(best.problem, tiers(best.problem), run.budget.remaining())
    if relaxed is None:
        best.offer(best.draft or Draft.empty(best.problem))
        return
    best.raise_bound(relaxed.bound)
    draft, base = Draft(relaxed.count, relaxed.begins), np.floor(relaxed.count + 1e-6)
    best.likely = (relaxed.count > 1e-9) | (relaxed.reduced <= DEAR * best.problem.cost + 1e-9)
    for day in _days(best.problem, relaxed.count, run.day, 0):
        run.budget.report("round", best.bound)
        members = day[best.likely[day]]
        draft = _block(best, draft, members, base - DOWN, base + UP, run)
    best.offer(_repaired(best, draft.whole(), run))
    best.raise_bound(best.bound)
    run.budget.report("round", best.bound, best.cost)


def _columns(problem: Problem) -> int:
    return build(
        problem, problem.required.astype(np.float64), tiers(problem), integral=True
    ).columns


def _whole(best: Best, run: Run, nodes: int) -> None:
    """All at once."""
    problem = best.problem
    need = problem.required.astype(np.float64)
    program = build(problem, need, tiers(problem), integral=True)
    found = solve(program, gap=run.gap, node_limit=nodes, seconds=run.budget.remaining())
    if found.values is not None:
        begins = breaks_in(program, problem, found.values)
        best.offer(Draft(found.values[: problem.shifts], begins).whole())
        best.raise_bound(found.bound)


def _block(
    best: Best, draft: Draft, members: Ints, lower: Floats, upper: Floats, run: Run
) -> Draft:
    """A block chosen anew, or, if there was no time for it, left out for the repair to fill."""
    if not len(members):
        return draft
    found = solve_block(
        best.problem,
        draft,
        members,
        tiers(best.problem, best.soft),
        np.maximum(lower, 0.0),
        upper,
        gap=run.gap,
        node_limit=NODES,
        seconds=run.budget.remaining(),
    )
    if found is not None:
        return found
    mine = np.zeros(best.problem.shifts, dtype=np.bool_)
    mine[members] = True
    return draft.plus(share(best.problem, draft, mine), -1.0)


def _repaired(best: Best, draft: Draft, run: Run) -> Draft:
    """Choose anew all shifts that reach a slot where people are short and may not be."""
    problem = best.problem
    least = problem.required if problem.under is None else problem.floor
    short = net(problem, draft.count, draft.begins) < least
    if not short.any() or run.budget.exhausted():
        return draft
    run.budget.report("repair", best.bound)
    members = np.flatnonzero(
        [
            short[(start + np.arange(length)) % problem.slots].any()
            for start, length in zip(problem.start, problem.length, strict=True)
        ]
    )
    again = _block(best, draft, members, draft.count - DOWN, draft.count + UP, run)
    return min((draft, again), key=lambda one: forbidden(problem, one))


def _improve(best: Best, run: Run) -> None:
    """Passes over the days, cut at other hours, until the gap is met."""
    if best.draft is None:
        return
    for turn in range(PASSES):
        if best.within(run.gap) or run.budget.exhausted():
            return
        best.offer(polish(best.problem, best.draft, Worth.of(best.problem, best.soft)))
        for day in _days(best.problem, best.draft.count, run.day, turn + 1):
            _better(best, day[best.likely[day] | (best.draft.count[day] > 0)], run)
    if not best.within(run.gap) and _columns(best.problem) <= MIDDLE and not run.budget.exhausted():
        _whole(best, run, MIDDLE_NODES)


def _better(best: Best, members: Ints, run: Run) -> None:
    if best.draft is None or best.within(run.gap) or run.budget.exhausted():
        return
    count = best.draft.count
    best.offer(_block(best, best.draft, members, count - AROUND, count + AROUND, run).whole())
    best.raise_bound(best.bound)
    run.budget.report("improve", best.bound, best.cost)


def _days(problem: Problem, count: Floats, day: int, turn: int) -> list[Ints]:
    """The shifts by the day on which they start, cut where fewest people work across the cut.

    Every other turn cuts half a day later.
    """
    slots, first = problem.slots, int(problem.start.min())
    if not problem.cyclic and int(problem.start.max()) - first < day:
        return [np.arange(problem.shifts)]
    after = (problem.start + 1) % slots
    across = net(replace(problem, start=after, length=problem.length - 1, groups=()), count, [])
    width = min(day, slots)
    padded = np.concatenate([across, np.zeros(-slots % width)]).reshape(-1, width)
    cut = (int(np.argmin(padded.sum(axis=0))) + (width // 2) * (turn % 2)) % width
    number = (problem.start - cut) % slots // width
    return [np.flatnonzero(number == value) for value in np.unique(number)]
