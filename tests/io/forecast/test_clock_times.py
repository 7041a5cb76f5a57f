"""Times of day and spans in the forms of files."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError
from wfm.io.forecast.clock_times import TimeForms, is_time_of_day, parse_time, time_forms
from wfm.io.forecast.problems import UnreadableError

MORNING = 1772524800  # Tuesday 2026-03-03 08:00 UTC


def timed(*texts: str, **options: object) -> list[int]:
    """The starts of rows of one day, in seconds after 08:00."""
    rows = "".join(f"2026-03-03;{text};7;200\n" for text in texts)
    return [
        int(start) - MORNING for start in read("date;time;volume;aht\n" + rows, **options).start
    ]


@pytest.mark.parametrize(
    "texts",
    [
        ("0800-0830", "0830-0900"), ("08.00", "08.30"), ("08:00-08:30", "08:30-09:00"),
        ("8:00 AM - 8:30 AM", "8:30 AM - 9:00 AM"), ("8:00-8:30 AM", "8:30-9:00 AM"),
        ("08h00", "08h30"), ("8 h", "8h30"), ("08:00 Uhr", "08:30 Uhr"), ("800", "830"),
        ("08:00 to 08:30", "08:30 to 09:00"), ("08:00 bis 08:30", "08:30 bis 09:00"),
        ("08:00–08:30", "08:30–09:00"), ("08.00-08.30", "08.30-09.00"), ("8:00 a. m.", "8:30 am"),
        ("0.333333333333", "0.354166666667"), ("0.333", "0.354"), ("08:00-08:29", "08:30-08:59"),
    ],
)  # fmt: skip
def test_every_form_of_a_time_gives_the_same_start(texts: tuple[str, str]) -> None:
    assert timed(*texts) == [0, 1800]


def test_fractions_of_a_day_with_few_digits_are_read_as_the_others_of_the_column() -> None:
    assert timed("0.25", "0.291666667", "0.375", interval=3600.0) == [-7200, -3600, 3600]
    assert timed("0.15", "0.30", interval=900.0) == [-8 * 3600 + 900, -8 * 3600 + 1800]


def test_hours_and_minutes_without_a_mark_keep_their_meaning_after_midnight() -> None:
    assert timed("0", "30", "100", "130") == [-28800 + 1800 * i for i in range(4)]
    assert timed("0", "1", "2") == [-28800, -25200, -21600]


def test_the_length_of_the_spans_is_the_interval() -> None:
    text = "date,time,volume,aht\n2026-03-03,08:00-08:15,7,200\n2026-03-03,09:00-09:15,7,200\n"
    demand = read(text)
    assert demand.interval == 900
    assert "interval: 15 min, the length of the spans in 'time'" in demand.notes
    with pytest.raises(DataError, match="the span is 15 min long, but interval is 30 min"):
        read(text, interval=1800.0)


def test_a_span_in_the_column_of_dates_and_times_is_no_offset() -> None:
    rows = ["2026-03-03 08:00-08:30", "2026-03-03 08:30-09:00", "2026-03-03 09:00-09:30"]
    demand = read("start,volume,aht\n" + "".join(f"{row},7,200\n" for row in rows))
    assert demand.zone is None
    assert demand.start.tolist() == [MORNING + 1800 * i for i in range(3)]
    assert read("start,volume,aht\n2026-03-03 08:00-08:00,7,200\n", interval=1800.0).zone


def test_an_iso_interval_is_a_span_with_its_offset() -> None:
    rows = [
        f"2026-03-03T08:{m}:00Z/2026-03-03T{end}:00Z"
        for m, end in (("00", "08:30"), ("30", "09:00"))
    ]
    demand = read("start,volume,aht\n" + "".join(f"{row},7,200\n" for row in rows))
    assert demand.start.tolist() == [MORNING, MORNING + 1800]
    assert str(demand.zone) == "UTC"


def test_a_span_may_end_at_midnight_in_three_ways() -> None:
    for end in ("24:00", "00:00", "23:59"):
        assert parse_time(f"23:30-{end}", separate=True)[:3] == (84_600, None, 1800)
    assert parse_time("11:30-12:00 PM", separate=True)[0] == 41_400


def test_opening_hours_are_no_interval() -> None:
    with pytest.raises(DataError, match="the spans are 10 h long, but agents are planned"):
        timed("08:00-18:00")


@pytest.mark.parametrize("text", ["25:00", "8-8", "noon", "08:75", "13:00 PM"])
def test_a_text_that_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        parse_time(text, separate=True)


def test_the_end_of_a_day_is_a_time_that_its_column_must_allow() -> None:
    assert parse_time("24:00").second == 86_400
    with pytest.raises(UnreadableError, match="'24:30' is not a time of day"):
        parse_time("24:30")


def test_numbers_are_times_only_where_the_column_shows_it() -> None:
    assert not any(map(is_time_of_day, ["212", "41.5", "8", "0.333333"]))
    assert is_time_of_day("0.25", TimeForms(fractions=True))
    assert not time_forms(["8", "9", "10"], separate=True).compact
    assert not time_forms(["0.30", "1.00"], separate=True).fractions


def of_moments(*moments: str) -> str:
    """A forecast whose starts are dates with times, one row each."""
    rows = "".join(f"{moment};{9 + i};210\n" for i, moment in enumerate(moments))
    return "start;volume;aht\n" + rows


@pytest.mark.parametrize(
    "moments",
    [
        ("2026-03-03 07:00-08:00", "2026-03-03 08:00-09:00", "2026-03-03 09:00-10:00"),
        ("03.03.2026 07:00-08:00", "03.03.2026 08:00-09:00"),
        ("2026-03-03 9:00-10:00", "2026-03-03 8:00-9:00"),
        ("2026-03-03 11:00-12:00", "2026-03-03 12:00-13:00"),
    ],
)
def test_hourly_spans_after_a_date_are_no_offsets_from_utc(moments: tuple[str, ...]) -> None:
    demand = read(of_moments(*moments))
    assert demand.interval == 3600.0
    assert demand.zone is None


def test_a_single_span_of_an_hour_after_a_date_is_no_offset() -> None:
    text = (
        "queue;start;volume;aht\nX;2026-03-03 14:00-15:00;9;210\nY;2026-03-03 14:00-15:00;8;210\n"
    )
    assert read(text).interval == 3600.0


def test_a_constant_offset_behind_utc_stays_an_offset() -> None:
    moments = [f"2026-03-03 {hour:02d}:00-05:00" for hour in range(1, 24)]
    demand = read(of_moments(*moments))
    assert str(demand.zone) == "UTC-05:00"
    assert demand.interval == 3600.0


def test_a_single_time_that_may_be_a_span_or_have_an_offset_is_refused() -> None:
    text = of_moments("2026-03-03 02:00-05:00")
    with pytest.raises(DataError, match="from 02:00 to 05:00, or 02:00 at UTC-05:00"):
        read(text)
    assert read(text.replace("02:00-05:00", "02:00 - 05:00")).interval == 3 * 3600.0
    with_offset = text.replace("02:00-05:00", "02:00:00-05:00")
    assert str(read(with_offset, interval=3600.0).zone) == "UTC-05:00"
