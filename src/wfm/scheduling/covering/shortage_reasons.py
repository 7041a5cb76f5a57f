"""Why a slot is short: in words, for the slots where people are missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from wfm.scheduling.covering.partial_cover import coverable
from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints
from wfm.scheduling.covering.repair import excluded
from wfm.scheduling.plan_edges import shift_kinds, why_unreached
from wfm.scheduling.records import Shift, UncoveredSlot
from wfm.scheduling.shortage_price import factors

__all__ = ["shortages"]

Bools: TypeAlias = NDArray[np.bool_]

EARLY = "the search ended too early"
# A schedule that costs less by this much only is as good. [fraction of the cost of a shift]
_NEAR = 1e-6


def shortages(
    problem: CoverProblem,
    shifts: Sequence[Shift],
    counts: Ints,
    net: Ints,
    max_distinct: int | None,
    distinct: float,
    seconds: float,
) -> tuple[UncoveredSlot, ...]:
    """Every slot that is short, with the reason.

    Parameters
    ----------
    problem : CoverProblem
        What was to be covered.
    shifts : sequence of Shift
        What may be run.
    counts, net : int64 array
        How often each shift is run, and the people at work in each slot.
    max_distinct : int or None
        Limit of distinct shifts.
    distinct : float
        Price of a distinct shift.
    seconds : float
        Length of a slot. [s]
    """
    under = np.maximum(problem.required - net, 0)
    if not under.any():
        return ()
    reach, can = problem.reached(), coverable(problem)
    # without the shifts that a share excludes
    kept = coverable(problem.only(np.flatnonzero(~excluded(problem))))
    extra = _Extra.of(problem, shifts, counts, net, max_distinct, distinct)
    share = " that keep the share of full-time shifts" if problem.shares else ""
    none_found = f"no full cover with at most {max_distinct} distinct shifts{share} was found"
    kinds = set() if problem.cyclic else shift_kinds(shifts)
    found = []
    for slot in np.flatnonzero(under).tolist():
        people = int(under[slot])
        allowed = 0 if problem.under is None else problem.required[slot] - problem.floor[slot]
        # from the hardest reason to the softest: each alone explains the slot
        if not reach[slot]:
            edge = why_unreached(kinds, slot, problem.free_from or problem.slots, seconds)
            text = edge or "no shift covers this time"
        elif not can[slot]:
            text = "shifts that reach it are always on a break"
        elif not kept[slot]:
            text = "only shifts that the share of full-time shifts excludes cover this time"
        elif people > allowed:
            # the limit alone is the reason only if no full cover has so few distinct shifts, which
            # is not known here
            text = EARLY if max_distinct is None else none_found
        elif extra.free[slot]:
            text = EARLY
        elif extra.beyond_limit[slot]:
            text = f"at most {max_distinct} distinct shifts may be run"
        elif extra.beyond_share[slot]:
            text = "the share of full-time shifts leaves no more of the others"
        else:
            text = "understaffed at its price"
        found.append(UncoveredSlot(slot, people, text))
    return tuple(found)


class _Extra(NamedTuple):
    """Slots in which one shift more would lower the cost, by what forbids it alone."""

    free: Bools
    beyond_limit: Bools
    beyond_share: Bools

    @classmethod
    def of(
        cls,
        problem: CoverProblem,
        shifts: Sequence[Shift],
        counts: Ints,
        net: Ints,
        max_distinct: int | None,
        distinct: float,
    ) -> _Extra:
        """Each shift once more, with its breaks where they cost least."""
        kinds = [(s.template, s.clock, s.length) for s in shifts]
        run = {kind for kind, count in zip(kinds, counts, strict=True) if count}
        is_new = np.array([kind not in run for kind in kinds], dtype=np.bool_)
        change = _change(problem, shifts, net) + np.where(is_new, distinct, 0.0)
        lowers = change < -_NEAR * (1.0 + problem.cost)
        limited = is_new & (max_distinct is not None and len(run) >= max_distinct)
        unshared = np.zeros(len(shifts), dtype=np.bool_)
        for one in problem.shares:
            weights = one.weights(problem.shifts)
            unshared |= weights @ counts + weights < -_NEAR
        return cls(
            *(
                problem.only(np.flatnonzero(some)).reached()
                for some in (
                    lowers & ~limited & ~unshared,
                    lowers & limited & ~unshared,
                    lowers & unshared & ~limited,
                )
            )
        )


def _change(problem: CoverProblem, shifts: Sequence[Shift], net: Ints) -> Floats:
    """What one more of each shift adds to the cost, its breaks where they cost least.

    cost - sum over its slots of what one more person there is worth
    """
    missing = np.maximum(problem.required - net, 0)
    times = factors(problem.required, missing) if problem.convex else np.ones(problem.slots)
    price = problem.under or 0.0
    worth = np.where(missing > 0, price * times, -problem.over_prices)
    before = np.concatenate([[0.0], np.cumsum(np.tile(worth, 2))])
    change = np.empty(len(shifts))
    for k, shift in enumerate(shifts):
        gained = before[shift.start + shift.length] - before[shift.start]
        for window in shift.breaks:
            starts = np.arange(shift.start + window.earliest, shift.start + window.latest + 1)
            gained -= float((before[starts + window.length] - before[starts]).min())
        change[k] = shift.cost - gained
    return change
