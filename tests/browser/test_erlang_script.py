"""The Erlang formulas of the page against those of Python, in a page without anything else."""

from __future__ import annotations

from math import inf, isclose
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from support.paths import SOURCE
from wfm import erlang, shrinkage, staffing
from wfm.html_report.whatif_data import fits

pytestmark = pytest.mark.browser

SCRIPT = (SOURCE / "html_report/erlang.js").read_text(encoding="utf-8")
# The numbers that JSON cannot write go as text.
RUN = """([fits, cases]) => {
  const erlang = wfmErlang(fits);
  return cases.map(({ load, aht, target, agents }) => [
    erlang.agentsRequired(load, aht, target),
    agents.map((n) => {
      const { level, asa, occupancy, abandonment } = erlang.measures(n, load, aht, target);
      return [level, asa, occupancy, abandonment].map(String);
    }),
  ]);
}"""
NO_TARGET = {"service_level": None, "asa": None, "max_occupancy": None, "abandonment": None}


@pytest.fixture
def formulas(blank: Page) -> Page:
    blank.add_script_tag(content=SCRIPT)
    return blank


def case(load: float, aht: float = 180.0, *more: float, **target: Any) -> dict[str, Any]:
    """One load with a target, and agents whose service is compared beside the required ones."""
    whole = NO_TARGET | {"within": 20.0, "patience": None, "definition": "offered"} | target
    return {
        "load": load,
        "aht": aht,
        "target": whole,
        "agents": [required(load, aht, whole), *more],
    }


def required(load: float, aht: float, target: dict[str, Any]) -> int:
    """The agents of a target by Python."""
    goals = {name: target[name] for name in NO_TARGET if target[name] is not None}
    if "service_level" in goals:
        goals["within"] = target["within"]
    agents = staffing.agents_required(
        load, aht, **goals, patience=patience_of(target), definition=target["definition"]
    )
    return int(agents)


def patience_of(target: dict[str, Any]) -> float:
    """inf where there is none."""
    return inf if target["patience"] is None else float(target["patience"])


def assert_equal(formulas: Page, cases: list[dict[str, Any]]) -> None:
    """Agents are the same integers; measures agree to 1e-9, waits in relation to their size."""
    for one, (agents, measures) in zip(cases, formulas.evaluate(RUN, [fits(), cases]), strict=True):
        assert agents == one["agents"][0], one
        for n, found in zip(one["agents"], measures, strict=True):
            target = one["target"]
            expected = erlang.performance(
                n, one["load"], one["aht"], target["within"],
                patience=patience_of(target), definition=target["definition"],
            )  # fmt: skip
            names = ("service_level", "asa", "occupancy", "abandonment")
            for name, text in zip(names, found, strict=True):
                value, relative = getattr(expected, name), 1e-9 if name == "asa" else 0.0
                assert isclose(float(text), value, rel_tol=relative, abs_tol=1e-9), (name, n, one)


def random_case(rng: np.random.Generator) -> dict[str, Any]:
    """Any load to 10,000 erlangs with any targets and, in three of five cases, a patience."""
    load = float(10 ** rng.uniform(-2, 4))
    load = float(rng.choice([load, load, load, round(load)]))
    aht = float(rng.choice([20.0, 180.0, 432.5, 3600.0]))
    target: dict[str, Any] = {"within": float(rng.choice([0, 5, 20, 60, 600]))}
    kinds = {
        "service_level": [0.05, 0.5, 0.8, 0.85, 0.99],
        "asa": [1.0, 10.0, 30.0, 120.0],
        "max_occupancy": [0.6, 0.85, 1.0],
    }
    if rng.random() < 0.6:
        target["patience"] = float(aht * 10 ** rng.uniform(-3, 4))
        target["definition"] = str(rng.choice(["offered", "answered", "virtual"]))
        kinds["abandonment"] = [0.001, 0.03, 0.1]
    for name in rng.choice([*kinds], size=rng.integers(1, 4), replace=False):
        target[str(name)] = float(rng.choice(kinds[str(name)]))
    few, some = round(load * rng.uniform(0.2, 1.1)), round(float(load * rng.uniform(0.5, 1.5)), 9)
    return case(load, aht, float(few), some, **target)


def test_agents_and_measures_of_2000_random_cases_are_those_of_python(formulas: Page) -> None:
    rng = np.random.default_rng(20261127)
    assert_equal(formulas, [random_case(rng) for _ in range(2000)])


def test_the_edges_of_the_formulas_are_those_of_python(formulas: Page) -> None:
    assert_equal(formulas, [
        case(0.0, service_level=0.8),
        case(0.0, asa=10.0, patience=60.0),
        case(1e-6, 180.0, 1.0, 0.0, service_level=0.8),
        case(0.5, 180.0, 0.0, 0.5, service_level=0.6, within=0.0),
        case(9000.0, 180.0, 9000.0, 8999.5, 8000.0, service_level=0.8),
        case(9000.0, 180.0, 9000.0, 8000.0, service_level=0.8, patience=120.0),
        case(9000.0, 180.0, max_occupancy=0.999),
        case(9000.0, 180.0, 9001.0, asa=0.001),
        case(100.0, 180.0, 50.0, service_level=0.9, patience=0.001),
        case(100.0, 180.0, 50.0, 0.0, service_level=0.9, patience=1e9),
        case(100.0, 180.0, 101.0, service_level=0.9, patience=1e12, definition="virtual"),
        case(3.0, 180.0, abandonment=1e-6, patience=30.0),
        case(20.0, 180.0, 20.0, service_level=0.8, within=1e6),
        case(20.0, 180.0, service_level=0.999999),
    ])  # fmt: skip


def test_ties_at_the_target_are_decided_as_python_does(formulas: Page) -> None:
    """With no time limit, and in occupancy, a whole number may meet its target exactly."""
    ties = [case(a, service_level=1 - a, within=0.0) for a in (0.2, 0.25, 0.15, 0.1)]
    ties += [case(0.5, h, asa=h) for h in (30.0, 180.0)]
    # as decimals: 42 · 0.85 is 35.699999999999996 in binary, below 35.7
    ties += [case(round(cap * n, 6), max_occupancy=cap) for cap in (0.85, 0.7) for n in range(99)]
    ties += [case(n * 1.0, max_occupancy=1.0) for n in (1, 7, 1000)]
    assert_equal(formulas, ties)


def test_people_on_the_schedule_are_those_of_python(formulas: Page) -> None:
    """A quotient that is a whole number in decimal arithmetic is not rounded up."""
    shares = [0.0, 0.1, 0.2, 0.25, 0.3, 0.335, 0.4, 0.5, 0.7, 0.99]
    pairs = [(float(n), share) for n in range(400) for share in shares]
    found = formulas.evaluate(
        "([fits, pairs]) => pairs.map((pair) => wfmErlang(fits).scheduled(...pair))",
        [fits(), pairs],
    )
    assert found == [shrinkage.scheduled(n, share) for n, share in pairs]
    assert found[pairs.index((21.0, 0.3))] == 30


def test_the_formulas_name_nothing_that_fetches_or_runs_text() -> None:
    for name in ("erlang.js", "whatif.js"):
        text = (SOURCE / "html_report" / name).read_text(encoding="utf-8")
        for word in ("fetch", "XMLHttp", "eval", "Function(", "innerHTML", "import", "http"):
            assert word not in text, (name, word)
