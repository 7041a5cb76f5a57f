"""Text in CSV files: no cell runs in a spreadsheet, and none begins a row of its own."""

import csv
import io
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.io.table_files import FileTable, csv_text
from wfm.io.text_values import delimited_cell, delimited_row, harmless, original

ENDS = ["\r", "\n", "\r\n", "\v", "\x85", "\u2028"]
SIGNS = st.sampled_from(["'", "=", "-", " ", ",", '"', "\t", "a", *ENDS])
TEXTS = st.lists(SIGNS, max_size=8).map("".join)


@pytest.mark.parametrize("end", ENDS)
def test_a_formula_in_a_further_line_of_a_name_is_no_formula(end):
    text = delimited_cell(f"sales{end}=1+1{end} @x")
    assert text == f"\"sales{end}'=1+1{end}' @x\""
    assert original(next(csv.reader(io.StringIO(text, newline="")))[0]) == f"sales{end}=1+1{end} @x"


@settings(max_examples=40)
@given(TEXTS)
def test_what_was_made_harmless_is_read_as_it_was(text):
    assert original(harmless(text)) == text
    lines = harmless(text).splitlines()
    assert not any(line.lstrip(" \t").startswith(("=", "-")) for line in lines)


@settings(max_examples=40)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from([",", ";", "\t"]))
def test_a_row_is_read_as_its_cells(cells, delimiter):
    text = delimited_row(cells, delimiter, raw_text=True)
    assert next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) == cells


def test_a_negative_number_is_a_number_and_a_text_like_it_is_not():
    table = FileTable("rows", {"x": [-1.5, "-1.5"], "y": ["a", "b\r=1"]}, {})
    assert csv_text(table) == "x,y\n-1.5,a\n'-1.5,\"b\r'=1\"\n"


def test_plain_text_is_not_changed():
    text = string.ascii_letters + string.digits + "äöü €"
    assert delimited_row([text, "", "a b"]) == f"{text},,a b"
