"""A forecast of ten million rows through ``wfm staff -o``: CPU seconds and peak memory.

    python benchmarks/bench_files.py [--rows 10000000]

The whole command is measured from outside, as the operating system accounts for it.
"""

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np


def write_forecast(path: Path, rows: int, queues: int = 50) -> None:
    """Queues of half-hours with whole calls and an AHT of one decimal; a few MB of memory."""
    rng = np.random.default_rng(7)
    each = rows // queues
    first = datetime(2000, 1, 1)
    starts = [(first + timedelta(minutes=30 * i)).strftime("%Y-%m-%d %H:%M") for i in range(each)]
    with path.open("w", encoding="utf-8") as file:
        file.write("queue,start,calls,aht_s\n")
        for queue in range(queues):
            calls = rng.poisson(40, each).tolist()
            aht = rng.integers(1500, 3500, each).tolist()
            file.writelines(
                f"queue {queue},{start},{n},{h / 10}\n"
                for start, n, h in zip(starts, calls, aht, strict=True)
            )


def measure(command: list[str | Path]) -> tuple[float, float]:
    """CPU seconds and peak resident MB of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, after.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        forecast, plan = Path(folder, "forecast.csv"), Path(folder, "plan.csv")
        # in a process of its own: the largest child is what is measured
        if os.fork() == 0:
            write_forecast(forecast, rows)
            os._exit(0)
        os.wait()
        cpu, memory = measure([sys.executable, "-m", "wfm", "staff", forecast, "-o", plan])
        size = forecast.stat().st_size / 1e6, plan.stat().st_size / 1e6
    print(f"python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}")
    print(f"{rows:,} rows, {size[0]:.0f} MB in, {size[1]:.0f} MB out")
    print(f"CPU {cpu:.1f} s (bar 180 s), peak memory {memory:.0f} MB (bar 1,000 MB, aim 300 MB)")


if __name__ == "__main__":
    main()
