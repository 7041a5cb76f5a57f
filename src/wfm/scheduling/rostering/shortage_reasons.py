"""Which rule keeps people from working where the roster is understaffed.

Every person is given each shift that would help, beside the shifts that they have, and the recount
of the roster names the rules that this breaks. Where one shift breaks one rule alone, the person
could work it without that rule, so the rule is the reason. Where every shift breaks several, they
are named as several at once, because taking away one of them would not help.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.records import StaffRequirement
from wfm.scheduling.roster import Roster, RosterRow, shortage_cost
from wfm.scheduling.roster_shortages import begins_beside
from wfm.scheduling.rostering.eligibility import RosterWindow
from wfm.scheduling.verify_person import AddedShift

__all__ = ["ShortageReasons"]

# Shifts of one person that are tried for a period; more would take long in large teams.
_TRIED = 6
# Groups of people that a reason names.
_NAMED = 4
_ONE_A_DAY = "one shift a day"
# What keeps a person off, by the one rule that a shift would break.
_WORDS = {
    "skills": "without the skill",
    "shifts": "with no such shift in the contract",
    "availability": "not available",
    _ONE_A_DAY: "working at another time of the day",
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
_NOT_EXAMINED = "what keeps the others off was not examined within the time limit"


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

    def reason(self, skill: str, first: int, last: int) -> str:
        """Why no more people work between two slots, both included, in words."""
        under = self.roster.under[self.roster.skills.index(skill), first : last + 1]
        # a slot with the largest shortage represents the period, one that no person can cover first
        slots = first + np.flatnonzero(under == under.max())
        reach = {t: self._reaching(t) for t in slots.tolist()}
        worst = min(reach, key=lambda t: bool(self._working(reach[t], t)))
        if not reach[worst]:
            return "no shift covers this time"
        working = self._working(reach[worst], worst)
        if not working:
            return "shifts that reach it are always on a break"
        spread = working[:: -(-len(working) // _TRIED)]
        if self.until is not None and time.monotonic() > self.until:
            here = sum(self._is_there(agent, skill, worst) for agent in self.agents)
            return f"{here} of {len(self.agents)} people at work; {_NOT_EXAMINED}"
        found = Counter(self._hindrance(agent, skill, worst, spread) for agent in self.agents)
        at_work = found.pop(_AT_WORK, 0)
        if not found:
            return f"all {at_work} people at work"
        named = [f"{many} {what}" for what, many in found.most_common(_NAMED)]
        others = sum(many for _, many in found.most_common()[_NAMED:])
        away = ", ".join([*named, *([f"{others} for other reasons"] if others else [])])
        return f"{at_work} of {len(self.agents)} people at work; {away}"

    def _reaching(self, slot: int) -> list[int]:
        """The shifts over a slot, whether a person may work them or not."""
        shifts = self.window.shifts
        return [k for k, s in enumerate(shifts) if s.start <= slot < s.start + s.length]

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
        fewest: frozenset[str] | None = None
        for k in reach:
            shift = self.window.shifts[k]
            begins = begins_beside(shift, slot)
            assert begins is not None
            row = RosterRow(agent.name, agent.contract, shift.day, shift, begins, skill)
            broken = self._broken(agent, row, k)
            if not broken:
                return self._unused(row)
            if fewest is None or _rank(broken) < _rank(fewest):
                fewest = broken
            if len(broken) == 1 and _ONE_A_DAY not in broken:
                break
        assert fewest is not None
        if len(fewest) == 1:
            return _WORDS.get(next(iter(fewest)), "kept off by the rules")
        return f"kept off by several rules at once ({', '.join(_ordered(fewest))})"

    def _broken(self, agent: Agent, row: RosterRow, k: int) -> frozenset[str]:
        """The rules that a shift would break; where it breaks two of its own, these alone."""
        key = (agent.name, row.skill, k)
        if key not in self._memory:
            broken = self._personal(agent, row)
            # beside another shift of the day the others do not matter: people work one a day
            whole = len(broken) < 2 and _ONE_A_DAY not in broken
            self._memory[key] = self.added.broken(row) if whole else broken
        return self._memory[key]

    def _personal(self, agent: Agent, row: RosterRow) -> frozenset[str]:
        """The rules of the shift alone that it breaks, which are quick to look up."""
        days = {one.day for one in self.added.rows.get(agent.name, [])}
        contract = self.contracts[agent.contract]
        broken = {
            "skills": bool(row.skill) and row.skill not in agent.skills,
            "shifts": not contract.may_work(row.shift.template, row.shift.contract),
            "availability": not self.window.is_available(agent, row.shift),
            _ONE_A_DAY: row.day in days,
        }
        return frozenset(name for name, is_broken in broken.items() if is_broken)

    def _unused(self, row: RosterRow) -> str:
        """Why a shift that no rule forbids is not worked: its cost, or the end of the search."""
        at = self.roster.skills.index(row.skill)
        need, net = self.requirements[row.skill], self.roster.net[at].copy()
        before = self._uncovered(need, net)
        end = min(row.shift.start + row.shift.length, len(net))
        net[row.shift.start : end] += 1
        for begin, window in zip(row.breaks, row.shift.breaks, strict=True):
            net[begin : begin + window.length] -= 1
        change = row.shift.cost + self._uncovered(need, net) - before
        change += self.extra([*self.roster.rows, row]) - self.extra(self.roster.rows)
        return "off, as it costs more" if change > 0 else "free when the search ended"

    def _uncovered(self, need: StaffRequirement, net: np.ndarray) -> float:
        """The cost of understaffing and of overstaffing."""
        missing = np.maximum(need.required - net, 0)
        over = need.over * float(np.maximum(net - need.required, 0).sum())
        return (shortage_cost(need, missing, self.penalty) + over) * need.slot / 3600.0


def _ordered(rules: frozenset[str]) -> list[str]:
    """Rules in the order in which a planner would look: the person first, then the roster."""
    order = list(_WORDS)
    return sorted(rules, key=lambda rule: (order.index(rule) if rule in order else 99, rule))


def _rank(rules: frozenset[str]) -> tuple[int, bool, list[str]]:
    """Fewer rules first; another shift of the day is no rule that could be taken away."""
    return len(rules), _ONE_A_DAY in rules, _ordered(rules)
