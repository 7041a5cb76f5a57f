"""A bound on the cost of schedules whose shifts are chosen freely: what few kinds cost at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from wfm._numerics.mathematical_program import solve, using
from wfm.scheduling.covering.partial_cover import coverable, parts, shortage_price, tiers
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.program import build
from wfm.scheduling.covering.relaxation import cost_step, relax_cover, round_up
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.time_budget import TimeBudget

__all__ = ["free_bound"]

# Columns up to which the whole numbers of people raise the bound of a part: HiGHS bounds such a
# program in a quarter of a second. Of a larger one it takes seconds, for less: the more people
# there are, the closer is the linear program.
_SMALL = 200


def free_bound(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    *,
    seconds: float | None = None,
    solver: str = "scipy",
) -> float | None:
    """A bound on the cost of every schedule of these shifts, however many kinds it runs.

    Prices and limits of distinct shifts and shares of shifts do not count, so that the cost of a
    schedule that keeps them is at most ``cost / bound - 1`` above the least without them. Parts of
    the horizon that no shift joins are bounded by themselves, each up to the next cost that there
    can be.

    Parameters
    ----------
    need : StaffRequirement
        What is to be covered.
    shifts : sequence of Shift
        What may be run.
    seconds : float or None
        Time limit. [s]
    solver : {"scipy", "highs"}
        As for `cover`.

    Returns
    -------
    float or None
        None where the time was too short.

    Examples
    --------
    >>> import numpy as np
    >>> need = StaffRequirement(np.array([1, 1, 2, 2]), 3600.0, distinct=5.0)
    >>> two = [Shift("two", 0, at, 2, 3600 * at, (), 2.0, 2.0) for at in (0, 1, 2)]
    >>> free_bound(need, two)
    6.0
    """
    whole = CoverProblem.of(replace(need, distinct=0.0), shifts)
    can = coverable(whole)
    bound, budget = shortage_price(whole, whole.where(~can).required), TimeBudget.start(seconds)
    with using(solver, lambda best, bound: None):
        for part in _parts(whole.where(can)):
            own = _bound(part, budget)
            if own is None:
                return None
            bound += own
    return bound


def _parts(problem: CoverProblem) -> Iterator[CoverProblem]:
    """The parts that no shift joins, each with its own slots where the horizon is open."""
    for members in parts(problem):
        part = problem.only(members)
        if not part.cyclic:
            part = part.between(int(part.start.min()), int((part.start + part.length).max()))
        # the slots of other parts
        part = part.where(coverable(part))
        if part.required.any():
            yield part


def _bound(part: CoverProblem, budget: TimeBudget) -> float | None:
    """The bound of one part, at which a cost can be; None where the time is too short."""
    if budget.exhausted():
        return None
    relaxed = relax_cover(part, tiers(part), budget.remaining())
    if relaxed is None:
        return None
    bound = relaxed.bound
    if relaxed.program.columns <= _SMALL and not budget.exhausted():
        need = part.required.astype(np.float64)
        program = build(part, need, tiers(part), integral=True)
        found = solve(program, gap=0.0, node_limit=1, seconds=budget.remaining())
        bound = max(bound, found.bound) if np.isfinite(found.bound) else bound
    return round_up(bound, cost_step([*part.cost, part.over, part.under or 0.0]))
