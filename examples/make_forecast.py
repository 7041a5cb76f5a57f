"""Derive ``forecast.csv`` from the half-hour file of the Anonymous Bank call log.

    python examples/make_forecast.py INTERVALS.csv > examples/forecast.csv

``examples/README.md`` lists the steps.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

OUTAGE = datetime(1999, 2, 3, 13)
HALF_HOUR = timedelta(minutes=30)
# Monday is 0: the hours in which the centre is open, as (first, last) half-hour starts
OPEN = {4: ("07:00", "13:30"), 5: ("19:00", "23:30")}
WEEKDAY = ("07:00", "23:30")


def is_open(start: datetime) -> bool:
    first, last = OPEN.get(start.weekday(), WEEKDAY)
    return first <= f"{start:%H:%M}" <= last


def read(path: str) -> Iterator[tuple[datetime, float, float | None, int]]:
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            start = datetime.fromisoformat(row["interval_start"])
            aht = float(row["aht_s"]) if row["aht_s"] else None
            yield start, int(row["offered"]), aht, int(row["handled"])


def main(path: str) -> None:
    rows = {start: (calls, aht, handled) for start, calls, aht, handled in read(path)}
    neighbours = [rows[OUTAGE - HALF_HOUR], rows[OUTAGE + HALF_HOUR]]
    _, aht, handled = rows[OUTAGE]
    rows[OUTAGE] = (sum(calls for calls, _, _ in neighbours) / len(neighbours), aht, handled)
    seconds: dict[date, float] = defaultdict(float)
    answered: dict[date, int] = defaultdict(int)
    for start, (_, aht, handled) in rows.items():
        if aht and is_open(start):
            seconds[start.date()] += aht * handled
            answered[start.date()] += handled
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["start", "calls", "aht_s"])
    for start, (calls, aht, _) in sorted(rows.items()):
        if is_open(start):
            aht = aht or seconds[start.date()] / answered[start.date()]
            out.writerow([f"{start:%Y-%m-%d %H:%M}", f"{calls:g}", f"{aht:.1f}"])


if __name__ == "__main__":
    main(sys.argv[1])
