"""The need of months from the plan of a week: hours by weekday, and days of real months."""

from datetime import date

import numpy as np
import pytest

from wfm.capacity_planning.file_records import PlanMonths
from wfm.capacity_planning.interval_need import (
    WeekdaySums,
    monthly_need,
    paid_hours_by_month,
    weekdays_of,
)

# One queue: contacts, workload, agent-hours and occupied hours of two weeks, Monday to Saturday.
TWO_WEEKS = WeekdaySums(
    np.array([[90.0, 70.0, 70.0, 70.0, 80.0, 20.0, 0.0]]),
    np.array([[9.0, 7.0, 7.0, 7.0, 8.0, 2.0, 0.0]]),
    np.array([[18.0, 12.0, 12.0, 12.0, 14.0, 6.0, 0.0]]),
    np.array([[8.5, 6.5, 6.5, 6.5, 7.5, 1.5, 0.0]]),
)
DAYS = np.array([[2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 1.0]])


def weekdays(months):
    first = [np.datetime64(day, "D").astype(int) for day in months.starts]
    return np.array([
        [np.bincount(weekdays_of(np.arange(day, day + length)), minlength=7)]
        for day, length in zip(first, months.days, strict=True)
    ], dtype=float)  # fmt: skip


def test_a_month_with_five_saturdays_has_their_hours():
    months = PlanMonths(date(2027, 4, 1), 2)  # April has four Saturdays, May five
    hours = paid_hours_by_month(months, 520 / 3)
    need = monthly_need([TWO_WEEKS] * 2, DAYS, weekdays(months), hours)
    # April: 4 weeks, a Thursday and a Friday; May: 4 weeks, a Saturday, a Sunday and a Monday
    assert need.agent_hours == pytest.approx([4 * 37 + 6 + 7, 4 * 37 + 3 + 9])
    assert need.contacts == pytest.approx([4 * 200 + 35 + 40, 4 * 200 + 10 + 45])
    assert need.workload == pytest.approx([4 * 20 + 3.5 + 4, 4 * 20 + 1 + 4.5])
    assert need.occupancy[1] == pytest.approx((4 * 18.5 + 0.75 + 4.25) / need.agent_hours[1])
    assert need.need == pytest.approx(need.agent_hours / [40 * 30 / 7, 40 * 31 / 7])


def test_four_weeks_of_february_need_the_hours_of_a_week_over_those_of_a_contract():
    months = PlanMonths(date(2027, 2, 1), 1)
    hours = paid_hours_by_month(months, 35 * 52 / 12)
    need = monthly_need([TWO_WEEKS], DAYS, weekdays(months), hours)
    assert need.need[0] == pytest.approx(74 / 2 / 35)


def test_a_week_has_the_paid_hours_of_a_week():
    weeks = PlanMonths(date(2027, 2, 1), 3, "week")
    assert paid_hours_by_month(weeks, 37.5).tolist() == pytest.approx([37.5] * 3)


def test_a_month_without_agents_needs_nobody():
    nothing = WeekdaySums(*(np.zeros((1, 7)) for _ in range(4)))
    months = PlanMonths(date(2027, 2, 1), 1)
    need = monthly_need([nothing], DAYS, weekdays(months), np.array([160.0]))
    assert need.need.tolist() == [0.0]
    assert np.isnan(need.occupancy[0])
