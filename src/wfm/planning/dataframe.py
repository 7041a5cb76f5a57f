"""A DataFrame in, the same DataFrame with the columns of its plan out."""

from __future__ import annotations

from dataclasses import replace
from datetime import tzinfo
from math import inf
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from wfm import units
from wfm._arrays import FloatArray, checked
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.planning.solve import distinct, solve_columns
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import DEFAULT_TARGET, Definition, QueueTarget, Target
from wfm.vocabulary import term

__all__ = ["demand_of", "staff", "target_of"]

_COLUMNS = ("load", "agents", "scheduled", "service_level", "asa", "occupancy", "abandonment")


def staff(
    frame: pd.DataFrame,
    target: Target | str | None = None,
    *,
    shrinkage: Shrinkage | str | float = DEFAULT,
    asa: str | float | None = None,
    max_occupancy: str | float | None = None,
    abandonment: str | float | None = None,
    patience: str | float = inf,
    definition: Definition = "offered",
    interval: str | float | None = None,
    aht: str | float | None = None,
) -> pd.DataFrame:
    """Agents, scheduled agents and service of a table with one row per interval.

    ::

        a = volume · aht / interval
        n = least whole number that meets the target
        N = ⌈ n / (1 - s) ⌉

    Parameters
    ----------
    frame : pandas.DataFrame
        One row per interval: ``volume`` (or ``calls``, ``y``, …) [contacts] and ``aht`` [s]. The
        length of an interval is a column ``interval`` [s], or the step of the index or of
        ``start``.
    target : Target or str, optional
        The service target; ``"85/60"``, the default without `asa` and `abandonment`, is 85 %
        answered within 60 s.
    shrinkage : Shrinkage, str or float
        Share of paid time not available for contacts; by default 30 % by component. [fraction]
    asa : str or float, optional
        Maximum average speed of answer. [s]
    max_occupancy : str or float, optional
        Maximum occupancy. [fraction]
    abandonment : str or float, optional
        Maximum share of contacts that abandon; needs `patience`. [fraction]
    patience : str or float
        Mean time until a waiting customer abandons; ``inf`` is Erlang C. [s]
    definition : {"offered", "answered", "virtual"}
        Of which contacts the service level is a share, as for `wfm.service_level`.
    interval : str or float, optional
        Length of an interval, where the table does not have it. [s]
    aht : str or float, optional
        Average handle time for a table without one. [s]

    Returns
    -------
    pandas.DataFrame
        A copy with the columns ``load``, ``agents``, ``scheduled``, ``service_level``, ``asa``
        and ``occupancy`` after its own, and ``abandonment`` with a patience; the index is kept.

    Raises
    ------
    InputError
        For a column that is missing or has a value outside its domain.

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

    With customers who abandon after 3 minutes of waiting on average:

    >>> staff(table, "80/20", interval="30m", patience="3m")["agents"].tolist()
    [8, 12, 17, 11]

    References
    ----------
    - The same function on arrays as the command ``wfm staff``: `wfm.planning.solve.solve`.
    """
    goal = target_of(target, asa, max_occupancy, abandonment)
    one = QueueTarget.of(goal, patience=units.duration(patience, "patience"), definition=definition)
    total = (shrinkage if isinstance(shrinkage, Shrinkage) else Shrinkage.parse(shrinkage)).total
    volume = _column(frame, "volume")
    handle = _handle_times(frame, volume, aht)
    solved = _solved(volume, handle, _interval(frame, interval), one, total)
    result = frame.copy()
    for name in _COLUMNS:
        if name in solved:
            whole = name in ("agents", "scheduled")
            result[name] = solved[name].astype(np.int64) if whole else solved[name]
    return result


def demand_of(
    frame: pd.DataFrame,
    *,
    interval: str | float | None = None,
    aht: str | float | None = None,
    aht_required: bool = True,
) -> Demand:
    """A table with one row per interval as a forecast, sorted by queue and start.

    Parameters
    ----------
    frame : pandas.DataFrame
        With ``start`` or a DatetimeIndex, ``volume`` [contacts], ``aht`` [s] and, for several
        queues, ``queue``; or the names that files use for them. Times with a zone keep it.
    interval : str or float, optional
        Length of an interval, where the table does not have it. [s]
    aht : str or float, optional
        Average handle time for a table without one. [s]
    aht_required : bool
        Refuse contacts without an AHT.

    Raises
    ------
    InputError
        For a column that is missing or has a value outside its domain, for two rows of the same
        queue and start, and for intervals of several lengths.

    Examples
    --------
    >>> start = pd.date_range("2026-03-02 09:00", periods=3, freq="30min", tz="Europe/Berlin")
    >>> forecast = demand_of(pd.DataFrame({"start": start, "calls": [60, 100, 140], "aht": 180}))
    >>> forecast.interval, forecast.volume.tolist(), str(forecast.zone)
    (1800.0, [60.0, 100.0, 140.0], 'Europe/Berlin')
    """
    if frame.empty:
        raise InputError("the table has no rows.", name="volume")
    times = _times(frame)
    volume = _column(frame, "volume")
    length = np.unique(_interval(frame, interval))
    if len(length) > 1:
        raise InputError(
            f"interval must be one length for all rows: got {length[0]:g} s and {length[-1]:g} s; "
            "plan them apart.",
            name="interval",
        )
    name = _name(frame, "queue")
    names = pd.Series("", index=frame.index) if name is None else frame[name].astype(str)
    queue, queues = pd.factorize(names)
    start = times.tz_convert("UTC").tz_localize(None) if times.tz is not None else times
    seconds = start.to_numpy().astype("datetime64[s]").astype(np.int64)
    order = np.lexsort((seconds, queue))
    _refuse_overlaps(frame, queue[order], seconds[order], order, float(length[0]))
    handle = _handle_times(frame, volume, aht, required=aht_required)
    return Demand(
        queues=tuple(queues),
        queue=queue[order].astype(np.int32),
        start=seconds[order],
        volume=volume[order],
        aht=handle[order],
        interval=float(length[0]),
        zone=_zone(times),
        line=np.zeros(len(frame), dtype=np.int32),
        source="DataFrame",
    )


def _times(frame: pd.DataFrame) -> pd.DatetimeIndex:
    """The starts of the rows."""
    name = _name(frame, "start")
    times = frame.index if name is None else frame[name]
    if name is None and not isinstance(times, pd.DatetimeIndex):
        raise InputError(
            f"the table has no column 'start' and no DatetimeIndex: it has {list(frame.columns)}.",
            name="start",
        )
    try:
        found = pd.DatetimeIndex(times)
    except (TypeError, ValueError) as error:
        raise InputError(f"start must be timestamps: {error}.", name="start") from None
    if found.hasnans:
        raise InputError("start must have a timestamp in every row.", name="start")
    return found


def _zone(times: pd.DatetimeIndex) -> tzinfo | None:
    """The zone of timestamps, by its name where it has one."""
    if times.tz is None:
        return None
    try:
        return ZoneInfo(str(times.tz))
    except (ZoneInfoNotFoundError, ValueError):
        return times.tz


def _refuse_overlaps(
    frame: pd.DataFrame,
    queue: NDArray[np.intp],
    seconds: NDArray[np.int64],
    order: NDArray[np.intp],
    interval: float,
) -> None:
    """Refuse rows of a queue that are closer than one interval."""
    close = np.flatnonzero((np.diff(queue) == 0) & (np.diff(seconds) < interval))
    if len(close):
        row = frame.index[order[close[0] + 1]]
        raise InputError(
            f"start must be {interval:g} s apart within a queue: the row at index {row!r} begins "
            "before the one before it ends.",
            name="start",
        )


def _handle_times(
    frame: pd.DataFrame, volume: FloatArray, aht: str | float | None, *, required: bool = True
) -> FloatArray:
    """The AHT of each row; NaN where it is not needed."""
    missing = _name(frame, "aht") is None
    if missing and aht is not None:
        return np.full(len(frame), units.duration(aht, "aht"))
    if missing and not required:
        return np.full(len(frame), np.nan)
    return _column(frame, "aht", needed=(volume > 0) & required)


def target_of(
    target: Target | str | None,
    asa: str | float | None = None,
    max_occupancy: str | float | None = None,
    abandonment: str | float | None = None,
) -> Target:
    """A target of keywords; the default service level where no other target is set.

    Examples
    --------
    >>> target_of(None, max_occupancy="85%").service_level, target_of(None, asa="20s").asa
    (0.85, 20.0)
    """
    parts = {
        "asa": None if asa is None else units.duration(asa, "asa"),
        "max_occupancy": _fraction(max_occupancy, "max_occupancy"),
        "abandonment": _fraction(abandonment, "abandonment"),
    }
    if isinstance(target, Target):
        return replace(target, **{key: part for key, part in parts.items() if part is not None})
    if target is None and (asa is not None or abandonment is not None):
        return Target(**parts)
    return Target.parse(target or DEFAULT_TARGET, **parts)


def _fraction(value: str | float | None, name: str) -> float | None:
    """A fraction in one of the notations of `wfm.units.fraction`."""
    return None if value is None else units.fraction(value, name)


def _solved(
    volume: FloatArray, aht: FloatArray, interval: FloatArray, target: QueueTarget, share: float
) -> dict[str, FloatArray]:
    """The columns of the plan, each distinct row solved once."""
    if interval.size > 1:
        return solve_columns(volume, aht, interval, target, share)
    first, case = distinct(volume, aht)
    solved = solve_columns(volume[first], aht[first], interval, target, share)
    return {name: column[case] for name, column in solved.items()}


def _name(frame: pd.DataFrame, word: str) -> Any:
    """The column of a word of the vocabulary, by its name or a heading of files."""
    if word in frame.columns:
        return word
    found = [name for name in frame.columns if str(name).lower() in term(word).headings]
    if len(found) > 1:
        raise InputError(f"columns {found} all mean {word!r}; keep one.", name=word, value=found)
    return found[0] if found else None


def _column(frame: pd.DataFrame, word: str, needed: Any = True) -> FloatArray:
    """A column of numbers, checked; values may be missing where they are not needed."""
    name = _name(frame, word)
    if name is None:
        raise InputError(
            f"the table has no column {word!r}: it has {list(frame.columns)}; "
            f"rename it with frame.rename(columns={{...: {word!r}}}).",
            name=word,
        )
    if not pd.api.types.is_numeric_dtype(frame[name]):
        raise InputError(
            f"column {name!r} must be numbers: its type is {frame[name].dtype}; "
            f"convert the column to numbers.",
            name=word,
        )
    values = np.asarray(frame[name], dtype=np.float64)
    if word == "aht":
        values = np.where((values == 0) & ~np.asarray(needed), np.nan, values)
    values = checked(word, values)
    missing = np.flatnonzero(np.isnan(values) & needed)
    if len(missing):
        raise InputError(
            f"column {name!r} has no value in {len(missing)} of {len(values)} rows, first at index "
            f"{frame.index[missing[0]]!r}; fill it, or drop the rows.",
            name=word,
            index=(int(missing[0]),),
        )
    return values


def _interval(frame: pd.DataFrame, given: str | float | None) -> FloatArray:
    """The length of the intervals, by the most common step between starts where not given."""
    if given is not None:
        return checked("interval", units.duration(given, "interval"))
    if "interval" in frame.columns:
        return _column(frame, "interval")
    name = _name(frame, "start")
    starts = frame.index if name is None else pd.DatetimeIndex(frame[name])
    if isinstance(starts, pd.DatetimeIndex) and len(starts.unique()) > 1:
        steps = starts.unique().sort_values().diff()[1:].total_seconds()
        lengths, counts = np.unique(steps, return_counts=True)
        return np.asarray(lengths[counts.argmax()])
    raise InputError(
        "the table has no interval length: pass interval='30m', or add a column 'start' of "
        "timestamps.",
        name="interval",
    )
