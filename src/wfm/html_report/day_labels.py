"""Dates as people read them on the page."""

from __future__ import annotations

from datetime import date

__all__ = ["date_range", "day_label"]


def day_label(day: date) -> str:
    """A day with its weekday, without its year.

    >>> day_label(date(2026, 3, 2))
    'Mon 2 Mar'
    """
    return f"{day:%a} {day.day} {day:%b}"


def date_range(first: date | str, last: date | str) -> str:
    """Two days with their year, one if they are the same.

    >>> date_range("2026-03-02", "2026-03-08")
    'Mon 2 Mar to Sun 8 Mar 2026'
    """
    begin, end = (date.fromisoformat(str(one)) for one in (first, last))
    if begin == end:
        return f"{day_label(end)} {end.year}"
    year = "" if begin.year == end.year else f" {begin.year}"
    return f"{day_label(begin)}{year} to {day_label(end)} {end.year}"
