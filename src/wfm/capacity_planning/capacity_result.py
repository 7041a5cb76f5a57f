"""A finished capacity plan: as a table, as totals, as steps of one month, and as a file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wfm.capacity_planning.capacity_data import (
    CapacityBasis,
    CapacityData,
    CapacityInputLine,
    PlanProof,
    RuleComparison,
)
from wfm.capacity_planning.capacity_dates import hire_classes, season_calendar
from wfm.capacity_planning.capacity_files import capacity_document, month_table
from wfm.capacity_planning.capacity_workbook import write_capacity_workbook
from wfm.capacity_planning.file_records import PlanMonths
from wfm.capacity_planning.month_explanation import explain_month, place_of_month, place_of_team
from wfm.capacity_planning.monthly_columns import monthly_columns
from wfm.explanation import Explanation
from wfm.io.atomic import replacing
from wfm.io.output_paths import check_output, output_path
from wfm.io.saved_result import SavedResult
from wfm.io.table_files import FileTable
from wfm.number_text import count_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Capacity", "capacity_of"]


@dataclass(frozen=True, repr=False)
class Capacity(CapacityData, SavedResult):
    """People, hires, overtime, temps and outsourced work of each month and team, and their cost.

    Attributes
    ----------
    source : str
        The file of the plan; empty if there is none.
    months : PlanMonths
        The months of the plan.
    teams : tuple of str
        The names of the teams.
    columns : mapping of str to float64 array, shape (months · teams,)
        In order of the months and in each of the teams: ``contacts``, ``workload_hours`` and
        ``agent_hours`` [hours], and ``occupancy`` [fraction] of the need; ``need_fte``: FTE on
        contacts with the contingency, ``reserve_fte``: more for the confidence,
        ``need_paid_fte``: with paid time away from contacts; ``settled``, ``ramping``,
        ``people``, ``leavers``, ``hires`` [people];
        ``support_fte``: support roles and reviewers; ``people_fte``: FTE on contacts of people;
        ``overtime_fte``, ``temps_fte``, ``outsourced_fte``: bought; ``supply_fte``: FTE on
        contacts of all of these; ``gap_fte``: supply less need; ``shortage_probability``
        [fraction]; ``cost``, ``cost_per_contact`` [currency]. NaN: not known.
    hires : tuple of HireClass
        Hires by date, with the day by which their offers must be out.
    season : tuple of SeasonRun
        Months in a row with temps, overtime or outsourced work: temps in, temps out.
    rules : tuple of RuleComparison
        Rules of thumb beside the need of the plan.
    proof : PlanProof
        What was minimised, and the bound that no plan is below.
    basis : CapacityBasis
        What the columns are computed from.
    inputs : tuple of CapacityInputLine
        The inputs, one by one.
    currency : str
        Of costs; empty if it is not known.
    notes, defaults : tuple of str
        What was noticed, one sentence each; and values that the file does not set.

    Examples
    --------
    >>> import wfm.capacity
    >>> team = wfm.capacity.TeamCapacity(
    ...     "voice", (120.0,) * 12, 120, (0.025,) * 12, (0.025,) * 12, pay=3000.0
    ... )
    >>> result = wfm.capacity.plan(wfm.capacity.CapacityInputs((team,)), first="2027-01")
    >>> result.columns["hires"].tolist()
    [0.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0]
    """

    def __repr__(self) -> str:
        """The size of the plan, instead of its arrays."""
        months = count_text(self.months.count, self.months.period)
        return f"<Capacity: {months}, {count_text(len(self.teams), 'team')}>"

    def to_frame(self) -> pd.DataFrame:
        """The plan as a table, one row per month and team.

        Returns
        -------
        pandas.DataFrame
            ``month`` (its first day), ``team``, and the columns.
        """
        import pandas as pd

        starts = [day for day in self.months.starts for _ in self.teams]
        names = list(self.teams) * self.months.count
        return pd.DataFrame({"month": pd.to_datetime(starts), "team": names, **self.columns})

    def explain(self, month: str | date, team: str | None = None) -> Explanation:
        """Each step from the contacts of a month to its need, from people to supply, and cost.

        Parameters
        ----------
        month : str or date
            ``"2027-03"``, ``"Mar 2027"``, a date or a timestamp as in `to_frame`; of a plan by
            weeks, the Monday: ``"2027-03-01"``.
        team : str, optional
            The team; needed where there are several.

        Raises
        ------
        InputError
            For a month or team that the plan does not have.
        """
        place = place_of_month(self.months, month)
        return explain_month(self, place, place_of_team(self.teams, team))

    def save(
        self, path: str | os.PathLike[str], *, overwrite: bool = False, raw_text: bool = False
    ) -> None:
        """Write the plan to a file; the whole file or nothing.

        Parameters
        ----------
        path : str or path
            With the ending .csv or .tsv (the months), .json (all), or .xlsx: a summary with a
            chart of need and supply, and the sheets Months, Hires, Season calendar, Rules of thumb
            and Inputs.
        overwrite : bool
            Replace an existing file.
        raw_text : bool
            Leave text that a spreadsheet would run as a formula unchanged (.csv and .tsv).

        Raises
        ------
        UsageError
            For an unknown ending, a folder that does not exist, or an existing file without
            `overwrite`.
        """
        name = output_path(path)
        if Path(name).suffix.lower() != ".xlsx":
            super().save(name, overwrite=overwrite, raw_text=raw_text)
            return
        check_output(name, force=overwrite, source=self.source)
        with replacing(name, overwrite=overwrite) as file:
            write_capacity_workbook(file, self)

    def table(self) -> FileTable:
        """The months as columns of a file."""
        return month_table(self)

    def _document(self) -> Mapping[str, Any]:
        """What JSON has beside the rows."""
        return capacity_document(self)

    def _source(self) -> str:
        """The file of the plan."""
        return self.source


def capacity_of(
    basis: CapacityBasis,
    proof: PlanProof,
    months: PlanMonths,
    *,
    source: str = "",
    rules: Sequence[RuleComparison] = (),
    lines: Sequence[CapacityInputLine] = (),
    currency: str = "",
    notes: Sequence[str] = (),
    defaults: Sequence[str] = (),
) -> Capacity:
    """The finished plan of hires, and of what is bought besides.

    Parameters
    ----------
    basis : CapacityBasis
        Inputs and results of the teams.
    proof : PlanProof
        How good the plan is.
    months : PlanMonths
        Its months.
    source, rules, lines, currency, notes, defaults
        As in `Capacity`, where `lines` are the inputs.
    """
    return Capacity(
        source=source,
        months=months,
        teams=tuple(team.name for team in basis.inputs.teams),
        columns=monthly_columns(basis.inputs, basis.results, basis.needs, basis.reviews),
        hires=hire_classes(basis.inputs, basis.results, months),
        season=season_calendar(basis.inputs, basis.results, months),
        rules=tuple(rules),
        proof=proof,
        basis=basis,
        inputs=tuple(lines),
        currency=currency,
        notes=tuple(notes),
        defaults=tuple(defaults),
    )
