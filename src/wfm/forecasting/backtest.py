"""How good methods would have been: forecasts made at past days, judged by what then happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from wfm._arrays import FloatArray
from wfm.forecasting.backtest_result import Backtest
from wfm.forecasting.history import History
from wfm.forecasting.judged_weeks import JudgedWeek, judged_week
from wfm.forecasting.learning_days import LearningDays, learning_days
from wfm.forecasting.methods import Method, forecast_days
from wfm.risk import Spread, spread

__all__ = ["FEWEST_WEEKS", "backtest_of", "joined_backtest"]

# Weeks that a method has before its first judged forecast, and weeks that a band has.
FEWEST_WEEKS, _WEEKS_OF_BAND = 4, 3

# The first row of each week that a method forecast, and its forecast.
_Past = list[tuple[int, FloatArray]]


def _unseen(done: int) -> None:
    """No progress is shown."""


def backtest_of(
    history: History,
    methods: Mapping[str, Method],
    origins: int,
    step: Callable[[int], None] = _unseen,
) -> Backtest:
    """Judge methods on the last weeks of a history.

    At each of the last `origins` weeks, every method gets the days before the week and nothing
    else; holidays and events of the week are known, as they are in practice. The band of a week is
    that of the errors of the method in the weeks before.

    Parameters
    ----------
    history : History
        The past, with names.
    methods : mapping of str to Method
        The methods; the spread is that of the first.
    origins : int
        Weeks to judge, fewer where the history is shorter.
    step : callable, optional
        Called with the weeks judged so far.
    """
    last = len(history.day)
    rows = [row for back in range(origins, 0, -1) if (row := last - 7 * back) >= 7 * FEWEST_WEEKS]
    past: dict[str, _Past] = {name: [] for name in methods}
    weeks: list[JudgedWeek] = []
    for done, row in enumerate(rows, 1):
        learned = learning_days(history.until(row))
        days = slice(row, row + 7)
        actual, before = history.volume[days], history.volume[row - 7 : row]
        for name, method in methods.items():
            ahead = forecast_days(method, learned, history.day[days], history.name[days])
            own = past[name]
            found = _spread(own, learned) if len(own) >= _WEEKS_OF_BAND else None
            label = (history.queue, name, int(history.day[row]))
            weeks.append(judged_week(label, actual, ahead, before, found))
            own.append((row, ahead))
        step(done)
    first = past[next(iter(methods))]
    return Backtest((*methods,), (*weeks,), _spread(first, learning_days(history)))


def joined_backtest(
    parts: Sequence[Backtest], source: str = "", notes: tuple[str, ...] = ()
) -> Backtest:
    """The backtest of all queues together: errors and volumes add up."""
    weeks = tuple(week for part in parts for week in part.weeks)
    only = parts[0].spread if len(parts) == 1 else None
    return Backtest(parts[0].methods, weeks, only, source, notes)


def _spread(past: _Past, learned: LearningDays) -> Spread | None:
    """How far the volumes of some weeks strayed from their forecast; None where nothing was.

    An outage or a holiday says nothing about how far ordinary days stray.
    """
    usual = ~learned.unusual & (learned.history.name < 0)
    volume = np.where(usual[:, None], learned.history.volume, np.nan)
    if not past:
        return None
    actual = np.concatenate([volume[row : row + 7] for row, _ in past])
    ahead = np.concatenate([week for _, week in past])
    if not (ahead[~np.isnan(actual)] > 0.0).any():
        return None
    return spread(actual, ahead)
