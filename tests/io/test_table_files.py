"""Tables as workbooks: columns that fit, numbers with a format, text as text."""

import re
import zipfile
from datetime import datetime, timedelta, timezone

import pytest
import python_calamine

from wfm.errors import UsageError
from wfm.io import table_files
from wfm.io.table_files import FileTable, write_tables

MORNING = datetime(2026, 3, 2, 8, tzinfo=timezone(timedelta(hours=1)))
TABLE = FileTable(
    "Rows",
    {
        "queue": ["=1+1", "a queue with a rather long name"],
        "start": [MORNING, MORNING + timedelta(hours=1)],
        "volume": [12.0, 1_234.0],
        "aht": [1 / 3, float("inf")],
        "share": [0.25, None],
        "is_open": [True, False],
    },
    {"aht": "s", "share": "fraction"},
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    made = tmp_path_factory.mktemp("tables") / "rows.xlsx"
    figures = FileTable(
        "Rows", {"figure": ["a", "b"], "value": [0.5, 3000], "unit": ["fraction", ""]}, {}
    )
    write_tables(str(made), [TABLE, figures], {}, source="x.csv")
    return made


def part(path, name):
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"xl/{name}").decode()


def test_a_table_is_read_back_as_it_was(path):
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Rows", "Rows (2)"]
    heading, first, last = book.get_sheet_by_index(0).to_python()
    assert heading == ["queue", "start", "volume", "aht [s]", "share", "is_open"]
    assert first == ["=1+1", datetime(2026, 3, 2, 8), 12.0, 1 / 3, 0.25, "yes"]
    assert last[3:] == ["inf", "", "no"]


def test_columns_fit_their_texts_and_numbers_have_a_format(path):
    sheet = part(path, "worksheets/sheet1.xml")
    assert 'ySplit="1"' in sheet
    assert "<autoFilter" in sheet
    assert "<f>" not in sheet
    assert 'min="1" max="1" width="33' in sheet
    styles = part(path, "styles.xml")
    for form in ("ddd yyyy-mm-dd hh:mm", "0.0%", "0.0000"):
        assert f'formatCode="{form}"' in styles


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(table_files, "MAX_ROWS", 1)
    with pytest.raises(UsageError, match=r"a sheet holds 1 rows, Rows has 2; write \.csv"):
        write_tables(str(tmp_path / "rows.xlsx"), [TABLE], {}, source="x.csv")
    assert not list(tmp_path.iterdir())


def test_a_figure_has_the_format_of_the_unit_of_its_row(path):
    styles = part(path, "styles.xml")
    forms = dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]*)"', styles))
    forms |= {"3": "#,##0", "0": ""}
    looks = re.findall(r'<xf numFmtId="(\d+)"', styles[styles.index("<cellXfs") :])
    cells = re.findall(r'<c r="B[23]" s="(\d+)"', part(path, "worksheets/sheet2.xml"))
    assert [forms[looks[int(cell)]] for cell in cells] == ["0.0%", "#,##0"]
