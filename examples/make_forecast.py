"""How ``forecast.csv`` was made of the derived half-hour file of the Anonymous Bank.

    python examples/make_forecast.py INTERVALS.csv > examples/forecast.csv

The steps are told in ``examples/README.md``.
"""

import csv
import sys
from collections import defaultdict
from datetime import datetime, timedelta

OUTAGE = datetime(1999, 2, 3, 13)
HALF_HOUR = timedelta(minutes=30)
# Monday is 0: the hours in which the centre is open, as (first, last) half-hour starts
OPEN = {4: ("07:00", "13:30"), 5: ("19:00", "23:30")}
WEEKDAY = ("07:00", "23:30")


def is_open(start):
    first, last = OPEN.get(start.weekday(), WEEKDAY)
    return first <= f"{start:%H:%M}" <= last


def read(path):
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            start = datetime.fromisoformat(row["interval_start"])
            aht = float(row["aht_s"]) if row["aht_s"] else None
            yield start, int(row["offered"]), aht, int(row["handled"])


def main(path):
    rows = {start: (calls, aht, handled) for start, calls, aht, handled in read(path)}
    neighbours = [rows[OUTAGE - HALF_HOUR], rows[OUTAGE + HALF_HOUR]]
    _, aht, handled = rows[OUTAGE]
    rows[OUTAGE] = (sum(calls for calls, _, _ in neighbours) / len(neighbours), aht, handled)
    seconds, answered = defaultdict(float), defaultdict(int)
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
