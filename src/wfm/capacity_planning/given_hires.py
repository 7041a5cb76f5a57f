"""Hires that someone else has planned: from a table of month, team and people, or by team.

::

    month,team,hires        month,voice,chat        team,2027-03,2027-04
    2027-03,voice,6         2027-03,6,4             voice,6,0

A month without a row has none. Every mistake is reported with its line and column. A capacity plan
that wfm wrote, as .csv, .xlsx or .json, is read too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from wfm import units
from wfm.capacity_planning.file_records import CapacityFile
from wfm.capacity_planning.hire_files import GivenTable, tables_of_file
from wfm.capacity_planning.hire_numbers import MOST_HIRES, whole_people
from wfm.capacity_planning.hire_table import HirePlan, hire_cells
from wfm.config.similar_words import nearest
from wfm.errors import InputError
from wfm.input_files import name_of
from wfm.io.forecast.problems import Problems
from wfm.number_text import count_text
from wfm.printable_text import value_text

__all__ = ["GivenHires", "given_hires", "hires_by_team"]

People: TypeAlias = dict[str, tuple[int, ...]]
_SHOWN = 3  # days that are named in a note


@dataclass(frozen=True)
class GivenHires:
    """Who start in each month, and how they were read.

    Attributes
    ----------
    people : dict of str to tuple of int
        By team, one number per month. [people]
    notes : tuple of str
        What is left out or read in one of several ways, one sentence each.
    """

    people: People
    notes: tuple[str, ...] = ()


def given_hires(hires: object, file: CapacityFile, *, cut: bool = False) -> GivenHires:
    """The hires of each team in each month.

    Parameters
    ----------
    hires : path, mapping, or table
        The path of a .csv, .tsv, .xlsx or .json file; people by team, ``{"voice": [0, 6, 0]}``; or
        a pandas table with the columns of a file. [people]
    file : CapacityFile
        The teams and months.
    cut : bool
        Whether the plan has fewer months than its file: hires after them are left out with a note.

    Raises
    ------
    DataError
        With every problem of a file or table.
    InputError
        For anything else, or hires that do not fit the teams and months.
    """
    plan = HirePlan(tuple(team.name for team in file.teams), file.months, cut)
    if isinstance(hires, str | os.PathLike):
        path = os.fspath(hires)
        return _of_tables(path, tables_of_file(path, plan), plan)
    if isinstance(hires, Mapping):
        return GivenHires(hires_by_team(hires, plan.teams, plan.months.count))
    if hasattr(hires, "columns") and hasattr(hires, "itertuples"):
        return _of_frame(hires, plan)
    raise InputError(
        "hires must be a path, people by team such as {'voice': [0, 6, 0]}, or a pandas table: "
        f"got {type(hires).__name__}, {' '.join(value_text(hires).split())}.",
        name="hires",
    )


def hires_by_team(hires: Mapping[str, object], teams: Sequence[str], months: int) -> People:
    """People by team, checked.

    Parameters
    ----------
    hires : mapping of str to sequence of int
        One whole number per month of each team. [people]
    teams : sequence of str
        The teams of the plan.
    months : int
        Its months. [months]

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> hires_by_team({"voice": [0, 6.0]}, ["voice"], 2)
    {'voice': (0, 6)}
    """
    for name in hires:
        if name not in teams:
            hint = nearest(str(name), list(teams))
            raise InputError(
                f"hires must be of the teams {', '.join(teams)}: got {value_text(name)}{hint}.",
                name="hires",
                value=name,
            )
    if missing := [team for team in teams if team not in hires]:
        raise InputError(
            f"hires must have people of each team, {', '.join(teams)}: "
            f"{', '.join(missing)} is missing; "
            f"{{{missing[0]!r}: [0] * {months}}} is no one.",
            name="hires",
        )
    return {team: _checked(team, hires[team], months) for team in teams}


def _checked(team: str, counts: object, months: int) -> tuple[int, ...]:
    """The hires of one team, one whole number per month."""
    name = f"hires of team {team!r}"
    ordered = isinstance(counts, Iterable) and not isinstance(counts, str | bytes | set | Mapping)
    values = list(counts) if ordered and isinstance(counts, Iterable) else []
    if len(values) != months:
        got = f"{len(values)} values" if ordered else value_text(counts)
        raise InputError(
            f"{name} must be a list of {months} whole numbers, one per month: got {got}.",
            name="hires",
            value=counts,
        )
    people = tuple(units.whole_number(value, name, "people") for value in values)
    if max(people) > MOST_HIRES:
        raise InputError(
            f"{name} must be at most {MOST_HIRES:,} a month: got {max(people):,}.",
            name="hires",
            value=max(people),
        )
    return people


def _without_index(table: Any) -> Any:
    """A pandas table with its index as a column, where that is not the number of the row."""
    index = table.index
    is_number = index.nlevels == 1 and index.name is None and index.dtype.kind in "iu"
    return table if is_number or not len(table) else table.reset_index()


def _of_frame(table: Any, plan: HirePlan) -> GivenHires:
    """The hires of a pandas table."""
    table = _without_index(table)
    heading = list(map(str, table.columns))
    if not heading:
        raise InputError(
            "hires must have the columns month, team and hires: got a table without columns.",
            name="hires",
        )
    cells = [heading, *(list(map(_text, row)) for row in table.itertuples(index=False))]
    rows = list(zip(cells, range(len(cells)), strict=True))
    return _of_tables("DataFrame", [GivenTable("", rows)], plan)


def _text(cell: object) -> str:
    """A cell of a table in memory as text; a month as its first day."""
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())[:10]
    return "" if cell is None or cell != cell else str(cell)


def _of_tables(source: str, tables: Sequence[GivenTable], plan: HirePlan) -> GivenHires:
    """The hires of a table, or of the two of a capacity plan, of which one may be edited."""
    if len(tables) == 1:
        return _of_table(source, tables[0], plan)
    names = [one.name for one in tables]
    both = [_of_table(f"{source}, {one.name}", one, plan) for one in tables[:2]]
    if both[0].people == both[1].people:
        return both[0]
    edited = None
    if len(tables) > 2:
        every = plan._replace(teams=("all",))
        totals = _of_table(f"{source}, {names[2]}", tables[2], every).people["all"]
        others = [i for i in (0, 1) if _sums(both[i]) != totals]
        edited = others[0] if len(others) == 1 else None
    if edited is None:
        text = f"has other hires in {names[0]} than in {names[1]}: make both the same"
        Problems(source).stop(text)
    note = f"the hires are those of {names[edited]}, which was edited, not of {names[1 - edited]}"
    return GivenHires(both[edited].people, (*both[edited].notes, f"{source}: {note}"))


def _sums(hires: GivenHires) -> tuple[int, ...]:
    """The hires of all teams by month."""
    return tuple(map(sum, zip(*hires.people.values(), strict=True)))


def _of_table(source: str, table: GivenTable, plan: HirePlan) -> GivenHires:
    """The hires of rows of text, with their headings."""
    problems, notes = Problems(source), list[str]()
    cells = hire_cells(table.rows, plan, problems, notes)
    counts = whole_people(cells, table.delimiter, problems)
    people: dict[str, list[int | None]] = {team: [None] * plan.months.count for team in plan.teams}
    after = 0
    for cell, count in zip(cells, counts, strict=True):
        place = plan.months.index(cell.day)
        if place >= plan.months.count:
            after += count
        elif place < 0:
            continue  # a problem already, or an empty column
        elif people[cell.team][place] is not None:
            label = plan.months.labels[place]
            problems.add(
                f"{label} of team {cell.team!r} has a row before: add both up, or remove one",
                cell.line,
            )
        else:
            people[cell.team][place] = count
    problems.check()
    if after:
        end = plan.months.labels[-1]
        notes.append(f"{count_text(after, 'hire')} after {end}, the end of the plan, not used")
    notes += _notes_of_days([cell.day for cell in cells], plan)
    named = {team: tuple(count or 0 for count in counts) for team, counts in people.items()}
    return GivenHires(named, tuple(f"{name_of(source)}: {note}" for note in notes))


def _notes_of_days(days: Sequence[date], plan: HirePlan) -> list[str]:
    """Days that begin no month: people are counted from the first day of it."""
    months = plan.months
    within = sorted({day for day in days if day != months.start(months.index(day))})
    if not within:
        return []
    shown = ", ".join(map(str, within[:_SHOWN]))
    more = f" and {len(within) - _SHOWN} more" if len(within) > _SHOWN else ""
    return [f"{shown}{more}: counted from the first day of the {months.period}"]
