"""A forecast given as text, read as if it came through a pipe."""

from __future__ import annotations

import io
from typing import Any

from wfm.demand import Demand
from wfm.io import ReadOptions, read_demand


def read(text: str | bytes, **options: Any) -> Demand:
    data = text if isinstance(text, bytes) else text.encode()
    return read_demand("-", ReadOptions(**options), stdin=io.BytesIO(data))


def half_hours(*volumes: int, head: str = "start,volume,aht") -> str:
    """Rows from Monday 08:00 on, half an hour apart, of 180 s."""
    rows = [
        f"2026-01-05 {8 + i // 2:02d}:{i % 2 * 30:02d},{volume},180"
        for i, volume in enumerate(volumes)
    ]
    return "\n".join([head, *rows]) + "\n"
