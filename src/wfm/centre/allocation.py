"""A queue on its way through a centre: what it meets, what it is given, and dealing people out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import shrinkage
from wfm._arrays import FloatArray
from wfm.centre.records import Queue
from wfm.planning.records import Staffing
from wfm.targets import Target

__all__ = [
    "QueueDemand",
    "QueueStaffing",
    "dealt",
    "goal",
    "on_one_axis",
    "rota",
    "shared_out",
    "staffing_of",
]


class QueueDemand(NamedTuple):
    """One queue with what its agents meet, in the rows that the forecast has of it."""

    queue: Queue
    rows: NDArray[np.intp]
    start: NDArray[np.int64]
    volume: FloatArray
    aht: FloatArray
    load: FloatArray
    is_open: NDArray[np.bool_]


class QueueStaffing(NamedTuple):
    """One queue staffed: its rows as they meet the agents, and what these give."""

    volume: FloatArray
    aht: FloatArray
    staffing: Staffing
    abandonment: FloatArray
    model: str
    notes: tuple[str, ...] = ()


def goal(queue: Queue) -> Target:
    """The promise of a queue whose customers wait."""
    assert queue.target is not None, "the file refuses a queue without a promise"
    return queue.target


def staffing_of(
    agents: FloatArray,
    load: FloatArray,
    share: float,
    level: object,
    wait: object,
    busy: object,
    fractional: FloatArray | None = None,
) -> Staffing:
    """The columns of a plan for agents that are no one else's."""
    return Staffing(
        load=load,
        agents=agents,
        scheduled=np.asarray(shrinkage.scheduled(agents, share), dtype=np.float64),
        service_level=np.asarray(level, dtype=np.float64),
        asa=np.asarray(wait, dtype=np.float64),
        occupancy=np.asarray(busy, dtype=np.float64),
        agents_unrounded=agents if fractional is None else fractional,
    )


def on_one_axis(
    members: list[QueueDemand],
) -> tuple[NDArray[np.int64], list[NDArray[np.intp]]]:
    """All starts of some queues, and where on them the rows of each queue stand."""
    starts = np.unique(np.concatenate([member.start for member in members]))
    return starts, [np.searchsorted(starts, member.start) for member in members]


def dealt(total: FloatArray, work: FloatArray) -> FloatArray:
    """People of a team, dealt out to its queues by the work that each gives them.

    Whole people, who add up to the total at every start; what a queue is owed by rounding at one
    start it gets at a later one, so that its sums over time are right. Without any work all stand
    with the first queue.

    Parameters
    ----------
    total : float64 array, shape (n,)
        People of the team, whole. [agents]
    work : float64 array, shape (queues, n)
        Work of each queue. [erlang]

    Examples
    --------
    >>> dealt(np.array([3.0, 3.0, 2.0]), np.array([[2.0, 2.0, 0.0], [0.5, 0.5, 0.0]])).tolist()
    [[2.0, 3.0, 2.0], [1.0, 0.0, 0.0]]
    """
    each = shared_out(total, work)
    people, owed = np.empty_like(each), np.zeros(len(each))
    for at in range(each.shape[1]):
        owed += each[:, at]
        people[:, at] = _whole(owed, total[at])
        owed -= people[:, at]
    return people


def shared_out(total: FloatArray, work: FloatArray) -> FloatArray:
    """The same in fractions of people."""
    work = np.where(work.sum(axis=0) > 0, work, np.eye(len(work))[:, :1])
    return np.asarray(total * work / work.sum(axis=0))


def rota(agents: FloatArray, scheduled: FloatArray) -> FloatArray:
    """Scheduled people of a team, dealt out by its agents: those absent stand with those present.

    Examples
    --------
    >>> rota(np.array([[2.0], [1.0], [0.0]]), np.array([5.0])).tolist()
    [[3.0], [2.0], [0.0]]
    """
    absent = scheduled - agents.sum(axis=0)
    each = shared_out(absent, agents)
    return agents + np.stack([_whole(*pair) for pair in zip(each.T, absent, strict=True)], axis=1)


def _whole(owed: FloatArray, total: float) -> FloatArray:
    """Whole people, none below 0, who add up to a total that is the sum of what is owed."""
    people = np.maximum(np.floor(owed + 1e-9), 0.0)
    left = int(np.rint(total - people.sum()))
    order = np.argsort(people - owed, kind="stable")  # who lacks most stands first
    people[order[:left] if left > 0 else order[left:] if left else []] += np.sign(left)
    return people
