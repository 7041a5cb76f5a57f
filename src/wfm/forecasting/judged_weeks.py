"""One week that a method forecast, against what then happened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.mixed_counts import poisson_deviation
from wfm.forecasting.volume_band import VolumeBand, day_band, volume_band
from wfm.risk import Spread

__all__ = ["BandCounts", "JudgedWeek", "band_counts", "judged_week", "summed"]

# Whole numbers have no p10 below this many contacts: 0 alone is more likely than a tenth.
_FEWEST_CONTACTS = 2.0


class BandCounts(NamedTuple):
    """How many volumes lie where in their band; counts of weeks and queues add up.

    Attributes
    ----------
    p10, p50, p90 : float
        Volumes at or below each quantile.
    within : float
        Volumes above p10 and at most p90: four in five, if the band is right.
    volumes : float
        Volumes that were judged.
    """

    p10: float = 0.0
    p50: float = 0.0
    p90: float = 0.0
    within: float = 0.0
    volumes: float = 0.0


class JudgedWeek(NamedTuple):
    """One week of one queue as one method forecast it; the sums of several weeks add up.

    Attributes
    ----------
    queue, method : str
        Their names.
    start : int
        First day of the week, as days since 1970.
    contacts, forecast : float
        Over the intervals that are recorded. [contacts]
    absolute, absolute_day : float
        Sum of the errors without their sign, by interval and by day. [contacts]
    last_week : float
        That of a copy of the week before, by interval. [contacts]
    noise : float
        Mean error of chance alone, if the forecast were the rate. [contacts]
    intervals, days : BandCounts
        The band of the forecast, by interval and by day.
    """

    queue: str
    method: str
    start: int
    contacts: float
    forecast: float
    absolute: float
    absolute_day: float
    last_week: float
    noise: float
    intervals: BandCounts
    days: BandCounts


def judged_week(
    label: tuple[str, str, int],
    actual: FloatArray,
    ahead: FloatArray,
    before: FloatArray,
    spread: Spread | None,
) -> JudgedWeek:
    """The errors of one week, over the intervals that are recorded.

    Parameters
    ----------
    label : tuple of (str, str, int)
        Queue, method and first day.
    actual, ahead, before : float64 array, shape (7, S)
        What happened, the forecast, and the week before; NaN where not recorded. [contacts]
    spread : Spread or None
        How far volumes strayed from earlier forecasts; None: no band is judged.
    """
    known = ~np.isnan(actual)
    y, f = np.where(known, actual, 0.0), np.where(known, ahead, 0.0)
    copied = known & ~np.isnan(before)
    return JudgedWeek(
        *label,
        float(y.sum()),
        float(f.sum()),
        float(np.abs(y - f).sum()),
        float(np.abs(y.sum(axis=1) - f.sum(axis=1)).sum()),
        float(np.abs(actual - before)[copied].sum()),
        float(poisson_deviation(f).sum()),
        *band_counts(actual, ahead, spread),
    )


def band_counts(
    actual: FloatArray, ahead: FloatArray, spread: Spread | None
) -> tuple[BandCounts, BandCounts]:
    """Where volumes lie in their band, by interval and by day.

    Intervals with a forecast of less than two contacts are left out: p10 of these is 0, which more
    than a tenth of them have by chance. A day counts if every open interval is recorded.
    """
    if spread is None:
        return BandCounts(), BandCounts()
    live = ahead > 0.0
    known = ~np.isnan(actual) & live
    whole = live.any(axis=1) & (known | ~live).all(axis=1)
    f, y = np.where(known, ahead, 0.0), np.where(known, actual, 0.0)
    judged = known & (ahead >= _FEWEST_CONTACTS)
    return (
        _counts(actual[judged], volume_band(ahead[judged], spread)),
        _counts(y[whole].sum(axis=1), day_band(f[whole], spread)),
    )


def _counts(actual: FloatArray, band: VolumeBand) -> BandCounts:
    """How many volumes lie where in their band."""
    within = (actual > band.p10) & (actual <= band.p90)
    p10, p50, p90 = (float((actual <= quantile).sum()) for quantile in band)
    return BandCounts(p10, p50, p90, float(within.sum()), float(actual.size))


def summed(weeks: Iterable[JudgedWeek], label: tuple[str, str, int]) -> JudgedWeek:
    """The sums of several weeks, under another label."""
    chosen = list(weeks)
    numbers = np.array([one[3:9] for one in chosen]).reshape(-1, 6).sum(axis=0)
    counts = (
        BandCounts(*np.array([one[place] for one in chosen]).reshape(-1, 5).sum(axis=0).tolist())
        for place in (9, 10)
    )
    return JudgedWeek(*label, *numbers.tolist(), *counts)
