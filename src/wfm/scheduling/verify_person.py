"""The rules of one person, counted again from the rows of a roster, day by day.

`verify_roster` is the whole recount. Nothing here looks at the programs that make rosters.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import groupby, pairwise, takewhile
from typing import NamedTuple

from wfm.scheduling.availability import FirstDay, free, is_available, weekday
from wfm.scheduling.contracts import DAY, Agent, Contract
from wfm.scheduling.night_shifts import Night
from wfm.scheduling.records import StaffRequirement
from wfm.scheduling.roster import Roster, RosterRow

__all__ = ["CENT", "AddedShift", "Fault", "PersonChecks", "RosterCalendar"]

# Clocks change by two hours at most; without a zone, starts behind the change are off by it.
CHANGE = 7_200
# Hours and costs are sums of decimal numbers, so that they may differ by rounding.
CENT = 1e-6
# Work in a night that makes a night shift. [s]
THREE_HOURS = 10_800


class RosterCalendar(NamedTuple):
    """The days of a horizon and their dates; `weeks` are the days of each calendar week."""

    days: int
    slot: float
    cyclic: bool
    first_day: FirstDay
    zone: tzinfo | None
    weeks: list[list[int]]
    night: Night

    @classmethod
    def of(
        cls,
        need: StaffRequirement,
        first_day: FirstDay,
        week_starts: int,
        zone: tzinfo | None,
        night: Night,
    ) -> RosterCalendar:
        """The calendar of a requirement."""
        days = round(len(need.required) * need.slot / DAY)
        weeks: dict[int, list[int]] = {}
        for day in range(days):
            # a week that repeats has no first day; else a week begins on its weekday
            repeats = need.cyclic and days == 7
            monday = day if repeats else day - (weekday(first_day, day) - week_starts) % 7
            weeks.setdefault(0 if repeats else monday, []).append(day)
        return cls(days, need.slot, need.cyclic, first_day, zone, list(weeks.values()), night)

    @property
    def repeats(self) -> bool:
        """Whether people's weeks repeat."""
        return self.cyclic and self.days == 7

    def start(self, slot: float) -> tuple[int, float]:
        """Day and time on the wall of the instant at which a slot begins."""
        seconds = slot * self.slot
        if self.zone is None or not isinstance(self.first_day, date):
            return divmod(seconds, DAY)  # type: ignore[return-value]
        midnight = datetime.combine(self.first_day, time())
        instant = midnight.replace(tzinfo=self.zone).timestamp() + seconds
        wall = datetime.fromtimestamp(instant, self.zone).replace(tzinfo=None)
        day, clock = divmod((wall - midnight), timedelta(days=1))
        return day, clock.total_seconds()

    def night_of(self, row: RosterRow) -> int | None:
        """The day on which the night of a night shift begins, counted minute by minute."""
        # as long as the shift and both ends of the night are whole steps, none is missed
        step = math.gcd(round(self.slot), round(row.shift.clock), *self.night) or 60
        first, last = self.night
        length = last - first if last > first else last - first + DAY
        worked: Counter[int] = Counter()
        for moment in range(0, round(row.shift.length * self.slot), step):
            if self.zone is None:
                seconds = row.shift.day * DAY + row.shift.clock + moment
                day, clock = seconds // DAY, float(seconds % DAY)
            else:
                day, clock = self.start(row.shift.start + moment / self.slot)
            for begins in (day - 1, day):
                if 0 <= day * DAY + clock - begins * DAY - first < length:
                    worked[begins] += step
        most = max(worked, key=lambda day: (worked[day], -day), default=0)
        return most if worked[most] >= THREE_HOURS else None


class Fault(NamedTuple):
    """A rule that rows break, by its key, and how."""

    rule: str
    text: str


class AddedShift:
    """Which rules one more shift of a person would break, beside the rows of a roster."""

    def __init__(
        self,
        roster: Roster,
        need: StaffRequirement,
        contracts: Mapping[str, Contract],
        agents: Sequence[Agent],
        calendar: RosterCalendar,
    ) -> None:
        self.roster: Roster = roster
        self.need: StaffRequirement = need
        self.contracts: Mapping[str, Contract] = contracts
        self.who: dict[str, Agent] = {agent.name: agent for agent in agents}
        self.calendar: RosterCalendar = calendar
        self.rows: dict[str, list[RosterRow]] = {}
        for row in roster.rows:
            self.rows.setdefault(row.person, []).append(row)
        self._before: dict[str, frozenset[str]] = {}

    def broken(self, row: RosterRow, instead_of: RosterRow | None = None) -> frozenset[str]:
        """The rules that are broken with a row of a person and are not without it.

        It is worked beside the others, or instead of one of them.
        """
        mine = self.rows.get(row.person, [])
        if row.person not in self._before:
            self._before[row.person] = self._rules(row, mine)
        others = [one for one in mine if one is not instead_of]
        return self._rules(row, [*others, row]) - self._before[row.person]

    def _rules(self, row: RosterRow, rows: list[RosterRow]) -> frozenset[str]:
        """The rules that rows of the person of a row break."""
        contract, agent = self.contracts[row.contract], self.who.get(row.person)
        checks = PersonChecks(rows, contract, self.need, self.roster, agent, self.calendar)
        return frozenset(fault.rule for fault in checks.faults(row.person))


class PersonChecks:
    """The rows of one person against the rules that hold for that person."""

    def __init__(
        self,
        rows: list[RosterRow],
        contract: Contract,
        need: StaffRequirement,
        roster: Roster,
        agent: Agent | None,
        calendar: RosterCalendar,
    ) -> None:
        self.rows: list[RosterRow] = rows
        self.contract: Contract = contract
        self.need: StaffRequirement = need
        self.roster: Roster = roster
        self.agent: Agent | None = agent
        self.calendar: RosterCalendar = calendar
        worked = {row.day for row in rows}
        self.on: list[bool] = [day in worked for day in range(calendar.days)]

    def faults(self, person: str) -> Iterator[Fault]:
        """What is wrong with the rows, rule by rule."""
        yield from self._shifts()
        yield from self._minimum_rest_between_shifts()
        yield from self._start_flexibility()
        yield from self._start_spread()
        yield from self._nights()
        for week, days in enumerate(self.calendar.weeks):
            lowered = self.roster.lowered_minimums.get((person, week), (7, 168.0))[0]
            yield from self._days_of_week(week, days, lowered)
        yield from self._consecutive_days()
        for first in range(0, len(self.calendar.weeks), self.contract.period):
            yield from self._weekly_hours_and_limits(person, first)

    def _shifts(self) -> Iterator[Fault]:
        """One shift a day, of the contract, on the date on which it starts."""
        if sum(self.on) < len(self.rows):
            yield Fault("one shift a day", "works twice on a day")
        for row in self.rows:
            shift = row.shift
            if not self.contract.may_work(shift.template, shift.contract):
                yield Fault("shifts", f"may not work {shift.template!r}")
            yield from self._date(row)
            yield from self._breaks(row)
            if self.agent is not None:
                yield from self._availability_and_skills(row, self.agent)

    def _date(self, row: RosterRow) -> Iterator[Fault]:
        """Row and shift are of the date on which the first slot of the shift begins."""
        day, clock = self.calendar.start(row.shift.start)
        if row.day != row.shift.day:
            text = f"shift of day {row.shift.day + 1} is counted for day {row.day + 1}"
            yield Fault("date", text)
        apart = abs(day * DAY + clock - row.shift.day * DAY - row.shift.clock)
        # without a zone, the hour of a change of clocks is not known
        whole = len(self.need.required) * self.need.slot == self.calendar.days * DAY
        if apart > (1.0 if whole or self.calendar.zone is not None else CHANGE):
            text = f"shift of day {row.shift.day + 1} starts on day {int(day) + 1}"
            yield Fault("date", text)

    def _breaks(self, row: RosterRow) -> Iterator[Fault]:
        """Every break in its window, one after the other, inside the shift."""
        if len(row.breaks) != len(row.shift.breaks):
            yield Fault("break", f"has {len(row.breaks)} breaks on day {row.day + 1}")
        free = row.shift.start
        for begin, window in zip(row.breaks, row.shift.breaks, strict=False):
            after = begin - row.shift.start
            if not window.earliest <= after <= window.latest:
                text = f"{window.kind} outside its window on day {row.day + 1}"
                yield Fault("break", text)
            if begin < free or after + window.length > row.shift.length:
                yield Fault("break", f"{window.kind} overlaps on day {row.day + 1}")
            free = begin + window.length

    def _availability_and_skills(self, row: RosterRow, agent: Agent) -> Iterator[Fault]:
        """Availability, days off and skills of a named person."""
        first, zone = self.calendar.first_day, self.calendar.zone
        if not is_available(agent, row.shift, self.need.slot, first, zone):
            text = f"is not available for the shift of day {row.day + 1}"
            yield Fault("availability", text)
        if row.skill and row.skill not in agent.skills:
            yield Fault("skills", f"has no skill {row.skill!r}")

    def _minimum_rest_between_shifts(self) -> Iterator[Fault]:
        """rest: start of a shift - end of the one before >= rest."""
        spans = [(row.shift.start, row.shift.start + row.shift.length) for row in self.rows]
        spans.sort()
        if self.need.cyclic and spans:
            slots = len(self.need.required)
            # after the last shift of a cyclic week comes its first
            spans.append((spans[0][0] + slots, spans[0][1] + slots))
        for (_, end), (start, _) in pairwise(spans):
            if (start - end) * self.need.slot < self.contract.rest - CENT:
                hours = (start - end) * self.need.slot / 3600
                yield Fault("rest", f"rests {hours:g} h before slot {start}")

    def _start_flexibility(self) -> Iterator[Fault]:
        """start_flexibility: all starts lie in a window of twice its width, around the clock."""
        most = self.contract.start_flexibility
        if most is not None and _apart(self.rows) > 2 * most + CENT:
            text = "starts lie further apart than start_flexibility allows"
            yield Fault("start_flexibility", text)

    def _start_spread(self) -> Iterator[Fault]:
        """start_spread: the starts of a week lie in a window of its width, around the clock."""
        most = self.contract.start_spread
        for week, days in enumerate(self.calendar.weeks):
            apart = _apart([row for row in self.rows if row.day in days])
            if most is not None and apart > most + CENT:
                text = f"starts differ by {apart / 3600:g} h in week {week + 1}"
                yield Fault("start_spread", text)

    def _nights(self) -> Iterator[Fault]:
        """max_consecutive_nights and rest_after_nights."""
        most, rest = self.contract.max_consecutive_nights, self.contract.rest_after_nights
        if most is None and rest is None:
            return
        rows = sorted(self.rows, key=lambda row: row.shift.start)
        nights = [self.calendar.night_of(row) for row in rows]
        run = 0
        before: int | None = None
        for last in sorted({night for night in nights if night is not None}):
            run = run + 1 if before is not None and last == before + 1 else 1
            before = last
            if most is not None and run > most:
                text = f"works more than {most} nights running, up to that of day {last + 1}"
                yield Fault("max_consecutive_nights", text)
        for (one, night), (other, next_night) in pairwise(zip(rows, nights, strict=True)):
            if rest is None or night is None or next_night == night + 1:
                continue
            rested = (other.shift.start - one.shift.start - one.shift.length) * self.calendar.slot
            if rested < rest - CENT:
                text = f"rests {rested / 3600:g} h after the night of day {night + 1}"
                yield Fault("rest_after_nights", text)

    def _limits(self, days: list[int]) -> tuple[int, int, float, float]:
        """Least and most days and paid hours of the days of one calendar week.

        Of a part of a week they are its share, and leave counts as worked.
        """
        part = len(days)
        low, high = self.contract.days_per_week
        least = low * part // 7
        most = min(part, -(-high * part // 7))
        shortest, longest = self.contract.hours
        if part < 7:
            shortest *= least / low if low else part / 7
            longest *= most / high if high else 0.0
        leave = self._leave(days, part - least)
        if leave:
            fewer, fewest = max(most - leave, 0), max(least - leave, 0)
            longest *= fewer / most if most else 0.0
            shortest *= fewest / least if least else 1.0
            least, most = fewest, fewer
        return least, most, shortest, longest

    def _leave(self, days: list[int], owed: int) -> int:
        """Dates off, where there are more of them than the days off that a week owes."""
        first = self.calendar.first_day
        if self.agent is None or not isinstance(first, date):
            return 0
        dates = sum(first + timedelta(days=day) in self.agent.days_off for day in days)
        fixed = sum(free(self.agent, first, day) for day in days)
        return dates if dates and fixed > owed else 0

    def _days_of_week(self, week: int, days: list[int], lowered: int) -> Iterator[Fault]:
        """days_per_week and consecutive_days_off of one week."""
        on = [self.on[day] for day in days]
        least, most, _, _ = self._limits(days)
        if not min(least, lowered) <= sum(on) <= most:
            text = f"works {sum(on)} days in week {week + 1}, not {least} to {most}"
            yield Fault("days_per_week", text)
        wanted = self.contract.consecutive_days_off if len(days) == 7 else 0
        off = self._days_off_together(days)
        if off < wanted:
            text = f"has {off} days off together in week {week + 1}"
            yield Fault("consecutive_days_off", text)

    def _days_off_together(self, days: list[int]) -> int:
        """The longest run of days off in a week, with the closed days next to it."""
        on = [self.on[day] for day in days]
        if self.calendar.repeats:
            return _longest_run([not day for day in on], cyclic=True)
        before = sum(1 for _ in takewhile(self._closed, range(days[0] - 1, days[0] - 8, -1)))
        after = sum(1 for _ in takewhile(self._closed, range(days[-1] + 1, days[-1] + 8)))
        best = _longest_run([not day for day in on], cyclic=False)
        lead = sum(1 for _ in takewhile(lambda day: not day, on))
        trail = sum(1 for _ in takewhile(lambda day: not day, reversed(on)))
        if lead == len(on):
            return before + lead + after
        return max(best, before + lead if lead else 0, trail + after if trail else 0)

    def _closed(self, day: int) -> bool:
        """Whether no person could start a shift on a day; beyond the horizon by its weekday."""
        if 0 <= day < self.calendar.days:
            return day in self.roster.closed
        same = range(day % 7, self.calendar.days, 7)
        return bool(same) and all(other in self.roster.closed for other in same)

    def _consecutive_days(self) -> Iterator[Fault]:
        """max_consecutive_days, min_consecutive_days and min_consecutive_days_off."""
        most = self.contract.max_consecutive_days
        if most is not None and _longest_run(self.on, cyclic=self.calendar.repeats) > most:
            yield Fault("max_consecutive_days", f"works more than {most} days running")
        # runs at either end may go on outside the horizon
        runs = [(day, len(list(run))) for day, run in groupby(self.on)][1:-1]
        for day, length in runs:
            rule = "min_consecutive_days" if day else "min_consecutive_days_off"
            if length < getattr(self.contract, rule):
                yield Fault(rule, f"{'works' if day else 'is off'} only {length} days running")

    def _weekly_hours_and_limits(self, person: str, first: int) -> Iterator[Fault]:
        """weekly_hours, weekends and limits of templates in one period."""
        weeks = self.calendar.weeks[first : first + self.contract.period]
        days = {day for week in weeks for day in week}
        rows = [row for row in self.rows if row.day in days]
        lowered = self.roster.lowered_minimums.get((person, first), (7, 168.0 * len(weeks)))[1]
        paid = sum(row.shift.paid_hours for row in rows)
        # hours are averaged over the period
        limits = [self._limits(week) for week in weeks]
        low, high = (sum(one[side] for one in limits) for side in (2, 3))
        if not min(low, lowered) - CENT <= paid <= high + CENT:
            text = f"is paid {paid:g} h from week {first + 1}, not {low:g} to {high:g}"
            yield Fault("weekly_hours", text)
        weekends = {self._weekend(row.day) for row in rows} - {None}
        if self.contract.weekends is not None and len(weekends) > self.contract.weekends:
            yield Fault("weekends", f"works {len(weekends)} weekends from week {first + 1}")
        for template, most in self.contract.limits:
            count = sum(row.shift.template == template for row in rows)
            if count > most:
                text = f"works {template!r} {count} times from week {first + 1}"
                yield Fault("limits", text)

    def _weekend(self, day: int) -> int | None:
        """The Saturday of the weekend that a day is in."""
        # Saturday is 5, Sunday 6
        return {5: day, 6: day - 1}.get(weekday(self.calendar.first_day, day))


def _longest_run(days: list[bool], *, cyclic: bool) -> int:
    """The longest run of True days; a cyclic one that never ends counts as endless."""
    if all(days):
        return len(days) * (1_000 if cyclic else 1)
    twice = days * 2 if cyclic else days
    return max((len(list(run)) for day, run in groupby(twice) if day), default=0)


def _apart(rows: Sequence[RosterRow]) -> float:
    """What the longest gap between two starts around the clock leaves of the day."""
    starts = sorted({row.shift.clock for row in rows})
    if len(starts) < 2:
        return 0.0
    return DAY - max(b - a for a, b in pairwise([*starts, starts[0] + DAY]))
