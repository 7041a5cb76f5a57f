"""What given hires supply and cost: productive FTE, the cheapest cover of the rest, shortage.

::

    available[t]      = 1 - shrinkage[t] - leave[t] - training_hours / paid_hours
    supply[t]         = settled[t] available[t] + Σ_a newcomers[t, a] ramp[a] available_new[t, a]
    available_new[t, 0] = available[t] - onboarding_hours / paid_hours; after it available[t]

Productive FTE are hours on contacts over the paid hours of one person. One FTE of overtime gives
``1 - shrinkage`` (no leave, no training in it), one of temps that times their productivity, one
bought from the outsourcer its quality.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from wfm._arrays import FloatArray
from wfm.capacity_planning.headcount import Headcount, headcount
from wfm.capacity_planning.records import CapacityInputs, TeamCapacity
from wfm.errors import InputError

__all__ = [
    "CapacityResult",
    "CoverOption",
    "TeamResult",
    "available_share",
    "cost_parts",
    "cover_options",
    "evaluate_hires",
    "newcomer_shares",
]


# FTE: what people or a cheaper means leave open is rounding if it is less.
_ROUNDING = 1e-9


class CoverOption(NamedTuple):
    """One means besides people: overtime, temps or outsourced work in one month.

    Attributes
    ----------
    name : str
        ``overtime``, ``temps`` or ``outsourced``.
    productive : float
        Productive FTE from one FTE bought. [FTE]
    price : float
        Of one FTE bought. [money per month]
    most : float
        That can be bought; of overtime, per settled person. [FTE]
    """

    name: str
    productive: float
    price: float
    most: float


@dataclass(frozen=True, repr=False)
class TeamResult:
    """A team by month. Arrays have one value per month.

    Attributes
    ----------
    name : str
        Of the team.
    flow : Headcount
        People, exact.
    need : float64 array
        Productive FTE required, with the contingency. [FTE]
    supply : float64 array
        Productive FTE of settled people and newcomers. [FTE]
    overtime, temps, outsourced : float64 array
        Bought. [FTE]
    shortage : float64 array
        Productive FTE that the month lacks. [FTE]
    cost : float64 array
        Pay, support roles, hiring, overtime, temps and outsourced work; without the price of
        shortage, which is paid to no one. [money per month]
    """

    name: str
    flow: Headcount
    need: FloatArray
    supply: FloatArray
    overtime: FloatArray
    temps: FloatArray
    outsourced: FloatArray
    shortage: FloatArray
    cost: FloatArray

    def __repr__(self) -> str:
        """Hires, cost and shortage, instead of the arrays."""
        return (
            f"<TeamResult {self.name}: {sum(self.flow.hires)} hires, cost {self.cost.sum():.0f}, "
            f"shortage {self.shortage.sum():.2f} FTE-months>"
        )


@dataclass(frozen=True)
class CapacityResult:
    """All teams of a plan.

    Attributes
    ----------
    teams : tuple of TeamResult
        In the order of the inputs.
    """

    teams: tuple[TeamResult, ...]

    @property
    def cost(self) -> float:
        """Of all teams and months [money]."""
        return float(sum(team.cost.sum() for team in self.teams))

    @property
    def shortage(self) -> float:
        """Of all teams and months [FTE-months]."""
        return float(sum(team.shortage.sum() for team in self.teams))

    def hires(self) -> dict[str, tuple[int, ...]]:
        """Who start in each month, by team [people]."""
        return {team.name: team.flow.hires for team in self.teams}


def available_share(team: TeamCapacity) -> FloatArray:
    """The share of paid time that a settled person is on contacts, by month [fraction].

    ::

        1 - shrinkage - leave - training_hours / paid_hours

    Examples
    --------
    Six hours of training a month are 3.5 % of paid time:

    >>> team = TeamCapacity("voice", (9.0,), 12, (0.0,), (0.0,), training_hours=6.0)
    >>> available_share(team).round(4).tolist()
    [0.9654]
    """
    lost = np.asarray(team.shrinkage) + np.asarray(team.leave)
    share: FloatArray = 1.0 - lost - team.training_hours / team.paid_hours
    return share


def newcomer_shares(team: TeamCapacity) -> FloatArray:
    """Productive FTE of one newcomer, shape (months, months of the ramp) [FTE]."""
    available = available_share(team)[:, None]
    onboarding = np.zeros(len(team.ramp))
    onboarding[:1] = team.onboarding_hours / team.paid_hours
    shares: FloatArray = np.asarray(team.ramp) * np.maximum(0.0, available - onboarding)
    return shares


def cover_options(team: TeamCapacity, month: int) -> tuple[CoverOption, ...]:
    """Overtime, temps and outsourced work of a team in a month."""
    present = 1.0 - team.shrinkage[month]
    return (
        CoverOption("overtime", present, team.pay * team.overtime_rate, team.overtime_cap),
        CoverOption(
            "temps", present * team.temp_productivity, team.temp_pay, team.temps_max[month]
        ),
        CoverOption(
            "outsourced",
            team.outsourcer_quality,
            team.outsourcer_prices()[month],
            team.outsourced_max,
        ),
    )


def cost_parts(
    team: TeamCapacity, flow: Headcount, bought: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """The cost of a team by what is paid, each by month [money per month].

    ::

        pay = pay · people
        support = Σ pay of the role / people_per_role · people
        hiring = hire_cost · hires
        overtime, temps, outsourced = price · bought

    Parameters
    ----------
    team : TeamCapacity
        The team.
    flow : Headcount
        Its people.
    bought : mapping of str to float64 array
        ``overtime``, ``temps`` and ``outsourced`` of each month. [FTE]

    Examples
    --------
    >>> team = TeamCapacity("voice", (12.0,), 10, (0.0,), (0.0,), pay=3000.0)
    >>> bought = {name: np.zeros(1) for name in ("overtime", "temps", "outsourced")}
    >>> parts = cost_parts(team, headcount(team, [2]), bought)
    >>> parts["pay"].tolist(), parts["hiring"].tolist()
    ([36000.0], [0.0])
    """
    people = np.array([float(flow.people(month)) for month in range(team.months)])
    options = [cover_options(team, month) for month in range(team.months)]
    prices = {one[0].name: [option.price for option in one] for one in zip(*options, strict=True)}
    return {
        "pay": people * team.pay,
        "support": people * (team.monthly_cost() - team.pay),
        "hiring": np.asarray(flow.hires) * team.hiring.hire_cost,
        **{name: amount * prices[name] for name, amount in bought.items()},
    }


def evaluate_hires(inputs: CapacityInputs, hires: Mapping[str, Sequence[int]]) -> CapacityResult:
    """Supply, cover, shortage and cost of given hires.

    Within a month, the need that people leave open is covered by overtime, temps and outsourced
    work, the one with the lowest price of a productive FTE first, as long as it is below the price
    of shortage.

    ::

        cost[t] = monthly_cost · people[t] + hire_cost · hires[t] + Σ price · bought

    Parameters
    ----------
    inputs : CapacityInputs
        The teams.
    hires : mapping of str to sequence of int
        Who start in each month, by team. [people]

    Returns
    -------
    CapacityResult
        Each team by month.

    Raises
    ------
    InputError
        Hires of a team that is not there, of a team missing, or not a whole number per month.

    Examples
    --------
    >>> team = TeamCapacity("voice", (12.0, 12.0), 12, (0.5, 0.0), (0.0, 0.0), pay=3000.0)
    >>> result = evaluate_hires(CapacityInputs((team,)), {"voice": [0, 2]})
    >>> result.teams[0].shortage.tolist(), result.cost
    ([0.0, 4.0], 60000.0)
    """
    names = [team.name for team in inputs.teams]
    if sorted(hires) != sorted(names):
        raise InputError(
            f"hires must be of the teams {names}: got {list(hires)}.", name="hires", value=hires
        )
    price = inputs.price_of_shortage()
    return CapacityResult(
        tuple(
            _team_result(team, hires[team.name], 1.0 + inputs.contingency, price)
            for team in inputs.teams
        )
    )


def _team_result(
    team: TeamCapacity, hires: Sequence[int], factor: float, shortage_price: float
) -> TeamResult:
    flow = headcount(team, hires)
    settled = np.array([float(one) for one in flow.settled])
    newcomers = np.array([[float(one) for one in row] for row in flow.newcomers])
    supply = settled * available_share(team)
    if team.ramp:
        supply = supply + (newcomers * newcomer_shares(team)).sum(axis=1)
    need = np.asarray(team.need) * factor
    bought = {name: np.zeros(team.months) for name in ("overtime", "temps", "outsourced")}
    left = need - supply
    for month in range(team.months):
        open_fte = _open(float(left[month]))
        cover = _cheapest_cover(team, month, settled[month], open_fte, shortage_price)
        left[month] = cover.left
        for name, amount in cover.bought.items():
            bought[name][month] = amount
    cost = np.sum(list(cost_parts(team, flow, bought).values()), axis=0)
    return TeamResult(team.name, flow, need, supply, **bought, shortage=left, cost=cost)


class _Cover(NamedTuple):
    """What is bought in a month, what it costs with the price of shortage, and the shortage."""

    bought: dict[str, float]
    cost: float
    left: float


def _cheapest_cover(
    team: TeamCapacity, month: int, settled: float, left: float, shortage_price: float
) -> _Cover:
    """The cheapest cover of what people leave open in a month.

    The cost is convex in the number of temps, so whole temps are the amount of the cheapest cover
    with parts of people, rounded down or up.
    """
    options = _by_price(team, month, shortage_price)
    cover = _filled(options, settled, left, shortage_price)
    temps = cover.bought.get("temps", 0.0)
    if not team.temps_whole or temps == int(temps):
        return cover
    one = next(option for option in options if option.name == "temps")
    others = [option for option in options if option.name != "temps"]
    whole = []
    for count in {int(temps), min(int(temps) + 1, int(one.most))}:
        rest = _open(left - count * one.productive)
        filled = _filled(others, settled, rest, shortage_price)
        bought = {**filled.bought, "temps": float(count)}
        whole.append(_Cover(bought, filled.cost + count * one.price, filled.left))
    return min(whole, key=lambda cover: cover.cost)


def _filled(
    options: list[CoverOption], settled: float, left: float, shortage_price: float
) -> _Cover:
    """The options in their order, each as much as it can give, until nothing is open."""
    bought, cost = {}, 0.0
    for option in options:
        most = option.most * (settled if option.name == "overtime" else 1.0)
        amount = min(most, left / option.productive)
        bought[option.name] = amount
        cost += amount * option.price
        left = _open(left - amount * option.productive)
    return _Cover(bought, cost + left * shortage_price, left)


def _open(fte: float) -> float:
    """What is left open, without rounding errors."""
    return fte if fte > _ROUNDING else 0.0


def _by_price(team: TeamCapacity, month: int, shortage_price: float) -> list[CoverOption]:
    """The options that cost less than shortage, cheapest productive FTE first."""
    useful = [
        option
        for option in cover_options(team, month)
        if option.productive > 0 and option.price < shortage_price * option.productive
    ]
    return sorted(useful, key=lambda option: option.price / option.productive)
