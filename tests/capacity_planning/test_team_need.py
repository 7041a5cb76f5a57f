"""The need of teams beside rules of thumb: hand cases, reviews, and the inputs of a plan."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from support.capacity_files import file_of, team_of, week_file
from wfm.capacity_planning.file_records import PlanMonths, QualityReviews, RuleOfThumb
from wfm.capacity_planning.team_need import capacity_inputs, rule_label, team_needs
from wfm.errors import InputError

BUSY = RuleOfThumb("fte_at_occupancy", 0.82)
HEADS = RuleOfThumb("contacts_per_head", 1_000.0)


def by_rule(*rules, contacts=12_000.0, months=1, supply=None, **more):
    return file_of(
        team_of("voice", months, contacts=(contacts,) * months, rules=rules, supply=supply, **more)
    )


@pytest.mark.parametrize(("contingency", "people"), [(0.0, 12.0), (0.15, 13.8), (0.25, 15.0)])
def test_12000_contacts_at_1000_a_head_are_12_people(contingency, people):
    file = replace(by_rule(HEADS), contingency=contingency)
    needs = team_needs(file)
    assert needs["voice"].paid == pytest.approx((12.0,), abs=1e-9)
    inputs = capacity_inputs(file, needs)
    assert inputs.teams[0].need[0] * (1 + inputs.contingency) == pytest.approx(people, abs=1e-9)


def test_heads_are_paid_people_whose_absence_is_in_the_rule():
    supply = {"shrinkage": (0.2, 0.2), "leave": (0.02, 0.12), "training_hours": 5.2}
    (need,) = team_needs(by_rule(HEADS, months=2, supply=supply)).values()
    assert need.paid == pytest.approx((12.0, 12.0))
    assert need.need.need == pytest.approx([12 * 0.75, 12 * 0.65])


@pytest.mark.parametrize(
    ("rule", "people"),
    [
        (RuleOfThumb("fte_per_1000_a_day", 14.0), 14.0),  # April has 30 days
        (RuleOfThumb("people_per_1000_contacts", 0.45), 13.5),
        (RuleOfThumb("people_per_1000_orders", 0.12), 15.0),
        (RuleOfThumb("fte_at_occupancy", 0.8), 30_000 * 312 / 3600 / 0.8 / (520 / 3)),
    ],
)
def test_rules_of_thumb_by_hand(rule, people):
    months = PlanMonths(date(2027, 4, 1), 1)
    orders = {"orders": (125_000.0,), "aht": 312.0}
    file = replace(by_rule(rule, contacts=30_000.0, **orders), months=months)
    assert team_needs(file)["voice"].paid[0] == pytest.approx(people, rel=1e-12)


def test_rules_of_a_month_hold_for_weeks():
    rules = (HEADS, RuleOfThumb("people_per_1000_contacts", 0.9))
    weeks = PlanMonths(date(2027, 2, 1), 2, "week")
    file = replace(by_rule(*rules, contacts=12_000 * 12 / 52, months=2), months=weeks)
    (need,) = team_needs(file).values()
    assert need.paid == pytest.approx((12.0, 12.0))
    assert need.rules["people_per_1000_contacts = 0.9"] == pytest.approx((10.8, 10.8))


def test_factors_change_contacts_and_handle_time():
    rules = (RuleOfThumb("fte_at_occupancy", 0.8), RuleOfThumb("people_per_1000_orders", 0.1))
    more = {"orders": (80_000.0,) * 2, "aht": 300.0}
    file = by_rule(*rules, months=2, volume=(1.0, 1.5), aht_factors=(1.0, 0.9), **more)
    (need,) = team_needs(file).values()
    assert need.paid[1] / need.paid[0] == pytest.approx(1.5 * 0.9)
    assert need.need.workload == pytest.approx([1_000.0, 1_350.0])
    # fewer contacts of an order are not fewer orders
    assert need.rules["people_per_1000_orders = 0.1"] == pytest.approx((8.0, 8.0))
    assert need.need.occupancy == pytest.approx([0.8, 0.8])
    assert need.difference("people_per_1000_orders = 0.1")[0] == pytest.approx(8 / need.paid[0] - 1)


def test_a_fixed_occupancy_understaffs_small_volumes(tmp_path):
    # one queue of 80 % in 30 s; from a quarter to sixteen times its volume
    week = week_file(tmp_path)
    volume = (0.25, 0.5, 1.0, 4.0, 16.0)
    team = team_of(
        "voice", 5, forecast=week, options={"target": "80/30"}, rules=(BUSY,), volume=volume,
        supply={"shrinkage": (0.3,) * 5},
    )  # fmt: skip
    (need,) = team_needs(file_of(team)).values()
    difference = need.difference(rule_label(BUSY))
    assert (np.diff(need.need.occupancy) > 0).all()
    assert list(difference) == sorted(difference)
    assert difference[0] < -0.45  # nearly half of the people are missing
    assert difference[2] < -0.15
    assert difference[4] > 0  # and a large team may be busier than the rule
    # the rule divides by 82 % what the plan divides by its own occupancy
    assert 1 + np.array(difference) == pytest.approx(need.need.occupancy / 0.82)


def test_a_rule_that_leaves_too_little_time_is_noted():
    file = by_rule(RuleOfThumb("contacts_per_head", 2_000.0), aht=330.0)
    (need,) = team_needs(file).values()
    assert need.need.occupancy[0] == pytest.approx(2_000 * 330 / 3600 / (520 / 3))
    assert "occupancy above 100 % in 1 of 1 months, the first 2027-02" in need.notes[0]


def test_reviews_are_made_by_people_of_their_own():
    reviews = QualityReviews(share=0.08, minutes=12.0, pay=3_000.0)
    supply = {"paid_hours": 160.0, "shrinkage": (0.2,)}
    (need,) = team_needs(by_rule(HEADS, supply=supply, more={"reviews": reviews})).values()
    assert need.reviewers == pytest.approx((12_000 * 0.08 * 0.2 / (0.8 * 160),))


def test_a_price_per_contact_is_that_of_the_contacts_of_one_fte_in_each_month():
    more = {"outsourcer_price_per_contact": 7.0}
    rules = (RuleOfThumb("fte_at_occupancy", 0.5),)
    team = team_of("voice", 2, contacts=(900.0, 450.0), aht=360.0, aht_factors=(1.0, 0.5),
                   volume=(1.0, 1.0), rules=rules, more=more)  # fmt: skip
    file = replace(file_of(team), classes_per_month=1, shortage_price=900.0)
    inputs = capacity_inputs(file, team_needs(file))
    # 173.3 hours at 50 % are 866.7 contacts of 6 minutes, and 1,733.3 of 3 minutes
    hours = 520 / 3 * 0.5
    assert inputs.teams[0].outsourcer_price == pytest.approx((70 * hours, 140 * hours))
    assert (inputs.classes_per_month, inputs.shortage_price) == (1, 900.0)


def test_rules_need_what_they_count():
    for rules, words in [
        ((), "contacts need a rule of thumb"),
        ((RuleOfThumb("people_per_1000_orders", 1.0),), "needs orders: got none"),
        ((BUSY,), "needs aht with contacts: got none"),
    ]:
        with pytest.raises(InputError, match=rf"capacity.toml, \[team.voice\]: .*{words}"):
            team_needs(by_rule(*rules))


@pytest.mark.parametrize(
    "rule",
    [HEADS, RuleOfThumb("people_per_1000_contacts", 1.0), RuleOfThumb("fte_per_1000_a_day", 28.0)],
)
def test_a_rule_that_counts_contacts_follows_their_handle_time(rule):
    (need,) = team_needs(by_rule(rule, months=2, aht_factors=(1.0, 0.8))).values()
    assert need.paid[1] / need.paid[0] * (31 / 28 if "day" in rule.name else 1) == pytest.approx(
        0.8
    )
