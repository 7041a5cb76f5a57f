"""A forecast staffed for a whole centre: each queue with the model that fits it.

The way of a volume: the forecast, times season and contingency, less what self-service and
automation take, plus what comes back unresolved or redials. Then the queue's own model finds the
least agents. What voice passes on becomes a queue of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
from wfm.planning.plan import BLOCK, Block, Plan, Staffing
from wfm.targets import QueueTarget, Target
from wfm.units import number_text, percent_text

__all__ = ["CentrePlan", "staff_centre"]


@dataclass(frozen=True, kw_only=True)
class CentrePlan(Plan):
    """A plan whose queues have models of their own; it is walked through as every plan is.

    Attributes
    ----------
    solved : Staffing
        All rows; `demand` is what the agents meet, after seasons, contingency, self-service and
        what comes back. The agents of queues that share people add up to their team's.
    abandonment : float64 array
        Share that gives up, NaN where the model knows nothing of it. [fraction]
    models : tuple of str
        By which model each queue was staffed.
    forecast : Demand
        As it was before all that.
    centre : Centre
        The queues.
    """

    solved: Staffing
    abandonment: FloatArray
    models: tuple[str, ...]
    forecast: Demand
    centre: Centre

    @property
    def teams(self) -> tuple[str, ...]:
        """Whose people answer each queue."""
        rules = {queue.name: queue for queue in self.centre.queues}
        return tuple(self.centre.team(rules[name]).name for name in self.demand.queues)

    @property
    def promises(self) -> Mapping[str, QueueTarget]:
        """What each queue promises whose service level needs no more than its own people."""
        models = dict(zip(self.demand.queues, self.models, strict=True))
        return {
            queue.name: QueueTarget(
                model=queue.model,
                service_level=goal(queue).service_level,
                within=goal(queue).limit,
                patience=queue.patience,
                definition=queue.definition,
                aht_by_concurrency=queue.aht_by_concurrency,
            )
            for queue in self.centre.queues
            if models[queue.name] in ("erlang_c", "erlang_a", "chat")
        }

    @property
    def extra_columns(self) -> tuple[str, ...]:
        """Names of the columns that these queues need: see `extra`."""
        return tuple(self.extra(slice(0, 0)))

    def blocks(self, rows: int = BLOCK) -> Iterator[Block]:
        """The rows, a block at a time."""
        for first in range(0, len(self.demand), rows):
            part = slice(first, min(first + rows, len(self.demand)))
            yield Block(part, Staffing(*(column[part] for column in self.solved)))

    def extra(self, part: slice) -> dict[str, list[str | float]]:
        """The columns that only a centre has, of some rows; NaN where they say nothing.

        ``team`` only where queues share people, ``abandonment`` where somebody can give up and
        ``definition`` where service levels differ in meaning.
        """
        rules = {queue.name: queue for queue in self.centre.queues}
        mine = [rules[self.demand.queues[i]] for i in self.demand.queue[part].tolist()]
        columns: dict[str, list[str | float]] = {
            "model": [self.models[i] for i in self.demand.queue[part].tolist()]
        }
        if any(queue.team for queue in self.centre.queues):
            columns["team"] = [self.teams[i] for i in self.demand.queue[part].tolist()]
        if not np.isnan(self.abandonment).all():
            columns["abandonment"] = self.abandonment[part].tolist()
        if len({_definition(queue) for queue in self.centre.queues}) > 1:
            columns["definition"] = [_definition(queue) for queue in mine]
        return columns


def _definition(queue: Queue) -> str:
    return "on time" if queue.model == "deferred" else queue.definition


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
    columns = {name: np.full(len(forecast), np.nan) for name in Staffing._fields}
    volume, aht, lost = forecast.volume.copy(), forecast.aht.copy(), columns["asa"].copy()
    notes: list[str] = []
    for index, name in enumerate(forecast.queues):
        rows, found = np.flatnonzero(forecast.queue == index), walk.solved[name]
        volume[rows], aht[rows], lost[rows] = found.volume, found.aht, found.abandonment
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
    return CentrePlan(
        demand=replace(forecast, volume=volume, aht=aht),
        target=next((q.target for q in centre.queues if q.target), Target(0.85, 60.0)),
        shrinkage=centre.shrinkage,
        contract_hours=centre.contract_hours,
        solved=Staffing(**columns),
        abandonment=lost,
        models=tuple(walk.solved[name].model for name in forecast.queues),
        forecast=forecast,
        centre=centre,
        assumed=tuple(notes),
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
