"""Quantiles and deviations of counts, against scipy.stats and sums over the counts."""

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from wfm._numerics.mixed_counts import count_quantile, poisson_deviation


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("variance", [0.0, 0.0025, 0.09, 0.64])
def test_a_quantile_is_the_nearest_whole_number(share, variance):
    mean = np.array([0.03, 0.7, 4.2, 37.0, 812.5, 40_000.0])
    counts = nbinom(1 / variance, 1 / (1 + mean * variance)) if variance else poisson(mean)
    found = count_quantile(share, mean, np.full(mean.shape, variance))
    distance = np.abs(counts.cdf(found) - share)
    below = np.where(found > 0, np.abs(counts.cdf(found - 1) - share), np.inf)
    assert (distance <= below + 1e-12).all()
    assert (distance <= np.abs(counts.cdf(found + 1) - share) + 1e-12).all()


@pytest.mark.parametrize("rate", [0.2, 1.0, 3.7, 60.0, 900.5])
def test_the_mean_deviation_is_the_sum_over_all_counts(rate):
    counts = np.arange(4_000)
    brute = (np.abs(counts - rate) * poisson.pmf(counts, rate)).sum()
    assert poisson_deviation(np.array([rate]))[0] == pytest.approx(brute, rel=1e-9)


def test_no_rate_has_no_deviation():
    assert poisson_deviation(np.array([0.0])).tolist() == [0.0]
