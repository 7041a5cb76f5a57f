"""Why customers who wait get so many agents: each part of the promise, with them and one fewer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from wfm import erlang, staffing
from wfm._arrays import FloatArray
from wfm.centre.allocation import goal
from wfm.centre.records import Queue, Team
from wfm.queueing import chat, multiskill, patience, priority

__all__ = [
    "Chats",
    "Group",
    "Groups",
    "Part",
    "Rank",
    "Ranks",
    "Stand",
    "Waiting",
    "chats",
    "groups",
    "ranks",
    "waiting",
]

Measures = Callable[[int], dict[str, float]]


class Part(NamedTuple):
    """One part of a queue's promise.

    Attributes
    ----------
    queue, measure : str
        Whose, and of what: "service_level", "asa", "max_occupancy" or "abandonment".
    wanted : float
        The least service level, the most of the others.
    least : int
        From which on agents keep this part. [agents]
    given, fewer : float
        What the agents give, and what one fewer would.
    """

    queue: str
    measure: str
    wanted: float
    least: int
    given: float
    fewer: float

    def kept_by(self, value: float) -> bool:
        """Whether a value is within the promise."""
        return value >= self.wanted if self.measure == "service_level" else value <= self.wanted


class Stand(NamedTuple):
    """One queue at one start, as it stands before the agents of its team."""

    queue: Queue
    volume: float
    load: float


class Waiting(NamedTuple):
    """Erlang C, or Erlang A where `patience` is finite, for a queue or a pool of some."""

    queue: Queue  # whose service level it is
    agents: int
    load: float
    aht: float
    limit: float
    blocking: float
    waits: float
    lost: float
    level: float
    asa: float
    busy: float
    parts: tuple[Part, ...]
    pool: tuple[Stand, ...]
    patience: float  # of the pool, which has one


class Chats(NamedTuple):
    """Several contacts at once; `rates` are what an agent with 1, 2, … in hand finishes."""

    queue: Queue
    agents: int
    arrivals: float
    rates: tuple[float, ...]
    limit: float
    level: float
    lost: float
    asa: float
    busy: float
    concurrency: float
    parts: tuple[Part, ...]


class Rank(NamedTuple):
    """Queues of one priority: their load, and with that of all above as a share of the agents."""

    queues: tuple[str, ...]
    load: float
    upto: float


class Ranks(NamedTuple):
    """Priorities, the urgent first."""

    queue: Queue
    agents: int
    load: float
    aht: float
    waits: float
    level: float
    asa: float
    busy: float
    ranks: tuple[Rank, ...]
    mine: int
    limits: dict[str, float]
    parts: tuple[Part, ...]


class Group(NamedTuple):
    """A skill group with people of its own."""

    queue: str
    load: float
    agents: int


class Groups(NamedTuple):
    """A skill or two each: between the groups apart and one pool."""

    queue: Queue
    agents: int
    load: float
    aht: float
    limit: float
    apart: tuple[Group, ...]
    pooled: int
    cross_trained: float | None
    gain: float
    level: float
    asa: float
    busy: float
    parts: tuple[Part, ...]


def _wanted(queue: Queue) -> dict[str, float]:
    """The parts of a queue's promise by measure."""
    target = goal(queue)
    given = {
        "service_level": target.service_level,
        "asa": target.asa,
        "max_occupancy": target.max_occupancy,
        "abandonment": queue.abandonment,
    }
    return {measure: value for measure, value in given.items() if value is not None}


def _parts(queue: Queue, agents: int, measures: Measures) -> list[Part]:
    """The promise of a queue, held against what some agents give and what fewer would."""
    if agents == 0:
        return []
    given, fewer = measures(agents), measures(agents - 1)
    found = []
    for measure, wanted in _wanted(queue).items():
        if measure in given:
            part = Part(queue.name, measure, wanted, agents, given[measure], fewer[measure])
            found.append(part._replace(least=_least(part, measures)))
    return found


def _least(part: Part, measures: Measures) -> int:
    """The agents from which on a part is kept; without any there is nobody to promise it."""
    least = part.least
    while least > 1 and part.kept_by(measures(least - 1)[part.measure]):
        least -= 1
    return least


def waiting(
    queue: Queue, agents: int, load: float, aht: float, pool: Sequence[Stand] = ()
) -> Waiting:
    """Erlang C or A, for a queue with people of its own or a pool of several.

    Parameters
    ----------
    queue : Queue
        The queue to explain.
    agents : int
        Of its team. [agents]
    load : float
        Of its team. [erlang]
    aht : float
        Mean of all contacts. [s]
    pool : sequence of Stand
        The queues that the same people answer; none but itself by default.
    """
    limit = goal(queue).limit
    hold = pool[0].queue.patience if pool else queue.patience
    parts: list[Part] = []
    for one in [stand.queue for stand in pool] or [queue]:
        parts += _parts(one, agents, _erlang(one, load, aht, hold))
    given = _erlang(queue, load, aht, hold)(agents)
    return Waiting(
        queue=queue,
        agents=agents,
        load=load,
        aht=aht,
        limit=limit,
        blocking=float(erlang.erlang_b(agents, load)),
        waits=float(patience.wait_probability(agents, load, aht, patience=hold)),
        lost=given.get("abandonment", 0.0),
        level=given["service_level"],
        asa=given["asa"],
        busy=given["max_occupancy"],
        parts=tuple(parts),
        pool=tuple(pool),
        patience=hold,
    )


def _erlang(queue: Queue, load: float, aht: float, hold: float) -> Measures:
    def measures(agents: int) -> dict[str, float]:
        given = erlang.performance(
            agents, load, aht, goal(queue).limit, patience=hold, definition=queue.definition
        )
        found = {
            "service_level": float(given.service_level),
            "asa": float(given.asa),
            "max_occupancy": float(given.occupancy),
        }
        return found if np.isinf(hold) else {**found, "abandonment": float(given.abandonment)}

    return measures


def chats(queue: Queue, agents: int, volume: float, interval: float) -> Chats:
    """Chat agents with several contacts in hand.

    Parameters
    ----------
    queue : Queue
        The queue.
    agents : int
        Its agents. [agents]
    volume : float
        Contacts of the interval. [contacts]
    interval : float
        Its length. [s]
    """
    target, ladder, hold = goal(queue), list(queue.aht_by_concurrency), queue.patience

    def given(count: int) -> chat.ChatPerformance:
        return chat.performance(count, volume, interval, ladder, target.limit, patience=hold)

    def measures(count: int) -> dict[str, float]:
        found = given(count)
        return {
            "service_level": float(found.service_level),
            "asa": float(found.asa),
            "max_occupancy": float(found.occupancy),
            "abandonment": float(found.abandonment),
        }

    found = given(agents)
    return Chats(
        queue=queue,
        agents=agents,
        arrivals=volume / interval,
        rates=tuple(j / handle for j, handle in enumerate(ladder, 1)),
        limit=target.limit,
        level=float(found.service_level),
        lost=float(found.abandonment),
        asa=float(found.asa),
        busy=float(found.occupancy),
        concurrency=float(found.concurrency),
        parts=tuple(_parts(queue, agents, measures)),
    )


def ranks(queue: Queue, agents: int, aht: float, team: Sequence[Stand]) -> Ranks:
    """Queues of a team in order of priority.

    Parameters
    ----------
    queue : Queue
        The queue to explain.
    agents : int
        Of the team. [agents]
    aht : float
        Mean of all contacts. [s]
    team : sequence of Stand
        Its queues.
    """
    kinds = sorted({stand.queue.priority for stand in team})
    load = [sum(s.load for s in team if s.queue.priority == kind) for kind in kinds]
    total = float(sum(load))

    def measures_of(one: Queue) -> Measures:
        kind = kinds.index(one.priority)

        def measures(count: int) -> dict[str, float]:
            level = priority.service_level(count, load, aht, goal(one).limit)
            wait = priority.asa(count, load, aht)
            return {
                "service_level": float(np.asarray(level)[kind]),
                "asa": float(np.asarray(wait)[kind]),
                "max_occupancy": float(erlang.occupancy(count, total)),
            }

        return measures

    parts: list[Part] = []
    for stand in sorted(team, key=lambda stand: stand.queue.priority):
        if load[kinds.index(stand.queue.priority)] > 0:  # of no contacts nothing is promised
            parts += _parts(stand.queue, agents, measures_of(stand.queue))
    given = measures_of(queue)(agents)
    upto = np.cumsum(load) / max(agents, 1)
    return Ranks(
        queue=queue,
        agents=agents,
        load=total,
        aht=aht,
        waits=float(erlang.erlang_c(agents, total)),
        level=given["service_level"],
        asa=given["asa"],
        busy=given["max_occupancy"],
        ranks=tuple(
            Rank(
                tuple(s.queue.name for s in team if s.queue.priority == kind),
                load[k],
                float(upto[k]),
            )
            for k, kind in enumerate(kinds)
        ),
        mine=kinds.index(queue.priority),
        limits={stand.queue.name: goal(stand.queue).limit for stand in team},
        parts=tuple(parts),
    )


def groups(queue: Queue, agents: int, aht: float, stands: Sequence[Stand], team: Team) -> Groups:
    """Queues of a team whose people know one or two of them.

    Parameters
    ----------
    queue : Queue
        The queue to explain.
    agents : int
        Of the team. [agents]
    aht : float
        Mean of all contacts. [s]
    stands : sequence of Stand
        Its queues, the first of which promises for all.
    team : Team
        What its people know.
    """
    first = stands[0].queue
    goals, limit = goal(first).goals(), goal(first).limit
    load: FloatArray = np.array([stand.load for stand in stands])
    total = float(load.sum())
    each = np.asarray(staffing.agents_required(load, aht, **goals), dtype=int)
    bounds = multiskill.agents_required(load, aht, **goals)  # type: ignore[misc]
    pooled = int(bounds.pooled)
    trained = team.cross_trained if team.cross_trained < 1 else None
    measures = _erlang(first, total, aht, np.inf)
    given = measures(pooled)
    return Groups(
        queue=queue,
        agents=agents,
        load=total,
        aht=aht,
        limit=limit,
        apart=tuple(
            Group(stand.queue.name, stand.load, int(count))
            for stand, count in zip(stands, each, strict=True)
        ),
        pooled=pooled,
        cross_trained=trained,
        gain=np.nan if trained is None else float(multiskill.pooling_gain(trained, total)),
        level=given["service_level"],
        asa=given["asa"],
        busy=float(erlang.occupancy(agents, total)),
        parts=tuple(_parts(first, pooled, measures)),
    )
