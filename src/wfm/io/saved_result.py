"""Results that are written as tables: what saves each of them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wfm.io.output_paths import output_path
from wfm.io.table_files import FileTable, csv_text, json_text, write_tables

__all__ = ["SavedResult"]


class SavedResult:
    """A result with rows, and a document around them.

    A subclass has `table`, `_document` and `_source`, and `_sheets` where a workbook has more.
    """

    def table(self) -> FileTable:
        """The rows as columns of a file."""
        raise NotImplementedError

    def _sheets(self) -> Sequence[FileTable]:
        """The sheets of a workbook."""
        return [self.table()]

    def _document(self) -> Mapping[str, Any]:
        """What JSON has beside the rows."""
        raise NotImplementedError

    def _source(self) -> str:
        """The name of the input, which is never overwritten."""
        raise NotImplementedError

    def save(
        self, path: str | os.PathLike[str], *, overwrite: bool = False, raw_text: bool = False
    ) -> None:
        """Write the result to a file; the whole file or nothing.

        Parameters
        ----------
        path : str or path
            With the ending .csv or .tsv (the rows), .json (all), or .xlsx (one sheet per table).
        overwrite : bool
            Replace an existing file.
        raw_text : bool
            Leave text that a spreadsheet would run as a formula unchanged (.csv and .tsv).

        Raises
        ------
        UsageError
            For an unknown ending, a folder that does not exist, or an existing file without
            `overwrite`.
        """
        name = output_path(path)
        is_workbook = Path(name).suffix.lower() == ".xlsx"
        write_tables(
            name,
            self._sheets() if is_workbook else [self.table()],
            self._document(),
            source=self._source(),
            overwrite=overwrite,
            raw_text=raw_text,
        )

    def to_json(self) -> str:
        """The result as a JSON document, with the units of its rows."""
        return json_text(self.table(), self._document())

    def to_csv(self, *, raw_text: bool = False) -> str:
        """The rows as CSV."""
        return csv_text(self.table(), raw_text=raw_text)
