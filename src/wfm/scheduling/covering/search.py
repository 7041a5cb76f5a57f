"""From the bound to a schedule: round the linear program by windows of hours, then improve.

The linear program of the whole horizon gives the bound, its people rounded down and a greedy
cover of the rest a first schedule. `round_by_windows` gives a better one. Then the shifts that
start within some hours are chosen again, while all other people keep theirs, window after window
(large-neighbourhood search). Every step begins from the best schedule so far, so that the search
can stop after any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm._numerics.mathematical_program import solve
from wfm.scheduling.covering.block_solver import solve_block
from wfm.scheduling.covering.partial_cover import (
    PartialCover,
    forbidden,
    lacking,
    parts,
    price_of,
    prices,
    rounded_down,
    share_price,
    tiers,
)
from wfm.scheduling.covering.problem import CoverProblem, DayShare, Floats, Ints
from wfm.scheduling.covering.program import breaks_in, build
from wfm.scheduling.covering.quick_cover import quick_cover
from wfm.scheduling.covering.relaxation import RelaxedCover, cost_step, relax_cover, round_up
from wfm.scheduling.covering.repair import SHARE_TOLERANCE, SlotWorth, fill, polish
from wfm.scheduling.covering.rounding import round_by_windows, within
from wfm.scheduling.time_budget import TimeBudget

__all__ = ["PartSearch", "SearchSettings", "cheapest_hours", "search"]

# Columns up to which a part is solved at once: HiGHS finishes these within SMALL_NODES nodes.
SMALL = 400
# Part of the time of a small part for that: its program may end without any schedule.
WHOLE_SHARE = 0.5
# Columns up to which the whole program is tried when the windows have missed the gap: the root node
# of one of 2,700 columns took three times as long as all else together, and gained nothing.
MIDDLE = 1500
# A shift whose reduced cost is above this share of its cost is hardly ever run: rounding does
# without it, and so do the windows, which can afford more of them because they are shorter. Where
# people may be missing at a price, rounding does with fewer, in less time: what these leave
# uncovered costs little. Where all must be covered, it costs another shift.
UNLIKELY, UNLIKELY_PRICED, DEAR = 0.005, 0.001, 0.02
# Part of a day that a window of the improvement has at first: HiGHS solves one in half a second.
# It grows by this factor when a round over the horizon has brought nothing.
WINDOW, WIDER = 1 / 4, 1.5
# Each window begins this part of its width behind the one before it, so that the hours in which one
# ends lie inside another.
STRIDE = 5 / 8
# Rounds over the horizon without a time limit: a number, unlike a time, gives the same schedule on
# every machine. A third one seldom gains a thousandth.
ROUNDS = 2
# Nodes of a window, of a small part, which is to be finished, and of the whole program.
NODES, SMALL_NODES, MIDDLE_NODES = 20, 5000, 10
# Costs that differ by less are equal.
ZERO = 1e-9


@dataclass(frozen=True)
class SearchSettings:
    """The gap asked for, the slots of a day, and the time there is."""

    gap: float
    day: int
    budget: TimeBudget


@dataclass
class PartSearch:
    """The best whole schedule of one independent part so far, and its bound.

    `likely` marks the shifts that the windows choose from, `first` is the slot of the horizon at
    which its own slots begin.
    """

    problem: CoverProblem
    members: Ints
    soft: Floats
    likely: NDArray[np.bool_]
    first: int = 0
    bound: float = 0.0
    partial: PartialCover | None = None
    cost: float = np.inf
    missing: float = np.inf
    spare: PartialCover | None = None  # what is left where the time ends first

    def offer(self, partial: PartialCover, *, equal: bool = False) -> bool:
        """Repair a whole schedule, and keep it if it is the cheapest so far.

        With `equal` also one that costs as much: from another schedule, other windows gain.
        """
        worth = SlotWorth.of(self.problem, self.soft)
        if forbidden(self.problem, partial) > 0 or lacking(self.problem, partial) > SHARE_TOLERANCE:
            partial = fill(self.problem, partial, worth)
        # people are missing where only shifts that a share excludes would cover
        missing, cost = forbidden(self.problem, partial), price_of(self.problem, partial)
        if (missing, cost) >= (self.missing, self.cost + (ZERO if equal else -ZERO)):
            return False
        self.partial, self.cost, self.missing = partial, cost, missing
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
    found = [_part(part, members, settings.day) for part, members in _parts(problem)]
    with settings.budget.interruptible():
        if settings.budget.deadline is not None:
            with settings.budget.reserving():
                for best in found:
                    best.spare = quick_cover(best.problem, best.soft, settings.day)
            for best in found:
                _polish_spare(best, settings.budget)
        _each(found, _first, settings)
        # parts that missed the gap need no more work where all together are within it
        ended = _each(found, _improve, settings)
        # the time that others have left
        for best in ended:
            if not _together_within(found, settings.gap):
                _improve(best, settings)
    for best in found:
        if best.partial is None:  # Ctrl-C came before there was one
            best.offer(best.spare or PartialCover.empty(best.problem))
    return _together(problem, found), sum(best.bound for best in found)


def _polish_spare(best: PartSearch, budget: TimeBudget) -> None:
    """Exchange the people of the schedule that is left where the time ends first."""
    if best.spare is not None and not budget.exhausted():
        worth = SlotWorth.of(best.problem, best.soft)
        best.spare = polish(best.problem, best.spare, worth, budget)


def _each(
    found: list[PartSearch],
    run: Callable[[PartSearch, SearchSettings], None],
    settings: SearchSettings,
) -> list[PartSearch]:
    """Run a step for one part after the other, each with its share of the time that is left.

    A day that is proved to be the cheapest helps less than all days that are nearly so. Returns
    the parts whose time has ended the step.
    """
    ended = []
    for done, best in enumerate(found):
        if _together_within(found, settings.gap):
            break
        if settings.budget.exhausted():
            run(best, settings)
            continue
        share = settings.budget.part(1.0 / (len(found) - done))
        run(best, replace(settings, budget=share))
        settings.budget.join(share)
        if share.exhausted():
            ended.append(best)
    return ended


def _together_within(found: list[PartSearch], gap: float) -> bool:
    """Whether the cost of all parts is proved to be within the gap."""
    cost, bound = sum(best.cost for best in found), sum(best.bound for best in found)
    return cost <= bound * (1.0 + gap) + ZERO


def _parts(problem: CoverProblem) -> Iterator[tuple[CoverProblem, Ints]]:
    """The shifts of each independent part, and the problem with the shares of these alone."""
    groups = parts(problem)
    part_of = np.zeros(problem.shifts, dtype=np.int64)
    for number, members in enumerate(groups):
        part_of[members] = number
    shares: list[list[DayShare]] = [[] for _ in groups]
    for share in problem.shares:
        if len(share.among):
            shares[part_of[share.among[0]]].append(share)
    for members, mine in zip(groups, shares, strict=True):
        yield replace(problem, shares=tuple(mine)), members


def _part(problem: CoverProblem, members: Ints, day: int) -> PartSearch:
    """The search of one independent part, in which only slots that can be covered are required.

    Of an open horizon it has the slots of its own days alone: the work of a year is then that of
    its days, not of all slots for each of them.
    """
    part, first = problem.only(members), 0
    if not part.cyclic and part.shifts:
        first = int(part.start.min()) // day * day
        part = part.between(first, int((part.start + part.length).max()))
    soft = prices(part)
    likely = np.ones(part.shifts, dtype=np.bool_)
    return PartSearch(part.where(np.isfinite(soft)), members, soft, likely, first)


def _together(problem: CoverProblem, found: list[PartSearch]) -> PartialCover:
    """One cover from those of all parts."""
    whole = PartialCover.empty(problem)
    for best in found:
        if best.partial is None:
            continue
        whole.count[best.members] = best.partial.count
        for mine, begin in zip(whole.begins, best.partial.begins, strict=True):
            mine[best.first : best.first + len(begin)] += begin
    return whole


def _first(best: PartSearch, settings: SearchSettings) -> None:
    """A first whole schedule and a bound; there is always one."""
    problem, budget = best.problem, settings.budget
    budget.report("finding the lowest possible cost")
    if not problem.required.any():
        best.offer(PartialCover.empty(problem))
        return
    _choose(best, settings)
    if best.partial is None or (best.spare is not None and budget.exhausted()):
        best.offer(best.spare or PartialCover.empty(problem))
        best.raise_bound(cheapest_hours(problem))


def cheapest_hours(problem: CoverProblem) -> float:
    """A bound that needs no program: all work at the price of the cheapest.

    Prices y = min cost / slots at work are feasible for the dual of the linear program: the work
    of a shift is worth no more than its cost, that of a slot no more than the understaffing price.
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
    problem, budget = best.problem, settings.budget
    if budget.exhausted():
        return
    relaxed = None
    # a small part is mostly solved to the gap here, and then nothing else is done
    if _columns(problem) <= SMALL:
        if budget.deadline is not None:
            # the time may end before HiGHS has a schedule
            relaxed = _relaxed(best, budget)
            _polish(best, budget)
        _whole(best, settings, SMALL_NODES, WHOLE_SHARE)
    if best.within(settings.gap) or budget.exhausted():
        return
    relaxed = relaxed or _relaxed(best, budget)
    if relaxed is None:
        return
    used = relaxed.count > ZERO
    unlikely = UNLIKELY if problem.under is None else UNLIKELY_PRICED
    likely = used | (relaxed.reduced <= unlikely * problem.cost + ZERO)
    best.likely = used | (relaxed.reduced <= DEAR * problem.cost + ZERO)
    found = round_by_windows(
        problem, relaxed, likely, gap=settings.gap, day=settings.day, budget=budget
    )
    if found is not None:
        best.offer(found)
    best.raise_bound(best.bound)
    budget.report("choosing shifts", best.bound, best.cost)


def _relaxed(best: PartSearch, budget: TimeBudget) -> RelaxedCover | None:
    """The linear program, its bound, and the schedule of its people rounded down."""
    problem = best.problem
    relaxed = relax_cover(problem, tiers(problem, best.soft), budget.remaining())
    if relaxed is not None:
        best.raise_bound(relaxed.bound)
        best.offer(rounded_down(problem, PartialCover(relaxed.count, relaxed.begins)))
        best.raise_bound(best.bound)
        budget.report("choosing shifts", best.bound, best.cost)
    return relaxed


def _polish(best: PartSearch, budget: TimeBudget) -> None:
    """Exchange the people of the best schedule one by one."""
    if best.partial is not None:
        worth = SlotWorth.of(best.problem, best.soft)
        best.offer(polish(best.problem, best.partial, worth, budget))


def _columns(problem: CoverProblem) -> int:
    """Number of columns of the whole program."""
    return build(
        problem, problem.required.astype(np.float64), tiers(problem), integral=True
    ).columns


def _whole(best: PartSearch, settings: SearchSettings, nodes: int, share: float = 1.0) -> None:
    """All at once."""
    problem = best.problem
    need = problem.required.astype(np.float64)
    program = build(problem, need, tiers(problem), integral=True, share_price=share_price(problem))
    seconds = settings.budget.remaining(share)
    found = solve(program, gap=settings.gap, node_limit=nodes, seconds=seconds)
    if found.values is not None:
        begins = breaks_in(program, problem, found.values)
        best.offer(PartialCover(found.values[: problem.shifts], begins).whole())
        best.raise_bound(found.bound)


def _improve(best: PartSearch, settings: SearchSettings) -> None:
    """Rounds of windows until the gap is met, and in the end all at once where it is small."""
    budget = settings.budget
    if best.partial is None or best.within(settings.gap) or budget.exhausted():
        return
    _polish(best, budget)
    for window in _windows(best, settings):
        if best.within(settings.gap) or budget.exhausted():
            return
        _better(best, window, settings)
    if _columns(best.problem) <= MIDDLE:
        _whole(best, settings, MIDDLE_NODES)


def _windows(best: PartSearch, settings: SearchSettings) -> Iterator[Ints]:
    """The shifts of one window after the other; wider ones once a round has brought nothing."""
    problem, width, turn = best.problem, WINDOW, 0
    first, span = 0, problem.slots
    if not problem.cyclic:
        first = int(problem.start.min())
        span = int(problem.start.max()) - first + 1
    while width * settings.day < 2 * span and (turn < ROUNDS or settings.budget.deadline):
        size, before = max(round(width * settings.day), 1), best.cost
        stride = max(round(STRIDE * size), 1)
        # every round begins elsewhere
        for begin in range((turn % 2) * -(stride // 2), span, stride):
            inside = within(problem.start, (first + begin) % problem.slots, size, problem.slots)
            some = best.likely | (best.partial.count > 0 if best.partial else False)
            yield np.flatnonzero(inside & some)
        turn += 1
        if best.cost >= before - ZERO:
            width *= WIDER


def _better(best: PartSearch, members: Ints, settings: SearchSettings) -> None:
    """Choose the shifts of one window again, and keep them if they are no worse."""
    problem, partial = best.problem, best.partial
    if partial is None or not len(members):
        return
    found = solve_block(
        problem,
        partial,
        members,
        tiers(problem, best.soft),
        np.zeros(problem.shifts),
        np.full(problem.shifts, np.inf),
        gap=0.0,
        node_limit=NODES,
        seconds=settings.budget.remaining(),
    )
    if found is not None:
        best.offer(found, equal=True)
    best.raise_bound(best.bound)
    settings.budget.report("improving shifts", best.bound, best.cost)
