"""The review of a week: totals, causes and intervals that only one of the files has."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import wfm
from wfm.errors import DataError, UsageError
from wfm.planning.records import Figure, PlanFigures
from wfm.report.review_text import review_intervals, review_text
from wfm.reviewing.causes import CAUSES
from wfm.reviewing.review_document import ReviewDocument

LIMIT = 25.0


def starts(days=2, first="2026-06-01 08:00", slots=8, minutes=30):
    begin = datetime.fromisoformat(first)
    return [
        f"{begin + timedelta(days=day, minutes=minutes * slot):%Y-%m-%d %H:%M}"
        for day in range(days)
        for slot in range(slots)
    ]


def forecast(queues=("north", "south")):
    times = starts()
    return pd.DataFrame(
        [
            {"queue": name, "start": time, "volume": 40 + 10 * (i % 8) + 7 * k, "aht": 200 + 30 * k}
            for k, name in enumerate(queues)
            for i, time in enumerate(times)
        ]
    )


@pytest.fixture(scope="module")
def plan():
    return wfm.plan(forecast(), f"80/{LIMIT:g}", shrinkage="25%", hourly_cost=20)


@pytest.fixture
def report(plan):
    """What would have happened exactly as planned."""
    frame = plan.to_frame()
    table = frame[["queue", "start", "volume", "aht", "agents"]].copy()
    table["Service Level"] = frame.service_level
    table["Occupancy"] = frame.occupancy
    table["ASA (s)"] = frame.asa
    return table.rename(columns={"volume": "offered"})


@pytest.mark.parametrize("name", ["north", "south"])
def test_a_report_of_some_queues_of_the_plan_is_compared_for_these(plan, report, name):
    review = wfm.review(plan, report[report.queue == name])
    summary = review.summary()
    assert [one.label for one in summary.queues] == [name]
    assert summary.queues[0][1:4] == summary.total[1:4]
    assert set(review.to_frame().queue) == {name}
    assert len(review.only_in_plan.queue) == len(report) / 2
    assert "2 queues" not in review_text(review, 0)


def test_of_equal_files_nothing_differs(plan, report):
    review = wfm.review(plan, report)
    total = review.summary().total
    assert total.volume_bias == total.volume_wape == total.aht_bias == total.aht_wape == 0.0
    for name in ("contacts", "aht", "agent_hours", "paid_hours", "service_level", "occupancy",
                 "asa", "cost", "cost_per_contact"):  # fmt: skip
        planned, actual = (getattr(total, f"{name}_{kind}") for kind in ("planned", "actual"))
        assert actual == pytest.approx(planned, rel=1e-9), name
    assert np.abs([review.columns[name] for name in CAUSES]).max() < 1e-12
    assert not review.cause.astype(bool).any()
    assert total.missed == 0
    assert total.intervals == 32
    assert len(review.only_in_plan.start) == len(review.only_in_report.start) == 0


def test_totals_of_the_plan_are_those_of_its_summary(plan, report):
    review, summary = wfm.review(plan, report).summary(), plan.summary()
    assert review.total.contacts_planned == summary.total.contacts
    assert review.total.agent_hours_planned == pytest.approx(summary.total.agent_hours)
    assert review.total.paid_hours_planned == pytest.approx(summary.total.paid_hours)
    assert review.total.service_level_planned == pytest.approx(summary.total.service_level)
    assert review.total.cost_planned == pytest.approx(summary.cost)
    assert review.total.cost_per_contact_planned == pytest.approx(summary.cost_per_contact)


def test_days_and_queues_add_up_to_the_total(plan, report):
    report["offered"] += np.arange(len(report)) % 5
    summary = wfm.review(plan, report).summary()
    for name in ("intervals", "missed", "contacts_planned", "contacts_actual",
                 "agent_hours_planned", "agent_hours_actual", "cost_planned"):  # fmt: skip
        total = getattr(summary.total, name)
        for periods in (summary.days, summary.queues):
            assert sum(getattr(one, name) for one in periods) == pytest.approx(total), name


def test_bias_and_wape_are_those_of_their_definitions(plan, report):
    report["offered"] = np.where(np.arange(len(report)) % 2, report.offered * 2, report.offered)
    planned, actual = plan.demand.volume, report.offered.to_numpy()
    summary = wfm.review(plan, report).summary()
    assert summary.total.volume_bias == pytest.approx(planned.sum() / actual.sum() - 1)
    assert summary.total.volume_wape == pytest.approx(np.abs(planned - actual).sum() / actual.sum())
    by_day = pd.DataFrame({"q": report.queue, "d": report.start.dt.date, "e": planned - actual})
    error = by_day.groupby(["q", "d"]).e.sum().abs().sum()
    assert summary.volume_wape_day == pytest.approx(error / actual.sum())


@pytest.mark.parametrize(
    ("column", "factor", "cause"),
    [("offered", 2.0, "volume"), ("aht", 1.7, "aht"), ("agents", 0.5, "people")],
)
def test_one_interval_that_went_wrong_is_the_worst_with_its_cause(
    plan, report, column, factor, cause
):
    row = 21
    report[column] = report[column].astype(float)
    report.loc[row, column] *= factor
    report.loc[row, "Service Level"] = 0.05
    review = wfm.review(plan, report)
    summary = review.summary()
    assert summary.worst == (row,)
    assert review.cause[row] == cause
    assert [(one.cause, one.intervals) for one in summary.causes] == [(cause, 1)]
    late = report.offered[row] * (plan.columns["service_level"][row] - 0.05)
    assert summary.causes[0].contacts_late == pytest.approx(late)
    parts = sum(review.columns[name][row] for name in CAUSES)
    assert parts == pytest.approx(0.05 - plan.columns["service_level"][row])


def test_intervals_of_one_file_only_are_listed_and_in_no_total(plan, report):
    more = report.iloc[-1:].assign(start=pd.Timestamp("2026-06-09 08:00"), offered=1000.0)
    review = wfm.review(plan, pd.concat([report.iloc[3:], more]))
    assert review.only_in_plan.queue == ("north",) * 3
    assert review.only_in_plan.volume.tolist() == [40, 50, 60]
    assert review.only_in_report.volume.tolist() == [1000]
    total = review.summary().total
    assert total.intervals == 29
    assert total.contacts_actual == report.offered[3:].sum()


def test_files_without_a_common_interval_are_refused(plan, report):
    later = report.assign(start=report.start + pd.Timedelta(days=70))
    with pytest.raises(DataError, match="has no interval of the plan"):
        wfm.review(plan, later)
    with pytest.raises(DataError, match="has no interval of the plan"):
        wfm.review(plan, report.assign(queue=report.queue + " 2"))
    with pytest.raises(DataError) as refused:
        wfm.review(plan, report.assign(queue="a-" * 9_000))
    assert len(str(refused.value)) < 400


def test_shorter_intervals_are_added_up(plan, report):
    half = report.drop(columns=["ASA (s)"])
    half["offered"] /= 2
    later = half.assign(start=half.start + pd.Timedelta(minutes=15))
    parts = pd.concat([half, later]).sort_values(["queue", "start"])
    fine, whole = wfm.review(plan, parts), wfm.review(plan, report)
    for name in ("volume_actual", "aht_actual", "agents_actual", "service_level_actual"):
        assert fine.columns[name] == pytest.approx(whole.columns[name]), name
    assert "15 min added up to those of the plan" in fine.notes[0]


def test_longer_intervals_are_refused(plan, report):
    hours = report[report.start.dt.minute == 0]
    with pytest.raises(UsageError, match="has intervals of 1 h, the plan of 30 min"):
        wfm.review(plan, hours)


def test_times_are_in_the_zone_of_the_plan():
    zoned = wfm.plan(forecast(("one",)), "80/20", tz="Europe/Madrid")
    table = forecast(("one",)).rename(columns={"volume": "offered"})
    assert wfm.review(zoned, table).summary().total.volume_wape == 0.0
    in_utc = table.assign(start=zoned.to_frame().start.dt.tz_convert("UTC"))
    assert wfm.review(zoned, in_utc).summary().total.volume_wape == 0.0


def test_a_report_without_a_service_level_is_judged_by_the_model(plan, report):
    report.loc[5, "offered"] *= 3
    review = wfm.review(plan, report.drop(columns="Service Level"))
    assert review.cause[5] == "volume"
    assert any("has no service level" in text for text in review.notes)
    assert np.isnan(review.columns["other"]).all()


def test_people_on_the_schedule_are_on_contacts_less_shrinkage(plan, report):
    table = report.drop(columns="agents").assign(Scheduled=plan.columns["scheduled"])
    review = wfm.review(plan, table)
    assert review.columns["agents_actual"] == pytest.approx(plan.columns["scheduled"] * 0.75)
    assert "(1 - shrinkage of the plan)" in review.sources["agents"]
    assert review.summary().total.cost_actual == review.summary().total.cost_planned


def test_the_service_level_is_the_contacts_in_time_by_the_definition_of_the_target(report):
    plan = wfm.plan(forecast(), "80/25", definition="answered", patience="3m")
    table = report.drop(columns="Service Level")
    table["Answered"], table["Within SL"] = table.offered - 4, table.offered - 10
    review = wfm.review(plan, table)
    assert review.columns["service_level_actual"] == pytest.approx(
        (table.offered - 10) / (table.offered - 4)
    )
    assert "/ contacts answered" in review.sources["service_level"]
    assert review.summary().total.abandonment_actual == pytest.approx(
        4 * len(table) / table.offered.sum()
    )


def test_counted_contacts_are_a_report():
    log = {
        "arrival": ["2026-06-01 08:05", "2026-06-01 08:20", "2026-06-01 08:40"],
        "wait": [3, 40, 5], "handle time": [200, None, 240], "abandoned": [0, 1, 0],
    }  # fmt: skip
    counts = wfm.count_contacts(log)
    plan = wfm.plan({"start": starts(1, slots=2), "volume": [3, 1], "aht": [200, 200]})
    review = wfm.review(plan, counts)
    assert review.columns["volume_actual"].tolist() == [2, 1]
    assert review.summary().total.abandonment_actual == pytest.approx(1 / 3)


def test_queues_that_share_agents_have_no_cause(tmp_path):
    centre = tmp_path / "centre.toml"
    centre.write_text(
        '[[team]]\nname = "all"\n[[queue]]\nname = "a"\nteam = "all"\ntarget = "80/20"\n'
        '[[queue]]\nname = "b"\nteam = "all"\ntarget = "80/20"\npriority = 2\n'
    )
    both = forecast(("a", "b"))
    plan = wfm.plan(both, centre=centre)
    table = both.rename(columns={"volume": "offered"}).assign(sl=0.1)
    review = wfm.review(plan, table)
    assert review.summary().total.missed == 32
    assert not review.cause.astype(bool).any()
    assert any("no causes for a, b" in text for text in review.notes)


def test_the_files_have_the_documented_shape(plan, report, tmp_path):
    review = wfm.review(plan, report.iloc[2:])
    document = ReviewDocument.model_validate_json(review.to_json())
    assert [row.found_in for row in document.rows].count("plan") == 2
    book = tmp_path / "review.xlsx"
    review.save(book)
    sheets = CalamineWorkbook.from_path(book)
    assert sheets.sheet_names == ["Summary", "Days", "Intervals"]
    assert len(sheets.get_sheet_by_name("Intervals").to_python()) == 33
    review.save(tmp_path / "review.csv")
    frame = pd.read_csv(tmp_path / "review.csv")
    assert len(frame) == 32
    assert frame.volume_planned.sum() == plan.demand.volume.sum()
    assert len(review.to_frame()) == 30


def test_costs_have_the_premiums_of_the_plan_and_its_share_of_resolved_contacts(report):
    money = {"hourly_cost": 20, "premiums": "Tue=50%; 11:00-13:00=+3", "resolution": "75%"}
    plan = wfm.plan(forecast(), f"80/{LIMIT:g}", shrinkage="25%", **money)
    review = wfm.review(plan, report.assign(offered=report.offered * 1.5))
    total, expected = review.summary().total, plan.summary()
    assert total.cost_planned == pytest.approx(expected.cost)
    assert total.cost_actual == pytest.approx(expected.cost)
    for day, planned in zip(review.summary().days, expected.days, strict=True):
        assert day.cost_planned == pytest.approx(planned.cost)
    each = total.cost_per_resolved_contact_planned
    assert each == pytest.approx(expected.cost_per_resolved_contact)
    assert total.cost_per_resolved_contact_actual == pytest.approx(each / 1.5)
    assert "per resolved contact)" in review_text(review)


def test_a_queue_without_the_cost_of_an_hour_has_no_cost_in_a_review(plan, report):
    figures = PlanFigures((Figure("north", "cost_per_hour", 30.0, "EUR/h"),))
    inputs = replace(plan.inputs, hourly_cost=0.0)
    review = wfm.review(replace(plan, inputs=inputs, figures=figures), report)
    summary = review.summary()
    north, south = summary.queues
    assert north.cost_planned == pytest.approx(30 * north.paid_hours_planned)
    assert np.isnan(south.cost_planned)
    assert np.isnan(summary.total.cost_planned)


def test_a_plan_with_a_confidence_counts_the_days_above_its_volume():
    starts = [f"2026-03-{2 + day:02}T{9 + hour:02}:00" for day in range(3) for hour in range(2)]
    table = {"start": starts, "volume": [50.0] * 6, "aht": [240] * 6}
    plan = wfm.plan(table, "80/20", confidence="75%", volume_cv=0.2)
    report = {"start": starts, "offered": [52, 52, 70, 70, 40, 65], "aht": [240] * 6}
    notes = wfm.review(plan, report).notes
    assert any("a confidence of 75 %: 1 of 3 days exceeded it" in note for note in notes)
    notes = wfm.review(wfm.plan(table, "80/20"), report).notes
    assert not any("confidence" in note for note in notes)


def test_an_interval_of_the_hour_that_occurs_twice_has_its_offset():
    times = [f"2026-10-25T0{h}:{m}:00+0{o}:00" for o, h in ((2, 2), (1, 2), (1, 3))
             for m in ("00", "30")]  # fmt: skip
    table = {"start": times, "volume": [30] * 6, "aht": [200] * 6}
    plan = wfm.plan(table, "80/20", tz="Europe/Vienna")
    review = wfm.review(plan, {"start": times, "offered": [60] * 6, "aht": [200] * 6})
    assert "2026-10-25 02:30+01:00 " in review_intervals(review)
    text = review_text(review)
    assert "Worst: 2026-10-25 02:00+02:00: " in text
    assert "Worst: 2026-10-25 02:00+01:00: " in text
