"""What the agents of a queue meet: the forecast after all that happens before the queue."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wfm import calendar
from wfm._arrays import FloatArray
from wfm.centre.records import Centre, Queue
from wfm.errors import InputError
from wfm.model import Demand
from wfm.queues import tiers
from wfm.queues.deflection import deflected

__all__ = ["check_names", "feed", "is_fed", "met", "open_rows", "refuse_closed", "with_tiers"]

_WEEK = 7


def is_fed(queue: Queue, centre: Centre) -> bool:
    """Whether another queue passes contacts on to this one: it is staffed after that."""
    return any(other.escalates_to == queue.name for other in centre.queues)


def with_tiers(demand: Demand, centre: Centre) -> Demand:
    """The forecast with rows for the queues that others feed, where it has none."""
    for queue in centre.queues:
        feeders = [q.name for q in centre.queues if q.escalates_to == queue.name]
        if queue.name in demand.queues or not feeders:
            continue
        wanted = [i for i, name in enumerate(demand.queues) if name in feeders]
        start = np.unique(demand.start[np.isin(demand.queue, wanted)])
        count = len(start)
        demand = replace(
            demand,
            queues=(*demand.queues, queue.name),
            queue=np.concatenate([demand.queue, np.full(count, len(demand.queues), np.int32)]),
            start=np.concatenate([demand.start, start]),
            volume=np.concatenate([demand.volume, np.zeros(count)]),
            aht=np.concatenate([demand.aht, np.full(count, np.nan)]),
            line=np.concatenate([demand.line, np.zeros(count, np.int32)]),
        )
    return demand


def check_names(demand: Demand, centre: Centre) -> None:
    """Raise `InputError` unless forecast and centre have the same queues."""
    known = [queue.name for queue in centre.queues]
    strange = [name for name in demand.queues if name not in known]
    missing = [name for name in known if name not in demand.queues]
    if strange or missing:
        both = (("the centre does not know", strange), ("the forecast has no rows of", missing))
        words = "; ".join(f"{what} {', '.join(map(repr, names))}" for what, names in both if names)
        raise InputError(f"queues of forecast and centre must match: {words}.", name="queue")


def feed(
    queue: Queue, demand: Demand, centre: Centre, volume: FloatArray, aht: FloatArray
) -> dict[int, tuple[float, float]]:
    """Contacts and load, by start, that other queues pass on to this one."""
    fed: dict[int, tuple[float, float]] = {}
    for feeder in centre.queues:
        if feeder.escalates_to != queue.name:
            continue
        rows = np.flatnonzero(demand.queue == demand.queues.index(feeder.name))
        days = calendar.local(demand.start[rows], demand.zone) // calendar.DAY
        for day in np.unique(days):
            mine = rows[days == day]
            busy = volume[mine] > 0
            handle = np.average(aht[mine][busy], weights=volume[mine][busy]) if busy.any() else 1.0
            passed = tiers.offered_loads(
                volume[mine], demand.interval, handle, _aht(queue), feeder.escalation
            )
            for row, contacts, load in zip(
                mine, passed.escalated_volume, passed.escalated_load, strict=True
            ):
                before = fed.get(int(demand.start[row]), (0.0, 0.0))
                fed[int(demand.start[row])] = (before[0] + contacts, before[1] + load)
    return fed


def _aht(queue: Queue) -> float:
    if queue.aht is None:
        raise InputError(
            f"queue {queue.name!r} is fed by another, so its aht must be in the centre.", name="aht"
        )
    return queue.aht


def open_rows(demand: Demand, rows: NDArray[np.intp], centre: Centre) -> NDArray[np.bool_]:
    """Which rows begin within opening hours."""
    wall = calendar.local(demand.start[rows], demand.zone)
    day, minute = wall // calendar.DAY, wall % calendar.DAY // 60
    hours = np.array(centre.opening)[(day + 3) % _WEEK]
    closed = [int(np.datetime64(date, "D").astype(np.int64)) for date in centre.closed]
    return (hours[:, 0] <= minute) & (minute < hours[:, 1]) & ~np.isin(day, closed)


def refuse_closed(queue: Queue, demand: Demand, rows: NDArray[np.intp]) -> None:
    """Raise `InputError` for contacts that nobody is there to answer."""
    if len(rows):
        first = calendar.iso_texts(demand.start[rows[:1]], demand.zone)[0]
        raise InputError(
            f"queue {queue.name!r} has contacts in {len(rows)} intervals in which the centre is "
            f"closed, the first {first}: widen [opening], or take them out of the forecast.",
            name="opening",
        )


def met(queue: Queue, demand: Demand, rows: NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
    """Volume and AHT after season, contingency, self-service and automation."""
    days = calendar.local(demand.start[rows], demand.zone) // calendar.DAY
    factor = np.full(len(rows), 1.0 + queue.contingency)
    for season in queue.seasons:
        first, last = (
            int(np.datetime64(d, "D").astype(np.int64)) for d in (season.first, season.last)
        )
        factor[(days >= first) & (days <= last)] *= 1.0 + season.uplift
    given = demand.aht[rows]
    ladder = queue.aht_by_concurrency
    default = queue.aht if queue.aht is not None else ladder[0] if ladder else np.nan
    aht = np.where(np.isnan(given), default, given)
    volume = demand.volume[rows] * factor
    lacking = (volume > 0) & np.isnan(aht)
    if lacking.any():
        raise InputError(
            f"queue {queue.name!r} has no AHT in {int(lacking.sum())} rows of the forecast; "
            "give it one there, or aht in the centre.",
            name="aht",
        )
    steps = deflected(
        volume,
        np.where(np.isnan(aht), 1.0, aht),
        deflection=queue.deflection,
        aht_change=queue.aht_change,
        automation=queue.automation,
    )
    return np.asarray(steps.volume), np.asarray(steps.aht)
