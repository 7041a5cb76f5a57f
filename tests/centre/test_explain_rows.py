"""Each record of the explanation of a row holds the figures of the core and of the plan."""

from datetime import date

import numpy as np
import pytest

import wfm
from support.centres import DAY, GOAL, LOST, column, days_of, forecast_of, mails, of_team, staffed
from wfm.centre import Queue, Season, Team
from wfm.centre.explain import walk
from wfm.centre.explain_deferred import Blended
from wfm.queueing import blending, chat, multiskill, priority, retrials
from wfm.targets import Target

TWO = {"a": [60.0, 30.0, 0.0], "b": [20.0, 30.0, 10.0]}
PATIENT = {"model": "erlang_a", "patience": 120.0}
LADDER = (270.0, 330.0, 420.0)


def parts_of(why):
    return {(part.queue, part.measure): part for part in why.parts}


def test_the_cell_is_that_of_the_forecast():
    forecast = forecast_of({"a": [60.0, 30.0]}, np.nan)
    forecast.aht[1] = 300.0
    plan = staffed(forecast, Queue("a", target=GOAL, aht=240.0, automation=0.5))
    first, second = walk(plan, 0), walk(plan, 1)
    assert first.cell == ("test.csv", 2, (), 60.0, 240.0, False)
    assert second.cell == ("test.csv", 3, (), 30.0, 300.0, True)
    assert first.start == "1970-01-01T10:00:00"
    assert (first.volume, first.aht, first.load) == (60, 120, 4)
    assert (second.volume, second.aht, second.own_load) == (30, 150, 2.5)
    assert first.returning is None
    assert first.passes_on is None
    assert first.passed == ()
    assert (first.plan, first.row, first.queue.name) == (plan, 0, "a")
    assert first.fractional == plan.solved.agents_unrounded[0]


def test_a_row_that_is_fed_says_by_whom_unless_it_has_rows_of_its_own():
    voice = Queue("a", target=GOAL, escalation=0.1, escalates_to="b")
    experts = Queue("b", target=GOAL, aht=600.0)
    plan = staffed(forecast_of({"a": [60.0] * 3}, 240.0), voice, experts)
    fed = walk(plan, 4)
    assert fed.cell == ("test.csv", 0, ("a",), 0.0, 600.0, False)
    assert (fed.own_load, fed.returning) == (0, None)
    assert walk(plan, 0).cell.fed_by == ()
    assert walk(plan, 1).passes_on.contacts == pytest.approx(plan.demand.volume[4])
    assert walk(plan, 1).passes_on.load == pytest.approx(plan.solved.load[4])
    assert fed.passed[0][:3] == ("a", "b", 0.1)
    both = staffed(forecast_of({"a": [60.0] * 3, "b": [10.0] * 3}, 480.0), voice, experts)
    own = walk(both, 4)
    assert own.cell.fed_by == ()
    assert own.cell.volume == 10
    assert own.own_load == pytest.approx(10 * 480 / 1800)
    assert own.passed[0].contacts == pytest.approx(both.demand.volume[4] - 10)


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
    steps = walk(plan, 1).changed
    assert [step.step for step in steps] == [
        "season", "contingency", "deflection", "aht_change", "automation",
    ]  # fmt: skip
    assert [step.share for step in steps] == pytest.approx([-0.3, 0.25, 0.25, 0.1, 0.05])
    assert [step.factor for step in steps] == pytest.approx([0.7, 1.25, 0.75, 1.1, 0.95])
    assert [step.before for step in steps] == pytest.approx([100, 70, 87.5, 240, 264])
    assert [step.after for step in steps] == pytest.approx([70, 87.5, 65.625, 264, 250.8])
    assert [step.seasons for step in steps] == [seasons, seasons, (), (), ()]
    third = walk(plan, 2).changed
    assert [step.share for step in third[:2]] == pytest.approx([-0.5, 0.1])
    assert [step.seasons for step in third[:2]] == [seasons[1:], ()]
    assert [step.step for step in walk(plan, 3).changed] == ["aht_change", "automation"]


def test_an_erlang_c_queue_is_explained_by_its_own_figures():
    target = Target(0.9, 45.0, asa=4.0, max_occupancy=0.6)
    plan = staffed(forecast_of({"a": [60.0]}, 240.0), Queue("a", target=target))
    why = walk(plan, 0).why
    n, load = int(plan.solved.agents[0]), 8.0
    assert (why.agents, why.load, why.aht, why.limit) == (n, load, 240, 45)
    assert why.blocking == pytest.approx(wfm.erlang_b(n, load))
    assert why.waits == pytest.approx(wfm.erlang_c(n, load))
    assert why.level == pytest.approx(wfm.service_level(n, load, 240, 45))
    assert why.asa == pytest.approx(wfm.asa(n, load, 240))
    assert why.busy == pytest.approx(load / n)
    assert (why.lost, why.pool, why.patience) == (0, (), np.inf)
    parts = parts_of(why)
    assert {measure: part.wanted for (_, measure), part in parts.items()} == {
        "service_level": 0.9, "asa": 4, "max_occupancy": 0.6,
    }  # fmt: skip
    busy = parts["a", "max_occupancy"]
    assert (busy.least, busy.given, busy.fewer) == (14, load / n, load / (n - 1))
    assert parts["a", "asa"].least == wfm.agents_required(load, 240, asa=4)
    level = parts["a", "service_level"]
    assert level.least == wfm.agents_required(load, 240, service_level=0.9, within=45)
    assert level.fewer == pytest.approx(wfm.service_level(n - 1, load, 240, 45))


def test_one_agent_who_is_enough_is_the_least():
    plan = staffed(forecast_of({"a": [0.1]}, 60.0), Queue("a", target=Target(0.5, 30.0)))
    (part,) = walk(plan, 0).why.parts
    assert (part.least, part.fewer) == (1, 0)
    assert part.kept_by(part.given)
    assert not part.kept_by(part.fewer)


def test_an_impatient_queue_is_explained_by_its_own_definition():
    queue = Queue("a", target=GOAL, definition="answered", abandonment=0.03, **PATIENT)
    plan = staffed(forecast_of({"a": [60.0]}, 240.0), queue)
    why = walk(plan, 0).why
    n = int(plan.solved.agents[0])
    assert why.lost == pytest.approx(wfm.abandonment(n, 8, 240, patience=120))
    assert why.level == pytest.approx(
        wfm.service_level(n, 8, 240, 30, patience=120, definition="answered")
    )
    lost = parts_of(why)["a", "abandonment"]
    assert lost.wanted == 0.03
    assert lost.fewer == pytest.approx(wfm.abandonment(n - 1, 8, 240, patience=120))
    assert why.patience == 120


def test_those_who_come_back_are_told_by_how_the_model_counts_them():
    forecast = forecast_of({"a": [20.0, 0.0], "b": [20.0, 0.0]}, 240.0)

    def back(**more):
        queue = Queue("a", target=more.pop("target", GOAL), **more)
        return walk(staffed(forecast, queue, Queue("b", target=GOAL)), 0).returning

    fresh = back(resolution=0.8)
    assert fresh[:3] == ("fresh", 20.0, 25.0)
    assert np.isnan([fresh.agents, fresh.lost]).all()
    assert back(resolution=0.8, fresh=False)[:3] == ("offered", 20.0, 20.0)
    assert back(redial=0.5, fresh=False)[:3] == ("offered", 20.0, 20.0)
    assert back() is None
    rules = {"redial": 0.5, "resolution": 0.8, "patience": 120.0}
    goals = {"service_level": 0.8, "within": 30.0, "asa": 6.0, "abandonment": 0.03}
    found = back(model="erlang_a", abandonment=0.03, target=Target(0.8, 30.0, asa=6.0), **rules)
    agents = retrials.agents_required(20.0, 1800, 240, **goals, **rules)
    assert found.agents == agents
    assert found.after == pytest.approx(retrials.offered_volume(20.0, agents, 1800, 240, **rules))
    load = found.after * 240 / 1800
    assert found.lost == pytest.approx(wfm.abandonment(agents, load, 240, patience=120))
    chats = back(model="chat", aht_by_concurrency=LADDER, patience=120.0, redial=0.5)
    assert chats[:3] == ("left out", 20.0, 20.0)
    mail = back(model="deferred", target=None, deferred=mails(3600.0), resolution=0.5)
    assert mail[:3] == ("left out", 20.0, 20.0)
    assert walk(staffed(forecast, Queue("a", target=GOAL, redial=0.5), Queue("b", target=GOAL)),
                1).returning is None  # fmt: skip


def test_a_pool_of_the_impatient_tells_who_comes_back_without_agents_of_their_own():
    queues = [Queue(n, target=GOAL, team="t", resolution=0.8, **PATIENT) for n in "ab"]
    back = walk(staffed(forecast_of(TWO, 240.0), *queues), 0).returning
    assert back[:3] == ("fresh", 60.0, 75.0)
    assert np.isnan(back.agents)


def test_a_pool_is_explained_by_the_load_of_all_and_the_promise_of_each():
    forecast = forecast_of(TWO, {"a": 240.0, "b": 280.0})
    slow = Target(0.9, 60.0)
    plan = staffed(forecast, Queue("a", target=GOAL, team="t"), Queue("b", target=slow, team="t"))
    why = walk(plan, 3).why
    n, load = int(of_team(plan, "agents")[0]), (60 * 240 + 20 * 280) / 1800
    assert (why.agents, why.limit, why.queue.name) == (n, 60, "b")
    assert (why.load, why.aht) == pytest.approx((load, 250))
    assert [(stand.queue.name, stand.volume) for stand in why.pool] == [("a", 60), ("b", 20)]
    assert sum(stand.load for stand in why.pool) == pytest.approx(load)
    assert why.level == pytest.approx(wfm.service_level(n, load, 250, 60))
    parts = parts_of(why)
    assert list(parts) == [("a", "service_level"), ("b", "service_level")]
    assert parts["a", "service_level"].wanted == 0.8
    assert max(part.least for part in parts.values()) == n
    assert walk(plan, 0).why.level == pytest.approx(wfm.service_level(n, load, 250, 30))


def test_a_team_shows_whose_its_people_are():
    plan = staffed(forecast_of(TWO, 240.0), *(Queue(n, target=GOAL, team="t") for n in "ab"))
    for row in range(6):
        share = walk(plan, row).team
        a, b = (int(column(plan, "agents", name)[row % 3]) for name in "ab")
        assert share.name == "t"
        assert share.queues == (("a", a), ("b", b))
        assert share.agents == a + b
        assert share.scheduled == of_team(plan, "scheduled")[row % 3]
        assert share.my_agents == plan.solved.agents[row]
        assert share.my_scheduled == plan.solved.scheduled[row]


def test_a_queue_of_a_team_without_a_row_at_that_time_has_no_people_there():
    forecast = forecast_of({"a": [60.0, 60.0], "b": [60.0, 60.0]}, 240.0)
    forecast.start[2:] += 1800
    plan = staffed(forecast, *(Queue(n, target=GOAL, team="t") for n in "ab"))
    first, second = walk(plan, 0), walk(plan, 1)
    assert first.team.queues == (("a", int(plan.solved.agents[0])),)
    assert [stand.volume for stand in first.why.pool] == [60, 0]
    assert [name for name, _ in second.team.queues] == ["a", "b"]


def test_chats_are_explained_by_their_rates_and_the_wait_of_one_agent_fewer():
    queue = Queue(
        "a", "chat", Target(0.8, 30.0, asa=20.0, max_occupancy=0.95), aht_by_concurrency=LADDER,
        patience=240.0, abandonment=0.05,
    )  # fmt: skip
    plan = staffed(forecast_of({"a": [60.0]}, 270.0), queue)
    why = walk(plan, 0).why
    n = int(plan.solved.agents[0])
    given, fewer = (
        chat.performance(count, 60.0, 1800, list(LADDER), 30.0, patience=240)
        for count in (n, n - 1)
    )
    assert why.arrivals == 60 / 1800
    assert why.rates == pytest.approx((1 / 270, 2 / 330, 3 / 420))
    assert (why.agents, why.limit, why.queue) == (n, 30, queue)
    assert (why.level, why.lost, why.asa) == pytest.approx(
        (given.service_level, given.abandonment, given.asa)
    )
    assert (why.busy, why.concurrency) == pytest.approx((given.occupancy, given.concurrency))
    parts = {measure: part for (_, measure), part in parts_of(why).items()}
    for measure, now, less in (
        ("service_level", given.service_level, fewer.service_level),
        ("asa", given.asa, fewer.asa),
        ("max_occupancy", given.occupancy, fewer.occupancy),
        ("abandonment", given.abandonment, fewer.abandonment),
    ):
        assert (parts[measure].given, parts[measure].fewer) == pytest.approx((now, less))


def test_priorities_are_explained_class_by_class():
    queues = (
        Queue("a", target=Target(0.5, 60.0, max_occupancy=0.9), team="t", priority=5),
        Queue("b", target=Target(0.9, 30.0, asa=15.0), team="t", priority=2),
        Queue("c", target=Target(0.4, 90.0), team="t", priority=5),
    )
    plan = staffed(forecast_of({"a": [36.0], "b": [24.0], "c": [12.0]}, 480.0), *queues)
    why = walk(plan, 0).why
    n, load = int(plan.solved.agents.sum()), [6.4, 12.8]
    assert (why.agents, why.aht, why.mine) == (n, 480, 1)
    assert why.load == pytest.approx(19.2)
    assert [rank.queues for rank in why.ranks] == [("b",), ("a", "c")]
    assert [rank.load for rank in why.ranks] == pytest.approx(load)
    assert [rank.upto for rank in why.ranks] == pytest.approx([6.4 / n, 19.2 / n])
    assert why.limits == {"a": 60, "b": 30, "c": 90}
    assert why.waits == pytest.approx(wfm.erlang_c(n, 19.2))
    assert why.level == pytest.approx(priority.service_level(n, load, 480, 60)[1])
    assert why.asa == pytest.approx(priority.asa(n, load, 480)[1])
    assert why.busy == pytest.approx(19.2 / n)
    parts = parts_of(why)
    assert list(parts) == [
        ("b", "service_level"), ("b", "asa"), ("a", "service_level"), ("a", "max_occupancy"),
        ("c", "service_level"),
    ]  # fmt: skip
    assert parts["b", "asa"].given == pytest.approx(priority.asa(n, load, 480)[0])
    assert parts["c", "service_level"].given == pytest.approx(
        priority.service_level(n, load, 480, 90)[1]
    )
    assert parts["a", "max_occupancy"].fewer == pytest.approx(19.2 / (n - 1))
    assert walk(plan, 1).why.mine == 0


def test_a_class_without_contacts_promises_nothing():
    queues = (
        Queue("a", target=GOAL, team="t"),
        Queue("b", target=Target(0.9, 5.0), team="t", priority=2),
    )
    plan = staffed(forecast_of({"a": [36.0, 36.0], "b": [0.0, 1.0]}, 480.0), *queues)
    assert [part.queue for part in walk(plan, 0).why.parts] == ["a"]
    assert [part.queue for part in walk(plan, 1).why.parts] == ["a", "b"]


@pytest.mark.parametrize(("more", "share"), [({"skills": 2}, None), ({"cross_trained": 0.2}, 0.2)])
def test_skill_groups_are_explained_between_apart_and_pooled(more, share):
    plan = staffed(
        forecast_of({"a": [84.0], "b": [42.0]}, 600.0),
        *(Queue(n, target=GOAL, team="t") for n in "ab"), teams=(Team("t", **more),),
    )  # fmt: skip
    why = walk(plan, 1).why
    load = np.array([28.0, 14.0])
    each = wfm.agents_required(load, 600, service_level=0.8, within=30)
    bounds = multiskill.agents_required(load, 600, service_level=0.8, within=30)
    assert why.apart == (("a", 28.0, each[0]), ("b", 14.0, each[1]))
    assert (why.pooled, why.cross_trained) == (bounds.pooled, share)
    assert (why.agents, why.load, why.aht, why.limit) == (plan.solved.agents.sum(), 42, 600, 30)
    gain = float(multiskill.pooling_gain(0.2, 42.0))
    assert why.gain == pytest.approx(gain if share else np.nan, nan_ok=True)
    assert why.level == pytest.approx(wfm.service_level(bounds.pooled, 42, 600, 30))
    assert why.asa == pytest.approx(wfm.asa(bounds.pooled, 42, 600))
    assert why.busy == pytest.approx(42 / plan.solved.agents.sum())
    (part,) = why.parts
    assert part.least == bounds.pooled
    assert why.queue.name == "b"


# Mail


def test_a_block_of_mail_shows_its_hours_people_and_what_one_fewer_leaves():
    mail = Queue("mail", "deferred", deferred=mails(3600.0), team="t")
    other = Queue("other", "deferred", deferred=mails(7200.0, 0.9), team="t")
    forecast = forecast_of({"mail": [40.0, 0, 0, 0], "other": [0.0, 0, 0, 10.0]}, 360.0)
    plan = staffed(forecast, mail, other, teams=(Team("t", block=3600.0),))
    why = walk(plan, 1).why
    assert why.promise == mail.deferred
    assert why.beside == ("other",)
    assert (why.block.start, why.block.end) == (36000, 39600)
    assert (why.block.people, why.block.capacity, why.block.safety) == (4, 4.0, 0.0)
    # one fewer does 30 of the 40 that are due: 10 · 360 s are left
    assert why.block.fewer == (3600.0, 36000, 39600)
    assert (why.agents, why.calls, why.reserve, why.on_time) == (4, None, 0, 1.0)
    late = walk(plan, 6).why
    assert late.promise == other.deferred
    assert late.block.people == of_team(plan, "agents")[2]
    assert (late.block.start, late.block.end) == (39600, 43200)


def test_a_block_without_people_has_none_to_do_without():
    queue = Queue("mail", "deferred", deferred=mails(3600.0), team="t")
    plan = staffed(
        forecast_of({"mail": [40.0, 0, 0, 0]}, 360.0), queue, teams=(Team("t", block=3600.0),)
    )
    block = walk(plan, 3).why.block
    assert (block.people, block.capacity, block.fewer) == (0, 0, None)


def test_mail_of_a_later_week_is_explained_by_its_own_week():
    start, volume = days_of([10.0, 30.0, 10.0, 5.0], 15)
    volume[28:] = 2 * volume[28:]
    queue = Queue("mail", "deferred", deferred=mails(3600.0))
    forecast = forecast_of({"mail": volume}, 600.0, start)
    plan = staffed(forecast, queue, opening=((600, 720),) * 7)
    for row in (2, 29, 50, 58):
        block = walk(plan, row).why.block
        day = row // 4 * DAY
        assert (block.start, block.end) == (day + 36000, day + 43200)
        assert block.people == block.capacity == plan.solved.agents[row]
        assert block.fewer.seconds > 0
        assert block.start <= block.fewer.start < block.fewer.end <= block.end


def blended(**more):
    start, calls = days_of([100.0, 90.0, 80.0, 60.0], 2)
    voice = Queue("voice", "erlang_a", GOAL, patience=240.0, team="t", **more)
    forecast = forecast_of({"voice": calls, "mail": np.full(8, 20.0)}, 360.0, start)
    mail = Queue("mail", "deferred", deferred=mails(7200.0), team="t")
    return staffed(forecast, voice, mail, opening=((600, 720),) * 7)


@pytest.mark.parametrize("row", [0, 3, 6])
def test_calls_beside_mail_are_explained_by_their_reserve(row):
    plan = blended()
    calls, mail = walk(plan, row), walk(plan, row + 8).why
    why = calls.why
    n, load = int(of_team(plan, "agents")[row]), plan.solved.load[row]
    goals = {"service_level": 0.8, "within": 30.0, "patience": 240.0}
    reserve = blending.reserve_required(n, load, 360, **goals)
    assert isinstance(why, Blended)
    assert (why.agents, why.reserve, why.beside) == (n, reserve, ("mail",))
    given = blending.performance(n, load, 360, reserve, 30.0, patience=240.0)
    assert (why.level, why.asa) == pytest.approx((given.service_level, given.asa))
    assert (why.lost, why.level_alone) == pytest.approx(
        (given.abandonment, given.service_level_alone)
    )
    assert why.busy == plan.solved.occupancy[row]
    assert why.done == pytest.approx(n * why.busy - load * (1 - why.lost))
    fewer = np.nan
    if reserve:
        fewer = blending.performance(n, load, 360, reserve - 1, 30.0, patience=240.0).service_level
    assert why.level_fewer == pytest.approx(fewer, nan_ok=True)
    alone = wfm.agents_required(load, 360, **goals)
    assert (why.alone.agents, why.alone.load, why.alone.aht) == pytest.approx((alone, load, 360))
    assert why.block.people == n - alone
    assert why.block.capacity == pytest.approx(given.deferred_rate * 360)
    assert mail.calls.agents == alone
    assert (mail.agents, mail.reserve, mail.block) == (n, reserve, why.block)
    assert mail.beside == ()
    assert mail.on_time == plan.solved.service_level[row + 8]


def test_fresh_calls_beside_mail_come_back_once():
    plan = blended(resolution=0.8)
    back, why = walk(plan, 1).returning, walk(plan, 1).why
    assert (back.how, back.before) == ("fresh", 90)
    assert back.after == pytest.approx(plan.demand.volume[1])
    assert why.alone.load == pytest.approx(plan.solved.load[1])


def test_a_reserve_keeps_a_wait_and_a_share_of_the_lost_too():
    for more in ({"abandonment": 0.01}, {}):
        plan = blended(**more)
        why = walk(plan, 0).why
        n, load = why.agents, plan.solved.load[0]
        kept = blending.reserve_required(n, load, 360, service_level=0.8, within=30, patience=240)
        if more:
            assert why.reserve > kept
            assert why.lost <= 0.01
            less = blending.performance(n, load, 360, why.reserve - 1, 30.0, patience=240.0)
            assert less.abandonment > 0.01
        else:
            assert why.reserve == kept


def test_shrinkage_of_the_plan_is_that_of_the_centre():
    plan = blended()
    share = walk(plan, 0).team
    assert share.scheduled == wfm.scheduled(share.agents, LOST.total)
