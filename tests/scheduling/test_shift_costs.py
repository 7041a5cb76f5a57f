"""The cost of the shifts of a schedule: paid time at the local clock of each moment."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

import wfm
from wfm.scheduling.results import Break, ShiftRow
from wfm.scheduling.schedule_document import ScheduleDocument
from wfm.scheduling.shift_costs import cost_notes, costs_of_shifts

ZONE = ZoneInfo("Europe/Vienna")


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


def shift(queue, start, end, breaks=()):
    unpaid = sum(one.end - one.start for one in breaks if not one.paid)
    hours = (at(end) - at(start) - unpaid) / 3600
    return ShiftRow(queue, "", start[:10], "any", "", at(start), at(end), hours, tuple(breaks))


def plan_of(**money):
    forecast = {
        "start": ["2026-10-24 22:00", "2026-10-24 22:30"] * 2,
        "queue": ["day"] * 2 + ["night"] * 2,
        "volume": [20, 25, 5, 10],
        "aht": [200] * 4,
        "interval": 1800,
    }
    return wfm.plan(forecast, "80/20", tz="Europe/Vienna", shrinkage="25%", **money)


def test_premiums_are_on_paid_time_by_the_clock_also_where_it_goes_back():
    plan = plan_of(hourly_cost=20, premiums="Sun 02:00-03:00=50%; Sun=+1", resolution="80%")
    # from 22:00 to 6:00 on the night with the hour from 2:00 to 3:00 twice: 9 hours
    breaks = [
        Break(at("2026-10-25T00:15"), at("2026-10-25T00:45"), False),
        Break(at("2026-10-25T04:00"), at("2026-10-25T04:15"), True),
    ]
    rows = [
        shift("night", "2026-10-24T22:00", "2026-10-25T06:00", breaks),
        shift("day", "2026-10-24T10:00", "2026-10-24T14:00"),
    ]
    total, day, night = costs_of_shifts(plan, rows)
    assert night.paid_hours == 8.5
    assert night.premiums == pytest.approx(2 * 10 + 6.5)  # Sunday: 7 hours less the unpaid break
    assert night.cost == pytest.approx(8.5 * 20 + 26.5)
    assert (day.paid_hours, day.cost, day.premiums) == (4, 80, 0)
    assert (total.queue, total.cost) == ("total", pytest.approx(276.5))
    assert total.cost_per_contact == pytest.approx(276.5 / 60)
    assert night.cost_per_resolved_contact == pytest.approx(night.cost / (15 * 0.8))


def test_without_the_cost_of_an_hour_there_is_none():
    rows = [shift("day", "2026-10-24T10:00", "2026-10-24T14:00")]
    plan = plan_of()
    assert costs_of_shifts(plan, rows) == ()
    assert cost_notes(plan, ()) == []
    assert costs_of_shifts(plan_of(hourly_cost=9), []) == ()


def test_a_schedule_and_its_files_have_the_costs_of_their_plan(tmp_path):
    forecast = {
        "start": [f"2026-05-03 {hour:02d}:00" for hour in range(9, 17)],
        "volume": [30] * 8,
        "aht": [240] * 8,
        "interval": 3600,
    }
    plan = wfm.plan(forecast, "80/20", hourly_cost=20, premiums="Sun=50%")
    schedule = wfm.make_schedule(plan)
    (cost,) = schedule.costs
    assert cost.cost == pytest.approx(30 * schedule.summary().paid_hours)
    schedule.save(tmp_path / "schedule.json")
    document = ScheduleDocument.model_validate_json((tmp_path / "schedule.json").read_text())
    assert document.costs[0].premiums == cost.premiums
    schedule.save(tmp_path / "schedule.xlsx")
