"""Which scenarios are planned, and how many at most."""

import pytest

from wfm import InputError
from wfm.errors import UsageError
from wfm.scenarios.changes import parse_changes
from wfm.scenarios.grid import check_work, scenario_count, scenarios_of

CHANGES = (
    *parse_changes("target", "80/20,90/20"),
    *parse_changes("volume", "±15%"),
    *parse_changes("aht", "+30s"),
)


def labels(*, grid):
    return ["+".join(one.text for one in row) for row in scenarios_of(CHANGES, grid=grid)]


def test_one_change_at_a_time_is_in_the_order_of_the_inputs():
    assert labels(grid=False) == ["-15%", "+15%", "+30s", "80/20", "90/20"]
    assert scenario_count(CHANGES, grid=False) == 5


def test_a_grid_has_every_combination_once_the_single_changes_first():
    found = labels(grid=True)
    assert len(found) == len(set(found)) == scenario_count(CHANGES, grid=True) == 3 * 2 * 3 - 1
    assert found[:5] == labels(grid=False)
    assert "-15%++30s+90/20" in found[-4:]


def test_no_change_is_refused_with_examples():
    with pytest.raises(UsageError, match="volume ±10%"):
        scenarios_of((), grid=False)


@pytest.mark.parametrize(("scenarios", "rows"), [(1001, 10), (900, 10_000_000)])
def test_too_much_work_is_refused(scenarios, rows):
    check_work(1000, 20_000)
    with pytest.raises(InputError, match="must be at most"):
        check_work(scenarios, rows)
