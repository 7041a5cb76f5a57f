"""A usual day, weekdays as cells, the date of a title, and merged cells."""

from __future__ import annotations

from datetime import date

import pytest

from support.forecast_text import read
from wfm.errors import DataError, InputError
from wfm.io.forecast.read_options import date_of_option

USUAL = "Time,Calls,AHT\n08:00,9,200\n08:30,8,200\n"
EIGHT = 1772524800  # 2026-03-03 08:00 UTC


def test_a_usual_day_gets_the_date_of_the_option() -> None:
    demand = read(USUAL, date=date(2026, 3, 3))
    assert demand.start.tolist() == [EIGHT, EIGHT + 1800]
    assert any("2026-03-03" in note and "usual" not in note for note in demand.notes)
    with pytest.raises(DataError, match="has times without dates — add a column 'date', or use"):
        read(USUAL)


@pytest.mark.parametrize("title", ["Date: 2026-03-03", "Datum,03.03.2026", "3 March 2026"])
def test_the_date_of_a_title_is_that_of_every_row(title: str) -> None:
    demand = read(f"Report\n{title}\n{USUAL}")
    assert demand.start.tolist() == [EIGHT, EIGHT + 1800]
    assert any("in line 2" in note for note in demand.notes)


@pytest.mark.parametrize("title", ["Printed: 2026-03-09", "2026-03-02\n2026-03-08"])
def test_a_date_of_printing_and_a_range_of_dates_are_not_used(title: str) -> None:
    with pytest.raises(DataError, match="times without dates"):
        read(f"{title}\n{USUAL}")


def test_an_ambiguous_date_of_a_title_is_asked_for() -> None:
    text = f"Date: 3/4/2026\n{USUAL}"
    with pytest.raises(DataError, match="ambiguous: 3 April 2026 or 4 March 2026"):
        read(text)
    assert read(text, dayfirst=False).start[0] == EIGHT + 86_400


def test_weekdays_of_two_languages_are_ambiguous() -> None:
    with pytest.raises(DataError, match="'ma' is ambiguous: Tuesday or Monday"):
        read("day,time,volume,aht\nma,08:00,1,2\n", week_of=date(2026, 3, 3))


def test_weekdays_with_a_date_of_a_usual_day_are_refused() -> None:
    with pytest.raises(DataError, match="has weekdays: use week_of="):
        read("day,time,volume,aht\nMon,08:00,1,2\n", date=date(2026, 3, 3))


MERGED = """Queue,Date,Time,Calls,AHT
A,2026-03-03,08:00,1,2
,,08:30,3,2
B,2026-03-03,08:00,5,2
,,08:30,7,2
"""


def test_merged_cells_of_dates_and_queues_are_filled_down_and_noted() -> None:
    demand = read(MERGED, aht_unit="s")
    assert demand.queues == ("A", "B")
    assert demand.volume.tolist() == [1, 3, 5, 7]
    assert any("empty cells of 'Queue' and 'Date' filled" in note for note in demand.notes)


def test_a_hole_in_a_column_of_repeated_dates_is_not_filled() -> None:
    text = "date,time,volume,aht\n2026-03-03,08:00,1,2\n2026-03-03,08:30,1,2\n,09:00,1,2\n"
    with pytest.raises(DataError, match=":4: column 'date': the cell is empty"):
        read(text)


def test_a_date_as_an_option_must_be_iso() -> None:
    assert date_of_option("2026-03-03", "date") == date(2026, 3, 3)
    with pytest.raises(InputError, match="week_of must be a date such as 2026-03-02: got '3/3'"):
        date_of_option("3/3", "week_of")


def test_hours_as_numbers_beside_weekdays_are_times() -> None:
    text = "Hour;Tue;Wed\n7;11;12\n8;13;14\n9;15;16\n"
    demand = read(text, week_of=date(2026, 3, 5), aht=200.0)
    assert demand.interval == 3600.0
    assert demand.volume.sum() == 81


def test_hours_as_numbers_of_a_usual_day_are_times() -> None:
    demand = read("Stunde;Anrufe;AHT\n7;11;200\n8;13;210\n", date=date(2026, 3, 5))
    assert demand.interval == 3600.0


@pytest.mark.parametrize("note", ["Source: planning", "as agreed", "Stand: 12.3."])
def test_a_note_below_the_dates_does_not_hide_them(note: str) -> None:
    text = (
        ";;Desk A;;Desk B;\nDatum;Zeit;Anrufe;AHT;Anrufe;AHT\n"
        "03.03.2026;09:00;41;210;12;250\n;09:30;42;210;13;250\nSumme;;83;;25;\n"
        f"04.03.2026;09:00;43;210;14;250\n;09:30;44;210;15;250\n{note};;;;;\n"
    )
    assert read(text).volume.sum() == 41 + 42 + 43 + 44 + 12 + 13 + 14 + 15


@pytest.mark.parametrize("label", ["Max", "Min.", "Median", "Daily", "Tagessumme", "Spitze"])
def test_a_label_below_the_times_of_a_usual_day_is_left_out(label: str) -> None:
    text = f"Time,Calls,AHT\n08:00,12,200\n08:30,14,210\n{label},26,205\n"
    demand = read(text, date=date(2026, 3, 5))
    assert demand.volume.tolist() == [12, 14]
    assert any(f"left out: line 4 ('{label}'" in note for note in demand.notes)


def test_another_text_below_the_times_is_refused_at_its_line() -> None:
    text = "Time,Calls,AHT\n08:00,12,200\n08:30,14,210\nevening,26,205\n"
    with pytest.raises(DataError, match="4: column 'Time': 'evening' is not a time of day"):
        read(text, date=date(2026, 3, 5))


def test_a_queue_may_be_called_max() -> None:
    text = "Queue,Start,Calls,AHT\nMax,2026-03-05 08:00,5,200\nMax,2026-03-05 08:30,6,200\n"
    assert read(text).queues == ("Max",)
