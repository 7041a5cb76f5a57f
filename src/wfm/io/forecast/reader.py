"""From a file to a checked `Demand`: the one door for forecasts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, timedelta, timezone, tzinfo
from itertools import chain
from typing import BinaryIO

import numpy as np

from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.io.forecast.columns import Table
from wfm.io.forecast.date_order import Clock, settled
from wfm.io.forecast.decoding import Lines
from wfm.io.forecast.delimited import Block, csv_blocks
from wfm.io.forecast.gaps import close_gaps
from wfm.io.forecast.headings import find_columns
from wfm.io.forecast.intervals import Grid, checked_grid, in_order
from wfm.io.forecast.numbers import Separators
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions, check_options, zone_named
from wfm.io.forecast.source import Source, opened
from wfm.io.forecast.time_zones import offsets_of_utc, offsets_of_wall
from wfm.io.forecast.workbook import sheet_blocks
from wfm.units import duration_text

__all__ = ["blocks_of", "read_demand"]

_DETECT = ReadOptions()
_LIKE_MINUTES = 15
_SAMPLE = 100_000


def read_demand(
    source: str,
    options: ReadOptions = _DETECT,
    *,
    stdin: BinaryIO | None = None,
    progress: Callable[[int, int | None], None] | None = None,
) -> Demand:
    """Read a forecast from CSV, TSV or a workbook, and check every cell of it.

    Parameters
    ----------
    source : str
        Path of the file; ``"-"`` for standard input.
    options : ReadOptions
        What to take for granted instead of detecting it.
    stdin : binary stream, optional
        Stands in for standard input.
    progress : callable, optional
        Called with the bytes read so far and the bytes in all, ``None`` if unknown.

    Returns
    -------
    Demand
        Sorted by queue and start; its notes say what was assumed.

    Raises
    ------
    DataError
        With every problem of the file, each with its line and column.
    InputError
        For an option that cannot be meant, such as an unknown time zone or queue.
    """
    check_options(options)
    problems, notes = Problems("<stdin>" if source == "-" else source), list[str]()
    with opened(source, stdin, problems) as file:
        delimiter, blocks = blocks_of(file, options, problems, notes, progress)
        table = _table(blocks, delimiter, options, problems, notes)
    problems.check()
    return _demand(table, options, problems, notes)


def blocks_of(
    file: Source,
    options: ReadOptions,
    problems: Problems,
    notes: list[str],
    progress: Callable[[int, int | None], None] | None,
) -> tuple[str, Iterator[Block]]:
    """The delimiter of a file, and its rows as text."""
    if file.zipped:
        # numbers of a workbook are numbers, written with a point
        return ",", sheet_blocks(file, options, problems, notes)
    lines = Lines(file, options.encoding, problems, notes, progress)
    return csv_blocks(lines.blocks(), options.delimiter, problems, notes)


def _table(
    blocks: Iterator[Block],
    delimiter: str,
    options: ReadOptions,
    problems: Problems,
    notes: list[str],
) -> Table:
    filled = (block for block in (block.without_blanks() for block in blocks) if block.rows)
    head = next(filled, None)
    if head is None:
        problems.stop("holds nothing but blank lines")
    header, line = head.rows[0], head.lines[0]
    rest = Block(head.rows[1:], head.lines[1:])
    first = rest if rest.rows else next(filled, None)
    columns = find_columns(header, first.rows[0] if first else [], line, options, problems)
    if first is None:
        problems.stop("has headings but no rows under them")
    notes.extend(columns.notes())
    table = Table(columns, options, Separators(options, delimiter, notes), problems)
    for block in chain([first], filled):
        table.add(block)
    return table


def _demand(table: Table, options: ReadOptions, problems: Problems, notes: list[str]) -> Demand:
    table.check_queues()
    grid, zone = _hung(table, options, problems, notes)
    problems.check()
    if len(grid.queues) > 1:
        notes.append(f"{len(grid.queues):,} queues")
    _note_aht(table, options, grid.aht[:: 1 + len(grid.aht) // _SAMPLE], notes)
    in_order(grid, notes)
    interval = checked_grid(grid, options, problems, notes)
    close_gaps(grid, interval, options.fill, problems, notes)
    return Demand(
        grid.queues, grid.queue, grid.start, grid.volume, grid.aht, interval, zone, grid.line,
        problems.source, tuple(notes),
    )  # fmt: skip


def _hung(
    table: Table, options: ReadOptions, problems: Problems, notes: list[str]
) -> tuple[Grid, tzinfo | None]:
    """The rows with their clock hung in its zone, if it has one: wall times become UTC."""
    column, line = table.columns.name(table.columns.start), table.line.handed_over()
    clock = settled(table.codes.handed_over(), line, column, table.stamps, problems, notes)
    grid = Grid(
        table.queues, column, table.queue.handed_over(), clock.wall, clock.offset,
        table.volume.handed_over(), table.aht.handed_over(), line,
    )  # fmt: skip
    zone = zone_named(options.zone) if options.zone else None
    if grid.offset is not None:
        _check_offsets(clock, zone, grid, problems)
        grid.start -= grid.offset
        if zone is None:
            return grid, _fixed(clock, notes)
        grid.offset = offsets_of_utc(grid.start, zone)
    elif zone is not None:
        grid.offset = offsets_of_wall(grid.start, grid.queue, line, column, zone, problems, notes)
        grid.start -= grid.offset
    return grid, zone


def _fixed(clock: Clock, notes: list[str]) -> timezone:
    offset = clock.offsets.copy().pop() or 0
    zone = timezone(timedelta(seconds=offset)) if offset else UTC
    notes.append(f"the clock hangs at {zone}, as the times say; --tz names a zone")
    return zone


def _check_offsets(clock: Clock, zone: tzinfo | None, grid: Grid, problems: Problems) -> None:
    if clock.bare_row is not None:
        problems.stop(
            "the time has no offset from UTC, but others have — write all with or all without",
            int(grid.line[clock.bare_row]),
            grid.column,
        )
    if zone is None and len(clock.offsets) > 1 and grid.offset is not None:
        row = int(np.argmax(grid.offset != grid.offset[0]))
        problems.stop(
            "the offset from UTC is not the one of the rows before "
            "— say in which zone the clock hangs, such as --tz Europe/Berlin",
            int(grid.line[row]),
            grid.column,
        )


def _note_aht(table: Table, options: ReadOptions, sample: FloatArray, notes: list[str]) -> None:
    if table.filled and options.aht is not None:
        notes.append(
            f"AHT of {duration_text(options.aht)} taken for the {table.filled:,} rows without one"
        )
    unit = table.columns.aht_unit
    if unit and options.aht_unit not in (None, unit):
        notes.append(f"AHT read in {unit}, as its heading says, not in {options.aht_unit}")
    if table.columns.aht is None or unit or options.aht_unit:
        return
    known = sample[~np.isnan(sample)]
    if len(known) and np.median(known) < _LIKE_MINUTES:
        notes.append(
            f"AHT is mostly about {np.median(known):.3g}, read as seconds, but looks like minutes: "
            "say --aht-unit min, or s if it is right"
        )
