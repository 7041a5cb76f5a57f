"""A queue with agents of its own: Erlang C, Erlang A and chat, each with its explanation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from wfm import erlang, staffing
from wfm._arrays import FloatArray, Floats
from wfm.centre.queue_records import (
    Group,
    QueueDemand,
    QueueStaffing,
    Redials,
    Staffing,
    staffing_of,
    target_of,
)
from wfm.centre.records import Queue
from wfm.explanation import Section, Step
from wfm.planning.steps import (
    Measures,
    TargetPart,
    agents_steps,
    erlang_a_steps,
    erlang_c_steps,
    target_parts,
)
from wfm.queueing import chat, patience, retrials
from wfm.units import duration_text

__all__ = [
    "SINGLE_QUEUE_MODELS",
    "live_parts",
    "min_agents_of",
    "queue_target_parts",
    "repeat_factor",
    "without_contacts",
]

_NO_CONTACTS = (Section("agents", (Step("agents", "no contacts", value=0, unit="agents"),)),)


def repeat_factor(demand: QueueDemand) -> FloatArray:
    """Contacts offered per first-time contact where the model has no abandonment, row by row."""
    resolution = demand.arrivals.resolution
    return 1.0 / resolution if demand.queue.first_time else np.ones_like(resolution)


def min_agents_of(group: Group) -> FloatArray:
    """The minimum agents of a queue with agents of its own in each row: its own or its team's."""
    (demand,) = group.demands
    team = np.where(demand.is_open, float(group.team.min_agents), 0.0)
    return np.maximum(demand.arrivals.min_agents, team)


def without_contacts(agents: int) -> tuple[Section, ...]:
    """The steps of a row without contacts: no agents, or the minimum."""
    if agents == 0:
        return _NO_CONTACTS
    return (Section("agents", tuple(agents_steps([], agents, minimum=agents))),)


# Erlang C


def staff_erlang_c(group: Group) -> list[QueueStaffing]:
    """Staff a queue without abandonment; unresolved contacts come as repeat contacts.

    Parameters
    ----------
    group : Group
        One queue.
    """
    (demand,) = group.demands
    queue, aht, goals = demand.queue, demand.aht, target_of(demand.queue).goals()
    factor, minimum = repeat_factor(demand), min_agents_of(group)
    volume, load = demand.volume * factor, demand.load * factor
    agents = np.maximum(staffing.agents_required(load, aht, **goals), minimum)
    unrounded = np.maximum(staffing.agents_required(load, aht, **goals, round_up=False), minimum)
    service = erlang.performance(agents, load, aht, target_of(queue).limit)
    columns = staffing_of(
        agents,
        load,
        group.shrinkage,
        service.service_level,
        service.asa,
        service.occupancy,
        unrounded,
    )
    sections = partial(_erlang_c_sections, queue, columns, aht, minimum)
    no_abandonment = np.full(len(volume), np.nan)
    return [QueueStaffing(volume, aht, columns, no_abandonment, "erlang_c", sections)]


def _erlang_c_sections(
    queue: Queue, columns: Staffing, aht: FloatArray, minimum: FloatArray, row: int
) -> tuple[Section, ...]:
    """The agents and the service of one row by Erlang C."""
    agents, load = int(columns.agents[row]), float(columns.load[row])
    if load == 0:
        return without_contacts(agents)
    parts = live_parts(queue, agents, load, float(aht[row]))
    service = erlang_c_steps(agents, load, float(aht[row]), target_of(queue).limit)
    unrounded = float(columns.agents_unrounded[row])
    return (
        Section("agents", tuple(agents_steps(parts, agents, unrounded, int(minimum[row])))),
        Section("service", tuple(service)),
    )


# Erlang A


def staff_erlang_a(group: Group) -> list[QueueStaffing]:
    """Staff a queue with abandonment and redials.

    Parameters
    ----------
    group : Group
        One queue.
    """
    (demand,) = group.demands
    queue, aht = demand.queue, demand.aht
    target = target_of(queue)
    volume, load, redials = _with_redials(demand, group.forecast.interval)
    minimum = min_agents_of(group)
    required = partial(
        staffing.agents_required,
        load,
        aht,
        **target.goals(),
        patience=queue.patience,
        definition=queue.definition,
    )
    agents = np.maximum(np.asarray(required(), dtype=np.float64), minimum)
    service = erlang.performance(
        agents, load, aht, target.limit, patience=queue.patience, definition=queue.definition
    )
    columns = staffing_of(
        agents,
        load,
        group.shrinkage,
        service.service_level,
        service.asa,
        service.occupancy,
        np.maximum(np.asarray(required(round_up=False), dtype=np.float64), minimum),
    )
    abandonment = np.asarray(patience.abandonment(agents, load, aht, patience=queue.patience))
    sections = partial(_erlang_a_sections, queue, columns, aht, abandonment, minimum)
    return [QueueStaffing(volume, aht, columns, abandonment, "erlang_a", sections, redials)]


def _with_redials(
    demand: QueueDemand, interval: float
) -> tuple[FloatArray, FloatArray, Redials | None]:
    """First-time contacts with redials and repeat contacts, at the agents that meet the target."""
    queue, target = demand.queue, target_of(demand.queue)
    redial, resolution = demand.arrivals.redial, demand.arrivals.resolution
    if not queue.first_time or (not redial.any() and (resolution == 1).all()):
        return demand.volume, demand.load, None
    agents = retrials.agents_required(
        demand.volume,
        interval,
        demand.aht,
        service_level=target.service_level,
        within=target.limit if target.service_level is not None else None,
        abandonment=target.abandonment,
        asa=target.asa,
        patience=queue.patience,
        redial=redial,
        resolution=resolution,
    )
    volume = np.asarray(
        retrials.offered_volume(
            demand.volume,
            agents,
            interval,
            demand.aht,
            patience=queue.patience,
            redial=redial,
            resolution=resolution,
        )
    )
    some = demand.volume > 0
    factor = np.divide(volume, demand.volume, out=np.ones_like(volume), where=some)
    load = demand.load * factor
    abandonment = np.asarray(
        patience.abandonment(agents, load, demand.aht, patience=queue.patience), dtype=np.float64
    )
    return volume, load, Redials(np.asarray(agents, dtype=np.float64), abandonment)


def _erlang_a_sections(
    queue: Queue,
    columns: Staffing,
    aht: FloatArray,
    abandonment: FloatArray,
    minimum: FloatArray,
    row: int,
) -> tuple[Section, ...]:
    """The agents and the service of one row by Erlang A."""
    agents, load, handle_time = int(columns.agents[row]), float(columns.load[row]), float(aht[row])
    if load == 0:
        return without_contacts(agents)
    parts = live_parts(queue, agents, load, handle_time, queue.patience)
    service = erlang_a_steps(
        agents,
        load,
        handle_time,
        patience=queue.patience,
        within=target_of(queue).limit,
        definition=queue.definition,
        service_level=float(columns.service_level[row]),
        asa=float(columns.asa[row]),
        occupancy=float(columns.occupancy[row]),
        abandonment=float(abandonment[row]),
    )
    return (
        Section("agents", tuple(agents_steps(parts, agents, minimum=int(minimum[row])))),
        Section("service", tuple(service)),
    )


# Chat
#
# The handle times by concurrency have the same ratios in every row, so that a row whose chats take
# s times as long is the same queue with a clock that runs s times as slowly.


def staff_chat(group: Group) -> list[QueueStaffing]:
    """Staff a queue whose agents handle several contacts at once.

    Parameters
    ----------
    group : Group
        One queue.
    """
    (demand,) = group.demands
    queue, volume, interval = demand.queue, demand.volume, group.forecast.interval
    target, minimum = target_of(queue), min_agents_of(group)
    aht, pace = list(queue.aht_by_concurrency), demand.aht / queue.aht_by_concurrency[0]
    agents = np.maximum(
        chat.agents_required(
            volume,
            interval / pace,
            aht,
            service_level=target.service_level,
            within=target.limit / pace if target.service_level is not None else None,
            asa=None if target.asa is None else target.asa / pace,
            abandonment=target.abandonment,
            max_occupancy=target.max_occupancy,
            patience=queue.patience / pace,
        ),
        minimum,
    )
    service = chat_performance(queue, agents, volume, interval, demand.aht)
    columns = staffing_of(
        agents,
        demand.load,
        group.shrinkage,
        service.service_level,
        service.asa,
        service.occupancy,
    )
    abandonment = np.asarray(service.abandonment)
    sections = partial(_chat_sections, demand, interval, columns, service, minimum)
    return [QueueStaffing(volume, demand.aht, columns, abandonment, "chat", sections)]


def chat_performance(
    queue: Queue, agents: Floats, volume: Floats, interval: float, aht: FloatArray | float
) -> chat.ChatPerformance:
    """What chat agents give, with the AHT in seconds of a chat alone in each row."""
    pace = aht / queue.aht_by_concurrency[0]
    service = chat.performance(
        agents,
        volume,
        interval / pace,
        list(queue.aht_by_concurrency),
        target_of(queue).limit / pace,
        patience=queue.patience / pace,
    )
    return service._replace(asa=service.asa * pace)


def _chat_sections(
    demand: QueueDemand,
    interval: float,
    columns: Staffing,
    service: chat.ChatPerformance,
    minimum: FloatArray,
    row: int,
) -> tuple[Section, ...]:
    """The agents and the service of one row of a chat queue."""
    queue, aht = demand.queue, float(demand.aht[row])
    agents, contacts = int(columns.agents[row]), float(demand.volume[row])
    if contacts == 0:
        return without_contacts(agents)
    measures = _chat_measures(queue, contacts, interval, aht)
    parts = queue_target_parts(queue, agents, measures)
    times = [time * aht / queue.aht_by_concurrency[0] for time in queue.aht_by_concurrency]
    return (
        Section("throughput", tuple(_throughput_steps(times, agents, contacts, interval))),
        Section("agents", tuple(agents_steps(parts, agents, minimum=int(minimum[row])))),
        Section("service", tuple(_chat_steps(queue, columns, service, row))),
    )


def _chat_measures(queue: Queue, volume: float, interval: float, aht: float) -> Measures:
    """What a number of chat agents gives."""

    def measures(agents: int) -> dict[str, float]:
        service = chat_performance(queue, agents, volume, interval, aht)
        return {
            "service_level": float(service.service_level),
            "asa": float(service.asa),
            "max_occupancy": float(service.occupancy),
            "abandonment": float(service.abandonment),
        }

    return measures


def _throughput_steps(
    times: list[float], agents: int, volume: float, interval: float
) -> Iterator[Step]:
    """Chats that one agent and all agents finish, by the number of concurrent chats."""
    for count, aht in enumerate(times, 1):
        name = f"rate with {count}"
        formula = f"ρ{_subscript(count)} = {count} / AHT{_subscript(count)}"
        yield Step(name, formula, f"3600 × {count} / {aht:g}", 3600 * count / aht, "contacts/h")
    concurrency = len(times)
    rate = 3600 * concurrency / times[-1]
    formula, figures = f"n · ρ{_subscript(concurrency)}", f"{agents} × {rate:.4g}"
    yield Step("capacity", formula, figures, agents * rate, "contacts/h")
    figures = f"3600 × {volume:.6g} / {interval:g}"
    yield Step("arrivals", "λ = volume / interval", figures, 3600 * volume / interval, "contacts/h")


def _chat_steps(
    queue: Queue, columns: Staffing, service: chat.ChatPerformance, row: int
) -> Iterator[Step]:
    """The service of a row of a chat queue."""
    limit = duration_text(target_of(queue).limit)
    formula = f"of the contacts offered, answered within {limit}"
    level = float(columns.service_level[row])
    yield Step("service level", formula, value=level, unit="fraction")
    if np.isfinite(queue.patience):
        formula = f"with a patience of {duration_text(queue.patience)}"
        value = float(np.asarray(service.abandonment)[row])
        yield Step("abandonment", formula, value=value, unit="fraction")
    formula = "mean wait of the contacts answered"
    yield Step("asa", formula, value=float(columns.asa[row]), unit="s")
    formula = "agents with at least one chat"
    yield Step("occupancy", formula, value=float(columns.occupancy[row]), unit="fraction")
    value = float(np.asarray(service.concurrency)[row])
    yield Step("concurrency", "mean of these agents", value=value, unit="chats")


def _subscript(number: int) -> str:
    """The digits of a number as subscripts."""
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


# Targets


def queue_target_parts(queue: Queue, agents: int, measures: Measures) -> list[TargetPart]:
    """Each part of a queue's target, compared with what its agents give."""
    target = target_of(queue)
    values = {
        "service_level": target.service_level,
        "asa": target.asa,
        "max_occupancy": target.max_occupancy,
        "abandonment": target.abandonment,
    }
    targets = {measure: value for measure, value in values.items() if value is not None}
    return target_parts(queue.name, targets, target.limit, agents, measures)


def live_parts(
    queue: Queue, agents: int, load: float, aht: float, hold: float = np.inf
) -> list[TargetPart]:
    """The same by Erlang C, or by Erlang A with a finite patience.

    Parameters
    ----------
    queue : Queue
        The queue.
    agents : int
        Of the queue, or of its team. [agents]
    load, aht : float
        What these agents handle. [erlangs], [s]
    hold : float
        Patience. [s]
    """

    def measures(count: int) -> dict[str, float]:
        limit = target_of(queue).limit
        service = erlang.performance(
            count, load, aht, limit, patience=hold, definition=queue.definition
        )
        values = {
            "service_level": float(service.service_level),
            "asa": float(service.asa),
            "max_occupancy": float(service.occupancy),
        }
        if np.isinf(hold):
            return values
        return {**values, "abandonment": float(service.abandonment)}

    return queue_target_parts(queue, agents, measures)


SINGLE_QUEUE_MODELS = {
    "erlang_c": staff_erlang_c,
    "erlang_a": staff_erlang_a,
    "chat": staff_chat,
}
