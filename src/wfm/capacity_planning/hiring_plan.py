"""The cheapest hires, overtime, temps and outsourced work that cover the need of every month.

The program of `hiring_program` is solved with six months after the last one of the plan, and cut:
a plan that ends with its last month hires nobody in the months before it, since newcomers would
not pay any more. With a budget, only the months of the
plan count, since only they are paid from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.mathematical_program import ProgramSolution, solve
from wfm.capacity_planning.evaluation import (
    CapacityResult,
    TeamResult,
    cost_parts,
    cover_options,
    evaluate_hires,
)
from wfm.capacity_planning.headcount import headcount
from wfm.capacity_planning.hiring_program import HiringProgram, TeamColumns, hiring_program
from wfm.capacity_planning.records import CapacityInputs, TeamCapacity, extended
from wfm.errors import UnreachableError

__all__ = ["CapacityPlan", "plan_capacity", "plan_within_budget"]

MONTHS_BEYOND = 6
# 24 months of three teams take about 4 s with it; a plan is not known better than by 1 %.
GAP = 0.01
# Shortage of a month that is rounding of HiGHS, whose tolerance of a row is 1e-6. [FTE]
_TOLERANCE = 2e-6


@dataclass(frozen=True)
class CapacityPlan:
    """A plan and the proof of how good it is.

    Attributes
    ----------
    result : CapacityResult
        The teams in the months of the plan.
    objective : float
        What was minimised, over all months that were solved: cost plus the price of shortage
        [money]; with a budget, shortage [FTE-months].
    bound : float
        No plan has a lower objective.
    shortage : float
        Shortage of all months that were solved. [FTE-months]
    months_solved : int
        Months of the plan and after it. [months]
    optimal : bool
        Whether the solver ended within its gap; False if its time ended before.
    """

    result: CapacityResult
    objective: float
    bound: float
    shortage: float
    months_solved: int
    optimal: bool

    @property
    def gap(self) -> float:
        """``(objective - bound) / objective``, the most that could be saved [fraction]."""
        if self.objective <= self.bound:
            return 0.0
        return (self.objective - self.bound) / self.objective


def plan_capacity(
    inputs: CapacityInputs,
    *,
    months_beyond: int = MONTHS_BEYOND,
    gap: float = GAP,
    seconds: float | None = None,
) -> CapacityPlan:
    """The cheapest plan.

    ::

        minimise  Σ cost + shortage_price · Σ shortage

    Parameters
    ----------
    inputs : CapacityInputs
        The teams.
    months_beyond : int
        Months after the plan that are solved with it and cut. [months]
    gap : float
        Relative gap to the bound at which to stop. [fraction]
    seconds : float or None
        Time limit; None for none. [s]

    Returns
    -------
    CapacityPlan
        The hires are whole; all else is evaluated from them.

    Raises
    ------
    UnreachableError
        The time limit ended before any plan was found.

    Examples
    --------
    120 people of whom 2.5 % leave a month are kept by three hires a month:

    >>> from wfm.capacity_planning.records import TeamCapacity
    >>> team = TeamCapacity("voice", (120.0,) * 12, 120, (0.025,) * 12, (0.025,) * 12, pay=3000.0)
    >>> plan = plan_capacity(CapacityInputs((team,)))
    >>> plan.result.teams[0].flow.hires
    (0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3)
    """
    longer = replace(inputs, teams=tuple(extended(team, months_beyond) for team in inputs.teams))
    model = hiring_program(longer)
    solution = solve(model.program, gap=gap, seconds=seconds)
    values = _found(solution)
    full = evaluate_hires(longer, _hires(longer, model, values))
    objective = full.cost + full.shortage * longer.price_of_shortage()
    cut = {name: hires[: inputs.months] for name, hires in full.hires().items()}
    priced = replace(inputs, shortage_price=longer.price_of_shortage())
    return CapacityPlan(
        evaluate_hires(priced, cut),
        objective,
        solution.bound,
        full.shortage,
        longer.months,
        solution.optimal,
    )


def plan_within_budget(
    inputs: CapacityInputs, budget: float, *, gap: float = GAP, seconds: float | None = None
) -> CapacityPlan:
    """The least shortage that a budget buys, and among those plans one with a low cost.

    ::

        minimise  Σ shortage   subject to   Σ cost <= budget

    It is solved twice: for the least shortage, then for the least cost with that shortage.

    Parameters
    ----------
    inputs : CapacityInputs
        The teams; their `shortage_price` is not used.
    budget : float
        For all teams and months of the plan. [money]
    gap : float
        Relative gap to the bound at which to stop. [fraction]
    seconds : float or None
        Time limit of each of the two; None for none. [s]

    Raises
    ------
    UnreachableError
        The budget does not pay the people who are there, or the time limit ended before any plan
        was found.

    Examples
    --------
    >>> from wfm.capacity_planning.records import TeamCapacity
    >>> team = TeamCapacity("voice", (12.0,) * 3, 10, (0.0,) * 3, (0.0,) * 3, pay=3000.0)
    >>> plan = plan_within_budget(CapacityInputs((team,)), 99_000)
    >>> plan.result.shortage, plan.result.cost
    (3.0, 99000.0)
    """
    nobody = {team.name: [0] * team.months for team in inputs.teams}
    least = sum(
        float(headcount(team, nobody[team.name]).people(month)) * team.monthly_cost()
        for team in inputs.teams
        for month in range(team.months)
    )
    if least > budget * (1 + 1e-12):
        raise UnreachableError(
            f"the budget must pay the people who are there, {least:.2f}: got {budget:.2f}."
        )
    model = hiring_program(inputs)
    program, columns = model.program, model.shortage_columns()
    every = np.arange(program.columns)
    program.add_row(-np.inf, budget, (every, model.cost))
    program.cost = [_indicator(program.columns, columns)]
    first = solve(program, gap=gap, seconds=seconds)
    shortage = float(_found(first)[columns].sum())
    program.add_row(-np.inf, shortage, (columns, 1.0))
    program.cost = [model.cost]
    second = solve(program, gap=gap, seconds=seconds)
    values = first.values if second.values is None else second.values
    assert values is not None
    result = _as_solved(inputs, model, values)
    return CapacityPlan(
        result, shortage, max(0.0, first.bound), shortage, inputs.months, first.optimal
    )


def _indicator(size: int, columns: Any) -> FloatArray:
    """1 for the columns, 0 for all others."""
    values = np.zeros(size)
    values[columns] = 1.0
    return values


def _found(solution: ProgramSolution) -> FloatArray:
    """The values of a solution; raises `UnreachableError` if there is none."""
    if solution.values is None:
        raise UnreachableError(f"no plan was found: {solution.message}")
    return solution.values


def _hires(
    inputs: CapacityInputs, model: HiringProgram, values: FloatArray
) -> dict[str, list[int]]:
    """Whole hires of each team."""
    return {
        team.name: [round(value) for value in values[columns.hires]]
        for team, columns in zip(inputs.teams, model.teams, strict=True)
    }


def _as_solved(inputs: CapacityInputs, model: HiringProgram, values: FloatArray) -> CapacityResult:
    """The result with the overtime, temps and outsourced work that the budget paid for."""
    evaluated = evaluate_hires(inputs, _hires(inputs, model, values))
    rows = zip(inputs.teams, evaluated.teams, model.teams, strict=True)
    return CapacityResult(
        tuple(_with_bought(team, result, columns, values) for team, result, columns in rows)
    )


def _with_bought(
    team: TeamCapacity, result: TeamResult, columns: TeamColumns, values: FloatArray
) -> TeamResult:
    """The team with the amounts of the solution, their cost and the shortage they leave."""
    left = result.need - result.supply
    bought: dict[str, Any] = {}
    for place, name in enumerate(("overtime", "temps", "outsourced")):
        options = [cover_options(team, month)[place] for month in range(team.months)]
        amount: FloatArray = np.maximum(0.0, values[getattr(columns, name)])
        left = left - amount * [option.productive for option in options]
        bought[name] = amount
    cost = np.sum(list(cost_parts(team, result.flow, bought).values()), axis=0)
    return replace(result, **bought, shortage=np.where(left > _TOLERANCE, left, 0.0), cost=cost)
