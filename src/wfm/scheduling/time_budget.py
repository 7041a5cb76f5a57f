"""The time that a search may take, its progress, and what happens on Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Progress", "TimeBudget"]

# Called with the stage of a search, the bound and the best cost so far, each None while unknown.
Progress: TypeAlias = Callable[[str, float | None, float | None], None]

# A step that begins after the deadline still gets this, so that it can return something. [s]
_LAST_STEP = 0.1


@dataclass
class TimeBudget:
    """A deadline on the monotonic clock, if there is one, and a callback for progress.

    `interrupted` turns True when Ctrl-C has ended a step (see `interruptible`).
    """

    deadline: float | None = None
    progress: Progress | None = None
    interrupted: bool = False

    @classmethod
    def start(cls, seconds: float | None, progress: Progress | None = None) -> TimeBudget:
        """A budget of so many seconds from now; None for no limit."""
        return cls(None if seconds is None else time.monotonic() + seconds, progress)

    def remaining(self, share: float = 1.0) -> float | None:
        """A share of the seconds left; None without a limit."""
        if self.deadline is None:
            return None
        return max(share * (self.deadline - time.monotonic()), _LAST_STEP)

    def exhausted(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def report(self, stage: str, bound: float | None = None, best: float | None = None) -> None:
        """Tell the callback, if there is one, how far the search is."""
        if self.progress is not None:
            self.progress(stage, bound, best)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """End the block on Ctrl-C, note it in `interrupted`, and go on behind the block.

        What the block has assigned so far remains, so a search keeps its best solution.
        """
        try:
            yield
        except KeyboardInterrupt:
            self.interrupted = True
