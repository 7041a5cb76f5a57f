"""Terminals: colours where they are obeyed, and no escape codes anywhere else."""

import os
import struct
import sys

import pytest

from wfm.cli import terminal
from wfm.report.text_table import Span

LINE = [Span("Peak:", "label"), Span(" 19 \x1b[2J", "good")]


@pytest.fixture
def tty(capsys, monkeypatch):
    """Stdout is a terminal of 256 colours."""
    monkeypatch.setattr(terminal, "is_terminal", lambda stream: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_terminal_gets_colours_and_no_code_of_a_name(tty, capsys):
    terminal.say_lines([LINE])
    text = capsys.readouterr().out
    assert "\x1b[1mPeak:\x1b[0m" in text
    assert "\x1b[2J" not in text


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_without_colours_gets_no_escape_codes(tty, monkeypatch, capsys, name, value):
    monkeypatch.setenv(name, value)
    terminal.say_lines([LINE])
    terminal.say_text("Understaffed: 0 agent-hours")
    assert "\x1b" not in capsys.readouterr().out


def test_an_empty_no_color_is_not_set(tty, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "")
    assert terminal.has_escape_codes()


def test_a_pipe_gets_plain_text(capsys):
    terminal.say_text("Understaffed: 3 agent-hours")
    assert capsys.readouterr().out == "Understaffed: 3 agent-hours\n"
    assert terminal.screen() is None


def test_good_and_bad_figures_have_their_colours(tty, capsys):
    terminal.say_text("Understaffed: 0 agent-hours; more\nBelow target: 3 of 16 intervals")
    good, bad = capsys.readouterr().out.splitlines()
    assert "\x1b[32m" in good
    assert "\x1b[1;31m" in bad


def on_terminal(words, columns, **variables):
    """What a command prints on a pseudo terminal of some columns and 24 lines."""
    import fcntl
    import pty
    import termios

    process, stream = pty.fork()
    if process == 0:
        os.environ.pop("NO_COLOR", None)
        size = {"COLUMNS": str(columns), "LINES": "24"}
        os.environ.update({"TERM": "xterm-256color", **size, **variables})
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execv(sys.executable, [sys.executable, "-m", "wfm", *words])
    text = b""
    while True:
        try:
            piece = os.read(stream, 1 << 16)
        except OSError:  # the end of a pseudo terminal
            break
        if not piece:
            break
        text += piece
    os.close(stream)
    os.waitpid(process, 0)
    return text.decode().replace("\r\n", "\n")


@pytest.mark.deep
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_plan_is_one_screen_of_a_real_terminal(columns):
    words = ["staff", "examples/forecast.csv"]
    plain = on_terminal(words, columns, NO_COLOR="1")
    assert "\x1b" not in plain
    lines = plain.splitlines()
    assert max(map(len, lines)) <= columns
    assert columns < 80 or len(lines) <= 23
    coloured = on_terminal(words, columns)
    assert "\x1b[" in coloured
    assert "\x1b" not in on_terminal(["--help"], columns)
    assert "\x1b" not in on_terminal([*words, "--intervals"], columns, TERM="dumb")


@pytest.mark.deep
@pytest.mark.parametrize("columns", [60, 80, 120, 200])
@pytest.mark.parametrize(
    "words",
    [
        ("forecast", "examples/history.csv"),
        ("capacity", "examples/capacity_simple.toml"),
        ("schedule", "examples/short_day.csv", "--aht", "4m", "--time-limit", "1"),
        ("whatif", "examples/forecast.csv", "--volume", "+-10%"),
        ("count", "examples/contact_log.csv"),
        ("spread", "examples/monthly.csv", "examples/history.csv"),
        ("calc", "100", "--interval", "30m", "--aht", "3m", "--target", "80/20"),
        ("staff", "examples/short_day.csv", "--intervals"),
        ("staff", "examples/two_queues.csv", "--intervals"),
        ("schedule", "examples/short_day.csv", "--time-limit", "1", "--intervals"),
    ],
)
def test_results_are_no_wider_than_a_real_terminal(words, columns):
    text = on_terminal([*words, "-q"] if words[0] == "spread" else words, columns, NO_COLOR="1")
    lines = [line.rpartition("\r")[2] for line in text.splitlines()]
    # a command to be copied stays on one line
    assert max(len(line) for line in lines if not line.startswith("Next:")) <= columns, text
