"""The values in ``centre.toml`` as planners write them: '3m', '85%', '85/60', '08:00-22:00'."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BeforeValidator, Field, PlainValidator

from wfm import units
from wfm.centre.records import Dated, Ramp
from wfm.config.similar_words import nearest
from wfm.config.toml_table import worded
from wfm.public_holidays import public_holidays
from wfm.targets import Target
from wfm.units import ResponseTime

__all__ = [
    "Ages",
    "DatedChange",
    "DatedPart",
    "DatedShare",
    "DatedSurplus",
    "Goal",
    "HandleTimes",
    "Place",
    "ResponseTimes",
    "Seconds",
    "Share",
    "TimeSpan",
    "Zone",
]

Seconds = Annotated[
    float,
    BeforeValidator(worded(lambda v: units.duration(v, "it"))),
    Field(gt=0, allow_inf_nan=False),
]
_HandleTime = Annotated[
    float,
    BeforeValidator(worded(lambda v: units.handle_time(v, "it"))),
    Field(gt=0, allow_inf_nan=False),
]
Share = Annotated[float, BeforeValidator(worded(lambda v: units.fraction(v, "it")))]
_BY_DATE = "a value, or values by date such as {2026-03-02 = '20%', 2026-12-01 = '30%'}"


def _signed(value: object) -> float:
    """A fraction that may be negative: '-5%'."""
    text = str(value).strip()
    share: float = worded(lambda v: units.fraction(v, "it"))(text.lstrip("+-"))
    return -share if text.startswith("-") else share


def _response_time(value: object) -> ResponseTime:
    """A response time: '24h', '2 business days', '7 calendar days'."""
    time: ResponseTime = worded(lambda v: units.response_time(v, "it"))(value)
    if time.seconds + time.business_days <= 0:
        raise ValueError("must be greater than 0")
    return time


def _age(value: object) -> ResponseTime:
    """An age, written like a response time; what has just arrived is 0 old."""
    time: ResponseTime = worded(lambda v: units.response_time(v, "it"))(value)
    return time


def _by_date(
    read: Callable[[object], float], words: str, is_allowed: Callable[[float], bool]
) -> Callable[[object], Dated]:
    """A validator of a figure, or of figures by date, that must all be in a domain."""

    def number(value: object) -> float:
        figure = read(value)
        if not is_allowed(figure):
            raise ValueError(f"must be {words}")
        return figure

    def validate(value: object) -> Dated:
        if isinstance(value, Ramp):
            return value
        if not isinstance(value, dict):
            return number(value)
        points = []
        for text, item in value.items():
            try:
                points.append((date.fromisoformat(text), number(item)))
            except ValueError as error:
                wrong = "" if "isoformat" in str(error) else f"; {item!r} on {text} {error}"
                raise ValueError(f"must be {_BY_DATE}{wrong or f', got {text!r}'}") from None
        if not points:
            raise ValueError(f"must be {_BY_DATE}")
        return Ramp(tuple(sorted(points)))

    return validate


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
        raise ValueError(
            "must close after it opens, and no later than 24:00; day and night is '00:00-24:00'"
        )
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


_fraction: Callable[[object], float] = worded(lambda v: units.fraction(v, "it"))
DatedShare = Annotated[
    Dated, PlainValidator(_by_date(_fraction, "less than 1", lambda share: share < 1))
]
DatedPart = Annotated[
    Dated,
    PlainValidator(
        _by_date(_fraction, "greater than 0 and at most 1", lambda share: 0 < share <= 1)
    ),
]
DatedSurplus = Annotated[
    Dated, PlainValidator(_by_date(_fraction, "0 or more", lambda share: share >= 0))
]
DatedChange = Annotated[
    Dated, PlainValidator(_by_date(_signed, "greater than -1", lambda change: change > -1))
]
ResponseTimes = Annotated[ResponseTime, PlainValidator(_response_time)]
Ages = Annotated[ResponseTime, PlainValidator(_age)]
TimeSpan = Annotated[tuple[int, int], BeforeValidator(_hours)]
Goal = Annotated[Target, BeforeValidator(_target)]
HandleTimes = Annotated[tuple[_HandleTime, ...], BeforeValidator(_several)]
Place = Annotated[str, BeforeValidator(_place)]
Zone = Annotated[str, BeforeValidator(_zone)]
