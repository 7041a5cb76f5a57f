"""The summary of a plan on one screen."""

import re

import numpy as np
import pytest

from support.forecasts import demand
from wfm.planning.records import Figure, PlanBasis, PlanFigures, PlanInputs
from wfm.planning.solve import solve_blocks
from wfm.planning.totals import Totals
from wfm.report.plan_overview import overview_text
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget, Target

DAY, FIRST = 86400, 20454 * 86400  # Thursday, 1 January 2026
DEFAULTS = ("--target 85/60", "--shrinkage 30% (leave 10%, other 20%)", "no --patience (Erlang C)")


def overview(
    days,
    queues=("",),
    volume=100.0,
    target=None,
    first=FIRST,
    defaults=DEFAULTS,
    figures=(),
    notes=0,
):
    start = np.concatenate([first + day * DAY + np.arange(8, 18) * 3600 for day in range(days)])
    rows = len(start)
    forecast = demand(
        np.full(rows * len(queues), volume),
        240.0,
        start=np.tile(start, len(queues)),
        queue=np.repeat(np.arange(len(queues)), rows),
        queues=queues,
        interval=3600.0,
    )
    target = target or QueueTarget.of(Target(0.85, 60.0))
    inputs = PlanInputs.single(queues, target, Shrinkage.parse("30%"), 40.0, defaults)
    basis = PlanBasis(forecast, inputs, figures=PlanFigures(figures))
    totals = Totals(basis)
    for block in solve_blocks(basis):
        totals.add(block)
    return overview_text(basis, totals.summary(), notes)


def labels(text):
    """The first column of the table's rows, without the two lines of the heading."""
    body = text.split("\n\n")
    lines = next(part for part in body if "contacts" in part).splitlines()
    heading = next(i for i, line in enumerate(lines) if "level %" in line)
    return [re.split(r"  +", line)[0] for line in lines[heading + 1 :]]


MANY = tuple(f"a_queue_with_a_long_name_{i}" for i in range(40))


@pytest.mark.parametrize("days", [1, 7, 8, 14, 15, 60, 100, 365, 366, 1200, 9000])
@pytest.mark.parametrize("queues", [("",), ("sales", "support"), MANY[:7], MANY])
def test_every_plan_fits_on_one_screen(days, queues):
    if days * len(queues) > 10_000:
        days = 10_000 // len(queues)
    text = overview(days, queues, volume=2e4 if days == 365 else 100.0)
    lines = text.splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80
    assert labels(text)[-2:] == ["total", "unrounded"]


@pytest.mark.parametrize("notes", [2, 5, 8])
@pytest.mark.parametrize(("days", "queues"), [(1, ("",)), (13, ("",)), (365, ("",)), (7, MANY[:9])])
def test_a_plan_fits_on_one_screen_with_its_notes(notes, days, queues):
    text = overview(days, queues, notes=notes)
    assert len(text.splitlines()) + notes <= 23
    assert re.search(r"^unrounded ", text, re.M)


def test_the_queues_without_a_row_are_summed_in_one():
    rows = [row.split() for row in overview(1, MANY[:9], notes=8).splitlines()]
    more, total = (next(row for row in rows if word in row[:2]) for word in ("more", "total"))
    assert more == ["5", "more", "5,000", "500.0", "750.0", "18.8"]
    assert total[1:5] == ["9,000", "900.0", "1,350.0", "33.8"]


def test_a_week_is_shown_by_day():
    assert labels(overview(7))[:2] == ["Thu 2026-01-01", "Fri 2026-01-02"]
    assert len(labels(overview(7))) == 9


def test_a_fortnight_is_shown_by_the_days_of_its_busiest_week_and_by_week():
    monday = FIRST + 4 * DAY
    names = labels(overview(13, first=monday))
    assert names[0] == "Mon 2026-01-05"
    assert names[6:9] == ["Sun 2026-01-11", "week 2026-01-05", "week 2026-01-12"]


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (59, ["week 2025-12-29", "week 2026-01-05"]),
        (365, ["2026-01", "2026-02"]),
        (500, ["2026 Q1", "2026 Q2"]),
        (1500, ["2026", "2027"]),
    ],
)
def test_longer_plans_are_shown_by_week_month_quarter_or_year(days, names):
    assert labels(overview(days))[:2] == names


def test_periods_add_up_to_the_total():
    rows = overview(365).splitlines()
    paid = [float(re.split(r"  +", row)[3].replace(",", "")) for row in rows if row[:5] == "2026-"]
    total = next(re.split(r"  +", row)[3] for row in rows if row.startswith("total"))
    assert sum(paid) == pytest.approx(float(total.replace(",", "")), abs=6)


def test_a_month_has_the_fte_of_its_weeks():
    rows = [re.split(r"  +", row) for row in overview(365).splitlines()]
    january = next(row for row in rows if row[0] == "2026-01")
    total = next(row for row in rows if row[0] == "total")
    assert january[4] == total[4]


def test_each_queue_is_a_row_and_the_largest_are_shown():
    assert labels(overview(2, ("sales", "support"))) == [
        "sales", "support", "Thu 2026-01-01", "Fri 2026-01-02", "total", "unrounded",
    ]  # fmt: skip
    assert "34 more" in labels(overview(2, MANY))
    assert len(set(labels(overview(365, MANY[:7], volume=2e4)))) == 9 + len(["2026"]) - 1


def test_the_defaults_are_named_without_their_details():
    text = overview(7)
    assert "Defaults used: --target 85/60, --shrinkage 30%, no --patience\n" in text
    assert "Defaults" not in overview(7, defaults=())


def test_the_target_and_its_definition_are_named():
    text = overview(7)
    assert "Service level: answered within 60 s / contacts offered; target 85 %" in text
    target = QueueTarget.of(Target(abandonment=0.05, asa=20.0), patience=180.0)
    assert "Target per interval: ASA ≤ 20 s, abandonment ≤ 5 %" in overview(7, target=target)


PAIR = ("sales", "support")
FIGURES = (
    Figure("sales", "cost", 1200.0, "EUR"),
    Figure("support", "revenue", 9000.0, "EUR"),
    Figure("support", "fte_for_tier", 2.25, "FTE"),
    Figure("support", "cost_for_tier", 3100.0, "EUR"),
    Figure("support", "margin", 5900.0, "EUR"),
    Figure("sales, support", "fte_in_one_team", 20.5, "FTE"),
)


def test_the_summary_says_what_one_team_saves_and_what_a_tier_brings():
    text = overview(7, PAIR, figures=FIGURES)
    fte = re.search(r"^total .*", text, re.M)[0].split()[4]
    assert f"One team for sales, support: {fte} → 20.5 FTE" in text
    assert "support: revenue 9,000 EUR; 2.2 FTE (3,100 EUR) for the tier; margin 5,900 EUR" in text
    assert "Cost: 1,200 EUR for the queues with a cost per hour" in text


def test_a_summary_with_savings_and_tiers_fits_on_one_screen_too():
    more = [Figure(name, "fte_in_one_team", 20.5, "FTE") for name in (", ".join(MANY[:6]), "b")]
    tiers = [Figure(name, "revenue", 9e6, "EUR") for name in MANY[:2]]
    for days in (1, 7, 14, 60, 400):
        text = overview(days, MANY[:7], figures=(*FIGURES[:1], *more, *tiers))
        assert len(text.splitlines()) <= 23
        assert max(map(len, text.splitlines())) <= 80
