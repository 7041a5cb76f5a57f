"""Runs that are killed or interrupted at random moments leave every output whole."""

import importlib.util
import subprocess
import sys
import zipfile

import pytest

from support.paths import ROOT

SCRIPT = ROOT / "tools" / "kill_runs.py"


def run(*words):
    done = subprocess.run(
        [sys.executable, SCRIPT, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[1:]


def test_a_few_at_random_moments():
    words = ("--kills", "2", "--interrupts", "1", "--only", "plan xlsx|per agent")
    assert len(run(*words)) == 4


@pytest.mark.deep
def test_hundreds_at_random_moments():
    assert len(run()) == 20


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("kill_runs", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["kill_runs"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["kill_runs"]


def test_the_script_sees_files_that_are_torn_or_lost(script, tmp_path):
    plan, book = tmp_path / "plan.csv", tmp_path / "plan.xlsx"
    assert script.state(plan, b"a,b\n") == "lost"
    plan.write_bytes(b"a,b")
    assert script.state(plan, b"a,b\n") == script.state(plan, None) == "torn"
    plan.write_bytes(b"a,b\n1,2\n")
    assert script.state(plan, None) == "new"
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("a.xml", "<a/>")
    assert script.state(book, b"") == "new"
    book.write_bytes(book.read_bytes()[:-5])
    assert script.state(book, b"") == "torn"


@pytest.mark.parametrize(
    ("code", "errors", "judgement"),
    [
        (130, "note: x\ninterrupted; no file was written\n", "interrupted"),
        (0, "", "finished"),
        (0, "Traceback (most recent call last):\n", "wrong exit"),
        (130, "Traceback …\ninterrupted; wrote x\n", "wrong exit"),
        (1, 'Traceback …\n  File "/lib/wfm/cli/staff.py"\nKeyboardInterrupt\n', "wrong exit"),
        (-2, 'Traceback …\n  File "/lib/site.py"\nKeyboardInterrupt\n', "not begun"),
        (3, "plan.csv: Interrupted system call\n", "wrong exit"),
    ],
)
def test_the_script_sees_interrupts_that_end_wrongly(script, code, errors, judgement):
    assert script.judged(script.Ended(code, errors)) == judgement
