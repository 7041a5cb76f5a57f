"""The columns of a finished capacity plan: one value per month and team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.attrition_risk import chance_of_shortage
from wfm.capacity_planning.evaluation import (
    TeamResult,
    available_share,
    cost_parts,
    cover_options,
)
from wfm.capacity_planning.interval_need import MonthlyNeed
from wfm.capacity_planning.records import CapacityInputs, TeamCapacity

__all__ = ["COLUMN_UNITS", "SHORTAGE_TOLERANCE", "ReviewStaff", "bought_of", "monthly_columns"]

# FTE by which supply may lie below need and count as equal: rounding, and the tolerance of HiGHS.
SHORTAGE_TOLERANCE = 2e-6
# The columns in the order of the files, and their units.
COLUMN_UNITS: dict[str, str] = {
    "contacts": "contacts", "workload_hours": "hours", "agent_hours": "hours",
    "occupancy": "fraction", "need_fte": "FTE", "reserve_fte": "FTE", "need_paid_fte": "FTE",
    "settled": "people", "ramping": "people", "people": "people", "leavers": "people",
    "hires": "people", "support_fte": "FTE", "people_fte": "FTE", "overtime_fte": "FTE",
    "temps_fte": "FTE", "outsourced_fte": "FTE", "supply_fte": "FTE", "gap_fte": "FTE",
    "shortage_probability": "fraction", "cost": "currency", "cost_per_contact": "currency",
}  # fmt: skip
_BOUGHT = ("overtime", "temps", "outsourced")


class ReviewStaff(NamedTuple):
    """People who review contacts of a team, and handle none.

    Attributes
    ----------
    fte : float64 array, shape (months,)
        Paid FTE. [FTE]
    pay : float
        Of one. [currency per month]
    """

    fte: FloatArray
    pay: float

    @property
    def cost(self) -> FloatArray:
        """Their pay by month [currency per month]."""
        return self.fte * self.pay


def bought_of(result: TeamResult) -> dict[str, FloatArray]:
    """What a team buys besides its people, by month [FTE]."""
    return {name: getattr(result, name) for name in _BOUGHT}


def monthly_columns(
    inputs: CapacityInputs,
    results: Sequence[TeamResult],
    needs: Mapping[str, MonthlyNeed],
    reviews: Mapping[str, ReviewStaff],
) -> dict[str, FloatArray]:
    """All columns, in order of the months and in each of the teams.

    ::

        need_paid = need / available
        supply    = people_fte + Σ productive · bought
        gap       = supply - need

    Parameters
    ----------
    inputs : CapacityInputs
        The teams, with the need before any reserve for attrition by chance.
    results : sequence of TeamResult
        Their people, what is bought, and its cost; the need of these has the reserve.
    needs : mapping of str to MonthlyNeed
        Contacts and workload of each team.
    reviews : mapping of str to ReviewStaff
        Those who review contacts of a team.

    Returns
    -------
    dict of str to float64 array, shape (months · teams,)
        By the names of `COLUMN_UNITS`.
    """
    tables = []
    for team, result in zip(inputs.teams, results, strict=True):
        need = np.asarray(team.need) * (1.0 + inputs.contingency)
        staff = reviews.get(team.name, ReviewStaff(np.zeros(team.months), 0.0))
        tables.append(_team_columns(team, result, need, needs[team.name], staff))
    return {
        name: np.column_stack([table[name] for table in tables]).ravel() for name in COLUMN_UNITS
    }


def _team_columns(
    team: TeamCapacity,
    result: TeamResult,
    need: FloatArray,
    volume: MonthlyNeed,
    reviews: ReviewStaff,
) -> dict[str, FloatArray]:
    """The columns of one team."""
    months, flow, bought = range(team.months), result.flow, bought_of(result)
    people = np.array([float(flow.people(month)) for month in months])
    ramping = np.array([float(flow.ramping(month)) for month in months])
    supply = result.supply.copy()
    for month in months:
        for option in cover_options(team, month):
            supply[month] += option.productive * bought[option.name][month]
    # the means themselves are compared with the need: a reserve is part of the supply
    gap = supply - need
    gap = np.where(np.abs(gap) <= SHORTAGE_TOLERANCE, 0.0, gap)
    cost = sum(cost_parts(team, flow, bought).values()) + reviews.cost
    with np.errstate(invalid="ignore", divide="ignore"):
        per_contact = np.where(volume.contacts > 0, cost / volume.contacts, np.nan)
    return {
        "contacts": volume.contacts,
        "workload_hours": volume.workload,
        "agent_hours": volume.agent_hours,
        "occupancy": volume.occupancy,
        "need_fte": need,
        "reserve_fte": result.need - need,
        "need_paid_fte": need / available_share(team),
        "settled": people - ramping,
        "ramping": ramping,
        "people": people,
        "leavers": np.array([float(one) for one in flow.leavers]),
        "hires": np.array(flow.hires, dtype=np.float64),
        "support_fte": people * sum(1.0 / role.people_per_role for role in team.support)
        + reviews.fte,
        "people_fte": result.supply,
        "overtime_fte": result.overtime,
        "temps_fte": result.temps,
        "outsourced_fte": result.outsourced,
        "supply_fte": supply,
        "gap_fte": gap,
        "shortage_probability": chance_of_shortage(team, _without_reserve(result, need)),
        "cost": cost,
        "cost_per_contact": per_contact,
    }


def _without_reserve(result: TeamResult, need: FloatArray) -> TeamResult:
    """The team with its need before the reserve."""
    return replace(result, need=need)
