"""A centre of several channels: read from TOML, each queue staffed by its own model."""

import csv
import json
from datetime import date

import jsonschema
import numpy as np
import pytest

import wfm
from support.centres import abandonment_of
from support.forecasts import demand
from wfm.centre import Centre, DeferredTarget, Queue, Season, staff_centre
from wfm.centre.config import EXAMPLE, read_centre
from wfm.centre.describe import describe
from wfm.errors import DataError, InputError
from wfm.planning.plan_document import PlanDocument
from wfm.queueing import chat
from wfm.shrinkage import Shrinkage
from wfm.targets import Target

FORECAST, FILE = "examples/centre_forecast.csv", "examples/centre.toml"
GOAL = Target(0.8, 30.0)
LOST = Shrinkage.parse("25%")


def plan_of(*queues, volume=(60.0, 0.0, 90.0), aht=240.0, **more):
    names = tuple(queue.name for queue in queues if not more.get("fed") or queue.name != "level 2")
    rows = len(volume)
    forecast = demand(
        np.tile(volume, len(names)), aht, start=np.tile(np.arange(rows) * 1800 + 36000, len(names)),
        queue=np.repeat(np.arange(len(names)), rows), queues=names,
    )  # fmt: skip
    return staff_centre(forecast, Centre(queues, shrinkage=LOST))


def test_without_patience_a_queue_is_erlang_c():
    plan = plan_of(Queue("voice", "erlang_c", GOAL))
    load = wfm.offered_load([60.0, 0.0, 90.0], 240, 1800)
    agents = wfm.agents_required(load, 240, service_level=0.8, within=30)
    assert plan.columns["agents"].tolist() == agents.tolist()
    assert plan.columns["scheduled"].tolist() == wfm.scheduled(agents, 0.25).tolist()
    assert np.isnan(abandonment_of(plan)).all()


def test_with_patience_a_queue_is_erlang_a_and_requires_no_more_agents():
    plan = plan_of(Queue("voice", "erlang_a", GOAL, patience=120.0))
    load = wfm.offered_load([60.0, 0.0, 90.0], 240, 1800)
    agents = wfm.agents_required(load, 240, service_level=0.8, within=30, patience=120)
    assert plan.columns["agents"].tolist() == agents.tolist()
    assert (agents <= wfm.agents_required(load, 240, service_level=0.8, within=30)).all()
    assert abandonment_of(plan)[1] == 0
    assert 0 < abandonment_of(plan)[0] < 0.2


def test_a_chat_is_staffed_by_its_handle_times_at_each_concurrency():
    ladder = (400.0, 480.0, 600.0)
    plan = plan_of(
        Queue("chat", "chat", GOAL, aht_by_concurrency=ladder, patience=180.0), aht=400.0
    )
    expected = chat.agents_required(
        [60.0, 0.0, 90.0], 1800, list(ladder), service_level=0.8, within=30, patience=180
    )
    assert plan.columns["agents"].tolist() == expected.tolist()


def test_deferred_work_is_done_on_time_by_the_fewest():
    queue = Queue("mail", "deferred", deferred=DeferredTarget(3600.0, 1.0, safety=0.0))
    plan = plan_of(queue, volume=(40.0, 10.0, 10.0, 10.0), aht=360.0)
    # within an hour after they come: 40 · 360 s in two half-hours are 4 people
    assert plan.columns["agents"].tolist() == [4, 4, 4, 4]
    # 4 people who begin what is due: a few of 70 random tickets are late
    assert 0.97 < plan.columns["service_level"][0] < 1
    assert np.isnan(plan.columns["asa"]).all()


def test_season_contingency_and_self_service_are_steps_before_the_queue():
    queue = Queue(
        "voice", "erlang_c", GOAL, contingency=0.1, deflection=0.25,
        seasons=(Season(date(1970, 1, 1), date(1970, 1, 1), 0.4),),
    )  # fmt: skip
    plan = plan_of(queue)
    assert plan.demand.volume == pytest.approx(np.array([60, 0, 90]) * 1.1 * 1.4 * 0.75)


def test_first_time_contacts_repeat_until_they_are_resolved():
    offered = Queue("voice", "erlang_c", GOAL, resolution=0.8, first_time=False)
    fresh = Queue("voice", "erlang_c", GOAL, resolution=0.8)
    assert plan_of(offered).demand.volume.tolist() == [60, 0, 90]
    assert plan_of(fresh).demand.volume == pytest.approx(np.array([60, 0, 90]) / 0.8)
    lost = Queue("voice", "erlang_a", GOAL, patience=120.0, redial=0.5, resolution=0.8)
    assert (plan_of(lost).demand.volume[[0, 2]] > np.array([60, 90]) / 0.8 * 0.99).all()


def test_escalations_become_a_queue_of_their_own():
    voice = Queue("voice", "erlang_c", GOAL, escalation=0.1, escalates_to="level 2")
    plan = plan_of(voice, Queue("level 2", "erlang_c", GOAL, aht=600.0), fed=True)
    rows = plan.demand.queue == plan.demand.queues.index("level 2")
    assert rows.sum() == 3
    assert plan.demand.volume[rows].sum() == pytest.approx(15, rel=0.2)
    assert plan.columns["agents"][rows].max() >= 2


def test_a_closed_centre_refuses_live_contacts_and_defers_other_work_until_it_opens():
    night = ((11 * 60, 24 * 60),) * 7
    forecast = demand([60.0, 90.0, 10.0], 240.0, start=[36000, 39600, 43200], queues=("x",),
                      interval=3600.0)  # fmt: skip
    voice = Centre((Queue("x", "erlang_c", GOAL),), opening=night)
    with pytest.raises(InputError, match=r"contacts in 1 intervals .* first 1970-01-01T10:00:00"):
        staff_centre(forecast, voice)
    mail = Queue("x", "deferred", deferred=DeferredTarget(3600.0, 1.0, safety=0.0))
    plan = staff_centre(forecast, Centre((mail,), opening=night))
    assert plan.columns["agents"].tolist() == [0, 10, 10]  # 150 contacts of 240 s are due by noon
    holiday = Centre((mail,), opening=night, exceptions={date(1970, 1, 1): (0, 0)})
    with pytest.raises(InputError, match="'x' has no interval in which the centre is open"):
        staff_centre(forecast, holiday)


def test_costs_are_figures_in_all_and_per_contact():
    plan = plan_of(Queue("voice", "erlang_c", GOAL, cost=20.0))
    hours = plan.columns["scheduled"].sum() / 2
    assert plan.figures.value("voice", "cost") == 20 * hours
    assert plan.figures.value("voice", "cost_per_contact") == pytest.approx(20 * hours / 150)


def test_forecast_and_centre_must_name_the_same_queues():
    with pytest.raises(InputError, match="the centre has no queue 'phone'"):
        staff_centre(
            demand([1.0], 180.0, queues=("phone",)), Centre((Queue("voice", target=GOAL),))
        )
    with pytest.raises(InputError, match="has no AHT in 1 rows"):
        staff_centre(
            demand([1.0], np.nan, queues=("voice",)), Centre((Queue("voice", target=GOAL),))
        )


def test_the_example_staffs_five_channels_and_a_second_level(example_plan, tmp_path):
    plan = example_plan
    for suffix in ("json", "csv", "xlsx"):
        plan.save(tmp_path / f"p.{suffix}")
    document = json.loads((tmp_path / "p.json").read_text())
    jsonschema.validate(document, PlanDocument.model_json_schema())
    models = {row["queue"]: row["model"] for row in document["rows"]}
    assert models == {
        "voice": "blend", "chat": "chat", "e-mail": "deferred", "urgent e-mail": "deferred",
        "social": "deferred", "level 2": "deferred",
    }  # fmt: skip
    for row in document["rows"]:
        assert row["service_level"] >= {"voice": 0.85, "chat": 0.9}.get(row["queue"], 0.95)
    before, after = document["summary"]["weeks"]
    voice = [row["volume"] for row in document["rows"] if row["queue"] == "voice"]
    assert sum(voice[392 // 2 :]) == pytest.approx(1.4 * 1.15 / 1.05 * sum(voice[: 392 // 2]))
    assert after["fte"] > before["fte"]
    day = document["summary"]["days"][1]
    assert 12 <= day["fte"] <= 20  # the trade says 12 to 16 for 1,000 contacts a day
    with (tmp_path / "p.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[12:16] == ["abandonment", "model", "team", "definition"]
    assert rows[-1]["abandonment"] == ""
    again = wfm.read_plan(tmp_path / "p.xlsx")
    assert again.columns["agents"].tolist() == plan.columns["agents"].tolist()


def test_targets_on_the_command_line_are_refused_beside_a_centre(wfm_inside):
    done = wfm_inside("staff", FORECAST, "--centre", FILE, "--target", "80/20")
    assert done.returncode == 2
    assert "cannot be used with --centre, which sets target, patience" in done.stderr


def test_the_example_of_the_command_is_the_one_in_the_examples(wfm_inside):
    assert wfm_inside("config", "--example-centre").stdout == EXAMPLE
    with open(FILE, encoding="utf-8") as file:
        assert file.read() == EXAMPLE


def test_check_prints_each_value_and_its_origin(wfm_inside):
    lines = describe(FILE).splitlines()
    assert any(line.split() == ["queue[1].patience", "3", "min", "the", "file"] for line in lines)
    assert any(line.split() == ["queue[2].redial", "0", "%", "default"] for line in lines)
    assert wfm_inside("config", "--centre", FILE).stdout.splitlines() == lines


def test_the_file_of_a_centre_is_shown_alone(wfm_inside):
    done = wfm_inside("config", "f.csv", "--centre", FILE, "--target", "80/20", "--json")
    assert done.returncode == 2
    assert "leave out the forecast, --target, --json" in done.stderr
    done = wfm_inside("config", "--example-centre", "--centre", FILE)
    assert done.stderr.endswith("leave out --centre.\n")


def test_the_former_command_says_what_does_its_work(wfm_inside):
    done = wfm_inside("centre", "check", FILE)
    assert done.returncode == 2
    assert "wfm config --centre FILE" in done.stderr
    assert "--example-centre" in done.stderr


VOICE = '[[queue]]\nname = "voice"\ntarget = "85/60"\n'


MAIL = '[[queue]]\nname = "mail"\nmodel = "deferred"\nwithin = "1h"\n'
OTHER = VOICE.replace("voice", "b")
CHAT = '[[queue]]\nname = "chat"\nmodel = "chat"\ntarget = "9/60"\naht = "6m"\n'
TEAM = '[[team]]\nname = "care"\n'
CARE = VOICE + 'team = "care"\n'
HURRIED = CARE + 'model = "erlang_a"\npatience = "3m"\n'


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", None, "queue: is missing"),
        (VOICE + "pateince = 3", 4, r"queue\[1\].pateince: .*did you mean 'patience'"),
        ("tme_zone = 'x'\n" + VOICE, 1, "tme_zone: .*did you mean 'time_zone'"),
        (VOICE.replace("85/60", "85"), 3, r"queue\[1\].target: '85' must read like 85/60"),
        (VOICE.replace('target = "85/60"', ""), 1, "needs a service target"),
        (VOICE + "deflection = 30", 4, r"deflection: 30 must be a fraction or a percentage"),
        (VOICE + 'patience = "3:00"', 4, r"queue\[1\].patience: '3:00' must be a duration"),
        (VOICE + 'model = "erlang_a"\npatience = "3:00"', 5, "must be a duration"),
        (
            VOICE + 'patience = "3m"',
            4,
            r"queue\[1\].patience: is a key of .* use model = 'erlang_a'",
        ),
        (VOICE + 'model = "erlang_a"', 1, "erlang_a needs patience"),
        (VOICE + 'model = "erlang"', 4, "must be 'erlang_c'"),
        (VOICE + 'model = "erlang_b"\naht = ["6m", "7m"]', 4, "must be 'erlang_c'"),
        (
            VOICE + 'model = "chat"\naht = ["6m", "7m"]\nconcurrency = 3',
            5,
            "must be one value, or 3: one per number of concurrent chats",
        ),
        (
            VOICE + 'model = "chat"\noverhead = "20%"\naht = ["6m", "7m"]\nconcurrency = 2',
            6,
            "one value per number of concurrent chats, and overhead gives them too",
        ),
        (
            VOICE + 'model = "chat"\nconcurrency = 2\naht = ["6m", "20m"]',
            6,
            "no faster than 1 of 360 s. Cap the concurrency at 1",
        ),
        (VOICE + 'aht = [\n"6m",\n"7m"]', 4, "only chats have one per number"),
        (VOICE + 'aht = "7:00"', 4, r"queue\[1\].aht: '7:00' must be a duration"),
        (VOICE + "aht = { first = 1 }", 4, "must be a number, or text in quotes"),
        (
            VOICE + "min_occupancy = 0.8\nmax_occupancy = 0.8",
            5,
            "max_occupancy: must be greater than",
        ),
        ('[[queue]]\nname = "m"\nmodel = "deferred"', 1, "needs a response-time target"),
        ('[[queue]]\nname = "m"\nmodel = "deferred"\nwithin = "1 dat"', 4, "must be a duration"),
        (
            VOICE + 'model = "deferred"\nwithin = "1h"',
            3,
            "target of deferred work is within and share",
        ),
        (VOICE + 'escalation = "3%"', 4, "must be given together"),
        (
            VOICE + "aht = 360\n" + OTHER + 'escalates_to = "voice"',
            8,
            "must be given together",
        ),
        (
            VOICE + 'escalation = "3%"\nescalates_to = "voic"',
            5,
            "escalates to the unknown queue 'voic'; did you mean 'voice'",
        ),
        (VOICE + VOICE, 5, r"queue\[2\].name: duplicate queue name 'voice'"),
        ('[opening]\nMonday = "08:00-22:00"\n' + VOICE, 2, "unknown weekday 'Monday'"),
        ('[opening]\nMon-Tue-Wed = "08:00-22:00"\n' + VOICE, 2, "unknown weekday 'Mon-Tue-Wed'"),
        ('[opening]\nMon = "22-8"\n' + VOICE, 2, "must be opening hours"),
        (
            '[exceptions]\n2026-02-30 = "closed"\n' + VOICE,
            2,
            "exceptions.2026-02-30: '2026-02-30' ",
        ),
        (
            '[exceptions]\n2026-12-24 = "8-13"\n' + VOICE,
            2,
            "exceptions.2026-12-24: '8-13' must be opening",
        ),
        (
            VOICE + "[[queue.season]]\nfirst = 2026-02-01\nlast = 2026-01-01\nuplift = '1%'",
            6,
            r"queue\[1\].season\[1\].last: must not be before first",
        ),
        ("time_zone = 'Europe/Viena'\n" + VOICE, 1, "did you mean 'Europe/Vienna'"),
        ("holidays = 'XX'\n" + VOICE, 1, "holidays: 'XX' must be a country"),
        (VOICE + 'aht = "-5m"', 4, "must be a duration"),
        (VOICE + "aht = 3.5", 4, 'must have a unit; write "3.5m" for 3 min 30 s'),
        (VOICE + "aht = 0", 4, r"queue\[1\].aht"),
        (VOICE + 'share = "95%"', 4, "is a key of model deferred; this queue is erlang_c"),
        (VOICE + "concurrency = 3", 4, "is a key of model chat; this queue is erlang_c"),
        (VOICE + 'abandonment = "5%"', 4, "is a key of model erlang_a or chat"),
        (MAIL + "priority = 2", 5, "is a key of model erlang_c or erlang_a"),
        (MAIL + 'redial = "5%"', 5, "this queue is deferred"),
        (MAIL + 'deadline = "30m"', 5, "deadline: must not be less than within"),
        (MAIL + 'patience = "3m"', 5, "deferred work has no waiting customers"),
        (VOICE + 'escalation = "3%"\nescalates_to = "voice"', 5, "escalates to itself"),
        (
            VOICE
            + "aht = 90\nescalation = 0.1\nescalates_to = 'b'\n"
            + OTHER
            + "aht = 90\nescalation = 0.1\nescalates_to = 'voice'",
            6,
            "escalate to each other in a circle: b, voice",
        ),
        (VOICE + 'team = "care"', 4, r"no other queue and no \[\[team\]\] has the name 'care'"),
        (TEAM + VOICE, 2, "no queue has team = 'care'"),
        (TEAM + OTHER + 'team = "care"\n' + VOICE + 'team = "cary"', 10, "did you mean 'care'"),
        (TEAM + TEAM + VOICE + 'team = "care"', 4, "duplicate team name 'care'"),
        (
            TEAM + 'skills = 2\ncross_trained = "20%"\n' + VOICE + 'team = "care"',
            4,
            "must not be combined with skills",
        ),
        (
            VOICE + 'team = "mail"\n' + MAIL + "\n" + MAIL.replace("mail", "b") + 'team = "mail"',
            4,
            "'mail' is a queue that is not in the team; choose another name",
        ),
        (
            CARE + MAIL + 'team = "care"\n' + CHAT + 'team = "care"',
            15,
            "no model for agents with chats and other work; give 'chat'",
        ),
        (
            CARE + OTHER + 'team = "care"\nmodel = "erlang_a"\npatience = 9',
            9,
            "need the same model and patience as 'voice'",
        ),
        (
            HURRIED + HURRIED.replace("voice", "b") + "priority = 2",
            13,
            "no exact model of priorities with abandonment",
        ),
        (
            CARE + CARE.replace("voice", "b") + MAIL + 'team = "care"',
            8,
            "blended with one live queue, here 'voice'",
        ),
        (
            HURRIED + 'definition = "virtual"\n' + MAIL + 'team = "care"',
            7,
            "must be 'offered' for a queue that is blended",
        ),
        (
            HURRIED + 'redial = "5%"\n' + HURRIED.replace("voice", "b"),
            7,
            "use forecast = 'offered'",
        ),
        (TEAM + "skills = 2\n" + HURRIED, 3, "estimated for queues of model erlang_c only"),
        (
            TEAM + "skills = 2\n" + CARE + CARE.replace("voice", "b").replace("85", "80"),
            3,
            "same target and priority for all",
        ),
        (TEAM + "cross_trained = 0.2\n" + CARE, 3, "applies to two queues, got 1"),
    ],
)
def test_a_mistake_is_named_with_its_key_line_and_cure(tmp_path, text, line, message):
    (tmp_path / "centre.toml").write_text(text)
    with pytest.raises(DataError, match=message) as caught:
        read_centre(str(tmp_path / "centre.toml"))
    assert [problem.line for problem in caught.value.problems] == [line]
