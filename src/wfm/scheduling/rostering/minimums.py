"""The least that a contract asks for, lowered for those whose own days off leave less.

Somebody on holiday for four days of a week cannot work five. Most people pass a quick test: some
start at which a week by the rules is open to them. For the others a small program with only
their own rules finds how much is missing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wfm._numerics.mathematical_program import Program, solve
from wfm.scheduling.contracts import DAY
from wfm.scheduling.rostering.constraints import add_person
from wfm.scheduling.rostering.eligibility import EligibleAgent, RosterWindow
from wfm.scheduling.tours.model import runs
from wfm.scheduling.week_patterns import Ints, patterns

__all__ = ["LoweredMinimums", "lowered_minimums"]

LoweredMinimums = dict[int, tuple[int, float]]


def lowered_minimums(
    staff: RosterWindow, person: EligibleAgent, together: Sequence[Ints]
) -> LoweredMinimums:
    """By week the days, and the hours of its period, that are the most there can be."""
    contract = person.contract
    if (contract.days_per_week[0] == 0 and contract.hours[0] == 0) or _easy(staff, person):
        return {}
    program = Program()
    x = program.add_columns(np.zeros(len(person.shifts)), upper=1.0, integral=True)
    work = add_person(program, staff, person, together, x, person.shifts, least=None)
    values = solve(program, gap=0.0).values
    if values is None:
        return {}
    weeks = range(staff.begin // 7, staff.end // 7)
    found: LoweredMinimums = {}
    for week, column in zip(weeks, work.short_days, strict=True):
        first = weeks.start + (week - weeks.start) // contract.period
        lacking = float(values[work.short_hours[first - weeks.start]])
        length = min(contract.period, weeks.stop - week)
        hours = contract.hours[0] * length - lacking
        days = contract.days_per_week[0] - round(float(values[column]))
        if lacking > 1e-6 or values[column] > 0.5:
            found[week] = (days, hours)
    return found


def _easy(staff: RosterWindow, person: EligibleAgent) -> bool:
    """Whether the same start on the days of some allowed week will do."""
    contract, past = person.contract, person.past
    several = staff.end - staff.begin > 7 or contract.period > 1
    if several or contract.weekends is not None or contract.limits:
        return False
    days: dict[tuple[int, float, int], set[int]] = {}
    for k in person.shifts:
        shift = staff.shifts[k]
        key = (shift.clock, shift.paid_hours, shift.length)
        days.setdefault(key, set()).add(shift.day - staff.begin)
    for (clock, paid, length), open_days in days.items():
        if length * staff.horizon.slot + contract.rest > DAY - staff.horizon.change:
            continue
        if contract.start_flexibility is not None and past.clocks - {clock}:
            continue
        weeks = patterns(contract, paid, cyclic=False)
        weeks = weeks[~weeks[:, [day not in open_days for day in range(7)]].any(axis=1)]
        most = contract.max_consecutive_days
        if most is not None:
            weeks = weeks[(runs(weeks) == 0) | (runs(weeks) + past.running <= most)]
        if len(weeks):
            return True
    return False
