"""Columns beside those of a forecast, collected while it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.numbers import Separators
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.table_header import TableHeader
from wfm.io.forecast.wide_rows import WideTable

__all__ = ["MoreColumns"]


class MoreColumns(Protocol):
    """Collects the other columns of a table, such as the agents of a plan, while it is read.

    The methods with a body are those of a table with volumes and one row per interval.
    """

    def start(
        self, header: Sequence[str], line: int, separators: Separators, problems: Problems
    ) -> None:
        """Find the columns by their headings."""

    @property
    def used(self) -> set[int]:
        """The indices of the columns that are collected."""

    def wide(
        self,
        header: TableHeader,
        sample: Sequence[Sequence[str]],
        options: ReadOptions,
        problems: Problems,
    ) -> WideTable | None:
        """How a table becomes rows whose volume is what is collected; None if it is not wide."""
        return None

    def prepared(self, block: RowBlock) -> RowBlock:
        """Some rows as a forecast has them, before they are read."""
        return block

    def add(self, block: RowBlock) -> None:
        """Collect the cells of some rows; blank rows are skipped."""

    def of_lines(self, line: NDArray[np.int32]) -> FloatArray | None:
        """The numbers of some lines that a table without volumes has instead, as agents."""
        return None

    def reading(self, options: ReadOptions) -> ReadOptions:
        """The options by which the forecast is made, once all rows are read."""
        return options
