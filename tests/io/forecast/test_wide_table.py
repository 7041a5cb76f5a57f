"""Days, dates, times and queues as columns."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from support.forecast_text import read
from wfm.demand import Demand
from wfm.errors import DataError

MONDAY = 1772409600  # 2026-03-02 00:00 UTC
WEEK = {"week_of": date(2026, 3, 4), "aht": 240.0}


def cells(demand: Demand) -> dict[tuple[str, int], tuple[float, float]]:
    """Volume and AHT by queue and by hours after Monday 00:00."""
    return {
        (demand.queues[q], int(start - MONDAY) / 3600): (v, h)
        for q, start, v, h in zip(
            demand.queue, demand.start, demand.volume, demand.aht, strict=True
        )
    }


TWO_DAYS = {("", 8): (5, 240), ("", 8.5): (7, 240), ("", 32): (6, 240), ("", 32.5): (8, 240)}


@pytest.mark.parametrize(
    "text",
    [
        "Time,Mon,Tue\n08:00,5,6\n08:30,7,8\n",
        "Uhrzeit;Mo;Di\n08:00;5;6\n08:30;7;8\n",
        ";lundi;mardi\n08:00;5;6\n08:30;7;8\n",
        "Interval,Monday,Tuesday,Total\n08:00-08:30,5,6,11\n08:30-09:00,7,8,15\n",
        "Day,08:00,08:30\nMon,5,7\nTue,6,8\n",
        "Day/Time,08:00,08:30,Sum\nMonday,5,7,12\nTuesday,6,8,14\n",
        "Week 10\n\nTime,Mon,Tue\n08:00,5,6\n08:30,7,8\n",
        "Time,Mon Calls,Tue Calls\n08:00,5,6\n08:30,7,8\n",
        "Weekday,Time,Calls\nMon,08:00,5\nMon,08:30,7\nTue,08:00,6\nTue,08:30,8\n",
        "Tag;Zeit;Anrufe\nMontag;08:00;5\n;08:30;7\nDienstag;08:00;6\n;08:30;8\n",
    ],
)
def test_weekdays_as_columns_or_rows_are_days_of_the_week_of_the_option(text: str) -> None:
    demand = read(text, **WEEK)
    assert cells(demand) == TWO_DAYS
    assert any("2026-03-02 to Sunday 2026-03-08" in note for note in demand.notes)
    with pytest.raises(DataError, match=r"use week_of=\"2026-03-02\""):
        read(text, aht=240.0)


@pytest.mark.parametrize(
    "text",
    [
        "Time,2026-03-02,2026-03-03\n08:00,5,6\n08:30,7,8\n",
        "Time,02-Mar-2026,03-Mar-2026\n08:00,5,6\n08:30,7,8\n",
        "Zeit;Mo 02.03.2026;Di 03.03.2026\n08:00;5;6\n08:30;7;8\n",
        "Date,08:00,08:30\n2026-03-02,5,7\n2026-03-03,6,8\n",
        ",0800-0830,0830-0900\n2026-03-02,5,7\n2026-03-03,6,8\n",
    ],
)
def test_dates_or_times_as_columns_are_read(text: str) -> None:
    demand = read(text, aht=240.0)
    assert cells(demand) == TWO_DAYS
    assert any("2 " in note and "columns were turned into rows" in note for note in demand.notes)


def test_hours_as_columns_are_read_by_their_numbers() -> None:
    demand = read("Date,8,9,10\n2026-03-02,5,6,7\n2026-03-03,8,9,10\n", aht=240.0)
    assert [hour for _, hour in cells(demand)] == [8, 9, 10, 32, 33, 34]
    assert demand.volume.tolist() == [5, 6, 7, 8, 9, 10]


TWO_QUEUES = {
    ("Voice", 8): (5, 180), ("Voice", 8.5): (7, 190), ("Chat", 8): (6, 300), ("Chat", 8.5): (8, 310)
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "start,Voice Calls,Voice AHT,Chat Calls,Chat AHT\n{}:00,5,180,6,300\n{}:30,7,190,8,310\n",
        "start,Voice,,Chat,\n,Volume,AHT,Volume,AHT\n{}:00,5,180,6,300\n{}:30,7,190,8,310\n",
        "start,Volume,,AHT,\n,Voice,Chat,Voice,Chat\n{}:00,5,6,180,300\n{}:30,7,8,190,310\n",
    ],
)
def test_queues_as_columns_with_their_aht_are_queues(text: str) -> None:
    demand = read(text.replace("{}", "2026-03-02 08"))
    assert cells(demand) == TWO_QUEUES
    assert any("queue pairs of volume and AHT were turned into rows" in n for n in demand.notes)


def test_the_unit_of_the_aht_of_each_queue_is_that_of_the_headings() -> None:
    text = "start,A Calls,A AHT (min),B Calls,B AHT (min)\n2026-03-02 08:00,5,3,6,4\n"
    assert read(text, interval=1800.0).aht.tolist() == [180, 240]


@pytest.mark.parametrize(
    "text",
    [
        "Time,2026-03-02,,2026-03-03,\n,Calls,AHT,Calls,AHT\n08:00,5,100,6,120\n08:30,7,110,8,130\n",
        "Time,Measure,2026-03-02,2026-03-03\n08:00,Calls,5,6\n08:00,AHT,100,120\n"
        "08:30,Calls,7,8\n08:30,AHT,110,130\n",
    ],
)
def test_the_aht_of_each_cell_may_be_in_columns_or_rows_of_its_own(text: str) -> None:
    assert cells(read(text)) == {
        ("", 8): (5, 100), ("", 8.5): (7, 110), ("", 32): (6, 120), ("", 32.5): (8, 130)
    }  # fmt: skip


def test_a_column_or_a_row_of_the_aht_is_that_of_all_days() -> None:
    column = read("Time,2026-03-02,2026-03-03,AHT\n08:00,5,6,100\n08:30,7,8,110\n")
    assert column.aht.tolist() == [100, 110, 100, 110]
    row = read("Time,2026-03-02,2026-03-03\n08:00,5,6\n08:30,7,8\nAHT,100,120\n")
    assert row.aht.tolist() == [100, 100, 120, 120]


def test_columns_that_may_be_queues_are_asked_for_and_read_with_the_option() -> None:
    text = "start,Gold,Silver\n2026-03-02 08:00,5,6\n2026-03-02 08:30,7,8\n"
    with pytest.raises(DataError) as caught:
        read(text, aht=240.0)
    assert 'use queues=("Gold", "Silver")' in str(caught.value)
    demand = read(text, aht=240.0, queues=("Gold", "Silver"))
    assert demand.queues == ("Gold", "Silver")
    assert demand.volume.tolist() == [5, 7, 6, 8]


def test_a_total_column_proves_that_the_others_are_queues() -> None:
    text = "start,Gold,Silver,Total\n2026-03-02 08:00,5,6,11\n2026-03-02 08:30,7,8,15\n"
    assert read(text, aht=240.0).queues == ("Gold", "Silver")
    with pytest.raises(DataError, match="if each is the volume of a queue"):
        read(text.replace("15", "16"), aht=240.0)


@pytest.mark.parametrize(
    "head",
    ["start,calls handled,calls abandoned,aht", "start,forecast calls,actual calls,aht"],
)
def test_figures_of_the_same_contacts_are_no_queues(head: str) -> None:
    assert read(f"{head}\n2026-03-02 08:00,5,1,200\n2026-03-02 08:30,5,1,200\n").queues == ("",)


def test_an_empty_cell_of_a_wide_table_is_no_interval_and_counted() -> None:
    text = "Time,2026-03-02,2026-03-03\n08:00,5,\n08:30,7,8\n"
    demand = read(text, aht=240.0)
    assert len(demand) == 3
    assert any("1 empty cell of the columns left out" in note for note in demand.notes)


def test_a_bad_cell_is_reported_with_the_heading_of_its_column() -> None:
    text = "Time,2026-03-02,2026-03-03\n08:00,5,6\n08:30,7,many\n"
    with pytest.raises(DataError, match=r":3: column '2026-03-03': 'many' is not a number"):
        read(text, aht=240.0)


def test_the_line_of_a_row_is_that_of_the_file() -> None:
    demand = read("Time,2026-03-02,2026-03-03\n08:00,5,6\n08:30,7,8\n", aht=240.0)
    assert demand.line.tolist() == [2, 3, 2, 3]


def test_a_weekday_twice_is_refused() -> None:
    with pytest.raises(DataError, match="columns 2 and 4 are both 'Mon'"):
        read("Time,Mon,Tue,Mon\n08:00,5,6,7\n", **WEEK)


def test_dates_by_queue_as_columns_keep_both() -> None:
    text = "Time,2026-03-02,,2026-03-03,\n,Voice,Chat,Voice,Chat\n08:00,5,6,7,8\n08:30,1,2,3,4\n"
    demand = read(text, aht=240.0)
    assert demand.queues == ("Voice", "Chat")
    assert np.sum(demand.volume) == 36


@pytest.mark.parametrize(
    "options",
    [{"week_of": date(2026, 3, 2)}, {"date": date(2026, 3, 2)}],
)
def test_the_options_of_dates_are_refused_where_the_rows_have_dates(
    options: dict[str, Any],
) -> None:
    with pytest.raises(DataError, match=r"cannot be used: .* has dates"):
        read("date,time,volume,aht\n2026-03-02,08:00,1,2\n", **options)


@pytest.mark.parametrize(
    "head", ["Time,Jan,Feb,Mar", "Time,W10,W11,W12", "Time,02.03.,03.03.,04.03."]
)
def test_columns_that_are_no_whole_dates_are_refused_as_that(head: str) -> None:
    with pytest.raises(DataError, match="are months, weeks, or dates without a year"):
        read(f"{head}\n08:00,1,2,3\n08:30,1,2,3\n", aht=240.0)


def test_a_volume_beside_the_days_that_is_not_their_sum_is_noted() -> None:
    head = "Time,2026-05-04,2026-05-05,Calls\n"
    sums = read(head + "07:00,31,42,73\n07:30,33,44,77\n", aht=190.0)
    other = read(head + "07:00,31,42,73\n07:30,33,44,99\n", aht=190.0)
    note = "'Calls' is not the sum of the columns that were turned into rows"
    assert note not in sums.notes
    assert note in other.notes


def test_a_block_of_aht_below_the_contacts_is_refused_once_and_its_cure_works() -> None:
    block = "Calls;Tue;Wed\n09:00;21;22\n09:30;23;24\n;;\nAHT;Tue;Wed\n09:00;200;210\n"
    with pytest.raises(DataError, match=r"a second block of the table, 'AHT', begins") as caught:
        read(block, week_of=date(2026, 3, 5))
    assert caught.value.count == 1
    beside = "Time;Tue;Tue AHT;Wed;Wed AHT\n09:00;21;200;22;210\n09:30;23;205;24;215\n"
    assert read(beside, week_of=date(2026, 3, 5)).aht.tolist() == [200, 205, 210, 215]


@pytest.mark.parametrize("headings", ["Di 12.05.;Mi 13.05.", "12-May;13-May"])
def test_days_without_a_year_are_the_only_problem(headings: str) -> None:
    with pytest.raises(DataError, match="write the whole date above each column") as caught:
        read(f"Zeit;{headings}\n09:00;21;22\n09:30;23;24\n")
    assert caught.value.count == 1


def test_columns_that_became_rows_are_no_disorder_of_the_file() -> None:
    times = "Date,09:00,09:30\n2026-09-07,11,12\n2026-09-08,13,14\n2026-09-09,15,16\n"
    days = "Time,2026-09-07,2026-09-08\n09:00,11,13\n09:30,12,14\n10:00,17,18\n"
    for text in (times, days):
        forecast = read(text, aht=200.0)
        assert not any("time order" in note for note in forecast.notes)
    first, *rows = times.splitlines(keepends=True)
    forecast = read("".join([first, *reversed(rows)]), aht=200.0)
    assert "rows were not in time order: sorted by queue and start" in forecast.notes
    assert forecast.volume.tolist() == [11, 12, 13, 14, 15, 16]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Date,09:00,09:30,Total\n2026-09-07,11,12,23\n2026-09-08,13,14,27\nTotal,24,26,50\n",
            "line 4 ('Total', volume 50)",
        ),
        (
            "Time,2026-09-07,2026-09-08\n09:00,11,0\n09:30,12,0\n,23,0\n",
            "line 4 ('2026-09-07 to 2026-09-08', volume 23)",
        ),
        (
            "Time,2026-09-07,2026-09-08\n09:00,11,13\n09:30,12,14\nHour 9,23,27\n10:00,5,6\n",
            "line 4 ('Hour 9', volume 50)",
        ),
        (
            "Date,Time,Card Calls,Loan Calls\n2026-09-07,09:00,11,13\n2026-09-07,09:30,12,14\n"
            "Summe,,23,27\n",
            "line 4 ('Summe', volume 50)",
        ),
    ],
)
def test_the_total_of_a_row_is_the_sum_of_its_cells(text: str, said: str) -> None:
    forecast = read(text, aht=200.0)
    assert f"a row of totals is left out: {said}" in forecast.notes
