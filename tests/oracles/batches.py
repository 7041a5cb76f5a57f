"""A figure of a simulation with its own standard error, from batches in order of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple


class Estimate(NamedTuple):
    mean: float
    error: float

    def agrees(self, value: float, slack: float = 0.0) -> bool:
        """Within three and a half standard errors, plus `slack` for what the model leaves out."""
        return abs(value - self.mean) <= 3.5 * self.error + slack


def ratio(tops: Sequence[float], bottoms: Sequence[float]) -> Estimate:
    """Sum over sum of batches; the first batch warms the queue up and is left out."""
    tops, bottoms = tops[1:], bottoms[1:]
    whole, count = sum(bottoms), len(bottoms)
    mean = sum(tops) / whole
    spread = sum((t - mean * b) ** 2 for t, b in zip(tops, bottoms, strict=True))
    return Estimate(mean, math.sqrt(spread * count / (count - 1)) / whole)
