"""A forecast staffed for a whole centre: each queue with the model that fits it.

The way of a volume: the forecast, times season and contingency, less what self-service and
automation take, plus what comes back unresolved or redials. Then the queue's own model finds the
least agents. What voice passes on becomes a queue of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from wfm._arrays import FloatArray
from wfm.centre.allocation import QueueDemand, QueueStaffing, goal
from wfm.centre.blended import blended
from wfm.centre.deferred_weeks import Progress
from wfm.centre.deferred_work import mail
from wfm.centre.dependencies import Job, jobs
from wfm.centre.opening_hours import open_rows
from wfm.centre.records import Centre, Queue, Team
from wfm.centre.shared_pool import together
from wfm.centre.single_queue import alone
from wfm.centre.volumes import check_names, feed, met, refuse_closed, with_tiers
from wfm.demand import Demand
from wfm.planning.plan import Plan
from wfm.planning.records import PlanInputs, Staffing, column_or_nan
from wfm.targets import QueueTarget
from wfm.units import number_text, percent_text

__all__ = ["CentrePlan", "staff_centre"]


@dataclass(frozen=True, kw_only=True)
class CentrePlan(Plan):
    """The plan of a centre, with the forecast and the centre from which it was made.

    Attributes
    ----------
    forecast : Demand
        Before seasons, contingency, self-service and what comes back.
    centre : Centre
        The queues.
    """

    forecast: Demand
    centre: Centre

    @property
    def solved(self) -> Staffing:
        """The columns that every plan has."""
        return Staffing(**{name: self.columns[name] for name in Staffing._fields})

    @property
    def abandonment(self) -> FloatArray:
        """Share that abandons, NaN where the model knows nothing of it."""
        return column_or_nan(self.columns, "abandonment", len(self.demand))

    @property
    def models(self) -> tuple[str, ...]:
        """By which model each queue was staffed."""
        return tuple(self.inputs.models[name] for name in self.demand.queues)


def _target(queue: Queue, model: str) -> QueueTarget:
    """The target of a queue, with the model by which it was staffed."""
    if queue.deferred is not None:
        return QueueTarget(model, queue.deferred.share, queue.deferred.within)
    target = goal(queue)
    return QueueTarget(
        model=model,
        service_level=target.service_level,
        within=target.limit,
        patience=queue.patience,
        definition=queue.definition,
        aht_by_concurrency=queue.aht_by_concurrency,
        asa=target.asa,
        max_occupancy=target.max_occupancy,
        abandonment=queue.abandonment,
    )


def staff_centre(
    demand: Demand, centre: Centre, *, progress: Callable[[int, int], None] | None = None
) -> CentrePlan:
    """Staff every queue of a forecast by its own model, with people of its own or of its team.

    Parameters
    ----------
    demand : Demand
        The forecast; queues that are fed by others may be missing.
    centre : Centre
        The queues and their promises.
    progress : callable, optional
        Told how many of the rows are staffed, and how many there are.

    Raises
    ------
    InputError
        If the forecast has a queue that the centre does not know, or the centre one without
        volume; if a queue has contacts while the centre is closed; or if queues that share people
        fit no model.
    """
    forecast = with_tiers(demand, centre)
    check_names(forecast, centre)
    walk = _Walk(forecast, centre)
    staffed = 0
    for job in jobs(centre):
        mine = walk.rows(job)

        def told(share: float, before: int = staffed, count: int = mine) -> None:
            if progress:
                progress(before + int(share * count), len(forecast))

        walk.staff(job, told)
        staffed += mine
        told(1.0)
    columns = {name: np.full(len(forecast), np.nan) for name in (*Staffing._fields, "abandonment")}
    volume, aht = forecast.volume.copy(), forecast.aht.copy()
    notes: list[str] = []
    for index, name in enumerate(forecast.queues):
        rows, found = np.flatnonzero(forecast.queue == index), walk.solved[name]
        volume[rows], aht[rows] = found.volume, found.aht
        columns["abandonment"][rows] = found.abandonment
        for column, values in found.staffing._asdict().items():
            columns[column][rows] = values
        queue = walk.queues[name]
        fresh = float(walk.members[name].volume.sum())
        notes += [
            *_returning(queue, fresh, float(found.volume.sum())),
            *found.notes,
            *_band(queue, found),
            *_priced(queue, found, demand.interval),
        ]
    if np.isnan(columns["abandonment"]).all():
        del columns["abandonment"]
    rules = {queue.name: queue for queue in centre.queues}
    models = {name: walk.solved[name].model for name in forecast.queues}
    shares = any(queue.team for queue in centre.queues)
    return CentrePlan(
        demand=replace(forecast, volume=volume, aht=aht),
        inputs=PlanInputs(
            targets={name: _target(rules[name], model) for name, model in models.items()},
            shrinkage=centre.shrinkage,
            contract_hours=centre.contract_hours,
            teams={name: centre.team(rules[name]).name for name in models} if shares else {},
            models=models,
            notes=tuple(notes),
        ),
        columns=columns,
        forecast=forecast,
        centre=centre,
    )


class _Walk:
    """The queues of a centre, staffed one job after the other."""

    def __init__(self, forecast: Demand, centre: Centre) -> None:
        self.forecast, self.centre = forecast, centre
        self.queues = {queue.name: queue for queue in centre.queues}
        self.solved: dict[str, QueueStaffing] = {}
        self.members: dict[str, QueueDemand] = {}

    def rows(self, job: Job) -> int:
        """How many rows the forecast has of a job's queues."""
        mine = [self.forecast.queues.index(queue.name) for queue in job.queues]
        return int(np.isin(self.forecast.queue, mine).sum())

    def staff(self, job: Job, progress: Progress) -> None:
        """Staff the queues of a job, whose feeders have been."""
        centre, interval = self.centre, self.forecast.interval
        lost = centre.shrinkage.total
        members = [self._member(queue) for queue in job.queues]
        if job.deferred:
            calls = self._calls(job.team)
            if calls is None:
                found = mail(members, self.forecast, centre, job.team, progress)
            else:
                first = self.solved[calls.queue.name]
                found = blended(calls, first, members, self.forecast, centre, job.team, progress)
                members = [calls, *members]
        elif len(members) == 1:
            found = [alone(members[0], interval, lost)]
        else:
            found = together(members, job.team, lost)
        for member, solved in zip(members, found, strict=True):
            self.solved[member.queue.name] = solved
            self.members[member.queue.name] = member

    def _calls(self, team: Team) -> QueueDemand | None:
        """The queue that a team answers at once, beside its deferred work."""
        mine = [q.name for q in self.centre.queues if self.centre.team(q).name == team.name]
        return next((self.members[name] for name in mine if name in self.members), None)

    def _member(self, queue: Queue) -> QueueDemand:
        forecast = self.forecast
        rows = np.flatnonzero(forecast.queue == forecast.queues.index(queue.name))
        volume, aht = met(queue, forecast, rows)
        is_open = open_rows(forecast, rows, self.centre)
        if queue.model != "deferred":
            refuse_closed(queue, forecast, rows[~is_open & (volume > 0)])
        passed, load = feed(queue, forecast, self.centre, self.solved, rows)
        return QueueDemand(
            queue=queue,
            rows=rows,
            start=forecast.start[rows],
            volume=volume + passed,
            aht=aht,
            load=volume * aht / forecast.interval + load,
            is_open=is_open,
        )


def _returning(queue: Queue, fresh: float, offered: float) -> list[str]:
    """Whether those who come back are in the forecast, where the file says that some do."""
    if queue.model == "deferred" or (queue.redial == 0 and queue.resolution == 1):
        return []
    if queue.fresh:
        return [
            f"{queue.name}: the forecast is of FRESH contacts: with those who come back, "
            f"{number_text(fresh, 0)} become {number_text(offered, 0)}"
        ]
    return [
        f"{queue.name}: the forecast is of OFFERED contacts: those who come back are in it already"
    ]


def _priced(queue: Queue, found: QueueStaffing, interval: float) -> list[str]:
    """What the paid hours of a queue cost, in all and a contact."""
    if not queue.cost:
        return []
    hours = float(found.staffing.scheduled.sum()) * interval / 3600
    money, contacts = hours * queue.cost, float(found.volume.sum())
    each = f", {money / contacts:.2f} a contact" if contacts else ""
    return [f"{queue.name}: {hours:,.1f} paid hours at {queue.cost:g} are {money:,.0f}{each}"]


def _band(queue: Queue, found: QueueStaffing) -> list[str]:
    """How often the people are less busy than is aimed at."""
    busy = found.staffing.occupancy[found.volume > 0]
    low = int((busy < queue.min_occupancy).sum())
    if not low:
        return []
    return [
        f"{queue.name}: {low} of {len(busy)} intervals are below the occupancy of "
        f"{percent_text(queue.min_occupancy, 0)} that is aimed at: the promise needs the people"
    ]
