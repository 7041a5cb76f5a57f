"""The best service level of a budget: the same as if every level were planned."""

import numpy as np
import pytest

import wfm
from wfm._plan_keywords import basis_of
from wfm.errors import InputError, UnreachableError, UsageError
from wfm.planning.budget import STEPS, cost_at

STARTS = [f"2026-06-{day:02d} {hour:02d}:30" for day in (5, 7) for hour in (8, 12, 20)]
FORECAST = {"start": STARTS, "volume": [37, 81, 14, 22, 64, 9], "aht": [310] * 6, "interval": 1800}


def plan(**keywords):
    return wfm.plan(FORECAST, "70/25", **{"hourly_cost": 18.5, "shrinkage": "27%"} | keywords)


def cost(level, **keywords):
    same = wfm.plan(FORECAST, (level, 25.0), **{"hourly_cost": 18.5, "shrinkage": "27%"} | keywords)
    one = same.summary()
    return one.cost if one.contingency is None else one.contingency.cost_in_all


MORE = {"premiums": "Sun=50%; 20:00-24:00=+2", "contingency": "12%"}


def test_one_step_more_would_cost_more_than_the_budget():
    budget = cost(0.8, **MORE) + 0.01
    (level,) = {one.service_level for one in plan(budget=budget, **MORE).inputs.targets.values()}
    assert level >= 0.8
    assert cost(level, **MORE) <= budget < cost(level + 1 / STEPS, **MORE)


@pytest.mark.deep
def test_the_level_is_the_highest_of_all_that_the_budget_pays():
    keywords = {"max_occupancy": "85%", **MORE}
    levels = np.arange(1, STEPS) / STEPS
    costs = np.array([cost(level, **keywords) for level in levels])
    assert (np.diff(costs) >= 0).all()
    for budget in (costs[0], costs[200] + 1, costs[700] - 0.01, costs[912], costs[-1] + 99):
        best = plan(budget=budget, **keywords)
        (level,) = {one.service_level for one in best.inputs.targets.values()}
        assert level == levels[costs <= budget].max()


def test_more_budget_never_buys_a_lower_level():
    least = cost(1 / STEPS)
    found = [plan(budget=least + step) for step in (0, 90, 5000)]
    levels = [next(iter(one.inputs.targets.values())).service_level for one in found]
    assert levels == sorted(levels)
    assert levels[0] < levels[1]
    assert levels[-1] == 0.999


def test_the_limits_beside_the_level_are_kept():
    best = plan(budget=2500, max_occupancy="60%", min_agents=9)
    assert best.columns["occupancy"].max() <= 0.6
    assert best.agents.min() >= 9
    assert next(iter(best.inputs.targets.values())).within == 25


def test_every_row_of_a_forecast_with_targets_of_its_own_has_the_same_level():
    mixed = FORECAST | {"target": ["80/20", "90/60"] * 3}
    best = wfm.plan(mixed, hourly_cost=20, budget=1500, shrinkage="30%")
    settings = best.settings.settings
    assert len({one.target.service_level for one in settings}) == 1
    assert {one.target.within for one in settings} == {20, 60}


def test_a_budget_below_the_least_cost_is_refused_with_this_cost():
    least = cost(1 / STEPS)
    plan(budget=least)
    with pytest.raises(UnreachableError, match=f"least cost of the plan, {least:,.2f}"):
        plan(budget=least - 0.01)


def test_a_budget_needs_the_cost_of_an_hour_and_a_level():
    with pytest.raises(InputError, match="hourly_cost"):
        wfm.plan(FORECAST, budget=900)
    with pytest.raises(UsageError, match="service level"):
        wfm.plan(FORECAST, asa=20, hourly_cost=10, budget=900)


def test_the_cost_at_a_level_is_that_of_the_plan():
    options = dict.fromkeys(
        ["target", "asa", "max_occupancy", "abandonment", "patience", "definition", "min_agents"]
    )
    options |= {"shrinkage": "27%", "hourly_cost": 18.5, "target": "70/25"}
    basis = basis_of(wfm.read_forecast(FORECAST), options)
    assert cost_at(basis, 0.913) == cost(0.913)
