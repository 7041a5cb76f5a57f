"""The requirement of each slot of a plan, and the workload behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes, erlang, shrinkage
from wfm._arrays import FloatArray
from wfm.errors import InputError
from wfm.planning.plan import Plan
from wfm.queueing import chat
from wfm.scheduling.request import ScheduleRequest
from wfm.scheduling.shift_templates import BreakRule, SlotGrid, Template
from wfm.shrinkage import Component, Shrinkage
from wfm.targets import QueueTarget, Target

__all__ = [
    "NetShrinkage",
    "Requirement",
    "days_of",
    "queue_target",
    "shrinkage_without_breaks",
    "slot_requirements",
]

_EPOCH = date(1970, 1, 1)
_ROUNDING = 1e-9  # relative error of one product in floating point, with a margin
POOL = "all queues"


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
        People required: the plan's agents, grossed up for shrinkage without breaks.
    load, aht, volume : float64 array, shape (slots,)
        Offered load [erlangs], average handle time [s] and contacts of each slot.
    target : QueueTarget or None
        What the service level is computed with; None where no single model gives it.
    model : str
        The model that has no service level here; "several" for several; "" where there is one.
    """

    queue: str
    grid: SlotGrid
    required: NDArray[np.int64]
    load: FloatArray
    aht: FloatArray
    volume: FloatArray
    target: QueueTarget | None
    model: str = ""

    def service_level(self, agents: FloatArray, at: NDArray[np.intp] | slice) -> FloatArray:
        """Service level of some slots with `agents` net of shrinkage; NaN without a target."""
        load, volume, target = self.load[at], self.volume[at], self.target
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
    part = replace(demand, **{name: getattr(demand, name)[keep] for name in names})
    columns = {name: column[keep] for name, column in plan.columns.items()}
    return replace(plan, demand=part, columns=columns)


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


def slot_requirements(
    plan: Plan, request: ScheduleRequest, lost: float, slot: int, *, pool: bool
) -> list[Requirement]:
    """The requirement of each queue, of the queues of a team together, or of all as one.

    Parameters
    ----------
    plan : Plan
        Agents, volume and handle time per interval.
    request : ScheduleRequest
        Opening hours, contracts, cyclic, and the default target.
    lost : float
        Shrinkage without breaks. [fraction]
    slot : int
        Length of a slot, a divisor of the plan's interval. [s]
    pool : bool
        All queues as one.
    """
    owners = _owners(plan, pool=pool)
    dates, first, end = _span(plan, whole_weeks=bool(request.rules.contracts))
    requirements = []
    for owner in dict.fromkeys(owners):
        queues = [i for i, name in enumerate(owners) if name == owner]
        agents, volume, work, is_open = _on_slots(plan, queues, first, (end - first) // slot, slot)
        cyclic = request.rules.cyclic
        grid = SlotGrid(
            first=first,
            slot=slot,
            open=is_open if request.rules.opening_hours else np.ones_like(is_open),
            cyclic=_repeats(is_open, len(dates)) if cyclic is None else cyclic,
            zone=plan.demand.zone,
            dates=dates,
        )
        target, model = _target(plan, [plan.demand.queues[i] for i in queues], request)
        requirements.append(
            Requirement(
                queue=owner,
                grid=grid,
                required=shrinkage.scheduled(agents, lost),
                load=work / slot,
                aht=work / np.where(volume > 0, volume, 1.0),
                volume=volume,
                target=target,
                model=model,
            )
        )
    return requirements


def _on_slots(
    plan: Plan, queues: Sequence[int], first: int, slots: int, slot: int
) -> tuple[FloatArray, FloatArray, FloatArray, NDArray[np.bool_]]:
    """Agents, contacts and seconds of work of each slot, and whether it is open.

    An interval longer than a slot has its agents in each of its slots and its contacts shared
    out evenly over them.
    """
    demand = plan.demand
    rows = np.isin(demand.queue, queues)
    at = (demand.start[rows] - first) // slot
    per_interval = int(demand.interval) // slot
    is_open = np.zeros(slots, dtype=bool)
    agents, volume, work = (np.zeros(slots) for _ in range(3))
    contacts, aht = demand.volume[rows], np.nan_to_num(demand.aht[rows])
    for k in range(per_interval):
        is_open[at + k] = True
        np.add.at(agents, at + k, plan.columns["agents"][rows])
        np.add.at(volume, at + k, contacts / per_interval)
        np.add.at(work, at + k, contacts * aht / per_interval)
    return agents, volume, work, is_open


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
    if plan.inputs.models.get(queue, "erlang_c") != "erlang_c":
        return None
    return QueueTarget.of(default)


def _owners(plan: Plan, *, pool: bool) -> list[str]:
    """Whose people answer each queue: its own, its team's, or those of the pool."""
    queues = plan.demand.queues
    if pool and len(queues) > 1:
        return [POOL] * len(queues)
    return [plan.inputs.teams.get(name, name) for name in queues]


def _span(plan: Plan, *, whole_weeks: bool) -> tuple[tuple[date, ...], int, int]:
    """The local days of a plan, and the instants of the first and the last midnight.

    Contracts count whole weeks: closed days after the plan complete its last week.
    """
    demand = plan.demand
    wall = datetimes.local(demand.start, demand.zone)
    begin, end = int(wall.min()) // datetimes.DAY, int(wall.max()) // datetimes.DAY + 1
    end += (begin - end) % 7 if whole_weeks else 0
    dates = tuple(datetimes.date_of(day) for day in range(begin, end))
    first, last = (_midnight(day, demand.zone) for day in (dates[0], dates[-1] + timedelta(days=1)))
    return dates, first, last


def _midnight(day: date, zone: object) -> int:
    """The instant at which a local day begins."""
    if zone is None:
        return (day - _EPOCH).days * datetimes.DAY
    moment = datetime(day.year, day.month, day.day, tzinfo=zone)  # type: ignore[arg-type]
    return int(moment.timestamp())


def _repeats(is_open: NDArray[np.bool_], days: int) -> bool:
    """Whether a plan is whole weeks of a centre that is open at both ends of them."""
    return bool(days % 7 == 0 and is_open[0] and is_open[-1])
