"""What to say of a file without a column of some quantity: its headings, and what else reads it."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.io.forecast.agents_words import agents_headings
from wfm.io.forecast.heading_words import meanings
from wfm.io.forecast.layouts import headings_of
from wfm.io.forecast.problems import Problems
from wfm.option_text import on_command_line

__all__ = ["listed_headings", "schedule_of_agents"]


def listed_headings(
    problems: Problems,
    header: Sequence[str],
    missing: Sequence[str],
    layout: str | None,
    is_wide: bool,
) -> str:
    """The headings of the file, and which of them options or the layout have for what is missing.

    Parameters
    ----------
    problems : Problems
        Of the file, with its headings.
    header : sequence of str
        The headings of the columns that may be read: without those that an option reads.
    missing : sequence of str
        The quantities without a column.
    layout : str or None
        Name of the layout of the file.
    is_wide : bool
        Whether `header` has other names than the file.
    """
    text = problems.headings_text(header)
    known = {name.strip() for name in header}
    others = [one for one in problems.headings if one and one.strip() not in known]
    read = [f"'{one}'" for one in others if set(missing) & meanings(one).keys()]
    if read and not is_wide:
        text += f", of which another option reads {' and '.join(read)}"
    wanted = headings_of(layout, missing) if layout is not None else ()
    names = ", ".join(f"'{name}'" for name in wanted)
    return f"{text}, but the layout '{layout}' reads {names}" if wanted else text


def schedule_of_agents(header: Sequence[str]) -> str:
    """What reads a table of required agents, which has no volume; empty for another table.

    >>> schedule_of_agents(["start", "required"])
    "; if 'required' has required agents, wfm.make_schedule needs no volume and no AHT"
    """
    agents = agents_headings(header)
    reader = "wfm schedule FILE" if on_command_line() else "wfm.make_schedule"
    text = f"; if '{agents[0]}' has" if agents else ""
    return f"{text} required agents, {reader} needs no volume and no AHT" if agents else ""
