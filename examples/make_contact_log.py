"""Write the synthetic ``contact_log.csv``; see ``examples/README.md``.

python examples/make_contact_log.py > examples/contact_log.csv
"""

from __future__ import annotations

import csv
import heapq
import math
import random
import sys
from datetime import datetime, timedelta

AGENTS, AHT, PATIENCE = 5, 240.0, 150.0  # two days of ten hours with five agents


def main() -> None:
    out, draw = csv.writer(sys.stdout, lineterminator="\n"), random.Random(7)
    out.writerow(["call_start", "wait_s", "handle_time_s", "outcome"])
    for day in range(2):
        opening = datetime(2026, 3, 2, 8) + timedelta(days=day)
        free = [0.0] * AGENTS  # when each agent becomes free, in seconds after opening
        arrival = draw.expovariate(1 / 60.0)
        while arrival < 36_000:
            wait = max(free[0] - arrival, 0.0)
            patience, handle = draw.expovariate(1 / PATIENCE), draw.expovariate(1 / AHT)
            answered = wait <= patience
            if answered:
                heapq.heapreplace(free, arrival + wait + handle)
            moment = opening + timedelta(seconds=int(arrival))
            seconds = math.ceil(min(wait, patience))
            talk = math.ceil(handle) if answered else ""
            outcome = "answered" if answered else "abandoned"
            out.writerow([f"{moment:%Y-%m-%d %H:%M:%S}", seconds, talk, outcome])
            peak = 1.0 + 0.5 * math.sin(math.pi * arrival / 36_000)
            arrival += draw.expovariate(peak / 60.0)


if __name__ == "__main__":
    main()
