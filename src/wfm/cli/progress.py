"""Progress on stderr, if it is a terminal and the work takes long enough."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from wfm.cli.terminal import has_escape_codes
from wfm.printable_text import printable_line

__all__ = ["progress", "stages"]

_DELAY = 1.0  # s before a bar appears, so that short work shows none


@contextmanager
def progress(title: str, *, quiet: bool) -> Iterator[Callable[[int, int | None], None]]:
    """Yield a function ``(done, total)`` that moves a bar; it does nothing without a terminal."""
    if quiet or not has_escape_codes(sys.stderr):
        yield lambda done, total: None
        return
    bars: list[Any] = []
    began = time.monotonic()

    def move(done: int, total: int | None) -> None:
        if not bars and time.monotonic() - began > _DELAY:
            bars.append(_bar(title, total))
        if bars:
            bars[0].update(0, completed=done, total=total)

    try:
        yield move
    finally:
        for bar in bars:
            bar.stop()


def _bar(title: str, total: int | None) -> Any:
    """A started progress bar."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

    bar = Progress(
        "{task.description}",
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.add_task(escape(printable_line(title)), total=total)
    bar.start()
    return bar


@contextmanager
def stages(
    *, quiet: bool, title: str = "choosing shifts"
) -> Iterator[Callable[[str, float | None, float | None], None]]:
    """Yield a function ``(stage, bound, best)`` that shows the state of a search on a terminal."""
    if quiet or not has_escape_codes(sys.stderr):
        yield lambda stage, bound, best: None
        return
    from rich.console import Console
    from rich.status import Status

    with Status(title, console=Console(stderr=True)) as status:
        yield lambda stage, bound, best: status.update(_stage(stage, bound, best))


def _stage(stage: str, bound: float | None, best: float | None) -> str:
    """A stage with the lowest possible cost, the best one so far and the gap."""
    parts = [stage]
    if bound is not None:
        parts.append(f"lower bound {bound:,.1f}")
    if best is not None:
        parts.append(f"cost so far {best:,.1f}")
    if bound and best is not None:
        parts.append(f"gap {100 * (best / bound - 1):.2f} %")
    return ", ".join(parts)
