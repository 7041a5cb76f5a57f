"""When people start and when their offers must be out, and the season of temps and other means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.evaluation import TeamResult, cost_parts
from wfm.capacity_planning.file_records import PlanMonths
from wfm.capacity_planning.monthly_columns import bought_of
from wfm.capacity_planning.records import CapacityInputs

__all__ = ["HireClass", "SeasonRun", "hire_classes", "season_calendar"]

# FTE of overtime, temps or outsourced work that are worth an entry: less is 0.0 in every table, and
# under two hours a week.
_LEAST = 0.05


class HireClass(NamedTuple):
    """People of one team who start together.

    Attributes
    ----------
    start : datetime.date
        Their first day: that of the month.
    team : str
        Their team.
    people : int
        How many. [people]
    offers_by : datetime.date
        The day by which their offer letters must be out: `lead_months` before the start.
    cost : float
        Of hiring them, without their pay. [currency]
    """

    start: date
    team: str
    people: int
    offers_by: date
    cost: float


class SeasonRun(NamedTuple):
    """Months in a row in which a team has temps, overtime or outsourced work.

    Attributes
    ----------
    team : str
        The team.
    means : str
        ``temps``, ``overtime`` or ``outsourced``.
    first, last : datetime.date
        First and last day: temps in, temps out.
    highest_fte : float
        Of the month with most. [FTE]
    fte_months : float
        Of all these months. [FTE-months]
    cost : float
        Of all these months. [currency]
    """

    team: str
    means: str
    first: date
    last: date
    highest_fte: float
    fte_months: float
    cost: float


def hire_classes(
    inputs: CapacityInputs, results: Sequence[TeamResult], months: PlanMonths
) -> tuple[HireClass, ...]:
    """The hires by date, each with the day by which its offers must be out.

    ::

        offers_by = first day of month (start - lead_months)

    Parameters
    ----------
    inputs : CapacityInputs
        The teams.
    results : sequence of TeamResult
        Their hires.
    months : PlanMonths
        The months of the plan.
    """
    classes = [
        HireClass(
            months.start(month),
            team.name,
            count,
            months.start(month - team.hiring.lead_months),
            count * team.hiring.hire_cost,
        )
        for team, result in zip(inputs.teams, results, strict=True)
        for month, count in enumerate(result.flow.hires)
        if count
    ]
    return tuple(sorted(classes, key=lambda one: one.start))


def season_calendar(
    inputs: CapacityInputs, results: Sequence[TeamResult], months: PlanMonths
) -> tuple[SeasonRun, ...]:
    """Months in a row with temps, overtime or outsourced work, in order of their first day.

    Months with less than 0.05 FTE are left out.

    Parameters
    ----------
    inputs : CapacityInputs
        The teams.
    results : sequence of TeamResult
        What each of them buys.
    months : PlanMonths
        The months of the plan.
    """
    runs = []
    for team, result in zip(inputs.teams, results, strict=True):
        bought = bought_of(result)
        costs = cost_parts(team, result.flow, bought)
        for name, amount in bought.items():
            runs += [
                SeasonRun(
                    team.name,
                    name,
                    months.start(first),
                    months.start(end) - timedelta(days=1),
                    float(amount[first:end].max()),
                    float(amount[first:end].sum()),
                    float(costs[name][first:end].sum()),
                )
                for first, end in _runs(amount)
            ]
    return tuple(sorted(runs, key=lambda one: one.first))


def _runs(amount: FloatArray) -> Iterator[tuple[int, int]]:
    """First month and the month after the last one of each run of amounts to be arranged."""
    some = np.concatenate([[False], amount >= _LEAST, [False]])
    changes = np.flatnonzero(some[1:] != some[:-1]).tolist()
    yield from zip(changes[::2], changes[1::2], strict=True)
