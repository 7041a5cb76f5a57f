"""The estimates for skills against simulations of every contact and every group."""

import math

import numpy as np
import pytest

import wfm
from oracles import skills_sim
from wfm import InputError
from wfm.queueing import multiskill

DEEP = pytest.mark.deep
TARGET = {"service_level": 0.80, "within": 30}


def ring(groups, agents, load, contacts=200_000):
    """Service levels where every group has its own skill and the next one's."""
    people = [agents // groups + (g < agents % groups) for g in range(groups)]
    tries = [[k, (k - 1) % groups] for k in range(groups)]
    ranks = [[[g], [(g + 1) % groups]] for g in range(groups)]
    seen = skills_sim.simulate(
        [load / 600] * groups, people, 600.0, 30.0, tries, ranks, contacts=contacts, seed=61
    )
    return np.array([one.mean for one in seen])


def pair(share, load, agents):
    """Service level of two groups with a share of people who can do both."""
    both = round(share * agents)
    one = (agents - both) // 2
    seen = skills_sim.simulate(
        [load / 600] * 2, [one, agents - both - one, both], 600.0, 30.0, [[0, 2], [1, 2]],
        [[[0]], [[1]], [[0, 1]]], patience=300.0, contacts=150_000, seed=62,
    )  # fmt: skip
    return sum(one.mean for one in seen) / 2


def test_the_simulator_of_one_group_is_erlang_c():
    (seen,) = skills_sim.simulate([10 / 180], [14], 180.0, 20.0, [[0]], [[[0]]], contacts=300_000,
                                  seed=63)  # fmt: skip
    assert seen.agrees(wfm.service_level(14, 10.0, 180, 20))


def test_six_groups_of_14_erlangs_need_108_apart_95_with_two_skills_92_pooled():
    found = multiskill.agents_required([14.0] * 6, 600, **TARGET)
    assert found == (108, 95, 92)
    levels = ring(6, found.two_skills, 14.0, contacts=300_000)
    assert levels.min() >= 0.80
    assert ring(6, found.two_skills - 3, 14.0).min() < 0.80


@pytest.mark.parametrize(
    ("groups", "load"),
    [(4, 10.0), (6, 30.0), *(pytest.param(*one, marks=DEEP) for one in ((8, 14.0), (10, 10.0)))],
)
def test_the_estimate_for_two_skills_is_within_two_agents_of_a_simulation(groups, load):
    found = multiskill.agents_required([load] * groups, 600, **TARGET)
    assert found.pooled < found.two_skills < found.separate
    assert ring(groups, found.two_skills + 2, load).mean() >= 0.80
    few = max(found.two_skills - 3, found.pooled - 1)
    assert ring(groups, few, load).mean() < 0.80


@pytest.mark.deep
@pytest.mark.parametrize(
    ("groups", "load", "totals", "simulated"),
    [
        (6, 14.0, (108, 95, 92), 95),
        (10, 10.0, (140, 118, 109), 118),
        (20, 10.0, (280, 237, 211), 238),
        (12, 14.0, (216, 189, 179), 190),
        (10, 30.0, (360, 320, 313), 319),
        (6, 5.0, (48, 39, 36), 40),
    ],
)
def test_the_published_table_of_rings_is_reproduced(groups, load, totals, simulated):
    assert multiskill.agents_required([load] * groups, 600, **TARGET) == totals
    worst = [ring(groups, simulated - less, load, contacts=600_000).min() for less in (1, 0)]
    assert worst[0] < 0.795 < worst[1]


@pytest.mark.parametrize(
    ("load", "agents"),
    [(28.0, 62), *(pytest.param(*one, marks=DEEP) for one in ((7.0, 16), (100.0, 206)))],
)
def test_cross_training_a_fifth_brings_at_least_half_of_the_gain(load, agents):
    none, fifth, all_trained = (pair(share, load, agents) for share in (0.0, 0.2, 1.0))
    gain = (fifth - none) / (all_trained - none)
    assert gain == pytest.approx(multiskill.pooling_gain(0.2, 2 * load), abs=0.15)
    assert gain > 0.4


def test_two_groups_with_two_skills_each_are_a_pool():
    found = multiskill.agents_required([28.0, 28.0], 600, **TARGET)
    assert found.two_skills == found.pooled < found.separate


def test_one_group_requires_the_agents_of_erlang_c():
    n = wfm.agents_required(14.0, 600, **TARGET)
    assert multiskill.agents_required([14.0], 600, **TARGET) == (n, n, n)


def test_several_centres_broadcast_and_nan_stays_nan():
    found = multiskill.agents_required([[14.0] * 6, [5.0] * 6, [np.nan] * 6], 600, **TARGET)
    assert found.separate[:2].tolist() == [108, 48]
    assert all(math.isnan(total[2]) for total in found)


def test_cross_trained_required_is_the_inverse_of_pooling_gain():
    share = np.array([0.0, 0.1, 0.35, 1.0])
    gain = multiskill.pooling_gain(share, 56.0)
    assert multiskill.cross_trained_required(gain, 56.0) == pytest.approx(share)
    assert gain[[0, -1]] == pytest.approx([0, 1])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: multiskill.agents_required(14.0, 600, **TARGET),
            "load must hold the skill groups",
        ),
        (lambda: multiskill.agents_required([14.0], 600), "a target is needed"),
        (lambda: multiskill.pooling_gain(1.5, 50.0), "cross_trained must be in"),
        (lambda: multiskill.cross_trained_required(0.5, -1.0), "load must be"),
    ],
)
def test_bad_input_is_refused_by_name(call, words):
    with pytest.raises(InputError, match=words):
        call()
