"""Open a file, a pipe or standard input, and identify its format by its first bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

from wfm.input_files import open_input, read_piece
from wfm.input_limits import HEAD
from wfm.io.forecast.own_files import own_document
from wfm.io.forecast.problems import Problems

__all__ = ["Source", "opened"]

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
)
_JSON = re.compile(rb"\{\s*[\"}]|\[\s*\{")


class Source(NamedTuple):
    """An open stream whose first bytes, `head`, have been read; `total` bytes long if known."""

    stream: BinaryIO
    head: bytes
    total: int | None

    @property
    def zipped(self) -> bool:
        """Whether it is a zip archive, as a workbook is."""
        return self.head.startswith(_WORKBOOK)


@contextmanager
def opened(source: str, stdin: BinaryIO | None, problems: Problems) -> Iterator[Source]:
    """Open `source`, ``"-"`` for standard input, or `stdin`; what is not a table is refused."""
    with open_input(source, stdin) as (stream, total):
        yield _identify(stream, total, problems)


def _identify(stream: BinaryIO, total: int | None, problems: Problems) -> Source:
    """Read the first bytes and refuse every format that is neither text nor .xlsx."""
    head = read_piece(stream, problems.source, HEAD)
    if not head:
        problems.stop("is empty")
    if head.startswith(_OLE):
        problems.stop(_old_workbook(head, stream))
    _refuse_other_formats(head, problems)
    return Source(stream, head, total)


def _refuse_other_formats(head: bytes, problems: Problems) -> None:
    """Refuse binary formats by their signature, and markup by its first tag."""
    for magic, what in _NOT_TEXT:
        if head.startswith(magic):
            problems.stop(f"is {what}")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    start = text[:16].lower()
    for magic, what in _MARKUP:
        if start.startswith(magic):
            problems.stop(f"is {what}, not a table: export it as CSV or .xlsx")
    if _JSON.match(text):
        document = own_document(text.decode("utf-8", "replace"))
        problems.stop(document or "is JSON, not a table: export it as CSV or .xlsx")


def _old_workbook(head: bytes, stream: BinaryIO) -> str:
    """The problem of an OLE file: a workbook with a password, or the old .xls format."""
    # the directory that names the encrypted package is within the first 16 MB of any such file
    if _ENCRYPTED in head + stream.read(16 << 20):
        return "is a workbook with a password: save it without a password first"
    return "is a workbook in the old .xls format: save it as .xlsx or CSV first"
