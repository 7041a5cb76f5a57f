"""A pilot by hand: people, pay, tooling and contingency."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from support.capacity_files import file_of, team_of
from wfm.capacity_planning.file_records import Pilot, PlanMonths, QualityReviews, RuleOfThumb
from wfm.capacity_planning.pilot import pilot_plan
from wfm.capacity_planning.records import HiringRules, SupportRole
from wfm.capacity_planning.team_need import team_needs
from wfm.errors import InputError

SUPPLY = {
    "people": 9, "pay": 2_600.0, "ramp": (0.5,), "onboarding_hours": 52.0,
    "hiring": HiringRules(hire_cost=700.0), "support": (SupportRole("team lead", 12.0, 4_000.0),),
}  # fmt: skip


def pilot_file(**more):
    team = team_of(
        "voice", 3, contacts=(12_300.0, 13_640.0, 14_880.0), supply=SUPPLY,
        rules=(RuleOfThumb("contacts_per_head", 1_000.0),),
        more={"reviews": QualityReviews(0.05, 10.0, 3_000.0), "newcomers": (0, 1)},
    )  # fmt: skip
    costs = Pilot(5_000.0, 400.0, 120.0, 0.15)
    months = PlanMonths(date(2027, 4, 1), 3)
    return file_of(team, months=months, pilot=costs, **more)


def test_a_pilot_of_a_month_by_hand():
    file = pilot_file()
    plan = pilot_plan(file, team_needs(file), 30)
    (team,) = plan.teams
    reviewers = 12_300 * 0.05 / 6 / (520 / 3)
    assert (plan.first, plan.last, plan.days) == (date(2027, 4, 1), date(2027, 4, 30), 30)
    # 12.3 people for 12,300 contacts; 9 and a newcomer are there; 13 have two team leads
    assert (team.people, team.hires, dict(team.support)) == (13, 3, {"team lead": 2})
    assert team.reviewers == pytest.approx(reviewers)
    assert team.labour == pytest.approx(13 * 2_600 + 2 * 4_000 + reviewers * 3_000)
    assert team.onboarding == pytest.approx(3 * 2_600 * 0.3)
    assert team.hiring == 2_100
    labour = team.labour + team.onboarding + team.hiring
    assert plan.tooling == pytest.approx(400 + 120 * 16)  # 13 agents, 2 leads, 1 reviewer
    assert plan.contingency_cost == pytest.approx(0.15 * labour)
    assert plan.total == pytest.approx(1.15 * labour + 5_000 + 2_320)
    assert plan.cost_per_contact == pytest.approx(plan.total / 12_300)


def test_days_of_two_months_have_the_need_of_the_higher_and_the_pay_of_each():
    file = pilot_file()
    (team,) = pilot_plan(file, team_needs(file), 45).teams
    assert team.people == 14
    assert team.contacts == pytest.approx(12_300 + 13_640 * 15 / 31)
    pay = 14 * 2_600 + 2 * 4_000 + team.reviewers * 3_000
    assert team.labour == pytest.approx(pay * (1 + 15 / 31))


def test_a_pilot_by_weeks_has_tooling_by_month():
    file = replace(pilot_file(), months=PlanMonths(date(2027, 4, 5), 3, "week"))
    plan = pilot_plan(file, team_needs(file), 14)
    assert plan.tooling == pytest.approx(2 * 12 / 52 * (400 + 120 * plan.teams[0].heads))


def test_figures_are_labelled_and_add_up():
    file = pilot_file(currency="EUR")
    plan = pilot_plan(file, team_needs(file), 30)
    figures = {(one.team, one.label): one for one in plan.figures()}
    assert figures["voice", "of these to hire"][2:] == (3, "people")
    parts = ("labour", "tooling", "setup", "contingency, 15 % of labour")
    amounts = [f"{figures['', one].value:.2f}" for one in parts]  # as printed
    assert f"{figures['', 'total'].value:.2f}" == f"{sum(map(Decimal, amounts))}"
    assert plan.currency == "EUR"


@pytest.mark.parametrize("days", [0, 92])
def test_a_pilot_has_the_days_of_the_plan(days):
    file = pilot_file()
    with pytest.raises(InputError, match=f"the 91 days of the plan: got {days}"):
        pilot_plan(file, team_needs(file), days)
