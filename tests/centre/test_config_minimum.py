"""The fewest agents at certain hours: [[minimum]] of centre.toml."""

import pytest

from support.centres import (
    GOAL,
    centre_file,
    column,
    days_of,
    explain,
    forecast_of,
    mails,
    of_team,
    staffed,
)
from wfm.centre import Queue, Team
from wfm.centre.config import read_centre
from wfm.centre.describe import describe
from wfm.centre.records import HourlyMinimum
from wfm.errors import DataError

HOUR = 3600
VOICE = '[[queue]]\nname = "{name}"\nmodel = "erlang_c"\ntarget = "80/30"\nteam = "{team}"\n'
QUEUES = VOICE.format(name="a", team="t") + VOICE.format(name="b", team="t")
QUEUES += VOICE.format(name="c", team="")
EVENING = HourlyMinimum(5, (11 * HOUR, 12 * HOUR))  # of half-hours from 10:00 to 12:00


def file_of(tmp_path, minimum):
    return centre_file(tmp_path, f"[[minimum]]\n{minimum}\n{QUEUES}")


def test_a_minimum_is_read_and_described(tmp_path):
    path = file_of(
        tmp_path, 'agents = 3\nhours = "22:00-06:00"\ndays = "Fri-Sat"\nqueues = ["t", "c"]'
    )
    assert read_centre(path).minimums == (
        HourlyMinimum(3, (22 * HOUR, 6 * HOUR), frozenset({4, 5}), frozenset({"t", "c"})),
    )
    lines = {line.split("  ")[0]: line for line in describe(path).splitlines()}
    assert "22:00-06:00" in lines["minimum[1].hours"]
    assert "Fri, Sat" in lines["minimum[1].days"]
    plain = file_of(tmp_path, "agents = 1")
    assert read_centre(plain).minimums == (HourlyMinimum(1),)
    assert "00:00-24:00" in describe(plain)
    assert "every day" in describe(plain)


@pytest.mark.parametrize(
    ("minimum", "message"),
    [
        ('agents = 3\nqueues = ["a"]', "the agents of 'a' answer other queues too; name team 't'"),
        ('agents = 3\nqueues = ["cc"]', "unknown queue 'cc'; did you mean 'c'"),
        ("agents = -1", "greater than or equal to 0"),
        ('agents = 1\nhours = "08:00"', "must be hours from a time to another one"),
        ('agents = 1\ndays = "Mxn"', "Mxn"),
        ('hours = "08:00-09:00"', "minimum.*agents"),
    ],
)
def test_an_invalid_minimum_is_reported_with_its_line(tmp_path, minimum, message):
    with pytest.raises(DataError, match=rf"centre.toml:\d+: .*{message}"):
        read_centre(file_of(tmp_path, minimum))


@pytest.mark.parametrize(
    "queue",
    [
        Queue("a", target=GOAL),
        Queue("a", "erlang_a", GOAL, patience=90.0),
        Queue("a", "chat", GOAL, overhead=0.1, concurrency=2),
    ],
    ids=lambda queue: queue.model,
)
def test_agents_are_no_fewer_at_the_hours_of_a_minimum(queue):
    forecast = forecast_of({"a": [0.0, 1.0, 0.0, 90.0]}, 240.0)
    free = column(staffed(forecast, queue), "agents", "a")
    plan = staffed(forecast, queue, minimums=(EVENING,))
    agents = column(plan, "agents", "a")
    assert free[2] < 5 < free[3]
    assert agents.tolist() == [*free[:2], 5, free[3]]
    assert next(one for one in explain(plan, 2).steps if one.name == "minimum").value == 5
    other = HourlyMinimum(5, EVENING.hours, names=frozenset({"b"}))
    assert column(staffed(forecast, queue, minimums=(other,)), "agents", "a").tolist() == [*free]


def test_a_minimum_does_not_hold_while_the_queue_is_closed_or_on_other_days():
    forecast = forecast_of({"a": [0.0] * 4}, 240.0)  # on a Thursday
    closed = Queue("a", target=GOAL, opening=((0, 690),) * 7)
    plan = staffed(forecast, closed, minimums=(EVENING,))
    assert column(plan, "agents", "a").tolist() == [0, 0, 5, 0]
    friday = HourlyMinimum(5, days=frozenset({4}))
    assert not column(staffed(forecast, closed, minimums=(friday,)), "agents", "a").any()


@pytest.mark.parametrize("names", [set(), {"t"}])
def test_a_team_has_the_minimum_once_for_all_of_its_queues(names):
    minimum = HourlyMinimum(5, EVENING.hours, names=frozenset(names))
    queues = [Queue(name, target=GOAL, team="t") for name in "ab"]
    forecast = forecast_of({"a": [0.0] * 4, "b": [0.0, 0.0, 1.0, 0.0]}, 240.0)
    plan = staffed(forecast, *queues, minimums=(minimum,))
    assert of_team(plan, "agents", "a", "b").tolist() == [0, 0, 5, 5]
    more = staffed(forecast, *queues, teams=(Team("t", min_agents=7),), minimums=(minimum,))
    assert of_team(more, "agents", "a", "b").tolist() == [7] * 4


@pytest.mark.parametrize("alone", [True, False])
def test_deferred_work_has_the_minimum_beside_calls_and_alone(alone):
    mail = Queue("m", "deferred", deferred=mails(7200.0), team="t")
    calls = Queue("a", "erlang_a", GOAL, patience=120.0, team="" if alone else "t")
    start, volume = days_of((1.0, 1.0, 0.0, 0.0), 5)
    forecast = forecast_of({"a": volume, "m": volume}, 300.0, start)
    minimum = HourlyMinimum(6, EVENING.hours, names=frozenset({"t"}))
    plan = staffed(forecast, calls, mail, minimums=(minimum,))
    team = of_team(plan, "agents", *("m" if alone else "am"))
    free = of_team(staffed(forecast, calls, mail), "agents", *("m" if alone else "am"))
    assert team[6:8].tolist() == [6, 6] > free[6:8].tolist()
    assert team[4:6].max() < 6
