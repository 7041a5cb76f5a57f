"""A centre and its queues: what each is promised and how its customers behave; plain records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from wfm.model import Target
from wfm.shrinkage import DEFAULT, Shrinkage

__all__ = ["Centre", "Deferred", "Queue", "Season"]

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
    """

    first: date
    last: date
    uplift: float


@dataclass(frozen=True)
class Deferred:
    """The promise of work that nobody waits for on the line.

    Attributes
    ----------
    within : float
        Time promised. [s]
    share : float
        Share promised in time. [fraction]
    business_hours : bool
        Whether the promise runs in opening hours only.
    safety : float
        Standard deviations of the work planned for.
    """

    within: float
    share: float = 0.95
    business_hours: bool = True
    safety: float = 1.0


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
    least_occupancy : float
        Below which the plan is called generous. [fraction]
    contingency : float
        On top of the forecast. [fraction]
    seasons : tuple of Season
        Days with another volume.
    cost : float
        Of a paid hour.
    """

    name: str
    model: Model = "erlang_c"
    target: Target | None = None
    deferred: Deferred | None = None
    aht: float | None = None
    patience: float = float("inf")
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
    least_occupancy: float = 0.0
    contingency: float = 0.0
    seasons: tuple[Season, ...] = ()
    cost: float = 0.0


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
    closed : frozenset of date
        Days on which nobody works.
    """

    queues: tuple[Queue, ...]
    zone: str | None = None
    shrinkage: Shrinkage = DEFAULT
    contract_hours: float = 40.0
    opening: tuple[tuple[int, int], ...] = ((0, 1440),) * 7
    closed: frozenset[date] = frozenset()
