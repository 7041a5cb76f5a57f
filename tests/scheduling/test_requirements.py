"""Requirements of a plan on slots: selected days, cyclic weeks, pooled queues, shrinkage."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import wfm
from support.forecasts import demand
from support.schedules import (
    EIGHT_HOURS,
    FOUR_HOURS,
    HALF_HOUR,
    HOUR,
    LUNCH,
    MINUTE,
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
from wfm.errors import DataError, InputError
from wfm.planning.records import RowSettings, Setting
from wfm.queueing import chat
from wfm.scheduling.contracts import Contract
from wfm.scheduling.requirements import days_of, shrinkage_without_breaks, slot_requirements
from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget, Target

BERLIN = ZoneInfo("Europe/Berlin")
ONE = Template("one", 0, 23 * HOUR, HOUR, (HOUR,))


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_of_23_or_25_hours_has_one_slot_per_elapsed_hour(day, hours):
    first = int(datetime.fromisoformat(day).replace(tzinfo=BERLIN).timestamp())
    plan = hourly_plan(first + np.arange(hours) * 3600, np.full(hours, 2), BERLIN)
    schedule = scheduled(plan, schedule_request([EIGHT_HOURS], [LUNCH], cyclic=True))
    (covered,) = schedule.coverage_by_queue
    assert len(covered.start) == hours
    assert (covered.net >= 2).all()
    assert net_from_rows(schedule).tolist() == covered.net.tolist()
    assert {row.end - row.start for row in schedule.rows} == {8 * 3600}
    assert schedule.totals.paid_hours == 7 * len(schedule.rows)


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


def test_days_of_selects_the_days_of_a_plan():
    plan = hourly_plan(np.arange(96) * 3600, np.arange(96))
    part = days_of(plan, date(1970, 1, 2), 2)
    assert part.columns["agents"].tolist() == list(range(24, 72))
    assert len(days_of(plan, None, 1).demand) == 24
    with pytest.raises(InputError, match="it contains 1970-01-01 to 1970-01-04"):
        days_of(plan, date(1971, 1, 1), None)


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


def test_contracts_extend_the_last_week_with_closed_days():
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(3)])
    day = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
    week = Contract("week", days_per_week=(0, 5), people=2)
    schedule = scheduled(
        hourly_plan(start, [2] * 24), schedule_request([day], [], contracts=[week])
    )
    assert sorted({row.date for row in schedule.rows}) == ["1970-01-01", "1970-01-02", "1970-01-03"]
    assert [row.agent for row in schedule.rows] == ["week 1"] * 3 + ["week 2"] * 3
    assert {row.contract for row in schedule.rows} == {"week"}
    assert schedule.coverage_by_queue[0].start.tolist() == start.tolist()
    assert schedule.totals.status == "optimal"


def test_the_component_breaks_is_removed_from_shrinkage():
    shrinkage = Shrinkage.parse("breaks=8%,leave=10%,training=3%")
    rest, derivation = shrinkage_without_breaks(shrinkage, [EIGHT_HOURS], [LUNCH], None)
    assert rest.total == pytest.approx(0.13)
    assert [part.name for part in rest.components] == ["leave", "training"]
    assert derivation == "21 % less 8 % breaks"
    other, derivation = shrinkage_without_breaks(
        Shrinkage.parse("leave=10%"), [EIGHT_HOURS], [LUNCH], None
    )
    assert other.total == pytest.approx(0.1)
    assert derivation == "10 % has no component 'breaks'"


def test_paid_breaks_of_the_rules_are_removed_from_a_single_shrinkage_percentage():
    tea = BreakRule("tea", QUARTER_HOUR, paid=True, anchor="start", earliest=HOUR, latest=2 * HOUR)
    late = BreakRule(
        "late",
        HALF_HOUR,
        paid=True,
        anchor="end",
        earliest=-HOUR,
        latest=-HOUR,
        shortest=400 * MINUTE,
    )
    rules = [EIGHT_HOURS, Template("part", 8 * HOUR, 10 * HOUR, HALF_HOUR, (4 * HOUR, 5 * HOUR))]
    shrinkage = Shrinkage.parse("20%")
    # paid: 15 + 30 of 480 - 60 in the long shift; 15 of 240 - 60 and of 300 - 60 in the others
    share = (45 + 15 + 15) / (420 + 180 + 240)
    rest, derivation = shrinkage_without_breaks(shrinkage, rules, [LUNCH, tea, late], True)
    assert rest.total == pytest.approx(0.2 - share)
    assert derivation == f"20 % less paid breaks, {100 * share:.3g} % of paid time"
    assert shrinkage_without_breaks(shrinkage, rules, [LUNCH, tea, late], False) == (
        shrinkage, "20 % includes no breaks",
    )  # fmt: skip
    assert (
        shrinkage_without_breaks(Shrinkage.parse("5%"), rules, [LUNCH, tea, late], True)[0].total
        == 0
    )


def test_days_of_a_plan_are_local_days():
    zone = ZoneInfo("Asia/Tokyo")
    first = int(datetime(2026, 3, 2, tzinfo=zone).timestamp())
    plan = hourly_plan(first + np.arange(72) * 3600, np.arange(72), zone)
    assert days_of(plan, date(2026, 3, 3), 1).columns["agents"].tolist() == list(range(24, 48))
    assert days_of(plan, date(2026, 3, 3), None).columns["agents"].tolist() == list(range(24, 72))
    assert days_of(plan, None, 1).columns["agents"].tolist() == list(range(24))
    part = days_of(plan, date(2026, 3, 4), 9).demand
    assert part.line.tolist() == list(range(50, 74))
    assert len(part.volume) == len(part.aht) == len(part.queue) == len(part.start) == 24


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
    lost = np.array([0.1, 0.5])
    (requirement,) = slot_requirements(plan, schedule_request([ONE]), lost, HOUR, pool=True)
    (slot,) = np.flatnonzero(requirement.volume)
    assert requirement.required[slot] == 22  # 9 / 0.9 + 6 / 0.5
    assert requirement.lost[slot] == pytest.approx(1 - 15 / 22)


def test_an_interval_that_ends_on_the_next_day_adds_that_day():
    table = {"start": ["2026-05-04 15:00", "2026-05-04 20:00"], "agents": [2, 3]}
    plan = wfm.read_plan({**table, "interval": [5 * HOUR] * 2})
    (one,) = slot_requirements(plan, schedule_request(ONE), 0.0, HOUR, pool=False)
    assert one.grid.dates == (date(2026, 5, 4), date(2026, 5, 5))
    assert one.required[[14, 15, 20, 24, 25]].tolist() == [0, 2, 3, 3, 0]


def test_a_plan_of_two_centuries_is_refused_before_its_slots_are_made():
    table = {"start": ["1950-05-04 15:00", "1950-05-04 16:00", "2150-05-04 15:00"]}
    plan = wfm.read_plan({**table, "agents": [2, 3, 4], "interval": [HOUR] * 3})
    with pytest.raises(DataError, match=r"1950-05-04 to 2150-05-04, but .* at most 3,660 days"):
        slot_requirements(plan, schedule_request(ONE), 0.0, HOUR, pool=False)


def test_intervals_that_begin_between_the_starts_of_shifts_keep_their_times():
    plan = hourly_plan(np.arange(3) * 3600 + 9 * HOUR + 1800, [2, 2, 2])
    until_noon = Template("morning", 9 * HOUR, 9 * HOUR, HOUR, (3 * HOUR,))
    found = scheduled(plan, schedule_request([until_noon], [], opening_hours=False))
    assert found.slot == 1800
    assert found.totals.understaffed_hours == 1.0  # two people from 12:00 to 12:30


def test_without_opening_hours_no_shift_starts_before_the_first_day_of_the_plan_or_after_its_last():
    # Wednesday to Sunday: Monday and Tuesday complete the calendar week of the contract
    start = np.concatenate([(6 + day) * 86_400 + np.arange(9, 17) * HOUR for day in range(5)])
    plan = hourly_plan(start, np.ones(len(start)))
    full = Contract("full", days_per_week=(3, 5))
    request = schedule_request([ONE], contracts=[full], opening_hours=False)
    (one,) = slot_requirements(plan, request, 0.0, HOUR, pool=False)
    assert one.grid.dates[0].isoformat() == "1970-01-05"
    by_day = one.grid.open.reshape(-1, 24)
    assert by_day.all(axis=1).tolist() == [False, False, True, True, True, True, True]
    assert not by_day[:2].any()
