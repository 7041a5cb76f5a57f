"""The values in ``rules.toml`` as planners write them: '8h30m', '07:00-10:00', 'Mon-Fri', '80%'."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from wfm import units
from wfm.config.weekly_values import hours_text, weekday_set, weekdays_text
from wfm.errors import InputError
from wfm.io.forecast.calendar_words import WEEKDAY_NAMES

__all__ = [
    "BreakLength",
    "Percent",
    "Range",
    "RangeUpTo",
    "Rest",
    "Seconds",
    "ShiftLength",
    "Step",
    "Weekday",
    "default_text",
]

_DAY = 86_400


def _seconds(value: object) -> int:
    """A duration in whole minutes, signed."""
    if isinstance(value, int | float):
        raise ValueError("is a number without a unit; write '30m' or '8h30m'")
    text = str(value).strip()
    sign = -1 if text.startswith("-") else 1
    try:
        seconds = units.duration(text.lstrip("+-"))
    except InputError:
        raise ValueError("is not a duration; write '30m', '8h' or '8h30m'") from None
    if seconds % 60:
        raise ValueError("must be whole minutes")
    return sign * int(seconds)


def _weekday(value: object) -> int:
    """One weekday."""
    days = weekday_set(value)
    if len(days) != 1:
        raise ValueError("must be one weekday, such as 'Mon'")
    return next(iter(days))


def _share(value: object) -> float:
    """A fraction or a percentage."""
    try:
        return units.fraction(str(value), "share")
    except InputError as error:
        raise ValueError(str(error)) from None


def _two(value: object) -> tuple[object, object]:
    """A single number is both ends of a range."""
    if not isinstance(value, list):
        return value, value
    if len(value) != 2:
        raise ValueError("must be one number, or [minimum, maximum]")
    return value[0], value[1]


def _at_most(value: object) -> tuple[object, object]:
    """A single number is the maximum; a list is the minimum and the maximum."""
    least, most = _two(value)
    return (least, most) if isinstance(value, list) else (0, most)


def _between(minimum: int, maximum: int) -> Callable[[int], int]:
    """A check of a duration that names its limits as people write them."""

    def check(seconds: int) -> int:
        if not minimum <= seconds <= maximum:
            low, high = units.duration_text(minimum), units.duration_text(maximum)
            shown = f"{'-' * (seconds < 0)}{units.duration_text(abs(seconds))}"
            raise ValueError(f"must be {low} to {high}: got {shown}")
        return seconds

    return check


Seconds = Annotated[int, BeforeValidator(_seconds)]
Step = Annotated[Seconds, AfterValidator(_between(300, _DAY))]
ShiftLength = Annotated[Seconds, AfterValidator(_between(60, _DAY))]
BreakLength = Annotated[Seconds, AfterValidator(_between(60, 14_400))]
Rest = Annotated[Seconds, AfterValidator(_between(0, 7 * _DAY))]
Weekday = Annotated[int, BeforeValidator(_weekday)]
Percent = Annotated[float, BeforeValidator(_share)]
Range = Annotated[tuple[int, int], BeforeValidator(_two)]
_Number = Annotated[float, Field(allow_inf_nan=False)]
RangeUpTo = Annotated[tuple[_Number, _Number], BeforeValidator(_at_most)]


def default_text(value: Any, unit: str) -> str:
    """The default of a key as a file has it.

    >>> default_text(39600, "s"), default_text((5, 5), "days"), default_text(0, "weekday")
    ('11 h', '5', 'Mon')
    """
    if value is None or (isinstance(value, str | tuple | Mapping) and not value):
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, frozenset):
        return weekdays_text(value)
    if isinstance(value, tuple) and unit == "time":
        return hours_text(value)
    if isinstance(value, tuple):
        return " to ".join(dict.fromkeys(f"{one:g}" for one in value))
    if unit == "weekday":
        return WEEKDAY_NAMES[value][:3]
    if unit == "s":
        return units.duration_text(value)
    if unit == "%":
        return units.given_percent_text(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
