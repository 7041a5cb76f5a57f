"""What the sheets of a plan share: the plan, its totals, and where its cells are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from wfm.io.styled_book import Formula, SheetCell, StyledBook
from wfm.planning.heatmap import Grid
from wfm.planning.live_formulas import (
    INPUTS,
    PLAN,
    SEARCH,
    SEARCH_COLUMNS,
    InputCells,
    PlanLetters,
    letter,
)
from wfm.planning.live_plan import LivePlan
from wfm.planning.records import PlanBasis
from wfm.planning.totals import Summary
from wfm.printable_text import printable_line

__all__ = ["PlanBook"]

# The labels of the sheet Inputs by the names of `InputCells`.
_LABELS = {
    "service_level": "service level", "within": "time limit", "asa": "maximum ASA",
    "max_occupancy": "maximum occupancy", "min_agents": "minimum agents",
}  # fmt: skip
_COMMON = {
    "volume_factor": "volume factor", "aht_factor": "AHT factor", "interval": "interval",
}  # fmt: skip


@dataclass(frozen=True)
class PlanBook:
    """A workbook of a plan while it is written.

    Attributes
    ----------
    book : StyledBook
        Its sheets.
    basis : PlanBasis
        Forecast and inputs.
    summary : Summary
        Totals.
    grid : Grid
        Agents by time of day and day.
    columns : tuple of str
        The columns of the sheet Plan.
    live : LivePlan or None
        The values of the formulas; None for a plan that is written as values.
    reason : str
        Why it is written as values.
    inputs_at : mapping of (str, str) to int
        The row of each input in the sheet Inputs, from 0, by label and queue.
    """

    book: StyledBook
    basis: PlanBasis
    summary: Summary
    grid: Grid
    columns: tuple[str, ...]
    live: LivePlan | None
    reason: str
    inputs_at: Mapping[tuple[str, str], int]

    @property
    def letters(self) -> PlanLetters:
        """The columns of the sheet Plan that formulas refer to."""
        return PlanLetters(*(letter(self.columns.index(name)) for name in PlanLetters._fields))

    @property
    def source(self) -> str:
        """The name of the forecast without its folder."""
        return printable_line(PurePath(self.basis.demand.source).name)

    def cell(self, text: str, value: float | str | None) -> SheetCell:
        """A formula with its value; the value alone in a plan without formulas."""
        return value if self.live is None else Formula(text, value)

    def input(self, label: str, queue: str = "") -> str:
        """The cell of an input, for formulas of other sheets; that of all queues if it has none."""
        at = self.inputs_at.get((label, queue), self.inputs_at.get((label, ""), 0))
        return f"{INPUTS}!$C${at + 1}"

    def input_cells(self, queue: str) -> InputCells:
        """The cells of the inputs of a queue."""
        own = {name: self.input(label, queue) for name, label in _LABELS.items()}
        common = {name: self.input(label) for name, label in _COMMON.items()}
        return InputCells(**own, **common, shrinkage=self.input("shrinkage", queue))

    def plan_range(self, column: str) -> str:
        """The cells of a column of the sheet Plan."""
        at = letter(self.columns.index(column))
        return f"{PLAN}!${at}$2:${at}${len(self.basis.demand) + 1}"

    def search_range(self, column: str) -> str:
        """The cells of a column of the sheet of the search."""
        at = letter(SEARCH_COLUMNS.index(column))
        return f"'{SEARCH}'!${at}$2:${at}${len(self.basis.demand) + 1}"

    @property
    def hours(self) -> str:
        """The hours of an interval, as a formula."""
        return f"{self.input('interval')}/3600"
