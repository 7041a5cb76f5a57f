"""Whole choices of one day after the other, near the relaxation (relax and fix).

Within a week the days of a person depend on each other by few rules: days off, rest and starts.
So a day in whole numbers leaves nearly as cheap a relaxation of the days behind it, and each day
is a small program: only choices that the relaxation makes take part, and those of the days before
keep their values.
"""

from __future__ import annotations

import numpy as np

from wfm._numerics.mathematical_program import Program, ProgramSolution, solve
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Floats, Ints

__all__ = ["solve_by_days"]

# Nodes of a day, and how far its cost may be above the best, as a share of that of all days: what
# is lost is regained where parts are chosen again.
NODES, GAP = 5, 0.002
# Most seconds of a day: its first nodes can take long, and the best so far is good enough.
MOST_SECONDS = 4.0


def solve_by_days(
    program: Program,
    x: Ints,
    day: Ints,
    relaxed: ProgramSolution,
    upper: Floats,
    budget: TimeBudget,
) -> ProgramSolution:
    """Whole choices `x`, without a bound; no values where a day has none.

    `day` is the day of each choice, `upper` are the upper limits of the columns: 0 for choices
    that take no part.
    """
    assert relaxed.values is not None
    vectors = program.vectors()
    lower, upper = vectors.lower.copy(), upper.copy()
    values = relaxed.values
    days = np.unique(day)
    for place, now in enumerate(days.tolist()):
        mine = x[day == now]
        integral = np.zeros(program.columns)
        integral[mine] = 1.0
        found = solve(
            program,
            gap=GAP,
            node_limit=NODES,
            seconds=budget.remaining(1.0 / (len(days) - place), MOST_SECONDS),
            lower=lower,
            upper=upper,
            integral=integral,
        )
        if found.values is None:
            return ProgramSolution.none()
        values = found.values
        lower[mine] = upper[mine] = values[mine] = np.rint(values[mine])
    return ProgramSolution(values, float(vectors.cost @ values), -np.inf)
