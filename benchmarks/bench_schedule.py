"""Shift covering: how near to the bound, in how much time and memory.

    python benchmarks/bench_schedule.py [--only WORD] [--gap GAP] [--json]
                                        [--peer PYTHON] [--shift-design DIR]

A week in quarter hours: two humps a day, Erlang C 80/20, handle time 300 s, scaled so that the
largest requirement is the peak. Shifts of 4 to 10 h in half-hour steps start every half-hour,
with one unpaid lunch (30 min, 60 from 8 h) and two paid quarter hours in windows. Times are CPU
seconds of the process without its imports; each case runs in a process of its own. PYTHON is an
interpreter of another environment with pyworkforce, and DIR holds the published instances of
minimum shift design (Musliu, Schaerf and Slany); without them those lines are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import scipy
import scipy.optimize

import wfm
from wfm.schedule import cover
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement

SLOT = 15  # minutes
DAY = 1440 // SLOT
OPEN = range(8 * 60 // SLOT, 22 * 60 // SLOT)

PEER = """
import json, sys, time
from pyworkforce.scheduling import MinRequiredResources
day, required, peak = json.load(sys.stdin)
slots = len(required[0])
cover = {f"{s}_{n}": [int(s <= t < s + n) for t in range(slots)] for s, n in day}
cost = {f"{s}_{n}": n for s, n in day}
start = time.process_time()
found = MinRequiredResources(num_days=len(required), periods=slots, shifts_coverage=cover,
    required_resources=required, max_period_concurrency=10 * peak, max_shift_concurrency=peak,
    cost_dict=cost, max_search_time=120.0, num_search_workers=2).solve()
print(json.dumps([found["status"], found["cost"], time.process_time() - start]))
"""


def demand(peak: int, around_the_clock: bool) -> np.ndarray:
    """A week's requirement, Monday first."""
    rng = np.random.default_rng(1)
    hour = (np.arange(DAY) + 0.5) * SLOT / 60
    curve = 0.05 + np.exp(-0.5 * ((hour - 10.75) / 2.0) ** 2)
    curve += 0.85 * np.exp(-0.5 * ((hour - 15.75) / 2.6) ** 2)
    curve += 0.12 * np.exp(-0.5 * ((hour - 20) / 2.0) ** 2)
    days = np.array([1.12, 1.03, 1.0, 0.98, 0.94, 0.62, 0.48])
    load = np.outer(days, curve) * rng.normal(1, 0.03, (7, DAY))
    if not around_the_clock:
        load[:, (hour < 8) | (hour > 22)] = 0
    load = load.ravel() / load.max()
    most = wfm.max_load(peak, 300, service_level=0.8, within=20)
    agents = wfm.agents_required(load * most * (1 - 1e-9), 300, service_level=0.8, within=20)
    return np.where(load > 0, agents, 0).astype(np.int64)


def breaks(length: int) -> tuple[BreakWindow, ...]:
    """The rules of the reference problem, for a shift of so many quarter hours."""
    half = length // 2
    if length < 24:
        return (
            BreakWindow("break", "first of short", 1, 3, 6, paid=True),
            BreakWindow("lunch", "lunch of short", 2, half - 1, half + 2, paid=False),
            BreakWindow("break", "second of short", 1, length - 4, length - 2, paid=True),
        )
    lunch = 2 if length < 32 else 4
    return (
        BreakWindow("break", "first", 1, 4, 8, paid=True),
        BreakWindow("lunch", "lunch", lunch, half - 3, half + 3, paid=False),
        BreakWindow("break", "second", 1, length - 7, length - 3, paid=True),
    )


def catalogue(around_the_clock: bool, *, bare: bool = False) -> list[Shift]:
    """Every shift of the week."""
    found = []
    for day, start, length in np.ndindex(7, DAY // 2, 13):
        start, length = 2 * start, 16 + 2 * length
        if not around_the_clock and (start not in OPEN or start + length - 1 not in OPEN):
            continue
        windows = () if bare else breaks(length)
        paid = (length - sum(w.length for w in windows if not w.paid)) * SLOT / 60
        at = day * DAY + start
        found.append(Shift("any", day, at, length, start * SLOT * 60, windows, paid, paid))
    return found


def instance(path: Path) -> tuple[StaffRequirement, list[Shift], str]:
    """A published instance of minimum shift design, and its published optimum."""
    text = path.read_text(encoding="latin-1")
    parts: dict[str, list[str]] = {}
    for line in map(str.strip, text.splitlines()):
        if line.startswith("#"):
            lines = parts.setdefault(line.lower(), [])
        elif line:
            lines.append(line)

    def part(name: str) -> list[str]:
        return next(lines for key, lines in parts.items() if key.startswith(f"#{name}"))

    step = int(part("minuteinterval")[0])
    required = np.array(" ".join(part("requirements")).split(), dtype=np.int64)
    kinds = {kind for line in part("abbr") for kind in kinds_of(line, step)}
    slots = 1440 // step
    shifts = [
        Shift(
            "any",
            day=day,
            start=(day * slots + clock // step) % len(required),
            length=length // step,
            clock=clock % 1440 * 60,
            breaks=(),
            paid_hours=length / 60,
            cost=0.0,
        )
        for clock, length in sorted(kinds)
        for day in range(len(required) // slots)
    ]
    under, over, distinct = (float(part(n)[0]) for n in ("undercover", "overcover", "shifts"))
    need = StaffRequirement(required, step * 60.0, True, under * 60, over * 60, distinct)
    known = re.search(r"#Fitness of assumed optimal Solution:\s*\n#?\s*([\d.]+)", text)
    return need, shifts, known[1] if known else "-"


def kinds_of(line: str, step: int) -> list[tuple[int, int]]:
    """Starts and lengths in minutes of one template: start, +, -, length, +, -."""
    found = re.search(r"(\d+:\d+) (\d+) +(\d+) +(\d+) +(\d+) +(\d+)", line)
    assert found, line
    clock, *rest = found.groups()
    hour, minute = map(int, clock.split(":"))
    late, early, length, longer, shorter = map(int, rest)
    start = hour * 60 + minute
    return [
        (at, n)
        for at in range(start - early, start + late + 1, step)
        for n in range(length - shorter, length + longer + 1, step)
    ]


CASES = {
    **{f"08-22 peak {p}, must cover": (p, False, None, False) for p in (60, 600, 2000)},
    **{f"24/7 peak {p}, short 10x": (p, True, 10.0, False) for p in (60, 600, 2000)},
    **{f"24/7 peak {p}, must cover": (p, True, None, False) for p in (20, 600)},
    **{f"08-22 peak {p}, no breaks": (p, False, None, True) for p in (60, 600)},
}


def run(name: str, gap: float) -> dict[str, object]:
    """One case, in this process."""
    best = "-"
    if name.startswith("design "):
        need, shifts, best = instance(Path(name.removeprefix("design ")))
        gap = 0.0
    else:
        peak, around, under, bare = CASES[name]
        need = StaffRequirement(demand(peak, around), SLOT * 60.0, cyclic=around, under=under)
        shifts = catalogue(around, bare=bare)
    start = time.process_time()
    found = cover(need, shifts, gap=gap)
    seconds = time.process_time() - start
    return {
        "case": name,
        "bound": round(found.bound, 2),
        "cost": round(found.cost, 2),
        "paid_h": round(found.paid_hours, 2),
        "short_h": float(found.under.sum() * need.slot / 3600),
        "gap_%": round(100 * found.gap, 3),
        "status": found.status,
        "cpu_s": round(seconds, 1 if seconds >= 1 else 3),
        "peak_MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "best": best,
    }


def apart(name: str, gap: float) -> dict[str, object]:
    """One case, in a process of its own."""
    words = [sys.executable, __file__, "--case", name, "--gap", str(gap)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    figures: dict[str, object] = json.loads(done.stdout)
    return figures


def peer(python: str, peak: int) -> str:
    """The same bare shifts in pyworkforce."""
    day = sorted({(s.start % DAY, s.length) for s in catalogue(False, bare=True)})
    required = demand(peak, False).reshape(7, DAY).tolist()
    words = json.dumps([day, required, peak])
    done = subprocess.run([python, "-c", PEER], input=words, capture_output=True, text=True)
    if done.returncode:
        return f"pyworkforce peak {peak}: not run ({done.stderr.strip().splitlines()[-1]})"
    status, cost, seconds = json.loads(done.stdout)
    return (
        f"pyworkforce peak {peak}, no breaks: {cost * SLOT / 60} h, {status}, {seconds:.2f} CPU s"
    )


def line(row: dict[str, object]) -> str:
    name = str(row["case"])
    if name.startswith("design "):
        name = "/".join(Path(name.removeprefix("design ")).parts[-2:])
        row = {**row, "status": f"{row['status']}, published {row['best']}"}
    keys = ("bound", "cost", "paid_h", "short_h", "gap_%", "cpu_s", "peak_MB")
    return f"{name:34}" + "".join(f"{row[key]:>11}" for key in keys) + f"  {row['status']}"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--case", help="run one case in this process and print JSON")
    words.add_argument("--only", default="", help="cases whose name holds this word")
    words.add_argument("--gap", type=float, default=0.001, help="gap at which a search may end")
    words.add_argument("--json", action="store_true")
    words.add_argument("--peer", help="interpreter that has pyworkforce")
    words.add_argument("--shift-design", type=Path, help="directory of published instances")
    given = words.parse_args()
    if given.case:
        print(json.dumps(run(given.case, given.gap)))
        return
    files = sorted(given.shift_design.rglob("*.txt")) if given.shift_design else []
    names = [name for name in [*CASES, *(f"design {f}" for f in files)] if given.only in name]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"numpy {np.__version__}, scipy {scipy.__version__}")  # fmt: skip
    heads = ("bound", "cost", "paid h", "short h", "gap %", "CPU s", "MB")
    print(f"{'case':34}" + "".join(f"{head:>11}" for head in heads) + "  status")
    for name in names:
        row = apart(name, given.gap)
        print(json.dumps(row) if given.json else line(row), flush=True)
    for peak in (60, 600):
        print(
            peer(given.peer, peak) if given.peer else "pyworkforce: no interpreter given (--peer)"
        )


if __name__ == "__main__":
    main()
