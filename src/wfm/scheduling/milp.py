"""HiGHS behind two verbs: relax a program, solve it in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wfm.scheduling.covering.program import Program
from wfm.scheduling.week_patterns import Floats

__all__ = ["Answer", "relax", "whole"]


@dataclass(frozen=True)
class Answer:
    """What a solve found.

    `values` is None where no solution was found; `bound` holds in any case; `reduced` is what
    each column would cost more at 0 than it is worth, by a relaxation only.
    """

    values: Floats | None
    value: float
    bound: float
    reduced: Floats | None = None


def relax(program: Program) -> Answer:
    """The linear relaxation, by interior points with crossover."""
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    cost, lower, upper, _, low, high = program.vectors()
    matrix = program.matrix().tocsr()
    same = low == high
    below, above = ~same & np.isfinite(high), ~same & np.isfinite(low)
    run: Any = linprog  # its stubs know no sparse rows
    done = run(
        cost,
        A_ub=vstack([matrix[below], -matrix[above]], format="csc"),
        b_ub=np.concatenate([high[below], -low[above]]),
        A_eq=matrix[same],
        b_eq=low[same],
        bounds=np.column_stack([lower, upper]),
        method="highs-ipm",
    )
    if done.x is None:
        return Answer(None, np.inf, -np.inf)
    return Answer(done.x, float(done.fun), float(done.fun), np.asarray(done.lower.marginals))


def whole(
    program: Program,
    *,
    gap: float,
    nodes: int = 0,
    seconds: float | None = None,
    lower: Floats | None = None,
    upper: Floats | None = None,
    free: Floats | None = None,
) -> Answer:
    """The program in whole numbers, to a relative gap or a number of nodes.

    `lower` and `upper` replace the bounds of the columns, `free` their being whole.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    cost, least, most, integer, low, high = program.vectors()
    least, most = least if lower is None else lower, most if upper is None else upper
    integer = integer if free is None else free
    keep = np.flatnonzero((most > 0) | (least > 0))
    if not len(keep):
        return Answer(np.zeros(len(cost)), 0.0, 0.0)
    options: dict[str, float] = {"mip_rel_gap": gap}
    if nodes:
        options["node_limit"] = nodes
    if seconds is not None:
        options["time_limit"] = max(seconds, 0.01)
    run: Any = milp
    done = run(
        cost[keep],
        constraints=LinearConstraint(program.matrix()[:, keep], low, high),
        integrality=integer[keep],
        bounds=Bounds(least[keep], most[keep]),
        options=options,
    )
    bound = -np.inf if done.mip_dual_bound is None else float(done.mip_dual_bound)
    if done.x is None:
        return Answer(None, np.inf, bound)
    values = np.zeros(len(cost))
    values[keep] = done.x
    return Answer(values, float(done.fun), bound)
