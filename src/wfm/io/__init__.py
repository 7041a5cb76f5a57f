"""Files in and out: forecasts read and checked."""

from __future__ import annotations

from wfm.io.demand import read_demand
from wfm.io.options import ReadOptions

__all__ = ["ReadOptions", "read_demand"]
