"""Rows of whole days are never spread over 24 hours by advice alone."""

from __future__ import annotations

import pytest

from support.forecast_text import read
from wfm.errors import DataError

DAYS = "date,calls,aht\n2026-03-02,4000,300\n2026-03-03,3900,300\n2026-03-04,4100,300\n"


def test_daily_rows_are_refused_with_the_advice_to_spread_them_over_opening_hours() -> None:
    with pytest.raises(DataError) as caught:
        read(DAYS)
    text = str(caught.value)
    assert "spread the contacts of each row over the intervals of its opening hours" in text
    assert "as if contacts came evenly over all 24 h, day and night" in text


def test_an_interval_of_a_day_is_noted_as_even_over_24_hours() -> None:
    demand = read(DAYS, interval=86_400.0)
    assert any("as if contacts came evenly over 24 hours" in note for note in demand.notes)
