"""Service levels of days whose volume is uncertain, by simulation with numpy alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def waits(agents: int, load: Array) -> Array:
    """Probability of delay: the recursion of Erlang B, then C; 1 where overloaded."""
    blocked = np.ones_like(load)
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return np.where(load < agents, agents * blocked / (agents - load * (1 - blocked)), 1.0)


def service_level(agents: int, load: Array, aht: float, within: float) -> Array:
    """Share of contacts answered within a limit by Erlang C; 0 where overloaded."""
    level = 1.0 - waits(agents, load) * np.exp(-(agents - load) * within / aht)
    return np.where(load < agents, level, 0.0)


def levels_of_days(
    rng: np.random.Generator,
    agents: list[int],
    load: list[float],
    aht: float,
    within: float,
    cv: float,
    *,
    together: bool,
    days: int,
) -> Array:
    """The service level of many days, each interval weighted by its contacts of the day."""
    size = (days, 1) if together else (days, len(load))
    factor = np.broadcast_to(rng.gamma(1 / cv**2, cv**2, size=size), (days, len(load)))
    contacts = factor * np.array(load)
    in_time = [
        contacts[:, i] * service_level(n, contacts[:, i], aht, within) for i, n in enumerate(agents)
    ]
    total: Array = np.sum(in_time, axis=0) / contacts.sum(axis=1)
    return total
