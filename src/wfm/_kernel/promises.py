"""Promises under Erlang A: how far each is kept, and where a search for agents had best begin.

A margin takes n, a, h, p and the values of the target; it is 0 where the target just binds and
nearly a straight line in n, so that few steps find the root: a share as the quantile of the
normal distribution that it nearly is, a wait by its logarithm.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm._kernel import abandoning
from wfm._kernel.search import largest, least_real, least_whole

__all__ = ["ABANDONMENT", "ASA", "CAP", "Kind", "level"]

_TIE = 2.0**-50


class Kind(NamedTuple):
    """One kind of target: how far it is kept, and a first guess at its agents."""

    margin: Callable[..., FloatArray]
    near: Callable[..., FloatArray]

    def whole(self, a: FloatArray, h: FloatArray, p: FloatArray, *target: FloatArray) -> FloatArray:
        """Least whole agents."""
        start = np.maximum(self.near(a, h, p, *target), 0.0)
        slope = np.sqrt((1.0 + np.minimum(p / h, 4.0)) / np.maximum(start, 1.0))
        return least_whole(self.margin, start, slope, a, h, p, *target)

    def agents(
        self, a: FloatArray, h: FloatArray, p: FloatArray, *target: FloatArray
    ) -> FloatArray:
        """Real agents at which the target just holds."""
        return least_real(self.margin, self.whole(a, h, p, *target), a, h, p, *target)

    def load(self, n: FloatArray, h: FloatArray, p: FloatArray, *target: FloatArray) -> FloatArray:
        """Largest load."""
        found = largest(
            lambda a, n, h, p, *target: self.margin(n, a, h, p, *target), n, n, h, p, *target
        )
        return np.where(np.isnan(n + h + p), np.nan, np.where(n == 0.0, 0.0, found))


def level(of: str) -> Kind:
    """A service level of one definition."""
    from scipy.special import ndtri

    def margin(
        n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, goal: FloatArray, t: FloatArray
    ) -> FloatArray:
        given = abandoning.service_level(of, n, a, h, t, p)
        return _sure(given >= goal, ndtri(given) - ndtri(goal))

    def near(
        a: FloatArray, h: FloatArray, p: FloatArray, goal: FloatArray, t: FloatArray
    ) -> FloatArray:
        in_time = a * np.exp(-np.minimum(t / np.maximum(p, 1e-300), 700.0))
        spread = np.sqrt(a / (1.0 + p / h)) + np.sqrt(in_time / (1.0 + h / np.maximum(p, 1e-300)))
        guess: FloatArray = np.where(np.isposinf(p), a, in_time) + 0.5 * ndtri(goal) * spread
        return guess

    return Kind(margin, near)


def _lost(
    n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, most: FloatArray
) -> FloatArray:
    from scipy.special import ndtri

    given = abandoning.abandonment(n, a, h, p)
    return _sure(given <= most, ndtri(most) - ndtri(given))


def _wait(
    n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, most: FloatArray
) -> FloatArray:
    given = abandoning.asa(n, a, h, p)
    return _sure(np.less_equal(given, most), np.log(most / given))


def _busy(
    n: FloatArray, a: FloatArray, h: FloatArray, p: FloatArray, cap: FloatArray
) -> FloatArray:
    given = abandoning.occupancy(n, a, h, p)
    endless = np.isposinf(p)  # the decimals meant, as under Erlang C
    kept = np.where(endless, a <= n * cap * (1.0 + _TIE), given <= cap)
    return _sure(kept, (cap - given) * np.maximum(n, 1.0) / np.sqrt(np.maximum(a, 1.0)))


def _sure(kept: NDArray[np.bool_], margin: FloatArray) -> FloatArray:
    """The margin, of the sign that the measure itself decides."""
    found: FloatArray = np.where(kept, np.maximum(margin, 0.0), np.minimum(margin, -5e-324))
    return np.where(np.isnan(margin) & ~kept, -np.inf, found)


ABANDONMENT = Kind(_lost, lambda a, h, p, most: a * (1.0 - most) + 0.0 * h)
ASA = Kind(_wait, lambda a, h, p, most: a * np.exp(-np.minimum(most / np.maximum(p, 1e-300), 1.0)))
CAP = Kind(_busy, lambda a, h, p, cap: a + 0.0 * h)
