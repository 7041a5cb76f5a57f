"""Cells of a workbook that are shown in percent."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from wfm.errors import DataError
from wfm.io import read_demand


def workbook(path: Path, form: str, column: str, cell: float, **more: float) -> str:
    """Three half-hours, with a format in one column of the second one and in further columns."""
    rows = [{"Calls": 30.0 + i, "AHT": 210.0, **more} for i in range(3)]
    if column:
        rows[1][column] = cell
    with xlsxwriter.Workbook(path) as book:
        sheet, shown = book.add_worksheet("Week"), book.add_format({"num_format": form})
        days = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["Start", *rows[0]])
        for i, row in enumerate(rows):
            start = datetime(2026, 7, 7, 10) + timedelta(minutes=30 * i)
            sheet.write_datetime(i + 1, 0, start, days)
            for j, (name, value) in enumerate(row.items()):
                use = name in more or (i == 1 and name == column)
                sheet.write_number(i + 1, j + 1, value, shown if use else None)
    return str(path)


@pytest.mark.parametrize("form", ["0%", "0.00%", "0.0##%", "#,##0 %;-0 %", '0.0" of calls "%'])
@pytest.mark.parametrize(("column", "what"), [("Calls", "contacts"), ("AHT", "seconds")])
def test_a_percentage_of_contacts_is_refused_with_both_readings(
    tmp_path: Path, form: str, column: str, what: str
) -> None:
    path = workbook(tmp_path / "a.xlsx", form, column, 0.35)
    match = (
        rf"a.xlsx:3: column '{column}': '35%' is not a number of {what}: it may be 35, or 0.35 "
        "shown in percent — write a number"
    )
    with pytest.raises(DataError, match=match):
        read_demand(path)


@pytest.mark.parametrize("form", ['0"%"', "0\\%", "0.00", "General"])
def test_a_percent_sign_that_is_only_text_changes_nothing(tmp_path: Path, form: str) -> None:
    path = workbook(tmp_path / "a.xlsx", form, "Calls", 35)
    assert read_demand(path).volume.tolist() == [30, 35, 32]


def test_shrinkage_and_targets_in_percent_are_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", "0%", "", 0, Shrinkage=0.275)
    demand = read_demand(path)
    assert demand.volume.tolist() == [30, 31, 32]
    assert any("shrinkage 27.5 %" in note for note in demand.notes)
