"""From a capacity file and the needs of its teams to a finished plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan
from numbers import Real
from typing import Any, NamedTuple

import numpy as np

from wfm.capacity_planning.attrition_risk import plan_with_confidence
from wfm.capacity_planning.budget_plan import (
    check_budget,
    cost_of_those_there,
    plan_within_budget,
)
from wfm.capacity_planning.capacity_data import (
    CapacityBasis,
    CapacityMode,
    PlanProof,
    RuleComparison,
)
from wfm.capacity_planning.capacity_input_lines import input_lines
from wfm.capacity_planning.capacity_result import Capacity, capacity_of
from wfm.capacity_planning.evaluation import CapacityResult, evaluate_hires
from wfm.capacity_planning.file_records import CapacityFile
from wfm.capacity_planning.hire_rules import broken_rules
from wfm.capacity_planning.hiring_plan import (
    MONTHS_BEYOND,
    CapacityPlan,
    plan_capacity,
)
from wfm.capacity_planning.monthly_columns import ReviewStaff
from wfm.capacity_planning.records import CapacityInputs, repeated
from wfm.capacity_planning.team_need import TeamNeed, capacity_inputs, longer_inputs
from wfm.errors import InputError
from wfm.option_text import option
from wfm.printable_text import value_text
from wfm.units import number

__all__ = [
    "CapacityRequest",
    "FixedCost",
    "amount_of",
    "combined",
    "planned_capacity",
    "planned_inputs",
]

_LAST_RESORT = "no shortage_price: shortage is the last resort"


@dataclass(frozen=True)
class CapacityRequest:
    """What kind of plan is asked for.

    Attributes
    ----------
    hires : mapping of str to sequence of int, or None
        Who start in each month, by team: the plan is evaluated and not made. [people]
    budget : float or None
        The least shortage that it buys is planned. [currency]
    confidence : float or None
        Probability with which each month is to be covered. [fraction]
    gap : float or None
        Relative gap to the bound at which to stop; None for one by the size of the plan. [fraction]
    seconds : float or None
        Time limit; None for none. [s]
    notes : tuple of str
        How the hires were read.

    Raises
    ------
    InputError
        More than one of `hires`, `budget` and `confidence`.
    """

    hires: Mapping[str, Sequence[int]] | None = None
    budget: float | None = None
    confidence: float | None = None
    gap: float | None = None
    seconds: float | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = ("hires", "budget", "confidence")
        some = [name for name in names if getattr(self, name) is not None]
        if len(some) > 1:
            raise InputError(
                f"{' and '.join(map(option, some))} cannot be combined: leave one of them out.",
                name=some[1],
            )

    @property
    def mode(self) -> CapacityMode:
        """What is asked for, in a word."""
        if self.hires is not None:
            return "given"
        if self.budget is not None:
            return "budget"
        return "cheapest" if self.confidence is None else "confidence"


class FixedCost(NamedTuple):
    """What is paid in every plan: reviewers.

    Attributes
    ----------
    plan, solved : float
        In the months of the plan, and in those that are solved with it too. [currency]
    """

    plan: float = 0.0
    solved: float = 0.0


_NO_COST = FixedCost()


def amount_of(value: str | float, name: str) -> float:
    """An amount of money of 0 or more.

    Examples
    --------
    >>> amount_of("250000", "budget")
    250000.0
    """
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    amount = number(value, name) if isinstance(value, str) else float(value) if is_number else nan
    if not (isfinite(amount) and amount >= 0):
        raise InputError(
            f"{name} must be 0 or more, a number such as 250000: got {value_text(value)}.",
            name=name,
            value=value,
        )
    return amount


def combined(file: CapacityFile, request: CapacityRequest) -> tuple[CapacityFile, CapacityRequest]:
    """A file and a request that agree on budget and confidence.

    Where nothing is asked for, those of the file count. A request for something else sets them
    aside, with a note.

    Parameters
    ----------
    file : CapacityFile
        With its own budget and confidence.
    request : CapacityRequest
        What is asked for.
    """
    if request.mode == "given":
        file = replace(file, longer=None)  # nothing is searched
    if request.mode == "cheapest":
        return file, replace(request, budget=file.budget, confidence=file.confidence)
    asked = "the hires are given" if request.mode == "given" else f"a {request.mode} is asked for"
    notes = [
        f"{name} of {file.path} is not used: {asked}"
        for name in ("budget", "confidence")
        if getattr(file, name) is not None and getattr(request, name) is None
    ]
    own = replace(
        file,
        budget=request.budget,
        confidence=request.confidence,
        notes=(*file.notes, *request.notes, *notes, *_broken(file, request)),
    )
    return own, request


def _broken(file: CapacityFile, request: CapacityRequest) -> tuple[str, ...]:
    """Where given hires break the rules of the file."""
    if request.hires is None:
        return ()
    teams = [team.supply for team in file.teams]
    return broken_rules(teams, file.classes_per_month, request.hires, file.months)


def planned_capacity(
    file: CapacityFile, needs: Mapping[str, TeamNeed], request: CapacityRequest
) -> Capacity:
    """Plan the hires of a file, or evaluate given ones.

    Parameters
    ----------
    file : CapacityFile
        The teams.
    needs : mapping of str to TeamNeed
        Of each team, as by `wfm.capacity_planning.team_need.team_needs`.
    request : CapacityRequest
        What kind of plan, as by `combined`.

    Raises
    ------
    InputError
        Hires that do not fit the teams and months, or a value outside its domain.
    UnreachableError
        A budget that does not pay those who are there, or a time limit that is too short.
    """
    inputs = capacity_inputs(file, needs)
    reviews = _reviewers(file, needs)
    whole = {name: need.longer or need for name, need in needs.items()}
    solved = _reviewers(file, whole, file.months.beyond)
    fixed = FixedCost(*(sum(float(one.cost.sum()) for one in some.values())
                        for some in (reviews, solved)))  # fmt: skip
    longer = longer_inputs(file, needs)
    result, proof = planned_inputs(inputs, request, longer, file.months.beyond, fixed)
    basis = CapacityBasis(
        inputs,
        result.teams,
        {name: one.need for name, one in needs.items()},
        {team.name: team.demand for team in file.teams},
        reviews,
    )
    return capacity_of(
        basis,
        proof,
        file.months,
        source=file.path,
        rules=_rules(inputs, needs),
        lines=input_lines(file),
        currency=file.currency,
        notes=(*file.notes, *_notes(needs)),
        defaults=(*file.defaults, *([] if proof.price_given else [_LAST_RESORT])),
    )


def planned_inputs(
    inputs: CapacityInputs,
    request: CapacityRequest,
    longer: CapacityInputs | None = None,
    months_beyond: int = MONTHS_BEYOND,
    fixed: FixedCost = _NO_COST,
) -> tuple[CapacityResult, PlanProof]:
    """Plan the hires of teams whose need is known, or evaluate given ones.

    Parameters
    ----------
    inputs : CapacityInputs
        The teams with their need.
    request : CapacityRequest
        What kind of plan.
    longer : CapacityInputs, optional
        The teams with the months after the plan that are solved with it.
    months_beyond : int
        Without `longer`, how many months are repeated after the plan. [months]
    fixed : FixedCost
        What is paid besides.
    """
    price, given = inputs.price_of_shortage(), inputs.shortage_price is not None
    if request.hires is not None:
        result = evaluate_hires(inputs, request.hires)
        return result, PlanProof(
            "given", nan, nan, nan, inputs.months, result.shortage, price, given, optimal=True
        )
    search = {"longer": longer, "months_beyond": months_beyond, "gap": request.gap,
              "seconds": request.seconds}  # fmt: skip
    plan = _solved(inputs, request, fixed, search)
    besides = 0.0 if request.mode == "budget" else fixed.solved  # of an amount of money
    objective, bound = plan.objective + besides, plan.bound + besides
    return plan.result, PlanProof(
        request.mode,
        objective,
        bound,
        max(0.0, (objective - bound) / objective) if objective else 0.0,
        plan.months_solved,
        plan.shortage,
        price,
        given,
        plan.optimal,
        request.confidence,
    )


def _solved(
    inputs: CapacityInputs,
    request: CapacityRequest,
    fixed: FixedCost,
    search: dict[str, Any],
) -> CapacityPlan:
    """The plan that is asked for; `search` has the keywords of all three kinds."""
    if request.confidence is not None:
        return plan_with_confidence(inputs, request.confidence, **search)
    if request.budget is None:
        return plan_capacity(inputs, **search)
    besides = " and the reviewers" if fixed.plan else ""
    check_budget(request.budget, cost_of_those_there(inputs) + fixed.plan, besides)
    return plan_within_budget(inputs, request.budget - fixed.plan, **search)


def _reviewers(
    file: CapacityFile, needs: Mapping[str, TeamNeed], beyond: int = 0
) -> dict[str, ReviewStaff]:
    """The people who review contacts of each team, some months longer than the plan.

    Where the needs do not have these months, those of a year before are repeated.
    """
    return {
        team.name: ReviewStaff(
            np.array(repeated(needs[team.name].reviewers, months - len(needs[team.name].paid))),
            team.reviews.pay,
        )
        for team in file.teams
        if team.reviews is not None
        for months in [file.months.count + beyond]
    }


def _rules(inputs: CapacityInputs, needs: Mapping[str, TeamNeed]) -> tuple[RuleComparison, ...]:
    """Rules of thumb beside the need, both with the contingency."""
    factor = 1.0 + inputs.contingency
    return tuple(
        RuleComparison(
            name,
            rule,
            tuple(factor * value for value in values),
            tuple(factor * value for value in need.paid),
        )
        for name, need in needs.items()
        for rule, values in need.rules.items()
    )


def _notes(needs: Mapping[str, TeamNeed]) -> tuple[str, ...]:
    """What was noticed of each team; the same of several teams once."""
    notes = [(note, name) for name, need in needs.items() for note in need.notes]
    teams = {note: [name for one, name in notes if one == note] for note, _ in notes}
    return tuple(f"{', '.join(names)}: {note}" for note, names in teams.items())
