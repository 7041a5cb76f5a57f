"""The examples in Python run and print the output at their end."""

import subprocess
import sys

import pytest

from support.paths import EXAMPLES

SCRIPTS = sorted(EXAMPLES.glob("[0-9]*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_an_example_prints_the_output_at_its_end(script):
    text = script.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    _, shown = text.split("\n# Output:\n")
    expected = [line.removeprefix("#").removeprefix(" ").rstrip() for line in shown.splitlines()]
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert [line.rstrip() for line in done.stdout.splitlines()] == expected
