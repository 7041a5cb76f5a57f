"""The contacts of a queue: the forecast after seasons, self-service and escalation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.centre.queue_records import Arrivals, Escalated, QueueStaffing
from wfm.centre.records import Centre, Queue
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.queueing import escalation
from wfm.queueing.deflection import deflected

__all__ = [
    "arrivals",
    "escalations",
    "refuse_closed",
    "refuse_other_queues",
    "with_escalation_rows",
]


def with_escalation_rows(forecast: Demand, centre: Centre) -> Demand:
    """The forecast with a row wherever a queue gets escalations and has none."""
    for queue in centre.queues:
        sources = [q.name for q in centre.queues if q.escalates_to == queue.name]
        indices = [i for i, name in enumerate(forecast.queues) if name in sources]
        if not indices:
            continue
        names = tuple(dict.fromkeys((*forecast.queues, queue.name)))
        index = names.index(queue.name)
        starts = np.unique(forecast.start[np.isin(forecast.queue, indices)])
        missing = np.setdiff1d(starts, forecast.start[forecast.queue == index])
        forecast = _with_rows(replace(forecast, queues=names), index, missing)
    return forecast


def _with_rows(forecast: Demand, queue: int, start: NDArray[np.int64]) -> Demand:
    """The forecast with empty rows of a queue, in order of queue and start."""
    count = len(start)
    columns: dict[str, Any] = {
        "queue": np.concatenate([forecast.queue, np.full(count, queue, np.int32)]),
        "start": np.concatenate([forecast.start, start]),
        "volume": np.concatenate([forecast.volume, np.zeros(count)]),
        "aht": np.concatenate([forecast.aht, np.full(count, np.nan)]),
        "line": np.concatenate([forecast.line, np.zeros(count, np.int32)]),
    }
    order = np.lexsort((columns["start"], columns["queue"]))
    return replace(forecast, **{name: column[order] for name, column in columns.items()})


def refuse_other_queues(forecast: Demand, centre: Centre) -> None:
    """Raise `InputError` unless forecast and centre have the same queues."""
    known = [queue.name for queue in centre.queues]
    unknown = [name for name in forecast.queues if name not in known]
    missing = [name for name in known if name not in forecast.queues]
    if unknown or missing:
        both = (("the centre has no queue", unknown), ("the forecast has no rows of", missing))
        words = "; ".join(f"{what} {', '.join(map(repr, names))}" for what, names in both if names)
        raise InputError(f"queues of forecast and centre must match: {words}.", name="queue")


def refuse_closed(queue: Queue, forecast: Demand, rows: NDArray[np.intp]) -> None:
    """Raise `InputError` for contacts of a live queue while the centre is closed."""
    if len(rows):
        first = datetimes.iso_texts(forecast.start[rows[:1]], forecast.zone)[0]
        raise InputError(
            f"queue {queue.name!r} has contacts in {len(rows)} intervals in which the centre is "
            f"closed, the first {first}: widen [opening], or remove them from the forecast.",
            name="opening",
        )


def arrivals(queue: Queue, forecast: Demand, rows: NDArray[np.intp]) -> Arrivals:
    """Volume and AHT of a queue after season, contingency, self-service and automation.

    ::

        volume · season · (1 + contingency) · (1 − deflection)
        aht · (1 + aht_change) · (1 − automation)

    Parameters
    ----------
    queue : Queue
        The queue.
    forecast : Demand
        The forecast.
    rows : intp array
        The rows of the queue.

    Raises
    ------
    InputError
        If contacts have no AHT, in the forecast or in the centre.
    """
    days = datetimes.local(forecast.start[rows], forecast.zone) // datetimes.DAY
    season, contingency = _factors(queue, days)
    aht = _aht_or_default(queue, forecast.aht[rows])
    volume = forecast.volume[rows] * np.asarray(season * (1.0 + contingency))
    missing = (volume > 0) & np.isnan(aht)
    if missing.any():
        raise InputError(
            f"queue {queue.name!r} has no AHT in {int(missing.sum())} rows of the forecast; "
            "add it there, or set aht in the centre.",
            name="aht",
        )
    steps = deflected(
        volume,
        np.where(np.isnan(aht), 1.0, aht),
        deflection=queue.deflection,
        aht_change=queue.aht_change,
        automation=queue.automation,
    )
    return Arrivals(
        forecast_volume=forecast.volume[rows],
        forecast_aht=aht,
        season=season,
        contingency=contingency,
        volume=np.asarray(steps.volume),
        aht=np.asarray(steps.aht),
    )


def _factors(queue: Queue, days: NDArray[np.int64]) -> tuple[FloatArray, FloatArray]:
    """Factor of the seasons, and contingency, of each day; the last contingency holds."""
    unique, index = np.unique(days, return_inverse=True)
    factors, contingencies = [], []
    for day in unique.tolist():
        seasons = queue.seasons_on(datetimes.date_of(day))
        factors.append(math.prod(1.0 + season.uplift for season in seasons))
        own = [season.contingency for season in seasons if season.contingency is not None]
        contingencies.append(own[-1] if own else queue.contingency)
    return np.array(factors, dtype=float)[index], np.array(contingencies, dtype=float)[index]


def _aht_or_default(queue: Queue, aht: FloatArray) -> FloatArray:
    """The AHT of the forecast, and that of the centre where the forecast has none."""
    concurrent = queue.aht_by_concurrency
    default = queue.aht if queue.aht is not None else concurrent[0] if concurrent else np.nan
    return np.where(np.isnan(aht), default, aht)


def escalations(
    queue: Queue,
    forecast: Demand,
    centre: Centre,
    staffings: Mapping[str, QueueStaffing],
    rows: NDArray[np.intp],
) -> dict[str, Escalated]:
    """What each other queue escalates to a queue, in some rows of it.

    Parameters
    ----------
    queue : Queue
        The queue that gets them.
    forecast, centre
        The forecast and the centre.
    staffings : mapping of str to QueueStaffing
        The queues that escalate to it, staffed.
    rows : intp array
        The rows of the queue.
    """
    return {
        source.name: _escalated(source, queue, forecast, staffings[source.name], rows)
        for source in centre.queues
        if source.escalates_to == queue.name
    }


def _escalated(
    source: Queue,
    queue: Queue,
    forecast: Demand,
    staffing: QueueStaffing,
    rows: NDArray[np.intp],
) -> Escalated:
    """What one queue escalates to another, day by day at the handle time of the day."""
    contacts, load = np.zeros((2, len(rows)))
    source_rows = np.flatnonzero(forecast.queue == forecast.queues.index(source.name))
    volume, aht = staffing.volume, staffing.aht
    days = datetimes.local(forecast.start[source_rows], forecast.zone) // datetimes.DAY
    at = np.searchsorted(forecast.start[rows], forecast.start[source_rows])
    for day in np.unique(days):
        today = np.flatnonzero(days == day)
        some = volume[today] > 0
        handle_time = (
            np.average(aht[today][some], weights=volume[today][some]) if some.any() else 1.0
        )
        tiers = escalation.offered_loads(
            volume[today], forecast.interval, handle_time, _own_aht(queue), source.escalation
        )
        contacts[at[today]] += tiers.escalated_volume
        load[at[today]] += tiers.escalated_load
    return Escalated(contacts, load)


def _own_aht(queue: Queue) -> float:
    """The AHT that the centre has of a queue that gets escalations."""
    if queue.aht is None:
        raise InputError(
            f"other queues escalate to {queue.name!r}, so its aht must be in the centre.",
            name="aht",
        )
    return queue.aht
