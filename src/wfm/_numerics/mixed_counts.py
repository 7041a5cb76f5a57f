"""Counts whose rate varies: their quantiles, and the mean deviation of Poisson counts."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, gammaincinv, gammaln, pdtr

from wfm._arrays import FloatArray
from wfm._numerics.least_integer import least_integer

__all__ = ["count_quantile", "poisson_deviation"]

# A relative variance of the rate below it is none: counts are Poisson.
_NO_VARIANCE = 1e-9


def count_quantile(share: float, mean: FloatArray, variance: FloatArray) -> FloatArray:
    """The whole number whose cumulative probability is nearest to a share.

    ::

        N ~ Poisson(mean · X),   X gamma with mean 1 and the variance
        P(N ≤ k) = I_p(1 / v, k + 1),   p = 1 / (1 + mean · v)

    with the regularised incomplete beta function I. The least number with at least the share holds
    too much on average, for a count is whole; the nearest does not.

    Parameters
    ----------
    share : float
        Probability between 0 and 1.
    mean : float64 array, shape (n,)
        Mean count, above 0.
    variance : float64 array, shape (n,)
        Variance of X, the square of its coefficient of variation.
    """
    spread = np.maximum(variance, _NO_VARIANCE)
    start = np.floor(mean * gammaincinv(1.0 / spread, share) * spread)
    above = least_integer(lambda k, m, v: _cumulative(k, m, v) >= share, start, mean, variance)
    over = _cumulative(above, mean, variance) - share
    under = share - _cumulative(above - 1.0, mean, variance)
    return np.asarray(np.maximum(np.where(over > under, above - 1.0, above), 0.0))


def _cumulative(count: FloatArray, mean: FloatArray, variance: FloatArray) -> FloatArray:
    """P(N ≤ count); 0 below 0."""
    plain = variance <= _NO_VARIANCE
    spread = np.where(plain, 1.0, variance)
    k = np.maximum(count, 0.0)
    mixed = betainc(1.0 / spread, k + 1.0, 1.0 / (1.0 + mean * spread))
    return np.where(count < 0.0, 0.0, np.where(plain, pdtr(k, mean), mixed))


def poisson_deviation(rate: FloatArray) -> FloatArray:
    """E |N - rate| of Poisson counts.

    ::

        E |N - r| = 2 e^(-r) r^(⌊r⌋ + 1) / ⌊r⌋!

    References
    ----------
    - N. L. Johnson, "A note on the mean deviation of the binomial distribution", Biometrika 44,
      1957.
    """
    r = np.where(rate > 0.0, rate, 1.0)
    k = np.floor(r)
    deviation = 2.0 * np.exp((k + 1.0) * np.log(r) - r - gammaln(k + 1.0))
    return np.where(rate > 0.0, deviation, 0.0)
