"""A plan or a schedule in a file, whichever it is."""

from __future__ import annotations

from typing import BinaryIO, TypeVar

from pydantic import BaseModel, ValidationError

from wfm.errors import DataError, Problem
from wfm.input_files import name_of, open_input, read_piece, stream_after, too_long
from wfm.input_limits import HEAD, MAX_SCHEDULE
from wfm.io.forecast.own_files import document_kind
from wfm.planning.plan import Plan
from wfm.planning.plan_json_checks import shape_problem
from wfm.planning.plan_reader import read_plan
from wfm.scheduling.results import ScheduleData
from wfm.scheduling.schedule_document import ScheduleDocument, document_pieces

__all__ = ["checked_document", "document_of", "read_plan_or_schedule"]

Model = TypeVar("Model", bound=BaseModel)

_MOST = 20  # problems of a document that are listed


def read_plan_or_schedule(source: str, *, stdin: BinaryIO | None = None) -> Plan | ScheduleDocument:
    """Read a plan in any format, or a schedule in JSON.

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
        if document_kind(head.decode("utf-8", "replace").lstrip("\ufeff")) == "schedule":
            if (total or 0) > MAX_SCHEDULE:
                raise too_long(source, MAX_SCHEDULE)
            return _document(source, head + read_piece(stream, source, MAX_SCHEDULE))
        if total is None:  # a pipe cannot be opened again
            return read_plan(source, stdin=stream_after(head, stream))
    return read_plan(source)


def _document(source: str, content: bytes) -> ScheduleDocument:
    """The checked document of a schedule."""
    return checked_document(ScheduleDocument, source, content, "is no schedule of wfm")


def checked_document(model: type[Model], source: str, content: bytes, otherwise: str) -> Model:
    """A document in JSON, read by its model.

    Parameters
    ----------
    model : type
        The pydantic model.
    source : str
        The file, for messages.
    content : bytes
        Its content.
    otherwise : str
        The problem of a document without a problem of its own.

    Raises
    ------
    DataError
        With every problem of the document, or if it is too long.
    """
    if len(content) > MAX_SCHEDULE:
        raise too_long(source, MAX_SCHEDULE)
    try:
        return model.model_validate_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        problems = [shape_problem(item) for item in error.errors(include_url=False)[:_MOST]]
        raise DataError(name_of(source), problems or [Problem(otherwise)]) from None


def document_of(schedule: ScheduleData) -> ScheduleDocument:
    """A schedule in memory in the shape of its document."""
    return ScheduleDocument.model_validate_json("".join(document_pieces(schedule)))
