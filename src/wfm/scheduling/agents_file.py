"""``agents.csv``: people by name; all mistakes are reported with their line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from wfm.io.forecast.problems import Problems, UnreadableError
from wfm.io.forecast.read_options import ReadOptions, nearest
from wfm.io.forecast.reader import blocks_of
from wfm.io.forecast.source import opened
from wfm.scheduling.contracts import Agent, Available, Contract, Wish

__all__ = ["COLUMNS", "read_agents"]

COLUMNS = ("agent", "contract", "available", "days_off", "skills", "wishes")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SPAN = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")


def read_agents(source: str, contracts: Sequence[Contract]) -> list[Agent]:
    """Read people from a table.

    The columns ``agent`` and ``contract`` are required; ``available``, ``days_off``, ``skills``
    and ``wishes`` are optional. Several entries of a cell are separated by ``;``: available
    ``Mon-Fri 08:00-18:00; Sat``, days off ``Sun; 2026-03-05``, skills ``sales; support``, wishes
    ``off Fri 5; late 2; not early 3`` (the number is the price of not granting the wish).

    Parameters
    ----------
    source : str
        Path of a .csv, .tsv or .xlsx file.
    contracts : sequence of Contract
        The contracts that agents may have.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    problems = Problems(source)
    with opened(source, None, problems) as file:
        rows = [
            (cells, line)
            for block in blocks_of(file, ReadOptions(), problems, [], None)[1]
            for cells, line in zip(
                block.without_blanks().rows, block.without_blanks().lines, strict=True
            )
        ]
    if not rows:
        problems.stop("is empty: write a header line and one line per person")
    header = [name.strip().lstrip("\ufeff").casefold() for name in rows[0][0]]
    _check_header(header, rows[0][1], problems)
    needed = 1 + max(header.index(name) for name in COLUMNS[:2])
    fitting = list(_fitting(rows[1:], len(header), needed, problems))
    people = [
        _agent(dict(zip(header, cells, strict=True)), line, contracts, problems)
        for cells, line in fitting
    ]
    _check_names(people, [line for _, line in fitting], problems)
    problems.check()
    return people


def _fitting(
    rows: Sequence[tuple[list[str], int]], width: int, needed: int, problems: Problems
) -> Iterator[tuple[list[str], int]]:
    """The rows that fit the headings, each with a cell under every heading.

    Cells at the end may be left out, as long as the first of them is not the name or the contract;
    empty cells beyond the last heading are those of a spreadsheet.
    """
    for cells, line in rows:
        beyond = [cell for cell in cells[width:] if cell.strip()]
        if beyond or len(cells) < needed:
            many = f"has {len(cells)} cell{'s' * (len(cells) != 1)}"
            cure = "put a cell with the delimiter in quotes" if beyond else "write all of them"
            problems.add(f"{many}, but there are {width} headings — {cure}", line)
            continue
        yield [*cells[:width], *[""] * (width - len(cells))], line


def _check_header(header: list[str], line: int, problems: Problems) -> None:
    """Report unknown columns and missing ones."""
    for name in header:
        if name not in COLUMNS:
            hint = nearest(name, list(COLUMNS))
            problems.add(f"unknown column {name!r}{hint or '; known: ' + ', '.join(COLUMNS)}", line)
    for name in dict.fromkeys(header):
        if name in COLUMNS and header.count(name) > 1:
            problems.add(f"{header.count(name)} columns are called {name!r}: keep one", line)
    for name in COLUMNS[:2]:
        if name not in header:
            problems.add(f"column {name!r} is missing", line)
    problems.check()


def _check_names(people: list[Agent], lines: list[int], problems: Problems) -> None:
    """Report people without a name, and names that occur twice."""
    seen: dict[str, int] = {}
    for person, line in zip(people, lines, strict=True):
        if not person.name:
            problems.add("is empty: write the name of the person", line, "agent")
        elif person.name in seen:
            problems.add(
                f"duplicate name {person.name!r}, also in line {seen[person.name]}", line, "agent"
            )
        seen.setdefault(person.name, line)


def _agent(
    cells: dict[str, str], line: int, contracts: Sequence[Contract], problems: Problems
) -> Agent:
    """The person of one row."""
    names = [contract.name for contract in contracts]
    contract = cells["contract"].strip()
    if contract not in names:
        hint = nearest(contract, names) or f"; known: {', '.join(names)}"
        problems.add(f"unknown contract {contract!r}{hint}", line, "contract")

    def entries(column: str, read):  # type: ignore[no-untyped-def]
        found = []
        for text in filter(None, (part.strip() for part in cells.get(column, "").split(";"))):
            try:
                found.append(read(text))
            except UnreadableError as error:
                problems.add(f"{text!r} {error}", line, column)
        return tuple(found)

    return Agent(
        name=cells["agent"].strip(),
        contract=contract,
        available=entries("available", _available),
        days_off=entries("days_off", _day_off),
        skills=entries("skills", str),
        wishes=entries("wishes", _wish),
    )


def _weekdays(text: str) -> tuple[int, ...]:
    """Weekdays of ``Mon`` or ``Mon-Fri``; a span may pass Sunday."""
    first, _, last = text.partition("-")
    if first not in DAYS or (last and last not in DAYS):
        raise UnreadableError("must begin with a weekday or a span of weekdays: Mon or Mon-Fri")
    begin, end = DAYS.index(first), DAYS.index(last or first)
    return tuple(day % 7 for day in range(begin, end + 1 + 7 * (end < begin)))


def _available(text: str) -> Available:
    """Hours of ``Mon-Fri 08:00-18:00``, or whole days of ``Mon-Fri``."""
    days, _, hours = text.partition(" ")
    if not hours:
        return Available(weekdays=_weekdays(days))
    span = _SPAN.fullmatch(hours.strip())
    if not span:
        raise UnreadableError("must end with a span of hours: Mon-Fri 08:00-18:00")
    begin, end = (int(span[h]) * 3600.0 + int(span[h + 1]) * 60.0 for h in (1, 3))
    return Available(begin, end if end > begin else end + 86_400.0, _weekdays(days))


def _day_off(text: str) -> int | date:
    """A weekday or a date."""
    if text in DAYS:
        return DAYS.index(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableError("must be a weekday (Sun) or a date (2026-03-05)") from None


def _wish(text: str) -> Wish:
    """A wish with its price: ``off Fri 5``, ``late 2`` or ``not early 3``."""
    words = text.split()
    if len(words) < 2 or not re.fullmatch(r"\d+(\.\d+)?", words[-1]):
        raise UnreadableError("must end with the price of not granting it: 'off Fri 5'")
    weight, words = float(words[-1]), words[:-1]
    if words[0] == "off" and len(words) == 2:
        return Wish(weight, wants=False, day=_day_off(words[1]))
    wants = words[0] != "not"
    template = " ".join(words if wants else words[1:])
    if not template:
        raise UnreadableError("must name a shift: 'not late 3'")
    return Wish(weight, wants=wants, template=template)
