"""The record of an explanation."""

import pytest

from wfm.explanation import Explanation, Section, Step

LOAD = Step("offered load", "volume × aht / interval", "140 × 180 / 1800", 14.0, "erlangs")
AGENTS = Step("agents", "smallest n that meets the target", value=16, unit="agents")
AGAIN = Step("agents", value=17, unit="agents")
EXPLANATION = Explanation(
    "Mon 10:00", "forecast.csv, line 12", (Section("load", (LOAD,)), Section("agents", (AGENTS,)))
)


def test_steps_of_all_sections_come_in_order():
    assert EXPLANATION.steps == (LOAD, AGENTS)


def test_the_value_of_a_step_is_found_by_its_name():
    assert EXPLANATION.value("offered load") == 14.0
    with pytest.raises(KeyError, match="shrinkage"):
        EXPLANATION.value("shrinkage")


def test_the_last_step_of_a_name_counts():
    twice = Explanation("", "", (Section("agents", (AGENTS, AGAIN)),))
    assert twice.value("agents") == 17


def test_the_frame_has_one_row_per_step_and_keeps_whole_numbers():
    frame = EXPLANATION.to_frame()
    assert list(frame.columns) == [
        "section", "name", "formula", "substitution", "value", "unit",
    ]  # fmt: skip
    assert frame["section"].tolist() == ["load", "agents"]
    assert [type(value) for value in frame["value"]] == [float, int]
