"""Few distinct shifts: a price or a limit on how many kinds of shift are run at all.

A kind (template, start on the clock, length) is open or not, and only open kinds are run:
``x[k] <= most[k] y[kind of k]``. A small program of all kinds is solved at once and proves its
bound. For others a local search chooses the kinds (`ChoiceSearch`), and the covering search their
people. Where kinds have a price, programs of some kinds follow: those that are open, those that
begin and end where the requirement changes, and neighbours on the clock of both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from wfm._numerics.mathematical_program import ProgramSolution, solve
from wfm.scheduling.contracts import DAY
from wfm.scheduling.covering.change_rows import add_change_rows, whole_deviations
from wfm.scheduling.covering.distinct_choice import ChoiceSearch
from wfm.scheduling.covering.partial_cover import (
    PartialCover,
    forbidden,
    lacking,
    price_of,
    prices,
    share_price,
    tiers,
)
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.program import CoverProgram, breaks_in, build
from wfm.scheduling.covering.quick_kinds import quick_kinds
from wfm.scheduling.covering.relaxation import cost_step, relax_cover, round_up
from wfm.scheduling.covering.repair import SHARE_TOLERANCE, SlotWorth, fill
from wfm.scheduling.covering.search import SearchSettings, cheapest_hours
from wfm.scheduling.covering.search import search as covering_search
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.time_budget import TimeBudget

__all__ = ["DistinctShifts", "search"]

# Nodes of a small program, which can be finished; of a program of some kinds; and of the whole of a
# large one, which is for the bound of its root alone.
ALL_NODES, NEAR_NODES, LAST_NODES = 5000, 50, 1
SMALL = 1500  # columns: the tree is searched in earnest
# Columns: the tree is searched at once; of others only where kinds have a price, or people are
# missing, because a choice of kinds comes within one or two percent in a tenth of the time.
TINY = 200
# Columns up to which the root of the whole program is worth its time: more take minutes.
LARGE = 5000
# Kinds in a program of some of them: a few seconds; more of them when it brings nothing more, and
# not more than three times as many, which HiGHS does not finish.
POOL, GROWTH, POOLS = 60, 1.7, 3
# Linear programs with which kinds are chosen: some seconds in all, after which few gain anything.
PROGRAMS = 400
# Columns of a program of some milliseconds: the time of others grows with the power 1.5 of these.
MEDIUM = 2000
# Of a time limit, the part that the linear program of all kinds may take.
RELAX_SHARE = 0.4
# Of the time that is left then, the part for the choice of kinds; the rest is for their people.
CHOICE_SHARE = 0.5
# Of a time limit, the part for a first choice of kinds, and of the rest the part for the root of
# the whole program with rows for changes, which either ends in some seconds or takes minutes.
FIRST_CHOICE_SHARE, ROOT_SHARE = 0.2, 0.6
# Kinds of a first schedule without programs where no limit is asked for.
QUICK = 12
# Kinds a step away from a kind, to which the search may move.
NEIGHBOURS = 6
# Where a limit leaves no solution, missing people are allowed at this many times the price of the
# cheapest shift that would help, so that they are the last resort.
LAST_RESORT = 100.0
# A gap above which people are missing at a price for want of kinds: a choice of kinds that covers
# all comes nearer to its bound.
WEAK_GAP = 0.05
# Costs that differ by less are equal.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class DistinctShifts:
    """Which kind each shift is of, in which slots the kinds are, and what they cost.

    `slot` is the length of a slot in seconds, `limit` the most kinds that may be run.
    """

    of_shift: Ints
    clock: Ints
    length: Ints
    slot: float
    price: float
    limit: int | None

    @classmethod
    def of(
        cls, need: StaffRequirement, shifts: Sequence[Shift], limit: int | None
    ) -> DistinctShifts:
        """The kinds of some shifts, in the order of their names, clocks and lengths."""
        keys = [(shift.template, shift.clock, shift.length) for shift in shifts]
        # sorted, so that the order of the shifts does not change the program
        known = sorted(set(keys))
        number = {key: n for n, key in enumerate(known)}
        return cls(
            np.array([number[key] for key in keys], dtype=np.int64),
            np.array([key[1] for key in known], dtype=np.int64),
            np.array([key[2] for key in known], dtype=np.int64),
            need.slot,
            need.distinct,
            limit,
        )

    def open_in(self, partial: PartialCover) -> Ints:
        """The kinds that are run."""
        return np.unique(self.of_shift[partial.count > 0.5])

    def neighbours(self) -> list[Ints]:
        """For each kind, those nearest to it by clock and length."""
        everything = np.arange(len(self.clock))
        return [
            np.argsort(np.where(everything == kind, np.inf, away), kind="stable")[:NEIGHBOURS]
            for kind, away in enumerate(self._away(everything))
        ]

    def pool(self, problem: CoverProblem, some: Ints, size: int) -> Ints:
        """Some kinds and others worth a try, `size` in all.

        A kind that is run without people to spare or missing begins and ends where the requirement
        changes. Among equals, the nearest to `some` come first.
        """
        change = problem.required != np.roll(problem.required, 1)
        fits = np.zeros((2, len(self.clock)))
        end = (problem.start + problem.length) % problem.slots
        for row, slot in enumerate((problem.start, end)):
            np.add.at(fits[row], self.of_shift, change[slot].astype(np.float64))
        away = self._away(some).min(axis=0, initial=np.inf)
        order = np.lexsort((away, -fits.min(axis=0)))
        others = order[~np.isin(order, some)]
        return np.sort(np.concatenate([some, others[: max(size - len(some), 0)]]))

    def _away(self, some: Ints) -> Floats:
        """How many slots apart each of some kinds is from every kind, by clock and by length."""
        apart = np.abs(self.clock[some][:, None] - self.clock)
        # starts are apart around the clock, in slots, as lengths are
        around = np.minimum(apart, DAY - apart) / self.slot
        return np.asarray(around + np.abs(self.length[some][:, None] - self.length))


@dataclass
class _DistinctSearch:
    """The best schedule so far."""

    problem: CoverProblem
    distinct: DistinctShifts
    soft: Floats
    partial: PartialCover
    cost: float = np.inf
    bound: float = 0.0

    def offer(self, partial: PartialCover) -> bool:
        """Keep a schedule if it is the best so far."""
        problem, distinct = self.problem, self.distinct
        if lacking(problem, partial) > SHARE_TOLERANCE:
            partial = self._with_shares(partial)
        if distinct.limit is None and forbidden(problem, partial) > 0:
            partial = fill(problem, partial, SlotWorth.of(problem, self.soft))
        cost = price_of(problem, partial) + distinct.price * len(distinct.open_in(partial))
        # fewer missing people come first, then cost
        order = (forbidden(problem, partial), cost)
        if order >= (forbidden(problem, self.partial), self.cost - TOLERANCE):
            return False
        self.partial, self.cost = partial, cost
        return True

    def _with_shares(self, partial: PartialCover) -> PartialCover:
        """A schedule of the same kinds that keeps the shares of all days."""
        problem, distinct = self.problem, self.distinct
        members = np.flatnonzero(np.isin(distinct.of_shift, distinct.open_in(partial)))
        part = problem.only(members)
        soft = prices(part)
        part = part.where(np.isfinite(soft))
        found = fill(
            part, PartialCover(partial.count[members], partial.begins), SlotWorth.of(part, soft)
        )
        count = np.zeros(problem.shifts)
        count[members] = found.count
        return PartialCover(count, found.begins)

    def raise_bound(self, bound: float) -> None:
        """A better bound holds, up to the next cost that there can be."""
        problem = self.problem
        values = [*problem.cost, problem.over, problem.under or 0.0, self.distinct.price]
        self.bound = max(self.bound, round_up(bound, cost_step(values)))

    def within(self, gap: float) -> bool:
        """Whether the cost is proved to be within the gap."""
        return self.cost <= self.bound * (1.0 + gap) + TOLERANCE


def search(
    problem: CoverProblem, distinct: DistinctShifts, settings: SearchSettings
) -> tuple[PartialCover, float]:
    """The schedule with few kinds of shift, and a cost that none can beat."""
    state = _DistinctSearch(problem, distinct, prices(problem), PartialCover.empty(problem))
    if not problem.shifts:
        return state.partial, 0.0
    if distinct.limit is None:
        state.offer(state.partial)
    everything = np.arange(len(distinct.clock))
    settings.budget.report("limiting the distinct shifts")
    with settings.budget.interruptible():
        _search(state, everything, settings)
    if settings.budget.interrupted and not np.isfinite(state.cost):
        raise KeyboardInterrupt  # there is nothing yet that could be returned
    # a bound for must-cover says nothing where the limit leaves slots understaffed
    return state.partial, 0.0 if forbidden(problem, state.partial) > 0 else state.bound


def _search(state: _DistinctSearch, everything: Ints, settings: SearchSettings) -> None:
    """All kinds at once where that can be finished, else a choice of them, improved."""
    problem, budget = state.problem, settings.budget
    if budget.remaining() is not None:
        _quick(state, settings)
    relaxed = relax_cover(problem, tiers(problem), budget.remaining(RELAX_SHARE))
    state.raise_bound(cheapest_hours(problem) if relaxed is None else relaxed.bound)
    if budget.exhausted():
        return
    need = problem.required.astype(np.float64)
    columns = build(problem, need, tiers(problem), integral=True).columns
    tiny = columns <= min(TINY, SMALL)
    if tiny:
        _solve(state, everything, ALL_NODES, settings)
    if state.within(settings.gap) or (tiny and np.isfinite(state.cost)):
        return
    rooted = state.distinct.price > 0 and _has_change_rows(problem) and columns <= LARGE
    if rooted:
        if budget.remaining() is not None:
            _choose(state, _programs(columns), FIRST_CHOICE_SHARE, settings)
        _solve(state, everything, LAST_NODES, settings, ROOT_SHARE)
        if state.within(settings.gap) or budget.exhausted():
            return
    _choose(state, _programs(columns), CHOICE_SHARE, settings)
    # the bound so far knows no limit: it says little where the limit leaves people missing
    weak = problem.under is not None and not state.within(WEAK_GAP)
    unsolved = state.distinct.price > 0 or forbidden(problem, state.partial) > 0 or weak
    if columns <= SMALL and unsolved and not state.within(settings.gap):
        _solve(state, everything, ALL_NODES, settings)
        if np.isfinite(state.cost):
            return
    if state.distinct.price > 0:
        _exchange(state, settings)
        wanted = columns <= LARGE and not rooted
        if wanted and not state.within(settings.gap) and not budget.exhausted():
            _solve(state, everything, LAST_NODES, settings)


def _programs(columns: int) -> int:
    """How many linear programs may be solved for a choice: fewer large ones in the same time."""
    part = min(1.0, math.pow(MEDIUM / columns, 1.5))
    return max(round(PROGRAMS * part), PROGRAMS // 10)


def _quick(state: _DistinctSearch, settings: SearchSettings) -> None:
    """A first schedule without programs, which is left where the time ends first."""
    kinds = len(state.distinct.clock)
    choice = quick_kinds(
        state.problem, state.distinct.of_shift, min(state.distinct.limit or QUICK, kinds)
    )
    at_once = replace(settings, budget=TimeBudget.start(0.0))
    with settings.budget.reserving():
        _cover_with(state, choice, at_once)


def _choose(state: _DistinctSearch, programs: int, share: float, settings: SearchSettings) -> None:
    """Kinds chosen by linear programs, and their people by the covering search."""
    problem, distinct = state.problem, state.distinct
    part = settings.budget.part(share)
    search = ChoiceSearch(
        problem,
        distinct.of_shift,
        distinct.price,
        distinct.limit or len(distinct.clock),
        distinct.neighbours(),
        part,
    )
    choice = search.search(programs, enough=state.bound * (1.0 + settings.gap))
    settings.budget.join(part)
    if choice is None:
        return
    _cover_with(state, np.array(choice.shifts, dtype=np.int64), settings)
    settings.budget.report("limiting the distinct shifts", state.bound, state.cost)


def _cover_with(state: _DistinctSearch, kinds: Ints, settings: SearchSettings) -> None:
    """The covering search with some kinds alone."""
    problem = state.problem
    members = np.flatnonzero(np.isin(state.distinct.of_shift, kinds))
    part = problem.only(members)
    inside = part.where(np.isfinite(prices(part)))
    found, _ = covering_search(inside, settings)
    partial = PartialCover.empty(problem)
    partial.count[members] = found.count
    state.offer(PartialCover(partial.count, found.begins))


def _exchange(state: _DistinctSearch, settings: SearchSettings) -> None:
    """Programs of the kinds that are open and of others, more of them when one brings nothing."""
    size, kinds = float(POOL), len(state.distinct.clock)
    tried = 0
    while tried < POOLS and not state.within(settings.gap) and not settings.budget.exhausted():
        some = state.distinct.open_in(state.partial)
        pool = state.distinct.pool(state.problem, some, min(round(size), kinds))
        if not _solve(state, pool, NEAR_NODES, settings):
            if len(pool) == kinds:
                return
            size *= GROWTH
            tried += 1


def _solve(
    state: _DistinctSearch,
    some: Ints,
    node_limit: int,
    settings: SearchSettings,
    share: float = 1.0,
) -> bool:
    """The best schedule with these kinds alone; True if it is better than the best so far."""
    distinct, problem = state.distinct, state.problem
    members = np.flatnonzero(np.isin(distinct.of_shift, some))
    part = problem.only(members)
    whole = len(some) == len(distinct.clock)
    program = _program(part, distinct, members, None)
    found = _solve_program(program, part, node_limit, settings, share)
    if found.values is None and not settings.budget.exhausted():
        program = _program(part, distinct, members, LAST_RESORT * (state.soft + problem.cost.max()))
        found = _solve_program(program, part, node_limit, settings, share)
    # only a program with all shifts bounds the whole problem
    elif found.values is not None and whole:
        state.raise_bound(found.bound)
    if found.values is None:
        return False
    count = np.zeros(problem.shifts)
    count[members] = found.values[: len(members)]
    better = state.offer(PartialCover(count, breaks_in(program, part, found.values)).whole())
    settings.budget.report("limiting the distinct shifts", state.bound, state.cost)
    return better


def _solve_program(
    program: CoverProgram,
    part: CoverProblem,
    node_limit: int,
    settings: SearchSettings,
    share: float,
) -> ProgramSolution:
    """Solve within a share of what the search may still take."""
    return solve(
        program,
        gap=settings.gap,
        node_limit=node_limit,
        seconds=settings.budget.remaining(share),
        integral=whole_deviations(program) if _has_change_rows(part) else None,
    )


def _has_change_rows(problem: CoverProblem) -> bool:
    """Whether a change of the requirement that no shift follows costs something."""
    has_breaks = any(len(group.shift) for group in problem.groups)
    # behind the end of an open horizon people too many cost nothing, and have no columns
    return problem.over > 0 and problem.free_from is None and not has_breaks


def _program(
    part: CoverProblem, distinct: DistinctShifts, members: Ints, soft: Floats | None
) -> CoverProgram:
    """The covering program with a column per distinct shift, 1 where it is open."""
    need = part.required.astype(np.float64)
    program = build(part, need, tiers(part, soft), integral=True, share_price=share_price(part))
    known, kind = np.unique(distinct.of_shift[members], return_inverse=True)
    opened = program.add_columns(np.full(len(known), distinct.price), upper=1.0, integral=True)
    # x[k] - most[k] y[kind of k] <= 0: a shift is run only if its kind is open
    rows = program.add_rows(np.full(len(members), -np.inf), np.zeros(len(members)))
    program.put(rows, np.arange(len(members)), 1.0)
    program.put(rows, opened[kind], -_most(part))
    if _has_change_rows(part):
        add_change_rows(program, part, opened, kind)
    # sum over kinds of y <= limit
    if distinct.limit is not None:
        row = program.add_rows(np.array([-np.inf]), np.array([float(distinct.limit)]))
        program.put(np.repeat(row, len(opened)), opened, 1.0)
    return program


def _most(problem: CoverProblem) -> Floats:
    """No cheapest schedule runs a shift more often than this.

    A person who is not superfluous works in a slot that is understaffed otherwise. All others in
    the same shift work there too, and are no more than are required, or are on a break; those can
    be distinguished by another slot, at most once for every slot of break that a shift has. A
    superfluous person is there for the share of a day, which is missed without this person:
    ``n - 1 < m (n - 1 + others)`` for n people in a share m, of whose others none is superfluous.
    """
    away = np.ones(problem.shifts, dtype=np.int64)
    for group in problem.groups:
        np.add.at(away, group.shift, group.length)
    twice = np.concatenate([problem.required, problem.required])
    peak = [twice[s : s + n].max() for s, n in zip(problem.start, problem.length, strict=True)]
    most = np.array(peak, dtype=np.float64) * away
    extra = most.copy()
    for one in problem.shares:
        others = np.setdiff1d(one.among, one.some)
        if one.minimum < 1:
            ratio = one.minimum / (1 - one.minimum)
            extra[one.some] = np.maximum(extra[one.some], ratio * most[others].sum() + 1)
    return extra
