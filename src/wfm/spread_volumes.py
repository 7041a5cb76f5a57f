"""Volumes of days, weeks or months as a forecast by interval, in Python.

::

    forecast = wfm.spread("monthly.csv", profile="history.csv", opening="Mon-Fri 08:00-20:00")
    plan = wfm.plan(forecast, "80/20")
"""

from __future__ import annotations

import datetime
import io
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import BinaryIO

import numpy as np

from wfm.datetimes import DAY, date_of
from wfm.demand import Demand
from wfm.errors import DataError, InputError
from wfm.forecasting.calendar_days import checked_place
from wfm.forecasting.spread_totals import (
    WeekShares,
    opening_slots_of,
    shares_of_history,
    spread_over_intervals,
)
from wfm.input_files import read_input
from wfm.input_limits import MAX_STREAM
from wfm.io.forecast.read_options import ReadOptions, options_of
from wfm.io.forecast.reader import read_demand
from wfm.io.period_totals import PeriodTotals, read_totals
from wfm.option_text import option
from wfm.printable_text import value_text
from wfm.public_holidays import public_holidays
from wfm.units import duration_text

__all__ = ["spread", "spread_file"]

_INTERVAL = 1800.0
_EPOCH = datetime.date(1970, 1, 1)
_MONDAY = datetime.date(2001, 1, 1)  # the date of a profile that has none
_PURPOSE = "public holidays of a country"


def spread(
    totals: str | os.PathLike[str],
    profile: str | os.PathLike[str] | None = None,
    *,
    opening: str | None = None,
    interval: str | float | None = None,
    country: str | None = None,
    region: str | None = None,
    aht: str | float | None = None,
    tz: str | datetime.tzinfo | None = None,
    dayfirst: bool | None = None,
    queues: tuple[str, ...] = (),
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    encoding: str | None = None,
) -> Demand:
    r"""Spread volumes of days, weeks or months over the intervals of opening hours.

    ::

        volume(day, slot) = total of the period · w(weekday, slot) / Σ w over its open intervals

    Parameters
    ----------
    totals : path
        A table with one row per month (``2026-01``, ``Jan 2026``), week or day: its volume, its
        AHT where it is known, and the queue where there are several.
    profile : path, optional
        How a week divides: past contacts by interval, or a table of one usual day or week.
    opening : str, optional
        Opening hours, ``"Mon-Fri 08:00-20:00; Sat 09:00-14:00"``; those of the profile by default.
        Without a profile, contacts are spread evenly over them.
    interval : str or float, optional
        Length of an interval; that of the profile by default, else 30 minutes. [s]
    country, region : str, optional
        Public holidays are closed: ``"US"``, ``"NM"`` (needs the package ``holidays``).
    aht : str or float, optional
        Average handle time of rows without one. [s]
    tz, dayfirst, queues, columns : optional
        As for `read_forecast`.
    sheet, delimiter, decimal, thousands, encoding : str, optional
        How the table of totals is written, as for `read_forecast`; a profile is read as detected.

    Returns
    -------
    Demand
        A forecast for `plan`; its volumes add up to the totals exactly.

    Raises
    ------
    DataError
        For a file with problems, or contacts of a day that is closed.
    InputError
        For an option outside its domain, or neither a profile nor opening hours.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "monthly.csv"
    >>> _ = file.write_text("month,calls,aht\n2026-02,4000,240\n")
    >>> forecast = spread(file, opening="Mon-Fri 08:00-18:00")
    >>> len(forecast), round(float(forecast.volume.sum()), 2)
    (400, 4000.0)

    References
    ----------
    - The same numbers as by the command ``wfm spread``.
    """
    options = options_of(
        aht=aht, interval=interval, tz=tz, dayfirst=dayfirst, queues=queues, columns=columns,
        sheet=sheet, delimiter=delimiter, decimal=decimal, thousands=thousands, encoding=encoding,
    )  # fmt: skip
    return spread_file(
        os.fspath(totals),
        None if profile is None else os.fspath(profile),
        opening,
        options,
        checked_place(country, region),
    )


def spread_file(
    totals: str,
    profile: str | None,
    opening: str | None,
    options: ReadOptions,
    place: str | None,
    *,
    stdin: BinaryIO | None = None,
) -> Demand:
    """The same of options that have been read; the totals may come from `stdin`."""
    if profile is None and opening is None:
        raise InputError(
            f"{option('profile')} or {option('opening')} is needed: past contacts by interval, or "
            f"opening hours such as {option('opening', 'Mon-Fri 08:00-20:00')}.",
            name="opening",
        )
    if not isinstance(opening, str | None):
        raise InputError(
            f"opening must be text such as 'Mon-Fri 08:00-20:00': got {value_text(opening)}.",
            name="opening",
            value=opening,
        )
    past = None if profile is None else _profile(profile, options)
    step = options.interval or (_INTERVAL if past is None else past.interval)
    if step < 60 or DAY % step or (past is not None and step != past.interval):
        wanted = (
            "divide a day"
            if past is None
            else f"be {duration_text(past.interval)}, as in the profile"
        )
        raise InputError(
            f"{option('interval')} must {wanted}: got {duration_text(step)}.",
            name="interval",
            value=step,
        )
    is_open = None if opening is None else opening_slots_of(opening, int(step))
    periods = read_totals(totals, replace(options, interval=None), stdin=stdin)
    shares: Mapping[str, WeekShares] | None = None if past is None else shares_of_history(past)
    closed = _closed(periods, place)
    made = spread_over_intervals(periods, shares, is_open, int(step), options.zone, closed)
    return replace(made, notes=(*made.notes, *_notes(past, closed)))


def _profile(path: str, options: ReadOptions) -> Demand:
    """Past contacts by interval, or a table of a usual day or week, which has no dates."""
    base = ReadOptions(aht_may_lack=True, past=True, dayfirst=options.dayfirst)
    # a pipe can be read once, and what is read of it may be read in three ways
    content = None if os.path.isfile(path) else read_input(path, MAX_STREAM)
    failures = []
    for reading in (
        base,
        replace(base, date=_MONDAY),
        replace(base, week_of=_MONDAY),
    ):
        try:
            stream = None if content is None else io.BytesIO(content)
            return read_demand(path, reading, stdin=stream)
        except DataError as error:
            failures.append(error)
    # the reading that fits the table has problems in its rows, not in its headings
    raise max(failures, key=lambda error: max((one.line or 0) for one in error.problems))


def _closed(periods: PeriodTotals, place: str | None) -> frozenset[int]:
    """The public holidays of the periods."""
    if place is None:
        return frozenset()
    first, last = (date_of(int(day)).year for day in (periods.first.min(), periods.last.max()))
    days = public_holidays(place, range(first, last + 1), purpose=_PURPOSE, name="country")
    found = np.array([(day - _EPOCH).days for day in days])
    inside = (found >= periods.first.min()) & (found <= periods.last.max())
    return frozenset(found[inside].tolist())


def _notes(past: Demand | None, closed: frozenset[int]) -> tuple[str, ...]:
    """What a planner should know of the spread."""
    notes = []
    if past is None:
        notes.append(
            "no profile: contacts are spread evenly over the opening hours, so that agents are too "
            f"few at the peaks; {option('profile')} takes past contacts by interval"
        )
    if closed:
        notes.append(f"{len(closed)} public holidays are closed")
    return tuple(notes)
