"""More pay at some hours of the week, such as evenings, nights and Sundays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import NamedTuple

import numpy as np

from wfm import datetimes, units
from wfm._arrays import FloatArray, IntArray
from wfm.errors import InputError
from wfm.io.forecast.calendar_words import WEEKDAY_NAMES
from wfm.io.forecast.problems import UnreadableError
from wfm.io.weekly_times import clock_span, weekdays
from wfm.option_text import option
from wfm.printable_text import value_text

__all__ = ["MOST_PREMIUMS", "HourPremium", "extra_cost", "parse_premiums", "premiums_text"]

_WEEK = 7 * datetimes.DAY
_MONDAY = 3 * datetimes.DAY  # 1 January 1970 was a Thursday
_ITEM = re.compile(r"(?P<when>[^=]+)=(?P<more>[^=]+)")
_HOURS = re.compile(r"(?P<days>.*?)\s*(?P<hours>\d{1,2}:\d\d\s*(?:[-–—]|to)\s*\d{1,2}:\d\d)")
_EVERY_DAY = tuple(range(7))
# More have no meaning, and their hours would be compared with each other for minutes.
MOST_PREMIUMS = 100
_HIGHEST = 10.0  # ten times the cost of an hour: a larger share is a mistake


class HourPremium(NamedTuple):
    """What a paid hour costs more in some hours of the week.

    Attributes
    ----------
    days : tuple of int
        Weekdays on which the hours begin, 0 for Monday.
    begin, end : int
        Times of day; an end that is not after the begin is on the next day. [s after midnight]
    share : float
        Of the cost of an hour: 0.25 for a quarter more. [fraction]
    amount : float
        On top of the cost of an hour. [currency per hour]
    """

    days: tuple[int, ...] = _EVERY_DAY
    begin: int = 0
    end: int = datetimes.DAY
    share: float = 0.0
    amount: float = 0.0

    @property
    def text(self) -> str:
        """The premium as it is written.

        Examples
        --------
        >>> HourPremium((0, 1, 2, 3, 4), 79_200, 21_600, share=0.25).text
        'Mon-Fri 22:00-06:00=25%'
        >>> HourPremium((6,), amount=3.5).text
        'Sun=+3.5'
        """
        parts = [] if self.days == _EVERY_DAY else [_days_text(self.days)]
        if (self.begin, self.end) != (0, datetimes.DAY) or not parts:
            parts.append("-".join(f"{s // 3600:02d}:{s % 3600 // 60:02d}" for s in self[1:3]))
        more = units.exact_percent_text(self.share) if self.share else f"+{self.amount:.15g}"
        return f"{' '.join(parts)}={more}"

    @property
    def length(self) -> int:
        """Length of the hours, in seconds."""
        return self.end - self.begin if self.end > self.begin else self.end + 86_400 - self.begin


def _days_text(days: Sequence[int]) -> str:
    """Weekdays with ranges: "Mon-Fri, Sun"."""
    names, runs = [day[:3] for day in WEEKDAY_NAMES], [[days[0]]]
    for day in days[1:]:
        if day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        f"{names[run[0]]}-{names[run[-1]]}" if len(run) > 2 else ", ".join(names[i] for i in run)
        for run in runs
    )


def premiums_text(premiums: Iterable[HourPremium]) -> str:
    """Premiums in one text, from which `parse_premiums` reads the same."""
    return "; ".join(one.text for one in premiums)


def parse_premiums(
    text: str | Iterable[str | HourPremium] | None, name: str = ""
) -> tuple[HourPremium, ...]:
    """Premiums of a text, with semicolons between them, or of a sequence of texts.

    Each names weekdays, hours or both, and behind ``=`` how much more a paid hour costs in them:
    ``50%`` of the cost of an hour, or ``+3.50`` as an amount. Premiums of the same hours add up.

    Parameters
    ----------
    text : str, iterable of str or HourPremium, or None
        ``"Mon-Sat 20:00-24:00=25%; Sun=50%"``.
    name : str
        How errors name it; by default the option.

    Raises
    ------
    InputError
        For anything else, with what it must be.

    Examples
    --------
    >>> premiums_text(parse_premiums("sunday = 50 %; Mon to Fri 22:00-06:00=+2.40"))
    'Sun=50%; Mon-Fri 22:00-06:00=+2.4'
    """
    if text is None:
        return ()
    name = name or option("premiums")
    items = text.split(";") if isinstance(text, str) else [*text]
    premiums: list[HourPremium] = []
    for item in items:
        if isinstance(item, HourPremium):
            premiums.append(item)
        elif isinstance(item, str):
            premiums += [_premium(part.strip(), name) for part in item.split(";") if part.strip()]
        else:
            raise InputError(
                f"{name} must be texts such as 'Sun=50%': got {value_text(item)}.", name="premiums"
            )
    if len(premiums) > MOST_PREMIUMS:
        raise InputError(
            f"{name} must be at most {MOST_PREMIUMS}: got {len(premiums):,}.", name="premiums"
        )
    return tuple(premiums)


def _premium(item: str, name: str) -> HourPremium:
    """One premium of its text."""
    match = _ITEM.fullmatch(item)
    if not match:
        raise InputError(
            f"{name} must read like 'Mon-Sat 20:00-24:00=25%' or 'Sun=+3.50': weekdays, hours or "
            f"both, '=', and what a paid hour costs more: got {value_text(item)}.",
            name="premiums",
            value=item,
        )
    hours = _HOURS.fullmatch(match["when"].strip())
    days_text = hours["days"] if hours else match["when"].strip()
    try:
        begin, end = clock_span(hours["hours"]) if hours else (0, datetimes.DAY)
        days = tuple(sorted(weekdays(days_text))) if days_text else _EVERY_DAY
    except UnreadableError as error:
        when = match["when"].strip()
        raise InputError(
            f"{name}: {value_text(when)} {error}.", name="premiums", value=item
        ) from None
    end = end if end <= datetimes.DAY else end - datetimes.DAY
    return HourPremium(days, begin, end, **_more(match["more"].strip(), item, name))


def _more(text: str, item: str, name: str) -> dict[str, float]:
    """How much more an hour costs, as a share or an amount."""
    if text.startswith("+") and not text.endswith("%"):
        kind, value, highest = "amount", units.number(text[1:], name), 1e9
    elif text.endswith("%"):
        kind, value, highest = "share", units.fraction(text.lstrip("+"), name), _HIGHEST
    else:
        raise InputError(
            f"{name} must end in a share such as =50%, or an amount with a plus sign such as "
            f"=+3.50: got {value_text(item)}, which may be either.",
            name="premiums",
            value=item,
        )
    if not 0 < value <= highest:
        limit = "0, at most 1000 %" if kind == "share" else "0, at most 1e9"
        raise InputError(
            f"{name} must be above {limit}: got {value_text(item)}.", name="premiums", value=item
        )
    return {kind: float(value)}


def extra_cost(
    premiums: Sequence[HourPremium],
    start: IntArray,
    end: IntArray,
    zone: tzinfo | None,
    hourly_cost: FloatArray | float,
) -> FloatArray:
    """What one person costs more from a start to an end, because of premiums.

    ::

        extra = Σ hours in the hours of the premium · (share · hourly cost + amount)

    Hours are elapsed time, of which the local clock says whether a premium holds: on the day on
    which clocks go back, the hour that occurs twice counts twice.

    Parameters
    ----------
    premiums : sequence of HourPremium
        They add up where they overlap.
    start, end : int64 array, shape (n,)
        Instants as in `wfm.demand.Demand.start`. [s]
    zone : tzinfo or None
        Time zone of the local times; None for instants in local time.
    hourly_cost : float or array, shape (n,)
        Cost of one paid hour. [currency per hour]

    Returns
    -------
    float64 array, shape (n,)
        [currency]

    Examples
    --------
    >>> sunday = parse_premiums("Sun=50%; 20:00-24:00=+4")
    >>> evening = 3 * 86_400 + 19 * 3600  # Sunday 4 January 1970 at 19:00
    >>> extra_cost(sunday, np.array([evening]), np.array([evening + 7200]), None, 20.0).tolist()
    [24.0]
    """
    start, end = np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64)
    total = np.zeros(len(start))
    if not premiums or not len(start):
        return total
    shares = _week_of([(one, one.share) for one in premiums])
    amounts = _week_of([(one, one.amount) for one in premiums])
    for part, first, last in _local_spans(start, end, zone):
        share, amount = (_between(week, first, last) / 3600 for week in (shares, amounts))
        hourly = hourly_cost if np.ndim(hourly_cost) == 0 else np.asarray(hourly_cost)[part]
        np.add.at(total, part, share * hourly + amount)
    return total


def _local_spans(
    start: IntArray, end: IntArray, zone: tzinfo | None
) -> Iterable[tuple[IntArray, IntArray, IntArray]]:
    """Rows with local starts and ends; those in which clocks change are taken minute by minute."""
    rows = np.arange(len(start))
    first, last = datetimes.local(start, zone), datetimes.local(end, zone)
    even = last - first == end - start
    yield rows[even], first[even], last[even]
    for row in rows[~even].tolist():
        minutes = np.arange(start[row], end[row], 60)
        wall = datetimes.local(minutes, zone)
        length = np.minimum(minutes + 60, end[row]) - minutes
        yield np.full(len(minutes), row), wall, wall + length


class _Week(NamedTuple):
    """A rate that changes over the week, as its integral from Monday at 00:00."""

    second: IntArray
    integral: FloatArray


def _week_of(rates: Iterable[tuple[HourPremium, float]]) -> _Week:
    """The sum of the rates of premiums over the week."""
    spans = [
        (one.begin + day * datetimes.DAY, one.begin + day * datetimes.DAY + one.length, rate)
        for one, rate in rates
        for day in one.days
        if rate
    ]
    spans += [(begin - _WEEK, end - _WEEK, rate) for begin, end, rate in spans if end > _WEEK]
    edges = {0, _WEEK, *(edge for span in spans for edge in span[:2] if 0 < edge < _WEEK)}
    second = np.array(sorted(edges), dtype=np.int64)
    rate = np.array(
        [sum(r for begin, end, r in spans if begin <= at < end) for at in second[:-1].tolist()]
    )
    return _Week(second, np.concatenate([[0.0], np.cumsum(rate * np.diff(second))]))


def _between(week: _Week, first: IntArray, last: IntArray) -> FloatArray:
    """The integral of a rate from local times to others."""
    monday = first + _MONDAY - (first + _MONDAY) % _WEEK  # sums from 1970 would lose digits
    return _since(week, last + _MONDAY - monday) - _since(week, first + _MONDAY - monday)


def _since(week: _Week, second: IntArray) -> FloatArray:
    """The integral of a rate from a Monday to some seconds after it."""
    weeks, rest = np.divmod(second, _WEEK)
    return np.asarray(weeks * week.integral[-1] + np.interp(rest, week.second, week.integral))
