"""What a plan of a centre contains beside its rows: targets, columns, inputs, figures, progress."""

import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import wfm
from support.centres import (
    DAY,
    GOAL,
    LOST,
    VOICE,
    abandonment_of,
    column,
    days_of,
    figures_of,
    forecast_of,
    mails,
    models_of,
    staffed,
    staffed_of,
)
from wfm.centre import Centre, DeferredTarget, Queue, Season, Team, staff_centre
from wfm.centre.allocation import allocated, allocated_scheduled, allocated_unrounded
from wfm.errors import InputError
from wfm.planning.records import Staffing
from wfm.queueing import chat, multiskill, priority, retrials
from wfm.targets import QueueTarget, Target

TWO = {"a": [60.0, 30.0, 0.0], "b": [20.0, 30.0, 10.0]}
LADDER = (270.0, 330.0, 420.0)


def numbers(text):
    """The numbers in a sentence, whatever its words are."""
    return [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*\.?\d*", text)]


# What a plan carries


def test_each_queue_of_a_plan_has_its_own_target():
    mail = Queue("a", "deferred", deferred=mails(3600.0))
    target = Target(0.7, 45.0, asa=9.0)
    inputs = staffed(forecast_of(TWO, 240.0), mail, Queue("b", target=target)).inputs
    assert inputs.targets == {
        "a": QueueTarget("deferred", 1.0, 3600.0),
        "b": QueueTarget("erlang_c", 0.7, 45.0, asa=9.0),
    }
    assert inputs.common_target is None


def test_the_plan_has_the_target_of_each_queue():
    queues = (
        Queue("c", "chat", Target(0.9, 60.0), aht_by_concurrency=LADDER, patience=240.0),
        Queue("a", "erlang_a", GOAL, patience=120.0, definition="answered"),
        Queue("m", "deferred", deferred=mails(3600.0)),
        Queue("b", target=Target(asa=20.0)),
    )
    plan = staffed(
        forecast_of(
            {**TWO, "m": [5.0] * 3, "c": [9.0] * 3}, {**dict.fromkeys("abm", 240.0), "c": 270.0}
        ),
        *queues,
    )
    inf = float("inf")
    assert plan.inputs.targets == {
        "m": QueueTarget("deferred", 1.0, 3600.0),
        "c": QueueTarget("chat", 0.9, 60.0, 240.0, "offered", LADDER),
        "a": QueueTarget("erlang_a", 0.8, 30.0, 120.0, "answered", ()),
        "b": QueueTarget("erlang_c", None, 60.0, inf, "offered", (), asa=20.0),
    }
    assert models_of(plan) == ("erlang_a", "erlang_c", "deferred", "chat")
    assert plan.teams == ("a", "b", "m", "c")


def test_queues_with_priorities_have_no_single_queue_model():
    plan = staffed(
        forecast_of(TWO, 240.0),
        Queue("a", target=GOAL, team="t"), Queue("b", target=GOAL, team="t", priority=2),
    )  # fmt: skip
    assert not any(target.has_single_queue_model for target in plan.inputs.targets.values())
    pooled = staffed(
        forecast_of(TWO, 240.0),
        Queue("a", target=GOAL, team="t"),
        Queue("b", target=GOAL, team="t"),
    )
    assert all(target.has_single_queue_model for target in pooled.inputs.targets.values())


def test_a_plan_has_the_columns_that_its_queues_need():
    forecast = forecast_of(TWO, 240.0)
    plain = staffed(forecast, Queue("a", target=GOAL), Queue("b", target=GOAL))
    assert list(plain.queue_columns) == ["model"]
    impatient = Queue("b", "erlang_a", GOAL, patience=120.0, definition="virtual")
    some = staffed(forecast, Queue("a", target=GOAL), impatient)
    assert some.queue_columns == {
        "model": ("erlang_c", "erlang_a"),
        "definition": ("offered", "virtual"),
    }
    assert np.isnan(some.columns["abandonment"][:3]).all()
    assert (some.columns["abandonment"][3:] >= 0).all()
    assert "abandonment" not in plain.columns
    mail = Queue("b", "deferred", deferred=mails(3600.0))
    both = staffed(forecast, Queue("a", target=GOAL, team="t"), mail)
    assert list(both.queue_columns) == ["model", "team", "definition"]
    assert both.queue_columns["definition"] == ("offered", "on time")
    assert both.queue_columns["team"] == ("t", "b")


def test_blocks_of_a_plan_are_its_rows_one_after_the_other():
    plan = staffed(forecast_of(TWO, 240.0), Queue("a", target=GOAL), Queue("b", target=GOAL))
    blocks = list(plan.blocks(rows=4))
    assert [(block.rows.start, block.rows.stop) for block in blocks] == [(0, 4), (4, 6)]
    for name in Staffing._fields:
        joined = np.concatenate([block.columns[name] for block in blocks])
        assert joined.tolist() == plan.columns[name].tolist()
    (whole,) = plan.blocks()
    assert whole.rows == slice(0, 6)


def test_a_plan_carries_its_centre_and_the_forecast_as_it_was():
    centre = Centre(
        (Queue("a", target=GOAL, contingency=0.5), Queue("b", target=GOAL, automation=0.5)),
        shrinkage=LOST, contract_hours=35.0,
    )  # fmt: skip
    forecast = forecast_of(TWO, 240.0)
    plan = staff_centre(forecast, centre)
    assert staffed_of(plan).centre is centre
    assert (plan.inputs.contract_hours, plan.inputs.shrinkage) == (35.0, LOST)
    assert staffed_of(plan).forecast.volume.tolist() == [60, 30, 0, 20, 30, 10]
    assert staffed_of(plan).forecast.aht.tolist() == [240] * 6
    assert plan.demand.volume.tolist() == [90, 45, 0, 20, 30, 10]
    assert plan.demand.aht.tolist() == [240] * 3 + [120] * 3
    assert forecast.volume.tolist() == [60, 30, 0, 20, 30, 10]


def test_progress_goes_from_job_to_job_to_all_rows():
    updates = []
    start, volume = days_of([5.0] * 4, 14)
    forecast = forecast_of({"voice": volume, "mail": volume}, 240.0, start)
    queues = (
        Queue("voice", target=GOAL),
        Queue("mail", "deferred", deferred=mails(3600.0)),
    )
    staff_centre(
        forecast, Centre(queues, shrinkage=LOST, opening=((600, 720),) * 7),
        progress=lambda done, of: updates.append((done, of)),
    )  # fmt: skip
    assert {of for _, of in updates} == {112}
    done = [one for one, _ in updates]
    assert done[0] == 56
    assert done == sorted(done)
    assert done[-1] == 112
    assert len(set(done)) == 5  # the first, each of four weeks: one before and one after the two


# What is said of it


def test_costs_are_figures_of_queues_that_have_one():
    plan = staffed(
        forecast_of({**TWO, "c": [0.0] * 3}, 240.0),
        Queue("a", target=GOAL, cost=20.5), Queue("b", target=GOAL),
        Queue("c", target=GOAL, cost=9.0),
    )  # fmt: skip
    hours = column(plan, "scheduled", "a").sum() / 2
    assert figures_of(plan, "a") == pytest.approx(
        {
            "paid_hours": hours,
            "cost_per_hour": 20.5,
            "cost": hours * 20.5,
            "cost_per_contact": hours * 20.5 / 90,
        }
    )
    assert figures_of(plan, "b") == {}
    # without contacts there is no cost per contact
    assert figures_of(plan, "c") == {"paid_hours": 0, "cost_per_hour": 9, "cost": 0}
    units = {figure.name: figure.unit for figure in plan.figures.rows}
    assert units["cost"] == "currency"
    assert units["paid_hours"] == "h"
    assert plan.inputs.notes == ()


def test_intervals_below_the_minimum_occupancy_are_counted_where_there_are_contacts():
    queue = Queue("a", target=GOAL, min_occupancy=0.75)
    plan = staffed(forecast_of({"a": [200.0, 30.0, 0.0, 5.0]}, 240.0), queue)
    occupancy = plan.columns["occupancy"]
    assert [one < 0.75 for one in occupancy] == [False, True, True, True]
    assert figures_of(plan, "a") == {
        "min_occupancy": 0.75, "intervals_below_min_occupancy": 2, "intervals_with_contacts": 3,
    }  # fmt: skip
    edge = Queue("a", target=GOAL, min_occupancy=float(occupancy[1]))
    plan = staffed(forecast_of({"a": [200.0, 30.0]}, 240.0), edge)
    assert figures_of(plan, "a") == {}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"resolution": 0.8}, {"first_time_contacts": 60, "offered_contacts": 75}),
        ({"resolution": 0.8, "first_time": False}, {"offered_contacts": 60}),
        ({"redial": 0.5, "first_time": False}, {"offered_contacts": 60}),
        ({}, {}),
    ],
)
def test_first_time_and_offered_contacts_are_figures_where_contacts_repeat(more, expected):
    plan = staffed(forecast_of({"a": [60.0]}, 240.0), Queue("a", target=GOAL, **more))
    assert figures_of(plan, "a") == pytest.approx(expected)


def test_deferred_work_has_no_repeat_contacts():
    mail = Queue("a", "deferred", deferred=mails(3600.0), resolution=0.8)
    figures = figures_of(staffed(forecast_of({"a": [60.0]}, 240.0), mail), "a")
    assert "first_time_contacts" not in figures
    assert "offered_contacts" not in figures


# Through the command


CENTRE = """
time_zone = "Europe/Vienna"
contract_hours = 35
[shrinkage]
breaks = "25%"
[[queue]]
name = "mail"
model = "deferred"
within = "1h"
aht = "4m"
[[queue]]
name = "voice"
model = "erlang_a"
patience = "2m"
target = "80/30"
asa = "10s"
aht = "4m"
cost = 20
"""


def test_the_inputs_of_the_document_are_those_of_the_file(wfm_inside, tmp_path):
    (tmp_path / "centre.toml").write_text(CENTRE)
    rows = [f"{q},2026-03-02 {h}:00,{n}" for q, n in (("voice", 60), ("mail", 9)) for h in (10, 11)]
    (tmp_path / "f.csv").write_text("\n".join(["queue,start,contacts", *rows]) + "\n")
    done = wfm_inside(
        "staff", tmp_path / "f.csv", "--centre", tmp_path / "centre.toml", "--json", "-q"
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    inputs = document["inputs"]
    targets = {target["queue"]: target for target in inputs["targets"]}
    assert sorted(targets) == ["mail", "voice"]
    assert targets["voice"] == {
        "queue": "voice", "model": "erlang_a", "service_level": 0.8, "within": 30,
        "patience": 120, "definition": "offered", "aht_by_concurrency": [], "min_agents": 0,
        "asa": 10, "max_occupancy": None, "abandonment": None,
    }  # fmt: skip
    assert inputs["zone"] == "Europe/Vienna"
    assert inputs["contract_hours"] == 35
    assert inputs["shrinkage"]["total"] == 0.25
    assert sorted(inputs["queues"]) == ["mail", "voice"]
    voice = [row for row in document["rows"] if row["queue"] == "voice"]
    need = wfm.agents_required(4, 240, service_level=0.8, within=30, asa=10, patience=120)
    assert [row["agents"] for row in voice] == [need, need]
    paid = sum(row["scheduled"] for row in voice)
    figures = {(one["queue"], one["name"]): one for one in document["figures"]}
    hours = paid  # intervals of an hour
    assert figures["voice", "paid_hours"]["value"] == hours
    assert figures["voice", "cost"]["value"] == hours * 20
    assert figures["voice", "cost"]["unit"] == "currency"


# Queues with people of their own


def test_an_erlang_c_queue_meets_each_part_of_its_target():
    target = Target(0.8, 30.0, asa=4.0, max_occupancy=0.6)
    plan = staffed(forecast_of({"a": [60.0, 3.0]}, 240.0), Queue("a", target=target))
    load = np.array([8.0, 0.4])
    goals = {"service_level": 0.8, "within": 30, "asa": 4, "max_occupancy": 0.6}
    agents = wfm.agents_required(load, 240, **goals)
    assert plan.columns["agents"].tolist() == agents.tolist()
    assert plan.columns["service_level"] == pytest.approx(wfm.service_level(agents, load, 240, 30))
    assert plan.columns["asa"] == pytest.approx(wfm.asa(agents, load, 240))
    assert plan.columns["occupancy"] == pytest.approx(load / agents)
    root = wfm.agents_required(load, 240, **goals, round_up=False)
    assert plan.columns["agents_unrounded"] == pytest.approx(root)
    assert plan.columns["load"] == pytest.approx(load)


def test_an_erlang_a_queue_meets_its_abandonment_target_by_its_own_definition():
    queue = Queue(
        "a", "erlang_a", Target(0.5, 30.0, abandonment=0.02), patience=120.0, definition="answered"
    )
    plan = staffed(forecast_of({"a": [60.0, 30.0]}, 240.0), queue)
    load = np.array([8.0, 4.0])
    agents = wfm.agents_required(load, 240, abandonment=0.02, patience=120)
    assert plan.columns["agents"].tolist() == agents.tolist()
    assert (abandonment_of(plan) <= 0.02).all()
    assert abandonment_of(plan) == pytest.approx(wfm.abandonment(agents, load, 240, patience=120))
    level = wfm.service_level(agents, load, 240, 30, patience=120, definition="answered")
    assert plan.columns["service_level"] == pytest.approx(level)
    unrounded = wfm.agents_required(load, 240, abandonment=0.02, patience=120, round_up=False)
    assert plan.columns["agents_unrounded"] == pytest.approx(unrounded)
    assert (plan.columns["agents_unrounded"] < agents).all()


@pytest.mark.parametrize(
    ("target", "abandonment"),
    [(Target(0.5, 30.0), None), (Target(asa=8.0), 0.03)],
)
def test_first_time_contacts_of_erlang_a_are_staffed_with_redials(target, abandonment):
    rules = {"patience": 120.0, "redial": 0.5, "resolution": 0.8}
    queue = Queue("a", "erlang_a", replace(target, abandonment=abandonment), **rules)
    fresh = np.array([20.0, 0.0, 5.0])
    plan = staffed(forecast_of({"a": fresh}, 240.0), queue)
    level = {"service_level": 0.5, "within": 30.0} if target.service_level else {}
    agents = retrials.agents_required(
        fresh, 1800, 240, **level, asa=target.asa, abandonment=abandonment, **rules
    )
    volume = retrials.offered_volume(fresh, agents, 1800, 240, **rules)
    assert plan.demand.volume == pytest.approx(volume)
    assert plan.columns["load"] == pytest.approx(np.asarray(volume) * 240 / 1800)
    assert plan.demand.volume[1] == 0


def test_redials_alone_or_repeat_contacts_alone_add_volume():
    for rules in ({"redial": 0.5}, {"resolution": 0.8}):
        queue = Queue("a", "erlang_a", GOAL, patience=120.0, **rules)
        plan = staffed(forecast_of({"a": [10.0]}, 240.0), queue)
        assert plan.demand.volume[0] > 10


@pytest.mark.parametrize(
    "target", [Target(0.8, 30.0), Target(asa=3.0), Target(0.5, 30.0, max_occupancy=0.6)]
)
def test_a_chat_meets_each_part_of_its_target(target):
    queue = Queue(
        "a", "chat", replace(target, abandonment=0.05), aht_by_concurrency=LADDER, patience=240.0
    )
    volume = np.array([60.0, 0.0, 9.0])
    plan = staffed(forecast_of({"a": volume}, 270.0), queue)
    agents = plan.columns["agents"]

    def kept(count):
        given = chat.performance(count, volume, 1800, list(LADDER), target.limit, patience=240)
        return (
            (given.service_level >= (target.service_level or 0))
            & (given.asa <= (np.inf if target.asa is None else target.asa))
            & (given.occupancy <= (target.max_occupancy or 1))
            & (given.abandonment <= 0.05)
        )  # fmt: skip

    assert kept(agents).all()
    assert agents[1] == 0
    assert not kept(np.maximum(agents - 1, 1))[0]
    given = chat.performance(agents, volume, 1800, list(LADDER), target.limit, patience=240)
    assert plan.columns["service_level"] == pytest.approx(given.service_level)
    assert plan.columns["occupancy"] == pytest.approx(given.occupancy)
    assert abandonment_of(plan) == pytest.approx(given.abandonment)
    assert plan.columns["load"] == pytest.approx(volume * 270 / 1800)
    assert plan.demand.aht.tolist() == [270] * 3


# Before the queue


def test_seasons_multiply_and_the_last_contingency_of_a_day_holds():
    days = np.arange(4)
    queue = Queue(
        "a", target=GOAL, contingency=0.1,
        seasons=(
            Season(date(1970, 1, 2), date(1970, 1, 3), 0.4, 0.25),
            Season(date(1970, 1, 3), date(1970, 1, 4), -0.5, 0.0),
            Season(date(1970, 1, 3), date(1970, 1, 3), 0.1),
        ),
    )  # fmt: skip
    plan = staffed(forecast_of({"a": [100.0] * 4}, 240.0, days * DAY + 36000), queue)
    assert plan.demand.volume == pytest.approx(
        [110.0, 100 * 1.4 * 1.25, 100 * 1.4 * 0.5 * 1.1, 50.0]
    )


def test_a_handle_time_that_the_forecast_lacks_is_that_of_the_centre():
    forecast = forecast_of({"a": [60.0, 60.0, 0.0], "b": [9.0, 9.0, 0.0]}, np.nan)
    forecast.aht[0] = 300.0
    queues = (
        Queue("a", target=GOAL, aht=240.0, aht_change=0.5),
        Queue("b", "chat", GOAL, aht_by_concurrency=LADDER),
    )
    plan = staffed(forecast, *queues)
    assert plan.demand.aht[:2].tolist() == [450, 360]
    assert plan.demand.aht[3:5].tolist() == [270, 270]
    assert plan.columns["load"][:2] == pytest.approx([15.0, 12.0])
    with pytest.raises(InputError, match=r"in 2 rows") as caught:
        staffed(forecast_of({"a": [60.0, 60.0, 0.0]}, np.nan), Queue("a", target=GOAL))
    assert caught.value.name == "aht"


def test_only_live_contacts_outside_opening_hours_are_refused():
    hours = ((600, 660),) * 7
    queue = Queue("a", target=GOAL)
    plan = staffed(forecast_of({"a": [5.0, 5.0, 0.0]}, 240.0), queue, opening=hours)
    assert (plan.columns["agents"] > 0).tolist() == [True, True, False]
    with pytest.raises(InputError, match=r"1 intervals .*1970-01-01T11:00:00") as caught:
        staffed(forecast_of({"a": [5.0, 5.0, 5.0]}, 240.0), queue, opening=hours)
    assert caught.value.name == "opening"


def test_each_weekday_has_its_own_hours():
    week = tuple((600, 660) if day in (3, 6) else (0, 0) for day in range(7))
    start = np.arange(7) * DAY + 36000  # from Thursday 1970-01-01
    mail = Queue("a", "deferred", deferred=mails(1800.0))
    plan = staffed(forecast_of({"a": [5.0] + [0.0] * 6}, 360.0, start), mail, opening=week)
    assert plan.columns["agents"].tolist() == [1, 0, 0, 0, 0, 0, 0]
    voice = Queue("a", target=GOAL)
    plan = staffed(forecast_of({"a": [5.0, 0, 0, 5.0, 0, 0, 0]}, 360.0, start), voice, opening=week)
    assert (plan.columns["agents"] > 0).tolist() == [True, False, False, True, False, False, False]


def test_missing_and_unknown_queues_are_both_named():
    with pytest.raises(InputError) as caught:
        staffed(forecast_of({"x": [1.0], "y": [1.0]}, 240.0), Queue("a", target=GOAL))
    assert all(repr(name) in str(caught.value) for name in "axy")
    assert caught.value.name == "queue"


def test_escalations_arrive_day_by_day_at_the_handle_time_of_the_day():
    start, volume = days_of([30.0, 0.0, 0.0, 0.0], 2)
    forecast = forecast_of({"a": volume}, 240.0, start)
    forecast.aht[4:] = 480.0
    queues = (
        Queue("a", target=GOAL, escalation=0.5, escalates_to="b"),
        Queue("b", target=GOAL, aht=600.0),
    )
    plan = staffed(forecast, *queues)
    rows = plan.demand.queue == 1
    passed = plan.demand.volume[rows].reshape(2, 4)
    assert passed.sum(axis=1) == pytest.approx([15, 15], rel=0.05)
    assert passed[0, 0] > passed[1, 0]  # longer calls end later
    assert plan.demand.aht[rows].tolist() == [600] * 8
    assert staffed_of(plan).forecast.line[rows].tolist() == [0] * 8
    assert staffed_of(plan).forecast.volume[rows].tolist() == [0] * 8
    with pytest.raises(InputError) as caught:
        staffed(forecast, queues[0], Queue("b", target=GOAL))
    assert caught.value.name == "aht"


# Teams


def test_first_time_contacts_of_a_pool_have_repeat_contacts():
    forecast = forecast_of(TWO, 240.0)
    queues = (
        Queue("a", target=GOAL, team="t", resolution=0.8),
        Queue("b", target=GOAL, team="t", resolution=0.5, first_time=False),
    )
    plan = staffed(forecast, *queues)
    assert plan.demand.volume == pytest.approx([75, 37.5, 0, 20, 30, 10])
    assert plan.columns["load"] == pytest.approx(plan.demand.volume * 240 / 1800)
    load = (plan.demand.volume[:3] + plan.demand.volume[3:]) * 240 / 1800
    need = wfm.agents_required(load, 240, service_level=0.8, within=30)
    assert (plan.columns["agents"][:3] + plan.columns["agents"][3:]).tolist() == need.tolist()
    assert plan.columns["occupancy"][:3] == pytest.approx(load / need)
    assert plan.columns["asa"][3:] == pytest.approx(wfm.asa(need, load, 240))
    assert (plan.columns["service_level"][2], plan.columns["asa"][2]) == (1, 0)  # of no contacts
    assert np.isnan(abandonment_of(plan)).all()
    unrounded = plan.columns["agents_unrounded"].reshape(2, 3).sum(axis=0)
    exact = wfm.agents_required(load, 240, service_level=0.8, within=30, round_up=False)
    assert unrounded == pytest.approx(exact)


def test_queues_of_a_pool_may_have_rows_at_different_times():
    forecast = forecast_of({"a": [60.0, 60.0], "b": [60.0, 60.0]}, 240.0)
    forecast.start[2:] += 1800
    plan = staffed(forecast, *(Queue(name, target=GOAL, team="t") for name in "ab"))
    alone, both = wfm.agents_required([8.0, 16.0], 240, service_level=0.8, within=30)
    agents = plan.columns["agents"]
    assert (agents[0], agents[3]) == (alone, alone)
    assert agents[1] + agents[2] == both


def test_a_pool_with_abandonment_meets_the_strictest_target_and_definition():
    queues = (
        Queue("a", "erlang_a", Target(0.5, 30.0, abandonment=0.01), patience=120.0, team="t"),
        Queue("b", "erlang_a", GOAL, patience=120.0, team="t", definition="virtual"),
    )
    plan = staffed(forecast_of({"a": [60.0], "b": [20.0]}, 240.0), *queues)
    load = 80 * 240 / 1800
    need = max(
        wfm.agents_required(load, 240, abandonment=0.01, patience=120),
        wfm.agents_required(
            load, 240, service_level=0.8, within=30, patience=120, definition="virtual"
        ),
    )
    assert plan.columns["agents"].sum() == need
    for at, kind in enumerate(("offered", "virtual")):
        level = wfm.service_level(need, load, 240, 30, patience=120, definition=kind)
        assert plan.columns["service_level"][at] == pytest.approx(level)
    assert abandonment_of(plan) == pytest.approx(
        [wfm.abandonment(need, load, 240, patience=120)] * 2
    )


@pytest.mark.parametrize("other", [399.0, 401.0])
def test_handle_times_a_quarter_from_their_mean_are_the_last_that_are_pooled(other):
    forecast = forecast_of({"a": [60.0], "b": [60.0]}, {"a": 240.0, "b": other})
    queues = [Queue(name, target=GOAL, team="t") for name in "ab"]
    if other > 400:
        with pytest.raises(InputError) as caught:
            staffed(forecast, *queues)
        assert (caught.value.name, caught.value.value) == ("team", "t")
    else:
        (note,) = staffed(forecast, *queues).inputs.notes
        assert numbers(note) == [25]


def test_handle_times_that_hardly_differ_are_not_noted():
    forecast = forecast_of({"a": [60.0], "b": [60.0]}, {"a": 240.0, "b": 242.0})
    queues = [Queue(name, target=GOAL, team="t") for name in "ab"]
    assert staffed(forecast, *queues).inputs.notes == ()


def test_priorities_give_each_queue_its_wait_and_the_team_its_occupancy():
    targets = (Target(0.9, 30.0), Target(asa=60.0), Target(0.5, 60.0, max_occupancy=0.7))
    queues = [
        Queue(name, target=target, team="t", priority=rank)
        for name, target, rank in zip("abc", targets, (1, 3, 2), strict=True)
    ]
    plan = staffed(forecast_of({"a": [24.0], "b": [36.0], "c": [12.0]}, 480.0), *queues)
    load = np.array([24.0, 12.0, 36.0]) * 480 / 1800
    need = int(plan.columns["agents"].sum())

    def kept(agents):
        levels = priority.service_level(agents, load, 480, [30, 60, 60])
        waits = priority.asa(agents, load, 480)
        levels_kept = levels[0] >= 0.9 and levels[1] >= 0.5
        return levels_kept and waits[2] <= 60 and load.sum() / agents <= 0.7

    assert kept(need)
    assert not kept(need - 1)
    assert plan.columns["asa"] == pytest.approx(priority.asa(need, load, 480)[[0, 2, 1]])
    levels = priority.service_level(need, load, 480, [30, 60, 60])
    assert plan.columns["service_level"] == pytest.approx(np.asarray(levels)[[0, 2, 1]])
    assert plan.columns["occupancy"] == pytest.approx([load.sum() / need] * 3)
    assert np.isnan(abandonment_of(plan)).all()


def test_two_skills_give_the_service_of_a_pool_and_the_occupancy_of_their_agents():
    names = "abcdef"
    forecast = forecast_of({name: [42.0, 30.0] for name in names}, 600.0)
    queues = [Queue(name, target=GOAL, team="t") for name in names]
    plan = staffed(forecast, *queues, teams=(Team("t", skills=2),))
    bounds = multiskill.agents_required(
        np.array([[14.0] * 6, [10.0] * 6]), 600, service_level=0.8, within=30
    )
    agents = plan.columns["agents"].reshape(6, 2).sum(axis=0)
    assert agents.tolist() == np.asarray(bounds.two_skills).tolist()
    total = np.array([84.0, 60.0])
    level = wfm.service_level(np.asarray(bounds.pooled), total, 600, 30)
    assert plan.columns["service_level"][:2] == pytest.approx(level)
    assert plan.columns["asa"][:2] == pytest.approx(wfm.asa(np.asarray(bounds.pooled), total, 600))
    assert plan.columns["occupancy"][:2] == pytest.approx(total / agents)
    (note,) = plan.inputs.notes
    peak = [agents[0], np.asarray(bounds.separate)[0], np.asarray(bounds.pooled)[0]]
    gain = round(100 * float(multiskill.pooling_gain(0.2, 84.0)))
    assert numbers(note) == [*peak, 20, gain]


def test_an_estimate_for_unequal_groups_shows_its_measured_error():
    def note(*loads):
        forecast = forecast_of({f"g{i}": [3 * load] for i, load in enumerate(loads)}, 600.0)
        queues = [Queue(f"g{i}", target=GOAL, team="t") for i in range(len(loads))]
        (text,) = staffed(forecast, *queues, teams=(Team("t", skills=2),)).inputs.notes
        return text

    assert "unequal" not in note(12.0, 14.0, 13.0)
    assert "unequal" in note(6.0, 12.0, 24.0, 48.0)


def test_a_second_level_shows_the_measured_error_of_its_load():
    forecast = forecast_of({"first": [60.0, 80.0], "second": [0.0, 0.0]}, 300.0)
    first = Queue("first", target=GOAL, escalation=0.2, escalates_to="second")
    plan = staffed(forecast, first, Queue("second", target=GOAL, aht=900.0))
    (note,) = plan.inputs.notes
    assert note.startswith("second: ")
    assert numbers(note) == [82, 84, 80]


def test_a_share_of_cross_trained_agents_brings_its_share_of_the_gain():
    forecast = forecast_of({"a": [84.0], "b": [84.0]}, 600.0)
    queues = [Queue(name, target=GOAL, team="t") for name in "ab"]
    plan = staffed(forecast, *queues, teams=(Team("t", cross_trained=0.1),))
    bounds = multiskill.agents_required([28.0] * 2, 600, service_level=0.8, within=30)
    gain = float(multiskill.pooling_gain(0.1, 56.0))
    need = np.ceil(bounds.separate - gain * (bounds.separate - bounds.pooled))
    assert plan.columns["agents"].sum() == need
    (note,) = plan.inputs.notes
    assert numbers(note)[:2] == [10, need]


def test_agents_are_allocated_by_work_and_rounding_is_made_up_later():
    assert allocated(np.array([3.0, 3.0]), np.array([[1.0, 1.0], [1.0, 1.0]])).tolist() == [
        [2, 1], [1, 2],
    ]  # fmt: skip
    assert allocated(np.array([2.0]), np.zeros((2, 1))).tolist() == [[2], [0]]
    most = allocated(np.array([3.0]), np.array([[2.6], [0.4], [0.0], [0.0]]))
    assert most.tolist() == [[3], [0], [0], [0]]
    unrounded = allocated_unrounded(np.array([3.0, 2.0]), np.array([[2.0, 0.0], [1.0, 0.0]]))
    assert unrounded.tolist() == [[2, 2], [1, 0]]
    # the second is owed nothing after the first start and gets nothing that it has not earned
    people = allocated(np.array([1.0, 1.0, 1.0]), np.array([[0.6, 0.6, 0.0], [0.4, 0.4, 1.0]]))
    assert people.tolist() == [[1, 0, 0], [0, 1, 1]]
    scheduled = allocated_scheduled(np.array([[2.0, 0.0], [2.0, 0.0]]), np.array([6.0, 3.0]))
    assert scheduled.tolist() == [[3, 3], [3, 0]]


# Deferred work


def test_backlog_turnaround_and_age_of_deferred_work_are_figures():
    forecast = forecast_of({"mail": [40.0, 0.0, 0.0, 0.0]}, 360.0)
    plan = staffed(forecast, Queue("mail", "deferred", deferred=mails(7200.0)))
    assert plan.columns["agents"].tolist() == [2, 2, 2, 2]
    # 2 people do 10 in each half-hour: 30, 20 and 10 are left, the oldest for an hour and a half
    # min: they are done in the interval of 0, 30, 60 and 90 min later
    figures = figures_of(plan, "mail")
    assert figures["mean_turnaround"] == pytest.approx(45 * 60)
    assert figures["peak_backlog"] == pytest.approx(30)
    assert figures["oldest_age"] == pytest.approx(5400)
    assert figures["agent_hours_deferred"] == 4
    assert plan.columns["occupancy"].tolist() == [1, 1, 1, 1]
    assert np.isnan(plan.columns["agents_unrounded"]).all()  # people of a block are whole
    assert np.isnan(abandonment_of(plan)).all()
    assert plan.columns["load"] == pytest.approx([8, 0, 0, 0])


def test_the_turnaround_is_at_least_one_interval():
    plan = staffed(
        forecast_of({"mail": [0.0, 4.0, 0.0, 0.0]}, 360.0),
        Queue("mail", "deferred", deferred=mails(3600.0)),
    )
    assert plan.columns["agents"].tolist() == [1, 1, 1, 1]
    assert plan.columns["occupancy"].tolist() == [0, 0.8, 0, 0]
    figures = figures_of(plan, "mail")
    assert figures["mean_turnaround"] == 1800  # within the interval
    assert figures["peak_backlog"] == figures["oldest_age"] == 0


def test_work_with_later_deadlines_is_done_after_urgent_work():
    plan = staffed(
        forecast_of({"slow": [4.0, 0.0, 0.0, 0.0], "urgent": [5.0, 5.0, 0.0, 0.0]}, 360.0),
        Queue("slow", "deferred", deferred=mails(7200.0), team="t"),
        Queue("urgent", "deferred", deferred=mails(1800.0), team="t"),
    )
    assert plan.columns["agents"].reshape(2, 4).sum(axis=0).tolist() == [1, 1, 1, 1]
    slow, urgent = (figures_of(plan, name) for name in ("slow", "urgent"))
    # it arrives in the first interval and is done in the third
    assert slow["mean_turnaround"] == pytest.approx(3600)
    assert slow["peak_backlog"] == pytest.approx(4)
    assert urgent["mean_turnaround"] == 1800
    assert urgent["peak_backlog"] == urgent["oldest_age"] == 0


def test_idle_agents_on_deferred_work_have_no_occupancy():
    plan = staffed(
        forecast_of({"mail": [10.0, 0.0, 0.0, 0.0]}, 360.0),
        Queue("mail", "deferred", deferred=mails(1800.0)),
    )
    assert plan.columns["agents"].tolist() == [2, 2, 2, 2]
    assert plan.columns["occupancy"].tolist() == [1, 0, 0, 0]
    assert plan.columns["scheduled"].tolist() == [3, 3, 3, 3]


def test_calendar_hours_count_while_the_centre_is_closed():
    start, volume = days_of([0.0, 0.0, 0.0, 20.0], 3)
    hours = ((600, 720),) * 7

    def people(hours, **values):
        queue = Queue("mail", "deferred", deferred=mails(3600.0, **values))
        plan = staffed(forecast_of({"mail": volume}, 360.0, start), queue, opening=hours)
        return column(plan, "agents", "mail").reshape(3, 4)[:, 0].tolist()

    assert people(hours)[0] == 2  # half an hour today and half an hour tomorrow
    assert people(hours, business_hours=False)[0] == 4  # the last half-hour of the day
    with pytest.raises(InputError, match="'mail'") as caught:  # which then is closed
        people(((600, 690),) * 7, business_hours=False)
    assert caught.value.name == "within"


def test_more_safety_takes_more_agents():
    forecast = forecast_of({"mail": [100.0] * 4}, 360.0)
    need = []
    for safety in (0.0, 1.0, 2.0):
        target = mails(3600.0)
        target = type(target)(target.within, 1.0, safety=safety)
        plan = staffed(forecast, Queue("mail", "deferred", deferred=target))
        need.append(plan.columns["agents"][0])
    assert need[0] == 20
    assert need[0] < need[1] < need[2]


def test_a_team_uses_the_highest_safety_of_its_queues():
    forecast = forecast_of({"x": [50.0] * 4, "y": [50.0] * 4}, 360.0)

    def need(*safety):
        queues = [
            Queue(name, "deferred", team="t", deferred=type(mails())(3600.0, 1.0, safety=one))
            for name, one in zip("xy", safety, strict=True)
        ]
        return staffed(forecast, *queues).columns["agents"].sum()

    assert need(0.0, 2.0) == need(2.0, 2.0) > need(0.0, 0.0)


def test_all_deferred_work_is_done_by_its_deadline():
    def plan_of(**more):
        queue = Queue("mail", "deferred", deferred=mails(1800.0, 0.5, **more))
        return staffed(forecast_of({"mail": [40.0] + [0.0] * 5}, 360.0), queue)

    early = plan_of(deadline=3600.0)
    late = plan_of(deadline=10800.0)
    # half of it in the first interval
    assert early.columns["agents"][0] == late.columns["agents"][0] == 4
    # without safety it is the mean workload that is in time
    assert early.columns["service_level"] == pytest.approx([0.92] * 6, abs=0.01)
    assert plan_of().columns["agents"][0] == 4  # twice the response time by default
    small = Queue("mail", "deferred", deferred=mails(1800.0, 0.1, deadline=5400.0))
    plan = staffed(forecast_of({"mail": [30.0] + [0.0] * 5}, 360.0), small)
    assert plan.columns["agents"][0] == 2  # 30 · 360 s in three half-hours
    assert plan.columns["service_level"][0] >= 0.1


# Deferred work beside live contacts


def test_a_live_queue_beside_deferred_work_meets_asa_and_abandonment():
    start, calls = days_of([100.0, 90.0, 80.0, 60.0], 1)
    forecast = forecast_of({"voice": calls, "mail": np.full(4, 20.0)}, 360.0, start)
    mail = Queue("mail", "deferred", deferred=mails(7200.0), team="t")

    def plan_of(**more):
        voice = Queue("voice", "erlang_a", patience=240.0, team="t", **more)
        return staffed(forecast, voice, mail)

    plain = plan_of(target=GOAL)
    waited = plan_of(target=Target(0.8, 30.0, asa=3.0))
    lost = plan_of(target=replace(GOAL, abandonment=0.01))
    assert column(plain, "load", "voice") == pytest.approx([20, 18, 16, 12])
    assert column(plain, "load", "mail").tolist() == [4] * 4
    assert column(plain, "asa", "voice").max() > 3
    assert column(waited, "asa", "voice").max() <= 3
    assert abandonment_of(plain)[:4].max() > 0.01
    assert abandonment_of(lost)[:4].max() <= 0.01
    for plan in (plain, waited, lost):
        assert np.isnan(abandonment_of(plan)[4:]).all()
        assert np.isnan(column(plan, "asa", "mail")).all()
        busy = column(plan, "occupancy", "voice")
        agents = column(plan, "agents", "voice") + column(plan, "agents", "mail")
        work = column(plan, "load", "voice") * (1 - abandonment_of(plan)[:4])
        done = busy * agents - work
        assert done.sum() == pytest.approx(80 * 360 / 1800)  # all of the mail
        assert np.isnan(column(plan, "agents_unrounded", "voice")).all()
        scheduled = column(plan, "scheduled", "voice") + column(plan, "scheduled", "mail")
        assert scheduled.tolist() == wfm.scheduled(agents, 0.25).tolist()


def test_agent_hours_of_live_and_deferred_work_are_figures():
    start, calls = days_of([100.0, 90.0, 80.0, 60.0], 1)
    mail = Queue("mail", "deferred", deferred=mails(7200.0), team="t")
    forecast = forecast_of({"voice": calls, "mail": np.full(4, 40.0)}, 360.0, start)
    plan = staffed(forecast, VOICE, mail)
    load = calls * 360 / 1800
    alone = wfm.agents_required(load, 360, service_level=0.8, within=30, patience=240)
    base = alone.sum() / 2
    assert figures_of(plan, "voice") == {
        "agent_hours_live": base,
        "agent_hours_deferred": plan.columns["agents"].sum() / 2 - base,
    }
    assert plan.columns["agents"].sum() > alone.sum()


def test_erlang_c_beside_deferred_work_has_no_abandonment():
    voice = Queue("voice", target=GOAL, team="t")
    mail = Queue("mail", "deferred", deferred=mails(3600.0), team="t")
    forecast = forecast_of({"voice": [60.0] * 3, "mail": [9.0] * 3}, 240.0)
    plan = staffed(forecast, voice, mail)
    assert models_of(plan) == ("blend", "deferred")
    assert np.isnan(abandonment_of(plan)).all()
    assert (column(plan, "service_level", "voice") >= 0.8).all()


@pytest.mark.parametrize("within", [DAY / 2, 2 * DAY])
def test_agents_on_deferred_work_are_occupied_for_its_hours_alone(within):
    # 22.5 contacts of 2 min in a half-hour: 1.5 agents, for two weeks of five days
    start, volume = days_of([22.5] * 4, 12)
    weekday = start // DAY % 7 < 5
    mail = Queue("mail", "deferred", deferred=DeferredTarget(within, 0.95), team="desk")
    plan = staffed(forecast_of({"mail": volume[weekday]}, 120.0, start[weekday]), mail)
    worked = float((plan.columns["agents"] * plan.columns["occupancy"]).sum())
    assert worked == pytest.approx(float(plan.columns["load"].sum()))
    assert worked < plan.columns["agents"].sum()
