"""Why a text is not a date, and what to write instead."""

from __future__ import annotations

import re

from wfm.io.forecast.formula_cells import FORMULA_PROBLEM, FORMULA_TEXT
from wfm.io.forecast.serial_dates import is_serial
from wfm.option_text import option

__all__ = ["no_date"]


def no_date(text: str) -> str:
    """The problem of a text that is not a date.

    >>> no_date("")
    'the cell is empty — write when the interval starts, such as 2026-01-31 08:00'
    """
    if text == FORMULA_TEXT:
        return FORMULA_PROBLEM
    shown = f"'{text[:40]}' is not a date"
    if not text:
        return "the cell is empty — write when the interval starts, such as 2026-01-31 08:00"
    if is_serial(text):
        return f"{shown} but an Excel serial number — format the column as date and time"
    if re.match(r"\d{1,2}:\d\d", text):
        return f"{shown} but a time of day — write 2026-01-31 {text}, or add a column 'date'"
    if re.fullmatch(r"\d{4}-?W\d\d", text):
        return f"{shown} but a week — write the day, such as {text}-1 for its Monday"
    return f"{shown} — write it like 2026-01-31, or use {option('date_format', '%d-%b-%Y')}"
