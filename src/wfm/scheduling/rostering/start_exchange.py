"""Two people exchange their shifts of a day, so that both begin at fewer times in the week.

The shifts of the day stay the same, so cover, breaks and pay do too. Only shifts of one template,
of the same paid hours and the same night are exchanged, so that days, hours, limits and fairness
stay as they are; rest, starts and wishes are looked at.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from wfm.scheduling.contracts import DAY, Contract
from wfm.scheduling.records import Shift
from wfm.scheduling.rostering.model import RosterProgram, WindowProblem
from wfm.scheduling.week_patterns import Ints

__all__ = ["exchanged"]

# Passes over all days; most exchanges are made in the first two.
PASSES = 6
# Rests are fractions of slots where they are no whole number of them; this is below any of those.
_ROUNDING = 1e-9
# A cost above this is no rounding error.
_CENT = 1e-9


def exchanged(model: RosterProgram, problem: WindowProblem, chosen: Ints) -> Ints:
    """The choices after all exchanges that let people begin at fewer times."""
    state = _Exchange.of(model, problem, chosen)
    for _ in range(PASSES):
        if not sum(state.improve(day) for day in sorted({day for _, day in state.work})):
            break
    return np.array(sorted(state.work.values()), dtype=np.int64)


@dataclass(frozen=True)
class _Exchange:
    """Who makes which choice on which day, and how often each starts when in a week."""

    model: RosterProgram
    problem: WindowProblem
    work: dict[tuple[int, int], int]
    starts: dict[tuple[int, int], Counter[int]]
    choice_of: dict[tuple[int, int], int]
    cost: dict[int, float]

    @classmethod
    def of(cls, model: RosterProgram, problem: WindowProblem, chosen: Ints) -> _Exchange:
        """The state of some choices."""
        costs = np.concatenate(model.program.cost)[model.x]
        pairs = zip(model.who.tolist(), model.copy.tolist(), strict=True)
        state = cls(
            model,
            problem,
            {},
            {},
            {pair: j for j, pair in enumerate(pairs)},
            dict(enumerate(costs.tolist())),
        )
        for j in chosen.tolist():
            shift = state.shift(j)
            who = int(model.who[j])
            state.work[who, shift.day] = j
            state.counter(who, shift.day)[shift.clock] += 1
        return state

    def shift(self, choice: int) -> Shift:
        """The shift of a choice, in slots of the horizon."""
        return self.problem.window.shifts[int(self.model.shift_of[self.model.copy[choice]])]

    def counter(self, who: int, day: int) -> Counter[int]:
        """How often each person starts when, in the week of a day."""
        week = self.problem.window.horizon.week_of(day)
        return self.starts.setdefault((who, week), Counter())

    def improve(self, day: int) -> int:
        """Make the exchanges of a day; their number."""
        made = 0
        groups: dict[tuple[object, ...], list[int]] = {}
        for (who, other), choice in self.work.items():
            if other == day:
                shift = self.shift(choice)
                night = self.problem.window.night(shift)
                groups.setdefault((shift.template, shift.paid_hours, night), []).append(who)
        for people in groups.values():
            for who in people:
                made += self._one(who, people, day)
        return made

    def _one(self, who: int, people: list[int], day: int) -> bool:
        """Exchange the shift of a person on a day with the one who gains most; whether one did."""
        mine = self.shift(self.work[who, day]).clock
        own = self.counter(who, day)
        best, partner = 0, None
        for other in people:
            theirs = self.shift(self.work[other, day]).clock
            if theirs == mine:
                continue
            # the sum of squares grows as starts gather at few times
            counter = self.counter(other, day)
            gain = own[theirs] - own[mine] + counter[mine] - counter[theirs] + 2
            if gain > best and self._allowed(who, other, day):
                best, partner = gain, other
        if partner is None:
            return False
        self._exchange(who, partner, day)
        return True

    def _exchange(self, who: int, other: int, day: int) -> None:
        """Each works the shift of the other."""
        one, two = self.work[who, day], self.work[other, day]
        for person, old, new in ((who, one, two), (other, two, one)):
            counter = self.counter(person, day)
            counter[self.shift(old).clock] -= 1
            counter[self.shift(new).clock] += 1
            self.work[person, day] = self.choice_of[person, int(self.model.copy[new])]

    def _allowed(self, who: int, other: int, day: int) -> bool:
        """Whether both may work the shift of the other, at no higher cost of wishes."""
        one, two = self.work[who, day], self.work[other, day]
        copies = self.model.copy
        new = self.choice_of.get((who, int(copies[two])))
        others = self.choice_of.get((other, int(copies[one])))
        if new is None or others is None:
            return False
        more = self.cost[new] + self.cost[others] - self.cost[one] - self.cost[two]
        return (
            more <= _CENT
            and self._keeps_rules(who, day, self.shift(two))
            and self._keeps_rules(other, day, self.shift(one))
        )

    def _keeps_rules(self, who: int, day: int, new: Shift) -> bool:
        """Whether rest and starts of a person allow another shift on a day."""
        person, window = self.problem.people[who], self.problem.window
        contract = person.contract
        days = range(window.begin, window.end)
        shifts = [
            new if at == day else self.shift(self.work[who, at])
            for at in days
            if (who, at) in self.work
        ]
        clocks = [*(shift.clock for shift in shifts), *person.past.clocks]
        flexibility, spread = contract.start_flexibility, contract.start_spread
        if flexibility is not None and _apart(clocks) > 2 * flexibility:
            return False
        week = window.horizon.week(window.horizon.week_of(day))
        starts = [shift.clock for shift in shifts if shift.day in week]
        if spread is not None and _apart(starts) > spread:
            return False
        return all(self._rested(contract, a, b) for a, b in pairwise(shifts))

    def _rested(self, contract: Contract, before: Shift, after: Shift) -> bool:
        """Whether the rest between two shifts is kept, longer after a run of nights."""
        window = self.problem.window
        rest = contract.rest
        night = window.night(before)
        if night is not None and window.night(after) != night + 1:
            rest = max(rest, contract.rest_after_nights or 0.0)
        between = after.start - before.start - before.length
        return between >= rest / window.horizon.slot - _ROUNDING


def _apart(clocks: list[int]) -> int:
    """What the longest gap between starts around the clock leaves of the day."""
    times = sorted(set(clocks))
    if len(times) < 2:
        return 0
    return DAY - max(b - a for a, b in pairwise([*times, times[0] + DAY]))
