"""An independent check of a capacity plan: whole people, their flow, and every month's balance."""

from __future__ import annotations

from fractions import Fraction

from oracles.headcount import people_of_classes
from wfm.capacity_planning.evaluation import CapacityResult
from wfm.capacity_planning.records import CapacityInputs, TeamCapacity


def check_plan(inputs: CapacityInputs, result: CapacityResult) -> None:
    """Assert that every team keeps its hiring rules, its limits, its flow and its costs."""
    for team, one in zip(inputs.teams, result.teams, strict=True):
        hires = one.flow.hires
        rules = team.hiring
        assert all(isinstance(n, int) for n in hires)
        assert all(n == 0 or rules.smallest <= n <= rules.largest for n in hires)
        assert not any(hires[: rules.lead_months])
        settled, new = people_of_classes(team, hires)
        assert list(one.flow.settled) == settled
        assert [one.flow.ramping(month) for month in range(team.months)] == new
        for month in range(team.months):
            overtime, temps = float(one.overtime[month]), float(one.temps[month])
            outsourced, short = float(one.outsourced[month]), float(one.shortage[month])
            assert -1e-9 <= overtime <= team.overtime_cap * float(settled[month]) + 1e-5
            assert -1e-9 <= temps <= team.temps_max[month] + 1e-6
            assert -1e-9 <= outsourced <= team.outsourced_max + 1e-6
            present = 1 - team.shrinkage[month]
            bought = present * (overtime + team.temp_productivity * temps)
            bought += team.outsourcer_quality * outsourced
            need = team.need[month] * (1 + inputs.contingency)
            supply = productive(team, hires, month)
            assert supply + bought + short >= need - 1e-5
            people = float(settled[month] + new[month])
            support = sum(role.pay / role.people_per_role for role in team.support)
            cost = people * (team.pay + support) + hires[month] * rules.hire_cost
            cost += overtime * team.pay * team.overtime_rate + temps * team.temp_pay
            cost += outsourced * team.outsourcer_prices()[month]
            assert abs(cost - one.cost[month]) <= 1e-6 * max(1.0, cost)
    if inputs.classes_per_month is not None:
        for starts in zip(*(one.flow.hires for one in result.teams), strict=True):
            assert sum(n > 0 for n in starts) <= inputs.classes_per_month


def productive(team: TeamCapacity, hires: tuple[int, ...], month: int) -> float:
    """Productive FTE of a month, class by class."""
    lost = team.shrinkage[month] + team.leave[month] + team.training_hours / team.paid_hours
    total = float(people_of_classes(team, hires)[0][month]) * (1 - lost)
    groups = [(first, count) for first, count in enumerate(hires) if count]
    groups += [(-age, count) for age, count in enumerate(team.newcomers)]
    for first, count in groups:
        age = month - first
        if 0 <= age < len(team.ramp):
            left = Fraction(count)
            for one in range(max(0, first), month):
                left *= 1 - Fraction(str(team.new_attrition[one]))
            onboarding = team.onboarding_hours / team.paid_hours if age == 0 else 0.0
            total += float(left) * team.ramp[age] * max(0.0, 1 - lost - onboarding)
    return total
