"""The goal "day": the requirement that meets the target over each day at the lowest cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.option_text import option
from wfm.scheduling.covering import service_level_curve
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.service_level_curve import ServiceLevelCurve
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.requirements import Requirement

__all__ = ["DailyRequirement", "daily_requirement"]

# A slot may get this many people more than the plan has, and more where the target or the
# minimum takes more: a day in which other slots are understaffed is then still met, and the
# linear program stays small.
_MARGIN = 12
# Beyond this many people a service level that is still too low will not be reached: the largest
# number of agents of a plan is far below it.
_MOST = 2**30


class DailyRequirement(NamedTuple):
    """People per slot with which each day meets the target, and a bound on the cost of that."""

    requirement: Requirement
    lower_bound: float


def daily_requirement(
    requirement: Requirement,
    shifts: Sequence[Shift],
    min_service_level: float,
    seconds: float | None = None,
) -> DailyRequirement:
    """The requirement that meets the service level of the target over each day.

    Parameters
    ----------
    requirement : Requirement
        The requirement of the plan, with a target that has a service level.
    shifts : sequence of Shift
        What may be run.
    min_service_level : float
        Service level of every slot. [fraction]
    seconds : float, optional
        Time limit. [s]

    Raises
    ------
    TimeoutError
        If the time limit has ended the search.
    InputError
        If the target has no service level or changes between rows, or no shift covers a slot that
        needs people.
    """
    if requirement.by_slot is not None:
        queue = f"queue {requirement.queue!r}" if requirement.queue else "the plan"
        raise InputError(
            f"goal 'day' needs one target for all rows of a queue, but that of {queue} changes "
            f"between rows: use {option('target', '85/60')} for all rows, or "
            f"{option('goal', 'interval')}.",
            name="goal",
        )
    level = requirement.target.service_level if requirement.target else None
    if level is None:
        raise InputError(
            "goal 'day' needs a target with a service level, for example 85/60.", name="goal"
        )
    curves = _curves(requirement, level, min_service_level)
    _check_reached(requirement, shifts, curves)
    grid = requirement.grid
    need = StaffRequirement(requirement.required, float(grid.slot), grid.cyclic)
    solved = service_level_curve.daily_requirement(
        CoverProblem.of(need, shifts), curves, level, seconds
    )
    if solved is None:
        raise InputError(
            "goal 'day' has no solution: in some slot every shift that covers it may be on a "
            "break; change shifts or breaks, or use goal 'interval', which lists the understaffed "
            "intervals.",
            name="goal",
        )
    # a minimum raises the cost, so that the bound without it still holds
    minimum = requirement.minimum if len(requirement.minimum) else 0
    required = np.maximum(solved[0][: len(requirement.required)], minimum)
    return DailyRequirement(replace(requirement, required=required), solved[1])


def _curves(
    requirement: Requirement, level: float, min_service_level: float
) -> list[ServiceLevelCurve]:
    """The service level of each slot with contacts, from the fewest people allowed on."""
    grid = requirement.grid
    slots = np.flatnonzero((requirement.volume > 0) & (requirement.required > 0))
    days = datetimes.local(grid.first + slots * grid.slot, grid.zone) // datetimes.DAY
    return [
        _curve(requirement, int(slot), int(day), level, min_service_level)
        for slot, day in zip(slots, days, strict=True)
    ]


def _curve(
    requirement: Requirement,
    slot: int,
    day: int,
    level: float,
    min_service_level: float,
) -> ServiceLevelCurve:
    """The curve from the minimum to the people that the target takes, or the plan's and more."""
    wanted = max(level, min_service_level)
    highest = int(requirement.required[slot]) + _MARGIN - 1
    levels = _levels(requirement, slot, highest)
    while levels[-2] < wanted and highest < _MOST:
        highest *= 2
        levels = _levels(requirement, slot, highest)
    if levels[-2] < wanted:
        raise InputError(
            f"a service level of {100 * wanted:g} % is not reached in a slot of "
            f"{requirement.queue or 'the plan'} with any number of people; lower it.",
            name="min_service_level",
        )
    # one more than reaches the target, but never fewer than the margin: a curve has two points
    reached = int(np.argmax(levels >= wanted)) + 2
    levels = levels[: max(int(requirement.required[slot]) + _MARGIN - 1, reached)]
    lowest = int(np.argmax(levels >= min_service_level))
    return ServiceLevelCurve(
        slot, lowest + 1, levels[lowest:], float(requirement.volume[slot]), day
    )


def _levels(requirement: Requirement, slot: int, highest: int) -> FloatArray:
    """The service level of a slot with 1, 2, …, `highest` people."""
    return requirement.service_level(np.arange(1.0, highest + 1), np.array([slot]))


def _check_reached(
    requirement: Requirement, shifts: Sequence[Shift], curves: Sequence[ServiceLevelCurve]
) -> None:
    """Refuse a slot with a minimum that no shift covers, as the linear program has no solution."""
    grid = requirement.grid
    covered = np.zeros(len(requirement.required), dtype=bool)
    for shift in shifts:
        covered[np.arange(shift.start, shift.start + shift.length) % len(covered)] = True
    missing = [curve.slot for curve in curves if not covered[curve.slot]]
    if missing:
        start = datetimes.iso_texts(np.array([grid.first + missing[0] * grid.slot]), grid.zone)[0]
        raise InputError(
            f"no shift of the rules covers {start[:16].replace('T', ' ')} "
            f"({len(missing)} such slots), so the minimum service level cannot be met there; "
            "add shifts, or use goal 'interval', which lists the understaffed intervals.",
            name="goal",
        )
