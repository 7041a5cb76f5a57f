"""The parts of a change of the service level, and the cause of an interval below its target."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.reviewing.causes import CAUSES, IntervalInputs, cause_of, parts_of, service_levels
from wfm.targets import QueueTarget

TARGET = QueueTarget(service_level=0.8, within=30.0)
IMPATIENT = QueueTarget(model="erlang_a", service_level=0.8, within=30.0, patience=120.0)
VOLUME, AHT, AGENTS = 80.0, 210.0, 13.0
INTERVAL = 1800.0


def inputs(volume=VOLUME, aht=AHT, agents=AGENTS):
    return IntervalInputs(*(np.array([float(value)]) for value in (volume, aht, agents)))


def parts(actual, given_level=np.nan, target=TARGET):
    return parts_of(inputs(), actual, np.array([given_level]), INTERVAL, target)


def erlang_c_level(n, a, aht, within):
    """The textbook sum, term by term."""
    terms = [1.0]
    for k in range(1, n + 1):
        terms.append(terms[-1] * a / k)
    waiting = terms[-1] * n / (n - a)
    delayed = waiting / (sum(terms[:-1]) + waiting)
    return 1 - delayed * np.exp(-(n - a) * within / aht)


@pytest.mark.parametrize("target", [TARGET, IMPATIENT])
@pytest.mark.parametrize(
    ("actual", "cause"),
    [
        (inputs(volume=2 * VOLUME), "volume"),
        (inputs(aht=1.6 * AHT), "aht"),
        (inputs(agents=AGENTS - 5), "people"),
        (inputs(volume=1.5 * VOLUME, agents=AGENTS - 0.5), "volume"),
        (inputs(volume=1.02 * VOLUME, agents=AGENTS - 4), "people"),
    ],
)
def test_a_planted_cause_is_found(actual, cause, target):
    one = parts(actual, target=target)
    level = service_levels(actual, INTERVAL, target)
    assert cause_of(one, level < 0.8).tolist() == [cause]


def test_what_the_model_does_not_explain_is_another_cause():
    one = parts(inputs(), 0.4)
    assert cause_of(one, np.array([True])).tolist() == ["other"]
    assert one.other[0] == pytest.approx(0.4 - one.planned[0])


def test_inputs_that_are_harmless_alone_can_be_a_cause_together():
    rich = IntervalInputs(*(np.array([value]) for value in (80.0, 210.0, 16.0)))
    worse = IntervalInputs(*(np.array([value]) for value in (98.0, 255.0, 15.0)))
    one = parts_of(rich, worse, np.array([np.nan]), INTERVAL, TARGET)
    assert cause_of(one, np.array([True])).tolist() == ["together"]


def test_an_interval_on_target_has_no_cause():
    assert cause_of(parts(inputs(volume=2 * VOLUME)), np.array([False])).tolist() == [""]


def test_the_service_level_is_that_of_the_textbook():
    load = VOLUME * AHT / INTERVAL
    expected = erlang_c_level(13, load, AHT, 30.0)
    assert service_levels(inputs(), INTERVAL, TARGET)[0] == pytest.approx(expected, rel=1e-12)


positive = st.floats(1.0, 200.0)


@given(positive, st.floats(30.0, 900.0), st.floats(0.0, 40.0), st.floats(0.0, 1.0), st.booleans())
def test_the_parts_add_up_to_the_difference(volume, aht, agents, level, patient):
    target = TARGET if patient else IMPATIENT
    one = parts(inputs(volume, aht, agents), level, target)
    total = sum(float(getattr(one, name)[0]) for name in CAUSES)
    assert total == pytest.approx(level - float(one.planned[0]), abs=1e-12)


@given(positive, st.floats(30.0, 900.0), st.floats(1.0, 40.0))
def test_an_input_that_did_not_change_has_no_part(volume, aht, agents):
    only_volume = parts(inputs(volume=volume))
    assert only_volume.aht[0] == only_volume.people[0] == 0.0
    assert only_volume.together[0] == pytest.approx(0.0, abs=1e-15)
    assert parts(inputs(aht=aht)).volume[0] == 0.0
    assert parts(inputs(agents=agents)).volume[0] == 0.0


def test_an_input_that_is_not_known_is_that_of_the_plan():
    one = parts(inputs(aht=np.nan, agents=np.nan))
    assert (one.planned == one.expected).all()
    assert one.aht[0] == one.people[0] == 0.0
