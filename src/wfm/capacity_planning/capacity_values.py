"""The values in ``capacity.toml`` as planners write them: '2.5%', '20% a year', {nov = '40%'}."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from math import isfinite
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, PlainValidator

from wfm import units
from wfm.capacity_planning.monthly_values import (
    Entry,
    MonthlyValues,
    entry_of,
    month_of,
    values_by_month,
)
from wfm.config.toml_table import worded
from wfm.printable_text import value_text
from wfm.shrinkage import Shrinkage
from wfm.units import LARGEST

__all__ = [
    "Amounts",
    "AmountsElseNone",
    "DaysChanges",
    "GivenRamp",
    "GivenShrinkage",
    "Growth",
    "Month",
    "MonthNames",
    "NewcomerAht",
    "RampByMonth",
    "Rates",
    "Shares",
    "ShrinkageByMonth",
    "SignedChange",
    "Steps",
    "in_list",
    "share_like",
]

_MONTHS_A_YEAR = 12
_PER = re.compile(
    r"(?P<share>.*?)\s*(?:(?:\b(?:a|per)\s+|/\s*)(?:month|(?P<year>year))|monthly"
    r"|(?P<yearly>p\.?\s*a\.?|per annum|annual(?:ly)?|yearly))",
    re.IGNORECASE | re.DOTALL,
)
_MONTHS_LONG = re.compile(r"(\d+(?:\.\d+)?)\s*(?:months?|mo)", re.IGNORECASE)
# A month in which more people leave is probably a year. [fraction]
_MANY_LEAVERS = 0.1
_LONGEST_RAMP = 24  # months
_SHORTEST_RAMP = 7  # days
_MONTH_DAYS = 365 / 12


class GivenRamp(NamedTuple):
    """Productivity of newcomers as the file has it.

    Attributes
    ----------
    steps : tuple of float
        In the first, second, ... step; empty for a length. [fraction]
    days : float
        Until full productivity, with even growth; 0 for steps. [days]
    """

    steps: tuple[float, ...] = ()
    days: float = 0.0


class GivenShrinkage(NamedTuple):
    """Shrinkage by month, and the reasons that it is made of where the file names them.

    Attributes
    ----------
    values : MonthlyValues
        The total. [fraction]
    reasons : tuple of str
        Names of components; empty for a total.
    """

    values: MonthlyValues
    reasons: tuple[str, ...] = ()


_read_fraction: Callable[[object], float] = worded(lambda v: units.fraction(v, "it"))
_WRITE = re.compile(r"write 85% or 0\.85")


def _fraction(value: object, example: str = "2.5%", most: float = 1.0) -> float:
    """A fraction or a percentage; the cure is of this key and its range."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 1 < value <= most:
        raise ValueError(f"must be a percentage: write '{100 * value:g}%', or '{value:g}%'")
    if isinstance(value, str | int | float) and re.match(r"\s*-\s*\d", str(value)):
        raise ValueError(f"must be 0 % or more, such as '{example}'")
    try:
        return _read_fraction(value)
    except ValueError as error:
        raise ValueError(_WRITE.sub(f"write '{example}'", str(error))) from None


def share_like(
    example: str, *, gt: float | None = None, lt: float | None = None, le: float | None = None
) -> BeforeValidator:
    """A validator of a share with a range, whose words are percentages such as the example."""

    def validate(value: object) -> float:
        share = _fraction(value, example, le or lt or 1.0)
        if gt is not None and share <= gt:
            raise ValueError(f"must be above {100 * gt:g} %, such as '{example}'")
        if lt is not None and share >= lt:
            raise ValueError(f"must be less than {100 * lt:g} %, such as '{example}'")
        if le is not None and share > le:
            raise ValueError(f"must be at most {100 * le:g} %, such as '{example}'")
        return share

    return BeforeValidator(validate)


def _change(value: object) -> float:
    """A change, which may be negative: '+40%', '-12%', 0.4."""
    text = str(value).strip()
    share = _fraction(text[1:].strip() if text[:1] in ("+", "-") else value, "10%")
    change = -share if text.startswith("-") else share
    if change <= -1:
        raise ValueError("must be above -100 %")
    return change


def _season(value: object) -> float:
    """A change of a season; a month may have no contacts."""
    text = str(value).replace(" ", "")
    return -1.0 if text in ("-100%", "-1", "-1.0") else _change(value)


def _signed(value: object) -> float:
    """A change whose sign is written: '30%' of an automation may be meant as less."""
    text = str(value).strip()
    change = _change(value)
    if change > 0 and not text.startswith("+"):
        share = text if isinstance(value, str) else f"{100 * change:g}%"
        raise ValueError(f"must have a sign: write '-{share}' for less or '+{share}' for more")
    return change


def _share(value: object) -> float:
    """A fraction below 1."""
    share = _fraction(value, "30%")
    if share >= 1:
        raise ValueError("must be less than 100 %")
    return share


def _part(value: object) -> float:
    """A fraction of at most 1."""
    share = _fraction(value, "50%")
    if share > 1:
        raise ValueError("must be at most 100 %")
    return share


def _amount(value: object) -> float:
    """A number of 0 or more."""
    if isinstance(value, str):  # as the other numbers of the file, '12' is 12
        value = worded(lambda v: units.typed(units.number, v, "it"))(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("must be a number")
    if not 0 <= value <= LARGEST:
        raise ValueError("must be 0 or more")
    return float(value)


def _attrition(value: object) -> float:
    """A monthly share; a yearly one counts leavers over the average headcount."""
    match = _PER.fullmatch(value.strip()) if isinstance(value, str) else None
    if match and _is_yearly(match):
        share = _fraction(match["share"], "30%")
        rate = share / _MONTHS_A_YEAR
    else:
        rate = _attrition_of_month(match["share"] if match else value)
    if rate > 1:
        raise ValueError("must be at most 100 % a month")
    return rate


def _attrition_of_month(value: object) -> float:
    """A share of a month; other periods have words of their own."""
    try:
        return _fraction(value)
    except ValueError as error:
        if isinstance(value, str) and re.search(r"[a-z]", value, re.IGNORECASE):
            raise ValueError("must be of a month or a year: write '2.5%' or '30% a year'") from None
        raise error


def _growth(value: object) -> MonthlyValues:
    """Growth from one month to the next; yearly growth is compounded."""
    if isinstance(value, MonthlyValues):
        return value
    match = _PER.fullmatch(value.strip()) if isinstance(value, str) else None
    rate = _change(match["share"] if match else value)
    if match and _is_yearly(match):
        monthly = (1.0 + rate) ** (1.0 / _MONTHS_A_YEAR) - 1.0
        note = f"{str(value).strip()} is {100 * monthly:.4g} % a month, compounded"
        return MonthlyValues(other=monthly, notes=(note,))
    return MonthlyValues(other=rate)


def _is_yearly(match: re.Match[str]) -> bool:
    """Whether a rate is one of a year."""
    return bool(match["year"] or match["yearly"])


def _notes_of_rates(value: object) -> Iterator[str]:
    """What a yearly attrition is by month, and a monthly one that is probably of a year."""
    for one in value.values() if isinstance(value, dict) else [value]:
        text = str(one).strip() if isinstance(one, str) else f"{100 * float(str(one)):g}%"
        match, rate = _PER.fullmatch(text), _attrition(one)
        if match and _is_yearly(match):
            yield (
                f"{text} is {100 * rate:.4g} % a month: leavers of a year over the average "
                "headcount"
            )
        elif rate > _MANY_LEAVERS and not match:
            yield (
                f"{text} is read as leavers of a month, {1 - (1 - rate) ** 12:.0%} of a year; if "
                f"those of a year are meant, write '{100 * rate:g}% a year'"
            )


def _monthly(
    read: Callable[[object], float], *, days: bool = False, other: float | None = None
) -> Callable[[object], MonthlyValues]:
    """A validator of a value, or of values by month."""

    def validate(value: object) -> MonthlyValues:
        if isinstance(value, MonthlyValues):
            return value
        if isinstance(value, dict):
            return values_by_month(value, read, days=days, other=other)
        return MonthlyValues(other=read(value))

    return validate


def _rates(value: object) -> MonthlyValues:
    """Attrition by month, with notes on yearly rates."""
    values = _monthly(_attrition)(value)
    notes = () if isinstance(value, MonthlyValues) else tuple(_notes_of_rates(value))
    return MonthlyValues(values.entries, values.other, values.notes + notes)


def _seasonal(value: object) -> MonthlyValues:
    """Changes by month, or on some days; none of them is a change of all months."""
    if isinstance(value, MonthlyValues | dict):
        return _monthly(_season, days=True, other=0.0)(value)
    raise ValueError(
        "must be a table of months: write { nov = '40%', dec = '40%' }, or of days: "
        "{ '11-15..12-26' = '40%' }"
    )


def _shrinkage(value: object) -> GivenShrinkage:
    """A share, shares by month, or by reason as in ``centre.toml``."""
    if isinstance(value, GivenShrinkage):
        return value
    if isinstance(value, dict) and value and not any(map(_is_month, value)):
        shares = {name: _reason(name, item) for name, item in value.items()}
        total = sum(shares.values())
        if total >= 1:
            raise ValueError(f"must add up to less than 100 %, not {100 * total:g} %")
        return GivenShrinkage(MonthlyValues(other=total), tuple(shares))
    if isinstance(value, str) and "=" in value:
        parsed: Shrinkage = worded(Shrinkage.parse)(value)
        names = tuple(one.name for one in parsed.components)
        return GivenShrinkage(MonthlyValues(other=parsed.total), names)
    return GivenShrinkage(_monthly(_share)(value))


def _reason(name: str, value: object) -> float:
    """The share of one reason, which a mistake names."""
    try:
        return _share(value)
    except ValueError as error:
        raise ValueError(
            f"must be right for each reason: {name} = {value_text(value)} {error}"
        ) from None


def _is_month(text: str) -> bool:
    """Whether a key is one of a table by month, right or misspelt: no reason of shrinkage."""
    try:
        entry_of(text)
    except ValueError:
        return text.strip().casefold() == "other" or text[:1].isdigit()
    return True


def in_list(value: object) -> Any:
    """One value or a list of them, as a list."""
    return list(value) if isinstance(value, list | tuple) else [value]


def _steps(value: object) -> tuple[float, ...]:
    """Productivity in the first, second, ... step."""
    if not isinstance(value, list | tuple):
        raise ValueError("must be a list of shares, such as ['0%', '50%', '80%']")
    if not 1 <= len(value) <= _LONGEST_RAMP * 5:
        raise ValueError(f"must have 1 to {_LONGEST_RAMP * 5} shares")
    return _each_of(value, _part)


def _each_of(values: Sequence[object], read: Callable[[object], float]) -> tuple[float, ...]:
    """The values of a list; a mistake names the one that is wrong."""
    numbers = []
    for i, one in enumerate(values, 1):
        try:
            numbers.append(read(one))
        except ValueError as error:
            words = f"must be right in each place: number {i}, {value_text(one)}, {error}"
            raise ValueError(words) from None
    return tuple(numbers)


def _ramp(value: object) -> GivenRamp:
    """Productivity by month, or the time until it is full."""
    if isinstance(value, GivenRamp):
        return value
    if isinstance(value, list | tuple):
        if len(value) > _LONGEST_RAMP:
            raise ValueError(f"must have at most {_LONGEST_RAMP} months; ramp_weeks is by week")
        return GivenRamp(_steps(value))
    if not isinstance(value, str) or not re.search(r"[a-z]", value, re.IGNORECASE):
        raise ValueError(
            "must be the productivity in each month, such as ['0%', '50%', '80%'], or the time "
            "until it is full, such as '90d'"
        )
    if months := _MONTHS_LONG.fullmatch(value.strip()):
        days = int(float(months[1]) * _MONTH_DAYS * 1e6) / 1e6  # not a little over a month
    else:
        days = _days(value)
    if not _SHORTEST_RAMP <= days <= _LONGEST_RAMP * 30.5:
        read = f", not {units.duration_text(days * 86_400)}" if days < _SHORTEST_RAMP else ""
        raise ValueError(
            f"must be a week to {_LONGEST_RAMP} months{read}: write '90d', '13w' or '3 months'"
        )
    return GivenRamp(days=days)


def _days(text: str) -> float:
    """The days of a duration; what is none has the words of a ramp, not those of seconds."""
    try:
        seconds: float = worded(lambda v: units.duration(v, "it"))(text)
    except ValueError:
        raise ValueError(
            f"must be a week to {_LONGEST_RAMP} months: write '90d', '13w' or '3 months'"
        ) from None
    return seconds / 86_400


def _newcomer_aht(value: object) -> tuple[float, ...]:
    """How much longer newcomers handle a contact, in each month of the ramp."""
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= _LONGEST_RAMP:
        raise ValueError("must be a list of changes by month, such as ['+60%', '+25%']")
    return _each_of(value, _signed)


def _month_names(value: object) -> tuple[Entry, ...]:
    """Months by name: 'nov-dec' or a list of such."""
    texts = in_list(value)
    if not texts or not all(isinstance(text, str) for text in texts):
        raise ValueError("must be months in quotes, such as ['nov', 'dec']")
    parts = [part for text in texts for part in text.split(",")]
    return tuple(entry_of(part) for part in parts)


Month = Annotated[date, BeforeValidator(month_of)]
MonthNames = Annotated[tuple[Entry, ...], PlainValidator(_month_names)]
Rates = Annotated[MonthlyValues, PlainValidator(_rates)]
Shares = Annotated[MonthlyValues, PlainValidator(_monthly(_share))]
Amounts = Annotated[MonthlyValues, PlainValidator(_monthly(_amount))]
AmountsElseNone = Annotated[MonthlyValues, PlainValidator(_monthly(_amount, other=0.0))]
DaysChanges = Annotated[MonthlyValues, PlainValidator(_seasonal)]
Growth = Annotated[MonthlyValues, PlainValidator(_growth)]
ShrinkageByMonth = Annotated[GivenShrinkage, PlainValidator(_shrinkage)]
SignedChange = Annotated[float, BeforeValidator(_signed)]
RampByMonth = Annotated[GivenRamp, PlainValidator(_ramp)]
Steps = Annotated[tuple[float, ...], PlainValidator(_steps)]
NewcomerAht = Annotated[tuple[float, ...], PlainValidator(_newcomer_aht)]
