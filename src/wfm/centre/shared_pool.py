"""Several queues answered by the same people: one pool, priorities, or a skill or two each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import erlang, shrinkage, staffing
from wfm._arrays import FloatArray
from wfm.centre.allocation import QueueDemand, QueueStaffing, dealt, goal, on_one_axis, rota
from wfm.centre.records import Team
from wfm.errors import InputError
from wfm.planning.records import Staffing
from wfm.queueing import multiskill, priority
from wfm.units import percent_text

__all__ = ["together"]

_ALIKE = 0.25  # handle times further from their mean than this are no longer one
_SAME = 0.005  # nearer than this, nobody wants to hear of it
# What no number of agents breaks: for a class that promises nothing of it, or has no contacts.
_UNASKED = {"service_level": 1e-9, "asa": 1e9}


class _Team(NamedTuple):
    """The queues of a team on the starts of all of them; a row a queue."""

    members: list[QueueDemand]
    volume: FloatArray
    load: FloatArray
    aht: FloatArray  # of all queues together, one a start


class _Answer(NamedTuple):
    """Agents of the team, one a start, and what each queue gets of them, a row a queue."""

    agents: FloatArray
    service_level: FloatArray
    asa: FloatArray
    abandonment: FloatArray
    occupancy: FloatArray
    notes: tuple[str, ...] = ()


def together(members: list[QueueDemand], team: Team, share: float) -> list[QueueStaffing]:
    """Staff the queues that one team answers while customers wait.

    Parameters
    ----------
    members : list of QueueDemand
        Two queues or more, all of model Erlang C or all of Erlang A.
    team : Team
        Whose people they are.
    share : float
        Shrinkage. [fraction]

    Returns
    -------
    list of QueueStaffing
        A queue each; the agents of all of them are the team's, dealt out by load.

    Raises
    ------
    InputError
        If the handle times differ too much for one pool of agents.
    """
    starts, places = on_one_axis(members)
    volume, load, aht = np.zeros((3, len(members), len(starts)))
    for i, (member, at) in enumerate(zip(members, places, strict=True)):
        more = 1.0 / member.queue.resolution if member.queue.fresh else 1.0
        volume[i, at], load[i, at] = member.volume * more, member.load * more
        aht[i, at] = member.aht
    mean, mixed = _one_aht(members, volume, aht, team)
    pool = _Team(members, volume, load, mean)
    solve, model = _way(members, team)
    found = solve(pool, team)
    agents = dealt(found.agents, load)
    people = rota(agents, np.asarray(shrinkage.scheduled(found.agents, share), dtype=float))
    solved = []
    for i, (member, at) in enumerate(zip(members, places, strict=True)):
        level, wait = (
            np.where(member.volume > 0, x[i, at], empty)
            for x, empty in ((found.service_level, 1.0), (found.asa, 0.0))
        )
        columns = Staffing(
            load[i, at],
            agents[i, at],
            people[i, at],
            level,
            wait,
            found.occupancy[at],
            agents[i, at],
        )
        lost = found.abandonment[i, at]
        notes = (*found.notes, *mixed) if i == 0 else ()
        solved.append(QueueStaffing(volume[i, at], member.aht, columns, lost, model, notes))
    return solved


def _way(members: list[QueueDemand], team: Team) -> tuple[Callable[[_Team, Team], _Answer], str]:
    if team.skills is not None or team.cross_trained < 1:
        return _skilled, "skills"
    if len({member.queue.priority for member in members}) > 1:
        return _in_order, "priority"
    return _pooled, members[0].queue.model


def _one_aht(
    members: list[QueueDemand], volume: FloatArray, aht: FloatArray, team: Team
) -> tuple[FloatArray, tuple[str, ...]]:
    """The mean handle time of all contacts, if it can stand for each queue's own, and a note."""
    total = volume.sum(axis=0)
    mean = np.divide((volume * aht).sum(axis=0), total, out=np.ones_like(total), where=total > 0)
    apart = np.where(volume > 0, np.abs(aht / mean - 1.0), 0.0)
    i, at = np.unravel_index(int(apart.argmax()), apart.shape)
    if apart[i, at] > _ALIKE:
        raise InputError(
            f"team {team.name!r} mixes handle times that differ too much for one pool: "
            f"{members[i].queue.name!r} takes {aht[i, at]:g} s where the mean of all is "
            f"{mean[at]:g} s. With unequal handle times there is no exact law; give the queue a "
            "team of its own, or make it deferred work.",
            name="team",
            value=team.name,
        )
    if apart[i, at] < _SAME:
        return mean, ()
    note = (
        f"team {team.name}: the mean handle time of all stands for each queue's own, up to "
        f"{percent_text(float(apart[i, at]), 0)} from it"
    )
    return mean, (note,)


def _pooled(pool: _Team, team: Team) -> _Answer:
    """One queue for all, in order of arrival; each promise is kept by the same agents."""
    load, aht, hold = pool.load.sum(axis=0), pool.aht, pool.members[0].queue.patience
    queues = [member.queue for member in pool.members]
    agents = np.max(
        [
            staffing.agents_required(  # type: ignore[call-overload]
                load,
                aht,
                **{**goal(queue).goals(), "abandonment": queue.abandonment},
                patience=hold,
                definition=queue.definition,
            )
            for queue in queues
        ],
        axis=0,
    ).astype(float)
    level = [
        erlang.service_level(
            agents, load, aht, goal(queue).limit, patience=hold, definition=queue.definition
        )
        for queue in queues
    ]
    given = erlang.performance(agents, load, aht, 0.0, patience=hold)
    lost = given.abandonment if np.isfinite(hold) else np.nan
    size = pool.load.shape
    return _Answer(
        agents,
        np.array(level),
        np.broadcast_to(given.asa, size),
        np.broadcast_to(lost, size),
        np.asarray(given.occupancy),
    )


def _in_order(pool: _Team, team: Team) -> _Answer:
    """The urgent first: a class each priority, each queue with the promise of its own."""
    order = np.array([member.queue.priority for member in pool.members])
    levels, rank = np.unique(order, return_inverse=True)
    load = np.zeros((pool.load.shape[1], len(levels)))
    for i, kind in enumerate(rank):
        load[:, kind] += pool.load[i]
    agents = _busy_at_most(pool, load.sum(axis=1))
    for targets in _promises(pool, rank, len(levels)):
        some = {
            name: np.where(load > 0, values, _UNASKED[name]) if name in _UNASKED else values
            for name, values in targets.items()
        }
        agents = np.maximum(agents, priority.agents_required(load, pool.aht, **some))
    limits = [goal(member.queue).limit for member in pool.members]
    level = np.array(
        [
            priority.service_level(agents, load, pool.aht, limit)[:, kind]
            for kind, limit in zip(rank, limits, strict=True)
        ]
    )
    wait = np.asarray(priority.asa(agents, load, pool.aht)).T[rank]
    busy = np.asarray(erlang.occupancy(agents, load.sum(axis=1)))
    return _Answer(agents, level, wait, np.full(pool.load.shape, np.nan), busy)


def _busy_at_most(pool: _Team, load: FloatArray) -> FloatArray:
    """Agents that the highest occupancy allowed takes."""
    given = [goal(member.queue).max_occupancy for member in pool.members]
    some = [most for most in given if most is not None]
    if not some:
        return np.zeros(len(load))
    return np.asarray(
        staffing.agents_required(load, pool.aht, max_occupancy=min(some)), dtype=float
    )


def _promises(
    pool: _Team, rank: NDArray[np.intp], classes: int
) -> Iterator[dict[str, list[float]]]:
    """Targets of all classes at once, as often as the fullest class has queues."""
    inside = [
        [goal(pool.members[i].queue) for i in np.flatnonzero(rank == kind)]
        for kind in range(classes)
    ]
    for turn in range(max(map(len, inside))):
        each = [goals[turn % len(goals)] for goals in inside]
        if any(target.service_level is not None for target in each):
            yield {
                "service_level": [
                    target.service_level or _UNASKED["service_level"] for target in each
                ],
                "within": [target.limit for target in each],
            }
        if any(target.asa is not None for target in each):
            yield {"asa": [target.asa or _UNASKED["asa"] for target in each]}


def _skilled(pool: _Team, team: Team) -> _Answer:
    """An estimate between the groups apart and one pool."""
    load, aht, target = pool.load.T, pool.aht, goal(pool.members[0].queue)
    bounds = multiskill.agents_required(load, aht, **target.goals())  # type: ignore[misc]
    apart, two, pooled = (np.asarray(x, dtype=float) for x in bounds)
    total = load.sum(axis=1)
    if team.cross_trained < 1:
        gain = np.asarray(multiskill.pooling_gain(team.cross_trained, total))
        agents = np.ceil(np.round(apart - gain * (apart - pooled), 9))
        how = f"{percent_text(team.cross_trained, 0)} with both skills"
    else:
        agents, how = two, "two skills each"
    # what the missing skills cost is agents - pooled; the rest serve as one pool would
    given = erlang.performance(pooled, total, aht, target.limit)
    size = pool.load.shape
    peak = int(total.argmax())
    fifth = float(multiskill.pooling_gain(0.2, max(float(total[peak]), 1.0)))
    note = (
        f"team {team.name}: an estimate, {how}: {agents[peak]:.0f} agents at the peak, between "
        f"{apart[peak]:.0f} with one skill each and {pooled[peak]:.0f} in one pool; simulate it "
        f"before you rely on it. Of two groups, the first fifth trained for both brings "
        f"{percent_text(fifth, 0)} of the gain"
    )
    return _Answer(
        agents,
        np.broadcast_to(given.service_level, size),
        np.broadcast_to(given.asa, size),
        np.full(size, np.nan),
        np.asarray(erlang.occupancy(agents, total)),
        (note,),
    )
