"""The sheet Inputs of a workbook: numbers that a planner can change."""

import io

import pytest

from support.forecasts import demand
from wfm.centre.priority_queues import PRIORITY
from wfm.centre.single_queue import SINGLE_QUEUE_MODELS
from wfm.centre.skill_groups import SKILL_GROUPS
from wfm.errors import DataError
from wfm.io import ReadOptions, read_demand
from wfm.io.forecast.problems import Problems
from wfm.planning.file_inputs import SheetInputs
from wfm.planning.plan_inputs_sheet import HEADINGS, input_lines, sheet_inputs
from wfm.planning.plan_table import PlanColumns
from wfm.planning.records import PlanBasis, PlanInputs
from wfm.shrinkage import Component, Shrinkage
from wfm.targets import QueueTarget

TARGET = QueueTarget("erlang_a", 0.83, 35.0, 140.0, max_occupancy=0.9)
BASIS = PlanBasis(
    demand([9.0, 8.0], 210.0, queue=[0, 1], queues=("a", "7"), start=[0, 0]),
    PlanInputs(
        {"a": TARGET, "7": TARGET},
        Shrinkage.parse("breaks=6%,leave=12%"),
        37.5,
        defaults=("no asa",),
    ),
)


def lines():
    return [list(HEADINGS), *map(list, input_lines(BASIS))]


def read(rows):
    problems = Problems("plan.xlsx")
    return sheet_inputs(rows, problems), problems


def changed(label, value, queue=""):
    rows = lines()
    (row,) = (row for row in rows if row[:2] == [label, queue])
    row[2] = value
    return rows


def test_numbers_have_units_and_are_read_back():
    values = {(row[0], row[1]): (row[2], row[3]) for row in lines()}
    assert values["service level", "a"] == (0.83, "fraction")
    assert values["time limit", "7"] == (35.0, "s")
    assert values["shrinkage: leave", ""] == (0.12, "fraction")
    assert values["contract hours", ""] == (37.5, "hours per week")
    found, problems = read(lines())
    assert problems.count == 0
    assert found.inputs.targets == BASIS.inputs.targets
    assert found.inputs.shrinkage == BASIS.inputs.shrinkage
    assert (found.inputs.contract_hours, found.interval) == (37.5, 1800.0)
    assert found.inputs.defaults == ("no asa",)


def test_a_planner_may_write_units_or_names_that_are_numbers():
    found, problems = read(changed("time limit", "1m", "a"))
    assert (problems.count, found.inputs.targets["a"].within) == (0, 60.0)
    rows = [[row[0], 7.0 if row[1] == "7" else row[1], *row[2:]] for row in lines()]
    assert read(rows)[0].inputs.targets["7"] == TARGET


def test_a_value_that_cannot_be_read_is_named_with_its_line():
    _, problems = read(changed("service level", "most", "a"))
    (problem,) = problems.kept
    assert "service level must be a fraction or a percentage: got 'most'" in problem.text
    assert problem.line == [row[:2] for row in lines()].index(["service level", "a"]) + 1


def test_a_total_that_is_not_the_sum_of_its_components_is_refused():
    _, problems = read(changed("shrinkage", 0.25))
    assert "shrinkage is 25 %, but its components are 18 %" in problems.kept[0].text


def test_another_sheet_of_that_name_is_not_read():
    assert read([["my", "own", "notes", ""]])[0] is None
    assert read(None)[0] is None


@pytest.mark.parametrize(
    ("label", "queue", "value", "said"),
    [
        ("model", "a", "erlang_b", "model must be one of erlang_c, erlang_a, "),
        ("contract hours", "", -3.5, "contract_hours must be"),
        ("contract hours", "", 0, "contract_hours must be"),
        ("interval", "", -60, "interval must be a whole number of seconds: got -60"),
        ("interval", "", 0.25, "interval must be a whole number of seconds: got 0.25"),
        ("patience", "7", -140, "patience must be"),
        ("time limit", "7", -1, "within must be"),
        ("service level", "a", 1.0, "service_level must be"),
        ("maximum occupancy", "a", 0, "max_occupancy must be"),
    ],
)
def test_a_value_outside_its_domain_is_a_problem_of_its_cell(label, queue, value, said):
    _, problems = read(changed(label, value, queue))
    (problem,) = problems.kept
    assert said in problem.text
    assert problem.line == [row[:2] for row in lines()].index([label, queue]) + 1
    assert problem.column == "value of the sheet Inputs"


def test_another_unit_is_not_taken_for_that_of_the_line():
    rows = lines()
    (row,) = (row for row in rows if row[:2] == ["patience", "a"])
    row[2:] = [2.5, "min"]
    (problem,) = read(rows)[1].kept
    assert problem.text == "the unit of patience must be 's': got 'min'"


def test_erlang_a_needs_a_patience():
    rows = [row for row in lines() if row[:2] != ["patience", "a"]]
    (problem,) = read(rows)[1].kept
    assert "erlang_a needs a line 'patience'" in problem.text


def test_every_model_of_a_centre_is_known():
    for model in (*SINGLE_QUEUE_MODELS, PRIORITY.name, SKILL_GROUPS.name, "blend", "deferred"):
        chats = (300.0, 400.0) if model == "chat" else ()
        target = QueueTarget(model, 0.8, 20.0, 90.0, aht_by_concurrency=chats)
        rows = [
            list(HEADINGS),
            *map(list, input_lines(PlanBasis(BASIS.demand, PlanInputs({"a": target})))),
        ]
        found, problems = read(rows)
        assert (problems.count, found.inputs.targets["a"]) == (0, target)


def test_an_interval_that_differs_from_that_of_the_rows_is_a_problem():
    text = b"start,interval,volume,aht,agents\n2026-06-01 07:00,1200,9,200,3\n"
    columns = PlanColumns(SheetInputs(BASIS.inputs, interval=900.0, interval_line=4))
    options = ReadOptions(requirement=True)
    with pytest.raises(
        DataError, match="the interval is 900 s, but 1200 s in the column"
    ) as caught:
        read_demand("-", options, stdin=io.BytesIO(text), more=columns)
    assert caught.value.problems[0].line == 4
    columns = PlanColumns(SheetInputs(BASIS.inputs, interval=1200.0, interval_line=4))
    assert read_demand("-", options, stdin=io.BytesIO(text), more=columns).interval == 1200.0


def test_a_component_keeps_whether_it_is_planned_and_in_the_office():
    kinds = {"jury duty": (True, False), "outage": (False, True), "strike": (False, False)}
    parts = [Component(name, 0.02, *kind) for name, kind in kinds.items()]
    # two usual names of another kind than usual
    parts += [Component("leave", 0.1, planned=False, in_office=True), Component("breaks", 0.08)]
    shrinkage = Shrinkage(tuple(parts))
    inputs = PlanInputs(BASIS.inputs.targets, shrinkage)
    rows = [list(HEADINGS), *map(list, input_lines(PlanBasis(BASIS.demand, inputs)))]
    found, problems = read(rows)
    assert problems.count == 0
    assert found.inputs.shrinkage == shrinkage


def test_a_target_without_its_time_limit_has_the_default_of_60_s():
    rows = [row for row in lines() if row[0] != "time limit"]
    found, problems = read(rows)
    assert problems.count == 0
    assert {one.within for one in found.inputs.targets.values()} == {60.0}
