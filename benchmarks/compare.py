"""CPU time of another checkout and of this one, in turn and in one run; and their ratio.

    python benchmarks/compare.py --against CHECKOUT [--rounds 5] [--rows 500000]

Both checkouts need an environment of their own in ``.venv``. Every figure is the smallest of the
rounds, in which the two take turns, so that a busy machine delays both. A ratio of 1.05 or less
is the bar.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_files import write_forecast

HERE = Path(__file__).parents[1]
# CPU seconds of a call, the smallest of some, without the imports
CALL = """
import time
import numpy as np
import wfm
rng = np.random.default_rng(1)
load, aht = 10 ** rng.uniform(0, 3, {rows}), rng.uniform(60, 900, {rows})
patience, agents = rng.uniform(60, 600, {rows}), np.ceil(load * 1.1) + 1
target = dict(service_level=0.8, within=20.0)
seconds = []
for _ in range(3):
    start = time.process_time()
    {call}
    seconds.append(time.process_time() - start)
print(min(seconds))
"""
CALLS = {
    "agents_required, AHT by row": ("wfm.agents_required(load, aht, **target)", 10**6),
    "agents_required, one AHT": ("wfm.agents_required(load, 300.0, **target)", 10**6),
    "agents_required, patience": (
        "wfm.agents_required(load, aht, **target, patience=patience)",
        10**5,
    ),
    "performance": ("wfm.performance(agents, load, aht, 20.0)", 10**6),
    "performance, patience": ("wfm.performance(agents, load, aht, 20.0, patience=patience)", 10**5),
    "agents_required, one row, 500 times": (
        "[wfm.agents_required(10.0, 180.0, **target) for _ in range(500)]",
        1,
    ),
}
COMMANDS = {
    "wfm staff, large file": "staff {folder}/large.csv -o {folder}/large_plan.csv --force --quiet",
    "wfm staff --json": "staff examples/forecast.csv -o {folder}/plan.json --force --quiet",
    "wfm staff, centre": "staff examples/centre_forecast.csv --centre examples/centre.toml "
    "-o {folder}/centre.json --force --quiet",
    "wfm schedule, a week": "schedule {folder}/plan.json --days 7 -o {folder}/shifts.csv "
    "--force --quiet",
    "wfm calc": "calc 100 --interval 30m --aht 3m",
}


def command_seconds(checkout: Path, command: str, folder: str) -> float:
    """CPU seconds of a command, its start included."""
    words = [str(checkout / ".venv/bin/wfm"), *command.format(folder=folder).split()]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, cwd=checkout, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def call_seconds(checkout: Path, call: str, rows: int) -> float:
    """CPU seconds of a call of the library."""
    words = [str(checkout / ".venv/bin/python"), "-c", CALL.format(call=call, rows=rows)]
    done = subprocess.run(words, cwd=checkout, check=True, capture_output=True, text=True)
    return float(done.stdout)


def main() -> None:
    """Print one line per benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", type=Path, required=True, metavar="CHECKOUT")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=500_000, help="rows of the large file")
    options = parser.parse_args()
    sides = (options.against.resolve(), HERE)
    print(f"{'CPU seconds':40} {'before':>9} {'now':>9} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as before, tempfile.TemporaryDirectory() as now:
        for folder in (before, now):
            write_forecast(Path(folder, "large.csv"), options.rows)
        for name in (*CALLS, *COMMANDS):
            best = [float("inf")] * 2
            for _ in range(options.rounds):
                for side, folder in enumerate((before, now)):
                    checkout = sides[side]
                    if name in CALLS:
                        seconds = call_seconds(checkout, *CALLS[name])
                    else:
                        seconds = command_seconds(checkout, COMMANDS[name], folder)
                    best[side] = min(best[side], seconds)
            print(f"{name:40} {best[0]:9.3f} {best[1]:9.3f} {best[1] / best[0]:7.2f}", flush=True)


if __name__ == "__main__":
    main()
