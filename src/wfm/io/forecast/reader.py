"""Read a forecast from a file into a validated `Demand`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, timedelta, timezone, tzinfo
from itertools import chain, islice
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from wfm.demand import Demand
from wfm.io.forecast.columns import ColumnReader
from wfm.io.forecast.date_order import LocalTimes, resolve_date_order
from wfm.io.forecast.day_dates import DatedTable, with_dates
from wfm.io.forecast.decoding import ByteProgress, LineDecoder
from wfm.io.forecast.delimited import RowBlock, csv_blocks
from wfm.io.forecast.end_times import refuse_ends, refuse_only_ends
from wfm.io.forecast.gaps import close_gaps
from wfm.io.forecast.headings import match_columns
from wfm.io.forecast.hour_totals import drop_hour_totals
from wfm.io.forecast.intervals import IntervalTable, check_intervals, sort_rows
from wfm.io.forecast.layouts import known_headings, layout_note, with_layout
from wfm.io.forecast.more_columns import MoreColumns
from wfm.io.forecast.named_columns import named_inputs
from wfm.io.forecast.numbers import Separators
from wfm.io.forecast.own_files import refuse_own_table
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions, check_options, zone_named
from wfm.io.forecast.renamed_headings import refuse_renamed, with_own_tops
from wfm.io.forecast.row_lengths import RowLengths
from wfm.io.forecast.source import Source, opened
from wfm.io.forecast.subtotals import (
    drop_day_totals,
    drop_odd_totals,
    drop_repeated_totals,
    refuse_doubtful_sums,
)
from wfm.io.forecast.table_header import TableHeader, split_header
from wfm.io.forecast.table_size import check_size
from wfm.io.forecast.time_column import clock_by_cells, refuse_minutes_beside
from wfm.io.forecast.time_spans import span_interval
from wfm.io.forecast.time_zones import offsets_of_local, offsets_of_utc
from wfm.io.forecast.total_queues import drop_total_queues
from wfm.io.forecast.twelve_hours import refuse_twelve_hours
from wfm.io.forecast.wide_table import joined_names, wide_table
from wfm.io.forecast.workbook import sheet_blocks
from wfm.option_text import option
from wfm.units import duration_text

__all__ = ["blocks_of", "demand_of_columns", "read_columns", "read_demand"]

_DETECT = ReadOptions()
# Of a wide table, each block has the rows of one column: so many show all weekdays and times.
_SHOWN_BLOCKS = 40
_SHOWN_ROWS = 100


def read_demand(
    source: str,
    options: ReadOptions = _DETECT,
    *,
    stdin: BinaryIO | None = None,
    progress: ByteProgress | None = None,
    more: MoreColumns | None = None,
) -> Demand:
    """Read a forecast from CSV, TSV or a workbook, and check every cell of it.

    Parameters
    ----------
    source : str
        Path of the file; ``"-"`` for standard input.
    options : ReadOptions
        Values that replace detection.
    stdin : binary stream, optional
        Read instead of standard input.
    progress : callable, optional
        Called with the number of bytes read and the total, ``None`` if unknown.
    more : MoreColumns, optional
        Collects columns that a forecast does not have.

    Returns
    -------
    Demand
        Sorted by queue and start; its notes list what was detected and the defaults used.

    Raises
    ------
    DataError
        With every problem of the file, each with its line and column.
    InputError
        For an invalid option, such as an unknown time zone or queue.
    """
    check_options(options)
    options = with_layout(options)
    problems, notes = Problems("<stdin>" if source == "-" else source), list[str]()
    with opened(source, stdin, problems) as file:
        delimiter, blocks = blocks_of(file, options, problems, notes, progress)
        # wfm count writes names that begin like a formula with an apostrophe before them
        escaped = more is None and not file.zipped
        reader = read_columns(blocks, delimiter, options, problems, notes, more, escaped=escaped)
    reader.check_starts()
    if more is not None:
        options = more.reading(options)
    return demand_of_columns(reader, options, problems, notes)


def blocks_of(
    file: Source,
    options: ReadOptions,
    problems: Problems,
    notes: list[str],
    progress: ByteProgress | None,
) -> tuple[str, Iterator[RowBlock]]:
    """The delimiter of a file, and its rows as text."""
    if file.zipped:
        # numbers of a workbook are written with a decimal point, as in a file with commas
        return ",", sheet_blocks(file, options, problems, notes)
    lines = LineDecoder(file, options.encoding, problems, notes, progress)
    return csv_blocks(lines.blocks(), options.delimiter, problems, notes)


def read_columns(
    blocks: Iterator[RowBlock],
    delimiter: str,
    options: ReadOptions,
    problems: Problems,
    notes: list[str],
    more: MoreColumns | None,
    *,
    escaped: bool = False,
) -> ColumnReader:
    """Find and match the headings, then read every row into columns.

    `escaped` is whether names that begin like a formula have an apostrophe before them.
    """
    filled = (block for block in (block.without_blanks() for block in blocks) if block.rows)
    if note := layout_note(options):
        notes.append(note)
    header, sample, rest = split_header(filled, known_headings(options))
    if header is None:
        problems.stop("contains only blank lines")
    problems.headings = tuple(one for one in joined_names(header) if one not in problems.made)
    header = with_own_tops(header, problems, notes)
    refuse_renamed(header.names, header.line, options, problems)
    if more is None or options.requirement:
        refuse_own_table(header.names, header.line, options, problems)
    table = DatedTable(joined_names(header), sample, rest)
    table, wide = _shaped(table, header, options, problems, notes, more)
    separators = Separators(options, delimiter, notes)
    names, collected = table.names, set[int]()
    problems.name_columns(names)
    if more is not None:  # a column that is collected by its name is nothing else
        more.start(names, header.line, separators, problems)
        collected = more.used
    inputs = named_inputs(names, options, problems.source, problems.headings)
    elsewhere = collected | {place for place in inputs.values() if place is not None}
    names = tuple("" if i in elsewhere else name for i, name in enumerate(names))
    refuse_only_ends(names, header.line, options, problems)
    columns = match_columns(names, table.first_cells(), header.line, options, problems, wide)
    if not sample:
        problems.stop("has headings but no rows below them")
    problems.remark = ""  # the right sheet was read
    columns = clock_by_cells(columns, table.sample, notes)
    refuse_ends(columns, table.sample, header.line, options, problems)
    refuse_minutes_beside(columns, table.sample, header.line, problems)
    what = "agents" if wide and more is not None else "contacts"
    reader = ColumnReader(columns, options, separators, problems, escaped=escaped, what=what)
    reader.is_wide = bool(wide)
    taken = columns.used() | collected
    reader.inputs.start(
        table.names,
        header.line,
        separators,
        problems,
        taken,
        plan=options.requirement,
        sample=table.sample,
        named=inputs,
    )
    taken |= reader.inputs.used
    taken |= reader.quantiles.start(table.names, header.line, separators, problems, taken)
    lengths = RowLengths(columns, taken, reader.starts, table.sample, options, problems)
    reader.lengths = lengths
    notes.extend(columns.notes(taken | lengths.used))
    for block in table.blocks:
        if more is not None:
            block = more.prepared(block)
        reader.add(block)
        reader.inputs.add(block)
        reader.quantiles.add(block)
        if more is not None:
            more.add(block)
        name = reader.columns.name(reader.columns.queue)
        check_size(len(reader.queues), name, problems, int(block.lines[-1]))
    reader.instead = None if more is None else more.of_lines
    reader.judge_handle_times(notes)
    return reader


def _shaped(
    table: DatedTable,
    header: TableHeader,
    options: ReadOptions,
    problems: Problems,
    notes: list[str],
    more: MoreColumns | None,
) -> tuple[DatedTable, tuple[str, ...]]:
    """A table with one row per interval and a date in every row.

    With it, the headings of the file if the table was wide. A layout and a volume that the caller
    names are of tables with one row per interval.
    """
    if note := header.note(problems):
        notes.append(note)
    wide = None
    if options.layout is None and "volume" not in options.columns:
        read = wide_table if more is None else more.wide
        wide = read(header, table.sample, options, problems)
    if wide is not None:
        notes.extend(wide.notes)
        made = wide.rows(table.blocks, problems, notes)
        first = list(islice(made, _SHOWN_BLOCKS))
        sample = [list(row) for block in first for row in block.rows[:_SHOWN_ROWS]]
        table = DatedTable(wide.names, sample, chain(first, made))
    dated = with_dates(table, header, options, problems, notes)
    return dated, joined_names(header) if wide is not None else ()


def demand_of_columns(
    reader: ColumnReader, options: ReadOptions, problems: Problems, notes: list[str]
) -> Demand:
    """A forecast of the columns of a table: its rows sorted, its intervals checked."""
    reader.check_selected()
    table, zone, own = _interval_table(reader, options, problems, notes)
    problems.check()
    if len(table.queues) > 1:
        notes.append(f"{len(table.queues):,} queues")
        notes.extend(_alike(table.queues))
    _note_default(reader, options, notes)
    if sort_rows(table, notes):
        refuse_doubtful_sums(table, problems)
    interval = check_intervals(
        table,
        replace(options, interval=own),
        problems,
        notes,
        drop_odd_totals(table, problems, notes),
    )
    close_gaps(table, interval, options.fill, problems, notes, past=options.past)
    row_inputs = reader.inputs.of_rows(table.line, table.queue, table.queues, notes)
    problems.check()
    return Demand(
        table.queues,
        table.queue,
        table.start,
        table.volume,
        table.aht,
        interval,
        zone,
        table.line,
        problems.source,
        tuple(notes),
        row_inputs=row_inputs,
        quantiles=reader.quantiles.of_rows(table.line),
    )


def _interval_table(
    reader: ColumnReader, options: ReadOptions, problems: Problems, notes: list[str]
) -> tuple[IntervalTable, tzinfo | None, float | None]:
    """The rows with starts in UTC, their time zone, and the interval of the options or of spans.

    Without a zone, starts are local.
    """
    columns, line = reader.columns, reader.line.release()
    column, used = columns.name(columns.start), columns.used()
    times = resolve_date_order(
        reader.codes.release(),
        line,
        column,
        reader.starts,
        problems,
        notes,
        clock=columns.name(columns.clock),
    )
    table = IntervalTable(
        reader.queues,
        column,
        reader.queue.release(),
        times.local,
        times.offset,
        reader.volume.release(),
        reader.aht.release(),
        line,
        columns.name(columns.clock),
        len(times.bare) < len(line),
        tuple(name for i, name in enumerate(columns.header) if i not in used and name),
    )
    heading = table.clock or column
    if "%p" not in (options.date_format or "") and not any(
        time.meridiem for time in reader.starts.times
    ):
        refuse_twelve_hours(table, times.bare, problems)
    table.wide, table.what = reader.is_wide, reader.noun
    unnamed, volume, queue = reader.unnamed.release(), table.volume, table.queue
    beside = ""
    if reader.lengths is not None and times.length is None:
        times.length, beside = reader.lengths.of_rows(times, table.queue, table.line)
    hours = drop_hour_totals(table, times.length, reader.hour_labels, unnamed, problems, notes)
    bare, length = times.without(hours)
    volume[hours] = 0.0
    table.spans = length is not None
    own = span_interval(
        length, table.line, heading, options.interval, problems, notes, beside=beside
    )
    if table.timed and (len(bare) or reader.totals.waiting):
        rows = np.delete(np.arange(len(line)), hours)
        repeated, bare = drop_repeated_totals(table, bare, notes)
        volume[rows[repeated]] = 0.0
    instead = None
    if len(bare) and reader.instead is not None and np.isnan(table.volume).all():
        instead = reader.instead(table.line)
    if instead is not None:  # totals of required agents are found as those of contacts
        table.volume, table.what = instead, "agents"
    kept = table.line
    dropped = drop_day_totals(
        table,
        bare,
        unnamed,
        separate=columns.clock is not None,
        problems=problems,
        notes=notes,
    )
    if instead is not None:
        table.volume, table.what = np.full(len(table.line), np.nan), reader.noun
    if dropped:  # a total of the whole file does not include the totals of its days
        volume[np.isin(line, kept[dropped])] = 0.0
    reader.totals.decide(volume, queue, notes)
    reader.check_waiting(table.line)
    reader.check_queues(table.line, unnamed)
    problems.check()
    if not len(table.start):
        problems.stop("has no row that is an interval")
    drop_total_queues(table, options.queues, problems, notes, plan=reader.inputs.is_plan)
    zone = zone_named(options.zone) if options.zone else None
    if table.offset is not None:
        _check_offsets(times, zone, table, line, problems)
        table.start -= table.offset
        if zone is None:
            return table, _fixed_zone(times, notes), own
        table.offset = offsets_of_utc(table.start, zone)
    elif zone is not None:
        table.offset = offsets_of_local(
            table.start, table.queue, table.line, column, zone, problems, notes
        )
        table.start -= table.offset
    return table, zone, own


def _fixed_zone(times: LocalTimes, notes: list[str]) -> timezone:
    """The one offset from UTC of all times, as a time zone."""
    offset = times.offsets.copy().pop() or 0
    zone = timezone(timedelta(seconds=offset)) if offset else UTC
    notes.append(
        f"time zone: {zone}, from the offsets of the times; {option('tz')} sets a time zone"
    )
    return zone


def _check_offsets(
    times: LocalTimes,
    zone: tzinfo | None,
    table: IntervalTable,
    line: NDArray[np.int32],
    problems: Problems,
) -> None:
    """All times must have an offset; without a time zone, all must have the same one."""
    if times.row_without_offset is not None:
        problems.stop(
            "the time has no offset from UTC, but others have "
            "— write all times with an offset, or none",
            int(line[times.row_without_offset]),
            table.column,
        )
    if zone is None and len(times.offsets) > 1 and table.offset is not None:
        row = int(np.argmax(table.offset != table.offset[0]))
        problems.stop(
            "the offset from UTC differs from that of the rows above "
            f"— set the time zone, such as {option('tz', 'Europe/Berlin')}",
            int(table.line[row]),
            table.column,
        )


def _alike(names: Sequence[str]) -> list[str]:
    """The note of queues whose names differ only in upper and lower case or in spaces."""
    forms: dict[str, list[str]] = {}
    for name in names:
        forms.setdefault("".join(name.casefold().split()), []).append(f"'{name}'")
    pairs = [" and ".join(same) for same in forms.values() if len(same) > 1]
    if not pairs:
        return []
    more = f" (and {len(pairs) - 1} more such names)" if len(pairs) > 1 else ""
    return [
        f"the queues {pairs[0]}{more} differ only in case or spaces: planned as separate "
        "queues; write the name in one form if they are one queue"
    ]


def _note_default(reader: ColumnReader, options: ReadOptions, notes: list[str]) -> None:
    """Note a default AHT."""
    if reader.defaulted and options.aht is not None:
        rows = f"{reader.defaulted:,} row{'s' * (reader.defaulted != 1)}"
        notes.append(f"default AHT of {duration_text(options.aht)} used for {rows} without AHT")
    elif options.aht is not None and not options.aht_may_lack:
        given = option("aht", f"{options.aht:g}s")
        notes.append(f"the AHT of every row is used, not {given}, which is for rows without one")
