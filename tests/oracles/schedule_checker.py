"""A checker of finished schedules that reads files only: it imports nothing from the package.

A folder holds what a planner has: the plan (``plan.csv`` or ``plan.json``), ``rules.toml``,
``agents.csv`` where people have names, ``options.json`` (the words of the command line), and what
came out: ``schedule.csv``, ``coverage.csv`` and ``summary.json`` (the output of ``--json``).
`violations` rebuilds everything from dates and instants and returns one sentence for each
contradiction.

To teach it a new key of the rules: add the key to `KEYS` (a key that is not there is an error, so
none is forgotten), and a generator of sentences to `PERSON_CHECKS`, `CHECKS` or `cost_of`.
"""

from __future__ import annotations

import csv
import json
import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

DAY = 86_400
FULL_TIME = 7.0  # paid hours from which a shift is full-time
NEAR = 1e-6  # relative error of a sum of decimal numbers
BREAK = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d) (paid|unpaid) (.+)")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# Every key of rules.toml that is checked, with its default.
KEYS: dict[str, dict[str, Any]] = {
    "cover": {
        "understaffed": None,
        "shortage": "convex",
        "overstaffed": 0.0,
        "distinct_shift": 0.0,
        "max_distinct_shifts": None,
        "full_time": "0%",
        "part_time": 0.0,
        "min_share": "0%",
        "goal": "interval",
        "min_service_level": "50%",
        "opening_hours": True,
    },
    "shift": {
        "name": "",
        "start": "",
        "step": "30m",
        "length": [],
        "days": "Mon-Sun",
        "pay": 1.0,
        "premium": [],
    },
    "premium": {"hours": "", "share": "", "days": "Mon-Sun"},
    "break": {
        "kind": "",
        "length": "",
        "paid": True,
        "counted_from": "",
        "earliest": "",
        "latest": "",
        "shifts": [],
        "min_shift_length": "0m",
        "max_shift_length": "48h",
    },
    "contract": {
        "name": "",
        "shifts": [],
        "days_per_week": 5,
        "weekly_hours": None,
        "consecutive_days_off": 2,
        "max_consecutive_days": 6,
        "rest": "11h",
        "start_flexibility": None,
        "start_spread": None,
        "max_consecutive_nights": None,
        "rest_after_nights": None,
        "isolated_day_off": 0.0,
        "people": None,
        "max_people": None,
    },
    "minimum": {"agents": 0, "hours": "00:00-24:00", "days": "Mon-Sun", "queues": []},
    "fairness": {"weekend": 0.0, "night": 0.0, "unpopular": {}, "max_above_mean": None},
}
TABLES = {"cover", "minimum", "shift", "break", "contract", "fairness"}


class UnknownKeyError(ValueError):
    """The rules have a key that the checker does not know."""


def table(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """A table of the rules with its defaults."""
    unknown = set(values) - set(KEYS[kind])
    if unknown:
        raise UnknownKeyError(f"teach the checker {sorted(unknown)} of [{kind}]")
    return KEYS[kind] | values


def seconds(text: str) -> int:
    """``8h30m`` or ``-45m`` in seconds."""
    match = re.fullmatch(r"([+-]?)(?:(\d+)h)?(?:(\d+)m)?", str(text))
    if not match:
        raise ValueError(f"not a duration: {text!r}")
    value = int(match[2] or 0) * 3600 + int(match[3] or 0) * 60
    return -value if match[1] == "-" else value


def clock(text: str) -> int:
    """``07:30`` in seconds after midnight."""
    hours, minutes = text.strip().split(":")
    return int(hours) * 3600 + int(minutes) * 60


def share(text: object) -> Fraction:
    """``25%`` or 0.25."""
    word = str(text).strip()
    if word.endswith("%"):
        return Fraction(word[:-1].strip()) / 100
    return Fraction(word)


def weekdays(text: object) -> frozenset[int]:
    """``Mon-Fri, Sun``."""
    parts = text if isinstance(text, list) else str(text).split(",")
    found: set[int] = set()
    for part in parts:
        ends = [WEEKDAYS.index(word.strip()[:3].capitalize()) for word in str(part).split("-")]
        day = ends[0]
        found.add(day)
        while day != ends[-1]:
            day = (day + 1) % 7
            found.add(day)
    return frozenset(found)


class Kind:
    """A kind of shift: its starts, lengths and pay."""

    def __init__(self, values: dict[str, Any]) -> None:
        rule = table("shift", values)
        first, _, last = rule["start"].partition("-")
        self.name: str = rule["name"]
        self.first, self.last = clock(first), clock(last or first)
        if self.last < self.first:
            self.last += DAY
        self.step = seconds(rule["step"])
        self.lengths = sorted({seconds(text) for text in rule["length"]})
        self.days = weekdays(rule["days"])
        self.pay = float(rule["pay"])
        self.premiums = []
        for extra in rule["premium"]:
            one = table("premium", extra)
            begin, end = (clock(text) for text in one["hours"].split("-"))
            self.premiums.append(
                (
                    begin,
                    end if end > begin else end + DAY,
                    float(share(one["share"])),
                    weekdays(one["days"]),
                )
            )

    @property
    def clocks(self) -> range:
        """The starts, in seconds after midnight of the day that the window belongs to."""
        return range(self.first, self.last + 1, self.step)


class Pause:
    """A break of some shifts, and the window in which it may begin."""

    def __init__(self, values: dict[str, Any]) -> None:
        rule = table("break", values)
        self.kind: str = rule["kind"]
        self.length = seconds(rule["length"])
        self.paid: bool = rule["paid"]
        self.anchor: str = rule["counted_from"]
        self.earliest, self.latest = seconds(rule["earliest"]), seconds(rule["latest"])
        self.shifts = set(rule["shifts"])
        self.shortest = seconds(rule["min_shift_length"])
        self.longest = seconds(rule["max_shift_length"])

    def applies(self, kind: str, length: int) -> bool:
        """Whether shifts of a kind and length have the break."""
        return (not self.shifts or kind in self.shifts) and self.shortest <= length <= self.longest

    def window(self, length: int, slot: int) -> tuple[int, int]:
        """First and last start, in seconds after the start of the shift."""
        # the middle is where the break lies between two equal halves, on a slot or between two
        anchor = {"start": 0.0, "middle": (length - self.length) / 2, "end": length}[self.anchor]
        inside = [
            at
            for at in range(0, length, slot)
            if anchor + self.earliest <= at <= anchor + self.latest
        ]
        if inside:
            return inside[0], inside[-1]
        # no slot begins in the window: the nearest ones
        away = [abs(at - anchor - self.earliest) for at in range(0, length, slot)]
        nearest = [at for at, far in zip(range(0, length, slot), away, strict=True)
                   if far == min(away)]  # fmt: skip
        return nearest[0], nearest[-1]


class Terms:
    """A contract."""

    def __init__(self, values: dict[str, Any]) -> None:
        rule = table("contract", values)
        days, hours = rule["days_per_week"], rule["weekly_hours"]
        self.name: str = rule["name"]
        self.shifts = set(rule["shifts"])
        self.days = tuple(days) if isinstance(days, list) else (days, days)
        self.hours = tuple(hours) if isinstance(hours, list) else (0, hours or 168)
        self.days_off: int = rule["consecutive_days_off"]
        self.run: int = rule["max_consecutive_days"]
        self.rest = seconds(rule["rest"])
        flexibility = rule["start_flexibility"]
        self.flexibility = None if flexibility is None else seconds(flexibility)
        spread, rest = rule["start_spread"], rule["rest_after_nights"]
        self.spread = None if spread is None else seconds(spread)
        self.nights: int | None = rule["max_consecutive_nights"]
        self.rest_after_nights = None if rest is None else seconds(rest)
        self.isolated = float(rule["isolated_day_off"])
        self.people: int | None = rule["people"]
        self.max_people: int | None = rule["max_people"]


class Person:
    """A line of ``agents.csv``."""

    def __init__(self, row: dict[str, str]) -> None:
        def entries(column: str) -> list[str]:
            return [part.strip() for part in (row.get(column) or "").split(";") if part.strip()]

        self.name, self.contract = row["agent"].strip(), row["contract"].strip()
        self.available = [self._hours(text) for text in entries("available")]
        self.days_off = entries("days_off")
        self.skills = set(entries("skills"))
        self.wishes = [self._wish(text) for text in entries("wishes")]

    @staticmethod
    def _hours(text: str) -> tuple[frozenset[int], int, int]:
        """Weekdays, and the hours of a day; whole days end with the last shift begun on them."""
        days, _, hours = text.partition(" ")
        if not hours:
            return weekdays(days), 0, 2 * DAY
        begin, end = (clock(part) for part in hours.split("-"))
        return weekdays(days), begin, end if end > begin else end + DAY

    @staticmethod
    def _wish(text: str) -> tuple[str, str, float]:
        """What kind of wish, of what, at which price."""
        *words, price = text.split()
        kind = words[0] if words[0] in ("off", "not") else "want"
        return kind, " ".join(words if kind == "want" else words[1:]), float(price)

    def is_off(self, day: date) -> bool:
        """Whether a date is a day off."""
        return WEEKDAYS[day.weekday()] in self.days_off or day.isoformat() in self.days_off


class Worked(NamedTuple):
    """One line of ``schedule.csv``; times in seconds since 1970."""

    line: int
    queue: str
    agent: str
    day: date
    kind: str
    contract: str
    start: int
    end: int
    paid_hours: float
    breaks: str


class Demand(NamedTuple):
    """One slot of a queue in the plan."""

    agents: Fraction
    volume: float
    aht: float


class Case:
    """The files of a folder, as they are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.options: list[str] = json.loads((folder / "options.json").read_text())
        rules = tomllib.loads((folder / "rules.toml").read_text())
        unknown = set(rules) - TABLES - {"night"}
        if unknown:
            raise UnknownKeyError(f"teach the checker {sorted(unknown)}")
        self.cover = table("cover", rules.get("cover", {}))
        self.minimums = [table("minimum", one) for one in rules.get("minimum", [])]
        self.kinds = {one["name"]: Kind(one) for one in rules["shift"]}
        self.pauses = [Pause(one) for one in rules.get("break", [])]
        self.terms = {one["name"]: Terms(one) for one in rules.get("contract", [])}
        self.fairness = table("fairness", rules.get("fairness", {}))
        self.night = tuple(clock(text) for text in rules.get("night", "23:00-06:00").split("-"))
        agents = folder / "agents.csv"
        self.people: dict[str, Person] = {}
        if agents.exists():
            with agents.open(newline="") as file:
                people = [Person(row) for row in csv.DictReader(file)]
            self.people = {one.name: one for one in people}
        self.zone: ZoneInfo | None = None
        self.plan = self._plan()
        self.document: dict[str, Any] = {}
        self.rows: list[Worked] = []
        self.coverage: list[dict[str, str]] = []
        if (folder / "summary.json").exists():
            self.document = json.loads((folder / "summary.json").read_text())
            with (folder / "schedule.csv").open(newline="") as file:
                self.rows = [
                    self._row(line, row) for line, row in enumerate(csv.DictReader(file), 2)
                ]
            with (folder / "coverage.csv").open(newline="") as file:
                self.coverage = list(csv.DictReader(file))

    # --- times

    def instant(self, text: str) -> int:
        """An ISO time; without an offset the wall clock of a plan without a zone."""
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            if self.zone is not None:
                raise ValueError(f"{text} has no offset, though the plan has a zone")
            moment = moment.replace(tzinfo=UTC)
        return int(moment.timestamp())

    def wall(self, instant: int) -> datetime:
        """The local time of an instant."""
        return datetime.fromtimestamp(instant, self.zone or UTC).replace(tzinfo=None)

    def at(self, day: date, after_midnight: int) -> list[int]:
        """The instants at which a clock shows a time: none or two where clocks change."""
        wall = datetime.combine(day, datetime.min.time()) + timedelta(seconds=after_midnight)
        found = {
            int(wall.replace(tzinfo=self.zone or UTC, fold=fold).timestamp()) for fold in (0, 1)
        }
        return sorted(one for one in found if self.wall(one) == wall)

    def midnight(self, day: date) -> int:
        """The first instant of a day."""
        return min(self.at(day, 0))

    def night_of(self, start: int, end: int) -> date | None:
        """The date on which the night of a night shift begins: 3 hours of it are in the shift."""
        first, last = self.night
        hours: Counter[date] = Counter()
        for at in range(start, end, 60):
            wall = self.wall(at)
            after = wall.hour * 3600 + wall.minute * 60
            if first <= after < last or (first >= last and after >= first):
                hours[wall.date()] += 1
            elif first >= last and after < last:
                hours[wall.date() - timedelta(days=1)] += 1
        most = max(hours, key=lambda day: (hours[day], -day.toordinal()), default=None)
        return most if most is not None and hours[most] >= 180 else None

    # --- files

    def option(self, name: str) -> str | None:
        """The value of an option of the command line."""
        return self.options[self.options.index(name) + 1] if name in self.options else None

    def _row(self, line: int, row: dict[str, str]) -> Worked:
        return Worked(
            line,
            row["queue"],
            row["agent"],
            date.fromisoformat(row["date"]),
            row["shift"],
            row["contract"],
            self.instant(row["start"]),
            self.instant(row["end"]),
            float(row["paid_hours"]),
            row["breaks"],
        )

    def _plan(self) -> list[dict[str, Any]]:
        """The intervals of the plan, those of the days asked for."""
        self.target: str | None = None
        path = self.folder / "plan.json"
        if path.exists():
            document = json.loads(path.read_text())
            rows, zone = document["rows"], document["inputs"].get("zone")
            self.shrinkage = document["inputs"].get("shrinkage")
        else:
            with (self.folder / "plan.csv").open(newline="") as file:
                rows = list(csv.DictReader(file))
            zone = rows[0].get("time_zone") or None
            self.shrinkage, self.target = rows[0].get("shrinkage"), rows[0].get("target")
        self.zone = ZoneInfo(zone) if zone else None
        plan: list[dict[str, Any]] = [
            {
                "queue": row.get("queue") or "",
                "start": self.instant(row["start"]),
                "interval": int(float(row["interval"])),
                "volume": float(row["volume"]),
                "aht": float(row["aht"] or 0),
                "agents": Fraction(str(row["agents"])),
            }
            for row in rows
        ]
        first = min(self.wall(row["start"]).date() for row in plan)
        if self.option("--from"):
            first = date.fromisoformat(str(self.option("--from")))
        days = int(self.option("--days") or 10_000)
        last = first + timedelta(days=days - 1)
        return [row for row in plan if first <= self.wall(row["start"]).date() <= last]

    # --- the horizon

    @cached_property
    def slot(self) -> int:
        """Length of a slot: the largest that divides every time of plan and rules. [s]"""
        times = [self.plan[0]["interval"], *(row["start"] - self.first for row in self.plan)]
        for kind in self.kinds.values():
            times += [kind.first, kind.step, *kind.lengths]
        for pause in self.pauses:
            times += [pause.length, pause.earliest, pause.latest]
        return math.gcd(*times)

    @cached_property
    def dates(self) -> list[date]:
        """The local days of the plan."""
        first = min(self.wall(row["start"]).date() for row in self.plan)
        last = max(self.wall(row["start"] + row["interval"] - 1).date() for row in self.plan)
        return [first + timedelta(days=k) for k in range((last - first).days + 1)]

    @cached_property
    def first(self) -> int:
        """The first midnight."""
        return self.midnight(self.dates[0])

    @cached_property
    def end(self) -> int:
        """The last midnight."""
        return self.midnight(self.dates[-1] + timedelta(days=1))

    def owner(self, queue: str) -> str:
        """Whose people answer a queue."""
        return "all queues" if "--pool" in self.options and len(self._queues) > 1 else queue

    @cached_property
    def _queues(self) -> list[str]:
        return list(dict.fromkeys(row["queue"] for row in self.plan))

    @cached_property
    def queues(self) -> list[str]:
        """The queues as the schedule has them."""
        return list(dict.fromkeys(map(self.owner, self._queues)))

    @cached_property
    def demand(self) -> dict[str, dict[int, Demand]]:
        """The slots of each queue that the plan has an interval for."""
        found: dict[str, dict[int, Demand]] = {queue: {} for queue in self.queues}
        for row in self.plan:
            mine, count = found[self.owner(row["queue"])], row["interval"] // self.slot
            for k in range(count):
                at = row["start"] + k * self.slot
                old = mine.get(at, Demand(Fraction(0), 0.0, 0.0))
                volume = old.volume + row["volume"] / count
                work = old.volume * old.aht + row["volume"] / count * row["aht"]
                mine[at] = Demand(
                    old.agents + row["agents"], volume, work / volume if volume else row["aht"]
                )
        return found

    @cached_property
    def lost(self) -> Fraction:
        """Shrinkage without the breaks that the schedule places."""
        asked = self.option("--shrinkage")
        given = asked if asked is not None else self.shrinkage
        if given is None:
            return Fraction(0)
        if isinstance(given, dict):
            parts = {one["name"]: Fraction(str(one["share"])) for one in given["components"]}
            additive = given["additive"]
        elif "=" in str(given):
            words = (part.partition("=") for part in str(given).split(","))
            parts, additive = {name.strip(): share(text) for name, _, text in words}, True
        else:
            parts, additive = {"all": share(given)}, True
        if "all" not in parts:
            rest = [value for name, value in parts.items() if name != "breaks"]
            if additive:
                return sum(rest, Fraction(0))
            return 1 - math.prod((1 - value for value in rest), start=Fraction(1))
        if self.option("--breaks-in-shrinkage") == "no":
            return parts["all"]
        away = paid = 0
        for kind in self.kinds.values():
            for length in kind.lengths:
                mine = [one for one in self.pauses if one.applies(kind.name, length)]
                away += sum(one.length for one in mine if one.paid)
                paid += length - sum(one.length for one in mine if not one.paid)
        return max(parts["all"] - Fraction(away, paid), Fraction(0))

    @cached_property
    def required(self) -> dict[str, dict[int, int]]:
        """People required in each slot: agents / (1 - shrinkage without breaks)."""
        return {
            queue: {
                at: max(math.ceil(one.agents / (1 - self.lost)), self.minimum(queue, at))
                for at, one in slots.items()
            }
            for queue, slots in self.demand.items()
        }

    def needed(self, queue: str, instant: int) -> int:
        """People required in a slot, inside the hours of the plan or outside them."""
        inside = instant in self.hours(queue)
        return self.required[queue].get(instant, self.minimum(queue, instant) if inside else 0)

    def minimum(self, queue: str, instant: int) -> int:
        """The fewest people at an instant, as the rules demand them."""
        wall = self.wall(instant)
        after = wall.hour * 3600 + wall.minute * 60 + wall.second
        found = 0
        for one in self.minimums:
            begin, end = (clock(text) for text in one["hours"].split("-"))
            end += 0 if end > begin else DAY
            for back in (0, 1):
                day = wall.weekday() - back
                mine = not one["queues"] or queue in map(self.owner, one["queues"])
                if mine and day % 7 in weekdays(one["days"]) and begin <= after + back * DAY < end:
                    found = max(found, int(one["agents"]))
        return found

    def repeats(self, queue: str) -> bool:
        """Whether the horizon of a queue repeats; people by name work on dates, which do not."""
        if self.people:
            return False
        if "--open" in self.options or "--cyclic" in self.options:
            return "--cyclic" in self.options
        slots = self.demand[queue]
        ends = self.first in slots and self.end - self.slot in slots
        return len(self.dates) % 7 == 0 and ends

    def place(self, queue: str, instant: int) -> int:
        """The instant at which a slot counts: in a horizon that repeats, inside it."""
        if self.repeats(queue):
            return self.first + (instant - self.first) % (self.end - self.first)
        return instant

    def hours(self, queue: str) -> set[int]:
        """The slots in which people of a queue may be present."""
        if not self.cover["opening_hours"]:
            return set(range(self.first, self.end, self.slot))
        if self.people:
            return {at for slots in self.demand.values() for at in slots}
        return set(self.demand[queue])

    def slots_of(self, queue: str, start: int, end: int) -> list[int]:
        """The slots at which a shift counts.

        Where the hours of an open plan go on around the clock, what lies behind its end does not.
        """
        slots = [self.place(queue, at) for at in range(start, end, self.slot)]
        return [at for at in slots if at < self.end] if self.goes_on(queue) else slots

    def goes_on(self, queue: str) -> bool:
        """Whether the hours of a plan that does not repeat reach its first and its last slot."""
        hours = self.hours(queue)
        ends = self.first in hours and self.end - self.slot in hours
        return ends and not self.repeats(queue)

    # --- shifts

    def unpaid(self, kind: str, length: int) -> int:
        """Unpaid seconds of a shift."""
        return sum(one.length for one in self.pauses if one.applies(kind, length) and not one.paid)

    def pay(self, kind: Kind, day: date, begin: int, length: int) -> float:
        """Pay of a shift that begins `begin` seconds after the midnight of a day."""
        paid = (length - self.unpaid(kind.name, length)) / 3600
        for first, last, extra, days in kind.premiums:
            for offset in (-1, 0, 1, 2):
                if (day + timedelta(days=offset)).weekday() in days:
                    low = max(begin, first + offset * DAY)
                    high = min(begin + length, last + offset * DAY)
                    paid += extra * max(high - low, 0) / 3600
        return kind.pay * paid

    def pauses_of(self, row: Worked) -> list[Pause]:
        """The breaks that a shift must have, by their windows."""
        length = row.end - row.start
        mine = [one for one in self.pauses if one.applies(row.kind, length)]
        return sorted(mine, key=lambda one: one.window(length, self.slot))

    def break_starts(self, row: Worked) -> list[list[int]]:
        """The instants at which each break of a shift may begin, by the clock times written.

        Raises
        ------
        ValueError
            Naming what is wrong with the breaks.
        """
        mine = self.pauses_of(row)
        written = [text for text in row.breaks.split(";") if text]
        if len(written) != len(mine):
            raise ValueError(f"has {len(written)} breaks instead of {len(mine)}")
        found = []
        for text, pause in zip(written, mine, strict=True):
            begin, end, paid, kind = BREAK.fullmatch(text).groups()  # type: ignore[union-attr]
            if (paid == "paid") != pause.paid or kind != pause.kind:
                raise ValueError(f"break {text} is not {pause.kind!r}, which is paid: {pause.paid}")
            low, high = pause.window(row.end - row.start, self.slot)
            starts = [
                at
                for at in range(row.start + low, row.start + high + 1, self.slot)
                if f"{self.wall(at):%H:%M}" == begin
                and f"{self.wall(at + pause.length):%H:%M}" == end
            ]
            if not starts:
                raise ValueError(f"break {text} is not {pause.kind!r} in its window")
            found.append(starts)
        return found


def violations(folder: Path, exit_code: int | None = None) -> list[str]:
    """Everything in which the files of a schedule contradict plan, rules, people or themselves.

    Parameters
    ----------
    folder : path
        The files.
    exit_code : int, optional
        Of the command that wrote them.
    """
    case = Case(folder)
    found = (
        [text for check in CHECKS for text in check(case)]
        if _known(case)
        else ["a queue or shift is unknown"]
    )
    if exit_code is not None:
        wanted = 4 if case.document["summary"]["status"] == "understaffed" else 0
        if exit_code != wanted:
            found.append(f"exit code {exit_code} instead of {wanted}")
    return found


def _known(case: Case) -> bool:
    """Whether every queue and kind of shift is one of plan and rules."""
    return all(row.queue in case.queues and row.kind in case.kinds for row in case.rows)


# --- shifts


def shifts_allowed(case: Case) -> Iterator[str]:
    """Starts, lengths, weekdays, opening hours, paid hours and breaks of every shift."""
    for row in case.rows:
        for text in _shift(case, row):
            yield f"schedule.csv:{row.line}: {text}"


def _shift(case: Case, row: Worked) -> Iterator[str]:
    kind, length, wall = case.kinds[row.kind], row.end - row.start, case.wall(row.start)
    if row.day != wall.date():
        yield f"has the date {row.day}, but starts at {wall}"
    if length not in kind.lengths:
        yield f"lasts {length / 3600:g} h, which {kind.name!r} does not"
    if not any(_begins(kind, wall, back) for back in (0, 1)):
        yield f"starts at {wall:%a %H:%M}, which {kind.name!r} does not"
    paid = (length - case.unpaid(row.kind, length)) / 3600
    if abs(paid - row.paid_hours) > NEAR:
        yield f"paid_hours {row.paid_hours:g} instead of {paid:g}"
    hours = case.hours(row.queue)
    outside = [at for at in case.slots_of(row.queue, row.start, row.end) if at not in hours]
    if outside:
        first = case.wall(outside[0])
        yield f"{len(outside)} slots outside the hours of the plan, the first {first}"
    try:
        case.break_starts(row)
    except ValueError as error:
        yield str(error)


def _begins(kind: Kind, wall: datetime, back: int) -> bool:
    """Whether a kind begins at a time, in the window of that day or of the day before."""
    day = wall.date() - timedelta(days=back)
    after = (wall - datetime.combine(day, datetime.min.time())).total_seconds()
    return after in kind.clocks and day.weekday() in kind.days


# --- coverage


def coverage(case: Case) -> Iterator[str]:
    """Every figure of ``coverage.csv``, counted from ``schedule.csv`` and the plan."""
    present, least, most = counted(case)
    listed = Counter((row["queue"], case.instant(row["start"])) for row in case.coverage)
    wanted = {(queue, at) for queue in case.queues for at in case.demand[queue]} | set(present)
    for key in sorted(wanted - set(listed)):
        yield f"coverage.csv: no line for {key[0]!r} at {case.wall(key[1])}"
    for key, count in sorted(listed.items()):
        if count > 1:
            yield f"coverage.csv: {count} lines for {key[0]!r} at {case.wall(key[1])}"
    for line, row in enumerate(case.coverage, 2):
        key = (row["queue"], case.instant(row["start"]))
        figures = {name: int(row[name]) for name in row if name not in WORDS}
        true = dict(figures)
        true["present"] = present.get(key, 0)
        if not least.get(key, 0) <= figures["on_break"] <= most.get(key, 0):
            true["on_break"] = least.get(key, 0)
        true["net"] = true["present"] - true["on_break"]
        if case.document["inputs"]["goal"] == "interval":
            true["required"] = case.needed(*key)
        true["overstaffed"] = max(true["net"] - true["required"], 0)
        true["understaffed"] = max(true["required"] - true["net"], 0)
        for name, value in true.items():
            if figures[name] != value:
                yield f"coverage.csv:{line}: {name} {figures[name]} instead of {value}"


WORDS = ("queue", "start", "service_level")
Slots = Counter[tuple[str, int]]


def counted(case: Case) -> tuple[Slots, Slots, Slots]:
    """People present in each slot, and the least and the most of them who are on a break.

    The two differ only where clocks change: the written time of a break is then twice in a day.
    """
    present: Slots = Counter()
    least: Slots = Counter()
    most: Slots = Counter()
    for row in case.rows:
        for at in case.slots_of(row.queue, row.start, row.end):
            present[row.queue, at] += 1
        try:
            starts = case.break_starts(row)
        except ValueError:
            continue  # reported by another check
        for pause, choices in zip(case.pauses_of(row), starts, strict=True):
            spans = [set(case.slots_of(row.queue, at, at + pause.length)) for at in choices]
            for at in set.intersection(*spans):
                least[row.queue, at] += 1
            for at in set.union(*spans):
                most[row.queue, at] += 1
    return present, least, most


def service_levels(case: Case) -> Iterator[str]:
    """Erlang C with the net agents, where no shrinkage is left and the plan has one target."""
    within = set(re.findall(r"within (\d+) s$", _definition(case)))
    if case.lost or len(within) != 1 or "--pool" in case.options:
        return
    limit = float(within.pop())
    for line, row in enumerate(case.coverage, 2):
        one = case.demand[row["queue"]].get(case.instant(row["start"]))
        if one is None or not row["service_level"]:
            continue
        load = one.volume * one.aht / case.slot
        true = erlang_c_service_level(int(row["net"]), load, one.aht, limit)
        if abs(true - float(row["service_level"])) > 1e-6:
            yield f"coverage.csv:{line}: service_level {row['service_level']} instead of {true:.6f}"


def _definition(case: Case) -> str:
    return str(case.document["inputs"]["service_level_definition"])


def erlang_c_service_level(agents: int, load: float, aht: float, within: float) -> float:
    """Share of contacts that wait no longer than `within` seconds."""
    if load == 0:
        return 1.0
    if agents <= load:
        return 0.0
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    waits = blocked / (1 - load / agents * (1 - blocked))
    return 1 - waits * math.exp(-(agents - load) * within / aht)


def goal_day(case: Case) -> Iterator[str]:
    """With the goal "day", what the note says: the target is met over each day."""
    notes = [one for one in case.document["notes"] if "the target is met over each day" in one]
    if case.document["inputs"]["goal"] != "day" or not notes or case.lost:
        return
    target = re.match(r"(\d+)", str(case.option("--target") or case.target or "85"))
    for queue in case.queues:
        if len(case.queues) > 1 and not any(one.startswith(f"{queue}: ") for one in notes):
            continue
        days: dict[date, list[tuple[float, float]]] = defaultdict(list)
        for row in case.coverage:
            at = case.instant(row["start"])
            if row["queue"] == queue and at in case.demand[queue] and row["service_level"]:
                volume = case.demand[queue][at].volume
                days[case.wall(at).date()].append((volume, float(row["service_level"])))
        for day, levels in days.items():
            total = sum(volume for volume, _ in levels)
            level = sum(volume * one for volume, one in levels) / total if total else 1.0
            if target and level < int(target[1]) / 100 - 1e-6:
                yield f"{queue!r} has {level:.4f} on {day}, but the note says {notes[0]!r}"


# --- summary


def summary(case: Case) -> Iterator[str]:
    """Sums, cost, bound, gap and status."""
    said, hours = case.document["summary"], case.slot / 3600
    if case.document["slot"] != case.slot:
        yield f"slot {case.document['slot']} instead of {case.slot}"
    if abs(case.document["inputs"]["shrinkage"] - float(case.lost)) > 1e-9:
        yield f"shrinkage {case.document['inputs']['shrinkage']} instead of {float(case.lost)}"
    true: dict[str, float] = {
        "shifts": len(case.rows),
        "people": len({row.agent for row in case.rows} - {""}),
        "paid_hours": sum(row.paid_hours for row in case.rows),
    }
    for name in ("required", "overstaffed", "understaffed"):
        true[f"{name}_hours"] = hours * sum(int(row[name]) for row in case.coverage)
    for name, value in true.items():
        if abs(said[name] - value) > NEAR * max(1.0, abs(value)):
            yield f"summary: {name} {said[name]} instead of {value}"
    by_queue, all_together = distinct(case)
    if said["distinct_shifts"] not in (by_queue, all_together):
        yield f"summary: distinct_shifts {said['distinct_shifts']} instead of {all_together}"
    yield from _money(case)


def distinct(case: Case) -> tuple[int, int]:
    """Different shifts (kind, start, length), counted in each queue, and all together."""
    keys = {(row.queue, row.kind, _clock_of(case, row), row.end - row.start) for row in case.rows}
    return len(keys), len({key[1:] for key in keys})


def _clock_of(case: Case, row: Worked) -> str:
    return f"{case.wall(row.start):%H:%M}"


def cost_of(case: Case) -> tuple[float, dict[str, float]]:
    """Pay of the shifts, and every price by its name."""
    pay = 0.0
    for row in case.rows:
        wall = case.wall(row.start)
        begin = wall.hour * 3600 + wall.minute * 60
        pay += case.pay(case.kinds[row.kind], wall.date(), begin, row.end - row.start)
    hours = case.slot / 3600
    sums = {
        name: hours * sum(int(row[name]) for row in case.coverage)
        for name in ("overstaffed", "understaffed")
    }
    if case.cover["shortage"] == "convex":
        sums["understaffed"] = hours * sum(
            sum(steepness(i, int(row["required"])) for i in range(int(row["understaffed"])))
            for row in case.coverage
        )
    prices = {
        "overstaffed": float(case.cover["overstaffed"]) * sums["overstaffed"],
        "understaffed": float(case.cover["understaffed"] or 0.0) * sums["understaffed"],
        "distinct": float(case.cover["distinct_shift"])
        * case.document["summary"]["distinct_shifts"],
        "part_time": float(case.cover["part_time"])
        * sum(row.paid_hours < FULL_TIME for row in case.rows),
        "wishes": sum(
            price_of_wish(wish, [row for row in case.rows if row.agent == person.name])
            for person in case.people.values()
            for wish in person.wishes
        ),
        "isolated": sum(
            case.terms[person.contract].isolated * single_days_off(case, person.name)
            for person in case.people.values()
        ),
    }
    return pay, prices


def single_days_off(case: Case, name: str) -> int:
    """Days off of a person between two days of work."""
    days = {row.day for row in case.rows if row.agent == name}
    one = timedelta(days=1)
    return sum(day + one not in days and day + 2 * one in days for day in days)


def steepness(missing: int, required: int) -> int:
    """How many times the price one more missing person costs, where some are missing already."""
    return 1 + 10 * missing // required


def price_of_wish(wish: tuple[str, str, float], rows: Sequence[Worked]) -> float:
    """Price of the days on which a wish is not met."""
    kind, what, price = wish
    if kind == "off":
        missed = [row for row in rows if what in (WEEKDAYS[row.day.weekday()], str(row.day))]
    else:
        missed = [row for row in rows if (row.kind == what) == (kind == "not")]
    return price * len(missed)


def short_of_minimum(case: Case) -> list[str]:
    """The slots that fall below what no price may buy."""
    least = share(case.cover["min_share"]) if case.cover["understaffed"] is not None else 1
    return [
        f"{row['queue']!r} {row['start']}"
        for row in case.coverage
        if int(row["net"])
        < max(
            math.ceil(least * int(row["required"])),
            case.minimum(row["queue"], case.instant(row["start"])),
        )
    ]


def _money(case: Case) -> Iterator[str]:
    said = case.document["summary"]
    pay, prices = cost_of(case)
    cost, bound, gap, status = (said[name] for name in ("cost", "lower_bound", "gap", "status"))
    short = short_of_minimum(case)
    # without any shift it is no schedule, whatever missing agents cost
    needed = any(int(row["required"]) for row in case.coverage)
    if (bool(short) or (needed and not case.rows)) != (status == "understaffed"):
        yield f"status {status!r}, but {len(short)} slots are below the minimum {short[:1]}"
    fair = bool(shared(case))
    true = pay + sum(prices.values())
    near = NEAR * max(1.0, abs(cost))
    if (cost < true - near) if fair else (abs(cost - true) > near):
        yield f"cost {cost} instead of {true} (pay {pay}, {prices})"
    if status == "understaffed":
        if bound is not None or gap is not None:
            yield f"bound {bound} and gap {gap} of a schedule that does not cover what it must"
        return
    if bound is None:
        if status in ("optimal", "within gap"):
            yield f"status {status!r} without a bound"
        return
    if bound > cost + near:
        yield f"bound {bound} above the cost {cost}"
    if bound > 0 and (gap is None or abs(gap - (cost / bound - 1)) > NEAR):
        yield f"gap {gap} instead of {cost / bound - 1}"
    if status == "optimal" and cost > bound + near:
        yield f"status 'optimal' at cost {cost} and bound {bound}"
    asked = case.document["inputs"]["gap"]
    if status == "within gap" and bound > 0 and cost > bound * (1 + asked) + near:
        yield f"status 'within gap' of {asked} at cost {cost} and bound {bound}"


def shortages(case: Case) -> Iterator[str]:
    """Every understaffed slot is listed once, with its most and a reason; no other slot is."""
    short = {
        (row["queue"], case.instant(row["start"])): int(row["understaffed"])
        for row in case.coverage
    }
    beneath = {
        (row["queue"], at): max(case.minimum(row["queue"], at) - int(row["net"]), 0)
        for row in case.coverage
        if (at := case.instant(row["start"])) in case.hours(row["queue"])
    }
    if any(beneath.values()) and case.document["summary"]["status"] != "understaffed":
        yield f"status {case.document['summary']['status']!r}, but a minimum is not kept"
    listed: Counter[tuple[str, int]] = Counter()
    for one in case.document["understaffing"]:
        begin, end = case.instant(one["start"]), case.instant(one["end"])
        slots = [(one["queue"], slot) for slot in range(begin, end, case.slot)]
        listed.update(slots)
        most = max((short.get(key, 0) for key in slots), default=0)
        if one["agents"] != most:
            yield f"understaffing {one} says {one['agents']}, but {most} are missing"
        if not one["reason"].strip():
            yield f"understaffing {one} has no reason"
        below = max((beneath.get(key, 0) for key in slots), default=0)
        if one["below_minimum"] != below:
            yield f"understaffing {one} says {one['below_minimum']} below the minimum, not {below}"
    for key, missing in short.items():
        if listed[key] != (missing > 0):
            wall = case.wall(key[1])
            yield f"{missing} missing in {key[0]!r} at {wall}, listed {listed[key]} times"
    for key in set(listed) - set(short):
        yield f"{key[0]!r} at {case.wall(key[1])} is listed as understaffed, but is not covered"


def distinct_limit(case: Case) -> Iterator[str]:
    """max_distinct_shifts, in each queue at least."""
    most = case.cover["max_distinct_shifts"]
    if most is None:
        return
    for queue in case.queues:
        mine = {
            (row.kind, _clock_of(case, row), row.end - row.start)
            for row in case.rows
            if row.queue == queue
        }
        if len(mine) > most:
            yield f"{len(mine)} distinct shifts in {queue!r} for a limit of {most}"


def full_time_share(case: Case) -> Iterator[str]:
    """full_time, in each queue on every day on which a full-time shift may start."""
    least = share(case.cover["full_time"])
    for queue in case.queues if least else []:
        for day in case.dates:
            today = [row for row in case.rows if (row.queue, row.day) == (queue, day)]
            full = sum(row.paid_hours >= FULL_TIME - NEAR for row in today)
            if full < least * len(today) and full_time_fits(case, queue, day):
                yield f"{full} of {len(today)} shifts of {queue!r} on {day} are full-time"


def full_time_fits(case: Case, queue: str, day: date) -> bool:
    """Whether a full-time shift that starts on a day lies inside the hours of a queue.

    One in which nobody is required at all would be no help, and is none that must be worked.
    """
    hours = case.hours(queue)
    return any(
        hours.issuperset(slots) and any(case.needed(queue, at) for at in slots)
        for kind in case.kinds.values()
        for length in kind.lengths
        if (length - case.unpaid(kind.name, length)) / 3600 >= FULL_TIME
        for minute in range(0, DAY, case.slot)
        for start in case.at(day, minute)
        if any(_begins(kind, case.wall(start), back) for back in (0, 1))
        for slots in [case.slots_of(queue, start, start + length)]
    )


# --- people


class Life:
    """The shifts of one person, by date and by week."""

    def __init__(self, case: Case, name: str, rows: list[Worked]) -> None:
        self.case, self.name = case, name
        self.rows = sorted(rows, key=lambda row: row.start)
        self.person = case.people.get(name)
        contract = self.person.contract if self.person else rows[0].contract
        self.terms = case.terms[contract]
        self.cyclic = any(map(case.repeats, {row.queue for row in rows} or case.queues))
        self.worked = {row.day for row in rows}

    @property
    def kinds(self) -> list[Kind]:
        """The kinds of shift that the contract allows."""
        mine = self.terms.shifts or set(self.case.kinds)
        return [kind for name, kind in self.case.kinds.items() if name in mine]

    @cached_property
    def weeks(self) -> list[list[date]]:
        """Calendar weeks as far as they lie in the plan; a repeating one goes on at its start."""
        return weeks_of(self.case, cyclic=self.cyclic)


def weeks_of(case: Case, *, cyclic: bool) -> list[list[date]]:
    """The dates of each calendar week."""
    weeks: dict[int, list[date]] = defaultdict(list)
    monday = case.dates[0] + timedelta(days=-case.dates[0].weekday() % 7)
    for day in case.dates:
        week = (day - monday).days // 7
        weeks[week % (len(case.dates) // 7) if cyclic and len(case.dates) >= 7 else week].append(
            day
        )
    return [
        sorted(days, key=lambda day: ((day - monday).days % len(case.dates), day))
        for _, days in sorted(weeks.items())
    ]


def people(case: Case) -> Iterator[str]:
    """Every rule of contracts and people."""
    if not case.terms:
        return
    rows: dict[str, list[Worked]] = {name: [] for name in case.people}
    for row in case.rows:
        rows.setdefault(row.agent, []).append(row)
    for name, mine in rows.items():
        if case.people and name not in case.people:
            yield f"{name!r} is not in agents.csv"
            continue
        if any(row.contract not in case.terms for row in mine):
            yield f"{name!r} has an unknown contract"
            continue
        life = Life(case, name, mine)
        for check in PERSON_CHECKS:
            for text in check(life):
                yield f"{name}: {text}"
    if not case.people:
        yield from _headcounts(case, rows)


def _headcounts(case: Case, rows: dict[str, list[Worked]]) -> Iterator[str]:
    """`people` and `max_people` of each contract, in each queue; none where no shift fits."""
    if not case.rows:
        return
    for terms in case.terms.values():
        for queue in case.queues:
            count = len(
                {row.agent for row in case.rows if (row.contract, row.queue) == (terms.name, queue)}
            )
            if terms.people is not None and (
                count > terms.people or (count < terms.people and terms.days[0] > 0)
            ):
                yield f"{count} people on {terms.name!r} in {queue!r} instead of {terms.people}"
            if terms.max_people is not None and count > terms.max_people:
                yield f"{count} people on {terms.name!r} in {queue!r}, more than {terms.max_people}"


def shifts_of_contract(life: Life) -> Iterator[str]:
    """Contract, kinds of shift, one shift a day."""
    for row in life.rows:
        if row.contract != life.terms.name:
            yield f"contract {row.contract!r} instead of {life.terms.name!r} on {row.day}"
        if life.terms.shifts and row.kind not in life.terms.shifts:
            yield f"{row.kind!r} is not a shift of {life.terms.name!r}"
    for day, count in Counter(row.day for row in life.rows).items():
        if count > 1:
            yield f"starts {count} shifts on {day}"


def rest(life: Life) -> Iterator[str]:
    """Rest between two shifts, on real instants."""
    spans = [(row.start, row.end) for row in life.rows]
    if life.cyclic and spans:
        around = life.case.end - life.case.first
        spans.append((spans[0][0] + around, spans[0][1] + around))
    for (_, end), (start, _) in pairwise(spans):
        if start - end < life.terms.rest:
            yield f"rests {(start - end) / 3600:g} h before {life.case.wall(start)}"


def days_of_week(life: Life) -> Iterator[str]:
    """days_per_week and weekly_hours in calendar weeks; of a part of a week the most only."""
    terms = life.terms
    least, most = terms.days
    low, high = terms.hours
    for week in life.weeks:
        mine = [row for row in life.rows if row.day in week]
        days, paid = len({row.day for row in mine}), sum(row.paid_hours for row in mine)
        at = f"in the week of {week[0]}"
        if days > most:
            yield f"works {days} days {at}, more than {most}"
        if paid > high + NEAR:
            yield f"is paid {paid:g} h {at}, more than {high:g}"
        if len(week) < 7:
            continue
        # what is possible under rules of nights and starts is not known here
        strict = (terms.spread, terms.nights, terms.rest_after_nights) != (None, None, None)
        if days < least and not (strict and life.person) and days < possible_days(life, week):
            yield f"works {days} days {at}, fewer than {least}, though more are possible"
        if paid < low - NEAR and (life.person is None or days >= least):
            yield f"is paid {paid:g} h {at}, less than {low:g}"


def days_off_together(life: Life) -> Iterator[str]:
    """consecutive_days_off in every week; days that are not in the plan may be off."""
    for week in life.weeks:
        off = [day not in life.worked for day in week] + [True] * (7 - len(week))
        if life.cyclic and len(life.weeks) == 1:
            off *= 2
        if len(week) < 7:
            off = [True] * 7 + off  # a part of a week may lie at either end
        runs = [len(list(run)) for free, run in groupby(off) if free]
        if max(runs, default=0) < life.terms.days_off:
            yield f"has {max(runs, default=0)} days off together in the week of {week[0]}"


def days_running(life: Life) -> Iterator[str]:
    """max_consecutive_days."""
    on = [day in life.worked for day in life.case.dates]
    if life.cyclic:
        on *= 2
    longest = max((len(list(run)) for works, run in groupby(on) if works), default=0)
    if longest > life.terms.run:
        yield f"works {longest} days running, more than {life.terms.run}"


def starts_together(life: Life) -> Iterator[str]:
    """start_flexibility: the starts of a week lie in a window of twice its width."""
    if life.terms.flexibility is not None:
        yield from _starts_apart(life, 2 * life.terms.flexibility)


def starts_of_a_week(life: Life) -> Iterator[str]:
    """start_spread: the starts of a week lie in a window of its width."""
    if life.terms.spread is not None:
        yield from _starts_apart(life, life.terms.spread)


def _starts_apart(life: Life, width: float) -> Iterator[str]:
    """The weeks whose starts lie in no window of a width around the clock."""
    for week in life.weeks:
        clocks = sorted({clock(_clock_of(life.case, row)) for row in life.rows if row.day in week})
        if len(clocks) > 1:
            apart = DAY - max(b - a for a, b in pairwise([*clocks, clocks[0] + DAY]))
            if apart > width:
                yield f"starts differ by {apart / 3600:g} h in the week of {week[0]}"


def nights(life: Life) -> Iterator[str]:
    """max_consecutive_nights, and rest_after_nights before all but a shift of the next night."""
    most, rest = life.terms.nights, life.terms.rest_after_nights
    if most is None and rest is None:
        return
    night = [life.case.night_of(row.start, row.end) for row in life.rows]
    worked = {one for one in night if one is not None}
    for first in worked if most is not None else ():
        if all(first + timedelta(days=k) in worked for k in range(int(most or 0) + 1)):
            yield f"works more than {most} nights running from {first}"
    for (one, before), (other, after) in pairwise(zip(life.rows, night, strict=True)):
        if rest is None or before is None or after == before + timedelta(days=1):
            continue
        if other.start - one.end < rest:
            yield f"rests {(other.start - one.end) / 3600:g} h after the night of {before}"


def available(life: Life) -> Iterator[str]:
    """Availability, days off and skills of a person by name."""
    if life.person is None:
        return
    for row in life.rows:
        if not can_work(life.case, life.person, row.start, row.end):
            yield f"cannot work on {row.day} at {life.case.wall(row.start):%H:%M}"
        if len(life.case.queues) > 1 and row.queue not in life.person.skills:
            yield f"has no skill {row.queue!r}"


def can_work(case: Case, person: Person, start: int, end: int) -> bool:
    """Whether days off and hours of a person leave a shift free.

    No part of it lies on a day off; all of it lies in hours of the date on which it starts, or of
    the evening before.
    """
    day = case.wall(start).date()
    last = case.wall(end - 1).date()
    touched = [day + timedelta(days=k) for k in range((last - day).days + 1)]
    if any(map(person.is_off, touched)):
        return False
    if not person.available:
        return True
    for days, begin, until in person.available:
        for since in (day, day - timedelta(days=1)):
            if since.weekday() not in days or (since != day and until == 2 * DAY):
                continue
            opens, closes = case.at(since, begin), case.at(since, until)
            opens = opens or case.at(since, begin + 3600)
            closes = closes or case.at(since, until + 3600)
            if opens[0] <= start and end <= closes[-1]:
                return True
    return False


def possible_days(life: Life, week: list[date]) -> int:
    """The most days that a person could work in a week by the rules for one person alone."""
    from itertools import combinations

    case, terms = life.case, life.terms
    choices = {day: _choices(case, life, day) for day in week}
    for count in range(min(terms.days[1], 7), 0, -1):
        for days in combinations(week, count):
            off = [day not in days for day in week]
            on = [day in days for day in week]
            if life.cyclic and len(life.weeks) == 1:
                off, on = off * 2, on * 2
            if max((len(list(r)) for free, r in groupby(off) if free), default=0) < terms.days_off:
                continue
            if max((len(list(r)) for busy, r in groupby(on) if busy), default=0) > terms.run:
                continue
            hours = sum(min((paid for _, _, paid in choices[day]), default=99.0) for day in days)
            if hours <= terms.hours[1] + NEAR and _rested(days, choices, terms):
                return count
    return 0


def _choices(case: Case, life: Life, day: date) -> list[tuple[int, int, float]]:
    """The shifts of a day that a person could work: start, end and paid hours."""
    hours = set().union(*(case.hours(queue) for queue in case.queues))
    found = []
    for kind in life.kinds:
        for begin in kind.clocks:
            for start in (
                case.at(day, begin)[:1] if begin < DAY and day.weekday() in kind.days else []
            ):
                for length in kind.lengths:
                    slots = case.slots_of(case.queues[0], start, start + length)
                    inside = all(at in hours for at in slots)
                    free = life.person is None or can_work(case, life.person, start, start + length)
                    if inside and free:
                        paid = (length - case.unpaid(kind.name, length)) / 3600
                        found.append((start, start + length, paid))
    return sorted(found, key=lambda span: span[1])


def _rested(
    days: Sequence[date], choices: dict[date, list[tuple[int, int, float]]], terms: Terms
) -> bool:
    """Whether one shift on each of some days leaves the rest; the one that ends first is best."""
    free = -(10**12)
    for day in sorted(days):
        fitting = [end for start, end, _ in choices[day] if start >= free]
        if not fitting:
            return False
        free = fitting[0] + terms.rest
    return True


def shared(case: Case) -> list[str]:
    """What is shared fairly: "weekend", "night", or a kind of shift."""
    kinds = [name for name, price in case.fairness["unpopular"].items() if price]
    return [name for name in ("weekend", "night") if case.fairness[name]] + [
        f"kind {name}" for name in kinds
    ]


def _is_shared(case: Case, what: str, kind: str, day: date, start: int, end: int) -> bool:
    if what == "weekend":
        return day.weekday() >= 5
    if what == "night":
        return case.night_of(start, end) is not None
    return what == f"kind {kind}"


def above_mean(case: Case) -> Iterator[str]:
    """max_above_mean: who is above the limit is named in a note with the number."""
    limit = case.fairness["max_above_mean"]
    for what in shared(case) if limit is not None else ():
        for contract in case.terms:
            mine = {
                person.name: 0
                for person in case.people.values()
                if person.contract == contract and _could_have(case, person, what)
            }
            for row in case.rows:
                if row.agent in mine:
                    mine[row.agent] += _is_shared(case, what, row.kind, row.day, row.start, row.end)
            for name, number in mine.items():
                most = sum(mine.values()) / len(mine) + float(limit)
                noted = any(f"{name} has {number} " in note for note in case.document["notes"])
                if number > most + NEAR and not noted:
                    yield f"{name} has {number} of {what!r}, more than {most:g}, without a note"


def _could_have(case: Case, person: Person, what: str) -> bool:
    """Whether contract, days off and hours of a person leave a shift that counts."""
    allowed = case.terms[person.contract].shifts or set(case.kinds)
    hours = set().union(*(case.hours(queue) for queue in case.queues))
    for day in (case.dates[0] - timedelta(days=1), *case.dates):
        for kind in (one for one in case.kinds.values() if one.name in allowed):
            if day.weekday() not in kind.days:
                continue
            for begin in kind.clocks:
                for start in case.at(day, begin)[:1]:
                    where = day + timedelta(days=begin // DAY)
                    for length in kind.lengths if case.first <= start < case.end else ():
                        inside = all(
                            at in hours
                            for at in case.slots_of(case.queues[0], start, start + length)
                        )
                        if (
                            inside
                            and can_work(case, person, start, start + length)
                            and _is_shared(case, what, kind.name, where, start, start + length)
                        ):
                            return True
    return False


PERSON_CHECKS = (
    shifts_of_contract,
    rest,
    days_of_week,
    days_off_together,
    days_running,
    starts_together,
    starts_of_a_week,
    nights,
    available,
)
CHECKS = (
    shifts_allowed,
    coverage,
    service_levels,
    goal_day,
    summary,
    shortages,
    distinct_limit,
    full_time_share,
    people,
    above_mean,
)
