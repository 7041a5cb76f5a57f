"""A number or duration that is none of contact centres is refused with its name, in one line."""

import sys

import pytest

import wfm
from wfm.cli.command_line import run
from wfm.errors import DataError, InputError, WfmError
from wfm.scheduling.request import Prices
from wfm.scheduling.rules_file import read_rules

LONG = "7" * 350  # digits, more than a double has
CALC = "calc 60 --aht 4m"
STAFF = "staff examples/two_queues.csv -q"
NUMBERS = [
    "calc {} --aht 4m",
    f"{CALC} --lines {{}}",
    f"{CALC} --lines {{}} --patience 1h",
    f"{CALC} --chat {{}}",
    f"{CALC} --min-agents {{}}",
    f"{CALC} --agents {{}}",
    f"{CALC} --scheduled {{}}",
    f"{CALC} --shrinkage {{}}%",
    f"{CALC} --aht {{}}s",
    f"{CALC} --patience {{}}h",
    f"{CALC} --asa {{}}w",
    f"{CALC} --target 80/{{}}m",
    f"{STAFF} --min-agents {{}}",
    f"{STAFF} --cost {{}}",
    f"{STAFF} --contract-hours {{}}",
]


@pytest.mark.parametrize("words", NUMBERS)
@pytest.mark.parametrize("number", [LONG, "7" * 31], ids=["350 digits", "31 digits"])
def test_an_option_has_a_largest_value(words, number, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["wfm", *words.format(number).split()])
    assert run() == 2
    message = capsys.readouterr().err
    assert "must be" in message
    assert len(message) < 250


@pytest.mark.parametrize("volume", ["1e-320", "5e-324", "1e-308"])
def test_a_volume_next_to_none_needs_one_agent(volume, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["wfm", *f"calc {volume} --aht 4m --patience 2m".split()])
    assert run() == 0
    assert "Traceback" not in capsys.readouterr().err
    assert wfm.performance(1, float(volume), 240, 20, patience=120).service_level == 1.0


@pytest.mark.parametrize("option", ["--max-occupancy {}", "--contract-hours {}"])
@pytest.mark.parametrize("number", ["1e-320", "1e-300", "1e-9"])
def test_a_divisor_has_a_smallest_value(option, number, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["wfm", *STAFF.split(), *option.format(number).split()])
    assert run() == 2
    assert "must be in [" in capsys.readouterr().err


PLAN = {"start": ["2027-04-05 08:00", "2027-04-05 08:30"], "agents": [2, 3]}
ARGUMENTS = {
    "kinds": lambda many: wfm.make_schedule(PLAN, kinds=many),
    "days": lambda many: wfm.make_schedule(PLAN, days=many),
    "time_limit": lambda many: wfm.make_schedule(PLAN, time_limit=many),
    "gap": lambda many: wfm.make_schedule(PLAN, gap=many),
    "full_time": lambda many: wfm.make_schedule(PLAN, full_time=many),
    "shrinkage": lambda many: wfm.make_schedule(PLAN, shrinkage=many),
    "within": lambda many: wfm.Target(0.8, many),
    "min_agents": lambda many: wfm.plan("examples/two_queues.csv", min_agents=many),
    "patience": lambda many: wfm.plan("examples/two_queues.csv", patience=many),
    "load": lambda many: wfm.agents_required(many, 180, asa=20),
    "interval": lambda many: wfm.count_contacts("examples/contact_log.csv", interval=many),
    "price": lambda many: Prices(overstaffed=many),
}


@pytest.mark.parametrize("call", ARGUMENTS.values(), ids=ARGUMENTS)
@pytest.mark.parametrize("many", [10**400, 10**4500], ids=["401 digits", "4501 digits"])
def test_an_argument_has_a_largest_value(call, many):
    with pytest.raises(WfmError) as refused:
        call(many)
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("overstaffed = 1e308", r"cover\.overstaffed"),
        ("overstaffed = 2e9", r"cover\.overstaffed"),
        ("understaffed = 1e300", r"cover\.understaffed"),
        ("understaffed = 1e-9", r"cover\.understaffed"),
        ("distinct_shift = 3e10", r"cover\.distinct_shift"),
        ("part_time = 1e200", r"cover\.part_time"),
        (f"max_distinct_shifts = {10**20}", r"cover\.max_distinct_shifts"),
    ],
)
def test_a_price_has_limits(line, place, tmp_path):
    path = tmp_path / "rules.toml"
    shift = '[[shift]]\nname = "day"\nstart = "08:00"\nlength = ["8h"]\n'
    path.write_text(f"[cover]\n{line}\n{shift}", encoding="utf-8")
    with pytest.raises(DataError, match=rf":2: {place}: .* must be|:2: {place}: must be"):
        read_rules(str(path))


def test_a_pay_has_limits(tmp_path):
    path = tmp_path / "rules.toml"
    shift = '[[shift]]\nname = "day"\nstart = "08:00"\nlength = ["8h"]\npay = {}\n'
    for pay in ("1e-300", "1e10"):
        path.write_text(shift.format(pay), encoding="utf-8")
        with pytest.raises(DataError, match=r":5: shift\[1\]\.pay: "):
            read_rules(str(path))


def test_shrinkage_of_very_many_components_is_refused_at_once():
    text = ",".join(f"c{n}=0.0001%" for n in range(30_000))
    with pytest.raises(InputError, match="components of shrinkage must be at most 100: got 30,000"):
        wfm.Shrinkage.parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3.400", "must have one meaning: got '3.400'; write 3400, or 3.4"),
        ("3.5", "must be a whole number: got '3.5'"),
        ("few", "must be a whole number: got 'few'"),
    ],
)
def test_a_whole_number_that_is_none_is_refused_with_its_readings(wfm_inside, text, words):
    done = wfm_inside("calc", "90", "--aht", "3m", "--lines", text)
    assert done.returncode == 2
    assert words in done.stderr
