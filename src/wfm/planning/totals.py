"""Totals of a plan: hours, FTE and service by day, week and queue.

Rows are added block by block to sums per queue and day, so that a plan of any length needs no
more memory than its days; weeks, queues and the total are sums of days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from wfm import datetimes
from wfm._arrays import FloatArray, ceil_at_ties
from wfm.planning.records import Block, PlanBasis, column_or_nan

__all__ = ["DAYS_PER_WEEK", "Peak", "Period", "Summary", "Totals"]

# A full-time contract is worked on five days: a full-time day of 40 hours a week is 8 hours.
DAYS_PER_WEEK = 5

_SUMS = (
    "intervals", "contacts", "workload", "agents", "scheduled", "unrounded",
    "in_time", "waiting", "timed", "occupied",
)  # fmt: skip


# The columns that are summed; a plan read from a file may lack some.
_COLUMNS = (
    "load", "agents", "scheduled", "agents_unrounded", "service_level", "asa", "occupancy",
)  # fmt: skip


class Period(NamedTuple):
    """The figures of one day, week or queue, or of the whole plan.

    ``*_unrounded`` are the same figures with agents before rounding up to whole numbers.
    """

    label: str
    days: int
    intervals: int
    contacts: float
    workload_hours: float
    agent_hours: float
    paid_hours: float
    fte: float
    fte_rounded_up: int | None
    agent_hours_unrounded: float
    paid_hours_unrounded: float
    fte_unrounded: float
    service_level: float
    asa: float
    occupancy: float


class Peak(NamedTuple):
    """The interval with the most scheduled agents, all queues together."""

    start: str
    agents: int
    scheduled: int | None


@dataclass(frozen=True)
class Summary:
    """All the figures of a plan.

    Attributes
    ----------
    total : Period
        The whole plan; FTE over its length in weeks.
    weeks, days, queues : tuple of Period
        By Monday-to-Sunday week, by local day, and by queue.
    months, quarters, years : tuple of Period
        By calendar month, quarter and year; FTE over the days of each within the plan.
    peak : Peak
        The interval with the most scheduled agents.
    length_in_weeks : float
        The weeks by which ``total.fte`` divides.
    defaults : tuple of str
        The inputs that have their default.
    """

    total: Period
    weeks: tuple[Period, ...]
    months: tuple[Period, ...]
    quarters: tuple[Period, ...]
    years: tuple[Period, ...]
    days: tuple[Period, ...]
    queues: tuple[Period, ...]
    peak: Peak
    length_in_weeks: float
    defaults: tuple[str, ...]


class Totals:
    """Sums of the blocks of a plan.

    Examples
    --------
    ::

        totals = Totals(basis)
        for block in solve_blocks(basis):
            totals.add(block)
        summary = totals.summary()
    """

    def __init__(self, basis: PlanBasis) -> None:
        self._basis = basis
        demand = basis.demand
        self._starts = datetimes.moments(demand.start)
        self._days = np.unique(datetimes.local(self._starts, demand.zone) // datetimes.DAY)
        self._sums = np.zeros((len(_SUMS), len(demand.queues), len(self._days)))
        self._at_once = np.zeros((2, len(self._starts)))

    def add(self, block: Block) -> None:
        """Add some rows."""
        demand = self._basis.demand
        start, volume = demand.start[block.rows], demand.volume[block.rows]
        load, agents, scheduled, unrounded, level, asa, occupancy = (
            column_or_nan(block.columns, name, len(start)) for name in _COLUMNS
        )
        day = np.searchsorted(self._days, datetimes.local(start, demand.zone) // datetimes.DAY)
        queue = demand.queue[block.rows]
        timed = (volume > 0) & ~np.isnan(asa)  # deferred work has no speed of answer
        figures = (
            np.ones(len(start)), volume, load, agents, scheduled, unrounded, volume * level,
            np.where(timed, volume, 0.0) * np.where(timed, asa, 0.0),
            np.where(timed, volume, 0.0), agents * occupancy,
        )  # fmt: skip
        for sums, figure in zip(self._sums, figures, strict=True):
            np.add.at(sums, (queue, day), figure)
        moment = np.searchsorted(self._starts, start)
        np.add.at(self._at_once[0], moment, agents)
        np.add.at(self._at_once[1], moment, scheduled)

    def summary(self) -> Summary:
        """The totals of all blocks added."""
        weeks = datetimes.span_in_weeks(self._days)
        return Summary(
            total=self._period("total", self._sums.sum(axis=1), weeks),
            weeks=tuple(self._weeks()),
            months=tuple(self._calendar_periods(weeks, lambda day: f"{day:%Y-%m}")),
            quarters=tuple(self._calendar_periods(weeks, _quarter)),
            years=tuple(self._calendar_periods(weeks, lambda day: f"{day.year}")),
            days=tuple(
                self._period(str(datetimes.date_of(int(day))), figures, 1 / DAYS_PER_WEEK)
                for day, figures in zip(
                    self._days, self._sums.sum(axis=1).T[:, :, None], strict=True
                )
            ),
            queues=tuple(
                self._period(name, self._sums[:, i], weeks)
                for i, name in enumerate(self._basis.demand.queues)
            ),
            peak=self._peak(),
            length_in_weeks=weeks,
            defaults=self._basis.inputs.defaults,
        )

    def _weeks(self) -> Iterator[Period]:
        mondays = datetimes.week_start(self._days)
        for monday in np.unique(mondays):
            figures = self._sums.sum(axis=1)[:, mondays == monday]
            yield self._period(str(datetimes.date_of(int(monday))), figures, 1.0)

    def _calendar_periods(self, weeks: float, label: Callable[[date], str]) -> Iterator[Period]:
        """Periods of a calendar; FTE over the days of each that the plan covers."""
        first = int(self._days[0])
        covered = [label(datetimes.date_of(first + i)) for i in range(round(7 * weeks))]
        labels = np.array([label(datetimes.date_of(int(day))) for day in self._days])
        for name in dict.fromkeys(labels.tolist()):
            figures = self._sums.sum(axis=1)[:, labels == name]
            yield self._period(name, figures, covered.count(name) / 7)

    def _peak(self) -> Peak:
        """The interval with the most scheduled agents; of agents, where no schedule is known."""
        agents, scheduled = self._at_once
        known = not np.isnan(scheduled).any()
        most = int((scheduled if known else agents).argmax())
        at = datetimes.iso_texts(self._starts[most : most + 1], self._basis.demand.zone)[0]
        return Peak(at, int(agents[most]), int(scheduled[most]) if known else None)

    def _period(self, label: str, figures: FloatArray, weeks: float) -> Period:
        open_days = int((figures[0] > 0).sum())
        s = dict(zip(_SUMS, figures.sum(axis=-1).tolist(), strict=True))
        hours = self._basis.demand.interval / 3600
        full_time = self._basis.inputs.contract_hours * weeks
        paid = s["scheduled"] * hours
        unrounded = s["unrounded"] * hours / self._basis.paid_share
        fte = paid / full_time
        return Period(
            label=label,
            days=open_days,
            intervals=int(s["intervals"]),
            contacts=s["contacts"],
            workload_hours=s["workload"] * hours,
            agent_hours=s["agents"] * hours,
            paid_hours=paid,
            fte=fte,
            fte_rounded_up=_rounded_up(fte),
            agent_hours_unrounded=s["unrounded"] * hours,
            paid_hours_unrounded=unrounded,
            fte_unrounded=unrounded / full_time,
            service_level=_ratio(s["in_time"], s["contacts"], 1.0),
            asa=_ratio(s["waiting"], s["timed"], np.nan if s["contacts"] else 0.0),
            occupancy=_ratio(s["occupied"], s["agents"], 0.0),
        )


def _quarter(day: date) -> str:
    """The quarter of a date: "2026 Q1"."""
    return f"{day.year} Q{(day.month + 2) // 3}"


def _rounded_up(fte: float) -> int | None:
    """Whole full-time equivalents; a sum within its rounding error of an integer is that."""
    return None if np.isnan(fte) else int(ceil_at_ties(np.array(fte), 1e-12 * fte))


def _ratio(part: float, whole: float, empty: float) -> float:
    """A quotient, or a value of its own where the divisor is zero."""
    return part / whole if whole else empty
