"""From volume to scheduled agents: the columns of a plan, computed in blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import inf

import numpy as np
from numpy.typing import NDArray

from wfm import datetimes, erlang, shrinkage, staffing
from wfm._arrays import FloatArray, checked
from wfm.errors import InputError
from wfm.planning.goal_agents import GoalKey, goal_agents, goal_rows
from wfm.planning.records import Block, PlanBasis, Setting, Staffing
from wfm.targets import QueueTarget, Target

__all__ = [
    "BLOCK",
    "case_of",
    "columns_by_case",
    "distinct",
    "refuse_loads",
    "solve",
    "solve_blocks",
    "solve_columns",
]

# Rows of a block: a few megabytes per column, large enough that the work per block does not count.
BLOCK = 1 << 17


def solve(
    volume: FloatArray,
    aht: FloatArray,
    interval: FloatArray | float,
    target: Target,
    share: float,
) -> Staffing:
    """Agents, scheduled agents and their service for columns of a forecast, by Erlang C.

    ::

        a = volume · aht / interval
        n = least whole number that meets the target
        N = ⌈ n / (1 - s) ⌉

    Parameters
    ----------
    volume : float64 array, shape (n,)
        Contacts offered. [contacts]
    aht : float64 array, shape (n,)
        Average handle time; may be NaN where the volume is 0. [s]
    interval : float or array, shape (n,)
        Length of the interval. [s]
    target : Target
        The service target.
    share : float
        Shrinkage s. [fraction]

    Raises
    ------
    InputError
        For a value outside its domain.

    Examples
    --------
    >>> result = solve(np.array([140.0]), np.array([180.0]), 1800.0, Target(0.80, 20.0), 0.30)
    >>> result.agents.tolist(), result.scheduled.tolist()
    ([18.0], [26.0])
    """
    columns = solve_columns(volume, aht, interval, QueueTarget.of(target), share)
    return Staffing(**{name: columns[name] for name in Staffing._fields})


def solve_columns(
    volume: FloatArray,
    aht: FloatArray,
    interval: FloatArray | float,
    target: QueueTarget,
    share: float,
    agents: FloatArray | None = None,
) -> dict[str, FloatArray]:
    """The columns of `solve` by name; with a patience by Erlang A, with ``abandonment``.

    The minimum agents of the target hold in every interval, also without contacts. With a
    confidence the agents are those of its quantile of the volume; load and service are those of
    the forecast. The agents of a goal over a period are given, as they depend on other rows too;
    before rounding up they are not defined.
    """
    aht = np.where(volume == 0.0, 1.0, aht)
    load = np.asarray(erlang.offered_load(volume, aht, interval))
    if agents is not None:
        return _columns(agents, np.full(len(agents), np.nan), load, aht, target, share)
    required = partial(
        staffing.agents_required,
        load * target.volume_factor,
        aht,
        **target.target.goals(),
        patience=target.patience,
        definition=target.definition,
    )
    agents = np.maximum(np.asarray(required(), dtype=np.float64), target.min_agents)
    unrounded = np.maximum(required(round_up=False), float(target.min_agents))
    return _columns(agents, unrounded, load, aht, target, share)


def _columns(
    agents: FloatArray,
    unrounded: FloatArray,
    load: FloatArray,
    aht: FloatArray,
    target: QueueTarget,
    share: float,
) -> dict[str, FloatArray]:
    """The columns of agents."""
    return {
        "load": load,
        "agents": agents,
        "scheduled": np.asarray(shrinkage.scheduled(agents, share), dtype=np.float64),
        **_measures(agents, load, aht, target),
        "agents_unrounded": unrounded,
    }


def _measures(
    agents: FloatArray, load: FloatArray, aht: FloatArray, target: QueueTarget
) -> dict[str, FloatArray]:
    """The service of agents: by Erlang C, with a patience by Erlang A, which adds abandonment."""
    performance = partial(
        erlang.performance, agents, load, aht, target.within, definition=target.definition
    )
    impatient = target.patience < inf
    measures = performance(patience=target.patience) if impatient else performance()
    names = ("service_level", "asa", "occupancy", *(("abandonment",) if impatient else ()))
    return {name: np.asarray(getattr(measures, name)) for name in names}


def distinct(volume: FloatArray, aht: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First row of each distinct pair of volume and AHT, and the index of the pair of each row."""
    # pairs as complex numbers sort as fast as a column; np.unique(axis=0) takes ten times longer
    pairs = volume + 1j * np.nan_to_num(aht, nan=-1.0)
    _, first, case = np.unique(pairs, return_index=True, return_inverse=True)
    return first, case


def solve_blocks(basis: PlanBasis, rows: int | None = None) -> Iterator[Block]:
    """The columns of a plan, block by block, each distinct pair of volume and AHT solved once.

    Every row is checked before the first block is solved, so that an error comes before anything
    is written.

    Parameters
    ----------
    basis : PlanBasis
        Forecast and inputs; each queue has a target of Erlang C or Erlang A.
    rows : int, optional
        Rows of a block; `BLOCK` by default.

    Raises
    ------
    InputError
        For a load above the domain of the formulas, or a goal over a period that no number of
        agents meets; at the call, before the first block.
    """
    rows = rows or BLOCK
    _check_loads(basis, rows)
    agents = None
    if any(GoalKey.of(one.target) for one in basis.settings.settings):
        agents = goal_agents(goal_rows(basis), basis.settings)
    return (Block(part, _block(basis, part, agents)) for part in _parts(len(basis.demand), rows))


def _parts(length: int, rows: int) -> Iterator[slice]:
    """Consecutive slices of at most so many rows."""
    for first in range(0, length, rows):
        yield slice(first, min(first + rows, length))


def _check_loads(basis: PlanBasis, rows: int) -> None:
    """Refuse contacts without an AHT and loads outside their domain, with the line of the file."""
    demand = basis.demand
    for part in _parts(len(demand), rows):
        refuse_loads(
            demand.volume[part],
            demand.aht[part],
            demand.interval,
            lambda row, first=part.start: _place(basis, first + row),  # type: ignore[misc]
        )


def refuse_loads(
    volume: FloatArray,
    aht: FloatArray,
    interval: FloatArray | float,
    place: Callable[[int], str],
) -> None:
    """Refuse contacts without an AHT and loads outside their domain, before any is solved.

    Parameters
    ----------
    volume, aht, interval : arrays
        As for `solve`.
    place : callable
        Where a row comes from, for the error.

    Raises
    ------
    InputError
        With the place of the first such row.
    """
    load = volume * np.where(volume == 0.0, 1.0, aht) / interval
    try:
        checked("load", load)
    except InputError as error:
        row = (error.index or (0,))[0]
        _refuse_load(float(load[row]), place(row))
    missing = np.flatnonzero(np.isnan(load))
    if len(missing):
        where = place(int(missing[0]))
        raise InputError(f"{where}: contacts need an aht: got none.", name="aht")


def _refuse_load(load: float, place: str) -> None:
    """The error of one load; its index in a block means nothing to the reader of a file."""
    try:
        checked("load", load)
    except InputError as error:
        raise InputError(f"{place}: {error}", name="load", value=load) from None


def _place(basis: PlanBasis, row: int) -> str:
    """File, line and start of a row."""
    demand = basis.demand
    start = datetimes.iso_texts(demand.start[row : row + 1], demand.zone)[0]
    place = demand.place(row) if demand.line[row] else demand.source
    return f"{place} ({start})"


def _block(basis: PlanBasis, part: slice, agents: FloatArray | None) -> dict[str, FloatArray]:
    """The columns of some rows, by setting where targets or shrinkage differ."""
    demand, (settings, row) = basis.demand, basis.settings
    of_goal = None if agents is None else agents[part]
    return columns_by_case(
        demand.volume[part], demand.aht[part], demand.interval, settings, row[part], of_goal
    )


def columns_by_case(
    volume: FloatArray,
    aht: FloatArray,
    interval: FloatArray | float,
    settings: Sequence[Setting],
    row: NDArray[np.int32],
    of_goal: FloatArray | None,
) -> dict[str, FloatArray]:
    """The columns of rows, each distinct setting solved by itself.

    Parameters
    ----------
    volume, aht, interval : arrays
        As for `solve`.
    settings : sequence of Setting
        All the settings of the table.
    row : int32 array, shape (n,)
        Index of the setting of each row.
    of_goal : float64 array, shape (n,), or None
        The agents of rows with a goal over a period, as by `goal_agents`.
    """
    cases = [case_of(one) for one in settings]
    if len(set(cases)) == 1:
        return _solved(volume, aht, interval, *cases[0], of_goal)
    length = np.broadcast_to(interval, volume.shape) if np.ndim(interval) else None
    columns: dict[str, FloatArray] = {}
    if any(target.patience < inf for target, _ in cases):  # in every block of the plan
        columns["abandonment"] = np.full(len(volume), np.nan)
    for case in dict.fromkeys(cases):
        same = [i for i, other in enumerate(cases) if other == case]
        at = np.flatnonzero(np.isin(row, same))
        own = interval if length is None else length[at]
        agents = of_goal[at] if of_goal is not None and GoalKey.of(case[0]) else None
        for name, values in _solved(volume[at], aht[at], own, *case, agents).items():
            columns.setdefault(name, np.full(len(volume), np.nan))[at] = values
    return columns


def case_of(setting: Setting) -> tuple[QueueTarget, float]:
    """What a row is solved with: its target, and its total shrinkage."""
    assert setting.target is not None, "a plan is solved with a target for every row"
    return setting.target, 0.0 if setting.shrinkage is None else setting.shrinkage.total


def _solved(
    volume: FloatArray,
    aht: FloatArray,
    interval: FloatArray | float,
    target: QueueTarget,
    share: float,
    agents: FloatArray | None,
) -> dict[str, FloatArray]:
    """Columns of rows of one target, each distinct pair of volume and AHT solved once."""
    if np.ndim(interval) or agents is not None:
        return solve_columns(volume, aht, interval, target, share, agents)
    first, case = distinct(volume, aht)
    solved = solve_columns(volume[first], aht[first], interval, target, share)
    return {name: column[case] for name, column in solved.items()}
