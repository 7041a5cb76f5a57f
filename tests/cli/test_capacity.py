"""``wfm capacity``: plans of months on the screen and in files."""

import csv
import io
import json

import pytest

from wfm.capacity_planning.capacity_document import CapacityDocument

RULE = """
start = "2028-02"
months = 6
currency = "EUR"
contingency = "{contingency}"
[team.desk]
contacts = {contacts}
contacts_per_head = {per_head}
people = {people}
attrition = "{attrition}"
pay = 3000
shrinkage = "0%"
hire = {{ lead_months = 0 }}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rule_file(folder, **values):
    """A file of one team whose need is a rule of thumb."""
    known = {"contingency": "0%", "contacts": 12000, "per_head": 1000, "people": 12,
             "attrition": "0%"}  # fmt: skip
    (folder / "plan.toml").write_text(RULE.format(**known | values))
    return "plan.toml"


def rows_of(done):
    """The rows of CSV on stdout, or of an error the text."""
    assert done.returncode in (0, 4), done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


@pytest.mark.parametrize(("contingency", "fte"), [("0%", 12.0), ("15%", 13.8), ("25%", 15.0)])
def test_need_of_contacts_per_head_with_contingency(wfm_inside, folder, contingency, fte):
    path = rule_file(folder, contingency=contingency, people=20)
    rows = rows_of(wfm_inside("capacity", path, "-q", "-o", "-"))
    assert [float(row["need_paid_fte"]) for row in rows] == pytest.approx([fte] * 6, abs=1e-6)


def test_steady_team_hires_its_leavers(wfm_inside, folder):
    path = rule_file(folder, contacts=120000, people=120, attrition="2.5%")
    rows = rows_of(wfm_inside("capacity", path, "-q", "-o", "-"))
    assert [int(row["hires"]) for row in rows] == [0, 3, 3, 3, 3, 3]


def test_screen_json_and_table_agree(wfm_inside, folder):
    path = rule_file(folder, people=10, attrition="3%", contacts=11000)
    document = json.loads(wfm_inside("capacity", path, "-q", "--json").stdout)
    CapacityDocument.model_validate(document)
    rows = rows_of(wfm_inside("capacity", path, "-q", "-o", "-"))
    assert sum(int(row["hires"]) for row in rows) == document["summary"]["total"]["hires"]
    cost = sum(float(row["cost"]) for row in rows)
    assert cost == pytest.approx(document["summary"]["total"]["cost"], abs=1e-6)
    done = wfm_inside("capacity", path)
    text = " ".join(done.stdout.split())
    assert text.startswith(f"Hires: {document['summary']['total']['hires']} people")
    assert f"Cost: {cost:,.0f} EUR" in text
    lines = [*done.stderr.splitlines(), *done.stdout.splitlines()]
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80


def test_given_hires_are_evaluated(wfm_inside, folder):
    path = rule_file(folder, people=10)
    (folder / "hires.csv").write_text("month,team,hires\n2028-03,desk,1\n2028-04,desk,1\n")
    rows = rows_of(wfm_inside("capacity", path, "--hires", "hires.csv", "-q", "-o", "-"))
    assert [int(row["hires"]) for row in rows] == [0, 1, 1, 0, 0, 0]
    gaps = [float(row["gap_fte"]) for row in rows]
    assert gaps == pytest.approx([-2, -1, 0, 0, 0, 0], abs=1e-6)


def test_the_plan_that_was_written_is_evaluated_to_the_same(wfm_inside, folder):
    path = rule_file(folder, people=10, attrition="3%")
    wfm_inside("capacity", path, "-q", "-o", "plan.csv")
    planned = rows_of(wfm_inside("capacity", path, "-q", "-o", "-"))
    again = rows_of(wfm_inside("capacity", path, "--hires", "plan.csv", "-q", "-o", "-"))
    assert again == planned


def test_mistakes_of_given_hires_are_listed_with_their_lines(wfm_inside, folder):
    path = rule_file(folder)
    (folder / "hires.csv").write_text("month,team,hires\n2026-02,dsk,3\n2028-04,desk,x\n")
    done = wfm_inside("capacity", path, "--hires", "hires.csv")
    assert done.returncode == 3
    for text in ("hires.csv:2", "did you mean 'desk'", "2028-02 to 2028-07", "hires.csv:3"):
        assert text in done.stderr


def test_a_need_that_cannot_be_covered_is_written_with_exit_code_4(wfm_inside, folder):
    path = rule_file(folder, people=10)
    text = (folder / path).read_text().replace("lead_months = 0", "lead_months = 2")
    (folder / path).write_text(text)
    assert wfm_inside("capacity", path, "-q", "-o", "plan.json").returncode == 4
    assert json.loads((folder / "plan.json").read_text())["status"] == "short"
    (folder / path).write_text(f"shortage_price = 9000\n{text}")
    assert wfm_inside("capacity", path, "-q").returncode == 0


def test_steps_of_a_month(wfm_inside, folder):
    path = rule_file(folder, contingency="15%", people=14)
    done = wfm_inside("capacity", path, "--explain", "2028-05")
    assert done.returncode == 0, done.stderr
    assert "productive FTE × (1 + contingency) = 12 × (1 + 15 %)" in done.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--budget", "9", "--confidence", "80%"), "--confidence"),
        (("--explain", "2030-01"), "2030-01"),
        (("--hires", "plan.toml"), "plan.toml"),
        (("--hires", "none.csv"), "none.csv"),
        (("--by", "decade"), "--by must be one of"),
        (("--pilot", "30d", "--json"), "--pilot plans no hires"),
        (("--pilot", "36h"), "--pilot must be whole days"),
        (("--time-limit", "-3"), "--time-limit"),
        (("-o", "plan.toml"), "plan.toml"),
        (("--confidence", "180%"), "--confidence must be at most 100 %"),
        (("--team", "desk"), "--team is for --explain"),
        (("--explain", "2028-03", "--team", "dusk"), "team must be one of desk"),
        (("--explain", "2028-03", "--json"), "leave -o, --json and --by out"),
        (("--by", "team", "--json"), "printed table"),
        (("--hires", "plan.toml", "--time-limit", "5s"), "leave --time-limit out"),
    ],
)
def test_options_that_cannot_be_honoured_are_refused(wfm_inside, folder, options, message):
    path = rule_file(folder)
    before = (folder / path).read_bytes()
    done = wfm_inside("capacity", path, *options)
    assert done.returncode in (2, 3)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / path).read_bytes() == before


def test_mistakes_of_the_file_are_listed_with_their_lines(wfm_inside, folder):
    path = rule_file(folder)
    text = (folder / path).read_text().replace("people = 12", "people = -2\npaople = 3")
    (folder / path).write_text(text)
    done = wfm_inside("capacity", path)
    assert done.returncode == 3
    assert "plan.toml:9" in done.stderr
    assert "plan.toml:10" in done.stderr
    assert "people" in done.stderr


def test_budget_buys_the_least_shortage(wfm_inside, folder):
    path = rule_file(folder, people=10)
    poor = rows_of(wfm_inside("capacity", path, "--budget", "190000", "-q", "-o", "-"))
    rich = rows_of(wfm_inside("capacity", path, "--budget", "240000", "-q", "-o", "-"))
    short = [sum(min(0.0, float(row["gap_fte"])) for row in rows) for rows in (poor, rich)]
    assert short[0] < short[1]
    assert sum(float(row["cost"]) for row in poor) <= 190000
    done = wfm_inside("capacity", path, "--budget", "100000")
    assert done.returncode == 4
    assert "80,000.00 more are needed" in done.stderr


def test_workbook_has_its_sheets(wfm_inside, folder):
    from python_calamine import CalamineWorkbook

    path = rule_file(folder, people=10)
    done = wfm_inside("capacity", path, "-q", "-o", "plan.xlsx")
    assert done.returncode in (0, 4), done.stderr
    names = CalamineWorkbook.from_path("plan.xlsx").sheet_names
    assert names[0] == "Capacity"
    assert {"Months", "Hires"} <= set(names)
