"""The same bytes in every environment, thread and process."""

import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from support.paths import ROOT
from support.results import equal, raised, work
from wfm.errors import WfmError

EXAMPLES = ROOT / "examples"
COMMANDS = """
staff two_queues.csv -o plan.csv
staff two_queues.csv -o plan.xlsx
staff two_queues.csv --intervals
staff two_queues.csv --json
staff two_queues.csv --centre one_team.toml -o centre.json
staff nowhere.csv
staff two_queues.csv --target 8o/20
calc 100 --interval 30m --aht 3m --target 80/20
explain two_queues.csv 2026-03-02T10:00 --queue sales
count log.csv -o counts.tsv --interval 30m
config --centre one_team.toml
schedule plan.csv --rules rules.toml -o shifts.xlsx --coverage cover.csv
schedule plan.csv --rules rules.toml -o shifts.ics
config
"""
RULES = """
[[shift]]
name = "morning"
start = "09:00-10:00"
step = "30m"
length = ["1h", "2h"]
"""
RUN = """
import sys
from wfm.cli import main
for line in sys.stdin.read().split("\\n"):
    if line:
        sys.argv = ["wfm", *line.split()]
        try:
            main()
        except SystemExit as stop:
            print("exit code", stop.code or 0, flush=True)
"""
# Options of the interpreter and variables; all of them at once in every run of the tests.
OPTIONS = {
    "optimized": (["-O"], {}),
    "without docstrings": (["-OO"], {}),
    "warnings are errors": (["-W", "error"], {}),
    "development mode": (["-X", "dev"], {}),
    "no UTF-8 mode": ([], {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}),
    "POSIX": ([], {"LC_ALL": "POSIX", "PYTHONIOENCODING": "utf-8"}),
    "C.UTF-8": ([], {"LC_ALL": "C.UTF-8"}),
    "hash seed": ([], {"PYTHONHASHSEED": "4711"}),
    "time zone": ([], {"TZ": "Pacific/Chatham"}),
    "no colour": ([], {"NO_COLOR": "1", "TERM": "dumb"}),
    "colour": ([], {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "TERM": "xterm-256color"}),
    "narrow": ([], {"COLUMNS": "20", "LINES": "5"}),
    "wide": ([], {"COLUMNS": "400"}),
    "one thread": ([], {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}),
}
ALL_OPTIONS = (
    ["-OO", "-W", "error", "-X", "dev"],
    {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONIOENCODING": "utf-8", "PYTHONHASHSEED": "12",
     "TZ": "Pacific/Chatham", "NO_COLOR": "1", "COLUMNS": "20"},
)  # fmt: skip


def outputs_of(folder, words, more):
    """What the commands print, and the content of each file that they write."""
    folder.mkdir()
    for name in ("two_queues.csv", "one_team.toml"):
        (folder / name).write_bytes((EXAMPLES / name).read_bytes())
    (folder / "rules.toml").write_text(RULES, encoding="utf-8")
    log = (EXAMPLES / "contact_log.csv").read_text(encoding="utf-8").splitlines()[:400]
    (folder / "log.csv").write_text("\n".join(log) + "\n", encoding="utf-8")
    before = set(folder.iterdir())
    own = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    done = subprocess.run(
        [sys.executable, *words, "-c", RUN],
        input=COMMANDS.encode(),
        capture_output=True,
        cwd=folder,
        env=own | {"PYTHONPATH": str(ROOT / "src")} | more,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    files = {path.name: path.read_bytes() for path in sorted(set(folder.iterdir()) - before)}
    return files | {"stdout": done.stdout, "stderr": done.stderr}


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    made = outputs_of(tmp_path_factory.mktemp("usual") / "in", [], {"PYTHONIOENCODING": "utf-8"})
    assert len(made) == 9, sorted(made)
    assert made["stdout"].count(b"exit code 0") == 12
    return made


def differing(made, usual):
    assert made.keys() == usual.keys()
    return [name for name, content in made.items() if content != usual[name]]


def test_everything_at_once_gives_the_same_bytes(usual, tmp_path):
    assert differing(outputs_of(tmp_path / "in", *ALL_OPTIONS), usual) == []


def test_help_is_the_same_without_docstrings(wfm_inside):
    """Python removes them with -OO, so that the descriptions of commands must be none."""
    words = [sys.executable, "-OO", "-c", RUN]
    done = subprocess.run(words, input="staff --help", capture_output=True, text=True, check=True)
    assert done.stdout == wfm_inside("staff", "--help").stdout + "exit code 0\n"
    assert "Turn a forecast into agents" in done.stdout


@pytest.mark.deep
@pytest.mark.parametrize("name", OPTIONS)
def test_every_environment_gives_the_same_bytes(usual, tmp_path, name):
    words, more = OPTIONS[name]
    made = outputs_of(tmp_path / "in", words, more)
    known = {"stdout", "stderr"} if name == "no UTF-8 mode" else set()  # letters that C lacks
    assert set(differing(made, usual)) <= known


def test_shuffled_rows_give_the_same_plan(tmp_path, wfm_inside):
    heading, *rows = (EXAMPLES / "two_queues.csv").read_text().splitlines()
    made = []
    # queues are in the order of their first rows, so one row of the first queue stays at the top
    for order in (rows, rows[:1] + rows[:0:-1], rows[:1] + rows[2::2] + rows[1::2]):
        path = tmp_path / "forecast.csv"
        path.write_text("\n".join([heading, *order]) + "\n")
        done = wfm_inside("staff", path, "-o", "-", "-q")
        made.append((done.returncode, done.stdout))
    assert made[0][0] == 0
    assert made[1:] == made[:1] * 2


def agree(pool, count, kind="plain"):
    expected = work(kind)
    assert all(equal(result, expected) for result in pool.map(work, [kind] * count))


def test_threads_agree_bit_for_bit():
    with ThreadPoolExecutor(16) as pool:
        agree(pool, 32, "light")
        agree(pool, 2)


def test_processes_agree_and_errors_come_back():
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        agree(pool, 4, "light")
        for kind in ("data", "input", "unreachable", "file"):
            with pytest.raises(WfmError) as here:
                raised(kind)
            there = pool.submit(raised, kind).exception()
            there.__cause__ = None  # the traceback of the other process
            assert equal(there, here.value)
            assert str(there) == str(here.value)


@pytest.mark.deep
def test_sixteen_threads_and_eight_processes_agree_on_schedules_too():
    with ThreadPoolExecutor(16) as pool:
        agree(pool, 64, "schedule")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(8, mp_context=context) as pool:
        agree(pool, 32, "schedule")


def test_the_package_can_be_imported_by_threads_at_once():
    code = (
        "import sys, threading\n"
        "sys.setswitchinterval(1e-6)\n"
        "failed = []\n"
        "def load():\n"
        "    try:\n"
        "        import wfm\n"
        "        [getattr(wfm, name) for name in wfm.__all__]\n"
        "    except BaseException as error:\n"
        "        failed.append(error)\n"
        "threads = [threading.Thread(target=load) for _ in range(16)]\n"
        "[one.start() for one in threads]; [one.join() for one in threads]\n"
        "sys.exit(str(failed) if failed else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
