"""A schedule as text: a summary of one screen, or all shifts, people and intervals."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.number_text import count_text
from wfm.printable_text import printable_line
from wfm.report.roster_text import roster_text
from wfm.report.shift_list_text import break_starts, longest_break, shift_list_text, span_text
from wfm.report.text_table import cut, line_width, table, wide_line, wrapped
from wfm.scheduling.results import (
    QueueCoverage,
    QueueShiftCost,
    ScheduleData,
    ShiftRow,
    days_concerned,
    understaffing_text,
)
from wfm.units import duration_text, number_text, percent_text

__all__ = ["schedule_summary_text", "schedule_text"]

_ANY = 10_000  # characters of a line in a file or a pipe, which is not broken
_HEIGHT = 23  # lines of a terminal of 80 x 24, less that of the next prompt
_SHORTEST = 12  # characters of a name that is cut
_DAYS = 7  # columns of days
_BREAK_NAME = 5  # characters of the name of a break in a heading
# Understaffed times in the summary and lines of each: the first that leave kinds of shift theirs.
_STRETCHES, _KINDS = ((2, 3), (2, 2), (1, 3)), 5
_LINES = 60  # kinds of shifts, people or understaffed times in the full text
_COSTS = 4  # queues whose costs are listed
_STRIP = 1800  # s of a day behind one sign of the coverage
_ROUNDING = 1e-9  # relative difference of costs that are equal


def schedule_summary_text(schedule: ScheduleData) -> str:
    """A summary of at most 80 x 24 characters."""
    figures = _wrapped([_headline(schedule), *_figures(schedule)])
    end = [*_short_remarks(schedule), "--intervals prints all shifts and the coverage."]
    left = _HEIGHT - sum(len(part) + 1 for part in (figures, end))
    stretches: list[str] = []
    for count, lines in _STRETCHES:
        stretches = _understaffed(schedule, count, lines)
        if left - len(stretches) - 1 >= _KINDS:
            break
    kinds = _who_or_what(schedule, max(left - (len(stretches) + 1 if stretches else 0), 4))
    return "\n\n".join("\n".join(part) for part in (figures, kinds, stretches, end) if part)


def _who_or_what(schedule: ScheduleData, lines: int) -> list[str]:
    """The roster where it fits, or the most frequent shifts."""
    days = {row.date for row in schedule.rows}
    if len(days) <= _DAYS and all(row.agent for row in schedule.rows) and schedule.rows:
        text = roster_text(schedule, lines, _SHORTEST).splitlines()
        if len(text) <= lines and max(map(len, text)) <= line_width():
            return text
    return _top_kinds(schedule, lines)


def _short_remarks(schedule: ScheduleData) -> list[str]:
    """The first note in full, the number of the others, and one line for each remark."""
    notes, remarks = _notes(schedule), _remarks(schedule)
    shown = _wrapped(notes[:1])[:3]
    more = len(notes) - 1
    if more > 0:
        shown.append(f"  … {count_text(more, 'more note')}")
    return [*shown, *(part for remark in remarks for part in _wrapped([remark])[:3])]


def schedule_text(schedule: ScheduleData) -> str:
    """All shifts or people, the coverage of every day, and the figures."""
    people = bool(schedule.rows and schedule.rows[0].agent)
    parts = [
        roster_text(schedule, _LINES) if people else _kinds(schedule),
        shift_list_text(schedule),
        "\n\n".join(_coverage(schedule, one) for one in schedule.coverage_by_queue),
        "\n".join(_understaffed(schedule, _LINES)),
        _whole([_headline(schedule), *_figures(schedule)]),
        _whole([*_notes(schedule), *_remarks(schedule)]),
    ]
    return "\n\n".join(part for part in parts if part)


def _whole(lines: Sequence[str]) -> str:
    """Lines of a listing: broken on a terminal, whole in a file or a pipe."""
    return "\n".join(wrapped(line, wide_line(_ANY)) for line in lines)


def _headline(schedule: ScheduleData) -> str:
    """Shifts, people and paid hours."""
    totals = schedule.totals
    days = days_concerned(schedule) if schedule.rows else []
    people = f"{count_text(totals.people, 'person', 'people')}, " if totals.people else ""
    dates = f", {_dates(days)}" if days else ""
    return (
        f"Schedule: {people}{count_text(totals.shifts, 'shift')} "
        f"({totals.distinct_shifts:,} distinct), {number_text(totals.paid_hours)} paid h{dates}"
    )


def _dates(days: Sequence[str]) -> str:
    """The first and the last day: ``1 Feb to 14 Feb 1999``."""
    first, last = (
        datetimes.date_of(int(np.datetime64(day, "D").astype(np.int64)))
        for day in (days[0], days[-1])
    )
    if first == last:
        return f"{last.day} {last:%b %Y}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {first:%b}{year} to {last.day} {last:%b %Y}"


def _figures(schedule: ScheduleData) -> list[str]:
    """Cost with its bound, understaffing and service level, one per line."""
    totals, inputs = schedule.totals, schedule.inputs
    cost = f"Cost {number_text(totals.cost)}"
    prices = totals.cost - totals.pay
    if abs(prices) > _ROUNDING * max(totals.cost, 1.0):
        cost += f" ({number_text(prices)} of it prices)"
    if np.isfinite(totals.gap):
        bound = f"lower bound {number_text(totals.lower_bound)}"
        cost += f"; {bound}; gap {percent_text(totals.gap, 2)} ({totals.status})."
    else:
        cost += f"; lower bound and gap: unknown ({totals.status})."
    return [
        cost,
        *_shift_costs(schedule.costs),
        *_extra_cost(schedule),
        *_full_time(schedule),
        f"Understaffed: {_hours_text(totals.understaffed_hours)} agent-hours; "
        f"overstaffed: {_hours_text(totals.overstaffed_hours)} agent-hours",
        *([printable_line(_service_level(schedule))] if inputs.service_level_definition else []),
        f"Shrinkage without breaks: {100 * inputs.shrinkage:.3g} % ({inputs.shrinkage_derivation})",
    ]


def _shift_costs(costs: Sequence[QueueShiftCost]) -> list[str]:
    """The cost of all paid hours, and by queue where there are few."""
    lines = [_shift_cost(one) for one in costs[:1]]
    if 2 < len(costs) <= 1 + _COSTS:
        parts = (_queue_cost(one) for one in costs[1:])
        lines.append(f"Cost of paid hours by queue: {'; '.join(parts)}")
    return lines


def _queue_cost(one: QueueShiftCost) -> str:
    """The cost of a queue, of its contacts and of those resolved."""
    each = [one.cost_per_contact, one.cost_per_resolved_contact]
    parts = [number_text(value, 2) for value in each if value is not None]
    more = f" ({' and '.join(parts)})" if parts else ""
    return f"{printable_line(one.queue)} {number_text(one.cost, 0)}{more}"


def _shift_cost(one: QueueShiftCost) -> str:
    """The cost of the paid hours at the cost of an hour of the plan."""
    text = f"Cost of paid hours: {number_text(one.cost, 0)}"
    if one.premiums:
        text += f" (premiums {number_text(one.premiums, 0)} of it)"
    each = (one.cost_per_contact, "contact"), (one.cost_per_resolved_contact, "resolved contact")
    parts = [f"{number_text(value, 2)} per {name}" for value, name in each if value is not None]
    return f"{text}; {', '.join(parts)}" if parts else text


def _full_time(schedule: ScheduleData) -> list[str]:
    """The share of full-time shifts, where there are any."""
    totals = schedule.totals
    if not totals.full_time_shifts:
        return []
    share = percent_text(totals.full_time_shifts / totals.shifts, 0)
    return [f"Full-time: {totals.full_time_shifts:,} of {totals.shifts:,} shifts ({share})"]


def _extra_cost(schedule: ScheduleData) -> list[str]:
    """What few kinds of shift and full-time shifts cost at most."""
    totals = schedule.totals
    if not np.isfinite(totals.max_extra_cost):
        return []
    hours = np.isfinite(totals.max_extra_paid_hours)
    # rounded up, so that it remains a limit
    extra = percent_text(np.ceil(1000 * totals.max_extra_cost - 1e-6) / 1000)
    return [
        f"Few kinds and full-time shifts: at most {extra} more "
        f"{'paid hours' if hours else 'cost'} than free shifts"
    ]


def _service_level(schedule: ScheduleData) -> str:
    """The service level, its definition, and the queues for which it is known."""
    level, definition = schedule.totals.service_level, schedule.inputs.service_level_definition
    if np.isnan(level):
        return f"Service level: {definition}"
    known = [one.queue for one in schedule.coverage_by_queue if not _is_unknown(one)]
    only = "" if len(known) == len(schedule.coverage_by_queue) else f" ({', '.join(known)} only)"
    comma = "" if definition.startswith("answered") else ","
    return f"Service level: {percent_text(level)}{comma} {definition}, weighted by volume{only}"


def _is_unknown(coverage: QueueCoverage) -> bool:
    """Whether the service level of a queue is not computed for a schedule."""
    return bool(np.isnan(coverage.service_level).all())


def _hours_text(hours: float) -> str:
    """Agent-hours with up to two decimals."""
    return f"{hours:,.2f}".rstrip("0").rstrip(".")


def _notes(schedule: ScheduleData) -> list[str]:
    """The notes of the schedule."""
    return [f"Note: {printable_line(note.rstrip('.'))}." for note in schedule.notes]


def _remarks(schedule: ScheduleData) -> list[str]:
    """What was replaced, and the defaults, one line each."""
    inputs, lines = schedule.inputs, []
    if inputs.overrides:
        lines.append(printable_line(f"Replaced: {'; '.join(inputs.overrides)}"))
    if inputs.defaults:
        lines.append(printable_line(f"Defaults used: {'; '.join(inputs.defaults)}"))
    return lines


def _wrapped(lines: Sequence[str]) -> list[str]:
    return [
        part
        for line in map(printable_line, lines)
        for part in textwrap.wrap(line, line_width(), subsequent_indent="  ")
    ]


def _understaffed(schedule: ScheduleData, most: int, lines: int | None = None) -> list[str]:
    """Where people are missing and why, at most so many times in at most so many lines each.

    Those at which a minimum is not kept come first.
    """
    stretches = sorted(schedule.understaffing, key=lambda one: not one.below_minimum)
    if not stretches:
        return []
    more = len(stretches) - most
    shown = [
        line
        for one in stretches[:most]
        for line in _lines_of(printable_line(understaffing_text(one, schedule)), lines)
    ]
    return ["Understaffed:", *shown, *([f"  … {more} more"] if more > 0 else [])]


def _lines_of(text: str, most: int | None) -> list[str]:
    """An indented text on lines of the screen; what is cut off is marked."""
    return textwrap.wrap(
        text,
        line_width(),
        initial_indent="  ",
        subsequent_indent="    ",
        max_lines=most,
        placeholder=" …",
    )


class _Kind(NamedTuple):
    """Shifts of one queue with the same name, start, end and pay."""

    start: str
    hours: str  # from and to
    name: str
    paid_hours: float


def _kind(schedule: ScheduleData, row: ShiftRow) -> _Kind:
    """The kind of a shift."""
    several = len(schedule.coverage_by_queue) > 1
    name = printable_line(f"{row.queue}: {row.shift}" if several else row.shift)
    hours = span_text(schedule, row.start, row.end)
    return _Kind(hours[:5], hours, name, row.paid_hours)


def _by_kind(schedule: ScheduleData) -> dict[_Kind, list[tuple[ShiftRow, int]]]:
    """The shifts of each kind, and how often each occurs."""
    # shifts without people that are equal share a record, and its kind is found once
    records = {id(row): row for row in schedule.rows}
    found: dict[_Kind, list[tuple[ShiftRow, int]]] = {}
    for key, number in Counter(map(id, schedule.rows)).items():
        found.setdefault(_kind(schedule, records[key]), []).append((records[key], number))
    return found


def _top_kinds(schedule: ScheduleData, lines: int) -> list[str]:
    """The most frequent shifts, by day where there are at most seven days."""
    if not schedule.rows:
        # where agents are required, the first note says why there are none
        return [] if schedule.totals.required_hours else ["No shifts: no agents are required."]
    by_kind = _by_kind(schedule)
    counts = {kind: sum(number for _, number in rows) for kind, rows in by_kind.items()}
    days = days_concerned(schedule)
    days = days if len(days) <= _DAYS else []
    kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
    # the most frequent, and these as in the course of the day, the longest first
    shown = kinds if len(kinds) <= lines - 2 else kinds[: lines - 3]
    shown = sorted(shown, key=lambda kind: (-kind.paid_hours, kind))
    return _table_of_kinds(schedule, by_kind, shown, days, totals=True).splitlines()


def _table_of_kinds(
    schedule: ScheduleData,
    by_kind: dict[_Kind, list[tuple[ShiftRow, int]]],
    shown: Sequence[_Kind],
    days: Sequence[str],
    *,
    totals: bool,
) -> str:
    """Kinds of shifts with the first and the last start of the longest break, and their numbers."""
    by_day: Counter[tuple[_Kind, str]] = Counter()
    counts: Counter[_Kind] = Counter()
    for kind, records in by_kind.items():
        for row, times in records:
            by_day[kind, row.date] += times
            counts[kind] += times
    name = longest_break(schedule)
    last = ["shifts"] if totals else []
    heading = ["shift", " from-to", "paid", *map(_weekday, days), *last]
    rows = []
    for kind in shown:
        cells = [str(by_day[kind, day] or "") for day in days]
        number = [f"{counts[kind]:,}"] if totals else []
        rows.append([kind.name, f" {kind.hours}", f"{kind.paid_hours:g} h", *cells, *number])
    rest = [kind for kind in by_kind if kind not in set(shown)]
    if rest:
        cells = [str(sum(by_day[kind, day] for kind in rest) or "") for day in days]
        total = [f"{sum(counts[kind] for kind in rest):,}"] if totals else []
        rows.append([count_text(len(rest), "more kind"), "", "", *cells, *total])
    cells = [str(sum(by_day[kind, day] for kind in by_kind)) for day in days]
    rows.append(["all", "", "", *cells, *([f"{len(schedule.rows):,}"] if totals else [])])
    table_rows = [heading, *rows]
    if name:
        starts = [
            f" {break_starts(schedule, [row for row, _ in by_kind[kind]], name)}" for kind in shown
        ]
        title_of_break = name if len(name) <= _BREAK_NAME else "break"
        starts = [f" {title_of_break} starts", *starts, *[""] * (len(rows) - len(shown))]
        table_rows = [
            [*row[:2], start, *row[2:]] for row, start in zip(table_rows, starts, strict=True)
        ]
    if totals:  # of the summary, which fits a screen
        most = max(line_width() - _width(table_rows), _SHORTEST)
        table_rows = [[cut(row[0], most), *row[1:]] for row in table_rows]
    return table(table_rows, left=3 if name else 2, gap=" ")


def _width(rows: Sequence[Sequence[str]]) -> int:
    """Characters of all columns of a table but the first, with the gaps before them."""
    columns = list(zip(*rows, strict=True))[1:]
    return sum(max(map(len, column)) + 1 for column in columns)


def _weekday(text: str) -> str:
    return f"{datetimes.date_of(int(np.datetime64(text, 'D').astype(np.int64))):%a}"


def _kinds(schedule: ScheduleData) -> str:
    """The number of shifts of each kind on each day, a week at a time."""
    if not schedule.rows:
        return ""
    by_kind = _by_kind(schedule)
    kinds = sorted(by_kind)
    weeks = _weeks(days_concerned(schedule))
    return "\n\n".join(
        f"{_dates(week)}\n{_table_of_kinds(schedule, by_kind, kinds[:_LINES], week, totals=False)}"
        for week in weeks
    )


def _weeks(days: Sequence[str]) -> list[list[str]]:
    """Days in groups of the seven days from the first one on, and so forth.

    >>> _weeks(["2026-03-05", "2026-03-06", "2026-03-09", "2026-03-12"])
    [['2026-03-05', '2026-03-06', '2026-03-09'], ['2026-03-12']]
    """
    weeks: dict[int, list[str]] = {}
    for day in days:
        apart = np.datetime64(day, "D") - np.datetime64(days[0], "D")
        weeks.setdefault(int(apart.astype(np.int64)) // _DAYS, []).append(day)
    return list(weeks.values())


def _coverage(schedule: ScheduleData, coverage: QueueCoverage) -> str:
    """One line per day, one sign per half-hour."""
    wall = datetimes.local(coverage.start, schedule.zone)
    columns = np.unique(wall % datetimes.DAY // _STRIP)
    rows = []
    for day in np.unique(wall // datetimes.DAY):
        today = wall // datetimes.DAY == day
        signs = "".join(
            _sign(coverage, today & (wall % datetimes.DAY // _STRIP == column))
            for column in columns
        )
        date = datetimes.date_of(int(day))
        hours = (
            float(people[today].sum()) * schedule.slot / 3600
            for people in (coverage.required, coverage.overstaffed, coverage.understaffed)
        )
        rows.append([f"{date:%a} {date.day}", signs, *(f"{value:,.1f}" for value in hours)])
    first, last = (f"{at * _STRIP // 3600:02d}" for at in (columns[0], columns[-1] + 1))
    ruler = first + last.rjust(len(columns) - len(first))
    name = f"{printable_line(coverage.queue)}: " if len(schedule.coverage_by_queue) > 1 else ""
    legend = (
        f"{name}coverage per {duration_text(_STRIP)}: . met  + 1 over  # 2+ over  ! understaffed"
    )
    head = ["", ruler, "required h", "over h", "under h"]
    legend = wrapped(legend, wide_line(_ANY))
    return legend + "\n" + table([head, *rows], left=2)


def _sign(coverage: QueueCoverage, slots: NDArray[np.bool_]) -> str:
    """The sign of some slots of one day."""
    if not slots.any():
        return " "
    if coverage.understaffed[slots].any():
        return "!"
    over = int(coverage.overstaffed[slots].max())
    return "." if over == 0 else "+" if over == 1 else "#"
