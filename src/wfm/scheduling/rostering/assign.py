"""Rosters for people with names: their rules are kept, their wishes weighed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from itertools import pairwise

import numpy as np

from wfm.errors import InputError
from wfm.scheduling.availability import FirstDay
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.even_breaks import TIME_SHARE, even_rows
from wfm.scheduling.fairness_prices import FairnessPrices
from wfm.scheduling.night_shifts import NIGHT, Night, night_of
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import Roster, RosterRow, build_roster
from wfm.scheduling.roster_shortages import uncovered_periods
from wfm.scheduling.rostering.eligibility import RosterWindow, contracts_by_name
from wfm.scheduling.rostering.fairness import (
    above_mean,
    compared_people,
    fairness_cost,
    forced_counts,
)
from wfm.scheduling.rostering.preferences import isolated_cost, wishes_cost
from wfm.scheduling.rostering.roster_notes import roster_notes
from wfm.scheduling.rostering.shortage_reasons import ShortageReasons
from wfm.scheduling.rostering.window_search import RosterTask, solve_window
from wfm.scheduling.shortage_price import minimum_price
from wfm.scheduling.time_budget import DEFAULT_LIMIT, Progress, TimeBudget
from wfm.scheduling.verify_person import AddedShift, RosterCalendar
from wfm.scheduling.verify_roster import verified
from wfm.scheduling.week_patterns import RosterHorizon, closed_days, days_without_start

__all__ = ["assign"]

# A missing person costs this many times the most expensive shift in every slot, where the
# requirement has no price: any shift that helps is then worth running.
_PENALTY_FACTOR = 2.0

# The reasons of shortages are looked for so long, where the time limit is over before. [s]
_EXPLAINED = 0.3


def assign(
    need: StaffRequirement | Mapping[str, StaffRequirement],
    shifts: Sequence[Shift],
    agents: Sequence[Agent],
    contracts: Sequence[Contract],
    *,
    first_day: FirstDay = 0,
    weeks: int | None = None,
    weekend_price: float = 0.0,
    unpopular: Mapping[str, float] | None = None,
    night_price: float = 0.0,
    max_above_mean: float | None = None,
    gap: float = 0.01,
    time_limit: float | None = None,
    progress: Progress | None = None,
    week_starts: int = 0,
    zone: tzinfo | None = None,
    night: Night = NIGHT,
) -> Roster:
    """A shift, a queue and breaks for all people on every day, by contract and availability.

    No person works what their rules forbid. What cannot be covered so is priced, and listed in
    `shortages` with the rule that prevents it.

    Parameters
    ----------
    need : StaffRequirement or mapping of str to StaffRequirement
        People in each slot, by skill where there are several queues.
    shifts : sequence of Shift
        What may be run.
    agents : sequence of Agent
        The people.
    contracts : sequence of Contract
        Their rules; `people` and `max_people` are not looked at.
    first_day : int or date
        Weekday (0 for Monday) of the first day, or its date.
    weeks : int, optional
        Weeks decided at once, the weeks before being given with their counts; by default one.
        Raised to whole periods of the contracts, and to all where runs have a least length.
    weekend_price : float
        Price of each weekend day that one person of a contract works more than another.
    unpopular : mapping of str to float, optional
        The same for shifts of a template.
    night_price : float
        The same for night shifts.
    max_above_mean : float, optional
        Most of these above the mean of the people of a contract, of whatever has a price. What
        rules force above it is in a note.
    gap : float
        Stop when the optimality gap is at most this. [fraction]
    time_limit : float, optional
        Stops the search; without it, 60 s of CPU time do for each window of weeks. A search that
        is over before has the same result on every machine. [s]
    progress : callable, optional
        Called with the stage, the bound and the best cost so far (None while unknown).
    week_starts : int
        Weekday with which the weeks of contracts begin, 0 for Monday.
    zone : tzinfo, optional
        Time zone of the clock times, where clocks may change in the horizon.
    night : tuple of int
        First and last time of a night (see `wfm.scheduling.night_shifts`). [s after midnight]

    Returns
    -------
    Roster
        Checked by a recount that shares no code with the search.

    Raises
    ------
    InputError
        If an agent's contract is unknown, names or the needs do not fit together.

    See Also
    --------
    tours : how many people it takes in the first place.

    Notes
    -----
    The weeks of contracts are calendar weeks. Of a week that is only partly in the horizon, the
    rules of days and hours are scaled to its days (see `week_limits`), and days off together are
    not asked for. A day on which the centre is closed is a day off, also next to the week.

    Behind the search, starts are chosen again so that people keep to few starts in a week, where
    no more people are missing then and the cost stays within the gap.

    Dates off that are more than the days off of a contract are leave: they count as worked.

    Where days off and availability leave less than the least days or hours of a contract, the
    least is lowered to what they leave, and a note says so. A need without a price for being
    short has one here, more expensive than any shift. See Ernst et al. (2004) for the field.

    References
    ----------
    - A. T. Ernst, H. Jiang, M. Krishnamoorthy and D. Sier, "Staff scheduling and rostering:
      a review of applications, methods and models", European Journal of Operational Research
      153, 2004.

    Examples
    --------
    >>> day = [Shift("day", d, 24 * d + 8, 8, 28_800, (), 8.0, 8.0) for d in range(7)]
    >>> week = StaffRequirement(np.tile(np.repeat([0, 1, 0], 8), 7), slot=3600.0, under=10.0)
    >>> team = [Agent("Ann", "full", days_off=(0,)), Agent("Bob", "full")]
    >>> roster = assign(week, day, team, [Contract("full", days_per_week=(3, 4))])
    >>> int(roster.under.sum()), [row.person for row in roster.rows if row.day == 0]
    (0, ['Bob'])
    """
    if not agents or not shifts:
        raise InputError("assign needs agents and shifts.", name="agents", value=agents)
    requirements = dict(need) if isinstance(need, Mapping) else {"": need}
    horizon = _horizon(requirements, first_day, week_starts)
    penalty = _PENALTY_FACTOR * max((shift.cost for shift in shifts), default=0.0) + 1.0
    longest = max(shift.length for shift in shifts)
    above_mean = longest * penalty
    fair = weekend_price + night_price + sum((unpopular or {}).values())
    penalty += _minimum_penalty(requirements.values(), agents, fair)
    windows = _windows(weeks or 1, contracts, horizon)
    task = RosterTask(
        requirements=requirements,
        shifts=shifts,
        agents=agents,
        contracts=contracts_by_name(contracts, agents),
        horizon=horizon,
        first_day=first_day,
        fairness=FairnessPrices(
            weekend_price, night_price, dict(unpopular or {}), max_above_mean, above_mean
        ),
        penalty=penalty,
        gap=gap,
        budget=TimeBudget.start(time_limit, progress, cpu_seconds=DEFAULT_LIMIT * len(windows)),
        closed=closed_days(horizon, shifts),
        zone=zone,
        nights=_nights(shifts, horizon, night, first_day, zone),
    )
    whole = task.window(0, horizon.weeks)
    compared = compared_people(whole, agents, task.contracts, task.fairness)
    forced = forced_counts(whole, agents, task.contracts, task.fairness, compared)
    task = replace(task, compared=compared, fairness=replace(task.fairness, forced=forced))
    rows: list[RosterRow] = []
    bound = 0.0
    lowered: dict[tuple[str, int], tuple[int, float]] = {}
    with task.budget.keeping(TIME_SHARE):
        for number, (first, end) in enumerate(windows):
            window = task.window(first, end)
            budget = task.budget.part(1.0 / (len(windows) - number))
            part = solve_window(replace(task, budget=budget), window, rows, lowered)
            task.budget.join(budget)
            rows += part.rows
            bound += part.bound
    rows = [
        row
        for skill, one in requirements.items()
        for row in even_rows(one, [row for row in rows if row.skill == skill], task.budget)
    ]
    calendar = RosterCalendar.of(
        next(iter(requirements.values())), first_day, week_starts, zone, night
    )
    roster = _build(task, rows, bound, lowered, calendar)
    return verified(
        roster,
        requirements,
        contracts,
        agents,
        first_day,
        week_starts=week_starts,
        zone=zone,
        night=night,
        fairness=task.fairness,
        shifts=shifts,
    )


def _minimum_penalty(
    requirements: Iterable[StaffRequirement], agents: Sequence[Agent], fair: float
) -> float:
    """What the penalty is raised by where it is for people below a minimum.

    With it, no minimum is given up for more people at other hours, for wishes or for fairness,
    whose prices are `fair` together.
    """
    prices = [
        minimum_price(one.under * one.slot / 3600.0, one.slot, convex=one.convex)
        for one in requirements
        if one.under is not None and one.floor.any()
    ]
    if not prices:
        return 0.0
    wishes = max(sum(wish.weight for wish in agent.wishes) for agent in agents)
    return max(prices) + wishes + fair


def _nights(
    shifts: Sequence[Shift],
    horizon: RosterHorizon,
    night: Night,
    first_day: FirstDay,
    zone: tzinfo | None,
) -> dict[tuple[int, int], int]:
    """The nights of the night shifts, by the first slot and the slots of a shift."""
    found = {
        (shift.start, shift.length): night_of(shift, horizon.slot, night, first_day, zone)
        for shift in shifts
    }
    return {key: day for key, day in found.items() if day is not None}


def _build(
    task: RosterTask,
    rows: Sequence[RosterRow],
    bound: float,
    lowered: Mapping[tuple[str, int], tuple[int, float]],
    calendar: RosterCalendar,
) -> Roster:
    """The roster of all weeks, counted again from its rows, with the reasons for shortages."""
    window = task.window(0, task.horizon.weeks)
    unpriced = any(one.under is None for one in task.requirements.values())
    penalty = task.penalty / (task.horizon.slot / 3600.0)
    # people in the order in which they were given
    order = {agent.name: k for k, agent in enumerate(task.agents)}
    roster = build_roster(
        task.requirements,
        sorted(rows, key=lambda row: (order[row.person], row.day)),
        list(order),
        bound=bound,
        gap=task.gap,
        interrupted=task.budget.interrupted,
        extra=_extra_prices(task, rows, window),
        unders=penalty,
        notes=[
            *roster_notes(window, task.agents, task.contracts, lowered, unpriced=unpriced),
            *_unfair_notes(task, rows, window),
        ],
    )
    closed = days_without_start(task.horizon, task.shifts)
    ended = task.budget.ended_by_default() and roster.status == "feasible"
    notes = [task.budget.limit_note()] if ended else []
    roster = replace(roster, lowered_minimums=lowered, closed=closed, notes=(*notes, *roster.notes))
    first = next(iter(task.requirements.values()))
    left = task.budget.remaining()
    why = ShortageReasons(
        roster=roster,
        requirements=task.requirements,
        window=window,
        agents=task.agents,
        contracts=task.contracts,
        added=AddedShift(roster, first, task.contracts, task.agents, calendar),
        penalty=penalty,
        extra=lambda rows: sum(_extra_prices(task, rows, window).values()),
        until=None if left is None else time.monotonic() + max(left, _EXPLAINED),
    )
    return replace(roster, shortages=uncovered_periods(roster, task.horizon, why.reason))


def _extra_prices(
    task: RosterTask, rows: Sequence[RosterRow], window: RosterWindow
) -> dict[str, float]:
    """What wishes, fairness and single days off cost."""
    return {
        "wishes": wishes_cost(rows, task.agents, window),
        "fairness": fairness_cost(rows, window, task.fairness, task.compared),
        "isolated days off": isolated_cost(rows, task.agents, task.contracts),
    }


def _unfair_notes(
    task: RosterTask, rows: Sequence[RosterRow], window: RosterWindow
) -> Iterator[str]:
    """Who is above the limit of fairness."""
    for name, counted, count, mean in above_mean(rows, window, task.fairness, task.compared):
        least = task.fairness.forced.get((counted, name))
        why = (
            "the requirement or the rules leave no better roster, or none was found"
            if least is None
            else f"contract, days off and availability leave no fewer than {least}"
        )
        yield (
            f"{name} has {count} {counted}, more than max_above_mean "
            f"{task.fairness.max_above_mean:g} above the mean of {mean:.3g}: {why}."
        )


def _horizon(
    requirements: Mapping[str, StaffRequirement], first_day: FirstDay, week_starts: int
) -> RosterHorizon:
    """The horizon that all requirements share."""
    first = next(iter(requirements.values()))
    for skill, one in requirements.items():
        shared = (len(one.required), one.slot, one.cyclic, one.over)
        if shared != (len(first.required), first.slot, first.cyclic, first.over):
            raise InputError(
                "all requirements must have the same slots and the same price of overstaffing: "
                f"that of {skill!r} differs.",
                name="need",
            )
    if first.cyclic:
        raise InputError(
            "named people work on dates: the requirement must not be cyclic.", name="need"
        )
    return RosterHorizon.of(first, first_day, week_starts)


def _windows(
    weeks: int, contracts: Sequence[Contract], horizon: RosterHorizon
) -> list[tuple[int, int]]:
    """First week and end of each window; weeks at an end with fewer days go with a neighbour."""
    at_once = _weeks_at_once(weeks, contracts, horizon)
    borders = [*range(0, horizon.weeks, at_once), horizon.weeks]
    if at_once == 1 and len(borders) > 2 and len(horizon.week(horizon.weeks - 1)) < 7:
        del borders[-2]
    if at_once == 1 and len(borders) > 2 and len(horizon.week(0)) < 7:
        del borders[1]
    return list(pairwise(borders))


def _weeks_at_once(weeks: int, contracts: Sequence[Contract], horizon: RosterHorizon) -> int:
    """So many weeks, or more: whole periods, and all where runs of days have a minimum."""
    if any(
        contract.min_consecutive_days > 1 or contract.min_consecutive_days_off > 1
        for contract in contracts
    ):
        return horizon.weeks  # a run may cross any border of weeks
    # windows must hold whole periods of every contract, or the counts of a period would be split
    period = int(np.lcm.reduce([contract.period for contract in contracts]))
    return min(-(-weeks // period) * period, horizon.weeks)
