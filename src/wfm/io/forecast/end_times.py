"""A column of times that says when the intervals end, where no other says when they start."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wfm.io.forecast.column_map import ColumnMap
from wfm.io.forecast.heading_words import normalise
from wfm.io.forecast.headings import roles_of
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.read_options import ReadOptions
from wfm.option_text import option

__all__ = ["refuse_ends", "refuse_only_ends", "says_end"]

# In the seven languages of the headings; "to" and "a" are words of an end only as a whole heading.
_ENDS = r"(end|ends|ending|ended|finish|ende|bis|fin|hasta|fim|ate|fine|einde|eind|tot|jusqua)"
_ALONE = frozenset(("to", "until", "till", "thru", "through", "alle", "a", "as"))
_COMPOUND = re.compile(
    r"(interval+|zeit|uhrzeit|perioden?|slot|halbstunden?)?(end|eind)"
    r"(time|datetime|date|zeit|zeitpunkt|uhrzeit|tijd|tijdstip)"
    r"|interval+(end|ende|einde)|(zeit|uhrzeit|perioden?|slot)(ende|einde|bis)"
)
_SPAN = re.compile(r"\d\s*[-–—]\s*\d{1,2}[:.]\d\d")
_STARTS = re.compile(
    r"(?i)\b(start\w*|begin\w*|from|von|ab|anfang|debut|de|du|inicio|desde|comienzo|das|van"
    r"|aanvang|inizio|dalle|da)\b"
)


def says_end(heading: str) -> bool:
    """Whether a heading says that its times are the ends of the intervals.

    >>> says_end("Interval End"), says_end("Uhrzeit bis"), says_end("Hora de fin")
    (True, True, True)
    >>> says_end("From - To"), says_end("Start and End"), says_end("Weekend")
    (False, False, False)
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    words = [normalise(word) for word in re.findall(r"[^\W_]+", apart)]
    if normalise(heading) in _ALONE or any(map(_COMPOUND.fullmatch, words)):
        return True
    ends = [at for at, word in enumerate(words) if re.fullmatch(_ENDS, word)]
    if not ends:
        return False
    # "de" is a start in "de 8h à 9h", but not in "heure de fin"
    links = {at - 1 for at in ends if at and words[at - 1] in ("de", "du", "da")}
    return not any(_STARTS.fullmatch(word) for at, word in enumerate(words) if at not in links)


def refuse_ends(
    columns: ColumnMap,
    sample: Sequence[Sequence[str]],
    line: int,
    options: ReadOptions,
    problems: Problems,
) -> None:
    """Refuse a table whose only times are those at which the intervals end.

    Parameters
    ----------
    columns : ColumnMap
        Which column has the starts, or the times of day.
    sample : sequence of rows
        The first rows below the headings.
    line : int
        The line of the headings.
    options : ReadOptions
        `columns` may say that a column has the starts.
    problems : Problems
        Receives the problem.
    """
    at = columns.start if columns.clock is None else columns.clock
    role, name = "start" if columns.clock is None else "time", columns.name(at)
    if not says_end(name) or options.columns.keys() & {"start", "time"}:
        return
    cells = [row[at].strip() for row in sample if at < len(row)]
    if any(map(_SPAN.search, cells)):
        return
    _stop(name, role, line, problems)


def refuse_only_ends(
    names: Sequence[str], line: int, options: ReadOptions, problems: Problems
) -> None:
    """Refuse a table of which no heading says a start, a date or a time, but one says an end."""
    said = options.layout is not None or options.columns.keys() & {"start", "date", "time"}
    if said or any(roles_of(name) & {"start", "date", "time"} for name in names):
        return
    if name := next(filter(says_end, names), ""):
        _stop(name, "start", line, problems)


def _stop(name: str, role: str, line: int, problems: Problems) -> None:
    """Stop with the problem of a column of ends."""
    problems.stop(
        f"column '{name}' says when the intervals end, and no column when they start: read as "
        "starts, every interval would be late by its own length — write the starts, such as 08:00 "
        f"for an interval that ends at 08:30, or use {option('columns', {role: name})} if they "
        "are the starts",
        line,
    )
