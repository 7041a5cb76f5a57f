"""What is said of a schedule without shifts, and of people and shifts of several queues."""

import numpy as np
import pytest

from support.schedules import (
    HOUR,
    forecast_plan,
    schedule_request,
    scheduled,
    two_queue_plan,
    understaffing_texts,
    working_days,
)
from wfm.scheduling.contracts import Agent, Contract, Wish
from wfm.scheduling.shift_templates import Template

NINE = Template("nine", 8 * HOUR, 9 * HOUR, HOUR, (9 * HOUR,))
WEEK = Contract("week", days_per_week=(0, 5))


@pytest.mark.parametrize(
    "people", [{}, {"contracts": [WEEK]}, {"contracts": [WEEK], "agents": [Agent("Ann", "week")]}]
)
@pytest.mark.parametrize("price", [{}, {"understaffed": 70.0}])
def test_a_schedule_whose_shifts_are_too_long_for_the_hours_says_so_and_is_no_success(
    people, price
):
    schedule = scheduled(working_days(2, 3), schedule_request([NINE], **people, **price))
    reason = "no shift fits the opening hours: the shortest lasts 9 h, the plan has at most 8 h"
    assert schedule.totals.status == "understaffed"
    assert np.isnan([schedule.totals.lower_bound, schedule.totals.gap]).all()
    assert schedule.notes[0].startswith(f"no shift is scheduled: {reason}")
    assert all(reason in text for text in understaffing_texts(schedule))


def test_shifts_that_start_outside_the_hours_are_named():
    night = Template("night", 22 * HOUR, 23 * HOUR, HOUR, (8 * HOUR,))
    schedule = scheduled(working_days(1, 1), schedule_request([night]))
    assert "none that starts when it may (night 22:00-23:00) lies inside" in schedule.notes[0]


def test_a_price_below_every_shift_is_named_instead_of_an_empty_optimum():
    schedule = scheduled(
        working_days(1, 2),
        schedule_request(
            [Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))],
            understaffed=0.2,
            shortage="linear",
        ),
    )
    assert (schedule.totals.shifts, schedule.totals.status) == (0, "understaffed")
    assert "at the price understaffed = 0.2, missing agents cost less" in schedule.notes[0]


def test_a_plan_that_requires_no_people_is_optimal_without_shifts():
    request = schedule_request([Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))])
    totals = scheduled(working_days(1, 0), request).totals
    assert (totals.shifts, totals.status, totals.gap) == (0, "optimal", 0.0)


def test_anonymous_people_of_several_queues_have_different_labels():
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
    plan = two_queue_plan(np.full(8, 10.0), [2] * 4 + [3] * 4)
    schedule = scheduled(plan, schedule_request([four], contracts=[WEEK]))
    owners = {row.agent: row.queue for row in schedule.rows}
    assert len(owners) == len(schedule.rows) == schedule.totals.people == 5
    assert sorted(owners) == [f"week {number}" for number in range(1, 6)]


def test_labels_differ_where_contracts_have_numbers_in_their_names():
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
    six = Template("six", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
    plan = two_queue_plan(np.full(8, 10.0), [3] * 4 + [12] * 4)
    names = ("week", "week 1", "week 1 1")
    contracts = [
        Contract(
            name, ("four" if name == "week" else "six",), days_per_week=(0, 5), max_people=None
        )
        for name in names
    ]
    schedule = scheduled(plan, schedule_request([four, six], contracts=contracts))
    labels = [row.agent for row in schedule.rows]
    assert len(set(labels)) == len(labels) == schedule.totals.people == 15
    assert all(row.agent.startswith(f"{row.contract} ") for row in schedule.rows)


def test_a_shift_may_begin_and_end_outside_the_requirement_and_the_bound_knows_it():
    long = Template("long", 7 * HOUR, 12 * HOUR, HOUR, (6 * HOUR,))
    dear = Template("dear", 7 * HOUR, 16 * HOUR, HOUR, (5 * HOUR,), pay=4.0)
    volume = [30.0] * 5 + [0.0] + [30.0] * 5
    agents = [2] * 5 + [0] + [2] * 5
    plan = forecast_plan(volume, agents, start=np.arange(7, 18) * HOUR)
    totals = scheduled(plan, schedule_request([long, dear], gap=0.0)).totals
    assert (totals.cost, totals.lower_bound, totals.status) == (24.0, 24.0, "optimal")


def test_distinct_shifts_are_priced_and_counted_by_queue_and_a_note_says_so():
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
    plan = two_queue_plan(np.full(8, 10.0), [2] * 8)
    schedule = scheduled(plan, schedule_request([four], distinct_shift=3.0))
    assert (schedule.totals.distinct_shifts, schedule.totals.cost) == (2, 4 * 4 + 2 * 3.0)
    assert any("distinct shifts are counted and priced in each queue" in n for n in schedule.notes)


@pytest.mark.parametrize(
    ("people", "wishes"),
    [
        ({"distinct_shift": 3.0}, 0.0),
        ({"contracts": [Contract("one", days_per_week=(0, 5), max_people=1)]}, 0.0),
        (
            {
                "contracts": [Contract("one", days_per_week=(0, 5))],
                "agents": [Agent("Ann", "one", wishes=(Wish(0.5, wants=False, day=3),))],
            },
            # Thursday, 1 January 1970, is the first day
            0.5,
        ),
    ],
)
@pytest.mark.parametrize("price", [None, 6.0])
def test_the_cost_of_an_understaffed_schedule_is_pay_and_all_prices_of_the_rules(
    people, wishes, price
):
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,), pay=2.0)
    plan = forecast_plan(np.full(6, 10.0), [2, 1, 2, 2, 1, 3])  # no shift covers the last two
    priced = {} if price is None else {"understaffed": price, "min_share": 0.5}
    request = schedule_request([four], overstaffed=0.5, **priced, **people)
    schedule = scheduled(plan, request)
    assert schedule.totals.status == "understaffed"
    run, (covered,) = len(schedule.rows), schedule.coverage_by_queue
    missing = [
        sum(1 + 10 * i // required for i in range(under))
        for required, under in zip(covered.required, covered.understaffed, strict=True)
    ]
    cost = run * 8.0 + 0.5 * covered.overstaffed.sum() + (price or 0.0) * sum(missing)
    cost += (3.0 if "distinct_shift" in people else 0.0) + wishes * run
    assert run
    assert schedule.totals.cost == pytest.approx(cost)


@pytest.mark.parametrize(
    ("share", "required", "least"),
    [(0.5, 1, 1), (0.5, 3, 2), (0.01, 7, 1), (0.8, 5, 4), (0.07, 100, 7), (0.0, 3, 0), (1.0, 3, 3)],
)
def test_the_minimum_share_is_rounded_up(share, required, least):
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
    plan = forecast_plan(np.full(4, 10.0), [required] * 4)
    request = schedule_request([four], understaffed=1e-4, min_share=share)
    assert scheduled(plan, request).totals.shifts == least
