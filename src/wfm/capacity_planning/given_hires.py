"""Hires that someone else has planned: from a table of month, team and people, or by team.

::

    month,team,hires        month,voice,chat        team,2027-03,2027-04
    2027-03,voice,6         2027-03,6,4             voice,6,0

A month without a row has none. Every mistake is reported with its line and column.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from wfm.capacity_planning.file_records import CapacityFile
from wfm.config.similar_words import nearest
from wfm.errors import InputError
from wfm.io.forecast.heading_words import normalise
from wfm.io.forecast.numbers import Separators, parse_number
from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.reader import blocks_of
from wfm.io.forecast.source import opened

__all__ = ["given_hires"]

# Headings in small letters without spaces, in the languages of forecasts.
_MONTH = [
    "month",
    "start",
    "date",
    "period",
    "monat",
    "mois",
    "mes",
    "mese",
    "maand",
    "week",
    "woche",
    "semaine",
]
_TEAM = ["team", "group", "queue", "gruppe", "equipe", "equipo", "squadra"]
_HIRES = [
    "hires",
    "hire",
    "people",
    "newcomers",
    "starters",
    "count",
    "einstellungen",
    "recrutements",
]
# Headings of columns that add the months of a row up.
_TOTAL = ["total", "sum", "year", "summe", "gesamt", "jahr", "totale", "totaal"]
_MOST = 100_000  # rows of a table of months and teams
_MOST_HIRES = 1_000_000

Hires: TypeAlias = dict[str, tuple[int, ...]]
Row: TypeAlias = tuple[Sequence[str], int]


def given_hires(hires: object, file: CapacityFile) -> Hires:
    """The hires of each team in each month.

    Parameters
    ----------
    hires : path, mapping, or table
        The path of a .csv, .tsv or .xlsx file; people by team, ``{"voice": [0, 6, 0]}``; or a
        pandas table with the columns of a file. [people]
    file : CapacityFile
        The teams and months.

    Raises
    ------
    DataError
        With every problem of a file or table.
    InputError
        For anything else, or hires that do not fit the teams and months.
    """
    teams = [team.name for team in file.teams]
    if isinstance(hires, str | os.PathLike):
        path = os.fspath(hires)
        return _of_rows(path, _rows_of_file(path), file)
    if isinstance(hires, Mapping):
        if sorted(map(str, hires)) != sorted(teams):
            raise InputError(
                f"hires must be of the teams {', '.join(teams)}: got {', '.join(map(str, hires))}.",
                name="hires",
            )
        return {team: tuple(hires[team]) for team in teams}
    if hasattr(hires, "columns") and hasattr(hires, "itertuples"):
        cells = [list(map(str, hires.columns))]
        cells += [list(map(_text, row)) for row in hires.itertuples(index=False)]
        return _of_rows("DataFrame", list(zip(cells, range(len(cells)), strict=True)), file)
    raise InputError(
        f"hires must be a path, people by team or a pandas table: got {type(hires).__name__}.",
        name="hires",
    )


def _text(cell: object) -> str:
    """A cell of a table in memory as text; a month as its first day."""
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())[:10]
    return "" if cell is None or cell != cell else str(cell)


def _rows_of_file(path: str) -> list[Row]:
    """The rows of a file as texts, with their lines."""
    problems, rows = Problems(path), list[Row]()
    with opened(path, None, problems) as stream:
        for block in blocks_of(stream, ReadOptions(), problems, [], None)[1]:
            kept = block.without_blanks()
            rows += zip(kept.rows, kept.lines, strict=True)
            if len(rows) > _MOST:
                problems.stop(f"has more than {_MOST:,} rows, which are no list of hires")
    if not rows:
        problems.stop("is empty: write a header line, month,team,hires, and one line per class")
    return rows


def _of_rows(source: str, rows: Sequence[Row], file: CapacityFile) -> Hires:
    """The hires of rows of text, of which the first are the headings."""
    problems = Problems(source)
    heading = [name.strip().lstrip("\ufeff") for name in rows[0][0]]
    teams = [team.name for team in file.teams]
    table: dict[str, list[int | None]] = {team: [None] * file.months.count for team in teams}
    for cell in _cells(heading, rows, file, problems):
        count = _count(cell, problems)
        if cell.month is None or count is None:
            continue
        if table[cell.team][cell.month] is not None:
            problems.add(
                f"{file.months.labels[cell.month]} of team {cell.team!r} has a row before: add "
                "both up, or remove one",
                cell.line,
            )
        table[cell.team][cell.month] = count
    problems.check()
    return {team: tuple(count or 0 for count in counts) for team, counts in table.items()}


class _HireCell(NamedTuple):
    """The hires of a team in a month, as they are written; None for no month of the plan."""

    team: str
    month: int | None
    text: str
    line: int
    column: str


def _cells(
    heading: Sequence[str], rows: Sequence[Row], file: CapacityFile, problems: Problems
) -> Iterator[_HireCell]:
    """All cells of hires, whatever the layout of the table is."""
    teams = [team.name for team in file.teams]
    padded = [
        ([cell.strip() for cell in cells] + [""] * (len(heading) - len(cells)), line)
        for cells, line in rows[1:]
    ]
    across = [place for place, name in enumerate(heading) if _label(name, file) is not None]
    team = _first([normalise(name) for name in heading], _TEAM)
    if across and team is not None:
        yield from _months_across((heading, rows[0][1]), padded, team, file, problems)
        return
    columns = _columns(heading, rows[0][1], teams, problems)
    for texts, line in padded:
        month = _month(texts[columns.month], line, heading[columns.month], file, problems)
        for name, place in columns.hires(texts, line, problems):
            yield _HireCell(name, month, texts[place], line, heading[place])


def _months_across(
    headings: Row,
    rows: Sequence[Row],
    team: int,
    file: CapacityFile,
    problems: Problems,
) -> Iterator[_HireCell]:
    """The cells of a table with a row per team and a column per month."""
    heading, first = headings
    known = dict.fromkeys((one.name for one in file.teams), 0)
    columns = _HireColumns(team, team, known)
    months = {
        place: _month(name, first, None, file, problems)
        for place, name in enumerate(heading)
        if place != team and name and normalise(name) not in _TOTAL
    }
    for texts, line in rows:
        if normalise(texts[team]) in _TOTAL and texts[team] not in known:
            continue
        for name, _ in columns.hires(texts, line, problems):
            for place, month in months.items():
                yield _HireCell(name, month, texts[place], line, heading[place])


class _HireColumns:
    """Where month, team and hires are: of one team in a row, or of each in a column."""

    def __init__(self, month: int, team: int | None, places: Mapping[str, int]) -> None:
        self.month, self._team, self._places = month, team, places

    def hires(
        self, texts: Sequence[str], line: int, problems: Problems
    ) -> Iterable[tuple[str, int]]:
        """The teams of a row, and the places of their hires."""
        if self._team is None:
            return self._places.items()
        name = texts[self._team]
        if name in self._places:
            return [(name, self._places[name])]
        hint = nearest(name, list(self._places))
        problems.add(f"team must be one of {', '.join(self._places)}: got {name!r}{hint}", line)
        return []


def _columns(
    heading: Sequence[str], line: int, teams: Sequence[str], problems: Problems
) -> _HireColumns:
    """The columns by their headings."""
    words = [normalise(name) for name in heading]

    month, team, hires = (_first(words, known) for known in (_MONTH, _TEAM, _HIRES))
    shown = ", ".join(name for name in heading if name)[:300]
    if month is None:
        problems.stop(
            f"no column for the month: the headings are {shown}; write month,team,hires", line
        )
    wide = {name: heading.index(name) for name in teams if name in heading}
    if hires is not None and (team is not None or len(teams) == 1):
        return _HireColumns(month, team, dict.fromkeys(teams, hires))
    missing = [name for name in teams if name not in wide]
    if missing:
        problems.stop(
            f"no column for the hires of {', '.join(missing)}: the headings are {shown}; write "
            f"month,team,hires, or month,{','.join(teams)}",
            line,
        )
    return _HireColumns(month, None, wide)


def _first(words: Sequence[str], known: Sequence[str]) -> int | None:
    """The place of the heading that is known best: a plan of wfm has hires and people."""
    return next((words.index(word) for word in known if word in words), None)


def _label(text: str, file: CapacityFile) -> int | None:
    """The place of a month of the plan by its name or its first day; None for any other text."""
    day = text.partition("T")[0].partition(" ")[0]
    label = day[:7] if file.months.period == "month" and day[7:] in ("", "-01") else day
    return file.months.labels.index(label) if label in file.months.labels else None


def _month(
    text: str, line: int, column: str | None, file: CapacityFile, problems: Problems
) -> int | None:
    """The place of a month of the plan."""
    place, labels = _label(text, file), file.months.labels
    if place is not None:
        return place
    problems.add(
        f"must be a {file.months.period} of the plan, {labels[0]} to {labels[-1]}: got {text!r}",
        line,
        column,
    )
    return None


def _count(cell: _HireCell, problems: Problems) -> int | None:
    """A whole number of people; an empty cell is 0."""
    text = cell.text
    if not text:
        return 0
    try:
        value = parse_number(
            text, Separators(ReadOptions(decimal="."), ";", []), what="people", highest=_MOST_HIRES
        )
    except UnreadableError as error:
        problems.add(str(error), cell.line, cell.column)
        return None
    if not value.is_integer():
        problems.add(f"must be whole people: got {text}", cell.line, cell.column)
        return None
    return int(value)
