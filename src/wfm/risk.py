"""Staffing when the volume is uncertain: how far it strays from a forecast, and what that costs.

The volume of a day is its forecast times a factor of the day, common to all its intervals, times a
factor of each interval; given both, contacts arrive as a Poisson process::

    volume(day, interval) ~ Poisson(forecast · X(day) · Z(day, interval)),   E X = E Z = 1

The factors are gamma distributed with coefficients of variation `day_cv` and `interval_cv`.

The service level falls as the factor of the day rises, so that a plan for a quantile of the factor
keeps its target with just that probability: staffing at a quantile is exact. The chance of arrivals
is in the queueing model itself, and is not counted twice.

References
----------
- G. Jongbloed, G. Koole, "Managing uncertainty in call centers using Poisson mixtures", Applied
  Stochastic Models in Business and Industry 17, 2001.
- W. Whitt, "Staffing a call center with uncertain arrival rate and absenteeism", Production and
  Operations Management 15, 2006.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

import numpy as np

from wfm import erlang, staffing
from wfm._arrays import (
    TARGET_DOMAINS,
    FloatArray,
    FloatOut,
    Floats,
    IntOut,
    checked,
    checked_arrays,
    checked_choice,
    unwrap_scalar,
)
from wfm._numerics.gamma_quantile import factor_at_score, normal_score, score_of_factor
from wfm.day_levels import HIGHEST_LOAD, SCORES, DayRows, chances, expected_sums, pooled_levels
from wfm.errors import InputError
from wfm.targets import RISK_SCOPES, RiskScope

__all__ = [
    "Spread",
    "day_chance",
    "day_service_level",
    "expected_service_level",
    "factor_at",
    "quantile_volume",
    "spread",
    "staff",
]

# Each variance is estimated with the other one known; the second round changes the third digit.
_ROUNDS = 4
# A variation above is a percentage that was meant as a fraction.
_CV_DOMAIN = "[0, 3]"
# Nodes of Gauss and Legendre between them: right to 1e-6.
_NODES = 64


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


def factor_at(cv: Floats, score: Floats) -> FloatArray:
    """The factor of a day at a normal score: at 0 its median, at 1.2816 the one day in ten above.

    ::

        X(z) = F⁻¹(Φ(z)),   F gamma distributed with mean 1 and variance cv²

    Parameters
    ----------
    cv : array_like
        Coefficient of variation of the factor. [fraction]
    score : array_like
        Normal score z.

    Examples
    --------
    >>> factor_at(0.2, [-1.2816, 0.0, 1.2816]).round(3).tolist()
    [0.754, 0.987, 1.263]
    """
    return factor_at_score(_checked_cv(cv), np.asarray(score, dtype=np.float64))


def _checked_cv(cv: Floats) -> FloatArray:
    """Coefficients of variation inside their domain."""
    return checked("volume_cv", cv, domain=_CV_DOMAIN)


def quantile_volume(volume: Floats, cv: Floats, confidence: Floats) -> FloatOut:
    """The volume that is not exceeded with a probability.

    ::

        volume · F⁻¹(confidence),   F gamma distributed with mean 1 and variance cv²

    Parameters
    ----------
    volume : array_like
        Forecast volume. [contacts]
    cv : array_like
        Coefficient of variation of the factor of a day. [fraction]
    confidence : array_like
        Probability, between 0 and 1. [fraction]

    Returns
    -------
    float or array
        Expected contacts on such a day. [contacts]

    Raises
    ------
    InputError
        For a value outside its domain.

    Examples
    --------
    >>> round(quantile_volume(100.0, 0.17, 0.80), 2)
    113.96
    """
    volume, share = checked("volume", volume), checked("confidence", confidence)
    return unwrap_scalar(volume * factor_at(cv, normal_score(share)))


def staff(
    volume: Floats,
    aht: Floats,
    interval: Floats,
    *,
    volume_cv: Floats,
    confidence: Floats,
    service_level: Floats | None = None,
    within: Floats | None = None,
    asa: Floats | None = None,
    max_occupancy: Floats | None = None,
    abandonment: Floats | None = None,
    patience: Floats = inf,
    definition: erlang.Definition = "offered",
) -> IntOut:
    """Least agents that keep the target with a probability, though the volume is uncertain.

    ::

        n = agents required for the volume · F⁻¹(confidence)
        P(target is kept by n agents) ≥ confidence > P(… by n - 1 agents)

    Parameters
    ----------
    volume, volume_cv, confidence : array_like
        As for `quantile_volume`. [contacts, fraction, fraction]
    aht, interval : array_like
        Average handle time, and length of the interval. [s]
    service_level, within, asa, max_occupancy, abandonment, patience, definition
        The target, as for `wfm.agents_required`; at least one of its parts.

    Returns
    -------
    int or array of int
        Agents on contacts, net of shrinkage. [agents]

    Raises
    ------
    InputError
        For a value outside its domain, or without a target.

    Examples
    --------
    >>> staff(140, 180, 1800, volume_cv=0.17, confidence=0.80, service_level=0.80, within=20)
    20

    References
    ----------
    - The agents of ``wfm staff --confidence``.
    """
    load = erlang.offered_load(quantile_volume(volume, volume_cv, confidence), aht, interval)
    return staffing.agents_required(
        load,
        aht,
        service_level=service_level,
        within=within,
        asa=asa,
        max_occupancy=max_occupancy,
        abandonment=abandonment,
        patience=patience,
        definition=definition,
    )


def expected_service_level(
    agents: Floats,
    volume: Floats,
    aht: Floats,
    interval: Floats,
    within: Floats,
    *,
    volume_cv: Floats,
    patience: Floats = inf,
    definition: erlang.Definition = "offered",
) -> FloatOut:
    """The service level that contacts get over all days: busy days have more of them.

    ::

        E[X · SL(n, X · a)] / E X = ∫ X(z) · SL(n, X(z) · a) · φ(z) dz

    by 64 nodes of Gauss and Legendre over normal scores, up to the day on which a queue without
    abandonment would be overloaded. The error is below 1e-6 for coefficients up to 0.5.

    Parameters
    ----------
    agents : array_like
        Agents on contacts, net of shrinkage. [agents]
    volume, aht, interval : array_like
        Forecast volume, average handle time and length of each interval. [contacts, s, s]
    within : array_like
        Time limit of the service level. [s]
    volume_cv : array_like
        Coefficient of variation of the factor of a day. [fraction]
    patience, definition
        As for `wfm.service_level`.

    Returns
    -------
    float or array
        Of each interval; the mean over intervals weighted by volume is that of a day. [fraction]

    Raises
    ------
    InputError
        For a value outside its domain.

    Examples
    --------
    >>> import wfm
    >>> round(wfm.service_level(18, 14.0, 180, 20), 3)
    0.851
    >>> round(expected_service_level(18, 140, 180, 1800, 20, volume_cv=0.17), 3)
    0.709
    """
    n, v, h, length, limit, cv, mean = np.broadcast_arrays(
        *checked_arrays(agents=agents, volume=volume, aht=aht, interval=interval, within=within,
                        volume_cv=_checked_cv(volume_cv), patience=patience)
    )  # fmt: skip
    h = np.where(v > 0.0, h, 1.0)
    load = np.asarray(erlang.offered_load(v, h, length))
    high = np.where(mean < inf, SCORES, _overload_score(n, load, cv))
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    total = np.zeros(load.shape)
    for node, weight in zip(nodes.tolist(), weights.tolist(), strict=True):
        score = -SCORES + (high + SCORES) * (1.0 + node) / 2.0
        factor = factor_at(cv, score)
        level = erlang.service_level(n, factor * load, h, limit, patience=patience,
                                     definition=definition)  # fmt: skip
        density = np.exp(-(score**2) / 2.0) / (2.0 * np.pi) ** 0.5
        total += weight * (high + SCORES) / 2.0 * density * factor * level
    certain = erlang.service_level(n, load, h, limit, patience=patience, definition=definition)
    return unwrap_scalar(np.where((v > 0.0) & (cv > 0.0), np.minimum(total, 1.0), certain))


def _overload_score(agents: FloatArray, load: FloatArray, cv: FloatArray) -> FloatArray:
    """The normal score of the day on which the load reaches the agents."""
    factor = np.divide(agents, load, out=np.full(load.shape, inf), where=load > 0.0)
    return np.clip(score_of_factor(cv, factor), -SCORES, SCORES)


def day_chance(
    agents: Floats,
    volume: Floats,
    aht: Floats,
    interval: Floats,
    service_level: Floats,
    within: Floats,
    *,
    volume_cv: Floats,
    scope: RiskScope = "day",
    patience: Floats = inf,
    definition: erlang.Definition = "offered",
) -> FloatOut:
    """The probability that the service level of a day, weighted by contacts, reaches the target.

    ::

        P(Σ volume · X · SL(n, X · a) ≥ service_level · Σ volume · X)

    With the scope "day" X is common to all intervals: the level falls as X rises, and the chance is
    F(x) with the factor x at which the day just reaches the target, exactly. With "interval" each
    interval has its own X; the distribution of the sum is computed by convolution, with an error
    below 0.001 for targets up to 95 %.

    Parameters
    ----------
    agents, volume, aht, interval : array_like
        Of the intervals of a day, along the last axis; several days along the others. A number is a
        day of one interval. [agents, contacts, s, s]
    service_level, within : array_like
        The target. [fraction, s]
    volume_cv : array_like
        Coefficient of variation of the factor. [fraction]
    scope : {"day", "interval"}
        Whether the intervals of a day exceed their forecast together, or each by itself.
    patience, definition
        As for `wfm.service_level`.

    Returns
    -------
    float or array
        Of each day; a day without contacts has 1. [fraction]

    Raises
    ------
    InputError
        For a value outside its domain.

    Examples
    --------
    >>> round(day_chance(18, 140, 180, 1800, 0.80, 20, volume_cv=0.17), 3)
    0.607
    >>> round(day_chance(20, 140, 180, 1800, 0.80, 20, volume_cv=0.17), 3)
    0.841

    References
    ----------
    - The days in ten that ``wfm staff`` prints are the mean of this over the days of a plan.
    """
    goal = checked("service_level", service_level, domain=TARGET_DOMAINS["service_level"])
    days, goal, shape = _days(agents, volume, aht, interval, within, goal, volume_cv=volume_cv,
                              scope=scope, patience=patience, definition=definition)  # fmt: skip
    return unwrap_scalar(chances(days, goal).reshape(shape) if len(goal) else np.ones(shape))


def day_service_level(
    agents: Floats,
    volume: Floats,
    aht: Floats,
    interval: Floats,
    within: Floats,
    *,
    share: float,
    volume_cv: Floats,
    scope: RiskScope = "day",
    patience: Floats = inf,
    definition: erlang.Definition = "offered",
) -> float:
    """The service level that a share of days stays below: 0.1 for the worst day in ten.

    ::

        mean over days of P(Σ volume · X · SL(n, X · a) ≥ s · Σ volume · X) = 1 - share

    Parameters
    ----------
    agents, volume, aht, interval, within, volume_cv, scope, patience, definition
        As for `day_chance`; all days together.
    share : float
        Share of days, between 0 and 1. [fraction]

    Returns
    -------
    float
        The level s. [fraction]

    Raises
    ------
    InputError
        For a value outside its domain, or days without contacts.

    Examples
    --------
    >>> level = [
    ...     day_service_level(18, 140, 180, 1800, 20, share=share, volume_cv=0.17)
    ...     for share in (0.1, 0.9)
    ... ]
    >>> [round(one, 3) for one in level]
    [0.299, 0.982]

    References
    ----------
    - The band p10 to p90 that ``wfm staff`` prints.
    """
    part = float(checked("confidence", share))
    days, _, _ = _days(agents, volume, aht, interval, within, 0.5, volume_cv=volume_cv,
                       scope=scope, patience=patience, definition=definition)  # fmt: skip
    if not len(days.first) or not (days.daily(days.volume) > 0.0).all():
        raise InputError("volume must be above 0 in an interval of every day.", name="volume")
    return pooled_levels(days, expected_sums(days), (part,))[0]


def _days(
    agents: Floats,
    volume: Floats,
    aht: Floats,
    interval: Floats,
    within: Floats,
    goal: Floats,
    *,
    volume_cv: Floats,
    scope: RiskScope,
    patience: Floats,
    definition: erlang.Definition,
) -> tuple[DayRows, FloatArray, tuple[int, ...]]:
    """Days along the last axis as rows, the goal of each row, and the shape of the days."""
    checked_choice("scope", scope, RISK_SCOPES)
    n, v, h, length, limit, cv, mean, goal = np.broadcast_arrays(
        *checked_arrays(agents=agents, volume=volume, aht=aht, interval=interval, within=within,
                        volume_cv=_checked_cv(volume_cv), patience=patience),
        goal,
    )  # fmt: skip
    *shape, size = np.atleast_1d(v).shape
    n, v, h, length, limit, cv, mean, goal = (
        one.ravel() for one in (n, v, h, length, limit, cv, mean, goal)
    )
    h = np.where(v > 0.0, h, 1.0)
    load = np.asarray(erlang.offered_load(v, h, length))

    def level(rows: slice, factor: FloatArray) -> FloatArray:
        """The service level of some rows."""
        return np.asarray(
            erlang.service_level(n[rows], np.minimum(factor * load[rows], HIGHEST_LOAD), h[rows],
                                 limit[rows],
                                 patience=mean[rows], definition=definition)
        )  # fmt: skip

    first = np.arange(0, v.size, max(size, 1))
    return DayRows(v, cv, first, level, scope), np.asarray(goal), tuple(shape)
