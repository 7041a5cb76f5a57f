"""The explanation of a row of a plan with agents of its own."""

import numpy as np
import pytest

from support.forecasts import demand
from wfm.planning.given_agents import service_of_agents
from wfm.planning.interval import staff_interval
from wfm.planning.interval_explanation import explain_given, explain_row
from wfm.planning.interval_models import IntervalModel
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget, Target

THIRTY = Shrinkage.parse("30%")
FORECAST = demand([100.0, 0.0], [180.0, np.nan], queues=("voice",))
TARGET = Target(0.80, 20.0, asa=15.0, max_occupancy=0.75)


def explained(row=0, target=TARGET, **model):
    return explain_row(FORECAST, row, QueueTarget.of(target, **model), THIRTY, 40.0)


def test_the_steps_end_in_the_figures_of_the_plan():
    explanation = explained()
    result = staff_interval(100.0, 180.0, 1800.0, TARGET, THIRTY)
    assert explanation.value("offered load") == 10.0
    assert explanation.value("agents") == result.row.agents
    assert explanation.value("agents, unrounded") == result.agents_unrounded
    assert explanation.value("scheduled") == result.row.scheduled
    assert explanation.value("service level") == pytest.approx(result.row.service_level)
    assert explanation.value("asa") == pytest.approx(result.row.asa)
    assert explanation.value("occupancy") == pytest.approx(result.row.occupancy)
    assert explanation.value("fte") == result.row.scheduled * 0.5 / 40


def test_each_part_of_the_target_has_its_agents():
    explanation = explained()
    parts = ("service level", "ASA", "occupancy")
    each = [explanation.value(f"agents for {part}") for part in parts]
    assert max(each) == explanation.value("agents")


def test_title_and_source_name_the_row():
    explanation = explained()
    assert explanation.title == "voice, 1970-01-01T00:00:00"
    assert explanation.source == "test.csv, line 2"


def test_patience_adds_abandonment():
    target = Target(abandonment=0.05)
    explanation = explained(target=target, patience=120.0)
    model = IntervalModel(patience=120.0)
    result = staff_interval(100.0, 180.0, 1800.0, target, THIRTY, model)
    assert explanation.value("abandonment") == result.row.abandonment <= 0.05
    assert explanation.value("agents for abandonment") == result.row.agents
    assert explanation.value("occupancy") == result.row.occupancy


def test_an_interval_without_contacts_has_no_agents():
    explanation = explained(row=1)
    assert explanation.value("agents") == 0
    assert [step.name for step in explanation.steps] == ["volume", "interval", "agents"]


def test_a_minimum_of_agents_is_a_step_also_without_contacts():
    for row, agents in ((0, 21), (1, 21)):
        target = QueueTarget.of(TARGET, min_agents=21)
        explanation = explain_row(FORECAST, row, target, THIRTY, 40.0)
        assert explanation.value("agents") == agents
        assert explanation.value("scheduled") == 30


@pytest.mark.parametrize("model", [{}, {"patience": 150.0}])
def test_given_people_are_explained_with_their_service(model):
    target = QueueTarget.of(TARGET, **model)
    explanation = explain_given(FORECAST, 0, target, THIRTY, 17.0, scheduled=True)
    result = service_of_agents(
        100.0, 180.0, 1800.0, TARGET, THIRTY, IntervalModel(**model), scheduled=17.0
    )
    assert explanation.value("agents") == result.agents == pytest.approx(11.9)
    assert explanation.value("service level") == pytest.approx(result.row.service_level)
    assert explanation.value("asa") == pytest.approx(result.row.asa)
    assert explanation.value("agents required") == result.required
    words = [step.name for section in explanation.sections for step in section.steps]
    assert words.count("missed") == len(result.missed)


def test_people_without_contacts_meet_the_target():
    explanation = explain_given(FORECAST, 1, QueueTarget.of(TARGET), THIRTY, 2.0)
    assert explanation.value("agents required") == 0
    assert "missed" not in [step.name for part in explanation.sections for step in part.steps]
