"""Two plans or two schedules side by side, as finished data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wfm.comparing.plan_changes import compare_plans
from wfm.comparing.records import (
    CauseShare,
    ComparisonData,
    FigureChange,
    InputChange,
    KindChange,
    PeriodChange,
)
from wfm.comparing.schedule_changes import compare_schedules
from wfm.comparing.schedule_reader import document_of
from wfm.errors import UsageError
from wfm.io.saved_result import SavedResult
from wfm.io.table_files import Cell, FileTable
from wfm.planning.plan import Plan
from wfm.scheduling.results import ScheduleData
from wfm.scheduling.schedule_document import ScheduleDocument

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comparison", "comparison_of"]


@dataclass(frozen=True, repr=False)
class Comparison(SavedResult):
    """Two plans or two schedules, a and b: what differs, and what that changes.

    Attributes
    ----------
    data : ComparisonData
        All of it; the properties are its parts.

    Examples
    --------
    >>> import wfm
    >>> table = {"start": ["2026-03-02 09:00", "2026-03-02 09:30"], "volume": [90, 60], "aht": 240}
    >>> comparison = wfm.compare(wfm.plan(table, "80/20"), wfm.plan(table, "90/20"))
    >>> [(one.cause, one.agent_hours) for one in comparison.causes]
    [('target', 1.5)]
    """

    data: ComparisonData

    def __repr__(self) -> str:
        """What is compared, instead of its figures."""
        data = self.data
        return (
            f"<Comparison: {data.kind}s {data.a} and {data.b}, {len(data.columns['start'])} rows>"
        )

    @property
    def inputs(self) -> tuple[InputChange, ...]:
        """The inputs that differ."""
        return self.data.inputs

    @property
    def totals(self) -> tuple[FigureChange, ...]:
        """The figures of both, with their units."""
        return self.data.totals

    @property
    def queues(self) -> tuple[PeriodChange, ...]:
        """By queue, where there are several."""
        return self.data.queues

    @property
    def days(self) -> tuple[PeriodChange, ...]:
        """By local day."""
        return self.data.days

    @property
    def causes(self) -> tuple[CauseShare, ...]:
        """What changed the hours; the shares add up to the whole change."""
        return self.data.causes

    @property
    def kinds(self) -> tuple[KindChange, ...]:
        """The kinds of shifts whose number differs; of schedules."""
        return self.data.kinds

    @property
    def notes(self) -> tuple[str, ...]:
        """What cannot be compared."""
        return self.data.notes

    def summary(self) -> dict[str, FigureChange]:
        """The totals by their names, such as "paid_hours"."""
        return {one.name: one for one in self.data.totals}

    def to_frame(self) -> pd.DataFrame:
        """The intervals as a table, one row per queue and interval of either.

        Returns
        -------
        pandas.DataFrame
            ``queue``, ``start``, ``found_in`` ("both", "a" or "b"), each figure of both with the
            ending ``_a`` and ``_b``, ``change`` (scheduled agents of plans, agents on duty of
            schedules), ``cause``, its largest part, and the parts, which add up to the change.
        """
        import pandas as pd

        return pd.DataFrame({name: [*cells] for name, cells in self.data.columns.items()})

    def table(self) -> FileTable:
        """The intervals as columns of a file."""
        return FileTable("Intervals", self.data.columns, self.data.units)

    def _sheets(self) -> list[FileTable]:
        """The sheets of a workbook."""
        data = self.data
        parts: Mapping[str, Sequence[Any]] = {
            "Totals": data.totals,
            "Inputs": data.inputs,
            "Causes": data.causes,
            "Queues": data.queues,
            "Days": data.days,
            "Shifts": data.kinds,
        }
        units = {"service_level_a": "fraction", "service_level_b": "fraction"}
        before = [
            FileTable(name, _columns(records), units) for name, records in parts.items() if records
        ]
        return [*before, self.table()]

    def _source(self) -> str:
        """The name of the first of the two."""
        return self.data.a

    def _document(self) -> dict[str, Any]:
        """What JSON has beside the rows."""
        data = self.data
        causes = [
            {key: value for key, value in one._asdict().items() if value == value}
            for one in data.causes
        ]
        return {
            "kind": data.kind,
            "a": data.a,
            "b": data.b,
            "measure": data.measure,
            "inputs": data.inputs,
            "totals": data.totals,
            "queues": data.queues,
            "days": data.days,
            "causes": causes,
            "shifts": data.kinds,
            "largest": data.largest,
            "notes": data.notes,
        }


def _columns(records: Sequence[Any]) -> dict[str, Sequence[Cell]]:
    """Records as columns; a number that is not known is empty."""
    return {name: [_known(getattr(one, name)) for one in records] for name in records[0]._fields}


def _known(cell: Cell) -> Cell:
    """A cell; None for a number that is not known."""
    return None if isinstance(cell, float) and math.isnan(cell) else cell


def comparison_of(
    a: Plan | ScheduleData | ScheduleDocument,
    b: Plan | ScheduleData | ScheduleDocument,
    names: tuple[str, str],
) -> Comparison:
    """Compare two plans, or two schedules.

    Parameters
    ----------
    a, b : Plan, ScheduleData or ScheduleDocument
        Two of a kind.
    names : tuple of str
        What the comparison calls them.

    Raises
    ------
    UsageError
        For a plan and a schedule, or intervals of different lengths.
    """
    if isinstance(a, Plan) and isinstance(b, Plan):
        data = compare_plans(a, b)
    elif isinstance(a, Plan) or isinstance(b, Plan):
        kinds = ["a plan" if isinstance(one, Plan) else "a schedule" for one in (a, b)]
        raise UsageError(
            f"{names[0]} is {kinds[0]}, {names[1]} {kinds[1]}: compare two plans or two schedules."
        )
    else:
        first, second = (
            document_of(one) if isinstance(one, ScheduleData) else one for one in (a, b)
        )
        data = compare_schedules(first, second, names)
    return Comparison(data._replace(a=names[0], b=names[1]))
