"""The recount: whether a roster keeps every rule, and is what it says.

Nothing here looks at the programs that make rosters: rows are read one by one, in plain
arithmetic. `tours` and `assign` return nothing that this finds fault with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from wfm.errors import WfmError
from wfm.scheduling.availability import FirstDay, is_available, weekday
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.records import StaffRequirement
from wfm.scheduling.roster import Roster, RosterRow

__all__ = ["rule_violations", "verified"]

# Hours and costs are sums of decimal numbers, so that they may differ by rounding.
CENT = 1e-6


def verified(
    roster: Roster,
    needs: Mapping[str, StaffRequirement],
    contracts: Sequence[Contract],
    agents: Sequence[Agent] = (),
    first_day: FirstDay = 0,
) -> Roster:
    """The roster itself if it violates no rule; else a `WfmError`, because the search is wrong."""
    found = rule_violations(roster, needs, contracts, agents, first_day=first_day)
    if found:
        raise WfmError(
            f"internal error: the roster violates its rules; please report it: {found[:5]}"
        )
    return roster


def rule_violations(
    roster: Roster,
    needs: Mapping[str, StaffRequirement],
    contracts: Sequence[Contract],
    agents: Sequence[Agent] = (),
    *,
    first_day: FirstDay = 0,
) -> list[str]:
    """Every rule that a roster violates, one sentence each; empty where there is none.

    Parameters
    ----------
    roster : Roster
        What is checked.
    needs : mapping of str to StaffRequirement
        By skill; {"": need} where the need names none.
    contracts : sequence of Contract
        The rules.
    agents : sequence of Agent
        People with names; empty for tours.
    first_day : int or date
        Weekday (0 for Monday) or date of the first day.

    Examples
    --------
    >>> from wfm.scheduling.tours.tours import tours
    >>> from wfm.scheduling.records import StaffRequirement, Shift
    >>> import numpy as np
    >>> week = StaffRequirement(np.tile(np.repeat([0, 1, 0], 8), 7), slot=3600.0, cyclic=True)
    >>> day = [Shift("day", d, 24 * d + 8, 8, 28_800, (), 8.0, 8.0) for d in range(7)]
    >>> full, busy = Contract("full-time"), Contract("full-time", days_per_week=(4, 4))
    >>> roster = tours(week, day, [full])
    >>> rule_violations(roster, {"": week}, [full]), rule_violations(roster, {"": week}, [busy])[0]
    ([], 'full-time 1: works 5 days in week 1, not 4 to 4')
    """
    rules = {contract.name: contract for contract in contracts}
    who = {agent.name: agent for agent in agents}
    need = next(iter(needs.values()))
    found = [*_headcounts(roster, contracts, who), *_sums(roster, needs)]
    by_person = groupby(sorted(roster.rows, key=lambda row: (row.person, row.day)), _person)
    worked = {person: list(rows) for person, rows in by_person}
    for person in roster.people:
        rows = worked.pop(person, [])
        # anonymous people without rows have no rule that they could violate
        name = _contract_of(person, rows, who)
        if name is not None:
            checks = _PersonChecks(rows, rules[name], need, roster, who.get(person), first_day)
            found += [f"{person}: {fault}" for fault in checks.rule_violations(person)]
    return found + [f"{person}: not among the people" for person in worked]


def _person(row: RosterRow) -> str:
    """The key by which rows are grouped."""
    return row.person


def _contract_of(person: str, rows: list[RosterRow], who: Mapping[str, Agent]) -> str | None:
    """The contract of a person; None for anonymous people without any row."""
    if person in who:
        return who[person].contract
    return rows[0].contract if rows else None


def _headcounts(
    roster: Roster, contracts: Sequence[Contract], who: Mapping[str, Agent]
) -> Iterator[str]:
    """People and max_people of the contracts."""
    if who:
        return
    for contract in contracts:
        mine = [p for p in roster.people if p.rpartition(" ")[0] == contract.name]
        if contract.people is not None and len(mine) != contract.people:
            yield f"{contract.name}: {len(mine)} people, not {contract.people}"
        if contract.max_people is not None and len(mine) > contract.max_people:
            yield f"{contract.name}: {len(mine)} people, more than {contract.max_people}"


def _sums(roster: Roster, needs: Mapping[str, StaffRequirement]) -> Iterator[str]:
    """Coverage, hours and cost, counted slot by slot."""
    for k, (skill, need) in enumerate(needs.items()):
        for name, line in _lines(roster.rows, skill, need).items():
            if getattr(roster, name)[k].tolist() != line:
                yield f"{name} of {skill!r} is not what the rows add up to"
    paid = sum(row.shift.paid_hours for row in roster.rows)
    if abs(paid - roster.paid_hours) > CENT * (1.0 + paid):
        yield f"paid_hours {roster.paid_hours} are not the {paid} of the rows"
    if abs(sum(roster.prices.values()) - roster.cost) > CENT * (1.0 + abs(roster.cost)):
        yield f"cost {roster.cost} is not the sum of its prices"
    if roster.bound > roster.cost + CENT * (1.0 + abs(roster.cost)):
        yield f"bound {roster.bound} lies above cost {roster.cost}"


def _lines(rows: Sequence[RosterRow], skill: str, need: StaffRequirement) -> dict[str, list[int]]:
    """The arrays of one skill, slot by slot."""
    required: list[int] = need.required.tolist()
    here, away = [0] * len(required), [0] * len(required)
    for row in rows:
        if row.skill == skill:
            _count(here, row.shift.start, row.shift.length, cyclic=need.cyclic)
            for begin, window in zip(row.breaks, row.shift.breaks, strict=False):
                _count(away, begin, window.length, cyclic=need.cyclic)
    net = [a - b for a, b in zip(here, away, strict=True)]
    return {
        "required": required,
        "present": here,
        "on_break": away,
        "net": net,
        "over": [max(a - b, 0) for a, b in zip(net, required, strict=True)],
        "under": [max(b - a, 0) for a, b in zip(net, required, strict=True)],
    }


def _count(line: list[int], start: int, length: int, *, cyclic: bool) -> None:
    """Count one more person in a range of slots."""
    for slot in range(start, start + length):
        if cyclic or slot < len(line):
            line[slot % len(line)] += 1


class _PersonChecks:
    """The rows of one person against the rules that hold for that person."""

    def __init__(
        self,
        rows: list[RosterRow],
        contract: Contract,
        need: StaffRequirement,
        roster: Roster,
        agent: Agent | None,
        first_day: FirstDay,
    ) -> None:
        self.rows, self.contract, self.need = rows, contract, need
        self.roster, self.agent, self.first_day = roster, agent, first_day
        self.days = 7 * round(len(need.required) * need.slot / (7 * 86_400))
        worked = {row.day for row in rows}
        self.on = [day in worked for day in range(self.days)]

    def rule_violations(self, person: str) -> Iterator[str]:
        """What is wrong with the rows, rule by rule."""
        yield from self._shifts()
        yield from self._minimum_rest_between_shifts()
        yield from self._start_flexibility()
        for week in range(self.days // 7):
            yield from self._days_of_week(
                week, self.roster.lowered_minimums.get((person, week), (7, 168.0))[0]
            )
        yield from self._consecutive_days()
        for first in range(0, self.days // 7, self.contract.period):
            yield from self._weekly_hours_and_limits(person, first)

    def _shifts(self) -> Iterator[str]:
        """One shift a day, of the contract, on the day for which it counts."""
        if sum(self.on) < len(self.rows):
            yield "works twice on a day"
        for row in self.rows:
            shift = row.shift
            if not self.contract.may_work(shift.template, shift.contract):
                yield f"may not work {shift.template!r}"
            # a start after midnight may count for the day before (see `lines_of_work`)
            early = (shift.day - row.day) % self.days if self.need.cyclic else shift.day - row.day
            if early not in (0, 1) or not 0 <= row.day < self.days:
                yield f"shift of day {shift.day + 1} is counted for day {row.day + 1}"
            yield from self._breaks(row)
            if self.agent is not None:
                yield from self._availability_and_skills(row, self.agent)

    def _breaks(self, row: RosterRow) -> Iterator[str]:
        """Every break in its window, one after the other, inside the shift."""
        if len(row.breaks) != len(row.shift.breaks):
            yield f"has {len(row.breaks)} breaks on day {row.day + 1}"
        free = row.shift.start
        for begin, window in zip(row.breaks, row.shift.breaks, strict=False):
            after = begin - row.shift.start
            if not window.earliest <= after <= window.latest:
                yield f"{window.kind} outside its window on day {row.day + 1}"
            if begin < free or after + window.length > row.shift.length:
                yield f"{window.kind} overlaps on day {row.day + 1}"
            free = begin + window.length

    def _availability_and_skills(self, row: RosterRow, agent: Agent) -> Iterator[str]:
        """Availability, days off and skills of a named person."""
        if not is_available(agent, row.shift, self.need.slot, self.first_day):
            yield f"is not available for the shift of day {row.day + 1}"
        if row.skill and row.skill not in agent.skills:
            yield f"has no skill {row.skill!r}"

    def _minimum_rest_between_shifts(self) -> Iterator[str]:
        """rest: start of a shift - end of the one before >= rest."""
        spans = [(row.shift.start, row.shift.start + row.shift.length) for row in self.rows]
        spans.sort()
        if self.need.cyclic and spans:
            slots = len(self.need.required)
            # after the last shift of a cyclic week comes its first
            spans.append((spans[0][0] + slots, spans[0][1] + slots))
        for (_, end), (start, _) in pairwise(spans):
            if (start - end) * self.need.slot < self.contract.rest - CENT:
                yield f"rests {(start - end) * self.need.slot / 3600:g} h before slot {start}"

    def _start_flexibility(self) -> Iterator[str]:
        """start_flexibility: all starts lie in a window of twice its width, around the clock."""
        starts = sorted({row.shift.clock for row in self.rows})
        if self.contract.start_flexibility is None or len(starts) < 2:
            return
        # all starts lie in what the longest gap between two of them leaves of the day
        gaps = [b - a for a, b in pairwise([*starts, starts[0] + 86_400])]
        if 86_400 - max(gaps) > 2 * self.contract.start_flexibility + CENT:
            yield "starts lie further apart than start_flexibility allows"

    def _days_of_week(self, week: int, days: int) -> Iterator[str]:
        """days_per_week and consecutive_days_off of one week."""
        on = self.on[7 * week : 7 * week + 7]
        least, most = self.contract.days_per_week
        if not min(least, days) <= sum(on) <= most:
            yield f"works {sum(on)} days in week {week + 1}, not {least} to {most}"
        off = _longest_run([not day for day in on], cyclic=self.need.cyclic)
        if off < self.contract.consecutive_days_off:
            yield f"has {off} days off together in week {week + 1}"

    def _consecutive_days(self) -> Iterator[str]:
        """max_consecutive_days, min_consecutive_days and min_consecutive_days_off."""
        most = self.contract.max_consecutive_days
        if most is not None and _longest_run(self.on, cyclic=self.need.cyclic) > most:
            yield f"works more than {most} days running"
        # runs at either end may go on outside the horizon
        runs = [(day, len(list(run))) for day, run in groupby(self.on)][1:-1]
        for day, length in runs:
            least = (
                self.contract.min_consecutive_days
                if day
                else self.contract.min_consecutive_days_off
            )
            if length < least:
                yield f"{'works' if day else 'is off'} only {length} days running"

    def _weekly_hours_and_limits(self, person: str, first: int) -> Iterator[str]:
        """weekly_hours, weekends and limits of templates in one period."""
        weeks = range(first, min(first + self.contract.period, self.days // 7))
        rows = [row for row in self.rows if row.day // 7 in weeks]
        lowered_minimums = self.roster.lowered_minimums.get(
            (person, first), (7, 168.0 * len(weeks))
        )[1]
        paid = sum(row.shift.paid_hours for row in rows)
        # hours are averaged over the period
        low, high = (limit * len(weeks) for limit in self.contract.hours)
        if not min(low, lowered_minimums) - CENT <= paid <= high + CENT:
            yield f"is paid {paid:g} h from week {first + 1}, not {low:g} to {high:g}"
        weekends = {self._weekend(row.day) for row in rows} - {None}
        if self.contract.weekends is not None and len(weekends) > self.contract.weekends:
            yield f"works {len(weekends)} weekends from week {first + 1}"
        for template, most in self.contract.limits:
            count = sum(row.shift.template == template for row in rows)
            if count > most:
                yield f"works {template!r} {count} times from week {first + 1}"

    def _weekend(self, day: int) -> int | None:
        """The Saturday of the weekend that a day is in."""
        # Saturday is 5, Sunday 6
        return {5: day, 6: day - 1}.get(weekday(self.first_day, day))


def _longest_run(days: list[bool], *, cyclic: bool) -> int:
    """The longest run of True days; a cyclic one that never ends counts as endless."""
    if all(days):
        return len(days) * (1_000 if cyclic else 1)
    twice = days * 2 if cyclic else days
    return max((len(list(run)) for day, run in groupby(twice) if day), default=0)
