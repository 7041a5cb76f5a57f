"""What a file of a capacity plan says, as plain records: months, teams, prices.

The reader makes these records from ``capacity.toml``; the need of each team is computed from them
and put into `TeamCapacity.need` before hires are planned. Where the file counts in weeks, months
of these records are weeks, and every rate and price is that of a week.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from wfm.capacity_planning.records import Months, TeamCapacity
from wfm.errors import InputError
from wfm.io.forecast.frames import Table

if TYPE_CHECKING:
    from wfm.forecasting.forecast_result import Forecast

__all__ = [
    "CapacityFile",
    "DemandSource",
    "Pilot",
    "PlanMonths",
    "QualityReviews",
    "RuleName",
    "RuleOfThumb",
    "TeamPlanInputs",
]

RuleName: TypeAlias = Literal[
    "contacts_per_head",
    "fte_per_1000_a_day",
    "people_per_1000_contacts",
    "people_per_1000_orders",
    "fte_at_occupancy",
]


@dataclass(frozen=True)
class PlanMonths:
    """The months of a plan, or its weeks.

    Attributes
    ----------
    first : datetime.date
        First day of the first month; a Monday for weeks.
    count : int
        Number of months. [months]
    period : {"month", "week"}
        What one of them is.

    Examples
    --------
    >>> months = PlanMonths(date(2027, 11, 1), 3)
    >>> months.labels, months.days
    (('2027-11', '2027-12', '2028-01'), (30, 31, 31))
    >>> PlanMonths(date(2027, 1, 4), 2, "week").labels
    ('2027-01-04', '2027-01-11')
    """

    first: date
    count: int
    period: Literal["month", "week"] = "month"

    def __post_init__(self) -> None:
        if self.count < 1:
            raise InputError(
                f"months must be at least 1: got {self.count}.", name="months", value=self.count
            )
        if self.period == "month" and self.first.day != 1:
            raise InputError(
                f"first must be the first day of a month: got {self.first}.",
                name="first",
                value=self.first,
            )
        if self.period == "week" and self.first.weekday() != 0:
            raise InputError(
                f"first must be a Monday: got {self.first}.", name="first", value=self.first
            )

    def start(self, month: int) -> date:
        """First day of a month; months before 0 and after the last are possible too."""
        if self.period == "week":
            return self.first + timedelta(weeks=month)
        year, index = divmod(self.first.year * 12 + self.first.month - 1 + month, 12)
        return date(year, index + 1, 1)

    def index(self, day: date) -> int:
        """The month that has a day; negative before the first.

        >>> PlanMonths(date(2027, 11, 1), 3).index(date(2028, 1, 31))
        2
        """
        if self.period == "week":
            return (day - self.first).days // 7
        return (day.year - self.first.year) * 12 + day.month - self.first.month

    @property
    def starts(self) -> tuple[date, ...]:
        """First day of each month."""
        return tuple(self.start(month) for month in range(self.count))

    @property
    def labels(self) -> tuple[str, ...]:
        """Name of each month, ``2027-01``; of a week, its Monday, ``2027-01-04``."""
        return tuple(
            f"{day:%Y-%m}" if self.period == "month" else day.isoformat() for day in self.starts
        )

    @property
    def days(self) -> tuple[int, ...]:
        """Calendar days of each month [days]."""
        if self.period == "week":
            return (7,) * self.count
        return tuple(calendar.monthrange(day.year, day.month)[1] for day in self.starts)

    @property
    def person_unit(self) -> str:
        """The unit of costs where no prices are known: ``person-months``."""
        return f"person-{self.period}s"

    @property
    def beyond(self) -> int:
        """Months after the plan that are solved with it and cut: half a year [months]."""
        return 6 if self.period == "month" else 26

    @property
    def months_each(self) -> float:
        """Average months in one of them: 1, and 12 / 52 for weeks [months]."""
        return 1.0 if self.period == "month" else 12.0 / 52.0


@dataclass(frozen=True)
class RuleOfThumb:
    """A rule that gives people from contacts, without intervals and service targets.

    Attributes
    ----------
    name : str
        ``contacts_per_head``: contacts that one paid person handles in a month;
        ``fte_per_1000_a_day``: paid FTE for 1,000 contacts on an average day;
        ``people_per_1000_contacts``: paid people for 1,000 contacts in a month;
        ``people_per_1000_orders``: paid people for 1,000 orders in a month;
        ``fte_at_occupancy``: the fixed occupancy of agents on contacts.
    value : float
        In the unit of the rule: contacts, FTE, people, or a fraction.
    """

    name: RuleName
    value: float


@dataclass(frozen=True)
class DemandSource:
    """Where the contacts of a team come from, and how its need is computed.

    Exactly one of `forecast` (without `centre`), `centre` (with `forecast`), and `contacts` is
    there.

    Attributes
    ----------
    team : str
        Name of the team.
    forecast : str, DataFrame, Forecast or None
        The forecast of a typical period: a path, a table of any library or dict of columns, or a
        result of `wfm.forecast`. Relative paths are already from the folder of the file.
    centre : str or None
        Path of the ``centre.toml`` by which the forecast is planned.
    queues : tuple of str
        Queues of the forecast that the team handles; all by default.
    contacts : tuple of float or None
        Offered in each month, before `volume_factors`. [contacts]
    orders : tuple of float or None
        Orders in each month, with growth and season, where contacts are given by them;
        `contacts` is there too, before `volume_factors`. [orders]
    aht : float or None
        Average handle time, before `aht_factors`: of `contacts`, and of a forecast where it has
        none. [s]
    reading : mapping of str to object
        How the forecast is read: keywords of `wfm.read_forecast`.
    options : mapping of str to object
        Keywords of `wfm.plan`: ``target``, ``asa``, ``max_occupancy``, ``abandonment``,
        ``patience``, ``definition``, ``min_agents``.
    rules : tuple of RuleOfThumb
        Compared with the interval plan; with `contacts`, the first gives the need.
    volume_factors, aht_factors : tuple of float
        Factor of each month: growth, season, automation and self-service, multiplied. [fraction]
    """

    team: str
    forecast: str | Table | Forecast | None = None
    centre: str | None = None
    queues: tuple[str, ...] = ()
    contacts: Months | None = None
    orders: Months | None = None
    aht: float | None = None
    reading: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[RuleOfThumb, ...] = ()
    volume_factors: Months = ()
    aht_factors: Months = ()

    @property
    def forecast_name(self) -> str:
        """The path of the forecast, or what kind of table it is; empty without one."""
        if self.forecast is None or isinstance(self.forecast, str):
            return self.forecast or ""
        return type(self.forecast).__name__


@dataclass(frozen=True)
class QualityReviews:
    """Contacts that are listened to or read again, by people of their own.

    Attributes
    ----------
    share : float
        Of the contacts. [fraction]
    minutes : float
        For one review. [minutes]
    pay : float
        Of one reviewer. [money per month]
    """

    share: float
    minutes: float
    pay: float


@dataclass(frozen=True)
class TeamPlanInputs:
    """One team of the file.

    Attributes
    ----------
    demand : DemandSource
        Where its need comes from.
    supply : TeamCapacity
        Its people and prices; the need is 0 in every month until it is computed.
    reviews : QualityReviews or None
        Reviews by people of their own, who are no agents.
    newcomers : tuple of int
        People at the start of month 0 who are in their first, second, ... month of the ramp; they
        are no part of `supply.people`. [people]
    outsourcer_price_per_contact : float or None
        Instead of `supply.outsourcer_price`, which then follows from the contacts of one FTE.
        [money]
    temps_whole : bool
        Whether temps are whole people.
    """

    demand: DemandSource
    supply: TeamCapacity
    reviews: QualityReviews | None = None
    newcomers: tuple[int, ...] = ()
    outsourcer_price_per_contact: float | None = None
    temps_whole: bool = False

    @property
    def name(self) -> str:
        """Name of the team."""
        return self.demand.team


@dataclass(frozen=True)
class Pilot:
    """Costs of a pilot besides its people.

    Attributes
    ----------
    setup : float
        Paid once. [money]
    tooling_per_month : float
        Licences and telephony of the whole pilot. [money per month]
    tooling_per_person : float
        Licences of one person. [money per month]
    contingency : float
        On the cost of labour. [fraction]
    """

    setup: float = 0.0
    tooling_per_month: float = 0.0
    tooling_per_person: float = 0.0
    contingency: float = 0.0


@dataclass(frozen=True)
class CapacityFile:
    """A file of a capacity plan.

    Attributes
    ----------
    path : str
        Of the file.
    months : PlanMonths
        The months of the plan.
    teams : tuple of TeamPlanInputs
        In the order of the file.
    classes_per_month : int or None
        Hiring classes of all teams that can start in one month; None for no limit.
    shortage_price : float or None
        Of one productive FTE that a month lacks; None for a high
        one, `CapacityInputs.price_of_shortage`. [money per month]
    contingency : float
        Added to the need. [fraction]
    confidence : float or None
        Probability with which each month is to be covered; None for the average. [fraction]
    budget : float or None
        Of all months together. [money]
    currency : str
        Shown with costs; empty where the file has none.
    pilot : Pilot
        Costs of a pilot.
    notes : tuple of str
        What was read in a way that is worth saying, one sentence each.
    defaults : tuple of str
        Values that the file does not set: "voice: ramp none".
    longer : CapacityFile or None
        The same file with the months after the plan that are solved with it. None if the file does
        not say them: those of a year before are repeated, or the last one.
    """

    path: str
    months: PlanMonths
    teams: tuple[TeamPlanInputs, ...]
    classes_per_month: int | None = None
    shortage_price: float | None = None
    contingency: float = 0.0
    confidence: float | None = None
    budget: float | None = None
    currency: str = ""
    pilot: Pilot = Pilot()
    notes: tuple[str, ...] = ()
    defaults: tuple[str, ...] = ()
    longer: CapacityFile | None = None
