"""``wfm staff --agents`` and ``--scheduled``: the service of given people."""

import json
import re

import pytest

HEAD = "date;time;calls;aht_s;Heads;Agents Scheduled"
ROWS = (
    "2026-03-02;09:00;47;205;9,5;15",
    "2026-03-02;09:30;118;205;14;22",
    "2026-03-02;10:00;0;;;",
    "2026-03-02;10:30;151;205;0;21",
)


@pytest.fixture
def forecast(tmp_path):
    path = tmp_path / "planned.csv"
    path.write_text("\n".join((HEAD, *ROWS)) + "\n")
    return path


def rows_of(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["rows"]


def test_a_column_has_the_agents_of_each_interval(wfm_inside, forecast):
    rows = rows_of(wfm_inside("staff", forecast, "--agents", "heads", "--json"))
    assert [row["agents"] for row in rows] == [9.5, 14, 0, 0]
    assert [row["volume"] for row in rows] == [47, 118, 0, 151]
    assert [row["target_met"] for row in rows] == [True, False, True, False]
    assert rows[3]["asa"] is None


def test_a_column_of_agents_is_nothing_else_and_not_called_unused(wfm_inside, forecast):
    # without --agents, "Planned" could be the planned volume
    forecast.write_text(forecast.read_text().replace("Heads", "Planned"))
    done = wfm_inside("staff", forecast, "--agents", "planned", "--json")
    assert [row["volume"] for row in rows_of(done)] == [47, 118, 0, 151]
    assert "columns not used: 'Agents Scheduled'" in done.stderr
    assert "'Planned'" not in done.stderr


def test_a_heading_that_says_scheduled_is_reduced_by_shrinkage(wfm_inside, forecast):
    words = ("staff", forecast, "--agents", "agents scheduled", "--shrinkage", "20%")
    assert [row["agents"] for row in rows_of(wfm_inside(*words, "--json"))] == [12, 17.6, 0, 16.8]
    text = wfm_inside(*words).stdout
    assert "people on the schedule less a shrinkage of 20 %" in " ".join(text.split())


def test_the_option_scheduled_reduces_any_column_and_a_number(wfm_inside, forecast):
    words = ("staff", forecast, "--shrinkage", "25%", "--json")
    assert rows_of(wfm_inside(*words, "--scheduled", "Heads"))[1]["agents"] == 10.5
    assert {row["agents"] for row in rows_of(wfm_inside(*words, "--scheduled", 16))} == {12}


def test_one_number_holds_in_every_interval(wfm_inside, forecast):
    text = wfm_inside("staff", forecast, "--agents", 14, "--target", "80/20").stdout
    assert "Agents: 14 in every interval, on contacts" in text
    assert "Most contacts not answered in time:" in text
    assert "Mon 2026-03-02 10:30" in text
    assert "Overload in 1 interval" in text


def test_the_first_screen_fits_80_columns_and_24_lines(wfm_inside):
    words = ("staff", "examples/forecast.csv", "--agents", 9)
    for more in ((), ("--patience", "2m")):
        lines = wfm_inside(*words, *more).stdout.splitlines()
        assert max(map(len, lines)) <= 80
        assert len(lines) <= 24


def test_every_interval_is_printed_on_request(wfm_inside, forecast):
    words = ("staff", forecast, "--agents", "heads")
    text = wfm_inside(*words, "--intervals", "--patience", "90s").stdout
    assert sum(line.startswith("2026-03-02 ") for line in text.splitlines()) == 4
    assert "abandoned" in text.splitlines()[0]


def test_a_file_is_written_and_named(wfm_inside, forecast, tmp_path):
    output = tmp_path / "service.csv"
    done = wfm_inside("staff", forecast, "--agents", 12, "-o", output)
    assert f"wrote {output}: 4 rows" in done.stderr
    heading = output.read_text().splitlines()[0].split(",")
    assert heading[:5] == ["queue", "start", "interval", "volume", "aht"]
    assert heading[-1] == "target_met"
    assert wfm_inside("staff", forecast, "--agents", 12, "-o", output).returncode == 2
    to_stdout = wfm_inside("staff", forecast, "--agents", 12, "-o", "-").stdout
    assert to_stdout == output.read_text()


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("--agents", "crew"), 3, "no column 'crew': --agents takes a heading of the file or a"),
        (("--agents", "3", "--scheduled", "4"), 2, "use one of --agents"),
        (("--agents", "3", "--centre", "x.toml"), 2, "the queues of a centre may share agents"),
        (("--agents", "-3"), 2, "agents must be"),
        (("--agents", "9", "--cost", "24"), 2, "--cost is not used with --agents"),
        (("--scheduled", "9", "--cost", "24"), 2, "--cost is not used with --scheduled"),
        (("--agents", "heads", "--contract-hours", "38"), 2, "Leave out --contract-hours"),
        (("--agents", "9", "--compare-teams"), 2, "--compare-teams is not used with --agents"),
        (("--agents", "9", "--no-compare-teams"), 2, "--compare-teams is not used"),
        (("--agents", "9", "--shrinkage", "20%"), 2, "or use --scheduled for people on the"),
    ],
)
def test_people_that_cannot_be_used_are_refused(wfm_inside, forecast, words, code, message):
    done = wfm_inside("staff", forecast, *words)
    assert (done.returncode, message in done.stderr) == (code, True), done.stderr


def test_a_shrinkage_that_is_not_used_is_no_default(wfm_inside, forecast):
    assert "--shrinkage" not in wfm_inside("staff", forecast, "--agents", 9).stdout
    assert "--shrinkage 30%" in wfm_inside("staff", forecast, "--scheduled", 9).stdout
    (forecast.parent / "wfm.toml").write_text("cost = 24\n")
    done = wfm_inside("staff", forecast, "--agents", 9)
    assert "--cost 24 of" in done.stderr
    assert "not used: the service does not depend on it" in done.stderr


def test_an_empty_cell_with_contacts_is_refused_with_its_line(wfm_inside, tmp_path):
    path = tmp_path / "gaps.csv"
    path.write_text("\n".join((HEAD, *ROWS)).replace("9,5", "").replace(";14;", ";x;") + "\n")
    done = wfm_inside("staff", path, "--agents", "Heads")
    assert done.returncode == 3
    assert f"{path}:3: column 'Heads': 'x' is not a number of agents" in done.stderr
    path.write_text("\n".join((HEAD, *ROWS)).replace("9,5", "") + "\n")
    done = wfm_inside("staff", path, "--agents", "Heads")
    assert f"{path}:2: column 'Heads': the cell is empty, but the interval has" in done.stderr


def test_queues_have_agents_of_their_own(wfm_inside, tmp_path):
    path = tmp_path / "queues.csv"
    path.write_text(
        "start,queue,volume,aht,heads\n"
        "2026-03-02 09:00,care,40,200,6\n2026-03-02 09:30,care,44,200,7\n"
        "2026-03-02 09:00,sales,90,150,12\n2026-03-02 09:30,sales,80,150,5\n"
    )
    rows = rows_of(wfm_inside("staff", path, "--agents", "heads", "--json"))
    assert [(row["queue"], row["agents"]) for row in rows] == [
        ("care", 6), ("care", 7), ("sales", 12), ("sales", 5),
    ]  # fmt: skip
    refused = wfm_inside("staff", path, "--agents", 9)
    assert refused.returncode == 2
    assert "--queue care" in refused.stderr
    one = rows_of(wfm_inside("staff", path, "--agents", 9, "--queue", "care", "--json"))
    assert {row["queue"] for row in one} == {"care"}


def test_one_interval_is_explained_with_its_people(wfm_inside, forecast):
    words = ("explain", forecast, "09:30", "--shrinkage", "25%")
    text = wfm_inside(*words, "--agents", "heads").stdout
    assert re.search(r"^  agents +14 agents$", text, re.MULTILINE)
    assert re.search(r"^  (met|missed) .* service level ≥ 85 % within 60 s$", text, re.MULTILINE)
    text = wfm_inside(*words, "--scheduled", 16).stdout
    assert "scheduled × (1 − shrinkage) = 16 × (1 − 0.25)" in text
    assert wfm_inside(*words, "--agents", 3, "--centre", "x.toml").returncode == 2


def test_the_hours_of_one_day_fit_the_screen_in_overload(wfm_inside, tmp_path):
    path = tmp_path / "day.csv"
    rows = [f"2026-03-02 {8 + i // 2:02d}:{30 * (i % 2):02d},{20 + 7 * i},210" for i in range(24)]
    path.write_text("\n".join(("start,calls,aht_s", *rows)) + "\n")
    done = wfm_inside("staff", path, "--agents", 14)
    text = done.stdout
    assert text.count(":00  ") == 12
    assert "Overload in " in text
    assert len((text + done.stderr).splitlines()) <= 23  # with the notes
    assert max(map(len, text.splitlines())) <= 80


def test_one_day_is_shown_by_hour(wfm_inside, forecast):
    lines = wfm_inside("staff", forecast, "--agents", "heads").stdout.splitlines()
    assert [line.split()[:2] for line in lines if re.match(r"\d\d:00 ", line)] == [
        ["09:00", "165"], ["10:00", "151"],
    ]  # fmt: skip
