"""What people by name share unequally, and what that costs: the record, and what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

__all__ = ["Counted", "FairnessPrices"]


class Counted(NamedTuple):
    """What is counted: weekend days, night shifts, or the shifts of a template."""

    kind: Literal["weekend", "night", "template"]
    template: str = ""

    def __str__(self) -> str:
        if self.kind == "template":
            return f"shifts {self.template!r}"
        return "weekend days" if self.kind == "weekend" else "night shifts"


@dataclass(frozen=True)
class FairnessPrices:
    """Prices of the spread, most less least, of what the people of a contract work.

    Attributes
    ----------
    weekends, nights : float
        Of weekend days and of night shifts.
    unpopular : mapping of str to float
        Of the shifts of a template.
    max_above_mean : float or None
        Most above the mean of the contract, of whatever has a price; None for any.
    above_mean : float
        Price of one more than that: so high that cover and wishes seldom pay it.
    forced : mapping of (Counted, str) to int
        Whose own contract and days off leave no fewer than so many, which are above the limit
        whatever the others work: the limit is not theirs.
    most : mapping of Counted to int
        Most of all people together, where there is such a limit: more of them for others would
        raise the mean, and so meet `max_above_mean` without anybody having fewer.
    """

    weekends: float = 0.0
    nights: float = 0.0
    unpopular: Mapping[str, float] = field(default_factory=dict)
    max_above_mean: float | None = None
    above_mean: float = 0.0
    forced: Mapping[tuple[Counted, str], int] = field(default_factory=dict)
    most: Mapping[Counted, int] = field(default_factory=dict)

    def priced(self) -> list[tuple[Counted, float]]:
        """What is counted, with the price of its spread, where there is one.

        >>> FairnessPrices(nights=2.0).priced()
        [(Counted(kind='night', template=''), 2.0)]
        """
        prices = [
            (Counted("weekend"), self.weekends),
            (Counted("night"), self.nights),
            *((Counted("template", name), price) for name, price in self.unpopular.items()),
        ]
        return [(counted, price) for counted, price in prices if price > 0]

    def cost(self, counted: Counted, price: float, counts: Mapping[str, int]) -> float:
        """Cost of the counts of the people of one contract who are compared."""
        above = self.excess(counts)
        excess = sum(above[name] for name in above if (counted, name) not in self.forced)
        return price * (max(counts.values()) - min(counts.values())) + self.above_mean * excess

    def excess(self, counts: Mapping[str, int]) -> dict[str, float]:
        """By how much counts are above the limit, of those that are.

        >>> FairnessPrices(max_above_mean=1.0).excess({"Ann": 4, "Bob": 1, "Cid": 1})
        {'Ann': 1.0}
        """
        if self.max_above_mean is None:
            return {}
        limit = sum(counts.values()) / len(counts) + self.max_above_mean
        # means are fractions, so that sums carry rounding errors
        return {name: count - limit for name, count in counts.items() if count > limit + 1e-9}
