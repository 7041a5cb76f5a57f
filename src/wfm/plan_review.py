"""After the plan in Python: what happened against it.

::

    review = wfm.review("plan.json", "actual.csv")
    review.summary(); review.to_frame(); review.save("review.xlsx")
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

from wfm.api import Path, read_plan
from wfm.history.contact_counts import ContactCounts
from wfm.io.forecast.frames import Table
from wfm.io.forecast.read_options import options_of
from wfm.planning.plan import Plan
from wfm.reviewing.actuals import actuals_of_counts
from wfm.reviewing.weekly_review import Review, actuals_for, review_of

__all__ = ["review"]


def review(
    plan: Plan | Path | Table,
    actual: ContactCounts | Path | Table,
    *,
    tz: str | None = None,
    interval: str | float | None = None,
    columns: Mapping[str, str] | None = None,
    aht_unit: str | None = None,
    date_format: str | None = None,
    dayfirst: bool | None = None,
    fill: Literal["keep", "zero", "error"] = "keep",
    queues: tuple[str, ...] = (),
    sheet: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    encoding: str | None = None,
    layout: str | None = None,
) -> Review:
    """Compare what happened with a plan: volume, AHT, people, service and cost, and the causes.

    ::

        bias  = Σ planned / Σ actual - 1
        WAPE  = Σ |actual - planned| / Σ actual

        planned  = f(V0, A0, N0)          expected = f(V1, A1, N1)
        volume   = f(V1, A0, N0) - planned
        aht      = f(V0, A1, N0) - planned
        people   = f(V0, A0, N1) - planned
        together = expected - planned - volume - aht - people
        other    = given - expected

    with f the service level of an interval by the model of its queue (Erlang C or Erlang A), V, A
    and N its volume, AHT and agents on contacts, 0 as planned and 1 as they were. The five parts
    add up to the service level given less the planned one; the cause of an interval below its
    target is the part that lowered it most.

    Parameters
    ----------
    plan : Plan, path, pandas, polars or pyarrow table, or dict of arrays
        A plan as `plan` returns it, or its file.
    actual : path, table, or ContactCounts
        The interval report: a row per interval with its start, the contacts offered (or answered
        and abandoned), the queue where there are several, and what it has of the AHT, the contacts
        answered, abandoned and answered in time, the service level, the ASA, agents on contacts or
        scheduled, and the occupancy. Or what `count_contacts` returns, or its file.
    tz, interval, columns, aht_unit, date_format, dayfirst, fill, queues, sheet, delimiter, \
decimal, thousands, encoding, layout
        How the report is read, as for `read_forecast`; `columns` also names the headings of
        ``answered``, ``abandoned``, ``in_time``, ``service_level``, ``asa``, ``agents``,
        ``scheduled``, ``occupancy`` and ``abandonment``. Times are in the zone of the plan, unless
        the report says another. `queues` are those to compare.

    Returns
    -------
    Review
        With `summary`, `to_frame` and `save`. Intervals that only one of the two has are in
        `only_in_plan` and `only_in_report`, and in no total.

    Raises
    ------
    DataError
        For a file with problems, each with its line, or without a common interval.
    InputError
        For an option outside its domain.
    UsageError
        For intervals that are longer than those of the plan.

    Examples
    --------
    >>> import wfm
    >>> forecast = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "volume": [50, 60],
    ...             "aht": [240, 240]}
    >>> report = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "offered": [50, 120],
    ...           "aht": [240, 240], "answered within 20s": [45, 20], "agents": [10, 11]}
    >>> result = review(wfm.plan(forecast, "80/20"), report)
    >>> result.summary().total.missed, result.cause.tolist()
    (1, ['', 'volume'])

    References
    ----------
    - The same numbers as by the command ``wfm review``; the parts are those of
      `wfm.reviewing.causes.parts_of`.
    """
    options = options_of(
        tz=tz, interval=interval, columns=columns, aht_unit=aht_unit, date_format=date_format,
        dayfirst=dayfirst, fill=fill, queues=queues, sheet=sheet, delimiter=delimiter,
        decimal=decimal, thousands=thousands, encoding=encoding, layout=layout,
    )  # fmt: skip
    planned = plan if isinstance(plan, Plan) else read_plan(plan, queues=queues)
    if isinstance(actual, ContactCounts):
        return review_of(planned, actuals_of_counts(actual.demand, actual.columns))
    source = os.fspath(actual) if isinstance(actual, str | os.PathLike) else actual
    return review_of(planned, actuals_for(planned, source, options))
