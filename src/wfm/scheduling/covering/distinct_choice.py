"""Which distinct shifts to run: a local search over their choice, by linear programs.

With its distinct shifts chosen, a schedule is a covering problem whose linear program is small and
close to the whole numbers, so that a choice is judged by it in some milliseconds. The search begins
with slope scaling (Kim and Pardalos 1999): the linear program of all shifts, each charged for its
people as if they shared the price of their distinct shift, until few are left. Then shifts are
added, removed and exchanged; the prices of the slots say which are worth a try (Musliu, Schaerf and
Slany 2004 move one shift at a time, too).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from wfm._numerics.mathematical_program import relax
from wfm.scheduling.covering.partial_cover import PartialCover, prices, share_price, tiers
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.program import build
from wfm.scheduling.covering.repair import EditableCover
from wfm.scheduling.time_budget import TimeBudget

__all__ = ["Choice", "ChoiceSearch"]

# Where distinct shifts are few, a slot may be beyond them all. A missing person costs this many
# times the cheapest shift that would help, so that coverage comes first.
LAST_RESORT = 10.0
# Slope scaling: people by which a price is divided at least, so that a shift with few people may
# be chosen again; programs solved at most; and growth of the charge while shifts are too many.
FEWEST, SCALINGS, GROWTH = 0.25, 30, 1.4
# The first charge under a limit, as a part of the cost of all shifts: too low to hurt.
FIRST_CHARGE = 0.1
# Shifts tried for addition, the most promising first; for each, shifts tried for removal, those
# with fewest people first.
ADDED, REMOVED = 8, 4
# Exchanged at random when no move gains; descents in a row that may judge no new choice.
SHAKEN, IDLE = 2, 5
# Totals that differ by less are equal; fewer people than this are none.
EQUAL, NO_PEOPLE = 1e-6, 1e-6


@dataclass(frozen=True)
class Choice:
    """A choice of distinct shifts and its linear program.

    Attributes
    ----------
    shifts : tuple of int
        Numbers of the distinct shifts, ascending.
    total : float
        Cost of the linear program and of the distinct shifts.
    people : float64 array, shape (distinct shifts,)
        People in each of them.
    worth : float64 array, shape (slots,)
        What one more person in each slot would save.
    """

    shifts: tuple[int, ...]
    total: float
    people: Floats
    worth: Floats


@dataclass
class ChoiceSearch:
    """The choices of a problem; each is judged once.

    `of_shift` is the distinct shift of each shift, `price` that of one more, `limit` the most there
    may be, `near` the distinct shifts a step away from each.
    """

    problem: CoverProblem
    of_shift: Ints
    price: float
    limit: int
    near: list[Ints]
    budget: TimeBudget
    known: dict[tuple[int, ...], Choice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        soft = prices(self.problem)
        self.soft: Floats = LAST_RESORT * (soft + float(self.problem.cost.max(initial=0.0)) + 1.0)
        self.editable: EditableCover = EditableCover(self.problem, PartialCover.empty(self.problem))

    def search(self, programs: int, enough: float = -np.inf) -> Choice | None:
        """The best choice that so many programs find; ends at a total of `enough`.

        None where not even the first was found in time.
        """
        best: Choice | None = None
        generator = np.random.default_rng(0)
        start, idle = self._scaled(), 0
        while start is not None:
            before = len(self.known)
            found = self._descend(start, programs)
            if best is None or found.total < best.total - EQUAL:
                best = found
            # of few distinct shifts, all choices may be known before the programs are used up
            idle = idle + 1 if len(self.known) == before else 0
            if self._over(programs) or best.total <= enough or idle > IDLE:
                break
            start = self._shaken(best, generator)
        return best

    def _over(self, programs: int) -> bool:
        """Whether the search must end."""
        return len(self.known) >= programs or self.budget.exhausted()

    def judge(self, shifts: Ints) -> Choice:
        """The linear program of a choice."""
        key = tuple(int(value) for value in np.unique(shifts))
        if key not in self.known:
            self.known[key] = self._solved(key, np.zeros(len(self.near)), "highs-ds") or Choice(
                key, np.inf, np.zeros(len(self.near)), np.zeros(self.problem.slots)
            )
        return self.known[key]

    def _solved(self, shifts: tuple[int, ...], charge: Floats, method: str) -> Choice | None:
        """The linear program of some distinct shifts, whose people are charged that much more."""
        problem, need = self.problem, self.problem.required.astype(np.float64)
        members = np.flatnonzero(np.isin(self.of_shift, shifts))
        part = problem.only(members)
        kind = self.of_shift[members]
        charged = replace(part, cost=part.cost + charge[kind])
        covered = part.reached() & np.isfinite(self.soft)
        allowed = tiers(part, np.where(covered, self.soft, 0.0))
        program = build(charged, need, allowed, integral=False, share_price=share_price(problem))
        solution = relax(program, seconds=self.budget.remaining(), method=method)
        if solution.values is None or solution.prices is None:
            return None
        count = np.maximum(solution.values[: len(members)], 0.0)
        people = np.zeros(len(charge))
        np.add.at(people, kind, count)
        # slots without a row are those that no shift reaches, and those without requirement
        rows = np.flatnonzero(part.reached() & ((need > 0) | (problem.over_prices > 0)))
        missing = np.isfinite(self.soft) & ~part.reached() & (need > 0)
        worth = np.where(missing, self.soft, 0.0)
        worth[rows] = solution.prices[: len(rows)]
        total = solution.objective + float(self.soft[missing] @ need[missing])
        total += self.price * len(shifts)
        return Choice(shifts, total, people, worth)

    def _scaled(self) -> Choice | None:
        """A first choice, by slope scaling."""
        some = np.arange(len(self.near))
        free = self._solved(tuple(some.tolist()), np.zeros(len(some)), "highs-ipm")
        if free is None:
            return None
        best: Choice | None = None
        people = free.people
        charge = self.price or FIRST_CHARGE * free.total / self.limit
        for _ in range(SCALINGS):
            run = np.flatnonzero(people > NO_PEOPLE)
            if len(run) <= self.limit:
                found = self.judge(run)
                if best is not None and found.total >= best.total - EQUAL:
                    return best
                best = found
            elif len(run) > self.limit:
                charge *= GROWTH if self.limit < len(self.near) else 1.0
            step = charge / np.maximum(people, FEWEST)
            scaled = self._solved(tuple(some.tolist()), step, "highs-ipm")
            if scaled is None:
                break
            people = scaled.people
        return best or self.judge(np.argsort(-people, kind="stable")[: self.limit])

    def _descend(self, start: Choice, programs: int) -> Choice:
        """Moves that gain, until none does."""
        now = start
        while True:
            for move in self._moves(now):
                if self._over(programs):
                    return now
                found = self.judge(move)
                if found.total < now.total - EQUAL:
                    now = found
                    break
            else:
                return now

    def _moves(self, now: Choice) -> Iterator[Ints]:
        """Choices near one: one shift fewer, one more, one exchanged."""
        shifts = np.array(now.shifts, dtype=np.int64)
        rare = shifts[np.argsort(now.people[shifts], kind="stable")]
        if self.price > 0:
            for one in rare[:REMOVED]:
                yield np.setdiff1d(shifts, one)
        for one in self._promising(now, shifts)[:ADDED]:
            more = np.append(shifts, one)
            if len(more) <= self.limit:
                yield more
            wider = self.judge(more)
            # one shift more must gain before one fewer can
            if wider.total - self.price >= now.total - EQUAL:
                continue
            order = more[np.argsort(wider.people[more], kind="stable")]
            for other in order[order != one][:REMOVED]:
                yield np.setdiff1d(more, other)
        for one in rare:
            for other in np.setdiff1d(self.near[one], shifts):
                yield np.append(shifts[shifts != one], other)

    def _promising(self, now: Choice, shifts: Ints) -> Ints:
        """Distinct shifts whose people are worth more than they cost, the best first."""
        value, _ = self.editable.best(now.worth)
        gain = np.zeros(len(self.near))
        np.add.at(gain, self.of_shift, np.maximum(value - self.problem.cost, 0.0))
        gain[shifts] = 0.0
        order = np.argsort(-gain, kind="stable")
        return order[gain[order] > EQUAL]

    def _shaken(self, best: Choice, generator: np.random.Generator) -> Choice:
        """Some shifts exchanged at random, so that another descent begins."""
        shifts = np.array(best.shifts, dtype=np.int64)
        others = np.setdiff1d(np.arange(len(self.near)), shifts)
        count = min(SHAKEN, len(others), len(shifts))
        leave = generator.permutation(len(shifts))[:count]
        enter = generator.permutation(others)[:count]
        return self.judge(np.append(np.delete(shifts, leave), enter))
