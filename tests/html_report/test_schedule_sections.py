"""The page of a schedule has its figures, its breaks also over midnight, and its people."""

from datetime import date, datetime

import pytest

import wfm
from wfm.html_report.chart_html import page_svg
from wfm.html_report.chart_specs import _merged, _steps
from wfm.html_report.page import sections_of
from wfm.html_report.page_records import PageDocument
from wfm.html_report.roster_grid import roster_grid
from wfm.html_report.schedule_days import shift_of, slots_by_day
from wfm.html_report.schedule_sections import schedule_sections
from wfm.html_report.shift_charts import shift_charts
from wfm.number_text import name_order
from wfm.scheduling.schedule_document import (
    CoverageDocument,
    ScheduleDocument,
    ScheduleInputsDocument,
    ScheduleSummaryDocument,
    ShiftDocument,
    UnderstaffingDocument,
)


def shift(agent, start, end, breaks="", day=date(2026, 3, 2)):
    return ShiftDocument(
        queue="", agent=agent, date=day, shift="day", contract="", paid_hours=8.0, breaks=breaks,
        start=datetime.fromisoformat(start), end=datetime.fromisoformat(end),
    )  # fmt: skip


def slot(hour, required, net, level=0.9):
    return CoverageDocument(
        queue="", start=datetime(2026, 3, 2, hour), required=required, present=net, on_break=0,
        net=net, overstaffed=max(0, net - required), understaffed=max(0, required - net),
        service_level=level,
    )  # fmt: skip


@pytest.fixture
def schedule():
    rows = [
        shift("Zoe", "2026-03-02T14:00", "2026-03-02T22:30", "18:00-18:30 unpaid meal"),
        shift("Ann <b>", "2026-03-02T07:00", "2026-03-02T15:00"),
    ]
    return ScheduleDocument(
        schema_version="2.0", wfm_version="1", slot=3600.0, rows=rows, notes=["<i>note</i>"],
        units={}, coverage=[slot(9, 3, 2, 0.4), slot(10, 3, 4), slot(12, 1, 1)],
        inputs=ScheduleInputsDocument(
            source="plan.json", rules="rules.toml", interval=3600.0, zone=None, goal="interval",
            service_level_definition="answered within 20 s", shrinkage=0.2,
            shrinkage_derivation="20 %", gap=0.0, time_limit=None, solver="scipy", defaults=[],
            overrides=[],
        ),
        understaffing=[UnderstaffingDocument(
            queue="", start=datetime(2026, 3, 2, 9), end=datetime(2026, 3, 2, 10), agents=1,
            reason="too few people",
        )],
        summary=ScheduleSummaryDocument(
            status="optimal", shifts=2, distinct_shifts=2, people=2, paid_hours=16.0, cost=16.0,
            lower_bound=16.0, gap=0.0, required_hours=7.0, overstaffed_hours=1.0,
            understaffed_hours=1.0, contacts=50.0, service_level=0.8, full_time_shifts=0,
            free_lower_bound=None, max_extra_cost=None, max_extra_paid_hours=None, pay=16.0,
        ),
    )  # fmt: skip


def test_the_headline_says_what_is_understaffed(schedule):
    sections = {one.key: one for one in schedule_sections("s.json", schedule)}
    assert sections["schedule"].headline == (
        "2 people in 2 shifts with 16.0 paid hours, Mon 2 Mar 2026: "
        "1.0 agent-hours are understaffed"
    )
    cover = sections["coverage"].parts
    chart = next(part for part in cover if not isinstance(part, str))
    assert chart.summary.endswith("most at once: 1, Mon 2 Mar at 09:00.")
    assert chart.table[1] == ("Mon 2026-03-02", "7.0", "7.0", "1.0", "1.0")
    assert "too few people" in "".join(part for part in cover if isinstance(part, str))


def test_the_roster_lists_people_with_the_color_of_their_start(schedule):
    text = "".join(roster_grid(schedule))
    assert text.index("Ann &lt;b&gt;") < text.index("Zoe")
    assert '<td class="early" title="day; no breaks">07:00–15:00</td>' in text
    assert '<td class="late" title="day; 18:00-18:30 unpaid meal">14:00–22:30</td>' in text


def test_people_of_several_queues_have_their_queue_in_the_roster_and_beside_their_bars(schedule):
    first, second = schedule.rows
    rows = [first.model_copy(update={"queue": "Sales <i>"}), second]
    two = schedule.model_copy(update={"rows": rows})
    table = "".join(roster_grid(two))
    assert '14:00–22:30<br><span class="of"><bdi>Sales &lt;i&gt;</bdi></span>' in table
    assert 'class="of"' not in "".join(roster_grid(schedule))
    (chart,) = [one for one in shift_charts(two) if not isinstance(one, str)]
    assert "Zoe, Sales <i>" in str(chart.panels[0].spec)


@pytest.mark.parametrize(
    ("forecast", "noted"), [("examples/short_day.csv", False), ("examples/forecast.csv", True)]
)
def test_a_schedule_of_other_days_than_the_plan_is_noted(schedule, forecast, noted):
    documents = [PageDocument("plan", wfm.plan(forecast)), PageDocument("schedule", schedule)]
    text = "".join(
        part for one in sections_of(documents) for part in one.parts if isinstance(part, str)
    )
    assert ("they do not belong together" in text) == noted


def test_numbered_people_are_in_the_order_of_their_numbers():
    assert sorted(["P 10", "P 9", "Ann"], key=name_order) == ["Ann", "P 9", "P 10"]


def test_breaks_after_midnight_are_in_the_hours_of_their_shift():
    night = shift(
        "", "2026-03-02T22:00", "2026-03-03T06:00", "23:45-00:15 unpaid meal;03:00-03:15 paid rest"
    )
    found = shift_of(night)
    assert (found.start, found.end) == (22.0, 30.0)
    assert [(one.start, one.end) for one in found.breaks] == [(23.75, 24.25), (27.0, 27.25)]


def test_equal_shifts_without_people_are_one_bar(schedule):
    rows = [shift("", "2026-03-02T07:00", "2026-03-02T15:00")] * 3
    parts = [*shift_charts(schedule.model_copy(update={"rows": rows}))]
    (chart,) = (part for part in parts if not isinstance(part, str))
    points = chart.panels[0].spec["data"]["values"]
    assert [point["label"] for point in points] == ["3 × day"]


def test_the_line_of_required_agents_ends_where_the_centre_closes(schedule):
    slots = slots_by_day(schedule.coverage, 3600.0)[""][date(2026, 3, 2)]
    points = [
        {"t": one.start, "end": one.end, "required": one.required, "net": one.net, "run": run}
        for run, one in zip((0, 0, 1), slots, strict=True)
    ]
    corners = [(one["t"], one["required"]) for one in _steps(points, "required")]
    assert corners == [(9.0, 3), (11.0, 3), (12.0, 1), (13.0, 1)]
    assert [one["end"] for one in _merged(points, ("net",))] == [10.0, 11.0, 13.0]


def test_a_drawing_in_the_page_has_values_and_no_fixed_colors():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5" viewBox="0 0 10 5">'
        '<g aria-label="group" role="x"><path aria-label="a &amp; b" d="M1,1" fill="#56b4e9"/>'
        "</g></svg>"
    )
    assert page_svg(svg) == (
        '<svg viewBox="0 0 10 5"><g><path d="M1,1" fill="var(--band)" data-tip="a &amp; b" />'
        "</g></svg>"
    )
