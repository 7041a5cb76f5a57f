"""The process of the command: closed and full streams, encodings, signals, names of files."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from support.paths import ROOT
from wfm.cli.command_line import run

WFM = f"{sys.executable} -m wfm"
FORTNIGHT = str(ROOT / "examples" / "forecast.csv")
CLOSED = "standard input: is closed"
CALC = "calc 100 --interval 30m --aht 3m"


def default_signals():
    """In a child: signals that the run of the tests ignores, as under nohup, end it as usual."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def shell(command, **environment):
    """A command of the shell; the exit code and the bytes of stdout and stderr."""
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, env={**os.environ, **environment}, check=False
    )
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


class TestStreams:
    @pytest.mark.parametrize(
        ("words", "code", "message"),
        [
            (f"{CALC} >&-", 3, "standard output: is closed, but the result is printed there\n"),
            (f"{CALC} >/dev/full", 3, "standard output: No space left on device\n"),
            ("staff --help >/dev/full", 3, "standard output: No space left on device\n"),
            (
                "staff - <&-",
                3,
                f"{CLOSED}; name a file, or redirect a file to it\n",
            ),
            ("staff nowhere.csv 2>&-", 3, ""),
            ("staff nowhere.csv 2>/dev/full", 3, ""),
            ("staff nowhere.csv <&- >&- 2>&-", 3, ""),
        ],
    )
    def test_a_closed_or_full_one_is_one_line_and_the_exit_code(self, words, code, message):
        assert shell(f"{WFM} {words}") == (code, b"", message)

    @pytest.mark.parametrize("words", [CALC, "schedule --help", "schema"])
    def test_a_reader_that_leaves_is_no_error(self, words):
        code, _, errors = shell(f"{WFM} {words} | true; exit ${{PIPESTATUS[0]}}")
        assert (code, errors) == (0, "")

    def test_a_file_does_not_become_the_stream_that_is_closed(self, tmp_path):
        command = f"{WFM} staff {FORTNIGHT} -q -o {tmp_path}/plan.csv <&- >&- 2>&-"
        assert shell(command) == (0, b"", "")
        assert len((tmp_path / "plan.csv").read_text().splitlines()) == 389


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["latin-1", "cp437", "ascii:strict"])
    def test_characters_that_the_terminal_lacks_are_replaced(self, encoding):
        code, output, errors = shell(
            f"{WFM} calc nine‰ --interval 30m --aht 3m", PYTHONIOENCODING=encoding
        )
        assert (code, output) == (2, b"")
        assert "'nine?'" in errors

    def test_json_is_always_utf_8(self, tmp_path):
        (tmp_path / "día.csv").write_text("start,queue,calls,aht\n2027-04-05 09:00,Ärger,5,200\n")
        command = f"{WFM} staff {tmp_path}/día.csv --interval 30m --json -q"
        code, output, errors = shell(command, PYTHONIOENCODING="latin-1")
        assert (code, errors) == (0, "")
        assert json.loads(output.decode())["inputs"]["queues"] == ["Ärger"]


class TestNamesThatAreNotUtf8:
    @pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
    def test_are_read_and_written(self, wfm_inside, tmp_path, suffix):
        source = os.fsdecode(os.fsencode(tmp_path) + b"/w\xe9\xff.csv")
        output = os.fsdecode(os.fsencode(tmp_path) + b"/o\xff.") + suffix
        with open(source, "w") as file:
            file.write("start,calls,aht\n2027-04-05 09:00,5,200\n2027-04-05 09:30,6,200\n")
        done = wfm_inside("staff", source, "-o", output)
        assert (done.returncode, os.path.exists(output)) == (0, True), done.stderr
        assert f"wrote {tmp_path}/o" in done.stderr

    def test_are_named_in_messages(self, wfm_inside):
        done = wfm_inside("staff", "w\udcff.csv", "--json")
        assert (done.returncode, done.stderr.count("\n")) == (3, 1)
        assert done.stderr.endswith(".csv: file not found\n")
        assert json.loads(done.stdout)["error"]["source"].endswith(".csv")


def test_what_a_terminal_would_obey_is_not_printed(wfm_inside):
    done = wfm_inside("staff", "a\x1b[31m\u202eb\u200b.csv")
    assert done.stderr.isascii()
    assert done.stderr.replace("\n", "").isprintable()
    assert done.stderr.endswith(".csv: file not found\n")


class TestSignals:
    @pytest.mark.parametrize(
        ("number", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)]
    )
    def test_one_while_the_program_starts_ends_it_with_one_line(self, number, code):
        # an import that never ends, in place of a slow one
        program = (
            "import builtins, signal, os, sys\n"
            "real = builtins.__import__\n"
            "def slow(name, *more):\n"
            "    if name == 'typer': os.kill(os.getpid(), signal." + number + ")\n"
            "    return real(name, *more)\n"
            "builtins.__import__ = slow\n"
            "from wfm.cli import command\n"
            "command()\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, "staff", FORTNIGHT],
            capture_output=True, text=True, check=False, preexec_fn=default_signals,
        )  # fmt: skip
        word = "interrupted" if number == "SIGINT" else "terminated"
        assert (done.returncode, done.stdout) == (code, "")
        assert done.stderr == f"{word}; no file was written\n"

    @pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
    def test_one_while_a_file_is_written_leaves_nothing(self, tmp_path, number, code):
        old = tmp_path / "plan.csv"
        old.write_text("old")
        program = (
            "import sys, time, wfm.planning.plan_csv_json as module\n"
            "def slow(*words): print('writing', flush=True); time.sleep(60)\n"
            "module.CsvWriter.write = slow\n"
            "from wfm.cli import command\n"
            f"sys.argv = ['wfm', 'staff', {FORTNIGHT!r}, '-o', {str(old)!r}, '--force']\n"
            "command()\n"
        )
        with subprocess.Popen(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=default_signals,
        ) as run:  # fmt: skip
            assert run.stdout.readline() == "writing\n"
            run.send_signal(number)
            _, errors = run.communicate()
        assert run.returncode == code
        assert errors.splitlines()[-1] == "terminated; no file was written"
        assert (old.read_text(), os.listdir(tmp_path)) == ("old", ["plan.csv"])

    def test_those_that_the_parent_ignores_stay_ignored(self):
        program = (
            "import signal, os, sys\n"
            "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
            "from wfm.cli import process\n"
            "process.prepare(); process.raise_on_signal()\n"
            "os.kill(os.getpid(), signal.SIGHUP)\n"
            "print(signal.getsignal(signal.SIGHUP) == signal.SIG_IGN)\n"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        assert done.stdout == b"True\n"

    @pytest.mark.parametrize("raises", [False, True])
    @pytest.mark.parametrize(
        ("first", "code"), [("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)]
    )
    def test_the_first_of_several_gives_the_exit_code(self, first, code, raises):
        # both arrive before Python looks, and it takes them in the order of their numbers
        second = "SIGINT" if first != "SIGINT" else "SIGTERM"
        program = (
            "import signal, os, ctypes, time\n"
            "from wfm.cli import process\n"
            f"process.prepare(); {'process.raise_on_signal()' if raises else ''}\n"
            "raise_signal = ctypes.PyDLL(None)['raise']\n"
            "try:\n"
            f"    any(map(raise_signal, [signal.{first}.value, signal.{second}.value]))\n"
            "    time.sleep(5)\n"
            "except (KeyboardInterrupt, SystemExit): os._exit(128 + process.signal_received())\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=False,
            preexec_fn=default_signals,
        )  # fmt: skip
        assert done.returncode == code, done.stderr

    def test_one_in_a_finalizer_is_not_lost(self):
        program = (
            "import signal, os, sys, time\n"
            "from wfm.cli import process\n"
            "process.prepare(); process.raise_on_signal()\n"
            "class Late:\n"
            "    def __del__(self): os.kill(os.getpid(), signal.SIGINT); time.sleep(0.01)\n"
            "try:\n"
            "    Late(); time.sleep(5); print('lost')\n"
            "except KeyboardInterrupt: print('raised')\n"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        assert (done.stdout, done.stderr) == (b"raised\n", b"")


def test_the_package_is_imported_before_the_signals_are_set_in_no_time():
    program = "import sys, wfm.cli.process; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert not {b"typer", b"typing", b"numpy"} & set(done.stdout.split())


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
@pytest.mark.parametrize("command", ["", "staff", "schedule", "config", "schema"])
def test_help_without_standard_output_is_an_error(command, option, monkeypatch, capsys):
    words = ["wfm", *command.split(), option]
    if command and option == "--version":
        words = ["wfm", option, command]
    monkeypatch.setattr("sys.argv", words)
    monkeypatch.setattr("sys.stdout", None)
    assert run() == 3
    assert capsys.readouterr().err == (
        "standard output: is closed, but the result is printed there\n"
    )


def test_the_process_ends_at_once_with_its_code_while_a_solver_still_runs():
    program = (
        "import time\n"
        "from wfm._numerics.timed_call import timed_call\n"
        "from wfm.cli import process\n"
        "timed_call(lambda _: time.sleep(60), 0.01)\n"
        "print('written')\n"
        "process.leave(4)\n"
    )
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (4, "written\n", "")
    assert time.monotonic() - begin < 20.0
