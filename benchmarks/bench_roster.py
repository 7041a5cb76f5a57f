"""Tours and named rosters: CPU seconds, memory and gap, each case in a process of its own.

    python benchmarks/bench_roster.py [--case NAME …] [--curtois DIR] [--json]

A double-hump week, 08-22, Erlang C 80/20 at an AHT of 300 s, scaled to the stated peak, on a grid
of 15 minutes; starts every half-hour, one unpaid lunch and two paid rests in windows. Tours: full
time 5 x 8, part time 5 x 6 and 5 x 4, two days off together, starts within 1 h of a middle. Their
rival sizes the shifts first and then fits tours to them; its cost is the relaxation of its second
step, which no whole tours can beat. Named: random contracts, days off and hours, fewer people
than are needed. Weeks: 50 such people for so many weeks, enough for every slot, solved a week at a
time, with a price of weekend days that are shared unequally.

Curtois and Qu's instances are read from DIR. A shift of theirs becomes one slot of an equal share
of the day, so that `rest` forbids an earlier shift after a later one, as their lists do.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import scipy

from wfm import agents_required
from wfm._numerics.mathematical_program import relax
from wfm.schedule import cover
from wfm.scheduling.contracts import Agent, Available, Contract, Wish
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement
from wfm.scheduling.roster import Roster
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.tours.lines_of_work import lines_of
from wfm.scheduling.tours.model import tour_program
from wfm.scheduling.tours.tours import tours
from wfm.scheduling.week_patterns import RosterHorizon

SLOT = 900.0
DAY = 96
HOURS = {"full": 9.0, "six": 6.5, "four": 4.5}
AGENTS = {100: 64, 500: 345}
# The peak that 50 people cover.
ENOUGH = 18


def required(peak: int) -> np.ndarray:
    """People needed in every slot of the week, `peak` at most."""
    rng = np.random.default_rng(1)
    hour = (np.arange(DAY) + 0.5) / 4
    humps = np.exp(-0.5 * ((hour - 10.75) / 2) ** 2) + 0.85 * np.exp(
        -0.5 * ((hour - 15.75) / 2.6) ** 2
    )
    shape = 0.05 + humps + 0.12 * np.exp(-0.5 * ((hour - 20) / 2) ** 2)
    load = np.outer([1.12, 1.03, 1.0, 0.98, 0.94, 0.62, 0.48], shape)
    load *= rng.normal(1, 0.03, load.shape)
    load[:, (hour < 8) | (hour > 22)] = 0
    load = load.ravel() / load.max()
    low, high = 0.1 * peak, 1.0 * peak
    for _ in range(40):
        middle = (low + high) / 2
        many = agents_required(middle, 300, service_level=0.8, within=20) > peak
        low, high = (low, middle) if many else (middle, high)
    return np.asarray(agents_required(load * low, 300, service_level=0.8, within=20))


def breaks(length: int) -> tuple[BreakWindow, ...]:
    """Two rests and a lunch."""
    half = length // 2
    if length < 24:
        rows = ((1, 3, 6), (2, half - 1, half + 2), (1, length - 4, length - 2))
    else:
        lunch = 2 if length < 32 else 4
        rows = ((1, 4, 8), (lunch, half - 3, half + 3), (1, length - 7, length - 3))
    return tuple(
        BreakWindow("lunch" if k == 1 else "rest", f"{k} {size} {last - first}", size, first, last,
                    k != 1)
        for k, (size, first, last) in enumerate(rows)
    )  # fmt: skip


def shifts(weeks: int = 1) -> list[Shift]:
    """Every start of the three lengths."""
    found = []
    for name, hours in HOURS.items():
        length = int(4 * hours)
        pauses = breaks(length)
        paid = (length - sum(b.length for b in pauses if not b.paid)) / 4
        found += [
            Shift(name, day, day * DAY + start, length, 900 * start, pauses, paid, paid)
            for day in range(7 * weeks)
            for start in range(32, 88 - length + 1, 2)
        ]
    return found


def tour_case(peak: int) -> dict[str, object]:
    """Integrated against two stages."""
    need = StaffRequirement(required(peak), SLOT, cyclic=True)
    every = shifts()
    contracts = [Contract(name, templates=(name,), start_flexibility=3600.0) for name in HOURS]
    start = time.process_time()
    roster = tours(need, every, contracts)
    seconds = time.process_time() - start
    fixed = cover(need, every)
    horizon = RosterHorizon.of(need)
    lines = lines_of(horizon, every, contracts)
    free = replace(need, required=np.zeros_like(need.required))
    program = tour_program(free, every, contracts, horizon, lines, 1.0).program
    program.lower[0] = np.asarray(fixed.counts, dtype=float)
    second = relax(program).bound
    rival = f"two stages >= {second:.1f}, {100 * (second / roster.cost - 1):+.2f} %"
    return figures(roster, seconds, f"{len(roster.people)} people; {rival}")


def team(count: int) -> tuple[list[Agent], list[Contract]]:
    """Random people."""
    rng = np.random.default_rng(0)
    days = {"full": (5, 5), "six": (4, 5), "four": (3, 5)}
    contracts = [
        Contract(name, (name,), days[name], consecutive_days_off=2 if name == "full" else 0)
        for name in HOURS
    ]
    people = []
    for number in range(count):
        kind = int(rng.choice(3, p=[0.65, 0.2, 0.15]))
        share = [0.6, 0.3, 0.1] if kind else [0.8, 0.2]
        off = rng.choice(7, size=rng.choice(len(share), p=share), replace=False)
        early, late = [(8, 22), (8, 18), (11, 22)][rng.choice(3, p=[0.7, 0.15, 0.15])]
        hours = Available(3600.0 * early, 3600.0 * late)
        people.append(
            Agent(f"agent {number}", contracts[kind].name, (hours,), tuple(int(d) for d in off))
        )
    return people, contracts


def named_case(count: int) -> dict[str, object]:
    """People with names, short by design."""
    need = StaffRequirement(required(AGENTS[count]), SLOT, under=3.0)
    people, contracts = team(count)
    start = time.process_time()
    roster = assign(need, shifts(), people, contracts)
    seconds = time.process_time() - start
    return figures(roster, seconds, f"{roster.under.sum() / 4:.0f} h short")


def weeks_case(weeks: int) -> dict[str, object]:
    """50 people with names, enough of them, for some weeks."""
    need = StaffRequirement(np.tile(required(ENOUGH), weeks), SLOT, under=20.0, over=0.2)
    people, contracts = team(50)
    start = time.process_time()
    roster = assign(
        need, shifts(weeks), people, contracts, gap=0.005, weekend_price=3.0, max_above_mean=1.0
    )
    seconds = time.process_time() - start
    starts: dict[tuple[str, int], set[int]] = {}
    for row in roster.rows:
        starts.setdefault((row.person, row.day // 7), set()).add(row.shift.clock)
    mean = sum(map(len, starts.values())) / len(starts)
    short = f"{roster.under.sum() / 4:.0f} h short"
    return figures(roster, seconds, f"{short}; {mean:.2f} starts per person and week")


def sections(path: Path) -> dict[str, list[list[str]]]:
    """The rows of each section of an instance."""
    found: dict[str, list[list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("SECTION_"):
            rows = found.setdefault(line.strip().removeprefix("SECTION_"), [])
        elif line.strip() and not line.startswith("#"):
            rows.append(line.strip().split(","))
    return found


def curtois_case(path: Path, best: float) -> dict[str, object]:
    """One instance, cost against the best known."""
    parts = sections(path)
    days, kinds = int(parts["HORIZON"][0][0]), [row[0] for row in parts["SHIFTS"]]
    slots, weeks = len(kinds), days // 7
    slot = 86_400.0 / slots
    paid = {row[0]: float(row[1]) / 60 for row in parts["SHIFTS"]}
    every = [
        Shift(kind, d, d * slots + k, 1, 86_400 * k // slots, (), paid[kind], 0.0)
        for d in range(days)
        for k, kind in enumerate(kinds)
    ]
    numbers = np.zeros(days * slots, dtype=np.int64)
    for day, kind, count, *_ in parts["COVER"]:
        numbers[int(day) * slots + kinds.index(kind)] = int(count)
    under, over = (float(price) * 3600.0 / slot for price in parts["COVER"][0][3:5])
    need = StaffRequirement(numbers, slot, under=under, over=over)
    monday = date(2024, 1, 1)
    dated = [monday + timedelta(days=day) for day in range(days)]
    off = {row[0]: tuple(dated[int(day)] for day in row[1:]) for row in parts["DAYS_OFF"]}
    wishes: dict[str, list[Wish]] = {}
    for section, wants in (("SHIFT_ON_REQUESTS", True), ("SHIFT_OFF_REQUESTS", False)):
        for who, day, kind, weight in parts.get(section, []):
            wish = Wish(float(weight), wants=wants, day=dated[int(day)], template=kind)
            wishes.setdefault(who, []).append(wish)
    contracts, people = [], []
    for who, limits, most, least, running, least_on, min_consecutive_days_off, weekends in parts[
        "STAFF"
    ]:
        caps = {cap.split("=")[0]: int(cap.split("=")[1]) for cap in limits.split("|")}
        contracts.append(
            Contract(
                who, tuple(kind for kind, cap in caps.items() if cap), days_per_week=(0, 7),
                weekly_hours=(int(least) / 60 / weeks, int(most) / 60 / weeks),
                consecutive_days_off=0, rest=86_400.0 - slot, max_consecutive_days=int(running),
                period=weeks, min_consecutive_days=int(least_on),
                min_consecutive_days_off=int(min_consecutive_days_off),
                weekends=int(weekends),
                limits=tuple((kind, cap) for kind, cap in caps.items() if 0 < cap < days),
            )
        )  # fmt: skip
        people.append(Agent(who, who, (), off.get(who, ()), (), tuple(wishes.get(who, ()))))
    start = time.process_time()
    roster = assign(need, every, people, contracts, first_day=monday, gap=0.01, time_limit=60)
    seconds = time.process_time() - start
    return figures(roster, seconds, f"best known {best:g}, {100 * (roster.cost / best - 1):+.1f} %")


def figures(roster: Roster, seconds: float, note: str) -> dict[str, object]:
    """The figures of a case."""
    return {
        "cost": roster.cost,
        "bound": roster.bound,
        "gap": roster.gap,
        "status": roster.status,
        "cpu": seconds,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "note": note,
    }


def run(case: str, folder: str | None) -> dict[str, object]:
    """One case by name."""
    kind, _, number = case.partition(" ")
    if kind == "tours":
        return tour_case(int(number))
    if kind == "named":
        return named_case(int(number))
    if kind == "weeks":
        return weeks_case(int(number))
    with open(Path(folder or ".", "best_known.csv"), encoding="utf-8") as lines:
        best = {name: float(value) for name, value in csv.reader(lines)}
    name = f"Instance{number}"
    return curtois_case(Path(folder or ".", f"{name}.txt"), best[name])


def main() -> None:
    """Print the table, or one JSON line a case."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--case", action="append")
    options.add_argument("--curtois", metavar="DIR")
    options.add_argument("--json", action="store_true")
    options.add_argument("--one", action="store_true", help="run the case here, for main itself")
    given = options.parse_args()
    if given.one:
        print(json.dumps(run(given.case[0], given.curtois)))
        return
    cases = ["tours 60", "tours 600", "named 100", "named 500", "weeks 2", "weeks 4"]
    cases += [f"curtois {n}" for n in range(1, 9)] if given.curtois else []
    versions = f"numpy {np.__version__}, scipy {scipy.__version__}"
    if not given.json:
        print(f"{_processor()}, python {platform.python_version()}, {versions}")
        print(f"{'case':12} {'cost':>10} {'bound':>10} {'gap %':>7} {'CPU s':>7} {'MB':>5}")
    for case in given.case or cases:
        words = [sys.executable, __file__, "--one", "--case", case]
        words += ["--curtois", given.curtois] if given.curtois else []
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{case:12} failed: {done.stderr.strip().splitlines()[-1]}")
            continue
        row = json.loads(done.stdout)
        if given.json:
            print(json.dumps({"case": case, **row}))
            continue
        print(
            f"{case:12} {row['cost']:10.1f} {row['bound']:10.1f} {100 * row['gap']:7.2f} "
            f"{row['cpu']:7.1f} {row['mb']:5.0f}  {row['status']}; {row['note']}"
        )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":")[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
