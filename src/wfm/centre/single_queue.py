"""A queue with people of its own, by its model: the least agents, and the service they give."""

from __future__ import annotations

import numpy as np

from wfm import erlang, staffing
from wfm._arrays import FloatArray
from wfm.centre.allocation import QueueDemand, QueueStaffing, goal, staffing_of
from wfm.queueing import chat, patience, retrials

__all__ = ["alone"]


def alone(member: QueueDemand, interval: float, share: float) -> QueueStaffing:
    """The queue with people of its own.

    Parameters
    ----------
    member : QueueDemand
        A queue whose customers wait.
    interval : float
        Length of its rows. [s]
    share : float
        Shrinkage. [fraction]
    """
    solve = {"chat": _chats, "erlang_a": _erlang_a, "erlang_c": _erlang_c}[member.queue.model]
    return solve(member, interval, share)


def _erlang_c(member: QueueDemand, interval: float, share: float) -> QueueStaffing:
    """Nobody hangs up; contacts that are not resolved come back."""
    queue, aht, goals = member.queue, member.aht, goal(member.queue).goals()
    more = 1.0 / queue.resolution if queue.fresh else 1.0
    volume, load = member.volume * more, member.load * more
    agents = np.asarray(staffing.agents_required(load, aht, **goals), dtype=np.float64)
    root = np.asarray(staffing.agents_required(load, aht, **goals, round_up=False))
    given = erlang.performance(agents, load, aht, goal(queue).limit)
    solved = staffing_of(agents, load, share, given.service_level, given.asa, given.occupancy, root)
    return QueueStaffing(volume, aht, solved, np.full(len(volume), np.nan), "erlang_c")


def _erlang_a(member: QueueDemand, interval: float, share: float) -> QueueStaffing:
    """Callers hang up, and some of them call again."""
    queue, aht = member.queue, member.aht
    target = goal(queue)
    volume, load = _returning(member, interval)
    agents = np.asarray(
        staffing.agents_required(  # type: ignore[call-overload]
            load,
            aht,
            **{**target.goals(), "abandonment": queue.abandonment},
            patience=queue.patience,
            definition=queue.definition,
        ),
        dtype=np.float64,
    )
    given = erlang.performance(
        agents, load, aht, target.limit, patience=queue.patience, definition=queue.definition
    )
    solved = staffing_of(agents, load, share, given.service_level, given.asa, given.occupancy)
    lost = np.asarray(patience.abandonment(agents, load, aht, patience=queue.patience))
    return QueueStaffing(volume, aht, solved, lost, "erlang_a")


def _returning(member: QueueDemand, interval: float) -> tuple[FloatArray, FloatArray]:
    """Fresh contacts and those that come back, at the agents that then keep the promise."""
    queue, target = member.queue, goal(member.queue)
    if not queue.fresh or (queue.redial == 0 and queue.resolution == 1):
        return member.volume, member.load
    agents = retrials.agents_required(
        member.volume,
        interval,
        member.aht,
        service_level=target.service_level,
        within=target.limit if target.service_level is not None else None,
        abandonment=queue.abandonment,
        asa=target.asa,
        patience=queue.patience,
        redial=queue.redial,
        resolution=queue.resolution,
    )
    volume = np.asarray(
        retrials.offered_volume(
            member.volume,
            agents,
            interval,
            member.aht,
            patience=queue.patience,
            redial=queue.redial,
            resolution=queue.resolution,
        )
    )
    more = np.divide(volume, member.volume, out=np.ones_like(volume), where=member.volume > 0)
    return volume, member.load * more


def _chats(member: QueueDemand, interval: float, share: float) -> QueueStaffing:
    """Several contacts at once, each slower for the others."""
    queue, volume = member.queue, member.volume
    target, ladder = goal(queue), list(queue.aht_by_concurrency)
    agents = np.asarray(
        chat.agents_required(
            volume,
            interval,
            ladder,
            service_level=target.service_level,
            within=target.limit if target.service_level is not None else None,
            asa=target.asa,
            abandonment=queue.abandonment,
            max_occupancy=target.max_occupancy,
            patience=queue.patience,
        ),
        dtype=np.float64,
    )
    given = chat.performance(
        agents, volume, interval, ladder, target.limit, patience=queue.patience
    )
    solved = staffing_of(
        agents, member.load, share, given.service_level, given.asa, given.occupancy
    )
    return QueueStaffing(volume, member.aht, solved, np.asarray(given.abandonment), "chat")
