"""Sums of independent values, against distributions that are known."""

import numpy as np
import pytest
from scipy import stats

from wfm._numerics.independent_sums import chance_of_sum


@pytest.mark.parametrize("count", [1, 2, 9, 60])
def test_a_sum_of_two_valued_numbers_is_binomial(count):
    heads = np.arange(count + 1)
    for at_least in {0, count // 3, count}:
        values = np.array([[0.0] * count, [1.0] * count]) - (at_least - 0.3) / count
        chance = chance_of_sum(values, np.array([0.7, 0.3]))
        exact = stats.binom.pmf(heads, count, 0.3)[heads >= at_least].sum()
        assert chance == pytest.approx(exact, abs=2e-3)


def test_a_sum_of_skewed_values_is_a_gamma_distribution():
    share = (np.arange(2_000) + 0.5) / 2_000
    values = np.tile(stats.gamma(1.6).ppf(share)[:, None], (1, 7)) - 13.0 / 7
    chance = chance_of_sum(values, np.full(2_000, 1 / 2_000))
    assert chance == pytest.approx(stats.gamma(7 * 1.6).sf(13.0), abs=5e-4)


def test_certain_values_have_a_certain_sum():
    for total, chance in ((-1e-3, 0.0), (0.0, 1.0), (2.0, 1.0)):
        values = np.full((3, 4), total / 4)
        assert chance_of_sum(values, np.array([0.2, 0.5, 0.3])) == chance
