"""The agents of a forecast whose service level must hold over days, weeks or months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes, erlang, staffing
from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.option_text import option
from wfm.planning.period_target import agents_for_period, period_of
from wfm.planning.records import PlanBasis, PlanInputs, RowSettings
from wfm.targets import Definition, GoalPeriod, QueueTarget, Target

__all__ = [
    "GoalKey",
    "GoalRows",
    "by_interval",
    "goal_agents",
    "goal_groups",
    "goal_levels",
    "goal_rows",
    "minimum_target",
    "refuse_goals",
]


class GoalKey(NamedTuple):
    """What rows have in common whose contacts count together: one level over one kind of period."""

    goal: GoalPeriod
    service_level: float
    within: float
    definition: Definition

    @classmethod
    def of(cls, target: QueueTarget | None) -> GoalKey | None:
        """That of a target; None for one that holds in every interval."""
        if target is None or target.goal == "interval" or target.service_level is None:
            return None
        return cls(target.goal, target.service_level, target.within, target.definition)


class GoalRows(NamedTuple):
    """The rows of a forecast as arrays of one length.

    Attributes
    ----------
    volume, aht : float64 array
        Contacts offered and their average handle time. [contacts], [s]
    interval : float64 array
        Length of each interval; of shape () where all have the same. [s]
    local : int64 array
        Local time of each start, since 1970. [s]
    queue : integer array
        Index of the queue.
    """

    volume: FloatArray
    aht: FloatArray
    interval: FloatArray
    local: NDArray[np.int64]
    queue: NDArray[np.int32]


def goal_rows(basis: PlanBasis) -> GoalRows:
    """The rows of a plan."""
    demand = basis.demand
    local = datetimes.local(demand.start, demand.zone)
    return GoalRows(demand.volume, demand.aht, np.asarray(demand.interval), local, demand.queue)


def goal_groups(settings: RowSettings) -> Iterator[tuple[GoalKey, NDArray[np.intp]]]:
    """Each distinct goal over a period, and its rows."""
    keys = [GoalKey.of(one.target) for one in settings.settings]
    for key in dict.fromkeys(keys):
        if key is not None:
            same = [index for index, one in enumerate(keys) if one == key]
            rows = np.flatnonzero(np.isin(settings.row, same))
            if len(rows):
                yield key, rows


def refuse_goals(basis: PlanBasis, name: str, what: str) -> None:
    """Refuse a goal over a period with something whose targets hold in every interval.

    Parameters
    ----------
    basis : PlanBasis
        Forecast and inputs.
    name, what : str
        The option, and what it does, for the error.

    Raises
    ------
    InputError
        If a row has such a goal.
    """
    for one in basis.settings.settings:
        if one.target is not None and one.target.goal != "interval":
            raise InputError(
                f"{option(name)} {what}: leave it out, or leave out "
                f"{option('goal', one.target.goal)}.",
                name="goal",
                value=one.target.goal,
            )


def by_interval(inputs: PlanInputs) -> PlanInputs:
    """The inputs with targets that hold in every interval, and a note if some did not."""
    by_row, targets = inputs.by_row, inputs.targets
    every = [*targets.values(), *(one.target for one in (by_row.settings if by_row else ()))]
    goals = sorted({one.goal for one in every if one is not None and one.goal != "interval"})
    if not goals:
        return inputs
    if by_row is not None:
        settings = tuple(one._replace(target=_plain(one.target)) for one in by_row.settings)
        by_row = by_row._replace(settings=settings)
    plain = {name: replace(one, **_BY_INTERVAL) for name, one in targets.items()}
    note = f"goal by {' or '.join(goals)} not used: each interval is compared with the target"
    return replace(inputs, targets=plain, by_row=by_row, notes=(*inputs.notes, note))


_BY_INTERVAL: dict[str, Any] = {"goal": "interval", "min_service_level": None}


def _plain(target: QueueTarget | None) -> QueueTarget | None:
    """A target that holds in every interval."""
    return None if target is None else replace(target, **_BY_INTERVAL)


def goal_agents(rows: GoalRows, settings: RowSettings) -> FloatArray | None:
    """The agents of the rows whose service level must hold over a period.

    ::

        minimise   Σ interval · n
        subject to Σ volume · SL(n) ≥ service_level · Σ volume    over each period of a queue
                   SL(n) ≥ min_service_level, and the other parts of the target, in every interval

    Rows of one queue with different service levels or limits are met each by themselves. With a
    confidence the volumes are those of its quantile.

    Returns
    -------
    float64 array, shape (n,), or None
        NaN for rows whose target must hold in every interval; None where all are such.

    Raises
    ------
    InputError
        If a period cannot meet its target.

    References
    ----------
    - `wfm.planning.period_target.agents_for_period`.
    """
    agents: FloatArray | None = None
    for key, at in goal_groups(settings):
        if agents is None:
            agents = np.full(len(rows.volume), np.nan)
        agents[at] = _agents_of_group(rows, settings, key, at)
    return agents


def goal_levels(
    rows: GoalRows, settings: RowSettings, agents: Sequence[FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Volumes of rows with one goal, and their service levels with several numbers of agents.

    Returns
    -------
    volume : float64 array, shape (n,)
        Contacts; with a confidence, of its quantile. [contacts]
    levels : float64 array, shape (numbers, n)
        Service levels. [fraction]
    """
    every = np.arange(len(rows.volume))
    group = _Group.of(rows, settings, every)
    return group.volume, np.stack([group.levels(every, some) for some in agents])


def minimum_target(target: QueueTarget) -> Target:
    """What every interval must meet by itself beside the goal over its period."""
    return Target(
        target.min_service_level, target.within, target.asa, target.max_occupancy,
        target.abandonment,
    )  # fmt: skip


def _agents_of_group(
    rows: GoalRows, settings: RowSettings, key: GoalKey, at: NDArray[np.intp]
) -> FloatArray:
    """The agents of rows with one goal."""
    group = _Group.of(rows, settings, at)
    periods = np.stack([rows.queue[at].astype(np.int64), period_of(rows.local[at], key.goal)])
    _, number = np.unique(periods, axis=1, return_inverse=True)
    hours = np.broadcast_to(rows.interval / 3600.0, rows.volume.shape)[at]
    return agents_for_period(
        group.levels,
        group.minimum(),
        group.volume,
        np.asarray(hours),
        number.reshape(-1).astype(np.int64),
        key.service_level,
    )


class _Group(NamedTuple):
    """Rows with one goal, and the distinct targets among them."""

    volume: FloatArray
    load: FloatArray
    aht: FloatArray
    targets: tuple[QueueTarget, ...]
    target: NDArray[np.int32]  # index of the target of each row

    @classmethod
    def of(cls, rows: GoalRows, settings: RowSettings, at: NDArray[np.intp]) -> _Group:
        """The rows of a group; a volume is that of the confidence."""
        targets = tuple(one.target or QueueTarget() for one in settings.settings)
        factor = np.array([one.volume_factor for one in targets])[settings.row[at]]
        aht = np.where(rows.volume[at] == 0.0, 1.0, rows.aht[at])
        volume = rows.volume[at] * factor
        interval = np.broadcast_to(rows.interval, rows.volume.shape)[at]
        load = np.asarray(erlang.offered_load(volume, aht, interval))
        return cls(volume, load, aht, targets, settings.row[at])

    def minimum(self) -> FloatArray:
        """The agents that every interval needs by itself."""
        agents = np.empty(len(self.volume))
        for index in np.unique(self.target).tolist():
            some, one = self.target == index, self.targets[index]
            required = staffing.agents_required(
                self.load[some],
                self.aht[some],
                **minimum_target(one).goals(),
                patience=one.patience,
                definition=one.definition,
            )
            agents[some] = np.maximum(required, float(one.min_agents))
        return agents

    def levels(self, row: NDArray[np.intp], agents: FloatArray) -> FloatArray:
        """The service level of rows with so many agents."""
        level = np.empty(len(row))
        for patience, some in self._by_patience(row):
            at = row[some]
            one = self.targets[self.target[at[0]]]
            level[some] = erlang.service_level(
                agents[some],
                self.load[at],
                self.aht[at],
                one.within,
                patience=patience,
                definition=one.definition,
            )
        return level

    def _by_patience(self, row: NDArray[np.intp]) -> Iterator[tuple[float, NDArray[np.bool_]]]:
        """Each patience of some rows, and which of them have it."""
        of_row = np.array([one.patience for one in self.targets])[self.target[row]]
        for patience in np.unique(of_row).tolist():
            yield patience, of_row == patience
