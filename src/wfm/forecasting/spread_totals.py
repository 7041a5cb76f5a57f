"""Volumes of days, weeks and months spread over the intervals of opening hours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray, Truths
from wfm.datetimes import DAY, date_of
from wfm.demand import Demand
from wfm.errors import DataError, InputError, Problem
from wfm.forecasting.future_days import intervals_of
from wfm.forecasting.history import histories_of, weekday
from wfm.forecasting.learning_days import learning_days
from wfm.forecasting.opening_slots import open_slots, without_closed
from wfm.forecasting.usual_week import profile_before
from wfm.io.forecast.problems import UnreadableError
from wfm.io.forecast.read_options import zone_named
from wfm.io.period_totals import PeriodTotals
from wfm.io.weekly_times import clock_span, weekdays
from wfm.option_text import option
from wfm.weekly_hours import in_weekly_hours
from wfm.work_limits import FORECAST_ROWS

__all__ = ["WeekShares", "opening_slots_of", "shares_of_history", "spread_over_intervals"]

# A day counts half in the profile after so many weeks: shapes change slowly.
_HALF_LIFE = 13.0
_HOURS = re.compile(r"(.*?)\s*(\d{1,2}:\d\d\s*(?:[-–—]|\bto\b).*)")
_CENTS = 100  # of a contact: volumes are whole hundredths that add up to the total


class WeekShares(NamedTuple):
    """How a week divides: weights of weekdays, and shares of each day by interval.

    Attributes
    ----------
    factor : float64 array, shape (7,)
        Volume of each weekday over a mean one; 0 for a closed weekday.
    share : float64 array, shape (7, S)
        Share of each interval in its weekday.
    """

    factor: FloatArray
    share: FloatArray


def opening_slots_of(text: str, interval: int) -> Truths:
    """Which intervals of each weekday are open: ``"Mon-Fri 08:00-20:00; Sat 09:00-14:00"``.

    Returns
    -------
    bool array, shape (7, S)

    Raises
    ------
    InputError
        If the text is no opening hours.

    Examples
    --------
    >>> opening_slots_of("Mon-Fri 08:00-20:00", 3600).sum(axis=1).tolist()
    [12, 12, 12, 12, 12, 0, 0]
    """
    # day 4 since 1970 is a Monday
    clock = (4 + np.arange(7))[:, None] * DAY + np.arange(DAY // interval) * interval
    found = np.zeros(clock.shape, dtype=bool)
    for part in filter(None, map(str.strip, text.split(";"))):
        match = _HOURS.fullmatch(part)
        try:
            days = weekdays(match[1]) if match and match[1] else tuple(range(7))
            begin, end = clock_span(match[2] if match else part)
        except UnreadableError as error:
            raise InputError(
                f"{option('opening')}: {part!r} {error}; write for example "
                f"{option('opening', 'Mon-Fri 08:00-20:00; Sat 09:00-14:00')}.",
                name="opening",
                value=text,
            ) from None
        hours = (begin, end if end <= DAY else end - DAY)
        found |= in_weekly_hours(clock, hours, days)
    if not found.any():
        raise InputError(
            f"{option('opening')} has no hours: got {text!r}; write for example "
            f"{option('opening', 'Mon-Fri 08:00-20:00')}.",
            name="opening",
            value=text,
        )
    return found


def shares_of_history(past: Demand) -> Mapping[str, WeekShares]:
    """The usual week of each queue of past contacts, or of a table of one usual day or week.

    A weekday without rows in a history of less than a week is like the mean of those with rows.
    """
    shares = {}
    for history in histories_of(past):
        if len(history.day) >= 7:
            learned = learning_days(history)
            profile = profile_before(learned, len(history.day), _HALF_LIFE)
            share = without_closed(profile.share, open_slots(learned))
            factor = np.where(share.sum(axis=1) > 0.0, profile.factor, 0.0)
        else:
            volume = np.zeros((7, history.volume.shape[1]))
            volume[weekday(history.day)] = np.nan_to_num(history.volume)
            if len(history.day) == 1:  # one usual day
                volume[:] = np.nan_to_num(history.volume[0])
            factor = volume.sum(axis=1)
            share = np.divide(
                volume, factor[:, None], out=np.zeros_like(volume), where=factor[:, None] > 0.0
            )
        if factor.sum() > 0.0:
            shares[history.queue] = WeekShares(factor / factor[factor > 0.0].mean(), share)
    if not shares:
        raise DataError(past.source, [Problem("has no contacts: it is no profile")])
    return shares


def _week(shares: WeekShares | None, is_open: Truths | None) -> FloatArray:
    """Weight of each interval of a week, by its profile within its opening hours."""
    if shares is None and is_open is not None:
        return is_open.astype(np.float64)
    if shares is None:
        raise InputError(
            f"{option('profile')} or {option('opening')} is needed: the file of a profile, or "
            f"opening hours such as {option('opening', 'Mon-Fri 08:00-20:00')}.",
            name="profile",
        )
    if is_open is None:
        return shares.factor[:, None] * shares.share
    closed = is_open & ~(shares.share > 0.0).any(axis=1, keepdims=True)
    if closed.any():
        name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[
            int(np.argmax(closed.any(axis=1)))
        ]
        raise InputError(
            f"{option('opening')} has hours on {name}, on which the profile has no contacts: "
            f"leave {name} out, or use a profile that has it.",
            name="opening",
        )
    return shares.factor[:, None] * without_closed(shares.share, is_open)


def spread_over_intervals(
    totals: PeriodTotals,
    shares: Mapping[str, WeekShares] | None,
    is_open: Truths | None,
    interval: int,
    zone: str | None = None,
    closed: frozenset[int] = frozenset(),
) -> Demand:
    """A forecast by interval whose periods have the given totals exactly.

    ::

        volume(day, slot) = total of the period · w(weekday, slot) / Σ w over its open intervals

    Parameters
    ----------
    totals : PeriodTotals
        Volumes of days, weeks or months.
    shares : mapping of str to WeekShares, optional
        The usual week of each queue; a single one serves all.
    is_open : bool array, shape (7, S), optional
        Open intervals; by default those of the profile.
    interval : int
        Length of an interval, which divides a day. [s]
    zone : str, optional
        Time zone of the local times.
    closed : frozenset of int
        Days without contacts, such as public holidays, by days since 1970.

    Raises
    ------
    DataError
        If a period has contacts and no open interval.
    InputError
        Without a profile and opening hours, or for a queue that the profile does not have.
    """
    days_in_all = float((totals.last - totals.first + 1).sum())
    FORECAST_ROWS.check("totals", days_in_all * DAY / interval)
    tz = None if zone is None else zone_named(zone)
    problems = []
    parts: list[tuple[int, NDArray[np.int64], FloatArray, float]] = []
    for row in np.lexsort((totals.first, totals.queue)):
        name = totals.queues[totals.queue[row]]
        week = _week(_of_queue(shares, name), is_open)
        days = np.arange(totals.first[row], totals.last[row] + 1)
        day, slot, start = intervals_of(days, interval, tz)
        weight = week[weekday(days[day]), slot]
        weight = np.where(np.isin(days[day], list(closed)), 0.0, weight)
        if weight.sum() <= 0.0:
            if totals.volume[row] > 0.0:
                problems.append(
                    Problem(
                        f"{date_of(int(days[0]))} has {totals.volume[row]:g} contacts, but is "
                        "closed: correct the opening hours, or the volume"
                    )
                )
            continue
        live = weight > 0.0
        volume = _in_hundredths(totals.volume[row] * weight[live] / weight.sum())
        parts.append((int(totals.queue[row]), start[live], volume, float(totals.aht[row])))
    if problems:
        raise DataError(totals.source, problems)
    if not parts:
        raise DataError(totals.source, [Problem("has no contacts")])
    sizes = [one[1].size for one in parts]
    return Demand(
        totals.queues,
        np.repeat([one[0] for one in parts], sizes).astype(np.int32),
        np.concatenate([one[1] for one in parts]),
        np.concatenate([one[2] for one in parts]),
        np.repeat([one[3] for one in parts], sizes),
        float(interval),
        tz,
        np.zeros(sum(sizes), dtype=np.int32),
        totals.source,
        totals.notes,
    )


def _of_queue(shares: Mapping[str, WeekShares] | None, name: str) -> WeekShares | None:
    """The usual week of a queue; that of a profile of one queue serves all."""
    if shares is None or name in shares:
        return None if shares is None else shares[name]
    if len(shares) == 1:
        return next(iter(shares.values()))
    raise InputError(
        f"{option('profile')} has no queue {name!r}: its queues are {', '.join(shares)[:300]}.",
        name="profile",
        value=name,
    )


def _in_hundredths(volume: FloatArray) -> FloatArray:
    """Volumes of two decimals whose sum is that of the given ones.

    >>> _in_hundredths(np.array([1.0, 1.0, 1.0]) / 3).tolist()
    [0.33, 0.34, 0.33]
    """
    edges = np.round(np.cumsum(volume) * _CENTS)
    return np.asarray(np.diff(edges, prepend=0.0) / _CENTS)
