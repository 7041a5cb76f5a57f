"""A team's agents allocated to its queues by workload, in whole numbers that add up."""

from __future__ import annotations

import numpy as np

from wfm._arrays import FloatArray

__all__ = ["allocated", "allocated_scheduled", "allocated_unrounded"]


def allocated(total: FloatArray, work: FloatArray) -> FloatArray:
    """Agents of a team, allocated to its queues by the work of each.

    Whole numbers that add up to the total at every start; what rounding takes from a queue at one
    start it gets at a later one, so that its sums over time are right. Without any work all agents
    are allocated to the first queue.

    Parameters
    ----------
    total : float64 array, shape (n,)
        Agents of the team, whole numbers. [agents]
    work : float64 array, shape (queues, n)
        Work of each queue. [erlangs]

    Returns
    -------
    float64 array, shape (queues, n)

    Examples
    --------
    >>> work = np.array([[2.0, 2.0, 0.0], [0.5, 0.5, 0.0]])
    >>> allocated(np.array([3.0, 3.0, 2.0]), work).tolist()
    [[2.0, 3.0, 2.0], [1.0, 0.0, 0.0]]
    """
    unrounded = allocated_unrounded(total, work)
    agents, owed = np.empty_like(unrounded), np.zeros(len(unrounded))
    for at in range(unrounded.shape[1]):
        owed += unrounded[:, at]
        agents[:, at] = _whole_numbers(owed, total[at])
        owed -= agents[:, at]
    return agents


def allocated_unrounded(total: FloatArray, work: FloatArray) -> FloatArray:
    """The same without rounding."""
    work = np.where(work.sum(axis=0) > 0, work, np.eye(len(work))[:, :1])
    return np.asarray(total * work / work.sum(axis=0))


def allocated_scheduled(agents: FloatArray, scheduled: FloatArray) -> FloatArray:
    """Scheduled agents of a team, allocated to its queues by their agents.

    Parameters
    ----------
    agents : float64 array, shape (queues, n)
        Agents of each queue. [agents]
    scheduled : float64 array, shape (n,)
        Scheduled agents of the team. [agents]

    Returns
    -------
    float64 array, shape (queues, n)

    Examples
    --------
    >>> allocated_scheduled(np.array([[2.0], [1.0], [0.0]]), np.array([5.0])).tolist()
    [[3.0], [2.0], [0.0]]
    """
    absent = scheduled - agents.sum(axis=0)
    unrounded = allocated_unrounded(absent, agents)
    rounded = [_whole_numbers(*pair) for pair in zip(unrounded.T, absent, strict=True)]
    return agents + np.stack(rounded, axis=1)


def _whole_numbers(owed: FloatArray, total: float) -> FloatArray:
    """Whole numbers, none below 0, with a total that is the sum of what is owed."""
    # 1e-9: a sum of shares that is a whole number but for rounding errors must not lose one
    agents = np.maximum(np.floor(owed + 1e-9), 0.0)
    left = int(np.rint(total - agents.sum()))
    order = np.argsort(agents - owed, kind="stable")  # the queue that lacks most comes first
    agents[order[:left] if left > 0 else order[left:] if left else []] += np.sign(left)
    return agents
