"""``wfm report``: a page and charts of the files that other commands wrote."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import wfm

pytest.importorskip("vl_convert")


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "plan.json"
    wfm.plan("examples/short_day.csv", "80/30", shrinkage="25%").save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_page_and_a_chart_beside_it(wfm_inside: Any, plan_file: Path, folder: Path) -> None:
    done = wfm_inside("report", plan_file, "-o", "may.html", "--svg", "service", "--title", "May")
    assert done.returncode == 0, done.stderr
    assert done.stderr == "note: wrote may.html\nnote: wrote may-service.svg\n"
    assert "<title>May</title>" in Path("may.html").read_text(encoding="utf-8")
    assert Path("may-service.svg").read_bytes().startswith(b"<svg")


def test_a_page_to_stdout(wfm_inside: Any, plan_file: Path) -> None:
    done = wfm_inside("report", plan_file, "-o", "-")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("PLAN", "-o", "a.html", "--png", "nothing"), "no chart 'nothing': this report has heatm"),
        (("PLAN", "-o", "a.png"), "a.png: unknown output format; it must be one of .html."),
        (("PLAN", "-o", "-", "--png", "service"), "charts are files beside the page"),
        (("-", "-", "-o", "a.html"), "only one of the files can be stdin"),
        (("PLAN", "-o", "old.html"), "old.html: already exists; use --force to overwrite."),
        (("PLAN", "-o", "b.html", "--pdf", "all"), "b-heatmap.pdf: already exists"),
    ],
)
def test_what_is_refused_before_anything_is_written(
    arguments: tuple[str, ...], message: str, wfm_inside: Any, plan_file: Path, folder: Path
) -> None:
    for name in ("old.html", "b-heatmap.pdf"):
        Path(name).write_text("kept")
    done = wfm_inside("report", *(plan_file if one == "PLAN" else one for one in arguments))
    assert done.returncode == 2
    assert message in done.stderr
    assert sorted(one.name for one in folder.iterdir()) == ["b-heatmap.pdf", "old.html"]


def test_tables_that_lack_what_a_page_shows_name_the_document_that_has_it(
    wfm_inside: Any, folder: Path
) -> None:
    heads = {
        "shifts.csv": "queue,agent,date,shift,contract,start,end,paid_hours,breaks",
        "calls.csv": "start,volume,p10,p50,p90,aht,volume_cv",
    }
    for name, head in heads.items():
        Path(name).write_text(f"{head}\n")
        done = wfm_inside("report", name, "-o", "a.html")
        assert done.returncode == 3
        assert f"{name}: is a table: for a report, write it as JSON (wfm " in done.stderr


def test_the_package_of_the_charts_is_needed_before_a_file_is_read(
    wfm_inside: Any, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    done = wfm_inside("report", "nowhere.json", "-o", "a.html")
    assert done.returncode == 2
    assert "wfm report needs the package vl-convert-python: " in done.stderr
