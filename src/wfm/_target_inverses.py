"""The inverses of every kind of target, under Erlang C and under Erlang A.

Integers are decided by the public functions of `wfm.erlang`; a rough estimate, where there is one,
makes most searches needless.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from wfm import erlang
from wfm._arrays import FloatArray
from wfm._numerics import inverse_erlang_a, inverse_erlang_c
from wfm._numerics.chunked import blockwise
from wfm._numerics.correction import lowered, rows_of
from wfm._numerics.least_integer import least_integer
from wfm._numerics.load_lookup import lookup

__all__ = ["ERLANG_C", "TargetInverse", "erlang_a"]

# Relative error of a <= n · cap: the roundings of volume · aht / interval / cap, half an ulp for
# each operation and for each of the four numbers as decimals, are below 4 ulps of 2⁻⁵².
_TIE = 2.0**-50
# When the table of the largest load of every number of agents pays: it takes a root for each number
# up to that of the largest load, which is the time of about 8 Newton steps, and a look-up then
# saves most of a row's Newton step; below 20,000 rows the whole call takes under a millisecond.
_MIN_ROWS_OF_TABLE = 20_000
_ROWS_PER_AGENT = 8


class TargetInverse(NamedTuple):
    """The inverses of one kind of target under one model.

    Each takes what is known of agents, load, aht and patience, then the values of the target, and
    returns an array of their common shape.
    """

    agents: Callable[..., FloatArray]  # the least integer
    agents_unrounded: Callable[..., FloatArray]
    load: Callable[..., FloatArray]
    aht: Callable[..., FloatArray] | None = None  # Erlang C only


def _under_erlang_c(
    meets: Callable[..., Any],
    agents: Callable[..., FloatArray],
    load: Callable[..., FloatArray],
    aht: Callable[..., FloatArray],
    estimate: Callable[..., FloatArray] | None = None,
) -> TargetInverse:
    """A target under Erlang C: ``meets(n, a, h, *values)``, and the real inverses of its margin.

    Every result is put right by that test. An estimate of the least integers is certain, or
    -(n + 1) or NaN where it is not.
    """

    def min_agents(a: FloatArray, h: FloatArray, *values: FloatArray) -> FloatArray:
        shape = np.broadcast_shapes(*(x.shape for x in (a, h, *values)))
        n = np.full(shape, np.nan) if estimate is None else estimate(a, h, *values)
        rows = np.flatnonzero(~(n >= 0.0))
        if rows.size:
            flat, known = n.reshape(-1), rows_of(rows, n.shape, a, h, *values)
            start = -1.0 - flat[rows]
            unknown = np.flatnonzero(np.isnan(start))
            if unknown.size:
                roots = blockwise(agents, *(x[unknown] for x in known))[0]
                start[unknown] = np.ceil(roots)
            flat[rows] = least_integer(meets, start, *known)
        return n

    def real_agents(a: FloatArray, h: FloatArray, *values: FloatArray) -> FloatArray:
        return blockwise(agents, a, h, *values)[0]

    def largest_load(n: FloatArray, h: FloatArray, *values: FloatArray) -> FloatArray:
        (bound,) = blockwise(load, n, h, *values)
        return lowered(bound, lambda a, n, *rest: meets(n, a, *rest), n, h, *values)

    def longest_aht(
        n: FloatArray, volume: FloatArray, interval: FloatArray, *values: FloatArray
    ) -> FloatArray:
        (bound,) = blockwise(aht, n, volume, interval, *values)

        def meets_at(h: FloatArray, n: FloatArray, v: FloatArray, i: FloatArray, *x: Any) -> Any:
            return meets(n, v * h / i, h, *x)

        return lowered(bound, meets_at, n, volume, interval, *values)

    return TargetInverse(min_agents, real_agents, largest_load, longest_aht)


def _estimate_for_level(
    a: FloatArray, h: FloatArray, level: FloatArray, within: FloatArray
) -> FloatArray:
    """Least integers for a service level: by table if it serves many loads, else by Newton."""
    same = all(x.size == 1 and x.ndim <= a.ndim for x in (h, level, within))
    if same and a.size >= _MIN_ROWS_OF_TABLE:
        most = _LEVEL.agents(np.max(a, keepdims=True), h, level, within).item()
        if most * _ROWS_PER_AGENT <= a.size:  # False if a load is NaN
            loads = _LEVEL.load(np.arange(most + 2.0), h, level, within)
            return blockwise(lookup(loads), a, dtype=np.int64)[0]
    exponent = -np.log1p(-level)
    return blockwise(inverse_erlang_c.min_agents_for_level, a, h, exponent, within)[0]


_LEVEL = _under_erlang_c(
    lambda n, a, h, level, t: np.asarray(erlang.service_level(n, a, h, t) >= level),
    inverse_erlang_c.agents_for_level,
    inverse_erlang_c.load_for_level,
    inverse_erlang_c.aht_for_level,
    _estimate_for_level,
)
ERLANG_C = {
    "service_level": _LEVEL,
    "asa": _under_erlang_c(
        lambda n, a, h, asa: np.asarray(erlang.asa(n, a, h) <= asa),
        inverse_erlang_c.agents_for_asa,
        inverse_erlang_c.load_for_asa,
        inverse_erlang_c.aht_for_asa,
    ),
    "max_occupancy": _under_erlang_c(
        lambda n, a, h, cap: a <= n * cap * (1.0 + _TIE),
        lambda a, h, cap: a / cap + 0.0 * h,
        lambda n, h, cap: n * cap + 0.0 * h,
        lambda n, volume, interval, cap: inverse_erlang_c.longest_aht(n * cap, volume, interval),
    ),
}


def erlang_a(definition: erlang.Definition) -> dict[str, TargetInverse]:
    """The inverses of every target under Erlang A."""
    kinds = {
        "service_level": inverse_erlang_a.level(definition),
        "asa": inverse_erlang_a.ASA,
        "max_occupancy": inverse_erlang_a.MAX_OCCUPANCY,
        "abandonment": inverse_erlang_a.ABANDONMENT,
    }
    return {name: _under_erlang_a(kind) for name, kind in kinds.items()}


def _under_erlang_a(kind: inverse_erlang_a.MarginOfTarget) -> TargetInverse:
    """A target under Erlang A, whose measures are margins to search along."""

    def min_agents(a: FloatArray, h: FloatArray, p: FloatArray, *values: FloatArray) -> FloatArray:
        if kind.estimate is None:
            return blockwise(kind.min_agents, np.array(np.nan), a, h, p, *values)[0]
        n = blockwise(kind.estimate, a, h, p, *values)[0]
        rows = np.flatnonzero(~(n >= 0.0))
        if rows.size:
            flat, known = n.reshape(-1), rows_of(rows, n.shape, a, h, p, *values)
            flat[rows] = blockwise(kind.min_agents, flat[rows], *known)[0]
        return n

    def real_agents(a: FloatArray, h: FloatArray, p: FloatArray, *values: FloatArray) -> FloatArray:
        n = min_agents(a, h, p, *values)
        return blockwise(kind.real_agents, n, a, h, p, *values)[0]

    def largest_load(
        n: FloatArray, h: FloatArray, p: FloatArray, *values: FloatArray
    ) -> FloatArray:
        return blockwise(kind.largest_load, n, h, p, *values)[0]

    return TargetInverse(min_agents, real_agents, largest_load)
