"""A bound on the cost of schedules whose shifts are chosen freely: what few kinds cost at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wfm._numerics.mathematical_program import using
from wfm.scheduling.covering.partial_cover import coverable, shortage_price, tiers
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.relaxation import cost_step, relax_cover, round_up
from wfm.scheduling.records import Shift, StaffRequirement

__all__ = ["free_bound"]


def free_bound(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    *,
    seconds: float | None = None,
    solver: str = "scipy",
) -> float | None:
    """A bound on the cost of every schedule of these shifts, however many kinds it runs.

    Prices and limits of distinct shifts and shares of shifts do not count, so that the cost of a
    schedule that keeps them is at most ``cost / bound - 1`` above the least without them.

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
    problem = whole.where(can)
    left_out = shortage_price(whole, whole.where(~can).required)
    if not problem.required.any():
        return left_out
    with using(solver, lambda best, bound: None):
        relaxed = relax_cover(problem, tiers(problem), seconds)
    if relaxed is None:
        return None
    step = cost_step([*problem.cost, problem.over, problem.under or 0.0])
    return round_up(relaxed.bound, step) + left_out
