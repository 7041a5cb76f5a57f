"""A finished plan: agents, schedule and service of every interval, as data."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.errors import UsageError
from wfm.explanation import Explanation
from wfm.io.output_paths import output_path
from wfm.number_text import count_text
from wfm.planning.interval import find_row
from wfm.planning.interval_explanation import explain_row
from wfm.planning.period_share import period_share
from wfm.planning.plan_writer import write_plan
from wfm.planning.records import Block, PlanBasis
from wfm.planning.solve import BLOCK, solve_blocks
from wfm.planning.totals import Summary, Totals

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Plan", "joined", "plan_of"]


@dataclass(frozen=True, repr=False)
class Plan(PlanBasis):
    """A finished plan of one queue, of several or of a whole centre.

    Attributes
    ----------
    demand : Demand
        The contacts that the agents handle, one row per queue and interval.
    inputs : PlanInputs
        Targets by queue, shrinkage, contract hours, teams, models and the defaults used.
    columns : mapping of str to float64 array, shape (n,)
        ``load`` [erlangs], ``agents`` and ``scheduled`` [agents], ``agents_unrounded`` [agents],
        ``service_level`` and ``occupancy`` [fraction], ``asa`` [s], and what the models add, such
        as ``abandonment`` [fraction]; NaN where a model has no such result. A plan read from a
        file has the columns of the file.
    figures : PlanFigures
        Results of queues that are no columns, each with its unit: costs, turnaround, backlog, …
    explanation_of : callable or None
        The explanation of a row, for a plan that was staffed by the models of a centre.

    Examples
    --------
    >>> import wfm
    >>> plan = wfm.plan("examples/forecast.csv", "85/60", shrinkage="30%")
    >>> plan.summary().total.agent_hours
    1241.5
    """

    columns: Mapping[str, FloatArray]
    explanation_of: Callable[[int], Explanation] | None = field(
        default=None, kw_only=True, repr=False, compare=False
    )

    def __repr__(self) -> str:
        """The size of the plan, instead of its arrays."""
        intervals = count_text(len(self.demand), "interval")
        return f"<Plan: {intervals}, {count_text(len(self.demand.queues), 'queue')}>"

    @property
    def agents(self) -> NDArray[np.int64]:
        """Agents on contacts, net of shrinkage, as integers."""
        return self.columns["agents"].astype(np.int64)

    def blocks(self, rows: int = BLOCK) -> Iterator[Block]:
        """The rows in blocks, as `wfm.planning.solve.solve_blocks` yields them."""
        for first in range(0, len(self.demand), rows):
            part = slice(first, min(first + rows, len(self.demand)))
            yield Block(part, {name: column[part] for name, column in self.columns.items()})

    def summary(self, *, risk: bool = True) -> Summary:
        """Totals of the plan, its weeks, days and queues, and its peak.

        Parameters
        ----------
        risk : bool
            Compute the days that keep the target, where the variation of the volumes is known.
        """
        totals = Totals(self, risk=risk)
        for block in self.blocks():
            totals.add(block)
        return totals.summary()

    def to_frame(self) -> pd.DataFrame:
        """The plan as a table, one row per queue and interval.

        Returns
        -------
        pandas.DataFrame
            ``queue``, ``start`` (in the time zone of the plan, if it has one), ``interval`` [s],
            ``volume`` [contacts], ``aht`` [s], the columns of the plan, ``model``, ``team`` and
            ``definition`` where the plan has them, and the targets, the patience and the shrinkage
            as texts, from which `wfm.make_schedule` reads them.
        """
        import pandas as pd

        table = self._frame_columns()
        for name, column in self.columns.items():
            whole = name in ("agents", "scheduled") and not np.isnan(column).any()
            table[name] = column.astype(np.int64) if whole else column
        for name, values in self.queue_columns.items():
            table[name] = np.array(values, dtype=object)[self.demand.queue]
        return pd.DataFrame(table | self._target_frame_columns())

    def explain(self, start: str, queue: str | None = None) -> Explanation:
        """Every step from the forecast to the scheduled agents and paid hours of one interval.

        Parameters
        ----------
        start : str
            Date and time of the interval, or a time: then the first day that has it.
        queue : str, optional
            The queue, where several have the interval.

        Returns
        -------
        Explanation
            The steps with formula, figures, value and unit; also as a table, by `to_frame`.

        Raises
        ------
        UsageError
            If no row, or rows of several queues, start then; or if the plan was read from a file
            and its queue has a model of a centre.

        Examples
        --------
        >>> import wfm
        >>> plan = wfm.plan("examples/forecast.csv", "85/60", shrinkage="30%")
        >>> explanation = plan.explain("1999-02-01 10:00")
        >>> explanation.value("agents"), explanation.value("scheduled")
        (8, 12)
        """
        row = find_row(self.demand, start, () if queue is None else (queue,))
        if self.explanation_of is not None:
            return self.explanation_of(row)
        name = self.demand.queues[self.demand.queue[row]]
        target, shrinkage = self.settings.settings[self.settings.row[row]]
        if target is None or shrinkage is None or target.model not in ("erlang_c", "erlang_a"):
            raise UsageError(
                f"the plan does not contain what explains {name or 'its queue'!r}: "
                "use the plan that wfm.plan returns for the forecast."
            )
        return explain_row(
            self.demand,
            row,
            target,
            shrinkage,
            self.inputs.contract_hours,
            self.inputs.notes,
            period_share(self, row),
        )

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the plan to a file; the whole file or nothing.

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
        write_plan(output_path(path), self, self.blocks(), overwrite=overwrite)


def joined(basis: PlanBasis, blocks: Iterable[Block]) -> Plan:
    """A plan whose columns are those of its blocks, one after the other."""
    parts = [block.columns for block in blocks]
    names = parts[0] if parts else ()
    columns = {name: np.concatenate([part[name] for part in parts]) for name in names}
    return Plan(basis.demand, basis.inputs, columns, figures=basis.figures)


def plan_of(basis: PlanBasis) -> Plan:
    """Solve a forecast whose queues have agents of their own.

    Raises
    ------
    InputError
        For a load above the domain of the formulas.
    """
    return joined(basis, solve_blocks(basis))
