"""Names of the days of a history and of its forecast: public holidays and events."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from wfm.datetimes import DAY, date_of, local
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.event_dates import EventDays, event_days, read_events
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import option
from wfm.public_holidays import public_holidays

__all__ = ["CalendarDays", "Events", "calendar_of", "checked_place"]

# A file, or a name by date.
Events: TypeAlias = str | os.PathLike[str] | Mapping[str | date, str]
_PURPOSE = "public holidays of a country"
_ANY_YEAR = 2026  # to check a place before anything is read


class CalendarDays(NamedTuple):
    """Names of days.

    Attributes
    ----------
    names : mapping of int to str
        Name of the holiday or event of each day, by days since 1970.
    notes : tuple of str
        What was noticed, one sentence each.
    """

    names: Mapping[int, str]
    notes: tuple[str, ...]


def checked_place(country: str | None, region: str | None) -> str | None:
    """A country with its region, such as US-NM; None without a country.

    Raises
    ------
    UsageError
        If the package ``holidays`` is not installed.
    InputError
        For a region without a country, or a place that the package does not know.
    """
    if country is None:
        if region is not None:
            raise InputError(
                f"{option('region')} needs {option('country')}: got {region!r} alone.",
                name="region",
                value=region,
            )
        return None
    place = country.strip() if region is None else f"{country.strip()}-{region.strip()}"
    public_holidays(place, [_ANY_YEAR], purpose=_PURPOSE, name="country")
    return place


def calendar_of(
    past: Demand,
    weeks: int,
    place: str | None,
    events: Events | None,
    options: ReadOptions | None = None,
) -> CalendarDays:
    """The holidays and events from the first day of a history to the last day of its forecast.

    An event counts on a day that is a holiday too.

    Parameters
    ----------
    past : Demand
        The history.
    weeks : int
        Weeks of the forecast.
    place : str or None
        Of `checked_place`.
    events : path or mapping, optional
        As `wfm.io.event_dates.read_events` reads them, or a name by date.
    options : ReadOptions, optional
        How ambiguous dates of the events are read.
    """
    names: dict[int, str] = {}
    notes: tuple[str, ...] = ()
    if place is not None:
        clock = local(past.start, past.zone)
        first = date_of(int(clock.min()) // DAY).year
        last = date_of(int(clock.max()) // DAY + 7 * weeks + 1).year
        found = public_holidays(place, range(first, last + 1), purpose=_PURPOSE, name="country")
        names = {(day - date_of(0)).days: name for day, name in found.items()}
    if events is not None:
        own = _events(events, options)
        names |= own.names
        notes = own.notes
    return CalendarDays(names, notes)


def _events(events: Events, options: ReadOptions | None) -> EventDays:
    """The events of a file or of a program."""
    if isinstance(events, str | os.PathLike):
        return read_events(os.fspath(events), options)
    return event_days(events)
