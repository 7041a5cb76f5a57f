"""Shifts that people can work: templates laid out over a horizon of slots.

A horizon is cut into slots of equal length, the finest of what the plan, the starts and the
breaks need, so that a break takes a whole person for whole slots. A template becomes one `Shift`
for each day, start and length that its rules allow.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["BreakWindow", "Need", "Shift"]


@dataclass(frozen=True)
class BreakWindow:
    """Where in a shift a break may begin, in slots after the shift's start.

    Breaks of the same `group` have one length and one width of window: they share an inventory.
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
        Which rule it comes from; the contract is "" where anybody may work it.
    day : int
        Index of the local day on which it starts.
    start, length : int
        First slot of the horizon and number of slots; may run past midnight.
    clock : int
        Local start, minutes after midnight: with `template` and `length` it tells distinct shifts.
    breaks : tuple of BreakWindow
        In the order of the shift; their windows do not overlap.
    paid_hours, cost : float
        Of one person.
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
class Need:
    """How many people each slot needs, and what it costs to miss or pass it.

    Attributes
    ----------
    required : int64 array, shape (slots,)
        People to be present and not on a break; 0 where nobody is needed.
    slot : float
        Length of a slot. [s]
    cyclic : bool
        True where the end of the horizon is its beginning again: a week that repeats.
    under : float or None
        Price of an agent-hour short; None where every slot must be covered.
    over : float
        Price of an agent-hour too many.
    distinct : float
        Price of each distinct shift (template, start on the clock, length).
    floor : int64 array
        People below which no slot may fall even where understaffing is priced.
    """

    required: NDArray[np.int64]
    slot: float
    cyclic: bool = False
    under: float | None = None
    over: float = 0.0
    distinct: float = 0.0
    floor: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
