"""Tours: weeks of work for anonymous people, sized together with shifts and breaks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from wfm.errors import InputError, UnreachableError
from wfm.scheduling.contracts import Contract
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import Roster, build_roster
from wfm.scheduling.roster_shortages import day_and_time, periods_above_zero, uncovered_periods
from wfm.scheduling.time_budget import Progress, TimeBudget
from wfm.scheduling.tours.assignment import assign_tours
from wfm.scheduling.tours.lines_of_work import LineOfWork, lines_of
from wfm.scheduling.tours.model import tour_program
from wfm.scheduling.tours.search import search
from wfm.scheduling.verify_roster import verified
from wfm.scheduling.week_patterns import Ints, RosterHorizon

__all__ = ["tours"]

# Times that the requirement is raised where whole days miss somebody; one is mostly enough, and
# what still misses people then has too few shifts or people.
ROUNDS = 5
# Cents of the least currency unit in a price, for the common step of all costs.
_CENTS = 100.0


def tours(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    contracts: Sequence[Contract],
    *,
    gap: float = 0.005,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> Roster:
    """Weeks of work for as many people as the requirement takes, with shifts and breaks.

    How many people of each contract, which days they have off, when they start and when they
    break is decided at once; decided one after the other, it costs more (Brusco and Jacobs 2000).

    Parameters
    ----------
    need : StaffRequirement
        One cyclic week, or an open horizon of whole weeks.
    shifts : sequence of Shift
        What may be run.
    contracts : sequence of Contract
        By which rules, with `people` or `max_people` where their number is limited.
    gap : float
        Relative distance of the cost to the bound at which to stop. [fraction]
    time_limit : float, optional
        Stops the search; without it the result does not depend on the machine. [s]
    progress : callable, optional
        Called with the stage, the bound and the best cost so far (None while unknown).

    Returns
    -------
    Roster
        Checked by a recount that shares no code with the search.

    Raises
    ------
    InputError
        If rules conflict, or the requirement is not made of whole weeks.
    UnreachableError
        If every slot must be covered and some cannot be, naming them.

    See Also
    --------
    assign : the same for people with names.

    Notes
    -----
    A person keeps to shifts that pay the same and to one window of starts, which is as wide as
    the start flexibility and the rest allow; `bound` is the relaxation under these rules.

    References
    ----------
    - M. J. Brusco and L. W. Jacobs, "Optimal models for meal-break and start-time
      flexibility in continuous tour scheduling", Management Science 46, 2000.
    - G. M. Thompson, "Improved implicit optimal modeling of the labor shift scheduling
      problem", Management Science 41, 1995.

    Examples
    --------
    Two people by day, every day of the week; each works five of the seven:

    >>> import numpy as np
    >>> week = StaffRequirement(np.tile(np.repeat([0, 2, 0], 8), 7), slot=3600.0, cyclic=True)
    >>> day = [Shift("day", d, 24 * d + 8, 8, 28_800, (), 8.0, 8.0) for d in range(7)]
    >>> roster = tours(week, day, [Contract("full-time")])
    >>> len(roster.people), roster.paid_hours, roster.status
    (3, 120.0, 'optimal')
    """
    horizon, budget = RosterHorizon.of(need), TimeBudget.start(time_limit, progress)
    _refuse_rules_of_named_people(contracts, shifts)
    lines = lines_of(horizon, shifts, contracts)
    # more than the whole horizon of anybody, so that a missing person is never the cheaper choice
    penalty = 14.0 * horizon.weeks * max(shift.cost for shift in shifts) + 1.0
    step = _step(need, shifts, lines)
    extra, bound = np.zeros_like(need.required), -np.inf
    for _ in range(ROUNDS):
        # the requirement is raised where whole shifts have missed somebody
        more = replace(need, required=need.required + extra)
        model = tour_program(more, shifts, contracts, horizon, lines, penalty)
        found = search(model, shifts, horizon, step, gap=gap, budget=budget)
        if not extra.any():  # with a raised requirement it is no bound of the one asked for
            bound = found.bound + model.constant
        rows, people = assign_tours(model, shifts, contracts, horizon, found.values)
        roster = build_roster(
            {"": need}, rows, people, bound=bound, gap=gap, interrupted=budget.interrupted
        )
        missing = _missing(need, roster)
        if found.exact or not missing.any():
            break
        # days in whole shifts may miss somebody whom days in fractions did not
        extra = extra + missing[0]
    if missing.any():
        raise _understaffed(missing, horizon)
    roster = replace(roster, shortages=uncovered_periods(roster, horizon, _why(shifts, contracts)))
    return verified(roster, {"": need}, contracts)


def _refuse_rules_of_named_people(contracts: Sequence[Contract], shifts: Sequence[Shift]) -> None:
    """Refuse rules that only `assign` supports, and contracts that cannot be distinguished."""
    if not contracts or not shifts:
        raise InputError("tours needs contracts and shifts.", name="contracts", value=contracts)
    for contract in contracts:
        ignored = {
            "period": 1,
            "min_consecutive_days": 1,
            "min_consecutive_days_off": 1,
            "weekends": None,
            "limits": (),
        }
        for name, default in ignored.items():
            if getattr(contract, name) != default:
                raise InputError(
                    f"contract {contract.name!r}: tours does not support {name}; use assign.",
                    name="contracts",
                    value=contract,
                )
    names = [contract.name for contract in contracts]
    if len(set(names)) < len(names):
        raise InputError(f"duplicate contract name in {names}.", name="contracts", value=names)


def _missing(need: StaffRequirement, roster: Roster) -> Ints:
    """People missing where none may be missing."""
    # with a price for understaffing only the floor must be covered
    must = need.required if need.under is None else need.floor
    return np.maximum(must - roster.net, 0) if len(must) else np.zeros_like(roster.net)


def _step(need: StaffRequirement, shifts: Sequence[Shift], lines: Sequence[LineOfWork]) -> float:
    """What all costs are whole multiples of, where tours alone cost; 0 where nothing is."""
    # costs of understaffing and overstaffing are no multiples of tour costs
    if need.under is not None or need.over > 0:
        return 0.0
    cents = set()
    for line in lines:
        # where all shifts of a line cost the same, a tour costs its days times that
        costs = {shifts[k].cost for day in line.members for k in day.tolist()}
        days = np.unique(line.weeks.sum(axis=1)) if len(costs) == 1 else np.ones(1)
        cents |= {_CENTS * cost * day for cost in costs for day in days}
    if any(cent != round(cent) for cent in cents):
        return 0.0
    return math.gcd(*(int(cent) for cent in cents)) / _CENTS


def _understaffed(missing: Ints, horizon: RosterHorizon) -> UnreachableError:
    """The error that names the first periods with missing people."""
    places = [
        f"{day_and_time(horizon, first)}-{day_and_time(horizon, last + 1)}"
        f" ({int(missing[k, first : last + 1].max())})"
        for k, first, last in periods_above_zero(missing)
    ]
    return UnreachableError(
        f"{len(places)} periods stay understaffed: {', '.join(places[:5])}. Add shifts or people "
        "there, or give understaffing a price."
    )


def _why(shifts: Sequence[Shift], contracts: Sequence[Contract]) -> Callable[[str, int, int], str]:
    """The reason for a period of tours: no shift, no people, or the price."""
    limits = [c.name for c in contracts if c.people is not None or c.max_people is not None]

    def reason(skill: str, first: int, last: int) -> str:
        if not any(s.start <= first < s.start + s.length for s in shifts):
            return "no shift covers this time"
        if limits:
            return f"number of people limited: {', '.join(limits)}"
        return "covering it costs more than the price of understaffing"

    return reason
