"""Cells of a workbook that hold a formula without a stored value.

Programs that write workbooks without computing them leave such cells, or store a 0 in all of
them; a reader sees them as empty or as 0, though the spreadsheet program shows a number.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

__all__ = [
    "DAMAGED",
    "FORMULA_PROBLEM",
    "FORMULA_TEXT",
    "Place",
    "formulas_without_value",
    "place_of",
    "sheet_member",
]

Place: TypeAlias = tuple[int, int]
# In place of the empty text of such a cell; no spreadsheet program writes it.
FORMULA_TEXT = "=\ufffc"
FORMULA_PROBLEM = (
    "the cell holds a formula without a stored value, or with 0 as all formulas of its column "
    "— open the file in the spreadsheet program and save it, or write the number, also a 0"
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_OF_WFM = b"<dc:creator>wfm</dc:creator>"
_ZERO = re.compile(rb"\s*-?0*\.?0+(?:[eE][-+]?\d+)?\s*")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_PIECE = 1 << 20
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError)


def formulas_without_value(stream: BinaryIO, sheet: str) -> set[tuple[int, int]]:
    """Row and column, from 0, of each formula of a sheet that has no computed value.

    It is not computed if nothing is stored, or if 0 is stored for all formulas of its column,
    unless a spreadsheet program computed them.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            path = sheet_member(archive, sheet)
            if path is None:
                return set()
            empty, zero = _of_member(archive, path)
            return empty if zero and _is_computed(archive) else empty | zero
    except DAMAGED:  # the parser of the workbook decides whether it can be read
        return set()


def _is_computed(archive: zipfile.ZipFile) -> bool:
    """Whether a spreadsheet program computed the formulas before it saved the file.

    Excel then writes the order of computing, and LibreOffice its name; a program that leaves
    computing to them asks for it with ``fullCalcOnLoad``. wfm stores the value of every formula.
    """
    names = archive.namelist()
    if "docProps/core.xml" in names and _OF_WFM in archive.read("docProps/core.xml"):
        return True
    if re.search(rb"fullCalcOnLoad\s*=\s*[\"'](?:1|true)", archive.read("xl/workbook.xml")):
        return False
    if "xl/calcChain.xml" in names:
        return True
    return "docProps/app.xml" in names and b"LibreOffice" in archive.read("docProps/app.xml")


def _of_member(archive: zipfile.ZipFile, path: str) -> tuple[set[Place], set[Place]]:
    """The formulas without a value in a member, and those of columns in which all are 0.

    The member is read one piece at a time.
    """
    empty, zero, computed = set[Place](), set[Place](), set[int]()
    rest = b""
    with archive.open(path) as member:
        while piece := member.read(_PIECE):
            whole = rest + piece
            end = whole.rfind(b"c>") + 2
            if b"<f" in whole or b":f" in whole:
                for place, value in _cells(whole[:end]):
                    if not value.strip():
                        empty.add(place)
                    elif _ZERO.fullmatch(value):
                        zero.add(place)
                    else:
                        computed.add(place[1])
            rest = whole[end:] if end > 1 else whole
    return empty, {place for place in zero if place[1] not in computed}


def _cells(xml: bytes) -> Iterator[tuple[Place, bytes]]:
    """Row and column of each formula in a part of a sheet, and its stored value."""
    for attributes, stored, value in _CELL.findall(xml):
        place = place_of(attributes)
        # the stored value of ="" is an empty text
        text = stored and re.search(rb"\bt\s*=\s*[\"']str[\"']", attributes)
        if place:
            yield place, b"text" if text else value


def place_of(attributes: bytes) -> Place | None:
    """Row and column, from 0, of the cell with some attributes.

    >>> place_of(b'r="AB7" s="2"')
    (6, 27)
    """
    place = _PLACE.search(attributes)
    if place is None:
        return None
    column = 0
    for letter in place[1]:
        column = 26 * column + letter - 64
    return int(place[2]) - 1, column - 1


def sheet_member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The member of the archive that holds a sheet."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return None
    wanted = ""
    for attributes in map(_attributes, _SHEET.findall(book)):
        if attributes.get("name") == sheet:
            wanted = next((text for name, text in attributes.items() if name[-3:] == ":id"), "")
    for attributes in map(_attributes, _RELATION.findall(relations)):
        if attributes.get("Id") == wanted:
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return path if path in archive.namelist() else None
    return None


def _attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag."""
    return {
        name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)
    }
