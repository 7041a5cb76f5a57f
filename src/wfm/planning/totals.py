"""Totals of a plan: hours, FTE and service by day, week and queue.

Rows are added block by block to sums per queue and day, so that a plan of any length needs no
more memory than its days; weeks, queues and the total are sums of days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray, ceil_at_ties
from wfm.demand import Demand
from wfm.planning.days_kept import PointPlan, UncertainDays, VolumeRisk, point_basis
from wfm.planning.goal_totals import GoalResult, GoalTotals
from wfm.planning.period_costs import Contingency, PeriodCosts
from wfm.planning.records import Block, PlanBasis, column_or_nan
from wfm.planning.solve import solve_blocks

__all__ = [
    "DAYS_PER_WEEK",
    "PERIOD_UNITS",
    "Peak",
    "Period",
    "Summary",
    "Totals",
]

# A full-time contract is worked on five days: a full-time day of 40 hours a week is 8 hours.
DAYS_PER_WEEK = 5

_ROWS = 1 << 17  # rows of which the days are found at once: a few megabytes

_SUMS = (
    "intervals", "contacts", "workload", "agents", "scheduled", "unrounded", "paid_unrounded",
    "in_time", "waiting", "timed", "occupied", "abandoned", "answered", "premiums",
)  # fmt: skip


# The columns that are summed; a plan read from a file may lack some.
_COLUMNS = (
    "load", "agents", "scheduled", "agents_unrounded", "service_level", "asa", "occupancy",
    "abandonment",
)  # fmt: skip


class Period(NamedTuple):
    """The figures of one day, week or queue, or of the whole plan.

    ``*_unrounded`` are the same figures with agents before rounding up to whole numbers. The costs
    are None where no cost of an hour is known, that of a resolved contact also without a share of
    resolved contacts::

        cost = paid hours · hourly cost + premiums
        cost per contact = cost / contacts offered
        cost per resolved contact = cost / (contacts answered · resolution)
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
    cost: float | None = None
    premiums: float | None = None
    cost_per_contact: float | None = None
    cost_per_resolved_contact: float | None = None


# The unit of every figure of a period, for files; the label has none.
PERIOD_UNITS = {
    "days": "days",
    "intervals": "intervals",
    "contacts": "contacts",
    "workload_hours": "hours",
    "agent_hours": "agent-hours",
    "paid_hours": "hours",
    "fte": "FTE",
    "fte_rounded_up": "FTE",
    "agent_hours_unrounded": "agent-hours",
    "paid_hours_unrounded": "hours",
    "fte_unrounded": "FTE",
    "service_level": "fraction",
    "asa": "s",
    "occupancy": "fraction",
}


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
    cost, cost_per_contact, cost_per_resolved_contact : float or None
        Those of the total; None unless every queue has the cost of an hour. [currency]
    contingency : Contingency or None
        What is put on top of the total, which does not contain it.
    abandonment : float or None
        Share of the contacts that abandon; None where a queue has no patience. [fraction]
    risk : VolumeRisk or None
        The days that keep the target as volumes vary; None where their variation is not known.
    goals : tuple of GoalResult
        What queues with a goal over a day, week or month reach of it.
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
    cost: float | None = None
    cost_per_contact: float | None = None
    abandonment: float | None = None
    risk: VolumeRisk | None = None
    cost_per_resolved_contact: float | None = None
    contingency: Contingency | None = None
    goals: tuple[GoalResult, ...] = ()


class Totals:
    """Sums of the blocks of a plan, and the agents of days whose volume is uncertain.

    Examples
    --------
    ::

        totals = Totals(basis)
        for block in solve_blocks(basis):
            totals.add(block)
        summary = totals.summary()
    """

    def __init__(self, basis: PlanBasis, *, risk: bool = True) -> None:
        self._basis = basis
        demand = basis.demand
        self._settings = basis.settings
        self._uncertain = UncertainDays.of(basis) if risk else None
        self._costs = PeriodCosts(basis)
        self._goals = GoalTotals(basis)
        self._days = _days_of(demand)
        self._sums = np.zeros((len(_SUMS), len(demand.queues), len(self._days)))
        # the peak of several queues needs a sum per start; of one queue it is the largest row,
        # so that ten million starts need no further arrays
        several = len(demand.queues) > 1
        self._peak: _PeakOfSums | _PeakOfRows = (
            _PeakOfSums(datetimes.moments(demand.start)) if several else _PeakOfRows()
        )

    def add(self, block: Block) -> None:
        """Add some rows."""
        demand = self._basis.demand
        start, volume = demand.start[block.rows], demand.volume[block.rows]
        load, agents, scheduled, unrounded, level, asa, occupancy, abandonment = (
            column_or_nan(block.columns, name, len(start)) for name in _COLUMNS
        )
        day = np.searchsorted(self._days, datetimes.local(start, demand.zone) // datetimes.DAY)
        queue = demand.queue[block.rows]
        timed = (volume > 0) & ~np.isnan(asa)  # deferred work has no speed of answer
        figures = (
            np.ones(len(start)), volume, load, agents, scheduled, unrounded,
            unrounded / self._settings.paid_shares(block.rows), volume * level,
            np.where(timed, volume, 0.0) * np.where(timed, asa, 0.0),
            np.where(timed, volume, 0.0), agents * occupancy,
            np.where(volume > 0, volume * abandonment, 0.0),
        )  # fmt: skip
        more = self._costs.sums_of(block.rows, volume, scheduled, abandonment)
        for sums, figure in zip(self._sums, (*figures, *more), strict=True):
            if figure is not None:
                np.add.at(sums, (queue, day), figure)
        self._peak.add(start, agents, scheduled)
        if self._uncertain is not None:
            self._uncertain.add(block.rows, agents)
        self._goals.add(block)

    def summary(self) -> Summary:
        """The totals of all blocks added."""
        weeks = datetimes.span_in_weeks(self._days)
        total = self._period("total", self._sums, weeks)
        return Summary(
            total=total,
            weeks=tuple(self._weeks()),
            months=tuple(self._calendar_periods(weeks, lambda day: f"{day:%Y-%m}")),
            quarters=tuple(self._calendar_periods(weeks, _quarter)),
            years=tuple(self._calendar_periods(weeks, lambda day: f"{day.year}")),
            days=tuple(
                self._period(
                    str(datetimes.date_of(int(day))), self._sums[:, :, [i]], 1 / DAYS_PER_WEEK
                )
                for i, day in enumerate(self._days)
            ),
            queues=tuple(
                self._period(name, self._sums[:, [i]], weeks, [i])
                for i, name in enumerate(self._basis.demand.queues)
            ),
            peak=self._peak.result(self._basis.demand.zone),
            length_in_weeks=weeks,
            defaults=self._basis.inputs.defaults,
            cost=total.cost,
            cost_per_contact=total.cost_per_contact,
            abandonment=self._abandonment(total.contacts),
            risk=self._risk(),
            cost_per_resolved_contact=total.cost_per_resolved_contact,
            contingency=self._costs.contingency(total.paid_hours, total.fte, total.cost),
            goals=self._goals.results(),
        )

    def _risk(self) -> VolumeRisk | None:
        """The days that keep the target, also with the plan for the forecast itself."""
        risk = None if self._uncertain is None else self._uncertain.risk()
        point = point_basis(self._basis)
        if risk is None or point is None:
            return risk
        totals = Totals(point)
        for block in solve_blocks(point):
            totals.add(block)
        summary = totals.summary()
        return risk._replace(point_plan=_point_plan(summary, summary.risk))

    def _abandonment(self, contacts: float) -> float | None:
        """The share of all contacts that abandon; None where it is not known."""
        abandoned = float(self._sums[_SUMS.index("abandoned")].sum())
        return abandoned / contacts if contacts and np.isfinite(abandoned) else None

    def _weeks(self) -> Iterator[Period]:
        mondays = datetimes.week_start(self._days)
        for monday in np.unique(mondays):
            figures = self._sums[:, :, mondays == monday]
            yield self._period(str(datetimes.date_of(int(monday))), figures, 1.0)

    def _calendar_periods(self, weeks: float, label: Callable[[date], str]) -> Iterator[Period]:
        """Periods of a calendar; FTE over the days of each that the plan covers."""
        first = int(self._days[0])
        covered = [label(datetimes.date_of(first + i)) for i in range(round(7 * weeks))]
        labels = np.array([label(datetimes.date_of(int(day))) for day in self._days])
        for name in dict.fromkeys(labels.tolist()):
            figures = self._sums[:, :, labels == name]
            yield self._period(name, figures, covered.count(name) / 7)

    def _period(
        self, label: str, figures: FloatArray, weeks: float, queues: Sequence[int] | None = None
    ) -> Period:
        """The figures of sums by queue and day; of all queues by default."""
        by_queue, figures = figures.sum(axis=-1), figures.sum(axis=1)
        open_days = int((figures[0] > 0).sum())
        s = dict(zip(_SUMS, figures.sum(axis=-1).tolist(), strict=True))
        hours = self._basis.demand.interval / 3600
        full_time = self._basis.inputs.contract_hours * weeks
        paid = s["scheduled"] * hours
        unrounded = s["paid_unrounded"] * hours
        fte = paid / full_time
        costs = self._costs.of_sums(
            by_queue[_SUMS.index("scheduled")], queues, s["contacts"], s["answered"], s["premiums"]
        )
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
            **costs,
        )


def _point_plan(summary: Summary, risk: VolumeRisk | None) -> PointPlan | None:
    """The figures of the plan for the forecast itself."""
    total = summary.total
    return risk and PointPlan(
        agent_hours=total.agent_hours,
        paid_hours=total.paid_hours,
        fte=total.fte,
        cost=summary.cost,
        days_kept=risk.total.days_kept,
        expected_service_level=risk.total.expected_service_level,
        service_level_p10=risk.service_level_p10,
        service_level_p90=risk.service_level_p90,
    )


def _days_of(demand: Demand) -> NDArray[np.int64]:
    """The local days of a forecast, found block by block to save memory."""
    parts = [
        np.unique(datetimes.local(demand.start[i : i + _ROWS], demand.zone) // datetimes.DAY)
        for i in range(0, len(demand), _ROWS)
    ]
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)


class _PeakOfSums:
    """The peak of several queues: agents and scheduled agents summed by start."""

    def __init__(self, starts: NDArray[np.int64]) -> None:
        self._starts = starts
        self._sums = np.zeros((2, len(starts)))

    def add(self, start: NDArray[np.int64], agents: FloatArray, scheduled: FloatArray) -> None:
        """Add some rows."""
        at = np.searchsorted(self._starts, start)
        np.add.at(self._sums[0], at, agents)
        np.add.at(self._sums[1], at, scheduled)

    def result(self, zone: tzinfo | None) -> Peak:
        """The start with the most scheduled agents; of agents, where no schedule is known."""
        agents, scheduled = self._sums
        known = not np.isnan(scheduled).any()
        most = int((scheduled if known else agents).argmax())
        return _peak(self._starts[most], agents[most], scheduled[most], zone)


class _PeakOfRows:
    """The peak of one queue: its first row with the most scheduled agents."""

    def __init__(self) -> None:
        self._known = True
        self._by_agents: tuple[float, int, float, float] = (-np.inf, 0, 0.0, np.nan)
        self._by_scheduled = self._by_agents

    def add(self, start: NDArray[np.int64], agents: FloatArray, scheduled: FloatArray) -> None:
        """Add some rows."""
        if not len(start):
            return
        self._known &= not np.isnan(scheduled).any()
        at = int(agents.argmax())
        if agents[at] > self._by_agents[0]:
            self._by_agents = (agents[at], int(start[at]), agents[at], scheduled[at])
        if self._known:
            at = int(scheduled.argmax())
            if scheduled[at] > self._by_scheduled[0]:
                self._by_scheduled = (scheduled[at], int(start[at]), agents[at], scheduled[at])

    def result(self, zone: tzinfo | None) -> Peak:
        """The start with the most scheduled agents; of agents, where no schedule is known."""
        _, start, agents, scheduled = self._by_scheduled if self._known else self._by_agents
        return _peak(start, agents, scheduled if self._known else np.nan, zone)


def _peak(start: int, agents: float, scheduled: float, zone: tzinfo | None) -> Peak:
    """A peak with its local start; NaN where no schedule is known."""
    text = datetimes.iso_texts(np.array([start], dtype=np.int64), zone)[0]
    return Peak(text, int(agents), None if np.isnan(scheduled) else int(scheduled))


def _quarter(day: date) -> str:
    """The quarter of a date: "2026 Q1"."""
    return f"{day.year} Q{(day.month + 2) // 3}"


def _rounded_up(fte: float) -> int | None:
    """Whole full-time equivalents; a sum within its rounding error of an integer is that."""
    return None if np.isnan(fte) else int(ceil_at_ties(np.array(fte), 1e-12 * fte))


def _ratio(part: float, whole: float, empty: float) -> float:
    """A quotient, or a value of its own where the divisor is zero."""
    return part / whole if whole else empty
