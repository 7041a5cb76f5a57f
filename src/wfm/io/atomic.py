"""A plan into a file: whole or not at all.

The rows go to a hidden temporary file ``.NAME.wfm-*.tmp`` in the same folder, which takes the
place of the old file only when everything is written and on the disk. Whatever happens before
that, the old file stands as it was.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from wfm.errors import UsageError

__all__ = ["FORMATS", "check_output", "replacing"]

FORMATS = (".csv", ".tsv", ".json", ".xlsx")


def check_output(
    path: str, *, force: bool, source: str, formats: tuple[str, ...] = FORMATS
) -> None:
    """Refuse an output that would lose something, before any work is done.

    Raises
    ------
    UsageError
        For a format that is not known, a folder that is not there, a file that exists (without
        `force`), one that is not a regular file, or the input itself.
    """
    target = Path(path)
    if target.suffix.lower() not in formats:
        raise UsageError(
            f"{path}: the format is told by the ending, one of {', '.join(formats)}; "
            "for CSV on the terminal write -o -."
        )
    if not target.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {str(target.parent)!r}; make it first.")
    if not target.exists():
        return
    if not stat.S_ISREG(target.stat().st_mode):
        raise UsageError(f"{path}: is not a regular file; name another output.")
    if source != "-" and Path(source).exists() and target.samefile(source):
        raise UsageError(f"{path}: is the forecast itself; name another output.")
    if not force:
        raise UsageError(f"{path}: exists already; --force writes over it.")


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """A binary file that becomes `path` at the end of the block, or leaves no trace."""
    target = Path(path).resolve()  # a link goes on pointing to the file that it points to
    temporary = target.with_name(f".{target.name}.wfm-{secrets.token_hex(4)}.tmp")
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
