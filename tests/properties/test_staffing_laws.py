"""Required agents and the measures they give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wfm
from support.examples import examples

loads = st.floats(1e-6, 1e4)
handle_times = st.floats(1, 1e4)
levels = st.floats(0.001, 0.999)
limits = st.floats(0, 1e3)
waits = st.floats(0.01, 1e4)
caps = st.floats(0.1, 1)


@given(loads, handle_times, levels, limits)
def test_required_agents_meet_the_level_and_one_fewer_does_not(a, h, level, t):
    n = wfm.agents_required(a, h, service_level=level, within=t)
    assert wfm.service_level(n, a, h, t) >= level
    assert wfm.service_level(n - 1, a, h, t) < level


@given(loads, handle_times, waits)
def test_required_agents_meet_the_asa_and_one_fewer_does_not(a, h, wait):
    n = wfm.agents_required(a, h, asa=wait)
    assert wfm.asa(n, a, h) <= wait
    assert wfm.asa(n - 1, a, h) > wait


@given(loads, caps)
def test_required_agents_meet_the_occupancy_cap_and_one_fewer_does_not(a, cap):
    n = wfm.agents_required(a, 180, max_occupancy=cap)
    assert wfm.occupancy(n, a) <= cap * (1 + 2**-49)
    assert n == 1 or a / (n - 1) > cap


@given(loads, st.floats(1, 2), handle_times, levels, limits)
def test_more_load_never_requires_fewer_agents(a, factor, h, level, t):
    assert wfm.agents_required(a * factor, h, service_level=level, within=t) >= (
        wfm.agents_required(a, h, service_level=level, within=t)
    )


@given(st.integers(1, 2000), handle_times, levels, limits)
def test_agents_required_is_the_inverse_of_max_load(n, h, level, t):
    load = wfm.max_load(n, h, service_level=level, within=t)
    assert wfm.service_level(n, load, h, t) >= level
    assert wfm.agents_required(load, h, service_level=level, within=t) <= n
    if load > 0:
        above = wfm.agents_required(load * (1 + 1e-9), h, service_level=level, within=t)
        assert above > n


@given(st.integers(1, 500), st.floats(0.5, 1e3), levels, limits)
def test_max_aht_agrees_with_service_level(n, volume, level, t):
    h = wfm.max_aht(n, volume, 1800, service_level=level, within=t)
    assert wfm.service_level(n, wfm.offered_load(volume, h, 1800), h, t) >= level
    longer = h * (1 + 1e-9)
    assert wfm.service_level(n, wfm.offered_load(volume, longer, 1800), longer, t) < level


@given(loads, handle_times, levels, limits)
def test_unrounded_agents_round_up_to_the_integer_result(a, h, level, t):
    part = wfm.agents_required(a, h, service_level=level, within=t, round_up=False)
    whole = wfm.agents_required(a, h, service_level=level, within=t)
    assert part >= a
    assert whole - 1 - 1e-9 <= part <= whole * (1 + 1e-9)


@examples(20, 2000)
@given(loads, handle_times, levels, limits, waits, caps)
def test_all_targets_together_require_the_agents_of_the_hardest(a, h, level, t, wait, cap):
    each = [
        {"service_level": level, "within": t},
        {"asa": wait},
        {"max_occupancy": cap},
    ]
    together = each[0] | each[1] | each[2]
    assert wfm.agents_required(a, h, **together) == max(
        wfm.agents_required(a, h, **one) for one in each
    )
    n = wfm.agents_required(a, h, **together)
    assert wfm.max_load(n, h, **together) == min(wfm.max_load(n, h, **one) for one in each)


@given(st.lists(st.tuples(loads, handle_times, levels, limits), min_size=1, max_size=40))
def test_scalars_equal_arrays(rows):
    a, h, level, t = np.array(rows).T
    together = wfm.agents_required(a, h, service_level=level, within=t)
    alone = [wfm.agents_required(w, x, service_level=y, within=z) for w, x, y, z in rows]
    assert together.tolist() == alone


@pytest.mark.parametrize("whole", [True, False])
def test_zero_load_requires_no_agents(whole):
    assert wfm.agents_required(0, 180, service_level=0.8, within=20, asa=10, round_up=whole) == 0
