"""What given hires supply and cost, by hand in fractions."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from wfm.capacity_planning.evaluation import available_share, evaluate_hires, newcomer_shares
from wfm.capacity_planning.records import (
    CapacityInputs,
    HiringRules,
    SupportRole,
    TeamCapacity,
    by_month,
)
from wfm.errors import InputError


def team(months=3, need=10.0, people=10, **more):
    return TeamCapacity(
        "voice",
        by_month(need, months),
        people,
        by_month(0.0, months),
        by_month(0.0, months),
        **more,
    )


def evaluated(one, hires, **more):
    return evaluate_hires(CapacityInputs((one,), **more), {"voice": hires}).teams[0]


@pytest.mark.parametrize(("hours", "share"), [(4, Fraction(4 * 3, 520)), (8, Fraction(8 * 3, 520))])
def test_training_hours_are_their_share_of_paid_time(hours, share):
    lost = 1 - available_share(team(training_hours=hours))[0]
    assert lost == pytest.approx(float(share), abs=1e-12)
    assert round(lost, 3) in (0.023, 0.046)


def test_onboarding_takes_a_quarter_to_a_third_of_the_first_month():
    shares = newcomer_shares(team(ramp=(0.5, 0.8), onboarding_hours=52.0))
    assert shares[0].tolist() == pytest.approx([0.5 * float(1 - Fraction(52 * 3, 520)), 0.8])


def test_the_ramp_is_added_up_class_by_class():
    one = evaluated(team(5, 30.0, ramp=(0.0, 0.5, 0.8, 0.95)), [4, 0, 2, 0, 0])
    by_hand = [
        10,
        10 + Fraction(4, 2),
        10 + 4 * Fraction(8, 10),
        10 + 4 * Fraction(95, 100) + Fraction(2, 2),
        14 + 2 * Fraction(8, 10),
    ]
    assert one.supply.tolist() == pytest.approx([float(value) for value in by_hand], abs=1e-12)


def test_the_cheapest_cover_is_bought_first_and_the_rest_is_shortage():
    one = team(
        1,
        16.0,
        pay=3000.0,
        overtime_cap=0.1,
        temps_max=(2.0,),
        temp_pay=2400.0,
        temp_productivity=0.5,
        outsourced_max=1.5,
        outsourcer_price=4000.0,
        outsourcer_quality=0.8,
    )
    result = evaluated(one, [0])
    # prices of a productive FTE: overtime 4500, temps 4800, outsourced 5000
    assert (result.overtime[0], result.temps[0], result.outsourced[0]) == (1.0, 2.0, 1.5)
    assert result.shortage[0] == pytest.approx(16 - 10 - 1 - 1 - 1.2)
    assert result.cost[0] == pytest.approx(30_000 + 4_500 + 4_800 + 6_000)
    little = evaluated(replace(one, need=(10.5,)), [0])
    assert (little.overtime[0], little.temps[0], little.outsourced[0]) == (0.5, 0.0, 0.0)


@pytest.mark.parametrize("people", [3, 7, 10, 61])
@pytest.mark.parametrize("shrinkage", [0.0, 0.3, 1 / 3])
def test_rounding_errors_are_not_bought(people, shrinkage):
    need = np.nextafter(people * (1 - shrinkage), np.inf)
    several = {"overtime_cap": 0.1, "temps_max": (2.0,), "temp_pay": 9e3, "outsourced_max": 2.0,
               "outsourcer_price": 2e4, "temps_whole": True, "pay": 3e3}  # fmt: skip
    bought = evaluated(team(1, need, people, shrinkage=(shrinkage,), **several), [0])
    assert (bought.overtime[0], bought.temps[0], bought.outsourced[0]) == (0, 0, 0)
    assert bought.shortage[0] == 0


def test_what_costs_more_than_shortage_is_not_bought():
    one = team(1, 12.0, pay=3000.0, overtime_cap=0.5)
    assert evaluated(one, [0], shortage_price=4_499.0).overtime[0] == 0.0
    assert evaluated(one, [0], shortage_price=4_501.0).overtime[0] == 2.0


def test_support_roles_and_hiring_are_paid():
    lead = SupportRole("team lead", 12.0, 4800.0)
    one = team(2, pay=3000.0, support=(lead,), hiring=HiringRules(hire_cost=700.0))
    assert evaluated(one, [2, 0]).cost.tolist() == [12 * 3400 + 1400, 12 * 3400]


def test_the_contingency_raises_the_need():
    assert evaluated(team(), [0] * 3, contingency=0.15).need.tolist() == pytest.approx([11.5] * 3)


def test_hires_are_of_the_teams_of_the_plan():
    with pytest.raises(InputError, match=r"\['voice'\]: got \['chat'\]"):
        evaluate_hires(CapacityInputs((team(),)), {"chat": [0] * 3})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"pay": -1.0}, "pay must be 0 or more"),
        ({"ramp": (1.2,)}, "ramp .* from 0 to 1"),
        ({"shrinkage": (0.1,)}, "must have 3 months: got 1"),
        ({"shrinkage": (0.9,) * 3, "leave": (0.1,) * 3}, "less than all paid"),
        ({"transfers": (0.5, 0.0, 0.0)}, "whole people"),
        ({"temp_productivity": 0.0}, "above 0"),
        ({"onboarding_hours": 40.0}, "must have a ramp"),
        ({"onboarding_hours": 180.0, "ramp": (0.5,)}, "at most the 173.3 hours"),
        ({"pay": np.nan}, "pay must be 0 or more"),
    ],
)
def test_values_outside_their_domain_are_refused(changes, words):
    with pytest.raises(InputError, match=words):
        team(**changes)
