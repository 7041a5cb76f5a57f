"""Headings, units of AHT and forms of numbers."""

from __future__ import annotations

import numpy as np
import pytest

from support.forecast_text import half_hours, read
from wfm.errors import DataError


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("aht", "210"), ("AHT", "210.0"), ("aht_s", "2.1e2"), ("AHT [s]", "210"),
        ("Avg. Handle Time (sec)", "210"), ("AHT in seconds", "210"),
        ("aht_min", "3.5"), ("AHT (min)", "3.5"), ("Average Handling Time (minutes)", "3.5"),
        ("aht_mmss", "3:30"), ("AHT (mm:ss)", "03:30"), ("aht_hhmmss", "0:03:30"),
        ("AHT (hh:mm:ss)", "00:03:30"),
    ],
)  # fmt: skip
def test_the_unit_in_the_heading_of_aht_is_used(heading: str, cell: str) -> None:
    text = f"start,volume,{heading}\n2026-01-05 08:00,1,{cell}\n2026-01-05 08:30,0,\n"
    demand = read(text)
    np.testing.assert_array_equal(demand.aht, [210.0, np.nan])


@pytest.mark.parametrize(("unit", "cell"), [("min", "3.5"), ("mmss", "3:30"), ("s", "210")])
def test_the_unit_option_is_used_if_the_heading_has_no_unit(unit: str, cell: str) -> None:
    text = f"start,volume,aht\n2026-01-05 08:00,1,{cell}\n2026-01-05 08:30,1,{cell}\n"
    assert read(text, aht_unit=unit).aht.tolist() == [210.0, 210.0]


@pytest.mark.parametrize(
    "headings",
    [
        "Start,Volume,AHT", "ds,y,aht", "Interval Start,Calls Offered,AHT",
        "\ufeffstart,VOLUME , aht ", "DateTime,Forecast,Handle Time",
        "timestamp,count of calls,aht",
    ],
)  # fmt: skip
def test_a_heading_is_recognised_in_any_case_and_punctuation(headings: str) -> None:
    assert read(half_hours(5, 6, head=headings)).volume.tolist() == [5, 6]


def test_synonyms_and_unused_columns_are_noted_once() -> None:
    text = "ts,offered,aht,agents,note\n2026-01-05 08:00,1,200,3,x\n2026-01-05 08:30,1,200,3,y\n"
    notes = read(text).notes
    assert "read start from 'ts', volume from 'offered'" in notes
    assert "columns not used: 'agents', 'note'" in notes


@pytest.mark.parametrize(
    "text",
    [
        "date,time,volume,aht\n2026-01-05,08:00,1,200\n2026-01-05,08:30,3,400\n",
        "date,interval,volume,aht\n05.01.2026,8:00,1,200\n05.01.2026,8:30,3,400\n",
        "Day,Date,Start Time,volume,aht\nMon,20260105,0800,1,200\nMon,20260105,0830,3,400\n",
        "date,hour,volume,aht\n2026-01-05 00:00:00,8:00 AM,1,60\n"
        "2026-01-05 00:00:00,8:30 AM,3,40\n",
        "date,start,interval,volume,aht\n2026-01-05,2026-01-05 08:00,30,1,200\n"
        "2026-01-05,2026-01-05 08:30,30,3,400\n",
        "date,Hour,volume,aht\n2026-01-05,8,1,200\n2026-01-05,8:30,3,400\n",
        "date,interval,volume,aht\n2026-01-05 08:00,1800,1,200\n2026-01-05 08:30,1800,3,400\n",
        "queue,start,interval,volume,aht,load\nA,2026-01-05T08:00:00,1800,1,200,0\n"
        "A,2026-01-05T08:30:00,1800,3,400,0\n",
    ],
)
def test_date_and_time_are_read_from_one_column_or_two(text: str) -> None:
    assert read(text).start.tolist() == [1767600000, 1767601800]


def test_the_default_aht_is_used_for_rows_without_aht_and_counted() -> None:
    none = read("start,volume\n2026-01-05 08:00,1\n2026-01-05 08:30,2\n", aht=240.0)
    assert none.aht.tolist() == [240, 240]
    assert "default AHT of 4 min used for 2 rows without AHT" in none.notes
    some = read("start,volume,aht\n2026-01-05 08:00,1,\n2026-01-05 08:30,2,60\n", aht=240.0)
    assert some.aht.tolist() == [240, 60]
    assert "default AHT of 4 min used for 1 row without AHT" in some.notes


def test_an_aht_of_zero_or_nothing_is_accepted_without_contacts() -> None:
    demand = read("start,volume,aht\n2026-01-05 08:00,0,0\n2026-01-05 08:30,0,\n")
    assert np.isnan(demand.aht).all()


def test_a_decimal_comma_is_read_and_noted_if_the_delimiter_is_not_a_comma() -> None:
    demand = read("start;volume;aht\n2026-01-05 08:00;10,5;180\n2026-01-05 08:30;1,234;180,25\n")
    assert demand.volume.tolist() == [10.5, 1.234]
    assert any("decimal mark: comma" in note for note in demand.notes)


def test_a_decimal_point_in_a_semicolon_file_is_read_as_a_decimal_point() -> None:
    demand = read("start;volume;aht\n2026-01-05 08:00;10.5;180\n2026-01-05 08:30;1.234;180\n")
    assert demand.volume.tolist() == [10.5, 1.234]


@pytest.mark.parametrize(
    ("cell", "options", "value"),
    [
        ('"1,234"', {"thousands": ","}, 1234.0), ('"1,234.5"', {"thousands": ","}, 1234.5),
        ('"12,5"', {"decimal": ","}, 12.5), ('"1.234,5"', {"thousands": "."}, 1234.5),
        ("1 234", {"thousands": " "}, 1234.0), ("1\u00a0234", {"thousands": "\u202f"}, 1234.0),
        ("12", {"thousands": ","}, 12.0),
    ],
)  # fmt: skip
def test_the_options_of_thousands_and_decimals_are_used(
    cell: str, options: dict[str, str], value: float
) -> None:
    text = f"start,volume,aht\n2026-01-05 08:00,{cell},180\n2026-01-05 08:30,1,180\n"
    assert read(text, **options).volume.tolist() == [value, 1.0]


def test_limits_can_be_switched_off() -> None:
    text = "start,volume,aht\n2026-01-05 08:00,2e7,90000\n2026-01-05 08:30,1,100\n"
    assert read(text, limits=False).volume[0] == 2e7
    with pytest.raises(DataError) as caught:
        read(text)
    assert caught.value.count == 2


def test_infinity_is_refused_without_limits_too() -> None:
    with pytest.raises(DataError, match="'1e400' is not a finite number"):
        read("start,volume,aht\n2026-01-05 08:00,1e400,180\n", limits=False)


def test_a_decimal_mark_in_the_aht_is_used_for_the_volume_too() -> None:
    text = "start;volume;aht\n2026-01-05 08:00;1.234;180.5\n2026-01-05 08:30;1;180\n"
    assert read(text).volume.tolist() == [1.234, 1.0]


def test_the_unit_of_the_option_overrides_that_of_the_heading_with_a_note() -> None:
    text = "start,volume,AHT min\n2026-01-05 08:00,1,180\n2026-01-05 08:30,1,240\n"
    demand = read(text, aht_unit="s")
    assert demand.aht.tolist() == [180, 240]
    note = "'AHT min' read in seconds by aht_unit, not in minutes, the unit in its heading"
    assert note in demand.notes


def test_a_unit_in_the_heading_counts_before_the_usual_unit_of_a_team() -> None:
    text = "start,volume,AHT (min)\n2026-01-05 08:00,1,3\n2026-01-05 08:30,1,4\n"
    demand = read(text, aht_unit="s", aht_unit_usual=True)
    assert demand.aht.tolist() == [180, 240]
    assert "AHT read in minutes, the unit in its heading, not in seconds" in demand.notes
