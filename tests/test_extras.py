"""Optional packages: the command that installs them works as printed, and before any work."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import wfm
from wfm import _extras
from wfm._extras import optional_package
from wfm.errors import UsageError

DAY = "start,volume,aht\n" + "".join(f"2026-03-02 {hour:02d}:00,40,200\n" for hour in range(8, 16))


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """The plan of a day, in hours."""
    (tmp_path / "day.csv").write_text(DAY)
    wfm.plan(tmp_path / "day.csv", "80/30").save(tmp_path / "plan.json")
    return tmp_path / "plan.json"


@pytest.fixture
def no_computing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every computation of agents and every search fail the test."""

    def computed(*_: object, **__: object) -> None:
        raise AssertionError("computed before the package was found to be missing")

    for name in ("wfm.schedule.build_schedule", "wfm.staffing.agents_required"):
        monkeypatch.setattr(name, computed)


def without(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Block the import of a package."""
    monkeypatch.setitem(sys.modules, package, None)


def printed_command(text: str, package: str) -> None:
    """Check that a message ends with a command that installs the package itself."""
    assert "wfm-staffing" not in text
    assert re.search(rf"needs the package {package}: \S+ .*\binstall .*\b{package}\b", text), text


def test_a_calendar_needs_icalendar_before_a_search(
    wfm_inside: Any, plan_file: Path, monkeypatch: pytest.MonkeyPatch, no_computing: None
) -> None:
    without(monkeypatch, "icalendar")
    done = wfm_inside("schedule", plan_file, "-o", plan_file.with_name("shifts.ics"))
    assert done.returncode == 2
    printed_command(done.stderr, "icalendar")
    assert not plan_file.with_name("shifts.ics").exists()


def test_the_solver_highs_needs_highspy_before_a_search(
    wfm_inside: Any, plan_file: Path, monkeypatch: pytest.MonkeyPatch, no_computing: None
) -> None:
    without(monkeypatch, "highspy")
    done = wfm_inside("schedule", plan_file, "--solver", "highs")
    assert done.returncode == 2
    printed_command(done.stderr, "highspy")


def test_holidays_of_a_centre_need_the_package_before_staffing(
    wfm_inside: Any, plan_file: Path, monkeypatch: pytest.MonkeyPatch, no_computing: None
) -> None:
    without(monkeypatch, "holidays")
    centre = plan_file.with_name("centre.toml")
    centre.write_text(
        'time_zone = "Europe/Paris"\nholidays = "FR"\n[opening]\nMon-Sun = "00:00-24:00"\n'
        '[[queue]]\nname = ""\nmodel = "erlang_c"\ntarget = "80/20"\n'
    )
    done = wfm_inside("staff", plan_file.with_name("day.csv"), "--centre", centre)
    assert done.returncode == 3
    assert "centre.toml:2: holidays" in done.stderr
    printed_command(done.stderr, "holidays")


def test_a_polars_table_needs_narwhals_before_staffing(
    monkeypatch: pytest.MonkeyPatch, no_computing: None
) -> None:
    without(monkeypatch, "narwhals")
    table = pl.DataFrame({"calls": [40, 50], "aht": [200, 210]})
    with pytest.raises(UsageError) as caught:
        wfm.staff(table, interval="30m")
    printed_command(str(caught.value), "narwhals")


def test_pandas_tables_and_dicts_need_no_other_package(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "narwhals")
    columns = {"calls": [40, 50], "aht": [200, 210]}
    agents = wfm.staff(pd.DataFrame(columns), interval="30m")["agents"]
    np.testing.assert_array_equal(wfm.staff(columns, interval="30m")["agents"], agents)


def test_the_command_uses_python_only_if_that_is_the_interpreter_that_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without(monkeypatch, "icalendar")
    monkeypatch.setattr(_extras, "find_spec", lambda _: object())
    for found, shown in ((sys.executable, "python"), ("/usr/bin/other", sys.executable)):
        monkeypatch.setattr(_extras.shutil, "which", lambda _, found=found: found)
        with pytest.raises(UsageError) as caught:
            optional_package("icalendar", "a calendar")
        assert str(caught.value).endswith(f": {shown} -m pip install icalendar")


def test_the_command_needs_no_pip_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "icalendar")
    monkeypatch.setattr(_extras, "find_spec", lambda _: None)
    monkeypatch.setattr(_extras.sys, "executable", "/my tools/python")
    with pytest.raises(UsageError, match=r'uv pip install --python "/my tools/python" icalendar$'):
        optional_package("icalendar", "a calendar")
