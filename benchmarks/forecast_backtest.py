"""How far forecasts are from what came, on histories of a directory.

    python benchmarks/forecast_backtest.py DIR [--origins 12] [--spread] [--json] [--only WORD]

DIR has histories under the names of `HISTORIES`; those that are not there are left out. ``DIR`` =
``examples`` is the simulated year. Of each history the last 12 weeks are forecast, with --spread 12
weeks spread evenly over its second half: each from the days before it alone, by `wfm.forecast`
with public holidays and events known. The errors are counted here, from the rows of the forecasts
and of the file, and not by the backtest of wfm.

Bars: the method ``auto`` is never above 1.10 times the best of last week's copy, the mean of six
weeks and statsmodels' exponential smoothing of days. Of the last 12 weeks, the bank has at most .23
and .80 +- .05 of its half-hours from p10 to p90, and the county by hour has at most .55. A year of
half-hours takes at most 1.5 CPU seconds, as a function and as a command. Without statsmodels its
column is empty.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import gammaln

import wfm

METHODS = ("auto", "last-week", "mean-6-weeks", "ets")
WEEK = pd.Timedelta(days=7)
FIRST = 0.45  # the part of a history before the first origin of --spread
FEWEST_WEEKS = 4  # before the first origin
FEWEST_CONTACTS = 2.0  # below it p10 is 0, which more than a tenth of the intervals have
RATIO, CPU = 1.10, 1.5


class History(NamedTuple):
    """A history of a directory, and what its planner knows beside it."""

    name: str
    file: str
    read: Callable[[Path], pd.DataFrame]
    options: dict[str, Any]
    most_wape: float | None = None
    coverage: bool = False
    events: str | None = None


def half_hours(path: Path) -> pd.DataFrame:
    """Six-minute counts by half-hour."""
    table = pd.read_csv(path, parse_dates=["interval_start"], index_col="interval_start")
    return _table(table["calls"].resample("30min").sum())


def columns(start: str, volume: str) -> Callable[[Path], pd.DataFrame]:
    """The reader of a table with these headings."""

    def read(path: Path) -> pd.DataFrame:
        table = pd.read_csv(path, encoding="utf-8-sig")
        when = pd.to_datetime(table[start], format="mixed")
        return _table(pd.Series(table[volume].to_numpy(), when))

    return read


def hours(path: Path) -> pd.DataFrame:
    """Calls by hour; hours of a day without a row had none."""
    table = columns("hour", "call_count")(path).set_index("start")["calls"]
    every = pd.date_range(table.index.min().normalize(), table.index.max(), freq="h")
    return _table(table.reindex(every, fill_value=0))


def tickets(path: Path) -> pd.DataFrame:
    """Tickets opened by day; days without one are there with 0."""
    table = pd.read_csv(path, parse_dates=["CompleteTimestamp"])
    opened = table.groupby("CaseID")["CompleteTimestamp"].min()
    by_day = opened.dt.floor("D").value_counts().sort_index()
    return _table(by_day.reindex(pd.date_range(by_day.index[0], by_day.index[-1]), fill_value=0))


def _table(volume: pd.Series[Any]) -> pd.DataFrame:
    """Start and calls, in order."""
    volume = volume.sort_index()
    return pd.DataFrame({"start": volume.index, "calls": volume.to_numpy(dtype=float)})


COUNTY: dict[str, Any] = {"country": "US", "region": "NM"}
EVENTS = "county_assessor_events.csv"
HISTORIES = (
    History("simulated year, half-hours", "history.csv", columns("start", "calls"), {}, None, True),
    History("bank 1999, half-hours", "anonymous_bank_1999_arrivals_6min.csv", half_hours,
            {"country": "IL"}, 0.23, True),
    History("county calls, hours", "county_assessor_calls_hourly.csv", hours, COUNTY, 0.55, False,
            EVENTS),
    History("county calls, days", "county_assessor_calls_daily.csv",
            columns("date", "count of calls"), COUNTY, None, False, EVENTS),
    History("county chat, days", "county_assessor_chatbot_queries_daily.csv",
            columns("date", "query_count"), COUNTY, None, False, EVENTS),
    History("county visitors, days", "county_assessor_visitors_daily.csv",
            columns("date", "visits"), COUNTY, None, False, EVENTS),
    History("help desk tickets, days", "helpdesk_ticket_events.csv", tickets, {"country": "IT"}),
    History("simulated queue, half-hours", "simulated_erlang_a_halfhour_with_agents.csv",
            columns("ts", "arrivals"), {}),
)  # fmt: skip


def origins_of(table: pd.DataFrame, count: int, *, spread: bool) -> list[pd.Timestamp]:
    """The first days of the weeks to forecast, whole weeks before the end of the history."""
    first = table["start"].min().normalize()
    days = (table["start"].max().normalize() - first).days + 1
    before = max(FIRST * days if spread else 0.0, 7 * FEWEST_WEEKS)
    most = max(int(days - before) // 7, 1)
    back = np.linspace(most if spread else min(count, most), 1, count).astype(int)
    return [first + pd.Timedelta(days=days - 7 * int(one)) for one in dict.fromkeys(back)]


class Sums:
    """The sums of the errors of a method."""

    def __init__(self) -> None:
        self.volume = self.forecast = self.absolute = self.by_day = self.noise = 0.0
        self.within = self.judged = 0

    def add(self, actual: pd.DataFrame, ahead: pd.DataFrame) -> None:
        """Count the errors of one week; an interval that is not forecast is closed."""
        both = actual.merge(ahead, on="start", how="left").fillna({"volume": 0.0})
        y, f = both["calls"].to_numpy(), both["volume"].to_numpy()
        self.volume += y.sum()
        self.forecast += f.sum()
        self.absolute += np.abs(y - f).sum()
        days = both.groupby(both["start"].dt.normalize())
        self.by_day += (days["calls"].sum() - days["volume"].sum()).abs().sum()
        rate = f[f > 0.0]
        whole = np.floor(rate)  # mean |N - rate| of a Poisson count N (de Moivre)
        self.noise += 2.0 * np.exp((whole + 1.0) * np.log(rate) - rate - gammaln(whole + 1.0)).sum()
        band = both[(f >= FEWEST_CONTACTS) & both["p10"].notna()]
        # a count equal to p10 is outside, or whole numbers would be inside too often
        self.within += int(((band["calls"] > band["p10"]) & (band["calls"] <= band["p90"])).sum())
        self.judged += len(band)

    def result(self) -> dict[str, float | None]:
        """The measures."""
        return {
            "wape": self.absolute / self.volume,
            "wape_day": self.by_day / self.volume,
            "bias": self.forecast / self.volume - 1.0,
            "floor": self.noise / self.volume,
            "within": self.within / self.judged if self.judged else None,
        }


def measure(history: History, directory: Path, count: int, *, spread: bool) -> dict[str, Any]:
    """The errors of every method on one history."""
    table = history.read(directory / history.file)
    origins = origins_of(table, count, spread=spread)
    options = dict(history.options)
    if history.events is not None:
        options["events"] = directory / history.events
    methods = [one for one in METHODS if one != "ets" or find_spec("statsmodels")]
    sums = {name: Sums() for name in methods}
    for origin in origins:
        past = table[table["start"] < origin]
        actual = table[(table["start"] >= origin) & (table["start"] < origin + WEEK)]
        for name in methods:
            # the band comes from the errors of the weeks before
            back = count if name == "auto" else 0
            made = wfm.forecast(past, 1, method=name, origins=back, **options)
            sums[name].add(actual, made.to_frame())
    result = {name: one.result() for name, one in sums.items()}
    best = min(result[name]["wape"] or 0.0 for name in methods[1:])
    own = result["auto"]["wape"] or 0.0
    return {
        "history": history.name,
        "rows": len(table),
        "origins": len(origins),
        "methods": result,
        "ratio": own / best,
        "failed": _failed(history, result["auto"], own / best, spread=spread),
    }


def _failed(
    history: History, auto: dict[str, float | None], ratio: float, *, spread: bool
) -> list[str]:
    """The bars that are not met; the last weeks have bars of their own."""
    failed = []
    wape, within = auto["wape"] or 0.0, auto["within"]
    if ratio > RATIO:
        failed.append(f"{ratio:.2f} times the best of the others, bar {RATIO:.2f}")
    if spread:
        return failed
    if history.most_wape is not None and wape > history.most_wape:
        failed.append(f"WAPE {wape:.3f}, bar {history.most_wape}")
    if history.coverage and within is not None and abs(within - 0.8) > 0.05:
        failed.append(f"{within:.2f} between p10 and p90, bar .75 to .85")
    return failed


def cpu_of_a_year(directory: Path) -> dict[str, float] | None:
    """CPU seconds of the year of half-hours, as a function and as a command."""
    for history in HISTORIES[1::-1]:
        if (directory / history.file).exists():
            table = history.read(directory / history.file)
            wfm.forecast(table)  # imports
            start = time.process_time()
            wfm.forecast(table)
            function = time.process_time() - start
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "year.csv")
                table.to_csv(path, index=False)
                command = [sys.executable, "-m", "wfm", "forecast", str(path), "-q", "-o", "-"]
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
            used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            return {"function": function, "command": used}
    return None


def print_table(results: list[dict[str, Any]]) -> None:
    """A row of Markdown per history."""
    print("| history | weeks | auto | last week | mean of six | ets x share | auto / best | "
          "chance | auto by day | bias | p10 to p90 |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for one in results:
        auto = one["methods"]["auto"]
        wape = [_share(one["methods"].get(name, {}).get("wape")) for name in METHODS]
        cells = [one["history"], str(one["origins"]), *wape, f"{one['ratio']:.2f}",
                 _share(auto["floor"]), _share(auto["wape_day"]), f"{100 * auto['bias']:+.1f} %",
                 _share(auto["within"], 2)]  # fmt: skip
        print(f"| {' | '.join(cells)} |")


def _share(value: float | None, digits: int = 3) -> str:
    """A share without its leading zero; empty if it is not known."""
    return "" if value is None else f"{value:.{digits}f}".removeprefix("0")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and say whether the bars are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--origins", type=int, default=12)
    parser.add_argument("--spread", action="store_true", help="weeks of the whole second half")
    parser.add_argument("--only", default="", help="histories with this word in their name")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    histories = [one for one in HISTORIES
                 if chosen.only in one.name and (chosen.directory / one.file).exists()]  # fmt: skip
    if not histories:
        parser.error(f"{chosen.directory} has none of {', '.join(one.file for one in HISTORIES)}")
    results = [
        measure(one, chosen.directory, chosen.origins, spread=chosen.spread) for one in histories
    ]
    seconds = None if chosen.only else cpu_of_a_year(chosen.directory)
    if chosen.json:
        print(json.dumps({"histories": results, "cpu": seconds}, indent=1))
    else:
        print_table(results)
    failed = [f"{one['history']}: {text}" for one in results for text in one["failed"]]
    if seconds is not None:
        if not chosen.json:
            print(f"\nCPU of a year of half-hours: function {seconds['function']:.2f} s, command "
                  f"{seconds['command']:.2f} s")  # fmt: skip
        failed += [f"{name}: {used:.2f} CPU s, bar {CPU}"
                   for name, used in seconds.items() if used > CPU]  # fmt: skip
    for text in failed:
        print(f"not met: {text}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
