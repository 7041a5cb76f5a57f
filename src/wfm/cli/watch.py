"""A command that runs again when one of the files that it reads changes: ``--watch``."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from wfm.cli.output import note, say, say_rendered
from wfm.cli.terminal import has_escape_codes

__all__ = ["await_change", "is_watching", "start", "stop", "watching_text"]

# Seconds between two looks at the files: a person who saves one waits no longer, and a look takes
# no millisecond.
_EVERY = 0.25
_CLEAR = "\x1b[2J\x1b[3J\x1b[H"  # the screen, and what was above it


class _Stamp(NamedTuple):
    """What changes with a file that is written or replaced."""

    time: int
    size: int
    number: int


_watched: dict[str, _Stamp | None] = {}
_quiet: list[bool] = [False]


def start(files: Iterable[str], *, quiet: bool) -> None:
    """Watch files from now on; those of the first run are kept.

    Parameters
    ----------
    files : iterable of str
        What the command reads, its main input first. A file that is not there yet may appear.
    quiet : bool
        Whether to say nothing.
    """
    _quiet[0] = quiet
    if not _watched:
        _watched.update((path, _stamp(path)) for path in files)


def stop() -> None:
    """Watch no file any more."""
    _watched.clear()


def is_watching() -> bool:
    """Whether files are watched: the command has run before, or will run again."""
    return bool(_watched)


def watching_text() -> str:
    """What is watched, for a note; empty if nothing is to be said."""
    if not _watched or _quiet[0]:
        return ""
    first, *others = _watched
    return f"watching {', '.join([first, *filter(os.path.exists, others)])}; Ctrl-C ends"


def await_change() -> None:
    """Return when a file has changed and is left alone again, with a new screen.

    An editor writes a file in parts, or removes it and renames another to its name: two looks must
    have found the same.
    """
    if text := watching_text():
        note(text)
    before = dict(_watched)
    while True:
        time.sleep(_EVERY)
        now = {path: _stamp(path) for path in _watched}
        if now == before and now != _watched:
            break
        before = now
    _watched.update(now)
    if has_escape_codes():
        say_rendered(_CLEAR)
    elif not _quiet[0]:
        say(f"\n{datetime.now():%Y-%m-%d %H:%M:%S}")


def _stamp(path: str) -> _Stamp | None:
    """The state of a file; None where there is none."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return _Stamp(status.st_mtime_ns, status.st_size, status.st_ino)
