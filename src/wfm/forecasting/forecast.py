"""From past contacts to a forecast with its band, its backtest and the days set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.datetimes import date_of
from wfm.demand import Demand
from wfm.errors import DataError, Problem
from wfm.forecasting.backtest import Backtest, backtest_of, joined_backtest
from wfm.forecasting.expected_aht import handle_times
from wfm.forecasting.future_days import intervals_of
from wfm.forecasting.history import History, histories_of, weekday
from wfm.forecasting.learning_days import LearningDays, learning_days
from wfm.forecasting.methods import METHODS, Method, forecast_days
from wfm.forecasting.named_days import named, names_of_days
from wfm.forecasting.opening_slots import open_slots
from wfm.forecasting.unusual_days import usual_totals
from wfm.forecasting.volume_band import VolumeBand, volume_band
from wfm.risk import Spread

__all__ = ["Forecast", "ForecastOptions", "NamedDay", "QueueForecast", "UnusualDay", "forecast_of"]

# Days of which each weekday occurs at least once.
_FEWEST_DAYS = 7


class UnusualDay(NamedTuple):
    """A day that the forecast does not learn from.

    Attributes
    ----------
    queue : str
        The queue.
    day : int
        Days since 1970.
    contacts : float
        What it had. [contacts]
    usual : float
        Median of the days of its weekday near it. [contacts]
    chosen : bool
        Whether the user set it aside.
    """

    queue: str
    day: int
    contacts: float
    usual: float
    chosen: bool


class NamedDay(NamedTuple):
    """A holiday or event in the days of the forecast, and what it does to the volume.

    Attributes
    ----------
    queue : str
        The queue.
    day : int
        Days since 1970.
    name : str
        Name of the holiday or event.
    factor : float
        Volume over that of an ordinary day; 1 if the history has no such day.
    past_days : int
        Past days of the name that the factor comes from; 0: from all named days.
    """

    queue: str
    day: int
    name: str
    factor: float
    past_days: int


@dataclass(frozen=True)
class QueueForecast:
    """How the forecast of one queue was made.

    Attributes
    ----------
    queue : str
        Name of the queue.
    days : int
        Days of its history.
    backtest : Backtest
        Errors of the methods on the last weeks of the history.
    unusual : tuple of UnusualDay
        Days set aside.
    named : tuple of NamedDay
        Holidays and events among the days of the forecast.
    spread : Spread
        How far volumes strayed from such forecasts; 0 where the history is too short to know.
    """

    queue: str
    days: int
    backtest: Backtest
    unusual: tuple[UnusualDay, ...]
    named: tuple[NamedDay, ...]
    spread: Spread


@dataclass(frozen=True)
class Forecast:
    """Contacts to come with their band, one row per queue and interval.

    Attributes
    ----------
    demand : Demand
        Volume and AHT, as `wfm.plan` takes them; AHT is NaN where the history has none.
    band : VolumeBand
        Contacts not exceeded with probability 10, 50 and 90 %, shape (n,) each. [contacts]
    volume_cv : float64 array, shape (n,)
        Coefficient of variation of the factor of a day, of the queue of the row. [fraction]
    method : str
        Name of the method.
    queues : tuple of QueueForecast
        How each queue was forecast.
    backtest : Backtest
        Errors of all queues together.
    notes : tuple of str
        What was noticed, one sentence each.
    """

    demand: Demand
    band: VolumeBand
    volume_cv: FloatArray
    method: str
    queues: tuple[QueueForecast, ...]
    backtest: Backtest
    notes: tuple[str, ...]


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


def forecast_of(past: Demand, options: ForecastOptions | None = None) -> Forecast:
    """Forecast every queue of a checked table of past contacts.

    All queues are forecast for the same days: the weeks after the last day of the table.

    Parameters
    ----------
    past : Demand
        Contacts offered by interval or by day, with AHT where it is known.
    options : ForecastOptions, optional
        Four weeks by the embedded method by default.

    Returns
    -------
    Forecast
        The forecast, its band and its backtest.

    Raises
    ------
    DataError
        If a queue has less than a week of history.
    InputError
        If the interval does not divide a day.
    """
    options = options or ForecastOptions()
    calendar = options.calendar or {}
    methods = options.methods or METHODS
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
    if problems:
        raise DataError(past.source, problems)
    first = max(int(one.day[-1]) for one in histories) + 1
    days = np.arange(first, first + 7 * options.weeks)
    parts = [_queue_forecast(one, days, calendar, methods, options) for one in histories]
    return _joined(past, days, list(zip(histories, parts, strict=True)), next(iter(methods)))


class _QueueDays(NamedTuple):
    """The forecast of a queue as days × slots, open or not, with AHT by slot."""

    volume: FloatArray
    is_open: NDArray[np.bool_]
    aht: FloatArray
    made: QueueForecast


def _marked(history: History, calendar: Mapping[int, str], options: ForecastOptions) -> History:
    """A history with names, and with the days that the user set aside or kept."""
    return replace(
        named(history, calendar),
        set_aside=np.isin(history.day, list(options.set_aside)),
        keep=np.isin(history.day, list(options.keep)),
    )


def _queue_forecast(
    history: History,
    days: NDArray[np.int64],
    calendar: Mapping[int, str],
    methods: Mapping[str, Method],
    options: ForecastOptions,
) -> _QueueDays:
    """The forecast of one queue."""
    method = next(iter(methods.values()))
    learned = learning_days(history)
    names = names_of_days(days, calendar, history.names)
    is_open = open_slots(learned)[weekday(days)]
    volume = forecast_days(method, learned, days, names)
    backtest = backtest_of(history, methods, options.origins)
    made = QueueForecast(
        history.queue,
        len(history.day),
        backtest,
        _unusual(learned),
        _named(history.queue, days, names, learned),
        backtest.spread or Spread(0.0, 0.0, 0.0, 1.0, 0),
    )
    return _QueueDays(volume, is_open, handle_times(history), made)


def _unusual(learned: LearningDays) -> tuple[UnusualDay, ...]:
    """The days set aside, the newest first."""
    history = learned.history
    usual = usual_totals(history, learned.totals)
    return tuple(
        UnusualDay(
            history.queue,
            int(history.day[row]),
            float(learned.totals[row]),
            float(usual[row]),
            bool(history.set_aside[row]),
        )
        for row in np.flatnonzero(learned.unusual)[::-1]
    )


def _named(
    queue: str, days: NDArray[np.int64], names: NDArray[np.int64], learned: LearningDays
) -> tuple[NamedDay, ...]:
    """The named days of the forecast with their factors."""
    effects = learned.effects
    return tuple(
        NamedDay(
            queue,
            int(days[row]),
            learned.history.names[names[row]],
            float(effects.factor[names[row]]),
            int(effects.past_days[names[row]]),
        )
        for row in np.flatnonzero(names >= 0)
    )


def _joined(
    past: Demand, days: NDArray[np.int64], parts: list[tuple[History, _QueueDays]], method: str
) -> Forecast:
    """The rows of all queues: the open hours of each day, from the first interval to the last."""
    row, slot, start = intervals_of(days, int(past.interval), past.zone)
    columns: list[tuple[FloatArray, ...]] = []
    queue: list[NDArray[np.int32]] = []
    starts: list[NDArray[np.int64]] = []
    for index, (_, part) in enumerate(parts):
        inside = _spans(part.is_open)[row, slot]
        volume = part.volume[row, slot][inside]
        band = volume_band(volume, part.made.spread)
        day_cv = np.full(volume.size, part.made.spread.day_cv)
        columns.append((volume, part.aht[slot][inside], *band, day_cv))
        queue.append(np.full(volume.size, index, dtype=np.int32))
        starts.append(start[inside])
    volume, aht, p10, p50, p90, day_cv = map(np.concatenate, zip(*columns, strict=True))
    demand = Demand(
        tuple(history.queue for history, _ in parts),
        np.concatenate(queue),
        np.concatenate(starts),
        volume,
        aht,
        past.interval,
        past.zone,
        np.zeros(volume.size, dtype=np.int32),
        past.source,
    )
    made = tuple(part.made for _, part in parts)
    return Forecast(
        demand,
        VolumeBand(p10, p50, p90),
        day_cv,
        method,
        made,
        joined_backtest([one.backtest for one in made]),
        (*past.notes, *_notes(made, days)),
    )


def _spans(is_open: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """From the first open interval of each day to the last; nothing of a closed day."""
    after = np.logical_or.accumulate(is_open, axis=1)
    before = np.logical_or.accumulate(is_open[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(after & before)


def _notes(made: tuple[QueueForecast, ...], days: NDArray[np.int64]) -> list[str]:
    """What a planner should know: no backtest, holidays that the history does not have."""
    notes = []
    for one in made:
        name = f" of {one.queue}" if one.queue else ""
        if not one.backtest.origins:
            notes.append(
                f"the history{name} has {one.days} days: too few for a backtest and a band"
            )
        notes.extend(
            f"{date_of(day.day)}{name} is {day.name}: the history has no such day, forecast as "
            + ("all named days" if day.factor != 1.0 else "an ordinary day")
            for day in one.named
            if not day.past_days
        )
    return notes
