"""Outputs of commands: refused before any computing if something would be lost."""

import csv
import os
import subprocess
import sys

import pytest

RULES = """\
[[shift]]
name = "short"
start = "08:00-08:00"
length = ["3h"]

[[contract]]
name = "any"
days_per_week = [0, 5]
rest = "0m"
"""
NAMES = ("Ann/..", "ann/..", "CON", "..", "‮Bo", "A" * 300)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The inputs of every command, and a wfm.toml."""
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"2027-04-0{day} {hour:02d}:00,6,200\n" for day in (5, 6) for hour in (8, 9, 10))
    files = {
        "week.csv": "start,calls,aht_s\n" + rows,
        "needs.csv": "start,agents\n2027-04-05 08:00,6\n2027-04-05 09:00,6\n2027-04-05 10:00,6\n",
        "rules.csv": RULES,
        "people.csv": "agent,contract\n" + "".join(f"{name},any\n" for name in NAMES),
        "centre.csv": "",
        "log.csv": "arrival\n2027-04-05 08:00\n",
        "wfm.toml": 'tz = "Europe/Berlin"\n',
        "old.csv": "old",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "settings.csv").hardlink_to(tmp_path / "wfm.toml")
    (tmp_path / "link.csv").symlink_to("people.csv")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("staff week.csv -o ./week.csv", "is the input file"),
        ("staff week.csv --centre centre.csv -o centre.csv", "is the file of --centre"),
        ("staff week.csv --agents 4 -o week.csv", "is the input file"),
        ("staff week.csv -o settings.csv", "is wfm.toml"),
        ("count log.csv -o log.csv", "is the input file"),
        ("count log.csv -o settings.csv", "is wfm.toml"),
        ("schedule needs.csv -o needs.csv", "is the plan"),
        ("schedule needs.csv --coverage needs.csv", "is the plan"),
        ("schedule needs.csv --rules rules.csv -o rules.csv", "is the file of --rules"),
        ("schedule needs.csv --rules rules.csv --coverage rules.csv", "is the file of --rules"),
        ("schedule needs.csv --agents people.csv -o link.csv", "is the file of --agents"),
        ("schedule needs.csv --coverage settings.csv", "is wfm.toml"),
        ("schedule needs.csv -o new.csv --coverage ./new.csv", "is the output of -o too"),
        ("schedule needs.csv -o old.csv --coverage old.csv", "is the output of -o too"),
    ],
)
def test_an_input_or_another_output_is_never_overwritten(
    wfm_inside, folder, monkeypatch, words, message
):
    def computed(*words, **more):
        raise AssertionError("something was computed")

    for name in ("wfm.io.read_demand", "wfm.planning.plan_reader.read_plan"):
        monkeypatch.setattr(name, computed)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = wfm_inside(*words.split(), "--force")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def per_agent(wfm_inside, *words):
    return wfm_inside(
        "schedule", "needs.csv", "--rules", "rules.csv", "--agents", "people.csv",
        "-o", "{agent}.csv", "--coverage", "cover.csv", "--shrinkage", "0%", *words,
    )  # fmt: skip


def test_each_person_has_a_file_of_a_name_that_is_valid_everywhere(wfm_inside, folder):
    before = set(os.listdir())
    done = per_agent(wfm_inside)
    assert done.returncode in (0, 4), done.stderr
    written = set(os.listdir()) - before - {"cover.csv"}
    owners = set()
    for name in written:
        with open(name, encoding="utf-8") as file:
            (owner,) = {row["agent"] for row in csv.DictReader(file)}
        owners.add(owner)
        assert len(os.fsencode(name)) < 200
        assert name[0].isalnum()
        assert name.removesuffix(".csv").casefold() not in ("con", "aux", "nul", "prn")
    assert len(owners) == len(written) == len(NAMES)
    assert len({name.casefold() for name in written}) == len(written)


def test_a_file_of_a_person_is_not_overwritten_without_force(wfm_inside, folder, monkeypatch):
    assert per_agent(wfm_inside).returncode in (0, 4)
    one = next(name for name in os.listdir() if name.startswith("CON-"))
    for name in set(os.listdir()) - {one, *(["rules.csv", "people.csv", "needs.csv"])}:
        os.unlink(name)
    with open(one, "w") as file:
        file.write("notes by hand")
    with monkeypatch.context() as patch:
        patch.setattr("wfm.planning.plan_reader.read_plan", None)  # nothing is read or computed
        done = per_agent(wfm_inside)
    assert done.returncode == 2
    assert f"{one}: already exists; use --force to overwrite" in done.stderr
    with open(one) as file:
        assert file.read() == "notes by hand"
    assert per_agent(wfm_inside, "--force").returncode in (0, 4)
    with open(one) as file:
        assert file.readline().startswith("queue,")


def test_no_file_is_written_if_one_of_them_cannot_be(wfm_inside, folder, monkeypatch):
    from wfm.scheduling import schedule_files

    def full(*words):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(schedule_files, "write_workbook", full)
    (folder / "cover.csv").write_text("old")
    done = wfm_inside(
        "schedule", "needs.csv", "-o", "s.xlsx", "--coverage", "cover.csv", "--force", "-q"
    )
    assert (done.returncode, done.stderr) == (3, "s.xlsx: No space left on device\n")
    assert (folder / "cover.csv").read_text() == "old"
    assert not [name for name in os.listdir() if name.startswith((".", "s.xlsx"))]


@pytest.mark.parametrize(
    ("words", "file", "message"),
    [
        ("staff week.csv -o old.csv", "old.csv", "is redirected to this file; use another"),
        ("staff week.csv -o ./old.csv -q", "old.csv", "is redirected to this file; use another"),
        ("staff week.csv", "week.csv", "is redirected to the input file; redirect it"),
        ("staff -", "-", "<stdin>: the stream is redirected to the input file; redirect it"),
        ("staff week.csv --centre centre.csv", "centre.csv", "to the file of --centre"),
        ("staff week.csv", "settings.csv", "wfm.toml: the stream is redirected to wfm.toml"),
        ("explain week.csv 09:00", "week.csv", "is redirected to the input file"),
        ("explain week.csv 09:00 --centre centre.csv", "centre.csv", "to the file of --centre"),
        ("count log.csv", "log.csv", "is redirected to the input file"),
        ("config --centre centre.csv", "centre.csv", "is redirected to the file of --centre"),
        ("config week.csv", "week.csv", "is redirected to the input file"),
        ("schedule needs.csv -o - --coverage old.csv", "old.csv", "old.csv: the stream is"),
        ("schedule needs.csv", "needs.csv", "is redirected to the plan"),
        ("schedule needs.csv --rules rules.csv", "rules.csv", "to the file of --rules"),
        ("schedule needs.csv --agents people.csv", "people.csv", "to the file of --agents"),
        ("schedule needs.csv --agents link.csv", "people.csv", "to the file of --agents"),
    ],
)
def test_nothing_is_printed_into_an_input_or_an_output(
    wfm_inside, folder, monkeypatch, words, file, message
):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with open(0 if file == "-" else file, "rb", closefd=file != "-") as stream:
        monkeypatch.setattr("wfm.cli.output._STREAMS", {"the stream": stream.fileno()})
        if file == "-":
            with open("week.csv", "rb") as week:
                saved = os.dup(0)
                os.dup2(week.fileno(), 0)
            try:
                done = wfm_inside(*words.split())
            finally:
                os.dup2(saved, 0)
                os.close(saved)
        else:
            done = wfm_inside(*words.split(), *["--force"] * ("-o" in words))
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_the_streams_of_a_command_are_standard_output_and_error(folder):
    with open("old.csv", "ab") as out:
        done = subprocess.run(
            [sys.executable, "-m", "wfm", "staff", "week.csv", "-o", "old.csv", "--force"],
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (done.returncode, (folder / "old.csv").read_text()) == (2, "old")
    assert done.stderr.startswith(b"old.csv: standard output is redirected to this file; use")
