"""People in the cells of a table: whole numbers, with the separators that the table shows."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.capacity_planning.hire_table import HireCell
from wfm.io.forecast.formula_cells import FORMULA_PROBLEM, FORMULA_TEXT
from wfm.io.forecast.numbers import Separators, parse_number
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.read_options import ReadOptions

__all__ = ["MOST_HIRES", "whole_people"]

MOST_HIRES = 1_000_000
_NONE = frozenset(["", "-", "–", "—"])
_THOUSANDS = {".": (",", " ", "'"), ",": (".", " ", "'")}  # by decimal mark


def whole_people(cells: Sequence[HireCell], delimiter: str, problems: Problems) -> list[int]:
    """The people of each cell; 0 for an empty one or a dash, and for one with a problem.

    Only whole people can be hired, so that ``2,0`` is 2 and ``1.234`` is 1234 in any file. What may
    be both, such as ``2.000``, is decided by the other cells.

    Parameters
    ----------
    cells : sequence of HireCell
        All cells of a table.
    delimiter : str
        Between the cells; a file with commas has decimal points.
    problems : Problems
        Receives what is no whole number of people.
    """
    texts = dict.fromkeys(cell.text for cell in cells if cell.text not in _NONE)
    readings = {mark: {text: _number(text, mark) for text in texts} for mark in _THOUSANDS}
    right = {
        mark: sum(_is_whole(one) for one in known.values()) for mark, known in readings.items()
    }
    point, comma = readings["."], readings[","]
    best, other = (point, comma) if right["."] >= right[","] else (comma, point)
    undecided = right["."] == right[","] and delimiter != ","
    people = []
    for cell in cells:
        value, second = best.get(cell.text), other.get(cell.text)
        if cell.text in _NONE:
            value = 0.0
        elif not _is_whole(value):
            text = f"must be whole people: got {cell.text}"
            text = FORMULA_PROBLEM if cell.text == FORMULA_TEXT else text
            problems.add(text, cell.line, cell.column)
        elif undecided and _is_whole(second) and second != value:
            few, many = sorted((value or 0.0, second or 0.0))
            text = f"{cell.text!r} is {few:.0f} or {many:.0f} people: write one of these"
            problems.add(text, cell.line, cell.column)
        people.append(int(value or 0.0) if _is_whole(value) else 0)
    return people


def _is_whole(value: float | None) -> bool:
    """Whether a number was read, and is whole."""
    return value is not None and value.is_integer()


def _number(text: str, mark: str) -> float | None:
    """The number of a text with a decimal mark, whatever its thousands separator is."""
    for thousands in _THOUSANDS[mark]:
        options = ReadOptions(decimal=mark, thousands=thousands)
        try:
            return parse_number(
                text, Separators(options, ";", []), what="people", highest=MOST_HIRES
            )
        except UnreadableError:
            continue
    return None
