"""The time that a search may take, its progress, and what happens on Ctrl-C.

Ctrl-C ends a search of `cover`, `tours` or `assign`, which then returns the best that it has found.
`wfm.make_schedule` passes KeyboardInterrupt on like any function, unless its caller wants the best
so far, as the command line does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Progress", "TimeBudget", "keeping_best", "passing_on"]

# Called with the stage of a search, the bound and the best cost so far, each None while unknown.
Progress: TypeAlias = Callable[[str, float | None, float | None], None]

# A step that begins after the deadline still gets this, so that it can return something. [s]
_LAST_STEP = 0.1

# What is left to a search after Ctrl-C. [s]
_AFTER_CTRL_C = 0.5

_KEEPS_BEST: ContextVar[bool | None] = ContextVar("keeps_best", default=None)
# The end of all searches after a Ctrl-C inside `keeping_best`; empty before. [s, monotonic]
_END: ContextVar[list[float] | None] = ContextVar("end", default=None)


@contextmanager
def keeping_best() -> Iterator[None]:
    """Within the block, Ctrl-C ends a search, which then returns the best that it has found."""
    token, end = _KEEPS_BEST.set(True), _END.set([])
    try:
        yield
    finally:
        _KEEPS_BEST.reset(token)
        _END.reset(end)


@contextmanager
def passing_on() -> Iterator[None]:
    """Within the block, Ctrl-C is passed on, except inside `keeping_best`."""
    token = _KEEPS_BEST.set(_KEEPS_BEST.get() or False)
    try:
        yield
    finally:
        _KEEPS_BEST.reset(token)


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
        end = self._end()
        return None if end is None else max(share * (end - time.monotonic()), _LAST_STEP)

    def _end(self) -> float | None:
        """The deadline, or what is left to all searches after Ctrl-C."""
        ends = [*(_END.get() or ()), *([] if self.deadline is None else [self.deadline])]
        return min(ends, default=None)

    def part(self, share: float) -> TimeBudget:
        """A budget of a share of the time left, which reports to the same callback."""
        return TimeBudget.start(self.remaining(share), self.progress)

    def join(self, part: TimeBudget) -> None:
        """Note a Ctrl-C that has ended a part."""
        if part.interrupted:
            self._interrupt()

    def exhausted(self) -> bool:
        """Whether the deadline has passed."""
        end = self._end()
        return end is not None and time.monotonic() >= end

    def report(self, stage: str, bound: float | None = None, best: float | None = None) -> None:
        """Report the progress of the search to the callback, if there is one."""
        if self.progress is not None:
            self.progress(stage, bound, best)

    @contextmanager
    def reserving(self) -> Iterator[None]:
        """Keep as much time as the block takes for the end, when its result is counted again."""
        begin = time.monotonic()
        yield
        if self.deadline is not None:
            self.deadline -= time.monotonic() - begin

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """End the block on Ctrl-C, note it in `interrupted`, and go on behind the block.

        Inside `passing_on`, KeyboardInterrupt is raised instead. What the block has assigned so
        far remains, so a search keeps its best solution.
        """
        try:
            yield
        except KeyboardInterrupt:
            if _KEEPS_BEST.get() is False:
                raise
            self._interrupt()

    def _interrupt(self) -> None:
        """End the search: what is left of it only makes its result whole."""
        self.interrupted = True
        end = time.monotonic() + _AFTER_CTRL_C
        self.deadline = end if self.deadline is None else min(self.deadline, end)
        ends = _END.get()
        if ends is not None:
            ends.append(end)
