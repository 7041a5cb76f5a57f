"""The roster of people by name: agents by days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from wfm.html_report.html_text import inner_text, notice, shown_name
from wfm.number_text import name_order
from wfm.scheduling.schedule_document import ScheduleDocument, ShiftDocument
from wfm.units import number_text

__all__ = ["roster_grid"]

_PEOPLE = 200
_DAYS = 35
_STEPS = ((9, "early"), (13, "middle"), (24, "late"))  # o'clock before which a shift starts


def roster_grid(schedule: ScheduleDocument) -> Iterator[str]:
    """A table of the people, their shifts of each day and their paid hours; without names none."""
    people: dict[str, dict[date, list[ShiftDocument]]] = {}
    for row in schedule.rows:
        if row.agent:
            people.setdefault(row.agent, defaultdict(list))[row.date].append(row)
    if not people:
        return
    days = sorted({row.date for row in schedule.rows})
    shown, names = days[:_DAYS], sorted(people, key=name_order)
    yield (
        '<ul class="legend"><li><i class="early"></i>starts before 09:00</li>'
        '<li><i class="middle"></i>before 13:00</li><li><i class="late"></i>later</li></ul>'
    )
    several = len({row.queue for row in schedule.rows}) > 1
    yield _table(names[:_PEOPLE], shown, people, several=several)
    if len(names) > _PEOPLE:
        yield notice(f"{_PEOPLE} of {len(names):,} people are shown; the schedule file has all.")
    if len(days) > len(shown):
        yield notice(f"{len(shown)} of {len(days):,} days are shown; the hours are of all days.")


def _table(
    names: Sequence[str],
    days: Sequence[date],
    people: dict[str, dict[date, list[ShiftDocument]]],
    *,
    several: bool,
) -> str:
    """The table, with the queue of each shift where there are several."""
    heads = "".join(f'<th scope="col">{day:%a}<br>{day.day} {day:%b}</th>' for day in days)
    body = "".join(_row(name, people[name], days, several=several) for name in names)
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Roster">'
        '<table class="heat roster"><caption>Shifts of each person; hours are paid hours</caption>'
        f'<thead><tr><th scope="col">agent</th>{heads}<th scope="col" class="n">hours</th></tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )


def _row(
    name: str, shifts: dict[date, list[ShiftDocument]], days: Sequence[date], *, several: bool
) -> str:
    """The shifts of one person."""
    cells = "".join(_cell(shifts.get(day, []), several=several) for day in days)
    hours = sum(row.paid_hours for rows in shifts.values() for row in rows)
    return (
        f'<tr><th scope="row">{shown_name(name)}</th>{cells}<td class="n">{number_text(hours)}</td>'
        "</tr>"
    )


def _cell(rows: Sequence[ShiftDocument], *, several: bool) -> str:
    """The shifts of a person on a day."""
    if not rows:
        return '<td class="off"><span aria-label="off">·</span></td>'
    kind = next(name for before, name in _STEPS if rows[0].start.hour < before)
    text = "<br>".join(
        f"{row.start:%H:%M}–{row.end:%H:%M}"
        + (f'<br><span class="of">{shown_name(row.queue)}</span>' if several else "")
        for row in rows
    )
    what = "\n".join(f"{row.shift}; {row.breaks or 'no breaks'}" for row in rows)
    title = "\n".join(map(inner_text, what.split("\n")))
    return f'<td class="{kind}" title="{title}">{text}</td>'
