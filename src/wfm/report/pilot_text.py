"""A pilot of some days as text: one figure per line."""

from __future__ import annotations

from math import isnan

from wfm.capacity_planning.pilot import PilotFigure, PilotPlan
from wfm.report.text_table import labelled
from wfm.units import number_text

__all__ = ["pilot_text"]

_DIGITS = {"contacts": 0, "people": 0, "FTE": 2, "days": 0, "currency": 2}


def pilot_text(pilot: PilotPlan) -> str:
    """The figures of a pilot, of each team and then of the budget.

    Parameters
    ----------
    pilot : PilotPlan
        The pilot.
    """
    head = f"Pilot of {pilot.days} days, {pilot.first} to {pilot.last}"
    parts = [head]
    for team in ("", *(one.team for one in pilot.teams)):
        some = [one for one in pilot.figures() if one.team == team and not isnan(one.value)]
        text = labelled((one.label, _value(one, pilot)) for one in some)
        parts.append(f"{team}\n{text}" if team else text)
    return "\n\n".join([head, *parts[2:], parts[1]])


def _value(figure: PilotFigure, pilot: PilotPlan) -> str:
    """A figure with its unit."""
    unit = pilot.currency if figure.unit == "currency" else figure.unit
    return f"{number_text(figure.value, _DIGITS.get(figure.unit, 1))} {unit}".rstrip()
