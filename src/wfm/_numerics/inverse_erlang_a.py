"""Targets under Erlang A: the margin by which each is met, and the start of a search for agents.

A margin takes n, a, h, p and the values of the target; it is 0 where the target is met exactly and
nearly a straight line in n, so that few steps find the root: a share as the quantile of the
normal distribution that it nearly is, a wait by its logarithm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm._numerics import erlang_a as erlang_a_formulas
from wfm._numerics.least_integer import largest_value, least_integer, root_below
from wfm._numerics.newton_erlang_a import foreseen

__all__ = ["ABANDONMENT", "ASA", "MAX_OCCUPANCY", "MarginOfTarget", "level"]

_TIE = 2.0**-50  # of an occupancy cap without abandonment, as in `wfm._target_inverses`
_ROOT_2_PI = 2.5066282746310002


class MarginOfTarget(NamedTuple):
    """One kind of target: the margin by which it is met, and a first guess at its agents.

    `near` gives a start and a slope for the search; `estimate`, where there is one, the least
    integers, or -(n + 1) near them where it is not certain, which makes most searches needless.
    """

    margin: Callable[..., FloatArray]
    near: Callable[..., tuple[FloatArray, FloatArray]]
    estimate: Callable[..., FloatArray] | None = None

    def min_agents(
        self,
        estimate: FloatArray,
        a: FloatArray,
        h: FloatArray,
        p: FloatArray,
        *target: FloatArray,
    ) -> FloatArray:
        """Least integer agents, by search from the estimate; NaN: from the start of `near`."""
        start, slope = self.near(a, h, p, *target)
        start = np.maximum(np.where(np.isnan(estimate), start, -1.0 - estimate), 0.0)
        return least_integer(self.margin, start, a, h, p, *target, slope=slope)

    def real_agents(
        self,
        integer: FloatArray,
        a: FloatArray,
        h: FloatArray,
        p: FloatArray,
        *target: FloatArray,
    ) -> FloatArray:
        """Unrounded agents at which the target is met exactly, given the least integer."""
        return root_below(self.margin, integer, a, h, p, *target)

    def largest_load(
        self, n: FloatArray, h: FloatArray, p: FloatArray, *target: FloatArray
    ) -> FloatArray:
        """Largest load that meets the target."""
        found = largest_value(
            lambda a, n, h, p, *target: self.margin(n, a, h, p, *target), n, n, h, p, *target
        )
        return np.where(np.isnan(n + h + p), np.nan, np.where(n == 0.0, 0.0, found))


def level(of: str) -> MarginOfTarget:
    """A service level of one definition."""
    from scipy.special import ndtri

    def margin(
        n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, goal: FloatArray, t: FloatArray
    ) -> FloatArray:
        given = erlang_a_formulas.service_level(of, n, a, h, t, p)
        return _sure(given >= goal, ndtri(given) - ndtri(goal))

    def near(
        a: FloatArray, h: FloatArray, p: FloatArray, goal: FloatArray, t: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        patience, normal = p / h, ndtri(goal)
        start, apart = _start(of, a, patience, t / np.maximum(p, 1e-300), goal, normal)
        slope = _steepness(a, patience, start, apart, normal)
        return np.where(a > 0.0, start, a), np.where(a > 0.0, slope, 1.0)

    def estimate(
        a: FloatArray, h: FloatArray, p: FloatArray, goal: FloatArray, t: FloatArray
    ) -> FloatArray:
        patience, limit, normal = p / h, t / p, ndtri(goal)
        start, _ = _start(of, a, patience, limit, goal, normal)
        return foreseen(of, np.maximum(start, 1.0), a, patience, limit, normal)

    return MarginOfTarget(margin, near, estimate)


def _start(
    of: str,
    a: FloatArray,
    patience: FloatArray,
    limit: FloatArray,
    goal: FloatArray,
    normal: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """The first guess, and the distance of the two bounds behind it, in roots of the load.

    In a large centre the wait is p ln(a/n), so that n = a e^(-t/p) meets the target up to the
    spread of the wait; but of all offered at most n/a are answered.
    """
    root = np.sqrt(a)
    share = np.exp(-np.minimum(limit, 700.0))
    spread = 1.0 / np.sqrt(1.0 + patience) + np.sqrt(share / (1.0 + 1.0 / patience))
    timely = a * share + 0.7 * normal * root * spread
    enough = a * goal if of == "offered" else np.zeros_like(a)
    apart = (timely - enough) / root
    return np.maximum(timely, enough) + 0.4 * root * np.exp(-np.abs(apart)), apart


def _steepness(
    a: FloatArray, patience: FloatArray, start: FloatArray, apart: FloatArray, normal: FloatArray
) -> FloatArray:
    """The slope of the margin in n, by the bound that prevails."""
    steep = np.sqrt((1.0 + np.minimum(patience, 4.0)) / np.maximum(start, 1.0)) / 1.5
    gentle = np.exp(0.5 * normal * normal) * _ROOT_2_PI / a
    between = np.minimum(steep, np.sqrt(steep * gentle))
    return np.where(apart > 1.0, steep, np.where(apart < -1.0, gentle, between))


def _plain(start: FloatArray, p: FloatArray, h: FloatArray) -> tuple[FloatArray, FloatArray]:
    """A start, and the slope of a margin that is nearly normal in n."""
    return start, np.sqrt((1.0 + np.minimum(p / h, 4.0)) / np.maximum(start, 1.0))


def _lost(
    n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, most: FloatArray
) -> FloatArray:
    """The margin of a maximum abandonment."""
    from scipy.special import ndtri

    given = erlang_a_formulas.abandonment(n, a, h, p)
    return _sure(given <= most, ndtri(most) - ndtri(given))


def _wait(
    n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, most: FloatArray
) -> FloatArray:
    """The margin of a maximum average speed of answer."""
    given = erlang_a_formulas.asa(n, a, h, p)
    return _sure(np.less_equal(given, most), np.log(most / given))


def _busy(
    n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, cap: FloatArray
) -> FloatArray:
    """The margin of a maximum occupancy."""
    given = erlang_a_formulas.occupancy(n, a, h, p)
    endless = np.isposinf(p)  # the decimals meant, as under Erlang C
    kept = np.where(endless, a <= n * cap * (1.0 + _TIE), given <= cap)
    return _sure(kept, (cap - given) * np.maximum(n, 1.0) / np.sqrt(np.maximum(a, 1.0)))


def _sure(kept: NDArray[np.bool_], margin: FloatArray) -> FloatArray:
    """The margin, with the sign that the measure itself decides."""
    found: FloatArray = np.where(kept, np.maximum(margin, 0.0), np.minimum(margin, -5e-324))
    return np.where(np.isnan(margin) & ~kept, -np.inf, found)


ABANDONMENT = MarginOfTarget(_lost, lambda a, h, p, most: _plain(a * (1.0 - most) + 0.0 * h, p, h))
ASA = MarginOfTarget(
    _wait,
    lambda a, h, p, most: _plain(a * np.exp(-np.minimum(most / np.maximum(p, 1e-300), 1.0)), p, h),
)
MAX_OCCUPANCY = MarginOfTarget(_busy, lambda a, h, p, cap: _plain(a + 0.0 * h, p, h))
