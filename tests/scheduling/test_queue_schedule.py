"""Rows, coverage, understaffing and figures of a schedule, per queue and in total."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wfm
from support.schedules import (
    DAY_SHIFT,
    EIGHT_HOURS,
    FOUR_HOURS,
    HALF_HOUR,
    HOUR,
    LUNCH,
    VOLUME,
    expected_service_level,
    forecast_plan,
    hourly_plan,
    net_from_rows,
    plan_with_target,
    schedule_request,
    scheduled,
    single_queue_plan,
    two_queue_plan,
    understaffing_texts,
    with_inputs,
)
from wfm.queueing import chat
from wfm.report.schedule_text import schedule_summary_text, schedule_text
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.queue_schedule import Part, one_label_per_person
from wfm.scheduling.results import ShiftRow
from wfm.scheduling.schedule_document import document_pieces
from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.targets import QueueTarget, Target


@settings(max_examples=25)
@given(st.lists(st.integers(0, 6), min_size=48, max_size=48), st.booleans())
def test_coverage_equals_the_sum_of_the_rows(agents, with_lunch):
    if not any(agents):
        agents[12] = 1
    schedule = scheduled(
        hourly_plan(np.arange(48) * 3600, agents),
        schedule_request([EIGHT_HOURS], [LUNCH] if with_lunch else [], cyclic=True),
    )
    (covered,) = schedule.coverage_by_queue
    assert net_from_rows(schedule).tolist() == covered.net.tolist()
    assert schedule.totals.cost >= schedule.totals.lower_bound * (1 - 1e-9)
    short = np.maximum(covered.required - covered.net, 0)
    assert short.tolist() == covered.understaffed.tolist()
    assert (schedule.totals.status == "understaffed") == bool(short.any())
    assert bool(schedule.understaffing) == bool(short.any())


def test_the_service_level_is_that_of_the_scheduled_agents():
    plan = hourly_plan(np.arange(8, 16) * 3600, np.full(8, 3))
    request = schedule_request(
        [Template("day", 8 * HOUR, 8 * HOUR, HOUR, (8 * HOUR,))], [], target=Target(0.8, 30)
    )
    schedule = scheduled(plan, request, 0.2)
    (covered,) = schedule.coverage_by_queue
    assert covered.required.tolist() == [4] * 8
    expected = wfm.service_level(4 * 0.8, 10 * 240 / 3600, 240, 30)
    assert covered.service_level == pytest.approx(np.full(8, expected))
    assert schedule.totals.service_level == pytest.approx(expected)


def test_the_service_level_of_another_model_is_not_computed():
    plan = hourly_plan(np.arange(8, 16) * 3600, np.full(8, 3), models={"": "chat"})
    schedule = scheduled(
        plan, schedule_request([Template("day", 8 * HOUR, 8 * HOUR, HOUR, (8 * HOUR,))], [])
    )
    assert np.isnan(schedule.coverage_by_queue[0].service_level).all()
    assert np.isnan(schedule.totals.service_level)
    assert "model chat is not computed for a schedule" in schedule.notes[0]
    assert "(a only)" not in schedule_summary_text(schedule)
    text = "".join(document_pieces(schedule))
    assert json.loads(text)["summary"]["service_level"] is None


def test_an_unknown_gap_is_not_reported_as_zero():
    day = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
    week = Contract("week", days_per_week=(5, 5), people=1)
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(7)])
    schedule = scheduled(
        hourly_plan(start, np.full(56, 3)), schedule_request([day], [], contracts=[week])
    )
    assert schedule.totals.status == "understaffed"
    assert schedule.totals.understaffed_hours > 0
    assert np.isnan(schedule.totals.gap)
    summary = json.loads("".join(document_pieces(schedule)))["summary"]
    assert summary["gap"] is None
    for text in (schedule_text(schedule), schedule_summary_text(schedule)):
        assert "lower bound and gap: unknown (understaffed)." in text


def test_the_service_level_uses_the_targets_of_the_plan():
    hours = schedule_request([DAY_SHIFT], [])
    schedule = scheduled(plan_with_target(None), hours)
    agents = schedule.coverage_by_queue[0].net.astype(float)
    aht = float(plan_with_target(None).demand.aht[0])
    load = plan_with_target(None).demand.volume * aht / 3600

    def level(target, model=""):
        return scheduled(plan_with_target(target, model), hours).coverage_by_queue[0].service_level

    slow = QueueTarget("erlang_c", 0.8, 5.0)
    assert level(slow) == pytest.approx(wfm.service_level(agents, load, aht, 5))
    answered = QueueTarget("erlang_a", 0.8, 20.0, patience=60.0, definition="answered")
    expected = wfm.service_level(agents, load, aht, 20, patience=60, definition="answered")
    assert level(answered, "erlang_a") == pytest.approx(expected)
    chats = QueueTarget("chat", 0.8, 20.0, patience=60.0, aht_by_concurrency=(aht, 1.3 * aht))
    expected = chat.service_level(
        agents, plan_with_target(None).demand.volume, 3600, [aht, 1.3 * aht], 20, patience=60
    )
    assert level(chats, "chat") == pytest.approx(expected)


def test_the_service_level_of_a_schedule_is_weighted_by_contacts():
    schedule = scheduled(forecast_plan(VOLUME, [6] * 4), schedule_request([FOUR_HOURS], []))
    level = expected_service_level([6] * 4, VOLUME)
    expected = (VOLUME * level).sum() / VOLUME.sum()
    assert schedule.totals.service_level == pytest.approx(expected)
    assert abs(expected - level.mean()) > 0.02
    assert schedule.totals.contacts == 195


def test_totals_are_the_sums_of_the_queues():
    volume = np.concatenate([VOLUME, [150.0, 60.0, 60.0, 0.0]])
    plan = two_queue_plan(volume, [6] * 4 + [9, 5, 5, 1])
    request = schedule_request(
        [FOUR_HOURS, Template("two", 8 * HOUR, 10 * HOUR, HOUR, (2 * HOUR,), pay=3.0)],
        [],
        overstaffed=2.0,
    )
    schedule = scheduled(plan, request)
    a, b = (scheduled(single_queue_plan(plan, queue), request).totals for queue in (0, 1))
    total = schedule.totals
    assert b.cost > b.paid_hours + 1
    for name in ("paid_hours", "cost", "lower_bound", "distinct_shifts", "shifts", "contacts"):
        assert getattr(total, name) == pytest.approx(getattr(a, name) + getattr(b, name)), name
    assert total.gap == pytest.approx(total.cost / total.lower_bound - 1)
    levels = a.service_level * 195 + b.service_level * 270
    assert total.service_level == pytest.approx(levels / 465)
    assert [covered.queue for covered in schedule.coverage_by_queue] == ["a", "b"]
    assert [row.queue for row in schedule.rows] == sorted(row.queue for row in schedule.rows)
    assert {row.queue for row in schedule.rows} == {"a", "b"}


def test_a_schedule_is_understaffed_if_one_queue_is():
    plan = two_queue_plan(np.full(8, 10.0), [2] * 4 + [2] * 4)
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (3 * HOUR,))
    schedule = scheduled(plan, schedule_request([early], []))
    assert schedule.totals.status == "understaffed"
    assert schedule.totals.understaffed_hours == 4
    priced = scheduled(plan, schedule_request([early], [], understaffed=50.0))
    assert priced.totals.status == "optimal"
    # the second of two people who are missing costs six times as much as the first
    assert priced.totals.cost == pytest.approx(12 + 2 * (1 + 6) * 50)


def test_a_queue_without_a_service_level_is_left_out_of_the_total():
    plan = two_queue_plan(np.concatenate([VOLUME, VOLUME]), [6] * 8)
    schedule = scheduled(
        with_inputs(plan, models={"b": "blend"}), schedule_request([FOUR_HOURS], [])
    )
    alone = scheduled(single_queue_plan(plan, 0), schedule_request([FOUR_HOURS], []))
    assert schedule.totals.service_level == pytest.approx(alone.totals.service_level)
    assert schedule.totals.contacts == 195
    assert np.isnan(schedule.coverage_by_queue[1].service_level).all()
    assert "answered within 60 s, weighted by volume (a only)" in schedule_summary_text(schedule)
    assert not np.isnan(schedule.coverage_by_queue[0].service_level).any()
    assert schedule.notes == (
        "b: covered as the plan requires; the service level of model blend is not "
        "computed for a schedule",
    )
    unnamed = scheduled(plan_with_target(None, "blend"), schedule_request([FOUR_HOURS], []))
    assert unnamed.notes[0].startswith("covered as the plan requires")


def test_a_plan_without_contacts_meets_its_target():
    schedule = scheduled(
        forecast_plan(np.zeros(4), [1] * 4, aht=np.nan), schedule_request([FOUR_HOURS], [])
    )
    assert schedule.totals.contacts == 0
    assert schedule.coverage_by_queue[0].service_level == pytest.approx(np.ones(4))
    assert schedule.totals.shifts == 1


def test_columns_of_the_coverage_match_their_names():
    tea = BreakRule("tea", HOUR, paid=True, anchor="start", earliest=HOUR, latest=HOUR)
    schedule = scheduled(forecast_plan(VOLUME, [2, 1, 1, 3]), schedule_request([FOUR_HOURS], [tea]))
    (covered,) = schedule.coverage_by_queue
    assert covered.start.tolist() == [h * 3600 for h in range(8, 12)]
    assert covered.required.tolist() == [2, 1, 1, 3]
    assert covered.present.tolist() == [3, 3, 3, 3]
    assert covered.on_break.tolist() == [0, 3, 0, 0]
    assert covered.net.tolist() == [3, 0, 3, 3]
    assert covered.overstaffed.tolist() == [1, 0, 2, 0]
    assert covered.understaffed.tolist() == [0, 1, 0, 0]
    assert schedule.totals.status == "understaffed"
    assert schedule.totals.understaffed_hours == 1


def test_breaks_are_listed_in_order_with_their_pay():
    tea = BreakRule("tea", HOUR, paid=True, anchor="end", earliest=-2 * HOUR, latest=-2 * HOUR)
    schedule = scheduled(
        hourly_plan(np.arange(8, 16) * 3600, [1] * 8), schedule_request([DAY_SHIFT], [tea, LUNCH])
    )
    assert len(schedule.rows) > 1
    for row in schedule.rows:
        lunch, rest = row.breaks
        assert not lunch.paid
        assert rest == (14 * 3600, 15 * 3600, True, "tea")
        assert lunch.end - lunch.start == 3600
        assert 10 * 3600 <= lunch.start <= 12 * 3600
        assert row.paid_hours == 7
        assert (row.shift, row.agent, row.contract, row.queue) == ("day", "", "", "")


def test_a_break_after_the_end_of_a_cyclic_week_is_on_the_next_day():
    tea = BreakRule("tea", HOUR, paid=True, anchor="start", earliest=4 * HOUR, latest=4 * HOUR)
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    start = np.sort(np.concatenate([d * 24 + (np.arange(22, 30) % 168) for d in range(7)]) % 168)
    schedule = scheduled(
        hourly_plan(start * 3600, [1] * 56), schedule_request([night], [tea], cyclic=True)
    )
    assert len(schedule.rows) == 7
    for row in schedule.rows:
        (tea_break,) = row.breaks
        assert tea_break.start - row.start == 4 * 3600
        assert tea_break.end - tea_break.start == 3600
        assert row.end - row.start == 8 * 3600
    assert schedule.rows[-1].date == "1970-01-07"


def test_coverage_includes_shifts_after_the_queue_closes():
    hours = np.array([8, 9, 10, 11, 8, 9]) * 3600
    plan = forecast_plan(
        np.full(6, 10.0), [1] * 6, start=hours, queue=[0] * 4 + [1] * 2, queues=("a", "b")
    )
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    team = [Agent("Ann", "any", skills=("a",)), Agent("Bob", "any", skills=("b",))]
    request = schedule_request(
        [FOUR_HOURS], [], contracts=[anything], agents=team, understaffed=100.0
    )
    for covered in scheduled(plan, request).coverage_by_queue:
        assert covered.start.tolist() == hours[:4].tolist()
        assert covered.present.tolist() == [1] * 4


def test_less_than_one_contact_per_hour_keeps_its_handle_time():
    plan = forecast_plan(np.full(4, 0.5), [1] * 4)
    schedule = scheduled(plan, schedule_request([FOUR_HOURS], [], target=Target(0.8, 20.0)))
    assert schedule.coverage_by_queue[0].service_level == pytest.approx(
        expected_service_level([1] * 4, [0.5] * 4, 20.0)
    )


def test_rows_are_sorted_by_person_and_then_by_time():
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(7)])
    day = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
    week = Contract("week", days_per_week=(5, 5))
    schedule = scheduled(
        hourly_plan(start, [8] * 56), schedule_request([day], [], contracts=[week])
    )
    people = list(dict.fromkeys(row.agent for row in schedule.rows))
    assert len(people) >= 11
    assert people == [f"week {i + 1}" for i in range(len(people))]
    for person in people:
        starts = [row.start for row in schedule.rows if row.agent == person]
        assert starts == sorted(starts)


def test_adjacent_slots_understaffed_alike_for_one_reason_are_merged():
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (2 * HOUR,))
    schedule = scheduled(
        forecast_plan(np.full(8, 10.0), [1, 1, 2, 2, 3, 3, 0, 3]), schedule_request([early], [])
    )
    periods = [text.split(" missing: ")[0] for text in understaffing_texts(schedule)]
    assert periods == [
        "Thu 1970-01-01 10:00-12:00: 2 agents",
        "Thu 1970-01-01 12:00-14:00: 3 agents",
        "Thu 1970-01-01 15:00-16:00: 3 agents",
    ]


def test_understaffing_is_reported_in_local_time():
    zone = ZoneInfo("Asia/Kolkata")  # 05:30 ahead
    first = int(datetime(2026, 3, 2, 8, 30, tzinfo=zone).timestamp())
    plan = forecast_plan(np.full(4, 10.0), [1] * 4, start=first + np.arange(4) * 3600, zone=zone)
    early = Template("early", 17 * HALF_HOUR, 17 * HALF_HOUR, HALF_HOUR, (2 * HOUR,))
    schedule = scheduled(plan, schedule_request([early], []))
    assert understaffing_texts(schedule)[0].startswith(
        "Mon 2026-03-02 10:30-12:30: 1 agent missing: "
    )
    assert [row.start for row in schedule.rows] == [first]
    assert schedule.rows[0].date == "2026-03-02"


def test_a_handle_time_below_one_second_is_not_rounded():
    plan = forecast_plan(np.full(4, 7200.0), [2] * 4, aht=0.5)
    schedule = scheduled(plan, schedule_request([FOUR_HOURS], [], target=Target(0.8, 0.2)))
    expected = wfm.service_level(2.0, 1.0, 0.5, 0.2)
    assert schedule.coverage_by_queue[0].service_level == pytest.approx(np.full(4, expected))


def test_anonymous_people_are_numbered_without_gaps_from_queue_to_queue():
    def part(*agents):
        rows = [ShiftRow("", agent, "1970-01-05", "day", "", 0, HOUR, 1.0, ()) for agent in agents]
        return Part(rows, None, None, [], [])

    first = part("full 2", "full 2", "full 15", "part time 3")
    parts = one_label_per_person([first, part("full 7")])
    labels = [[row.agent for row in one.rows] for one in parts]
    assert labels == [["full 1", "full 1", "full 2", "part time 1"], ["full 3"]]
