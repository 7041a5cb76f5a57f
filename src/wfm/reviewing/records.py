"""What a review consists of: its intervals, periods, causes and summary."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["CauseCount", "OneSided", "ReviewPeriod", "ReviewSummary"]


class ReviewPeriod(NamedTuple):
    """Plan and actual of a day or a queue, or of all intervals that both files have.

    Figures that the report does not have are NaN. Where some of its cells are empty, agents,
    service level and paid hours of plan and actual are of the intervals with both.

    Attributes
    ----------
    label : str
        The date, the queue, or "total".
    intervals, judged, missed : int
        Intervals, those of them whose service level can be compared with a target, and those in
        which it is below.
    contacts_planned, contacts_actual : float
        Contacts offered. [contacts]
    volume_bias : float
        Σ planned / Σ actual - 1: above 0, the forecast was too high. [fraction]
    volume_wape : float
        Σ |actual - planned| / Σ actual by interval. [fraction]
    aht_planned, aht_actual : float
        Average handle time. [s]
    aht_bias, aht_wape : float
        The same of the AHT, each interval weighted by its contacts answered. [fraction]
    agent_hours_planned, agent_hours_actual : float
        Agents on contacts. [agent-hours]
    paid_hours_planned, paid_hours_actual : float
        People scheduled. [hours]
    service_level_planned, service_level_actual : float
        Weighted by the contacts of the plan, and by those offered. [fraction]
    abandonment_planned, abandonment_actual, occupancy_planned, occupancy_actual : float
        Of the contacts, and of the agents' time. [fraction]
    asa_planned, asa_actual : float
        Average speed of answer. [s]
    cost_planned, cost_actual, cost_per_contact_planned, cost_per_contact_actual : float
        Paid hours × hourly cost of the plan with its premiums, and that per contact offered.
        [currency]
    cost_per_resolved_contact_planned, cost_per_resolved_contact_actual : float
        The cost per resolved contact, by the resolution of the plan. [currency]
    """

    label: str
    intervals: int
    judged: int
    missed: int
    contacts_planned: float
    contacts_actual: float
    volume_bias: float
    volume_wape: float
    aht_planned: float
    aht_actual: float
    aht_bias: float
    aht_wape: float
    agent_hours_planned: float
    agent_hours_actual: float
    paid_hours_planned: float
    paid_hours_actual: float
    service_level_planned: float
    service_level_actual: float
    abandonment_planned: float
    abandonment_actual: float
    occupancy_planned: float
    occupancy_actual: float
    asa_planned: float
    asa_actual: float
    cost_planned: float
    cost_actual: float
    cost_per_contact_planned: float
    cost_per_contact_actual: float
    cost_per_resolved_contact_planned: float
    cost_per_resolved_contact_actual: float


class CauseCount(NamedTuple):
    """How often a cause is that of an interval below its target.

    Attributes
    ----------
    cause : str
        "volume", "aht", "people", "together" (of several inputs only) or "other".
    intervals : int
        Intervals below their target with this cause.
    contacts_late : float
        Contacts in them beyond the planned share that were not answered in time. [contacts]
    """

    cause: str
    intervals: int
    contacts_late: float


class ReviewSummary(NamedTuple):
    """The figures of a review.

    Attributes
    ----------
    total : ReviewPeriod
        All intervals that both files have.
    volume_wape_day : float
        Σ |actual - planned| / Σ actual by queue and day. [fraction]
    days, queues : tuple of ReviewPeriod
        By local day, and by queue.
    causes : tuple of CauseCount
        Of the intervals below their target, those that occur.
    worst : tuple of int
        The rows with the most contacts late beyond the plan, at most ten, the worst first.
    """

    total: ReviewPeriod
    volume_wape_day: float
    days: tuple[ReviewPeriod, ...]
    queues: tuple[ReviewPeriod, ...]
    causes: tuple[CauseCount, ...]
    worst: tuple[int, ...]


class OneSided(NamedTuple):
    """Intervals that only one of the two files has.

    Attributes
    ----------
    queue : tuple of str
        The queue of each.
    start : int64 array
        The start of each, as in its file. [s]
    volume : float64 array
        Its contacts. [contacts]
    """

    queue: tuple[str, ...]
    start: NDArray[np.int64]
    volume: NDArray[np.float64]
