"""What a comparison consists of, as plain records; a and b are the first and the second of two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from wfm.io.table_files import Cell

__all__ = [
    "CauseShare",
    "ComparisonData",
    "FigureChange",
    "InputChange",
    "Kind",
    "KindChange",
    "Measure",
    "PeriodChange",
]

Kind: TypeAlias = Literal["plan", "schedule"]
Measure: TypeAlias = Literal["paid hours", "agent-hours", "agent-hours on duty"]


class InputChange(NamedTuple):
    """An input that differs: its texts in both; "" where one has none."""

    name: str
    queue: str
    a: str
    b: str


class FigureChange(NamedTuple):
    """A total of both; NaN where it is not known."""

    name: str
    unit: str
    a: float
    b: float


class PeriodChange(NamedTuple):
    """A queue or a day.

    Attributes
    ----------
    label : str
        The queue, or the date.
    hours_a, hours_b : float
        Paid hours of plans, agent-hours where these are not known; agent-hours on duty of
        schedules. [hours]
    service_level_a, service_level_b : float
        Of all contacts; NaN of schedules. [fraction]
    cause : str
        The part that changed the hours most in the direction of their change; "" without one.
    """

    label: str
    hours_a: float
    hours_b: float
    service_level_a: float
    service_level_b: float
    cause: str


class CauseShare(NamedTuple):
    """What one cause changed; the shares of all causes add up to the whole change.

    Attributes
    ----------
    cause : str
        One of the parts of the intervals.
    hours : float
        Paid hours of plans, and agent-hours on duty of schedules. [hours]
    agent_hours : float
        The same of agents on contacts; NaN of schedules. [agent-hours]
    """

    cause: str
    hours: float
    agent_hours: float


class KindChange(NamedTuple):
    """A kind of shift: how many of it both schedules have."""

    queue: str
    shift: str
    hours: str
    a: int
    b: int


class ComparisonData(NamedTuple):
    """All of a comparison.

    Attributes
    ----------
    kind : {"plan", "schedule"}
        What is compared.
    a, b : str
        Names of the two.
    measure : {"paid hours", "agent-hours", "agent-hours on duty"}
        The hours of causes, queues and days.
    inputs : tuple of InputChange
        The inputs that differ.
    totals : tuple of FigureChange
        Figures of the whole.
    queues, days : tuple of PeriodChange
        By queue, where there are several, and by local day.
    causes : tuple of CauseShare
        What changed the hours.
    kinds : tuple of KindChange
        The kinds of shifts whose number differs, the largest difference first.
    columns : mapping of str to sequence
        The intervals of both, as cells of a table.
    units : mapping of str to str
        The unit of the columns that have one.
    largest : tuple of int
        The rows that changed most, the largest change first.
    notes : tuple of str
        What cannot be compared, one sentence each.
    """

    kind: Kind
    a: str
    b: str
    measure: Measure
    inputs: tuple[InputChange, ...]
    totals: tuple[FigureChange, ...]
    queues: tuple[PeriodChange, ...]
    days: tuple[PeriodChange, ...]
    causes: tuple[CauseShare, ...]
    kinds: tuple[KindChange, ...]
    columns: Mapping[str, Sequence[Cell]]
    units: Mapping[str, str]
    largest: tuple[int, ...]
    notes: tuple[str, ...]
