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
ROUNDS, PATIENCE = 300, 90
# Choices of a part at first: few enough that it is solved in well under a second, enough that
# people can exchange shifts. Each kind of part grows while its programs are solved to the end
# without a gain, and shrinks where they are not finished.
FREE_CHOICES, MOST_CHOICES = 280, 3_000
GROWTH, SHRINKAGE = 1.2, 0.6
# Nodes of a part; one that is not finished by then is better left for another.
NODES = 300
# Relative gap of a part: nearly optimal, because gains of one part are small.
PART_GAP = 1e-4
# Share of the time left that one part may take, so that some sixteen are tried at least, and the
# most seconds of one.
TIME_SHARE, MOST_SECONDS = 0.06, 4.0
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
    sizes = dict.fromkeys(_PARTS, float(FREE_CHOICES))
    in_vain = tried = 0
    endless = budget.deadline is not None
    rounds, patience = (np.inf, 3 * PATIENCE) if endless else (ROUNDS, PATIENCE)
    while not (is_within_gap(best, gap) or budget.exhausted()):
        if tried >= rounds or in_vain >= patience:
            break
        kind = _PARTS[tried % len(_PARTS)]
        part = kind(draw, who, day, min(sizes[kind] / len(who), 1.0))
        other = _solve_part(program, x[~part], best, budget)
        gained = other.objective < best.objective - MIN_GAIN
        in_vain = 0 if gained else in_vain + 1
        if not other.optimal:
            sizes[kind] = max(SHRINKAGE * sizes[kind], FREE_CHOICES / 4)
        elif not gained:
            sizes[kind] = min(GROWTH * sizes[kind], MOST_CHOICES)
        best = cheaper_solution(best, other, whole_program=False)
        tried += 1
        if gained:
            budget.report("improving the roster", best.bound, best.objective)
    return best


def _some_people(draw: np.random.Generator, who: Ints, day: Ints, share: float) -> Bools:
    """The choices of some people on all days: a rule of one person links all days."""
    people = np.unique(who)
    count = int(np.clip(round(share * len(people)), 2, len(people)))
    return np.isin(who, draw.choice(people, size=count, replace=False))


def _some_days(draw: np.random.Generator, who: Ints, day: Ints, share: float) -> Bools:
    """The choices of all people on some days in a row: the cover of one day links all people."""
    days = int(day.max() - day.min() + 1)
    count = int(np.clip(round(share * days), 2, days))
    first = int(draw.integers(day.min() - count // 2, day.max() + 1))
    return np.asarray((day >= first) & (day < first + count))


def _some_people_on_some_days(
    draw: np.random.Generator, who: Ints, day: Ints, share: float
) -> Bools:
    """The choices of some people on some days in a row, as large a share of both."""
    side = float(np.sqrt(share))
    return _some_people(draw, who, day, side) & _some_days(draw, who, day, side)


# All kinds are needed, and each has a size of its own.
_PARTS = (_some_people, _some_people_on_some_days, _some_people, _some_days)


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
        seconds=budget.remaining(TIME_SHARE, MOST_SECONDS),
        lower=lower,
        upper=upper,
    )
