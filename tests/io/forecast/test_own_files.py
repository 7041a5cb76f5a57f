"""Results of wfm that are given as a forecast: named for what they are, on one line."""

import io

import pytest
import xlsxwriter

from support.forecast_text import read
from wfm import read_forecast
from wfm.errors import DataError
from wfm.io.contact_log.log_reader import read_contact_log
from wfm.planning.plan_reader import read_plan

PLAN = (
    "queue,start,interval,volume,aht,load,agents,agents_unrounded,scheduled,service_level,asa,"
    "occupancy\nfront,2026-06-01T07:00:00,900,11,140,1.71,3,2.4,5,0.91,9.5,0.57\n"
)
COVERAGE = (
    "queue,start,required,present,on_break,net,overstaffed,understaffed,service_level\n"
    "front,2026-06-01T07:00:00,3,4,0,4,1,0,\n"
)
SCHEDULE = (
    "queue,agent,date,shift,contract,start,end,paid_hours,breaks\n"
    "front,,2026-06-01,early,,2026-06-01T07:00:00,2026-06-01T15:00:00,7.5,\n"
)
REVIEW = (
    "queue,start,found_in,cause,volume_planned,volume_actual\nfront,2026-06-01T07:00:00,both,,9,8\n"
)
COMPARISON = (
    "queue,start,found_in,volume_a,volume_b,service_level_a,service_level_b,change,cause\n"
    "front,2026-06-01T07:00:00,both,9,8,0.9,0.9,0,\n"
)
SCENARIOS = "scenario,contacts,agent_hours,paid_hours,paid_hours_change,fte\nbase,9,3,4,0,0.1\n"
SERVICE_CURVE = "level,is_base,service_level,hours_of_next_point\n0.5,no,0.6,13\n"
AGENTS_CURVE = (
    "start,volume,agents,level_minus_1,level_planned,level_plus_1\n"
    "2026-06-01T07:00:00,9,3,0.7,0.8,0.9\n"
)
CAPACITY = "month,team,contacts,need_fte,supply_fte,gap_fte\n2027-01,support,12000,9,9,0\n"
OTHER_RESULTS = [
    (REVIEW, "a review"),
    (COMPARISON, "a comparison"),
    (SCENARIOS, "a table of scenarios,"),
    (SERVICE_CURVE, "a curve"),
    (AGENTS_CURVE, "a curve"),
    (CAPACITY, "a capacity plan"),
]


@pytest.mark.parametrize(
    ("text", "what"),
    [(PLAN, "a plan"), (COVERAGE, "a coverage table"), (SCHEDULE, "a schedule")],
)
def test_a_result_is_no_forecast(text, what):
    with pytest.raises(DataError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert problem.text.startswith(f"is {what} written by wfm, not a forecast — ")
    assert "give the forecast it was made of" in problem.text


@pytest.mark.parametrize(("text", "what"), OTHER_RESULTS)
def test_a_review_comparison_or_table_of_scenarios_is_neither_forecast_nor_plan(text, what):
    for wanted in ("forecast", "plan"):
        with pytest.raises(DataError) as caught:
            read(text, requirement=wanted == "plan")
        (problem,) = caught.value.problems
        assert problem.text.startswith(f"is {what} written by wfm, not a {wanted} — ")


@pytest.mark.parametrize(
    ("text", "what"), [(COVERAGE, "a coverage table"), (SCHEDULE, "a schedule")]
)
def test_a_schedule_is_neither_a_plan_nor_a_log(text, what, tmp_path):
    with pytest.raises(DataError) as caught:
        read(text, requirement=True)
    (problem,) = caught.value.problems
    assert problem.text == f"is {what} written by wfm, not a plan — give the plan it was made of"
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=f"is {what} written by wfm, not a log of contacts"):
        read_contact_log(path)


def test_a_column_of_a_coverage_table_is_required_if_it_is_named():
    assert len(read(COVERAGE, requirement=True, columns={"agents": "required"}, interval=900.0))


def test_the_forecast_in_a_plan_is_planned_again_if_its_volume_is_named():
    assert read(PLAN, columns={"volume": "volume"}, interval=900.0).volume.tolist() == [11.0]


def test_a_table_with_agents_that_wfm_did_not_write_stays_a_forecast():
    text = "start,volume,aht,agents,scheduled\n2026-06-01 07:00,11,140,3,5\n"
    assert read(text, interval=1800.0).volume.tolist() == [11.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n  "schema_version": "2.0",\n  "inputs": {"source": "x"}}', "is a plan written by wfm"),
        ('{"schema_version": "2.0", "inputs": {"rules": "x"}}', "is a schedule written by wfm"),
        ('{"schema_version": "1.0", "plan": "x", "report": "y"}', "is a review written by wfm"),
        (
            '{"schema_version": "1.0", "months": 12, "x": {"rules": 1}}',
            "is a capacity plan written",
        ),
        ('{"kind": "plan", "a": "x", "b": "y"}', "is a comparison written by wfm"),
        ('{"source": "\\"x", "kind": "scenarios"}', "is a table of scenarios, written by wfm"),
        ('{"source": "x", "kind": "service curve"}', "is a curve written by wfm"),
        ('{"source": "x", "interval": 60, "zone": null, "method": "auto"}', "write it as .csv"),
        ('{\n\t"calls": [3]}', "is JSON, not a table"),
        ('[\n  {"calls": 3}]', "is JSON, not a table"),
    ],
)
def test_json_is_named_for_what_it_is(text, said, tmp_path):
    path = tmp_path / "file.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        read_forecast(path)


def test_a_review_in_json_is_no_plan_of_another_version():
    review = b'{"schema_version": "1.0", "plan": "x", "report": "y"}'
    with pytest.raises(DataError, match="is a review written by wfm, not a plan — give the plan"):
        read_plan("-", stdin=io.BytesIO(review))


def book(path, **sheets):
    """A workbook whose sheets have these lines of text."""
    with xlsxwriter.Workbook(path) as made:
        for name, lines in sheets.items():
            sheet = made.add_worksheet(name.replace("_", " "))
            for row, line in enumerate(lines.splitlines()):
                sheet.write_row(row, 0, line.split(","))
    return str(path)


MAP = (
    "People by time of day\n1999-02-01 to 1999-02-02,1999-02-01,1999-02-02\n07:00,3,4\n07:30,3,4\n"
)


@pytest.mark.parametrize(
    ("sheets", "what"),
    [
        ({"Summary": "x", "Heat_map": MAP, "Plan": PLAN, "Inputs": "x"}, "a plan"),
        ({"Summary": "x", "Rota": MAP, "Coverage": COVERAGE, "Schedule": SCHEDULE}, "a schedule"),
        ({"Summary": "x", "Days": MAP, "Intervals": REVIEW}, "a review"),
        ({"Schedule": SCHEDULE, "Week": MAP, "Coverage": COVERAGE, "Summary": "x"}, "a schedule"),
        (
            {
                "Capacity": "x",
                "Months": CAPACITY.replace("_fte", " FTE"),
                "Hires": "x",
                "Inputs": "x",
            },
            "a capacity plan",
        ),
    ],
)
def test_a_workbook_of_wfm_is_named_for_what_it_is(sheets, what, tmp_path):
    path = book(tmp_path / "book.xlsx", **sheets)
    with pytest.raises(DataError, match=f"is {what} written by wfm, not a forecast — ") as caught:
        read_forecast(path)
    assert len(caught.value.problems) == 1
    assert "Heat map" not in str(caught.value)


def test_a_forecast_beside_the_rows_of_a_plan_is_read(tmp_path):
    forecast = "start,volume,aht\n2026-06-01 07:00,11,140\n2026-06-01 07:15,12,140\n"
    path = book(tmp_path / "book.xlsx", Forecast=forecast, Plan=PLAN)
    assert read_forecast(path).volume.tolist() == [11.0, 12.0]
    alike = book(tmp_path / "alike.xlsx", Summary="x", Days=forecast, Intervals="x,y\n1,2\n")
    assert read_forecast(alike).volume.tolist() == [11.0, 12.0]


def test_a_plan_is_no_log_of_contacts():
    with pytest.raises(DataError, match=r"is a plan written by wfm, not a log of contacts$"):
        read_contact_log("-", stdin=io.BytesIO(PLAN.encode()))
