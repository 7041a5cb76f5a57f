"""From a plan to people on shift: what must be covered, who covers it, and what that gives.

Breaks are placed by the schedule, so they must not be in the requirement too: what is covered is
``agents / (1 - shrinkage without breaks)``. The service level of the result comes from the same
queueing formulas as the plan's: of the people that are net on their places, the part that the
other shrinkage leaves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from wfm import datetimes, shrinkage
from wfm.errors import InputError, UnreachableError
from wfm.planning.plan import Plan
from wfm.scheduling.covering.cover import cover
from wfm.scheduling.daily_target import eased_need
from wfm.scheduling.records import Cover, Shift, StaffRequirement
from wfm.scheduling.request import Break, Coverage, Schedule, ScheduleRequest, ShiftRow, Total
from wfm.scheduling.requirements import Requirement, slot_requirements
from wfm.scheduling.roster import Roster
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.shift_templates import grid_of, lay_out
from wfm.scheduling.time_budget import Progress
from wfm.scheduling.tours.tours import tours
from wfm.shrinkage import Shrinkage

__all__ = ["make_schedule"]

_DEAR = 100.0
_LINES = ("required", "present", "on_break", "net", "over", "under")


def make_schedule(
    staffed: Plan,
    order: ScheduleRequest,
    lost: Shrinkage,
    *,
    pool: bool = False,
    progress: Progress | None = None,
) -> Schedule:
    """Schedule a plan: each queue by itself, or all together.

    Parameters
    ----------
    staffed : Plan
        The plan.
    order : ScheduleRequest
        Rules, prices and how near to the best.
    lost : Shrinkage
        What is lost besides the breaks that the schedule places. [fraction]
    pool : bool
        One group of people for all queues.
    progress : callable, optional
        Told the stage, the bound and the best cost so far.

    Raises
    ------
    InputError
        For rules that cannot be laid out on the plan.
    """
    slot = grid_of(int(staffed.demand.interval), order.templates, order.breaks)
    queues = slot_requirements(staffed, order, lost, slot, pool=pool)
    if order.agents:
        parts = _named(queues, order, lost.total, progress)
    else:
        parts = [_part(ground, order, lost.total, progress) for ground in queues]
    return Schedule(
        rows=tuple(row for part in parts for row in part.rows),
        coverage=tuple(part.coverage for part in parts),
        total=_total([part.total for part in parts]),
        slot=slot,
        staffed=staffed,
        shortages=tuple(text for part in parts for text in part.shortages),
        notes=tuple(dict.fromkeys(text for part in parts for text in part.notes)),
    )


class Part(NamedTuple):
    """The schedule of one queue."""

    rows: list[ShiftRow]
    coverage: Coverage
    total: Total
    shortages: list[str]
    notes: list[str]


def _part(
    ground: Requirement, order: ScheduleRequest, lost: float, progress: Progress | None
) -> Part:
    shifts = lay_out(order.templates, order.breaks, ground.horizon, ground.required)
    if order.goal != "day" or ground.promise is None:
        return _scheduled(ground, shifts, order, lost, progress)
    even = _scheduled(ground, shifts, order, lost, progress)
    eased, bound = eased_need(ground, shifts, order, lost)
    part = _scheduled(eased, shifts, order, lost, progress)
    return _with_saving(part, even, bound, order.gap)


def _with_saving(part: Part, even: Part, bound: float, gap: float) -> Part:
    """The day's schedule, bounded by the day's own relaxation, beside the even promise."""
    apart = part.total.cost / bound - 1 if bound > 0 else 0.0
    status = "optimal" if apart <= 1e-9 else "within gap" if apart <= gap else "feasible"
    if part.total.status == "understaffed":
        status = "understaffed"
    total = part.total._replace(bound=bound, gap=apart, status=status)
    saved = even.total.paid_hours - part.total.paid_hours
    note = (
        f"the target is met over each day, not in each interval: {saved:,.1f} paid hours fewer "
        f"than the {even.total.paid_hours:,.1f} of a schedule that meets it in each"
    )
    return part._replace(total=total, notes=[*part.notes, note])


def _need(ground: Requirement, order: ScheduleRequest) -> StaffRequirement:
    floor = np.floor(order.min_share * ground.required).astype(np.int64)
    return StaffRequirement(
        required=ground.required,
        slot=float(ground.horizon.slot),
        cyclic=ground.horizon.cyclic,
        under=order.under,
        over=order.over,
        distinct=order.distinct,
        floor=floor if order.under is not None else np.zeros(0, dtype=np.int64),
    )


def _scheduled(
    ground: Requirement,
    shifts: list[Shift],
    order: ScheduleRequest,
    lost: float,
    progress: Progress | None,
) -> Part:
    need = _need(ground, order)
    if order.contracts:
        roster = _tours(need, shifts, order, progress)
        return _of_roster(roster, 0, ground, lost)
    made = cover(
        need,
        shifts,
        gap=order.gap,
        max_distinct=order.max_distinct,
        time_limit=order.time_limit,
        progress=progress,
        solver=order.solver,
    )
    return _of_cover(made, shifts, ground, lost)


def _tours(
    need: StaffRequirement, shifts: list[Shift], order: ScheduleRequest, progress: Progress | None
) -> Roster:
    words: dict[str, Any] = {
        "gap": order.gap,
        "time_limit": order.time_limit,
        "progress": progress,
    }
    try:
        return tours(need, shifts, order.contracts, **words)
    except UnreachableError:
        # the best that can be done is still a schedule: an hour short costs more than any shift
        dearest = max((shift.cost for shift in shifts), default=1.0)
        made = tours(replace(need, under=_DEAR * dearest), shifts, order.contracts, **words)
        pay = made.prices["shifts"] + made.prices["over"]
        # its bound counts the price of being short, so of the pay alone nothing is proved
        return replace(made, cost=pay, bound=0.0, gap=float("inf"), status="understaffed")


def _named(
    queues: Sequence[Requirement], order: ScheduleRequest, lost: float, progress: Progress | None
) -> list[Part]:
    """People by name serve all queues at once, each the one of their skills that needs them."""
    if order.goal == "day":
        raise InputError(
            "a goal of 'day' sizes shifts; for people by name say --goal interval.", name="goal"
        )
    wanted = np.sum([ground.required for ground in queues], axis=0)
    where = queues[0].horizon
    where = replace(where, open=np.any([ground.horizon.open for ground in queues], axis=0))
    shifts = lay_out(order.templates, order.breaks, where, wanted)
    needs = {ground.queue: _need(ground, order) for ground in queues}
    roster = assign(
        needs if len(queues) > 1 else needs[queues[0].queue],
        shifts,
        order.agents,
        order.contracts,
        first_day=where.dates[0],
        weekend_price=order.weekend_price,
        unpopular=dict(order.unpopular),
        gap=order.gap,
        time_limit=order.time_limit,
        progress=progress,
    )
    if order.under is None and roster.under.any():
        roster = replace(roster, status="understaffed")
    parts = [_of_roster(roster, row, ground, lost) for row, ground in enumerate(queues)]
    return [_share_of(part, roster, row) for row, part in enumerate(parts)]


def _share_of(part: Part, roster: Roster, row: int) -> Part:
    """The figures of a roster that serves several queues stand with its first."""
    if len(roster.skills) == 1:
        return part
    total = part.total._replace(paid_hours=sum(line.paid_hours for line in part.rows))
    if row == 0:
        return part._replace(total=total)
    return part._replace(total=total._replace(cost=0.0, bound=0.0), notes=[])


def _of_cover(made: Cover, shifts: list[Shift], ground: Requirement, lost: float) -> Part:
    people = [(shifts[person.shift], person.breaks, "", "") for person in made.assigned]
    short = [(s.slot, s.slot, s.people, s.reason) for s in made.shortages]
    return _made(made, people, _runs(short), ground, lost)


def _of_roster(made: Roster, row: int, ground: Requirement, lost: float) -> Part:
    """One queue of a roster; `row` is its place in the arrays."""
    skill = made.skills[row]
    people = [(r.shift, r.breaks, r.person, r.contract) for r in made.rows if r.skill == skill]
    short = [(s.first, s.last, s.people, s.reason) for s in made.shortages if s.skill == skill]
    lines = {name: getattr(made, name)[row] for name in _LINES}
    part = _made(replace(made, **lines), people, short, ground, lost)
    return part._replace(notes=[*part.notes, *made.notes])


def _made(
    made: Cover | Roster,
    people: list[tuple[Shift, tuple[int, ...], str, str]],
    short: list[tuple[int, int, int, str]],
    ground: Requirement,
    lost: float,
) -> Part:
    rows = [_row(ground, *person) for person in people]
    covered = _coverage(ground, made, lost)
    total = Total(
        status=made.status,
        paid_hours=made.paid_hours,
        cost=made.cost,
        bound=made.bound,
        gap=made.gap,
        uncovered_agent_hours=float(made.under.sum()) * ground.horizon.slot / 3600,
        distinct_shifts=len({(shift.template, shift.clock, shift.length) for shift, *_ in people}),
        shifts=len(rows),
        contacts=0.0 if ground.model else float(ground.volume.sum()),
        service_level=_level(ground, covered),
    )
    texts = [
        f"{_when(ground, first)} to {_when(ground, last + 1)[-5:]}: {count} short: {reason}"
        for first, last, count, reason in short
    ]
    notes = []
    if ground.model:
        notes.append(
            f"{ground.queue}: its people are covered as the plan asks; the service level of "
            f"{'several models' if ground.model == 'several' else f'model {ground.model}'} is not "
            "computed here"
        )
    if ground.horizon.cyclic:
        notes.append("the plan repeats: a shift that runs past its end counts at its beginning")
    return Part(sorted(rows, key=_order), covered, total, texts, notes)


def _runs(short: list[tuple[int, int, int, str]]) -> list[tuple[int, int, int, str]]:
    """Slots that follow each other and are short of as many for one reason, as one stretch."""
    runs: list[tuple[int, int, int, str]] = []
    for first, last, people, reason in short:
        if runs and runs[-1][1] == first - 1 and runs[-1][2:] == (people, reason):
            runs[-1] = (runs[-1][0], last, people, reason)
        else:
            runs.append((first, last, people, reason))
    return runs


def _when(ground: Requirement, slot: int) -> str:
    instant = np.array([ground.horizon.first + slot * ground.horizon.slot])
    wall = int(datetimes.local(instant, ground.horizon.zone)[0])
    day, second = divmod(wall, datetimes.DAY)
    return f"{datetimes.date_of(day):%a %Y-%m-%d} {second // 3600:02d}:{second % 3600 // 60:02d}"


def _order(row: ShiftRow) -> tuple[str, list[tuple[int, str]], int, str]:
    """By queue, agent and start; agent 2 stands before agent 10."""
    parts = re.findall(r"\d+|\D+", row.agent)
    return row.queue, [(int(p) if p.isdigit() else -1, p) for p in parts], row.start, row.shift


def _row(
    ground: Requirement, shift: Shift, breaks: Sequence[int], agent: str, contract: str = ""
) -> ShiftRow:
    horizon = ground.horizon
    step, slots = horizon.slot, len(horizon.open)
    begin = horizon.first + shift.start * step
    taken = []
    for window, at in zip(shift.breaks, breaks, strict=True):
        start = begin + (at - shift.start) % slots * step
        taken.append(Break(start, start + window.length * step, window.paid))
    return ShiftRow(
        agent=agent,
        date=horizon.dates[shift.day].isoformat(),
        shift=shift.template,
        contract=contract or shift.contract,
        start=begin,
        end=begin + shift.length * step,
        paid_hours=shift.paid_hours,
        breaks=tuple(sorted(taken)),
        queue=ground.queue,
    )


def _coverage(ground: Requirement, made: Cover | Roster, lost: float) -> Coverage:
    """The slots that the plan has, with the service level that the people net on them give."""
    keep = np.flatnonzero(ground.horizon.open | (made.present > 0))
    columns = [getattr(made, name)[keep] for name in _LINES]
    agents = shrinkage.net(made.net, lost)
    level = ground.service_level(agents[keep], keep)
    start = ground.horizon.first + keep * ground.horizon.slot
    required, present, on_break, net, over, under = columns
    return Coverage(ground.queue, start, required, present, on_break, net, over, under, level)


def _level(ground: Requirement, covered: Coverage) -> float:
    at = (covered.start - ground.horizon.first) // ground.horizon.slot
    weight = ground.volume[at]
    weight = np.where(np.isnan(covered.service_level), 0.0, weight)
    level = np.nan_to_num(covered.service_level)
    return float(weight @ level / weight.sum()) if weight.sum() else 1.0


# The worst part says what the whole is.
_STATUS = ("optimal", "within gap", "feasible", "interrupted", "understaffed")


def _total(parts: Sequence[Total]) -> Total:
    contacts = sum(part.contacts for part in parts)
    cost, bound = sum(part.cost for part in parts), sum(part.bound for part in parts)
    level = sum(part.contacts * part.service_level for part in parts)
    return Total(
        status=max((part.status for part in parts), key=_STATUS.index),
        paid_hours=sum(part.paid_hours for part in parts),
        cost=cost,
        bound=bound,
        gap=cost / bound - 1 if bound > 0 else float("inf") if cost else 0.0,
        uncovered_agent_hours=sum(part.uncovered_agent_hours for part in parts),
        distinct_shifts=sum(part.distinct_shifts for part in parts),
        shifts=sum(part.shifts for part in parts),
        contacts=contacts,
        service_level=level / contacts if contacts else float("nan"),
    )
