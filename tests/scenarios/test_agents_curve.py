"""One and two agents more and fewer than planned."""

import numpy as np
import pytest

import wfm
from wfm.scenarios.whatif_document import WhatIfDocument

DAY = {
    "start": [f"2026-05-04 {hour}" for hour in ("09:00", "09:30", "10:00", "10:30")],
    "volume": [37, 52.5, 0, 2],
    "aht": [211, 224, 0, 198],
}


@pytest.mark.parametrize("keywords", [{}, {"patience": "2m"}])
def test_more_agents_never_give_less_service_in_any_interval(keywords):
    curve = wfm.agents_curve(DAY, "83/25", **keywords)
    assert (np.diff(curve.levels, axis=0) >= 0).all()
    for name in ("agent_hours", "paid_hours", "service_level"):
        figures = [getattr(one, name) for one in curve.steps]
        assert figures == sorted(figures)
    assert [one.below_target for one in curve.steps][2:] == [0, 0, 0]


def test_each_step_is_the_service_of_its_agents():
    curve = wfm.agents_curve(DAY, "83/25", shrinkage="26%", hourly_cost=20)
    planned = curve.plan.columns["agents"]
    for step, levels in zip(curve.steps, curve.levels, strict=True):
        agents = np.maximum(planned + step.more * np.array([1, 1, 0, 1]), 0)
        service = wfm.expected_service(wfm.read_forecast(DAY), agents, "83/25")
        total = service.summary().total
        assert levels.tolist() == service.columns["service_level"].tolist()
        assert step.service_level == pytest.approx(total.service_level)
        assert step.agent_hours == total.agent_hours
        assert step.overloaded == total.overloaded
        people = wfm.scheduled(agents, 0.26)
        assert (step.paid_hours, step.cost) == (people.sum() / 2, people.sum() * 10)


def test_no_agent_answers_nothing_and_an_empty_interval_stays_as_planned():
    curve = wfm.agents_curve(DAY, "83/25")
    assert curve.plan.columns["agents"].tolist()[2:] == [0, 2]
    assert curve.levels[0].tolist()[2:] == [1, 0]
    assert curve.steps[0].overloaded == 1


def test_the_json_has_its_schema_and_the_workbook_its_totals(tmp_path):
    curve = wfm.agents_curve({**DAY, "queue": ["one"] * 4}, "83/25", patience="2m")
    document = WhatIfDocument.model_validate_json(curve.to_json())
    assert document.steps[2].more == 0
    assert document.rows[0].queue == "one"
    curve.save(tmp_path / "agents.xlsx")
    assert list(curve.to_frame())[-5:] == [
        "level_minus_2", "level_minus_1", "level_planned", "level_plus_1", "level_plus_2",
    ]  # fmt: skip
