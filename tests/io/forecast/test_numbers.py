"""The parser of numbers in text, for readers other than the forecast reader."""

from __future__ import annotations

import re

import numpy as np
import pytest

from wfm.errors import DataError
from wfm.io.forecast.numbers import NumberColumn, Separators, parse_number, parse_numbers
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.read_options import ReadOptions


def separators(delimiter: str = ",", **options: str) -> Separators:
    return Separators(ReadOptions(**options), delimiter, [])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "delimiter", "options", "values"),
    [
        (["12", "1e2", ""], ",", {}, [12, 100, 7]),
        (["12,5", "3", ""], ";", {}, [12.5, 3, 7]),
        (["1.234", "12", ""], ";", {"thousands": "."}, [1234, 12, 7]),
        (["1 234", "12", ""], ",", {"thousands": " "}, [1234, 12, 7]),
    ],
)
def test_a_column_is_read_with_the_separators_of_the_file(
    cells: list[str], delimiter: str, options: dict[str, str], values: list[float]
) -> None:
    problems, marks = Problems("plan.csv"), separators(delimiter, **options)
    marks.infer(cells)
    read = parse_numbers(cells, [2, 3, 4], marks, problems, column="agents", what="agents", empty=7)
    assert read.tolist() == values
    assert problems.count == 0


def test_every_bad_cell_is_reported_with_line_column_and_unit() -> None:
    problems = Problems("plan.csv")
    cells = ["x", "-1", "1e400", "1,234", "", "11"]
    read = parse_numbers(
        cells, range(2, 8), separators(), problems, column="agents", what="agents", highest=10
    )
    assert read.tolist() == [0] * 6
    assert [problem.at("plan.csv") for problem in problems.kept] == [
        "plan.csv:2: column 'agents': 'x' is not a number of agents — write a number, or 0 if "
        "there are none",
        "plan.csv:3: column 'agents': '-1' is negative: agents must be >= 0 — correct it",
        "plan.csv:4: column 'agents': '1e400' is not a finite number of agents — correct it",
        "plan.csv:5: column 'agents': '1,234' is ambiguous: 1234 or 1.234 — write it without "
        'thousands separators, or use thousands="," or decimal=","',
        "plan.csv:6: column 'agents': the cell is empty — write 0 if there are no agents",
        "plan.csv:7: column 'agents': '11' is above the limit of 10 agents — correct it",
    ]


def test_a_decimal_mark_of_any_column_decides_for_all() -> None:
    marks = separators(";")
    marks.infer(["1.234", "180.5"])
    assert parse_number("1.234", marks, what="agents") == 1.234
    with pytest.raises(UnreadableError, match=r"write 12\.5; all numbers must have the same"):
        parse_number("12,5", marks, what="agents")


def test_no_group_of_thousands_begins_with_zero() -> None:
    for mark in ".,":
        marks = separators(";")
        marks.infer([f"0{mark}375", f"2{mark}750"])
        assert marks.decimal == mark
        assert parse_number(f"2{mark}750", marks, what="hours") == 2.75


def test_a_decimal_mark_of_an_option_is_not_answered_with_the_other_one() -> None:
    with pytest.raises(UnreadableError, match=r"decimal says ',' — write 7,25, or leave out dec"):
        parse_number("7.25", separators(decimal=","), what="agents")
    with pytest.raises(UnreadableError, match=r'write 7\.25, or use decimal="," if all numbers'):
        parse_number("7,25", separators(","), what="agents")


def test_one_cell_is_read_without_its_spaces() -> None:
    assert parse_number(" 12.5 ", separators(), what="agents") == 12.5
    with pytest.raises(UnreadableError, match="'12 h' is not a number of agents"):
        parse_number("12 h", separators(), what="agents")


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("2.4k", "write 2400"),
        ("3 Tsd.", "write 3000"),
        ("~55", "write 55 only"),
        ("ca. 70", "write 70 only"),
        ("62 calls", "write 62 only"),
        ("EUR 12", "write 12"),
        ("12 of 20", "write the number in digits only"),
        ("lunch", "write a number, or 0 if there are none"),
    ],
)
def test_the_cure_of_a_count_that_is_no_number_keeps_what_the_cell_says(
    text: str, cure: str
) -> None:
    with pytest.raises(UnreadableError, match=re.escape(cure) + "$"):
        parse_number(text, separators(), what="contacts")


@pytest.mark.parametrize("cells", [["1e-310", "5"], np.array([3e-300, 5.0])])
def test_a_number_too_small_to_calculate_with_is_refused(cells: object) -> None:
    problems = Problems("calls.csv")
    column = NumberColumn("calls", "contacts")
    column.read(cells, [2, 3], separators(), problems)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="too small for a number of contacts — write 0"):
        problems.check()
