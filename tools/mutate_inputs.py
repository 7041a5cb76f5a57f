r"""Damage valid input files at random, and see whether each is read or refused with a message.

Each file goes through the reader of the package and through the next step: a plan through all of
`wfm.make_schedule` but the search, a forecast through the models, rules through the layout of
shifts. A file is *read*, *refused* (an error of the package with its message), or *failed*: any
other exception, a warning, a message with a line of over 1,500 characters, or
more than 5 s of CPU time. ::

    python tools/mutate_inputs.py                      # 1,000 files of each kind
    python tools/mutate_inputs.py plan.json rules.toml --count 100000 --seed 7

The first failing files of each kind are saved to ``--save``. Exit code 1 if there are any.
"""

from __future__ import annotations

import argparse
import atexit
import io
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from input_mutations import (
    Mutator,
    bytes_changed,
    csv_changed,
    json_changed,
    toml_changed,
    xlsx_changed,
)

import wfm
from wfm.centre.config import EXAMPLE as CENTRE_EXAMPLE
from wfm.centre.config import read_centre
from wfm.centre.describe import describe
from wfm.cli.settings import EXAMPLE as SETTINGS_EXAMPLE
from wfm.cli.settings import read_settings
from wfm.errors import DataError, WfmError
from wfm.history.contact_counts import count_log
from wfm.io.contact_log.log_reader import read_contact_log
from wfm.io.event_dates import read_events
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.reader import read_demand
from wfm.planning.plan import Plan
from wfm.planning.plan_csv_json import CsvWriter, JsonWriter
from wfm.planning.plan_reader import read_plan
from wfm.reviewing.weekly_review import actuals_for, review_of
from wfm.scheduling.agents_file import read_agents
from wfm.scheduling.availability import is_available, matches
from wfm.scheduling.preparation import (
    Record,
    breaks_included,
    net_shrinkages,
    plan_from,
    shrinkage_from,
    target_from,
)
from wfm.scheduling.request import ScheduleRequest, SearchOptions
from wfm.scheduling.requirements import slot_requirements
from wfm.scheduling.rules_file import EXAMPLE as RULES_EXAMPLE
from wfm.scheduling.rules_file import Rules, default_rules, read_rules
from wfm.scheduling.schedule_inputs import inputs_of
from wfm.scheduling.shift_templates import grid_of, lay_out
from wfm.shrinkage import Shrinkage
from wfm.spread_volumes import spread_file
from wfm.targets import Target

__all__ = ["KINDS", "Failure", "Kind", "Outcome", "try_files"]

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 5.0  # s of CPU time for one file: other work on the machine does not count
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # files in memory are faster
_LINE = 1_500  # characters; a longer message does not say what is wrong
_SAVED = 20  # failing files of a kind
_CELLS = (
    b",", b";", b"|", b'"', b"-", b"/", b".", b":", b"1e999", b"nan", b"inf", b"-1", b"_", b"%",
    b"T", b"Z", b"+99:99", b"99999999", b"0000-00-00", b"24:00", b"total", b"1.234", b"1,234",
    b"\n", b"\r", b"\0", b"\t", b"\xff", b"\xef\xbb\xbf", b"\x1b]", b"9" * 400, b"=", b"[", b"{",
)  # fmt: skip
_MARKS = (
    b"{", b"}", b"[", b"]", b",", b":", b'"', b"null", b"true", b"-1", b"1e999", b"NaN", b"9", b"0",
    b"\\u0000", b'{"a":1}', b"[]", b'""', b"T", b"Z", b"+14:00", b"9" * 400, b"\xff",
)  # fmt: skip


class _HungError(BaseException):
    """A call took longer than `LIMIT`."""


@dataclass(frozen=True)
class Kind:
    """A kind of input.

    Attributes
    ----------
    seeds : callable
        The valid files.
    mutators : tuple of Mutator
        Ways to damage them, each as often as the others.
    use : callable
        Reads a file and takes the next step.
    suffix : str
        Ending of the name of a file.
    """

    seeds: Callable[[], Sequence[bytes]]
    mutators: tuple[Mutator, ...]
    use: Callable[[str, random.Random], object]
    suffix: str


@dataclass(frozen=True)
class Failure:
    """A file that was neither read nor refused."""

    content: bytes
    reason: str
    detail: str


@dataclass
class Outcome:
    """What became of the files of a kind."""

    tried: int = 0
    read: int = 0
    refused: int = 0
    failed: int = 0
    slowest: float = 0.0
    first: list[Failure] = None  # type: ignore[assignment]
    reasons: Counter[str] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.first, self.reasons = [], Counter()


# Valid files


def _saved(plan: Plan, suffix: str) -> bytes:
    """The file of a plan."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"plan{suffix}")
        plan.save(path)
        return path.read_bytes()


@cache
def _plans() -> tuple[Plan, ...]:
    """Plans with all that a file may contain: a zone, targets by row, teams, patience, costs."""
    start = [f"2026-03-02 {9 + i // 2:02d}:{i % 2 * 30:02d}" for i in range(3)]
    two: dict[str, Any] = {
        "queue": ["sales"] * 3 + ["support"] * 3, "start": start * 2,
        "volume": [42, 58, 0, 30, 25.5, 10], "aht": [330] * 6,
    }  # fmt: skip
    by_row = {
        **two,
        "target": ["80/20"] * 2 + ["90/10"] * 4,
        "shrinkage": ["breaks=8%,leave=10%"] * 6,
        "patience": [120] * 6,
    }
    teams = wfm.plan(
        ROOT / "examples" / "two_queues.csv", centre=ROOT / "examples" / "one_team.toml"
    )
    return (
        wfm.plan(two, "85/60", tz="Europe/Berlin", hourly_cost=24.0),
        wfm.plan(two, "80/20", shrinkage="30%", patience="3m", min_agents=2),
        wfm.plan(by_row),
        plan_from(teams, None, 1),
    )


def _plans_as(suffix: str) -> Callable[[], Sequence[bytes]]:
    """Plans in files of one format."""
    return cache(lambda: tuple(_saved(plan, suffix) for plan in _plans()))


def _texts(*texts: str) -> Callable[[], Sequence[bytes]]:
    """Files of text."""
    return lambda: tuple(text.encode() for text in texts)


_FORECASTS = (
    "queue,start,volume,aht\nA,2026-01-05 08:00,10,180\nA,2026-01-05 08:30,12,181.5\n",
    "queue,start,volume,aht\nA,2026-01-05 08:00,10,180\nA,2026-01-05 09:00,0,\n"
    "B,20260105 08:00,1,200\n",
    "date;time;calls;AHT (mm:ss)\n05.01.2026;08:00;10;3:30\n05.01.2026;08:30;11;4:00\n",
    "ds\ty\taht_min\n13/01/2026 8:00 AM\t10\t3.5\n13/01/2026 8:30 AM\t1\t2\n",
    "start,volume,aht,target,patience,shrinkage\n2026-01-05 08:00,9,180,80/20,2m,30%\n"
    "2026-01-05 08:30,7,180,90/10,2m,30%\n",
)
_REQUIREMENTS = (
    "start,agents\n2026-01-05 08:00,5\n2026-01-05 08:30,6\n2026-01-05 09:00,7\n",
    "queue;start;required;shrinkage\nA;05.01.2026 08:00;5;30%\nA;05.01.2026 08:30;6;30%\n",
    "queue,start,scheduled\nA,2026-03-28T02:30+01:00,5\nA,2026-03-28T03:00+01:00,6\n",
)
_AGENTS = (
    "agent,contract,available,days_off,skills,wishes\n"
    "Ada,five days,Mon-Fri 08:00-18:00; Sat,Sun; 2026-03-05,sales; support,off Fri 5; late 2\n"
    "Ben,flexible,,Sun,sales,not early 3\nCem,five days,Fri-Mon 22:00-06:00,,,\n",
    "agent;contract\n007;five days\nNA;flexible\n",
)
_CONTRACTS = """
[[contract]]
name = "five days"
shifts = ["full-time"]
days_per_week = 5
weekly_hours = [30, 40]
consecutive_days_off = 2
rest = "11h"

[[contract]]
name = "flexible"
days_per_week = [2, 4]
start_flexibility = "1h"
max_people = 9

[fairness]
weekend = 5
unpopular = { part-time = 2 }
"""
_LOG = (
    "arrival,handle time,wait,abandoned,queue\n2026-03-02 08:01:10,240,5,0,A\n"
    "2026-03-02 08:14:00,,75,1,B\n2026-03-02 08:31:30,180,20,0,A\n",
    "Call Start;Answered;Call End;Disposition\n02.03.2026 08:01:10;02.03.2026 08:01:30;"
    "02.03.2026 08:05:00;answered\n02.03.2026 08:40:10;;02.03.2026 08:41:00;abandoned\n",
)
_EVENTS = (
    "date,end,name\n2026-03-02,2026-03-06,mailing\n2026-04-01,,price change 2026\n",
    "start_date;end_date;event;type\n13/2/2026;14/2/2026;flyer;print\n2/3/2026;;spot;tv\n",
    "Datum\n02.03.2026\n05.03.2026\n",
)
_TOTALS = (
    "month,calls,aht\n2026-01,41200,4m10s\nFeb 2026,38000,250\n03/2026,40000,\n",
    "date,queue,calls\n2026-01-05,sales,812\n2026-01-06,sales,790\n2026-01-05,support,70.5\n",
    "Woche;Anrufe;AHT (min)\n05.01.2026;1812;3.5\n12.01.2026;1790;3.6\n19.01.2026;9;\n",
)
_PROFILES = (
    "time,calls\n08:00,10\n08:30,12\n09:00,7\n09:30,5\n",
    "time,Mon,Tue,Wed,Thu,Fri\n08:00,10,9,8,7,6\n09:00,12,11,10,9,8\n",
    "start,calls\n"
    + "".join(f"2026-03-{d:02d} {h:02d}:00,{d + h}\n" for d in range(2, 10) for h in (8, 9)),
)
_HISTORIES = (
    "queue,start,calls,aht\n"
    + "".join(f"{q},2026-03-{d:02d} {h:02d}:00,{d % 7 * 5 + h},240\n" for q in ("A", "B")
              for d in range(2, 17) for h in (8, 12)),
    "date;calls\n" + "".join(f"{d:02d}.03.2026;{d % 7 * 90 + 7}\n" for d in range(1, 24)),
)  # fmt: skip
_REPORTS = (
    "queue,start,calls,aht,answered,abandoned,within 20 s,asa,agents\n"
    "sales,2026-03-02 09:00,40,310,38,2,30,0:15,20\n"
    "sales,2026-03-02 09:30,61,300,61,0,50,0:09,22\n",
    "Queue;Start;Offered;Handled;Service Level %;Occupancy %;Scheduled\n"
    "sales;02.03.2026 09:00;40;39;81,5 %;77 %;25\nsales;02.03.2026 09:30;7;7;99,1 %;60 %;9\n"
    "support;02.03.2026 09:30;9;9;100 %;;14\n",
    "start,skill,actual calls,forecast calls,service level\n2026-03-02 09:00,sales,40,44,0.8\n"
    "2026-03-02 09:30,sales,0,3,\n",
)


def _workbook(text: str) -> bytes:
    """A table as a workbook, its numbers as numbers."""
    import csv

    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Forecast")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    for row, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter)):
        for column, cell in enumerate(cells):
            if cell.replace(".", "", 1).isdigit():
                sheet.write_number(row, column, float(cell))
            else:
                sheet.write_string(row, column, cell)
    book.close()
    return stream.getvalue()


def _example(name: str) -> str:
    """A file of the examples."""
    return (ROOT / "examples" / name).read_text()


# The next step after each reader


@cache
def _rules() -> tuple[Rules, Rules]:
    """The built-in rules, and the same with contracts."""
    import tomllib

    return default_rules(), Rules.model_validate(tomllib.loads(RULES_EXAMPLE + _CONTRACTS))


def _request(plan: Plan, rules: Rules, *, pool: bool, shifts: bool) -> None:
    """All of `wfm.make_schedule` but the search; `shifts`: with all shifts that are possible."""
    record = Record()
    part, target = target_from(plan_from(plan, None, None), None, record)
    request = ScheduleRequest(
        rules=rules.shift_rules(), prices=rules.prices(), search=SearchOptions(),
        goal=rules.cover.goal, min_service_level=rules.cover.min_service_level, target=target,
    )  # fmt: skip
    totals = shrinkage_from(part, None, record)
    breaks = breaks_included(totals, None, record)
    net = net_shrinkages(part, totals, request.rules, includes_breaks=breaks)
    inputs_of(part, request, net, "rules", record)
    slot = grid_of(int(part.demand.interval), request.rules.templates, request.rules.breaks)
    for one in slot_requirements(part, request, net.of_rows, slot, pool=pool):
        if len(one.required) <= 2_000:
            one.service_level(one.required.astype(float), np.arange(len(one.required)))
        if shifts and len(one.required) <= 2_000:  # for longer plans, it takes longer
            lay_out(request.rules.templates, request.rules.breaks, one.grid, one.required)


def _use_plan(path: str, rng: random.Random) -> None:
    """A plan."""
    plan = read_plan(path)
    summary = plan.summary()
    kind = rng.randrange(20)  # what takes longer is done for some plans only
    if kind < 6:
        written = (CsvWriter, JsonWriter)[kind % 2](io.BytesIO(), plan)
        for block in plan.blocks():
            written.write(block)
        written.finish(summary)
    _request(plan, _rules()[rng.randrange(2)], pool=rng.randrange(2) == 0, shifts=kind == 0)


def _use_forecast(path: str, rng: random.Random) -> None:
    """A forecast."""
    zone = rng.choice((None, None, "Europe/Berlin", "Australia/Lord_Howe"))
    fill = rng.choice(("keep", "keep", "zero"))
    demand = read_demand(path, ReadOptions(aht=240, zone=zone, fill=fill))
    if len(demand) <= 5_000:
        wfm.plan(demand, "85/60").summary()


@cache
def _day() -> Plan:
    """A plan of one week, for rules and people."""
    start = [f"2026-03-{2 + d:02d} {8 + i:02d}:00" for d in range(7) for i in range(10)]
    return wfm.plan({"start": start, "volume": [20] * 70, "aht": [300] * 70}, "80/20")


def _use_rules(path: str, rng: random.Random) -> None:
    """Rules."""
    rules = read_rules(path)
    rules.contracts()
    try:
        _request(_day(), rules, pool=False, shifts=True)
    except wfm.InputError:  # rules for people by name, on a plan without any
        return


def _use_agents(path: str, rng: random.Random) -> None:
    """People."""
    from datetime import date

    contracts = _rules()[1].contracts()
    for agent in read_agents(path, contracts):
        for shift in _shifts():
            is_available(agent, shift, 900.0, date(2026, 3, 2))
            any(matches(wish, shift) for wish in agent.wishes)


@cache
def _shifts() -> tuple[Any, ...]:
    """Some shifts of a week."""
    rules = _rules()[1].shift_rules()
    request = ScheduleRequest(rules=rules)
    (one,) = slot_requirements(_day(), request, 0.2, 900, pool=False)
    return tuple(lay_out(rules.templates, rules.breaks, one.grid, one.required)[::40])


def _use_centre(path: str, rng: random.Random) -> None:
    """A centre."""
    centre = read_centre(path)
    describe(path)
    for queue in centre.queues:
        _ = queue.target


def _use_settings(path: str, rng: random.Random) -> None:
    """Usual options."""
    values = read_settings(path).values
    if "shrinkage" in values:
        Shrinkage.parse(values["shrinkage"])
    if "target" in values:
        Target.parse(values["target"])


def _use_log(path: str, rng: random.Random) -> None:
    """A log of contacts."""
    log = read_contact_log(path, ReadOptions(interval=1800))
    counts = count_log(log, 1800)
    counts.to_json()


def _use_history(path: str, rng: random.Random) -> None:
    """Past contacts, and their forecast."""
    options = ReadOptions(past=True, aht_may_lack=True, fill=rng.choice(("keep", "zero")))
    past = read_demand(path, options)
    if len(past) <= 1_000:
        wfm.forecast(past, weeks=1, origins=0).to_json()


def _use_events(path: str, rng: random.Random) -> None:
    """The days of events."""
    read_events(path, ReadOptions(dayfirst=rng.choice((None, None, True, False))))


def _use_totals(path: str, rng: random.Random) -> None:
    """Volumes of days, weeks or months, spread over opening hours."""
    zone = rng.choice((None, None, "Europe/Berlin", "Australia/Lord_Howe"))
    options = ReadOptions(zone=zone, aht=240)
    spread_file(path, None, "Mon-Sat 08:00-18:00", options, None)


@cache
def _month() -> str:
    """The name of a file of totals."""
    path = Path(tempfile.mkdtemp(dir=_MEMORY), "totals.csv")
    atexit.register(shutil.rmtree, path.parent)
    path.write_text("month,calls\n2026-03,4000\n")
    return str(path)


def _use_profile(path: str, rng: random.Random) -> None:
    """A profile of a week."""
    spread_file(_month(), path, None, ReadOptions(aht=240), None)


def _use_report(path: str, rng: random.Random) -> None:
    """An interval report, and its comparison with a plan."""
    plan = _plans()[rng.randrange(2)]
    try:
        review_of(plan, actuals_for(plan, path, ReadOptions())).to_json()
    except wfm.InputError as error:
        if "queue" not in str(error):  # a report of other queues than the plan
            raise


def _with_words(words: Sequence[bytes]) -> Mutator:
    """Changes of bytes that know some words of the format."""
    return lambda data, rng: bytes_changed(data, rng, words)


_TEXT, _JSON = _with_words(_CELLS), _with_words(_MARKS)
KINDS: dict[str, Kind] = {
    "forecast.csv": Kind(_texts(*_FORECASTS), (_TEXT, csv_changed), _use_forecast, ".csv"),
    "forecast.xlsx": Kind(
        cache(lambda: tuple(map(_workbook, _FORECASTS))), (xlsx_changed,), _use_forecast, ".xlsx"
    ),
    "plan.json": Kind(_plans_as(".json"), (_JSON, json_changed), _use_plan, ".json"),
    "plan.csv": Kind(_plans_as(".csv"), (_TEXT, csv_changed), _use_plan, ".csv"),
    "plan.xlsx": Kind(_plans_as(".xlsx"), (xlsx_changed,), _use_plan, ".xlsx"),
    "requirement.csv": Kind(_texts(*_REQUIREMENTS), (_TEXT, csv_changed), _use_plan, ".csv"),
    "agents.csv": Kind(_texts(*_AGENTS), (_TEXT, csv_changed), _use_agents, ".csv"),
    "rules.toml": Kind(
        lambda: ((RULES_EXAMPLE + _CONTRACTS).encode(), _example("night_rules.toml").encode()),
        (_TEXT, toml_changed), _use_rules, ".toml",
    ),
    "centre.toml": Kind(
        lambda: (CENTRE_EXAMPLE.encode(), *(_example(n).encode() for n in
                 ("centre.toml", "one_team.toml", "mailbox.toml"))),
        (_TEXT, toml_changed), _use_centre, ".toml",
    ),
    "wfm.toml": Kind(_texts(SETTINGS_EXAMPLE), (_TEXT, toml_changed), _use_settings, ".toml"),
    "log.csv": Kind(_texts(*_LOG), (_TEXT, csv_changed), _use_log, ".csv"),
    "history.csv": Kind(_texts(*_HISTORIES), (_TEXT, csv_changed), _use_history, ".csv"),
    "events.csv": Kind(_texts(*_EVENTS), (_TEXT, csv_changed), _use_events, ".csv"),
    "totals.csv": Kind(_texts(*_TOTALS), (_TEXT, csv_changed), _use_totals, ".csv"),
    "profile.csv": Kind(_texts(*_PROFILES), (_TEXT, csv_changed), _use_profile, ".csv"),
    "report.csv": Kind(_texts(*_REPORTS), (_TEXT, csv_changed), _use_report, ".csv"),
}  # fmt: skip


# Trying


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End a call that takes longer; only where the system has timers."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def end(*_: object) -> None:
        raise _HungError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _reason(use: Callable[[], object]) -> tuple[str, str]:
    """What became of a call: "read", "refused", or why it failed, with its traceback."""
    try:
        with _limited(LIMIT):
            use()
    except (WfmError, OSError) as error:
        lines = [one for one in str(error).split("\n") if one]
        clear = lines and (isinstance(error, DataError) or len(lines) == 1)
        if longest := max((len(one) for one in lines if len(one) > _LINE), default=0):
            return f"a line of {round(longest, -3):,} characters", traceback.format_exc()
        if not clear or (isinstance(error, OSError) and not isinstance(error, WfmError)):
            return f"unclear {type(error).__name__}", traceback.format_exc()
        return "refused", ""
    except _HungError:
        return f"longer than {LIMIT:g} s", traceback.format_exc()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        return f"{type(error).__name__} in {place}: {str(error)[:80]}", traceback.format_exc()
    return "read", ""


def try_files(name: str, count: int, seed: int) -> Outcome:
    """Damage so many files of a kind and use each of them.

    Parameters
    ----------
    name : str
        A key of `KINDS`.
    count : int
        Number of files.
    seed : int
        The same seed gives the same files.
    """
    kind, outcome = KINDS[name], Outcome()
    rng = random.Random(f"{name} {seed}")
    seeds = kind.seeds()
    with tempfile.TemporaryDirectory(dir=_MEMORY) as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        path = Path(folder, f"input{kind.suffix}")
        for one in seeds:  # the files themselves are valid
            path.write_bytes(one)
            kind.use(str(path), random.Random(1))
        for _ in range(count):
            content = rng.choice(kind.mutators)(rng.choice(seeds), rng)
            path.write_bytes(content)
            choice = random.Random(rng.random())
            begin = time.process_time()
            reason, detail = _reason(lambda choice=choice: kind.use(str(path), choice))  # type: ignore[misc]
            _count(outcome, reason, detail, content, time.process_time() - begin)
    return outcome


def _count(outcome: Outcome, reason: str, detail: str, content: bytes, seconds: float) -> None:
    """Count one file."""
    if seconds > LIMIT and reason in ("read", "refused"):
        reason = f"longer than {LIMIT:g} s"
    outcome.tried += 1
    outcome.slowest = max(outcome.slowest, seconds)
    if reason == "read":
        outcome.read += 1
    elif reason == "refused":
        outcome.refused += 1
    else:
        outcome.failed += 1
        outcome.reasons[reason] += 1
        if outcome.reasons[reason] <= 2 and len(outcome.first) < _SAVED:
            outcome.first.append(Failure(content, reason, detail))


def main() -> int:
    """Parse the arguments, try the files and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; or all")
    parser.add_argument("--count", type=int, default=1_000, help="files of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", type=Path, help="folder for the first failing files")
    parser.add_argument("--memory", type=int, default=3, help="limit of memory [GB]")
    given = parser.parse_args()
    if unknown := set(given.kinds) - set(KINDS):
        parser.error(f"unknown kinds: {', '.join(sorted(unknown))}; known: {', '.join(KINDS)}")
    _limit_memory(given.memory)
    print(f"{'kind':16} {'tried':>9} {'read':>9} {'refused':>9} {'failed':>7} {'slowest':>9} /s")
    failed = 0
    for name in given.kinds or KINDS:
        begin = time.process_time()
        found = try_files(name, given.count, given.seed)
        failed += found.failed
        speed = found.tried / (time.process_time() - begin)
        print(
            f"{name:16} {found.tried:9,} {found.read:9,} {found.refused:9,} {found.failed:7,} "
            f"{found.slowest:7.2f} s {speed:,.0f}",
            flush=True,
        )
        for reason, times in found.reasons.most_common(_SAVED):
            print(f"    {times:,} × {reason}")
        if given.save:
            _save(given.save, name, found.first)
    return 1 if failed else 0


def _limit_memory(gigabytes: int) -> None:
    """Let a call that needs too much memory fail, where the system has such a limit."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (gigabytes << 30,) * 2)


def _save(folder: Path, name: str, failures: Sequence[Failure]) -> None:
    """Write failing files, each beside its traceback."""
    folder.mkdir(parents=True, exist_ok=True)
    stem, _, suffix = name.rpartition(".")
    for number, one in enumerate(failures):
        (folder / f"{stem}_{number}.{suffix}").write_bytes(one.content)
        (folder / f"{stem}_{number}.{suffix}.txt").write_text(f"{one.reason}\n\n{one.detail}")


if __name__ == "__main__":
    sys.exit(main())
