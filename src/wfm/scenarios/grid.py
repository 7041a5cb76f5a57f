"""Which scenarios are planned: one change at a time, or every combination."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod

from wfm.errors import UsageError
from wfm.scenarios.changes import AXES, Change
from wfm.work_limits import SCENARIO_ROWS, SCENARIOS

__all__ = ["check_work", "scenario_count", "scenarios_of"]


def scenario_count(changes: Iterable[Change], *, grid: bool) -> int:
    """How many scenarios there are, the base apart.

    Examples
    --------
    >>> from wfm.scenarios.changes import parse_changes
    >>> volume, aht = parse_changes("volume", "±10%"), parse_changes("aht", "±5%,+10%")
    >>> scenario_count((*volume, *aht), grid=False), scenario_count((*volume, *aht), grid=True)
    (5, 11)
    """
    by_axis = _by_axis(changes)
    if grid:
        return prod(1 + len(some) for some in by_axis) - 1
    return sum(map(len, by_axis))


def scenarios_of(changes: Iterable[Change], *, grid: bool) -> list[tuple[Change, ...]]:
    """The changes of each scenario, in the order of the inputs.

    With `grid` every combination, in which each input is as in the base or has one of its changes.

    Raises
    ------
    UsageError
        Without any change.
    """
    by_axis = _by_axis(changes)
    if not by_axis:
        raise UsageError(
            "no scenario: give an input several values or a change, such as volume ±10%, shrinkage "
            "25%,35% or target 80/20,90/60; one value is that of the base."
        )
    if not grid:
        return [(change,) for some in by_axis for change in some]
    combined = product(*((None, *some) for some in by_axis))
    rows = [tuple(change for change in row if change is not None) for row in combined]
    return sorted((row for row in rows if row), key=_order)


def _order(row: tuple[Change, ...]) -> tuple[int, list[int]]:
    """Scenarios of one change first, by input; then those of two, …."""
    return len(row), [AXES.index(change.axis) for change in row]


def check_work(scenarios: int, rows: int) -> None:
    """Refuse more scenarios, or more intervals of all of them, than are planned at once.

    Raises
    ------
    InputError
        Before anything is computed.
    """
    SCENARIOS.check("grid", scenarios)
    SCENARIO_ROWS.check("grid", scenarios * rows)


def _by_axis(changes: Iterable[Change]) -> list[Sequence[Change]]:
    """The changes of each input that has some."""
    listed = list(changes)
    groups = ([one for one in listed if one.axis == axis] for axis in AXES)
    return [group for group in groups if group]
