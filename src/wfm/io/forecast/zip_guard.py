"""What a workbook holds once unpacked, counted before anything is parsed.

Declared sizes can lie, so every member is inflated, a piece at a time, and thrown away.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from wfm.errors import DataError
from wfm.io.forecast.problems import Problems

__all__ = ["check_zip"]

MEMBERS = 1_000
INFLATED = 512 << 20
RATIO = 200
JUDGED = 16 << 20  # a ratio says something only above this size
CELLS = 20_000_000
_PIECE = 1 << 20
_CELL = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')


def check_zip(stream: BinaryIO, size: int, problems: Problems) -> None:
    """Refuse a zip archive that is no plain .xlsx workbook of sane size."""
    try:
        members = zipfile.ZipFile(stream).infolist()
        _check_kind({member.filename for member in members}, problems)
        if len(members) > MEMBERS:
            problems.stop(
                f"packs {len(members)} parts, more than {MEMBERS:,}: not a plain workbook"
            )
        total = 0
        for member in members:
            total = _check_member(stream, member, total, size, problems)
    except DataError:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, NotImplementedError):
        problems.stop("is a damaged workbook: open it and save it again as .xlsx")


def _check_member(
    stream: BinaryIO, member: zipfile.ZipInfo, total: int, size: int, problems: Problems
) -> int:
    """Inflate one member; the bytes inflated so far, this member included."""
    bounds = _Bounds(member.filename.startswith("xl/worksheets/"))
    for piece in _inflated(stream, member):
        total += len(piece)
        _check_size(total, size, problems)
        bounds.widen(piece)
        _check_cells(bounds, problems)
    return total


def _check_kind(names: set[str], problems: Problems) -> None:
    if "xl/workbook.bin" in names:
        problems.stop("is a binary workbook (.xlsb): save it as .xlsx or CSV first")
    if "content.xml" in names:
        problems.stop("is an OpenDocument file: save it as .xlsx or CSV first")
    if not any(name.startswith("xl/") for name in names):
        problems.stop("is a zip archive, not a table: unpack it first")


def _check_size(total: int, size: int, problems: Problems) -> None:
    if total > INFLATED:
        problems.stop(f"unpacks to more than {INFLATED >> 20} MB: write it as CSV instead")
    if total > JUDGED and total > RATIO * size:
        problems.stop(
            f"unpacks to more than {RATIO} times its size, as no plain workbook does: "
            "write it as CSV instead"
        )


def _inflated(stream: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    stream.seek(member.header_offset)
    name, extra = struct.unpack("<26xHH", stream.read(30))
    stream.seek(name + extra, 1)
    left = member.compress_size
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("packed in a way that no workbook is")
    inflater = zlib.decompressobj(-15) if member.compress_type else None
    while left > 0 and (packed := stream.read(min(left, _PIECE))):
        left -= len(packed)
        while inflater and packed:
            yield inflater.decompress(packed, _PIECE)
            packed = inflater.unconsumed_tail
        if not inflater:
            yield packed


class _Bounds:
    """How far the cells of a sheet reach: a reader lays out the whole rectangle."""

    def __init__(self, sheet: bool) -> None:
        self._sheet = sheet
        self._tail = b""
        self.column = self.row = 0

    def widen(self, piece: bytes) -> None:
        if not self._sheet:
            return
        for letters, digits in _CELL.findall(self._tail + piece):
            self.row = max(self.row, int(digits))
            self.column = max(self.column, _column(letters))
        self._tail = piece[-16:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _check_cells(bounds: _Bounds, problems: Problems) -> None:
    if bounds.row * bounds.column > CELLS:
        problems.stop(
            f"has a sheet of {bounds.row:,} rows by {bounds.column:,} columns: "
            "delete the stray cells far out, or write it as CSV"
        )
