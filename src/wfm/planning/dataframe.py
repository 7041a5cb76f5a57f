"""A table in memory in, the same table with the columns of its plan out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes
from wfm._arrays import FloatArray, checked
from wfm.errors import InputError
from wfm.io.forecast.frame_columns import Instants
from wfm.io.forecast.frames import Frame, Table, frame_of, read_frame
from wfm.io.forecast.heading_words import meanings
from wfm.io.forecast.log_words import how_to_count, looks_like_log
from wfm.io.forecast.read_options import ReadOptions, options_of
from wfm.io.forecast.result_frames import with_columns
from wfm.option_text import option
from wfm.planning.goal_agents import GoalKey, GoalRows, goal_agents
from wfm.planning.keyword_inputs import defaults_used, given_by
from wfm.planning.plan_inputs import settings_of
from wfm.planning.records import RowSettings
from wfm.planning.solve import columns_by_case, refuse_loads
from wfm.planning.table_inputs import table_inputs
from wfm.row_inputs import RowInputs
from wfm.shrinkage import Shrinkage
from wfm.targets import Definition, GoalPeriod, Target, swapped_note

__all__ = ["staff"]

_COLUMNS = (
    "load", "agents", "agents_unrounded", "scheduled", "service_level", "asa", "occupancy",
    "abandonment",
)  # fmt: skip
_MINUTE = 60.0  # s; the step between rows that have no starts of their own

TableT = TypeVar("TableT", bound=Table)


def staff(
    frame: TableT,
    target: Target | str | tuple[float, float] | None = None,
    *,
    shrinkage: Shrinkage | str | float | None = None,
    asa: str | float | None = None,
    max_occupancy: str | float | None = None,
    abandonment: str | float | None = None,
    patience: str | float | None = None,
    definition: Definition | None = None,
    min_agents: int | None = None,
    goal: GoalPeriod | None = None,
    min_service_level: str | float | None = None,
    interval: str | float | None = None,
    aht: str | float | None = None,
    aht_unit: str | None = None,
    tz: str | None = None,
    date_format: str | None = None,
    dayfirst: bool | None = None,
    queues: tuple[str, ...] = (),
    columns: Mapping[str, str] | None = None,
    layout: str | None = None,
    date: str | datetime.date | None = None,
    week_of: str | datetime.date | None = None,
    fill: Literal["keep", "error"] = "keep",
    decimal: str | None = None,
    thousands: str | None = None,
    limits: bool = True,
) -> TableT:
    """Agents, scheduled agents and service of a table with one row per interval.

    ::

        a = volume · aht / interval
        n = least whole number that meets the target
        N = ⌈ n / (1 - s) ⌉

    Parameters
    ----------
    frame : pandas, polars or pyarrow table, or dict of arrays
        One row per interval with the columns of a forecast file, read by the same rules:
        ``start``, ``volume`` (or ``calls``, ``y``, …) [contacts], ``aht`` and, for several,
        ``queue``. The start may be the DatetimeIndex of a pandas table, the AHT a column of
        durations. The length of an interval is a column ``interval`` [s], or the step between
        the starts; a table with a length needs no starts. Tables of polars and pyarrow need the
        package narwhals.
    target : Target, str or tuple, optional
        The service target; ``"85/60"`` or ``(0.85, 60)``, the default without `asa` and
        `abandonment`, is 85 % answered within 60 s.
    shrinkage : Shrinkage, str or float, optional
        Share of paid time not available for contacts; by default 30 % by component. [fraction]
    asa : str or float, optional
        Maximum average speed of answer. [s]
    max_occupancy : str or float, optional
        Maximum occupancy. [fraction]
    abandonment : str or float, optional
        Maximum share of contacts that abandon; needs `patience`. [fraction]
    patience : str or float, optional
        Mean time until a waiting customer abandons; ``inf``, the default, is Erlang C. [s]
    definition : {"offered", "answered", "virtual"}, optional
        Of which contacts the service level is a share, as for `wfm.service_level`.
    min_agents : int, optional
        Minimum agents in every interval, also without contacts. [agents]
    goal : {"interval", "day", "week", "month"}, optional
        Over what the service level must hold: in every interval, the default, or over the contacts
        of each day, week (from Monday) or month of a queue, with the fewest agent-hours.
    min_service_level : str or float, optional
        Minimum service level of every interval with a goal over a period, 50 % by default; the
        other parts of the target hold in every interval too. [fraction]
    interval : str or float, optional
        Length of an interval, where the table does not have it. [s]
    aht : str or float, optional
        Average handle time for a table without one. [s]
    aht_unit, tz, date_format, dayfirst, date, week_of
        How handle times and starts are read, as for `wfm.read_forecast`.
    queues, columns, layout, fill, decimal, thousands, limits
        How the table is read, as for `wfm.read_forecast`.

    Returns
    -------
    table
        A copy of the same kind with two groups of columns after its own. A column of the table
        with the same name is replaced.

        - Results: ``load`` [erlangs], ``agents``, ``agents_unrounded`` and ``scheduled``
          [agents], ``service_level`` and ``occupancy`` [fraction], ``asa`` [s], and with a
          patience ``abandonment`` [fraction].
        - Inputs, as in `Plan.to_frame`, so that `wfm.make_schedule` reads the same target and
          shrinkage as from `wfm.plan`: ``target`` and ``shrinkage``; where they are set
          ``within``, ``target_asa``, ``max_occupancy``, ``target_abandonment``, ``patience``,
          ``definition``, ``min_agents``, ``goal`` and ``min_service_level``; and the arguments
          ``aht``, ``interval`` and ``time_zone``. An input column of the table stays, without such
          a copy, if its heading means the same beside the results. It is left out if an argument
          replaces it, or if it is copied under another name: ``service_level`` of 80 % becomes
          ``target`` (80%/20).

        A pandas table keeps its index, and its ``attrs["wfm"]`` has the notes and the defaults
        used. Rows of other queues and blank rows are left out. Other arguments of how the table
        is read, such as `columns`, are not in the result: pass them to `wfm.read_plan` too.

    Raises
    ------
    DataError
        With every problem of the table, each with the label of its row and its column.
    InputError
        For an argument outside its domain, or one that is not a table.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"volume": [60, 100, 140, 90], "aht": 180.0})
    >>> plan = staff(table, "80/20", shrinkage=0.30, interval="30m")
    >>> plan[["volume", "agents", "scheduled"]]
       volume  agents  scheduled
    0      60       9         13
    1     100      14         20
    2     140      18         26
    3      90      12         18

    With customers who abandon after 3 minutes of waiting on average, and without pandas:

    >>> calls = {"volume": [60, 100, 140, 90], "aht": 180}
    >>> staff(calls, "80/20", interval="30m", patience="3m")["agents"].tolist()
    [8, 12, 17, 11]

    References
    ----------
    - The same function on arrays as the command ``wfm staff``: `wfm.planning.solve.solve`.
    """
    keywords = {
        "target": target, "shrinkage": shrinkage, "asa": asa, "max_occupancy": max_occupancy,
        "abandonment": abandonment, "patience": patience, "definition": definition,
        "min_agents": min_agents, "goal": goal, "min_service_level": min_service_level,
    }  # fmt: skip
    given = given_by(keywords)
    options = options_of(
        aht=aht, interval=interval, tz=tz, queues=queues, columns=columns, aht_unit=aht_unit,
        date_format=date_format, dayfirst=dayfirst, layout=layout, date=date, week_of=week_of,
        fill=fill, decimal=decimal, thousands=thousands, limits=limits,
    )  # fmt: skip
    if fill not in ("keep", "error"):
        raise InputError(
            f"fill must be 'keep' or 'error', as no rows are added to the table: got {fill!r}; "
            "wfm.plan(wfm.read_forecast(frame, fill='zero')) plans missing intervals too.",
            name="fill",
            value=fill,
        )
    source = frame_of(frame)
    table = _read(source, replace(options, replaced=tuple(sorted(given.was_set))))
    settings = settings_of(table.row_inputs, given, source.source, len(table.rows))
    refuse_loads(
        table.volume,
        table.aht,
        table.interval,
        lambda row: f"{source.source}: index {source.labels[table.rows[row]]}",
    )
    solved = _solved(table, settings)
    results = {
        name: solved[name].astype(np.int64) if name in ("agents", "scheduled") else solved[name]
        for name in _COLUMNS
        if name in solved
    }
    inputs = table_inputs(source.header, results, settings, table.row_inputs)
    added = {**results, **inputs.columns, **_reading_columns(source, options, table)}
    result = with_columns(frame, table.rows, added, inputs.dropped)
    swapped = swapped_note(given.target.service_level, given.target.within)
    if hasattr(result, "attrs"):
        result.attrs["wfm"] = {
            "notes": (*table.notes, *((swapped,) if swapped else ())),
            "defaults": defaults_used(keywords, table.row_inputs),
        }
    return result  # type: ignore[no-any-return]


def _reading_columns(
    frame: Frame, options: ReadOptions, table: _Intervals
) -> dict[str, NDArray[Any]]:
    """The AHT, the interval and the time zone of arguments, where the table has no column of it."""
    count = len(table.rows)
    columns: dict[str, NDArray[Any]] = {}
    roles = set().union(*(meanings(name) for name in frame.header))
    if options.aht is not None and not roles & {"aht", "weak aht", "talk", "hold", "wrap"}:
        columns["aht"] = np.full(count, options.aht)
    if options.interval is not None and "interval" not in frame.header:
        columns["interval"] = np.full(count, options.interval)
    if options.zone is not None:
        columns["time_zone"] = np.full(count, options.zone, dtype=object)
    return columns


class _Intervals(NamedTuple):
    """The rows of a table that are intervals, in its own order."""

    rows: NDArray[np.intp]
    volume: FloatArray
    aht: FloatArray
    interval: FloatArray
    notes: tuple[str, ...]
    row_inputs: RowInputs | None
    local: NDArray[np.int64] | None = None  # local time of each start; None without starts
    queue: NDArray[np.int32] = np.zeros(0, dtype=np.int32)


def _read(frame: Frame, options: ReadOptions) -> _Intervals:
    """A table as columns in its own order."""
    if not frame.has_start(options):
        return _without_starts(frame, options)
    demand = read_frame(frame, options)
    rows = demand.line.astype(np.intp) - 1
    length = np.asarray(demand.interval)
    local = datetimes.local(demand.start, demand.zone)
    if np.all(rows[1:] > rows[:-1]):
        inputs = demand.row_inputs
        return _Intervals(
            rows, demand.volume, demand.aht, length, demand.notes, inputs, local, demand.queue
        )
    order = np.argsort(rows)
    if (np.diff(rows[order]) == 0).any():
        raise InputError(
            "frame must have one row per interval, as the results are put beside it, but its rows "
            "have several; wfm.plan(frame).to_frame() has a row for each interval.",
            name="frame",
        )
    inputs = demand.row_inputs
    if inputs is not None:
        inputs = inputs._replace(row=inputs.row[order])
    volume, aht = demand.volume[order], demand.aht[order]
    return _Intervals(
        rows[order], volume, aht, length, demand.notes, inputs, local[order], demand.queue[order]
    )


def _without_starts(frame: Frame, options: ReadOptions) -> _Intervals:
    """A table without starts: its rows are intervals of a given length, in any order."""
    lengths = frame.lengths if options.interval is None else np.asarray(float(options.interval))
    if lengths is None and looks_like_log(frame.header):
        raise InputError(
            f"the table is a log of single contacts, not of intervals: {how_to_count()}.",
            name="frame",
        )
    if lengths is None:
        raise InputError(
            "the table has no interval length: pass interval='30m', or add a column 'start' of "
            "timestamps.",
            name="interval",
        )
    minutes = Instants(int(_MINUTE) * np.arange(len(frame), dtype=np.int64))
    named = replace(frame.with_start(minutes), lengths=None)
    read = _read(named, replace(options, interval=_MINUTE))
    own = lengths[read.rows] if lengths.ndim else lengths
    return read._replace(interval=checked("interval", own), local=None)


def _solved(table: _Intervals, settings: RowSettings) -> dict[str, FloatArray]:
    """The columns of the plan."""
    return columns_by_case(
        table.volume,
        table.aht,
        table.interval if table.interval.size > 1 else float(table.interval.item()),
        settings.settings,
        settings.row,
        _agents_of_goal(table, settings),
    )


def _agents_of_goal(table: _Intervals, settings: RowSettings) -> FloatArray | None:
    """The agents of rows with a goal over a period, which needs the dates of the rows."""
    goals = [one.target.goal for one in settings.settings if GoalKey.of(one.target) and one.target]
    if not goals:
        return None
    if table.local is None:
        raise InputError(
            f"{option('goal', goals[0])} needs the date of each interval: add a column 'start' of "
            "timestamps.",
            name="goal",
            value=goals[0],
        )
    rows = GoalRows(table.volume, table.aht, table.interval, table.local, table.queue)
    return goal_agents(rows, settings)
