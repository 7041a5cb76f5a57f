"""The search for the least integer that passes a test."""

import numpy as np
import pytest

from wfm._numerics.least_integer import largest_value, least_integer, root_below


@pytest.mark.parametrize("start", [0.0, 7.0, 41.0, 42.0, 43.0, 90.0, 5000.0])
@pytest.mark.parametrize("answer", [0, 1, 42])
def test_a_search_finds_the_least_integer_from_any_start(start, answer):
    limits = np.full(3, float(answer))
    found = least_integer(lambda n, least: n >= least, np.full(3, start), limits)
    np.testing.assert_array_equal(found, answer)
    slope = np.array([1.0, 1e-3, 1e3])  # right, too flat, too steep
    found = least_integer(lambda n, least: n - least, np.full(3, start), limits, slope=slope)
    np.testing.assert_array_equal(found, answer)


def test_rows_with_nan_give_nan():
    known, start = np.array([3.0, np.nan, 5.0]), np.array([1.0, 1.0, np.nan])
    found = least_integer(lambda n, least: n >= least, start, known)
    np.testing.assert_array_equal(found, [3.0, np.nan, np.nan])


def test_an_estimate_that_is_right_takes_two_tests():
    tested = []

    def test(n, least):
        tested.append(n.copy())
        return n >= least

    limits = np.arange(5.0, 100.0)
    np.testing.assert_array_equal(least_integer(test, limits, limits), limits)
    assert len(tested) == 2


def test_integers_beyond_those_of_a_double_are_found_to_the_last_place():
    limits = np.array([2.0**53 + 2, 2.0**60, 3e17])
    found = least_integer(lambda n, least: n >= least, limits * 1.000001, limits)
    np.testing.assert_array_equal(found, limits)


def test_a_bent_margin_is_searched_by_halving():
    limits = np.array([1000.0, 12345.0])
    margin = lambda n, least: np.where(n >= least, 1e-9, -1e9 * (least - n))  # noqa: E731
    found = least_integer(margin, np.zeros(2), limits, slope=np.full(2, 1.0))
    np.testing.assert_array_equal(found, limits)


def test_a_real_number_of_agents_lies_below_its_integer():
    np.testing.assert_allclose(root_below(lambda n: n - 3.25, np.array([4.0])), 3.25)
    assert root_below(lambda n: n + 1.0, np.array([0.0])).tolist() == [0.0]


def test_the_largest_value_is_zero_where_nothing_passes_and_infinite_where_all_do():
    limit = np.array([2.5, -1.0, np.inf, 300.0])
    found = largest_value(lambda x, limit: limit - x, np.ones(4), limit)
    np.testing.assert_allclose(found, [2.5, 0.0, np.inf, 300.0])
