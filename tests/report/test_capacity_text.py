"""A capacity plan on one screen."""

import pytest

from support.capacity import two_teams
from wfm.report.capacity_text import capacity_text
from wfm.report.text_table import lines_of_terminal


@pytest.mark.parametrize("notes", [0, 4, 9])
def test_a_plan_fits_on_one_screen_with_its_notes(notes):
    lines = capacity_text(two_teams(), notes).splitlines()
    assert len(lines) + notes <= 23
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("columns", [60, 100, 200])
def test_a_plan_is_as_wide_as_the_terminal(columns):
    with lines_of_terminal(columns):
        text = capacity_text(two_teams())
    lines = text.splitlines()
    assert len(lines) <= 23 or columns < 80
    assert min(columns, 120) - 12 <= max(map(len, lines)) <= min(columns, 120)
    assert ("contacts" in text.partition("\n\n")[2].split()) == (columns > 60)


@pytest.mark.parametrize(
    ("by", "count"), [("month", 12), ("quarter", 4), ("year", 1), ("team", 24)]
)
def test_the_rows_of_the_table_are_chosen(by, count):
    lines = capacity_text(two_teams(), by=by).splitlines()
    assert sum(line.startswith("2027") for line in lines) == count


def test_the_first_lines_say_what_to_do_by_when():
    plan = two_teams()
    total = plan.summary().total
    hires, cost, short = capacity_text(plan).splitlines()[:3]
    assert hires.startswith(f"Hires: {total.hires} people in {total.classes} classes, first offers")
    assert cost == f"Cost: {total.cost:,.0f} EUR, {total.cost_per_contact:.2f} per contact"
    assert short.startswith(f"Short: {total.months_short} of 12 months, ")
    assert short.endswith("; risk of some team up to 100 % in 2027-01")
