"""What a schedule consists of, as plain frozen records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray
from wfm.scheduling.records import Status

__all__ = [
    "SHIFT_COST_UNITS",
    "SUMMARY_UNITS",
    "Break",
    "QueueCoverage",
    "QueueShiftCost",
    "ScheduleData",
    "ScheduleInputs",
    "ScheduleSummary",
    "ShiftRow",
    "Understaffing",
    "breaks_text",
    "clear_clock_text",
    "clock_text",
    "days_concerned",
    "local_times",
    "understaffing_text",
]


_MORNING = 6 * 3600  # s after midnight: the end of a night


class Break(NamedTuple):
    """A break of one shift; instants in seconds as in `Demand.start`."""

    start: int
    end: int
    paid: bool
    kind: str = ""


class ShiftRow(NamedTuple):
    """One shift of one person; `agent` is empty for shifts without people."""

    queue: str
    agent: str
    date: str
    shift: str
    contract: str
    start: int
    end: int
    paid_hours: float
    breaks: tuple[Break, ...]


class QueueCoverage(NamedTuple):
    """The coverage of one queue, one entry per slot; closed slots are left out."""

    queue: str
    start: NDArray[np.int64]
    required: NDArray[np.int64]
    present: NDArray[np.int64]
    on_break: NDArray[np.int64]
    net: NDArray[np.int64]
    overstaffed: NDArray[np.int64]
    understaffed: NDArray[np.int64]
    service_level: FloatArray


class Understaffing(NamedTuple):
    """Consecutive understaffed slots of one queue; `agents` is the most missing in one slot.

    `below_minimum` is the most agents missing below a minimum of the rules in one slot.
    """

    queue: str
    start: int
    end: int
    agents: int
    reason: str
    below_minimum: int = 0


class ScheduleSummary(NamedTuple):
    """A schedule in a few figures; NaN for a figure that is not known.

    Attributes
    ----------
    status : str
        "optimal" (no schedule costs less), "within gap" (proved to be within the gap asked for),
        "feasible" (everything is covered, the gap is wider), "interrupted" (the search was
        stopped) or "understaffed" (a slot that must be covered is not).
    shifts, distinct_shifts, people : int
        Shifts in all; different ones (template, start and length); people with a shift, 0 for
        shifts without people.
    paid_hours : float
        Of all shifts. [hours]
    cost : float
        Pay of the shifts and all prices of the rules, in every status. Missing agents have the
        price `understaffed`, below a minimum too; without that price they cost nothing, so that
        the cost of an understaffed schedule is not comparable with that of one that covers all.
    lower_bound : float
        Lower bound of the cost of every schedule by these rules.
    gap : float
        cost / lower bound - 1. [fraction]
    required_hours, overstaffed_hours, understaffed_hours : float
        Sums over all slots. [agent-hours]
    contacts : float
        Of the queues whose service level is known. [contacts]
    service_level : float
        Mean over all slots, weighted by contacts. [fraction]
    full_time_shifts : int
        Shifts of at least 7 paid hours.
    free_lower_bound : float
        Lower bound of the cost of every schedule that may choose its shifts freely: without the
        limits and prices of distinct, full-time and part-time shifts. NaN where there are none.
    max_extra_cost : float
        The cost without the prices of distinct and part-time shifts / free_lower_bound - 1: what
        these limits and prices cost at most. [fraction]
    max_extra_paid_hours : float
        The same of paid hours; NaN where the cost contains more than them. [fraction]
    pay : float
        Of all shifts: the cost without the prices of the rules.
    """

    status: Status
    shifts: int
    distinct_shifts: int
    people: int
    paid_hours: float
    cost: float
    lower_bound: float
    gap: float
    required_hours: float
    overstaffed_hours: float
    understaffed_hours: float
    contacts: float
    service_level: float
    full_time_shifts: int = 0
    free_lower_bound: float = float("nan")
    max_extra_cost: float = float("nan")
    max_extra_paid_hours: float = float("nan")
    pay: float = 0.0


# The unit of every figure of the summary, for files; the cost is in the units of the prices.
SUMMARY_UNITS = {
    "status": "text",
    "shifts": "shifts",
    "distinct_shifts": "shifts",
    "people": "people",
    "paid_hours": "hours",
    "cost": "cost",
    "lower_bound": "cost",
    "gap": "fraction",
    "required_hours": "agent-hours",
    "overstaffed_hours": "agent-hours",
    "understaffed_hours": "agent-hours",
    "contacts": "contacts",
    "service_level": "fraction",
    "full_time_shifts": "shifts",
    "free_lower_bound": "cost",
    "max_extra_cost": "fraction",
    "max_extra_paid_hours": "fraction",
    "pay": "cost",
}


# The units of these figures, for files.
SHIFT_COST_UNITS = {
    "cost": "currency",
    "premiums": "currency",
    "cost_per_contact": "currency per contact",
    "cost_per_resolved_contact": "currency per contact",
}


class QueueShiftCost(NamedTuple):
    """Paid hours of the shifts of a queue, or of all, and their cost.

    ::

        cost = paid hours · hourly cost + premiums
        cost per contact = cost / contacts of the plan
        cost per resolved contact = cost / (contacts answered as planned · resolution)

    Attributes
    ----------
    queue : str
        "total" for all of them.
    paid_hours : float
        Of the shifts, without unpaid breaks. [hours]
    cost, premiums : float
        Premiums are part of the cost. [currency]
    cost_per_contact, cost_per_resolved_contact : float or None
        None without contacts, or without a share of resolved contacts. [currency]
    """

    queue: str
    paid_hours: float
    cost: float
    premiums: float
    cost_per_contact: float | None
    cost_per_resolved_contact: float | None


@dataclass(frozen=True)
class ScheduleInputs:
    """What a schedule was made from.

    Attributes
    ----------
    source : str
        The plan's file, or the forecast's for a plan in memory.
    rules : str
        The file of the rules; "built-in rules" or "rules in memory".
    interval : float
        Of the plan. [s]
    goal : str
        "interval" or "day".
    service_level_definition : str
        What the service level is a share of: "answered within 60 s".
    shrinkage : float
        Without breaks, as the requirement is grossed up with it. [fraction]
    shrinkage_derivation : str
        How it follows from the shrinkage of the plan.
    gap : float
        The gap at which the search may stop. [fraction]
    time_limit : float or None
        Of the search. [s]
    solver : str
        Of the search.
    defaults : tuple of str
        Inputs that were not set and therefore have their default.
    overrides : tuple of str
        Inputs of the plan that were replaced.
    target : str
        The service target in words; empty where it is not known.
    contract_hours : float
        Of a full-time person, for FTE. [hours per week]
    """

    source: str
    rules: str
    interval: float
    goal: str
    service_level_definition: str
    shrinkage: float
    shrinkage_derivation: str
    gap: float
    time_limit: float | None
    solver: str
    defaults: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    target: str = ""
    contract_hours: float = 40.0


@dataclass(frozen=True)
class ScheduleData:
    """A finished schedule as data, without its methods.

    Attributes
    ----------
    rows : tuple of ShiftRow
        One per shift, by queue, agent and start.
    coverage_by_queue : tuple of QueueCoverage
        One per queue.
    totals : ScheduleSummary
        Of all queues.
    inputs : ScheduleInputs
        What it was made from.
    slot : int
        Length of a slot. [s]
    zone : tzinfo or None
        Time zone of the local times.
    understaffing : tuple of Understaffing
        Where people are missing, how many and why.
    notes : tuple of str
        What a reader should know, one sentence each.
    costs : tuple of QueueShiftCost
        Of all shifts, then by queue where there are several, at the cost of an hour of the plan;
        empty where it is not known.
    """

    rows: tuple[ShiftRow, ...]
    coverage_by_queue: tuple[QueueCoverage, ...]
    totals: ScheduleSummary
    inputs: ScheduleInputs
    slot: int
    zone: tzinfo | None
    understaffing: tuple[Understaffing, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)
    costs: tuple[QueueShiftCost, ...] = ()


def breaks_text(row: ShiftRow, zone: tzinfo | None) -> str:
    """Breaks as ``12:00-12:30 unpaid lunch;15:00-15:15 paid break``."""
    return ";".join(_break_text(one, zone) for one in row.breaks)


def _break_text(one: Break, zone: tzinfo | None) -> str:
    """One break; a semicolon in its name would begin another one."""
    times = f"{clock_text(one.start, zone)}-{clock_text(one.end, zone)}"
    words = ("paid" if one.paid else "unpaid", *one.kind.replace(";", ",").split())
    return " ".join((times, *words))


def understaffing_text(one: Understaffing, schedule: ScheduleData) -> str:
    """One line: ``Mon 2026-03-02 10:30-12:30: 1 agent missing: no shift …``.

    From a day on, it has the date of its end: ``10:30 to Tue 2026-03-03 12:30``.
    """
    day, last = map(datetime.fromisoformat, local_times([one.start, one.end], schedule.zone))
    start, end = (clear_clock_text(at, schedule.zone) for at in (one.start, one.end))
    queue = f"{one.queue}, " if len(schedule.coverage_by_queue) > 1 else ""
    agents = "1 agent" if one.agents == 1 else f"{one.agents} agents"
    if _least_missing(one, schedule) < one.agents:
        agents = f"up to {agents}"
    below = f" ({one.below_minimum} below the minimum)" if one.below_minimum else ""
    long = one.end - one.start >= datetimes.DAY
    times = f"{day:%a %Y-%m-%d} {start}{f' to {last:%a %Y-%m-%d} ' if long else '-'}{end}"
    return f"{queue}{times}: {agents} missing{below}: {one.reason}"


def _least_missing(one: Understaffing, schedule: ScheduleData) -> int:
    """The fewest agents missing in a slot of an understaffed period."""
    missing = [
        queue.understaffed[(queue.start >= one.start) & (queue.start < one.end)]
        for queue in schedule.coverage_by_queue
        if queue.queue == one.queue
    ]
    return min((int(part.min()) for part in missing if len(part)), default=one.agents)


def clock_text(instant: int, zone: tzinfo | None) -> str:
    """The local time of day of an instant: ``08:30``."""
    return datetimes.iso_texts(np.array([instant]), zone)[0][11:16]


def clear_clock_text(instant: int, zone: tzinfo | None) -> str:
    """The same for people, with the offset where a change of the clocks repeats the time.

    >>> from zoneinfo import ZoneInfo
    >>> clear_clock_text(1_792_893_600, ZoneInfo("Europe/Berlin"))
    '03:00'
    >>> clear_clock_text(1_792_890_000, ZoneInfo("Europe/Berlin"))
    '02:00+01:00'
    """
    text = datetimes.iso_texts(np.array([instant]), zone)[0]
    if zone is None:
        return text[11:16]
    moment = datetime.fromtimestamp(instant, zone)
    offsets = {moment.replace(fold=fold).utcoffset() for fold in (0, 1)}
    return text[11:16] + (text[19:] if len(offsets) > 1 else "")


def days_concerned(schedule: ScheduleData) -> list[str]:
    """The dates on which a shift starts, or agents are missing, in order.

    What is missing before 06:00 belongs to the night that began on the date before, as the shift
    does that would cover it.
    """
    days = {row.date for row in schedule.rows}
    first = min(
        (int(one.start[0]) for one in schedule.coverage_by_queue if len(one.start)), default=0
    )
    for one in schedule.understaffing:
        ends = np.array([one.start, one.end - 1, first], dtype=np.int64)
        wall = datetimes.local(ends, schedule.zone)
        night = (wall[:2] - _MORNING) // datetimes.DAY
        begin, end = (max(int(day), int(wall[2]) // datetimes.DAY) for day in night)
        days |= {datetimes.date_of(day).isoformat() for day in range(begin, end + 1)}
    return sorted(days)


def local_times(instants: Sequence[int], zone: tzinfo | None) -> list[str]:
    """Instants in local time as ISO 8601, with the offset where a zone is known."""
    return datetimes.iso_texts(np.array(instants, dtype=np.int64), zone)
