"""The rules of one person as rows of a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from wfm._numerics.mathematical_program import Program
from wfm.scheduling.availability import weekday
from wfm.scheduling.contracts import DAY, Contract
from wfm.scheduling.rostering.eligibility import EligibleAgent, RosterWindow
from wfm.scheduling.tours.lines_of_work import openings
from wfm.scheduling.week_patterns import Bools, Floats, Ints, all_weeks, week_is_allowed

__all__ = ["AgentColumns", "add_person"]


@dataclass(frozen=True)
class AgentColumns:
    """Columns of one person: `x` says which of `shifts` is worked, `day` and `clock` when.

    `short_days` and `short_hours` are columns for what is missing of the least, by week and by
    period; empty where the least is kept.
    """

    person: EligibleAgent
    shifts: Ints
    x: Ints
    day: Ints
    clock: Ints
    paid: Floats
    short_days: Ints
    short_hours: Ints

    def on(self, day: int) -> Ints:
        """Columns of a day."""
        found: Ints = self.x[self.day == day]
        return found


def row(program: Program, low: float, high: float, *parts: tuple[Ints, float]) -> None:
    """One row over some columns, each part with its factor."""
    number = program.add_rows(np.array([low]), np.array([high]))[0]
    for columns, value in parts:
        if len(columns):
            program.put(np.full(len(columns), number), columns, value)


def add_person(
    program: Program,
    staff: RosterWindow,
    person: EligibleAgent,
    together: Sequence[Ints],
    x: Ints,
    shifts: Ints,
    *,
    least: dict[int, tuple[int, float]] | None,
) -> AgentColumns:
    """Rows of all rules of a person whose columns are `x`; a shift may have several.

    `least` are days and hours that can be reached at most where they are fewer than the rules
    ask for; None makes the least a wish, with columns for what is missing.
    """
    records = [staff.shifts[k] for k in shifts]
    weeks = range(staff.begin // 7, staff.end // 7)
    missing = least is None
    periods = range(weeks.start, weeks.stop, person.contract.period)
    work = AgentColumns(
        person, shifts, x,
        np.array([s.day for s in records], dtype=np.int64),
        np.array([s.clock for s in records], dtype=np.int64),
        np.array([s.paid_hours for s in records]),
        program.add_columns(np.full(len(weeks) if missing else 0, 1_000.0)),
        program.add_columns(np.full(len(periods) if missing else 0, 1.0)),
    )  # fmt: skip
    for place, week in enumerate(weeks):
        _week(program, work, week, work.short_days[place : place + 1], least or {})
    for place, first in enumerate(periods):
        _period(program, staff, work, first, work.short_hours[place : place + 1], least or {})
    _rest(program, work, together)
    _running(program, staff, work)
    _least_runs(program, staff, work)
    _band(program, staff, work)
    return work


def _week(
    program: Program,
    work: AgentColumns,
    week: int,
    short: Ints,
    least: dict[int, tuple[int, float]],
) -> None:
    """The days of a week are those of one of the weeks that the rules allow."""
    contract = work.person.contract
    columns = [work.on(day) for day in range(7 * week, 7 * week + 7)]
    days = min(contract.days_per_week[0], least.get(week, (7, 0.0))[0])
    weeks = _weeks_allowed(contract, 0 if len(short) else days)
    if len(weeks) == 128:
        for mine in columns:
            row(program, -np.inf, 1.0, (mine, 1.0))
    else:
        weeks = weeks[~(weeks & [len(mine) == 0 for mine in columns]).any(axis=1)]
        choice = program.add_columns(np.zeros(len(weeks)))
        row(program, 1.0, 1.0, (choice, 1.0))
        for day, mine in enumerate(columns):
            row(program, 0.0, 0.0, (mine, 1.0), (choice[weeks[:, day]], -1.0))
    if len(short):
        row(program, days, np.inf, (np.concatenate(columns), 1.0), (short, 1.0))


@lru_cache(maxsize=256)
def _weeks_allowed(contract: Contract, least: int) -> Bools:
    every = all_weeks()
    keep = [week_is_allowed(contract, week, None, cyclic=False, least=least) for week in every]
    return every[keep]


def _period(
    program: Program,
    staff: RosterWindow,
    work: AgentColumns,
    first: int,
    short: Ints,
    least: dict[int, tuple[int, float]],
) -> None:
    """Hours, weekends and templates that are limited over a few weeks."""
    contract = work.person.contract
    last = min(first + contract.period, staff.end // 7)
    mine = (work.day >= 7 * first) & (work.day < 7 * last)
    low, high = (hours * (last - first) for hours in contract.hours)
    low = min(low, least.get(first, (0, np.inf))[1])
    if low > 0 or high < work.paid[mine].max(initial=0.0) * contract.days_per_week[1] * (
        last - first
    ):
        parts = [(work.x[mine & (work.paid == p)], float(p)) for p in np.unique(work.paid[mine])]
        row(program, low - 1e-7, high + 1e-7, *parts, (short, 1.0))
    templates = np.array([staff.shifts[k].template for k in work.shifts])
    for template, most in contract.limits:
        if len(templates):
            row(program, -np.inf, most, (work.x[mine & (templates == template)], 1.0))
    if contract.weekends is not None:
        _weekends(program, staff, work, range(7 * first, 7 * last), contract.weekends)


def _weekends(
    program: Program, staff: RosterWindow, work: AgentColumns, days: range, most: int
) -> None:
    starts = [day for day in range(days.start - 1, days.stop) if weekday(staff.first_day, day) == 5]
    worked = program.add_columns(np.zeros(len(starts)), upper=1.0)
    for column, saturday in zip(worked, starts, strict=True):
        for day in {saturday, saturday + 1} & set(days):
            row(program, -np.inf, 0.0, (work.on(day), 1.0), (np.array([column]), -1.0))
    row(program, -np.inf, most, (worked, 1.0))


def _rest(program: Program, work: AgentColumns, together: Sequence[Ints]) -> None:
    for clique in together:
        mine = np.isin(work.shifts, clique)
        if len(np.unique(work.day[mine])) > 1:
            row(program, -np.inf, 1.0, (work.x[mine], 1.0))


def _running(program: Program, staff: RosterWindow, work: AgentColumns) -> None:
    """No more days in a row than allowed, where the row crosses into a week."""
    most = work.person.contract.max_consecutive_days
    if most is None:
        return
    borders = set(range(staff.begin, staff.end, 7))
    for first in range(staff.begin - work.person.past.running, staff.end - most):
        days = range(first, first + most + 1)
        before = max(staff.begin - first, 0)
        if borders & set(days[1:]) or (first < staff.begin):
            columns = np.concatenate([work.on(day) for day in days[before:]] or [work.x[:0]])
            row(program, -np.inf, most - before, (columns, 1.0))


def _least_runs(program: Program, staff: RosterWindow, work: AgentColumns) -> None:
    """A first day on is followed by more days on, a first day off by more days off."""
    contract = work.person.contract
    for day in range(staff.begin + 1, staff.end):
        before, here = (work.on(day - 1), 1.0), (work.on(day), 1.0)
        for later in range(day + 1, min(day + contract.min_consecutive_days, staff.end)):
            row(program, -np.inf, 0.0, (before[0], -1.0), here, (work.on(later), -1.0))
        for later in range(day + 1, min(day + contract.min_consecutive_days_off, staff.end)):
            row(program, -np.inf, 1.0, before, (here[0], -1.0), (work.on(later), 1.0))


def _band(program: Program, staff: RosterWindow, work: AgentColumns) -> None:
    """All starts lie in one window, whichever suits best."""
    start_flexibility = work.person.contract.start_flexibility
    if start_flexibility is None or not len(work.x):
        return
    width = int(2 * start_flexibility)
    past = work.person.past.clocks
    every = np.unique(np.concatenate([work.clock, np.array(sorted(past), dtype=np.int64)]))
    opens = [
        start for start in openings(every, width)
        if all((clock - start) % DAY <= width for clock in past)
    ]  # fmt: skip
    choice = program.add_columns(np.zeros(len(opens)), upper=1.0, integral=True)
    row(program, 1.0, 1.0, (choice, 1.0))
    for clock in np.unique(work.clock):
        holds = np.array([(clock - start) % DAY <= width for start in opens], dtype=np.bool_)
        for day in np.unique(work.day):
            mine = work.x[(work.clock == clock) & (work.day == day)]
            if len(mine) and not holds.all():
                row(program, -np.inf, 0.0, (mine, 1.0), (choice[holds], -1.0))
