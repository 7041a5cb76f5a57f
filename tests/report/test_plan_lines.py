"""Lines that the summary and the full text of a plan share."""

import pytest

from wfm.planning.records import Figure
from wfm.report.plan_lines import figure_cells


@pytest.mark.parametrize(
    ("figure", "cells"),
    [
        (Figure("a", "margin", -120.5, "GBP"), ("margin", "-120.50 GBP")),
        (Figure("a", "cost", 1234.0, "currency"), ("cost", "1,234.00")),
        (Figure("a", "fte_for_tier", 1.25, "FTE"), ("fte for tier", "1.2 FTE")),
        (Figure("a", "oldest_age", 90.0, "s"), ("oldest age", "90 s")),
    ],
)
def test_a_figure_is_shown_with_its_unit(figure, cells):
    assert figure_cells(figure) == cells
