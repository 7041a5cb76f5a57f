"""The best service level that a budget buys."""

from __future__ import annotations

from dataclasses import replace

from wfm.errors import UnreachableError, UsageError
from wfm.option_text import option
from wfm.planning.goal_agents import refuse_goals
from wfm.planning.records import PlanBasis, PlanInputs, RowSettings, Setting
from wfm.planning.solve import solve_blocks
from wfm.planning.totals import Totals
from wfm.targets import QueueTarget
from wfm.units import number_text

__all__ = ["STEPS", "basis_of_budget", "cost_at", "with_level"]

# Steps of the service level: 0.1 %, 0.2 %, ... 99.9 %.
STEPS = 1000


def basis_of_budget(basis: PlanBasis) -> PlanBasis:
    """A plan with the highest service level whose cost is within its budget.

    ::

        level = max { k / 1000 : k = 1 ... 999, (1 + contingency) · cost(k / 1000) <= budget }

    where cost(level) is that of the plan with this level as the target of every interval, the
    limits and the minimum agents of its other targets kept. A higher level never takes fewer
    agents in an interval, so that the cost never falls from one step to the next and the level is
    found by bisection: the same as if every step were planned. A larger budget therefore never
    buys a lower level.

    Parameters
    ----------
    basis : PlanBasis
        With a budget and the cost of an hour in its inputs.

    Returns
    -------
    PlanBasis
        With the level as the target of every row.

    Raises
    ------
    UsageError
        If a row has no target with a service level.
    InputError
        If a row has a goal over a period.
    UnreachableError
        If the lowest level costs more than the budget, with this least cost; or if a limit beside
        the service level cannot be met.

    Examples
    --------
    >>> import wfm
    >>> plan = wfm.plan("examples/forecast.csv", "85/60", hourly_cost=22, budget=40_000)
    >>> plan.inputs.common_target.service_level, plan.summary().cost
    (0.812, 39963.0)

    References
    ----------
    - The least cost at a service level and the highest level at a cost are the two ends of the
      same curve: G. Koole, *Call Center Optimization*, MG Books, 2013.
    """
    budget = basis.inputs.costs.budget
    assert budget is not None, "the plan has a budget"
    if any(one.target is None or one.target.service_level is None for one in basis.settings[0]):
        raise UsageError(
            f"{option('budget')} needs a target with a service level for every interval, such as "
            f"{option('target', '80/20')}: its time limit is kept, and its level is that which the "
            "budget buys."
        )
    refuse_goals(basis, "budget", "plans the best level of every interval")
    low, high = 1, STEPS
    least = cost_at(basis, low / STEPS)
    if least > budget:
        raise UnreachableError(_too_small(basis, budget, least))
    while high - low > 1:
        middle = (low + high) // 2
        if cost_at(basis, middle / STEPS) <= budget:
            low = middle
        else:
            high = middle
    return with_level(basis, low / STEPS)


def _too_small(basis: PlanBasis, budget: float, least: float) -> str:
    """The error of a budget below the least cost."""
    more = f", its contingency of {100 * c:.10g} % included" if (
        c := basis.inputs.costs.contingency
    ) else ""  # fmt: skip
    return (
        f"{option('budget')} {budget:,.10g} is below the least cost of the plan, "
        f"{number_text(least, 2)} at a service level of {100 / STEPS:g} %{more}. Allow at least "
        "this, or plan fewer hours."
    )


def cost_at(basis: PlanBasis, level: float) -> float:
    """The cost of a plan with a service level, its contingency included."""
    basis = with_level(basis, level)
    totals = Totals(basis, risk=False)
    for block in solve_blocks(basis):
        totals.add(block)
    summary = totals.summary()
    with_all = summary.contingency
    cost = summary.cost if with_all is None else with_all.cost_in_all
    assert cost is not None, "the plan has the cost of an hour"
    return cost


def with_level(basis: PlanBasis, level: float) -> PlanBasis:
    """A plan with another service level as the target of every row; its other targets are kept."""
    inputs = basis.inputs
    by_row = inputs.by_row
    if by_row is not None:
        settings = tuple(
            Setting(_target_at(one.target, level), one.shrinkage) for one in by_row.settings
        )
        by_row = RowSettings(settings, by_row.row)
    targets = {name: replace(one, service_level=level) for name, one in inputs.targets.items()}
    changed: PlanInputs = replace(inputs, targets=targets, by_row=by_row)
    return replace(basis, inputs=changed)


def _target_at(target: QueueTarget | None, level: float) -> QueueTarget | None:
    """A target with another level."""
    return None if target is None else replace(target, service_level=level)
