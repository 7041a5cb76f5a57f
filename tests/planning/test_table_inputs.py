"""A table with its results has the inputs of its rows: its schedule is that of the plan."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import wfm

ROWS = 4
BASE = {
    "queue": ["sales", "sales", "vip", "vip"],
    "start": ["2026-04-06 09:00", "2026-04-06 09:30"] * 2,
    "calls": [37, 52, 11, 16],
    "aht": [245, 250, 310, 305],
}
TARGETS = ["75%/25", "75%/25", "92%/15", "92%/15"]
# Columns of a forecast, by what they are; those of a result have the name of one.
INPUTS = {
    "no input": {},
    "one target": {"target": TARGETS},
    "target under a synonym": {"SL Goal": TARGETS},
    "target in another language": {"Servicelevel-Ziel": TARGETS},
    "target as texts below the name of a result": {"service_level": TARGETS},
    "target as texts below a short name": {"SL": TARGETS},
    "target as texts below a German name": {"Servicegrad": TARGETS},
    "share and limit": {"SL target %": [75, 75, 92, 92], "Threshold (sec)": [25, 25, 15, 15]},
    "share below the name of a result": {
        "service_level": ["75%", "75%", "92%", "92%"],
        "answer_time": [25, 25, 15, 15],
    },
    "share below the name of a result in other letters": {
        "Service Level": [0.75, 0.75, 0.92, 0.92],
        "AWT": [25, 25, 15, 15],
    },
    "share below a short name": {"SL %": [75, 75, 92, 92], "within": [25, 25, 15, 15]},
    "measured service levels": {
        "service_level": [0.71, 0.83, 0.9, 0.88],
        "answer_time": [25, 25, 15, 15],
    },
    "target of some rows": {"target": [*TARGETS[:2], "", ""]},
    "target of one interval": {"target": ["90/10", "75/25", "92/15", "92/15"]},
    "maximum wait": {"ASA target (s)": [31, 31, 17, 17]},
    "maximum wait and limit": {"max_asa": [31, 31, 17, 17], "time_limit": [25, 25, 40, 40]},
    "maximum abandonment": {"max_abandonment": ["4%"] * 4, "patience": [130.125] * 4},
    "occupancy": {"max_occ %": [82, 82, 74, 74]},
    "occupancy of some rows": {"occupancy_limit": ["82%", "82%", "", ""]},
    "patience": {"patience": ["2m", "2m", "150 s", "150 s"]},
    "patience of some rows": {"Geduld": [95.5, 95.5, None, None]},
    "definition": {"definition": ["answered"] * 2 + ["offered"] * 2, "patience": [140] * 4},
    "minimum of agents": {"min_staff": [12, 12, 2, 2]},
    "shrinkage": {"shrinkage": ["22%", "22%", "28%", "28%"]},
    "shrinkage in percent": {"Shrinkage %": [22, 22, 28, 28]},
    "shrinkage of some rows": {"total_shrinkage": [0.22, 0.22, None, None]},
    "measured results": {
        "agents": [9, 9, 3, 3], "ASA": [12.5, 14.0, 3.0, 4.0], "occupancy": [0.7] * 4,
        "Load": [4, 6, 2, 2], "abandonment": [0.03] * 4, "Agents": [1, 2, 3, 4],
    },
    "everything": {
        "service_level": ["75%", "75%", "92%", "92%"], "answer_time": [25, 25, 15, 15],
        "patience": [120, 120, 240, 240], "max_occ": [0.83] * 4, "shrinkage": ["31%"] * 4,
        "minimum_agents": [2] * 4,
    },
}  # fmt: skip
HARD = ("share below the name of a result", "patience of some rows", "everything")
KINDS = {
    "pandas": pd.DataFrame,
    "polars": lambda columns: pl.DataFrame(columns, strict=False),
    "pyarrow": pa.table,
    "dict": dict,
}


def rows_of(plan):
    """Target and shrinkage of every row, and its results."""
    settings = [plan.settings.settings[i] for i in plan.settings.row.tolist()]
    names = ("agents", "scheduled", "agents_unrounded", "service_level", "asa")
    return settings, {name: plan.columns[name].tolist() for name in names}


@pytest.mark.parametrize(
    ("inputs", "kind"),
    [
        *((inputs, "pandas") for inputs in INPUTS),
        *((inputs, kind) for inputs in HARD for kind in KINDS if kind != "pandas"),
    ],
)
def test_the_plan_of_a_table_is_read_again_from_its_result(inputs, kind):
    table = KINDS[kind](BASE | INPUTS[inputs])
    assert rows_of(wfm.read_plan(wfm.staff(table))) == rows_of(wfm.plan(table))


@pytest.mark.parametrize(
    "options",
    [
        {"target": "90/12"},
        {"target": "90/12", "patience": float("inf")},
        {"target": wfm.Target(asa=19.5, within=33), "shrinkage": "leave=10%,training=4%"},
        {"asa": "22s"},
        {"abandonment": "6%", "patience": 115.125},
        {"max_occupancy": 0.775, "min_agents": 3, "shrinkage": 0.175},
        {"definition": "virtual", "patience": "3m"},
    ],
)
@pytest.mark.parametrize("inputs", ["no input", "everything"])
def test_arguments_are_in_the_result_and_replace_columns(options, inputs):
    table = pd.DataFrame(BASE | INPUTS[inputs])
    result = wfm.staff(table, **options)
    assert rows_of(wfm.read_plan(result)) == rows_of(wfm.plan(table, **options))


def test_aht_interval_and_time_zone_of_arguments_are_in_the_result():
    starts = ["2026-04-06 09:00", "2026-04-06 09:30", "2026-04-06 09:45", "2026-04-06 11:00"]
    table = pd.DataFrame({"start": starts, "calls": [37, 52, 41, 30]})
    options = {"aht": "4m", "interval": "15m", "tz": "Europe/Lisbon"}
    again, plan = wfm.read_plan(wfm.staff(table, **options)), wfm.plan(table, **options)
    assert rows_of(again) == rows_of(plan)
    assert again.demand.interval == plan.demand.interval == 900
    assert again.demand.start.tolist() == plan.demand.start.tolist()
    assert str(again.demand.zone) == "Europe/Lisbon"


def test_the_schedule_of_a_result_is_that_of_its_plan(tmp_path):
    path = tmp_path / "rules.toml"
    shift = ("[[shift]]", 'name = "hour"', 'start = "09:00-09:30"', 'step = "30m"')
    path.write_text("\n".join((*shift, 'length = ["1h"]')))
    table = pd.DataFrame(BASE | INPUTS["everything"])
    one, other = (wfm.make_schedule(how(table), path) for how in (wfm.staff, wfm.plan))
    assert len(one.rows) > 10
    assert one.rows == other.rows
    assert one.summary() == other.summary()
    assert one.inputs == other.inputs
    assert one.coverage().equals(other.coverage())


def test_columns_that_mean_the_same_beside_results_stay_and_others_are_copied():
    columns = INPUTS["share below the name of a result"] | {
        "Geduld": [120] * 4,
        "note": list("abcd"),
    }
    result = wfm.staff(pd.DataFrame(BASE | columns))
    assert result["target"].tolist() == ["75%/25", "75%/25", "92%/15", "92%/15"]
    assert result["service_level"].between(0.75, 1).all()
    assert result["Geduld"].tolist() == [120] * 4
    assert not {"patience", "within"} & set(result)
    assert result["shrinkage"].iloc[0].startswith("breaks=8%")
    assert "Geduld" not in wfm.staff(pd.DataFrame(BASE | columns), patience=90)
    assert list(result)[:7] == [*BASE, *columns][:7]


def test_a_column_model_that_is_no_model_is_refused_in_a_plan():
    table = wfm.staff(pd.DataFrame(BASE | {"model": ["Phone X"] * 4}))
    with pytest.raises(wfm.DataError, match="'Phone X' of queue 'sales' is no model of wfm"):
        wfm.make_schedule(table)


def test_inputs_that_the_caller_names_are_in_the_result_under_names_of_their_own():
    table = pd.DataFrame(
        BASE | {"occupancy": [95.5, 95.5, 240, 240], "asa": TARGETS, "load": ["22%"] * 4}
    )
    columns = {"patience": "occupancy", "target": "asa", "shrinkage": "load"}
    result = wfm.staff(table, columns=columns)
    assert rows_of(wfm.read_plan(result)) == rows_of(wfm.plan(table, columns=columns))
    assert result["patience"].tolist() == [95.5, 95.5, 240, 240]


def test_an_input_that_the_caller_leaves_out_is_not_in_the_result():
    table = pd.DataFrame(BASE | {"patience": [95.5, 95.5, 240, 240]})
    result = wfm.staff(table, columns={"patience": ""})
    assert rows_of(wfm.read_plan(result)) == rows_of(wfm.plan(table, columns={"patience": ""}))


def test_inputs_stay_with_their_rows_in_any_order_and_beside_a_total():
    own = {"shrinkage": ["22%", "22%", "28%", "33%"], "patience": [95, 95, 240, None]}
    table = pd.DataFrame(BASE | INPUTS["share below the name of a result"] | own)
    total = {"queue": "Total", "calls": sum(BASE["calls"])}
    shuffled = pd.concat([table.iloc[[3, 0, 2, 1]], pd.DataFrame([total])], ignore_index=True)
    result = wfm.staff(shuffled)
    assert result["queue"].tolist() == ["vip", "sales", "vip", "sales"]
    assert rows_of(wfm.read_plan(result)) == rows_of(wfm.plan(shuffled))
