"""A folder of broken files, each with its exact error message."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from support.paths import TESTS
from wfm.errors import DataError, WfmError
from wfm.io import ReadOptions, read_demand
from wfm.option_text import for_command_line

FOLDER = TESTS / "broken"
NAMES = sorted(path.stem for path in FOLDER.glob("*.csv"))
OPTIONS = "options: "


def golden(name: str) -> tuple[ReadOptions, str]:
    """The options with which a file is read, and its error message."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    first, _, rest = text.partition("\n")
    if not first.startswith(OPTIONS):
        return ReadOptions(), text.strip()
    options = json.loads(first.removeprefix(OPTIONS))
    return ReadOptions(**{k: option_value(k, v) for k, v in options.items()}), rest.strip()


def option_value(name: str, value: Any) -> Any:
    """The value of an option in a golden message, which is JSON."""
    if name in ("date", "week_of"):
        return dt.date.fromisoformat(value)
    return tuple(value) if name == "queues" else value


def test_there_are_at_least_sixty_broken_files_and_each_has_a_message() -> None:
    assert len(NAMES) >= 60
    assert sorted(path.stem for path in FOLDER.glob("*.txt")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_file_is_refused_with_exactly_this_message(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER)
    options, words = golden(name)
    with pytest.raises(WfmError) as caught, for_command_line():
        read_demand(f"{name}.csv", options)
    assert str(caught.value) == words


def test_every_option_in_a_message_is_an_option_of_the_command(wfm_command: Any) -> None:
    texts = (golden(name)[1] for name in NAMES)
    named = {option for text in texts for option in re.findall(r"--[a-z][a-z-]+", text)}
    help_text = wfm_command("staff", "--help").stdout.decode()
    assert len(named) >= 10
    assert named <= set(re.findall(r"--[a-z][a-z-]+", help_text))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("aht_empty_with_volume", {"aht": 240}),
        ("aht_over_a_day", {"limits": False}),
        ("daily", {"interval": 86_400}),
        ("date_ambiguous", {"dayfirst": True}),
        ("date_ambiguous", {"dayfirst": False}),
        ("decimal_comma_grouped", {"thousands": "."}),
        ("decimal_unknown_grouped", {"thousands": "."}),
        ("decimal_unknown_grouped", {"decimal": "."}),
        ("dst_twice_without_zone", {"zone": "Europe/Berlin"}),
        ("gap_refused", {"fill": "zero"}),
        ("one_row", {"interval": 1800}),
        ("one_row_a_queue", {"interval": 1800}),
        ("seconds_apart", {"interval": 5}),
        ("two_interval_lengths", {"queues": ("B",)}),
        ("two_interval_lengths", {"queues": ("A",)}),
        ("utf16_without_mark", {"encoding": "utf-16-le"}),
        ("volume_huge", {"limits": False}),
        ("volume_thousands_and_decimal", {"thousands": ","}),
        ("volume_thousands_comma", {"decimal": ","}),
        ("volume_thousands_comma", {"thousands": ","}),
        ("volume_thousands_space", {"thousands": " "}),
    ],
)
def test_the_option_that_a_message_recommends_solves_the_problem(
    name: str, options: dict[str, Any]
) -> None:
    assert len(read_demand(str(FOLDER / f"{name}.csv"), ReadOptions(**options))) > 0


def test_every_problem_is_counted_but_not_all_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("start,volume,aht\n" + "2026-01-05 08:00,x,180\n" * 25_000)
    with pytest.raises(DataError) as caught:
        read_demand(str(path))
    assert caught.value.count == 25_000
    assert len(caught.value.problems) == 1000
    assert [problem.line for problem in caught.value.problems[:2]] == [2, 3]
    assert str(caught.value).endswith("(25,000 like this: lines 2, 3, 4, …)")


def test_problems_of_all_columns_are_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("start,volume,aht\n2026-01-05 08:00,1,-1\nnever,1,1\n2026-01-05 09:00,x,1\n")
    with pytest.raises(DataError) as caught:
        read_demand(str(path))
    assert [(p.line, p.column) for p in caught.value.problems] == [
        (2, "aht"),
        (3, "start"),
        (4, "volume"),
    ]


def test_a_missing_file_and_a_folder_are_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.csv: file not found$"):
        read_demand(str(tmp_path / "nowhere.csv"))
    with pytest.raises(DataError, match="is a folder, not a file"):
        read_demand(str(tmp_path))
    with pytest.raises(DataError, match="cannot be opened"):
        read_demand("a\0b")


def test_a_file_without_permission_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", locked)
    with pytest.raises(DataError, match="cannot be read: permission denied"):
        read_demand(str(tmp_path / "forecast.csv"))


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("aht", 0.0, "aht must be a finite number of seconds > 0"),
        ("interval", float("nan"), "interval must be a finite number of seconds > 0"),
        ("interval", 0.5, "interval must be a whole number of seconds"),
        ("aht_unit", "weeks", "aht_unit must be s, ms, min, h, d, mm:ss, hh:mm:ss or total"),
        ("fill", "mean", "fill must be one of 'keep', 'zero', 'error'"),
        ("decimal", ";", "decimal must be one of"),
        ("thousands", "x", "thousands must be one of"),
        ("delimiter", ",,", "delimiter must be one character"),
        ("encoding", "utf-9", "unknown encoding 'utf-9'"),
        ("encoding", "base64", "unknown encoding 'base64'"),
        ("zone", "../etc/passwd", "unknown time zone '../etc/passwd'"),
        ("zone", "America", "unknown time zone 'America'"),
        ("zone", "europe/berlin ", "did you mean Europe/Berlin"),
        ("date_format", "%H:%M", "date_format must have day, month and year: got '%H:%M'"),
        ("date_format", "%Q", "date_format must have day, month and year: got '%Q'"),
    ],
)
def test_an_invalid_option_is_refused(option: str, value: object, words: str) -> None:
    with pytest.raises(WfmError) as caught:
        read_demand("never-opened.csv", ReadOptions(**{option: value}))  # type: ignore[arg-type]
    assert words in str(caught.value)
