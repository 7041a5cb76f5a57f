"""From a plan to people on shift: what must be covered, who covers it, and what that gives.

Breaks are placed by the schedule, so they must not be in the requirement too: what is covered is
``agents / (1 - shrinkage without breaks)``. The service level of the result comes from the same
queueing formulas as the plan's: of the people that are net on their places, the part that the
other shrinkage leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm import calendar, erlang, shrinkage
from wfm._arrays import FloatArray
from wfm.contracts import Agent, Contract
from wfm.errors import InputError
from wfm.model import Staffed, Target
from wfm.roster import Roster, assign, tours
from wfm.schedule import cover
from wfm.shifts import Cover, Need, Shift
from wfm.shrinkage import Component, Shrinkage
from wfm.templates import BreakRule, Horizon, Template, grid_of, lay_out

__all__ = [
    "Break",
    "Coverage",
    "Order",
    "Rota",
    "ShiftRow",
    "Total",
    "besides_breaks",
    "between",
    "make_rota",
]

Progress = Callable[[str, float | None, float | None], None]
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Order:
    """What a schedule is to be: the rules as records, and how good it must be.

    Attributes
    ----------
    templates, breaks, contracts, agents : sequences
        Shifts, their breaks, and who works them; without contracts, shifts only.
    under : float or None
        Price of an agent-hour short; None where all must be covered.
    over, distinct : float
        Prices of an agent-hour too many and of each distinct shift.
    max_distinct : int or None
        Most distinct shifts.
    least_share : float
        Share of the need below which no slot may fall, even priced. [fraction]
    opening_hours : bool
        Shifts stay inside the hours of the plan.
    cyclic : bool or None
        The horizon repeats; None for whole weeks of a plan that never closes.
    gap : float
        Near enough to the bound. [fraction]
    time_limit : float or None
        Stop looking for better. [s]
    seed : int
        For what is drawn.
    target : Target
        The promise; its limit is that of the service level reported.
    goal : str
        "interval": meet the plan's agents in each; "day": meet the target over each day.
    least_level : float
        Service level below which no interval may fall under a goal of "day". [fraction]
    """

    templates: Sequence[Template]
    breaks: Sequence[BreakRule]
    contracts: Sequence[Contract] = ()
    agents: Sequence[Agent] = ()
    under: float | None = None
    over: float = 0.0
    distinct: float = 0.0
    max_distinct: int | None = None
    least_share: float = 0.0
    opening_hours: bool = True
    cyclic: bool | None = None
    gap: float = 0.005
    time_limit: float | None = None
    seed: int = 0
    target: Target = field(default_factory=lambda: Target(0.85, 60.0))
    goal: str = "interval"
    least_level: float = 0.5


class Break(NamedTuple):
    """A break of one shift; instants in seconds as in `Demand.start`."""

    start: int
    end: int
    paid: bool


class ShiftRow(NamedTuple):
    """One shift of one person; `agent` is empty where shifts have no people yet."""

    agent: str
    date: str
    shift: str
    contract: str
    start: int
    end: int
    paid_hours: float
    breaks: tuple[Break, ...]
    queue: str


class Coverage(NamedTuple):
    """What covers what, slot by slot of one queue; closed slots are left out."""

    queue: str
    start: NDArray[np.int64]
    required: NDArray[np.int64]
    present: NDArray[np.int64]
    on_break: NDArray[np.int64]
    net: NDArray[np.int64]
    over: NDArray[np.int64]
    under: NDArray[np.int64]
    service_level: FloatArray


class Total(NamedTuple):
    """The schedule in a few figures."""

    status: str
    paid_hours: float
    cost: float
    bound: float
    gap: float
    uncovered_agent_hours: float
    distinct_shifts: int
    shifts: int
    contacts: float
    service_level: float


@dataclass(frozen=True)
class Rota:
    """A schedule: rows of people and shifts, what they cover, and how good it is.

    Attributes
    ----------
    rows : tuple of ShiftRow
        By queue, agent and start.
    coverage : tuple of Coverage
        One a queue.
    total : Total
        Of all queues.
    slot : int
        Length of a slot. [min]
    staffed : Staffed
        The plan.
    shortages : tuple of str
        Where people are short, how many, and why, one sentence each.
    notes : tuple of str
        What was assumed.
    """

    rows: tuple[ShiftRow, ...]
    coverage: tuple[Coverage, ...]
    total: Total
    slot: int
    staffed: Staffed
    shortages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def between(staffed: Staffed, first: date | None, days: int | None) -> Staffed:
    """The rows of some days of a plan.

    Raises
    ------
    InputError
        If the plan has none.
    """
    demand = staffed.demand
    day = calendar.local(demand.start, demand.zone) // calendar.DAY
    begin = int(day.min()) if first is None else (first - _EPOCH).days
    end = begin + days if days else int(day.max()) + 1
    keep = (day >= begin) & (day < end)
    if not keep.any():
        span = f"{calendar.date_of(int(day.min()))} to {calendar.date_of(int(day.max()))}"
        raise InputError(f"{demand.source} has no interval on these days; it goes from {span}.")
    columns = {
        name: getattr(demand, name)[keep] for name in ("queue", "start", "volume", "aht", "line")
    }
    return replace(staffed, demand=replace(demand, **columns), agents=staffed.agents[keep])


def besides_breaks(
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
            resting += sum(rule.minutes for rule in mine if rule.paid)
            paid += length - sum(rule.minutes for rule in mine if not rule.paid)
    return resting / paid


class Ground(NamedTuple):
    """One queue (or all, pooled) on the slots of a horizon."""

    queue: str
    horizon: Horizon
    required: NDArray[np.int64]
    load: FloatArray
    aht: FloatArray
    volume: FloatArray


def make_rota(
    staffed: Staffed,
    order: Order,
    lost: Shrinkage,
    *,
    pool: bool = False,
    progress: Progress | None = None,
) -> Rota:
    """Schedule a plan: each queue by itself, or all together.

    Parameters
    ----------
    staffed : Staffed
        The plan.
    order : Order
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
    slot = grid_of(int(staffed.demand.interval) // 60, order.templates, order.breaks)
    grounds = list(_grounds(staffed, order, lost, slot, pool=pool))
    parts = [_part(ground, order, lost.total, progress) for ground in grounds]
    return Rota(
        rows=tuple(row for part in parts for row in part.rows),
        coverage=tuple(part.coverage for part in parts),
        total=_total([part.total for part in parts]),
        slot=slot,
        staffed=staffed,
        shortages=tuple(text for part in parts for text in part.shortages),
        notes=tuple(dict.fromkeys(text for part in parts for text in part.notes)),
    )


def _grounds(
    staffed: Staffed, order: Order, lost: Shrinkage, slot: int, *, pool: bool
) -> list[Ground]:
    demand = staffed.demand
    names = ["all queues"] if pool and len(demand.queues) > 1 else list(demand.queues)
    dates, first, last = _span(staffed)
    slots = (last - first) // (slot * 60)
    grounds = []
    for index, name in enumerate(names):
        mine = np.ones(len(demand), bool) if pool else demand.queue == index
        at = (demand.start[mine] - first) // (slot * 60)
        each = int(demand.interval) // (slot * 60)
        is_open = np.zeros(slots, dtype=bool)
        agents, load, work, volume = (np.zeros(slots) for _ in range(4))
        contacts, handle = demand.volume[mine], np.nan_to_num(demand.aht[mine])
        for k in range(each):
            is_open[at + k] = True
            np.add.at(agents, at + k, staffed.agents[mine])
            np.add.at(volume, at + k, contacts / each)
            np.add.at(work, at + k, contacts * handle / each)
        load = work / (slot * 60)
        required = shrinkage.scheduled(agents, lost.total)
        horizon = Horizon(
            first=first,
            slot=slot,
            open=is_open if order.opening_hours else np.ones(slots, dtype=bool),
            cyclic=_repeats(is_open, len(dates)) if order.cyclic is None else order.cyclic,
            zone=demand.zone,
            dates=dates,
        )
        aht = work / np.where(volume > 0, volume, 1.0)
        grounds.append(Ground(name, horizon, required, load, aht, volume))
    return grounds


def _span(staffed: Staffed) -> tuple[tuple[date, ...], int, int]:
    """The local days of a plan, and the instants of the first and the last midnight."""
    demand = staffed.demand
    wall = calendar.local(demand.start, demand.zone)
    days = range(int(wall.min()) // calendar.DAY, int(wall.max()) // calendar.DAY + 1)
    dates = tuple(calendar.date_of(day) for day in days)
    ends = [_midnight(day, demand.zone) for day in (dates[0], dates[-1] + timedelta(days=1))]
    return dates, ends[0], ends[1]


def _midnight(day: date, zone: object) -> int:
    if zone is None:
        return (day - _EPOCH).days * calendar.DAY
    moment = datetime(day.year, day.month, day.day, tzinfo=zone)  # type: ignore[arg-type]
    return int(moment.timestamp())


def _repeats(is_open: NDArray[np.bool_], days: int) -> bool:
    """Whether a plan is whole weeks of a centre that does not close at the ends of them."""
    return bool(days % 7 == 0 and is_open[0] and is_open[-1])


class Part(NamedTuple):
    """The schedule of one queue."""

    rows: list[ShiftRow]
    coverage: Coverage
    total: Total
    shortages: list[str]
    notes: list[str]


def _part(ground: Ground, order: Order, lost: float, progress: Progress | None) -> Part:
    shifts = lay_out(order.templates, order.breaks, ground.horizon, ground.required)
    floor = np.floor(order.least_share * ground.required).astype(np.int64)
    need = Need(
        required=ground.required,
        slot=ground.horizon.slot * 60.0,
        cyclic=ground.horizon.cyclic,
        under=order.under,
        over=order.over,
        distinct=order.distinct,
        floor=floor if order.under is not None else np.zeros(0, dtype=np.int64),
    )
    if order.contracts:
        roster = _rostered(need, shifts, ground, order)
        return _of_roster(roster, ground, lost, order.target.limit)
    made = cover(
        need,
        shifts,
        gap=order.gap,
        max_distinct=order.max_distinct,
        time_limit=order.time_limit,
        progress=progress,
        seed=order.seed,
    )
    return _of_cover(made, shifts, ground, lost, order.target.limit)


def _rostered(need: Need, shifts: list[Shift], ground: Ground, order: Order) -> Roster:
    if order.agents:
        return assign(
            need,
            shifts,
            order.agents,
            order.contracts,
            first_day=ground.horizon.dates[0],
            gap=order.gap,
            time_limit=order.time_limit,
            seed=order.seed,
        )
    return tours(
        need, shifts, order.contracts, gap=order.gap, time_limit=order.time_limit, seed=order.seed
    )


def _of_cover(made: Cover, shifts: list[Shift], ground: Ground, lost: float, within: float) -> Part:
    people = [(shifts[person.shift], person.breaks, "", "") for person in made.assigned]
    short = [(s.slot, s.slot, s.people, s.reason) for s in made.shortages]
    return _made(made, people, _runs(short), ground, lost, within)


def _of_roster(made: Roster, ground: Ground, lost: float, within: float) -> Part:
    people = [(row.shift, row.breaks, row.person, row.contract) for row in made.rows]
    short = [(s.first, s.last, s.people, s.reason) for s in made.shortages]
    part = _made(made, people, short, ground, lost, within)
    return part._replace(notes=[*part.notes, *made.notes])


def _made(
    made: Cover | Roster,
    people: list[tuple[Shift, tuple[int, ...], str, str]],
    short: list[tuple[int, int, int, str]],
    ground: Ground,
    lost: float,
    within: float,
) -> Part:
    rows = [_row(ground, *person) for person in people]
    covered = _coverage(ground, made, lost, within)
    total = Total(
        status=made.status,
        paid_hours=made.paid_hours,
        cost=made.cost,
        bound=made.bound,
        gap=made.gap,
        uncovered_agent_hours=float(made.under.sum()) * ground.horizon.slot / 60,
        distinct_shifts=len({(shift.template, shift.clock, shift.length) for shift, *_ in people}),
        shifts=len(rows),
        contacts=float(ground.volume.sum()),
        service_level=_level(ground, covered),
    )
    texts = [
        f"{_when(ground, first)} to {_when(ground, last + 1)[-5:]}: {count} short: {reason}"
        for first, last, count, reason in short
    ]
    notes = []
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


def _when(ground: Ground, slot: int) -> str:
    instant = np.array([ground.horizon.first + slot * ground.horizon.slot * 60])
    wall = int(calendar.local(instant, ground.horizon.zone)[0])
    day, second = divmod(wall, calendar.DAY)
    return f"{calendar.date_of(day):%a %Y-%m-%d} {second // 3600:02d}:{second % 3600 // 60:02d}"


def _order(row: ShiftRow) -> tuple[str, str, int]:
    return row.queue, row.agent, row.start


def _row(
    ground: Ground, shift: Shift, breaks: Sequence[int], agent: str, contract: str = ""
) -> ShiftRow:
    horizon = ground.horizon
    step, slots = horizon.slot * 60, len(horizon.open)
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


def _coverage(ground: Ground, made: Cover | Roster, lost: float, within: float) -> Coverage:
    """The slots that the plan has, with the service level that the people net on them give."""
    keep = np.flatnonzero(ground.horizon.open | (np.ravel(made.present) > 0))
    columns = [
        np.ravel(getattr(made, name))[keep]
        for name in ("required", "present", "on_break", "net", "over", "under")
    ]
    agents = shrinkage.net(np.ravel(made.net), lost)
    handle = np.where(ground.aht > 0, ground.aht, 1.0)
    level = np.asarray(erlang.service_level(agents, ground.load, handle, within))[keep]
    start = ground.horizon.first + keep * ground.horizon.slot * 60
    required, present, on_break, net, over, under = columns
    return Coverage(ground.queue, start, required, present, on_break, net, over, under, level)


def _level(ground: Ground, covered: Coverage) -> float:
    at = (covered.start - ground.horizon.first) // (ground.horizon.slot * 60)
    weight = ground.volume[at]
    return float(weight @ covered.service_level / weight.sum()) if weight.sum() else 1.0


# The worst part says what the whole is.
_STATUS = ("optimal", "within gap", "gap", "feasible", "limit", "interrupted", "short")


def _total(parts: Sequence[Total]) -> Total:
    contacts = sum(part.contacts for part in parts)
    cost, bound = sum(part.cost for part in parts), sum(part.bound for part in parts)
    level = sum(part.contacts * part.service_level for part in parts)
    return Total(
        status=max((part.status for part in parts), key=_STATUS.index),
        paid_hours=sum(part.paid_hours for part in parts),
        cost=cost,
        bound=bound,
        gap=cost / bound - 1 if bound > 0 else 0.0,
        uncovered_agent_hours=sum(part.uncovered_agent_hours for part in parts),
        distinct_shifts=sum(part.distinct_shifts for part in parts),
        shifts=sum(part.shifts for part in parts),
        contacts=contacts,
        service_level=level / contacts if contacts else 1.0,
    )
