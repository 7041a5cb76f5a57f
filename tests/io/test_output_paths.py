"""An output is never an input or another output, by whatever name."""

import os

import pytest

from wfm.errors import UsageError
from wfm.io import output_paths
from wfm.io.output_paths import OutputFile, check_outputs, is_same_file


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a file, links to it and a link to the folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "week.csv").write_text("start,calls\n")
    (tmp_path / "soft.csv").symlink_to("in/week.csv")
    (tmp_path / "hard.csv").hardlink_to("in/week.csv")
    (tmp_path / "link").symlink_to("in")
    return tmp_path


SAME = ["in/week.csv", "./in//week.csv", "in/../in/week.csv", "soft.csv", "hard.csv",
        "link/week.csv"]  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_an_input_is_refused_by_all_its_names_even_with_force(folder, name):
    inputs = {"the input file": "other.csv", "the file of --rules": "in/week.csv"}
    with pytest.raises(UsageError, match="is the file of --rules; use another output"):
        check_outputs([OutputFile(name)], inputs, force=True)
    check_outputs([OutputFile(name)], {"the input file": "other.csv"}, force=True)


def test_an_absolute_path_is_the_same_file(folder):
    assert is_same_file("in/week.csv", str(folder / "hard.csv"))


def test_a_file_on_standard_input_is_an_input(folder, monkeypatch):
    monkeypatch.setattr(output_paths.os, "fstat", lambda number: os.stat("in/week.csv"))
    with pytest.raises(UsageError, match="is the input file"):
        check_outputs([OutputFile("soft.csv")], {"the input file": "-"}, force=True)
    check_outputs([OutputFile("new.csv")], {"the input file": "-"}, force=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("new.csv", "./new.csv"),
        ("in/new.csv", "link/new.csv"),
        ("in/new.csv", "to_new.csv"),
        ("soft.csv", "hard.csv"),
    ],
)
def test_two_outputs_are_never_one_file(folder, one, other):
    (folder / "to_new.csv").symlink_to("in/new.csv")  # which does not exist yet
    outputs = [OutputFile(one), OutputFile(other, option="--coverage")]
    with pytest.raises(UsageError, match="is the output of -o too; use another file"):
        check_outputs(outputs, {}, force=True)


def test_letter_case_matters_where_the_file_system_distinguishes_it(folder, monkeypatch):
    outputs = [OutputFile("new.csv"), OutputFile("NEW.csv", option="--coverage")]
    if os.path.exists("IN"):
        pytest.skip("this file system does not")
    check_outputs(outputs, {}, force=False)
    monkeypatch.setattr(output_paths, "_has_case", lambda folder: False)
    with pytest.raises(UsageError, match="is the output of -o too"):
        check_outputs(outputs, {}, force=False)


def test_a_file_system_is_asked_by_the_name_of_its_folder(folder):
    assert output_paths._has_case(folder) == (not os.path.exists("IN"))
    (folder.parent / folder.name.swapcase()).symlink_to(folder)  # as if it ignored letter case
    assert not output_paths._has_case(folder)


def test_all_mistakes_are_listed_at_once(folder):
    outputs = [OutputFile("in/week.doc"), OutputFile("nowhere/x.csv"), OutputFile("soft.csv")]
    with pytest.raises(UsageError) as caught:
        check_outputs(outputs, {"the plan": "hard.csv"}, force=True)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["in/week.doc", "nowhere/x.csv", "soft.csv"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("loop.csv", "symbolic link to itself"),
        ("a\0.csv", "a character that no file name has"),
        ("a\ud800.csv", "a character that no file name has"),
        ("gone.csv", "there is no folder"),
        ("/dev/null.csv/x.csv", "there is no folder"),
    ],
)
def test_names_that_no_file_can_have_are_refused(folder, name, words):
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "gone.csv").symlink_to("nowhere/gone.csv")
    with pytest.raises(UsageError, match=words):
        check_outputs([OutputFile(name)], {}, force=True)


def test_a_name_that_is_too_long_and_a_folder_without_permission_name_the_file(folder, monkeypatch):
    name = "n" * 300 + ".csv"
    with pytest.raises(OSError, match=f"File name too long: '{name}'"):
        check_outputs([OutputFile(name)], {}, force=False)
    monkeypatch.setattr(output_paths.os, "access", lambda path, mode: path != folder / "in")
    with pytest.raises(OSError, match=r"the folder 'in' cannot be written: 'in/new.csv'"):
        check_outputs([OutputFile("in/new.csv")], {}, force=False)


@pytest.mark.parametrize("way", ["nowhere/..", "in/week.csv/../..", "in/nowhere/../.."])
def test_a_way_through_a_folder_that_does_not_exist_is_refused(folder, way):
    (folder / "roundabout.csv").symlink_to(f"{way}/in/week.csv")
    for name in (f"{way}/in/week.csv", f"{way}/soft.csv", f"{way}/new.csv"):
        with pytest.raises(UsageError, match="there is no folder"):
            check_outputs([OutputFile(name)], {"the plan": "in/week.csv"}, force=True)
    for name in ("roundabout.csv", "./roundabout.csv"):
        with pytest.raises(UsageError, match="is the plan"):
            check_outputs([OutputFile(name)], {"the plan": "hard.csv"}, force=True)
        with pytest.raises(UsageError, match="already exists"):
            check_outputs([OutputFile(name)], {}, force=False)


def test_standard_input_is_recognised_through_a_link_by_way_of_a_missing_folder(
    folder, monkeypatch
):
    (folder / "roundabout.csv").symlink_to("nowhere/../in/week.csv")
    monkeypatch.setattr(output_paths.os, "fstat", lambda number: os.stat("in/week.csv"))
    with pytest.raises(UsageError, match="is the input file"):
        check_outputs([OutputFile("roundabout.csv")], {"the input file": "-"}, force=True)


def test_many_outputs_with_one_mistake_are_one_line(folder):
    outputs = [OutputFile(f"in/{n}.csv") for n in range(40)]
    for one in outputs:
        (folder / one.path).write_text("")
    with pytest.raises(UsageError) as caught:
        check_outputs([*outputs, OutputFile("x/a.csv"), OutputFile("x/b.csv")], {}, force=False)
    first, *rest = caught.value.lines
    assert first.startswith("in/0.csv, in/1.csv, in/2.csv, … (40 files): already exists; ")
    assert [line.split(":")[0] for line in rest] == ["x/a.csv", "x/b.csv"]
    assert str(caught.value) == "\n".join(caught.value.lines)


def test_many_outputs_are_compared_in_proportion_to_their_number(folder, monkeypatch):
    calls = []
    monkeypatch.setattr(output_paths, "is_same_file", lambda *paths: calls.append(paths))
    check_outputs([OutputFile(f"in/{n}.csv") for n in range(100)], {}, force=False)
    assert len(calls) == 0
