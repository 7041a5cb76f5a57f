"""Inputs and figures of plans as data."""

import json
import math

import numpy as np
import pytest

from support.forecasts import basis, demand, planned
from wfm.planning.plan import Plan
from wfm.planning.plan_reader import read_plan
from wfm.planning.records import Figure, PlanBasis, PlanFigures, PlanInputs
from wfm.shrinkage import DEFAULT, Component, Shrinkage
from wfm.targets import QueueTarget, Target

TWO = demand([10.0, 20.0], 180.0, queue=[0, 1], queues=("a", "b"), start=[0, 0])


def test_the_default_target_and_shrinkage_are_columns_too():
    components = "breaks=8%,training=3%,meetings=2%,coaching=2%,leave=10%,sickness=5%"
    assert basis(TWO, Target(0.85, 60.0)).target_columns() == {
        "target": ("85%/60", "85%/60"),
        "shrinkage": (components, components),
    }
    assert basis(TWO, Target(0.85, 60.0)).queue_columns == {}


def test_a_target_and_its_shrinkage_become_columns_of_a_file():
    inputs = PlanInputs(
        targets={
            "a": QueueTarget("erlang_a", 0.805, 20.5, 90.0),
            "b": QueueTarget("chat", None, 30.0, asa=12.0, aht_by_concurrency=(200.0, 260.0)),
        },
        shrinkage=Shrinkage.parse("30%"),
    )
    assert PlanBasis(TWO, inputs).target_columns() == {
        "target": ("80.5%/20.5", ""),
        "within": ("", "30"),
        "target_asa": ("", "12"),
        "patience": ("90", ""),
        "aht_by_concurrency": ("", "200 260"),
        "shrinkage": ("30%", "30%"),
    }


@pytest.mark.parametrize(
    "given",
    [
        Shrinkage(DEFAULT.components, additive=False),
        Shrinkage.parse("project=7.5%,leave=0.1"),
        Shrinkage((Component("project", 1 / 3, planned=False, in_office=False),)),
        Shrinkage.parse("28%"),
    ],
)
def test_shrinkage_is_read_back_from_its_text(given):
    assert Shrinkage.parse(given.text) == given
    (text, _) = basis(TWO, Target(0.85, 60.0), given).target_columns()["shrinkage"]
    assert text == given.text


def test_queues_of_one_team_share_agents():
    plan = PlanBasis(TWO, PlanInputs(teams={"a": "desk", "b": "desk"}))
    assert (plan.teams, plan.shares_agents) == (("desk", "desk"), True)
    assert plan.queue_columns == {"team": ("desk", "desk")}
    apart = PlanBasis(TWO, PlanInputs())
    assert (apart.teams, apart.shares_agents) == (("a", "b"), False)


def test_a_target_is_common_where_all_queues_have_the_same():
    one, other = QueueTarget("erlang_c", 0.8, 20.0), QueueTarget("erlang_c", 0.8, 30.0)
    assert PlanInputs(targets={"a": one, "b": one}).common_target == one
    assert PlanInputs(targets={"a": one, "b": other}).common_target is None
    assert PlanInputs().common_target is None


def test_figures_are_fields_of_the_document_with_their_units(tmp_path):
    plan = planned(demand([10.0, 20.0], 180.0), Target(0.8, 20.0))
    figures = PlanFigures(
        (
            Figure("", "cost", 952.5, "currency"),
            Figure("", "mean_turnaround", 22620.0, "s"),
            Figure("", "peak_backlog", math.nan, "contacts"),
        )
    )
    path = tmp_path / "plan.json"
    Plan(plan.demand, plan.inputs, plan.columns, figures=figures).save(path)
    assert json.loads(path.read_text())["figures"] == [
        {"queue": "", "name": "cost", "value": 952.5, "unit": "currency"},
        {"queue": "", "name": "mean_turnaround", "value": 22620.0, "unit": "s"},
        {"queue": "", "name": "peak_backlog", "value": None, "unit": "contacts"},
    ]
    again = read_plan(str(path)).figures
    assert again.rows[:2] == figures.rows[:2]
    assert np.isnan(again.value("", "peak_backlog"))
    with pytest.raises(KeyError):
        again.value("", "fte")
