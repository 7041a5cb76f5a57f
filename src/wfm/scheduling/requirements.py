"""The requirement of each slot of a plan, and the workload behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import erlang
from wfm._arrays import FloatArray
from wfm.planning.plan import Plan
from wfm.queueing import chat
from wfm.scheduling.horizon import horizon_of, slots_on_plan_days
from wfm.scheduling.minimum_staffing import check_minimums, minimum_of
from wfm.scheduling.request import ScheduleRequest, ShiftRules
from wfm.scheduling.shift_templates import SlotGrid
from wfm.shrinkage import net, scheduled
from wfm.targets import QueueTarget, Target

__all__ = [
    "Requirement",
    "SlotTargets",
    "queue_target",
    "slot_requirements",
]
_ROUNDING = 1e-9  # relative error of one product in floating point, with a margin
POOL = "all queues"


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
    shrinkage : float64 array, shape (slots,)
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
    shrinkage: FloatArray
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
        agents = net(people, self.shrinkage[at])
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


def slot_requirements(
    plan: Plan, request: ScheduleRequest, shrinkage: FloatArray | float, slot: int, *, pool: bool
) -> list[Requirement]:
    """The requirement of each queue, of the queues of a team together, or of all as one.

    Parameters
    ----------
    plan : Plan
        Agents, volume and handle time per interval.
    request : ScheduleRequest
        Opening hours, contracts, cyclic, and the default target.
    shrinkage : float or float64 array, shape (n,)
        Shrinkage without breaks, the same or that of each row of the plan. [fraction]
    slot : int
        Length of a slot, a divisor of the plan's interval. [s]
    pool : bool
        All queues as one.
    """
    shrinkage = np.broadcast_to(np.asarray(shrinkage, dtype=np.float64), (len(plan.demand),))
    owners = _owners(plan, pool=pool)
    dates, first, end = horizon_of(plan, request.rules)
    requirements = []
    for owner in dict.fromkeys(owners):
        queues = [i for i, name in enumerate(owners) if name == owner]
        on_slots = _on_slots(plan, queues, shrinkage, first, (end - first) // slot, slot)
        agents, volume, work, is_open, own_shrinkage = on_slots
        cyclic = request.rules.cyclic
        grid = SlotGrid(
            first=first,
            slot=slot,
            open=is_open
            if request.rules.opening_hours
            else slots_on_plan_days(plan, first, is_open, slot),
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
                required=np.maximum(scheduled(agents, own_shrinkage), minimum),
                load=work / slot,
                aht=work / np.where(volume > 0, volume, 1.0),
                volume=volume,
                shrinkage=own_shrinkage,
                target=target,
                model="" if by_slot else model,
                by_slot=by_slot,
                minimum=minimum,
            )
        )
    known = list(dict.fromkeys([*plan.demand.queues, *owners]))
    check_minimums(request.rules.minimums, known, [one.grid for one in requirements])
    return requirements


def _on_slots(
    plan: Plan, queues: Sequence[int], shrinkage: FloatArray, first: int, slots: int, slot: int
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
    contacts, aht, own = demand.volume[rows], np.nan_to_num(demand.aht[rows]), shrinkage[rows]
    required = plan.columns["agents"][rows]
    effective = np.full(slots, own[0] if len(own) else 0.0)
    for k in range(per_interval):
        is_open[at + k] = True
        np.add.at(agents, at + k, required)
        np.add.at(gross, at + k, required / (1.0 - own))
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


def _repeats(is_open: NDArray[np.bool_], days: int, rules: ShiftRules) -> bool:
    """Whether a plan is whole weeks of a centre that is open at both ends of them.

    People by name work on dates, which do not repeat.
    """
    return bool(days % 7 == 0 and is_open[0] and is_open[-1] and not rules.agents)
