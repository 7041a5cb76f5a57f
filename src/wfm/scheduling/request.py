"""What is asked of a schedule: the rules of shifts, their prices and how long to search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Literal

from wfm import units
from wfm._numerics.mathematical_program import ENGINES, check_engine
from wfm.errors import InputError
from wfm.option_text import option
from wfm.printable_text import value_text
from wfm.scheduling.contracts import BY_NAME_ONLY, Agent, Contract
from wfm.scheduling.night_shifts import NIGHT, Night
from wfm.scheduling.shift_templates import BreakRule, Template
from wfm.targets import Target

__all__ = [
    "FULL_TIME",
    "HIGHEST_PRICE",
    "LOWEST_PRICE",
    "Goal",
    "MinimumStaffing",
    "Prices",
    "ScheduleRequest",
    "SearchOptions",
    "ShiftRules",
    "Shortage",
]

Goal = Literal["interval", "day"]
Shortage = Literal["convex", "linear"]
# Paid hours from which a shift is full-time: five of them are 35 hours, the usual limit of
# statistics (U.S. Bureau of Labor Statistics).
FULL_TIME = 7.0
# The limits of a price, and of a pay: beyond, the solver loses digits of the cost.
LOWEST_PRICE, HIGHEST_PRICE = 1e-6, 1e9
_EVERY_DAY = frozenset(range(7))
# Keys of [fairness].
_FAIRNESS = ("weekend", "night", "unpopular", "max_above_mean")


@dataclass(frozen=True)
class MinimumStaffing:
    """The fewest people at certain hours, whatever the plan requires.

    Attributes
    ----------
    agents : int
        People present and not on a break.
    hours : tuple of int
        First and last time of day; a last one that is not later is on the next day.
        [s after midnight]
    days : frozenset of int
        Weekdays on which the hours begin, 0 for Monday.
    queues : frozenset of str
        Queues, or teams of queues; empty for all.

    Raises
    ------
    InputError
        For fewer than 0 agents, or hours outside a day.

    Examples
    --------
    >>> MinimumStaffing(2, (22 * 3600, 6 * 3600)).days == frozenset(range(7))
    True
    """

    agents: int
    hours: tuple[int, int] = (0, 86_400)
    days: frozenset[int] = _EVERY_DAY
    queues: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.agents < 0:
            raise InputError(
                f"agents must be >= 0: got {self.agents}.", name="agents", value=self.agents
            )
        if not all(0 <= second <= 86_400 for second in self.hours):
            raise InputError(
                f"hours must be 0 to 86,400 s after midnight: got {self.hours}.",
                name="hours",
                value=self.hours,
            )


@dataclass(frozen=True)
class ShiftRules:
    """What may be worked, and by whom.

    Attributes
    ----------
    templates : sequence of Template
        Kinds of shifts.
    breaks : sequence of BreakRule
        Their breaks.
    contracts : sequence of Contract
        Rules of weeks; empty for a schedule of shifts without people.
    agents : sequence of Agent
        People by name, each on one of the contracts; empty for anonymous people.
    opening_hours : bool
        Whether shifts stay inside the hours of the plan.
    cyclic : bool or None
        Whether the horizon repeats; None: if it is whole weeks of a plan that never closes, and
        people have no names.
    week_starts : int
        Weekday with which the weeks of contracts begin, 0 for Monday.
    minimums : sequence of MinimumStaffing
        The fewest people at certain hours of the plan, understaffing priced or not.
    night : tuple of int
        First and last time of a night (see `wfm.scheduling.night_shifts`). [s after midnight]
    """

    templates: Sequence[Template]
    breaks: Sequence[BreakRule] = ()
    contracts: Sequence[Contract] = ()
    agents: Sequence[Agent] = ()
    opening_hours: bool = True
    cyclic: bool | None = None
    week_starts: int = 0
    minimums: Sequence[MinimumStaffing] = ()
    night: Night = NIGHT


@dataclass(frozen=True)
class Prices:
    """What is added to the pay of the shifts, and what no price may buy.

    Attributes
    ----------
    understaffed : float or None
        Price of an understaffed agent-hour; None where every slot must be covered.
    shortage : {"convex", "linear"}
        "convex": a missing person costs the more, the larger the share of the requirement is that
        is missing (see `wfm.scheduling.shortage_price`); "linear": always the price.
    overstaffed : float
        Price of an overstaffed agent-hour.
    distinct_shift : float
        Price of each distinct shift (template, start and length).
    max_distinct_shifts : int or None
        Limit on their number.
    min_share : float
        Share of the requirement, rounded up to whole people, below which no slot may fall even
        where understaffing has a price. [fraction]
    weekend : float
        Price of each weekend day that one named person works more than another.
    unpopular : mapping of str to float
        The same for shifts of a template.
    full_time : float
        Smallest share of full-time shifts (`FULL_TIME` paid hours or more) among those that start
        on a day, on every day on which one may start. [fraction]
    part_time : float
        Price of each shift that is not full-time.
    night : float
        Price of each night shift that one named person works more than another.
    max_above_mean : float or None
        Most weekend days, night shifts or unpopular shifts above the mean of the people of a
        contract, of those that have a price; None for any.

    Raises
    ------
    InputError
        For a price outside 0 to 10⁹.
    """

    understaffed: float | None = None
    overstaffed: float = 0.0
    distinct_shift: float = 0.0
    max_distinct_shifts: int | None = None
    min_share: float = 0.0
    weekend: float = 0.0
    unpopular: Mapping[str, float] = field(default_factory=dict)
    shortage: Shortage = "convex"
    full_time: float = 0.0
    part_time: float = 0.0
    night: float = 0.0
    max_above_mean: float | None = None

    def __post_init__(self) -> None:
        named = {"understaffed": self.understaffed or 0.0, "overstaffed": self.overstaffed,
                 "distinct_shift": self.distinct_shift, "part_time": self.part_time,
                 "weekend": self.weekend, "night": self.night, **self.unpopular}  # fmt: skip
        for name, price in named.items():
            if not 0.0 <= price <= HIGHEST_PRICE:
                raise InputError(
                    f"the price {name} must be 0 to {HIGHEST_PRICE:,.0f}: got {value_text(price)}.",
                    name=name,
                    value=price,
                )

    @property
    def restricts_shifts(self) -> bool:
        """Whether shifts are restricted or priced by their kind, beside their pay."""
        return bool(
            self.distinct_shift
            or self.max_distinct_shifts is not None
            or self.full_time
            or self.part_time
        )


@dataclass(frozen=True)
class SearchOptions:
    """When the search stops, and which solver it uses.

    Attributes
    ----------
    gap : float
        The search stops when cost / lower bound - 1 is at most this. [fraction]
    time_limit : float or None
        The search stops after this time; None: never. [s]
    solver : str
        "scipy" or "highs".

    Raises
    ------
    InputError
        For a value outside its domain.

    Examples
    --------
    >>> SearchOptions(gap=0.01).solver
    'scipy'
    """

    gap: float = 0.005
    time_limit: float | None = None
    solver: str = "scipy"

    def __post_init__(self) -> None:
        if not isinstance(self.gap, Real) or not 0 <= self.gap < 1:
            raise InputError(
                f"gap must be in [0, 1): got {value_text(self.gap)}.", name="gap", value=self.gap
            )
        limit = self.time_limit
        if limit is not None and not units.duration(limit, "time_limit") > 0:
            raise InputError(
                f"time_limit must be > 0 seconds: got {value_text(limit)}.",
                name="time_limit",
                value=limit,
            )
        if not isinstance(self.solver, str) or self.solver not in ENGINES:
            raise InputError(
                f"solver must be one of {', '.join(ENGINES)}: got {value_text(self.solver)}.",
                name="solver",
                value=self.solver,
            )
        check_engine(self.solver)


@dataclass(frozen=True)
class ScheduleRequest:
    """What is asked of a schedule.

    Attributes
    ----------
    rules : ShiftRules
        What may be worked, and by whom.
    prices : Prices
        What is added to the pay of the shifts.
    search : SearchOptions
        When the search stops.
    goal : {"interval", "day"}
        "interval": the plan's agents in each interval; "day": the service target over each day.
    min_service_level : float
        Service level of every interval under the goal "day". [fraction]
    target : Target
        Service target of queues for which the plan has none of its own.

    Raises
    ------
    InputError
        For rules that no schedule of this kind honours.
    """

    rules: ShiftRules
    prices: Prices = field(default_factory=Prices)
    search: SearchOptions = field(default_factory=SearchOptions)
    goal: Goal = "interval"
    min_service_level: float = 0.5
    target: Target = field(default_factory=lambda: Target(0.85, 60.0))

    def __post_init__(self) -> None:
        if not isinstance(self.goal, str) or self.goal not in ("interval", "day"):
            raise InputError(
                f"goal must be 'interval' or 'day': got {value_text(self.goal)}.",
                name="goal",
                value=self.goal,
            )
        limit = self.prices.max_above_mean
        if limit is not None and not any(map(self._priced, _FAIRNESS[:3])):
            raise InputError(
                "max_above_mean counts what has a price: set weekend, night or unpopular too.",
                name="max_above_mean",
                value=limit,
            )
        if self.rules.agents:
            self._check_agents()
        else:
            self._check_rules_of_names()
        if self.rules.contracts:
            self._check_contracts()

    def _check_agents(self) -> None:
        """Refuse people by name without contracts, and what only anonymous people honour."""
        if not self.rules.contracts:
            raise InputError("agents need contracts: add [[contract]] to the rules.", name="agents")
        if self.goal == "day":
            raise InputError(
                "goal 'day' is not available for people by name; use goal 'interval'.", name="goal"
            )
        if self.rules.cyclic:
            raise InputError(
                "people by name work on dates, so their plan does not repeat: use "
                f"{option('cyclic', False)} instead of {option('cyclic', True)}.",
                name="cyclic",
                value=True,
            )
        on_contract = Counter(agent.contract for agent in self.rules.agents)
        for contract in self.rules.contracts:
            self._check_number(contract, on_contract[contract.name])

    def _check_number(self, contract: Contract, number: int) -> None:
        """Refuse a number of people by name that contradicts that of their contract."""
        exact, most = contract.people, contract.max_people
        if exact in (None, number) and (most is None or number <= most):
            return
        asked = f"people = {exact}" if exact is not None else f"max_people = {most}"
        raise InputError(
            f"contract {contract.name!r} has {asked}, but {number} people by name are on it: "
            "remove the number, which the people give, or correct one of the two.",
            name="people",
            value=number,
        )

    def _check_rules_of_names(self) -> None:
        """Refuse what only people by name honour."""
        asked = [f"[fairness] {name}" for name in _FAIRNESS if self._priced(name)]
        asked += [
            f"{name} of contract {contract.name!r}"
            for contract in self.rules.contracts
            for name, usual in BY_NAME_ONLY.items()
            if getattr(contract, name) != usual
        ]
        if asked:
            raise InputError(
                f"{', '.join(asked)}: for people by name only; add {option('agents')}, or leave "
                "it out.",
                name="agents",
            )

    def _priced(self, name: str) -> bool:
        """Whether a key of fairness is set."""
        price = getattr(self.prices, name)
        if name == "max_above_mean":
            return price is not None
        return any(price.values()) if isinstance(price, Mapping) else bool(price)

    def _check_contracts(self) -> None:
        """Refuse what only shifts without people honour."""
        usual = Prices()
        names = ("distinct_shift", "max_distinct_shifts", "full_time", "part_time")
        asked = [name for name in names if getattr(self.prices, name) != getattr(usual, name)]
        if asked:
            raise InputError(
                f"{', '.join(asked)}: not available with contracts, which choose shifts by their "
                f"people; remove {'it' if len(asked) == 1 else 'them'} or the contracts.",
                name=asked[0],
            )
        if self.search.solver != "scipy":
            raise InputError(
                f"solver {self.search.solver!r} is not available with contracts; "
                "use solver 'scipy'.",
                name="solver",
                value=self.search.solver,
            )
