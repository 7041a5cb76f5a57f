"""When a centre is open: its week, days with other hours, and public holidays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.centre.records import Centre, Hours, Queue
from wfm.demand import Demand
from wfm.public_holidays import public_holidays

__all__ = ["closed_days", "open_rows"]

_CLOSED = (0, 0)


def open_rows(
    demand: Demand, rows: NDArray[np.intp], centre: Centre, queue: Queue
) -> NDArray[np.bool_]:
    """Whether a queue is open at the start of each row.

    The hours of a day are, in this order: exceptions of the queue and of the centre, none on a
    public holiday, those of a season of the queue, of the queue, of a season, and of the centre.

    Parameters
    ----------
    demand : Demand
        The forecast.
    rows : intp array
        Its rows.
    centre : Centre
        For opening hours, exceptions and holidays.
    queue : Queue
        The queue, which may have its own.

    Raises
    ------
    InputError
        As `wfm.public_holidays.public_holidays`.
    """
    local = datetimes.local(demand.start[rows], demand.zone)
    day, minute = local // datetimes.DAY, local % datetimes.DAY // 60
    days, index = np.unique(day, return_inverse=True)
    dates = [datetimes.date_of(int(one)) for one in days]
    holidays = _holidays(dates, centre, queue)
    hours = np.array([_hours(one, centre, queue, holidays) for one in dates])
    hours = hours.reshape(-1, 2)[index]
    return (hours[:, 0] <= minute) & (minute < hours[:, 1])


def closed_days(days: Sequence[date], centre: Centre, queue: Queue) -> NDArray[np.bool_]:
    """Whether an exception or a public holiday closes a queue on days on which it is else open.

    Parameters
    ----------
    days : sequence of date
        The days.
    centre : Centre
        For opening hours, exceptions and holidays.
    queue : Queue
        The queue, which may have its own.

    Raises
    ------
    InputError
        As `wfm.public_holidays.public_holidays`.
    """
    holidays = _holidays(days, centre, queue)
    closed = (_hours(day, centre, queue, holidays) == _CLOSED for day in days)
    usually = (_usual_hours(day, centre, queue) != _CLOSED for day in days)
    return np.array([a and b for a, b in zip(closed, usually, strict=True)], dtype=bool)


def _holidays(days: Sequence[date], centre: Centre, queue: Queue) -> dict[date, str]:
    """The public holidays that close a queue, in the years of some days."""
    if not (centre.holidays and queue.closed_on_holidays):
        return {}
    return public_holidays(centre.holidays, sorted({day.year for day in days}))


def _hours(day: date, centre: Centre, queue: Queue, holidays: dict[date, str]) -> Hours:
    """Opening hours of a day in minutes after midnight; an exception overrides a holiday."""
    exception = queue.exceptions.get(day, centre.exceptions.get(day))
    if exception is not None:
        return exception
    return _CLOSED if day in holidays else _usual_hours(day, centre, queue)


def _usual_hours(day: date, centre: Centre, queue: Queue) -> Hours:
    """Opening hours of a day that is neither an exception nor a holiday."""
    seasons = [season for season in queue.seasons_on(day) if season.opening is not None]
    own = [season.opening for season in seasons if season.of_queue]
    common = [season.opening for season in seasons if not season.of_queue]
    weeks = (*reversed(own), queue.opening, *reversed(common), centre.opening)
    week = next(week for week in weeks if week is not None)
    return week[day.weekday()]
