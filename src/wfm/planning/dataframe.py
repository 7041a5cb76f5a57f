"""The door for pandas: a DataFrame in, the same DataFrame with its plan out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from wfm import units
from wfm._arrays import FloatArray, checked
from wfm.errors import InputError
from wfm.planning.plan import Staffing, distinct, solve
from wfm.shrinkage import DEFAULT, Shrinkage
from wfm.targets import Target
from wfm.vocabulary import PLAN_COLUMNS, term

__all__ = ["staff"]


def staff(
    frame: pd.DataFrame,
    target: Target | str = "85/60",
    *,
    shrinkage: Shrinkage | str | float = DEFAULT,
    interval: str | float | None = None,
    aht: str | float | None = None,
) -> pd.DataFrame:
    """Staff a table: each row an interval, its agents and the service they give beside it.

    ::

        a = volume · aht / interval
        n = least whole number that meets the target
        N = ⌈ n / (1 - s) ⌉

    Parameters
    ----------
    frame : pandas.DataFrame
        A row an interval: ``volume`` (or ``calls``, ``y``, …) [contacts] and ``aht`` [s]. The
        interval is a column ``interval`` [s], or the step of the index or of ``start``.
    target : Target or str
        The promise; ``"85/60"`` is 85 % answered within 60 s.
    shrinkage : Shrinkage, str or float
        Share of paid time lost; by default 30 % by component. [fraction]
    interval : str or float, optional
        Length of an interval, where the table does not tell. [s]
    aht : str or float, optional
        Average handle time for a table without one. [s]

    Returns
    -------
    pandas.DataFrame
        A copy with the columns ``load``, ``agents``, ``scheduled``, ``service_level``, ``asa``
        and ``occupancy`` after its own; the index is kept.

    Raises
    ------
    InputError
        For a column that is missing or holds a value outside its domain.

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

    References
    ----------
    - The same function on arrays as the command ``wfm staff``: `wfm.planning.plan.solve`.
    """
    goal = target if isinstance(target, Target) else Target.parse(target)
    lost = shrinkage if isinstance(shrinkage, Shrinkage) else Shrinkage.parse(shrinkage)
    volume = _column(frame, "volume")
    if aht is not None and _name(frame, "aht") is None:
        handle = np.full(len(frame), units.duration(aht, "aht"))
    else:
        handle = _column(frame, "aht", needed=volume > 0)
    solved = _solved(volume, handle, _interval(frame, interval), goal, lost.total)
    result = frame.copy()
    for name in PLAN_COLUMNS[PLAN_COLUMNS.index("load") :]:
        column = getattr(solved, name)
        result[name] = column.astype(np.int64) if name in ("agents", "scheduled") else column
    return result


def _solved(
    volume: FloatArray, aht: FloatArray, interval: FloatArray, target: Target, share: float
) -> Staffing:
    if interval.size > 1:
        return solve(volume, aht, interval, target, share)
    first, case = distinct(volume, aht)
    solved = solve(volume[first], aht[first], interval, target, share)
    return Staffing(*(column[case] for column in solved))


def _name(frame: pd.DataFrame, word: str) -> Any:
    if word in frame.columns:
        return word
    found = [name for name in frame.columns if str(name).lower() in term(word).headings]
    if len(found) > 1:
        raise InputError(f"columns {found} all mean {word!r}; keep one.", name=word, value=found)
    return found[0] if found else None


def _column(frame: pd.DataFrame, word: str, needed: Any = True) -> FloatArray:
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
            f"convert it with pandas.to_numeric.",
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
        "the table does not tell how long an interval is: say interval='30m', or give it a column "
        "'start' of timestamps.",
        name="interval",
    )
