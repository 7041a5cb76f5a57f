"""wfm.toml: where it is found, what it sets, and what has precedence over it."""

import json
import re
import shutil

import pytest

import wfm
from support.paths import ROOT
from wfm.cli.settings import EXAMPLE, read_settings

FORECAST = "start,volume,aht\n" + "".join(
    f"2026-05-{day:02d} {hour:02d}:00,{20 + 3 * hour},240\n"
    for day in (4, 5)
    for hour in range(9, 17)
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a forecast; the working directory is another one."""
    team, elsewhere = tmp_path / "team", tmp_path / "elsewhere"
    team.mkdir()
    elsewhere.mkdir()
    (team / "week.csv").write_text(FORECAST, encoding="utf-8")
    monkeypatch.chdir(elsewhere)
    return team


def planned(wfm_inside, *words):
    """The inputs of a plan that the command line makes."""
    result = wfm_inside("staff", *words, "--json", "--quiet")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)["inputs"]


def test_a_file_beside_the_input_sets_options(wfm_inside, folder):
    (folder / "wfm.toml").write_text('target = "70/40"\ncontract_hours = 36\n', encoding="utf-8")
    inputs = planned(wfm_inside, folder / "week.csv")
    assert inputs["targets"][0]["service_level"] == 0.70
    assert inputs["targets"][0]["within"] == 40
    assert inputs["contract_hours"] == 36
    assert f"--target 70/40 from {folder / 'wfm.toml'}" in inputs["defaults"]


def test_the_file_beside_the_input_comes_before_that_of_the_working_directory(
    wfm_inside, folder, tmp_path
):
    here = tmp_path / "elsewhere" / "wfm.toml"
    here.write_text('shrinkage = "21%"\n', encoding="utf-8")
    assert planned(wfm_inside, folder / "week.csv")["shrinkage"]["total"] == 0.21
    (folder / "wfm.toml").write_text('shrinkage = "26%"\n', encoding="utf-8")
    assert planned(wfm_inside, folder / "week.csv")["shrinkage"]["total"] == 0.26


def test_the_command_line_comes_before_the_file_and_says_so(wfm_inside, folder):
    (folder / "wfm.toml").write_text('target = "70/40"\nshrinkage = 0.2\n', encoding="utf-8")
    inputs = planned(wfm_inside, folder / "week.csv", "--target", "92/15")
    assert inputs["targets"][0]["service_level"] == 0.92
    assert inputs["shrinkage"]["total"] == 0.2
    said = wfm_inside("staff", folder / "week.csv", "--target", "92/15")
    assert "--target 70/40 of" in said.stderr
    assert "not used: the command line sets it" in said.stderr


def test_a_flag_with_the_value_of_the_default_comes_before_the_file(wfm_inside, folder):
    gap = FORECAST.replace("2026-05-04 11:00,53,240\n", "")
    (folder / "week.csv").write_text(gap, encoding="utf-8")
    (folder / "wfm.toml").write_text('fill = "error"\n', encoding="utf-8")
    assert wfm_inside("staff", folder / "week.csv").returncode == 3
    assert wfm_inside("staff", folder / "week.csv", "--fill", "keep").returncode == 0


def test_shrinkage_can_be_a_table_of_components(wfm_inside, folder):
    text = '[shrinkage]\nbreaks = "9%"\nleave = "12%"\n'
    (folder / "wfm.toml").write_text(text, encoding="utf-8")
    shrinkage = planned(wfm_inside, folder / "week.csv")["shrinkage"]
    assert shrinkage["total"] == pytest.approx(0.21)
    assert [part["name"] for part in shrinkage["components"]] == ["breaks", "leave"]


def test_a_plan_keeps_its_own_values_when_it_is_scheduled(wfm_inside, folder):
    plan = folder / "plan.json"
    done = wfm_inside("staff", folder / "week.csv", "--shrinkage", "25%", "-o", plan)
    assert done.returncode == 0, done.stderr
    (folder / "wfm.toml").write_text(
        'target = "99/5"\nshrinkage = "45%"\ntz = "Asia/Tokyo"\n', encoding="utf-8"
    )
    with_file = wfm_inside("schedule", plan, "--json").stdout
    (folder / "wfm.toml").unlink()
    assert wfm_inside("schedule", plan, "--json").stdout == with_file


def test_a_table_without_shrinkage_is_scheduled_with_that_of_the_file(wfm_inside, folder):
    table = "start,volume,aht,agents\n2026-05-04 09:00,30,240,8\n2026-05-04 10:00,30,240,8\n"
    (folder / "own.csv").write_text(table, encoding="utf-8")
    (folder / "wfm.toml").write_text(
        'shrinkage = "breaks=8%,leave=32%"\ntarget = "70/90"\n', encoding="utf-8"
    )
    made = json.loads(wfm_inside("schedule", folder / "own.csv", "--json").stdout)
    assert made["inputs"]["shrinkage"] == pytest.approx(0.32)  # without the breaks
    assert any("from" in text and "--target 70/90" in text for text in made["inputs"]["defaults"])


def test_a_centre_comes_before_the_file_and_the_file_before_the_defaults(wfm_inside, folder):
    rows = FORECAST.replace("start,", "queue,start,").replace("2026", "voice,2026")
    (folder / "week.csv").write_text(rows, encoding="utf-8")
    (folder / "centre.toml").write_text(
        'contract_hours = 39\n[[queue]]\nname = "voice"\nmodel = "erlang_c"\n', encoding="utf-8"
    )
    (folder / "wfm.toml").write_text(
        'contract_hours = 30\nshrinkage = "22%"\ntarget = "75/30"\npatience = "2m"\n',
        encoding="utf-8",
    )
    words = (folder / "week.csv", "--centre", folder / "centre.toml")
    inputs = planned(wfm_inside, *words)
    assert inputs["contract_hours"] == 39
    assert inputs["shrinkage"]["total"] == 0.22
    assert inputs["targets"][0]["service_level"] == 0.75
    assert "--patience 2m" in wfm_inside("staff", *words).stderr


@pytest.mark.parametrize(
    "words",
    [
        ("calc", "2.750", "--aht", "3m"), ("calc", "90", "--aht", "270.000"),
        ("calc", "90", "--aht", "3m", "--agents", "14.000"),
        ("calc", "90", "--aht", "3m", "--scheduled", "14.000"),
        ("calc", "90", "--aht", "3m", "--patience", "2.750s"),
        ("calc", "90", "--aht", "3m", "--interval", "1.800"),
        ("staff", "week.csv", "--cost", "2.750"), ("staff", "week.csv", "--asa", "2.750"),
        ("staff", "week.csv", "--agents", "2.750"), ("staff", "week.csv", "--aht", "270.000"),
        ("staff", "week.csv", "--contract-hours", "38.500"),
    ],
)  # fmt: skip
def test_typed_numbers_that_may_be_thousands_are_refused_with_both_readings(
    wfm_inside, folder, monkeypatch, words
):
    monkeypatch.chdir(folder)
    result = wfm_inside(*words)
    assert result.returncode == 2
    assert "must have one meaning" in result.stderr
    assert "if '.' is the decimal mark" in result.stderr


def test_numbers_of_the_file_have_decimal_points_and_its_texts_are_as_typed(wfm_inside, folder):
    (folder / "wfm.toml").write_text("cost = 24.125\ncontract_hours = 38.125\n", encoding="utf-8")
    assert planned(wfm_inside, folder / "week.csv")["contract_hours"] == 38.125
    (folder / "wfm.toml").write_text('cost = "24.125"\npatience = "1.500"\n', encoding="utf-8")
    result = wfm_inside("staff", folder / "week.csv")
    assert result.returncode == 3
    assert result.stderr.count("must have one meaning") == 2


def test_the_aht_of_the_command_line_comes_before_a_centre_and_that_of_the_file_after_it(
    wfm_inside, folder
):
    times = [f"2026-05-04 {hour:02d}:00" for hour in (9, 10, 11)]
    rows = [f"{name},{time},12\n" for name in ("Line", "Post") for time in times]
    (folder / "week.csv").write_text("queue,start,calls\n" + "".join(rows), encoding="utf-8")
    (folder / "centre.toml").write_text(
        '[[queue]]\nname = "Line"\nmodel = "erlang_c"\ntarget = "80/30"\naht = "200s"\n'
        '[[queue]]\nname = "Post"\nmodel = "erlang_c"\ntarget = "80/30"\n',
        encoding="utf-8",
    )
    words = ("staff", folder / "week.csv", "--centre", folder / "centre.toml", "--json")
    refused = wfm_inside(*words)
    assert refused.returncode == 2
    assert "or use --aht 4m" in refused.stderr
    (folder / "wfm.toml").write_text('aht = "330s"\n', encoding="utf-8")

    def ahts(*more):
        result = wfm_inside(*words, *more)
        plan = json.loads(result.stdout)
        return {row["aht"] for row in plan["rows"]}, plan["inputs"]["defaults"], result.stderr

    found, defaults, notes = ahts()
    assert found == {200, 330}
    assert any("--aht 330s from" in text for text in defaults)
    assert "AHT of 5 min 30 s used for 3 rows" in notes
    found, defaults, notes = ahts("--aht", "410s")
    assert found == {410}
    assert not any("--aht" in text for text in defaults)
    assert "AHT of 6 min 50 s used for 6 rows" in notes
    text = (folder / "centre.toml").read_text(encoding="utf-8") + 'aht = "250s"\n'
    (folder / "centre.toml").write_text(text, encoding="utf-8")
    found, defaults, notes = ahts()
    assert found == {200, 250}
    assert not any("--aht" in text for text in defaults)
    assert "wfm.toml not used: the forecast or the centre has every AHT" in " ".join(notes.split())


def test_mistakes_of_the_file_are_reported_together_with_their_lines(wfm_inside, folder):
    text = 'target = "8020"\n\nshrinkige = "30%"\ntz = "Mars/Base"\nfill = "none"\n'
    (folder / "wfm.toml").write_text(text, encoding="utf-8")
    result = wfm_inside("staff", folder / "week.csv")
    assert result.returncode == 3
    places = [line.split(":")[1] for line in result.stderr.splitlines()]
    assert places == ["1", "3", "4", "5"]
    assert "did you mean 'shrinkage'?" in result.stderr


def test_help_is_printed_beside_a_file_with_mistakes(wfm_inside, folder, monkeypatch):
    (folder / "wfm.toml").write_text("target = 8020\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    assert wfm_inside("staff", "--help").returncode == 0


def test_python_does_not_read_the_file(folder, monkeypatch):
    monkeypatch.chdir(folder)
    without = wfm.plan("week.csv")
    (folder / "wfm.toml").write_text('target = "99/5"\nshrinkage = "50%"\n', encoding="utf-8")
    assert wfm.plan("week.csv").inputs == without.inputs


def test_the_example_can_be_read_with_all_of_its_keys(tmp_path):
    path = tmp_path / "wfm.toml"
    text = re.sub(r"(?m)^# (?=\w+ += |\[)", "", EXAMPLE)
    path.write_text(text, encoding="utf-8")
    values = read_settings(str(path)).values
    assert values["target"] == "80/20"
    assert values["cost"] == "24"
    assert values["columns"] == ["start=Halbe Stunde", "volume=Anrufe"]


def test_columns_become_a_mapping(tmp_path):
    path = tmp_path / "wfm.toml"
    path.write_text('[columns]\nstart = "Halbe Stunde"\nvolume = "a,b"\n', encoding="utf-8")
    settings = read_settings(str(path))
    assert settings.values["columns"] == ["start=Halbe Stunde", 'volume="a,b"']
    assert settings.lines["columns"] == 1


def test_config_shows_each_value_and_its_source(wfm_inside, folder):
    shutil.copy(ROOT / "examples" / "forecast.csv", folder / "bank.csv")
    (folder / "wfm.toml").write_text('# ours\nshrinkage = "24%"\n', encoding="utf-8")
    shown = wfm_inside("config", folder / "bank.csv", "--target", "90/10", "--json").stdout
    options = {row["option"]: row for row in json.loads(shown)["options"]}
    assert options["--target"]["source"] == "command line"
    assert options["--shrinkage"]["value"] == "24%"
    assert options["--shrinkage"]["source"] == f"{folder / 'wfm.toml'}, line 2"
    assert options["--contract-hours"] == {
        "option": "--contract-hours", "value": "40", "source": "default",
    }  # fmt: skip
    assert "--patience" in json.loads(shown)["not_set"]


def test_config_says_that_there_is_no_file(wfm_inside, folder):
    assert "no wfm.toml" in wfm_inside("config", folder / "week.csv").stdout


def test_a_column_of_the_forecast_comes_before_the_file_and_is_said(wfm_inside, folder):
    rows = FORECAST.replace("aht\n", "aht_s,Target,min agents\n").replace(
        ",240\n", ",240,75/25,0\n"
    )
    (folder / "week.csv").write_text(rows, encoding="utf-8")
    (folder / "wfm.toml").write_text('target = "99/5"\nmin_agents = 12\n', encoding="utf-8")
    inputs = planned(wfm_inside, folder / "week.csv")
    assert inputs["targets"][0]["service_level"] == 0.75
    assert inputs["targets"][0]["min_agents"] == 0
    said = wfm_inside("staff", folder / "week.csv").stderr
    assert "--target 99/5 of" in said
    assert "--min-agents 12 of" in said
    shown = json.loads(wfm_inside("config", folder / "week.csv", "--json").stdout)
    sources = {row["option"]: row["source"] for row in shown["options"]}
    assert sources["--target"] == "the column 'Target'"


def test_an_aht_of_the_file_is_not_used_where_the_forecast_has_one(wfm_inside, folder):
    (folder / "wfm.toml").write_text('aht = "9m"\n', encoding="utf-8")
    assert not any("--aht" in text for text in planned(wfm_inside, folder / "week.csv")["defaults"])
    said = wfm_inside("staff", folder / "week.csv", "--aht", "8m").stderr
    assert "not --aht 480s, which is for rows without one" in said


def test_a_plan_that_has_its_own_target_says_that_the_file_is_not_used(wfm_inside, folder):
    plan = folder / "plan.csv"
    wfm_inside("staff", folder / "week.csv", "--target", "70/40", "-o", plan)
    (folder / "wfm.toml").write_text('target = "99/5"\n', encoding="utf-8")
    assert "--target 99/5 of" in wfm_inside("schedule", plan).stderr


@pytest.mark.parametrize(
    ("settings", "line", "said"),
    [
        ('cost = 19\n[columns]\naht = "aht"\nstart = "Slot"\n', 4, "has no column 'Slot'"),
        ('[columns]\nvolume = "Anrufe, neu"\n', 2, "has no column 'Anrufe, neu'"),
        ('[columns]\nvolume = "aht"\naht = "aht"\n', 2, "reads volume and aht from the same"),
        ('cost = 19\n[columns]\nvolme = "aht"\n', 3, "unknown quantity 'volme' in [columns]"),
        ('cost = 19\n\nlayout = "excel"\n', 3, "layout: unknown layout 'excel'"),
        ('decimal = ";"\n', 1, "decimal must be one of"),
    ],
)
def test_a_value_that_does_not_fit_the_forecast_has_the_line_of_its_key(
    wfm_inside, folder, settings, line, said
):
    file = folder / "wfm.toml"
    file.write_text(settings, encoding="utf-8")
    result = wfm_inside("staff", folder / "week.csv")
    assert result.returncode == 3
    (message,) = result.stderr.splitlines()
    assert message.startswith(f"{file}:{line}: ")
    assert said in message
    option = "--map" if "columns" in settings else "--"
    assert f"correct the file, or override it with {option}" in message


def test_the_command_line_replaces_columns_of_the_file_that_the_forecast_does_not_have(
    wfm_inside, folder
):
    (folder / "wfm.toml").write_text('[columns]\nstart = "Slot"\n', encoding="utf-8")
    result = wfm_inside("staff", folder / "week.csv", "--map", "start=start")
    assert result.returncode == 0
    named = wfm_inside("staff", folder / "week.csv", "--map", "start=Slot")
    assert named.returncode == 2
    assert "--map start=Slot: " in named.stderr


def test_options_of_reading_in_the_file_are_named_if_a_forecast_cannot_be_read(wfm_inside, folder):
    (folder / "wfm.toml").write_text('delimiter = ";"\n', encoding="utf-8")
    result = wfm_inside("staff", folder / "week.csv")
    assert result.returncode == 3
    assert f"note: {folder / 'wfm.toml'} sets --delimiter ;" in result.stderr


def test_a_schedule_lists_what_the_file_says_of_reading_a_table_and_keeps_the_zone_of_a_plan(
    wfm_inside, folder
):
    table = folder / "crew.csv"
    rows = [f"2026-05-04 {8 + half // 2:02}:{30 * (half % 2):02}" for half in range(4)]
    table.write_text("start,agents\n" + "".join(f"{row},2\n" for row in rows), encoding="utf-8")
    (folder / "wfm.toml").write_text('tz = "Asia/Tokyo"\ndayfirst = true\n', encoding="utf-8")
    words = ("schedule", table, "--json")
    inputs = json.loads(wfm_inside(*words).stdout)["inputs"]
    assert inputs["zone"] == "Asia/Tokyo"
    assert f"--tz Asia/Tokyo from {folder / 'wfm.toml'}" in inputs["defaults"]
    assert f"--dayfirst from {folder / 'wfm.toml'}" in inputs["defaults"]
    own = "".join(f"{row}+02:00,2,Europe/Berlin\n" for row in rows)
    table.write_text("start,agents,time_zone\n" + own, encoding="utf-8")
    inputs = json.loads(wfm_inside(*words).stdout)["inputs"]
    assert inputs["zone"] == "Europe/Berlin"
    assert not any("--tz" in text for text in inputs["defaults"])
    assert "--tz Asia/Tokyo of" in wfm_inside(*words[:-1]).stderr


def test_the_cost_of_an_hour_has_both_names_of_its_option(wfm_inside, folder):
    file = folder / "wfm.toml"
    file.write_text('cost_per_hour = 23.5\npremiums = "Tue=50%"\n', encoding="utf-8")
    inputs = planned(wfm_inside, folder / "week.csv")
    assert (inputs["hourly_cost"], inputs["premiums"]) == (23.5, ["Tue=50%"])
    file.write_text("cost_per_hour = 23.5\ncost = 20\n", encoding="utf-8")
    done = wfm_inside("staff", folder / "week.csv")
    assert done.returncode == 3
    assert "wfm.toml:1: cost_per_hour: the same option as cost" in done.stderr
    file.write_text('premiums = "Tue=50%"\n', encoding="utf-8")
    done = wfm_inside("staff", folder / "week.csv")
    assert "wfm.toml:1: premiums" in done.stderr
