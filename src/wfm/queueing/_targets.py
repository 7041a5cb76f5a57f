"""Targets of the queues with impatient waiters, and the agents that keep them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wfm._arrays import TARGET_DOMAINS, FloatArray, Floats, checked
from wfm.errors import InputError
from wfm.queueing._broadcast import Truths, Which, least_whole

__all__ = ["agents_that_keep", "targets"]

_DOMAINS = TARGET_DOMAINS | {"abandonment": "(0, 1)"}
_AT_LEAST = {"service_level"}


def targets(within: Floats | None, **values: Floats | None) -> dict[str, FloatArray]:
    """The targets given, checked, with `within` among them (0 if no level is promised)."""
    given = {name: _target(name, value) for name, value in values.items() if value is not None}
    if not given:
        words = " or ".join(f"{name}=" for name in values)
        raise InputError(f"a target is needed: {words}.", name="service_level")
    if ("service_level" in given) != (within is not None):
        raise InputError(
            "service_level and within belong together, as in service_level=0.80, within=20.",
            name="within" if within is None else "service_level",
        )
    return given | {"within": checked("within", 0.0 if within is None else within)}


def _target(name: str, value: Floats) -> FloatArray:
    array = checked(name, value, domain=_DOMAINS[name])
    if np.isnan(array).any():
        raise InputError(
            f"{name} must be a number: got nan. A target has no gaps.", name=name, value=np.nan
        )
    return array


def agents_that_keep(
    measures: Callable[..., dict[str, FloatArray]],
    start: Callable[..., FloatArray],
    wanted: dict[str, FloatArray],
    *known: FloatArray,
) -> FloatArray:
    """Least whole agents whose ``measures(agents, within, *known)`` keep every target.

    NaN among what is known gives NaN. `start` guesses from what is known.
    """
    lines = np.broadcast_arrays(wanted["within"], *known, *wanted.values())
    within, *flat = (x.reshape(-1) for x in lines)
    given, goals = flat[: len(known)], dict(zip(wanted, flat[len(known) :], strict=True))
    agents = np.full(within.size, np.nan)
    rows = np.flatnonzero(~np.isnan([within, *given]).any(axis=0))

    def kept(n: FloatArray, some: Which) -> Truths:
        at = rows[some]
        found = measures(n, within[at], *(x[at] for x in given))
        good = [
            found[name] >= goals[name][at] if name in _AT_LEAST else found[name] <= goals[name][at]
            for name in goals
            if name != "within"
        ]
        return np.asarray(np.logical_and.reduce(good))

    agents[rows] = least_whole(kept, start(*(x[rows] for x in given)))
    return agents.reshape(lines[0].shape)
