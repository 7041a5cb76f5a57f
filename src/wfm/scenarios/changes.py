"""Changes of the inputs of a plan as they are written: ``±10%``, ``+30s``, ``25%,35%``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import inf
from typing import Any, Literal, NamedTuple, TypeAlias

from wfm import units
from wfm.errors import InputError
from wfm.option_text import option
from wfm.printable_text import value_text
from wfm.shrinkage import Shrinkage
from wfm.targets import Target

__all__ = ["AXES", "Change", "Changes", "parse_changes", "split_base"]

# The inputs that scenarios change, in the order in which they are listed.
AXES = ("volume", "aht", "shrinkage", "target", "patience", "cost")
Changes: TypeAlias = "str | float | Target | Shrinkage | tuple[float, float] | Sequence[Any]"

_SIGN = re.compile(r"\s*(±|\+/-|\+-|-\+|\+|-|−)\s*")
_SIGNS = {"+": (1,), "-": (-1,), "\N{MINUS SIGN}": (-1,)}  # others: both
_HIGHEST = 1000  # %, of a change; a larger one is more likely a wrong unit
_NONE = ("none", "no")


class Change(NamedTuple):
    """One change of one input.

    Attributes
    ----------
    axis : str
        One of `AXES`.
    text : str
        As it is listed: "+10%", "25%", "80/20".
    kind : {"times", "plus", "value"}
        Whether the input is multiplied by `amount`, `amount` is added to it, or replaces it.
    amount : float, Target or Shrinkage
        Of the volume [contacts], AHT or patience [s], or cost of a paid hour [currency].
    """

    axis: str
    text: str
    kind: Literal["times", "plus", "value"]
    amount: Any

    @property
    def label(self) -> str:
        """The input with its change: "volume +10%"."""
        name = {"aht": "AHT", "cost": "cost per hour"}.get(self.axis, self.axis)
        return f"{name} {self.text}"

    @property
    def words(self) -> str:
        """The change for a file, where a sign in front would make a cell a formula.

        Examples
        --------
        >>> [change.words for change in parse_changes("volume", "±10%, 9000")]
        ['10% less', '10% more', '9000']
        """
        if self.kind == "value":
            return self.text
        return f"{self.text[1:]} {'less' if self.text[0] == '-' else 'more'}"

    def applied(self, value: Any) -> Any:
        """The input after the change.

        Parameters
        ----------
        value : float or array
            The input before.

        Examples
        --------
        >>> Change("aht", "+10%", "times", 1.1).applied(200.0)
        220.00000000000003
        """
        if self.kind == "times":
            return value * self.amount
        return value + self.amount if self.kind == "plus" else self.amount


def parse_changes(axis: str, values: Changes, name: str = "") -> tuple[Change, ...]:
    """The changes of one input.

    Parameters
    ----------
    axis : str
        One of `AXES`.
    values : str, number or sequence
        Changes with commas between them, or a sequence of them: ``±10%`` for 10 % less and 10 %
        more, ``+10%``, ``-10%``, ``+30s``, or a value such as ``4m`` or ``80/20``. Shrinkage by
        component has semicolons between its values.
    name : str
        How errors name it; by default the option.

    Raises
    ------
    InputError
        For anything else, with what it could mean.

    Examples
    --------
    >>> [change.text for change in parse_changes("volume", "±10%, +25%")]
    ['-10%', '+10%', '+25%']
    >>> parse_changes("shrinkage", "25%,35%")[0].amount.total
    0.25
    """
    name = name or option(axis)
    changes: list[Change] = []
    for item in _items(axis, values):
        for change in _parsed(axis, item, name):
            if change in changes:
                raise InputError(
                    f"{name} has {change.text} twice; leave one out.", name=axis, value=values
                )
            changes.append(change)
    if not changes:
        raise InputError(f"{name} must have a value: got {value_text(values)}.", name=axis)
    return tuple(changes)


def split_base(
    axis: str, values: Changes | None, name: str = "", *, has_centre: bool = False
) -> tuple[Changes | None, tuple[Change, ...]]:
    """One value of an input is that of the base; several, and changes, are scenarios beside it.

    The base of a centre is in its file: there a single value is a scenario too, except of the AHT.

    Parameters
    ----------
    axis : str
        One of `AXES`.
    values : str, number, sequence or None
        As for `parse_changes`.
    name : str
        How errors name it.
    has_centre : bool
        Whether the base is a centre.

    Returns
    -------
    tuple
        The value of the base or None, and the changes.

    Examples
    --------
    >>> split_base("target", "80/20")
    ('80/20', ())
    >>> split_base("shrinkage", "25%,35%")[0] is None
    True
    """
    if values is None:
        return None, ()
    items = list(_items(axis, values))
    signed = any(isinstance(item, str) and _SIGN.match(item) for item in items)
    is_base = axis == "aht" or (axis != "volume" and not has_centre)
    if len(items) == 1 and not signed and is_base:
        return items[0], ()
    return None, parse_changes(axis, values, name)


def _items(axis: str, values: Changes) -> Iterator[Any]:
    """The single items of a text or a sequence."""
    if isinstance(values, str):
        by_component = axis == "shrinkage" and "=" in values
        yield from (item.strip() for item in values.split(";" if by_component else ","))
    elif axis == "target" and isinstance(values, tuple) and _is_pair(values):
        yield values
    elif (as_list := getattr(values, "tolist", None)) is not None:  # an array or a column
        yield from _items(axis, as_list())
    elif isinstance(values, Sequence) and not isinstance(values, bytes | bytearray):
        for item in values:
            if isinstance(item, str):
                yield from _items(axis, item)
            else:
                yield item
    else:
        yield values


def _is_pair(values: tuple[Any, ...]) -> bool:
    """Whether a tuple is one target, (0.8, 20), and no sequence of targets."""
    return len(values) == 2 and all(isinstance(one, int | float) for one in values)


def _parsed(axis: str, item: Any, name: str) -> Iterator[Change]:
    """The change of one item, or the two of ``±``."""
    sign = _SIGN.match(item) if isinstance(item, str) else None
    if sign is None:
        yield _value(axis, item, name)
        return
    rest = item[sign.end() :].strip()
    for factor in _SIGNS.get(sign[1], (-1, 1)):
        yield _signed(axis, factor, rest, item, name)


def _signed(axis: str, sign: int, rest: str, item: str, name: str) -> Change:
    """A change by a percentage, or by seconds or money."""
    if axis in ("shrinkage", "target"):
        raise InputError(f"{name} {_no_changes(axis)}: got {item!r}.", name=axis, value=item)
    mark = "+" if sign > 0 else "-"
    if rest.endswith("%"):
        percent = sign * units.number(rest[:-1].strip(), f"the change of {name}")
        least = -100 if axis == "volume" else -99.999
        if not least <= percent <= _HIGHEST:
            raise InputError(
                f"{name} must change by {least:g}% to +{_HIGHEST}%: got {item!r}.",
                name=axis,
                value=item,
            )
        factor = float(1 + Decimal(repr(percent)) / 100)
        return Change(axis, f"{mark}{abs(percent):.10g}%", "times", factor)
    if axis == "volume":
        raise InputError(
            f"{name} must be a change in percent, such as +10%, or all contacts of the forecast "
            f"without a sign: got {item!r}; a comma separates values.",
            name=axis,
            value=item,
        )
    read = units.number if axis == "cost" else units.duration
    return Change(axis, f"{mark}{rest}", "plus", sign * read(rest, f"the change of {name}"))


def _no_changes(axis: str) -> str:
    """Why a sign is refused, and what to write."""
    if axis == "target":
        return "must be targets such as 80/20,90/60"
    return (
        "must be shares such as 25%,35%, because +5% of 30% may mean 35% or 31.5%; write the "
        "share itself"
    )


def _value(axis: str, item: Any, name: str) -> Change:
    """A value that replaces the input."""
    if axis == "target":
        target = item if isinstance(item, Target) else _target(item)
        return Change(
            axis, item if isinstance(item, str) else _target_text(target), "value", target
        )
    if axis == "shrinkage":
        share = item if isinstance(item, Shrinkage) else Shrinkage.parse(item)
        return Change(axis, item if isinstance(item, str) else share.text, "value", share)
    text = str(item)
    if text.endswith("%"):
        raise InputError(
            f"{name} must have a sign where it is a change: got {text!r}; write +{text} for more, "
            f"-{text} for less, or ±{text} for both.",
            name=axis,
            value=item,
        )
    return Change(axis, text, "value", _amount(axis, item, text, name))


def _amount(axis: str, item: Any, text: str, name: str) -> float:
    """A volume, a handle time, a patience or a cost."""
    if axis == "patience" and text.lower() in _NONE:
        return inf
    if axis in ("volume", "cost"):
        amount = units.typed(units.number, text, name)
    else:
        read: Any = units.handle_time if axis == "aht" else units.duration
        amount = units.typed(read, item, name) if isinstance(item, str) else read(item, name)
    if amount < 0 or (amount == 0 and axis != "cost"):
        raise InputError(f"{name} must be above 0: got {text!r}.", name=axis, value=item)
    return float(amount)


def _target(item: Any) -> Target:
    """A target of a text or a pair."""
    if isinstance(item, tuple) and _is_pair(item):
        return Target(*item)
    if not isinstance(item, str):
        raise InputError(
            f"target must be like '80/20' or (0.8, 20): got {value_text(item)}.", name="target"
        )
    return Target.parse(item)


def _target_text(target: Target) -> str:
    """A target as its scenario is listed."""
    if target.service_level is None:
        return f"ASA {units.duration_text(target.asa)}" if target.asa is not None else "other"
    return f"{100 * target.service_level:.10g}/{target.limit:.10g}"
