"""``events.csv``: days on which the volume is not the usual one, by name.

::

    date,end,name                       start_date,end_date,event
    2026-03-02,2026-03-06,mailing       3/2/2026,3/6/2026,mailing

Every mistake is reported with its line and column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from wfm.datetimes import date_of
from wfm.io.forecast.dates import ParsedDate, parse_date
from wfm.io.forecast.heading_words import normalise
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.reader import blocks_of
from wfm.io.forecast.source import opened
from wfm.option_text import option

__all__ = ["EventDays", "event_days", "read_events"]

# English, German, French, Spanish, Portuguese, Dutch and Italian, without case, accents and spaces.
_HEADINGS = {
    "date": """
        date day holidaydate eventdate start startdate startday begin begins from first firstday
        since
        datum tag beginn von anfang startdatum ersterdag erstertag
        jour debut datedebut datededebut du fecha inicio desde fechainicio fechadeinicio
        data datainicio datadeinicio inizio dal giorno datainizio begindatum begin van dag
    """,
    "end": """
        end enddate endday ends to till until last lastday through
        ende bis enddatum endtag letztertag fin datefin datedefin au hasta fechafin fechadefin
        fim ate datafim datadefim fine al datafine einde tot einddatum
    """,
    "name": """
        name event events holiday holidays description label title occasion reason
        ereignis feiertag anlass bezeichnung beschreibung grund nom evenement jourferie
        description libelle nombre evento festivo descripcion motivo nome feriado descricao
        gebeurtenis feestdag omschrijving naam festivita descrizione
    """,
    "kind": """
        kind type category class group feature art typ kategorie typed genre categorie
        tipo categoria soort
    """,
}
_COLUMN_OF = {word: part for part, words in _HEADINGS.items() for word in words.split()}
_MIDNIGHT = re.compile(r"[T ]0?0:00(:00)?$")
# A year in a name keeps the event from being that of another year.
_YEAR = re.compile(r"\s*\b(?:19|20)\d\d\b\s*")
_LONGEST, _MOST = 366, 20_000  # days of one event, events of a file
_UNNAMED = "event"  # the name of days that have none
_DASHES = re.compile("[\u2010-\u2015\u2212]")


class EventDays(NamedTuple):
    """The days of events.

    Attributes
    ----------
    names : mapping of int to str
        Name of the event of each day, by days since 1970.
    notes : tuple of str
        What was noticed, one sentence each.
    """

    names: Mapping[int, str]
    notes: tuple[str, ...]


class _Event(NamedTuple):
    """One event with its first and last day."""

    name: str
    first: int
    last: int


def event_days(events: Mapping[str | date, str]) -> EventDays:
    """The days of events of a program: a name by date.

    >>> event_days({"2026-03-02": "mailing"}).names
    {20514: 'mailing'}
    """
    problems = Problems("events")
    names = {}
    for day, name in events.items():
        try:
            known = parse_date(day.isoformat() if isinstance(day, date) else str(day).strip())
        except UnreadableError as error:
            problems.add(str(error))
            continue
        if known.dayfirst is None or known.dayfirst != known.monthfirst:
            problems.add(f"{day!r} must be a date such as 2026-03-02")
        else:
            names[known.dayfirst] = str(name)
    problems.check()
    return EventDays(names, ())


def read_events(source: str, options: ReadOptions | None = None) -> EventDays:
    """Read the days of events from a table.

    The columns are the first day, optionally the last one, and the name; a column of the kind of
    an event is used for its name, where there is one. Years are left out of names, so that the
    event of one year is that of the next. On a day with several events, the shortest counts: a
    mailing within a campaign.

    Parameters
    ----------
    source : str
        Path of a .csv, .tsv or .xlsx file.
    options : ReadOptions, optional
        `dayfirst` for dates that can be read in two ways.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    options = options or ReadOptions()
    problems, notes = Problems(source), list[str]()
    rows: list[tuple[list[str], int]] = []
    reading = ReadOptions(dayfirst=options.dayfirst)
    with opened(source, None, problems) as file:
        for block in blocks_of(file, reading, problems, [], None)[1]:
            kept = block.without_blanks()
            rows += zip(kept.rows, kept.lines, strict=True)
            if len(rows) > _MOST:
                problems.stop(f"has more than {_MOST:,} rows, which are no list of events")
    if not rows:
        problems.stop(
            "is empty: write a header line, such as date,end,name, and one line per event"
        )
    header = [name.strip().lstrip("\ufeff") for name in rows[0][0]]
    places = _places(header, rows[0][1], problems, notes)
    events = _events(header, rows[1:], places, options.dayfirst, problems, notes)
    problems.check()
    if not events:
        problems.stop("has headings but no event below them")
    return EventDays(_names_by_day(events, notes), tuple(f"{source}: {note}" for note in notes))


def _places(
    header: Sequence[str], line: int, problems: Problems, notes: list[str]
) -> dict[str, int]:
    """The column of each part, by its heading."""
    found: dict[str, int] = {}
    unused = []
    for place, heading in enumerate(header):
        part = _COLUMN_OF.get(normalise(heading))
        if part is None:
            unused.append(heading)
        elif part in found:
            problems.add(
                f"'{header[found[part]]}' and '{heading}' both mean {part} — rename the one that "
                "is not to be read",
                line,
            )
        else:
            found[part] = place
    headings = ", ".join(name for name in header if name)[:300]
    if "date" not in found:
        problems.add(
            f"no column for the date: the headings are {headings} — call it date, or start_date "
            "beside end_date",
            line,
        )
    problems.check()
    if "name" not in found and "kind" not in found:
        notes.append(
            f"no column for the name ({headings}): all days are compared with each other; call a "
            "column name to keep them apart"
        )
    if "kind" in found and "name" in found:
        notes.append(
            f"events of one '{header[found['kind']]}' are compared with each other; "
            f"'{header[found['name']]}' is not used"
        )
    if any(unused):
        listed = ", ".join(f"'{name}'" for name in unused if name)[:300]
        notes.append(f"columns not used: {listed}")
    return found


def _events(
    header: Sequence[str],
    rows: Sequence[tuple[list[str], int]],
    places: Mapping[str, int],
    dayfirst: bool | None,
    problems: Problems,
    notes: list[str],
) -> list[_Event]:
    """The events of the rows; what cannot be read is a problem."""
    parts = [part for part in ("date", "end") if part in places]
    read: list[tuple[str, dict[str, ParsedDate], int]] = []
    years = False
    for cells, line in rows:
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            problems.add(
                f"has {len(cells)} cells, but there are {len(header)} headings — put a cell with "
                "the delimiter in quotes",
                line,
            )
            continue
        texts = {
            part: cells[place].strip() if place < len(cells) else ""
            for part, place in places.items()
        }
        days = {}
        for part in parts:
            text = _MIDNIGHT.sub("", texts[part])
            if not text and part == "end":
                continue
            try:
                days[part] = parse_date(text, dayfirst)
            except UnreadableError as error:
                why = str(error).replace(f", or use {option('date_format')}", "")
                why = why if text else "is empty: write the date of the event"
                problems.add(why, line, header[places[part]])
        text = texts.get("kind", texts.get("name", _UNNAMED))
        if not text:
            named = places["kind"] if "kind" in places else places["name"]
            problems.add("is empty: write a name", line, header[named])
        name = _YEAR.sub(" ", _DASHES.sub("-", text)).strip()
        years = years or (bool(name) and bool(_YEAR.search(text)))
        read.append((name or text, days, line))  # a year alone is a name
    if years:
        notes.append("years are left out of the names: the event of one year is that of the next")
    order = _order([day for _, days, _ in read for day in days.values()], dayfirst, notes, problems)
    return _spans(read, header, places, problems, order=order)


def _order(
    days: Sequence[ParsedDate], dayfirst: bool | None, notes: list[str], problems: Problems
) -> bool:
    """Whether the day is before the month: the only order in which all dates are valid."""
    open_days = [day for day in days if day.dayfirst != day.monthfirst]
    if not open_days or dayfirst is not None:
        return bool(dayfirst)
    first = all(day.dayfirst is not None for day in open_days)
    month = all(day.monthfirst is not None for day in open_days)
    if first and month:
        dotted = any(day.dotted for day in open_days)
        if not dotted:
            shown = open_days[0]
            both = f"{_text(shown.dayfirst)} or {_text(shown.monthfirst)}"
            problems.stop(
                f"the dates can be read as day/month and as month/day, the first as {both} — write "
                f"them as 2026-03-02, or use {option('dayfirst', True)} or "
                f"{option('dayfirst', False)}"
            )
        return True
    if first != month:
        notes.append(f"dates read as {'day/month' if first else 'month/day'}, the only valid order")
    return first


def _text(day: int | None) -> str:
    """A day as a date."""
    return "" if day is None else date_of(day).isoformat()


def _spans(
    read: Sequence[tuple[str, dict[str, ParsedDate], int]],
    header: Sequence[str],
    places: Mapping[str, int],
    problems: Problems,
    *,
    order: bool,
) -> list[_Event]:
    """Events with their first and last day."""
    events = []
    for name, days, line in read:
        known = {part: day.dayfirst if order else day.monthfirst for part, day in days.items()}
        for part, value in known.items():
            if value is None:
                words = "day/month" if order else "month/day"
                problems.add(f"is no date as {words}, as others are", line, header[places[part]])
        first = known.get("date")
        last = known.get("end", first)
        if first is None or last is None:
            continue
        if last < first:
            problems.add(
                f"{date_of(last)} is before the first day, {date_of(first)} — correct one of them",
                line,
                header[places["end"]],
            )
        elif last - first >= _LONGEST:
            problems.add(
                f"the event has {last - first + 1:,} days: an event of more than a year is the "
                "usual level — correct the dates, or leave it out",
                line,
                header[places["end"]],
            )
        else:
            events.append(_Event(name, first, last))
    return events


def _names_by_day(events: Sequence[_Event], notes: list[str]) -> dict[int, str]:
    """The name of each day; the shortest event of a day counts, the first of equally long ones."""
    names: dict[int, str] = {}
    several: dict[int, tuple[str, str]] = {}
    for event in sorted(events, key=lambda one: one.last - one.first):
        for day in range(event.first, event.last + 1):
            kept = names.setdefault(day, event.name)
            if kept != event.name:
                several.setdefault(day, (kept, event.name))
    if several:
        day = min(several)
        kept, other = several[day]
        notes.append(
            f"{len(several)} day{'s have' if len(several) > 1 else ' has'} several events: the "
            f"shortest counts, as on {date_of(day)} '{kept}' instead of '{other}'"
        )
    return names
