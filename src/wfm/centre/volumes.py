"""What the agents of a queue meet: the forecast after all that happens before the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.centre.allocation import QueueStaffing
from wfm.centre.records import Centre, Queue
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.queueing import escalation
from wfm.queueing.deflection import deflected

__all__ = [
    "check_names",
    "factor",
    "feed",
    "forecast_aht",
    "met",
    "refuse_closed",
    "with_tiers",
]


def with_tiers(demand: Demand, centre: Centre) -> Demand:
    """The forecast with a row for whatever others feed, where it has none."""
    for queue in centre.queues:
        feeders = [q.name for q in centre.queues if q.escalates_to == queue.name]
        wanted = [i for i, name in enumerate(demand.queues) if name in feeders]
        if not wanted:
            continue
        names = tuple(dict.fromkeys((*demand.queues, queue.name)))
        mine = names.index(queue.name)
        fed = np.unique(demand.start[np.isin(demand.queue, wanted)])
        start = np.setdiff1d(fed, demand.start[demand.queue == mine])
        demand = _with_rows(replace(demand, queues=names), mine, start)
    return demand


def _with_rows(demand: Demand, queue: int, start: NDArray[np.int64]) -> Demand:
    """The forecast with empty rows of a queue, in order of queue and start."""
    count = len(start)
    columns: dict[str, Any] = {
        "queue": np.concatenate([demand.queue, np.full(count, queue, np.int32)]),
        "start": np.concatenate([demand.start, start]),
        "volume": np.concatenate([demand.volume, np.zeros(count)]),
        "aht": np.concatenate([demand.aht, np.full(count, np.nan)]),
        "line": np.concatenate([demand.line, np.zeros(count, np.int32)]),
    }
    order = np.lexsort((columns["start"], columns["queue"]))
    return replace(demand, **{name: column[order] for name, column in columns.items()})


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
    queue: Queue,
    demand: Demand,
    centre: Centre,
    solved: Mapping[str, QueueStaffing],
    rows: NDArray[np.intp],
) -> tuple[FloatArray, FloatArray]:
    """Contacts and load of some rows of a queue that others pass on to it."""
    contacts, load = np.zeros((2, len(rows)))
    for feeder in centre.queues:
        if feeder.escalates_to != queue.name:
            continue
        theirs = np.flatnonzero(demand.queue == demand.queues.index(feeder.name))
        volume, aht = solved[feeder.name].volume, solved[feeder.name].aht
        days = datetimes.local(demand.start[theirs], demand.zone) // datetimes.DAY
        at = np.searchsorted(demand.start[rows], demand.start[theirs])
        for day in np.unique(days):
            mine = np.flatnonzero(days == day)
            busy = volume[mine] > 0
            handle = np.average(aht[mine][busy], weights=volume[mine][busy]) if busy.any() else 1.0
            passed = escalation.offered_loads(
                volume[mine], demand.interval, handle, _aht(queue), feeder.escalation
            )
            contacts[at[mine]] += passed.escalated_volume
            load[at[mine]] += passed.escalated_load
    return contacts, load


def _aht(queue: Queue) -> float:
    if queue.aht is None:
        raise InputError(
            f"queue {queue.name!r} is fed by another, so its aht must be in the centre.", name="aht"
        )
    return queue.aht


def refuse_closed(queue: Queue, demand: Demand, rows: NDArray[np.intp]) -> None:
    """Raise `InputError` for contacts that nobody is there to answer."""
    if len(rows):
        first = datetimes.iso_texts(demand.start[rows[:1]], demand.zone)[0]
        raise InputError(
            f"queue {queue.name!r} has contacts in {len(rows)} intervals in which the centre is "
            f"closed, the first {first}: widen [opening], or take them out of the forecast.",
            name="opening",
        )


def factor(queue: Queue, days: NDArray[np.int64]) -> FloatArray:
    """Of what the forecast says, how much comes on each day: seasons and contingency."""
    on_top = np.full(len(days), queue.contingency)
    seasonal = np.ones(len(days))
    for season in queue.seasons:
        first, last = (
            int(np.datetime64(d, "D").astype(np.int64)) for d in (season.first, season.last)
        )
        inside = (days >= first) & (days <= last)
        seasonal[inside] *= 1.0 + season.uplift
        if season.contingency is not None:
            on_top[inside] = season.contingency
    return np.asarray(seasonal * (1.0 + on_top))


def met(queue: Queue, demand: Demand, rows: NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
    """Volume and AHT after season, contingency, self-service and automation."""
    days = datetimes.local(demand.start[rows], demand.zone) // datetimes.DAY
    volume, aht = demand.volume[rows] * factor(queue, days), forecast_aht(queue, demand.aht[rows])
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


def forecast_aht(queue: Queue, given: FloatArray) -> FloatArray:
    """The forecast's AHT, and the centre's where it has none."""
    ladder = queue.aht_by_concurrency
    default = queue.aht if queue.aht is not None else ladder[0] if ladder else np.nan
    return np.where(np.isnan(given), default, given)
