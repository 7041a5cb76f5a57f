"""Queues with abandonment and limited lines once more: sums over the states, in long arithmetic.

A contact that finds every agent busy and j others waiting passes j + 1 stages until it is served;
in stage i an agent becomes free or one of i contacts abandons, at the rate n/h + i/p.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import mpmath as mp
import numpy as np
from scipy.linalg import expm

NOTHING = mp.mpf(10) ** -45


class Exact(NamedTuple):
    blocking: mp.mpf  # of all; the rest is of those let in
    wait_probability: mp.mpf
    offered: mp.mpf
    answered: mp.mpf
    virtual: mp.mpf
    asa: mp.mpf
    occupancy: mp.mpf
    abandonment: mp.mpf
    mean_wait: mp.mpf


@mp.workdps(60)  # type: ignore[untyped-decorator]
def exact(n: int, a: float, h: float, t: float, p: float, lines: float = math.inf) -> Exact:
    """All measures by the balance of births and deaths, state by state."""
    a, h, t = map(mp.mpf, (a, h, t))
    leaving = 1 / mp.mpf(p) if p > 0 else mp.mpf(0)
    arrive, serve = a / h, n / h
    idle = _below(n, a)  # the states with an agent free, in units of the state n
    waiting_lines = lines - n
    total, place, j = mp.mpf(0), mp.mpf(1), 0
    waits = given_up = queue = served = served_wait = in_time = late = mp.mpf(0)
    spread = -mp.expm1(-leaving * t) / leaving if leaving else t
    stage = beyond = mp.exp(-serve * t)  # j stages or fewer in t, and the same if killed by p
    stage_k = beyond_k = mp.exp(-(serve + leaving) * t)
    harmonic = mp.mpf(0)
    while True:
        total += place
        queue += j * place
        if j >= waiting_lines:
            break
        answer = serve / (serve + (j + 1) * leaving)
        harmonic += 1 / (serve + (j + 1) * leaving)
        waits += place
        served += place * answer
        served_wait += place * answer * harmonic
        given_up += place * (1 - answer)
        in_time += place * answer * (1 - beyond_k)
        late += place * beyond
        j += 1
        place *= arrive / (serve + j * leaving)
        stage *= spread * (serve + (j - 1) * leaving) / j
        stage_k *= spread * (serve + j * leaving) / j
        beyond, beyond_k = beyond + stage, beyond_k + stage_k
        if place < total * NOTHING and arrive < serve + j * leaving:
            place = mp.mpf(0)
            break
    everything = idle + total
    let_in = everything - place
    reached = idle + served
    return Exact(
        place / everything,
        waits / let_in,
        (idle + in_time) / let_in,
        (idle + in_time) / reached,
        1 - late / let_in,
        served_wait / reached,
        arrive * h * reached / everything / n,
        given_up / let_in,
        queue / arrive / let_in,
    )


def _below(n: int, a: mp.mpf) -> mp.mpf:
    """The states 0 to n - 1 in units of the state n."""
    term, total, k = mp.mpf(1), mp.mpf(0), n
    while k > 0 and (term > total * NOTHING or k > a):
        term *= k / a
        total += term
        k -= 1
    return total


def answered_within(n: int, a: float, h: float, t: float, p: float, places: int = 120) -> float:
    """Share answered in time, from the transient chain of one contact and those before it."""
    leaving, serve = 1.0 / p, n / h
    weights = np.cumprod([1.0, *(a / h / (serve + j * leaving) for j in range(1, places))])
    idle = sum(math.prod(k / a for k in range(i + 1, n + 1)) for i in range(n))
    # state j: j others before it; then served, then abandoned
    rates = np.zeros((places + 2, places + 2))
    for j in range(places):
        rates[j, j - 1 if j else places] += serve + (j * leaving if j else 0.0)
        rates[j, places + 1] += leaving
        rates[j, j] -= rates[j].sum()
    after = expm(rates * t)
    total = idle + weights.sum()
    return float((idle + weights @ after[:places, places]) / total)
