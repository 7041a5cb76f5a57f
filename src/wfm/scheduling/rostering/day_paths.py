"""Paths through the days of one person as arrays, and which are alike (see `person_path`)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wfm.scheduling.contracts import DAY
from wfm.scheduling.week_patterns import Floats, Ints

__all__ = ["DayChoices", "DayPaths", "first_of_each", "part_of_clock", "same_state", "with_start"]


class DayPaths(NamedTuple):
    """Paths up to a day, one entry of each array per path.

    `week` are the days of the week so far as bits, `run` the days of work up to now, `to_work` how
    many more must follow, `off` the days off up to now; `ends` the slot after the last shift,
    `last_night` its night; `nights` the run of nights up to night `night`; `hours`, `weekends` and
    `saturday` are of the period; `arc` and `arc_length` the part of the clock that holds all
    starts, `week_arc` and `week_arc_length` those of the week.
    """

    cost: Floats
    week: Ints
    run: Ints
    to_work: Ints
    off: Ints
    ends: Ints
    last_night: Ints
    night: Ints
    nights: Ints
    hours: Ints
    weekends: Ints
    saturday: Ints
    arc: Ints
    arc_length: Ints
    week_arc: Ints
    week_arc_length: Ints
    templates: Ints  # one column per template with a limit

    def take(self, places: Ints) -> DayPaths:
        """Some of the paths."""
        return DayPaths._make(each[places] for each in self)

    def new_week(self) -> DayPaths:
        """The same paths on the morning of a week."""
        nothing = np.zeros_like(self.week)
        return self._replace(week=nothing, week_arc=nothing - 1, week_arc_length=nothing)

    def new_period(self) -> DayPaths:
        """The same paths on the morning of a period."""
        nothing = np.zeros_like(self.week)
        return self._replace(
            hours=nothing,
            weekends=nothing,
            saturday=nothing,
            templates=np.zeros_like(self.templates),
        )


class DayChoices(NamedTuple):
    """The shifts of one day: their numbers, and what the rules look at."""

    number: Ints
    cost: Floats
    start: Ints
    end: Ints
    clock: Ints
    night: Ints
    hours: Ints
    templates: Ints


def same_state(states: Ints) -> Ints:
    """A number for each row of states, the same for equal rows.

    It is a sum of odd multiples, which is equal for other rows by rare chance alone.
    """
    key: Ints = (states * _FACTORS[: states.shape[1]]).sum(axis=1)
    return key


_FACTORS = np.random.default_rng(0).integers(1, 2**62, size=64) * 2 + 1


def first_of_each(key: Ints, value: Floats, among: Ints | None = None, number: int = 1) -> Ints:
    """The places of the smallest few values of each key."""
    places = np.arange(len(key)) if among is None else among
    order = places[np.lexsort((value[places], key[places]))]
    first = np.ones(len(order), dtype=np.bool_)
    first[number:] = key[order][number:] != key[order][:-number]
    return np.asarray(order[first])


def part_of_clock(clocks: list[int]) -> tuple[int, int]:
    """Where the shortest part of the clock that holds some times begins, and its length."""
    if not clocks:
        return -1, 0
    gaps = [(b - a, b % DAY) for a, b in zip(clocks, [*clocks[1:], clocks[0] + DAY], strict=True)]
    gap, begin = max(gaps)
    return int(begin), int(DAY - gap)


def with_start(arc: Ints, length: Ints, clock: Ints) -> tuple[Ints, Ints]:
    """Parts of the clock with one more time each; -1 is the empty part."""
    ahead = (clock - arc) % DAY
    behind = (arc - clock) % DAY
    inside = ahead <= length
    forward = ahead <= length + behind
    begin = np.where(inside | forward, arc, clock)
    longer = np.where(inside, length, np.where(forward, ahead, length + behind))
    empty = arc < 0
    return np.where(empty, clock, begin), np.where(empty, 0, longer)
