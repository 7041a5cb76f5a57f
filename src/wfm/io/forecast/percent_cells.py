"""Cells of a workbook that are shown in percent: 0.2 is shown as 20 %.

The parser of the workbook gives their numbers only. They are read as the text of the percentage,
as a CSV file has it, so that a share of contacts is never taken as a number of contacts.
"""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from typing import BinaryIO

from wfm.io.forecast.formula_cells import DAMAGED, Place, place_of, sheet_member

__all__ = ["percent_cells", "percent_text"]

_BUILT_IN = {9, 10}  # 0% and 0.00%
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<(?:\w+:)?xf\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_QUOTED = re.compile(rb"&quot;.*?&quot;|\\.")  # text of a format, which is no placeholder
_PIECE = 1 << 20


def percent_cells(stream: BinaryIO, sheet: str) -> set[Place]:
    """Row and column, from 0, of each cell of a sheet whose format shows a percentage."""
    try:
        with zipfile.ZipFile(stream) as archive:
            styles = _percent_styles(archive)
            path = sheet_member(archive, sheet) if styles else None
            return set() if path is None else _cells(archive, path, styles)
    except DAMAGED:  # the parser of the workbook decides whether it can be read
        return set()


def percent_text(number: float) -> str:
    """A number as a percentage, with all its digits.

    >>> percent_text(0.2), percent_text(0.055), percent_text(1.1)
    ('20%', '5.5%', '110%')
    """
    return f"{Decimal(repr(number)).scaleb(2).normalize():f}%"


def _percent_styles(archive: zipfile.ZipFile) -> set[int]:
    """The numbers of the cell formats that show a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    text = archive.read("xl/styles.xml")
    formats = set(_BUILT_IN)
    for attributes in _FORMAT.findall(text):
        code = re.search(rb"formatCode\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", attributes)
        if code and b"%" in _QUOTED.sub(b"", code[1] or code[2] or b""):
            formats.add(_number(rb"numFmtId", attributes))
    cells = _CELL_FORMATS.search(text)
    numbers = [
        _number(rb"numFmtId", one) for one in _CELL_FORMAT.findall(cells[0] if cells else b"")
    ]
    return {style for style, number in enumerate(numbers) if number in formats}


def _number(name: bytes, attributes: bytes) -> int:
    """The whole number of an attribute; -1 if it is not there."""
    found = re.search(rb"(?:^|\s)" + name + rb"\s*=\s*[\"'](\d{1,9})[\"']", attributes)
    return int(found[1]) if found else -1


def _cells(archive: zipfile.ZipFile, path: str, styles: set[int]) -> set[Place]:
    """The cells of a member with some formats; it is read one piece at a time."""
    cells, rest = set[Place](), b""
    with archive.open(path) as member:
        while piece := member.read(_PIECE):
            whole = rest + piece
            end = whole.rfind(b">") + 1
            for attributes in _CELL.findall(whole[:end]):
                place = place_of(attributes)
                if place is not None and _number(rb"s", attributes) in styles:
                    cells.add(place)
            rest = whole[end:]
    return cells
