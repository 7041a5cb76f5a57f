"""A plan on its slots: days of 23 and 25 hours, cyclic weeks, part of a plan."""

import json
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wfm
from test_plan import demand
from wfm.contracts import Contract
from wfm.errors import InputError
from wfm.io.write_rota import document
from wfm.model import Promise, Staffed, Target
from wfm.queues import chat
from wfm.report import rota_text
from wfm.rota import Order, between, make_rota
from wfm.shrinkage import Shrinkage
from wfm.templates import BreakRule, Template

BERLIN = ZoneInfo("Europe/Berlin")
NONE = Shrinkage.parse("0%")
LUNCH = BreakRule("lunch", 60, paid=False, anchor="middle", earliest=-60, latest=60)
EIGHT = Template("eight", 0, 23 * 60, 60, (480,))


def staffed(start, agents, zone=None):
    rows = len(agents)
    forecast = demand(np.full(rows, 10.0), 240.0, start=start, interval=3600.0, zone=zone)
    return Staffed(forecast, np.asarray(agents, dtype=np.int64))


def recount(rota):
    """People at work in each slot, from the rows alone."""
    (covered,) = rota.coverage
    net = np.zeros(len(covered.start), dtype=int)
    first = int(covered.start[0])
    length = len(covered.start) * rota.slot * 60
    for row in rota.rows:
        for begin, end, sign in [
            (row.start, row.end, 1),
            *((b.start, b.end, -1) for b in row.breaks),
        ]:
            for at in range(begin, end, rota.slot * 60):
                net[(at - first) % length // (rota.slot * 60)] += sign
    return net


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_of_23_or_25_hours_is_covered_in_true_time(day, hours):
    first = int(datetime.fromisoformat(day).replace(tzinfo=BERLIN).timestamp())
    plan = staffed(first + np.arange(hours) * 3600, np.full(hours, 2), BERLIN)
    rota = make_rota(plan, Order([EIGHT], [LUNCH], cyclic=True), NONE)
    (covered,) = rota.coverage
    assert len(covered.start) == hours
    assert (covered.net >= 2).all()
    assert recount(rota).tolist() == covered.net.tolist()
    assert {row.end - row.start for row in rota.rows} == {8 * 3600}
    assert rota.total.paid_hours == 7 * len(rota.rows)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 6), min_size=48, max_size=48), st.booleans())
def test_every_schedule_covers_what_its_rows_say(agents, with_lunch):
    if not any(agents):
        agents[12] = 1
    rota = make_rota(
        staffed(np.arange(48) * 3600, agents),
        Order([EIGHT], [LUNCH] if with_lunch else [], cyclic=True),
        NONE,
    )
    (covered,) = rota.coverage
    assert recount(rota).tolist() == covered.net.tolist()
    assert rota.total.cost >= rota.total.bound * (1 - 1e-9)
    short = np.maximum(covered.required - covered.net, 0)
    assert short.tolist() == covered.under.tolist()
    assert (rota.total.status == "short") == bool(short.any())
    assert bool(rota.shortages) == bool(short.any())


def test_a_night_shift_counts_on_the_next_day():
    night = Template("night", 22 * 60, 22 * 60, 60, (480,))
    plan = staffed(np.arange(22, 30) * 3600, np.ones(8))
    rota = make_rota(plan, Order([night], []), NONE)
    (row,) = rota.rows
    assert (row.date, row.end - row.start) == ("1970-01-01", 8 * 3600)
    assert rota.coverage[0].net.tolist() == [1] * 8


def test_the_service_level_is_that_of_the_queue_with_these_people():
    plan = staffed(np.arange(8, 16) * 3600, np.full(8, 3))
    order = Order([Template("day", 480, 480, 60, (480,))], [], target=Target(0.8, 30))
    rota = make_rota(plan, order, Shrinkage.parse("20%"))
    (covered,) = rota.coverage
    assert covered.required.tolist() == [4] * 8
    expected = wfm.service_level(4 * 0.8, 10 * 240 / 3600, 240, 30)
    assert covered.service_level == pytest.approx(np.full(8, expected))
    assert rota.total.service_level == pytest.approx(expected)


def test_whole_weeks_that_never_close_repeat_and_others_do_not():
    week = staffed(np.arange(168) * 3600, np.ones(168))
    assert "the plan repeats" in make_rota(week, Order([EIGHT], []), NONE).notes[0]
    days = staffed(np.arange(8, 18) * 3600, np.ones(10))
    assert make_rota(days, Order([EIGHT], []), NONE).notes == ()


def test_part_of_a_plan_is_its_days():
    plan = staffed(np.arange(96) * 3600, np.arange(96))
    part = between(plan, date(1970, 1, 2), 2)
    assert part.agents.tolist() == list(range(24, 72))
    assert len(between(plan, None, 1).demand) == 24
    with pytest.raises(InputError, match="it goes from 1970-01-01 to 1970-01-04"):
        between(plan, date(1971, 1, 1), None)


def test_a_queue_of_another_model_has_no_service_level_here():
    plan = replace(staffed(np.arange(8, 16) * 3600, np.full(8, 3)), models={"": "chat"})
    rota = make_rota(plan, Order([Template("day", 480, 480, 60, (480,))], []), NONE)
    assert np.isnan(rota.coverage[0].service_level).all()
    assert np.isnan(rota.total.service_level)
    assert "model chat is not computed here" in rota.notes[0]
    text = json.dumps(document(rota), allow_nan=False)
    assert json.loads(text)["summary"]["service_level"] is None


def test_a_gap_that_is_not_known_is_not_called_nought():
    day = Template("day", 9 * 60, 9 * 60, 60, (480,))
    week = Contract("week", days_a_week=(5, 5), people=1)
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(7)])
    rota = make_rota(staffed(start, np.full(56, 3)), Order([day], [], contracts=[week]), NONE)
    assert rota.total.status == "short"
    assert rota.total.uncovered_agent_hours > 0
    assert rota.total.gap == np.inf
    summary = json.loads(json.dumps(document(rota), allow_nan=False))["summary"]
    assert summary["gap"] is None
    assert "is not known (short)" in rota_text(rota, (), 60.0)


def with_promise(promise, model=""):
    plan = staffed(np.arange(8, 16) * 3600, np.full(8, 3))
    models = {"": model} if model else {}
    return replace(plan, models=models, promises={"": promise} if promise else {})


DAY_LONG = Template("day", 480, 480, 60, (480,))


def test_a_schedule_knows_the_service_of_queues_whose_promise_the_plan_tells():
    hours = Order([DAY_LONG], [])
    plain = make_rota(with_promise(None), hours, NONE)
    agents = plain.coverage[0].net.astype(float)
    aht = float(with_promise(None).demand.aht[0])
    load = with_promise(None).demand.volume * aht / 3600

    def level(promise, model=""):
        return make_rota(with_promise(promise, model), hours, NONE).coverage[0].service_level

    slow = Promise("erlang_c", 0.8, 5.0)
    assert level(slow) == pytest.approx(wfm.service_level(agents, load, aht, 5))
    hasty = Promise("erlang_a", 0.8, 20.0, patience=60.0, definition="answered")
    expected = wfm.service_level(agents, load, aht, 20, patience=60, definition="answered")
    assert level(hasty, "erlang_a") == pytest.approx(expected)
    talk = Promise("chat", 0.8, 20.0, patience=60.0, aht_by_concurrency=(aht, 1.3 * aht))
    expected = chat.service_level(
        agents, with_promise(None).demand.volume, 3600, [aht, 1.3 * aht], 20, patience=60
    )
    assert level(talk, "chat") == pytest.approx(expected)


def test_a_day_is_eased_by_the_queue_s_own_model_or_not_at_all():
    eased = Order([DAY_LONG], [], goal="day", under=50.0)
    blend = make_rota(with_promise(None, "blend"), eased, NONE)
    assert blend.coverage[0].required.tolist() == [3] * 8
    assert "model blend is not computed here" in blend.notes[0]
    easy = Promise("erlang_a", 0.5, 60.0, patience=30.0)
    assert make_rota(with_promise(easy, "erlang_a"), eased, NONE).coverage[0].required.max() < 3
