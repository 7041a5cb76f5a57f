"""Ways to damage a valid file: byte by byte, or in its structure.

Every function takes the content of a valid file and a source of random numbers, and returns other
content. The same seed gives the same content.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

__all__ = [
    "Mutator",
    "bytes_changed",
    "csv_changed",
    "json_changed",
    "toml_changed",
    "xlsx_changed",
]

Mutator = Callable[[bytes, random.Random], bytes]

_DEEP = 3000  # brackets: more than Python's limit of recursion
_DIGITS = "9" * 5000  # more than Python turns into an integer
ZONES = (
    "Europe/Nowhere", "/etc/passwd", "../Berlin", "UTC+99:99", "UTC+02:00", "America/New_York",
    "Europe/Berlin", "Z" * 300, "a\0b", "", "Australia/Lord_Howe", "localtime", "Ü",
)  # fmt: skip
TIMES = (
    "0001-01-01T00:00:00+14:00", "0001-01-01 00:00", "9999-12-31T23:30:00-14:00", "9999-12-31",
    "9999-12-31 23:30", "2026-03-29 02:30", "2026-03-29T02:30:00+01:00", "2026-10-25T02:30:00",
    "2026-02-30 08:00", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00.5", "24:00", "1e18", "0",
    "10000-01-01", "0000-00-00", "2026-03-02T09:00:00+23:59", "2026-03-02T09:00:00+24:00",
    "08:00-08:30", "99999999999999", "-1", "12/13/2026 8:00 PM", "٣:٠٠",
)  # fmt: skip
NUMBERS = (
    "-1", "0", "1e999", "-1e308", "1e308", "nan", "inf", "-inf", "1e-320", "1_000", "1,5", "1.5",
    "99999999999999999999", "0x10", "100%", "101%", "-5%", "1e5%", "30m", "-30m", "1e9h", "3:30",
    _DIGITS, "١٢", "½", "1 2", "--1", "9007199254740993", "80/20", "100/0", "0/0", "85%/1e400",
)  # fmt: skip
# A search that tries again at every character would take minutes.
_LONG = (
    " " * 9_000,
    "1." * 9_000,
    ":" * 9_000,
    "9 " * 9_000,
    "a-" * 9_000,
    "(" * 9_000,
    "%" * 9_000,
)
TEXTS = ("", " ", "'", '"', "\0", "\x1b]0;x\x07", "\u202e", "\ufeff", "=1+1", "x" * 70_000, "NA",
         "null", "a,b", "a;b", "a\nb", "\ud7ff", "🙂", "total", "Sum", *_LONG)  # fmt: skip


def bytes_changed(data: bytes, rng: random.Random, words: Sequence[bytes] = ()) -> bytes:
    """One to three changes of bytes: replace, insert, remove, repeat, splice or cut off."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(changed) + 1)
        kind = rng.randrange(8)
        if kind == 0:
            changed[at : at + 1] = bytes([rng.randrange(256)])
        elif kind == 1:
            changed[at : at + 1] = bytes([48 + rng.randrange(10)])
        elif kind == 2:
            changed[at:at] = rng.choice(words) if words else bytes([rng.randrange(256)])
        elif kind == 3:
            del changed[at : at + rng.randint(1, 4)]
        elif kind == 4:
            changed[at:at] = changed[at : at + rng.randint(1, 40)]
        elif kind == 5:  # splice: some bytes of another place
            other = rng.randrange(len(changed) + 1)
            changed[at : at + rng.randint(0, 40)] = changed[other : other + rng.randint(1, 40)]
        elif kind == 6:
            del changed[at : at + rng.randint(1, 400)]
        elif rng.randrange(4) == 0:
            del changed[at:]
    return bytes(changed)


# JSON


class _Pairs(list[tuple[str, Any]]):
    """An object as a list, so that a key may occur twice."""


class _Raw(str):
    """Text that is written as it is."""


_JSON_RAW = (
    "NaN", "Infinity", "-Infinity", "1e999", "-1", "-0", "0.5", "1e308", "-1e308", "1e18", "1e-320",
    _DIGITS, "-" + _DIGITS, "1." + _DIGITS, "99999999999999999999", "9223372036854775808",
    "[" * _DEEP + "]" * _DEEP, '{"a":' * _DEEP + "1" + "}" * _DEEP, "null", "true", "false", "[]",
    "{}", '""', "[1]", '{"a": 1}', r'"\u0000"', r'"\ud800"', "0", "1", "2", "1800.5", "86400",
)  # fmt: skip
_JSON_WORDS = ("chat", "priority", "blend", "erlang_a", "deferred", "virtual", "answered", "all")


def _pairs(items: list[tuple[str, Any]]) -> _Pairs:
    """An object of JSON."""
    return _Pairs(items)


def _dump(node: Any) -> str:
    """The text of a document."""
    if isinstance(node, _Raw):
        return str(node)
    if isinstance(node, _Pairs):
        return "{" + ",".join(f"{json.dumps(key)}:{_dump(item)}" for key, item in node) + "}"
    if isinstance(node, list):
        return "[" + ",".join(map(_dump, node)) + "]"
    return json.dumps(node, ensure_ascii=False)


def _places(node: Any, found: list[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """Every container of a document with each of its positions."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            found.append((node, index))
            _places(item[1] if isinstance(node, _Pairs) else item, found)
    return found


def _text(rng: random.Random) -> str:
    """A text that fits somewhere."""
    return rng.choice(rng.choice((ZONES, TIMES, NUMBERS, TEXTS, _JSON_WORDS)))


def json_changed(data: bytes, rng: random.Random) -> bytes:
    """One to three changes of a document: types, keys, numbers, times, zones and containers."""
    root = json.loads(data, object_pairs_hook=_pairs)
    for _ in range(rng.randint(1, 3)):
        _change_json(root, rng)
    return _dump(root).encode("utf-8", "surrogatepass")


def _change_json(root: Any, rng: random.Random) -> None:
    """One change of a document."""
    places = _places(root, [])
    if not places:
        return
    node, index = rng.choice(places)
    key, value = node[index] if isinstance(node, _Pairs) else (None, node[index])
    kind = rng.randrange(10)
    if kind == 0:
        del node[index]
        return
    if kind == 1:
        node.insert(rng.randrange(len(node) + 1), node[index])
        return
    if kind == 2:
        key = rng.choice(("", "queue", "start", "x" * 50, "__class__", "interval", "zone"))
    elif kind == 3:
        other, place = rng.choice(places)  # the value of another place
        value = other[place][1] if isinstance(other, _Pairs) else other[place]
        value = _Raw(_dump(value))
    elif kind == 4:
        value = [value] if rng.randrange(2) else _Pairs([("a", value)])
    elif kind in (5, 6):
        value = _text(rng)
    else:
        value = _Raw(rng.choice(_JSON_RAW))
    node[index] = value if not isinstance(node, _Pairs) else (key, value)


# Tables as text


def csv_changed(data: bytes, rng: random.Random) -> bytes:
    """One to three changes of a table: cells, rows, columns, headings, quotes."""
    text = data.decode()
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    for _ in range(rng.randint(1, 3)):
        _change_rows(rows, rng)
    end = rng.choice(("\n", "\n", "\n", "\r\n", "\r"))
    if rng.randrange(6) == 0:  # without the quotes that the cells need
        return end.join(delimiter.join(row) for row in rows).encode("utf-8", "surrogatepass")
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    return stream.getvalue().encode("utf-8", "surrogatepass")


def _change_rows(rows: list[list[str]], rng: random.Random) -> None:
    """One change of the rows."""
    if not rows:
        return
    at = rng.randrange(len(rows))
    row, kind = rows[at], rng.randrange(12)
    if kind < 4 and row:
        row[rng.randrange(len(row))] = _text(rng)
    elif kind == 4 and row:
        del row[rng.randrange(len(row))]
    elif kind == 5:
        row.insert(rng.randrange(len(row) + 1), _text(rng))
    elif kind == 6:
        rows.insert(rng.randrange(len(rows) + 1), list(row))
    elif kind == 7:
        del rows[at]
    elif kind == 8:
        other = rng.randrange(len(rows))
        rows[at], rows[other] = rows[other], rows[at]
    elif kind == 9 and row:  # another column in all rows
        column, text = rng.randrange(len(row)), _text(rng)
        for one in rows[1:]:
            if column < len(one):
                one[column] = text
    elif kind == 10 and row:  # a column of another place, or twice
        column, other = rng.randrange(len(row)), rng.randrange(len(row))
        for one in rows:
            if column < len(one):
                one.insert(min(other, len(one)), one[column])
    elif row:
        del row[rng.randrange(len(row)) :]


# TOML

_TOML_VALUES = (
    "nan", "inf", "-inf", "1e999", "-1", "0", "0.5", "1.5", _DIGITS, "99999999999999999999", "true",
    "[]", "{}", "[[]]", "[1, 2, 3]", '["a", 1]', "{a = 1}", '{a = {b = "c"}}', '[{name = "a"}]',
    "[" * 300 + "]" * 300, "{a=" * 300 + "1" + "}" * 300, "1979-05-27", "07:32:00", "0001-01-01",
    "9999-12-31T23:59:59-14:00", '""', "''", '"""a\nb"""', r'"\u0000"', '"x', "[", "1979-13-01",
    "0x10", "1_0", "[1800]", '[["a"]]', '["08:00-18:00", "closed"]', '"Mon-Fri"', '"25:00-26:00"',
    '"07:00-07:00"', '"80/20"', '"1e400h"', '"30%"', '"130%"', '"-1h"', '"1m30s"', '"closed"',
)  # fmt: skip
_TOML_KEY = re.compile(r"^(\s*#?\s*)([A-Za-z_][\w.-]*)(\s*=\s*)(.*)$")


def toml_changed(data: bytes, rng: random.Random) -> bytes:
    """One to three changes of lines: values, keys, headers; also of keys in comments."""
    lines = data.decode().split("\n")
    for _ in range(rng.randint(1, 3)):
        _change_line(lines, rng)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _toml_value(rng: random.Random) -> str:
    """A value of TOML, which may not fit."""
    if rng.randrange(3):
        return rng.choice(_TOML_VALUES)
    return json.dumps(_text(rng), ensure_ascii=False)


def _change_line(lines: list[str], rng: random.Random) -> None:
    """One change of a line."""
    at = rng.randrange(len(lines))
    match, kind = _TOML_KEY.match(lines[at]), rng.randrange(10)
    if match and kind < 5:
        lines[at] = f"{match[2]} = {_toml_value(rng)}"
    elif match and kind == 5:
        name = rng.choice(("name", "x.y", '""', match[2] + "x", f"{match[2]}.a", '"a\\nb"'))
        lines[at] = f"{name} = {match[4]}"
    elif kind == 6:
        lines.insert(rng.randrange(len(lines) + 1), lines[at])
    elif kind == 7:
        del lines[at : at + rng.randint(1, 3)]
        lines.append("")
    elif kind == 8:
        other = rng.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    elif lines[at].lstrip("# ").startswith("["):
        name = lines[at].strip("# []")
        lines[at] = rng.choice((f"[{name}]", f"[[{name}]]", f"[a.{name}]", f"{name} = 1"))
    else:
        lines[at] = lines[at].lstrip("# ")


# Workbooks

_XML_VALUE = re.compile(rb"(<v>|<t>|<t [^>]*>)([^<]*)(</)")
_XML_PART = re.compile(rb'( (?:r|t|s|ref|name|sheetId|r:id|count|Target)=")([^"]*)(")')
XML_WORDS = (
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"&#0;", b"&amp;", b"]]>", b"<v>", b"</c>", b"<c/>",
    b"<row>", b"</row>", b"</sheetData>", b't="s"', b't="d"', b't="e"', b't="b"', b"<f>1</f>",
    b'r="A1"', b'r="XFD9"', b"\xff", b"\0", b"1e999", b"-1", b"\xef\xbb\xbf",
)  # fmt: skip


@cache
def _parts(data: bytes) -> tuple[tuple[str, bytes], ...]:
    """The parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return tuple((name, archive.read(name)) for name in archive.namelist())


def xlsx_changed(data: bytes, rng: random.Random) -> bytes:
    """The zip archive damaged, or a workbook of which parts are changed, left out or repeated."""
    if rng.randrange(5) == 0:
        return bytes_changed(data, rng)
    parts: list[list[Any]] = [list(part) for part in _parts(data)]
    for _ in range(rng.randint(1, 2)):
        _change_part(parts, rng)
    stream = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if rng.randrange(8) == 0 else zipfile.ZIP_STORED
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", how) as archive:
        warnings.simplefilter("ignore")  # of names that occur twice
        for name, content in parts:
            info = zipfile.ZipInfo(str(name))
            info.compress_type = how
            archive.writestr(info, content)
    return stream.getvalue()


def _change_part(parts: list[list[Any]], rng: random.Random) -> None:
    """One change of a part, more often of a sheet than of another."""
    sheets = [part for part in parts if "sheet" in part[0].casefold() or "Strings" in part[0]]
    part = rng.choice(sheets if sheets and rng.randrange(4) else parts)
    kind = rng.randrange(8)
    if kind == 0 and len(parts) > 1:
        parts.remove(part)
    elif kind == 1:
        part[0] = rng.choice((part[0].upper(), part[0] + "x", f"/{part[0]}", "xl/workbook.xml"))
        if sum(one[0] == part[0] for one in parts) > 1:  # a name that occurs twice is no archive
            part[0] += "2"
    elif kind < 4:
        part[1] = bytes_changed(part[1], rng, XML_WORDS)
    else:
        pattern = _XML_VALUE if kind < 7 else _XML_PART
        spots = list(pattern.finditer(part[1]))
        if spots:
            spot = rng.choice(spots)
            text = _xml_text(rng) if kind < 7 else rng.choice(("", "A1", "s", "d", "9", "x", "-1"))
            before, after = part[1][: spot.start(2)], part[1][spot.end(2) :]
            part[1] = before + text.encode("utf-8", "surrogatepass") + after


def _xml_text(rng: random.Random) -> str:
    """A value in XML, which may not be allowed there."""
    if rng.randrange(2):
        return rng.choice(("0", "1", "2", "3", "7", "46083.375", "2958466", "-1", "1e300", "0.85"))
    return _text(rng).replace("<", "&lt;") if rng.randrange(4) else _text(rng)
