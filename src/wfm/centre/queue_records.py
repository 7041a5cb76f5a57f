"""What the models of a centre receive and return: queues with their demand, and staffed queues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import shrinkage
from wfm._arrays import FloatArray
from wfm.centre.records import Centre, Queue, Team
from wfm.demand import Demand
from wfm.explanation import Section
from wfm.planning.records import Figure, Staffing
from wfm.targets import Target

__all__ = [
    "Arrivals",
    "Escalated",
    "Figure",
    "Group",
    "Progress",
    "QueueDemand",
    "QueueStaffing",
    "Redials",
    "Sections",
    "Staffing",
    "common_starts",
    "not_defined",
    "staffing_of",
    "target_of",
]

Progress = Callable[[float], None]
Sections = Callable[[int], tuple[Section, ...]]


class Arrivals(NamedTuple):
    """The rows that the forecast has of a queue, with each figure that changes them.

    Attributes
    ----------
    forecast_volume, forecast_aht : float64 array
        As in the forecast; the AHT of the centre where the forecast has none. [contacts], [s]
    season : float64 array
        Factor of the seasons, by day. [fraction]
    contingency, deflection, aht_change, automation, redial, resolution : float64 array
        Figures of the queue, by day. [fraction]
    min_agents : float64 array
        Minimum agents, by day; 0 where the queue is closed. [agents]
    volume, aht : float64 array
        After seasons, contingency, deflection and automation. [contacts], [s]
    """

    forecast_volume: FloatArray
    forecast_aht: FloatArray
    season: FloatArray
    contingency: FloatArray
    deflection: FloatArray
    aht_change: FloatArray
    automation: FloatArray
    redial: FloatArray
    resolution: FloatArray
    min_agents: FloatArray
    volume: FloatArray
    aht: FloatArray


class Escalated(NamedTuple):
    """Contacts and load that another queue escalates to a queue, row by row."""

    contacts: FloatArray
    load: FloatArray


class Redials(NamedTuple):
    """Agents for which contacts and redials agree, and the abandonment they then give."""

    agents: FloatArray
    abandonment: FloatArray


class QueueDemand(NamedTuple):
    """One queue with the contacts that its agents handle, in its rows of the forecast.

    Attributes
    ----------
    queue : Queue
        What the centre says of it.
    rows : intp array
        Its rows of the forecast.
    start : int64 array
        Their starts. [s]
    volume, aht, load : float64 array
        Contacts with escalations but without redials, handle time and load. [contacts], [s],
        [erlangs]
    is_open : bool array
        Whether the centre is open.
    arrivals : Arrivals
        How volume and AHT follow from the forecast.
    escalated : mapping of str to Escalated
        What each other queue escalates to this one.
    """

    queue: Queue
    rows: NDArray[np.intp]
    start: NDArray[np.int64]
    volume: FloatArray
    aht: FloatArray
    load: FloatArray
    is_open: NDArray[np.bool_]
    arrivals: Arrivals
    escalated: Mapping[str, Escalated]


class QueueStaffing(NamedTuple):
    """One staffed queue: results row by row, and how each of them is explained.

    Attributes
    ----------
    volume, aht : float64 array
        Contacts with redials and repeat contacts, and their handle time. [contacts], [s]
    staffing : Staffing
        Agents and service. The agents of queues that share them add up to those of the team.
    abandonment : float64 array
        Share that abandons; NaN where the model has no abandonment. [fraction]
    model : str
        By which model the queue was staffed.
    sections : callable
        The steps from load to service of one row, by its position in the queue.
    redials : Redials or None
        Where redials depend on the agents.
    notes : tuple of str
        What the reader of the plan should know of the model.
    figures : tuple of Figure
        Results that are no columns.
    """

    volume: FloatArray
    aht: FloatArray
    staffing: Staffing
    abandonment: FloatArray
    model: str
    sections: Sections
    redials: Redials | None = None
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


class Group(NamedTuple):
    """Queues that are staffed together, with all that a model may use.

    Attributes
    ----------
    demands : list of QueueDemand
        The queues.
    team : Team
        Their team.
    forecast : Demand
        For interval and time zone.
    centre : Centre
        For shrinkage.
    progress : callable
        Called with the share of the group that is staffed.
    live : tuple of QueueDemand and QueueStaffing, or None
        For deferred work: the live queue that the team answers as well, staffed by itself.
    """

    demands: list[QueueDemand]
    team: Team
    forecast: Demand
    centre: Centre
    progress: Progress
    live: tuple[QueueDemand, QueueStaffing] | None = None

    @property
    def shrinkage(self) -> float:
        """Total shrinkage of the centre, a fraction."""
        return self.centre.shrinkage.total


def target_of(queue: Queue) -> Target:
    """The service target of a queue whose customers wait."""
    assert queue.target is not None, "centre.toml is refused if a live queue has no target"
    return queue.target


def staffing_of(
    agents: FloatArray,
    load: FloatArray,
    shrinkage_total: float,
    service_level: object,
    asa: object,
    occupancy: object,
    unrounded: FloatArray | None = None,
) -> Staffing:
    """The columns of a queue with agents of its own."""
    return Staffing(
        load=load,
        agents=agents,
        scheduled=np.asarray(shrinkage.scheduled(agents, shrinkage_total), dtype=np.float64),
        service_level=np.asarray(service_level, dtype=np.float64),
        asa=np.asarray(asa, dtype=np.float64),
        occupancy=np.asarray(occupancy, dtype=np.float64),
        agents_unrounded=not_defined(agents) if unrounded is None else unrounded,
    )


def not_defined(agents: FloatArray) -> FloatArray:
    """Unrounded agents of a model that has whole agents only: NaN, and 0 without agents."""
    return np.where(agents > 0, np.nan, 0.0)


def common_starts(
    demands: list[QueueDemand],
) -> tuple[NDArray[np.int64], list[NDArray[np.intp]]]:
    """All starts of some queues, and the place of each queue's rows among them."""
    starts = np.unique(np.concatenate([demand.start for demand in demands]))
    return starts, [np.searchsorted(starts, demand.start) for demand in demands]
