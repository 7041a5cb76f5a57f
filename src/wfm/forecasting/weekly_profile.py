"""The shape of a usual week: a factor per weekday, and shares of the day by interval."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray

__all__ = ["WeeklyProfile", "filled", "weekly_profile"]

# Smoothing helps where counts are thin; a day of less than so many intervals has no neighbours
# that are alike.
_FEWEST_SLOTS = 5


class WeeklyProfile(NamedTuple):
    """How a week divides into days and a day into intervals.

    Attributes
    ----------
    factor : float64 array, shape (7,)
        Volume of each weekday over that of a mean open day; 0 for a closed weekday.
    share : float64 array, shape (7, S)
        Share of each interval in its weekday; a row adds up to 1, or is 0 for a closed weekday.
    """

    factor: FloatArray
    share: FloatArray


def filled(volume: FloatArray, weekdays: NDArray[np.int64]) -> FloatArray:
    """Volumes with what is not recorded filled in, for days recorded by at least half.

    A missing interval gets the median of its weekday, scaled by what the day has against the
    medians of the intervals it has. A day recorded by less than half of its usual volume stays NaN
    as a whole.

    Parameters
    ----------
    volume : float64 array, shape (D, S)
        Contacts; NaN where not recorded. [contacts]
    weekdays : int64 array, shape (D,)
        Weekday of each day, 0 to 6.
    """
    missing = np.isnan(volume)
    partial = np.flatnonzero(missing.any(axis=1))
    result = volume.copy()
    for one in np.unique(weekdays[partial]):
        days = partial[weekdays[partial] == one]
        recorded = weekdays == one
        seen = ~missing[recorded].all(axis=0)
        usual = np.zeros(volume.shape[1])
        usual[seen] = np.nanmedian(volume[recorded][:, seen], axis=0)
        for day in days:
            has = ~missing[day]
            known = usual[has].sum()
            if known <= 0.0 or 2.0 * known < usual.sum():
                result[day] = 0.0 if has.any() and not usual.any() else np.nan
            else:
                result[day, ~has] = usual[~has] * (np.nansum(volume[day]) / known)
    return result


def weekly_profile(
    volume: FloatArray, weekdays: NDArray[np.int64], weight: FloatArray
) -> WeeklyProfile:
    """Weekday factors and intraday shares of weighted days.

    ::

        factor_w = Σ weight · total / Σ weight, over the days of weekday w, divided by their mean
        share_ws = Σ weight · volume_s / Σ weight · total, smoothed where counts are thin

    Parameters
    ----------
    volume : float64 array, shape (D, S)
        Contacts, without NaN. [contacts]
    weekdays : int64 array, shape (D,)
        Weekday of each day, 0 to 6.
    weight : float64 array, shape (D,)
        Weight of each day; 0 for days that are not ordinary.
    """
    member = np.equal.outer(np.arange(7), weekdays) * weight  # (7, D)
    days = member.sum(axis=1)
    sums = member @ volume  # (7, S)
    totals = sums.sum(axis=1)
    open_days = totals > 0.0
    factor = np.divide(totals, days, out=np.zeros(7), where=days > 0.0)
    if open_days.any():
        factor /= factor[open_days].mean()
    share = np.zeros_like(sums)
    for one in np.flatnonzero(open_days):
        share[one] = _smoothed(sums[one] / totals[one], totals[one] / days[one], days[one])
    return WeeklyProfile(factor, share)


def _smoothed(share: FloatArray, per_day: float, days: float) -> FloatArray:
    """A profile smoothed over three intervals as far as chance explains its roughness.

    ::

        q = (p₋₁ + 2 p + p₊₁) / 4
        weight of q = Var(p) by Poisson counts / mean (p - q)², at most 1

    A profile of many contacts keeps its peaks; intervals without a contact stay without.
    """
    if share.size < _FEWEST_SLOTS:
        return share
    padded = np.concatenate([share[:1], share, share[-1:]])
    smooth = np.convolve(padded, [0.25, 0.5, 0.25], "valid")
    smooth[share == 0.0] = 0.0
    noise = float(share.mean()) / (per_day * days)
    rough = float(((share - smooth) ** 2).mean())
    if rough <= 0.0:
        return share
    weight = min(noise / rough, 1.0)
    result = weight * smooth + (1.0 - weight) * share
    return np.asarray(result / result.sum())
