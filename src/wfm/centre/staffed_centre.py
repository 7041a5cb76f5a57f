"""The queues of a centre, staffed in the order in which they depend on each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from wfm.centre.dependencies import QueueGroup, staffing_order
from wfm.centre.models import staff_group
from wfm.centre.opening_hours import open_rows
from wfm.centre.queue_records import Group, Progress, QueueDemand, QueueStaffing
from wfm.centre.records import Centre, Queue, Team
from wfm.centre.volumes import arrivals, escalations, refuse_closed, with_handle_times
from wfm.demand import Demand

__all__ = ["StaffedCentre", "staff_queues"]


class StaffedCentre(NamedTuple):
    """A centre with the demand and the staffing of each of its queues.

    Attributes
    ----------
    forecast : Demand
        The forecast, with rows for escalations.
    centre : Centre
        The queues and teams.
    demands, staffings : dict of str to QueueDemand, QueueStaffing
        By name of the queue.
    """

    forecast: Demand
    centre: Centre
    demands: dict[str, QueueDemand]
    staffings: dict[str, QueueStaffing]


def staff_queues(
    forecast: Demand,
    centre: Centre,
    progress: Callable[[int, int], None] | None = None,
    known: StaffedCentre | None = None,
) -> StaffedCentre:
    """Staff the queues of a centre, one group after the other.

    Parameters
    ----------
    forecast : Demand
        The forecast, with rows for escalations.
    centre : Centre
        The queues and teams.
    progress : callable, optional
        Called with the number of rows that are staffed, and the number of all rows.
    known : StaffedCentre, optional
        The same forecast staffed for a centre that differs in some queues or teams: what these do
        not change is taken from it.
    """
    staffed = StaffedCentre(forecast, centre, {}, {})
    count = 0
    for group in staffing_order(centre):
        rows = _row_count(group, forecast)
        report = _Report(count, rows, len(forecast), progress)
        _staff_group(staffed, group, report, known)
        count += rows
        if progress:
            progress(count, len(forecast))
    return staffed


@dataclass(frozen=True)
class _Report:
    """Reports how many of all rows are staffed when a share of a group is.

    The explanation of a plan has it. A copy in another process has no one to report to.
    """

    before: int
    rows: int
    total: int
    progress: Callable[[int, int], None] | None = field(compare=False)

    def __call__(self, share: float) -> None:
        if self.progress:
            self.progress(self.before + int(share * self.rows), self.total)

    def __reduce__(self) -> tuple[Any, ...]:
        return _Report, (self.before, self.rows, self.total, None)


def _row_count(group: QueueGroup, forecast: Demand) -> int:
    """How many rows the forecast has of the queues of a group."""
    indices = [forecast.queues.index(queue.name) for queue in group.queues]
    return int(np.isin(forecast.queue, indices).sum())


def _staff_group(
    staffed: StaffedCentre, group: QueueGroup, progress: Progress, known: StaffedCentre | None
) -> None:
    """Staff the queues of a group, after the queues that escalate to them."""
    demands = [_demand(staffed, queue) for queue in group.queues]
    for demand in demands:
        staffed.demands[demand.queue.name] = demand
    if known is not None and _is_known(staffed, group, known):
        for queue in _members(staffed.centre, group.team):
            staffed.staffings[queue.name] = known.staffings[queue.name]
        return
    live = _live_queue(staffed, group.team) if group.deferred else None
    results = staff_group(
        Group(demands, group.team, staffed.forecast, staffed.centre, progress, live)
    )
    if live is not None:
        demands = [live[0], *demands]
    for demand, result in zip(demands, results, strict=True):
        staffed.demands[demand.queue.name] = demand
        staffed.staffings[demand.queue.name] = result


def _is_known(staffed: StaffedCentre, group: QueueGroup, known: StaffedCentre) -> bool:
    """Whether a staffed centre has the team of a group with the same queues and contacts.

    The live queue of a team that also does deferred work is staffed by itself first; the centre
    that is known has it with the deferred work.
    """
    members = _members(staffed.centre, group.team)
    mixed = len({queue.model == "deferred" for queue in members}) > 1
    if members != _members(known.centre, group.team) or (mixed and not group.deferred):
        return False
    return all(
        _same_contacts(staffed.demands[queue.name], known.demands[queue.name]) for queue in members
    )


def _same_contacts(one: QueueDemand, other: QueueDemand) -> bool:
    """Whether a queue gets the same contacts and load in both."""
    return bool((one.volume == other.volume).all() and (one.load == other.load).all())


def _members(centre: Centre, team: Team) -> list[Queue]:
    """The queues that a team answers, if the team of the centre is this one."""
    members = centre.members(team.name)
    return list(members) if members and centre.team(members[0]) == team else []


def _live_queue(staffed: StaffedCentre, team: Team) -> tuple[QueueDemand, QueueStaffing] | None:
    """The live queue of a team that also does deferred work, as staffed by itself."""
    for queue in staffed.centre.members(team.name):
        if queue.name in staffed.staffings:
            return staffed.demands[queue.name], staffed.staffings[queue.name]
    return None


def _demand(staffed: StaffedCentre, queue: Queue) -> QueueDemand:
    """The contacts of a queue, without redials."""
    forecast = staffed.forecast
    rows = np.flatnonzero(forecast.queue == forecast.queues.index(queue.name))
    queue = with_handle_times(queue, forecast, rows)
    is_open = open_rows(forecast, rows, staffed.centre, queue)
    minimums = staffed.centre.minimums_of(queue)
    own = arrivals(queue, forecast, rows, is_open, minimums)
    if queue.model != "deferred":
        refuse_closed(queue, forecast, rows[~is_open & (own.volume > 0)])
    escalated = escalations(queue, forecast, staffed.centre, staffed.staffings, rows, own)
    contacts, load = np.zeros((2, len(rows)))
    for one in escalated.values():
        contacts, load = contacts + one.contacts, load + one.load
    if queue.model != "deferred":
        refuse_closed(queue, forecast, rows[~is_open & (contacts > 0)], escalated=True)
    return QueueDemand(
        queue=queue,
        rows=rows,
        start=forecast.start[rows],
        volume=own.volume + contacts,
        aht=own.aht,
        load=own.volume * own.aht / forecast.interval + load,
        is_open=is_open,
        arrivals=own,
        escalated=escalated,
    )
