"""Work beyond a limit is refused before it begins, with the value, the limit and a cure."""

import time

import numpy as np
import pytest

import wfm
from support.schedules import hourly_plan, schedule_request, scheduled
from wfm import work_limits
from wfm.errors import DataError, InputError
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.reader import read_demand
from wfm.queueing import _birth_death, chat, lines
from wfm.scheduling.shift_templates import Template
from wfm.work_limits import Limit

LIMITS = [value for value in vars(work_limits).values() if isinstance(value, Limit)]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.subject)
def test_a_value_at_the_limit_passes_and_one_above_is_named_with_it(limit):
    limit.check("value", limit.most)
    with pytest.raises(InputError) as refused:
        limit.check("value", limit.most + 1)
    assert f"at most {limit.most:,.0f}: got {limit.most + 1:,.0f}. " in str(refused.value)
    assert (refused.value.name, refused.value.value) == ("value", limit.most + 1)


ENDLESS = {
    "chats of an agent": lambda: chat.aht_by_concurrency(300, 0.1, 70_000),
    "a list of handle times": lambda: chat.service_level(3, 40, 1800, [500.0] * 5000, within=30),
    "agents on chats": lambda: chat.asa(3e11, 40, 1800, [500, 600]),
    "levels times contacts": lambda: chat.asa(9_000, 40, 1800, [500.0] * 99),
    "lines of an overloaded queue": lambda: lines.performance(7, 8.5, 200, 15, 4e11),
    "lines of a full queue": lambda: lines.performance(7, 7, 200, 15, 4e11),
    "lines of very patient contacts": lambda: lines.blocking(7, 9, 200, 4e11, patience=1e12),
}


@pytest.mark.parametrize("work", ENDLESS.values(), ids=ENDLESS)
def test_a_model_refuses_endless_work_at_once(work):
    begin = time.process_time()
    with pytest.raises(InputError, match=r"must be at most [\d,]+: got [\d,.e+]+\. [A-Z]"):
        work()
    assert time.process_time() - begin < 1.0


def test_lines_without_a_limit_in_effect_are_answered():
    many = lines.performance(14, 10, 180, 20, [60, 5_000_000_000], patience=[120, 120])
    assert np.ptp(many.service_level) < 1e-12
    assert lines.blocking(14, 10, 180, 5_000_000_000) < 1e-12


def test_filling_the_gaps_of_a_small_file_is_limited(tmp_path):
    clocks = ("00:00", "23:59")
    rows = [f"2027-0{m}-{d:02}T{c},6,240" for m in (3, 4, 5) for d in range(1, 31) for c in clocks]
    path = tmp_path / "sparse.csv"
    path.write_text("start,volume,aht\n" + "\n".join(rows) + "\n", encoding="utf-8")
    begin = time.process_time()
    with pytest.raises(DataError, match=r"at most 5,000,000: got 7,7\d\d,\d\d\d — .*of 1 s, which"):
        read_demand(str(path), ReadOptions(fill="zero", interval=1.0))
    assert time.process_time() - begin < 1.0


def test_the_work_of_many_large_chats_is_counted_together(tmp_path, monkeypatch):
    queue = '[[queue]]\nname = "c{0}"\nmodel = "chat"\nconcurrency = 4\ntarget = "75/40"\n'
    names = range(6)
    (tmp_path / "centre.toml").write_text("".join(queue.format(n) for n in names))
    table = {
        "queue": [f"c{n}" for n in names],
        "start": ["2027-04-05 08:00"] * 6,
        "volume": [70] * 6,
        "aht": [400] * 6,
    }
    plan = wfm.plan(table, centre=tmp_path / "centre.toml", interval="30m")
    assert len(plan.demand) == 6
    monkeypatch.setattr(work_limits, "_PLAN_WORK", 700.0)
    monkeypatch.setattr(work_limits, "_ROW_WORK", 50.0)
    with pytest.raises(InputError, match="queues and trials of a plan, must be at most 1,000: got"):
        wfm.plan(table, centre=tmp_path / "centre.toml", interval="30m")


def test_a_search_for_agents_on_chats_that_is_too_large_is_refused_at_its_first_trial(monkeypatch):
    with work_limits.counting_chain_work(1):
        agents = chat.agents_required(9_000, 1800, [300.0] * 4, service_level=0.8, within=30)
    assert agents > 300
    trials = []
    count = _birth_death.count_chain_work
    monkeypatch.setattr(
        _birth_death, "count_chain_work", lambda *work: trials.append(work) or count(*work)
    )
    monkeypatch.setattr(work_limits, "_PLAN_WORK", 1e4)
    monkeypatch.setattr(work_limits, "_ROW_WORK", 0.0)
    with work_limits.counting_chain_work(1), pytest.raises(InputError, match="trials of a plan"):
        chat.agents_required(9_000, 1800, [300.0] * 4, service_level=0.8, within=30)
    assert len(trials) == 1
    assert trials[0][1] < 1e4  # one trial alone would have been allowed


def test_a_schedule_of_very_many_queues_is_refused_at_once():
    start = np.tile(3600 * np.arange(8, 12), 1_200)
    names = [f"line {n}" for n in np.repeat(np.arange(1_200), 4)]
    table = {"queue": names, "start": start.astype("datetime64[s]"), "agents": [1] * len(start)}
    begin = time.process_time()
    with pytest.raises(InputError, match="queues of a schedule must be at most 1,000: got 1,200"):
        wfm.make_schedule(table)
    assert time.process_time() - begin < 2.0


@pytest.mark.parametrize(
    ("agents", "templates", "subject", "most"),
    [
        (300_000, [Template("day", 0, 0, 3600, (4 * 3600,))], "agents at once", "20,000"),
        (19_000, [Template("day", 0, 0, 3600, (4 * 3600,))], "shifts of a schedule", "100,000"),
        (
            3,
            [Template("any", 0, 86100, 300, tuple(range(3600, 86400, 300)))],
            "possible shifts",
            "500,000",
        ),
    ],
)
def test_a_schedule_too_large_to_list_is_refused_at_once(agents, templates, subject, most):
    plan = hourly_plan(3600 * np.arange(168), [agents] * 168)
    begin = time.process_time()
    with pytest.raises(InputError, match=f"{subject}.* must be at most {most}: got "):
        scheduled(plan, schedule_request(templates, []))
    assert time.process_time() - begin < 2.0


def test_two_days_a_century_apart_are_no_history():
    table = {"date": ["1926-03-02", "1926-03-03", "2026-03-02"], "calls": [90, 85, 80]}
    with pytest.raises(InputError, match=r"days between .* at most 20,000: got 36,526"):
        wfm.forecast(table)


def test_a_history_of_very_many_queues_is_refused_at_once():
    rows = 2_001
    table = {
        "queue": [f"caller {i}" for i in range(rows)] * 2,
        "date": ["2026-03-02"] * rows + ["2026-03-03"] * rows,
        "calls": [3] * 2 * rows,
    }
    begin = time.process_time()
    with pytest.raises(InputError, match=r"queues of a forecast must be at most 2,000: got 2,001"):
        wfm.forecast(table)
    assert time.process_time() - begin < 2.0
