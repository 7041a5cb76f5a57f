"""Shifts of a day with the starts of their breaks, in 80 columns."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from support.schedules import DAY_SHIFT, HOUR, schedule_request, scheduled, working_days
from wfm.report.schedule_text import schedule_summary_text, schedule_text
from wfm.report.shift_list_text import shift_list_text
from wfm.scheduling.results import Break, ShiftRow, Understaffing


@pytest.fixture(scope="module")
def empty():
    """A schedule of one queue, whose rows the tests replace."""
    return scheduled(working_days(1, 1, hours=range(8, 16)), schedule_request([DAY_SHIFT]))


def shift(start, lunch, *, day=5, name="day", agent="", tea=None):
    """A shift of eight hours with lunch and tea at these hours of the clock."""
    midnight = (day - 1) * 24 * HOUR
    breaks = (
        [
            Break(
                midnight + round(lunch * HOUR),
                midnight + round((lunch + 0.5) * HOUR),
                False,
                "lunch",
            )
        ]
        if lunch
        else []
    )
    if tea:
        at = midnight + round(tea * HOUR)
        breaks.append(Break(at, at + 900, True, "tea"))
    begin = midnight + round(start * HOUR)
    date = str(np.datetime64("1970-01-01") + day - 1)
    return ShiftRow("", agent, date, name, "", begin, begin + 8 * HOUR, 7.5, tuple(breaks))


def test_equal_shifts_are_one_line_with_the_start_of_each_break(empty):
    rows = [shift(8, 12, tea=14), shift(8, 12, tea=14), shift(9.5, 13.25, tea=16.5), shift(9, 0)]
    text = shift_list_text(replace(empty, rows=tuple(rows)))
    assert text.splitlines() == [
        "Start of each break: lunch (30 min unpaid), tea (15 min paid)",
        "",
        "Mon 5 Jan  from-to      shifts  lunch    tea",
        "day        08:00-16:00       2  12:00  14:00",
        "day        09:00-17:00       1",
        "day        09:30-17:30       1  13:15  16:30",
    ]


def test_people_are_named_and_every_day_has_its_own_table(empty):
    rows = [shift(9, 12, agent="Bo"), shift(8, 13, agent="Ann"), shift(8, 12, day=6, agent="Bo")]
    text = shift_list_text(replace(empty, rows=tuple(rows)))
    first, second = text.split("\n\n")[1:]
    assert [line.split() for line in first.splitlines()[1:]] == [
        ["Ann", "08:00-16:00", "13:00"],
        ["Bo", "09:00-17:00", "12:00"],
    ]
    assert second.splitlines() == ["Tue 6 Jan  from-to      lunch", "Bo         08:00-16:00  12:00"]


def test_long_names_of_breaks_are_numbered(empty):
    kinds = ["a first cup of coffee", "lunch in the canteen", "a second cup of coffee"]
    row = shift(8, 0)
    breaks = tuple(
        Break(row.start + hour * HOUR, row.start + hour * HOUR + 600, True, kind)
        for hour, kind in zip((1, 3, 5), kinds, strict=True)
    )
    lines = shift_list_text(replace(empty, rows=(row._replace(breaks=breaks),))).splitlines()
    assert "1 is a first cup of coffee (10 min paid)" in lines[0]
    assert lines[-2].split()[-3:] == ["1", "2", "3"]
    assert lines[-1].split()[-3:] == ["09:00", "11:00", "13:00"]
    assert max(map(len, lines)) <= 80


def test_what_is_left_out_is_counted(empty):
    rows = [shift(8 + minute / 60, 12, day=day) for day in (5, 6) for minute in range(400)]
    text = shift_list_text(replace(empty, rows=tuple(rows)))
    assert text.splitlines()[-1] == (
        "… 400 more shifts from 1970-01-06 on: -o schedule.csv has all"
    )


def test_the_summary_has_the_first_and_last_lunch_of_each_kind(empty):
    rows = [shift(8, 12.25), shift(8, 11.5), shift(8, 12), shift(20, 24.5), shift(20, 23.5)]
    rows += [shift(9, 0, name="short", tea=10), shift(10, 13)]
    text = schedule_summary_text(replace(empty, rows=tuple(rows)))
    lines = [line.split() for line in text.splitlines()]
    assert ["day", "08:00-16:00", "11:30-12:15", "7.5", "h", "3", "3"] in lines
    assert ["day", "20:00-04:00", "23:30-00:30", "7.5", "h", "2", "2"] in lines
    assert ["day", "10:00-18:00", "13:00", "7.5", "h", "1", "1"] in lines
    # tea is no lunch
    assert ["short", "09:00-17:00", "7.5", "h", "1", "1"] in lines
    assert ["shift", "from-to", "lunch", "starts", "paid", "Mon", "shifts"] in lines


def test_a_week_of_kinds_fits_a_screen_whatever_they_are_called(empty):
    rows = [
        shift(8 + kind / 2, 12.5, day=5 + day, name=f"customers of the north {kind}")
        for day in range(7)
        for kind in range(14)
    ]
    schedule = replace(empty, rows=tuple(rows))
    lines = schedule_summary_text(schedule).splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 23
    assert any(line.startswith("customers") and "…" in line for line in lines)
    rows = [row._replace(shift=row.shift[-9:]) for row in rows]
    kinds = schedule_text(replace(empty, rows=tuple(rows))).split("\n\n")[0].splitlines()
    assert kinds[0] == "5 Jan to 11 Jan 1970"
    assert max(map(len, kinds)) <= 80


BACK = 1_792_890_000  # 25 October 2026, the second 02:00 in Berlin


def test_a_time_that_a_change_of_clocks_repeats_has_its_offset(empty):
    times = [(BACK - 4 * HOUR, BACK - HOUR), (BACK - 4 * HOUR, BACK), (BACK, BACK + 4 * HOUR)]
    rows = [ShiftRow("", f"P{i}", "2026-10-25", "n", "", *span, 4.0, ()) for i, span in
            enumerate(times)]  # fmt: skip
    missing = [
        Understaffing("", at, at + HOUR, 1, "why") for at in (BACK - HOUR, BACK, BACK + HOUR)
    ]
    berlin = replace(
        empty, rows=tuple(rows), understaffing=tuple(missing), zone=ZoneInfo("Europe/Berlin")
    )
    assert [line.split()[1] for line in shift_list_text(berlin).splitlines()[1:]] == [
        "23:00-02:00+02:00", "23:00-02:00+01:00", "02:00+01:00-06:00",
    ]  # fmt: skip
    lines = schedule_text(berlin).splitlines()
    assert lines[lines.index("Understaffed:") + 1 :][:3] == [
        "  Sun 2026-10-25 02:00+02:00-02:00+01:00: 1 agent missing: why",
        "  Sun 2026-10-25 02:00+01:00-03:00: 1 agent missing: why",
        "  Sun 2026-10-25 03:00-04:00: 1 agent missing: why",
    ]


def test_reasons_are_wrapped_and_times_below_a_minimum_come_first(empty):
    why = "14 of 20 people at work; 3 resting after or before another shift, 3 not available"
    late = Understaffing("", 5 * HOUR, 6 * HOUR, 2, why, below_minimum=1)
    missing = [Understaffing("", at * HOUR, (at + 1) * HOUR, 1, why) for at in (1, 3)]
    lines = schedule_summary_text(replace(empty, understaffing=(*missing, late))).splitlines()
    first = lines.index("Understaffed:") + 1
    assert lines[first].startswith("  Thu 1970-01-01 05:00-06:00: 2 agents missing (1 below")
    told = " ".join(line.strip() for line in lines[first : first + 6])
    assert f"(1 below the minimum): {why}" in told
    assert "… 1 more" in told
    assert max(map(len, lines)) <= 80
