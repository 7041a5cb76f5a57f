"""``rules.toml``: shifts, breaks, contracts and prices, validated when the file is read.

All mistakes are reported at once, each with its key and line; for an unknown key the nearest
known one is suggested.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from wfm import units
from wfm.config.toml_file import Check, Table, nearest, read_toml
from wfm.config.toml_lines import KeyPath
from wfm.errors import InputError
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.request import Prices, ShiftRules
from wfm.scheduling.shift_templates import BreakRule, Premium, Template

__all__ = ["EXAMPLE", "Rules", "default_rules", "read_rules"]

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _seconds(value: object) -> int:
    """A duration in whole minutes, signed."""
    if isinstance(value, int | float):
        raise ValueError("is a number without a unit; write '30m' or '8h30m'")
    text = str(value).strip()
    sign = -1 if text.startswith("-") else 1
    try:
        seconds = units.duration(text.lstrip("+-"))
    except InputError:
        raise ValueError("is not a duration; write '30m', '8h' or '8h30m'") from None
    if seconds % 60:
        raise ValueError("must be whole minutes")
    return sign * int(seconds)


def _clock(value: object) -> int:
    """A time of day in seconds after midnight."""
    match = re.fullmatch(r"(\d{1,2}):(\d\d)", str(value).strip())
    if not match or int(match[1]) > 24 or int(match[2]) > 59:
        raise ValueError("is not a time of day; write '07:00'")
    return int(match[1]) * 3600 + int(match[2]) * 60


def _span(value: object) -> tuple[int, int]:
    """Two times of day, or one that is both."""
    first, dash, last = str(value).partition("-")
    return _clock(first), _clock(last if dash else first)


def _weekdays(value: object) -> frozenset[int]:
    """'Mon-Fri, Sun' or a list of such; a span may go over Sunday."""
    parts = value if isinstance(value, list) else str(value).split(",")
    found: set[int] = set()
    for part in parts:
        first, _, last = str(part).partition("-")
        begin, end = _weekday(first), _weekday(last or first)
        found |= {day % 7 for day in range(begin, end + 1 + 7 * (end < begin))}
    return frozenset(found)


def _weekday(name: str) -> int:
    """The number of a weekday, 0 for Monday."""
    short = name.strip()[:3].capitalize()
    if short not in DAYS:
        raise ValueError(f"{name.strip()!r} is not a weekday; write 'Mon-Fri' or 'Sat, Sun'")
    return DAYS.index(short)


def _share(value: object) -> float:
    """A fraction or a percentage."""
    try:
        return units.fraction(str(value), "share")
    except InputError as error:
        raise ValueError(str(error)) from None


def _two(value: object) -> tuple[object, object]:
    """A single number is both ends of a range."""
    if not isinstance(value, list):
        return value, value
    if len(value) != 2:
        raise ValueError("must be one number, or [minimum, maximum]")
    return value[0], value[1]


def _at_most(value: object) -> tuple[object, object]:
    """A single number is the maximum; a list is the minimum and the maximum."""
    least, most = _two(value)
    return (least, most) if isinstance(value, list) else (0, most)


def _between(minimum: int, maximum: int) -> Callable[[int], int]:
    """A check of a duration that names its limits as people write them."""

    def check(seconds: int) -> int:
        if not minimum <= seconds <= maximum:
            low, high = units.duration_text(minimum), units.duration_text(maximum)
            raise ValueError(f"must be {low} to {high}: got {units.duration_text(seconds)}")
        return seconds

    return check


Seconds = Annotated[int, BeforeValidator(_seconds)]
Step = Annotated[Seconds, AfterValidator(_between(300, 86_400))]
ShiftLength = Annotated[Seconds, AfterValidator(_between(60, 86_400))]
BreakLength = Annotated[Seconds, AfterValidator(_between(60, 14_400))]
Span = Annotated[tuple[int, int], BeforeValidator(_span)]
Weekdays = Annotated[frozenset[int], BeforeValidator(_weekdays)]
Share = Annotated[float, BeforeValidator(_share)]
EVERY_DAY = frozenset(range(7))


class PremiumRule(Table):
    """Extra pay at certain hours."""

    hours: Span
    share: Annotated[Share, Field(gt=0)]
    days: Weekdays = EVERY_DAY


class ShiftRule(Table):
    """A kind of shift: its starts, lengths and pay."""

    name: Annotated[str, Field(min_length=1)]
    start: Span
    step: Step = 1800
    length: Annotated[list[ShiftLength], Field(min_length=1)]
    days: Weekdays = EVERY_DAY
    pay: Annotated[float, Field(gt=0)] = 1.0
    premium: tuple[PremiumRule, ...] = ()


class BreakEntry(Table):
    """A break, and the window in which it may begin."""

    kind: Annotated[str, Field(min_length=1)]
    length: BreakLength
    paid: bool
    counted_from: Literal["start", "middle", "end"]
    earliest: Seconds
    latest: Seconds
    shifts: tuple[str, ...] = ()
    min_shift_length: Seconds = 0
    max_shift_length: Seconds = 172_800

    def checks(self) -> Iterable[Check]:
        """Neither the window nor the range of shift lengths may be empty."""
        return self._window(), self._shift_lengths()

    def _window(self) -> Check:
        """The window of the break."""
        if self.latest < self.earliest:
            yield "latest", "must not be before earliest"

    def _shift_lengths(self) -> Check:
        """The range of shift lengths."""
        if self.max_shift_length < self.min_shift_length:
            yield "max_shift_length", "must not be below min_shift_length"


class ContractRule(Table):
    """Rules for the weeks of the people on a contract."""

    name: Annotated[str, Field(min_length=1)]
    shifts: tuple[str, ...] = ()
    days_per_week: Annotated[tuple[int, int], BeforeValidator(_two)] = (5, 5)
    weekly_hours: Annotated[tuple[float, float], BeforeValidator(_at_most)] | None = None
    consecutive_days_off: Annotated[int, Field(ge=0, le=7)] = 2
    max_consecutive_days: Annotated[int, Field(ge=1)] = 6
    rest: Seconds = 39_600
    start_flexibility: Seconds | None = None
    people: Annotated[int, Field(ge=0)] | None = None
    max_people: Annotated[int, Field(ge=0)] | None = None

    def checks(self) -> Iterable[Check]:
        """The days must fit into a week, and the number of people must have one rule."""
        return self._days(), self._days_off(), self._number()

    def _days(self) -> Check:
        """The range of days per week."""
        least, most = self.days_per_week
        if not 0 <= least <= most <= 7:
            yield "days_per_week", f"must be 0 to 7, the minimum first: got {least} to {most}"

    def _days_off(self) -> Check:
        """Days worked and days off together."""
        most, off = self.days_per_week[1], self.consecutive_days_off
        if most <= 7 < most + off:
            key = (
                "days_per_week"
                if "days_per_week" in self.model_fields_set
                else "consecutive_days_off"
            )
            yield (
                key,
                f"days_per_week {most} and consecutive_days_off {off} do not fit into 7 days",
            )

    def _number(self) -> Check:
        """The number of people."""
        if self.people is not None and self.max_people is not None:
            yield "max_people", "people sets the number and max_people limits it; keep one"


class CoverRule(Table):
    """What must be covered, and the prices."""

    understaffed: Annotated[float, Field(gt=0)] | None = None
    overstaffed: Annotated[float, Field(ge=0)] = 0.0
    distinct_shift: Annotated[float, Field(ge=0)] = 0.0
    max_distinct_shifts: Annotated[int, Field(ge=1)] | None = None
    min_share: Annotated[Share, Field(le=1)] = 0.0
    goal: Literal["interval", "day"] = "interval"
    min_service_level: Annotated[Share, Field(gt=0, lt=1)] = 0.5
    opening_hours: bool = True


class FairnessRule(Table):
    """Prices of an unequal distribution among named people of one contract."""

    weekend: Annotated[float, Field(ge=0)] = 0.0
    unpopular: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)


class Rules(Table):
    """A whole file of rules."""

    cover: CoverRule = CoverRule()
    shift: Annotated[list[ShiftRule], Field(min_length=1)]
    rest_break: Annotated[tuple[BreakEntry, ...], Field(alias="break")] = ()
    contract: tuple[ContractRule, ...] = ()
    fairness: FairnessRule = FairnessRule()

    def checks(self) -> Iterable[Check]:
        """Names of shifts are unique, and every shift that a rule names exists."""
        yield self._own_names()
        yield self._unpopular()
        for i, rest in enumerate(self.rest_break):
            yield self._users(("break", i, "shifts"), rest)
        for i, contract in enumerate(self.contract):
            yield self._users(("contract", i, "shifts"), contract)

    def _own_names(self) -> Check:
        """Names that occur twice."""
        names = [shift.name for shift in self.shift]
        for i, name in enumerate(names):
            if name in names[:i]:
                yield ("shift", i, "name"), f"duplicate shift name {name!r}"

    def _unpopular(self) -> Check:
        """Shifts with a price of fairness."""
        for name in self.fairness.unpopular:
            yield from self._unknown(("fairness", "unpopular", name), [name])

    def _users(self, path: KeyPath, rule: BreakEntry | ContractRule) -> Check:
        """Shifts that a break or a contract names."""
        yield from self._unknown(path, rule.shifts)

    def _unknown(self, path: KeyPath, wanted: Iterable[str]) -> Check:
        """Names of shifts that do not exist."""
        names = [shift.name for shift in self.shift]
        for name in wanted:
            if name not in names:
                yield path, f"unknown shift {name!r}{nearest(name, names)}"

    def templates(self) -> list[Template]:
        """The shifts, as records."""
        return [
            Template(
                name=rule.name,
                first=rule.start[0],
                last=rule.start[1],
                step=rule.step,
                lengths=tuple(sorted(set(rule.length))),
                days=rule.days,
                pay=rule.pay,
                premiums=tuple(Premium(*p.hours, p.share, p.days) for p in rule.premium),
            )
            for rule in self.shift
        ]

    def contracts(self) -> list[Contract]:
        """The contracts, as records."""
        return [
            Contract(
                name=rule.name,
                templates=tuple(rule.shifts),
                days_per_week=rule.days_per_week,
                weekly_hours=rule.weekly_hours,
                consecutive_days_off=rule.consecutive_days_off,
                rest=rule.rest,
                start_flexibility=rule.start_flexibility,
                max_consecutive_days=rule.max_consecutive_days,
                people=rule.people,
                max_people=rule.max_people,
            )
            for rule in self.contract
        ]

    def breaks(self) -> list[BreakRule]:
        """The breaks, as records."""
        return [
            BreakRule(
                rule.kind, rule.length, rule.paid, rule.counted_from, rule.earliest, rule.latest,
                frozenset(rule.shifts), rule.min_shift_length, rule.max_shift_length,
            )
            for rule in self.rest_break
        ]  # fmt: skip

    def shift_rules(
        self, agents: Sequence[Agent] = (), *, cyclic: bool | None = None
    ) -> ShiftRules:
        """What may be worked, as a record."""
        return ShiftRules(
            templates=self.templates(),
            breaks=self.breaks(),
            contracts=self.contracts(),
            agents=agents,
            opening_hours=self.cover.opening_hours,
            cyclic=cyclic,
        )

    def prices(self) -> Prices:
        """Prices and limits, as a record."""
        cover = self.cover
        return Prices(
            understaffed=cover.understaffed,
            overstaffed=cover.overstaffed,
            distinct_shift=cover.distinct_shift,
            max_distinct_shifts=cover.max_distinct_shifts,
            min_share=cover.min_share,
            weekend=self.fairness.weekend,
            unpopular=self.fairness.unpopular,
        )


def read_rules(path: str) -> Rules:
    """Rules of a TOML file.

    Raises
    ------
    DataError
        Naming every mistake with its key and line.
    """
    return read_toml(path, Rules)


EXAMPLE = """\
# Rules for `wfm schedule --rules rules.toml`. Times are local times; 07:00-10:00 is a span.

[cover]
# understaffed = 200         # price of an understaffed agent-hour; without it, all must be covered
# overstaffed = 0            # price of an overstaffed agent-hour
# distinct_shift = 0         # price of each distinct shift (name, start and length)
# max_distinct_shifts = 12   # limit on the number of distinct shifts
# min_share = "80%"          # share of the requirement to cover even if understaffing has a price
goal = "interval"            # or "day": meet the target over each day, not in each interval
# min_service_level = "50%"  # minimum service level of every interval with goal = "day"
opening_hours = true         # keep shifts inside the hours of the plan

[[shift]]
name = "full-time"
start = "00:00-23:30"        # first and last start
step = "30m"                 # time between two starts
length = ["8h30m"]           # from start to end, unpaid breaks included
days = "Mon-Sun"             # days on which the shift may start
pay = 1.0                    # pay per paid hour; with 1.0, cost is paid hours
# [[shift.premium]]          # extra pay for every hour of presence in certain hours
# hours = "22:00-06:00"
# share = "25%"

[[shift]]
name = "part-time"
start = "00:00-23:30"
step = "30m"
length = ["4h", "5h", "6h"]

[[break]]
kind = "lunch"
length = "30m"
paid = false
counted_from = "middle"      # of the shift; or "start" or "end"
earliest = "-1h"             # first start of the break: one hour before the middle
latest = "1h"                # last start of the break
shifts = ["full-time"]       # shifts that have this break; without it, all
# min_shift_length = "6h"    # shortest shift that has this break
# max_shift_length = "12h"   # longest shift that has this break

[[break]]
kind = "break"
length = "15m"
paid = true
counted_from = "start"
earliest = "1h"
latest = "2h"

[[break]]
kind = "second break"
length = "15m"
paid = true
counted_from = "end"
earliest = "-2h"
latest = "-1h"
shifts = ["full-time"]

# [[contract]]               # with contracts, whole weeks of people are planned
# name = "five days"
# shifts = ["full-time"]     # shifts that may be worked; without it, all
# days_per_week = 5          # or [4, 5]: minimum and maximum
# weekly_hours = 40          # maximum of paid hours; or [30, 40]
# consecutive_days_off = 2   # in every week
# max_consecutive_days = 6   # days worked in a row
# rest = "11h"               # between two shifts
# start_flexibility = "1h"   # starts of a week differ from a middle by at most one hour
# people = 30                # exactly; or max_people = 30

# [fairness]                 # prices of an unequal distribution among people by name
# weekend = 5                # of each weekend day that a person works more than another
# unpopular = { part-time = 2 }   # of each such shift that a person works more than another
"""


def default_rules() -> Rules:
    """The built-in rules: 8-hour full-time shifts and part-time shifts of 4 to 6 hours."""
    return Rules.model_validate(tomllib.loads(EXAMPLE))
