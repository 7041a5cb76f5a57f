"""Staffing of a table in memory: the same numbers, beside the columns of the table."""

import re

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import wfm
from wfm.errors import InputError
from wfm.targets import Target

RESULTS = [
    "load", "agents", "agents_unrounded", "scheduled", "service_level", "asa", "occupancy",
]  # fmt: skip
INPUTS = ["target", "shrinkage"]


class TestFrame:
    table = pd.DataFrame(
        {"calls": [60, 0, 140], "aht": [180.0, np.nan, 200.0], "note": list("xyz")},
        index=pd.date_range("2026-03-02 09:00", periods=3, freq="30min", tz="Europe/Berlin"),
    )

    def test_the_result_keeps_columns_and_index_of_the_table(self):
        plan = wfm.staff(self.table, "80/20", shrinkage="30%")
        assert plan.index.equals(self.table.index)
        assert list(plan.columns) == ["calls", "aht", "note", *RESULTS, *INPUTS]
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
            ({"drop": "calls"}, "no column for the volume"),
            ({"drop": "aht"}, "no column for the AHT"),
            ({"calls": [1, -2, 3]}, "index 2026-03-02 09:30.*column 'calls': '-2' is negative"),
            ({"calls": ["1", "two", "3"]}, "index 2026-03-02 09:30.*'two' is not a number"),
            ({"calls": [1.0, np.nan, 3.0]}, "index 2026-03-02 09:30.*column 'calls'.*is empty"),
            ({"calls": [True, True, True]}, "column 'calls': 'True' is not a number"),
            ({"aht": [180.0, np.nan, np.nan]}, "index 2026-03-02 10:00.*'aht'.*is empty"),
            ({"aht": [0.0, 0.0, 200.0]}, "index 2026-03-02 09:00.*'aht': the AHT is 0"),
            ({"volume": [1, 0, 3]}, "'calls' .* and 'volume' .* mean volume"),
        ],
    )
    def test_an_invalid_table_is_refused_with_row_and_column(self, change, words):
        change = dict(change)
        dropped = change.pop("drop", None)
        table = self.table.drop(columns=dropped) if dropped else self.table.assign(**change)
        with pytest.raises(wfm.DataError, match=words):
            wfm.staff(table)

    def test_the_rows_of_a_table_keep_their_order(self):
        plan = wfm.staff(self.table.iloc[[2, 0, 1]], "80/20", shrinkage="30%")
        assert plan["agents"].tolist() == [20, 9, 0]

    def test_blank_rows_and_other_queues_are_left_out(self):
        both = pd.concat([self.table.assign(queue="a"), self.table.assign(queue="b")])
        both.loc[both["queue"] == "b", ["calls", "aht"]] = (99, 180)
        assert wfm.staff(both.reset_index(names="start"), queues=("b",)).index.tolist() == [3, 4, 5]
        gap = pd.concat([self.table, pd.DataFrame(index=[pd.NaT])]).reset_index(names="start")
        assert wfm.staff(gap, "80/20")["agents"].tolist() == [9, 0, 20]

    def test_targets_in_columns_are_used_for_their_rows(self):
        table = self.table.assign(calls=140, aht=180.0, target=["80/20", "95/20", "80/20"])
        agents = wfm.staff(table, shrinkage=0)["agents"].tolist()
        assert "target 85/60" not in wfm.staff(table).attrs["wfm"]["defaults"]
        assert agents == [18, wfm.staff(table, "95/20")["agents"].iloc[1], 18]
        bad = table.assign(abandonment_target="3%")
        with pytest.raises(wfm.DataError, match=r"index 2026-03-02 09:00.*abandonment.* patience"):
            wfm.staff(bad)

    def test_a_minimum_of_agents_holds_without_contacts(self):
        assert wfm.staff(self.table, "80/20", min_agents=2)["agents"].tolist() == [9, 2, 20]

    def test_defaults_are_in_the_attributes_of_the_result(self):
        used = wfm.staff(self.table, patience="3m").attrs["wfm"]["defaults"]
        assert used[0] == "target 85/60"
        assert used[1].startswith("shrinkage 30% (")
        assert len(used) == 3
        assert (
            wfm.staff(self.table, "80/20", shrinkage=0, patience=180, max_occupancy=0.9).attrs[
                "wfm"
            ]["defaults"]
            == ()
        )

    def test_a_default_of_some_rows_is_named_with_their_number(self):
        table = self.table.assign(patience=[150.0, np.nan, np.nan])
        assert "no patience for 2 of 3 rows (Erlang C)" in wfm.staff(table).attrs["wfm"]["defaults"]

    def test_notes_are_in_the_attributes_of_the_result(self):
        assert any(
            "interval: 30 min" in note for note in wfm.staff(self.table).attrs["wfm"]["notes"]
        )

    def test_a_table_without_times_needs_an_interval(self):
        with pytest.raises(wfm.InputError, match="pass interval='30m'"):
            wfm.staff(self.table.reset_index(drop=True))

    def test_one_aht_serves_a_table_without_an_aht_column(self):
        plan = wfm.staff(self.table.drop(columns="aht"), aht="3m")
        assert plan["load"].tolist() == [6, 0, 14]

    def test_intervals_of_two_lengths_need_a_table_without_starts(self):
        with pytest.raises(
            wfm.DataError, match=r"index 2026.* 'interval': the length is 900 s, but 1800"
        ):
            wfm.staff(self.table.assign(interval=[1800, 1800, 900]))

    def test_the_example_file_read_by_pandas_gives_the_plan_of_the_file(self):
        plan = wfm.staff(pd.read_csv("examples/forecast.csv"), "90/30")
        assert plan["agents"].tolist() == wfm.plan("examples/forecast.csv", "90/30").agents.tolist()


class TestKindsOfTables:
    table = pd.DataFrame(
        {
            "start": pd.date_range("2026-03-02 09:00", periods=3, freq="30min"),
            "calls": [61, 0, 143],
            "aht": [181.5, np.nan, 200.0],
        }
    )
    agents = (9, 0, 20)

    def test_a_polars_table_gives_a_polars_table(self):
        plan = wfm.staff(pl.from_pandas(self.table), "80/20")
        assert isinstance(plan, pl.DataFrame)
        assert plan.columns == ["start", "calls", "aht", *RESULTS, *INPUTS]
        assert tuple(plan["agents"]) == self.agents

    def test_a_pyarrow_table_gives_a_pyarrow_table(self):
        plan = wfm.staff(pa.Table.from_pandas(self.table), "80/20")
        assert isinstance(plan, pa.Table)
        assert tuple(plan["agents"].to_pylist()) == self.agents

    def test_a_dict_gives_a_dict_of_arrays(self):
        columns = {name: self.table[name].to_numpy() for name in self.table}
        plan = wfm.staff(columns, "80/20")
        assert list(plan) == ["start", "calls", "aht", *RESULTS, *INPUTS]
        assert all(isinstance(values, np.ndarray) for values in plan.values())
        assert tuple(plan["agents"]) == self.agents

    @pytest.mark.parametrize("source", [pl.from_pandas, pa.Table.from_pandas, dict])
    def test_rows_left_out_of_a_table_are_left_out_of_its_plan(self, source):
        both = pd.concat([self.table.assign(queue="a"), self.table.assign(queue="b")])
        plan = wfm.staff(source(both.reset_index(drop=True)), "80/20", queues=("b",))
        assert len(plan["agents"]) == 3
        assert [str(name) for name in plan["queue"]] == ["b"] * 3

    def test_a_table_that_is_computed_later_is_refused(self):
        with pytest.raises(wfm.InputError, match=r"LazyFrame .* pass frame\.collect\(\)"):
            wfm.staff(pl.from_pandas(self.table).lazy())

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            ([{"calls": 3}], "got list; pass pandas.DataFrame(rows)"),
            (None, "got NoneType."),
            (
                "forecast.csv",
                "got the path 'forecast.csv'; for a file use wfm.plan('forecast.csv')",
            ),
            (table["calls"], "got Series; pass its table"),
            (np.zeros((2, 3)), "got ndarray."),
            ({"calls": [1, 2], "aht": [180]}, "one length: got 'calls' 2, 'aht' 1."),
            ({"calls": [[1, 2], [3, 4]], "aht": np.zeros((2, 2))}, "must have one dimension"),
            ({}, "frame has no rows"),
        ],
    )
    def test_what_is_no_table_is_refused(self, value, words):
        with pytest.raises(wfm.InputError, match=re.escape(words)):
            wfm.staff(value)

    def test_a_wide_table_is_for_a_plan_not_for_results_beside_it(self):
        wide = pd.DataFrame(
            {"Time": ["08:00", "08:30"], "2026-03-02": [31, 44], "2026-03-03": [28, 52]}
        )
        with pytest.raises(wfm.InputError, match=r"one row per interval.*wfm\.plan\(frame\)"):
            wfm.staff(wide, aht=200)
        plan = wfm.plan(wfm.read_forecast(wide, aht=200))
        assert plan.demand.volume.tolist() == [31, 44, 28, 52]

    def test_a_usual_day_gets_its_date(self):
        day = pd.DataFrame({"time": ["08:00", "08:30"], "calls": [31, 44], "aht": 200})
        assert wfm.staff(day, date="2026-03-02")["agents"].tolist() == [6, 8]
        with pytest.raises(wfm.DataError, match='date="2026-03-02" if it is a usual day'):
            wfm.staff(day)

    def test_a_load_beyond_the_formulas_is_named_by_its_row(self):
        table = self.table.assign(calls=[61.0, 0.0, 1e30])
        with pytest.raises(wfm.InputError, match=r"^DataFrame: index 2: load must be .*e\+29 erl"):
            wfm.staff(table, limits=False)


class TestOptions:
    table = pd.DataFrame(
        {
            "when": ["05/01/2026 08:00", "05/01/2026 08:30"],
            "y": ["1.240", "95,5"],
            "t": ["3:00"] * 2,
        }
    )

    def test_the_options_of_the_reader_are_those_of_a_file(self):
        named = self.table.rename(columns={"when": "start", "t": "aht"})
        plan = wfm.staff(named, dayfirst=True, thousands=".", aht_unit="mmss", interval="30m")
        assert plan["load"].round(3).tolist() == [124.0, 9.55]

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"fill": "zero"}, "fill must be 'keep' or 'error'"),
            ({"queues": "sales"}, r"queues must be a tuple of names: got 'sales'"),
            ({"tz": "Mars"}, "unknown time zone 'Mars'"),
            ({"target": [0.85, 60]}, r"target must be like '85/60' or \(0.85, 60\)"),
            ({"target": (85, 60)}, "service_level must be in"),
            ({"target": ""}, "target must read like 85/60"),
        ],
    )
    def test_an_option_outside_its_domain_is_refused(self, options, words):
        with pytest.raises(wfm.InputError, match=words):
            wfm.staff(TestKindsOfTables.table, **options)

    def test_a_target_may_be_a_pair_and_an_asa_a_number(self):
        table = TestKindsOfTables.table
        pair = wfm.staff(table, (0.9, 30))["agents"]
        assert pair.tolist() == wfm.staff(table, "90/30")["agents"].tolist()
        assert wfm.staff(table, asa=20)["asa"].max() <= 20


def test_a_log_of_single_contacts_is_named_as_one():
    log = {"Queue": ["a", "a"], "Wait": [5, 8], "Abandoned": ["no", "yes"], "Answered at": [1, 2]}
    with pytest.raises(InputError, match=r"log of single contacts.*wfm\.count_contacts"):
        wfm.staff(log)
