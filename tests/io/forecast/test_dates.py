"""Dates, times of day, time zones and changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from support.forecast_text import read
from wfm.demand import Demand
from wfm.errors import DataError

EIGHT = 1767600000  # Monday 2026-01-05 08:00 UTC


def starting(*texts: str, **options: object) -> Demand:
    rows = "".join(f"{text},1,180\n" for text in texts)
    return read("start,volume,aht\n" + rows, **options)


@pytest.mark.parametrize(
    "texts",
    [
        ("2026-01-05 08:00", "2026-01-05 08:30"), ("2026-01-05T08:00:00", "2026-01-05T08:30:00"),
        ("2026/1/5 8:00", "2026/1/5 8:30"), ("20260105 0800", "20260105 0830"),
        ("2026-01-05 8:00 AM", "2026-01-05 8:30am"), ("05.01.2026 08:00", "05.01.26 08:30"),
        ("2026-01-05  8:00:00.000", "2026-01-05 08:30:00.0"), ("5.1.2026 8:00", "5.1.2026 8:30"),
    ],
)  # fmt: skip
def test_every_unambiguous_form_of_a_start_gives_the_same_instant(texts: tuple[str, str]) -> None:
    demand = starting(*texts)
    assert demand.start.tolist() == [EIGHT, EIGHT + 1800]
    assert demand.zone is None


def test_midnight_and_noon_with_am_and_pm() -> None:
    demand = starting("2026-01-05 12:00 AM", "2026-01-05 12:00 PM", interval=3600.0)
    assert demand.start.tolist() == [EIGHT - 8 * 3600, EIGHT + 4 * 3600]


@pytest.mark.parametrize(
    ("texts", "options"),
    [
        (("05/01/2026 08:00", "05/01/2026 08:30"), {"dayfirst": True}),
        (("01-05-26 08:00", "01-05-26 08:30"), {"dayfirst": False}),
        (("01.05.2026 08:00", "01.05.2026 08:30"), {"dayfirst": False}),
        (("05-Jan-2026 08:00", "05-Jan-2026 08:30"), {"date_format": "%d-%b-%Y"}),
        (("Jan 05 2026 08:00", "Jan 05 2026 08:30"), {"date_format": "%b %d %Y"}),
        (("050126 0800", "050126 0830"), {"date_format": "%d%m%y %H%M"}),
    ],
)
def test_the_options_of_order_and_format_are_used(
    texts: tuple[str, str], options: dict[str, object]
) -> None:
    assert starting(*texts, **options).start.tolist() == [EIGHT, EIGHT + 1800]


def test_a_format_with_an_offset_sets_the_time_zone() -> None:
    text = ("05/01/2026 09:00 +0100", "05/01/2026 09:30 +0100")
    demand = starting(*text, date_format="%d/%m/%Y %H:%M %z")
    assert demand.start.tolist() == [EIGHT, EIGHT + 1800]
    assert demand.zone == timezone(timedelta(hours=1))


def test_a_format_of_dates_does_not_apply_to_the_column_of_times() -> None:
    text = "date,time,volume,aht\n5 Jan 2026,08:00,1,200\n5 Jan 2026,8:30 am,3,400\n"
    assert read(text, date_format="%d %b %Y").start.tolist() == [EIGHT, EIGHT + 1800]


def test_the_only_valid_order_of_a_column_is_used_and_noted() -> None:
    days = [f"{day:02d}/01/2026 08:00" for day in range(5, 15)]
    demand = starting(*days, interval=1800.0)
    assert demand.start[0] == EIGHT
    assert "dates read as day/month, the only valid order for all of them" in demand.notes
    american = starting(*[f"1/{day}/2026 08:00" for day in range(5, 15)], interval=1800.0)
    assert american.start.tolist() == demand.start.tolist()


def test_a_date_that_is_equal_in_both_orders_needs_no_option() -> None:
    assert starting("05/05/2026 08:00", "05/05/2026 08:30").interval == 1800


def test_one_offset_of_all_times_becomes_the_time_zone() -> None:
    demand = starting("2026-01-05T09:00+01:00", "2026-01-05T09:30+01:00")
    assert demand.start.tolist() == [EIGHT, EIGHT + 1800]
    assert demand.zone == timezone(timedelta(hours=1))
    assert starting("2026-01-05T08:00Z", "2026-01-05T08:30Z").zone == UTC


def test_offsets_are_exact_with_a_time_zone_in_any_order_of_rows() -> None:
    texts = (
        "2026-10-25T02:30+01:00",
        "2026-10-25T02:00+02:00",
        "2026-10-25T02:30+02:00",
        "2026-10-25T02:00+01:00",
    )
    demand = starting(*texts, zone="Europe/Berlin")
    first = int(datetime(2026, 10, 25, tzinfo=UTC).timestamp())
    assert demand.start.tolist() == [first + 1800 * i for i in range(4)]
    assert demand.line.tolist() == [3, 4, 5, 2]


def local_day(zone: ZoneInfo, start: datetime, hours: int, step: int = 30) -> list[str]:
    """The local times of some hours from an instant on."""
    instants = (start + timedelta(minutes=step * i) for i in range(hours * 60 // step))
    return [f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" for instant in instants]


@pytest.mark.parametrize(
    ("name", "start", "hours"),
    [
        ("Europe/Berlin", datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        ("Europe/Berlin", datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, 13, tzinfo=UTC), 24),
        ("Australia/Lord_Howe", datetime(2026, 10, 3, 13, 30, tzinfo=UTC), 23),
    ],
)
def test_days_of_23_and_25_hours_are_converted_to_the_right_instants(
    name: str, start: datetime, hours: int
) -> None:
    demand = starting(*local_day(ZoneInfo(name), start, hours), zone=name)
    assert demand.start.tolist() == [int(start.timestamp()) + 1800 * i for i in range(2 * hours)]
    assert not any("missing" in note or "occurs twice" in note for note in demand.notes)


def test_a_repeated_hour_is_resolved_in_a_file_in_descending_order() -> None:
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    texts = local_day(ZoneInfo("Europe/Berlin"), start, 25)[::-1]
    demand = starting(*texts, zone="Europe/Berlin")
    assert demand.line.tolist() == list(range(51, 1, -1))


def test_a_repeated_hour_is_resolved_in_each_queue() -> None:
    rows = [
        f"{queue},2026-10-25 02:{minute},1,180"
        for minute in ("00", "30", "00", "30")
        for queue in "AB"
    ]
    demand = read("queue,start,volume,aht\n" + "\n".join(rows), zone="Europe/Berlin")
    assert demand.start.tolist() == [1792886400 + 1800 * i for i in range(4)] * 2


def test_a_single_row_of_a_repeated_hour_is_read_as_the_first_and_noted() -> None:
    demand = starting(
        "2026-10-25 01:00",
        "2026-10-25 02:00",
        "2026-10-25 03:00",
        zone="Europe/Berlin",
    )
    assert demand.start.tolist() == [1792882800, 1792886400, 1792893600]
    assert any("occurs twice on that day, but once in the file" in n for n in demand.notes)


def times(*clocks: str) -> str:
    rows = "".join(f"2026-05-04,{clock},31,180\n" for clock in clocks)
    return f"Date,Time,Calls,AHT\n{rows}"


def test_24_00_after_the_last_time_of_a_day_is_midnight_of_the_next() -> None:
    demand = read(times("22:45", "23:00", "23:15", "23:30", "23:45", "24:00"))
    assert demand.start[-1] % 86_400 == 0
    assert demand.start[-1] - demand.start[-2] == 900
    assert "24:00 read as 00:00 of the next day" in demand.notes


def test_24_00_that_follows_no_time_or_ends_a_day_of_ends_is_refused() -> None:
    with pytest.raises(DataError, match="'24:00' is the end of a day — write 00:00"):
        read(times("09:00", "09:30", "10:00", "24:00"))
    ends = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(30, 1441, 30)]
    with pytest.raises(DataError, match="no interval starts at 00:00"):
        read(times(*ends))


@pytest.mark.parametrize(
    "cells",
    [
        ("46146.9583333333", "46146.9791666667", "46146.9999999999"),
        ("46146,9583", "46146,9791", "46147"),  # the last is midnight
    ],
)
def test_a_column_of_serial_numbers_of_excel_is_read_and_noted(cells: tuple[str, ...]) -> None:
    rows = "".join(f"{cell};31;180\n" for cell in cells)
    demand = read(f"start;volume;aht\n{rows}")
    first = datetime(2026, 5, 4, 23, tzinfo=UTC).timestamp()
    assert (demand.start - first).tolist() == [0, 1800, 3600]
    assert any("serial numbers of Excel" in n and "2026-05-04" in n for n in demand.notes)


def test_serial_numbers_beside_dates_or_with_too_few_digits_are_refused() -> None:
    for other in ("2026-05-04 09:00", "46146.35"):
        with pytest.raises(DataError, match="Excel serial number — format the column"):
            read(f"start,volume,aht\n46146.33,31,180\n{other},31,180\n")


@pytest.mark.parametrize("days", [("05", "16"), ("03", "19"), ("01", "13", "30")])
def test_dates_less_than_a_month_apart_are_read_in_the_only_order(days: tuple[str, ...]) -> None:
    rows = "".join(f"{day}/06/2026 {time},8,190\n" for day in days for time in ("08:00", "08:30"))
    demand = read("start,volume,aht\n" + rows)
    assert any("day/month, the only valid order" in note for note in demand.notes)
    assert len(demand.start) == 2 * len(days)
