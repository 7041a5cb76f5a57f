"""What must hold between the values of a plan in JSON, beside the shape of each.

A plan may be edited or written by another program; whatever a table would be refused for is
refused here too, with the path of the value: ``rows[3].start``, counted from 0 as in JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from wfm.config.wording import message_of
from wfm.errors import InputError, Problem
from wfm.io.forecast.input_cells import read_cell
from wfm.io.forecast.input_columns import INPUT_PARTS
from wfm.io.forecast.read_options import zone_named
from wfm.io.text_values import number
from wfm.planning.file_inputs import checked_target, input_set_of_texts, target_of_set
from wfm.printable_text import shortened, value_text
from wfm.shrinkage import Component, Shrinkage
from wfm.targets import QueueTarget
from wfm.units import duration_text, given_percent_text

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from wfm.planning.plan_document import PlanDocument, QueueTargetInput, Row, ShrinkageInput

__all__ = [
    "document_problems",
    "instant_of",
    "path_text",
    "shape_problem",
    "shrinkage_of",
    "target_of",
    "zone_of",
]

_EPOCH = datetime(1970, 1, 1)
_DAY = 86_400
_VERSION = (2, 0)  # of the documents that are read, and all before it
_FIRST_YEAR, _LAST_YEAR = 1900, 2200  # as in tables
_SAME = 1e-9  # relative: a total that a program has rounded


def shape_problem(item: ErrorDetails) -> Problem:
    """A mistake that pydantic reports, with its path.

    Parameters
    ----------
    item : ErrorDetails
        The mistake.

    Examples
    --------
    >>> shape_problem({"type": "missing", "loc": ("rows", 2, "agents"), "input": {}, "msg": ""})
    Problem(text='rows[2].agents: is missing', line=None, column=None, label=None, plural='')
    """
    kind, value = item["type"], item["input"]
    path = path_text(item["loc"])
    if kind == "missing":
        return Problem(f"{path}: is missing")
    if kind == "extra_forbidden":
        return Problem(f"{path}: is not a key of a plan — remove it, or correct its name")
    shown = "" if isinstance(value, dict | list) else f": got {value_text(value)}"
    return Problem(f"{path}: {shortened(message_of(item))}{shown}")


def path_text(path: tuple[str | int, ...]) -> str:
    """The path of a value in words.

    >>> path_text(("rows", 3, "agents"))
    'rows[3].agents'
    """
    parts = (f"[{one}]" if isinstance(one, int) else f".{_name_text(one)}" for one in path)
    return "".join(parts).lstrip(".") or "the document"


def _name_text(name: str) -> str:
    """A key for a message; half a surrogate pair, which JSON may have, as its escape."""
    return shortened(name).encode("utf-8", "backslashreplace").decode()


def document_problems(document: PlanDocument) -> list[Problem]:
    """Every contradiction in a document, with its path.

    Parameters
    ----------
    document : PlanDocument
        A document of the right shape.
    """
    times = list(_time_problems(document))
    found = [*_version_problems(document), *_queue_problems(document), *times]
    found += _interval_problems(document)
    if not found:
        found += _duplicates(document)
    found += _input_problems(document)
    return [Problem(text) for text in found]


def _version_problems(document: PlanDocument) -> Iterator[str]:
    """A version that is none, or later than this program: what its keys mean is not known."""
    given = document.schema_version
    parts = re.fullmatch(r"(\d{1,4})\.(\d{1,4})", given)
    if parts is None or (int(parts[1]), int(parts[2])) > _VERSION:
        yield (
            f"schema_version: {shortened(given)!r} must be at most '{_VERSION[0]}.{_VERSION[1]}' "
            "— install a later wfm, or make the plan again with wfm staff -o"
        )


def _queue_problems(document: PlanDocument) -> Iterator[str]:
    """Queues of rows that the inputs do not name, and names that are one as in a table."""
    known: dict[str, str] = {}
    for index, name in enumerate(document.inputs.queues):
        if name.strip() in known:
            yield (
                f"inputs.queues[{index}]: {shortened(name)!r} is the same queue as "
                f"{shortened(known[name.strip()])!r} — write it in one form, once"
            )
        known.setdefault(name.strip(), name)
    names = set(document.inputs.queues)
    alike = {_plain(name): name for name in document.inputs.queues}
    for index, row in enumerate(document.rows):
        if row.queue not in names:
            names.add(row.queue)  # is said once
            other = alike.get(_plain(row.queue))
            hint = f"; did you mean {shortened(other)!r}?" if other is not None else ""
            yield (
                f"rows[{index}].queue: {shortened(row.queue)!r} is none of inputs.queues{hint} — "
                "correct it, or add it there"
            )


def _plain(name: str) -> str:
    """A name without the differences that are easily overlooked."""
    return " ".join(name.split()).casefold()


def zone_of(document: PlanDocument) -> tzinfo | None:
    """The time zone of the rows: that of a name, else the one offset of all times."""
    name, start = document.inputs.zone, document.rows[0].start
    if name is None or (name != "UTC" and name == _offset_name(start)):
        return _fixed(start)
    return ZoneInfo(name)


def _fixed(start: datetime) -> tzinfo | None:
    """The offset of a time as a time zone."""
    offset = start.utcoffset()
    return None if offset is None else timezone(offset)


def _offset_name(start: datetime) -> str:
    """The offset of a time as a plan names it: UTC-05:30."""
    return str(_fixed(start) or "")


def _time_problems(document: PlanDocument) -> Iterator[str]:
    """The zone and the offsets of the starts."""
    name, rows = document.inputs.zone, document.rows
    fixed = name is not None and bool(rows) and name == _offset_name(rows[0].start)
    if name is not None and not fixed:
        try:
            zone_named(name)
        except InputError as error:
            yield f"inputs.zone: {shortened(str(error)).removesuffix('.')}"
    offsets = {row.start.utcoffset() for row in rows}
    yield from _start_problems(rows)
    if name is not None and None in offsets:
        index = next(i for i, row in enumerate(rows) if row.start.tzinfo is None)
        yield (
            f"rows[{index}].start: {rows[index].start.isoformat()} has no offset from UTC, but "
            f"inputs.zone is {shortened(name)!r} — write the offset, or null for the zone"
        )
    elif (name is None or fixed) and len(offsets) > 1:
        first = rows[0].start.utcoffset()
        index = next(i for i, row in enumerate(rows) if row.start.utcoffset() != first)
        yield (
            f"rows[{index}].start: the offset from UTC differs from that of rows[0] "
            "— write the name of the time zone in inputs.zone"
        )


def _start_problems(rows: list[Row]) -> Iterator[str]:
    """Starts outside of the years of a plan, or between two seconds."""
    for index, row in enumerate(rows):
        if not _FIRST_YEAR <= row.start.year <= _LAST_YEAR:
            yield (
                f"rows[{index}].start: the year {row.start.year} must be from {_FIRST_YEAR} to "
                f"{_LAST_YEAR}"
            )
        elif row.start.microsecond:
            yield (
                f"rows[{index}].start: {row.start.isoformat()} must be a whole second "
                "— leave out the fraction"
            )


def _interval_problems(document: PlanDocument) -> Iterator[str]:
    """Lengths of intervals: whole seconds of at most a day, the same in all rows."""
    length = document.inputs.interval
    if length % 1 or length > _DAY:
        yield f"inputs.interval: must be whole seconds, at most {_DAY:,}: got {length!r}"
    for index, row in enumerate(document.rows):
        if row.interval != length:
            yield (
                f"rows[{index}].interval: {number(row.interval)} s is not the interval of the "
                f"plan, {number(length)} s in inputs.interval — all rows must have the same"
            )


def _duplicates(document: PlanDocument) -> Iterator[str]:
    """Rows of a queue that start together, overlap, or lie off the grid of the others."""
    rows, length = document.rows, int(document.inputs.interval)
    last: dict[str, tuple[int, int]] = {}
    phases: dict[int, int] = {}
    order = sorted(range(len(rows)), key=lambda i: (instant_of(rows[i].start), i))
    for index in order:
        row, now = rows[index], instant_of(rows[index].start)
        wall = int((row.start.replace(tzinfo=None) - _EPOCH).total_seconds())
        phases.setdefault(wall % length if _DAY % length == 0 else 0, index)
        before, at = last.get(row.queue, (None, 0))
        last[row.queue] = (now, index)
        if before is None or now - before >= length:
            continue
        one, queue = max(index, at), f"queue {shortened(row.queue)!r}"
        when = row.start.isoformat()
        if now == before:
            yield (
                f"rows[{one}].start: duplicate interval {when} of {queue}, also in "
                f"rows[{min(index, at)}] — correct the start of one of them"
            )
        else:
            yield (
                f"rows[{index}].start: {when} of {queue} starts {duration_text(now - before)} "
                f"after rows[{at}], but intervals are {duration_text(length)} long"
            )
    if len(phases) > 1:
        one, other = list(phases.values())[:2]
        yield (
            f"rows[{other}].start: {rows[other].start.isoformat()} does not fit the intervals of "
            f"{duration_text(length)} of rows[{one}]"
        )


def instant_of(start: datetime) -> int:
    """Seconds since 1970, as in `Demand.start`."""
    if start.tzinfo is None:
        return int((start - _EPOCH).total_seconds())
    return int(start.astimezone(UTC).timestamp())


def _input_problems(document: PlanDocument) -> Iterator[str]:
    """Targets and shrinkage whose parts do not fit together."""
    given = document.inputs
    names: set[str] = set()
    for index, target in enumerate(given.targets):
        if target.queue in names:
            queue = shortened(target.queue)
            yield f"inputs.targets[{index}].queue: second target of queue {queue!r}"
        names.add(target.queue)
        yield from _unfit(f"inputs.targets[{index}]", lambda one=target: target_of(one))  # type: ignore[misc]
    if given.shrinkage is not None:
        yield from _shrinkage_problems("inputs.shrinkage", given.shrinkage)
    for index, one in enumerate(given.shrinkages):
        yield from _shrinkage_problems(f"inputs.shrinkages[{index}]", one)
    yield from _cell_problems(document.rows)


def target_of(given: QueueTargetInput) -> QueueTarget:
    """The target of a queue.

    Raises
    ------
    InputError
        For parts that do not fit together.
    """
    values = given.model_dump(exclude={"queue"})
    values["patience"] = np.inf if given.patience is None else given.patience
    values["aht_by_concurrency"] = tuple(given.aht_by_concurrency)
    return checked_target(QueueTarget(**values))


def shrinkage_of(given: ShrinkageInput | None) -> Shrinkage | None:
    """Total and components; None where they are not known.

    Raises
    ------
    InputError
        For shares that leave no paid time, or a component that occurs twice.
    """
    if given is None:
        return None
    parts = tuple(Component(**part.model_dump()) for part in given.components)
    return Shrinkage(parts, given.additive)


def _shrinkage_problems(path: str, given: ShrinkageInput) -> Iterator[str]:
    """Components that are none, or of which the total is not the sum."""
    problems = list(_unfit(path, lambda: shrinkage_of(given)))
    yield from problems
    if problems:
        return
    total = Shrinkage(
        tuple(Component(**part.model_dump()) for part in given.components), given.additive
    ).total
    if abs(total - given.total) > _SAME:
        yield (
            f"{path}.total: is {given_percent_text(given.total)}, but the components are "
            f"{given_percent_text(total)} — write the same total, or correct the components"
        )


def _cell_problems(rows: list[Row]) -> Iterator[str]:
    """Targets and shrinkage of single rows that cannot be read; equal rows are read once."""
    seen: set[tuple[str, ...]] = set()
    for index, row in enumerate(rows):
        texts = {part: getattr(row, part, None) or "" for part in INPUT_PARTS}
        key = (row.model or "", *texts.values())
        if key in seen or not any(texts.values()):
            continue
        seen.add(key)
        problems = [
            text
            for part, cell in texts.items()
            if cell
            for text in _unfit(
                f"rows[{index}].{part}",
                lambda part=part, cell=cell: read_cell(part, cell),  # type: ignore[misc]
            )
        ]
        if not problems:
            problems += _unfit(
                f"rows[{index}]",
                lambda texts=texts, model=row.model: target_of_set(  # type: ignore[misc]
                    input_set_of_texts(texts), model
                ),
            )
        yield from problems


def _unfit(path: str, read: Callable[[], object]) -> Iterator[str]:
    """The problem of a value that cannot be read."""
    try:
        read()
    except (InputError, ValueError) as error:
        yield f"{path}: {shortened(str(error)).removesuffix('.')}"
