"""The explanation of each row of a centre's plan: every figure is the plan's."""

import re
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

import wfm
from support.centres import (
    DAY,
    GOAL,
    LOST,
    abandonment_of,
    days_of,
    explain,
    forecast_of,
    mails,
    models_of,
    staffed_of,
    values_of,
)
from wfm.centre import Centre, Queue, Season, Team, staff_centre
from wfm.centre.config import read_centre
from wfm.io import ReadOptions, read_demand
from wfm.queueing import deferred, escalation
from wfm.report.explain_text import explanation_text
from wfm.targets import Target

FORECAST = "examples/centre_forecast.csv"
EXAMPLE = """
contract_hours = 40
[opening]
Mon-Sun = "08:00-22:00"
[[season]]
first = 2026-11-16
last = 2026-12-27
uplift = "40%"
contingency = "15%"
[[team]]
name = "care"
block_length = "7h"
[[team]]
name = "experts"
block_length = "3h30m"
[[queue]]
name = "voice"
model = "erlang_a"
team = "care"
target = "85/60"
patience = "3m"
aht = "6m"
max_occupancy = "85%"
deflection = "25%"
resolution = "85%"
redial = "40%"
forecast = "offered"
escalation = "3%"
escalates_to = "level 2"
contingency = "5%"
[[queue]]
name = "chat"
model = "chat"
target = "90/60"
asa = "30s"
concurrency = 3
aht = ["4m30s", "5m30s", "7m"]
patience = "4m"
deflection = "25%"
[[queue]]
name = "e-mail"
model = "deferred"
team = "care"
within = "24h"
share = "95%"
aht = "5m"
deflection = "25%"
[[queue]]
name = "urgent e-mail"
model = "deferred"
team = "care"
within = "1h"
aht = "5m"
[[queue]]
name = "social"
model = "deferred"
team = "care"
within = "2h"
aht = "3m"
[[queue]]
name = "level 2"
model = "deferred"
team = "experts"
within = "12h"
aht = "15m"
"""

GOLD, SLOW = Target(0.9, 30.0, asa=15.0), Target(0.9, 60.0, max_occupancy=0.8)
PATIENT = {"patience": 120.0, "model": "erlang_a"}
TWO = {"a": [60.0, 30.0, 0.0], "b": [20.0, 30.0, 10.0]}
SIX = {name: [42.0, 40.0, 0.0] for name in "abcdef"}
LADDER = (270.0, 330.0, 420.0)


def shared(*queues, **team):
    return Centre(queues, shrinkage=LOST, teams=(Team("t", **team),))


CENTRES = {
    "erlang_c": (
        TWO,
        Centre(
            (Queue("a", target=GOLD, resolution=0.8), Queue("b", target=SLOW, automation=0.1)),
            shrinkage=LOST,
        ),
    ),
    "erlang_a": (
        TWO,
        Centre(
            (
                Queue(
                    "a", target=replace(GOAL, abandonment=0.03), redial=0.5, resolution=0.8,
                    definition="answered", **PATIENT,
                ),
                Queue("b", target=SLOW, definition="virtual", **PATIENT),
            ),
            shrinkage=LOST,
        ),
    ),
    "chat": (
        TWO,
        Centre(
            (
                Queue(
                    "a", "chat", Target(0.8, 30.0, max_occupancy=0.9), overhead=0.2, concurrency=3
                ),
                Queue(
                    "b", "chat", Target(0.9, 60.0, asa=5.0, abandonment=0.01),
                    overhead=0.3, concurrency=2, patience=240.0,
                ),
            ),
            shrinkage=LOST,
        ),
    ),
    "pool": (
        TWO,
        shared(Queue("a", target=GOAL, team="t"), Queue("b", target=SLOW, team="t")),
    ),
    "pool with abandonment": (
        TWO,
        shared(
            Queue("a", target=GOAL, team="t", **PATIENT),
            Queue("b", target=replace(GOAL, abandonment=0.02), team="t", **PATIENT),
        ),
    ),
    "priority": (
        TWO,
        shared(
            Queue("a", target=GOLD, team="t"), Queue("b", target=SLOW, team="t", priority=2)
        ),
    ),
    "skills": (SIX, shared(*(Queue(name, target=GOAL, team="t") for name in SIX), skills=2)),
    "cross-trained": (
        TWO,
        shared(
            Queue("a", target=GOAL, team="t"), Queue("b", target=GOAL, team="t"), cross_trained=0.2
        ),
    ),
}  # fmt: skip


def of_team(plan, row, name):
    """A column of the plan summed over the team of a row, at its start."""
    team = plan.teams[plan.demand.queue[row]]
    there = np.array([plan.teams[i] == team for i in plan.demand.queue])
    return plan.columns[name][there & (plan.demand.start == plan.demand.start[row])].sum()


def compared_with_the_plan(plan, row):
    """Compare the explanation of a row with the plan; returns it."""
    explanation = explain(plan, row)
    assert max(map(len, explanation_text(explanation).splitlines()[1:])) <= 110
    assert explanation.title.startswith(plan.demand.queues[plan.demand.queue[row]] + ", ")
    n = int(of_team(plan, row, "agents"))
    assert explanation.value("agents") == n
    if n == 0:
        return explanation
    names = [step.name for step in explanation.steps]
    team_scheduled = "team scheduled" if "allocated" in names else "scheduled"
    assert explanation.value(team_scheduled) == of_team(plan, row, "scheduled")
    if "allocated" in names:
        assert explanation.value("allocated") == plan.columns["agents"][row]
    scheduled = plan.columns["scheduled"][row]
    assert explanation.value("scheduled") == scheduled
    assert explanation.value("paid hours") == scheduled * plan.demand.interval / 3600
    if plan.demand.volume[row] > 0:
        assert explanation.value("service level") == plan.columns["service_level"][row]
        if not np.isnan(plan.columns["asa"][row]):
            assert explanation.value("asa") == plan.columns["asa"][row]
        abandonment = abandonment_of(plan)[row]
        if not np.isnan(abandonment) and "abandonment" in names:
            assert explanation.value("abandonment") == abandonment
    assert explanation.value("occupancy") == pytest.approx(plan.columns["occupancy"][row])
    return explanation


def parts_needed(explanation):
    """The agents that each part of the target needs."""
    return [step.value for step in explanation.steps if step.name.startswith("agents for ")]


@pytest.mark.parametrize("kind", CENTRES)
def test_every_figure_is_that_of_the_plan_and_one_agent_fewer_misses_the_target(kind):
    volumes, centre = CENTRES[kind]
    plan = staff_centre(forecast_of(volumes, 240.0 if kind != "skills" else 600.0), centre)
    for row in range(len(plan.demand)):
        explanation = compared_with_the_plan(plan, row)
        if explanation.value("agents"):
            assert values_of(explanation, "one agent fewer")
            estimated = models_of(plan)[0] == "skills"
            most = max(parts_needed(explanation))
            assert most == explanation.value("pooled" if estimated else "agents")
        load = plan.demand.volume[row] * plan.demand.aht[row] / 1800
        assert explanation.value("offered load") == pytest.approx(load)
        names = [step.name for step in explanation.steps]
        if not {"offered contacts", "repeat contacts"} & set(names):
            *_, volume = [s.value for s in explanation.steps if s.unit == "contacts"]
            assert volume == pytest.approx(plan.demand.volume[row])


def test_agents_that_meet_each_part_of_a_target_are_those_of_the_core():
    volumes, centre = CENTRES["pool with abandonment"]
    plan = staff_centre(forecast_of(volumes, 240.0), centre)
    for row in (0, 3):
        explanation = explain(plan, row)
        load, aht = explanation.value("team load"), explanation.value("team aht")
        level = {"service_level": 0.8, "within": 30.0}
        needs = [
            wfm.agents_required(load, aht, **goals, patience=120)
            for goals in (level, level, {"abandonment": 0.02})
        ]
        assert parts_needed(explanation) == needs
        assert explanation.value("agents") == max(needs)


def test_first_time_contacts_and_redials_add_up():
    volumes, centre = CENTRES["erlang_a"]
    plan = staff_centre(forecast_of(volumes, 240.0), centre)
    explanation = explain(plan, 0)
    abandonment = explanation.value("redial abandonment")
    repeats = 0.5 * abandonment + 0.2 * (1 - abandonment)
    assert explanation.value("offered contacts") == pytest.approx(60 / (1 - repeats))
    assert explanation.value("offered contacts") == plan.demand.volume[0]


def test_steps_before_the_queue_change_volume_and_handle_time_one_after_the_other():
    queue = Queue(
        "voice", target=GOAL, contingency=0.1, deflection=0.25, aht_change=0.1, automation=0.05,
        resolution=0.8, first_time=False,
        seasons=(Season(date(1970, 1, 1), date(1970, 1, 1), 0.4, 0.25),),
    )  # fmt: skip
    forecast = forecast_of({"voice": [60.0, 60.0]}, 240.0, np.array([DAY - 1800, DAY]))
    plan = staff_centre(forecast, Centre((queue,), shrinkage=LOST))
    inside, outside = explain(plan, 0), explain(plan, 1)
    contacts = [step.name for step in dict(inside.sections)["contacts"]]
    assert contacts == [
        "season", "contingency", "self-service", "repeat contacts", "handle time", "automation",
    ]  # fmt: skip
    assert inside.value("self-service") == pytest.approx(plan.demand.volume[0])
    assert inside.value("contingency") == pytest.approx(84 * 1.25)
    assert inside.value("automation") == pytest.approx(plan.demand.aht[0])
    assert dict(outside.sections)["contacts"][0].name == "contingency"
    season = dict(inside.sections)["contacts"][0]
    assert season == (
        "season", "volume × factor of 1970-01-01 to 1970-01-01", "60 × 1.4", 84.0, "contacts",
    )  # fmt: skip
    assert "already in the forecast" in dict(inside.sections)["contacts"][3].formula
    compared_with_the_plan(plan, 1)


def test_escalations_are_shown_in_both_queues():
    voice = Queue("voice", target=GOAL, escalation=0.1, escalates_to="experts")
    chat = Queue("chat", target=GOAL, escalation=0.2, escalates_to="experts")
    experts = Queue("experts", target=GOAL, aht=600.0)
    forecast = forecast_of({"voice": [60.0] * 4, "chat": [20.0] * 4}, 240.0)
    plan = staff_centre(forecast, Centre((voice, chat, experts), shrinkage=LOST))
    row = int(np.flatnonzero(plan.demand.queue == 2)[1])
    explanation = compared_with_the_plan(plan, row)
    sent = escalation.offered_loads([60.0] * 4, 1800, 240, 600, 0.1)
    first, both = values_of(explanation, "escalations")
    assert first == pytest.approx(sent.escalated_volume[1])
    assert both == pytest.approx(plan.demand.volume[row])
    assert explanation.value("load of voice") == pytest.approx(sent.escalated_load[1])
    loads = explanation.value("load of voice") + explanation.value("load of chat")
    assert explanation.value("offered load") == pytest.approx(loads)
    assert explanation.source == "not in the forecast"
    assert explanation.steps[0][:2] == ("escalations only", "from voice, chat")
    assert explanation.value("aht") == 600
    source = compared_with_the_plan(plan, 1)
    assert source.value("escalates") == pytest.approx(first)


def test_deferred_work_shows_what_one_agent_fewer_leaves_late():
    start, volume = days_of([10.0, 30.0, 10.0, 5.0], 3)
    queue = Queue("mail", "deferred", deferred=mails(3600.0))
    forecast = forecast_of({"mail": volume}, 600.0, start)
    plan = staff_centre(forecast, Centre((queue,), shrinkage=LOST, opening=((600, 720),) * 7))
    work = deferred.work(volume, 600.0, 3600.0, 1800.0)
    agents = plan.columns["agents"].copy()
    agents[:4] -= 1
    missing = deferred.shortfall(work, agents)
    assert missing.seconds > 0
    explanation = compared_with_the_plan(plan, 1)
    assert explanation.value("block") == plan.columns["agents"][1]
    assert explanation.value("one agent fewer") == pytest.approx(missing.seconds / 3600)
    steps = {step.name: step for step in explanation.steps}
    assert steps["target"].formula == "100 % begun within 1 h (business hours)"
    assert steps["block"].formula == "Thu 1970-01-01 10:00 to 12:00: agents for deferred work"
    first, end = start[missing.first], start[missing.end - 1] + 1800
    times = [f"{t % DAY // 3600:02d}:{t % 3600 // 60:02d}" for t in (first, end)]
    assert f"Thu 1970-01-01 {times[0]} to {times[1]}" in steps["one agent fewer"].formula


def test_a_closed_centre_does_no_deferred_work():
    start, volume = days_of([10.0, 30.0, 10.0, 5.0], 2)
    queue = Queue("mail", "deferred", deferred=mails(7200.0))
    forecast = forecast_of({"mail": volume}, 600.0, start)
    plan = staff_centre(forecast, Centre((queue,), shrinkage=LOST, opening=((660, 720),) * 7))
    (step,) = dict(compared_with_the_plan(plan, 0).sections)["agents"]
    assert step.value == 0
    assert "closed" in step.formula
    compared_with_the_plan(plan, 2)


def row_of(plan, queue, start):
    return int(
        np.flatnonzero(
            (plan.demand.queue == plan.demand.queues.index(queue))
            & (plan.demand.start == np.datetime64(start, "s").astype(np.int64))
        )[0]
    )


@pytest.mark.parametrize("start", ["2026-11-10T10:00", "2026-11-18T16:30"])
def test_a_live_queue_and_deferred_work_beside_it_are_those_of_the_plan(example_plan, start):
    live = compared_with_the_plan(example_plan, row_of(example_plan, "voice", start))
    assert live.value("service level") >= 0.85
    reserve = live.value("reserve")
    assert not reserve or live.value("with reserve R − 1") < 0.85
    assert live.value("service level") < live.value("without deferred work")
    assert live.value("agents alone") + live.value("block") == live.value("agents")
    fewer, late = values_of(live, "one agent fewer")
    assert fewer < 0.85
    assert late > 0
    assert live.value("deferred work") <= live.value("capacity") + 1e-9
    mail = compared_with_the_plan(example_plan, row_of(example_plan, "e-mail", start))
    steps = {step.name: step for step in mail.steps}
    assert steps["done with"].formula.startswith("urgent e-mail, social: ")
    for name in ("agents", "block", "reserve", "capacity"):
        assert mail.value(name) == live.value(name)
    assert steps["target"].formula == "95 % begun within 24 h (business hours)"


def test_a_second_level_of_deferred_work_is_that_of_the_plan(example_plan):
    rows = np.flatnonzero(example_plan.demand.queue == example_plan.demand.queues.index("level 2"))
    some = rows[example_plan.columns["agents"][rows] > 0]
    row = int(some[len(some) // 2])
    explanation = compared_with_the_plan(example_plan, row)
    assert explanation.value("block") == example_plan.columns["agents"][row]
    assert explanation.value("one agent fewer") > 0
    times = re.findall(r"\d\d:\d\d", next(
        step.formula for step in explanation.steps if step.name == "block"
    ))  # fmt: skip
    minutes = [int(time[:2]) * 60 + int(time[3:]) for time in times]
    assert minutes[1] - minutes[0] == 210
    assert explanation.value("escalations") == pytest.approx(example_plan.demand.volume[row])
    compared_with_the_plan(example_plan, row_of(example_plan, "chat", "2026-11-21T20:00"))


def test_a_plan_explains_the_row_of_its_staffed_centre(example_plan):
    assert staffed_of(example_plan).forecast.source == FORECAST
    explanation = explain(example_plan, row_of(example_plan, "voice", "2026-11-10T10:00"))
    assert re.fullmatch(rf"{FORECAST}, line \d+", explanation.source)


# Through the command


def written(tmp_path, toml, days=("2026-11-15", "2026-11-16")):
    """A centre, and the forecast of its queues on some days of the example."""
    (tmp_path / "centre.toml").write_text(toml)
    with open(FORECAST, encoding="utf-8") as file:
        head, *rows = file.read().splitlines()
    names = re.findall(r'^name = "(.*)"$', toml, re.MULTILINE)
    kept = [row for row in rows if row.split(",")[1][:10] in days and row.split(",")[0] in names]
    (tmp_path / "forecast.csv").write_text("\n".join([head, *kept]) + "\n")
    return tmp_path / "forecast.csv", tmp_path / "centre.toml"


ONE = '[[queue]]\nname = "{}"\naht = "4m"\n{}\n'
TEAM = ONE.replace("aht", 'team = "t"\ntarget = "80/30"\naht')
COMMANDS = {
    "erlang_c": ("voice", ONE.format("voice", 'target = "80/30"'), "C = B / "),
    "erlang_a": (
        "voice", ONE.format("voice", 'target = "80/30"\nmodel = "erlang_a"\npatience = "2m"'),
        "₁F₁(1; s + 1; y)",
    ),
    "chat": ("chat", EXAMPLE, "ρ₃ = 3 / AHT₃"),
    "deferred": ("level 2", EXAMPLE, "from voice"),
    "deferred between calls": ("social", EXAMPLE, "agents free for deferred work"),
    "blend": ("voice", EXAMPLE, "least agents kept idle for live contacts"),
    "pool": ("chat", TEAM.format("voice", "") + TEAM.format("chat", ""), "mean of all contacts"),
    "priority": (
        "chat", TEAM.format("voice", "priority = 1") + TEAM.format("chat", "priority = 2"),
        "(1 − σ of the class above) (1 − σ of the class)",
    ),
    "skills": (
        "chat",
        TEAM.format("voice", "") + TEAM.format("chat", "") + TEAM.format("social", "")
        + '[[team]]\nname = "t"\nskills = 2\n',
        "n with two skills each, an estimate",
    ),
    "cross-trained": (
        "chat",
        TEAM.format("voice", "") + TEAM.format("chat", "")
        + '[[team]]\nname = "t"\ncross_trained = "20%"\n',
        "an estimate",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """The files of a centre and its plan, made once: four kinds of queue are in the same one."""

    @cache
    def made(toml):
        forecast, centre = written(tmp_path_factory.mktemp("centre"), toml)
        options = ReadOptions(aht_may_lack=True)
        plan = staff_centre(read_demand(str(forecast), options), read_centre(str(centre)))
        return forecast, centre, plan

    return made


@pytest.mark.parametrize("kind", COMMANDS)
def test_the_command_prints_the_explanation_of_the_model(wfm_inside, planned, kind):
    queue, toml, words = COMMANDS[kind]
    forecast, centre, plan = planned(toml)
    done = wfm_inside(
        "explain", forecast, "2026-11-16T11:00", "--queue", queue, "--centre", centre
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert words in " ".join(done.stdout.split())
    assert done.stdout.startswith(f"{queue}, 2026-11-16T11:00:00")
    explanation = compared_with_the_plan(plan, row_of(plan, queue, "2026-11-16T11:00"))
    assert done.stdout.rstrip() == explanation_text(explanation)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["10:00", "--queue", "voise"],
            "unknown queue 'voise'; the queues are voice, chat, e-mail",
        ),
        (["2027-01-01T10:00", "--queue", "voice"], "no interval of"),
        (["10:00"], "(chat, e-mail, level 2, social, urgent e-mail, voice); choose one"),
        (["10:00", "--target", "80/20"], "cannot be used with --centre, which sets target"),
        (["10:00", "--contract-hours", "38"], "cannot be used with --centre, which sets target"),
    ],
)
def test_an_explanation_that_is_impossible_is_refused(wfm_inside, tmp_path, words, message):
    forecast, centre = written(tmp_path, EXAMPLE, days=("2026-11-16",))
    done = wfm_inside("explain", forecast, *words, "--centre", centre)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert done.stdout == ""


SMALL_CENTRE = """
[[queue]]
name = "voice"
target = "80/20"
aht = "4m"
team = "one"
[[queue]]
name = "mail"
target = "80/20"
aht = "4m"
team = "one"
[[team]]
name = "one"
{team}
[[minimum]]
agents = 6
hours = "09:00-10:00"
days = "Mon"
"""


@pytest.mark.parametrize("team", ["", 'cross_trained = "50%"'])
def test_a_minimum_by_hours_is_named_where_it_sets_the_agents(team, tmp_path):
    (tmp_path / "centre.toml").write_text(SMALL_CENTRE.format(team=team))
    rows = [
        f"{queue},2026-03-0{day}T{hour:02}:00,2,240"
        for queue in ("voice", "mail") for day in (2, 3) for hour in (8, 9)
    ]  # fmt: skip
    (tmp_path / "day.csv").write_text("\n".join(["queue,start,volume,aht", *rows]))
    centre, forecast = read_centre(tmp_path / "centre.toml"), read_demand(tmp_path / "day.csv")
    staffed = staff_centre(forecast, centre)
    texts = [explanation_text(explain(staffed, row)) for row in range(4)]
    words = [re.findall(r"minimum +6 agents +(.*)", text) for text in texts]
    assert words == [[], ["[[minimum]]: 09:00-10:00, Mon, also without contacts"], [], []]
