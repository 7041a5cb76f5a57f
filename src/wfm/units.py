"""Durations and fractions as people write them, in and out.

Units are converted here: the rest of the package uses seconds and fractions only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import timedelta
from numbers import Real
from typing import Literal, NamedTuple, overload

from wfm.errors import InputError
from wfm.number_text import grouping_cure, number_cure, number_in
from wfm.printable_text import value_text

__all__ = [
    "LARGEST",
    "LONGEST",
    "Clock",
    "ResponseTime",
    "duration",
    "duration_text",
    "exact_percent_text",
    "fraction",
    "given_percent_text",
    "handle_time",
    "number",
    "number_text",
    "percent_text",
    "response_time",
    "typed",
    "wait_text",
    "whole_number",
    "with_one_meaning",
]

# What no number of contacts, agents or money exceeds, and no duration: 100 years. [s]
LARGEST = 1e12
LONGEST = 36_525 * 86_400.0
_MOST_PERCENT = 1e6

Clock = Literal["", "business", "calendar"]


_PARTS = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:(business|calendar)\s+)?"
    r"(weeks?|w|days?|d|hours?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])\s*",
    re.IGNORECASE,
)
_SECONDS = {"w": 7 * 86400.0, "d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}
_NOTATIONS = "write seconds, or 90s, 3m, 1h30m, 1.5d, 1w"


class ResponseTime(NamedTuple):
    """A time within which work is done: seconds, and of which clock.

    Attributes
    ----------
    seconds : float
        Its part that is not in business days. [s]
    business_days : float
        Its part in business days, whose length the opening hours give. [days]
    clock : {"", "business", "calendar"}
        "business": opening hours only; "calendar": all hours; "" where the text does not say.
    """

    seconds: float
    business_days: float = 0.0
    clock: Clock = ""


def duration(text: str | float | timedelta, name: str = "duration") -> float:
    """Seconds of a duration: ``"3m"``, ``"3m30s"``, ``"1.5h"``, ``"7d"``, ``"1w"`` or ``180``.

    Parameters
    ----------
    text : str, float or timedelta
        A number is seconds already. A day is 24 hours.
    name : str
        What it is, for the error.

    Raises
    ------
    InputError
        For more than 100 years, and for anything else; ``3:30`` is refused because it may be
        minutes or hours, and business days and hours because only response times know the
        opening hours.

    Examples
    --------
    >>> duration("3m30s"), duration("0.5h"), duration("1.5d"), duration(20)
    (210.0, 1800.0, 129600.0, 20.0)
    """
    time = response_time(text, name, _NOTATIONS)
    if time.clock == "business":
        raise InputError(
            f"{name} must be a duration that needs no opening hours: got {text!r}; {_NOTATIONS}.",
            name=name,
            value=text,
        )
    return time.seconds


def handle_time(text: str | float | timedelta, name: str = "aht") -> float:
    """Seconds of an average handle time, as `duration`; a doubtful number needs a unit.

    A contact is rarely shorter than 15 s or longer than 2 h: a number without a unit below or
    above is more likely in minutes or in milliseconds.

    Raises
    ------
    InputError
        For text that is no duration, and for a number without a unit below 15 or above 7200.

    Examples
    --------
    >>> handle_time("4.6m"), handle_time("4.6s"), handle_time(240)
    (276.0, 4.6, 240.0)
    >>> handle_time("4.6", "--aht")
    Traceback (most recent call last):
    wfm.errors.InputError: --aht must have a unit: got '4.6'; write 4.6m for 4 min 36 s, or 4.6s.
    """
    seconds = duration(text, name)
    has_unit = isinstance(text, timedelta) or (
        isinstance(text, str) and re.search("[a-z]", text.replace("e", ""), re.I)
    )
    if has_unit or seconds == 0 or 15 <= seconds <= 7200 or math.isinf(seconds):
        return seconds
    unit, scale = ("m", 60.0) if seconds < 15 else ("s", 1e-3)
    likely = seconds if seconds < 15 else seconds / 1000
    quote = "" if isinstance(text, str) else '"'
    raise InputError(
        f"{name} must have a unit: got {text!r}; write {quote}{likely:.15g}{unit}{quote} for "
        f"{duration_text(seconds * scale)}, or {quote}{seconds:.15g}s{quote}.",
        name=name,
        value=text,
    )


def response_time(
    text: str | float | timedelta,
    name: str = "response time",
    notations: str = f"{_NOTATIONS}, 2 business days, 4 business hours",
) -> ResponseTime:
    """A duration that may count business or calendar time.

    Days and weeks are calendar time unless they are business days.

    Parameters
    ----------
    text : str, float or timedelta
        A number is seconds.
    name, notations : str
        What it is, and what may be written, for the error.

    Raises
    ------
    InputError
        For anything else, or if business and calendar time are mixed.

    Examples
    --------
    >>> response_time("4 business hours")
    ResponseTime(seconds=14400.0, business_days=0.0, clock='business')
    >>> response_time("2 business days").business_days, response_time("1w").clock
    (2.0, 'calendar')
    """
    if isinstance(text, timedelta):
        text = text.total_seconds()
    if isinstance(text, Real) and not isinstance(text, bool):
        if LONGEST < text < math.inf:
            raise _too_long(text, name)
        return ResponseTime(float(text))
    if not isinstance(text, str):
        raise InputError(
            f"{name} must be a duration: got {value_text(text)}; {notations}.",
            name=name,
            value=text,
        )
    stripped = text.strip()
    time = ResponseTime(number_in(stripped))
    if math.isnan(time.seconds):
        time = _response_time(stripped)
    if max(time.seconds, time.business_days * 86400) > LONGEST and "inf" not in stripped.lower():
        raise _too_long(text, name)
    if not math.isfinite(time.seconds) or time.seconds < 0:
        cure = _duration_cure(stripped) or notations
        raise InputError(
            f"{name} must be a duration: got {value_text(text)}; {cure}.", name=name, value=text
        )
    return time


def _too_long(value: object, name: str) -> InputError:
    """The error of a duration that is none of contact centres."""
    return InputError(
        f"{name} must be at most 100 years: got {value_text(value)}.", name=name, value=value
    )


def _duration_cure(text: str) -> str:
    """What to write for a clock time or a decimal comma; empty for any other text."""
    clock = re.fullmatch(r"(\d+):(\d\d)(?::(\d\d))?", text)
    if clock and clock[3]:
        return f"write {int(clock[1])}h{int(clock[2])}m{int(clock[3])}s"
    if clock:
        first, second = int(clock[1]), int(clock[2])
        return f"write {first}m{second}s for minutes and seconds, or {first}h{second}m for hours"
    point = text.replace(",", ".")
    if point != text and math.isfinite(_response_time(point).seconds):
        return f"write {point}"
    return number_cure(text) if "," in text else ""


def _response_time(text: str) -> ResponseTime:
    """The parts of a duration added up; NaN seconds if there is anything else in the text."""
    parts = [(float(n), kind.lower(), unit[0].lower()) for n, kind, unit in _PARTS.findall(text)]
    kinds = {kind for _, kind, _ in parts}
    if "".join(_PARTS.split(text)[::4]) or not parts or {"business", "calendar"} <= kinds:
        return ResponseTime(math.nan)
    business = "business" in kinds
    days = math.fsum(n for n, kind, unit in parts if kind == "business" and unit == "d")
    mixed = business and any(unit in "dw" for _, kind, unit in parts if kind != "business")
    if mixed or any(kind == "business" and unit == "w" for _, kind, unit in parts):
        return ResponseTime(math.nan)
    seconds = sum(n * _SECONDS[u] for n, kind, u in parts if (kind, u) != ("business", "d"))
    calendar = "calendar" in kinds or (not business and any(unit in "dw" for *_, unit in parts))
    return ResponseTime(seconds, days, "business" if business else "calendar" if calendar else "")


def number(text: str, name: str) -> float:
    """A finite number of at most 10¹².

    >>> number("12.5", "volume")
    12.5
    >>> number("1.5k", "volume")
    Traceback (most recent call last):
    wfm.errors.InputError: volume must be a number: got '1.5k'; write 1500.
    """
    value = number_in(_text(text, name))
    if abs(value) > LARGEST and "inf" not in text.lower():
        raise InputError(
            f"{name} must be at most {LARGEST:,.0f}: got {value_text(text)}.", name=name, value=text
        )
    if not math.isfinite(value):
        cure = number_cure(text)
        raise InputError(
            f"{name} must be a number: got {value_text(text)}{cure and f'; {cure}'}.",
            name=name,
            value=text,
        )
    return value


def _text(text: str, name: str) -> str:
    """A number as text, of a value that must be text."""
    if not isinstance(text, str):
        raise InputError(
            f"{name} must be text: got {value_text(text)}; write it in quotes.",
            name=name,
            value=text,
        )
    return text


@overload
def typed(read: Callable[[str, str], float], text: str, name: str) -> float: ...
@overload
def typed(read: Callable[[str, str], float], text: str | None, name: str) -> float | None: ...
def typed(read: Callable[[str, str], float], text: str | None, name: str) -> float | None:
    """The value of an option as typed, read by one of the functions here; None if not set.

    >>> typed(duration, "1.25", "--asa"), typed(number, None, "--cost")
    (1.25, None)
    """
    return None if text is None else read(with_one_meaning(text, name), name)


def with_one_meaning(text: str, name: str) -> str:
    """The text of a number as typed, refused if it may be grouped in thousands.

    >>> with_one_meaning("1.25", "volume")
    '1.25'
    >>> with_one_meaning("1.200", "volume")
    Traceback (most recent call last):
    wfm.errors.InputError: volume must have one meaning: got '1.200'; write 1200, or 1.2 if '.' is \
the decimal mark.
    """
    if cure := grouping_cure(_text(text, name)):
        raise InputError(
            f"{name} must have one meaning: got {value_text(text)}; {cure}.", name=name, value=text
        )
    return text


def whole_number(value: float, name: str, unit: str = "", least: int = 0) -> int:
    """A whole number from `least` to 10¹².

    Raises
    ------
    InputError
        For any other value.

    Examples
    --------
    >>> whole_number(3, "kinds"), whole_number(3.0, "kinds")
    (3, 3)
    >>> whole_number(10**13, "kinds", least=1)
    Traceback (most recent call last):
    wfm.errors.InputError: kinds must be at most 1,000,000,000,000: got 10000000000000.
    """
    given = isinstance(value, Real) and not isinstance(value, bool)
    if given and LARGEST < value < math.inf:
        raise InputError(
            f"{name} must be at most {LARGEST:,.0f}: got {value_text(value)}.",
            name=name,
            value=value,
        )
    if not (given and least <= value <= LARGEST and float(value).is_integer()):
        kind = f"a whole number of {unit}" if unit else "a whole number"
        raise InputError(
            f"{name} must be {kind}, {least} or more: got {value_text(value)}.",
            name=name,
            value=value,
        )
    return int(value)


def fraction(text: str | float, name: str, most: float = math.inf) -> float:
    """A fraction of ``"85%"`` or ``0.85``; a bare number above 1 is a question, not an answer.

    Parameters
    ----------
    text : str or float
        As given.
    name : str
        Of the option or argument, for errors.
    most : float
        The highest value that it can have. [fraction]

    Raises
    ------
    InputError
        For anything but a fraction or a percentage from 0 to `most`.

    Examples
    --------
    >>> fraction("85%", "max_occupancy"), fraction("0.3", "shrinkage")
    (0.85, 0.3)
    >>> fraction("30", "shrinkage")
    Traceback (most recent call last):
    wfm.errors.InputError: shrinkage must be a fraction or a percentage: got '30'; write 30% or 0.3.
    """
    stripped = value_text(text) if isinstance(text, int) else str(text).strip()
    percent = stripped.endswith("%")
    digits = stripped.removesuffix("%").strip()
    value = number_in(digits)
    if value > _MOST_PERCENT and "inf" not in digits.lower():
        raise InputError(
            f"{name} must be a fraction or a percentage: got {value_text(text)}; write 85% or "
            "0.85.",
            name=name,
            value=text,
        )
    if not math.isfinite(value) or value < 0:
        comma = number_in(digits.replace(",", "."))
        written = f"{comma:.15g}{'%' * percent}" if comma >= 0 else "85% or 0.85"
        raise InputError(
            f"{name} must be a fraction or a percentage: got {value_text(text)}; write {written}.",
            name=name,
            value=text,
        )
    if value > 1 and not percent:
        written = f"{value:g}% or {value / 100:g}" if value <= 100 else "85% or 0.85"
        raise InputError(
            f"{name} must be a fraction or a percentage: got {value_text(text)}; write {written}.",
            name=name,
            value=text,
        )
    share = _hundredth(value) if percent else value
    if share > most:
        raise InputError(
            f"{name} must be at most {100 * most:g} %: got {value_text(text)}.",
            name=name,
            value=text,
        )
    return share


def _hundredth(percent: float) -> float:
    """A percentage as a fraction."""
    # 7 % is the double nearest to 0.07; 7 * 0.01 is not
    return percent / 100


def _figure(value: float, name: str) -> float:
    """A number to write as text."""
    try:
        if not isinstance(value, str):
            return float(value)
    except (TypeError, ValueError, OverflowError):
        pass
    raise InputError(f"{name} must be a number: got {value_text(value)}.", name=name, value=value)


def duration_text(seconds: float) -> str:
    """A duration for reading.

    >>> [duration_text(s) for s in (20, 90, 1800, 5400, 7.84, 3600)]
    ['20 s', '90 s', '30 min', '1 h 30 min', '7.8 s', '1 h']
    """
    seconds = _figure(seconds, "seconds")
    if not math.isfinite(seconds):
        return "∞" if seconds > 0 else ""
    if seconds < 120:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    hours, rest = divmod(round(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (left, "s")]
    return " ".join(f"{n} {unit}" for n, unit in parts if n)


def percent_text(share: float, digits: int = 1) -> str:
    """A measured fraction for reading, always with so many digits.

    >>> percent_text(0.8523), percent_text(0.3, 0), percent_text(-1e-9)
    ('85.2 %', '30 %', '0.0 %')
    """
    share = _figure(share, "share")
    if math.isnan(share):
        return ""
    return f"{round(100 * share, digits) + 0.0:.{digits}f} %"  # -0.0 becomes 0.0


def given_percent_text(share: float) -> str:
    """A fraction as it was set, with all its digits.

    >>> given_percent_text(0.85), given_percent_text(0.995)
    ('85 %', '99.5 %')
    """
    share = _figure(share, "share")
    return f"{100 * share:.10g} %"


def wait_text(seconds: float) -> str:
    """A computed wait, to a tenth of a second.

    >>> wait_text(16), wait_text(math.inf)
    ('16.0 s', '∞')
    """
    seconds = _figure(seconds, "seconds")
    if math.isnan(seconds):
        return ""
    return f"{seconds:.1f} s" if math.isfinite(seconds) else "∞"


def exact_percent_text(share: float) -> str:
    """A fraction as text that `fraction` reads back as the same number.

    >>> exact_percent_text(0.07), exact_percent_text(1 / 3)
    ('7%', '0.3333333333333333')
    """
    share = _figure(share, "share")
    text = f"{100 * share:.13g}%"
    return text if fraction(text, "share") == share else repr(float(share))


def number_text(value: float, digits: int = 1) -> str:
    """A number with thousands apart.

    >>> number_text(17313.0, 0), number_text(1234.56)
    ('17,313', '1,234.6')
    """
    value = _figure(value, "value")
    return f"{value:,.{digits}f}"
