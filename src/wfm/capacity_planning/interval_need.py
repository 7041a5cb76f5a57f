"""The need of each month from the intervals of a typical week, planned again for its volume.

The agents that a service target takes do not grow in proportion to the volume: a small team waits
for contacts more. A month is therefore planned interval by interval at its own volume, not from an
occupancy that is the same for all months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.records import PAID_HOURS, by_month
from wfm.errors import InputError
from wfm.planning.solve import solve
from wfm.targets import Target

__all__ = ["MonthlyNeed", "interval_need"]

# Days of a month on average: 365 / 12.
DAYS = 365.0 / 12.0


@dataclass(frozen=True)
class MonthlyNeed:
    """The need of each month. Arrays have one value per month.

    Attributes
    ----------
    contacts : float64 array
        Offered. [contacts]
    workload : float64 array
        Handle time of these. [hours]
    agent_hours : float64 array
        Agents on contacts that the target takes. [hours]
    need : float64 array
        `agent_hours` over the paid hours of one person: productive FTE. [FTE]
    occupancy : float64 array
        ``workload / agent_hours`` that the plan really has; NaN without agents. [fraction]
    """

    contacts: FloatArray
    workload: FloatArray
    agent_hours: FloatArray
    need: FloatArray
    occupancy: FloatArray


def interval_need(
    volume: FloatArray,
    aht: FloatArray,
    interval: FloatArray | float,
    target: Target,
    volume_factors: Sequence[float],
    aht_factors: float | Sequence[float] = 1.0,
    *,
    days: float | Sequence[float] = DAYS,
    days_of_pattern: float = 7.0,
    paid_hours: float = PAID_HOURS,
) -> MonthlyNeed:
    """The need of each month from a typical week, by Erlang C in each interval.

    ::

        agent_hours[t] = days[t] / days_of_pattern · Σ n(f[t] volume, g[t] aht) interval / 3600
        need[t]        = agent_hours[t] / paid_hours

    with n the least agents that meet the target, f the factors of the volume, g those of the AHT.

    Parameters
    ----------
    volume : float64 array, shape (n,)
        Contacts of each interval of the pattern. [contacts]
    aht : float64 array, shape (n,)
        Average handle time. [s]
    interval : float or array, shape (n,)
        Length of each interval. [s]
    target : Target
        The service target, for each interval.
    volume_factors : sequence of float
        Factor of each month on the volume, as of `monthly_factors`. [fraction]
    aht_factors : float or sequence of float
        Factor of each month on the AHT. [fraction]
    days : float or sequence of float
        Days of each month. [days]
    days_of_pattern : float
        Days that the intervals span: 7 for a week. [days]
    paid_hours : float
        Of one person. [hours per month]

    Raises
    ------
    InputError
        For a value outside its domain.

    Examples
    --------
    >>> need = interval_need(
    ...     np.array([140.0]), np.array([180.0]), 1800.0, Target(0.80, 20.0), [1.0, 2.0],
    ...     days=30, days_of_pattern=1,
    ... )
    >>> need.agent_hours.tolist(), need.occupancy.round(3).tolist()
    ([270.0, 495.0], [0.778, 0.848])
    """
    factors = [float(one) for one in volume_factors]
    months = len(factors)
    rates, lengths = by_month(aht_factors, months), by_month(days, months)
    for name, value in (("days_of_pattern", days_of_pattern), ("paid_hours", paid_hours)):
        if not value > 0:
            raise InputError(f"{name} must be above 0: got {value:g}.", name=name, value=value)
    hours = np.asarray(interval, dtype=np.float64) / 3600.0
    totals: dict[tuple[float, float], tuple[float, float, float]] = {}
    for pair in set(zip(factors, rates, strict=True)):
        contacts, handle = volume * pair[0], aht * pair[1]
        agents = solve(contacts, handle, interval, target, 0.0).agents
        work = np.where(contacts > 0, contacts * handle, 0.0).sum() / 3600.0
        totals[pair] = (float(contacts.sum()), float(work), float((agents * hours).sum()))
    scale = np.array(lengths)[:, None] / days_of_pattern
    rows = np.array([totals[pair] for pair in zip(factors, rates, strict=True)]) * scale
    contacts, work, agent_hours = rows.T
    with np.errstate(invalid="ignore", divide="ignore"):
        occupancy = np.where(agent_hours > 0, work / agent_hours, np.nan)
    return MonthlyNeed(contacts, work, agent_hours, agent_hours / paid_hours, occupancy)
