"""Labels of whole hours in place of a time, such as "Hour 8" or "8-9"."""

from __future__ import annotations

import re

__all__ = ["hour_of_label", "span_of_label"]

# Hours in the seven languages of the headings.
_WORD = r"(?:hours?|hrs?|h|stunden?|std|heures?|horas?|ora|ore|uren|uur|uhr)"
_TIME = r"(\d{1,2})(?:[:.h]00)?(?:\s?(?:h|uhr|u))?"
_LABEL = re.compile(
    rf"(?:{_WORD}[.:#]?\s*(?:of\s|ending\s|starting\s|beginning\s)?\s*)?{_TIME}"
    rf"\s*(?:[-–—]|to|bis|à|a|até|tot)\s*{_TIME}"
    rf"|{_WORD}[.:#]?\s*(?:of\s|ending\s|starting\s|beginning\s)?\s*{_TIME}"
    rf"|(\d{{1,2}})(?:\.|st|nd|rd|th|e|ª|a|º)?\s+{_WORD}"
)


def hour_of_label(text: str) -> int | None:
    """The hour from 0 to 24 of a label such as "Hour 8"; None for another text.

    >>> hour_of_label("Hour 8"), hour_of_label("Std. 08:00"), hour_of_label("8-9")
    (8, 8, 8)
    >>> hour_of_label("08:00"), hour_of_label("Hour 30"), hour_of_label("8-12")
    (None, None, None)
    """
    match = _LABEL.fullmatch(text.strip().casefold())
    if match is None:
        return None
    first, end, single, counted = match.groups()
    hour = int(first or single or counted)
    if end is not None and (int(end) - hour) % 24 != 1:
        return None
    return hour if hour <= 24 else None


def span_of_label(text: str) -> str:
    """The span of the hour that a label names; empty for another text.

    >>> span_of_label("Stunde 9"), span_of_label("9:00")
    ('09:00 - 10:00', '')
    """
    hour = hour_of_label(text)
    if hour is None:
        return ""
    first = min(hour, 23)  # the 24th hour is the last of the day
    return f"{first:02d}:00 - {first + 1:02d}:00"
