"""Which rule keeps people from working where the roster is understaffed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.records import Shift
from wfm.scheduling.roster import Roster, RosterRow
from wfm.scheduling.rostering.eligibility import RosterWindow

__all__ = ["why_short"]


def why_short(
    roster: Roster, window: RosterWindow, agents: Sequence[Agent], contracts: Mapping[str, Contract]
) -> Callable[[str, int, int], str]:
    """A function from a skill and its first and last understaffed slot to the reason, in words."""
    rows: dict[str, list[RosterRow]] = {agent.name: [] for agent in agents}
    for row in roster.rows:
        rows[row.person].append(row)

    def reason(skill: str, first: int, last: int) -> str:
        # the slot with the largest shortage represents the period
        worst = max(
            range(first, last + 1), key=lambda t: roster.under[roster.skills.index(skill), t]
        )
        # shifts that cover the slot, whether anybody may work them or not
        reach = [s for s in window.shifts if s.start <= worst < s.start + s.length]
        if not reach:
            return "no shift covers this time"
        hindrances = Counter(
            _hindrance(agent, contracts[agent.contract], reach, skill, rows[agent.name], window)
            for agent in agents
        )
        at_work = hindrances.pop("at work", 0)
        away = ", ".join(f"{many} {what}" for what, many in hindrances.most_common())
        return (
            f"{at_work} of {len(agents)} people at work; {away}"
            if away
            else f"all {at_work} people at work"
        )

    return reason


def _hindrance(
    agent: Agent,
    contract: Contract,
    reach: Sequence[Shift],
    skill: str,
    rows: Sequence[RosterRow],
    window: RosterWindow,
) -> str:
    """What keeps one person from working any of the shifts that reach a slot."""
    # in the order in which a planner would look: skill, contract, availability, then the roster
    if skill and skill not in agent.skills:
        return "without the skill"
    possible = [s for s in reach if contract.may_work(s.template, s.contract)]
    if not possible:
        return "with no such shift in the contract"
    possible = [s for s in possible if window.is_available(agent, s)]
    if not possible:
        return "not available"
    if any(row.shift in possible for row in rows):
        return "at work"
    # one shift per day
    days = {row.day for row in rows}
    possible = [s for s in possible if s.day not in days]
    if not possible:
        return "working at another time of the day"
    if not any(_has_rest(s, rows, contract.rest / window.horizon.slot) for s in possible):
        return "resting after or before another shift"
    return _full_week(agent, contract, possible, rows, window)


def _full_week(
    agent: Agent,
    contract: Contract,
    possible: Sequence[Shift],
    rows: Sequence[RosterRow],
    window: RosterWindow,
) -> str:
    """Which rule of the week forbids every shift that rest and availability allow."""
    with_days, with_hours = [], []
    for shift in possible:
        week = window.horizon.week_of(shift.day)
        limits = window.limits(agent, contract, week)
        mine = [row.shift for row in rows if window.horizon.week_of(row.day) == week]
        if len(mine) < limits.days[1]:
            with_days.append(shift)
            paid = sum(one.paid_hours for one in mine) + shift.paid_hours
            # hours of several weeks are averaged, so that one week alone may pass the maximum
            if contract.period > 1 or paid <= limits.hours[1] + 1e-6:
                with_hours.append(shift)
    if not with_days:
        return "at the most days a week"
    if not with_hours:
        return "at the most hours a week"
    return "off, by days off together or in a row, or by cost"


def _has_rest(shift: Shift, rows: Sequence[RosterRow], rest: float) -> bool:
    """Whether the rest before and after a shift is kept beside some rows; `rest` in slots."""
    end = shift.start + shift.length
    return all(
        shift.start >= row.shift.start + row.shift.length + rest - 1e-9
        or row.shift.start >= end + rest - 1e-9
        for row in rows
    )
