"""Night shifts: three hours of a night, counted on real instants."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from wfm.scheduling.night_shifts import NIGHT, night_of
from wfm.scheduling.records import Shift

HOUR = 3600


def shift_at(day, hour, hours, start=None):
    first = 24 * day + hour if start is None else start
    return Shift("any", day, int(2 * first), int(2 * hours), int(hour * HOUR), (), hours, hours)


@pytest.mark.parametrize(
    ("day", "hour", "hours", "night"),
    [
        (2, 22, 8, 2),
        (2, 0, 8, 1),  # after midnight: the night of the day before
        (2, 20, 6, 2),  # 23:00-02:00
        (2, 20, 5.5, None),
        (2, 3, 8, 1),  # 03:00-06:00
        (2, 3.5, 8, None),
        (2, 8, 9, None),
        (2, 4, 24, 2),  # 2 hours of one night, 5 of the next
    ],
)
def test_a_night_shift_has_three_hours_of_a_night_and_belongs_to_its_date(day, hour, hours, night):
    assert night_of(shift_at(day, hour, hours), 1800.0, NIGHT) == night


def test_hours_of_a_night_are_counted_on_instants_where_clocks_change():
    saturday, berlin = date(2026, 3, 28), ZoneInfo("Europe/Berlin")
    # from 01:00 to 04:00 on Sunday there are two hours, in autumn four
    sunday = shift_at(1, 1, 8)
    assert night_of(sunday, 1800.0, (23 * HOUR, 4 * HOUR), saturday) == 0
    assert night_of(sunday, 1800.0, (23 * HOUR, 4 * HOUR), saturday, berlin) is None
    autumn = date(2026, 10, 24)
    late = shift_at(1, 2, 8, start=27)  # the second 02:00
    assert night_of(late, 1800.0, (23 * HOUR, 5 * HOUR), autumn, berlin) == 0
    early = (23 * HOUR, 4 * HOUR + 1800)
    assert night_of(late, 1800.0, early, autumn, berlin) is None
    assert night_of(shift_at(1, 2, 8, start=26), 1800.0, early, autumn, berlin) == 0


def test_another_night_makes_other_night_shifts():
    evening = shift_at(0, 19, 5)
    assert night_of(evening, 1800.0, NIGHT) is None
    assert night_of(evening, 1800.0, (20 * HOUR, 23 * HOUR)) == 0
