"""A plan on the slots of a horizon: what each slot needs, and the work behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from wfm.targets import QueueTarget

__all__ = ["Requirement", "between", "shrinkage_without_breaks", "slot_requirements"]

_EPOCH = date(1970, 1, 1)
_WHOLE = 1e-9  # what rounding may take of a whole person


class Requirement(NamedTuple):
    """One queue, or several that share people, on the slots of a horizon."""

    queue: str
    horizon: SlotGrid
    required: NDArray[np.int64]
    load: FloatArray
    aht: FloatArray
    volume: FloatArray
    promise: QueueTarget | None
    model: str = ""

    def service_level(self, agents: FloatArray, at: NDArray[np.intp] | slice) -> FloatArray:
        """What agents net of shrinkage give in some slots; NaN where no one model says it."""
        load, volume = self.load[at], self.volume[at]
        aht = np.where(self.aht[at] > 0, self.aht[at], 1.0)
        how = self.promise
        if how is None:
            return np.full(np.broadcast_shapes(agents.shape, load.shape), np.nan)
        if how.model == "chat":
            level = chat.service_level(
                np.floor(agents + _WHOLE), volume, float(self.horizon.slot),
                list(how.aht_by_concurrency), how.within, patience=how.patience,
            )  # fmt: skip
        else:
            level = erlang.service_level(
                agents, load, aht, how.within, patience=how.patience, definition=how.definition
            )
        return np.asarray(level)


def between(staffed: Plan, first: date | None, days: int | None) -> Plan:
    """The rows of some days of a plan.

    Raises
    ------
    InputError
        If the plan has none.
    """
    demand = staffed.demand
    day = datetimes.local(demand.start, demand.zone) // datetimes.DAY
    begin = int(day.min()) if first is None else (first - _EPOCH).days
    end = begin + days if days else int(day.max()) + 1
    keep = (day >= begin) & (day < end)
    if not keep.any():
        span = f"{datetimes.date_of(int(day.min()))} to {datetimes.date_of(int(day.max()))}"
        raise InputError(f"{demand.source} has no interval on these days; it goes from {span}.")
    columns = {
        name: getattr(demand, name)[keep] for name in ("queue", "start", "volume", "aht", "line")
    }
    kept = {name: column[keep] for name, column in staffed.columns.items()}
    return replace(staffed, demand=replace(demand, **columns), columns=kept)


def shrinkage_without_breaks(
    whole: Shrinkage,
    templates: Sequence[Template],
    breaks: Sequence[BreakRule],
    contains: str | None,
) -> tuple[Shrinkage, str]:
    """Shrinkage without the breaks that a schedule places itself, and how it was found.

    Parameters
    ----------
    whole : Shrinkage
        As a plan is made with it.
    templates, breaks : sequences
        From which the share of breaks in a lump figure is taken.
    contains : str or None
        Whether a lump figure contains breaks, "yes" or "no".

    Raises
    ------
    InputError
        For a lump figure of which that is not known.
    """
    parts = {part.name: part.share for part in whole.components}
    if "all" not in parts:
        rest = whole.without("breaks")
        taken = f"the {parts['breaks']:.3g} of breaks" if "breaks" in parts else "no breaks"
        return rest, f"shrinkage without breaks is {rest.total:.3g}: {taken} in {whole.total:.3g}"
    if contains is None:
        raise InputError(
            f"shrinkage is one figure, {whole.total:g}: the schedule places the breaks, so say "
            "whether they are in it with --breaks-in-shrinkage yes or no, or give it by component, "
            "--shrinkage breaks=8%,leave=10%,…",
            name="shrinkage",
        )
    if contains == "no":
        return whole, f"shrinkage of {whole.total:g} contains no breaks"
    share = _paid_breaks(templates, breaks)
    left = max(whole.total - share, 0.0)
    how = f"paid breaks are {share:.3g} of paid time, so {left:.3g} of {whole.total:g} remain"
    return Shrinkage((Component("all", left),)), how


def _paid_breaks(templates: Sequence[Template], breaks: Sequence[BreakRule]) -> float:
    """Share of paid time that the rules give to paid breaks, over all lengths alike."""
    resting = paid = 0.0
    for template in templates:
        for length in template.lengths:
            mine = [rule for rule in breaks if rule.applies(template, length)]
            resting += sum(rule.length for rule in mine if rule.paid)
            paid += length - sum(rule.length for rule in mine if not rule.paid)
    return resting / paid


def slot_requirements(
    staffed: Plan, order: ScheduleRequest, lost: Shrinkage, slot: int, *, pool: bool
) -> list[Requirement]:
    """Each queue of a plan by itself, those of a team together, or all of them as one."""
    demand = staffed.demand
    names = _teams(staffed, pool=pool)
    dates, first, last = _span(staffed, whole_weeks=bool(order.contracts))
    slots = (last - first) // slot
    found = []
    for name in dict.fromkeys(names):
        queues = [i for i, team in enumerate(names) if team == name]
        mine = np.isin(demand.queue, queues)
        at = (demand.start[mine] - first) // slot
        each = int(demand.interval) // slot
        is_open = np.zeros(slots, dtype=bool)
        agents, load, work, volume = (np.zeros(slots) for _ in range(4))
        contacts, handle = demand.volume[mine], np.nan_to_num(demand.aht[mine])
        for k in range(each):
            is_open[at + k] = True
            np.add.at(agents, at + k, staffed.columns["agents"][mine])
            np.add.at(volume, at + k, contacts / each)
            np.add.at(work, at + k, contacts * handle / each)
        load = work / slot
        required = shrinkage.scheduled(agents, lost.total)
        horizon = SlotGrid(
            first=first,
            slot=slot,
            open=is_open if order.opening_hours else np.ones(slots, dtype=bool),
            cyclic=_repeats(is_open, len(dates)) if order.cyclic is None else order.cyclic,
            zone=demand.zone,
            dates=dates,
        )
        aht = work / np.where(volume > 0, volume, 1.0)
        promise, model = _promise(staffed, [demand.queues[i] for i in queues], order)
        found.append(Requirement(name, horizon, required, load, aht, volume, promise, model))
    return found


def _promise(
    staffed: Plan, queues: list[str], order: ScheduleRequest
) -> tuple[QueueTarget | None, str]:
    """What queues answered by the same people promise, if it is one thing, and their model."""
    plain = QueueTarget("erlang_c", order.target.service_level, order.target.limit)
    kinds = {staffed.inputs.models.get(name, "erlang_c") for name in queues}
    model = kinds.pop() if len(kinds) == 1 else "several"
    known = {_target(staffed, name, plain) for name in queues}
    one = known.pop() if len(known) == 1 else None
    if one is not None and one.model == "chat" and len(queues) > 1:
        one = None
    if one is not None:
        return one, ""
    return None, "several" if model == "erlang_c" else model


def _target(staffed: Plan, queue: str, default: QueueTarget) -> QueueTarget | None:
    """The target of a queue whose service level follows from its own agents; else None."""
    model = staffed.inputs.models.get(queue, "erlang_c")
    target = staffed.inputs.targets.get(queue)
    if target is None:
        return default if model == "erlang_c" else None
    return target if target.has_single_queue_model else None


def _teams(staffed: Plan, *, pool: bool) -> list[str]:
    """Whose people answer each queue."""
    queues = staffed.demand.queues
    if pool and len(queues) > 1:
        return ["all queues"] * len(queues)
    return list(staffed.teams)


def _span(staffed: Plan, *, whole_weeks: bool) -> tuple[tuple[date, ...], int, int]:
    """The local days of a plan, and the instants of the first and the last midnight.

    Contracts are kept week by week: days after the plan fill up its last week, closed.
    """
    demand = staffed.demand
    wall = datetimes.local(demand.start, demand.zone)
    begin, end = int(wall.min()) // datetimes.DAY, int(wall.max()) // datetimes.DAY + 1
    end += (begin - end) % 7 if whole_weeks else 0
    days = range(begin, end)
    dates = tuple(datetimes.date_of(day) for day in days)
    ends = [_midnight(day, demand.zone) for day in (dates[0], dates[-1] + timedelta(days=1))]
    return dates, ends[0], ends[1]


def _midnight(day: date, zone: object) -> int:
    if zone is None:
        return (day - _EPOCH).days * datetimes.DAY
    moment = datetime(day.year, day.month, day.day, tzinfo=zone)  # type: ignore[arg-type]
    return int(moment.timestamp())


def _repeats(is_open: NDArray[np.bool_], days: int) -> bool:
    """Whether a plan is whole weeks of a centre that does not close at the ends of them."""
    return bool(days % 7 == 0 and is_open[0] and is_open[-1])
