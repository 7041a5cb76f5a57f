"""Kinds of shift chosen one after the other, for a search with a time limit to begin with."""

from __future__ import annotations

import numpy as np

from wfm.scheduling.covering.problem import CoverProblem, Floats, Ints

__all__ = ["quick_kinds"]

# A slot counts the less, the more of the chosen kinds reach it; one that none reaches counts most.
_REACHED = 3.0


def quick_kinds(problem: CoverProblem, of_shift: Ints, limit: int) -> Ints:
    """So many kinds that reach what is required, full-time ones first where they have a share.

    Each kind is the one that reaches most of the requirement for its cost, of those over the first
    slot that none reaches yet, with

    ::

        required / (1 + 3 · kinds chosen so far that reach the slot)

    Parameters
    ----------
    problem : CoverProblem
        What is to be covered.
    of_shift : int64 array, shape (shifts,)
        The kind of each shift.
    limit : int
        Most kinds.
    """
    kinds = int(of_shift.max(initial=-1)) + 1
    cost = np.bincount(of_shift, problem.cost, kinds)
    open_kinds: list[int] = []
    reached = np.zeros(problem.slots)
    preferred = np.zeros(kinds, dtype=np.bool_)
    for share in problem.shares:
        preferred[of_shift[share.some]] = True
    while len(open_kinds) < min(limit, kinds):
        gain = _gain(problem, of_shift, reached, kinds) / np.maximum(cost, 1e-9)
        gain[open_kinds] = 0.0
        unreached = np.flatnonzero((problem.required > 0) & (reached == 0))
        if len(unreached):
            # from the first slot on, so that few kinds reach the whole day
            over = (unreached[0] - problem.start) % problem.slots < problem.length
            there = np.zeros(kinds, dtype=np.bool_)
            there[of_shift[over]] = True
            if (gain[there] > 0).any():
                gain[~there] = 0.0
            if (gain[preferred] > 0).any():
                gain[~preferred] = 0.0
        best = int(np.argmax(gain))
        if gain[best] <= 0:
            break
        open_kinds.append(best)
        for k in np.flatnonzero(of_shift == best).tolist():
            at = (problem.start[k] + np.arange(problem.length[k])) % problem.slots
            reached[at] += 1.0
        # one preferred kind that reaches a slot more is enough to begin with
        preferred[best] = False
    return np.array(sorted(open_kinds), dtype=np.int64)


def _gain(problem: CoverProblem, of_shift: Ints, reached: Floats, kinds: int) -> Floats:
    """What each kind reaches of the requirement, slots of few kinds counting most."""
    worth = problem.required / (1.0 + _REACHED * reached)
    before = np.concatenate([[0.0], np.cumsum(np.tile(worth, 2))])
    each = before[problem.start + problem.length] - before[problem.start]
    return np.asarray(np.bincount(of_shift, each, kinds))
