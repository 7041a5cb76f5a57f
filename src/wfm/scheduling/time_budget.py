"""The time that a search may take, its progress, and what happens on Ctrl-C.

Ctrl-C ends a search of `cover`, `tours` or `assign`, which then returns the best that it has found.
`wfm.make_schedule` passes KeyboardInterrupt on like any function, unless its caller wants the best
so far, as the command line does.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from wfm.option_text import option

__all__ = ["DEFAULT_LIMIT", "Progress", "TimeBudget", "keeping_best", "passing_on"]

# Called with the stage of a search, the bound and the best cost so far, each None while unknown.
Progress: TypeAlias = Callable[[str, float | None, float | None], None]

# CPU time of a search for people without a time limit: where a team is only just large enough, a
# proof can take hours, and better rosters seldom come after this. [s]
DEFAULT_LIMIT = 60.0

# A step that begins after the deadline still gets this, so that it can return something. [s]
_LAST_STEP = 0.1

# What is left to a search after Ctrl-C. [s]
_AFTER_CTRL_C = 0.5

# Where other programs take the processor, a step gets up to so many seconds for one of CPU time.
_SLOWEST = 30.0

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


def _cpu() -> float:
    """CPU time of this process. [s]."""
    return time.process_time()


def _clocks() -> tuple[float, float]:
    """The monotonic clock and the CPU time of this process. [s]."""
    return time.monotonic(), _cpu()


@dataclass
class TimeBudget:
    """A deadline on the monotonic clock, if there is one, and a callback for progress.

    `interrupted` turns True when Ctrl-C has ended a step (see `interruptible`). Without a deadline,
    `cpu_end` may end the search at a CPU time of this process, so that a busy machine does as much
    as an idle one.
    """

    deadline: float | None = None
    progress: Progress | None = None
    interrupted: bool = False
    cpu_end: float | None = None
    _begin: tuple[float, float] = field(default_factory=_clocks, repr=False)
    # one list of a budget and all its parts, which is no longer empty when a CPU time is over
    _over: list[bool] = field(default_factory=list, repr=False)

    @classmethod
    def start(
        cls,
        seconds: float | None,
        progress: Progress | None = None,
        *,
        cpu_seconds: float | None = None,
    ) -> TimeBudget:
        """A budget of so many seconds from now, or of so much CPU time; None for no limit."""
        if seconds is not None:
            return cls(time.monotonic() + seconds, progress)
        return cls(None, progress, cpu_end=None if cpu_seconds is None else _cpu() + cpu_seconds)

    def remaining(self, share: float = 1.0, most: float = math.inf) -> float | None:
        """A share of the seconds left, `most` at most; None without a limit.

        Of CPU time there are no shares: a step that ends before the limit of all then gives the
        same result on every machine.
        """
        end = self._end()
        if end is not None:
            return max(min(share * (end - time.monotonic()), most), _LAST_STEP)
        if self.cpu_end is None:
            return None
        return max(min(self.cpu_end - _cpu(), most) * self._slowdown(), _LAST_STEP)

    def _slowdown(self) -> float:
        """Seconds on the clock per second of CPU time so far: solvers look at the clock."""
        clock, cpu = (now - begin for now, begin in zip(_clocks(), self._begin, strict=True))
        return min(max(clock / max(cpu, _LAST_STEP), 1.0), _SLOWEST)

    def _end(self) -> float | None:
        """The deadline, or what is left to all searches after Ctrl-C."""
        ends = [*(_END.get() or ()), *([] if self.deadline is None else [self.deadline])]
        return min(ends, default=None)

    def part(self, share: float) -> TimeBudget:
        """A budget of a share of the time left, which reports to the same callback."""
        if self._end() is None and self.cpu_end is not None:
            end = _cpu() + share * max(self.cpu_end - _cpu(), 0.0)
            return replace(self, cpu_end=end, interrupted=False)
        return TimeBudget.start(self.remaining(share), self.progress)

    def join(self, part: TimeBudget) -> None:
        """Note a Ctrl-C that has ended a part."""
        if part.interrupted:
            self._interrupt()

    def exhausted(self) -> bool:
        """Whether the deadline has passed."""
        end = self._end()
        if end is not None:
            return time.monotonic() >= end
        if self.cpu_end is None or _cpu() < self.cpu_end:
            return False
        self._over.append(True)
        return True

    def ended_by_default(self) -> bool:
        """Whether the CPU time of the search or of a part of it was over before it had finished."""
        return bool(self._over)

    def limit_note(self) -> str:
        """What to say of a search that its default limit has ended."""
        return (
            f"the search ended after {DEFAULT_LIMIT:g} s of CPU time for the weeks that are "
            f"searched at once, the default limit; {option('time_limit', '5m')} allows more"
        )

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

    def closing(self, cpu_seconds: float) -> TimeBudget:
        """A budget for what follows the search: up to its deadline, or with CPU time of its own.

        The CPU time where the search has a limit of CPU time; without any limit it has none.
        """
        return TimeBudget(
            self.deadline, cpu_end=None if self.cpu_end is None else _cpu() + cpu_seconds
        )

    @contextmanager
    def keeping(self, share: float) -> Iterator[None]:
        """Keep a share of the time until the deadline for what comes behind the block."""
        kept = 0.0
        if self.deadline is not None:
            kept = share * max(self.deadline - time.monotonic(), 0.0)
            self.deadline -= kept
        yield
        if self.deadline is not None and not self.interrupted:
            self.deadline += kept

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
