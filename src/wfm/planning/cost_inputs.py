"""What the cost of a plan depends on, beside the cost of an hour."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from wfm import units
from wfm.errors import InputError
from wfm.hour_premiums import HourPremium, parse_premiums
from wfm.option_text import option
from wfm.printable_text import value_text

__all__ = ["READERS", "CostInputs"]


class CostInputs(NamedTuple):
    """Premiums, first-contact resolution, contingency and budget of a plan.

    Attributes
    ----------
    premiums : tuple of HourPremium
        What an hour costs more in some hours of the week.
    resolution : float or None
        First-contact resolution: share of the contacts answered that need no repeat contact.
        None: not known. [fraction]
    contingency : float
        On top of the FTE, the paid hours and the cost of the plan. [fraction]
    budget : float or None
        The most that the plan may cost, its contingency included; None: no budget. [currency]
    """

    premiums: tuple[HourPremium, ...] = ()
    resolution: float | None = None
    contingency: float = 0.0
    budget: float | None = None

    @classmethod
    def of(
        cls,
        premiums: str | Iterable[str | HourPremium] | None = None,
        resolution: str | float | None = None,
        contingency: str | float | None = None,
        budget: str | float | None = None,
        *,
        hourly_cost: float,
    ) -> CostInputs:
        """The values of options.

        Raises
        ------
        InputError
            For a value outside its domain, or that needs the cost of an hour, without one.

        Examples
        --------
        >>> CostInputs.of("Sun=50%", "80%", "10%", hourly_cost=22)[1:]
        (0.8, 0.1, None)
        """
        given = {"premiums": premiums, "resolution": resolution, "contingency": contingency,
                 "budget": budget}  # fmt: skip
        found = cls(**{
            name: READERS[name](value, option(name))
            for name, value in given.items()
            if value is not None
        })  # fmt: skip
        needs = {"premiums": found.premiums, "resolution": found.resolution, "budget": found.budget}
        without = [name for name, value in needs.items() if value and not hourly_cost]
        if without:
            raise InputError(
                f"{option(without[0])} needs the cost of a paid hour: add "
                f"{option('hourly_cost', 22)}.",
                name=without[0],
            )
        return found


def _share(value: str | float, name: str) -> float:
    """A share above 0 and at most 1; so small a one that costs overflow is a mistake."""
    share = units.fraction(value, name)
    if not _LOWEST_RESOLUTION <= share <= 1:
        raise _outside(name, value, f"at least {100 * _LOWEST_RESOLUTION:g} % and at most 100 %")
    return share


def _premiums(value: str | Iterable[str], name: str) -> tuple[HourPremium, ...]:
    """Premiums; a text has at least one."""
    if isinstance(value, str) and not value.strip("; \t"):
        raise _outside(name, value, "at least one premium such as 'Sun=50%'")
    return parse_premiums(value, name)


def _contingency(value: str | float, name: str) -> float:
    """A share from 0 to 1."""
    share = units.fraction(value, name)
    if share > 1:
        raise _outside(name, value, "at most 100 %")
    return share


def _budget(value: str | float, name: str) -> float:
    """An amount above 0."""
    amount = units.typed(units.number, value, name) if isinstance(value, str) else float(value)
    if not 0 < amount <= _HIGHEST:
        raise _outside(name, value, "an amount above 0")
    return amount


def _outside(name: str, value: object, domain: str) -> InputError:
    """The error of a value outside its domain."""
    key = name.removeprefix("--")
    return InputError(f"{name} must be {domain}: got {value_text(value)}.", name=key, value=value)


_LOWEST_RESOLUTION = 1e-4
_HIGHEST = 1e15  # as far as a double distinguishes whole amounts
# What reads each field of `CostInputs`: of a value and its name for errors.
READERS: dict[str, Callable[[Any, str], Any]] = {
    "premiums": _premiums,
    "resolution": _share,
    "contingency": _contingency,
    "budget": _budget,
}
