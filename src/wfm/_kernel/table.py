"""Many loads, one promise: the largest load of every number of agents, looked up."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from wfm._arrays import FloatArray

__all__ = ["lookup"]

_CELLS = 4  # a erlang; thresholds lie farther apart, but for the first few
_DOUBT = 1e-12


def lookup(carried: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """The formula that finds the least n with load ≤ carried[n], given carried[0] = 0 and rising.

    A load as near to a threshold n as rounding reaches gets -(n + ½), as by `estimate`.
    """
    surely = carried * (1.0 - _DOUBT)
    surely_not = np.concatenate([[-1.0], carried[:-1] * (1.0 + _DOUBT)])
    edges = np.arange(int(carried[-1] * _CELLS) + 2) / _CELLS
    first = np.searchsorted(surely, edges, side="left")
    most = int(np.diff(first).max())
    first = np.minimum(first, len(carried) - 1)

    def least(load: FloatArray) -> FloatArray:
        n = first.take((load * _CELLS).astype(np.intp))
        for _ in range(most):
            n += load > surely.take(n)
        answer = n.astype(np.float64)
        rows = np.flatnonzero(load <= surely_not.take(n))
        answer[rows] = 0.5 - answer[rows]
        return answer

    return least
