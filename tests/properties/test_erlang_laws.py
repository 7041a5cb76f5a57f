"""Laws of Erlang B and C that hold for every queue."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import wfm

loads = st.floats(1e-6, 1e5)
agents = st.floats(0.01, 1e5)
handle_times = st.floats(1, 1e4)
limits = st.floats(0, 1e3)
SLACK = 1e-12  # more than twice the documented error


@given(agents, loads)
def test_blocking_is_below_the_probability_of_delay(n, a):
    assert 0 <= wfm.erlang_b(n, a) <= wfm.erlang_c(n, a) * (1 + SLACK) <= 1 + SLACK


@given(agents, loads)
def test_blocking_follows_its_recursion(n, a):
    b, more = wfm.erlang_b(n, a), wfm.erlang_b(n + 1, a)
    assume(more > 1e-290)
    assert more == pytest.approx(a * b / (n + 1 + a * b), rel=SLACK)


@given(st.floats(0.1, 1e4), st.floats(0.7, 0.9999))
def test_waiting_follows_from_blocking(n, busy):
    a = n * busy
    b = wfm.erlang_b(n, a)
    assume(b > 1e-290)
    assert wfm.erlang_c(n, a) == pytest.approx(n * b / ((n - a) + a * b), rel=SLACK)


@given(agents, st.floats(0, 10), loads, handle_times, limits)
def test_more_agents_are_never_worse(n, more, a, h, t):
    few, many = wfm.performance(n, a, h, t), wfm.performance(n + more, a, h, t)
    assert many.wait_probability <= few.wait_probability * (1 + SLACK)
    assert many.service_level >= few.service_level - SLACK
    assert many.asa <= few.asa * (1 + SLACK)
    assert many.occupancy <= few.occupancy


@given(agents, loads, st.floats(1, 2), handle_times, limits)
def test_more_load_is_never_better(n, a, factor, h, t):
    light, heavy = wfm.performance(n, a, h, t), wfm.performance(n, a * factor, h, t)
    assert heavy.wait_probability >= light.wait_probability * (1 - SLACK)
    assert heavy.service_level <= light.service_level + SLACK
    assert heavy.asa >= light.asa * (1 - SLACK)
    assert heavy.occupancy >= light.occupancy


@given(agents, loads, handle_times, limits, st.floats(0, 100))
def test_a_longer_limit_is_met_more_often(n, a, h, t, more):
    assert wfm.service_level(n, a, h, t + more) >= wfm.service_level(n, a, h, t)


@given(agents, loads, handle_times, limits)
def test_the_pass_over_all_measures_gives_each_of_them(n, a, h, t):
    assert wfm.performance(n, a, h, t) == (
        wfm.erlang_c(n, a),
        wfm.service_level(n, a, h, t),
        wfm.asa(n, a, h),
        wfm.occupancy(n, a),
        0.0,  # abandonment
        wfm.asa(n, a, h),  # mean wait of all contacts
    )


@given(st.lists(st.tuples(agents, loads, handle_times, limits), min_size=1, max_size=40))
def test_scalars_equal_arrays(queues):
    together = wfm.performance(*np.array(queues).T)
    for i, queue in enumerate(queues):
        assert wfm.performance(*queue) == tuple(measure[i] for measure in together)


@given(st.floats(0.01, 0.999), st.floats(0.05, 0.999), st.floats(0.5, 1000), handle_times)
def test_wait_quantile_is_the_inverse_of_service_level(q, busy, n, h):
    a = n * busy
    t = wfm.wait_quantile(q, n, a, h)
    if t > 0:
        assert 1 - wfm.service_level(n, a, h, t) == pytest.approx(1 - q, rel=1e-9)
    else:
        assert wfm.service_level(n, a, h, 0) >= q - SLACK


@given(st.floats(0, 1e4), st.floats(1, 1e4), st.floats(1, 1e4), st.floats(0.1, 10))
def test_offered_load_is_linear(volume, h, interval, factor):
    load = wfm.offered_load(volume, h, interval)
    assert wfm.offered_load(volume * factor, h, interval) == pytest.approx(load * factor)
    assert wfm.offered_load(volume, h * factor, interval) == pytest.approx(load * factor)
    assert wfm.offered_load(volume, h, interval * factor) == pytest.approx(load / factor)
