"""One interval: agents for its target, the service of its neighbours, and its row in a plan."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes, shrinkage
from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.errors import UsageError
from wfm.planning.interval_models import IntervalModel, Workload
from wfm.shrinkage import Shrinkage
from wfm.targets import Target
from wfm.vocabulary import term

__all__ = [
    "IntervalStaffing",
    "Neighbour",
    "document_inputs",
    "find_row",
    "service_rows",
    "staff_interval",
    "with_units",
]

# How many fewer and more agents are shown: enough to see the service level fall below and rise
# well above a usual target.
_FEWER, _MORE = 2, 4


class Neighbour(NamedTuple):
    """The service of one number of agents; NaN if the model has no such measure.

    Attributes
    ----------
    agents : int or float
        Net of shrinkage. [agents]
    scheduled : int
        Gross of shrinkage. [agents]
    service_level, occupancy, wait_probability, abandonment, blocking : float
        Shares of contacts, and of agents' time. [fraction]
    asa : float
        Mean wait of the answered. [s]
    slots_used : float
        Of chat: concurrent chats / (agents × maximum concurrency). [fraction]
    """

    agents: float
    scheduled: int
    service_level: float
    asa: float
    occupancy: float
    wait_probability: float
    abandonment: float
    blocking: float
    slots_used: float


@dataclass(frozen=True)
class IntervalStaffing:
    """The agents of one interval, and the service of two agents fewer to four more.

    Attributes
    ----------
    work : Workload
        Volume, AHT and interval.
    target : Target
        The service target.
    shrinkage : Shrinkage
        Total and components.
    model : IntervalModel
        Erlang C, Erlang A, limited lines or chat.
    min_agents : int
        Agents that are staffed in any case. [agents]
    agents_unrounded : float
        Agents of the target before rounding up, without the minimum; NaN for chat. [agents]
    row : Neighbour
        The agents that the target requires, and their service.
    neighbours : tuple of Neighbour
        Other numbers of agents, `row` among them.
    """

    work: Workload
    target: Target
    shrinkage: Shrinkage
    model: IntervalModel
    min_agents: int
    agents_unrounded: float
    row: Neighbour
    neighbours: tuple[Neighbour, ...]

    def document(self) -> dict[str, Any]:
        """The same as JSON values with their units; infinite and missing values are ``None``."""
        results = {"load": self.work.load, **self.row._asdict()}
        results["agents_unrounded"] = self.agents_unrounded
        inputs = document_inputs(self.work, self.target, self.shrinkage, self.model)
        return with_units(inputs | {"min_agents": self.min_agents}, results, self.neighbours)


def document_inputs(
    work: Workload, target: Target, shrinkage: Shrinkage, model: IntervalModel
) -> dict[str, Any]:
    """What the figures of one interval depend on, as JSON values."""
    return {
        **work._asdict(),
        "target": vars(target),
        "shrinkage": shrinkage.total,
        "model": {"name": model.name}
        | {name: _plain(value) for name, value in vars(model).items()},
    }


def with_units(
    inputs: dict[str, Any], results: Mapping[str, Any], neighbours: Sequence[Neighbour]
) -> dict[str, Any]:
    """A JSON document of inputs, results, neighbours and the unit of each name."""
    document = {
        **inputs,
        **{name: _plain(value) for name, value in results.items()},
        "neighbours": [
            {name: _plain(value) for name, value in row._asdict().items()} for row in neighbours
        ],
    }
    return document | {"units": _units([*document, *inputs["target"]])}


def _plain(value: Any) -> Any:
    """A value of JSON: an integer if it is one, ``None`` if it is not finite."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not np.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(value)


# Figures with the unit of a term that is alike.
_ALIKE = {
    "agents_unrounded": "agents",
    "agents_required": "agents",
    "min_agents": "agents",
    "max_aht": "aht",
    "max_volume": "volume",
    "backlog_growth": "volume",
}


def _units(names: Sequence[str]) -> dict[str, str]:
    """The unit of each name that has one."""
    units = {name: term(alike).unit for name, alike in _ALIKE.items() if name in names}
    for name in names:
        try:
            units.setdefault(name, term(name).unit)
        except KeyError:
            continue
    return {name: unit for name, unit in units.items() if unit}


def staff_interval(
    volume: float,
    aht: float,
    interval: float,
    target: Target,
    shrinkage: Shrinkage,
    model: IntervalModel | None = None,
    *,
    min_agents: int = 0,
) -> IntervalStaffing:
    """Staff one interval, and compute the service of its neighbours.

    Parameters
    ----------
    volume : float
        Contacts offered. [contacts]
    aht : float
        Average handle time. [s]
    interval : float
        Length of the interval. [s]
    target : Target
        The service target.
    shrinkage : Shrinkage
        Share of paid time not available for contacts.
    model : IntervalModel, optional
        Erlang C by default.
    min_agents : int
        Never fewer agents than these, though fewer meet the target. [agents]

    Raises
    ------
    InputError
        For a value outside its domain, or a target that the model does not support.
    UnreachableError
        If no number of agents meets the target.

    Examples
    --------
    >>> result = staff_interval(100, 180, 1800, Target(0.80, 20), Shrinkage.parse("30%"))
    >>> [(row.agents, round(row.service_level, 3)) for row in result.neighbours[:3]]
    [(12, 0.64), (13, 0.796), (14, 0.888)]

    With a patience of two minutes, 100 erlangs require 82 agents for 80/60, not 104:

    >>> staff_interval(1000, 180, 1800, Target(0.80, 60), Shrinkage.parse("30%"),
    ...                IntervalModel(patience=120)).row.agents
    82
    """
    model = model or IntervalModel()
    work = Workload(volume, aht, interval)
    agents, unrounded = model.agents_required(work, target)
    agents = max(agents, min_agents)
    model.check_agents(agents)
    highest = agents + _MORE if model.lines is None else min(agents + _MORE, model.lines)
    counts = np.arange(max(agents - _FEWER, 0), highest + 1)
    rows = service_rows(counts, work, target, shrinkage.total, model)
    row = next(row for row in rows if row.agents == agents)
    return IntervalStaffing(work, target, shrinkage, model, min_agents, unrounded, row, rows)


def service_rows(
    counts: NDArray[np.int64] | FloatArray,
    work: Workload,
    target: Target,
    share: float,
    model: IntervalModel,
) -> tuple[Neighbour, ...]:
    """The service of some numbers of agents."""
    service = model.service(counts, work, target.limit)
    columns = (counts, shrinkage.scheduled(counts, share), *service)
    rows = zip(*(np.asarray(column).tolist() for column in columns), strict=True)
    return tuple(Neighbour(*row) for row in rows)


def find_row(demand: Demand, start: str, queues: Sequence[str] = ()) -> int:
    """The row of a forecast that starts at a time.

    Parameters
    ----------
    demand : Demand
        The forecast.
    start : str
        Date and time, or a time: then the first day of the forecast that has it.
    queues : sequence of str
        Only rows of these queues; of all by default.

    Raises
    ------
    UsageError
        If the time cannot be read, no row or several queues have it, or a queue is unknown.
    """
    wall = datetimes.local(demand.start, demand.zone)
    rows = np.flatnonzero(_starts_at(start, wall, demand.start) & _is_of(demand, queues))
    names = {demand.queues[demand.queue[row]] for row in rows}
    if not len(rows):
        first, last = datetimes.iso_texts(demand.start[[0, -1]], demand.zone)
        raise UsageError(
            f"no interval of {demand.source} starts at {start!r}: the forecast covers {first} to "
            f"{last} in steps of {demand.interval / 60:g} min."
        )
    if len(names) > 1:
        raise UsageError(
            f"several queues have an interval at {start} ({', '.join(sorted(names))}); "
            "choose one with --queue."
        )
    return int(rows[0])


def _is_of(demand: Demand, queues: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each row is of one of some queues."""
    known = list(demand.queues)
    for name in queues:
        if name not in known:
            raise UsageError(f"unknown queue {name!r}; the queues are {', '.join(known)}.")
    chosen = [known.index(name) for name in queues] or list(range(len(known)))
    return np.isin(demand.queue, chosen)


def _starts_at(start: str, wall: NDArray[np.int64], instants: NDArray[np.int64]) -> Any:
    """Whether each row starts at a time of the day, a local time or an instant with offset."""
    time = re.fullmatch(r"(\d{1,2}):(\d\d)(?::(\d\d))?", start.strip())
    if time:
        hours, minutes, seconds = (int(part or 0) for part in time.groups())
        return wall % datetimes.DAY == hours * 3600 + minutes * 60 + seconds
    try:
        moment = datetime.fromisoformat(start.strip())
    except ValueError:
        raise UsageError(
            f"start must be a time: got {start!r}; write 2026-03-02T10:00, or 10:00 for the first "
            "day that has it."
        ) from None
    if moment.tzinfo:
        return instants == int(moment.timestamp())
    return wall == (moment - datetime(1970, 1, 1)).total_seconds()
