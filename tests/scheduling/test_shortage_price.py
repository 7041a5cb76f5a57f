"""The price of missing people rises with the share of the requirement that is missing."""

from itertools import product

import numpy as np
import pytest

from support.schedules import (
    HALF_HOUR,
    HOUR,
    QUARTER_HOUR,
    changed,
    hourly_plan,
    schedule_request,
    scheduled,
)
from wfm.schedule import cover
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.records import BreakWindow, Shift, StaffRequirement
from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.scheduling.shortage_price import factors, people_by_step, weighted_shortage

DAY = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
LUNCH = BreakRule("lunch", HALF_HOUR, False, "middle", -2 * HOUR, 2 * HOUR)
PAUSE = BreakRule("pause", QUARTER_HOUR, True, "start", HOUR, 90 * 60)
ANY = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)


def price_of_person(i, required):
    """Of the i-th person missing, counted in whole numbers."""
    return 1 + 10 * (i - 1) // required


@pytest.mark.parametrize("required", [1, 2, 3, 7, 10, 11, 20, 143])
def test_steps_factors_and_sums_agree_with_the_price_of_each_person(required):
    prices = [price_of_person(i, required) for i in range(1, required + 1)]
    people = [int(step[0]) for step in people_by_step(np.array([required]))]
    assert people == [prices.count(step) for step in range(1, 11)]
    missing = np.arange(1, required + 1)
    assert factors(np.full(required, required), missing).tolist() == prices
    sums = [weighted_shortage(np.array([required]), np.array([count])) for count in missing]
    assert sums == np.cumsum(prices).tolist()


def short_team(mode, **people):
    """Twelve people where twenty are required, all in the same shift."""
    plan = hourly_plan(4 * 86400 + np.arange(9, 17) * HOUR, np.full(8, 20))
    request = schedule_request([DAY], [LUNCH, PAUSE], shortage=mode, **people)
    (covered,) = scheduled(plan, request).coverage_by_queue
    return covered


@pytest.mark.parametrize(
    "people",
    [
        {"contracts": [ANY], "agents": [Agent(f"P{i}", "any") for i in range(12)]},
        {"contracts": [Contract("few", (), (0, 7), consecutive_days_off=0, max_people=12)]},
    ],
    ids=["names", "contracts"],
)
def test_a_team_that_is_eight_short_of_twenty_does_not_take_lunch_at_once(people):
    linear = short_team("linear", **people)
    assert linear.net.min() == 0  # nothing is gained by another time of lunch
    convex = short_team("convex", **people)
    assert convex.net.min() >= 8
    assert convex.present.tolist() == linear.present.tolist()


def test_shifts_at_a_price_are_short_everywhere_a_little_instead_of_somewhere_a_lot():
    plan = hourly_plan(4 * 86400 + np.arange(9, 13) * HOUR, [10, 10, 10, 10])
    two = Template("two", 9 * HOUR, 11 * HOUR, HOUR, (2 * HOUR,))
    # a shift covers two slots at a cost of 2: worth it where a missing person costs more than 1
    request = schedule_request([two], understaffed=0.4, gap=0.0)
    convex = scheduled(plan, request)
    missing = convex.coverage_by_queue[0].understaffed
    # the first two cost 0.4 and 0.8, the third 1.2
    assert missing.tolist() == [2, 2, 2, 2]
    assert convex.totals.cost == pytest.approx(2 * 16 + 4 * (0.4 + 0.8))
    assert convex.totals.status == "optimal"
    assert scheduled(plan, changed(request, shortage="linear")).totals.shifts == 0


def least_cost(need, shifts):
    """The least cost by trying every number of every shift and every break."""
    best = np.inf
    choices = [
        [(shift, begin) for begin in range(shift.breaks[0].earliest, shift.breaks[0].latest + 1)]
        if shift.breaks
        else [(shift, None)]
        for shift in shifts
    ]
    options = [one for several in choices for one in several]
    for counts in product(range(4), repeat=len(options)):
        net = np.zeros(len(need.required), dtype=int)
        cost = 0.0
        for count, (shift, begin) in zip(counts, options, strict=True):
            net[shift.start : shift.start + shift.length] += count
            if begin is not None:
                net[shift.start + begin] -= count
            cost += count * shift.cost
        for required, here in zip(need.required.tolist(), net.tolist(), strict=True):
            missing = max(required - here, 0)
            cost += need.under * sum(price_of_person(i, required) for i in range(1, missing + 1))
            cost += need.over * max(here - required, 0)
        best = min(best, cost)
    return best


@pytest.mark.parametrize("seed", range(6))
def test_cost_and_bound_are_those_of_every_schedule_tried(seed):
    draw = np.random.default_rng(seed)
    lunch = BreakWindow("lunch", "lunch", 1, 1, 2, paid=False)
    shifts = [
        Shift("long", 0, 0, 4, 0, (lunch,), 3.0, 3.0),
        Shift("short", 0, int(draw.integers(0, 3)), 2, 0, (), 2.0, float(draw.integers(2, 4))),
    ]
    need = StaffRequirement(
        draw.integers(0, 4, size=4), 3600.0, under=float(draw.choice([0.3, 0.5, 1.0, 2.0])),
        over=float(draw.choice([0.0, 0.25])), convex=True,
    )  # fmt: skip
    found = cover(need, shifts, gap=0.0)
    assert found.cost == pytest.approx(least_cost(need, shifts))
    assert found.bound <= found.cost + 1e-9
