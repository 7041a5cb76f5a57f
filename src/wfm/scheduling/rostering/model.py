"""The program of named people, for a window of weeks at once.

On top of the covering program with its shifts y[s, k] by skill and its breaks, a choice x[i, k, s]
of 0 or 1 for every person i, the rows of the rules (see `constraints`), and

    y[s, k] = sum over i of x[i, k, s]            every skill s and shift k

The slots of one skill follow those of another on one long line, so that one program covers all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from wfm.scheduling.availability import is_day, matches
from wfm.scheduling.contracts import Wish
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.program import CoverProgram, UnderstaffingTier, build
from wfm.scheduling.fairness_prices import FairnessPrices
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.rostering.agent_columns import PersonPart
from wfm.scheduling.rostering.constraints import LoweredMinimums, add_agent
from wfm.scheduling.rostering.eligibility import EligibleAgent, RosterWindow
from wfm.scheduling.rostering.fairness import Compared, add_fairness
from wfm.scheduling.tours.model import BEYOND, padded, prices_of, unreached
from wfm.scheduling.week_patterns import Bools, Floats, Ints

__all__ = [
    "FEW",
    "RosterChoices",
    "RosterProgram",
    "WindowProblem",
    "roster_choices",
    "roster_program",
    "worth",
]

# Choices up to which breaks are whole in the program of shifts too. With more, many people share
# each slot, a break split between two slots can be rounded at little cost afterwards, and the
# tree is much smaller.
FEW = 1_500


@dataclass(frozen=True)
class WindowProblem:
    """What one window of weeks is solved from.

    `rest_cliques` are by contract, `lowered` by person as `people`, `compared` who takes part in
    the fairness of each count. `penalty` is charged for each
    missing person in a slot where the requirement has no price.
    """

    window: RosterWindow
    requirements: Mapping[str, StaffRequirement]
    people: Sequence[EligibleAgent]
    rest_cliques: Mapping[str, Sequence[Ints]]
    lowered: Sequence[LoweredMinimums]
    fairness: FairnessPrices
    penalty: float
    compared: Compared = field(default_factory=dict)


@dataclass(frozen=True)
class RosterChoices:
    """Who could work what: `who[j]` copy `copy[j]` of a shift, at a cost of `wishes[j]`.

    A copy is a shift for a skill: `shift_of` and `skill_of` tell which, `moved` by how many slots.
    `constant` is the cost that nothing changes.
    """

    problem: CoverProblem
    copies: list[Shift]
    shift_of: Ints
    skill_of: list[str]
    moved: Ints
    required: Floats
    tiers: list[UnderstaffingTier]
    who: Ints
    copy: Ints
    wishes: Floats
    constant: float

    def price_of_missing(self, missing: Floats) -> Floats:
        """What the last of some missing people costs in each slot: tiers are used in their order.

        0 where nobody is missing.
        """
        price, before = np.zeros(len(missing)), np.zeros(len(missing))
        for tier in self.tiers:
            price = np.where((missing > before) & (tier.cap > 0), tier.price, price)
            before = before + tier.cap
        return price


@dataclass(frozen=True)
class RosterProgram(RosterChoices):
    """The program: column `x[j]` says whether choice j is made, `people` are each one's rules."""

    program: CoverProgram
    x: Ints
    people: list[PersonPart]


@dataclass(frozen=True)
class _LongLine:
    """The covering problem in which the slots of all skills lie in a row."""

    problem: CoverProblem
    copies: list[Shift]
    shift_of: Ints
    skill_of: list[str]
    required: Floats
    tiers: list[UnderstaffingTier]


def roster_program(
    task: WindowProblem, already_present: Floats, *, ignored_slots: int = 0
) -> RosterProgram:
    """The program in whole numbers of people; breaks are whole too where choices are few.

    `already_present` are people of earlier weeks who are still at work, by skill and slot; the
    requirement of the first `ignored_slots` slots does not count.
    """
    window, choices = task.window, roster_choices(task, already_present, ignored_slots)
    shift_of_x, copies = choices.shift_of[choices.copy], len(choices.copies)
    few = len(choices.who) <= FEW
    program = build(choices.problem, choices.required, choices.tiers, integral=few)
    x = program.add_columns(choices.wishes, upper=1.0, integral=True)
    # sum over i of x[i, k, s] - y[s, k] = 0; the first columns of the program are y
    link = program.add_rows(np.zeros(copies), np.zeros(copies))
    program.put(link, np.arange(copies), -1.0)
    program.put(link[choices.copy], x, 1.0)
    # choices come by person, so each person has one slice of them
    ends = np.searchsorted(choices.who, np.arange(len(task.people) + 1))
    columns, people = [], []
    for i, person in enumerate(task.people):
        mine = slice(ends[i], ends[i + 1])
        cliques, lowered = task.rest_cliques[person.contract.name], task.lowered[i]
        row, column = program.rows, program.columns
        columns.append(
            add_agent(program, window, person, cliques, x[mine], shift_of_x[mine], lowered=lowered)
        )
        own = np.concatenate([x[mine], np.arange(column, program.columns)])
        people.append(PersonPart(range(row, program.rows), own))
    add_fairness(program, window, columns, task.fairness, task.compared)
    return RosterProgram(**vars(choices), program=program, x=x, people=people)


def roster_choices(
    task: WindowProblem, already_present: Floats, ignored_slots: int = 0
) -> RosterChoices:
    """What `roster_program` chooses among."""
    window, line = task.window, _long_line(task, already_present, ignored_slots)
    who, copy = _choices(task.people, line.shift_of, line.skill_of)
    wishes, constant = _wish_costs(task, who, line.shift_of[copy])
    moved = [
        copied.start - window.shifts[k].start
        for copied, k in zip(line.copies, line.shift_of, strict=True)
    ]
    return RosterChoices(
        problem=line.problem,
        copies=line.copies,
        shift_of=line.shift_of,
        skill_of=line.skill_of,
        moved=np.array(moved, dtype=np.int64),
        required=line.required,
        tiers=line.tiers,
        who=who,
        copy=copy,
        wishes=wishes,
        constant=constant + unreached(line.problem, line.required, line.tiers),
    )


def _long_line(task: WindowProblem, already_present: Floats, ignored_slots: int) -> _LongLine:
    """Copies of the shifts for every skill, on a line on which the skills lie in a row."""
    window, requirements = task.window, task.requirements
    shifts = [window.shifts[k] for k in window.members]
    # night shifts at the end of one skill must not reach into the first day of the next
    extended = [padded(requirement, window.shifts) for requirement in requirements.values()]
    size = len(extended[0].required)
    parts = [prices_of(CoverProblem.of(one, []), window.horizon, task.penalty) for one in extended]
    required = np.concatenate([part[0] for part in parts]) - already_present.ravel()
    outside = np.tile(_outside(window, size, ignored_slots), len(requirements))
    # outside the window nothing is required, and overstaffing does not count where that has a price
    required[outside] = BEYOND if extended[0].over > 0 else 0.0
    tiers = [
        UnderstaffingTier(
            *(np.concatenate([part[1][j][field] for part in parts]) for field in (0, 1))
        )
        for j in range(len(parts[0][1]))
    ]
    for tier in tiers:
        tier.price[outside], tier.cap[outside] = 0.0, required[outside]
    copies = [
        replace(shift, start=shift.start + place * size)
        for place in range(len(requirements))
        for shift in shifts
    ]
    line = replace(
        extended[0], required=np.zeros(len(required), np.int64), floor=np.zeros(0, np.int64)
    )
    return _LongLine(
        problem=CoverProblem.of(line, copies),
        copies=copies,
        shift_of=np.tile(np.array(window.members, dtype=np.int64), len(requirements)),
        skill_of=[skill for skill in requirements for _ in shifts],
        required=required,
        tiers=tiers,
    )


def _outside(window: RosterWindow, size: int, ignored_slots: int) -> Bools:
    """Slots of other weeks: their requirement is not for these shifts to cover."""
    slots_per_day = window.horizon.slots / window.horizon.days
    slots = np.arange(size)
    last = slots >= round(window.end * slots_per_day)
    # behind the end of the horizon lie the last night shifts of this window itself
    ends = window.end == window.horizon.days
    return (slots < round(window.begin * slots_per_day) + ignored_slots) | (last & (not ends))


def _choices(
    people: Sequence[EligibleAgent], shift_of: Ints, skill_of: Sequence[str]
) -> tuple[Ints, Ints]:
    """Every person with every copy of a shift that the person can work, skill included."""
    skills = np.array(skill_of)
    who, copies = [], []
    for i, person in enumerate(people):
        # "" is the skill of a requirement that names none: every person has it
        able = np.isin(skills, [*person.agent.skills, ""]) if len(skills) else skills == ""
        mine = np.flatnonzero(np.isin(shift_of, person.shifts) & able)
        who.append(np.full(len(mine), i, dtype=np.int64))
        copies.append(mine)
    return np.concatenate(who), np.concatenate(copies)


def _wish_costs(task: WindowProblem, who: Ints, shift_of_x: Ints) -> tuple[Floats, float]:
    """What each choice adds to the cost of missed wishes, and the cost of no choice at all."""
    cost = np.zeros(len(who))
    constant = 0.0
    for i, person in enumerate(task.people):
        mine = np.flatnonzero(who == i)
        shifts = [task.window.shifts[k] for k in shift_of_x[mine]]
        for wish in person.agent.wishes:
            days = _days_of_wish(wish, task.window)
            for column, shift in zip(mine, shifts, strict=True):
                if shift.day in days:
                    cost[column] += worth(wish, shift)
            # a wish to work on a day is missed until a choice meets it
            constant += wish.weight * len(days) if wish.wants and wish.day is not None else 0.0
    return cost, constant


def _days_of_wish(wish: Wish, window: RosterWindow) -> list[int]:
    """The days of a window for which a wish counts."""
    return [
        day
        for day in range(window.begin, window.end)
        if wish.day is None or is_day(wish.day, window.first_day, day)
    ]


def worth(wish: Wish, shift: Shift) -> float:
    """What working a shift on a day of the wish adds to the cost."""
    met = matches(wish, shift)
    if not wish.wants:
        return wish.weight if met else 0.0
    if wish.day is None:
        return 0.0 if met else wish.weight
    # the weight of the day is in the constant, and is taken off again where the wish is met
    return -wish.weight if met else 0.0
