"""The workbook of a schedule: dates and times as numbers, text as text, pages that can be read."""

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from support.schedules import (
    DAY_SHIFT,
    HOUR,
    LUNCH,
    hourly_plan,
    schedule_request,
    scheduled,
    working_days,
)
from wfm import datetimes, read_forecast, read_plan
from wfm.errors import DataError
from wfm.scheduling.contracts import Agent, Contract
from wfm.scheduling.shift_templates import BreakRule, Template

calamine = pytest.importorskip("python_calamine")
pytest.importorskip("xlsxwriter")

COFFEE = BreakRule("coffee", HOUR, paid=True, anchor="end", earliest=-2 * HOUR, latest=-2 * HOUR)
FIRST = BreakRule("coffee", HOUR, paid=True, anchor="start", earliest=HOUR, latest=HOUR)
BERLIN = ZoneInfo("Europe/Berlin")


def save(schedule, folder):
    """The sheets of the workbook of a schedule, by name, and its path."""
    path = folder / "schedule.xlsx"
    schedule.save(path, overwrite=True)
    book = calamine.CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}, path


def part_of(path, name):
    """The XML of one part of a workbook."""
    with zipfile.ZipFile(path) as book:
        return book.read(f"xl/{name}").decode()


def records(rows):
    """The rows below the headings as dictionaries; calamine reads midnight as a date."""
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return [
        {name: cell if name == "date" else moment(cell) for name, cell in row.items()}
        for row in found
    ]


def moment(cell):
    """A date as its midnight."""
    return datetime.combine(cell, time()) if type(cell) is date else cell


def test_dates_and_times_are_numbers_that_can_be_subtracted(tmp_path):
    late = Template("late", 20 * HOUR, 20 * HOUR, HOUR, (8 * HOUR,))
    plan = hourly_plan(np.arange(20, 28) * HOUR, [2] * 8)
    made = scheduled(plan, schedule_request([late], [LUNCH, COFFEE]))
    sheets, _ = save(made, tmp_path)
    rows = records(sheets["Schedule"])
    assert len(rows) == len(made.rows) > 1
    for row, own in zip(rows, made.rows, strict=True):
        assert type(row["date"]) is date
        assert row["date"] == date(1970, 1, 1)
        assert row["start"] == datetime(1970, 1, 1, 20)
        assert row["end"] - row["start"] == timedelta(hours=8)
        assert row["coffee start"] == datetime(1970, 1, 2, 2)
        assert row["lunch end"] - row["lunch start"] == timedelta(hours=1)
        assert f"{row['lunch start']:%H:%M}-" in row["breaks"]
        assert row["paid_hours"] == own.paid_hours == 7.0


def test_each_break_of_a_kind_has_columns_of_its_own(tmp_path):
    short = Template("short", 8 * HOUR, 8 * HOUR, HOUR, (4 * HOUR,))
    plan = hourly_plan(np.arange(8, 16) * HOUR, [2] * 4 + [1] * 4)
    breaks = [replace(FIRST, templates=("day",)), COFFEE]
    made = scheduled(plan, schedule_request([DAY_SHIFT, short], breaks))
    rows = records(save(made, tmp_path)[0]["Schedule"])
    names = [name for name in rows[0] if name.endswith(" start")]
    assert names == ["coffee start", "coffee 2 start"]
    for row in rows:
        several = row["shift"] == "day"
        assert isinstance(row["coffee start"], datetime)
        assert isinstance(row["coffee 2 start"], datetime) == several
    assert {row["shift"] for row in rows} == {"day", "short"}


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    odd = replace(LUNCH, kind="=1+1")
    plan = working_days(1, 1, hours=range(8, 16))
    made = scheduled(plan, schedule_request([DAY_SHIFT], [odd], opening_hours=False))
    rows = tuple(row._replace(agent='=HYPERLINK("x")') for row in made.rows)
    made = replace(made, rows=rows)
    sheets, path = save(made, tmp_path)
    assert "=1+1 start" in sheets["Schedule"][0]
    assert {row["agent"] for row in records(sheets["Schedule"])} == {'=HYPERLINK("x")'}
    assert sheets["Week"][1][0] == '=HYPERLINK("x")'
    for number in range(1, 5):
        assert "<f>" not in part_of(path, f"worksheets/sheet{number}.xml")


def test_an_hour_that_comes_twice_has_its_offset(tmp_path):
    start = int(datetime(2026, 10, 25, 0, tzinfo=BERLIN).timestamp())
    plan = hourly_plan(start + np.arange(6) * HOUR, [1] * 6, zone=BERLIN)
    night = Template("night", 0, 0, HOUR, (6 * HOUR,))
    sheets, _ = save(scheduled(plan, schedule_request([night])), tmp_path)
    starts = [(row["start"].hour, row["utc_offset"]) for row in records(sheets["Coverage"])]
    assert starts[:4] == [(0, "+02:00"), (1, "+02:00"), (2, "+02:00"), (2, "+01:00")]
    (shift,) = records(sheets["Schedule"])
    assert (shift["start"], shift["utc_offset"]) == (datetime(2026, 10, 25), "+02:00")
    plain = save(scheduled(hourly_plan([8 * HOUR], [1]), schedule_request([night])), tmp_path)
    assert all("utc_offset" not in rows[0] for rows in plain[0].values())


def test_the_coverage_is_numbers_in_the_order_of_time(tmp_path):
    made = scheduled(working_days(2, 3, hours=range(8, 16)), schedule_request([DAY_SHIFT]))
    sheets, path = save(made, tmp_path)
    rows = records(sheets["Coverage"])
    (queue,) = made.coverage_by_queue
    seconds = [(row["start"] - datetime(1970, 1, 1)).total_seconds() for row in rows]
    assert seconds == datetimes.local(queue.start, None).tolist()
    assert [row["required"] for row in rows] == queue.required.tolist()
    chart = part_of(path, "charts/chart1.xml")
    # as an axis of dates it would have one point per day
    assert "<c:catAx>" in chart
    assert "<c:dateAx>" not in chart


def test_the_page_for_the_wall_has_dates_and_times_of_day(tmp_path):
    plan = working_days(2, 2, hours=range(8, 16))
    sheets, path = save(scheduled(plan, schedule_request([DAY_SHIFT])), tmp_path)
    heading, kind, total = sheets["Week"]
    assert heading[5:] == [date(1970, 1, 5), date(1970, 1, 6), "shifts"]
    assert kind[1:] == ["day", time(8), time(16), 8.0, 2.0, 2.0, 4.0]
    assert total[5:] == [2.0, 2.0, 4.0]
    sheet = part_of(path, "worksheets/sheet2.xml")
    assert 'fitToHeight="0"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'ySplit="1"' in sheet


def test_several_weeks_are_printed_with_seven_days_on_a_page(tmp_path):
    free = Contract("free", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    request = schedule_request([DAY_SHIFT], contracts=[free], agents=[Agent("Ann", "free")])
    start = np.concatenate([(4 + day) * 24 * HOUR + np.arange(8, 16) * HOUR for day in range(14)])
    sheets, path = save(scheduled(hourly_plan(start, [1] * len(start)), request), tmp_path)
    assert sheets["Week"][1][:3] == ["Ann", "free", "08:00-16:00"]
    sheet = part_of(path, "worksheets/sheet2.xml")
    (breaks,) = re.findall(r"<colBreaks.*</colBreaks>", sheet)
    assert re.findall(r'<brk id="(\d+)"', breaks) == ["9"]
    assert "fitToHeight" not in sheet
    assert "Week!$A:$B,Week!$1:$1" in part_of(path, "workbook.xml")


def test_shares_of_the_summary_are_shown_as_percent(tmp_path):
    made = scheduled(working_days(1, 1, hours=range(8, 16)), schedule_request([DAY_SHIFT]))
    sheets, path = save(made, tmp_path)
    figures = {row[0]: tuple(row[1:]) for row in sheets["Summary"][1:]}
    assert figures["paid hours"] == (8.0, "hours")
    assert figures["gap"] == (made.totals.gap, "")
    assert figures["status"] == ("optimal", "")
    assert 'formatCode="0.00%"' in part_of(path, "styles.xml")


def test_a_schedule_is_neither_a_forecast_nor_a_plan(tmp_path):
    made = scheduled(working_days(1, 1, hours=range(8, 16)), schedule_request([DAY_SHIFT]))
    _, path = save(made, tmp_path)
    made.save(tmp_path / "schedule.csv")
    for name in (path, tmp_path / "schedule.csv"):
        with pytest.raises(DataError, match="is a schedule written by wfm, not a forecast"):
            read_forecast(name)
        with pytest.raises(DataError, match="is a schedule written by wfm, not a plan"):
            read_plan(str(name))
