"""Holidays and events: which days have a name, and what days of that name did to the volume."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray, Truths
from wfm.forecasting.history import History, weekday

__all__ = ["DayEffects", "effects_of", "named", "names_of_days"]

# An effect of n past days of a name counts n / (n + _BELIEF); the rest is the effect of all named
# days: one day may have been an accident.
_BELIEF = 0.5
# A named day is compared with so many ordinary days of its weekday, those nearest to it.
_NEAREST = 6


class DayEffects(NamedTuple):
    """What each name multiplies an ordinary day by; 1 where no past day has the name or any.

    Attributes
    ----------
    factor : float64 array, shape (N,)
        Factor of the volume of a day of each name.
    past_days : int64 array, shape (N,)
        Past days that each factor was estimated from.
    """

    factor: FloatArray
    past_days: NDArray[np.int64]


def named(history: History, calendar: Mapping[int, str]) -> History:
    """The history with the names of its holidays and events, by day number."""
    names = tuple(sorted(set(calendar.values())))
    return replace(history, names=names, name=names_of_days(history.day, calendar, names))


def names_of_days(
    days: Iterable[int], calendar: Mapping[int, str], names: tuple[str, ...]
) -> NDArray[np.int64]:
    """Index of the name of each day; -1 for a day without a name."""
    index = {name: i for i, name in enumerate(names)}
    return np.array([index.get(calendar.get(int(day), ""), -1) for day in days], dtype=np.int64)


def effects_of(history: History, totals: FloatArray, ordinary: Truths) -> DayEffects:
    """Factors of named days against ordinary days of the same weekday near them.

    ::

        r = total of the day / median of the nearest ordinary days of its weekday
        factor of a name = (n · median r of the name + b · median r of all names) / (n + b)

    Parameters
    ----------
    history : History
        The past, with names.
    totals : float64 array, shape (D,)
        Contacts of each day; NaN where not recorded.
    ordinary : bool array, shape (D,)
        Days that are neither named nor unusual.
    """
    names = len(history.names)
    ratio = np.full(len(totals), np.nan)
    weekdays = weekday(history.day)
    of_weekday = [np.flatnonzero(ordinary & (weekdays == one)) for one in range(7)]
    for row in np.flatnonzero((history.name >= 0) & ~np.isnan(totals) & ~history.set_aside):
        like = of_weekday[weekdays[row]]
        at = int(np.searchsorted(like, row))
        like = like[max(at - _NEAREST, 0) : at + _NEAREST]
        nearest = like[np.argsort(np.abs(like - row), kind="stable")[:_NEAREST]]
        usual = float(np.median(totals[nearest])) if nearest.size else 0.0
        if usual > 0.0:
            ratio[row] = totals[row] / usual
    known = ~np.isnan(ratio)
    common = float(np.median(ratio[known])) if known.any() else 1.0
    factor, past = np.full(names, common), np.zeros(names, dtype=np.int64)
    rows = np.flatnonzero(known)
    rows = rows[np.argsort(history.name[rows], kind="stable")]
    found, first = np.unique(history.name[rows], return_index=True)
    for index, part in zip(found.tolist(), np.split(rows, first[1:]), strict=False):
        own = ratio[part]
        past[index] = own.size
        median = float(np.median(own))
        factor[index] = (own.size * median + _BELIEF * common) / (own.size + _BELIEF)
    return DayEffects(factor, past)
