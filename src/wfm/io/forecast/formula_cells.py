"""Cells of a workbook that hold a formula without a stored value.

Programs that write workbooks without computing them leave such cells; a reader sees them as
empty, though the spreadsheet program shows a number.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from typing import BinaryIO

__all__ = ["FORMULA_PROBLEM", "FORMULA_TEXT", "formulas_without_value"]

# In place of the empty text of such a cell; no spreadsheet program writes it.
FORMULA_TEXT = "=\ufffc"
FORMULA_PROBLEM = (
    "the cell holds a formula without a stored value — open the file in the spreadsheet program "
    "and save it"
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CELL = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_PIECE = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError)


def formulas_without_value(stream: BinaryIO, sheet: str) -> set[tuple[int, int]]:
    """Row and column, from 0, of each formula of a sheet that has no stored value."""
    try:
        with zipfile.ZipFile(stream) as archive:
            path = _path(archive, sheet)
            return set() if path is None else _of_member(archive, path)
    except _DAMAGED:  # the parser of the workbook decides whether it can be read
        return set()


def _of_member(archive: zipfile.ZipFile, path: str) -> set[tuple[int, int]]:
    """Row and column of each formula without a value in a member, one piece at a time."""
    found: set[tuple[int, int]] = set()
    rest = b""
    with archive.open(path) as member:
        while piece := member.read(_PIECE):
            whole = rest + piece
            end = whole.rfind(b"c>") + 2
            if b"<f" in whole or b":f" in whole:
                found.update(_cells(whole[:end]))
            rest = whole[end:] if end > 1 else whole
    return found


def _cells(xml: bytes) -> set[tuple[int, int]]:
    """Row and column of each formula without a value in a part of a sheet."""
    found = set()
    for attributes, value in _CELL.findall(xml):
        place = _PLACE.search(attributes)
        # the stored value of ="" is an empty text
        empty_text = value and re.search(rb"\bt\s*=\s*[\"']str[\"']", attributes)
        if place and not empty_text:
            column = 0
            for letter in place[1]:
                column = 26 * column + letter - 64
            found.add((int(place[2]) - 1, column - 1))
    return found


def _path(archive: zipfile.ZipFile, sheet: str) -> str | None:
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
