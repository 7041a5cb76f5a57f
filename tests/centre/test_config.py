"""Every key of centre.toml is read into the records of the centre."""

import re
from dataclasses import replace
from datetime import date

import pytest

from support.centres import centre_file, centre_of
from support.paths import EXAMPLES
from wfm.centre import Centre, DeferredTarget, Queue, Season, Team
from wfm.centre.config import EXAMPLE, CentreTable
from wfm.centre.config_models import MODEL_KEYS, REQUIRED_KEYS
from wfm.centre.config_seasons import SeasonTable
from wfm.centre.config_tables import QueueTable
from wfm.centre.config_teams import TeamTable
from wfm.centre.describe import describe
from wfm.centre.records import Ramp
from wfm.centre.single_queue import SINGLE_QUEUE_MODELS
from wfm.errors import DataError
from wfm.queueing import chat
from wfm.shrinkage import DEFAULT
from wfm.targets import Target

FULL = """
time_zone = "Europe/Vienna"
contract_hours = 38.5
holidays = "AT"
[shrinkage]
breaks = "8%"
sickness = "5%"
strolling = "2%"
[opening]
Mon-Wed = "08:00-22:30"
Sat-Sun = "10:15-24:00"
[exceptions]
2026-12-24 = "08:00-14:00"
2026-12-25 = "closed"
[[season]]
first = 2026-11-16
last = 2026-12-27
uplift = "40%"
contingency = "15%"
[[team]]
name = "care"
block_length = "3h30m"
[[team]]
name = "gold"
skills = 2
[[team]]
name = "pair"
cross_trained = "20%"
[[queue]]
name = "voice"
model = "erlang_a"
team = "care"
priority = 3
target = "85/60"
asa = "20s"
abandonment = "4%"
max_occupancy = "85%"
min_occupancy = "75%"
aht = "6m"
patience = "3m"
deflection = "25%"
aht_change = "-5%"
automation = "10%"
redial = "40%"
resolution = "85%"
forecast = "offered"
escalation = "3%"
escalates_to = "level 2"
contingency = "5%"
cost = 22
[[queue.season]]
first = 2026-06-01
last = 2026-06-01
uplift = "-10%"
[[queue]]
name = "a"
team = "gold"
target = "80/20"
[[queue]]
name = "b"
team = "gold"
target = "80/20"
[[queue]]
name = "c"
team = "pair"
target = "80/20"
[[queue]]
name = "d"
team = "pair"
target = "80/20"
[[queue]]
name = "chat"
model = "chat"
target = "90/60"
concurrency = 2
aht = ["4m30s", "5m30s", "7m"]
[[queue]]
name = "level 2"
model = "deferred"
within = "12h"
share = "80%"
deadline = "20h"
hours = "calendar"
safety = 2
aht = "15m"
"""

AUTUMN = Season(date(2026, 11, 16), date(2026, 12, 27), 0.4, 0.15)
VOICE = Queue(
    "voice", "erlang_a", Target(0.85, 60.0, 20.0, 0.85, 0.04), aht=360.0, patience=180.0,
    deflection=0.25, automation=0.1, aht_change=-0.05,
    redial=0.4, resolution=0.85, first_time=False, escalation=0.03, escalates_to="level 2",
    min_occupancy=0.75, contingency=0.05,
    seasons=(AUTUMN, Season(date(2026, 6, 1), date(2026, 6, 1), -0.1, of_queue=True)),
    cost=22.0, team="care", priority=3,
)  # fmt: skip


def test_every_key_of_a_queue_is_in_its_record(tmp_path):
    centre = centre_of(tmp_path, FULL)
    assert centre.queues[0] == VOICE
    plain = Queue("a", target=Target(0.8, 20.0), seasons=(AUTUMN,))
    assert centre.queues[1:5] == (
        replace(plain, team="gold"),
        replace(plain, name="b", team="gold"),
        replace(plain, name="c", team="pair"),
        replace(plain, name="d", team="pair"),
    )
    assert centre.queues[5] == replace(
        plain, name="chat", model="chat", target=Target(0.9, 60.0), aht=270.0, concurrency=2,
        aht_by_concurrency=(270.0, 330.0),
    )  # fmt: skip
    target = DeferredTarget(43200.0, 0.8, 72000.0, business_hours=False, safety=2.0)
    assert centre.queues[6] == replace(
        plain, name="level 2", model="deferred", target=None, deferred=target, aht=900.0
    )


def test_every_key_of_the_centre_is_in_its_record(tmp_path):
    centre = centre_of(tmp_path, FULL)
    assert centre.zone == "Europe/Vienna"
    assert centre.contract_hours == 38.5
    assert centre.holidays == "AT"
    week, weekend, shut = (480, 1350), (615, 1440), (0, 0)
    assert centre.opening == (week, week, week, shut, shut, weekend, weekend)
    assert centre.exceptions == {date(2026, 12, 24): (480, 840), date(2026, 12, 25): (0, 0)}
    assert centre.teams == (
        Team("care", block_length=12600.0),
        Team("gold", 2),
        Team("pair", None, 0.2),
    )
    parts = [(c.name, c.share, c.planned, c.in_office) for c in centre.shrinkage.components]
    assert parts == [
        ("breaks", 0.08, True, True),
        ("sickness", 0.05, False, False),
        ("strolling", 0.02, True, True),
    ]


def test_a_file_of_one_queue_has_the_defaults_of_the_records(tmp_path):
    centre = centre_of(tmp_path, '[[queue]]\nname = "q"\ntarget = "80/20"\n')
    assert centre == Centre((Queue("q", target=Target(0.8, 20.0)),))
    assert centre.shrinkage == DEFAULT
    assert centre.opening == ((0, 1440),) * 7
    mail = centre_of(tmp_path, '[[queue]]\nname = "q"\nmodel = "deferred"\nwithin = "2h"\n').queues[
        0
    ]
    assert mail == Queue("q", "deferred", deferred=DeferredTarget(7200.0))
    assert (mail.deferred.share, mail.deferred.full_deadline) == (0.95, 14400.0)
    assert mail.deferred.business_hours


def test_the_deadline_of_all_work_is_never_before_the_response_time():
    assert DeferredTarget(3600.0).full_deadline == 7200
    assert DeferredTarget(3600.0, deadline=5400.0).full_deadline == 5400
    assert DeferredTarget(3600.0, deadline=1800.0).full_deadline == 3600


@pytest.mark.parametrize(
    ("span", "is_open"),
    [
        ("Mon", [0]), ("Fri-Mon", [0, 4, 5, 6]), ("Sun-Sun", [6]), ("Tue-Thu", [1, 2, 3]),
        ("Sun-Sat", range(7)),
    ],
)  # fmt: skip
def test_a_span_of_weekdays_goes_from_the_first_to_the_last(tmp_path, span, is_open):
    text = f'[opening]\n{span} = "09:30-17:00"\n[[queue]]\nname = "q"\ntarget = "80/20"\n'
    week = centre_of(tmp_path, text).opening
    assert [day for day, hours in enumerate(week) if hours == (570, 1020)] == list(is_open)
    assert week.count((0, 0)) == 7 - len(list(is_open))


def test_a_chat_has_one_handle_time_per_concurrency_from_one_and_an_overhead(tmp_path):
    text = '[[queue]]\nname = "q"\nmodel = "chat"\ntarget = "80/20"\naht = "5m"\nconcurrency = 3\n'
    queue = centre_of(tmp_path, text + 'overhead = "25%"\n').queues[0]
    assert queue.aht_by_concurrency == tuple(chat.aht_by_concurrency(300.0, 0.25, 3))
    assert len(queue.aht_by_concurrency) == 3
    one = centre_of(tmp_path, text.replace("concurrency = 3\n", "")).queues[0]
    assert one.aht_by_concurrency == (300.0,)


PLAIN = '[[queue]]\nname = "q"\ntarget = "80/20"\n'
CHAT = '[[queue]]\nname = "q"\nmodel = "chat"\ntarget = "80/20"\naht = ["5m", "6m"]\n'
ERLANG_A = PLAIN + 'model = "erlang_a"\npatience = "2m"\n'
TEAM_A = ERLANG_A + 'team = "t"\n'
MAIL = '[[queue]]\nname = "q"\nmodel = "deferred"\nwithin = "2h"\n'


@pytest.mark.parametrize(
    "text",
    [
        ERLANG_A + 'abandonment = "5%"\n',
        CHAT + 'concurrency = 2\nasa = "20s"\nabandonment = "5%"\npatience = "2m"\n',
        CHAT + 'concurrency = 2\nmin_occupancy = "50%"\nmax_occupancy = "60%"\n',
        MAIL + 'automation = "10%"\naht_change = "5%"\n',
        MAIL + 'deadline = "2h"\nshare = 1\nsafety = 0\n',
        PLAIN + 'asa = "20s"\npriority = 9\nredial = "10%"\nresolution = 1\n',
        '[opening]\nMon = "00:00-24:00"\n' + PLAIN,
        "contract_hours = 168\n" + PLAIN,
        PLAIN + '[[queue.season]]\nfirst = 2026-01-01\nlast = 2026-01-01\nuplift = "-99%"\n',
    ],
)
def test_values_at_the_edge_of_what_is_allowed_are_read(tmp_path, text):
    assert centre_of(tmp_path, text).queues[0].name == "q"


@pytest.mark.parametrize(
    ("text", "line", "name"),
    [
        ('[opening]\nMon = "08:00-08:00"\n' + PLAIN, 2, "opening.Mon"),
        ('[opening]\nMon = "08:00-24:01"\n' + PLAIN, 2, "opening.Mon"),
        ('[opening]\nMon-Son = "08:00-24:00"\n' + PLAIN, 2, "Mon-Son"),
        ("contract_hours = 169\n" + PLAIN, 1, "contract_hours"),
        ("contract_hours = 0\n" + PLAIN, 1, "contract_hours"),
        (PLAIN + "priority = 10\n", 4, "priority"),
        (PLAIN + "priority = 0\n", 4, "priority"),
        (PLAIN + "resolution = 0\n", 4, "resolution"),
        (PLAIN + 'automation = "100%"\n', 4, "automation"),
        (PLAIN + 'aht_change = "-100%"\n', 4, "aht_change"),
        (PLAIN + 'deflection = "100%"\n', 4, "deflection"),
        (PLAIN + "cost = -1\n", 4, "cost"),
        (PLAIN + 'asa = "0s"\n', 4, "asa"),
        (PLAIN + "max_occupancy = 0\n", 4, "max_occupancy"),
        (PLAIN + 'within = "1h"\n', 4, "within"),
        (PLAIN + 'deadline = "1h"\n', 4, "deadline"),
        (PLAIN + 'hours = "calendar"\n', 4, "hours"),
        (PLAIN + "safety = 2\n", 4, "safety"),
        (PLAIN + 'overhead = "10%"\n', 4, "overhead"),
        (ERLANG_A + 'abandonment = "100%"\n', 6, "abandonment"),
        (ERLANG_A + "abandonment = 0\n", 6, "abandonment"),
        (ERLANG_A + 'redial = "100%"\n', 6, "redial"),
        (CHAT + "concurrency = 21\n", 6, "concurrency"),
        (CHAT + "concurrency = 2\npriority = 2\n", 7, "priority"),
        (CHAT + "concurrency = 2\nresolution = 0.5\n", 7, "resolution"),
        (CHAT + 'concurrency = 2\nforecast = "first-time"\n', 7, "forecast"),
        (MAIL + 'asa = "10s"\n', 5, "asa"),
        (MAIL + "abandonment = 0.1\n", 5, "abandonment"),
        (MAIL + 'aht = ["5m", "6m"]\n', 5, "aht"),
        (MAIL + "safety = -1\n", 5, "safety"),
        (MAIL + "share = 0\n", 5, "share"),
        (MAIL.replace("2h", "2h30"), 4, "within"),
        (PLAIN + "min_occupancy = 1\n", 4, "min_occupancy"),
        (
            TEAM_A + TEAM_A.replace('"q"', '"r"').replace("2m", "3m"),
            11,
            r"queue\[2\].patience",
        ),
    ],
)
def test_values_beyond_the_edge_are_refused_with_line_and_key(tmp_path, text, line, name):
    with pytest.raises(DataError, match=name) as caught:
        centre_of(tmp_path, text)
    assert [problem.line for problem in caught.value.problems] == [line]


def test_a_check_shows_every_value_with_its_unit_and_origin(tmp_path):
    lines = describe(centre_file(tmp_path, FULL)).splitlines()
    assert len({line.rindex("the file") for line in lines if line.endswith("the file")}) == 1
    values = {line.split("  ")[0]: line[len(line.split("  ")[0]) :].strip() for line in lines}
    shown = {
        "time_zone": "Europe/Vienna", "contract_hours": "38.5", "holidays": "AT",
        "shrinkage.breaks": "8 %", "opening.Mon-Wed": "08:00-22:30",
        "opening.Sat-Sun": "10:15-24:00", "exceptions.2026-12-24": "08:00-14:00",
        "exceptions.2026-12-25": "closed", "season[1].first": "2026-11-16",
        "season[1].uplift": "40 %", "team[1].block_length": "3 h 30 min", "team[2].skills": "2",
        "queue[1].target": "85 % within 60 s", "queue[1].asa": "20 s", "queue[1].priority": "3",
        "queue[1].cost": "22", "queue[1].season[1].uplift": "-10 %", "queue[6].concurrency": "2",
        "queue[6].aht": "4 min 30 s, 5 min 30 s, 7 min", "queue[7].safety": "2",
        "queue[7].within": "12 h", "queue[7].hours": "calendar",
    }  # fmt: skip
    for name, value in shown.items():
        assert values[name].split("  ")[0] == value, name
        assert values[name].endswith("the file"), name
    defaults = {
        "queue[2].cost": "0", "queue[2].patience": "none", "queue[2].aht": "none",
        "team[1].skills": "all", "team[1].cross_trained": "100 %", "queue[1].within": "none",
        "queue[1].share": "95 %", "queue[1].season[1].contingency": "none",
    }  # fmt: skip
    for name, value in defaults.items():
        assert values[name].split("  ")[0] == value, name
        assert values[name].endswith("default"), name


def test_a_check_of_a_bare_queue_shows_empty_tables_as_none(tmp_path):
    values = dict(
        line.split(maxsplit=1) for line in describe(centre_file(tmp_path, PLAIN)).splitlines()
    )
    for name in ("time_zone", "season", "team", "holidays", "queue[1].season", "queue[1].team"):
        assert values[name].split() == ["none", "default"]
    assert "opening" not in values  # a table without entries has no line


def test_every_key_of_the_file_says_what_it_means():
    for table in (CentreTable, QueueTable, SeasonTable, TeamTable):
        for name, field in table.model_fields.items():
            assert field.description, name


def test_every_model_has_its_keys_and_its_required_keys():
    names = set(QueueTable.model_fields)
    models = set(QueueTable.model_fields["model"].annotation.__args__)
    assert set(MODEL_KEYS) == set(REQUIRED_KEYS) == models
    assert models == {*SINGLE_QUEUE_MODELS, "deferred"}
    for keys in (*MODEL_KEYS.values(), *REQUIRED_KEYS.values()):
        assert set(keys) <= names


def test_reading_a_chat_does_not_solve_its_model(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the model was solved")

    for name in ("performance", "service_level", "abandonment", "agents_required"):
        monkeypatch.setattr(chat, name, refuse)
    assert centre_of(tmp_path, CHAT + "concurrency = 2\n").queues[0].aht_by_concurrency == (
        300,
        360,
    )


def test_the_example_is_that_of_the_repository_and_its_comments_are_keys(tmp_path):
    assert (EXAMPLES / "centre.toml").read_text() == EXAMPLE
    known = centre_of(tmp_path, EXAMPLE)
    commented = re.compile(r"^# (\[|[a-z_]+ = |Mon-Sun = )", re.MULTILINE)
    assert len(commented.findall(EXAMPLE)) >= 12
    first = EXAMPLE.index("# deflection = {")
    usual = EXAMPLE.rindex("deflection", 0, first)
    text = EXAMPLE[:usual] + EXAMPLE[first:]  # one of the two forms of deflection
    centre = centre_of(tmp_path, commented.sub(r"\1", text))
    assert centre.queues[0].seasons[1].aht_change == 0.1
    assert centre.queues[0].deflection == Ramp(
        ((date(2026, 11, 1), 0.25), (date(2027, 6, 30), 0.35))
    )
    assert centre.queues[0].seasons[0].opening == ((420, 1380),) * 7
    assert known.queues[0].seasons[0].opening is None
    assert centre.queues[3].tier_of == "e-mail"
    assert centre.queues[5].opening == ((480, 1320),) * 7
