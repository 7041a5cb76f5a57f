"""Whole numbers near the relaxation: only choices that it makes, or nearly makes, are looked at.

The relaxation of a roster uses few of the many shifts that each person could work, and some
whole roster within a fraction of a per cent nearly always is among those. Where none is, more
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

NODES = 300
MANY_NODES = 1_000
SMALL_NODES = 20_000
LARGE = 4_000


def solve_near_relaxation(
    program: Program, x: Ints, who: Ints, day: Ints, gap: float, budget: TimeBudget
) -> ProgramSolution:
    """The best found, with the bound of the whole program.

    `x` are the columns of the choices, `who` and `day` whose and of which day they are.
    """
    loose = relax(program)
    if loose.values is None:
        return loose
    best = ProgramSolution.none(loose.bound)
    with budget.interruptible():
        for upper, nodes in _wider(program, x, loose):
            found = solve(
                program, gap=gap, node_limit=nodes, seconds=budget.remaining(0.4), upper=upper
            )
            best = cheaper_solution(best, found, everything=upper is None)
            if is_within_gap(best, 1.2 * gap) or budget.exhausted():
                break
        if best.values is None:
            best = _any(program, best)
        if not is_within_gap(best, 1.2 * gap):
            best = improve_by_parts(program, x, who, day, best, 1.2 * gap, budget)
    return _any(program, best) if best.values is None else best


def _any(program: Program, best: ProgramSolution) -> ProgramSolution:
    """The first roster that is found, however dear; where none is, `best` as it is."""
    return cheaper_solution(best, solve(program, gap=1.0, node_limit=SMALL_NODES), everything=True)


def _wider(
    program: Program, x: Ints, loose: ProgramSolution
) -> Iterator[tuple[Floats | None, int]]:
    """Upper bounds that let in ever more of the choices, and the nodes each is worth."""
    if len(x) > LARGE:
        for share in (0.0, 0.1, 0.3):
            yield _support(program, x, loose, share), NODES
    yield None, SMALL_NODES if len(x) < FEW // 3 else MANY_NODES


def _support(program: Program, x: Ints, loose: ProgramSolution, share: float) -> Floats:
    """The choices that the relaxation makes, and a share of the others, cheapest first."""
    assert loose.values is not None
    assert loose.reduced_costs is not None
    upper = program.vectors().upper.copy()
    made = loose.values[x] > 1e-7
    # Ties are many: a fixed shuffle spreads what is let in over all people and days.
    shuffled = np.random.default_rng(0).random(len(x))
    order = np.lexsort((shuffled, np.round(loose.reduced_costs[x], 6), ~made))
    kept = order[: int(made.sum() + share * (~made).sum())]
    closed = np.ones(len(x), dtype=np.bool_)
    closed[kept] = False
    upper[x[closed]] = 0.0
    return upper
