"""Durations, fractions and service targets in their notations."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wfm
from wfm import units
from wfm.errors import InputError
from wfm.targets import QueueTarget, Target, swapped_note, target_text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20", 20), ("20s", 20), ("3m", 180), ("3 min", 180), ("3m30s", 210), ("1.5h", 5400),
        ("1h30m", 5400), (" 90 s ", 90), ("0", 0), (45, 45), ("2 hours 5 minutes", 7500),
        ("3d", 259200), ("1.5 days", 129600), ("2w", 1209600), ("1 week 1 day", 691200),
        ("1d12h", 129600), ("10 mins", 600), ("5 calendar days", 432000),
    ],
)  # fmt: skip
def test_durations_in_common_notations_are_read(text, seconds):
    assert units.duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["3:30", "m", "", "3x", "-5", "nan", "inf", "1_000", "5m x", "3m;"]
)
def test_an_invalid_duration_is_refused(text):
    with pytest.raises(wfm.InputError, match="aht must be a duration"):
        units.duration(text, "aht")


def test_the_error_of_a_duration_names_the_notations():
    with pytest.raises(wfm.InputError, match=r"write seconds, or 90s, 3m, 1h30m, 1\.5d, 1w\."):
        units.duration("soon", "patience")


@pytest.mark.parametrize("text", ["3 business days", "6 business hours"])
def test_business_time_is_no_duration_without_opening_hours(text):
    with pytest.raises(wfm.InputError, match="that needs no opening hours"):
        units.duration(text, "patience")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("18h", (64800, 0, "")), (90, (90, 0, "")), ("3d", (259200, 0, "calendar")),
        ("5 business hours", (18000, 0, "business")), ("1 Business Day", (0, 1, "business")),
        ("2.5 business days", (0, 2.5, "business")), ("36 calendar hours", (129600, 0, "calendar")),
        ("1 business day 2 business hours", (7200, 1, "business")),
        ("1 business day 30m", (1800, 1, "business")),
    ],
)  # fmt: skip
def test_a_response_time_says_of_which_clock_it_is(text, time):
    assert units.response_time(text) == time


@pytest.mark.parametrize(
    "text", ["2 business weeks", "1d 2 business hours", "1 business day 1 calendar day", "business"]
)
def test_a_response_time_has_one_clock(text):
    with pytest.raises(wfm.InputError, match="2 business days, 4 business hours"):
        units.response_time(text)


@given(st.integers(1, 10**6))
def test_the_text_of_a_duration_is_read_as_the_same_duration(seconds):
    assert units.duration(units.duration_text(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("85/60", (0.85, 60)), ("80/20", (0.8, 20)), ("80%/20s", (0.8, 20)), ("0.9/1m", (0.9, 60)),
        ("99.5/10", (0.995, 10)), ("90 / 60", (0.9, 60)), ("80/0", (0.8, 0)),
    ],
)  # fmt: skip
def test_targets_in_common_notations_are_read(text, target):
    parsed = Target.parse(text)
    assert (parsed.service_level, parsed.within) == target


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("85", "must read like 85/60"),
        ("100/20", "No finite number of agents"),
        ("120/20", "at most 100 %"),
        ("1/20", "No finite number"),
        ("0/20", "service_level must be in"),
        ("eighty/20", "must be a fraction or a percentage"),
        ("80/20:00", "must be a duration"),
        ("80/-1", "must be a duration"),
    ],
)
def test_an_invalid_target_is_refused(text, words):
    with pytest.raises(wfm.InputError, match=words):
        Target.parse(text)


def test_a_target_needs_at_least_one_measure():
    with pytest.raises(wfm.InputError, match="needs service_level and within"):
        Target(within=20)
    with pytest.raises(wfm.InputError, match="service_level needs within"):
        Target(0.8)
    with pytest.raises(wfm.InputError, match=r"did you mean 0\.85"):
        Target(85, 60)
    with pytest.raises(wfm.InputError, match="NaN"):
        Target(math.nan, 60)


def test_the_limit_of_a_target_without_a_service_level_is_only_reported():
    target = Target(asa=20, within=30)
    assert target.goals() == {
        "service_level": None, "within": None, "asa": 20, "max_occupancy": None,
    }  # fmt: skip
    assert (target.limit, Target(asa=20).limit) == (30, 60)


@pytest.mark.parametrize("value", [-1, 1.5, float("nan"), float("inf")])
def test_a_minimum_of_agents_is_a_whole_number(value):
    with pytest.raises(InputError, match="min_agents must be a whole number of agents, 0 or more"):
        QueueTarget.of(Target(0.8, 20.0), min_agents=value)


NOTE = "target: 15 % in 75 s; for 75 % in 15 s write 75/15"
TABLE = {"start": ["2026-06-01 10:00", "2026-06-01 10:30"], "calls": [30, 20], "aht": 210}


class TestSwappedTargets:
    @pytest.mark.parametrize(
        ("text", "is_swapped"),
        [
            ("15/75", True), ("0.25/1m30s", True), ("49.5/70", True), ("5%/99s", True),
            ("75/15", False), ("15/60", False), ("50/80", False), ("15/100", False),
            ("85/85", False),
        ],
    )  # fmt: skip
    def test_a_low_share_in_the_seconds_of_a_usual_share_is_noted(self, text, is_swapped):
        target = Target.parse(text)
        assert bool(swapped_note(target.service_level, target.within)) is is_swapped

    def test_arguments_and_columns_are_noted(self):
        assert NOTE in wfm.plan(TABLE, "15/75").inputs.notes
        table = pd.DataFrame(TABLE)
        assert NOTE in wfm.staff(table, "15/75").attrs["wfm"]["notes"]
        notes = wfm.read_forecast(TABLE | {"target": "15/75"}).notes
        assert notes.count(NOTE) == 1
        of_parts = TABLE | {"target": "15%", "within": 75}
        assert NOTE in wfm.read_forecast(of_parts).notes

    def test_a_schedule_notes_the_target_in_place_of_that_of_its_plan(self):
        plan = wfm.plan(TABLE)
        assert NOTE in wfm.make_schedule(plan, target="15/75").notes
        assert wfm.make_schedule(plan, target="75/15").notes == wfm.make_schedule(plan).notes

    def test_commands_and_centres_note_it(self, wfm_inside, tmp_path):
        calc = wfm_inside("calc", "20", "--interval", "30m", "--aht", "4m", "--target", "15/75")
        assert f"note: {NOTE}\n" in calc.stderr
        path = tmp_path / "day.csv"
        path.write_text("start,calls,aht\n2026-06-01 10:00,30,210\n2026-06-01 10:30,30,210\n")
        for words in ((), ("--agents", "9")):
            done = wfm_inside("staff", path, "--target", "15/75", *words)
            assert done.stderr.count(NOTE) == 1
        assert NOTE in wfm_inside("explain", path, "10:30", "--target", "15/75").stdout
        centre = tmp_path / "centre.toml"
        centre.write_text('[[queue]]\nname = "desk"\ntarget = "15/75"\n')
        path.write_text(
            "queue,start,calls,aht\ndesk,2026-06-01 10:00,30,210\ndesk,2026-06-01 10:30,30,210\n"
        )
        done = wfm_inside("staff", path, "--centre", centre)
        assert f"desk: {NOTE}" in done.stderr


def test_a_target_is_named_part_by_part():
    target = Target(0.8, 20.0, asa=15.0, max_occupancy=0.9, abandonment=0.05)
    assert target_text(target) == (
        "80 % answered within 20 s, ASA ≤ 15 s, abandonment ≤ 5 %, occupancy ≤ 90 %"
    )
