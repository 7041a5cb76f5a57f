"""The way of one number through a centre: every figure shown is the plan's."""

import re
from datetime import date

import numpy as np
import pytest

from support.centres import DAY, GOAL, LOST, days_of, forecast_of, mails
from wfm.centre import Centre, Queue, Season, Team, staff_centre
from wfm.centre.config import read_centre
from wfm.centre.explain import walk
from wfm.centre.explain_deferred import Blended, Mail
from wfm.io import ReadOptions, read_demand
from wfm.queueing import deferred, escalation
from wfm.report.centre_walk_text import centre_walk_text
from wfm.targets import Target
from wfm.units import percent_text

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
block = "7h"
[[team]]
name = "experts"
block = "3h30m"
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
                    "a", target=GOAL, abandonment=0.03, redial=0.5, resolution=0.8,
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
                Queue("a", "chat", Target(0.8, 30.0, max_occupancy=0.9), aht_by_concurrency=LADDER),
                Queue(
                    "b", "chat", Target(0.9, 60.0, asa=5.0), aht_by_concurrency=LADDER,
                    patience=240.0, abandonment=0.01,
                ),
            ),
            shrinkage=LOST,
        ),
    ),
    "pool": (
        TWO,
        shared(Queue("a", target=GOAL, team="t"), Queue("b", target=SLOW, team="t")),
    ),
    "pool of the impatient": (
        TWO,
        shared(
            Queue("a", target=GOAL, team="t", **PATIENT),
            Queue("b", target=GOAL, team="t", abandonment=0.02, **PATIENT),
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


def steps_of(text):
    """Steps by name, each as one line; of a name that comes again, all of them."""
    found, name = {}, ""
    head, _, body = text.partition("\n\n")
    width = re.match(r"file\s+", body).end()
    for line in body.splitlines():
        if line.startswith(" " * (width + 1)):
            found[name][-1] += " " + line.strip()
        else:
            name = line[:width].strip() or name
            found.setdefault(name, []).append(line[width:].strip())
    return head, found


def of_team(plan, row, name):
    """A column of the plan summed over the team of a row, at its start."""
    mine = plan.teams[plan.demand.queue[row]]
    there = [plan.teams[i] == mine for i in plan.demand.queue]
    return getattr(plan.solved, name)[there & (plan.demand.start == plan.demand.start[row])].sum()


def held_to_the_plan(plan, row):
    """Compare what the text of a row says with the plan; returns its steps."""
    text = centre_walk_text(walk(plan, row))
    assert max(map(len, text.splitlines())) <= 110
    head, steps = steps_of(text)
    assert head.startswith(plan.demand.queues[plan.demand.queue[row]] + ", ")
    n = int(of_team(plan, row, "agents"))
    assert re.search(rf"(^n = (\S+ \+ \S+ = |⌈.*⌉ = )?{n}\b)|(^{n}: )", steps["agents"][-1]), text
    if n == 0:
        return steps
    assert f"⌉ = {of_team(plan, row, 'scheduled'):.0f}" in steps["scheduled"][0]
    if "dealt" in steps:
        assert steps["dealt"][0].startswith(f"{plan.solved.agents[row]:.0f} of {n} agents of team ")
    mine = plan.solved.scheduled[row]
    assert steps["paid hours"][0].startswith(f"{mine:.0f} × ")
    if plan.demand.volume[row] > 0:
        assert percent_text(plan.solved.service_level[row], 2) in steps["service level"][0]
        if not np.isnan(plan.solved.asa[row]):
            assert f"{plan.solved.asa[row]:.4g} s" in steps["asa"][0]
        if not np.isnan(plan.abandonment[row]) and np.isfinite(walk(plan, row).queue.patience):
            assert percent_text(plan.abandonment[row], 2) in steps["abandonment"][0]
    assert percent_text(plan.solved.occupancy[row]) in steps["occupancy"][0]
    return steps


@pytest.mark.parametrize("kind", CENTRES)
def test_every_figure_is_that_of_the_plan_and_one_agent_fewer_breaks_the_promise(kind):
    volumes, centre = CENTRES[kind]
    plan = staff_centre(forecast_of(volumes, 240.0 if kind != "skills" else 600.0), centre)
    for row in range(len(plan.demand)):
        steps = held_to_the_plan(plan, row)
        walked = walk(plan, row)
        if walked.why.agents:
            assert any(not part.kept_by(part.fewer) for part in walked.why.parts)
            assert all(part.kept_by(part.given) for part in walked.why.parts)
            most = max(part.least for part in walked.why.parts)
            estimated = plan.models[0] == "skills"
            assert most == (walked.why.pooled if estimated else walked.why.agents)
            assert "would break the promise" in " ".join(map(" ".join, steps.values()))
        volume = np.prod([walked.cell.volume, *(
            step.factor for step in walked.changed if step.step not in ("aht_change", "automation")
        )])  # fmt: skip
        assert walked.load == pytest.approx(plan.demand.volume[row] * walked.aht / 1800)
        if walked.returning is None:
            assert volume == pytest.approx(plan.demand.volume[row])


def test_agents_that_keep_each_part_of_a_promise_are_those_of_the_core():
    import wfm

    volumes, centre = CENTRES["pool of the impatient"]
    plan = staff_centre(forecast_of(volumes, 240.0), centre)
    for row in (0, 3):
        why = walk(plan, row).why
        assert why.agents == max(part.least for part in why.parts)
        for part in why.parts:
            goals = {part.measure: part.wanted}
            if part.measure == "service_level":
                goals["within"] = 30.0
            need = wfm.agents_required(why.load, why.aht, **goals, patience=120)
            assert part.least == need


def test_fresh_contacts_that_come_back_add_up():
    volumes, centre = CENTRES["erlang_a"]
    plan = staff_centre(forecast_of(volumes, 240.0), centre)
    back = walk(plan, 0).returning
    assert back.how == "fresh"
    assert back.before == 60
    again = 0.5 * back.lost + 0.2 * (1 - back.lost)
    assert back.after == pytest.approx(back.before / (1 - again))
    _, steps = steps_of(centre_walk_text(walk(plan, 0)))
    assert f"= {plan.demand.volume[0]:.6g} contacts" in steps["come back"][0]
    assert "FRESH" in steps["come back"][0]


def test_steps_before_the_queue_change_volume_and_handle_time_one_after_the_other():
    queue = Queue(
        "voice", target=GOAL, contingency=0.1, deflection=0.25, aht_change=0.1, automation=0.05,
        resolution=0.8, fresh=False,
        seasons=(Season(date(1970, 1, 1), date(1970, 1, 1), 0.4, 0.25),),
    )  # fmt: skip
    forecast = forecast_of({"voice": [60.0, 60.0]}, 240.0, np.array([DAY - 1800, DAY]))
    plan = staff_centre(forecast, Centre((queue,), shrinkage=LOST))
    inside, outside = walk(plan, 0), walk(plan, 1)
    assert [step.step for step in inside.changed] == [
        "season", "contingency", "deflection", "aht_change", "automation",
    ]  # fmt: skip
    assert inside.changed[2].after == pytest.approx(plan.demand.volume[0])
    assert inside.changed[1].factor == 1.25
    assert inside.changed[-1].after == pytest.approx(plan.demand.aht[0])
    assert next(step.step for step in outside.changed) == "contingency"
    _, steps = steps_of(centre_walk_text(inside))
    assert steps["season"] == ["60 × 1.4 = 84 contacts, 1970-01-01 to 1970-01-01"]
    assert steps["come back"][0].startswith("OFFERED")
    held_to_the_plan(plan, 1)


def test_what_is_passed_on_is_told_at_both_ends():
    voice = Queue("voice", target=GOAL, escalation=0.1, escalates_to="experts")
    chat = Queue("chat", target=GOAL, escalation=0.2, escalates_to="experts")
    experts = Queue("experts", target=GOAL, aht=600.0)
    forecast = forecast_of({"voice": [60.0] * 4, "chat": [20.0] * 4}, 240.0)
    plan = staff_centre(forecast, Centre((voice, chat, experts), shrinkage=LOST))
    rows = np.flatnonzero(plan.demand.queue == 2)
    fed, giver = walk(plan, int(rows[1])), walk(plan, 1)
    sent = escalation.offered_loads([60.0] * 4, 1800, 240, 600, 0.1)
    assert fed.passed[0].contacts == pytest.approx(sent.escalated_volume[1])
    assert fed.passed[0].load == pytest.approx(sent.escalated_load[1])
    assert giver.passes_on == fed.passed[0]
    assert sum(one.contacts for one in fed.passed) == pytest.approx(fed.volume)
    assert sum(one.load for one in fed.passed) == pytest.approx(fed.load)
    steps = held_to_the_plan(plan, int(rows[1]))
    assert steps["file"][0].startswith("fed by voice, chat; no rows of its own; aht 600 s")
    assert "to experts" in held_to_the_plan(plan, 1)["passes on"][0]


def test_mail_says_what_one_person_less_leaves_undone():
    start, volume = days_of([10.0, 30.0, 10.0, 5.0], 3)
    queue = Queue("mail", "deferred", deferred=mails(3600.0))
    forecast = forecast_of({"mail": volume}, 600.0, start)
    plan = staff_centre(forecast, Centre((queue,), shrinkage=LOST, opening=((600, 720),) * 7))
    work = deferred.work(volume, 600.0, 3600.0, 1800.0)
    people = plan.solved.agents.copy()
    people[:4] -= 1
    missing = deferred.shortfall(work, people)
    why = walk(plan, 1).why
    assert isinstance(why, Mail)
    assert (why.block.start, why.block.end) == (36000, 43200)
    assert why.block.people == plan.solved.agents[1]
    assert why.block.fewer.seconds == pytest.approx(missing.seconds)
    assert missing.seconds > 0
    assert why.block.fewer.start == start[missing.first]
    assert why.block.fewer.end == start[missing.end - 1] + 1800
    steps = held_to_the_plan(plan, 1)
    assert steps["promise"] == ["100 % done within 1 h of opening hours"]
    assert steps["block"] == [
        f"Thu 1970-01-01 10:00 to 12:00: {why.block.people} people on deferred work"
    ]
    undone = f"{missing.seconds / 3600:.2f} agent hours"
    assert undone in steps["one less"][0]


def test_a_closed_centre_does_no_mail():
    start, volume = days_of([10.0, 30.0, 10.0, 5.0], 2)
    queue = Queue("mail", "deferred", deferred=mails(7200.0))
    forecast = forecast_of({"mail": volume}, 600.0, start)
    plan = staff_centre(forecast, Centre((queue,), shrinkage=LOST, opening=((660, 720),) * 7))
    assert held_to_the_plan(plan, 0)["agents"] == [
        "0: the centre is closed; the work waits until it opens"
    ]
    held_to_the_plan(plan, 2)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example's centre, staffed: a fortnight, so that its weeks are carried on."""
    path = tmp_path_factory.mktemp("centre") / "centre.toml"
    path.write_text(EXAMPLE)
    return staff_centre(
        read_demand(FORECAST, ReadOptions(aht_may_lack=True)), read_centre(str(path))
    )


def row_of(plan, queue, start):
    return int(
        np.flatnonzero(
            (plan.demand.queue == plan.demand.queues.index(queue))
            & (plan.demand.start == np.datetime64(start, "s").astype(np.int64))
        )[0]
    )


@pytest.mark.parametrize("start", ["2026-11-10T10:00", "2026-11-18T16:30"])
def test_calls_and_the_mail_between_them_are_those_of_the_plan(example, start):
    calls = row_of(example, "voice", start)
    steps = held_to_the_plan(example, calls)
    why = walk(example, calls).why
    assert isinstance(why, Blended)
    assert why.level >= 0.85
    assert not why.reserve or why.level_fewer < 0.85
    assert why.level < why.level_alone
    assert why.alone.agents + why.block.people == why.agents == of_team(example, calls, "agents")
    assert any(not part.kept_by(part.fewer) for part in why.alone.parts)
    assert why.block.fewer.seconds > 0
    assert why.done <= why.block.capacity + 1e-9
    assert f"R = {why.reserve}:" in steps["reserve"][0]
    mail = walk(example, row_of(example, "e-mail", start)).why
    assert isinstance(mail, Mail)
    assert mail.beside == ("urgent e-mail", "social")
    assert (mail.agents, mail.block, mail.reserve) == (why.agents, why.block, why.reserve)
    text = held_to_the_plan(example, row_of(example, "e-mail", start))
    assert text["promise"] == ["95 % done within 24 h of opening hours, all within 48 h"]


def test_a_second_level_of_mail_is_that_of_the_plan(example):
    mine = np.flatnonzero(example.demand.queue == example.demand.queues.index("level 2"))
    busy = mine[example.solved.agents[mine] > 0]
    row = int(busy[len(busy) // 2])
    steps = held_to_the_plan(example, row)
    why = walk(example, row).why
    assert why.calls is None
    assert why.block.people == example.solved.agents[row]
    assert why.block.end - why.block.start == 3.5 * 3600
    assert why.block.fewer.seconds > 0
    assert steps["escalated"][0].endswith("voice passes on 3 % of what it finishes")
    held_to_the_plan(example, row_of(example, "chat", "2026-11-21T20:00"))


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
        "Erlang A",
    ),
    "chat": ("chat", EXAMPLE, "ρ₃ = 3 / 420 s"),
    "deferred": ("level 2", EXAMPLE, "fed by voice"),
    "deferred between calls": ("social", EXAMPLE, "is left for deferred work"),
    "blend": ("voice", EXAMPLE, "deferred work begins while more than"),
    "pool": ("chat", TEAM.format("voice", "") + TEAM.format("chat", ""), "one queue for all"),
    "priority": (
        "chat", TEAM.format("voice", "priority = 1") + TEAM.format("chat", "priority = 2"),
        "(1 − σ₁) (1 − σ₂)",
    ),
    "skills": (
        "chat",
        TEAM.format("voice", "") + TEAM.format("chat", "") + TEAM.format("social", "")
        + '[[team]]\nname = "t"\nskills = 2\n',
        "with two skills each, an ESTIMATE",
    ),
    "cross-trained": (
        "chat",
        TEAM.format("voice", "") + TEAM.format("chat", "")
        + '[[team]]\nname = "t"\ncross_trained = "20%"\n',
        "an ESTIMATE",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", COMMANDS)
def test_the_command_shows_the_way_by_the_model_of_the_queue(wfm_inside, tmp_path, kind):
    queue, toml, words = COMMANDS[kind]
    forecast, centre = written(tmp_path, toml)
    done = wfm_inside(
        "explain", forecast, "2026-11-16T11:00", "--queue", queue, "--centre", centre
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    head, steps = steps_of(done.stdout.rstrip())
    assert words in " ".join(" ".join(texts) for texts in steps.values())
    assert head == f"{queue}, 2026-11-16T11:00:00"
    assert next(iter(steps)) == "file"
    assert list(steps)[-1] == "fte"
    plan = staff_centre(
        read_demand(str(forecast), ReadOptions(aht_may_lack=True)), read_centre(str(centre))
    )
    row = row_of(plan, queue, "2026-11-16T11:00")
    assert held_to_the_plan(plan, row) == steps


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["10:00", "--queue", "voise"],
            "unknown queue 'voise'; the queues are voice, chat, e-mail",
        ),
        (["2027-01-01T10:00", "--queue", "voice"], "no interval of"),
        (["10:00"], "(chat, e-mail, level 2, social, urgent e-mail, voice); choose one"),
        (["10:00", "--target", "80/20"], "--centre sets target, patience, shrinkage"),
        (["10:00", "--contract-hours", "38"], "--centre sets target, patience, shrinkage"),
    ],
)
def test_what_cannot_be_shown_is_told_in_a_sentence(wfm_inside, tmp_path, words, message):
    forecast, centre = written(tmp_path, EXAMPLE, days=("2026-11-16",))
    done = wfm_inside("explain", forecast, *words, "--centre", centre)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert done.stdout == ""
