"""The cells of targets and other inputs as values, and the columns that may have a time limit."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Any

from wfm import units
from wfm._arrays import TARGET_DOMAINS, checked
from wfm.errors import InputError
from wfm.io.forecast.headings import roles_of
from wfm.io.forecast.input_words import says_other_than_limit
from wfm.shrinkage import Shrinkage
from wfm.targets import GOALS, RISK_SCOPES, Target, checked_min_agents

__all__ = ["FIELDS", "SHARES", "TIMES", "possible_limits", "read_cell"]

# The inputs whose field has another name, those that are fractions, and those that are times.
FIELDS = {"target_asa": "asa", "target_abandonment": "abandonment", "target": "service_level"}
SHARES = (
    "target", "max_occupancy", "target_abandonment", "shrinkage", "volume_cv", "confidence",
    "min_service_level",
)  # fmt: skip
_DOMAINS = {**TARGET_DOMAINS, "volume_cv": "[0, 3]", "confidence": "(0, 1)",
            "min_service_level": "(0, 1)"}  # fmt: skip
TIMES = ("within", "target_asa", "patience")
_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d)")
_FEW, _LONGEST_LIMIT = 3, 600.0  # distinct limits of a column, and the longest [s]


def possible_limits(
    header: Sequence[str], sample: Sequence[Sequence[str]], taken: Set[int]
) -> list[str]:
    """The headings of unused columns that may have the time limit of a service level.

    Their cells are at most three different times from 1 s to 10 min: 20, 20s or 0:00:20.
    """
    found = []
    for place, name in enumerate(header):
        cells = {row[place].strip() for row in sample if place < len(row)} - {""}
        known = bool(roles_of(name)) or says_other_than_limit(name)
        if place in taken or not name or known or not 0 < len(cells) <= _FEW:
            continue
        if all(map(_is_limit, cells)):
            found.append(name.strip())
    return found


def _is_limit(text: str) -> bool:
    """Whether a cell is a time limit of a service level."""
    try:
        return bool(1 <= read_cell("within", text) <= _LONGEST_LIMIT)
    except (InputError, ValueError):
        return False


def read_cell(part: str, text: str) -> Any:
    """A cell of an input as its value, in the notation of the options.

    Raises
    ------
    InputError, ValueError
        For a text that is none.

    Examples
    --------
    >>> read_cell("target", "80/20").within, read_cell("patience", "3m")
    (20.0, 180.0)
    """
    if part == "target" and re.search(r"/|\d\D*[^\W\d_]\D*\d", text):  # two numbers
        return Target.parse(text)
    if part == "shrinkage":
        return Shrinkage.parse(text)
    if part in SHARES:
        share, name = units.fraction(text, part), FIELDS.get(part, part)
        checked(name, share, domain=_DOMAINS[name])
        return share
    if part in TIMES:
        clock = _CLOCK.fullmatch(text)
        if clock:
            hours, minutes, seconds = map(int, clock.groups())
            return 3600.0 * hours + 60.0 * minutes + seconds
        return units.duration(text, part)
    if part == "definition":
        return _definition(text)
    if part == "risk_scope":
        if text not in RISK_SCOPES:
            raise ValueError(f"{text!r} is no risk scope: write {' or '.join(RISK_SCOPES)}")
        return text
    if part == "goal":
        if text not in GOALS:
            raise ValueError(f"{text!r} is no goal: write {', '.join(GOALS[:-1])} or {GOALS[-1]}")
        return text
    if part == "min_agents":
        return checked_min_agents(units.number(text, part))
    return tuple(units.duration(one, part) for one in text.split())


def _definition(text: str) -> str | None:
    """Of which contacts a service level is a share; deferred work has none of its own."""
    if text == "on time":
        return None
    if text not in ("offered", "answered", "virtual"):
        raise ValueError(f"{text!r} is not a definition: write offered, answered or virtual")
    return text
