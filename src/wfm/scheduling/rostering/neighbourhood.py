"""Whole numbers near the relaxation: only choices that it makes, or nearly makes, are looked at.

The relaxation of a roster uses few of the many shifts that each person could work, and some
whole roster within a fraction of a per cent is nearly always among those. Where none is, more
choices are let in, the cheapest by their reduced cost, and at last all.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm._numerics.mathematical_program import Program, ProgramSolution, relax, solve
from wfm.scheduling.rostering.improve import cheaper_solution, improve_by_parts, is_within_gap
from wfm.scheduling.rostering.model import FEW
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.week_patterns import Floats, Ints

__all__ = ["solve_near_relaxation"]

# Choices above which restricted programs come first; a smaller program is solved as a whole.
LARGE = 4_000
# The shares of the other choices that are let in beside those of the relaxation, one after the
# other, until the gap is met.
SHARES = (0.0, 0.1, 0.3)
# Nodes of a restricted program, of the whole one, and of a small whole one, which can be finished.
NODES, MANY_NODES, SMALL_NODES = 300, 1_000, 20_000
# A whole program with fewer choices than this gets SMALL_NODES: a node takes milliseconds.
SMALL = FEW // 3
# The gap may be missed by a fifth before more is tried: the last part of it takes longest.
SLACK = 1.2
# Share of the time left for one program, so that the improvement by parts has its turn.
TIME_SHARE = 0.4
# A relaxed value above this is not a rounding error of the interior point method.
_MADE = 1e-7


def solve_near_relaxation(
    program: Program, x: Ints, who: Ints, day: Ints, gap: float, budget: TimeBudget
) -> ProgramSolution:
    """The best found, with the bound of the whole program.

    `x` are the columns of the choices, `who` and `day` whose and of which day they are.
    """
    relaxed = relax(program)
    if relaxed.values is None:
        return relaxed
    best = ProgramSolution.none(relaxed.bound)
    wide = SLACK * gap
    with budget.interruptible():
        for upper, nodes in _wider_and_wider(program, x, relaxed):
            seconds = budget.remaining(TIME_SHARE)
            other = solve(program, gap=gap, node_limit=nodes, seconds=seconds, upper=upper)
            best = cheaper_solution(best, other, whole_program=upper is None)
            if is_within_gap(best, wide) or budget.exhausted():
                break
        if best.values is None:
            best = _any_roster(program, best)
        if not is_within_gap(best, wide):
            best = improve_by_parts(program, x, who, day, best, wide, budget)
    return _any_roster(program, best) if best.values is None else best


def _any_roster(program: Program, best: ProgramSolution) -> ProgramSolution:
    """The first roster that is found, whatever it costs; `best` as it is where none is."""
    other = solve(program, gap=1.0, node_limit=SMALL_NODES)
    return cheaper_solution(best, other, whole_program=True)


def _wider_and_wider(
    program: Program, x: Ints, relaxed: ProgramSolution
) -> Iterator[tuple[Floats | None, int]]:
    """Upper limits that let in ever more of the choices, None for all, with a node limit each."""
    if len(x) > LARGE:
        for share in SHARES:
            yield _limits_near(program, x, relaxed, share), NODES
    yield None, SMALL_NODES if len(x) < SMALL else MANY_NODES


def _limits_near(program: Program, x: Ints, relaxed: ProgramSolution, share: float) -> Floats:
    """Upper limits for the choices of the relaxation and a share of the others, cheapest first.

    A choice that is left out has the upper limit 0.
    """
    assert relaxed.values is not None
    assert relaxed.reduced_costs is not None
    upper = program.vectors().upper.copy()
    made = relaxed.values[x] > _MADE
    # Many reduced costs are equal: a fixed shuffle spreads what is let in over people and days.
    shuffled = np.random.default_rng(0).random(len(x))
    order = np.lexsort((shuffled, np.round(relaxed.reduced_costs[x], 6), ~made))
    kept = order[: int(made.sum() + share * (~made).sum())]
    closed = np.ones(len(x), dtype=np.bool_)
    closed[kept] = False
    upper[x[closed]] = 0.0
    return upper
