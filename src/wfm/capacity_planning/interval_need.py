"""The need of each month from the plan of a typical week at the volume of the month.

The agents that a service target takes do not grow in proportion to the volume: a small team waits
for contacts more. A month is therefore planned interval by interval at its own volume, not from an
occupancy that is the same for all months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.capacity_planning.file_records import PlanMonths
from wfm.planning.plan import Plan

__all__ = [
    "MonthlyNeed",
    "WeekdaySums",
    "monthly_need",
    "paid_hours_by_month",
    "weekday_sums",
    "weekdays_of",
]

_WEEK = 7
# Days of a month of `PAID_HOURS`, which are those of 52 / 12 weeks.
_MONTH = _WEEK * 52.0 / 12.0


@dataclass(frozen=True)
class MonthlyNeed:
    """The need of each month. Arrays have one value per month.

    Attributes
    ----------
    contacts : float64 array
        That agents handle. [contacts]
    workload : float64 array
        Handle time of these; NaN where no AHT is known. [hours]
    agent_hours : float64 array
        Agents on contacts that the target takes. [hours]
    paid_hours : float64 array
        Of one person in the days of the month. [hours]
    need : float64 array
        ``agent_hours / paid_hours``: productive FTE. [FTE]
    occupancy : float64 array
        Share of the agent-hours in which contacts are handled, as the plan really has it; NaN
        without agents. [fraction]
    """

    contacts: FloatArray
    workload: FloatArray
    agent_hours: FloatArray
    paid_hours: FloatArray
    need: FloatArray
    occupancy: FloatArray


class WeekdaySums(NamedTuple):
    """Sums over a plan by queue and weekday. Arrays have shape (queues, 7), Monday first.

    Attributes
    ----------
    contacts : float64 array
        [contacts]
    workload, agent_hours, occupied_hours : float64 array
        Load, agents on contacts, and the part of these that contacts are handled in. [hours]
    """

    contacts: FloatArray
    workload: FloatArray
    agent_hours: FloatArray
    occupied_hours: FloatArray


def weekday_sums(plan: Plan) -> WeekdaySums:
    """Contacts and hours of a plan by queue and local weekday.

    Parameters
    ----------
    plan : Plan
        Of one queue, of several or of a whole centre.

    Examples
    --------
    >>> import wfm
    >>> sums = weekday_sums(wfm.plan("examples/forecast.csv", "85/60"))
    >>> sums.agent_hours.tolist()
    [[199.5, 230.5, 240.0, 230.5, 78.5, 45.5, 217.0]]
    """
    demand, columns = plan.demand, plan.columns
    day = datetimes.local(demand.start, demand.zone) // datetimes.DAY
    place = demand.queue * _WEEK + weekdays_of(day)
    agents = columns["agents"]
    hours = demand.interval / 3600.0
    per_hour = np.where(agents > 0, agents * columns["occupancy"], 0.0)
    size = len(demand.queues) * _WEEK
    sums = [
        np.asarray(np.bincount(place, weights=values, minlength=size), dtype=np.float64)
        for values in (demand.volume, columns["load"] * hours, agents * hours, per_hour * hours)
    ]
    return WeekdaySums(*(one.reshape(-1, _WEEK) for one in sums))


def weekdays_of(day: NDArray[np.int64]) -> NDArray[np.int64]:
    """The weekday of days since 1970, 0 for Monday.

    >>> weekdays_of(np.array([0, 4])).tolist()
    [3, 0]
    """
    return (day + 3) % _WEEK


def paid_hours_by_month(months: PlanMonths, paid_hours: float) -> FloatArray:
    """The paid hours of one person in the days of each month.

    ::

        paid_hours[t] = paid_hours · days[t] / (7 · 52 / 12 · months_each)

    A contract of 173.33 hours a month is one of 40 hours a week: 160 in February, 177 in March.

    Parameters
    ----------
    months : PlanMonths
        The months, or weeks.
    paid_hours : float
        Of one person in an average month, or in a week. [hours]

    Examples
    --------
    >>> from datetime import date
    >>> paid_hours_by_month(PlanMonths(date(2027, 2, 1), 2), 520 / 3).round(2).tolist()
    [160.0, 177.14]
    """
    return paid_hours * np.array(months.days, dtype=np.float64) / (_MONTH * months.months_each)


def monthly_need(
    weeks: Sequence[WeekdaySums],
    pattern_days: FloatArray,
    month_days: FloatArray,
    paid_hours: FloatArray,
) -> MonthlyNeed:
    """The need of each month from a plan at its volume, by the weekdays that the month has.

    ::

        agent_hours[t] = Σ queues, weekdays  sum[t] / pattern_days · month_days[t]
        need[t]        = agent_hours[t] / paid_hours[t]

    Parameters
    ----------
    weeks : sequence of WeekdaySums
        Of the plan of each month.
    pattern_days : array, shape (queues, 7)
        How often each weekday is among the days of the forecast. [days]
    month_days : array, shape (months, queues, 7)
        How often each weekday is among the days of each month. [days]
    paid_hours : float64 array, shape (months,)
        Of one person. [hours]
    """
    per_day = np.divide(
        np.array(weeks), pattern_days, out=np.zeros(np.shape(weeks)), where=pattern_days > 0
    )
    totals = (per_day * month_days[:, None]).sum(axis=(2, 3))
    contacts, workload, agent_hours, occupied = totals.T
    with np.errstate(invalid="ignore", divide="ignore"):
        occupancy = np.where(agent_hours > 0, occupied / agent_hours, np.nan)
    return MonthlyNeed(
        contacts, workload, agent_hours, paid_hours, agent_hours / paid_hours, occupancy
    )
