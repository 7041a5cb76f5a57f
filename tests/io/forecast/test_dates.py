"""Dates, times of day, zones and the two nights a year that are not like the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from support.forecast_text import read
from wfm.demand import Demand

EIGHT = 1767600000  # Monday 2026-01-05 08:00 of a clock at UTC


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
def test_every_unmistakable_way_to_write_a_start_gives_the_same(texts: tuple[str, str]) -> None:
    demand = starting(*texts)
    assert demand.start.tolist() == [EIGHT, EIGHT + 1800]
    assert demand.zone is None


def test_midnight_and_noon_of_a_12_hour_clock() -> None:
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
def test_an_order_or_format_that_is_told_is_used(
    texts: tuple[str, str], options: dict[str, object]
) -> None:
    assert starting(*texts, **options).start.tolist() == [EIGHT, EIGHT + 1800]


def test_a_format_with_an_offset_gives_the_zone() -> None:
    text = ("05/01/2026 09:00 +0100", "05/01/2026 09:30 +0100")
    demand = starting(*text, date_format="%d/%m/%Y %H:%M %z")
    assert demand.start.tolist() == [EIGHT, EIGHT + 1800]
    assert demand.zone == timezone(timedelta(hours=1))


def test_a_format_for_the_date_alone_leaves_the_time_column_alone() -> None:
    text = "date,time,volume,aht\n5 Jan 2026,08:00,1,2\n5 Jan 2026,8:30 am,3,4\n"
    assert read(text, date_format="%d %b %Y").start.tolist() == [EIGHT, EIGHT + 1800]


def test_the_one_order_that_fits_the_whole_column_is_taken_and_noted() -> None:
    days = [f"{day:02d}/01/2026 08:00" for day in range(5, 15)]
    demand = starting(*days, interval=1800.0)
    assert demand.start[0] == EIGHT
    assert "dates read as day/month, the only order that fits them all" in demand.notes
    american = starting(*[f"1/{day}/2026 08:00" for day in range(5, 15)], interval=1800.0)
    assert american.start.tolist() == demand.start.tolist()


def test_a_day_that_reads_the_same_both_ways_needs_no_order() -> None:
    assert starting("05/05/2026 08:00", "05/05/2026 08:30").interval == 1800


def test_one_offset_for_all_becomes_the_zone() -> None:
    demand = starting("2026-01-05T09:00+01:00", "2026-01-05T09:30+01:00")
    assert demand.start.tolist() == [EIGHT, EIGHT + 1800]
    assert demand.zone == timezone(timedelta(hours=1))
    assert starting("2026-01-05T08:00Z", "2026-01-05T08:30Z").zone == UTC


def test_offsets_are_exact_under_a_told_zone_whatever_their_order() -> None:
    texts = ("2026-10-25T02:30+01:00", "2026-10-25T02:00+02:00", "2026-10-25T02:30+02:00",
             "2026-10-25T02:00+01:00")  # fmt: skip
    demand = starting(*texts, zone="Europe/Berlin")
    first = int(datetime(2026, 10, 25, tzinfo=UTC).timestamp())
    assert demand.start.tolist() == [first + 1800 * i for i in range(4)]
    assert demand.line.tolist() == [3, 4, 5, 2]


def local_day(zone: ZoneInfo, start: datetime, hours: int, step: int = 30) -> list[str]:
    """What clocks on the wall show during some hours from an instant on."""
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
def test_days_of_odd_length_are_read_back_to_their_instants(
    name: str, start: datetime, hours: int
) -> None:
    demand = starting(*local_day(ZoneInfo(name), start, hours), zone=name)
    assert demand.start.tolist() == [int(start.timestamp()) + 1800 * i for i in range(2 * hours)]
    assert not any("missing" in note or "twice" in note for note in demand.notes)


def test_the_hour_that_comes_twice_is_told_apart_in_a_file_with_the_newest_row_first() -> None:
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    texts = local_day(ZoneInfo("Europe/Berlin"), start, 25)[::-1]
    demand = starting(*texts, zone="Europe/Berlin")
    assert demand.line.tolist() == list(range(51, 1, -1))


def test_the_hour_that_comes_twice_is_told_apart_in_each_queue() -> None:
    rows = [f"{queue},2026-10-25 02:{minute},1,180"
            for minute in ("00", "30", "00", "30") for queue in "AB"]  # fmt: skip
    demand = read("queue,start,volume,aht\n" + "\n".join(rows), zone="Europe/Berlin")
    assert demand.start.tolist() == [1792886400 + 1800 * i for i in range(4)] * 2


def test_a_lone_time_of_the_hour_that_comes_twice_is_the_first_and_noted() -> None:
    demand = starting("2026-10-25 01:00", "2026-10-25 02:00", "2026-10-25 03:00",
                      zone="Europe/Berlin")  # fmt: skip
    assert demand.start.tolist() == [1792882800, 1792886400, 1792893600]
    assert any("comes twice on that day but stands in the file once" in n for n in demand.notes)
