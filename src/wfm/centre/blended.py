"""Live contacts and deferred work answered by the same agents.

An agent takes deferred work while more than R others are idle, where R is the least reserve with
which the live queue meets its target. What idle time cannot do takes additional agents, who also
answer live contacts: block by block as many as the deadlines require.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import shrinkage
from wfm._arrays import FloatArray
from wfm.centre.allocation import allocated, allocated_scheduled
from wfm.centre.deferred_sizing import agents_of_week
from wfm.centre.deferred_steps import TeamCalendar, block_steps, deferred_service, deferred_target
from wfm.centre.deferred_trials import RunService, Trial
from wfm.centre.deferred_weeks import (
    OpenIntervals,
    Service,
    WeekPlan,
    open_intervals,
    plan_trial,
    staff_weeks,
    with_repeated_weeks,
)
from wfm.centre.deferred_work import WorkDone, min_agents_of_team, occupancy_of, work_done
from wfm.centre.queue_records import (
    Figure,
    Group,
    QueueDemand,
    QueueStaffing,
    Staffing,
    common_starts,
    not_defined,
    target_of,
)
from wfm.centre.records import Team
from wfm.centre.single_queue import live_parts
from wfm.errors import InputError
from wfm.explanation import Section, Step
from wfm.planning.steps import agents_steps
from wfm.queueing import blending
from wfm.queueing._ticket_simulation import Tickets, draw_calls, serve_beside_calls
from wfm.queueing.blending import BlendingPerformance
from wfm.units import duration_text

__all__ = ["staff_blended"]

_SEED = 20_260_303  # of the live contacts in simulated runs


class _LiveQueue(NamedTuple):
    """The live queue of a team at each of its starts; 0 where it has no row.

    Attributes
    ----------
    agents, load, aht : float64 array
        Agents that the queue needs by itself, its load and its handle time. [agents], [erlangs],
        [s]
    within, patience : float
        Time limit of its service level, and its patience. [s]
    service_level, max_asa, max_abandonment : float or None
        Of its target. [fraction], [s], [fraction]
    """

    agents: FloatArray
    load: FloatArray
    aht: FloatArray
    service_level: float | None
    within: float
    patience: float
    max_asa: float | None
    max_abandonment: float | None

    def during(self, at: NDArray[np.intp]) -> _LiveQueue:
        """Some of the starts."""
        return self._replace(agents=self.agents[at], load=self.load[at], aht=self.aht[at])


class _Blend(NamedTuple):
    """A team that answers a live queue and does deferred work, at all of its starts.

    Attributes
    ----------
    live : _LiveQueue
        The live queue.
    calendar : TeamCalendar
        The deferred work.
    agents, reserve : float64 array
        Agents of the team, and those kept idle for live contacts. [agents]
    service : BlendingPerformance
        What the live queue gets, and how much deferred work is done.
    done : WorkDone
        What is done of the deferred work.
    work : float64 array, shape (1 + deferred queues, starts)
        Agents at work on each queue. [agents]
    """

    live: _LiveQueue
    calendar: TeamCalendar
    agents: FloatArray
    reserve: FloatArray
    service: BlendingPerformance
    done: WorkDone
    work: FloatArray

    def value(self, name: str, at: int) -> float:
        """A measure of the live queue at a start."""
        return float(np.asarray(getattr(self.service, name))[at])


def staff_blended(group: Group) -> list[QueueStaffing]:
    """Staff a live queue and deferred work together.

    Parameters
    ----------
    group : Group
        The deferred queues, with the live queue of their team.

    Returns
    -------
    list of QueueStaffing
        The live queue, then the deferred queues; the team's agents are allocated by work.

    Raises
    ------
    InputError
        If deferred work takes longer than live contacts, for which there is no model.
    """
    assert group.live is not None, "only a group with a live queue is blended"
    live_demand, live_staffing = group.live
    _refuse_longer_work(group.demands, live_demand, group.team)
    live_repeated, *repeated = with_repeated_weeks([live_demand, *group.demands], group.forecast)
    starts, _ = common_starts([live_repeated, *repeated])
    live = _live_queue(live_repeated, live_staffing, starts)
    work = open_intervals(repeated, starts, group)
    minimum = min_agents_of_team([live_repeated, *repeated], starts, group.team)[work.at]
    live.agents[work.at] = np.maximum(live.agents[work.at], minimum)
    idle = _IdleTime(live, group.forecast.interval)
    serving = Service(idle.serve_of, idle.key_of)
    staff = partial(_staff_week, idle)
    additional, weeks = staff_weeks(work, repeated, staff, serving, group.progress)
    agents = live.agents.copy()
    agents[work.at] += additional
    reserve = _reserve(live, agents)
    service = _performance(live, agents, reserve)
    shares = plan_trial(work, serving).shares(additional)
    capacity = np.asarray(service.deferred_rate * live.aht)
    done = work_done(repeated, starts, work, capacity, shares)
    busy = np.vstack([live.load * (1 - np.asarray(service.abandonment)), done.busy])
    calendar = TeamCalendar(
        starts, work, weeks, group.forecast, tuple(demand.queue.name for demand in group.demands)
    )
    blend = _Blend(live, calendar, agents, reserve, service, done, busy)
    return _staffings(group, blend)


def _refuse_longer_work(demands: list[QueueDemand], live: QueueDemand, team: Team) -> None:
    """Raise `InputError` for deferred work that takes longer than live contacts."""

    def mean(demand: QueueDemand) -> float:
        some = demand.volume > 0
        volume = demand.volume[some]
        return float(np.average(demand.aht[some], weights=volume)) if some.any() else 0.0

    limit = mean(live)
    for demand in demands:
        # 1e-9: a mean of equal handle times differs from them by rounding errors
        if mean(demand) > limit * (1 + 1e-9) > 0:
            raise InputError(
                f"team {team.name!r} cannot blend {demand.queue.name!r} with "
                f"{live.queue.name!r}: its AHT is {mean(demand):g} s, that of the live contacts "
                f"{limit:g} s. There is no model for longer deferred work, which keeps agents from "
                "live contacts; give it a team of its own.",
                name="team",
                value=team.name,
            )


def _live_queue(
    demand: QueueDemand, staffing: QueueStaffing, starts: NDArray[np.int64]
) -> _LiveQueue:
    """The live queue of a team on its starts; `demand.rows` are its rows in `staffing`."""
    at = np.searchsorted(starts, demand.start)
    agents, load, aht = np.zeros(len(starts)), np.zeros(len(starts)), np.ones(len(starts))
    agents[at] = staffing.staffing.agents[demand.rows]
    load[at] = staffing.staffing.load[demand.rows]
    aht[at] = staffing.aht[demand.rows]
    target = target_of(demand.queue)
    return _LiveQueue(
        agents=agents,
        load=load,
        aht=aht,
        service_level=target.service_level,
        within=target.limit,
        patience=demand.queue.patience,
        max_asa=target.asa,
        max_abandonment=target.abandonment,
    )


def _reserve(live: _LiveQueue, agents: FloatArray) -> FloatArray:
    """Least agents kept idle with which the live queue meets every part of its target."""
    reserve = blending.reserve_required(
        agents,
        live.load,
        live.aht,
        service_level=live.service_level,
        within=None if live.service_level is None else live.within,
        asa=live.max_asa,
        abandonment=live.max_abandonment,
        patience=live.patience,
    )
    return np.asarray(reserve, dtype=np.float64)


def _performance(live: _LiveQueue, agents: FloatArray, reserve: FloatArray) -> BlendingPerformance:
    """The service of the live queue, and how much deferred work is done."""
    return blending.performance(
        agents, live.load, live.aht, reserve, live.within, patience=live.patience
    )


def _staff_week(idle: _IdleTime, week: OpenIntervals, trial: Trial | None) -> WeekPlan:
    """The fewest additional agents of a week."""
    capacity = partial(idle.capacity, week.at)
    return WeekPlan(week, agents_of_week(week, capacity, trial), capacity, trial)


class _IdleTime:
    """Deferred work that the agents of a team can do, by their number beyond the live queue's."""

    def __init__(self, live: _LiveQueue, interval: float) -> None:
        self._live, self._interval = live, interval
        # reserve and capacity at all starts: each number is asked for many times
        self._by_additional: dict[int, tuple[FloatArray, FloatArray]] = {}

    def capacity(self, places: NDArray[np.intp], additional: NDArray[np.intp]) -> FloatArray:
        """Agents free for deferred work, with additional agents at some places."""
        return self._chosen(places, additional)[1]

    def _chosen(
        self, places: NDArray[np.intp], additional: NDArray[np.intp]
    ) -> tuple[FloatArray, FloatArray]:
        """Reserve and capacity with additional agents at some places."""
        reserve, capacity = np.zeros((2, len(additional)))
        for count in np.unique(additional).tolist():
            here = additional == count
            if count not in self._by_additional:
                agents = self._live.agents + count
                least = _reserve(self._live, agents)
                service = _performance(self._live, agents, least)
                self._by_additional[count] = (
                    least,
                    np.asarray(service.deferred_rate * self._live.aht),
                )
            reserve[here], capacity[here] = (
                column[places[here]] for column in self._by_additional[count]
            )
        return reserve, capacity

    def serve_of(self, places: NDArray[np.intp]) -> RunService:
        """Agents who answer live contacts first, in a run of some places."""
        live = self._live.during(places)
        contacts = float((live.load / live.aht).sum()) * self._interval
        return RunService(partial(self._serve_run, live, places), contacts)

    def _serve_run(
        self,
        live: _LiveQueue,
        places: NDArray[np.intp],
        tickets: Tickets,
        additional: NDArray[np.intp],
        interval: float,
        number: int,
    ) -> FloatArray:
        """Begins of the tickets in a run with the calls of the live queue at some places."""
        random = np.random.default_rng([_SEED, number])
        calls = draw_calls(live.load, live.aht, live.patience, interval, random)
        reserve = self._chosen(places, additional)[0]
        agents = live.agents + additional
        begins, _ = serve_beside_calls(
            tickets, calls, agents.astype(np.intp), reserve.astype(np.intp), interval
        )
        return begins

    def key_of(self, places: NDArray[np.intp]) -> bytes:
        """The live queue at some places."""
        live = self._live.during(places)
        return b"".join(column.tobytes() for column in (live.agents, live.load, live.aht))


def _staffings(group: Group, blend: _Blend) -> list[QueueStaffing]:
    """Every queue with its part of the team, and its service."""
    assert group.live is not None
    starts, agents = blend.calendar.starts, blend.agents
    by_queue = allocated(agents, blend.work)
    total = np.asarray(shrinkage.scheduled(agents, group.shrinkage), dtype=np.float64)
    scheduled = allocated_scheduled(by_queue, total)
    occupancy = occupancy_of(blend.work.sum(axis=0), agents)
    figures = _figures(group, blend)
    staffings = []
    for i, demand in enumerate([group.live[0], *group.demands]):
        at, is_live = np.searchsorted(starts, demand.start), i == 0
        no_value = np.full(len(at), np.nan)
        level = np.asarray(blend.service.service_level)[at]
        columns = Staffing(
            load=group.live[1].staffing.load if is_live else demand.load,
            agents=by_queue[i, at],
            scheduled=scheduled[i, at],
            service_level=level if is_live else np.full(len(at), blend.done.on_time[i - 1]),
            asa=np.asarray(blend.service.asa)[at] if is_live else no_value,
            occupancy=occupancy[at],
            agents_unrounded=not_defined(agents)[at],
        )
        abandons = is_live and np.isfinite(blend.live.patience)
        sections = (
            partial(_live_sections, group, blend, columns)
            if is_live
            else partial(_deferred_sections, group, blend, i - 1, columns)
        )
        staffings.append(
            QueueStaffing(
                volume=group.live[1].volume if is_live else demand.volume,
                aht=group.live[1].aht if is_live else demand.aht,
                staffing=columns,
                abandonment=np.asarray(blend.service.abandonment)[at] if abandons else no_value,
                model="blend" if is_live else "deferred",
                sections=sections,
                redials=group.live[1].redials if is_live else None,
                figures=figures[i],
            )
        )
    return staffings


def _figures(group: Group, blend: _Blend) -> list[tuple[Figure, ...]]:
    """Agent-hours of the live queue, and those that deferred work takes beyond idle time."""
    assert group.live is not None
    name = group.live[0].queue.name
    in_forecast = np.isin(blend.calendar.starts, common_starts([group.live[0], *group.demands])[0])
    hours = group.forecast.interval / 3600
    live = float(blend.live.agents[in_forecast].sum()) * hours
    more = float((blend.agents - blend.live.agents)[in_forecast].sum()) * hours
    return [
        (
            Figure(name, "agent_hours_live", live, "h"),
            Figure(name, "agent_hours_deferred", more, "h"),
        ),
        *blend.done.figures,
    ]


# Steps


def _live_sections(group: Group, blend: _Blend, columns: Staffing, row: int) -> tuple[Section, ...]:
    """The live queue by itself, the block of deferred work, the reserve and the service."""
    assert group.live is not None
    demand = group.live[0]
    start = int(demand.start[row])
    at = blend.calendar.place(start)
    load, aht = float(blend.live.load[at]), float(blend.live.aht[at])
    count = int(blend.live.agents[at])
    alone = tuple(
        agents_steps(live_parts(demand.queue, count, load, aht, blend.live.patience), count)
    )
    if count == 0:
        alone = (Step("agents", "no contacts", value=0, unit="agents"),)
    service = _live_service(group, blend, columns, row, at)
    return (
        Section("live queue alone", tuple(step for step in _renamed(alone))),
        Section("agents", tuple(_team_steps(group, blend, start))),
        Section("service", tuple(service)),
    )


def _renamed(steps: tuple[Step, ...]) -> Iterator[Step]:
    """The agents of the live queue alone, so named: those of the team follow."""
    for step in steps:
        yield step._replace(name="agents alone") if step.name == "agents" else step


def _team_steps(group: Group, blend: _Blend, start: int) -> Iterator[Step]:
    """The additional agents of the block, the agents of the team, and the reserve."""
    at = blend.calendar.place(start)
    agents, alone = int(blend.agents[at]), int(blend.live.agents[at])
    names = ", ".join(demand.queue.name for demand in group.demands)
    yield from block_steps(blend.calendar, start, f" ({names}) beyond the live queue")
    figures = f"{alone} + {agents - alone}"
    yield Step("agents", "n = live queue alone + block", figures, agents, "agents")
    formula = "R: least agents kept idle for live contacts"
    yield Step("reserve", formula, value=int(blend.reserve[at]), unit="agents")


def _live_service(
    group: Group, blend: _Blend, columns: Staffing, row: int, at: int
) -> Iterator[Step]:
    """The service of the live queue beside deferred work."""
    assert group.live is not None
    live = blend.live
    if group.live[1].volume[row] > 0:
        limit = duration_text(live.within)
        formula = f"of the contacts offered, answered within {limit}"
        level = float(columns.service_level[row])
        yield Step("service level", formula, value=level, unit="fraction")
        if blend.reserve[at]:
            fewer = _performance(
                live.during(np.array([at])), blend.agents[[at]], blend.reserve[[at]] - 1
            )
            value = float(np.asarray(fewer.service_level)[0])
            yield Step("with reserve R − 1", "service level", value=value, unit="fraction")
        value = blend.value("service_level_alone", at)
        yield Step("without deferred work", "service level", value=value, unit="fraction")
        if np.isfinite(live.patience):
            formula = f"with a patience of {duration_text(live.patience)}"
            value = blend.value("abandonment", at)
            yield Step("abandonment", formula, value=value, unit="fraction")
        formula = "mean wait of the contacts answered"
        yield Step("asa", formula, value=float(columns.asa[row]), unit="s")
    deferred = float(blend.work[1:, at].sum())
    yield Step("deferred work", "w: agents at work on it", value=deferred, unit="agents")
    agents, abandonment = int(blend.agents[at]), blend.value("abandonment", at)
    figures = f"({live.load[at]:.6g} × (1 − {abandonment:.4g}) + {deferred:.4g}) / {agents}"
    occupancy = float(columns.occupancy[row])
    yield Step("occupancy", "(a · (1 − Pab) + w) / n", figures, occupancy, "fraction")


def _deferred_sections(
    group: Group, blend: _Blend, i: int, columns: Staffing, row: int
) -> tuple[Section, ...]:
    """The target of a deferred queue, the agents of the team, and the service."""
    start = int(group.demands[i].start[row])
    at = blend.calendar.place(start)
    is_open = blend.calendar.week_of(start) is not None
    steps = tuple(_team_steps(group, blend, start)) if is_open else ()
    service = deferred_service(columns, row, int(blend.agents[at]), "team, with live contacts")
    return (*deferred_target(group.demands, i, steps), *service)
