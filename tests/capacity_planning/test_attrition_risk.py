"""The probability that a month is understaffed: by hand, by simulation, and plans that keep it."""

from dataclasses import replace
from math import comb

import numpy as np
import pytest

from oracles.headcount import simulated_supply
from wfm.capacity_planning.attrition_risk import (
    _raised,
    chance_of_shortage,
    plan_with_confidence,
    supply_distributions,
)
from wfm.capacity_planning.evaluation import evaluate_hires
from wfm.capacity_planning.hiring_plan import plan_capacity
from wfm.capacity_planning.records import CapacityInputs, HiringRules, TeamCapacity, by_month
from wfm.errors import InputError

RUNS = 4_000


def team(need=20.0, months=8, **more):
    return TeamCapacity(
        "voice",
        by_month(need, months),
        25,
        tuple([0.02, 0.04, 0.06, 0.02][month % 4] for month in range(months)),
        by_month(0.08, months),
        ramp=(0.25, 0.5, 0.85),
        shrinkage=by_month(0.1, months),
        training_hours=6.0,
        onboarding_hours=45.0,
        pay=3000.0,
        **more,
    )


HIRES = (0, 4, 0, 3, 0, 5, 0, 0)


def test_the_number_of_those_who_stay_is_binomial():
    one = TeamCapacity("voice", (8.0,) * 3, 10, (0.1, 0.2, 0.0), (0.0,) * 3)
    weights = supply_distributions(one, (0, 0, 0))[2].weights
    stay = 0.9 * 0.8
    by_hand = [comb(10, k) * stay**k * (1 - stay) ** (10 - k) for k in range(11)]
    assert weights.tolist() == pytest.approx(by_hand, abs=1e-12)


def test_means_are_those_of_the_flow():
    one = team()
    supply = evaluate_hires(CapacityInputs((one,)), {"voice": HIRES}).teams[0].supply
    for month, expected in zip(supply_distributions(one, HIRES), supply, strict=True):
        assert month.weights.sum() == pytest.approx(1.0, abs=1e-9)
        assert month.values @ month.weights == pytest.approx(expected, abs=1e-6)


def test_a_large_team_with_many_newcomers_keeps_its_mean():
    rates = by_month(0.03, 5), by_month(0.06, 5)
    one = TeamCapacity("voice", (400.0,) * 5, 400, *rates, ramp=(0.1, 0.45, 0.77, 0.93))
    hires = (20, 20, 20, 20, 20)
    supply = evaluate_hires(CapacityInputs((one,)), {"voice": hires}).teams[0].supply
    last = supply_distributions(one, hires)[4]
    assert last.weights.sum() == pytest.approx(1.0, abs=1e-9)
    assert last.values @ last.weights == pytest.approx(supply[4], abs=1e-4)
    assert len(last.values) < 200_000


@pytest.mark.parametrize("newcomers", [(), (3,), (2, 4)])
def test_probabilities_are_within_three_standard_errors_of_simulation(newcomers):
    one = team(need=21.0, newcomers=newcomers)
    result = evaluate_hires(CapacityInputs((one,)), {"voice": HIRES}).teams[0]
    supply = simulated_supply(one, HIRES, RUNS, seed=11)
    for allowance in (0.0, 1.0, 3.0):
        chance = chance_of_shortage(one, result, allowance)
        share = (supply < 21.0 - allowance - 1e-6).mean(axis=0)
        error = np.sqrt(np.maximum(chance * (1 - chance), 1 / RUNS) / RUNS)
        assert (np.abs(share - chance) <= 3 * error).all()


def test_a_plan_that_just_covers_the_average_is_a_coin_toss():
    one = TeamCapacity("voice", (114.0,) * 3, 120, (0.025,) * 3, (0.0,) * 3)
    result = evaluate_hires(CapacityInputs((one,)), {"voice": (0, 0, 0)}).teams[0]
    assert result.supply[2] == pytest.approx(114.075)
    assert 0.35 < chance_of_shortage(one, result)[2] < 0.55


def test_people_who_are_transferred_are_counted_where_they_are():
    one = TeamCapacity(
        "voice", (4.0,) * 3, 6, (0.5, 0.0, 0.0), (0.0,) * 3, transfers=(0.0, -2.0, 3.0)
    )
    last = supply_distributions(one, (0, 0, 0))[2]
    assert last.values.tolist() == [3, 4, 5, 6, 7]
    assert last.weights[0] == pytest.approx((1 + 6 + 15) / 64)


def test_bought_hours_make_shortage_less_likely():
    plain, more = team(need=24.0), team(need=24.0, overtime_cap=0.1)
    chances = [
        chance_of_shortage(one, evaluate_hires(CapacityInputs((one,)), {"voice": HIRES}).teams[0])
        for one in (plain, more)
    ]
    assert (chances[1] <= chances[0] + 1e-12).all()
    assert chances[1].sum() < chances[0].sum()


def test_a_plan_with_confidence_keeps_it_and_costs_more():
    one = team(need=21.0, months=6, hiring=HiringRules(1, 12, hire_cost=2000.0), overtime_cap=0.1)
    inputs = CapacityInputs((one,))
    average = plan_capacity(inputs)
    sure = plan_with_confidence(inputs, 0.8)
    result = sure.result.teams[0]
    original = evaluate_hires(inputs, {"voice": result.flow.hires}).teams[0]
    assert (result.need >= original.need - 1e-9).all()
    supply = simulated_supply(one, result.flow.hires, RUNS, seed=3)
    covered = supply + 0.9 * result.overtime >= 21.0 - 1e-6
    error = 3 * np.sqrt(0.8 * 0.2 / RUNS)
    assert (covered.mean(axis=0)[result.shortage < 1e-6] >= 0.8 - error).all()
    assert (result.shortage < 1e-6).sum() >= 4
    assert sure.objective > average.objective


def test_confidence_and_allowance_have_their_domains():
    inputs = CapacityInputs((team(),))
    with pytest.raises(InputError, match="above 0 and below 1: got 1"):
        plan_with_confidence(inputs, 1.0)
    result = evaluate_hires(inputs, {"voice": HIRES}).teams[0]
    with pytest.raises(InputError, match="allowance must be 0 or more"):
        chance_of_shortage(inputs.teams[0], result, -1.0)


def test_each_month_of_each_team_is_kept_even_where_teams_differ_in_size():
    # a reserve of a small team is less than the gap of the cost of a large one
    rules = HiringRules(1, 20, hire_cost=2000.0)
    teams = tuple(
        replace(
            team(need=need, months=5, hiring=rules), name=f"team {need}", people=int(need * 1.3) + 1
        )
        for need in (4.0, 70.0)
    )
    inputs = CapacityInputs(teams)
    plan = plan_with_confidence(inputs, 0.85)
    alone = evaluate_hires(inputs, plan.result.hires())
    for one, result in zip(teams, alone.teams, strict=True):
        chance = chance_of_shortage(one, result)
        supply = simulated_supply(one, result.flow.hires, RUNS, seed=8)
        assert (chance[1:] <= 0.15 + 1e-9).all()
        assert ((supply[:, 1:] < one.need[0] - 1e-6).mean(axis=0) <= 0.15 + 3 / RUNS**0.5).all()


def test_what_no_hire_can_keep_ends_the_search():
    one = team(need=40.0, months=4, hiring=HiringRules(1, 3, 2))
    plan = plan_with_confidence(CapacityInputs((one,)), 0.9)
    assert plan.result.teams[0].flow.hires[:2] == (0, 0)
    assert plan.result.teams[0].flow.hires[2:] == (3, 3)


def test_a_month_that_is_not_kept_is_raised_by_what_is_worth_a_hire():
    more, addition = np.array([0.3, 0.3, 0.3]), np.array([0.2, 0.9, 0.3])
    kept = np.array([True, False, False])
    assert _raised(more, addition, kept).tolist() == pytest.approx([0.3, 0.9, 0.4])
