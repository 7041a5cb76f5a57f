"""Targets, patience and shrinkage that a table has beside its volumes, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from wfm.errors import Problem
from wfm.shrinkage import Shrinkage
from wfm.targets import Definition, GoalPeriod, RiskScope

__all__ = ["InputSet", "RowInputs"]


class InputSet(NamedTuple):
    """The inputs in the cells of a row; None for those that it does not have.

    Attributes
    ----------
    service_level, max_occupancy, abandonment : float or None
        Parts of the target. [fraction]
    within, asa : float or None
        Time limit of the service level, and maximum average speed of answer. [s]
    patience : float or None
        Mean time until a waiting contact abandons. [s]
    definition : str or None
        Of which contacts the service level is a share.
    aht_by_concurrency : tuple of float
        AHT of a chat with 1, 2, …, k concurrent chats. [s]
    min_agents : int or None
        Minimum agents in every interval. [agents]
    shrinkage : Shrinkage or None
        Share of paid time not available for contacts.
    volume_cv : float or None
        Coefficient of variation of the volume of a day around its forecast. [fraction]
    confidence : float or None
        Probability with which the target is kept; in plans only. [fraction]
    risk_scope : str or None
        What exceeds its forecast together, the intervals of a day or each its own; in plans only.
    goal : str or None
        Over what the service level must hold; in plans only.
    min_service_level : float or None
        Minimum of every interval with a goal over a period; in plans only. [fraction]
    """

    service_level: float | None = None
    within: float | None = None
    asa: float | None = None
    max_occupancy: float | None = None
    abandonment: float | None = None
    patience: float | None = None
    definition: Definition | None = None
    aht_by_concurrency: tuple[float, ...] = ()
    min_agents: int | None = None
    shrinkage: Shrinkage | None = None
    volume_cv: float | None = None
    confidence: float | None = None
    risk_scope: RiskScope | None = None
    goal: GoalPeriod | None = None
    min_service_level: float | None = None


class RowInputs(NamedTuple):
    """The distinct sets of inputs of a table, and the set of each row.

    Attributes
    ----------
    sets : tuple of InputSet
        In order of first appearance.
    lines : tuple of int
        The first line of the file with each set.
    row : int32 array, shape (n,)
        Index of the set of each row of the forecast.
    headings : mapping of str to str
        The heading of each input, by the names of `InputSet`.
    labels : sequence or None
        For a table in memory, the label of each of its rows; `lines` are then positions from 1.
    """

    sets: tuple[InputSet, ...]
    lines: tuple[int, ...]
    row: NDArray[np.int32]
    headings: Mapping[str, str]
    labels: Sequence[object] | None = None

    def place(self, line: int) -> str:
        """A line of the file in words, or the label of a row in memory."""
        return f"line {line}" if self.labels is None else f"index {self.labels[line - 1]}"

    def problem(self, text: str, line: int, column: str | None = None) -> Problem:
        """A problem of a line of the file, or of a row of a table in memory."""
        if self.labels is None:
            return Problem(text, line, column)
        return Problem(text, None, column, self.labels[line - 1])

    def of_queue(self, queue: NDArray[np.int32], index: int) -> list[int]:
        """The sets of the rows of one queue, in order of first appearance."""
        return list(dict.fromkeys(self.row[queue == index].tolist()))
