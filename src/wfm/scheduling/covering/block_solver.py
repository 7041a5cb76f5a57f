"""One block of shifts chosen again, while all others stay as they are."""

from __future__ import annotations

import numpy as np

from wfm._numerics.mathematical_program import solve
from wfm.scheduling.covering.break_matching import net
from wfm.scheduling.covering.partial_cover import PartialCover, share, share_price
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.program import CoverProgram, UnderstaffingTier, breaks_in, build

__all__ = ["solve_block"]


def solve_block(
    problem: CoverProblem,
    partial: PartialCover,
    members: Ints,
    tiers: list[UnderstaffingTier],
    lower: Floats,
    upper: Floats,
    *,
    gap: float,
    node_limit: int,
    seconds: float | None,
) -> PartialCover | None:
    """Choose the shifts in `members` and their breaks again; all others stay as they are."""
    mine = np.zeros(problem.shifts, dtype=np.bool_)
    mine[members] = True
    # the people outside the block, with their breaks, are taken off the requirement
    taken = share(problem, partial, mine)
    rest = partial.plus(taken, -1.0)
    need = problem.required - net(problem, rest.count, rest.begins)
    # what is left of a difference of whole numbers is whole, but for rounding
    need = np.where(np.abs(need - np.rint(need)) < 1e-6, np.rint(need), need)
    part = problem.only(members)
    surplus = [one.weights(problem.shifts) @ rest.count for one in problem.shares]
    program = build(
        part,
        need,
        tiers,
        integral=True,
        lower=lower[members],
        upper=upper[members],
        share_price=share_price(problem),
        surplus=np.array(surplus),
    )
    start = _start(program, taken, members)
    solution = solve(program, gap=gap, node_limit=node_limit, seconds=seconds, start=start)
    if solution.values is None:
        return None
    # back to the numbers of the whole problem
    count = np.zeros(problem.shifts)
    count[members] = solution.values[: len(members)]
    return rest.plus(PartialCover(count, breaks_in(program, part, solution.values)).whole())


def _start(program: CoverProgram, taken: PartialCover, members: Ints) -> tuple[Ints, Floats]:
    """The columns of shifts and of starts of breaks, with their present values."""
    columns, values = [np.arange(len(members))], [taken.count[members]]
    for (first, times), begin in zip(program.break_starts, taken.begins, strict=True):
        columns.append(first + np.arange(len(times)))
        values.append(begin[times])
    return np.concatenate(columns), np.concatenate(values)
