"""Tables into files: .csv, .tsv, .json and .xlsx, whole or not at all.

A table is text, numbers, yes or no, and local times, column by column. Files of text and the rows
of JSON have the first table; a workbook has one sheet per table.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from wfm.errors import UsageError
from wfm.io.atomic import replacing
from wfm.io.new_workbook import new_workbook
from wfm.io.output_paths import check_output
from wfm.io.text_values import as_json, delimited_cell, delimited_row, number

__all__ = ["Cell", "FileTable", "csv_text", "json_text", "write_tables"]

Cell: TypeAlias = str | float | bool | datetime | None
_MAX_ROWS = 1_048_575  # rows of a sheet without the heading, a limit of the format
_MOMENT = "ddd yyyy-mm-dd hh:mm"
_SHARE, _NUMBER = "0.0%", "#,##0.##"
_WIDTH, _WIDE = 14, 24  # of a column of numbers, and of texts and times


class FileTable(NamedTuple):
    """A table by columns.

    Attributes
    ----------
    name : str
        Of its sheet.
    columns : mapping of str to sequence
        The cells of each column; NaN and None are empty, infinity is "inf".
    units : mapping of str to str
        The unit of columns that have one: "s" is written behind the heading of a sheet, a
        "fraction" is shown as a percentage.
    """

    name: str
    columns: Mapping[str, Sequence[Cell]]
    units: Mapping[str, str]

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The rows."""
        return zip(*self.columns.values(), strict=True)

    @property
    def length(self) -> int:
        """The number of rows."""
        return len(next(iter(self.columns.values()), ()))


def write_tables(
    path: str,
    tables: Sequence[FileTable],
    document: Mapping[str, Any],
    *,
    source: str,
    overwrite: bool = False,
    raw_text: bool = False,
) -> None:
    """Write tables in the format that the ending of `path` names.

    Parameters
    ----------
    path : str
        With one of the endings of `wfm.io.output_paths.FORMATS`.
    tables : sequence of FileTable
        The first is the content of .csv and .tsv, and ``rows`` of .json.
    document : mapping
        What JSON has beside the rows.
    source : str
        The input file, which is never overwritten.
    overwrite : bool
        Replace an existing file.
    raw_text : bool
        Leave text that a spreadsheet would run as a formula unchanged (.csv and .tsv).

    Raises
    ------
    UsageError
        For an unknown ending, a folder that does not exist, an existing file without `overwrite`,
        or more rows than a sheet holds.
    """
    check_output(path, force=overwrite, source=source)
    suffix = Path(path).suffix.lower()
    with replacing(path, overwrite=overwrite) as file:
        if suffix == ".xlsx":
            _write_workbook(file, tables)
        elif suffix == ".json":
            file.write(json_text(tables[0], document).encode(errors="replace"))
        else:
            delimiter = "\t" if suffix == ".tsv" else ","
            file.write(csv_text(tables[0], delimiter, raw_text=raw_text).encode(errors="replace"))


def csv_text(table: FileTable, delimiter: str = ",", *, raw_text: bool = False) -> str:
    r"""A table as delimited text with a heading.

    Examples
    --------
    >>> csv_text(FileTable("rows", {"queue": ["=x"], "asa": [float("inf")]}, {}))
    "queue,asa\n'=x,inf\n"
    """
    lines = [delimited_row(table.columns, delimiter, raw_text=raw_text)]
    cells = partial(_text, delimiter=delimiter, raw_text=raw_text)
    lines += [delimiter.join(map(cells, row)) for row in table.rows()]
    return "\n".join(lines) + "\n"


def _text(cell: Cell, *, delimiter: str, raw_text: bool) -> str:
    """A cell as text; a negative number is no formula."""
    if isinstance(cell, str):
        return delimited_cell(cell, delimiter, raw_text=raw_text)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.isoformat()
    return "" if cell is None else number(cell)


def json_text(table: FileTable, document: Mapping[str, Any]) -> str:
    """A document with the rows of a table as objects; what is not finite is null."""
    rows = [{name: _plain(cell) for name, cell in zip(table.columns, row, strict=True)}
            for row in table.rows()]  # fmt: skip
    units = {name: table.units.get(name, "text") for name in table.columns}
    return as_json(_plain({**document, "units": units, "rows": rows})) + "\n"


def _plain(value: Any) -> Any:
    """A value of JSON."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, float):
        return None if not math.isfinite(value) else int(value) if value.is_integer() else value
    return value


def _write_workbook(file: BinaryIO, tables: Sequence[FileTable]) -> None:
    """One sheet per table; text is always written as text."""
    for table in tables:
        if table.length > _MAX_ROWS:
            raise UsageError(
                f"a sheet holds {_MAX_ROWS:,} rows, {table.name} has {table.length:,}; write .csv."
            )
    book = new_workbook(file, max(table.length for table in tables))
    for table in tables:
        _write_sheet(book, table)
    book.close()


def _write_sheet(book: Any, table: FileTable) -> None:
    """The heading and the rows of one table."""
    sheet = book.add_worksheet(table.name)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)
    heading = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
    moment = book.add_format({"num_format": _MOMENT})
    for i, (name, cells) in enumerate(table.columns.items()):
        unit = table.units.get(name, "")
        sheet.write_string(0, i, f"{name} [s]" if unit == "s" else name, heading)
        form = book.add_format({"num_format": _SHARE if unit == "fraction" else _NUMBER})
        wide = any(isinstance(cell, str | datetime) for cell in cells[:1])
        sheet.set_column(i, i, _WIDE if wide else _WIDTH, form)
    for last, row in enumerate(table.rows(), 1):
        for i, cell in enumerate(row):
            _write_cell(sheet, last, i, cell, moment)
    if table.length:
        sheet.autofilter(0, 0, table.length, len(table.columns) - 1)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, moment: Any) -> None:
    """One cell; local times without their offset, because a sheet has no time zones."""
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.replace(tzinfo=None), moment)
    elif isinstance(cell, bool):
        sheet.write_string(row, column, "yes" if cell else "no")
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None and math.isinf(cell):
        sheet.write_string(row, column, "inf")
    elif cell is not None and not math.isnan(cell):
        sheet.write_number(row, column, cell)
