"""Erlang C where 60 % of the calls of a half-hour come in its first half.

    python benchmarks/inside_interval.py

Half-hours of 1.2 and 0.8 times the mean rate, one after the other until they repeat, with the
agents that Erlang C requires for 80/20 at the mean: the service level of all calls by the chain of
birth and death, and what Erlang C says.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import expm
from scipy.stats import gamma

import wfm

HALF, PARTS, TURNS = 900, 30, 30


def true_level(load: float, aht: float, agents: int, within: float) -> float:
    """Service level of all calls, by matrix exponentials over parts of half an interval."""
    rates = [factor * load / aht for factor in (1.2, 0.8)]
    growth = max(rates[0] - agents / aht, 0.0) * HALF
    states = int(agents + 40 + 8 * agents**0.5 + 1.6 * growth) + 1
    number = np.arange(states)
    served = np.minimum(number, agents) / aht
    ahead = np.maximum(number - agents + 1, 1)
    good = np.where(number < agents, 1.0, gamma.cdf(within, ahead, scale=aht / agents))
    steps = []
    for rate in rates:
        up = np.append(np.full(states - 1, rate), 0.0)
        chain = np.diag(up[:-1], -1) + np.diag(served[1:], 1) - np.diag(up + served)
        steps.append(expm(chain * (HALF / PARTS)))
    p = np.zeros(states)
    p[round(0.8 * agents)] = 1.0
    for _ in range(TURNS):
        in_time = calls = 0.0
        for rate, step in zip(rates, steps, strict=True):
            for _ in range(PARTS):
                after = step @ p
                in_time += rate * float((p + after) @ good) / 2
                calls += rate
                p = after
    return in_time / calls


def main() -> None:
    """Print a row per load and handle time."""
    for load in (10.0, 20.0, 40.0):
        for aht in (30, 60, 180, 360, 900):
            agents = int(wfm.agents_required(load, aht, service_level=0.8, within=20))
            claim = float(wfm.service_level(agents, load, aht, 20))
            level = true_level(load, aht, agents, 20)
            print(f"{load:4g} {aht:4} s {agents:4} agents  Erlang C {claim:.3f}  true {level:.3f}")


if __name__ == "__main__":
    main()
