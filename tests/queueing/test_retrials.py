"""Redials and repeat contacts: the fixed point against a simulation of every caller."""

import numpy as np
import pytest

from oracles import redial_sim
from wfm import InputError
from wfm.queueing import retrials
from wfm.queueing.deflection import deflected

# fresh a minute, agents, redial, repeat, pause [min], slack for a short pause; the model's
# offered a minute, service level and abandonment. AHT 8 minutes, patience 4, limit 30 s.
CASES = [
    (5, 48, 0.5, 0.15, 240, 0.0, (6.063, 0.7231, 0.0724)),
    (5, 48, 0.5, 0.15, 20, 0.01, (6.063, 0.7231, 0.0724)),
    (1, 10, 0.6, 0.20, 2, 0.03, (1.383, 0.517, 0.192)),
    (5, 40, 0.8, 0.10, 5, 0.05, (7.525, 0.078, 0.337)),
]


@pytest.mark.parametrize(
    ("fresh", "agents", "p", "q", "pause", "slack", "figures"),
    [*CASES[:3:2], *(pytest.param(*one, marks=pytest.mark.deep) for one in CASES[1::2])],
)
def test_the_fixed_point_equals_the_simulation_of_every_caller(
    fresh, agents, p, q, pause, slack, figures
):
    found = retrials.performance(
        fresh * 30, agents, 1800, 480, 30, patience=240, redial=p, resolution=1 - q
    )
    assert found.volume / 30 == pytest.approx(figures[0], abs=6e-4)
    assert found.service_level == pytest.approx(figures[1], abs=6e-4)
    assert found.abandonment == pytest.approx(figures[2], abs=6e-4)
    seen = redial_sim.simulate(
        fresh / 60, agents, 480.0, 240.0, 30.0, p, q, 60.0 * pause, contacts=400_000, seed=31
    )
    assert seen.arrivals.agrees(found.volume / 1800, slack * fresh / 60)
    assert seen.service_level.agrees(found.service_level, slack)
    assert seen.abandonment.agrees(found.abandonment, slack)


@pytest.mark.parametrize(
    ("fresh", "agents", "level"), [(5, 48, 0.954), (1, 10, 0.810), (5, 40, 0.726)]
)
def test_ignoring_redials_and_repeat_contacts_overstates_the_service_level(fresh, agents, level):
    found = retrials.performance(fresh * 30, agents, 1800, 480, 30, patience=240)
    assert found.service_level == pytest.approx(level, abs=6e-4)


def test_first_contact_resolution_from_70_to_90_percent_is_worth_a_fifth_of_the_staff():
    n = retrials.agents_required(
        150, 1800, 480, service_level=0.8, within=30, patience=240,
        redial=0.5, resolution=[0.7, 0.8, 0.9, 1.0],
    )  # fmt: skip
    assert n.tolist() == [60, 53, 48, 43]


def test_half_an_agent_is_between_its_neighbours():
    few, half, many = retrials.offered_volume(
        90, [14, 14.5, 15], 1800, 300, patience=60, redial=0.5
    )
    assert few > half > many


def test_without_redials_and_repeat_contacts_offered_equals_fresh():
    assert retrials.offered_volume(150, 48, 1800, 480, patience=240) == 150


def test_without_abandonment_only_repeat_contacts_add_volume():
    offered = retrials.offered_volume(
        90, 48, 1800, 480, patience=np.inf, redial=0.9, resolution=0.75
    )
    assert offered == pytest.approx(120, rel=1e-14)


def test_a_required_agent_fewer_misses_the_level():
    n = retrials.agents_required(
        150, 1800, 480, service_level=0.8, within=30, patience=240, redial=0.5, resolution=0.8
    )
    fewer, just = retrials.performance(
        150, [n - 1, n], 1800, 480, 30, patience=240, redial=0.5, resolution=0.8
    ).service_level
    assert fewer < 0.8 <= just


def test_nan_propagates_and_no_contacts_have_no_repeats():
    offered = retrials.offered_volume([0, np.nan], 5, 1800, 300, patience=60, redial=0.5)
    assert offered[0] == 0
    assert np.isnan(offered[1])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"redial": 1.0}, r"redial must be in \[0, 1\): got 1.0"),
        ({"resolution": 0.0}, r"resolution must be in \(0, 1\]"),
        ({"agents": -1.0}, "agents must be"),
        ({"patience": -1.0}, "patience must be"),
    ],
)
def test_bad_input_is_refused_by_name(values, words):
    given = {"fresh": 9, "agents": 5, "interval": 1800, "aht": 300, "patience": 60} | values
    with pytest.raises(InputError, match=words):
        retrials.offered_volume(**given)


def test_self_service_takes_the_easy_contacts_first():
    left = deflected(400, 300, deflection=0.25, aht_change=0.10, automation=0.05)
    assert left == (300, pytest.approx(313.5))
    assert deflected(400, 300) == (400, 300)
    with pytest.raises(InputError, match="deflection must be in"):
        deflected(400, 300, deflection=1.0)
