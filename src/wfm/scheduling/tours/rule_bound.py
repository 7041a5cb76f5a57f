"""What tours cost at least by the rules of the contracts alone.

Lines of work keep people to one window of starts and to shifts that pay alike, which the rules do
not ask for. The bound of a roster must not rest on that, so it comes from a program of its own, in
which each contract has people, days and shifts but no lines. For contracts c, the days p that the
contract lets a person work in week w, and shifts k of day d:

    sum over p of n[c, w, p] = N[c]                                   every week
    sum over k of day d of x[c, k] = sum over the p that work d of n[c, w, p]
    minimum N[c] <= sum over k of week w of paid[k] x[c, k] <= maximum N[c]
    sum over k of a set without rest between them of x[c, k] <= N[c]
    y[k] = sum over c of x[c, k]

Every roster by the contracts is a solution, so its relaxation is a bound. Where a contract has a
start flexibility, people of each window of starts count as a contract of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from wfm._numerics.mathematical_program import Program, relax
from wfm.scheduling.contract_rules import rule_text, rules_of, without
from wfm.scheduling.contracts import DAY, Contract
from wfm.scheduling.covering.problem import CoverProblem
from wfm.scheduling.covering.program import build
from wfm.scheduling.records import Shift, StaffRequirement
from wfm.scheduling.rostering.eligibility import rest_cliques
from wfm.scheduling.tours.lines_of_work import line_width, openings, weeks_of
from wfm.scheduling.tours.model import padded, prices_of, unreached
from wfm.scheduling.week_patterns import Ints, RosterHorizon, week_limits

__all__ = ["cliques_around", "conflict", "lines_are_the_rules", "may_work", "rule_bound"]


def may_work(shifts: Sequence[Shift], contract: Contract) -> Ints:
    """The shifts that a contract allows."""
    mine = [k for k, s in enumerate(shifts) if contract.may_work(s.template, s.contract)]
    return np.array(mine, dtype=np.int64)


def lines_are_the_rules(
    horizon: RosterHorizon, shifts: Sequence[Shift], contracts: Sequence[Contract]
) -> bool:
    """Whether lines of work forbid nothing that the contracts allow."""
    for contract in contracts:
        mine = [shifts[k] for k in may_work(shifts, contract)]
        if len({(round(3600 * s.paid_hours), s.length) for s in mine}) > 1:
            return False
        clocks = np.array([s.clock for s in mine])
        width = line_width(horizon, contract, max(s.length for s in mine))
        if width < 0:
            # without the rest from one day to the next there are no lines, but there may be weeks
            # of days apart
            return False
        if len(openings(clocks, width, around=False)) == 1:
            continue
        asked = contract.start_width
        if asked is None or width < int(asked):
            return False
        # in another week, the starts may lie in another window
        if contract.start_spread is not None and horizon.weeks > 1:
            return False
        if openings(clocks, width) != openings(clocks, width, around=False):
            return False
    return True


def rule_bound(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    contracts: Sequence[Contract],
    horizon: RosterHorizon,
    penalty: float,
    seconds: float | None,
) -> float:
    """A cost that no roster by the contracts falls below.

    Minus infinity where none was found; infinity where no roster meets all rules, which is proved.
    """
    problem = CoverProblem.of(padded(need, shifts), shifts)
    required, tiers = prices_of(problem, horizon, penalty)
    upper = np.zeros(len(shifts))
    for contract in contracts:
        upper[may_work(shifts, contract)] = np.inf
    program = build(problem, required, tiers, integral=False, upper=upper)
    link = program.add_rows(np.zeros(len(shifts)), np.zeros(len(shifts)))
    program.put(link, np.arange(len(shifts)), -1.0)
    for contract in contracts:
        heads = [
            _add_people(program, horizon, shifts, contract, members, link)
            for members in _windows(horizon, shifts, contract)
        ]
        low = contract.people or 0
        high = contract.people if contract.people is not None else contract.max_people
        columns = np.array(heads, dtype=np.int64)
        program.add_row(low, np.inf if high is None else high, (columns, 1.0))
    done = relax(program, seconds=seconds)
    if done.infeasible:
        return np.inf
    if done.values is None or not done.optimal:
        return -np.inf
    return done.bound + unreached(problem, required, tiers)


def conflict(
    need: StaffRequirement,
    shifts: Sequence[Shift],
    contract: Contract,
    horizon: RosterHorizon,
) -> str:
    """Why no week of the shifts meets a contract; empty where that is not proved.

    Each rule is taken away by itself, to see whether one person then has a solution.
    """
    no_requirement = replace(need, required=np.zeros_like(need.required), floor=need.floor[:0])

    def has_none(contract: Contract) -> bool:
        one = replace(contract, people=1, max_people=None)
        mine = may_work(shifts, one)
        if not len(mine):
            return True
        return rule_bound(no_requirement, shifts, [one], horizon, 1.0, None) == np.inf

    if not has_none(contract):
        return ""
    name = f"contract {contract.name!r}"
    if not len(may_work(shifts, contract)):
        return f"{name}: no shift may be worked under it; check its shifts"
    rules = [rule for rule in rules_of(contract) if rule not in ("people", "max_people")]
    alone = [rule_text(contract, rule) for rule in rules if not has_none(without(contract, rule))]
    if not alone:
        every = ", ".join(rule_text(contract, rule) for rule in rules)
        return f"{name}: no week of the shifts of this plan meets its rules ({every})"
    return (
        f"{name}: no week of the shifts of this plan meets its rules; one does without "
        f"{' or without '.join(alone)}"
    )


def _windows(horizon: RosterHorizon, shifts: Sequence[Shift], contract: Contract) -> list[Ints]:
    """The shifts of each window of starts that the contract asks for; all where it asks none."""
    mine = may_work(shifts, contract)
    flexibility = contract.start_flexibility
    # the spread of each week says nothing of several
    whole = None if flexibility is None else 2.0 * flexibility
    asked = contract.start_width if horizon.weeks == 1 else whole
    if asked is None:
        return [mine]
    clocks = np.array([shifts[k].clock for k in mine])
    width = int(asked)
    return [mine[(clocks - opens) % DAY <= width] for opens in openings(clocks, width)]


def _add_people(
    program: Program,
    horizon: RosterHorizon,
    shifts: Sequence[Shift],
    contract: Contract,
    members: Ints,
    link: Ints,
) -> int:
    """People who share some shifts: their columns and rows; returns the column of their number."""
    head = program.add_columns(np.zeros(1))
    x = program.add_columns(np.zeros(len(members)))
    program.put(link[members], x, 1.0)
    day = np.array([shifts[k].day for k in members])
    paid = np.array([shifts[k].paid_hours for k in members])
    for week, patterns in enumerate(weeks_of(horizon, shifts, contract, None)):
        n = program.add_columns(np.zeros(len(patterns)))
        program.add_row(0.0, 0.0, (n, 1.0), (head, -1.0))
        days = horizon.week(week)
        for place, one in enumerate(days):
            working = n[patterns[:, place]]
            program.add_row(0.0, 0.0, (x[day == one], 1.0), (working, -1.0))
        low, high = week_limits(contract, len(days)).hours
        mine = (day >= days.start) & (day < days.stop)
        if contract.weekly_hours is not None:
            program.add_row(0.0, np.inf, (x[mine], paid[mine]), (head, -low))
            program.add_row(-np.inf, 0.0, (x[mine], paid[mine]), (head, -high))
    number = {int(k): column for k, column in zip(members, x, strict=True)}
    for clique in cliques_around(horizon, shifts, members, contract.rest):
        if len({shifts[k].day for k in clique}) > 1:
            program.add_row(
                -np.inf, 0.0, (np.array([number[k] for k in clique]), 1.0), (head, -1.0)
            )
    return int(head[0])


def cliques_around(
    horizon: RosterHorizon, shifts: Sequence[Shift], members: Ints, rest: float
) -> list[list[int]]:
    """Shifts of which a person works one at most, over the end of a cyclic horizon too."""
    spans = [shifts[k] for k in members]
    owner = members.tolist()
    if horizon.cyclic:
        # what begins early in the horizon follows what ends late in it
        spans += [replace(shift, start=shift.start + horizon.slots) for shift in spans]
        owner += owner
    found = rest_cliques(spans, range(len(spans)), rest / horizon.slot)
    return [sorted({owner[j] for j in clique}) for clique in found]
