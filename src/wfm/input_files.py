"""The one reader of the bytes of input files: by name or from a pipe, within limits.

Every problem of opening and reading is a `DataError` of one line.
"""

from __future__ import annotations

import os
import select
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple, cast

from wfm.errors import DataError, Problem
from wfm.input_limits import FIFO_WAIT, SPOOLED

__all__ = [
    "InputStream",
    "name_of",
    "open_input",
    "read_input",
    "read_piece",
    "read_pipe",
    "size_text",
    "stream_after",
    "too_long",
]

_PIECE = 1 << 20


class InputStream(NamedTuple):
    """An open input; `total` bytes long if that is known before it is read."""

    stream: BinaryIO
    total: int | None


def name_of(source: str) -> str:
    """The name of an input in messages.

    >>> name_of("-"), name_of("may.csv")
    ('<stdin>', 'may.csv')
    """
    return "<stdin>" if source == "-" else source


def size_text(count: int) -> str:
    """A limit in words.

    >>> size_text(4 << 20), size_text(8 << 30)
    ('4 MB', '8 GB')
    """
    return f"{count >> 30} GB" if count >= 1 << 30 else f"{count >> 20} MB"


@contextmanager
def open_input(source: str, stdin: BinaryIO | None = None) -> Iterator[InputStream]:
    """Open a file or a pipe by name, ``"-"`` for standard input.

    Parameters
    ----------
    source : str
        Path of a file, a named pipe, or ``/dev/fd/63``.
    stdin : binary stream, optional
        Read instead; it is not closed.

    Raises
    ------
    DataError
        In one line, if it cannot be opened.
    """
    if source == "-" or stdin is not None:
        yield InputStream(stdin if stdin is not None else _standard_input(), None)
        return
    with _opened(source) as file:
        status = os.fstat(file.fileno())
        regular = stat.S_ISREG(status.st_mode)
        if stat.S_ISBLK(status.st_mode):
            raise _error(source, "is a disk, not a file: give the name of a file")
        # files of /proc have no size before they are read
        yield InputStream(file, status.st_size or None if regular else None)


def _standard_input() -> BinaryIO:
    """Standard input, which a caller may have closed."""
    if sys.stdin is None or sys.stdin.closed:
        raise _error("-", "cannot be read: standard input is closed")
    return sys.stdin.buffer


def _opened(path: str) -> BinaryIO:
    """A file, ready to be read."""
    try:
        kind = _kind_that_waits(path)
        return _opened_once_written(path, kind) if kind else open(path, "rb")
    except FileNotFoundError:
        raise _error(path, "file not found") from None
    except IsADirectoryError:
        raise _error(path, "is a folder, not a file: name a file in it") from None
    except PermissionError:
        raise _error(path, "cannot be read: permission denied") from None
    except DataError:  # it is a ValueError too
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _error(path, f"cannot be opened: {reason}") from None


def _kind_that_waits(path: str) -> str:
    """A kind of file that may give nothing for ever, as a message calls it; empty for others.

    Open files of this process are not among them: that of ``<(command)``, and standard input by
    its name, which may be a terminal.
    """
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return ""  # opening it reports why
    if stat.S_ISFIFO(status.st_mode):
        is_open = os.path.realpath(path).startswith(("/proc/", "/dev/fd/"))
        return "" if is_open else "named pipe"
    if stat.S_ISCHR(status.st_mode) and hasattr(os, "O_NOCTTY") and not _is_standard_input(status):
        return "device"
    return ""


def _is_standard_input(status: os.stat_result) -> bool:
    """Whether a file is that of standard input."""
    try:
        return os.path.samestat(status, os.fstat(0))
    except OSError:  # it is closed
        return False


def _opened_once_written(path: str, kind: str) -> BinaryIO:
    """A named pipe or a device, once it has something to read."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY  # a terminal must not become that of wfm
    file = os.fdopen(os.open(path, flags), "rb")
    if not select.select([file], [], [], FIFO_WAIT)[0]:
        file.close()
        cure = (
            "start the program that writes first, or pass its output to wfm … -"
            if kind == "named pipe"
            else "give the name of a file, or - for standard input"
        )
        raise _error(path, f"is a {kind} to which nothing was written in {FIFO_WAIT:.0f} s: {cure}")
    os.set_blocking(file.fileno(), True)
    return file


def read_piece(stream: BinaryIO, source: str, count: int = _PIECE) -> bytes:
    """The next bytes of an input, at most `count`; empty at its end.

    Raises
    ------
    DataError
        If they cannot be read.
    """
    try:
        return stream.read(count) or b""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _error(source, f"cannot be read: {reason}") from None


def read_input(source: str, most: int) -> bytes:
    """All bytes of a file or pipe.

    Parameters
    ----------
    source : str
        As for `open_input`.
    most : int
        The limit. [bytes]

    Raises
    ------
    DataError
        If it cannot be read, or is longer.
    """
    with open_input(source) as (stream, total):
        if (total or 0) > most:
            raise too_long(source, most)
        content = read_piece(stream, source, most + 1)
    if len(content) > most:
        raise too_long(source, most)
    return content


def too_long(source: str, most: int) -> DataError:
    """The error of an input of more than `most` bytes."""
    return _error(source, f"has more than {size_text(most)}, the limit of such a file")


def _error(source: str, text: str) -> DataError:
    """The error of one problem of the whole input."""
    return DataError(name_of(source), [Problem(text)])


def stream_after(head: bytes, stream: BinaryIO) -> BinaryIO:
    """A stream that begins with the bytes that have been read of it already.

    Examples
    --------
    >>> import io
    >>> both = stream_after(b"ab", io.BytesIO(b"cd"))
    >>> both.read(8), both.read(8)
    (b'ab', b'cd')
    """
    return cast(BinaryIO, _After(head, stream))


class _After:
    """A stream whose first bytes have been read; it can only be read."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = head, stream

    def read(self, count: int = -1) -> bytes:
        """The next bytes, fewer than `count` only before the end of the head or the stream."""
        if not self._head:
            return self._stream.read(count)
        if count < 0:
            count = len(self._head)
        taken, self._head = self._head[:count], self._head[count:]
        return taken


def read_pipe(
    head: bytes, stream: BinaryIO, source: str, most: int, check: Callable[[bytes], None]
) -> bytes:
    """All bytes of a pipe that must be read whole, such as JSON.

    They are kept in a temporary file until the end is reached, so that an endless pipe costs no
    memory.

    Parameters
    ----------
    head : bytes
        What has been read already.
    stream : binary stream
        The rest.
    source : str
        For messages.
    most : int
        The limit. [bytes]
    check : callable
        Refuses the first megabytes by an error, before more is read.

    Raises
    ------
    DataError
        If the pipe cannot be read, or is longer.
    """
    done = len(head)
    with tempfile.SpooledTemporaryFile(max_size=SPOOLED) as kept:
        kept.write(head)
        while piece := read_piece(stream, source):
            if done <= _PIECE < done + len(piece):
                check(head + piece)
            done += len(piece)
            if done > most:
                raise too_long(source, most)
            try:
                kept.write(piece)
            except OSError as error:
                reason = f"no temporary file can be written: {error.strerror}"
                raise _error(source, f"cannot be read: {reason}") from None
        kept.seek(0)
        return kept.read()
