"""Rows of a workbook, each cell as the text that a CSV file would have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from wfm.io.forecast.delimited import BLOCK_ROWS, RowBlock
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions, nearest
from wfm.io.forecast.source import Source
from wfm.io.forecast.zip_guard import check_zip

__all__ = ["sheet_blocks"]


def sheet_blocks(
    source: Source, options: ReadOptions, problems: Problems, notes: list[str]
) -> Iterator[RowBlock]:
    """The rows of one sheet, one block at a time."""
    if source.total is None:
        problems.stop("is a workbook, which cannot be read from a pipe: give the name of the file")
    check_zip(source.stream, source.total, problems)
    source.stream.seek(0)
    import python_calamine as calamine

    try:
        sheet = _sheet(calamine, source.stream, options.sheet, problems, notes)
        rows = sheet.iter_rows()
        yield from _blocks(rows)
    except calamine.CalamineError:
        problems.stop("is a damaged workbook: open it and save it again as .xlsx")
    except BaseException as error:
        # a panic of the Rust parser derives from BaseException only
        if type(error).__name__ != "PanicException":
            raise
        problems.stop("is a damaged workbook: open it and save it again as .xlsx")


def _sheet(
    calamine: Any, stream: BinaryIO, name: str | None, problems: Problems, notes: list[str]
) -> Any:
    """The sheet of a name, or the first one with a note if there are several."""
    book = calamine.CalamineWorkbook.from_filelike(stream)
    names = list(book.sheet_names)
    if not names:
        problems.stop("has no sheets")
    if name is not None and name not in names:
        hint = nearest(name, names) or f"; it has {', '.join(names[:10])}"
        problems.stop(f"has no sheet '{name}'{hint}")
    if name is None and len(names) > 1:
        notes.append(
            f"read the sheet '{names[0]}', the first of {len(names)}; --sheet selects another"
        )
    return book.get_sheet_by_name(name or names[0])


def _blocks(rows: Iterator[list[object]]) -> Iterator[RowBlock]:
    """Rows as text, numbered as the sheet shows them."""
    texts, numbers = list[list[str]](), list[int]()
    for number, row in enumerate(rows, 1):
        texts.append([_text(cell) for cell in row])
        numbers.append(number)
        if len(texts) == BLOCK_ROWS:
            yield RowBlock(texts, numbers)
            texts, numbers = [], []
    if texts:
        yield RowBlock(texts, numbers)


def _text(cell: object) -> str:
    """A cell as text; whole numbers without a decimal point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return _round_to_second(cell).isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat().partition(".")[0]
    return _duration_text(cell) if isinstance(cell, timedelta) else str(cell)


def _round_to_second(moment: datetime) -> datetime:
    """The nearest second: Excel stores days as binary fractions, 08:20 as 08:19:59.999999."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _duration_text(length: timedelta) -> str:
    """A duration as h:mm:ss."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
