"""A finished schedule as tables: the times of its frames are those of its CSV."""

import csv
import io
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from support.schedules import (
    DAY_SHIFT,
    HOUR,
    LUNCH,
    hourly_plan,
    schedule_request,
    scheduled,
    working_days,
)
from wfm.scheduling.results import Understaffing, understaffing_text
from wfm.scheduling.schedule_files import coverage_csv_text
from wfm.scheduling.schedule_result import Schedule

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = 20_514 * 24 * HOUR  # 2 March 2026, 00:00 UTC


def day_schedule(zone: ZoneInfo | None) -> Schedule:
    """One shift from 08:00 to 16:00 local time with a lunch break."""
    offset = HOUR if zone else 0
    start = MONDAY - offset + np.arange(8, 16) * HOUR
    request = schedule_request([DAY_SHIFT], [LUNCH], understaffed=2.0)
    return scheduled(hourly_plan(start, np.ones(8), zone=zone), request)


def csv_column(text: str, name: str) -> list[str]:
    return [row[name] for row in csv.DictReader(io.StringIO(text))]


def frame_and_csv_times(schedule: Schedule, folder) -> list[tuple[pd.Series, list[str]]]:
    """Each column of times in the frames, beside the same column of the CSV."""
    schedule.save(folder / "schedule.csv")
    text = (folder / "schedule.csv").read_text(encoding="utf-8")
    frame, coverage = schedule.to_frame(), schedule.coverage()
    return [
        (frame["start"], csv_column(text, "start")),
        (frame["end"], csv_column(text, "end")),
        (coverage["start"], csv_column(coverage_csv_text(schedule), "start")),
    ]


def test_the_frames_of_a_plan_without_a_zone_have_the_naive_times_of_the_csv(tmp_path):
    schedule = day_schedule(None)
    for times, texts in frame_and_csv_times(schedule, tmp_path):
        assert times.dt.tz is None
        assert [time.isoformat() for time in times] == texts
    assert schedule.to_frame()["start"].tolist() == [pd.Timestamp("2026-03-02 08:00")]
    assert schedule.to_frame()["end"].tolist() == [pd.Timestamp("2026-03-02 16:00")]


def test_the_frames_of_a_plan_with_a_zone_have_the_aware_times_of_the_csv(tmp_path):
    schedule = day_schedule(BERLIN)
    for times, texts in frame_and_csv_times(schedule, tmp_path):
        assert str(times.dt.tz) == "Europe/Berlin"
        assert [time.isoformat() for time in times] == texts
    assert schedule.to_frame()["start"].tolist() == [pd.Timestamp("2026-03-02 08:00", tz=BERLIN)]


@pytest.mark.parametrize("zone", [None, BERLIN])
def test_the_frames_have_the_cells_of_the_csv(tmp_path, zone):
    schedule = day_schedule(zone)
    schedule.save(tmp_path / "schedule.csv")
    text = (tmp_path / "schedule.csv").read_text(encoding="utf-8")
    frame = schedule.to_frame()
    for name in ("queue", "agent", "date", "shift", "contract", "breaks"):
        assert frame[name].astype(str).tolist() == csv_column(text, name)
    assert frame["breaks"].str.len().gt(0).all()
    coverage = schedule.coverage()
    for name in ("required", "present", "on_break", "net", "overstaffed", "understaffed"):
        written = [float(cell) for cell in csv_column(coverage_csv_text(schedule), name)]
        assert coverage[name].tolist() == written


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (8, "Mon 1970-01-05 22:00-06:00: 1 agent missing: why"),
        (24, "Mon 1970-01-05 22:00 to Tue 1970-01-06 22:00: 1 agent missing: why"),
        (50, "Mon 1970-01-05 22:00 to Thu 1970-01-08 00:00: 1 agent missing: why"),
    ],
)
def test_a_long_understaffed_time_has_the_date_of_its_end(hours, text):
    schedule = scheduled(working_days(1, 1, hours=range(8, 16)), schedule_request([DAY_SHIFT]))
    start = 4 * 24 * HOUR + 22 * HOUR
    period = Understaffing("", start, start + hours * HOUR, 1, "why")
    assert understaffing_text(period, schedule) == text
