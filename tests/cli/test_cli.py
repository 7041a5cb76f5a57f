"""The command line."""

import json
import os
import re
import subprocess
import sys
from csv import reader

import pytest

from wfm.cli import main

FORTNIGHT = "examples/forecast.csv"


def test_a_plan_is_summarised_on_one_screen(wfm_inside):
    done = wfm_inside("staff", FORTNIGHT)
    assert done.returncode == 0
    for words in (
        "388 intervals of 30 min, 1999-02-01 to 1999-02-14", "week 1999-02-08", "total ",
        "unrounded ", "Peak: 19 scheduled", "shrinkage 30 %",
        "Service level: answered within 60 s / contacts offered; target 85 %",
        "Defaults used: --target 85/60, --shrinkage 30%, no --max-occupancy", "--intervals",
    ):  # fmt: skip
        assert words in done.stdout
    assert all(line.startswith("note: ") for line in done.stderr.splitlines())
    lines = done.stdout.splitlines() + done.stderr.splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


def test_intervals_prints_the_full_plan(wfm_inside):
    done = wfm_inside("staff", FORTNIGHT, "--intervals")
    for words in ("Mon 1", "10:30", "Mon 1999-02-01", "total", "breaks 8%, training 3%"):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120


def test_intervals_are_printed_beside_a_file_too(wfm_inside, tmp_path):
    alone = wfm_inside("staff", FORTNIGHT, "--intervals")
    beside = wfm_inside("staff", FORTNIGHT, "--intervals", "-o", tmp_path / "plan.csv")
    assert beside.stdout == alone.stdout
    assert (tmp_path / "plan.csv").exists()


def test_options_that_are_set_are_not_listed_as_defaults(wfm_inside):
    done = wfm_inside(
        "staff", FORTNIGHT, "--target", "80/20", "--shrinkage", "25%", "--contract-hours", 38.5,
        "--max-occupancy", "85%",
    )  # fmt: skip
    assert "Defaults used: no --patience\n" in done.stdout
    assert "Target per interval: 80 % answered within 20 s, occupancy ≤ 85 %" in done.stdout
    assert "paid hours / 38.5 h per week" in done.stdout
    assert "shrinkage 25 %" in done.stdout


def test_patience_and_abandonment_staff_by_erlang_a(wfm_inside):
    plain = json.loads(wfm_inside("staff", FORTNIGHT, "--json").stdout)
    done = wfm_inside(
        "staff", FORTNIGHT, "--abandonment", "5%", "--patience", "3m", "--json", "--quiet"
    )
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert max(row["abandonment"] for row in rows) <= 0.05
    assert sum(row["agents"] for row in rows) < sum(row["agents"] for row in plain["rows"])
    both = wfm_inside("staff", FORTNIGHT, "--abandonment", "5%", "--patience", "3m")
    assert "--target" not in both.stdout
    assert "Target per interval: abandonment ≤ 5 %" in both.stdout


def test_all_formats_hold_the_same_plan(wfm_inside, tmp_path):
    for suffix in ("csv", "tsv", "json", "xlsx"):
        done = wfm_inside("staff", FORTNIGHT, "-o", tmp_path / f"plan.{suffix}")
        assert done.returncode == 0
        assert f"note: wrote {tmp_path / 'plan'}.{suffix}: 388 rows" in done.stderr
    printed = json.loads(wfm_inside("staff", FORTNIGHT, "--json").stdout)
    assert printed == json.loads((tmp_path / "plan.json").read_text())
    csv = (tmp_path / "plan.csv").read_text()
    assert wfm_inside("staff", FORTNIGHT, "-o", "-").stdout == csv
    with open(tmp_path / "plan.csv") as commas, open(tmp_path / "plan.tsv") as tabs:
        assert list(reader(commas)) == list(reader(tabs, delimiter="\t"))
    assert len(printed["rows"]) == len(csv.splitlines()) - 1 == 388


def test_an_output_is_not_overwritten_without_force(wfm_inside, tmp_path):
    path = tmp_path / "plan.csv"
    path.write_text("mine")
    refused = wfm_inside("staff", FORTNIGHT, "-o", path)
    assert (refused.returncode, path.read_text()) == (2, "mine")
    assert "already exists; use --force to overwrite" in refused.stderr
    assert wfm_inside("staff", FORTNIGHT, "-o", path, "--force").returncode == 0
    assert path.read_text().startswith("queue,start,")


def test_quiet_prints_nothing(wfm_inside, tmp_path):
    done = wfm_inside("staff", FORTNIGHT, "-o", tmp_path / "plan.csv", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_stdin_is_a_forecast_too(wfm_command, wfm_inside):
    with open(FORTNIGHT, "rb") as file:
        text = file.read()
    by_pipe = wfm_command("staff", "-", "-o", "-", "--quiet", stdin=text)
    by_name = wfm_inside("staff", FORTNIGHT, "-o", "-", "--quiet")
    assert by_pipe.stdout.decode() == by_name.stdout != ""


def test_several_queues_and_one_of_them(wfm_inside):
    both = wfm_inside("staff", "examples/two_queues.csv")
    assert re.search(r"^sales +210 ", both.stdout, re.MULTILINE)
    assert re.search(r"^support +96 ", both.stdout, re.MULTILINE)
    one = wfm_inside("staff", "examples/two_queues.csv", "--queue", "support")
    assert "sales" not in one.stdout
    unknown = wfm_inside("staff", "examples/two_queues.csv", "--queue", "suport")
    assert unknown.returncode in (2, 3)
    assert "support" in unknown.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["staff", "nowhere.csv"], 3, "nowhere.csv"),
        (["staff", FORTNIGHT, "--target", "85"], 2, "target must read like 85/60"),
        (["staff", FORTNIGHT, "--target", "100/20"], 2, "No finite number of agents"),
        (["staff", FORTNIGHT, "--shrinkage", "30"], 2, "write 30% or 0.3"),
        (["staff", FORTNIGHT, "--shrinkage", "100%"], 2, "must leave some paid time"),
        (["staff", FORTNIGHT, "--asa", "0:20"], 2, "--asa must be a duration"),
        (["staff", FORTNIGHT, "--asa", "0"], 2, "asa must be finite and > 0"),
        (["staff", FORTNIGHT, "--max-occupancy", "85"], 2, "write 85% or 0.85"),
        (["staff", FORTNIGHT, "--contract-hours", "0"], 2, "contract_hours must be in [0.01, 168]"),
        (["staff", FORTNIGHT, "--contract-hours", "x"], 2, "--contract-hours"),
        (["staff", FORTNIGHT, "-o", "plan.pdf"], 2, "unknown output format"),
        (["staff", FORTNIGHT, "--no-such-option"], 2, "No such option"),
        (["staff"], 2, "Missing argument"),
        (["staff", FORTNIGHT, "--tz", "Europe/Berlim"], 2, "Europe/Berlin"),
        (["calc", "100"], 2, "--aht"),
        (["calc", "-1", "--aht", "3m"], 2, "No such option"),
        (["calc", "--aht", "3m", "--", "-1"], 2, "volume must be finite and >= 0"),
        (["calc", "100", "--aht", "0"], 2, "aht must be finite and > 0"),
        (["calc", "100", "--aht", "4.5"], 2, "write 4.5m for 4 min 30 s, or 4.5s"),
        (["calc", "100", "--aht", "190000"], 2, "write 190s for 3 min 10 s, or 190000s"),
        (["calc", "nan", "--aht", "3m"], 2, "volume"),
        (["calc", "100", "--aht", "3m", "--lines", "9"], 2, "9 lines are fewer than the"),
        (["calc", "100", "--aht", "3m", "--overhead", "30%"], 2, "--overhead is for chat"),
        (["calc", "100", "--aht", "3m", "--abandonment", "5%"], 2, "needs --patience"),
        (["calc", "100", "--aht", "3m", "--abandonment", "5"], 2, "write 5% or 0.05"),
        (
            ["calc", "100", "--aht", "3m", "--definition", "all"],
            2,
            "--definition must be offered, answered or virtual: got 'all'",
        ),
        (["calc", "100", "--aht", "3m", "--patience", "-1"], 2, "--patience must be a duration"),
        (["explain", FORTNIGHT, "ten"], 2, "start must be a time: got 'ten'"),
        (["explain", FORTNIGHT, "2026-01-01T10:00"], 2, "no interval of"),
        (["explain", "examples/two_queues.csv", "09:00"], 2, "several queues have"),
        (["explain", FORTNIGHT, "10:15"], 2, "in steps of 30 min"),
    ],
)
def test_invalid_usage_ends_in_one_sentence_and_its_code(wfm_inside, words, code, message):
    done = wfm_inside(*words)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_target_of_asa_alone_has_no_default_service_level(wfm_inside):
    by_asa = wfm_inside("calc", 360, "--interval", "1h", "--aht", "240s", "--asa", "20s")
    assert "agents: 28 " in by_asa.stdout  # 27 would wait 36.0 s, 28 wait 19.99 s
    assert "--target" not in by_asa.stdout


def test_calc_shows_the_neighbours(wfm_inside):
    done = wfm_inside("calc", 100, "--interval", "30m", "--aht", "3m", "--target", "80/20")
    for line in ("offered load: 10 erlangs", "agents: 14 (unrounded 13.04)", "scheduled: 20 "):
        assert line in done.stdout
    lines = [line.split() for line in done.stdout.splitlines() if re.match(r"^(→| ) +1\d ", line)]
    assert [line[-10:][0] if line[0] != "→" else line[1] for line in lines] == [
        "12", "13", "14", "15", "16", "17", "18",
    ]  # fmt: skip
    answer = json.loads(
        wfm_inside("calc", 100, "--aht", "3m", "--target", "80/20", "--json").stdout
    )
    assert (answer["agents"], answer["scheduled"], answer["load"]) == (14, 20, 10)
    assert answer["neighbours"][2]["service_level"] == pytest.approx(0.88835, abs=1e-5)


def test_calc_with_patience_looks_below_the_load(wfm_inside):
    done = wfm_inside(
        "calc", 1000, "--aht", "3m", "--target", "80/60", "--patience", "2m", "--json"
    )
    found = json.loads(done.stdout)
    assert (found["load"], found["agents"]) == (100, 82)
    text = wfm_inside("calc", 1000, "--aht", "3m", "--target", "80/60", "--patience", "2m").stdout
    assert "agents: 82 " in text
    assert "scheduled: 118 " in text
    assert "no --patience" not in text


def test_calc_with_lines_and_chat(wfm_inside):
    lines = wfm_inside("calc", 100, "--aht", "3m", "--target", "80/20", "--lines", 18)
    assert re.search(r"→ +13 +19 +86\.17 %", lines.stdout)
    assert "blocking" in lines.stdout
    chat = wfm_inside(
        "calc", 60, "--aht", "10m", "--target", "80/30", "--chat", 3, "--overhead", "20%",
        "--patience", "3m",
    )  # fmt: skip
    assert chat.returncode == 0, chat.stderr
    assert "up to 3 concurrent chats per agent" in chat.stdout


def test_calc_with_agents_shows_their_service(wfm_inside):
    words = ("calc", 100, "--interval", "30m", "--aht", "3m", "--target", "80/20")
    document = json.loads(wfm_inside(*words, "--agents", 14, "--json").stdout)
    assert document["service_level"] == pytest.approx(0.8884, abs=1e-4)
    assert (document["given"], document["target_met"]) == ("agents", True)
    assert "20 on the schedule; with" in wfm_inside(*words, "--scheduled", 20).stdout
    overload = wfm_inside(*words, "--agents", 9.5)
    assert (overload.returncode, overload.stderr) == (0, "")
    assert "the backlog grows by 5 contacts every 30 min" in overload.stdout
    both = wfm_inside(*words, "--agents", 14, "--scheduled", 20)
    assert both.returncode == 2
    assert "use one of --agents" in both.stderr


def test_calc_of_chat_without_overhead_lists_the_default(wfm_inside):
    words = ("calc", 100, "--interval", "1h", "--aht", "990s", "--chat", 2, "--target", "80/20")
    text = wfm_inside(*words).stdout
    assert re.search(r"^agents: 17$", text, re.MULTILINE)
    assert "--overhead 0%" in text
    assert "--overhead" not in wfm_inside(*words, "--overhead", "0%").stdout


def test_calc_refuses_more_than_a_day_unless_it_is_flat(wfm_inside):
    words = ("calc", 1_320_000, "--interval", "720h", "--aht", "120s", "--target", "85/20")
    refused = wfm_inside(*words)
    assert refused.returncode == 2
    assert "--interval must be shorter than 24h: got 720h" in refused.stderr
    assert "--flat" in refused.stderr
    assert re.search(r"^agents: 67 ", wfm_inside(*words, "--flat").stdout, re.MULTILINE)


def test_calc_says_that_a_long_interval_is_flat(wfm_inside):
    words = ("calc", 930, "--aht", "200s", "--interval")
    assert "evenly" not in wfm_inside(*words, "4h").stdout
    long = wfm_inside(*words, "9h").stdout
    assert "contacts evenly over 9 h; peaks need more agents" in " ".join(long.split())
    assert wfm_inside(*words, "24h").returncode == 2
    assert wfm_inside(*words, "24h", "--flat").returncode == 0


def test_a_minimum_of_agents_holds_in_calc_and_staff(wfm_inside, tmp_path):
    text = wfm_inside("calc", 2, "--aht", "3m", "--min-agents", 4).stdout
    assert "agents: 4 (unrounded 1.01, minimum 4)" in text
    forecast = tmp_path / "night.csv"
    rows = [("08:00", 90), ("08:30", 3), ("09:00", 0)]
    forecast.write_text(
        "start,volume,aht\n" + "".join(f"2026-03-02 {at},{calls},200\n" for at, calls in rows)
    )
    plain, least = (
        json.loads(wfm_inside("staff", forecast, "--json", *words).stdout)["rows"]
        for words in ((), ("--min-agents", 3))
    )
    assert [row["agents"] for row in least] == [max(row["agents"], 3) for row in plain]
    assert least[0] == plain[0]
    assert "At least 3 agents in every" in wfm_inside("staff", forecast, "--min-agents", 3).stdout


def test_quiet_leaves_out_defaults(wfm_inside):
    assert "Defaults used" not in wfm_inside("calc", 9, "--aht", "3m", "-q").stdout
    words = ("explain", "examples/forecast.csv", "1999-02-01 10:00")
    assert "Defaults used" in wfm_inside(*words).stdout
    assert "Defaults used" not in wfm_inside(*words, "--quiet").stdout


def test_calc_of_an_empty_interval(wfm_inside):
    done = wfm_inside("calc", 0, "--aht", "3m")
    assert done.returncode == 0
    assert "agents: 0 (unrounded 0.00)\nscheduled: 0 " in done.stdout


def test_explain_shows_every_step_from_the_forecast_to_the_schedule(wfm_inside):
    done = wfm_inside("explain", FORTNIGHT, "1999-02-01 10:00")
    assert "(examples/forecast.csv, line 8)" in done.stdout
    for step in ("volume", "offered load", "P(wait)", "service level", "asa", "occupancy", "fte"):
        assert re.search(rf"^  {re.escape(step)}  ", done.stdout, re.MULTILINE), step
    row = next(
        row
        for row in json.loads(wfm_inside("staff", FORTNIGHT, "--json").stdout)["rows"]
        if row["start"] == "1999-02-01T10:00:00"
    )
    assert re.search(rf"^  offered load +{row['load']:.6g} erlangs", done.stdout, re.MULTILINE)
    assert re.search(rf"^  scheduled +{row['scheduled']} agents", done.stdout, re.MULTILINE)
    by_time = wfm_inside("explain", FORTNIGHT, "10:00")
    assert by_time.stdout == done.stdout


def test_explain_takes_the_options_of_staff(wfm_inside):
    done = wfm_inside(
        "explain", FORTNIGHT, "10:00", "--abandonment", "3%", "--patience", "3m",
        "--definition", "answered",
    )  # fmt: skip
    assert "min n with abandonment ≤ 3 %" in done.stdout
    assert "of the contacts answered, within 60 s" in done.stdout
    assert "--target" not in done.stdout


def test_schema_is_a_json_schema(wfm_inside):
    schema = json.loads(wfm_inside("schema").stdout)
    assert schema["title"] == "PlanDocument"
    assert set(schema["required"]) == set(schema["properties"])


def test_an_internal_error_is_one_line_and_debug_shows_the_traceback(wfm_inside, monkeypatch):
    monkeypatch.setattr("wfm.report.plan_overview.overview_text", lambda *plan: 1 / 0)
    done = wfm_inside("staff", FORTNIGHT)
    assert done.returncode == 1
    assert "internal error (ZeroDivisionError: division by zero); please report it" in done.stderr
    assert "Traceback" not in done.stderr
    assert "ZeroDivisionError" in wfm_inside("staff", FORTNIGHT, "--debug").stderr
    assert "Traceback" in wfm_inside("staff", FORTNIGHT, "--debug").stderr


def interrupt(*arguments):
    raise KeyboardInterrupt


def test_an_interrupt_ends_in_130(wfm_inside, monkeypatch):
    monkeypatch.setattr("wfm.report.plan_overview.overview_text", interrupt)
    done = wfm_inside("staff", FORTNIGHT)
    message = done.stderr.splitlines()[-1]
    assert (done.returncode, message) == (130, "interrupted; no file was written")


def test_an_interrupt_names_the_file_that_was_written_before_it(wfm_inside, monkeypatch, tmp_path):
    monkeypatch.setattr("wfm.report.plan_overview.overview_text", interrupt)
    path = tmp_path / "plan.csv"
    done = wfm_inside("staff", FORTNIGHT, "-o", path)
    message = done.stderr.splitlines()[-1]
    assert (done.returncode, message) == (130, f"interrupted; wrote {path}")
    assert path.exists()


def test_a_closed_pipe_is_no_error():
    command = f"{sys.executable} -m wfm staff {FORTNIGHT} --json --quiet | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_folder_that_cannot_be_written_is_one_line(wfm_inside, tmp_path):
    if os.geteuid() == 0:
        place = "/proc/plan.csv"
    else:
        tmp_path.chmod(0o500)
        place = tmp_path / "plan.csv"
    done = wfm_inside("staff", FORTNIGHT, "-o", place)
    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if not line.startswith("note")]) == 1


def test_the_same_bytes_whatever_the_locale_the_hash_seed_and_the_order(wfm_command, tmp_path):
    with open(FORTNIGHT, encoding="utf-8") as file:
        head, *rows = file.read().splitlines()
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_text("\n".join([head, *rows[::-1]]) + "\n")
    base = {"PATH": os.environ["PATH"]}
    outputs = {
        wfm_command("staff", name, "-o", "-", "--quiet", env=base | more).stdout
        for name, more in (
            (FORTNIGHT, {"LC_ALL": "C", "PYTHONHASHSEED": "1"}),
            (shuffled, {"LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"}),
        )
    }
    assert len(outputs) == 1
    assert outputs != {b""}


def test_no_connection_is_ever_opened(wfm_inside, monkeypatch):
    import socket

    def refuse(*args, **kwargs):
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert wfm_inside("staff", FORTNIGHT).returncode == 0


def test_control_characters_of_a_name_do_not_reach_the_terminal(wfm_inside, tmp_path):
    path = tmp_path / "evil.csv"
    path.write_text("queue,start,calls,aht_s\n\x1b]0;pwned\x07voice,2026-03-02 09:00,5,180\n")
    done = wfm_inside("staff", path, "--interval", "30m")
    assert "\x1b" not in done.stdout + done.stderr


def test_equal_problems_of_a_file_are_one_line(wfm_inside, tmp_path):
    path = tmp_path / "bad.csv"
    rows = "".join(f"2026-03-02 {h:02d}:{m:02d},many,180\n" for h in range(24) for m in (0, 30))
    path.write_text("start,calls,aht_s\n" + rows)
    done = wfm_inside("staff", path, "-o", tmp_path / "plan.csv")
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{path}:2: column 'calls': 'many' ")
    assert line.endswith("(48 like this: lines 2, 3, 4, …)")
    assert not (tmp_path / "plan.csv").exists()


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx"])
def test_a_plan_can_be_read_as_a_forecast_again(wfm_inside, tmp_path, suffix):
    path = tmp_path / f"plan.{suffix}"
    first = wfm_inside("staff", FORTNIGHT, "-o", path, "-q")
    sheet = ["--sheet", "Plan"] if suffix == "xlsx" else []
    again = wfm_inside("staff", path, *sheet, "--map", "volume=volume", "-o", "-", "-q")
    straight = wfm_inside("staff", FORTNIGHT, "-o", "-", "-q")
    assert (first.returncode, again.returncode) == (0, 0), again.stderr
    defaults = again.stdout.splitlines()[1].rpartition(",")[2]
    assert "--target" not in defaults  # the plan has a target and a shrinkage of its own
    cells = [[row[:-1] for row in reader(one.stdout.splitlines())] for one in (again, straight)]
    assert cells[0] == cells[1]


@pytest.mark.parametrize(
    ("words", "code", "kind"),
    [
        (("staff", "nowhere.csv"), 3, "DataError"),
        (("calc", "many", "--aht", "3m"), 2, "InputError"),
        (("calc", "100", "--aht", "3m", "--target", "80/20", "--nonsense"), 2, "UsageError"),
    ],
)
def test_an_error_is_json_for_a_command_that_prints_json(wfm_inside, words, code, kind):
    plain, done = wfm_inside(*words), wfm_inside(*words, "--json")
    assert (plain.returncode, done.returncode) == (code, code)
    assert done.stderr == plain.stderr
    assert plain.stdout == ""
    error = json.loads(done.stdout)["error"]
    assert (error["type"], error["exit_code"]) == (kind, code)
    assert error["message"] in done.stderr


def test_every_problem_of_a_file_is_in_the_json_with_its_place(wfm_inside, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("start,calls,aht_s,agents\n" + "2026-05-04 09:00,few,200,4\n" * 30)
    for command in ("staff", "schedule"):
        done = wfm_inside(command, path, "--json")
        assert done.returncode == 3, done.stderr
        error = json.loads(done.stdout)["error"]
        assert (error["source"], error["count"]) == (str(path), 30)
        assert [problem["line"] for problem in error["problems"]] == list(range(2, 32))
        assert {problem["column"] for problem in error["problems"]} == {"calls"}
        assert len(done.stderr.splitlines()) == 1


def test_the_hooks_of_a_program_that_runs_the_command_line_are_left_as_they_are(
    monkeypatch, capsys
):
    hook = sys.excepthook
    for words in (["--version"], ["calc", "x", "--aht", "3m"]):
        monkeypatch.setattr(sys, "argv", ["wfm", *words])
        with pytest.raises(SystemExit):
            main()
        assert sys.excepthook is hook
    capsys.readouterr()


def test_two_refused_outputs_are_two_lines(tmp_path, monkeypatch, capsys):
    (tmp_path / "needs.csv").write_text("start,agents\n2027-04-05 08:00,6\n2027-04-05 09:00,6\n")
    monkeypatch.chdir(tmp_path)
    words = ["schedule", "needs.csv", "-o", "no/a.csv", "--coverage", "no/b\n.csv"]
    monkeypatch.setattr(sys, "argv", ["wfm", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("no/a.csv: there is no folder 'no'")
    assert second.startswith(r"no/b\n.csv: there is no folder")


def test_the_help_has_a_heading_for_each_step_of_planning(wfm_inside):
    help_text = wfm_inside("--help").stdout
    from wfm.cli.command_line import GROUPS, app

    lines = help_text.splitlines()
    headings = [line.rstrip(":") for line in lines if line.rstrip(":") in GROUPS]
    assert headings == list(GROUPS)
    listed = re.findall(r"^  ([a-z]+)  +\S", help_text, re.MULTILINE)
    registered = [command.name for command in app.registered_commands]
    assert [name for name in listed if name in registered] == registered
    assert not [line for line in lines[1:] if line.endswith("...")], "a summary is cut off"
    assert max(map(len, lines)) <= 80
