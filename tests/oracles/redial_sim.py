"""Redials and repeat contacts, caller by caller: probabilities after abandonment and answer."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from oracles.batches import Estimate, ratio

BATCHES = 31


class Calls(NamedTuple):
    arrivals: Estimate  # offered a second
    service_level: Estimate
    abandonment: Estimate


def simulate(
    fresh: float,
    agents: int,
    aht: float,
    patience: float,
    within: float,
    redial: float,
    again: float,
    pause: float,
    *,
    contacts: int,
    seed: int,
) -> Calls:
    """`pause` is the mean time until a redial; `again` the share of answered who call again."""
    random, draw = Random(seed).random, Random(seed + 1).expovariate
    waiting: list[tuple[float, int]] = []
    offered, good, lost, time = ([0.0] * BATCHES for _ in range(4))
    away, busy, now, arrived = 0, 0, 0.0, 0
    while arrived < contacts:
        batch = arrived * BATCHES // contacts
        come, back, done = fresh, away / pause, busy / aht
        total = come + back + done + len(waiting) / patience
        step = draw(total)
        now += step
        time[batch] += step
        pick = random() * total
        if pick < come + back:
            away -= pick >= come
            arrived += 1
            offered[batch] += 1
            if busy < agents:
                busy += 1
                good[batch] += 1
            else:
                waiting.append((now, batch))
        elif pick < come + back + done:
            away += random() < again
            if waiting:
                since, its = waiting.pop(0)
                good[its] += now - since <= within
            else:
                busy -= 1
        else:
            _, its = waiting.pop(int(random() * len(waiting)))
            lost[its] += 1
            away += random() < redial
    return Calls(ratio(offered, time), ratio(good, offered), ratio(lost, offered))
