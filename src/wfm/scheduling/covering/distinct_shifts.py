"""Few distinct shifts: a price or a limit on how many kinds of shift are run at all.

A kind (template, start on the clock, length) is open or not, and only open kinds are run:
``x[k] <= most[k] y[kind of k]``. With all kinds this is one program with a bound of its own; where
that is too large to finish, the kinds open in the best schedule and their neighbours on the clock
are a smaller one, solved again and again until it brings no more (Musliu, Schaerf and Slany 2004
move the same way, one shift at a time).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wfm._numerics.mathematical_program import ProgramSolution, solve
from wfm.scheduling.contracts import DAY
from wfm.scheduling.covering.partial_cover import PartialCover, forbidden, price_of, prices, tiers
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.program import CoverProgram, breaks_in, build
from wfm.scheduling.covering.relaxation import cost_step, relax_cover, round_up
from wfm.scheduling.covering.repair import SlotWorth, fill
from wfm.scheduling.covering.search import SearchSettings
from wfm.scheduling.records import Shift, StaffRequirement

__all__ = ["DistinctShifts", "search"]

# Nodes of a small program, which can be finished; of a neighbourhood, solved many times; and of the
# first solve of a large program, which is for the bound of its root alone.
ALL_NODES, NEAR_NODES, FIRST_NODES = 20000, 50, 1
SMALL = 1500  # columns: the tree is searched in earnest
# Columns of a neighbourhood at first: some seconds per solve; doubled when it brings nothing more.
NEAR_COLUMNS = 1200
# Neighbourhoods that are solved: the search must end somewhere, and a number, unlike a time, gives
# the same schedule on every machine.
ROUNDS = 12
# Where a limit leaves no solution, missing people are allowed at this many times the price of the
# cheapest shift that would help, so that they are the last resort.
LAST_RESORT = 100.0
# Costs that differ by less are equal.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class DistinctShifts:
    """Which kind each shift is of, where the kinds stand, and what they cost.

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

    def near(self, some: Ints, most: int) -> Ints:
        """Some kinds, and those nearest to any of them by clock and length, `most` in all."""
        apart = np.abs(self.clock[:, None] - self.clock[some])
        # starts are apart around the clock, in slots, as lengths are
        around = np.minimum(apart, DAY - apart) / self.slot
        away = around + np.abs(self.length[:, None] - self.length[some])
        nearest = away.min(axis=1, initial=np.inf)
        return np.sort(np.argsort(nearest, kind="stable")[: max(most, len(some))])


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
        if distinct.limit is None and forbidden(problem, partial) > 0:
            partial = fill(problem, partial, SlotWorth.of(problem, self.soft))
        cost = price_of(problem, partial) + distinct.price * len(distinct.open_in(partial))
        # fewer missing people come first, then cost
        order = (forbidden(problem, partial), cost)
        if order >= (forbidden(problem, self.partial), self.cost - TOLERANCE):
            return False
        self.partial, self.cost = partial, cost
        return True

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
    """The whole program once, then programs of open shifts and their neighbours."""
    problem = state.problem
    relaxed = relax_cover(problem, tiers(problem), settings.budget.remaining())
    if relaxed is not None:
        state.raise_bound(relaxed.bound)
    columns = build(problem, problem.required.astype(float), tiers(problem), integral=True).columns
    small = columns <= SMALL
    _solve(state, everything, ALL_NODES if small else FIRST_NODES, settings)
    most = NEAR_COLUMNS * len(everything) // columns
    for _ in range(0 if small else ROUNDS):
        if state.within(settings.gap) or settings.budget.exhausted() or most > len(everything):
            return
        some = state.distinct.near(state.distinct.open_in(state.partial), most)
        if not _solve(state, some, NEAR_NODES, settings):
            most *= 2  # the best of this neighbourhood is found: look further around


def _solve(state: _DistinctSearch, some: Ints, node_limit: int, settings: SearchSettings) -> bool:
    """The best schedule with these kinds alone; True if it is better than the best so far."""
    distinct, problem = state.distinct, state.problem
    members = np.flatnonzero(np.isin(distinct.of_shift, some))
    part = problem.only(members)
    whole = len(some) == len(distinct.clock)
    program = _program(part, distinct, members, None)
    found = _solve_program(program, node_limit, settings)
    if found.values is None and not settings.budget.exhausted():
        program = _program(part, distinct, members, LAST_RESORT * (state.soft + problem.cost.max()))
        found = _solve_program(program, node_limit, settings)
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
    program: CoverProgram, node_limit: int, settings: SearchSettings
) -> ProgramSolution:
    """Solve within what the search may still take."""
    return solve(
        program, gap=settings.gap, node_limit=node_limit, seconds=settings.budget.remaining()
    )


def _program(
    part: CoverProblem, distinct: DistinctShifts, members: Ints, soft: Floats | None
) -> CoverProgram:
    """The covering program with a column per distinct shift, 1 where it is open."""
    need = part.required.astype(np.float64)
    program = build(part, need, tiers(part, soft), integral=True)
    known, kind = np.unique(distinct.of_shift[members], return_inverse=True)
    opened = program.add_columns(np.full(len(known), distinct.price), upper=1.0, integral=True)
    # x[k] - most[k] y[kind of k] <= 0: a shift is run only if its kind is open
    rows = program.add_rows(np.full(len(members), -np.inf), np.zeros(len(members)))
    program.put(rows, np.arange(len(members)), 1.0)
    program.put(rows, opened[kind], -_most(part))
    # sum over kinds of y <= limit
    if distinct.limit is not None:
        row = program.add_rows(np.array([-np.inf]), np.array([float(distinct.limit)]))
        program.put(np.repeat(row, len(opened)), opened, 1.0)
    return program


def _most(problem: CoverProblem) -> Floats:
    """No cheapest schedule runs a shift more often than this.

    A person who is not superfluous works in a slot that is understaffed otherwise. All others in
    the same shift work there too, and are no more than are required, or are on a break; those can
    be distinguished by another slot, at most once for every slot of break that a shift has.
    """
    away = np.ones(problem.shifts, dtype=np.int64)
    for group in problem.groups:
        np.add.at(away, group.shift, group.length)
    twice = np.concatenate([problem.required, problem.required])
    peak = [twice[s : s + n].max() for s, n in zip(problem.start, problem.length, strict=True)]
    return np.asarray(np.array(peak, dtype=np.float64) * away)
