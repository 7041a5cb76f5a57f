"""What a schedule is asked to be, and what it is: plain frozen records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.planning.plan import Plan
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.targets import Target

__all__ = ["Break", "Coverage", "Schedule", "ScheduleRequest", "ShiftRow", "Total"]


@dataclass(frozen=True)
class ScheduleRequest:
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
    min_share : float
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
    solver : str
        "scipy" or "highs", for shifts without contracts.
    weekend_price : float
        Price of each weekend day that one named person works more than another.
    unpopular : mapping of str to float
        The same for shifts of a template.
    target : Target
        The promise; its limit is that of the service level reported.
    goal : str
        "interval": meet the plan's agents in each; "day": meet the target over each day.
    min_service_level : float
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
    min_share: float = 0.0
    opening_hours: bool = True
    cyclic: bool | None = None
    gap: float = 0.005
    time_limit: float | None = None
    seed: int = 0
    solver: str = "scipy"
    weekend_price: float = 0.0
    unpopular: Mapping[str, float] = field(default_factory=dict)
    target: Target = field(default_factory=lambda: Target(0.85, 60.0))
    goal: str = "interval"
    min_service_level: float = 0.5


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
class Schedule:
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
        Length of a slot. [s]
    staffed : Plan
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
    staffed: Plan
    shortages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
