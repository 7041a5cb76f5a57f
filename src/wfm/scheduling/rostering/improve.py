"""Part of a roster is chosen anew while the rest stays: some people, or some days.

Where rules bind over weeks, the relaxation says little and the tree is deep; small parts are
solved quickly, and what they gain adds up (large neighbourhood search).
"""

from __future__ import annotations

import numpy as np

from wfm._numerics.mathematical_program import Program, ProgramSolution, solve
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Bools, Ints

__all__ = ["cheaper_solution", "improve_by_parts", "is_within_gap"]

ROUNDS = 200
PATIENCE = 60
FREE = 280
NODES = 100


def cheaper_solution(
    best: ProgramSolution, found: ProgramSolution, *, everything: bool
) -> ProgramSolution:
    """The cheaper of two, with the higher bound if `found` looked at everything."""
    bound = max(best.bound, found.bound) if everything else best.bound
    if found.objective < best.objective:
        return ProgramSolution(found.values, found.objective, bound)
    return ProgramSolution(best.values, best.objective, bound)


def is_within_gap(best: ProgramSolution, gap: float) -> bool:
    """Whether the best is within a relative gap of its bound."""
    return best.objective - best.bound <= gap * abs(best.objective) + 1e-9


def improve_by_parts(
    program: Program,
    x: Ints,
    who: Ints,
    day: Ints,
    best: ProgramSolution,
    gap: float,
    budget: TimeBudget,
) -> ProgramSolution:
    """The roster after so many parts have been chosen anew, or some in a row in vain."""
    if best.values is None:
        return best
    draw = np.random.default_rng(0)
    vain = done = 0
    rounds = ROUNDS if budget.deadline is None else np.inf
    while (
        not (is_within_gap(best, gap) or budget.exhausted()) and vain < PATIENCE and done < rounds
    ):
        free = _part(draw, who, day)
        found = _again(program, x[~free], best, budget)
        vain = 0 if found.objective < best.objective - 1e-6 else vain + 1
        best = cheaper_solution(best, found, everything=False)
        done += 1
    return best


def _part(draw: np.random.Generator, who: Ints, day: Ints) -> Bools:
    """Some people on all days, or everybody on some days in a row, by turns of the dice."""
    share = FREE / len(who)
    if draw.random() < 0.6:
        people = np.unique(who)
        count = int(np.clip(round(share * len(people)), 2, len(people)))
        return np.isin(who, draw.choice(people, size=count, replace=False))
    days = int(day.max() - day.min() + 1)
    count = int(np.clip(round(share * days), 2, days))
    first = int(draw.integers(day.min() - count // 2, day.max() + 1))
    return np.asarray((day >= first) & (day < first + count))


def _again(
    program: Program, fixed: Ints, best: ProgramSolution, budget: TimeBudget
) -> ProgramSolution:
    assert best.values is not None
    vectors = program.vectors()
    lower, upper = vectors.lower.copy(), vectors.upper.copy()
    lower[fixed] = upper[fixed] = np.rint(best.values[fixed])
    return solve(
        program,
        gap=1e-4,
        node_limit=NODES,
        seconds=budget.remaining(0.06),
        lower=lower,
        upper=upper,
    )
