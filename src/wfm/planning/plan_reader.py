"""A plan back from its file: the forecast in it, the agents of each row, and what it assumed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from wfm.demand import Demand
from wfm.errors import DataError, Problem
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.reader import blocks_of, read_demand
from wfm.io.forecast.source import opened
from wfm.planning.records import Staffed
from wfm.shrinkage import Component, Shrinkage
from wfm.targets import QueueTarget, Target

if TYPE_CHECKING:
    from wfm.planning.plan_document import QueueTargetInput

__all__ = ["read_plan"]

_DETECT = ReadOptions()
_EPOCH = datetime(1970, 1, 1)


def read_plan(
    source: str, options: ReadOptions = _DETECT, *, stdin: BinaryIO | None = None
) -> Staffed:
    """Read a plan that `wfm staff` wrote, or a table like it.

    Parameters
    ----------
    source : str
        Path of a .json, .csv, .tsv or .xlsx file; ``"-"`` for standard input.
    options : ReadOptions
        As for a forecast.
    stdin : binary stream, optional
        Stands in for standard input.

    Raises
    ------
    DataError
        With every problem of the file, each with its line and column.
    """
    content = stdin.read() if stdin is not None else _content(source)
    if content.lstrip()[:1] == b"{":
        return _of_json(source, content, options)
    if content[:2] == b"PK" and options.sheet is None:
        options = replace(options, sheet="Plan")
    again = None if source != "-" else io.BytesIO(content)
    demand = read_demand(source, options, stdin=again)
    if again is not None:
        again.seek(0)
    agents, models, teams = _columns(source, options, again, demand)
    return Staffed(demand, agents, models=models, teams=teams)


def _content(source: str) -> bytes:
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise DataError(source, [Problem(f"cannot be read: {error.strerror}")]) from None


def _columns(
    source: str, options: ReadOptions, stdin: BinaryIO | None, demand: Demand
) -> tuple[NDArray[np.int64], dict[str, str], dict[str, str]]:
    """The column `agents` in the order of the demand's rows; the model and the team of queues."""
    problems = Problems("<stdin>" if source == "-" else source)
    found: dict[int, int] = {}
    named: dict[str, dict[int, str]] = {"model": {}, "team": {}}
    with opened(source, stdin, problems) as file:
        rows = _rows(blocks_of(file, options, problems, [], None)[1])
        header, line = next(rows, ([], 1))
        names = [name.strip().lstrip("\ufeff").casefold() for name in header]
        if "agents" not in names:
            problems.stop(
                "has no column 'agents': this is a forecast, not a plan — "
                "make one of it with wfm staff -o plan.json",
                line,
            )
        at = names.index("agents")
        places = [(words, names.index(name)) for name, words in named.items() if name in names]
        for cells, line in rows:
            found[line] = _whole(cells[at] if at < len(cells) else "", line, problems)
            for words, place in places:
                words[line] = cells[place].strip() if place < len(cells) else ""
    problems.check()
    agents = np.array([found.get(int(line), 0) for line in demand.line], dtype=np.int64)
    models, teams = (_by_queue(demand, words) for words in named.values())
    return agents, {name: model for name, model in models.items() if model != "erlang_c"}, teams


def _by_queue(demand: Demand, words: dict[int, str]) -> dict[str, str]:
    """What the first row of each queue says, where it says something."""
    first = np.unique(demand.queue, return_index=True)[1]
    said = ((demand.queues[demand.queue[i]], words.get(int(demand.line[i]), "")) for i in first)
    return {name: word for name, word in said if word}


def _rows(blocks: Iterator[Any]) -> Iterator[tuple[list[str], int]]:
    for block in blocks:
        full = block.without_blanks()
        yield from zip(full.rows, full.lines, strict=True)


def _whole(text: str, line: int, problems: Problems) -> int:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = -1.0
    if not (0 <= value <= 1e9 and value.is_integer()):
        problems.add(f"{text!r} is not a whole number of agents", line, "agents")
        return 0
    return int(value)


def _of_json(source: str, content: bytes, options: ReadOptions) -> Staffed:
    from pydantic import ValidationError

    from wfm.planning.plan_document import PlanDocument

    try:
        document = PlanDocument.model_validate_json(content)
    except ValidationError as error:
        problems = [
            Problem(f"{'.'.join(map(str, item['loc']))}: {item['msg']}") for item in error.errors()
        ]
        raise DataError(source, problems) from None
    except json.JSONDecodeError as error:
        raise DataError(source, [Problem(f"is not JSON: {error}")]) from None
    rows = [row for row in document.rows if not options.queues or row.queue in options.queues]
    if not rows:
        raise DataError(source, [Problem("has no rows of the queue asked for")])
    names = tuple(dict.fromkeys(row.queue for row in rows))
    given = document.inputs
    zone = ZoneInfo(given.zone) if given.zone and "/" in given.zone else _fixed(rows[0].start)
    demand = Demand(
        queues=names,
        queue=np.array([names.index(row.queue) for row in rows], dtype=np.int32),
        start=np.array([_instant(row.start) for row in rows], dtype=np.int64),
        volume=np.array([row.volume for row in rows]),
        aht=np.array([np.nan if row.aht is None else row.aht for row in rows]),
        interval=given.interval,
        zone=zone,
        line=np.zeros(len(rows), dtype=np.int32),
        source=source,
    )
    goal = given.target
    return Staffed(
        demand,
        np.array([row.agents for row in rows], dtype=np.int64),
        Shrinkage(
            tuple(Component(**part.model_dump()) for part in given.shrinkage.components),
            given.shrinkage.additive,
        ),
        Target(goal.service_level, goal.within, goal.asa, goal.max_occupancy),
        {row.queue: row.model for row in rows if row.model and row.model != "erlang_c"},
        {row.queue: row.team for row in rows if row.team},
        {one.queue: _promise(one) for one in given.promises},
    )


def _promise(given: QueueTargetInput) -> QueueTarget:
    return QueueTarget(
        given.model,
        given.service_level,
        given.within,
        float("inf") if given.patience is None else given.patience,
        given.definition,
        tuple(given.aht_by_concurrency),
    )


def _fixed(start: datetime) -> tzinfo | None:
    return start.tzinfo


def _instant(start: datetime) -> int:
    if start.tzinfo is None:
        return int((start - _EPOCH).total_seconds())
    return int(start.astimezone(UTC).timestamp())
