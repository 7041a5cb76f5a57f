"""A column of dates beside starts that have dates: both must say the same."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError

CONTRADICTION = (
    "Date,Start,Calls,AHT\n13.04.2026,2026-04-13 07:00,61,195\n13.04.2026,2026-04-14 07:30,64,190\n"
    "13.04.2026,2026-04-14 08:00,66,190\n"
)


def test_two_columns_of_dates_that_differ_are_refused_and_both_are_named() -> None:
    with pytest.raises(DataError) as caught:
        read(CONTRADICTION)
    assert "'Date' is 13.04.2026, but 'Start' is 2026-04-14: the two dates" in str(caught.value)
    assert caught.value.count == 1  # each pair once


def test_saying_which_column_is_read_is_the_cure() -> None:
    demand = read(CONTRADICTION, columns={"start": "Start"})
    assert len(demand) == 3


@pytest.mark.parametrize("date", ["2026-04-13", "13/04/2026", "04/13/2026", "Mon 13 Apr 2026"])
def test_dates_that_agree_in_any_form_are_no_problem(date: str) -> None:
    rows = f"{date},2026-04-13 07:00,61,195\n{date},2026-04-13 07:30,64,190\n"
    assert len(read(f"Date,Start,Calls,AHT\n{rows}")) == 2


def test_the_week_and_the_business_day_may_begin_on_another_date() -> None:
    rows = "2026-04-13,2026-04-15 07:00,61,195\n2026-04-13,2026-04-15 07:30,64,190\n"
    for heading in ("Week", "Business Date"):
        assert len(read(f"{heading},Start,Calls,AHT\n{rows}")) == 2
