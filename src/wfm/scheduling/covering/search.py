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
    PartialCover,
    forbidden,
    parts,
    price_of,
    prices,
    share,
    tiers,
)
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.program import breaks_in, build
from wfm.scheduling.covering.quick_cover import quick_cover
from wfm.scheduling.covering.relaxation import cost_step, relax_cover, round_up
from wfm.scheduling.covering.repair import SlotWorth, fill, polish
from wfm.scheduling.time_budget import TimeBudget

__all__ = ["PartSearch", "SearchSettings", "search"]

# Columns up to which a part is solved at once: HiGHS finishes these within SMALL_NODES nodes.
SMALL = 400
# Columns up to which the whole program is tried when rounding has missed the gap: the root node of
# a larger one takes longer than all else together.
MIDDLE = 3000
# How far the numbers of a day may lie from the linear program rounded down: one less, because
# rounding down is mostly right, and three more, because few shifts get all that rounding took away.
DOWN, UP = 1, 3
# How far they may lie from a whole schedule when it is improved.
AROUND = 1
# A shift whose reduced cost is above this share of its cost is hardly ever run, so a day's program
# is built without it.
DEAR = 0.05
# Passes over the days after the first rounding: the gain of a second one is seldom worth its time.
PASSES = 1
# Nodes of a day (its root with the heuristics of HiGHS is enough, as errors are repaired), of a
# small part, which is to be finished, and of the whole program.
NODES, SMALL_NODES, MIDDLE_NODES = 1, 5000, 10
# What HiGHS takes for whole or for zero, and costs that differ by less are equal.
WHOLE, ZERO = 1e-6, 1e-9


@dataclass(frozen=True)
class SearchSettings:
    """The gap asked for, the slots of a day, and the time there is."""

    gap: float
    day: int
    budget: TimeBudget


@dataclass
class PartSearch:
    """The best whole schedule of one independent part so far, and its bound.

    `likely` marks the shifts that the day programs choose from.
    """

    problem: CoverProblem
    members: Ints
    soft: Floats
    likely: NDArray[np.bool_]
    bound: float = 0.0
    partial: PartialCover | None = None
    cost: float = np.inf
    spare: PartialCover | None = None  # what is left where the time ends first

    def offer(self, partial: PartialCover) -> bool:
        """Repair a whole schedule, and keep it if it is the cheapest so far."""
        worth = SlotWorth.of(self.problem, self.soft)
        if forbidden(self.problem, partial) > 0:
            partial = fill(self.problem, partial, worth)
        cost = price_of(self.problem, partial)
        if cost >= self.cost - ZERO:
            return False
        self.partial, self.cost = partial, cost
        return True

    def raise_bound(self, bound: float) -> None:
        """A better bound holds, up to the next cost that there can be."""
        problem = self.problem
        values = [*problem.cost, problem.over, problem.under or 0.0]
        bound = round_up(bound, cost_step(values))
        # no bound can lie above the cost of a schedule that exists
        self.bound = min(max(self.bound, bound), self.cost)

    def within(self, gap: float) -> bool:
        """Whether the cost is proved to be within the gap."""
        return self.cost <= self.bound * (1.0 + gap) + ZERO


def search(problem: CoverProblem, settings: SearchSettings) -> tuple[PartialCover, float]:
    """Cover the need of every independent part; the schedule, and a cost that none can beat."""
    # parts share no slot, so their bounds add up to a bound of the whole
    found = [_part(problem, members) for members in parts(problem)]
    with settings.budget.interruptible():
        if settings.budget.deadline is not None:
            with settings.budget.reserving():
                for best in found:
                    best.spare = quick_cover(best.problem, best.soft, settings.day)
        for best in found:
            _first(best, settings)
        for best in found:
            _improve(best, settings)
    for best in found:
        if best.partial is None:  # Ctrl-C came before there was one
            best.offer(best.spare or PartialCover.empty(best.problem))
    return _together(problem, found), sum(best.bound for best in found)


def _part(problem: CoverProblem, members: Ints) -> PartSearch:
    """The search of one independent part, in which only slots that can be covered are required."""
    part = problem.only(members)
    soft = prices(part)
    likely = np.ones(part.shifts, dtype=np.bool_)
    return PartSearch(part.where(np.isfinite(soft)), members, soft, likely)


def _together(problem: CoverProblem, found: list[PartSearch]) -> PartialCover:
    """One cover from those of all parts."""
    whole = PartialCover.empty(problem)
    for best in found:
        if best.partial is None:
            continue
        whole.count[best.members] = best.partial.count
        for mine, begin in zip(whole.begins, best.partial.begins, strict=True):
            mine += begin
    return whole


def _first(best: PartSearch, settings: SearchSettings) -> None:
    """A first whole schedule and a bound; there is always one."""
    settings.budget.report("finding the lowest possible cost")
    if not best.problem.required.any():
        best.offer(PartialCover.empty(best.problem))
        return
    _choose(best, settings)
    if best.partial is None or (best.spare is not None and settings.budget.exhausted()):
        best.offer(best.spare or PartialCover.empty(best.problem))
        best.raise_bound(_cheapest_hours(best.problem))


def _cheapest_hours(problem: CoverProblem) -> float:
    """A bound that needs no program: all work at the price of the cheapest.

    Prices y = min cost / slots at work are feasible for the dual of the linear program: no shift
    is worth more than it costs, and nobody more than the price of understaffing.
    """
    work = problem.length.astype(np.float64)
    for group in problem.groups:
        np.subtract.at(work, group.shift, float(group.length))
    cheapest = float((problem.cost[work > 0] / work[work > 0]).min(initial=np.inf))
    if problem.under is not None:
        cheapest = min(cheapest, problem.under)
    return cheapest * float(problem.required.sum()) * (1.0 - ZERO) if np.isfinite(cheapest) else 0.0


def _choose(best: PartSearch, settings: SearchSettings) -> None:
    """A schedule and a bound by programs, as far as the time goes."""
    if settings.budget.exhausted():
        return
    # a small part is mostly solved to the gap here, and then nothing else is done
    if _columns(best.problem) <= SMALL:
        _whole(best, settings, SMALL_NODES)
    if best.within(settings.gap) or settings.budget.exhausted():
        return
    relaxed = relax_cover(best.problem, tiers(best.problem), settings.budget.remaining())
    if relaxed is None:
        return
    best.raise_bound(relaxed.bound)
    partial, base = PartialCover(relaxed.count, relaxed.begins), np.floor(relaxed.count + WHOLE)
    best.likely = (relaxed.count > ZERO) | (relaxed.reduced <= DEAR * best.problem.cost + ZERO)
    # one day after the other becomes whole, while the others keep their fractional numbers
    for day in _days(best.problem, relaxed.count, settings.day, 0):
        if settings.budget.exhausted():
            return
        settings.budget.report("choosing shifts", best.bound)
        members = day[best.likely[day]]
        partial = _block(best, partial, members, base - DOWN, base + UP, settings)
    best.offer(_repaired(best, partial.whole(), settings))
    best.raise_bound(best.bound)
    settings.budget.report("choosing shifts", best.bound, best.cost)


def _columns(problem: CoverProblem) -> int:
    """Number of columns of the whole program."""
    return build(
        problem, problem.required.astype(np.float64), tiers(problem), integral=True
    ).columns


def _whole(best: PartSearch, settings: SearchSettings, nodes: int) -> None:
    """All at once."""
    problem = best.problem
    need = problem.required.astype(np.float64)
    program = build(problem, need, tiers(problem), integral=True)
    found = solve(program, gap=settings.gap, node_limit=nodes, seconds=settings.budget.remaining())
    if found.values is not None:
        begins = breaks_in(program, problem, found.values)
        best.offer(PartialCover(found.values[: problem.shifts], begins).whole())
        best.raise_bound(found.bound)


def _block(
    best: PartSearch,
    partial: PartialCover,
    members: Ints,
    lower: Floats,
    upper: Floats,
    settings: SearchSettings,
) -> PartialCover:
    """A block chosen again, or, if there was no time for it, left out for the repair to fill."""
    if not len(members):
        return partial
    found = solve_block(
        best.problem,
        partial,
        members,
        tiers(best.problem, best.soft),
        np.maximum(lower, 0.0),
        upper,
        gap=settings.gap,
        node_limit=NODES,
        seconds=settings.budget.remaining(),
    )
    if found is not None:
        return found
    # there was no time: the repair fills the hole that the block leaves
    mine = np.zeros(best.problem.shifts, dtype=np.bool_)
    mine[members] = True
    return partial.plus(share(best.problem, partial, mine), -1.0)


def _repaired(best: PartSearch, partial: PartialCover, settings: SearchSettings) -> PartialCover:
    """Choose again all shifts that reach an understaffed slot that must be covered."""
    problem = best.problem
    least = problem.required if problem.under is None else problem.floor
    short = net(problem, partial.count, partial.begins) < least
    if not short.any() or settings.budget.exhausted():
        return partial
    settings.budget.report("filling gaps", best.bound)
    members = np.flatnonzero(
        [
            short[(start + np.arange(length)) % problem.slots].any()
            for start, length in zip(problem.start, problem.length, strict=True)
        ]
    )
    # one more program around the missing people costs less than adding shifts one by one
    again = _block(best, partial, members, partial.count - DOWN, partial.count + UP, settings)
    # the repair may also fail for lack of time: the better of the two counts
    return min((partial, again), key=lambda one: forbidden(problem, one))


def _improve(best: PartSearch, settings: SearchSettings) -> None:
    """Passes over the days, cut at other hours, until the gap is met."""
    if best.partial is None:
        return
    for turn in range(PASSES):
        if best.within(settings.gap) or settings.budget.exhausted():
            return
        worth = SlotWorth.of(best.problem, best.soft)
        best.offer(polish(best.problem, best.partial, worth, settings.budget))
        for day in _days(best.problem, best.partial.count, settings.day, turn + 1):
            _better(best, day[best.likely[day] | (best.partial.count[day] > 0)], settings)
    if (
        not best.within(settings.gap)
        and _columns(best.problem) <= MIDDLE
        and not settings.budget.exhausted()
    ):
        _whole(best, settings, MIDDLE_NODES)


def _better(best: PartSearch, members: Ints, settings: SearchSettings) -> None:
    """Choose one block again and keep it if it is cheaper."""
    if best.partial is None or best.within(settings.gap) or settings.budget.exhausted():
        return
    count = best.partial.count
    best.offer(
        _block(best, best.partial, members, count - AROUND, count + AROUND, settings).whole()
    )
    best.raise_bound(best.bound)
    settings.budget.report("improving shifts", best.bound, best.cost)


def _days(problem: CoverProblem, count: Floats, day: int, turn: int) -> list[Ints]:
    """The shifts by the day on which they start, cut where fewest people work across the cut.

    Every other turn cuts half a day later.
    """
    # without a second day to cut from the first there is one block
    slots, first = problem.slots, int(problem.start.min())
    if not problem.cyclic and int(problem.start.max()) - first < day:
        return [np.arange(problem.shifts)]
    after = (problem.start + 1) % slots
    # people at work both before and after a slot: those whom a cut there would separate
    across = net(replace(problem, start=after, length=problem.length - 1, groups=()), count, [])
    width = min(day, slots)
    padded = np.concatenate([across, np.zeros(-slots % width)]).reshape(-1, width)
    # half a day later in every other pass, so that what one pass cuts the next can move
    cut = (int(np.argmin(padded.sum(axis=0))) + (width // 2) * (turn % 2)) % width
    number = (problem.start - cut) % slots // width
    return [np.flatnonzero(number == value) for value in np.unique(number)]
