"""The band around a forecast: what the volume exceeds on nine days in ten, five, and one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.mixed_counts import count_quantile
from wfm.risk import Spread

__all__ = ["QUANTILES", "VolumeBand", "day_band", "volume_band"]

QUANTILES = (0.1, 0.5, 0.9)


class VolumeBand(NamedTuple):
    """Contacts that are not exceeded with probability 10, 50 and 90 %. [contacts]."""

    p10: FloatArray
    p50: FloatArray
    p90: FloatArray


def volume_band(volume: FloatArray, spread: Spread) -> VolumeBand:
    """Quantiles of the contacts of an interval, chance included.

    ::

        variance of the rate = (1 + day_cv²) (1 + interval_cv²) - 1
        contacts ~ negative binomial with the mean of the forecast

    Parameters
    ----------
    volume : float64 array
        The forecast. [contacts]
    spread : Spread
        How far volumes stray from it.
    """
    return _quantiles(volume, (1.0 + spread.day_cv**2) * (1.0 + spread.interval_cv**2) - 1.0)


def day_band(volume: FloatArray, spread: Spread) -> VolumeBand:
    """Quantiles of the contacts of days; volume is the forecast of their intervals, (D, S)."""
    total = volume.sum(axis=1)
    unevenness = np.divide(
        (volume**2).sum(axis=1), total**2, out=np.zeros_like(total), where=total > 0.0
    )
    within = spread.interval_cv**2 * unevenness
    return _quantiles(total, (1.0 + spread.day_cv**2) * (1.0 + within) - 1.0)


def _quantiles(mean: FloatArray, variance: FloatArray | float) -> VolumeBand:
    """Quantiles of counts with a varying rate; 0 where the mean is 0."""
    found = [np.zeros_like(mean) for _ in QUANTILES]
    live = mean > 0.0
    known = np.broadcast_to(np.asarray(variance, dtype=np.float64), mean.shape)[live]
    for share, result in zip(QUANTILES, found, strict=True):
        result[live] = count_quantile(share, mean[live], known)
    return VolumeBand(*found)
