"""A roster of people as text: one line per person, one column per day, a week at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from wfm import datetimes
from wfm.number_text import count_text
from wfm.report.text_table import line_width, table
from wfm.scheduling.results import ScheduleData, ShiftRow, clear_clock_text, days_concerned

__all__ = ["roster_text"]

_DAYS = 7  # columns of days in one block
_OFF = "·"  # a day off


def roster_text(schedule: ScheduleData, people: int, name: int | None = None) -> str:
    """Who works when, in blocks of seven days.

    A shift is ``8-16:30``. Where these are too wide for 80 columns, its start stands above its
    end.

    Parameters
    ----------
    schedule : ScheduleData
        With people.
    people : int
        Most people of a block; a line counts the others.
    name : int, optional
        Most characters of a name; without it, names are not cut.
    """
    days = days_concerned(schedule)
    first, last = (np.datetime64(day, "D") for day in (days[0], days[-1]))
    every = [str(day) for day in np.arange(first, last + 1)]
    blocks = [every[i : i + _DAYS] for i in range(0, len(every), _DAYS)]
    return "\n\n".join(_block(schedule, block, people, name) for block in blocks)


def _block(schedule: ScheduleData, days: Sequence[str], people: int, name: int | None) -> str:
    """The grid of some days."""
    rows: dict[str, dict[str, list[ShiftRow]]] = {row.agent: {} for row in schedule.rows}
    for row in schedule.rows:
        if row.date in days:
            rows[row.agent].setdefault(row.date, []).append(row)
    heading = ["", *(_day(day) for day in days), "paid"]
    shown = dict(list(rows.items())[:people])
    text = _grid(heading, shown, days, name, [lambda row: _span(schedule, row)])
    if max(map(len, text.splitlines())) > line_width():
        sides = [lambda row: _start(schedule, row), lambda row: _end(schedule, row)]
        text = _grid(heading, shown, days, name, sides)
    more = len(rows) - len(shown)
    return text + (f"\n… {count_text(more, 'more person', 'more people')}" if more else "")


def _grid(
    heading: list[str],
    people: dict[str, dict[str, list[ShiftRow]]],
    days: Sequence[str],
    name: int | None,
    sides: Sequence[Callable[[ShiftRow], str]],
) -> str:
    """One line per person and side of a shift."""
    rows = [heading]
    for person, worked in people.items():
        paid = sum(row.paid_hours for own in worked.values() for row in own)
        for number, side in enumerate(sides):
            cells = [
                ",".join(map(side, worked[day])) if day in worked else "" if number else _OFF
                for day in days
            ]
            ends = ("", "") if number else (_short(person, name), f"{paid:g} h")
            rows.append([ends[0], *cells, ends[1]])
    return table(rows, gap=" ")


def _short(text: str, most: int | None) -> str:
    """The beginning of a long name."""
    return text if most is None or len(text) <= most else f"{text[: most - 1]}…"


def _day(text: str) -> str:
    day = datetimes.date_of(int(np.datetime64(text, "D").astype(np.int64)))
    return f"{day:%a} {day.day}"


def _span(schedule: ScheduleData, row: ShiftRow) -> str:
    """A shift as ``8-16:30``."""
    return f"{_start(schedule, row)}-{_end(schedule, row)}"


def _start(schedule: ScheduleData, row: ShiftRow) -> str:
    return _clock(schedule, row.start)


def _end(schedule: ScheduleData, row: ShiftRow) -> str:
    clock = _clock(schedule, row.end)
    return "24" if clock == "0" else clock


def _clock(schedule: ScheduleData, instant: int) -> str:
    """A time without its zeros: ``8`` or ``16:30``."""
    clock = clear_clock_text(instant, schedule.zone).removesuffix(":00")
    return clock[1:] if clock[0] == "0" and len(clock) > 1 else clock
