"""Values that differ by month, as planners write them: ``{nov = "40%", other = "0%"}``.

An entry names a month of every year (``nov``, ``nov-jan``), months of one year (``2027-11``,
``2027-11..2028-01``) or, where it is allowed, days (``11-15..12-26`` of every year,
``2027-11-15..2027-12-26``). A day has the value of the most exact entry that names it: days of one
year before months of one year, days of every year, months of every year, and `other`. A month has
the average of its days.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import fsum
from typing import TypeAlias

from wfm.capacity_planning.file_records import PlanMonths
from wfm.capacity_planning.records import Months
from wfm.config.similar_words import nearest
from wfm.io.forecast.calendar_words import month_number
from wfm.printable_text import shortened, value_text

__all__ = ["Entry", "MonthlyValues", "entry_of", "month_of", "values_by_month"]

_MONTH = r"(\d{4})-(\d{1,2})"
_DAY = r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})"
_TO = r"\s*(?:\.\.|\bto\b|[–—])\s*"
_DATED_MONTHS = re.compile(rf"{_MONTH}(?:{_TO}{_MONTH})?")
_DAYS = re.compile(rf"{_DAY}{_TO}{_DAY}")
_NAMES = re.compile(r"([^\W\d_]+\.?)(?:\s*(?:\.\.|\bto\b|[-–—])\s*([^\W\d_]+\.?))?")
_WORDS = "jan feb mar apr may jun jul aug sep oct nov dec other".split()  # noqa: SIM905
_LEAP = 2028  # a year that has every day

Place: TypeAlias = tuple[int, ...]
"""A day: year, month and day; month and day of every year; or a month in the same forms."""


@dataclass(frozen=True)
class Entry:
    """One key of a table of values by month.

    Attributes
    ----------
    text : str
        As in the file.
    first, last : tuple of int
        The first and last month, ``(11,)`` or ``(2027, 11)``, or day, ``(11, 15)`` or
        ``(2027, 11, 15)``; of every year, `last` may be before `first`.
    rank : int
        How exact it is: 0 months of every year, 1 days of every year, 2 months of one year, 3 days
        of one year.
    value : float
        In the unit of the quantity.
    """

    text: str
    first: Place
    last: Place
    rank: int
    value: float = 0.0

    def has(self, day: date) -> bool:
        """Whether the entry names a day."""
        place = (
            (day.month,),
            (day.month, day.day),
            (day.year, day.month),
            (day.year, day.month, day.day),
        )[self.rank]
        if self.first <= self.last:
            return self.first <= place <= self.last
        return place >= self.first or place <= self.last


@dataclass(frozen=True)
class MonthlyValues:
    """A quantity by month: one value, or entries and the value of all other months.

    Attributes
    ----------
    entries : tuple of Entry
        Empty for one value.
    other : float or None
        The value of the days that no entry names; None where there must be none.
    notes : tuple of str
        How a value was read, where it can be read in two ways.
    """

    entries: tuple[Entry, ...] = ()
    other: float | None = None
    notes: tuple[str, ...] = ()

    def of_day(self, day: date) -> float | None:
        """The value of a day; None without one."""
        named = [entry for entry in self.entries if entry.has(day)]
        return max(named, key=lambda entry: entry.rank).value if named else self.other

    def values(self, months: PlanMonths) -> Months:
        """The value of each month: the average of its days, 0 for those without one.

        Examples
        --------
        >>> season = MonthlyValues((Entry("nov", (11,), (11,), 0, 0.4),), 0.0)
        >>> season.values(PlanMonths(date(2027, 10, 1), 3))
        (0.0, 0.4, 0.0)
        """
        if not self.entries:
            return (self.other or 0.0,) * months.count
        return tuple(
            _mean([self.of_day(day) or 0.0 for day in days]) for days in self._days(months)
        )

    def missing(self, months: PlanMonths) -> list[str]:
        """Labels of the months of which a day has no value."""
        if self.other is not None:
            return []
        return [
            label
            for label, days in zip(months.labels, self._days(months), strict=True)
            if any(self.of_day(day) is None for day in days)
        ]

    def unused(self, months: PlanMonths) -> list[str]:
        """Entries of one year that name no day of the plan; those of every year may."""
        days = [day for some in self._days(months) for day in some]
        dated = [entry for entry in self.entries if entry.rank >= 2]
        return [entry.text for entry in dated if not any(map(entry.has, days))]

    def overlaps(self) -> Iterator[tuple[str, str]]:
        """Entries of one exactness that name a day both."""
        for one, other in combinations(self.entries, 2):
            if one.rank == other.rank and _in_common(one, other):
                yield one.text, other.text

    def _days(self, months: PlanMonths) -> Iterator[list[date]]:
        """Days by which each month is read: its first where no day has a value of its own."""
        whole = months.period == "month" and all(entry.rank in (0, 2) for entry in self.entries)
        for start, count in zip(months.starts, months.days, strict=True):
            yield [start + timedelta(days=day) for day in range(1 if whole else count)]


def _in_common(one: Entry, other: Entry) -> bool:
    """Whether two entries of one rank have a day in common: then one begins in the other."""
    return any(_within(place, entry) for place, entry in ((one.first, other), (other.first, one)))


def _within(place: Place, entry: Entry) -> bool:
    """Whether a place is in an entry."""
    if entry.first <= entry.last:
        return entry.first <= place <= entry.last
    return place >= entry.first or place <= entry.last


def _mean(values: list[float]) -> float:
    """The mean; exactly the value where all are equal."""
    return values[0] if min(values) == max(values) else fsum(values) / len(values)


def values_by_month(
    data: Mapping[str, object],
    read: Callable[[object], float],
    *,
    days: bool = False,
    other: float | None = None,
) -> MonthlyValues:
    """Read a table of values by month.

    Parameters
    ----------
    data : mapping of str to object
        The table of the file.
    read : callable
        Reads a value; raises `ValueError` with what it must be.
    days : bool
        Whether entries may name days.
    other : float or None
        The value of other months where the table has no ``other``.

    Raises
    ------
    ValueError
        For a key that names no month, and a value that cannot be read.

    Examples
    --------
    >>> values_by_month({"nov-dec": "0.4"}, lambda text: float(str(text)), other=0.0).entries
    (Entry(text='nov-dec', first=(11,), last=(12,), rank=0, value=0.4),)
    """
    if not data:
        raise ValueError("must have a value of a month, such as nov = …, or other = …")
    entries = []
    for text, item in data.items():
        try:
            value = read(item)
        except ValueError as error:
            raise ValueError(
                f"must be right in each month: {text} = {value_text(item)} {error}"
            ) from None
        if text.strip().casefold() == "other":
            other = value
        else:
            one = entry_of(text, days=days)
            entries.append(Entry(one.text, one.first, one.last, one.rank, value))
    return MonthlyValues(tuple(entries), other)


def entry_of(text: str, *, days: bool = False) -> Entry:
    """The months, or days, that a text names.

    Examples
    --------
    >>> entry_of("Nov-Jan").first, entry_of("2027-11..2028-01").last
    ((11,), (2028, 1))
    """
    text = text.strip()
    if match := _NAMES.fullmatch(text):
        numbers = [month_number(word) for word in (match[1], match[2] or match[1])]
        if all(numbers):
            return Entry(text, (numbers[0] or 0,), (numbers[1] or 0,), 0)
    elif match := _DATED_MONTHS.fullmatch(text):
        first = _month(text, match[1], match[2])
        last = _month(text, match[3], match[4]) if match[3] else first
        return _in_order(Entry(text, first, last, 2))
    elif match := _DAYS.fullmatch(text):
        if not days:
            raise ValueError(f"must be by whole months, and {text!r} has days: write {_CURE}")
        return _days_of(text, match)
    example = f", or days such as {_DAYS_CURE}" if days else ""
    hint = nearest(text.casefold(), _WORDS) if text.isalpha() else ""
    raise ValueError(
        f"must name months, and {shortened(text)} is none{hint}; write {_CURE}{example}; "
        "other is for all other months"
    )


_CURE = "nov, nov-jan, 2027-11 or '2027-11..2028-01'"
_DAYS_CURE = "'11-15..12-26' or '2027-11-15..2027-12-26'"


def _days_of(text: str, match: re.Match[str]) -> Entry:
    """The days that a text names."""
    if bool(match[1]) != bool(match[4]):
        raise ValueError(f"must have the year at both ends or at none: {text!r}")
    ends = []
    for year, month, day in (match.groups()[:3], match.groups()[3:]):
        try:
            end = date(int(year or _LEAP), int(month), int(day))
        except ValueError:
            raise ValueError(f"must have days that exist, which {text!r} has not") from None
        ends.append((end.year, end.month, end.day) if year else (end.month, end.day))
    return _in_order(Entry(text, ends[0], ends[1], 3 if match[1] else 1))


def _in_order(entry: Entry) -> Entry:
    """The entry, whose ends in one year each must be in order."""
    if entry.rank >= 2 and entry.last < entry.first:
        raise ValueError(
            f"must begin before it ends, which {entry.text!r} does not: write the first, then the "
            "last"
        )
    return entry


def _month(text: str, year: str, month: str) -> Place:
    """Year and month."""
    if not (1 <= int(month) <= 12 and int(year) > 0):
        raise ValueError(f"must have months from 01 to 12, which {text!r} has not")
    return int(year), int(month)


def month_of(value: object) -> date:
    """The first day of a month: ``"2027-01"``, ``"Jan 2027"``, or a date.

    Raises
    ------
    ValueError
        For anything else.

    Examples
    --------
    >>> month_of("2027-11"), month_of("Nov 2027")
    (datetime.date(2027, 11, 1), datetime.date(2027, 11, 1))
    """
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    text = str(value).strip()
    if match := re.fullmatch(rf"{_MONTH}(?:-(\d{{1,2}}))?", text):
        year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(max(year, 1), month)[1]:
            return date(max(year, 1), month, day)
    named = re.fullmatch(r"([^\W\d_]+)\.?\s+(\d{4})", text)
    number = month_number(named[1]) if named else None
    if named and number:
        return date(int(named[2]), number, 1)
    raise ValueError("must be a month in quotes, such as '2027-01'")
