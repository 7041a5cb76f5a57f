"""Check the real size of a workbook before it is parsed: a guard against zip bombs.

Declared sizes can be false, so every member is inflated, one piece at a time, and discarded.
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

# No forecast reaches these limits: a workbook of a million rows by 20 columns has fewer than 20
# members, inflates to about 500 MB at a ratio of 10 to 30.
MAX_MEMBERS = 1_000
MAX_INFLATED = 512 << 20
MAX_RATIO = 200
RATIO_FROM = 16 << 20  # the ratio of a small file means nothing
MAX_CELLS = 20_000_000
_PIECE = 1 << 20
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
# A sheet may be in any member; these have no cells.
_NO_SHEETS = ("xl/sharedStrings.xml", "xl/styles.xml", "docProps/", "xl/media/", "xl/theme/")


def check_zip(stream: BinaryIO, size: int, problems: Problems) -> None:
    """Refuse a zip archive that is not an .xlsx workbook of plausible size."""
    try:
        members = zipfile.ZipFile(stream).infolist()
        _check_kind({member.filename for member in members}, problems)
        if len(members) > MAX_MEMBERS:
            problems.stop(
                f"has {len(members)} parts, more than {MAX_MEMBERS:,}: not a plain workbook"
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
    """Inflate one member; the total of bytes inflated so far."""
    bounds = _CellBounds(not member.filename.startswith(_NO_SHEETS))
    for piece in _inflated(stream, member):
        total += len(piece)
        _check_size(total, size, problems)
        bounds.widen(piece)
        _check_cells(bounds, problems)
    return total


def _check_kind(names: set[str], problems: Problems) -> None:
    """Refuse other formats that are zip archives."""
    if "xl/workbook.bin" in names:
        problems.stop("is a binary workbook (.xlsb): save it as .xlsx or CSV first")
    if "content.xml" in names:
        problems.stop("is an OpenDocument file: save it as .xlsx or CSV first")
    if not any(name.startswith("xl/") for name in names):
        problems.stop("is a zip archive, not a table: unpack it first")


def _check_size(total: int, size: int, problems: Problems) -> None:
    """Refuse too many bytes, or too many for the size of the file."""
    if total > MAX_INFLATED:
        problems.stop(f"expands to more than {MAX_INFLATED >> 20} MB: write it as CSV instead")
    if total > RATIO_FROM and total > MAX_RATIO * size:
        problems.stop(
            f"expands to more than {MAX_RATIO} times its size, unlike a plain workbook: "
            "write it as CSV instead"
        )


def _inflated(stream: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The inflated bytes of a member, one piece at a time."""
    stream.seek(member.header_offset)
    name, extra = struct.unpack("<26xHH", stream.read(30))
    stream.seek(name + extra, 1)
    remaining = member.compress_size
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("a compression method that workbooks do not use")
    inflater = zlib.decompressobj(-15) if member.compress_type else None
    while remaining > 0 and (compressed := stream.read(min(remaining, _PIECE))):
        remaining -= len(compressed)
        while inflater and compressed:
            yield inflater.decompress(compressed, _PIECE)
            compressed = inflater.unconsumed_tail
        if not inflater:
            yield compressed


class _CellBounds:
    """The last row and column with a cell: a reader allocates the whole rectangle."""

    def __init__(self, sheet: bool) -> None:
        self._sheet = sheet
        self._tail = b""
        self.column = self.row = 0

    def widen(self, piece: bytes) -> None:
        """Include the cells in a piece of the sheet's XML."""
        if not self._sheet:
            return
        for letters, digits in _CELL.findall(self._tail + piece):
            self.row = max(self.row, int(digits))
            self.column = max(self.column, _column(letters))
        self._tail = piece[-16:]  # a reference to a cell may be cut in two


def _column(letters: bytes) -> int:
    """The number of a column, 1 for A and 27 for AA."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _check_cells(bounds: _CellBounds, problems: Problems) -> None:
    """Refuse a sheet whose rectangle of cells would fill the memory."""
    if bounds.row * bounds.column > MAX_CELLS:
        problems.stop(
            f"has a sheet of {bounds.row:,} rows by {bounds.column:,} columns: "
            "delete the cells far outside the table, or write it as CSV"
        )
