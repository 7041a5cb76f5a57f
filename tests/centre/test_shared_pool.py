"""Queues that share agents: pools, priorities, skills, deferred work alone and blended."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wfm
from oracles import blend_sim, team_sim
from support.centres import (
    DAY,
    GOAL,
    HALF_HOUR,
    VOICE,
    abandonment_of,
    column,
    days_of,
    figures_of,
    forecast_of,
    mails,
    models_of,
    of_team,
    staffed,
)
from support.forecasts import demand
from wfm.centre import Centre, DeferredTarget, Queue, Season, Team
from wfm.centre.allocation import allocated, allocated_scheduled, allocated_unrounded
from wfm.centre.dependencies import staffing_order
from wfm.errors import InputError
from wfm.public_holidays import public_holidays
from wfm.queueing import blending, deferred, multiskill, priority
from wfm.targets import Target

# Pools


def test_one_pool_meets_every_target_with_fewer_agents_than_separate_groups():
    forecast = forecast_of({"a": [60, 30, 0], "b": [20, 30, 10]}, 240.0)
    slow = Target(0.9, 60.0)
    plan = staffed(forecast, Queue("a", target=GOAL, team="t"), Queue("b", target=slow, team="t"))
    load = np.array([80, 60, 10]) * 240 / HALF_HOUR
    need = np.maximum(
        wfm.agents_required(load, 240, service_level=0.8, within=30),
        wfm.agents_required(load, 240, service_level=0.9, within=60),
    )
    assert of_team(plan, "agents").tolist() == need.tolist()
    assert of_team(plan, "scheduled").tolist() == wfm.scheduled(need, 0.25).tolist()
    level = wfm.service_level(need, load, 240, 60)
    assert column(plan, "service_level", "b").tolist() == level.tolist()
    apart = staffed(forecast, Queue("a", target=GOAL), Queue("b", target=slow))
    assert of_team(plan, "agents").sum() < of_team(apart, "agents").sum()
    assert models_of(plan) == ("erlang_c", "erlang_c")
    assert plan.teams == ("t", "t")
    assert list(plan.queue_columns) == ["model", "team"]


def test_a_pool_with_abandonment_is_erlang_a():
    forecast = forecast_of({"a": [60, 30], "b": [20, 30]}, 240.0)
    queues = [Queue(n, "erlang_a", GOAL, patience=120.0, team="t") for n in "ab"]
    plan = staffed(forecast, *queues)
    load = np.array([80, 60]) * 240 / HALF_HOUR
    need = wfm.agents_required(load, 240, service_level=0.8, within=30, patience=120)
    assert of_team(plan, "agents").tolist() == need.tolist()
    assert abandonment_of(plan)[:2].tolist() == abandonment_of(plan)[2:].tolist()
    assert (abandonment_of(plan) > 0).all()


def test_a_pooled_handle_time_is_noted():
    forecast = forecast_of({"a": [60], "b": [60]}, {"a": 240.0, "b": 280.0})
    plan = staffed(forecast, Queue("a", target=GOAL, team="t"), Queue("b", target=GOAL, team="t"))
    need = wfm.agents_required(60 * 520 / 1800, 260, service_level=0.8, within=30)
    assert of_team(plan, "agents").tolist() == [need]
    assert plan.inputs.notes == (
        "team t: computed with the mean handle time of all contacts, which differs by up to 8 % "
        "from that of a queue",
    )


def test_handle_times_far_apart_are_refused_with_the_reason():
    forecast = forecast_of({"a": [60], "b": [60]}, {"a": 240.0, "b": 600.0})
    with pytest.raises(InputError, match=r"'a' has 240 s, the mean of all contacts is 420 s"):
        staffed(forecast, Queue("a", target=GOAL, team="t"), Queue("b", target=GOAL, team="t"))


# Priorities


def test_urgent_queues_are_answered_first_and_each_class_meets_its_target():
    forecast = forecast_of({"gold": [24, 0], "rest": [36, 36]}, 480.0)
    gold, rest = Target(0.9, 30.0), Target(0.7, 60.0)
    plan = staffed(
        forecast,
        Queue("gold", target=gold, team="t", priority=1),
        Queue("rest", target=rest, team="t", priority=2),
    )
    need = priority.agents_required([6.4, 9.6], 480, service_level=[0.9, 0.7], within=[30, 60])
    assert of_team(plan, "agents")[0] == need
    assert column(plan, "service_level", "gold")[0] == pytest.approx(
        priority.service_level(need, [6.4, 9.6], 480, 30)[0]
    )
    assert column(plan, "service_level", "rest")[0] == pytest.approx(
        priority.service_level(need, [6.4, 9.6], 480, 60)[1]
    )
    assert column(plan, "asa", "gold")[0] < column(plan, "asa", "rest")[0]
    alone = wfm.agents_required(9.6, 480, service_level=0.7, within=60)
    assert of_team(plan, "agents")[1] == alone
    assert models_of(plan) == ("priority", "priority")


def test_queues_of_one_priority_are_one_class_with_both_targets():
    forecast = forecast_of({"gold": [24], "a": [18], "b": [18]}, 480.0)
    strict = Target(0.8, 20.0, asa=5.0, max_occupancy=0.8)
    plan = staffed(
        forecast,
        Queue("gold", target=Target(0.9, 30.0), team="t", priority=1),
        Queue("a", target=Target(0.5, 60.0), team="t", priority=2),
        Queue("b", target=strict, team="t", priority=2),
    )
    need = int(of_team(plan, "agents")[0])

    def kept(agents):
        levels = priority.service_level(agents, [6.4, 9.6], 480, [30, 20])
        waits = priority.asa(agents, [6.4, 9.6], 480)
        return levels[0] >= 0.9 and levels[1] >= 0.8 and waits[1] <= 5 and 16 / agents <= 0.8

    assert kept(need)
    assert not kept(need - 1)


# Skills


def test_skills_lie_between_the_bounds_and_are_called_an_estimate():
    names = [f"q{i}" for i in range(6)]
    forecast = forecast_of({name: [42.0] for name in names}, 600.0)
    queues = [Queue(name, target=GOAL, team="t") for name in names]
    plan = staffed(forecast, *queues, teams=(Team("t", skills=2),))
    bounds = multiskill.agents_required([14.0] * 6, 600, service_level=0.8, within=30)
    assert of_team(plan, "agents")[0] == bounds.two_skills
    assert models_of(plan) == ("skills",) * 6
    (note,) = plan.inputs.notes
    assert "estimate" in note
    assert f"between {bounds.separate} with one skill each and {bounds.pooled} in one pool" in note


@pytest.mark.parametrize("share", [0.0, 0.2, 1.0])
def test_cross_training_goes_from_apart_to_pooled(share):
    forecast = forecast_of({"a": [84.0], "b": [84.0]}, 600.0)
    queues = [Queue(name, target=GOAL, team="t") for name in "ab"]
    plan = staffed(forecast, *queues, teams=(Team("t", cross_trained=share),))
    bounds = multiskill.agents_required([28.0] * 2, 600, service_level=0.8, within=30)
    people = of_team(plan, "agents")[0]
    if share in (0.0, 1.0):
        assert people == (bounds.separate if share == 0 else bounds.pooled)
    assert bounds.pooled <= people <= bounds.separate


# Mail that a team shares


def test_deferred_work_of_a_team_is_done_in_order_of_deadline_by_the_fewest():
    forecast = forecast_of({"slow": [40, 0, 0, 0], "urgent": [0, 0, 20, 0]}, 360.0)
    plan = staffed(
        forecast,
        Queue("slow", "deferred", deferred=mails(7200.0), team="t"),
        Queue("urgent", "deferred", deferred=mails(1800.0), team="t"),
        teams=(Team("t"),),
    )
    # 20 · 360 s within a half-hour are 4 people, who do the other 40 in the rest of the day
    assert of_team(plan, "agents").tolist() == [4, 4, 4, 4]
    assert column(plan, "service_level", "slow") == pytest.approx([1] * 4, abs=0.005)
    assert column(plan, "agents", "urgent").tolist() == [0, 0, 4, 0]


def test_agents_are_put_on_deferred_work_for_blocks_of_the_team():
    forecast = forecast_of({"mail": [40, 0, 0, 0]}, 360.0)
    queue = Queue("mail", "deferred", deferred=mails(3600.0), team="t")
    assert column(staffed(forecast, queue), "agents", "mail").tolist() == [4, 4, 4, 4]
    blocks = staffed(forecast, queue, teams=(Team("t", block_length=3600.0),))
    assert column(blocks, "agents", "mail").tolist() == [4, 4, 0, 0]


def test_contacts_after_the_last_opening_are_left_to_the_next_plan():
    forecast = forecast_of({"mail": [40, 10, 0, 7]}, 360.0)  # from 10:00
    queue = Queue("mail", "deferred", deferred=mails(3600.0))
    plan = staffed(forecast, queue, opening=((600, 690),) * 7)
    assert column(plan, "agents", "mail").tolist() == [4, 4, 4, 0]
    assert plan.figures.of("mail")["left_to_next_plan"][2:] == (7.0, "contacts")


def test_one_agent_fewer_on_any_day_of_a_week_misses_the_target():
    start, volume = days_of([5.0, 30.0, 10.0, 5.0], 10)
    forecast = forecast_of({"mail": volume}, 600.0, start)
    target = mails(5400.0)
    plan = staffed(forecast, Queue("mail", "deferred", deferred=target), opening=((600, 720),) * 7)
    people = column(plan, "agents", "mail").reshape(10, 4)
    assert (people == people[:, :1]).all()
    # with two days more, so that no work is due early because the forecast ends
    work = deferred.work(np.tile(volume[:4], 12), 600.0, 5400.0, 1800.0)

    def short(people):
        return deferred.shortfall(work, np.append(people.ravel(), [99.0] * 8)).seconds

    assert short(people) == 0
    for day in range(2, 8):
        fewer = people.copy()
        fewer[day] -= 1
        assert short(fewer) > 0


def test_a_week_goes_on_before_and_after_as_it_begins_and_ends():
    start, volume = days_of([10.0, 10.0, 10.0, 10.0], 21)
    plan = staffed(
        forecast_of({"mail": volume}, 600.0, start),
        Queue("mail", "deferred", deferred=mails(10800.0)),
        opening=((600, 720),) * 7,
    )
    # 40 mails of 10 min a day in 2 h are 3⅓ people: never a rush, nor all of it on the last day
    people = column(plan, "agents", "mail").reshape(21, 4)[:, 0]
    assert people.max() == 4
    assert people.mean() == pytest.approx(10 / 3, abs=0.2)


def test_the_share_on_time_counts_and_the_rest_is_not_left():
    start, volume = days_of([10.0, 10.0, 10.0, 10.0], 14)
    forecast = forecast_of({"mail": volume}, 600.0, start)

    def plan_of(safety):
        target = DeferredTarget(3600.0, 0.9, deadline=7200.0, safety=safety)
        queue = Queue("mail", "deferred", deferred=target)
        return staffed(forecast, queue, opening=((600, 720),) * 7)

    # 40 tickets of 10 min a day are all that 10 agent-hours can do: late as soon as more come
    assert column(plan_of(0.0), "service_level", "mail").max() < 0.9
    plan = plan_of(1.0)
    assert column(plan, "service_level", "mail").min() >= 0.9
    assert figures_of(plan, "mail")["oldest_age"] < 10800


# Deferred work beside live contacts


def blended(mail=20.0, within=7200.0, aht=360.0, **more):
    start, calls = days_of([100.0, 90.0, 80.0, 60.0], 7)
    forecast = forecast_of(
        {"voice": calls, "mail": np.full(28, mail)}, {"voice": 360.0, "mail": aht}, start
    )
    queue = Queue("mail", "deferred", deferred=mails(within), team="t")
    return staffed(forecast, VOICE, queue, opening=((600, 720),) * 7, **more)


def test_blended_deferred_work_takes_fewer_agents_than_separate_teams():
    plan, apart = blended(), blended(mail=0.0)
    calls_alone = of_team(apart, "agents")
    mail_alone = staffed(
        forecast_of({"mail": np.full(28, 20.0)}, 360.0, days_of([1.0] * 4, 7)[0]),
        Queue("mail", "deferred", deferred=mails(7200.0)),
        opening=((600, 720),) * 7,
    ).columns["agents"]
    together = of_team(plan, "agents")
    assert (together >= calls_alone).all()
    assert together.sum() < calls_alone.sum() + mail_alone.sum()
    assert models_of(plan) == ("blend", "deferred")


def test_a_live_queue_meets_its_target_beside_deferred_work():
    plan, alone = blended(), blended(mail=0.0)
    assert (column(plan, "service_level", "voice") >= 0.8).all()
    assert column(plan, "occupancy", "voice").mean() > column(alone, "occupancy", "voice").mean()


def test_the_reserve_and_its_capacity_are_those_of_a_simulation():
    plan = blended()
    agents, load = int(of_team(plan, "agents")[0]), 100 * 360 / 1800
    reserve = blending.reserve_required(
        agents, load, 360, service_level=0.8, within=30, patience=240
    )
    level = column(plan, "service_level", "voice")[0]
    seen = blend_sim.simulate(
        100 / 1800, agents, 360, 360, reserve, 240, 30, contacts=200_000, seed=5
    )
    assert level == pytest.approx(seen.service_level.mean, abs=4 * seen.service_level.error)


def test_deferred_work_shorter_than_live_contacts_is_on_the_safe_side():
    """What the blended plan assumes of it: that mail takes as long as calls, is the worse case."""
    short, same = (
        blend_sim.simulate(
            20 / 360, 26, 360, mail, 4, 240, 20, contacts=200_000, seed=3
        ).service_level
        for mail in (240, 360)
    )
    assert short.mean > same.mean - 2 * (short.error + same.error)


def test_deferred_work_longer_than_live_contacts_is_refused():
    with pytest.raises(InputError, match=r"'mail' with 'voice': its AHT is 600 s.* no model"):
        blended(aht=600.0)


# Order and dealing


def test_feeders_come_first_and_circles_are_refused():
    mail = Queue("mail", "deferred", deferred=mails(), team="t")
    voice = Queue("voice", target=GOAL, team="t", escalation=0.1, escalates_to="experts")
    experts = Queue("experts", target=GOAL, escalation=0.1, escalates_to="mail")
    found = [
        [queue.name for queue in group.queues]
        for group in staffing_order(Centre((mail, experts, voice)))
    ]
    assert found == [["voice"], ["experts"], ["mail"]]
    back = Queue("experts", target=GOAL, escalation=0.1, escalates_to="voice")
    with pytest.raises(InputError, match="each other in a circle: experts, mail, voice"):
        staffing_order(Centre((mail, back, voice)))


def test_escalations_add_to_the_forecast_of_a_queue():
    forecast = forecast_of({"voice": [60.0] * 4, "experts": [10.0] * 4}, 240.0)
    voice = Queue("voice", target=GOAL, escalation=0.1, escalates_to="experts")
    plan = staffed(forecast, voice, Queue("experts", target=GOAL, aht=240.0))
    own = 10 * 240 / HALF_HOUR
    assert (column(plan, "load", "experts") > own).all()
    rows = plan.demand.queue == 1
    assert plan.demand.volume[rows].sum() == pytest.approx(40 + 24, abs=3)


def test_a_queue_has_a_row_wherever_it_gets_escalations():
    forecast = demand(
        [60.0, 60.0, 60.0, 10.0, 10.0], [240.0] * 5, queues=("voice", "experts"),
        start=[36000, 37800, 39600, 36000, 39600], queue=[0, 0, 0, 1, 1],
    )  # fmt: skip
    voice = Queue("voice", target=GOAL, escalation=0.1, escalates_to="experts")
    plan = staffed(forecast, voice, Queue("experts", target=GOAL, aht=240.0))
    rows = plan.demand.queue == 1
    assert plan.demand.start[rows].tolist() == [36000, 37800, 39600]
    passed = plan.demand.volume[rows] - [10, 0, 10]
    assert (passed > 3).all()


@given(st.lists(st.tuples(st.integers(0, 9), *[st.floats(0, 5)] * 3), min_size=1, max_size=30))
def test_allocated_agents_are_whole_numbers_that_add_up_over_time(rows):
    total = np.array([row[0] for row in rows], float)
    work = np.array([row[1:] for row in rows]).T
    people, exact = allocated(total, work), allocated_unrounded(total, work)
    assert (people >= 0).all()
    assert (people == np.rint(people)).all()
    assert people.sum(axis=0).tolist() == total.tolist()
    assert np.abs((people - exact).cumsum(axis=1)).max() <= 3
    scheduled = np.ceil(total / 0.7)
    there = allocated_scheduled(people, scheduled)
    assert (there >= people).all()
    assert there.sum(axis=0).tolist() == scheduled.tolist()


# Calendar


def test_days_with_other_hours_and_public_holidays_close_the_centre():
    start, volume = days_of([30.0] * 4, 7)
    forecast = forecast_of({"mail": volume}, 360.0, start)  # from Thursday 1970-01-01
    queue = Queue("mail", "deferred", deferred=mails(7200.0))
    hours = {date(1970, 1, 3): (600, 660)}
    plan = staffed(forecast, queue, opening=((600, 720),) * 7, exceptions=hours, holidays="US")
    people = column(plan, "agents", "mail").reshape(7, 4)
    assert people[0].tolist() == [0] * 4  # New Year's Day
    assert (people[2] > 0).tolist() == [True, True, False, False]
    opened = {date(1970, 1, 1): (600, 720)}
    plan = staffed(forecast, queue, opening=((600, 720),) * 7, exceptions=opened, holidays="US")
    assert (column(plan, "agents", "mail")[:4] > 0).all()


def test_holidays_of_an_unknown_place_are_refused():
    assert date(2026, 1, 6) in public_holidays("DE-BY", [2026])
    assert date(2026, 1, 6) not in public_holidays("DE-BE", [2026])
    with pytest.raises(InputError, match="as US, US-NY or DE-BY: got 'XX'"):
        public_holidays("XX", [2026])


def test_a_season_may_have_a_contingency_of_its_own():
    queue = Queue(
        "voice", target=GOAL, contingency=0.1,
        seasons=(Season(date(1970, 1, 1), date(1970, 1, 1), 0.4, 0.25),),
    )  # fmt: skip
    plan = staffed(forecast_of({"voice": [60.0, 60.0]}, 240.0, [DAY - 1800, DAY]), queue)
    assert plan.demand.volume == pytest.approx([60 * 1.4 * 1.25, 60 * 1.1])


# The whole, contact by contact


def worked(plan, turns):
    """The example's first week planned, and its team at work for three weeks, so many times."""
    mail = ["e-mail", "urgent e-mail", "social"]
    week = slice(0, 196)
    agents = of_team(plan, "agents", "voice", *mail)[week]
    load = column(plan, "load", "voice")[week]
    reserve = blending.reserve_required(
        agents, load, 360, service_level=0.85, within=60, patience=180
    )

    def volume(queue):
        return plan.demand.volume[plan.demand.queue == plan.demand.queues.index(queue)][week]

    runs = [
        team_sim.simulate(
            volume("voice").tolist(), [volume(queue).tolist() for queue in mail],
            agents.astype(int).tolist(), reserve.tolist(), 360, [300, 300, 180],
            [24 * 3600, 3600, 7200],
            patience=180, within=60, interval=1800, turns=3, seed=seed,
        )
        for seed in range(turns)
    ]  # fmt: skip
    planned = {
        "level": np.average(column(plan, "service_level", "voice")[week], weights=volume("voice")),
        "busy": np.average(column(plan, "occupancy", "voice")[week], weights=agents),
        "on_time": [column(plan, "service_level", queue)[0] for queue in mail],
    }
    seen = {
        "level": np.mean([run.service_level.mean for run in runs]),
        "busy": np.mean([run.occupancy.mean for run in runs]),
        "on_time": np.mean([[one.mean for one in run.on_time] for run in runs], axis=0),
    }
    return planned, seen


def test_a_team_of_the_example_meets_its_targets_in_a_simulation(example_plan):
    planned, seen = worked(example_plan, 12)
    # the plan counts on mail without end; where there is none, calls fare a little better
    assert -0.005 < seen["level"] - planned["level"] < 0.03
    assert (seen["on_time"] > 0.93).all()
    assert seen["busy"] == pytest.approx(planned["busy"], abs=0.02)


@pytest.mark.deep
def test_the_page_on_queues_shows_the_results_of_the_simulation(example_plan):
    planned, seen = worked(example_plan, 100)
    page = Path("docs/explanation/queues.md").read_text(encoding="utf-8")
    names = ["calls answered", "e-mail on time", "urgent e-mail on time", "social posts on time"]
    pairs = [
        (planned["level"], seen["level"]),
        *zip(planned["on_time"], seen["on_time"], strict=True),
    ]
    for name, figures in zip(names, pairs, strict=True):
        (line,) = [line for line in page.splitlines() if line.startswith(f"| {name}")]
        shown = [float(cell) for cell in line.split("|")[2:4]]
        assert shown == pytest.approx(figures, abs=6e-4)
