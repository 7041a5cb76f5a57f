"""How many random examples a law is tried on: few in every run, many in `make deep`."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings


def examples(few: int, many: int, **more: Any) -> settings:
    """Settings of a law whose examples take long."""
    deep = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
    return settings(max_examples=many if deep else few, **more)
