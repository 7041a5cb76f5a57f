"""Calls and deferred work answered by the same people.

An agent takes deferred work while more than R others are idle, R being the least reserve with
which the calls keep their promise. What idle time cannot do takes people more, who answer calls
as well: block by block as many as the deadlines ask for.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import shrinkage
from wfm._arrays import FloatArray
from wfm.centre.allocation import (
    QueueDemand,
    QueueStaffing,
    dealt,
    goal,
    on_one_axis,
    rota,
    shared_out,
)
from wfm.centre.deferred_weeks import Progress, Staffed, Stretch, everything, repeated, week_by_week
from wfm.centre.deferred_work import Answered, answered, busy_share, fewest
from wfm.centre.records import Centre, Team
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.planning.records import Staffing
from wfm.queueing import blending
from wfm.queueing.blending import BlendingPerformance
from wfm.units import number_text

__all__ = ["Desk", "Idle", "blended", "desk_of", "reserve_of"]


class Desk(NamedTuple):
    """The calls of a team at each of its starts; 0 where it has none."""

    agents: FloatArray  # that they need by themselves
    load: FloatArray
    aht: FloatArray
    service_level: float
    within: float
    patience: float
    asa: float  # promised, inf where it is not
    abandonment: float  # likewise, 1 where it is not

    def during(self, at: NDArray[np.intp]) -> Desk:
        """Some of the starts."""
        return self._replace(agents=self.agents[at], load=self.load[at], aht=self.aht[at])


def blended(
    calls: QueueDemand,
    alone: QueueStaffing,
    members: list[QueueDemand],
    demand: Demand,
    centre: Centre,
    team: Team,
    progress: Progress | None = None,
) -> list[QueueStaffing]:
    """Staff calls and deferred work together.

    Parameters
    ----------
    calls, alone : QueueDemand, QueueStaffing
        The queue that is answered at once, and as it is staffed by itself.
    members : list of QueueDemand
        The deferred queues.
    demand, centre, team, progress
        As for `wfm.centre.deferred_work.mail`.

    Returns
    -------
    list of QueueStaffing
        The calls, then the deferred queues; the team's people dealt out by work.

    Raises
    ------
    InputError
        If deferred work takes longer than calls, on which the model then has nothing to say.
    """
    _no_longer(members, calls, team)
    desk_calls, *around = repeated([calls, *members], demand)
    starts, _ = on_one_axis([desk_calls, *around])
    desk = desk_of(desk_calls, alone, starts)
    whole = everything(around, starts, demand, team)

    def staff(week: Stretch) -> Staffed:
        idle = Idle(desk.during(week.at))
        people = fewest(week, idle.capacity)
        return Staffed(people, idle.capacity(people))

    agents = desk.agents.copy()
    agents[whole.at] += week_by_week(whole, around, staff, progress)
    given = _given(desk, agents)
    done = answered(around, starts, whole, np.asarray(given.deferred_rate * desk.aht))
    return _dealt_out(calls, alone, members, starts, desk, agents, given, done, centre, demand)


def _no_longer(members: list[QueueDemand], calls: QueueDemand, team: Team) -> None:
    def mean(member: QueueDemand) -> float:
        busy = member.volume > 0
        return float(np.average(member.aht[busy], weights=member.volume[busy])) if busy.any() else 0

    most = mean(calls)
    for member in members:
        if mean(member) > most * (1 + 1e-9) > 0:
            raise InputError(
                f"team {team.name!r} cannot blend {member.queue.name!r} with "
                f"{calls.queue.name!r}: it takes {mean(member):g} s a contact and calls take "
                f"{most:g} s. Longer work holds agents whom calls need, and the number at work "
                "does not say when one is free, so there is no law for it: give it a team of its "
                "own.",
                name="team",
                value=team.name,
            )


def desk_of(calls: QueueDemand, alone: QueueStaffing, starts: NDArray[np.int64]) -> Desk:
    """The calls of a team on its starts; `calls.rows` say where they are in `alone`."""
    at = np.searchsorted(starts, calls.start)
    agents, load, aht = np.zeros(len(starts)), np.zeros(len(starts)), np.ones(len(starts))
    agents[at], load[at] = (x[calls.rows] for x in (alone.staffing.agents, alone.staffing.load))
    aht[at] = alone.aht[calls.rows]
    target = goal(calls.queue)
    assert target.service_level is not None, "the file refuses to blend without a service level"
    return Desk(
        agents=agents,
        load=load,
        aht=aht,
        service_level=target.service_level,
        within=target.limit,
        patience=calls.queue.patience,
        asa=np.inf if target.asa is None else target.asa,
        abandonment=1.0 if calls.queue.abandonment is None else calls.queue.abandonment,
    )


def reserve_of(desk: Desk, agents: FloatArray) -> FloatArray:
    """Least agents kept idle for calls with which these agents meet all targets of the calls."""
    reserve = blending.reserve_required(
        agents,
        desk.load,
        desk.aht,
        service_level=desk.service_level,
        within=desk.within,
        asa=desk.asa if desk.asa < np.inf else None,
        abandonment=desk.abandonment if desk.abandonment < 1 else None,
        patience=desk.patience,
    )
    return np.asarray(reserve, dtype=np.float64)


def _given(desk: Desk, agents: FloatArray) -> BlendingPerformance:
    """What agents give who keep that reserve."""
    kept = reserve_of(desk, agents)
    return blending.performance(
        agents, desk.load, desk.aht, kept, desk.within, patience=desk.patience
    )


class Idle:
    """Deferred work that the agents of a week can do, by how many there are beyond the calls'."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._by_extra: dict[int, FloatArray] = {}

    def capacity(self, extra: NDArray[np.intp]) -> FloatArray:
        """With so many people more in each open bucket, in agents."""
        found = np.zeros(len(extra))
        for count in np.unique(extra).tolist():
            if count not in self._by_extra:
                given = _given(self._desk, self._desk.agents + count)
                self._by_extra[count] = np.asarray(given.deferred_rate * self._desk.aht)
            found = np.where(extra == count, self._by_extra[count], found)
        return found


def _dealt_out(
    calls: QueueDemand,
    alone: QueueStaffing,
    members: list[QueueDemand],
    starts: NDArray[np.int64],
    desk: Desk,
    agents: FloatArray,
    given: BlendingPerformance,
    done: Answered,
    centre: Centre,
    demand: Demand,
) -> list[QueueStaffing]:
    """Every queue with its part of the team, and what customers get of it."""
    lost = np.asarray(given.abandonment)
    work = np.vstack([desk.load * (1 - lost), done.busy])
    net, each = dealt(agents, work), shared_out(agents, work)
    people = rota(net, np.asarray(shrinkage.scheduled(agents, centre.shrinkage.total), dtype=float))
    occupied = busy_share(work.sum(axis=0), agents)
    unknown = np.full(len(starts), np.nan)
    impatient = np.isfinite(desk.patience)
    on_time = (np.full(len(starts), share) for share in done.on_time)
    levels = [np.asarray(given.service_level), *on_time]
    waits = [np.asarray(given.asa), *(unknown for _ in members)]
    shares = [lost if impatient else unknown, *(unknown for _ in members)]
    real = np.isin(starts, on_one_axis([calls, *members])[0])
    notes = [_told(calls, agents[real], desk.agents[real], demand.interval), *done.notes]
    found = []
    for i, member in enumerate([calls, *members]):
        at = np.searchsorted(starts, member.start)
        volume, aht = (alone.volume, alone.aht) if i == 0 else (member.volume, member.aht)
        load = alone.staffing.load if i == 0 else member.load
        columns = Staffing(
            load, net[i, at], people[i, at], levels[i][at], waits[i][at], occupied[at], each[i, at]
        )
        model = "blend" if i == 0 else "deferred"
        found.append(QueueStaffing(volume, aht, columns, shares[i][at], model, (notes[i],)))
    return found


def _told(calls: QueueDemand, agents: FloatArray, alone: FloatArray, interval: float) -> str:
    """How many people the deferred work takes on top of the calls."""
    base, more = (float(x.sum()) * interval / 3600 for x in (alone, agents - alone))
    return (
        f"{calls.queue.name}: {number_text(base)} agent hours for calls alone, {number_text(more)} "
        "more for the deferred work that their idle time cannot do"
    )
