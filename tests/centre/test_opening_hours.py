"""When a queue is open: its own hours before those of the centre, and teams of different hours."""

from datetime import date

import numpy as np
import pytest

import wfm
from support.centres import GOAL, column, forecast_of, mails, of_team, staffed
from wfm.centre import Centre, Queue, Season, Team
from wfm.centre.opening_hours import open_rows
from wfm.errors import InputError

EIGHT_TO_EIGHT, DAY_AND_NIGHT = ((480, 1200),) * 7, ((0, 1440),) * 7
NEW_YEAR, SECOND = date(1970, 1, 1), date(1970, 1, 2)
HOURS = np.arange(48) * 1800  # of Thursday 1970-01-01


def open_hours(queue, centre, starts=HOURS):
    """The first and last half-hour in which a queue is open, in hours."""
    forecast = forecast_of({queue.name: np.zeros(len(starts))}, 240.0, starts)
    is_open = open_rows(forecast, np.arange(len(starts)), centre, queue)
    hours = starts[is_open] % 86400 / 3600
    return (float(hours.min()), float(hours.max()) + 0.5) if len(hours) else None


@pytest.mark.parametrize(
    ("queue", "hours"),
    [
        ({}, (8, 20)),
        ({"opening": DAY_AND_NIGHT}, (0, 24)),
        ({"seasons": (Season(NEW_YEAR, NEW_YEAR, opening=((360, 1320),) * 7),)}, (6, 22)),
        ({"seasons": (Season(SECOND, SECOND, opening=((360, 1320),) * 7),)}, (8, 20)),
        (
            {
                "opening": DAY_AND_NIGHT,
                "seasons": (Season(NEW_YEAR, NEW_YEAR, opening=((360, 1320),) * 7),),
            },
            (0, 24),
        ),
        (
            {
                "opening": DAY_AND_NIGHT,
                "seasons": (Season(NEW_YEAR, NEW_YEAR, opening=((360, 1320),) * 7, of_queue=True),),
            },
            (6, 22),
        ),
        ({"opening": DAY_AND_NIGHT, "exceptions": {NEW_YEAR: (600, 720)}}, (10, 12)),
        ({"exceptions": {SECOND: (600, 720)}}, (8, 20)),
    ],
)
def test_the_more_special_opening_hours_hold(queue, hours):
    centre = Centre((), opening=EIGHT_TO_EIGHT)
    assert open_hours(Queue("a", target=GOAL, **queue), centre) == hours


def test_public_holidays_close_a_queue_unless_it_says_otherwise():
    pytest.importorskip("holidays")
    centre = Centre((), opening=EIGHT_TO_EIGHT, holidays="AT")
    assert open_hours(Queue("a", target=GOAL), centre) is None
    always = Queue("a", target=GOAL, opening=DAY_AND_NIGHT, closed_on_holidays=False)
    assert open_hours(always, centre) == (0, 24)


def test_contacts_outside_the_hours_of_a_queue_name_its_table():
    week = ((600, 660),) * 7
    with pytest.raises(InputError, match=r"'a' has contacts in 2 .* widen \[queue.opening\]"):
        staffed(forecast_of({"a": [5.0] * 4}, 240.0), Queue("a", target=GOAL, opening=week))


def test_a_pool_meets_the_target_of_the_queues_that_are_open():
    strict = Queue("a", target=wfm.Target(0.99, 5.0), team="t", opening=((600, 660),) * 7)
    easy = Queue("b", target=GOAL, team="t")
    volumes = {"a": [20.0, 20.0, 0.0, 0.0], "b": [20.0] * 4}
    plan = staffed(forecast_of(volumes, 240.0), strict, easy)
    load = wfm.offered_load([40.0, 20.0], 240, 1800)
    both = wfm.agents_required(load[0], 240, service_level=0.99, within=5)
    alone = wfm.agents_required(load[1], 240, service_level=0.8, within=30)
    assert of_team(plan, "agents", "a", "b").tolist() == [both, both, alone, alone]


def test_mail_day_and_night_beside_calls_by_day_in_one_team_is_done_at_night_too():
    starts = np.concatenate([day * 86400 + HOURS for day in range(7)])
    hour = starts % 86400 / 3600
    calls = np.where((hour >= 8) & (hour < 20), 30.0, 0.0)
    volumes = {"voice": calls, "mail": np.full(len(starts), 3.0)}
    voice = Queue("voice", "erlang_a", GOAL, patience=120.0, team="t", opening=EIGHT_TO_EIGHT)
    mail = Queue("mail", "deferred", deferred=mails(7200.0), team="t", opening=DAY_AND_NIGHT)
    plan = staffed(forecast_of(volumes, 300.0, starts), voice, mail, opening=EIGHT_TO_EIGHT)
    team = of_team(plan, "agents", "voice", "mail")
    night, alone = hour < 8, wfm.offered_load(30, 300, 1800)
    assert (team[night] >= 1).all()
    assert team[night].max() < team[~night].max()
    needed = wfm.agents_required(alone, 300, service_level=0.8, within=30, patience=120)
    assert (team[calls > 0] >= needed).all()
    assert column(plan, "service_level", "mail").min() == 1.0
    assert (column(plan, "service_level", "voice")[calls > 0] >= 0.8).all()


def test_the_minimum_of_a_team_holds_while_one_of_its_queues_is_open():
    early = Queue("a", target=GOAL, team="t", opening=((600, 660),) * 7)
    late = Queue("b", target=GOAL, team="t", opening=((630, 690),) * 7)
    forecast = forecast_of({"a": [0.0] * 4, "b": [0.0, 0.0, 1.0, 0.0]}, 240.0)
    plan = staffed(forecast, early, late, teams=(Team("t", min_agents=4),))
    assert of_team(plan, "agents", "a", "b").tolist() == [4, 4, 4, 0]


def test_a_live_queue_gets_no_escalations_while_it_is_closed():
    voice = Queue("voice", target=GOAL, escalation=0.2, escalates_to="experts")
    forecast = forecast_of({"voice": [40.0] * 4}, 240.0)  # from 10:00
    closed = Queue("experts", target=GOAL, aht=300.0, opening=((600, 660),) * 7)
    with pytest.raises(InputError, match=r"'experts' gets escalated contacts in 2 .* deferred wo"):
        staffed(forecast, voice, closed)
    later = Queue(
        "experts", "deferred", deferred=mails(3600.0), aht=300.0, opening=((600, 690),) * 7
    )
    plan = staffed(forecast, voice, later)
    assert column(plan, "agents", "experts")[3] == 0
