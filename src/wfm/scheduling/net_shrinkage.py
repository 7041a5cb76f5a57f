"""The shrinkage of a plan less the breaks that its schedule places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.shrinkage import Component, Shrinkage

__all__ = [
    "NetShrinkage",
    "shrinkage_without_breaks",
]


class NetShrinkage(NamedTuple):
    """Shrinkage without breaks, and how it follows from the shrinkage of the plan."""

    shrinkage: Shrinkage
    derivation: str


def shrinkage_without_breaks(
    total: Shrinkage,
    templates: Sequence[Template],
    breaks: Sequence[BreakRule],
    includes_breaks: bool = True,
) -> NetShrinkage:
    """Shrinkage without the breaks that the schedule places itself.

    Parameters
    ----------
    total : Shrinkage
        The shrinkage of the plan.
    templates, breaks : sequences
        Shifts and breaks, for the share of paid breaks in a single percentage.
    includes_breaks : bool
        Whether a single percentage includes breaks.
    """
    parts = {part.name: part.share for part in total.components}
    if "all" not in parts:
        rest = total.without("breaks")
        text = (
            f"{_percent(total.total)} less {_percent(parts['breaks'])} breaks"
            if "breaks" in parts
            else f"{_percent(total.total)} has no component 'breaks'"
        )
        return NetShrinkage(rest, text)
    if not includes_breaks:
        return NetShrinkage(total, f"{_percent(total.total)} includes no breaks")
    share = _paid_break_share(templates, breaks)
    rest = Shrinkage((Component("all", max(total.total - share, 0.0)),))
    text = f"{_percent(total.total)} less paid breaks, {_percent(share)} of paid time"
    return NetShrinkage(rest, text)


def _percent(share: float) -> str:
    """A share as a percentage with three digits."""
    return f"{100 * share:.3g} %"


def _paid_break_share(templates: Sequence[Template], breaks: Sequence[BreakRule]) -> float:
    """Share of paid time in paid breaks; every length of every template has the same weight."""
    in_breaks = paid = 0.0
    for template in templates:
        for length in template.lengths:
            rules = [rule for rule in breaks if rule.applies(template, length)]
            in_breaks += sum(rule.length for rule in rules if rule.paid)
            paid += length - sum(rule.length for rule in rules if not rule.paid)
    return in_breaks / paid
