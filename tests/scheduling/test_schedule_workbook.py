"""The workbook of a schedule: dates and times as numbers, text as text, pages that can be read."""

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from support.office import Office
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
from wfm.scheduling.results import Understaffing
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
    assert column(sheets["Rota"], "agent")[0] == '=HYPERLINK("x")'
    assert column(sheets["Breaks"], "break")[0] == "=1+1"
    for number in range(1, len(sheets) + 1):
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
    assert column(sheets["Coverage map"], "", at=3)[1:5] == [time(0), time(1), time(2), time(3)]


def test_the_coverage_is_numbers_in_the_order_of_time(tmp_path):
    made = scheduled(working_days(2, 3, hours=range(8, 16)), schedule_request([DAY_SHIFT]))
    sheets, path = save(made, tmp_path)
    rows = records(sheets["Coverage"])
    (queue,) = made.coverage_by_queue
    seconds = [(row["start"] - datetime(1970, 1, 1)).total_seconds() for row in rows]
    assert seconds == datetimes.local(queue.start, None).tolist()
    assert [row["required"] for row in rows] == queue.required.tolist()
    for number in (1, 2):
        chart = part_of(path, f"charts/chart{number}.xml")
        # as an axis of dates it would have one point per day
        assert "<c:catAx>" in chart
        assert "<c:dateAx>" not in chart


def column(rows, name, at=None):
    """The cells below a heading; `at` is the row of the headings if they are not looked for."""
    at = next(i for i, row in enumerate(rows) if name in row) if at is None else at
    return [row[rows[at].index(name)] for row in rows[at + 1 :]]


def test_the_rota_of_kinds_has_the_shifts_of_each_day(tmp_path):
    plan = working_days(2, 2, hours=range(8, 16))
    sheets, path = save(scheduled(plan, schedule_request([DAY_SHIFT])), tmp_path)
    heading, kind, total, hours = sheets["Rota"][3:]
    assert heading == [
        "shift", "start", "end", "paid hours", date(1970, 1, 5), date(1970, 1, 6), "shifts", "", "",
    ][: len(heading)]  # fmt: skip
    assert kind[:7] == ["day", time(8), time(16), 8.0, 2.0, 2.0, 4.0]
    assert total[4:7] == [2.0, 2.0, 4.0]
    assert hours[4:7] == [16.0, 16.0, 32.0]
    sheet = part_of(path, "worksheets/sheet2.xml")
    assert 'fitToHeight="0"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'ySplit="4"' in sheet


@pytest.fixture(scope="module")
def fortnight():
    """A schedule of Ann over two weeks."""
    free = Contract("free", days_per_week=(0, 7), consecutive_days_off=0, rest=0.0)
    request = schedule_request([DAY_SHIFT], contracts=[free], agents=[Agent("Ann", "free")])
    start = np.concatenate([(4 + day) * 24 * HOUR + np.arange(8, 16) * HOUR for day in range(14)])
    return scheduled(hourly_plan(start, [1] * len(start)), request)


def test_the_rota_of_people_has_real_times_and_days_off_and_a_page_for_each_week(
    fortnight, tmp_path
):
    rows = tuple(row for row in fortnight.rows if row.date != "1970-01-07")
    sheets, path = save(replace(fortnight, rows=rows), tmp_path)
    heading, ann, people, hours = sheets["Rota"][3:]
    assert heading[:3] == ["agent", "contract", date(1970, 1, 5)]
    assert heading[9] == heading[17] == "hours, week"
    assert ann[:5] == ["Ann", "free", "08:00–16:00", "08:00–16:00", "off"]
    assert (ann[9], ann[17]) == (48.0, 56.0)
    assert (people[2], people[4], people[9]) == (1.0, 0.0, "")
    assert (hours[2], hours[9]) == (8.0, 48.0)
    sheet = part_of(path, "worksheets/sheet2.xml")
    (breaks,) = re.findall(r"<colBreaks.*</colBreaks>", sheet)
    assert re.findall(r'<brk id="(\d+)"', breaks) == ["10"]
    assert "fitToHeight" not in sheet
    assert "Rota!$A:$B,Rota!$4:$4" in part_of(path, "workbook.xml")


def test_the_rota_is_in_the_order_of_names_with_room_for_queues(fortnight, tmp_path):
    row = fortnight.rows[0]
    rows = tuple(
        row._replace(agent=name, queue="Customer service Germany") for name in ("P 10", "p 2", "Al")
    )
    two = replace(
        fortnight,
        rows=rows,
        coverage_by_queue=tuple(
            fortnight.coverage_by_queue[0]._replace(queue=name)
            for name in ("Customer service Germany", "b")
        ),
    )
    sheets, _ = save(two, tmp_path)
    people = [line for line in sheets["Rota"] if line[0] in ("P 10", "p 2", "Al")]
    assert [line[0] for line in people] == ["Al", "p 2", "P 10"]
    assert "Customer serv…" in str(people[0])


def test_a_shift_has_the_colour_of_its_hour_which_the_legend_names(fortnight, tmp_path):
    first, *rest = fortnight.rows
    late = first._replace(start=first.start + 6 * HOUR, end=first.end + 6 * HOUR)
    sheets, path = save(replace(fortnight, rows=(late, *rest)), tmp_path)
    legend = sheets["Rota"][1]
    assert [cell for cell in legend[1:] if cell] == [
        "Start of shift:", "08:00–08:59", "14:00–14:59",
    ]  # fmt: skip
    cells = dict(
        re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', part_of(path, "worksheets/sheet2.xml"))
    )
    assert cells["C5"] == cells["E2"] != cells["D5"] == cells["D2"]


def test_breaks_are_listed_by_time_with_their_people(tmp_path):
    plan = hourly_plan(np.arange(8, 16) * HOUR, [2] * 8)
    made = scheduled(plan, schedule_request([DAY_SHIFT], [LUNCH, COFFEE]))
    sheets, _ = save(made, tmp_path)
    rows = records(sheets["Breaks"])
    assert sum(row["people"] for row in rows) == sum(len(row.breaks) for row in made.rows)
    assert [row["from"] for row in rows] == sorted(row["from"] for row in rows)
    assert all(isinstance(row["to"], datetime) for row in rows)
    named = replace(made, rows=tuple(row._replace(agent="Ann") for row in made.rows))
    named = replace(named, rows=named.rows[:1])
    rows = records(save(named, tmp_path)[0]["Breaks"])
    assert {row["agent"] for row in rows} == {"Ann"}
    assert [row["paid"] for row in rows if row["break"] == "coffee"] == ["paid"]


def test_the_first_sheet_says_people_target_hours_and_cover(fortnight, tmp_path):
    sheets, path = save(fortnight, tmp_path)
    assert list(sheets) == [
        "Summary", "Rota", "Coverage map", "Through the day", "First week", "Coverage", "Schedule",
        "Figures", "Notes",
    ]  # fmt: skip
    assert sheets["Summary"][3][0] == "1 person in 14 shifts"
    facts = {row[0]: row[1] for row in sheets["Summary"]}
    assert (facts["People"], facts["Paid hours, h"], facts["FTE"]) == (1.0, 112.0, 1.4)
    assert facts["Most people: start"] == datetime(1970, 1, 5, 8)
    assert facts["Understaffed, agent-hours"] == 0.0
    assert "rules: rules" in sheets["Summary"][1][0]
    assert "Through the day" in part_of(path, "charts/chart1.xml")
    assert "First week" in part_of(path, "charts/chart2.xml")


def test_the_first_sheet_of_shifts_without_people_has_their_full_time_people(tmp_path):
    made = scheduled(working_days(2, 3, hours=range(8, 16)), schedule_request([DAY_SHIFT]))
    made = replace(made, inputs=replace(made.inputs, target="80 % within 20 s", contract_hours=30))
    rows = save(made, tmp_path)[0]["Summary"]
    assert rows[3][0] == "6 shifts: the hours of 2 full-time people of 30 h a week"
    assert {row[0]: row[1] for row in rows}["Target"] == "80 % within 20 s"


def test_maps_of_more_than_two_weeks_are_printed_on_several_pages(fortnight, tmp_path):
    (queue,) = fortnight.coverage_by_queue
    twice = {name: np.tile(part, 2) for name, part in queue._asdict().items() if name != "queue"}
    twice["start"] = np.concatenate([queue.start, queue.start + 14 * 24 * HOUR])
    made = replace(fortnight, coverage_by_queue=(queue._replace(**twice),))
    sheets, path = save(made, tmp_path)
    sheet = part_of(path, f"worksheets/sheet{list(sheets).index('Coverage map') + 1}.xml")
    (breaks,) = re.findall(r"<colBreaks.*</colBreaks>", sheet)
    assert re.findall(r'<brk id="(\d+)"', breaks) == ["15"]
    assert "'Coverage map'!$A:$A,'Coverage map'!$4:$4" in part_of(path, "workbook.xml")
    # maps of eight rows have one page together
    assert "rowBreaks" not in sheet
    both = replace(made, coverage_by_queue=(*made.coverage_by_queue, queue._replace(queue="b")))
    _, path = save(both, tmp_path)
    sheet = part_of(path, f"worksheets/sheet{list(sheets).index('Coverage map') + 1}.xml")
    (breaks,) = re.findall(r"<rowBreaks.*</rowBreaks>", sheet)
    assert re.findall(r'<brk id="(\d+)"', breaks) == ["34"]


def test_a_schedule_without_shifts_has_what_is_required(fortnight, tmp_path):
    (queue,) = fortnight.coverage_by_queue
    none = queue._replace(present=queue.present * 0, net=queue.net * 0)
    totals = fortnight.totals._replace(shifts=0, people=0, paid_hours=0.0)
    made = replace(fortnight, rows=(), coverage_by_queue=(none,), totals=totals)
    sheets, _ = save(made, tmp_path)
    assert sheets["Summary"][3][0] == "No shifts"
    assert "Most people on shift" not in {row[0] for row in sheets["Summary"]}
    assert sheets["Schedule"][1:] == []
    assert sheets["Coverage map"][5][:2] == [time(8), -1.0]


def test_the_map_of_the_coverage_has_what_is_missing(fortnight, tmp_path):
    (queue,) = fortnight.coverage_by_queue
    required = queue.required.copy()
    required[0] += 3
    missing = Understaffing("", int(queue.start[0]), int(queue.start[1]), 3, "=1+1", 2)
    made = replace(
        fortnight,
        coverage_by_queue=(queue._replace(required=required),),
        understaffing=(missing,),
    )
    sheets, _ = save(made, tmp_path)
    heat = sheets["Coverage map"]
    assert heat[4][0] == "Available less required"
    assert heat[5][:3] == [time(8), -3.0, 0.0]
    (row,) = records(sheets["Understaffed"])
    assert (row["people missing, at most"], row["below the minimum"], row["reason"]) == (
        3,
        2,
        "=1+1",
    )
    assert row["end"] - row["start"] == timedelta(hours=1)


def test_all_figures_have_units_and_shares_are_shown_as_percent(tmp_path):
    made = scheduled(working_days(1, 1, hours=range(8, 16)), schedule_request([DAY_SHIFT]))
    sheets, path = save(made, tmp_path)
    figures = {row[0]: tuple(row[1:3]) for row in sheets["Figures"][1:]}
    assert figures["paid hours"] == (8.0, "hours")
    assert figures["gap"] == (made.totals.gap, "")
    assert all(row[3] for row in sheets["Figures"][1:])
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


@pytest.mark.office
def test_a_workbook_saved_by_another_program_keeps_its_cells(fortnight, tmp_path):
    plan = hourly_plan(np.arange(8, 16) * HOUR, [2] * 8)
    kinds = scheduled(plan, schedule_request([DAY_SHIFT], [LUNCH, COFFEE]))
    office = Office(tmp_path)
    for made in (fortnight, kinds):
        sheets, path = save(made, tmp_path)
        again = office.converted(path)
        book = calamine.CalamineWorkbook.from_path(str(again))
        assert book.sheet_names == list(sheets)
        for name, rows in sheets.items():
            found = book.get_sheet_by_name(name).to_python()
            assert filled(found) == filled(rows), name
        with pytest.raises(DataError, match="is a schedule written by wfm, not a forecast"):
            read_forecast(again)


def filled(rows):
    """The cells that are not empty, by place; with the digits that other programs keep."""
    return {
        (i, j): kept(cell) for i, row in enumerate(rows) for j, cell in enumerate(row) if cell != ""
    }


def kept(cell):
    """A number with 12 digits, an instant to the second."""
    if isinstance(cell, float):
        return float(f"{cell:.12g}")
    if isinstance(cell, datetime):
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    return cell
