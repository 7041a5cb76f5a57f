"""How good methods would have been: forecasts made at past days, judged by what then happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm._numerics.mixed_counts import poisson_deviation
from wfm.forecasting.history import History
from wfm.forecasting.learning_days import learning_days
from wfm.forecasting.methods import Method, forecast_days
from wfm.forecasting.volume_band import VolumeBand, day_band, volume_band
from wfm.risk import Spread, spread

__all__ = ["Backtest", "BandCoverage", "Score", "backtest_of", "joined_backtest"]

# Weeks that a method has before its first judged forecast, and weeks that a band has.
_FEWEST_WEEKS, _WEEKS_OF_BAND = 4, 3
# Whole numbers have no p10 below this many contacts: 0 alone is more likely than a tenth.
_FEWEST_CONTACTS = 2.0


class _Sums(NamedTuple):
    """Sums over judged weeks, from which the measures come; sums of queues add up."""

    volume: float = 0.0
    error: float = 0.0
    absolute: float = 0.0
    absolute_day: float = 0.0
    last_week: float = 0.0  # |volume - volume a week before|, over the intervals judged
    noise: float = 0.0  # mean |Poisson - rate| of the forecast rates

    def plus(self, other: _Sums) -> _Sums:
        """The sums of both."""
        return _Sums(*(a + b for a, b in zip(self, other, strict=True)))


class Score(NamedTuple):
    """The errors of one method, one week ahead.

    Attributes
    ----------
    method : str
        Its name.
    wape : float
        Σ |actual - forecast| / Σ actual, by interval. [fraction]
    wape_day : float
        The same by day. [fraction]
    bias : float
        Σ forecast / Σ actual - 1. [fraction]
    mase : float
        Error relative to that of copying the week before.
    """

    method: str
    wape: float
    wape_day: float
    bias: float
    mase: float


class BandCoverage(NamedTuple):
    """Share of actual volumes at or below each quantile; NaN where the history is too short."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class Backtest:
    """Forecasts made one week ahead at several past days, and their errors.

    Attributes
    ----------
    origins : int
        Forecasts of one week each; 0 if the history is too short.
    scores : tuple of Score
        One per method, in the order of the methods.
    noise_floor : float
        WAPE of a forecast that knows every rate: chance alone. [fraction]
    coverage, coverage_day : BandCoverage
        Of the band of the first method, by interval and by day; each band is estimated from
        earlier weeks alone. Intervals with a forecast of less than two contacts are left out: p10
        of these is 0, which more than a tenth of them have by chance.
    spread : Spread or None
        How far the volumes strayed from the first method, on days that are neither set aside nor
        a holiday or event; None without an origin.
    """

    origins: int
    scores: tuple[Score, ...]
    noise_floor: float
    coverage: BandCoverage
    coverage_day: BandCoverage
    spread: Spread | None
    sums: Mapping[str, _Sums] = field(default_factory=dict, repr=False, compare=False)
    inside: NDArray[np.float64] = field(
        default_factory=lambda: np.zeros((2, 4)), repr=False, compare=False
    )


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
    else; holidays and events of the week are known, as they are in practice.

    Parameters
    ----------
    history : History
        The past, with names.
    methods : mapping of str to Method
        The methods; the band is that of the first.
    origins : int
        Weeks to judge, fewer where the history is shorter.
    step : callable, optional
        Called with the weeks judged so far.
    """
    last = len(history.day)
    rows = [row for back in range(origins, 0, -1) if (row := last - 7 * back) >= 7 * _FEWEST_WEEKS]
    first = next(iter(methods))
    sums = dict.fromkeys(methods, _Sums())
    past: list[tuple[FloatArray, FloatArray]] = []
    inside = np.zeros((2, 4))
    # an outage or a holiday says nothing about how far ordinary days stray from their forecast
    usual = ~learning_days(history).unusual & (history.name < 0)
    for done, row in enumerate(rows, 1):
        learned = learning_days(history.until(row))
        days = slice(row, row + 7)
        actual = history.volume[days]
        names = history.name[days]
        for name, method in methods.items():
            ahead = forecast_days(method, learned, history.day[days], names)
            sums[name] = sums[name].plus(_week(actual, ahead, history.volume[row - 7 : row]))
            if name == first:
                if len(past) >= _WEEKS_OF_BAND:
                    inside += _inside(actual, ahead, _spread(past))
                past.append((np.where(usual[days, None], actual, np.nan), ahead))
        step(done)
    return _result(len(rows), sums, inside, _spread(past) if past else None)


def joined_backtest(parts: list[Backtest]) -> Backtest:
    """The backtest of all queues together: errors and volumes add up."""
    sums = {
        name: _summed([part.sums[name] for part in parts if name in part.sums])
        for name in parts[0].sums
    }
    inside = np.sum([part.inside for part in parts], axis=0)
    return _result(max(part.origins for part in parts), sums, inside, None)


def _summed(parts: list[_Sums]) -> _Sums:
    """The sums of several queues."""
    total = _Sums()
    for part in parts:
        total = total.plus(part)
    return total


def _spread(past: list[tuple[FloatArray, FloatArray]]) -> Spread | None:
    """The spread of some weeks; None where nothing was forecast."""
    actual = np.concatenate([week for week, _ in past])
    ahead = np.concatenate([week for _, week in past])
    if not (ahead[~np.isnan(actual)] > 0.0).any():
        return None
    return spread(actual, ahead)


def _week(actual: FloatArray, ahead: FloatArray, before: FloatArray) -> _Sums:
    """The sums of one judged week, over the intervals that are recorded."""
    known = ~np.isnan(actual)
    y, f = np.where(known, actual, 0.0), np.where(known, ahead, 0.0)
    copied = known & ~np.isnan(before)
    return _Sums(
        float(y.sum()),
        float((f - y).sum()),
        float(np.abs(y - f).sum()),
        float(np.abs(y.sum(axis=1) - f.sum(axis=1)).sum()),
        float(np.abs(actual - before)[copied].sum()),
        float(poisson_deviation(f).sum()),
    )


def _inside(actual: FloatArray, ahead: FloatArray, found: Spread | None) -> NDArray[np.float64]:
    """Counts at or below each quantile and all counts, by interval and by day."""
    result = np.zeros((2, 4))
    if found is None:
        return result
    live = ahead > 0.0
    known = ~np.isnan(actual) & live
    whole = live.any(axis=1) & (known | ~live).all(axis=1)
    f, y = np.where(known, ahead, 0.0), np.where(known, actual, 0.0)
    judged = known & (ahead >= _FEWEST_CONTACTS)
    result[0] = _counts(actual[judged], volume_band(ahead[judged], found))
    result[1] = _counts(y[whole].sum(axis=1), day_band(f[whole], found))
    return result


def _counts(actual: FloatArray, band: VolumeBand) -> NDArray[np.float64]:
    """How many volumes are at or below each quantile, and how many there are."""
    return np.array([*((actual <= quantile).sum() for quantile in band), actual.size], float)


def _result(
    origins: int,
    sums: Mapping[str, _Sums],
    inside: NDArray[np.float64],
    found: Spread | None,
) -> Backtest:
    """The measures of some sums."""
    scores = tuple(
        Score(
            name,
            _ratio(one.absolute, one.volume),
            _ratio(one.absolute_day, one.volume),
            _ratio(one.error, one.volume),
            _ratio(one.absolute, one.last_week),
        )
        for name, one in sums.items()
    )
    leading = next(iter(sums.values()), _Sums())
    covered = [BandCoverage(*(_ratio(one, row[3]) for one in row[:3])) for row in inside]
    floor = _ratio(leading.noise, leading.volume)
    return Backtest(origins, scores, floor, covered[0], covered[1], found, sums, inside)


def _ratio(part: float, whole: float) -> float:
    """A quotient; NaN where nothing was judged."""
    return float(part / whole) if whole > 0.0 else float("nan")
