"""How many agents a service target requires, and how much work given agents carry within it.

A target is any of a service level, an average speed of answer, a maximum occupancy and a maximum
abandonment; where several are given, all must be met. The queue is Erlang C or, with patience,
Erlang A, as in `wfm.erlang`: integer answers are decided by its very functions, so that no answer
contradicts what they say of it.
"""

from __future__ import annotations

from functools import reduce
from math import inf
from typing import Literal, TypeAlias, overload

import numpy as np

from wfm import erlang
from wfm._arrays import (
    TARGET_DOMAINS,
    FloatArray,
    FloatOut,
    Floats,
    IntArray,
    Scalar,
    checked,
    checked_arrays,
    checked_choice,
    common_shape,
    index_text,
    is_infinite,
    unwrap_integers,
    unwrap_scalar,
)
from wfm._docstrings import doc_parameters
from wfm._target_inverses import ERLANG_C, TargetInverse, erlang_a
from wfm.errors import InputError

__all__ = ["agents_required", "max_aht", "max_load"]

_EXAMPLES = {
    "service_level": "A service level is a fraction, such as 0.85.",
    "within": "A time limit is in seconds, such as 20.",
    "asa": "An average speed of answer is in seconds, such as 30.",
    "max_occupancy": "An occupancy is a fraction, such as 0.85.",
    "abandonment": "An abandonment rate is a fraction, such as 0.05.",
}


@overload
def agents_required(
    load: Scalar,
    aht: Scalar,
    *,
    service_level: Scalar | None = ...,
    within: Scalar | None = ...,
    asa: Scalar | None = ...,
    max_occupancy: Scalar | None = ...,
    abandonment: Scalar | None = ...,
    patience: Scalar = ...,
    definition: erlang.Definition = ...,
    round_up: Literal[True] = ...,
) -> int: ...
@overload
def agents_required(
    load: Scalar,
    aht: Scalar,
    *,
    service_level: Scalar | None = ...,
    within: Scalar | None = ...,
    asa: Scalar | None = ...,
    max_occupancy: Scalar | None = ...,
    abandonment: Scalar | None = ...,
    patience: Scalar = ...,
    definition: erlang.Definition = ...,
    round_up: bool = ...,
) -> float: ...
@overload
def agents_required(
    load: Floats,
    aht: Floats,
    *,
    service_level: Floats | None = ...,
    within: Floats | None = ...,
    asa: Floats | None = ...,
    max_occupancy: Floats | None = ...,
    abandonment: Floats | None = ...,
    patience: Floats = ...,
    definition: erlang.Definition = ...,
    round_up: bool = ...,
) -> IntArray: ...
@doc_parameters
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
    """Least number of agents that meets every target given (Erlang C, with patience Erlang A).

    ::

        min { n : 1 - C(n, a) · exp(-(n - a) · t / h) ≥ service_level,
                  C(n, a) · h / (n - a) ≤ asa,   a / n ≤ max_occupancy }

    With patience the measures are those of Erlang A, and fewer agents than erlangs may do.

    Parameters
    ----------
    %(load)s
    %(aht)s
    %(target_service_level)s
    %(target_within)s
    %(target_asa)s
    %(target_max_occupancy)s
    %(target_abandonment)s
    %(patience)s
    definition : {"offered", "answered", "virtual"}
        What the service level is a share of, as for `wfm.service_level`.
    round_up : bool
        ``False`` returns the unrounded agents, with which the strictest target is met exactly.

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
    wfm.performance : the measures with these agents.
    max_load : the inverse.

    Notes
    -----
    The answer n is the least for which ``service_level(n, …) >= service_level`` and
    ``asa(n, …) <= asa`` hold in floating point, by the functions of `wfm.erlang`. They are right
    to about 1e-13: exact arithmetic could decide otherwise only where an integer meets or misses
    a target by less than that.

    A maximum occupancy of 1 alone allows ``n == load``. A quotient ``load / max_occupancy``
    within a relative 2⁻⁵⁰ of an integer is that integer, as it is in decimal arithmetic:
    35.7 erlangs at 0.85 are 42 agents, though the binary quotient lies above.

    With little patience few contacts are answered late: an average speed of answer alone then
    demands little, and a maximum occupancy of 1 nothing.

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

    With abandonment, fewer agents than erlangs can meet a target:

    >>> agents_required(100.0, aht=180, service_level=0.80, within=60, patience=[120, float("inf")])
    array([ 82, 104])
    >>> agents_required(100.0, aht=180, abandonment=0.05, patience=120)
    99

    References
    ----------
    - A. J. E. M. Janssen, J. S. H. van Leeuwaarden, B. Zwart, "Refining square-root safety
      staffing by expanding Erlang C", Operations Research 59, 2011.
    """
    targets = _targets(service_level, within, asa, max_occupancy, abandonment)
    a, h, p = checked_arrays(load=load, aht=aht, patience=patience)
    bound, known = _bound(targets, definition, {"load": a, "aht": h, "patience": p})
    if round_up:
        least = [inverse.agents(*known, *values) for inverse, values in bound]
        return unwrap_integers(reduce(np.maximum, least))
    real = [inverse.agents_unrounded(*known, *values) for inverse, values in bound]
    return unwrap_scalar(reduce(np.maximum, real))


@overload
def max_load(
    agents: Scalar,
    aht: Scalar,
    *,
    service_level: Scalar | None = ...,
    within: Scalar | None = ...,
    asa: Scalar | None = ...,
    max_occupancy: Scalar | None = ...,
    abandonment: Scalar | None = ...,
    patience: Scalar = ...,
    definition: erlang.Definition = ...,
) -> float: ...
@overload
def max_load(
    agents: Floats,
    aht: Floats,
    *,
    service_level: Floats | None = ...,
    within: Floats | None = ...,
    asa: Floats | None = ...,
    max_occupancy: Floats | None = ...,
    abandonment: Floats | None = ...,
    patience: Floats = ...,
    definition: erlang.Definition = ...,
) -> FloatArray: ...
@doc_parameters
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
    """Largest load with which the agents meet every target given.

    ::

        max { a : 1 - C(n, a) · exp(-(n - a) · t / h) ≥ service_level,
                  C(n, a) · h / (n - a) ≤ asa,   a / n ≤ max_occupancy }

    Parameters
    ----------
    %(agents)s
    %(aht)s
    %(target_service_level)s
    %(target_within)s
    %(target_asa)s
    %(target_max_occupancy)s
    %(target_abandonment)s
    %(patience)s
    definition : {"offered", "answered", "virtual"}
        What the service level is a share of, as for `wfm.service_level`.

    Returns
    -------
    float or ndarray
        Largest load a, which meets the targets; a load some 1e-14 above does not. [erlang]

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
    targets = _targets(service_level, within, asa, max_occupancy, abandonment)
    n, h, p = checked_arrays(agents=agents, aht=aht, patience=patience)
    bound, known = _bound(targets, definition, {"agents": n, "aht": h, "patience": p})
    loads = [inverse.load(*known, *values) for inverse, values in bound]
    return unwrap_scalar(reduce(np.minimum, loads))


@overload
def max_aht(
    agents: Scalar,
    volume: Scalar,
    interval: Scalar,
    *,
    service_level: Scalar | None = ...,
    within: Scalar | None = ...,
    asa: Scalar | None = ...,
    max_occupancy: Scalar | None = ...,
) -> float: ...
@overload
def max_aht(
    agents: Floats,
    volume: Floats,
    interval: Floats,
    *,
    service_level: Floats | None = ...,
    within: Floats | None = ...,
    asa: Floats | None = ...,
    max_occupancy: Floats | None = ...,
) -> FloatArray: ...
@doc_parameters
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
    """Longest average handle time with which the agents meet every target given (Erlang C).

    ::

        max { h : the targets are met at the load a = volume · h / interval }

    Erlang C only: with abandonment the patience counts in handle times, and no inverse in h is
    provided; evaluate `wfm.performance` at several handle times instead.

    Parameters
    ----------
    %(agents)s
    %(volume)s
    %(interval)s
    %(target_service_level)s
    %(target_within)s
    %(target_asa)s
    %(target_max_occupancy)s

    Returns
    -------
    float or ndarray
        Longest average handle time h; ``inf`` without contacts, 0 without agents. [s]

    Raises
    ------
    InputError
        As `agents_required`.

    Examples
    --------
    Longest handle time of 100 calls in half an hour with 14 agents:

    >>> max_aht(14, volume=100, interval=1800, service_level=0.80, within=20)
    194.86

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013.
    """
    targets = _targets(service_level, within, asa, max_occupancy)
    n, v, i = checked_arrays(agents=agents, volume=volume, interval=interval)
    known = {"agents": n, "volume": v, "interval": i, "patience": np.asarray(inf)}
    bound, shared = _bound(targets, "offered", known)
    times = [inverse.aht(*shared, *values) for inverse, values in bound if inverse.aht]
    return unwrap_scalar(reduce(np.minimum, times))


_Values: TypeAlias = dict[str, Floats | None]
# An inverse, and the values of its target.
_Bound: TypeAlias = tuple[TargetInverse, tuple[FloatArray, ...]]


def _targets(
    service_level: Floats | None,
    within: Floats | None,
    asa: Floats | None,
    max_occupancy: Floats | None,
    abandonment: Floats | None = None,
) -> _Values:
    """The targets by name, in the order in which they are checked."""
    return {
        "service_level": service_level,
        "asa": asa,
        "max_occupancy": max_occupancy,
        "within": within,
        "abandonment": abandonment,
    }


def _bound(
    targets: _Values, definition: erlang.Definition, known: dict[str, FloatArray]
) -> tuple[list[_Bound], tuple[FloatArray, ...]]:
    """The inverse of every target given, and the arguments that they share."""
    checked_choice("definition", definition, erlang.DEFINITIONS)
    if is_infinite(known["patience"]):
        shared = {name: array for name, array in known.items() if name != "patience"}
        inverses = ERLANG_C
    else:
        shared, inverses = known, erlang_a(definition)
    values = _checked_targets(targets, shared)
    bound: list[_Bound] = [
        (inverse, (values[name], values["within"]) if name == "service_level" else (values[name],))
        for name, inverse in inverses.items()
        if name in values
    ]
    return bound, tuple(shared.values())


def _checked_targets(targets: _Values, known: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """The targets that are given, each checked, and all of shapes that broadcast."""
    level, within = targets["service_level"], targets["within"]
    if (level is None) != (within is None):
        missing, there = (
            ("service_level", "within") if level is None else ("within", "service_level")
        )
        raise InputError(
            f"{there} needs {missing}: give both, as in service_level=0.80, within=20.",
            name=missing,
        )
    values = {name: _target(name, value) for name, value in targets.items() if value is not None}
    if not values:
        raise InputError(
            "a target is needed: service_level= and within=, asa= or max_occupancy=.",
            name="service_level",
        )
    if "abandonment" in values and "patience" not in known:
        raise InputError(
            "abandonment needs patience: with infinite patience no contact abandons. "
            "Give its mean in seconds, as in patience=180.",
            name="patience",
        )
    common_shape(known | values)
    return values


def _target(name: str, value: Floats) -> FloatArray:
    """The value of a target, inside its domain and not NaN."""
    array = checked(name, value, domain=TARGET_DOMAINS.get(name))
    missing = np.argwhere(np.isnan(array))
    if len(missing):
        index = tuple(int(i) for i in missing[0])
        raise InputError(
            f"{name} must be a number: got nan{index_text(index)}. {_EXAMPLES[name]}",
            name=name,
            value=float("nan"),
            index=index or None,
        )
    return array
