"""The reverse of staffing for one interval: the service of given agents, and what they carry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, inf, isclose, nan
from typing import Any

import numpy as np

from wfm import shrinkage as shrinkage_of
from wfm import staffing
from wfm._arrays import checked
from wfm.errors import InputError
from wfm.planning.interval import Neighbour, document_inputs, service_rows, with_units
from wfm.planning.interval_models import IntervalModel, Workload, missed_parts
from wfm.shrinkage import Shrinkage
from wfm.targets import Target

__all__ = ["GivenAgents", "service_of_agents"]

_AROUND = 2  # fewer and more agents that are shown beside the given ones
# erlangs; a load that still meets the target has no limit: with few lines or with patience, the
# contacts that are blocked or abandon leave any load in time for the others
_ANY_LOAD = 1e12
_BISECTIONS = 100  # more than a double has digits


@dataclass(frozen=True)
class GivenAgents:
    """The service that given agents provide in one interval.

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
    agents : float
        The agents on contacts, net of shrinkage. [agents]
    scheduled : float
        The people on the schedule of whom they are on contacts. [agents]
    from_scheduled : bool
        Whether the people on the schedule were given.
    row : Neighbour
        Their service, by whole agents where the model is defined for integers only.
    neighbours : tuple of Neighbour
        The same for up to two fewer and two more agents, `row` among them.
    missed : tuple of str
        The parts of the target that are not met: "service_level", "asa", "max_occupancy",
        "abandonment", or "min_agents" for fewer than the minimum; empty if it is met.
    required : int
        Agents that the target requires, at least `min_agents`; with lines, for the contacts that
        are not blocked. [agents]
    min_agents : int
        Agents that are required in any case. [agents]
    max_aht : float
        Longest AHT with which they meet the target at this volume; inf: no limit. [s]
    max_volume : float
        Largest volume with which they meet the target at this AHT; inf: no limit. [contacts]
    backlog_growth : float
        Contacts per interval by which the backlog grows in overload without abandonment, else 0.
        [contacts]
    """

    work: Workload
    target: Target
    shrinkage: Shrinkage
    model: IntervalModel
    agents: float
    scheduled: float
    from_scheduled: bool
    row: Neighbour
    neighbours: tuple[Neighbour, ...]
    missed: tuple[str, ...]
    required: int
    min_agents: int
    max_aht: float
    max_volume: float
    backlog_growth: float

    @property
    def overloaded(self) -> bool:
        """Whether the wait has no limit: as much work as the agents can do, or more."""
        return self.row.asa == inf

    def document(self) -> dict[str, Any]:
        """The same as JSON values with their units; infinite and missing values are ``None``."""
        results = {
            "load": self.work.load,
            **self.row._asdict(),
            "agents": self.agents,
            "scheduled": self.scheduled,
            "target_met": not self.missed,
            "missed": list(self.missed),
            "agents_required": self.required,
            "overloaded": self.overloaded,
            "max_aht": self.max_aht,
            "max_volume": self.max_volume,
            "backlog_growth": self.backlog_growth,
        }
        inputs = document_inputs(self.work, self.target, self.shrinkage, self.model)
        inputs |= {
            "given": "scheduled" if self.from_scheduled else "agents",
            "min_agents": self.min_agents,
        }
        return with_units(inputs, results, self.neighbours)


def service_of_agents(
    volume: float,
    aht: float,
    interval: float,
    target: Target,
    shrinkage: Shrinkage,
    model: IntervalModel | None = None,
    *,
    agents: float | None = None,
    scheduled: float | None = None,
    min_agents: int = 0,
) -> GivenAgents:
    """The service of given agents in one interval, and the work that they carry at the target.

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
    agents : float, optional
        Agents on contacts, net of shrinkage; this or `scheduled`. [agents]
    scheduled : float, optional
        People on the schedule, of whom a share is on contacts: N (1 - shrinkage). Where the model
        is defined for integers only, their service is that of whole agents, rounded down. [agents]
    min_agents : int
        Agents that are required in any case. [agents]

    Returns
    -------
    GivenAgents
        Service, required agents, and the largest work that meets the target.

    Raises
    ------
    InputError
        For a value outside its domain, `agents` beside `scheduled`, agents that are no integer
        where the model needs one, or a target that the model does not support.
    UnreachableError
        If no number of agents meets the target.

    Examples
    --------
    >>> result = service_of_agents(100, 180, 1800, Target(0.80, 20), Shrinkage.parse("30%"),
    ...                            agents=14)
    >>> round(result.row.service_level, 4), result.missed, round(result.max_aht, 1)
    (0.8884, (), 194.9)

    Work of 15.9 erlangs is more than 14 agents can do:

    >>> service_of_agents(44.34, 646, 1800, Target(0.80, 20), Shrinkage.parse("30%"),
    ...                   agents=14).row.asa
    inf

    References
    ----------
    - The inverse of `wfm.planning.interval.staff_interval`.
    """
    model = model or IntervalModel()
    work = Workload(volume, aht, interval)
    net, gross = _people(agents, scheduled, shrinkage.total)
    counted = net if scheduled is None or model.takes_fractions else float(floor(net + 1e-9))
    model.check_agents(counted)
    rows = service_rows(_counts(counted, model), work, target, shrinkage.total, model)
    row = next(row for row in rows if row.agents == counted)
    required = max(model.agents_required(work, target)[0], min_agents)
    return GivenAgents(
        work=work,
        target=target,
        shrinkage=shrinkage,
        model=model,
        agents=net,
        scheduled=gross,
        from_scheduled=scheduled is not None,
        row=row,
        neighbours=rows,
        missed=(*missed_parts(row, target), *(["min_agents"] if counted < min_agents else [])),
        required=required,
        min_agents=min_agents,
        max_aht=_max_aht(counted, work, target, model),
        max_volume=_max_volume(counted, work, target, model),
        backlog_growth=max(volume - model.capacity(counted, work), 0.0) if row.asa == inf else 0.0,
    )


def _people(agents: float | None, scheduled: float | None, share: float) -> tuple[float, float]:
    """Agents on contacts and people on the schedule, of the one that is given."""
    if (agents is None) == (scheduled is None):
        raise InputError(
            "agents (on contacts) or scheduled (on the schedule) is needed, and not both.",
            name="agents",
        )
    if scheduled is not None:
        gross = float(checked("scheduled", scheduled))
        net = float(shrinkage_of.net(gross, share))
        # 20 people at 30 % are 14 agents, though 20 × (1 - 0.3) is not quite that
        return (float(round(net)) if isclose(net, round(net), rel_tol=1e-12) else net), gross
    net = float(checked("agents", agents if agents is not None else nan))
    return net, float(shrinkage_of.scheduled(net, share))


def _counts(agents: float, model: IntervalModel) -> Any:
    """The given agents and the integers around them, as far as the model allows."""
    lowest, highest = max(floor(agents) - _AROUND, 0), floor(agents) + _AROUND
    if model.lines is not None:
        highest = min(highest, max(model.lines, floor(agents)))
    return np.unique([agents, *range(lowest, highest + 1)])


def _max_volume(agents: float, work: Workload, target: Target, model: IntervalModel) -> float:
    """Largest volume that meets the target."""
    if model.takes_fractions:
        load = staffing.max_load(
            agents,
            work.aht,
            **target.goals(),
            patience=model.patience,
            definition=model.definition,
        )
        return float(load) * work.interval / work.aht

    def meets(volume: float) -> bool:
        return _meets(agents, work._replace(volume=volume), target, model)

    per_erlang = work.interval / work.aht
    return _largest(meets, max(agents, 1.0) * per_erlang, _ANY_LOAD * per_erlang)


def _max_aht(agents: float, work: Workload, target: Target, model: IntervalModel) -> float:
    """Longest AHT that meets the target."""
    if not work.volume:
        return inf
    if model.name == "Erlang C":
        goals: dict[str, Any] = {**target.goals()}
        return float(staffing.max_aht(agents, work.volume, work.interval, **goals))

    def meets(aht: float) -> bool:
        return _meets(agents, work._replace(aht=aht), target, model)

    per_erlang = work.interval / work.volume
    return _largest(meets, max(agents, 1.0) * per_erlang, _ANY_LOAD * per_erlang)


def _meets(agents: float, work: Workload, target: Target, model: IntervalModel) -> bool:
    """Whether agents meet a target with some work."""
    rows = service_rows(np.array([agents]), work, target, 0.0, model)
    return not missed_parts(rows[0], target)


def _largest(meets: Callable[[float], bool], start: float, limit: float) -> float:
    """The largest value that meets a target which all smaller values meet.

    It is inf if a value above the limit meets it.
    """
    low, high = 0.0, start
    while meets(high):
        if high > limit:
            return inf
        low, high = high, 2.0 * high
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if middle in (low, high) or high - low <= 1e-9 * high:
            break
        low, high = (middle, high) if meets(middle) else (low, middle)
    return low
