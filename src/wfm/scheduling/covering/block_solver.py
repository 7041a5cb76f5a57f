"""One solve of a whole-number program, and of a block of shifts while the others stand still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np

from wfm.scheduling.covering import highspy_solver
from wfm.scheduling.covering.break_matching import net
from wfm.scheduling.covering.partial_cover import Draft, share
from wfm.scheduling.covering.problem import Floats, Ints, Problem
from wfm.scheduling.covering.program import Program, Tier, breaks_in, build

__all__ = ["SOLVERS", "Effort", "Solved", "block", "solve", "using"]

SOLVERS = ("scipy", "highs")
# Which solver, and who hears of its progress: said once for a whole search, deep below which
# programs are solved.
_CHOICE: ContextVar[tuple[str, highspy_solver.Heard | None]] = ContextVar(
    "choice", default=("scipy", None)
)


@contextmanager
def using(solver: str, heard: highspy_solver.Heard | None = None) -> Iterator[None]:
    """Solve by this solver inside the block."""
    if solver == "highs":
        highspy_solver.highspy()
    token = _CHOICE.set((solver, heard))
    try:
        yield
    finally:
        _CHOICE.reset(token)


@dataclass(frozen=True)
class Effort:
    """When a solve may stop: relative gap, nodes of the tree, seconds (None: never)."""

    gap: float
    nodes: int
    seconds: float | None = None


@dataclass(frozen=True)
class Solved:
    """The values of the columns, and the bound that the solver proved."""

    values: Floats
    bound: float


def solve(
    program: Program, effort: Effort, start: tuple[Ints, Floats] | None = None
) -> Solved | None:
    """Run HiGHS; None if it found nothing. Only highspy can begin from a `start`.

    It stops at the gap or at a number of nodes, not by the clock, so that the same input gives
    the same result.
    """
    solver, heard = _CHOICE.get()
    if solver == "highs":
        other = highspy_solver.run(program, effort.gap, effort.nodes, effort.seconds, start, heard)
        return None if other is None else Solved(*other)
    from scipy.optimize import Bounds, LinearConstraint, milp

    cost, lower, upper, whole, low, high = program.vectors()
    options: Any = {"mip_rel_gap": effort.gap, "node_limit": effort.nodes}
    if effort.seconds is not None:
        options["time_limit"] = max(effort.seconds, 0.01)
    found = milp(
        cost,
        constraints=LinearConstraint(program.matrix(), low, high),
        integrality=whole.astype(np.int64),
        bounds=Bounds(lower, upper),
        options=options,
    )
    if found.x is None:
        return None
    bound = found.mip_dual_bound
    return Solved(found.x, -np.inf if bound is None else float(bound))


def block(
    problem: Problem,
    draft: Draft,
    members: Ints,
    tiers: list[Tier],
    lower: Floats,
    upper: Floats,
    effort: Effort,
) -> Draft | None:
    """Choose the shifts in `members` and their breaks anew, whole; all others stay as they are."""
    mine = np.zeros(problem.shifts, dtype=np.bool_)
    mine[members] = True
    taken = share(problem, draft, mine)
    rest = draft.plus(taken, -1.0)
    need = problem.required - net(problem, rest.count, rest.begins)
    need = np.where(np.abs(need - np.rint(need)) < 1e-6, np.rint(need), need)
    part = problem.only(members)
    program = build(part, need, tiers, whole=True, lower=lower[members], upper=upper[members])
    found = solve(program, effort, _start(program, taken, members))
    if found is None:
        return None
    count = np.zeros(problem.shifts)
    count[members] = found.values[: len(members)]
    return rest.plus(Draft(count, breaks_in(program, part, found.values)).whole())


def _start(program: Program, taken: Draft, members: Ints) -> tuple[Ints, Floats]:
    """The columns of shifts and of starts of breaks, with what stands there now."""
    columns, values = [np.arange(len(members))], [taken.count[members]]
    for (first, times), begin in zip(program.starts, taken.begins, strict=True):
        columns.append(first + np.arange(len(times)))
        values.append(begin[times])
    return np.concatenate(columns), np.concatenate(values)
