"""Bytes to lines of text: encoding, line ends and limits, one chunk in memory at a time."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from wfm.input_files import read_piece, size_text
from wfm.input_limits import MAX_BLANK, MAX_LINE, MAX_STREAM, MAX_TABLE
from wfm.io.forecast.problems import Problems
from wfm.io.forecast.source import Source
from wfm.option_text import option

__all__ = ["ByteProgress", "LineDecoder"]

ByteProgress = Callable[[int, int | None], None]
"""Called with the number of bytes read and the total, None if it is unknown."""
CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class LineDecoder:
    """The lines of a stream, without their ends.

    The encoding is that of a byte order mark, else `encoding`, else UTF-8; text that is not UTF-8
    is read as Windows text (cp1252) from the first line that is not, with a note.
    """

    def __init__(
        self,
        source: Source,
        encoding: str | None,
        problems: Problems,
        notes: list[str],
        progress: ByteProgress | None = None,
    ) -> None:
        self._source = source
        self._problems = problems
        self._notes = notes
        self._progress = progress
        marked = next((name for bom, name in _BOMS if source.head.startswith(bom)), None)
        self._declared = encoding if marked in (None, "utf-8") else marked
        self._narrow = "utf-8"
        self._bytes = len(source.head)
        self._blank = 0  # characters of blank lines since the last other line
        self._read = 0  # lines returned so far
        self._non_ascii: int | None = None

    def blocks(self) -> Iterator[list[str]]:
        """Lists of complete lines, about a megabyte each."""
        for data in self._whole_lines():
            text = self._decode(data)
            self._check_blanks(text)
            if not self._read:
                text = text.removeprefix("\ufeff")
            if "\0" in text:
                self._refuse_nul(text)
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            if not lines[-1]:
                lines.pop()
            yield lines
            self._read += len(lines)

    def _check_blanks(self, text: str) -> None:
        """Refuse blank lines without an end, which readers skip."""
        self._blank = self._blank + len(text) if text.isspace() else 0
        if self._blank > MAX_BLANK:
            self._problems.stop(
                f"has more than {MAX_BLANK:,} blank lines one after another: delete them",
                self._read + 1,
            )

    def _refuse_nul(self, text: str) -> None:
        """Report a NUL byte, usually of UTF-16 without a byte order mark."""
        line = self._read + text[: text.index("\0")].count("\n") + 1
        self._problems.stop(
            "contains a NUL byte, so this is not CSV text: export it again, "
            f"or use {option('encoding', 'utf-16-le')} if it is UTF-16 without a byte order mark",
            line,
        )

    def _chunks(self) -> Iterator[bytes]:
        """The bytes of the stream; progress is reported after each chunk is used."""
        done = len(self._source.head)
        chunk = self._source.head
        while chunk:
            yield chunk
            if self._progress:
                self._progress(done, self._source.total)
            chunk = self._next_chunk()
            done += len(chunk)

    def _next_chunk(self) -> bytes:
        """The next bytes of the stream; empty at its end."""
        chunk = read_piece(self._source.stream, self._problems.source, CHUNK)
        self._bytes += len(chunk)
        if self._source.total is None and self._bytes > MAX_STREAM:
            self._problems.stop(
                f"has more than {size_text(MAX_STREAM)}, the limit of a pipe: "
                "write it to a file, and give its name"
            )
        if self._bytes > MAX_TABLE:
            self._problems.stop(f"has more than {size_text(MAX_TABLE)}, the limit of a table")
        return chunk

    def _as_utf8(self) -> Iterator[bytes]:
        """The bytes in UTF-8 if the encoding is known, else as they are."""
        if self._declared is None:
            yield from self._chunks()
            return
        decoder = codecs.getincrementaldecoder(self._declared)()
        try:
            for chunk in self._chunks():
                yield decoder.decode(chunk).encode()
            yield decoder.decode(b"", final=True).encode()
        except UnicodeError:
            self._problems.stop(
                f"is not {self._declared} text: use {option('encoding')}, such as utf-8, cp1252 "
                "or utf-16"
            )

    def _whole_lines(self) -> Iterator[bytes]:
        """The bytes, cut at ends of lines so that no character or line is split."""
        carry = b""
        for chunk in self._as_utf8():
            carry += chunk
            cut = carry.rfind(b"\n") + 1 or carry.rfind(b"\r", 0, -1) + 1
            if cut:
                yield carry[:cut]
                carry = carry[cut:]
            if len(carry) > MAX_LINE:
                self._problems.stop(
                    "is a line of more than a million characters: is this a table with line ends?",
                    self._read + 1,
                )
        if carry:
            yield carry

    def _decode(self, data: bytes) -> str:
        """Some lines as text."""
        try:
            text = data.decode(self._narrow)
        except UnicodeDecodeError as error:
            return self._decode_as_windows(data, error.start)
        if self._non_ascii is None and not data.isascii():
            self._non_ascii = self._read + 1
        return text

    def _decode_as_windows(self, data: bytes, at: int) -> str:
        """Change to cp1252 at a byte that is not UTF-8, unless the file has UTF-8 already."""
        line = self._read + data[:at].count(b"\n") + 1
        byte = f"0x{data[at]:02x}"
        if self._narrow != "utf-8":
            self._problems.stop(
                f"byte {byte} is neither UTF-8 nor Windows text (cp1252): use {option('encoding')}",
                line,
            )
        if self._non_ascii is not None or not data[:at].isascii():
            self._problems.stop(
                f"byte {byte} is not UTF-8, but the text above it is: save the file "
                f"in one encoding, or use {option('encoding')}",
                line,
            )
        self._narrow = "cp1252"
        self._notes.append(
            f"line {line} is not UTF-8: read as Windows text (cp1252); "
            f"{option('encoding')} overrides this"
        )
        return self._decode(data)
