"""The recount: whether a roster keeps every rule, and is what it says.

Nothing here looks at the programs that make rosters: rows are read one by one, in plain
arithmetic. `tours` and `assign` return nothing that this finds fault with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import groupby, pairwise

from wfm.errors import WfmError
from wfm.scheduling.availability import FirstDay, is_available, weekday
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.fairness_prices import Counted, FairnessPrices
from wfm.scheduling.night_shifts import NIGHT, Night
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.roster import Roster, RosterRow
from wfm.scheduling.verify_person import CENT, PersonChecks, RosterCalendar

__all__ = ["rule_violations", "verified"]


def verified(
    roster: Roster,
    needs: Mapping[str, StaffRequirement],
    contracts: Sequence[Contract],
    agents: Sequence[Agent] = (),
    first_day: FirstDay = 0,
    *,
    week_starts: int = 0,
    zone: tzinfo | None = None,
    night: Night = NIGHT,
    fairness: FairnessPrices | None = None,
    shifts: Sequence[Shift] = (),
) -> Roster:
    """The roster itself if it violates no rule; else a `WfmError`, because the search is wrong."""
    found = rule_violations(
        roster,
        needs,
        contracts,
        agents,
        first_day=first_day,
        week_starts=week_starts,
        zone=zone,
        night=night,
        fairness=fairness,
        shifts=shifts,
    )
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
    week_starts: int = 0,
    zone: tzinfo | None = None,
    night: Night = NIGHT,
    fairness: FairnessPrices | None = None,
    shifts: Sequence[Shift] = (),
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
    week_starts : int
        Weekday with which calendar weeks begin, 0 for Monday.
    zone : tzinfo, optional
        Time zone of the clock times.
    night : tuple of int
        First and last time of a night. [s after midnight]
    fairness : FairnessPrices, optional
        What the price of fairness is counted from; None for one that is not counted again.
    shifts : sequence of Shift
        What could be run: who could not have a shift is not compared with those who could.

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
    calendar = RosterCalendar.of(need, first_day, week_starts, zone, night)
    found = [*_headcounts(roster, contracts, who), *_sums(roster, needs)]
    by_person = groupby(sorted(roster.rows, key=lambda row: (row.person, row.day)), _person)
    worked = {person: list(rows) for person, rows in by_person}
    for person in roster.people:
        rows = worked.pop(person, [])
        # anonymous people without rows have no rule that they could violate
        name = _contract_of(person, rows, who)
        if name is not None:
            checks = PersonChecks(rows, rules[name], need, roster, who.get(person), calendar)
            found += [f"{person}: {fault.text}" for fault in checks.faults(person)]
    found += _single_days_off(roster, rules, who)
    if fairness is not None:
        found += _fairness(roster, who, rules, fairness, shifts, calendar)
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


def _single_days_off(
    roster: Roster, rules: Mapping[str, Contract], who: Mapping[str, Agent]
) -> Iterator[str]:
    """The price of single days off: off on a day, at work on the day before and after."""
    price = 0.0
    for person, agent in who.items():
        days = sorted({row.day for row in roster.rows if row.person == person})
        single = sum(later - day == 2 for day, later in pairwise(days))
        price += single * rules[agent.contract].isolated_day_off
    said = roster.prices.get("isolated days off", 0.0)
    if abs(price - said) > CENT * (1.0 + price):
        yield f"price of single days off {said} is not the {price} of the rows"


def _fairness(
    roster: Roster,
    who: Mapping[str, Agent],
    rules: Mapping[str, Contract],
    fairness: FairnessPrices,
    shifts: Sequence[Shift],
    calendar: RosterCalendar,
) -> Iterator[str]:
    """The price of fairness, counted by dates and instants; who is above the limit has a note."""
    total = 0.0
    for counted, price in fairness.priced():
        every = [RosterRow("", "", s.day, s, ()) for s in shifts]
        such = [row.shift for row in every if _counts(counted, row, calendar)]
        numbers: dict[str, dict[str, int]] = {}
        for name, agent in who.items():
            contract = rules[agent.contract]
            if any(_could_work(agent, contract, shift, calendar) for shift in such):
                numbers.setdefault(agent.contract, {})[name] = 0
        for row in roster.rows:
            if _counts(counted, row, calendar):
                numbers[row.contract][row.person] += 1
        for group in numbers.values():
            most, least = max(group.values()), min(group.values())
            total += price * (most - least)
            if fairness.max_above_mean is None:
                continue
            limit = sum(group.values()) / len(group) + fairness.max_above_mean
            for name, number in group.items():
                if number <= limit + CENT:
                    continue
                if (counted, name) not in fairness.forced:
                    total += fairness.above_mean * (number - limit)
                if not any(note.startswith(f"{name} has {number} ") for note in roster.notes):
                    yield f"{name}: {number} {counted} are above the limit of {limit:g}"
            for name, number in group.items():
                if number < fairness.forced.get((counted, name), 0):
                    yield f"{name}: {number} {counted} are fewer than the rules are said to force"
    said = roster.prices.get("fairness", 0.0)
    if abs(total - said) > CENT * (1.0 + total):
        yield f"price of fairness {said} is not the {total} of the rows"


def _counts(counted: Counted, row: RosterRow, calendar: RosterCalendar) -> bool:
    """Whether a row is on a weekend, at night, or of a template."""
    if counted.kind == "weekend":
        return weekday(calendar.first_day, row.day) in (5, 6)
    if counted.kind == "night":
        return calendar.night_of(row) is not None
    return row.shift.template == counted.template


def _could_work(agent: Agent, contract: Contract, shift: Shift, calendar: RosterCalendar) -> bool:
    """Whether contract, days off and hours of a person leave a shift."""
    return contract.may_work(shift.template, shift.contract) and is_available(
        agent, shift, calendar.slot, calendar.first_day, calendar.zone
    )
