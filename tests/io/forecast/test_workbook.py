"""Workbooks: typed cells, several sheets, and the checks before the parser."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from wfm.errors import DataError, InputError, WfmError
from wfm.io import ReadOptions, read_demand
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.workbook import _named
from wfm.option_text import for_command_line

DAY = datetime(2026, 1, 5)
EIGHT = 1767600000


def workbook(path: Path, **sheets: list[list[Any]]) -> str:
    """A workbook of typed cells, as a spreadsheet program writes them."""
    with xlsxwriter.Workbook(path) as book:
        shown = {
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            time: book.add_format({"num_format": "hh:mm"}),
            timedelta: book.add_format({"num_format": "[h]:mm:ss"}),
        }
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    sheet.write(i, j, cell, shown.get(type(cell)))
    return str(path)


def starts(count: int, step: int = 20) -> list[datetime]:
    return [DAY + timedelta(hours=8, minutes=step * i) for i in range(count)]


def test_typed_cells_are_read_by_their_type(tmp_path: Path) -> None:
    rows = [["Queue", "Start", "Calls", "AHT (sec)"]]
    rows += [["007", start, 12.5, 180] for start in starts(9)]
    demand = read_demand(workbook(tmp_path / "a.xlsx", Sheet1=rows))
    assert demand.queues == ("007",)
    assert demand.start.tolist() == [EIGHT + 1200 * i for i in range(9)]
    assert (demand.volume == 12.5).all()
    assert demand.line.tolist() == list(range(2, 11))


def test_columns_of_dates_and_times_are_combined(tmp_path: Path) -> None:
    rows = [["Date", "Time", "Calls", "AHT"]]
    rows += [[DAY.date(), time(8, 20 * i), 12, 180] for i in range(3)]
    demand = read_demand(workbook(tmp_path / "a.xlsx", Sheet1=rows))
    assert demand.start.tolist() == [EIGHT + 1200 * i for i in range(3)]


def test_an_aht_stored_as_time_needs_a_unit(tmp_path: Path) -> None:
    rows = [["start", "calls", "aht"], *([start, 12, time(3, 30)] for start in starts(3))]
    path = workbook(tmp_path / "a.xlsx", Sheet1=rows)
    with pytest.raises(DataError) as caught:
        read_demand(path)
    assert "median handle time is 3 h 30 min, more than 2 h" in str(caught.value)
    assert 'aht_unit="mm:ss" (average in mm:ss: median 3 min 30 s)' in str(caught.value)
    assert read_demand(path, ReadOptions(aht_unit="mm:ss")).aht.tolist() == [210] * 3
    rows = [["start", "calls", "aht_mmss"], [starts(1)[0], 12, time(3, 30, 5)]]
    with pytest.raises(DataError, match=r"write 210:05"):
        read_demand(workbook(tmp_path / "a.xlsx", Sheet1=rows))


def test_an_aht_stored_as_time_is_read_with_a_unit_in_its_heading(tmp_path: Path) -> None:
    rows = [["start", "calls", "AHT (h:mm:ss)"]]
    rows += [[starts(2)[0], 1, time(0, 3, 30)], [starts(2)[1], 1, timedelta(minutes=90)]]
    demand = read_demand(workbook(tmp_path / "a.xlsx", Sheet1=rows))
    assert demand.aht.tolist() == [210, 5400]


def test_the_first_sheet_is_read_with_a_note_unless_another_is_selected(tmp_path: Path) -> None:
    rows = [["start", "calls", "aht"], *([start, 1, 200] for start in starts(2))]
    path = workbook(tmp_path / "a.xlsx", Low=rows, High=rows[:1] + [[s, 7, 200] for s in starts(2)])
    first = read_demand(path)
    assert first.volume[0] == 1
    assert any("read the sheet 'Low', the first of 2" in note for note in first.notes)
    assert read_demand(path, ReadOptions(sheet="High")).volume[0] == 7
    assert read_demand(path, ReadOptions(sheet=" hIGH")).volume[0] == 7
    with pytest.raises(DataError, match=r"has no sheet 'hihg'; did you mean High\?"):
        read_demand(path, ReadOptions(sheet="hihg"))


def test_sheets_that_differ_in_case_are_named_as_they_are() -> None:
    problems = Problems("a.xlsx")
    assert _named("MAY", ["May", "may ", "MAY"], problems) == "MAY"
    with pytest.raises(DataError, match="has no sheet 'mAY', but 'May' and 'may ': write one"):
        _named("mAY", ["May", "may "], problems)


def test_rows_are_numbered_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[], [None, "start", "calls", "aht"], []]
    rows += [[None, start, 1, 200] for start in starts(2)] + [[None, starts(3)[2], "x", 200]]
    with pytest.raises(DataError, match=r"a.xlsx:6: column 'calls': 'x' is not a number"):
        read_demand(workbook(tmp_path / "a.xlsx", Sheet1=rows))


def test_a_workbook_is_identified_by_its_bytes_not_by_its_name(tmp_path: Path) -> None:
    rows = [["start", "calls", "aht"], *([start, 1, 200] for start in starts(2))]
    path = Path(workbook(tmp_path / "a.xlsx", Sheet1=rows)).rename(tmp_path / "a.csv")
    assert len(read_demand(str(path))) == 2
    with pytest.raises(DataError, match="cannot be read from a pipe"):
        read_demand("-", stdin=io.BytesIO(path.read_bytes()))


def archive(path: Path, **parts: bytes) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return str(path)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"xl__workbook_xml": b" " * (64 << 20)}, "has a part xl/workbook.xml of more than 16 MB"),
        ({f"xl__part{i}_xml": b"" for i in range(1001)}, "has 1,001 parts, more than 1,000"),
        ({"xl__workbook.bin": b""}, "is a binary workbook"),
        ({"content_xml": b""}, "is an OpenDocument file"),
        ({"xl__workbook_xml": b"<x/>"}, "has no sheets"),
        ({"xl__workbook_xml": b"<x>"}, "is a damaged workbook"),
    ],
)
def test_an_implausible_workbook_is_refused_before_it_is_parsed(
    tmp_path: Path, parts: dict[str, bytes], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        read_demand(archive(tmp_path / "bomb.xlsx", **parts))


def test_a_false_declared_size_is_not_trusted(tmp_path: Path) -> None:
    path = Path(archive(tmp_path / "bomb.xlsx", xl__workbook_xml=b" " * (64 << 20)))
    size = (64 << 20).to_bytes(4, "little")
    data = path.read_bytes()
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (9).to_bytes(4, "little")))
    with pytest.raises(DataError, match="of more than 16 MB"):
        read_demand(str(path))


def fuzz(tmp_path: Path, runs: int, seed: int) -> int:
    rows = [["start", "calls", "aht"], *([start, 1, 200] for start in starts(4))]
    good = Path(workbook(tmp_path / "good.xlsx", Sheet1=rows))
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rng = random.Random(seed)
    refused = 0
    for _ in range(runs):
        data = bytearray(_repacked(parts, rng) if rng.random() < 0.8 else good.read_bytes())
        if rng.random() < 0.3:
            data[rng.randrange(len(data))] = rng.randrange(256)
        (tmp_path / "bad.xlsx").write_bytes(data)
        try:
            read_demand(str(tmp_path / "bad.xlsx"))
        except WfmError:
            refused += 1
    return refused


def _repacked(parts: dict[str, bytes], rng: random.Random) -> bytes:
    name = rng.choice([name for name in parts if "sheet1" in name or "shared" in name] + [*parts])
    part = bytearray(parts[name])
    at = rng.randrange(len(part))
    part[at : at + rng.randrange(3)] = rng.choice([b"", b"9", b"<", b"\xff", b"e400", b"/>", b"-1"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for key, data in (parts | {name: bytes(part)}).items():
            archive.writestr(key, data)
    return out.getvalue()


def test_mutated_workbooks_are_read_or_refused_with_a_message(tmp_path: Path) -> None:
    assert 0 < fuzz(tmp_path, 500, seed=1) < 500


@pytest.mark.deep
def test_a_hundred_thousand_mutated_workbooks_are_read_or_refused_with_a_message(
    tmp_path: Path,
) -> None:
    assert fuzz(tmp_path, 100_000, seed=2) > 0


def test_blank_cells_of_aht_are_accepted_without_contacts(tmp_path: Path) -> None:
    rows = [["start", "calls", "aht"], *([start, 0, None] for start in starts(2))]
    demand = read_demand(workbook(tmp_path / "a.xlsx", Sheet1=rows))
    assert np.isnan(demand.aht).all()


def table(first: datetime, *volumes: int) -> list[list[Any]]:
    """Rows of quarter-hours with an AHT of 180 s."""
    return [
        ["start", "calls", "aht"],
        *([first + timedelta(minutes=15 * i), volume, 180] for i, volume in enumerate(volumes)),
    ]


def test_the_sheet_with_the_table_is_read_below_its_title(tmp_path: Path) -> None:
    sheets = {
        "Notes": [["Read me"], ["made by planning"]],
        "Data": [["Volumes of the week"], [], *table(DAY, 4, 5)],
    }
    demand = read_demand(workbook(tmp_path / "a.xlsx", **sheets))
    assert demand.line.tolist() == [4, 5]
    assert any(
        "read the sheet 'Data', the only one of 2 with a table; not read: 'Notes'" in note
        for note in demand.notes
    )


def test_months_with_the_same_headings_are_read_together(tmp_path: Path) -> None:
    sheets = {
        "About": [["x"]],
        "Jan 2026": [["title"], *table(DAY, 4, 5)],
        "Feb 2026": table(DAY + timedelta(days=31), 6, 7),
    }
    path = workbook(tmp_path / "a.xlsx", **sheets)
    demand = read_demand(path)
    assert demand.volume.tolist() == [4, 5, 6, 7]
    assert any("read 2 sheets with the same headings together" in note for note in demand.notes)
    assert read_demand(path, ReadOptions(sheet="Feb 2026")).volume.tolist() == [6, 7]
    sheets["Feb 2026"][2][1] = "six"
    with pytest.raises(DataError, match=r"a.xlsx:3: column 'calls': sheet 'Feb 2026': 'six' is"):
        read_demand(workbook(tmp_path / "a.xlsx", **sheets))


def test_an_error_of_the_headings_names_the_other_sheets(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", One=[["a", "b"], [1, 2]], Two=[["c", "d"], [1, 2]])
    with pytest.raises(DataError, match="the sheet 'One' was read; other sheets: 'Two'"):
        read_demand(path)


def without_values(path: Path) -> str:
    """The workbook with the stored values of its formulas removed."""
    plain = path.with_name("plain.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename.startswith("xl/worksheets/"):
                data = data.replace(b"</f><v>0</v></c>", b"</f><v></v></c>")
            new.writestr(item, data)
    return str(plain)


def test_a_formula_without_a_stored_value_is_named_with_line_and_column(tmp_path: Path) -> None:
    rows = [["start", "calls", "aht", "note"], [starts(1)[0], "=4+5", 180, "=A1"]]
    path = Path(workbook(tmp_path / "a.xlsx", Sheet1=rows))
    with pytest.raises(DataError) as caught:
        read_demand(without_values(path))
    assert "plain.xlsx:2: column 'calls': the cell holds a formula without a stored value" in str(
        caught.value
    )
    assert caught.value.count == 1


def test_an_empty_cell_beside_formulas_with_values_is_only_empty(tmp_path: Path) -> None:
    rows = [["start", "calls", "aht"], [starts(1)[0], None, 180], [starts(2)[1], "=4+5", 180]]
    with pytest.raises(DataError, match="the cell is empty"):
        read_demand(workbook(tmp_path / "a.xlsx", Sheet1=rows))


def of_formulas(path: Path, stored: list[int], *, typed: str = "aht") -> str:
    """A workbook whose volumes are formulas with these stored values, as xlsxwriter has them."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Plan")
        sheet.write_row(0, 0, ["start", "calls", typed])
        for i, value in enumerate(stored, start=1):
            sheet.write(i, 0, f"2026-03-03 {8 + i:02d}:00")
            sheet.write_formula(i, 1, "=6*7", None, value)
            sheet.write(i, 2, 240)
    return str(path)


def test_formulas_that_all_have_a_stored_0_are_not_computed(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"b.xlsx:2: column 'calls': .* 0 as all formulas"):
        read_demand(of_formulas(tmp_path / "b.xlsx", [0, 0, 0]))


def test_a_stored_0_beside_other_values_is_a_number(tmp_path: Path) -> None:
    path = of_formulas(tmp_path / "b.xlsx", [0, 37, 0])
    assert read_demand(path).volume.tolist() == [0, 37, 0]


def test_a_stored_0_of_a_spreadsheet_program_is_a_number(tmp_path: Path) -> None:
    old, new = tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    of_formulas(old, [0, 0])
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as saved:
        for item in source.infolist():
            text = source.read(item).replace(b' fullCalcOnLoad="1"', b"")
            saved.writestr(item, text)
        saved.writestr("xl/calcChain.xml", "<calcChain/>")
    assert read_demand(str(new)).volume.tolist() == [0, 0]


def days_beside(first: date) -> list[list[Any]]:
    """A wide table of three days from one on."""
    days = [str(first + timedelta(days=i)) for i in range(3)]
    return [["Time", *days], ["08:00", 11, 12, 13], ["08:30", 14, 15, 16]]


@pytest.mark.parametrize("names", [("April", "May"), ("North 1", "North 2")])
def test_wide_sheets_of_other_days_are_read_one_at_a_time(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    sheets = dict(zip(names, map(days_beside, (date(2026, 4, 1), date(2026, 5, 1))), strict=True))
    path = workbook(tmp_path / "a.xlsx", **sheets)
    with pytest.raises(DataError, match=r"has 2 sheets of a forecast with .* use sheet="):
        read_demand(path, ReadOptions(aht=240.0))
    assert len(read_demand(path, ReadOptions(aht=240.0, sheet=names[1])).start) == 6


def hide(path: str, **states: str) -> str:
    """The workbook with some sheets hidden, by the state in its list of sheets."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    text = members["xl/workbook.xml"].decode()
    for name, state in states.items():
        text = text.replace(f'<sheet name="{name}"', f'<sheet name="{name}" state="{state}"')
    members["xl/workbook.xml"] = text.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_only_if_it_is_selected(tmp_path: Path, state: str) -> None:
    sheets = {"Draft": table(DAY, 71, 72), "Plan": table(DAY, 8, 9)}
    path = hide(workbook(tmp_path / "a.xlsx", **sheets), Draft=state)
    demand = read_demand(path)
    assert demand.volume.tolist() == [8, 9]
    assert "hidden sheet 'Draft' is not read; sheet selects one" in demand.notes
    assert read_demand(path, ReadOptions(sheet="Draft")).volume.tolist() == [71, 72]


def test_hidden_months_are_not_read_with_the_visible_ones(tmp_path: Path) -> None:
    sheets = {
        "Mar 2026": table(DAY, 1, 2),
        "Apr 2026": table(DAY + timedelta(days=31), 3, 4),
        "May 2026": table(DAY + timedelta(days=62), 5, 6),
    }
    path = hide(workbook(tmp_path / "a.xlsx", **sheets), **{"Mar 2026": "hidden"})
    assert read_demand(path).volume.tolist() == [3, 4, 5, 6]


def test_an_error_of_the_visible_sheet_names_the_hidden_one(tmp_path: Path) -> None:
    sheets = {"Cover": [["Prepared by", "planning"], ["x", "y"]], "Data": table(DAY, 1, 2)}
    path = hide(workbook(tmp_path / "a.xlsx", **sheets), Data="hidden")
    with pytest.raises(DataError, match=r"'Cover' was read; other sheets: 'Data' \(hidden\) — use"):
        read_demand(path)


def test_a_sheet_of_each_queue_is_named_with_how_to_read_it(tmp_path: Path) -> None:
    rows = [["start", "calls", "aht"], ["2026-06-01 09:00", 31, 240], ["2026-06-01 09:30", 28, 250]]
    book = workbook(tmp_path / "queues.xlsx", Billing=rows, Repairs=rows)
    with for_command_line():
        (note, *_) = read_demand(book).notes
        assert "The sheet 'Repairs' has the same headings: plan it with --sheet Repairs" in note
        with pytest.raises(InputError, match="a sheet of it: read it with --sheet Repairs"):
            read_demand(book, ReadOptions(queues=("Repairs",)))
