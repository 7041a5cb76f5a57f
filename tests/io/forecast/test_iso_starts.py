"""Starts of one form read as arrays: the same instants as one by one, and no other text."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from support.forecast_text import read
from wfm.errors import DataError
from wfm.io.forecast.iso_starts import iso_seconds

FIRST = datetime(1999, 12, 31, 21, 15)
MOMENTS = [FIRST + timedelta(minutes=37 * step) for step in range(400)]


@pytest.mark.parametrize(
    "form", ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]
)
def test_each_form_gives_the_seconds_since_1970(form: str) -> None:
    seconds = iso_seconds([moment.strftime(form) for moment in MOMENTS])
    assert seconds is not None
    assert seconds.tolist() == [
        round((moment - datetime(1970, 1, 1)).total_seconds()) for moment in MOMENTS
    ]


@pytest.mark.parametrize(
    "odd",
    [
        "2026-02-30 08:00", "2026-13-01 08:00", "2026-03-02 24:00", "2026-03-02 08:60",
        "2026-03-02 0830 ", "2026/03/02 08:00", "2026-03-02\t08:00", "2026-03-02 8:00a",
        "1899-12-31 08:00", "2201-01-01 08:00", "٢٠٢٦-03-02 08:00", "2026-03-02 08:00Z",
        "2026-03-02 08:0\0", "",
    ],
)  # fmt: skip
def test_a_text_of_another_form_is_left_to_the_parser(odd: str) -> None:
    assert iso_seconds([odd]) is None
    assert iso_seconds(["2026-03-02 08:00", odd]) is None


def test_a_file_is_read_alike_with_and_without_a_row_of_another_form() -> None:
    rows = [f"2026-05-04 {hour:02d}:00,{hour},180" for hour in range(6, 22)]
    plain = read("\n".join(["start,volume,aht", *rows]))
    mixed = read("\n".join(["start,volume,aht", *rows[:-1], "2026-05-04 9:00 PM,21,180"]))
    assert plain.start.tolist() == mixed.start.tolist()
    with pytest.raises(DataError, match=r":17: column 'start': '2026-02-30' is not a date"):
        read("\n".join(["start,volume,aht", *rows[:-1], "2026-02-30 08:00,21,180"]))
