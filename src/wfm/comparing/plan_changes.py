"""Two plans side by side: totals, queues, days and intervals, and what changed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.comparing.attribution import PARTS, CauseParts, cause_parts, is_replanned, largest_part
from wfm.comparing.differing_inputs import differing_inputs
from wfm.comparing.interval_rows import moments, rows_by_change
from wfm.comparing.records import (
    CauseShare,
    ComparisonData,
    FigureChange,
    InputChange,
    PeriodChange,
)
from wfm.errors import UsageError
from wfm.io.table_files import Cell
from wfm.planning.plan import Plan
from wfm.planning.records import column_or_nan
from wfm.planning.requirement_table import is_requirement
from wfm.reviewing.pairing import Pairing, pairing_of
from wfm.units import duration_text

__all__ = ["compare_plans"]

_UNITS = {"volume": "contacts", "aht": "s", "agents": "agents", "scheduled": "agents",
          "service_level": "fraction"}  # fmt: skip
# What a table of required agents has not: it has no contacts.
_OF_CONTACTS = ("contacts", "workload_hours", "service_level", "asa", "occupancy")
_TOTALS = {
    "contacts": "contacts", "workload_hours": "hours", "agent_hours": "agent-hours",
    "paid_hours": "hours", "fte": "FTE", "service_level": "fraction", "asa": "s",
    "occupancy": "fraction",
}  # fmt: skip


def compare_plans(a: Plan, b: Plan) -> ComparisonData:
    """Compare two plans.

    Parameters
    ----------
    a, b : Plan
        With intervals of one length.

    Raises
    ------
    UsageError
        For intervals of different lengths.
    """
    if a.demand.interval != b.demand.interval:
        own, other = (duration_text(one.demand.interval) for one in (a, b))
        raise UsageError(
            f"{a.demand.source} has intervals of {own}, {b.demand.source} of {other}: plan both in "
            "intervals of one length."
        )
    pairing = pairing_of(a.demand, b.demand)
    if (a.demand.zone is None) != (b.demand.zone is None):
        a, b = _by_local_time(a), _by_local_time(b)
    rows = _ComparedRows.of(a, b, pairing)
    return ComparisonData(
        kind="plan",
        a=a.demand.source,
        b=b.demand.source,
        measure="paid hours" if rows.is_paid else "agent-hours",
        inputs=(*(known := differing_inputs(a, b)), *rows.by_interval(known)),
        totals=tuple(_totals(a, b)),
        queues=rows.by_queue(),
        days=rows.by_day(),
        causes=rows.causes(),
        kinds=(),
        columns=rows.columns(),
        units={f"{name}_{side}": unit for name, unit in _UNITS.items() for side in "ab"}
        | dict.fromkeys(("change", *PARTS), "agents"),
        largest=rows_by_change(rows.change),
        notes=(*pairing.notes, *_notes(a, b, pairing, rows)),
    )


def _by_local_time(plan: Plan) -> Plan:
    """A plan whose starts are local times, as those of a plan without a time zone."""
    demand = plan.demand
    start = datetimes.local(demand.start, demand.zone)
    return replace(plan, demand=replace(demand, start=start, zone=None))


def _totals(a: Plan, b: Plan) -> Iterator[FigureChange]:
    """The figures of both plans that one of them has."""
    one, other = a.summary(), b.summary()
    for name, unit in _TOTALS.items():
        of_a, of_b = (
            np.nan if is_requirement(plan) and name in _OF_CONTACTS else getattr(own.total, name)
            for plan, own in ((a, one), (b, other))
        )
        yield FigureChange(name, unit, of_a, of_b)
    for name, unit in (("cost", "currency"), ("cost_per_contact", "currency per contact"),
                       ("abandonment", "fraction")):  # fmt: skip
        values = [getattr(own, name) for own in (one, other)]
        if values != [None, None]:
            of_a, of_b = (np.nan if value is None else value for value in values)
            yield FigureChange(name, unit, of_a, of_b)


class _ComparedRows(NamedTuple):
    """The intervals of both plans: common ones, then those of a only, then those of b only."""

    a: Plan
    b: Plan
    first: NDArray[np.intp]  # row of a; -1 without one
    second: NDArray[np.intp]
    queue: NDArray[np.object_]
    start: NDArray[np.int64]
    is_paid: bool  # whether scheduled agents of both are known
    agents: Mapping[str, FloatArray]
    scheduled: Mapping[str, FloatArray]

    @classmethod
    def of(cls, a: Plan, b: Plan, pairing: Pairing) -> _ComparedRows:
        """The rows with the parts of their changes."""
        alone, other = pairing.only_first, pairing.only_second
        none = np.full(1, -1, dtype=np.intp)
        first = np.concatenate([pairing.first, alone, np.repeat(none, len(other))])
        second = np.concatenate([pairing.second, np.repeat(none, len(alone)), other])
        parts = cause_parts(a, b, pairing)
        return cls(
            a, b, first, second,
            np.where(first >= 0, _names(a)[first], _names(b)[second]),
            np.where(first >= 0, a.demand.start[first], b.demand.start[second]),
            all("scheduled" in one.columns for one in (a, b)),
            *(_with_one_sided(parts, name, a, b, pairing) for name in ("agents", "scheduled")),
        )  # fmt: skip

    @property
    def parts(self) -> Mapping[str, FloatArray]:
        """The parts of scheduled agents; of agents on contacts, where these are not known."""
        return self.scheduled if self.is_paid else self.agents

    @property
    def change(self) -> FloatArray:
        """The whole change of each interval."""
        return np.asarray(sum(self.parts[name] for name in PARTS))

    @property
    def hours(self) -> float:
        """Hours of an interval."""
        return self.a.demand.interval / 3600.0

    def side(self, name: str, *, of_b: bool) -> FloatArray:
        """A column of one plan; NaN in rows that it does not have."""
        plan, rows = (self.b, self.second) if of_b else (self.a, self.first)
        demand = plan.demand
        known = {"volume": demand.volume, "aht": demand.aht}
        column = known.get(name, column_or_nan(plan.columns, name, len(demand)))
        return np.where(rows >= 0, column[rows], np.nan)

    def by_interval(self, known: Sequence[InputChange]) -> Iterator[InputChange]:
        """Volumes and handle times that differ in intervals, though not in total."""
        common = (self.first >= 0) & (self.second >= 0)
        for name in ("volume", "aht"):
            own, other = (self.side(name, of_b=of_b)[common] for of_b in (False, True))
            count = int((np.nan_to_num(own) != np.nan_to_num(other)).sum())
            if count and all(one.name != name for one in known):
                texts = "as in a", f"differs in {count:,} of {int(common.sum()):,} intervals"
                yield InputChange(f"{name} by interval", "", *texts)

    def by_queue(self) -> tuple[PeriodChange, ...]:
        """One record per queue, if there are several."""
        names = list(dict.fromkeys((*self.a.demand.queues, *self.b.demand.queues)))
        if len(set(self.queue.tolist())) < 2:
            return ()
        return tuple(self._period(name, self.queue == name) for name in names)

    def by_day(self) -> tuple[PeriodChange, ...]:
        """One record per local day."""
        day = datetimes.local(self.start, self.a.demand.zone) // datetimes.DAY
        return tuple(
            self._period(str(datetimes.date_of(int(one))), day == one) for one in np.unique(day)
        )

    def _period(self, label: str, rows: NDArray[np.bool_]) -> PeriodChange:
        """The sums of some rows."""
        name = "scheduled" if self.is_paid else "agents"
        own, other = (
            float(np.nansum(self.side(name, of_b=of_b)[rows])) * self.hours
            for of_b in (False, True)
        )
        parts = {part: np.array([values[rows].sum()]) for part, values in self.parts.items()}
        cause = str(largest_part(parts, np.array([other - own]))[0])
        levels = self._level(rows, of_b=False), self._level(rows, of_b=True)
        return PeriodChange(label, own, other, *levels, cause)

    def _level(self, rows: NDArray[np.bool_], *, of_b: bool) -> float:
        """The service level of some rows, weighted by contacts; NaN where it is not known."""
        volume = np.nan_to_num(self.side("volume", of_b=of_b)[rows])
        level = self.side("service_level", of_b=of_b)[rows]
        contacts = float(volume.sum())
        return (
            float((volume * np.where(volume > 0, level, 0.0)).sum()) / contacts
            if contacts
            else np.nan
        )

    def causes(self) -> tuple[CauseShare, ...]:
        """The hours of each part that has some."""
        shares = [
            CauseShare(
                part,
                float(self.parts[part].sum()) * self.hours,
                float(self.agents[part].sum()) * self.hours,
            )
            for part in PARTS
        ]
        return tuple(one for one in shares if abs(one.hours) > 0 or abs(one.agent_hours) > 0)

    def columns(self) -> dict[str, Sequence[Cell]]:
        """The intervals as columns of a file."""
        where = np.where(self.first < 0, "b", np.where(self.second < 0, "a", "both"))
        columns: dict[str, Sequence[Cell]] = {
            "queue": self.queue.tolist(),
            "start": moments(self.start, self.a.demand.zone),
            "found_in": where.tolist(),
        }
        for name in _UNITS:
            for of_b in (False, True):
                columns[f"{name}_{'b' if of_b else 'a'}"] = self.side(name, of_b=of_b).tolist()
        columns["change"] = self.change.tolist()
        columns["cause"] = largest_part(self.parts, self.change).tolist()
        return columns | {part: self.parts[part].tolist() for part in PARTS}


def _names(plan: Plan) -> NDArray[np.object_]:
    """The queue of each row."""
    return np.array(plan.demand.queues, dtype=object)[plan.demand.queue]


def _with_one_sided(
    parts: CauseParts, name: str, a: Plan, b: Plan, pairing: Pairing
) -> dict[str, FloatArray]:
    """The parts of all rows; the agents of a row of one plan only are of the part "interval"."""
    own: Mapping[str, FloatArray] = getattr(parts, name)
    alone = -column_or_nan(a.columns, name, len(a.demand))[pairing.only_first]
    other = column_or_nan(b.columns, name, len(b.demand))[pairing.only_second]
    none = np.zeros(len(alone) + len(other))
    more = np.concatenate([alone, other])
    return {
        part: np.concatenate([values, more if part == "interval" else none])
        for part, values in own.items()
    }


def _notes(a: Plan, b: Plan, pairing: Pairing, rows: _ComparedRows) -> Iterator[str]:
    """What cannot be compared."""
    if not len(pairing.first):
        yield "no interval is in both plans: only totals are compared"
    elif one_sided := len(pairing.only_first) + len(pairing.only_second):
        verb = "interval is" if one_sided == 1 else "intervals are"
        yield f"{one_sided:,} {verb} in one of the plans only: their hours are of 'interval'"
    count = len(pairing.first)
    lacking = int((~is_replanned(a, b, pairing) & (rows.change[:count] != 0)).sum())
    if lacking:
        yield (
            f"{lacking:,} of {count:,} common intervals changed but cannot be planned again from "
            "their volume, AHT and target: their change is of 'other'"
        )
    if not rows.is_paid:
        yield "one of the plans has no scheduled agents: hours are agent-hours"
