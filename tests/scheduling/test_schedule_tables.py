"""The schedule as tables: breaks by name, and one column per day."""

from math import isnan

import numpy as np

from support.schedules import (
    DAY_SHIFT,
    HOUR,
    LUNCH,
    schedule_request,
    scheduled,
    two_queue_plan,
    working_days,
)
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.results import breaks_text
from wfm.scheduling.schedule_tables import week_table
from wfm.scheduling.shift_templates import BreakRule, Template

TEA = BreakRule(
    "tea; or\ncoffee", HOUR, paid=True, anchor="end", earliest=-2 * HOUR, latest=-2 * HOUR
)


def test_every_break_has_its_name():
    plan = working_days(1, 1, hours=range(8, 16))
    found = scheduled(plan, schedule_request([DAY_SHIFT], [LUNCH, TEA], opening_hours=False))
    texts = {breaks_text(row, None).partition(";")[0][12:] for row in found.rows}
    assert texts == {"unpaid lunch"}
    assert all("paid tea, or coffee" in breaks_text(row, None) for row in found.rows)
    assert all(breaks_text(row, None).count(";") == 1 for row in found.rows)


def test_a_week_without_people_counts_the_shifts_of_each_kind():
    late = Template("late", 12 * HOUR, 12 * HOUR, HOUR, (4 * HOUR,))
    plan = working_days(2, 2, hours=range(8, 16))
    table = week_table(scheduled(plan, schedule_request([DAY_SHIFT, late])))
    days = ("Mon 1970-01-05", "Tue 1970-01-06")
    assert table.heading == ("queue", "shift", "start", "end", "paid_hours", *days, "shifts")
    assert table.rows == [
        ("", "day", "08:00", "16:00", 8.0, 2, 2, 4),
        ("all", "", "", "", "", 2, 2, 4),
    ]
    closed = working_days(2, 2, hours=range(8, 16))
    closed.columns["agents"][8:] = 0
    closed.columns["agents"][12:] = 1
    rows = week_table(scheduled(closed, schedule_request([DAY_SHIFT, late]))).rows
    assert [row[1] for row in rows] == ["day", "late", ""]
    assert isnan(rows[0][6])
    assert isnan(rows[1][5])
    assert rows[-1][5:] == (2, 1, 3)


def test_a_week_of_people_has_their_hours_and_the_queue_where_there_are_several():
    free = Contract("free", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    team = [Agent(name, "free", skills=("a", "b")) for name in ("Ann", "Bob")]
    plan = working_days(2, 1, hours=range(8, 16))
    request = schedule_request([DAY_SHIFT], contracts=[free], agents=team[:1])
    table = week_table(scheduled(plan, request))
    assert table.heading[:2] == ("agent", "contract")
    assert table.rows == [("Ann", "free", "08:00-16:00", "08:00-16:00", 16.0)]
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
    request = schedule_request([four], contracts=[free], agents=team)
    rows = week_table(scheduled(two_queue_plan(np.full(8, 10.0), [1] * 8), request)).rows
    assert sorted(row[2] for row in rows) == ["08:00-12:00 a", "08:00-12:00 b"]
