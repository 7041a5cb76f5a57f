"""From past contacts to a forecast with its band, its backtest and the days set aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.datetimes import date_of
from wfm.demand import Demand
from wfm.errors import DataError, Problem
from wfm.forecasting.backtest import FEWEST_WEEKS, backtest_of, joined_backtest
from wfm.forecasting.backtest_result import Backtest
from wfm.forecasting.expected_aht import handle_times
from wfm.forecasting.forecast_result import Forecast
from wfm.forecasting.future_days import intervals_of
from wfm.forecasting.history import History, weekday
from wfm.forecasting.learning_days import LearningDays, learning_days
from wfm.forecasting.marked_histories import (
    ForecastOptions,
    Progress,
    history_notes,
    marked_histories,
)
from wfm.forecasting.methods import METHODS, Method, forecast_days
from wfm.forecasting.named_days import names_of_days
from wfm.forecasting.opening_slots import open_slots
from wfm.forecasting.outages import outages
from wfm.forecasting.records import NamedDay, QueueForecast, UnusualDay
from wfm.forecasting.unusual_days import usual_totals
from wfm.forecasting.usual_week import Speeds, chosen_speeds, usual_week
from wfm.forecasting.volume_band import VolumeBand, volume_band
from wfm.option_text import option
from wfm.risk import Spread

__all__ = ["forecast_of", "judged_methods"]

# Digits of what is forecast, the same in Python and in files: a hundredth of a contact and of a
# second is far below what a forecast knows; of less than a contact, four digits count.
_DIGITS, _SMALL_DIGITS = 2, 4


def _unseen(done: int, total: int | None) -> None:
    """No progress is shown."""


def forecast_of(
    past: Demand, options: ForecastOptions | None = None, progress: Progress = _unseen
) -> Forecast:
    """Forecast every queue of a checked table of past contacts.

    All queues are forecast for the same days: the weeks after the last day of the table.

    Parameters
    ----------
    past : Demand
        Contacts offered by interval or by day, with AHT where it is known.
    options : ForecastOptions, optional
        Four weeks by the embedded method by default.
    progress : callable, optional
        Called with the steps done and all steps.

    Returns
    -------
    Forecast
        The forecast, its band and its backtest.

    Raises
    ------
    DataError
        If a queue has less than a week of history, or no queue has contacts.
    InputError
        If the interval does not divide a day, a day to set aside or to keep is not in the
        history, or the work is above a limit.
    """
    options = options or ForecastOptions()
    calendar = options.calendar or {}
    methods = options.methods or METHODS
    histories = marked_histories(past, options)
    first = max(int(one.day[-1]) for one in histories) + 1
    days = np.arange(first, first + 7 * options.weeks)
    every = len(histories) * (options.origins + 1)
    parts = []
    for index, one in enumerate(histories):
        before = index * (options.origins + 1)
        parts.append(
            _queue_forecast(
                one,
                days,
                calendar,
                methods,
                options,
                lambda done, before=before: progress(before + done, every),  # type: ignore[misc]
            )
        )
    pairs = list(zip(histories, parts, strict=True))
    return _joined(past, days, pairs, next(iter(methods)), options.origins)


def judged_methods(past: Demand, options: ForecastOptions) -> Backtest:
    """The backtest of every queue of a checked table of past contacts.

    Raises
    ------
    DataError
        As `forecast_of`, and if no queue has five weeks.
    InputError
        As `forecast_of`.
    """
    histories = marked_histories(past, options)
    methods = options.methods or METHODS
    parts = [backtest_of(one, methods, options.origins) for one in histories]
    fewest = 7 * (FEWEST_WEEKS + 1)
    lacking = [
        f"{f'queue {one.queue!r}' if one.queue else 'the history'} has {len(one.day)} days: too "
        f"few for a backtest, which needs {fewest}"
        for one, part in zip(histories, parts, strict=True)
        if not part.origins
    ]
    if len(lacking) == len(histories):
        raise DataError(past.source, [Problem(text) for text in lacking])
    return joined_backtest(parts, past.source, (*history_notes(histories), *lacking))


class _QueueDays(NamedTuple):
    """The forecast of a queue as days × slots, open or not, with AHT by slot."""

    volume: FloatArray
    is_open: NDArray[np.bool_]
    aht: FloatArray
    made: QueueForecast


def _queue_forecast(
    history: History,
    days: NDArray[np.int64],
    calendar: Mapping[int, str],
    methods: Mapping[str, Method],
    options: ForecastOptions,
    step: Callable[[int], None],
) -> _QueueDays:
    """The forecast of one queue."""
    method = next(iter(methods.values()))
    learned = learning_days(history)
    speeds: tuple[Speeds, ...] = ()
    if method is usual_week:
        speeds = chosen_speeds(learned)
        method = partial(usual_week, speeds=speeds)
    names = names_of_days(days, calendar, history.names)
    is_open = open_slots(learned)[weekday(days)]
    volume = forecast_days(method, learned, days, names)
    step(1)
    backtest = backtest_of(history, methods, options.origins, lambda done: step(1 + done))
    made = QueueForecast(
        history.queue,
        int(history.day[0]),
        int(history.day[-1]),
        backtest,
        _unusual(learned),
        _named(history.queue, days, names, learned),
        backtest.spread or Spread(0.0, 0.0, 0.0, 1.0, 0),
        speeds,
    )
    return _QueueDays(volume, is_open, handle_times(history), made)


def _unusual(learned: LearningDays) -> tuple[UnusualDay, ...]:
    """The days set aside, the newest first; a day with a name is learnt from by its name."""
    history = learned.history
    usual, without = usual_totals(history, learned.totals), outages(history) * history.interval
    return tuple(
        UnusualDay(
            history.queue,
            int(history.day[row]),
            float(learned.totals[row]),
            float(usual[row]),
            bool(history.set_aside[row]),
            (float(without[row, 0]), float(without[row, 1])) if without[row].any() else None,
        )
        for row in np.flatnonzero(learned.unusual & (history.set_aside | (history.name < 0)))[::-1]
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
    past: Demand,
    days: NDArray[np.int64],
    parts: list[tuple[History, _QueueDays]],
    method: str,
    origins: int,
) -> Forecast:
    """The rows of all queues: the open hours of each day, from the first interval to the last."""
    row, slot, start = intervals_of(days, int(past.interval), past.zone)
    columns: list[tuple[FloatArray, ...]] = []
    queue: list[NDArray[np.int32]] = []
    starts: list[NDArray[np.int64]] = []
    for index, (_, part) in enumerate(parts):
        inside = _spans(part.is_open)[row, slot]
        volume = _rounded(part.volume[row, slot][inside])
        columns.append((volume, part.aht[slot][inside].round(_DIGITS), *_band(volume, part.made)))
        queue.append(np.full(volume.size, index, dtype=np.int32))
        starts.append(start[inside])
    volume, aht, p10, p50, p90, day_cv = map(np.concatenate, zip(*columns, strict=True))
    if not volume.size:
        raise DataError(
            past.source, [Problem("has no usual day with contacts: nothing to forecast")]
        )
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
        joined_backtest([one.backtest for one in made], past.source),
        (*past.notes, *history_notes([history for history, _ in parts]), *_notes(made, origins)),
    )


def _rounded(volume: FloatArray) -> FloatArray:
    """Volumes with the digits that a file has."""
    return np.where(volume >= 1.0, volume.round(_DIGITS), volume.round(_SMALL_DIGITS))


def _band(volume: FloatArray, made: QueueForecast) -> tuple[FloatArray, ...]:
    """Quantiles and CV of the day of each interval; NaN where no backtest shows the spread."""
    if not made.spread.days:
        return tuple(np.full(volume.size, np.nan) for _ in range(4))
    day_cv = np.full(volume.size, round(made.spread.day_cv, _SMALL_DIGITS))
    return (*volume_band(volume, made.spread), day_cv)


def _spans(is_open: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """From the first open interval of each day to the last; nothing of a closed day."""
    after = np.logical_or.accumulate(is_open, axis=1)
    before = np.logical_or.accumulate(is_open[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(after & before)


def _notes(made: tuple[QueueForecast, ...], origins: int) -> list[str]:
    """What a planner should know: no backtest, holidays that the history does not have."""
    notes = []
    if not origins:
        notes.append(
            f"no backtest by {option('origins', 0)}, so p10, p50, p90 and volume_cv are empty"
        )
    for one in made:
        name = f" of {one.queue}" if one.queue else ""
        if origins and not one.spread.days:
            notes.append(
                f"the history{name} has {one.days} days: too few for a backtest and a band, so "
                "p10, p50, p90 and volume_cv are empty"
            )
        notes.extend(
            f"{date_of(day.day)}{name} is {day.name}: the history has no such day, forecast as "
            + ("all named days" if day.factor != 1.0 else "an ordinary day")
            for day in one.named
            if not day.past_days
        )
    return notes
