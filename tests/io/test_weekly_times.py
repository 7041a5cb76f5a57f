"""Weekdays and hours in the ways that planners write them."""

import pytest

from wfm.io.forecast.problems import UnreadableError
from wfm.io.weekly_times import clock, clock_span, weekdays


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Tue", (1,)),
        ("tue-thu", (1, 2, 3)),
        ("Tuesday to Thursday", (1, 2, 3)),
        ("TUESDAY – THURSDAY", (1, 2, 3)),
        ("Sat..Mon", (5, 6, 0)),
        ("Wed, Sat-Sun, Wed", (2, 5, 6)),
        ("Di-Do", (1, 2, 3)),
        ("Mo-Fr", (0, 1, 2, 3, 4)),
        ("segunda-feira - quarta-feira", (0, 1, 2)),
    ],
)
def test_weekdays_are_read_in_any_case_and_language(text, days):
    assert weekdays(text) == days


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Tue-Thru", "has 'Thru', which is not a weekday; did you mean Thu"),
        ("Tue-", "must be one value, or two"),
        ("Tue-Wed-Thu", "must be one value, or two"),
        ("", "must be one value"),
        ("ma", "is Monday or Tuesday, depending on the language; write Mon or Tue"),
        ("ma, do", "has 'ma', which is Monday or Tuesday"),
        ("Tue, Do", "different languages, Tue and Do: write Mon to Sun"),
    ],
)
def test_what_is_no_weekday_or_several_is_refused(text, message):
    with pytest.raises(UnreadableError, match=message):
        weekdays(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("09:15-17:45", (33_300, 63_900)),
        ("9:15 to 17:45", (33_300, 63_900)),
        ("23:30–05:30", (84_600, 106_200)),
        ("00:00-24:00", (0, 86_400)),
        ("10:00-10:00", (36_000, 122_400)),
    ],
)
def test_hours_over_midnight_end_on_the_next_day(text, span):
    assert clock_span(text) == span


@pytest.mark.parametrize("text", ["9", "9:5", "24:01", "25:00", "10:60", "-1:00", "10:00 h"])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(UnreadableError, match="is not a time of day"):
        clock(text)


@pytest.mark.parametrize("text", ["09:00", "09:00-", "09:00-12:00-13:00", "24:00-06:00"])
def test_what_is_no_span_of_hours_is_refused(text):
    with pytest.raises(UnreadableError):
        clock_span(text)
