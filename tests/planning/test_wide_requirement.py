"""Required agents with days, dates, times or queues as columns."""

from __future__ import annotations

from pathlib import Path

import pytest

import wfm
from wfm.errors import DataError
from wfm.io.forecast.read_options import ReadOptions, options_of
from wfm.planning.plan import Plan
from wfm.planning.plan_reader import read_plan, read_plan_frame
from wfm.planning.requirement_table import GROSS, NET
from wfm.scheduling.preparation import requirement_notes

DAYS = ("2026-06-08", "2026-06-09", "2026-06-10")
TIMES = ("08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30")
AGENTS = [[3 + (5 * day + 3 * time) % 7 for day in range(3)] for time in range(8)]
EXPECTED = [AGENTS[time][day] for day in range(3) for time in range(8)]


def days_as_columns(*heads: str, corner: str = "Time") -> str:
    """A table with a row per half-hour."""
    rows = [",".join([time, *map(str, row)]) for time, row in zip(TIMES, AGENTS, strict=True)]
    return "\n".join([",".join([corner, *heads]), *rows]) + "\n"


def times_as_columns(*, total: bool = False) -> str:
    """A table with a row per date."""
    rows = [",".join(["Date", *TIMES, *["Total"] * total])]
    for at, day in enumerate(DAYS):
        own = [row[at] for row in AGENTS]
        rows.append(",".join([day, *map(str, own), *[str(sum(own))] * total]))
    return "\n".join(rows) + "\n"


def long_form() -> str:
    """The same agents, one row per interval."""
    rows = [
        f"{day} {time},{AGENTS[row][column]}"
        for column, day in enumerate(DAYS)
        for row, time in enumerate(TIMES)
    ]
    return "\n".join(["start,agents", *rows]) + "\n"


def plan_of(tmp_path: Path, text: str, options: ReadOptions = ReadOptions()) -> Plan:  # noqa: B008
    """The plan of a table."""
    path = tmp_path / "agents.csv"
    path.write_text(text)
    return read_plan(str(path), options)


WEEK = options_of(week_of="2026-06-12")
LAYOUTS = {
    "weekdays": (days_as_columns("Mon", "Tue", "Wed"), WEEK),
    "weekdays in German": (days_as_columns("Mo", "Di", "Mi", corner="Uhrzeit"), WEEK),
    "weekdays with words": (days_as_columns("Mon agents", "Tue agents", "Wed agents"), WEEK),
    "words before": (days_as_columns("Required Mon", "Required Tue", "Required Wed"), WEEK),
    "a corner of agents": (days_as_columns("Mon", "Tue", "Wed", corner="Agents"), WEEK),
    "dates": (days_as_columns(*DAYS), ReadOptions()),
    "two rows of headings": (
        ",".join(["", "Required agents", "", ""]) + "\n" + days_as_columns("Mon", "Tue", "Wed"),
        WEEK,
    ),
    "times": (times_as_columns(), ReadOptions()),
    "times with totals": (times_as_columns(total=True), ReadOptions()),
    "a title": ("Agents required,,,\n\n" + days_as_columns(*DAYS), ReadOptions()),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_agents_of_a_wide_table_are_those_of_the_long_form(name: str, tmp_path: Path) -> None:
    text, options = LAYOUTS[name]
    plan, long = plan_of(tmp_path, text, options), plan_of(tmp_path, long_form())
    assert plan.agents.tolist() == EXPECTED == long.agents.tolist()
    assert plan.demand.start.tolist() == long.demand.start.tolist()
    assert plan.demand.queues == ("",)
    assert plan.demand.volume.tolist() == [0.0] * 24
    assert plan.inputs == long.inputs
    said = [note for note in plan.demand.notes if note.startswith("the numbers of '")]
    assert len(said) == 1
    assert "are read as required agents net of shrinkage" in said[0]


@pytest.mark.deep
def test_the_schedule_of_a_wide_table_is_that_of_the_long_form(tmp_path: Path) -> None:
    for name, text, options in (("wide", *LAYOUTS["weekdays"]), ("long", long_form(), None)):
        plan = plan_of(tmp_path, text, options or ReadOptions())
        wfm.make_schedule(plan).save(tmp_path / f"{name}.csv")
    assert (tmp_path / "wide.csv").read_bytes() == (tmp_path / "long.csv").read_bytes()


def test_queues_as_columns_have_words_of_agents_or_are_named(tmp_path: Path) -> None:
    rows = [f"2026-06-08 {time},{row[0]},{row[1]}" for time, row in zip(TIMES, AGENTS, strict=True)]
    said = plan_of(tmp_path, "\n".join(["Start,Card Agents,Loan Agents", *rows]))
    named = plan_of(
        tmp_path, "\n".join(["Start,Card,Loan", *rows]), options_of(queues=["Card", "Loan"])
    )
    assert said.demand.queues == named.demand.queues == ("Card", "Loan")
    assert (
        said.agents.tolist()
        == named.agents.tolist()
        == [row[column] for column in (0, 1) for row in AGENTS]
    )
    with pytest.raises(
        DataError, match=r"no column for the agents: .* if each is the agents of a queue"
    ):
        plan_of(tmp_path, "\n".join(["Start,Card,Loan", *rows]))


def test_scheduled_people_are_said_by_the_headings_or_the_title(tmp_path: Path) -> None:
    by_heading = plan_of(
        tmp_path, days_as_columns("Scheduled Mon", "Scheduled Tue", "Scheduled Wed"), WEEK
    )
    by_title = plan_of(tmp_path, "Scheduled people,,,\n" + days_as_columns(*DAYS))
    assert set(by_heading.inputs.models.values()) == set(by_title.inputs.models.values()) == {GROSS}
    assert set(plan_of(tmp_path, days_as_columns(*DAYS)).inputs.models.values()) == {NET}


@pytest.mark.parametrize(
    "text",
    [
        days_as_columns("Mon calls", "Tue calls", "Wed calls"),
        "Calls per half-hour,,,\n" + days_as_columns(*DAYS),
        days_as_columns("2026-06-08", "2026-06-09", "AHT"),
        days_as_columns("2026-06-08", "2026-06-09", "2026-06-10").replace("08:00", "Calls"),
    ],
)
def test_contacts_are_no_agents(text: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has contacts .* but a schedule needs agents"):
        plan_of(tmp_path, text, WEEK if "Mon" in text else ReadOptions())


def test_contacts_beside_agents_are_left_out_and_said(tmp_path: Path) -> None:
    rows = [
        f"{time},{9 * row[0]},{row[0]},{9 * row[1]},{row[1]}"
        for time, row in zip(TIMES, AGENTS, strict=True)
    ]
    head = f"Time,{DAYS[0]} Calls,{DAYS[0]} Agents,{DAYS[1]} Calls,{DAYS[1]} Agents"
    plan = plan_of(tmp_path, "\n".join([head, *rows]))
    assert plan.agents.tolist() == EXPECTED[:16]
    assert any(f"columns not used: '{DAYS[0]} Calls'" in note for note in plan.demand.notes)


def test_a_cell_that_is_no_number_of_agents_is_named_by_its_column(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r":3: column '2026-06-09': 'x' is not a number of agents"):
        plan_of(
            tmp_path,
            days_as_columns(*DAYS).replace(
                f"08:30,{AGENTS[1][0]},{AGENTS[1][1]}", f"08:30,{AGENTS[1][0]},x"
            ),
        )
    with pytest.raises(DataError, match=r":3: '4.5' is not a whole number of agents"):
        plan_of(tmp_path, days_as_columns(*DAYS).replace(f"08:30,{AGENTS[1][0]}", "08:30,4.5"))


def test_a_table_in_memory_is_read_as_the_file() -> None:
    frame = {"Time": list(TIMES)} | {day: [row[i] for row in AGENTS] for i, day in enumerate(DAYS)}
    plan = read_plan_frame(frame)
    assert plan.agents.tolist() == EXPECTED
    assert requirement_notes(plan, (), is_set=False)[0].startswith(
        "the numbers of '2026-06-08' to '2026-06-10' are read as"
    )


def test_dates_above_contacts_and_agents_are_read_for_the_agents(tmp_path: Path) -> None:
    rows = [
        f"{time},{8 * row[0]},{row[0]},{8 * row[1]},{row[1]}"
        for time, row in zip(TIMES, AGENTS, strict=True)
    ]
    head = f",{DAYS[0]},,{DAYS[1]},\nTime,Calls,Agents,Calls,Agents"
    assert plan_of(tmp_path, "\n".join([head, *rows])).agents.tolist() == EXPECTED[:16]


def test_totals_of_agents_are_named_as_agents(tmp_path: Path) -> None:
    sums = [sum(row[i] for row in AGENTS) for i in range(3)]
    text = days_as_columns(*DAYS) + ",".join(["Total", *map(str, sums)]) + "\n"
    plan = plan_of(tmp_path, text)
    assert plan.agents.tolist() == EXPECTED
    assert f"line 10 ('Total', agents {sum(sums)})" in " ".join(plan.demand.notes)
    hour = text.replace("09:00,", "Hour 8,9,9,9\n09:00,")
    with pytest.raises(DataError, match="Hour 8' contains the intervals of lines 2 and 3 — leave"):
        plan_of(tmp_path, hour)
