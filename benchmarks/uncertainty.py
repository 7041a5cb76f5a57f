"""How well a confidence is kept: planted spreads recovered, and days kept on weeks held out.

    python benchmarks/uncertainty.py [DIR]

Without DIR, on simulated weeks and on the simulated year ``examples/history.csv``. DIR has the
hourly or finer histories named in ``SETS``, which are not part of the repository.

Each week of a history is forecast by ``wfm.forecast`` from the days before it. The first half of
these weeks gives the spread of days (``wfm.risk.spread``), the second half is planned with it:
agents for a confidence (``wfm.risk.staff``), 80 % in 20 s. The service of a day is by Erlang C, at
the rates behind its actual contacts::

    rate = L · (k + y) / (k + L),   L = forecast · (contacts of the day / forecast of the day)

the mean of the rate given the count y where the factor of an interval is gamma distributed with the
variation of the first half, k = 1 / interval_cv². A column has it at the counts themselves: chance,
which Erlang C has in it, is there counted twice, against the plan. Days that a forecast would set
aside (outages) and public holidays are left out of both halves.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import wfm
from wfm.datetimes import date_of

Array = NDArray[np.float64]

CONFIDENCES = (0.5, 0.6, 0.7, 0.8, 0.9)
MARGIN = 0.10  # a plan may keep so much less than its confidence
TARGET, WITHIN = 0.80, 20.0
PLANTED, PLANTED_ERROR = (0.05, 0.15, 0.30), 0.02
FIRST = 0.35  # of a history, before the first week that is forecast


class History(NamedTuple):
    """A history, and what is needed to plan with it."""

    table: pd.DataFrame
    aht: float  # s
    country: str | None = None
    region: str | None = None


def bank(folder: Path) -> History:
    """A bank of 1999 by half-hours, without the nights."""
    calls = pd.read_csv(folder / "anonymous_bank_1999_arrivals_6min.csv", parse_dates=[0])
    counts = calls.set_index("interval_start").calls.resample("30min").sum()
    return History(_table(counts, 7, 24), 190.0, "IL")


def county(folder: Path) -> History:
    """The assessor of a county by hours, whose mailings are in no calendar."""
    calls = pd.read_csv(folder / "county_assessor_calls_hourly.csv")
    start = pd.to_datetime(calls["hour"], format="mixed")
    counts = pd.Series(calls["call_count"].to_numpy(), start).resample("h").sum()
    table = _table(counts, 8, 17)
    return History(table[table["start"].dt.day_of_week < 5], 300.0, "US", "NM")


def _table(counts: pd.Series, first: int, last: int) -> pd.DataFrame:
    """Starts and contacts, between two hours of the day."""
    table = pd.DataFrame({"start": counts.index, "calls": counts.to_numpy()})
    hour = table["start"].dt.hour
    return pd.DataFrame(table[(hour >= first) & (hour < last)])


SETS = {"bank 1999, half-hours": bank, "county, hours": county}


class Weeks(NamedTuple):
    """Forecast and actual contacts of days that were forecast one week ahead; days × intervals."""

    ahead: Array
    actual: Array
    week: NDArray[np.int64]


def weeks_ahead(history: History) -> Weeks:
    """Every week of a history from `FIRST` on, forecast from the days before it."""
    table = history.table.assign(day=history.table["start"].dt.normalize())
    days = pd.date_range(table["day"].min(), table["day"].max())
    left_out = _left_out(history)
    ahead, actual, week = [], [], []
    for number, row in enumerate(range(int(FIRST * len(days)), len(days) - 6, 7)):
        past = table[table["day"] < days[row]]
        made = _forecast(history, past).to_frame()[["start", "volume"]]
        both = made.merge(table, how="left", on="start").fillna({"calls": 0})
        both["day"], both["time"] = both["start"].dt.normalize(), both["start"].dt.time
        for _, of_day in both[~both["day"].isin(left_out)].groupby("day"):
            ahead.append(of_day.set_index("time")["volume"])
            actual.append(of_day.set_index("time")["calls"])
            week.append(number)
    return Weeks(_matrix(ahead), _matrix(actual), np.array(week))


def _forecast(history: History, past: pd.DataFrame) -> wfm.Forecast:
    """The forecast of a week from the days before it."""
    return wfm.forecast(
        past[["start", "calls"]], 1, country=history.country, region=history.region, origins=0
    )


def _left_out(history: History) -> list[pd.Timestamp]:
    """Days that are set aside, and public holidays."""
    made = _forecast(history, history.table)
    found = [pd.Timestamp(date_of(day.day)) for day in made.queues[0].unusual]
    if history.country is not None:
        import holidays

        starts = history.table["start"]
        years = range(starts.min().year, starts.max().year + 1)
        named = holidays.country_holidays(history.country, history.region, years=years)
        found += [pd.Timestamp(day) for day in named]
    return found


def _matrix(rows: list[pd.Series]) -> Array:
    """Days as rows of a matrix by time of day; 0 where a day is closed."""
    return np.asarray(pd.concat(rows, axis=1).sort_index().fillna(0.0).to_numpy().T, dtype=float)


class Kept(NamedTuple):
    """What one confidence gives on the weeks held out."""

    confidence: float | None
    hours: float  # agent-hours over those of the point plan
    level: float  # of all contacts
    days: float  # share that keeps the target
    patient: float  # the same, if callers have a patience of 5 min
    counts: float  # the same without patience, with counts as rates


def kept(weeks: Weeks, aht: float, interval: float) -> tuple[wfm.risk.Spread, list[Kept]]:
    """The spread of the first half, and what plans give on the days of the second."""
    first = weeks.week < (weeks.week.max() + 1) // 2
    spread = wfm.risk.spread(weeks.actual[first], weeks.ahead[first])
    ahead, actual = weeks.ahead[~first], weeks.actual[~first]
    rates = _rates(ahead, actual, spread.interval_cv)
    rows: list[Kept] = []
    base = 0.0
    for confidence in (None, *CONFIDENCES):
        agents = _agents(ahead, aht, interval, spread.day_cv, confidence)
        base = base or float(agents.sum())
        level, by_day = _levels(agents, rates, aht, interval)
        patient = _levels(agents, rates, aht, interval, patience=300.0)[1]
        counts = _levels(agents, actual, aht, interval)[1]
        shares = [float((one >= TARGET).mean()) for one in (by_day, patient, counts)]
        rows.append(Kept(confidence, agents.sum() / base, level, *shares))
    return spread, rows


def _rates(ahead: Array, actual: Array, cv: float) -> Array:
    """Expected rates behind actual contacts."""
    level = ahead * actual.sum(axis=1, keepdims=True) / ahead.sum(axis=1, keepdims=True)
    shape = 1.0 / max(cv, 1e-3) ** 2
    return np.asarray(level * (shape + actual) / (shape + level))


def _agents(
    ahead: Array, aht: float, interval: float, cv: float, confidence: float | None
) -> NDArray[np.int64]:
    """Agents of a plan; None: for the forecast itself."""
    if confidence is None:
        load = ahead * aht / interval
        return np.asarray(wfm.agents_required(load, aht, service_level=TARGET, within=WITHIN))
    return np.asarray(
        wfm.risk.staff(
            ahead, aht, interval, volume_cv=cv, confidence=confidence, service_level=TARGET,
            within=WITHIN,
        )
    )  # fmt: skip


def _levels(
    agents: NDArray[np.int64], rate: Array, aht: float, interval: float, patience: float = np.inf
) -> tuple[float, Array]:
    """Service level of all contacts, and of each day."""
    load = rate * aht / interval
    in_time = rate * wfm.service_level(agents, load, aht, WITHIN, patience=patience)
    return float(in_time.sum() / rate.sum()), in_time.sum(axis=1) / rate.sum(axis=1).clip(1e-9)


def recovered(seed: int = 4) -> Iterator[tuple[float, float]]:
    """Planted coefficients of variation, and those found in 26 simulated weeks."""
    rng = np.random.default_rng(seed)
    hours = 8.0 + np.arange(28) / 2
    shape = 60.0 * np.exp(-(((hours - 13.0) / 4.0) ** 2)) + 10.0
    for cv in PLANTED:
        ahead = np.tile(shape, (26 * 7, 1))
        factor = rng.gamma(1 / cv**2, cv**2, size=(len(ahead), 1))
        yield cv, wfm.risk.spread(rng.poisson(ahead * factor), ahead).day_cv


def main() -> int:
    """Print the tables; 1 if a bar is missed on simulated data."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    folder = words.parse_args().folder
    missed = 0
    print("| planted CV of days | found in 26 weeks |\n|---|---|")
    for planted, found in recovered():
        missed += abs(found - planted) > PLANTED_ERROR
        print(f"| {planted:.2f} | {found:.3f} |")
    if folder is None:
        year = Path(__file__).parents[1] / "examples" / "history.csv"
        table = pd.read_csv(year, parse_dates=["start"])[["start", "calls"]]
        missed += _show("simulated year, half-hours", History(table, 245.0))
        return int(missed > 0)
    for name, read in SETS.items():
        _show(name, read(folder))
    return int(missed > 0)


def _show(name: str, history: History) -> int:
    """Print the table of one history; the number of bars that are missed."""
    weeks = weeks_ahead(history)
    starts = history.table["start"]
    interval = float(starts.diff().dt.total_seconds().mode()[0])
    spread, rows = kept(weeks, history.aht, interval)
    held_out = len(weeks.week) - spread.days
    print(f"\n{name}: day CV {spread.day_cv:.3f}, interval CV {spread.interval_cv:.3f}, from "
          f"{spread.days} days; {held_out} days held out\n")  # fmt: skip
    print("| plan | agent-hours | service level | days kept | bar | with patience | at counts |")
    print("|---|---|---|---|---|---|---|")
    missed = 0
    for one in rows:
        bar, plan = "", "point plan"
        if one.confidence is not None:
            least, plan = one.confidence - MARGIN, f"confidence {one.confidence:.0%}"
            missed += one.days < least
            bar = f"{least:.2f}{', missed' if one.days < least else ''}"
        print(f"| {plan} | {one.hours - 1.0:+.1%} | {one.level:.1%} | {one.days:.2f} | {bar} "
              f"| {one.patient:.2f} | {one.counts:.2f} |")  # fmt: skip
    return missed


if __name__ == "__main__":
    sys.exit(main())
