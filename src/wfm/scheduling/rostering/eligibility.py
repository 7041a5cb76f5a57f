"""Who could work what: every pair of person and shift that no rule forbids by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

import numpy as np

from wfm.errors import InputError
from wfm.scheduling.availability import FirstDay, is_available, leave_days
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.fairness_prices import Counted
from wfm.scheduling.records import Shift
from wfm.scheduling.roster import RosterRow
from wfm.scheduling.week_patterns import (
    NONE_CLOSED,
    ClosedDays,
    Ints,
    RosterHorizon,
    WeekLimits,
    week_limits,
)

__all__ = ["NEVER", "EligibleAgent", "PastWork", "RosterWindow", "rest_cliques"]


# A slot so long ago that no rest reaches from it into the horizon.
NEVER = -(10**9)
# Rests are fractions of slots where they are no whole number of them; this is below any of those.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class PastWork:
    """What counts from a person's earlier weeks.

    `ends` is the slot after the last shift, `last_night` its night where it is a night shift,
    `worked` the days with a shift and `running` how many of them in a row up to now, `nights` the
    nights with one, `clocks` the starts of shifts and `counts` what fairness counts.
    """

    ends: int = NEVER
    running: int = 0
    clocks: frozenset[int] = frozenset()
    counts: Mapping[Counted, int] = field(default_factory=dict)
    worked: frozenset[int] = frozenset()
    nights: frozenset[int] = frozenset()
    last_night: int | None = None

    @classmethod
    def of(
        cls, rows: Sequence[RosterRow], window: RosterWindow, counts: Mapping[Counted, int]
    ) -> PastWork:
        """The past of one person on the morning on which a window begins."""
        if not rows:
            return cls(counts=counts)
        worked = frozenset(row.day for row in rows)
        running = 0
        while window.begin - 1 - running in worked:
            running += 1
        last = max(rows, key=lambda row: row.shift.start + row.shift.length).shift
        nights = (window.night(row.shift) for row in rows)
        return cls(
            ends=last.start + last.length,
            running=running,
            clocks=frozenset(row.shift.clock for row in rows),
            counts=counts,
            worked=worked,
            nights=frozenset(night for night in nights if night is not None),
            last_night=window.night(last),
        )


@dataclass(frozen=True)
class EligibleAgent:
    """One agent in one range of weeks; `shifts` are what this person could work.

    `limits` are those of the contract in each week of the window, less the days of leave.
    """

    agent: Agent
    contract: Contract
    shifts: Ints
    past: PastWork
    limits: tuple[WeekLimits, ...]


@dataclass(frozen=True)
class RosterWindow:
    """Shifts and calendar, and the days from `begin` up to `end` that are decided at once.

    `nights` are the nights of the night shifts, by the first slot and the slots of a shift.
    """

    shifts: Sequence[Shift]
    horizon: RosterHorizon
    first_day: FirstDay
    begin: int
    end: int
    skills: tuple[str, ...] = ("",)
    closed: Sequence[ClosedDays] = ()
    zone: tzinfo | None = None
    nights: Mapping[tuple[int, int], int] = field(default_factory=dict)
    _known: dict[object, Ints] = field(default_factory=dict, repr=False, compare=False)

    def night(self, shift: Shift) -> int | None:
        """The night of a night shift; None for another shift."""
        return self.nights.get((shift.start, shift.length))

    @property
    def weeks(self) -> range:
        """The calendar weeks of these days."""
        return range(self.horizon.week_of(self.begin), self.horizon.week_of(self.end - 1) + 1)

    def closed_around(self, week: int) -> ClosedDays:
        """Closed days before and after a week."""
        return self.closed[week] if self.closed else NONE_CLOSED

    def is_available(self, agent: Agent, shift: Shift) -> bool:
        """Whether days off and hours of a person allow a shift."""
        return is_available(agent, shift, self.horizon.slot, self.first_day, self.zone)

    @property
    def members(self) -> list[int]:
        """Shifts that start on these days."""
        return [k for k, shift in enumerate(self.shifts) if self.begin <= shift.day < self.end]

    def person(self, agent: Agent, contract: Contract, past: PastWork) -> EligibleAgent:
        """The person with the shifts left after contract, availability and past."""
        free = past.ends + contract.rest / self.horizon.slot - _ROUNDING
        # after a night shift, a longer rest before all but night shifts
        longer = contract.rest_after_nights if past.last_night is not None else None
        free_by_day = max(free, past.ends + (longer or 0.0) / self.horizon.slot - _ROUNDING)
        mine = self._open_shifts(agent, contract)
        # people without any skill that is required are left out at once
        if not {*agent.skills, ""} & set(self.skills):
            mine = mine[:0]
        if past.ends > NEVER:
            times = [
                free_by_day if self.night(self.shifts[k]) is None else free for k in mine.tolist()
            ]
            start = np.array([self.shifts[k].start for k in mine.tolist()], dtype=np.int64)
            mine = mine[start >= np.array(times)]
        limits = tuple(self.limits(agent, contract, week) for week in self.weeks)
        return EligibleAgent(agent, contract, mine, past, limits)

    def _open_shifts(self, agent: Agent, contract: Contract) -> Ints:
        """The shifts that contract and availability allow, looked up once for equal ones."""
        key = (contract, agent.available, agent.days_off)
        if key not in self._known:
            mine = [
                k
                for k in self.members
                if contract.may_work(self.shifts[k].template, self.shifts[k].contract)
                and self.is_available(agent, self.shifts[k])
            ]
            self._known[key] = np.array(mine, dtype=np.int64)
        return self._known[key]

    def limits(self, agent: Agent, contract: Contract, week: int) -> WeekLimits:
        """The rules of a week, with days of leave counted as worked.

        Hours fall with the days: with two of five days on leave, 40 h become 24 h.
        """
        days = self.horizon.week(week)
        whole = week_limits(contract, len(days))
        low, high = whole.days
        leave = leave_days(agent, self.first_day, days, len(days) - low)
        if not leave:
            return whole
        least, most = max(low - leave, 0), max(high - leave, 0)
        shares = (least / low if low else 1.0, most / high if high else 0.0)
        hours = (whole.hours[0] * shares[0], whole.hours[1] * shares[1])
        return whole._replace(days=(least, most), hours=hours)


def rest_cliques(shifts: Sequence[Shift], members: Sequence[int], rest: float) -> list[Ints]:
    """Sets of shifts of which a person works one at most, because of the rest between them.

    A shift occupies the time up to the end of its rest; of those that lie over one moment only
    one can be worked, and the moments just before one of them ends give all such sets.

    Parameters
    ----------
    shifts : sequence of Shift
        All shifts.
    members : sequence of int
        Those looked at.
    rest : float
        In slots.
    """
    spans = sorted((shifts[k].start, shifts[k].start + shifts[k].length + rest, k) for k in members)
    found: list[Ints] = []
    alive: list[tuple[float, int]] = []
    grown = False
    for start, end, k in spans:
        # the sets just before a shift ends are the largest: any other is part of one of them
        if any(e <= start + _ROUNDING for e, _ in alive):
            if grown:
                found.append(np.array([j for _, j in alive], dtype=np.int64))
            alive = [(e, j) for e, j in alive if e > start + _ROUNDING]
            grown = False
        alive.append((end, k))
        grown = True
    if alive:
        found.append(np.array([j for _, j in alive], dtype=np.int64))
    return found


def contracts_by_name(
    contracts: Sequence[Contract], agents: Sequence[Agent]
) -> dict[str, Contract]:
    """Contracts by name; every agent must have one, and a name that no other agent has."""
    named = {contract.name: contract for contract in contracts}
    seen: set[str] = set()
    for agent in agents:
        if agent.contract not in named:
            raise InputError(
                f"agent {agent.name!r} has the contract {agent.contract!r}, which is not one of "
                f"{', '.join(sorted(named))}.",
                name="agents",
                value=agent.contract,
            )
        if agent.name in seen:
            raise InputError(f"duplicate agent {agent.name!r}.", name="agents")
        seen.add(agent.name)
    return named
