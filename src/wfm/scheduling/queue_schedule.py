"""The finished schedule of one queue: instants, coverage, service level and summary."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from wfm.planning.requirement_table import GROSS, NET
from wfm.scheduling.records import STATUSES
from wfm.scheduling.request import FULL_TIME
from wfm.scheduling.requirements import Requirement
from wfm.scheduling.results import (
    Break,
    QueueCoverage,
    ScheduleSummary,
    ShiftRow,
    Understaffing,
)
from wfm.scheduling.solution import Solution, Stretch, Worked

__all__ = ["Part", "one_label_per_person", "part_of", "summary_of"]

NAN = float("nan")


class Part(NamedTuple):
    """The finished schedule of one queue."""

    rows: list[ShiftRow]
    coverage: QueueCoverage
    summary: ScheduleSummary
    understaffing: list[Understaffing]
    notes: list[str]


def part_of(requirement: Requirement, solution: Solution) -> Part:
    """One queue in instants instead of slots, with its service level and its summary."""
    # people without names in the same shift share a record
    records = {id(worked): worked for worked in solution.worked}
    known = {key: _row(requirement, worked) for key, worked in records.items()}
    rows = [known[id(worked)] for worked in solution.worked]
    coverage = _coverage(requirement, solution)
    stretches = [_understaffing(requirement, solution, stretch) for stretch in solution.stretches]
    summary = _summary(requirement, solution, coverage)
    notes = [*_queue_notes(requirement), *solution.notes]
    return Part(sorted(rows, key=_by_agent), coverage, summary, stretches, notes)


def one_label_per_person(parts: Sequence[Part]) -> list[Part]:
    """The same schedules with numbers of anonymous people that go on from queue to queue.

    Each queue has counted its people from 1: "full-time 1" of two queues are two people. A number
    whose person has no shift is not left out.
    """
    last: Counter[str] = Counter()
    labelled = []
    for part in parts:
        parted = (label.rpartition(" ") for label in {row.agent for row in part.rows})
        known = sorted((contract, int(number)) for contract, _, number in parted if contract)
        own = {}
        for contract, number in known:
            last[contract] += 1
            own[f"{contract} {number}"] = f"{contract} {last[contract]}"
        rows = [
            row._replace(agent=own[row.agent]) if row.agent in own else row for row in part.rows
        ]
        labelled.append(part._replace(rows=rows))
    return labelled


def _summary(
    requirement: Requirement, solution: Solution, coverage: QueueCoverage
) -> ScheduleSummary:
    """The figures of one queue."""
    hours = requirement.grid.slot / 3600
    shifts = [worked.shift for worked in solution.worked]
    people = {worked.person for worked in solution.worked} - {""}
    free = solution.free
    return ScheduleSummary(
        status=solution.status,
        shifts=len(shifts),
        distinct_shifts=len({(shift.template, shift.clock, shift.length) for shift in shifts}),
        people=len(people),
        paid_hours=solution.paid_hours,
        cost=solution.cost,
        lower_bound=solution.lower_bound,
        gap=solution.gap,
        required_hours=float(requirement.required.sum()) * hours,
        overstaffed_hours=float(solution.overstaffed.sum()) * hours,
        understaffed_hours=float(solution.understaffed.sum()) * hours,
        contacts=0.0 if requirement.model else float(requirement.volume.sum()),
        service_level=_mean_service_level(requirement, coverage),
        full_time_shifts=sum(shift.paid_hours >= FULL_TIME for shift in shifts),
        free_lower_bound=NAN if free is None else free.bound,
        max_extra_cost=NAN if free is None else _gap(free.cost, free.bound),
        max_extra_paid_hours=_gap(free.cost, free.bound) if free and free.in_hours else NAN,
        pay=float(sum(shift.cost for shift in shifts)),
    )


def _queue_notes(requirement: Requirement) -> list[str]:
    """What a reader should know of the queue."""
    notes = []
    if requirement.model and requirement.model not in (NET, GROSS):
        model = "several models" if requirement.model == "several" else f"model {requirement.model}"
        whose = f"{requirement.queue}: " if requirement.queue else ""
        notes.append(
            f"{whose}covered as the plan requires; the service level of {model} is not computed "
            "for a schedule"
        )
    if requirement.grid.cyclic:
        notes.append("the plan repeats: a shift that ends after its end counts at its beginning")
    return notes


def _understaffing(requirement: Requirement, solution: Solution, stretch: Stretch) -> Understaffing:
    """An understaffed period in time."""
    grid = requirement.grid
    start, end = (grid.first + slot * grid.slot for slot in (stretch.first, stretch.last + 1))
    below = 0
    if len(requirement.minimum):
        slots = slice(stretch.first, stretch.last + 1)
        net = (solution.present - solution.on_break)[slots]
        below = max(int((requirement.minimum[slots] - net).max()), 0)
    return Understaffing(requirement.queue, start, end, stretch.people, stretch.reason, below)


def _by_agent(row: ShiftRow) -> tuple[list[tuple[int, str]], int, str]:
    """By agent and start; agent 2 comes before agent 10."""
    return _parts(row.agent), row.start, row.shift


@lru_cache(maxsize=1024)
def _parts(agent: str) -> list[tuple[int, str]]:
    """The numbers and the texts between them in a name."""
    parts = re.findall(r"\d+|\D+", agent)
    return [(int(part) if part.isdigit() else -1, part) for part in parts]


def _row(requirement: Requirement, worked: Worked) -> ShiftRow:
    """One shift as instants."""
    grid, shift = requirement.grid, worked.shift
    start = grid.first + shift.start * grid.slot
    breaks = []
    for window, at in zip(shift.breaks, worked.breaks, strict=True):
        # in a horizon that repeats, a break after its end has a slot at its beginning
        begin = start + (at - shift.start) % len(grid.open) * grid.slot
        breaks.append(Break(begin, begin + window.length * grid.slot, window.paid, window.kind))
    return ShiftRow(
        queue=requirement.queue,
        agent=worked.person,
        date=grid.dates[shift.day].isoformat(),
        shift=shift.template,
        contract=worked.contract or shift.contract,
        start=start,
        end=start + shift.length * grid.slot,
        paid_hours=shift.paid_hours,
        breaks=tuple(sorted(breaks)),
    )


def _coverage(requirement: Requirement, solution: Solution) -> QueueCoverage:
    """The slots of the plan, and others with people, with their service level."""
    grid = requirement.grid
    keep = np.flatnonzero(grid.open | (solution.present > 0))
    net = (solution.present - solution.on_break)[keep]
    return QueueCoverage(
        queue=requirement.queue,
        start=grid.first + keep * grid.slot,
        required=requirement.required[keep],
        present=solution.present[keep],
        on_break=solution.on_break[keep],
        net=net,
        overstaffed=solution.overstaffed[keep],
        understaffed=solution.understaffed[keep],
        service_level=requirement.service_level(net.astype(np.float64), keep),
    )


def _mean_service_level(requirement: Requirement, coverage: QueueCoverage) -> float:
    """Weighted by contacts; NaN where the service level of no slot is known."""
    level = coverage.service_level
    if not requirement.has_service_level:
        return NAN
    at = (coverage.start - requirement.grid.first) // requirement.grid.slot
    weight = np.where(np.isnan(level), 0.0, requirement.volume[at])
    return float(weight @ np.nan_to_num(level) / weight.sum()) if weight.sum() else 1.0


def summary_of(parts: Sequence[Part]) -> ScheduleSummary:
    """All queues together; the status is the worst, an unknown bound leaves the sum unknown."""
    summaries = [part.summary for part in parts]

    def total(name: str) -> float:
        return float(sum(getattr(summary, name) for summary in summaries))

    cost, bound = total("cost"), total("lower_bound")
    known = [one for one in summaries if one.contacts > 0]
    contacts = sum(one.contacts for one in known)
    level = sum(one.contacts * one.service_level for one in known)
    people = {row.agent for part in parts for row in part.rows} - {""}
    free = total("free_lower_bound")
    free = NAN if np.isnan(free) else free  # the same object, so that summaries can be equal
    own = sum(one.free_lower_bound * (1 + one.max_extra_cost) for one in summaries)
    extra = _gap(own, free)
    in_hours = all(np.isfinite(one.max_extra_paid_hours) for one in summaries)
    return ScheduleSummary(
        status=max((one.status for one in summaries), key=STATUSES.index),
        shifts=sum(one.shifts for one in summaries),
        distinct_shifts=sum(one.distinct_shifts for one in summaries),
        people=len(people),
        paid_hours=total("paid_hours"),
        cost=cost,
        lower_bound=bound,
        gap=_gap(cost, bound),
        required_hours=total("required_hours"),
        overstaffed_hours=total("overstaffed_hours"),
        understaffed_hours=total("understaffed_hours"),
        contacts=contacts,
        service_level=level / contacts if contacts else NAN,
        full_time_shifts=sum(one.full_time_shifts for one in summaries),
        free_lower_bound=free,
        max_extra_cost=extra,
        max_extra_paid_hours=extra if in_hours else NAN,
        pay=total("pay"),
    )


def _gap(cost: float, bound: float) -> float:
    """Cost / bound - 1; NaN where no bound is known."""
    if bound > 0:
        return cost / bound - 1
    return 0.0 if cost == bound == 0 else NAN
