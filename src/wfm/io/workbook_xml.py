"""What the XML parts of a workbook hold: counted while they are parsed, never kept.

Every part is parsed by expat, which refuses what is not well-formed, with document types and
entities refused. The cells of a sheet that is written as spreadsheet programs write it are found
by an expression, which is several times as fast as a call for each element: a sheet with one tag
of a cell that is not of that form is parsed element by element. Expat keeps each element that is
open and each distinct name, which have limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple
from xml.parsers import expat

from wfm.input_limits import (
    MAX_ATTRIBUTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    MAX_NAME_LENGTH,
    MAX_NAMES,
    MAX_SHEET_COLUMNS,
    MAX_SHEET_ROWS,
)
from wfm.io.archive import DamagedError, TooLargeError

__all__ = ["SheetSize", "StringSizes", "check_dates", "elements", "shared_text", "sheet_size"]

Attributes = dict[str, str]
_TAG, _PREFIXED = re.compile(rb"<c[\s/>]"), re.compile(rb":c[\s/>]")
_CELL = re.compile(rb'<c r="([A-Z]+)([1-9]\d*)"(?: \w+="[^"<>]*")*(/)?>')
# A value that may be a number of ten digits or more, or is written in pieces.
_LARGE = re.compile(
    rb"<v[^<>]*>(?:[+-]?(?:0*[1-9]\d{9}|[.\d]++[eE]\+?\d|\s|(?i:inf|nan))|[^<]*+(?:&|<[!?]))"
)
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s")
# Each name of an element or an attribute; a word of a text may look like one.
_NAMES = re.compile(rb"""[\s<]([^\s<>/="']+)(?=[\s=/>])""")
_MOST_DAYS = 999_999_999  # of a duration in Python
_LONG_TAG = 4096  # a longer tag is parsed element by element
_REFERENCE = re.compile(r"([A-Za-z]{1,3})0*([1-9]\d{0,6})")
_TOKEN = 8 << 20  # bytes of one tag, text or comment that expat may collect


class SheetSize(NamedTuple):
    """The size of a sheet: tags of cells, those with contents, and the last row and column.

    `large` is whether it may have a number of more than nine digits.
    """

    cells: int
    filled: int
    rows: int
    columns: int
    large: bool = False


def elements(
    pieces: Iterable[bytes],
    start: Callable[[str, Attributes], None] | None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    *,
    most: int = MAX_ELEMENTS,
) -> None:
    """Parse a part, and call a function for each element, with its name without a prefix.

    Parameters
    ----------
    pieces : iterable of bytes
        The part.
    start, end, text : callable, optional
        Called at each beginning and end of an element, and with each piece of text.
    most : int
        Elements that a part may have, if they are called for.

    Raises
    ------
    ArchiveError
        For XML that is not well-formed, has a document type, is not UTF-8, or elements with more
        attributes, names or elements in them than any workbook has. Without `start` there is no
        limit of names and depth: whoever gives the pieces has checked them.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_encoding
    if start is not None:
        counted = _Counted(start, end, most)
        parser.StartElementHandler = counted.begin
        parser.EndElementHandler = counted.end
    parser.CharacterDataHandler = text
    done = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            done += len(piece)
            if done - parser.CurrentByteIndex > _TOKEN:
                raise TooLargeError("has a tag or a text of several megabytes")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise DamagedError(f"its XML is not well-formed: {error}") from None


class _Counted:
    """Counts the elements of a part, their names and their depth, before they are passed on."""

    def __init__(
        self,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None,
        most: int,
    ) -> None:
        self._start, self._end, self._most = start, end, most
        self._count = self._depth = 0
        self._names: set[str] = set()

    def begin(self, name: str, attributes: Attributes) -> None:
        """The beginning of an element."""
        self._count += 1
        self._depth += 1
        if self._count > self._most:
            raise TooLargeError(f"has a part of more than {self._most:,} elements")
        if len(attributes) > MAX_ATTRIBUTES:
            raise TooLargeError(f"has an element with {len(attributes):,} attributes")
        if self._depth > MAX_DEPTH:
            raise _too_deep()
        if name not in self._names or not self._names.issuperset(attributes):
            self._add_names([name, *attributes])
        self._start(name.rpartition(":")[2], attributes)

    def end(self, name: str) -> None:
        """The end of an element."""
        self._depth -= 1
        if self._end is not None:
            self._end(name.rpartition(":")[2])

    def _add_names(self, names: list[str]) -> None:
        """Count names that may be new."""
        self._names.update(names)
        if len(self._names) > MAX_NAMES or max(map(len, names)) > MAX_NAME_LENGTH:
            raise TooLargeError(
                f"has a part of more than {MAX_NAMES:,} names of elements and attributes, or "
                f"one of more than {MAX_NAME_LENGTH:,} characters"
            )


def _too_deep() -> TooLargeError:
    """The error of elements in elements in elements."""
    return TooLargeError(f"has elements inside each other more than {MAX_DEPTH} deep")


class _NotPlainError(Exception):
    """A sheet must be parsed element by element."""


def _refuse_doctype(*_: object) -> None:
    """Refuse a document type, which may define entities that expand without limit."""
    raise DamagedError("its XML has a document type, which workbooks do not have")


def _check_encoding(_: str, encoding: str | None, __: int) -> None:
    """Refuse other encodings than that of all workbooks."""
    if (encoding or "utf-8").casefold() not in ("utf-8", "utf8", "us-ascii"):
        raise DamagedError(f"its XML is in the encoding {encoding}, not in UTF-8")


def sheet_size(
    pieces: Callable[[], Iterable[bytes]], check: Callable[[SheetSize], None], most: int
) -> SheetSize:
    """The size of a sheet; `check` refuses one that is too large, while it is counted.

    Parameters
    ----------
    pieces : callable
        Gives the bytes of the sheet from their beginning.
    check : callable
        Called for each megabyte with the size so far.
    most : int
        Elements that a sheet may have.
    """
    plain = _PlainSheet(check)
    with suppress(_NotPlainError):
        elements(plain.passed(pieces()), None)
        return plain.size
    strict = _StrictSheet(check)
    elements(strict.passed(pieces()), strict.start, strict.end, most=most)
    return strict.size


def shared_text(pieces: Iterable[bytes], lengths: list[int], most: int) -> int:
    """The characters of the cells of a sheet whose texts are shared, of which each gets a copy.

    Parameters
    ----------
    pieces : iterable of bytes
        The sheet.
    lengths : list of int
        The characters of each shared text.
    most : int
        Elements that a sheet may have.
    """
    cells = _SharedCells(lengths)
    elements(pieces, cells.start, cells.end, cells.text, most=most)
    return cells.total


def check_dates(pieces: Iterable[bytes], styles: set[int], most: int) -> None:
    """Refuse numbers that are shown as dates or durations, but are far outside of all.

    The parser of workbooks would not return from such a number.

    Parameters
    ----------
    pieces : iterable of bytes
        The sheet.
    styles : set of int
        The numbers of the styles that show a date or a duration.
    most : int
        Elements that a sheet may have.

    Raises
    ------
    DamagedError
        If there is one.
    """
    cells = _DateCells(styles)
    elements(pieces, cells.start, cells.end, cells.text, most=most)


class _DateCells:
    """Checks the numbers of the cells with some styles."""

    def __init__(self, styles: set[int]) -> None:
        self._styles = styles
        self._place = ""
        self._is_date = False
        self._texts: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """The style of a cell, or its value."""
        if name == "c":
            style = attributes.get("s", "0")
            self._is_date = not style.isdigit() or int(style[:9]) in self._styles
            self._place = attributes.get("r", "")[:10]
        self._texts = []

    def text(self, text: str) -> None:
        """A piece of a value."""
        if self._is_date:
            self._texts.append(text)

    def end(self, name: str) -> None:
        """Check a value; the parser of the workbook may read the first piece only."""
        if name == "v" and self._texts:
            for text in (self._texts[0], "".join(self._texts)):
                if not _is_small(text):
                    raise DamagedError(
                        f"its cell {self._place} has the format of a date or a duration, "
                        f"but is {text[:20]}"
                    )
            self._texts = []


def _is_small(text: str) -> bool:
    """Whether a text is no number, or one of days that Python can express."""
    try:
        return abs(float(text)) < _MOST_DAYS
    except ValueError:
        return True


class _SharedCells:
    """Adds up the lengths of the shared texts that the cells of a sheet refer to."""

    def __init__(self, lengths: list[int]) -> None:
        self.total = 0
        self._lengths = lengths
        self._longest = max(lengths, default=0)
        self._shared = False
        self._texts: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """The type of a cell, or its value."""
        if name == "c":
            self._shared = attributes.get("t") == "s"
        self._texts = []

    def text(self, text: str) -> None:
        """A piece of a value."""
        if self._shared:
            self._texts.append(text)

    def end(self, name: str) -> None:
        """Add the text of a cell; the parser of the workbook may read the first piece only."""
        if name == "v" and self._texts:
            whole = "".join(self._texts)
            self.total += max(self._length(self._texts[0]), self._length(whole))
            self._texts = []

    def _length(self, number: str) -> int:
        """The length of the text of a number; the longest where it is none."""
        if not (number.isascii() and number.isdigit() and len(number) < 9):
            return self._longest
        return self._lengths[int(number)] if int(number) < len(self._lengths) else 0


class _PlainSheet:
    """Counts cells whose tags are all like ``<c r="B2" s="1" t="s">``.

    No tag of a cell can be missed: each begins with the bytes of `_TAG`. Nor can a tag of another
    element: without comments, sections and instructions, in a sheet with as many signs < as >,
    each < begins a tag, ``</`` ends an element, and ``/>`` ends one that is empty.
    """

    def __init__(self, check: Callable[[SheetSize], None]) -> None:
        self._check = check
        self.size = SheetSize(0, 0, 0, 0)
        self._depth = 0
        self._names: set[bytes] = set()

    def passed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces, whose cells are counted; a piece that is not plain is not passed."""
        rest = b""
        for number, piece in enumerate(pieces):
            whole = rest + piece
            cut = max(whole.rfind(b"<"), 0)
            self._count_tags(whole[:cut], declared=not number and bool(_DECLARATION.match(whole)))
            self._count(whole[: cut + 1])
            rest = whole[cut:]
            if len(rest) > _LONG_TAG:
                raise _NotPlainError
            self._check(self.size)
            yield piece

    def _count_tags(self, xml: bytes, *, declared: bool) -> None:
        """Count the depth and the names of some whole tags."""
        tags, ends, declarations = xml.count(b"<"), xml.count(b"</"), xml.count(b"<?")
        self._names.update(_NAMES.findall(xml))
        if (
            tags != xml.count(b">")
            or declarations != declared
            or b"<!" in xml
            or b"\0" in xml  # UTF-16
            or len(self._names) > MAX_NAMES
            or max(map(len, self._names), default=0) > MAX_NAME_LENGTH
        ):
            raise _NotPlainError
        self._depth += tags - declarations - 2 * ends - xml.count(b"/>")
        if self._depth > MAX_DEPTH:
            raise _too_deep()

    def _count(self, xml: bytes) -> None:
        """Count the cells of some tags, all but the last of which are whole."""
        cells = _CELL.findall(xml)
        if len(_TAG.findall(xml)) != len(cells) or _PREFIXED.search(xml):
            raise _NotPlainError
        filled = [cell for cell in cells if not cell[2]]
        large = self.size.large or _LARGE.search(xml) is not None
        size = self.size._replace(
            cells=self.size.cells + len(cells), filled=self.size.filled + len(filled), large=large
        )
        if filled:
            letters, rows, _ = zip(*filled, strict=True)
            if max(map(len, {*letters})) > 3 or max(map(len, rows)) > 7:
                raise DamagedError("it has a cell outside of any sheet")
            columns = max(_column(text.decode()) for text in {*letters})
            size = size._replace(
                rows=max(size.rows, max(map(int, rows))), columns=max(size.columns, columns)
            )
        self.size = size
        _check_place(self.size.rows, self.size.columns)


class _StrictSheet:
    """Counts cells element by element, with the position of those that do not say theirs."""

    def __init__(self, check: Callable[[SheetSize], None]) -> None:
        self._check = check
        self._row = self._column = 0  # of the next cell without a position, from 0
        self._place: tuple[int, int] | None = None  # of the cell that is open
        self._cells = self._filled = self._rows = self._columns = 0

    @property
    def size(self) -> SheetSize:
        """The size so far."""
        return SheetSize(self._cells, self._filled, self._rows, self._columns, large=True)

    def passed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces; the size is checked after each."""
        for piece in pieces:
            yield piece
            self._check(self.size)

    def start(self, name: str, attributes: Attributes) -> None:
        """Count an element."""
        if name == "c":
            self._cells += 1
            row, column = self._row, self._column
            if "r" in attributes:
                row, column = _place(attributes["r"])
            self._column, self._place = column + 1, (row, column)
        elif self._place is not None:
            self._filled += 1
            (row, column), self._place = self._place, None
            self._rows, self._columns = max(self._rows, row + 1), max(self._columns, column + 1)
            _check_place(self._rows, self._columns)
        elif name == "row" and "r" in attributes:
            self._row = _row(attributes["r"]) - 1

    def end(self, name: str) -> None:
        """The position of the next cell."""
        if name == "c":
            self._place = None
        elif name == "row":
            self._row, self._column = self._row + 1, 0


def _place(text: str) -> tuple[int, int]:
    """Row and column of a cell, from 0."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise DamagedError(f"it has a cell at {text[:20]!r}")
    return int(match[2]) - 1, _column(match[1].upper()) - 1


def _row(text: str) -> int:
    """The number of a row, from 1."""
    digits = text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 7 or int(digits) < 1:
        raise DamagedError(f"it has a row {text[:20]!r}")
    return int(digits)


def _column(letters: str) -> int:
    """The number of a column, 1 for A and 27 for AA."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _check_place(rows: int, columns: int) -> None:
    """Refuse a cell that no sheet can have."""
    if rows > MAX_SHEET_ROWS or columns > MAX_SHEET_COLUMNS:
        raise DamagedError(f"it has a cell in row {rows:,} and column {columns:,}")


class StringSizes:
    """Counts the shared texts of a workbook and their characters."""

    def __init__(self, check: Callable[[int], None]) -> None:
        self._check = check
        self.lengths: list[int] = []
        self.declared: int = 0
        self._length = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Count an element."""
        if name == "si":
            self.lengths.append(0)
        elif name == "sst":
            text = attributes.get("uniqueCount", "0")
            self.declared = int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
            self._check(self.declared)

    def text(self, text: str) -> None:
        """Count the characters of a text."""
        if self.lengths:
            self.lengths[-1] += len(text)

    def passed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces; the number of texts is checked after each."""
        for piece in pieces:
            yield piece
            self._check(len(self.lengths))
