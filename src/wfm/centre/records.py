"""A centre and its queues: targets, customer behaviour and teams, as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import Target

__all__ = ["Centre", "DeferredTarget", "Queue", "Season", "Team"]

Definition = Literal["offered", "answered", "virtual"]


@dataclass(frozen=True)
class Season:
    """Days on which a queue has more, or fewer, contacts than its forecast.

    Attributes
    ----------
    first, last : date
        First and last day, both included.
    uplift : float
        0.4 for 40 % more. [fraction]
    contingency : float or None
        Replaces that of the queue on these days; None keeps it. [fraction]
    """

    first: date
    last: date
    uplift: float = 0.0
    contingency: float | None = None


@dataclass(frozen=True)
class DeferredTarget:
    """The response-time target of deferred work, such as e-mail or back office.

    Attributes
    ----------
    within : float
        Response time. [s]
    share : float
        Share of the contacts done within it. [fraction]
    deadline : float or None
        Time within which the rest is done; None for twice `within`. [s]
    business_hours : bool
        Whether the time runs in opening hours only.
    safety : float
        Standard deviations of the work on top of its mean.
    """

    within: float
    share: float = 0.95
    deadline: float | None = None
    business_hours: bool = True
    safety: float = 1.0

    @property
    def full_deadline(self) -> float:
        """Time within which all of the work is done, in seconds."""
        return 2 * self.within if self.deadline is None else max(self.deadline, self.within)


@dataclass(frozen=True)
class Queue:
    """One queue of a centre.

    Attributes
    ----------
    name : str
        As in the forecast.
    model : str
        A key of `wfm.centre.single_queue.SINGLE_QUEUE_MODELS`, or "deferred".
    target : Target or None
        Service target; None for deferred work.
    deferred : DeferredTarget or None
        Response-time target of deferred work.
    aht : float or None
        Average handle time where the forecast has none. [s]
    patience : float
        Mean time until a waiting customer abandons; inf: never. [s]
    definition : str
        Whether the service level is a share of contacts "offered" or "answered", or "virtual".
    aht_by_concurrency : tuple of float
        AHT of a chat with 1, 2, …, k concurrent chats. [s]
    deflection, automation, aht_change : float
        Share of contacts and of handle time that self-service and automation save, and the
        change of the handle time of the rest. [fraction]
    redial, resolution : float
        Share of abandoned contacts that redial; share of answered contacts that are resolved.
        [fraction]
    first_time : bool
        Whether the forecast has first-time contacts only; else redials and repeat contacts are in
        it already.
    escalation : float
        Share of the answered contacts that are escalated. [fraction]
    escalates_to : str
        Name of the queue to which they are escalated, "" for none.
    min_occupancy : float
        Intervals below it are counted. [fraction]
    contingency : float
        On top of the forecast. [fraction]
    seasons : tuple of Season
        Days with another volume.
    cost : float
        Of a paid hour. [currency]
    team : str
        The team whose agents answer it, "" for agents of its own.
    priority : int
        Order among the queues of its team: 1 is answered first.
    """

    name: str
    model: str = "erlang_c"
    target: Target | None = None
    deferred: DeferredTarget | None = None
    aht: float | None = None
    patience: float = float("inf")
    definition: Definition = "offered"
    aht_by_concurrency: tuple[float, ...] = ()
    deflection: float = 0.0
    automation: float = 0.0
    aht_change: float = 0.0
    redial: float = 0.0
    resolution: float = 1.0
    first_time: bool = True
    escalation: float = 0.0
    escalates_to: str = ""
    min_occupancy: float = 0.0
    contingency: float = 0.0
    seasons: tuple[Season, ...] = ()
    cost: float = 0.0
    team: str = ""
    priority: int = 1

    def seasons_on(self, day: date) -> tuple[Season, ...]:
        """The seasons that include a day."""
        return tuple(season for season in self.seasons if season.first <= day <= season.last)


@dataclass(frozen=True)
class Team:
    """Agents who answer several queues.

    Attributes
    ----------
    name : str
        As in the queues; a queue without a team is a team of its own name.
    skills : int or None
        How many of the queues each agent can answer; None for all.
    cross_trained : float
        Of two queues: share of the agents who can answer both. [fraction]
    block_length : float or None
        Length of the blocks of time for which agents are put on deferred work; None for the whole
        day. [s]
    """

    name: str
    skills: int | None = None
    cross_trained: float = 1.0
    block_length: float | None = None


@dataclass(frozen=True)
class Centre:
    """A contact centre: its queues and what they have in common.

    Attributes
    ----------
    queues : tuple of Queue
        In the order of the file.
    zone : str or None
        Time zone of the local times in the forecast.
    shrinkage : Shrinkage
        Paid time in which agents are not available.
    contract_hours : float
        Paid hours of a full-time week. [hours a week]
    opening : tuple of tuple of int
        Opening and closing time of each weekday, Monday first, in minutes after midnight; (0, 0)
        for a closed day. [min]
    exceptions : mapping of date to tuple of int
        Days with other opening hours. [min]
    holidays : str
        Country, or country and region, on whose public holidays the centre is closed: "US-NY";
        "" for none.
    teams : tuple of Team
        Teams with settings of their own; a queue may name others.
    """

    queues: tuple[Queue, ...]
    zone: str | None = None
    shrinkage: Shrinkage = DEFAULT
    contract_hours: float = 40.0
    opening: tuple[tuple[int, int], ...] = ((0, 1440),) * 7
    exceptions: Mapping[date, tuple[int, int]] = field(default_factory=dict)
    holidays: str = ""
    teams: tuple[Team, ...] = ()

    def team(self, queue: Queue) -> Team:
        """The team whose agents answer a queue."""
        name = queue.team or queue.name
        return next((team for team in self.teams if team.name == name), Team(name))
