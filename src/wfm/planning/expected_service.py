"""The reverse of staffing for a whole forecast: the service that given people provide."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm import erlang, shrinkage
from wfm._arrays import FloatArray
from wfm.errors import UsageError
from wfm.io.output_paths import output_path
from wfm.number_text import count_text
from wfm.planning.given_columns import People
from wfm.planning.goal_agents import by_interval
from wfm.planning.records import PlanBasis, Setting
from wfm.planning.service_files import write_service
from wfm.planning.service_totals import ServiceData
from wfm.planning.solve import solve_blocks
from wfm.targets import QueueTarget

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ExpectedService", "service_columns", "service_of_people"]

_MEASURES = ("service_level", "asa", "occupancy", "abandonment")


@dataclass(frozen=True, repr=False)
class ExpectedService(ServiceData):
    """The service that given people provide in every interval of a forecast.

    Attributes
    ----------
    demand : Demand
        The forecast.
    inputs : PlanInputs
        Targets by queue, shrinkage and the defaults used.
    people : People
        The people as they were given.
    columns : mapping of str to float64 array, shape (n,)
        ``load`` [erlangs], ``agents`` on contacts and ``scheduled`` people [agents],
        ``service_level`` and ``occupancy`` [fraction], ``asa`` [s], with a patience
        ``abandonment`` [fraction], ``agents_required``, ``understaffed`` and ``overstaffed``
        [agents], and ``target_met``, 1 or 0.

    Examples
    --------
    >>> import wfm
    >>> service = wfm.expected_service("examples/forecast.csv", 10, "85/60")
    >>> service.columns["agents_required"][:3].tolist()
    [3.0, 4.0, 7.0]
    """

    def __repr__(self) -> str:
        """The size of the result, instead of its arrays."""
        return (
            f"<ExpectedService: {count_text(len(self.demand), 'interval')}, "
            f"{count_text(len(self.demand.queues), 'queue')}>"
        )

    def to_frame(self) -> pd.DataFrame:
        """The service as a table, one row per queue and interval.

        Returns
        -------
        pandas.DataFrame
            ``queue``, ``start`` (in the time zone of the forecast, if it has one), ``interval``
            [s], ``volume`` [contacts], ``aht`` [s] and the columns, ``target_met`` as bool; then
            the targets, the patience and the shrinkage as texts, as `Plan.to_frame` has them.
        """
        import pandas as pd

        table = {**self._frame_columns(), **self.columns}
        table["target_met"] = self.columns["target_met"] > 0
        return pd.DataFrame(table | self._target_frame_columns())

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the service to a file; the whole file or nothing.

        Parameters
        ----------
        path : str or path
            With the ending .csv, .tsv, .json or .xlsx.
        overwrite : bool
            Replace an existing file.

        Raises
        ------
        UsageError
            For an unknown ending, a folder that does not exist, or an existing file without
            `overwrite`.
        """
        write_service(output_path(path), self, overwrite=overwrite)


def service_of_people(basis: PlanBasis, people: People) -> ExpectedService:
    """The service that given people provide in every interval of a forecast.

    ::

        a = volume · aht / interval
        service level, ASA, occupancy and abandonment of n agents by Erlang C or Erlang A
        n = N (1 - shrinkage) for N people on the schedule

    Every interval is computed by itself, in the long run: a backlog that an overloaded interval
    leaves to the next is not in its figures.

    Parameters
    ----------
    basis : PlanBasis
        Forecast and inputs; each queue has a target of Erlang C or Erlang A.
    people : People
        As `wfm.planning.given_columns.people_of` gives them.

    Raises
    ------
    InputError
        For a load above the domain of the formulas.
    UsageError
        For a queue with another model.
    """
    basis = replace(basis, inputs=by_interval(basis.inputs))
    demand = basis.demand
    required = np.concatenate([block.columns["agents"] for block in solve_blocks(basis)])
    columns = service_columns(basis, people)
    difference, met = columns["agents"] - required, columns.pop("target_met")
    columns |= {
        "agents_required": required,
        # a fraction below the whole requirement may meet the target, and lacks nothing then
        "understaffed": np.where(met > 0, 0.0, np.maximum(-difference, 0.0)),
        "overstaffed": np.maximum(difference, 0.0),
        "target_met": met,
    }
    return ExpectedService(demand, basis.inputs, people, columns)


def service_columns(basis: PlanBasis, people: People) -> dict[str, FloatArray]:
    """The columns of the service of given people, without the agents that would be required.

    Parameters
    ----------
    basis, people
        As for `service_of_people`.

    Returns
    -------
    dict of str to float64 array, shape (n,)
        ``load`` [erlangs], ``agents`` and ``scheduled`` [agents], ``service_level`` and
        ``occupancy`` [fraction], ``asa`` [s], with a patience ``abandonment`` [fraction], and
        ``target_met``, 1 or 0.
    """
    columns: dict[str, FloatArray] = {}
    for (target, share), rows in _rows_by_target(basis):
        for name, values in _service(basis, rows, people, target, share).items():
            columns.setdefault(name, np.full(len(basis.demand), np.nan))[rows] = values
    return columns


def _rows_by_target(
    basis: PlanBasis,
) -> Iterator[tuple[tuple[QueueTarget, float], NDArray[np.intp]]]:
    """Each distinct target with its shrinkage, and its rows."""
    settings, of_row = basis.settings
    cases = [_case(one) for one in settings]
    for case in dict.fromkeys(cases):
        same = [i for i, one in enumerate(cases) if one == case]
        yield case, np.flatnonzero(np.isin(of_row, same))


def _case(setting: Setting) -> tuple[QueueTarget, float]:
    """Target and total shrinkage of some rows."""
    target = setting.target
    assert target is not None, "a forecast has a target for every row"
    if target.model not in ("erlang_c", "erlang_a"):
        raise UsageError(
            f"the service of given agents is computed by Erlang C or Erlang A, not by "
            f"{target.model}."
        )
    return target, 0.0 if setting.shrinkage is None else setting.shrinkage.total


def _service(
    basis: PlanBasis, rows: NDArray[np.intp], people: People, target: QueueTarget, share: float
) -> dict[str, FloatArray]:
    """The columns of some rows of one target."""
    demand, count = basis.demand, people.number[rows]
    volume = demand.volume[rows]
    aht = np.where(volume == 0.0, 1.0, demand.aht[rows])
    load = np.asarray(erlang.offered_load(volume, aht, demand.interval))
    agents = np.asarray(shrinkage.net(count, share)) if people.scheduled else count
    agents = np.round(agents, 9)  # 20 people at 30 % are 14 agents, not a rounding error less
    scheduled = count if people.scheduled else np.asarray(shrinkage.scheduled(count, share))
    columns = {"load": load, "agents": agents, "scheduled": scheduled.astype(float)}
    columns |= _measures(agents, load, aht, target)
    columns["target_met"] = _is_met(columns, target)
    if target.patience == inf:
        columns.pop("abandonment")
    return columns


def _measures(
    agents: FloatArray, load: FloatArray, aht: FloatArray, target: QueueTarget
) -> dict[str, FloatArray]:
    """The service of each row, each distinct combination of agents, load and AHT solved once."""
    table = np.stack([agents, load, aht])
    order = np.lexsort(table)
    ordered = table[:, order]
    first = np.ones(len(agents), dtype=bool)
    first[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    case = np.empty(len(agents), dtype=np.intp)
    case[order] = np.cumsum(first) - 1
    performance = erlang.performance(
        ordered[0, first],
        ordered[1, first],
        ordered[2, first],
        target.within,
        patience=target.patience,
        definition=target.definition,
    )
    return {name: np.asarray(getattr(performance, name))[case] for name in _MEASURES}


def _is_met(columns: Mapping[str, FloatArray], target: QueueTarget) -> FloatArray:
    """1 for every row in which the target is met, 0 for the others."""
    met = columns["agents"] >= target.min_agents
    if target.service_level is not None:
        met &= columns["service_level"] >= target.service_level
    for name, limit in (
        ("asa", target.asa),
        ("occupancy", target.max_occupancy),
        ("abandonment", target.abandonment),
    ):
        if limit is not None:
            met &= columns[name] <= limit
    return met.astype(float)
