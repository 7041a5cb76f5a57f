"""Calls and e-mails of the same agents: an e-mail is taken while more than R agents are idle."""

from __future__ import annotations

from collections import deque
from random import Random
from typing import NamedTuple

from oracles.batches import Estimate, ratio

BATCHES = 31


class Blended(NamedTuple):
    service_level: Estimate
    deferred_rate: Estimate
    occupancy: Estimate


def simulate(
    arrivals: float,
    agents: int,
    aht: float,
    deferred_aht: float,
    reserve: int,
    patience: float,
    within: float,
    *,
    contacts: int,
    seed: int,
) -> Blended:
    random, draw = Random(seed).random, Random(seed + 1).expovariate
    waiting: deque[tuple[float, float, int]] = deque()
    offered, good, done, busy, time = ([0.0] * BATCHES for _ in range(5))
    calls, mails, now, arrived = 0, agents - reserve, 0.0, 0
    while arrived < contacts:
        batch = arrived * BATCHES // contacts
        total = arrivals + calls / aht + mails / deferred_aht
        step = draw(total)
        now += step
        time[batch] += step
        busy[batch] += step * (calls + mails)
        pick = random() * total
        if pick < arrivals:
            arrived += 1
            offered[batch] += 1
            if calls + mails < agents:
                calls += 1
                good[batch] += 1
            else:
                waiting.append((now, now + draw(1.0 / patience), batch))
            continue
        if pick < arrivals + calls / aht:
            calls -= 1
        else:
            mails -= 1
            done[batch] += 1
        while waiting and calls + mails < agents:
            since, until, its = waiting.popleft()
            if until >= now:
                calls += 1
                good[its] += now - since <= within
        while not waiting and agents - calls - mails > reserve:
            mails += 1
    people = [agents * t for t in time]
    return Blended(ratio(good, offered), ratio(done, time), ratio(busy, people))
