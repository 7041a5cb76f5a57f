"""The reader of ``capacity.toml``: every mistake at once, with its line."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from wfm.capacity_planning.capacity_models import MOST_MONTHS, CapacityTable, demand_of_team
from wfm.capacity_planning.file_records import CapacityFile, Pilot
from wfm.capacity_planning.team_inputs import team_inputs, team_notes, used_defaults
from wfm.config.toml_file import key_lines, read_toml
from wfm.config.toml_table import check_mistakes, path_text
from wfm.errors import DataError, InputError, Problem
from wfm.units import whole_number

__all__ = ["read_capacity"]

_FILES = ("forecast", "centre")
_CHANGES = ("automation", "deflection")


def read_capacity(path: str | os.PathLike[str], *, months: int | None = None) -> CapacityFile:
    """Read a file of a capacity plan.

    Parameters
    ----------
    path : path
        The file, capacity.toml; the files that it names are looked for in its folder.
    months : int, optional
        Number of months instead of that of the file, which must be a plan by month. [months]

    Returns
    -------
    CapacityFile
        Its teams with a need of 0, which is to be computed.

    Raises
    ------
    DataError
        With every mistake of the file, its key and its line.
    InputError
        For `months` outside 1 to 120, or with a file that plans weeks.

    Examples
    --------
    >>> plan = read_capacity("examples/capacity.toml", months=3)
    >>> plan.months.labels, plan.currency
    (('2027-01', '2027-02', '2027-03'), 'USD')
    """
    source = os.fspath(path)
    folder = os.path.dirname(source)

    def complete(data: dict[str, Any]) -> None:
        if isinstance(data.get("queue"), list):
            words = "looks like the centre of wfm staff --centre, and is no capacity.toml: name it"
            raise DataError(source, [Problem(f"{words} by centre = … in [team.NAME] of one")])
        _complete(data, folder)

    table = read_toml(source, CapacityTable, complete)
    if months is not None:
        table = _with_months(table, source, months)
    try:
        return replace(_record(table, source), longer=_longer(table, source))
    except InputError as error:
        # a rule of the records that the checks of the file do not know
        raise DataError(source, [Problem(str(error).removesuffix("."))]) from None


def _longer(table: CapacityTable, source: str) -> CapacityFile | None:
    """The file with the months after the plan; None if it has no values for them."""
    months = table.plan_months()
    longer = _of_length(table, months.count + months.beyond)
    return None if any(check_mistakes(longer)) else _record(longer, source)


def _of_length(table: CapacityTable, count: int) -> CapacityTable:
    """The file with another number of months, or of weeks."""
    return table.model_copy(update={"months" if table.weeks is None else "weeks": count})


def _complete(data: dict[str, Any], folder: str) -> None:
    """Paths from the folder of the file, and a single change as a list of one."""
    teams = data.get("team")
    parts = teams.values() if isinstance(teams, dict) else ()
    tables: list[dict[str, Any]] = [one for one in parts if isinstance(one, dict)]
    for one in tables:
        for name in _FILES:
            if folder and isinstance(one.get(name), str) and one[name]:
                one[name] = os.path.join(folder, one[name])
    for demand in (one.get("demand") for one in (data, *tables)):
        if isinstance(demand, dict):
            for name in _CHANGES:
                if isinstance(demand.get(name), dict):
                    demand[name] = [demand[name]]


def _with_months(table: CapacityTable, source: str, months: int) -> CapacityTable:
    """The file with another number of months, for which it must have all values."""
    count = whole_number(months, "months", least=1)
    if table.weeks is not None:
        raise InputError(
            f"months must be left out for a plan by week: got {count}; set weeks in {source}.",
            name="months",
            value=months,
        )
    if count > MOST_MONTHS:
        raise InputError(
            f"months must be at most {MOST_MONTHS}: got {count}.", name="months", value=months
        )
    longer = _of_length(table, count)
    if count > table.plan_months().count and (mistakes := list(check_mistakes(longer))):
        lines = key_lines(source)
        raise DataError(
            source,
            [Problem(f"{path_text(key)}: {words}", lines.of(key)) for key, words in mistakes],
        )
    return longer


def _record(table: CapacityTable, source: str) -> CapacityFile:
    """The file as plain records."""
    pilot = table.pilot
    notes = dict.fromkeys(
        f"growth {note}"
        for team in table.team.values()
        for note in demand_of_team(table.demand, team).growth.notes
    )
    return CapacityFile(
        path=source,
        months=table.plan_months(),
        teams=tuple(team_inputs(table, name) for name in table.team),
        classes_per_month=table.classes_per_month,
        shortage_price=None
        if table.shortage_price is None
        else table.shortage_price * table.plan_months().months_each,
        contingency=table.contingency,
        confidence=table.confidence,
        budget=table.budget,
        currency=table.currency if table.has_prices() else table.plan_months().person_unit,
        pilot=Pilot(
            pilot.setup, pilot.tooling_per_month, pilot.tooling_per_person, pilot.contingency
        ),
        notes=(*notes, *(note for name in table.team for note in team_notes(table, name))),
        defaults=used_defaults(table),
    )
