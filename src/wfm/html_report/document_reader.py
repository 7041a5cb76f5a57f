"""A plan, schedule, forecast, review or capacity plan in a file, whichever it is."""

from __future__ import annotations

from typing import BinaryIO

from wfm.capacity_planning.capacity_document import CapacityDocument
from wfm.comparing.schedule_reader import checked_document
from wfm.errors import DataError, Problem
from wfm.forecasting.forecast_json import ForecastDocument
from wfm.html_report.page_records import Document
from wfm.input_files import name_of, open_input, read_piece, stream_after, too_long
from wfm.input_limits import HEAD, MAX_SCHEDULE
from wfm.io.forecast.own_files import document_kind, table_kind
from wfm.planning.plan_reader import read_plan
from wfm.reviewing.review_document import ReviewDocument
from wfm.scheduling.schedule_document import ScheduleDocument

__all__ = ["read_document"]

_MODELS: dict[
    str,
    type[ScheduleDocument] | type[ForecastDocument] | type[ReviewDocument] | type[CapacityDocument],
] = {
    "schedule": ScheduleDocument,
    "forecast": ForecastDocument,
    "review": ReviewDocument,
    "capacity plan": CapacityDocument,
}
# Tables that have not all that a page shows, and the command whose document has it.
_TABLES = {
    "schedule": "wfm schedule -o schedule.json",
    "coverage": "wfm schedule -o schedule.json",
    "review": "wfm review -o review.json",
    "capacity plan": "wfm capacity -o capacity.json",
}
_FORECAST = {"volume", "p10", "p90"}  # headings of the table of a forecast


def read_document(source: str, *, stdin: BinaryIO | None = None) -> Document:
    """Read a plan in any format, or a schedule, forecast, review or capacity plan in JSON.

    Parameters
    ----------
    source : str
        Path of a file; ``"-"`` for standard input.
    stdin : binary stream, optional
        Replaces standard input.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    with open_input(source, stdin) as (stream, total):
        head = read_piece(stream, source, HEAD)
        kind = document_kind(head.decode("utf-8", "replace").lstrip("\ufeff"))
        if kind in _MODELS:
            if (total or 0) > MAX_SCHEDULE:
                raise too_long(source, MAX_SCHEDULE)
            content = head + read_piece(stream, source, MAX_SCHEDULE)
            return checked_document(_MODELS[kind], source, content, f"is no {kind} of wfm")
        _refuse(source, head, kind)
        if total is None:  # a pipe cannot be opened again
            return read_plan(source, stdin=stream_after(head, stream))
    return read_plan(source)


def _refuse(source: str, head: bytes, kind: str) -> None:
    """Refuse what has no section of the page."""
    line = head.partition(b"\n")[0].decode("utf-8", "replace").strip()
    table = table_kind(line)
    names = set(line.replace(";", ",").split(","))
    if kind not in ("", "plan"):
        text = (
            f"is a {kind} of wfm: a report shows plans, schedules, forecasts, reviews and capacity "
            "plans"
        )
    elif table in _TABLES:
        text = f"is a table: for a report, write it as JSON ({_TABLES[table]})"
    elif names >= _FORECAST and "agents" not in names:
        text = "is a table: for a report, write it as JSON (wfm forecast -o forecast.json)"
    else:
        return
    raise DataError(name_of(source), [Problem(text)])
