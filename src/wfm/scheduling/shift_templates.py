"""The rules of shifts, and the shifts they allow over a calendar.

A template says when a shift may begin, how long it may be and what it pays; a break rule says
which breaks such a shift has and where. `lay_out` turns them into the concrete `Shift` records of
a grid, in true time: a night shift over a change of clocks is as long as it is paid.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wfm.errors import InputError
from wfm.scheduling.contracts import DAY
from wfm.scheduling.records import BreakWindow, Shift
from wfm.units import duration_text
from wfm.work_limits import POSSIBLE_SHIFTS

__all__ = ["BreakRule", "Premium", "SlotGrid", "Template", "grid_of", "lay_out", "off_grid_notes"]

_MINUTE = 60
# A finer grid makes programs that take minutes; starts and breaks are seldom finer.
_MIN_GRID = 5 * _MINUTE
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Premium:
    """More pay at some hours: `share` of the pay for every hour of presence in them.

    Attributes
    ----------
    begin, end : int
        Times of day; an end before the begin is on the next day. [s after midnight]
    share : float
        0.25 for a quarter more. [fraction]
    days : frozenset of int
        Weekdays, 0 for Monday, on which the hours count.
    """

    begin: int
    end: int
    share: float
    days: frozenset[int] = frozenset(range(7))


@dataclass(frozen=True)
class Template:
    """When a kind of shift may begin, how long it may be, and its pay.

    Attributes
    ----------
    name : str
        What people call it.
    first, last, step : int
        First and last start, after midnight, and the time between starts. [s]
    lengths : tuple of int
        From start to end, unpaid breaks included. [s]
    days : frozenset of int
        Weekdays, 0 for Monday, on which it may begin.
    pay : float
        Of a paid hour.
    premiums : tuple of Premium
        More pay at some hours.
    """

    name: str
    first: int
    last: int
    step: int
    lengths: tuple[int, ...]
    days: frozenset[int] = frozenset(range(7))
    pay: float = 1.0
    premiums: tuple[Premium, ...] = ()


@dataclass(frozen=True)
class BreakRule:
    """One break of the shifts it applies to.

    Attributes
    ----------
    kind : str
        What people call it.
    length : int
        How long. [s]
    paid : bool
        Whether it counts as paid time.
    anchor : {"start", "middle", "end"}
        What the window is counted from; "middle" is the start of a break with as much of the shift
        before as behind it.
    earliest, latest : int
        From the anchor to the first and last moment at which the break may begin. [s]
    templates : frozenset of str
        Which templates have it; empty for all.
    shortest, longest : int
        Lengths of the shifts that have it. [s]
    """

    kind: str
    length: int
    paid: bool
    anchor: Literal["start", "middle", "end"]
    earliest: int
    latest: int
    templates: frozenset[str] = frozenset()
    shortest: int = 0
    longest: int = 2 * DAY

    def applies(self, template: Template, length: int) -> bool:
        """Whether shifts of this template and length have the break."""
        named = not self.templates or template.name in self.templates
        return named and self.shortest <= length <= self.longest


@dataclass(frozen=True)
class SlotGrid:
    """The slots of a plan, in true time.

    Attributes
    ----------
    first : int
        The instant at which slot 0 begins, seconds since 1970 (of the wall clock without a zone).
    slot : int
        Length of a slot. [s]
    open : bool array, shape (slots,)
        Slots that the plan has an interval for.
    cyclic : bool
        The end is the beginning again.
    zone : tzinfo or None
        Time zone of the local times.
    dates : tuple of date
        The local days on which shifts may begin.
    """

    first: int
    slot: int
    open: NDArray[np.bool_]
    cyclic: bool
    zone: tzinfo | None
    dates: tuple[date, ...]

    @property
    def goes_on(self) -> bool:
        """Whether the hours go on behind the end, as those of a plan around the clock do.

        Its last shifts may then end behind the end, where no agents are required.
        """
        return not self.cyclic and bool(self.open[0] and self.open[-1])

    def slot_of(self, day: date, clock: int) -> int | None:
        """The slot at a time on the wall; None for a time that does not exist or is off grid."""
        wall = datetime.combine(day, time()) + timedelta(seconds=clock)
        if self.zone is None:
            instant = int((wall - _EPOCH).total_seconds())
        else:
            aware = wall.replace(tzinfo=self.zone)
            instant = int(aware.timestamp())
            # the hour that a change of clocks leaves out maps to another time
            if datetime.fromtimestamp(instant, self.zone).replace(tzinfo=None) != wall:
                return None
        slot, off = divmod(instant - self.first, self.slot)
        # a start between two slots cannot be run on this grid
        return None if off else slot


def grid_of(interval: int, templates: Sequence[Template], rules: Sequence[BreakRule]) -> int:
    """Length of the slot that everything falls on: the greatest common divisor, in seconds.

    Raises
    ------
    InputError
        If it would be below 5 minutes.
    """
    times = [interval]
    for template in templates:
        times += [template.first, template.step, *template.lengths]
    for rule in rules:
        times += [rule.length, rule.earliest, rule.latest]
    grid = math.gcd(*times)
    if grid < _MIN_GRID:
        raise InputError(
            f"plan, shifts and breaks only meet on a grid of {grid / _MINUTE:g} min; "
            "it must be at least 5: "
            "let starts, lengths and breaks be multiples of 5 or 15 minutes.",
            name="grid",
            value=grid,
        )
    return grid


def _first_and_last(rule: BreakRule, length: int, slot: int) -> tuple[int, int]:
    """First and last slot of a shift in which a break may begin.

    The middle is the start of a break with as much of the shift before as behind it, which may lie
    between two slots. The slots are those inside the window; the two nearest where it has none.
    """
    # twice the time, so that the half of an odd number of seconds is a whole number
    twice = {"start": 0, "middle": length - rule.length, "end": 2 * length}[rule.anchor]
    first = -(-(twice + 2 * rule.earliest) // (2 * slot))
    last = (twice + 2 * rule.latest) // (2 * slot)
    return min(first, last), max(first, last)


def off_grid_notes(
    templates: Sequence[Template], rules: Sequence[BreakRule], slot: int
) -> tuple[str, ...]:
    """What to say of breaks whose window lies between two slots.

    Examples
    --------
    >>> lunch = BreakRule("lunch", 1800, paid=False, anchor="middle", earliest=0, latest=0)
    >>> notes = off_grid_notes([Template("day", 28800, 28800, 1800, (28800,))], [lunch], 1800)
    >>> notes[0][:74]
    "break 'lunch' is to begin 3 h 45 min after the start of a day shift of 8 h"
    """
    return tuple(
        f"break {rule.kind!r} is to begin {duration_text(middle)} after the start of a "
        f"{template.name} shift of {duration_text(length)}, which lies between two slots of "
        f"{duration_text(slot)}: it begins {duration_text(slot / 2)} before or after that"
        for rule in rules
        for template in templates
        for length in template.lengths
        if rule.anchor == "middle" and rule.applies(template, length)
        # the middle of a wider window is inside it, and its slots are exact
        if rule.earliest == rule.latest and (length - rule.length) % (2 * slot)
        for middle in [(length - rule.length) / 2 + rule.earliest]
    )


def windows(
    template: Template, length: int, rules: Sequence[BreakRule], slot: int
) -> tuple[BreakWindow, ...]:
    """The breaks of a shift of some length, in their order.

    Raises
    ------
    InputError
        If a window lies outside the shift, or two windows overlap.
    """
    found = []
    for rule in rules:
        if rule.applies(template, length):
            earliest, latest = _first_and_last(rule, length, slot)
            width = latest - earliest
            group = (
                f"{rule.kind} {rule.length // _MINUTE} {width} {'paid' if rule.paid else 'unpaid'}"
            )
            found.append(
                BreakWindow(
                    rule.kind,
                    group,
                    rule.length // slot,
                    earliest,
                    latest,
                    rule.paid,
                )
            )
    found.sort(key=lambda window: window.earliest)
    _check(template, length, found, slot)
    return tuple(found)


def _check(template: Template, length: int, found: list[BreakWindow], slot: int) -> None:
    """Refuse windows that leave the shift or overlap."""
    shift = f"a {template.name} shift of {length / 3600:g} h"
    minutes = slot / _MINUTE
    for window in found:
        if window.earliest <= 0 or window.latest + window.length >= length // slot:
            raise InputError(
                f"break {window.kind!r} does not lie inside {shift}: its window is "
                f"{window.earliest * minutes:g} to {window.latest * minutes:g} min after the "
                "start; narrow the window, or say which lengths have the break.",
                name="break",
                value=window.kind,
            )
    for before, after in pairwise(found):
        if before.latest + before.length > after.earliest:
            raise InputError(
                f"the windows of {before.kind!r} and {after.kind!r} overlap in {shift}: the first "
                f"may end {(before.latest + before.length) * minutes:g} min after the start, the "
                f"second may begin at {after.earliest * minutes:g}; move them apart.",
                name="break",
                value=(before.kind, after.kind),
            )


def lay_out(
    templates: Sequence[Template],
    rules: Sequence[BreakRule],
    grid: SlotGrid,
    required: NDArray[np.int64] | None = None,
) -> list[Shift]:
    """Every shift that the rules allow inside opening hours.

    Where a plan goes on around the clock, its last shifts may end behind it.
    A shift may begin or end in a slot without a requirement: people who have to work their days,
    and those whose breaks then fall better, need such shifts.

    Parameters
    ----------
    templates : sequence of Template
        Kinds of shifts.
    rules : sequence of BreakRule
        Their breaks.
    grid : SlotGrid
        The slots of the plan.
    required : int64 array, shape (slots,), optional
        People needed. Shifts whose slots all need 0 people are left out: where shifts alone
        are scheduled, no cheapest schedule runs them. Without it, they are kept for people who
        have to work their days. [agents]

    Raises
    ------
    InputError
        If breaks do not fit into their shifts.
    """
    POSSIBLE_SHIFTS.check("templates", _possible(templates, grid))
    needed = None if required is None else required > 0
    return [
        shift
        for shift in _all(templates, rules, grid)
        if grid.open[(own := _slots(shift, grid))].all() and (needed is None or needed[own].any())
    ]


def _possible(templates: Sequence[Template], grid: SlotGrid) -> int:
    """Number of shifts of the templates on all days of a grid."""
    weekdays = Counter(day.weekday() for day in grid.dates)
    return sum(
        len(template.lengths)
        * len(_clocks(template))
        * sum(weekdays[day] for day in set(template.days))
        for template in templates
    )


def _clocks(template: Template) -> range:
    """The starts of a template, in seconds after midnight."""
    # a last start before the first is on the next day
    last = template.last if template.last >= template.first else template.last + DAY
    return range(template.first, last + 1, template.step)


def _all(
    templates: Sequence[Template], rules: Sequence[BreakRule], grid: SlotGrid
) -> Iterator[Shift]:
    """Every shift of the templates on the days of a grid, opening hours aside."""
    for template in templates:
        for length in template.lengths:
            breaks = windows(template, length, rules, grid.slot)
            # a paid break is work time that is paid, an unpaid one is neither
            unpaid = sum(window.length for window in breaks if not window.paid)
            paid = (length - unpaid * grid.slot) / 3600
            for day, start, clock in _starts(template, grid):
                slots = length // grid.slot
                last = len(grid.open) - (1 if grid.cyclic or grid.goes_on else slots)
                if not grid.cyclic and not 0 <= start <= last:
                    continue
                extra = _premium(template, grid.dates[day], clock, length)
                yield Shift(
                    template=template.name,
                    day=day,
                    start=start % len(grid.open),
                    length=slots,
                    clock=clock,
                    breaks=breaks,
                    paid_hours=paid,
                    cost=template.pay * (paid + extra),
                )


def _starts(template: Template, grid: SlotGrid) -> Iterator[tuple[int, int, int]]:
    """Day, first slot and clock of every start of a template.

    A start after midnight is allowed by the day on which its window opens, and belongs to the
    date on which the shift starts.
    """
    count = len(grid.dates)
    # windows that open on the day before the horizon reach into it, unless it repeats
    for index in range(-1 if not grid.cyclic else 0, count):
        opens = grid.dates[0] + timedelta(days=index)
        if opens.weekday() in template.days:
            for clock in _clocks(template):
                day = index + clock // DAY
                if not (grid.cyclic or 0 <= day < count):
                    continue
                # behind the end of a horizon that repeats, the clocks of its first days count
                slot = grid.slot_of(grid.dates[day % count], clock % DAY)
                if slot is not None:
                    yield day % count, slot, clock % DAY


def _slots(shift: Shift, grid: SlotGrid) -> NDArray[np.intp]:
    """The slots of a shift that lie on the grid."""
    slots, count = np.arange(shift.start, shift.start + shift.length), len(grid.open)
    return slots % count if grid.cyclic else slots[slots < count]


def _premium(template: Template, day: date, clock: int, length: int) -> float:
    """Hours of presence that are paid more, times how much more."""
    extra = 0.0
    for premium in template.premiums:
        # premium hours that end before they begin end on the next day
        end = premium.end if premium.end > premium.begin else premium.end + DAY
        # premium hours of the day before and of the days after may reach into the shift
        for offset in (-1, 0, 1, 2):
            if (day + timedelta(days=offset)).weekday() in premium.days:
                begin = premium.begin + offset * DAY
                overlap = min(clock + length, end + offset * DAY) - max(clock, begin)
                extra += premium.share * max(overlap, 0) / 3600
    return extra
