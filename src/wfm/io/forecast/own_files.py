"""Files that wfm wrote itself: plans, schedules, reviews, … are results, not forecasts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import on_command_line, option

__all__ = [
    "document_kind",
    "is_own_table",
    "own_document",
    "own_sheet",
    "refuse_own_table",
    "refuse_result",
    "refuse_schedule",
    "table_kind",
]

_UNIT = re.compile(r"\s*\[[^\]]*\]\s*$")  # headings of a workbook have their unit: "aht [s]"
# The headings that only such a file has, by what it is.
_TABLES = {
    "plan": {"agents", "agents_unrounded", "scheduled", "service_level"},
    "service": {"agents_required", "target_met", "service_level"},
    "coverage": {"required", "present", "on_break", "net"},
    "schedule": {"shift", "contract", "paid_hours", "breaks"},
    "review": {"found_in", "cause", "volume_planned", "volume_actual"},
    "comparison": {"found_in", "cause", "service_level_a", "service_level_b"},
    "scenarios": {"scenario", "agent_hours", "paid_hours_change", "fte"},
    "service curve": {"level", "is_base", "service_level", "hours_of_next_point"},
    "agents curve": {"agents", "level_minus_1", "level_planned", "level_plus_1"},
    "capacity plan": {"need_fte", "supply_fte", "gap_fte"},
}
# The sheet with the rows in a workbook of several sheets, and others that such a workbook has.
_BOOKS = {
    "Plan": {"Summary", "Heat map", "Inputs"},
    "Schedule": {"Summary", "Coverage"},
    "Months": {"Capacity", "Hires", "Inputs"},
    "Intervals": {"Summary", "Days"},
    "Service": {"Summary", "Inputs"},
}
# How a document in JSON begins, by what it is; the first that matches.
_TEXT = r'"(?:[^"\\]|\\.)*"'
_DOCUMENTS = {
    "capacity plan": r'"schema_version"[^{]*"months"\s*:',
    "schedule": r'"schema_version".*"rules"\s*:',
    "review": r'"schema_version"[^{]*"report"\s*:',
    "plan": r'"schema_version"',
    "comparison": r'"kind"\s*:\s*"(?:plan|schedule)"\s*,\s*"a"\s*:',
    "forecast": rf'"source"\s*:\s*{_TEXT}\s*,\s*"interval"\s*:[^{{]*"method"\s*:',
    "scenarios": rf'"source"\s*:\s*{_TEXT}\s*,\s*"kind"\s*:\s*"scenarios"',
    "curve": rf'"source"\s*:\s*{_TEXT}\s*,\s*"kind"\s*:\s*"\w+ curve"',
}
_WHAT = {
    "plan": "a plan written by wfm",
    "service": "a table of the service of given agents, written by wfm",
    "coverage": "a coverage table written by wfm",
    "schedule": "a schedule written by wfm",
    "review": "a review written by wfm",
    "comparison": "a comparison written by wfm",
    "forecast": "a forecast written by wfm",
    "scenarios": "a table of scenarios, written by wfm",
    "curve": "a curve written by wfm",
    "service curve": "a curve written by wfm",
    "agents curve": "a curve written by wfm",
    "capacity plan": "a capacity plan written by wfm",
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
    """Refuse a result of wfm where a plan, a log of contacts or a list of people is wanted.

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
    is_wanted = wanted == "a plan" and kind in ("plan", "service")
    if kind and not is_wanted and not options.columns:
        problems.remark = ""
        cure = f" — {_cure(kind, wanted)}" if wanted == "a plan" else ""
        problems.stop(f"is {_WHAT[kind]}, not {wanted}{cure}", line)


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
    names = (_UNIT.sub("", name).strip().lstrip("\ufeff").casefold() for name in header)
    return {re.sub(" fte$", "_fte", name) for name in names}


def _kind(names: set[str]) -> str:
    """Which table of wfm has these headings; empty for another one."""
    return next((kind for kind, own in _TABLES.items() if own <= names), "")


def is_own_table(header: Sequence[str]) -> bool:
    """Whether a table is a result of wfm by its headings.

    Parameters
    ----------
    header : sequence of str
        The headings.
    """
    return bool(_kind(_names(header)))


def own_sheet(names: Iterable[str]) -> str | None:
    """The sheet with the rows in a workbook of several sheets as wfm writes them.

    Parameters
    ----------
    names : iterable of str
        The sheets of a workbook.

    Examples
    --------
    >>> own_sheet(["Summary", "Heat map", "Plan", "Inputs", "Notes"])
    'Plan'
    >>> own_sheet(["Plan", "Summary"])
    """
    sheets = set(names)
    return next((one for one, others in _BOOKS.items() if {one, *others} <= sheets), None)


def own_document(head: str, wanted: str = "a forecast") -> str:
    """The problem of a JSON document that wfm wrote; empty for another one.

    Parameters
    ----------
    head : str
        The beginning of the file.
    wanted : str
        What the document should be: "a forecast", or "a plan".

    Examples
    --------
    >>> own_document('{"schema_version": "2.0", "inputs": {"rules": "x"}}')
    'is a schedule written by wfm, not a forecast — give the forecast it was made of'
    >>> own_document('{"schema_version": "1.0", "report": "x"}', "a plan")
    'is a review written by wfm, not a plan — give the plan it was made of'
    >>> own_document('{"calls": 3}'), own_document('{"schema_version": "2.0"}', "a plan")
    ('', '')
    """
    kind = document_kind(head)
    if not kind or (kind, wanted) == ("plan", "a plan"):
        return ""
    if kind == "forecast" and wanted == "a forecast":
        return f"is {_WHAT[kind]} as JSON, not a table — write it as .csv or .xlsx"
    return _text(kind, wanted)


def document_kind(head: str) -> str:
    """Which document of wfm begins like this; empty for another one.

    Examples
    --------
    >>> document_kind('{"schema_version": "1.0", "report": "x"}'), document_kind("start,volume")
    ('review', '')
    """
    begins = (
        kind
        for kind, begin in _DOCUMENTS.items()
        if re.match(rf"\s*\{{\s*{begin}", head, re.DOTALL)
    )
    return next(begins, "")


def table_kind(line: str) -> str:
    """Which table of wfm has this line of headings; empty for another one.

    Examples
    --------
    >>> table_kind("queue,agent,date,shift,contract,start,end,paid_hours,breaks")
    'schedule'
    """
    return _kind(_names(re.split("[,;\t]", line.replace('"', ""))))


def _text(kind: str, wanted: str = "a forecast", *, again: bool = False) -> str:
    """What the file is, and what to do with it."""
    text = f"is {_WHAT[kind]}, not {wanted} — {_cure(kind, wanted)}"
    if again and kind in ("plan", "service"):
        text += f"; {option('columns', {'volume': 'volume'})} plans the forecast in it again"
    return text


def _cure(kind: str, wanted: str) -> str:
    """What to give instead."""
    command = on_command_line()
    plan = "wfm staff -o plan.json" if command else "wfm.plan"
    if kind == "comparison":
        return f"give {'one of the plans' if wanted == 'a plan' else 'a forecast'} it was made of"
    if kind == "capacity plan":
        need = "a forecast by interval"
        return f"give {need}" if wanted == "a forecast" else f"make a plan of {need} with {plan}"
    if wanted == "a plan" and kind in ("scenarios", "curve", "service curve", "agents curve"):
        return f"make a plan of its forecast with {plan}"
    if wanted == "a plan" and kind == "forecast":
        return f"write it as .csv, and make a plan of that with {plan}"
    if wanted == "a forecast" and kind == "plan":
        shifts = "wfm schedule" if command else "wfm.schedule"
        return f"use {shifts} for its shifts, or give the forecast it was made of"
    return f"give the {wanted.removeprefix('a ')} it was made of"
