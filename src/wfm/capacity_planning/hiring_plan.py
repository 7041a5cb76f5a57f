"""The cheapest hires, overtime, temps and outsourced work that cover the need of every month.

The program of `hiring_program` is solved with six months after the last one of the plan, and cut:
a plan that ends with its last month hires no one in the months before it, since newcomers would
not pay any more.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.evaluation import (
    CapacityResult,
    evaluate_hires,
)
from wfm.capacity_planning.hiring_program import hiring_program
from wfm.capacity_planning.hiring_search import FoundHires, search_hires
from wfm.capacity_planning.records import CapacityInputs, extended

__all__ = [
    "AMOUNT_ROUNDING",
    "MONTHS_BEYOND",
    "SHORTAGE_ROUNDING",
    "CapacityPlan",
    "default_gap",
    "hires_by_team",
    "plan_capacity",
    "priced_columns",
    "with_months_after",
]

MONTHS_BEYOND = 6
# Relative gap to the bound at which the search ends, and that of programs of at most so many months
# times teams: these take .1 to 2 s for .05 %, and are .1 to .2 % cheaper than for 1 %. Three teams
# that share classes over 24 months take 2 s for 1 %, and far more for less.
_GAP, _SMALL_GAP, _SMALL = 0.01, 0.0005, 60
# Shortage of a month that is rounding of HiGHS, whose tolerance of a row is 1e-6. [FTE]
SHORTAGE_ROUNDING = 2e-6
# Amounts below it are rounding of HiGHS too; three of them stay within the tolerance. [FTE]
AMOUNT_ROUNDING = 5e-7
# How much more shortage than the least found a plan of least cost may have: a plan that must have
# exactly the least takes minutes to find. [fraction]
_MORE = 0.002


@dataclass(frozen=True)
class CapacityPlan:
    """A plan and the proof of how good it is.

    Attributes
    ----------
    result : CapacityResult
        The teams in the months of the plan.
    objective : float
        Over all months that were solved: cost, plus the price of shortage if it is given [money];
        with a budget, shortage [FTE-months].
    bound : float
        No plan has a lower objective; without a price of shortage, none that is short no more.
    shortage : float
        Shortage of all months that were solved. [FTE-months]
    months_solved : int
        Months of the plan and after it. [months]
    optimal : bool
        Whether the search ended within its gap; False if its time ended before, or no better plan
        was found in parts of a large program.
    """

    result: CapacityResult
    objective: float
    bound: float
    shortage: float
    months_solved: int
    optimal: bool

    @property
    def gap(self) -> float:
        """``(objective - bound) / objective``, the most that could be saved [fraction]."""
        if self.objective <= self.bound:
            return 0.0
        return (self.objective - self.bound) / self.objective


def plan_capacity(
    inputs: CapacityInputs,
    *,
    longer: CapacityInputs | None = None,
    months_beyond: int = MONTHS_BEYOND,
    gap: float | None = None,
    seconds: float | None = None,
) -> CapacityPlan:
    """The cheapest plan.

    ::

        minimise  Σ cost + shortage_price · Σ shortage

    Without a price, shortage is the last resort: `CapacityInputs.price_of_shortage`. What no hires
    can cover is then left out of what is minimised, and the bound is one of the cost of all plans
    that are short no more than the plan.

    Parameters
    ----------
    inputs : CapacityInputs
        The teams.
    longer : CapacityInputs, optional
        The teams with the months after the plan that are solved with it and cut.
    months_beyond : int
        Without `longer`, how many months are repeated after the plan, as by `extended`. [months]
    gap : float, optional
        Relative gap to the bound at which to stop; by default 0.05 % up to 60 months times teams,
        with the months after the plan, and 1 % for larger ones. Teams are planned each by itself
        where they do not share the classes of a month. [fraction]
    seconds : float or None
        Time limit; None for none. At it, the best plan found and the bound proved are returned:
        no one is hired, and the bound may be 0, if it is too short for more. [s]

    Returns
    -------
    CapacityPlan
        The hires are whole; all else is evaluated from them.

    Examples
    --------
    120 people of whom 2.5 % leave a month are kept by three hires a month:

    >>> from wfm.capacity_planning.records import TeamCapacity
    >>> team = TeamCapacity("voice", (120.0,) * 12, 120, (0.025,) * 12, (0.025,) * 12, pay=3000.0)
    >>> plan = plan_capacity(CapacityInputs((team,)))
    >>> plan.result.teams[0].flow.hires
    (0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3)
    """
    longer = with_months_after(inputs, longer, months_beyond)
    given = inputs.shortage_price is not None
    parts, end = _independent(longer), None if seconds is None else time.monotonic() + seconds
    found = []
    for number, part in enumerate(parts):
        left = None if end is None else max(0.0, end - time.monotonic()) / (len(parts) - number)
        found.append(_solved(part, given, gap, left))
    hires = {name: row for one in found for name, row in one.hires.items()}
    cut = {name: row[: inputs.months] for name, row in hires.items()}
    objective = sum(one.objective for one in found)
    return CapacityPlan(
        evaluate_hires(replace(inputs, shortage_price=longer.shortage_price), cut),
        objective,
        min(objective, sum(one.bound for one in found)),  # above it by rounding errors only
        sum(one.shortage for one in found),
        longer.months,
        all(one.within_gap for one in found),
    )


class _Solved(NamedTuple):
    """The hires of some teams over all months solved, and how good they are."""

    hires: dict[str, tuple[int, ...]]
    objective: float
    bound: float
    shortage: float
    within_gap: bool


def _independent(inputs: CapacityInputs) -> list[CapacityInputs]:
    """Teams that can be planned each by itself: all, unless they share the classes of a month.

    A gap of the cost of all teams would hide the shortages of a small one.
    """
    if inputs.classes_per_month is not None or len(inputs.teams) == 1:
        return [inputs]
    return [replace(inputs, teams=(team,)) for team in inputs.teams]


def _solved(
    inputs: CapacityInputs, given: bool, gap: float | None, seconds: float | None
) -> _Solved:
    """The plan of teams that are planned together."""
    gap = default_gap(inputs) if gap is None else gap
    if not given and inputs.classes_per_month is not None:
        return _solved_in_order(inputs, gap, seconds)
    price = inputs.price_of_shortage()
    coverable, unavoidable = (inputs, 0.0) if given else _coverable(inputs)
    found = search_hires(hiring_program(coverable), gap=gap, seconds=seconds)
    full = evaluate_hires(inputs, hires_by_team(inputs, found))
    # without a price, plans that are short no more than this one are compared by their cost
    of_shortage = price * full.shortage if given else 0.0
    of_more = 0.0 if given else price * max(0.0, full.shortage - unavoidable)
    bound = max(0.0, found.bound - of_more)
    return _Solved(full.hires(), full.cost + of_shortage, bound, full.shortage, found.within_gap)


def _solved_in_order(inputs: CapacityInputs, gap: float, seconds: float | None) -> _Solved:
    """The plan of teams that share classes: the least shortage first, then the least cost.

    A price of the shortage that classes leave would outweigh the cost, of which the gap is a part.
    """
    end = None if seconds is None else time.monotonic() + seconds

    def left() -> float | None:
        return None if end is None else max(0.0, end - time.monotonic())

    coverable, _ = _coverable(inputs)
    found = search_hires(hiring_program(coverable, AMOUNT_ROUNDING), gap=gap, seconds=left())
    if found.values is None:
        model = hiring_program(coverable)
        short = model.shortage_columns()
        model.program.cost = [priced_columns(model.program.columns, short, 1.0)]
        first = search_hires(model, gap=gap, seconds=left())
        if first.values is not None:
            least = float(first.values[short].sum())
            model.program.add_row(-np.inf, least * (1.0 + _MORE), (short, 1.0))
        model.program.cost = [model.cost]
        found = search_hires(model, gap=gap, seconds=left())
        if found.values is None:
            found = first._replace(bound=found.bound, within_gap=False)
    full = evaluate_hires(inputs, hires_by_team(inputs, found))
    bound = max(0.0, found.bound)
    return _Solved(full.hires(), full.cost, bound, full.shortage, found.within_gap)


def default_gap(inputs: CapacityInputs) -> float:
    """The gap of a program of some size [fraction]."""
    return _SMALL_GAP if inputs.months * len(inputs.teams) <= _SMALL else _GAP


def with_months_after(
    inputs: CapacityInputs, longer: CapacityInputs | None, months: int
) -> CapacityInputs:
    """The teams with months after the plan, and the price of shortage of the plan."""
    price = inputs.price_of_shortage()
    if longer is not None:
        return replace(longer, shortage_price=price)
    teams = tuple(extended(team, months) for team in inputs.teams)
    return replace(inputs, teams=teams, shortage_price=price)


def _coverable(inputs: CapacityInputs) -> tuple[CapacityInputs, float]:
    """The need that hires can cover, and the shortage of all months that none can.

    No plan has more people in a month than the one that hires the largest class in every month.
    """
    most = {
        team.name: [
            team.hiring.largest if month >= team.hiring.lead_months else 0
            for month in range(team.months)
        ]
        for team in inputs.teams
    }
    result, factor = evaluate_hires(inputs, most), 1.0 + inputs.contingency
    teams = tuple(
        replace(team, need=tuple((np.array(team.need) - one.shortage / factor).tolist()))
        for team, one in zip(inputs.teams, result.teams, strict=True)
    )
    return replace(inputs, teams=teams), result.shortage


def priced_columns(size: int, columns: Any, price: float) -> FloatArray:
    """A price for the columns, 0 for all others."""
    values = np.zeros(size)
    values[columns] = price
    return values


def hires_by_team(inputs: CapacityInputs, found: FoundHires) -> dict[str, list[int]]:
    """Whole hires of each team, in the months of the inputs."""
    rows = zip(inputs.teams, found.hires, strict=True)
    return {team.name: hires[: inputs.months].tolist() for team, hires in rows}
