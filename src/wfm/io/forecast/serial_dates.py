"""Dates as Excel stores them: days since 1899-12-30, with the time as a fraction of a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from wfm.io.forecast.clock_times import DAY, second_of_fraction

__all__ = ["are_serials", "is_serial", "moment_of_serial"]

_SERIAL = re.compile(r"([345]\d{4})(?:[.,](\d+))?")
_ZERO = date(1899, 12, 30).toordinal() - date(1970, 1, 1).toordinal()
_FIRST, _LAST = 32_874, 58_805  # 1990-01-01 and 2060-12-31
_QUARTERS = {"", "0", "00", "25", "5", "50", "75"}  # exact with one or two digits


def is_serial(text: str) -> bool:
    """Whether a text is a serial number of the years 1990 to 2060.

    >>> is_serial("46146.9583"), is_serial("20260504")
    (True, False)
    """
    match = _SERIAL.fullmatch(text)
    return match is not None and _FIRST <= int(match[1]) <= _LAST


def are_serials(texts: Iterable[str]) -> bool:
    """Whether all texts with a digit are serial numbers, with digits enough to show the minute.

    >>> are_serials(["46146.9583", "46147"]), are_serials(["46146.95", "46146.97"])
    (True, False)
    """
    cells = [text for text in texts if any(map(str.isdigit, text))]
    if not cells or not all(map(is_serial, cells)):
        return False
    fractions = {text[6:] for text in cells}
    return any(len(digits) >= 3 for digits in fractions) or fractions <= _QUARTERS


def moment_of_serial(text: str) -> tuple[int, int | None]:
    """Days since 1970 and the second of the day; None for a whole number, which has no time.

    Raises
    ------
    UnreadableError
        If the fraction is no whole minute.

    Examples
    --------
    >>> moment_of_serial("46146.9583333"), moment_of_serial("46147")
    ((20577, 82800), (20578, None))
    """
    day, digits = int(text[:5]) + _ZERO, text[6:]
    if not digits:
        return day, None
    if round(float(f"0.{digits}") * DAY) == DAY:  # 0.9999999 is midnight
        return day + 1, 0
    return day, second_of_fraction(f"0.{digits}", digits)
