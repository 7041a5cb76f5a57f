"""Shifts that at least one person may work, and why there are none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.records import Shift
from wfm.scheduling.request import ShiftRules
from wfm.scheduling.shift_templates import SlotGrid, Template
from wfm.scheduling.solution import Solution
from wfm.units import duration_text

__all__ = ["because", "why_none_fits", "workable"]

# Templates that a reason names; more would fill the line.
_NAMED = 3


def workable(shifts: Iterable[Shift], rules: ShiftRules) -> list[Shift]:
    """The shifts that some contract allows; all where there are no contracts."""
    contracts = rules.contracts
    return [
        shift
        for shift in shifts
        if not contracts or any(one.may_work(shift.template, shift.contract) for one in contracts)
    ]


def because(solution: Solution, reason: str) -> Solution:
    """The solution of a queue that has no shift at all, with the reason at every slot."""
    stretches = tuple(one._replace(reason=reason) for one in solution.stretches)
    return replace(solution, stretches=stretches)


def why_none_fits(rules: ShiftRules, grid: SlotGrid) -> str:
    """Why no shift of the rules lies inside the opening hours of a plan.

    Either all are longer than the hours without a gap, or none starts early or late enough.
    """
    templates = [one for one in rules.templates if _is_allowed(one, rules)]
    shortest = min(length for one in templates for length in one.lengths)
    longest = _longest_stretch(grid)
    if shortest > longest:
        return (
            "no shift fits the opening hours: the shortest lasts "
            f"{duration_text(shortest)}, the plan has at most {duration_text(longest)} "
            "without a gap"
        )
    names = ", ".join(_starts_text(one) for one in templates[:_NAMED])
    more = ", …" if len(templates) > _NAMED else ""
    return (
        f"no shift fits the opening hours: none that starts when it may ({names}{more}) lies "
        "inside them"
    )


def _is_allowed(template: Template, rules: ShiftRules) -> bool:
    """Whether some contract allows a template."""
    contracts = rules.contracts
    return not contracts or any(one.may_work(template.name, "") for one in contracts)


def _longest_stretch(grid: SlotGrid) -> int:
    """Seconds of the longest stretch of open slots."""
    is_open = np.concatenate([grid.open, grid.open]) if grid.cyclic else grid.open
    return min(_longest_run(is_open), len(grid.open)) * grid.slot


def _longest_run(values: NDArray[np.bool_]) -> int:
    """The most True values in a row."""
    edges = np.flatnonzero(~np.concatenate([[False], values, [False]]))
    return int(np.diff(edges).max()) - 1


def _starts_text(template: Template) -> str:
    """Name and starts of a template: ``night 22:00-02:00``."""
    first, last = (_clock_text(clock) for clock in (template.first, template.last))
    return f"{template.name} {first if first == last else f'{first}-{last}'}"


def _clock_text(clock: int) -> str:
    """A time of day."""
    return f"{clock // 3600:02d}:{clock % 3600 // 60:02d}"
