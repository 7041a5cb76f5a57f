"""Schedules for the goal "day": which is the cheaper one, and what is true of it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from wfm import datetimes
from wfm.scheduling.records import Status
from wfm.scheduling.request import ScheduleRequest
from wfm.scheduling.requirements import Requirement
from wfm.scheduling.solution import NAN, Solution
from wfm.units import percent_text

__all__ = ["DailySchedule", "cheaper_day", "not_by_day"]

# A daily schedule counts as optimal when its cost is this near to the bound, which the linear
# program itself knows to seven digits.
_OPTIMAL = 1e-9
# A service level this much below the target is rounding.
_ROUNDING = 1e-9


class DailySchedule(NamedTuple):
    """A requirement, and the schedule for it."""

    requirement: Requirement
    solution: Solution


def cheaper_day(
    by_interval: DailySchedule, by_day: DailySchedule, bound: float, request: ScheduleRequest
) -> DailySchedule:
    """The schedule for the goal "day", with its bound and a note of what it reaches.

    Parameters
    ----------
    by_interval, by_day : DailySchedule
        For the agents of each interval, and for those with which each day meets the target.
    bound : float
        Lower bound of the cost of every schedule that meets the target on each day.
    request : ScheduleRequest
        The minimum of each interval, the prices and the gap asked for.
    """
    chosen = by_day
    if _is_better(by_interval, by_day, request):
        chosen = by_interval
    target = by_day.requirement.target
    level = target.service_level if target is not None else None
    missed = _missed_days(chosen, level or 0.0)
    solution = _against(chosen.solution, NAN if missed else bound, request.search.gap)
    queue = f"{chosen.requirement.queue}: " if chosen.requirement.queue else ""
    text = (
        _missed_text(missed, level or 0.0, request)
        if missed
        else _met_text(by_interval, chosen, level or 0.0)
    )
    notes = (*solution.notes, f"{queue}{text}")
    return DailySchedule(chosen.requirement, replace(solution, notes=notes))


def not_by_day(
    requirement: Requirement,
    solution: Solution,
    request: ScheduleRequest,
    *,
    in_time: bool = True,
) -> Solution:
    """A schedule for the agents of each interval; a note where the goal was another."""
    if request.goal != "day":
        return solution
    lacks = "one target and one model with a service level"
    if not requirement.volume.any():
        lacks = "contacts"
    elif not in_time:
        lacks = "more time than the limit"
    queue = f"{requirement.queue}: " if requirement.queue else ""
    note = f"{queue}goal 'day' needs {lacks}; the agents of each interval are covered instead"
    return replace(solution, notes=(*solution.notes, note))


class _Day(NamedTuple):
    """A day below its target."""

    date: str
    level: float


def _pay(solution: Solution) -> float:
    """Cost of the shifts alone, which does not depend on the requirement."""
    return sum(worked.shift.cost for worked in solution.worked)


def _is_better(by_interval: DailySchedule, by_day: DailySchedule, request: ScheduleRequest) -> bool:
    """Whether the schedule of the intervals meets each day too, and is the cheaper one."""
    target = by_day.requirement.target
    if target is None or by_interval.solution.understaffed.any():
        return False
    cheaper = by_interval.solution.cost < by_day.solution.cost and _pay(
        by_interval.solution
    ) <= _pay(by_day.solution)
    return cheaper and (
        _lowest_level(by_interval) >= request.min_service_level - _ROUNDING
        and not _missed_days(by_interval, target.service_level or 0.0)
    )


def _levels(schedule: DailySchedule) -> tuple[np.ndarray, np.ndarray]:
    """The slots with contacts, and their service level."""
    requirement, solution = schedule
    slots = np.flatnonzero(requirement.volume > 0)
    net = (solution.present - solution.on_break)[slots].astype(np.float64)
    return slots, np.nan_to_num(requirement.service_level(net, slots))


def _lowest_level(schedule: DailySchedule) -> float:
    """The lowest service level of a slot with contacts."""
    return float(_levels(schedule)[1].min(initial=1.0))


def _missed_days(schedule: DailySchedule, target: float) -> list[_Day]:
    """The local days whose service level, weighted by contacts, is below the target."""
    grid, (slots, level) = schedule.requirement.grid, _levels(schedule)
    day = datetimes.local(grid.first + slots * grid.slot, grid.zone) // datetimes.DAY
    weight = schedule.requirement.volume[slots]
    days = []
    for number in np.unique(day):
        mine = day == number
        mean = float(weight[mine] @ level[mine] / weight[mine].sum())
        if mean < target - _ROUNDING:
            days.append(_Day(datetimes.date_of(int(number)).isoformat(), mean))
    return days


def _against(solution: Solution, bound: float, gap: float) -> Solution:
    """A schedule with the bound of the days' own linear program; NaN where none holds."""
    if solution.status == "understaffed":
        return solution
    if np.isnan(bound):
        status: Status = "interrupted" if solution.status == "interrupted" else "feasible"
        return replace(solution, lower_bound=NAN, gap=NAN, status=status)
    bound = min(bound, solution.cost)  # which rounding may put a hair above the cost
    above = solution.cost / bound - 1 if bound > 0 else 0.0
    status = "optimal" if above <= _OPTIMAL else "within gap" if above <= gap else "feasible"
    return replace(solution, lower_bound=bound, gap=above, status=status)


def _missed_text(missed: list[_Day], target: float, request: ScheduleRequest) -> str:
    """What is below the target, and why."""
    worst = min(missed, key=lambda one: one.level)
    days = f"{len(missed)} days, the lowest" if len(missed) > 1 else "1 day,"
    understaffed = request.prices.understaffed
    why = (
        "some intervals have fewer people than that takes"
        if understaffed is None
        else f"missing agents cost less than shifts at the price understaffed = {understaffed:g}"
    )
    return (
        f"the service level target of {percent_text(target)} is missed on {days} {worst.date} "
        f"with {percent_text(worst.level, 2)}: {why}; no lower bound is known for such a schedule"
    )


def _met_text(by_interval: DailySchedule, chosen: DailySchedule, target: float) -> str:
    """What is true of each interval where each day meets the target, and what that saves."""
    hours = by_interval.solution.paid_hours
    saved = hours - chosen.solution.paid_hours
    if _lowest_level(chosen) >= target - _ROUNDING:
        return (
            f"the target is met over each day; {chosen.solution.paid_hours:,.1f} paid hours meet "
            "it in each interval too"
        )
    text = "the target is met over each day, not in each interval"
    if _lowest_level(by_interval) < target - _ROUNDING or saved <= 0:
        return text
    return (
        f"{text}: {saved:,.1f} paid hours less than the {hours:,.1f} of a schedule that meets it "
        "in each interval"
    )
