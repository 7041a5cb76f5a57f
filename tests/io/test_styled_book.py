"""Workbooks of one look: values of formulas, text as text, pages that can be printed."""

import io
import re
import zipfile
from datetime import date

import python_calamine

from wfm.io.forecast.formula_cells import formulas_without_value
from wfm.io.styled_book import DAY, SHARE, Fact, Formula, SheetColumn, StyledBook


def book(fill):
    """The workbook that `fill` makes, as a stream."""
    file = io.BytesIO()
    one = StyledBook(file, 10)
    fill(one)
    one.close()
    file.seek(0)
    return file


def rows(file, name="x"):
    file.seek(0)
    return python_calamine.load_workbook(file).get_sheet_by_name(name).to_python()


def part(file, name):
    with zipfile.ZipFile(file) as archive:
        return archive.read(f"xl/{name}").decode()


def test_a_formula_is_stored_with_all_digits_of_its_value():
    third = 1 / 3
    file = book(lambda one: one.put(one.sheet("x"), 0, 0, Formula("=1/3", third)))
    assert f"<f>1/3</f><v>{third!r}</v>" in part(file, "worksheets/sheet1.xml")
    assert rows(file) == [[third]]


def test_formulas_whose_values_are_all_0_are_computed():
    file = book(lambda one: one.put(one.sheet("x"), 0, 0, Formula("=1-1", 0.0)))
    assert formulas_without_value(file, "x") == set()
    assert "fullCalcOnLoad" not in part(file, "workbook.xml")


def test_a_first_sheet_has_a_title_and_labelled_facts():
    def fill(one):
        sheet = one.sheet("x", heading_row=None)
        row = one.title(sheet, "=HYPERLINK(1)", "of a week")
        one.facts(sheet, row, [Fact("from", date(2026, 3, 2), DAY), Fact("share", 0.4, SHARE, "%")])

    file = book(fill)
    assert rows(file) == [
        ["=HYPERLINK(1)", "", ""],
        ["of a week", "", ""],
        ["", "", ""],
        ["from", date(2026, 3, 2), ""],
        ["share", 0.4, "%"],
    ]
    assert "<f>" not in part(file, "worksheets/sheet1.xml")


def test_a_table_is_printed_across_with_its_heading_on_each_page():
    columns = [SheetColumn("=1+1", is_text=True), SheetColumn("asa", "0.0")]
    cells = [["a", 1.5], ["b", float("nan")], ["c", float("inf")], ["", None]]
    file = book(lambda one: one.table(one.sheet("x"), 0, columns, cells))
    assert rows(file) == [["=1+1", "asa"], ["a", 1.5], ["b", ""], ["c", "∞"]]
    sheet = part(file, "worksheets/sheet1.xml")
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert "x!$1:$1" in part(file, "workbook.xml")


def test_the_empty_text_of_a_formula_is_a_value():
    file = book(lambda one: one.put(one.sheet("x"), 0, 0, Formula('=""', None)))
    assert 't="str"' in part(file, "worksheets/sheet1.xml")
    assert formulas_without_value(file, "x") == set()


def test_names_of_sheets_are_legal_and_differ():
    names = ["a/b:c", "Voice", "voice", "x" * 40, "x" * 40, "'", "History"]
    file = book(lambda one: [one.sheet(name) for name in names])
    found = python_calamine.load_workbook(file).sheet_names
    assert found[:3] == ["a b c", "Voice", "voice (2)"]
    assert found[3:5] == ["x" * 31, f"{'x' * 27} (2)"]
    assert found[5:] == ["Sheet", "History (2)"]


def test_long_notes_have_the_height_of_their_lines():
    notes = [("short", "=1+1"), ("long", "word " * 60)]
    file = book(lambda one: one.notes_sheet(iter(notes)))
    assert rows(file, "Notes") == [["topic", "note"], ["short", "=1+1"], ["long", "word " * 60]]
    sheet = part(file, "worksheets/sheet1.xml")
    assert '<row r="3" spans="1:2" ht="60" customHeight="1">' in sheet
    assert "<f>" not in sheet


def test_text_like_a_formula_stays_text_when_its_cell_is_edited():
    columns = [SheetColumn("agent", width=20, is_text=True), SheetColumn("h", "0.0")]

    def fill(one):
        sheet = one.sheet("x")
        one.table(sheet, 0, columns, [["=1+1", 1.0], ["Ann", 2.0]])
        one.put(sheet, 3, 0, "+2", one.format(bold=True))

    file = book(fill)
    looks = part(file, "styles.xml")
    looks = re.findall(r"<xf [^>]*>", looks[looks.index("<cellXfs") :])
    cells = dict(re.findall(r'<c r="([A-Z]\d)" s="(\d+)"', part(file, "worksheets/sheet1.xml")))
    quoted = {name for name, look in cells.items() if "quotePrefix" in looks[int(look)]}
    assert quoted == {"A1", "B1", "A2", "A4"}
