"""Opening what a planner names: a file, a pipe or standard input; and knowing it by its bytes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from wfm.io.forecast.problems import Problems

__all__ = ["Source", "opened"]

HEAD = 8192
_WORKBOOK = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NOT_TEXT = (
    (b"%PDF", "a PDF document, not a table: export the table as CSV or .xlsx"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "compressed with gzip: unpack it first, gunzip -c FILE | wfm … -"),
    (b"BZh", "compressed with bzip2: unpack it first"),
    (b"\xfd7zXZ", "compressed with xz: unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"PAR1", "a Parquet file: write it as CSV first"),
    (b"SQLite format 3", "an SQLite database: export the table as CSV"),
    (b"\x89PNG", "a picture: export the table as CSV or .xlsx"),
    (b"\xff\xd8\xff", "a picture: export the table as CSV or .xlsx"),
)
_MARKUP = (
    (b"<!doctype", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"<table", "an HTML page"),
    (b"<?xml", "an XML document"),
    (b'{"', "JSON"),
    (b"[{", "JSON"),
)


class Source(NamedTuple):
    """An open stream, of which `head` has been read already; `total` bytes long if known."""

    stream: BinaryIO
    head: bytes
    total: int | None

    @property
    def zipped(self) -> bool:
        """Whether it is a zip archive, as a workbook is."""
        return self.head.startswith(_WORKBOOK)


@contextmanager
def opened(source: str, stdin: BinaryIO | None, problems: Problems) -> Iterator[Source]:
    """Open `source`, ``"-"`` for standard input; what no table can be is refused in one line."""
    if source == "-":
        yield _known(stdin or sys.stdin.buffer, None, problems)
        return
    stream = _open(source, problems)
    with stream:
        status = os.fstat(stream.fileno())
        total = status.st_size if stat.S_ISREG(status.st_mode) else None
        yield _known(stream, total, problems)


def _open(path: str, problems: Problems) -> BinaryIO:
    try:
        return open(path, "rb")
    except FileNotFoundError:
        problems.stop("there is no such file")
    except IsADirectoryError:
        problems.stop("is a folder, not a file: name one file in it")
    except PermissionError:
        problems.stop("may not be read: permission denied")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        problems.stop(f"cannot be opened: {reason}")


def _known(stream: BinaryIO, total: int | None, problems: Problems) -> Source:
    try:
        head = stream.read(HEAD) or b""
    except OSError as error:
        problems.stop(f"cannot be read: {error.strerror}")
    if not head:
        problems.stop("is empty")
    if head.startswith(_OLE):
        problems.stop(_old_workbook(head, stream))
    _refuse_other_kinds(head, problems)
    return Source(stream, head, total)


def _refuse_other_kinds(head: bytes, problems: Problems) -> None:
    for magic, what in _NOT_TEXT:
        if head.startswith(magic):
            problems.stop(f"is {what}")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower()
    for magic, what in _MARKUP:
        if start.startswith(magic):
            problems.stop(f"is {what}, not a table: export it as CSV or .xlsx")


def _old_workbook(head: bytes, stream: BinaryIO) -> str:
    if _ENCRYPTED in head + stream.read(16 << 20):
        return "is a workbook protected by a password: save it without one first"
    return "is a workbook in the old .xls form: save it as .xlsx or CSV first"
