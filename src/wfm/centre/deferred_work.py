"""Deferred work of a team: the fewest agents per block of time that meet every target.

The weeks of a forecast are planned one after the other, each with the work that is due in the
next. A forecast of a week and more is repeated before and after itself, so that it neither starts
without a backlog nor has to finish all work on its last evening. Where the team also answers live
contacts, their idle time is used first: see `wfm.centre.blended`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import shrinkage
from wfm._arrays import FloatArray
from wfm.centre.allocation import allocated, allocated_scheduled
from wfm.centre.deferred_queues import deferred_target_of
from wfm.centre.deferred_sizing import agents_of_week
from wfm.centre.deferred_steps import TeamCalendar, block_steps, deferred_service, deferred_target
from wfm.centre.deferred_trials import RunService, RunShares, Trial
from wfm.centre.deferred_weeks import (
    OpenIntervals,
    Service,
    WeekPlan,
    open_intervals,
    plan_trial,
    staff_weeks,
    with_repeated_weeks,
)
from wfm.centre.queue_records import (
    Figure,
    Group,
    QueueDemand,
    QueueStaffing,
    Staffing,
    common_starts,
    not_defined,
)
from wfm.centre.records import Team
from wfm.explanation import Section, Step
from wfm.queueing import deferred
from wfm.queueing._ticket_simulation import Tickets, serve
from wfm.queueing.deferred import DeferredPerformance

__all__ = ["WorkDone", "min_agents_of_team", "occupancy_of", "staff_deferred", "work_done"]


class WorkDone(NamedTuple):
    """What a team does with its deferred work.

    Attributes
    ----------
    busy : float64 array, shape (queues, starts)
        Agents at work on it. [agents]
    on_time : float64 array, shape (queues,)
        Share of all contacts that are begun within the target. [fraction]
    figures : list of tuple of Figure
        Turnaround, backlog and oldest age of each queue.
    """

    busy: FloatArray
    on_time: FloatArray
    figures: list[tuple[Figure, ...]]


def staff_deferred(group: Group) -> list[QueueStaffing]:
    """Staff deferred work whose agents do nothing else.

    Parameters
    ----------
    group : Group
        The deferred queues of a team; the contact with the earliest deadline is done first.

    Returns
    -------
    list of QueueStaffing
        One per queue; the team's agents are allocated by work.

    Raises
    ------
    InputError
        If the centre never opens, or a response-time target ends before it does.
    """
    repeated = with_repeated_weeks(group.demands, group.forecast)
    starts, _ = common_starts(repeated)
    work = open_intervals(repeated, starts, group)
    service = Service(_serve_alone, _nothing_else)
    block_agents, weeks = staff_weeks(work, repeated, _staff_week, service, group.progress)
    minimum = min_agents_of_team(repeated, starts, group.team)[work.at]
    block_agents = np.maximum(block_agents, minimum).astype(np.intp)
    agents = np.zeros(len(starts))
    agents[work.at] = block_agents
    shares = plan_trial(work, service).shares(block_agents)
    done = work_done(repeated, starts, work, agents, shares)
    calendar = TeamCalendar(
        starts, work, weeks, group.forecast, tuple(demand.queue.name for demand in group.demands)
    )
    return _staffings(group, calendar, agents, done)


def min_agents_of_team(
    demands: Sequence[QueueDemand], starts: NDArray[np.int64], team: Team
) -> FloatArray:
    """The minimum of a team, or of its only queue by day, at each start at which it is open."""
    minimum = np.zeros(len(starts))
    for demand in demands:
        at = np.searchsorted(starts, demand.start)
        least = np.where(demand.is_open, float(team.min_agents), 0.0)
        minimum[at] = np.maximum(minimum[at], np.maximum(least, demand.arrivals.min_agents))
    return minimum


def _staff_week(week: OpenIntervals, trial: Trial | None) -> WeekPlan:
    """The fewest agents of a week who do nothing else."""
    return WeekPlan(week, agents_of_week(week, _all_agents, trial), _all_agents, trial)


def _all_agents(agents: NDArray[np.intp]) -> FloatArray:
    """Without live contacts every agent is free for deferred work."""
    return agents.astype(float)


def _serve_alone(places: NDArray[np.intp]) -> RunService:
    """Agents who do nothing but deferred work."""
    return RunService(_serve_run)


def _serve_run(
    tickets: Tickets, agents: NDArray[np.intp], interval: float, number: int
) -> FloatArray:
    """Begins of the tickets; no random numbers are drawn beside those of the tickets."""
    return serve(tickets, agents, interval)


def _nothing_else(places: NDArray[np.intp]) -> bytes:
    """Their service depends on nothing but tickets and agents."""
    return b""


def work_done(
    demands: list[QueueDemand],
    starts: NDArray[np.int64],
    work: OpenIntervals,
    capacity: FloatArray,
    shares: RunShares,
) -> WorkDone:
    """What is done of the work, with some capacity of agents at each start of the team.

    Parameters
    ----------
    demands : list of QueueDemand
        The queues, with repeated weeks.
    starts : int64 array
        All starts of the team. [s]
    work : OpenIntervals
        The work.
    capacity : float64 array, shape (starts,)
        Agents free for deferred work. [agents]
    shares : RunShares
        Of the runs of the plan.
    """
    own = (work.place >= work.first) & (work.place < work.last)
    results = deferred.simulate_each(work.works, _repeated_capacity(work, capacity[work.at], own))
    busy = np.zeros((len(demands), len(starts)))
    for queue, number, result in zip(
        work.horizon.queues, range(len(results)), results, strict=True
    ):
        owner = queue.follows if queue.follows >= 0 else number
        busy[owner, work.at] += result.busy
    last, interval = int(starts[work.at[-1]]), float(work.works[0].interval)
    figures = [
        (
            *_figures(demand.queue.name, result, interval, own),
            *_run_figures(demand, shares, i),
            *_next_plan(demand, last),
        )
        for i, (demand, result) in enumerate(zip(demands, results, strict=False))
    ]
    return WorkDone(busy, shares.begun.mean(axis=0)[: len(demands)], figures)


def _run_figures(demand: QueueDemand, shares: RunShares, i: int) -> tuple[Figure, ...]:
    """Shares of the contacts finished in time and begun by the deadline; runs that keep it."""
    name, target = demand.queue.name, deferred_target_of(demand)
    on_target = shares.begun[:, i] >= target.share - 1e-12
    resolution: tuple[Figure, ...] = ()
    if target.resolve_within is not None:
        resolved = shares.resolved[:, i]
        on_target &= resolved >= target.resolve_share - 1e-12
        resolution = (Figure(name, "resolved_in_time", float(resolved.mean()), "fraction"),)
    kept = float(on_target.mean())
    return (
        *resolution,
        Figure(name, "finished_in_time", float(shares.finished[:, i].mean()), "fraction"),
        Figure(name, "begun_by_deadline", float(shares.by_deadline[:, i].mean()), "fraction"),
        Figure(name, "runs_on_target", kept, "fraction"),
    )


def _repeated_capacity(
    work: OpenIntervals, capacity: FloatArray, own: NDArray[np.bool_]
) -> FloatArray:
    """The agents of repeated weeks are those of the weeks that they repeat.

    The week before the plan was staffed without runs, for its mean work alone: what it leaves would
    be work that the plan is not asked to do.
    """
    place_of = {int(place): at for at, place in enumerate(work.place.tolist())}
    every = capacity.copy()
    for at in np.flatnonzero(~own):
        place = int(work.place[at])
        turn = work.turn if place < work.first else -work.turn
        # where the clock changes the repeated interval may be closed: it keeps its own agents
        every[at] = capacity[place_of.get(place + turn, at)]
    return every


def _figures(
    queue: str, result: DeferredPerformance, interval: float, own: NDArray[np.bool_]
) -> tuple[Figure, ...]:
    """Mean turnaround (at least one interval, the resolution), peak backlog and oldest age."""
    some = (result.busy > 0) & own
    done = result.busy[some]
    turnaround = float(done @ result.turnaround[some] / done.sum()) if some.any() else 0.0
    return (
        Figure(queue, "mean_turnaround", max(turnaround, interval), "s"),
        Figure(queue, "peak_backlog", float(result.backlog[own].max()), "contacts"),
        Figure(queue, "oldest_age", float(result.oldest[own].max()), "s"),
    )


def _next_plan(demand: QueueDemand, last: int) -> tuple[Figure, ...]:
    """Contacts after the last open interval, which a forecast without repeated weeks leaves."""
    is_repeated = len(np.unique(demand.rows)) < len(demand.rows)
    count = float(demand.volume[demand.start > last].sum())
    if is_repeated or not count:
        return ()
    return (Figure(demand.queue.name, "left_to_next_plan", count, "contacts"),)


def _staffings(
    group: Group, calendar: TeamCalendar, agents: FloatArray, done: WorkDone
) -> list[QueueStaffing]:
    """The queues of a team, its agents allocated by what they work on."""
    by_queue = allocated(agents, done.busy)
    total = np.asarray(shrinkage.scheduled(agents, group.shrinkage), dtype=np.float64)
    scheduled = allocated_scheduled(by_queue, total)
    occupancy = occupancy_of(done.busy.sum(axis=0), agents)
    staffings = []
    for i, demand in enumerate(group.demands):
        at = np.searchsorted(calendar.starts, demand.start)
        no_value = np.full(len(at), np.nan)
        columns = Staffing(
            load=demand.load,
            agents=by_queue[i, at],
            scheduled=scheduled[i, at],
            service_level=np.full(len(at), done.on_time[i]),
            asa=no_value,
            occupancy=occupancy[at],
            agents_unrounded=not_defined(agents)[at],
        )
        hours = float(by_queue[i, at].sum()) * group.forecast.interval / 3600
        staffings.append(
            QueueStaffing(
                volume=demand.volume,
                aht=demand.aht,
                staffing=columns,
                abandonment=no_value,
                model="deferred",
                sections=partial(_sections, group.demands, i, calendar, agents, columns),
                figures=(
                    *done.figures[i],
                    Figure(demand.queue.name, "agent_hours_deferred", hours, "h"),
                ),
            )
        )
    return staffings


def _sections(
    demands: list[QueueDemand],
    i: int,
    calendar: TeamCalendar,
    agents: FloatArray,
    columns: Staffing,
    row: int,
) -> tuple[Section, ...]:
    """The block of a row, what one agent fewer would miss, and the service."""
    start = int(demands[i].start[row])
    count = int(agents[calendar.place(start)])
    blocks = tuple(block_steps(calendar, start))
    week = calendar.week_of(start)
    if week is not None:
        least = max(week[0].work.min_agents, int(demands[i].arrivals.min_agents[row]))
        formula = "min_agents: in every interval in which the queue is open"
        if least:
            blocks = (*blocks, Step("minimum", formula, value=least, unit="agents"))
        blocks = (*blocks, Step("agents", "n: agents of the block", value=count, unit="agents"))
    service = deferred_service(columns, row, count, "agents on deferred work")
    return (*deferred_target(demands, i, blocks), *service)


def occupancy_of(busy: FloatArray, agents: FloatArray) -> FloatArray:
    """Agents at work per agent, at most 1."""
    share = np.divide(busy, agents, out=np.zeros_like(busy), where=agents > 0)
    return np.asarray(np.minimum(share, 1.0))
