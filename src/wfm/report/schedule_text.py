"""A schedule to read: which shifts run on which day, a strip of cover, and how good it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from wfm import datetimes
from wfm.report.text_table import assumed_text, table
from wfm.scheduling.request import Coverage, Schedule, ShiftRow
from wfm.units import duration_text, number_text, percent_text

__all__ = ["schedule_text"]

_LINES = 60  # kinds of shifts, people or shortages listed before the rest is left to a file
_STRIP = 1800  # s of a day behind one sign of the strip


def schedule_text(rota: Schedule, assumed: Sequence[str], within: float) -> str:
    """The schedule, its cover and its sums."""
    parts = [
        _weeks(rota) if rota.rows and rota.rows[0].agent else _kinds(rota),
        "\n\n".join(_strip(rota, covered) for covered in rota.coverage),
        _shortages(rota),
        _sums(rota, within),
        "\n".join(f"Note: {note}." for note in rota.notes),
        assumed_text(assumed),
    ]
    return "\n\n".join(part for part in parts if part)


def _wall(rota: Schedule, instant: int) -> tuple[int, str]:
    """Day number and time of day of an instant, on the wall."""
    second = int(datetimes.local(np.array([instant]), rota.staffed.demand.zone)[0])
    day, left = divmod(second, datetimes.DAY)
    return day, f"{left // 3600:02d}:{left % 3600 // 60:02d}"


def _day(day: str) -> str:
    date = datetimes.date_of(int(np.datetime64(day, "D").astype(np.int64)))
    return f"{date:%a} {date.day}"


def _kinds(rota: Schedule) -> str:
    """How often each shift runs on each day."""
    days = sorted({row.date for row in rota.rows})
    counts = Counter((_kind(rota, row), row.date) for row in rota.rows)
    kinds = sorted({kind for kind, _ in counts})
    lines = [["shift", "from", "to", "paid", *map(_day, days)]]
    for kind in kinds[:_LINES]:
        cells = [str(counts[kind, day] or "") for day in days]
        lines.append([kind[2], kind[0], kind[1], f"{kind[3]:g} h", *cells])
    lines.append(
        ["all", "", "", "", *(str(sum(row.date == day for row in rota.rows)) for day in days)]
    )
    more = f"\n… and {len(kinds) - _LINES} more kinds of shifts" if len(kinds) > _LINES else ""
    return table(lines, left=3) + more


def _kind(rota: Schedule, row: ShiftRow) -> tuple[str, str, str, float]:
    name = f"{row.queue}: {row.shift}" if len(rota.coverage) > 1 else row.shift
    return _wall(rota, row.start)[1], _wall(rota, row.end)[1], name, row.paid_hours


def _weeks(rota: Schedule) -> str:
    """A line a person, a column a day."""
    days = sorted({row.date for row in rota.rows})
    shifts = {(row.agent, row.date): row for row in rota.rows}
    people = list(dict.fromkeys(row.agent for row in rota.rows))
    lines = [["", *map(_day, days), "paid"]]
    for person in people[:_LINES]:
        mine = [shifts.get((person, day)) for day in days]
        paid = sum(row.paid_hours for row in mine if row)
        lines.append([person, *(_span(rota, row) for row in mine), f"{paid:g} h"])
    more = f"\n… and {len(people) - _LINES} more people" if len(people) > _LINES else ""
    return table(lines) + more


def _span(rota: Schedule, row: ShiftRow | None) -> str:
    if row is None:
        return "·"
    start, end = (_wall(rota, instant)[1].removesuffix(":00") for instant in (row.start, row.end))
    return f"{start}-{end}"


def _strip(rota: Schedule, covered: Coverage) -> str:
    """A line a day, a sign a half-hour: short, just covered, one over, more over."""
    wall = datetimes.local(covered.start, rota.staffed.demand.zone)
    columns = np.unique(wall % datetimes.DAY // _STRIP)
    lines = []
    for day in np.unique(wall // datetimes.DAY):
        here = wall // datetimes.DAY == day
        signs = "".join(
            _sign(covered, here & (wall % datetimes.DAY // _STRIP == c)) for c in columns
        )
        date = datetimes.date_of(int(day))
        need = _hours(rota, covered.required[here])
        over, under = _hours(rota, covered.over[here]), _hours(rota, covered.under[here])
        lines.append(
            [f"{date:%a} {date.day}", signs, f"{need:,.1f}", f"{over:,.1f}", f"{under:,.1f}"]
        )
    first = f"{columns[0] * _STRIP // 3600:02d}"
    last = f"{(columns[-1] + 1) * _STRIP // 3600:02d}"
    ruler = first + last.rjust(len(columns) - len(first))
    head = [["", ruler, "need h", "over h", "short h"]]
    name = f"{covered.queue}: " if len(rota.coverage) > 1 else ""
    legend = (
        f"{name}cover, a sign {duration_text(_STRIP)}: . just right, + one over, # more, ! short"
    )
    return legend + "\n" + table(head + lines, left=2)


def _sign(covered: Coverage, slots: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> str:
    if not slots.any():
        return " "
    if covered.under[slots].any():
        return "!"
    over = int(covered.over[slots].max())
    return "." if over == 0 else "+" if over == 1 else "#"


def _hours(rota: Schedule, people: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    return float(people.sum()) * rota.slot / 3600


def _shortages(rota: Schedule) -> str:
    if not rota.shortages:
        return ""
    more = len(rota.shortages) - _LINES
    rest = [f"… and {more} more"] if more > 0 else []
    return "\n".join(["Short:", *(f"  {text}" for text in (*rota.shortages[:_LINES], *rest))])


def _sums(rota: Schedule, within: float) -> str:
    return "\n".join(_sentences(rota, within))


def _sentences(rota: Schedule, within: float) -> Iterator[str]:
    total = rota.total
    yield (
        f"{total.shifts:,} shifts of {total.distinct_shifts:,} kinds, "
        f"{number_text(total.paid_hours)} paid hours; cost {number_text(total.cost)}."
    )
    if not np.isfinite(total.gap):
        yield f"How near to the best this is, is not known ({total.status})."
        return
    yield (
        f"No schedule by these rules costs less than {number_text(total.bound)}: "
        f"this one is within {percent_text(total.gap, 2)} of the best ({total.status})."
    )
    short = total.uncovered_agent_hours
    yield f"Short of people: {f'{short:g} agent-hours' if short else 'nowhere'}."
    if np.isnan(total.service_level):
        return
    if rota.staffed.inputs.models:
        yield (
            f"Expected service level: {percent_text(total.service_level)}, each queue by its own "
            "promise where its model is known here, weighted by volume."
        )
        return
    yield (
        f"Expected service level: {percent_text(total.service_level)} answered within "
        f"{duration_text(within)}, weighted by volume."
    )
