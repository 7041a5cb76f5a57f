"""The histories that are forecast: checked, and with what the user says about their days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from wfm.datetimes import DAY, date_of
from wfm.demand import Demand
from wfm.errors import DataError, InputError, Problem
from wfm.forecasting.history import History, histories_of
from wfm.forecasting.methods import Method
from wfm.forecasting.named_days import named
from wfm.option_text import option
from wfm.units import duration_text
from wfm.work_limits import BACKTEST_WEEKS, FORECAST_QUEUES, FORECAST_ROWS, FORECAST_WEEKS

__all__ = ["ForecastOptions", "Progress", "history_notes", "marked_histories"]

# Days of which each weekday occurs at least once.
_FEWEST_DAYS = 7
# A queue whose last row is so many days before that of the others may be closed.
_CLOSED_DAYS = 28

# Called with the steps done and all steps.
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class ForecastOptions:
    """What a forecast is made with.

    Attributes
    ----------
    weeks : int
        Weeks to forecast, from the day after the history.
    calendar : mapping of int to str
        Names of holidays and events, past and to come, by day number since 1970.
    set_aside, keep : frozenset of int
        Days that are set aside, or never, whatever their volume.
    methods : mapping of str to Method
        The method of the forecast, then those that it is compared with.
    origins : int
        Weeks of the backtest.
    missing_is_zero : bool, optional
        Whether a missing row of a recorded day is volume 0; decided per queue by default.
    """

    weeks: int = 4
    calendar: Mapping[int, str] | None = None
    set_aside: frozenset[int] = frozenset()
    keep: frozenset[int] = frozenset()
    methods: Mapping[str, Method] | None = None
    origins: int = 12
    missing_is_zero: bool | None = None


def marked_histories(past: Demand, options: ForecastOptions) -> list[History]:
    """The history of each queue, with names of days and the days that the user set aside or kept.

    Raises
    ------
    DataError
        If a queue has less than a week of history, or no queue has contacts.
    InputError
        If the interval does not divide a day, an option is outside its domain, a day to set aside
        or to keep is not in the history, or the work is above a limit.
    """
    _check(past, options)
    calendar = options.calendar or {}
    histories = [
        _marked(history, calendar, options)
        for history in histories_of(past, missing_is_zero=options.missing_is_zero)
    ]
    problems = [
        Problem(
            f"{f'queue {one.queue!r}' if one.queue else 'the history'} has {len(one.day)} days: "
            "a forecast needs at least 7, better 8 weeks",
        )
        for one in histories
        if len(one.day) < _FEWEST_DAYS
    ]
    if not (past.volume > 0.0).any():
        problems.append(Problem("has no contacts: there is nothing to forecast"))
    if problems:
        raise DataError(past.source, problems)
    _check_days(histories, options)
    return histories


def _check(past: Demand, options: ForecastOptions) -> None:
    """Refuse options outside their domain, and more work than is done."""
    if options.weeks < 1:
        raise InputError(
            f"{option('weeks')} must be at least 1: got {options.weeks}.",
            name="weeks",
            value=options.weeks,
        )
    if options.origins < 0:
        raise InputError(
            f"{option('origins')} must be at least 0: got {options.origins}.",
            name="origins",
            value=options.origins,
        )
    FORECAST_QUEUES.check("queues", len(past.queues))
    FORECAST_WEEKS.check("weeks", options.weeks)
    BACKTEST_WEEKS.check("origins", options.origins)
    if past.interval:
        rows = len(past.queues) * 7.0 * options.weeks * DAY / past.interval
        FORECAST_ROWS.check("weeks", rows)


def _check_days(histories: list[History], options: ForecastOptions) -> None:
    """Refuse days to set aside or to keep that the history does not have, or that are in both."""
    first = min(int(one.day[0]) for one in histories)
    last = max(int(one.day[-1]) for one in histories)
    for name, days in (("set_aside", options.set_aside), ("keep", options.keep)):
        for day in sorted(days):
            if not first <= day <= last:
                raise InputError(
                    f"{option(name)}: {date_of(day)} is not in the history, which has "
                    f"{date_of(first)} to {date_of(last)}.",
                    name=name,
                    value=date_of(day).isoformat(),
                )
            if day in options.set_aside and day in options.keep:
                raise InputError(
                    f"{date_of(day)} is in {option('set_aside')} and in {option('keep')}: leave "
                    "one of them out.",
                    name=name,
                    value=date_of(day).isoformat(),
                )


def _marked(history: History, calendar: Mapping[int, str], options: ForecastOptions) -> History:
    """A history with names, and with the days that the user set aside or kept."""
    return replace(
        named(history, calendar),
        set_aside=np.isin(history.day, list(options.set_aside)),
        keep=np.isin(history.day, list(options.keep)),
    )


def history_notes(histories: list[History]) -> list[str]:
    """What was decided about rows that are missing, and queues that may be closed."""
    notes = []
    last = max(int(one.day[-1]) for one in histories)
    filled = [one for one in histories if one.zeros_added]
    if filled:
        count = sum(one.zeros_added for one in filled)
        length = duration_text(histories[0].interval)
        notes.append(
            f"no row has volume 0, so {count:,} interval{'s' * (count > 1)} of {length} without a "
            "row, between rows of their day, count as volume 0"
        )
    notes.extend(
        f"queue {one.queue!r} has no row after {date_of(int(one.day[-1]))}: if it is closed, leave "
        f"it out with {option('queues')}"
        for one in histories
        if last - int(one.day[-1]) >= _CLOSED_DAYS
    )
    return notes
