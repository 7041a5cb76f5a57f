"""What the paid hours of the queues of a centre cost, and each of their contacts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from wfm.centre.staffed_centre import StaffedCentre
from wfm.hour_premiums import extra_cost
from wfm.planning.records import Figure

__all__ = ["QueueCost", "cost_figures", "costs_of"]


class QueueCost(NamedTuple):
    """Paid hours of a queue and their cost.

    ::

        cost = paid hours · cost per hour + premiums
    """

    hours: float
    premiums: float
    cost: float


def cost_of_queue(staffed: StaffedCentre, name: str) -> QueueCost:
    """The cost of one queue; 0 without a cost per hour."""
    queue, forecast = staffed.demands[name].queue, staffed.forecast
    scheduled = staffed.staffings[name].staffing.scheduled
    hours = float(scheduled.sum()) * forecast.interval / 3600
    premiums = 0.0
    if queue.cost:
        start = forecast.start[staffed.demands[name].rows]
        end = start + np.int64(forecast.interval)
        extra = extra_cost(staffed.centre.premiums, start, end, forecast.zone, queue.cost)
        premiums = float((scheduled * extra).sum())
    return QueueCost(hours, premiums, hours * queue.cost + premiums)


def costs_of(staffed: StaffedCentre) -> dict[str, float]:
    """Cost of the paid hours of each queue."""
    return {queue.name: cost_of_queue(staffed, queue.name).cost for queue in staffed.centre.queues}


def cost_figures(staffed: StaffedCentre, name: str) -> Iterator[Figure]:
    """Paid hours, their cost, and the cost per contact and per resolved contact.

    ::

        resolved contacts = Σ contacts · (1 - abandonment) · resolution
    """
    queue, staffing = staffed.demands[name].queue, staffed.staffings[name]
    if not queue.cost:
        return
    unit = staffed.centre.currency or "currency"
    hours, premiums, cost = cost_of_queue(staffed, name)
    yield Figure(name, "paid_hours", hours, "h")
    yield Figure(name, "cost_per_hour", queue.cost, f"{unit}/h")
    yield Figure(name, "cost", cost, unit)
    if staffed.centre.premiums:
        yield Figure(name, "premiums", premiums, unit)
    contacts = float(staffing.volume.sum())
    if contacts:
        yield Figure(name, "cost_per_contact", cost / contacts, f"{unit}/contact")
    resolution = staffed.demands[name].arrivals.resolution
    if (resolution < 1).any():
        answered = staffing.volume * (1.0 - np.nan_to_num(staffing.abandonment))
        resolved = float((answered * resolution).sum())
        if resolved:
            each = cost / resolved
            yield Figure(name, "cost_per_resolved_contact", each, f"{unit}/contact")
