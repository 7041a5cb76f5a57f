"""When a centre is open: its week, days with other hours, and public holidays."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm.centre.records import Centre
from wfm.demand import Demand
from wfm.errors import InputError

__all__ = ["open_rows", "public_holidays"]

_CLOSED = (0, 0)


def open_rows(demand: Demand, rows: NDArray[np.intp], centre: Centre) -> NDArray[np.bool_]:
    """Whether the centre is open at the start of each row.

    Parameters
    ----------
    demand : Demand
        The forecast.
    rows : intp array
        Its rows.
    centre : Centre
        For opening hours, exceptions and holidays.

    Raises
    ------
    InputError
        As `public_holidays`.
    """
    local = datetimes.local(demand.start[rows], demand.zone)
    day, minute = local // datetimes.DAY, local % datetimes.DAY // 60
    days, index = np.unique(day, return_inverse=True)
    dates = [datetimes.date_of(int(one)) for one in days]
    years = sorted({one.year for one in dates})
    holidays = public_holidays(centre.holidays, years) if centre.holidays else {}
    hours = np.array([_hours(one, centre, holidays) for one in dates]).reshape(-1, 2)[index]
    return (hours[:, 0] <= minute) & (minute < hours[:, 1])


def _hours(day: date, centre: Centre, holidays: dict[date, str]) -> tuple[int, int]:
    """Opening hours of a day in minutes after midnight; an exception overrides a holiday."""
    usual = _CLOSED if day in holidays else centre.opening[day.weekday()]
    return centre.exceptions.get(day, usual)


def public_holidays(place: str, years: list[int]) -> dict[date, str]:
    """The public holidays of a country or region, by the package `holidays`.

    Parameters
    ----------
    place : str
        Code of a country, with a region after a hyphen: "US", "US-NY", "DE-BY".
    years : list of int
        The years.

    Returns
    -------
    dict of date to str
        Name of each holiday.

    Raises
    ------
    InputError
        If the package is not installed or does not know the place.
    """
    try:
        import holidays
    except ImportError:
        raise InputError(
            "holidays need the package holidays: pip install 'wfm-staffing[calendar]'.",
            name="holidays",
            value=place,
        ) from None
    country, _, part = place.partition("-")
    try:
        days = holidays.country_holidays(country, subdiv=part or None, years=years)
    except NotImplementedError:
        raise InputError(
            f"holidays must be a country, or a country and a region, such as US, US-NY or DE-BY: "
            f"got {place!r}.",
            name="holidays",
            value=place,
        ) from None
    return dict(days.items())
