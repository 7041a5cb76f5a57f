"""The probability that a month is understaffed although the plan covers it on average.

People leave or stay one by one: of n people with the same chance q to stay, Binomial(n, q) are
there, not n q. A plan that just covers the need with the average is short in about one month of
two.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.capacity_planning.evaluation import (
    CapacityResult,
    TeamResult,
    available_share,
    newcomer_shares,
)
from wfm.capacity_planning.hiring_plan import MONTHS_BEYOND, CapacityPlan, plan_capacity
from wfm.capacity_planning.records import LEAST_SHORTAGE, CapacityInputs, TeamCapacity
from wfm.errors import InputError

__all__ = [
    "SupplyDistribution",
    "chance_of_shortage",
    "plan_with_confidence",
    "supply_distributions",
]

# Probabilities below this are dropped; of all that are, less than 1e-9 remains.
_NEGLIGIBLE = 1e-15
# FTE by which supply may lie below need and count as equal: rounding, and the tolerance of HiGHS.
_ROUNDING = 1e-6
_ROUNDS = 12
# Values of a sum that are kept apart; of more, those equal to a thousandth of an FTE are joined.
_VALUES = 1 << 16


@dataclass(frozen=True)
class SupplyDistribution:
    """The productive FTE of a month by chance: values and their probabilities.

    Attributes
    ----------
    values : float64 array
        Productive FTE, rising. [FTE]
    weights : float64 array
        Their probabilities. [fraction]
    """

    values: FloatArray
    weights: FloatArray

    def below(self, level: float) -> float:
        """The probability of less than a level, of at most 1 [fraction]."""
        count = np.searchsorted(self.values, level - _ROUNDING)
        return min(1.0, float(self.weights[:count].sum()))

    def quantile(self, share: float) -> float:
        """The largest value below which there is at most this share [FTE]."""
        below = np.cumsum(self.weights) - self.weights
        return float(self.values[np.flatnonzero(below <= share + 1e-12)[-1]])


def supply_distributions(
    team: TeamCapacity, hires: tuple[int, ...]
) -> tuple[SupplyDistribution, ...]:
    """The distribution of the productive FTE of each month.

    ::

        S[t+1] = Binomial(S[t], 1 - attrition[t]) + Binomial(N[t, A-1], 1 - new_attrition[t])
                 + transfers[t+1]
        supply[t] = available S[t] + Σ_a newcomer_share[t, a] N[t, a]

    with N[t, a] of a class of n people Binomial(n, survival). All are independent; the
    distribution is found by convolution, and of large teams with several classes in their ramp
    rounded to 0.001 FTE. A transfer of more people than have stayed moves those who have.

    Parameters
    ----------
    team : TeamCapacity
        People at the start, attrition and ramp.
    hires : tuple of int
        Who start in each month. [people]

    Examples
    --------
    >>> team = TeamCapacity("voice", (2.0,) * 2, 2, (0.5,) * 2, (0.0,) * 2)
    >>> supply_distributions(team, (0, 0))[1].weights.tolist()
    [0.25, 0.5, 0.25]
    """
    available, shares = available_share(team), newcomer_shares(team)
    settled = np.zeros(team.people + 1)
    before = (*team.newcomers, *(0,) * (len(team.ramp) - len(team.newcomers)))
    classes = [_certain(int(count)) for count in before[1:]]
    settled[team.people] = 1.0
    months = []
    for month in range(team.months):
        settled = _shifted(settled, int(team.transfers[month]))
        start = _certain(hires[month] + sum(before[:1] if month == 0 else ()))
        if team.ramp:
            classes = [start, *classes]
        else:
            settled = np.convolve(settled, start)
        months.append(_weighted_sum(settled, available[month], classes, shares[month]))
        classes = [_thinned(one, 1.0 - team.new_attrition[month]) for one in classes]
        settled = _thinned(settled, 1.0 - team.attrition[month])
        if len(classes) == len(team.ramp) and classes:
            settled = np.convolve(settled, classes.pop())
    return tuple(months)


def chance_of_shortage(
    team: TeamCapacity, result: TeamResult, allowance: float = 0.0
) -> FloatArray:
    """The probability that a month lacks more than an allowance, by month [fraction].

    ::

        P(supply + overtime + temps + outsourced < need - allowance)

    with the overtime, temps and outsourced work of the plan, in productive FTE.

    Parameters
    ----------
    team : TeamCapacity
        The team.
    result : TeamResult
        Its hires and what is bought.
    allowance : float
        Shortage that does not count. [FTE]

    Raises
    ------
    InputError
        A negative allowance.

    Examples
    --------
    >>> from wfm.capacity_planning.evaluation import evaluate_hires
    >>> team = TeamCapacity("voice", (2.0, 1.0), 2, (0.5,) * 2, (0.0,) * 2)
    >>> result = evaluate_hires(CapacityInputs((team,)), {"voice": (0, 0)})
    >>> chance_of_shortage(team, result.teams[0]).tolist()
    [0.0, 0.25]
    """
    if not allowance >= 0:
        raise InputError(
            f"allowance must be 0 or more: got {allowance:g}.", name="allowance", value=allowance
        )
    present = 1.0 - np.asarray(team.shrinkage)
    bought = present * (result.overtime + team.temp_productivity * result.temps)
    people = result.need - allowance - bought - team.outsourcer_quality * result.outsourced
    months = supply_distributions(team, result.flow.hires)
    return np.array([one.below(level) for one, level in zip(months, people, strict=True)])


def plan_with_confidence(
    inputs: CapacityInputs,
    confidence: float,
    *,
    longer: CapacityInputs | None = None,
    months_beyond: int = MONTHS_BEYOND,
    gap: float | None = None,
    seconds: float | None = None,
) -> CapacityPlan:
    """The cheapest plan found in which each month is covered with a probability.

    ::

        need' [t] = need[t] + mean supply[t] - quantile of supply[t] at (1 - confidence)

    The addition depends on the hires: it is taken from the plan before and the plan is made again,
    until every month of each team is covered with the confidence, or more hires change nothing:
    before the first class no one can be hired. The addition of a month never falls from one plan to
    the next, so the last plan may hold a little more than it must. The result shows the need with
    its addition.

    Parameters
    ----------
    inputs : CapacityInputs
        The teams.
    confidence : float
        Probability with which each month is to be covered. [fraction]
    longer, months_beyond : CapacityInputs, int
        As for `plan_capacity`; the months after the plan have the addition of its last one.
    gap : float, optional
        Relative gap to the bound at which to stop, as for `plan_capacity`. [fraction]
    seconds : float or None
        Time limit of all plans; None for none. [s]

    Raises
    ------
    InputError
        A confidence that is not above 0 and below 1.
    """
    if not 0 < confidence < 1:
        raise InputError(
            f"confidence must be above 0 and below 1: got {confidence:g}.",
            name="confidence",
            value=confidence,
        )
    added = [np.zeros(inputs.months) for _ in inputs.teams]
    before = None
    end = None if seconds is None else time.monotonic() + seconds
    for _ in range(_ROUNDS):
        left = None if end is None else max(0.0, end - time.monotonic())
        plan = plan_capacity(
            _with_more(inputs, added),
            longer=None if longer is None else _with_more(longer, added),
            months_beyond=months_beyond,
            gap=gap,
            seconds=left,
        )
        kept = _kept(inputs, plan.result, added, confidence)
        state = (plan.result.hires(), [one.tolist() for one in kept])
        if all(one.all() for one in kept) or state == before:
            break  # what is not kept, no more hires can keep
        if end is not None and time.monotonic() >= end:
            break
        before = state
        rows = zip(inputs.teams, plan.result.teams, added, kept, strict=True)
        added = [_raised(more, _addition(team, result, confidence), is_kept)
                 for team, result, more, is_kept in rows]  # fmt: skip
    return plan


def _with_more(inputs: CapacityInputs, added: list[FloatArray]) -> CapacityInputs:
    """Teams with a higher need, in the months after those of the addition by its last value."""
    factor, teams = 1.0 + inputs.contingency, []
    for team, more in zip(inputs.teams, added, strict=True):
        every = np.pad(more, (0, team.months - len(more)), mode="edge")
        teams.append(replace(team, need=tuple(np.asarray(team.need) + every / factor)))
    return replace(inputs, teams=tuple(teams))


def _kept(
    inputs: CapacityInputs, result: CapacityResult, added: list[FloatArray], confidence: float
) -> list[NDArray[np.bool_]]:
    """Which months of each team are covered with the confidence."""
    rows = zip(inputs.teams, result.teams, added, strict=True)
    return [
        chance_of_shortage(team, replace(one, need=one.need - more)) <= 1.0 - confidence + 1e-12
        for team, one, more in rows
    ]


def _raised(more: FloatArray, addition: FloatArray, kept: NDArray[np.bool_]) -> FloatArray:
    """The next addition: never less, and more where a month is not kept, by what is worth a hire.

    People are whole: a reserve that lacks 0.003 FTE may cost 20 points of the probability.
    """
    least = np.where(kept, 0.0, more + 2.0 * LEAST_SHORTAGE)
    return np.asarray(np.maximum(np.maximum(more, addition), least), dtype=np.float64)


def _addition(team: TeamCapacity, result: TeamResult, confidence: float) -> FloatArray:
    """How far the quantile of the supply lies below its mean, by month, or 0 [FTE]."""
    months = supply_distributions(team, result.flow.hires)
    quantiles = np.array([one.quantile(1.0 - confidence) for one in months])
    addition: FloatArray = np.maximum(0.0, result.supply - quantiles)
    return addition


def _certain(count: int) -> FloatArray:
    """The distribution of a number that is known."""
    weights = np.zeros(count + 1)
    weights[count] = 1.0
    return weights


def _shifted(weights: FloatArray, people: int) -> FloatArray:
    """The distribution of a number to which people are added; below 0 it is 0."""
    if people >= 0:
        return np.concatenate([np.zeros(people), weights])
    gone = min(-people, len(weights) - 1)
    rest = weights[gone:].copy()
    rest[0] += weights[:gone].sum()
    return rest


def _thinned(weights: FloatArray, stay: float) -> FloatArray:
    """The distribution of those who stay, each with the same chance: Binomial(n, stay)."""
    if stay >= 1.0:
        return weights
    result = np.zeros(len(weights))
    if stay <= 0.0:
        result[0] = weights.sum()
        return result
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, len(weights))))])
    for count in np.flatnonzero(weights > _NEGLIGIBLE):
        kept = np.arange(count + 1)
        power = logs[count] - logs[kept] - logs[count - kept]
        power = power + kept * np.log(stay) + (count - kept) * np.log1p(-stay)
        result[: count + 1] += weights[count] * np.exp(power)
    return result


def _weighted_sum(
    settled: FloatArray, available: np.float64, classes: list[FloatArray], shares: FloatArray
) -> SupplyDistribution:
    """The distribution of ``available · settled + Σ share · class``."""
    values, weights = _likely(available * np.arange(len(settled), dtype=np.float64), settled)
    for people, share in zip(classes, shares, strict=False):
        steps, chances = _likely(share * np.arange(len(people), dtype=np.float64), people)
        digits = 9 if len(values) * len(steps) <= _VALUES else 3
        sums = np.round((values[:, None] + steps).ravel(), digits)
        different, place = np.unique(sums, return_inverse=True)
        joint = np.bincount(place.ravel(), np.outer(weights, chances).ravel())
        values, weights = _likely(different.astype(np.float64), joint.astype(np.float64))
    return SupplyDistribution(values, weights)


def _likely(values: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The values that are not negligible."""
    keep = weights > _NEGLIGIBLE
    return values[keep], weights[keep]
