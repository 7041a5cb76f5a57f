"""The requirement of each slot of a plan, and the workload behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes, erlang, shrinkage
from wfm._arrays import FloatArray
from wfm.errors import DataError, InputError, Problem
from wfm.option_text import option
from wfm.planning.plan import Plan
from wfm.queueing import chat
from wfm.scheduling.minimum_staffing import check_minimums, minimum_of
from wfm.scheduling.request import ScheduleRequest, ShiftRules
from wfm.scheduling.shift_templates import BreakRule, SlotGrid, Template
from wfm.shrinkage import Component, Shrinkage
from wfm.targets import QueueTarget, Target

__all__ = [
    "NetShrinkage",
    "Requirement",
    "SlotTargets",
    "days_of",
    "queue_target",
    "shrinkage_without_breaks",
    "slot_requirements",
    "start_grid",
]

_EPOCH = date(1970, 1, 1)
_ROUNDING = 1e-9  # relative error of one product in floating point, with a margin
POOL = "all queues"
_MAX_DAYS = 3_660  # ten years; the slots of more would fill the memory


class SlotTargets(NamedTuple):
    """The targets of a queue, and which of them each slot has."""

    targets: tuple[QueueTarget, ...]
    slot: NDArray[np.intp]


@dataclass(frozen=True)
class Requirement:
    """One queue, or several that share people, on the slots of a grid.

    Attributes
    ----------
    queue : str
        Name of the queue, of the team or of the pool.
    grid : SlotGrid
        The slots.
    required : int64 array, shape (slots,)
        People required: the plan's agents, grossed up for shrinkage without breaks, or the minimum
        of the rules where that is more.
    load, aht, volume : float64 array, shape (slots,)
        Offered load [erlangs], average handle time [s] and contacts of each slot.
    lost : float64 array, shape (slots,)
        Shrinkage without the breaks that the schedule places. [fraction]
    target : QueueTarget or None
        What the service level is computed with; None where no single model gives it, or where the
        target changes from slot to slot.
    model : str
        The model that has no service level here; "several" for several; "" where there is one.
    by_slot : SlotTargets or None
        The target of every slot, where it changes from slot to slot.
    minimum : int64 array, shape (slots,)
        People below which no slot may fall by the rules, even where understaffing has a price.
    """

    queue: str
    grid: SlotGrid
    required: NDArray[np.int64]
    load: FloatArray
    aht: FloatArray
    volume: FloatArray
    lost: FloatArray
    target: QueueTarget | None
    model: str = ""
    by_slot: SlotTargets | None = None
    minimum: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @property
    def has_service_level(self) -> bool:
        """Whether a model gives the service level."""
        return self.target is not None or self.by_slot is not None

    def service_level(self, people: FloatArray, at: NDArray[np.intp]) -> FloatArray:
        """Service level of some slots with `people` not on a break; NaN without a target."""
        agents = shrinkage.net(people, self.lost[at])
        if self.by_slot is None:
            return self._service_level(agents, at, self.target)
        levels = np.full(agents.shape, np.nan)
        for index, target in enumerate(self.by_slot.targets):
            some = self.by_slot.slot[at] == index
            levels[some] = self._service_level(agents[some], at[some], target)
        return levels

    def _service_level(
        self, agents: FloatArray, at: NDArray[np.intp], target: QueueTarget | None
    ) -> FloatArray:
        """Service level of some slots with `agents` net of shrinkage, by one target."""
        load, volume = self.load[at], self.volume[at]
        if target is None:
            return np.full(np.broadcast_shapes(agents.shape, load.shape), np.nan)
        if target.model == "chat":
            # chats that take s times as long are the same queue with a clock s times as slow
            alone = target.aht_by_concurrency[0]
            pace = np.where(self.aht[at] > 0, self.aht[at], alone) / alone
            level = chat.service_level(
                np.floor(agents + _ROUNDING),
                volume,
                self.grid.slot / pace,
                list(target.aht_by_concurrency),
                target.within / pace,
                patience=target.patience / pace,
            )
        else:
            # without contacts any handle time gives the service level of an empty queue, 1
            aht = np.where(self.aht[at] > 0, self.aht[at], 1.0)
            level = erlang.service_level(
                agents,
                load,
                aht,
                target.within,
                patience=target.patience,
                definition=target.definition,
            )
        return np.asarray(level)


def days_of(plan: Plan, first: date | None, days: int | None) -> Plan:
    """The rows of some local days of a plan.

    Raises
    ------
    InputError
        If the plan has none on these days.
    """
    demand = plan.demand
    day = datetimes.local(demand.start, demand.zone) // datetimes.DAY
    begin = int(day.min()) if first is None else (first - _EPOCH).days
    end = begin + days if days else int(day.max()) + 1
    keep = (day >= begin) & (day < end)
    if not keep.any():
        span = f"{datetimes.date_of(int(day.min()))} to {datetimes.date_of(int(day.max()))}"
        raise InputError(f"{demand.source} has no interval on these days; it contains {span}.")
    names = ("queue", "start", "volume", "aht", "line")
    part = replace(demand, row_inputs=None, **{name: getattr(demand, name)[keep] for name in names})
    columns = {name: column[keep] for name, column in plan.columns.items()}
    by_row = plan.inputs.by_row
    inputs = plan.inputs
    if by_row is not None:
        inputs = replace(inputs, by_row=by_row._replace(row=by_row.row[keep]))
    return replace(plan, demand=part, inputs=inputs, columns=columns)


class NetShrinkage(NamedTuple):
    """Shrinkage without breaks, and how it follows from the shrinkage of the plan."""

    shrinkage: Shrinkage
    derivation: str


def shrinkage_without_breaks(
    total: Shrinkage,
    templates: Sequence[Template],
    breaks: Sequence[BreakRule],
    includes_breaks: bool = True,
) -> NetShrinkage:
    """Shrinkage without the breaks that the schedule places itself.

    Parameters
    ----------
    total : Shrinkage
        The shrinkage of the plan.
    templates, breaks : sequences
        Shifts and breaks, for the share of paid breaks in a single percentage.
    includes_breaks : bool
        Whether a single percentage includes breaks.
    """
    parts = {part.name: part.share for part in total.components}
    if "all" not in parts:
        rest = total.without("breaks")
        text = (
            f"{_percent(total.total)} less {_percent(parts['breaks'])} breaks"
            if "breaks" in parts
            else f"{_percent(total.total)} has no component 'breaks'"
        )
        return NetShrinkage(rest, text)
    if not includes_breaks:
        return NetShrinkage(total, f"{_percent(total.total)} includes no breaks")
    share = _paid_break_share(templates, breaks)
    rest = Shrinkage((Component("all", max(total.total - share, 0.0)),))
    text = f"{_percent(total.total)} less paid breaks, {_percent(share)} of paid time"
    return NetShrinkage(rest, text)


def _percent(share: float) -> str:
    """A share as a percentage with three digits."""
    return f"{100 * share:.3g} %"


def _paid_break_share(templates: Sequence[Template], breaks: Sequence[BreakRule]) -> float:
    """Share of paid time in paid breaks; every length of every template has the same weight."""
    in_breaks = paid = 0.0
    for template in templates:
        for length in template.lengths:
            rules = [rule for rule in breaks if rule.applies(template, length)]
            in_breaks += sum(rule.length for rule in rules if rule.paid)
            paid += length - sum(rule.length for rule in rules if not rule.paid)
    return in_breaks / paid


def start_grid(plan: Plan) -> int:
    """The longest time, in seconds, that divides the intervals and what is before their starts.

    Intervals of an hour that begin at 07:30 lie on half-hours; so do those of an odd number of
    hours after a change of the clocks.
    """
    start, zone = plan.demand.start, plan.demand.zone
    clock = datetimes.local(start, zone) % datetimes.DAY
    since = start - start[0] + clock[0]
    return int(np.gcd.reduce([int(plan.demand.interval), *np.unique(clock), *np.unique(since)]))


def slot_requirements(
    plan: Plan, request: ScheduleRequest, lost: FloatArray | float, slot: int, *, pool: bool
) -> list[Requirement]:
    """The requirement of each queue, of the queues of a team together, or of all as one.

    Parameters
    ----------
    plan : Plan
        Agents, volume and handle time per interval.
    request : ScheduleRequest
        Opening hours, contracts, cyclic, and the default target.
    lost : float or float64 array, shape (n,)
        Shrinkage without breaks, the same or that of each row of the plan. [fraction]
    slot : int
        Length of a slot, a divisor of the plan's interval. [s]
    pool : bool
        All queues as one.
    """
    lost = np.broadcast_to(np.asarray(lost, dtype=np.float64), (len(plan.demand),))
    owners = _owners(plan, pool=pool)
    dates, first, end = _span(plan, request.rules)
    requirements = []
    for owner in dict.fromkeys(owners):
        queues = [i for i, name in enumerate(owners) if name == owner]
        on_slots = _on_slots(plan, queues, lost, first, (end - first) // slot, slot)
        agents, volume, work, is_open, own_lost = on_slots
        cyclic = request.rules.cyclic
        grid = SlotGrid(
            first=first,
            slot=slot,
            open=is_open if request.rules.opening_hours else _between(plan, first, is_open, slot),
            cyclic=_repeats(is_open, len(dates), request.rules) if cyclic is None else cyclic,
            zone=plan.demand.zone,
            dates=dates,
        )
        target, model = _target(plan, [plan.demand.queues[i] for i in queues], request)
        by_slot = None
        if target is None and len(queues) == 1:
            by_slot = _by_slot(plan, queues[0], first, len(is_open), slot)
        names = {owner, *(plan.demand.queues[i] for i in queues)}
        minimum = minimum_of(grid, names, request.rules.minimums)
        requirements.append(
            Requirement(
                queue=owner,
                grid=grid,
                required=np.maximum(shrinkage.scheduled(agents, own_lost), minimum),
                load=work / slot,
                aht=work / np.where(volume > 0, volume, 1.0),
                volume=volume,
                lost=own_lost,
                target=target,
                model="" if by_slot else model,
                by_slot=by_slot,
                minimum=minimum,
            )
        )
    known = list(dict.fromkeys([*plan.demand.queues, *owners]))
    check_minimums(request.rules.minimums, known, [one.grid for one in requirements])
    return requirements


def _between(plan: Plan, first: int, is_open: NDArray[np.bool_], slot: int) -> NDArray[np.bool_]:
    """The slots of the days from the first of a plan to the last, without opening hours.

    Closed days that complete the calendar weeks of contracts stay closed.
    """
    wall = datetimes.local(plan.demand.start, plan.demand.zone)
    last = int(wall.max()) + int(plan.demand.interval) - 1
    days = (
        datetimes.date_of(int(wall.min()) // datetimes.DAY),
        datetimes.date_of(last // datetimes.DAY),
    )
    begin, end = (
        _midnight(day, plan.demand.zone) for day in (days[0], days[1] + timedelta(days=1))
    )
    at = first + slot * np.arange(len(is_open))
    return np.asarray((at >= begin) & (at < end))


def _on_slots(
    plan: Plan, queues: Sequence[int], lost: FloatArray, first: int, slots: int, slot: int
) -> tuple[FloatArray, FloatArray, FloatArray, NDArray[np.bool_], FloatArray]:
    """Agents, contacts and seconds of work of each slot, whether it is open, and its shrinkage.

    An interval longer than a slot has its agents in each of its slots and its contacts shared
    out evenly over them. Where queues of different shrinkage meet in a slot, its shrinkage is

    ::

        1 - Σ agents / Σ (agents / (1 - shrinkage))
    """
    demand = plan.demand
    rows = np.isin(demand.queue, queues)
    at = (demand.start[rows] - first) // slot
    per_interval = int(demand.interval) // slot
    is_open = np.zeros(slots, dtype=bool)
    agents, volume, work, gross = (np.zeros(slots) for _ in range(4))
    contacts, aht, own = demand.volume[rows], np.nan_to_num(demand.aht[rows]), lost[rows]
    net = plan.columns["agents"][rows]
    effective = np.full(slots, own[0] if len(own) else 0.0)
    for k in range(per_interval):
        is_open[at + k] = True
        np.add.at(agents, at + k, net)
        np.add.at(gross, at + k, net / (1.0 - own))
        effective[at + k] = own
        np.add.at(volume, at + k, contacts / per_interval)
        np.add.at(work, at + k, contacts * aht / per_interval)
    if len(queues) > 1 and len(set(own.tolist())) > 1:
        share = np.divide(agents, gross, out=1.0 - effective, where=gross > 0)
        effective = 1.0 - share
    return agents, volume, work, is_open, effective


def _by_slot(plan: Plan, queue: int, first: int, slots: int, slot: int) -> SlotTargets | None:
    """The target of each slot of a queue whose target changes; None for another queue."""
    name, by_row = plan.demand.queues[queue], plan.inputs.by_row
    if by_row is None or name in plan.inputs.targets:
        return None
    rows = plan.demand.queue == queue
    own = by_row.row[rows]
    targets = [by_row.settings[index].target for index in np.unique(own).tolist()]
    if any(one is None or not one.has_single_queue_model for one in targets):
        return None
    index = np.zeros(slots, dtype=np.intp)
    at = (plan.demand.start[rows] - first) // slot
    for k in range(int(plan.demand.interval) // slot):
        index[at + k] = np.searchsorted(np.unique(own), own)
    return SlotTargets(tuple(one for one in targets if one is not None), index)


def _target(
    plan: Plan, queues: list[str], request: ScheduleRequest
) -> tuple[QueueTarget | None, str]:
    """The common target of queues answered by the same people, or the model that prevents one."""
    models = {plan.inputs.models.get(name, "erlang_c") for name in queues}
    targets = {queue_target(plan, name, request.target) for name in queues}
    common = targets.pop() if len(targets) == 1 else None
    if common is not None and common.model == "chat" and len(queues) > 1:
        common = None  # chats of two queues in one pool: no model for their concurrency
    if common is not None:
        return common, ""
    model = models.pop() if len(models) == 1 and "erlang_c" not in models else "several"
    return None, model


def queue_target(plan: Plan, queue: str, default: Target) -> QueueTarget | None:
    """The target of a queue of a single model; the default where the plan has none."""
    target = plan.inputs.targets.get(queue)
    if target is not None:
        return target if target.has_single_queue_model else None
    if plan.inputs.by_row is not None:
        return None  # it changes from row to row
    if plan.inputs.models.get(queue, "erlang_c") != "erlang_c":
        return None
    return QueueTarget.of(default)


def _owners(plan: Plan, *, pool: bool) -> list[str]:
    """Whose people answer each queue: its own, its team's, or those of the pool."""
    queues = plan.demand.queues
    if pool and len(queues) > 1:
        return [POOL] * len(queues)
    return [plan.inputs.teams.get(name, name) for name in queues]


def _span(plan: Plan, rules: ShiftRules) -> tuple[tuple[date, ...], int, int]:
    """The local days of a plan, and the instants of the first and the last midnight.

    Contracts count calendar weeks, which closed days complete (see `_with_closed_days`).
    """
    demand = plan.demand
    wall = datetimes.local(demand.start, demand.zone)
    # an interval that does not divide a day may end on the next one
    last = int(wall.max()) + int(demand.interval) - 1
    begin, end = int(wall.min()) // datetimes.DAY, last // datetimes.DAY + 1
    if end - begin > _MAX_DAYS:
        span = f"{datetimes.date_of(begin)} to {datetimes.date_of(end - 1)}"
        text = (
            f"reaches from {span}, but a schedule has at most {_MAX_DAYS:,} days — correct the "
            f"dates, or select some with {option('first_day')} and {option('days')}"
        )
        raise DataError(demand.source, [Problem(text)])
    if rules.contracts:
        days = set((wall // datetimes.DAY).tolist())
        begin, end = _with_closed_days(days, begin, end, rules)
    dates = tuple(datetimes.date_of(day) for day in range(begin, end))
    first, last = (_midnight(day, demand.zone) for day in (dates[0], dates[-1] + timedelta(days=1)))
    return dates, first, last


def _with_closed_days(days: set[int], begin: int, end: int, rules: ShiftRules) -> tuple[int, int]:
    """The span with the closed days around it that belong to its first and last calendar week.

    A day before or after the plan is closed if the plan has no day of its weekday at all, and its
    week is as good as whole: its days suffice for the fewest days of every contract. Else the
    plan covers only a part of the week.
    """
    weekdays = {datetimes.date_of(day).weekday() for day in days}
    fewest = max(contract.days_per_week[0] for contract in rules.contracts)

    def late(day: int) -> int:
        """Days since the week of a day began."""
        return (datetimes.date_of(day).weekday() - rules.week_starts) % 7

    first, last = begin - late(begin), end - 1 - late(end - 1) + 7
    if len(days & set(range(first, first + 7))) >= fewest:
        while begin > first and datetimes.date_of(begin - 1).weekday() not in weekdays:
            begin -= 1
    if len(days & set(range(last - 7, last))) >= fewest:
        while end < last and datetimes.date_of(end).weekday() not in weekdays:
            end += 1
    return begin, end


def _midnight(day: date, zone: object) -> int:
    """The instant at which a local day begins."""
    if zone is None:
        return (day - _EPOCH).days * datetimes.DAY
    moment = datetime(day.year, day.month, day.day, tzinfo=zone)  # type: ignore[arg-type]
    return int(moment.timestamp())


def _repeats(is_open: NDArray[np.bool_], days: int, rules: ShiftRules) -> bool:
    """Whether a plan is whole weeks of a centre that is open at both ends of them.

    People by name work on dates, which do not repeat.
    """
    return bool(days % 7 == 0 and is_open[0] and is_open[-1] and not rules.agents)
