"""Days that keep the target of a plan whose volumes vary, against simulated days and in files."""

import json

import numpy as np
import pytest

import wfm
from oracles.uncertain_days import levels_of_days
from wfm.errors import InputError
from wfm.planning import totals
from wfm.planning.plan_document import PlanDocument

STARTS = [f"2026-04-{13 + day}T{8 + hour:02}:00" for day in range(2) for hour in range(3)]
CALLS, CHATS = [60.0, 110, 75, 52, 95, 81], [24.0, 31, 0, 18, 36, 22]
TABLE = {
    "queue": ["calls"] * 6 + ["chats"] * 6,
    "start": STARTS * 2,
    "volume": CALLS + CHATS,
    "aht": [240.0] * 12,
}
ONE = {"start": STARTS, "volume": CALLS, "aht": [240.0] * 6}
CV = 0.18


@pytest.mark.parametrize("scope", ["day", "interval"])
def test_days_kept_and_band_are_those_of_simulated_days(scope):
    plan = wfm.plan(TABLE, "80/20", volume_cv=CV, risk_scope=scope)
    risk = plan.summary().risk
    rng, days = np.random.default_rng(11), 4_000
    levels = []
    for first in range(0, 12, 3):
        rows = [i for i in range(first, first + 3) if plan.demand.volume[i]]
        load = [float(plan.columns["load"][i]) for i in rows]
        agents = [int(plan.agents[i]) for i in rows]
        levels.append(
            levels_of_days(rng, agents, load, 240.0, 20.0, CV, together=scope == "day", days=days)
        )
    every, error = np.concatenate(levels), 3.0 * (0.25 / (4 * days)) ** 0.5
    assert (risk.scope, risk.total.days, risk.point_plan) == (scope, 4, None)
    assert (every >= 0.8).mean() == pytest.approx(risk.total.days_kept, abs=error)
    assert (every < risk.service_level_p10).mean() == pytest.approx(0.1, abs=error)
    assert (every < risk.service_level_p90).mean() == pytest.approx(0.9, abs=error)
    for queue, some in zip(risk.queues, (levels[:2], levels[2:]), strict=True):
        kept = (np.concatenate(some) >= 0.8).mean()
        assert kept == pytest.approx(queue.days_kept, abs=1.5 * error)


def test_a_day_and_its_level_are_those_of_the_public_functions():
    plan = wfm.plan(ONE, "80/20", volume_cv=CV, patience="4m")
    risk, shape = plan.summary().risk, (2, 3)
    agents, volume = plan.agents.reshape(shape), plan.demand.volume.reshape(shape)
    more = {"volume_cv": CV, "patience": 240.0}
    chance = wfm.risk.day_chance(agents, volume, 240, 3600, 0.8, 20, **more)
    assert risk.total.days_kept == pytest.approx(chance.mean(), abs=1e-12)
    expected = wfm.risk.expected_service_level(agents, volume, 240, 3600, 20, **more)
    mean = (expected * volume).sum() / volume.sum()
    assert risk.total.expected_service_level == pytest.approx(mean, abs=1e-4)
    level = wfm.risk.day_service_level(agents, volume, 240, 3600, 20, share=0.1, **more)
    assert risk.service_level_p10 == pytest.approx(level, abs=1e-12)


@pytest.mark.parametrize("more", [{}, {"target": ["80/20"] * 4 + ["90/30"] * 2}])
def test_the_point_plan_is_the_plan_without_a_confidence(more):
    target = None if more else "80/20"
    table = {**ONE, **more}
    risk = wfm.plan(table, target, volume_cv=CV, confidence=0.85, hourly_cost=20).summary().risk
    point = wfm.plan(table, target, volume_cv=CV, hourly_cost=20).summary()
    found = risk.point_plan
    assert (found.agent_hours, found.paid_hours, found.fte, found.cost) == (
        point.total.agent_hours, point.total.paid_hours, point.total.fte, point.cost
    )  # fmt: skip
    assert found.days_kept == point.risk.total.days_kept < risk.total.days_kept
    assert found.service_level_p10 == point.risk.service_level_p10 < risk.service_level_p10
    assert risk.total.days_kept >= 0.85


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_every_format_gives_the_same_days_again(tmp_path, ending):
    plan = wfm.plan(TABLE, "80/20", volume_cv=CV, confidence="80%", hourly_cost=20)
    plan.save(tmp_path / f"plan.{ending}")
    risk = wfm.read_plan(tmp_path / f"plan.{ending}").summary().risk
    assert risk == plan.summary().risk
    if ending == "json":
        text = (tmp_path / "plan.json").read_text()
        document = PlanDocument.model_validate_json(text).summary.risk
        assert document.total.days_kept == risk.total.days_kept
        assert document.point_plan.cost == risk.point_plan.cost
        assert [one.label for one in document.queues] == ["calls", "chats"]
        assert json.loads(text)["units"]["days_kept"] == "fraction"


def test_no_days_are_counted_whose_variation_is_not_known_or_zero():
    cells = [0.2, 0.2, 0.2, 0.2, None, 0.2]
    assert wfm.plan({**ONE, "volume_cv": cells}, "80/20").summary().risk.total.days == 1
    for table in (ONE, {**ONE, "volume_cv": [0.0] * 6}):
        assert wfm.plan(table, "80/20").summary().risk is None
    assert wfm.plan(ONE, "80/20", volume_cv=CV).summary(risk=False).risk is None


def test_a_target_without_a_service_level_has_a_band_and_no_days():
    risk = wfm.plan(ONE, asa=20, volume_cv=CV).summary().risk
    assert risk.total.days_kept is None
    assert 0.0 < risk.service_level_p10 < risk.service_level_p90


def test_too_many_days_of_intervals_that_vary_apart_are_refused(monkeypatch):
    few = totals.UncertainDays.of.__globals__["DAYS_OF_INTERVALS"]._replace(most=1)
    monkeypatch.setitem(totals.UncertainDays.of.__globals__, "DAYS_OF_INTERVALS", few)
    plan = wfm.plan(ONE, "80/20", volume_cv=CV, risk_scope="interval")
    with pytest.raises(InputError, match="at most 1: got 2"):
        plan.summary()


def test_a_workbook_has_the_figures_on_a_sheet_of_their_own(tmp_path):
    calamine = pytest.importorskip("python_calamine")
    plan = wfm.plan(TABLE, "80/20", volume_cv=CV, confidence="80%", hourly_cost=20)
    plan.save(tmp_path / "plan.xlsx")
    book = calamine.CalamineWorkbook.from_path(str(tmp_path / "plan.xlsx"))
    lines = {tuple(row[:2]): row[2:] for row in book.get_sheet_by_name("Risk").to_python()}
    risk = plan.summary().risk
    assert lines["days kept", ""] == [pytest.approx(risk.total.days_kept), "fraction"]
    assert lines["days kept", "chats"][0] == pytest.approx(risk.queues[1].days_kept)
    assert lines["point plan: cost", ""] == [pytest.approx(risk.point_plan.cost), "currency"]
    wfm.plan(TABLE, "80/20").save(tmp_path / "point.xlsx")
    book = calamine.CalamineWorkbook.from_path(str(tmp_path / "point.xlsx"))
    assert "Risk" not in book.sheet_names
