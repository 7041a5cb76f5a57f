"""Scenarios of a forecast: each planned again, beside the base."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from wfm.errors import UnreachableError
from wfm.io.saved_result import SavedResult
from wfm.io.table_files import Cell, FileTable
from wfm.number_text import count_text
from wfm.planning.plan import Plan
from wfm.scenarios.cases import Case, QueueCase
from wfm.scenarios.changes import AXES, Change
from wfm.scenarios.grid import check_work, scenarios_of
from wfm.scenarios.kept_plan import kept_plan
from wfm.scenarios.outcome import Outcome, outcome_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AxisRange", "WhatIf", "WhatIfSummary", "what_if"]

_UNITS = {
    "contacts": "contacts", "agent_hours": "agent-hours", "paid_hours": "hours", "fte": "FTE",
    "service_level": "fraction", "occupancy": "fraction", "cost": "currency",
    "cost_per_contact": "currency per contact",
    "cost_per_resolved_contact": "currency per contact", "kept_service_level": "fraction",
}  # fmt: skip
# The figures of which the difference to the base is a column too.
_COMPARED = (
    "paid_hours", "fte", "cost", "cost_per_contact", "cost_per_resolved_contact", "service_level",
    "kept_service_level",
)  # fmt: skip


class AxisRange(NamedTuple):
    """What the changes of one input alone do to the paid hours.

    Attributes
    ----------
    axis : str
        The input.
    lowest, highest : str
        The scenario with the fewest and with the most paid hours, the base included.
    lowest_change, highest_change : float
        Their paid hours against the base. [fraction]
    """

    axis: str
    lowest: str
    highest: str
    lowest_change: float
    highest_change: float


class WhatIfSummary(NamedTuple):
    """The base, and which input moves the paid hours the most.

    Attributes
    ----------
    base : Outcome
        Without changes.
    cheapest, dearest : Outcome
        The scenario with the fewest and with the most paid hours, the base included.
    axes : tuple of AxisRange
        By input, the widest range first; of scenarios with one change.
    """

    base: Outcome
    cheapest: Outcome
    dearest: Outcome
    axes: tuple[AxisRange, ...]


@dataclass(frozen=True, repr=False)
class WhatIf(SavedResult):
    """Scenarios of a forecast.

    Attributes
    ----------
    plan : Plan
        The plan of the base.
    base : Outcome
        Its figures.
    scenarios : tuple of Outcome
        The figures of each scenario.
    has_kept_plan : bool
        Whether the service of the base's people is known; not for a centre.

    Examples
    --------
    >>> import wfm
    >>> result = wfm.whatif("examples/forecast.csv", volume="±10%", shrinkage="25%,35%")
    >>> [(one.label, one.paid_hours) for one in result.scenarios][:2]
    [('volume -10%', 1741.5), ('volume +10%', 1989.0)]
    """

    plan: Plan
    base: Outcome
    scenarios: tuple[Outcome, ...]
    has_kept_plan: bool = True

    def __repr__(self) -> str:
        """The size of the result, instead of its figures."""
        scenarios = count_text(len(self.scenarios), "scenario")
        return f"<WhatIf: base and {scenarios}, {self.plan.demand.source}>"

    @property
    def axes(self) -> tuple[str, ...]:
        """The inputs that some scenario changes."""
        return tuple(axis for axis in AXES if any(axis in one.changes for one in self.scenarios))

    def summary(self) -> WhatIfSummary:
        """The base, the cheapest and the dearest scenario, and the range of each input."""
        every = (self.base, *self.scenarios)
        ranges = [self._range(axis) for axis in self.axes]
        return WhatIfSummary(
            base=self.base,
            cheapest=min(every, key=lambda one: one.paid_hours),
            dearest=max(every, key=lambda one: one.paid_hours),
            axes=tuple(sorted(ranges, key=lambda one: one.lowest_change - one.highest_change)),
        )

    def _range(self, axis: str) -> AxisRange:
        """The fewest and the most paid hours of scenarios that change one input alone."""
        alone = [self.base, *(one for one in self.scenarios if [*one.changes] == [axis])]
        lowest = min(alone, key=lambda one: one.paid_hours)
        highest = max(alone, key=lambda one: one.paid_hours)
        before = self.base.paid_hours
        low, high = (one.paid_hours / before - 1 if before else 0.0 for one in (lowest, highest))
        return AxisRange(axis, lowest.label, highest.label, low, high)

    def to_frame(self) -> pd.DataFrame:
        """One row per scenario, the base first.

        Returns
        -------
        pandas.DataFrame
            ``scenario``; a column for each input that is changed, with its change; ``contacts``,
            ``agent_hours``, ``paid_hours``, ``fte``, ``service_level`` and ``occupancy``
            [fraction], ``cost`` and ``cost_per_contact`` where the cost of an hour is known,
            ``kept_service_level`` [fraction] if the people of the base stay, and the differences
            to the base, such as ``paid_hours_change``.
        """
        import pandas as pd

        return pd.DataFrame({name: [*cells] for name, cells in self.table().columns.items()})

    def table(self) -> FileTable:
        """The rows as columns of a file."""
        every = (self.base, *self.scenarios)
        columns: dict[str, Sequence[Cell]] = {"scenario": [one.label for one in every]}
        for axis in self.axes:
            name = "cost_per_hour" if axis == "cost" else axis
            columns[name] = [one.changes.get(axis, "") for one in every]
        units = {}
        for name, unit in _UNITS.items():
            if getattr(self.base, name) is None and self._is_unknown(name):
                continue
            columns[name], units[name] = [getattr(one, name) for one in every], unit
            if name in _COMPARED:
                columns[f"{name}_change"] = [self._difference(one, name) for one in every]
                units[f"{name}_change"] = unit
        return FileTable("Scenarios", columns, units)

    def _is_unknown(self, name: str) -> bool:
        """Whether no scenario has a figure."""
        return all(getattr(one, name) is None for one in self.scenarios)

    def _difference(self, one: Outcome, name: str) -> float | None:
        """A figure of a scenario less that of the base."""
        value, before = getattr(one, name), getattr(self.base, name)
        return None if value is None or before is None else value - before

    def _source(self) -> str:
        """The name of the input."""
        return self.plan.demand.source

    def _document(self) -> dict[str, Any]:
        """What JSON has beside the rows."""
        return {
            "source": self.plan.demand.source,
            "kind": "scenarios",
            "summary": {"axes": self.summary().axes},
            "defaults": self.plan.inputs.defaults,
            "notes": (*self.plan.demand.notes, *self.plan.inputs.notes),
        }


def what_if(
    case: Case,
    changes: Sequence[Change],
    *,
    grid: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> WhatIf:
    """Plan a forecast as it is and after each change.

    Parameters
    ----------
    case : Case
        The base.
    changes : sequence of Change
        By input, as `wfm.scenarios.changes.parse_changes` gives them.
    grid : bool
        Every combination of the changes instead of one at a time.
    progress : callable, optional
        Called with the number of scenarios that are planned, and the number of all.

    Raises
    ------
    InputError
        For more scenarios than are planned at once, before any is planned.
    UnreachableError
        If a target cannot be met; the message names the scenario.
    """
    rows = scenarios_of(changes, grid=grid)
    check_work(len(rows), len(case.demand))
    cases = [_changed(case, row) for row in rows]  # all checked before any is planned
    base = case.plan()
    outcomes = []
    for i, (row, one) in enumerate(zip(rows, cases, strict=True)):
        if progress is not None:
            progress(i, len(rows))
        label = " · ".join(change.label for change in row)
        with _named(label):
            kept = kept_plan(base, one.basis()) if isinstance(one, QueueCase) else None
            texts = {change.axis: change.words for change in row}
            outcomes.append(outcome_of(label, texts, one.plan(), kept))
    alone = isinstance(case, QueueCase)
    return WhatIf(base, outcome_of("base", {}, base, base if alone else None), (*outcomes,), alone)


def _changed(case: Case, changes: Sequence[Change]) -> Case:
    """A case after several changes."""
    for change in changes:
        case = case.changed(change)
    return case


@contextmanager
def _named(label: str) -> Iterator[None]:
    """Within the block, a target that cannot be met is that of a scenario."""
    try:
        yield
    except UnreachableError as error:
        raise UnreachableError(f"{label}: {error}") from None
