"""Interval reports: the columns that they have, and how their cells are read."""

import numpy as np
import pytest

import wfm
from wfm.errors import DataError, InputError
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.report_words import report_quantity
from wfm.reviewing.actuals import read_actuals


def read(tmp_path, text, limit=None, **options):
    path = tmp_path / "report.csv"
    path.write_text(text, encoding="utf-8")
    return read_actuals(str(path), ReadOptions(**options), limit)


def lines(head, *rows):
    return "\n".join((head, *rows)) + "\n"


def test_every_column_of_a_report_is_found(tmp_path):
    report = read(
        tmp_path,
        lines(
            "Skill,Start,Offered,Handled,Abandoned,Within SL,SL %,Avg Speed of Answer,AHT,"
            "Avg Staffed,Occupancy",
            "A,2026-05-04 10:00,60,57,3,45,75%,0:31,240,9.5,81%",
            "A,2026-05-04 10:15,,,,,,,,,",
            "A,2026-05-04 10:30,40,40,0,40,100%,0:02,230,10,55%",
        ).replace("10:15,,,,,,,,,", "10:15,0,0,0,-,n/a,,,9,"),
    )
    assert report.demand.volume.tolist() == [60, 0, 40]
    found = {name: values.tolist() for name, values in report.columns.items()}
    assert found["in_time"][::2] == [45, 40]
    assert found["service_level"][::2] == [0.75, 1.0]
    assert np.isnan(found["service_level"][1])
    assert found["asa"][::2] == [31, 2]
    assert found["agents"] == [9.5, 9, 10]
    assert found["occupancy"][0] == 0.81
    assert np.isnan(report.demand.aht[1])


@pytest.mark.parametrize(
    ("cells", "shares"),
    [
        (("75", "100", "8.5"), [0.75, 1.0, 0.085]),
        (("0.75", "1", "0.085"), [0.75, 1.0, 0.085]),
        (("75%", "100 %", "8.5%"), [0.75, 1.0, 0.085]),
    ],
)
def test_a_share_is_read_in_percent_or_as_a_fraction(tmp_path, cells, shares):
    rows = [f"2026-05-04 1{i}:00,10,200,{cell}" for i, cell in enumerate(cells)]
    report = read(tmp_path, lines("start,offered,aht,Service Level", *rows))
    assert report.columns["service_level"].tolist() == pytest.approx(shares)


def test_shares_with_a_decimal_comma_and_a_sign_are_read(tmp_path):
    text = "Start;Offered;SL %\n04.05.2026 10:00;60;81,5 %\n04.05.2026 10:15;8;99,25 %\n"
    assert read(tmp_path, text).columns["service_level"].tolist() == [0.815, 0.9925]


def test_the_column_with_the_limit_of_the_plan_is_read(tmp_path):
    text = lines(
        "start,offered,aht,Answered within 20s,Answered within 60s",
        "2026-05-04 10:00,10,200,7,9",
        "2026-05-04 10:30,12,200,8,11",
    )
    assert read(tmp_path, text, 60.0).columns["in_time"].tolist() == [9, 11]
    assert read(tmp_path, text, 20.0).limit == 20.0
    with pytest.raises(DataError, match="can all be in_time"):
        read(tmp_path, text, 30.0)
    named = read(tmp_path, text, 30.0, columns={"in_time": "answered within 20s"})
    assert named.columns["in_time"].tolist() == [7, 8]


def test_actuals_are_read_though_the_forecast_is_beside_them(tmp_path):
    text = lines(
        "start,Forecast Calls,Actual Calls,Forecast AHT,Actual AHT",
        "2026-05-04 10:00,50,70,200,260",
        "2026-05-04 10:30,50,80,200,250",
    )
    report = read(tmp_path, text)
    assert report.demand.volume.tolist() == [70, 80]
    assert report.demand.aht.tolist() == [260, 250]


def test_answered_and_abandoned_contacts_are_the_volume_of_a_report_without_it(tmp_path):
    text = lines(
        "start,Answered,Abandoned,AHT",
        "2026-05-04 10:00,50,7,200",
        "2026-05-04 10:30,50,8,200",
    )
    report = read(tmp_path, text)
    assert report.demand.volume.tolist() == [57, 58]
    assert report.columns["abandoned"].tolist() == [7, 8]


def test_a_table_in_memory_is_read_as_a_file(tmp_path):
    table = {
        "start": ["2026-05-04 10:00", "2026-05-04 10:30"],
        "offered": [20, 30],
        "aht": [200.0, 210.0],
        "agents": [4, 5],
        "occupancy %": [70.0, 80.5],
    }
    report = read_actuals(table, ReadOptions())
    assert report.columns["agents"].tolist() == [4, 5]
    assert report.columns["occupancy"].tolist() == [0.7, 0.805]


def test_bad_cells_are_reported_with_their_place(tmp_path):
    text = lines(
        "start,offered,aht,Agents,SL %",
        "2026-05-04 10:00,50,200,many,80",
        "2026-05-04 10:30,50,200,9,-3",
    )
    with pytest.raises(DataError) as caught:
        read(tmp_path, text)
    places = {(one.line, one.column) for one in caught.value.problems}
    assert places == {(2, "Agents"), (3, "SL %")}


def test_more_contacts_in_time_than_offered_are_another_column(tmp_path):
    text = lines(
        "start,offered,aht,Within SL", "2026-05-04 10:00,5,200,80", "2026-05-04 10:30,5,200,90"
    )
    with pytest.raises(DataError, match="80 contacts answered in time, but only 5 offered"):
        read(tmp_path, text)


def test_an_unknown_quantity_is_refused_with_the_names_of_a_report(tmp_path):
    text = lines("start,offered,aht", "2026-05-04 10:00,5,200", "2026-05-04 10:30,5,200")
    with pytest.raises(InputError, match="did you mean occupancy"):
        read(tmp_path, text, columns={"ocupancy": "offered"})


def test_a_plan_of_wfm_is_no_report(tmp_path):
    path = tmp_path / "plan.csv"
    start = ["2026-05-04 10:00", "2026-05-04 10:30"]
    wfm.plan({"start": start, "volume": [20, 30], "aht": [200, 200]}).save(path)
    with pytest.raises(DataError, match="is a plan written by wfm, not a report"):
        read_actuals(str(path), ReadOptions())


@pytest.mark.parametrize(
    ("heading", "quantity"),
    [
        ("Answer", "answered"),
        ("Answer %", ""),
        ("Within SLA", "in_time"),
        ("Contacts Handled In SL", "in_time"),
        ("% within 20 sec", "service_level"),
        ("SLA %", "service_level"),
        ("Avg Pos Staff", "agents"),
        ("In Seat", "agents"),
        ("Logged In", "agents"),
        ("Sched Agents", "scheduled"),
        ("Avg Speed Ans", "asa"),
        ("Staffed Time", ""),
    ],
)
def test_the_headings_of_interval_reports_are_known(heading, quantity):
    assert report_quantity(heading) == quantity


def test_intervals_missing_in_a_report_are_said_to_be_not_recorded(tmp_path):
    times = ("10:00", "10:30", "12:00")
    text = lines("start,offered,aht", *(f"2026-05-04 {time},9,200" for time in times))
    assert any("not recorded" in note for note in read(tmp_path, text).demand.notes)
