"""The people of a team with given hires, class by class, and months simulated person by person."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np
from numpy.typing import NDArray

from wfm.capacity_planning.records import TeamCapacity


def people_of_classes(
    team: TeamCapacity, hires: Sequence[int]
) -> tuple[list[Fraction], list[Fraction]]:
    """Settled people and newcomers by month: every class followed alone from its first day."""
    months, ramp = team.months, len(team.ramp)
    settled, new = [Fraction()] * months, [Fraction()] * months
    groups = [(0, Fraction(team.people), 0)]  # first month, people, months of ramp
    groups += [(month, Fraction(count), ramp) for month, count in enumerate(hires)]
    groups += [(month, Fraction(str(n)), 0) for month, n in enumerate(team.transfers)]
    groups += [(-age, Fraction(n), ramp) for age, n in enumerate(team.newcomers)]
    for first, count, learns in groups:
        left = count
        for month in range(max(0, first), months):
            is_new = month - first < learns
            (new if is_new else settled)[month] += left
            rate = team.new_attrition[month] if is_new else team.attrition[month]
            left -= left * Fraction(str(rate))
    return settled, new


def simulated_supply(
    team: TeamCapacity, hires: Sequence[int], runs: int, seed: int
) -> NDArray[np.float64]:
    """Productive FTE by run and month, where people leave one by one."""
    rng = np.random.default_rng(seed)
    months, ramp = team.months, len(team.ramp)
    total = np.zeros((runs, months))
    groups = [(0, team.people, 0)] + [(m, n, ramp) for m, n in enumerate(hires) if n]
    groups += [(-age, n, ramp) for age, n in enumerate(team.newcomers)]
    for first, count, learns in groups:
        there = np.ones((runs, count), dtype=bool)
        for month in range(max(0, first), months):
            age = month - first
            lost = team.shrinkage[month] + team.leave[month] + team.training_hours / team.paid_hours
            if age == 0 and learns:
                lost = min(1.0, lost + team.onboarding_hours / team.paid_hours)
            speed = team.ramp[age] if age < learns else 1.0
            total[:, month] += there.sum(axis=1) * speed * (1.0 - lost)
            rate = team.new_attrition[month] if age < learns else team.attrition[month]
            there &= rng.random(there.shape) >= rate
    return total


def cheapest_by_hand(team: TeamCapacity, shortage_price: float, most: int) -> float:
    """The lowest cost of a small team over all numbers of hires, in fractions.

    Overtime, temps and outsourced work are left out; months are paid as in the plan.
    """
    best = float("inf")
    for hires in product(range(most + 1), repeat=team.months):
        sizes = (team.hiring.smallest, team.hiring.largest)
        if any(n and not sizes[0] <= n <= sizes[1] for n in hires):
            continue
        if any(hires[: team.hiring.lead_months]):
            continue
        settled, new = people_of_classes(team, hires)
        cost = float(sum(hires) * team.hiring.hire_cost)
        classes = [(m, n) for m, n in enumerate(hires) if n]
        for month in range(team.months):
            supply = float(settled[month])
            for first, count in classes:
                age = month - first
                if 0 <= age < len(team.ramp):
                    left = Fraction(count)
                    for one in range(first, month):
                        left -= left * Fraction(str(team.new_attrition[one]))
                    supply += float(left) * team.ramp[age]
            cost += float(settled[month] + new[month]) * team.pay
            cost += max(0.0, team.need[month] - supply) * shortage_price
        best = min(best, cost)
    return best
