"""The full text of a plan."""

import numpy as np
import pytest

from support.forecasts import demand
from wfm.planning.heatmap import Grid
from wfm.planning.records import Figure, PlanBasis, PlanFigures, PlanInputs
from wfm.planning.solve import solve_blocks
from wfm.planning.totals import Totals
from wfm.report.plan_lines import figure_cells
from wfm.report.plan_text import MAP_DAYS, plan_text
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget, Target

DAY, MONDAY = 86400, 4 * 86400  # 5 January 1970


def text_of(days, target=None, queues=("voice",), **figures):
    start = np.concatenate([MONDAY + day * DAY + np.arange(9, 17) * 3600 for day in range(days)])
    forecast = demand(
        np.full(len(start) * len(queues), 50.0),
        240.0,
        start=np.tile(start, len(queues)),
        queue=np.repeat(np.arange(len(queues)), len(start)),
        queues=queues,
        interval=3600.0,
    )
    target = target or QueueTarget.of(Target(0.85, 60.0))
    basis = PlanBasis(
        forecast, PlanInputs.single(queues, target, Shrinkage.parse("30%")), **figures
    )
    totals, grid = Totals(basis), Grid(basis, days=MAP_DAYS)
    blocks = list(solve_blocks(basis))
    for block in blocks:
        totals.add(block)
        grid.add(block)
    return plan_text(basis, totals.summary(), grid, blocks)


def test_a_short_plan_lists_its_intervals():
    lines = text_of(1).splitlines()
    rows = [line.split() for line in lines if line.startswith("1970-01-05 ")]
    assert [row[1] for row in rows] == [f"{hour:02d}:00" for hour in range(9, 17)]
    assert rows[0][2:7] == ["50", "240", "3.3", "6", "9"]


def test_a_long_plan_shows_maps_of_its_first_weeks():
    text = text_of(35)
    assert text.count("scheduled / agents, week from") == 4
    assert "Only the first 4 weekly maps are shown; -o plan.xlsx has all." in text
    assert "09:00    9/6    9/6" in text
    assert "Only the first" not in text_of(14)


def test_patience_is_named_beside_the_target():
    text = text_of(1, QueueTarget.of(Target(0.85, 60.0), patience=180.0))
    assert "Service level: answered within 60 s / contacts offered; target 85 %" in text
    assert "Patience: 3 min until a contact abandons (Erlang A)" in text


def test_figures_of_queues_are_a_table():
    figures = PlanFigures(
        (Figure("a", "cost", 1234.5, "currency"), Figure("b", "cost", 2, "currency"))
    )
    lines = text_of(1, queues=("a", "b"), figures=figures).splitlines()
    start = next(i for i, line in enumerate(lines) if line.split() == ["queue", "figure", "value"])
    assert [line.split() for line in lines[start + 1 : start + 3]] == [
        ["a", "cost", "1,234.50"],
        ["b", "cost", "2.00"],
    ]


@pytest.mark.parametrize(
    ("figure", "cells"),
    [
        (Figure("", "cost_per_contact", 4.286, "currency/contact"), ("cost per contact", "4.29")),
        (Figure("", "min_occupancy", 0.75, "fraction"), ("min occupancy", "75.0 %")),
        (Figure("", "peak_backlog", 298.0, "contacts"), ("peak backlog", "298 contacts")),
        (Figure("", "agent_hours", 60.5, "h"), ("agent hours", "60.5 h")),
        (Figure("", "mean_turnaround", 5400.0, "s"), ("mean turnaround", "1 h 30 min")),
    ],
)
def test_a_figure_has_its_unit(figure, cells):
    assert figure_cells(figure) == cells
