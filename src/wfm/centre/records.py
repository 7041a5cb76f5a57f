"""A centre and its queues: what each is promised and how its customers behave; plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import Target

__all__ = ["Centre", "Deferred", "Queue", "Season", "Team"]

Model = Literal["erlang_c", "erlang_a", "chat", "deferred"]
Definition = Literal["offered", "answered", "virtual"]


@dataclass(frozen=True)
class Season:
    """Days on which a queue has more, or less, than its forecast says.

    Attributes
    ----------
    first, last : date
        From and to which day, both included.
    uplift : float
        0.4 for 40 % more. [fraction]
    contingency : float or None
        In place of the queue's on these days; None leaves that. [fraction]
    """

    first: date
    last: date
    uplift: float = 0.0
    contingency: float | None = None


@dataclass(frozen=True)
class Deferred:
    """The promise of work that nobody waits for on the line.

    Attributes
    ----------
    within : float
        Time promised. [s]
    share : float
        Share promised in time. [fraction]
    deadline : float or None
        Time in which the rest is done; None for twice `within`. [s]
    business_hours : bool
        Whether the promise runs in opening hours only.
    safety : float
        Standard deviations of the work planned for.
    """

    within: float
    share: float = 0.95
    deadline: float | None = None
    business_hours: bool = True
    safety: float = 1.0

    @property
    def latest(self) -> float:
        """Time in which all of the work is done, in seconds."""
        return 2 * self.within if self.deadline is None else max(self.deadline, self.within)


@dataclass(frozen=True)
class Queue:
    """One queue of a centre.

    Attributes
    ----------
    name : str
        As in the forecast.
    model : str
        "erlang_c" (nobody hangs up), "erlang_a" (with `patience`), "chat" or "deferred".
    target : Target or None
        The promise; None for deferred work.
    deferred : Deferred or None
        Its promise, for deferred work.
    aht : float or None
        Where the forecast has none. [s]
    patience : float
        Mean time until a waiting customer gives up; inf: never. [s]
    abandonment : float or None
        Largest share promised to give up. [fraction]
    definition : str
        Which service level: of the "offered", of the "answered", or "virtual".
    aht_by_concurrency : tuple of float
        AHT with 1, 2, …, k chats in hand. [s]
    deflection, automation, aht_change : float
        What self-service and automation take away before the queue. [fraction]
    redial, resolution : float
        Share of the lost that call again; share of the answered that need not. [fraction]
    fresh : bool
        Whether the forecast is of fresh contacts; else those that come back are in it already.
    escalation : float
        Share passed on to the queue `escalates_to`. [fraction]
    escalates_to : str
        Name of that queue, "" for none.
    min_occupancy : float
        Below which the plan is called generous. [fraction]
    contingency : float
        On top of the forecast. [fraction]
    seasons : tuple of Season
        Days with another volume.
    cost : float
        Of a paid hour.
    team : str
        Whose people answer it, "" for people of its own.
    priority : int
        Place among the queues of its team: 1 is answered first.
    """

    name: str
    model: Model = "erlang_c"
    target: Target | None = None
    deferred: Deferred | None = None
    aht: float | None = None
    patience: float = float("inf")
    abandonment: float | None = None
    definition: Definition = "offered"
    aht_by_concurrency: tuple[float, ...] = ()
    deflection: float = 0.0
    automation: float = 0.0
    aht_change: float = 0.0
    redial: float = 0.0
    resolution: float = 1.0
    fresh: bool = True
    escalation: float = 0.0
    escalates_to: str = ""
    min_occupancy: float = 0.0
    contingency: float = 0.0
    seasons: tuple[Season, ...] = ()
    cost: float = 0.0
    team: str = ""
    priority: int = 1


@dataclass(frozen=True)
class Team:
    """People who answer several queues.

    Attributes
    ----------
    name : str
        As the queues call it; a queue by itself is a team of its own name.
    skills : int or None
        How many of the queues each of them can answer; None for all.
    cross_trained : float
        Of two queues: share of the people who can answer both. [fraction]
    block : float or None
        Length of the stretches for which people are put on deferred work; None for the whole
        day. [s]
    """

    name: str
    skills: int | None = None
    cross_trained: float = 1.0
    block: float | None = None


@dataclass(frozen=True)
class Centre:
    """A service centre: its queues and what they share.

    Attributes
    ----------
    queues : tuple of Queue
        In the order of the file.
    zone : str or None
        Time zone of the forecast.
    shrinkage : Shrinkage
        Share of paid time lost.
    contract_hours : float
        Paid hours of a full-time week. [hours a week]
    opening : tuple of tuple of int
        Minutes after midnight from and to which each weekday is open, Monday first; (0, 0) for a
        day that is closed.
    exceptions : mapping of date to tuple of int
        Days with other hours, likewise.
    holidays : str
        Country, or country and region, on whose public holidays nobody works: "US-NY"; "" for
        none.
    teams : tuple of Team
        What is to be said of teams; a queue may name others.
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
        """Whose people answer a queue."""
        name = queue.team or queue.name
        return next((team for team in self.teams if team.name == name), Team(name))
