"""Tables of required agents: what is read from them, and what is not claimed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import wfm
from wfm.errors import DataError, InputError
from wfm.planning.plan_reader import read_plan_frame
from wfm.planning.requirement_table import GROSS, NET, is_requirement

STARTS = [f"2026-05-04 {hour:02d}:{minute:02d}" for hour in range(9, 13) for minute in (0, 30)]
AGENTS = [3, 5, 7, 7, 6, 5, 5, 4]


def table(**columns: object) -> pd.DataFrame:
    """Starts and other columns."""
    return pd.DataFrame({"start": STARTS, **columns})


def test_the_total_of_a_day_with_a_date_only_is_left_out_as_in_a_forecast() -> None:
    starts = [*STARTS, "2026-05-04"]
    plan = read_plan_frame(pd.DataFrame({"start": starts, "required": [*AGENTS, sum(AGENTS)]}))
    assert plan.agents.tolist() == AGENTS
    assert any("a total is left out" in n or "totals" in n for n in plan.demand.notes)
    assert is_requirement(plan)
    other = pd.DataFrame({"start": starts, "required": [*AGENTS, sum(AGENTS) - 1]})
    with pytest.raises(DataError, match="its number of agents 41 is not the sum of the other rows"):
        read_plan_frame(other)


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("agents", NET), ("Required", NET), ("required agents", NET), ("Headcount", NET),
        ("Bedarf", NET), ("Agents requis", NET), ("scheduled", GROSS), ("Gross agents", GROSS),
    ],
)  # fmt: skip
def test_the_heading_says_whether_shrinkage_is_included(heading: str, model: str) -> None:
    plan = read_plan_frame(table(**{heading: AGENTS}))
    assert is_requirement(plan)
    assert set(plan.inputs.models.values()) == {model}
    assert plan.agents.tolist() == AGENTS
    assert plan.demand.volume.tolist() == [0] * 8
    assert plan.inputs.targets == {}
    assert plan.inputs.defaults == ()


def test_agents_have_precedence_over_other_words() -> None:
    plan = read_plan_frame(table(scheduled=9, staff=8, agents=AGENTS))
    assert plan.agents.tolist() == AGENTS


@pytest.mark.parametrize("columns", [{"volume": 40}, {"aht": 200}, {"calls": 40, "note": "x"}])
def test_a_volume_or_an_aht_alone_is_no_service(columns: dict[str, object]) -> None:
    assert is_requirement(read_plan_frame(table(agents=AGENTS, **columns)))


def test_a_table_with_volume_and_aht_is_a_plan() -> None:
    plan = read_plan_frame(table(agents=AGENTS, volume=40, aht=200))
    assert not is_requirement(plan)
    assert plan.demand.volume.tolist() == [40] * 8


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (
            {"volume": 40, "aht": 200},
            "column of agents: the headings are start, volume, aht",
        ),
        ({"required": 4, "staff": 3}, "'required' .* and 'staff' .* mean agents"),
        ({"agents": [*AGENTS[:7], -2]}, "index 7: column 'agents': '-2' is negative"),
        ({"agents": [*AGENTS[:7], 2.5]}, "index 7: column 'agents': .*whole number"),
        ({"agents": [*AGENTS[:7], None]}, "index 7: column 'agents': the cell is empty"),
        ({"agents": AGENTS, "target": "80/20"}, "a target needs volume and AHT"),
        ({"scheduled": AGENTS, "shrinkage": "20%"}, "includes shrinkage: remove the column"),
    ],
)
def test_a_requirement_that_cannot_be_used_is_refused(
    columns: dict[str, object], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        read_plan_frame(table(**columns))


class TestSchedule:
    def test_shifts_cover_the_required_agents_and_no_service_level_is_claimed(self) -> None:
        schedule = wfm.make_schedule(table(required=AGENTS), shrinkage="0%")
        coverage = schedule.coverage()
        np.testing.assert_array_equal(coverage["required"].to_numpy().reshape(8, -1)[:, 0], AGENTS)
        assert (coverage["net"] >= coverage["required"]).all()
        assert np.isnan(schedule.summary().service_level)
        assert schedule.inputs.service_level_definition == ""
        # the note gives no cure that is in use
        taken = "required agents are taken as net of shrinkage, and none is added"
        assert taken in schedule.notes
        assert "interval: 30 min, the most common step between rows" in schedule.notes
        assert not any("not used" in note for note in schedule.notes)

    def test_net_agents_are_grossed_up_and_scheduled_people_are_not(self) -> None:
        net = wfm.make_schedule(table(agents=AGENTS), shrinkage="breaks=8%,leave=20%")
        gross = wfm.make_schedule(table(scheduled=AGENTS))
        expected = np.ceil(np.array(AGENTS) / 0.8)
        for schedule, required in ((net, expected), (gross, AGENTS)):
            found = schedule.coverage()["required"].to_numpy().reshape(8, -1)[:, 0]
            np.testing.assert_array_equal(found, required)
        assert "shrinkage 30 %" not in gross.inputs.defaults
        cure = "are more; name the column 'scheduled' if they include shrinkage"
        assert any(note.endswith(cure) for note in net.notes)
        assert "as scheduled" in gross.notes[0]

    def test_a_file_a_table_and_its_pieces_give_the_same_schedule(self, tmp_path: Path) -> None:
        two = pd.concat([table(agents=AGENTS, queue="a"), table(agents=AGENTS[::-1], queue="b")])
        two.to_csv(tmp_path / "needs.csv", index=False)
        by_file = wfm.make_schedule(tmp_path / "needs.csv")
        for again in (two, two.to_dict("list"), two.set_index(["queue", "start"])):
            assert wfm.make_schedule(again).rows == by_file.rows
        assert {row.queue for row in by_file.rows} == {"a", "b"}

    def test_a_workbook_needs_no_sheet_plan(self, tmp_path: Path) -> None:
        path = tmp_path / "needs.xlsx"
        with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
            table(agents=AGENTS).to_excel(writer, sheet_name="Week 19", index=False)
        schedule = wfm.make_schedule(path)
        assert schedule.rows == wfm.make_schedule(table(agents=AGENTS)).rows

    @pytest.mark.parametrize(
        ("heading", "options", "words"),
        [
            ("agents", {"target": "80/20"}, "target needs the contacts"),
            ("agents", {"goal": "day"}, 'goal="day" needs the contacts'),
            ("scheduled", {"shrinkage": "20%"}, "shrinkage is for agents net of shrinkage"),
            ("scheduled", {"breaks_in_shrinkage": True}, "breaks_in_shrinkage is for agents"),
        ],
    )
    def test_what_a_requirement_cannot_honour_is_refused(
        self, heading: str, options: dict[str, object], words: str
    ) -> None:
        with pytest.raises(wfm.InputError, match=words):
            wfm.make_schedule(table(**{heading: AGENTS}), **options)

    def test_the_plan_of_a_table_is_scheduled_as_the_plan(self) -> None:
        day = table(calls=[40, 60, 80, 85, 70, 60, 60, 50], aht=200)
        plan = wfm.plan(day, "85/60")
        by_table = wfm.make_schedule(wfm.staff(day, "85/60"))
        assert by_table.rows == wfm.make_schedule(plan).rows
        assert by_table.summary().service_level > 0.8

    @pytest.mark.parametrize("plan", [None, 3, [{"agents": 3}]])
    def test_what_is_no_plan_is_refused(self, plan: object) -> None:
        with pytest.raises(wfm.InputError, match="plan must be a plan of"):
            wfm.make_schedule(plan)  # type: ignore[arg-type]


def test_the_command_prints_no_service_level_of_a_requirement(
    wfm_inside: object, tmp_path: Path
) -> None:
    path = tmp_path / "needs.csv"
    table(required=AGENTS).to_csv(path, index=False)
    done = wfm_inside("schedule", path)  # type: ignore[operator]
    assert done.returncode == 0
    assert "44.0 paid h" in done.stdout
    assert "ervice level" not in done.stdout
    assert "required agents are taken as net of shrinkage" in done.stdout
    assert wfm_inside("schedule", path, "--target", "80/20").returncode == 2  # type: ignore[operator]


@pytest.mark.parametrize(("name", "model"), [("agents", NET), ("scheduled", GROSS)])
def test_the_column_that_the_caller_names_comes_before_every_heading(name: str, model: str) -> None:
    frame = table(agents=9, **{"Head Count (net)": AGENTS})
    plan = wfm.read_plan(frame, columns={name: "Head Count (net)"})
    assert plan.agents.tolist() == AGENTS
    assert set(plan.inputs.models.values()) == {model}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"agents": "Staffing"}, "has no column 'Staffing'"),
        ({"agents": "Early", "scheduled": "Late"}, "names several columns of agents"),
        ({"agents": "Early+Late"}, "names several columns of agents"),
        ({"people": "Early"}, "unknown quantity 'people'.*total_handle_time, agents, scheduled"),
    ],
)
def test_headings_that_are_not_one_column_of_the_table_are_refused(
    columns: dict[str, str], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        wfm.read_plan(table(Early=AGENTS, Late=AGENTS, agents=4), columns=columns)


def test_agents_are_no_quantity_of_a_forecast() -> None:
    with pytest.raises(InputError, match="unknown quantity 'agents'"):
        wfm.read_forecast(table(calls=40, aht=200), columns={"agents": "calls"})
