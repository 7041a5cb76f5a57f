"""What a roster by name assumed, as sentences: leave, odd days, people without a shift."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wfm.number_text import count_text
from wfm.scheduling.availability import leave_days
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.records import Shift
from wfm.scheduling.rostering.eligibility import RosterWindow
from wfm.scheduling.week_patterns import week_limits

__all__ = ["roster_notes"]


def roster_notes(
    window: RosterWindow,
    agents: Sequence[Agent],
    contracts: Mapping[str, Contract],
    lowered: Mapping[tuple[str, int], tuple[int, float]],
    *,
    unpriced: bool,
) -> list[str]:
    """People without any shift, lowered minimums, leave, odd days and the penalty."""
    idle = dict(_without_shifts(window, agents, contracts))
    notes = [f"{name} is given no shift: {why}." for name, why in idle.items()]
    notes += [
        f"{name}, week {week + 1}: the shifts of this plan, days off and availability allow at "
        f"most {_amount(days, hours)}; the contract asks for more."
        for (name, week), (days, hours) in lowered.items()
        if name not in idle
    ]
    notes += [*_leave_notes(window, agents, contracts), *_scaled_notes(window)]
    if unpriced:
        notes.append(
            "Understaffing has no price in the requirement: an agent-hour costs more than any "
            "shift."
        )
    return notes


def _amount(days: int, hours: float) -> str:
    """The days, and the hours if the contract has a minimum of hours."""
    least = count_text(days, "day")
    return f"{least} and {count_text(hours, 'hour')}" if hours > 0 else least


def _leave_notes(
    window: RosterWindow, agents: Sequence[Agent], contracts: Mapping[str, Contract]
) -> Iterator[str]:
    """Weeks in which dates off count as leave."""
    for agent in agents:
        contract = contracts[agent.contract]
        for week in range(window.horizon.weeks):
            days = window.horizon.week(week)
            low, high = week_limits(contract, len(days)).days
            leave = leave_days(agent, window.first_day, days, len(days) - low)
            if leave:
                least, most = max(low - leave, 0), max(high - leave, 0)
                left = f"{most}" if least == most else f"{least} to {most}"
                yield (
                    f"{agent.name}, week {week + 1}: {count_text(leave, 'date')} off are more than "
                    f"the {count_text(len(days) - low, 'day')} off that the contract leaves, so "
                    f"they count as leave; days of work left: {left}."
                )


def _scaled_notes(window: RosterWindow) -> Iterator[str]:
    """Weeks that are only partly in the horizon."""
    for week in range(window.horizon.weeks):
        days = window.horizon.week(week)
        if len(days) < 7:
            yield (
                f"week {week + 1} has {count_text(len(days), 'day')} of this plan: the days and "
                "hours of contracts are scaled to them."
            )


def _without_shifts(
    window: RosterWindow, agents: Sequence[Agent], contracts: Mapping[str, Contract]
) -> Iterator[tuple[str, str]]:
    """People for whom no shift fits, with the first rule that leaves them none."""
    for agent in agents:
        contract = contracts[agent.contract]
        possible = [s for s in window.shifts if contract.may_work(s.template, s.contract)]
        if not {*agent.skills, ""} & set(window.skills):
            yield agent.name, f"no queue of {', '.join(window.skills)} is a skill"
        elif not possible:
            yield agent.name, f"contract {contract.name!r} has none of the shifts of this plan"
        elif not any(window.is_available(agent, shift) for shift in possible):
            yield agent.name, f"none fits the available hours and days off{_lengths(possible)}"


def _lengths(shifts: Sequence[Shift]) -> str:
    """The earliest start and the shortest shift, so that hours can be compared with them."""
    first, shortest = min(s.clock for s in shifts), min(shifts, key=lambda s: s.length)
    hours, minutes = divmod(first // 60, 60)
    paid = f"{shortest.paid_hours:g} paid hours"
    return f"; the earliest starts at {hours:02}:{minutes:02}, the shortest has {paid}"
