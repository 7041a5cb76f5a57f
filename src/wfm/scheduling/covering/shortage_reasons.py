"""Why a slot is short: in words, for the slots where people are missing."""

from __future__ import annotations

import numpy as np

from wfm.scheduling.covering.partial_cover import coverable
from wfm.scheduling.covering.problem import CoverProblem, Ints
from wfm.scheduling.covering.repair import excluded
from wfm.scheduling.records import UncoveredSlot

__all__ = ["shortages"]


def shortages(
    problem: CoverProblem, under: Ints, max_distinct: int | None
) -> tuple[UncoveredSlot, ...]:
    """Every slot that is short, with the reason."""
    reach, can = problem.reached(), coverable(problem)
    # without the shifts that a share excludes
    kept = coverable(problem.only(np.flatnonzero(~excluded(problem))))
    share = " that keep the share of full-time shifts" if problem.shares else ""
    found = []
    for slot in np.flatnonzero(under):
        text = _reason(problem, int(slot), int(under[slot]), bool(reach[slot]), bool(can[slot]))
        if text == "" and not kept[slot]:
            text = "only shifts that the share of full-time shifts excludes may work this slot"
        # the limit alone is the reason only if more distinct shifts would cover it, which is not
        # known here
        if text == "" and max_distinct is not None:
            text = f"no full cover with at most {max_distinct} distinct shifts{share} was found"
        found.append(
            UncoveredSlot(int(slot), int(under[slot]), text or "the search ended too early")
        )
    return tuple(found)


def _reason(problem: CoverProblem, slot: int, people: int, reached: bool, can: bool) -> str:
    """Why one slot is understaffed; empty where only the limit of the search explains it."""
    # from the hardest reason to the softest: each alone explains the slot
    if not reached:
        return "no shift may work this slot"
    if not can:
        return "shifts that reach it are always on a break"
    allowed = 0 if problem.under is None else problem.required[slot] - problem.floor[slot]
    return "understaffed at its price" if people <= allowed else ""
