"""The planning horizon: selected days, days of 23 and 25 hours, weeks that closed days complete."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import wfm
from support.schedules import (
    EIGHT_HOURS,
    HOUR,
    LUNCH,
    hourly_plan,
    net_from_rows,
    schedule_request,
    scheduled,
)
from wfm.errors import DataError, InputError
from wfm.scheduling.contracts import Contract
from wfm.scheduling.horizon import days_of
from wfm.scheduling.requirements import slot_requirements
from wfm.scheduling.shift_templates import Template

BERLIN = ZoneInfo("Europe/Berlin")
ONE = Template("one", 0, 23 * HOUR, HOUR, (HOUR,))


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_of_23_or_25_hours_has_one_slot_per_elapsed_hour(day, hours):
    first = int(datetime.fromisoformat(day).replace(tzinfo=BERLIN).timestamp())
    plan = hourly_plan(first + np.arange(hours) * 3600, np.full(hours, 2), BERLIN)
    schedule = scheduled(plan, schedule_request([EIGHT_HOURS], [LUNCH], cyclic=True))
    (covered,) = schedule.coverage_by_queue
    assert len(covered.start) == hours
    assert (covered.net >= 2).all()
    assert net_from_rows(schedule).tolist() == covered.net.tolist()
    assert {row.end - row.start for row in schedule.rows} == {8 * 3600}
    assert schedule.totals.paid_hours == 7 * len(schedule.rows)


def test_days_of_selects_the_days_of_a_plan():
    plan = hourly_plan(np.arange(96) * 3600, np.arange(96))
    part = days_of(plan, date(1970, 1, 2), 2)
    assert part.columns["agents"].tolist() == list(range(24, 72))
    assert len(days_of(plan, None, 1).demand) == 24
    with pytest.raises(InputError, match="it contains 1970-01-01 to 1970-01-04"):
        days_of(plan, date(1971, 1, 1), None)


def test_contracts_extend_the_last_week_with_closed_days():
    start = np.concatenate([d * 86400 + np.arange(9, 17) * 3600 for d in range(3)])
    day = Template("day", 9 * HOUR, 9 * HOUR, HOUR, (8 * HOUR,))
    week = Contract("week", days_per_week=(0, 5), people=2)
    schedule = scheduled(
        hourly_plan(start, [2] * 24), schedule_request([day], [], contracts=[week])
    )
    assert sorted({row.date for row in schedule.rows}) == ["1970-01-01", "1970-01-02", "1970-01-03"]
    assert [row.agent for row in schedule.rows] == ["week 1"] * 3 + ["week 2"] * 3
    assert {row.contract for row in schedule.rows} == {"week"}
    assert schedule.coverage_by_queue[0].start.tolist() == start.tolist()
    assert schedule.totals.status == "optimal"


def test_days_of_a_plan_are_local_days():
    zone = ZoneInfo("Asia/Tokyo")
    first = int(datetime(2026, 3, 2, tzinfo=zone).timestamp())
    plan = hourly_plan(first + np.arange(72) * 3600, np.arange(72), zone)
    assert days_of(plan, date(2026, 3, 3), 1).columns["agents"].tolist() == list(range(24, 48))
    assert days_of(plan, date(2026, 3, 3), None).columns["agents"].tolist() == list(range(24, 72))
    assert days_of(plan, None, 1).columns["agents"].tolist() == list(range(24))
    part = days_of(plan, date(2026, 3, 4), 9).demand
    assert part.line.tolist() == list(range(50, 74))
    assert len(part.volume) == len(part.aht) == len(part.queue) == len(part.start) == 24


def test_an_interval_that_ends_on_the_next_day_adds_that_day():
    table = {"start": ["2026-05-04 15:00", "2026-05-04 20:00"], "agents": [2, 3]}
    plan = wfm.read_plan({**table, "interval": [5 * HOUR] * 2})
    (one,) = slot_requirements(plan, schedule_request(ONE), 0.0, HOUR, pool=False)
    assert one.grid.dates == (date(2026, 5, 4), date(2026, 5, 5))
    assert one.required[[14, 15, 20, 24, 25]].tolist() == [0, 2, 3, 3, 0]


def test_a_plan_of_two_centuries_is_refused_before_its_slots_are_made():
    table = {"start": ["1950-05-04 15:00", "1950-05-04 16:00", "2150-05-04 15:00"]}
    plan = wfm.read_plan({**table, "agents": [2, 3, 4], "interval": [HOUR] * 3})
    with pytest.raises(DataError, match=r"1950-05-04 to 2150-05-04, but .* at most 3,660 days"):
        slot_requirements(plan, schedule_request(ONE), 0.0, HOUR, pool=False)


def test_intervals_that_begin_between_the_starts_of_shifts_keep_their_times():
    plan = hourly_plan(np.arange(3) * 3600 + 9 * HOUR + 1800, [2, 2, 2])
    until_noon = Template("morning", 9 * HOUR, 9 * HOUR, HOUR, (3 * HOUR,))
    found = scheduled(plan, schedule_request([until_noon], [], opening_hours=False))
    assert found.slot == 1800
    assert found.totals.understaffed_hours == 1.0  # two people from 12:00 to 12:30


def test_without_opening_hours_no_shift_starts_before_the_first_day_of_the_plan_or_after_its_last():
    # Wednesday to Sunday: Monday and Tuesday complete the calendar week of the contract
    start = np.concatenate([(6 + day) * 86_400 + np.arange(9, 17) * HOUR for day in range(5)])
    plan = hourly_plan(start, np.ones(len(start)))
    full = Contract("full", days_per_week=(3, 5))
    request = schedule_request([ONE], contracts=[full], opening_hours=False)
    (one,) = slot_requirements(plan, request, 0.0, HOUR, pool=False)
    assert one.grid.dates[0].isoformat() == "1970-01-05"
    by_day = one.grid.open.reshape(-1, 24)
    assert by_day.all(axis=1).tolist() == [False, False, True, True, True, True, True]
    assert not by_day[:2].any()
