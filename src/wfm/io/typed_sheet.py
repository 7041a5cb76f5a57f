"""The sheets of a workbook: their names, and the cells of one as numbers and texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from wfm.io.forecast.problems import Problems
from wfm.io.forecast.source import opened
from wfm.io.workbook_guard import checked_workbook

__all__ = ["sheet_cells", "sheet_names"]

ResultT = TypeVar("ResultT")


def sheet_cells(path: str, name: str, problems: Problems) -> list[list[object]] | None:
    """The rows of a sheet; None where the workbook has no sheet of this name.

    Parameters
    ----------
    path : str
        A workbook.
    name : str
        Of the sheet.
    problems : Problems
        A file that cannot be read is a problem.
    """

    def cells(book: Any) -> list[list[object]] | None:
        """The rows, if the sheet is there."""
        if name not in book.sheet_names:
            return None
        return [list(row) for row in book.get_sheet_by_name(name).to_python()]

    return _of_book(path, cells, problems)


def sheet_names(path: str, problems: Problems) -> list[str]:
    """The names of the sheets; none for a file that is no workbook.

    Parameters
    ----------
    path : str
        A file.
    problems : Problems
        A file that cannot be read is a problem.
    """
    return _of_book(path, lambda book: list(book.sheet_names), problems) or []


def _of_book(path: str, read: Callable[[Any], ResultT], problems: Problems) -> ResultT | None:
    """What a function reads from a workbook; None for a file that is none."""
    import python_calamine

    with opened(path, None, problems) as file:
        if not file.zipped or file.total is None:
            return None
        checked = checked_workbook(file.stream, file.total, problems)
        try:
            return read(python_calamine.CalamineWorkbook.from_filelike(checked))
        except python_calamine.CalamineError:
            problems.stop("is a damaged workbook: open it and save it again as .xlsx")
