"""Forecasts as text, read as from a pipe."""

from __future__ import annotations

import io
from typing import Any

from wfm.demand import Demand
from wfm.io import ReadOptions, read_demand


def read(text: str | bytes, **options: Any) -> Demand:
    """The demand in a text, read with some options."""
    data = text if isinstance(text, bytes) else text.encode()
    return read_demand("-", ReadOptions(**options), stdin=io.BytesIO(data))


def half_hours(*volumes: int, head: str = "start,volume,aht") -> str:
    """Rows from Monday 08:00 on, one per half-hour, with an AHT of 180 s."""
    rows = [
        f"2026-01-05 {8 + i // 2:02d}:{i % 2 * 30:02d},{volume},180"
        for i, volume in enumerate(volumes)
    ]
    return "\n".join([head, *rows]) + "\n"
