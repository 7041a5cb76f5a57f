"""The minimums of a contract, lowered for those whose days off leave less.

A person on holiday for four days of a week cannot work five. Most people pass a quick test: at
some start, a week that the rules allow is open to them, or a search day by day finds weeks. For the
others a small program with only their own rules finds how much is missing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wfm._numerics.mathematical_program import Program, solve
from wfm.scheduling.contracts import DAY
from wfm.scheduling.rostering.constraints import LoweredMinimums, add_agent
from wfm.scheduling.rostering.eligibility import EligibleAgent, RosterWindow
from wfm.scheduling.rostering.person_path import FEW_PATHS, best_weeks
from wfm.scheduling.week_patterns import Ints, patterns, runs

__all__ = ["lowered_minimums"]

# Missing hours below this are rounding errors of HiGHS, whose tolerance it is.
_TOLERANCE = 1e-6


def lowered_minimums(
    window: RosterWindow,
    person: EligibleAgent,
    rest_cliques: Sequence[Ints],
    seconds: float | None = None,
) -> LoweredMinimums:
    """By week, the days and the hours of its period that a person can work at most.

    Only weeks in which that is less than the contract asks for are listed. `seconds` is the time
    that may be taken.
    """
    contract = person.contract
    no_minimum = all(one.days[0] == 0 and one.hours[0] == 0 for one in person.limits)
    if no_minimum or _minimums_are_within_reach(window, person):
        return {}
    worth = np.array([window.shifts[k].paid_hours for k in person.shifts], dtype=np.float64)
    if best_weeks(window, person, {}, person.shifts, -worth, FEW_PATHS) is not None:
        return {}
    program = Program()
    x = program.add_columns(np.zeros(len(person.shifts)), upper=1.0, integral=True)
    columns = add_agent(program, window, person, rest_cliques, x, person.shifts, lowered=None)
    # a gap would overstate what is missing
    values = solve(program, gap=0.0, seconds=seconds).values
    if values is None:
        return {}
    weeks = window.weeks
    lowered: LoweredMinimums = {}
    for week, column in zip(weeks, columns.missing_days, strict=True):
        # hours count by period, so all weeks of one share its missing hours
        first = weeks.start + (week - weeks.start) // contract.period
        missing_hours = float(values[columns.missing_hours[first - weeks.start]])
        # the last period of a window may be cut short by the horizon
        period = range(first - weeks.start, min(first + contract.period, weeks.stop) - weeks.start)
        hours = sum(person.limits[k].hours[0] for k in period) - missing_hours
        days = person.limits[week - weeks.start].days[0] - round(float(values[column]))
        if missing_hours > _TOLERANCE or values[column] > 0.5:
            lowered[week] = (days, hours)
    return lowered


def _minimums_are_within_reach(window: RosterWindow, person: EligibleAgent) -> bool:
    """Whether one start, on the days of some allowed week, already meets every rule.

    A sufficient test only: False means that the program must be asked.
    """
    contract, past = person.contract, person.past
    several = len(window.weeks) > 1 or contract.period > 1
    by_night = contract.max_consecutive_nights or contract.rest_after_nights
    if several or by_night or contract.weekends is not None or contract.limits:
        return False
    days: dict[tuple[int, float, int], set[int]] = {}
    for k in person.shifts:
        shift = window.shifts[k]
        key = (shift.clock, shift.paid_hours, shift.length)
        days.setdefault(key, set()).add(shift.day - window.begin)
    return any(
        _week_is_open(window, person, paid, open_days)
        for (clock, paid, length), open_days in days.items()
        # the same start every day leaves the rest, and lies in the window of earlier starts
        if length * window.horizon.slot + contract.rest <= DAY - window.horizon.change
        and (contract.start_flexibility is None or not past.clocks - {clock})
    )


def _week_is_open(
    window: RosterWindow, person: EligibleAgent, paid: float, open_days: set[int]
) -> bool:
    """Whether a week of shifts that pay alike, on some days, follows well on the days before."""
    contract = person.contract
    week = window.weeks.start
    days, limits = len(window.horizon.week(week)), person.limits[0]
    closed = window.closed_around(week)
    weeks = patterns(contract, paid, cyclic=False, days=days, closed=closed, limits=limits)
    weeks = weeks[~weeks[:, [day not in open_days for day in range(days)]].any(axis=1)]
    maximum = contract.max_consecutive_days
    if maximum is not None:
        lead = runs(weeks)
        weeks = weeks[(lead == 0) | (lead + person.past.running <= maximum)]
    return len(weeks) > 0
