"""A centre and its queues: targets, customer behaviour and teams, as plain records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from wfm.hour_premiums import HourPremium
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import Target

__all__ = [
    "ALWAYS",
    "Centre",
    "Dated",
    "DeferredTarget",
    "HourlyMinimum",
    "Hours",
    "Queue",
    "Ramp",
    "Season",
    "Team",
    "Week",
    "value_on",
]

Definition = Literal["offered", "answered", "virtual"]
Hours: TypeAlias = tuple[int, int]
"""Opening and closing time in minutes after midnight; (0, 0) for a closed day."""
Week: TypeAlias = tuple[Hours, ...]
"""Opening hours of each weekday, Monday first."""

ALWAYS: Week = ((0, 1440),) * 7


@dataclass(frozen=True)
class Ramp:
    """A figure that changes by date: linearly between its dates, and constant outside them.

    Attributes
    ----------
    points : tuple of (date, float)
        Dates in order, each with the value of the figure.

    Examples
    --------
    >>> year = Ramp(((date(2026, 1, 1), 0.2), (date(2026, 12, 31), 0.3)))
    >>> round(year.on(date(2026, 7, 2)), 4), year.on(date(2027, 5, 1))
    (0.25, 0.3)
    """

    points: tuple[tuple[date, float], ...]

    def on(self, day: date) -> float:
        """The value on a day."""
        days = [point.toordinal() for point, _ in self.points]
        return float(np.interp(day.toordinal(), days, [value for _, value in self.points]))


Dated: TypeAlias = float | Ramp


def value_on(figure: Dated, day: date) -> float:
    """The value of a figure on a day.

    Examples
    --------
    >>> value_on(0.2, date(2026, 3, 2))
    0.2
    """
    return figure.on(day) if isinstance(figure, Ramp) else figure


@dataclass(frozen=True)
class Season:
    """Days on which a queue has other figures, such as more or fewer contacts.

    A figure is a number or a `Ramp`; None keeps that of the queue.

    Attributes
    ----------
    first, last : date
        First and last day, both included.
    uplift : float or Ramp
        0.4 for 40 % more than the forecast. [fraction]
    contingency, deflection, automation, aht_change, redial, resolution, escalation
        Instead of those of the queue. [fraction]
    aht : float or None
        Average handle time where the forecast has none. [s]
    min_agents : int or None
        Minimum agents of the queue. [agents]
    opening : tuple of tuple of int, or None
        Opening hours by weekday. [min]
    of_queue : bool
        Whether it is a season of one queue, not of the whole centre.
    """

    first: date
    last: date
    uplift: Dated = 0.0
    contingency: Dated | None = None
    deflection: Dated | None = None
    automation: Dated | None = None
    aht_change: Dated | None = None
    redial: Dated | None = None
    resolution: Dated | None = None
    escalation: Dated | None = None
    aht: float | None = None
    min_agents: int | None = None
    opening: Week | None = None
    of_queue: bool = False


@dataclass(frozen=True)
class DeferredTarget:
    """The response-time target of deferred work, such as e-mail or back office.

    Attributes
    ----------
    within : float
        Response time. [s]
    share : float
        Share of the contacts begun within it. [fraction]
    deadline : float or None
        Time within which the mean workload is done; None if only the share is required. [s]
    business_hours : bool
        Whether the time runs in opening hours only.
    safety : float
        The target is kept in the share Φ(safety) of runs of three weeks: 84 % for 1. 0 sizes for
        the mean workload, without regard to chance. [standard deviations]
    backlog : float
        Contacts that wait when the plan begins. [contacts]
    backlog_age : float
        Their age, in the hours that `within` counts. [s]
    resolve_within : float or None
        Time within which contacts are resolved: finished, and their follow-up too; None without a
        resolution target. It is the deadline for all work. [s]
    resolve_share : float
        Share of the contacts resolved within it. [fraction]
    follow_up : float
        Share of the contacts that need a second piece of work, a follow-up, which can be begun
        `within` after their arrival. [fraction]
    follow_up_aht : float
        Handle time of a follow-up. [s]
    """

    within: float
    share: float = 0.95
    deadline: float | None = None
    business_hours: bool = True
    safety: float = 1.0
    backlog: float = 0.0
    backlog_age: float = 0.0
    resolve_within: float | None = None
    resolve_share: float = 0.95
    follow_up: float = 0.0
    follow_up_aht: float = 0.0

    @property
    def full_deadline(self) -> float:
        """Time within which all of the work is due, in seconds: twice `within` if not given."""
        if self.resolve_within is not None:
            return self.resolve_within
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
        Average handle time where the forecast has none; of a chat alone. [s]
    patience : float
        Mean time until a waiting customer abandons; inf: never. [s]
    definition : str
        Whether the service level is a share of contacts "offered" or "answered", or "virtual".
    aht_by_concurrency : tuple of float
        AHT of a chat with 1, 2, …, k concurrent chats; their ratios hold for every AHT of the
        forecast. Empty where they follow from `overhead` and the AHT of the forecast. [s]
    concurrency : int
        Maximum number of concurrent chats, where they follow from `overhead`.
    overhead : float or None
        Share of a chat's handle time that cannot run in parallel; None where
        `aht_by_concurrency` was measured. [fraction]
    deflection, automation, aht_change : float or Ramp
        Share of contacts and of handle time that self-service and automation save, and the
        change of the handle time of the rest. [fraction]
    redial, resolution : float or Ramp
        Share of abandoned contacts that redial; share of answered contacts that are resolved.
        [fraction]
    first_time : bool
        Whether the forecast has first-time contacts only; else redials and repeat contacts are in
        it already.
    escalation : float or Ramp
        Share of the answered contacts that are escalated. [fraction]
    escalates_to : str
        Name of the queue to which they are escalated, "" for none.
    min_occupancy : float
        Intervals below it are counted. [fraction]
    min_agents : int
        Minimum agents in every interval in which the queue is open. [agents]
    contingency : float or Ramp
        On top of the forecast. [fraction]
    seasons : tuple of Season
        Days with other figures; a later one overrides an earlier one.
    opening : tuple of tuple of int, or None
        Opening hours by weekday; None for those of the centre. [min]
    exceptions : mapping of date to tuple of int
        Days with other opening hours, before those of the centre. [min]
    closed_on_holidays : bool
        Whether the public holidays of the centre close the queue.
    cost : float
        Of a paid hour. [currency]
    price_per_contact, price_per_month : float
        Income per contact that reaches an agent, and per customer and month. [currency]
    customers : float
        Customers who pay per month.
    tier_of : str
        The queue whose target its contacts would have without this tier, "" for none.
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
    concurrency: int = 1
    overhead: float | None = None
    deflection: Dated = 0.0
    automation: Dated = 0.0
    aht_change: Dated = 0.0
    redial: Dated = 0.0
    resolution: Dated = 1.0
    first_time: bool = True
    escalation: Dated = 0.0
    escalates_to: str = ""
    min_occupancy: float = 0.0
    min_agents: int = 0
    contingency: Dated = 0.0
    seasons: tuple[Season, ...] = ()
    opening: Week | None = None
    exceptions: Mapping[date, Hours] = field(default_factory=dict, hash=False)
    closed_on_holidays: bool = True
    cost: float = 0.0
    price_per_contact: float = 0.0
    price_per_month: float = 0.0
    customers: float = 0.0
    tier_of: str = ""
    team: str = ""
    priority: int = 1

    def seasons_on(self, day: date) -> tuple[Season, ...]:
        """The seasons that include a day."""
        return tuple(season for season in self.seasons if season.first <= day <= season.last)

    def figure_on(self, name: str, day: date) -> float:
        """A figure on a day: of the last season that has it, else of the queue.

        Parameters
        ----------
        name : str
            "deflection", "automation", "aht_change", "redial", "resolution", "escalation",
            "contingency", "min_agents" or "aht".
        day : date
            The day.

        Returns
        -------
        float
            NaN for an `aht` that the centre does not have.

        Examples
        --------
        >>> Queue("voice", redial=0.4).figure_on("redial", date(2026, 3, 2))
        0.4
        """
        figures = [getattr(season, name) for season in self.seasons_on(day)]
        figure = next((one for one in reversed(figures) if one is not None), getattr(self, name))
        return float("nan") if figure is None else value_on(figure, day)

    def has_repeats(self) -> bool:
        """Whether there are redials or repeats of unresolved contacts on some day."""
        redials = [self.redial, *(season.redial for season in self.seasons)]
        resolutions = [self.resolution, *(season.resolution for season in self.seasons)]
        return any(one not in (None, 0) for one in redials) or any(
            one not in (None, 1) for one in resolutions
        )


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
    min_agents : int
        Minimum agents in every interval in which a queue of the team is open. [agents]
    """

    name: str
    skills: int | None = None
    cross_trained: float = 1.0
    block_length: float | None = None
    min_agents: int = 0


@dataclass(frozen=True)
class HourlyMinimum:
    """The fewest agents at certain hours, whatever the contacts need.

    Attributes
    ----------
    agents : int
        Agents, without shrinkage, in every interval in which a queue is open. [agents]
    hours : tuple of int
        Begin and end; an end that is not after the begin is on the next day. [s after midnight]
    days : frozenset of int
        Weekdays on which the hours begin, 0 for Monday.
    names : frozenset of str
        Queues with agents of their own, and teams; empty for each of them.
    """

    agents: int
    hours: tuple[int, int] = (0, 86_400)
    days: frozenset[int] = frozenset(range(7))
    names: frozenset[str] = frozenset()


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
    currency : str
        Of costs and prices, "" where it is not said.
    defaults : tuple of str
        Inputs that the file does not set and that the agents depend on.
    minimums : tuple of HourlyMinimum
        The fewest agents at certain hours.
    premiums : tuple of HourPremium
        What a paid hour costs more in some hours of the week.
    """

    queues: tuple[Queue, ...]
    zone: str | None = None
    shrinkage: Shrinkage = DEFAULT
    contract_hours: float = 40.0
    opening: Week = ALWAYS
    exceptions: Mapping[date, Hours] = field(default_factory=dict)
    holidays: str = ""
    teams: tuple[Team, ...] = ()
    currency: str = ""
    defaults: tuple[str, ...] = ()
    minimums: tuple[HourlyMinimum, ...] = ()
    premiums: tuple[HourPremium, ...] = ()

    def minimums_of(self, queue: Queue) -> tuple[HourlyMinimum, ...]:
        """The minimums for the people who answer a queue."""
        name = queue.team or queue.name
        return tuple(one for one in self.minimums if not one.names or name in one.names)

    def team(self, queue: Queue) -> Team:
        """The team whose agents answer a queue."""
        name = queue.team or queue.name
        return self._teams.get(name) or Team(name)

    def members(self, name: str) -> tuple[Queue, ...]:
        """The queues that a team answers, by its name."""
        return self._members.get(name, ())

    def escalating_to(self, queue: Queue) -> tuple[Queue, ...]:
        """The queues that escalate to a queue."""
        return self._sources.get(queue.name, ())

    # Looked up for each queue: a search would take the square of the number of queues.
    @cached_property
    def _teams(self) -> dict[str, Team]:
        """The first team of each name."""
        return {team.name: team for team in reversed(self.teams)}

    @cached_property
    def _members(self) -> dict[str, tuple[Queue, ...]]:
        """The queues of each team, by its name."""
        return _grouped(self.queues, lambda queue: queue.team or queue.name)

    @cached_property
    def _sources(self) -> dict[str, tuple[Queue, ...]]:
        """The queues that escalate, by the name of the queue that they escalate to."""
        return _grouped(self.queues, lambda queue: queue.escalates_to)


def _grouped(queues: Sequence[Queue], key: Callable[[Queue], str]) -> dict[str, tuple[Queue, ...]]:
    """Queues by a key, in their order; those whose key is empty are left out."""
    groups: dict[str, list[Queue]] = {}
    for queue in queues:
        groups.setdefault(key(queue), []).append(queue)
    return {name: tuple(group) for name, group in groups.items() if name}
