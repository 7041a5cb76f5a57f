"""The chart of a plan through the day: queues together, of the days that it has."""

import pytest

import wfm
from wfm.html_report.day_charts import day_charts
from wfm.html_report.page_records import PageChart

pytest.importorskip("vl_convert")


def plan(days=1, **options):
    rows = [
        (queue, f"2026-03-{2 + day:02d} {hour:02d}:00")
        for queue in ("voice", "chat")
        for day in range(days)
        for hour in (9, 10, 14)
    ]
    table = {
        "queue": [queue for queue, _ in rows],
        "start": [start for _, start in rows],
        "volume": [30 + at for at in range(len(rows))],
        "aht": [240] * len(rows),
    }
    return wfm.plan(table, "80/20", interval="60m", **options)


def chart(made):
    (found,) = (part for part in day_charts(made) if isinstance(part, PageChart))
    return found


def test_queues_are_together_and_people_are_those_of_the_plan():
    made = plan(shrinkage="30%")
    table = chart(made).table
    assert [row[0] for row in table[1:]] == [f"Mon 2 Mar at {hour}:00" for hour in ("09", "10", 14)]
    for at, name in ((1, "agents"), (2, "scheduled")):
        assert sum(int(row[at]) for row in table[1:]) == made.columns[name].sum()
    assert made.summary().peak.scheduled == max(int(row[2]) for row in table[1:])


def test_an_interrupted_day_has_lines_of_its_own():
    (panel,) = chart(plan(shrinkage="30%")).panels
    runs = [one["run"] for one in panel.spec["layer"][-1]["data"]["values"]]
    assert runs == [0, 0, 1]


def test_a_long_plan_shows_its_first_week_and_says_so():
    made = plan(days=9)
    assert len(chart(made).panels) == 7
    assert "7 of 9 days" in "".join(part for part in day_charts(made) if isinstance(part, str))


def test_a_requirement_without_people_has_no_chart():
    needs = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "agents": [18, 21]}
    assert not [*day_charts(wfm.read_plan(needs))]
