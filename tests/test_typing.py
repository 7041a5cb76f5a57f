"""What a type checker reports to the author of a script: types of results, misspelt names, gaps.

Run by `make types` and `make lowest`, and with them by `make check`.
"""

import importlib.util
import os
import shutil
import subprocess
import sys

import pytest

from support.paths import SOURCE

pytestmark = pytest.mark.types

RIGHT = """
from typing import assert_type

import numpy as np
from numpy.typing import NDArray

import wfm

level: float = wfm.service_level(14, 10.0, 180, 20)
agents: int = wfm.agents_required(10.0, 180, service_level=0.8, within=20)
unrounded: float = wfm.agents_required(10.0, 180, asa=20, round_up=False)
many: NDArray[np.float64] = wfm.service_level([13, 14], 10.0, 180, 20, patience=300)
each: NDArray[np.int64] = wfm.agents_required(np.array([6.0, 10.0]), 180, asa=[20, 30])
people: int = wfm.scheduled(14, 0.3)
lines: int = wfm.lines_required(14, 10.0, 180, blocking=0.01)
assert_type(wfm.performance(14, 10.0, 180, 20).mean_wait, float)
assert_type(wfm.performance([14], 10.0, 180, 20, patience=60).asa, NDArray[np.float64])
version: str = wfm.__version__
"""
WRONG = [
    "w: str = wfm.service_level(14, 10.0, 180, 20)",
    "w: float = wfm.service_level([14, 15], 10.0, 180, 20)",
    "w: str = wfm.agents_required(10.0, 180, asa=20)",
    "w: str = wfm.performance(14, 10.0, 180, 20).asa",
    "w: str = wfm.fte(200)",
    "w: str = wfm.abandonment(14, 10.0, 180, patience=300)",
    "w: str = wfm.lines_required(14, 10.0, 180, blocking=0.01)",
    "wfm.agents_requried(10.0, 180, asa=20)",
    "wfm.service_level(14, 10.0, 180, 20, definition='answerd')",
    "wfm.service_level(14, 10.0, 180)",
]
COMMANDS = {
    "mypy": ["-m", "mypy", "--strict", "--no-error-summary", "--cache-dir"],
    "pyright": ["-m", "pyright", "--pythonpath", sys.executable],
}
HAS_PYRIGHT = importlib.util.find_spec("pyright") is not None
CHECKERS = [
    "mypy",
    pytest.param(
        "pyright", marks=pytest.mark.skipif(not HAS_PYRIGHT, reason="pyright is not installed")
    ),
]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A directory that holds the package as an installation does, and the environment for it."""
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(SOURCE, site / "wfm")
    return site, os.environ | {"PYTHONPATH": str(site), "MYPYPATH": ""}


def lines_with_errors(checker, script, installed):
    """The numbers of the lines of a script in which a checker finds an error."""
    site, environment = installed
    command = [sys.executable, *COMMANDS[checker]]
    if checker == "mypy":
        command.append(str(site.parent / "mypy_cache"))
    done = subprocess.run(
        [*command, script.name], capture_output=True, text=True, cwd=script.parent, env=environment
    )
    found = [line for line in done.stdout.splitlines() if "error" in line and script.name in line]
    assert found or done.returncode == 0, done.stdout + done.stderr
    return {int(line.split(script.name)[1].split(":")[1]) for line in found}


@pytest.mark.parametrize("checker", CHECKERS)
def test_a_checker_accepts_what_is_right_and_reports_what_is_wrong(checker, installed, tmp_path):
    script = tmp_path / "script.py"
    script.write_text("\n".join([RIGHT, *WRONG]) + "\n", encoding="utf-8")
    first = len(RIGHT.splitlines()) + 1
    wrong = set(range(first + 1, first + 1 + len(WRONG)))
    assert lines_with_errors(checker, script, installed) == wrong


@pytest.mark.skipif(not HAS_PYRIGHT, reason="pyright is not installed")
def test_every_public_name_has_a_known_type(installed, tmp_path):
    done = subprocess.run(
        [sys.executable, *COMMANDS["pyright"], "--ignoreexternal", "--verifytypes", "wfm"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=installed[1],
    )
    assert "Type completeness score: 100%" in done.stdout, done.stdout[-3000:]
