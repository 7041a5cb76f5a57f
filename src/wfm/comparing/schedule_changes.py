"""Two schedules side by side: totals, kinds of shifts, days and coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.comparing.attribution import largest_part
from wfm.comparing.differing_inputs import differing_texts
from wfm.comparing.interval_rows import rows_by_change
from wfm.comparing.records import (
    CauseShare,
    ComparisonData,
    FigureChange,
    InputChange,
    KindChange,
    PeriodChange,
)
from wfm.errors import UsageError
from wfm.io.table_files import Cell
from wfm.scheduling.results import SUMMARY_UNITS
from wfm.scheduling.schedule_document import CoverageDocument, ScheduleDocument
from wfm.units import duration_text, given_percent_text, percent_text

__all__ = ["PARTS", "compare_schedules"]

# Agents on duty are those required, and more, less those who are missing.
PARTS = ("required", "overstaffed", "understaffed")
_SIDES = {"required": "agents", "net": "agents", "understaffed": "agents",
          "overstaffed": "agents", "service_level": "fraction"}  # fmt: skip
_FIGURES = (
    "people", "shifts", "distinct_shifts", "paid_hours", "cost", "lower_bound", "gap",
    "required_hours", "overstaffed_hours", "understaffed_hours", "service_level",
)  # fmt: skip
_NAN = float("nan")


def compare_schedules(
    a: ScheduleDocument, b: ScheduleDocument, names: tuple[str, str]
) -> ComparisonData:
    """Compare two schedules.

    ::

        agents on duty = required + overstaffed - understaffed, in every slot

    so that the changes of the three add up to that of the agents on duty.

    Parameters
    ----------
    a, b : ScheduleDocument
        With slots of one length.
    names : tuple of str
        Their names.

    Raises
    ------
    UsageError
        For slots of different lengths.
    """
    if a.slot != b.slot:
        own, other = (duration_text(one.slot) for one in (a, b))
        raise UsageError(
            f"{names[0]} has slots of {own}, {names[1]} of {other}: make both schedules of plans "
            "and rules with one step."
        )
    rows = _Slots.of(a, b)
    return ComparisonData(
        kind="schedule",
        a=names[0],
        b=names[1],
        measure="agent-hours on duty",
        inputs=tuple(_inputs(a, b)),
        totals=tuple(_totals(a, b)),
        queues=rows.by_queue(),
        days=rows.by_day(),
        causes=rows.causes(),
        kinds=_kinds(a, b),
        columns=rows.columns(),
        units={f"{name}_{side}": unit for name, unit in _SIDES.items() for side in "ab"}
        | dict.fromkeys(("change", *PARTS), "agents"),
        largest=rows_by_change(rows.change),
        notes=tuple(_notes(a, b, rows)),
    )


def _inputs(a: ScheduleDocument, b: ScheduleDocument) -> Iterator[InputChange]:
    """The inputs that differ."""
    texts = []
    for one in (a, b):
        given = one.inputs
        plain = {
            "plan": given.source, "rules": given.rules, "goal": given.goal,
            "service_level_definition": given.service_level_definition,
            "shrinkage": percent_text(given.shrinkage),
            "gap": given_percent_text(given.gap),
            "time_limit": "" if given.time_limit is None else duration_text(given.time_limit),
            "solver": given.solver, "time_zone": given.zone or "",
            "replaced": "; ".join(given.overrides),
        }  # fmt: skip
        texts.append(plain)
    yield from differing_texts(texts[0], texts[1])


def _totals(a: ScheduleDocument, b: ScheduleDocument) -> Iterator[FigureChange]:
    """The figures that one of the schedules has."""
    for name in _FIGURES:
        values = [getattr(one.summary, name) for one in (a, b)]
        if values != [None, None]:
            yield FigureChange(
                name, SUMMARY_UNITS[name], *(_NAN if one is None else float(one) for one in values)
            )


def _kinds(a: ScheduleDocument, b: ScheduleDocument) -> tuple[KindChange, ...]:
    """The kinds of shifts whose number differs, the largest difference first."""
    counts = [
        Counter((row.queue, row.shift, f"{row.start:%H:%M}-{row.end:%H:%M}") for row in one.rows)
        for one in (a, b)
    ]
    changes = [
        KindChange(*kind, counts[0][kind], counts[1][kind])
        for kind in dict.fromkeys((*counts[0], *counts[1]))
        if counts[0][kind] != counts[1][kind]
    ]
    return tuple(sorted(changes, key=lambda one: (-abs(one.b - one.a), one[:3])))


class _Slots(NamedTuple):
    """The slots of both schedules by queue and start."""

    slot: float
    keys: list[tuple[str, datetime]]
    a: list[CoverageDocument | None]
    b: list[CoverageDocument | None]

    @classmethod
    def of(cls, a: ScheduleDocument, b: ScheduleDocument) -> _Slots:
        """Pair the slots; a schedule without names of queues has the one queue of the other."""
        tables = [{(row.queue, row.start): row for row in one.coverage} for one in (a, b)]
        queues = [{queue for queue, _ in table} for table in tables]
        if (
            queues[0] != queues[1]
            and all(len(some) == 1 for some in queues)
            and "" in set.union(*queues)
        ):
            tables = [{("", start): row for (_, start), row in one.items()} for one in tables]
        keys = list(dict.fromkeys((*tables[0], *tables[1])))
        keys.sort(key=lambda key: (key[0], key[1].replace(tzinfo=None), key[1].isoformat()))
        return cls(a.slot, keys, *([one.get(key) for key in keys] for one in tables))

    def side(self, name: str, *, of_b: bool) -> FloatArray:
        """A column of one schedule; NaN in slots that it does not have."""
        cells = (
            None if row is None else getattr(row, name) for row in (self.b if of_b else self.a)
        )
        return np.array([_NAN if cell is None else float(cell) for cell in cells])

    def _change(self, name: str) -> FloatArray:
        """The second less the first; a slot that one lacks has none."""
        own, other = (np.nan_to_num(self.side(name, of_b=of_b)) for of_b in (False, True))
        return np.asarray(other - own)

    @property
    def change(self) -> FloatArray:
        """Change of the agents on duty."""
        return self._change("net")

    @property
    def parts(self) -> Mapping[str, FloatArray]:
        """The parts of the change."""
        return {
            "required": self._change("required"),
            "overstaffed": self._change("overstaffed"),
            "understaffed": -self._change("understaffed"),
        }

    def causes(self) -> tuple[CauseShare, ...]:
        """The agent-hours of each part."""
        hours = self.slot / 3600.0
        return tuple(
            CauseShare(name, float(values.sum()) * hours, _NAN)
            for name, values in self.parts.items()
        )

    def by_queue(self) -> tuple[PeriodChange, ...]:
        """Agent-hours on duty of each queue, if there are several."""
        names = np.array([queue for queue, _ in self.keys], dtype=object)
        distinct = list(dict.fromkeys(names.tolist()))
        return tuple(self._period(one, names == one) for one in distinct if len(distinct) > 1)

    def by_day(self) -> tuple[PeriodChange, ...]:
        """Agent-hours on duty of each day."""
        day = np.array([str(start.date()) for _, start in self.keys], dtype=object)
        return tuple(self._period(one, day == one) for one in sorted(set(day.tolist())))

    def _period(self, label: str, rows: NDArray[np.bool_]) -> PeriodChange:
        """Hours of both, and the largest part of their change."""
        own, other = (
            float(np.nansum(self.side("net", of_b=of_b)[rows])) * self.slot / 3600.0
            for of_b in (False, True)
        )
        parts = {name: np.array([values[rows].sum()]) for name, values in self.parts.items()}
        cause = str(largest_part(parts, np.array([self.change[rows].sum()]))[0])
        return PeriodChange(label, own, other, _NAN, _NAN, cause)

    def columns(self) -> dict[str, Sequence[Cell]]:
        """The slots as columns of a file."""
        columns: dict[str, Sequence[Cell]] = {
            "queue": [queue for queue, _ in self.keys],
            "start": [start for _, start in self.keys],
            "found_in": [
                "b" if one is None else "a" if other is None else "both"
                for one, other in zip(self.a, self.b, strict=True)
            ],
        }
        for name in _SIDES:
            for of_b in (False, True):
                columns[f"{name}_{'b' if of_b else 'a'}"] = self.side(name, of_b=of_b).tolist()
        columns["change"] = self.change.tolist()
        columns["cause"] = largest_part(self.parts, self.change).tolist()
        return columns | {name: values.tolist() for name, values in self.parts.items()}


def _notes(a: ScheduleDocument, b: ScheduleDocument, rows: _Slots) -> Iterator[str]:
    """What cannot be compared, and what the schedules say of themselves."""
    common = sum(x is not None and y is not None for x, y in zip(rows.a, rows.b, strict=True))
    if not common:
        yield "no slot is in both schedules: only totals are compared"
    elif common < len(rows.keys):
        yield f"{len(rows.keys) - common:,} slots are in one of the schedules only"
    for name, one in (("a", a), ("b", b)):
        if one.summary.status in ("understaffed", "interrupted"):
            yield f"{name} is {one.summary.status}: its cost is not that of a complete schedule"
