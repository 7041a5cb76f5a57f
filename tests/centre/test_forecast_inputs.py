"""Targets and patience in columns of the forecast come before those of the centre."""

from dataclasses import replace

import numpy as np
import pytest

from support.centres import GOAL, LOST, forecast_of, mails, staffed
from wfm.centre import Queue
from wfm.errors import DataError
from wfm.row_inputs import InputSet, RowInputs
from wfm.shrinkage import Shrinkage
from wfm.targets import Target

CALLS = Queue("a", "erlang_a", GOAL, patience=120.0)
OTHER = Queue("b", "erlang_a", GOAL, patience=120.0)


def forecast_with(*sets, rows=None, queues=("a", "b")):
    """Two half-hours per queue; each queue has one of the sets, or each row its own."""
    forecast = forecast_of({key: [30.0, 40.0] for key in queues}, 240.0)
    row = np.repeat(np.arange(len(queues)), 2) if rows is None else np.array(rows)
    headings = {"service_level": "SL target", "patience": "Patience (s)"}
    found = RowInputs(tuple(sets), tuple(range(2, 2 + len(sets))), row.astype(np.int32), headings)
    return replace(forecast, row_inputs=found)


def problem_of(forecast, *queues, **more):
    with pytest.raises(DataError) as caught:
        staffed(forecast, *queues, **more)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("inputs", "queue"),
    [
        (
            InputSet(0.9, 10.0),
            replace(CALLS, target=Target(0.9, 10.0)),
        ),
        (InputSet(asa=5.0), replace(CALLS, target=Target(0.8, 30.0, asa=5.0))),
        (InputSet(max_occupancy=0.7), replace(CALLS, target=Target(0.8, 30.0, max_occupancy=0.7))),
        (InputSet(abandonment=0.01), replace(CALLS, target=Target(0.8, 30.0, abandonment=0.01))),
        (InputSet(patience=30.0), replace(CALLS, patience=30.0)),
        (InputSet(definition="answered"), replace(CALLS, definition="answered")),
        (InputSet(min_agents=14), replace(CALLS, min_agents=14)),
    ],
)
def test_an_input_of_the_forecast_replaces_that_of_the_centre(inputs, queue):
    plan = staffed(forecast_with(inputs, InputSet()), CALLS, OTHER)
    expected = staffed(forecast_of({"a": [30.0, 40.0], "b": [30.0, 40.0]}, 240.0), queue, OTHER)
    assert plan.columns["agents"].tolist() == expected.columns["agents"].tolist()
    assert plan.inputs.targets == expected.inputs.targets
    (note,) = plan.inputs.notes
    assert note.startswith("a: ")
    assert note.endswith(" of the forecast, not what the centre has")


def test_the_share_and_limit_of_deferred_work_are_replaced():
    mail = Queue("m", "deferred", deferred=mails(7200.0))
    forecast = forecast_with(InputSet(0.5, 3600.0), queues=("m",))
    assert staffed(forecast, mail).inputs.targets["m"].service_level == 0.5
    assert staffed(forecast, mail).inputs.targets["m"].within == 3600.0


def test_one_shrinkage_of_the_forecast_is_that_of_the_centre():
    share = Shrinkage.parse("40%")
    forecast = forecast_with(InputSet(shrinkage=share), InputSet(shrinkage=share))
    plan = staffed(forecast, CALLS, OTHER)
    assert plan.inputs.shrinkage == share
    assert plan.inputs.notes == ("shrinkage 40 % of the forecast, not 25 % of the centre",)
    assert LOST.total == 0.25


def test_inputs_that_are_those_of_the_centre_are_not_noted():
    forecast = forecast_with(InputSet(0.8, 30.0, patience=120.0), InputSet())
    assert staffed(forecast, CALLS, OTHER).inputs.notes == ()


def test_inputs_that_change_within_a_queue_are_refused_with_both():
    forecast = forecast_with(InputSet(0.8, 20.0), InputSet(0.9, 20.0), rows=(0, 1, 0, 0))
    problem = problem_of(forecast, CALLS, OTHER)
    assert problem.line == 3
    for words in ("'a' has 2 sets of targets", "80 % within 20 s (line 2)", "90 % within 20 s"):
        assert words in problem.text


@pytest.mark.parametrize(
    ("inputs", "queue", "words"),
    [
        (InputSet(patience=60.0), Queue("a", target=GOAL), "model erlang_c does not use; use mod"),
        (InputSet(abandonment=0.03), Queue("a", target=GOAL), "model = 'erlang_a'"),
        (
            InputSet(asa=20.0),
            Queue("a", "deferred", deferred=mails(3600.0)),
            "which model deferred does not use; leave its cells of this queue empty",
        ),
        (
            InputSet(abandonment=0.03),
            Queue("a", "chat", GOAL, overhead=0.0),
            "but no patience; add a column 'patience'",
        ),
        (InputSet(aht_by_concurrency=(240.0, 300.0)), CALLS, "remove the column"),
        (InputSet(min_agents=2), replace(CALLS, team="t"), "set min_agents of team 't'"),
        (InputSet(patience=60.0), replace(CALLS, team="t"), "need the same patience"),
    ],
)
def test_what_the_model_or_the_team_does_not_have_is_refused(inputs, queue, words):
    other = replace(OTHER, team=queue.team)
    problem = problem_of(forecast_with(inputs, InputSet()), queue, other)
    assert words in problem.text
    assert problem.line == 2


def test_the_definition_of_a_queue_blended_with_deferred_work_stays_offered():
    mail = Queue("b", "deferred", deferred=mails(3600.0), team="t")
    forecast = forecast_with(InputSet(definition="virtual"), InputSet())
    problem = problem_of(forecast, replace(CALLS, team="t"), mail)
    assert "must be 'offered' for a queue that is blended" in problem.text


def test_queues_with_different_shrinkage_are_refused():
    sets = [InputSet(shrinkage=Shrinkage.parse(text)) for text in ("30%", "35%")]
    assert "one shrinkage for all queues" in problem_of(forecast_with(*sets), CALLS, OTHER).text
