"""Months of a plan: their labels, days and starts."""

from datetime import date

import pytest

from wfm.capacity_planning.file_records import PlanMonths
from wfm.errors import InputError


def test_months_have_the_days_of_the_calendar():
    months = PlanMonths(date(2027, 12, 1), 4)
    assert months.labels == ("2027-12", "2028-01", "2028-02", "2028-03")
    assert months.days == (31, 31, 29, 31)
    assert months.start(-2) == date(2027, 10, 1)
    assert months.start(13) == date(2029, 1, 1)


def test_weeks_begin_on_mondays():
    weeks = PlanMonths(date(2027, 12, 27), 2, "week")
    assert weeks.labels == ("2027-12-27", "2028-01-03")
    assert weeks.days == (7, 7)
    assert weeks.months_each == pytest.approx(12 / 52)


@pytest.mark.parametrize(
    ("first", "count", "period", "what"),
    [
        (date(2027, 1, 2), 3, "month", "first day of a month"),
        (date(2027, 1, 5), 3, "week", "Monday"),
        (date(2027, 1, 1), 0, "month", "at least 1"),
    ],
)
def test_a_plan_that_begins_inside_a_period_is_refused(first, count, period, what):
    with pytest.raises(InputError, match=what):
        PlanMonths(first, count, period)
