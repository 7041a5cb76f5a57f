"""Read a log of single contacts from a file or a table in memory into arrays."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import chain, islice
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.io.contact_log.log_headings import log_header, match_log_columns
from wfm.io.contact_log.log_rows import LogRows
from wfm.io.contact_log.log_times import (
    MomentColumn,
    fixed_zone,
    offsets_of_log,
    seconds_after,
)
from wfm.io.contact_log.outcomes import NO_WORDS, OutcomeWords
from wfm.io.forecast.date_order import resolve_date_order
from wfm.io.forecast.decoding import ByteProgress
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.frame_columns import FrameBlock, Instants
from wfm.io.forecast.frames import Frame
from wfm.io.forecast.heading_words import meanings
from wfm.io.forecast.numbers import Separators
from wfm.io.forecast.own_files import refuse_schedule
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions, check_options, zone_named
from wfm.io.forecast.reader import blocks_of
from wfm.io.forecast.source import opened
from wfm.io.forecast.table_header import TableHeader
from wfm.io.forecast.table_size import check_size
from wfm.io.forecast.time_zones import offsets_of_utc
from wfm.io.forecast.total_rows import totals_note
from wfm.option_text import option

__all__ = ["ContactLog", "read_contact_log"]

_DETECT = ReadOptions()
_SEARCHED = 60  # titles and notes above a log are few; headings further down are not looked for
_ROWS = 1 << 17  # rows of a block of a table in memory
# A handle time below 15 s or above 2 h is rare: a median there is probably of another unit.
_SHORT, _LONG = 15.0, 7200.0


@dataclass(frozen=True, repr=False)
class ContactLog:
    """A log of single contacts: one row per contact, in the order of the file.

    Attributes
    ----------
    queues : tuple of str
        Names, in order of first appearance; ``("",)`` without queues.
    queue : int32 array, shape (n,)
        Index into `queues`.
    arrival : int64 array, shape (n,)
        Seconds since 1970, in UTC where `zone` is known, else in local time. [s]
    local : int64 array, shape (n,)
        The same in local time. [s]
    handle_time : float64 array, shape (n,)
        NaN where it is not known or the contact abandoned. [s]
    wait : float64 array, shape (n,)
        Until the contact was answered or abandoned; NaN where it is not known. [s]
    abandoned : bool array, shape (n,)
        Whether the contact abandoned.
    has_outcome : bool
        Whether the log says which contacts abandoned.
    zone : tzinfo or None
        Time zone of the local times.
    source : str
        Name of the file.
    notes : tuple of str
        What was noticed.
    """

    queues: tuple[str, ...]
    queue: NDArray[np.int32]
    arrival: NDArray[np.int64]
    local: NDArray[np.int64]
    handle_time: FloatArray
    wait: FloatArray
    abandoned: NDArray[np.bool_]
    has_outcome: bool
    zone: tzinfo | None
    source: str
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.arrival)

    def __repr__(self) -> str:
        """The size of the log, instead of its arrays."""
        return f"<ContactLog: {len(self):,} contacts, {len(self.queues)} queue(s), {self.source}>"


def read_contact_log(
    source: str | os.PathLike[str] | Frame,
    options: ReadOptions = _DETECT,
    *,
    words: OutcomeWords = NO_WORDS,
    stdin: BinaryIO | None = None,
    progress: ByteProgress | None = None,
) -> ContactLog:
    """Read a log from CSV, TSV, a workbook or a table in memory, and check every cell of it.

    Parameters
    ----------
    source : path, Frame
        The file, ``"-"`` for standard input; or a table of `wfm.io.forecast.frames.frame_of`.
    options : ReadOptions
        As for a forecast; `columns` names the headings of `LOG_QUANTITIES`.
    words : OutcomeWords
        Outcomes that the caller says the meaning of.
    stdin : binary stream, optional
        Read instead of standard input.
    progress : callable, optional
        As for a forecast.

    Raises
    ------
    DataError
        With every problem of the log, each with its line and column.
    InputError
        For an invalid option.
    """
    check_options(options)
    notes: list[str] = []
    if isinstance(source, Frame):
        problems = Problems(source.source, source.labels)
        notes += source.notes
        frame = source

        def zone_of(index: int) -> str | None:
            column = frame.columns[index]
            return column.zone if isinstance(column, Instants) else None

        blocks = _frame_blocks(frame)
        return _read(blocks, ";", options, words, problems, notes, zone_of)
    path = os.fspath(source)
    problems = Problems("<stdin>" if path == "-" else path)
    with opened(path, stdin, problems) as file:
        delimiter, blocks = blocks_of(file, options, problems, notes, progress)
        return _read(blocks, delimiter, options, words, problems, notes)


def _frame_blocks(frame: Frame) -> Iterator[RowBlock]:
    """The headings, then the rows."""
    yield RowBlock([list(frame.header)], [0])
    for first in range(0, len(frame), _ROWS):
        yield FrameBlock.of(
            frame.columns, np.arange(first, min(first + _ROWS, len(frame)), dtype=np.intp)
        )


def _read(
    blocks: Iterator[RowBlock],
    delimiter: str,
    options: ReadOptions,
    words: OutcomeWords,
    problems: Problems,
    notes: list[str],
    zone_of: Callable[[int], str | None] = lambda _: None,
) -> ContactLog:
    """Match the headings, read every row, and put the columns together.

    `zone_of` gives the time zone of a column of timestamps of a table in memory.
    """
    filled = (block for block in (block.without_blanks() for block in blocks) if block.rows)
    head = next(filled, None)
    if head is None:
        problems.stop("contains only blank lines")
    at = log_header([list(row) for row in islice(head.rows, _SEARCHED)], options)
    header = TableHeader(
        tuple(head.rows[at]),
        head.lines[at],
        above=tuple((head.lines[i], tuple(head.rows[i])) for i in range(at)),
    )
    if note := header.note(problems):
        notes.append(note)
    rest = head.only([i > at for i in range(len(head.rows))])
    first = rest if rest.rows else next(filled, None)
    if first is None:
        problems.stop("has headings but no rows below them")
    refuse_schedule(header.names, header.line, "a log of contacts", options, problems)
    columns = match_log_columns(header.names, first.rows[0], header.line, options, problems)
    notes += columns.notes()
    if options.zone is None and (zone := zone_of(columns.arrival)):
        notes.append(f"time zone: {zone}, that of the timestamps")
        options = replace(options, zone=zone)
    rows = LogRows(columns, first, options, words, Separators(options, delimiter, notes),
                        problems, notes)  # fmt: skip
    for block in chain([first], filled):
        rows.add(block)
        check_size(len(rows.queues), columns.name(columns.queue), problems, int(block.lines[-1]))
    return _LogBuilder(rows).log()


class _LogBuilder:
    """A log of the rows that have been read."""

    def __init__(self, rows: LogRows) -> None:
        self._rows = rows

    def log(self) -> ContactLog:
        """The log of all rows."""
        problems, notes, columns = self._rows.problems, self._rows.notes, self._rows.columns
        if self._rows.totals:
            notes.append(totals_note(self._rows.totals))
        if self._rows.outcome is not None:
            self._rows.outcome.check(problems)
            directions = self._rows.directions
            notes += self._rows.outcome.notes(() if directions is None else directions.seen)
        if self._rows.directions is not None:
            notes += self._rows.directions.notes()
        problems.check()
        if not self._rows.parts["line"]:
            self._no_rows()
        parts = {name: np.concatenate(values) for name, values in self._rows.parts.items()}
        line = parts["line"].astype(np.int32)
        local, offset, zone = self._arrivals(line)
        problems.check()
        kept = parts["outcome"] != 2
        answered, bad_answer = self._after(self._rows.answered, local, offset, zone, line)
        ended, bad_end = self._after(self._rows.ended, local, offset, zone, line)
        abandoned, has_outcome = self._abandoned(parts, answered)
        self._refuse_before(bad_answer & kept & ~abandoned, line, self._rows.answered)
        self._refuse_before(bad_end & kept, line, self._rows.ended)
        problems.check()
        handle, wait = self._times(parts, answered, ended, abandoned)
        if not kept.all():
            notes.append(f"rows left out because they are no contacts: {int((~kept).sum()):,}")
        arrival = local if offset is None else local - offset
        names = (
            tuple(self._rows.queues) if columns.queue is not None and self._rows.queues else ("",)
        )
        log = ContactLog(
            names, parts["queue"].astype(np.int32)[kept], arrival[kept], local[kept], handle[kept],
            wait[kept], abandoned[kept], has_outcome, zone, problems.source, tuple(notes),
        )  # fmt: skip
        return replace(log, notes=(*log.notes, *self._handle_notes(log)))

    def _no_rows(self) -> None:
        """Refuse a log without a row of the queues that were asked for."""
        names = ", ".join(self._rows.options.queues)
        raise InputError(
            f"no row has the queue {names}; name queues as the column "
            f"'{self._rows.columns.name(self._rows.columns.queue)}' has them.",
            name="queues",
            value=names,
        )

    def _arrivals(
        self, line: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32] | None, tzinfo | None]:
        """Local arrivals, their offsets from UTC if these are known, and the time zone."""
        problems, notes, options = self._rows.problems, self._rows.notes, self._rows.options
        column = self._rows.columns.name(self._rows.columns.arrival)
        if self._rows.pair is not None:
            codes = np.concatenate(self._rows.pair_codes)
            times = resolve_date_order(codes, line, column, self._rows.pair, problems, notes)
            local, offset = times.local, times.offset
        else:
            local, offset, blank, clock = self._rows.arrival.resolve(line, problems, notes)
            if clock:
                problems.stop("has times of day without dates — add a column 'date'", None, column)
            problems.add_rows(
                np.flatnonzero(blank),
                line,
                lambda _: "the cell is empty — write the arrival",
                column,
            )
        zone: tzinfo | None = zone_named(options.zone) if options.zone else None
        if offset is None:
            if zone is not None:
                offset = offsets_of_log(local, line, column, zone, problems, notes)
            return local, offset, zone
        if zone is not None:  # written offsets say the instant; the zone the local time
            instant = local - offset
            offset = offsets_of_utc(instant, zone)
            return instant + offset, offset, zone
        if len(np.unique(offset)) > 1:
            problems.stop(
                "the offsets from UTC differ — set the time zone, such as "
                f"{option('tz', 'Europe/Berlin')}",
                int(line[int(np.argmax(offset != offset[0]))]),
                column,
            )
        zone = fixed_zone(int(offset[0]))
        notes.append(f"time zone: {zone}, from the offsets of the times")
        return local, offset, zone

    def _after(
        self,
        moment: MomentColumn | None,
        local: NDArray[np.int64],
        offset: NDArray[np.int32] | None,
        zone: tzinfo | None,
        line: NDArray[np.int32],
    ) -> tuple[FloatArray | None, NDArray[np.bool_]]:
        """Seconds from the arrival to a moment, NaN where it is empty, and which are before it."""
        if moment is None:
            return None, np.zeros(len(local), dtype=bool)
        seconds, own, blank, clock = moment.resolve(line, self._rows.problems, [])
        base = local
        if own is not None and offset is not None:  # both written with offsets
            seconds, base = seconds - own, local - offset
        elif zone is not None and offset is not None and not clock and not blank.all():
            # the same pass of a repeated hour as the arrival, unless that would be before it
            later = offsets_of_log(seconds[~blank], line[~blank], moment.name, zone,
                                   Problems(self._rows.problems.source), [])  # fmt: skip
            same = seconds[~blank] >= local[~blank]
            shift = np.zeros(len(local), dtype=np.int64)
            shift[~blank] = np.where(same, 0, offset[~blank] - later)
            seconds = seconds + shift
        return seconds_after(base, seconds, blank, clock=clock)

    def _refuse_before(
        self, bad: NDArray[np.bool_], line: NDArray[np.int32], moment: MomentColumn | None
    ) -> None:
        """Report moments before the arrival."""
        if moment is not None:
            self._rows.problems.add_rows(
                np.flatnonzero(bad),
                line,
                lambda _: "the moment is before the arrival — correct one of the two",
                moment.name,
            )

    def _abandoned(
        self, parts: dict[str, NDArray[np.generic]], answered: FloatArray | None
    ) -> tuple[NDArray[np.bool_], bool]:
        """Which contacts abandoned, and whether the log says it."""
        if self._rows.outcome is not None:
            return parts["outcome"] == 1, True
        if answered is not None:
            return np.isnan(answered), True
        handle, lost = parts["handle"].astype(float), parts["abandon_wait"].astype(float)
        if self._rows.abandon_wait is not None:
            return (lost > 0) | (~np.isnan(lost) & ~(handle > 0)), True
        empty = np.flatnonzero(np.isnan(handle))
        if self._rows.handle and len(empty):
            name = self._rows.columns.name(self._rows.columns.handle[0])
            self._rows.problems.stop(
                f"{len(empty):,} of {len(handle):,} contacts have no handle time, and no column "
                "says whether they abandoned — add a column 'abandoned' with yes or no, or name "
                f"the column of outcomes: {option('columns', {'outcome': 'HEADING'})}",
                int(parts["line"][empty[0]]),
                name,
            )
        self._rows.notes.append(
            "no column says which contacts abandoned: all are counted as answered; "
            f"{option('columns', {'outcome': 'HEADING'})} names it"
        )
        return np.zeros(len(handle), dtype=bool), False

    def _times(
        self,
        parts: dict[str, NDArray[np.generic]],
        answered: FloatArray | None,
        ended: FloatArray | None,
        abandoned: NDArray[np.bool_],
    ) -> tuple[FloatArray, FloatArray]:
        """Handle time of the answered, and wait of all, from durations or moments."""
        handle, wait = parts["handle"].astype(float), parts["wait"].astype(float)
        lost = parts["abandon_wait"].astype(float)
        wait = np.where(abandoned & ~np.isnan(lost), lost, wait)
        if not self._rows.handle and answered is not None and ended is not None:
            handle = ended - answered
            bad = np.flatnonzero(~abandoned & (handle < 0))
            self._rows.problems.add_rows(
                bad,
                parts["line"].astype(np.int32),
                lambda _: "the contact ends before it is answered — correct one of the two",
                self._rows.columns.name(self._rows.columns.ended_at),
            )
            self._rows.problems.check()
        if self._rows.wait is None and answered is not None:
            wait = np.where(abandoned, np.nan, answered)
        if self._rows.wait is None and ended is not None:
            wait = np.where(np.isnan(wait) & abandoned, ended, wait)
        return np.where(abandoned, np.nan, handle), wait

    def _handle_notes(self, log: ContactLog) -> Iterator[str]:
        """What should be known of the handle times; a median of another unit is refused."""
        known = log.handle_time[~np.isnan(log.handle_time)]
        columns = self._rows.columns
        if not len(known):
            mapped = option("columns", {"handle_time": "HEADING"})
            yield f"no handle times, so that the intervals have no AHT; {mapped} names their column"
            return
        names = " + ".join(f"'{columns.header[i]}'" for i in columns.handle)
        said = bool(self._rows.options.aht_unit) or any(columns.unit(i) for i in columns.handle)
        median = float(np.median(known))
        if names and not said and not _SHORT <= median <= _LONG:
            self._rows.problems.stop(
                f"the handle times in {names} have a median of {median:.4g}, which is unlikely in "
                f"seconds — say their unit: {option('aht_unit', 's')}, "
                f"{option('aht_unit', 'min')}" + (f" or {option('aht_unit', 'ms')}"
                                                   if median > _LONG else "")
            )  # fmt: skip
        if len(columns.handle) == 1 and "talk" in meanings(columns.header[columns.handle[0]]):
            yield f"handle time from {names} only: after-call work is not in it"
