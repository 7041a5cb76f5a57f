"""A plan as read back from its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wfm.demand import Demand
from wfm.shrinkage import Shrinkage
from wfm.targets import QueueTarget, Target

__all__ = ["Staffed"]


@dataclass(frozen=True)
class Staffed:
    """A forecast with the agents it needs: a plan as read back from its file.

    Attributes
    ----------
    demand : Demand
        The forecast in it.
    agents : int64 array
        Agents of each row, net of shrinkage. [agents]
    shrinkage : Shrinkage or None
        As the plan was made with it; None where the file does not tell.
    target : Target or None
        The promise; None where the file does not tell.
    models : mapping of str to str
        Which queues are not plain Erlang C, and what they are.
    teams : mapping of str to str
        Whose people answer the queues that share them.
    promises : mapping of str to QueueTarget
        Of the queues of a centre, where the file tells.
    """

    demand: Demand
    agents: NDArray[np.int64]
    shrinkage: Shrinkage | None = None
    target: Target | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    promises: Mapping[str, QueueTarget] = field(default_factory=dict)
