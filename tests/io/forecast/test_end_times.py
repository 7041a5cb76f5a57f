"""Columns of times that say when the intervals end."""

from __future__ import annotations

from datetime import date

import pytest

from support.forecast_text import read
from wfm.errors import DataError
from wfm.io.forecast.end_times import says_end


@pytest.mark.parametrize(
    "heading",
    [
        "End", "Interval End", "IntervalEnd", "End Time", "Period Ending", "Bis", "Uhrzeit bis",
        "Intervallende", "Endzeit", "Heure de fin", "Fin", "Hasta", "Hora fin", "Fim", "Até",
        "Hora de fim", "Ora fine", "Alle", "Einde", "Eindtijd", "Tot", "To", "interval_end",
    ],
)  # fmt: skip
def test_a_heading_that_says_end_is_refused_as_the_only_time(heading: str) -> None:
    text = f"date;{heading};volume;aht\n2026-03-03;08:30;14;190\n2026-03-03;09:00;15;190\n"
    with pytest.raises(DataError, match="says when the intervals end, and no column when they"):
        read(text)
    assert len(read(text, columns={"time": heading}).start) == 2


@pytest.mark.parametrize(
    "heading", ["From - To", "Start and End", "Interval (de - a)", "Weekend", "Von bis", "Tender"]
)
def test_other_headings_do_not_say_end(heading: str) -> None:
    assert not says_end(heading)


def test_the_ends_beside_the_starts_are_not_read() -> None:
    text = "Datum;Von;Bis;Anrufe;AHT\n3.3.2026;08:00;08:30;14;190\n3.3.2026;08:30;09:00;15;190\n"
    assert read(text).interval == 1800.0


def test_the_ends_of_a_usual_day_are_refused() -> None:
    text = "Bis;Anrufe;AHT\n08:30;14;190\n09:00;15;190\n"
    with pytest.raises(DataError, match="'Bis' says when the intervals end"):
        read(text, date=date(2026, 3, 3))


def test_dates_with_times_below_a_heading_of_ends_are_refused() -> None:
    text = "Interval End;Calls;AHT\n2026-03-03 08:30;14;190\n2026-03-03 09:00;15;190\n"
    with pytest.raises(DataError, match="'Interval End' says when the intervals end"):
        read(text)
    assert len(read(text, columns={"start": "Interval End"}).start) == 2
