"""Every key of capacity.toml is read into the records of the plan."""

import math
from datetime import date

import pytest

from wfm.capacity_planning.capacity_file import read_capacity
from wfm.capacity_planning.capacity_models import CapacityTable
from wfm.capacity_planning.file_records import (
    Pilot,
    PlanMonths,
    QualityReviews,
    RuleOfThumb,
)
from wfm.capacity_planning.records import HiringRules, SupportRole, by_month
from wfm.capacity_planning.team_need import team_needs
from wfm.config.invalid_keys import tables_of
from wfm.errors import DataError, InputError
from wfm.shrinkage import DEFAULT
from wfm.targets import Target

FULL = """
start = "2027-10"
months = 4
currency = "EUR"
contingency = "12%"
confidence = "70%"
shortage_price = 9000
classes_per_month = 1
paid_hours = 160

[demand]
growth = "1%"
season = { nov = "30%", "12-25..01-06" = "-50%" }
aht_season = { dec = "5%" }
automation = { from = "2027-11", ramp_months = 2, volume = "-20%", aht = "+10%" }

[[demand.deflection]]
from = "2027-10"
volume = -0.1

[team.sales]
forecast = "week.csv"
queues = ["a", "b"]
aht = "4m"
target = "70/30"
asa = "25s"
max_occupancy = "90%"
abandonment = "6%"
patience = "150s"
definition = "answered"
min_agents = 2
contacts_per_head = 800
fte_at_occupancy = "82%"
people = 20
newcomers = [0, 2]
attrition = { oct = "4%", other = "2%" }
new_attrition = "36% a year"
ramp = ["25%", 0.75]
newcomer_aht = ["+25%"]
onboarding_hours = 32
training_hours = 8
shrinkage = { breaks = "8%", sickness = "4%" }
leave = { "dec" = "10%", other = "5%" }
pay = 3000
hire = { class_min = 2, class_max = 6, lead_months = 2, cost = 900 }
overtime = { cap = "5%", rate = 1.25 }
temps = { max = 3, pay = 2000, productivity = "70%", months = ["nov-dec"], whole = true }
outsourcer = { max = 4, price_per_contact = 3.5, quality = "95%" }
support = { lead = { people_per_role = 10, pay = 4000 } }
quality_reviews = { share = "4%", minutes = 12, pay = 3300 }

[team.sales.reading]
interval = "30m"
columns = { volume = "Calls" }

[team.post]
orders = { "2027-10..2027-12" = 1000, "2028-01" = 1500 }
contacts_per_order = "150%"
people_per_1000_orders = 0.9
contacts_per_head = 500
need_by = "people_per_1000_orders"
people = 4
hourly_cost = 20
contract_hours = 35

[team.post.demand]
season = { other = "0%" }
growth = "0%"

[[transfer]]
from = "sales"
to = "post"
month = "2028-01"
people = 2

[pilot]
setup = 100
tooling_per_month = 10
tooling_per_person = 5
contingency = "15%"
"""


@pytest.fixture
def write(tmp_path):
    def write(text):
        (tmp_path / "week.csv").write_text("start,volume,aht\n")
        path = tmp_path / "capacity.toml"
        path.write_text(text)
        return str(path)

    return write


@pytest.fixture
def full(write):
    return read_capacity(write(FULL))


def test_the_plan_as_a_whole(full):
    assert full.months == PlanMonths(date(2027, 10, 1), 4)
    assert (full.currency, full.contingency, full.confidence) == ("EUR", 0.12, 0.7)
    assert (full.shortage_price, full.classes_per_month, full.budget) == (9000, 1, None)
    assert full.pilot == Pilot(100, 10, 5, 0.15)
    assert [team.name for team in full.teams] == ["sales", "post"]
    assert full.notes == (
        "sales: new attrition 36% a year is 3 % a month: leavers of a year over the average "
        "headcount",
    )


def test_a_forecast_with_its_target_and_rules_of_thumb(full, tmp_path):
    demand = full.teams[0].demand
    assert demand.forecast == str(tmp_path / "week.csv")
    assert (demand.centre, demand.contacts, demand.aht) == (None, None, 240.0)
    assert demand.queues == ("a", "b")
    assert dict(demand.reading) == {"interval": "30m", "columns": {"volume": "Calls"}}
    assert dict(demand.options) == {
        "target": Target(0.7, 30.0), "asa": 25.0, "max_occupancy": 0.9, "abandonment": 0.06,
        "patience": 150.0, "definition": "answered", "min_agents": 2,
    }  # fmt: skip
    assert demand.rules == (
        RuleOfThumb("contacts_per_head", 800.0),
        RuleOfThumb("fte_at_occupancy", 0.82),
    )


def test_growth_season_and_ramps_are_multiplied(full):
    demand = full.teams[0].demand
    # 7 days of December and 6 of January have half the contacts
    season = [1, 1.3, 1 - 0.5 * 7 / 31, 1 - 0.5 * 6 / 31]
    growth = [1.01**month for month in range(4)]
    automation = [1, 0.9, 0.8, 0.8]
    expected = [
        0.9 * one * other * more
        for one, other, more in zip(season, growth, automation, strict=True)
    ]
    assert demand.volume_factors == pytest.approx(expected, rel=1e-12)
    assert demand.aht_factors == pytest.approx([1, 1.05, 1.05 * 1.1, 1.1], rel=1e-12)


def test_people_and_prices_of_a_team(full):
    team = full.teams[0]
    supply = team.supply
    assert supply.need == (0.0,) * 4
    assert (supply.people, team.newcomers) == (20, (0, 2))
    assert supply.attrition == (0.04, 0.02, 0.02, 0.02)
    assert supply.new_attrition == pytest.approx((0.03,) * 4, rel=1e-12)
    assert supply.ramp == (0.25 / 1.25, 0.75)
    assert (supply.onboarding_hours, supply.training_hours, supply.paid_hours) == (32, 8, 160)
    assert supply.shrinkage == by_month(0.12, 4)
    assert supply.leave == (0.05, 0.05, 0.1, 0.05)
    assert supply.hiring == HiringRules(2, 6, 2, 900.0)
    assert (supply.pay, supply.overtime_cap, supply.overtime_rate) == (3000, 0.05, 1.25)
    assert supply.temps_max == (0, 3, 3, 0)
    assert (supply.temp_pay, supply.temp_productivity, team.temps_whole) == (2000, 0.7, True)
    assert (supply.outsourced_max, supply.outsourcer_quality) == (4, 0.95)
    assert (supply.outsourcer_price, team.outsourcer_price_per_contact) == (0, 3.5)
    assert supply.support == (SupportRole("lead", 10.0, 4000.0),)
    assert team.reviews == QualityReviews(0.04, 12.0, 3300.0)
    assert supply.transfers == (0, 0, 0, -2)


def test_orders_give_contacts_and_the_rule_that_gives_the_need_is_first(full):
    demand, supply = full.teams[1].demand, full.teams[1].supply
    assert demand.contacts == (1500, 1500, 1500, 2250)
    assert demand.orders == (1000, 1000, 1000, 1500)
    assert [rule.name for rule in demand.rules] == ["people_per_1000_orders", "contacts_per_head"]
    # its own season and growth, but the changes of all teams
    assert demand.volume_factors == pytest.approx([0.9, 0.81, 0.72, 0.72], rel=1e-12)
    assert supply.pay == pytest.approx(20 * 35 * 52 / 12, rel=1e-12)
    assert supply.transfers == (0, 0, 0, 2)


SMALL = """
start = "2027-01"
[team.a]
contacts = 12000
contacts_per_head = 1000
people = 12
"""


def test_a_small_file_has_the_defaults_that_it_names(write):
    plan = read_capacity(write(SMALL))
    supply = plan.teams[0].supply
    assert plan.months.count == 12
    assert supply.shrinkage == by_month(DEFAULT.total, 12)
    assert (supply.ramp, supply.attrition, supply.pay) == ((), by_month(0.0, 12), 1.0)
    assert supply.hiring == HiringRules()
    assert plan.teams[0].demand.contacts == by_month(12000.0, 12)
    assert plan.defaults == (
        "months 12",
        "shrinkage 30 % (breaks 8 %, training 3 %, meetings 2 %, coaching 2 %, leave 10 %, "
        "sickness 5 %)",
        "attrition 0 %",
        "no ramp: newcomers are as productive as settled people",
        "contract_hours 40",
        "pay 1 person-month: the file has no prices",
        "hire: lead_months 0",
    )


def test_what_has_a_key_of_its_own_is_no_part_of_the_default_shrinkage(write):
    plan = read_capacity(write(SMALL + 'leave = "9%"\ntraining_hours = 4\n'))
    assert plan.teams[0].supply.shrinkage[0] == pytest.approx(0.15)
    assert "shrinkage 15 % (breaks 8 %, meetings 2 %, sickness 5 %)" in plan.defaults


@pytest.mark.parametrize(
    ("text", "ramp"),
    [
        ('ramp = "90d"', [0.1690, 0.5069, 0.8446]),
        ('ramp_weeks = ["0%", "0%", "50%", "50%", "100%"]', [(0.5 * 2 + 1 / 3) / (52 / 12), 1]),
        ('newcomer_aht = ["+60%", "+25%"]', [0.625, 0.8]),
        ("onboarding_hours = 40", [1.0]),
    ],
)
def test_a_ramp_by_weeks_by_length_and_by_handle_time(write, text, ramp):
    supply = read_capacity(write(SMALL + text)).teams[0].supply
    assert supply.ramp == pytest.approx(ramp, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "monthly"),
    [("'12% a year'", 0.01), ("'1 % per month'", 0.01), ("0.01", 0.01), ("'6%/year'", 0.005)],
)
def test_attrition_of_a_year_is_of_the_average_headcount(write, text, monthly):
    supply = read_capacity(write(f"{SMALL}attrition = {text}")).teams[0].supply
    assert supply.attrition == pytest.approx(by_month(monthly, 12), rel=1e-12)


def test_growth_of_a_year_is_compounded(write):
    text = SMALL.replace("[team.a]", '[demand]\ngrowth = "20% a year"\n[team.a]')
    plan = read_capacity(write(text), months=25)
    factors = plan.teams[0].demand.volume_factors
    assert (factors[12], factors[24]) == pytest.approx((1.2, 1.44), rel=1e-12)
    assert plan.notes == ("growth 20% a year is 1.531 % a month, compounded",)


def test_a_number_of_months_replaces_that_of_the_file(write):
    path = write(FULL)
    assert read_capacity(path, months=2).months.labels == ("2027-10", "2027-11")
    with pytest.raises(DataError, match=r"capacity.toml:\d+: team.post.orders: has no value for"):
        read_capacity(path, months=6)
    with pytest.raises(InputError, match="at most 120"):
        read_capacity(path, months=121)


def test_the_example_is_read_with_few_defaults():
    plan = read_capacity("examples/capacity.toml")
    assert plan.months.count == 24
    others = "(digital, returns)"
    assert plan.defaults == (
        f"new_attrition as attrition {others}",
        f"overtime: rate 1.5 {others}",
    )
    season = plan.teams[0].demand.volume_factors
    assert season[10] / season[9] == pytest.approx(1.4, abs=0.06)
    assert sum(team.supply.transfers[9] for team in plan.teams) == 0


def test_every_key_says_what_it_means():
    def check(table):
        for name, field in table.model_fields.items():
            assert field.description, f"{table.__name__}.{name}"
        for inner in filter(None, tables_of(table).values()):
            check(inner)

    check(CapacityTable)


@pytest.mark.parametrize(
    ("text", "days"), [("90d", 90), ("13w", 91), ("3 months", 91.25), ("1 Month", 365 / 12)]
)
def test_a_ramp_is_a_time_of_weeks_or_months(write, text, days):
    steps = read_capacity(write(SMALL + f'ramp = "{text}"\n')).teams[0].supply.ramp
    assert len(steps) == math.ceil(days / (365 / 12))
    assert 0 < steps[0] < 1


@pytest.mark.parametrize("text", ["3m", "90m", "12h", "1d", "3 years"])
def test_a_ramp_of_minutes_is_refused_with_a_time_that_can_be_meant(write, text):
    with pytest.raises(DataError, match="ramp") as error:
        read_capacity(write(SMALL + f'ramp = "{text}"\n'))
    assert "years" in text or "'90d', '13w' or '3 months'" in str(error.value)


@pytest.mark.parametrize(
    ("text", "rate", "note"),
    [
        ("30% p.a.", 0.025, "30% p.a. is 2.5 % a month"),
        ("24% yearly", 0.02, "24% yearly is 2 % a month"),
        ("2.5% monthly", 0.025, None),
        ("2.5%", 0.025, None),
        ("30%", 0.3, "write '30% a year'"),
        ("30% a month", 0.3, None),
    ],
)
def test_attrition_of_a_year_is_told_from_that_of_a_month(write, text, rate, note):
    plan = read_capacity(write(SMALL + f'attrition = "{text}"\n'))
    assert plan.teams[0].supply.attrition[0] == pytest.approx(rate)
    found = [one for one in plan.notes if "attrition" in one]
    assert bool(found) == (note is not None)
    assert note is None or note in found[0]


def test_a_forecast_of_the_file_is_corrected_by_keys_of_the_file(tmp_path):
    (tmp_path / "week.csv").write_text("start,calls\n2027-02-01 08:00,20\n")
    path = tmp_path / "capacity.toml"
    path.write_text(
        'start = "2027-02"\n[team.desk]\nforecast = "week.csv"\npeople = 4\ntarget = "80/20"\n'
    )
    with pytest.raises(DataError) as error:
        team_needs(read_capacity(path))
    assert 'aht = "4m" in [team.desk]' in str(error.value)
    assert 'columns = {aht = "HEADING"} in [team.desk.reading]' in str(error.value)
    assert "--" not in str(error.value)


TWO_MONTHS = """
start = "2027-02"
months = 2
[team.b]
people = 7
contacts = 2800
contacts_per_head = 400
"""


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ('ramp = ["70%", "40%", "90%"]', "b: ramp falls from 70 % to 40 % in month 2"),
        ('ramp_weeks = ["70%", "80%", "60%"]', "b: ramp_weeks falls from 80 % to 60 % in week 3"),
        ('newcomer_aht = ["+10%", "+30%"]', "b: newcomer_aht rises from 10 % to 30 % in month 2"),
        ("fte_per_1000_a_day = 9", "b: need by contacts_per_head, one of 2 rules; need_by = "
         "'fte_per_1000_a_day' chooses another"),
        ('leave = { aug = "9%", other = "5%" }', "b: leave by month has no effect on the paid "
         "people that contacts_per_head needs: absence is in the rule"),
    ],
)  # fmt: skip
def test_what_is_read_in_one_of_two_ways_is_noted(write, key, words):
    assert words in read_capacity(write(TWO_MONTHS + key)).notes


def test_plain_values_have_no_note(write):
    keys = 'ramp = ["40%", "40%", "90%"]\nfte_per_1000_a_day = 9\nleave = "4%"\n'
    text = TWO_MONTHS + keys + 'need_by = "contacts_per_head"\n'
    assert read_capacity(write(text)).notes == ()


def test_a_season_of_a_year_is_accepted_for_any_horizon(write):
    keys = 'attrition = { jan = "4%", nov-dec = "6%", other = "3%" }\n'
    read = read_capacity(
        write(TWO_MONTHS + keys + "pay = 1\ntemps = { max = 2, pay = 1, months = ['dec'] }")
    )
    team = read.teams[0].supply
    assert team.attrition == (0.03, 0.03)
    assert team.temps_max == (0.0, 0.0)


def test_no_one_is_hired_with_classes_of_0(write):
    read = read_capacity(write(TWO_MONTHS + "hire = { class_max = 0 }"))
    assert read.teams[0].supply.hiring == HiringRules(1, 0)


def test_numbers_in_quotes_are_numbers(write):
    text = TWO_MONTHS.replace("2800", '{ feb = "2800", other = "2100" }')
    assert read_capacity(write(text)).teams[0].demand.contacts == (2800.0, 2100.0)


def test_months_are_refused_in_a_plan_by_week(write):
    text = TWO_MONTHS.replace("months = 2", "weeks = 5").replace("2027-02", "2027-02-01")
    with pytest.raises(InputError, match="left out for a plan by week: got 3; set weeks in"):
        read_capacity(write(text), months=3)
