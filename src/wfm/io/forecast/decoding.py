"""Bytes to lines of text: encodings, line ends and limits, one chunk in memory at a time."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from wfm.io.forecast.problems import Problems
from wfm.io.forecast.source import Source

__all__ = ["Lines", "Progress"]

Progress = Callable[[int, int | None], None]
CHUNK = 1 << 20
LONGEST = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Lines:
    """The lines of a stream, without their ends.

    UTF-8 unless a byte order mark or `encoding` says otherwise; what is not UTF-8 is read as
    Windows text (cp1252) from the first line that tells, with a note.
    """

    def __init__(
        self,
        source: Source,
        encoding: str | None,
        problems: Problems,
        notes: list[str],
        progress: Progress | None = None,
    ) -> None:
        self._source = source
        self._problems = problems
        self._notes = notes
        self._progress = progress
        marked = next((name for bom, name in _BOMS if source.head.startswith(bom)), None)
        self._wide = encoding if marked in (None, "utf-8") else marked
        self._plain = "utf-8"
        self._read = 0  # lines handed out so far
        self._non_ascii: int | None = None

    def blocks(self) -> Iterator[list[str]]:
        """Lists of whole lines, about a megabyte each."""
        for data in self._whole_lines():
            text = self._decoded(data)
            if not self._read:
                text = text.removeprefix("\ufeff")
            if "\0" in text:
                self._refuse_nul(text)
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            if not lines[-1]:
                lines.pop()
            yield lines
            self._read += len(lines)

    def _refuse_nul(self, text: str) -> None:
        line = self._read + text[: text.index("\0")].count("\n") + 1
        self._problems.stop(
            "holds a NUL byte, so this is no CSV text: export it again, "
            "or say --encoding utf-16-le if it is UTF-16 without a mark",
            line,
        )

    def _chunks(self) -> Iterator[bytes]:
        done = len(self._source.head)
        chunk = self._source.head
        while chunk:
            yield chunk
            if self._progress:
                self._progress(done, self._source.total)
            chunk = self._next_chunk()
            done += len(chunk)

    def _next_chunk(self) -> bytes:
        try:
            return self._source.stream.read(CHUNK) or b""
        except OSError as error:
            self._problems.stop(f"cannot be read to its end: {error.strerror}")

    def _as_utf8(self) -> Iterator[bytes]:
        if self._wide is None:
            yield from self._chunks()
            return
        decoder = codecs.getincrementaldecoder(self._wide)()
        try:
            for chunk in self._chunks():
                yield decoder.decode(chunk).encode()
            yield decoder.decode(b"", final=True).encode()
        except UnicodeError:
            self._problems.stop(
                f"is not {self._wide} text: say --encoding, such as utf-8, cp1252 or utf-16"
            )

    def _whole_lines(self) -> Iterator[bytes]:
        carry = b""
        for chunk in self._as_utf8():
            carry += chunk
            cut = carry.rfind(b"\n") + 1 or carry.rfind(b"\r", 0, -1) + 1
            if cut:
                yield carry[:cut]
                carry = carry[cut:]
            if len(carry) > LONGEST:
                self._problems.stop(
                    "is a line of more than a million characters: is this a table?", self._read + 1
                )
        if carry:
            yield carry

    def _decoded(self, data: bytes) -> str:
        try:
            text = data.decode(self._plain)
        except UnicodeDecodeError as error:
            return self._fallen_back(data, error.start)
        if self._non_ascii is None and not data.isascii():
            self._non_ascii = self._read + 1
        return text

    def _fallen_back(self, data: bytes, at: int) -> str:
        line = self._read + data[:at].count(b"\n") + 1
        byte = f"0x{data[at]:02x}"
        if self._plain != "utf-8":
            self._problems.stop(f"byte {byte} is no Windows text (cp1252): say --encoding", line)
        if self._non_ascii is not None or not data[:at].isascii():
            self._problems.stop(
                f"byte {byte} is not UTF-8, though letters before it are: say --encoding", line
            )
        self._plain = "cp1252"
        self._notes.append(
            f"line {line} is not UTF-8: read as Windows text (cp1252); --encoding says otherwise"
        )
        return self._decoded(data)
