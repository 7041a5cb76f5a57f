"""Times of a clock of 12 hours without AM and PM."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError


def of_times(*times: str) -> str:
    """A forecast of one day with these times, in this order."""
    rows = "".join(f"2026-03-03;{time};{9 + i};210\n" for i, time in enumerate(times))
    return "date;time;volume;aht\n" + rows


@pytest.mark.parametrize(
    "times",
    [
        ("10:30", "11:00", "11:30", "12:00", "12:30", "1:00", "1:30"),
        ("09:00", "10:00", "11:00", "12:00", "01:00", "02:00"),
        ("11:00", "11:30", "2:00", "2:30", "3:00"),
        ("2:00", "1:30", "1:00", "12:30", "12:00", "11:30"),
        ("11:30-12:00", "12:00-12:30", "12:30-1:00", "1:00-1:30"),
    ],
)
def test_an_afternoon_without_pm_is_refused(times: tuple[str, ...]) -> None:
    with pytest.raises(
        DataError, match=r"no time of the file is after 12:59.* write 0\d:00 PM or 1"
    ):
        read(of_times(*times))


@pytest.mark.parametrize(
    "times",
    [
        ("11:00 AM", "12:00 PM", "1:00 PM"),
        ("01:00", "02:00", "11:00", "12:00"),
        ("11:00", "12:00", "13:00", "10:00"),
        ("12:00", "11:00", "10:00"),
        ("10:00", "09:00", "12:00", "11:00"),
    ],
)
def test_other_orders_of_times_are_read(times: tuple[str, ...]) -> None:
    assert len(read(of_times(*times)).start) == len(times)


def test_the_cure_for_an_afternoon_without_pm_works() -> None:
    text = of_times("11:30", "12:00", "12:30", "1:00", "1:30")
    cured = text.replace(";1:00", ";13:00").replace(";1:30", ";1:30 PM")
    assert read(cured).interval == 1800.0
