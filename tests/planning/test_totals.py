"""Totals of a plan by day, week, queue and overall."""

import json
import math

import numpy as np
import pytest

import wfm
from support.forecasts import basis, demand
from wfm.planning.period_costs import COST_UNITS
from wfm.planning.plan_document import PlanDocument
from wfm.planning.solve import solve_blocks
from wfm.planning.totals import PERIOD_UNITS, Period, Totals
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import Target


def summary(plan):
    totals = Totals(plan)
    for block in solve_blocks(plan, rows=7):
        totals.add(block)
    return totals.summary()


def test_periods_add_up_to_the_total():
    rng = np.random.default_rng(2)
    volume = rng.integers(0, 50, 48 * 10)
    queue = np.repeat([0, 1], 240)
    start = np.tile(np.arange(240), 2) * 1800
    plan = basis(
        demand(volume, 200, queue=queue, start=start, queues=("voice", "chat")),
        Target.parse("85/60"), Shrinkage.parse("25%"), 38.5,
    )  # fmt: skip
    sums = summary(plan)
    for name in ("contacts", "workload_hours", "agent_hours", "paid_hours", "intervals"):
        total = getattr(sums.total, name)
        for parts in (sums.days, sums.weeks, sums.months, sums.quarters, sums.years, sums.queues):
            assert sum(getattr(part, name) for part in parts) == pytest.approx(total, rel=1e-12)
    assert sums.total.contacts == volume.sum()
    assert sums.total.workload_hours == pytest.approx(volume.sum() * 200 / 3600)
    assert len(sums.days) == 5
    assert sums.total.paid_hours_unrounded < sums.total.paid_hours


def test_service_level_of_a_period_is_weighted_by_volume():
    plan = basis(demand([100, 10], [180, 180]), Target.parse("80/20"), DEFAULT)
    (block,) = solve_blocks(plan)
    rows = block.columns
    level = rows["service_level"]
    expected = (100 * level[0] + 10 * level[1]) / 110
    assert summary(plan).total.service_level == pytest.approx(expected, rel=1e-12)
    assert summary(plan).total.occupancy == pytest.approx(rows["load"].sum() / rows["agents"].sum())


@pytest.mark.parametrize(
    ("days", "weeks"),
    [
        ([4], 1.0),  # a Monday alone: the only day of its week that we know
        ([4, 5, 6, 7, 8], 1.0),  # Monday to Friday
        ([4, 5, 6, 7, 8, 11, 12, 13, 14, 15], 2.0),  # twice
        (range(14), 2.0),  # a fortnight from a Thursday
        (range(30), 30 / 7),  # a month of open days
    ],
)
def test_fte_divides_by_the_length_in_weeks(days, weeks):
    start = np.array([day * 86400 + 36000 for day in days])
    plan = basis(demand(np.full(len(start), 20), 180, start=start), Target.parse("85/60"), DEFAULT)
    sums = summary(plan)
    assert sums.length_in_weeks == pytest.approx(weeks)
    assert sums.total.fte == pytest.approx(sums.total.paid_hours / (40 * weeks))
    assert sums.total.fte_rounded_up == math.ceil(sums.total.fte - 1e-9)
    assert sums.days[0].fte == pytest.approx(sums.days[0].paid_hours / 8)


def test_the_peak_is_that_of_all_queues_together():
    plan = basis(
        demand([10, 60, 50, 50], 180, queue=[0, 0, 1, 1], start=[0, 1800, 0, 1800],
               queues=("a", "b")),
        Target.parse("85/60"), DEFAULT,
    )  # fmt: skip
    (block,) = solve_blocks(plan)
    peak, rows = summary(plan).peak, block.columns
    assert peak.start == "1970-01-01T00:30:00"
    assert peak.scheduled == rows["scheduled"][1] + rows["scheduled"][3]
    assert peak.agents == rows["agents"][1] + rows["agents"][3]


def test_the_peak_of_one_queue_is_that_of_two_queues_with_one_empty():
    rng = np.random.default_rng(5)
    volume = rng.integers(0, 300, 100)
    single = summary(basis(demand(volume, 180.0), Target.parse("80/20"), DEFAULT))
    starts = np.tile(np.arange(100) * 1800, 2)
    both = demand(
        np.concatenate([volume, np.zeros(100)]),
        180.0,
        start=starts,
        queue=np.repeat([0, 1], 100),
        queues=("a", "b"),
    )
    assert single.peak == summary(basis(both, Target.parse("80/20"), DEFAULT)).peak


def test_every_figure_of_a_period_has_a_unit():
    assert set(PERIOD_UNITS | COST_UNITS) == set(Period._fields) - {"label"}


@pytest.mark.parametrize("suffix", [".csv", ".json", ".xlsx"])
def test_the_cost_is_that_of_all_paid_hours_and_survives_every_format(tmp_path, suffix):
    forecast = {"start": ["2026-06-01 09:00", "2026-06-01 10:00"], "volume": [40, 60], "aht": 300}
    plan = wfm.plan(forecast, "80/30", shrinkage=0.25, hourly_cost=18.5)
    summary = plan.summary()
    assert summary.cost == pytest.approx(18.5 * plan.columns["scheduled"].sum())
    assert summary.cost_per_contact == pytest.approx(summary.cost / 100)
    path = tmp_path / f"plan{suffix}"
    plan.save(path)
    assert wfm.read_plan(path).summary().cost == summary.cost


def test_a_plan_without_an_hourly_cost_has_no_cost():
    forecast = {"start": ["2026-06-01 09:00", "2026-06-01 10:00"], "volume": [40, 60], "aht": 300}
    assert wfm.plan(forecast).summary().cost is None


def test_the_overview_shows_the_cost(wfm_inside):
    shown = wfm_inside("staff", "examples/two_queues.csv", "--cost", "20").stdout
    assert "Cost: 1,400 at 20 per paid hour; 4.58 per contact" in shown


def test_the_abandonment_is_that_of_all_contacts(tmp_path):
    forecast = {
        "start": ["2026-06-01 09:00", "2026-06-01 10:00", "2026-06-01 11:00"],
        "volume": [40, 95, 0],
        "aht": 280,
    }
    plan = wfm.plan(forecast, "80/30", patience=110)
    share = plan.columns["abandonment"]
    expected = (40 * share[0] + 95 * share[1]) / 135
    assert plan.summary().abandonment == pytest.approx(expected, rel=1e-12)
    plan.save(tmp_path / "plan.json")
    PlanDocument.model_validate_json((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert wfm.plan(forecast, "80/30").summary().abandonment is None


def test_the_overview_shows_the_abandonment(wfm_inside):
    words = ("staff", "examples/two_queues.csv", "--patience", "100s")
    shown = wfm_inside(*words, "--abandonment", "2%").stdout
    (line,) = (line for line in shown.splitlines() if line.startswith("Patience: "))
    share = json.loads(wfm_inside(*words, "--abandonment", "2%", "--json").stdout)["summary"]
    assert line.endswith(f"; abandonment {100 * share['abandonment']:.1f} %")
    assert max(map(len, shown.splitlines())) <= 80
    assert "bandonment" not in wfm_inside(*words[:2]).stdout
