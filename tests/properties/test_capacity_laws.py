"""Laws of hiring plans: attrition, budget, options to buy, units."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from oracles.capacity_flow import check_plan
from wfm.capacity_planning.budget_plan import plan_within_budget
from wfm.capacity_planning.evaluation import evaluate_hires
from wfm.capacity_planning.hiring_plan import plan_capacity
from wfm.capacity_planning.records import CapacityInputs, HiringRules, TeamCapacity, by_month

GAP = 1e-6
SEEDS = (1, 2, 3)


def random_team(seed, months=8):
    """A small team whose people are hired one by one and who can cover every month in time."""
    rng = np.random.default_rng(seed)
    need = rng.uniform(8, 20) * rng.uniform(1.0, 1.3, months)
    need[:3] = need[:3].min()
    return TeamCapacity(
        "voice",
        tuple(need.round(2).tolist()),
        int(np.ceil(need[0] * 1.3)),
        by_month(float(rng.choice([0.01, 0.03, 0.05])), months),
        by_month(float(rng.choice([0.02, 0.08])), months),
        ramp=(0.2, 0.7)[: int(rng.integers(0, 3))],
        hiring=HiringRules(1, 40, int(rng.integers(0, 2)), 2000.0),
        shrinkage=by_month(0.1, months),
        pay=3000.0,
    )


def planned(team, **more):
    inputs = CapacityInputs((team,), **more)
    plan = plan_capacity(inputs, gap=GAP, months_beyond=0)
    check_plan(inputs, plan.result)
    return plan


def below(less, more):
    """Whether an objective is at most another, but for the gaps of both."""
    return less.bound <= more.objective * (1 + 1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_more_attrition_never_needs_fewer_people_to_be_hired_to_keep_the_need(seed):
    """Of plans that leave no month short, the least number of hires: price them alone.

    With the same hires and more attrition every month has fewer people, so hires that keep the
    need with more attrition keep it with less. It does not hold for the hires of the cheapest
    plan: where people leave soon, one hired too many costs less.
    """
    team = replace(random_team(seed), pay=0.0, hiring=HiringRules(1, 40, 0, 1.0))
    counts = []
    for more in (0.0, 0.02, 0.05):
        leaving = replace(
            team,
            attrition=tuple(rate + more for rate in team.attrition),
            new_attrition=tuple(rate + more for rate in team.new_attrition),
        )
        plan = planned(leaving, shortage_price=1e4)
        counts.append(round(sum(plan.result.hires()["voice"]) + 1e4 * plan.result.shortage, 3))
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


@pytest.mark.parametrize("seed", SEEDS)
def test_more_to_buy_never_costs_more(seed):
    team = random_team(seed)
    wider = (
        replace(team, overtime_cap=0.1),
        replace(team, overtime_cap=0.1, temps_max=by_month(3.0, 8), temp_pay=3500.0),
    )
    price = CapacityInputs((wider[1],)).price_of_shortage()
    plans = [planned(one, shortage_price=price) for one in (team, *wider)]
    assert all(below(more, less) for less, more in pairwise(plans))
    assert plans[2].objective < plans[0].objective


@pytest.mark.parametrize("seed", SEEDS)
def test_more_budget_never_leaves_more_shortage(seed):
    inputs = CapacityInputs((random_team(seed),))
    most = plan_capacity(inputs, gap=GAP).result.cost
    least = evaluate_hires(replace(inputs, shortage_price=0.0), {"voice": [0] * 8}).cost
    budgets = [least + part * (most - least) for part in (0.3, 0.7, 1.01)]
    plans = [plan_within_budget(inputs, budget, gap=GAP) for budget in budgets]
    shortages = [plan.result.shortage for plan in plans]
    assert all(more <= less + 1e-4 for less, more in pairwise(shortages))
    for plan, budget in zip(plans, budgets, strict=True):
        check_plan(inputs, plan.result)
        assert plan.result.cost <= budget * (1 + 1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_another_currency_scales_the_cost(seed):
    team = random_team(seed)
    other = replace(team, pay=team.pay * 8, hiring=replace(team.hiring, hire_cost=16_000.0))
    one, two = planned(team), planned(other)
    assert two.objective == pytest.approx(8 * one.objective, rel=2 * GAP)
    assert two.result.shortage == pytest.approx(one.result.shortage, abs=1e-6)
