"""Why tours leave people missing: the shifts, the number of people, a rule, the price.

A reason is checked by taking it away: the number of people, if one more person could work a week
with a shift at that time; a rule of a contract, if a week without it has such a shift; where
understaffing has a price, the number of people, if the relaxation without it costs less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from wfm.scheduling.contract_rules import rule_text, rules_of, without
from wfm.scheduling.contracts import Contract
from wfm.scheduling.plan_edges import shift_kinds, why_unreached
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import Roster
from wfm.scheduling.roster_shortages import SlotReason, begins_beside, by_share
from wfm.scheduling.time_budget import TimeBudget
from wfm.scheduling.tours.lines_of_work import LineOfWork, lines_of
from wfm.scheduling.tours.rule_bound import may_work, rule_bound
from wfm.scheduling.week_patterns import RosterHorizon

__all__ = ["TourReasons"]

PRICE = "covering it costs more than the price of understaffing"
_LIMITS = ("people", "max_people")
# Costs that differ by less are equal in a relaxation. [fraction]
_NEAR = 1e-6


@dataclass(frozen=True)
class TourReasons:
    """The reasons of one roster."""

    roster: Roster
    need: StaffRequirement
    shifts: Sequence[Shift]
    contracts: Sequence[Contract]
    horizon: RosterHorizon
    penalty: float
    budget: TimeBudget
    _memory: dict[str, bool | None] = field(default_factory=dict)
    _able: dict[tuple[int, ...], tuple[list[Contract], str]] = field(default_factory=dict)

    def reason(self, skill: str, first: int, last: int) -> str:
        """Why no more people work between two slots, both included, in words."""
        del skill  # there is one requirement
        under = self.roster.under[0, first : last + 1]
        return by_share(under, self.need.slot / 3600.0, lambda slot: self._of_slot(first + slot))

    def _of_slot(self, slot: int) -> SlotReason:
        """Why no more people work in one slot."""
        reach = self._reaching(slot)
        working = tuple(k for k in reach if self._works(k, slot))
        if working:
            text = self._of_people(working, slot)
        elif reach:
            text = "shifts that reach it are always on a break"
        else:
            text = self._edge(slot) or "no shift covers this time"
        return SlotReason(text, text)

    def _edge(self, slot: int) -> str | None:
        """Why no shift covers a slot at the beginning or the end of a plan that does not repeat."""
        if self.need.cyclic:
            return None
        slots, kinds = len(self.need.required), shift_kinds(self.shifts)
        return why_unreached(kinds, slot, slots, self.need.slot)

    def _of_people(self, helpful: Sequence[int], slot: int) -> str:
        """The reason where some shifts would help."""
        if tuple(helpful) not in self._able:
            able = [c for c in self.contracts if self._has_week(c, helpful)]
            self._able[tuple(helpful)] = able, "" if able else self._of_rules(helpful)
        able, text = self._able[tuple(helpful)]
        if not able:
            return text
        limited = [c for c in able if self._is_full(c)]
        may_be_missing = self.need.under is not None and self.roster.net[0, slot] >= (
            self.need.floor[slot] if len(self.need.floor) else 0
        )
        if len(limited) < len(able):
            return PRICE if may_be_missing else "the search ended before it was covered"
        # where the time was too short to tell, the number of people is what is known to be limited
        if may_be_missing and self._limits_bind() is False:
            return PRICE
        return f"no more people on contract {', '.join(repr(c.name) for c in limited)}"

    def _reaching(self, slot: int) -> list[int]:
        """The shifts over a slot, around the end of a horizon that repeats too."""
        return [k for k, s in enumerate(self.shifts) if self._after(s, slot) < s.length]

    def _after(self, shift: Shift, slot: int) -> int:
        """Slots from the start of a shift to a slot; more than it has where it is before."""
        after = slot - shift.start
        if self.need.cyclic:
            return after % len(self.need.required)
        return after if after >= 0 else shift.length

    def _works(self, k: int, slot: int) -> bool:
        """Whether a shift can be at work in a slot, and not on a break."""
        shift = self.shifts[k]
        return begins_beside(shift, shift.start + self._after(shift, slot)) is not None

    def _is_full(self, contract: Contract) -> bool:
        """Whether the contract has all the people that it may have."""
        if contract.people is not None:
            return True
        mine = sum(name.rpartition(" ")[0] == contract.name for name in self.roster.people)
        return contract.max_people is not None and mine >= contract.max_people

    def _has_week(self, contract: Contract, helpful: Sequence[int]) -> bool:
        """Whether one person on a contract can work a week with one of some shifts."""
        mine = sorted(set(may_work(self.shifts, contract).tolist()) & set(helpful))
        if not mine:
            return False
        lines = lines_of(self.horizon, self.shifts, [contract])
        if any(self._holds(line, self.shifts[k].day, k) for line in lines for k in mine):
            return True
        # weeks of shifts that pay or start differently: one person alone, in fractions
        wanted = np.zeros_like(self.need.required)
        shift = self.shifts[mine[0]]
        wanted[shift.start % len(wanted)] = 1
        one = replace(self.need, required=wanted, floor=self.need.floor[:0], under=None, over=0.0)
        alone = replace(contract, people=1, max_people=None)
        penalty = 1e6 * (1.0 + max(s.cost for s in self.shifts))
        bound = rule_bound(
            one,
            [self.shifts[k] for k in may_work(self.shifts, contract)],
            [alone],
            self.horizon,
            penalty,
            self.budget.remaining(),
        )
        return bound < 1e-3 * penalty

    def _holds(self, line: LineOfWork, day: int, k: int) -> bool:
        """Whether a week of a line has a shift, and shifts on all its other days."""
        if k not in line.members[day]:
            return False
        number = self.horizon.week_of(day)
        days = self.horizon.week(number)
        without_shift = np.array([not len(line.members[one]) for one in days])
        weeks = line.weeks[number]
        return bool((weeks[:, day - days.start] & ~(weeks & without_shift).any(axis=1)).any())

    def _of_rules(self, helpful: Sequence[int]) -> str:
        """The rules of contracts without which a week has one of some shifts."""
        alone = [
            f"{rule_text(contract, rule)} of contract {contract.name!r}"
            for contract in self.contracts
            for rule in rules_of(contract)
            if rule not in _LIMITS and self._has_week(without(contract, rule), helpful)
        ]
        names = ", ".join(repr(contract.name) for contract in self.contracts)
        text = f"no week of contract {names} has a shift at this time"
        if not alone:
            return f"{text}, and no single rule prevents it"
        return f"{text}; one has without {' or without '.join(alone)}"

    def _limits_bind(self) -> bool | None:
        """Whether schedules cost less with more people, by relaxations; None without the time."""
        if "limits" not in self._memory:
            free = [replace(one, people=None, max_people=None) for one in self.contracts]
            limited, unlimited = (
                rule_bound(
                    self.need,
                    self.shifts,
                    some,
                    self.horizon,
                    self.penalty,
                    self.budget.part(0.5).remaining(),
                )
                for some in (self.contracts, free)
            )
            bind: bool | None = unlimited < limited - _NEAR * (1.0 + abs(limited))
            self._memory["limits"] = bind if np.isfinite(limited) else None
        return self._memory["limits"]
