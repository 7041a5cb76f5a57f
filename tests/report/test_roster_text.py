"""A roster of people in 80 columns, a week at a time."""

from dataclasses import replace

import numpy as np
import pytest

from support.schedules import (
    DAY_SHIFT,
    FOUR_HOURS,
    HOUR,
    days_from_eight,
    schedule_request,
    scheduled,
    working_days,
)
from wfm.report.roster_text import roster_text
from wfm.report.schedule_text import schedule_summary_text, schedule_text
from wfm.scheduling.results import ShiftRow, Understaffing, days_concerned
from wfm.scheduling.shift_templates import Template


@pytest.fixture(scope="module")
def empty():
    """A schedule of one queue, whose rows the tests replace."""
    return scheduled(working_days(1, 1, hours=range(8, 16)), schedule_request([DAY_SHIFT]))


def shift(agent, day, start, hours):
    """A shift of a person; day 5 is a Monday."""
    begin = (day - 1) * 24 * HOUR + round(start * HOUR)
    date = str(np.datetime64("1970-01-01") + day - 1)
    return ShiftRow(
        "", agent, date, "day", "", begin, begin + round(hours * HOUR), float(hours), ()
    )


def test_days_off_are_dots_and_days_without_any_shift_are_shown(empty):
    rows = (shift("Ann", 5, 8, 8.5), shift("Bo", 7, 16, 8), shift("Ann", 7, 9.5, 4))
    lines = roster_text(replace(empty, rows=rows), 10).splitlines()
    assert [line.split() for line in lines] == [
        ["Mon", "5", "Tue", "6", "Wed", "7", "paid"],
        ["Ann", "8-16:30", "·", "9:30-13:30", "12.5", "h"],
        ["Bo", "·", "·", "16-24", "8", "h"],
    ]


def test_a_person_has_the_hours_of_each_week(empty):
    rows = tuple(shift("Ann", 5 + day, 8, 6) for day in range(9))
    first, second = roster_text(replace(empty, rows=rows), 10).split("\n\n")
    assert first.splitlines()[1].endswith(" 42 h")
    assert second.splitlines()[1].split() == ["Ann", "8-14", "8-14", "12", "h"]


def test_hours_that_are_too_wide_stand_above_each_other(empty):
    rows = tuple(shift("A person", 5 + day, 10.5, 8.25) for day in range(7))
    rows += (shift("Bo", 6, 22, 2),)
    lines = roster_text(replace(empty, rows=rows), 10).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[1].split() == ["A", "person", *["10:30"] * 7, "57.75", "h"]
    assert lines[2].split() == ["18:45"] * 7
    assert lines[3].split() == ["Bo", "·", "22", *["·"] * 5, "2", "h"]
    assert lines[4].split() == ["24"]
    assert lines[4].index("24") == lines[3].index("22")


def test_people_who_are_left_out_are_counted(empty):
    rows = tuple(shift(f"P{number}", 5, 8, 8) for number in range(12))
    lines = roster_text(replace(empty, rows=rows), 5, 12).splitlines()
    assert lines[-1] == "… 7 more people"
    assert len(lines) == 7


@pytest.mark.parametrize(("people", "shown"), [(6, True), (40, False)])
def test_the_summary_of_few_people_is_their_roster(empty, people, shown):
    rows = tuple(
        shift(f"Person {number}", 5 + day, 8, 8) for number in range(people) for day in range(5)
    )
    lines = schedule_summary_text(replace(empty, rows=rows)).splitlines()
    assert any(line.startswith("Person 3 ") for line in lines) == shown
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80


def test_days_on_which_nobody_works_though_agents_are_missing_are_shown():
    plan = days_from_eight([0] * 4, [1] * 4, [1] * 4)  # from Monday, 5 January
    late = Template("late", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,), days=(2,))
    schedule = scheduled(plan, schedule_request([late], understaffed=9.0))
    text = schedule_summary_text(schedule)
    assert "paid h, 6 Jan to 7 Jan 1970" in text
    heading = next(line for line in text.splitlines() if line.startswith("shift"))
    assert heading.split()[-3:] == ["Tue", "Wed", "shifts"]
    assert days_concerned(schedule) == ["1970-01-06", "1970-01-07"]


def test_what_is_missing_before_morning_is_of_the_night_before(empty):
    def missing(day, hour, hours):
        at = (day - 1) * 24 * HOUR + hour * HOUR
        return Understaffing("", at, at + hours * HOUR, 1, "")

    rows = (shift("Ann", 5, 22, 8),)
    (covered,) = empty.coverage_by_queue
    monday = covered._replace(start=covered.start[:1] * 0 + 4 * 24 * HOUR)
    night = replace(empty, rows=rows, coverage_by_queue=(monday,))
    first, last = missing(5, 0, 6), missing(7, 2, 2)
    assert days_concerned(night) == ["1970-01-05"]
    # nothing comes before the first day of the plan
    assert days_concerned(replace(night, understaffing=(first,))) == ["1970-01-05"]
    assert days_concerned(replace(night, understaffing=(last,))) == ["1970-01-05", "1970-01-06"]


def test_the_kinds_of_a_plan_of_working_days_are_shown_by_week():
    week = [[1] * 4] * 5 + [[0] * 4] * 2
    schedule = scheduled(days_from_eight(*week, [1] * 4), schedule_request([FOUR_HOURS]))
    text = schedule_text(schedule)
    assert "5 Jan to 9 Jan 1970" in text
    assert "\n12 Jan 1970\n" in text


def test_one_of_each_is_in_the_singular(empty):
    one = replace(
        empty,
        rows=(shift("Ann", 5, 8, 8),),
        totals=empty.totals._replace(shifts=1, people=1, distinct_shifts=1),
    )
    assert schedule_summary_text(one).startswith("Schedule: 1 person, 1 shift (1 distinct)")
    rows = tuple(shift(f"P{number}", 5, 8, 8) for number in range(3))
    assert roster_text(replace(empty, rows=rows), 2).endswith("… 1 more person")
