"""The cheapest plan: hand cases, a small optimum by enumeration, laws."""

import time
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from oracles.capacity_flow import check_plan
from oracles.headcount import cheapest_by_hand
from wfm.capacity_planning.budget_plan import plan_within_budget
from wfm.capacity_planning.evaluation import evaluate_hires
from wfm.capacity_planning.hiring_plan import plan_capacity
from wfm.capacity_planning.records import (
    CapacityInputs,
    HiringRules,
    TeamCapacity,
    by_month,
    extended,
)
from wfm.capacity_planning.rules_of_thumb import contacts_per_head
from wfm.errors import InputError, UnreachableError


def team(months, need, people, attrition=0.0, name="voice", **more):
    rates = by_month(attrition, months)
    new = by_month(more.pop("new_attrition", 0.0), months)
    return TeamCapacity(name, by_month(need, months), people, rates, new, pay=3000.0, **more)


@pytest.mark.parametrize(("contingency", "people"), [(0.0, 12.0), (0.15, 13.8), (0.25, 15.0)])
def test_contacts_over_contacts_per_head_are_the_people_needed(contingency, people):
    need = contacts_per_head(12_000, 1_000)
    assert need == pytest.approx(12.0, abs=1e-6)
    one = team(6, need, 12, ramp=(0.0,))
    result = plan_capacity(CapacityInputs((one,), contingency=contingency), gap=0.0).result
    assert result.teams[0].need.tolist() == pytest.approx([people] * 6, abs=1e-6)
    assert result.teams[0].supply[2:].tolist() == [np.ceil(people - 1e-9)] * 4


def test_three_hires_a_month_keep_120_people_of_whom_one_in_40_leaves():
    plan = plan_capacity(CapacityInputs((team(12, 120.0, 120, 0.025),)), gap=0.0)
    assert plan.result.teams[0].flow.hires == (0,) + (3,) * 11
    assert plan.objective == pytest.approx(18 * 120 * 3000, abs=1e-3)
    assert plan.bound == pytest.approx(plan.objective)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_small_plan_is_the_cheapest_of_all(seed):
    rng = np.random.default_rng(seed)
    rules = HiringRules(2, 4, lead_months=1, hire_cost=2000.0)
    need = (*np.round(np.sort(rng.uniform(6, 12, 4)), 1).tolist(), 16.0)
    one = team(5, need, 8, ramp=(0.25, 0.75), hiring=rules)
    one = replace(one, attrition=(0.02, 0.2, 0.05, 0.1, 0.3), new_attrition=(0, 0.1, 0.2, 0.05, 0))
    inputs = CapacityInputs((one,), shortage_price=26_000.0)
    plan = plan_capacity(inputs, months_beyond=0, gap=0.0)
    check_plan(inputs, plan.result)
    assert plan.result.teams[0].flow.hires[-1] > 0  # their cost ends with the plan
    assert plan.objective == pytest.approx(cheapest_by_hand(one, 26_000.0, 4), rel=1e-9)
    assert plan.bound == pytest.approx(plan.objective, rel=1e-6)


@pytest.fixture(scope="module")
def two_teams():
    season = (1.0, 1.0, 1.0, 1.35, 1.35, 1.0, 1.0, 1.0)
    rules = HiringRules(3, 8, lead_months=1, hire_cost=3000.0)
    more = {
        "new_attrition": 0.05,
        "ramp": (0.0, 0.5, 0.9),
        "hiring": rules,
        "overtime_cap": 0.1,
        "temps_max": (3.0,) * 8,
        "temp_pay": 4000.0,
        "temp_productivity": 0.8,
        "shrinkage": (0.3,) * 8,
    }
    return CapacityInputs(
        tuple(
            team(8, tuple(size * s for s in season), round(size / 0.7), 0.03, name, **more)
            for name, size in (("voice", 21.0), ("chat", 14.0))
        ),
        classes_per_month=1,
    )


@pytest.fixture(scope="module")
def plan_of_two(two_teams):
    return plan_capacity(two_teams, gap=0.002)


def test_classes_keep_their_size_their_lead_time_and_their_number(two_teams, plan_of_two):
    check_plan(two_teams, plan_of_two.result)
    hires = np.array([team.flow.hires for team in plan_of_two.result.teams])
    assert ((hires == 0) | ((hires >= 3) & (hires <= 8))).all()
    assert (hires[:, 0] == 0).all()
    assert ((hires > 0).sum(axis=0) <= 1).all()
    assert hires.sum() > 0


def test_the_program_and_the_evaluation_count_the_same_cost(two_teams):
    for price in (None, 20_000.0):
        inputs = replace(two_teams, shortage_price=price)
        plan = plan_capacity(inputs, months_beyond=0, gap=0.002)
        result = plan.result
        total = result.cost + result.shortage * (price or 0.0)
        assert plan.objective == pytest.approx(total, rel=1e-12)
        assert plan.bound <= plan.objective * (1 + 1e-9)
        assert plan.gap <= 0.002


@pytest.mark.parametrize("missing", [0.06, 0.3, 1.0])
def test_shortage_is_the_last_resort_without_a_price(missing):
    need = (10.0,) * 5 + (10.0 + missing,) + (10.0,) * 6
    one = team(12, need, 10, hiring=HiringRules(1, 5, 1, 4000.0), ramp=(0.5,))
    plan = plan_capacity(CapacityInputs((one,)))
    assert (sum(plan.result.hires()["voice"]), plan.result.shortage) == (1, 0.0)
    # what no one can cover is no part of what is minimised: before the first class
    early = replace(one, need=(12.0, *need[1:]))
    plan = plan_capacity(CapacityInputs((early,)), gap=1e-4)
    assert plan.result.teams[0].shortage.tolist() == [2.0] + [0.0] * 11
    assert plan.bound <= plan.objective <= plan.bound * 1.0002
    assert plan.objective < 1.2 * plan.result.cost * plan.months_solved / 12


def test_each_month_is_covered_or_named_short(two_teams, plan_of_two):
    for one, inputs in zip(plan_of_two.result.teams, two_teams.teams, strict=True):
        bought = 0.7 * (one.overtime + 0.8 * one.temps)
        assert (one.supply + bought + one.shortage >= one.need - 1e-9).all()
        limit = inputs.overtime_cap * np.array([float(n) for n in one.flow.settled])
        assert (one.overtime <= limit + 1e-9).all()


def test_the_end_of_the_plan_still_hires_for_what_follows():
    one = team(12, 40.0, 40, 0.03, new_attrition=0.05, ramp=(0.0, 0.5, 0.8, 0.95),
               hiring=HiringRules(hire_cost=4000.0), overtime_cap=0.1)  # fmt: skip
    inputs = CapacityInputs((one,), shortage_price=8_000.0)
    cut, alone = (plan_capacity(inputs, months_beyond=n, gap=0.01) for n in (6, 0))
    assert sum(alone.result.teams[0].flow.hires[-3:]) < sum(cut.result.teams[0].flow.hires[-3:])
    assert cut.months_solved == 18


def test_months_after_the_plan_repeat_the_year_with_its_growth():
    year = tuple(float(10 + month) for month in range(12))
    one = team(24, year + tuple(1.1 * n for n in year), 10)
    assert extended(one, 3).need[24:] == pytest.approx([1.21 * n for n in year[:3]])
    assert extended(team(3, (1.0, 2.0, 3.0), 1), 2).need == (1.0, 2.0, 3.0, 3.0, 3.0)


def test_people_hired_one_by_one_cost_what_classes_of_one_cost(two_teams):
    free = replace(
        two_teams,
        teams=tuple(replace(one, hiring=HiringRules(1, 8, 1, 3000.0)) for one in two_teams.teams),
        classes_per_month=None,
    )
    plans = [
        plan_capacity(one, gap=1e-4, months_beyond=0)
        for one in (free, replace(free, classes_per_month=2))
    ]
    assert plans[0].objective == pytest.approx(plans[1].objective, rel=2e-4)


def test_more_attrition_never_needs_fewer_hires():
    counts = []
    for attrition in (0.0, 0.01, 0.025, 0.04):
        one = team(8, 30.0, 30, attrition, ramp=(0.5,), new_attrition=attrition)
        plan = plan_capacity(CapacityInputs((one,)), gap=0.0, months_beyond=0)
        counts.append(sum(plan.result.teams[0].flow.hires))
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_a_larger_need_never_costs_less(two_teams):
    objectives = [
        plan_capacity(replace(two_teams, contingency=c), gap=0.003, months_beyond=0)
        for c in (0.0, 0.1)
    ]
    assert objectives[0].bound <= objectives[1].objective


def test_more_budget_is_never_more_shortage():
    one = team(6, 20.0, 15, 0.02, ramp=(0.5,), overtime_cap=0.1)
    inputs = CapacityInputs((one,))
    budgets = (275e3, 310e3, 340e3, 420e3)
    plans = [plan_within_budget(inputs, budget, gap=0.0) for budget in budgets]
    shortages = [plan.result.shortage for plan in plans]
    assert all(more <= less + 1e-5 for less, more in pairwise(shortages))
    assert shortages[0] > shortages[-1]
    for plan, budget in zip(plans, budgets, strict=True):
        assert plan.result.cost <= budget + 0.1
        check_plan(inputs, plan.result)


def test_a_budget_pays_the_people_who_are_there():
    inputs = CapacityInputs((team(2, 10.0, 10),))
    with pytest.raises(UnreachableError, match=r"60,000\.00: got 59,999\.00; 1\.00 more"):
        plan_within_budget(inputs, 59_999)
    assert plan_within_budget(inputs, 60_000).result.shortage == 0.0


def test_given_hires_are_never_cheaper_than_the_bound(two_teams):
    plan = plan_capacity(two_teams, gap=0.002, months_beyond=0)
    rule = {"voice": (0, 3, 0, 3, 0, 3, 0, 3), "chat": (0, 0, 3, 0, 3, 0, 3, 0)}
    result = evaluate_hires(two_teams, rule)
    assert result.cost + result.shortage * two_teams.price_of_shortage() >= plan.bound


def test_teams_must_fit_together():
    with pytest.raises(InputError, match="names of teams must differ"):
        CapacityInputs((team(2, 1.0, 1), team(2, 1.0, 1)))
    with pytest.raises(InputError, match="the same number of months"):
        CapacityInputs((team(2, 1.0, 1), team(3, 1.0, 1, name="chat")))
    with pytest.raises(InputError, match="must add up to 0: got 2 in month 1"):
        CapacityInputs((team(2, 1.0, 1, transfers=(0.0, 2.0)), team(2, 1.0, 1, name="chat")))


def test_people_are_hired_for_a_peak_of_one_month_by_default():
    need = (20.0,) * 8 + (26.0,) + (20.0,) * 15
    one = team(24, need, 20, hiring=HiringRules(1, 40, 1, 4000.0), ramp=(0.0, 0.5))
    inputs = CapacityInputs((one,))
    plan = plan_capacity(inputs)
    check_plan(inputs, plan.result)
    assert plan.result.shortage == pytest.approx(0.0, abs=1e-6)
    cheap = plan_capacity(replace(inputs, shortage_price=12 * 3000.0))
    assert cheap.result.shortage == pytest.approx(6.0)


def test_newcomers_of_the_start_are_counted_and_paid():
    season = (0.02, 0.04, 0.03, 0.02, 0.05, 0.02)
    one = replace(
        team(6, 20.0, 12, ramp=(0.25, 0.5, 0.9), hiring=HiringRules(2, 6, 1, 2000.0)),
        attrition=season, new_attrition=tuple(2 * rate for rate in season), newcomers=(2, 3, 4),
    )  # fmt: skip
    inputs = CapacityInputs((one,), shortage_price=26_000.0)
    plan = plan_capacity(inputs, months_beyond=0, gap=0.0)
    check_plan(inputs, plan.result)
    assert plan.bound == pytest.approx(plan.objective, rel=1e-6)
    assert plan.result.teams[0].supply[0] == pytest.approx(12 + 2 * 0.25 + 3 * 0.5 + 4 * 0.9)
    without = plan_capacity(replace(inputs, teams=(replace(one, newcomers=()),)), gap=0.0)
    assert sum(without.result.hires()["voice"]) > sum(plan.result.hires()["voice"])
    bought = plan_within_budget(inputs, plan.result.cost * (1 + 1e-9), gap=0.0)
    check_plan(inputs, bought.result)
    assert bought.result.cost <= plan.result.cost * (1 + 1e-8)


def test_whole_temps_are_whole_and_cost_no_less():
    one = team(5, 11.3, 10, temps_max=(3.0,) * 5, temp_pay=4000.0, overtime_cap=0.05,
               hiring=HiringRules(lead_months=5))  # fmt: skip
    parts, whole = (
        plan_capacity(CapacityInputs((replace(one, temps_whole=choice),)), gap=0.0, months_beyond=0)
        for choice in (False, True)
    )
    temps = whole.result.teams[0].temps
    assert (temps == np.round(temps)).all()
    assert temps.sum() > 0
    assert whole.objective >= parts.objective - 1e-6
    assert whole.bound == pytest.approx(whole.objective, rel=1e-6)


def test_a_budget_of_the_plan_does_not_pay_the_months_after_it():
    one = team(12, 40.0, 40, 0.03, new_attrition=0.05, ramp=(0.0, 0.5, 0.8, 0.95),
               hiring=HiringRules(hire_cost=4000.0), overtime_cap=0.1)  # fmt: skip
    inputs = CapacityInputs((one,), shortage_price=8_000.0)
    plans = [plan_within_budget(inputs, 2e6, months_beyond=months, gap=0.005) for months in (6, 0)]
    late = [sum(plan.result.teams[0].flow.hires[-3:]) for plan in plans]
    assert late[0] > late[1]
    for plan in plans:
        assert plan.result.cost <= 2e6
        assert plan.result.shortage == pytest.approx(plan.objective, abs=1e-4)


def test_a_time_limit_gives_the_best_plan_and_its_bound(two_teams):
    began = time.monotonic()
    plan = plan_capacity(two_teams, seconds=0.0)
    budget = plan_within_budget(two_teams, 2e6, seconds=0.0)
    assert time.monotonic() - began < 3.0
    for one in (plan, budget):
        check_plan(two_teams, one.result)
        assert 0.0 <= one.bound <= one.objective * (1 + 1e-9)
    best = plan_capacity(two_teams, gap=0.002)
    assert plan.bound <= best.objective * (1 + 1e-9)


@pytest.mark.parametrize("seed", [1, 3])
def test_what_no_hire_can_cover_does_not_loosen_the_gap(seed):
    rng = np.random.default_rng(seed)
    need = (rng.uniform(20, 60) * rng.uniform(0.9, 1.4, 12)).round(2)
    need[0] *= 8  # far more people than there are on the first day
    one = team(12, tuple(need.tolist()), 40, 0.03, hiring=HiringRules(4, 9, 1, 4000.0),
               ramp=(0.0, 0.5, 0.8), temps_max=(0.0,) + (6.0,) * 11, temp_pay=4700.0)  # fmt: skip
    plan = plan_capacity(CapacityInputs((one,)), months_beyond=0)
    assert plan.gap <= 0.0006
    assert plan.result.teams[0].shortage[0] > 100


def test_a_budget_that_pays_the_cheapest_plan_gives_that_plan():
    rules = HiringRules(1, 9, 1, 2000.0)
    inputs = CapacityInputs((team(9, 20.0, 20, 0.025, hiring=rules, ramp=(0.5,)),))
    late = replace(inputs.teams[0], need=(18.0, 18.0, *(20.0,) * 7))
    inputs = CapacityInputs((late,))
    cheapest = plan_capacity(inputs)
    assert cheapest.result.shortage == 0.0
    plan = plan_within_budget(inputs, 2 * cheapest.result.cost)
    assert plan.result.hires() == cheapest.result.hires()
    assert (plan.objective, plan.bound) == (0.0, 0.0)


def test_teams_that_move_people_are_planned_each_by_itself():
    moves = (0.0, 2.0) + (0.0,) * 4
    gets = team(6, 12.0, 10, 0.02, name="chat", transfers=moves)
    gives = team(6, 8.0, 10, 0.02, transfers=tuple(-one for one in moves))
    inputs = CapacityInputs((gets, gives))
    plan = plan_capacity(inputs)
    check_plan(inputs, plan.result)
    alone = [plan_capacity(CapacityInputs((one,))) for one in (gets, gives)]
    assert plan.objective == pytest.approx(sum(one.objective for one in alone))
    together = plan_capacity(replace(inputs, classes_per_month=2))
    assert plan.objective <= together.objective * (1 + 1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_teams_that_share_too_few_classes_are_short_by_the_least_then_cheap(seed):
    rng = np.random.default_rng(seed)
    teams = tuple(
        team(4, tuple((people + rng.integers(1, 4, 4)).tolist()), people, name=f"t{people}",
             hiring=HiringRules(1, 2, 0, 500.0), ramp=(0.5,))
        for people in (4, 7)
    )  # fmt: skip
    inputs = CapacityInputs(teams, classes_per_month=1)
    plan = plan_capacity(inputs, months_beyond=0, gap=1e-4)
    every = []
    for first in product(range(3), repeat=4):
        for second in product(range(3), repeat=4):
            if not any(a and b for a, b in zip(first, second, strict=True)):
                result = evaluate_hires(inputs, {"t4": first, "t7": second})
                every.append((result.shortage, result.cost))
    least = min(shortage for shortage, _ in every)
    assert least > 0.5  # classes are too few
    assert plan.result.shortage <= least * 1.003
    cheapest = min(cost for shortage, cost in every if shortage <= plan.result.shortage + 1e-9)
    assert plan.bound <= cheapest * (1 + 1e-9)
    assert plan.result.cost <= cheapest * 1.001
