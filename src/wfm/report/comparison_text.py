"""A comparison of two plans or two schedules on one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import numpy as np

from wfm.comparing.records import ComparisonData, FigureChange, InputChange, PeriodChange
from wfm.printable_text import printable_line
from wfm.report.text_table import cut, line_width, table, wrapped
from wfm.units import number_text

__all__ = ["comparison_text"]

_SCREEN = 23  # lines of a terminal above the next prompt
_INPUTS = 6  # inputs that differ on the screen
_FEWEST = 2  # queues or days
_LARGEST = 2  # intervals
_KINDS = 3  # kinds of shifts
_SHARES = {"fraction"}
_WORDS = {
    "volume": "volume", "aht": "AHT", "target": "target", "patience": "patience",
    "shrinkage": "shrinkage", "interval": "intervals of one only",
    "together": "together and rounding", "other": "other", "required": "required",
    "overstaffed": "overstaffed", "understaffed": "fewer missing",
}  # fmt: skip
# For a column of a table.
_BRIEF = _WORDS | {"interval": "in one only", "together": "together"}
# Figures that the screen shows, with their labels.
_FIGURES = {
    "contacts": "contacts", "agent_hours": "agent-hours", "paid_hours": "paid hours",
    "fte": "FTE", "cost": "cost", "cost_per_contact": "cost per contact",
    "service_level": "service level %", "occupancy": "occupancy %", "people": "people",
    "shifts": "shifts", "distinct_shifts": "distinct shifts", "required_hours": "required hours",
    "overstaffed_hours": "overstaffed hours", "understaffed_hours": "understaffed hours",
}  # fmt: skip


def comparison_text(data: ComparisonData, notes: int = 0) -> str:
    """The differences in at most 23 lines of 80 columns, those of notes included.

    Parameters
    ----------
    data : ComparisonData
        The comparison.
    notes : int
        Lines of the notes that are on the screen beside it.

    Returns
    -------
    str
        Inputs that differ, totals of both, what changed the hours, and the queues or days and the
        intervals that changed most, as many as fit.
    """
    head = [
        *(printable_line(f"{side}: {name}") for side, name in (("a", data.a), ("b", data.b))),
        *_inputs(data.inputs),
        *_totals(data.totals).split("\n"),
        *wrapped(_causes(data)).split("\n"),
    ]
    below = [*_kinds(data), *_largest(data)]
    end = "Every interval: -o comparison.xlsx (.csv, .json)"
    space = _SCREEN - len(head) - len(below) - 1 - notes
    periods = _periods(data, space)
    while below and len(head) + len(periods) + len(below) + 1 + notes > _SCREEN:
        below.pop()
    return "\n".join([*head, *periods, *below, end])


def _inputs(inputs: Sequence[InputChange]) -> Iterator[str]:
    """The inputs that differ, one per line."""
    if not inputs:
        yield "Inputs: the same in both"
        return
    shown = inputs if len(inputs) <= _INPUTS else inputs[: _INPUTS - 1]
    for one in shown:
        queue = f" of {one.queue}" if one.queue else ""
        line = f"{one.name}{queue}: {one.a or 'none'} → {one.b or 'none'}"
        line = printable_line(line)
        yield cut(line, line_width())
    if len(shown) < len(inputs):
        yield f"{len(inputs) - len(shown)} more inputs differ"


def _totals(totals: Sequence[FigureChange]) -> str:
    """The figures of both, their difference, and the same in percent."""
    rows: list[tuple[str, ...]] = [("", "a", "b", "b - a", "%")]
    for one in totals:
        if one.name not in _FIGURES or (one.name == "people" and one.a == one.b == 0):
            continue  # shifts without people
        if np.isnan(one.a) and np.isnan(one.b):
            continue
        factor = 100.0 if one.unit in _SHARES else 1.0
        digits = (
            2
            if one.name in ("cost_per_contact", "fte")
            else 1
            if factor > 1 or _is_broken(one)
            else 0
        )
        values = [factor * value for value in (one.a, one.b, one.b - one.a)]
        percent = 100 * (one.b / one.a - 1) if one.a and factor == 1 else np.nan
        rows.append(
            (
                _FIGURES[one.name],
                *(_number(value, digits) for value in values[:2]),
                _signed(values[2], digits),
                _signed(percent, 1),
            )
        )
    return table(rows)


def _is_broken(one: FigureChange) -> bool:
    """Whether a figure has a fraction that matters."""
    return one.unit in ("hours", "agent-hours")


def _number(value: float, digits: int) -> str:
    """A number; "" where it is not known."""
    return "" if np.isnan(value) else number_text(value, digits)


def _signed(value: float, digits: int) -> str:
    """A difference with its sign; "" where it is not known."""
    if np.isnan(value):
        return ""
    text = number_text(abs(value), digits)
    is_none = not float(text.replace(",", ""))
    return "0" if is_none else f"{'+' if value > 0 else '-'}{text}"


def _causes(data: ComparisonData) -> str:
    """The hours of each cause, the largest first."""
    what = data.measure.capitalize()
    parts = sorted(data.causes, key=lambda one: -abs(one.hours))
    texts = [f"{_WORDS[one.cause]} {_signed(one.hours, 1)}" for one in parts if one.hours]
    whole = _signed(sum(one.hours for one in data.causes), 1)
    return f"{what}: {whole}{' = ' if texts else ''}{', '.join(texts)}"


def _periods(data: ComparisonData, space: int) -> list[str]:
    """The queues, else the days, that changed most, in their order."""
    periods = data.queues or data.days
    rows = max(space - 1, _FEWEST)
    changed = sorted(periods, key=lambda one: -abs(one.hours_b - one.hours_a))[:rows]
    kept = [one for one in periods if one in changed and one.hours_a != one.hours_b]
    if not kept:
        return []
    hours = {"paid hours": "paid h", "agent-hours": "agent-h"}.get(data.measure, "on duty h")
    heading: tuple[str, ...] = (
        "changed most:" if len(kept) < len(periods) else "",
        f"{hours} a", "b", "b - a", "service a %", "b %", "cause",
    )  # fmt: skip
    cells = [_period_cells(one) for one in kept]
    if np.isnan([(one.service_level_a, one.service_level_b) for one in kept]).all():
        heading, cells = _without_service(heading), [_without_service(line) for line in cells]
    wide = max(map(len, table([heading, *cells], left=1).split("\n"))) - line_width()
    if wide > 0:  # names have the space that the numbers leave
        longest = max(max(len(line[0]) for line in cells) - wide, len(heading[0]))
        cells = [(cut(line[0], longest), *line[1:]) for line in cells]
    return table([heading, *cells], left=1).split("\n")


def _without_service(cells: tuple[str, ...]) -> tuple[str, ...]:
    """A row without the service levels."""
    return (*cells[:4], cells[6])


def _period_cells(one: PeriodChange) -> tuple[str, ...]:
    """One row of the table."""
    return (
        cut(one.label, 20) or "(no name)",
        _number(one.hours_a, 1),
        _number(one.hours_b, 1),
        _signed(one.hours_b - one.hours_a, 1),
        _number(100 * one.service_level_a, 1),
        _number(100 * one.service_level_b, 1),
        _BRIEF.get(one.cause, ""),
    )


def _kinds(data: ComparisonData) -> list[str]:
    """The kinds of shifts whose number changed most."""
    return [
        cut(
            printable_line(
                f"Shifts: {one.queue + ', ' if one.queue else ''}{one.shift} {one.hours}: "
                f"{one.a} → {one.b}"
            ),
            line_width(),
        )
        for one in data.kinds[:_KINDS]
    ]


def _largest(data: ComparisonData) -> list[str]:
    """The intervals that changed most, with the parts of their change."""
    columns, lines = data.columns, []
    name = {"paid hours": "scheduled", "agent-hours": "agents"}.get(data.measure, "net")
    parts = [part for part in _WORDS if part in columns]
    for row in data.largest[:_LARGEST]:
        start = columns["start"][row]
        assert isinstance(start, datetime), "starts are times"
        queue = f" {cut(str(columns['queue'][row]), 14)}" if len(data.queues) > 1 else ""
        own = {part: float(str(columns[part][row])) for part in parts}
        known = [(part, value) for part, value in own.items() if value and not np.isnan(value)]
        known.sort(key=lambda one: -abs(one[1]))
        texts = [f"{_BRIEF[part]} {_signed(value, 0)}" for part, value in known]
        sides = [columns.get(f"{name}_{side}", [np.nan])[row] for side in "ab"]
        before, after = ("none" if _is_missing(cell) else f"{cell:g}" for cell in sides)
        line = f"Largest: {start:%a %Y-%m-%d %H:%M}{queue}: {before} → {after} agents: "
        while len(line) + len(", ".join(texts)) > line_width() and len(texts) > 1:
            texts.pop()  # the smallest; the file has all
        lines.append(cut(printable_line(line + ", ".join(texts)), line_width()))
    return lines


def _is_missing(cell: object) -> bool:
    """Whether one of the two does not have the interval."""
    return cell is None or (isinstance(cell, float) and np.isnan(cell))
