"""The root finder, one for the whole package."""

import numpy as np
import pytest

from wfm._numerics.root_finding import find_root


@pytest.mark.parametrize("flip", [False, True])
def test_a_root_is_found_to_the_last_digits(flip):
    low, high = np.zeros(4), np.array([1.0, 10.0, 1e6, 1e15])
    roots = np.array([0.3, 1e-12, 7.25, 3e14])
    ends = (high, low) if flip else (low, high)
    found = find_root(lambda x: x - roots, *ends)
    np.testing.assert_allclose(found, roots, rtol=4e-16)
    assert (found >= roots).all()


@pytest.mark.parametrize(("low", "high"), [(1.0, 2.0), (0.0, 1.0), (1.0, 1.0)])
def test_an_end_of_the_bracket_may_be_the_root(low, high):
    found = find_root(lambda x: x - 1.0, np.array([low]), np.array([high]))
    assert found.tolist() == [1.0]
