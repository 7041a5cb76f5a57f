"""Staffing of a DataFrame: the same numbers, beside the columns of the table."""

import numpy as np
import pandas as pd
import pytest

import wfm
from wfm.targets import Target


class TestFrame:
    table = pd.DataFrame(
        {"calls": [60, 0, 140], "aht": [180.0, np.nan, 200.0], "note": list("xyz")},
        index=pd.date_range("2026-03-02 09:00", periods=3, freq="30min", tz="Europe/Berlin"),
    )

    def test_the_result_keeps_columns_and_index_of_the_table(self):
        plan = wfm.staff(self.table, "80/20", shrinkage="30%")
        assert plan.index.equals(self.table.index)
        assert list(plan.columns) == [
            "calls", "aht", "note", "load", "agents", "scheduled", "service_level", "asa",
            "occupancy",
        ]  # fmt: skip
        assert plan["agents"].tolist() == [9, 0, 20]
        assert "load" not in self.table

    def test_the_numbers_are_those_of_the_array_functions(self):
        plan = wfm.staff(self.table, Target(0.8, 20, max_occupancy=0.7), shrinkage=0.3)
        load = wfm.offered_load(140, 200, 1800)
        agents = wfm.agents_required(load, 200, service_level=0.8, within=20, max_occupancy=0.7)
        assert plan["agents"].iloc[2] == agents
        assert plan["service_level"].iloc[2] == wfm.service_level(agents, load, 200, 20)

    def test_the_interval_is_a_column_the_step_of_the_index_or_an_argument(self):
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
    def test_an_invalid_table_is_refused_with_the_reason(self, change, words):
        change = dict(change)
        dropped = change.pop("drop", None)
        table = self.table.drop(columns=dropped) if dropped else self.table.assign(**change)
        if words is None:
            assert wfm.staff(table)["load"].iloc[0] == pytest.approx(0.1)
            return
        with pytest.raises(wfm.InputError, match=words):
            wfm.staff(table)

    def test_a_table_without_times_needs_an_interval(self):
        with pytest.raises(wfm.InputError, match="pass interval='30m'"):
            wfm.staff(self.table.reset_index(drop=True))

    def test_one_aht_serves_a_table_without_an_aht_column(self):
        plan = wfm.staff(self.table.drop(columns="aht"), aht="3m")
        assert plan["load"].tolist() == [6, 0, 14]
