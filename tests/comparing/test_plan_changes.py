"""Two plans side by side: the parts of what changed, which add up in every interval."""

from dataclasses import replace

import numpy as np
import pytest

import wfm
from wfm.comparing.attribution import PARTS
from wfm.comparing.comparison_document import ComparisonDocument
from wfm.errors import DataError, InputError, UsageError
from wfm.report.comparison_text import comparison_text

TABLE = {
    "start": [f"2026-05-{day:02d} {hour:02d}:00" for day in (4, 5) for hour in range(9, 14)] * 2,
    "queue": ["sales"] * 10 + ["help"] * 10,
    "volume": [41, 77, 93, 60, 25, 38, 84, 101, 66, 30, 12, 19, 0, 22, 9, 14, 21, 26, 17, 8],
    "aht": [230] * 10 + [310] * 10,
}
BASE = {"target": "80/30", "shrinkage": "30%"}
CHANGES = {
    "volume": ({"volume": [1.2 * one for one in TABLE["volume"]]}, {}),
    "aht": ({"aht": [260] * 10 + [330] * 10}, {}),
    "target": ({}, {"target": "92/20"}),
    "patience": ({}, {"patience": "90s"}),
    "shrinkage": ({}, {"shrinkage": "22%"}),
}


def planned(*names):
    table = dict(TABLE)
    keywords = dict(BASE)
    for name in names:
        table |= CHANGES[name][0]
        keywords |= CHANGES[name][1]
    return wfm.plan(table, **keywords)


def paid(plan):
    return plan.summary().total.paid_hours


@pytest.mark.parametrize("name", CHANGES)
def test_a_single_change_is_its_own_cause(name):
    result = wfm.compare(planned(), planned(name))
    assert [one.cause for one in result.causes] == [name]
    assert result.causes[0].hours == pytest.approx(paid(planned(name)) - paid(planned()))
    changed = {one.name for one in result.inputs}
    assert name in changed
    assert changed <= {name, "model"}


def test_the_parts_add_up_in_every_interval_day_and_queue():
    a, b = planned(), planned("volume", "target", "patience", "shrinkage")
    frame = wfm.compare(a, b).to_frame()
    assert (frame[list(PARTS)].sum(axis=1) == frame["scheduled_b"] - frame["scheduled_a"]).all()
    result = wfm.compare(a, b)
    whole = paid(b) - paid(a)
    assert sum(one.hours for one in result.causes) == pytest.approx(whole)
    for periods in (result.queues, result.days):
        assert sum(one.hours_b - one.hours_a for one in periods) == pytest.approx(whole)
    agents = b.summary().total.agent_hours - a.summary().total.agent_hours
    assert sum(one.agent_hours for one in result.causes) == pytest.approx(agents)
    assert all(one.cause != "other" for one in result.causes)


def test_each_part_is_the_plan_with_that_input_alone():
    a, b = planned(), planned("volume", "shrinkage")
    frame = wfm.compare(a, b).to_frame()
    for name in ("volume", "shrinkage"):
        alone = planned(name).columns["scheduled"] - a.columns["scheduled"]
        assert (frame[name] == alone).all()


def test_agents_that_were_edited_are_of_no_input():
    a = planned()
    agents = a.columns["agents"].copy()
    agents[3] += 2
    b = replace(a, columns={**a.columns, "agents": agents, "scheduled": agents + 4})
    result = wfm.compare(a, b)
    assert [one.cause for one in result.causes] == ["other"]
    assert result.causes[0].agent_hours == 2.0


def test_a_goal_over_a_period_is_a_change_of_the_target():
    result = wfm.compare(planned(), wfm.plan(TABLE, **BASE, goal="day"))
    assert {one.name for one in result.inputs} == {"goal", "min_service_level"}
    assert [one.cause for one in result.causes] == ["target"]


def test_intervals_of_one_plan_only_are_a_part_of_their_own():
    shorter = {name: cells[1:] for name, cells in TABLE.items()}
    a, b = planned(), wfm.plan(shorter, **BASE)
    result = wfm.compare(a, b)
    assert [(one.cause, one.hours) for one in result.causes] == [("interval", paid(b) - paid(a))]
    frame = result.to_frame()
    assert frame.loc[frame["found_in"] == "a", "cause"].tolist() == ["interval"]
    assert "1 interval is in one of the plans only" in result.notes[0]


def test_an_abandonment_without_a_patience_of_its_own_changes_with_it():
    b = wfm.plan(TABLE, **BASE, patience="2m", abandonment="2%")
    result = wfm.compare(planned(), b)
    assert sum(one.hours for one in result.causes) == pytest.approx(paid(b) - paid(planned()))
    assert {one.cause for one in result.causes} <= {"patience", "together"}


@pytest.mark.parametrize("ending", [".json", ".csv", ".xlsx"])
def test_files_give_the_comparison_of_the_plans(tmp_path, ending):
    paths = [tmp_path / f"{name}{ending}" for name in "ab"]
    for path, plan in zip(paths, (planned(), planned("target")), strict=True):
        plan.save(path)
    result, memory = wfm.compare(*paths), wfm.compare(planned(), planned("target"))
    assert result.causes == memory.causes
    assert result.days == memory.days
    assert (result.data.a, result.data.b) == tuple(map(str, paths))


def test_the_json_has_the_shape_of_its_schema_and_the_screen_its_size(tmp_path):
    result = wfm.compare(planned(), planned(*CHANGES))
    document = ComparisonDocument.model_validate_json(result.to_json())
    assert document.rows[0].start.hour == 9
    assert sum(one.hours for one in document.causes) == pytest.approx(
        paid(planned(*CHANGES)) - paid(planned())
    )
    text = comparison_text(result.data)
    assert len(text.splitlines()) <= 23
    assert max(map(len, text.splitlines())) <= 80
    result.save(tmp_path / "c.xlsx")
    result.save(tmp_path / "c.csv")
    assert (tmp_path / "c.csv").read_text().startswith("queue,start,found_in,volume_a,volume_b")


def test_the_same_plan_twice_differs_in_nothing():
    result = wfm.compare(planned(), planned())
    assert (result.inputs, result.causes, result.data.largest) == ((), (), ())
    assert "Inputs: the same in both" in comparison_text(result.data)


def test_what_cannot_be_compared_is_refused(tmp_path):
    halves = {"start": ["2026-05-04 09:00", "2026-05-04 09:30"], "volume": [10, 12], "aht": 200}
    with pytest.raises(UsageError, match=r"intervals of 1 h, .* of 30 min"):
        wfm.compare(planned(), wfm.plan(halves))
    with pytest.raises(InputError, match="a must be a plan, a schedule or the path"):
        wfm.compare(7, planned())
    (tmp_path / "s.json").write_text('{"schema_version": "2.0", "inputs": {"rules": "x"}}')
    with pytest.raises(DataError, match="is missing"):
        wfm.compare(tmp_path / "s.json", planned())


def test_plans_of_other_days_have_totals_only():
    later = {**TABLE, "start": [one.replace("2026-05", "2026-06") for one in TABLE["start"]]}
    result = wfm.compare(planned(), wfm.plan(later, **BASE))
    assert result.notes == ("no interval is in both plans: only totals are compared",)
    assert np.isclose(sum(one.hours for one in result.causes), 0.0)


def test_volumes_that_differ_in_intervals_only_are_named():
    moved = [*TABLE["volume"]]
    moved[1], moved[2] = moved[2], moved[1]
    inputs = wfm.compare(planned(), wfm.plan({**TABLE, "volume": moved}, **BASE)).inputs
    assert ("volume by interval", "differs in 2 of 20 intervals") in {
        (one.name, one.b) for one in inputs
    }


def test_a_plan_with_a_time_zone_is_compared_by_local_times():
    later = {name: cells[:-1] for name, cells in TABLE.items()}
    a, b = planned(), wfm.plan(later, **BASE, tz="America/Denver")
    result = wfm.compare(b, a)
    assert result.to_frame()["found_in"].value_counts().to_dict() == {"both": 19, "b": 1}
    assert result.data.columns["start"][0].hour == 9
    assert [day.label for day in result.days] == ["2026-05-04", "2026-05-05"]


def test_tables_of_required_agents_have_no_contacts_to_compare():
    tables = [
        wfm.read_plan({"start": TABLE["start"][:10], "agents": [3 + more] * 10}) for more in (0, 1)
    ]
    result = wfm.compare(*tables)
    assert [(one.cause, one.hours) for one in result.causes] == [("other", 10.0)]
    assert result.data.measure == "agent-hours"
    assert np.isnan(result.summary()["contacts"].a)
    text = comparison_text(result.data)
    assert "service" not in text
    assert "Agent-hours: +10.0 = other +10.0" in text


def test_long_names_and_large_numbers_fit_the_screen():
    def one(day, volume):
        start = [f"2026-05-{day:02d} 09:00"] * 2
        names = ["Reklamationen Nord und Mitte", "Reklamationen Nord und West"]
        table = {"start": start, "queue": names, "volume": volume, "aht": 300}
        return wfm.plan(table, "80/20", interval="1h")

    lines = comparison_text(wfm.compare(one(4, [6e4, 5e4]), one(5, [7e4, 8e4])).data).split("\n")
    assert max(map(len, lines)) <= 80
    assert sum("Reklamationen N" in line and "…" in line for line in lines) >= 2
