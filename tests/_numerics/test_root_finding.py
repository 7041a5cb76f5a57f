"""The root finder, one for the whole package."""

import numpy as np
import pytest

from wfm._numerics import inverse_erlang_c
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


def test_a_row_that_is_infinite_everywhere_takes_no_steps():
    roots, steps = np.array([0.3, np.nan, 7.0]), []

    def f(x):
        steps.append(len(x))
        return np.where(np.isnan(roots), np.inf, x - roots)

    found = find_root(f, np.array([0.0, 4.0, 0.0]), np.array([1.0, 4.0, 9.0]))
    np.testing.assert_allclose(found, [0.3, 4.0, 7.0], rtol=4e-16)
    assert len(steps) < 20


def test_intervals_without_contacts_take_no_steps(monkeypatch):
    steps, excess = [], inverse_erlang_c._excess
    monkeypatch.setattr(inverse_erlang_c, "_excess", lambda n, a: steps.append(1) or excess(n, a))
    load, rest = np.array([4.0, 0.0]), (np.full(2, 180.0), np.full(2, 0.8), np.full(2, 20.0))
    with np.errstate(all="ignore"):
        agents = inverse_erlang_c.agents_for_level(load, *rest)
    assert agents[0] > 4
    assert agents[1] == 0
    assert len(steps) < 25
