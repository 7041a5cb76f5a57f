"""From agents on contacts to scheduled agents and back by shrinkage; from paid hours to FTE.

Shrinkage is the share of *paid* time in which agents are not available for contacts: breaks,
training, leave, sickness. Scheduled agents follow by a division,
``scheduled = agents / (1 - shrinkage)``; adding the percentage instead is a common mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Literal, overload

import numpy as np

from wfm import units
from wfm._arrays import (
    FloatArray,
    FloatOut,
    Floats,
    IntArray,
    IntOut,
    Scalar,
    ceil_at_ties,
    checked,
    checked_arrays,
    unwrap_integers,
    unwrap_scalar,
)
from wfm._docstrings import doc_parameters
from wfm.errors import InputError
from wfm.printable_text import value_text
from wfm.work_limits import SHRINKAGE_COMPONENTS

__all__ = [
    "DEFAULT",
    "KINDS",
    "Component",
    "Shrinkage",
    "combined",
    "fte",
    "net",
    "paid_hours",
    "scheduled",
]


@dataclass(frozen=True)
class Component:
    """One reason for which agents are not available.

    Attributes
    ----------
    name : str
        What it is: ``breaks``, ``training``, ``meetings``, ``coaching``, ``leave``, ``sickness``
        or a name of your own.
    share : float
        Its share of paid time. [fraction]
    planned : bool
        Known when the schedule is made (a meeting), or not (sickness).
    in_office : bool
        At work but not on contacts (training), or away (leave).
    """

    name: str
    share: float
    planned: bool = True
    in_office: bool = True

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise InputError(
                f"name must be text such as 'breaks': got {value_text(self.name)}.",
                name="name",
                value=self.name,
            )
        checked("shrinkage", self.share)


# What the usual components are: (planned, in the office).
KINDS: dict[str, tuple[bool, bool]] = {
    "breaks": (True, True),
    "training": (True, True),
    "meetings": (True, True),
    "coaching": (True, True),
    "leave": (True, False),
    "sickness": (False, False),
}


@dataclass(frozen=True)
class Shrinkage:
    """A total and, where known, the components it is made of.

    Attributes
    ----------
    components : tuple of Component
        A single component named ``all`` is a total without a breakdown.
    additive : bool
        True if all shares are of the same paid hours and add up; False if each applies to what the
        others leave: ``1 - (1 - s1)(1 - s2)…``.

    Examples
    --------
    >>> Shrinkage.parse("breaks=8%,leave=10%").total
    0.18
    >>> DEFAULT.total, DEFAULT.without("breaks").total
    (0.3, 0.22)
    """

    components: tuple[Component, ...]
    additive: bool = True

    def __post_init__(self) -> None:
        parts = self.components
        if not isinstance(parts, tuple | list) or not all(
            isinstance(part, Component) for part in parts
        ):
            raise InputError(
                f"components must be a tuple of Component: got {value_text(parts)}; for a share "
                f"or text use Shrinkage.parse({parts if isinstance(parts, str) else '30%'!r}).",
                name="components",
                value=parts,
            )
        SHRINKAGE_COMPONENTS.check("shrinkage", len(self.components))
        names = [part.name for part in self.components]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(f"shrinkage names {', '.join(twice)} twice.", name="shrinkage")
        _below_one(self.total)

    @property
    def total(self) -> float:
        """Total share of paid time, a fraction."""
        return float(combined(*(c.share for c in self.components), additive=self.additive))

    def without(self, name: str) -> Shrinkage:
        """The same without one component, for a schedule that places it itself."""
        return Shrinkage(tuple(c for c in self.components if c.name != name), self.additive)

    @property
    def text(self) -> str:
        """The notation that `parse` reads: a total, or every component with its share.

        Examples
        --------
        >>> Shrinkage.parse("breaks=8%, leave=10%").text
        'breaks=8%,leave=10%'
        >>> Shrinkage.parse("leave=10% then project (unplanned away)=5%").text
        'leave=10% then project (unplanned away)=5%'
        """
        parts = self.components
        if len(parts) == 1 and parts[0] == Component("all", parts[0].share):
            return units.exact_percent_text(parts[0].share)
        return ("," if self.additive else " then ").join(map(_component_text, parts))

    @classmethod
    def parse(cls, text: str | float) -> Shrinkage:
        """Shrinkage as written on a command line: ``30%`` or ``breaks=8%,training=3%``.

        Components with commas between them are all shares of the same paid hours: they add up.
        With ``then`` between them, each applies to what those before it leave:
        ``leave=10% then sickness=5%``.
        """
        if not isinstance(text, str) or "=" not in text:
            return cls((Component("all", _below_one(units.fraction(text, "shrinkage"))),))
        additive = not _THEN.search(text)
        items = text.split(",") if additive else _THEN.split(text)
        SHRINKAGE_COMPONENTS.check("shrinkage", len(items))
        return cls(tuple(_component(item, text) for item in items), additive)


_THEN = re.compile(r"\s+then\s+")
# What a component is, where its name alone does not say so: "project (planned away)=5%".
_PLANNED = {"planned": True, "unplanned": False}
_IN_OFFICE = {"in office": True, "away": False}
_NOTED = re.compile(r"(?P<name>.*\S)\s*\((?P<planned>[a-z]+) (?P<place>[a-z ]+)\)")


def _component(item: str, text: object) -> Component:
    """A component of a text such as ``breaks=8%``."""
    name, equals, share = (piece.strip().lower() for piece in item.partition("="))
    if not (name and equals):
        raise InputError(
            f"shrinkage must read like 30% or breaks=8%,leave=10%: got {item!r}.",
            name="shrinkage",
            value=text,
        )
    kind = KINDS.get(name, (True, True))
    noted = _NOTED.fullmatch(name)
    if noted and noted["planned"] in _PLANNED and noted["place"] in _IN_OFFICE:
        name, kind = noted["name"], (_PLANNED[noted["planned"]], _IN_OFFICE[noted["place"]])
    value = _below_one(units.fraction(share, f"shrinkage {name}"))
    return Component(name, value, *kind)


def _component_text(part: Component) -> str:
    """A component as `_component` reads it."""
    share = units.exact_percent_text(part.share)
    if KINDS.get(part.name, (True, True)) == (part.planned, part.in_office):
        return f"{part.name}={share}"
    planned = "planned" if part.planned else "unplanned"
    return f"{part.name} ({planned} {'in office' if part.in_office else 'away'})={share}"


def _below_one(share: float) -> float:
    """The total, refused where it leaves no paid time."""
    if share >= 1:
        raise InputError(
            f"shrinkage must leave some paid time: got {units.percent_text(share)}; "
            "it is a share of paid time below 100 %.",
            name="shrinkage",
            value=share,
        )
    return share


@overload
def combined(*shares: Scalar, additive: bool = ...) -> float: ...
@overload
def combined(*shares: Floats, additive: bool = ...) -> FloatArray: ...
def combined(*shares: Floats, additive: bool = False) -> FloatOut:
    """Total shrinkage of several shares of paid time.

    ::

        s = 1 - (1 - s₁)(1 - s₂)…      each applies to what the others leave
        s = s₁ + s₂ + …                additive: all are shares of the same paid hours

    Parameters
    ----------
    *shares : array_like
        Shares that broadcast together. [fraction]
    additive : bool
        True if all are shares of the same paid hours.

    Returns
    -------
    float or ndarray
        The total. [fraction]

    Raises
    ------
    InputError
        If a share lies outside [0, 1), or shares that add up reach 1.

    Examples
    --------
    10 % on leave, and 5 % of the others in training:

    >>> combined(0.10, 0.05)
    0.145

    References
    ----------
    - G. Koole, *Call Center Optimization*, MG Books, 2013, section on shrinkage.
    """
    arrays = [checked("shrinkage", share) for share in shares]
    if additive:
        return _total(arrays)
    left = np.ones(())
    for share in arrays:
        left = left * (1.0 - share)
    return unwrap_scalar(1.0 - left)


def _total(arrays: list[FloatArray]) -> FloatOut:
    """The sum, in decimal for single numbers."""
    if all(share.ndim == 0 for share in arrays):
        # in decimal: 0.1 + 0.2 is 0.3 here, as the person who wrote the shares expects
        total = sum((Decimal(repr(share.item())) for share in arrays), Decimal(0))
        return unwrap_scalar(checked("shrinkage", float(total)))
    return unwrap_scalar(checked("shrinkage", sum(arrays, np.zeros(()))))


@overload
def scheduled(
    agents: Scalar,
    shrinkage: Scalar,
    *,
    round_up: Literal[True] = ...,
) -> int: ...
@overload
def scheduled(agents: Scalar, shrinkage: Scalar, *, round_up: bool = ...) -> float: ...
@overload
def scheduled(agents: Floats, shrinkage: Floats, *, round_up: bool = ...) -> IntArray: ...
@doc_parameters
def scheduled(agents: Floats, shrinkage: Floats, *, round_up: bool = True) -> IntOut:
    """Scheduled agents so that `agents` remain on contacts.

    ::

        N = ⌈ n / (1 - s) ⌉

    A quotient within rounding error of an integer is that integer: 21 agents at 30 % take 30,
    though ``21 / (1 - 0.3)`` is 30.000000000000004 in binary arithmetic.

    Parameters
    ----------
    agents : array_like
        Agents on contacts n; may be fractional. [agents]
    shrinkage : array_like
        Shrinkage s, a share of paid time. [fraction]
    round_up : bool
        False returns the unrounded quotient.

    Returns
    -------
    int, float or ndarray
        Scheduled agents N; integers unless `round_up` is False or there is a NaN. [agents]

    %(raises)s

    Examples
    --------
    >>> scheduled([21, 14, 0], 0.30)
    array([30, 20,  0])
    >>> scheduled(14, 0.30, round_up=False)
    20.0

    See Also
    --------
    net : the inverse.

    References
    ----------
    - ICMI, *Call Center Management on Fast Forward*, chapter on rostered staff factors.
    """
    agents, shrinkage = checked_arrays(agents=agents, shrinkage=shrinkage)
    quotient = agents / (1.0 - shrinkage)
    if not round_up:
        return unwrap_scalar(quotient)
    # 1 - s is off by up to eps/2, which the division magnifies by 1 / (1 - s)
    slack = quotient * (4 * np.finfo(float).eps / (1.0 - shrinkage))
    return unwrap_integers(ceil_at_ties(quotient, slack))


@overload
def net(scheduled: Scalar, shrinkage: Scalar) -> float: ...
@overload
def net(scheduled: Floats, shrinkage: Floats) -> FloatArray: ...
@doc_parameters
def net(scheduled: Floats, shrinkage: Floats) -> FloatOut:
    """Agents on contacts of those scheduled.

    ::

        n = N (1 - s)

    Parameters
    ----------
    scheduled : array_like
        Scheduled agents N. [agents]
    shrinkage : array_like
        Shrinkage s, a share of paid time. [fraction]

    Returns
    -------
    float or ndarray
        Agents on contacts on average; usually fractional. [agents]

    %(raises)s

    Examples
    --------
    >>> net([30, 31], 0.30)
    array([21. , 21.7])

    References
    ----------
    - ICMI, *Call Center Management on Fast Forward*, chapter on rostered staff factors.
    """
    scheduled, shrinkage = checked_arrays(scheduled=scheduled, shrinkage=shrinkage)
    return unwrap_scalar(scheduled * (1.0 - shrinkage))


@overload
def paid_hours(scheduled: Scalar, interval: Scalar) -> float: ...
@overload
def paid_hours(scheduled: Floats, interval: Floats) -> FloatArray: ...
@doc_parameters
def paid_hours(scheduled: Floats, interval: Floats) -> FloatOut:
    """Paid hours of the agents scheduled in each interval.

    ::

        H = N · interval / 3600

    Parameters
    ----------
    scheduled : array_like
        Scheduled agents N. [agents]
    %(interval)s

    Returns
    -------
    float or ndarray
        Hours. [hours]

    %(raises)s

    Examples
    --------
    >>> paid_hours([26, 20], 1800)
    array([13., 10.])

    References
    ----------
    - Cisco Workforce Management reports: paid hours of a period.
    """
    scheduled, interval = checked_arrays(scheduled=scheduled, interval=interval)
    return unwrap_scalar(scheduled * interval / 3600.0)


@overload
def fte(
    paid_hours: Scalar,
    contract_hours: Scalar = ...,
    *,
    weeks: float = ...,
) -> float: ...
@overload
def fte(
    paid_hours: Floats,
    contract_hours: Floats = ...,
    *,
    weeks: float = ...,
) -> FloatArray: ...
@doc_parameters
def fte(paid_hours: Floats, contract_hours: Floats = 40.0, *, weeks: float = 1.0) -> FloatOut:
    """Full-time equivalents of the paid hours of a number of weeks.

    ::

        FTE = paid hours / (contract hours per week · weeks)

    Parameters
    ----------
    paid_hours : array_like
        Paid hours of the whole period, shrinkage included. [hours]
    contract_hours : array_like
        Paid hours of one full-time contract. [hours per week]
    weeks : float
        Length of the period; ``52 / 12`` for an average month. [weeks]

    Returns
    -------
    float or ndarray
        FTE, unrounded: two people of 20 hours are one. [FTE]

    %(raises)s

    Examples
    --------
    A position staffed day and night takes 4.2 full-time contracts, before shrinkage:

    >>> fte(24 * 7)
    4.2

    References
    ----------
    - Cisco Workforce Management reports: FTE is paid hours over the working hours of the period.
    """
    paid_hours, contract_hours = checked_arrays(
        paid_hours=paid_hours, contract_hours=contract_hours
    )
    if not isinstance(weeks, Real) or not weeks > 0:
        raise InputError(f"weeks must be > 0: got {value_text(weeks)}.", name="weeks", value=weeks)
    return unwrap_scalar(paid_hours / (contract_hours * weeks))


DEFAULT = Shrinkage(
    tuple(
        Component(name, share, *KINDS[name])
        for name, share in (
            ("breaks", 0.08),
            ("training", 0.03),
            ("meetings", 0.02),
            ("coaching", 0.02),
            ("leave", 0.10),
            ("sickness", 0.05),
        )
    )
)
