"""Simulate ``history.csv``: half-hours of a year with growth, seasons, holidays and an outage.

The rate of a half-hour is level × growth × season × weekday × time of day × the factor of the
day; contacts are Poisson counts of it. Run ``python examples/make_history.py``; the file is the
same each time.
"""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

FIRST, DAYS, SLOTS = date(2025, 3, 3), 364, 28  # 08:00 to 22:00
LEVEL, GROWTH, DAY_CV = 950.0, 1.12, 0.08  # contacts of a mean day; in a year; of the day factor
WEEKDAYS = (1.25, 1.12, 1.05, 1.02, 0.98, 0.9, 0.68)
HOLIDAYS = {
    date(2025, 5, 26): 0.45, date(2025, 7, 4): 0.35, date(2025, 9, 1): 0.45,
    date(2025, 11, 27): 0.25, date(2025, 12, 25): 0.2, date(2026, 1, 1): 0.3,
}  # fmt: skip
OUTAGE = date(2026, 1, 14)  # the lines were down from 10:00 on
AHT, EVENING = 245.0, 25.0  # s; longer in the evening


def main() -> None:
    """Write the file beside this script."""
    rng = np.random.default_rng(2026)
    hour = 8 + np.arange(SLOTS) / 2
    shape = np.exp(-(((hour - 11) / 2.6) ** 2)) + 0.75 * np.exp(-(((hour - 16) / 3.2) ** 2)) + 0.12
    shape /= shape.sum()
    with open(Path(__file__).with_name("history.csv"), "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["start", "calls", "aht_s"])
        for number in range(DAYS):
            day = FIRST + timedelta(days=number)
            season = 1 + 0.08 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 20) / 365)
            factor = rng.gamma(1 / DAY_CV**2, DAY_CV**2) * HOLIDAYS.get(day, 1.0)
            total = LEVEL * GROWTH ** (number / 365) * season * WEEKDAYS[day.weekday()] * factor
            calls = rng.poisson(total * shape)
            if day == OUTAGE:
                calls[4:] = rng.poisson(0.3, SLOTS - 4)
            mean = AHT + EVENING * (hour >= 18)
            aht = mean * rng.gamma(np.maximum(calls, 1), 1 / np.maximum(calls, 1))
            for slot in range(SLOTS):
                start = datetime(day.year, day.month, day.day, 8) + timedelta(minutes=30 * slot)
                handled = f"{aht[slot]:.0f}" if calls[slot] else ""
                rows.writerow([start.isoformat(" ", "minutes"), int(calls[slot]), handled])


if __name__ == "__main__":
    main()
