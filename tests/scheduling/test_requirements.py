"""Requirements of a plan on slots: selected days, cyclic weeks, pooled queues, shrinkage."""

import numpy as np
import pytest

import wfm
from support.forecasts import demand
from support.schedules import (
    EIGHT_HOURS,
    FOUR_HOURS,
    HOUR,
    QUARTER_HOUR,
    VOLUME,
    expected_service_level,
    forecast_plan,
    hourly_plan,
    net_from_rows,
    plan_with,
    schedule_request,
    scheduled,
    two_queue_plan,
    with_inputs,
)
from wfm.errors import InputError
from wfm.planning.records import RowSettings, Setting
from wfm.queueing import chat
from wfm.scheduling.requirements import slot_requirements
from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget, Target

ONE = Template("one", 0, 23 * HOUR, HOUR, (HOUR,))


def test_a_night_shift_counts_on_the_next_day():
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    plan = hourly_plan(np.arange(22, 30) * 3600, np.ones(8))
    schedule = scheduled(plan, schedule_request([night], []))
    (row,) = schedule.rows
    assert (row.date, row.end - row.start) == ("1970-01-01", 8 * 3600)
    assert schedule.coverage_by_queue[0].net.tolist() == [1] * 8


def test_only_a_whole_week_without_closing_hours_repeats():
    week = hourly_plan(np.arange(168) * 3600, np.ones(168))
    assert "the plan repeats" in scheduled(week, schedule_request([EIGHT_HOURS], [])).notes[0]
    days = hourly_plan(np.arange(8, 18) * 3600, np.ones(10))
    assert scheduled(days, schedule_request([EIGHT_HOURS], [])).notes == ()


def test_pooled_queues_have_the_workload_and_the_agents_of_all():
    aht = np.repeat([120.0, 360.0], 4)
    plan = two_queue_plan(np.concatenate([VOLUME, 2 * VOLUME]), [6] * 4 + [12] * 4, aht=aht)
    request = schedule_request([FOUR_HOURS], [], target=Target(0.8, 20.0))
    schedule = scheduled(plan, request, pool=True)
    (covered,) = schedule.coverage_by_queue
    assert covered.queue == "all queues"
    assert covered.net.tolist() == [18] * 4
    mean = (120 + 2 * 360) / 3
    expected = wfm.service_level(18.0, 3 * VOLUME * mean / 3600, mean, 20.0)
    assert covered.service_level == pytest.approx(expected)
    assert schedule.totals.contacts == 3 * 195
    single = scheduled(forecast_plan(VOLUME, [6] * 4, queues=("a",)), request, pool=True)
    assert single.coverage_by_queue[0].queue == "a"


def test_a_team_is_one_requirement_with_the_common_target_of_its_queues():
    plan = two_queue_plan(np.concatenate([VOLUME, VOLUME]), [4] * 8)
    team = with_inputs(plan, teams={"a": "desk", "b": "desk"})
    schedule = scheduled(team, schedule_request([FOUR_HOURS], []))
    (covered,) = schedule.coverage_by_queue
    assert covered.queue == "desk"
    assert covered.net.tolist() == [8] * 4
    assert covered.service_level == pytest.approx(expected_service_level([8] * 4, 2 * VOLUME))
    slow, fast = QueueTarget("erlang_c", 0.8, 60.0), QueueTarget("erlang_c", 0.8, 10.0)
    same = scheduled(
        with_inputs(team, targets={"a": fast, "b": fast}), schedule_request([FOUR_HOURS], [])
    )
    assert same.coverage_by_queue[0].service_level == pytest.approx(
        expected_service_level([8] * 4, 2 * VOLUME, 10.0)
    )
    apart = scheduled(
        with_inputs(team, targets={"a": slow, "b": fast}), schedule_request([FOUR_HOURS], [])
    )
    assert np.isnan(apart.coverage_by_queue[0].service_level).all()
    talk = QueueTarget("chat", 0.8, 20.0, patience=60.0, aht_by_concurrency=(240.0, 300.0))
    chats = with_inputs(team, targets={"a": talk, "b": talk}, models={"a": "chat", "b": "chat"})
    chatting = scheduled(chats, schedule_request([FOUR_HOURS], []))
    assert np.isnan(chatting.coverage_by_queue[0].service_level).all()
    assert "the service level of model chat is not" in chatting.notes[0]


def test_contacts_of_an_interval_are_divided_among_its_slots():
    tea = BreakRule("tea", QUARTER_HOUR, paid=True, anchor="start", earliest=HOUR, latest=2 * HOUR)
    plan = forecast_plan(VOLUME, [6] * 4)
    schedule = scheduled(plan, schedule_request([FOUR_HOURS], [tea], overstaffed=0.0))
    (covered,) = schedule.coverage_by_queue
    assert schedule.slot == QUARTER_HOUR
    assert covered.start.tolist() == [8 * 3600 + 900 * k for k in range(16)]
    assert covered.required.tolist() == [6] * 16
    expected = expected_service_level(covered.net, np.repeat(VOLUME, 4))
    assert covered.service_level == pytest.approx(expected)
    assert schedule.totals.contacts == pytest.approx(195)
    assert net_from_rows(schedule).tolist() == covered.net.tolist()


def test_shifts_stay_inside_opening_hours_unless_the_rules_allow_more():
    long = Template("long", 7 * HOUR, 7 * HOUR, HOUR, (6 * HOUR,))
    plan = forecast_plan(VOLUME, [2] * 4)
    inside = scheduled(plan, schedule_request([long], []))
    assert inside.rows == ()
    assert inside.totals.status == "understaffed"
    assert inside.totals.cost == 0.0
    assert np.isnan(inside.totals.gap)
    outside = scheduled(plan, schedule_request([long], [], opening_hours=False))
    assert [row.start for row in outside.rows] == [7 * 3600] * 2
    assert outside.coverage_by_queue[0].net.tolist()[7:13] == [2] * 6
    assert outside.coverage_by_queue[0].understaffed.sum() == 0


def test_cyclic_sets_whether_a_plan_repeats():
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    start = np.concatenate([np.arange(6), [22, 23]]) * 3600
    plan = hourly_plan(start, [1] * 8)
    assert scheduled(plan, schedule_request([night], [])).totals.status == "understaffed"
    around = scheduled(plan, schedule_request([night], [], cyclic=True))
    assert around.totals.understaffed_hours == 0
    assert around.notes == (
        "the plan repeats: a shift that ends after its end counts at its beginning",
    )
    week = hourly_plan(np.arange(168) * 3600, np.ones(168))
    assert scheduled(week, schedule_request([EIGHT_HOURS], [], cyclic=False)).notes == ()


@pytest.mark.parametrize("hours", [range(1, 168), range(167), range(144)])
def test_a_plan_closed_at_either_end_or_of_no_whole_week_does_not_repeat(hours):
    plan = hourly_plan(np.array(hours) * 3600, np.ones(len(hours)))
    assert scheduled(plan, schedule_request([EIGHT_HOURS], [], understaffed=10.0)).notes == ()


def test_chats_have_the_service_level_of_the_aht_of_their_interval():
    talk = QueueTarget("chat", 0.8, 20.0, patience=60.0, aht_by_concurrency=(200.0, 260.0))
    aht = np.array([200.0, 300.0, 420.0, 250.0])
    plan = forecast_plan(VOLUME, [6] * 4, queues=("a",), aht=aht)
    plan = with_inputs(plan, targets={"a": talk}, models={"a": "chat"})
    schedule = scheduled(plan, schedule_request([FOUR_HOURS], []))
    (covered,) = schedule.coverage_by_queue
    expected = [
        chat.service_level(float(net), volume, HOUR, [one, 1.3 * one], 20.0, patience=60.0)
        for net, volume, one in zip(covered.net, VOLUME, aht, strict=True)
    ]
    assert covered.service_level == pytest.approx(expected)
    assert len(set(np.round(expected, 4))) > 1


def test_each_slot_has_the_target_and_the_shrinkage_of_its_row():
    forecast = demand([60.0, 60.0], 200.0, start=[8 * HOUR, 9 * HOUR], interval=3600.0)
    easy, hard = QueueTarget("erlang_c", 0.7, 60.0), QueueTarget("erlang_c", 0.9, 5.0)
    settings = (Setting(easy, Shrinkage.parse("10%")), Setting(hard, Shrinkage.parse("40%")))
    by_row = RowSettings(settings, np.array([0, 1], dtype=np.int32))
    plan = plan_with(forecast, [9, 9], by_row=by_row)
    (requirement,) = slot_requirements(
        plan, schedule_request([ONE]), np.array([0.1, 0.4]), HOUR, pool=False
    )
    slots = np.flatnonzero(requirement.volume)
    assert requirement.required[slots].tolist() == [10, 15]
    assert requirement.target is None
    levels = requirement.service_level(np.array([10.0, 15.0]), slots)
    expected = [wfm.service_level(9, 60 * 200 / 3600, 200, within) for within in (60, 5)]
    assert levels == pytest.approx(expected)


def test_the_goal_of_a_day_needs_one_target_for_all_rows():
    forecast = demand([60.0, 60.0], 200.0, start=[8 * HOUR, 9 * HOUR], interval=3600.0)
    targets = (QueueTarget("erlang_c", 0.7, 60.0), QueueTarget("erlang_c", 0.9, 5.0))
    settings = tuple(Setting(one, Shrinkage.parse("10%")) for one in targets)
    by_row = RowSettings(settings, np.array([0, 1], dtype=np.int32))
    with pytest.raises(InputError, match="goal 'day' needs one target for all rows of a queue"):
        scheduled(plan_with(forecast, [9, 9], by_row=by_row), schedule_request([ONE], goal="day"))


def test_queues_of_a_pool_are_grossed_up_by_their_own_shrinkage():
    forecast = demand(
        [60.0, 60.0], 200.0, start=[8 * HOUR] * 2, queue=[0, 1], queues=("a", "b"), interval=3600.0
    )
    plan = plan_with(forecast, [9, 6])
    shrinkage = np.array([0.1, 0.5])
    (requirement,) = slot_requirements(plan, schedule_request([ONE]), shrinkage, HOUR, pool=True)
    (slot,) = np.flatnonzero(requirement.volume)
    assert requirement.required[slot] == 22  # 9 / 0.9 + 6 / 0.5
    assert requirement.shrinkage[slot] == pytest.approx(1 - 15 / 22)
