"""The rules of work, minute by minute: a checker of rosters that imports nothing from wfm.

A person's weeks become one list of seconds at work; every rule is read off that string or off
the list of days, in whole seconds. People, contracts and shifts are read by their attributes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

# Rosters, shifts, people and contracts: read by their attributes, never by their classes.
Record = Any

DAY = 86_400


def span_of(row: Record, slot: float) -> tuple[int, int]:
    """First and last second of a row, after the first midnight."""
    begin = round(row.shift.start * slot)
    return begin, begin + round(row.shift.length * slot)


def broken(
    roster: Record,
    need: Record,
    contracts: Sequence[Record],
    agents: Sequence[Record] = (),
    first_day: date | int = 0,
) -> set[tuple[str, str]]:
    """Names of the rules that a roster breaks, with the person; an empty set for none."""
    rules = {contract.name: contract for contract in contracts}
    people = {agent.name: agent for agent in agents}
    found = set()
    for person in roster.people:
        rows = [row for row in roster.rows if row.person == person]
        agent = people.get(person)
        name = agent.contract if agent else person.rpartition(" ")[0]
        for rule in rules_broken(rows, rules[name], need, roster, person, first_day, agent):
            found.add((person, rule))
        if agent:
            found |= {(person, rule) for rule in personal(rows, agent, need.slot, first_day)}
    if not agents:
        found |= headcounts(roster, contracts)
    return found


def headcounts(roster: Record, contracts: Sequence[Record]) -> set[tuple[str, str]]:
    found = set()
    for contract in contracts:
        count = sum(person.rpartition(" ")[0] == contract.name for person in roster.people)
        if contract.people is not None and count != contract.people:
            found.add((contract.name, "people"))
        if contract.max_people is not None and count > contract.max_people:
            found.add((contract.name, "max_people"))
    return found


def rules_broken(
    rows: list[Record],
    contract: Record,
    need: Record,
    roster: Record,
    person: str,
    first_day: date | int,
    agent: Record | None = None,
) -> Iterator[str]:
    total = round(len(need.required) * need.slot)
    weeks = calendar_weeks(total // DAY, first_day, need.cyclic)
    days = {row.day for row in rows}
    if len(days) < len(rows):
        yield "one shift a day"
    if any(row.contract != contract.name for row in rows):
        yield "contract"
    if any(contract.templates and row.shift.template not in contract.templates for row in rows):
        yield "templates"
    if not rested(rows, contract, need, total):
        yield "rest"
    if contract.start_flexibility is not None and not banded(rows, contract.start_flexibility):
        yield "start_flexibility"
    yield from night_rules(rows, contract, need.slot)
    repeats = need.cyclic and len(weeks) == 1
    for number, week in enumerate(weeks):
        on = [day in days for day in week]
        lowered_minimums = roster.lowered_minimums.get((person, number), (7, 0))[0]
        if contract.start_spread is not None:
            mine = [row for row in rows if row.day in week]
            if not banded(mine, contract.start_spread / 2):
                yield "start_spread"
        least, most, _, _ = share_of_week(contract, agent, week, first_day)
        if not min(least, lowered_minimums) <= sum(on) <= most:
            yield "days_per_week"
        # closed days next to a week count, as many as are in a row
        around = list(week)
        while not repeats and closed(roster, around[0] - 1, total // DAY):
            around.insert(0, around[0] - 1)
        while not repeats and closed(roster, around[-1] + 1, total // DAY):
            around.append(around[-1] + 1)
        together = run([day in days for day in around], False, repeats)
        if len(week) == 7 and together < contract.consecutive_days_off:
            yield "consecutive_days_off"
    on = [day in days for day in range(total // DAY)]
    if contract.max_consecutive_days and run(on, True, repeats) > contract.max_consecutive_days:
        yield "max_consecutive_days"
    yield from period_rules(rows, contract, roster, person, weeks, first_day, agent)
    for row in rows:
        if not breaks_fit(row):
            yield "breaks"


def calendar_weeks(days: int, first_day: date | int, cyclic: bool) -> list[list[int]]:
    """Days by the week, from Monday, in which they are; a single cyclic week is one week."""
    if cyclic and days == 7:
        return [list(range(7))]
    found: list[list[int]] = []
    for day in range(days):
        if not found or weekday(first_day, day) == 0:
            found.append([])
        found[-1].append(day)
    return found


def share_of_week(
    contract: Record, agent: Record | None, week: list[int], first_day: date | int
) -> tuple[float, float, float, float]:
    """Fewest and most days and hours of the days of a week that are in the horizon."""
    low, high = contract.days_per_week
    hours = contract.weekly_hours
    short, long = hours if isinstance(hours, tuple) else (0, 168 if hours is None else hours)
    least, most = math.floor(low * len(week) / 7), min(len(week), math.ceil(high * len(week) / 7))
    if len(week) < 7:
        short = short * least / low if low else short * len(week) / 7
        long = long * most / high if high else 0
    off = [day for day in week if agent and off_on(agent, day, first_day)]
    dated = [
        day
        for day in off
        if agent
        and isinstance(first_day, date)
        and first_day + timedelta(days=day) in agent.days_off
    ]
    if dated and len(off) > len(week) - least:
        left = (max(least - len(dated), 0), max(most - len(dated), 0))
        short = short * left[0] / least if least else short
        long = long * left[1] / most if most else 0
        least, most = left
    return least, most, short, long


def closed(roster: Record, day: int, days: int) -> bool:
    """Whether no shift may start on a day; outside the horizon, on no such weekday in it."""
    if 0 <= day < days:
        return day in roster.closed
    if not -7 <= day < days + 7:
        return False
    same = [other for other in range(days) if (other - day) % 7 == 0]
    return bool(same) and all(other in roster.closed for other in same)


def rested(rows: list[Record], contract: Record, need: Record, total: int) -> bool:
    spans = sorted(span_of(row, need.slot) for row in rows)
    if need.cyclic and spans:
        spans.append((spans[0][0] + total, spans[0][1] + total))
    return all(b[0] - a[1] >= contract.rest for a, b in pairwise(spans))


def banded(rows: list[Record], start_flexibility: float) -> bool:
    """Whether some middle has every start within the flexibility of it, around the clock."""
    clocks = {row.shift.clock for row in rows}
    return any(
        all(
            min((clock - middle) % DAY, (middle - clock) % DAY) <= start_flexibility
            for clock in clocks
        )
        for middle in range(0, DAY, 300)
    )


def night_shifts(rows: list[Record], slot: float) -> dict[int, list[tuple[int, int]]]:
    """Spans of the shifts of every night: 3 h and more of its 23:00-06:00."""
    found: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        begin, end = span_of(row, slot)
        for night in range(-1, end // DAY + 1):
            at_night = range(
                max(begin, night * DAY + 23 * 3600), min(end, (night + 1) * DAY + 6 * 3600)
            )
            if len(at_night) >= 3 * 3600:
                found.setdefault(night, []).append((begin, end))
    return found


def night_rules(rows: list[Record], contract: Record, slot: float) -> Iterator[str]:
    nights = night_shifts(rows, slot)
    most = contract.max_consecutive_nights
    if most is not None:
        on = [night in nights for night in range(-1, max(nights, default=0) + 1)]
        if run(on, True, False) > most:
            yield "max_consecutive_nights"
    rest = contract.rest_after_nights or 0
    for night, spans in nights.items():
        following = set(nights.get(night + 1, []))
        for _, end in spans:
            later = [span for span in (span_of(row, slot) for row in rows) if span[0] >= end]
            if later and min(later) not in following and min(later)[0] - end < rest:
                yield "rest_after_nights"


def run(days: list[bool], value: bool, cyclic: bool) -> int:
    """Longest run of days that are `value`."""
    text = "".join("x" if day == value else "." for day in days)
    if "." not in text:
        return 10**6 if cyclic and value else len(text)
    return max(map(len, (text * 2 if cyclic else text).split(".")))


def period_rules(
    rows: list[Record],
    contract: Record,
    roster: Record,
    person: str,
    weeks: list[list[int]],
    first_day: date | int,
    agent: Record | None,
) -> Iterator[str]:
    for first in range(0, len(weeks), contract.period):
        part = weeks[first : first + contract.period]
        mine = [row for row in rows if any(row.day in week for week in part)]
        shares = [share_of_week(contract, agent, week, first_day) for week in part]
        low, high = (sum(share[side] for share in shares) for side in (2, 3))
        paid = sum(row.shift.paid_hours for row in mine)
        lowered_minimums = roster.lowered_minimums.get((person, first), (7, 10**6))[1]
        if paid < min(low, lowered_minimums) - 1e-6 or paid > high + 1e-6:
            yield "weekly_hours"
        weekends = {
            row.day - weekday(first_day, row.day)
            for row in mine
            if weekday(first_day, row.day) in (5, 6)
        }
        if contract.weekends is not None and len(weekends) > contract.weekends:
            yield "weekends"
        for template, most in contract.limits:
            if sum(row.shift.template == template for row in mine) > most:
                yield "limits"


def weekday(first_day: date | int, day: int) -> int:
    first = first_day.weekday() if isinstance(first_day, date) else first_day
    return (first + day) % 7


def breaks_fit(row: Record) -> bool:
    free = 0
    for begin, window in zip(row.breaks, row.shift.breaks, strict=True):
        after = begin - row.shift.start
        if not max(free, window.earliest) <= after <= window.latest:
            return False
        free = after + window.length
    return bool(free <= row.shift.length)


def personal(
    rows: list[Record], agent: Record, slot: float, first_day: date | int
) -> Iterator[str]:
    for row in rows:
        begin = row.shift.clock
        end = begin + round(row.shift.length * slot)
        touched = range(row.shift.day, row.shift.day + -(-end // DAY))
        if any(off_on(agent, day, first_day) for day in touched):
            yield "days_off"
        hours = [w for w in agent.available if weekday(first_day, row.shift.day) in w.weekdays]
        if agent.available and not any(w.begin <= begin and end <= w.end for w in hours):
            yield "available"
        if row.skill and row.skill not in agent.skills:
            yield "skills"


def off_on(agent: Record, day: int, first_day: date | int) -> bool:
    for off in agent.days_off:
        if isinstance(off, date):
            if isinstance(first_day, date) and first_day + timedelta(days=day) == off:
                return True
        elif weekday(first_day, day) == off:
            return True
    return False


def net_of(roster: Record, skill: str, slots: int, cyclic: bool) -> list[int]:
    """People at work and not on a break, slot by slot."""
    net = [0] * slots
    for row in roster.rows:
        if row.skill != skill:
            continue
        away = {
            begin + step
            for begin, window in zip(row.breaks, row.shift.breaks, strict=True)
            for step in range(window.length)
        }
        for slot in range(row.shift.start, row.shift.start + row.shift.length):
            if slot not in away and (cyclic or slot < slots):
                net[slot % slots] += 1
    return net
