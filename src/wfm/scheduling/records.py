"""Shifts that people can work: templates laid out over a horizon of slots.

A horizon is cut into slots of equal length, the finest of what the plan, the starts and the
breaks need, so that a break takes a whole person for whole slots. A template becomes one `Shift`
for each day, start and length that its rules allow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "STATUSES",
    "AssignedShift",
    "BreakWindow",
    "Cover",
    "Shift",
    "StaffRequirement",
    "Status",
    "TemplateShare",
    "UncoveredSlot",
]


# How good a schedule is proved to be, best first: no schedule costs less; the cost is within the
# gap asked for; everything is covered, but the gap is wider; the search was ended by Ctrl-C; people
# are missing where none may be.
Status: TypeAlias = Literal["optimal", "within gap", "feasible", "interrupted", "understaffed"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True)
class BreakWindow:
    """Where in a shift a break may begin, in slots after the shift's start.

    Breaks of one `group`, length and width of window share an inventory.

    Attributes
    ----------
    kind, group : str
        What the break is called, and the breaks it is planned together with.
    length : int
        How long it lasts. [slots]
    earliest, latest : int
        First and last slot in which it may begin, counted from the start of the shift.
    paid : bool
        Whether its time is paid; `Shift.paid_hours` has taken this into account already.
    """

    kind: str
    group: str
    length: int
    earliest: int
    latest: int
    paid: bool


@dataclass(frozen=True)
class Shift:
    """One shift that may be run any number of times.

    Attributes
    ----------
    template, contract : str
        Which rule it comes from; the contract is "" where every person may work it.
    day : int
        Index of the local day on which it starts.
    start, length : int
        First slot of the horizon and number of slots; may run past midnight.
    clock : int
        Local start: with `template` and `length` it makes a shift distinct. [s after midnight]
    breaks : tuple of BreakWindow
        In the order of the shift; their windows do not overlap.
    paid_hours : float
        Of one person. [hours]
    cost : float
        Of one person, in whatever the prices of the need are in.
    """

    template: str
    day: int
    start: int
    length: int
    clock: int
    breaks: tuple[BreakWindow, ...]
    paid_hours: float
    cost: float
    contract: str = ""


@dataclass(frozen=True)
class StaffRequirement:
    """How many people each slot needs, and what it costs to miss or pass it.

    Attributes
    ----------
    required : int64 array, shape (slots,)
        People to be present and not on a break; 0 where none is required.
    slot : float
        Length of a slot. [s]
    cyclic : bool
        True where the end of the horizon is its beginning again: a week that repeats.
    under : float or None
        Price of an agent-hour short; None where every slot must be covered.
    convex : bool
        Whether this price rises with the share of the requirement that is missing (see
        `wfm.scheduling.shortage_price`), or is the same for all missing people.
    over : float
        Price of an overstaffed agent-hour.
    distinct : float
        Price of each distinct shift (template, start on the clock, length).
    floor : int64 array
        People below which no slot may fall even where understaffing is priced; empty for none.
    """

    required: NDArray[np.int64]
    slot: float
    cyclic: bool = False
    under: float | None = None
    over: float = 0.0
    distinct: float = 0.0
    floor: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    convex: bool = False


@dataclass(frozen=True)
class TemplateShare:
    """At least a share of the people who start on a day work shifts of some templates.

    It holds on every day on which such a shift may start.

    Attributes
    ----------
    templates : frozenset of str
        Names of the templates, as in `Shift.template`.
    minimum : float
        Smallest share of the people of the day. [fraction]
    min_paid_hours : float
        Shifts of the templates that are shorter than this do not count. [hours]
    """

    templates: frozenset[str]
    minimum: float
    min_paid_hours: float = 0.0

    def counts(self, shift: Shift) -> bool:
        """Whether people in a shift count for the share."""
        return shift.template in self.templates and shift.paid_hours >= self.min_paid_hours


@dataclass(frozen=True)
class AssignedShift:
    """One person-shift: which shift, and the slot in which each of its breaks starts.

    Attributes
    ----------
    shift : int
        Index into the shifts that were given.
    breaks : tuple of int
        Slots of the horizon, one for each of the shift's break windows, in their order.
    """

    shift: int
    breaks: tuple[int, ...]


@dataclass(frozen=True)
class UncoveredSlot:
    """A slot with fewer people than it needs, and why.

    Attributes
    ----------
    slot : int
        Slot of the horizon.
    people : int
        How many are short.
    reason : str
        What prevents full coverage, in words.
    """

    slot: int
    people: int
    reason: str


@dataclass(frozen=True)
class Cover:
    """Shifts to run with their breaks, what they cover, and how far from the best they may be.

    Attributes
    ----------
    assigned : tuple of Assigned
        One entry for each person-shift, in the order of the shifts.
    counts : int64 array, shape (shifts,)
        How often each shift is run.
    required, present, on_break, net, over, under : int64 array, shape (slots,)
        Required; in a shift; on a break; in a shift and not on a break; overstaffed; understaffed.
    paid_hours : float
        Of all person-shifts. [hours]
    cost : float
        Of all shifts, understaffing, overstaffing and distinct shifts, as priced.
    bound : float
        No schedule costs less. Where slots must be covered that no shift can cover, this is said
        of the slots that can be.
    gap : float
        ``cost / bound - 1``. [fraction]
    status : Status
        ``optimal``, ``within gap`` (the gap asked for), ``feasible`` (all is covered, the gap is
        wider) or ``understaffed`` (people are short where none may be).
    shortages : tuple of Shortage
        Every slot that is short, priced or not, with the reason.
    """

    assigned: tuple[AssignedShift, ...]
    counts: NDArray[np.int64]
    required: NDArray[np.int64]
    present: NDArray[np.int64]
    on_break: NDArray[np.int64]
    net: NDArray[np.int64]
    over: NDArray[np.int64]
    under: NDArray[np.int64]
    paid_hours: float
    cost: float
    bound: float
    gap: float
    status: Status
    shortages: tuple[UncoveredSlot, ...] = ()
