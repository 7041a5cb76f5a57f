"""Tables of required agents without volume and AHT: for a schedule, not for a service level.

A requirement is net of shrinkage, agents on contacts as in a plan, unless its heading says that it
is of scheduled people. Without volume and AHT nothing says what service it gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from wfm.demand import Demand
from wfm.errors import DataError, InputError, Problem
from wfm.io.forecast.agents_words import GROSS_WORDS, NET_WORDS
from wfm.io.forecast.heading_words import normalise
from wfm.io.forecast.named_columns import named_columns
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import PLAN_QUANTITIES, ReadOptions
from wfm.option_text import on_command_line, option
from wfm.planning.plan import Plan
from wfm.planning.records import PlanInputs

__all__ = [
    "GROSS",
    "NET",
    "READ_AS",
    "RequiredColumn",
    "agents_column",
    "is_requirement",
    "requirement_plan",
    "says_agents",
]

# What `PlanInputs.models` has in place of a model: agents net of shrinkage, or scheduled people.
NET = "requirement"
GROSS = "gross requirement"
# How the note begins that says what the numbers of a table with several columns are.
READ_AS = "the numbers of "


def says_agents(text: str) -> str:
    """Which agents a text names: `NET`, `GROSS`, or none in an empty text.

    >>> says_agents("Required Agents"), says_agents("Besetzung"), says_agents("Calls")
    ('requirement', 'gross requirement', '')
    """
    name = normalise(text)
    if name in ("agents", *NET_WORDS.split()):
        return NET
    return GROSS if name in GROSS_WORDS.split() else ""


class RequiredColumn(NamedTuple):
    """The column of the agents: its place, and whether it has scheduled people."""

    place: int
    gross: bool


def agents_column(
    header: Sequence[str],
    line: int,
    problems: Problems,
    columns: Mapping[str, str] = MappingProxyType({}),
) -> RequiredColumn:
    """The column of the agents of a plan or of a requirement.

    The one that `columns` names for "agents" or "scheduled"; else ``agents`` has precedence (before
    ``Agents``), then another word for required agents, then ``scheduled``.

    Raises
    ------
    DataError
        If no column has agents, or several have.
    InputError
        If `columns` names a heading that the table does not have, or more than one.
    """
    if any(columns.get(name) for name in PLAN_QUANTITIES):
        return _named_column(header, problems, columns)
    names = [normalise(name) for name in header]
    for words, gross in (("agents", False), (NET_WORDS, False), (GROSS_WORDS, True)):
        found = [index for index, name in enumerate(names) if name in words.split()]
        if len(found) > 1 and list(header).count("agents") == 1:
            found = [list(header).index("agents")]  # of Agents and agents, that of wfm
        if len(found) > 1:
            both = " and ".join(f"'{header[index]}' (column {index + 1})" for index in found)
            problems.stop(f"{both} mean agents — name the one to be covered 'agents'", line)
        if found:
            return RequiredColumn(found[0], gross)
    # not every command that reads a plan takes columns by their names
    reader, cure = (
        ("wfm schedule", "wfm staff -o plan.json")
        if on_command_line()
        else ("wfm.read_plan", "wfm.plan")
    )
    return problems.stop(
        f"has no column of agents: {problems.headings_text(header)} — if one has the agents, "
        f"name it 'agents' ({reader} also takes {option('columns', {'agents': 'HEADING'})}); "
        f"if this is a forecast, make a plan of it with {cure}",
        line,
    )


def _named_column(
    header: Sequence[str], problems: Problems, columns: Mapping[str, str]
) -> RequiredColumn:
    """The column that the options name."""
    own = {name: columns[name] for name in PLAN_QUANTITIES if columns.get(name)}
    named = named_columns(
        header,
        ReadOptions(columns=own),
        problems.source,
        PLAN_QUANTITIES,
        headings=problems.headings,
    )
    places = [(place, name) for name, one in named.items() for place in one.columns]
    if len(places) > 1:
        raise InputError(
            f"{option('columns', own)} names several columns of agents; name the one to be "
            "covered.",
            name="columns",
            value=own,
        )
    return RequiredColumn(places[0][0], places[0][1] == "scheduled")


def is_requirement(plan: Plan) -> bool:
    """Whether a plan is a table of required agents."""
    return bool({NET, GROSS} & set(plan.inputs.models.values()))


def requirement_plan(plan: Plan, *, gross: bool) -> Plan:
    """A plan whose table has no volume or no AHT, as a requirement; another one unchanged.

    Raises
    ------
    DataError
        For a service target in a table that has no contacts.
    """
    demand, inputs = plan.demand, plan.inputs
    if not _lacks_contacts(demand) and not gross:
        return plan
    if inputs.targets or any(one.target for one in plan.settings.settings):
        text = "a target needs volume and AHT: add the columns, or remove the target"
        raise DataError(demand.source, [Problem(text)])
    if gross and any(one.shrinkage for one in plan.settings.settings):
        text = "a requirement of scheduled people includes shrinkage: remove the column 'shrinkage'"
        raise DataError(demand.source, [Problem(text)])
    models = dict.fromkeys(demand.queues, GROSS if gross else NET)
    return replace(
        plan,
        demand=replace(demand, volume=np.nan_to_num(demand.volume)),
        inputs=PlanInputs(
            shrinkage=inputs.shrinkage,
            teams=inputs.teams,
            models=models,
            shrinkages=inputs.shrinkages,
            by_row=inputs.by_row,
        ),
    )


def _lacks_contacts(demand: Demand) -> bool:
    """Whether the volume, or the AHT of contacts, is not in the table."""
    contacts = demand.volume > 0
    return bool(np.isnan(demand.volume).all() or (np.isnan(demand.aht) & contacts).any())
