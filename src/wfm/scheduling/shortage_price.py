"""The price of missing people that rises with the share of the requirement that is missing.

A contact centre that lacks one agent in twenty answers a little later; one that lacks half of them
answers almost no contact in time. The service level falls the faster the more people are missing,
so that missing people cost least where they are spread over many slots. The price follows it in ten
steps: the i-th person missing of r costs

::

    price * (1 + floor(10 (i - 1) / r))

that is the price itself for the first, twice the price where a tenth of the requirement is missing
already, and ten times the price where nine tenths are.

References
----------
- G. Koole and E. van der Sluis, "Optimal shift scheduling with a global service level
  constraint", IIE Transactions 35, 2003: the service level of a slot as a concave function of its
  people.
"""

from __future__ import annotations

import math

import numpy as np

from wfm._arrays import FloatArray, IntArray

__all__ = ["STEPS", "factors", "minimum_price", "people_by_step", "weighted_shortage"]

# Steps of equal share: few enough for a program, and enough that breaks are spread over the slots
# whatever share is missing anyway.
STEPS = 10

# A person who comes for one slot gives up another shift, which has at most so much work in it, with
# breaks and a margin. [s]
_SHIFT = 86_400.0


def minimum_price(price: float, slot: float, *, convex: bool) -> float:
    """Price in one slot of a person below a minimum, where `price` is that of others missing.

    It is above what a whole shift elsewhere is worth at the highest price, so that no minimum is
    given up for more people at other hours.

    >>> minimum_price(30.0, 1800.0, convex=False)
    1440.0
    """
    return price * (STEPS if convex else 1) * math.ceil(_SHIFT / slot)


def people_by_step(required: FloatArray | IntArray) -> list[FloatArray]:
    """How many missing people of each slot have once, twice, … the price.

    >>> import numpy as np
    >>> [int(people[0]) for people in people_by_step(np.array([25]))]
    [3, 2, 3, 2, 3, 2, 3, 2, 3, 2]
    """
    whole = np.asarray(required)
    ends = [np.ceil(step * whole / STEPS) for step in range(STEPS + 1)]
    return [ends[step + 1] - ends[step] for step in range(STEPS)]


def factors(required: FloatArray | IntArray, missing: FloatArray | IntArray) -> FloatArray:
    """The multiple of the price that the last one of some missing people has in each slot.

    >>> import numpy as np
    >>> factors(np.array([20, 20, 2]), np.array([1, 9, 2]))
    array([1., 5., 6.])
    """
    before = np.ceil(np.asarray(missing) - 1e-6) - 1.0
    steps = STEPS * before / np.maximum(np.asarray(required), 1.0)
    return np.asarray(np.clip(1.0 + np.floor(steps + 1e-9), 1.0, float(STEPS)))


def weighted_shortage(required: FloatArray | IntArray, missing: FloatArray | IntArray) -> float:
    """Missing people of all slots, each one counted as often as its price is charged.

    >>> import numpy as np
    >>> weighted_shortage(np.array([20, 20]), np.array([2, 4])), 2 + (2 + 2 * 2)
    (8.0, 8)
    """
    left, total = np.asarray(missing, dtype=np.float64), 0.0
    for step, people in enumerate(people_by_step(required), 1):
        mine = np.minimum(left, people)
        total += step * float(mine.sum())
        left = left - mine
    return total
