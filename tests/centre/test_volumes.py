"""The figures of a queue by date, and the AHT that forecast and centre agree on."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from support.centres import GOAL, HALF_HOUR, column, days_of, explain, forecast_of, mails, staffed
from wfm.centre import Centre, Queue, Season, Team, staff_centre
from wfm.centre.records import Ramp
from wfm.errors import InputError
from wfm.queueing import chat
from wfm.targets import Target

FIRST, THIRD, FIFTH = (date(1970, 1, day) for day in (1, 3, 5))
YEAR = Ramp(((FIRST, 0.1), (FIFTH, 0.3)))
TIMES = (300.0, 360.0, 450.0)


def five_days(volume, **queues):
    """Four half-hours on each of five days, with the same volumes for each queue."""
    start, volumes = days_of(volume, 5)
    return forecast_of(dict.fromkeys(queues, volumes), queues, start)


def of_day(plan, name, queue, day):
    return column(plan, name, queue)[4 * (day - 1) : 4 * day]


def step(plan, row, name):
    return next(step for step in explain(plan, row).steps if step.name == name)


# AHT of the forecast


def test_chats_are_staffed_by_the_aht_of_the_forecast_not_that_of_the_centre():
    chats = Queue("chat", "chat", GOAL, aht=200.0, overhead=0.2, concurrency=3)
    volumes, ahts = [30.0, 30.0], [900.0, 450.0]
    forecast = forecast_of({"chat": volumes}, 240.0)
    forecast.aht[:] = ahts
    plan = staffed(forecast, chats)
    for row, aht in enumerate(ahts):
        times = chat.aht_by_concurrency(aht, 0.2, 3)
        agents = chat.agents_required(30.0, HALF_HOUR, times, service_level=0.8, within=30)
        service = chat.performance(agents, 30.0, HALF_HOUR, times, 30.0)
        assert column(plan, "agents", "chat")[row] == agents
        for name in ("service_level", "asa", "occupancy"):
            expected = pytest.approx(getattr(service, name), rel=1e-9)
            assert column(plan, name, "chat")[row] == expected, name
    assert column(plan, "agents", "chat")[0] > column(plan, "agents", "chat")[1]


def test_chats_with_every_target_and_patience_follow_the_aht_of_the_row():
    goal = Target(0.8, 40.0, asa=25.0, abandonment=0.04, max_occupancy=0.97)
    chats = Queue("chat", "chat", goal, overhead=0.3, concurrency=2, patience=150.0)
    forecast = forecast_of({"chat": [25.0, 40.0, 9.0]}, 240.0)
    forecast.aht[:] = [500.0, 260.0, 800.0]
    plan = staffed(forecast, chats)
    for row in range(3):
        agents = chat.agents_required(
            forecast.volume[row],
            HALF_HOUR,
            chat.aht_by_concurrency(float(forecast.aht[row]), 0.3, 2),
            service_level=0.8, within=40.0, asa=25.0, abandonment=0.04, max_occupancy=0.97,
            patience=150.0,
        )  # fmt: skip
        assert column(plan, "agents", "chat")[row] == agents
    explained = step(plan, 0, "rate with 2")
    assert explained.substitution == "3600 × 2 / 650"


def test_the_centre_gives_the_aht_of_a_chat_where_the_forecast_has_none():
    chats = Queue("chat", "chat", GOAL, aht=420.0, overhead=0.0, concurrency=4)
    with_aht = staffed(forecast_of({"chat": [30.0]}, 420.0), chats)
    without = staffed(forecast_of({"chat": [30.0]}, np.nan), chats)
    assert with_aht.columns["agents"].tolist() == without.columns["agents"].tolist()
    assert without.demand.aht.tolist() == [420.0]


def test_handle_times_by_concurrency_and_another_aht_are_two_sources():
    chats = Queue("chat", "chat", GOAL, aht_by_concurrency=TIMES)
    with pytest.raises(InputError) as caught:
        staffed(forecast_of({"chat": [30.0, 20.0]}, 330.0), chats)
    for words in ("330 s in the forecast (test.csv, line 2)", "300, 360, 450 s", "set overhead"):
        assert words in str(caught.value)
    same = staffed(forecast_of({"chat": [30.0, 20.0]}, 300.0), chats)
    none = staffed(forecast_of({"chat": [30.0, 20.0]}, np.nan), chats)
    assert same.columns["agents"].tolist() == none.columns["agents"].tolist()


def test_chats_without_any_aht_are_refused():
    chats = Queue("chat", "chat", GOAL, overhead=0.0, concurrency=4)
    with pytest.raises(InputError, match="'chat' has no AHT in 2 rows of the forecast; add it"):
        staffed(forecast_of({"chat": [30.0, 20.0]}, np.nan), chats)


def test_a_given_aht_is_for_rows_without_one_before_or_after_that_of_the_centre():
    ahts = {"a": 240.0, "b": np.nan, "c": np.nan, "chat": np.nan}
    forecast = forecast_of({name: [9.0, 0.0, 9.0] for name in ahts}, ahts)
    season = Season(FIRST, FIRST, aht=500.0)
    queues = (
        Queue("a", target=GOAL, aht=700.0),
        Queue("b", target=GOAL, aht=300.0),
        Queue("c", target=GOAL, seasons=(season,)),
        Queue("chat", "chat", GOAL, concurrency=3, aht_by_concurrency=TIMES),
    )
    centre = Centre(queues)
    first = staff_centre(forecast, centre, aht=410.0)
    assert first.demand.aht[::3].tolist() == [240, 410, 410, 300]
    assert first.demand.notes[-1] == (
        "AHT of 6 min 50 s used for 4 rows with contacts but without AHT, not for chat: the centre "
        "has its AHT by number of concurrent chats"
    )
    assert not any(note.startswith("b:") for note in first.inputs.notes)
    last = staff_centre(forecast, centre, usual_aht=410.0)
    assert last.demand.aht[::3].tolist() == [240, 300, 500, 300]
    assert last.demand.notes == forecast.notes
    without = replace(centre, queues=(*queues[:2], Queue("c", target=GOAL), queues[3]))
    bare = staff_centre(forecast, without, usual_aht=410.0)
    assert bare.demand.aht[::3].tolist() == [240, 300, 410, 300]


def test_escalated_contacts_have_the_aht_of_the_forecast_of_their_queue():
    voice = Queue("voice", target=GOAL, escalation=0.2, escalates_to="experts")
    volumes = {"voice": [50.0] * 4, "experts": [4.0] * 4}
    longer = {"voice": 240.0, "experts": 900.0}
    plans = [
        staffed(forecast_of(volumes, longer), voice, Queue("experts", target=GOAL, aht=aht))
        for aht in (900.0, 60.0, None)
    ]
    loads = [column(plan, "load", "experts").tolist() for plan in plans]
    assert loads[0] == loads[1] == loads[2]
    # contacts of both kinds take 900 s; the escalated ones arrive a handle time later
    assert loads[0][-1] == pytest.approx((4 + 10) * 900 / HALF_HOUR, rel=0.1)


def test_automation_of_a_queue_shortens_escalated_contacts_too():
    voice = Queue("voice", target=GOAL, escalation=0.2, escalates_to="experts")
    forecast = forecast_of({"voice": [50.0] * 4}, 240.0)
    slow = Queue("experts", target=GOAL, aht=900.0, automation=0.5)
    fast = Queue("experts", target=GOAL, aht=450.0)
    loads = [column(staffed(forecast, voice, one), "load", "experts") for one in (slow, fast)]
    assert loads[0].tolist() == loads[1].tolist()


def test_escalations_to_a_queue_without_aht_are_refused():
    voice = Queue("voice", target=GOAL, escalation=0.2, escalates_to="experts")
    with pytest.raises(InputError, match="'voice' escalates to 'experts', which has no AHT"):
        staffed(forecast_of({"voice": [50.0] * 4}, 240.0), voice, Queue("experts", target=GOAL))


# Figures by date


@pytest.mark.parametrize(
    ("day", "share"),
    [(date(1969, 12, 30), 0.1), (FIRST, 0.1), (THIRD, 0.2), (FIFTH, 0.3), (date(1971, 1, 1), 0.3)],
)
def test_a_figure_by_date_is_linear_between_its_dates_and_constant_outside(day, share):
    assert YEAR.on(day) == pytest.approx(share)


def test_deflection_grows_from_day_to_day():
    queue = Queue("a", target=GOAL, deflection=YEAR)
    plan = staffed(five_days((40.0, 80.0, 60.0, 0.0), a=240.0), queue)
    for day in range(1, 6):
        deflected = 0.1 + 0.05 * (day - 1)
        assert of_day(plan, "load", "a", day) == pytest.approx(
            np.array([40, 80, 60, 0]) * (1 - deflected) * 240 / HALF_HOUR
        )
    shown = step(plan, 9, "self-service")
    assert shown.formula == "volume × (1 − deflection on 1970-01-03)"
    assert shown.substitution == "80 × (1 − 0.2)"


@pytest.mark.parametrize(
    ("figures", "factor"),
    [
        ({"deflection": 0.25}, 0.75),
        ({"aht_change": 0.1}, 1.1),
        ({"automation": 0.2}, 0.8),
        ({"resolution": 0.8}, 1.25),
        ({"contingency": 0.1}, 1.1),
        ({"uplift": 0.5}, 1.5),
        ({"uplift": Ramp(((FIRST, 0.0), (FIFTH, 0.4)))}, 1.2),
    ],
)
def test_a_season_changes_each_figure_on_its_days_only(figures, factor):
    season = Season(THIRD, THIRD, **figures)
    forecast = five_days((40.0, 80.0, 60.0, 20.0), a=240.0)
    usual = staffed(forecast, Queue("a", target=GOAL))
    plan = staffed(forecast, Queue("a", target=GOAL, seasons=(season,)))
    for day in range(1, 6):
        ratio = of_day(plan, "load", "a", day) / of_day(usual, "load", "a", day)
        assert ratio == pytest.approx(factor if day == 3 else 1.0)


def test_redials_and_repeat_contacts_of_a_season_are_those_of_a_queue_that_always_has_them():
    volume = (40.0, 80.0, 60.0, 20.0)
    one = {"a": 240.0}
    figures = {"redial": 0.4, "resolution": 0.9}
    queue = Queue("a", "erlang_a", GOAL, patience=90.0)
    always = Queue("a", "erlang_a", GOAL, patience=90.0, **figures)
    season = Queue("a", "erlang_a", GOAL, patience=90.0, seasons=(Season(THIRD, THIRD, **figures),))
    plans = [staffed(five_days(volume, **one), each) for each in (queue, season, always)]
    volumes = [plan.demand.volume for plan in plans]
    assert volumes[1][8:12].tolist() == volumes[2][8:12].tolist()
    assert volumes[1][:8].tolist() == volumes[0][:8].tolist()
    assert (volumes[2] > volumes[0]).all()


def test_escalations_of_a_season_reach_the_other_queue_on_its_days():
    season = Season(THIRD, THIRD, escalation=0.5)
    voice = Queue("a", target=GOAL, escalates_to="b", seasons=(season,))
    start, volume = days_of((40.0, 40.0, 40.0, 40.0), 5)
    forecast = forecast_of({"a": volume, "b": volume * 0 + 1}, 240.0, start)
    plan = staffed(forecast, voice, Queue("b", target=GOAL))
    more = plan.demand.volume[20:] - 1
    assert more[8:12].sum() == pytest.approx(0.5 * 160, rel=0.1)
    assert more[:8].tolist() == [0.0] * 8
    assert step(plan, 8, "escalates").formula.startswith("50 % of the contacts answered")


def test_a_season_has_an_aht_where_the_forecast_has_none():
    queue = Queue("a", target=GOAL, aht=200.0, seasons=(Season(THIRD, THIRD, aht=500.0),))
    plan = staffed(five_days((10.0, 10.0, 10.0, 10.0), a=np.nan), queue)
    assert of_day(plan, "load", "a", 2)[0] == pytest.approx(10 * 200 / HALF_HOUR)
    assert of_day(plan, "load", "a", 3)[0] == pytest.approx(10 * 500 / HALF_HOUR)


def test_the_season_of_a_queue_overrides_that_of_the_centre():
    own = Season(THIRD, THIRD, deflection=0.2, of_queue=True)
    queue = Queue("a", target=GOAL, seasons=(Season(FIRST, FIFTH, deflection=0.5), own))
    assert [queue.figure_on("deflection", day) for day in (FIRST, THIRD, FIFTH)] == [0.5, 0.2, 0.5]


def test_deferred_work_follows_the_figures_of_a_season():
    season = Season(THIRD, THIRD, automation=0.5)
    queue = Queue("m", "deferred", deferred=mails(7200.0), seasons=(season,))
    plan = staffed(five_days((8.0, 8.0, 8.0, 8.0), m=600.0), queue)
    assert of_day(plan, "load", "m", 3).sum() == pytest.approx(
        of_day(plan, "load", "m", 2).sum() / 2
    )


# Minimum agents


@pytest.mark.parametrize(
    "queue",
    [
        Queue("a", target=GOAL, min_agents=3),
        Queue("a", "erlang_a", GOAL, patience=90.0, min_agents=3),
        Queue("a", "chat", GOAL, overhead=0.1, concurrency=2, min_agents=3),
    ],
    ids=lambda queue: queue.model,
)
def test_a_minimum_of_agents_holds_in_every_open_interval(queue):
    forecast = forecast_of({"a": [0.0, 1.0, 90.0]}, 240.0)
    agents = column(staffed(forecast, queue), "agents", "a")
    assert agents[:2].tolist() == [3, 3]
    assert agents[2] > 3
    plan = staffed(forecast, queue)
    assert step(plan, 0, "minimum").value == 3
    assert step(plan, 1, "minimum").value == 3
    assert plan.inputs.targets["a"].min_agents == 3


def test_a_minimum_of_agents_does_not_hold_while_the_queue_is_closed():
    week = ((0, 11 * 60),) * 7
    queue = Queue("a", target=GOAL, min_agents=2, opening=week)
    forecast = forecast_of({"a": [9.0, 9.0, 0.0, 0.0]}, 240.0)  # from 10:00
    assert column(staffed(forecast, queue), "agents", "a").tolist() == [3, 3, 0, 0]


def test_a_season_has_its_own_minimum():
    queue = Queue("a", target=GOAL, min_agents=1, seasons=(Season(THIRD, THIRD, min_agents=6),))
    plan = staffed(five_days((0.0, 0.0, 0.0, 0.0), a=240.0), queue)
    assert [of_day(plan, "agents", "a", day)[0] for day in (1, 3, 5)] == [1, 6, 1]


def test_a_plan_says_where_the_aht_of_the_forecast_replaces_that_of_the_centre():
    forecast = forecast_of({"a": [9.0, 9.0, 0.0], "b": [9.0] * 3}, {"a": 240.0, "b": np.nan})
    plan = staffed(forecast, Queue("a", target=GOAL, aht=600.0), Queue("b", target=GOAL, aht=300.0))
    (note,) = plan.inputs.notes
    assert note == (
        "a: the AHT of the forecast is used in all rows with contacts, not aht = 10 min of the "
        "centre"
    )
    forecast.aht[0] = np.nan
    plan = staffed(forecast, Queue("a", target=GOAL, aht=600.0), Queue("b", target=GOAL, aht=300.0))
    assert "in 1 of 2 rows with contacts" in plan.inputs.notes[0]
    same = staffed(forecast, Queue("a", target=GOAL, aht=240.0), Queue("b", target=GOAL, aht=300.0))
    assert same.inputs.notes == ()
    season = Season(FIRST, FIRST, aht=900.0)
    queue = Queue("a", target=GOAL, seasons=(season,))
    (note,) = staffed(forecast_of({"a": [9.0]}, 240.0), queue).inputs.notes
    assert note.endswith("in all rows with contacts, not aht = 15 min of the centre")


@pytest.mark.parametrize("own", [True, False])
def test_deferred_work_has_a_minimum_of_agents_while_it_is_open(own):
    week = ((0, 11 * 60 + 30),) * 7
    mail = Queue("m", "deferred", deferred=mails(7200.0), opening=week, min_agents=5 if own else 0)
    forecast = five_days((1.0, 1.0, 0.0, 0.0), m=300.0)  # from 10:00 to 12:00
    teams = () if own else (Team("m", min_agents=5),)
    plan = staffed(forecast, mail, teams=teams)
    assert of_day(plan, "agents", "m", 2).tolist() == [5, 5, 5, 0]
    assert step(plan, 4, "minimum").value == 5
    fewer = staffed(forecast, replace(mail, min_agents=0))
    assert of_day(fewer, "agents", "m", 2).max() < 5


def test_deferred_work_has_the_minimum_of_a_season_on_its_days():
    season = Season(THIRD, THIRD, min_agents=4)
    mail = Queue("m", "deferred", deferred=mails(7200.0), seasons=(season,))
    plan = staffed(five_days((1.0, 1.0, 0.0, 0.0), m=300.0), mail)
    assert [of_day(plan, "agents", "m", day).tolist() for day in (2, 3)] == [[1] * 4, [4] * 4]
    assert step(plan, 8, "minimum").value == 4
    assert step(plan, 8, "agents").value == 4
    assert "minimum" not in [one.name for one in explain(plan, 4).steps]


def test_a_team_of_calls_and_deferred_work_has_a_minimum_while_one_of_them_is_open():
    calls = Queue("a", "erlang_a", GOAL, patience=120.0, team="t", opening=((0, 11 * 60),) * 7)
    mail = Queue("m", "deferred", deferred=mails(7200.0), team="t", opening=((0, 690),) * 7)
    start, volume = days_of((1.0, 1.0, 0.0, 0.0), 5)
    forecast = forecast_of({"a": volume, "m": volume}, 300.0, start)
    plan = staffed(forecast, calls, mail, teams=(Team("t", min_agents=6),))
    team = column(plan, "agents", "a") + column(plan, "agents", "m")
    assert team[4:8].tolist() == [6, 6, 6, 0]
