"""Deferred work: the printed share on time against a simulation, on random mailboxes.

    python benchmarks/deferred.py [--seeds 301-320] [--tickets 400000]

A mailbox is one to three queues of one team: 40 to 1,500 tickets a day, handle times of 3 to 20
minutes, response times of 1 to 24 hours, business or calendar hours, blocks, openings, nights and
weekends at random. Its plan is run for three weeks by `tests/oracles/mailbox_sim.py`, which shares
no code with the package: so many tickets in all, in 20 to 200 runs.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from wfm.centre import Centre, DeferredTarget, Queue, Team, staff_centre
from wfm.demand import Demand
from wfm.shrinkage import Shrinkage

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from oracles.mailbox_sim import Mailbox, simulate
from support.forecasts import demand

HOUR, DAY = 3600, 86400
MONDAY = int(np.datetime64("2026-03-02", "s").astype(int))
HANDLE = (180, 240, 300, 360, 480, 600, 720, 900, 1200)
WITHIN = (1, 2, 3, 4, 4, 6, 8, 12, 24)
SHARES = (0.8, 0.9, 0.95, 0.95, 0.95, 0.98)
OPENINGS = ((8, 17), (9, 17), (8, 20), (8, 22), (0, 24), (7, 19))


class Case(NamedTuple):
    """A forecast, its centre, and what the simulation needs of both."""

    name: str
    forecast: Demand
    centre: Centre
    is_open: list[bool]
    boxes: list[Mailbox]
    shares: list[float]
    interval: int
    weeks: int


def random_case(seed: int) -> Case:
    """A random mailbox."""
    random = Random(seed)
    weeks, interval = random.choice([1, 1, 2, 3]), random.choice([900, 1800, 1800, 3600])
    first, last = random.choice(OPENINGS)
    weekend, count = random.random() < 0.4, random.choice([1, 1, 1, 2, 3])
    night = random.random() < 0.5  # tickets also arrive while the centre is closed
    start = np.arange(0, 7 * weeks * DAY, interval)
    hour, day = start % DAY / HOUR, start // DAY % 7
    is_open = (hour >= first) & (hour < last) & ((day < 5) | weekend)
    per_day = float(np.exp(random.uniform(np.log(40), np.log(1500))))
    queues, boxes, names = [], [], []
    for k in range(count):
        aht, within = random.choice(HANDLE), max(random.choice(WITHIN) * HOUR, interval)
        closed = (24 - last + first) * HOUR + (0 if weekend else 2 * DAY)
        always = (first, last) == (0, 24) and weekend
        calendar = random.random() < 0.3 and (always or within > closed)
        share = random.choice(SHARES)
        wave = np.sin((hour - random.uniform(4, 9)) / 24 * 2 * np.pi * random.choice([1, 2]))
        busy = [random.uniform(0.8, 1.4) for _ in range(5)]
        busy += [random.uniform(0.2, 0.7) for _ in range(2)]
        volume = (1 + 0.6 * wave).clip(0.1) * np.array(busy)[day] * (is_open | night)
        volume *= per_day / count * 7 * weeks / volume.sum()
        target = DeferredTarget(within, share, business_hours=not calendar)
        queues.append(Queue(f"q{k}", "deferred", deferred=target, team="t"))
        boxes.append(Mailbox(volume.tolist(), aht, within, calendar))
        clock = " by the calendar" if calendar else ""
        names.append(f"{aht // 60} min, {share * 100:g} % in {within // HOUR} h{clock}")
    block = random.choice([None, None, 4 * HOUR, (last - first) * HOUR // 2, 9 * HOUR])
    forecast = demand(
        np.concatenate([box.volume for box in boxes]),
        np.repeat([float(box.aht) for box in boxes], len(start)),
        start=np.tile(start + MONDAY, count),
        queue=np.repeat(np.arange(count), len(start)),
        queues=tuple(queue.name for queue in queues),
        interval=float(interval),
    )
    hours = (first * 60, last * 60)
    opening = (hours,) * 5 + (hours if weekend else (0, 0),) * 2
    team = Team("t", block_length=block)
    centre = Centre(tuple(queues), shrinkage=Shrinkage.parse("30%"), opening=opening, teams=(team,))
    days = "daily" if weekend else "Mon-Fri"
    blocks = f", blocks of {block / HOUR:g} h" if block else ""
    about = f"{per_day:.0f} a day, {first}-{last} {days}{blocks}: {'; '.join(names)}"
    shares = [queue.deferred.share for queue in queues if queue.deferred]
    return Case(about, forecast, centre, is_open.tolist(), boxes, shares, interval, weeks)


def main() -> None:
    """Print a row per mailbox."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="301-320", help="first and last seed")
    parser.add_argument("--tickets", type=int, default=400_000, help="tickets per mailbox")
    options = parser.parse_args()
    first, last = map(int, options.seeds.split("-"))
    worst, least, queues, kept_all = 0.0, 1.0, 0, 0
    for seed in range(first, last + 1):
        case = random_case(seed)
        plan = staff_centre(case.forecast, case.centre)
        size = len(case.is_open)
        agents = plan.columns["agents"].reshape(-1, size).sum(axis=0).astype(int).tolist()
        printed = plan.columns["service_level"].reshape(-1, size)[:, 0]
        turns = -(-3 // case.weeks)
        each = sum(sum(box.volume) for box in case.boxes) * (turns + 2)
        runs = int(np.clip(options.tickets // each, 20, 200))
        seen = np.array(
            [
                simulate(
                    case.boxes,
                    case.is_open,
                    agents,
                    case.interval,
                    turns=turns,
                    seed=seed * 977 + run,
                ).begun
                for run in range(runs)
            ]
        )
        kept = (seen >= np.array(case.shares) - 1e-12).mean(axis=0)
        hours = sum(agents) * case.interval / HOUR / case.weeks
        rows = zip(printed, seen.mean(axis=0), kept, strict=True)
        cells = "; ".join(f"{p:.3f} {s:.3f} {k:.2f}" for p, s, k in rows)
        print(f"| {seed} | {case.name} | {hours:,.0f} | {cells} |", flush=True)
        worst = max(worst, float(abs(printed - seen.mean(axis=0)).max()))
        least = min(least, float(kept.min()))
        queues, kept_all = queues + len(kept), kept_all + int((kept >= 0.84).sum())
    print(f"largest difference {worst:.3f}; least share of runs {least:.2f}")
    print(f"{kept_all} of {queues} queues keep their target in 84 % of the runs")


if __name__ == "__main__":
    main()
