"""Targets of the models without closed inverses, and the least agents that meet them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wfm._arrays import TARGET_DOMAINS, FloatArray, Floats, Truths, checked
from wfm._numerics.least_integer import least_integer
from wfm.errors import InputError
from wfm.work_limits import counting_a_search

__all__ = ["agents_that_meet", "checked_targets"]

_MINIMUMS = {"service_level"}  # of the other targets, maximums


def checked_targets(within: Floats | None, **values: Floats | None) -> dict[str, FloatArray]:
    """The targets given, checked, and `within`, which is 0 without a service level."""
    targets = {name: _target(name, value) for name, value in values.items() if value is not None}
    if not targets:
        words = " or ".join(f"{name}=" for name in values)
        raise InputError(f"a target is needed: {words}.", name="service_level")
    if ("service_level" in targets) != (within is not None):
        raise InputError(
            "service_level and within belong together, as in service_level=0.80, within=20.",
            name="within" if within is None else "service_level",
        )
    return targets | {"within": checked("within", 0.0 if within is None else within)}


def _target(name: str, value: Floats) -> FloatArray:
    """The value of a target, inside its domain and not NaN."""
    array = checked(name, value, domain=TARGET_DOMAINS[name])
    if np.isnan(array).any():
        raise InputError(
            f"{name} must be a number: got nan. A target has no gaps.", name=name, value=np.nan
        )
    return array


def agents_that_meet(
    measures: Callable[..., dict[str, FloatArray]],
    start: Callable[..., FloatArray],
    targets: dict[str, FloatArray],
    *known: FloatArray,
) -> FloatArray:
    """Least integer agents whose ``measures(agents, within, *known)`` meet every target.

    NaN among what is known gives NaN. `start` guesses from what is known.
    """
    names = [name for name in targets if name != "within"]
    rows = np.broadcast_arrays(targets["within"], *known, *(targets[name] for name in names))
    within, *flat = (x.reshape(-1) for x in rows)

    def meets(n: FloatArray, within: FloatArray, *row: FloatArray) -> Truths:
        values = measures(n, within, *row[: len(known)])
        met = [
            values[name] >= target if name in _MINIMUMS else values[name] <= target
            for name, target in zip(names, row[len(known) :], strict=True)
        ]
        return np.asarray(np.logical_and.reduce(met))

    with counting_a_search():
        agents = least_integer(meets, start(*flat[: len(known)]), within, *flat)
    return agents.reshape(rows[0].shape)
