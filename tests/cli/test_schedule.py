"""``wfm schedule`` as a person uses it, its files, and what it refuses."""

import csv
import io
import json
import re
import sys
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import numpy as np
import pytest
import scipy.optimize

from support.forecasts import planned
from support.schedules import FREE_SHIFTS, hourly_plan, schedule_request, scheduled
from wfm.errors import UsageError
from wfm.scheduling.shift_templates import Template

DAY = "1999-02-05"  # a Friday, 07:00 to 14:00: the shortest day of the example


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    from wfm.io import ReadOptions, read_demand
    from wfm.targets import Target

    folder = tmp_path_factory.mktemp("plan")
    made = planned(read_demand("examples/forecast.csv", ReadOptions()), Target.parse("85/60"))
    for suffix in ("json", "csv", "xlsx"):
        made.save(str(folder / f"plan.{suffix}"))
    return folder / "plan.json"


def friday(*words):
    return "--from", DAY, "--days", "1", *words


def test_a_plan_is_scheduled_without_options_and_reports_its_gap(wfm_inside, plan):
    done = wfm_inside("schedule", plan, *friday())
    assert done.returncode == 0, done.stderr
    assert "Shrinkage without breaks: 22 % (30 % less 8 % breaks)" in done.stdout
    assert "Understaffed: 0 agent-hours" in done.stdout
    assert re.search(r"gap \d+\.\d\d % \(optimal\)\.", done.stdout)
    assert "Defaults used: built-in rules" in done.stdout


def test_the_coverage_of_a_file_equals_a_recount_of_its_shifts(wfm_inside, plan, tmp_path):
    done = wfm_inside(
        "schedule",
        plan,
        *friday("-o", tmp_path / "s.csv", "--coverage", tmp_path / "c.csv", "--json"),
    )
    document = json.loads(done.stdout)
    with (tmp_path / "s.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (tmp_path / "c.csv").open() as file:
        cover = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "queue", "agent", "date", "shift", "contract", "start", "end", "paid_hours", "breaks",
    ]  # fmt: skip
    assert list(cover[0]) == [
        "queue", "start", "required", "present", "on_break", "net", "overstaffed", "understaffed",
        "service_level",
    ]  # fmt: skip
    starts = [datetime.fromisoformat(row["start"]) for row in cover]
    net = np.zeros(len(cover), int)
    for row in rows:
        begin, end = (datetime.fromisoformat(row[name]) for name in ("start", "end"))
        net += np.array([begin <= at < end for at in starts])
        unpaid = 0
        for pause in row["breaks"].split(";"):
            span, paid, *name = pause.split(" ")
            first, last = (
                datetime.fromisoformat(f"{row['date']}T{clock}") for clock in span.split("-")
            )
            assert begin < first < last < end
            assert " ".join(name) in ("lunch", "break", "second break")
            net -= np.array([first <= at < last for at in starts])
            unpaid += (last - first).total_seconds() / 3600 * (paid == "unpaid")
        assert float(row["paid_hours"]) == (end - begin).total_seconds() / 3600 - unpaid
    assert net.tolist() == [int(row["net"]) for row in cover]
    assert all(int(row["net"]) >= int(row["required"]) for row in cover)
    assert document["summary"]["paid_hours"] == sum(float(row["paid_hours"]) for row in rows)
    assert document["summary"]["cost"] >= document["summary"]["lower_bound"]
    assert len(document["rows"]) == len(rows)


def test_the_requirement_is_grossed_up_without_breaks(wfm_inside, plan):
    import wfm

    document = json.loads(wfm_inside("schedule", plan, *friday("--json")).stdout)
    rows = json.loads(plan.read_text())["rows"]
    agents = {row["start"]: row["agents"] for row in rows}
    for slot in document["coverage"]:
        if slot["start"] in agents:
            assert slot["required"] == wfm.scheduled(agents[slot["start"]], 0.22)


@pytest.mark.parametrize("name", ["plan.csv", "plan.xlsx"])
def test_a_plan_in_any_format_gives_the_same_schedule(wfm_inside, plan, name):
    by_json = json.loads(wfm_inside("schedule", plan, *friday("--json")).stdout)
    other = json.loads(wfm_inside("schedule", plan.with_name(name), *friday("--json")).stdout)
    assert other["rows"] == by_json["rows"]


@pytest.mark.deep  # tests/test_environments.py schedules a small plan in several processes
def test_the_same_input_gives_the_same_schedule(wfm_command, plan):
    outputs = {wfm_command("schedule", plan, *friday("-o", "-")).stdout for _ in range(2)}
    assert len(outputs) == 1


def test_calendars_open_and_keep_their_ids(wfm_inside, plan, tmp_path):
    icalendar = pytest.importorskip("icalendar")
    texts = []
    for name, more in (("a.ics", ["-q"]), ("b.ics", ["--replaces", tmp_path / "a.ics"])):
        done = wfm_inside("schedule", plan, *friday("-o", tmp_path / name, *more))
        assert done.returncode == 0
        texts.append((tmp_path / name).read_bytes())
    assert re.search(r"a\.ics: \d+ as before, 0 changed, 0 new, 0 cancelled$", done.stderr, re.M)
    assert texts[0] == texts[1]
    events = icalendar.Calendar.from_ical(texts[0]).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events) > 0
    assert "paid" in str(events[0]["description"])


def test_an_earlier_calendar_is_refused_before_a_search(wfm_inside, plan, tmp_path):
    (tmp_path / "old.ics").write_text("start,volume\n")
    for words, code, message in (
        (["-o", tmp_path / "new.csv"], 2, "--replaces is for calendars"),
        ([], 2, "--replaces is for calendars: write -o shifts.ics"),
        (["-o", tmp_path / "new.ics"], 3, "must be a calendar that wfm schedule wrote"),
    ):
        done = wfm_inside("schedule", plan, "--replaces", tmp_path / "old.ics", *words)
        assert done.returncode == code
        assert message in done.stderr


def test_each_person_has_a_calendar_with_a_valid_file_name(tmp_path):
    pytest.importorskip("icalendar")
    plan = hourly_plan(np.arange(8, 16) * 3600, [3] * 8)
    day = Template("day", 8 * 3600, 8 * 3600, 3600, (8 * 3600,))
    made = scheduled(plan, schedule_request([day]))
    names = ("Ann", "../Bob", "Ann")
    rows = tuple(row._replace(agent=name) for row, name in zip(made.rows, names, strict=True))
    made = replace(made, rows=rows)
    made.save(tmp_path / "{agent}.ics")
    with pytest.raises(UsageError, match="exists"):
        made.save(tmp_path / "{agent}.ics")
    made.save(tmp_path / "{agent}.ics", overwrite=True)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["Ann.ics", "Bob.ics"]
    assert (tmp_path / names[0]).read_text().count("BEGIN:VEVENT") == 2


def test_a_workbook_holds_schedule_cover_and_summary(wfm_inside, plan, tmp_path):
    calamine = pytest.importorskip("python_calamine")
    assert wfm_inside("schedule", plan, *friday("-o", tmp_path / "s.xlsx", "-q")).returncode == 0
    book = calamine.CalamineWorkbook.from_path(str(tmp_path / "s.xlsx"))
    assert {"Summary", "Rota", "Breaks", "Schedule", "Coverage"} <= set(book.sheet_names)
    rota = book.get_sheet_by_name("Rota").to_python()
    assert rota[3][:5] == ["shift", "start", "end", "paid hours", date(1999, 2, 5)]
    shifts = len(book.get_sheet_by_name("Schedule").to_python()) - 1
    assert rota[-2][4] == sum(row[4] or 0 for row in rota[4:-2]) == shifts
    assert book.get_sheet_by_name("Coverage").to_python()[1][2] > 0


def test_the_goal_day_saves_hours_and_meets_the_target(wfm_inside, plan):
    even = json.loads(wfm_inside("schedule", plan, *friday("--json")).stdout)
    done = wfm_inside("schedule", plan, *friday("--goal", "day", "--json"))
    day = json.loads(done.stdout)
    assert day["summary"]["paid_hours"] < even["summary"]["paid_hours"]
    assert day["summary"]["service_level"] >= 0.85
    assert day["summary"]["cost"] >= day["summary"]["lower_bound"]
    assert min(slot["service_level"] for slot in day["coverage"] if slot["required"]) >= 0.5
    assert "met over each day" in day["notes"][-1]


RULES = """
[cover]
{cover}
[[shift]]
name = "half"
start = "07:00-10:00"
length = ["4h"]
"""


def test_understaffing_is_reported_and_the_best_schedule_is_written(wfm_inside, plan, tmp_path):
    (tmp_path / "rules.toml").write_text(
        RULES.format(cover="").replace("07:00-10:00", "09:00-10:00")
    )
    done = wfm_inside(
        "schedule", plan, *friday("--rules", tmp_path / "rules.toml", "-o", tmp_path / "s.csv")
    )
    assert done.returncode == 4
    assert re.search(r"Fri 1999-02-05 07:00-07:30: \d agents missing: no shift", done.stdout)
    assert len((tmp_path / "s.csv").read_text().splitlines()) > 1


def test_priced_understaffing_exits_with_0(wfm_inside, plan, tmp_path):
    (tmp_path / "rules.toml").write_text(
        RULES.format(cover="understaffed = 5").replace("07:00-10:00", "09:00-10:00")
    )
    done = wfm_inside("schedule", plan, *friday("--rules", tmp_path / "rules.toml"))
    assert done.returncode == 0
    assert re.search(r"Understaffed: [\d.]+ agent-hours", done.stdout)


def test_the_number_of_distinct_shifts_can_be_limited(wfm_inside, plan, tmp_path):
    (tmp_path / "rules.toml").write_text(RULES.format(cover="max_distinct_shifts = 3"))
    done = wfm_inside("schedule", plan, *friday("--rules", tmp_path / "rules.toml", "--json"))
    assert json.loads(done.stdout)["summary"]["distinct_shifts"] <= 3


WEEK = """
[[contract]]
name = "week"
days_per_week = [4, 5]
weekly_hours = 40
"""


SMALL = """
[[shift]]
name = "day"
start = "08:00-10:00"
step = "1h"
length = ["8h", "9h"]
[[break]]
kind = "lunch"
length = "1h"
paid = false
counted_from = "middle"
earliest = "-1h"
latest = "0m"
[[contract]]
name = "week"
days_per_week = [4, 5]
weekly_hours = 40
"""


def test_contracts_give_weeks_of_people_with_days_off(wfm_inside, tmp_path):
    hours = "".join(
        f"2026-03-{2 + d:02d} {h:02d}:00,20,240\n" for d in range(7) for h in range(8, 19)
    )
    (tmp_path / "forecast.csv").write_text("start,calls,aht_s\n" + hours)
    (tmp_path / "rules.toml").write_text(SMALL)
    path = tmp_path / "plan.json"
    assert wfm_inside("staff", tmp_path / "forecast.csv", "-o", path, "-q").returncode == 0
    done = wfm_inside("schedule", path, "--rules", tmp_path / "rules.toml", "--json")
    assert done.returncode == 0, done.stderr
    weeks = {}
    for row in json.loads(done.stdout)["rows"]:
        weeks.setdefault(row["agent"], []).append(row)
    assert len(weeks) >= 4
    for mine in weeks.values():
        assert 4 <= len(mine) <= 5
        assert sum(row["paid_hours"] for row in mine) <= 40
        times = sorted((row["start"], row["end"]) for row in mine)
        for (_, end), (start, _) in pairwise(times):
            rest = datetime.fromisoformat(start) - datetime.fromisoformat(end)
            assert rest.total_seconds() >= 11 * 3600


AGENTS = """agent,contract,available,days_off,wishes
Ann,week,Mon-Fri 07:00-16:00,,
Bob,week,,Sun; Mon,
Cem,week,,,off Fri 5; part-time 1
"""


def test_named_people_work_only_what_their_rules_allow(wfm_inside, plan, tmp_path):
    text = FREE_SHIFTS.replace("# understaffed = 200", "understaffed = 20") + WEEK
    (tmp_path / "rules.toml").write_text(text)
    (tmp_path / "agents.csv").write_text(AGENTS)
    done = wfm_inside(
        "schedule", plan, "--days", 7, "--rules", tmp_path / "rules.toml",
        "--agents", tmp_path / "agents.csv", "--gap", 0.05, "--time-limit", "3s", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert {row["agent"] for row in rows} == {"Ann", "Bob", "Cem"}
    for row in rows:
        begin, end = (datetime.fromisoformat(row[name]) for name in ("start", "end"))
        if row["agent"] == "Ann":
            assert begin.weekday() < 5
            assert (begin.hour, end.hour + end.minute / 60) >= (7, 0)
            assert end.hour + end.minute / 60 <= 16
        if row["agent"] == "Bob":
            assert begin.weekday() not in (0, 6)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("agent,contrct\nAnn,week", "agents.csv:1: unknown column 'contrct'.*contract"),
        ("agent,contract\nAnn,wek", "agents.csv:2: column 'contract': unknown contract 'wek'"),
        (
            "agent,contract\nAnn,week\nAnn,week",
            "agents.csv:3: column 'agent': duplicate name 'Ann', also in line 2",
        ),
        ("agent,contract\n,week", "agents.csv:2: column 'agent': is empty"),
        ("agent,contract,days_off\nAnn,week,Someday", "'Someday' is not a weekday; did you mean"),
        (
            "agent,contract,available\nAnn,week,Mon 9-5",
            "'Mon 9-5' must be weekdays or dates, then hours",
        ),
        ("agent,contract,wishes\nAnn,week,off Fri", "'off Fri' must end with the price"),
        ("agent,contract,days_off,wishes\nAnn,week,Xday,late\nBob,wek,,", "agents.csv:3: .*'wek'"),
    ],
)
def test_invalid_agents_are_reported_with_line_and_column(
    wfm_inside, plan, tmp_path, cells, message
):
    (tmp_path / "rules.toml").write_text(FREE_SHIFTS + WEEK)
    (tmp_path / "agents.csv").write_text(cells + "\n")
    done = wfm_inside(
        "schedule", plan, "--rules", tmp_path / "rules.toml", "--agents", tmp_path / "agents.csv"
    )
    assert done.returncode == 3
    assert re.search(message, done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ((), 2, "name the plan to schedule"),
        (("nowhere.json",), 3, "nowhere.json: file not found"),
        (
            ("examples/forecast.csv", "--aht", "3m"),
            3,
            "has no column of agents: the headings are start, calls",
        ),
        (("PLAN", "--rules", "nowhere.toml"), 3, "nowhere.toml"),
        (("PLAN", "--from", "2026-01-01"), 2, "has no interval on these days"),
        (("PLAN", "--from", "tomorrow"), 2, "--from must be a date"),
        (("PLAN", "--goal", "week"), 2, "--goal must be interval or day"),
        (("PLAN", "--breaks-in-shrinkage", "maybe"), 2, "must be yes or no"),
        (("PLAN", "--agents", "agents.csv"), 2, "agents need contracts: add [[contract]]"),
        (("PLAN", "-o", "s.doc"), 2, "one of .csv, .tsv, .json, .xlsx, .ics"),
    ],
)
def test_invalid_usage_ends_in_one_sentence_and_its_code(wfm_inside, plan, words, code, message):
    words = [plan if word == "PLAN" else word for word in words]
    done = wfm_inside("schedule", *words)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        ("no", "30 % .30 % includes no breaks"),
        ("yes", "2.* % .30 % less paid breaks"),
        (None, "2.* % .30 % less paid breaks"),
    ],
)
def test_one_percentage_of_shrinkage_includes_breaks_unless_set(wfm_inside, plan, answer, rest):
    option = () if answer is None else ("--breaks-in-shrinkage", answer)
    done = wfm_inside("schedule", plan, *friday("--shrinkage", "30%", *option))
    assert done.returncode == 0, done.stderr
    assert re.search(rf"Shrinkage without breaks: {rest}", done.stdout)
    assert ("--breaks-in-shrinkage yes" in done.stdout) == (answer is None)


def test_queues_are_scheduled_separately_or_pooled(wfm_inside, tmp_path):
    (tmp_path / "rules.toml").write_text(
        '[[shift]]\nname = "short"\nstart = "09:00-10:00"\nlength = ["1h", "2h"]\n'
    )
    path = tmp_path / "plan.json"
    assert wfm_inside("staff", "examples/two_queues.csv", "-o", path, "-q").returncode == 0
    rules = ("--rules", tmp_path / "rules.toml", "--json")
    apart = json.loads(wfm_inside("schedule", path, *rules).stdout)
    pooled = json.loads(wfm_inside("schedule", path, *rules, "--pool").stdout)
    assert {row["queue"] for row in apart["rows"]} == {"sales", "support"}
    assert {row["queue"] for row in pooled["coverage"]} == {"all queues"}
    assert pooled["summary"]["paid_hours"] <= apart["summary"]["paid_hours"]


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_queues_that_share_people_are_scheduled_as_one_team(wfm_inside, tmp_path, form):
    (tmp_path / "rules.toml").write_text(
        '[[shift]]\nname = "short"\nstart = "09:00-10:00"\nlength = ["1h", "2h"]\n'
    )
    (tmp_path / "centre.toml").write_text(
        '[[queue]]\nname = "support"\ntarget = "80/60"\nteam = "desk"\n'
        '[[queue]]\nname = "sales"\nmodel = "deferred"\nwithin = "1h"\nteam = "desk"\n'
    )
    path = tmp_path / f"plan.{form}"
    made = wfm_inside(
        "staff", "examples/two_queues.csv", "--centre", tmp_path / "centre.toml", "-o", path, "-q"
    )
    assert made.returncode == 0, made.stderr
    done = wfm_inside("schedule", path, "--rules", tmp_path / "rules.toml", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert {row["queue"] for row in document["coverage"]} == {"desk"}
    assert all(row["service_level"] is None for row in document["coverage"])
    assert any("several models is not computed" in text for text in document["notes"])


def test_named_people_serve_the_queues_of_their_skills_and_one_at_a_time(wfm_inside, tmp_path):
    (tmp_path / "rules.toml").write_text(
        '[cover]\nunderstaffed = 20\n[[shift]]\nname = "short"\nstart = "09:00-10:00"\n'
        'length = ["1h", "2h"]\n[[contract]]\nname = "any"\ndays_per_week = [0, 5]\nrest = "0m"\n'
        "[fairness]\nweekend = 1\nunpopular = { short = 1 }\n"
    )
    (tmp_path / "agents.csv").write_text(
        "agent,contract,skills\n"
        + "".join(f"S{i},any,sales\n" for i in range(9))
        + "".join(f"B{i},any,sales;support\n" for i in range(9))
    )
    path = tmp_path / "plan.json"
    assert wfm_inside("staff", "examples/two_queues.csv", "-o", path, "-q").returncode == 0
    done = wfm_inside(
        "schedule", path, "--rules", tmp_path / "rules.toml", "--agents", tmp_path / "agents.csv",
        "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    rows = document["rows"]
    assert {row["queue"] for row in rows if row["agent"].startswith("S")} == {"sales"}
    assert "support" in {row["queue"] for row in rows}
    assert len({row["agent"] for row in rows}) == len(rows)
    assert document["summary"]["paid_hours"] == sum(row["paid_hours"] for row in rows)


HOURLY = "start,calls,aht_s\n"
FOUR_HOURS = """{cover}
[[shift]]
name = "four"
start = "08:00-10:00"
step = "1h"
length = ["2h", "4h"]
"""


@pytest.fixture
def small(wfm_inside, tmp_path):
    """A plan of four hours of Monday and of Tuesday for 80 % in 20 s, and rules in the folder."""
    rows = "".join(
        f"2026-03-0{day} {hour:02d}:00,{calls},240\n"
        for day in (2, 3)
        for hour, calls in zip(range(8, 12), (30, 90, 60, 15), strict=True)
    )
    (tmp_path / "forecast.csv").write_text(HOURLY + rows)
    (tmp_path / "rules.toml").write_text(FOUR_HOURS.format(cover=""))
    path = tmp_path / "plan.json"
    words = ("--target", "80/20", "--shrinkage", "breaks=5%,leave=10%", "-o", path, "-q")
    assert wfm_inside("staff", tmp_path / "forecast.csv", *words).returncode == 0

    def run(*words, cover="", rules="rules.toml", plan=path):
        if cover:
            (tmp_path / "rules.toml").write_text(FOUR_HOURS.format(cover=cover))
        return wfm_inside("schedule", plan, "--rules", tmp_path / rules, *words)

    return run


def read(done, code=0):
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def mean_level(document):
    level = [slot["service_level"] for slot in document["coverage"]]
    return float(np.average(level, weights=[30, 90, 60, 15] * (len(level) // 4)))


def test_the_service_level_of_a_schedule_is_weighted_by_the_calls_of_the_plan(small):
    document = read(small("--json"))
    assert document["summary"]["service_level"] == pytest.approx(mean_level(document))
    plain = np.mean([slot["service_level"] for slot in document["coverage"]])
    assert abs(plain - mean_level(document)) > 0.001


def test_the_service_level_is_reported_at_the_limit_of_the_plan_or_of_the_target(small):
    import wfm

    at_20, at_5 = small("--json"), small("--target", "80/5", "--json")
    for done, within in ((at_20, 20), (at_5, 5)):
        for slot, calls in zip(read(done)["coverage"], [30, 90, 60, 15] * 2, strict=True):
            expected = wfm.service_level(slot["net"] * 0.9, calls * 240 / 3600, 240, within)
            assert slot["service_level"] == pytest.approx(expected)
    assert "answered within 20 s" in small().stdout
    assert "answered within 5 s" in small("--target", "80/5").stdout


def test_a_plan_for_an_asa_is_scheduled_and_reported_at_its_limit(wfm_inside, tmp_path):
    (tmp_path / "forecast.csv").write_text(HOURLY + "2026-03-02 08:00,30,240\n")
    (tmp_path / "rules.toml").write_text(FOUR_HOURS.format(cover="[cover]\nopening_hours = false"))
    path = tmp_path / "plan.json"
    words = ("--interval", "1h", "--asa", "20s", "-o", path, "-q")
    assert wfm_inside("staff", tmp_path / "forecast.csv", *words).returncode == 0
    assert json.loads(path.read_text())["inputs"]["targets"][0]["within"] == 60
    done = wfm_inside("schedule", path, "--rules", tmp_path / "rules.toml")
    assert done.returncode == 0, done.stderr
    assert "answered within 60 s" in done.stdout
    day = wfm_inside("schedule", path, "--rules", tmp_path / "rules.toml", "--goal", "day")
    assert day.returncode == 2
    assert "needs a target with a service level" in day.stderr


def test_a_table_without_a_target_or_shrinkage_is_scheduled_by_the_defaults(small, tmp_path):
    import wfm

    (tmp_path / "plan.csv").write_text("start,calls,aht_s,agents\n2026-03-02 08:00,60,240,7\n")
    words = ("--interval", "1h")
    table = tmp_path / "plan.csv"
    done = small(*words, plan=table, cover="[cover]\nopening_hours = false")
    assert "Defaults used: target 85/60; shrinkage 30 %" in done.stdout
    assert "answered within 60 s" in done.stdout
    required = [slot["required"] for slot in read(small(*words, "--json", plan=table))["coverage"]]
    assert max(required) == sum(required) == wfm.scheduled(7, 0.22)
    given = small(*words, "--shrinkage", "breaks=10%,leave=50%", plan=table)
    assert "Defaults used: target 85/60\n" in given.stdout
    assert "Shrinkage without breaks: 50 % (60 % less 10 % breaks)" in given.stdout
    more = ("--shrinkage", "breaks=10%,leave=50%", "--json")
    coverage = read(small(*words, *more, plan=table))["coverage"]
    assert max(slot["required"] for slot in coverage) == 14
    assert "Defaults used" not in small().stdout


def test_a_target_on_the_command_line_replaces_the_targets_of_a_centre(wfm_inside, tmp_path):
    (tmp_path / "centre.toml").write_text(
        '[[queue]]\nname = "support"\ntarget = "80/60"\n'
        '[[queue]]\nname = "sales"\nmodel = "erlang_a"\npatience = "2m"\ntarget = "90/10"\n'
    )
    (tmp_path / "rules.toml").write_text(
        '[[shift]]\nname = "short"\nstart = "09:00-10:00"\nlength = ["1h", "2h"]\n'
    )
    path = tmp_path / "plan.json"
    made = wfm_inside(
        "staff", "examples/two_queues.csv", "--centre", tmp_path / "centre.toml", "-o", path, "-q"
    )
    assert made.returncode == 0, made.stderr
    words = ("schedule", path, "--rules", tmp_path / "rules.toml", "--json")
    own, hasty, slow = (
        read(wfm_inside(*words, *more))["summary"]["service_level"]
        for more in ((), ("--target", "80/0"), ("--target", "80/10m"))
    )
    assert hasty < own < slow
    low, high = (
        read(wfm_inside(*words, "--goal", "day", "--target", f"{share}/30"))["summary"]
        for share in (50, 95)
    )
    assert low["paid_hours"] < high["paid_hours"]
    assert 0.5 <= low["service_level"] < 0.95 <= high["service_level"]
    rows = json.loads(path.read_text())["rows"]
    only = read(wfm_inside(*words, "--queue", "sales"))
    assert {row["queue"] for row in only["coverage"]} == {"sales"}
    assert only["coverage"][0]["start"] == rows[0]["start"]


def test_only_the_days_asked_for_are_scheduled(small):
    def days(*words):
        return {row["date"] for row in read(small(*words, "--json"))["rows"]}

    assert days() == {"2026-03-02", "2026-03-03"}
    assert days("--days", "1") == {"2026-03-02"}
    assert days("--from", "2026-03-03") == {"2026-03-03"}
    assert days("--from", "2026-03-03", "--days", "5") == {"2026-03-03"}
    assert small("--from", "2026-03-04").returncode == 2


def test_a_plan_is_read_from_standard_input(wfm_inside, small, tmp_path, monkeypatch):
    class Pipe:
        buffer = io.BytesIO((tmp_path / "plan.json").read_bytes())

    monkeypatch.setattr(sys, "stdin", Pipe)
    assert read(small("--json", plan="-"))["rows"] == read(small("--json"))["rows"]


def test_the_prices_of_the_rules_are_those_of_the_schedule(small):
    plain = read(small("--json"))["summary"]
    assert plain["cost"] == plain["paid_hours"]
    document = read(small("--json", cover="[cover]\noverstaffed = 2\nunderstaffed = 9"))
    over, under = (
        sum(slot[name] for slot in document["coverage"]) for name in ("overstaffed", "understaffed")
    )
    summary = document["summary"]
    assert over > 0
    assert summary["cost"] == pytest.approx(summary["paid_hours"] + 2 * over + 9 * under)
    kinds = read(small("--json", cover="[cover]\ndistinct_shift = 5"))["summary"]
    assert kinds["cost"] == pytest.approx(kinds["paid_hours"] + 5 * kinds["distinct_shifts"])
    one = read(small("--json", cover="[cover]\nmax_distinct_shifts = 1"), 0)["summary"]
    assert one["distinct_shifts"] == 1


EIGHT = """
[[shift]]
name = "eight"
start = "08:00"
length = ["8h"]
"""


def test_the_share_of_full_time_shifts_is_an_option_and_a_key(small, tmp_path):
    rules = tmp_path / "eight.toml"
    four = FOUR_HOURS.format(cover="[cover]\nopening_hours = false")
    rules.write_text(four + EIGHT)
    shares = {}
    for words in ((), ("--full-time", "50%"), ("--full-time", "100%")):
        totals = read(small("--json", *words, rules="eight.toml"))["summary"]
        shares[words[1:]] = totals["full_time_shifts"] / totals["shifts"]
    assert shares[()] == 0 < shares["50%",] < shares["100%",] == 1
    rules.write_text(four.replace("[cover]", '[cover]\nfull_time = "100%"') + EIGHT)
    assert "Full-time: 20 of 20 shifts (100 %)" in small(rules="eight.toml").stdout
    assert "Full-time" not in small("--full-time", "0", rules="eight.toml").stdout
    for text in ("101%", "-1", "many"):
        done = small("--full-time", text, rules="eight.toml")
        assert done.returncode == 2
        assert "--full-time" in done.stderr
    rules.write_text(four + EIGHT + WEEK)
    refused = small("--full-time", "60%", rules="eight.toml", cover="")
    assert refused.returncode == 2
    assert "--full-time '60%' is not available with contracts" in refused.stderr


def test_a_minimum_share_is_covered_even_where_understaffing_is_cheap(small):
    cheap = read(small("--json", cover="[cover]\nunderstaffed = 0.01"), code=4)
    assert cheap["rows"] == []
    share = read(small("--json", cover='[cover]\nunderstaffed = 0.01\nmin_share = "60%"'))
    for slot in share["coverage"]:
        assert slot["net"] >= int(0.6 * slot["required"])
    assert any(slot["net"] < slot["required"] for slot in share["coverage"])


def test_the_goal_of_the_rules_is_kept_unless_the_command_names_another(small):
    daily = '[cover]\ngoal = "day"\nmin_service_level = "10%"'
    even = read(small("--json"))
    day = read(small("--json", cover=daily))
    assert day["summary"]["paid_hours"] < even["summary"]["paid_hours"]
    assert mean_level(day) >= 0.8
    assert min(slot["service_level"] for slot in day["coverage"]) < 0.65
    again = read(small("--goal", "interval", "--json"))
    assert again["summary"] == even["summary"]
    high = read(small("--json", cover=daily.replace("10%", "75%")))
    assert min(slot["service_level"] for slot in high["coverage"]) >= 0.75


def test_an_option_sets_whether_the_plan_repeats(wfm_inside, tmp_path):
    hours = "".join(f"2026-03-{d:02d} {h:02d}:00,1,240\n" for d in range(2, 9) for h in range(24))
    (tmp_path / "forecast.csv").write_text(HOURLY + hours)
    (tmp_path / "rules.toml").write_text(
        '[[shift]]\nname = "eight"\nstart = "06:00-22:00"\nstep = "8h"\nlength = ["8h"]\n'
    )
    path = tmp_path / "plan.json"
    assert wfm_inside("staff", tmp_path / "forecast.csv", "-o", path, "-q").returncode == 0
    words = ("schedule", path, "--rules", tmp_path / "rules.toml")
    for more, code in (((), 0), (("--cyclic",), 0), (("--open",), 4)):
        done = wfm_inside(*words, *more)
        assert done.returncode == code, done.stderr
        assert ("the plan repeats" in done.stdout) == (code == 0)


def test_the_solver_and_the_limits_of_the_search_reach_it(small, monkeypatch):
    seen = []
    real = scipy.optimize.milp

    def recorded(*words, **more):
        seen.append(more["options"])
        return real(*words, **more)

    monkeypatch.setattr(scipy.optimize, "milp", recorded)
    cover = "[cover]\nmax_distinct_shifts = 2"
    assert small("--gap", "0.25", "--time-limit", "50s", cover=cover).returncode in (0, 4)
    assert seen
    assert all(10 < options["time_limit"] <= 50 for options in seen)
    assert max(options["mip_rel_gap"] for options in seen) == 0.25
    seen.clear()
    small(cover=cover)
    assert seen
    assert not any("time_limit" in options for options in seen)
    assert max(options["mip_rel_gap"] for options in seen) == 0.005
    for words, said in (
        (("--time-limit", "0"), "time_limit must be > 0"),
        (
            ("--time-limit", "soon"),
            "--time-limit must be a duration: got 'soon'; write seconds, or",
        ),
        (("--gap", "1"), "gap"),
        (("--solver", "abacus"), "solver must be one of scipy, highs"),
    ):
        done = small(*words)
        assert done.returncode == 2
        assert said in done.stderr
    assert small("--gap", "-1").returncode == 2
    assert small("--days", "0").returncode == 2


@pytest.mark.parametrize(
    ("fair", "shares"),
    [
        ("", [2, 0]),
        ("[fairness]\nweekend = 5", [1, 1]),
        ("[fairness]\nunpopular = { day = 5 }", [1, 1]),
        ("[fairness]\nunpopular = { other = 5 }", [2, 0]),
    ],
)
def test_weekends_and_unpopular_shifts_are_shared_at_their_price(
    wfm_inside, tmp_path, fair, shares
):
    hours = "".join(f"2026-03-0{d} {h:02d}:00,1,240\n" for d in (7, 8) for h in range(8, 12))
    (tmp_path / "forecast.csv").write_text(HOURLY + hours)
    (tmp_path / "rules.toml").write_text(
        '[cover]\nunderstaffed = 100\n[[shift]]\nname = "day"\nstart = "08:00"\nlength = ["4h"]\n'
        '[[shift]]\nname = "other"\nstart = "20:00"\nlength = ["4h"]\n'
        '[[contract]]\nname = "any"\ndays_per_week = [0, 5]\nmax_consecutive_days = 7\n' + fair
    )
    (tmp_path / "agents.csv").write_text(
        "agent,contract,wishes\nAnn,any,\nBob,any,off Sat 1; off Sun 1\n"
    )
    path = tmp_path / "plan.json"
    words = ("--shrinkage", "leave=1%", "-o", path, "-q")
    assert wfm_inside("staff", tmp_path / "forecast.csv", *words).returncode == 0
    document = json.loads(path.read_text())
    for row in document["rows"]:
        row["agents"] = 1
    document["inputs"]["shrinkage"] = {"total": 0, "additive": True, "components": []}
    path.write_text(json.dumps(document))
    rules = ("--rules", tmp_path / "rules.toml", "--agents", tmp_path / "agents.csv")
    rows = read(wfm_inside("schedule", path, *rules, "--gap", "0", "--json"))["rows"]
    assert [sum(row["agent"] == name for row in rows) for name in ("Ann", "Bob")] == shares


def test_written_files_are_reported_unless_quiet(small, tmp_path):
    out, cover = tmp_path / "s.csv", tmp_path / "c.csv"
    done = small("-o", out, "--coverage", cover)
    rows = out.read_text().splitlines()
    assert f"wrote {out}: {len(rows) - 1} shifts" in done.stderr
    assert "paid h" in done.stdout
    assert len(cover.read_text().splitlines()) == 1 + 8
    refused = small("-o", out)
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert small("--coverage", cover).returncode == 2
    quiet = small("-o", out, "--coverage", cover, "--force", "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert small("--coverage", tmp_path / "c.xlsx").returncode == 2
    assert small("-o", tmp_path / "plan.json", "--force").returncode == 2
    assert small("--coverage", tmp_path / "s.csv", "-o", "-", "--force").stdout.splitlines() == rows
    assert read(small("--quiet", "--json"))["rows"]


def test_text_that_starts_like_a_formula_is_escaped_unless_raw(small, tmp_path):
    name = FOUR_HOURS.format(cover="").replace('"four"', '"=four"')
    (tmp_path / "formula.toml").write_text(name)

    def kinds(*words):
        done = small(*words, rules="formula.toml")
        assert done.returncode == 0, done.stderr
        return {row["shift"] for row in csv.DictReader(io.StringIO(done.stdout))}

    assert kinds("-o", "-") == {"'=four"}
    assert kinds("-o", "-", "--raw-text") == {"=four"}
    for words, found in (((), "'=four"), (("--raw-text",), "=four")):
        out = tmp_path / "s.csv"
        small("-o", out, "--force", *words, rules="formula.toml")
        with out.open() as file:
            assert {row["shift"] for row in csv.DictReader(file)} == {found}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--example-rules", "-o", "rules.toml"), "uses nothing else: leave out --output; write"),
        (("--example-rules", "plan.json", "--kinds", "4"), "leave out --kinds, a plan; write"),
        (("plan.json", "--json", "-o", "-"), "--json and -o - both write to standard output"),
    ],
)
def test_an_option_that_would_not_be_used_is_refused(wfm_inside, arguments, message):
    done = wfm_inside("schedule", *arguments)
    assert done.returncode == 2
    assert message in done.stderr + done.stdout


def test_the_example_rules_are_printed_without_a_plan(wfm_inside):
    from wfm.scheduling.rules_file import EXAMPLE

    done = wfm_inside("schedule", "--example-rules")
    assert done.returncode == 0
    assert done.stdout == EXAMPLE


def test_an_understaffed_schedule_exits_with_4_and_lists_its_understaffing(small, tmp_path):
    late = FOUR_HOURS.format(cover="").replace("08:00-10:00", "09:00-10:00")
    (tmp_path / "late.toml").write_text(late)
    document = read(small("--json", rules="late.toml"), 4)
    assert document["summary"]["status"] == "understaffed"
    assert document["summary"]["understaffed_hours"] == sum(
        slot["understaffed"] for slot in document["coverage"]
    )
    assert document["slot"] == 3600


def screen(done, code=0):
    """The lines that fit on a terminal of 80 x 24, with one line for the prompt."""
    assert done.returncode == code, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    return lines


@pytest.mark.parametrize(
    "words",
    [
        pytest.param((), marks=pytest.mark.deep),
        pytest.param(("--days", "7"), marks=pytest.mark.deep),  # the week of README.md
        pytest.param(("--days", "2", "--gap", "10%"), marks=pytest.mark.deep),
        friday(),
        friday("--goal", "day"),
    ],
)
def test_a_summary_fits_on_one_screen(wfm_inside, plan, words):
    lines = screen(wfm_inside("schedule", plan, *words))
    assert lines[0].startswith("Schedule: ")
    assert re.search(r"shifts \(\d+ distinct\), [\d,.]+ paid h, .* 1999$", lines[0])
    assert lines[-2] == "Defaults used: built-in rules"
    assert lines[-1] == "--intervals prints all shifts and the coverage."
    table = lines[lines.index("") + 1 :]
    shown = [int(line.split()[-1].replace(",", "")) for line in table[1 : table.index("")]]
    assert sum(shown[:-1]) == shown[-1]
    assert f"Schedule: {shown[-1]:,} shifts" in lines[0]


@pytest.mark.parametrize("days", ["2", pytest.param("7", marks=pytest.mark.deep)])
def test_the_summary_of_people_and_of_understaffing_fits_on_one_screen(
    wfm_inside, plan, tmp_path, days
):
    (tmp_path / "rules.toml").write_text(FREE_SHIFTS + WEEK)
    (tmp_path / "agents.csv").write_text(AGENTS)
    rules = ("--rules", tmp_path / "rules.toml", "--days", days)
    lines = screen(
        wfm_inside(
            "schedule", plan, *rules, "--agents", tmp_path / "agents.csv", "--target", "80/20"
        ),
        4,
    )
    assert re.match(r"Schedule: 3 people, \d+ shifts", lines[0])
    assert "lower bound and gap: unknown (understaffed)." in lines[1]
    assert "Understaffed:" in lines
    assert "Replaced: target of the plan by 80/20" in lines
    assert not any(line.startswith("Defaults used") for line in lines)


def test_intervals_prints_every_shift_and_the_coverage_of_every_day(wfm_inside, plan):
    words = ("schedule", plan, "--from", DAY, "--days", "2")
    short, full = (wfm_inside(*words, *more).stdout for more in ((), ("--intervals",)))
    legend = "coverage per 30 min: . met  + 1 over  # 2+ over  ! understaffed"
    assert legend in full
    assert legend not in short
    days = re.findall(r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+  [ .+#!]+", full, re.MULTILINE)
    assert len(days) == 2
    shifts = re.findall(r" \d+(?:\.\d+)? h +(\d+)(?: +(\d+))?$", full, re.MULTILINE)
    total = sum(int(count or 0) for row in shifts for count in row)
    assert f"Schedule: {total} shifts ({len(shifts)} distinct)" in full


@pytest.mark.parametrize(
    "words", [("--tz", "Europe/Berlin"), ("--thousands", ","), ("--aht", "3m"), ("--sheet", "Plan")]
)
def test_options_of_tables_are_refused_for_a_plan_in_json(wfm_inside, plan, words):
    done = wfm_inside("schedule", plan, *friday(*words))
    assert done.returncode == 2
    assert f"{words[0]}: only for plans in .csv, .tsv and .xlsx files" in done.stderr


@pytest.mark.parametrize("word", ["--fill", "--no-limits", "--seed"])
def test_options_without_effect_are_not_offered(wfm_inside, plan, word):
    assert word not in wfm_inside("schedule", "--help").stdout
    assert wfm_inside("schedule", plan, word, "1").returncode == 2


def test_the_help_says_what_replaces_the_plan(wfm_inside):
    text = " ".join(wfm_inside("schedule", "--help").stdout.split())
    assert "Replace the service target of the plan" in text
    assert "Replace the shrinkage of the plan" in text


def test_the_schema_of_a_schedule_is_that_of_its_document(wfm_inside, plan):
    from wfm.scheduling.schedule_document import ScheduleDocument

    done = wfm_inside("schema", "schedule")
    assert json.loads(done.stdout) == ScheduleDocument.model_json_schema()
    assert json.loads(wfm_inside("schema").stdout)["title"] == "PlanDocument"
    assert wfm_inside("schema", "shift").returncode == 2
    ScheduleDocument.model_validate_json(wfm_inside("schedule", plan, *friday("--json")).stdout)


def test_one_file_per_agent_needs_people_by_name(wfm_inside, plan, tmp_path):
    done = wfm_inside("schedule", plan, *friday("-o", tmp_path / "{agent}.ics"))
    assert done.returncode == 2
    assert "needs a schedule of people by name" in done.stderr
    assert not list(tmp_path.glob("*.ics"))


def test_a_gap_may_be_a_percentage(wfm_inside, plan):
    assert wfm_inside("schedule", plan, *friday("--gap", "5%")).returncode == 0
    done = wfm_inside("schedule", plan, *friday("--gap", "wide"))
    assert done.returncode == 2
    assert "--gap" in done.stderr


def test_a_table_with_headings_of_its_own_is_scheduled_by_map(wfm_inside, tmp_path):
    rows = "".join(f"04.05.2026 {hour:02d}:00;4;17\n" for hour in range(8, 16))
    (tmp_path / "needs.csv").write_text(f"Stundenbeginn x;Kopfzahl;Agents\n{rows}")
    words = ("--map", "start=Stundenbeginn x,agents=Kopfzahl", "--shrinkage", "0%", "--json")
    done = wfm_inside("schedule", tmp_path / "needs.csv", *words)
    assert done.returncode == 0, done.stderr
    required = [row["required"] for row in json.loads(done.stdout)["coverage"]]
    assert max(required) == 4


def test_columns_are_for_tables_only_and_those_of_the_settings_are_for_forecasts(
    wfm_inside, plan, tmp_path
):
    refused = wfm_inside("schedule", plan, "--map", "agents=Staff", "--layout", "nice")
    assert refused.returncode == 2
    assert "--map, --layout: only for plans in .csv, .tsv and .xlsx" in refused.stderr
    text = 'layout = "genesys"\n[columns]\nvolume = "Anrufe"\n'
    (plan.parent / "wfm.toml").write_text(text)
    try:
        outputs = [
            wfm_inside("schedule", plan.with_suffix(suffix), *friday("--json"))
            for suffix in (".json", ".csv")
        ]
    finally:
        (plan.parent / "wfm.toml").unlink()
    assert [one.returncode for one in outputs] == [0, 0], outputs[1].stderr


def test_several_files_of_one_search_have_the_same_shifts(wfm_inside, small, tmp_path):
    names = ["one.json", "one.csv", "one.xlsx", "one.ics"]
    words = [word for name in names for word in ("-o", tmp_path / name)]
    plan = tmp_path / "plan.json"
    done = wfm_inside("schedule", plan, "--rules", tmp_path / "rules.toml", *words)
    assert done.returncode == 0, done.stderr
    shifts = json.loads((tmp_path / "one.json").read_text())["rows"]
    rows = list(csv.DictReader((tmp_path / "one.csv").read_text().splitlines()))
    assert [row["start"][:16] for row in rows] == [one["start"][:16] for one in shifts]
    assert (tmp_path / "one.ics").read_text().count("BEGIN:VEVENT") == len(shifts)
    assert all(f"wrote {tmp_path / name}" in done.stderr for name in names)
    again = wfm_inside("schedule", plan, "-o", tmp_path / "new.json", "-o", tmp_path / "one.csv")
    assert again.returncode == 2
    assert "one.csv: already exists" in again.stderr
    assert not (tmp_path / "new.json").exists()
