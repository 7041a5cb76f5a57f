"""The least shortage that a budget buys.

The budget is that of the months of the plan; those after it are solved with it, and are not paid
from it.
"""

from __future__ import annotations

from dataclasses import fields, replace
from math import ceil
from typing import Any

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.evaluation import (
    CapacityResult,
    TeamResult,
    cost_parts,
    cover_options,
    evaluate_hires,
)
from wfm.capacity_planning.headcount import headcount
from wfm.capacity_planning.hiring_plan import (
    AMOUNT_ROUNDING,
    MONTHS_BEYOND,
    SHORTAGE_ROUNDING,
    CapacityPlan,
    default_gap,
    hires_by_team,
    plan_capacity,
    priced_columns,
    with_months_after,
)
from wfm.capacity_planning.hiring_program import HiringProgram, TeamColumns, hiring_program
from wfm.capacity_planning.hiring_search import FoundHires, search_hires
from wfm.capacity_planning.records import CapacityInputs, TeamCapacity
from wfm.errors import UnreachableError

__all__ = ["check_budget", "cost_of_those_there", "plan_within_budget"]


def plan_within_budget(
    inputs: CapacityInputs,
    budget: float,
    *,
    longer: CapacityInputs | None = None,
    months_beyond: int = MONTHS_BEYOND,
    gap: float | None = None,
    seconds: float | None = None,
) -> CapacityPlan:
    """The least shortage that a budget buys, and among those plans one with a low cost.

    ::

        minimise  Σ shortage   subject to   Σ cost <= budget

    The cheapest plan is the answer where the budget pays for it and it covers every month. If not,
    the program is solved twice: for the least shortage of the plan, then for the least cost with
    that shortage, where the months after the plan count with the price of their shortage. What is
    left of the budget may so be spent on people for the months after it, whose pay is not in the
    budget.

    Parameters
    ----------
    inputs : CapacityInputs
        The teams; their `shortage_price` is used for the months after the plan only.
    budget : float
        For all teams and months of the plan. [money]
    longer : CapacityInputs, optional
        The teams with the months after the plan that are solved with it and cut.
    months_beyond : int
        Without `longer`, how many months are repeated after the plan, as by `extended`. [months]
    gap : float, optional
        Relative gap to the bound at which to stop; by default 0.05 % up to 60 months times teams,
        with the months after the plan, and 1 % for larger ones. Teams are planned each by itself
        where they do not share the classes of a month. [fraction]
    seconds : float or None
        Time limit of each of the two; None for none. [s]

    Raises
    ------
    UnreachableError
        The budget does not pay the people who are there.

    Examples
    --------
    >>> from wfm.capacity_planning.records import TeamCapacity
    >>> team = TeamCapacity("voice", (12.0,) * 3, 10, (0.0,) * 3, (0.0,) * 3, pay=3000.0)
    >>> plan = plan_within_budget(CapacityInputs((team,)), 99_000)
    >>> plan.result.shortage, plan.result.cost
    (3.0, 99000.0)
    """
    check_budget(budget, cost_of_those_there(inputs))
    cheapest = plan_capacity(
        inputs, longer=longer, months_beyond=months_beyond, gap=gap, seconds=seconds
    )
    if cheapest.result.shortage <= SHORTAGE_ROUNDING and cheapest.result.cost <= budget:
        return replace(cheapest, objective=0.0, bound=0.0, shortage=0.0)
    longer = with_months_after(inputs, longer, months_beyond)
    gap = default_gap(longer) if gap is None else gap
    model, alone = hiring_program(longer), hiring_program(inputs)
    program, paid = model.program, _in_plan(model, alone)
    short = np.concatenate([team.shortage[: inputs.months] for team in model.teams])
    after = np.concatenate([team.shortage[inputs.months :] for team in model.teams])
    program.add_row(-np.inf, budget, (np.arange(program.columns), paid))
    program.cost = [priced_columns(program.columns, short, 1.0)]
    first = search_hires(model, gap=gap, seconds=seconds)
    if first.values is None:
        return _without_hires(inputs, longer, first)
    shortage = float(first.values[short].sum())
    program.add_row(-np.inf, shortage, (short, 1.0))
    program.cost = [model.cost + priced_columns(program.columns, after, longer.price_of_shortage())]
    second = search_hires(model, gap=gap, seconds=seconds)
    best = first if second.values is None else second
    result = _as_solved(inputs, model, best)
    bound, shortage = max(0.0, first.bound), result.shortage
    return CapacityPlan(result, shortage, bound, shortage, longer.months, first.within_gap)


def check_budget(budget: float, least: float, besides: str = "") -> None:
    """Raise `UnreachableError` unless a budget pays what every plan costs.

    Parameters
    ----------
    budget : float
        For the months of the plan. [money]
    least : float
        What every plan costs. [money]
    besides : str
        Who are paid besides the people of the teams, in words.
    """
    if least <= budget * (1 + 1e-12):
        return
    cents = ceil(least * 100 - 1e-6) / 100
    raise UnreachableError(
        f"the budget must pay the people who are there{besides}, {cents:,.2f}: got "
        f"{budget:,.2f}; {cents - budget:,.2f} more are needed."
    )


def cost_of_those_there(inputs: CapacityInputs) -> float:
    """The cost of the plan if no one is hired and nothing is bought."""
    none = [0] * inputs.months
    return sum(
        float(headcount(team, none).people(month)) * team.monthly_cost()
        for team in inputs.teams
        for month in range(team.months)
    )


def _in_plan(model: HiringProgram, alone: HiringProgram) -> FloatArray:
    """The cost of each column that is paid in the months of the plan."""
    paid = np.zeros(model.program.columns)
    for longer, plan in zip(model.teams, alone.teams, strict=True):
        for field in fields(TeamColumns):
            columns = getattr(plan, field.name)
            paid[getattr(longer, field.name)[: len(columns)]] = alone.cost[columns]
    return paid


def _without_hires(
    inputs: CapacityInputs, longer: CapacityInputs, found: FoundHires
) -> CapacityPlan:
    """The plan of a time limit that was too short for any other: nothing is bought either."""
    none = {team.name: [0] * inputs.months for team in inputs.teams}
    result = evaluate_hires(replace(inputs, shortage_price=0.0), none)
    short, bound = result.shortage, max(0.0, found.bound)
    return CapacityPlan(result, short, bound, short, longer.months, optimal=False)


def _as_solved(inputs: CapacityInputs, model: HiringProgram, found: FoundHires) -> CapacityResult:
    """The result with the overtime, temps and outsourced work that the budget paid for."""
    assert found.values is not None
    evaluated = evaluate_hires(inputs, hires_by_team(inputs, found))
    rows = zip(inputs.teams, evaluated.teams, model.teams, strict=True)
    return CapacityResult(
        tuple(_with_bought(team, result, columns, found.values) for team, result, columns in rows)
    )


def _with_bought(
    team: TeamCapacity, result: TeamResult, columns: TeamColumns, values: FloatArray
) -> TeamResult:
    """The team with the amounts of the solution, their cost and the shortage they leave."""
    left = result.need - result.supply
    bought: dict[str, Any] = {}
    for place, name in enumerate(("overtime", "temps", "outsourced")):
        options = [cover_options(team, month)[place] for month in range(team.months)]
        amount: FloatArray = values[getattr(columns, name)[: team.months]]
        amount = np.where(amount > AMOUNT_ROUNDING, amount, 0.0)
        left = left - amount * [option.productive for option in options]
        bought[name] = amount
    cost = np.sum(list(cost_parts(team, result.flow, bought).values()), axis=0)
    return replace(
        result, **bought, shortage=np.where(left > SHORTAGE_ROUNDING, left, 0.0), cost=cost
    )
