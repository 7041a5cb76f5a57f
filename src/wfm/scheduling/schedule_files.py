"""A schedule into files: CSV, JSON, a workbook or a calendar; the coverage table beside it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from wfm._extras import optional_package
from wfm.errors import UsageError
from wfm.io.atomic import Replacement, replacing_together
from wfm.io.output_paths import OutputFile, check_outputs
from wfm.io.text_values import delimited_cell, delimited_row, number
from wfm.scheduling.results import ScheduleData, ShiftRow, breaks_text
from wfm.scheduling.schedule_document import document_pieces
from wfm.scheduling.schedule_tables import coverage_cells, shift_cells
from wfm.scheduling.schedule_workbook import write_workbook
from wfm.vocabulary import COVERAGE_COLUMNS, SCHEDULE_COLUMNS

__all__ = [
    "COVERAGE_FORMATS",
    "PER_AGENT",
    "SCHEDULE_FORMATS",
    "check_schedule_output",
    "coverage_csv_text",
    "paths_of_agents",
    "schedule_csv_text",
    "schedule_json_text",
    "write_csv",
    "write_json",
    "write_schedule",
    "write_schedule_files",
]

SCHEDULE_FORMATS = (".csv", ".tsv", ".json", ".xlsx", ".ics")
COVERAGE_FORMATS = (".csv",)
PER_AGENT = "{agent}"
_DIGITS = 6  # of the hash in the file name of an agent
_DEVICE = re.compile(r"(?i)con|prn|aux|nul|(com|lpt)[0-9]")


def write_schedule(
    path: str, schedule: ScheduleData, *, overwrite: bool = True, raw_text: bool = False
) -> None:
    """Write a schedule in the format that the ending of `path` names.

    Parameters
    ----------
    path : str
        With one of the endings of `SCHEDULE_FORMATS`. ``{agent}`` in it is replaced by the name
        of each agent: one file per person.
    schedule : ScheduleData
        The finished schedule.
    overwrite : bool
        Replace existing files.
    raw_text : bool
        Leave text that a spreadsheet would run as a formula unchanged (CSV and TSV).

    Raises
    ------
    UsageError
        For an unknown ending, a folder that does not exist, or an existing file without
        `overwrite`; nothing is written then.
    """
    write_schedule_files(path, None, schedule, overwrite=overwrite, raw_text=raw_text)


def write_schedule_files(
    path: str | None,
    coverage: str | None,
    schedule: ScheduleData,
    *,
    overwrite: bool = True,
    raw_text: bool = False,
) -> None:
    """Write a schedule and its coverage table: all files or none.

    Parameters
    ----------
    path : str or None
        As for `write_schedule`; None for the coverage alone.
    coverage : str or None
        The file of the coverage table, with the ending .csv.
    schedule, overwrite, raw_text
        As for `write_schedule`.

    Raises
    ------
    UsageError
        As `write_schedule`, and if the two are one file.
    """
    outputs = {} if path is None else _outputs(path, schedule)
    names = [_output(name) for name in outputs]
    if coverage is not None:
        names.append(OutputFile(coverage, COVERAGE_FORMATS, "--coverage"))
    check_outputs(names, {"the input file": schedule.inputs.source}, force=overwrite)
    with replacing_together(overwrite=overwrite) as files:
        if coverage is not None:
            with files.open(coverage) as file:
                text = coverage_csv_text(schedule, raw_text=raw_text)
                file.write(text.encode(errors="replace"))
        for name, content in outputs.items():
            _write(files, name, content, raw_text=raw_text)


def _output(path: str) -> OutputFile:
    """A file of the schedule; for a calendar the package is needed."""
    if path.lower().endswith(".ics"):
        _icalendar()
    return OutputFile(path, SCHEDULE_FORMATS)


def check_schedule_output(path: str, agents: Collection[str] | None) -> list[str]:
    """The files that an output of a schedule names, before any work is done.

    Parameters
    ----------
    path : str
        As for `write_schedule`.
    agents : collection of str or None
        The names of the people; None for a schedule without names.

    Raises
    ------
    UsageError
        For ``{agent}`` without people.
    InputError
        For a calendar without the package icalendar.
    """
    _output(path)
    if PER_AGENT not in path:
        return [path]
    if agents is None:
        raise UsageError(_no_names(path))
    return list(paths_of_agents(path, agents).values())


def _icalendar() -> Any:
    """The package that writes calendars."""
    return optional_package("icalendar", "writing .ics files")


def _outputs(path: str, schedule: ScheduleData) -> dict[str, ScheduleData]:
    """The files to write, each with its part of the schedule."""
    if PER_AGENT not in path:
        return {path: schedule}
    agents = dict.fromkeys(row.agent for row in schedule.rows)
    if "" in agents:
        raise UsageError(_no_names(path))
    return {
        name: replace(schedule, rows=tuple(row for row in schedule.rows if row.agent == agent))
        for agent, name in paths_of_agents(path, agents).items()
    }


def _no_names(path: str) -> str:
    """The message for ``{agent}`` in a schedule without names."""
    return f"{path}: {PER_AGENT} needs a schedule of people by name; use --agents agents.csv."


def paths_of_agents(path: str, agents: Iterable[str]) -> dict[str, str]:
    """The file of each agent: ``{agent}`` in `path` is replaced by a name that is distinct.

    The name has letters and digits of the agent, so that it is valid on every file system and never
    another folder. Only where two agents would share a file, both have digits of a hash behind it.

    >>> paths_of_agents("out/{agent}.ics", ["Ann Lee", "../x", "X"])
    {'Ann Lee': 'out/Ann-Lee.ics', '../x': 'out/x-d6b96a.ics', 'X': 'out/X-4b68ab.ics'}
    """
    names = list(dict.fromkeys(agents))
    plain = {name: _file_name(name) for name in names}
    uses = Counter(map(_file_key, plain.values()))
    shared = {name for name in names if uses[_file_key(plain[name])] > 1}
    digits = _DIGITS
    while True:
        files = {
            name: f"{plain[name]}-{_digest(name)[:digits]}" if name in shared else plain[name]
            for name in names
        }
        if len(set(map(_file_key, files.values()))) == len(names):
            return {name: path.replace(PER_AGENT, file) for name, file in files.items()}
        # a name that looks like another with its digits
        shared, digits = set(names), digits + 1


def _write(files: Replacement, path: str, schedule: ScheduleData, *, raw_text: bool) -> None:
    """Prepare one file."""
    suffix = Path(path).suffix.lower()
    with files.open(path) as file:
        if suffix == ".json":
            write_json(file, schedule)
        elif suffix == ".xlsx":
            write_workbook(file, schedule)
        elif suffix == ".ics":
            for part in _calendar(schedule):
                file.write(part)
        else:
            delimiter = "\t" if suffix == ".tsv" else ","
            write_csv(file, schedule, delimiter, raw_text=raw_text)


def _file_name(agent: str) -> str:
    """A name that every file system accepts."""
    letters = unicodedata.normalize("NFC", agent)
    plain = "".join(c if c.isalnum() else "-" for c in letters).strip("-")[:40] or "agent"
    # names of devices of Windows
    return f"{plain}-agent" if _DEVICE.fullmatch(plain) else plain


def _file_key(name: str) -> str:
    """What file systems compare that take no account of case."""
    return unicodedata.normalize("NFC", name.casefold())


def _digest(agent: str) -> str:
    """A hash of a name."""
    return hashlib.sha256(agent.encode(errors="replace")).hexdigest()


def schedule_json_text(schedule: ScheduleData) -> str:
    """The schedule as JSON, in the shape of `ScheduleDocument`."""
    return "".join(document_pieces(schedule))


def write_json(file: BinaryIO, schedule: ScheduleData) -> None:
    """Write the schedule as JSON, in the shape of `ScheduleDocument`."""
    for piece in document_pieces(schedule):
        file.write(piece.encode(errors="replace"))


def schedule_csv_text(
    schedule: ScheduleData, delimiter: str = ",", *, raw_text: bool = False
) -> str:
    """The schedule as delimited text, one row per shift."""
    return "".join(_csv_pieces(schedule, delimiter, raw_text=raw_text))


def write_csv(
    file: BinaryIO, schedule: ScheduleData, delimiter: str = ",", *, raw_text: bool = False
) -> None:
    """Write the schedule as delimited text, one row per shift."""
    for piece in _csv_pieces(schedule, delimiter, raw_text=raw_text):
        file.write(piece.encode(errors="replace"))


def _csv_pieces(schedule: ScheduleData, delimiter: str, *, raw_text: bool) -> Iterator[str]:
    """The lines of the schedule; those of equal shifts without people are made once."""
    yield delimited_row(SCHEDULE_COLUMNS, delimiter) + "\n"
    known: dict[int, str] = {}
    for cells in shift_cells(schedule):
        line = known.get(id(cells)) or _line(cells, delimiter, raw_text=raw_text)
        if not cells.agent:
            known[id(cells)] = line
        yield line


def coverage_csv_text(schedule: ScheduleData, *, raw_text: bool = False) -> str:
    """The coverage as CSV, one row per queue and slot."""
    lines = (_line(cells, ",", raw_text=raw_text) for cells in coverage_cells(schedule))
    return "".join([delimited_row(COVERAGE_COLUMNS) + "\n", *lines])


def _line(cells: Iterable[str | float], delimiter: str, *, raw_text: bool) -> str:
    """One row; a figure that is not known is empty, one below 0 is no formula."""
    texts = partial(_cell, delimiter=delimiter, raw_text=raw_text)
    return delimiter.join(map(texts, cells)) + "\n"


def _cell(cell: str | float, *, delimiter: str, raw_text: bool) -> str:
    """A text or a figure as a cell."""
    if isinstance(cell, str):
        return delimited_cell(cell, delimiter, raw_text=raw_text)
    return number(float(cell))


def _calendar(schedule: ScheduleData) -> Iterator[bytes]:
    """One calendar: an event per shift, its breaks in the description; ids do not change."""
    book = _icalendar().Calendar()
    book.add("prodid", "-//wfm//schedule//EN")
    book.add("version", "2.0")
    begin, end, _ = bytes(book.to_ical()).partition(b"END:VCALENDAR")
    yield begin
    known: dict[int, tuple[str, bytes]] = {}  # shifts without people differ by their id only
    for index, row in enumerate(schedule.rows):
        uid = _uid(row, index)
        if id(row) in known:
            first, event = known[id(row)]
            yield event.replace(first.encode(), uid.encode())
            continue
        event = _event(row, uid, schedule.zone)
        if not row.agent:
            known[id(row)] = uid, event
        yield event
    yield end + b"\r\n"


def _event(row: ShiftRow, uid: str, zone: tzinfo | None) -> bytes:
    """One shift in a calendar."""
    event = _icalendar().Event()
    event.add("uid", uid)
    event.add("summary", " ".join(filter(None, (row.agent, row.shift, row.queue))))
    event.add("dtstart", _moment(row.start, zone))
    event.add("dtend", _moment(row.end, zone))
    event.add("dtstamp", datetime.fromtimestamp(row.start, UTC))
    event.add("description", breaks_text(row, zone).replace(";", "\n"))
    return bytes(event.to_ical())


def _uid(row: ShiftRow, index: int) -> str:
    """The same id for the same shift of the same person in every file."""
    words = f"{row.agent}|{row.date}|{row.shift}|{row.start}|{'' if row.agent else index}"
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()[:24] + "@wfm"


def _moment(instant: int, zone: tzinfo | None) -> datetime:
    """An instant as a time in the zone of the plan, if it has one."""
    if zone is None:
        return datetime(1970, 1, 1) + timedelta(seconds=instant)
    return datetime.fromtimestamp(instant, zone)
