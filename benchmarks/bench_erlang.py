"""Speed of the Erlang core, as ratios within one run: CPU time of one thread, best of several.

    python benchmarks/bench_erlang.py [--rows 1000000] [--json] [--peer PYTHON]

A million rows, loads log-uniform from 1 to 1000 erlangs, handle times from 60 to 900 s, target
80/20; everything a caller meets is in the figures, input checks too. The unit is one call of
`scipy.special.gammaincc` a row: what a single evaluation of the textbook formula costs. A week
is 672 quarter hours, against pyworkforce 0.5.1, run by PYTHON, an interpreter of another
environment that has it; without one that line is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import scipy
from scipy.special import gammaincc

import wfm

PEER = """
import json, sys, time
from pyworkforce.queuing import ErlangC
best = float("inf")
volumes, ahts, level, within = json.load(sys.stdin)
for _ in range(3):
    start = time.process_time()
    found = [
        ErlangC(transactions=v, asa=within / 60, aht=h / 60, interval=15, shrinkage=0.0)
        .required_positions(service_level=level, max_occupancy=1.0)["raw_positions"]
        for v, h in zip(volumes, ahts)
    ]
    best = min(best, time.process_time() - start)
print(json.dumps([best, found]))
"""


def best(call: Callable[[], object], repeats: int = 7, loops: int = 1) -> float:
    """CPU seconds of one call."""
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        for _ in range(loops):
            call()
        seconds.append((time.process_time() - start) / loops)
    return min(seconds)


def peak(call: Callable[[], object]) -> float:
    """Megabytes above what is held already, the result included."""
    tracemalloc.start()
    held = tracemalloc.get_traced_memory()[0]
    call()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (most - held) / 1e6


def week(most: float) -> np.ndarray:
    """Volumes of 672 quarter hours, nights included; the busiest has about `most`."""
    rng = np.random.default_rng(7)
    hour = np.arange(672) / 4 % 24
    return np.round(most * np.exp(-(((hour - 13) / 5) ** 2)) * rng.uniform(0.8, 1.2, 672)) + 1


# Volume at the peak, handle times [s] and target of centres: everyday, of varying AHT, small
WEEKS = {
    "73 erlangs at most, one AHT": (185.0, np.full(672, 300.0), (0.85, 60.0)),
    "87 erlangs at most, AHT by row": (
        200.0,
        np.round(np.random.default_rng(8).uniform(240, 360, 672)),
        (0.8, 20.0),
    ),
    "26 erlangs at most, one AHT": (65.0, np.full(672, 300.0), (0.85, 60.0)),
}


def one_week(
    volume: np.ndarray, aht: np.ndarray | float, level: float, within: float
) -> np.ndarray:
    """The week by this package, from volume to agents."""
    load = wfm.offered_load(volume, aht, 900.0)
    return np.asarray(wfm.agents_required(load, aht, service_level=level, within=within))


def against_peer(peer: str) -> list[tuple[str, float | None, str, str]]:
    """The weeks by the other package and by this one."""
    lines: list[tuple[str, float | None, str, str]] = []
    for name, (most, aht, (level, within)) in WEEKS.items():
        volume = week(most)
        handle = aht if np.ptp(aht) else aht[0]

        ours = partial(one_week, volume, handle, level, within)
        found = peer_seconds(peer, volume, aht, level, within)
        ratio = None if found is None else found[0] / best(ours, 7, 20)
        lines.append((f"a week, {name}, pyworkforce / wfm", ratio, ">= 15", "50"))
        if found is not None:
            differ = float(np.sum(ours() != found[1]))
            lines.append(("  intervals where the two differ", differ, "", ""))
    return lines


def peer_seconds(
    python: str, volume: np.ndarray, aht: np.ndarray, level: float, within: float
) -> tuple[float, list[int]] | None:
    """The week by the other package, in its own process."""
    data = json.dumps([volume.tolist(), aht.tolist(), level, within])
    done = subprocess.run([python, "-c", PEER], input=data, capture_output=True, text=True)
    return tuple(json.loads(done.stdout)) if done.returncode == 0 else None


def with_patience(
    load: np.ndarray, aht: np.ndarray, unit: float
) -> list[tuple[str, float | None, str, str]]:
    """Erlang A on the same rows, and its inverse on the first hundred thousand."""
    patience = np.random.default_rng(2).uniform(60, 600, load.size)
    some = slice(100_000)
    target: dict[str, Any] = {"service_level": 0.8, "within": 20.0}
    inverse = partial(wfm.agents_required, load[some], aht[some], **target, patience=patience[some])
    agents = wfm.agents_required(load, aht, **target, patience=patience).astype(float)
    forward = partial(wfm.performance, agents, load, aht, 20.0, patience=patience)
    rows = min(load.size, 100_000)
    return [
        ("with patience: performance / gammaincc", best(forward, 3) / unit, "<= 4", "1.5"),
        (
            "with patience: agents_required [µs a row]",
            best(inverse, 3) / rows * 1e6,
            "<= 1.5",
            "0.5",
        ),
    ]


def measure(rows: int, peer: str) -> list[tuple[str, float | None, str, str]]:
    """Name, figure, bar and aim of every line."""
    rng = np.random.default_rng(1)
    load = 10 ** rng.uniform(0, 3, rows)
    aht = rng.uniform(60, 900, rows)
    target: dict[str, Any] = {"service_level": 0.8, "within": 20.0}

    def varied() -> np.ndarray:
        return np.asarray(wfm.agents_required(load, aht, **target))

    agents = varied().astype(float)
    unit = best(lambda: gammaincc(agents, load), 3)
    lines: list[tuple[str, float | None, str, str]] = [
        ("agents_required, AHT by row / gammaincc", best(varied) / unit, "<= 0.5", "0.15"),
        (
            "agents_required, one AHT and target / gammaincc",
            best(lambda: wfm.agents_required(load, 300.0, **target)) / unit,
            "<= 0.1",
            "0.03",
        ),
        (
            "performance, all measures / gammaincc",
            best(lambda: wfm.performance(agents, load, aht, 20.0)) / unit,
            "<= 1.0",
            "0.4",
        ),
    ]
    lines += with_patience(load, aht, unit)
    lines += against_peer(peer)
    lines.append(("memory above the input, AHT by row [MB]", peak(varied), "<= 60", "15"))
    lines.append(("gammaincc itself [ns a row]", unit / rows * 1e9, "", ""))
    return lines


def main() -> None:
    """Print the table, or one JSON line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--json", action="store_true")
    options.add_argument("--peer", default=sys.executable, metavar="PYTHON")
    given = options.parse_args()
    machine = {
        "machine": _processor(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "rows": given.rows,
    }
    lines = measure(given.rows, given.peer)
    if given.json:
        print(json.dumps(machine | {name.strip(): value for name, value, _, _ in lines}))
        return
    print(", ".join(f"{key} {value}" for key, value in machine.items()))
    print(f"{'':58} {'measured':>9} {'bar':>8} {'aim':>6}")
    for name, value, bar, aim in lines:
        shown = "no peer" if value is None else f"{value:.3g}"
        print(f"{name:58} {shown:>9} {bar:>8} {aim:>6}")


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":")[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
