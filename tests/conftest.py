"""Tests run at the root of the repository, so that paths like examples/… are found."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import hypothesis
import pytest

from support.paths import ROOT

# The same examples in every run of `make test`; `make deep` looks for new ones.
hypothesis.settings.register_profile("default", deadline=None, derandomize=True)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# Pages of which the Python examples take seconds, because they plan a whole centre.
LONG_PAGES = (ROOT / "docs/tutorial/centre.md",)

Command = Callable[..., subprocess.CompletedProcess[Any]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make docs` runs the examples of the long pages."""
    for item in items:
        if item.path in LONG_PAGES:
            item.add_marker("pages")


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture
def wfm_command() -> Command:
    """Run the command line in a process of its own; the output is bytes."""

    def run(
        *words: object, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "wfm", *map(str, words)],
            input=stdin,
            capture_output=True,
            env=env,
            check=False,
        )

    return run


@pytest.fixture
def wfm_inside(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Run the command line in this process, many times faster; the output is text."""
    from wfm.cli import main

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["wfm", *map(str, words)])
        code: int | str = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return subprocess.CompletedProcess([str(word) for word in words], int(code), out, err)

    return run
