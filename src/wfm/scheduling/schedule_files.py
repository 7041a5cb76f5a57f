"""A schedule into files: CSV, JSON, a workbook or a calendar; the coverage table beside it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from wfm.errors import UsageError
from wfm.io.atomic import Replacement, replacing_together
from wfm.io.output_paths import OutputFile, check_outputs
from wfm.io.text_values import delimited_cell, delimited_row, number
from wfm.scheduling.calendar_zone import icalendar
from wfm.scheduling.earlier_calendar import EarlierCalendars, earlier_calendars
from wfm.scheduling.results import ScheduleData
from wfm.scheduling.schedule_calendar import (
    CalendarChanges,
    ShiftEvent,
    calendar_pieces,
    merged_events,
    shift_events,
)
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
    "read_earlier",
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
    path: str,
    schedule: ScheduleData,
    *,
    overwrite: bool = True,
    raw_text: bool = False,
    replaces: str | None = None,
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
    replaces : str, optional
        The calendar, or with ``{agent}`` the calendars, that a calendar replaces.

    Raises
    ------
    UsageError
        For an unknown ending, a folder that does not exist, or an existing file without
        `overwrite`; nothing is written then. For `replaces` without a calendar at `path`.
    DataError
        For an earlier calendar that cannot be read.
    """
    agents = {row.agent for row in schedule.rows}
    names = None if "" in agents else agents
    earlier = None if replaces is None else read_earlier(path, replaces, names)
    write_schedule_files(
        path, None, schedule, overwrite=overwrite, raw_text=raw_text, earlier=earlier
    )


def write_schedule_files(
    path: str | None,
    coverage: str | None,
    schedule: ScheduleData,
    *,
    overwrite: bool = True,
    raw_text: bool = False,
    earlier: EarlierCalendars | None = None,
) -> CalendarChanges:
    """Write a schedule and its coverage table: all files or none.

    Parameters
    ----------
    path : str or None
        As for `write_schedule`; None for the coverage alone.
    coverage : str or None
        The file of the coverage table, with the ending .csv.
    schedule, overwrite, raw_text
        As for `write_schedule`.
    earlier : EarlierCalendars, optional
        The calendars that a calendar replaces.

    Returns
    -------
    CalendarChanges
        How many shifts differ from those of `earlier`.

    Raises
    ------
    UsageError
        As `write_schedule`, and if the two are one file.
    """
    outputs = {} if path is None else _outputs(path, schedule, earlier)
    names = [_output(name) for name in outputs]
    if coverage is not None:
        names.append(OutputFile(coverage, COVERAGE_FORMATS, "--coverage"))
    check_outputs(names, {"the input file": schedule.inputs.source}, force=overwrite)
    with replacing_together(overwrite=overwrite) as files:
        if coverage is not None:
            with files.open(coverage) as file:
                text = coverage_csv_text(schedule, raw_text=raw_text)
                file.write(text.encode(errors="replace"))
        for name, part in outputs.items():
            _write(files, name, part, raw_text=raw_text)
    changes = CalendarChanges()
    for part in outputs.values():
        changes = changes.plus(part.changes)
    return changes


class _FilePart(NamedTuple):
    """What one file has of a schedule; of a calendar its events."""

    schedule: ScheduleData
    agent: str = ""
    events: tuple[ShiftEvent, ...] = ()
    changes: CalendarChanges = CalendarChanges()


def _output(path: str) -> OutputFile:
    """A file of the schedule; for a calendar the package is needed."""
    if path.lower().endswith(".ics"):
        icalendar()
    return OutputFile(path, SCHEDULE_FORMATS)


def check_schedule_output(
    path: str, agents: Collection[str] | None, earlier: EarlierCalendars | None = None
) -> list[str]:
    """The files that an output of a schedule names, before any work is done.

    Parameters
    ----------
    path : str
        As for `write_schedule`.
    agents : collection of str or None
        The names of the people; None for a schedule without names.
    earlier : EarlierCalendars, optional
        As for `write_schedule_files`.

    Raises
    ------
    UsageError
        For ``{agent}`` without people, or a calendar without the package icalendar.
    """
    _output(path)
    if PER_AGENT not in path:
        return [path]
    if agents is None:
        raise UsageError(_no_names(path))
    return list(paths_of_agents(path, _with_former(agents, earlier)).values())


def read_earlier(path: str, replaces: str, agents: Collection[str] | None) -> EarlierCalendars:
    """The calendars that an output replaces.

    Parameters
    ----------
    path, replaces : str
        The output and the earlier one, both with ``{agent}`` or both without it.
    agents : collection of str or None
        As for `check_schedule_output`.

    Raises
    ------
    UsageError
        If the output is no calendar, or one path only has ``{agent}``.
    DataError
        For an earlier calendar that cannot be read.
    """
    if not path.lower().endswith(".ics"):
        raise UsageError(
            f"--replaces is for calendars: got the output {path}; write -o shifts.ics."
        )
    if (PER_AGENT in path) != (PER_AGENT in replaces):
        raise UsageError(
            f"-o {path} and --replaces {replaces}: both must have {PER_AGENT}, or none of them."
        )
    if PER_AGENT not in path:
        return earlier_calendars(replaces, PER_AGENT, None)
    if agents is None:
        raise UsageError(_no_names(path))
    return earlier_calendars(replaces, PER_AGENT, paths_of_agents(replaces, agents))


def _with_former(agents: Iterable[str], earlier: EarlierCalendars | None) -> dict[str, None]:
    """The people of a schedule, and those who have an earlier calendar only."""
    return dict.fromkeys((*agents, *(earlier.by_agent if earlier else ())))


def _outputs(
    path: str, schedule: ScheduleData, earlier: EarlierCalendars | None
) -> dict[str, _FilePart]:
    """The files to write, each with its part of the schedule."""
    parts = {path: _FilePart(schedule)}
    if PER_AGENT in path:
        agents = dict.fromkeys(row.agent for row in schedule.rows)
        if "" in agents:
            raise UsageError(_no_names(path))
        parts = {
            name: _FilePart(_rows_of(schedule, agent), agent)
            for agent, name in paths_of_agents(path, _with_former(agents, earlier)).items()
        }
    if not path.lower().endswith(".ics"):
        return parts
    return _calendars(parts, schedule, earlier)


def _rows_of(schedule: ScheduleData, agent: str) -> ScheduleData:
    """The shifts of one person."""
    return replace(schedule, rows=tuple(row for row in schedule.rows if row.agent == agent))


def _calendars(
    parts: Mapping[str, _FilePart], schedule: ScheduleData, earlier: EarlierCalendars | None
) -> dict[str, _FilePart]:
    """The parts with their events, as the next versions of those of earlier calendars."""
    made = {name: shift_events(part.schedule) for name, part in parts.items()}
    ids = frozenset(event.uid for events in made.values() for event in events)
    result = {}
    for name, part in parts.items():
        events, changes = made[name], CalendarChanges()
        if earlier is not None:
            before = earlier.by_agent.get(part.agent, {})
            events, changes = merged_events(events, before, schedule, ids)
        result[name] = part._replace(events=tuple(events), changes=changes)
    return result


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


def _write(files: Replacement, path: str, part: _FilePart, *, raw_text: bool) -> None:
    """Prepare one file."""
    suffix, schedule = Path(path).suffix.lower(), part.schedule
    with files.open(path) as file:
        if suffix == ".json":
            write_json(file, schedule)
        elif suffix == ".xlsx":
            write_workbook(file, schedule)
        elif suffix == ".ics":
            for piece in calendar_pieces(part.events, schedule.zone, part.agent):
                file.write(piece)
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
