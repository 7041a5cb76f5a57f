"""Tables of hires in files: text, the sheets of a workbook, and a capacity plan as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wfm.capacity_planning.capacity_document import CapacityDocument
from wfm.capacity_planning.hire_table import HirePlan, HireRow, layout_of
from wfm.input_files import open_input, read_piece
from wfm.input_limits import HEAD, MAX_SCHEDULE
from wfm.io.forecast.own_files import document_kind, is_own_table
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.reader import blocks_of
from wfm.io.forecast.source import opened

__all__ = ["GivenTable", "tables_of_file"]

_MOST = 100_000  # rows of a table of months and teams


class GivenTable(NamedTuple):
    """A table that has hires.

    Attributes
    ----------
    name : str
        Of its sheet, or of its part of a document; empty for a text file.
    rows : sequence of row
        The rows that are not blank.
    delimiter : str
        Between the cells.
    """

    name: str
    rows: Sequence[HireRow]
    delimiter: str = ","


def tables_of_file(path: str, plan: HirePlan) -> list[GivenTable]:
    """The table of hires in a file; of a capacity plan that of its classes, then of its months.

    A workbook of it has a third one: the hires of all teams together.

    Parameters
    ----------
    path : str
        Of a .csv, .tsv, .xlsx or .json file.
    plan : HirePlan
        Teams and months.

    Raises
    ------
    DataError
        For a file that cannot be read, is empty, or has several tables of hires.
    """
    problems = Problems(path)
    if path != "-":
        with open_input(path) as (stream, _):
            head = read_piece(stream, path, HEAD)
            if document_kind(head.decode("utf-8", "replace").lstrip("\ufeff")) == "capacity plan":
                return _of_document(path, head + read_piece(stream, path, MAX_SCHEDULE))
    first, others = _table(path, None)
    if first.rows and is_own_table(first.rows[0][0]) and first.delimiter == "," and not others:
        return _of_workbook(path, first) if _is_workbook(path) else [first]
    more = [_table(path, name) for name in others]
    names = {name for _, unread in more for name in unread} - set(others)
    tables = [first._replace(name="".join(names)), *(one for one, _ in more)]
    filled = [one for one in tables if one.rows]
    if not filled:
        problems.stop("is empty: write a header line, month,team,hires, and one line per class")
    some = [one for one in filled if layout_of(one.rows, plan) is not None]
    if len(some) > 1:
        listed = " and ".join(repr(one.name) for one in some)
        problems.stop(f"has hires in the sheets {listed}: keep one of them in the file")
    return some or filled[:1]


def _is_workbook(path: str) -> bool:
    """Whether a file is a workbook by its ending."""
    return path.lower().endswith((".xlsx", ".xlsm"))


def _of_workbook(path: str, months: GivenTable) -> list[GivenTable]:
    """The classes, the months, and the months of all teams together, of a capacity plan."""
    tables = [_table(path, "Hires")[0], months._replace(name="Months"), _table(path, "Capacity")[0]]
    return [one for one in tables if one.rows]


def _table(path: str, sheet: str | None) -> tuple[GivenTable, tuple[str, ...]]:
    """The table of a file or of a sheet, and the names of the other sheets."""
    problems, rows = Problems(path), list[HireRow]()
    with opened(path, None, problems) as stream:
        options = ReadOptions(sheet=sheet)
        delimiter, blocks = blocks_of(stream, options, problems, [], None)
        for block in blocks:
            kept = block.without_blanks()
            rows += zip(kept.rows, kept.lines, strict=True)
            if len(rows) > _MOST:
                problems.stop(f"has more than {_MOST:,} rows, which are no list of hires")
    return GivenTable(sheet or "", rows, delimiter), problems.unread


def _of_document(path: str, content: bytes) -> list[GivenTable]:
    """The classes and the months of a capacity plan in JSON."""
    from wfm.comparing.schedule_reader import checked_document

    document = checked_document(CapacityDocument, path, content, "is no capacity plan of wfm")
    heading: HireRow = (["month", "team", "hires"], 1)
    classes = [([one.start.isoformat(), one.team, str(one.people)], 1) for one in document.hires]
    months = [([one.month, one.team, str(one.hires)], 1) for one in document.rows]
    return [GivenTable("hires", [heading, *classes]), GivenTable("rows", [heading, *months])]
