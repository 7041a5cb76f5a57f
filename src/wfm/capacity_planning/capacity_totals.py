"""Totals of a capacity plan: of all teams, of each team, and of each month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.capacity_dates import HireClass
from wfm.capacity_planning.monthly_columns import COLUMN_UNITS
from wfm.capacity_planning.records import LEAST_SHORTAGE

__all__ = [
    "TOTAL_UNITS",
    "CapacitySummary",
    "CapacityTotal",
    "capacity_summary",
    "monthly_totals",
]

# The unit of each figure of a total.
TOTAL_UNITS: dict[str, str] = {
    "people_start": "people", "people_end": "people", "hires": "people", "classes": "classes",
    "leavers": "people", "contacts": "contacts", "need_fte": "FTE", "need_paid_fte": "FTE",
    "highest_need_fte": "FTE", "cost": "currency", "cost_per_contact": "currency",
    "months_short": "months", "shortage_fte_months": "FTE-months",
    "highest_probability": "fraction", "expected_months_short": "months",
}  # fmt: skip


class CapacityTotal(NamedTuple):
    """All months of a team, or of all teams.

    Attributes
    ----------
    label : str
        Name of the team, or ``total``.
    people_start, people_end : float
        In the first and the last month. [people]
    hires : int
        Who start. [people]
    classes : int
        Groups of a team that start in the same month.
    leavers : float
        Expected. [people]
    contacts : float
        NaN where they are not known. [contacts]
    need_fte, need_paid_fte : float
        Mean of the months: productive, and with the paid time away from contacts. [FTE]
    highest_need_fte : float
        Productive, of the month with most. [FTE]
    cost : float
        Of all months. [currency]
    cost_per_contact : float
        ``cost / contacts``; NaN where the contacts are not known. [currency]
    months_short : int
        Months in which the supply on average is below the need by 0.05 FTE or more, of all teams
        together.
    shortage_fte_months : float
        What is missing on average. [FTE-months]
    highest_probability : float
        That a month is short, in the month where it is highest; of all teams: that some team is.
        [fraction]
    expected_months_short : float
        Sum of the probabilities of all months. [months]
    """

    label: str
    people_start: float
    people_end: float
    hires: int
    classes: int
    leavers: float
    contacts: float
    need_fte: float
    need_paid_fte: float
    highest_need_fte: float
    cost: float
    cost_per_contact: float
    months_short: int
    shortage_fte_months: float
    highest_probability: float
    expected_months_short: float


class CapacitySummary(NamedTuple):
    """Totals of a capacity plan.

    Attributes
    ----------
    total : CapacityTotal
        Of all teams.
    teams : tuple of CapacityTotal
        Of each team.
    first_offers : datetime.date or None
        The day by which the first offer letters must be out; None if no one is hired.
    status : str
        ``covered`` if the supply on average reaches the need of every month, else ``short``.
    """

    total: CapacityTotal
    teams: tuple[CapacityTotal, ...]
    first_offers: date | None
    status: str


# Columns of which the months of all teams have the sum.
_SUMS = tuple(
    name
    for name in COLUMN_UNITS
    if name not in ("occupancy", "shortage_probability", "cost_per_contact")
)


def monthly_totals(columns: Mapping[str, FloatArray], teams: int) -> dict[str, FloatArray]:
    """All teams by month, one value per month.

    ::

        handled_hours = Σ occupancy · agent_hours
        occupancy = handled_hours / Σ agent_hours
        shortage_fte = Σ max(0, -gap)
        shortage_probability = 1 - Π (1 - shortage_probability of a team)

    Parameters
    ----------
    columns : mapping of str to float64 array
        The columns of a plan, in order of the months and in each of the teams.
    teams : int
        Number of teams.
    """
    tables = {name: column.reshape(-1, teams) for name, column in columns.items()}
    totals = {name: tables[name].sum(axis=1) for name in _SUMS}
    totals["shortage_fte"] = np.maximum(0.0, -tables["gap_fte"]).sum(axis=1)
    totals["shortage_probability"] = 1.0 - np.prod(1.0 - tables["shortage_probability"], axis=1)
    hours = tables["agent_hours"]
    handled = np.where(hours > 0, tables["occupancy"] * hours, 0.0)
    totals["handled_hours"] = handled.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        totals["occupancy"] = totals["handled_hours"] / totals["agent_hours"]
        totals["cost_per_contact"] = totals["cost"] / totals["contacts"]
    return totals


def capacity_summary(
    columns: Mapping[str, FloatArray], teams: Sequence[str], classes: Sequence[HireClass]
) -> CapacitySummary:
    """The totals of all months.

    Parameters
    ----------
    columns : mapping of str to float64 array
        The columns of a plan, in order of the months and in each of the teams.
    teams : sequence of str
        Their names.
    classes : sequence of HireClass
        The hires by date.
    """
    parts = {
        team: {name: column[index :: len(teams)] for name, column in columns.items()}
        for index, team in enumerate(teams)
    }
    every = monthly_totals(columns, len(teams))
    total = _total("total", every, len(classes), every["shortage_fte"])
    each = tuple(
        _total(
            team,
            part,
            sum(one.team == team for one in classes),
            np.maximum(0.0, -part["gap_fte"]),
        )
        for team, part in parts.items()
    )
    first = min((one.offers_by for one in classes), default=None)
    return CapacitySummary(total, each, first, "short" if total.months_short else "covered")


def _total(
    label: str, part: Mapping[str, FloatArray], classes: int, shortage: FloatArray
) -> CapacityTotal:
    """The total of the months of a team or of all."""
    cost, contacts = float(part["cost"].sum()), float(part["contacts"].sum())
    return CapacityTotal(
        label=label,
        people_start=float(part["people"][0]),
        people_end=float(part["people"][-1]),
        hires=round(float(part["hires"].sum())),
        classes=classes,
        leavers=float(part["leavers"].sum()),
        contacts=contacts,
        need_fte=float(part["need_fte"].mean()),
        need_paid_fte=float(part["need_paid_fte"].mean()),
        highest_need_fte=float(part["need_fte"].max()),
        cost=cost,
        cost_per_contact=cost / contacts if contacts > 0 else float("nan"),
        months_short=int((shortage >= LEAST_SHORTAGE).sum()),
        shortage_fte_months=float(shortage.sum()),
        highest_probability=float(part["shortage_probability"].max()),
        expected_months_short=float(part["shortage_probability"].sum()),
    )
