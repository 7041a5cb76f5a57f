"""One path in Python: forecast, plan, file, plan; the same numbers as the command."""

import json

import numpy as np
import pandas as pd
import pytest

import wfm
from wfm.targets import QueueTarget

FORECAST = "examples/forecast.csv"
CENTRE = {"forecast": "examples/two_queues.csv", "centre": "examples/one_team.toml"}


def test_a_plan_in_python_has_the_numbers_of_the_command(wfm_inside):
    plan = wfm.plan(wfm.read_forecast(FORECAST), "80/20", shrinkage="25%", contract_hours=38)
    command = wfm_inside(
        "staff", FORECAST, "--target", "80/20", "--shrinkage", "25%", "--contract-hours", "38",
        "--json",
    )  # fmt: skip
    document = json.loads(command.stdout)
    for name in ("load", "agents", "scheduled", "service_level", "asa", "occupancy"):
        assert plan.columns[name].tolist() == [row[name] for row in document["rows"]]
    total = plan.summary().total._asdict()
    costs = {name for name in total if name not in document["summary"]["total"]}
    assert {name: total[name] for name in total if name not in costs} == document["summary"][
        "total"
    ]
    assert {total[name] for name in costs} == {None}  # without a cost per hour, there are none


def test_a_file_a_forecast_and_a_table_give_the_same_plan():
    forecast = wfm.read_forecast(FORECAST)
    table = wfm.plan(forecast).to_frame()[["start", "volume", "aht"]]
    plans = [wfm.plan(given, "85/60") for given in (FORECAST, forecast, table)]
    for plan in plans[1:]:
        assert plan.columns["agents"].tolist() == plans[0].columns["agents"].tolist()
        assert plan.demand.start.tolist() == plans[0].demand.start.tolist()


def test_patience_and_abandonment_staff_by_erlang_a():
    plan = wfm.plan(FORECAST, patience="3m", abandonment="4%", definition="answered")
    load, aht = plan.columns["load"], np.where(plan.demand.volume > 0, plan.demand.aht, 1.0)
    agents = wfm.agents_required(load, aht, abandonment=0.04, patience=180)
    assert plan.agents.tolist() == agents.tolist()
    assert plan.columns["abandonment"].max() <= 0.04
    assert plan.inputs.targets == {
        "": QueueTarget("erlang_a", None, 60.0, 180.0, "answered", abandonment=0.04)
    }
    both = wfm.plan(FORECAST, "90/10", patience=180, abandonment=0.04)
    assert (both.agents >= agents).all()
    assert (both.columns["service_level"] >= 0.9).all()


def test_a_target_for_abandonment_needs_a_patience():
    with pytest.raises(wfm.InputError, match="needs the patience of the customers"):
        wfm.plan(FORECAST, abandonment=0.04)
    with pytest.raises(wfm.InputError, match="definition must be 'offered', 'answered'"):
        wfm.plan(FORECAST, definition="handled")


def test_the_one_line_form_takes_every_target():
    table = pd.DataFrame({"volume": [60, 100, 140], "aht": 180.0})
    plan = wfm.staff(
        table, "80/20", interval="30m", patience="3m", max_occupancy="80%", asa="5s",
        abandonment="3%", definition="virtual",
    )  # fmt: skip
    expected = wfm.agents_required(
        [6.0, 10.0, 14.0], 180, service_level=0.8, within=20, asa=5, max_occupancy=0.8,
        abandonment=0.03, patience=180, definition="virtual",
    )  # fmt: skip
    assert plan["agents"].tolist() == expected.tolist()
    assert (plan["abandonment"] <= 0.03).all()
    only = wfm.staff(table, interval="30m", asa="20s")
    assert only["agents"].tolist() == wfm.agents_required([6.0, 10.0, 14.0], 180, asa=20).tolist()


def test_defaults_are_listed_and_set_options_are_not():
    assert wfm.plan(FORECAST).inputs.defaults == (
        "target 85/60",
        "shrinkage 30% (breaks 8%, training 3%, meetings 2%, coaching 2%, leave 10%, sickness 5%)",
        "no max_occupancy", "no patience (Erlang C)", "contract_hours 40",
    )  # fmt: skip
    plan = wfm.plan(
        FORECAST, asa=20, shrinkage=0.3, max_occupancy=0.9, patience=99, contract_hours=40
    )
    assert plan.inputs.defaults == ()


def test_a_centre_is_planned_from_its_file_and_from_a_table():
    plan = wfm.plan(CENTRE["forecast"], centre=CENTRE["centre"])
    assert set(plan.inputs.targets) == set(plan.demand.queues)
    assert plan.inputs.targets["sales"].model == "deferred"
    forecast = wfm.read_forecast(CENTRE["forecast"], aht_required=False)
    again = wfm.plan(forecast, centre=CENTRE["centre"])
    assert again.columns["agents"].tolist() == plan.columns["agents"].tolist()
    with pytest.raises(wfm.InputError, match="with centre, target, patience must be set in"):
        wfm.plan(forecast, "80/20", patience=60, centre=CENTRE["centre"])


@pytest.mark.parametrize("suffix", ["json", "csv", "tsv", "xlsx"])
def test_a_saved_plan_reads_back_with_its_numbers_and_targets(tmp_path, suffix):
    plan = wfm.plan(FORECAST, "80/20", shrinkage="breaks=10%,leave=12%", patience="4m", asa="30s")
    path = tmp_path / f"plan.{suffix}"
    plan.save(path)
    again = wfm.read_plan(path)
    for name in ("load", "agents", "scheduled", "service_level", "asa", "occupancy", "abandonment"):
        assert again.columns[name] == pytest.approx(plan.columns[name], rel=1e-15)
    assert again.inputs.targets == plan.inputs.targets
    assert again.inputs.shrinkage == plan.inputs.shrinkage
    assert again.inputs.models == {"": "erlang_a"}
    with pytest.raises(wfm.WfmError, match="exists"):
        plan.save(path)
    plan.save(path, overwrite=True)


def test_a_plan_as_a_table_has_a_row_per_interval_and_the_times_of_its_zone():
    hours = pd.date_range("2026-03-29 00:00", periods=3, freq="h", tz="Europe/Berlin")
    start = hours.repeat(2)
    given = pd.DataFrame({"when": start, "volume": 10.0, "aht": 300.0, "queue": ["b", "a"] * 3})
    frame = wfm.plan(given.rename(columns={"when": "start"})).to_frame()
    assert frame["queue"].tolist() == ["b"] * 3 + ["a"] * 3
    assert frame["start"].tolist() == [*start[::2], *start[1::2]]
    assert frame["agents"].dtype == np.int64
    assert list(frame)[:5] == ["queue", "start", "interval", "volume", "aht"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"volume": [1.0], "aht": 180.0}, "no column for the start of the interval"),
        ({"start": ["2026-03-02 09:00", "2026-03-02 09:10"] * 2, "volume": 1.0, "aht": 180.0},
         "index 3: column 'start': duplicate interval 2026-03-02 09:10 in index 1 and 3"),
        ({"start": ["2026-03-02 09:00", None], "volume": 1.0, "aht": 180.0},
         "index 1: column 'start': the cell is empty"),
        ({"start": ["nine o'clock"], "volume": 1.0, "aht": 180.0}, "'nine o'clock' is not a date"),
        ({"start": [], "volume": [], "aht": []}, "has headings but no rows"),
        ({"start": ["2026-03-02 09:00", "2026-03-02 09:30"] * 2, "volume": 1.0, "aht": 180.0,
          "interval": [900.0, 1800.0, 900, 900]}, "index 1: .* the length is 1800 s, but 900 s"),
        ({"start": ["05/01/2026", "06/01/2026"], "volume": 1.0, "aht": 180.0},
         "'05/01/2026' is ambiguous: 5 January 2026 or 1 May 2026"),
        ({"start": ["2026-03-02", "2026-03-03"], "volume": 1.0, "aht": 180.0}, "24 h apart"),
    ],
)  # fmt: skip
def test_a_table_that_is_no_forecast_is_refused_as_a_file(table, message):
    with pytest.raises(wfm.DataError, match=message):
        wfm.plan(pd.DataFrame(table))


def test_a_row_is_explained_with_the_numbers_of_the_plan():
    plan = wfm.plan(FORECAST, "80/20", patience="3m")
    row = plan.demand.start.tolist().index(int(np.datetime64("1999-02-01T10:00").astype(int)) * 60)
    explanation = plan.explain("1999-02-01 10:00")
    assert explanation.value("agents") == plan.columns["agents"][row]
    assert explanation.value("scheduled") == plan.columns["scheduled"][row]
    assert explanation.source == "examples/forecast.csv, line 8"
    assert explanation.to_frame()["name"].tolist()[:3] == ["volume", "aht", "interval"]
    with pytest.raises(wfm.WfmError, match="starts at '03:00'"):
        plan.explain("03:00")


def test_a_plan_of_a_file_explains_rows_where_it_has_target_and_shrinkage(tmp_path):
    path = tmp_path / "plan.json"
    wfm.plan(FORECAST, "80/20").save(path)
    plan = wfm.read_plan(path)
    again = plan.explain("1999-02-01 10:00")
    assert again.value("agents") == wfm.plan(FORECAST, "80/20").explain("10:00").value("agents")
    wfm.plan(FORECAST, "80/20").save(tmp_path / "plan.csv")
    of_table = wfm.read_plan(tmp_path / "plan.csv").explain("1999-02-01 10:00")
    assert of_table.value("agents") == again.value("agents")
    (tmp_path / "bare.csv").write_text(
        "start,volume,aht,agents\n2026-03-02 09:00,10,180,3\n2026-03-02 09:30,10,180,3\n"
    )
    with pytest.raises(wfm.WfmError, match="does not contain what explains 'its queue'"):
        wfm.read_plan(tmp_path / "bare.csv").explain("09:00")


TWO_ROWS = "start,volume,aht\n2026-03-02 09:00,10,180\n2026-03-02 09:30,10,180\n"
ONE_ROW = "start,volume,aht\n2026-03-02 09:00,10,180\n"
NO_AHT = "start,volume\n2026-03-02 09:00,10\n2026-03-02 09:30,10\n"
NO_UNIT = TWO_ROWS.replace("180", "3")
GAP = TWO_ROWS + "2026-03-02 10:30,10,180\n"
QUEUES = (
    "queue,start,volume,aht\na,2026-03-02 09:00,10,180\na,2026-03-02 09:30,10,180\n"
    "b,2026-03-02 09:00,20,180\nb,2026-03-02 09:30,20,180\n"
)
HUGE = TWO_ROWS.replace(",10,", ",20000000,")
UNCLEAR_DATE = TWO_ROWS.replace("2026-03-02", "05/01/2026")
UNCLEAR_NUMBER = "start;volume;aht\n2026-03-02 09:00;1,234;180\n2026-03-02 09:30;1,234;180\n"
TILDES = TWO_ROWS.replace(",", "~")
BYTES = QUEUES.replace("a,2026", "\x82,2026").encode("latin-1")
FIFTH_OF_JANUARY = int(np.datetime64("2026-01-05T09:00:00").astype(np.int64))
FIRST_OF_MAY = int(np.datetime64("2026-05-01T09:00:00").astype(np.int64))


@pytest.mark.parametrize(
    ("text", "options", "seen", "expected"),
    [
        (NO_AHT, {"aht": "4m"}, lambda read: read.aht.tolist(), [240.0, 240.0]),
        (NO_AHT, {"aht": 240}, lambda read: read.aht.tolist(), [240.0, 240.0]),
        (ONE_ROW, {"interval": "15m"}, lambda read: read.interval, 900.0),
        (ONE_ROW, {"interval": 900}, lambda read: read.interval, 900.0),
        (TWO_ROWS, {"tz": "Asia/Tokyo"}, lambda read: str(read.zone), "Asia/Tokyo"),
        (UNCLEAR_DATE, {"date_format": "%d/%m/%Y %H:%M"}, lambda read: read.start[0],
         FIFTH_OF_JANUARY),
        (UNCLEAR_DATE, {"date_format": "%m/%d/%Y %H:%M"}, lambda read: read.start[0],
         FIRST_OF_MAY),
        (UNCLEAR_DATE, {"dayfirst": True}, lambda read: read.start[0], FIFTH_OF_JANUARY),
        (UNCLEAR_DATE, {"dayfirst": False}, lambda read: read.start[0], FIRST_OF_MAY),
        (NO_UNIT, {"aht_unit": "min"}, lambda read: read.aht.tolist(), [180.0, 180.0]),
        (NO_UNIT, {"aht_unit": "s"}, lambda read: read.aht.tolist(), [3.0, 3.0]),
        (GAP, {"fill": "keep"}, lambda read: read.volume.tolist(), [10.0, 10.0, 10.0]),
        (GAP, {"fill": "zero"}, lambda read: read.volume.tolist(), [10.0, 10.0, 0.0, 10.0]),
        (QUEUES, {}, lambda read: read.queues, ("a", "b")),
        (QUEUES, {"queues": ("b",)}, lambda read: (read.queues, read.volume.tolist()),
         (("b",), [20.0, 20.0])),
        (UNCLEAR_NUMBER, {"decimal": ","}, lambda read: read.volume.tolist(), [1.234, 1.234]),
        (UNCLEAR_NUMBER, {"thousands": ","}, lambda read: read.volume.tolist(), [1234.0, 1234.0]),
        (TILDES, {"delimiter": "~"}, lambda read: read.volume.tolist(), [10.0, 10.0]),
        (BYTES, {"encoding": "cp850"}, lambda read: sorted(read.queues), ["b", "é"]),
        (HUGE, {"limits": False}, lambda read: read.volume.tolist(), [2e7, 2e7]),
        (NO_AHT, {"aht_required": False}, lambda read: np.isnan(read.aht).all(), True),
    ],
)  # fmt: skip
def test_every_option_of_reading_a_forecast_has_its_effect(tmp_path, text, options, seen, expected):
    path = tmp_path / "forecast.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert seen(wfm.read_forecast(path, **options)) == expected


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (NO_AHT, {}, "no column for the AHT"),
        (ONE_ROW, {}, "does not show the length of an interval"),
        (UNCLEAR_DATE, {}, "is ambiguous"),
        (GAP, {"fill": "error"}, "1 interval missing before this row"),
        (HUGE, {}, "above the limit of 10000000 contacts"),
        (TILDES, {}, "is one text, and no row has headings"),
    ],
)
def test_a_forecast_that_cannot_be_read_with_its_options_is_refused(
    tmp_path, text, options, message
):
    path = tmp_path / "forecast.csv"
    path.write_text(text)
    with pytest.raises(wfm.DataError, match=message):
        wfm.read_forecast(path, **options)


def test_a_forecast_is_read_from_the_sheet_asked_for(tmp_path):
    path = tmp_path / "forecast.xlsx"
    table = pd.DataFrame({"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "aht": 180.0})
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        table.assign(volume=10.0).to_excel(book, sheet_name="first", index=False)
        table.assign(volume=20.0).to_excel(book, sheet_name="second", index=False)
    assert wfm.read_forecast(path).volume.tolist() == [10.0, 10.0]
    assert wfm.read_forecast(path, sheet="second").volume.tolist() == [20.0, 20.0]


@pytest.fixture
def two_queues(tmp_path):
    path = tmp_path / "queues.csv"
    path.write_text(QUEUES)
    return wfm.plan(path, "80/20")


@pytest.mark.parametrize("suffix", ["json", "csv", "xlsx"])
def test_a_plan_is_read_for_the_queues_asked_for(tmp_path, two_queues, suffix):
    path = tmp_path / f"plan.{suffix}"
    two_queues.save(path)
    assert wfm.read_plan(path).demand.queues == ("a", "b")
    only = wfm.read_plan(path, queues=("b",))
    assert only.demand.queues == ("b",)
    assert only.demand.volume.tolist() == [20.0, 20.0]
    assert only.agents.tolist() == two_queues.agents[2:].tolist()
    assert set(only.inputs.targets) == {"b"}


def test_every_option_of_reading_a_plan_has_its_effect(tmp_path, two_queues):
    path = tmp_path / "plan.csv"
    path.write_text(
        "start;volume;aht;agents\n2026-03-02 09:00;1,234;180;9\n2026-03-02 09:30;1,234;180;9\n"
    )
    assert wfm.read_plan(path, decimal=",").demand.volume.tolist() == [1.234, 1.234]
    assert wfm.read_plan(path, thousands=",").demand.volume.tolist() == [1234.0, 1234.0]
    assert wfm.read_plan(path, decimal=",").demand.zone is None
    zoned = wfm.read_plan(path, decimal=",", tz="Asia/Tokyo")
    assert str(zoned.demand.zone) == "Asia/Tokyo"
    book = tmp_path / "plan.xlsx"
    table = pd.DataFrame({"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "aht": 180.0})
    with pd.ExcelWriter(book, engine="xlsxwriter") as sheets:
        for name, agents in (("Plan", 9), ("Other", 7)):
            table.assign(volume=10.0, agents=agents).to_excel(sheets, sheet_name=name, index=False)
    assert wfm.read_plan(book).agents.tolist() == [9, 9]
    assert wfm.read_plan(book, sheet="Other").agents.tolist() == [7, 7]


@pytest.mark.parametrize(
    ("options", "target"),
    [
        ({"target": "80/20"}, QueueTarget("erlang_c", 0.8, 20.0)),
        ({"target": wfm.Target(0.8, 20.0)}, QueueTarget("erlang_c", 0.8, 20.0)),
        ({"asa": "25s"}, QueueTarget("erlang_c", None, 60.0, asa=25.0)),
        ({"target": "80/20", "asa": 25}, QueueTarget("erlang_c", 0.8, 20.0, asa=25.0)),
        ({"max_occupancy": "70%"}, QueueTarget("erlang_c", 0.85, 60.0, max_occupancy=0.7)),
        ({"patience": "3m"}, QueueTarget("erlang_a", 0.85, 60.0, 180.0)),
        ({"abandonment": "4%", "patience": 180},
         QueueTarget("erlang_a", None, 60.0, 180.0, abandonment=0.04)),
        ({"patience": 180, "definition": "answered"},
         QueueTarget("erlang_a", 0.85, 60.0, 180.0, "answered")),
        ({"patience": 180, "definition": "virtual"},
         QueueTarget("erlang_a", 0.85, 60.0, 180.0, "virtual")),
    ],
)  # fmt: skip
def test_every_option_of_a_target_reaches_the_target_of_the_plan(options, target):
    plan = wfm.plan(FORECAST, **options)
    assert plan.inputs.targets == {"": target}
    load, aht = plan.columns["load"], np.where(plan.demand.volume > 0, plan.demand.aht, 1.0)
    agents = wfm.agents_required(
        load, aht, service_level=target.service_level, asa=target.asa,
        within=target.within if target.service_level else None,
        max_occupancy=target.max_occupancy, abandonment=target.abandonment,
        patience=target.patience, definition=target.definition,
    )  # fmt: skip
    assert plan.agents.tolist() == agents.tolist()


def test_shrinkage_and_contract_hours_reach_the_plan():
    default = wfm.plan(FORECAST)
    plan = wfm.plan(FORECAST, shrinkage="breaks=10%,leave=12%", contract_hours=20)
    assert plan.inputs.shrinkage == wfm.Shrinkage.parse("breaks=10%,leave=12%")
    assert wfm.plan(FORECAST, shrinkage=plan.inputs.shrinkage).inputs.shrinkage.total == (
        plan.inputs.shrinkage.total
    )
    expected = wfm.scheduled(plan.agents, plan.inputs.shrinkage.total)
    assert plan.columns["scheduled"].tolist() == expected.tolist()
    assert plan.inputs.contract_hours == 20
    same = wfm.plan(FORECAST, contract_hours=20).summary().total
    assert same.fte == pytest.approx(2 * default.summary().total.fte)


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ({"target": "80/20"}, "target"),
        ({"asa": 20}, "target"),
        ({"abandonment": 0.04, "patience": 180}, "target"),
        ({"shrinkage": 0.3}, "shrinkage"),
        ({"max_occupancy": 0.9}, "no max_occupancy"),
        ({"patience": 99}, "no patience"),
        ({"contract_hours": 40}, "contract_hours"),
    ],
)
def test_an_option_that_is_set_is_not_listed_as_a_default(options, missing):
    everything = wfm.plan(FORECAST).inputs.defaults
    listed = wfm.plan(FORECAST, **options).inputs.defaults
    gone = (missing, "no patience") if "patience" in options else (missing,)
    assert listed == tuple(text for text in everything if not text.startswith(gone))


def test_the_service_of_given_people_has_the_numbers_of_the_command(wfm_inside, tmp_path):
    path = tmp_path / "planned.csv"
    path.write_text(
        "start,volume,aht,heads\n2026-03-02 09:00,80,210,11\n2026-03-02 09:30,95,210,10.5\n"
    )
    words = ("staff", path, "--target", "80/20", "--patience", "2m", "--json")
    for name in ("agents", "scheduled"):
        done = wfm_inside(*words, f"--{name}", "Heads")
        rows = json.loads(done.stdout)["rows"]
        service = wfm.expected_service(path, target="80/20", patience="2m", **{name: "heads"})
        for column in ("agents", "service_level", "abandonment", "understaffed"):
            assert service.columns[column].tolist() == [row[column] for row in rows]


def test_people_of_an_array_a_number_and_a_column_are_the_same(tmp_path):
    path = tmp_path / "planned.csv"
    path.write_text(
        "start,volume,aht,heads\n2026-03-02 09:00,80,210,11\n2026-03-02 09:30,95,210,11\n"
    )
    forecast, table = wfm.read_forecast(path), pd.read_csv(path)
    results = [
        wfm.expected_service(path, "heads"),
        wfm.expected_service(table, "heads"),
        wfm.expected_service(table.to_dict("list"), "Heads"),
        wfm.expected_service(path, 11),
        wfm.expected_service(forecast, [11, 11]),
        wfm.expected_service(forecast, 11.0),
    ]
    assert len({tuple(one.columns["service_level"]) for one in results}) == 1


@pytest.mark.parametrize(
    ("people", "message"),
    [
        ({}, r"agents \(on contacts\) or scheduled"),
        ({"agents": 3, "scheduled": 4}, "and not both"),
        ({"agents": "heads"}, "must be a number or an array for a Demand: got the heading 'heads'"),
    ],
)
def test_people_that_no_forecast_has_are_refused(people, message):
    with pytest.raises(wfm.InputError, match=message):
        wfm.expected_service(wfm.read_forecast("examples/forecast.csv"), **people)


def test_every_option_of_the_expected_service_has_its_effect():
    forecast = wfm.read_forecast("examples/forecast.csv")
    plain = wfm.expected_service(forecast, 9).summary().total
    for options in (
        {"target": "95/10"}, {"asa": "5s"}, {"max_occupancy": "60%"}, {"min_agents": 12},
        {"patience": "2m"}, {"patience": "2m", "abandonment": "1%"},
        {"patience": "2m", "definition": "answered"},
    ):  # fmt: skip
        assert wfm.expected_service(forecast, 9, **options).summary().total != plain
    by_schedule = wfm.expected_service(forecast, scheduled=12, shrinkage="25%")
    assert by_schedule.summary().total == plain


def test_an_empty_cell_of_a_table_is_refused_with_its_index():
    table = pd.DataFrame(
        {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "volume": [80, 90], "aht": 200,
         "heads": [9, np.nan]},
        index=["a", "b"],
    )  # fmt: skip
    with pytest.raises(wfm.DataError, match=r"b.*column 'heads': the cell is empty, but the inter"):
        wfm.expected_service(table, "heads")


def test_a_plan_reads_a_table_with_the_options_of_reading():
    table = {"start": ["03/04/2026 10:00", "03/04/2026 10:30"], "calls": [40, 55], "AHT": [4, 5]}
    result = wfm.plan(table, "80/30", dayfirst=True, aht_unit="min", tz="Europe/Rome")
    assert result.demand.aht.tolist() == [240.0, 300.0]
    assert str(result.to_frame()["start"].iloc[0]).startswith("2026-04-03 10:00")
    assert any("interval" in note for note in result.demand.notes)


def test_a_forecast_that_has_been_read_refuses_options_of_reading():
    forecast = wfm.read_forecast({"start": ["2026-04-03 10:00", "2026-04-03 10:30"], "calls": 9,
                                  "aht": 200})  # fmt: skip
    with pytest.raises(wfm.InputError, match=r"dayfirst: .* pass them to wfm\.read_forecast"):
        wfm.plan(forecast, dayfirst=True)


def test_a_requirement_of_times_is_read_for_a_date_of_the_options():
    table = {"Uhrzeit": ["10:00", "10:30"], "Bedarf": [4, 6]}
    assert wfm.read_plan(table, date="2026-05-06").summary().days[0].label == "2026-05-06"


@pytest.mark.parametrize(
    ("heading", "gross"),
    [
        ("Staff needed", False), ("Sollbesetzung", False), ("Effectif requis", False),
        ("Agentes necesarios", False), ("Pessoal necessário", False), ("Behoefte", False),
        ("Agenti necessari", False),
        ("Planned agents", True), ("Geplante Besetzung", True), ("Effectif planifié", True),
        ("Agentes planificados", True), ("Agentes planejados", True), ("Bezetting", True),
        ("Personale pianificato", True),
    ],
)  # fmt: skip
def test_required_and_planned_agents_are_known_in_seven_languages(heading, gross):
    plan = wfm.read_plan({"start": ["2026-04-03 10:00", "2026-04-03 10:30"], heading: [4, 6]})
    assert set(plan.inputs.models.values()) == {"gross requirement" if gross else "requirement"}
