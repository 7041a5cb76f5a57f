"""Write log.csv: a synthetic morning of a help desk, one row per contact.

Contacts arrive at random, five agents answer them in order of arrival, and a caller abandons after
a patience of three minutes on average.
"""

import heapq
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

CALLS_PER_HALF_HOUR = (22, 34, 47, 52, 44, 36, 30, 26)  # from 08:00
AGENTS, AHT, PATIENCE = 5, 200.0, 180.0
START = datetime(2026, 3, 2, 8)

random = np.random.default_rng(20260302)
arrivals = np.sort(
    np.concatenate(
        [
            1800 * (i + random.random(random.poisson(calls)))
            for i, calls in enumerate(CALLS_PER_HALF_HOUR)
        ]
    )
)
free = [0.0] * AGENTS  # when each agent is free
rows = ["arrival,wait_s,handle_time_s,abandoned"]
for arrival in arrivals:
    patience, handle = random.exponential(PATIENCE), random.exponential(AHT)
    wait = max(free[0] - arrival, 0.0)
    moment = (START + timedelta(seconds=round(arrival))).isoformat(" ")
    if wait > patience:
        rows.append(f"{moment},{patience:.0f},,yes")
    else:
        heapq.heapreplace(free, arrival + wait + handle)
        rows.append(f"{moment},{wait:.0f},{handle:.0f},no")
Path(__file__).with_name("log.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
