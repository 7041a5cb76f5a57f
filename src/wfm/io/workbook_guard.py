"""Check a workbook before the parser of workbooks sees it.

The sheets, shared texts and styles that would be read are found by the relations of the archive,
inflated, parsed and counted one piece at a time. The parser then gets another archive, which has
only these parts under the usual names: it cannot find a part that was not checked.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import BinaryIO, NamedTuple
from xml.sax.saxutils import escape

from wfm.input_files import size_text
from wfm.input_limits import (
    MAX_CELL_TEXT,
    MAX_ELEMENTS,
    MAX_FORMATS,
    MAX_PART,
    MAX_SHEETS,
    MB,
    MIN_BYTES_PER_CELL,
    PLAIN_AREA,
    PLAIN_CELLS,
    STYLE_ENTRIES,
)
from wfm.io.archive import Archive, ArchiveError, DamagedError, Deflated, TooLargeError, packed
from wfm.io.forecast.problems import Problems
from wfm.io.workbook_xml import (
    SheetSize,
    StringSizes,
    check_dates,
    elements,
    shared_text,
    sheet_size,
)

__all__ = ["checked_workbook"]

_Start = Callable[[str, dict[str, str]], None]
_Text = Callable[[str], None]
_CURE = "write it as CSV instead"
_FAR = "delete the cells far outside the table, or write it as CSV"
_BOOK, _PREFIX = "xl/workbook.xml", "xl/"
# The numbers of formats of every workbook that show numbers, fractions, percent or text.
_PLAIN_FORMATS = {str(i) for i in (*range(14), *range(37, 41), 48, 49)}
_QUOTED = re.compile(r'[\\_*].|"[^"]*"|\[\$[^\]]*\]')  # text in a format, and currencies
_DATE_LETTER = re.compile(r"[admyhs]", re.IGNORECASE)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


class _Relation(NamedTuple):
    """The kind and the path of a part."""

    kind: str
    path: str


# Bytes of a workbook up to which the last one that was checked is remembered.
_REMEMBERED = 16 * MB


class _Sheet(NamedTuple):
    """A sheet: its name, the relation to its part, and whether it is hidden."""

    name: str
    relation: str
    state: str
    path: str = ""


def checked_workbook(stream: BinaryIO, size: int, problems: Problems) -> io.BytesIO:
    """The parts of a workbook that are read, as a workbook of plausible size.

    Parameters
    ----------
    stream : binary stream
        The file.
    size : int
        Its length. [bytes]
    problems : Problems
        A file that is no workbook, is damaged or too large, is a problem.

    Raises
    ------
    DataError
        In one line.
    """
    try:
        if size > _REMEMBERED:
            return _checked(stream, size, problems)
        stream.seek(0)
        return io.BytesIO(_remembered(_Content(stream.read(), problems)))
    except DamagedError as error:
        reason = f" ({error})" if str(error) else ""
        problems.stop(f"is a damaged workbook{reason}: open it and save it again as .xlsx")
    except TooLargeError as error:
        problems.stop(f"{error}: {_FAR if 'columns' in str(error) else _CURE}")
    except ArchiveError as error:
        problems.stop(str(error))


class _Content:
    """The bytes of a workbook, equal if they are, and where to report their problems."""

    def __init__(self, content: bytes, problems: Problems) -> None:
        self.content = content
        self.problems = problems

    def __hash__(self) -> int:
        return hash(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self.content == other.content


@lru_cache(maxsize=1)
def _remembered(book: _Content) -> bytes:
    """The checked workbook; a plan is read sheet by sheet, and checked once."""
    return _checked(io.BytesIO(book.content), len(book.content), book.problems).getvalue()


def _checked(stream: BinaryIO, size: int, problems: Problems) -> io.BytesIO:
    """The checked workbook."""
    archive = Archive(stream, size)
    _check_kind(archive.names(), problems)
    return packed(_Workbook(archive, size).parts())


def _check_kind(names: set[str], problems: Problems) -> None:
    """Refuse other formats that are zip archives."""
    if "xl/workbook.bin" in names:
        problems.stop("is a binary workbook (.xlsb): save it as .xlsx or CSV first")
    if "content.xml" in names:
        problems.stop("is an OpenDocument file: save it as .xlsx or CSV first")
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        problems.stop("is a document, not a workbook: export the table as CSV or .xlsx")
    if not any(name.startswith(_PREFIX) for name in names) and "_rels/.rels" not in names:
        problems.stop("is a zip archive, not a table: unpack it first")


class _Workbook:
    """The parts of a workbook, counted together."""

    def __init__(self, archive: Archive, size: int) -> None:
        self._archive = archive
        self._most_cells = max(PLAIN_CELLS, size // MIN_BYTES_PER_CELL)
        self._most_area = max(PLAIN_AREA, size)
        self._most_elements = max(MAX_ELEMENTS, size)
        self._cells = self._area = self._filled = 0
        self._sheets: list[_Sheet] = []
        self._is_1904 = self._computes = False
        self._dates: set[int] = set()  # styles of dates and durations

    def parts(self) -> dict[str, Deflated | bytes]:
        """The checked parts under the names that every parser knows."""
        book = self._book()
        relations = self._relations(book)
        self._read_book(book)
        sheets = self._with_cells(relations)
        parts: dict[str, Deflated | bytes] = {
            "_rels/.rels": _relations_xml([("officeDocument", "xl/workbook.xml")]),
            _BOOK: self._book_xml(sheets),
            "xl/_rels/workbook.xml.rels": _relations_xml(
                [("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1)]
            ),
        }
        lengths = self._check_strings(self._named(relations, book, "sharedStrings"), parts)
        self._check_styles(self._named(relations, book, "styles"), parts)
        for i, sheet in enumerate(sheets, 1):
            self._check_sheet(sheet.path)
            parts[f"xl/worksheets/sheet{i}.xml"] = self._archive.deflated(sheet.path)
        self._check_text(lengths, [sheet.path for sheet in sheets])
        return parts | self._computed_by()

    def _book(self) -> str:
        """The path of the list of sheets."""
        found = [one.path for one in self._relations("").values() if one.kind == "officeDocument"]
        path = found[-1] if found else _BOOK
        if path not in self._archive:
            raise DamagedError(f"it has no part {path}")
        return path

    def _relations(self, path: str) -> dict[str, _Relation]:
        """The relations of a part, or of the archive, by their name."""
        folder, name = posixpath.split(path)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        relations: dict[str, _Relation] = {}

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                relations[attributes.get("Id", "")] = _Relation(kind, self._path(folder, target))

        if listed in self._archive:
            self._parse_small(listed, start)
        return relations

    def _path(self, folder: str, target: str) -> str:
        """The path of a target in a folder of the archive."""
        if target.startswith("/"):
            return posixpath.normpath(target).lstrip("/")
        path = posixpath.normpath(posixpath.join(folder, target))
        # some programs write the whole path without the slash before it
        return target if path not in self._archive and target in self._archive else path

    def _parse_small(self, path: str, start: _Start, text: _Text | None = None) -> None:
        """Parse a part that only lists others."""
        done = 0

        def limited() -> Iterator[bytes]:
            nonlocal done
            for piece in self._archive.pieces(path):
                done += len(piece)
                if done > MAX_PART:
                    raise TooLargeError(f"has a part {path} of more than {size_text(MAX_PART)}")
                yield piece

        elements(limited(), start, text=text)

    def _read_book(self, path: str) -> None:
        """The names of the sheets, and what else the reader must know."""

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "sheet":
                ids = [v for key, v in attributes.items() if key.rpartition(":")[2] == "id"]
                name, state = attributes.get("name", ""), attributes.get("state", "visible")
                self._sheets.append(_Sheet(name, ids[-1] if ids else "", state))
                if len(self._sheets) > MAX_SHEETS:
                    raise TooLargeError(f"has more than {MAX_SHEETS:,} sheets")
            elif tag == "workbookPr":
                self._is_1904 = attributes.get("date1904") in ("1", "true")
            elif tag == "calcPr":
                self._computes = attributes.get("fullCalcOnLoad") in ("1", "true")

        self._parse_small(path, start)

    def _with_cells(self, relations: dict[str, _Relation]) -> list[_Sheet]:
        """The sheets with cells; charts and dialogs have none."""
        sheets = []
        for sheet in self._sheets:
            relation = relations.get(sheet.relation)
            if relation is None or relation.path not in self._archive:
                raise DamagedError(f"its sheet '{sheet.name[:40]}' has no part")
            if relation.kind == "worksheet":
                sheets.append(sheet._replace(path=relation.path))
        if len({sheet.path.casefold() for sheet in sheets}) < len(sheets):
            raise DamagedError("two of its sheets are the same part")
        return sheets

    def _named(self, relations: dict[str, _Relation], book: str, kind: str) -> str | None:
        """The path of the part of a kind, if there is one."""
        found = [one.path for one in relations.values() if one.kind == kind]
        path = found[-1] if found else posixpath.join(posixpath.dirname(book), f"{kind}.xml")
        return path if path in self._archive else None

    def _check_strings(self, path: str | None, parts: dict[str, Deflated | bytes]) -> list[int]:
        """Count the shared texts, and keep them."""
        if path is None:
            return []

        def check(count: int) -> None:
            if count > self._most_cells:
                raise TooLargeError(f"has more than {self._most_cells:,} shared texts")

        sizes = StringSizes(check)
        elements(
            sizes.passed(self._archive.pieces(path)),
            sizes.start,
            text=sizes.text,
            most=self._most_elements,
        )
        parts["xl/sharedStrings.xml"] = self._archive.deflated(path)
        return sizes.lengths

    def _check_styles(self, path: str | None, parts: dict[str, Deflated | bytes]) -> None:
        """Count the formats, and keep them."""
        if path is None:
            return
        formats = entries = 0
        styles = _DateStyles()

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal formats, entries
            formats += tag == "numFmt"
            entries += tag == "xf"
            styles.start(tag, attributes)
            if formats > MAX_FORMATS or entries > STYLE_ENTRIES:
                raise TooLargeError(
                    f"has more than {MAX_FORMATS:,} number formats or {STYLE_ENTRIES:,} styles"
                )

        self._parse_small(path, start)
        self._dates = styles.dates
        parts["xl/styles.xml"] = self._archive.deflated(path)

    def _check_sheet(self, path: str) -> None:
        """Count the cells of a sheet with those of the sheets before it."""

        def check(size: SheetSize) -> None:
            if self._cells + size.cells > self._most_cells:
                raise TooLargeError(
                    f"has more than {self._most_cells:,} cells, too many for a file of its size"
                )

        size = sheet_size(lambda: self._archive.pieces(path), check, self._most_elements)
        check(size)
        self._cells += size.cells
        self._filled += size.filled
        if size.large and self._dates:
            check_dates(self._archive.pieces(path), self._dates, self._most_elements)
        self._area += size.rows * size.columns
        if self._area > self._most_area:
            raise TooLargeError(f"has a sheet of {size.rows:,} rows by {size.columns:,} columns")

    def _check_text(self, lengths: list[int], paths: list[str]) -> None:
        """Count the characters of cells whose texts are shared; a bound suffices mostly."""
        if self._filled * max(lengths, default=0) <= MAX_CELL_TEXT:
            return
        total = 0
        for path in paths:
            total += shared_text(self._archive.pieces(path), lengths, self._most_elements)
            if total > MAX_CELL_TEXT:
                raise TooLargeError(
                    f"has cells with more than {MAX_CELL_TEXT:,} characters of text in all"
                )

    def _book_xml(self, sheets: list[_Sheet]) -> bytes:
        """The list of sheets."""
        listed = "".join(
            f'<sheet name={_quoted(name)} sheetId="{i}" state={_quoted(state)} r:id="rId{i}"/>'
            for i, (name, _, state, _) in enumerate(sheets, 1)
        )
        calc = '<calcPr fullCalcOnLoad="1"/>' if self._computes else ""
        return (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            f'<workbookPr date1904="{int(self._is_1904)}"/>'
            f"<sheets>{listed}</sheets>{calc}</workbook>"
        ).encode()

    def _computed_by(self) -> dict[str, Deflated | bytes]:
        """The parts that show which program computed the formulas."""
        parts: dict[str, Deflated | bytes] = {}
        if "xl/calcChain.xml" in self._archive:
            parts["xl/calcChain.xml"] = b""
        found: list[str] = []
        if "docProps/app.xml" in self._archive:
            self._parse_small("docProps/app.xml", lambda *_: None, found.append)
            if "LibreOffice" in "".join(found):
                parts["docProps/app.xml"] = b"LibreOffice"
        return parts


class _DateStyles:
    """The styles whose format may be that of a date or a duration."""

    def __init__(self) -> None:
        self.dates: set[int] = set()
        self._formats: dict[str, str] = {}
        self._inside = False
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A format, or a style in the list of those of cells."""
        if tag == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            self._inside = tag == "cellXfs"
            self._count = 0
        elif tag == "xf" and self._inside:
            if self._may_be_date(attributes.get("numFmtId", "0")):
                self.dates.add(self._count)
            self._count += 1

    def _may_be_date(self, number: str) -> bool:
        """Whether a format has a letter of dates, or is not one of plain numbers."""
        code = self._formats.get(number)
        if code is None:
            return number not in _PLAIN_FORMATS
        plain = code.casefold() == "general"
        return not plain and _DATE_LETTER.search(_QUOTED.sub("", code)) is not None


def _quoted(text: str) -> str:
    """An attribute in double quotes, which those who search for attributes expect."""
    return '"' + escape(text, {'"': "&quot;"}) + '"'


def _relations_xml(targets: list[tuple[str, str]]) -> bytes:
    """A list of relations of kinds and paths."""
    listed = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'.encode()
