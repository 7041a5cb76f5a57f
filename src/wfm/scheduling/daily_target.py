"""The goal of a day: the need that meets the promise over each day at the least cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wfm import datetimes, shrinkage
from wfm.errors import InputError
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.service_level_curve import ServiceLevelCurve, daily_requirement
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.request import ScheduleRequest
from wfm.scheduling.requirements import Requirement

__all__ = ["eased_need"]

_ROOM = 12  # people above an even promise that a slot may get


def eased_need(
    ground: Requirement, shifts: Sequence[Shift], order: ScheduleRequest, lost: float
) -> tuple[Requirement, float]:
    """The need that meets a day's target with the least cost, and the bound on that cost.

    Raises
    ------
    InputError
        If the promise has no service level, or no shifts could meet it.
    """
    level = ground.promise.service_level if ground.promise else None
    if level is None:
        raise InputError("a goal of 'day' needs a service level: say --target 85/60.", name="goal")
    curves = _curves(ground, order, lost)
    need = StaffRequirement(ground.required, float(ground.horizon.slot), ground.horizon.cyclic)
    found = daily_requirement(CoverProblem.of(need, shifts), curves, level)
    if found is None:
        raise InputError(
            "no shifts of these rules meet the target over each day; "
            "a goal of 'interval' lists the intervals that stand in the way.",
            name="goal",
        )
    return ground._replace(required=found[0]), found[1]


def _curves(ground: Requirement, order: ScheduleRequest, lost: float) -> list[ServiceLevelCurve]:
    """The service level of each busy slot, from the least people that keep the floor."""
    step = ground.horizon.slot
    wall = datetimes.local(
        ground.horizon.first + np.arange(len(ground.required)) * step, ground.horizon.zone
    )
    curves = []
    for slot in np.flatnonzero((ground.volume > 0) & (ground.required > 0)).tolist():
        people = np.arange(1, int(ground.required[slot]) + _ROOM)
        agents = shrinkage.net(people, lost)
        level = ground.service_level(agents, np.array([slot]))
        least = int(np.argmax(level >= order.min_service_level))
        curves.append(
            ServiceLevelCurve(
                slot,
                int(people[least]),
                level[least:],
                float(ground.volume[slot]),
                int(wall[slot]) // datetimes.DAY,
            )
        )
    return curves
