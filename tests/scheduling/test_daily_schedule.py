"""The goal "day": what the note and the bound say is true of the schedule."""

import numpy as np
import pytest

import wfm
from support.schedules import (
    HOUR,
    changed,
    forecast_plan,
    plan_with_target,
    schedule_request,
    scheduled,
    two_queue_plan,
    with_inputs,
)
from wfm._numerics.mathematical_program import ProgramSolution
from wfm.errors import InputError
from wfm.scheduling.covering import service_level_curve
from wfm.scheduling.shift_templates import Template
from wfm.targets import QueueTarget, Target

PEAK = np.array([60.0, 75.0, 130.0, 75.0, 60.0, 65.0, 75.0, 50.0])
AGENTS = wfm.agents_required(PEAK * 240 / HOUR, 240.0, service_level=0.8, within=20.0)
TWO_HOURS = Template("two", 8 * HOUR, 14 * HOUR, HOUR, (2 * HOUR,))


def daily(**values):
    return schedule_request([TWO_HOURS], goal="day", target=Target(0.8, 20.0), **values)


@pytest.mark.parametrize("price", [0.3, 0.9, 3.0, 60.0])
def test_a_note_says_that_a_day_is_met_only_if_it_is(price):
    schedule = scheduled(forecast_plan(PEAK, AGENTS), daily(understaffed=price))
    met = schedule.totals.service_level >= 0.8 - 1e-9
    assert any("the target is met over each day" in note for note in schedule.notes) == met
    assert any("the service level target of 80.0 % is missed" in one for one in schedule.notes) != (
        met
    )
    assert met == (price > 1)
    totals = schedule.totals
    if not met:
        assert np.isnan([totals.lower_bound, totals.gap]).all()
        assert totals.status in ("feasible", "understaffed")
        assert f"understaffed = {price:g}" in "".join(schedule.notes)


def test_the_missed_days_are_counted_and_the_lowest_is_named():
    start = np.concatenate([np.arange(8, 16) * HOUR + day * 86_400 for day in (0, 1)])
    volume = np.concatenate([PEAK, np.full(8, 55.0)])
    agents = wfm.agents_required(volume * 240 / HOUR, 240.0, service_level=0.8, within=20.0)
    plan = forecast_plan(volume, agents, start=start)
    schedule = scheduled(plan, daily(understaffed=0.9, overstaffed=5.0))
    (covered,) = schedule.coverage_by_queue
    weight, level = volume.reshape(2, 8), covered.service_level.reshape(2, 8)
    levels = (weight * level).sum(axis=1) / weight.sum(axis=1)
    missed = np.flatnonzero(levels < 0.8)
    assert len(missed) == 2
    lowest = f"1970-01-0{1 + int(levels.argmin())} with {100 * levels.min():.2f} %"
    assert any(f"is missed on 2 days, the lowest {lowest}" in note for note in schedule.notes)


@pytest.mark.parametrize("overstaffed", [0.0, 0.4, 2.0])
@pytest.mark.parametrize("length", [2, 3, 8])
def test_gaps_and_saved_hours_of_a_day_are_never_negative(overstaffed, length):
    long = Template("long", 8 * HOUR, (16 - length) * HOUR, HOUR, (length * HOUR,))
    request = schedule_request(
        [long], goal="day", target=Target(0.8, 20.0), overstaffed=overstaffed, understaffed=40.0
    )
    schedule = scheduled(forecast_plan(PEAK, AGENTS), request)
    totals = schedule.totals
    assert not totals.gap < 0
    assert not totals.lower_bound > totals.cost
    assert not any(": -" in note for note in schedule.notes)
    if any("the target is met over each day" in note for note in schedule.notes):
        below = np.nanmin(schedule.coverage_by_queue[0].service_level) < 0.8 - 1e-9
        assert any("not in each interval" in note for note in schedule.notes) == below
    even = scheduled(forecast_plan(PEAK, AGENTS), changed(request, goal="interval"))
    if even.totals.understaffed_hours == 0:
        assert totals.paid_hours <= even.totals.paid_hours or totals.cost <= even.totals.cost


def test_the_bound_of_two_queues_is_at_most_the_cost():
    plan = two_queue_plan([60, 75, 130, 75, 20, 25, 30, 25], [6, 7, 12, 7, 3, 3, 4, 3])
    short = Template("two", 8 * HOUR, 10 * HOUR, HOUR, (2 * HOUR,))
    for price in (0.5, 5.0):
        schedule = scheduled(plan, changed(daily(understaffed=price), templates=[short]))
        assert not schedule.totals.gap < 0
        assert not schedule.totals.lower_bound > schedule.totals.cost
        said = [note for note in schedule.notes if "target" in note]
        assert [note[:3] for note in said] == ["a: ", "b: "]


def test_the_goal_day_is_refused_without_any_service_level_and_noted_where_one_queue_has_none():
    request = schedule_request([TWO_HOURS], goal="day", understaffed=50.0)
    with pytest.raises(InputError, match="goal 'day' needs a service level, but no queue"):
        scheduled(plan_with_target(None, "blend"), request)
    plan = with_inputs(
        two_queue_plan(np.full(8, 40.0), [4] * 8),
        models={"a": "blend"},
        targets={"b": QueueTarget("erlang_c", 0.8, 20.0)},
    )
    schedule = scheduled(plan, request)
    assert any(note.startswith("a: goal 'day' needs one target") for note in schedule.notes)
    assert schedule.coverage_by_queue[0].required.tolist() == [4] * 4


def test_a_plan_without_contacts_is_scheduled_for_its_agents():
    plan = wfm.plan(
        {"start": ["2026-05-04 08:00", "2026-05-04 09:00"], "calls": [0, 0], "aht": 200}
    )
    found = scheduled(plan, daily())
    assert any("goal 'day' needs contacts" in note for note in found.notes)


def test_a_day_that_meets_the_target_in_each_interval_too_is_not_said_to_miss_it():
    flat = np.full(8, 60.0)
    agents = wfm.agents_required(flat * 240 / HOUR, 240.0, service_level=0.8, within=20.0)
    all_day = Template("all day", 8 * HOUR, 8 * HOUR, HOUR, (8 * HOUR,))
    schedule = scheduled(forecast_plan(flat, agents), changed(daily(), templates=[all_day]))
    assert schedule.coverage_by_queue[0].service_level.min() > 0.8
    assert any("paid hours meet it in each interval too" in note for note in schedule.notes)


def test_a_goal_of_a_day_that_finds_no_end_in_time_covers_each_interval(monkeypatch):
    def late(*_words, **_more):
        return ProgramSolution.none(message="late")

    monkeypatch.setattr(service_level_curve, "relax", late)
    limited = scheduled(forecast_plan(PEAK, AGENTS), changed(daily(), time_limit=30.0))
    assert any("goal 'day' needs more time than the limit" in note for note in limited.notes)
    assert limited.totals.understaffed_hours == 0
    with pytest.raises(InputError, match="has no solution"):
        scheduled(forecast_plan(PEAK, AGENTS), daily())
