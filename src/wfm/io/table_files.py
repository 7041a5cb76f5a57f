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
from typing import Any, BinaryIO, NamedTuple, TypeAlias, TypeGuard

from wfm.errors import UsageError
from wfm.io.atomic import replacing
from wfm.io.output_paths import check_output
from wfm.io.styled_book import MAX_ROWS, MOMENT, SHARE, Measure, SheetCell, SheetColumn, StyledBook
from wfm.io.text_values import as_json, delimited_cell, delimited_row, number

__all__ = ["Cell", "FileTable", "csv_text", "json_text", "write_tables"]

Cell: TypeAlias = str | float | bool | datetime | None
_WIDTH, _WIDEST, _MOMENT_WIDTH = 12, 60, 22  # of a column, and of one of times
_UNIT = "unit"  # column of tables with one figure per row
_MEASURED = 1000  # rows whose texts fit into their column


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
        if table.length > MAX_ROWS:
            raise UsageError(
                f"a sheet holds {MAX_ROWS:,} rows, {table.name} has {table.length:,}; write .csv."
            )
    book = StyledBook(file, max(table.length for table in tables))
    for table in tables:
        columns = [_column(table, name) for name in table.columns]
        rows = (_sheet_row(table, row) for row in table.rows())
        book.list_sheet(table.name, columns, rows)
    book.close()


def _column(table: FileTable, name: str) -> SheetColumn:
    """Heading, number format and a width that fits."""
    cells, unit = table.columns[name], table.units.get(name, "")
    heading = f"{name} [s]" if unit == "s" else name
    texts = [len(cell) for cell in cells[:_MEASURED] if isinstance(cell, str)]
    if any(isinstance(cell, datetime) for cell in cells[:1]):
        return SheetColumn(heading, MOMENT, _MOMENT_WIDTH, is_text=True)
    widths = [_WIDTH, len(heading) + 2, *(length + 2 for length in texts)]
    form = _number_format(table, cells, unit)
    is_text = bool(texts) and not form
    return SheetColumn(heading, form, min(max(widths), _WIDEST), is_text=is_text)


def _number_format(table: FileTable, cells: Sequence[Cell], unit: str) -> str:
    """The format of the numbers of a column; none where each row has a unit of its own."""
    if _UNIT in table.columns:
        return ""
    numbers = [abs(cell) for cell in cells if _is_number(cell)]
    return _format_of(numbers, unit) if numbers else ""


def _is_number(cell: Cell) -> TypeGuard[float]:
    """Whether a cell is a finite number."""
    return isinstance(cell, float | int) and not isinstance(cell, bool) and math.isfinite(cell)


def _format_of(numbers: Sequence[float], unit: str) -> str:
    """The format of some numbers above 0, which shows no decimals of whole ones."""
    if unit == "fraction":
        return SHARE
    if all(float(one).is_integer() for one in numbers):
        return "#,##0"
    return "#,##0.00" if max(numbers) >= 1 else "0.0000"


def _sheet_row(table: FileTable, row: Sequence[Cell]) -> list[SheetCell]:
    """The cells of a row; numbers by the unit that the row has."""
    if _UNIT not in table.columns:
        return list(map(_sheet_cell, row))
    unit = str(row[list(table.columns).index(_UNIT)])
    return [
        Measure(cell, _format_of([abs(cell)], unit)) if _is_number(cell) else _sheet_cell(cell)
        for cell in row
    ]


def _sheet_cell(cell: Cell) -> SheetCell:
    """A cell of a sheet; local times without their offset, because a sheet has no time zones."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "inf" if isinstance(cell, float) and cell == math.inf else cell
