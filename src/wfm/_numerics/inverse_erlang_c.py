"""Erlang C solved for agents, for load and for handle time.

Each formula takes one-dimensional arrays, as `blockwise` passes them. The margin of a target is a
smooth function that is 0 where the target is met exactly and rises with the service::

    level    ln(1 + V) + (n - a) t/h + ln(1 - SL)          V = (n - a)/n · (U - 1) = 1/C - 1
    asa      ln( ((n - a) (1 + V) W/h + 1) / 2 )
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.erlang_b import inverse_blocking
from wfm._numerics.newton_erlang_c import estimate
from wfm._numerics.root_finding import find_root

__all__ = [
    "agents_for_asa",
    "agents_for_level",
    "aht_for_asa",
    "aht_for_level",
    "load_for_asa",
    "load_for_level",
    "longest_aht",
    "min_agents_for_level",
]

Margin = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]  # of n, a, h


def agents_for_level(a: FloatArray, h: FloatArray, level: FloatArray, t: FloatArray) -> FloatArray:
    """Real n at which a service level is met exactly."""
    return _agents(_level_margin(level, t), a, h)


def min_agents_for_level(a: FloatArray, h: FloatArray, q: FloatArray, t: FloatArray) -> FloatArray:
    """Least integer n for a service level 1 - exp(-q), as by `estimate`."""
    return estimate(a, t / h, q)


def agents_for_asa(a: FloatArray, h: FloatArray, wait: FloatArray) -> FloatArray:
    """Real n at which a mean wait is met exactly."""
    return _agents(_asa_margin(wait), a, h)


def load_for_level(n: FloatArray, h: FloatArray, level: FloatArray, t: FloatArray) -> FloatArray:
    """Load at which a service level is met exactly."""
    return _load(_level_margin(level, t), n, h)


def load_for_asa(n: FloatArray, h: FloatArray, wait: FloatArray) -> FloatArray:
    """Load at which a mean wait is met exactly."""
    return _load(_asa_margin(wait), n, h)


def aht_for_level(
    n: FloatArray, volume: FloatArray, interval: FloatArray, level: FloatArray, t: FloatArray
) -> FloatArray:
    """Handle time at which a service level is met exactly."""
    return _aht(_level_margin(level, t), n, volume, interval)


def aht_for_asa(
    n: FloatArray, volume: FloatArray, interval: FloatArray, wait: FloatArray
) -> FloatArray:
    """Handle time at which a mean wait is met exactly."""
    return _aht(_asa_margin(wait), n, volume, interval)


def longest_aht(n: FloatArray, volume: FloatArray, interval: FloatArray) -> FloatArray:
    """Handle time at full occupancy; ``inf`` without contacts."""
    time = n * interval
    return np.where((volume == 0.0) & ~np.isnan(time), np.inf, time / volume)


def _level_margin(level: FloatArray, t: FloatArray) -> Margin:
    """ln(1 + V) + (n - a) t/h + ln(1 - SL), of n, a and h."""
    allowed = np.log1p(-level)

    def margin(n: FloatArray, a: FloatArray, h: FloatArray) -> FloatArray:
        return np.log1p(_excess(n, a)) + (n - a) * t / h + allowed

    return margin


def _asa_margin(wait: FloatArray) -> Margin:
    """ln(((n - a)(1 + V) W/h + 1) / 2), of n, a and h."""

    def margin(n: FloatArray, a: FloatArray, h: FloatArray) -> FloatArray:
        return np.log(((n - a) * (1.0 + _excess(n, a)) * wait / h + 1.0) / 2.0)

    return margin


def _excess(n: FloatArray, a: FloatArray) -> FloatArray:
    """V = 1/C - 1."""
    excess: FloatArray = (n - a) / n * (inverse_blocking(n, a) - 1.0)
    return excess


def _agents(margin: Margin, a: FloatArray, h: FloatArray) -> FloatArray:
    """The root in n, above the load."""
    spare = 4.0 * np.sqrt(a) + 10.0
    while (short := margin(a + spare, a, h) < 0.0).any():
        spare[short] *= 2.0
    # without load the root is 0, which a bracket from 0 approaches without end
    low = np.where(a == 0.0, a + spare, a)
    n = find_root(lambda n: margin(n, a, h), low, a + spare)
    return np.where((a == 0.0) & ~np.isnan(n), 0.0, n)


def _load(margin: Margin, n: FloatArray, h: FloatArray) -> FloatArray:
    """The root in a, below the agents."""
    a = find_root(lambda a: margin(n, a, h), n, np.zeros_like(n))
    return np.where((n == 0.0) & ~np.isnan(h), 0.0, a)


def _aht(margin: Margin, n: FloatArray, volume: FloatArray, interval: FloatArray) -> FloatArray:
    """The root in h, below the handle time of full occupancy."""
    longest = longest_aht(n, volume, interval)

    def at(h: FloatArray) -> FloatArray:
        return margin(n, np.minimum(volume * h / interval, n), h)

    h = find_root(at, longest, np.zeros_like(n))
    return np.where((longest > 0.0) & np.isfinite(longest), h, longest)
