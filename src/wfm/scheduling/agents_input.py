"""People by name in the forms that a user gives them, and what their skills mean for a plan."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from wfm.errors import InputError
from wfm.io.forecast.read_options import headings_of
from wfm.option_text import option
from wfm.planning.plan import Plan
from wfm.printable_text import value_text
from wfm.scheduling.agents_file import read_agents
from wfm.scheduling.contracts import Agent
from wfm.scheduling.known_names import KnownNames
from wfm.scheduling.rules_file import Rules

__all__ = ["agents_from", "skills_notes", "skills_of"]


def agents_from(
    agents: Sequence[Agent] | str | os.PathLike[str] | None,
    rules: Rules,
    queues: Sequence[str] | None = None,
    columns: Mapping[str, str] | None = None,
    *,
    pool: bool = False,
) -> Sequence[Agent]:
    """People by name, of which every contract, shift and queue that they name exists.

    Parameters
    ----------
    agents : sequence of Agent, path or None
        The people.
    rules : Rules
        Contracts and shifts.
    queues : sequence of str, optional
        Queues or teams that skills may name; by default any.
    columns : mapping of str to str, optional
        The headings of the file of people that are not to be detected.
    pool : bool
        Whether all people serve all queues, so that nobody needs a skill.

    Raises
    ------
    InputError
        For people without contracts, and for unknown names.
    """
    columns = headings_of(columns, "agent_columns")
    if columns and not isinstance(agents, str | os.PathLike):
        raise InputError(
            f"{option('agent_columns', columns)} names headings of a file of people: use "
            f"{option('agents', 'agents.csv')}.",
            name="agent_columns",
        )
    if agents is None:
        return ()
    contracts, shifts = rules.contracts(), [shift.name for shift in rules.shift]
    if not contracts:
        raise InputError(
            "agents need contracts: add [[contract]] to the rules, and give them by "
            f"{option('rules', 'rules.toml')}; wfm schedule --example-rules prints some to copy.",
            name="agents",
        )
    if isinstance(agents, str | os.PathLike):
        path = os.fspath(agents)
        return tuple(
            read_agents(
                path, contracts, shifts=shifts, queues=queues, columns=columns or {}, pool=pool
            )
        )
    people = [one for one in agents if isinstance(one, Agent)] if _is_list(agents) else None
    if people is None or len(people) < len(agents):
        raise InputError(
            "agents must be a file such as agents.csv, or a sequence of Agent: got "
            f"{value_text(agents)}.",
            name="agents",
            value=agents,
        )
    known = KnownNames([contract.name for contract in contracts], shifts, queues, pool=pool)
    if unknown := list(known.unknown(people)):
        raise InputError(f"{'; '.join(unknown)}.", name="agents", value=agents)
    return tuple(people)


def _is_list(values: object) -> bool:
    """Whether a value is a list or a tuple, and no text."""
    return isinstance(values, Sequence) and not isinstance(values, str | bytes)


def skills_of(plan: Plan, *, pool: bool) -> list[str]:
    """What skills may name: the queues of a plan that have names, or their teams; with a pool both.

    Examples
    --------
    >>> import wfm
    >>> skills_of(wfm.plan("examples/forecast.csv", "85/60"), pool=False)
    []
    """
    queues = [name for name in plan.demand.queues if name]
    teams = [plan.inputs.teams.get(name, name) for name in queues]
    return list(dict.fromkeys([*teams, *queues] if pool else teams))


def skills_notes(agents: Sequence[Agent], *, pool: bool) -> tuple[str, ...]:
    """That skills do not decide who works, where people have some."""
    if not pool or not any(agent.skills for agent in agents):
        return ()
    return (
        f"the skills of people are not used: with {option('pool', True)} all serve all queues of "
        "the plan",
    )
