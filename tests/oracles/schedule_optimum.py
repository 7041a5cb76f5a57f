"""The cheapest schedule of a small case, from its files: one exact program for all of it.

Every place of every break is a variable of its own, and every rule of a person a row, so that the
program has nothing in common with those of the package but scipy's solver. What it finds is a
schedule by the rules, so no true bound lies above its cost, optimal or not.
"""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from oracles.schedule_checker import (
    DAY,
    FULL_TIME,
    Case,
    Life,
    Person,
    Terms,
    Worked,
    can_work,
    possible_days,
    price_of_wish,
    share,
    shared,
    steepness,
    weeks_of,
)

MOST_PEOPLE = 6  # anonymous people that a small case may use
TOO_MANY = 20_000  # variables


class TooLargeError(ValueError):
    """The case is no small one."""


class Start(NamedTuple):
    """One shift that may be worked: in instants, with the places of its breaks."""

    kind: str
    clock: int
    day: date
    start: int
    end: int
    paid: float
    pay: float
    queue: str


class Program:
    """Variables and rows of a mixed integer program."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.most: list[float] = []
        self.whole: list[int] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def variable(self, cost: float = 0.0, most: float = math.inf, *, whole: bool = True) -> int:
        """A variable from 0 on; its number."""
        self.cost.append(cost)
        self.most.append(most)
        self.whole.append(int(whole))
        if len(self.cost) > TOO_MANY:
            raise TooLargeError(f"more than {TOO_MANY} variables")
        return len(self.cost) - 1

    def row(self, terms: dict[int, float], low: float, high: float = math.inf) -> None:
        """Least and most of a sum."""
        self.rows.append((terms, low, high))

    def solve(self, seconds: float) -> float | None:
        """The lowest cost found; None for none."""
        if not self.cost:
            return 0.0 if all(low <= 0 <= high for _, low, high in self.rows) else None
        entries = [(i, j, v) for i, (terms, _, _) in enumerate(self.rows) for j, v in terms.items()]
        at_row, at_column, values = (
            np.array(part) for part in zip(*entries or [(0, 0, 0.0)], strict=True)
        )
        shape = (max(len(self.rows), 1), len(self.cost))
        matrix = csr_array((values, (at_row, at_column)), shape=shape)
        low = [one[1] for one in self.rows] or [0.0]
        high = [one[2] for one in self.rows] or [0.0]
        found = milp(
            self.cost,
            constraints=LinearConstraint(matrix, low, high),
            bounds=Bounds(0, self.most),
            integrality=np.array(self.whole),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )
        return None if found.x is None else float(found.fun)


def cheapest(case: Case, seconds: float = 5.0) -> float | None:
    """The lowest cost of a schedule that the checker accepts, within a time; None for none found.

    Raises
    ------
    TooLargeError
        For a case that is no small one, or one whose cost is not that of single shifts.
    """
    if case.cover["goal"] != "interval":
        raise TooLargeError("goal day")
    if shared(case):
        raise TooLargeError("fairness")
    if case.terms and any(
        len(week) < 7
        for queue in case.queues
        for week in weeks_of(case, cyclic=case.repeats(queue))
    ):
        raise TooLargeError("parts of weeks, whose hours may be scaled")
    starts = [one for queue in case.queues for one in starts_of(case, queue)]
    program = Program()
    uses = _cover(case, program, starts)
    _distinct(case, program, starts, uses)
    _full_time(case, program, starts, uses)
    if case.people:
        _named(case, program, starts, uses)
    elif case.terms:
        for queue in case.queues:
            _anonymous(case, program, starts, uses, queue)
    return program.solve(seconds)


def claims_too_much(case: Case, seconds: float = 5.0) -> list[str]:
    """Claims about all schedules that the cheapest one contradicts; none for a large case."""
    try:
        best = cheapest(case, seconds)
    except TooLargeError:
        return []
    if best is None:
        return []
    if not case.document:
        return [f"refused as unreachable, but a schedule costs {best}"]
    said, near = case.document["summary"], 1e-6 * max(1.0, abs(best))
    found = []
    if said["lower_bound"] is not None and said["lower_bound"] > best + near:
        found.append(f"bound {said['lower_bound']} above a schedule that costs {best}")
    if said["status"] == "optimal" and said["cost"] > best + near:
        found.append(f"status 'optimal' at cost {said['cost']}, but a schedule costs {best}")
    priced_out = not case.rows and case.cover["understaffed"] is not None
    if said["status"] == "understaffed" and not priced_out:
        found.append(f"status 'understaffed', but a schedule that covers all costs {best}")
    return found


def starts_of(case: Case, queue: str) -> list[Start]:
    """Every shift of a queue that the rules allow on its horizon."""
    hours, around = case.hours(queue), case.repeats(queue)
    found = {}
    days = [case.dates[0] - timedelta(days=1), *case.dates]
    for kind in case.kinds.values():
        for day, begin, length in product(days, kind.clocks, kind.lengths):
            if day.weekday() not in kind.days:
                continue
            for start in case.at(day, begin)[:1]:
                inside = case.first <= start < case.end
                if inside and hours.issuperset(case.slots_of(queue, start, start + length)):
                    where = day + timedelta(days=begin // DAY)
                    pay = case.pay(kind, where, begin % DAY, length)
                    paid = (length - case.unpaid(kind.name, length)) / 3600
                    one = Start(
                        kind.name, begin % DAY, where, start, start + length, paid, pay, queue
                    )
                    found[one] = around
    return list(found)


def _cover(case: Case, program: Program, starts: list[Start]) -> list[list[int]]:
    """Shifts with each place of their breaks, and the requirement of every slot."""
    net: dict[tuple[str, int], dict[int, float]] = defaultdict(lambda: defaultdict(float))
    uses = []
    for one in starts:
        row = Worked(0, one.queue, "", one.day, one.kind, "", one.start, one.end, one.paid, "")
        pauses = case.pauses_of(row)
        windows = [pause.window(one.end - one.start, case.slot) for pause in pauses]
        places = product(*(range(low, high + 1, case.slot) for low, high in windows))
        mine = []
        for place in places:
            away = {
                one.start + begin + k
                for begin, pause in zip(place, pauses, strict=True)
                for k in range(0, pause.length, case.slot)
            }
            part_time = one.paid < FULL_TIME
            variable = program.variable(one.pay + part_time * float(case.cover["part_time"]))
            mine.append(variable)
            for at in range(one.start, one.end, case.slot):
                for counts in case.slots_of(one.queue, at, at + case.slot):
                    if at not in away:
                        net[one.queue, counts][variable] += 1.0
        uses.append(mine)
    hours = case.slot / 3600
    under, over = case.cover["understaffed"], float(case.cover["overstaffed"])
    least = share(case.cover["min_share"])
    for queue in case.queues:
        slots = {at for name, at in net if name == queue} | set(case.required[queue])
        for at in slots:
            required = case.required[queue].get(at, 0)
            terms = dict(net.get((queue, at), {}))
            if under is not None and required:
                floor = max(math.ceil(least * required), case.minimum(queue, at))
                program.row(dict(terms), floor)
                convex = case.cover["shortage"] == "convex"
                for i in range(required):
                    times = steepness(i, required) if convex else 1
                    terms[program.variable(float(under) * hours * times, 1, whole=False)] = 1.0
            program.row(dict(terms), required)
            if over and terms:
                terms[program.variable(over * hours, whole=False)] = -1.0
                program.row(terms, -math.inf, required)
    return uses


def _distinct(case: Case, program: Program, starts: list[Start], uses: list[list[int]]) -> None:
    """Price and limit of the number of distinct shifts of each queue."""
    price, most = float(case.cover["distinct_shift"]), case.cover["max_distinct_shifts"]
    if not price and most is None:
        return
    groups: dict[tuple[str, str, int, int], list[int]] = defaultdict(list)
    for one, mine in zip(starts, uses, strict=True):
        groups[one.queue, one.kind, one.clock, one.end - one.start] += mine
    many = 1.0 + max((max(slots.values()) for slots in case.required.values() if slots), default=0)
    many *= len(case.dates) + 1
    used: dict[str, dict[int, float]] = defaultdict(dict)
    for (queue, *_), variables in groups.items():
        on = program.variable(price, 1)
        used[queue][on] = 1.0
        program.row(dict.fromkeys(variables, -1.0) | {on: many}, 0.0)
    if most is not None:
        for terms in used.values():
            program.row(terms, 0.0, float(most))


def _full_time(case: Case, program: Program, starts: list[Start], uses: list[list[int]]) -> None:
    """The share of full-time shifts of each queue and day on which one may start."""
    least = float(share(case.cover["full_time"]))
    days: dict[tuple[str, date], dict[int, float]] = defaultdict(dict)
    fits = {(one.queue, one.day) for one in starts if one.paid >= FULL_TIME}
    for one, mine in zip(starts, uses, strict=True):
        days[one.queue, one.day] |= dict.fromkeys(mine, (one.paid >= FULL_TIME) - least)
    for key in sorted(fits) if least else []:
        program.row(days[key], 0.0)


def _worker(
    case: Case,
    program: Program,
    terms: Terms,
    starts: dict[int, Start],
    *,
    person: Person | None = None,
    life: Life | None = None,
) -> dict[int, int]:
    """The variables of one person, with all rules for that person."""
    some = next(iter(starts.values()), None)
    around = some is not None and case.repeats(some.queue)
    length = case.end - case.first
    mine, days = {}, defaultdict(list)
    for index, one in starts.items():
        cost = 0.0
        if person is not None:
            row = Worked(0, one.queue, "", one.day, one.kind, "", one.start, one.end, one.paid, "")
            cost = sum(price_of_wish(wish, [row]) for wish in person.wishes)
        mine[index] = program.variable(cost, 1)
        days[one.day].append(mine[index])
    on = {}
    for day in case.dates:
        on[day] = program.variable(0.0, 1)
        program.row(dict.fromkeys(days[day], 1.0) | {on[day]: -1.0}, 0.0, 0.0)
    used = program.variable(0.0, 1)
    for day in case.dates:
        program.row({used: 1.0, on[day]: -1.0}, 0.0)
    if person is not None:
        program.row({used: 1.0}, 1.0)
        _nights(case, program, terms, starts, mine)
        for before, day, after in zip(case.dates, case.dates[1:], case.dates[2:], strict=False):
            single = program.variable(terms.isolated, 1, whole=False)
            around_it = {single: 1.0, on[before]: -1.0, on[day]: 1.0, on[after]: -1.0}
            program.row(around_it, -1.0)
    for a, one in starts.items():
        for b, two in starts.items():
            gaps = [two.start + shift - one.end for shift in ((0, length) if around else (0,))]
            later = [two.start + shift >= one.start for shift in ((0, length) if around else (0,))]
            if a != b and any(
                after and gap < terms.rest for gap, after in zip(gaps, later, strict=True)
            ):
                program.row({mine[a]: 1.0, mine[b]: 1.0}, 0.0, 1.0)
    weeks = weeks_of(case, cyclic=around)
    for week in weeks:
        _week(program, terms, week, on, used, around=around and len(weeks) == 1, life=life)
        paid = {mine[i]: one.paid for i, one in starts.items() if one.day in week}
        low, high = terms.hours
        program.row(dict(paid), 0.0, high)
        if len(week) == 7 and low:
            program.row(paid | {used: -float(low)}, 0.0)
        for flexibility in (terms.flexibility, None if terms.spread is None else terms.spread / 2):
            if flexibility is None:
                continue
            _starts_together(
                program,
                flexibility,
                {mine[i]: one.clock for i, one in starts.items() if one.day in week},
            )
    dates = case.dates * 2 if around else case.dates
    for k in range(len(dates) - terms.run):
        window = dates[k : k + terms.run + 1]
        program.row({on[day]: float(window.count(day)) for day in window}, 0.0, float(terms.run))
    mine[-1] = used
    return mine


def _week(
    program: Program,
    terms: Terms,
    week: list[date],
    on: dict[date, int],
    used: int,
    *,
    around: bool,
    life: Life | None,
) -> None:
    """Days of a week, and its days off together."""
    least, most = terms.days
    program.row({on[day]: 1.0 for day in week}, 0.0, float(most))
    if len(week) == 7:
        if life is not None and least:
            least = min(least, possible_days(life, week))
        program.row({on[day]: 1.0 for day in week} | {used: -float(least)}, 0.0)
    missing = 7 - len(week)
    if terms.days_off <= missing:
        return
    row: list[date | None] = [*week, *week] if around else [*week]
    row = [None] * missing + row + [None] * missing
    choices = {}
    for k in range(len(row) - terms.days_off + 1):
        run = [day for day in row[k : k + terms.days_off] if day is not None]
        choice = program.variable(0.0, 1)
        choices[choice] = 1.0
        for day in run:
            program.row({choice: 1.0, on[day]: 1.0}, 0.0, 1.0)
    program.row(choices, 1.0)


def _nights(
    case: Case, program: Program, terms: Terms, starts: dict[int, Start], mine: dict[int, int]
) -> None:
    """Nights in a row, and the rest after them."""
    night = {i: case.night_of(one.start, one.end) for i, one in starts.items()}
    one_day = timedelta(days=1)
    if terms.nights is not None:
        for first in (case.dates[0] - one_day, *case.dates):
            run = [first + k * one_day for k in range(terms.nights + 1)]
            row = {mine[i]: 1.0 for i in starts if night[i] in run}
            program.row(row, 0.0, float(terms.nights))
    for a, one in starts.items() if terms.rest_after_nights is not None else ():
        before = night[a]
        if before is None:
            continue
        following = {mine[i]: -1.0 for i in starts if night[i] == before + one_day}
        for b, two in starts.items():
            gap = two.start - one.end
            if 0 <= gap < (terms.rest_after_nights or 0) and night[b] != before + one_day:
                between = following if night[b] is not None else {}
                program.row({mine[a]: 1.0, mine[b]: 1.0, **between}, -math.inf, 1.0)


def _starts_together(program: Program, flexibility: float, clocks: dict[int, int]) -> None:
    """All starts lie in one window, which begins at one of them."""
    begins = {begin: program.variable(0.0, 1) for begin in set(clocks.values())}
    if begins:
        program.row(dict.fromkeys(begins.values(), 1.0), 1.0, 1.0)
    for variable, start in clocks.items():
        fitting = {
            choice: 1.0
            for begin, choice in begins.items()
            if (start - begin) % DAY <= 2 * flexibility
        }
        program.row(fitting | {variable: -1.0}, 0.0)


def _named(case: Case, program: Program, starts: list[Start], uses: list[list[int]]) -> None:
    """People by name work all shifts."""
    shifts: list[dict[int, float]] = [{} for _ in starts]
    for name, person in case.people.items():
        life = Life(case, name, [])
        terms = life.terms
        fitting = {
            i: one
            for i, one in enumerate(starts)
            if (not terms.shifts or one.kind in terms.shifts)
            and (len(case.queues) == 1 or one.queue in person.skills)
            and can_work(case, person, one.start, one.end)
        }
        mine = _worker(case, program, terms, fitting, person=person, life=life)
        for i in fitting:
            shifts[i][mine[i]] = 1.0
    for i, variables in enumerate(uses):
        program.row(shifts[i] | dict.fromkeys(variables, -1.0), 0.0, 0.0)


def _anonymous(
    case: Case, program: Program, starts: list[Start], uses: list[list[int]], queue: str
) -> None:
    """A few people on each contract work all shifts of a queue."""
    shifts: dict[int, dict[int, float]] = {
        i: {} for i, one in enumerate(starts) if one.queue == queue
    }
    for terms in case.terms.values():
        most = terms.people if terms.people is not None else terms.max_people
        count = MOST_PEOPLE if most is None else min(most, MOST_PEOPLE)
        if terms.people is not None and terms.people > MOST_PEOPLE:
            raise TooLargeError(f"{terms.people} people")
        fitting = {
            i: starts[i] for i in shifts if not terms.shifts or starts[i].kind in terms.shifts
        }
        before = None
        for _ in range(count):
            mine = _worker(case, program, terms, fitting)
            if terms.people is not None:
                program.row({mine[-1]: 1.0}, 1.0)
            elif before is not None:
                program.row({before: 1.0, mine[-1]: -1.0}, 0.0)
            before = mine[-1]
            for i in fitting:
                shifts[i][mine[i]] = 1.0
    for i, workers in shifts.items():
        program.row(workers | dict.fromkeys(uses[i], -1.0), 0.0, 0.0)
