"""Rules of shifts: read from TOML, every mistake named, laid out over a calendar."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from pydantic import ValidationError

from support.paths import ROOT
from wfm.config.invalid_keys import table_in
from wfm.errors import DataError, InputError
from wfm.scheduling.contracts import Contract
from wfm.scheduling.request import MinimumStaffing
from wfm.scheduling.rule_tables import PremiumRule
from wfm.scheduling.rules_file import EXAMPLE, Rules, default_rules, read_rules
from wfm.scheduling.shift_templates import (
    BreakRule,
    Premium,
    SlotGrid,
    Template,
    grid_of,
    lay_out,
    windows,
)

MINUTE, QUARTER, HALF, HOUR = 60, 900, 1800, 3600  # seconds
WHOLE = """
[[shift]]
name = "day"
start = "08:00-10:00"
length = ["8h30m"]
"""
BREAK = """[[break]]
kind = "lunch"
length = "30m"
paid = false
counted_from = "middle"
"""
CONTRACT = """[[contract]]
name = "c"
"""


def rules_of(tmp_path, text):
    path = tmp_path / "rules.toml"
    path.write_text(text)
    return read_rules(str(path))


def test_the_example_is_the_default_and_its_comments_can_be_switched_on(tmp_path):
    assert rules_of(tmp_path, EXAMPLE) == default_rules()
    lines = []
    for line in EXAMPLE.splitlines():
        bare = line.removeprefix("# ")
        known = (
            bare != line and (bare.startswith("[") or " = " in bare) and "max_people" not in bare
        )
        lines.append(bare if known else line)
    lines = [line.replace("; or max_people = 30", "") for line in lines]
    on = rules_of(tmp_path, "\n".join(lines))
    assert on.cover.understaffed == 200
    assert on.contracts()[0].start_flexibility == 3600
    assert on.templates()[0].premiums[0].share == 0.25


def test_a_rule_is_read_as_it_is_written(tmp_path):
    rules = rules_of(
        tmp_path,
        WHOLE
        + """
days = "Fri-Mon"
[[break]]
kind = "lunch"
length = "30m"
paid = false
counted_from = "middle"
earliest = "-1h"
latest = "1h"
""",
    )
    (template,), (pause,) = rules.templates(), rules.breaks()
    assert (template.first, template.last, template.step, template.lengths) == (
        8 * HOUR,
        10 * HOUR,
        HALF,
        (17 * HALF,),
    )
    assert template.days == {4, 5, 6, 0}
    assert (pause.length, pause.paid, pause.anchor) == (HALF, False, "middle")
    assert (pause.earliest, pause.latest) == (-HOUR, HOUR)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[cover]\nunderstafed = 3" + WHOLE, 2, "cover.understafed: .*did you mean 'understaffed'"),
        ("[covr]\n" + WHOLE, 1, "covr: unknown key; did you mean 'cover'"),
        (WHOLE + 'stpe = "30m"', 6, r"shift\[1\].stpe: .*did you mean 'step'"),
        (WHOLE.replace("08:00-10:00", "8-10"), 4, r"shift\[1\].start: '8-10' is not a time of day"),
        (WHOLE + "step = 30", 6, r"shift\[1\].step: 30 is a number without a unit; write '30m'"),
        (WHOLE.replace("8h30m", "8:30"), 5, r"shift\[1\].length\[1\]: '8:30' is not a duration"),
        (
            WHOLE + 'days = "Mon-Fryday"',
            6,
            r"'Fryday', which is not a weekday; did you mean Friday",
        ),
        (WHOLE + "pay = -1", 6, r"shift\[1\].pay: -1 .*greater than or equal to 0.000001"),
        (WHOLE + WHOLE, 8, r"shift\[2\].name: duplicate shift name 'day'"),
        ("", None, "shift: is missing"),
        (WHOLE + BREAK + 'earliest = "1h"', 6, r"break\[1\].latest: is missing"),
        (
            WHOLE + BREAK + 'earliest = "2h"\nlatest = "1h"',
            12,
            r"break\[1\].latest: must not be before ear",
        ),
        (
            WHOLE
            + BREAK
            + 'earliest = "1h"\nlatest = "1h"\nmax_shift_length = "4h"\nmin_shift_length = "6h"',
            13,
            r"break\[1\].max_shift_length: must not be below min",
        ),
        (
            WHOLE + BREAK + 'earliest = "1h"\nlatest = "1h"\nshifts = ["dya"]',
            13,
            r"break\[1\].shifts: unknown shift 'dya'.*mean 'day'",
        ),
        (
            WHOLE + '[[contract]]\nname = "c"\nshifts = [\n"day",\n"dya"]',
            8,
            r"contract\[1\].shifts: unknown shift 'dya'.*mean 'day'",
        ),
        (
            WHOLE + "[fairness]\nunpopular = { day = 1, dya = 2 }",
            7,
            "fairness.unpopular.dya: unknown shift 'dya'.*mean 'day'",
        ),
        (WHOLE + CONTRACT + "days_per_week = 6", 8, "days_per_week: .* do not fit into 7 days"),
        (
            WHOLE + CONTRACT + "consecutive_days_off = 3",
            8,
            "consecutive_days_off: .* do not fit into 7",
        ),
        (
            WHOLE + CONTRACT + "days_per_week = [5, 4]",
            8,
            "must be 0 to 7, the minimum first: got 5 to",
        ),
        (
            WHOLE + CONTRACT + "days_per_week = 'few'",
            8,
            r"\[1\].days_per_week: 'few' must be",
        ),
        (WHOLE + CONTRACT + "days_per_week = [3, 4, 5]", 8, "must be one number, or "),
        (
            WHOLE + CONTRACT + "people = 3\nmax_people = 4",
            9,
            r"contract\[1\].max_people: .*keep one",
        ),
        ("[[shift]\n", 1, "is not TOML at column 8: "),
        (
            "[cover]\ngoal = 'week'\n" + WHOLE,
            2,
            "cover.goal: 'week' must be 'interval' or",
        ),
        (WHOLE + CONTRACT + CONTRACT, 9, "duplicate contract name 'c'"),
        (WHOLE + CONTRACT + "rest = '-1h'", 8, "must be 0 s to 168 h: got -1 h"),
        (WHOLE + CONTRACT + "weekly_hours = [40, 30]", 8, "the minimum first: got 40 to 30"),
        (
            WHOLE + CONTRACT + "min_consecutive_days = 7",
            8,
            "above max_consecutive_days, which is 6",
        ),
        (WHOLE + CONTRACT + "weekends = 2", 8, "at most the weeks of a period, which are 1"),
        (WHOLE + CONTRACT + "limits = { dya = 2 }", 8, "limits.dya: unknown shift.*mean 'day'"),
        ("week_starts = 'Mon-Tue'" + WHOLE, 1, "week_starts: .* must be one weekday"),
        ("week_starts = 'Mnday'" + WHOLE, 1, "is not a weekday; did you mean Monday"),
        (WHOLE + "[[minimum]]\nagents = -1", 7, r"minimum\[1\].agents: -1 .*0"),
        (WHOLE + "[[minimum]]\nagents = 1\nhours = '9-17'", 8, "is not a time of day"),
        (WHOLE + "[[minimum]]\nagents = 1\nhours = '09:00'", 8, "from a time to another one"),
        (WHOLE + "[[minimum]]\nagent = 1", 7, "agent: unknown key; did you mean 'agents'"),
        ("[cover]\nshortage = 'convexe'" + WHOLE, 2, "must be 'convex' or 'linear'"),
        ("[cover]\nkinds = 8" + WHOLE, 2, "did you mean 'max_distinct_shifts'"),
        ("[cover]\nweek_starts = 'Mon'" + WHOLE, 2, r"write it at the top, before the first \["),
        (WHOLE + "weekends = 2", 6, r"unknown key here; write it in \[\[contract\]\]"),
        # one mistake in a shift does not hide another elsewhere, nor make one of its name
        (WHOLE.replace('"day"', "7") + CONTRACT + 'shifts = ["day"]', 3, r"shift\[1\].name: 7 "),
    ],
)
def test_a_mistake_is_named_with_its_key_line_and_cure(tmp_path, text, line, message):
    with pytest.raises(DataError, match=message) as caught:
        rules_of(tmp_path, text)
    place = tmp_path / "rules.toml"
    assert str(caught.value).startswith(f"{place}:{line}: " if line else f"{place}: ")
    assert caught.value.count == 1


def test_all_mistakes_are_reported_at_once(tmp_path):
    with pytest.raises(DataError) as caught:
        rules_of(tmp_path, "[cover]\na = 1\nb = 2\n" + WHOLE + 'days = "X"\nstep = 5')
    assert caught.value.count == 4


def horizon(days=7, slot=HALF, zone=None, first=date(2026, 3, 2), cyclic=False, is_open=None):
    start = datetime(first.year, first.month, first.day, tzinfo=zone)
    base = datetime(1970, 1, 1)
    instant = int(start.timestamp() if zone else (start - base).total_seconds())
    dates = tuple(date.fromordinal(first.toordinal() + d) for d in range(days))
    slots = days * 24 * HOUR // slot
    is_open = np.ones(slots, bool) if is_open is None else is_open
    return SlotGrid(instant, slot, is_open, cyclic, zone, dates)


DAY = Template("day", 8 * HOUR, 10 * HOUR, HOUR, (8 * HOUR,), pay=2.0)
LUNCH = BreakRule("lunch", HALF, paid=False, anchor="middle", earliest=-HOUR, latest=HOUR)


def test_a_template_becomes_a_shift_for_each_day_start_and_length():
    where = horizon()
    shifts = lay_out([DAY], [LUNCH], where, np.ones(len(where.open), np.int64))
    assert len(shifts) == 7 * 3
    assert (shifts[0].start, shifts[0].length, shifts[0].clock) == (16, 16, 8 * HOUR)
    assert (shifts[0].paid_hours, shifts[0].cost) == (7.5, 15.0)
    (window,) = shifts[0].breaks
    # from 2 h 45 min to 4 h 45 min after the start, on half-hours
    assert (window.earliest, window.latest, window.length) == (6, 9, 1)


def test_no_shift_is_outside_opening_hours_but_may_begin_and_end_where_no_one_is_required():
    slots = np.arange(48)
    where = horizon(days=1, is_open=(slots >= 17) & (slots < 34))
    need = np.where(where.open, 1, 0)
    assert [s.start for s in lay_out([DAY], [], where, need)] == [18]
    early = Template("early", 17 * HALF, 10 * HOUR, HALF, (8 * HOUR,))
    assert [s.start for s in lay_out([early], [], where, need)] == [17, 18]
    need[[18, 33]] = 0
    assert [s.start for s in lay_out([early], [], where, need)] == [17, 18]


def test_only_shifts_without_required_people_are_left_out_and_only_without_people():
    where = horizon(days=2)
    need = np.zeros(96, np.int64)
    need[20:24] = 1  # of the first day
    assert [s.start for s in lay_out([DAY], [], where, need)] == [16, 18, 20]
    assert [s.start for s in lay_out([DAY], [], where)] == [16, 18, 20, 64, 66, 68]


def test_a_night_shift_runs_into_the_next_day_and_round_a_cyclic_week():
    night = Template("night", 22 * HOUR, 22 * HOUR, HALF, (8 * HOUR,))
    need = np.ones(336, np.int64)
    # around the clock, the night of Sunday ends behind the plan
    assert [s.day for s in lay_out([night], [], horizon(), need)] == [0, 1, 2, 3, 4, 5, 6]
    opens_late = np.arange(336) >= 2
    assert len(lay_out([night], [], horizon(is_open=opens_late), need)) == 6
    week = lay_out([night], [], horizon(cyclic=True), need)
    assert [s.day for s in week] == [0, 1, 2, 3, 4, 5, 6]
    assert week[-1].start == 6 * 48 + 44


@pytest.mark.parametrize("cyclic", [False, True])
def test_a_start_after_midnight_belongs_to_its_own_date(cyclic):
    """The window of Sunday evening reaches into Monday; only Saturday's may not open."""
    nights = Template("night", 23 * HOUR, HOUR, HOUR, (4 * HOUR,), days=(0, 1, 2, 3, 4, 6))
    grid = horizon(cyclic=cyclic)
    found = lay_out([nights], [], grid, np.ones(len(grid.open), dtype=np.int64))
    assert all(shift.start // 48 == shift.day for shift in found)
    assert sorted(shift.day for shift in found if shift.clock == HOUR) == [0, 1, 2, 3, 4, 5]


def test_starts_are_local_times_and_lengths_are_elapsed_time():
    berlin = ZoneInfo("Europe/Berlin")
    spring = horizon(days=2, zone=berlin, first=date(2026, 3, 28))
    shifts = lay_out(
        [Template("day", 8 * HOUR, 8 * HOUR, HALF, (4 * HOUR,))], [], spring, np.ones(96, np.int64)
    )
    assert [s.start for s in shifts] == [16, 48 + 14]  # one hour is missing before the second
    missing = Template(
        "early", 5 * HALF, 5 * HALF, HALF, (4 * HOUR,)
    )  # 02:30 does not exist on the 29th
    assert [s.day for s in lay_out([missing], [], spring, np.ones(96, np.int64))] == [0]


def test_premium_hours_are_paid_more_across_midnight_and_by_weekday():
    plain = Template(
        "night", 22 * HOUR, 22 * HOUR, HALF, (8 * HOUR,), premiums=(Premium(0, 6 * HOUR, 0.5),)
    )
    (shift, *_) = lay_out([plain], [], horizon(), np.ones(336, np.int64))
    assert shift.cost == 8 + 0.5 * 6
    sunday = Template(
        "night",
        22 * HOUR,
        22 * HOUR,
        HALF,
        (8 * HOUR,),
        premiums=(Premium(0, 24 * HOUR, 1.0, frozenset({6})),),
    )
    costs = [s.cost for s in lay_out([sunday], [], horizon(), np.ones(336, np.int64))]
    # Saturday's shift works six hours of Sunday, and Sunday's shift two
    assert costs == [8, 8, 8, 8, 8, 8 + 6, 8 + 2]


def test_the_grid_is_the_finest_that_plan_starts_and_breaks_need():
    quarter = BreakRule("break", QUARTER, paid=True, anchor="start", earliest=HOUR, latest=2 * HOUR)
    assert grid_of(HALF, [DAY], [LUNCH]) == HALF
    assert grid_of(HALF, [DAY], [LUNCH, quarter]) == QUARTER
    with pytest.raises(InputError, match="grid of 1 min"):
        grid_of(HALF, [Template("odd", 481 * MINUTE, 481 * MINUTE, HALF, (8 * HOUR,))], [])


def test_breaks_that_do_not_fit_or_overlap_are_refused_by_name():
    where, need = horizon(), np.ones(336, np.int64)
    late = BreakRule("late", HALF, paid=True, anchor="end", earliest=-HALF, latest=0)
    with pytest.raises(InputError, match="break 'late' does not lie inside a day shift of 8 h"):
        lay_out([DAY], [late], where, need)
    tea = BreakRule("tea", HALF, paid=True, anchor="start", earliest=2 * HOUR, latest=4 * HOUR)
    with pytest.raises(InputError, match="windows of 'tea' and 'lunch' overlap in a day shift"):
        lay_out([DAY], [LUNCH, tea], where, need)


EVERY_KEY = """
week_starts = "Sunday"
[cover]
understaffed = 200
shortage = "linear"
overstaffed = 3
distinct_shift = 4
max_distinct_shifts = 12
min_share = "80%"
goal = "day"
min_service_level = "40%"
opening_hours = false
[[minimum]]
agents = 3
hours = "21:00-06:30"
days = "Fri-Sat"
queues = ["sales"]
[[minimum]]
agents = 1
[[shift]]
name = "day"
start = "08:00-10:00"
step = "15m"
length = ["8h30m", "4h", "8h30m"]
days = ["Mon-Wed", "Sat"]
pay = 1.5
[[shift.premium]]
hours = "22:00-06:00"
share = "25%"
days = "Sun"
[[shift]]
name = "late"
start = "14:00"
length = ["24h"]
[[break]]
kind = "tea"
length = "15m"
paid = true
counted_from = "end"
earliest = "-2h"
latest = "-2h"
shifts = ["late"]
min_shift_length = "5h"
max_shift_length = "5h"
[[contract]]
name = "full"
shifts = ["day", "late"]
days_per_week = [3, 4]
weekly_hours = [20, 30]
consecutive_days_off = 3
max_consecutive_days = 5
rest = "12h"
start_flexibility = "1h"
people = 30
[[contract]]
name = "few"
period = 4
min_consecutive_days = 2
min_consecutive_days_off = 3
weekends = 1
limits = { late = 6, day = 0 }
days_per_week = 4
weekly_hours = 38.5
max_people = 7
[fairness]
weekend = 5
unpopular = { late = 2 }
"""


def test_every_key_of_a_file_sets_its_value(tmp_path):
    rules = rules_of(tmp_path, EVERY_KEY)
    assert rules.cover.model_dump() == {
        "understaffed": 200, "shortage": "linear", "overstaffed": 3,
        "distinct_shift": 4, "max_distinct_shifts": 12,
        "full_time": 0, "part_time": 0, "min_share": 0.8,
        "goal": "day", "min_service_level": 0.4, "opening_hours": False,
    }  # fmt: skip
    assert rules.fairness.model_dump(exclude={"night", "max_above_mean"}) == {
        "weekend": 5, "unpopular": {"late": 2},
    }  # fmt: skip
    assert rules.templates() == [
        Template(
            "day", 8 * HOUR, 10 * HOUR, QUARTER, (4 * HOUR, 17 * HALF),
            frozenset({0, 1, 2, 5}), 1.5,
            (Premium(22 * HOUR, 6 * HOUR, 0.25, frozenset({6})),),
        ),
        Template("late", 14 * HOUR, 14 * HOUR, HALF, (24 * HOUR,)),
    ]  # fmt: skip
    assert rules.breaks() == [
        BreakRule(
            "tea",
            QUARTER,
            True,
            "end",
            -2 * HOUR,
            -2 * HOUR,
            frozenset({"late"}),
            5 * HOUR,
            5 * HOUR,
        )
    ]
    assert rules.contracts() == [
        Contract("full", ("day", "late"), (3, 4), (20.0, 30.0), 3, 43_200.0, 3600.0, 5, people=30),
        Contract(
            "few", (), (4, 4), (0.0, 38.5), 2, 39_600.0, None, 6, None, 7, 4, 2, 3, 1,
            (("late", 6), ("day", 0)),
        ),
    ]  # fmt: skip
    asked = rules.shift_rules()
    assert asked.week_starts == 6
    assert asked.minimums == [
        MinimumStaffing(3, (21 * HOUR, 13 * HALF), frozenset({4, 5}), frozenset({"sales"})),
        MinimumStaffing(1),
    ]
    assert rules.prices().shortage == "linear"


def test_missing_keys_have_their_defaults(tmp_path):
    rules = rules_of(tmp_path, WHOLE + BREAK + 'earliest = "0m"\nlatest = "+30m"\n' + CONTRACT)
    assert rules.cover.model_dump() == {
        "understaffed": None, "shortage": "convex", "overstaffed": 0,
        "distinct_shift": 0, "max_distinct_shifts": None,
        "full_time": 0, "part_time": 0, "min_share": 0,
        "goal": "interval", "min_service_level": 0.5, "opening_hours": True,
    }  # fmt: skip
    assert rules.fairness.model_dump() == {
        "weekend": 0, "night": 0, "unpopular": {}, "max_above_mean": None,
    }  # fmt: skip
    assert rules.templates() == [Template("day", 8 * HOUR, 10 * HOUR, HALF, (17 * HALF,))]
    assert rules.breaks() == [BreakRule("lunch", HALF, False, "middle", 0, HALF)]
    assert rules.contracts() == [Contract("c", max_consecutive_days=6)]
    assert rules_of(tmp_path, WHOLE).breaks() == rules_of(tmp_path, WHOLE).contracts() == []


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ("Mon-Sun", {0, 1, 2, 3, 4, 5, 6}),
        ("Tue", {1}),
        ("wednesday, THU", {2, 3}),
        ("Sun-Tue", {6, 0, 1}),
        ("Sat-Fri", {0, 1, 2, 3, 4, 5, 6}),
        ("Fri-Fri, Sat", {4, 5}),
    ],
)
def test_weekdays_are_read_in_any_length_and_spans_go_over_sunday(tmp_path, days, found):
    (template,) = rules_of(tmp_path, WHOLE + f'days = "{days}"').templates()
    assert template.days == found


@pytest.mark.parametrize(
    "change",
    [
        ("08:00-10:00", "0:00-24:00"),
        ('["8h30m"]', '["24h"]'),
        ('["8h30m"]', '["8h"]\nstep = "5m"'),
        (
            '["8h30m"]',
            '["8h"]\n[cover]\noverstaffed = 0\ndistinct_shift = 0\nmax_distinct_shifts = 1',
        ),
        (
            '["8h30m"]',
            '["8h"]\n[cover]\nunderstaffed = 9\nmin_share = "100%"\nmin_service_level = "99%"',
        ),
        ('["8h30m"]', '["8h"]\n[fairness]\nweekend = 0\nunpopular = { day = 0 }'),
        ('["8h30m"]', '["8h"]\n' + CONTRACT + "days_per_week = [0, 7]\nconsecutive_days_off = 0"),
        ('["8h30m"]', '["8h"]\n' + CONTRACT + "days_per_week = [5, 5]\nconsecutive_days_off = 2"),
        ('["8h30m"]', '["8h"]\n' + CONTRACT + "days_per_week = 0\nconsecutive_days_off = 7"),
        ('["8h30m"]', '["8h"]\n' + CONTRACT + "people = 0\nmax_consecutive_days = 1\nrest = '0m'"),
        ('["8h30m"]', '["8h"]\n' + CONTRACT + "max_people = 0"),
        (
            '["8h30m"]',
            '["8h"]\n' + BREAK.replace("30m", "4h") + 'earliest = "1h"\nlatest = "1h"',
        ),
    ],
)
def test_limits_of_allowed_values_are_allowed(tmp_path, change):
    assert rules_of(tmp_path, WHOLE.replace(*change)).shift


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("08:00-10:00", "8:60"), "'8:60' is not a time of day"),
        (("08:00-10:00", "25:00"), "'25:00' is not a time of day"),
        (("08:00-10:00", "008:00"), "'008:00' is not a time of day"),
        (('"8h30m"', '"8h30s"'), "must be whole minutes"),
        (('"8h30m"', '"x8h"'), "'x8h' is not a duration"),
        (('"8h30m"', '"0m"'), "must be 60 s to 24 h: got 0 s"),
        (('"8h30m"', '"24h1m"'), "must be 60 s to 24 h: got 24 h 1 min"),
        (('["8h30m"]', "[]"), r"shift\[1\].length: "),
        (('"day"', '""'), r"shift\[1\].name: "),
        (('["8h30m"]', '["8h"]\nstep = "4m"'), "must be 5 min to 24 h: got 4 min"),
        (('["8h30m"]', '["8h"]\npay = 0'), "greater than or equal to 0.000001"),
        (('["8h30m"]', '["8h"]\n[cover]\nunderstaffed = 0'), "greater than or equal to 0.000001"),
        (('["8h30m"]', '["8h"]\n[cover]\noverstaffed = -0.1'), "greater than or equal to 0"),
        (('["8h30m"]', '["8h"]\n[cover]\ndistinct_shift = -0.1'), "greater than or equal to 0"),
        (('["8h30m"]', '["8h"]\n[cover]\nmax_distinct_shifts = 0'), "greater than or equal to 1"),
        (('["8h30m"]', '["8h"]\n[cover]\nmin_share = "many"'), "min_share: "),
        (('["8h30m"]', '["8h"]\n[cover]\nmin_service_level = 0'), "greater than 0"),
        (('["8h30m"]', '["8h"]\n[cover]\nmin_service_level = "100%"'), "less than 1"),
        (('["8h30m"]', '["8h"]\n[fairness]\nweekend = -0.1'), "greater than or equal to 0"),
        (
            ('["8h30m"]', '["8h"]\n[fairness]\nunpopular = { day = -1 }'),
            "greater than or equal to 0",
        ),
        (('["8h30m"]', '["8h"]\n[[shift.premium]]\nhours = "1:00-2:00"\nshare = 0'), "share: "),
        (('["8h30m"]', '["8h"]\n' + CONTRACT + "days_per_week = [0, 8]"), "must be 0 to 7"),
        (('["8h30m"]', '["8h"]\n' + CONTRACT + "days_per_week = 7"), "do not fit into 7 days"),
        (('["8h30m"]', '["8h"]\n' + CONTRACT + "days_per_week = [-1, 3]"), "must be 0 to 7"),
        (('["8h30m"]', '["8h"]\n' + CONTRACT + "consecutive_days_off = 8"), "equal to 7"),
        (('["8h30m"]', '["8h"]\n' + CONTRACT + "consecutive_days_off = -1"), "equal to 0"),
        (('["8h30m"]', '["8h"]\n' + CONTRACT + "max_consecutive_days = 0"), "equal to 1"),
        (('["8h30m"]', '["8h"]\n' + CONTRACT + "people = -1"), "equal to 0"),
        (('["8h30m"]', '["8h"]\n' + CONTRACT + "max_people = -1"), "equal to 0"),
        (
            ('["8h30m"]', '["8h"]\n' + BREAK.replace("30m", "241m") + "earliest='0m'\nlatest='0m'"),
            "must be 60 s to 4 h: got 4 h 1 min",
        ),
        (
            ('["8h30m"]', '["8h"]\n' + BREAK.replace("30m", "0m") + "earliest='0m'\nlatest='0m'"),
            "must be 60 s to 4 h: got 0 s",
        ),
    ],
)
def test_values_beyond_the_limits_are_refused(tmp_path, change, message):
    with pytest.raises(DataError, match=message):
        rules_of(tmp_path, WHOLE.replace(*change))


def test_the_built_in_rules_are_shifts_of_8_hours_and_of_4_to_6():
    rules = default_rules()
    assert rules.templates() == [
        Template("full-time", 0, 47 * HALF, HALF, (17 * HALF,)),
        Template("part-time", 0, 47 * HALF, HALF, (4 * HOUR, 5 * HOUR, 6 * HOUR)),
    ]
    assert [(rule.kind, rule.length, rule.paid) for rule in rules.breaks()] == [
        ("lunch", HALF, False), ("break", QUARTER, True), ("second break", QUARTER, True),
    ]  # fmt: skip
    assert rules.contracts() == []
    prices = rules.prices()
    assert (prices.max_distinct_shifts, prices.full_time, prices.part_time) == (15, 0.6, 1.0)


def test_rules_of_nights_starts_and_fairness_are_read():
    rules = Rules.model_validate(
        {
            "night": "22:00-05:00",
            "shift": [{"name": "day", "start": "08:00", "length": ["8h"]}],
            "contract": [
                {
                    "name": "c", "max_consecutive_nights": 4, "rest_after_nights": "46h",
                    "start_spread": "0m", "isolated_day_off": 3,
                }
            ],
            "fairness": {"night": 2, "max_above_mean": 1},
        }
    )  # fmt: skip
    assert rules.shift_rules().night == (22 * HOUR, 5 * HOUR)
    assert (rules.prices().night, rules.prices().max_above_mean) == (2.0, 1.0)
    (contract,) = rules.contracts()
    assert (contract.max_consecutive_nights, contract.rest_after_nights) == (4, 46.0 * HOUR)
    assert (contract.start_spread, contract.isolated_day_off) == (0.0, 3.0)


def test_a_limit_above_the_mean_needs_something_that_is_counted():
    rules = {"shift": [{"name": "day", "start": "08:00", "length": ["8h"]}]}
    with pytest.raises(
        ValidationError,
        match="without weekend, night or unpopular: set one, or remove max_above_mean",
    ):
        Rules.model_validate(rules | {"fairness": {"max_above_mean": 1}})


def test_every_key_says_what_it_means():
    tables = [Rules, *(table_in(field.annotation) for field in Rules.model_fields.values())]
    for table in filter(None, [*tables, PremiumRule]):
        for name, field in table.model_fields.items():
            assert field.description, (table, name)


@pytest.mark.parametrize(
    ("name", "paid_hours", "days", "rest"),
    [("us", 8, (5, 5), 10), ("eu", 8, (4, 5), 11), ("4x10", 10, (4, 4), 11)],
)
def test_an_example_has_the_paid_hours_days_and_rest_that_it_says(name, paid_hours, days, rest):
    rules = read_rules(str(ROOT / f"examples/rules_{name}.toml"))
    ((template,), (contract,)) = rules.templates(), rules.contracts()
    unpaid = sum(one.length for one in rules.breaks() if not one.paid)
    assert (template.lengths[0] - unpaid) / 3600 == paid_hours
    assert (contract.days_per_week, contract.rest / 3600) == (days, rest)
    assert contract.hours[1] == paid_hours * days[1]


@pytest.mark.parametrize(
    ("key", "table", "others"),
    [
        ("week_starts = 'Sat'", "", r"\[\[contract\]\]: set it"),
        ("night = '22:00-05:00'", "", "fairness.night, contract.max_consecutive_nights or"),
        ("shortage = 'convex'", "[cover]", "understaffed: set it"),
        ("min_share = '70%'", "[cover]", "understaffed: set it"),
        ("period = 3", CONTRACT, "weekly_hours, weekends or limits: set one"),
        ("max_above_mean = 2", "[fairness]\nweekend = 0", "weekend, night or unpopular: set one"),
    ],
)
def test_a_key_without_the_one_that_it_needs_is_refused_with_the_cure(tmp_path, key, table, others):
    text = f"{WHOLE}\n{table}\n{key}\n" if table else f"{key}\n{WHOLE}"
    name = key.split()[0]
    with pytest.raises(DataError, match=f"{name}: has no effect without {others}.*remove {name}"):
        rules_of(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        f"night = '22:00-05:00'\n{WHOLE}\n{CONTRACT}max_consecutive_nights = 3\n",
        f"{WHOLE}\n{CONTRACT}period = 4\nweekends = 0\n",
        f"{WHOLE}\n[cover]\nunderstaffed = 5\nmin_share = '70%'\nshortage = 'linear'\n",
    ],
)
def test_a_key_beside_the_one_that_it_needs_is_read(tmp_path, text):
    assert rules_of(tmp_path, text).shift


def test_a_key_is_not_said_to_lack_one_that_is_invalid(tmp_path):
    with pytest.raises(DataError) as caught:
        rules_of(tmp_path, f"{WHOLE}\n[cover]\nunderstaffed = -5\nmin_share = '70%'\n")
    assert caught.value.count == 1


def test_the_built_in_rules_have_no_break_in_the_first_or_last_hour_of_a_shift():
    rules = default_rules()
    for template in rules.templates():
        for length in template.lengths:
            for window in windows(template, length, rules.breaks(), HOUR // 4):
                assert window.earliest >= 4
                assert window.latest + window.length <= length // (HOUR // 4) - 4
