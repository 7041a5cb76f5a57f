"""A deferred queue on the intervals of its team: its tickets, its work, and when that is due."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.centre.queue_records import QueueDemand
from wfm.centre.records import DeferredTarget
from wfm.demand import Demand
from wfm.errors import InputError, UnreachableError
from wfm.queueing import deferred
from wfm.queueing._ticket_simulation import TicketQueue
from wfm.queueing.deferred import DeferredWork
from wfm.units import duration_text

__all__ = [
    "deferred_target_of",
    "follow_up_work",
    "follow_ups_of",
    "queue_work",
    "refuse_due_while_closed",
    "ticket_queue",
    "time_text",
]


def deferred_target_of(demand: QueueDemand) -> DeferredTarget:
    """The response-time target of a deferred queue."""
    target = demand.queue.deferred
    assert target is not None, "centre.toml is refused if deferred work has no target"
    return target


def ticket_queue(demand: QueueDemand, begin: int, size: int, length: int) -> TicketQueue:
    """The contacts of a queue and its target, on the intervals of its team."""
    at = (demand.start - begin) // length
    rows = np.flatnonzero((at >= 0) & (at < size))
    contacts, aht = np.zeros(size), np.full(size, demand.aht[0])
    contacts[at[rows]], aht[at[rows]] = demand.volume[rows], demand.aht[rows]
    target = deferred_target_of(demand)
    return TicketQueue(
        volume=contacts,
        aht=aht,
        within=target.within,
        deadline=target.full_deadline,
        share=target.share,
        calendar=not target.business_hours,
        backlog=target.backlog,
        backlog_age=target.backlog_age,
        resolve_share=target.resolve_share if target.resolve_within is not None else 0.0,
        follow_up=target.follow_up,
    )


def follow_ups_of(queue: TicketQueue, target: DeferredTarget, number: int) -> TicketQueue:
    """The second pieces of work of the contacts of a queue, due when those must be resolved."""
    return TicketQueue(
        volume=queue.volume * target.follow_up,
        aht=np.full_like(queue.aht, target.follow_up_aht),
        within=target.full_deadline,
        deadline=target.full_deadline,
        share=0.0,
        calendar=queue.calendar,
        delay=target.within,
        follows=number,
    )


def follow_up_work(queue: TicketQueue, opening: NDArray[np.bool_], length: int) -> DeferredWork:
    """Follow-ups, which are released when the response to their contacts is due."""

    def parcels(within: float) -> DeferredWork:
        return deferred.work(
            queue.volume, queue.aht, within, length, opening=opening, calendar=queue.calendar
        )

    made, released = parcels(queue.within), parcels(queue.delay).due
    kept = released < made.buckets
    due = np.maximum(made.due, released + 1)[kept]
    return replace(
        made,
        contacts=made.contacts[kept],
        aht=made.aht[kept],
        spread=made.spread[kept],
        arrived=made.arrived[kept],
        released=released[kept],
        due=due,
        target_due=due,
    )


def refuse_due_while_closed(
    demand: QueueDemand,
    queue: TicketQueue,
    opening: NDArray[np.bool_],
    begin: int,
    first: int,
    forecast: Demand,
) -> None:
    """Raise `InputError` for contacts that are due by the calendar before the centre opens."""
    if not queue.calendar:
        return
    length, size = int(forecast.interval), len(opening)
    arrival = np.arange(size)
    opened = np.concatenate([[0], np.cumsum(opening)])
    opens = np.searchsorted(opened, opened[arrival] + 1)  # after the first open interval
    some = (queue.volume > 0) & (opened[arrival] < opened[-1])
    missed = some & (opens > arrival + int(queue.within / length * (1.0 + 1e-12)))
    if not missed.any():
        return
    # what is repeated before the forecast is not in it
    own = np.flatnonzero(missed & (arrival >= first))
    at = int(own[0]) if len(own) else int(np.argmax(missed))
    instants = begin + np.array([at, at, opens[at] - 1]) * length
    instants[1] += int(queue.within)
    came, due, open_again = (time_text(int(instant), forecast) for instant in instants)
    enough = float((opens - arrival)[some].max()) * length
    raise InputError(
        f"queue {demand.queue.name!r}: what arrives {came} is due {due} by the calendar "
        f"(within {duration_text(queue.within)}), before the centre has been open for an interval "
        f"from {open_again} on. Relax within to {duration_text(enough)} or more, count business "
        'hours (hours = "business"), or open earlier.',
        name="within",
        value=queue.within,
    )


def _waiting(queue: TicketQueue, length: int) -> FloatArray:
    """The backlog by age in intervals, as `wfm.queueing.deferred.work` takes it."""
    waiting = np.zeros(int(queue.backlog_age // length) + 1)
    waiting[-1] = queue.backlog
    return waiting


def queue_work(
    demand: QueueDemand, queue: TicketQueue, opening: NDArray[np.bool_], length: int
) -> DeferredWork:
    """The deferred work of a queue on the intervals of its team."""
    try:
        return deferred.work(
            queue.volume,
            queue.aht,
            queue.within,
            length,
            opening=opening,
            calendar=queue.calendar,
            service_level=queue.share,
            deadline=queue.deadline,
            backlog=_waiting(queue, length),
        )
    except (InputError, UnreachableError) as error:
        raise InputError(f"queue {demand.queue.name!r}: {error}", name="within") from None


def time_text(instant: int, forecast: Demand) -> str:
    """Weekday, date and local time of an instant."""
    text = datetimes.iso_texts(np.array([instant]), forecast.zone)[0]
    day = np.datetime64(text[:10]).item()
    return f"{day:%a} {text[:10]} {text[11:16]}"
