"""Files in and out: forecasts read and checked."""

from __future__ import annotations

from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.reader import read_demand

__all__ = ["ReadOptions", "read_demand"]
