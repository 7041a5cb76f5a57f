"""Shifts on a calendar: dates, clocks and the end of a horizon that repeats."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from support.schedules import HOUR
from wfm.scheduling.shift_templates import (
    BreakRule,
    SlotGrid,
    Template,
    lay_out,
    off_grid_notes,
    windows,
)

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("sunday", [date(2026, 10, 25), date(2026, 3, 29), date(2026, 6, 7)])
def test_starts_behind_the_end_of_a_week_that_repeats_have_the_clock_of_its_first_days(sunday):
    first, end = (
        int(datetime(day.year, day.month, day.day, tzinfo=BERLIN).timestamp())
        for day in (sunday, sunday + timedelta(days=7))
    )
    grid = SlotGrid(
        first=first,
        slot=HOUR,
        open=np.ones((end - first) // HOUR, dtype=bool),
        cyclic=True,
        zone=BERLIN,
        dates=tuple(sunday + timedelta(days=k) for k in range(7)),
    )
    shifts = lay_out([Template("night", 21 * HOUR, 7 * HOUR, 2 * HOUR, (8 * HOUR,))], [], grid)
    assert {shift.day for shift in shifts} == set(range(7))
    assert {shift.clock // HOUR for shift in shifts} == {21, 23, 1, 3, 5, 7}
    for shift in shifts:
        wall = datetime.fromtimestamp(first + shift.start * HOUR, UTC).astimezone(BERLIN)
        assert (wall.date(), wall.hour) == (grid.dates[shift.day], shift.clock // HOUR)


def lunch_of(earliest, latest, minutes=40):
    minute = HOUR // 60
    return BreakRule(
        "lunch",
        minutes * minute,
        paid=False,
        anchor="middle",
        earliest=earliest * minute,
        latest=latest * minute,
    )


@pytest.mark.parametrize(
    ("hours", "rule", "slot", "places"),
    [
        # a lunch of 40 min in 7 h: 3 h 10 min of work before and behind it
        (7, lunch_of(0, 0), 10, [190]),
        (7, lunch_of(-10, 10), 10, [180, 190, 200]),
        # on slots of 20 min it lies between two, and the window holds those after it
        (7, lunch_of(0, 60), 20, [200, 220, 240]),
        (7, lunch_of(-20, 20), 20, [180, 200]),
        (7, lunch_of(-40, -20), 20, [160]),
        (9, lunch_of(0, 0, 60), 60, [240]),
    ],
)
def test_a_break_counted_from_the_middle_begins_inside_its_window(hours, rule, slot, places):
    shift = Template("day", 8 * HOUR, 8 * HOUR, HOUR, (hours * HOUR,))
    (window,) = windows(shift, hours * HOUR, [rule], slot * 60)
    assert [slot * at for at in range(window.earliest, window.latest + 1)] == places
    assert off_grid_notes([shift], [rule], slot * 60) == ()


def test_a_break_whose_window_lies_between_two_slots_takes_both_and_it_is_said():
    shift = Template("day", 8 * HOUR, 8 * HOUR, HOUR, (6 * HOUR, 7 * HOUR))
    rule = lunch_of(20, 20)
    (window,) = windows(shift, 7 * HOUR, [rule], 20 * 60)
    assert (window.earliest, window.latest) == (10, 11)
    # 2 h 40 min, the middle of the shorter shift, is on a slot
    assert off_grid_notes([shift], [rule], 20 * 60) == (
        "break 'lunch' is to begin 3 h 30 min after the start of a day shift of 7 h, which lies "
        "between two slots of 20 min: it begins 10 min before or after that",
    )
