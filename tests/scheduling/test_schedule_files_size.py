"""A schedule of many people is written in proportion to its distinct shifts."""

import json
import time
import tracemalloc

import numpy as np
import pytest

from support.schedules import hourly_plan, schedule_request, scheduled
from wfm.scheduling.schedule_files import (
    schedule_csv_text,
    schedule_json_text,
    write_schedule_files,
)
from wfm.scheduling.shift_templates import Template

PEOPLE = 9_000


@pytest.fixture(scope="module")
def large():
    """Many people who work the same shift."""
    plan = hourly_plan(3600 * np.arange(8, 12), [PEOPLE] * 4)
    template = Template("day", 8 * 3600, 8 * 3600, 3600, (4 * 3600,))
    return scheduled(plan, schedule_request([template], []))


def test_equal_shifts_without_people_share_a_record(large):
    assert len(large.rows) == PEOPLE
    assert len({id(row) for row in large.rows}) == 1


def test_a_large_calendar_takes_little_time_and_has_an_id_per_shift(large, tmp_path):
    begin = time.process_time()
    write_schedule_files(str(tmp_path / "all.ics"), None, large)
    assert time.process_time() - begin < 1.0
    text = (tmp_path / "all.ics").read_text(encoding="utf-8")
    ids = [line for line in text.splitlines() if line.startswith("UID:")]
    assert len(set(ids)) == PEOPLE == text.count("BEGIN:VEVENT")
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n".replace("\r\n", "\n"))


def test_a_large_json_file_is_written_piece_by_piece(large, tmp_path):
    tracemalloc.start()
    write_schedule_files(str(tmp_path / "all.json"), None, large)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    size = (tmp_path / "all.json").stat().st_size
    assert peak < size / 2
    document = json.loads(schedule_json_text(large))
    assert (tmp_path / "all.json").read_text(encoding="utf-8") == schedule_json_text(large)
    assert len(document["rows"]) == PEOPLE == document["summary"]["shifts"]
    assert len(schedule_csv_text(large).splitlines()) == PEOPLE + 1


def test_a_schedule_without_shifts_has_an_empty_list():
    plan = hourly_plan(3600 * np.arange(8, 12), [0] * 4)
    template = Template("day", 8 * 3600, 8 * 3600, 3600, (4 * 3600,))
    text = schedule_json_text(scheduled(plan, schedule_request([template], [])))
    assert json.loads(text)["rows"] == []
    assert '\n  "rows": [],\n' in text
