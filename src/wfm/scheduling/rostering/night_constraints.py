"""The rules of night shifts of one person as rows of a program.

Nights have numbers, those of the days on which they begin (see `night_shifts`), so that "the next
night" is one of them and no matter of starts.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm._numerics.mathematical_program import Program
from wfm.scheduling.rostering.agent_columns import AgentColumns
from wfm.scheduling.rostering.eligibility import RosterWindow
from wfm.scheduling.week_patterns import Bools, Ints

__all__ = ["add_night_rules"]

# The night of a shift that is no night shift.
_BY_DAY = -(10**6)
# Rests are fractions of slots where they are no whole number of them; this is below any of those.
_ROUNDING = 1e-9


def add_night_rules(program: Program, window: RosterWindow, columns: AgentColumns) -> None:
    """max_consecutive_nights and rest_after_nights."""
    contract = columns.person.contract
    rest = contract.rest_after_nights or 0.0
    if not len(columns.x) or (contract.max_consecutive_nights is None and rest <= contract.rest):
        return
    shifts = [window.shifts[k] for k in columns.shifts]
    nights = np.array(
        [window.nights.get((s.start, s.length), _BY_DAY) for s in shifts], dtype=np.int64
    )
    if contract.max_consecutive_nights is not None:
        _max_consecutive_nights(program, window, columns, nights, contract.max_consecutive_nights)
    # what `rest` asks for anyway needs no rows
    if rest > contract.rest:
        start = np.array([s.start for s in shifts], dtype=np.int64)
        end = start + np.array([s.length for s in shifts], dtype=np.int64)
        _rest_after_nights(program, columns, nights, start, end, rest / window.horizon.slot)


def _max_consecutive_nights(
    program: Program, window: RosterWindow, columns: AgentColumns, nights: Ints, maximum: int
) -> None:
    """max_consecutive_nights: x of the nights n ... n + maximum <= maximum; past nights are 1."""
    past = columns.person.past.nights
    for first in range(window.begin - 1 - maximum, window.end):
        run = range(first, first + maximum + 1)
        mine = (nights >= run.start) & (nights < run.stop)
        if mine.any():
            before = sum(night in past for night in run)
            program.add_row(-np.inf, maximum - before, (columns.x[mine], 1.0))


def _rest_after_nights(
    program: Program, columns: AgentColumns, nights: Ints, start: Ints, end: Ints, rest: float
) -> None:
    """A shift k of night n, and shifts j that start less than the rest behind it.

    x[k] + x[j] <= 1                                        j no night shift
    x[k] + x[j] - sum over the x of night n + 1 <= 1        j of a later night than n + 1

    The k that end late share a row, with the j of one day or one night, of which one at most is
    worked. Where the night n + 1 is worked, its own rows forbid the j that come too early.
    """
    x, past = columns.x, columns.person.past
    for night in np.unique(nights[nights != _BY_DAY]).tolist():
        worked, after = nights == night, x[nights == night + 1]
        later = (nights == _BY_DAY) & (columns.day > night)
        for day in np.unique(columns.day[later]):
            mine = later & (columns.day == day)
            for late, early in _too_early(worked, mine, start, end, rest):
                program.add_row(-np.inf, 1.0, (x[late], 1.0), (x[early], 1.0))
        for other in np.unique(nights[nights > night + 1]):
            for late, early in _too_early(worked, nights == other, start, end, rest):
                program.add_row(-np.inf, 1.0, (x[late], 1.0), (x[early], 1.0), (after, -1.0))
    if past.last_night is not None:
        # shifts by day are not open to the person until the rest is over
        early = (nights > past.last_night + 1) & (start < past.ends + rest - _ROUNDING)
        after = x[nights == past.last_night + 1]
        for other in np.unique(nights[early]):
            program.add_row(-np.inf, 0.0, (x[early & (nights == other)], 1.0), (after, -1.0))


def _too_early(
    worked: Bools, later: Bools, start: Ints, end: Ints, rest: float
) -> Iterator[tuple[Bools, Bools]]:
    """Sets of night shifts `worked`, each with the `later` shifts that all of them forbid."""
    forbidden = 0
    for last in np.unique(end[worked]):
        early = later & (start < last + rest - _ROUNDING)
        # the set that ends later is a part of this one, so it must forbid more to matter
        if early.sum() > forbidden:
            forbidden = int(early.sum())
            yield worked & (end >= last), early
