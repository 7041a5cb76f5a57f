"""The workbook of a plan: formulas with their values, real times, text as text."""

import re
import zipfile
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import python_calamine

import wfm
from support.forecasts import demand, planned
from wfm.planning.live_formulas import MAX_LOAD
from wfm.planning.live_plan import MAX_ROWS, live_plan
from wfm.planning.plan_writer import write_plan
from wfm.targets import Target

BERLIN = ZoneInfo("Europe/Berlin")
FORECAST = {
    "start": ["2026-03-02 09:00", "2026-03-02 09:30"],
    "volume": [90, 80],
    "aht": [200, 210],
}


def example_plan(queues=("voice", "=1+1"), target="85/60", zone=BERLIN):
    rng = np.random.default_rng(5)
    count = len(queues)
    volume = rng.integers(0, 60, 60 * count)
    aht = np.where(volume == 0, np.nan, rng.uniform(100, 300, len(volume)))
    autumn = int(datetime(2026, 10, 25, tzinfo=BERLIN).timestamp())
    start = np.tile(autumn + np.arange(60) * 1800, count)
    queue = np.repeat(np.arange(count), 60)
    forecast = demand(volume, aht, queue=queue, queues=queues, start=start, zone=zone)
    return planned(forecast, Target.parse(target), defaults=("a thing",))


def sheets_of(path):
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts(path, folder="xl/worksheets/"):
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith(folder) and name.endswith(".xml")
        }


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    made = example_plan()
    path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    write_plan(str(path), made, made.blocks(rows=50))
    return made, path, sheets_of(path)


def column(rows, name):
    return [row[rows[0].index(name)] for row in rows[1:]]


def test_the_first_sheet_says_how_many_to_hire_and_for_what(written):
    made, path, sheets = written
    assert list(sheets) == [
        "Summary", "Heat map", "Plan", "Queues", "Days", "Weeks", "Through the day", "Inputs",
        "Forecast", "Erlang C", "Notes",
    ]  # fmt: skip
    first = {str(row[0]): row[1] for row in sheets["Summary"]}
    # two days are no week: their hours say nothing of people to hire
    assert f"{made.summary().total.paid_hours:g} paid hours" in first
    assert (first["Target: service level"], first["Target: answered within, s"]) == (0.85, 60.0)
    assert first["FTE"] == made.summary().total.fte
    (chart,) = parts(path, "xl/charts/").values()
    assert "Through the day" in chart


@pytest.mark.parametrize(("days", "words"), [(4, "at the peak, "), (5, "Hire ")])
def test_people_to_hire_are_those_of_a_week(tmp_path, days, words):
    start = np.concatenate([np.arange(4) * 3600 + 32_400 + day * 86_400 for day in range(days)])
    made = planned(demand(np.full(4 * days, 20.0), 200.0, start=start, interval=3600.0),
                   Target.parse("80/20"))  # fmt: skip
    made.save(tmp_path / "plan.xlsx")
    summary = str(sheets_of(tmp_path / "plan.xlsx")["Summary"][:5])
    assert words in summary
    assert ("full-time" in summary) == (days == 5)


def test_the_values_of_the_formulas_are_those_of_the_library(written):
    made, _, sheets = written
    rows = sheets["Plan"]
    for name in ("volume", "load", "agents", "agents_unrounded", "scheduled", "service_level"):
        whole = made.demand.volume if name == "volume" else made.columns[name]
        assert column(rows, name) == whole.tolist(), name
    assert column(rows, "utc_offset")[::10][:2] == ["+02:00", "+01:00"]
    assert column(rows, "start")[1] == datetime(2026, 10, 25, 0, 30)
    assert set(column(sheets["Erlang C"], "check")) == {"ok"}
    assert column(sheets["Erlang C"], "agents") == made.columns["agents"].tolist()
    days = sheets["Days"]
    assert [row[0] for row in days[2:]] == [date(2026, 10, 25), date(2026, 10, 26)]
    assert column(days, "paid hours")[1:] == [day.paid_hours for day in made.summary().days]
    assert [row[0] for row in sheets["Queues"][1:]] == ["total", "voice", "=1+1"]


def test_the_heat_map_has_people_and_agents_of_each_half_hour(written):
    made, _, sheets = written
    heat = sheets["Heat map"]
    titles = [row[0] for row in heat if isinstance(row[0], str) and row[0]]
    assert titles[2:4] == ["Voice scheduled", "Voice agents on contacts"]
    at = [row[0] for row in heat].index("Voice scheduled")
    assert heat[at + 1][1] == made.columns["scheduled"][0]
    assert heat[at - 1][1] == date(2026, 10, 25)


def test_formulas_need_no_macro_and_nothing_that_old_spreadsheets_lack(written):
    _, path, _ = written
    formulas = re.findall("<f>([^<]*)</f>", "".join(parts(path).values()))
    used = {name for text in formulas for name in re.findall(r"([A-Z]+)\(", text)}
    assert used <= {
        "IF", "AND", "OR", "MIN", "MAX", "INT", "EXP", "ROUND", "ROUNDUP",
        "POISSON", "SUM", "SUMIFS", "NA",
        "COUNTIF", "IFERROR", "INDEX", "MATCH",
    }  # fmt: skip
    assert not any("_xlfn" in text or "{" in text for text in formulas)
    with zipfile.ZipFile(path) as archive:
        assert not any("vba" in name.casefold() for name in archive.namelist())


def test_every_sheet_is_printed_across_with_its_headings(written):
    _, path, sheets = written
    assert all('orientation="landscape"' in text for text in parts(path).values())
    book = parts(path, "xl/")["xl/workbook.xml"]
    assert book.count("_xlnm.Print_Titles") == len(sheets) - 1  # all but the first


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"patience": "3m"}, "only Erlang C has formulas"),
        ({"volume_cv": "10%", "confidence": "80%"}, "its volume is uncertain"),
        ({"goal": "day"}, "its target is one per day"),
    ],
)
def test_other_models_are_values_and_the_sheets_say_why(tmp_path, options, reason):
    made = wfm.plan(FORECAST, **options)
    made.save(tmp_path / "plan.xlsx")
    sheets = sheets_of(tmp_path / "plan.xlsx")
    assert "<f>" not in "".join(parts(tmp_path / "plan.xlsx").values())
    for name in ("Summary", "Notes"):
        assert reason in str(sheets[name])
    assert not {"Forecast", "Erlang C"} & set(sheets)


def test_a_volume_that_varies_leaves_the_formulas_of_its_forecast(tmp_path):
    # as every forecast of wfm forecast: without a confidence the agents are those of the volume
    plain, varying = wfm.plan(FORECAST), wfm.plan(FORECAST, volume_cv="10%")
    assert (plain.columns["agents"] == varying.columns["agents"]).all()
    varying.save(tmp_path / "plan.xlsx")
    sheets = sheets_of(tmp_path / "plan.xlsx")
    assert {"Forecast", "Erlang C", "Risk"} <= set(sheets)
    assert "of the plan as it was written" in str(sheets["Risk"])


@pytest.mark.parametrize("rows", [MAX_ROWS, MAX_ROWS + 1])
def test_formulas_are_for_up_to_two_thousand_rows(rows):
    volume = np.resize([20.0, 35.0], rows)
    made = planned(demand(volume, 200.0, start=np.arange(rows) * 1800), Target.parse("80/20"))
    found = live_plan(made, made.columns)
    is_live = not isinstance(found, str)
    assert is_live == (rows <= MAX_ROWS)
    assert is_live or found == "it has 2,001 rows; up to 2,000 have formulas"


def test_agents_of_a_planner_and_loads_beyond_the_search_are_values():
    made = planned(demand([20.0, 35.0], 200.0, start=[0, 1800]), Target.parse("80/20"))
    changed = dict(made.columns) | {"agents": made.columns["agents"] + 1}
    assert live_plan(made, changed) == "its agents were changed"
    many = planned(demand([9.5 * MAX_LOAD], 200.0, start=[0]), Target.parse("80/20"))
    assert live_plan(many, many.columns) == "its load is above 10,000 erlangs"
    # 99.99 % within 0 s of a few contacts of an hour each, and an ASA of a thousandth of a second
    slow = planned(demand([9_000.0], 2000.0, start=[0]), Target(asa=1e-30))
    assert live_plan(slow, slow.columns) == "a row takes more than 512 agents above its load"


def test_totals_of_months_have_real_dates(tmp_path):
    start = [f"2026-{month:02}-15 09:00" for month in (3, 4, 7)]
    made = wfm.plan({"start": start, "volume": [90] * 3, "aht": [200] * 3}, interval="30m")
    made.save(tmp_path / "plan.xlsx")
    months = sheets_of(tmp_path / "plan.xlsx")["Months"]
    labels = [row[0] for row in months]
    assert labels[2:5] == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 7, 1)]
    assert labels[7:] == [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)]
    assert [row[6] for row in months[2:5]] == [one.fte for one in made.summary().months]
