"""Shifts on a calendar: dates, clocks and the end of a horizon that repeats."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from support.schedules import HOUR
from wfm.scheduling.shift_templates import SlotGrid, Template, lay_out

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
