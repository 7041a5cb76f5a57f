"""Arguments of other types than the documented ones: read if natural, else an error of wfm."""

import datetime
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

import wfm
from wfm import units
from wfm.errors import UsageError
from wfm.queueing import deferred

FORECAST = "examples/two_queues.csv"
ONE = "examples/forecast.csv"
TABLE = {"start": ["2026-04-13 09:00", "2026-04-13 09:30"], "volume": [8, 9], "aht": [200, 210]}
LOG = {"arrival": ["2026-04-13 09:00:01", "2026-04-13 09:00:31"], "outcome": ["ok", "gone"]}
ARRAY = np.array([1, 2])
REFUSED = (7, 2.5, b"x", ARRAY, object(), timedelta(1))


@pytest.fixture(scope="module")
def plan():
    return wfm.plan(TABLE)


@pytest.mark.parametrize(
    "names", [["sales"], np.array(["sales"]), pd.Series(["sales"]), pd.Index(["sales"]), {"sales"}]
)
def test_names_come_in_any_collection(names):
    assert wfm.read_forecast(FORECAST, queues=names).queues == ("sales",)
    assert wfm.plan(FORECAST, queues=names).demand.queues == ("sales",)


def test_outcomes_come_in_any_collection():
    counts = wfm.count_contacts(LOG, abandoned=np.array(["gone"]), answered=["ok"])
    assert counts.total.abandoned == 1


@pytest.mark.parametrize(
    ("zone", "name"),
    [(ZoneInfo("America/Lima"), "America/Lima"), (datetime.UTC, "UTC"), ("Asia/Tokyo",) * 2],
)
def test_a_time_zone_is_a_name_or_a_zone(zone, name):
    assert wfm.plan(TABLE, tz=zone).demand.zone.key == name
    assert wfm.read_forecast(TABLE, tz=zone).zone.key == name


def test_a_date_may_have_a_time():
    times = {"time": ["09:00", "09:30"], "volume": [8, 9], "aht": [200, 210]}
    for day in (datetime.datetime(2026, 4, 13, 7), pd.Timestamp("2026-04-13"), "2026-04-13"):
        assert wfm.read_forecast(times, date=day).start.tolist()[0] == 1_776_070_800


def test_a_gap_and_a_time_limit_may_be_text(plan, monkeypatch):
    searches = []

    def build(part, request, *more, **others):
        searches.append(request.search)
        raise UsageError("enough")

    monkeypatch.setattr("wfm.schedule.build_schedule", build)
    with pytest.raises(UsageError):
        wfm.make_schedule(plan, gap="5%", time_limit="1m30s")
    assert (searches[0].gap, searches[0].time_limit) == (0.05, 90.0)


READING = (
    "tz", "date", "week_of", "date_format", "dayfirst", "aht_unit", "fill", "queues", "sheet",
    "delimiter", "decimal", "thousands", "encoding", "limits", "columns", "layout",
)  # fmt: skip


@pytest.mark.parametrize("name", READING)
def test_how_to_read_is_of_its_type(name):
    for value in REFUSED:
        with pytest.raises(wfm.InputError, match=r"must|unknown|queue"):
            wfm.read_forecast(TABLE, **{name: value})
        with pytest.raises(wfm.InputError, match=r"must|unknown|queue"):
            wfm.plan(TABLE, **{name: value})


@pytest.mark.parametrize(
    "name",
    ["target", "shrinkage", "asa", "max_occupancy", "abandonment", "patience", "definition",
     "min_agents", "contract_hours", "hourly_cost", "centre"],
)  # fmt: skip
def test_the_inputs_of_a_plan_are_of_their_types(name):
    for value in (b"x", ARRAY, object(), [1, 2], pd.DataFrame()):
        with pytest.raises(wfm.InputError, match="must"):
            wfm.plan(TABLE, **{name: value})


@pytest.mark.parametrize(
    "name",
    ["rules", "target", "shrinkage", "goal", "kinds", "full_time", "agent_columns", "first_day",
     "days", "gap", "time_limit", "solver"],
)  # fmt: skip
def test_the_options_of_a_schedule_are_of_their_types(plan, name):
    for value in (b"x", ARRAY, object(), [1, 2]):
        with pytest.raises(wfm.InputError, match="must"):
            wfm.make_schedule(plan, **{name: value})


def test_the_text_of_an_option_says_what_it_must_be(plan):
    with pytest.raises(wfm.InputError, match=r"gap must be a fraction or a percentage: got 'wide'"):
        wfm.make_schedule(plan, gap="wide")
    with pytest.raises(wfm.InputError, match=r"rules must be a file such as rules\.toml, or Rules"):
        wfm.make_schedule(plan, rules=1)
    with pytest.raises(wfm.InputError, match=r"centre must be a file such as centre\.toml"):
        wfm.plan(TABLE, centre=5)


@pytest.mark.parametrize("path", [None, b"plan.csv", 3, 1.5, ["a.csv"]])
def test_results_are_saved_under_a_path(plan, path):
    service = wfm.expected_service(TABLE, 4)
    for save in (plan.save, service.save, wfm.count_contacts(LOG, answered=["ok", "gone"]).save):
        with pytest.raises(wfm.InputError, match=r"path must be text or a pathlib\.Path: got"):
            save(path)


@pytest.mark.parametrize("name", ["a\ud8ff.csv", "a\0.json"])
def test_a_name_that_no_file_can_have_is_refused_in_text_that_can_be_printed(plan, tmp_path, name):
    for path in (f"{tmp_path}/{name}", Path(tmp_path) / name):
        with pytest.raises(UsageError, match="a character that no file name has") as caught:
            plan.save(path)
        assert str(caught.value).encode()


@pytest.mark.parametrize("value", [0.3, "30%", None, [0.1, 0.2], ARRAY])
def test_a_shrinkage_of_a_share_names_the_function_that_reads_it(value):
    with pytest.raises(wfm.InputError, match=r"use Shrinkage\.parse\('30%'\)"):
        wfm.Shrinkage(value)
    with pytest.raises(wfm.InputError, match="name must be text such as 'breaks'"):
        wfm.Component(5, 0.1)


@pytest.mark.parametrize("weeks", [[1, 2], "4", None, ARRAY, timedelta(7)])
def test_the_weeks_of_an_fte_are_one_number(weeks):
    with pytest.raises(wfm.InputError, match="weeks must be > 0"):
        wfm.fte(100, weeks=weeks)


@pytest.mark.parametrize("classes", [5, None, "work", [1, 2], ARRAY, {"a": 1}, object()])
def test_deferred_work_is_that_of_the_function_work(classes):
    calls = [
        lambda: deferred.critical_stretch(classes),
        lambda: deferred.level_required(classes),
        lambda: deferred.levels_required(classes, block=2),
        lambda: deferred.shortfall(classes, 3),
        lambda: deferred.simulate(classes, 3),
        lambda: deferred.simulate_each(classes, 3),
        lambda: deferred.remaining_work(classes, [3]),
        lambda: deferred.StretchNeeds(classes),
    ]
    for call in calls:
        with pytest.raises(wfm.InputError, match="classes must"):
            call()


@pytest.mark.parametrize("value", [None, "x", b"x", [1], ARRAY, object(), timedelta(1)])
def test_numbers_in_words_are_of_numbers(value):
    for text in (
        units.duration_text, units.percent_text, units.given_percent_text, units.wait_text,
        units.exact_percent_text, units.number_text,
    ):  # fmt: skip
        with pytest.raises(wfm.InputError, match="must be a number"):
            text(value)
    if not isinstance(value, str):
        for read in (units.number, units.with_one_meaning):
            with pytest.raises(wfm.InputError, match="volume must be text"):
                read(value, "volume")
