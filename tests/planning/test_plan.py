"""A forecast becomes a plan: the same numbers by every way, and sums that add up."""

import math

import numpy as np
import pandas as pd
import pytest

import wfm
from support.forecasts import basis, demand
from wfm.planning.solve import solve, solve_blocks
from wfm.planning.totals import Totals
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import Target


def summary(plan):
    totals = Totals(plan)
    for block in solve_blocks(plan, rows=7):
        totals.add(block)
    return totals.summary()


def test_one_row_goes_from_volume_to_load_to_agents_to_scheduled_agents():
    target = Target.parse("80/20")
    result = solve(np.array([60.0, 100, 140, 90]), np.full(4, 180.0), 1800.0, target, 0.30)
    assert result.load.tolist() == [6, 10, 14, 9]
    assert result.agents.tolist() == [9, 14, 18, 12]
    assert result.scheduled.tolist() == [13, 20, 26, 18]
    assert result.service_level == pytest.approx([0.85957, 0.88835, 0.85143, 0.80938], abs=5e-6)
    assert (np.ceil(result.agents_unrounded) == result.agents).all()


def test_no_contacts_take_no_agents():
    result = solve(
        np.array([0.0, 5.0]), np.array([math.nan, 180.0]), 1800.0, Target.parse("85/60"), 0.3
    )
    assert result.agents.tolist() == [0, 2]
    assert (result.service_level[0], result.asa[0], result.occupancy[0]) == (1, 0, 0)
    assert np.isfinite(np.array(result)).all()


def test_blocks_are_the_rows_whatever_their_size():
    rng = np.random.default_rng(1)
    plan = basis(demand(rng.integers(0, 90, 500), rng.choice([180.0, 240.0], 500)),
                Target.parse("85/60"), DEFAULT)  # fmt: skip
    (whole,) = solve_blocks(plan)
    parts = [block.columns for block in solve_blocks(plan, rows=33)]
    for name, column in whole.columns.items():
        joined = np.concatenate([part[name] for part in parts])
        assert joined == pytest.approx(column, rel=1e-12), name  # the rounding of a matrix product


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


class TestFrame:
    table = pd.DataFrame(
        {"calls": [60, 0, 140], "aht": [180.0, np.nan, 200.0], "note": list("xyz")},
        index=pd.date_range("2026-03-02 09:00", periods=3, freq="30min", tz="Europe/Berlin"),
    )

    def test_the_frame_comes_back_with_its_plan_and_its_index(self):
        plan = wfm.staff(self.table, "80/20", shrinkage="30%")
        assert plan.index.equals(self.table.index)
        assert list(plan.columns) == [
            "calls", "aht", "note", "load", "agents", "scheduled", "service_level", "asa",
            "occupancy",
        ]  # fmt: skip
        assert plan["agents"].tolist() == [9, 0, 20]
        assert "load" not in self.table

    def test_it_is_the_same_as_the_array_functions(self):
        plan = wfm.staff(self.table, Target(0.8, 20, max_occupancy=0.7), shrinkage=0.3)
        load = wfm.offered_load(140, 200, 1800)
        agents = wfm.agents_required(load, 200, service_level=0.8, within=20, max_occupancy=0.7)
        assert plan["agents"].iloc[2] == agents
        assert plan["service_level"].iloc[2] == wfm.service_level(agents, load, 200, 20)

    def test_interval_from_a_column_the_index_or_the_call(self):
        bare = self.table.reset_index(drop=True)
        by_call = wfm.staff(bare, interval="30m")
        by_column = wfm.staff(bare.assign(interval=1800.0))
        stamped = wfm.staff(bare.assign(ds=self.table.index))
        assert by_call["agents"].tolist() == by_column["agents"].tolist()
        assert by_call["agents"].tolist() == stamped["agents"].tolist()
        mixed = wfm.staff(bare.assign(interval=[1800.0, 1800.0, 900.0]))
        assert mixed["load"].iloc[2] == pytest.approx(140 * 200 / 900)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"drop": "calls"}, "no column 'volume'"),
            ({"drop": "aht"}, "no column 'aht'"),
            ({"calls": [1, -2, 3]}, "volume must be .* got -2.0 contacts at index 1"),
            ({"calls": ["1", "2", "3"]}, "must be numbers"),
            ({"calls": [1.0, np.nan, 3.0]}, "has no value in 1 of 3 rows"),
            ({"aht": [180.0, np.nan, np.nan]}, "has no value in 1 of 3 rows"),
            ({"aht": [0.0, 0.0, 200.0]}, "aht must be finite and > 0"),
            ({"volume": [1, 0, 3]}, None),  # the field's own word goes before a synonym
        ],
    )
    def test_a_table_that_cannot_be_staffed_says_why(self, change, words):
        change = dict(change)
        dropped = change.pop("drop", None)
        table = self.table.drop(columns=dropped) if dropped else self.table.assign(**change)
        if words is None:
            assert wfm.staff(table)["load"].iloc[0] == pytest.approx(0.1)
            return
        with pytest.raises(wfm.InputError, match=words):
            wfm.staff(table)

    def test_without_a_clock_the_interval_must_be_said(self):
        with pytest.raises(wfm.InputError, match="pass interval='30m'"):
            wfm.staff(self.table.reset_index(drop=True))

    def test_one_aht_for_a_table_without(self):
        plan = wfm.staff(self.table.drop(columns="aht"), aht="3m")
        assert plan["load"].tolist() == [6, 0, 14]
