"""The program of people with names, for a few weeks at once.

On top of the covering program with its shifts y[s, k] by skill and its breaks, for everybody i
a choice x[i, k, s], 0 or 1, with the rows of the rules (see `_rules`), and

    y[s, k] = sum over i of x[i, k, s]

Skills lie behind each other on one long line of slots, so that one program covers them all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wfm._numerics.mathematical_program import Program
from wfm.scheduling.availability import is_day, matches, weekday
from wfm.scheduling.contracts import Wish
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.program import CoverProgram, UnderstaffingTier, build
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.rostering.constraints import AgentColumns, add_person, row
from wfm.scheduling.rostering.eligibility import EligibleAgent, RosterWindow
from wfm.scheduling.rostering.minimums import LoweredMinimums
from wfm.scheduling.tours.model import BEYOND, padded, prices_of, unreached
from wfm.scheduling.week_patterns import Bools, Floats, Ints

__all__ = ["FEW", "FairnessPrices", "RosterProgram", "model_of", "priced_counts"]

FEW = 1_500


@dataclass(frozen=True)
class FairnessPrices:
    """Price of the spread (most less least) of weekend days, and of shifts of some templates."""

    weekends: float
    unpopular: Mapping[str, float]


@dataclass(frozen=True)
class RosterProgram:
    """The program; column `x[j]` says whether `who[j]` works copy `copy[j]` of a shift.

    A copy is a shift for a skill: `shift_of` and `skill_of` tell which, `moved` by how many slots.
    """

    problem: CoverProblem
    copies: list[Shift]
    shift_of: Ints
    skill_of: list[str]
    moved: Ints
    program: CoverProgram
    required: Floats
    tiers: list[UnderstaffingTier]
    x: Ints
    who: Ints
    copy: Ints
    constant: float


def model_of(
    staff: RosterWindow,
    needs: Mapping[str, StaffRequirement],
    people: Sequence[EligibleAgent],
    together: Mapping[str, Sequence[Ints]],
    least: Sequence[LoweredMinimums],
    fairness: FairnessPrices,
    *,
    standing: Floats,
    dear: float,
    hidden: int = 0,
) -> RosterProgram:
    """The program in whole numbers of people; breaks are whole too where choices are few.

    Among many people a break that is split between two slots can be rounded at little cost.

    `standing` are people of earlier weeks who are still there, by skill and slot; the need of the
    first `hidden` slots does not count.
    """
    problem, copies, shift_of, skill_of, required, tiers = _long_line(
        staff, needs, standing, dear, hidden
    )
    who, copy = _choices(people, shift_of, skill_of)
    program = build(problem, required, tiers, integral=len(who) <= FEW)
    charge = np.zeros(len(who))
    constant = unreached(problem, required, tiers)
    for i, person in enumerate(people):
        mine = np.flatnonzero(who == i)
        shifts = [staff.shifts[k] for k in shift_of[copy[mine]]]
        for wish in person.agent.wishes:
            constant += _charge(charge, mine, shifts, wish, staff)
    x = program.add_columns(charge, upper=1.0, integral=True)
    link = program.add_rows(np.zeros(len(copies)), np.zeros(len(copies)))
    program.put(link, np.arange(len(copies)), -1.0)
    program.put(link[copy], x, 1.0)
    ends = np.searchsorted(who, np.arange(len(people) + 1))
    works = []
    for i, person in enumerate(people):
        part = slice(ends[i], ends[i + 1])
        rules = together[person.contract.name]
        shifts_of_x = shift_of[copy[part]]
        works.append(
            add_person(program, staff, person, rules, x[part], shifts_of_x, least=least[i])
        )
    _add_fairness(program, staff, works, fairness)
    moved = np.array(
        [c.start - staff.shifts[k].start for c, k in zip(copies, shift_of, strict=True)]
    )
    return RosterProgram(
        problem, copies, shift_of, skill_of, moved, program, required, tiers, x, who, copy, constant
    )


def _long_line(
    staff: RosterWindow,
    needs: Mapping[str, StaffRequirement],
    standing: Floats,
    dear: float,
    hidden: int,
) -> tuple[CoverProblem, list[Shift], Ints, list[str], Floats, list[UnderstaffingTier]]:
    """Copies of the shifts for every skill, on a line on which the skills lie in a row."""
    shifts = [staff.shifts[k] for k in staff.members]
    room = [padded(need, staff.shifts) for need in needs.values()]
    size = len(room[0].required)
    parts = [prices_of(CoverProblem.of(need, []), staff.horizon, dear) for need in room]
    required = np.concatenate([part[0] for part in parts]) - standing.ravel()
    outside = np.tile(_outside(staff, size, hidden), len(needs))
    required[outside] = BEYOND if room[0].over > 0 else 0.0
    tiers = [
        UnderstaffingTier(
            *(np.concatenate([part[1][j][field] for part in parts]) for field in (0, 1))
        )
        for j in (0, 1)
    ]
    for tier in tiers:
        tier.price[outside], tier.cap[outside] = 0.0, required[outside]
    copies = [
        replace(shift, start=shift.start + place * size)
        for place in range(len(needs))
        for shift in shifts
    ]
    line = replace(room[0], required=np.zeros(len(required), np.int64), floor=np.zeros(0, np.int64))
    shift_of = np.tile(np.array(staff.members, dtype=np.int64), len(needs))
    skill_of = [skill for skill in needs for _ in shifts]
    return CoverProblem.of(line, copies), copies, shift_of, skill_of, required, tiers


def _outside(staff: RosterWindow, size: int, hidden: int) -> Bools:
    """Slots of other weeks: their need is not for these shifts to cover."""
    per_day = staff.horizon.slots / staff.horizon.days
    slots = np.arange(size)
    last = slots >= round(staff.end * per_day)
    ends = staff.end == staff.horizon.days
    return (slots < round(staff.begin * per_day) + hidden) | (last & (not ends))


def _choices(
    people: Sequence[EligibleAgent], shift_of: Ints, skill_of: Sequence[str]
) -> tuple[Ints, Ints]:
    """Every person with every copy of a shift that is open and whose skill is there."""
    skills = np.array(skill_of)
    who, copies = [], []
    for i, person in enumerate(people):
        able = np.isin(skills, [*person.agent.skills, ""]) if len(skills) else skills == ""
        mine = np.flatnonzero(np.isin(shift_of, person.shifts) & able)
        who.append(np.full(len(mine), i, dtype=np.int64))
        copies.append(mine)
    return np.concatenate(who), np.concatenate(copies)


def _charge(
    charge: Floats, mine: Ints, shifts: Sequence[Shift], wish: Wish, staff: RosterWindow
) -> float:
    """Add what missing a wish costs to the choices that miss it; returns what is always due."""
    days = [
        day
        for day in range(staff.begin, staff.end)
        if wish.day is None or is_day(wish.day, staff.first_day, day)
    ]
    for column, shift in zip(mine, shifts, strict=True):
        if shift.day in days:
            charge[column] += worth(wish, shift)
    return wish.weight * len(days) if wish.wants and wish.day is not None else 0.0


def worth(wish: Wish, shift: Shift) -> float:
    """What working a shift on a day of the wish adds to the price."""
    met = matches(wish, shift)
    if not wish.wants:
        return wish.weight if met else 0.0
    if wish.day is None:
        return 0.0 if met else wish.weight
    return -wish.weight if met else 0.0


def priced_counts(fairness: FairnessPrices) -> list[tuple[str, float]]:
    """What is counted, "" for weekend days, and the price of its spread."""
    prices = [("", fairness.weekends), *fairness.unpopular.items()]
    return [(name, price) for name, price in prices if price > 0]


def counts(name: str, shift: Shift, staff: RosterWindow) -> bool:
    """Whether a shift counts: on a weekend, or of the unpopular template."""
    return weekday(staff.first_day, shift.day) >= 5 if name == "" else shift.template == name


def _add_fairness(
    program: Program, staff: RosterWindow, works: Sequence[AgentColumns], fairness: FairnessPrices
) -> None:
    """Least <= count of everybody <= most, the counts of earlier weeks included."""
    for name, price in priced_counts(fairness):
        groups: dict[str, list[tuple[Ints, int]]] = {}
        for work in works:
            each = [counts(name, staff.shifts[k], staff) for k in work.shifts]
            columns = work.x[np.array(each, dtype=np.bool_)] if each else work.x
            past = work.person.past.counts.get(name, 0)
            if len(columns):
                groups.setdefault(work.person.contract.name, []).append((columns, past))
        for group in groups.values():
            ends = program.add_columns(np.array([price, -price]), lower=0.0, upper=1e4)
            for columns, past in group:
                row(program, -np.inf, -past, (columns, 1.0), (ends[:1], -1.0))
                row(program, -past, np.inf, (columns, 1.0), (ends[1:], -1.0))
