"""All shifts of a schedule as text, day by day, with the start of each break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from wfm import datetimes
from wfm.report.text_table import line_width, table, wrapped
from wfm.scheduling.results import Break, ScheduleData, ShiftRow, clear_clock_text
from wfm.scheduling.schedule_tables import break_names, break_names_of
from wfm.units import duration_text

__all__ = ["break_starts", "longest_break", "shift_list_text", "span_text"]

_LINES = 600  # of all days; what is left out is in the files


class _Line(NamedTuple):
    """Shifts of a day that are the same; `name` is that of the person, or of the shift."""

    start: int
    end: int
    queue: str
    name: str
    breaks: tuple[int, ...]  # starts, -1 for a break that the shift does not have


def shift_list_text(schedule: ScheduleData) -> str:
    """The shifts of each day in the order of their starts; equal ones on one line."""
    names, by_day = break_names(schedule), Counter(row.date for row in schedule.rows)
    lines_of = _lines_by_day(schedule, names)
    parts, left = [], _LINES
    for day in sorted(by_day):
        lines = sorted(lines_of[day].items())
        if len(lines) > left:
            later = sum(number for other, number in by_day.items() if other >= day)
            parts.append(f"… {later:,} more shifts from {day} on: -o schedule.csv has all")
            break
        left -= len(lines)
        parts.append(_day(schedule, day, lines, names))
    legend = _legend(schedule, names)
    return "\n\n".join([*([legend] if legend else []), *parts])


def _lines_by_day(schedule: ScheduleData, names: list[str]) -> dict[str, Counter[_Line]]:
    """The lines of each day, and how many shifts each one is."""
    # shifts without people that are equal share a record
    records = {id(row): row for row in schedule.rows}
    found: dict[str, Counter[_Line]] = {}
    for key, number in Counter(map(id, schedule.rows)).items():
        row = records[key]
        found.setdefault(row.date, Counter())[_line(row, names)] += number
    return found


def _line(row: ShiftRow, names: list[str]) -> _Line:
    """The line of one shift."""
    own = dict(zip(break_names_of(row), row.breaks, strict=True))
    breaks = tuple(own[name].start if name in own else -1 for name in names)
    return _Line(row.start, row.end, row.queue, row.agent or row.shift, breaks)


def _day(schedule: ScheduleData, day: str, lines: list[tuple[_Line, int]], names: list[str]) -> str:
    """The shifts of one day."""
    people = any(row.agent for row in schedule.rows)
    queues = len(schedule.coverage_by_queue) > 1
    date = datetimes.date_of(int(np.datetime64(day, "D").astype(np.int64)))
    titles = names if _fits(names) else [str(i) for i in range(1, len(names) + 1)]
    first = f"{date:%a} {date.day} {date:%b}"
    rows = [[first, *(["queue"] if queues else []), "from-to", *([] if people else ["shifts"])]]
    rows[0] += titles
    for line, count in lines:
        starts = [clear_clock_text(at, schedule.zone) if at >= 0 else "" for at in line.breaks]
        span = span_text(schedule, line.start, line.end)
        number = [] if people else [str(count)]
        rows.append([line.name, *([line.queue] if queues else []), span, *number, *starts])
    return table(rows, left=3 if queues else 2)


def span_text(schedule: ScheduleData, start: int, end: int) -> str:
    """The hours of a shift: ``08:00-16:30``."""
    return f"{clear_clock_text(start, schedule.zone)}-{clear_clock_text(end, schedule.zone)}"


def _fits(names: list[str]) -> bool:
    """Whether the names of the breaks have their place in the heading of a narrow terminal."""
    return sum(max(len(name), 5) + 2 for name in names) <= line_width() // 2


def _legend(schedule: ScheduleData, names: list[str]) -> str:
    """What the times of the breaks are, with length and pay; numbered where names are long."""
    kinds: dict[str, set[str]] = {name: set() for name in names}
    for breaks in {row.breaks: row for row in schedule.rows}.values():
        for name, one in zip(break_names_of(breaks), breaks.breaks, strict=True):
            kinds[name].add(_kind(one))
    numbered = not _fits(names)
    texts = [
        f"{f'{i} is ' if numbered else ''}{name} ({' or '.join(sorted(kinds[name]))})"
        for i, name in enumerate(names, 1)
    ]
    return wrapped(f"Start of each break: {', '.join(texts)}") if texts else ""


def _kind(one: Break) -> str:
    """Length and pay of a break."""
    return f"{duration_text(one.end - one.start)} {'paid' if one.paid else 'unpaid'}"


def longest_break(schedule: ScheduleData) -> str:
    """The name of the longest break of all shifts; empty where there are no breaks."""
    lengths: dict[str, int] = {}
    for row in {row.breaks: row for row in schedule.rows}.values():
        for name, one in zip(break_names_of(row), row.breaks, strict=True):
            lengths[name] = max(lengths.get(name, 0), one.end - one.start)
    return max(lengths, key=lambda name: lengths[name], default="")


def break_starts(schedule: ScheduleData, rows: Iterable[ShiftRow], name: str) -> str:
    """The first and the last start of a break of some shifts; empty where none has it."""
    starts = [
        (one.start - row.start, one.start)
        for row in {(row.start, row.breaks): row for row in rows}.values()
        for own, one in zip(break_names_of(row), row.breaks, strict=True)
        if own == name
    ]
    if not starts:
        return ""
    # counted from the start of the shift: after midnight is later than before it
    first, last = (clear_clock_text(one[1], schedule.zone) for one in (min(starts), max(starts)))
    return first if first == last else f"{first}-{last}"
