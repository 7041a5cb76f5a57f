"""Names that would act on a terminal or be run by a spreadsheet, in every input and command."""

import csv
import json
import re

import pytest

from wfm.printable_text import printable

# Colour, window title, CSI of 8 bits, reversed text, nothing to see, markup, a tab, a second line.
EVIL = (
    "\x1b[41mA", "\x1b]0;owned\x07B", "\x9b31mC", "D\u202egpj", "\u2066E\u2069", "F\u200b\ufeff",
    "[red]G[/red]", "H\tI", "K\nFORGED", "L\rFORGED", "M\u2028FORGED", "N\x85FORGED", "=1+1",
)  # fmt: skip
CELLS = [f'"{name}"' for name in EVIL]
TOML = [json.dumps(name) for name in EVIL]
ALL = "".join(EVIL)  # one word with everything is as good as one after the other
EACH = pytest.mark.parametrize(
    "evil", [ALL, *(pytest.param(e, marks=pytest.mark.deep) for e in EVIL)], ids=ascii
)


def quiet_text(done):
    """Nothing in the output acts on a terminal, and no name begins a line of its own."""
    text = done.stdout + done.stderr
    assert printable(text) == text, ascii(text)
    assert not re.search(r"^\W*FORGED", text, re.MULTILINE), text
    assert "internal error" not in text, text
    return text


@pytest.fixture
def write(tmp_path):
    def put(name, text):
        path = tmp_path / name
        path.write_bytes(text.encode())
        return path

    return put


@pytest.fixture
def forecast(write):
    rows = [
        f"{cell},2026-03-02 {hour}:00,{20 + i},180"
        for i, cell in enumerate(CELLS)
        for hour in (10, 11)
    ]
    return write("forecast.csv", "\n".join(["queue,start,calls,aht_s", *rows]) + "\n")


RULES = """
[[shift]]
name = {0}
start = "10:00-10:00"
length = ["2h"]
[[shift]]
name = {1}
start = "10:00-11:00"
length = ["1h"]
[[contract]]
name = {2}
days_per_week = 1
"""


@pytest.mark.parametrize("option", [[], ["--intervals"], ["--json"], ["-o", "-"]])
def test_queues_of_a_forecast(wfm_inside, forecast, option):
    assert wfm_inside("staff", forecast, *option).returncode == 0
    quiet_text(wfm_inside("staff", forecast, *option))


@pytest.mark.parametrize(
    "words",
    [
        ["staff", "{f}", "--queue", "{e}"],
        ["staff", "{f}", "--target", "{e}"],
        ["staff", "{f}", "--target", "{e}", "--json"],
        ["staff", "{f}", "--tz", "{e}"],
        ["staff", "{f}", "--map", "start={e}"],
        ["staff", "{f}", "--shrinkage", "{e}"],
        ["staff", "{f}", "--centre", "{e}"],
        ["staff", "{f}", "-o", "{e}"],
        ["staff", "{f}", "-o", "{e}.csv/x.csv"],
        ["staff", "{f}", "{e}"],
        ["staff", "{e}"],
        ["staff", "{f}", "--interval", "{e}", "--debug"],
        ["staff", "{f}", "--{e}"],
        ["{e}"],
        ["explain", "{f}", "{e}"],
        ["explain", "{f}", "2026-03-02 10:00", "--queue", "{e}"],
        ["count", "{e}"],
        ["count", "{f}"],
        ["schedule", "{e}"],
        ["schedule", "{f}", "--rules", "{e}"],
        ["schedule", "{f}", "--agents", "{e}"],
        ["schedule", "{f}", "--from", "{e}"],
        ["schedule", "{f}", "--goal", "{e}"],
        ["calc", "{e}"],
        ["calc", "10", "--aht", "{e}"],
        ["calc", "10", "--aht", "3m", "--interval", "30m", "--target", "{e}", "--json"],
        ["config", "--centre", "{e}"],
        ["centre", "{e}"],
        ["config", "{e}"],
        ["schema", "{e}"],
    ],
)
@EACH
def test_words_of_the_command_line(wfm_inside, forecast, words, evil):
    done = wfm_inside(*(word.format(f=forecast, e=evil) for word in words))
    assert done.returncode in (0, 2, 3)
    quiet_text(done)


@pytest.mark.parametrize("place", ["name", "queue", "heading", "start", "calls", "aht"])
@EACH
def test_every_cell_of_a_broken_forecast(wfm_inside, write, place, evil):
    cell = f'"{evil}"'
    cells = {"queue": "a", "start": "2026-03-02 10:00", "calls": "9", "aht": "180"}
    head = ["queue", "start", "calls", cell if place == "heading" else "aht_s"]
    rows = [cells, cells | ({place: cell} if place in cells else {})]
    text = "\n".join([",".join(head), *(",".join(row.values()) for row in rows)])
    name = re.sub(r"[/\0]", "", evil) + ".csv" if place == "name" else "broken.csv"
    quiet_text(wfm_inside("staff", write(name, text)))
    quiet_text(wfm_inside("count", write(name, text)))


def test_people_shifts_and_contracts(wfm_inside, write, forecast):
    plan = forecast.with_suffix(".json")
    assert wfm_inside("staff", forecast, "--queue", EVIL[6], "-o", plan).returncode == 0
    rules = write("rules.toml", RULES.format(*TOML[:2], json.dumps("full")))
    people = [f"{cell},full" for cell in CELLS]
    agents = write("agents.csv", "\n".join(["agent,contract", *people]))
    for words in ([], ["--intervals"], ["--json"], ["--agents", agents, "--intervals"]):
        done = wfm_inside("schedule", plan, "--rules", rules, *words, "--time-limit", "5s")
        assert done.returncode in (0, 4), done.stderr
        quiet_text(done)


def test_files_of_a_schedule_have_the_true_names_and_no_formula(wfm_inside, write, forecast):
    plan = forecast.with_suffix(".json")
    wfm_inside("staff", forecast, "--queue", EVIL[6], "-o", plan)
    rules = write("rules.toml", RULES.format(*TOML[:2], json.dumps("full")))
    people = [f"{cell},full" for cell in CELLS[:-1]]
    agents = write("agents.csv", "\n".join(["agent,contract", *people, "=1+1,full", " @x,full"]))
    whole = plan.parent / "s.json"
    made = ["schedule", plan, "--rules", rules, "--agents", agents, "--time-limit", "5s"]
    assert wfm_inside(*made, "-o", whole).returncode in (0, 4)
    rows = json.loads(whole.read_text(encoding="utf-8"))["rows"]
    known = {name.strip().replace("\r", "\n") for name in EVIL} | {"@x"}
    assert rows
    assert {row["agent"] for row in rows} <= known
    assert printable(whole.read_text(encoding="utf-8")) == whole.read_text(encoding="utf-8")
    table, cover = plan.parent / "s.csv", plan.parent / "c.csv"
    assert wfm_inside(*made, "-o", table, "--coverage", cover).returncode in (0, 4)
    assert [cell for path in (table, cover) for cell in _cells(path) if _runs(cell)] == []
    calendar = plan.parent / "s.ics"
    assert wfm_inside(*made, "-o", calendar).returncode in (0, 4)
    lines = calendar.read_bytes().split(b"\r\n")
    assert all(re.match(rb"[A-Z-]+[;:]| ", line) for line in lines if line)
    assert not any(line.startswith(b"FORGED") for line in lines)


@pytest.mark.parametrize("kind", ["contract", "available", "days_off", "skills", "wishes", "x"])
@EACH
def test_every_cell_of_a_broken_list_of_people(wfm_inside, write, forecast, kind, evil):
    plan = forecast.with_suffix(".json")
    wfm_inside("staff", forecast, "--queue", EVIL[6], "-o", plan)
    rules = write("rules.toml", RULES.format(*TOML[:2], json.dumps("full")))
    cell = f'"{evil}"'
    heads, row = ["agent", "contract", kind], ["Ann", "full", cell]
    if kind == "contract":
        heads, row = heads[:2], ["Ann", cell]
    if kind == "x":
        heads[2] = cell
    agents = write("agents.csv", f"{','.join(heads)}\n{','.join(row)}\n")
    quiet_text(wfm_inside("schedule", plan, "--rules", rules, "--agents", agents))


@pytest.mark.parametrize(
    "text",
    [
        "{0} = 1",
        "[[queue]]\nname = {0}\n{0} = 2",
        "[[queue]]\nname = {0}\ntarget = {0}\nmodel = {0}\npatience = {0}\nteam = {0}",
        "[[queue]]\nname = {0}\ntarget = '80/20'\nteam = 'x'\n[[team]]\nname = {0}",
        "holidays = {0}\ntime_zone = {0}\n[opening]\n{0} = {0}\n[exceptions]\n{0} = {0}",
        "[shrinkage]\n{0} = '10%'\n[[queue]]\nname = {0}\ntarget = '80/20'",
        "[[queue]]\nname = {0}\ntarget = '80/20'\nescalates_to = {0}\n",
        "currency = {0}\n[[queue]]\nname = {0}\ntarget = '80/20'\ncost = 3",
        "name = {1}",
    ],
)
@EACH
def test_keys_and_values_of_toml_files(wfm_inside, write, forecast, text, evil):
    value = json.dumps(evil)
    raw = evil if text == "name = {1}" else ""
    path = write("x.toml", text.format(value, raw))
    quiet_text(wfm_inside("config", "--centre", path))
    quiet_text(wfm_inside("staff", forecast, "--centre", path))
    quiet_text(wfm_inside("schedule", forecast, "--rules", path))
    quiet_text(wfm_inside("config", write("wfm.toml", text.format(value, raw)).parent / "f.csv"))
    (path.parent / "wfm.toml").unlink()


def test_files_keep_the_names_and_a_spreadsheet_runs_none(wfm_inside, write, tmp_path):
    names = ("=1+1", "+2", "-3", "@x", " =4", '"=5', "'=6", "＝7", "’=8", "﹣9", "voice")
    rows = [[name, f"2026-03-02 {hour}:00", "20", "180"] for name in names for hour in (10, 11)]
    path = tmp_path / "forecast.xlsx"
    _sheet(path, [["queue", "start", "calls", "aht_s"], *rows])
    plans = []
    for suffix in ("csv", "tsv", "json", "xlsx"):
        plan = tmp_path / f"plan.{suffix}"
        done = wfm_inside("staff", path, "-o", plan)
        assert done.returncode == 0, done.stderr
        plans.append(plan)
        if suffix in ("csv", "tsv"):
            cells = _cells(plan, "\t" if suffix == "tsv" else ",")
            assert [cell for cell in cells if _runs(cell)] == []
    import wfm

    read = [wfm.read_plan(plan).demand.queues for plan in plans]
    assert [set(one) for one in read] == [{name.strip() for name in names}] * 4


def _sheet(path, rows):
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_numbers": True}
    )
    sheet = book.add_worksheet()
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            (sheet.write if column > 1 else sheet.write_string)(row, column, cell)
    book.close()


def _cells(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as file:
        return [cell for row in csv.reader(file, delimiter=delimiter) for cell in row]


def _runs(cell):
    """Whether a spreadsheet may take a cell for a formula: text, but no number."""
    try:
        float(cell)
    except ValueError:
        return cell.lstrip(' "’')[:1] in tuple("=+-@\t\r＝＋－＠﹣")
    return False
