"""File formats: forecasts in, finished columns out."""

from __future__ import annotations

from wfm.io.forecast.read_options import ReadOptions
from wfm.io.forecast.reader import read_demand

__all__ = ["ReadOptions", "read_demand"]
