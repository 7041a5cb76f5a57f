"""A folder of layouts as planners have them, each with the plan that it must give.

``NAME.toml`` describes a layout: its file or the sheets of its workbook, the options that it needs,
parts of the notes, and the forecast as a plain table with the agents of every interval. The agents
are checked here by the recurrence of Erlang B, which shares no code with the package.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from support.paths import TESTS
from wfm.io.forecast.layouts import LAYOUTS

FOLDER = TESTS / "layouts"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


def manifest(name: str) -> dict[str, Any]:
    """The description of a layout."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def table(text: str) -> list[dict[str, str]]:
    """The rows of a table in a manifest or of a plan."""
    return list(csv.DictReader(text.strip().splitlines()))


def least_agents(volume: float, aht: float, seconds: float, target: str) -> int:
    """The least agents that answer the share in time, by the recurrence of Erlang B.

    References
    ----------
    - Recurrence and waiting probability: A. O. Allen, Probability, Statistics, and Queueing
      Theory, 2nd ed., section 5.2.
    """
    if volume == 0:
        return 0
    share, within = (float(part) for part in target.split("/"))
    load, agents, blocking = volume * aht / seconds, 0, 1.0
    while True:
        agents += 1
        blocking = load * blocking / (agents + load * blocking)
        if agents > load:
            wait = blocking / (1 - load / agents * (1 - blocking))
            late = wait * math.exp(-(agents - load) * within / aht)
            if 1 - late >= share / 100:
                return agents


def workbook(path: Path, sheets: list[dict[str, Any]]) -> Path:
    """A workbook with the sheets of a manifest, with dates, times and durations as Excel has."""
    with xlsxwriter.Workbook(path) as book:
        formats = {
            kind: book.add_format({"num_format": text})
            for kind, text in (
                (dt.date, "yyyy-mm-dd"),
                (dt.time, "hh:mm"),
                (dt.datetime, "yyyy-mm-dd hh:mm"),
                (dt.timedelta, "[h]:mm:ss"),
            )
        }
        for entry in sheets:
            sheet = book.add_worksheet(entry["name"])
            for cells in entry.get("merge", []):
                sheet.merge_range(cells, "")
            for row, values in enumerate(entry["rows"]):
                for column, value in enumerate(values):
                    _write(sheet, row, column, value, formats)
    return path


def _write(sheet: Any, row: int, column: int, value: Any, formats: Mapping[Any, Any]) -> None:
    """One cell; an empty text leaves it blank."""
    if isinstance(value, dict) and "formula" in value:
        sheet.write_formula(row, column, value["formula"], None, value["value"])
        return
    if isinstance(value, dict):
        value = dt.timedelta(seconds=value["duration"])
    if type(value) in formats:
        sheet.write_datetime(row, column, value, formats[type(value)])
    elif value != "":
        sheet.write(row, column, value)


def test_there_are_at_least_forty_layouts() -> None:
    assert len(NAMES) >= 40


@pytest.mark.parametrize("name", NAMES)
def test_the_agents_that_a_layout_expects_are_those_of_the_recurrence(name: str) -> None:
    entry = manifest(name)
    for row in table(entry["expected"]):
        target = row.get("target") or entry["target"]
        aht = float(row["aht"] or 0)
        assert int(row["agents"]) == least_agents(
            float(row["volume"]), aht, 60 * entry["minutes"], target
        )


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_read_and_planned_as_its_plain_table(
    name: str, tmp_path: Path, wfm_inside: Callable[..., Any]
) -> None:
    entry = manifest(name)
    source = (
        FOLDER / entry["file"]
        if "file" in entry
        else workbook(tmp_path / f"{name}.xlsx", entry["sheet"])
    )
    target = ["--target", entry["target"]] if entry["target"] else []
    plan = tmp_path / "plan.csv"
    run = wfm_inside("staff", source, *target, "--shrinkage", "0%", *entry["options"], "-o", plan)
    assert run.returncode == 0, run.stderr
    rows = table(plan.read_text(encoding="utf-8-sig"))
    expected = table(entry["expected"])
    assert [(row["queue"], row["start"][:16]) for row in rows] == [
        (row.get("queue", ""), row["start"].replace(" ", "T")) for row in expected
    ]
    assert {row["interval"] for row in rows} == {str(60 * entry["minutes"])}
    for key in ("volume", "aht", "agents"):
        read = [float(row[key] or "nan") for row in rows]
        assert read == pytest.approx(
            [float(row[key] or "nan") for row in expected], rel=1e-9, nan_ok=True
        )
    for note in entry["notes"]:
        assert note in " ".join(run.stderr.split())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_named_layout_cites_a_public_document_that_its_tests_name_too(layout: str) -> None:
    entries = map(manifest, NAMES)
    sources = {e["source"] for e in entries if e["options"][:2] == ["--layout", layout]}
    assert sources
    assert sources <= set(LAYOUTS[layout].sources)
    assert all(source.startswith("https://") for source in sources)
