"""Tables of required agents with days, times or queues as columns.

They are read as wide tables of contacts are. Headings, titles or labels of rows that say contacts
refuse the table; without any word, its numbers are agents, as a schedule needs them, and a note
says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from wfm.io.forecast.column_labels import TOTAL_WORDS, cell_kind, heading_of, measure_of
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.queue_columns import column_cells
from wfm.io.forecast.read_options import PLAN_QUANTITIES, ReadOptions
from wfm.io.forecast.table_header import TableHeader
from wfm.io.forecast.wide_rows import WideTable
from wfm.io.forecast.wide_table import joined_names, wide_table
from wfm.option_text import on_command_line
from wfm.planning.requirement_table import GROSS, NET, READ_AS, says_agents

__all__ = ["WideRequirement", "wide_requirement"]

_MOMENTS = ("date", "weekday", "time", "start", "")
_WORDS = r"[^\W\d_]+"


class WideRequirement(NamedTuple):
    """A wide table of agents, and whether they are scheduled people."""

    table: WideTable
    gross: bool


def wide_requirement(
    header: TableHeader,
    sample: Sequence[Sequence[str]],
    options: ReadOptions,
    problems: Problems,
) -> WideRequirement | None:
    """How a table of required agents is wide; None if it has one row per interval.

    Parameters
    ----------
    header : TableHeader
        Of one or two rows.
    sample : sequence of rows
        The first rows below the headings.
    options : ReadOptions
        `queues` may name the columns that are queues.
    problems : Problems
        Receives a problem if the table has contacts, or can be read in two ways.
    """
    if any(options.columns.get(name) for name in PLAN_QUANTITIES):
        return None
    names = joined_names(header)
    if any(
        says_agents(name) and cell_kind(column_cells(sample, i)) not in _MOMENTS
        for i, name in enumerate(names)
    ):
        return None
    said = {says_agents(part) for name in (*header.names, *header.tops) for part in _ends(name)}
    has_agents = bool(said & {NET, GROSS})
    plain = _without_agents(header, names, has_agents=has_agents)
    if has_agents and _is_long(plain):
        return None
    wide = wide_table(plain, sample, replace(options, aht_may_lack=True, columns={}), problems)
    if wide is None:
        return None
    _refuse_contacts(header, wide, sample, problems, has_agents=has_agents)
    if {NET, GROSS} <= said:
        problems.stop(
            "has required agents and scheduled people as columns — leave those of one of them",
            header.line,
        )
    titles = [says_agents(cell) for _, cells in header.above for cell in cells]
    gross = GROSS in said or (not has_agents and GROSS in titles)
    return WideRequirement(_with_names(wide, names, plain, gross=gross), gross)


def _ends(name: str) -> list[str]:
    """The words at the start and at the end of a heading, up to three on each side."""
    words = re.findall(_WORDS, name)
    starts = [" ".join(words[:count]) for count in range(1, 4)]
    return list(dict.fromkeys([*starts, *(" ".join(words[-count:]) for count in range(1, 4))]))


def _plain(name: str, *, has_agents: bool) -> str:
    """A heading with "volume" in place of its words of agents; empty for one of contacts.

    >>> _plain("Mon required agents", has_agents=True), _plain("Mon calls", has_agents=True)
    ('Mon volume', '')
    """
    words = re.findall(r"[^\s_]+", name.strip())
    for count in range(min(3, len(words)), 0, -1):
        for part, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
            if says_agents(" ".join(part)):
                kept = " ".join(rest).strip(" -–:/|()")
                return f"{kept} volume" if kept else "volume"
    return "" if has_agents and heading_of(name).measure else name


def _without_agents(header: TableHeader, joined: Sequence[str], *, has_agents: bool) -> TableHeader:
    """The headings as those of a forecast; empty for columns of contacts beside agents.

    A heading of agents above times, in the corner of the table, is left out too.
    """
    names = ["" if says_agents(whole) else _plain(name, has_agents=has_agents)
             for name, whole in zip(header.names, joined, strict=True)]  # fmt: skip
    tops = [_plain(top, has_agents=has_agents) for top in header.tops]
    for i, (name, top) in enumerate(zip(header.names, header.tops, strict=False)):
        if (name and not names[i] and not says_agents(joined[i])) or (top and not tops[i]):
            names[i] = tops[i] = ""
    return header._replace(names=tuple(names), tops=tuple(tops))


def _is_long(header: TableHeader) -> bool:
    """Whether one column has the agents of all rows: that of a heading without another word."""
    tops = header.tops or ("",) * len(header.names)
    pairs = zip(header.names, tops, strict=True)
    own = [name for name, top in pairs if "volume" in (name, top) and not (name and top)]
    return len(own) == 1 and not any(name.endswith(" volume") for name in header.names)


def _refuse_contacts(
    header: TableHeader,
    wide: WideTable,
    sample: Sequence[Sequence[str]],
    problems: Problems,
    *,
    has_agents: bool,
) -> None:
    """Stop at a table that says contacts or handle times in headings, titles or rows."""
    contacts = [] if has_agents else [n for n in (*header.names, *header.tops) if _is_contacts(n)]
    titles = [cell for _, cells in header.above for cell in cells if cell]
    if not has_agents and not any(map(_names_agents, titles)):
        contacts += [text for text in titles if any(map(measure_of, re.findall(_WORDS, text)))]
    places = (*wide.kept, *([] if wide.measures is None else [wide.measures]))
    cells = [row[at].strip() for row in sample for at in places if at < len(row)]
    contacts += [cell for cell in cells if measure_of(cell) and not says_agents(cell)]
    if contacts:
        cure = "wfm staff -o plan.json" if on_command_line() else "wfm.plan"
        problems.stop(
            f"is a table with {_labels(wide)} as columns that has contacts ('{contacts[0][:40]}'), "
            "but a schedule needs agents — leave the rows and columns of required agents only, or "
            f"make a plan of the forecast with {cure}",
            header.line,
        )


def _is_contacts(name: str) -> bool:
    """Whether a heading says contacts or a handle time."""
    return bool(heading_of(name).measure)


def _names_agents(text: str) -> bool:
    """Whether a title says agents."""
    return any(map(says_agents, [text, *_ends(text), *re.findall(_WORDS, text)]))


def _labels(wide: WideTable) -> str:
    """The first and the last label of the columns."""
    labels = [" ".join(label for _, label in group.labels) for group in wide.groups]
    return f"'{labels[0]}' to '{labels[-1]}'" if len(labels) > 1 else f"'{labels[0]}'"


def _with_names(
    wide: WideTable, names: tuple[str, ...], plain: TableHeader, *, gross: bool
) -> WideTable:
    """The table with the headings of the file in its notes, and what its numbers are."""
    notes = list(wide.notes)
    for own, other in zip(names, joined_names(plain), strict=True):
        if own != other and other:
            notes = [note.replace(f"'{other}'", f"'{own}'") for note in notes]
    kept = [note for note in notes if " is not the sum of " not in note]
    unused = [
        own for own, other in zip(names, joined_names(plain), strict=True) if own and not other
    ]
    unused = [
        name for name in unused if not TOTAL_WORDS.fullmatch(name) and heading_of(name).measure
    ]
    if unused:
        kept.append("columns not used: " + ", ".join(f"'{name}'" for name in unused[:6]))
    kept.append(f"{READ_AS}{_labels(wide)} are read as {_meaning(gross=gross)}")
    return wide._replace(header=names, notes=tuple(kept))


def _meaning(*, gross: bool) -> str:
    """What the numbers of a wide table are read as, and what to do if they are something else."""
    plan = "wfm staff" if on_command_line() else "wfm.plan"
    if gross:
        return (
            "scheduled people, with shrinkage included: none is added; their number is covered net "
            f"of breaks; if they are contacts, make a plan with {plan}"
        )
    return f"required agents net of shrinkage; if they are contacts, make a plan with {plan}"
