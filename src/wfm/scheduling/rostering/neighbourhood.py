"""Whole numbers near the relaxation: only choices that it makes, or nearly makes, are looked at.

The relaxation of a roster uses few of the many shifts that each person could work, and some
whole roster within a fraction of a per cent nearly always is among those. Where none is, more
choices are let in, the cheapest by their reduced cost, and at last all.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm.scheduling.covering.program import Program
from wfm.scheduling.milp import Answer, relax, whole
from wfm.scheduling.rostering.improve import better, near, polished
from wfm.scheduling.rostering.model import FEW
from wfm.scheduling.time_budget import Clock
from wfm.scheduling.week_patterns import Floats, Ints

__all__ = ["near_relaxed"]

NODES = 300
MANY_NODES = 1_000
SMALL_NODES = 20_000
LARGE = 4_000


def near_relaxed(
    program: Program, x: Ints, who: Ints, day: Ints, gap: float, clock: Clock
) -> tuple[Answer, str]:
    """The best found, with the bound of the whole program, and what cut the search short.

    `x` are the columns of the choices, `who` and `day` whose and of which day they are.
    """
    loose = relax(program)
    if loose.values is None:
        return loose, "feasible"
    best, limited = Answer(None, np.inf, loose.bound), "feasible"
    try:
        for upper, nodes in _wider(program, x, loose):
            found = whole(program, gap=gap, nodes=nodes, seconds=clock.left(0.4), upper=upper)
            best = better(best, found, everything=upper is None)
            if near(best, 1.2 * gap) or clock.over():
                break
        if best.values is None:
            best = _any(program, best)
        if not near(best, 1.2 * gap):
            best = polished(program, x, who, day, best, 1.2 * gap, clock)
    except KeyboardInterrupt:
        limited = "interrupted"
    return (_any(program, best) if best.values is None else best), limited


def _any(program: Program, best: Answer) -> Answer:
    """The first roster that is found, however dear; where none is, `best` as it is."""
    return better(best, whole(program, gap=1.0, nodes=SMALL_NODES), everything=True)


def _wider(program: Program, x: Ints, loose: Answer) -> Iterator[tuple[Floats | None, int]]:
    """Upper bounds that let in ever more of the choices, and the nodes each is worth."""
    if len(x) > LARGE:
        for share in (0.0, 0.1, 0.3):
            yield _support(program, x, loose, share), NODES
    yield None, SMALL_NODES if len(x) < FEW // 3 else MANY_NODES


def _support(program: Program, x: Ints, loose: Answer, share: float) -> Floats:
    """The choices that the relaxation makes, and a share of the others, cheapest first."""
    assert loose.values is not None
    assert loose.reduced is not None
    upper = program.vectors()[2].copy()
    made = loose.values[x] > 1e-7
    # Ties are many: a fixed shuffle spreads what is let in over all people and days.
    shuffled = np.random.default_rng(0).random(len(x))
    order = np.lexsort((shuffled, np.round(loose.reduced[x], 6), ~made))
    kept = order[: int(made.sum() + share * (~made).sum())]
    closed = np.ones(len(x), dtype=np.bool_)
    closed[kept] = False
    upper[x[closed]] = 0.0
    return upper
