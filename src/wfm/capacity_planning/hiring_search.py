"""The search for hires: the program at once, and in parts where it is large.

HiGHS solves a plan of few teams at once. With many teams that compete for the classes of a month,
its bound is good within seconds but its plans are not: there the hires are fixed span by span from
the first month on, with those of later months still fractions, and the plan is then improved by
solving for two teams, or for some months of all teams, with all else fixed. Every bound is that of
the whole program.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray, IntArray
from wfm._numerics.mathematical_program import ProgramSolution, relax, solve
from wfm.capacity_planning.hiring_program import HiringProgram

__all__ = ["FoundHires", "search_hires"]

# Months times teams up to which one solve is the fastest: 24 months and 6 of 3 teams are 90.
_AT_ONCE = 100
# Nodes of the whole program, and of a part: most plans are within 1 % at the first node.
_NODES, _PART_NODES = 50, 100
# Months that are fixed in one step and that are improved together; gaps of those programs.
_SPAN = 6
_STEP_GAP, _PART_GAP = 0.004, 0.0005
# Parts that are tried without a better plan before the search ends.
_TRIES = 24
# What is left to the last step of a search. [s]
_LEAST_SECONDS = 0.05


class FoundHires(NamedTuple):
    """Hires and how good they are.

    Attributes
    ----------
    values : float64 array or None
        All columns of the program; None if nothing was found in time.
    hires : int64 array, shape (teams, months)
        Whole people; none, where nothing was found in time.
    objective, bound : float
        Of the program.
    within_gap : bool
        Whether the gap was reached.
    """

    values: FloatArray | None
    hires: IntArray
    objective: float
    bound: float
    within_gap: bool


def search_hires(model: HiringProgram, *, gap: float, seconds: float | None = None) -> FoundHires:
    """The best hires that are found for a program, and a bound of all plans.

    Parameters
    ----------
    model : HiringProgram
        Solved for the costs of its program.
    gap : float
        Relative gap to the bound at which to stop. [fraction]
    seconds : float or None
        Time limit; None for none. [s]
    """
    search = _HireSearch(model, gap, inf if seconds is None else time.monotonic() + seconds)
    search.run()
    return search.found()


@dataclass
class _HireSearch:
    """The best plan so far, and the bound."""

    model: HiringProgram
    gap: float
    deadline: float
    values: FloatArray | None = None
    objective: float = inf
    bound: float = -inf

    def __post_init__(self) -> None:
        self.vectors = self.model.program.vectors()
        self.whole = self.model.whole()
        self.teams, self.months = self.whole.shape[1:]

    def run(self) -> None:
        """At once; a large program then span by span and in parts."""
        large = self.teams * self.months > _AT_ONCE
        if self.deadline < inf:
            relaxed = relax(self.model.program, seconds=self.left(), method="highs-ds")
            if relaxed.optimal:
                self.bound = relaxed.bound
        solution = self.solve(self.gap, _NODES if large else None)
        self.bound = max(self.bound, solution.bound)
        if large and not self.ended():
            self.fix_by_span()
            self.improve()

    def left(self) -> float | None:
        """Seconds to the deadline; None without one."""
        if self.deadline == inf:
            return None
        return max(_LEAST_SECONDS, self.deadline - time.monotonic())

    def ended(self) -> bool:
        """Whether the gap is reached or the time is over."""
        return self.within_gap() or time.monotonic() >= self.deadline

    def within_gap(self) -> bool:
        """Whether the plan is within the gap of the bound."""
        return self.objective - self.bound <= self.gap * abs(self.objective) + 1e-9

    def solve(
        self,
        gap: float,
        nodes: int | None,
        fixed: tuple[FloatArray, FloatArray] | None = None,
        integral: FloatArray | None = None,
    ) -> ProgramSolution:
        """Solve with some columns fixed; a better whole plan is kept."""
        lower, upper = fixed or (self.vectors.lower, self.vectors.upper)
        solution = solve(
            self.model.program,
            gap=gap,
            node_limit=nodes,
            seconds=self.left(),
            lower=lower,
            upper=upper,
            integral=integral,
        )
        is_whole = integral is None or (integral == self.vectors.integral).all()
        if is_whole and solution.values is not None and solution.objective < self.objective:
            self.values, self.objective = solution.values, solution.objective
        return solution

    def fix_by_span(self) -> None:
        """Fix the hires span by span, with those of later months fractions."""
        lower, upper = self.vectors.lower.copy(), self.vectors.upper.copy()
        for start in range(0, self.months, _SPAN):
            integral = self.vectors.integral.copy()
            integral[self.whole[:, :, start + _SPAN :].ravel()] = 0.0
            solution = self.solve(_STEP_GAP, _NODES, (lower, upper), integral)
            if start == 0:
                self.bound = max(self.bound, solution.bound)
            if solution.values is None or time.monotonic() >= self.deadline:
                return
            columns = self.whole[:, :, start : start + _SPAN].ravel()
            lower[columns] = upper[columns] = np.round(solution.values[columns])

    def improve(self) -> None:
        """Solve for two teams, or for some months, with all else fixed, while that helps."""
        rng = np.random.default_rng(0)
        failed = turn = 0
        while self.values is not None and not self.ended() and failed < _TRIES:
            free = np.zeros((self.teams, self.months), dtype=bool)
            if turn % 2 == 0 and self.teams > 2:
                free[rng.choice(self.teams, 2, replace=False)] = True
            else:
                start = rng.integers(0, max(1, self.months - _SPAN))
                free[:, start : start + _SPAN] = True
            before = self.objective
            self.solve(_PART_GAP, _PART_NODES, self.all_but(free))
            failed = 0 if self.objective < before * (1 - 1e-6) else failed + 1
            turn += 1

    def all_but(self, free: np.ndarray) -> tuple[FloatArray, FloatArray]:
        """Limits of the columns with the hires of the best plan fixed where they are not free."""
        assert self.values is not None
        lower, upper = self.vectors.lower.copy(), self.vectors.upper.copy()
        columns = self.whole[:, ~free].ravel()
        lower[columns] = upper[columns] = np.round(self.values[columns])
        return lower, upper

    def found(self) -> FoundHires:
        """The result."""
        hires = np.zeros((self.teams, self.months), dtype=np.int64)
        if self.values is not None:
            hires = np.round(self.values[self.whole[0]]).astype(np.int64)
        return FoundHires(self.values, hires, self.objective, self.bound, self.within_gap())
