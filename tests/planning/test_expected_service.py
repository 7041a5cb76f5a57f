"""The service that given people provide in every interval of a forecast."""

import json
from math import inf
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

import wfm
from support.forecasts import basis, demand, planned
from wfm.errors import InputError
from wfm.planning.expected_service import service_of_people
from wfm.planning.given_columns import people_of
from wfm.planning.service_files import service_json
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget, Target

TARGET = Target(0.85, 30.0)
FIFTH = Shrinkage.parse("20%")
VOLUME = np.array([20.0, 75.0, 130.0, 0.0, 48.0, 95.5])


def served(people, target=TARGET, forecast=None, *, scheduled=False):
    forecast = demand(VOLUME, 240.0) if forecast is None else forecast
    people = people_of(forecast, people, scheduled=scheduled)
    return service_of_people(basis(forecast, target, FIFTH), people)


@pytest.mark.parametrize(
    "target",
    [
        TARGET,
        QueueTarget.of(Target(asa=20.0, max_occupancy=0.8)),
        QueueTarget.of(Target(abandonment=0.04), patience=90.0),
        QueueTarget.of(Target(0.9, 15.0), patience=200.0, definition="virtual"),
    ],
)
def test_the_required_agents_meet_the_target_and_one_fewer_misses_it(target):
    required = planned(demand(VOLUME, 240.0), target, FIFTH).columns["agents"]
    enough = served(required, target)
    assert enough.columns["target_met"].all()
    assert not enough.columns["understaffed"].any()
    busy = VOLUME > 0
    fewer = served(np.maximum(required - 1, 0), target)
    assert fewer.columns["target_met"].tolist() == (~busy).tolist()
    assert fewer.columns["understaffed"].tolist() == busy.tolist()


@pytest.mark.parametrize("patience", [inf, 150.0])
def test_the_measures_are_those_of_the_core_for_fractions_too(patience):
    agents = np.array([3.5, 11.0, 18.25, 2.0, 0.0, 14.0])
    columns = served(agents, QueueTarget.of(TARGET, patience=patience)).columns
    expected = wfm.performance(agents, VOLUME * 240 / 1800, 240.0, 30.0, patience=patience)
    for name in ("service_level", "asa", "occupancy"):
        assert columns[name].tolist() == getattr(expected, name).tolist()
    assert ("abandonment" in columns) == (patience < inf)


def test_people_on_the_schedule_are_reduced_by_shrinkage():
    columns = served(15, scheduled=True).columns
    assert set(columns["agents"]) == {12.0}
    assert set(columns["scheduled"]) == {15.0}
    # the schedule that the plan asks for has the agents that the plan requires, or a little more
    plan = planned(demand(VOLUME, 240.0), TARGET, FIFTH)
    rostered = served(plan.columns["scheduled"], scheduled=True).columns
    assert (rostered["agents"] >= plan.columns["agents"]).all()
    assert rostered["target_met"].all()


def test_agents_above_and_below_the_requirement_are_the_gap():
    columns = served(12).columns
    required = planned(demand(VOLUME, 240.0), TARGET, FIFTH).columns["agents"]
    assert (columns["overstaffed"] - columns["understaffed"]).tolist() == (12 - required).tolist()
    assert not (columns["overstaffed"] * columns["understaffed"]).any()


def test_a_fraction_that_meets_the_target_is_not_understaffed():
    plan = planned(demand([75.0], 240.0), TARGET, FIFTH).columns
    between = (plan["agents_unrounded"] + plan["agents"]) / 2
    columns = served(between, forecast=demand([75.0], 240.0)).columns
    assert between < plan["agents"]
    assert (columns["target_met"][0], columns["understaffed"][0]) == (1.0, 0.0)


def test_queues_and_rows_have_targets_of_their_own(tmp_path):
    path = tmp_path / "queues.csv"
    path.write_text(
        "queue,start,volume,aht,target,patience,shrinkage,heads\n"
        "care,2026-03-02 09:00,40,200,90/10,,20%,10\ncare,2026-03-02 09:30,44,200,90/10,,20%,10\n"
        "sales,2026-03-02 09:00,90,150,80/60,2m,40%,10\n"
        "sales,2026-03-02 09:30,80,150,60/60,2m,40%,10\n"
    )
    service = wfm.expected_service(path, scheduled="heads")
    columns = service.columns
    assert columns["agents"].tolist() == [8.0, 8.0, 6.0, 6.0]
    sales = wfm.performance(6.0, [90 * 150 / 1800, 80 * 150 / 1800], 150, 60, patience=120)
    assert columns["service_level"][2:].tolist() == sales.service_level.tolist()
    assert np.isnan(columns["abandonment"][:2]).all()
    assert columns["agents_required"].tolist() == wfm.plan(path).columns["agents"].tolist()
    total = service.summary().total
    assert total.abandonment == pytest.approx(np.dot([90, 80], sales.abandonment) / 254)
    assert np.isfinite(total.asa)


def test_no_agents_with_contacts_is_overload_and_without_contacts_is_fine():
    columns = served(0).columns
    busy = VOLUME > 0
    assert (columns["service_level"] == 0).tolist() == busy.tolist()
    assert (columns["asa"] == inf).tolist() == busy.tolist()
    total = served(0).summary().total
    assert (total.service_level, total.asa, total.occupancy) == (0.0, inf, 0.0)
    assert total.overloaded == busy.sum()


def test_with_abandonment_no_interval_is_overloaded():
    total = served(5, QueueTarget.of(TARGET, patience=120.0)).summary().total
    assert total.overloaded == 0
    assert np.isfinite(total.asa)
    assert 0 < total.abandonment < 1


def test_a_minimum_of_agents_is_part_of_the_requirement():
    target = QueueTarget.of(TARGET, min_agents=6)
    columns = served(4, target, demand([3.0, 0.0], 60.0)).columns
    assert columns["agents_required"].tolist() == [6.0, 6.0]
    assert columns["target_met"].tolist() == [0.0, 0.0]


def test_totals_are_weighted_by_contacts_and_agents():
    service = served(14)
    total, c = service.summary().total, service.columns
    assert total.service_level == pytest.approx((VOLUME * c["service_level"]).sum() / VOLUME.sum())
    assert total.agent_hours == 14 * 3.0
    assert total.understaffed_hours == pytest.approx(c["understaffed"].sum() / 2)
    assert total.occupancy == pytest.approx(c["occupancy"].mean())
    assert total.on_target == c["target_met"].sum()


def test_periods_add_up_to_the_total():
    forecast = demand(
        np.tile(VOLUME, 10),
        240.0,
        start=np.repeat(np.arange(10) * 86_400 + 1_772_438_400, 6)
        + np.tile(np.arange(6), 10) * 1800,
        zone=ZoneInfo("America/New_York"),
        queue=np.repeat([0, 1], 30),
        queues=("sales", "care"),
    )
    summary = served(np.full(60, 9.0), forecast=forecast).summary()
    assert [one.label for one in summary.queues] == ["sales", "care"]
    assert summary.hours == ()
    for periods in (summary.days, summary.weeks, summary.months, summary.queues):
        assert sum(one.contacts for one in periods) == pytest.approx(summary.total.contacts)
        assert sum(one.on_target for one in periods) == summary.total.on_target


def test_the_worst_intervals_miss_the_target_and_have_the_most_contacts_late():
    service = served(9)
    worst = service.summary().worst
    late = VOLUME * (1 - service.columns["service_level"])
    missed = [row for row in range(len(VOLUME)) if not service.columns["target_met"][row]]
    assert set(worst) == set(missed)
    assert late[list(worst)].min() >= max(
        [late[row] for row in range(len(VOLUME)) if row not in worst], default=0.0
    ) or len(worst) == len(missed)
    assert served(99).summary().worst == ()


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json", ".xlsx"])
def test_a_result_is_saved_in_every_format(tmp_path, suffix):
    path = tmp_path / f"service{suffix}"
    service = served(12)
    service.save(path)
    if suffix == ".json":
        rows = json.loads(path.read_text())["rows"]
        levels = [row["service_level"] for row in rows]
    elif suffix == ".xlsx":
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(path)
        assert book.sheet_names == ["Service", "Summary", "Inputs"]
        heading, *rows = book.get_sheet_by_name("Service").to_python()
        levels = [row[heading.index("service_level")] for row in rows]
    else:
        heading, *rows = [
            line.split("\t" if suffix == ".tsv" else ",") for line in path.read_text().splitlines()
        ]
        levels = [float(row[heading.index("service_level")]) for row in rows]
    assert levels == pytest.approx(service.columns["service_level"].tolist())
    with pytest.raises(wfm.WfmError, match="already exists"):
        service.save(path)


def test_the_frame_has_one_row_per_interval():
    frame = served(12).to_frame()
    assert len(frame) == len(VOLUME)
    assert frame["target_met"].dtype == bool
    assert {"agents_required", "understaffed", "overstaffed", "service_level"} <= set(frame.columns)


def test_the_frame_has_the_targets_as_a_plan_has_them():
    table = {"start": ["2027-04-05 08:00", "2027-04-05 08:30"], "volume": [40, 60], "aht": 200}
    keywords = {"target": "75/25", "max_occupancy": "88%", "shrinkage": "23%"}
    service = wfm.expected_service(table, 9, **keywords).to_frame()
    plan = wfm.plan(table, **keywords).to_frame()
    for name in ("target", "max_occupancy", "shrinkage"):
        assert service[name].tolist() == plan[name].tolist()
    assert service["target"].tolist() == ["75%/25"] * 2


def test_the_document_has_inputs_units_and_totals():
    document = json.loads(service_json(served(0, scheduled=True)))
    assert document["inputs"]["given"] == "scheduled"
    assert document["units"]["understaffed"] == "agents"
    assert document["rows"][1]["asa"] is None
    assert document["summary"]["total"]["overloaded"] == 5


def test_one_number_for_several_queues_is_refused():
    two = demand([5.0, 6.0], 60.0, queue=[0, 1], queues=("sales", "care"))
    with pytest.raises(InputError, match=r"agents is one number, .* 2 queues \(sales, care"):
        people_of(two, 3)
    assert people_of(two, [3, 4]).number.tolist() == [3.0, 4.0]


@pytest.mark.parametrize(
    ("people", "message"),
    [
        ([1.0, 2.0], r"one value per interval: got shape \(2,\) for 6 intervals"),
        (-1, "agents must be"),
        ([1, 2, 3, 4, 5, np.nan], "must not be nan; write 0 for no agents"),
        ("many", "agents must be a number"),
    ],
)
def test_people_that_do_not_fit_are_refused(people, message):
    with pytest.raises(InputError, match=message):
        people_of(demand(VOLUME, 240.0), people)


def test_the_workbook_has_the_totals_of_each_queue(tmp_path):
    forecast = demand(
        np.tile(VOLUME, 2), 240.0, queue=np.repeat([0, 1], len(VOLUME)), queues=("a", "b"),
        start=np.tile(1800 * np.arange(len(VOLUME)), 2),
    )  # fmt: skip
    service = served(np.full(len(forecast), 9.0), forecast=forecast)
    service.save(str(tmp_path / "service.xlsx"))
    sheet = CalamineWorkbook.from_path(str(tmp_path / "service.xlsx")).get_sheet_by_name("Summary")
    heading, *rows = sheet.to_python()
    periods = [dict(zip(heading, row, strict=True)) for row in rows]
    queues = [row for row in periods if row["period"] == "queue"]
    assert [row["label"] for row in queues] == ["a", "b"]
    assert [row["contacts"] for row in queues] == [VOLUME.sum()] * 2
