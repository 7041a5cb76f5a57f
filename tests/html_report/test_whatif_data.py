"""Which rows of a plan the what-if computes, and the words for those that it leaves out."""

from dataclasses import replace

import pytest

import wfm
from support.centres import GOAL, VOICE, forecast_of, staffed
from wfm.centre import Queue
from wfm.html_report.whatif_data import fits, whatif_data, whatif_rows
from wfm.html_report.whatif_section import whatif_section
from wfm.planning.plan_reader import read_plan

STARTS = ["2026-03-02 09:00", "2026-03-02 09:30", "2026-03-02 10:00"]
FORECAST = {
    "queue": ["sales"] * 3 + ["<b>help</b>"] * 3,
    "start": STARTS * 2,
    "volume": [40, 0, 55, 12, 30, 8],
    "aht": [240, None, 250, 300, 280, 310],
}


@pytest.fixture(scope="module")
def plan():
    return wfm.plan(FORECAST, "80/20", shrinkage="30%", patience="2m", hourly_cost=20)


def test_all_rows_of_queues_with_agents_of_their_own_are_computed(plan):
    rows, left_out = whatif_rows(plan)
    assert rows.tolist() == [0, 1, 2, 3, 4, 5]
    assert left_out == ()
    data = whatif_data(plan, rows, 1.0)
    assert data["rows"]["volume"] == [40, 0, 55, 12, 30, 8]
    assert data["rows"]["aht"][1] is None
    assert [data["starts"][i] for i in data["rows"]["start"]] == STARTS * 2
    assert data["rates"] == [20, 20]
    (setting,) = data["settings"]
    assert (setting["service_level"], setting["within"], setting["patience"]) == (0.8, 20.0, 120.0)


def test_rows_whose_agents_were_changed_are_left_out_and_said(plan):
    agents = plan.columns["agents"].copy()
    agents[4] += 1
    rows, left_out = whatif_rows(replace(plan, columns={**plan.columns, "agents": agents}))
    assert rows.tolist() == [0, 1, 2, 3, 5]
    assert left_out == (
        "Without 1 interval of <b>help</b>: the plan has other agents than their target requires.",
    )


def test_targets_over_a_period_are_left_out():
    plan = wfm.plan(FORECAST, "80/20", goal="day")
    rows, left_out = whatif_rows(plan)
    assert not rows.size
    (text,) = left_out
    assert "their target holds over a day, not in every interval" in text


def test_the_models_of_a_centre_are_left_out_and_its_other_queues_stay():
    chat = Queue("chat", "chat", GOAL, aht_by_concurrency=(200.0, 330.0))
    forecast = forecast_of({"voice": [40, 55], "chat": [20, 25]}, 200.0)
    rows, left_out = whatif_rows(staffed(forecast, replace(VOICE, team=""), chat))
    assert rows.tolist() == [0, 1]
    assert left_out == ("Without 2 intervals of chat: the page does not compute the model chat.",)


def test_a_plan_without_target_or_shrinkage_has_reasons_instead_of_inputs(tmp_path):
    path = tmp_path / "requirement.csv"
    path.write_text("start,agents\n2026-03-02 09:00,12\n2026-03-02 09:30,15\n", encoding="utf-8")
    section = whatif_section(read_plan(str(path)), 1.0)
    assert section.data == {}
    assert "No what-if" in section.parts[0]
    assert "Without 2 intervals:" in "".join(map(str, section.parts))


def test_a_plan_too_long_for_the_page_names_the_command(plan, monkeypatch):
    monkeypatch.setattr("wfm.html_report.whatif_data.MOST_ROWS", 5)
    rows, left_out = whatif_rows(plan)
    assert not rows.size
    assert left_out == (
        "The plan has 6 intervals, and the page computes at most 5: use wfm whatif for it.",
    )


def test_names_are_text_in_the_section(plan):
    agents = plan.columns["agents"] + 1
    html = "".join(whatif_section(replace(plan, columns={"agents": agents}), 1.0).parts)
    assert "&lt;b&gt;help&lt;/b&gt;" in html
    assert "<b>" not in html


def test_inputs_show_the_values_of_the_plan_where_all_rows_have_the_same():
    per_row = FORECAST | {"patience": ["90s"] * 6, "target": ["80/20"] * 3 + ["85.5/20"] * 3}
    html = "".join(whatif_section(wfm.plan(per_row, shrinkage="12.5%"), 1.0).parts)
    assert 'data-change="patience" value="90s"' in html
    assert 'data-change="within" value="20s"' in html
    assert 'data-change="shrinkage" value="12.5"' in html
    assert 'data-change="serviceLevel" value="" step="any"' in html
    assert 'placeholder="as planned"' in html


def test_the_page_carries_the_coefficients_that_python_uses():
    from wfm._numerics import coefficients

    assert fits()["REACH"] == coefficients.REACH
    assert fits()["SLOPE_OF_SUM"] is coefficients.SLOPE_OF_SUM
