"""Compare every number that two checkouts of wfm compute from the same input.

    python tools/compare_numbers.py OLD_CHECKOUT NEW_CHECKOUT [--only WORD]

Both checkouts need an environment of their own in ``.venv``. The plans, schedules and single
intervals of the command line are compared as JSON, leaf by leaf, together with the Erlang
functions of Python on the inputs of ``tests/golden``. Names that changed are in `RENAMED`. For
each case the script prints its label, the number of figures compared and the differences; it
exits with 1 if there are any.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

# Paths of the older JSON and the newer ones. A path that is in both documents is not renamed.
RENAMED = (
    (r"^inputs\.target\.", "inputs.targets[0]."),
    (r"\bfractional_agents$", "agents_unrounded"),
    (r"\bfractional_(\w+)$", r"\1_unrounded"),
    (r"\bfte_whole$", "fte_rounded_up"),
    (r"^customers\.", "model."),
    (r"\bbound$", "lower_bound"),
    (r"\bover$", "overstaffed"),
    (r"\bunder$", "understaffed"),
    (r"\buncovered_agent_hours$", "understaffed_hours"),
)
# Figures that a corrected bug changed, by case and path: the reason.
CORRECTED = {
    ("schedule two queues", "summary.bound"): "without any shift there is no lower bound",
    ("schedule two queues", "summary.gap"): "without any shift there is no gap",
}
VALUES = {"short": "understaffed"}
# Prose and versions are no results; the components of the shrinkage are compared.
NOT_COMPARED = re.compile(
    r"version|notes|assumed|defaults|promises|^units|source|\.model$|^shortages"
)
# The same value for a rule, and its names in older and newer files of rules.
RULES = {
    "max_distinct_shifts": "max_distinct",
    "min_share": "least_share",
    "min_service_level": "least_service_level",
    "days_per_week": "days_a_week",
    "consecutive_days_off": "days_off_together",
    "max_consecutive_days": "max_days_running",
    "max_people": "at_most",
}
# Figures of a centre that older plans have only in sentences: a pattern, and for each of its
# numbers the name of the new figure and the tolerance that its printed digits allow.
SENTENCES = (
    (
        r"([\d,.]+) paid hours at ([\d,.]+) are ([\d,.]+), ([\d,.]+) a contact",
        (("paid_hours", 0.05), ("cost_per_hour", 0), ("cost", 0.5), ("cost_per_contact", 0.005)),
    ),
    (
        r"([\d,.]+) agent hours for calls alone, ([\d,.]+) more",
        (("agent_hours_live", 0.05), ("agent_hours_deferred", 0.05)),
    ),
    (
        r"(\d+) of (\d+) intervals are below",
        (("intervals_below_min_occupancy", 0), ("intervals_with_contacts", 0)),
    ),
    (r"at most ([\d,.]+) left", (("peak_backlog", 0.5),)),
)

SHIFTS = """
[[shift]]
name = "day"
start = "07:00-16:00"
step = "1h"
length = ["8h", "9h"]
[[break]]
kind = "lunch"
length = "1h"
paid = false
counted_from = "middle"
earliest = "-1h"
latest = "0m"
"""
CONTRACT = """
[[contract]]
name = "week"
days_per_week = [4, 5]
weekly_hours = 40
"""
FILES = {
    "contracts.toml": SHIFTS + CONTRACT,
    "people.toml": "[cover]\nunderstaffed = 20\n" + SHIFTS + CONTRACT,
    "distinct.toml": "[cover]\nmax_distinct_shifts = 6\n" + SHIFTS.replace("1h", "30m"),
    "priced.toml": '[cover]\nunderstaffed = 30\nmin_share = "50%"\n' + SHIFTS,
    "agents.csv": "agent,contract,available,days_off,wishes\n"
    "Ann,week,Mon-Fri 07:00-16:00,,\nBob,week,,Sun; Mon,\nCem,week,,,off Fri 5\n",
    "day.csv": "start,calls,aht_s\n"
    + "".join(
        f"2026-03-{2 + day:02d} {hour:02d}:00,{20 + 3 * day},240\n"
        for day in range(7)
        for hour in range(7, 19)
    ),
    "always.csv": "start,calls,aht_s\n"
    + "".join(
        f"2026-03-{2 + day:02d} {hour:02d}:00,{40 + 30 * math.sin(hour / 24 * math.pi):.1f},300\n"
        for day in range(7)
        for hour in range(24)
    ),
}
# Label, and a command; a second command reads the plan that the first prints.
FORECAST, CENTRE = "examples/forecast.csv", "examples/centre_forecast.csv"
CASES = {
    "staff": f"staff {FORECAST}",
    "staff 80/20": f"staff {FORECAST} --target 80/20 --contract-hours 37.5",
    "staff mean wait": f"staff {FORECAST} --asa 20s",
    "staff occupancy": f"staff {FORECAST} --target 80/20 --max-occupancy 75%",
    "staff shrinkage": f"staff {FORECAST} --shrinkage breaks=8%,leave=12%,sickness=5%",
    "staff two queues": "staff examples/two_queues.csv",
    "staff shared team": "staff examples/two_queues.csv --centre examples/one_team.toml",
    "staff centre": f"staff {CENTRE} --centre examples/centre.toml",
    "schedule week": f"staff {FORECAST} | --days 7",
    "schedule goal day": f"staff {FORECAST} | --days 7 --goal day",
    "schedule two queues": "staff examples/two_queues.csv | --pool",
    "schedule contracts": "staff day.csv | --rules contracts.toml",
    "schedule named people": "staff day.csv | --rules people.toml --agents agents.csv --gap 0.05",
    "schedule distinct": "staff day.csv | --rules distinct.toml",
    "schedule priced": "staff day.csv | --rules priced.toml",
    "schedule 24/7": "staff always.csv | --gap 0.02",
    "calc": "calc 100 --interval 30m --aht 3m",
    "calc occupancy": "calc 1000 --aht 3m --target 80/20 --max-occupancy 80% --shrinkage 25%",
    "calc patience": "calc 1000 --aht 3m --target 80/60 --patience 2m",
    "calc lines": "calc 100 --aht 3m --target 80/20 --lines 25",
    "calc chat": "calc 100 --aht 10m --target 80/60 --chat 3 --overhead 20%",
}
GOLDEN = """
import csv, json, wfm
def table(name):
    with open(f"tests/golden/{name}.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    return {key: [row[key] for row in rows] for key in rows[0]}
def numbers(rows, *names):
    return [[float(x) for x in rows[name]] for name in names]
results = {}
agents, load, aht, within = numbers(table("erlang_c"), "agents", "erlangs", "aht_s", "awt_s")
results["erlang_c"] = wfm.performance(agents, load, aht, within)._asdict()
results["erlang_b"] = wfm.erlang_b(agents, load)
results["max_load"] = wfm.max_load(agents, aht, service_level=0.8, within=within)
rows = table("erlang_a")
agents, volume, aht, patience, within = numbers(
    rows, "agents", "volume_per_hour", "aht_s", "patience_s", "awt_s")
load = wfm.offered_load(volume, aht, 3600.0)
results["erlang_a"] = wfm.performance(agents, load, aht, within, patience=patience)._asdict()
results["agents_a"] = wfm.agents_required(
    load, aht, service_level=0.8, within=within, patience=patience)
volume, interval, aht, target, within, occupancy = numbers(
    table("required"), "volume", "interval_s", "aht_s", "target", "awt_s", "max_occupancy")
results["required"] = wfm.agents_required(
    wfm.offered_load(volume, aht, interval), aht, service_level=target, within=within,
    max_occupancy=occupancy)
print(json.dumps(results, default=lambda array: array.tolist()))
"""


class Checkout(NamedTuple):
    """One of the two sides, and a folder for the files of its cases."""

    root: Path
    folder: Path

    def run(self, *words: str, stdin: str | None = None) -> str:
        """What a command of its environment prints; examples are those of the checkout."""
        paths = [str(self.folder / word) if word in FILES else word for word in words]
        program = str(self.root / ".venv" / "bin" / paths[0])
        done = subprocess.run(
            [program, *paths[1:]], input=stdin, cwd=self.root, capture_output=True, text=True
        )
        if done.returncode not in (0, 4):  # 4: the schedule is printed, but not all is covered
            raise SystemExit(f"{self.root}: {' '.join(words)}: {done.stderr}")
        return done.stdout

    def write_files(self) -> None:
        """The files of the cases, with the names that this checkout has for the rules."""
        known = self.run("wfm", "schedule", "--example-rules")
        for name, text in FILES.items():
            for new, old in RULES.items():
                if new not in known:
                    text = re.sub(rf"\b{new}\b", old, text)
            (self.folder / name).write_text(text, encoding="utf-8")

    def result(self, case: str) -> Any:
        """The JSON document of a case."""
        first, _, schedule = case.partition(" | ")
        document = self.run("wfm", *first.split(), "--json")
        if schedule:
            words = "schedule", "-", *schedule.split(), "--json"
            document = self.run("wfm", *words, stdin=document)
        return json.loads(document)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every number and text of a document with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, value


def renamed(path: str, new: dict[str, Any]) -> str:
    """The path of an older figure in the newer document."""
    for pattern, replacement in RENAMED:
        if path not in new:
            path = re.sub(pattern, replacement, path)
    return path


def differences(old: Any, new: Any) -> tuple[int, list[str]]:
    """The number of figures compared, and the figures that are not equal or not there."""
    after = dict(leaves(new))
    before = {path: value for path, value in leaves(old) if not NOT_COMPARED.search(path)}
    if "inputs.targets[1].service_level" in after:  # older plans had the target of one queue only
        before = {path: v for path, v in before.items() if not path.startswith("inputs.target.")}
    found = []
    for path, value in before.items():
        other = after.get(renamed(path, after), "missing" if value is not None else None)
        if other not in (value, VALUES.get(value, value)):
            found.append(f"{path}: {value} before, {other} now")
    return len(before), found


def sentence_differences(old: Any, new: Any) -> tuple[int, list[str]]:
    """The same for figures that were sentences in the older plan of a centre."""
    figures = {(f["queue"], f["name"]): f["value"] for f in new.get("figures", ())}
    compared, found = 0, []
    for sentence in old["inputs"]["assumed"]:
        queue, _, text = sentence.partition(": ")
        for pattern, names in SENTENCES:
            match = re.search(pattern, text)
            for group, (name, tolerance) in enumerate(names if match else (), start=1):
                assert match
                compared += 1
                before = float(match[group].replace(",", ""))
                after = figures.get((queue, name), math.nan)
                if not abs(before - after) <= tolerance:
                    found.append(f"{queue} {name}: {before} before, {after} now")
    return compared, found


def compared_cases(old: Checkout, new: Checkout, only: str) -> Iterator[tuple[str, int, list[str]]]:
    """Label, number of figures and differences of every case."""
    if only in "golden":
        sides = [json.loads(side.run("python", "-c", GOLDEN)) for side in (old, new)]
        yield "golden", *differences(*sides)
    for label, case in CASES.items():
        if only in label:
            before, after = old.result(case), new.result(case)
            count, found = differences(before, after)
            found = [line for line in found if (label, line.partition(":")[0]) not in CORRECTED]
            if label == "staff centre" and "assumed" in before["inputs"]:
                more, further = sentence_differences(before, after)
                count, found = count + more, found + further
            yield label, count, found


def main() -> int:
    """Compare, print, and return 1 if there is a difference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--only", default="", metavar="WORD", help="cases whose label has it")
    options = parser.parse_args()
    total = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        old = Checkout(options.old.resolve(), Path(folder, "old"))
        new = Checkout(options.new.resolve(), Path(folder, "new"))
        for side in (old, new):
            side.folder.mkdir()
            side.write_files()
        for label, count, found in compared_cases(old, new, options.only):
            print(f"{label:22} figures compared: {count:7,}  differences: {len(found)}", flush=True)
            for line in found[:5]:
                print(f"    {line}")
            total, failed = total + count, failed + len(found)
    print(f"{'total':22} figures compared: {total:7,}  differences: {failed}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
