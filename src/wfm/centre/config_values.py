"""The values in ``centre.toml`` as planners write them: '3m', '85%', '85/60', '08:00-22:00'."""

from __future__ import annotations

import re
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BeforeValidator, Field

from wfm import units
from wfm.centre.opening_hours import public_holidays
from wfm.config.toml_file import nearest, worded
from wfm.targets import Target

__all__ = ["Change", "Goal", "HandleTimes", "Hours", "Place", "Seconds", "Share", "Zone"]

Seconds = Annotated[
    float,
    BeforeValidator(worded(lambda v: units.duration(v, "it"))),
    Field(gt=0, allow_inf_nan=False),
]
Share = Annotated[float, BeforeValidator(worded(lambda v: units.fraction(v, "it")))]


def _signed(value: object) -> float:
    """A fraction that may be negative: '-5%'."""
    text = str(value).strip()
    share: float = worded(lambda v: units.fraction(v, "it"))(text.lstrip("+-"))
    return -share if text.startswith("-") else share


def _target(value: object) -> Target:
    """A service target: '85/60'."""
    target: Target = worded(lambda v: Target.parse(str(v)))(value)
    return target


def _hours(value: object) -> tuple[int, int]:
    """Opening hours in minutes after midnight; (0, 0) for a closed day."""
    match = re.fullmatch(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)", str(value).strip())
    if str(value).strip() == "closed":
        return 0, 0
    if not match:
        raise ValueError("must be opening hours, such as '08:00-22:00' or 'closed'")
    begin, end = (int(match[h]) * 60 + int(match[h + 1]) for h in (1, 3))
    if not begin < end <= 1440:
        raise ValueError("must close after it opens, and no later than 24:00")
    return begin, end


def _place(value: object) -> str:
    """A country or region that has public holidays."""
    place = str(value).strip()
    if place:
        worded(lambda v: public_holidays(v, [2026]))(place)
    return place


def _zone(value: object) -> str:
    """A time zone of the IANA database."""
    try:
        return str(ZoneInfo(str(value)))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        names = sorted(available_timezones())
        raise ValueError(
            f"must be a time zone, such as 'Europe/Vienna'{nearest(str(value), names)}"
        ) from None


def _several(value: object) -> tuple[Any, ...]:
    """One value or a list of them, as a tuple."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


Change = Annotated[float, BeforeValidator(_signed)]
Hours = Annotated[tuple[int, int], BeforeValidator(_hours)]
Goal = Annotated[Target, BeforeValidator(_target)]
HandleTimes = Annotated[tuple[Seconds, ...], BeforeValidator(_several)]
Place = Annotated[str, BeforeValidator(_place)]
Zone = Annotated[str, BeforeValidator(_zone)]
