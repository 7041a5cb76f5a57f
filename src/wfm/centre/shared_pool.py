"""Live queues of one team: one queue for all, priorities, or one or two skills per agent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import erlang, shrinkage, staffing
from wfm._arrays import FloatArray
from wfm.centre.allocation import allocated, allocated_scheduled, allocated_unrounded
from wfm.centre.queue_records import (
    Group,
    QueueDemand,
    QueueStaffing,
    Staffing,
    common_starts,
    not_defined,
    target_of,
)
from wfm.centre.records import Queue, Team
from wfm.centre.single_queue import live_parts, repeat_factor, without_contacts
from wfm.errors import InputError
from wfm.explanation import Section, Step
from wfm.planning.steps import TargetPart, agents_steps, erlang_a_steps, erlang_c_steps
from wfm.units import percent_text

__all__ = [
    "TeamDemand",
    "TeamModel",
    "TeamStaffing",
    "pool_aht_step",
    "pool_load_step",
    "staff_one_pool",
    "staff_team",
    "with_contacts",
]

# Handle times further from their mean than this are no longer those of one exponential server:
# the error of the pooled service level grows beyond that of the forecast.
_MAX_AHT_DEVIATION = 0.25
# A deviation below this changes no number of agents and is not worth a note.
_NOTED_AHT_DEVIATION = 0.005


class TeamDemand(NamedTuple):
    """The queues of a team at all of their starts, one row per queue.

    Attributes
    ----------
    queues : list of Queue
        The queues.
    team : Team
        Their team.
    volume, load : float64 array, shape (queues, starts)
        Contacts and load of each queue. [contacts], [erlangs]
    aht : float64 array, shape (starts,)
        Mean handle time of all contacts. [s]
    is_open : bool array, shape (queues, starts)
        Whether each queue is open.
    minimum : float64 array, shape (starts,)
        Minimum agents of the team. [agents]
    """

    queues: list[Queue]
    team: Team
    volume: FloatArray
    load: FloatArray
    aht: FloatArray
    is_open: NDArray[np.bool_]
    minimum: FloatArray


class TeamStaffing(NamedTuple):
    """The agents of a team, one value per start, and their service, one row per queue.

    ``agents_unrounded`` is None where the model is defined for whole agents only.
    """

    agents: FloatArray
    service_level: FloatArray
    asa: FloatArray
    abandonment: FloatArray
    occupancy: FloatArray
    notes: tuple[str, ...] = ()
    agents_unrounded: FloatArray | None = None


class TeamModel(NamedTuple):
    """A model of several live queues: how it staffs a team, and how it explains one queue.

    `sections` gets the demand, the staffing, the place of the queue and the place of the start.
    """

    name: str
    staff: Callable[[TeamDemand], TeamStaffing]
    sections: Callable[[TeamDemand, TeamStaffing, int, int], tuple[Section, ...]]


def staff_team(group: Group, model: TeamModel) -> list[QueueStaffing]:
    """Staff live queues that one team answers.

    Parameters
    ----------
    group : Group
        Two queues or more, all of Erlang C or all of Erlang A with the same patience.
    model : TeamModel
        How their agents are shared.

    Returns
    -------
    list of QueueStaffing
        One per queue; the team's agents are allocated by load.

    Raises
    ------
    InputError
        If the handle times differ too much for one pool of agents.
    """
    demand, places, notes = _team_demand(group)
    result = model.staff(demand)
    agents = allocated(result.agents, demand.load)
    total = np.asarray(shrinkage.scheduled(result.agents, group.shrinkage), dtype=np.float64)
    scheduled = allocated_scheduled(agents, total)
    unrounded = _unrounded(demand, result)
    staffings = []
    for i, (queue_demand, at) in enumerate(zip(group.demands, places, strict=True)):
        contacts = queue_demand.volume > 0
        columns = Staffing(
            load=demand.load[i, at],
            agents=agents[i, at],
            scheduled=scheduled[i, at],
            service_level=np.where(contacts, result.service_level[i, at], 1.0),
            asa=np.where(contacts, result.asa[i, at], 0.0),
            occupancy=result.occupancy[at],
            agents_unrounded=unrounded[i, at],
        )
        staffings.append(
            QueueStaffing(
                volume=demand.volume[i, at],
                aht=queue_demand.aht,
                staffing=columns,
                abandonment=result.abandonment[i, at],
                model=model.name,
                sections=partial(_sections, model, demand, result, i, at),
                notes=(*result.notes, *notes) if i == 0 else (),
            )
        )
    return staffings


def _unrounded(demand: TeamDemand, result: TeamStaffing) -> FloatArray:
    """Unrounded agents of each queue by load; NaN where the model has whole agents only."""
    if result.agents_unrounded is None:
        return np.broadcast_to(not_defined(result.agents), demand.load.shape)
    return allocated_unrounded(result.agents_unrounded, demand.load)


def _team_demand(group: Group) -> tuple[TeamDemand, list[NDArray[np.intp]], tuple[str, ...]]:
    """The queues of a group at all of their starts, where each queue has its rows, and a note."""
    demands = group.demands
    starts, places = common_starts(demands)
    volume, load, aht = np.zeros((3, len(demands), len(starts)))
    is_open = np.zeros(volume.shape, dtype=bool)
    for i, (demand, at) in enumerate(zip(demands, places, strict=True)):
        factor = repeat_factor(demand)
        volume[i, at], load[i, at] = demand.volume * factor, demand.load * factor
        aht[i, at], is_open[i, at] = demand.aht, demand.is_open
    mean, notes = _mean_aht(demands, volume, aht, group.team)
    queues = [demand.queue for demand in demands]
    minimum = np.where(is_open.any(axis=0), float(group.team.min_agents), 0.0)
    for demand, at in zip(demands, places, strict=True):
        minimum[at] = np.maximum(minimum[at], demand.arrivals.min_agents)
    team = TeamDemand(queues, group.team, volume, load, mean, is_open, minimum)
    return team, places, notes


def _mean_aht(
    demands: list[QueueDemand], volume: FloatArray, aht: FloatArray, team: Team
) -> tuple[FloatArray, tuple[str, ...]]:
    """The mean handle time of all contacts, if it may replace each queue's own, and a note."""
    total = volume.sum(axis=0)
    mean = np.divide((volume * aht).sum(axis=0), total, out=np.ones_like(total), where=total > 0)
    deviation = np.where(volume > 0, np.abs(aht / mean - 1.0), 0.0)
    i, at = np.unravel_index(int(deviation.argmax()), deviation.shape)
    if deviation[i, at] > _MAX_AHT_DEVIATION:
        raise InputError(
            f"team {team.name!r} mixes handle times that differ too much for one pool: "
            f"{demands[i].queue.name!r} has {aht[i, at]:g} s, the mean of all contacts is "
            f"{mean[at]:g} s. There is no exact model for unequal handle times; give the queue a "
            "team of its own, or make it deferred work.",
            name="team",
            value=team.name,
        )
    if deviation[i, at] < _NOTED_AHT_DEVIATION:
        return mean, ()
    note = (
        f"team {team.name}: computed with the mean handle time of all contacts, which differs by "
        f"up to {percent_text(float(deviation[i, at]), 0)} from that of a queue"
    )
    return mean, (note,)


def _sections(
    model: TeamModel,
    demand: TeamDemand,
    result: TeamStaffing,
    i: int,
    at: NDArray[np.intp],
    row: int,
) -> tuple[Section, ...]:
    """The steps of one row of a queue of the team."""
    place = int(at[row])
    if demand.load[:, place].sum() == 0:
        return without_contacts(int(result.agents[place]))
    return model.sections(demand, result, i, place)


# One pool


def staff_one_pool(demand: TeamDemand) -> TeamStaffing:
    """One queue for all, in order of arrival; the same agents meet the target of each open queue.

    Parameters
    ----------
    demand : TeamDemand
        The queues.
    """
    load, aht, hold = demand.load.sum(axis=0), demand.aht, demand.queues[0].patience
    agents, unrounded = demand.minimum.copy(), demand.minimum.copy()
    for queue, is_open in zip(demand.queues, demand.is_open, strict=True):
        required = partial(
            staffing.agents_required,
            load,
            aht,
            **target_of(queue).goals(),
            patience=hold,
            definition=queue.definition,
        )
        agents = np.maximum(agents, np.where(is_open, required(), 0))
        unrounded = np.maximum(unrounded, np.where(is_open, required(round_up=False), 0))
    level = [
        erlang.service_level(
            agents, load, aht, target_of(queue).limit, patience=hold, definition=queue.definition
        )
        for queue in demand.queues
    ]
    service = erlang.performance(agents, load, aht, 0.0, patience=hold)
    abandonment = service.abandonment if np.isfinite(hold) else np.nan
    size = demand.load.shape
    return TeamStaffing(
        agents,
        np.array(level),
        np.broadcast_to(service.asa, size),
        np.broadcast_to(abandonment, size),
        np.asarray(service.occupancy),
        agents_unrounded=unrounded,
    )


def _pool_sections(
    demand: TeamDemand, result: TeamStaffing, i: int, at: int
) -> tuple[Section, ...]:
    """Erlang C or A with the load of all queues, and the target of each."""
    queue, hold = demand.queues[i], demand.queues[0].patience
    agents, load, aht = int(result.agents[at]), demand.load[:, at].sum(), float(demand.aht[at])
    parts: list[TargetPart] = []
    for one, is_open in zip(demand.queues, demand.is_open[:, at], strict=True):
        parts += live_parts(one, agents, load, aht, hold) if is_open else []
    if np.isinf(hold):
        service = erlang_c_steps(agents, load, aht, target_of(queue).limit)
    else:
        service = erlang_a_steps(
            agents,
            load,
            aht,
            patience=queue.patience,
            within=target_of(queue).limit,
            definition=queue.definition,
            service_level=float(result.service_level[i, at]),
            asa=float(result.asa[i, at]),
            occupancy=float(result.occupancy[at]),
            abandonment=float(result.abandonment[i, at]),
        )
    team = (pool_load_step(demand, at), pool_aht_step(demand, at))
    return (
        Section("team", team),
        Section("agents", tuple(agents_steps(parts, agents, minimum=int(demand.minimum[at])))),
        Section("service", tuple(with_contacts(service, float(demand.volume[i, at])))),
    )


def pool_load_step(demand: TeamDemand, at: int) -> Step:
    """The load of all queues of the team."""
    parts = zip(demand.queues, demand.load[:, at], strict=True)
    figures = " + ".join(f"{load:.6g}\u00a0({queue.name})" for queue, load in parts)
    return Step("team load", "a", figures, float(demand.load[:, at].sum()), "erlangs")


def pool_aht_step(demand: TeamDemand, at: int) -> Step:
    """The handle time of all contacts of the team."""
    return Step("team aht", "h: mean of all contacts", value=float(demand.aht[at]), unit="s")


def with_contacts(steps: Iterator[Step], volume: float) -> Iterator[Step]:
    """The steps that apply to a queue: without contacts it has no service level and no wait."""
    return (step for step in steps if volume or step.name not in ("service level", "asa"))


ERLANG_C_POOL = TeamModel("erlang_c", staff_one_pool, _pool_sections)
ERLANG_A_POOL = TeamModel("erlang_a", staff_one_pool, _pool_sections)
