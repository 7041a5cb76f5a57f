"""Priorities against a simulation of every contact, Cobham's means and Erlang C."""

import numpy as np
import pytest

import wfm
from oracles import priority_sim
from wfm import InputError
from wfm.queueing import priority

# arrivals per minute by class, agents, limit [s]; exact service levels. AHT 8 minutes.
CASES = [
    ((0.8, 1.2), 18, 30, (0.743, 0.523)),
    ((0.5, 0.5, 0.9), 17, 60, (0.890, 0.782, 0.527)),
    ((1.0, 4.0), 43, 30, None),
]
LOADS = [6.4, 9.6]


@pytest.mark.parametrize(("rates", "agents", "within", "levels"), CASES)
def test_each_class_waits_as_in_a_simulation_of_every_contact(rates, agents, within, levels):
    load = np.array(rates) * 8
    level = priority.service_level(agents, load, 480, within)
    wait = priority.asa(agents, load, 480)
    if levels:
        assert level == pytest.approx(levels, abs=6e-4)
    seen = priority_sim.simulate(
        [r / 60 for r in rates], agents, 480.0, [within] * len(rates), contacts=700_000, seed=21
    )
    for k, one in enumerate(seen):
        assert one.service_level.agrees(level[k])
        assert one.asa.agrees(wait[k])


def test_the_published_two_classes_of_a_single_server_are_reproduced():
    # arrivals 1 and 9 an hour, 12 served an hour: waits of 0.075758 and 0.454545 hours
    wait = priority.asa(1, [1 / 12, 9 / 12], 300)
    assert wait / 3600 == pytest.approx([0.0757576, 0.4545455], rel=1e-6)


def test_four_classes_of_five_servers_are_reproduced():
    wait = priority.asa(5, np.array([6, 4, 6, 5]) / 6, 600)
    assert wait / 3600 == pytest.approx([0.015743, 0.023615, 0.040483, 0.089961], rel=5e-5)


def test_one_queue_for_both_classes_would_give_each_the_same():
    assert wfm.service_level(18, 16.0, 480, 30) == pytest.approx(0.531, abs=6e-4)
    assert wfm.service_level(17, 15.2, 480, 60) == pytest.approx(0.553, abs=6e-4)


def test_one_class_is_erlang_c_to_eleven_digits():
    t = np.array([0.0, 1e-6, 1.0, 20.0, 300.0, 3000.0])
    level = priority.service_level(14, [10.0], 180, t[:, None])[:, 0]
    assert level == pytest.approx(wfm.service_level(14, 10.0, 180, t), abs=1e-11)


def test_the_mean_wait_is_the_area_under_its_distribution():
    t = np.linspace(0, 40_000, 80_001)
    tail = 1 - priority.service_level(18, LOADS, 480, t[:, None])
    area = (tail.sum(axis=0) - (tail[0] + tail[-1]) / 2) * t[1]
    assert area == pytest.approx(priority.asa(18, LOADS, 480), rel=3e-5)


def test_the_lower_class_alone_suffers_an_overload():
    level = priority.service_level(10, [6.0, 6.0], 300, 60)
    assert level == pytest.approx([1 - np.exp(-0.8), 0])  # a server that is never idle
    assert priority.asa(10, [6.0, 6.0], 300)[1] == np.inf


def test_zero_load_has_no_wait_and_nan_propagates():
    assert (priority.service_level(0, [0.0, 0.0], 300, 60) == 1).all()
    assert (priority.asa(0, [0.0, 0.0], 300) == 0).all()
    assert np.isnan(priority.service_level(10, [np.nan, 2.0], 300, 60)).all()
    assert (priority.service_level(0, [1.0, 2.0], 300, 60) == 0).all()


def test_required_agents_meet_all_targets_and_one_fewer_misses_one():
    load = np.array([[6.4, 9.6], [1.0, 2.0], [60.0, 5.0]])
    n = priority.agents_required(load, 480, service_level=[0.8, 0.7], within=[30, 60], asa=120)
    for agents, kept in ((n, True), (n - 1, False)):
        level = priority.service_level(agents, load, 480, [30, 60])
        wait = priority.asa(agents, load, 480)
        good = ((level >= [0.8, 0.7]) & (wait <= 120)).all(axis=1)
        assert (good == kept).all()


def test_a_gap_in_a_class_is_a_gap_in_the_plan():
    n = priority.agents_required([[6.4, np.nan], [6.4, 9.6]], 480, asa=60)
    assert np.isnan(n[0])
    assert n[1] > 16
    assert priority.agents_required([0.0, 0.0], 480, asa=60) == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: priority.asa(10, 5.0, 300), "load must hold the classes"),
        (lambda: priority.asa(10, [5.0, -1.0], 300), "load must be"),
        (lambda: priority.service_level(10, [5.0, 1.0], 300, [1, 2, 3]), "do not broadcast"),
        (lambda: priority.agents_required([5.0, 1.0], 300), "a target is needed"),
        (lambda: priority.agents_required([5.0], 300, service_level=0.8), "belong together"),
        (lambda: priority.agents_required([5.0], 300, asa=np.nan), "A target has no gaps"),
        (lambda: priority.agents_required([5.0], 300, service_level=80, within=20), "mean 0.8"),
    ],
)
def test_bad_input_is_refused_by_name(call, words):
    with pytest.raises(InputError, match=words):
        call()
