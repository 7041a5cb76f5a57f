"""A schedule into files: CSV, JSON, a workbook or a calendar; the coverage table beside it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import numpy as np

from wfm import datetimes
from wfm.errors import UsageError
from wfm.io.atomic import replacing
from wfm.io.text_values import harmless, number
from wfm.scheduling.request import Coverage, Schedule, ShiftRow

__all__ = [
    "COVERAGE",
    "SCHEDULE",
    "SCHEDULE_FORMATS",
    "document",
    "write_coverage",
    "write_schedule",
]

SCHEDULE_FORMATS = (".csv", ".tsv", ".json", ".xlsx", ".ics")
EACH = "{agent}"
SCHEDULE = ("agent", "date", "shift", "contract", "start", "end", "paid_hours", "breaks")
COVERAGE = (
    "start", "required", "present", "on_break", "net", "over", "under", "service_level",
)  # fmt: skip


def write_schedule(path: str, rota: Schedule, *, raw_text: bool = False) -> None:
    """Write a schedule in the format that the ending of `path` names.

    ``{agent}`` in the path stands for everybody in turn: one file a person.
    """
    if EACH in path:
        for agent in dict.fromkeys(row.agent for row in rota.rows):
            mine = tuple(row for row in rota.rows if row.agent == agent)
            each = path.replace(EACH, _slug(agent))
            write_schedule(each, replace(rota, rows=mine), raw_text=raw_text)
        return
    suffix = Path(path).suffix.lower()
    with replacing(path) as file:
        if suffix == ".json":
            file.write((json.dumps(document(rota), ensure_ascii=False, indent=2) + "\n").encode())
        elif suffix == ".xlsx":
            _workbook(file, rota)
        elif suffix == ".ics":
            file.write(_calendar(rota))
        else:
            tab = "\t" if suffix == ".tsv" else ","
            file.write(schedule_csv_text(rota, tab, raw_text=raw_text).encode())


def _slug(agent: str) -> str:
    """A name fit for a file, whatever is in it; told apart by a few digits of its hash."""
    plain = "".join(c if c.isalnum() else "-" for c in agent).strip("-")[:40] or "nobody"
    return f"{plain}-{hashlib.sha256(agent.encode()).hexdigest()[:6]}"


def schedule_csv_text(rota: Schedule, delimiter: str = ",", *, raw_text: bool = False) -> str:
    """The schedule as delimited text; with a column `queue` where there are several."""
    several = len(rota.coverage) > 1
    rows = (
        [text if raw_text else harmless(text) for text in cells]
        for cells in _cells(rota, several=several)
    )
    return _delimited([*SCHEDULE, *(["queue"] if several else [])], rows, delimiter)


def _delimited(heading: list[str], rows: Iterable[Iterable[str]], delimiter: str) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return stream.getvalue()


def _cells(rota: Schedule, *, several: bool) -> Iterator[list[str]]:
    zone = rota.staffed.demand.zone
    for row in rota.rows:
        start, end = datetimes.iso_texts(np.array([row.start, row.end]), zone)
        cells = [
            row.agent, row.date, row.shift, row.contract, start, end, number(row.paid_hours),
            breaks_text(row, zone),
        ]  # fmt: skip
        yield [*cells, row.queue] if several else cells


def breaks_text(row: ShiftRow, zone: tzinfo | None) -> str:
    """Breaks as ``12:00-12:30 unpaid;15:00-15:15 paid``."""
    return ";".join(
        f"{_clock(start, zone)}-{_clock(end, zone)} {'paid' if paid else 'unpaid'}"
        for start, end, paid in row.breaks
    )


def _clock(instant: int, zone: tzinfo | None) -> str:
    return datetimes.iso_texts(np.array([instant]), zone)[0][11:16]


def write_coverage(path: str, rota: Schedule) -> None:
    """Write the coverage table as CSV."""
    with replacing(path) as file:
        file.write(coverage_text(rota).encode())


def coverage_text(rota: Schedule) -> str:
    """The coverage table as CSV; with a column `queue` where there are several."""
    several = len(rota.coverage) > 1
    rows = (
        [*cells, *([covered.queue] if several else [])]
        for covered in rota.coverage
        for cells in _covered(covered, rota.staffed.demand.zone)
    )
    return _delimited([*COVERAGE, *(["queue"] if several else [])], rows, ",")


def _covered(covered: Coverage, zone: tzinfo | None) -> Iterator[list[str]]:
    starts = datetimes.iso_texts(covered.start, zone)
    columns = [getattr(covered, name).tolist() for name in COVERAGE[1:]]
    for start, *figures in zip(starts, *columns, strict=True):
        yield [start, *(number(float(figure)) for figure in figures)]


def document(rota: Schedule) -> dict[str, Any]:
    """The schedule for JSON: rows, coverage and summary."""
    from wfm import __version__

    zone = rota.staffed.demand.zone
    several = len(rota.coverage) > 1
    names = [*SCHEDULE, *(["queue"] if several else [])]
    rows = [dict(zip(names, cells, strict=True)) for cells in _cells(rota, several=several)]
    for row, made in zip(rows, rota.rows, strict=True):
        row |= {"paid_hours": made.paid_hours}  # type: ignore[dict-item]
    coverage = [
        {"queue": covered.queue, "start": start}
        | {name: _known(getattr(covered, name)[i].item()) for name in COVERAGE[1:]}
        for covered in rota.coverage
        for i, start in enumerate(datetimes.iso_texts(covered.start, zone))
    ]
    return {
        "schema_version": "1.0",
        "wfm_version": __version__,
        "slot": rota.slot,
        "rows": rows,
        "coverage": coverage,
        "shortages": list(rota.shortages),
        "notes": list(rota.notes),
        "summary": {name: _known(value) for name, value in rota.total._asdict().items()},
    }


def _known(value: Any) -> Any:
    """The value, or None for a figure that is not known or not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _workbook(file: Any, rota: Schedule) -> None:
    try:
        import xlsxwriter
    except ImportError:
        raise UsageError(
            "writing .xlsx needs one more package: pip install 'wfm-staffing[excel]'."
        ) from None
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    book = xlsxwriter.Workbook(file, safe)
    several = len(rota.coverage) > 1
    names = [*SCHEDULE, *(["queue"] if several else [])]
    _sheet(book, "Schedule", names, _cells(rota, several=several), [14, 12, 14, 12, 26, 26, 11, 60])
    rows = (
        [covered.queue, *cells]
        for covered in rota.coverage
        for cells in _covered(covered, rota.staffed.demand.zone)
    )
    last = _sheet(book, "Coverage", ["queue", *COVERAGE], rows, [14, 26])
    coverage = book.get_worksheet_by_name("Coverage")
    red = book.add_format({"bg_color": "#F8CBAD"})
    coverage.conditional_format(
        1, 7, last, 7, {"type": "cell", "criteria": ">", "value": 0, "format": red}
    )
    chart = book.add_chart({"type": "line"})
    for column in (2, 5):
        chart.add_series({
            "name": ["Coverage", 0, column],
            "categories": ["Coverage", 1, 1, last, 1],
            "values": ["Coverage", 1, column, last, column],
            "line": {"width": 1.25},
        })  # fmt: skip
    chart.set_title({"name": "People required and net on their places"})
    chart.set_size({"width": 1000, "height": 360})
    chart.set_legend({"position": "bottom"})
    figures = [
        [name.replace("_", " "), _plain(value)] for name, value in rota.total._asdict().items()
    ]
    notes = [["note", text] for text in (*rota.shortages, *rota.notes)]
    _sheet(book, "Summary", ["figure", "value"], [*figures, *notes], [26, 80])
    book.get_worksheet_by_name("Summary").insert_chart(len(figures) + len(notes) + 3, 0, chart)
    book.close()


def _plain(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)


def _sheet(
    book: Any, name: str, heading: list[str], rows: Iterable[list[str]], widths: list[int]
) -> int:
    """Write a table; returns its last row."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4"})
    for i, width in enumerate(widths):
        sheet.set_column(i, i, width)
    for i, text in enumerate(heading):
        sheet.write_string(0, i, text, bold)
    last = 0
    numeric = {i for i, text in enumerate(heading) if text in (*COVERAGE[1:], "paid_hours")}
    numeric |= {1} if name == "Summary" else set()
    for last, cells in enumerate(rows, 1):
        for i, text in enumerate(cells):
            if i in numeric and text.replace(".", "", 1).replace("e-", "", 1).isdigit():
                sheet.write_number(last, i, float(text))
            else:
                sheet.write_string(last, i, text)
    sheet.freeze_panes(1, 0)
    if last:
        sheet.autofilter(0, 0, last, len(heading) - 1)
    return last


def _calendar(rota: Schedule) -> bytes:
    """One calendar: an event a shift, its breaks in the description; the same ids every time."""
    try:
        from icalendar import Calendar, Event
    except ImportError:
        raise UsageError(
            "writing .ics needs one more package: pip install 'wfm-staffing[calendar]'."
        ) from None
    book = Calendar()
    book.add("prodid", "-//wfm//schedule//EN")
    book.add("version", "2.0")
    zone = rota.staffed.demand.zone
    for number_, row in enumerate(rota.rows):
        event = Event()
        event.add("uid", _uid(row, number_))
        event.add("summary", " ".join(filter(None, (row.agent, row.shift, row.queue))))
        event.add("dtstart", _moment(row.start, zone))
        event.add("dtend", _moment(row.end, zone))
        event.add("dtstamp", datetime.fromtimestamp(row.start, UTC))
        event.add("description", breaks_text(row, zone).replace(";", "\n"))
        book.add_component(event)
    return bytes(book.to_ical())


def _uid(row: ShiftRow, number_: int) -> str:
    words = f"{row.agent}|{row.date}|{row.shift}|{row.start}|{'' if row.agent else number_}"
    return hashlib.sha256(words.encode()).hexdigest()[:24] + "@wfm"


def _moment(instant: int, zone: tzinfo | None) -> datetime:
    if zone is None:
        return datetime(1970, 1, 1) + timedelta(seconds=instant)
    return datetime.fromtimestamp(instant, zone)
