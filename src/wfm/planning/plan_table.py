"""The columns of a plan in a table that a forecast does not have, collected while it is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wfm import units
from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.errors import InputError
from wfm.io.forecast.delimited import RowBlock
from wfm.io.forecast.numbers import Separators, parse_numbers
from wfm.io.forecast.problems import Problems
from wfm.planning.records import PlanInputs
from wfm.planning.requirement_table import agents_column
from wfm.shrinkage import Shrinkage
from wfm.targets import DEFAULT_TARGET, QueueTarget, Target, checked_min_agents

__all__ = ["PlanColumns"]

# More agents than any centre has; above it a cell is a mistake.
_MAX_AGENTS = 1e9
_RESULTS = ("load", "scheduled", "service_level", "asa", "occupancy", "abandonment")
_TARGETS = (
    "target", "within", "target_asa", "max_occupancy", "target_abandonment", "patience",
    "definition", "aht_by_concurrency", "min_agents",
)  # fmt: skip
_TEXTS = ("model", "team", *_TARGETS, "shrinkage")
# What makes a target of its own; a definition or a patience alone does not.
_LIMITS = ("target", "target_asa", "max_occupancy", "target_abandonment")


class PlanColumns:
    """Collects the columns of a plan from the blocks of a table."""

    def __init__(self) -> None:
        self.gross: bool = False  # whether the agents are scheduled people
        self._places: dict[str, int] = {}
        self._lines: list[NDArray[np.int64]] = []
        self._agents: list[FloatArray] = []
        self._cells: dict[str, list[str]] = {}

    def start(
        self, header: Sequence[str], line: int, separators: Separators, problems: Problems
    ) -> None:
        """Find the columns by their headings.

        Raises
        ------
        DataError
            If there are no agents.
        """
        names = [name.strip().lstrip("\ufeff").casefold().removesuffix(" [s]") for name in header]
        column = agents_column(header, line, problems)
        names[column.place] = "agents"
        self.gross = column.gross
        self._places = {
            name: names.index(name) for name in ("agents", *_RESULTS, *_TEXTS) if name in names
        }
        self._cells = {name: [] for name in self._places if name != "agents"}
        self._width, self._separators, self._problems = len(names), separators, problems
        self._heading = header[column.place].strip()

    @property
    def used(self) -> set[int]:
        """The indices of the columns that are collected."""
        return set(self._places.values())

    def add(self, block: RowBlock) -> None:
        """Collect the cells of some rows; rows of another width are refused elsewhere."""
        rows = [row for row in block.rows if len(row) == self._width]
        lines = [
            n for n, row in zip(block.lines, block.rows, strict=True) if len(row) == self._width
        ]
        texts = [row[self._places["agents"]].strip() for row in rows]
        self._separators.infer(texts)
        agents = parse_numbers(
            texts,
            lines,
            self._separators,
            self._problems,
            column=self._heading,
            what="agents",
            highest=_MAX_AGENTS,
        )
        for i in np.flatnonzero(agents != np.floor(agents)).tolist():
            self._problems.add(
                f"{texts[i]!r} is not a whole number of agents — round it up",
                lines[i],
                self._heading,
            )
        self._lines.append(np.array(lines, dtype=np.int64))
        self._agents.append(agents)
        for name, cells in self._cells.items():
            cells += [row[self._places[name]].strip() for row in rows]

    def _rows(self, demand: Demand) -> NDArray[np.intp]:
        """The position among the collected rows of each row of the forecast; -1 for filled gaps."""
        lines = np.concatenate(self._lines)
        at = np.minimum(np.searchsorted(lines, demand.line), len(lines) - 1)
        return np.where(lines[at] == demand.line, at, -1)

    def numbers(self, demand: Demand) -> dict[str, FloatArray]:
        """The agents, and the results that are numbers in all rows, as the forecast is ordered."""
        rows = self._rows(demand)
        agents = np.where(rows < 0, 0.0, np.concatenate(self._agents)[rows])
        columns = {"agents": agents}
        for name in _RESULTS:
            values = self._result(name)
            if values is not None:
                columns[name] = np.where(rows < 0, np.nan, values[rows])
        return columns

    def _result(self, name: str) -> FloatArray | None:
        """A column of results; None where the file has none, or cells that are not numbers."""
        cells = self._cells.get(name, [])
        if not any(cells):
            return None
        refused = Problems(self._problems.source)
        bare = ["" if text == "inf" else text for text in cells]
        values = parse_numbers(
            bare,
            range(len(cells)),
            self._separators,
            refused,
            column=name,
            what=name,
            empty=np.nan,
        )
        if refused.count:
            return None
        values[[text == "inf" for text in cells]] = np.inf
        return values

    def inputs(self, demand: Demand) -> PlanInputs:
        """Targets, shrinkage, teams and models of the queues.

        Raises
        ------
        DataError
            For a cell that cannot be read, or that differs between the rows of a queue.
        """
        first = self._first_rows(demand)
        models = self._by_queue(demand, first, "model")
        targets = self._targets(demand, first, models)
        shrinkage = self._shrinkage(first)
        defaults = []
        if not targets:
            defaults.append(f"target {DEFAULT_TARGET}: the plan file has none")
        if shrinkage is None:
            defaults.append("shrinkage 30 % by component: the plan file has none")
        self._problems.check()
        return PlanInputs(
            targets=targets,
            shrinkage=shrinkage,
            teams=self._by_queue(demand, first, "team"),
            models=models if set(models.values()) != {"erlang_c"} else {},
            defaults=tuple(defaults),
        )

    def _first_rows(self, demand: Demand) -> dict[str, int]:
        """The first collected row of each queue, after a check that its targets do not change."""
        rows, first = self._rows(demand), {}
        for index, name in enumerate(demand.queues):
            own = rows[(demand.queue == index) & (rows >= 0)]
            if len(own):
                first[name] = int(own[0])
                self._refuse_changes(name, own.tolist())
        return first

    def _refuse_changes(self, queue: str, rows: list[int]) -> None:
        """Refuse a queue whose target or shrinkage is not the same in all of its rows."""
        lines = np.concatenate(self._lines)
        for name in (*_TARGETS, "shrinkage"):
            cells = self._cells.get(name)
            other = next((r for r in rows if cells and cells[r] != cells[rows[0]]), None)
            if cells and other is not None:
                self._problems.add(
                    f"queue {queue!r} has {cells[other]!r} here and {cells[rows[0]]!r} in line "
                    f"{lines[rows[0]]} — write the same in all rows of a queue",
                    int(lines[other]),
                    name,
                )

    def _by_queue(self, demand: Demand, first: dict[str, int], name: str) -> dict[str, str]:
        """The cell of each queue's first row, where it has one."""
        cells = self._cells.get(name)
        return {queue: cells[row] for queue, row in first.items() if cells and cells[row]}

    def _value(self, name: str, row: int, read: Callable[[str], Any]) -> Any:
        """A cell read by a function; None where it is empty, missing or refused."""
        cells = self._cells.get(name)
        if not cells or not cells[row]:
            return None
        try:
            return read(cells[row])
        except (InputError, ValueError) as error:
            line = int(np.concatenate(self._lines)[row])
            self._problems.add(str(error), line, name)
            return None

    def _targets(
        self, demand: Demand, first: dict[str, int], models: dict[str, str]
    ) -> dict[str, QueueTarget]:
        """The target of each queue that has one."""
        targets = {}
        for queue, row in first.items():
            if any(self._value(name, row, str) for name in _LIMITS):
                target = self._target(row)
                model = models.get(queue)
                targets[queue] = target if model is None else replace(target, model=model)
        return targets

    def _target(self, row: int) -> QueueTarget:
        """The target in the cells of a row."""
        parsed: Target | None = self._value("target", row, Target.parse)
        patience = self._value("patience", row, lambda text: units.duration(text, "patience"))
        within = self._value("within", row, lambda text: units.duration(text, "within"))
        definition = self._value("definition", row, _definition)
        concurrency = self._value("aht_by_concurrency", row, _concurrency)
        return QueueTarget(
            model="erlang_c" if patience is None else "erlang_a",
            service_level=parsed.service_level if parsed else None,
            within=parsed.limit if parsed else 60.0 if within is None else within,
            patience=np.inf if patience is None else patience,
            definition=definition or "offered",
            aht_by_concurrency=concurrency or (),
            asa=self._value("target_asa", row, lambda text: units.duration(text, "target_asa")),
            max_occupancy=self._fraction("max_occupancy", row),
            abandonment=self._fraction("target_abandonment", row),
            min_agents=self._value("min_agents", row, _min_agents) or 0,
        )

    def _fraction(self, name: str, row: int) -> float | None:
        """A cell as a fraction."""
        value: float | None = self._value(name, row, lambda text: units.fraction(text, name))
        return value

    def _shrinkage(self, first: dict[str, int]) -> Shrinkage | None:
        """The shrinkage, which is one for all queues."""
        found: list[Shrinkage | None] = [
            self._value("shrinkage", row, Shrinkage.parse) for row in first.values()
        ]
        return found[0] if found else None


def _definition(text: str) -> str:
    """Of which contacts a service level is a share; deferred work has none of its own."""
    if text == "on time":
        return "offered"
    if text not in ("offered", "answered", "virtual"):
        raise ValueError(f"{text!r} is not a definition: write offered, answered or virtual")
    return text


def _concurrency(text: str) -> tuple[float, ...]:
    """AHTs with 1, 2, …, k concurrent chats."""
    return tuple(units.duration(part, "aht_by_concurrency") for part in text.split())


def _min_agents(text: str) -> int:
    """A minimum of agents."""
    return checked_min_agents(units.number(text, "min_agents"))
