"""Every mistake of capacity.toml is reported with its line, key, and what it must be."""

import re

import pytest

from wfm.capacity_planning.capacity_file import read_capacity
from wfm.capacity_planning.capacity_models import CapacityTable
from wfm.config.invalid_keys import tables_of
from wfm.errors import DataError

HEAD = 'start = "2027-01"\nmonths = 3\n'
TEAM = "[team.a]\npeople = 5\n"
RULE = "contacts = 900\ncontacts_per_head = 300\n"
PLAIN = HEAD + TEAM + RULE  # six lines
PAID = PLAIN + "pay = 3000\n"


@pytest.fixture
def mistakes(tmp_path):
    def mistakes(text):
        (tmp_path / "week.csv").write_text("start,volume,aht\n")
        path = tmp_path / "capacity.toml"
        path.write_text(text)
        with pytest.raises(DataError) as caught:
            read_capacity(str(path))
        return caught.value.problems

    return mistakes


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (PLAIN.replace("2027-01", "2027-00"), 1, "start: '2027-00' must be a month in quotes"),
        (PLAIN.replace('"2027-01"', "2027-01-15"), 1, "start: 2027-01-15 must be a month"),
        (PLAIN.replace("2027-01", "1027-01"), 1, "must be from 2000 to 2200"),
        (PLAIN.replace("3\n", "0\n", 1), 2, "months: 0 must be greater than or equal to 1"),
        ("weeks = 3\n" + PLAIN.replace("2027-01", "2027-01-04"), 1, "weeks: contradicts months"),
        ("contingency = 15\n" + PLAIN, 1, "contingency: 15 must be a fraction or a percentage"),
        ('confidence = "100%"\n' + PLAIN, 1, "confidence: '100%' must be less than 1"),
        ('confidence = "80%"\nbudget = 9\n' + PAID, 2, "budget: contradicts confidence"),
        ("paid_hours = 9\ncontract_hours = 9\n" + PLAIN, 1, "paid_hours: contradicts"),
        ("classes_a_month = 1\n" + PLAIN, 1, "did you mean 'classes_per_month'"),
        (HEAD + '[[team]]\nname = "a"\n', 3, r"team: must be tables by name: write \[team.voice\]"),
        (HEAD + "[team]\n", 3, "team: must have 1 to 200 teams"),
        (HEAD, None, "team: is missing"),
        (HEAD + TEAM, 3, "team.a.forecast: is missing: write forecast = "),
        (HEAD + TEAM + "contacts = 5\n", 5, "team.a.contacts: needs a rule of thumb"),
        (PLAIN + 'forecast = "week.csv"\n', 5, "team.a.contacts: contradicts forecast"),
        (PLAIN + "contacts_per_order = '200%'\norders = 5\n", 8, "team.a.orders: contradicts"),
        (HEAD + TEAM + "orders = 5\ncontacts_per_head = 9\n", 3, "contacts_per_order: is missing"),
        (PLAIN + "people_per_1000_orders = 5\n", 7, "has no effect without orders"),
        (PLAIN + 'target = "80/20"\n', 7, "team.a.target: has no effect without forecast"),
        (PLAIN + 'queues = ["x"]\n', 7, "team.a.queues: has no effect without forecast"),
        (PLAIN + 'fte_at_occupancy = "80%"\n', 7, "fte_at_occupancy: needs aht"),
        (PLAIN + 'need_by = "fte_per_1000_a_day"\n', 7, "has no effect without fte_per_1000_a_day"),
        (HEAD + TEAM + 'forecast = "weak.csv"\n', 5, "weak.csv' must be a file that exists; did "
         "you mean 'week.csv'"),
        (HEAD + TEAM + 'forecast = "."\n', 5, "must be a file, but is a folder"),
        (HEAD + TEAM + 'forecast = "no/week.csv"\n', 5, "the folder '.*no' does not exist"),
        (HEAD + TEAM + 'forecast = "week.csv"\ncentre = "week.csv"\ntarget = "80/20"\n', 7,
         "team.a.target: contradicts centre"),
        (HEAD + TEAM + 'forecast = "week.csv"\nabandonment = "5%"\n', 6, "needs patience"),
        (HEAD + TEAM + 'forecast = "week.csv"\nreading = { sheett = "a" }\n', 6,
         "team.a.reading.sheett: unknown key; did you mean 'sheet'?"),
        (HEAD + TEAM + 'forecast = "week.csv"\nreading = { tz = "Mars" }\n', 6,
         "team.a.reading.tz: "),
        (PLAIN + 'attrition = "140%"\n', 7, "team.a.attrition: '140%' must be at most 100 %"),
        (PLAIN + "attrition = 3\n", 7, "attrition: 3 must be a fraction or a percentage; write 3%"),
        (PLAIN + 'attrition = { jan = "4%" }\n', 7, "has no value for 2027-02, 2027-03; write ot"),
        (PLAIN + 'attrition = { jann = "4%", other = 0 }\n', 7, "must name months, and jann"),
        (PLAIN + 'attrition = { jan = "x", other = 0 }\n', 7, "jan = 'x' must be of a month or a"),
        (PLAIN + 'attrition = { jan = "4%", January = "3%", other = 0 }\n', 7,
         "'jan' and 'January' name the same"),
        (PLAIN + 'attrition = { "2027-11" = "4%", other = 0 }\n', 7,
         "'2027-11' must name a month of the plan, 2027-01 to 2027-03, or of"),
        (PLAIN + 'leave = { "01-10..01-20" = "4%", other = 0 }\n', 7, "must be by whole months"),
        (PLAIN + "attrition = {}\n", 7, "must have a value of a month"),
        (PLAIN + 'shrinkage = { breaks = "60%", sickness = "50%" }\n', 7, "less than 100 %, not 1"),
        (PLAIN + 'shrinkage = "60%"\nleave = "40%"\n', 8, "must leave time for contacts: shrinkag"),
        (PLAIN + 'shrinkage = "leave=9%,breaks=8%"\nleave = "9%"\n', 8, "leave: is in shrinkage"),
        (PLAIN + "onboarding_hours = 150\n", 7, "150 must be at most the 121.3 hours"),
        (PLAIN + 'ramp = ["0%", 50]\n', 7, "number 2, 50, must be a fraction or a percentage"),
        (PLAIN + 'ramp = "0%"\n', 7, "ramp: '0%' must be the productivity in each month"),
        (PLAIN + 'ramp = ["50%"]\nramp_weeks = ["50%"]\n', 8, "ramp_weeks: contradicts ramp"),
        (PLAIN + 'ramp = "60d"\nnewcomer_aht = ["+20%"]\n', 8, "is by month: write ramp by month"),
        (PLAIN + 'newcomer_aht = ["20%"]\n', 7, "must have a sign: write '-20%' for less or '\\+2"),
        (PLAIN + "newcomers = [1]\n", 7, "newcomers: has no effect without ramp"),
        (PLAIN + 'newcomers = [1, 2]\nramp = ["50%"]\n', 7, "must have at most the 1 months of"),
        (PLAIN + "newcomers = [1.5]\n", 7, "newcomers.* must be a whole number"),
        (PAID + "hourly_cost = 20\n", 8, "hourly_cost: contradicts pay"),
        (PLAIN + "overtime = { cap = 5 }\n", 7, "team.a.overtime.cap: 5 must be a fraction"),
        (PLAIN + "temps = { max = 4, pay = 9 }\n", 3, "team.a.pay: is missing: the file has"),
        (PAID + 'temps = { max = { feb = 4 }, pay = 9, months = ["feb"] }\n', 8,
         "team.a.temps.months: contradicts max"),
        (PAID + 'temps = { max = 4, pay = 9, months = ["mayy"] }\n', 8, "must name months, and "),
        (PAID + 'temps = { max = 4, pay = 9, months = ["2027-10"] }\n', 8,
         "'2027-10' must name a month"),
        (PAID + "outsourcer = { max = 4 }\n", 8, "needs price, of one FTE"),
        (PAID + "hire = { class_min = 6, class_max = 5 }\n", 8, "5 must be at least class_min, 6"),
        (PAID + "support = { lead = { people_per_role = 0, pay = 1 } }\n", 8,
         "team.a.support.lead.people_per_role: 0 must be greater than 0"),
        (PAID + "quality_reviews = { share = 1 }\n", 8, "quality_reviews.minutes: is missing"),
        (PAID + '[[transfer]]\nfrom = "a"\nto = "b"\nmonth = "2027-01"\npeople = 1\n', 10,
         r"transfer\[1\].to: 'b' must be a team of the file"),
        (PAID + '[[transfer]]\nfrom = "a"\nto = "a"\nmonth = "2027-01"\npeople = 1\n', 10,
         "'a' must be another team than from"),
        (PAID + '[team.b]\npeople = 1\npay = 9\n' + RULE
         + '[[transfer]]\nfrom = "a"\nto = "b"\nmonth = "2028-01"\npeople = 1\n', 16,
         r"transfer\[1\].month: 2028-01 must be in the plan, 2027-01 to 2027-03"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_line_and_what_it_must_be(mistakes, text, line, words):
    (one,) = mistakes(text)
    assert re.search(words, one.text), one.text
    assert one.line == line


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ('ramp = "soon"', "'soon' must be a week to 24 months: write '90d', '13w' or '3 months'"),
        ('attrition = "-3%"', "'-3%' must be 0 % or more, such as '2.5%'"),
        ('attrition = "20% weekly"', "must be of a month or a year: write '2.5%' or '30% a year'"),
        ("shrinkage = { breaks = 7 }", "breaks = 7 must be a fraction or a percentage; write 7%"),
        ('leave = "-1%"', "'-1%' must be 0 % or more, such as '30%'"),
        ('overtime = { cap = "x" }', "cap: 'x' must be a fraction or a percentage; write '10%'"),
        ('overtime = { cap = "150%" }', "cap: '150%' must be at most 100 %, such as '10%'"),
        ("temps = { max = 1, pay = 1, productivity = 0 }", "must be above 0 %, such as '90%'"),
        ("temps = { max = 1, pay = 1, productivity = 1.5 }", "a percentage: write '150%', or '1.5"),
        ("temps = true", "true must be one table; write [team.a.temps]"),
        ("hire = false", "write hire = { class_max = 0 } for no hires"),
        ("onboarding_hours = true", "true must be a number"),
        ("overtime = {}", "overtime.cap: is missing: write cap = '10%'"),
        ("people_per_role = 12", "write it in [team.NAME.support.NAME]"),
        ("quality_reviews = { share = '5%', minutes = 9, pay = -1 }", "-1 must be greater than or"),
    ],
)
def test_the_cure_fits_the_key_and_its_range(mistakes, key, words):
    (one,) = mistakes(f"{PAID}{key}\n")
    assert one.line == 8
    assert words in one.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("weeks = 4\n" + PLAIN.replace("months = 3\n", "").replace("2027-01", "2027-03-03"),
         "2027-03-03 must be a Monday for a plan by week: write '2027-03-01' or '2027-03-08'"),
        (PLAIN.replace("2027-01", "1999-12"), "start: 1999-12 must be from 2000 to 2200"),
        ('currency = "E4"\n' + PLAIN, "currency: 'E4' must be a currency, such as 'EUR'"),
        ("people = 4\n" + PLAIN, "people: unknown key here; write it in [team.NAME]"),
        ("[[queue]]\nname = 'x'\n", "looks like the centre of wfm staff --centre"),
        (HEAD + TEAM + "forecast = 'week.csv'\nqueues = []\n", "a.queues: must have a queue"),
    ],
)  # fmt: skip
def test_what_the_file_must_be_is_said_with_what_to_write(mistakes, text, words):
    (one,) = mistakes(text)
    assert words in one.text


def test_each_key_that_must_be_there_has_an_example():
    def check(table):
        for name, field in table.model_fields.items():
            if field.is_required():
                assert (
                    table.examples[field.alias or name].strip("[").startswith(field.alias or name)
                )
        for inner in filter(None, tables_of(table).values()):
            check(inner)

    check(CapacityTable)


DEMAND = PLAIN + "[demand]\n"  # line 7


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('growth = "1,5%"\n', 8, "demand.growth: '1,5%' must be a fraction"),
        ('growth = "-100%"\n', 8, "must be above -100 %"),
        ('season = "40%"\n', 8, "must be a table of months"),
        ('season = { "2028-11" = "40%" }\n', 8, "'2028-11' must name a month of the plan"),
        ('season = { "02-30..03-05" = "40%" }\n', 8, "must have days that exist"),
        ('season = { "2027-02-10..03-05" = "40%" }\n', 8, "must have the year at both ends"),
        ('season = { "2027-03..2027-02" = "40%" }\n', 8, "must begin before it ends"),
        ('season = { "2027-13" = "40%" }\n', 8, "must have months from 01 to 12"),
        ('season = { "02-01..02-20" = "4%", "02-10..03-05" = "9%" }\n', 8, "name the same"),
        ('automation = { from = "2027-02", volume = "20%" }\n', 8, "must have a sign"),
        ('automation = { from = "2027-02", volume = "+20%" }\n', 8, "must be below 0"),
        ('automation = { from = "2027-02" }\n', 8, "needs volume = '-30%' or aht = '-12%'"),
        ('automation = { from = "2026-12", aht = "-2%" }\n', 8, "2026-12 must not be before the"),
        ('automation = { from = "2027-04", aht = "-2%" }\n', 8, "2027-04 must be in the plan, 20"),
        ('deflection = { start = "2027-02", aht = "-2%" }\n', 8, "did you mean 'from'?"),
        ('deflection = [{ from = "2027-02", aht = "-2%" }, { from = 3, aht = "-2%" }]\n', 8,
         r"demand.deflection\[2\].from: 3 must be a month"),
    ],
)  # fmt: skip
def test_a_mistake_of_the_demand_has_its_line_and_what_it_must_be(mistakes, text, line, words):
    test_a_mistake_has_its_line_and_what_it_must_be(mistakes, DEMAND + text, line, words)


@pytest.mark.parametrize(
    ("contacts", "demand", "words"),
    [
        ("{ jan = 5, other = 4 }", "season = { feb = '40%' }", "contradicts season"),
        ("{ '2027-01' = 5, other = 4 }", "growth = '1%'", "contradicts growth"),
    ],
)
def test_contacts_by_month_have_their_season_already(mistakes, contacts, demand, words):
    text = PLAIN.replace("900", contacts)
    (one,) = mistakes(f"{text}[demand]\n{demand}\n")
    assert words in one.text
    assert one.line == 5
    assert "[team.a.demand]" in one.text


def test_all_mistakes_of_a_file_come_at_once_in_order(mistakes):
    text = (
        PLAIN.replace("months = 3", "months = 3\ncurency = 3")
        + 'attrition = "x"\nleave = { jan = "4%" }\n[team.b]\npeople = "many"\n'
        + RULE.replace("300", "-1")
    )
    found = mistakes(text)
    assert [problem.line for problem in found] == [3, 8, 9, 11, 13]
