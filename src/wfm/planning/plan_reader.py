"""A plan back from its file: the forecast in it, its columns and its inputs."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from wfm._arrays import FloatArray
from wfm.demand import Demand
from wfm.errors import DataError, Problem
from wfm.hour_premiums import parse_premiums
from wfm.input_files import (
    name_of,
    open_input,
    read_piece,
    read_pipe,
    stream_after,
    too_long,
)
from wfm.input_limits import HEAD, MAX_PLAN
from wfm.io.forecast.frames import Table, frame_of, read_frame
from wfm.io.forecast.input_columns import INPUT_PARTS
from wfm.io.forecast.own_files import own_document
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.reader import read_demand
from wfm.io.typed_sheet import sheet_cells, sheet_names
from wfm.planning.cost_inputs import CostInputs
from wfm.planning.file_inputs import (
    SheetInputs,
    input_set_of_texts,
    model_of_rows,
    row_settings,
)
from wfm.planning.plan import Plan
from wfm.planning.plan_csv_json import SCHEMA_VERSION
from wfm.planning.plan_inputs_sheet import SHEET, sheet_inputs
from wfm.planning.plan_json_checks import (
    document_problems,
    instant_of,
    shrinkage_of,
    target_of,
    zone_of,
)
from wfm.planning.plan_table import PlanColumns
from wfm.planning.records import Figure, PlanFigures, PlanInputs, RowSettings
from wfm.planning.requirement_table import requirement_plan
from wfm.printable_text import shortened

if TYPE_CHECKING:
    from wfm.planning.plan_document import (
        Inputs,
        PlanDocument,
        Row,
    )

__all__ = ["read_plan", "read_plan_frame"]

_DETECT = ReadOptions()
_PLAN = "Plan"  # the sheet of the rows in the workbooks that wfm writes
_VERSION = re.compile(rb'"schema_version"\s*:\s*"([^"]*)"')
_MARK = b"\xef\xbb\xbf"  # the byte order mark of UTF-8, which some programs write
_MARKS = {
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
}
_COLUMNS = (
    "load", "agents", "agents_unrounded", "scheduled", "service_level", "asa", "occupancy",
    "abandonment",
)  # fmt: skip


def read_plan(
    source: str, options: ReadOptions = _DETECT, *, stdin: BinaryIO | None = None
) -> Plan:
    """Read a plan that `wfm staff` wrote, or a table like it.

    A table needs the columns of a forecast and ``agents``; ``start`` and ``agents`` (or
    ``required``, or ``scheduled`` with shrinkage included) alone are a requirement, of which no
    service level is known. Every format has all inputs of a plan, so that a plan of each gives the
    same schedule:

    - .json: in ``inputs``;
    - .xlsx: in the sheet "Inputs", as numbers with their units;
    - .csv and .tsv: in every row, so that rows may be sorted, removed or added: ``target`` (85/60),
      ``within``, ``target_asa``, ``max_occupancy``, ``target_abandonment``, ``patience``,
      ``definition``, ``aht_by_concurrency``, ``min_agents``, ``shrinkage`` (30%,
      breaks=8%,leave=10%, or leave=10% then sickness=5%), ``model``, ``team``,
      ``contract_hours`` and ``time_zone``. These have no place for notes and figures of queues.

    Targets and shrinkage that change between the rows of a queue are columns in every format. A
    value that was edited is used: agents in the rows, inputs in their place. The columns above may
    be in any table; for inputs that it lacks, ``inputs.defaults`` lists the defaults.

    Parameters
    ----------
    source : str
        Path of a .json, .csv, .tsv or .xlsx file; ``"-"`` for standard input.
    options : ReadOptions
        As for a forecast.
    stdin : binary stream, optional
        Replaces standard input.

    Raises
    ------
    DataError
        With every problem of the file, each with its line and column.
    """
    with open_input(source, stdin) as (stream, total):
        head = read_piece(stream, source, HEAD)
        _refuse_wide_json(source, head)
        if _is_json(head):
            return _of_json(source, head, _json_stream(source, head, stream, total), options)
        if total is None:  # a pipe cannot be opened again
            return _of_table(source, head, options, stream_after(head, stream))
    return _of_table(source, head, options)


def _is_json(head: bytes) -> bool:
    """Whether a file is a JSON document, by its first character."""
    return head.removeprefix(_MARK).lstrip()[:1] == b"{"


def _refuse_wide_json(source: str, head: bytes) -> None:
    """Refuse JSON in an encoding that it is not exchanged in; a table may have it."""
    for encoding in ("utf-32", "utf-16", "utf-16-le", "utf-16-be"):
        marked = encoding in ("utf-16", "utf-32")
        if marked and not head.startswith(_MARKS[encoding]):
            continue
        start = head[: HEAD // 4 * 4].decode(encoding, "replace").lstrip()
        if re.match(r'\{\s*["}]', start):
            name = encoding.upper()[:6]
            raise DataError(name_of(source), [Problem(f"is JSON in {name}: save it as UTF-8")])


def _json_stream(source: str, head: bytes, stream: BinaryIO, total: int | None) -> BinaryIO:
    """A JSON document, of which the first bytes have been read, without byte order mark."""
    if total is None:
        content = read_pipe(head, stream, source, MAX_PLAN, partial(_check_document, source))
        return io.BytesIO(content.removeprefix(_MARK))
    if total > MAX_PLAN:
        raise too_long(source, MAX_PLAN)
    return stream_after(head.removeprefix(_MARK), stream)


def _check_document(source: str, head: bytes) -> None:
    """Refuse a long document that does not begin as a plan does."""
    from wfm.planning.plan_document import PlanDocument

    key = re.match(rb'\s*\{\s*"([^"\\]{1,40})"', head.removeprefix(_MARK))
    if key is None or key[1].decode("utf-8", "replace") not in PlanDocument.model_fields:
        raise DataError(name_of(source), [Problem("begins like JSON, but not like a plan of wfm")])


def _of_table(
    source: str, head: bytes, options: ReadOptions, stdin: BinaryIO | None = None
) -> Plan:
    """A plan of a .csv, .tsv or .xlsx file, which is read once."""
    workbook = head[:2] == b"PK" and stdin is None
    if workbook and options.sheet is None and _PLAN in sheet_names(source, Problems(source)):
        options = replace(options, sheet=_PLAN)
    sheet = _sheet(source) if workbook else None
    columns = PlanColumns(sheet, escaped=not workbook, columns=options.columns)
    options = replace(options, requirement=True)
    demand = read_demand(source, options, stdin=stdin, more=columns)
    return _of_columns(demand, columns)


def _sheet(source: str) -> SheetInputs | None:
    """The inputs of a workbook in a sheet of their own."""
    problems = Problems(source)
    inputs = sheet_inputs(sheet_cells(source, SHEET, problems), problems)
    problems.check()
    return inputs


def read_plan_frame(frame: Table, options: ReadOptions = _DETECT) -> Plan:
    """Read a table in memory as `read_plan` reads a file.

    Raises
    ------
    DataError
        With every problem of the table, each with the label of its row and its column.
    InputError
        For anything that is not a table.
    """
    columns = PlanColumns(in_memory=True, columns=options.columns)
    demand = read_frame(frame_of(frame), replace(options, requirement=True), columns)
    return _of_columns(demand, columns)


def _of_columns(demand: Demand, columns: PlanColumns) -> Plan:
    """A plan of the rows of a table; required agents only where it has no volume or AHT."""
    figures = columns.figures(demand)  # before the inputs, whose check has the problems of both
    inputs, numbers = columns.inputs(demand), columns.numbers(demand)
    demand = replace(demand, row_inputs=None)
    if columns.is_wide:  # its numbers are agents, and it has no volume
        demand = replace(demand, volume=np.full(len(demand), np.nan))
    plan = Plan(demand, inputs, numbers, figures=figures)
    return requirement_plan(plan, gross=columns.gross)


def _of_json(source: str, head: bytes, stream: BinaryIO, options: ReadOptions) -> Plan:
    """A plan of a JSON document."""
    document = _document(source, head, stream)
    problems = document_problems(document)
    if problems:
        raise DataError(source, problems)
    rows = [row for row in document.rows if not options.queues or row.queue in options.queues]
    if not rows:
        raise DataError(source, [Problem("has no rows of the queue asked for")])
    given = document.inputs
    names = tuple(dict.fromkeys(row.queue for row in rows))
    figures = [Figure(one.queue, one.name, _float(one.value), one.unit) for one in document.figures]
    return Plan(
        _demand(source, rows, names, document),
        _inputs(given, rows, names),
        _columns(rows),
        figures=PlanFigures(tuple(figures)),
    )


def _document(source: str, head: bytes, stream: BinaryIO) -> PlanDocument:
    """The checked document, or every mistake in it; of another result or version, that it is."""
    from wfm.planning.plan_json_reader import read_document

    if other := own_document(head.decode("utf-8", "replace"), "a plan"):
        raise DataError(source, [Problem(other)])
    try:
        return read_document(source, stream)
    except DataError:
        version = _VERSION.search(head)
        if version is None or version[1].decode("utf-8", "replace") == SCHEMA_VERSION:
            raise
        text = (
            f"is a plan of version {shortened(version[1].decode('utf-8', 'replace'))!r}, but this "
            f"wfm reads {SCHEMA_VERSION!r}: make it again with wfm staff -o"
        )
        raise DataError(source, [Problem(text)]) from None


def _demand(source: str, rows: list[Row], names: tuple[str, ...], document: PlanDocument) -> Demand:
    """The forecast in the rows."""
    place = {name: index for index, name in enumerate(names)}
    return Demand(
        queues=names,
        queue=np.array([place[row.queue] for row in rows], dtype=np.int32),
        start=np.array([instant_of(row.start) for row in rows], dtype=np.int64),
        volume=np.array([row.volume for row in rows]),
        aht=np.array([_float(row.aht) for row in rows]),
        interval=document.inputs.interval,
        zone=zone_of(document),
        line=np.zeros(len(rows), dtype=np.int32),
        source=source,
    )


def _columns(rows: list[Row]) -> dict[str, FloatArray]:
    """The numeric columns of the rows, without those that have no value at all."""
    columns = {name: np.array([_float(getattr(row, name)) for row in rows]) for name in _COLUMNS}
    unlimited = [row.asa is None and row.service_level == 0 and row.occupancy == 1 for row in rows]
    columns["asa"][unlimited] = np.inf  # JSON has no infinity
    return {name: column for name, column in columns.items() if not np.isnan(column).all()}


def _inputs(given: Inputs, rows: list[Row], names: tuple[str, ...]) -> PlanInputs:
    """Targets, shrinkage, teams and models."""
    models = {row.queue: row.model for row in rows if row.model}
    by_row, known = _by_row(rows, models), set(names)
    return PlanInputs(
        targets={one.queue: target_of(one) for one in given.targets if one.queue in known},
        shrinkage=shrinkage_of(given.shrinkage),
        contract_hours=given.contract_hours,
        hourly_cost=given.hourly_cost or 0.0,
        teams={row.queue: row.team for row in rows if row.team},
        models=models,
        defaults=tuple(given.defaults),
        notes=tuple(given.notes),
        shrinkages={
            one.queue: own
            for one in given.shrinkages
            if one.queue in known and (own := shrinkage_of(one)) is not None
        },
        by_row=by_row,
        costs=CostInputs(
            parse_premiums(given.premiums, "premiums"),
            given.resolution,
            given.contingency,
            given.budget,
        ),
    )


def _by_row(rows: list[Row], models: Mapping[str, str]) -> RowSettings | None:
    """Target and shrinkage of every row, where they change within a queue; else None."""
    texts = [(row.queue, *(getattr(row, part, None) or "" for part in INPUT_PARTS)) for row in rows]
    definition = 1 + INPUT_PARTS.index("definition")
    if not any(any((*text[1:definition], *text[definition + 1 :])) for text in texts):
        return None
    distinct = list(dict.fromkeys(texts))
    sets = [input_set_of_texts(dict(zip(INPUT_PARTS, text[1:], strict=True))) for text in distinct]
    place = {text: i for i, text in enumerate(distinct)}
    row = np.array([place[text] for text in texts], dtype=np.int32)
    count = Counter(text[0] for text in distinct)
    its_models = [model_of_rows(models.get(text[0]), count[text[0]]) for text in distinct]
    return row_settings(sets, row, its_models)


def _float(value: float | None) -> float:
    """A number, NaN for null."""
    return np.nan if value is None else float(value)
