"""Random schedules as files, judged by a checker that reads nothing else."""

import csv
import json
import re
import shutil

import pytest

from oracles.schedule_checker import Case, UnknownKeyError, violations
from oracles.schedule_optimum import cheapest, claims_too_much
from support.schedule_cases import made, written

# of all kinds: shifts, people on contracts, people by name
SEEDS = [
    0, 2, 3, 4, 11, 13, 15, 17, 19, 21, 22, 24, 26, 28, 32, 34, 35, 37, 38, 39, 40, 48, 49, 51,
    52, 53, 58, 59, 61, 64, 66, 67, 68, 69, 75, 79, 84, 89, 98, 103,
]  # fmt: skip


def judged(folder, seconds=5.0):
    """What is wrong with the schedule of a folder."""
    message = made(folder, time_limit=60.0)
    if message is None:
        return violations(folder) + claims_too_much(Case(folder), seconds)
    if message.startswith("unreachable"):
        return claims_too_much(Case(folder), seconds)
    return []


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_schedule_is_what_its_files_say(seed, tmp_path):
    written(seed, tmp_path)
    assert judged(tmp_path) == []


@pytest.mark.deep
@pytest.mark.parametrize("hundred", range(50))
def test_five_thousand_random_schedules_are_what_their_files_say(hundred, tmp_path):
    found = {}
    for seed in range(100 * hundred, 100 * hundred + 100):
        folder = tmp_path / str(seed)
        written(seed, folder)
        found[seed] = judged(folder, seconds=20.0)
        shutil.rmtree(folder)
    assert {seed: texts for seed, texts in found.items() if texts} == {}


PLAN = "queue,start,interval,volume,aht,agents,target,within,shrinkage,time_zone\n" + "".join(
    f"calls,2026-10-{day}T{hour:02}:00:00+0{2 if (day, hour) < (25, 3) else 1}:00,"
    f"3600,6,240,{1 + (hour in (12, 13))},80/20,20,10%,Europe/Berlin\n"
    for day in range(19, 26)
    for hour in range(8, 20)
)
EARLY = """overstaffed = 0.5
[[shift]]
name = "early"
start = "08:00-10:00"
step = "2h"
length = ["6h"]
"""
RULES = f"""
[cover]
understaffed = 60
{EARLY}
[[shift]]
name = "late"
start = "14:00"
length = ["6h"]
pay = 1.5
[[break]]
kind = "lunch"
length = "30m"
paid = false
counted_from = "middle"
earliest = "-30m"
latest = "30m"
"""
CONTRACT = """
[[contract]]
name = "full"
days_per_week = [3, 4]
consecutive_days_off = 2
rest = "11h"
"""
AGENTS = """agent,contract,available,days_off,skills,wishes
Ann,full,Mon-Sun 06:00-22:00,Sun,calls,off Fri 3
Bob,full,,2026-10-21,calls,not late 1
Zoë,full,,,calls,
"""


@pytest.fixture(scope="module", params=["shifts", "people"])
def good(request, tmp_path_factory):
    """A schedule without a fault, with and without people."""
    folder = tmp_path_factory.mktemp(request.param)
    named = request.param == "people"
    (folder / "plan.csv").write_text(PLAN)
    (folder / "rules.toml").write_text(RULES + CONTRACT * named)
    if named:
        (folder / "agents.csv").write_text(AGENTS)
    (folder / "options.json").write_text('["--breaks-in-shrinkage", "no", "--open"]')
    assert made(folder) is None
    assert violations(folder) == []
    return folder


def with_cells(folder, name, change):
    """Change the rows of a table."""
    path = folder / name
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows = change(rows) or rows
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def cell(column, change, line=3):
    """A change of one cell."""

    def changed(rows):
        rows[line][column] = str(change(rows[line][column]))

    return changed


def next_hour(text):
    return re.sub(r"T(\d\d)", lambda hour: f"T{int(hour[1]) + 1:02}", text)


def fewer(rows):
    return rows[1:]


def more(text):
    return float(text) + 1


FAULTS = {
    "a start": ("schedule.csv", cell("start", next_hour)),
    "an end": ("schedule.csv", cell("end", next_hour)),
    "a date": ("schedule.csv", cell("date", lambda text: "2026-10-18")),
    "a kind": ("schedule.csv", cell("shift", lambda text: "night")),
    "paid hours": ("schedule.csv", cell("paid_hours", more)),
    "no break": ("schedule.csv", cell("breaks", lambda text: "")),
    "a paid break": ("schedule.csv", cell("breaks", lambda text: text.replace("un", ""))),
    "a late break": ("schedule.csv", cell("breaks", lambda text: "12:30-13:00 unpaid lunch", 0)),
    "another break": ("schedule.csv", cell("breaks", lambda text: text.replace("lunch", "tea"))),
    "a shift too few": ("schedule.csv", fewer),
    "a slot too few": ("coverage.csv", fewer),
    "a slot twice": ("coverage.csv", lambda rows: [rows[0], *rows]),
    "people required": ("coverage.csv", cell("required", lambda text: int(text) + 1)),
    "people present": ("coverage.csv", cell("present", lambda text: int(text) + 1)),
    "a break more": ("coverage.csv", cell("on_break", lambda text: int(text) + 1)),
    "people net": ("coverage.csv", cell("net", lambda text: int(text) + 1)),
    "people missing": ("coverage.csv", cell("understaffed", lambda text: int(text) + 1)),
    "people too many": ("coverage.csv", cell("overstaffed", lambda text: int(text) + 1)),
}


@pytest.fixture
def copy(good, tmp_path):
    """The files of the good schedule, to be spoiled."""
    return shutil.copytree(good, tmp_path / "copy")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_table_is_found(fault, copy):
    name, change = FAULTS[fault]
    with_cells(copy, name, change)
    assert violations(copy)


@pytest.mark.parametrize(
    "figure",
    [
        "shifts", "distinct_shifts", "people", "paid_hours", "cost", "gap", "required_hours",
        "overstaffed_hours", "understaffed_hours",
    ],
)  # fmt: skip
def test_a_wrong_figure_is_found(figure, copy):
    path = copy / "summary.json"
    document = json.loads(path.read_text())
    document["summary"][figure] += 1
    path.write_text(json.dumps(document))
    assert violations(copy)


@pytest.mark.parametrize(
    ("figure", "value"), [("status", "understaffed"), ("lower_bound", 10_000.0)]
)
def test_a_wrong_claim_is_found(figure, value, copy):
    path = copy / "summary.json"
    document = json.loads(path.read_text())
    document["summary"][figure] = value
    path.write_text(json.dumps(document))
    assert violations(copy)


def test_a_bound_above_the_best_schedule_is_found(copy):
    path = copy / "summary.json"
    document = json.loads(path.read_text())
    assert claims_too_much(Case(copy)) == []
    best = cheapest(Case(copy), 10.0)
    document["summary"] |= {"lower_bound": best + 1, "cost": best + 2, "status": "optimal"}
    path.write_text(json.dumps(document))
    assert len(claims_too_much(Case(copy))) == 2


@pytest.mark.parametrize("good", ["people"], indirect=True)
@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("rules.toml", "[3, 4]", "1"),
        ("rules.toml", "[3, 4]", "5"),
        ("rules.toml", "consecutive_days_off = 2", "consecutive_days_off = 6"),
        ("rules.toml", 'rest = "11h"', 'rest = "100h"'),
        ("rules.toml", 'rest = "11h"', "max_consecutive_days = 1"),
        ("rules.toml", 'rest = "11h"', "weekly_hours = 5"),
        ("rules.toml", 'rest = "11h"', "weekly_hours = [90, 100]"),
        ("rules.toml", 'rest = "11h"', 'shifts = ["late"]'),
        ("rules.toml", "understaffed = 60", "understaffed = 61"),
        ("rules.toml", "overstaffed = 0.5", "max_distinct_shifts = 1"),
        ("rules.toml", "overstaffed = 0.5", "overstaffed = 0.5\npart_time = 1"),
        ("rules.toml", "[cover]", "[[minimum]]\nagents = 9\nhours = '12:00-14:00'\n[cover]"),
        (
            "rules.toml",
            EARLY,
            EARLY.replace("[[shift]]", 'full_time = "50%"\n[[shift]]').replace(
                '"6h"', '"6h", "8h"'
            ),
        ),
        ("agents.csv", "Mon-Sun 06:00-22:00", "Mon-Sun 06:00-13:00"),
        ("agents.csv", "2026-10-21", "Mon;Tue;Wed;Thu"),
        ("agents.csv", "Bob", "Bobby"),
    ],
)
def test_a_rule_that_a_schedule_breaks_is_named(name, before, after, copy):
    path = copy / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    assert violations(copy)


@pytest.mark.parametrize("good", ["people"], indirect=True)
@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("max_consecutive_nights = 1", "more than 1 nights running"),
        ('rest_after_nights = "100h"', "h after the night of"),
        ("isolated_day_off = 100", "instead of"),
        ('start_spread = "0m"', "starts differ by"),
    ],
)
def test_a_rule_of_nights_or_starts_that_a_schedule_breaks_is_named(key, words, copy):
    path = copy / "rules.toml"
    text = 'night = "08:00-20:00"\n' + path.read_text()
    path.write_text(text.replace('rest = "11h"', f'rest = "11h"\n{key}'))
    assert any(words in one for one in violations(copy))


def test_a_key_that_the_checker_does_not_know_stops_it(copy):
    path = copy / "rules.toml"
    path.write_text(path.read_text().replace("[cover]", "[cover]\nsurprise = 1"))
    with pytest.raises(UnknownKeyError, match="surprise"):
        violations(copy)


def test_the_exit_code_follows_the_status(copy):
    assert violations(copy, exit_code=0) == []
    assert violations(copy, exit_code=4) == ["exit code 4 instead of 0"]
