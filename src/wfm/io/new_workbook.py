"""New workbooks that are safe to open: text stays text, and a failed one ends quietly."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from datetime import datetime
from typing import Any, BinaryIO

from wfm.io.text_values import begins_formula

__all__ = ["new_workbook"]

_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
# Rows whose text is kept in memory, about 2 kB each, and rows above which xlsxwriter writes each
# row to the disk at once: the cells of a sheet in memory take about 1 kB per row more.
_IN_MEMORY, _STREAM_FROM = 20_000, 100_000
_CREATED = datetime(2000, 1, 1)  # not the time of the run: the same plan is the same bytes
_MAX_TEXT = 32_767  # characters of a cell, a limit of the format
_SURROGATES = re.compile("[\ud800-\udfff]")


def new_workbook(file: BinaryIO, rows: int) -> Any:
    """A workbook of xlsxwriter whose sheets take any text as text, and its method ``close``.

    Parameters
    ----------
    file : binary stream
        Where the workbook is written when it is closed.
    rows : int
        The rows of its longest sheet. More than 20,000 are written by way of temporary files, in a
        folder that is removed with the workbook; more than 100,000 one by one, so that cells have
        to be written in the order of the rows.
    """
    import xlsxwriter

    target: Any = _Target(file)
    if rows <= _IN_MEMORY:
        book = xlsxwriter.Workbook(target, {**_SAFE, "in_memory": True})
    else:
        folder = tempfile.mkdtemp(prefix="wfm-")
        options = {**_SAFE, "tmpdir": folder, "constant_memory": rows > _STREAM_FROM}
        book = xlsxwriter.Workbook(target, options)
        weakref.finalize(book, shutil.rmtree, folder, ignore_errors=True)
    book.set_properties({"created": _CREATED, "author": "wfm"})
    # Formulas have their values: programs compute them when an input changes, not at opening.
    book._write_calc_pr = lambda: book._xml_empty_tag("calcPr", [("calcId", "124519")])
    book.worksheet_class = _sheet_class(book.add_format({"quote_prefix": True}))
    return book


def _sheet_class(quoted: Any) -> Any:
    """A sheet that writes every text as text.

    It replaces characters without a place in UTF-8, as names of files may have. Text that begins
    like a formula has the format `quoted`, as if it was typed with a leading apostrophe: it is not
    evaluated after the cell is edited either. Text that is too long for a cell is cut, with a sign.
    """
    from xlsxwriter.worksheet import Worksheet

    class Sheet(Worksheet):  # type: ignore[misc]
        def _write_string(self, row: int, col: int, string: str, form: Any = None) -> Any:
            text = _SURROGATES.sub("\ufffd", string)
            text = text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 1]}…"
            if begins_formula(text):
                form = form or quoted
            return super()._write_string(row, col, text, form)

    return Sheet


class _Target:
    """A file for the zip archive of a workbook, which is closed again by a finalizer.

    After an error, or when the file is closed, that finalizer would raise where no one can handle
    it: then nothing is written any more, and the places are only counted.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._failed = False
        self._place = 0

    def write(self, data: bytes) -> int:
        """Write, unless writing has failed before."""
        if not self._is_done():
            try:
                self._file.write(data)
            except BaseException:
                self._failed = True
                raise
        self._place += len(data)
        return len(data)

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place."""
        self._place = place if self._is_done() else self._file.seek(place, whence)
        return self._place

    def tell(self) -> int:
        """The place."""
        return self._place

    def flush(self) -> None:
        """Write what is buffered."""
        if not self._is_done():
            self._file.flush()

    def seekable(self) -> bool:
        """Whether places can be gone to."""
        return True

    def _is_done(self) -> bool:
        """Whether nothing may be written any more."""
        return self._failed or self._file.closed
