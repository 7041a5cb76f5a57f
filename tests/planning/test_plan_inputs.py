"""Options stand above the columns of a file, and columns above the defaults."""

import io

import pytest

import wfm
from wfm.errors import DataError
from wfm.io import ReadOptions, read_demand
from wfm.planning.plan import plan_of
from wfm.planning.plan_inputs import GivenInputs, inputs_of
from wfm.planning.records import PlanBasis
from wfm.shrinkage import Shrinkage
from wfm.staffing import agents_required
from wfm.targets import Target

DEFAULTS = {"target": "target 85/60", "shrinkage": "shrinkage 30%", "patience": "no patience"}


def forecast(text):
    return read_demand("-", ReadOptions(), stdin=io.BytesIO(text.encode()))


TWO = forecast(
    "queue,start,calls,aht_s,target,patience,shrinkage\n"
    "gold,2026-05-04 10:00,60,200,90/10,150,24%\ngold,2026-05-04 10:30,70,200,90/10,150,24%\n"
    "basic,2026-05-04 10:00,60,200,,,\nbasic,2026-05-04 10:30,70,200,,,\n"
)
ROWS = forecast(
    "start,calls,aht_s,target\n2026-05-04 10:00,60,200,70/40\n2026-05-04 10:30,60,200,95/10\n"
)


def test_a_queue_has_the_inputs_of_its_cells_and_the_other_the_defaults():
    inputs = inputs_of(TWO, GivenInputs(defaults=DEFAULTS))
    gold, basic = inputs.targets["gold"], inputs.targets["basic"]
    assert (gold.service_level, gold.within, gold.patience) == (0.9, 10.0, 150.0)
    assert (basic.service_level, basic.within, basic.patience) == (0.85, 60.0, float("inf"))
    assert inputs.shrinkage_of("gold").total == 0.24
    assert inputs.shrinkage_of("basic").total == 0.30
    assert inputs.models == {"gold": "erlang_a", "basic": "erlang_c"}
    assert inputs.defaults == (
        "target 85/60 for basic", "shrinkage 30% for basic", "no patience for basic",
    )  # fmt: skip


def test_an_option_holds_for_all_queues_and_leaves_the_other_columns():
    given = GivenInputs(
        target=Target.parse("70/30"), was_set=frozenset({"target"}), defaults=DEFAULTS
    )
    inputs = inputs_of(TWO, given)
    assert {one.service_level for one in inputs.targets.values()} == {0.7}
    assert inputs.targets["gold"].patience == 150.0
    lost = GivenInputs(shrinkage=Shrinkage.parse("12%"), was_set=frozenset({"shrinkage"}))
    assert inputs_of(TWO, lost).shrinkages == {}
    assert inputs_of(TWO, lost).shrinkage.total == 0.12


def test_a_usual_value_of_a_team_is_a_default_below_the_columns():
    usual = GivenInputs(target=Target.parse("70/30"), patience=60.0)
    inputs = inputs_of(TWO, usual)
    assert inputs.targets["gold"].service_level == 0.9
    assert inputs.targets["basic"].service_level == 0.7
    assert inputs.targets["basic"].patience == 60.0


def test_every_row_is_solved_for_its_own_target():
    plan = plan_of(PlanBasis(ROWS, inputs_of(ROWS, GivenInputs())))
    load = 60 * 200 / 1800
    expected = [
        agents_required(load, 200, service_level=0.7, within=40),
        agents_required(load, 200, service_level=0.95, within=10),
    ]
    assert plan.agents.tolist() == expected
    assert plan.agents[0] < plan.agents[1]
    assert plan.inputs.by_row is not None
    assert plan.explain("10:30").value("agents") == expected[1]


def test_totals_divide_each_queue_by_its_own_shrinkage():
    plan = plan_of(PlanBasis(TWO, inputs_of(TWO, GivenInputs())))
    gold, basic = plan.summary().queues
    assert gold.paid_hours_unrounded == pytest.approx(gold.agent_hours_unrounded / 0.76)
    assert basic.paid_hours_unrounded == pytest.approx(basic.agent_hours_unrounded / 0.70)
    total = plan.summary().total
    assert total.paid_hours_unrounded == pytest.approx(
        gold.paid_hours_unrounded + basic.paid_hours_unrounded
    )


def test_inputs_that_do_not_fit_together_are_named_with_their_line():
    lost = forecast(
        "start,calls,aht_s,abandonment target\n"
        "2026-05-04 10:00,60,200,3%\n2026-05-04 10:30,60,200,3%\n"
    )
    with pytest.raises(DataError, match=r"<stdin>:2: .*abandonment needs the patience"):
        inputs_of(lost, GivenInputs())
    assert inputs_of(lost, GivenInputs(patience=90.0)).targets[""].service_level is None


@pytest.mark.parametrize("definition", ["offered", "virtual"])
def test_the_definition_of_the_option_replaces_that_of_the_column(definition):
    table = {
        "start": ["2026-07-07 10:00", "2026-07-07 10:30"], "calls": [80, 90], "aht": [240, 250],
        "definition": ["answered", "answered"],
    }  # fmt: skip
    plan = wfm.plan(table, "75/25", patience="70s")
    assert plan.inputs.targets[""].definition == "answered"
    plan = wfm.plan(table, "75/25", patience="70s", definition=definition)
    assert plan.inputs.targets[""].definition == definition
    assert "definition replaces the column 'definition'" in plan.demand.notes


def test_the_definition_of_a_column_counts_only_if_no_option_says_it():
    rows = forecast(
        "start,calls,aht_s,definition\n"
        "2026-07-07 10:00,80,240,answered\n2026-07-07 10:30,90,250,answered\n"
    )
    for was_set, expected in ((frozenset(), "answered"), (frozenset({"definition"}), "virtual")):
        given = GivenInputs(patience=70.0, definition="virtual", was_set=was_set)
        assert inputs_of(rows, given).targets[""].definition == expected


def test_an_option_replaces_a_level_with_its_answer_time():
    table = {
        "queue": ["a", "a", "b", "b"],
        "start": ["2026-05-04 10:00", "2026-05-04 10:30"] * 2,
        "calls": [40, 50, 20, 30],
        "aht_s": [200] * 4,
        "service_level": ["80%", "80%", "90%", "90%"],
        "answer_time": [20, 20, 10, 10],
    }
    assert wfm.plan(table, target="95/15").inputs.targets["a"].within == 15
