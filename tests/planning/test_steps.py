"""The steps that explanations share."""

import pytest

import wfm
from wfm.planning.steps import (
    TargetPart,
    agents_steps,
    erlang_a_steps,
    erlang_c_steps,
    load_step,
    paid_steps,
    scheduled_step,
    target_parts,
    target_text,
)

TARGETS = {"service_level": 0.8, "asa": 4.0, "max_occupancy": 0.6}


def measures(agents):
    _, service_level, asa, occupancy, *_ = wfm.performance(agents, 8.0, 240.0, 30.0)
    return {"service_level": service_level, "asa": asa, "max_occupancy": occupancy}


def parts_of(agents, targets=TARGETS):
    return target_parts("a", targets, 30.0, agents, measures)


def test_each_part_of_a_target_takes_the_agents_of_the_core():
    parts = {part.measure: part for part in parts_of(14)}
    assert parts["service_level"].min_agents == wfm.agents_required(
        8, 240, service_level=0.8, within=30
    )
    assert parts["asa"].min_agents == wfm.agents_required(8, 240, asa=4.0)
    assert parts["max_occupancy"].min_agents == wfm.agents_required(8, 240, max_occupancy=0.6)
    assert parts["asa"].value == pytest.approx(wfm.asa(14, 8, 240))
    assert parts["asa"].with_fewer == pytest.approx(wfm.asa(13, 8, 240))


def test_a_part_that_the_model_does_not_measure_is_left_out():
    assert parts_of(14, {"abandonment": 0.05}) == []


def test_without_agents_no_part_applies():
    assert parts_of(0) == []


def test_one_agent_fewer_is_shown_for_the_parts_that_it_misses():
    steps = list(agents_steps(parts_of(14), 14, unrounded=13.3))
    by_name = {step.name: step for step in steps}
    assert by_name["agents"].value == 14
    assert by_name["agents, unrounded"].value == 13.3
    fewer = [step for step in steps if step.name == "one agent fewer"]
    assert [step.value for step in fewer] == [pytest.approx(8 / 13)]
    assert fewer[0].unit == "fraction"


def test_parts_of_several_queues_name_their_queue():
    parts = [*parts_of(14), *(part._replace(queue="b") for part in parts_of(14))]
    formulas = [step.formula for step in agents_steps(parts, 14)]
    assert formulas[0].startswith("a: ")
    assert formulas[3].startswith("b: ")


def test_targets_read_as_limits():
    assert [target_text(part) for part in parts_of(14)] == [
        "service level ≥ 80 % within 30 s", "ASA ≤ 4 s", "occupancy ≤ 60 %",
    ]  # fmt: skip


def test_erlang_c_steps_are_those_of_the_core():
    steps = {step.name: step.value for step in erlang_c_steps(10, 8.0, 240.0, 30.0)}
    assert steps["blocking"] == pytest.approx(wfm.erlang_b(10, 8.0))
    assert steps["P(wait)"] == pytest.approx(wfm.erlang_c(10, 8.0))
    assert steps["service level"] == pytest.approx(wfm.service_level(10, 8.0, 240, 30))
    assert steps["asa"] == pytest.approx(wfm.asa(10, 8.0, 240))
    assert steps["occupancy"] == pytest.approx(0.8)


def test_a_queue_that_grows_without_limit_has_no_wait():
    names = [step.name for step in erlang_c_steps(8, 8.0, 240.0, 30.0)]
    assert names == ["blocking", "P(wait)", "occupancy"]


def test_load_shrinkage_and_paid_hours_have_their_units():
    assert load_step(60.0, 240.0, 1800.0, 8.0)[-2:] == (8.0, "erlangs")
    assert scheduled_step(7, 10, 0.3)[2:] == ("⌈7 / (1 − 0.3)⌉ = ⌈10⌉", 10, "agents")
    hours, fte = paid_steps(10, 1800.0, 40.0)
    assert (hours.value, fte.value) == (5.0, 0.125)


def test_the_steps_of_erlang_a_have_the_results_of_the_core():
    measures = wfm.performance(12, 10.0, 180.0, 20.0, patience=120.0)
    steps = erlang_a_steps(
        12,
        10.0,
        180.0,
        patience=120.0,
        within=20.0,
        definition="offered",
        service_level=measures.service_level,
        asa=measures.asa,
        occupancy=measures.occupancy,
        abandonment=measures.abandonment,
    )
    values = {step.name: step.value for step in steps}
    assert values["P(wait)"] == measures.wait_probability
    assert values["abandonment"] == measures.abandonment
    assert values["blocking"] == wfm.erlang_b(12, 10.0)
    assert values["patience"] == 120.0


def test_a_minimum_of_agents_is_a_step_beside_the_parts_of_the_target():
    part = TargetPart("", "service_level", 0.8, 20.0, 3, 0.99, 0.95)
    steps = list(agents_steps([part], 5, minimum=5))
    assert [(step.name, step.value) for step in steps] == [
        ("agents for service level", 3),
        ("minimum", 5),
        ("agents", 5),
    ]
    assert steps[-1].formula == "n: largest of these"
