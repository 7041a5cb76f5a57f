"""The hiring plan as a mixed-integer program.

Columns, per team and month t: hires h (whole), class y (0 or 1), settled people s, FTE of overtime
o, temps m and outsourced work x, and shortage z. Rows::

    s[t] = (1 - attrition[t-1]) s[t-1] + survival h[t-A] + transfers[t]     (A months of ramp)
    available s + Σ_a survival · newcomer_share h[t-a] + productive (o, m, x) + z >= need
    o <= overtime_cap s
    smallest y <= h <= largest y
    Σ over teams y[t] <= classes_per_month

with the survival of a class in its ramp, which differs by month where attrition has a season. The
program minimises the cost of `evaluation` plus shortage_price · Σ z.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wfm._arrays import FloatArray
from wfm._numerics.mathematical_program import Program
from wfm.capacity_planning.evaluation import available_share, cover_options, newcomer_shares
from wfm.capacity_planning.records import CapacityInputs, TeamCapacity

__all__ = ["HiringProgram", "TeamColumns", "hiring_program"]

_WHOLE = ("hires", "classes")


@dataclass(frozen=True)
class TeamColumns:
    """Columns of a team, each an array with one column number per month.

    The pay of the newcomers of the start is the same in every plan: one column fixed at 1.
    """

    hires: Any
    classes: Any
    settled: Any
    overtime: Any
    temps: Any
    outsourced: Any
    shortage: Any
    present: Any


@dataclass(frozen=True)
class HiringProgram:
    """The program, its columns and the cost of each column without the price of shortage."""

    program: Program
    teams: tuple[TeamColumns, ...]
    cost: FloatArray

    def whole(self) -> Any:
        """Columns of hires and of classes, shape (2, teams, months)."""
        hires, classes = ([getattr(team, name) for team in self.teams] for name in _WHOLE)
        return np.array([hires, classes])

    def shortage_columns(self) -> Any:
        """Columns of the shortage of all teams."""
        return np.concatenate([team.shortage for team in self.teams])


def hiring_program(inputs: CapacityInputs, most_shortage: float = np.inf) -> HiringProgram:
    """The program of all teams.

    ::

        minimise  Σ cost + shortage_price Σ z

    Parameters
    ----------
    inputs : CapacityInputs
        The teams, over all months that are planned.
    most_shortage : float
        That a month may have. [FTE]
    """
    program = Program()
    price = inputs.price_of_shortage()
    teams = tuple(_add_team(program, team, inputs, (price, most_shortage)) for team in inputs.teams)
    if inputs.classes_per_month is not None:
        for month in range(inputs.months):
            columns = np.array([team.classes[month] for team in teams])
            program.add_row(-np.inf, inputs.classes_per_month, (columns, 1.0))
    cost = np.concatenate(program.cost)
    cost[np.concatenate([team.shortage for team in teams])] = 0.0
    return HiringProgram(program, teams, cost)


def _add_team(
    program: Program, team: TeamCapacity, inputs: CapacityInputs, shortage: tuple[float, float]
) -> TeamColumns:
    """Columns and rows of one team."""
    survival = _survival(team)
    columns = _columns(program, team, survival, shortage)
    shares, available = newcomer_shares(team), available_share(team)
    months, ramp = team.months, len(team.ramp)
    present = _present(team)
    for month in range(months):
        one, before = slice(month, month + 1), slice(month - 1, month)
        flow = [(columns.settled[one], 1.0)]
        start = float(team.people) if not month else 0.0
        if month:
            flow.append((columns.settled[before], team.attrition[month - 1] - 1.0))
        if month >= ramp:
            graduates = slice(month - ramp, month - ramp + 1)
            flow.append((columns.hires[graduates], -survival[month - ramp, ramp]))
        people = start + team.transfers[month] + present[month, ramp]
        program.add_row(people, people, *flow)
        cover: list[tuple[Any, Any]] = [
            (columns.settled[one], available[month]),
            (columns.shortage[one], 1.0),
        ]
        cover.extend(
            (getattr(columns, option.name)[one], option.productive)
            for option in cover_options(team, month)
        )
        for age in range(min(ramp, month + 1)):
            start_month = slice(month - age, month - age + 1)
            factor = survival[month - age, age] * shares[month, age]
            cover.append((columns.hires[start_month], factor))
        need = team.need[month] * (1.0 + inputs.contingency)
        given = float(present[month, :ramp] @ shares[month]) if ramp else 0.0
        program.add_row(need - given, np.inf, *cover)
        program.add_row(
            -np.inf, 0.0, (columns.overtime[one], 1.0), (columns.settled[one], -team.overtime_cap)
        )
        if not _has_classes(team, inputs):
            continue
        hires, chosen = columns.hires[one], columns.classes[one]
        program.add_row(-np.inf, 0.0, (hires, 1.0), (chosen, -float(team.hiring.largest)))
        program.add_row(0.0, np.inf, (hires, 1.0), (chosen, -float(team.hiring.smallest)))
    return columns


def _has_classes(team: TeamCapacity, inputs: CapacityInputs) -> bool:
    """Whether hires are in classes; if not, y and its rows are left out, which slow the search."""
    return team.hiring.smallest > 1 or inputs.classes_per_month is not None


def _columns(
    program: Program, team: TeamCapacity, survival: FloatArray, shortage: tuple[float, float]
) -> TeamColumns:
    """The columns of a team with their costs and limits; of shortage, its price and the most."""
    months, ramp, pay = team.months, len(team.ramp), team.monthly_cost()
    known = [survival[start, : min(ramp, months - start)].sum() for start in range(months)]
    starts = np.where(np.arange(months) >= team.hiring.lead_months, 1.0, 0.0)
    options = [cover_options(team, month) for month in range(months)]
    price, most = (
        np.array([[getattr(option, what) for option in row] for row in options])
        for what in ("price", "most")
    )
    return TeamColumns(
        hires=program.add_columns(
            team.hiring.hire_cost + pay * np.array(known),
            upper=starts * team.hiring.largest,
            integral=True,
        ),
        classes=program.add_columns(np.zeros(months), upper=starts, integral=True),
        settled=program.add_columns(np.full(months, pay)),
        overtime=program.add_columns(price[:, 0]),
        temps=program.add_columns(price[:, 1], upper=most[:, 1], integral=team.temps_whole),
        outsourced=program.add_columns(price[:, 2], upper=most[:, 2]),
        shortage=program.add_columns(np.full(months, shortage[0]), upper=shortage[1]),
        present=program.add_columns(
            np.array([pay * _present(team)[:, :ramp].sum()]), lower=1.0, upper=1.0
        ),
    )


def _present(team: TeamCapacity) -> FloatArray:
    """Newcomers of the start by month and month of the ramp; in the last column, who settle."""
    ramp = len(team.ramp)
    people = np.zeros((team.months, ramp + 1))
    people[0, : len(team.newcomers)] = team.newcomers
    for month in range(1, team.months):
        people[month, 1:] = people[month - 1, :-1] * (1.0 - team.new_attrition[month - 1])
    return people


def _survival(team: TeamCapacity) -> FloatArray:
    """The share of a class still there after so many months, shape (months, ramp + 1)."""
    stay = 1.0 - np.asarray(team.new_attrition)
    share = np.ones((team.months, len(team.ramp) + 1))
    for start in range(team.months):
        kept = np.cumprod(stay[start : start + len(team.ramp)])
        share[start, 1 : len(kept) + 1] = kept
    return share
