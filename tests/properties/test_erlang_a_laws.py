"""Laws of queues with abandonment and with limited lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wfm
from support.examples import examples
from wfm.queueing import lines

whole_agents = st.integers(1, 3000)
agents = st.floats(0.01, 1e5)
busy = st.floats(0.01, 5)
handle_times = st.floats(1, 1e4)
limits = st.floats(0, 1e3)
patience = st.floats(0, 1e7)
definitions = st.sampled_from(["offered", "answered", "virtual"])
levels = st.floats(0.001, 0.999)
SLACK = 1e-11


def at_most(low, high, slack=SLACK):
    return low <= high * (1 + slack) + 1e-12


@given(agents, busy, handle_times, limits, patience)
def test_measures_stay_in_their_bounds(n, load, h, t, p):
    a = n * load
    found = wfm.performance(n, a, h, t, patience=p)
    for share in (*found[:2], *found[3:5]):
        assert -1e-15 <= share <= 1 + 1e-15
    assert at_most(wfm.erlang_b(n, a), found.wait_probability)
    assert at_most(found.wait_probability, wfm.erlang_c(n, a))
    assert at_most(found.mean_wait, wfm.asa(n, a, h))
    assert at_most(found.abandonment, found.wait_probability)


@given(agents, st.floats(0, 10), busy, handle_times, limits, patience, definitions)
def test_more_agents_are_never_worse(n, more, load, h, t, p, definition):
    few, many = (
        wfm.performance(k, n * load, h, t, patience=p, definition=definition) for k in (n, n + more)
    )
    assert at_most(many.wait_probability, few.wait_probability)
    assert many.service_level >= few.service_level - 1e-12
    assert at_most(many.asa, few.asa)
    assert at_most(many.occupancy, few.occupancy)
    assert at_most(many.abandonment, few.abandonment)
    assert at_most(many.mean_wait, few.mean_wait)


@given(agents, busy, st.floats(1, 2), handle_times, limits, patience, definitions)
def test_more_load_is_never_better(n, load, factor, h, t, p, definition):
    light, heavy = (
        wfm.performance(n, a, h, t, patience=p, definition=definition)
        for a in (n * load, n * load * factor)
    )
    assert at_most(light.wait_probability, heavy.wait_probability)
    assert heavy.service_level <= light.service_level + 1e-12
    assert at_most(light.asa, heavy.asa)
    assert at_most(light.occupancy, heavy.occupancy)
    assert at_most(light.abandonment, heavy.abandonment)


@given(agents, busy, handle_times, patience, st.floats(1, 100))
def test_more_patience_lowers_abandonment_and_lengthens_waits(n, load, h, p, factor):
    hasty, calm = (wfm.performance(n, n * load, h, 0, patience=x) for x in (p, p * factor))
    assert at_most(calm.abandonment, hasty.abandonment)
    assert at_most(hasty.mean_wait, calm.mean_wait)
    assert at_most(hasty.wait_probability, calm.wait_probability)
    assert at_most(hasty.asa, calm.asa)
    assert at_most(hasty.occupancy, calm.occupancy)


@given(agents, busy, handle_times, limits, patience)
def test_of_offered_is_the_strictest_level(n, load, h, t, p):
    offered, answered, virtual = (
        wfm.service_level(n, n * load, h, t, patience=p, definition=d)
        for d in ("offered", "answered", "virtual")
    )
    assert offered <= answered + 1e-13
    assert offered <= virtual + 1e-13
    assert virtual <= answered + 1e-12  # the answered are those whose wait was short


@given(agents, busy, handle_times, limits, st.floats(0, 100), patience, definitions)
def test_a_longer_limit_is_met_more_often(n, load, h, t, more, p, definition):
    short, long = (
        wfm.service_level(n, n * load, h, x, patience=p, definition=definition)
        for x in (t, t + more)
    )
    assert long >= short - 1e-12


@examples(25, 2000)
@given(st.lists(st.tuples(agents, busy, handle_times, limits, patience), min_size=1, max_size=30))
def test_scalars_equal_arrays(rows):
    n, load, h, t, p = np.array(rows).T
    together = wfm.performance(n, n * load, h, t, patience=p)
    for i in range(n.size):
        alone = wfm.performance(n[i], n[i] * load[i], h[i], t[i], patience=p[i])
        assert alone == tuple(measure[i] for measure in together)


@given(agents, busy, handle_times, limits, patience)
def test_the_pass_over_all_measures_gives_each_of_them(n, load, h, t, p):
    a = n * load
    assert wfm.performance(n, a, h, t, patience=p) == (
        wfm.wait_probability(n, a, h, patience=p),
        wfm.service_level(n, a, h, t, patience=p),
        wfm.asa(n, a, h, patience=p),
        wfm.occupancy(n, a, aht=h, patience=p),
        wfm.abandonment(n, a, h, patience=p),
        wfm.mean_wait(n, a, h, patience=p),
    )


def kept(n, a, h, p, targets):
    """Whether n agents keep every target, by the public functions."""
    held = wfm.performance(n, a, h, targets["within"], patience=p, definition=targets["definition"])
    return (
        held.service_level >= targets["service_level"]
        and held.asa <= targets["asa"]
        and held.occupancy <= targets["max_occupancy"]
        and held.abandonment <= targets["abandonment"]
    )


targets = st.fixed_dictionaries(
    {
        "service_level": levels,
        "within": limits,
        "definition": definitions,
        "asa": st.floats(0.01, 1e4),
        "max_occupancy": st.floats(0.1, 1),
        "abandonment": st.floats(1e-6, 0.999),
    }
)


@examples(25, 2000)
@given(st.floats(1e-6, 1e4), handle_times, patience, targets)
def test_required_agents_meet_every_target_and_one_fewer_does_not(a, h, p, given_targets):
    n = wfm.agents_required(a, h, patience=p, **given_targets)
    assert kept(n, a, h, p, given_targets)
    assert n == 0 or not kept(n - 1, a, h, p, given_targets)


@examples(20, 2000)
@given(st.floats(1e-3, 1e4), handle_times, st.floats(1e-3, 1e7), levels, limits, definitions)
def test_unrounded_agents_round_up_to_the_integer_result(a, h, p, level, t, definition):
    target = {"service_level": level, "within": t, "definition": definition, "patience": p}
    agents = wfm.agents_required(a, h, **target)
    unrounded = wfm.agents_required(a, h, **target, round_up=False)
    assert agents - 1 <= unrounded <= agents


@examples(20, 2000)
@given(whole_agents, handle_times, st.floats(1, 1e6), levels, limits, st.floats(1e-4, 0.9))
def test_max_load_is_the_inverse_of_agents_required(n, h, p, level, t, lost):
    target = {"service_level": level, "within": t, "abandonment": lost, "patience": p}
    load = wfm.max_load(n, h, **target)
    assert wfm.agents_required(load, h, **target) <= n
    if load > 0:
        assert wfm.agents_required(load * (1 + 1e-6), h, **target) > n


@given(
    st.integers(1, 300),
    busy,
    handle_times,
    st.integers(0, 60),
    st.one_of(patience, st.just(np.inf)),
)
def test_blocking_is_below_erlang_b_and_falls_with_more_lines(n, load, h, waiting, p):
    a = n * load
    few, more = lines.blocking(n, a, h, [n + waiting, n + waiting + 1], patience=p)
    assert at_most(few, wfm.erlang_b(n, a))
    assert at_most(more, few)
    assert at_most(few, lines.blocking(n, a, h, n + waiting))


@pytest.mark.parametrize("agents", [True, False])
def test_zero_load_requires_no_agents(agents):
    found = wfm.agents_required(
        0, 180, service_level=0.8, within=20, abandonment=0.03, patience=60, round_up=agents
    )
    assert found == 0
