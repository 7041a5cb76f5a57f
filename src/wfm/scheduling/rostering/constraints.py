"""The rules of one person as rows of a program, one function per rule.

In the equations x[k] is 1 where the person works shift k, and day[d] is the sum of the x of the
shifts that count for day d: 1 where the person works on it. `verify_roster` checks the same rules
under the same names, without these rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from wfm._numerics.mathematical_program import Program
from wfm.scheduling.availability import weekday
from wfm.scheduling.contracts import DAY, Contract
from wfm.scheduling.rostering.agent_columns import AgentColumns, days_of, in_weeks
from wfm.scheduling.rostering.eligibility import EligibleAgent, RosterWindow
from wfm.scheduling.rostering.night_constraints import add_night_rules
from wfm.scheduling.tours.lines_of_work import openings
from wfm.scheduling.week_patterns import Bools, ClosedDays, Ints, WeekLimits, patterns

__all__ = ["LoweredMinimums", "add_agent", "allowed_weeks", "hours_of_period"]

# By week, the days of it and the hours of its period that can be worked at most, where they are
# fewer than the contract asks for.
LoweredMinimums = dict[int, tuple[int, float]]

# Prices of a missing day and a missing hour where minimums may be missed: a week has at most 168
# hours, so that no number of hours outweighs a day.
_MISSING_DAY, _MISSING_HOUR = 1_000.0, 1.0
# Added to both limits of hours: sums of hours such as 7.6 carry rounding errors, and a limit
# that is met exactly must not fail by one.
_HOURS_TOLERANCE = 1e-7


def add_agent(
    program: Program,
    window: RosterWindow,
    person: EligibleAgent,
    rest_cliques: Sequence[Ints],
    x: Ints,
    shifts: Ints,
    *,
    lowered: LoweredMinimums | None,
) -> AgentColumns:
    """Add the rows of all rules of a person whose columns are `x`.

    `shifts[j]` is the shift of ``x[j]``; one shift may have several columns, one per skill.
    `rest_cliques` are the sets of shifts of which one at most can be worked. `lowered` replaces
    minimums of the contract; None makes every minimum a wish, with columns for what is missing.
    """
    records = [window.shifts[k] for k in shifts]
    weeks = window.weeks
    periods = range(weeks.start, weeks.stop, person.contract.period)
    soft = lowered is None
    columns = AgentColumns(
        person=person,
        shifts=shifts,
        x=x,
        day=np.array([s.day for s in records], dtype=np.int64),
        clock=np.array([s.clock for s in records], dtype=np.int64),
        paid=np.array([s.paid_hours for s in records]),
        missing_days=program.add_columns(np.full(len(weeks) if soft else 0, _MISSING_DAY)),
        missing_hours=program.add_columns(np.full(len(periods) if soft else 0, _MISSING_HOUR)),
    )
    for place, week in enumerate(weeks):
        missing = columns.missing_days[place : place + 1]
        _days_of_week(program, window, columns, week, missing, lowered or {})
        _start_spread(program, window, columns, week)
    for place, first in enumerate(periods):
        missing = columns.missing_hours[place : place + 1]
        last = min(first + person.contract.period, weeks.stop)
        _weekly_hours(program, window, columns, range(first, last), missing, lowered or {})
        _max_shifts_of_template(program, window, columns, range(first, last))
        _max_weekends(program, window, columns, range(first, last))
    _minimum_rest_between_shifts(program, columns, rest_cliques)
    _max_consecutive_days(program, window, columns)
    _min_consecutive_days(program, window, columns)
    _start_flexibility(program, columns)
    add_night_rules(program, window, columns)
    if not soft:
        _isolated_days_off(program, window, columns)
    return columns


def _days_of_week(
    program: Program,
    window: RosterWindow,
    columns: AgentColumns,
    week: int,
    missing: Ints,
    lowered: LoweredMinimums,
) -> None:
    """days_per_week, consecutive_days_off, and max_consecutive_days inside the week.

    The days worked are those of one of the weeks p that the contract allows:

        sum over p of choice[p] = 1
        day[d] = sum over p that work d of choice[p]        every day d of the week

    With missing days m, whose minimum is a wish: sum over d of day[d] + m >= minimum.
    """
    days = [columns.on(day) for day in window.horizon.week(week)]
    # a minimum that is a wish allows weeks of any days below it
    least = {week: (0, 0.0)} if len(missing) else lowered
    weeks = allowed_weeks(window, columns.person, week, least)
    if weeks is None:
        for shifts in days:
            program.add_row(-np.inf, 1.0, (shifts, 1.0))  # day[d] <= 1
    else:
        # a week that works a day without any shift cannot be chosen
        weeks = weeks[~(weeks & [len(shifts) == 0 for shifts in days]).any(axis=1)]
        # the choice need not be integral: with whole days of work it is a vertex
        choice = program.add_columns(np.zeros(len(weeks)))
        program.add_row(1.0, 1.0, (choice, 1.0))
        for day, shifts in enumerate(days):
            program.add_row(0.0, 0.0, (shifts, 1.0), (choice[weeks[:, day]], -1.0))
    if len(missing):
        minimum = columns.person.limits[week - window.weeks.start].days[0]
        program.add_row(minimum, np.inf, (np.concatenate(days), 1.0), (missing, 1.0))


def allowed_weeks(
    window: RosterWindow, person: EligibleAgent, week: int, lowered: LoweredMinimums
) -> Bools | None:
    """The weeks that the rules of days allow a person; None where any days may be worked."""
    limits = person.limits[week - window.weeks.start]
    minimum = min(limits.days[0], lowered.get(week, (7, 0.0))[0])
    limits = limits._replace(days=(minimum, limits.days[1]))
    days = len(window.horizon.week(week))
    if _any_days(limits, days):
        return None
    return _allowed_weeks(person.contract, limits, days, window.closed_around(week))


def hours_of_period(
    window: RosterWindow, person: EligibleAgent, weeks: range, lowered: LoweredMinimums
) -> tuple[float, float]:
    """Least and most paid hours of a person in the weeks of a period."""
    limits = [person.limits[week - window.weeks.start] for week in weeks]
    low, high = (sum(one.hours[side] for one in limits) for side in (0, 1))
    return min(low, lowered.get(weeks.start, (0, np.inf))[1]), high


def _any_days(limits: WeekLimits, days: int) -> bool:
    """Whether any days of a week may be worked, runs of days aside."""
    return limits.days[0] <= 0 and limits.days[1] >= days and limits.off <= 0


@lru_cache(maxsize=256)  # many people have one contract, and each has several weeks
def _allowed_weeks(contract: Contract, limits: WeekLimits, days: int, closed: ClosedDays) -> Bools:
    """The weeks of so many days that a contract allows, with limits of their own."""
    return patterns(contract, None, cyclic=False, days=days, closed=closed, limits=limits)


def _weekly_hours(
    program: Program,
    window: RosterWindow,
    columns: AgentColumns,
    weeks: range,
    missing: Ints,
    lowered: LoweredMinimums,
) -> None:
    """weekly_hours, on average over the weeks of a period.

    minimum <= sum over k of paid[k] x[k] + m <= maximum, with missing hours m where allowed.
    """
    mine = in_weeks(window, columns, weeks)
    low, high = hours_of_period(window, columns.person, weeks, lowered)
    # no row where even the longest shift on every day allowed stays below the maximum
    most = sum(columns.person.limits[week - window.weeks.start].days[1] for week in weeks)
    longest = columns.paid[mine].max(initial=0.0) * most
    if low > 0 or high < longest:
        terms = [
            (columns.x[mine & (columns.paid == paid)], float(paid))
            for paid in np.unique(columns.paid[mine])
        ]
        program.add_row(low - _HOURS_TOLERANCE, high + _HOURS_TOLERANCE, *terms, (missing, 1.0))


def _max_shifts_of_template(
    program: Program, window: RosterWindow, columns: AgentColumns, weeks: range
) -> None:
    """limits: sum over the shifts k of a template of x[k] <= maximum, in a period."""
    templates = np.array([window.shifts[k].template for k in columns.shifts])
    mine = in_weeks(window, columns, weeks)
    for template, maximum in columns.person.contract.limits:
        if len(templates):
            program.add_row(-np.inf, maximum, (columns.x[mine & (templates == template)], 1.0))


def _max_weekends(
    program: Program, window: RosterWindow, columns: AgentColumns, weeks: range
) -> None:
    """weekends: with worked[w] for a weekend with any work in a period.

    day[d] <= worked[w]                       Saturday and Sunday d of weekend w
    sum over w of worked[w] <= maximum
    """
    maximum = columns.person.contract.weekends
    if maximum is None:
        return
    days = days_of(window, weeks)
    # a period may begin on a Sunday, whose Saturday is the day before it
    saturdays = [
        day for day in range(days.start - 1, days.stop) if weekday(window.first_day, day) == 5
    ]
    worked = program.add_columns(np.zeros(len(saturdays)), upper=1.0)
    for column, saturday in zip(worked, saturdays, strict=True):
        for day in {saturday, saturday + 1} & set(days):
            program.add_row(-np.inf, 0.0, (columns.on(day), 1.0), (np.array([column]), -1.0))
    program.add_row(-np.inf, maximum, (worked, 1.0))


def _minimum_rest_between_shifts(
    program: Program, columns: AgentColumns, rest_cliques: Sequence[Ints]
) -> None:
    """rest: sum over the shifts k of a clique of x[k] <= 1.

    A clique holds shifts so close together that one at most can be worked. Cliques give a
    tighter relaxation than a row per pair of shifts, and are fewer.
    """
    if not len(columns.shifts):
        return
    last = max(int(columns.shifts.max()), int(np.concatenate([[0], *rest_cliques]).max()))
    inside = np.zeros(last + 1, dtype=np.bool_)
    for clique in rest_cliques:
        inside[clique] = True
        mine = inside[columns.shifts]
        inside[clique] = False
        day = columns.day[mine]
        # shifts of one day exclude each other already
        if len(day) and day.min() < day.max():
            program.add_row(-np.inf, 1.0, (columns.x[mine], 1.0))


def _max_consecutive_days(program: Program, window: RosterWindow, columns: AgentColumns) -> None:
    """max_consecutive_days, where a run of days crosses from one week into the next.

    day[d] + ... + day[d + maximum] <= maximum; days worked before the window count as 1. Runs
    inside a week are left to the weeks that the contract allows, where these have rows.
    """
    maximum = columns.person.contract.max_consecutive_days
    if maximum is None:
        return
    borders = set()
    for week, limits in zip(window.weeks, columns.person.limits, strict=True):
        days_of_week = window.horizon.week(week)
        every = _any_days(limits, len(days_of_week))
        borders |= set(days_of_week) if every else {days_of_week.start}
    for first in range(window.begin - columns.person.past.running, window.end - maximum):
        days = range(first, first + maximum + 1)
        before = max(window.begin - first, 0)
        if borders & set(days[1:]) or first < window.begin:
            x = np.concatenate([columns.on(day) for day in days[before:]] or [columns.x[:0]])
            program.add_row(-np.inf, maximum - before, (x, 1.0))


def _min_consecutive_days(program: Program, window: RosterWindow, columns: AgentColumns) -> None:
    """min_consecutive_days and min_consecutive_days_off, for every day d and later day e.

    day[d] - day[d-1] <= day[e]               a first day of work is followed by more
    day[d-1] - day[d] + day[e] <= 1           a first day off is followed by more
    """
    contract = columns.person.contract
    for day in range(window.begin + 1, window.end):
        before, here = columns.on(day - 1), columns.on(day)
        for later in range(day + 1, min(day + contract.min_consecutive_days, window.end)):
            terms = ((before, -1.0), (here, 1.0), (columns.on(later), -1.0))
            program.add_row(-np.inf, 0.0, *terms)
        for later in range(day + 1, min(day + contract.min_consecutive_days_off, window.end)):
            terms = ((before, 1.0), (here, -1.0), (columns.on(later), 1.0))
            program.add_row(-np.inf, 1.0, *terms)


def _start_flexibility(program: Program, columns: AgentColumns) -> None:
    """start_flexibility: all starts lie in one window, on both sides of a middle."""
    flexibility = columns.person.contract.start_flexibility
    if flexibility is not None:
        every = np.ones(len(columns.x), dtype=np.bool_)
        past = columns.person.past.clocks
        _starts_in_one_window(program, columns, every, int(2 * flexibility), past)


def _start_spread(program: Program, window: RosterWindow, columns: AgentColumns, week: int) -> None:
    """start_spread: the starts of a week lie in one window."""
    spread = columns.person.contract.start_spread
    if spread is not None:
        mine = in_weeks(window, columns, range(week, week + 1))
        _starts_in_one_window(program, columns, mine, int(spread), frozenset())


def _starts_in_one_window(
    program: Program, columns: AgentColumns, mine: Bools, width: int, past: frozenset[int]
) -> None:
    """Some starts, and those of the past, lie in one window of the day, whichever suits best.

    sum over windows w of choice[w] = 1
    x of a start at c on day d <= sum over the windows w that hold c of choice[w]
    """
    if not mine.any():
        return
    every = np.unique(np.concatenate([columns.clock[mine], np.array(sorted(past), dtype=np.int64)]))
    # starts of earlier weeks must lie in the window too
    opens = [
        start
        for start in openings(every, width)
        if all((clock - start) % DAY <= width for clock in past)
    ]
    if len(opens) == 1 and not past:
        return
    choice = program.add_columns(np.zeros(len(opens)), upper=1.0, integral=True)
    program.add_row(1.0, 1.0, (choice, 1.0))
    for clock in np.unique(columns.clock[mine]):
        holds = np.array([(clock - start) % DAY <= width for start in opens], dtype=np.bool_)
        for day in np.unique(columns.day[mine]):
            some = columns.x[mine & (columns.clock == clock) & (columns.day == day)]
            # a start that every window holds needs no row
            if len(some) and not holds.all():
                program.add_row(-np.inf, 0.0, (some, 1.0), (choice[holds], -1.0))


def _isolated_days_off(program: Program, window: RosterWindow, columns: AgentColumns) -> None:
    """isolated_day_off: its price for each day off d between two days of work.

    single[d] >= day[d-1] - day[d] + day[d+1] - 1; days before the window are known.
    """
    price, past = columns.person.contract.isolated_day_off, columns.person.past.worked
    if not price:
        return
    for day in range(window.begin - 1, window.end - 1):
        known, terms = -1.0, []
        for other, sign in ((day - 1, 1.0), (day, -1.0), (day + 1, 1.0)):
            if other >= window.begin:
                terms.append((columns.on(other), sign))
            else:
                known += sign * (other in past)
        # without a shift on the days around it, no day off is single
        most = known + sum(sign for x, sign in terms if len(x) and sign > 0)
        if most > 0:
            single = program.add_columns(np.array([price]))
            program.add_row(known, np.inf, (single, 1.0), *((x, -sign) for x, sign in terms))
