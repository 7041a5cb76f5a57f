"""Write the synthetic ``centre_forecast.csv``; see ``examples/README.md``.

python examples/make_centre.py > examples/centre_forecast.csv
"""

from __future__ import annotations

import csv
import math
import sys
from datetime import datetime, timedelta

PER_DAY = {"voice": 350, "chat": 300, "e-mail": 230, "urgent e-mail": 20, "social": 100}
WEEKDAY = (1.12, 1.06, 1.02, 1.0, 1.0, 0.95, 0.85)


def shape(hour: float) -> float:
    """Relative volume of an hour: one peak before noon and one in the evening."""
    return (
        0.25
        + math.exp(-(((hour - 11.5) / 2.6) ** 2))
        + 0.8 * math.exp(-(((hour - 18.5) / 2.4) ** 2))
    )


def main() -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["queue", "start", "contacts"])
    hours = [8 + half / 2 for half in range(28)]
    total = sum(map(shape, hours))
    for queue, contacts in PER_DAY.items():
        for day in range(14):
            date = datetime(2026, 11, 9) + timedelta(days=day)
            for hour in hours:
                start = date + timedelta(hours=hour)
                volume = contacts * WEEKDAY[date.weekday()] * shape(hour) / total
                out.writerow([queue, f"{start:%Y-%m-%d %H:%M}", f"{volume:.2f}"])


if __name__ == "__main__":
    main()
