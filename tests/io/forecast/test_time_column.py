"""A column of times of day with a heading that is not known."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError


def test_the_only_column_of_times_of_day_is_read_and_noted() -> None:
    demand = read("Date,Wann,Calls,AHT\n2026-03-03,08:00,1,200\n2026-03-03,08:15,2,200\n")
    assert demand.interval == 900
    assert any("times of day are in the column 'Wann'" in note for note in demand.notes)


def test_durations_and_two_columns_of_times_are_not_taken_for_the_start() -> None:
    rows = "2026-03-03,{},1,200\n2026-03-03,{},2,200\n"
    for a, b in (("3:05", "3:12"), ("0:28", "0:31")):
        with pytest.raises(DataError, match=r"no time of day was read: .* columns not used: '"):
            read("Date,Wann,Calls,AHT\n" + rows.format(a, b))
    with pytest.raises(DataError, match=r"no time of day was read: .* columns not used: '"):
        read("Date,P,Q,Calls,AHT\n" + rows.format("08:00,09:00", "08:30,09:30"))
