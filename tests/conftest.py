"""Tests start at the top of the repository, where the examples lie."""

import os
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest

# The same examples in every run of `make test`; `make deep` looks for new ones.
hypothesis.settings.register_profile("default", deadline=None, derandomize=True)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

TOP = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _at_the_top(monkeypatch):
    monkeypatch.chdir(TOP)


@pytest.fixture
def wfm_command():
    """Run the command line as a person does: a process of its own."""

    def run(*words, stdin=b"", env=None):
        return subprocess.run(
            [sys.executable, "-m", "wfm", *map(str, words)],
            input=stdin,
            capture_output=True,
            env=env,
            check=False,
        )

    return run


@pytest.fixture
def wfm_inside(monkeypatch, capfd):
    """Run the command line in this process: as `wfm_command`, many times faster."""
    from wfm.cli import main

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["wfm", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return subprocess.CompletedProcess(words, code, out, err)

    return run
