"""The service of given agents in one interval, and the work that they carry."""

import json
from math import inf

import numpy as np
import pytest

import wfm
from wfm.errors import InputError
from wfm.planning.given_agents import service_of_agents
from wfm.planning.interval import staff_interval
from wfm.planning.interval_models import IntervalModel, missed_parts
from wfm.shrinkage import Shrinkage
from wfm.targets import Target

QUARTER = Shrinkage.parse("25%")
TARGET = Target(0.80, 20.0)
MODELS = [{}, {"patience": 150.0}, {"lines": 40}, {"concurrency": 3, "overhead": 0.15}]


def given(volume=100.0, aht=180.0, target=TARGET, interval=1800.0, model=(), **people):
    options = IntervalModel(**dict(model))
    return service_of_agents(volume, aht, interval, target, QUARTER, options, **people)


def test_the_question_of_pyworkforce_35_is_answered():
    # 100 calls in half an hour of 3 min and 14 agents, 88.83 % within 20 s: the published example
    # of the package of that question
    result = given(agents=14)
    assert result.row.service_level == pytest.approx(0.8883, abs=1e-4)
    assert (result.missed, result.required) == ((), 14)
    assert not result.overloaded


def test_more_work_than_the_agents_can_do_is_overload():
    # 14.01 agents for 15.9 erlangs: github phubers/erlang, issue 7, where the wait was negative
    result = given(volume=44.34, aht=646.0, agents=14.01)
    assert result.overloaded
    assert (result.row.service_level, result.row.asa, result.row.occupancy) == (0.0, inf, 1.0)
    assert result.backlog_growth == pytest.approx(44.34 - 14.01 * 1800 / 646)
    assert result.document()["asa"] is None
    assert result.document()["overloaded"] is True


@pytest.mark.parametrize("agents", [9.5, 11.0, 13.25])
def test_fractions_of_agents_have_the_service_of_the_core(agents):
    result = given(agents=agents, model={"patience": 200.0})
    measures = wfm.performance(agents, 10.0, 180.0, 20.0, patience=200.0)
    assert result.row.service_level == measures.service_level
    assert result.row.abandonment == measures.abandonment
    assert agents in [row.agents for row in result.neighbours]


@pytest.mark.parametrize("model", MODELS)
def test_the_required_agents_meet_the_target_and_one_fewer_does_not(model):
    required = staff_interval(60.0, 300.0, 1800.0, TARGET, QUARTER, IntervalModel(**model))
    enough = given(60.0, 300.0, agents=required.row.agents, model=model)
    assert (enough.missed, enough.required) == ((), required.row.agents)
    fewer = given(60.0, 300.0, agents=required.row.agents - 1, model=model)
    assert fewer.required == required.row.agents
    assert fewer.missed == ("service_level",)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("target", [TARGET, Target(asa=25.0)])
def test_the_largest_work_meets_the_target_and_a_little_more_does_not(model, target):
    result = given(60.0, 300.0, target=target, agents=11, model=model)
    for volume, aht in ((result.max_volume, 300.0), (60.0, result.max_aht)):
        assert not given(volume * (1 - 1e-7), aht, target=target, agents=11, model=model).missed
        assert not given(volume, aht * (1 - 1e-7), target=target, agents=11, model=model).missed
        assert given(volume * (1 + 1e-6), aht, target=target, agents=11, model=model).missed


def test_the_longest_aht_is_that_of_the_core():
    expected = wfm.max_aht(14, volume=100, interval=1800, service_level=0.80, within=20)
    assert given(agents=14).max_aht == expected


def test_people_on_the_schedule_are_reduced_by_shrinkage():
    by_schedule, on_contacts = given(scheduled=16), given(agents=12)
    assert by_schedule.agents == 12.0
    assert by_schedule.row.asa == on_contacts.row.asa
    assert on_contacts.scheduled == 16
    assert given(scheduled=15).agents == 11.25


def test_a_model_of_whole_agents_rounds_people_of_the_schedule_down_only():
    result = given(scheduled=15, model={"lines": 30})
    assert (result.agents, result.row.agents) == (11.25, 11.0)
    with pytest.raises(InputError, match=r"agents must be .*11.25"):
        given(agents=11.25, model={"lines": 30})


def test_no_agents_and_no_contacts_have_limits():
    none = given(agents=0)
    assert (none.row.service_level, none.max_volume, none.max_aht) == (0.0, 0.0, 0.0)
    assert none.missed
    quiet = given(volume=0.0, agents=3)
    assert (quiet.max_aht, quiet.missed, quiet.required) == (inf, (), 0)


def test_every_part_of_the_target_that_is_missed_is_named():
    target = Target(0.95, 10.0, asa=2.0, max_occupancy=0.6, abandonment=0.01)
    result = given(agents=12, target=target, model={"patience": 120.0})
    assert result.missed == ("service_level", "asa", "max_occupancy", "abandonment")


def test_a_minimum_of_agents_is_required():
    fewer = given(volume=2.0, agents=1, min_agents=4)
    assert fewer.required == 4
    assert fewer.missed == ("min_agents",)
    assert fewer.document()["target_met"] is False
    assert given(volume=2.0, agents=4, min_agents=4).missed == ()


@pytest.mark.parametrize("people", [{}, {"agents": 3, "scheduled": 4}])
def test_one_number_of_people_is_needed(people):
    with pytest.raises(InputError, match=r"agents \(on contacts\) or scheduled"):
        given(**people)


def test_more_agents_than_lines_are_refused():
    with pytest.raises(InputError, match="12 lines are fewer than the 13 agents"):
        given(agents=13, model={"lines": 12})


def test_chat_shows_how_full_the_agents_are():
    # every chat holds one of 5 places per agent: chats at a time / places
    row = given(22.36, 2100.0, interval=3600.0, agents=4, model={"concurrency": 5}).row
    assert row.slots_used == pytest.approx(22.36 * 2100 / 3600 / 20)
    assert row.slots_used < row.occupancy
    assert given(agents=14).document()["slots_used"] is None


def test_the_document_is_json_with_units():
    document = json.loads(json.dumps(given(scheduled=15).document(), allow_nan=False))
    assert document["given"] == "scheduled"
    assert (document["agents"], document["scheduled"]) == (11.25, 15)
    assert document["target_met"] is False
    assert document["missed"] == ["service_level"]
    assert document["units"]["max_aht"] == "s"
    assert document["units"]["max_volume"] == document["units"]["backlog_growth"] == "contacts"


@pytest.mark.parametrize("lines", [16, 21, pytest.param(60, marks=pytest.mark.deep)])
@pytest.mark.parametrize("target", [TARGET, Target(asa=15.0), Target(0.7, 40.0, max_occupancy=0.8)])
def test_with_lines_the_required_agents_are_the_fewest_of_the_table_that_meet_the_target(
    lines, target
):
    for agents in (10, 11, 12, 13):
        result = given(90.0, 200.0, target=target, agents=agents, model={"lines": lines})
        at_target = [
            row.agents
            for row in result.neighbours
            if (row.service_level >= (target.service_level or 0.0))
            and row.asa <= (target.asa or inf)
            and row.occupancy <= (target.max_occupancy or 1.0)
        ]
        assert (agents >= result.required) == (not result.missed)
        assert all(number >= result.required for number in at_target)
        assert result.required <= lines


@pytest.mark.parametrize(
    "lines", [12, *(pytest.param(lines, marks=pytest.mark.deep) for lines in (13, 15, 30))]
)
@pytest.mark.parametrize("patience", [inf, 90.0])
def test_a_small_queue_with_few_lines_has_a_result_for_every_number_of_agents(lines, patience):
    for agents in range(1, 13):
        result = given(70.0, 240.0, agents=agents, model={"lines": lines, "patience": patience})
        assert result.max_volume > 0.0 or "service_level" in result.missed


def test_with_no_place_to_wait_any_volume_is_answered_at_once_or_blocked():
    result = given(agents=16, model={"lines": 16})
    assert (result.max_volume, result.max_aht, result.missed) == (inf, inf, ())


def test_a_target_that_is_reached_exactly_is_met():
    # ASA, occupancy and abandonment that are equal to their limits are within them
    row = given(64.0, 210.0, agents=9, model={"patience": 170.0}).row
    exact = Target(row.service_level, 20.0, row.asa, row.occupancy, row.abandonment)
    assert given(64.0, 210.0, exact, agents=9, model={"patience": 170.0}).missed == ()
    assert missed_parts(row, exact) == ()
    tighter = Target(None, 20.0, np.nextafter(row.asa, 0.0), None, np.nextafter(row.abandonment, 0))
    assert missed_parts(row, tighter) == ("asa", "abandonment")


@pytest.mark.parametrize(("scheduled", "net"), [(9, 6.75), (11, 8.25), (15, 11.25), (14, 10.5)])
def test_half_an_agent_and_more_of_the_schedule_is_not_counted_by_a_model_of_whole_agents(
    scheduled, net
):
    result = given(30.0, 260.0, scheduled=scheduled, model={"lines": 25})
    assert (result.agents, result.row.agents) == (net, int(net))


def test_the_document_has_each_largest_value_under_its_own_name():
    result = given(agents=14)
    document = result.document()
    # of the longer AHT or the larger volume alone, 14 agents carry exactly the target
    longer = given(aht=document["max_aht"], agents=14)
    more = given(volume=document["max_volume"], agents=14)
    for one in (longer, more):
        assert one.row.service_level == pytest.approx(0.80, abs=1e-9)
    assert 180.0 < document["max_aht"] < 250.0
    assert 100.0 < document["max_volume"] < 140.0
