"""How to read a file where the file itself leaves a question open."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

from wfm.errors import InputError

__all__ = ["ReadOptions", "check_options", "nearest", "zone_named"]

AHT_UNITS = ("s", "min", "mmss", "hhmmss")
FILLS = ("keep", "zero", "error")
THOUSANDS = (",", ".", " ", "'", "’", "\u00a0", "\u202f")
_PROBE = datetime(2026, 11, 21, 13, 45, tzinfo=UTC)  # no two of its parts are alike


@dataclass(frozen=True)
class ReadOptions:
    """What to take for granted; every field left out is detected, or asked for in an error.

    Attributes
    ----------
    aht : float or None
        Fills where the file has no AHT: no column, or an empty cell. [s]
    interval : float or None
        Length of the intervals, instead of the most common step. [s]
    zone : str or None
        IANA name of the zone in which the clock of the file hangs.
    date_format : str or None
        `datetime.strptime` format of the date, or of date and time.
    dayfirst : bool or None
        How 05/01/2026 reads: ``True`` for 5 January, ``False`` for May 1.
    aht_may_lack : bool
        Leave an AHT that the file does not give NaN, for somebody else to fill.
    aht_unit : str or None
        ``"s"``, ``"min"``, ``"mmss"`` or ``"hhmmss"``, where the heading names no unit.
    delimiter, decimal, thousands, encoding : str or None
        How the text is written.
    fill : str
        Gaps inside a day: ``"keep"`` them with a note, fill them with ``"zero"``, or ``"error"``.
    queues : tuple of str
        Keep only these.
    sheet : str or None
        The sheet of a workbook; the first one if not given.
    limits : bool
        Refuse more than 10 million contacts an interval, or an AHT over 24 hours.
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


def check_options(options: ReadOptions) -> None:
    """Raise `InputError` for an option that cannot be meant."""
    _check_positive("aht", options.aht)
    _check_positive("interval", options.interval)
    _check_whole("interval", options.interval)
    _check_choice("aht_unit", options.aht_unit, AHT_UNITS)
    _check_choice("fill", options.fill, FILLS)
    _check_choice("decimal", options.decimal, (".", ","))
    _check_choice("thousands", options.thousands, THOUSANDS)
    _check_marks(options)
    _check_encoding(options.encoding)
    _check_date_format(options.date_format)
    if options.zone is not None:
        zone_named(options.zone)


def _check_positive(name: str, value: float | None) -> None:
    if value is not None and not (0 < value < math.inf):
        raise InputError(
            f"{name} must be a finite number of seconds > 0: got {value!r}.", name=name, value=value
        )


def _check_whole(name: str, value: float | None) -> None:
    if value is not None and value % 1:
        raise InputError(
            f"{name} must be a whole number of seconds: got {value!r}.", name=name, value=value
        )


def _check_choice(name: str, value: str | None, choices: tuple[str, ...]) -> None:
    if value is not None and value not in choices:
        raise InputError(
            f"{name} must be one of {', '.join(map(repr, choices))}: got {value!r}.",
            name=name,
            value=value,
        )


def _check_marks(options: ReadOptions) -> None:
    mark = options.delimiter
    if mark is not None and (len(mark) != 1 or mark in '"\r\n\0 ' or mark.isalnum()):
        raise InputError(
            f"delimiter must be one mark such as ',' ';' '|' or a tab: got {mark!r}.",
            name="delimiter",
            value=mark,
        )
    if options.thousands is not None and options.thousands == options.decimal:
        raise InputError(
            f"thousands and decimal are both {options.thousands!r}; only one can be.",
            name="thousands",
            value=options.thousands,
        )


def _check_encoding(encoding: str | None) -> None:
    try:
        "".encode(encoding or "utf-8")
    except (LookupError, ValueError):
        raise InputError(
            f"encoding {encoding!r} is unknown; try utf-8, cp1252, latin-1 or utf-16.",
            name="encoding",
            value=encoding,
        ) from None


def _check_date_format(text: str | None) -> None:
    if text is None:
        return
    try:
        known = datetime.strptime(_PROBE.strftime(text), text).date()
    except (ValueError, UnicodeError, re.error):
        known = None
    if known != _PROBE.date():
        raise InputError(
            f"date_format {text!r} does not give a day, month and year; "
            "write it like '%d/%m/%Y' or '%d-%b-%Y %H:%M'.",
            name="date_format",
            value=text,
        )


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name, or `InputError` with the nearest name."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        hint = nearest(name, available_timezones())
        raise InputError(
            f"time zone {name!r} is unknown{hint or '; write it like Europe/Berlin.'}",
            name="zone",
            value=name,
        ) from None


def nearest(name: str, known: set[str] | list[str]) -> str:
    """A hint at the known name most like `name`; empty if none is.

    >>> nearest("Europe/Berln", ["Asia/Tokyo", "Europe/Berlin"])
    '; did you mean Europe/Berlin?'
    """
    folded = {word.casefold(): word for word in sorted(known)}
    close = difflib.get_close_matches(name.casefold(), folded, n=1)
    return f"; did you mean {folded[close[0]]}?" if close else ""
