"""Many loads and one target: the largest load of every number of agents, looked up."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wfm._arrays import FloatArray

__all__ = ["lookup"]

_MOST_CELLS = 64  # per erlang: the table of a thousand erlangs (0.5 MB) stays in cache
_DOUBT = 1e-12  # the tabulated loads are right to some 1e-14; nearer rows are tested


def lookup(carried: FloatArray) -> Callable[[FloatArray], NDArray[np.int64]]:
    """The formula that finds the least n with load ≤ carried[n], given carried[0] = 0 and rising.

    A load as near to the threshold of n as rounding reaches gets -(n + 1), as by
    `newton_erlang_c.estimate`.
    """
    surely = carried * (1.0 - _DOUBT)
    surely_not = np.concatenate([[-1.0], carried[:-1] * (1.0 + _DOUBT)])
    cells = int(min(max(1.0 / np.diff(carried).min(), 1.0), _MOST_CELLS)) + 1
    edges = np.arange(int(carried[-1] * cells) + 2) / cells
    first = np.searchsorted(surely, edges, side="left")
    steps = int(np.diff(first).max())
    first = np.minimum(first, len(carried) - 1)

    def least(load: FloatArray) -> NDArray[np.int64]:
        n: NDArray[np.int64] = first.take((load * cells).astype(np.intp))
        for _ in range(steps):
            n += load > surely.take(n)
        rows = np.flatnonzero(load <= surely_not.take(n))
        n[rows] *= -1
        return n

    return least
