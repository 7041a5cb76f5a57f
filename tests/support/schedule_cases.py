"""Random small schedules as folders of files, and the schedule that the package makes of them."""

from __future__ import annotations

import csv
import json
import random
import warnings
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import wfm
from wfm.errors import InputError, UnreachableError
from wfm.scheduling.schedule_files import schedule_json_text, write_schedule_files

__all__ = ["FAMILIES", "made", "written"]

MINUTE = 60
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FAMILIES = ("shifts", "shifts", "shifts", "tours", "named")
# days on which clocks change, and one on which they do not
DATES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 3)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "": (date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 7)),
}


def toml(tables: dict[str, Any]) -> str:
    """Rules as TOML."""
    lines: list[str] = []

    def value(one: object) -> str:
        return json.dumps(one, ensure_ascii=False)

    for name, content in tables.items():
        for one in content if isinstance(content, list) else [content]:
            lines.append(f"[[{name}]]" if isinstance(content, list) else f"[{name}]")
            for key, what in one.items():
                if key != "premium":
                    lines.append(f"{key} = {value(what)}")
            for extra in one.get("premium", ()):
                lines.append(f"[[{name}.premium]]")
                lines += [f"{key} = {value(what)}" for key, what in extra.items()]
    return "\n".join(lines) + "\n"


class Draw:
    """One random case."""

    def __init__(self, seed: int, family: str | None = None) -> None:
        self.random = random.Random(seed)
        # keys that came later have draws of their own, so that the other draws stay as they were
        self.later = random.Random(f"later {seed}")
        self.family = family or FAMILIES[seed % len(FAMILIES)]
        choose = self.random.choice
        self.zone = choose(("", "", "Europe/Berlin", "America/New_York"))
        self.first = choose(DATES[self.zone]) - timedelta(days=choose((0, 0, 1)))
        self.options: list[str] = ["--breaks-in-shrinkage", "no"]
        self.queues = ["calls"] if self.random.random() < 0.75 else ["calls", "mail"]
        if self.family == "shifts":
            self.days = choose((1, 1, 2, 3, 7))
            self.minutes = choose((60, 60, 30, 120) if self.days < 3 else (120, 240))
        else:
            self.days = choose((7, 7, 7, 7, 10, 14)) if self.family == "named" else 7
            self.minutes = choose((240, 480))
        if self.zone and self.minutes > 60:
            self.minutes = 60  # longer intervals do not fit the days on which clocks change
        self.round = self.random.random() < (0.4 if self.family == "shifts" else 0.5)
        self.goal = "interval"
        # so that all else of a seed stays the same
        self.more = random.Random(f"full-time {seed}")
        self.least = random.Random(f"minimum {seed}")

    def write(self, folder: Path) -> None:
        """All files."""
        self.rules = self._rules()
        people = self._people() if self.family == "named" else []
        (folder / "rules.toml").write_text(toml(self.rules), encoding="utf-8")
        self._plan(folder)
        if people:
            with (folder / "agents.csv").open("w", newline="") as file:
                writer = csv.DictWriter(file, list(people[0]))
                writer.writeheader()
                writer.writerows(people)
        if self.random.random() < 0.25:
            self.options.append(self.random.choice(("--open", "--cyclic")))
        if len(self.queues) > 1 and not people and self.random.random() < 0.3:
            self.options.append("--pool")
        self.options += ["--gap", self.random.choice(("0%", "0.5%", "3%"))]
        (folder / "options.json").write_text(json.dumps(self.options))

    def _rules(self) -> dict[str, Any]:
        """Shifts, breaks, prices and contracts."""
        draw, choose = self.random, self.random.choice
        cover: dict[str, object] = {}
        if draw.random() < 0.5:
            cover["understaffed"] = choose((2, 20, 100))
            if draw.random() < 0.3:
                cover["min_share"] = "50%"
        if draw.random() < 0.3:
            cover["overstaffed"] = choose((0.1, 1))
        if self.family == "shifts":
            if draw.random() < 0.25:
                cover["distinct_shift"] = choose((0.5, 3))
            if draw.random() < 0.3:
                cover["max_distinct_shifts"] = choose((1, 2, 3))
            if draw.random() < 0.12:
                cover["goal"] = self.goal = "day"
            if self.more.random() < 0.3:
                cover["full_time"] = self.more.choice(("50%", "60%", "100%"))
            if self.more.random() < 0.2:
                cover["part_time"] = self.more.choice((0.5, 2))
        if draw.random() < 0.2:
            cover["opening_hours"] = False
        tables: dict[str, object] = {"cover": cover, "shift": self._kinds()}
        if self.least.random() < 0.2:
            hours = self.least.choice(("08:00-16:00", "12:00-20:00", "20:00-04:00"))
            tables["minimum"] = [{"agents": self.least.choice((1, 2)), "hours": hours}]
        breaks = self._breaks()
        if breaks:
            tables["break"] = breaks
        if self.family != "shifts":
            tables["contract"] = self._contracts()
        if self.family == "named" and self.later.random() < 0.15:
            tables["fairness"] = {
                self.later.choice(("weekend", "night")): 0.5, "max_above_mean": 1
            }  # fmt: skip
        return tables

    def _kinds(self) -> list[dict[str, object]]:
        """One or two kinds of shifts whose times meet on the grid of the plan or a finer one."""
        draw, choose = self.random, self.random.choice
        step = self.minutes if self.minutes > 60 else choose((60, 60, 30))
        step = 240 if self.family != "shifts" and step < 240 else step
        found = []
        for name in ("early", "late")[: choose((1, 2))]:
            hours = choose((4, 6, 8)) if self.minutes <= 60 else 8 if self.minutes == 480 else 4
            lengths = [f"{hours}h"]
            if draw.random() < 0.3 and self.minutes < 480:
                lengths.append(f"{2 * hours}h" if hours < 8 else "12h")
            grid = max(self.minutes // 60, step // 60, 1)
            first = choose(range(0, 24, grid)) if self.round else choose((4, 8, 12)) // grid * grid
            last = (first + grid * choose((0, 1, 2, 3))) % 24
            if self.minutes == 480:
                first, last = 0, 16
            one: dict[str, object] = {
                "name": name,
                "start": f"{first:02}:00-{last:02}:00",
                "step": f"{step}m",
                "length": lengths,
            }
            if last >= first and draw.random() < 0.2:
                one["days"] = choose(("Mon-Fri", "Sat, Sun", "Sun-Wed"))
            if draw.random() < 0.3:
                one["pay"] = choose((1.5, 3.0))
            if draw.random() < 0.3:
                one["premium"] = [
                    {"hours": choose(("22:00-06:00", "06:00-12:00")), "share": "25%"}
                    | ({"days": "Sat, Sun"} if draw.random() < 0.5 else {})
                ]
            found.append(one)
        return found

    def _breaks(self) -> list[dict[str, object]]:
        """No break, a lunch, or a lunch and a short break on a fine grid."""
        draw = self.random.random()
        if self.family != "shifts" or draw < 0.4 or self.days > 3:
            return []
        lunch: dict[str, object] = {
            "kind": "lunch",
            "length": "30m",
            "paid": False,
            "counted_from": "middle",
            "earliest": "-30m",
            "latest": "30m",
        }
        if draw < 0.75 or self.days > 1:
            return [lunch]
        minutes = self.random.choice((5, 15))
        pause = lunch | {
            "kind": "tea",
            "length": f"{minutes}m",
            "paid": True,
            "counted_from": "start",
            "earliest": "1h",
            "latest": f"{60 + 2 * minutes}m",
        }
        return [pause, lunch | {"earliest": "0m", "latest": "0m", "min_shift_length": "5h"}]

    def _contracts(self) -> list[dict[str, object]]:
        """One contract, or two."""
        draw, choose = self.random, self.random.choice
        found = []
        for name in ("full", "part")[: choose((1, 1, 2))]:
            least = choose((2, 3, 4, 5))
            days = [least, min(least + choose((0, 1)), 5)]
            one: dict[str, object] = {
                "name": name,
                "days_per_week": days[0] if days[0] == days[1] else days,
                "consecutive_days_off": choose((0, 1, 2)),
                "rest": choose(("8h", "11h", "16h")),
            }
            if draw.random() < 0.3:
                one["max_consecutive_days"] = choose((2, 3, 4))
            if draw.random() < 0.3:
                one["start_flexibility"] = choose(("0m", "4h"))
            if draw.random() < 0.3:
                one["weekly_hours"] = choose((16, 24, 40))
            if self.family == "tours" and draw.random() < 0.4:
                one[choose(("people", "max_people"))] = choose((1, 2, 3))
            found.append(one | self._later_keys())
        return found

    def _later_keys(self) -> dict[str, object]:
        """Rules of nights and starts, and the price of a single day off."""
        draw, choose = self.later, self.later.choice
        keys: dict[str, object] = {}
        if draw.random() < 0.25:
            keys["start_spread"] = choose(("0m", "4h"))
        if self.family == "named":
            if draw.random() < 0.25:
                keys["max_consecutive_nights"] = choose((1, 2))
            if draw.random() < 0.25:
                keys["rest_after_nights"] = choose(("24h", "46h"))
            if draw.random() < 0.25:
                keys["isolated_day_off"] = choose((0.5, 3))
        return keys

    def _people(self) -> list[dict[str, str]]:
        """Two to four people."""
        choose = self.random.choice
        contracts = [one["name"] for one in self.rules["contract"]]
        kind = self.rules["shift"][0]["name"]
        some = str(self.first + timedelta(days=choose((1, 2, 3))))
        return [
            {
                "agent": name,
                "contract": choose(contracts),
                "available": choose(("", "", "", "Mon-Fri", "Mon-Wed; Sat", "Mon-Sun 06:00-18:00")),
                "days_off": choose(("", "", "Sun", some, f"Tue; {some}")),
                "skills": ";".join(
                    one
                    for one in choose(("calls", "calls;mail", "mail;calls", "mail")).split(";")
                    if one in self.queues
                ),
                "wishes": choose(("", "", f"{kind} 2", f"not {kind} 1; off Fri 3")),
            }
            for name in ("Ann", "Bob", "Zoë", "李 4")[: choose((2, 3, 4))]
        ]

    def _plan(self, folder: Path) -> None:
        """Agents in every interval that is open."""
        draw, choose = self.random, self.random.choice
        zone = ZoneInfo(self.zone) if self.zone else None
        peak = choose((1, 2, 3)) if self.family == "shifts" else 1
        opens, closes = (0, 24) if self.round else (choose((4, 8)), choose((16, 20, 20)))
        hole = choose((None, None, choose(range(24)))) if not self.round else None
        starts = [at for at in range(0, 24, max(self.minutes // 60, 1)) if opens <= at < closes]
        if starts == [hole]:
            hole = None  # without its only interval of a day, a plan would be empty
        closed = {choose(range(self.days))} if self.days > 2 and draw.random() < 0.3 else set()
        empty = {choose(range(self.days))} if draw.random() < 0.3 else set()
        shrinkage = choose(("0%", "0%", "30%")) if self.family == "shifts" else "0%"
        begin, end = (
            int(datetime.combine(day, datetime.min.time(), zone or UTC).timestamp())
            for day in (self.first, self.first + timedelta(days=self.days))
        )
        fields = "queue,start,interval,volume,aht,agents,target,within,shrinkage,time_zone"
        with (folder / "plan.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(fields.split(",") if zone else fields.split(",")[:-1])
            for queue in self.queues:
                for at in range(begin, end, self.minutes * MINUTE):
                    wall = datetime.fromtimestamp(at, zone or UTC)
                    day = (wall.date() - self.first).days
                    if not opens <= wall.hour < closes or day in closed or wall.hour == hole:
                        continue
                    agents = 0 if day in empty else draw.randint(0, peak)
                    text = wall.isoformat() if zone else wall.replace(tzinfo=None).isoformat()
                    volume = 6 * agents * self.minutes / 60
                    cells = [queue, text, self.minutes * MINUTE, volume, 240, agents]
                    writer.writerow(
                        [*cells, "80/20", 20, shrinkage, *([self.zone] if zone else [])]
                    )


def written(seed: int, folder: Path, family: str | None = None) -> None:
    """The files of a random case."""
    folder.mkdir(parents=True, exist_ok=True)
    Draw(seed, family).write(folder)


def made(folder: Path, time_limit: float | None = None) -> str | None:
    """Write the schedule of a folder beside its inputs; the message where there is none."""
    options = json.loads((folder / "options.json").read_text())

    def value(name: str) -> str | None:
        return options[options.index(name) + 1] if name in options else None

    agents, plan = folder / "agents.csv", folder / "plan.csv"
    cyclic = {"--cyclic": True, "--open": False}
    gap = value("--gap")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            schedule = wfm.make_schedule(
                plan if plan.exists() else folder / "plan.json",
                folder / "rules.toml",
                agents if agents.exists() else None,
                shrinkage=value("--shrinkage"),
                breaks_in_shrinkage=None
                if (word := value("--breaks-in-shrinkage")) is None
                else word == "yes",
                pool="--pool" in options,
                first_day=value("--from"),
                days=None if (days := value("--days")) is None else int(days),
                cyclic=next((cyclic[one] for one in options if one in cyclic), None),
                gap=0.005 if gap is None else float(gap.rstrip("%")) / 100,
                time_limit=time_limit,
            )
    except UnreachableError as error:
        return f"unreachable: {error}"
    except InputError as error:
        return f"refused: {error}"
    write_schedule_files(
        str(folder / "schedule.csv"), str(folder / "coverage.csv"), schedule, overwrite=True
    )
    (folder / "summary.json").write_text(schedule_json_text(schedule), encoding="utf-8")
    return None
