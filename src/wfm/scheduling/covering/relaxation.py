"""The linear program of the whole horizon: a bound that holds, and where to look for shifts.

The interior point method ends within a tolerance, so its objective may lie a hair above the true
optimum. The bound is therefore computed from the prices (duals) it found, and holds for any
prices whatever: for constraints ``A x >= b`` and prices ``y >= 0``,

    cost x  >=  y b + sum over columns of min(0, cost - y A) x

where the last sum is next to nothing, and is bounded by how many people any sensible schedule
can have. A person in a cheapest schedule is superfluous unless a slot would be short without
them, so it has at most ``sum required`` people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, gcd

import numpy as np

from wfm._numerics.mathematical_program import relax
from wfm.scheduling.covering.partial_cover import share_price
from wfm.scheduling.covering.problem import CoverProblem, Floats
from wfm.scheduling.covering.program import CoverProgram, UnderstaffingTier, breaks_in, build

__all__ = ["RelaxedCover", "cost_step", "relax_cover", "round_up"]


# Relative allowance for rounding in the bound.
ROUNDING = 1e-11


@dataclass(frozen=True)
class RelaxedCover:
    """Bound, number of each shift, starts of breaks by group; all fractional.

    `reduced` is what one more of a shift would cost beyond what it is worth at the prices found,
    `values` the whole solution of `program`, whose integral columns are marked as such.
    """

    bound: float
    count: Floats
    reduced: Floats
    begins: list[Floats]
    program: CoverProgram
    values: Floats


def relax_cover(
    problem: CoverProblem, tiers: Sequence[UnderstaffingTier], seconds: float | None
) -> RelaxedCover | None:
    """Solve the linear program; None if it took too long."""
    need = problem.required.astype(np.float64)
    # the price of a person too few for a share makes the bound no higher
    program = build(problem, need, tiers, integral=True, share_price=share_price(problem))
    solution = relax(program, seconds=seconds, keep_row_order=True)
    values, prices = solution.values, solution.prices
    if not solution.optimal or values is None or prices is None:
        return None
    begins = [np.maximum(begin, 0.0) for begin in breaks_in(program, problem, values)]
    count = np.maximum(values[: problem.shifts], 0.0)
    reduced = (program.vectors().cost - prices @ program.matrix())[: problem.shifts]
    bound = _bound(problem, program, prices)
    return RelaxedCover(bound, count, reduced, begins, program, np.maximum(values, 0.0))


def _bound(problem: CoverProblem, program: CoverProgram, prices: Floats) -> float:
    """The bound that some prices prove, whatever their accuracy (see the module)."""
    cost, _, upper, _, low, high = program.vectors()
    # y b: a price of either sign meets the limit that it is for
    right = np.where(prices >= 0, np.where(np.isneginf(low), 0.0, low), high)
    reduced = np.minimum(cost - prices @ program.matrix(), 0.0)
    # columns with an upper limit lose at most that many times their negative reduced cost, all
    # others together at most as many people as there can be times the worst of them
    capped = np.isfinite(upper)
    loss = float(reduced[capped] @ upper[capped])
    loss += float(reduced[~capped].min(initial=0.0)) * _most(problem)
    value = float(prices @ right) + loss
    # the sums above have some 10,000 terms of 16 digits: their rounding stays below this
    return value - ROUNDING * abs(value)


def _most(problem: CoverProblem) -> float:
    """No more than this in all columns without a cap: people, their breaks, overstaffing."""
    each = 1.0 + problem.length
    for group in problem.groups:
        np.add.at(each, group.shift, 1.0 + group.width)
    # a share m of a day adds at most m / (1 - m) people for each one who is not counted in it
    added = max((1 / (1 - s.minimum) for s in problem.shares if s.minimum < 1), default=1.0)
    return added * float(problem.required.sum()) * float(each.max(initial=1.0))


def cost_step(values: Sequence[float]) -> float:
    """The largest amount that all costs are whole multiples of; 0 where none is apparent.

    >>> cost_step([3.5, 0.25, 8.0])
    0.25
    """
    # prices are taken to be decimal: multiples of a millionth, or else no step is apparent
    units = [round(value * 1e6) for value in values]
    if any(abs(value * 1e6 - unit) > 1e-4 for value, unit in zip(values, units, strict=True)):
        return 0.0
    return gcd(*units) / 1e6


def round_up(bound: float, step: float) -> float:
    """A cost is a multiple of its granule, so a bound between two multiples is the upper one."""
    # a smaller step gains less than the tolerance; a bound a hair above a multiple is that multiple
    return bound if step < 1e-3 else max(bound, ceil(bound / step - 1e-6) * step)
