"""How many agents a promise takes, and how much work given agents carry within it.

The promise is any of a service level, an average speed of answer, an occupancy cap and a share
that gives up; where several are given, all must hold. The queue is Erlang C or, with patience,
Erlang A, as in `wfm.erlang`: whole answers are decided by its very functions, so that no answer
contradicts what they say of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from math import inf
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np

from wfm import erlang
from wfm._arrays import (
    TARGET_DOMAINS,
    FloatArray,
    FloatOut,
    Floats,
    checked,
    fit,
    give,
    give_whole,
    take,
)
from wfm._numerics import inverse_erlang_a, inverse_erlang_c
from wfm._numerics.chunked import blockwise
from wfm._numerics.correction import at, lowered, settled
from wfm._numerics.load_lookup import lookup
from wfm.errors import InputError

__all__ = ["agents_required", "max_aht", "max_load"]

_TIE = 2.0**-50  # the roundings of volume · aht / interval / cap, and of the four as literals
_WORTH_A_TABLE = 20_000
_EXAMPLES = {
    "service_level": "A service level is a fraction, such as 0.85.",
    "within": "A time limit is in seconds, such as 20.",
    "asa": "An average speed of answer is in seconds, such as 30.",
    "max_occupancy": "An occupancy is a fraction, such as 0.85.",
    "abandonment": "An abandonment rate is a fraction, such as 0.05.",
}


def agents_required(
    load: Floats,
    aht: Floats,
    *,
    service_level: Floats | None = None,
    within: Floats | None = None,
    asa: Floats | None = None,
    max_occupancy: Floats | None = None,
    abandonment: Floats | None = None,
    patience: Floats = inf,
    definition: erlang.Definition = "offered",
    round_up: bool = True,
) -> FloatOut:
    """Least number of agents that keeps every target given (Erlang C, with patience Erlang A).

    ::

        min { n : 1 - C(n, a) · exp(-(n - a) · t / h) ≥ service_level,
                  C(n, a) · h / (n - a) ≤ asa,   a / n ≤ max_occupancy }

    With patience the measures are those of Erlang A, and the answer may lie below the load.

    Parameters
    ----------
    load : array_like
        Offered load a. [erlang]
    aht : array_like
        Average handle time h. [s]
    service_level : array_like, optional
        Least share answered within `within`. [fraction]
    within : array_like, optional
        Time limit t of the service level, the 20 of "80/20". [s]
    asa : array_like, optional
        Longest average speed of answer. [s]
    max_occupancy : array_like, optional
        Highest occupancy. [fraction]
    abandonment : array_like, optional
        Highest share that gives up; needs `patience`. [fraction]
    patience : array_like
        Mean time until a waiting contact gives up; ``inf`` is Erlang C. [s]
    definition : {"offered", "answered", "virtual"}
        What the service level is a share of, as for `wfm.service_level`.
    round_up : bool
        ``False`` gives the fractional agents at which the hardest target just binds.

    Returns
    -------
    int, float or ndarray
        Agents net of shrinkage, 0 at zero load; integers, but floats where a load is NaN. [agents]

    Raises
    ------
    InputError
        If no target is given, one lies outside its domain, `service_level` comes without
        `within` or `abandonment` without `patience`, or the shapes do not broadcast.

    See Also
    --------
    wfm.performance : what these agents really give.
    max_load : the inverse.

    Notes
    -----
    The answer n is the least for which ``service_level(n, …) >= service_level`` and
    ``asa(n, …) <= asa`` hold in floating point, by the functions of `wfm.erlang`. They are right
    to about 1e-13: only a target that a whole number meets with exactly that much to spare or to
    seek could be decided otherwise by exact arithmetic.

    The occupancy cap alone allows ``n == load`` if it is 1. A quotient ``load / max_occupancy``
    within 2⁻⁵⁰ of a whole number, relatively, is that number, because its decimals meant it:
    35.7 erlangs at 0.85 are 42 agents, though the binary quotient lies above.

    Of callers with little patience few are ever answered late: an average speed of answer alone
    promises little then, and an occupancy cap of 1 nothing at all.

    Examples
    --------
    >>> agents_required(14.0, aht=180, service_level=0.80, within=20)
    18
    >>> agents_required([6.0, 10.0, 14.0, 0.0], 180, service_level=0.80, within=20)
    array([ 9, 14, 18,  0])
    >>> agents_required(14.0, 180, service_level=0.80, within=20, max_occupancy=0.75)
    19
    >>> agents_required(14.0, aht=180, service_level=0.80, within=20, round_up=False)
    17.434

    Where callers give up, fewer agents than erlangs can keep a promise:

    >>> agents_required(100.0, aht=180, service_level=0.80, within=60, patience=[120, float("inf")])
    array([ 82, 104])
    >>> agents_required(100.0, aht=180, abandonment=0.05, patience=120)
    99

    References
    ----------
    - A. J. E. M. Janssen, J. S. H. van Leeuwaarden, B. Zwart, "Refining square-root safety
      staffing by expanding Erlang C", Operations Research 59, 2011.
    """
    a, h, p = take(load=load, aht=aht, patience=patience)
    given = {"service_level": service_level, "asa": asa, "max_occupancy": max_occupancy}
    given |= {"within": within, "abandonment": abandonment}
    told = erlang.told(definition)
    if not erlang.endless(p):
        kinds = _impatient(told, _values(given, load=a, aht=h, patience=p))
        each = [_impatient_agents(a, h, p, *kind) for kind in kinds]
        if round_up:
            return give_whole(reduce(np.maximum, each))
        real = [
            blockwise(kind.agents, n, a, h, p, *values)[0]
            for n, (kind, values) in zip(each, kinds, strict=True)
        ]
        return give(reduce(np.maximum, real))
    targets = _patient(_values(given, load=a, aht=h))
    if round_up:
        return give_whole(reduce(np.maximum, [_whole_agents(a, h, *each) for each in targets]))
    return give(reduce(np.maximum, [_agents(a, h, *each) for each in targets]))


def max_load(
    agents: Floats,
    aht: Floats,
    *,
    service_level: Floats | None = None,
    within: Floats | None = None,
    asa: Floats | None = None,
    max_occupancy: Floats | None = None,
    abandonment: Floats | None = None,
    patience: Floats = inf,
    definition: erlang.Definition = "offered",
) -> FloatOut:
    """Largest load that the agents carry within every target given.

    ::

        max { a : 1 - C(n, a) · exp(-(n - a) · t / h) ≥ service_level,
                  C(n, a) · h / (n - a) ≤ asa,   a / n ≤ max_occupancy }

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage; may be fractional. [agents]
    aht : array_like
        Average handle time h. [s]
    service_level, within, asa, max_occupancy, abandonment : array_like, optional
        As for `agents_required`. [fraction], [s], [s], [fraction], [fraction]
    patience : array_like
        Mean time until a waiting contact gives up; ``inf`` is Erlang C. [s]
    definition : {"offered", "answered", "virtual"}
        What the service level is a share of, as for `wfm.service_level`.

    Returns
    -------
    float or ndarray
        Largest load a; it keeps the targets, and a load some 1e-14 above does not. [erlang]

    Raises
    ------
    InputError
        As `agents_required`.

    Examples
    --------
    >>> max_load(14, aht=180, service_level=0.80, within=20)
    10.868
    >>> max_load(14, aht=180, abandonment=0.03, patience=300)
    11.293

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    """
    n, h, p = take(agents=agents, aht=aht, patience=patience)
    given = {"service_level": service_level, "asa": asa, "max_occupancy": max_occupancy}
    given |= {"within": within, "abandonment": abandonment}
    told = erlang.told(definition)
    if not erlang.endless(p):
        kinds = _impatient(told, _values(given, agents=n, aht=h, patience=p))
        each = [blockwise(kind.load, n, h, p, *values)[0] for kind, values in kinds]
        return give(reduce(np.minimum, each))
    targets = _patient(_values(given, agents=n, aht=h))
    return give(reduce(np.minimum, [_load(n, h, *each) for each in targets]))


def max_aht(
    agents: Floats,
    volume: Floats,
    interval: Floats,
    *,
    service_level: Floats | None = None,
    within: Floats | None = None,
    asa: Floats | None = None,
    max_occupancy: Floats | None = None,
) -> FloatOut:
    """Longest average handle time at which the agents keep every target given (Erlang C).

    ::

        max { h : the targets hold at the load a = volume · h / interval }

    Parameters
    ----------
    agents : array_like
        Agents on contacts n, net of shrinkage; may be fractional. [agents]
    volume : array_like
        Contacts offered in one interval. [contacts]
    interval : array_like
        Length of the interval. [s]
    service_level, within, asa, max_occupancy : array_like, optional
        As for `agents_required`. [fraction], [s], [s], [fraction]

    Returns
    -------
    float or ndarray
        Longest average handle time h; ``inf`` where nobody calls, 0 without agents. [s]

    Raises
    ------
    InputError
        As `agents_required`.

    Examples
    --------
    How much longer than 3 minutes may 14 agents talk with 100 callers in half an hour?

    >>> max_aht(14, volume=100, interval=1800, service_level=0.80, within=20)
    194.86

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    """
    n, v, i = take(agents=agents, volume=volume, interval=interval)
    given = {"service_level": service_level, "asa": asa, "max_occupancy": max_occupancy}
    targets = _patient(_values(given | {"within": within}, agents=n, volume=v, interval=i))
    return give(reduce(np.minimum, [_handle_time(n, v, i, *each) for each in targets]))


class _Promise(NamedTuple):
    """One kind of target: whether it is kept, and the formulas of its inverses.

    Each takes what is known of n, a and h, then the values of the target.
    """

    kept: Callable[..., Any]
    agents: Callable[..., FloatArray]
    load: Callable[..., FloatArray]
    handle_time: Callable[..., FloatArray]


_LEVEL = _Promise(
    lambda n, a, h, level, t: erlang.service_level(n, a, h, t) >= level,
    inverse_erlang_c.agents_for_level,
    inverse_erlang_c.load_for_level,
    inverse_erlang_c.aht_for_level,
)
_ASA = _Promise(
    lambda n, a, h, wait: erlang.asa(n, a, h) <= wait,
    inverse_erlang_c.agents_for_asa,
    inverse_erlang_c.load_for_asa,
    inverse_erlang_c.aht_for_asa,
)
_CAP = _Promise(
    lambda n, a, h, cap: a <= n * cap * (1.0 + _TIE),
    lambda a, h, cap: a / cap + 0.0 * h,
    lambda n, h, cap: n * cap + 0.0 * h,
    lambda n, volume, interval, cap: inverse_erlang_c.longest_aht(n * cap, volume, interval),
)
_Kind = TypeVar("_Kind")
_Target: TypeAlias = tuple[_Promise, tuple[FloatArray, ...]]


def _values(given: dict[str, Floats | None], **known: FloatArray) -> dict[str, FloatArray]:
    """The targets given, each checked."""
    level, within = given["service_level"], given["within"]
    if (level is None) != (within is None):
        missing, there = (
            ("service_level", "within") if level is None else ("within", "service_level")
        )
        raise InputError(
            f"{there} needs {missing}: give both, as in service_level=0.80, within=20.",
            name=missing,
        )
    values = {name: _target(name, value) for name, value in given.items() if value is not None}
    if not values:
        raise InputError(
            "a target is needed: service_level= and within=, asa= or max_occupancy=.",
            name="service_level",
        )
    if "abandonment" in values and "patience" not in known:
        raise InputError(
            "abandonment needs patience: nobody gives up whose patience is infinite. "
            "Give its mean in seconds, as in patience=180.",
            name="patience",
        )
    fit(known | values)
    return values


def _patient(values: dict[str, FloatArray]) -> list[_Target]:
    """The targets as Erlang C keeps them."""
    return _of_kinds(values, {"service_level": _LEVEL, "asa": _ASA, "max_occupancy": _CAP})


def _impatient(
    definition: str, values: dict[str, FloatArray]
) -> list[tuple[inverse_erlang_a.Kind, tuple[FloatArray, ...]]]:
    """The targets as Erlang A keeps them."""
    kinds = {
        "service_level": inverse_erlang_a.level(definition),
        "asa": inverse_erlang_a.ASA,
        "max_occupancy": inverse_erlang_a.CAP,
        "abandonment": inverse_erlang_a.ABANDONMENT,
    }
    return _of_kinds(values, kinds)


def _of_kinds(
    values: dict[str, FloatArray], kinds: dict[str, _Kind]
) -> list[tuple[_Kind, tuple[FloatArray, ...]]]:
    return [
        (kind, (values[name], values["within"]) if name == "service_level" else (values[name],))
        for name, kind in kinds.items()
        if name in values
    ]


def _target(name: str, value: Floats) -> FloatArray:
    array = checked(name, value, domain=TARGET_DOMAINS.get(name))
    missing = np.argwhere(np.isnan(array))
    if len(missing):
        index = tuple(int(i) for i in missing[0])
        where = f" at index {index if len(index) > 1 else index[0]}" if index else ""
        raise InputError(
            f"{name} must be a number: got nan{where}. {_EXAMPLES[name]}",
            name=name,
            value=float("nan"),
            index=index or None,
        )
    return array


def _whole_agents(
    a: FloatArray, h: FloatArray, kind: _Promise, values: tuple[FloatArray, ...]
) -> FloatArray:
    """Least whole n that keeps a promise: guessed, and put right wherever the guess is unsure."""
    n = _guess(a, h, kind, values)
    rows = np.flatnonzero(~(n >= 0.0))
    if rows.size:
        n.reshape(-1)[rows] = settled(
            n.reshape(-1)[rows], kind.kept, kind.agents, *at(rows, n.shape, a, h, *values)
        )
    return n


def _guess(
    a: FloatArray, h: FloatArray, kind: _Promise, values: tuple[FloatArray, ...]
) -> FloatArray:
    if kind is not _LEVEL:
        return np.full(np.broadcast_shapes(*(x.shape for x in (a, h, *values))), np.nan)
    level, within = values
    known = a, h, -np.log1p(-level), within
    same = all(x.size == 1 and x.ndim <= a.ndim for x in (h, *values))
    if same and a.size >= _WORTH_A_TABLE:
        most = _whole_agents(np.max(a, keepdims=True), h, kind, values).item()
        if most * 8 <= a.size:  # not so if a load is NaN
            carried = _load(np.arange(most + 2.0), h, kind, values)
            return blockwise(lookup(carried), a, dtype=np.int64)[0]
    return blockwise(inverse_erlang_c.whole_agents_for_level, *known)[0]


def _impatient_agents(
    a: FloatArray,
    h: FloatArray,
    p: FloatArray,
    kind: inverse_erlang_a.Kind,
    values: tuple[FloatArray, ...],
) -> FloatArray:
    """Least whole n that keeps a promise under Erlang A: foreseen, and else searched for."""
    if kind.foresee is None:
        return blockwise(kind.whole, np.array(np.nan), a, h, p, *values)[0]
    n = blockwise(kind.foresee, a, h, p, *values)[0]
    rows = np.flatnonzero(~(n >= 0.0))
    if rows.size:
        flat = n.reshape(-1)
        flat[rows] = blockwise(kind.whole, flat[rows], *at(rows, n.shape, a, h, p, *values))[0]
    return n


def _agents(
    a: FloatArray, h: FloatArray, kind: _Promise, values: tuple[FloatArray, ...]
) -> FloatArray:
    return blockwise(kind.agents, a, h, *values)[0]


def _load(
    n: FloatArray, h: FloatArray, kind: _Promise, values: tuple[FloatArray, ...]
) -> FloatArray:
    (load,) = blockwise(kind.load, n, h, *values)
    return lowered(load, lambda a, n, h, *target: kind.kept(n, a, h, *target), n, h, *values)


def _handle_time(
    n: FloatArray,
    volume: FloatArray,
    interval: FloatArray,
    kind: _Promise,
    values: tuple[FloatArray, ...],
) -> FloatArray:
    (aht,) = blockwise(kind.handle_time, n, volume, interval, *values)
    return lowered(
        aht,
        lambda h, n, volume, interval, *target: kind.kept(n, volume * h / interval, h, *target),
        n,
        volume,
        interval,
        *values,
    )
