"""Schedules of a request: prices and limits, contracts, people by name, search options."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.optimize

from support.schedules import (
    DAY_SHIFT,
    HOUR,
    LUNCH,
    changed,
    forecast_plan,
    hourly_plan,
    schedule_request,
    scheduled,
    two_queue_plan,
    understaffing_texts,
    working_days,
)
from wfm.scheduling import build
from wfm.scheduling.contracts import Agent, Contract, Wish
from wfm.scheduling.rostering.assign import assign
from wfm.scheduling.shift_templates import Template

WORKDAY = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,), pay=20.0)


def test_prices_and_limits_of_a_request_apply():
    plan = forecast_plan(np.full(4, 10.0), [10, 4, 10, 10])
    two = Template("two", 8 * HOUR, 10 * HOUR, HOUR, (2 * HOUR,))
    free = scheduled(plan, schedule_request([two], [], understaffed=0.4, shortage="linear"))
    assert free.totals.shifts == 0
    assert free.totals.cost == pytest.approx(0.4 * 34)
    assert free.totals.understaffed_hours == 34
    request = schedule_request([two], [], understaffed=0.4, shortage="linear", min_share=0.55)
    minimum = scheduled(plan, request)
    assert (minimum.coverage_by_queue[0].net >= [6, 3, 6, 6]).all()
    assert minimum.coverage_by_queue[0].net.sum() == 24
    priced = scheduled(
        plan, schedule_request([two], [], overstaffed=3.0, understaffed=5.0, shortage="linear")
    )
    covered = priced.coverage_by_queue[0]
    expected = (
        2 * priced.totals.shifts + 3 * covered.overstaffed.sum() + 5 * covered.understaffed.sum()
    )
    assert priced.totals.cost == pytest.approx(expected)
    assert covered.overstaffed.sum() > 0
    distinct = scheduled(plan, schedule_request([two], [], distinct_shift=7.0))
    assert distinct.totals.cost == pytest.approx(2 * distinct.totals.shifts + 7 * 2)
    assert distinct.totals.distinct_shifts == 2
    assert (
        scheduled(plan, schedule_request([two], [], max_distinct_shifts=1)).totals.distinct_shifts
        == 1
    )


def test_too_few_people_of_a_contract_cover_as_much_as_possible():
    few = Contract("few", days_per_week=(0, 5), max_people=1)
    schedule = scheduled(working_days(7, 2), schedule_request([WORKDAY], [], contracts=[few]))
    assert schedule.totals.status == "understaffed"
    assert schedule.totals.shifts == 5
    assert schedule.totals.paid_hours == 40
    assert schedule.totals.cost == 40 * 20
    assert np.isnan([schedule.totals.lower_bound, schedule.totals.gap]).all()
    assert schedule.totals.understaffed_hours == 7 * 2 * 8 - 40
    assert any("no more people on contract 'few'" in text for text in understaffing_texts(schedule))


def test_without_a_price_an_understaffed_hour_costs_more_than_any_shift():
    few = Contract("few", days_per_week=(0, 5), max_people=1)
    one_hour = working_days(1, 1, hours=[9])  # of a shift of eight hours
    plan = replace(one_hour, columns={"agents": np.array([2.0])})
    request = schedule_request([WORKDAY], [], contracts=[few], opening_hours=False, overstaffed=1.0)
    schedule = scheduled(plan, request)
    assert schedule.totals.status == "understaffed"
    assert schedule.totals.shifts == 1
    assert schedule.totals.cost == 8 * 20 + 7 * 1.0


@pytest.mark.parametrize("people", [False, True])
def test_a_plan_that_no_shift_fits_is_understaffed_with_contracts(people):
    week = Contract("week", days_per_week=(0, 5))
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    team = [Agent("Ann", "week")] if people else []
    schedule = scheduled(
        working_days(2, 1), schedule_request([night], [], contracts=[week], agents=team)
    )
    assert (schedule.rows, schedule.totals.status) == ((), "understaffed")
    assert schedule.totals.understaffed_hours == 16
    assert schedule.understaffing[0].reason.startswith("no shift")


def test_weekends_and_unpopular_shifts_with_a_price_are_shared():
    team = [
        Agent("Ann", "any"),
        Agent("Bob", "any", wishes=tuple(Wish(1.0, wants=False, day=day) for day in range(7))),
    ]
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    weekend = hourly_plan(
        np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in (2, 3)]), [1] * 16
    )
    plain = schedule_request([WORKDAY], [], contracts=[anything], agents=team, gap=0.0)

    def shares(request, plan):
        schedule = scheduled(plan, request)
        return [sum(row.agent == name for row in schedule.rows) for name in ("Ann", "Bob")]

    assert shares(plain, weekend) == [2, 0]
    assert shares(changed(plain, weekend=5.0), weekend) == [1, 1]
    assert shares(changed(plain, weekend=0.2), weekend) == [2, 0]
    workdays = working_days(4, 1)
    assert shares(plain, workdays) == [4, 0]
    assert shares(changed(plain, weekend=5.0), workdays) == [4, 0]
    assert shares(changed(plain, unpopular={"day": 5.0}), workdays) == [2, 2]


def test_named_people_who_cannot_cover_all_are_understaffed_unless_priced():
    team = [Agent("Ann", "any")]
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    request = schedule_request([WORKDAY], [], contracts=[anything], agents=team)
    assert scheduled(working_days(3, 1), request).totals.status == "optimal"
    assert scheduled(working_days(3, 2), request).totals.status == "understaffed"
    short = scheduled(working_days(3, 2), request).totals
    assert (short.cost, short.paid_hours) == (3 * 160, 24)
    assert np.isnan([short.lower_bound, short.gap]).all()
    priced = scheduled(working_days(3, 2), changed(request, understaffed=500.0))
    assert priced.totals.status == "optimal"
    assert priced.totals.cost == pytest.approx(3 * 160 + 24 * 500)
    cheap = scheduled(working_days(3, 2), changed(request, understaffed=1.0))
    assert cheap.totals.shifts == 0


def test_people_with_two_skills_are_paid_once_and_listed_under_the_queue_served():
    plan = two_queue_plan(np.full(8, 10.0), [1] * 4 + [2] * 4)
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,), pay=2.0)
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    team = [
        Agent("Ann", "any", skills=("a",)),
        Agent("Bob", "any", skills=("b",)),
        Agent("Cem", "any", skills=("a", "b")),
    ]
    request = schedule_request(
        [four], [], contracts=[anything], agents=team, understaffed=100.0, gap=0.0
    )
    schedule = scheduled(plan, request)
    assert [(row.queue, row.agent) for row in schedule.rows] == [
        ("a", "Ann"), ("b", "Bob"), ("b", "Cem"),
    ]  # fmt: skip
    assert schedule.totals.paid_hours == 12
    assert schedule.totals.cost == 24
    assert schedule.totals.lower_bound == pytest.approx(24)
    assert [covered.net.tolist() for covered in schedule.coverage_by_queue] == [[1] * 4, [2] * 4]
    fewer = scheduled(plan, changed(request, agents=team[:2]))
    assert fewer.totals.understaffed_hours == 4
    assert understaffing_texts(fewer)
    assert all(
        text.startswith("b, Thu 1970-01-01 08:00-12:00: 1 agent missing")
        for text in understaffing_texts(fewer)
    )
    assert len(understaffing_texts(fewer)) == 1


@pytest.fixture
def solver_options(monkeypatch):
    """The options of each call of the solver of scipy."""
    seen = []
    real = scipy.optimize.milp

    def recorded(*args, **kwargs):
        seen.append(kwargs["options"])
        return real(*args, **kwargs)

    monkeypatch.setattr(scipy.optimize, "milp", recorded)
    return seen


UNEVEN = np.random.default_rng(1).integers(3, 9, 77)


@pytest.mark.parametrize("search", ["shifts", "contracts", "too few", "people"])
def test_every_search_gets_the_time_limit_and_the_gap_of_the_request(solver_options, search):
    start = np.concatenate([d * 86400 + np.arange(8, 19) * 3600 for d in range(7)])
    few = Contract("week", days_per_week=(4, 5), max_people=1)
    week = replace(few, max_people=None)
    request = {
        "shifts": schedule_request([], [], understaffed=7.0),
        "contracts": schedule_request([], [], contracts=[week]),
        "too few": schedule_request([], [], contracts=[few]),
        "people": schedule_request(
            [], [], contracts=[week], agents=[Agent(f"A{i}", "week") for i in range(4)]
        ),
    }[search]
    lunch = replace(LUNCH, latest=0)
    day = Template("day", 8 * HOUR, 10 * HOUR, HOUR, (8 * HOUR, 9 * HOUR))
    hours = 11 if search == "shifts" else 77
    plan = hourly_plan(start[:hours], UNEVEN[:hours])
    scheduled(plan, changed(request, templates=[day], breaks=[lunch], gap=0.4, time_limit=77.0))
    assert solver_options
    # the first roster by name, whose shifts are chosen already, is placed whatever the time
    assert sum("time_limit" not in options for options in solver_options) == (search == "people")
    limits = [options["time_limit"] for options in solver_options if "time_limit" in options]
    # parts of a roster have less
    assert 10 < max(limits) <= 77
    assert min(limits) > (1 if search == "people" else 10)
    assert max(options["mip_rel_gap"] for options in solver_options) > 0.1
    solver_options.clear()
    scheduled(plan, changed(request, templates=[day], breaks=[lunch], gap=0.001))
    assert solver_options
    # only a search for people has a limit by default, of CPU time
    limited = ["time_limit" in options for options in solver_options]
    assert (not any(limited)) if search == "shifts" else all(limited)
    assert max(options["mip_rel_gap"] for options in solver_options) <= 0.001


@pytest.mark.parametrize("search", ["shifts", "contracts", "people"])
def test_a_search_reports_its_stages_bounds_and_costs(search):
    week = Contract("week", days_per_week=(0, 5))
    request = {
        "shifts": schedule_request([WORKDAY], []),
        "contracts": schedule_request([WORKDAY], [], contracts=[week]),
        "people": schedule_request([WORKDAY], [], contracts=[week], agents=[Agent("Ann", "week")]),
    }[search]
    updates = []
    schedule = scheduled(
        working_days(2, 1), request, progress=lambda *update: updates.append(update)
    )
    stages, bounds, costs = zip(*updates, strict=True)
    assert all(isinstance(stage, str) and stage for stage in stages)
    assert schedule.totals.cost == 320
    assert 320 in costs
    assert any(bound is not None for bound in bounds)


@pytest.mark.parametrize("agents", [2, 5])
def test_a_minimum_share_that_too_few_people_miss_is_listed_with_its_reasons(agents):
    few = Contract("few", days_per_week=(0, 5), max_people=1)
    request = schedule_request([WORKDAY], [], contracts=[few], understaffed=30.0, min_share=0.5)
    schedule = scheduled(working_days(7, agents), request)
    assert schedule.totals.status == "understaffed"
    assert schedule.totals.shifts == 5
    assert len(schedule.understaffing) == 7
    assert all(text for text in understaffing_texts(schedule))


@pytest.mark.parametrize(
    ("status", "limit", "unproved"),
    [("feasible", 30.0, True), ("optimal", 30.0, False), ("feasible", None, False)],
)
def test_missing_agents_that_a_limit_leaves_are_not_said_to_be_proved(
    monkeypatch, status, limit, unproved
):
    monkeypatch.setattr(build, "assign", lambda *a, **k: replace(assign(*a, **k), status=status))
    request = schedule_request(
        [DAY_SHIFT], contracts=[Contract("week")], agents=[Agent("Ann", "week")], time_limit=limit
    )
    schedule = scheduled(working_days(7, 1, hours=range(8, 16)), request)
    assert schedule.totals.status == "understaffed"
    assert any("is not proved" in note for note in schedule.notes) == unproved
