"""One team for several queues is planned by the models, and named where it saves people."""

from dataclasses import replace

import numpy as np
import pytest

from support.centres import GOAL, HALF_HOUR, LOST, forecast_of, mails
from wfm.centre import Centre, Queue, Team, staff_centre
from wfm.centre.sharing import fte_of, sharing_figures
from wfm.centre.staffed_centre import staff_queues

WEEK = np.concatenate([day * 86400 + 36000 + np.arange(8) * HALF_HOUR for day in range(7)])
URGENT = Queue("urgent", "deferred", deferred=mails(3600.0, 0.95))
MAIL = Queue("mail", "deferred", deferred=mails(4 * 3600.0, 0.95))
SALES, HELP = Queue("sales", target=GOAL), Queue("help", target=GOAL)


def staffed(*queues, aht=240.0, volume=4.0, **more):
    volumes = {queue.name: np.full(len(WEEK), volume) for queue in queues}
    return staff_queues(forecast_of(volumes, aht, WEEK), Centre(queues, shrinkage=LOST, **more))


def savings(*queues, **more):
    return {one.queue: one.value for one in sharing_figures(staffed(*queues, **more))}


def planned_fte(*queues, **more):
    """FTE of the plan that the file would give."""
    volumes = {queue.name: np.full(len(WEEK), 4.0) for queue in queues}
    centre = Centre(queues, shrinkage=LOST, **more)
    return staff_centre(forecast_of(volumes, 240.0, WEEK), centre).summary().total.fte


@pytest.mark.deep
@pytest.mark.parametrize(
    ("pair", "name"), [((URGENT, MAIL), "urgent, mail"), ((SALES, HELP), "sales, help")]
)
def test_the_saving_is_that_of_the_plan_with_one_team(pair, name):
    together = [replace(queue, team="desk") for queue in pair]
    alone = planned_fte(*pair)
    assert savings(*pair)[name] == pytest.approx(planned_fte(*together))
    assert savings(*pair)[name] < 0.97 * alone
    assert fte_of(staffed(*pair)) == pytest.approx(alone)


def test_deferred_work_beside_calls_is_compared_too():
    calls = Queue("calls", "erlang_a", GOAL, patience=120.0)
    found = savings(calls, replace(MAIL, deferred=mails(7200.0)))
    together = [replace(calls, team="t"), replace(MAIL, deferred=mails(7200.0), team="t")]
    assert found == {"calls, mail": pytest.approx(planned_fte(*together))}


@pytest.mark.parametrize(
    "queues",
    [
        pytest.param((replace(SALES, team="t"), replace(HELP, team="t")), id="one team already"),
        pytest.param((SALES, Queue("a", "erlang_a", GOAL, patience=90.0)), id="two models"),
        pytest.param(
            (Queue("c", "chat", GOAL, overhead=0.0), Queue("d", "chat", GOAL, overhead=0.0)),
            id="chats",
        ),
        pytest.param(
            (URGENT, replace(MAIL, opening=((0, 1440),) * 7)), id="deferred work of other hours"
        ),
        pytest.param((replace(SALES, escalation=0.2, escalates_to="help"), HELP), id="specialists"),
        pytest.param((replace(SALES, resolution=0.8), HELP), id="repeat contacts"),
        pytest.param((replace(SALES, priority=2), HELP), id="priorities"),
    ],
)
def test_queues_that_no_team_shares_are_not_compared(queues):
    assert savings(*queues) == {}


def test_handle_times_that_differ_too_much_are_not_compared():
    assert savings(SALES, HELP, aht={"sales": 100.0, "help": 400.0}) == {}
    assert savings(SALES, HELP, aht={"sales": 200.0, "help": 220.0})


def test_a_small_saving_is_not_named():
    assert savings(SALES, HELP, volume=4.0)
    assert savings(SALES, HELP, volume=4000.0) == {}


def test_a_team_for_deferred_work_keeps_the_longer_blocks_and_the_larger_minimum():
    teams = (Team("a", block_length=7200.0), Team("b", block_length=3600.0, min_agents=3))
    pair = (replace(URGENT, team="a"), replace(MAIL, team="b"))
    found = savings(*pair, teams=teams)
    one = Team("a", block_length=7200.0, min_agents=3)
    together = [replace(queue, team="a") for queue in pair]
    assert found == {"urgent, mail": pytest.approx(planned_fte(*together, teams=(one,)))}


def test_queues_that_an_alternative_does_not_change_are_not_staffed_again(monkeypatch):
    centre = staffed(SALES, HELP, URGENT, MAIL)
    changed = replace(
        centre.centre,
        queues=(SALES, HELP, replace(URGENT, team="t"), replace(MAIL, team="t")),
    )
    again = staff_queues(centre.forecast, changed, known=centre)
    for name in ("sales", "help"):
        assert again.staffings[name] is centre.staffings[name]
    assert again.staffings["mail"] is not centre.staffings["mail"]


def test_a_plan_lists_the_savings_only_if_asked():
    volumes = {"urgent": np.full(len(WEEK), 4.0), "mail": np.full(len(WEEK), 4.0)}
    forecast, centre = forecast_of(volumes, 240.0, WEEK), Centre((URGENT, MAIL), shrinkage=LOST)
    names = [
        [one.name for one in staff_centre(forecast, centre, **more).figures.rows]
        for more in ({}, {"compare_teams": "alike"})
    ]
    assert [each.count("fte_in_one_team") for each in names] == [0, 1]


@pytest.mark.deep
def test_calls_with_deferred_work_are_compared_only_with_all():
    centre = staffed(Queue("calls", "erlang_a", GOAL, patience=120.0), URGENT, MAIL)
    queues = [
        {one.queue for one in sharing_figures(centre, compared)} for compared in ("alike", "all")
    ]
    assert queues == [{"urgent, mail"}, {"urgent, mail", "calls, urgent, mail"}]


def test_a_team_with_deferred_work_of_other_hours_is_not_compared():
    calls = Queue("calls", "erlang_a", GOAL, patience=120.0, team="t")
    mail = replace(MAIL, team="t")
    with_hours = replace(URGENT, opening=((600, 800),) * 7)
    assert "calls, mail, urgent" in savings(calls, mail, URGENT)
    assert savings(calls, mail, with_hours) == {}
