"""Two levels over a day, contact by contact: escalated, abandoned, answered.

Agents who leave at the end of an interval finish their contact first.
"""

from __future__ import annotations

from random import Random


def simulate(
    arrivals: list[float],
    interval: float,
    agents: list[list[int]],
    aht: list[float],
    patience: list[float],
    within: float,
    share: float,
    *,
    days: int,
    seed: int,
) -> list[float]:
    """Share of the contacts escalated in each interval that level 2 answers in time.

    `agents`, `aht` and `patience` hold level 1 and level 2; rates a second.
    """
    random, draw = Random(seed).random, Random(seed + 1).expovariate
    last = len(arrivals) - 1
    offered, good = [0] * len(arrivals), [0] * len(arrivals)

    def begin(now: float, at: int) -> None:
        """Level 2 takes the contact that waits longest while an agent is free."""
        while queues[1] and busy[1] < agents[1][at]:
            since = queues[1].pop(0)
            good[int(since / interval)] += now - since <= within
            busy[1] += 1

    for _ in range(days):
        busy, leaving, now, at = [0, 0], 0, 0.0, 0
        queues: list[list[float]] = [[], []]
        while True:
            rates = [
                arrivals[at], (busy[0] + leaving) / aht[0], busy[1] / aht[1],
                len(queues[0]) / patience[0], len(queues[1]) / patience[1],
            ]  # fmt: skip
            total = sum(rates)
            step = draw(total)
            if now + step >= (at + 1) * interval:
                now, at = (at + 1) * interval, at + 1
                if at > last:
                    break
                leaving += max(busy[0] - agents[0][at], 0)
                busy = [min(busy[level], agents[level][at]) for level in (0, 1)]
                while queues[0] and busy[0] < agents[0][at]:
                    queues[0].pop(0)
                    busy[0] += 1
                begin(now, at)
                continue
            now += step
            pick, kind = random() * total, 0
            while kind < 4 and pick >= rates[kind]:
                pick -= rates[kind]
                kind += 1
            if kind == 0:
                if busy[0] < agents[0][at]:
                    busy[0] += 1
                else:
                    queues[0].append(now)
            elif kind == 1:
                if random() * (busy[0] + leaving) < leaving:
                    leaving -= 1
                elif queues[0]:
                    queues[0].pop(0)
                else:
                    busy[0] -= 1
                if random() < share:
                    offered[at] += 1
                    queues[1].append(now)
            elif kind == 2:
                busy[1] -= 1
            else:
                line = queues[kind - 3]
                line.pop(int(random() * len(line)))
            begin(now, at)
    return [g / max(o, 1) for g, o in zip(good, offered, strict=True)]
