"""Which rule keeps people from working where the roster is understaffed.

Every person is given each shift that would help, instead of the shift of that day or beside the
others, and the recount of the roster names the rules that this breaks. Only moves that lower the
cost count: a person who is missed as much elsewhere is needed there, whatever the rules. Where one
shift breaks one rule alone, the person could work it without that rule, so the rule is the reason.
Where every shift breaks several, they are named as several at once, because taking away one of them
would not help.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.plan_edges import shift_kinds, why_unreached
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import Roster, RosterRow, shortage_cost
from wfm.scheduling.roster_shortages import SlotReason, begins_beside, by_share
from wfm.scheduling.rostering.eligibility import RosterWindow
from wfm.scheduling.verify_person import AddedShift
from wfm.scheduling.week_patterns import Ints

__all__ = ["ShortageReasons"]

# Shifts of one person that are tried for a period; more would take long in large teams.
_TRIED = 6
# Groups of people that a reason names.
_NAMED = 3
# What keeps a person off, by the one rule that a shift would break.
_WORDS = {
    "skills": "without the skill",
    "shifts": "with no such shift in the contract",
    "availability": "not available",
    "rest": "resting after or before another shift",
    "days_per_week": "at the most days a week",
    "weekly_hours": "at the most hours a week",
    "consecutive_days_off": "with consecutive days off",
    "max_consecutive_days": "at the most days in a row",
    "min_consecutive_days": "off, as a single day is too few in a row",
    "min_consecutive_days_off": "off, as too few days off in a row would be left",
    "start_flexibility": "with starts too far from it",
    "start_spread": "with other starts too far from it in the week",
    "max_consecutive_nights": "at the most nights in a row",
    "rest_after_nights": "resting after nights",
    "weekends": "at the most weekends",
    "limits": "at the most shifts of this kind",
}
_AT_WORK = "at work"
_NEEDED = "needed at another time of the day"
# Costs that differ by less are equal.
_NEAR = 1e-6
_NOT_EXAMINED = "what keeps the others off was not examined within the time limit"


class _Move(NamedTuple):
    """A shift that a person could work: the rules that it breaks, and what it adds to the cost.

    `instead` where it takes the place of another shift of the day.
    """

    broken: frozenset[str]
    change: float
    instead: bool


@dataclass(frozen=True)
class ShortageReasons:
    """The reasons of one roster; `extra` is what wishes and fairness cost with some rows.

    Behind `until`, a moment of the monotonic clock, people are counted alone.
    """

    roster: Roster
    requirements: Mapping[str, StaffRequirement]
    window: RosterWindow
    agents: Sequence[Agent]
    contracts: Mapping[str, Contract]
    added: AddedShift
    penalty: float
    extra: Callable[[Sequence[RosterRow]], float]
    until: float | None = None
    _memory: dict[tuple[str, str, int], frozenset[str]] = field(default_factory=dict)
    _changes: dict[tuple[object, ...], tuple[float, tuple[int, ...]]] = field(default_factory=dict)
    _extras: dict[tuple[str, str, int], float] = field(default_factory=dict)

    def reason(self, skill: str, first: int, last: int) -> str:
        """Why no more people work between two slots, both included, in words."""
        under = self.roster.under[self.roster.skills.index(skill), first : last + 1]
        hours = self.window.horizon.slot / 3600.0
        return by_share(under, hours, lambda slot: self._reason_of_slot(skill, first + slot))

    def _reason_of_slot(self, skill: str, slot: int) -> SlotReason:
        """Why no more people work in one slot."""
        reach = self._reaching(slot)
        working = self._working(reach, slot)
        if not working:
            text = "shifts that reach it are always on a break"
            if not reach:
                horizon = self.window.horizon
                edge = why_unreached(self._kinds, slot, horizon.slots, horizon.slot)
                text = edge or "no shift covers this time"
            return SlotReason(text, text)
        spread = working[:: -(-len(working) // _TRIED)]
        if self.until is not None and time.monotonic() > self.until:
            here = sum(self._is_there(agent, skill, slot) for agent in self.agents)
            text = f"{here} of {len(self.agents)} people at work; {_NOT_EXAMINED}"
            return SlotReason(_NOT_EXAMINED, text)
        found = Counter(self._hindrance(agent, skill, slot, spread) for agent in self.agents)
        at_work = found.pop(_AT_WORK, 0)
        if not found:
            return SlotReason(_AT_WORK, f"all {at_work} people at work")
        named = [f"{many} {what}" for what, many in found.most_common(_NAMED)]
        others = sum(many for _, many in found.most_common()[_NAMED:])
        away = ", ".join([*named, *([f"{others} for other reasons"] if others else [])])
        text = f"{at_work} of {len(self.agents)} people at work; {away}"
        return SlotReason(found.most_common(1)[0][0], text)

    def _reaching(self, slot: int) -> list[int]:
        """The shifts over a slot, whether a person may work them or not."""
        start, stop = self._spans
        reaching: list[int] = np.flatnonzero((start <= slot) & (slot < stop)).tolist()
        return reaching

    @cached_property
    def _spans(self) -> tuple[Ints, Ints]:
        """First slots of all shifts, and the slots behind their last."""
        start = np.array([shift.start for shift in self.window.shifts], dtype=np.int64)
        length = np.array([shift.length for shift in self.window.shifts], dtype=np.int64)
        return start, start + length

    def _working(self, reach: Sequence[int], slot: int) -> list[int]:
        """Those that can be at work in it, and not on a break."""
        return [k for k in reach if begins_beside(self.window.shifts[k], slot) is not None]

    def _is_there(self, agent: Agent, skill: str, slot: int) -> bool:
        """Whether a person serves a queue in a slot, or is on a break."""
        return any(
            row.skill == skill and row.shift.start <= slot < row.shift.start + row.shift.length
            for row in self.added.rows.get(agent.name, [])
        )

    def _hindrance(self, agent: Agent, skill: str, slot: int, reach: Sequence[int]) -> str:
        """What keeps one person from working any of the shifts that reach a slot."""
        rows = self.added.rows.get(agent.name, [])
        here = [r for r in rows if r.shift.start <= slot < r.shift.start + r.shift.length]
        if any(row.skill == skill for row in here):
            return _AT_WORK
        if here:
            return "serving another queue"
        moves = [self._move(agent, skill, slot, k) for k in reach]
        useful = [one for one in moves if one.change < -_NEAR]
        if not useful:
            # a person who gives up as much elsewhere is no help here, whatever the rules
            return _NEEDED if all(one.instead for one in moves) else "off, as it costs more"
        broken = min((one.broken for one in useful), key=_rank)
        if not broken:
            return "free when the search ended"
        if len(broken) == 1:
            return _WORDS.get(next(iter(broken)), "kept off by the rules")
        return f"kept off by several rules at once ({', '.join(_ordered(broken))})"

    def _move(self, agent: Agent, skill: str, slot: int, k: int) -> _Move:
        """A person in a shift over a slot, instead of the one of that day if there is one."""
        shift = self.window.shifts[k]
        today = [row for row in self.added.rows.get(agent.name, []) if row.day == shift.day]
        old = today[0] if today else None
        change, begins = self._change(skill, slot, k, old)
        row = RosterRow(agent.name, agent.contract, shift.day, shift, begins, skill)
        # wishes and rules do not matter where the move is no use
        if change < -_NEAR:
            change += self._extra_change(row, k, old)
        broken = self._broken(row, k, old) if change < -_NEAR else frozenset()
        return _Move(broken, change, old is not None)

    def _extra_change(self, row: RosterRow, k: int, old: RosterRow | None) -> float:
        """What a row, for the one of that day if there is one, adds to wishes and fairness."""
        key = (row.person, row.skill, k)
        if key not in self._extras:
            others = [one for one in self.roster.rows if one is not old]
            self._extras[key] = self.extra([*others, row])
        return self._extras[key] - self._extra_now

    @cached_property
    def _kinds(self) -> set[tuple[int, int]]:
        """The kinds of all shifts."""
        return shift_kinds(self.window.shifts)

    @cached_property
    def _extra_now(self) -> float:
        """What wishes and fairness cost in the roster."""
        return self.extra(self.roster.rows)

    def _broken(self, row: RosterRow, k: int, old: RosterRow | None) -> frozenset[str]:
        """The rules that a shift would break."""
        key = (row.person, row.skill, k)
        if key not in self._memory:
            self._memory[key] = self.added.broken(row, old)
        return self._memory[key]

    def _change(
        self, skill: str, slot: int, k: int, old: RosterRow | None
    ) -> tuple[float, tuple[int, ...]]:
        """What a shift adds to the cost, one given up for it, and where its breaks begin.

        They are where the fewest people are missing, and not in the slot.
        """
        given_up = (
            None if old is None else (old.skill, old.shift.start, old.shift.length, old.breaks)
        )
        key = (skill, slot, k, given_up)
        if key not in self._changes:
            shift = self.window.shifts[k]
            nets = zip(self.roster.skills, self.roster.net, strict=True)
            after = {name: net.copy() for name, net in nets}
            if old is not None:
                _count(after[old.skill], old.shift, old.breaks, -1)
            begins = self._best_begins(self.requirements[skill], after[skill], shift, slot)
            _count(after[skill], shift, begins, 1)
            change = shift.cost - (0.0 if old is None else old.shift.cost)
            for name, before in zip(self.roster.skills, self.roster.net, strict=True):
                moved = np.flatnonzero(after[name] != before)
                if len(moved):
                    part = _slots_of(self.requirements[name], moved)
                    change += self._uncovered(part, after[name][moved])
                    change -= self._uncovered(part, before[moved])
            self._changes[key] = change, begins
        return self._changes[key]

    def _best_begins(
        self, need: StaffRequirement, net: np.ndarray, shift: Shift, slot: int
    ) -> tuple[int, ...]:
        """Where the breaks of a shift begin: beside a slot, where the least is missing."""
        missing = np.maximum(need.required - net, 0)
        lost = np.concatenate([[0.0], np.cumsum(np.where(missing > 0, missing, -need.over))])
        lost = np.pad(lost, (0, shift.length), mode="edge")  # nobody is missing behind the end
        return tuple(
            min(
                (
                    begin
                    for begin in range(
                        shift.start + window.earliest, shift.start + window.latest + 1
                    )
                    if not begin <= slot < begin + window.length
                ),
                key=lambda begin: lost[begin + window.length] - lost[begin],
            )
            for window in shift.breaks
        )

    def _uncovered(self, need: StaffRequirement, net: np.ndarray) -> float:
        """The cost of understaffing and of overstaffing."""
        missing = np.maximum(need.required - net, 0)
        over = need.over * float(np.maximum(net - need.required, 0).sum())
        return (shortage_cost(need, missing, self.penalty) + over) * need.slot / 3600.0


def _count(net: np.ndarray, shift: Shift, begins: Sequence[int], more: int) -> None:
    """Count a person in the slots of a shift, and not in those of its breaks."""
    net[shift.start : shift.start + shift.length] += more
    for begin, window in zip(begins, shift.breaks, strict=True):
        net[begin : begin + window.length] -= more


def _slots_of(need: StaffRequirement, slots: np.ndarray) -> StaffRequirement:
    """The requirement of some slots."""
    floor = need.floor[slots] if len(need.floor) else need.floor
    return replace(need, required=need.required[slots], floor=floor)


def _ordered(rules: frozenset[str]) -> list[str]:
    """Rules in the order in which a planner would look: the person first, then the roster."""
    order = list(_WORDS)
    return sorted(rules, key=lambda rule: (order.index(rule) if rule in order else 99, rule))


def _rank(rules: frozenset[str]) -> tuple[int, list[str]]:
    """Fewer rules first."""
    return len(rules), _ordered(rules)
