"""One sheet of a workbook with its cells as numbers and texts, by the name of the sheet."""

from __future__ import annotations

from wfm.io.forecast.problems import Problems
from wfm.io.forecast.source import opened
from wfm.io.forecast.zip_guard import check_zip

__all__ = ["sheet_cells"]


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
    import python_calamine

    with opened(path, None, problems) as file:
        if not file.zipped or file.total is None:
            return None
        check_zip(file.stream, file.total, problems)
        file.stream.seek(0)
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(file.stream)
            if name not in book.sheet_names:
                return None
            return [list(row) for row in book.get_sheet_by_name(name).to_python()]
        except python_calamine.CalamineError:
            problems.stop("is a damaged workbook: open it and save it again as .xlsx")
