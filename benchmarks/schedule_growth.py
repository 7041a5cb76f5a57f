"""How the time of a schedule grows with days, queues, people and the step of the grid.

    python benchmarks/schedule_growth.py [--only WORD] [--json]

One week of one queue, 08-22 at a peak of 100 agents, in intervals of 15 minutes, and from there
one size at a time. The requirement has two humps a day and rises and falls with the weekday.
Full-time shifts of 8 hours with an unpaid lunch of half an hour and part-time shifts of 4 to 6
hours start at every step, as often as the requirement asks for; every slot must be covered.

A case is one call of `make_schedule` in a process of its own. Times are CPU seconds without the
imports; the exponent p of a case is that of ``time ~ size^p`` between it and the case before.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import time
import tomllib

import numpy as np
import scipy

import wfm
from wfm.scheduling.rules_file import Rules

HOURS = range(8, 22)
WEEKDAYS = (1.0, 0.92, 0.9, 0.88, 0.85, 0.55, 0.45)
BASE = {"days": 7, "queues": 1, "peak": 100, "step": 15}
# Values of each size, from the smallest program to the largest. A step is in minutes: its size is
# the number of intervals in an hour.
VALUES = {
    "days": (7, 14, 28, 56),
    "queues": (1, 2, 5, 10, 20),
    "peak": (10, 100, 1_000, 10_000),
    "step": (30, 15, 5),
}
RULES = """
[[shift]]
name = "full-time"
start = "08:00-14:00"
step = "{step}m"
length = ["8h"]
[[shift]]
name = "part-time"
start = "08:00-18:00"
step = "{step}m"
length = ["4h", "5h", "6h"]
[[break]]
kind = "lunch"
length = "30m"
paid = false
counted_from = "middle"
earliest = "-1h"
latest = "1h"
shifts = ["full-time"]
"""


def requirement(days: int, queues: int, peak: int, step: int) -> dict[str, list[object]]:
    """Required agents of every interval: a table of start, queue and scheduled."""
    per_day = len(HOURS) * 60 // step
    hour = HOURS[0] + (np.arange(per_day) + 0.5) * step / 60
    curve = 0.05 + np.exp(-0.5 * ((hour - 10.75) / 2) ** 2)
    curve += 0.85 * np.exp(-0.5 * ((hour - 15.75) / 2.6) ** 2)
    of_day = np.array([WEEKDAYS[day % 7] for day in range(days)])
    begin = np.datetime64("2026-03-02T00:00", "m")
    minutes = HOURS[0] * 60 + np.arange(per_day) * step
    starts = (begin + np.add.outer(np.arange(days) * 1440, minutes).ravel()).astype(str).tolist()
    table: dict[str, list[object]] = {"start": [], "queue": [], "scheduled": []}
    for number in range(queues):
        # every queue has a week of its own
        noise = np.random.default_rng(number).normal(1, 0.03, (days, per_day))
        load = np.outer(of_day, curve) * noise
        table["start"] += starts
        table["queue"] += [f"queue {number + 1}"] * len(starts)
        table["scheduled"] += np.ceil(peak * load / load.max()).ravel().astype(int).tolist()
    return table


def run(sizes: dict[str, int]) -> dict[str, float]:
    """One case, in this process."""
    rules = Rules.model_validate(tomllib.loads(RULES.format(step=sizes["step"])))
    table = requirement(**sizes)
    start = time.process_time()
    schedule = wfm.make_schedule(table, rules)
    seconds = time.process_time() - start
    summary = schedule.summary()
    return {
        "cpu_s": round(seconds, 2),
        "peak_MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "gap_%": round(100 * summary.gap, 3),
        "shifts": summary.shifts,
    }


def apart(sizes: dict[str, int]) -> dict[str, float]:
    """One case, in a process of its own."""
    words = [sys.executable, __file__, "--case", json.dumps(sizes)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def exponent(before: tuple[float, float], after: tuple[float, float]) -> float:
    """The power p of ``time ~ size^p`` between two pairs of size and time."""
    return math.log(after[1] / before[1]) / math.log(after[0] / before[0])


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--case", help="run one case in this process and print JSON")
    words.add_argument("--only", default="", help=f"one of {', '.join(VALUES)}")
    words.add_argument("--json", action="store_true")
    given = words.parse_args()
    if given.case:
        print(json.dumps(run(json.loads(given.case))))
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"numpy {np.__version__}, scipy {scipy.__version__}")  # fmt: skip
    print(f"{'size':>7}{'value':>8}{'CPU s':>9}{'exponent':>10}{'MB':>6}{'gap %':>8}{'shifts':>9}")
    known: dict[str, dict[str, float]] = {}  # the base is a case of every size
    for name in [name for name in VALUES if given.only in name]:
        last: tuple[float, float] | None = None
        for value in VALUES[name]:
            sizes = BASE | {name: value}
            row = known.setdefault(json.dumps(sizes), {}) or apart(sizes)
            known[json.dumps(sizes)] = row
            now = (60 / value if name == "step" else value, row["cpu_s"])
            power = exponent(last, now) if last else math.nan
            last = now
            if given.json:
                print(json.dumps({"size": name, "value": value, "exponent": power, **row}))
                continue
            print(
                f"{name:>7}{value:>8}{row['cpu_s']:>9}{power:>10.2f}{row['peak_MB']:>6}"
                f"{row['gap_%']:>8}{row['shifts']:>9}",
                flush=True,
            )


if __name__ == "__main__":
    main()
