"""LibreOffice computes the workbook of a plan: its agents and measures are those of the library."""

from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
import python_calamine

from support.forecasts import demand
from support.office import Office, with_cells
from wfm.planning.live_formulas import STEPS, WINDOW, letter
from wfm.planning.plan import plan_of
from wfm.planning.records import PlanBasis, PlanInputs
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget

ROWS = 100  # of each of five queues, which have different targets
INTERVAL = 1800.0
TARGETS = (
    QueueTarget("erlang_c", 0.8, 20.0),
    QueueTarget("erlang_c", 0.95, 5.0, max_occupancy=0.85),
    QueueTarget("erlang_c", None, 60.0, asa=12.5),
    QueueTarget("erlang_c", None, 60.0, max_occupancy=0.7),
    QueueTarget("erlang_c", 0.9, 0.0, asa=30.0, max_occupancy=0.9, min_agents=4),
)


def forecast(seed=11):
    """Loads from none to 1,000 erlangs, by queue."""
    rng = np.random.default_rng(seed)
    count = ROWS * len(TARGETS)
    aht = rng.uniform(20.0, 900.0, count)
    volume = 10.0 ** rng.uniform(-2.0, 3.0, count) * INTERVAL / aht
    volume[:: ROWS // 4] = 0.0
    queue = np.repeat(np.arange(len(TARGETS)), ROWS)
    start = np.tile(np.arange(ROWS) * int(INTERVAL), len(TARGETS))
    names = tuple("abcde")
    aht = np.where(volume == 0, np.nan, aht)
    return demand(volume, aht, queue=queue, queues=names, start=start)


def plan(rows, targets=TARGETS, shrinkage="31.4%"):
    named = dict(zip(rows.queues, targets, strict=True))
    return plan_of(PlanBasis(rows, PlanInputs(named, Shrinkage.parse(shrinkage))))


def table(path, name):
    """The columns of a sheet by heading."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    heading, *rows = book.get_sheet_by_name(name).to_python()
    return dict(zip(heading, map(list, zip(*rows, strict=True)), strict=True))


def input_cells(path, values):
    """The cells of inputs by label and queue."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name("Inputs").to_python()
    at = {(row[0], row[1]): f"C{number}" for number, row in enumerate(rows, 1)}
    return {at[key]: value for key, value in values.items()}


def assert_same(found, whole):
    """Whole numbers are equal, and measures to 1e-9."""
    for name in ("agents", "scheduled"):
        assert found[name] == whole.columns[name].tolist(), name
    for heading, name in (
        ("load", "load"), ("service_level", "service_level"), ("asa [s]", "asa"),
        ("occupancy", "occupancy"),
    ):  # fmt: skip
        assert np.allclose(found[heading], whole.columns[name], rtol=1e-9, atol=1e-9), name


def test_the_steps_of_the_search_reach_every_number_of_its_window():
    assert sum(STEPS) + 1 == WINDOW
    assert [letter(column) for column in (0, 27)] == ["A", "AB"]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    whole = plan(forecast())
    path = tmp_path_factory.mktemp("plans") / "plan.xlsx"
    whole.save(path)
    return whole, path


@pytest.mark.office
def test_computed_formulas_are_the_plan_of_the_library(office, saved):
    whole, path = saved
    computed = office.converted(path)
    assert_same(table(computed, "Plan"), whole)
    before, after = (python_calamine.CalamineWorkbook.from_path(str(p)) for p in (path, computed))
    for name in before.sheet_names:  # totals, maps and the search too
        cells = [one.get_sheet_by_name(name).to_python() for one in (before, after)]
        for own, other in zip(*(list(chain(*rows)) for rows in cells), strict=True):
            assert own == (pytest.approx(other, rel=1e-9) if own != other else other), name


@pytest.mark.office
def test_changed_inputs_move_the_answer_to_that_of_the_library(office, saved):
    whole, path = saved
    typed = {
        ("volume factor", ""): 0.9, ("AHT factor", ""): 1.05, ("shrinkage", ""): 0.27,
        ("service level", "a"): 0.88, ("time limit", "a"): 31.0, ("maximum ASA", "b"): 1.5,
        ("maximum ASA", "c"): 44.0, ("maximum occupancy", "d"): 0.77, ("minimum agents", "e"): 9.0,
    }  # fmt: skip
    changed = with_cells(path, "changed.xlsx", "Inputs", input_cells(path, typed))
    a, b, c, d, e = TARGETS
    targets = (
        replace(a, service_level=0.88, within=31.0), replace(b, asa=1.5), replace(c, asa=44.0),
        replace(d, max_occupancy=0.77), replace(e, min_agents=9),
    )  # fmt: skip
    rows = forecast()
    expected = plan(replace(rows, volume=rows.volume * 0.9, aht=rows.aht * 1.05), targets, "27%")
    computed = office.converted(changed)
    found = table(computed, "Plan")
    assert_same(found, expected)
    assert not any(np.array_equal(found[name], whole.columns[name]) for name in ("agents", "load"))
    assert table(computed, "Days")["FTE"][0] == pytest.approx(expected.summary().total.fte)
    moved = [own != 0 for own in rows.volume]
    assert {cell for cell, is_moved in zip(found["agents_unrounded"], moved, strict=True)
            if is_moved} == {""}  # fmt: skip


@pytest.mark.office
def test_a_search_that_is_exhausted_says_so(office, saved):
    _, path = saved
    first = forecast().volume[1]
    typed = {"C3": float(first * 1e6), "C4": 40.0, "D4": 1000.0, "C5": 16_000.0, "D5": 1000.0}
    changed = with_cells(path, "window.xlsx", "Forecast", typed)
    # with waits of a billionth of a second, 8,900 erlangs take more agents than the search tries
    inputs = input_cells(
        changed, {("service level", "a"): 0.999999999999, ("time limit", "a"): 0.0}
    )
    computed = office.converted(with_cells(changed, "exhausted.xlsx", "Inputs", inputs))
    checks = table(computed, "Erlang C")["check"]
    assert (checks[1], checks[2], checks[3]) == ("load", "ok", "window")
    book = python_calamine.CalamineWorkbook.from_path(str(computed))
    facts = {row[0]: row[1] for row in book.get_sheet_by_name("Summary").to_python()}
    assert facts["Rows without an answer"] == 2.0
