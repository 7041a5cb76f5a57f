"""The contacts of a queue: the forecast after seasons, self-service and escalation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.centre.queue_records import Arrivals, Escalated, QueueStaffing
from wfm.centre.records import Centre, HourlyMinimum, Queue, value_on
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.option_text import option
from wfm.queueing import escalation
from wfm.queueing._concurrency import aht_by_concurrency
from wfm.queueing.deflection import deflected
from wfm.units import duration_text
from wfm.weekly_hours import in_weekly_hours

__all__ = [
    "arrivals",
    "escalation_shares",
    "escalations",
    "refuse_closed",
    "refuse_other_queues",
    "with_escalation_rows",
    "with_given_aht",
    "with_handle_times",
]


def with_escalation_rows(forecast: Demand, centre: Centre) -> Demand:
    """The forecast with a row wherever a queue gets escalations and has none."""
    for queue in centre.queues:
        sources = {source.name for source in centre.escalating_to(queue)}
        if not sources:
            continue
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


def refuse_closed(
    queue: Queue, forecast: Demand, rows: NDArray[np.intp], *, escalated: bool = False
) -> None:
    """Raise `InputError` for contacts of a live queue, or escalated to it, while it is closed."""
    if len(rows):
        first = datetimes.iso_texts(forecast.start[rows[:1]], forecast.zone)[0]
        table = "[opening]" if queue.opening is None else "[queue.opening]"
        what, cure = "has contacts", "remove them from the forecast"
        if escalated:
            what, cure = "gets escalated contacts", "make it deferred work, which waits"
        raise InputError(
            f"queue {queue.name!r} {what} in {len(rows)} intervals in which it is "
            f"closed, the first {first}: widen {table}, or {cure}.",
            name="opening",
        )


def with_given_aht(forecast: Demand, centre: Centre, aht: float, *, before_centre: bool) -> Demand:
    """The forecast with an AHT in the rows that have none, and a note of how many.

    Parameters
    ----------
    forecast : Demand
        The forecast.
    centre : Centre
        The queues, of which some have an AHT.
    aht : float
        The AHT. [s]
    before_centre : bool
        Whether it precedes that of the centre; else it is for rows for which the centre has none.
        The AHT by number of concurrent chats of a queue is kept in any case.
    """
    filled, kept = forecast.aht.copy(), []
    for queue in centre.queues:
        if queue.name not in forecast.queues:
            continue
        blank = (forecast.queue == forecast.queues.index(queue.name)) & np.isnan(forecast.aht)
        rows = np.flatnonzero(blank)
        if len(queue.aht_by_concurrency) > 1 and queue.overhead is None:
            kept += [queue.name] * bool(len(rows))
            continue
        if not before_centre and len(rows):
            rows = rows[np.isnan(_figures_by_row(queue, forecast, rows)["aht"])]
        filled[rows] = aht
    new = np.isnan(forecast.aht) & ~np.isnan(filled)
    count = int((new & (forecast.volume > 0)).sum())
    if not new.any() and not before_centre:
        return forecast
    rows_text = f"{count:,} row{'s' * (count != 1)}"
    text = f"AHT of {duration_text(aht)} used for {rows_text} with contacts but without AHT"
    if kept:
        text += f", not for {', '.join(kept)}: the centre has its AHT by number of concurrent chats"
    return replace(forecast, aht=filled, notes=(*forecast.notes, text))


def with_handle_times(queue: Queue, forecast: Demand, rows: NDArray[np.intp]) -> Queue:
    """A chat queue with the handle times by concurrency that follow from the forecast.

    Their ratios hold in each row; the AHT of the forecast is that of a chat alone.

    Parameters
    ----------
    queue : Queue
        The queue; one of another model is returned as it is.
    forecast : Demand
        The forecast.
    rows : intp array
        The rows of the queue.

    Raises
    ------
    InputError
        If forecast and centre both have handle times, or neither.
    """
    if queue.model != "chat":
        return queue
    aht, volume = forecast.aht[rows], forecast.volume[rows]
    known = ~np.isnan(aht) & (volume > 0)
    if queue.overhead is None:
        other = known & ~np.isclose(aht, queue.aht_by_concurrency[0], rtol=1e-9, atol=0.0)
        if len(queue.aht_by_concurrency) > 1 and other.any():
            raise InputError(_two_handle_times(queue, forecast, rows[other]), name="aht")
        return queue
    alone = np.average(aht[known], weights=volume[known]) if known.any() else queue.aht
    if alone is None:
        raise InputError(_no_handle_time(queue, int((volume > 0).sum())), name="aht")
    times = aht_by_concurrency(float(alone), queue.overhead, queue.concurrency)
    return replace(queue, aht_by_concurrency=tuple(times))


def _two_handle_times(queue: Queue, forecast: Demand, rows: NDArray[np.intp]) -> str:
    """That a chat queue has handle times in the forecast and by concurrency in the centre."""
    first, place = float(forecast.aht[rows[0]]), forecast.place(int(rows[0]))
    times = ", ".join(f"{aht:g}" for aht in queue.aht_by_concurrency)
    return (
        f"queue {queue.name!r} has two sources of its AHT: {first:g} s in the forecast ({place}), "
        f"and {times} s by number of concurrent chats in the centre. Leave the AHT of this queue "
        "empty in the forecast; or set overhead instead of the list, and the AHT of the forecast "
        "is that of a chat alone."
    )


def _no_handle_time(queue: Queue, count: int) -> str:
    """That contacts have no AHT."""
    return (
        f"queue {queue.name!r} has no AHT in {count} rows of the forecast; "
        f"add it there, set aht in the centre, or use {option('aht', '4m')}."
    )


def arrivals(
    queue: Queue,
    forecast: Demand,
    rows: NDArray[np.intp],
    is_open: NDArray[np.bool_],
    minimums: Sequence[HourlyMinimum] = (),
) -> Arrivals:
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
    is_open : bool array
        Whether it is open in each of them.
    minimums : sequence of HourlyMinimum
        The fewest agents of the queue, or of its team, at certain hours.

    Raises
    ------
    InputError
        If contacts have no AHT, in the forecast or in the centre.
    """
    figures = _figures_by_row(queue, forecast, rows)
    default = figures.pop("aht")
    if queue.aht_by_concurrency and queue.overhead is None:
        default = np.full(len(rows), queue.aht_by_concurrency[0])
    aht = np.where(np.isnan(forecast.aht[rows]), default, forecast.aht[rows])
    volume = forecast.volume[rows] * (figures["season"] * (1.0 + figures["contingency"]))
    missing = (volume > 0) & np.isnan(aht)
    if missing.any():
        raise InputError(_no_handle_time(queue, int(missing.sum())), name="aht")
    # rows without contacts and AHT: escalated contacts may come there, with the usual AHT
    usual = 1.0 if np.isnan(aht).all() else _mean_aht(aht[~np.isnan(aht)], volume[~np.isnan(aht)])
    steps = deflected(
        volume,
        np.where(np.isnan(aht), usual, aht),
        deflection=figures["deflection"],
        aht_change=figures["aht_change"],
        automation=figures["automation"],
    )
    least = figures["min_agents"]
    wall = datetimes.local(forecast.start[rows], forecast.zone)
    for one in minimums:
        inside = in_weekly_hours(wall, one.hours, one.days)
        least = np.maximum(least, np.where(inside, float(one.agents), 0.0))
    figures["min_agents"] = np.where(is_open, least, 0.0)
    return Arrivals(
        forecast_volume=forecast.volume[rows],
        forecast_aht=aht,
        **figures,
        volume=np.asarray(steps.volume),
        aht=np.asarray(steps.aht),
    )


_FIGURES = (
    "contingency", "deflection", "aht_change", "automation", "redial", "resolution", "min_agents",
    "aht",
)  # fmt: skip


def _figures_by_row(
    queue: Queue, forecast: Demand, rows: NDArray[np.intp]
) -> dict[str, FloatArray]:
    """The figures of a queue in each row, and the factor of its seasons."""
    local = datetimes.local(forecast.start[rows], forecast.zone)
    unique, index = np.unique(local // datetimes.DAY, return_inverse=True)
    days = [datetimes.date_of(int(day)) for day in unique]
    figures = {name: [queue.figure_on(name, day) for day in days] for name in _FIGURES}
    figures["season"] = [
        math.prod(1.0 + value_on(season.uplift, day) for season in queue.seasons_on(day))
        for day in days
    ]
    return {name: np.array(values, dtype=float)[index] for name, values in figures.items()}


def escalation_shares(queue: Queue, forecast: Demand, rows: NDArray[np.intp]) -> FloatArray:
    """Share of the answered contacts that a queue escalates, in some of its rows."""
    local = datetimes.local(forecast.start[rows], forecast.zone)
    unique, index = np.unique(local // datetimes.DAY, return_inverse=True)
    shares = [queue.figure_on("escalation", datetimes.date_of(int(day))) for day in unique]
    return np.array(shares, dtype=float)[index]


def escalations(
    queue: Queue,
    forecast: Demand,
    centre: Centre,
    staffings: Mapping[str, QueueStaffing],
    rows: NDArray[np.intp],
    own: Arrivals,
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
    own : Arrivals
        What the forecast has of the queue in them: escalated contacts have the same AHT.

    Raises
    ------
    InputError
        If the queue has no AHT, in the forecast or in the centre.
    """
    return {
        source.name: _escalated(source, queue, forecast, staffings[source.name], rows, own)
        for source in centre.escalating_to(queue)
    }


def _escalated(
    source: Queue,
    queue: Queue,
    forecast: Demand,
    staffing: QueueStaffing,
    rows: NDArray[np.intp],
    own: Arrivals,
) -> Escalated:
    """What one queue escalates to another, day by day at the handle times of the day."""
    if np.isnan(own.forecast_aht).all():
        raise InputError(
            f"{source.name!r} escalates to {queue.name!r}, which has no AHT; add it to the "
            "forecast, or set aht in the centre.",
            name="aht",
        )
    contacts, load = np.zeros((2, len(rows)))
    source_rows = np.flatnonzero(forecast.queue == forecast.queues.index(source.name))
    volume, aht = staffing.volume, staffing.aht
    days = datetimes.local(forecast.start[source_rows], forecast.zone) // datetimes.DAY
    shares = escalation_shares(source, forecast, source_rows)
    at = np.searchsorted(forecast.start[rows], forecast.start[source_rows])
    for day in np.unique(days):
        today = np.flatnonzero(days == day)
        here = at[today]
        tiers = escalation.offered_loads(
            volume[today],
            forecast.interval,
            _mean_aht(aht[today], volume[today]),
            _mean_aht(own.aht[here], own.volume[here]),
            shares[today],
        )
        contacts[at[today]] += tiers.escalated_volume
        load[at[today]] += tiers.escalated_load
    return Escalated(contacts, load)


def _mean_aht(aht: FloatArray, volume: FloatArray) -> float:
    """The mean handle time of the contacts of a day; of its rows if there are no contacts."""
    if aht.min() == aht.max():  # the mean would differ by its rounding error
        return float(aht[0])
    return float(np.average(aht, weights=volume) if volume.any() else aht.mean())
