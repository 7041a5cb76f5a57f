"""Which rule stands in the way where people are short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from wfm.scheduling.availability import is_available
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.records import Shift
from wfm.scheduling.roster import Roster, RosterRow
from wfm.scheduling.rostering.eligibility import RosterWindow

__all__ = ["why_short"]


def why_short(
    roster: Roster, staff: RosterWindow, agents: Sequence[Agent], contracts: Mapping[str, Contract]
) -> Callable[[str, int, int], str]:
    """A function that says for a skill and its first and last short slot why nobody more comes."""
    rows: dict[str, list[RosterRow]] = {agent.name: [] for agent in agents}
    for row in roster.rows:
        rows[row.person].append(row)

    def reason(skill: str, first: int, last: int) -> str:
        worst = max(
            range(first, last + 1), key=lambda t: roster.under[roster.skills.index(skill), t]
        )
        reach = [s for s in staff.shifts if s.start <= worst < s.start + s.length]
        if not reach:
            return "no shift reaches there"
        told = Counter(
            _hindrance(agent, contracts[agent.contract], reach, skill, rows[agent.name], staff)
            for agent in agents
        )
        here = told.pop("there", 0)
        away = ", ".join(f"{many} {what}" for what, many in told.most_common())
        return f"{here} of {len(agents)} people at work; {away}" if away else f"all {here} at work"

    return reason


def _hindrance(
    agent: Agent,
    contract: Contract,
    reach: Sequence[Shift],
    skill: str,
    rows: Sequence[RosterRow],
    staff: RosterWindow,
) -> str:
    """What keeps one person from working any of the shifts that reach a slot."""
    if skill and skill not in agent.skills:
        return "without the skill"
    mine = [s for s in reach if contract.may_work(s.template, s.contract)]
    if not mine:
        return "with no such shift in the contract"
    mine = [s for s in mine if is_available(agent, s, staff.horizon.slot, staff.first_day)]
    if not mine:
        return "not available"
    if any(row.shift in mine for row in rows):
        return "there"
    days = {row.day for row in rows}
    mine = [s for s in mine if s.day not in days]
    if not mine:
        return "working at another time of the day"
    if not any(_rested(s, rows, contract.rest / staff.horizon.slot) for s in mine):
        return "resting after or before another shift"
    return "off, by days or hours of the contract or by cost"


def _rested(shift: Shift, rows: Sequence[RosterRow], rest: float) -> bool:
    end = shift.start + shift.length
    return all(
        shift.start >= row.shift.start + row.shift.length + rest - 1e-9
        or row.shift.start >= end + rest - 1e-9
        for row in rows
    )
