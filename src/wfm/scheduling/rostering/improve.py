"""Part of a roster is chosen again while the rest stays: some people, or some days.

Where rules bind over weeks, the relaxation says little and the tree is deep; small parts are
solved quickly, and what they gain adds up (large neighbourhood search).
"""

from __future__ import annotations

import numpy as np

from wfm._numerics.mathematical_program import Program, ProgramSolution, solve
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Bools, Ints

__all__ = ["cheaper_solution", "improve_by_parts", "is_within_gap"]

# Parts tried without a time limit, and parts in a row that may bring nothing: the search must end
# somewhere, and the number, unlike a time, gives the same roster on every machine.
ROUNDS, PATIENCE = 200, 60
# Choices of a part: few enough that it is solved in well under a second, enough that people can
# exchange shifts.
FREE_CHOICES = 280
# Nodes of a part; one that is not finished by then is better left for another.
NODES = 100
# Relative gap of a part: nearly optimal, because gains of one part are small.
PART_GAP = 1e-4
# Share of the time left that one part may take, so that some sixteen are tried at least.
TIME_SHARE = 0.06
# How often people rather than days are chosen again. Both kinds are needed: a rule of one person
# links all days, the cover of one day links all people.
PEOPLE_SHARE = 0.6
# A gain below this is a rounding error of HiGHS.
MIN_GAIN = 1e-6


def cheaper_solution(
    best: ProgramSolution, other: ProgramSolution, *, whole_program: bool
) -> ProgramSolution:
    """The cheaper of two, with the higher bound if `other` is of the whole program."""
    bound = max(best.bound, other.bound) if whole_program else best.bound
    cheaper = other if other.objective < best.objective else best
    return ProgramSolution(cheaper.values, cheaper.objective, bound)


def is_within_gap(best: ProgramSolution, gap: float) -> bool:
    """Whether the best is proved to be within a relative gap of its bound."""
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
    """The roster after a number of parts have been chosen again, or several in a row in vain.

    `x` are the columns of the choices, `who` and `day` whose and of which day they are.
    """
    if best.values is None:
        return best
    # always the same draws, so that the same input gives the same roster
    draw = np.random.default_rng(0)
    in_vain = tried = 0
    rounds = ROUNDS if budget.deadline is None else np.inf
    while not (is_within_gap(best, gap) or budget.exhausted()):
        if in_vain >= PATIENCE or tried >= rounds:
            break
        part = _draw_part(draw, who, day)
        other = _solve_part(program, x[~part], best, budget)
        in_vain = 0 if other.objective < best.objective - MIN_GAIN else in_vain + 1
        best = cheaper_solution(best, other, whole_program=False)
        tried += 1
    return best


def _draw_part(draw: np.random.Generator, who: Ints, day: Ints) -> Bools:
    """The choices of some people on all days, or of everybody on some days in a row."""
    share = FREE_CHOICES / len(who)
    if draw.random() < PEOPLE_SHARE:
        people = np.unique(who)
        count = int(np.clip(round(share * len(people)), 2, len(people)))
        return np.isin(who, draw.choice(people, size=count, replace=False))
    days = int(day.max() - day.min() + 1)
    count = int(np.clip(round(share * days), 2, days))
    first = int(draw.integers(day.min() - count // 2, day.max() + 1))
    return np.asarray((day >= first) & (day < first + count))


def _solve_part(
    program: Program, fixed: Ints, best: ProgramSolution, budget: TimeBudget
) -> ProgramSolution:
    """The best with the columns `fixed` at their values of now."""
    assert best.values is not None
    vectors = program.vectors()
    lower, upper = vectors.lower.copy(), vectors.upper.copy()
    lower[fixed] = upper[fixed] = np.rint(best.values[fixed])
    return solve(
        program,
        gap=PART_GAP,
        node_limit=NODES,
        seconds=budget.remaining(TIME_SHARE),
        lower=lower,
        upper=upper,
    )
