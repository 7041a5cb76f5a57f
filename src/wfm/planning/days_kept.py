"""How many days keep the target of a plan as volumes vary, and how far their service strays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes, erlang
from wfm._arrays import FloatArray
from wfm.day_levels import HIGHEST_LOAD, DayRows, chances, expected_sums, pooled_levels
from wfm.planning.records import PlanBasis, RowSettings, Setting
from wfm.targets import QueueTarget, RiskScope
from wfm.work_limits import DAYS_OF_INTERVALS

__all__ = ["RISK_UNITS", "DaysKept", "PointPlan", "UncertainDays", "VolumeRisk", "point_basis"]

_BAND = (0.1, 0.9)


class DaysKept(NamedTuple):
    """The service of days whose volume strays from its forecast.

    Attributes
    ----------
    label : str
        "total", or the name of a queue.
    days : int
        Days with contacts, of each queue.
    days_kept : float or None
        Share of them whose service level, weighted by contacts, reaches the target; None without a
        target for the service level. [fraction]
    expected_service_level : float
        Of all contacts, of which busy days have more. [fraction]
    """

    label: str
    days: int
    days_kept: float | None
    expected_service_level: float


class PointPlan(NamedTuple):
    """The plan without a confidence: agents for the forecast itself.

    Attributes
    ----------
    agent_hours, paid_hours, fte, cost
        As those of the plan.
    days_kept, expected_service_level, service_level_p10, service_level_p90
        As those of `VolumeRisk`.
    """

    agent_hours: float
    paid_hours: float
    fte: float
    cost: float | None
    days_kept: float | None
    expected_service_level: float
    service_level_p10: float
    service_level_p90: float


class VolumeRisk(NamedTuple):
    """What uncertain volumes do to the service of a plan.

    Attributes
    ----------
    scope : {"day", "interval"}
        Whether the intervals of a day exceed their forecast together, or each by itself.
    total : DaysKept
        All queues.
    service_level_p10, service_level_p90 : float
        Service level of a day that one day in ten stays below, and one in ten is above. [fraction]
    queues : tuple of DaysKept
        By queue.
    point_plan : PointPlan or None
        The plan for the forecast itself, where this one is for a confidence.
    """

    scope: RiskScope
    total: DaysKept
    service_level_p10: float
    service_level_p90: float
    queues: tuple[DaysKept, ...]
    point_plan: PointPlan | None = None


# The unit of every figure, for files.
RISK_UNITS = {
    "days": "days",
    "days_kept": "fraction",
    "expected_service_level": "fraction",
    "service_level_p10": "fraction",
    "service_level_p90": "fraction",
}


def point_basis(basis: PlanBasis) -> PlanBasis | None:
    """The same plan for the forecast itself; None if no queue has a confidence."""
    inputs = basis.inputs
    if all(one.target is None or one.target.confidence is None for one in basis.settings.settings):
        return None
    targets = {name: replace(one, confidence=None) for name, one in inputs.targets.items()}
    by_row = inputs.by_row
    if by_row is not None:
        settings = tuple(
            one if one.target is None else one._replace(target=replace(one.target, confidence=None))
            for one in by_row.settings
        )
        by_row = RowSettings(settings, by_row.row)
    return replace(basis, inputs=replace(inputs, targets=targets, by_row=by_row))


class UncertainDays:
    """The days of a plan whose volumes are uncertain, to which agents are added in blocks.

    Only days of which every interval with contacts has a known variation and one queue with agents
    of its own count.
    """

    def __init__(self, basis: PlanBasis, rows: NDArray[np.intp], first: NDArray[np.intp]) -> None:
        self._basis, self._rows, self._first = basis, rows, first
        self._agents = np.zeros(len(basis.demand))

    @classmethod
    def of(cls, basis: PlanBasis) -> UncertainDays | None:
        """The days of a plan; None where no variation is known, or intervals have several scopes.

        Raises
        ------
        InputError
            For more days than are computed where intervals vary apart.
        """
        settings, setting = basis.settings
        known = np.array([_is_known(one) for one in settings], dtype=bool)
        scopes = {one.target.risk_scope for one in settings if _is_known(one) and one.target}
        varied = any(one.target and one.target.volume_cv for one in settings)
        if not (known.any() and varied and len(scopes) == 1):
            return None
        demand = basis.demand
        rows = np.flatnonzero(demand.volume > 0.0)  # also without those that have no volume
        day = datetimes.local(demand.start[rows], demand.zone) // datetimes.DAY
        order = np.lexsort((day, demand.queue[rows]))
        rows, day = rows[order], day[order]
        queue = demand.queue[rows]
        new = np.ones(len(rows), dtype=bool)
        new[1:] = (day[1:] != day[:-1]) | (queue[1:] != queue[:-1])
        number = np.cumsum(new) - 1
        whole = np.ones(int(new.sum()), dtype=bool)
        whole[number[~known[setting[rows]]]] = False
        keep = whole[number]
        if not keep.any():
            return None
        first = np.flatnonzero(new[keep])
        if scopes == {"interval"}:
            DAYS_OF_INTERVALS.check("risk_scope", len(first))
        return cls(basis, rows[keep], first)

    def add(self, rows: slice, agents: FloatArray) -> None:
        """The agents of some rows of the plan."""
        self._agents[rows] = agents

    def risk(self) -> VolumeRisk | None:
        """What the uncertain volumes do to the agents that were added; None without agents."""
        agents = self._agents[self._rows]
        if np.isnan(agents).any():
            return None
        days, goal = self._day_rows(agents)
        sums = expected_sums(days)
        kept = None if np.isnan(goal).any() else chances(days, goal)
        low, high = pooled_levels(days, sums, _BAND)
        queue = self._basis.demand.queue[self._rows[self._first]]
        every = np.ones(len(queue), dtype=bool)

        def of_days(label: str, some: NDArray[np.bool_]) -> DaysKept:
            """The figures of some days."""
            return DaysKept(
                label,
                int(some.sum()),
                None if kept is None else float(kept[some].mean()),
                float(sums.in_time[some].sum() / sums.contacts[some].sum()),
            )

        queues = [
            of_days(name, queue == index)
            for index, name in enumerate(self._basis.demand.queues)
            if (queue == index).any()
        ]
        return VolumeRisk(days.scope, of_days("total", every), low, high, tuple(queues))

    def _day_rows(self, agents: FloatArray) -> tuple[DayRows, FloatArray]:
        """The rows with the model of their service, and their goals."""
        demand, (settings, setting) = self._basis.demand, self._basis.settings
        rows, row = self._rows, setting[self._rows]
        targets = [one.target or QueueTarget() for one in settings]
        within, patience, cv, goal = (
            np.array([np.nan if value is None else value for value in values])[row]
            for values in zip(*map(_numbers, targets), strict=True)
        )
        aht = demand.aht[rows]
        load = np.asarray(erlang.offered_load(demand.volume[rows], aht, demand.interval))
        definitions = tuple(dict.fromkeys(one.definition for one in targets))
        definition = np.array([definitions.index(one.definition) for one in targets])[row]

        def level(part: slice, factor: FloatArray) -> FloatArray:
            """The service level of some rows with their volume times some factors."""
            result = np.empty(factor.shape)
            for index in np.unique(definition[part]):
                at = np.flatnonzero(definition[part] == index)
                result[..., at] = erlang.service_level(
                    agents[part][at], np.minimum(factor[..., at] * load[part][at], HIGHEST_LOAD),
                    aht[part][at],
                    within[part][at], patience=patience[part][at], definition=definitions[index],
                )  # fmt: skip
            return result

        scope = next(one.target.risk_scope for one in settings if _is_known(one) and one.target)
        return DayRows(demand.volume[rows], cv, self._first, level, scope), goal


def _numbers(target: QueueTarget) -> Iterator[float | None]:
    """Time limit, patience, variation and level of a target."""
    yield from (target.within, target.patience, target.volume_cv, target.service_level)


def _is_known(setting: Setting) -> bool:
    """Whether the variation of the rows of a setting is known, and their service of one queue."""
    target = setting.target
    return (
        target is not None
        and target.volume_cv is not None
        and target.model in ("erlang_c", "erlang_a")
    )
