"""A month or week of a plan, as people write it: ``2027-02``, ``02.2027``, ``Feb 2027``, a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from wfm.capacity_planning.file_records import PlanMonths
from wfm.io.forecast.calendar_words import month_number
from wfm.io.forecast.dates import date_of_text

__all__ = ["days_named", "must_be_a_month"]

_NUMBERS = (
    re.compile(r"(?P<year>\d{4})[-/. ](?P<month>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)"),
    re.compile(r"(?P<month>\d{1,2})[-/. ](?P<year>\d{4})"),
)
_NAMES = (
    re.compile(r"(?P<name>[^\W\d_]{3,})\.?(?:[\s/.'’-]*(?:de\s+|del\s+)?(?P<year>\d{4}|\d\d))?"),
    re.compile(r"(?P<year>\d{4})[\s/.-]*(?P<name>[^\W\d_]{3,})\.?"),
)
_EPOCH = date(1970, 1, 1).toordinal()


def days_named(value: object, months: PlanMonths) -> tuple[date, ...]:
    """The days that a value may mean: one, none, or two of a date that can be read in two ways.

    Of two readings, the one that begins a month (or a week, in a plan by week) is meant. A month
    without a year is that of the plan, where the plan has it once.

    Parameters
    ----------
    value : object
        A date, a timestamp, or a text.
    months : PlanMonths
        The months of the plan.

    Examples
    --------
    >>> months = PlanMonths(date(2027, 1, 1), 6)
    >>> [str(*days_named(text, months)) for text in ("02.2027", "März 2027", "apr", "05/01/27")]
    ['2027-02-01', '2027-03-01', '2027-04-01', '2027-05-01']
    >>> days_named("2027-13", months)
    ()
    """
    if isinstance(value, date):
        return () if value != value else (date(value.year, value.month, value.day),)
    text = str(value).strip()
    if months.period == "month":
        for day in _months(text, months):
            return (day,)
    # a timestamp at midnight, with its seconds or parts of them
    known = date_of_text(re.sub(r"[T ]00:00(:00(\.0+)?)?$", "", text))
    if known is None:
        return ()
    days = {
        date.fromordinal(one + _EPOCH)
        for one in (known.dayfirst, known.monthfirst)
        if one is not None
    }
    begins = {day for day in days if _begins(day, months)}
    return tuple(sorted(begins if len(begins) == 1 else days))


def must_be_a_month(months: PlanMonths) -> str:
    """What a month of the plan must be, for an error.

    >>> must_be_a_month(PlanMonths(date(2027, 1, 1), 6))
    'must be a month of the plan, 2027-01 to 2027-06'
    """
    labels = months.labels
    return f"must be a {months.period} of the plan, {labels[0]} to {labels[-1]}"


def _begins(day: date, months: PlanMonths) -> bool:
    """Whether a day is the first of a month, or of a week of a plan by week."""
    return day.day == 1 if months.period == "month" else day.weekday() == 0


def _months(text: str, months: PlanMonths) -> Iterator[date]:
    """The first day of a month in numbers, or with its name."""
    for form in _NUMBERS:
        if match := form.fullmatch(text):
            year, month = int(match["year"]), int(match["month"])
            if 1 <= month <= 12 and year > 0:
                yield date(year, month, 1)
    for form in _NAMES:
        match = form.fullmatch(text)
        number = month_number(match["name"]) if match else None
        if match is None or number is None:
            continue
        year_text = match["year"]
        if year_text is None:
            same = [day for day in months.starts if day.month == number]
            yield from same if len(same) == 1 else []
        elif int(year_text) > 0 or len(year_text) == 2:
            yield date(int(year_text) + 2000 * (len(year_text) == 2), number, 1)
