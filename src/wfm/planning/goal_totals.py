"""What a plan reaches of a service level over days, weeks or months, and what that saves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes, erlang, staffing
from wfm._arrays import FloatArray
from wfm.planning.goal_agents import GoalKey, goal_groups, goal_rows
from wfm.planning.period_target import period_of, period_text
from wfm.planning.records import Block, PlanBasis, RowSettings, column_or_nan
from wfm.targets import GoalPeriod

__all__ = ["GoalResult", "GoalTotals"]

_ROUNDING = 1e-9  # below a target, of a level that is read from a file


class GoalResult(NamedTuple):
    """The service of a queue with a goal over a period.

    Attributes
    ----------
    queue : str
        The queue.
    goal : {"day", "week", "month"}
        The period.
    service_level : float
        That each period must reach. [fraction]
    min_service_level : float
        The smallest minimum of an interval; 0 without one. [fraction]
    periods, periods_met : int
        Periods with contacts, and those that reach the service level. [days, weeks or months]
    lowest_period : str
        The period with the lowest service level: date, Monday of the week, or month.
    lowest_period_level : float
        Its service level. [fraction]
    lowest_start : str
        Start of the interval with the lowest service level.
    lowest_interval_level : float
        Its service level. [fraction]
    intervals, intervals_below : int
        Intervals with contacts, and those below the service level of the goal. [intervals]
    agent_hours : float
        Of the plan. [agent-hours]
    agent_hours_by_interval : float
        With the same target in every interval. [agent-hours]
    """

    queue: str
    goal: GoalPeriod
    service_level: float
    min_service_level: float
    periods: int
    periods_met: int
    lowest_period: str
    lowest_period_level: float
    lowest_start: str
    lowest_interval_level: float
    intervals: int
    intervals_below: int
    agent_hours: float
    agent_hours_by_interval: float


class GoalTotals:
    """Collects the service levels and the agents of a plan with a goal over a period.

    Parameters
    ----------
    basis : PlanBasis
        Forecast and inputs of the plan.
    """

    def __init__(self, basis: PlanBasis) -> None:
        self._basis = basis
        self._groups = list(goal_groups(basis.settings))
        rows = len(basis.demand) if self._groups else 0
        self._level, self._agents = np.full(rows, np.nan), np.full(rows, np.nan)

    def add(self, block: Block) -> None:
        """Add some rows."""
        if self._groups:
            length = len(self._basis.demand.start[block.rows])
            self._level[block.rows] = column_or_nan(block.columns, "service_level", length)
            self._agents[block.rows] = column_or_nan(block.columns, "agents", length)

    def results(self) -> tuple[GoalResult, ...]:
        """One result per goal and queue; none for a plan without service levels."""
        queue = self._basis.demand.queue
        found = []
        for key, rows in self._groups:
            for index in np.unique(queue[rows]).tolist():
                own = rows[queue[rows] == index]
                busy = own[self._basis.demand.volume[own] > 0]
                if len(busy) and not np.isnan(self._level[busy]).any():
                    found.append(self._result(key, own, busy))
        return tuple(found)

    def _result(self, key: GoalKey, rows: NDArray[np.intp], busy: NDArray[np.intp]) -> GoalResult:
        """The result of the rows of a queue, of which some have contacts."""
        demand, level = self._basis.demand, self._level[busy]
        volume = demand.volume[busy]
        local = datetimes.local(demand.start[busy], demand.zone)
        numbers, period = np.unique(period_of(local, key.goal), return_inverse=True)
        levels = np.bincount(period, volume * level) / np.bincount(period, volume)
        worst, lowest = int(levels.argmin()), int(level.argmin())
        hours = demand.interval / 3600.0
        targets = [one.target for one in self._basis.settings.settings]
        used = [targets[index] for index in np.unique(self._basis.settings.row[rows]).tolist()]
        return GoalResult(
            queue=demand.queues[demand.queue[rows[0]]],
            goal=key.goal,
            service_level=key.service_level,
            min_service_level=min(one.min_service_level or 0.0 for one in used if one),
            periods=len(numbers),
            periods_met=int((levels >= key.service_level - _ROUNDING).sum()),
            lowest_period=period_text(int(numbers[worst]), key.goal),
            lowest_period_level=float(levels[worst]),
            lowest_start=datetimes.iso_texts(demand.start[busy[lowest : lowest + 1]], demand.zone)[
                0
            ],
            lowest_interval_level=float(level[lowest]),
            intervals=len(busy),
            intervals_below=int((level < key.service_level - _ROUNDING).sum()),
            agent_hours=float(self._agents[rows].sum()) * hours,
            agent_hours_by_interval=float(self._by_interval(rows).sum()) * hours,
        )

    def _by_interval(self, rows: NDArray[np.intp]) -> FloatArray:
        """The agents of rows whose target would hold in every interval."""
        basis = self._basis
        settings = RowSettings(basis.settings.settings, basis.settings.row[rows])
        return _agents_by_interval(basis, rows, settings)


def _agents_by_interval(
    basis: PlanBasis, rows: NDArray[np.intp], settings: RowSettings
) -> FloatArray:
    """The agents that the whole target of each row requires by itself."""
    of_plan, agents = goal_rows(basis), np.empty(len(rows))
    for index in np.unique(settings.row).tolist():
        some, one = settings.row == index, settings.settings[index].target
        assert one is not None, "rows with a goal have a target"
        volume = of_plan.volume[rows[some]]
        aht = np.where(volume == 0.0, 1.0, of_plan.aht[rows[some]])
        load = erlang.offered_load(volume * one.volume_factor, aht, basis.demand.interval)
        required = staffing.agents_required(
            load, aht, **one.target.goals(), patience=one.patience, definition=one.definition
        )
        agents[some] = np.maximum(required, float(one.min_agents))
    return agents
