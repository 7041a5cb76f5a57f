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


@pytest.mark.parametrize("heading", ["Slot", "Half Hour", "Halbe Stunde", "Time Interval"])
def test_the_numbers_of_intervals_are_no_hours(heading: str) -> None:
    rows = "".join(f"2026-04-13,{n},{20 + n},195\n" for n in range(1, 16))
    with pytest.raises(DataError, match="may be an hour or the number of an interval"):
        read(f"Date,{heading},Calls,AHT\n{rows}", columns={"time": heading})


@pytest.mark.parametrize("heading", ["Hour", "Stunde", "Hour of Day", "Start", "Heure"])
def test_bare_numbers_are_hours_where_the_heading_says_so(heading: str) -> None:
    rows = "".join(f"2026-04-13,{n},{20 + n},195\n" for n in range(7, 16))
    demand = read(f"Date,{heading},Calls,AHT\n{rows}", columns={"time": heading})
    assert demand.start[0] % 86_400 == 7 * 3600
    assert demand.interval == 3600


def test_spans_of_hours_need_no_word_for_the_hour() -> None:
    rows = "".join(f"2026-04-13,{n}-{n + 1},{20 + n},195\n" for n in range(7, 16))
    assert read(f"Date,Slot,Calls,AHT\n{rows}", columns={"time": "Slot"}).interval == 3600


@pytest.mark.parametrize("headings", ["Hour,Minute", "Stunde,Minuten", "Hora,Minuto"])
def test_minutes_in_a_column_beside_the_hours_are_refused(headings: str) -> None:
    rows = "2026-03-03,9,0,14,210\n2026-03-03,9,30,15,210\n2026-03-03,10,0,16,210\n"
    with pytest.raises(DataError, match="the time of day is in two columns"):
        read(f"Date,{headings},Calls,AHT\n{rows}")


def test_minutes_of_0_beside_the_hours_are_not_needed() -> None:
    rows = "2026-03-03,9,0,14,210\n2026-03-03,10,0,16,210\n"
    assert read(f"Date,Hour,Minute,Calls,AHT\n{rows}").interval == 3600.0
