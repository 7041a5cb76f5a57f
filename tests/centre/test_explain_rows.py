"""Each step of an explanation has the figures of the core and of the plan, model by model."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import wfm
from support.centres import (
    DAY,
    GOAL,
    LOST,
    column,
    days_of,
    explain,
    forecast_of,
    mails,
    of_team,
    staffed,
    values_of,
)
from wfm.centre import Queue, Season, Team
from wfm.queueing import blending, chat, multiskill, priority, retrials
from wfm.targets import Target

TWO = {"a": [60.0, 30.0, 0.0], "b": [20.0, 30.0, 10.0]}
PATIENT = {"model": "erlang_a", "patience": 120.0}
LADDER = (270.0, 330.0, 420.0)


def section(explanation, title):
    """The steps of a section by name, the last of each."""
    return {step.name: step for step in dict(explanation.sections)[title]}


def names(explanation):
    return [step.name for step in explanation.steps]


def test_the_first_steps_are_the_row_of_the_forecast():
    forecast = forecast_of({"a": [60.0, 30.0]}, np.nan)
    forecast.aht[1] = 300.0
    plan = staffed(forecast, Queue("a", target=GOAL, aht=240.0, automation=0.5))
    first, second = explain(plan, 0), explain(plan, 1)
    assert (first.title, first.source) == ("a, 1970-01-01T10:00:00", "test.csv, line 2")
    assert second.source == "test.csv, line 3"
    assert section(first, "forecast")["volume"].value == 60
    assert section(first, "forecast")["aht"][1:4] == ("of the centre", "", 240.0)
    assert section(second, "forecast")["aht"][1:4] == ("", "", 300.0)
    assert first.value("automation") == 120
    assert first.value("offered load") == 4
    assert second.value("offered load") == 2.5
    assert not {"escalates", "escalations", "offered contacts"} & set(names(first))
    assert first.value("agents, unrounded") == plan.columns["agents_unrounded"][0]


def test_a_queue_without_rows_names_the_queues_that_escalate_to_it():
    voice = Queue("a", target=GOAL, escalation=0.1, escalates_to="b")
    experts = Queue("b", target=GOAL, aht=600.0)
    plan = staffed(forecast_of({"a": [60.0] * 3}, 240.0), voice, experts)
    only = explain(plan, 4)
    assert only.source == "not in the forecast"
    assert section(only, "forecast")["escalations only"].formula == "from a"
    assert only.value("own load") == 0
    assert only.value("offered load") == only.value("load of a") == plan.columns["load"][4]
    assert explain(plan, 1).value("escalates") == pytest.approx(plan.demand.volume[4])
    both = staffed(forecast_of({"a": [60.0] * 3, "b": [10.0] * 3}, 480.0), voice, experts)
    own = explain(both, 4)
    assert section(own, "forecast")["volume"].value == 10
    assert own.value("own load") == pytest.approx(10 * 480 / 1800)
    assert own.value("escalations") == pytest.approx(both.demand.volume[4])


def test_each_step_before_the_queue_starts_where_the_one_before_ended():
    seasons = (
        Season(date(1970, 1, 1), date(1970, 1, 2), 0.4, 0.25),
        Season(date(1970, 1, 2), date(1970, 1, 3), -0.5),
    )
    queue = Queue(
        "a", target=GOAL, contingency=0.1, deflection=0.25, aht_change=0.1, automation=0.05,
        seasons=seasons,
    )  # fmt: skip
    start = np.arange(4) * DAY + 36000
    plan = staffed(forecast_of({"a": [100.0] * 3 + [0.0]}, 240.0, start), queue)
    steps = dict(explain(plan, 1).sections)["contacts"]
    assert [step.name for step in steps] == [
        "season", "contingency", "self-service", "handle time", "automation",
    ]  # fmt: skip
    assert [step.value for step in steps] == pytest.approx([70, 87.5, 65.625, 264, 250.8])
    assert [step.substitution for step in steps] == [
        "100 × 0.7", "70 × (1 + 0.25)", "87.5 × (1 − 0.25)", "240 × (1 + 0.1)",
        "264 × (1 − 0.05)",
    ]  # fmt: skip
    assert steps[0].formula.count(" to ") == 2
    assert steps[1].formula.endswith("of the season)")
    third = dict(explain(plan, 2).sections)["contacts"]
    assert [step.substitution for step in third[:2]] == ["100 × 0.5", "50 × (1 + 0.1)"]
    assert third[0].formula.count(" to ") == 1
    assert not third[1].formula.endswith("of the season)")
    fourth = dict(explain(plan, 3).sections)["contacts"]
    assert [step.name for step in fourth] == ["handle time", "automation"]


def test_an_erlang_c_queue_is_explained_by_its_own_figures():
    target = Target(0.9, 45.0, asa=4.0, max_occupancy=0.6)
    plan = staffed(forecast_of({"a": [60.0]}, 240.0), Queue("a", target=target))
    found = explain(plan, 0)
    n, load = int(plan.columns["agents"][0]), 8.0
    assert (found.value("agents"), found.value("offered load")) == (n, load)
    service = section(found, "service")
    assert service["blocking"].value == pytest.approx(wfm.erlang_b(n, load))
    assert service["P(wait)"].value == pytest.approx(wfm.erlang_c(n, load))
    assert service["service level"].value == pytest.approx(wfm.service_level(n, load, 240, 45))
    assert service["asa"].value == pytest.approx(wfm.asa(n, load, 240))
    assert service["occupancy"].value == pytest.approx(load / n)
    assert "abandonment" not in service
    agents = section(found, "agents")
    assert agents["agents for occupancy"].value == 14
    assert agents["agents for ASA"].value == wfm.agents_required(load, 240, asa=4)
    assert agents["agents for service level"].value == wfm.agents_required(
        load, 240, service_level=0.9, within=45
    )
    assert "service level ≥ 90 % within 45 s" in agents["agents for service level"].formula
    assert agents["one agent fewer"].value == pytest.approx(load / (n - 1))


def test_one_agent_who_is_enough_is_the_least():
    plan = staffed(forecast_of({"a": [0.1]}, 60.0), Queue("a", target=Target(0.5, 30.0)))
    found = explain(plan, 0)
    assert found.value("agents for service level") == 1
    assert found.value("one agent fewer") == 0


def test_a_queue_with_abandonment_is_explained_by_its_own_definition():
    queue = Queue("a", target=replace(GOAL, abandonment=0.03), definition="answered", **PATIENT)
    plan = staffed(forecast_of({"a": [60.0]}, 240.0), queue)
    found = explain(plan, 0)
    n = int(plan.columns["agents"][0])
    assert found.value("abandonment") == pytest.approx(wfm.abandonment(n, 8, 240, patience=120))
    assert found.value("service level") == pytest.approx(
        wfm.service_level(n, 8, 240, 30, patience=120, definition="answered")
    )
    assert "answered" in section(found, "service")["service level"].formula
    assert "abandonment ≤ 3 %" in section(found, "agents")["agents for abandonment"].formula
    fewer = wfm.abandonment(n - 1, 8, 240, patience=120)
    assert fewer > 0.03
    assert found.value("one agent fewer") == pytest.approx(fewer)
    assert found.value("patience") == 120


def test_repeat_contacts_are_shown_as_the_model_counts_them():
    forecast = forecast_of({"a": [20.0, 0.0], "b": [20.0, 0.0]}, 240.0)

    def steps(**more):
        queue = Queue("a", target=more.pop("target", GOAL), **more)
        return explain(staffed(forecast, queue, Queue("b", target=GOAL)), 0)

    def repeat(**more):
        return section(steps(**more), "contacts")

    first_time = repeat(resolution=0.8)["offered contacts"]
    assert first_time[2:4] == ("20 / 0.8", 25.0)
    for more in ({"resolution": 0.8}, {"redial": 0.5}):
        step = repeat(first_time=False, **more)["repeat contacts"]
        assert "already in the forecast" in step.formula
    assert repeat() == {}
    rules = {"redial": 0.5, "resolution": 0.8, "patience": 120.0}
    goals = {"service_level": 0.8, "within": 30.0, "asa": 6.0, "abandonment": 0.03}
    found = repeat(model="erlang_a", target=Target(0.8, 30.0, asa=6.0, abandonment=0.03), **rules)
    agents = retrials.agents_required(20.0, 1800, 240, **goals, **rules)
    assert found["redial abandonment"].formula == f"Pab of {agents} agents"
    offered = retrials.offered_volume(20.0, agents, 1800, 240, **rules)
    assert found["offered contacts"].value == pytest.approx(offered)
    abandonment = wfm.abandonment(agents, offered * 240 / 1800, 240, patience=120)
    assert found["redial abandonment"].value == pytest.approx(abandonment)
    chats = repeat(model="chat", overhead=0.2, concurrency=3, patience=120.0, redial=0.5)
    assert chats["repeat contacts"].formula == "none are added by the model chat"
    mail = repeat(model="deferred", target=None, deferred=mails(3600.0), resolution=0.5)
    assert mail["repeat contacts"].formula == "none are added by the model deferred"
    empty = staffed(forecast, Queue("a", target=GOAL, redial=0.5), Queue("b", target=GOAL))
    assert dict(explain(empty, 1).sections)["contacts"] == ()


def test_a_pool_with_abandonment_has_repeat_contacts_without_agents_of_their_own():
    queues = [Queue(n, target=GOAL, team="t", resolution=0.8, **PATIENT) for n in "ab"]
    contacts = section(explain(staffed(forecast_of(TWO, 240.0), *queues), 0), "contacts")
    assert contacts["offered contacts"].value == 75
    assert "redial abandonment" not in contacts


def test_a_pool_is_explained_by_the_load_of_all_and_the_target_of_each():
    forecast = forecast_of(TWO, {"a": 240.0, "b": 280.0})
    slow = Target(0.9, 60.0)
    plan = staffed(forecast, Queue("a", target=GOAL, team="t"), Queue("b", target=slow, team="t"))
    found = explain(plan, 3)
    n, load = int(of_team(plan, "agents")[0]), (60 * 240 + 20 * 280) / 1800
    assert found.value("agents") == n
    assert found.value("team load") == pytest.approx(load)
    assert found.value("team aht") == pytest.approx(250)
    assert section(found, "team")["team load"].substitution == "8\u00a0(a) + 3.11111\u00a0(b)"
    assert found.value("service level") == pytest.approx(wfm.service_level(n, load, 250, 60))
    formulas = [s.formula for s in found.steps if s.name == "agents for service level"]
    assert [formula[:3] for formula in formulas] == ["a: ", "b: "]
    assert "80 %" in formulas[0]
    assert max(values_of(found, "agents for service level")) == n
    first = explain(plan, 0)
    assert first.value("service level") == pytest.approx(wfm.service_level(n, load, 250, 30))


def test_a_team_shows_its_agents_by_queue():
    plan = staffed(forecast_of(TWO, 240.0), *(Queue(n, target=GOAL, team="t") for n in "ab"))
    for row in range(6):
        schedule = section(explain(plan, row), "paid time")
        a, b = (int(column(plan, "agents", name)[row % 3]) for name in "ab")
        parts = [f"{n}\u00a0{count}" for n, count in (("a", a), ("b", b)) if count]
        assert schedule["allocated"].formula == f"of the {a + b} agents of team t, by workload"
        assert schedule["allocated"].substitution == ", ".join(parts)
        assert schedule["allocated"].value == plan.columns["agents"][row]
        assert schedule["team scheduled"].value == of_team(plan, "scheduled")[row % 3]
        assert schedule["scheduled"].value == plan.columns["scheduled"][row]


def test_a_queue_of_a_team_without_a_row_at_that_time_has_no_agents_there():
    forecast = forecast_of({"a": [60.0, 60.0], "b": [60.0, 60.0]}, 240.0)
    forecast.start[2:] += 1800
    plan = staffed(forecast, *(Queue(n, target=GOAL, team="t") for n in "ab"))
    first, second = explain(plan, 0), explain(plan, 1)
    assert "allocated" not in names(first)
    assert first.value("scheduled") == plan.columns["scheduled"][0]
    assert section(first, "team")["team load"].value == 8
    assert "b\u00a0" in section(second, "paid time")["allocated"].substitution


def test_chats_are_explained_by_their_throughput_and_the_service_of_one_agent_fewer():
    queue = Queue(
        "a", "chat", Target(0.8, 30.0, asa=20.0, max_occupancy=0.95, abandonment=0.05),
        aht_by_concurrency=LADDER, patience=240.0,
    )  # fmt: skip
    plan = staffed(forecast_of({"a": [60.0]}, 270.0), queue)
    found = explain(plan, 0)
    n = int(plan.columns["agents"][0])
    service, fewer = (
        chat.performance(count, 60.0, 1800, list(LADDER), 30.0, patience=240)
        for count in (n, n - 1)
    )
    assert found.value("arrivals") == 120
    rates = [found.value(f"rate with {count}") for count in (1, 2, 3)]
    assert rates == pytest.approx([3600 / 270, 7200 / 330, 10800 / 420])
    assert found.value("capacity") == pytest.approx(n * 10800 / 420)
    assert found.value("agents") == n
    for name, value in (
        ("service level", service.service_level),
        ("abandonment", service.abandonment),
        ("asa", service.asa),
        ("occupancy", service.occupancy),
        ("concurrency", service.concurrency),
    ):
        assert found.value(name) == pytest.approx(value)
    missed = {
        "service level": (fewer.service_level, fewer.service_level < 0.8),
        "ASA": (fewer.asa, fewer.asa > 20),
        "occupancy": (fewer.occupancy, fewer.occupancy > 0.95),
        "abandonment": (fewer.abandonment, fewer.abandonment > 0.05),
    }
    expected = [float(value) for value, is_missed in missed.values() if is_missed]
    assert expected
    assert values_of(found, "one agent fewer") == pytest.approx(expected)


def test_priorities_are_explained_class_by_class():
    queues = (
        Queue("a", target=Target(0.5, 60.0, max_occupancy=0.9), team="t", priority=5),
        Queue("b", target=Target(0.9, 30.0, asa=15.0), team="t", priority=2),
        Queue("c", target=Target(0.4, 90.0), team="t", priority=5),
    )
    plan = staffed(forecast_of({"a": [36.0], "b": [24.0], "c": [12.0]}, 480.0), *queues)
    found = explain(plan, 0)
    n, load = int(plan.columns["agents"].sum()), [6.4, 12.8]
    classes = section(found, "classes")
    assert found.value("agents") == n
    assert [classes[f"load of class {k}"].formula for k in (1, 2)] == ["b", "a, c"]
    assert [classes[f"load of class {k}"].value for k in (1, 2)] == pytest.approx(load)
    assert [classes[f"σ of class {k}"].value for k in (1, 2)] == pytest.approx([6.4 / n, 19.2 / n])
    assert found.value("team aht") == 480
    service = section(found, "service")
    assert service["P(wait)"].value == pytest.approx(wfm.erlang_c(n, 19.2))
    assert "of class 2, within 60 s" in service["service level"].formula
    assert service["service level"].value == pytest.approx(
        priority.service_level(n, load, 480, 60)[1]
    )
    assert service["asa"].value == pytest.approx(priority.asa(n, load, 480)[1])
    assert service["occupancy"].value == pytest.approx(19.2 / n)
    parts = [
        (step.formula.split(":")[0], step.name.removeprefix("agents for "))
        for step in dict(found.sections)["agents"]
        if step.name.startswith("agents for ")
    ]
    assert parts == [
        ("b", "service level"), ("b", "ASA"), ("a", "service level"), ("a", "occupancy"),
        ("c", "service level"),
    ]  # fmt: skip
    assert (
        "of class 1, within 30 s" in section(explain(plan, 1), "service")["service level"].formula
    )


def test_a_class_without_contacts_has_no_target():
    queues = (
        Queue("a", target=GOAL, team="t"),
        Queue("b", target=Target(0.9, 5.0), team="t", priority=2),
    )
    plan = staffed(forecast_of({"a": [36.0, 36.0], "b": [0.0, 1.0]}, 480.0), *queues)
    assert len(values_of(explain(plan, 0), "agents for service level")) == 1
    assert len(values_of(explain(plan, 1), "agents for service level")) == 2


@pytest.mark.parametrize(("more", "share"), [({"skills": 2}, None), ({"cross_trained": 0.2}, 0.2)])
def test_skill_groups_are_explained_between_separate_and_pooled(more, share):
    plan = staffed(
        forecast_of({"a": [84.0], "b": [42.0]}, 600.0),
        *(Queue(n, target=GOAL, team="t") for n in "ab"), teams=(Team("t", **more),),
    )  # fmt: skip
    found = explain(plan, 1)
    load = np.array([28.0, 14.0])
    each = wfm.agents_required(load, 600, service_level=0.8, within=30)
    bounds = multiskill.agents_required(load, 600, service_level=0.8, within=30)
    groups = section(found, "separate groups")
    assert [groups[f"agents of {n}"].value for n in "ab"] == each.tolist()
    assert groups["separate"].value == each.sum()
    assert found.value("pooled") == bounds.pooled == found.value("agents for service level")
    assert found.value("agents") == plan.columns["agents"].sum()
    assert found.value("team load") == 42
    if share:
        gain = float(multiskill.pooling_gain(0.2, 42.0))
        assert found.value("pooling gain") == pytest.approx(gain)
    else:
        gap = (found.value("agents") - bounds.pooled) / (each.sum() - bounds.pooled)
        assert found.value("remaining gap") == pytest.approx(gap)
    level = wfm.service_level(bounds.pooled, 42, 600, 30)
    assert found.value("service level") == pytest.approx(level)
    assert found.value("asa") == pytest.approx(wfm.asa(bounds.pooled, 42, 600))
    assert found.value("occupancy") == pytest.approx(42 / plan.columns["agents"].sum())


# Deferred work


def test_a_block_shows_its_hours_its_agents_and_what_one_fewer_leaves():
    mail = Queue("mail", "deferred", deferred=mails(3600.0), team="t")
    other = Queue("other", "deferred", deferred=mails(7200.0, 0.9), team="t")
    forecast = forecast_of({"mail": [40.0, 0, 0, 0], "other": [0.0, 0, 0, 10.0]}, 360.0)
    plan = staffed(forecast, mail, other, teams=(Team("t", block_length=3600.0),))
    found = explain(plan, 1)
    target, agents = section(found, "target"), section(found, "agents")
    assert target["target"].formula == "100 % begun within 1 h (business hours)"
    assert target["done with"].formula.startswith("other: ")
    assert agents["block"].formula == "Thu 1970-01-01 10:00 to 11:00: agents for deferred work"
    assert (agents["block"].value, agents["capacity"].value) == (4, 4.0)
    assert "safety" not in agents
    # one fewer does 30 of the 40 that are due: 10 · 360 s are left
    assert agents["one agent fewer"].value == pytest.approx(1.0)
    assert "with 3, " in agents["one agent fewer"].formula
    assert "10:00 to 11:00" in agents["one agent fewer"].formula
    assert found.value("agents") == 4
    assert 0.9 < found.value("service level") < 1  # tickets are random, the plan is without safety
    late = section(explain(plan, 6), "agents")["block"]
    assert late.value == of_team(plan, "agents")[2]
    assert "11:00 to 12:00" in late.formula
    words = section(explain(plan, 6), "target")["target"].formula
    assert words == "90 % begun within 2 h (business hours), all within 4 h"


def test_a_block_without_agents_shows_no_agent_fewer():
    queue = Queue("mail", "deferred", deferred=mails(3600.0), team="t")
    plan = staffed(
        forecast_of({"mail": [40.0, 0, 0, 0]}, 360.0),
        queue,
        teams=(Team("t", block_length=3600.0),),
    )
    agents = section(explain(plan, 3), "agents")
    assert (agents["block"].value, agents["capacity"].value) == (0, 0)
    assert "one agent fewer" not in agents


def test_deferred_work_of_a_later_week_is_explained_by_its_own_week():
    start, volume = days_of([10.0, 30.0, 10.0, 5.0], 15)
    volume[28:] = 2 * volume[28:]
    queue = Queue("mail", "deferred", deferred=mails(3600.0))
    forecast = forecast_of({"mail": volume}, 600.0, start)
    plan = staffed(forecast, queue, opening=((600, 720),) * 7)
    for row in (2, 29, 50, 58):
        agents = section(explain(plan, row), "agents")
        day = str(np.datetime64(int(start[row]), "s"))[:10]
        assert f"{day} 10:00 to 12:00" in agents["block"].formula
        assert agents["block"].value == agents["capacity"].value == plan.columns["agents"][row]
        assert agents["one agent fewer"].value > 0
        assert day in agents["one agent fewer"].formula


def blended(**more):
    start, calls = days_of([100.0, 90.0, 80.0, 60.0], 2)
    target = more.pop("target", GOAL)
    voice = Queue("voice", "erlang_a", target, patience=240.0, team="t", **more)
    forecast = forecast_of({"voice": calls, "mail": np.full(8, 20.0)}, 360.0, start)
    mail = Queue("mail", "deferred", deferred=mails(7200.0), team="t")
    return staffed(forecast, voice, mail, opening=((600, 720),) * 7)


@pytest.mark.parametrize("row", [0, 3, 6])
def test_a_live_queue_beside_deferred_work_is_explained_by_its_reserve(row):
    plan = blended()
    live, mail = explain(plan, row), explain(plan, row + 8)
    n, load = int(of_team(plan, "agents")[row]), plan.columns["load"][row]
    goals = {"service_level": 0.8, "within": 30.0, "patience": 240.0}
    reserve = blending.reserve_required(n, load, 360, **goals)
    assert (live.value("agents"), live.value("reserve")) == (n, reserve)
    service = blending.performance(n, load, 360, reserve, 30.0, patience=240.0)
    for name, value in (
        ("service level", service.service_level),
        ("asa", service.asa),
        ("abandonment", service.abandonment),
        ("without deferred work", service.service_level_alone),
        ("capacity", service.deferred_rate * 360),
    ):
        assert live.value(name) == pytest.approx(value), name
    occupancy = plan.columns["occupancy"][row]
    assert live.value("occupancy") == occupancy
    deferred_agents = n * occupancy - load * (1 - service.abandonment)
    assert live.value("deferred work") == pytest.approx(deferred_agents)
    if reserve:
        fewer = blending.performance(n, load, 360, reserve - 1, 30.0, patience=240.0)
        assert live.value("with reserve R − 1") == pytest.approx(fewer.service_level)
    else:
        assert "with reserve R − 1" not in names(live)
    alone = wfm.agents_required(load, 360, **goals)
    assert live.value("agents alone") == alone
    assert live.value("block") == n - alone
    assert "(mail)" in section(live, "agents")["block"].formula
    for name in ("agents", "reserve", "block", "capacity"):
        assert mail.value(name) == live.value(name)
    assert "done with" not in names(mail)
    assert mail.value("service level") == plan.columns["service_level"][row + 8]


def test_first_time_contacts_beside_deferred_work_are_counted_once():
    plan = blended(resolution=0.8)
    found = explain(plan, 1)
    assert section(found, "forecast")["volume"].value == 90
    assert found.value("offered contacts") == pytest.approx(plan.demand.volume[1])
    assert found.value("offered load") == pytest.approx(plan.columns["load"][1])


def test_a_reserve_meets_a_target_for_abandonment_too():
    plain, strict = (
        explain(blended(target=target), 0) for target in (GOAL, replace(GOAL, abandonment=0.01))
    )
    for found in (plain, strict):
        n, load = found.value("agents"), found.value("offered load")
        least = blending.reserve_required(n, load, 360, service_level=0.8, within=30, patience=240)
        reserve = found.value("reserve")
        if found is plain:
            assert reserve == least
        else:
            assert reserve > least
            assert found.value("abandonment") <= 0.01
            less = blending.performance(n, load, 360, reserve - 1, 30.0, patience=240.0)
            assert less.abandonment > 0.01


def test_shrinkage_of_an_explanation_is_that_of_the_centre():
    found = explain(blended(), 0)
    assert found.value("team scheduled") == wfm.scheduled(found.value("agents"), LOST.total)
