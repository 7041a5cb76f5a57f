"""``--watch``: the command runs again when a file that it reads has changed."""

import csv
import os
import re
import signal
import sys
import time
from datetime import datetime

import pytest

from wfm.cli import watch

HEADING = "start,calls,aht\n"
ROW = "2026-03-02 08:00,{calls},240\n2026-03-02 08:30,{calls},240\n"
DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@pytest.fixture
def watched(wfm_inside, tmp_path, monkeypatch):
    """Run ``wfm staff week.csv --watch``; each look at the files does the next of some steps."""
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("week.csv").write_text(HEADING + ROW.format(calls=20))

    def run(*words, steps):
        left = iter(steps)

        def sleep(seconds):
            step = next(left, None)
            if step is None:
                raise KeyboardInterrupt
            step()

        monkeypatch.setattr(watch.time, "sleep", sleep)
        return wfm_inside("staff", *(words or ("week.csv",)), "--watch")

    return run


def write(calls, path="week.csv", text=None):
    """A step that writes a forecast, at another time than the one before."""

    def step():
        with open(path, "w") as file:
            file.write(HEADING + ROW.format(calls=calls) if text is None else text)
        later = os.stat(path).st_mtime_ns + 1_000_000
        os.utime(path, ns=(later, later))

    return step


def wait():
    """A step that does nothing."""


def plans(text):
    """The contacts of each plan on the screen."""
    return [float(one) for one in re.findall(r"^total +([\d,.]+)", text, re.MULTILINE)]


def test_every_change_is_planned_until_ctrl_c(watched):
    done = watched(steps=[wait, write(30), wait, wait, write(35), wait])
    assert done.returncode == 130
    assert plans(done.stdout) == [40, 60, 70]
    dates = DATE.findall(done.stdout)
    assert len(dates) == 2
    assert (datetime.now() - datetime.fromisoformat(dates[-1])).total_seconds() < 60
    assert done.stderr.count("note: watching week.csv; Ctrl-C ends\n") == 3
    assert "interrupted" not in done.stderr


def test_a_file_that_is_being_written_is_planned_once(watched):
    done = watched(steps=[write(0, text=HEADING), write(25), write(30), wait])
    assert plans(done.stdout) == [40, 60]


def test_a_wrong_or_missing_file_is_an_error_and_the_watch_goes_on(watched):
    done = watched(
        steps=[write(0, text="start,calls,aht\n2026-03-02 08:00,many,240\n"), wait,
               lambda: os.remove("week.csv"), wait, write(45), wait]
    )  # fmt: skip
    assert plans(done.stdout) == [40, 90]
    assert "week.csv:2:" in done.stderr
    assert "week.csv: file not found" in done.stderr


def test_a_file_replaced_by_one_of_equal_time_and_size_is_planned(watched):
    def replace():
        status = os.stat("week.csv")
        write(30, "other.csv")()
        os.utime("other.csv", ns=(status.st_atime_ns, status.st_mtime_ns))
        os.replace("other.csv", "week.csv")

    assert plans(watched(steps=[replace, wait]).stdout) == [40, 60]


def test_settings_that_appear_are_used(watched):
    steps = [write(0, "wfm.toml", text='target = "95/10"\n'), wait,
             write(0, "wfm.toml", text='target = "95/10\n'), wait]  # fmt: skip
    done = watched(steps=steps)
    assert done.stdout.count("target 85 %") == 1
    assert done.stdout.count("target 95 %") == 1
    assert "note: watching week.csv, wfm.toml; Ctrl-C ends" in done.stderr
    assert "wfm.toml:1:" in done.stderr


def test_the_file_of_the_plan_is_written_again_but_no_other(watched, tmp_path):
    out = tmp_path / "plan.csv"
    done = watched("week.csv", "-q", "-o", "plan.csv", steps=[write(30), wait, wait])
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [float(row["volume"]) for row in rows] == [30, 30]
    again = watched("week.csv", "-o", "plan.csv", steps=[])
    assert again.returncode == 2
    assert "plan.csv: already exists" in again.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-",), "--watch needs a file: standard input can be read only once."),
        (("week.csv", "--json"), "--watch cannot be used with --json and -o -"),
        (("week.csv", "-o", "-"), "--watch cannot be used with --json and -o -"),
    ],
)
def test_what_cannot_be_watched_is_refused(watched, words, message):
    done = watched(*words, steps=[])
    assert done.returncode == 2
    assert message in done.stderr + done.stdout


def test_a_real_terminal_is_drawn_anew_and_ctrl_c_ends(tmp_path):
    import pty

    path = tmp_path / "week.csv"
    path.write_text(HEADING + ROW.format(calls=20))
    process, stream = pty.fork()
    if process == 0:
        os.environ.update({"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"})
        os.environ.pop("NO_COLOR", None)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.execv(sys.executable, [sys.executable, "-m", "wfm", "staff", str(path), "--watch"])

    def until(words):
        text, end = "", time.monotonic() + 30
        while words not in text and time.monotonic() < end:
            text += os.read(stream, 1 << 16).decode()
        return text

    first = until("Ctrl-C ends")
    write(30, str(path))()
    second = until("Ctrl-C ends")
    os.write(stream, b"\x03")
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    os.close(stream)
    assert code == 130
    assert "\x1b[2J" not in first
    screen = second.rpartition("\x1b[2J\x1b[3J\x1b[H")[2]
    assert "60" in screen
    assert len(screen.splitlines()) <= 24
