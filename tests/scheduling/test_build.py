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
from wfm.errors import InputError
from wfm.planning.plan import Plan
from wfm.planning.records import PlanInputs
from wfm.queueing import chat
from wfm.report.schedule_text import schedule_text
from wfm.scheduling.build import make_schedule
from wfm.scheduling.contracts import Agent, Contract, Wish
from wfm.scheduling.request import ScheduleRequest
from wfm.scheduling.requirements import between, shrinkage_without_breaks
from wfm.scheduling.schedule_files import document
from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget, Target

BERLIN = ZoneInfo("Europe/Berlin")
NONE = Shrinkage.parse("0%")
MINUTE, QUARTER, HALF, HOUR = 60, 900, 1800, 3600  # seconds
LUNCH = BreakRule("lunch", HOUR, paid=False, anchor="middle", earliest=-HOUR, latest=HOUR)
EIGHT = Template("eight", 0, 23 * HOUR, HOUR, (8 * HOUR,))


def with_inputs(plan, **inputs):
    return replace(plan, inputs=replace(plan.inputs, **inputs))


def staffed(start, agents, zone=None):
    rows = len(agents)
    forecast = demand(np.full(rows, 10.0), 240.0, start=start, interval=3600.0, zone=zone)
    return Plan(forecast, PlanInputs(shrinkage=None), {"agents": np.asarray(agents, dtype=float)})


def recount(rota):
    """People at work in each slot, from the rows alone."""
    (covered,) = rota.coverage
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
    plan = staffed(first + np.arange(hours) * 3600, np.full(hours, 2), BERLIN)
    rota = make_schedule(plan, ScheduleRequest([EIGHT], [LUNCH], cyclic=True), NONE)
    (covered,) = rota.coverage
    assert len(covered.start) == hours
    assert (covered.net >= 2).all()
    assert recount(rota).tolist() == covered.net.tolist()
    assert {row.end - row.start for row in rota.rows} == {8 * 3600}
    assert rota.total.paid_hours == 7 * len(rota.rows)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 6), min_size=48, max_size=48), st.booleans())
def test_every_schedule_covers_what_its_rows_say(agents, with_lunch):
    if not any(agents):
        agents[12] = 1
    rota = make_schedule(
        staffed(np.arange(48) * 3600, agents),
        ScheduleRequest([EIGHT], [LUNCH] if with_lunch else [], cyclic=True),
        NONE,
    )
    (covered,) = rota.coverage
    assert recount(rota).tolist() == covered.net.tolist()
    assert rota.total.cost >= rota.total.bound * (1 - 1e-9)
    short = np.maximum(covered.required - covered.net, 0)
    assert short.tolist() == covered.under.tolist()
    assert (rota.total.status == "understaffed") == bool(short.any())
    assert bool(rota.shortages) == bool(short.any())


def test_a_night_shift_counts_on_the_next_day():
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    plan = staffed(np.arange(22, 30) * 3600, np.ones(8))
    rota = make_schedule(plan, ScheduleRequest([night], []), NONE)
    (row,) = rota.rows
    assert (row.date, row.end - row.start) == ("1970-01-01", 8 * 3600)
    assert rota.coverage[0].net.tolist() == [1] * 8


def test_the_service_level_is_that_of_the_queue_with_these_people():
    plan = staffed(np.arange(8, 16) * 3600, np.full(8, 3))
    order = ScheduleRequest(
        [Template("day", 8 * HOUR, 8 * HOUR, HOUR, (8 * HOUR,))], [], target=Target(0.8, 30)
    )
    rota = make_schedule(plan, order, Shrinkage.parse("20%"))
    (covered,) = rota.coverage
    assert covered.required.tolist() == [4] * 8
    expected = wfm.service_level(4 * 0.8, 10 * 240 / 3600, 240, 30)
    assert covered.service_level == pytest.approx(np.full(8, expected))
    assert rota.total.service_level == pytest.approx(expected)


def test_whole_weeks_that_never_close_repeat_and_others_do_not():
    week = staffed(np.arange(168) * 3600, np.ones(168))
    assert "the plan repeats" in make_schedule(week, ScheduleRequest([EIGHT], []), NONE).notes[0]
    days = staffed(np.arange(8, 18) * 3600, np.ones(10))
    assert make_schedule(days, ScheduleRequest([EIGHT], []), NONE).notes == ()


def test_part_of_a_plan_is_its_days():
    plan = staffed(np.arange(96) * 3600, np.arange(96))
    part = between(plan, date(1970, 1, 2), 2)
    assert part.agents.tolist() == list(range(24, 72))
    assert len(between(plan, None, 1).demand) == 24
    with pytest.raises(InputError, match="it goes from 1970-01-01 to 1970-01-04"):
        between(plan, date(1971, 1, 1), None)


def test_a_queue_of_another_model_has_no_service_level_here():
    plan = with_inputs(staffed(np.arange(8, 16) * 3600, np.full(8, 3)), models={"": "chat"})
    rota = make_schedule(
        plan, ScheduleRequest([Template("day", 8 * HOUR, 8 * HOUR, HOUR, (8 * HOUR,))], []), NONE
    )
    assert np.isnan(rota.coverage[0].service_level).all()
    assert np.isnan(rota.total.service_level)
    assert "model chat is not computed here" in rota.notes[0]
    text = json.dumps(document(rota), allow_nan=False)
    assert json.loads(text)["summary"]["service_level"] is None


def test_a_gap_that_is_not_known_is_not_called_nought():
    day = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
    week = Contract("week", days_per_week=(5, 5), people=1)
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(7)])
    rota = make_schedule(
        staffed(start, np.full(56, 3)), ScheduleRequest([day], [], contracts=[week]), NONE
    )
    assert rota.total.status == "understaffed"
    assert rota.total.uncovered_agent_hours > 0
    assert rota.total.gap == np.inf
    summary = json.loads(json.dumps(document(rota), allow_nan=False))["summary"]
    assert summary["gap"] is None
    assert "is not known (understaffed)" in schedule_text(rota, (), 60.0)


def with_promise(promise, model=""):
    plan = staffed(np.arange(8, 16) * 3600, np.full(8, 3))
    models = {"": model} if model else {}
    return with_inputs(plan, models=models, targets={"": promise} if promise else {})


DAY_LONG = Template("day", 8 * HOUR, 8 * HOUR, HOUR, (8 * HOUR,))


def test_a_schedule_knows_the_service_of_queues_whose_promise_the_plan_tells():
    hours = ScheduleRequest([DAY_LONG], [])
    plain = make_schedule(with_promise(None), hours, NONE)
    agents = plain.coverage[0].net.astype(float)
    aht = float(with_promise(None).demand.aht[0])
    load = with_promise(None).demand.volume * aht / 3600

    def level(promise, model=""):
        return make_schedule(with_promise(promise, model), hours, NONE).coverage[0].service_level

    slow = QueueTarget("erlang_c", 0.8, 5.0)
    assert level(slow) == pytest.approx(wfm.service_level(agents, load, aht, 5))
    hasty = QueueTarget("erlang_a", 0.8, 20.0, patience=60.0, definition="answered")
    expected = wfm.service_level(agents, load, aht, 20, patience=60, definition="answered")
    assert level(hasty, "erlang_a") == pytest.approx(expected)
    talk = QueueTarget("chat", 0.8, 20.0, patience=60.0, aht_by_concurrency=(aht, 1.3 * aht))
    expected = chat.service_level(
        agents, with_promise(None).demand.volume, 3600, [aht, 1.3 * aht], 20, patience=60
    )
    assert level(talk, "chat") == pytest.approx(expected)


def test_a_day_is_eased_by_the_queue_s_own_model_or_not_at_all():
    eased = ScheduleRequest([DAY_LONG], [], goal="day", under=50.0)
    blend = make_schedule(with_promise(None, "blend"), eased, NONE)
    assert blend.coverage[0].required.tolist() == [3] * 8
    assert "model blend is not computed here" in blend.notes[0]
    easy = QueueTarget("erlang_a", 0.5, 60.0, patience=30.0)
    assert make_schedule(with_promise(easy, "erlang_a"), eased, NONE).coverage[0].required.max() < 3


def plan_of(volume, agents, *, start=None, aht=240.0, interval=3600.0, **more):
    """A plan from 08:00 on, an hour a row unless it is told otherwise."""
    start = np.arange(8, 8 + len(volume)) * 3600 if start is None else start
    forecast = demand(volume, aht, start=start, interval=interval, **more)
    return Plan(forecast, PlanInputs(shrinkage=None), {"agents": np.asarray(agents, dtype=float)})


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
    rota = make_schedule(plan_of(VOLUME, [6] * 4), ScheduleRequest([FOUR], []), NONE)
    level = level_of([6] * 4, VOLUME)
    expected = (VOLUME * level).sum() / VOLUME.sum()
    assert rota.total.service_level == pytest.approx(expected)
    assert abs(expected - level.mean()) > 0.02
    assert rota.total.contacts == 195


def test_the_figures_of_all_queues_are_the_sums_of_each():
    volume = np.concatenate([VOLUME, [150.0, 60.0, 60.0, 0.0]])
    plan = of_two_queues(volume, [6] * 4 + [9, 5, 5, 1])
    order = ScheduleRequest(
        [FOUR, Template("two", 8 * HOUR, 10 * HOUR, HOUR, (2 * HOUR,), pay=3.0)], [], over=2.0
    )
    rota = make_schedule(plan, order, NONE)
    a, b = (make_schedule(wholly(plan, queue), order, NONE).total for queue in (0, 1))
    total = rota.total
    assert b.cost > b.paid_hours + 1
    for name in ("paid_hours", "cost", "bound", "distinct_shifts", "shifts", "contacts"):
        assert getattr(total, name) == pytest.approx(getattr(a, name) + getattr(b, name)), name
    assert total.gap == pytest.approx(total.cost / total.bound - 1)
    levels = a.service_level * 195 + b.service_level * 270
    assert total.service_level == pytest.approx(levels / 465)
    assert [covered.queue for covered in rota.coverage] == ["a", "b"]
    assert [row.queue for row in rota.rows] == sorted(row.queue for row in rota.rows)
    assert {row.queue for row in rota.rows} == {"a", "b"}


def wholly(plan, queue):
    """One queue of a plan by itself."""
    mine = plan.demand.queue == queue
    return plan_of(
        plan.demand.volume[mine], plan.agents[mine], start=plan.demand.start[mine],
        queues=(plan.demand.queues[queue],),
    )  # fmt: skip


def test_the_whole_is_short_where_one_queue_is():
    plan = of_two_queues(np.full(8, 10.0), [2] * 4 + [2] * 4)
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (3 * HOUR,))
    rota = make_schedule(plan, ScheduleRequest([early], []), NONE)
    assert rota.total.status == "understaffed"
    assert rota.total.uncovered_agent_hours == 4
    priced = make_schedule(plan, ScheduleRequest([early], [], under=50.0), NONE)
    assert priced.total.status == "optimal"
    assert priced.total.cost == pytest.approx(12 + 4 * 50)


def test_a_queue_whose_model_is_not_known_does_not_count_in_the_service_level():
    plan = of_two_queues(np.concatenate([VOLUME, VOLUME]), [6] * 8)
    rota = make_schedule(
        with_inputs(plan, models={"b": "blend"}), ScheduleRequest([FOUR], []), NONE
    )
    alone = make_schedule(wholly(plan, 0), ScheduleRequest([FOUR], []), NONE)
    assert rota.total.service_level == pytest.approx(alone.total.service_level)
    assert rota.total.contacts == 195
    assert np.isnan(rota.coverage[1].service_level).all()
    assert not np.isnan(rota.coverage[0].service_level).any()
    assert rota.notes == (
        "b: its people are covered as the plan asks; the service level of model blend is not "
        "computed here",
    )


def test_a_plan_without_any_contact_keeps_its_promise():
    rota = make_schedule(
        plan_of(np.zeros(4), [1] * 4, aht=np.nan), ScheduleRequest([FOUR], []), NONE
    )
    assert rota.total.contacts == 0
    assert rota.coverage[0].service_level == pytest.approx(np.ones(4))
    assert rota.total.shifts == 1


def test_pooled_queues_are_one_with_the_work_and_the_agents_of_all():
    aht = np.repeat([120.0, 360.0], 4)
    plan = of_two_queues(np.concatenate([VOLUME, 2 * VOLUME]), [6] * 4 + [12] * 4, aht=aht)
    order = ScheduleRequest([FOUR], [], target=Target(0.8, 20.0))
    rota = make_schedule(plan, order, NONE, pool=True)
    (covered,) = rota.coverage
    assert covered.queue == "all queues"
    assert covered.net.tolist() == [18] * 4
    mean = (120 + 2 * 360) / 3
    expected = wfm.service_level(18.0, 3 * VOLUME * mean / 3600, mean, 20.0)
    assert covered.service_level == pytest.approx(expected)
    assert rota.total.contacts == 3 * 195
    single = make_schedule(plan_of(VOLUME, [6] * 4, queues=("a",)), order, NONE, pool=True)
    assert single.coverage[0].queue == "a"


def test_a_team_is_covered_as_one_and_promises_what_all_its_queues_do():
    plan = of_two_queues(np.concatenate([VOLUME, VOLUME]), [4] * 8)
    team = with_inputs(plan, teams={"a": "desk", "b": "desk"})
    rota = make_schedule(team, ScheduleRequest([FOUR], []), NONE)
    (covered,) = rota.coverage
    assert covered.queue == "desk"
    assert covered.net.tolist() == [8] * 4
    assert covered.service_level == pytest.approx(level_of([8] * 4, 2 * VOLUME))
    slow, fast = QueueTarget("erlang_c", 0.8, 60.0), QueueTarget("erlang_c", 0.8, 10.0)
    same = make_schedule(
        with_inputs(team, targets={"a": fast, "b": fast}), ScheduleRequest([FOUR], []), NONE
    )
    assert same.coverage[0].service_level == pytest.approx(level_of([8] * 4, 2 * VOLUME, 10.0))
    apart = make_schedule(
        with_inputs(team, targets={"a": slow, "b": fast}), ScheduleRequest([FOUR], []), NONE
    )
    assert np.isnan(apart.coverage[0].service_level).all()
    talk = QueueTarget("chat", 0.8, 20.0, patience=60.0, aht_by_concurrency=(240.0, 300.0))
    chats = with_inputs(team, targets={"a": talk, "b": talk}, models={"a": "chat", "b": "chat"})
    chatting = make_schedule(chats, ScheduleRequest([FOUR], []), NONE)
    assert np.isnan(chatting.coverage[0].service_level).all()
    assert "the service level of model chat is not" in chatting.notes[0]


def test_the_columns_of_the_coverage_are_what_they_are_called():
    tea = BreakRule("tea", HOUR, paid=True, anchor="start", earliest=HOUR, latest=HOUR)
    rota = make_schedule(plan_of(VOLUME, [2, 1, 1, 3]), ScheduleRequest([FOUR], [tea]), NONE)
    (covered,) = rota.coverage
    assert covered.start.tolist() == [h * 3600 for h in range(8, 12)]
    assert covered.required.tolist() == [2, 1, 1, 3]
    assert covered.present.tolist() == [3, 3, 3, 3]
    assert covered.on_break.tolist() == [0, 3, 0, 0]
    assert covered.net.tolist() == [3, 0, 3, 3]
    assert covered.over.tolist() == [1, 0, 2, 0]
    assert covered.under.tolist() == [0, 1, 0, 0]
    assert rota.total.status == "understaffed"
    assert rota.total.uncovered_agent_hours == 1


def test_intervals_longer_than_a_slot_share_their_contacts_among_its_slots():
    tea = BreakRule("tea", QUARTER, paid=True, anchor="start", earliest=HOUR, latest=2 * HOUR)
    plan = plan_of(VOLUME, [6] * 4)
    rota = make_schedule(plan, ScheduleRequest([FOUR], [tea], over=0.0), NONE)
    (covered,) = rota.coverage
    assert rota.slot == QUARTER
    assert covered.start.tolist() == [8 * 3600 + 900 * k for k in range(16)]
    assert covered.required.tolist() == [6] * 16
    expected = level_of(covered.net, np.repeat(VOLUME, 4))
    assert covered.service_level == pytest.approx(expected)
    assert rota.total.contacts == pytest.approx(195)
    assert recount(rota).tolist() == covered.net.tolist()


def test_breaks_are_told_in_their_order_with_their_pay():
    tea = BreakRule("tea", HOUR, paid=True, anchor="end", earliest=-2 * HOUR, latest=-2 * HOUR)
    rota = make_schedule(
        staffed(np.arange(8, 16) * 3600, [1] * 8), ScheduleRequest([DAY_LONG], [tea, LUNCH]), NONE
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
    rota = make_schedule(
        staffed(start * 3600, [1] * 56), ScheduleRequest([night], [tea], cyclic=True), NONE
    )
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
    inside = make_schedule(plan, ScheduleRequest([long], []), NONE)
    assert inside.rows == ()
    assert inside.total.status == "understaffed"
    assert (inside.total.cost, inside.total.gap) == (0.0, 0.0)
    outside = make_schedule(plan, ScheduleRequest([long], [], opening_hours=False), NONE)
    assert [row.start for row in outside.rows] == [7 * 3600] * 2
    assert outside.coverage[0].net.tolist()[7:13] == [2] * 6
    assert outside.coverage[0].under.sum() == 0


def test_people_who_stay_after_their_queue_closes_are_in_its_coverage():
    hours = np.array([8, 9, 10, 11, 8, 9]) * 3600
    plan = plan_of(
        np.full(6, 10.0), [1] * 6, start=hours, queue=[0] * 4 + [1] * 2, queues=("a", "b")
    )
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    team = [Agent("Ann", "any", skills=("a",)), Agent("Bob", "any", skills=("b",))]
    order = ScheduleRequest([FOUR], [], contracts=[anything], agents=team, under=100.0)
    for covered in make_schedule(plan, order, NONE).coverage:
        assert covered.start.tolist() == hours[:4].tolist()
        assert covered.present.tolist() == [1] * 4


def test_less_than_one_contact_an_hour_keeps_its_handle_time():
    plan = plan_of(np.full(4, 0.5), [1] * 4)
    rota = make_schedule(plan, ScheduleRequest([FOUR], [], target=Target(0.8, 20.0)), NONE)
    assert rota.coverage[0].service_level == pytest.approx(level_of([1] * 4, [0.5] * 4, 20.0))


def test_whether_a_plan_repeats_can_be_ordered():
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    start = np.concatenate([np.arange(6), [22, 23]]) * 3600
    plan = staffed(start, [1] * 8)
    assert make_schedule(plan, ScheduleRequest([night], []), NONE).total.status == "understaffed"
    around = make_schedule(plan, ScheduleRequest([night], [], cyclic=True), NONE)
    assert around.total.uncovered_agent_hours == 0
    assert around.notes == (
        "the plan repeats: a shift that runs past its end counts at its beginning",
    )
    week = staffed(np.arange(168) * 3600, np.ones(168))
    assert make_schedule(week, ScheduleRequest([EIGHT], [], cyclic=False), NONE).notes == ()


@pytest.mark.parametrize("hours", [range(1, 168), range(167), range(144)])
def test_a_plan_that_closes_at_either_end_or_is_no_whole_week_does_not_repeat(hours):
    plan = staffed(np.array(hours) * 3600, np.ones(len(hours)))
    assert make_schedule(plan, ScheduleRequest([EIGHT], [], under=1.0), NONE).notes == ()


def test_contracts_fill_up_the_last_week_with_closed_days():
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(3)])
    day = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
    week = Contract("week", days_per_week=(0, 5), people=2)
    rota = make_schedule(
        staffed(start, [2] * 24), ScheduleRequest([day], [], contracts=[week]), NONE
    )
    assert sorted({row.date for row in rota.rows}) == ["1970-01-01", "1970-01-02", "1970-01-03"]
    assert [row.agent for row in rota.rows] == ["week 1"] * 3 + ["week 2"] * 3
    assert {row.contract for row in rota.rows} == {"week"}
    assert rota.coverage[0].start.tolist() == start.tolist()
    assert rota.total.status == "optimal"


def test_people_are_listed_by_number_and_then_by_time():
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(7)])
    day = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
    week = Contract("week", days_per_week=(5, 5))
    rota = make_schedule(
        staffed(start, [8] * 56), ScheduleRequest([day], [], contracts=[week]), NONE
    )
    people = list(dict.fromkeys(row.agent for row in rota.rows))
    assert len(people) >= 11
    assert people == [f"week {i + 1}" for i in range(len(people))]
    for person in people:
        starts = [row.start for row in rota.rows if row.agent == person]
        assert starts == sorted(starts)


def test_slots_short_of_as_many_for_one_reason_are_one_stretch():
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (2 * HOUR,))
    rota = make_schedule(
        plan_of(np.full(8, 10.0), [1, 1, 2, 2, 3, 3, 0, 3]), ScheduleRequest([early], []), NONE
    )
    stretches = [text.split(" short: ")[0] for text in rota.shortages]
    assert stretches == [
        "Thu 1970-01-01 10:00 to 12:00: 2",
        "Thu 1970-01-01 12:00 to 14:00: 3",
        "Thu 1970-01-01 15:00 to 16:00: 3",
    ]


def test_a_shortage_is_told_in_local_time():
    zone = ZoneInfo("Asia/Kolkata")  # 05:30 ahead
    first = int(datetime(2026, 3, 2, 8, 30, tzinfo=zone).timestamp())
    plan = plan_of(np.full(4, 10.0), [1] * 4, start=first + np.arange(4) * 3600, zone=zone)
    early = Template("early", 17 * HALF, 17 * HALF, HALF, (2 * HOUR,))
    rota = make_schedule(plan, ScheduleRequest([early], []), NONE)
    assert rota.shortages[0].startswith("Mon 2026-03-02 10:30 to 12:30: 1 short: ")
    assert [row.start for row in rota.rows] == [first]
    assert rota.rows[0].date == "2026-03-02"


def test_the_prices_and_limits_of_an_order_are_kept():
    plan = plan_of(np.full(4, 10.0), [10, 4, 10, 10])
    two = Template("two", 8 * HOUR, 10 * HOUR, HOUR, (2 * HOUR,))
    free = make_schedule(plan, ScheduleRequest([two], [], under=0.4), NONE)
    assert free.total.shifts == 0
    assert free.total.cost == pytest.approx(0.4 * 34)
    assert free.total.uncovered_agent_hours == 34
    floor = make_schedule(plan, ScheduleRequest([two], [], under=0.4, min_share=0.55), NONE)
    assert (floor.coverage[0].net >= [5, 2, 5, 5]).all()
    assert floor.coverage[0].net.sum() == 20
    dear = make_schedule(plan, ScheduleRequest([two], [], over=3.0, under=5.0), NONE)
    covered = dear.coverage[0]
    expected = 2 * dear.total.shifts + 3 * covered.over.sum() + 5 * covered.under.sum()
    assert dear.total.cost == pytest.approx(expected)
    assert covered.over.sum() > 0
    kinds = make_schedule(plan, ScheduleRequest([two], [], distinct=7.0), NONE)
    assert kinds.total.cost == pytest.approx(2 * kinds.total.shifts + 7 * 2)
    assert kinds.total.distinct_shifts == 2
    assert (
        make_schedule(plan, ScheduleRequest([two], [], max_distinct=1), NONE).total.distinct_shifts
        == 1
    )


# the target is met over each day

PEAK = np.array([60.0, 75.0, 120.0, 75.0, 60.0, 60.0, 75.0, 60.0])


def test_a_day_may_give_a_slot_many_more_people_than_its_plan_had():
    low = plan_of(np.full(8, 75.0), [6] * 8)
    order = ScheduleRequest([DAY_LONG], [], goal="day", target=Target(0.95, 10.0))
    rota = make_schedule(low, order, NONE)
    needed = wfm.agents_required(5.0, 240.0, service_level=0.95, within=10.0)
    assert needed >= 6 + 4
    assert rota.coverage[0].net.tolist() == [needed] * 8
    assert rota.total.service_level >= 0.95


def test_the_schedule_of_a_day_says_what_it_saves_and_how_near_it_is():
    agents = wfm.agents_required(PEAK * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    plan = plan_of(PEAK, agents)
    rules = [Template("two", 8 * HOUR, 14 * HOUR, HOUR, (2 * HOUR, 3 * HOUR))]
    order = ScheduleRequest(rules, [], target=Target(0.8, 20.0), gap=0.5)
    even = make_schedule(plan, order, NONE)
    day = make_schedule(plan, replace(order, goal="day"), NONE)
    saved = even.total.paid_hours - day.total.paid_hours
    assert saved > 0
    assert day.notes[-1] == (
        f"the target is met over each day, not in each interval: {saved:,.1f} paid hours fewer "
        f"than the {even.total.paid_hours:,.1f} of a schedule that meets it in each"
    )
    assert 0.8 <= day.total.service_level < even.total.service_level
    assert 0 < day.total.bound < day.total.cost
    assert day.total.gap == pytest.approx(day.total.cost / day.total.bound - 1)
    assert 1e-6 < day.total.gap < 0.5
    assert day.total.status == "within gap"
    for gap, status in ((0.0, "feasible"), (day.total.gap, "within gap")):
        same = make_schedule(plan, replace(order, goal="day", gap=gap), NONE).total
        assert (same.gap, same.status) == (day.total.gap, status)


def test_no_interval_of_a_day_falls_below_the_least_service_level():
    agents = wfm.agents_required(PEAK * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    rules = [Template("one", 8 * HOUR, 15 * HOUR, HOUR, (HOUR,))]
    for least in (0.3, 0.75):
        order = ScheduleRequest(
            rules, [], target=Target(0.8, 20.0), goal="day", min_service_level=least
        )
        level = make_schedule(plan_of(PEAK, agents), order, NONE).coverage[0].service_level
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
    order = ScheduleRequest([one], [], target=Target(0.8, 20.0), goal="day", min_service_level=0.05)
    level = make_schedule(plan, order, Shrinkage.parse("10%")).coverage[0].service_level
    for day in (slice(0, 4), slice(4, 8)):
        assert (volume[day] * level[day]).sum() / volume[day].sum() >= 0.8 - 1e-9


def test_a_day_that_cannot_meet_its_target_is_refused():
    plan = plan_of(VOLUME, [6] * 4)
    early = Template("early", 8 * HOUR, 8 * HOUR, HOUR, (2 * HOUR,))
    with pytest.raises(InputError, match="no shifts of these rules meet the target over each day"):
        make_schedule(plan, ScheduleRequest([early], [], goal="day"), NONE)
    with pytest.raises(InputError, match="a goal of 'day' needs a service level"):
        make_schedule(plan, ScheduleRequest([FOUR], [], goal="day", target=Target(asa=20.0)), NONE)
    week = Contract("week", days_per_week=(0, 5))
    order = ScheduleRequest([FOUR], [], contracts=[week], agents=[Agent("Ann", "week")], goal="day")
    with pytest.raises(InputError, match="for people by name say --goal interval"):
        make_schedule(plan, order, NONE)


def test_an_interval_without_agents_stays_without_them_on_a_day():
    plan = plan_of([5.0, 90.0, 60.0, 15.0], [0, 8, 6, 2])
    one = Template("one", 8 * HOUR, 11 * HOUR, HOUR, (HOUR,))
    rota = make_schedule(plan, ScheduleRequest([one], [], goal="day", opening_hours=True), NONE)
    assert rota.coverage[0].required[0] == 0
    assert (rota.coverage[0].required[1:] > 0).all()


def test_the_last_hour_of_every_day_counts_in_that_day():
    light, heavy = np.full(24, 20.0), np.full(24, 20.0)
    heavy[23] = 300.0
    volume = np.concatenate([light, light, heavy, 4 * light])
    agents = wfm.agents_required(volume * 240 / 3600, 240.0, service_level=0.8, within=20.0)
    plan = plan_of(volume, agents, start=np.arange(96) * 3600)
    one = Template("one", 0, 23 * HOUR, HOUR, (HOUR,))
    order = ScheduleRequest([one], [], target=Target(0.8, 20.0), goal="day", min_service_level=0.05)
    level = make_schedule(plan, order, NONE).coverage[0].service_level.reshape(4, 24)
    days = volume.reshape(4, 24)
    mean = (days * level).sum(axis=1) / days.sum(axis=1)
    assert (mean >= 0.8 - 1e-9).all()
    assert (mean < 0.83).all()


def test_a_handle_time_of_less_than_a_second_is_that_time():
    plan = plan_of(np.full(4, 7200.0), [2] * 4, aht=0.5)
    rota = make_schedule(plan, ScheduleRequest([FOUR], [], target=Target(0.8, 0.2)), NONE)
    expected = wfm.service_level(2.0, 1.0, 0.5, 0.2)
    assert rota.coverage[0].service_level == pytest.approx(np.full(4, expected))


# contracts and people by name

WORKDAY = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,), pay=20.0)


def working_days(count, agents, hours=range(9, 17)):
    """A plan of some days from Monday, 5 January 1970."""
    start = np.concatenate([(d + 4) * 86400 + np.array(hours) * 3600 for d in range(count)])
    return staffed(start, np.full(len(start), agents))


def test_too_few_people_of_a_contract_still_cover_all_that_they_can():
    few = Contract("few", days_per_week=(0, 5), max_people=1)
    rota = make_schedule(working_days(7, 2), ScheduleRequest([WORKDAY], [], contracts=[few]), NONE)
    assert rota.total.status == "understaffed"
    assert rota.total.shifts == 5
    assert rota.total.paid_hours == 40
    assert rota.total.cost == 40 * 20
    assert (rota.total.bound, rota.total.gap) == (0.0, np.inf)
    assert rota.total.uncovered_agent_hours == 7 * 2 * 8 - 40
    assert any("no more people: few" in text for text in rota.shortages)


def test_an_hour_short_costs_more_than_any_shift_where_no_price_is_given():
    few = Contract("few", days_per_week=(0, 5), max_people=1)
    one_hour = working_days(1, 1, hours=[9])  # of a shift of eight hours
    plan = replace(one_hour, columns={"agents": np.array([2.0])})
    order = ScheduleRequest([WORKDAY], [], contracts=[few], opening_hours=False, over=1.0)
    rota = make_schedule(plan, order, NONE)
    assert rota.total.status == "understaffed"
    assert rota.total.shifts == 1
    assert rota.total.cost == 8 * 20 + 7 * 1.0


def test_contracts_are_refused_where_no_shift_fits_into_the_plan():
    week = Contract("week", days_per_week=(0, 5))
    night = Template("night", 22 * HOUR, 22 * HOUR, HOUR, (8 * HOUR,))
    with pytest.raises(InputError, match="shifts"):
        make_schedule(working_days(2, 1), ScheduleRequest([night], [], contracts=[week]), NONE)


def test_a_weekend_or_an_unpopular_shift_that_costs_is_shared():
    team = [
        Agent("Ann", "any"),
        Agent("Bob", "any", wishes=tuple(Wish(1.0, wants=False, day=day) for day in range(7))),
    ]
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    weekend = staffed(
        np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in (2, 3)]), [1] * 16
    )
    plain = ScheduleRequest([WORKDAY], [], contracts=[anything], agents=team, gap=0.0)

    def shares(order, plan):
        rota = make_schedule(plan, order, NONE)
        return [sum(row.agent == name for row in rota.rows) for name in ("Ann", "Bob")]

    assert shares(plain, weekend) == [2, 0]
    assert shares(replace(plain, weekend_price=5.0), weekend) == [1, 1]
    assert shares(replace(plain, weekend_price=0.2), weekend) == [2, 0]
    workdays = working_days(4, 1)
    assert shares(plain, workdays) == [4, 0]
    assert shares(replace(plain, weekend_price=5.0), workdays) == [4, 0]
    assert shares(replace(plain, unpopular={"day": 5.0}), workdays) == [2, 2]


def test_people_by_name_who_cannot_cover_all_are_short_unless_it_has_a_price():
    team = [Agent("Ann", "any")]
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    order = ScheduleRequest([WORKDAY], [], contracts=[anything], agents=team)
    assert make_schedule(working_days(3, 1), order, NONE).total.status == "optimal"
    assert make_schedule(working_days(3, 2), order, NONE).total.status == "understaffed"
    priced = make_schedule(working_days(3, 2), replace(order, under=500.0), NONE)
    assert priced.total.status == "optimal"
    assert priced.total.cost == pytest.approx(3 * 160 + 24 * 500)
    cheap = make_schedule(working_days(3, 2), replace(order, under=1.0), NONE)
    assert cheap.total.shifts == 0


def test_people_of_two_queues_are_paid_once_and_stand_under_the_queue_they_serve():
    plan = of_two_queues(np.full(8, 10.0), [1] * 4 + [2] * 4)
    four = Template("four", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,), pay=2.0)
    anything = Contract("any", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    team = [
        Agent("Ann", "any", skills=("a",)),
        Agent("Bob", "any", skills=("b",)),
        Agent("Cem", "any", skills=("a", "b")),
    ]
    order = ScheduleRequest([four], [], contracts=[anything], agents=team, under=100.0, gap=0.0)
    rota = make_schedule(plan, order, NONE)
    assert [(row.queue, row.agent) for row in rota.rows] == [
        ("a", "Ann"), ("b", "Bob"), ("b", "Cem"),
    ]  # fmt: skip
    assert rota.total.paid_hours == 12
    assert rota.total.cost == 24
    assert rota.total.bound == pytest.approx(24)
    assert [covered.net.tolist() for covered in rota.coverage] == [[1] * 4, [2] * 4]
    fewer = make_schedule(plan, replace(order, agents=team[:2]), NONE)
    assert fewer.total.uncovered_agent_hours == 4
    assert fewer.shortages
    assert all(
        text.startswith("Thu 1970-01-01 08:00 to 12:00: 1 short") for text in fewer.shortages
    )
    assert len(fewer.shortages) == 1


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
        "shifts": ScheduleRequest([], [], under=7.0),
        "contracts": ScheduleRequest([], [], contracts=[week]),
        "too few": ScheduleRequest([], [], contracts=[few]),
        "people": ScheduleRequest(
            [], [], contracts=[week], agents=[Agent(f"A{i}", "week") for i in range(4)]
        ),
    }[who]
    lunch = replace(LUNCH, latest=0)
    day = Template("day", 8 * HOUR, 10 * HOUR, HOUR, (8 * HOUR, 9 * HOUR))
    hours = 11 if who == "shifts" else 77
    plan = staffed(start[:hours], UNEVEN[:hours])
    make_schedule(
        plan, replace(order, templates=[day], breaks=[lunch], gap=0.4, time_limit=77.0), NONE
    )
    assert solver_options
    assert all(10 < options["time_limit"] <= 77 for options in solver_options)
    assert max(options["mip_rel_gap"] for options in solver_options) > 0.1
    solver_options.clear()
    make_schedule(plan, replace(order, templates=[day], breaks=[lunch], gap=0.001), NONE)
    assert solver_options
    assert not any("time_limit" in options for options in solver_options)
    assert max(options["mip_rel_gap"] for options in solver_options) <= 0.001


@pytest.mark.parametrize("who", ["shifts", "contracts", "people"])
def test_a_search_reports_its_stages_bounds_and_costs(who):
    week = Contract("week", days_per_week=(0, 5))
    order = {
        "shifts": ScheduleRequest([WORKDAY], []),
        "contracts": ScheduleRequest([WORKDAY], [], contracts=[week]),
        "people": ScheduleRequest([WORKDAY], [], contracts=[week], agents=[Agent("Ann", "week")]),
    }[who]
    told = []
    rota = make_schedule(
        working_days(2, 1), order, NONE, progress=lambda *words: told.append(words)
    )
    stages, bounds, costs = zip(*told, strict=True)
    assert all(isinstance(stage, str) and stage for stage in stages)
    assert rota.total.cost == 320
    assert 320 in costs
    assert any(bound is not None for bound in bounds)


# shrinkage besides breaks


def test_breaks_leave_a_shrinkage_by_component():
    whole = Shrinkage.parse("breaks=8%,leave=10%,training=3%")
    rest, how = shrinkage_without_breaks(whole, [EIGHT], [LUNCH], None)
    assert rest.total == pytest.approx(0.13)
    assert [part.name for part in rest.components] == ["leave", "training"]
    assert how == "shrinkage without breaks is 0.13: the 0.08 of breaks in 0.21"
    other, how = shrinkage_without_breaks(Shrinkage.parse("leave=10%"), [EIGHT], [LUNCH], None)
    assert other.total == pytest.approx(0.1)
    assert how == "shrinkage without breaks is 0.1: no breaks in 0.1"


def test_one_figure_of_shrinkage_loses_the_paid_breaks_of_the_rules_where_it_has_them():
    tea = BreakRule("tea", QUARTER, paid=True, anchor="start", earliest=HOUR, latest=2 * HOUR)
    late = BreakRule(
        "late", HALF, paid=True, anchor="end", earliest=-HOUR, latest=-HOUR, shortest=400 * MINUTE
    )
    rules = [EIGHT, Template("part", 8 * HOUR, 10 * HOUR, HALF, (4 * HOUR, 5 * HOUR))]
    whole = Shrinkage.parse("20%")
    # paid: 15 + 30 of 480 - 60 in the long shift; 15 of 240 - 60 and of 300 - 60 in the others
    share = (45 + 15 + 15) / (420 + 180 + 240)
    rest, how = shrinkage_without_breaks(whole, rules, [LUNCH, tea, late], "yes")
    assert rest.total == pytest.approx(0.2 - share)
    assert how == f"paid breaks are {share:.3g} of paid time, so {0.2 - share:.3g} of 0.2 remain"
    assert shrinkage_without_breaks(whole, rules, [LUNCH, tea, late], "no") == (
        whole, "shrinkage of 0.2 contains no breaks",
    )  # fmt: skip
    assert (
        shrinkage_without_breaks(Shrinkage.parse("5%"), rules, [LUNCH, tea, late], "yes")[0].total
        == 0
    )
    with pytest.raises(InputError, match="--breaks-in-shrinkage yes or no") as told:
        shrinkage_without_breaks(whole, rules, [LUNCH], None)
    assert told.value.name == "shrinkage"


def test_part_of_a_plan_in_a_zone_is_its_local_days():
    zone = ZoneInfo("Asia/Tokyo")
    first = int(datetime(2026, 3, 2, tzinfo=zone).timestamp())
    plan = staffed(first + np.arange(72) * 3600, np.arange(72), zone)
    assert between(plan, date(2026, 3, 3), 1).agents.tolist() == list(range(24, 48))
    assert between(plan, date(2026, 3, 3), None).agents.tolist() == list(range(24, 72))
    assert between(plan, None, 1).agents.tolist() == list(range(24))
    part = between(plan, date(2026, 3, 4), 9).demand
    assert part.line.tolist() == list(range(50, 74))
    assert len(part.volume) == len(part.aht) == len(part.queue) == len(part.start) == 24
