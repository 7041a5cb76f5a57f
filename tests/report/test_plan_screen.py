"""A plan on the screen of a terminal: it fits, and shows hours, targets and the worst interval."""

import re
from dataclasses import replace

import numpy as np
import pytest

import wfm
from wfm.planning.hourly_peaks import HourlyPeaks
from wfm.planning.records import Block
from wfm.planning.totals import Totals
from wfm.report.plan_screen import Screen, plan_screen
from wfm.report.text_table import plain_text


def with_figures(plan):
    """The totals of a plan and what its screen shows of its rows."""
    totals, peaks = Totals(plan), HourlyPeaks(plan)
    block = Block(slice(0, len(plan.demand)), plan.columns)
    totals.add(block)
    peaks.add(block)
    return plan, totals.summary(), peaks


@pytest.fixture(scope="module")
def fortnight():
    return with_figures(wfm.plan("examples/forecast.csv", "85/60"))


@pytest.fixture(scope="module")
def queues():
    plan = wfm.plan("examples/two_queues.csv", centre="examples/one_team.toml")
    return with_figures(plan)


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("which", ["fortnight", "queues"])
def test_no_line_is_wider_than_the_terminal_and_all_fit_it(request, which, width):
    figures = request.getfixturevalue(which)
    lines = plain_text(plan_screen(*figures, Screen(width, 24), 2)).split("\n")
    assert max(map(len, lines)) <= width
    assert width < 80 or len(lines) + 2 <= 23
    assert any(line.startswith("total") for line in lines)


def test_a_wide_or_tall_terminal_shows_more(fortnight):
    narrow = plain_text(plan_screen(*fortnight, Screen(60, 24)))
    wide = plain_text(plan_screen(*fortnight, Screen(120, 24)))
    tall = plain_text(plan_screen(*fortnight, Screen(80, 50)))
    assert "occupancy  scheduled by hour" in wide
    assert "occupancy  scheduled by hour" not in narrow
    assert "Sun 14 Feb" in tall
    assert "Sun 14 Feb" not in wide


def test_a_day_has_a_sign_per_hour_by_its_share_of_the_peak(fortnight):
    plan, summary, peaks = fortnight
    lines = plan_screen(plan, summary, peaks, Screen(80, 50))
    spans = next(line for line in lines if line and line[0].text.startswith("Thu 11 Feb"))
    strip = [span for span in spans if span.style.startswith("heat")]
    scheduled = plan.columns["scheduled"]
    assert max(scheduled) == 19
    assert any(span.style == "heat8" for span in strip), "the peak of the plan is on this day"
    assert {span.text for span in strip} <= set("▁▂▃▄▅▆▇█")
    digits = plan_screen(plan, summary, peaks, Screen(80, 50, has_blocks=False))
    assert "█" not in plain_text(digits)


def test_the_worst_interval_is_that_furthest_below_its_target(fortnight):
    plan, summary, peaks = fortnight
    worst = peaks.worst
    assert worst.service_level == np.nanmin(plan.columns["service_level"])
    assert (worst.below, worst.intervals) == (0, 388)
    found = re.search(r"Worst interval: 85\.\d % with \d+ agents, \w+ \d+ Feb at", plain_text(
        plan_screen(plan, summary, peaks, Screen())))  # fmt: skip
    assert found


def test_a_service_level_below_the_target_has_a_sign(fortnight):
    plan, summary, _ = fortnight
    columns = dict(plan.columns)
    columns["service_level"] = np.full(len(plan.demand), 0.5)
    peaks = HourlyPeaks(plan)
    peaks.add(Block(slice(0, len(plan.demand)), columns))
    low = replace(summary, total=summary.total._replace(service_level=0.5))
    lines = plan_screen(plan, low, peaks, Screen())
    total = next(line for line in lines if line and line[0].text.startswith("total"))
    assert [span.text.strip() for span in total if span.style == "bad"] == ["50.0!"]
    assert peaks.worst.below == 388
