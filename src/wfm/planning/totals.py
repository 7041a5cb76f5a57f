"""A plan in a few figures: hours, FTE and the service that the whole people really give.

Sums run over all rows once, day by day, while the rows go by on their way to a file; weeks,
queues and the whole are sums of days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wfm import datetimes
from wfm._arrays import FloatArray, ceil_at_ties
from wfm.planning.plan import Block, Plan

__all__ = ["DAYS_A_WEEK", "Peak", "Period", "Summary", "Totals"]

# A full-time contract is worked on five days: a full-time day of 40 hours a week is 8 hours.
DAYS_A_WEEK = 5

_SUMS = (
    "intervals", "contacts", "workload", "agents", "scheduled", "fractional",
    "in_time", "waiting", "timed", "busy",
)  # fmt: skip


class Period(NamedTuple):
    """The figures of one day, week or queue, or of the whole plan.

    ``fractional_*`` are the same figures before any rounding to whole people.
    """

    label: str
    days: int
    intervals: int
    contacts: float
    workload_hours: float
    agent_hours: float
    paid_hours: float
    fte: float
    fte_whole: int
    fractional_agent_hours: float
    fractional_paid_hours: float
    fractional_fte: float
    service_level: float
    asa: float
    occupancy: float


class Peak(NamedTuple):
    """The interval with most people on the rota, all queues together."""

    start: str
    agents: int
    scheduled: int


@dataclass(frozen=True)
class Summary:
    """All the figures of a plan.

    Attributes
    ----------
    total : Period
        The whole forecast; FTE over its length in weeks.
    weeks, days, queues : tuple of Period
        By Monday-to-Sunday week, by local day, and by queue.
    peak : Peak or None
        None for a forecast without rows.
    length_in_weeks : float
        What `total.fte` divides by.
    assumed : tuple of str
        Every default that nobody gave.
    """

    total: Period
    weeks: tuple[Period, ...]
    days: tuple[Period, ...]
    queues: tuple[Period, ...]
    peak: Peak
    length_in_weeks: float
    assumed: tuple[str, ...]


class Totals:
    """Adds up the blocks of a plan as they go by.

    Examples
    --------
    ``for block in totals.follow(plan.blocks()): …`` and then ``totals.summary()``.
    """

    def __init__(self, plan: Plan, progress: Callable[[int, int], None] | None = None) -> None:
        self.plan = plan
        self._progress = progress
        demand = plan.demand
        self._starts = datetimes.moments(demand.start)
        self._days = np.unique(datetimes.local(self._starts, demand.zone) // datetimes.DAY)
        self._sums = np.zeros((len(_SUMS), len(demand.queues), len(self._days)))
        self._at_once = np.zeros((2, len(self._starts)))

    def follow(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Pass the blocks on, adding each to the totals."""
        for block in blocks:
            self._add(block)
            yield block
            if self._progress:
                self._progress(block.rows.stop, len(self.plan.demand))

    def _add(self, block: Block) -> None:
        demand, solved = self.plan.demand, block.staffing
        start, volume = demand.start[block.rows], demand.volume[block.rows]
        day = np.searchsorted(self._days, datetimes.local(start, demand.zone) // datetimes.DAY)
        queue = demand.queue[block.rows]
        timed = (volume > 0) & ~np.isnan(solved.asa)  # work that nobody waits for has no asa
        figures = (
            np.ones(len(start)), volume, solved.load, solved.agents, solved.scheduled,
            solved.fractional_agents, volume * solved.service_level,
            np.where(timed, volume, 0.0) * np.where(timed, solved.asa, 0.0),
            np.where(timed, volume, 0.0), solved.agents * solved.occupancy,
        )  # fmt: skip
        for sums, figure in zip(self._sums, figures, strict=True):
            np.add.at(sums, (queue, day), figure)
        moment = np.searchsorted(self._starts, start)
        np.add.at(self._at_once[0], moment, solved.agents)
        np.add.at(self._at_once[1], moment, solved.scheduled)

    def summary(self) -> Summary:
        """The figures of all blocks that went by."""
        weeks = datetimes.span_in_weeks(self._days)
        return Summary(
            total=self._period("total", self._sums.sum(axis=1), weeks),
            weeks=tuple(self._weeks()),
            days=tuple(
                self._period(str(datetimes.date_of(int(day))), figures, 1 / DAYS_A_WEEK)
                for day, figures in zip(
                    self._days, self._sums.sum(axis=1).T[:, :, None], strict=True
                )
            ),
            queues=tuple(
                self._period(name, self._sums[:, i], weeks)
                for i, name in enumerate(self.plan.demand.queues)
            ),
            peak=self._peak(),
            length_in_weeks=weeks,
            assumed=self.plan.assumed,
        )

    def _weeks(self) -> Iterator[Period]:
        mondays = datetimes.week_start(self._days)
        for monday in np.unique(mondays):
            figures = self._sums.sum(axis=1)[:, mondays == monday]
            yield self._period(str(datetimes.date_of(int(monday))), figures, 1.0)

    def _peak(self) -> Peak:
        most = int(self._at_once[1].argmax())
        at = datetimes.iso_texts(self._starts[most : most + 1], self.plan.demand.zone)[0]
        agents, scheduled = (int(count) for count in self._at_once[:, most])
        return Peak(at, agents, scheduled)

    def _period(self, label: str, figures: FloatArray, weeks: float) -> Period:
        open_days = int((figures[0] > 0).sum())
        s = dict(zip(_SUMS, figures.sum(axis=-1).tolist(), strict=True))
        hours = self.plan.demand.interval / 3600
        full_time = self.plan.contract_hours * weeks
        paid = s["scheduled"] * hours
        unrounded = s["fractional"] * hours / (1 - self.plan.shrinkage.total)
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
            fte_whole=int(ceil_at_ties(np.array(fte), 1e-12 * fte)),
            fractional_agent_hours=s["fractional"] * hours,
            fractional_paid_hours=unrounded,
            fractional_fte=unrounded / full_time,
            service_level=_ratio(s["in_time"], s["contacts"], 1.0),
            asa=_ratio(s["waiting"], s["timed"], np.nan if s["contacts"] else 0.0),
            occupancy=_ratio(s["busy"], s["agents"], 0.0),
        )


def _ratio(part: float, whole: float, empty: float) -> float:
    return part / whole if whole else empty
