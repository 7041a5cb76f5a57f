"""A plan on its slots: days of 23 and 25 hours, cyclic weeks, part of a plan."""

import json
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

import wfm
from support.forecasts import demand
from support.schedules import changed, hourly_plan, plan_with, request, scheduled, with_inputs
from wfm.errors import InputError
from wfm.queueing import chat
from wfm.report.schedule_text import schedule_summary_text, schedule_text
from wfm.scheduling.contracts import Agent, Contract, Wish
from wfm.scheduling.requirements import days_of, shrinkage_without_breaks
from wfm.scheduling.results import understaffing_text
from wfm.scheduling.schedule_document import document_of
from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget, Target

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, QUARTER, HALF, HOUR = 60, 900, 1800, 3600  # seconds
LUNCH = BreakRule("lunch", HOUR, paid=False, anchor="middle", earliest=-HOUR, latest=HOUR)
EIGHT = Template("eight", 0, 23 * HOUR, HOUR, (8 * HOUR,))


def texts(rota):
    return [understaffing_text(one, rota) for one in rota.understaffing]


def recount(rota):
    """People at work in each slot, from the rows alone."""
    (covered,) = rota.coverage_by_queue
    net = np.zeros(len(covered.start), dtype=int)
    first = int(covered.start[0])
    length = len(covered.start) * rota.slot
    for row in rota.rows:
        for begin, end, sign in [
            (row.start, row.end, 1),
            *((b.start, b.end, -1) for b in row.breaks),
        ]:
            for at in range(begin, end, rota.slot):
                net[(at - first) % length // rota.slot] += sign
    return net


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_of_23_or_25_hours_is_covered_in_true_time(day, hours):
    first = int(datetime.fromisoformat(day).replace(tzinfo=BERLIN).timestamp())
    plan = hourly_plan(first + np.arange(hours) * 3600, np.full(hours, 2), BERLIN)
    rota = scheduled(plan, request([EIGHT], [LUNCH], cyclic=True))
    (covered,) = rota.coverage_by_queue
    assert len(covered.start) == hours
    assert (covered.net >= 2).all()
    assert recount(rota).tolist() == covered.net.tolist()
    assert {row.end - row.start for row in rota.rows} == {8 * 3600}
    assert rota.totals.paid_hours == 7 * len(rota.rows)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 6), min_size=48, max_size=48), st.booleans())
def test_every_schedule_covers_what_its_rows_say(agents, with_lunch):
    if not any(agents):
        agents[12] = 1
    rota = scheduled(
        hourly_plan(np.arange(48) * 3600, agents),
        request([EIGHT], [LUNCH] if with_lunch else [], cyclic=True),
    )
    (covered,) = rota.coverage_by_queue
    assert recount(rota).tolist() == covered.net.tolist()
    assert rota.totals.cost >= rota.totals.lower_bound * (1 - 1e-9)
    short = np.maximum(covered.required - covered.net, 0)
    assert short.tolist() == covered.understaffed.tolist()
    assert (rota.totals.status == "understaffed") == bool(short.any())
    assert bool(rota.understaffing) == bool(short.any())


def test_a_night_shift_counts_on_the_next_day():
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    plan = hourly_plan(np.arange(22, 30) * 3600, np.ones(8))
    rota = scheduled(plan, request([night], []))
    (row,) = rota.rows
    assert (row.date, row.end - row.start) == ("1970-01-01", 8 * 3600)
    assert rota.coverage_by_queue[0].net.tolist() == [1] * 8


def test_the_service_level_is_that_of_the_queue_with_these_people():
    plan = hourly_plan(np.arange(8, 16) * 3600, np.full(8, 3))
    order = request(
        [Template("day", 8 * HOUR, 8 * HOUR, HOUR, (8 * HOUR,))], [], target=Target(0.8, 30)
    )
    rota = scheduled(plan, order, 0.2)
    (covered,) = rota.coverage_by_queue
    assert covered.required.tolist() == [4] * 8
    expected = wfm.service_level(4 * 0.8, 10 * 240 / 3600, 240, 30)
    assert covered.service_level == pytest.approx(np.full(8, expected))
    assert rota.totals.service_level == pytest.approx(expected)


def test_whole_weeks_that_never_close_repeat_and_others_do_not():
    week = hourly_plan(np.arange(168) * 3600, np.ones(168))
    assert "the plan repeats" in scheduled(week, request([EIGHT], [])).notes[0]
    days = hourly_plan(np.arange(8, 18) * 3600, np.ones(10))
    assert scheduled(days, request([EIGHT], [])).notes == ()


def test_part_of_a_plan_is_its_days():
    plan = hourly_plan(np.arange(96) * 3600, np.arange(96))
    part = days_of(plan, date(1970, 1, 2), 2)
    assert part.columns["agents"].tolist() == list(range(24, 72))
    assert len(days_of(plan, None, 1).demand) == 24
    with pytest.raises(InputError, match="it contains 1970-01-01 to 1970-01-04"):
        days_of(plan, date(1971, 1, 1), None)


def test_a_queue_of_another_model_has_no_service_level_here():
    plan = hourly_plan(np.arange(8, 16) * 3600, np.full(8, 3), models={"": "chat"})
    rota = scheduled(plan, request([Template("day", 8 * HOUR, 8 * HOUR, HOUR, (8 * HOUR,))], []))
    assert np.isnan(rota.coverage_by_queue[0].service_level).all()
    assert np.isnan(rota.totals.service_level)
    assert "model chat is not computed for a schedule" in rota.notes[0]
    assert "(a only)" not in schedule_summary_text(rota)
    text = json.dumps(document_of(rota), allow_nan=False)
    assert json.loads(text)["summary"]["service_level"] is None


def test_a_gap_that_is_not_known_is_not_called_nought():
    day = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
    week = Contract("week", days_per_week=(5, 5), people=1)
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(7)])
    rota = scheduled(hourly_plan(start, np.full(56, 3)), request([day], [], contracts=[week]))
    assert rota.totals.status == "understaffed"
    assert rota.totals.understaffed_hours > 0
    assert np.isnan(rota.totals.gap)
    summary = json.loads(json.dumps(document_of(rota), allow_nan=False))["summary"]
    assert summary["gap"] is None
    for text in (schedule_text(rota), schedule_summary_text(rota)):
        assert "lower bound and gap: unknown (understaffed)." in text


def with_target(target, model=""):
    plan = hourly_plan(np.arange(8, 16) * 3600, np.full(8, 3))
    models = {"": model} if model else {}
    return with_inputs(plan, models=models, targets={"": target} if target else {})


DAY_LONG = Template("day", 8 * HOUR, 8 * HOUR, HOUR, (8 * HOUR,))


def test_a_schedule_knows_the_service_of_queues_whose_promise_the_plan_tells():
    hours = request([DAY_LONG], [])
    plain = scheduled(with_target(None), hours)
    agents = plain.coverage_by_queue[0].net.astype(float)
    aht = float(with_target(None).demand.aht[0])
    load = with_target(None).demand.volume * aht / 3600

    def level(target, model=""):
        return scheduled(with_target(target, model), hours).coverage_by_queue[0].service_level

    slow = QueueTarget("erlang_c", 0.8, 5.0)
    assert level(slow) == pytest.approx(wfm.service_level(agents, load, aht, 5))
    hasty = QueueTarget("erlang_a", 0.8, 20.0, patience=60.0, definition="answered")
    expected = wfm.service_level(agents, load, aht, 20, patience=60, definition="answered")
    assert level(hasty, "erlang_a") == pytest.approx(expected)
    talk = QueueTarget("chat", 0.8, 20.0, patience=60.0, aht_by_concurrency=(aht, 1.3 * aht))
    expected = chat.service_level(
        agents, with_target(None).demand.volume, 3600, [aht, 1.3 * aht], 20, patience=60
    )
    assert level(talk, "chat") == pytest.approx(expected)


def test_a_day_is_eased_by_the_queue_s_own_model_or_not_at_all():
    eased = request([DAY_LONG], [], goal="day", understaffed=50.0)
    blend = scheduled(with_target(None, "blend"), eased)
    assert blend.coverage_by_queue[0].required.tolist() == [3] * 8
    assert "model blend is not computed for a schedule" in blend.notes[0]
    easy = QueueTarget("erlang_a", 0.5, 60.0, patience=30.0)
    assert scheduled(with_target(easy, "erlang_a"), eased).coverage_by_queue[0].required.max() < 3


def plan_of(volume, agents, *, start=None, aht=240.0, interval=3600.0, **more):
    """A plan from 08:00 on, an hour a row unless it is told otherwise."""
    start = np.arange(8, 8 + len(volume)) * 3600 if start is None else start
    forecast = demand(volume, aht, start=start, interval=interval, **more)
    return plan_with(forecast, agents)


def of_two_queues(volume, agents, **more):
    """Two queues, one after the other, over the same four hours."""
    hours = np.tile(np.arange(8, 12) * 3600, 2)
    return plan_of(
        volume, agents, start=hours, queue=np.repeat([0, 1], 4), queues=("a", "b"), **more
    )


FOUR = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
VOLUME = np.array([30.0, 90.0, 60.0, 15.0])


def level_of(people, volume, within=60.0, aht=240.0):
    return wfm.service_level(
        np.asarray(people, float), np.asarray(volume) * aht / 3600, aht, within
    )


def test_the_service_level_of_a_schedule_is_weighted_by_contacts():
    rota = scheduled(plan_of(VOLUME, [6] * 4), request([FOUR], []))
    level = level_of([6] * 4, VOLUME)
    expected = (VOLUME * level).sum() / VOLUME.sum()
    assert rota.totals.service_level == pytest.approx(expected)
    assert abs(expected - level.mean()) > 0.02
    assert rota.totals.contacts == 195


def test_the_figures_of_all_queues_are_the_sums_of_each():
    volume = np.concatenate([VOLUME, [150.0, 60.0, 60.0, 0.0]])
    plan = of_two_queues(volume, [6] * 4 + [9, 5, 5, 1])
    order = request(
        [FOUR, Template("two", 8 * HOUR, 10 * HOUR, HOUR, (2 * HOUR,), pay=3.0)],
        [],
        overstaffed=2.0,
    )
    rota = scheduled(plan, order)
    a, b = (scheduled(wholly(plan, queue), order).totals for queue in (0, 1))
    total = rota.totals
    assert b.cost > b.paid_hours + 1
    for name in ("paid_hours", "cost", "lower_bound", "distinct_shifts", "shifts", "contacts"):
        assert getattr(total, name) == pytest.approx(getattr(a, name) + getattr(b, name)), name
    assert total.gap == pytest.approx(total.cost / total.lower_bound - 1)
    levels = a.service_level * 195 + b.service_level * 270
    assert total.service_level == pytest.approx(levels / 465)
    assert [covered.queue for covered in rota.coverage_by_queue] == ["a", "b"]
    assert [row.queue for row in rota.rows] == sorted(row.queue for row in rota.rows)
    assert {row.queue for row in rota.rows} == {"a", "b"}


def wholly(plan, queue):
    """One queue of a plan by itself."""
    mine = plan.demand.queue == queue
    return plan_of(
        plan.demand.volume[mine], plan.columns["agents"][mine], start=plan.demand.start[mine],
        queues=(plan.demand.queues[queue],),
    )  # fmt: skip


def test_the_whole_is_short_where_one_queue_is():
    plan = of_two_queues(np.full(8, 10.0), [2] * 4 + [2] * 4)
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (3 * HOUR,))
    rota = scheduled(plan, request([early], []))
    assert rota.totals.status == "understaffed"
    assert rota.totals.understaffed_hours == 4
    priced = scheduled(plan, request([early], [], understaffed=50.0))
    assert priced.totals.status == "optimal"
    assert priced.totals.cost == pytest.approx(12 + 4 * 50)


def test_a_queue_whose_model_is_not_known_does_not_count_in_the_service_level():
    plan = of_two_queues(np.concatenate([VOLUME, VOLUME]), [6] * 8)
    rota = scheduled(with_inputs(plan, models={"b": "blend"}), request([FOUR], []))
    alone = scheduled(wholly(plan, 0), request([FOUR], []))
    assert rota.totals.service_level == pytest.approx(alone.totals.service_level)
    assert rota.totals.contacts == 195
    assert np.isnan(rota.coverage_by_queue[1].service_level).all()
    assert "answered within 60 s, weighted by volume (a only)" in schedule_summary_text(rota)
    assert not np.isnan(rota.coverage_by_queue[0].service_level).any()
    assert rota.notes == (
        "b: covered as the plan requires; the service level of model blend is not "
        "computed for a schedule",
    )


def test_a_plan_without_any_contact_keeps_its_promise():
    rota = scheduled(plan_of(np.zeros(4), [1] * 4, aht=np.nan), request([FOUR], []))
    assert rota.totals.contacts == 0
    assert rota.coverage_by_queue[0].service_level == pytest.approx(np.ones(4))
    assert rota.totals.shifts == 1


def test_pooled_queues_are_one_with_the_work_and_the_agents_of_all():
    aht = np.repeat([120.0, 360.0], 4)
    plan = of_two_queues(np.concatenate([VOLUME, 2 * VOLUME]), [6] * 4 + [12] * 4, aht=aht)
    order = request([FOUR], [], target=Target(0.8, 20.0))
    rota = scheduled(plan, order, pool=True)
    (covered,) = rota.coverage_by_queue
    assert covered.queue == "all queues"
    assert covered.net.tolist() == [18] * 4
    mean = (120 + 2 * 360) / 3
    expected = wfm.service_level(18.0, 3 * VOLUME * mean / 3600, mean, 20.0)
    assert covered.service_level == pytest.approx(expected)
    assert rota.totals.contacts == 3 * 195
    single = scheduled(plan_of(VOLUME, [6] * 4, queues=("a",)), order, pool=True)
    assert single.coverage_by_queue[0].queue == "a"


def test_a_team_is_covered_as_one_and_promises_what_all_its_queues_do():
    plan = of_two_queues(np.concatenate([VOLUME, VOLUME]), [4] * 8)
    team = with_inputs(plan, teams={"a": "desk", "b": "desk"})
    rota = scheduled(team, request([FOUR], []))
    (covered,) = rota.coverage_by_queue
    assert covered.queue == "desk"
    assert covered.net.tolist() == [8] * 4
    assert covered.service_level == pytest.approx(level_of([8] * 4, 2 * VOLUME))
    slow, fast = QueueTarget("erlang_c", 0.8, 60.0), QueueTarget("erlang_c", 0.8, 10.0)
    same = scheduled(with_inputs(team, targets={"a": fast, "b": fast}), request([FOUR], []))
    assert same.coverage_by_queue[0].service_level == pytest.approx(
        level_of([8] * 4, 2 * VOLUME, 10.0)
    )
    apart = scheduled(with_inputs(team, targets={"a": slow, "b": fast}), request([FOUR], []))
    assert np.isnan(apart.coverage_by_queue[0].service_level).all()
    talk = QueueTarget("chat", 0.8, 20.0, patience=60.0, aht_by_concurrency=(240.0, 300.0))
    chats = with_inputs(team, targets={"a": talk, "b": talk}, models={"a": "chat", "b": "chat"})
    chatting = scheduled(chats, request([FOUR], []))
    assert np.isnan(chatting.coverage_by_queue[0].service_level).all()
    assert "the service level of model chat is not" in chatting.notes[0]


def test_the_columns_of_the_coverage_are_what_they_are_called():
    tea = BreakRule("tea", HOUR, paid=True, anchor="start", earliest=HOUR, latest=HOUR)
    rota = scheduled(plan_of(VOLUME, [2, 1, 1, 3]), request([FOUR], [tea]))
    (covered,) = rota.coverage_by_queue
    assert covered.start.tolist() == [h * 3600 for h in range(8, 12)]
    assert covered.required.tolist() == [2, 1, 1, 3]
    assert covered.present.tolist() == [3, 3, 3, 3]
    assert covered.on_break.tolist() == [0, 3, 0, 0]
    assert covered.net.tolist() == [3, 0, 3, 3]
    assert covered.overstaffed.tolist() == [1, 0, 2, 0]
    assert covered.understaffed.tolist() == [0, 1, 0, 0]
    assert rota.totals.status == "understaffed"
    assert rota.totals.understaffed_hours == 1


def test_intervals_longer_than_a_slot_share_their_contacts_among_its_slots():
    tea = BreakRule("tea", QUARTER, paid=True, anchor="start", earliest=HOUR, latest=2 * HOUR)
    plan = plan_of(VOLUME, [6] * 4)
    rota = scheduled(plan, request([FOUR], [tea], overstaffed=0.0))
    (covered,) = rota.coverage_by_queue
    assert rota.slot == QUARTER
    assert covered.start.tolist() == [8 * 3600 + 900 * k for k in range(16)]
    assert covered.required.tolist() == [6] * 16
    expected = level_of(covered.net, np.repeat(VOLUME, 4))
    assert covered.service_level == pytest.approx(expected)
    assert rota.totals.contacts == pytest.approx(195)
    assert recount(rota).tolist() == covered.net.tolist()


def test_breaks_are_told_in_their_order_with_their_pay():
    tea = BreakRule("tea", HOUR, paid=True, anchor="end", earliest=-2 * HOUR, latest=-2 * HOUR)
    rota = scheduled(
        hourly_plan(np.arange(8, 16) * 3600, [1] * 8), request([DAY_LONG], [tea, LUNCH])
    )
    assert len(rota.rows) > 1
    for row in rota.rows:
        lunch, rest = row.breaks
        assert not lunch.paid
        assert rest == (14 * 3600, 15 * 3600, True)
        assert lunch.end - lunch.start == 3600
        assert 10 * 3600 <= lunch.start <= 12 * 3600
        assert row.paid_hours == 7
        assert (row.shift, row.agent, row.contract, row.queue) == ("day", "", "", "")


def test_a_break_after_the_end_of_a_week_that_repeats_is_on_the_next_day():
    tea = BreakRule("tea", HOUR, paid=True, anchor="start", earliest=4 * HOUR, latest=4 * HOUR)
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    start = np.sort(np.concatenate([d * 24 + (np.arange(22, 30) % 168) for d in range(7)]) % 168)
    rota = scheduled(hourly_plan(start * 3600, [1] * 56), request([night], [tea], cyclic=True))
    assert len(rota.rows) == 7
    for row in rota.rows:
        (pause,) = row.breaks
        assert pause.start - row.start == 4 * 3600
        assert pause.end - pause.start == 3600
        assert row.end - row.start == 8 * 3600
    assert rota.rows[-1].date == "1970-01-07"


def test_shifts_stay_inside_the_hours_of_the_plan_unless_the_rules_let_them_out():
    long = Template("long", 7 * HOUR, 7 * HOUR, HOUR, (6 * HOUR,))
    plan = plan_of(VOLUME, [2] * 4)
    inside = scheduled(plan, request([long], []))
    assert inside.rows == ()
    assert inside.totals.status == "understaffed"
    assert inside.totals.cost == 0.0
    assert np.isnan(inside.totals.gap)
    outside = scheduled(plan, request([long], [], opening_hours=False))
    assert [row.start for row in outside.rows] == [7 * 3600] * 2
    assert outside.coverage_by_queue[0].net.tolist()[7:13] == [2] * 6
    assert outside.coverage_by_queue[0].understaffed.sum() == 0


def test_people_who_stay_after_their_queue_closes_are_in_its_coverage():
    hours = np.array([8, 9, 10, 11, 8, 9]) * 3600
    plan = plan_of(
        np.full(6, 10.0), [1] * 6, start=hours, queue=[0] * 4 + [1] * 2, queues=("a", "b")
    )
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    team = [Agent("Ann", "any", skills=("a",)), Agent("Bob", "any", skills=("b",))]
    order = request([FOUR], [], contracts=[anything], agents=team, understaffed=100.0)
    for covered in scheduled(plan, order).coverage_by_queue:
        assert covered.start.tolist() == hours[:4].tolist()
        assert covered.present.tolist() == [1] * 4


def test_less_than_one_contact_an_hour_keeps_its_handle_time():
    plan = plan_of(np.full(4, 0.5), [1] * 4)
    rota = scheduled(plan, request([FOUR], [], target=Target(0.8, 20.0)))
    assert rota.coverage_by_queue[0].service_level == pytest.approx(
        level_of([1] * 4, [0.5] * 4, 20.0)
    )


def test_whether_a_plan_repeats_can_be_ordered():
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    start = np.concatenate([np.arange(6), [22, 23]]) * 3600
    plan = hourly_plan(start, [1] * 8)
    assert scheduled(plan, request([night], [])).totals.status == "understaffed"
    around = scheduled(plan, request([night], [], cyclic=True))
    assert around.totals.understaffed_hours == 0
    assert around.notes == (
        "the plan repeats: a shift that ends after its end counts at its beginning",
    )
    week = hourly_plan(np.arange(168) * 3600, np.ones(168))
    assert scheduled(week, request([EIGHT], [], cyclic=False)).notes == ()


@pytest.mark.parametrize("hours", [range(1, 168), range(167), range(144)])
def test_a_plan_that_closes_at_either_end_or_is_no_whole_week_does_not_repeat(hours):
    plan = hourly_plan(np.array(hours) * 3600, np.ones(len(hours)))
    assert scheduled(plan, request([EIGHT], [], understaffed=1.0)).notes == ()


def test_contracts_fill_up_the_last_week_with_closed_days():
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(3)])
    day = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
    week = Contract("week", days_per_week=(0, 5), people=2)
    rota = scheduled(hourly_plan(start, [2] * 24), request([day], [], contracts=[week]))
    assert sorted({row.date for row in rota.rows}) == ["1970-01-01", "1970-01-02", "1970-01-03"]
    assert [row.agent for row in rota.rows] == ["week 1"] * 3 + ["week 2"] * 3
    assert {row.contract for row in rota.rows} == {"week"}
    assert rota.coverage_by_queue[0].start.tolist() == start.tolist()
    assert rota.totals.status == "optimal"


def test_people_are_listed_by_number_and_then_by_time():
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(7)])
    day = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
    week = Contract("week", days_per_week=(5, 5))
    rota = scheduled(hourly_plan(start, [8] * 56), request([day], [], contracts=[week]))
    people = list(dict.fromkeys(row.agent for row in rota.rows))
    assert len(people) >= 11
    assert people == [f"week {i + 1}" for i in range(len(people))]
    for person in people:
        starts = [row.start for row in rota.rows if row.agent == person]
        assert starts == sorted(starts)


def test_slots_short_of_as_many_for_one_reason_are_one_stretch():
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (2 * HOUR,))
    rota = scheduled(plan_of(np.full(8, 10.0), [1, 1, 2, 2, 3, 3, 0, 3]), request([early], []))
    stretches = [text.split(" missing: ")[0] for text in texts(rota)]
    assert stretches == [
        "Thu 1970-01-01 10:00-12:00: 2 agents",
        "Thu 1970-01-01 12:00-14:00: 3 agents",
        "Thu 1970-01-01 15:00-16:00: 3 agents",
    ]


def test_a_shortage_is_told_in_local_time():
    zone = ZoneInfo("Asia/Kolkata")  # 05:30 ahead
    first = int(datetime(2026, 3, 2, 8, 30, tzinfo=zone).timestamp())
    plan = plan_of(np.full(4, 10.0), [1] * 4, start=first + np.arange(4) * 3600, zone=zone)
    early = Template("early", 17 * HALF, 17 * HALF, HALF, (2 * HOUR,))
    rota = scheduled(plan, request([early], []))
    assert texts(rota)[0].startswith("Mon 2026-03-02 10:30-12:30: 1 agent missing: ")
    assert [row.start for row in rota.rows] == [first]
    assert rota.rows[0].date == "2026-03-02"


def test_the_prices_and_limits_of_an_order_are_kept():
    plan = plan_of(np.full(4, 10.0), [10, 4, 10, 10])
    two = Template("two", 8 * HOUR, 10 * HOUR, HOUR, (2 * HOUR,))
    free = scheduled(plan, request([two], [], understaffed=0.4))
    assert free.totals.shifts == 0
    assert free.totals.cost == pytest.approx(0.4 * 34)
    assert free.totals.understaffed_hours == 34
    floor = scheduled(plan, request([two], [], understaffed=0.4, min_share=0.55))
    assert (floor.coverage_by_queue[0].net >= [5, 2, 5, 5]).all()
    assert floor.coverage_by_queue[0].net.sum() == 20
    dear = scheduled(plan, request([two], [], overstaffed=3.0, understaffed=5.0))
    covered = dear.coverage_by_queue[0]
    expected = (
        2 * dear.totals.shifts + 3 * covered.overstaffed.sum() + 5 * covered.understaffed.sum()
    )
    assert dear.totals.cost == pytest.approx(expected)
    assert covered.overstaffed.sum() > 0
    kinds = scheduled(plan, request([two], [], distinct_shift=7.0))
    assert kinds.totals.cost == pytest.approx(2 * kinds.totals.shifts + 7 * 2)
    assert kinds.totals.distinct_shifts == 2
    assert scheduled(plan, request([two], [], max_distinct_shifts=1)).totals.distinct_shifts == 1


# the target is met over each day

PEAK = np.array([60.0, 75.0, 120.0, 75.0, 60.0, 60.0, 75.0, 60.0])


def test_a_day_may_give_a_slot_many_more_people_than_its_plan_had():
    low = plan_of(np.full(8, 75.0), [6] * 8)
    order = request([DAY_LONG], [], goal="day", target=Target(0.95, 10.0))
    rota = scheduled(low, order)
    needed = wfm.agents_required(5.0, 240.0, service_level=0.95, within=10.0)
    assert needed >= 6 + 4
    assert rota.coverage_by_queue[0].net.tolist() == [needed] * 8
    assert rota.totals.service_level >= 0.95


def test_the_schedule_of_a_day_says_what_it_saves_and_how_near_it_is():
    agents = wfm.agents_required(PEAK * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    plan = plan_of(PEAK, agents)
    rules = [Template("two", 8 * HOUR, 14 * HOUR, HOUR, (2 * HOUR, 3 * HOUR))]
    order = request(rules, [], target=Target(0.8, 20.0), gap=0.5)
    even = scheduled(plan, order)
    day = scheduled(plan, changed(order, goal="day"))
    saved = even.totals.paid_hours - day.totals.paid_hours
    assert saved > 0
    assert day.notes[-1] == (
        f"the target is met over each day, not in each interval: {saved:,.1f} paid hours less "
        f"than the {even.totals.paid_hours:,.1f} of a schedule that meets it in each interval"
    )
    assert 0.8 <= day.totals.service_level < even.totals.service_level
    assert 0 < day.totals.lower_bound < day.totals.cost
    assert day.totals.gap == pytest.approx(day.totals.cost / day.totals.lower_bound - 1)
    assert 1e-6 < day.totals.gap < 0.5
    assert day.totals.status == "within gap"
    for gap, status in ((0.0, "feasible"), (day.totals.gap, "within gap")):
        same = scheduled(plan, changed(order, goal="day", gap=gap)).totals
        assert (same.gap, same.status) == (day.totals.gap, status)


def test_no_interval_of_a_day_falls_below_the_least_service_level():
    agents = wfm.agents_required(PEAK * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    rules = [Template("one", 8 * HOUR, 15 * HOUR, HOUR, (HOUR,))]
    for least in (0.3, 0.75):
        order = request(rules, [], target=Target(0.8, 20.0), goal="day", min_service_level=least)
        level = scheduled(plan_of(PEAK, agents), order).coverage_by_queue[0].service_level
        assert level.min() >= least
        assert (PEAK * level).sum() / PEAK.sum() >= 0.8
        assert (level.min() < 0.75) == (least < 0.75)


def test_each_day_meets_the_target_by_itself_in_local_days():
    zone = ZoneInfo("Asia/Tokyo")  # the day begins at 15:00 UTC of the day before
    first = int(datetime(2026, 3, 2, 20, tzinfo=zone).timestamp())
    hours = np.concatenate([np.arange(4), 4 + np.arange(4)])
    volume = np.array([20.0, 20.0, 20.0, 20.0, 200.0, 200.0, 200.0, 200.0])
    agents = wfm.agents_required(volume * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    plan = plan_of(volume, agents, start=first + hours * 3600, zone=zone)
    one = Template("one", 0, 23 * HOUR, HOUR, (HOUR,))
    order = request([one], [], target=Target(0.8, 20.0), goal="day", min_service_level=0.05)
    level = scheduled(plan, order, 0.1).coverage_by_queue[0].service_level
    for day in (slice(0, 4), slice(4, 8)):
        assert (volume[day] * level[day]).sum() / volume[day].sum() >= 0.8 - 1e-9


def test_a_day_that_cannot_meet_its_target_is_refused():
    plan = plan_of(VOLUME, [6] * 4)
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (2 * HOUR,))
    with pytest.raises(InputError, match="no shift of the rules covers 1970-01-01 10:00"):
        scheduled(plan, request([early], [], goal="day"))
    with pytest.raises(InputError, match="goal 'day' needs a target with a service level"):
        scheduled(plan, request([FOUR], [], goal="day", target=Target(asa=20.0)))


def test_an_interval_without_agents_stays_without_them_on_a_day():
    plan = plan_of([5.0, 90.0, 60.0, 15.0], [0, 8, 6, 2])
    one = Template("one", 8 * HOUR, 11 * HOUR, HOUR, (HOUR,))
    rota = scheduled(plan, request([one], [], goal="day", opening_hours=True))
    assert rota.coverage_by_queue[0].required[0] == 0
    assert (rota.coverage_by_queue[0].required[1:] > 0).all()


def test_the_last_hour_of_every_day_counts_in_that_day():
    light, heavy = np.full(24, 20.0), np.full(24, 20.0)
    heavy[23] = 300.0
    volume = np.concatenate([light, light, heavy, 4 * light])
    agents = wfm.agents_required(volume * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    plan = plan_of(volume, agents, start=np.arange(96) * 3600)
    one = Template("one", 0, 23 * HOUR, HOUR, (HOUR,))
    order = request([one], [], target=Target(0.8, 20.0), goal="day", min_service_level=0.05)
    level = scheduled(plan, order).coverage_by_queue[0].service_level.reshape(4, 24)
    days = volume.reshape(4, 24)
    mean = (days * level).sum(axis=1) / days.sum(axis=1)
    assert (mean >= 0.8 - 1e-9).all()
    assert (mean < 0.83).all()


def test_a_handle_time_of_less_than_a_second_is_that_time():
    plan = plan_of(np.full(4, 7200.0), [2] * 4, aht=0.5)
    rota = scheduled(plan, request([FOUR], [], target=Target(0.8, 0.2)))
    expected = wfm.service_level(2.0, 1.0, 0.5, 0.2)
    assert rota.coverage_by_queue[0].service_level == pytest.approx(np.full(4, expected))


# contracts and people by name

WORKDAY = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,), pay=20.0)


def working_days(count, agents, hours=range(9, 17)):
    """A plan of some days from Monday, 5 January 1970."""
    start = np.concatenate([(d + 4) * 86400 + np.array(hours) * 3600 for d in range(count)])
    return hourly_plan(start, np.full(len(start), agents))


def test_too_few_people_of_a_contract_still_cover_all_that_they_can():
    few = Contract("few", days_per_week=(0, 5), max_people=1)
    rota = scheduled(working_days(7, 2), request([WORKDAY], [], contracts=[few]))
    assert rota.totals.status == "understaffed"
    assert rota.totals.shifts == 5
    assert rota.totals.paid_hours == 40
    assert rota.totals.cost == 40 * 20
    assert np.isnan([rota.totals.lower_bound, rota.totals.gap]).all()
    assert rota.totals.understaffed_hours == 7 * 2 * 8 - 40
    assert any("number of people limited: few" in text for text in texts(rota))


def test_an_hour_short_costs_more_than_any_shift_where_no_price_is_given():
    few = Contract("few", days_per_week=(0, 5), max_people=1)
    one_hour = working_days(1, 1, hours=[9])  # of a shift of eight hours
    plan = replace(one_hour, columns={"agents": np.array([2.0])})
    order = request([WORKDAY], [], contracts=[few], opening_hours=False, overstaffed=1.0)
    rota = scheduled(plan, order)
    assert rota.totals.status == "understaffed"
    assert rota.totals.shifts == 1
    assert rota.totals.cost == 8 * 20 + 7 * 1.0


@pytest.mark.parametrize("people", [False, True])
def test_a_plan_into_which_no_shift_fits_is_understaffed_with_contracts_too(people):
    week = Contract("week", days_per_week=(0, 5))
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    team = [Agent("Ann", "week")] if people else []
    rota = scheduled(working_days(2, 1), request([night], [], contracts=[week], agents=team))
    assert (rota.rows, rota.totals.status) == ((), "understaffed")
    assert rota.totals.understaffed_hours == 16
    assert rota.understaffing[0].reason.startswith("no shift")


def test_a_weekend_or_an_unpopular_shift_that_costs_is_shared():
    team = [
        Agent("Ann", "any"),
        Agent("Bob", "any", wishes=tuple(Wish(1.0, wants=False, day=day) for day in range(7))),
    ]
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    weekend = hourly_plan(
        np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in (2, 3)]), [1] * 16
    )
    plain = request([WORKDAY], [], contracts=[anything], agents=team, gap=0.0)

    def shares(order, plan):
        rota = scheduled(plan, order)
        return [sum(row.agent == name for row in rota.rows) for name in ("Ann", "Bob")]

    assert shares(plain, weekend) == [2, 0]
    assert shares(changed(plain, weekend=5.0), weekend) == [1, 1]
    assert shares(changed(plain, weekend=0.2), weekend) == [2, 0]
    workdays = working_days(4, 1)
    assert shares(plain, workdays) == [4, 0]
    assert shares(changed(plain, weekend=5.0), workdays) == [4, 0]
    assert shares(changed(plain, unpopular={"day": 5.0}), workdays) == [2, 2]


def test_people_by_name_who_cannot_cover_all_are_understaffed_unless_it_has_a_price():
    team = [Agent("Ann", "any")]
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    order = request([WORKDAY], [], contracts=[anything], agents=team)
    assert scheduled(working_days(3, 1), order).totals.status == "optimal"
    assert scheduled(working_days(3, 2), order).totals.status == "understaffed"
    short = scheduled(working_days(3, 2), order).totals
    assert (short.cost, short.paid_hours) == (3 * 160, 24)
    assert np.isnan([short.lower_bound, short.gap]).all()
    priced = scheduled(working_days(3, 2), changed(order, understaffed=500.0))
    assert priced.totals.status == "optimal"
    assert priced.totals.cost == pytest.approx(3 * 160 + 24 * 500)
    cheap = scheduled(working_days(3, 2), changed(order, understaffed=1.0))
    assert cheap.totals.shifts == 0


def test_people_of_two_queues_are_paid_once_and_stand_under_the_queue_they_serve():
    plan = of_two_queues(np.full(8, 10.0), [1] * 4 + [2] * 4)
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,), pay=2.0)
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    team = [
        Agent("Ann", "any", skills=("a",)),
        Agent("Bob", "any", skills=("b",)),
        Agent("Cem", "any", skills=("a", "b")),
    ]
    order = request([four], [], contracts=[anything], agents=team, understaffed=100.0, gap=0.0)
    rota = scheduled(plan, order)
    assert [(row.queue, row.agent) for row in rota.rows] == [
        ("a", "Ann"), ("b", "Bob"), ("b", "Cem"),
    ]  # fmt: skip
    assert rota.totals.paid_hours == 12
    assert rota.totals.cost == 24
    assert rota.totals.lower_bound == pytest.approx(24)
    assert [covered.net.tolist() for covered in rota.coverage_by_queue] == [[1] * 4, [2] * 4]
    fewer = scheduled(plan, changed(order, agents=team[:2]))
    assert fewer.totals.understaffed_hours == 4
    assert texts(fewer)
    assert all(
        text.startswith("b, Thu 1970-01-01 08:00-12:00: 1 agent missing") for text in texts(fewer)
    )
    assert len(texts(fewer)) == 1


@pytest.fixture
def solver_options(monkeypatch):
    """What the solver of scipy is asked for, run by run."""
    seen = []
    real = scipy.optimize.milp

    def recorded(*words, **more):
        seen.append(more["options"])
        return real(*words, **more)

    monkeypatch.setattr(scipy.optimize, "milp", recorded)
    return seen


UNEVEN = np.random.default_rng(1).integers(3, 9, 77)


@pytest.mark.parametrize("who", ["shifts", "contracts", "too few", "people"])
def test_every_search_has_the_time_limit_and_the_gap_of_the_order(solver_options, who):
    start = np.concatenate([d * 86400 + np.arange(8, 19) * 3600 for d in range(7)])
    few = Contract("week", days_per_week=(4, 5), max_people=1)
    week = replace(few, max_people=None)
    order = {
        "shifts": request([], [], understaffed=7.0),
        "contracts": request([], [], contracts=[week]),
        "too few": request([], [], contracts=[few]),
        "people": request(
            [], [], contracts=[week], agents=[Agent(f"A{i}", "week") for i in range(4)]
        ),
    }[who]
    lunch = replace(LUNCH, latest=0)
    day = Template("day", 8 * HOUR, 10 * HOUR, HOUR, (8 * HOUR, 9 * HOUR))
    hours = 11 if who == "shifts" else 77
    plan = hourly_plan(start[:hours], UNEVEN[:hours])
    scheduled(plan, changed(order, templates=[day], breaks=[lunch], gap=0.4, time_limit=77.0))
    assert solver_options
    assert all(10 < options["time_limit"] <= 77 for options in solver_options)
    assert max(options["mip_rel_gap"] for options in solver_options) > 0.1
    solver_options.clear()
    scheduled(plan, changed(order, templates=[day], breaks=[lunch], gap=0.001))
    assert solver_options
    assert not any("time_limit" in options for options in solver_options)
    assert max(options["mip_rel_gap"] for options in solver_options) <= 0.001


@pytest.mark.parametrize("who", ["shifts", "contracts", "people"])
def test_a_search_reports_its_stages_bounds_and_costs(who):
    week = Contract("week", days_per_week=(0, 5))
    order = {
        "shifts": request([WORKDAY], []),
        "contracts": request([WORKDAY], [], contracts=[week]),
        "people": request([WORKDAY], [], contracts=[week], agents=[Agent("Ann", "week")]),
    }[who]
    told = []
    rota = scheduled(working_days(2, 1), order, progress=lambda *words: told.append(words))
    stages, bounds, costs = zip(*told, strict=True)
    assert all(isinstance(stage, str) and stage for stage in stages)
    assert rota.totals.cost == 320
    assert 320 in costs
    assert any(bound is not None for bound in bounds)


# shrinkage besides breaks


def test_breaks_leave_a_shrinkage_by_component():
    whole = Shrinkage.parse("breaks=8%,leave=10%,training=3%")
    rest, how = shrinkage_without_breaks(whole, [EIGHT], [LUNCH], None)
    assert rest.total == pytest.approx(0.13)
    assert [part.name for part in rest.components] == ["leave", "training"]
    assert how == "21 % less 8 % breaks"
    other, how = shrinkage_without_breaks(Shrinkage.parse("leave=10%"), [EIGHT], [LUNCH], None)
    assert other.total == pytest.approx(0.1)
    assert how == "10 % has no component 'breaks'"


def test_one_figure_of_shrinkage_loses_the_paid_breaks_of_the_rules_where_it_has_them():
    tea = BreakRule("tea", QUARTER, paid=True, anchor="start", earliest=HOUR, latest=2 * HOUR)
    late = BreakRule(
        "late", HALF, paid=True, anchor="end", earliest=-HOUR, latest=-HOUR, shortest=400 * MINUTE
    )
    rules = [EIGHT, Template("part", 8 * HOUR, 10 * HOUR, HALF, (4 * HOUR, 5 * HOUR))]
    whole = Shrinkage.parse("20%")
    # paid: 15 + 30 of 480 - 60 in the long shift; 15 of 240 - 60 and of 300 - 60 in the others
    share = (45 + 15 + 15) / (420 + 180 + 240)
    rest, how = shrinkage_without_breaks(whole, rules, [LUNCH, tea, late], True)
    assert rest.total == pytest.approx(0.2 - share)
    assert how == f"20 % less paid breaks, {100 * share:.3g} % of paid time"
    assert shrinkage_without_breaks(whole, rules, [LUNCH, tea, late], False) == (
        whole, "20 % includes no breaks",
    )  # fmt: skip
    assert (
        shrinkage_without_breaks(Shrinkage.parse("5%"), rules, [LUNCH, tea, late], True)[0].total
        == 0
    )


def test_part_of_a_plan_in_a_zone_is_its_local_days():
    zone = ZoneInfo("Asia/Tokyo")
    first = int(datetime(2026, 3, 2, tzinfo=zone).timestamp())
    plan = hourly_plan(first + np.arange(72) * 3600, np.arange(72), zone)
    assert days_of(plan, date(2026, 3, 3), 1).columns["agents"].tolist() == list(range(24, 48))
    assert days_of(plan, date(2026, 3, 3), None).columns["agents"].tolist() == list(range(24, 72))
    assert days_of(plan, None, 1).columns["agents"].tolist() == list(range(24))
    part = days_of(plan, date(2026, 3, 4), 9).demand
    assert part.line.tolist() == list(range(50, 74))
    assert len(part.volume) == len(part.aht) == len(part.queue) == len(part.start) == 24
