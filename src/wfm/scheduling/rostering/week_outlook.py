"""What the rules of days leave for the rest of a week, and what it costs at least.

A shortest path over the days of a person follows few paths, so it must see which can be finished,
and at what cost (see `person_path`). Both depend on the days worked so far, on the first start of
the week, where others must lie near it, and on whether a weekend day may still be worked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from wfm.scheduling.week_patterns import Bools, Floats, Ints

__all__ = ["WeekOutlook", "cost_behind", "week_outlook"]

# More days than a week has: no week is possible.
_NO_WEEK = 100


class WeekOutlook(NamedTuple):
    """What can follow the first days of a week: a list by their number, of arrays by their bits.

    The arrays have two rows per class of starts, the second for weeks without a weekend day: which
    days of work can follow at least and at most (below 0 where no week can), and what the cheapest
    of them cost.
    """

    least: list[Ints]
    most: list[Ints]
    cheapest: list[Floats]


def week_outlook(weeks: Bools, cost: Floats, at_weekend: Bools) -> WeekOutlook:
    """The outlook of a week.

    Parameters
    ----------
    weeks : bool array, shape (allowed weeks, days)
        Which days are worked.
    cost : float64 array, shape (days, classes)
        The cheapest shift of each day by class of starts, infinite where there is none; the first
        class is that before any start.
    at_weekend : bool array, shape (days,)
        The weekend days.
    """
    days = len(cost)
    allowed = np.zeros(2**days, dtype=np.bool_)
    allowed[weeks @ (1 << np.arange(days)[::-1])] = True
    best = np.stack([cost, np.where(at_weekend[:, None], np.inf, cost)], axis=2).reshape(days, -1)
    shape = (best.shape[1], 1)
    least = [np.tile(np.where(allowed, 0, _NO_WEEK), shape)]
    most = [np.tile(np.where(allowed, 0, -_NO_WEEK), shape)]
    cheapest = [np.tile(np.where(allowed, 0.0, np.inf), shape)]
    for day in best[::-1, :, None]:
        is_open = np.isfinite(day)
        # of each two entries, one is without the day and one with it
        added = np.where(is_open, least[-1][:, 1::2] + 1, _NO_WEEK)
        least.append(np.minimum(least[-1][:, 0::2], added))
        added = np.where(is_open, most[-1][:, 1::2] + 1, -_NO_WEEK)
        most.append(np.maximum(most[-1][:, 0::2], added))
        cheapest.append(np.minimum(cheapest[-1][:, 0::2], cheapest[-1][:, 1::2] + day))
    if cost.shape[1] > 1:
        for tables, best_of in ((least, np.min), (most, np.max), (cheapest, np.min)):
            for table in tables:
                # before the first start, any class can follow
                table[:2] = best_of(table[2:].reshape(-1, 2, table.shape[1]), axis=0)
    return WeekOutlook(least[::-1], most[::-1], cheapest[::-1])


def cost_behind(weeks: Sequence[WeekOutlook], weekends: int | None) -> Floats:
    """What later weeks of a period cost, by the weekends worked before; one entry for no limit."""
    roots = [week.cheapest[0][:2, 0] for week in weeks]
    without = sum(float(root[1]) for root in roots)
    if weekends is None or not roots or not np.isfinite(without):
        return np.zeros(1)
    gains = sorted(float(root[0] - root[1]) for root in roots)
    return np.array([without + sum(gains[: weekends - used]) for used in range(weekends + 1)])
