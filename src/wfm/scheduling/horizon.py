"""The planning horizon of a schedule: its local days and their first and last instants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.errors import DataError, InputError, Problem
from wfm.option_text import option
from wfm.planning.plan import Plan
from wfm.scheduling.request import ShiftRules

__all__ = ["days_of", "horizon_of", "slots_on_plan_days", "start_grid"]

_EPOCH = date(1970, 1, 1)
_MAX_DAYS = 3_660  # ten years; the slots of more would fill the memory


def days_of(plan: Plan, first: date | None, days: int | None) -> Plan:
    """The rows of some local days of a plan.

    Raises
    ------
    InputError
        If the plan has none on these days.
    """
    demand = plan.demand
    day = datetimes.local(demand.start, demand.zone) // datetimes.DAY
    begin = int(day.min()) if first is None else (first - _EPOCH).days
    end = begin + days if days else int(day.max()) + 1
    keep = (day >= begin) & (day < end)
    if not keep.any():
        span = f"{datetimes.date_of(int(day.min()))} to {datetimes.date_of(int(day.max()))}"
        raise InputError(f"{demand.source} has no interval on these days; it contains {span}.")
    names = ("queue", "start", "volume", "aht", "line")
    part = replace(demand, row_inputs=None, **{name: getattr(demand, name)[keep] for name in names})
    columns = {name: column[keep] for name, column in plan.columns.items()}
    by_row = plan.inputs.by_row
    inputs = plan.inputs
    if by_row is not None:
        inputs = replace(inputs, by_row=by_row._replace(row=by_row.row[keep]))
    return replace(plan, demand=part, inputs=inputs, columns=columns)


def start_grid(plan: Plan) -> int:
    """The longest time, in seconds, that divides the intervals and what is before their starts.

    Intervals of an hour that begin at 07:30 lie on half-hours; so do those of an odd number of
    hours after a change of the clocks.
    """
    start, zone = plan.demand.start, plan.demand.zone
    clock = datetimes.local(start, zone) % datetimes.DAY
    since = start - start[0] + clock[0]
    return int(np.gcd.reduce([int(plan.demand.interval), *np.unique(clock), *np.unique(since)]))


def slots_on_plan_days(
    plan: Plan, first: int, is_open: NDArray[np.bool_], slot: int
) -> NDArray[np.bool_]:
    """Which slots lie on the days from the first of a plan to its last.

    Closed days that complete the calendar weeks of contracts stay closed.
    """
    wall = datetimes.local(plan.demand.start, plan.demand.zone)
    last = int(wall.max()) + int(plan.demand.interval) - 1
    days = (
        datetimes.date_of(int(wall.min()) // datetimes.DAY),
        datetimes.date_of(last // datetimes.DAY),
    )
    begin, end = (
        _midnight(day, plan.demand.zone) for day in (days[0], days[1] + timedelta(days=1))
    )
    at = first + slot * np.arange(len(is_open))
    return np.asarray((at >= begin) & (at < end))


def horizon_of(plan: Plan, rules: ShiftRules) -> tuple[tuple[date, ...], int, int]:
    """The local days of a plan, and the instants of the first and the last midnight.

    Contracts count calendar weeks, which closed days complete (see `_with_closed_days`).
    """
    demand = plan.demand
    wall = datetimes.local(demand.start, demand.zone)
    # an interval that does not divide a day may end on the next one
    last = int(wall.max()) + int(demand.interval) - 1
    begin, end = int(wall.min()) // datetimes.DAY, last // datetimes.DAY + 1
    if end - begin > _MAX_DAYS:
        span = f"{datetimes.date_of(begin)} to {datetimes.date_of(end - 1)}"
        text = (
            f"reaches from {span}, but a schedule has at most {_MAX_DAYS:,} days — correct the "
            f"dates, or select some with {option('first_day')} and {option('days')}"
        )
        raise DataError(demand.source, [Problem(text)])
    if rules.contracts:
        days = set((wall // datetimes.DAY).tolist())
        begin, end = _with_closed_days(days, begin, end, rules)
    dates = tuple(datetimes.date_of(day) for day in range(begin, end))
    first, last = (_midnight(day, demand.zone) for day in (dates[0], dates[-1] + timedelta(days=1)))
    return dates, first, last


def _with_closed_days(days: set[int], begin: int, end: int, rules: ShiftRules) -> tuple[int, int]:
    """The span with the closed days around it that belong to its first and last calendar week.

    A day before or after the plan is closed if the plan has no day of its weekday at all, and its
    week is as good as whole: its days suffice for the fewest days of every contract. Else the
    plan covers only a part of the week.
    """
    weekdays = {datetimes.date_of(day).weekday() for day in days}
    fewest = max(contract.days_per_week[0] for contract in rules.contracts)

    def late(day: int) -> int:
        """Days since the week of a day began."""
        return (datetimes.date_of(day).weekday() - rules.week_starts) % 7

    first, last = begin - late(begin), end - 1 - late(end - 1) + 7
    if len(days & set(range(first, first + 7))) >= fewest:
        while begin > first and datetimes.date_of(begin - 1).weekday() not in weekdays:
            begin -= 1
    if len(days & set(range(last - 7, last))) >= fewest:
        while end < last and datetimes.date_of(end).weekday() not in weekdays:
            end += 1
    return begin, end


def _midnight(day: date, zone: object) -> int:
    """The instant at which a local day begins."""
    if zone is None:
        return (day - _EPOCH).days * datetimes.DAY
    moment = datetime(day.year, day.month, day.day, tzinfo=zone)  # type: ignore[arg-type]
    return int(moment.timestamp())
