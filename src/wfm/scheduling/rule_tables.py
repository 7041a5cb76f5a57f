"""The tables inside ``rules.toml``: what each key means, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from wfm.config.file_keys import key
from wfm.config.toml_table import Check, Table
from wfm.config.weekly_values import EVERY_DAY, Hours, Span, Weekdays
from wfm.scheduling.contracts import Contract
from wfm.scheduling.request import HIGHEST_PRICE, LOWEST_PRICE, MinimumStaffing
from wfm.scheduling.rule_values import (
    BreakLength,
    Percent,
    Range,
    RangeUpTo,
    Rest,
    Seconds,
    ShiftLength,
    Step,
)
from wfm.scheduling.shift_templates import BreakRule, Premium, Template

__all__ = [
    "BreakEntry",
    "ContractRule",
    "CoverRule",
    "FairnessRule",
    "MinimumRule",
    "PremiumRule",
    "ShiftRule",
]

_Name = Annotated[str, Field(min_length=1)]
_Price = Annotated[float, Field(ge=0, le=HIGHEST_PRICE, allow_inf_nan=False)]


class PremiumRule(Table):
    """Extra pay at certain hours."""

    hours: Annotated[Span, key("Hours for which more is paid: '22:00-06:00'", "time")]
    share: Annotated[Percent, key("How much more, of the pay: '25%'", "%", gt=0)]
    days: Annotated[Weekdays, key("Weekdays on which the hours begin", "weekdays")] = EVERY_DAY

    def record(self) -> Premium:
        """The premium, as a record."""
        return Premium(*self.hours, self.share, self.days)


class ShiftRule(Table):
    """A kind of shift: its starts, lengths and pay."""

    name: Annotated[_Name, key("Name of the kind of shift, which other rules use")]
    start: Annotated[
        Span, key("First and last start: '07:00-10:00', or one time; may pass midnight", "time")
    ]
    step: Annotated[Step, key("Time from one possible start to the next", "s")] = 1800
    length: Annotated[
        list[ShiftLength],
        key("Lengths from start to end, unpaid breaks included: ['8h30m', '4h']", min_length=1),
    ]
    days: Annotated[
        Weekdays, key("Weekdays on which it may start: 'Mon-Fri', 'Sat, Sun'", "weekdays")
    ] = EVERY_DAY
    pay: Annotated[
        float,
        key(
            "Pay of a paid hour; with 1, cost is paid hours",
            ge=LOWEST_PRICE,
            le=HIGHEST_PRICE,
            allow_inf_nan=False,
        ),
    ] = 1.0
    premium: Annotated[
        tuple[PremiumRule, ...], key("[[shift.premium]]: more pay at certain hours")
    ] = ()

    def record(self) -> Template:
        """The shift, as a record."""
        return Template(
            name=self.name,
            first=self.start[0],
            last=self.start[1],
            step=self.step,
            lengths=tuple(sorted(set(self.length))),
            days=self.days,
            pay=self.pay,
            premiums=tuple(rule.record() for rule in self.premium),
        )


class BreakEntry(Table):
    """A break, and the window in which it may begin."""

    kind: Annotated[_Name, key("What it is called: 'lunch'")]
    length: Annotated[BreakLength, key("How long it is: '30m'", "s")]
    paid: Annotated[bool, key("Whether it counts as paid time: true or false")]
    counted_from: Annotated[
        Literal["start", "middle", "end"],
        key(
            "Point of the shift from which earliest and latest are counted; middle: the start of a "
            "break with as much of the shift before as behind it, 12:00 for a lunch of 1 h in a "
            "shift from 08:00 to 17:00"
        ),
    ]
    earliest: Annotated[
        Seconds, key("First start of the break, from that point; '-1h' is one hour before it", "s")
    ]
    latest: Annotated[Seconds, key("Last start of the break, from that point", "s")]
    shifts: Annotated[tuple[str, ...], key("Shifts that have this break; all by default")] = ()
    min_shift_length: Annotated[Seconds, key("Shortest shift that has it", "s")] = 0
    max_shift_length: Annotated[Seconds, key("Longest shift that has it", "s")] = 172_800

    def checks(self) -> Iterable[Check]:
        """Neither the window nor the range of shift lengths may be empty."""
        return *super().checks(), self._window(), self._shift_lengths()

    def _window(self) -> Check:
        """The window of the break."""
        if self.latest < self.earliest:
            yield "latest", "must not be before earliest"

    def _shift_lengths(self) -> Check:
        """The range of shift lengths."""
        if self.max_shift_length < self.min_shift_length:
            yield "max_shift_length", "must not be below min_shift_length"

    def record(self) -> BreakRule:
        """The break, as a record."""
        return BreakRule(
            self.kind, self.length, self.paid, self.counted_from, self.earliest, self.latest,
            frozenset(self.shifts), self.min_shift_length, self.max_shift_length,
        )  # fmt: skip


class ContractRule(Table):
    """Rules for the weeks of the people on a contract."""

    needs: ClassVar[dict[str, tuple[str, ...]]] = {"period": ("weekly_hours", "weekends", "limits")}

    name: Annotated[_Name, key("Name, which agents.csv uses")]
    shifts: Annotated[tuple[str, ...], key("Shifts that may be worked; all by default")] = ()
    days_per_week: Annotated[
        Range, key("Days worked in a week: 5, or [4, 5] for minimum and maximum", "days")
    ] = (5, 5)
    weekly_hours: Annotated[
        RangeUpTo | None,
        key(
            "Paid hours of a week: 40 at most, or [30, 40]; with period on average over its weeks",
            "h",
        ),
    ] = None
    consecutive_days_off: Annotated[
        int, key("Days off together in every week", "days", ge=0, le=7)
    ] = 2
    max_consecutive_days: Annotated[
        int, key("Most days worked in a row, across weeks too", "days", ge=1)
    ] = 6
    min_consecutive_days: Annotated[
        int, key("Fewest days worked in a row; by name only", "days", ge=1)
    ] = 1
    min_consecutive_days_off: Annotated[
        int, key("Fewest days off in a row; by name only", "days", ge=1)
    ] = 1
    rest: Annotated[Rest, key("Rest between the end of a shift and the next start", "s")] = 39_600
    start_flexibility: Annotated[
        Rest | None,
        key("All starts of a person differ from a middle by no more than this; none: any", "s"),
    ] = None
    start_spread: Annotated[
        Rest | None,
        key(
            "Most difference between the starts of a person in one week; '0m': one start; without "
            "it, people by name keep few starts where no more agents are missing then",
            "s",
        ),
    ] = None
    period: Annotated[
        int,
        key(
            "Weeks over which weekly_hours is an average, and weekends and limits count; by name "
            "only",
            "weeks",
            ge=1,
            le=520,
        ),
    ] = 1
    weekends: Annotated[
        int | None, key("Most weekends with any work in a period; by name only", ge=0)
    ] = None
    limits: Annotated[
        dict[str, Annotated[int, Field(ge=0)]],
        key("Most shifts of a kind in a period: { night = 4 }; by name only"),
    ] = Field(default_factory=dict)
    max_consecutive_nights: Annotated[
        int | None, key("Most night shifts in a row; by name only", "nights", ge=1)
    ] = None
    rest_after_nights: Annotated[
        Rest | None,
        key(
            "Rest after a run of night shifts, before any shift but a night shift of the next "
            "night; that of rest by default; by name only",
            "s",
        ),
    ] = None
    isolated_day_off: Annotated[
        _Price, key("Price of each single day off between two days of work; by name only")
    ] = 0.0
    people: Annotated[int | None, key("How many people have the contract, exactly", ge=0)] = None
    max_people: Annotated[int | None, key("How many people may have it at most", ge=0)] = None

    def checks(self) -> Iterable[Check]:
        """The days must fit into a week, and the number of people must have one rule."""
        return (
            *super().checks(),
            self._days(),
            self._days_off(),
            self._runs(),
            self._hours(),
            self._weekends(),
            self._number(),
        )

    def _days(self) -> Check:
        """The range of days per week."""
        least, most = self.days_per_week
        if not 0 <= least <= most <= 7:
            yield "days_per_week", f"must be 0 to 7, the minimum first: got {least} to {most}"

    def _days_off(self) -> Check:
        """Days worked and days off together."""
        most, off = self.days_per_week[1], self.consecutive_days_off
        if most <= 7 < most + off:
            written = "days_per_week" in self.model_fields_set
            yield (
                "days_per_week" if written else "consecutive_days_off",
                f"days_per_week {most} and consecutive_days_off {off} do not fit into 7 days",
            )

    def _runs(self) -> Check:
        """Shortest and longest run of days."""
        least, most = self.min_consecutive_days, self.max_consecutive_days
        if least > most:
            yield "min_consecutive_days", f"must not be above max_consecutive_days, which is {most}"

    def _hours(self) -> Check:
        """The range of paid hours."""
        least, most = self.weekly_hours or (0.0, 0.0)
        if not 0 <= least <= most <= 168:
            yield (
                "weekly_hours",
                f"must be 0 to 168, the minimum first: got {least:g} to {most:g}",
            )

    def _weekends(self) -> Check:
        """Weekends of a period."""
        if self.weekends is not None and self.weekends > self.period:
            yield (
                "weekends",
                f"must be at most the weeks of a period, which are {self.period}: set period",
            )

    def _number(self) -> Check:
        """The number of people."""
        if self.people is not None and self.max_people is not None:
            yield "max_people", "people sets the number and max_people limits it; keep one"

    def record(self) -> Contract:
        """The contract, as a record."""
        return Contract(
            name=self.name,
            templates=tuple(self.shifts),
            days_per_week=self.days_per_week,
            weekly_hours=self.weekly_hours,
            consecutive_days_off=self.consecutive_days_off,
            rest=self.rest,
            start_flexibility=self.start_flexibility,
            max_consecutive_days=self.max_consecutive_days,
            people=self.people,
            max_people=self.max_people,
            period=self.period,
            min_consecutive_days=self.min_consecutive_days,
            min_consecutive_days_off=self.min_consecutive_days_off,
            weekends=self.weekends,
            limits=tuple(self.limits.items()),
            start_spread=self.start_spread,
            max_consecutive_nights=self.max_consecutive_nights,
            rest_after_nights=self.rest_after_nights,
            isolated_day_off=self.isolated_day_off,
        )


class CoverRule(Table):
    """What must be covered, and the prices."""

    synonyms: ClassVar[dict[str, str]] = {"kinds": "max_distinct_shifts"}
    # min_service_level needs a goal, which an option may set: see `wfm.scheduling.preparation`
    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "shortage": ("understaffed",),
        "min_share": ("understaffed",),
    }

    understaffed: Annotated[
        float | None,
        key(
            "Price of an understaffed agent-hour; without it, all must be covered",
            ge=LOWEST_PRICE,
            le=HIGHEST_PRICE,
            allow_inf_nan=False,
        ),
    ] = None
    shortage: Annotated[
        Literal["convex", "linear"],
        key(
            "Whether a missing person costs more, the larger the share of the requirement is that "
            "is missing, or always the same"
        ),
    ] = "convex"
    overstaffed: Annotated[_Price, key("Price of an overstaffed agent-hour")] = 0.0
    distinct_shift: Annotated[
        _Price, key("Price of each distinct shift (name, start and length)")
    ] = 0.0
    max_distinct_shifts: Annotated[
        int | None, key("Most distinct shifts (name, start and length)", ge=1)
    ] = None
    full_time: Annotated[
        Percent, key("Smallest share of full-time shifts among those of a day", "%", le=1)
    ] = 0.0
    part_time: Annotated[_Price, key("Added to the cost of each part-time shift")] = 0.0
    min_share: Annotated[
        Percent,
        key(
            "Share of the requirement to cover even if understaffing has a price, rounded up to "
            "whole people",
            "%",
            le=1,
        ),
    ] = 0.0
    goal: Annotated[
        Literal["interval", "day"],
        key("Whether the target is met in each interval, or over each day"),
    ] = "interval"
    min_service_level: Annotated[
        Percent, key("Minimum service level of every interval with goal 'day'", "%", gt=0, lt=1)
    ] = 0.5
    opening_hours: Annotated[bool, key("Whether shifts stay inside the hours of the plan")] = True


class MinimumRule(Table):
    """The fewest people at certain hours."""

    agents: Annotated[int, key("Fewest people present and not on a break", ge=0, le=100_000)]
    hours: Annotated[
        Hours, key("Hours for which it holds: '22:00-06:00' may pass midnight", "time")
    ] = (0, 86_400)
    days: Annotated[Weekdays, key("Weekdays on which these hours begin", "weekdays")] = EVERY_DAY
    queues: Annotated[tuple[str, ...], key("Queues (or teams) of the plan; all by default")] = ()

    def record(self) -> MinimumStaffing:
        """The minimum, as a record."""
        return MinimumStaffing(self.agents, self.hours, self.days, frozenset(self.queues))


class FairnessRule(Table):
    """Prices of an unequal distribution among named people of one contract."""

    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "max_above_mean": ("weekend", "night", "unpopular")
    }

    weekend: Annotated[
        _Price, key("Price of each weekend day that a person works more than another")
    ] = 0.0
    night: Annotated[
        _Price, key("Price of each night shift that a person works more than another")
    ] = 0.0
    unpopular: Annotated[
        dict[str, _Price],
        key("The same for shifts of a kind: { late = 2 }"),
    ] = Field(default_factory=dict)
    max_above_mean: Annotated[
        float | None,
        key(
            "Most weekend days, night shifts or unpopular shifts above the mean of the contract, "
            "of those that have a price here: 1 for no more than one above it",
            ge=0,
            le=1_000_000,
            allow_inf_nan=False,
        ),
    ] = None
