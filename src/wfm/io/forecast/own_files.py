"""Files that wfm wrote itself: plans, schedules and coverage are results, not forecasts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import on_command_line, option

__all__ = ["own_document", "refuse_own_table", "refuse_result", "refuse_schedule"]

_UNIT = re.compile(r"\s*\[[^\]]*\]\s*$")  # headings of a workbook have their unit: "aht [s]"
# The headings that only such a file has, by what it is.
_TABLES = {
    "plan": {"agents", "agents_unrounded", "scheduled", "service_level"},
    "service": {"agents_required", "target_met", "service_level"},
    "coverage": {"required", "present", "on_break", "net"},
    "schedule": {"shift", "contract", "paid_hours", "breaks"},
}
_WHAT = {
    "plan": "a plan written by wfm",
    "service": "a table of the service of given agents, written by wfm",
    "coverage": "a coverage table written by wfm",
    "schedule": "a schedule written by wfm",
}


def refuse_own_table(
    header: Sequence[str], line: int, options: ReadOptions, problems: Problems
) -> None:
    """Refuse a result of wfm that is given as a forecast, unless a column of the volume is named.

    Parameters
    ----------
    header : sequence of str
        The headings of the table.
    line : int
        Their line.
    options : ReadOptions
        `columns` may name the volume; then the forecast in a plan is planned again. With
        `requirement`, a plan is what is wanted.
    problems : Problems
        Receives the problem.
    """
    if options.requirement:
        refuse_schedule(header, line, "a plan", options, problems)
        return
    if "volume" in options.columns:
        return
    names = _names(header)
    kind = _kind(names)
    if kind:
        problems.remark = ""
        again = "volume" in names
        problems.stop(_text(kind, again=again), line)


def refuse_schedule(
    header: Sequence[str], line: int, wanted: str, options: ReadOptions, problems: Problems
) -> None:
    """Refuse a schedule or its coverage where a plan or a log of contacts is wanted.

    People in a coverage table are required with shrinkage added: as a plan, it would be added
    again. A column that is named is read whatever the table is.

    Parameters
    ----------
    header : sequence of str
        The headings of the table.
    line : int
        Their line.
    wanted : str
        What the table should be, with its article: "a plan".
    options : ReadOptions
        `columns` may name a column.
    problems : Problems
        Receives the problem.
    """
    kind = _kind(_names(header))
    if kind in ("coverage", "schedule") and not options.columns:
        problems.remark = ""
        made_of = "; give the plan it was made of" if wanted == "a plan" else ""
        problems.stop(f"is {_WHAT[kind]}, not {wanted}{made_of}", line)


def refuse_result(header: Sequence[str], line: int, problems: Problems) -> None:
    """Refuse a result of wfm where a report of what happened is wanted.

    Parameters
    ----------
    header : sequence of str
        The headings of the table.
    line : int
        Their line.
    problems : Problems
        Receives the problem.
    """
    kind = _kind(_names(header))
    if kind:
        problems.remark = ""
        problems.stop(
            f"is {_WHAT[kind]}, not a report of what happened — give the interval report of the "
            "telephone system, or the intervals that wfm count writes",
            line,
        )


def _names(header: Sequence[str]) -> set[str]:
    """The headings without units."""
    return {_UNIT.sub("", name).strip().lstrip("\ufeff").casefold() for name in header}


def _kind(names: set[str]) -> str:
    """Which table of wfm has these headings; empty for another one."""
    return next((kind for kind, own in _TABLES.items() if own <= names), "")


def own_document(head: bytes) -> str:
    """The problem of a JSON document that wfm wrote; empty for another one.

    Parameters
    ----------
    head : bytes
        The first bytes of the file.

    Examples
    --------
    >>> own_document(b'{"schema_version": "2.0", "inputs": {"rules": "x"}}')
    'is a schedule written by wfm, not a forecast — give the forecast it was made of'
    >>> own_document(b'{"calls": 3}')
    ''
    """
    if not re.match(rb'\s*\{\s*"schema_version"', head):
        return ""
    return _text("schedule" if re.search(rb'"rules"\s*:', head) else "plan")


def _text(kind: str, *, again: bool = False) -> str:
    """What the file is, and what to do with it."""
    text = f"is {_WHAT[kind]}, not a forecast — "
    if kind == "plan":
        text += f"use {'wfm schedule' if on_command_line() else 'wfm.schedule'} for its shifts, or "
    text += "give the forecast it was made of"
    if again:
        text += f"; {option('columns', {'volume': 'volume'})} plans the forecast in it again"
    return text
