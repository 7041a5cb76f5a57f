"""The explanation of a row of a plan with agents of its own."""

import numpy as np
import pytest

from support.forecasts import demand
from wfm.planning.interval import staff_interval
from wfm.planning.interval_explanation import explain_row
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
