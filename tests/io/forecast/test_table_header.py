"""Headings below titles and notes, and headings in two rows."""

from __future__ import annotations

import pytest

from support.forecast_text import half_hours, read
from wfm.errors import DataError
from wfm.io.forecast.table_header import find_header, heading_score

BODY = half_hours(9, 11, 7)


def header(*rows: list[str], columns: dict[str, str] | None = None) -> tuple[str, ...]:
    return find_header(rows, range(1, len(rows) + 1), columns or {})[0].names


@pytest.mark.parametrize(
    "above",
    [
        "Forecast of March\n", "Report: Volume\nQueue: Sales\n\n", ",,\nweek 10,,\n",
        "calls by half-hour, all queues\n\n\nmade by planning\n",
    ],
)  # fmt: skip
def test_titles_and_notes_above_the_headings_are_left_out_and_noted(above: str) -> None:
    demand = read(above + BODY)
    assert demand.volume.tolist() == [9, 11, 7]
    assert demand.line[0] == above.count("\n") + 2
    assert any("not read above them" in note for note in demand.notes)


def test_a_table_without_titles_has_no_note_of_them() -> None:
    assert not any("above" in note for note in read(BODY).notes)


def test_the_lines_and_texts_above_the_headings_are_named() -> None:
    notes = read("Volumes;;\nSite: Leeds;;\n" + BODY.replace(",", ";")).notes
    assert (
        "headings in line 3; not read above them (lines 1 to 2): 'Volumes', 'Site: Leeds'" in notes
    )


def test_the_delimiter_is_that_of_the_headings_not_of_the_title() -> None:
    text = "Calls, AHT and more, by half-hour\n\n" + BODY.replace(",", ";")
    assert read(text).volume.tolist() == [9, 11, 7]


def test_headings_that_only_the_options_know_are_found_below_a_title() -> None:
    text = "Plan 7\nHalbe,Menge,Schnitt\n2026-01-05 08:00,9,180\n2026-01-05 08:30,9,180\n"
    columns = {"start": "Halbe", "volume": "Menge", "aht": "Schnitt"}
    assert read(text, columns=columns).line.tolist() == [3, 4]
    with pytest.raises(DataError, match=r"2: no column for the start .* Halbe, Menge, Schnitt"):
        read(text)


def test_a_row_of_data_is_no_row_of_headings() -> None:
    assert heading_score(["2026-01-05", "08:00", "40", "210"], {}) == 0
    assert heading_score(["Sales", "2026-01-05 08:00", "", ""], {}) < 2
    assert heading_score(["2026-01-05 08:30", "1", "2", "3"], {}) == 0


@pytest.mark.parametrize("cell", ["five", "12 agents", "required", "nan", "(3)", "0x10", "1_0"])
def test_a_row_with_a_start_is_data_though_its_number_is_a_text(cell: str) -> None:
    below = ["2026-03-02 08:30", "6"]
    assert header(["start", "crew"], ["2026-03-02 08:00", cell], below) == ("start", "crew")
    row = ["2026-03-02", "08:00", cell]
    assert header(["date", "at", "crew"], row, ["2026-03-02", "08:30", "6"])[0] == "date"
    assert header(["Plan", "of week 10"], ["start", "crew"], below, below) == ("start", "crew")


def test_the_upper_row_of_headings_completes_the_lower_one() -> None:
    head = "Datum;Uhrzeit;Telefon;\n;;Anrufe;AHT\n"
    text = head + "02.03.2026;08:00;12;200\n02.03.2026;08:30;13;200\n"
    assert read(text).volume.tolist() == [12, 13]


def test_the_forecast_of_a_forecast_and_an_actual_group_is_read() -> None:
    head = "start,Forecast,,Actual,\n,Calls,AHT,Calls,AHT\n"
    demand = read(head + "2026-03-02 08:00,12,200,15,300\n2026-03-02 08:30,13,200,16,300\n")
    assert (demand.volume.tolist(), demand.aht.tolist()) == ([12, 13], [200, 200])
    assert demand.queues == ("",)


def test_the_first_row_is_the_header_where_nothing_is_known() -> None:
    assert header(["x", "y"], ["1", "2"]) == ("x", "y")
    assert header(["note"], ["x", "y"], ["1", "2"]) == ("x", "y")


def test_a_row_with_times_below_headings_of_times_is_data_even_with_empty_cells() -> None:
    rows = [
        ["Interval Start", "Interval End", "Queue", "Offered", "AHT"],
        ["3/23/26 7:30 AM", "3/23/26 8:00 AM", "Care", "", ""],
        ["3/23/26 8:00 AM", "3/23/26 8:30 AM", "Care", "33", "231"],
    ]
    header, used = find_header(rows, [1, 2, 3], {})
    assert (header.line, header.tops, used) == (1, (), 1)
