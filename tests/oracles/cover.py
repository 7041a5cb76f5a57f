"""The cheapest schedule by complete enumeration: every shift with every position of its breaks.

Imports nothing from wfm; needs and shifts are read by their attributes alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np


def columns(shift: Any, slots: int) -> list[tuple[int, ...]]:
    """What one agent of a shift covers, once per arrangement of the breaks."""
    found = set()
    for begins in product(*(range(w.earliest, w.latest + 1) for w in shift.breaks)):
        works = [1] * shift.length
        for window, begin in zip(shift.breaks, begins, strict=True):
            works[begin : begin + window.length] = [0] * window.length
        row = [0] * slots
        for step, here in enumerate(works):
            row[(shift.start + step) % slots] += here
        found.add(tuple(row))
    return sorted(found)


def cheapest(
    need: Any, shifts: Sequence[Any], max_distinct: int | None = None
) -> tuple[int, float]:
    """Minimum forbidden understaffing, and the minimum cost with that understaffing."""
    slots = len(need.required)
    made = [(k, row) for k, shift in enumerate(shifts) for row in columns(shift, slots)]
    most = int(max(need.required))
    counts = np.array(list(product(range(most + 1), repeat=len(made)))).reshape(-1, len(made))
    rows = np.array([row for _, row in made]).reshape(len(made), slots)
    net = counts @ rows
    hours = need.slot / 3600
    under = np.maximum(need.required - net, 0).sum(axis=1)
    over = np.maximum(net - need.required, 0).sum(axis=1)
    cost = counts @ np.array([shifts[k].cost for k, _ in made]) + over * need.over * hours
    kinds = [(shifts[k].template, shifts[k].clock, shifts[k].length) for k, _ in made]
    distinct = sum(
        (counts[:, [kind == one for kind in kinds]].sum(axis=1) > 0).astype(int)
        for one in sorted(set(kinds))
    )
    cost = cost + need.distinct * distinct
    if need.under is None:
        forbidden = under
    else:
        cost = cost + under * need.under * hours
        least = need.floor if len(need.floor) else np.zeros(slots, dtype=int)
        forbidden = np.maximum(least - net, 0).sum(axis=1)
    if max_distinct is not None:
        allowed = distinct <= max_distinct
        forbidden, cost = forbidden[allowed], cost[allowed]
    best = forbidden.min()
    return int(best), float(cost[forbidden == best].min())


def coverable(shift: Any, slots: int) -> np.ndarray:
    """The slots in which an agent of the shift can be at work."""
    return np.asarray(np.array(columns(shift, slots)).max(axis=0) > 0)
