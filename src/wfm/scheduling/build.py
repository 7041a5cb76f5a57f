"""From a plan to a schedule: requirement, shifts with breaks, people, coverage.

The schedule places the breaks, so the requirement must not contain them: what is covered is
``agents / (1 - shrinkage without breaks)``. The service level of the result follows from the same
queueing formulas as the plan's, with the agents that the other shrinkage leaves of the people who
are present and not on a break.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray, IntArray
from wfm.option_text import option
from wfm.planning.plan import Plan
from wfm.scheduling import full_time
from wfm.scheduling.contracts import DAY
from wfm.scheduling.covering.cover import cover
from wfm.scheduling.covering.free_bound import free_bound
from wfm.scheduling.daily_schedule import DailySchedule, cheaper_day, not_by_day
from wfm.scheduling.daily_target import daily_requirement
from wfm.scheduling.horizon import start_grid
from wfm.scheduling.queue_schedule import Part, one_label_per_person, part_of, summary_of
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.request import FULL_TIME, ScheduleRequest
from wfm.scheduling.requirements import Requirement, slot_requirements
from wfm.scheduling.results import (
    QueueCoverage,
    ScheduleSummary,
    ShiftRow,
    Understaffing,
)
from wfm.scheduling.roster import Roster
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.schedule_claims import check_queues, claims_of
from wfm.scheduling.shift_templates import SlotGrid, grid_of, lay_out, off_grid_notes
from wfm.scheduling.solution import (
    FreeCost,
    Solution,
    rules_cost,
    share_of,
    solution_of_cover,
    solution_of_roster,
)
from wfm.scheduling.time_budget import Progress, TimeBudget
from wfm.scheduling.tours.tours import tours
from wfm.scheduling.workable_shifts import because, why_none_fits, workable
from wfm.work_limits import PEOPLE_AT_ONCE, SCHEDULED_SHIFTS

__all__ = ["Build", "build_schedule"]

_ROUNDING = 1e-9  # relative error of a product, with a margin
# Share of the time for the bound of a free choice of shifts, one linear program.
_FREE_SHARE = 0.25


class Build(NamedTuple):
    """The parts of a finished schedule."""

    rows: tuple[ShiftRow, ...]
    coverage_by_queue: tuple[QueueCoverage, ...]
    summary: ScheduleSummary
    understaffing: tuple[Understaffing, ...]
    notes: tuple[str, ...]
    slot: int


def build_schedule(
    plan: Plan,
    request: ScheduleRequest,
    shrinkage: FloatArray | float,
    *,
    pool: bool = False,
    progress: Progress | None = None,
) -> Build:
    """Schedule a plan: each queue by itself, or all together.

    Parameters
    ----------
    plan : Plan
        Agents per queue and interval.
    request : ScheduleRequest
        Rules, prices and search options.
    shrinkage : float or float64 array, shape (n,)
        Shrinkage without the breaks that the schedule places, the same or that of each row.
        [fraction]
    pool : bool
        One group of people for all queues.
    progress : callable, optional
        Called with the stage, the lower bound and the lowest cost so far (None while unknown).

    Raises
    ------
    InputError
        For rules that cannot be laid out on the plan.
    """
    rules = request.rules
    slot = grid_of(start_grid(plan), rules.templates, rules.breaks)
    requirements = slot_requirements(plan, request, shrinkage, slot, pool=pool)
    _check_size(requirements, request, slot)
    check_queues(requirements, request)
    budget = TimeBudget.start(request.search.time_limit)
    if rules.agents:
        parts = _named(requirements, _limited(request, budget, 1), progress)
    else:
        left = len(requirements)
        parts = [
            _queue(requirement, _limited(request, budget, left - done), progress)
            for done, requirement in enumerate(requirements)
        ]
        parts = one_label_per_person(parts)
    reasons = [stretch.reason for part in parts for stretch in part.understaffing]
    claims = claims_of(summary_of(parts), request, reasons, queues=len(requirements))
    placed = off_grid_notes(rules.templates, rules.breaks, slot)
    notes = (*placed, *(text for part in parts for text in part.notes))
    return Build(
        rows=tuple(row for part in parts for row in part.rows),
        coverage_by_queue=tuple(part.coverage for part in parts),
        summary=claims.summary,
        understaffing=tuple(stretch for part in parts for stretch in part.understaffing),
        notes=tuple(dict.fromkeys((*claims.notes, *notes))),
        slot=slot,
    )


def _check_size(requirements: Sequence[Requirement], request: ScheduleRequest, slot: int) -> None:
    """Refuse more people than work at once, and more shifts than can be listed.

    Even the longest shifts must cover the requirement.
    """
    together = np.sum([one.required for one in requirements], axis=0, dtype=np.float64)
    PEOPLE_AT_ONCE.check("plan", float(together.max(initial=0.0)))
    longest = max((max(one.lengths) for one in request.rules.templates), default=DAY)
    work = slot * sum(float(one.required.sum()) for one in requirements)
    SCHEDULED_SHIFTS.check("plan", work / longest)


def _limited(request: ScheduleRequest, budget: TimeBudget, left: int) -> ScheduleRequest:
    """The request with the share of the remaining time that one of the remaining searches has."""
    seconds = budget.remaining(1.0 / left)
    return replace(request, search=replace(request.search, time_limit=seconds))


def _queue(requirement: Requirement, request: ScheduleRequest, progress: Progress | None) -> Part:
    """One queue by itself, for its agents in each interval or its target over each day."""
    rules, budget = request.rules, TimeBudget.start(request.search.time_limit)
    # people who have to work their days may need shifts in which no agent is required
    required = None if rules.contracts else requirement.required
    shifts = workable(lay_out(rules.templates, rules.breaks, requirement.grid, required), rules)
    no_contacts = not requirement.volume.any()
    if request.goal == "interval" or not requirement.has_service_level or no_contacts:
        solution = _solved(requirement, shifts, _limited(request, budget, 1), progress)
        return part_of(requirement, not_by_day(requirement, solution, request))
    solution = _solved(requirement, shifts, _limited(request, budget, 2), progress)
    try:
        daily, bound = daily_requirement(
            requirement, shifts, request.min_service_level, budget.remaining(0.5)
        )
    except TimeoutError:
        return part_of(requirement, not_by_day(requirement, solution, request, in_time=False))
    daily_solution = _solved(daily, shifts, _limited(request, budget, 1), progress)
    return part_of(
        *cheaper_day(
            DailySchedule(requirement, solution),
            DailySchedule(daily, daily_solution),
            bound,
            request,
        )
    )


def _solved(
    requirement: Requirement,
    shifts: list[Shift],
    request: ScheduleRequest,
    progress: Progress | None,
) -> Solution:
    """The shifts of one queue, with anonymous people where there are contracts."""
    need = _need(requirement, request)
    if not shifts and requirement.required.any():
        why = why_none_fits(request.rules, requirement.grid)
        return because(_of_cover(need, shifts, request, progress), why)
    if request.rules.contracts and shifts:
        return _of_tours(need, shifts, request, progress, requirement.grid)
    solution = _of_cover(need, shifts, request, progress)
    without = full_time.days_without_full_time(
        requirement, shifts, solution, request.prices.full_time, request.rules
    )
    return replace(solution, notes=(*solution.notes, *without))


def _need(requirement: Requirement, request: ScheduleRequest) -> StaffRequirement:
    """The requirement with the prices of the request."""
    prices = request.prices
    floor = _floor(requirement.required, prices.min_share)
    if len(requirement.minimum):
        floor = np.maximum(floor, requirement.minimum)
    return StaffRequirement(
        required=requirement.required,
        slot=float(requirement.grid.slot),
        cyclic=requirement.grid.cyclic,
        under=prices.understaffed,
        over=prices.overstaffed,
        distinct=prices.distinct_shift,
        # without a price all must be covered, but where that is impossible a minimum comes first
        floor=floor if prices.understaffed is not None else requirement.minimum,
        convex=prices.shortage == "convex",
    )


def _floor(required: IntArray, min_share: float) -> IntArray:
    """The smallest whole numbers of people that are no less than a share of those required."""
    # 0.07 * 100 is a little more than 7
    share = np.ceil(min_share * required - _ROUNDING * required)
    return np.asarray(np.maximum(share, 0), dtype=np.int64)


def _of_cover(
    need: StaffRequirement,
    shifts: list[Shift],
    request: ScheduleRequest,
    progress: Progress | None,
) -> Solution:
    """Shifts without people, and what their restrictions cost at most."""
    prices, budget = request.prices, TimeBudget.start(request.search.time_limit)
    # before the search, which takes all the time that is left
    free = (
        _free_bound(need, shifts, request, budget) if prices.restricts_shifts and shifts else None
    )
    priced = [full_time.priced(shift, prices.part_time) for shift in shifts]
    found = cover(
        need,
        priced,
        gap=request.search.gap,
        max_distinct=prices.max_distinct_shifts,
        shares=full_time.full_time_shares(priced, prices.full_time),
        time_limit=budget.remaining(),
        progress=progress,
        solver=request.search.solver,
    )
    solution = solution_of_cover(found, shifts)
    if free is None or solution.status == "understaffed":
        return solution
    run = [shifts[one.shift] for one in found.assigned]
    kinds = {(shift.template, shift.clock, shift.length) for shift in run}
    part_time = sum(shift.paid_hours < FULL_TIME for shift in run)
    own = found.cost - prices.distinct_shift * len(kinds) - prices.part_time * part_time
    in_hours = (
        all(shift.cost == shift.paid_hours for shift in shifts)
        and need.under is None
        and not need.over
    )
    return replace(solution, free=FreeCost(own, min(free, own), in_hours))


def _free_bound(
    need: StaffRequirement, shifts: list[Shift], request: ScheduleRequest, budget: TimeBudget
) -> float | None:
    """The bound without restrictions, in a part of the time."""
    seconds = budget.remaining(_FREE_SHARE)
    return free_bound(need, shifts, seconds=seconds, solver=request.search.solver)


def _of_tours(
    need: StaffRequirement,
    shifts: list[Shift],
    request: ScheduleRequest,
    progress: Progress | None,
    grid: SlotGrid,
) -> Solution:
    """Weeks of anonymous people under contracts; the best that can be done where not all fits."""
    roster = tours(
        need,
        shifts,
        request.rules.contracts,
        gap=request.search.gap,
        time_limit=request.search.time_limit,
        progress=progress,
        first_day=grid.dates[0],
        week_starts=request.rules.week_starts,
        zone=grid.zone,
        allow_missing=True,
    )
    solution = solution_of_roster(roster, 0)
    if _is_missed(need, roster, 0):
        return _missing_people(solution, rules_cost(roster, [need]), request)
    return solution


def _missing_people(solution: Solution, cost: float, request: ScheduleRequest) -> Solution:
    """A schedule with people missing where none may be, and whether that is known to be so.

    The search has a high price for them: where its bound leaves a gap, and a limit may have ended
    it, the reasons of the missing people are those of this schedule alone.
    """
    found = solution.understaffed_at(cost)
    if solution.status != "feasible" or request.search.time_limit is None:
        return found
    note = (
        "that these agents must be missing is not proved: with more time "
        f"({option('time_limit')}), the search may find a schedule with fewer"
    )
    return replace(found, notes=(note, *found.notes))


def _is_missed(need: StaffRequirement, roster: Roster, row: int) -> bool:
    """Whether people are missing where none may be."""
    return bool((roster.net[row] < (need.required if need.under is None else need.floor)).any())


def _named(
    requirements: Sequence[Requirement],
    request: ScheduleRequest,
    progress: Progress | None,
) -> list[Part]:
    """People by name: all queues at once, as a person serves the skill that needs them most."""
    rules, prices = request.rules, request.prices
    grid = replace(
        requirements[0].grid, open=np.any([one.grid.open for one in requirements], axis=0)
    )
    shifts = workable(lay_out(rules.templates, rules.breaks, grid), rules)
    if not shifts:
        return [_queue(requirement, request, progress) for requirement in requirements]
    needs = {one.queue: _need(one, request) for one in requirements}
    roster = assign(
        needs if len(needs) > 1 else needs[requirements[0].queue],
        shifts,
        rules.agents,
        rules.contracts,
        first_day=grid.dates[0],
        weekend_price=prices.weekend,
        unpopular=dict(prices.unpopular),
        night_price=prices.night,
        max_above_mean=prices.max_above_mean,
        night=rules.night,
        gap=request.search.gap,
        time_limit=request.search.time_limit,
        progress=progress,
        week_starts=rules.week_starts,
        zone=grid.zone,
    )
    solutions = [solution_of_roster(roster, row) for row in range(len(requirements))]
    if any(_is_missed(need, roster, row) for row, need in enumerate(needs.values())):
        cost = rules_cost(roster, list(needs.values()))
        solutions = [_missing_people(one, cost, request) for one in solutions]
    if len(solutions) > 1:
        solutions = [share_of(one, first=one is solutions[0]) for one in solutions]
    return [
        part_of(requirement, solution)
        for requirement, solution in zip(requirements, solutions, strict=True)
    ]
