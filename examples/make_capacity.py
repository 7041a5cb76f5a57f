"""Write the synthetic ``capacity_week.csv``; see ``examples/README.md``.

python examples/make_capacity.py > examples/capacity_week.csv
"""

from __future__ import annotations

import csv
import math
import sys
from datetime import datetime, timedelta

PER_DAY = {"voice": 900, "chat": 620, "e-mail": 480, "social": 220}
AHT = {"voice": 330, "chat": 300, "e-mail": 300, "social": 180}
WEEKDAY = (1.14, 1.07, 1.02, 1.0, 0.99, 0.94, 0.84)


def shape(hour: float) -> float:
    """Relative volume of an hour: one peak before noon and one in the evening."""
    return (
        0.25
        + math.exp(-(((hour - 11.5) / 2.6) ** 2))
        + 0.8 * math.exp(-(((hour - 18.5) / 2.4) ** 2))
    )


def main() -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["queue", "start", "contacts", "aht_s"])
    hours = [8 + half / 2 for half in range(28)]
    total = sum(map(shape, hours))
    for queue, contacts in PER_DAY.items():
        for day in range(7):
            date = datetime(2026, 9, 14) + timedelta(days=day)
            for hour in hours:
                start = date + timedelta(hours=hour)
                volume = contacts * WEEKDAY[date.weekday()] * shape(hour) / total
                out.writerow([queue, f"{start:%Y-%m-%d %H:%M}", f"{volume:.2f}", AHT[queue]])


if __name__ == "__main__":
    main()
