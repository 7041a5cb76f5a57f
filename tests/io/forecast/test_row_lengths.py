"""The lengths of intervals in a column beside the starts: their ends, or their lengths."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError

DAY = "2026-09-07"


def table(heading: str, *rows: tuple[str, str], calls: str = "volume") -> str:
    """A table of starts with a column beside them."""
    lines = [f"{DAY} {start},{cell},20,240" for start, cell in rows]
    return "\n".join([f"start,{heading},{calls},aht", *lines]) + "\n"


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("end", (f"{DAY} 09:20", f"{DAY} 10:20", f"{DAY} 11:20")),
        ("Interval End", ("09:20", "10:20", "11:20")),
        ("end", ("09:19", "10:19", "11:19")),
        ("end", ("09:19:59", "10:19:59", "11:19:59")),
        ("interval (min)", ("20", "20", "20")),
        ("interval length", ("20 min", "20 min", "20 min")),
        ("slot_length_s", ("1200", "1200", "1200")),
        ("interval duration", ("0:20", "0:20", "0:20")),
    ],
)
def test_ends_or_lengths_beside_the_starts_are_those_of_the_intervals(heading, cells):
    forecast = read(table(heading, *zip(("09:00", "10:00", "11:00"), cells, strict=True)))
    assert forecast.interval == 1200.0
    assert any(f"interval: 20 min, by the column '{heading}'" in note for note in forecast.notes)
    assert not any("not used" in note for note in forecast.notes)


def test_an_end_after_midnight_is_of_the_next_day_and_follows_the_order_of_the_dates():
    text = (
        "start,end,volume,aht\n"
        "04/09/2026 23:30,05/09/2026 00:00,20,240\n"
        "30/09/2026 23:00,30/09/2026 23:30,20,240\n"
    )
    assert read(text).interval == 1800.0
    clocks = (
        "date,from,until,volume,aht\n2026-09-07,23:00,23:30,9,240\n2026-09-07,23:30,00:00,9,240\n"
    )
    assert read(clocks).interval == 1800.0


def test_a_change_of_the_clock_does_not_alter_a_length():
    rows = [("00:30", "01:00"), ("01:00", "01:30"), ("01:30", "03:00"), ("03:00", "03:30")]
    lines = [f"2026-03-29 {start},2026-03-29 {end},20,240" for start, end in rows]
    text = "\n".join(["start,end,volume,aht", *lines]) + "\n"
    assert read(text, zone="Europe/Berlin").interval == 1800.0


def test_intervals_of_several_lengths_are_refused_by_their_rows():
    rows = (("09:00", "09:30"), ("09:30", "10:00"), ("10:00", "11:00"))
    with pytest.raises(DataError, match="by 'end' the interval is 1 h long, but most others are"):
        read(table("end", *rows))
    assert read(table("end", *rows), interval=1800).interval == 1800.0


@pytest.mark.parametrize(("heading", "cell"), [("interval (min)", "60"), ("slot length", "1 h")])
def test_intervals_longer_than_the_step_are_refused_with_both_readings(heading, cell):
    rows = [(f"09:{minute}", cell) for minute in ("00", "20", "40")]
    with pytest.raises(DataError, match="intervals are 1 h long, but their starts are 20 min"):
        read(table(heading, *rows))


def test_a_bare_length_other_than_the_step_is_refused_with_a_cure_that_works():
    rows = [(f"{hour}:00", "15") for hour in ("09", "10", "11")]
    with pytest.raises(DataError, match="15 min, but the starts are 1 h apart — use interval="):
        read(table("duration", *rows))
    assert read(table("duration", *rows), interval=3600).interval == 3600.0
    assert read(table("interval (min)", *rows)).interval == 900.0


@pytest.mark.parametrize("cell", ["15", "15.0", "15 min", "15m", "0:15", "0:15:00", "900"])
def test_the_heading_that_is_advised_for_a_bare_length_makes_it_certain(cell):
    rows = [(f"{hour}:00", cell) for hour in ("09", "10", "11")]
    with pytest.raises(DataError, match="15 min, but the starts are 1 h apart") as error:
        read(table("duration", *rows))
    heading = str(error.value).split("name the column '")[1].split("'")[0]
    assert read(table(heading, *rows)).interval == 900.0


def test_an_end_that_does_not_follow_its_start_is_refused():
    rows = (("09:00", f"{DAY} 09:30"), ("09:30", f"{DAY} 09:00"))
    with pytest.raises(DataError, match="does not end within a day after it starts"):
        read(table("end", *rows))


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("interval", ("1", "2", "3")),  # their numbers
        ("duration", ("213", "187", "240")),  # of contacts
        ("duration", ("180", "180", "180")),
        ("to", ("Bern", "Basel", "Bern")),
        ("end date", (DAY, DAY, DAY)),
    ],
)
def test_other_columns_are_no_lengths(heading, cells):
    forecast = read(table(heading, *zip(("09:00", "09:30", "10:00"), cells, strict=True)))
    assert forecast.interval == 1800.0
    assert any("most common step" in note for note in forecast.notes)


def test_a_length_of_any_size_is_refused_and_not_a_fault():
    rows = [("09:00", "99999999"), ("09:30", "99999999")]
    with pytest.raises(DataError, match="but their starts are 30 min apart"):
        read(table("interval (min)", *rows))
