"""One interval: its agents, its neighbours, and the row of a forecast."""

import json
from math import inf

import numpy as np
import pytest

import wfm
from support.forecasts import demand
from wfm.errors import InputError, UsageError
from wfm.planning.interval import find_row, staff_interval
from wfm.planning.interval_models import IntervalModel
from wfm.shrinkage import Shrinkage
from wfm.targets import Target

THIRTY = Shrinkage.parse("30%")
TARGET = Target(0.80, 20.0)


def staffed(volume=100.0, aht=180.0, target=TARGET, **model):
    return staff_interval(volume, aht, 1800.0, target, THIRTY, IntervalModel(**model))


def test_the_row_of_the_result_is_the_smallest_that_meets_the_target():
    result = staffed()
    assert (result.row.agents, result.row.scheduled) == (14, 20)
    fewer = next(row for row in result.neighbours if row.agents == 13)
    assert fewer.service_level < 0.80 <= result.row.service_level
    assert 13 < result.agents_unrounded < 14


def test_two_agents_fewer_to_four_more_are_shown():
    assert [row.agents for row in staffed().neighbours] == list(range(12, 19))
    assert [row.agents for row in staffed(volume=0.0).neighbours] == list(range(5))


def test_the_measures_are_those_of_the_core():
    row = staffed().row
    measures = wfm.performance(14, 10.0, 180.0, 20.0)
    assert row.service_level == measures.service_level
    assert (row.asa, row.occupancy) == (measures.asa, measures.occupancy)
    assert row.wait_probability == measures.wait_probability
    assert row.abandonment == 0.0


def test_patience_changes_agents_and_abandonment():
    row = staffed(patience=120.0).row
    measures = wfm.performance(12, 10.0, 180.0, 20.0, patience=120.0)
    assert row.agents == 12
    assert row.abandonment == measures.abandonment > 0


@pytest.mark.parametrize("definition", ["offered", "answered", "virtual"])
def test_the_definition_reaches_the_agents_and_the_service_level(definition):
    target = Target(0.95, 10.0)
    result = staffed(target=target, patience=60.0, definition=definition)
    agents = wfm.agents_required(
        10.0, 180.0, service_level=0.95, within=10.0, patience=60.0, definition=definition
    )
    assert result.row.agents == agents
    assert result.row.service_level == wfm.service_level(
        agents, 10.0, 180.0, 10.0, patience=60.0, definition=definition
    )


def test_abandonment_alone_is_a_target():
    result = staffed(volume=1000.0, target=Target(abandonment=0.05), patience=120.0)
    assert result.row.agents == 99
    assert result.row.abandonment <= 0.05 < result.neighbours[1].abandonment


def test_lines_limit_the_neighbours_and_block():
    result = staffed(lines=15)
    assert max(row.agents for row in result.neighbours) == 15
    assert 0 < result.row.blocking < 1
    with pytest.raises(InputError, match="9 lines are fewer than the 14 agents"):
        staffed(lines=9)


def test_a_chat_has_no_unrounded_agents():
    result = staffed(concurrency=3, overhead=0.2, patience=180.0)
    assert result.row.agents == 6
    assert np.isnan(result.agents_unrounded)
    assert result.document()["agents_unrounded"] is None


def test_abandonment_is_a_target_of_a_chat_too():
    options = {"concurrency": 3, "overhead": 0.2, "patience": 180.0}
    result = staffed(target=Target(abandonment=0.05), **options)
    fewer = next(row for row in result.neighbours if row.agents == result.row.agents - 1)
    assert result.row.abandonment <= 0.05 < fewer.abandonment


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lines": 9, "concurrency": 2}, "cannot be combined"),
        ({"lines": 20, "definition": "answered"}, "definition 'answered' is not available"),
        ({"concurrency": 2, "definition": "virtual"}, "definition 'virtual' is not available"),
    ],
)
def test_combinations_without_a_model_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        IntervalModel(**options)


def test_a_chat_has_no_limit_of_occupancy():
    with pytest.raises(InputError, match="max_occupancy is not available for chat"):
        staffed(target=Target(0.8, 20.0, max_occupancy=0.9), concurrency=2, overhead=0.3)


def test_the_document_is_json_with_units():
    document = json.loads(json.dumps(staffed(patience=inf).document(), allow_nan=False))
    assert document["model"] == {
        "name": "Erlang C", "patience": None, "definition": "offered", "lines": None,
        "concurrency": 1, "overhead": 0,
    }  # fmt: skip
    assert document["units"]["aht"] == document["units"]["asa"] == "s"
    assert document["units"]["agents_unrounded"] == "agents"
    assert {"agents", "scheduled", "service_level", "abandonment"} <= set(document["units"])


FORECAST = demand(
    [5.0, 6.0, 7.0, 8.0],
    180.0,
    start=np.array([36000, 37800, 86400 + 36000, 36000]),
    queue=[0, 0, 0, 1],
    queues=("sales", "support"),
)


@pytest.mark.parametrize(
    ("start", "queues", "row"),
    [
        ("10:30", (), 1),
        ("10:00", ("sales",), 0),
        ("10:00:00", ("support",), 3),
        ("1970-01-02T10:00", (), 2),
        ("1970-01-02 12:00+02:00", (), 2),
    ],
)
def test_a_row_is_found_by_its_start(start, queues, row):
    assert find_row(FORECAST, start, queues) == row


@pytest.mark.parametrize(
    ("start", "queues", "message"),
    [
        ("10:00", (), r"several queues .* \(sales, support\); choose one with --queue"),
        ("11:00", (), "no interval of test.csv starts at '11:00'.* in steps of 30 min"),
        ("noon", (), "start must be a time: got 'noon'; write 2026-03-02T10:00"),
        ("10:00", ("sale",), "unknown queue 'sale'; the queues are sales, support"),
    ],
)
def test_a_start_that_no_single_row_has_is_refused(start, queues, message):
    with pytest.raises(UsageError, match=message):
        find_row(FORECAST, start, queues)
