"""Options of reading, for what a file does not show by itself."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from datetime import date as date_type
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import numpy as np

from wfm.errors import InputError
from wfm.option_text import option
from wfm.printable_text import value_text
from wfm.units import duration, handle_time

__all__ = [
    "INPUT_QUANTITIES",
    "PLAN_QUANTITIES",
    "QUANTITIES",
    "ReadOptions",
    "aht_unit_of",
    "check_options",
    "date_of_option",
    "headings_of",
    "names_of",
    "nearest",
    "options_of",
    "zone_named",
]

# What a column of a forecast can be: the keys of `ReadOptions.columns` and the values of a layout.
# `PLAN_QUANTITIES` are those of a plan beside them: agents on contacts, or people on the schedule.
# `INPUT_QUANTITIES` are targets and other inputs of each row; "target" and "within" are one target.
PLAN_QUANTITIES = ("agents", "scheduled")
QUANTITIES = ("queue", "start", "date", "time", "volume", "aht", "total_handle_time")
INPUT_QUANTITIES = (
    "target", "within", "target_asa", "max_occupancy", "target_abandonment", "patience",
    "definition", "aht_by_concurrency", "min_agents", "shrinkage",
    "volume_cv", "confidence", "risk_scope", "goal", "min_service_level",
)  # fmt: skip
# Units of handle times as written in options, and as they are named inside.
AHT_UNITS = {
    "s": "s", "ms": "ms", "min": "min", "h": "h", "d": "d", "mm:ss": "mmss", "hh:mm:ss": "hhmmss",
    "mmss": "mmss", "hhmmss": "hhmmss",
}  # fmt: skip
FILLS = ("keep", "zero", "error")
THOUSANDS = (",", ".", " ", "'", "’", "\u00a0", "\u202f")
_TEXTS = (
    "date_format", "aht_unit", "delimiter", "decimal", "thousands", "encoding", "fill", "sheet",
    "layout",
)  # fmt: skip
_SWITCHES = ("dayfirst", "limits")
_PROBE = datetime(2026, 11, 21, 13, 45, tzinfo=UTC)  # no two of its parts are equal


@dataclass(frozen=True)
class ReadOptions:
    """Options of reading; a field left out is detected, or an error asks for it.

    Attributes
    ----------
    aht : float or None
        Default where the file has no AHT: no column, or an empty cell. [s]
    interval : float or None
        Length of the intervals; by default the most common step between rows. [s]
    interval_of_table : bool
        Whether the table itself says `interval`, in a column of its rows or beside them.
    zone : str or None
        IANA name of the time zone of the local times in the file.
    date_format : str or None
        `datetime.strptime` format of the dates, or of dates and times.
    dayfirst : bool or None
        How 05/01/2026 reads: ``True`` for 5 January, ``False`` for May 1.
    aht_may_lack : bool
        Accept rows without AHT; it is NaN then.
    aht_unit : str or None
        ``"s"``, ``"ms"``, ``"min"``, ``"h"``, ``"mm:ss"`` or ``"hh:mm:ss"``, whatever the heading
        says; ``"total"`` for the total of the interval in seconds, ``"total-min"`` in minutes.
    delimiter, decimal, thousands, encoding : str or None
        How the text is written; detected by default.
    fill : str
        Intervals missing within a day: ``"keep"`` (a note only), ``"zero"`` (add them with volume
        0) or ``"error"``.
    queues : tuple of str
        Queues to read; all by default.
    sheet : str or None
        The sheet of a workbook; the first by default.
    limits : bool
        Refuse more than 10 million contacts per interval, or an AHT over 24 hours.
    requirement : bool
        Accept a table without volume or AHT, which has required agents; both are NaN then.
    columns : mapping of str to str
        The heading of each quantity that it names, one of `QUANTITIES`, of `INPUT_QUANTITIES` or
        in a plan of `PLAN_QUANTITIES`; the others are detected.
    date : datetime.date or None
        The date of all rows of a table of a usual day, which has times of day only.
    week_of : datetime.date or None
        A date of the week, from Monday to Sunday, of a table with names of weekdays.
    layout : str or None
        Name of the layout of the file (see `wfm.io.forecast.layouts`).
    aht_unit_usual : bool
        Whether `aht_unit` is that of a layout or of ``wfm.toml``: a unit in the heading counts
        first.
    past : bool
        The table has past contacts: rows of whole days are accepted, and none is to be planned.
    replaced : tuple of str
        Inputs that options set, such as ``"target"``: their columns are not read.
    """

    aht: float | None = None
    interval: float | None = None
    zone: str | None = None
    date_format: str | None = None
    dayfirst: bool | None = None
    aht_unit: str | None = None
    aht_may_lack: bool = False
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    encoding: str | None = None
    fill: str = "keep"
    queues: tuple[str, ...] = ()
    sheet: str | None = None
    limits: bool = True
    requirement: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    date: date_type | None = None
    week_of: date_type | None = None
    layout: str | None = None
    replaced: tuple[str, ...] = ()
    interval_of_table: bool = False
    aht_unit_usual: bool = False
    past: bool = False


def options_of(
    *,
    aht: str | float | None = None,
    interval: str | float | None = None,
    tz: str | tzinfo | None = None,
    queues: Iterable[str] = (),
    columns: Mapping[str, str] | None = None,
    date: str | date_type | None = None,
    week_of: str | date_type | None = None,
    aht_required: bool = True,
    **others: Any,
) -> ReadOptions:
    """The options of keywords as `wfm.read_forecast` has them; durations may be texts.

    >>> options_of(aht="4m", tz="Europe/Berlin", dayfirst=True).aht
    240.0
    """
    for name, value in others.items():
        _check_type(name, value)
    return ReadOptions(
        aht=None if aht is None else handle_time(aht, "aht"),
        interval=None if interval is None else duration(interval, "interval"),
        zone=_zone_name(tz),
        queues=names_of(queues, "queues"),
        columns=headings_of(columns, "columns"),
        date=date_of_option(date, "date"),
        week_of=date_of_option(week_of, "week_of"),
        aht_may_lack=not aht_required,
        **others,
    )


def names_of(values: Iterable[str] | None, name: str) -> tuple[str, ...]:
    """The texts of a collection, such as names of queues.

    Parameters
    ----------
    values : iterable of str or None
        A tuple, list, array or column of a table; None has none.
    name : str
        The argument, for the error.

    Raises
    ------
    InputError
        For a single text, and for what is no collection of texts.

    Examples
    --------
    >>> names_of(["sales", "support"], "queues"), names_of(None, "queues")
    (('sales', 'support'), ())
    """
    if isinstance(values, str):
        raise InputError(
            f"{name} must be a tuple of names: got {values!r}; write ({values!r},).",
            name=name,
            value=values,
        )
    names = tuple(values) if isinstance(values, Iterable) else ()
    wrong = [one for one in names if not isinstance(one, str)]
    if wrong or (values is not None and not isinstance(values, Iterable)):
        raise InputError(
            f"{name} must be a tuple of names such as ('sales', 'support'): got "
            f"{value_text(wrong[0] if wrong else values)}.",
            name=name,
            value=values,
        )
    return tuple(map(str, names))


def _zone_name(tz: str | tzinfo | None) -> str | None:
    """The IANA name of a time zone, which a zone of `zoneinfo` has."""
    name = getattr(tz, "key", None) if isinstance(tz, tzinfo) else tz
    if name is None and tz is UTC:
        return "UTC"
    if tz is not None and not isinstance(name, str):
        raise InputError(
            f"tz must be the name of a time zone, or a ZoneInfo: got {value_text(tz)}; write it "
            "like 'Europe/Berlin'.",
            name="tz",
            value=tz,
        )
    return name


def headings_of(columns: Mapping[str, str] | None, name: str) -> dict[str, str]:
    """The headings of quantities; `InputError` for anything but texts by text.

    >>> headings_of({"volume": "Calls"}, "columns"), headings_of(None, "columns")
    ({'volume': 'Calls'}, {})
    """
    if columns is None:
        return {}
    if not isinstance(columns, Mapping) or not all(
        isinstance(text, str) for pair in columns.items() for text in pair
    ):
        raise InputError(
            f"{name} must be the heading of each quantity, such as {{'start': 'Day'}}: got "
            f"{value_text(columns)}.",
            name=name,
            value=columns,
        )
    return dict(columns)


def _check_type(name: str, value: object) -> None:
    """A text must be a text, and a switch True or False."""
    if name in _TEXTS and not isinstance(value, str | None):
        raise InputError(f"{name} must be text: got {value_text(value)}.", name=name, value=value)
    if name in _SWITCHES and not isinstance(value, bool | np.bool_ | None):
        raise InputError(
            f"{name} must be True or False: got {value_text(value)}.", name=name, value=value
        )


def date_of_option(value: str | date_type | None, name: str) -> date_type | None:
    """A date as an option has it, such as 2026-03-02.

    Raises
    ------
    InputError
        If a text is not a date of this form, or a value is neither a text nor a date.
    """
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date_type):
        return value
    try:
        return date_type.fromisoformat(value.strip())
    except (ValueError, AttributeError, TypeError):
        raise InputError(
            f"{option(name)} must be a date such as 2026-03-02: got {value_text(value)}.",
            name=name,
            value=value,
        ) from None


def check_options(options: ReadOptions) -> None:
    """Raise `InputError` for an invalid option."""
    _check_positive("aht", options.aht)
    _check_positive("interval", options.interval)
    _check_integer("interval", options.interval)
    aht_unit_of(options.aht_unit)
    _check_choice("fill", options.fill, FILLS)
    _check_choice("decimal", options.decimal, (".", ","))
    _check_choice("thousands", options.thousands, THOUSANDS)
    _check_marks(options)
    _check_encoding(options.encoding)
    _check_date_format(options.date_format)
    if options.zone is not None:
        zone_named(options.zone)


def aht_unit_of(text: str | None) -> tuple[str, bool]:
    """The unit of an option, empty if it has none, and whether it says that cells are totals.

    Raises
    ------
    InputError
        For another unit.

    Examples
    --------
    >>> aht_unit_of("mm:ss"), aht_unit_of("total"), aht_unit_of("total-min")
    (('mmss', False), ('', True), ('min', True))
    """
    if text is None or text == "total":
        return "", text == "total"
    unit = text.removeprefix("total-")
    if unit not in AHT_UNITS:
        raise InputError(
            f"{option('aht_unit')} must be s, ms, min, h, d, mm:ss, hh:mm:ss or total "
            f"(total-min for totals in minutes): got {text!r}.",
            name="aht_unit",
            value=text,
        )
    return AHT_UNITS[unit], unit != text


def _check_positive(name: str, value: float | None) -> None:
    """A duration must be finite and positive."""
    if value is not None and not (0 < value < math.inf):
        raise InputError(
            f"{name} must be a finite number of seconds > 0: got {value!r}.", name=name, value=value
        )


def _check_integer(name: str, value: float | None) -> None:
    """A duration must be whole seconds, the resolution of the starts."""
    if value is not None and value % 1:
        raise InputError(
            f"{name} must be a whole number of seconds: got {value!r}.", name=name, value=value
        )


def _check_choice(name: str, value: str | None, choices: tuple[str, ...]) -> None:
    """A value must be one of the choices."""
    if value is not None and value not in choices:
        raise InputError(
            f"{name} must be one of {', '.join(map(repr, choices))}: got {value!r}.",
            name=name,
            value=value,
        )


def _check_marks(options: ReadOptions) -> None:
    """Delimiter, decimal mark and thousands separator must be usable together."""
    mark = options.delimiter
    if mark is not None and (len(mark) != 1 or mark in '"\r\n\0 ' or mark.isalnum()):
        raise InputError(
            f"delimiter must be one character such as ',' ';' '|' or a tab: got {mark!r}.",
            name="delimiter",
            value=mark,
        )
    if options.thousands is not None and options.thousands == options.decimal:
        raise InputError(
            f"thousands and decimal must differ: got {options.thousands!r} for both.",
            name="thousands",
            value=options.thousands,
        )


def _check_encoding(encoding: str | None) -> None:
    """Python must know the encoding."""
    try:
        "".encode(encoding or "utf-8")
    except (LookupError, ValueError):
        raise InputError(
            f"unknown encoding {encoding!r}; use for example utf-8, cp1252, latin-1 or utf-16.",
            name="encoding",
            value=encoding,
        ) from None


def _check_date_format(text: str | None) -> None:
    """A date written in the format must be read back as the same date."""
    if text is None:
        return
    try:
        known = datetime.strptime(_PROBE.strftime(text), text).date()
    except (ValueError, UnicodeError, re.error):
        known = None
    if known != _PROBE.date():
        raise InputError(
            f"date_format must have day, month and year: got {text!r}; "
            "write it like '%d/%m/%Y' or '%d-%b-%Y %H:%M'.",
            name="date_format",
            value=text,
        )


def zone_named(name: str) -> ZoneInfo:
    """The time zone of an IANA name; `InputError` with the nearest name if there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        hint = nearest(name, available_timezones())
        raise InputError(
            f"unknown time zone {name!r}{hint or '; write it like Europe/Berlin.'}",
            name="zone",
            value=name,
        ) from None


def nearest(name: str, known: set[str] | list[str]) -> str:
    """A hint at the known name that is most similar; empty if none is similar.

    >>> nearest("Europe/Berln", ["Asia/Tokyo", "Europe/Berlin"])
    '; did you mean Europe/Berlin?'
    """
    folded = {word.casefold(): word for word in sorted(known)}
    close = difflib.get_close_matches(name.casefold(), folded, n=1)
    return f"; did you mean {folded[close[0]]}?" if close else ""
