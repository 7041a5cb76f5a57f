"""The service level of a day whose volume is uncertain: its distribution over many days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm._numerics.gamma_quantile import factor_at_score, normal_share
from wfm._numerics.independent_sums import chance_of_sum
from wfm._numerics.root_finding import find_root
from wfm.targets import RiskScope

__all__ = ["HIGHEST_LOAD", "SCORES", "DayRows", "chances", "expected_sums", "pooled_levels"]

# Normal scores that a factor is integrated over: 1e-15 of all days are beyond.
SCORES = 8.0
# The end of the domain of loads; a queue with more is as overloaded as one with so much.
HIGHEST_LOAD = 1e15
# The grid of scores on which sums are integrated, and its step: 7e-6 of all days are beyond it.
_REACH, _STEP = 4.5, 1.0 / 16.0
# The step for values of an interval that varies by itself, which are interpolated to half of it.
_FINE_STEP = 1.0 / 32.0
# Levels between two of the grid, for the level of a share of days.
_FINER = 8
# Values of rows × scores that are computed at once: a few megabytes per array.
_AT_ONCE = 1 << 18
# Rows whose intervals vary apart, which have 289 values each, that are computed at once and kept.
_ROWS_OF_SUMS = 4096
# The level of a share of days is looked for between those of the grid so far beside the share,
# until its exact share differs by less than the second number; levels nearer to 0 and 1 are these.
_BESIDE, _SHARE_ERROR, _STEPS = 0.01, 1e-4, 30
_LOWEST = 1e-9

# The service level of some rows (a slice) at factors of their volume, shape (…, rows).
Levels = Callable[[slice, FloatArray], FloatArray]


@dataclass(frozen=True)
class DayRows:
    """Intervals of one or several days, day after day.

    Attributes
    ----------
    volume : float64 array, shape (n,)
        Forecast volume. [contacts]
    cv : float64 array, shape (n,)
        Coefficient of variation of the factor of the volume. [fraction]
    first : intp array, shape (d,)
        First row of each day.
    level : callable
        Service level of a slice of the rows with their volume times some factors.
    scope : {"day", "interval"}
        Whether the intervals of a day have one normal score, or each its own.
    """

    volume: FloatArray
    cv: FloatArray
    first: NDArray[np.intp]
    level: Levels
    scope: RiskScope = "day"

    def contacts(self, score: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Contacts and contacts in time of each row, at the score of each day.

        Parameters
        ----------
        score : float64 array, shape (…, d)
            Normal scores of the factors of the days.
        """
        day, cv, row = self._factors
        factor = factor_at_score(cv, score[..., day])[..., row]
        contacts = self.volume * factor
        return contacts, contacts * self.level(slice(None), factor)

    @cached_property
    def day(self) -> NDArray[np.intp]:
        """The day of each row."""
        lengths = np.diff([*self.first, len(self.volume)])
        return np.repeat(np.arange(len(self.first)), lengths)

    @cached_property
    def _factors(self) -> tuple[NDArray[np.intp], FloatArray, NDArray[np.intp]]:
        """Each day with each variation that it has, and which of them each row has.

        A factor costs as much as twenty service levels.
        """
        pairs, row = np.unique(self.day + 1j * self.cv, return_inverse=True)
        return pairs.real.astype(np.intp), pairs.imag, row

    @cached_property
    def fine_contacts(self) -> tuple[FloatArray, FloatArray]:
        """Contacts and contacts in time of each row, at the scores of a fine grid."""
        score, _ = _grid(_FINE_STEP)
        return self.contacts(np.broadcast_to(score[:, None], (len(score), len(self.first))))

    def daily(self, values: FloatArray) -> FloatArray:
        """Sums of the rows of each day."""
        return np.asarray(np.add.reduceat(values, self.first, axis=-1))

    def parts(self, at_once: int) -> Iterator[tuple[slice, DayRows]]:
        """The days in parts of about so many rows, each with the slice of its rows."""
        if 0 < len(self.volume) <= at_once:
            yield slice(0, len(self.volume)), self
            return
        ends = np.append(self.first, len(self.volume))
        start = 0
        while start < len(self.first):
            last = int(np.searchsorted(ends, ends[start] + at_once, side="right")) - 1
            stop = max(last, start + 1)
            rows = slice(int(ends[start]), int(ends[stop]))
            yield rows, self._part(rows, start, stop)
            start = stop

    def _part(self, rows: slice, start: int, stop: int) -> DayRows:
        """Some days; `level` is given slices of the rows of the part."""

        def level(inner: slice, factor: FloatArray) -> FloatArray:
            low, high, _ = inner.indices(rows.stop - rows.start)
            return self.level(slice(rows.start + low, rows.start + high), factor)

        return replace(
            self,
            volume=self.volume[rows],
            cv=self.cv[rows],
            first=self.first[start:stop] - self.first[start],
            level=level,
        )


def chances(rows: DayRows, goal: FloatArray) -> FloatArray:
    """The probability that the service level of each day reaches a goal.

    ::

        P(Σ v X SL(X) ≥ Σ v X · goal)

    With the scope "day" it is that of the score at which the day just reaches the goal, exactly:
    the level falls as the score, common to all intervals, rises. With "interval" the sum has
    independent terms, whose distributions are convolved; its error is below 0.001 for goals up to
    95 %, above which the terms that decide are smaller than the steps of the convolution.

    Parameters
    ----------
    rows : DayRows
        The days.
    goal : float64 array, shape (n,)
        The goal of each row. [fraction]
    """
    found = []
    for part, days in rows.parts(_AT_ONCE if rows.scope == "day" else _ROWS_OF_SUMS):
        chance = _chance_of_score if rows.scope == "day" else _chance_of_sums
        found.append(chance(days, goal[part]))
    return np.concatenate(found) if found else np.zeros(0)


def _chance_of_score(days: DayRows, goal: FloatArray) -> FloatArray:
    """The chance of each day whose intervals have one score."""

    def margin(score: FloatArray) -> FloatArray:
        """Contacts in time above those of the goal."""
        contacts, in_time = days.contacts(score)
        return days.daily(in_time - goal * contacts)

    low, high = np.full(len(days.first), -SCORES), np.full(len(days.first), SCORES)
    kept, missed = margin(high) >= 0.0, margin(low) < 0.0
    chance = normal_share(find_root(margin, low, high))
    return np.where(kept, 1.0, np.where(missed, 0.0, chance))


def _chance_of_sums(days: DayRows, goal: FloatArray) -> FloatArray:
    """The chance of each day whose intervals vary each by itself."""
    contacts, in_time = days.fine_contacts
    _, weights = _grid(_FINE_STEP / 2.0)
    coarse = in_time - goal * contacts
    margin = np.empty((len(weights), coarse.shape[1]))
    margin[::2], margin[1::2] = coarse, (coarse[1:] + coarse[:-1]) / 2.0
    count = np.diff([*days.first, len(days.volume)])
    # the sum of one interval is that interval, of which the score is exact
    alone = _chance_of_score(days, goal) if (count == 1).any() else count
    return np.array([
        float(alone[day]) if count[day] == 1
        else chance_of_sum(margin[:, start : start + count[day]], weights)
        for day, start in enumerate(days.first)
    ])  # fmt: skip


def _grid(step: float = _STEP) -> tuple[FloatArray, FloatArray]:
    """Normal scores at equal distances, and the probability of each."""
    score = np.linspace(-_REACH, _REACH, round(2 * _REACH / step) + 1)
    density = np.exp(-(score**2) / 2.0)
    return score, density / density.sum()


class DaySums(NamedTuple):
    """What is expected of each day, and how its level is spread, as first approximation.

    Attributes
    ----------
    contacts, in_time : float64 array, shape (d,)
        Expected contacts, and those of them in time. [contacts]
    level : float64 array, shape (d, k)
        Service levels of equally good scores of the day. [fraction]
    weight : float64 array, shape (k,)
        Probability of each.
    """

    contacts: FloatArray
    in_time: FloatArray
    level: FloatArray
    weight: FloatArray


def expected_sums(rows: DayRows) -> DaySums:
    """Expected contacts of each day, those in time, and the levels of a grid of scores."""
    score, weight = _grid()
    parts = [_sums(days, score, weight) for _, days in rows.parts(_AT_ONCE // len(score))]
    contacts, in_time, level = (np.concatenate(one) for one in zip(*parts, strict=True))
    return DaySums(contacts, in_time, level, weight)


def _sums(
    days: DayRows, score: FloatArray, weight: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The sums of some days, and their levels."""
    every = np.broadcast_to(score[:, None], (len(score), len(days.first)))
    contacts, in_time = days.contacts(every)
    means = [days.daily(weight @ one) for one in (contacts, in_time)]
    level = means[1] / means[0]
    if days.scope == "day":
        return means[0], means[1], (days.daily(in_time) / days.daily(contacts)).T
    # Σ (I - L C) / E Σ C, with the deviation of a sum of independent terms
    residual = in_time - level[days.day] * contacts
    variance = days.daily(weight @ (residual - weight @ residual) ** 2)
    deviation = np.sqrt(variance) / means[0]
    return means[0], means[1], np.clip(level[:, None] - deviation[:, None] * score, 0.0, 1.0)


def pooled_levels(rows: DayRows, sums: DaySums, shares: tuple[float, ...]) -> list[float]:
    """The service levels that a share of all days stays below.

    ::

        mean over days of P(level of the day ≥ s) = 1 - share

    With the scope "day", levels of the grid are interpolated by cubic curves; the share is right to
    0.001 or better. With "interval", s is looked for by regula falsi with `chances`.

    Parameters
    ----------
    rows : DayRows
        The days.
    sums : DaySums
        Of `expected_sums`.
    shares : tuple of float
        Shares of days. [fraction]
    """
    levels = sums.level
    if rows.scope == "day" and levels.size <= _AT_ONCE:  # more days are a fine grid by themselves
        levels = _finer(levels)
    _, weight = _grid(_STEP / _FINER if levels.shape != sums.level.shape else _STEP)
    order = np.argsort(levels, axis=None)
    weight = np.tile(weight, len(levels))[order] / len(levels)
    below, every = np.cumsum(weight) - weight / 2.0, levels.ravel()[order]
    if rows.scope == "day":
        return [float(np.interp(share, below, every)) for share in shares]
    return [_improved(rows, every, below, share) for share in shares]


def _finer(levels: FloatArray) -> FloatArray:
    """Levels between those of equal steps: cubic curves with the slopes of the neighbours."""
    known = np.pad(levels, ((0, 0), (1, 1)), mode="edge")
    low, high = levels[:, :-1, None], levels[:, 1:, None]
    rise = (known[:, 2:] - known[:, :-2])[..., None] / 2.0
    t = np.arange(_FINER) / _FINER
    curve = (
        (1 + 2 * t) * (1 - t) ** 2 * low + t * (1 - t) ** 2 * rise[:, :-1]
        + t**2 * (3 - 2 * t) * high - t**2 * (1 - t) * rise[:, 1:]
    )  # fmt: skip
    return np.column_stack([curve.reshape(len(levels), -1), levels[:, -1]])


def _improved(rows: DayRows, level: FloatArray, below: FloatArray, share: float) -> float:
    """The level that a share of days stays below, near that of the sorted levels."""

    def surplus(at: float) -> float:
        """Share of days below a level, above the one that is looked for."""
        return 1.0 - float(chances(rows, np.full(len(rows.volume), at)).mean()) - share

    ends = (float(np.interp(share + step, below, level)) for step in (-_BESIDE, _BESIDE))
    low, high = (min(max(end, _LOWEST), 1.0 - _LOWEST) for end in ends)
    of_low, of_high = surplus(low), surplus(high)
    if of_low > 0.0:
        low, of_low = _LOWEST, surplus(_LOWEST)
    if of_high < 0.0:
        high, of_high = 1.0 - _LOWEST, surplus(1.0 - _LOWEST)
    if of_low >= 0.0:
        return 0.0 if low <= _LOWEST else low
    if of_high <= 0.0:
        return 1.0 if high >= 1.0 - _LOWEST else high
    return _crossing(surplus, (low, of_low), (high, of_high))


def _crossing(
    surplus: Callable[[float], float], low: tuple[float, float], high: tuple[float, float]
) -> float:
    """Where a rising function is 0, between two points on either side of it: regula falsi.

    The value of an end that stays is halved (Illinois), so that both ends move.
    """
    at, side = high[0], 0
    for _ in range(_STEPS):
        at = high[0] - high[1] * (high[0] - low[0]) / (high[1] - low[1])
        value = surplus(at)
        if abs(value) < _SHARE_ERROR or high[0] - low[0] < _LOWEST:
            break
        if value < 0.0:
            low, high = (at, value), (high[0], high[1] / (2.0 if side < 0 else 1.0))
            side = -1
        else:
            high, low = (at, value), (low[0], low[1] / (2.0 if side > 0 else 1.0))
            side = 1
    return at
