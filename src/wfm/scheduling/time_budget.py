"""Time that may be limited, and who hears of the progress."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Clock", "Progress"]

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Clock:
    """Seconds that are left, where they are limited at all."""

    until: float | None

    @classmethod
    def of(cls, seconds: float | None) -> Clock:
        """Starts to run now."""
        return cls(None if seconds is None else time.monotonic() + seconds)

    def left(self, share: float = 1.0) -> float | None:
        """A share of what is left; None for no limit."""
        return None if self.until is None else max(share * (self.until - time.monotonic()), 0.1)

    def over(self) -> bool:
        """Whether nothing is left."""
        return self.until is not None and time.monotonic() >= self.until
