"""What people may be asked to work, and who they are: plain frozen records, no algorithms.

A `Contract` holds the rules that many share, an `Agent` what is true of one person only. Rules
are never bent; wishes have a price.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wfm.errors import InputError

__all__ = ["BY_NAME_ONLY", "Agent", "Available", "Contract", "Wish"]

# Seconds of a day without a change of clocks; days with one are handled by the horizon.
DAY = 86_400
WEEK = range(7)
# Rules of contracts that anonymous people cannot have, with the value of none.
BY_NAME_ONLY: dict[str, object] = {
    "period": 1,
    "min_consecutive_days": 1,
    "min_consecutive_days_off": 1,
    "weekends": None,
    "limits": (),
    "max_consecutive_nights": None,
    "rest_after_nights": None,
    "isolated_day_off": 0.0,
}


@dataclass(frozen=True)
class Contract:
    """The rules of all people on one contract.

    Attributes
    ----------
    name : str
        "full-time"; anonymous people are called by it, "full-time 1".
    templates : tuple of str
        Templates of shift that may be worked; empty for all.
    days_per_week : tuple of int
        Least and most days worked in a week.
    weekly_hours : tuple of float, float or None
        Least and most paid hours a week, or the most alone; None where only the days count.
    consecutive_days_off : int
        Consecutive days off that every week must hold.
    rest : float
        Between the end of a shift and the start of the next. [s]
    start_flexibility : float or None
        Starts of one person differ by no more than this from a middle; None for any start. [s]
    max_consecutive_days : int or None
        Most days worked in a row, across the borders of weeks too.
    people, max_people : int or None
        How many people hold the contract, exactly or at most; for `wfm.scheduling.tours.tours`.
    period : int
        Weeks over which `weekly_hours` is averaged and `weekends` and `limits` count.
    min_consecutive_days, min_consecutive_days_off : int
        Fewest days worked, and fewest days off, in a row.
    weekends : int or None
        Most weekends with any work in a period.
    limits : tuple of (str, int)
        Most shifts of a template in a period.
    start_spread : float or None
        Most difference between the starts of one person in a week; None for any. [s]
    max_consecutive_nights : int or None
        Most nights in a row with a night shift (see `wfm.scheduling.night_shifts`).
    rest_after_nights : float or None
        Between the end of a night shift and the next start, unless that is a night shift of the
        next night; None for `rest`. [s]
    isolated_day_off : float
        Price of each single day off between two days of work.

    Raises
    ------
    InputError
        For rules that contradict each other, naming them.

    Examples
    --------
    >>> Contract("part-time", days_per_week=(3, 5), weekly_hours=(20.0, 25.0)).hours
    (20.0, 25.0)
    >>> Contract("overtime", days_per_week=(6, 6))
    Traceback (most recent call last):
      ...
    wfm.errors.InputError: contract 'overtime': days_per_week of at least 6 and
    consecutive_days_off 2 conflict: 6 + 2 days make more than a week.
    """

    name: str
    templates: tuple[str, ...] = ()
    days_per_week: tuple[int, int] = (5, 5)
    weekly_hours: tuple[float, float] | float | None = None
    consecutive_days_off: int = 2
    rest: float = 39_600.0
    start_flexibility: float | None = None
    max_consecutive_days: int | None = None
    people: int | None = None
    max_people: int | None = None
    period: int = 1
    min_consecutive_days: int = 1
    min_consecutive_days_off: int = 1
    weekends: int | None = None
    limits: tuple[tuple[str, int], ...] = ()
    start_spread: float | None = None
    max_consecutive_nights: int | None = None
    rest_after_nights: float | None = None
    isolated_day_off: float = 0.0

    def __post_init__(self) -> None:
        for name, (low, high) in {
            "days_per_week": self.days_per_week,
            "weekly_hours": self.hours,
        }.items():
            if not 0 <= low <= high:
                raise self._error(f"{name} must be (minimum, maximum): got ({low}, {high}).")
        for name in (
            "rest",
            "start_flexibility",
            "people",
            "max_people",
            "consecutive_days_off",
            "weekends",
            "start_spread",
            "rest_after_nights",
            "isolated_day_off",
        ):
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise self._error(f"{name} must be >= 0: got {value}.")
        for name in (
            "max_consecutive_days",
            "period",
            "min_consecutive_days",
            "min_consecutive_days_off",
            "max_consecutive_nights",
        ):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise self._error(f"{name} must be >= 1: got {value}.")
        self._days_fit()

    def _days_fit(self) -> None:
        """Refuse days that cannot all be kept in one week."""
        low, high = self.days_per_week
        off = self.consecutive_days_off
        if high > 7:
            raise self._error(f"days_per_week must not pass 7: got {high}.")
        # both minimums must fit into one week, or no week is allowed at all
        if low + off > 7:
            raise self._error(
                f"days_per_week of at least {low} and consecutive_days_off {off} conflict: "
                f"{low} + {off} days make more than a week."
            )
        if (
            self.max_consecutive_days is not None
            and self.max_consecutive_days < self.min_consecutive_days
        ):
            raise self._error(
                f"min_consecutive_days {self.min_consecutive_days} and max_consecutive_days "
                f"{self.max_consecutive_days} conflict."
            )
        if (
            self.people is not None
            and self.max_people is not None
            and self.people > self.max_people
        ):
            raise self._error(f"people {self.people} and max_people {self.max_people} conflict.")

    def _error(self, text: str) -> InputError:
        """The error of this contract."""
        return InputError(f"contract {self.name!r}: {text}", name="contracts", value=self)

    @property
    def hours(self) -> tuple[float, float]:
        """Least and most paid hours a week."""
        if self.weekly_hours is None:
            # a week has 168 hours, so this is no limit
            return (0.0, 168.0)
        if isinstance(self.weekly_hours, tuple):
            return self.weekly_hours
        return (0.0, float(self.weekly_hours))

    @property
    def start_width(self) -> float | None:
        """Seconds between the first and the last start of a week; None for any start."""
        wide = None if self.start_flexibility is None else 2.0 * self.start_flexibility
        widths = [width for width in (wide, self.start_spread) if width is not None]
        return min(widths, default=None)

    def may_work(self, template: str, contract: str) -> bool:
        """Whether a shift of this template, reserved for `contract` or for none, is open to it."""
        return contract in ("", self.name) and (not self.templates or template in self.templates)


@dataclass(frozen=True)
class Available:
    """Hours in which a person can work; a shift must lie in one of them whole.

    Attributes
    ----------
    begin, end : float
        After midnight of the day on which the shift starts; `end` may pass 24 h. [s]
    weekdays : tuple of int
        On which days, 0 for Monday.
    first, last : date or None
        From and to which date, both included.
    """

    begin: float = 0.0
    end: float = 2.0 * DAY
    weekdays: tuple[int, ...] = tuple(WEEK)
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Wish:
    """What a person prefers; a miss costs `weight`.

    Attributes
    ----------
    weight : float
        Price of each day on which the wish is not met.
    wants : bool
        False for what the person does not want.
    day : int, date or None
        Weekday (0 for Monday) or date; None for every day on which the person works.
    template : str or None
        Which shift; None for any.
    start : float or None
        At which time; None for any. [s after midnight]

    Examples
    --------
    No late shifts, and the 24th off:

    >>> late = Wish(5.0, wants=False, template="late")
    >>> eve = Wish(50.0, wants=False, day=date(2026, 12, 24))
    """

    weight: float
    wants: bool = True
    day: int | date | None = None
    template: str | None = None
    start: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weight < float("inf"):
            raise InputError(
                f"weight of a wish must be finite and >= 0: got {self.weight}.",
                name="wishes",
                value=self.weight,
            )
        if self.day is None and self.template is None and self.start is None:
            raise InputError("A wish needs a day, a template or a start.", name="wishes")


@dataclass(frozen=True)
class Agent:
    """One person.

    Attributes
    ----------
    name : str
        Distinct for each person.
    contract : str
        Name of the contract.
    available : tuple of Available
        When the person can work; empty for always.
    days_off : tuple of int or date
        Weekdays (0 for Monday) and dates without any work, a night shift's end included.
    skills : tuple of str
        Queues that the person can serve; not looked at where the need names none.
    wishes : tuple of Wish
        What the person would like.
    """

    name: str
    contract: str
    available: tuple[Available, ...] = ()
    days_off: tuple[int | date, ...] = ()
    skills: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
