"""Staffing when the volume is uncertain: how far it strays from a forecast, and what that costs.

The volume of a day is its forecast times a factor of the day, common to all its intervals, times a
factor of each interval; given both, contacts arrive as a Poisson process::

    volume(day, interval) ~ Poisson(forecast · X(day) · Z(day, interval)),   E X = E Z = 1

The factors are gamma distributed with coefficients of variation `day_cv` and `interval_cv`.

References
----------
- G. Jongbloed, G. Koole, "Managing uncertainty in call centers using Poisson mixtures", Applied
  Stochastic Models in Business and Industry 17, 2001.
- W. Whitt, "Staffing a call center with uncertain arrival rate and absenteeism", Production and
  Operations Management 15, 2006.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray, Floats, checked
from wfm.errors import InputError

__all__ = ["Spread", "spread"]

# Each variance is estimated with the other one known; the second round changes the third digit.
_ROUNDS = 4


class Spread(NamedTuple):
    """How far volumes stray from their forecast.

    Attributes
    ----------
    bias : float
        Σ actual / Σ forecast - 1. [fraction]
    day_cv : float
        Coefficient of variation of the factor of a day. [fraction]
    interval_cv : float
        Coefficient of variation of the factor of an interval within its day. [fraction]
    dispersion : float
        Mean of (actual - forecast)² / forecast: 1 if only chance were at work.
    days : int
        Days that the estimates come from.
    """

    bias: float
    day_cv: float
    interval_cv: float
    dispersion: float
    days: int


def spread(actual: Floats, forecast: Floats) -> Spread:
    """Estimate the spread of volumes around their forecast, by moments.

    ::

        b = Σ Y / Σ F,   L = F · (day total of Y / day total of F)
        Var X = mean of (T / bM - 1)² - (Poisson and interval noise of T), weighted by M
        Var Z = Σ ((Y - L)² - Poisson noise) / Σ L² (1 - 2 L/T + Σ L²/T²)

    with T and M the totals of a day in Y and F.

    Parameters
    ----------
    actual : array_like, shape (D, S)
        Contacts of each day and interval; NaN where not recorded. [contacts]
    forecast : array_like, shape (D, S)
        What was forecast for them. [contacts]

    Returns
    -------
    Spread
        The estimates; a variance below 0 is 0.

    Raises
    ------
    InputError
        If the shapes differ, are not days × intervals, or nothing was forecast.

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> day = rng.gamma(1 / 0.15**2, 0.15**2, size=(400, 1))
    >>> found = spread(rng.poisson(50 * day, size=(400, 20)), np.full((400, 20), 50.0))
    >>> round(found.day_cv, 2), round(found.interval_cv, 2)
    (0.15, 0.0)
    """
    y, f = checked("volume", actual), checked("volume", forecast)
    if y.shape != f.shape or y.ndim != 2:
        raise InputError(
            f"actual and forecast must have one shape, days × intervals: got {y.shape} and "
            f"{f.shape}.",
            name="actual",
        )
    known = ~np.isnan(y) & ~np.isnan(f) & (f > 0.0)
    y, f = np.where(known, y, 0.0), np.where(known, f, 0.0)
    days = f.sum(axis=1) > 0.0
    y, f = y[days], f[days]
    if not len(f):
        raise InputError("forecast must be above 0 in at least one interval.", name="forecast")
    bias = y.sum() / f.sum()
    if bias <= 0.0:
        return Spread(-1.0, 0.0, 0.0, 0.0, len(f))
    f = f * bias
    within = _interval_variance(y, f)
    between = 0.0
    for _ in range(_ROUNDS):
        between = _day_variance(y, f, within * (1.0 + between))
    live = f > 0.0
    dispersion = float((((y - f) ** 2)[live] / f[live]).mean())
    return Spread(float(bias - 1.0), between**0.5, within**0.5, dispersion, len(f))


def _interval_variance(y: FloatArray, f: FloatArray) -> float:
    """Variance of the factor of an interval, from what is left when a day has its own total."""
    total = y.sum(axis=1, keepdims=True)
    level = f * (total / f.sum(axis=1, keepdims=True))
    share = np.divide(level, total, out=np.zeros_like(level), where=total > 0.0)
    noise = level * (1.0 - share)
    # level takes its day total from the volumes themselves, which hides a part of their variance
    seen = 1.0 - 2.0 * share + (share**2).sum(axis=1, keepdims=True)
    square = float((level**2 * seen).sum())
    return max(float(((y - level) ** 2 - noise).sum()) / square, 0.0) if square > 0.0 else 0.0


def _day_variance(y: FloatArray, f: FloatArray, within: float) -> float:
    """Variance of the factor of a day, Poisson noise and noise of intervals taken off."""
    weight = f.sum(axis=1)
    ratio = y.sum(axis=1) / weight
    noise = 1.0 / weight + within * (f**2).sum(axis=1) / weight**2
    return max(float(np.average((ratio - 1.0) ** 2 - noise, weights=weight)), 0.0)
