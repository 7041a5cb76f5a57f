"""Write an output file completely or not at all.

The output is written to a hidden temporary file ``.NAME.wfm-*.tmp`` in the same folder, which
replaces the old file only when everything is written and flushed to the disk. After any error
before that, the old file is unchanged.
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
from wfm.option_text import on_command_line, option

__all__ = ["FORMATS", "check_output", "replacing"]

FORMATS = (".csv", ".tsv", ".json", ".xlsx")


def check_output(
    path: str, *, force: bool, source: str, formats: tuple[str, ...] = FORMATS
) -> None:
    """Refuse an output that cannot be written or would lose data, before any work is done.

    Parameters
    ----------
    path : str
        The output file; its suffix is the format.
    force : bool
        Whether an existing file may be overwritten.
    source : str
        The input file, which must not be overwritten; ``"-"`` for standard input.
    formats : tuple of str
        The suffixes that are allowed.

    Raises
    ------
    UsageError
        For an unknown format, a missing folder, an existing file (without `force`), a file that
        is not a regular file, or the input itself.
    """
    target = Path(path)
    if target.suffix.lower() not in formats:
        raise UsageError(
            f"{path}: unknown output format; it must be one of {', '.join(formats)}"
            f"{', or use -o - for CSV on standard output' * on_command_line()}."
        )
    if not target.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {str(target.parent)!r}; create it first.")
    if not target.exists():
        return
    if not stat.S_ISREG(target.stat().st_mode):
        raise UsageError(f"{path}: is not a regular file; use another output.")
    if source != "-" and Path(source).exists() and target.samefile(source):
        raise UsageError(f"{path}: is the input file; use another output.")
    if not force:
        raise UsageError(f"{path}: already exists; use {option('overwrite', True)} to overwrite.")


@contextmanager
def replacing(path: str) -> Iterator[BinaryIO]:
    """Context manager of a binary file that becomes `path` at the end of the block.

    If the block raises, the file is removed and `path` is unchanged.
    """
    target = Path(path).resolve()  # of a symbolic link, replace the file that it points to
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
