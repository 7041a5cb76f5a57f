r"""Kill and interrupt the command line at random moments, and look at the files that remain.

For each kind of output the command runs again and again over an old file and is killed (SIGKILL)
or interrupted (SIGINT) at a random moment: every tenth run from the start of its interpreter, the
others in a fork of a process that has imported everything, half of them at any moment and half
while the outputs are written. After each, every output must be the old or the new file, whole; an
interrupted search may write the best schedule that it has found, and must say so::

    python tools/kill_runs.py --kills 200 --interrupts 100 --seed 1

The table lists for each output the runs tried, files torn, files lost, temporary files left behind
after the next run of the same command, and interrupts that did not end as they should: with 130
and one line, or 0 if everything had been printed. The exit code is 1 if there is any fault.
"Not begun" are interrupts that reached the interpreter before it ran the program; their traceback
is Python's.
"""

from __future__ import annotations

import argparse
import atexit
import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import weakref
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

COLUMNS = ("tried", "not begun", "torn", "lost", "left", "wrong exit")
_PARTIAL = "interrupted: this is the best schedule found until then"
_OLD = b"the old content\n" * 64
_OWN_PROCESS = 10  # every so many runs start an interpreter of their own
_NOT_BEGUN = 98  # the exit code of a fork that was interrupted before it ran the program
_PATIENCE = 60.0  # s, of a run

FORECAST = "start,queue,calls,aht_s\n" + "".join(
    f"2027-04-{day:02d} {hour:02d}:{minute:02d},{queue},{20 + 3 * hour % 17},240\n"
    for queue in ("voice", "sales")
    for day in (5, 6)
    for hour in range(9, 17)
    for minute in (0, 30)
)
# One shift for all people, so that the search is short and most of a run is reading and writing.
RULES = """\
[[shift]]
name = "day"
start = "09:00-09:00"
length = ["3h"]

[[contract]]
name = "any"
days_per_week = [0, 5]
"""
NEEDS = "start,agents\n" + "".join(f"2027-04-05 {hour:02d}:00,4\n" for hour in (9, 10, 11))
AGENTS = "agent,contract\n" + "".join(f"Agent {i},any\n" for i in range(4))
_FILES = {
    "forecast.csv": FORECAST, "needs.csv": NEEDS, "rules.toml": RULES, "agents.csv": AGENTS,
}  # fmt: skip
_SCHEDULE = ("schedule", "needs.csv", "--rules", "rules.toml", "--shrinkage", "0%")


class Case(NamedTuple):
    """A command, and the files that it writes."""

    name: str
    words: tuple[str, ...]
    outputs: tuple[str, ...]


CASES = (
    *(
        Case(f"plan {kind}", ("staff", "forecast.csv", "-o", f"plan.{kind}"), (f"plan.{kind}",))
        for kind in ("csv", "json", "xlsx")
    ),
    *(
        Case(f"schedule {kind}", (*_SCHEDULE, "-o", f"s.{kind}"), (f"s.{kind}",))
        for kind in ("csv", "json", "xlsx", "ics")
    ),
    Case("coverage", (*_SCHEDULE, "--coverage", "cover.csv"), ("cover.csv",)),
    Case(
        "schedule and coverage",
        (*_SCHEDULE, "-o", "s.csv", "--coverage", "cover.csv"),
        ("s.csv", "cover.csv"),
    ),
    Case(
        "calendar per agent",
        (*_SCHEDULE, "--agents", "agents.csv", "-o", "{agent}.ics", "--coverage", "cover.csv"),
        (*(f"Agent-{i}.ics" for i in range(4)), "cover.csv"),
    ),
)


class Ended(NamedTuple):
    """How a run ended: its exit code (negative for a signal), and what it wrote to stderr."""

    code: int
    errors: str


def main() -> int:
    """Run all cases and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--interrupts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", help="cases whose name has this pattern")
    options = parser.parse_args()
    _import_everything()
    chance = random.Random(options.seed)
    print(f"{'output':24} {'signal':8}" + "".join(f"{name:>12}" for name in COLUMNS))
    faults, reports = 0, []
    for case in CASES:
        if options.only and not re.search(options.only, case.name):
            continue
        for number, count in ((signal.SIGKILL, options.kills), (signal.SIGINT, options.interrupts)):
            figures, wrong = trial(case, number, count, chance)
            reports += [f"{case.name}: exit code {one.code}\n{one.errors}" for one in wrong]
            faults += sum(figures[name] for name in ("torn", "lost", "left", "wrong exit"))
            cells = "".join(f"{figures[name]:12}" for name in COLUMNS)
            print(f"{case.name:24} {number.name:8}{cells}", flush=True)
    print(*reports, sep="\n", end="")
    return 1 if faults else 0


def _import_everything() -> None:
    """Import what the commands use, so that a fork begins at once."""
    import icalendar  # noqa: F401
    import pandas  # noqa: F401
    import xlsxwriter.worksheet  # noqa: F401

    import wfm.cli.command_line
    import wfm.planning.plan_writer
    import wfm.report.plan_overview
    import wfm.report.schedule_text
    import wfm.schedule  # noqa: F401


def trial(
    case: Case, number: signal.Signals, count: int, chance: random.Random
) -> tuple[Counter[str], list[Ended]]:
    """Send a signal to some runs of a case; what was found, and the runs that ended wrongly."""
    figures: Counter[str] = Counter()
    wrong: list[Ended] = []
    with tempfile.TemporaryDirectory(prefix="kill-runs-") as name:
        folder = Path(name)
        for file, text in _FILES.items():
            (folder / file).write_text(text)
        inputs = sorted(os.listdir(folder))
        began = time.monotonic()
        first = _fork(case, folder, lambda pid: None)
        if first.code:
            raise RuntimeError(f"{case.name}: {first.errors}")
        length = time.monotonic() - began
        complete = {output: (folder / output).read_bytes() for output in case.outputs}
        for i in range(count):
            figures["tried"] += 1
            for output in case.outputs:
                (folder / output).write_bytes(_OLD)
            ended = _one(case, folder, number, i, length, chance)
            partial = _PARTIAL in ended.errors
            states = [
                state(folder / output, None if partial else complete[output])
                for output in case.outputs
            ]
            figures.update(one for one in states if one in ("torn", "lost"))
            if number == signal.SIGINT:
                figures[judged(ended)] += 1
                if judged(ended) == "wrong exit":
                    wrong.append(ended)
            if number == signal.SIGINT or i == count - 1 or chance.random() < 0.1:
                # an interrupt leaves nothing; what a kill leaves is removed by the next run
                if number == signal.SIGKILL:
                    assert _fork(case, folder, lambda pid: None).code == 0
                left = sorted(set(os.listdir(folder)) - {*inputs, *case.outputs})
                figures["left"] += len(left)
                for one in left:
                    print("left behind:", one)
                    (folder / one).unlink()
    return figures, wrong


def _one(
    case: Case, folder: Path, number: int, i: int, length: float, chance: random.Random
) -> Ended:
    """One run with a signal."""
    if i % _OWN_PROCESS == _OWN_PROCESS - 1:
        return _process(case, folder, number, chance.uniform(0, 4 * length + 1.0))
    wait = chance.uniform(0, 1.1 * length) if i % 2 else None

    def send(pid: int) -> None:
        if wait is None:
            _wait_for_temporary(folder, length)
            time.sleep(chance.choice((0.0, chance.uniform(0, 0.02))))
        else:
            time.sleep(wait)
        os.kill(pid, number)

    return _fork(case, folder, send)


def _wait_for_temporary(folder: Path, length: float) -> None:
    """Wait until an output is being written, or for twice the length of a run."""
    end = time.monotonic() + 2 * length
    while time.monotonic() < end and not any(".wfm-" in name for name in os.listdir(folder)):
        time.sleep(1e-4)


def _process(case: Case, folder: Path, number: int, wait: float) -> Ended:
    """A run in an interpreter of its own."""
    words = [sys.executable, "-m", "wfm", *case.words, "--force"]
    with subprocess.Popen(
        words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as run:
        time.sleep(wait)
        run.send_signal(number)
        _, errors = run.communicate(timeout=_PATIENCE)
    return Ended(run.returncode, errors)


def _fork(case: Case, folder: Path, meanwhile: Callable[[int], None]) -> Ended:
    """A run in a fork of this process, and something to do with it meanwhile."""
    with tempfile.TemporaryFile() as errors:
        # an interrupt in the child before its own code would run the code of its parent
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        pid = os.fork()
        if pid == 0:
            _child(case.words, folder, errors.fileno())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        with suppress(ProcessLookupError):
            meanwhile(pid)
        _, status = os.waitpid(pid, 0)
        errors.seek(0)
        return Ended(os.waitstatus_to_exitcode(status), errors.read().decode())


def _child(words: Sequence[str], folder: Path, errors: int) -> None:
    """Run the command in this process and end it."""
    code = 99
    try:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        os.dup2(errors, 2)
        sys.argv = ["wfm", *words, "--force"]
        weakref.finalize._registry.clear()  # type: ignore[attr-defined]  # those of the parent
        from wfm.cli import command

        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        command()
    except SystemExit as stop:
        code = int(stop.code or 0)
    except KeyboardInterrupt:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            code = _NOT_BEGUN
    finally:
        with suppress(BaseException):
            atexit._run_exitfuncs()  # as at the end of a process of its own
            sys.stderr.flush()
        os._exit(code)


def state(path: Path, complete: bytes | None) -> str:
    """What an output is now: "old", "new", "lost" or "torn".

    A workbook contains the time at which it was written, and `complete` is None for a search that
    was interrupted: then the end of the file shows whether it is whole.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return "lost"
    if content == _OLD:
        return "old"
    if complete is not None and path.suffix != ".xlsx":
        return "new" if content == complete else "torn"
    return "new" if _is_whole(path, content) else "torn"


def _is_whole(path: Path, content: bytes) -> bool:
    """Whether a file has its end, by its format."""
    if path.suffix == ".xlsx":
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as book:
            return book.testzip() is None
        return False
    if path.suffix == ".json":
        with suppress(ValueError):
            return isinstance(json.loads(content), dict)
        return False
    if path.suffix == ".ics":
        return content.endswith(b"END:VCALENDAR\r\n")
    rows = list(csv.reader(content.decode().splitlines()))
    return content.endswith(b"\n") and len({len(row) for row in rows}) == 1


def judged(ended: Ended) -> str:
    """Whether an interrupted run ended as it should, for the table."""
    if ended.code == 0 and "Traceback" not in ended.errors:
        return "finished"
    last = ended.errors.splitlines()[-1] if ended.errors else ""
    if ended.code == 130 and last.startswith("interrupted; ") and "Traceback" not in ended.errors:
        return "interrupted"
    program = os.sep + "wfm" + os.sep
    if ended.code in (-signal.SIGINT, 1, _NOT_BEGUN) and program not in ended.errors:
        return "not begun"
    return "wrong exit"


if __name__ == "__main__":
    sys.exit(main())
