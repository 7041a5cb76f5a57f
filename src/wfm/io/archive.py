"""Zip archives: the members of one that may be hostile, and a plain one written of them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from wfm.input_limits import (
    MAX_DIRECTORY,
    MAX_INFLATED,
    MAX_MEMBERS,
    MAX_RATIO,
    MB,
    PLAIN_INFLATED,
)

__all__ = ["Archive", "ArchiveError", "DamagedError", "Deflated", "TooLargeError", "packed"]

_PIECE = MB
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, NotImplementedError)
_LOCAL, _CENTRAL, _TAIL = "<IHHHHHIIIHH", "<IHHHHHHIIIHHHHHII", "<IHHHHIIH"


class ArchiveError(Exception):
    """An archive that is not read; the text says why."""


class DamagedError(ArchiveError):
    """A part is not as the archive says."""


class TooLargeError(ArchiveError):
    """The archive costs more than its size permits."""


class Deflated(NamedTuple):
    """One member as it is in the archive: compressed bytes, and what they expand to."""

    data: bytes
    crc: int
    size: int
    method: int


class _Bounded:
    """A stream whose reads have a limit: the list of members may be declared of any length."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, count: int = -1) -> bytes:
        """Some bytes."""
        data = self._stream.read(MAX_DIRECTORY + 1 if count < 0 else min(count, MAX_DIRECTORY + 1))
        if len(data) > MAX_DIRECTORY:
            raise TooLargeError(f"has a list of more than {MAX_MEMBERS:,} parts")
        return data


class Archive:
    r"""The members of a zip archive by name, inflated one piece at a time.

    Names are compared without letter case, with ``\`` as ``/``, as readers of workbooks do.

    Parameters
    ----------
    stream : binary stream
        The archive; it must be seekable.
    size : int
        Its length. [bytes]

    Raises
    ------
    ArchiveError
        If its list of members cannot be read, or is too long.
    """

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._size = stream, size
        self._inflated = 0
        self._kept = 0
        try:
            members = zipfile.ZipFile(_Bounded(stream)).infolist()
        except _DAMAGED as error:
            raise DamagedError from error
        if len(members) > MAX_MEMBERS:
            raise TooLargeError(f"has {len(members):,} parts, more than {MAX_MEMBERS:,}")
        self._members: dict[str, list[zipfile.ZipInfo]] = {}
        for member in members:
            self._members.setdefault(_plain(member.filename), []).append(member)

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._members

    def names(self) -> set[str]:
        """The names of all members in lower case."""
        return set(self._members)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The inflated bytes of a member, counted with those of all members.

        Raises
        ------
        ArchiveError
            If the member is damaged, is in the archive twice, or expands too much.
        """
        member = self._member(name)
        inflater = zlib.decompressobj(-15) if member.compress_type else None
        crc = size = 0
        for data in self._compressed(member):
            while inflater and data:
                try:
                    piece = inflater.decompress(data, _PIECE)
                except zlib.error:
                    raise DamagedError(f"its part {name} is damaged") from None
                data = inflater.unconsumed_tail
                crc, size = zlib.crc32(piece, crc), size + len(piece)
                yield self._counted(piece)
            if not inflater:
                crc, size = zlib.crc32(data, crc), size + len(data)
                yield self._counted(data)
        if (crc, size) != (member.CRC, member.file_size) or (inflater and not inflater.eof):
            raise DamagedError(f"its part {name} is not as its list of parts says")

    def deflated(self, name: str) -> Deflated:
        """A member as it is, of which all `pieces` have been read."""
        member = self._member(name)
        data = b"".join(self._compressed(member))
        self._kept += len(data)
        if self._kept > self._size:
            raise DamagedError("its parts overlap")
        return Deflated(data, member.CRC, member.file_size, member.compress_type)

    def _member(self, name: str) -> zipfile.ZipInfo:
        """The one member of a name that can be inflated."""
        members = self._members[_plain(name)]
        if len(members) > 1:
            raise DamagedError(f"it has the part {name} twice")
        if members[0].flag_bits & 1:
            raise ArchiveError("is protected by a password: save it without a password first")
        if members[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DamagedError("a part is compressed by a method that workbooks do not use")
        return members[0]

    def _compressed(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The compressed bytes of a member."""
        try:
            self._stream.seek(member.header_offset)
            name, extra = struct.unpack("<26xHH", self._stream.read(30))
            self._stream.seek(name + extra, 1)
            remaining = member.compress_size
            while remaining > 0 and (data := self._stream.read(min(remaining, _PIECE))):
                remaining -= len(data)
                yield data
        except _DAMAGED:
            raise DamagedError("its list of parts is wrong") from None
        if remaining:
            raise DamagedError("it ends too early")

    def _counted(self, piece: bytes) -> bytes:
        """A piece, unless all pieces so far are more than a plain workbook has."""
        self._inflated += len(piece)
        if self._inflated > MAX_INFLATED:
            raise TooLargeError(f"expands to more than {MAX_INFLATED >> 20} MB")
        if self._inflated > max(PLAIN_INFLATED, MAX_RATIO * self._size):
            raise TooLargeError(
                f"expands to more than {MAX_RATIO} times its size, unlike a plain workbook"
            )
        return piece


def _plain(name: str) -> str:
    """A name as it is compared."""
    return name.replace("\\", "/").lstrip("/").casefold()


def packed(members: dict[str, Deflated | bytes]) -> io.BytesIO:
    """A zip archive of some members, without comments, gaps or additional fields.

    Examples
    --------
    >>> zipfile.ZipFile(packed({"a.txt": b"text"})).read("a.txt")
    b'text'
    """
    out, entries = io.BytesIO(), list[bytes]()
    for name, member in members.items():
        if isinstance(member, bytes):
            member = Deflated(member, zlib.crc32(member), len(member), zipfile.ZIP_STORED)
        path = name.encode()
        sizes = (member.crc, len(member.data), member.size, len(path), 0)
        common = (20, 0x800, member.method, 0, 0x21, *sizes)  # 1 January 1980
        entries.append(
            struct.pack(_CENTRAL, 0x02014B50, 20, *common, 0, 0, 0, 0, out.tell()) + path
        )
        out.write(struct.pack(_LOCAL, 0x04034B50, *common) + path)
        out.write(member.data)
    start, listed = out.tell(), b"".join(entries)
    out.write(listed)
    count = len(entries)
    out.write(struct.pack(_TAIL, 0x06054B50, 0, 0, count, count, len(listed), start, 0))
    out.seek(0)
    return out
