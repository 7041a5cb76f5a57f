"""Blending against a simulation of calls and e-mails at the same desks."""

import numpy as np
import pytest

from oracles import blend_sim
from wfm import InputError, UnreachableError
from wfm.queueing import blending, chat

# reserve, service level, e-mails per hour, occupancy: 26 agents, 20 erlangs of 6 minutes,
# patience 4 minutes, limit 20 s
TABLE = [(0, 0.384, 86, 1.00), (2, 0.686, 65, 0.97), (4, 0.816, 49, 0.93), (6, 0.877, 34, 0.88)]


def blended(reserve, **more):
    return blending.performance(26, 20.0, 360, reserve, within=20, patience=240, **more)


@pytest.mark.parametrize(("reserve", "level", "mails", "busy"), TABLE)
def test_the_table_is_reproduced_and_a_simulation_agrees(reserve, level, mails, busy):
    found = blended(reserve)
    assert found.service_level == pytest.approx(level, abs=6e-4)
    assert found.deferred_rate * 3600 == pytest.approx(mails, abs=0.7)
    assert found.occupancy == pytest.approx(busy, abs=6e-3)
    seen = blend_sim.simulate(
        20 / 360, 26, 360.0, 360.0, reserve, 240.0, 20.0, contacts=400_000, seed=41
    )
    assert seen.service_level.agrees(found.service_level)
    assert seen.deferred_rate.agrees(found.deferred_rate)
    assert seen.occupancy.agrees(found.occupancy, 1e-12)  # R = 0: 1 but for rounding


@pytest.mark.parametrize(("reserve", "level"), [(0, 0.246), (2, 0.549), (4, 0.711), (6, 0.813)])
def test_long_deferred_work_costs_calls_more_than_the_model_states(reserve, level):
    seen = blend_sim.simulate(
        20 / 360, 26, 360.0, 720.0, reserve, 240.0, 20.0, contacts=400_000, seed=42
    )
    assert seen.service_level.agrees(level, 0.003)
    assert seen.service_level.mean < blended(reserve).service_level - 0.05


def test_unequal_handle_times_are_refused_with_the_reason():
    with pytest.raises(InputError, match="deferred_aht must equal aht: got 720 s and 360 s"):
        blended(2, deferred_aht=720)
    assert blended(2, deferred_aht=360) == blended(2)


def test_a_reserve_of_all_agents_is_a_queue_of_calls():
    alone = chat.performance(26, 100, 1800, [360.0], within=20, patience=240)
    found = blended(26)
    assert found.service_level == pytest.approx(alone.service_level, rel=1e-13)
    assert found.service_level == found.service_level_alone
    assert found.deferred_rate == pytest.approx(26 / 360 * 0, abs=1e-9)


def test_what_blending_costs_falls_with_the_reserve():
    found = blended(np.arange(27))
    cost = found.service_level_alone - found.service_level
    assert (np.diff(cost) < 1e-15).all()
    assert cost[0] > 0.5 > 1e-9 > cost[-1]


def test_work_in_is_work_done():
    found = blended(3)
    per_second = 20 / 360 * (1 - found.abandonment) + found.deferred_rate
    assert per_second * 360 == pytest.approx(26 * found.occupancy, rel=1e-12)


def test_the_required_reserve_meets_the_level_and_one_fewer_does_not():
    r = blending.reserve_required(26, 20.0, 360, service_level=0.8, within=20, patience=240)
    fewer, just = blended([r - 1, r]).service_level
    assert fewer < 0.8 <= just


def test_a_level_that_is_missed_without_deferred_work_is_unreachable():
    with pytest.raises(UnreachableError, match="even without deferred work"):
        blending.reserve_required(20, 20.0, 360, service_level=0.9, within=20, patience=240)


@pytest.mark.parametrize(
    ("agents", "reserve", "words"),
    [
        (26, 27, "reserve must be at most"),
        (26, 1.5, "reserve must be an integer"),
        (2.5, 1, "agents"),
    ],
)
def test_an_invalid_reserve_is_refused(agents, reserve, words):
    with pytest.raises(InputError, match=words):
        blending.performance(agents, 20.0, 360, reserve, within=20)


def test_nan_propagates():
    assert np.isnan(blending.performance(26, [np.nan], 360, 2, within=20)).all()
    assert np.isnan(
        blending.reserve_required(26, [np.nan, 10], 360, service_level=0.8, within=20)[0]
    )


@pytest.mark.parametrize(("name", "target"), [("asa", 5.0), ("abandonment", 0.02)])
def test_a_reserve_meets_the_other_targets_of_the_calls(name, target):
    known = {"patience": 240}
    reserve = blending.reserve_required(26, 20.0, 360, **{name: target}, **known)
    assert reserve > 0
    assert getattr(blending.performance(26, 20.0, 360, reserve, 20, **known), name) <= target
    assert getattr(blending.performance(26, 20.0, 360, reserve - 1, 20, **known), name) > target
    level = blending.reserve_required(26, 20.0, 360, service_level=0.8, within=20, **known)
    both = blending.reserve_required(
        26, 20.0, 360, service_level=0.8, within=20, **{name: target}, **known
    )
    assert both == max(reserve, level)


def test_a_target_that_is_missed_without_deferred_work_is_unreachable():
    with pytest.raises(UnreachableError, match="20 agents miss an average speed of answer of 10"):
        blending.reserve_required([26, 20], 20.0, 360, asa=10.0, patience=240)
