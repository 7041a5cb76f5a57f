"""Where the choices of one person are in a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wfm.scheduling.rostering.eligibility import EligibleAgent, RosterWindow
from wfm.scheduling.week_patterns import Bools, Floats, Ints

__all__ = ["AgentColumns", "PersonPart", "days_of", "in_weeks"]


@dataclass(frozen=True)
class AgentColumns:
    """Columns of one person: `x` says which of `shifts` is worked, `day` and `clock` when.

    `missing_days` and `missing_hours` are columns for what is missing of the minimums, by week
    and by period; empty where the minimums must be met.
    """

    person: EligibleAgent
    shifts: Ints
    x: Ints
    day: Ints
    clock: Ints
    paid: Floats
    missing_days: Ints
    missing_hours: Ints

    def on(self, day: int) -> Ints:
        """Columns of the shifts of a day."""
        columns: Ints = self.x[self.day == day]
        return columns


class PersonPart(NamedTuple):
    """Rows of the rules of one person in a program, and all columns that stand in them.

    In a cheapest roster of whole shifts, each of these columns is 0 or 1.
    """

    rows: range
    columns: Ints


def days_of(window: RosterWindow, weeks: range) -> range:
    """The days of some calendar weeks."""
    horizon = window.horizon
    return range(horizon.week(weeks[0]).start, horizon.week(weeks[-1]).stop)


def in_weeks(window: RosterWindow, columns: AgentColumns, weeks: range) -> Bools:
    """Which columns are of shifts in some weeks."""
    days = days_of(window, weeks)
    return np.asarray((columns.day >= days.start) & (columns.day < days.stop))
