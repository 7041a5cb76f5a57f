"""Days unlike the days of their weekday around them: outages, closures, campaigns."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from wfm._arrays import FloatArray, Truths
from wfm.forecasting.history import History, weekday
from wfm.forecasting.outages import outages

__all__ = ["unusual_days", "usual_totals"]

# A day is compared with so many days of its weekday before and after it.
_NEIGHBOURS = 6
# Below half or above 1.7 times their median is no day to learn the usual level from: ordinary days
# of a year of a bank lie within .6 and 1.5 of it.
_LOW, _HIGH = 0.5, 1.7
# Where days differ more than that as a rule, only what is far outside of the rule is unusual: so
# many standard deviations of the logarithm of the ratio, of which 1.4826 median |x| is one.
_DEVIATIONS, _MEDIAN_TO_DEVIATION = 4.0, 1.4826
# A small median makes every ratio large: chance alone must not explain the distance. [std. dev.]
_NOISE = 4.0


def unusual_days(history: History, totals: FloatArray) -> Truths:
    """Whether the volume of each day is far from those of its weekday near it.

    ::

        m = median of the days of the same weekday, up to six before and six after
        z = log(total / m),   s = 1.4826 · median |z|
        unusual: z < min(log 0.5, -4 s) or z > max(log 1.7, 4 s), and |total - m| > 4 √m

    A day with an outage of some hours is unusual too; see `wfm.forecasting.outages`.

    Parameters
    ----------
    history : History
        The past; days that the user keeps are never unusual.
    totals : float64 array, shape (D,)
        Contacts of each day; NaN where not recorded.

    Returns
    -------
    bool array, shape (D,)
        True also for the days that the user set aside; False where nothing is recorded.
    """
    usual = usual_totals(history, totals)
    recorded = ~np.isnan(totals) & (usual > 0.0)
    ratio = np.full(len(totals), np.nan)
    # a day without a contact is as far below as one with half a contact: a logarithm exists
    ratio[recorded] = np.log(np.maximum(totals[recorded], 0.5) / usual[recorded])
    spread = _DEVIATIONS * _MEDIAN_TO_DEVIATION * _median(np.abs(ratio[recorded]))
    far = (ratio < min(np.log(_LOW), -spread)) | (ratio > max(np.log(_HIGH), spread))
    found = far & (np.abs(totals - usual) > _NOISE * np.sqrt(usual))
    found |= outages(history).any(axis=1) & recorded
    return np.asarray((found & ~history.keep) | (history.set_aside & ~np.isnan(totals)))


def usual_totals(history: History, totals: FloatArray) -> FloatArray:
    """The median total of the days of the same weekday near each day; NaN where not recorded."""
    usual = np.full(len(totals), np.nan)
    weekdays = weekday(history.day)
    edge = np.full(_NEIGHBOURS, np.nan)
    for one in range(7):
        rows = np.flatnonzero((weekdays == one) & ~np.isnan(totals))
        if rows.size:
            own = np.concatenate([edge, totals[rows], edge])
            usual[rows] = np.nanmedian(sliding_window_view(own, 2 * _NEIGHBOURS + 1), axis=1)
    return usual


def _median(values: FloatArray) -> float:
    """A median; 0 of nothing."""
    return float(np.median(values)) if values.size else 0.0
