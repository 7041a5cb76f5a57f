"""Run wfm on inputs made to exhaust a machine: exit code, CPU seconds and peak memory.

Every input is built in a temporary folder, read by a process of its own with a limit of its
address space, and removed. The limits that are meant are those of `wfm.input_limits`: no input
takes more than 5 s of CPU time or 200 MB, and every one ends with exit code 0, 2 (more work than
is done) or 3 in one line. The memory of a long table grows with its rows: a million need 250 MB.

    python tools/hostile_inputs.py                       # the table of all inputs
    python tools/hostile_inputs.py workbook              # those whose names have this word
    python tools/hostile_inputs.py --family histories    # those of a family
    python tools/hostile_inputs.py --worst 20            # the most expensive ones
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

ADDRESS_SPACE = 8 << 30
CPU_LIMIT = 60  # seconds of CPU time until a run is ended
TIMEOUT = 600.0  # seconds until a run is ended
MEGABYTE = 1 << 20
MOST_SECONDS, MOST_MEGABYTES = 5.0, 200.0  # of CPU time and of memory, for any input
_SHEET = "xl/worksheets/sheet1.xml"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_ROOT = f"<worksheet {_NAMES}><sheetData>"
_TAIL = "</sheetData></worksheet>"


class Case(NamedTuple):
    """An input: its name, the words after ``wfm``, and a program whose output is its stdin."""

    name: str
    words: tuple[str, ...]
    stdin: str = ""


class Outcome(NamedTuple):
    """What a run cost and said."""

    name: str
    code: int
    seconds: float
    megabytes: float
    text: str


# --- workbooks ---


def workbook(path: Path, parts: dict[str, bytes | Iterator[bytes]], sheets: str = "") -> str:
    """An .xlsx file of some parts; the usual ones are added where they are missing."""
    listed = sheets or '<sheet name="Data" sheetId="1" r:id="rId1"/>'
    usual: dict[str, str] = {
        "_rels/.rels": f'<Relationships><Relationship Id="rId1" Type="{_TYPE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {_NAMES} xmlns:r="{_TYPE}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="rId1" '
        f'Type="{_TYPE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in usual.items():
            if name not in parts:
                archive.writestr(name, text)
        for name, data in parts.items():
            with archive.open(name, "w") as member:
                for piece in [data] if isinstance(data, bytes) else data:
                    member.write(piece)
    return str(path)


def repeated(text: str, count: int, before: str = _ROOT, after: str = _TAIL) -> Iterator[bytes]:
    """A part of one text many times."""
    yield before.encode()
    block = (text * min(count, 10_000)).encode()
    for _ in range(count // 10_000):
        yield block
    yield (text * (count % 10_000)).encode() + after.encode()


def numbered(form: str, count: int, before: str = _ROOT, after: str = _TAIL) -> Iterator[bytes]:
    """A part of one text many times, each with its number."""
    yield before.encode()
    for first in range(0, count, 10_000):
        last = min(first + 10_000, count)
        yield "".join(form.format(i + 1) for i in range(first, last)).encode()
    yield after.encode()


def workbooks(folder: Path) -> Iterator[Case]:
    """Workbooks that are larger than they look."""

    def case(name: str, parts: dict[str, bytes | Iterator[bytes]], sheets: str = "") -> Case:
        path = workbook(folder / f"{name.replace(' ', '_')}.xlsx", parts, sheets)
        return Case(f"workbook: {name}", ("staff", path))

    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{0}"><c {1}><v>1</v></c></row>'
    for name, place in (
        ("far cell", 'r="XFD1048576"'),
        ("far cell in single quotes", "r='XFD1048576'"),
        ("far cell with spaces", "r \n= 'XFD1048576'"),
        ("far cell in lower case", 'r="xfd1048576"'),
        ("far cell after other attributes", 's=">" r="XFD1048576"'),
        ("far row and column of rows without references", 't="n"'),
    ):
        row = 1_048_576
        cells = far.format(row, place)
        if "without" in name:
            cells = '<row r="1">' + "<c><v>1</v></c>" * 16_384 + "</row>" + far.format(row, place)
        yield case(name, {_SHEET: f"{_ROOT}{cells}{_TAIL}".encode()})
    prefixed = f'<x:worksheet xmlns:x="u"><x:sheetData>{far}</x:sheetData></x:worksheet>'
    prefixed = prefixed.format(9, 'r="A9"').replace("<row", "<x:row").replace("</row", "</x:row")
    prefixed = prefixed.replace("<c ", "<x:c ").replace("</c", "</x:c").replace("<v", "<x:v")
    prefixed = prefixed.replace("</v", "</x:v").replace("A9", "XFD1048576")
    yield case("far cell with a prefix", {_SHEET: prefixed.encode()})
    elsewhere = f'<Relationships><Relationship Id="rId1" Type="{_TYPE}/worksheet" Target="{{}}"/>'
    cells = far.format(9, "r='XFD1048576'")
    far_sheet = f"{_ROOT}{cells}{_TAIL}".encode()
    for name, target, member in (
        ("far cell in another folder", "/other/s.xml", "other/s.xml"),
        ("far cell below a backslash", "worksheets\\s.xml", "xl/worksheets/s.xml"),
        ("far cell in a part named as shared texts", "docProps/x.xml", "xl/docProps/X.XML"),
    ):
        relations = f"{elsewhere.format(target)}</Relationships>".encode()
        yield case(name, {"xl/_rels/workbook.xml.rels": relations, member: far_sheet})
    yield case("3 million cells", {_SHEET: numbered('<row r="{0}"><c r="A{0}"><v>1</v></c>'
               '<c r="B{0}"><v>1</v></c><c r="C{0}"><v>1</v></c></row>', 1_000_000)})  # fmt: skip
    yield case("990000 cells", {_SHEET: numbered('<row r="{0}"><c r="A{0}"><v>1</v></c>'
               '<c r="B{0}"><v>1</v></c><c r="C{0}"><v>1</v></c></row>', 330_000)})  # fmt: skip
    yield case("990000 cells element by element", {_SHEET: numbered(
        "<row r='{0}'><c r='A{0}'><v>1</v></c><c r='B{0}'><v>1</v></c>"
        "<c r='C{0}'><v>1</v></c></row>", 330_000)})  # fmt: skip
    yield case("10 million cells without values", {_SHEET: repeated("<c/>", 10_000_000)})
    yield case("60 MB of blanks", {_SHEET: repeated(" " * 60, 1_000_000)})
    yield case("2 GB of blanks", {_SHEET: repeated(" " * 100, 20_000_000)})
    strings = "<sst>", "</sst>"
    long = f"<si><t>{'x' * 32_000}</t></si>"
    for name, references in (("10 million", 10_000_000), ("300000", 300_000)):
        yield case(f"one shared text and {name} references", {
            "xl/sharedStrings.xml": repeated(long, 1, *strings),
            _SHEET: repeated('<row><c t="s"><v>0</v></c></row>', references)})  # fmt: skip
    yield case("3 million shared texts", {
        "xl/sharedStrings.xml": repeated("<si><t/></si>", 3_000_000, *strings),
        _SHEET: repeated("<c/>", 1)})  # fmt: skip
    yield case("a false number of shared texts", {
        "xl/sharedStrings.xml": repeated(long, 1, '<sst uniqueCount="99999999999">', "</sst>"),
        _SHEET: repeated("<c/>", 1)})  # fmt: skip
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    laughs = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>{_ROOT}<row><c><v>&e11;</v></c></row>'
    yield case("entities that expand", {_SHEET: f"{laughs}{_TAIL}".encode()})
    merged = '<mergeCell ref="A1:XFD1048576"/>'
    yield case("merged cells over the sheet", {_SHEET: repeated(
        merged, 1_000_000, f'{_ROOT}<row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
        "<mergeCells>", "</mergeCells></worksheet>")})  # fmt: skip
    yield case("a million sheets", {_SHEET: repeated("<c/>", 1)},
               '<sheet name="x" sheetId="1" r:id="rId1"/>' * 1_000_000)  # fmt: skip
    styles = f"<styleSheet {_NAMES}><cellXfs>", "</cellXfs></styleSheet>"
    yield case("a million styles", {
        "xl/styles.xml": repeated('<xf numFmtId="9"/>', 1_000_000, *styles),
        _SHEET: repeated("<c/>", 1)})  # fmt: skip
    names = f'<workbook {_NAMES} xmlns:r="{_TYPE}"><sheets><sheet name="a" r:id="rId1"/></sheets>'
    yield case("a million defined names", {
        "xl/workbook.xml": numbered('<definedName name="n{0}">A1</definedName>', 1_000_000,
                                    names + "<definedNames>", "</definedNames></workbook>"),
        _SHEET: repeated("<c/>", 1)})  # fmt: skip
    attributes = "".join(f' a{i}="1"' for i in range(100_000))
    yield case("an element of 100000 attributes",
               {_SHEET: f"{_ROOT}<row{attributes}><c r='A1'/></row>{_TAIL}".encode()})  # fmt: skip
    yield case("a tag of 50 MB", {_SHEET: repeated("x" * 50, 1_000_000, f'{_ROOT}<row a="',
                                                   f'"/>{_TAIL}')})  # fmt: skip
    yield case("a million elements in each other", {_SHEET: repeated(
        "<x>", 1_000_000, _ROOT, "</x>" * 1_000_000 + _TAIL)})  # fmt: skip
    path = folder / "members.xlsx"
    path.write_bytes(_many_members(1_000_000))
    yield Case("workbook: a million members", ("staff", str(path)))
    path = folder / "overlap.xlsx"
    path.write_bytes(_overlapping(900))
    yield Case("workbook: members that overlap", ("staff", str(path)))
    path = folder / "lies.xlsx"
    data = bytearray(
        Path(workbook(folder / "plain.xlsx", {_SHEET: repeated("<c/>", 9)})).read_bytes()
    )
    at = data.rfind(b"PK\x01\x02")
    data[at + 20 : at + 28] = b"\xff" * 8  # sizes of 4 GB, or of a field that is not there
    path.write_bytes(data)
    yield Case("workbook: sizes of zip64 that are not there", ("staff", str(path)))


def _many_members(count: int) -> bytes:
    """A zip archive that lists one member under many names."""
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
    )
    listed = (entry + b"a") * count
    start = len(local)
    end64 = struct.pack(
        "<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, len(listed), start
    )
    locator = struct.pack("<IIQI", 0x07064B50, 0, start + len(listed), 1)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return local + listed + end64 + locator + end


def _overlapping(count: int) -> bytes:
    """A zip archive whose members are the same bytes, which expand a thousand times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packer.compress(b" " * (16 * MEGABYTE)) + packer.flush()
    crc = zlib.crc32(b" " * (16 * MEGABYTE))
    sizes = (crc, len(data), 16 * MEGABYTE)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, *sizes, 0, 0) + data
    listed = b""
    for i in range(count):
        name = f"xl/worksheets/sheet{i}.xml".encode() if i else b"xl/workbook.xml"
        listed += struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, *sizes,
                              len(name), 0, 0, 0, 0, 0, 0) + name  # fmt: skip
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(listed), len(local), 0)
    return local + listed + end


# --- text, JSON and TOML ---


def written(path: Path, pieces: Iterator[bytes]) -> str:
    """A file of some pieces."""
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    return str(path)


def texts(folder: Path) -> Iterator[Case]:
    """Long lines, many columns, many queues, many problems."""
    head = "queue,start,calls,aht\n"

    def case(name: str, pieces: Iterator[bytes], *words: str) -> Case:
        path = written(folder / f"{name.replace(' ', '_')}.csv", pieces)
        return Case(f"text: {name}", (*(words or ("staff",)), path))

    line = repeated("x" * 1000, 1_000_000, "start,calls,aht\n", "")
    path = written(folder / "line.csv", line)
    for name, words in INPUTS:
        yield Case(f"1 GB line as {name}", placed(folder, words, path))
    yield case("a row of 500000 columns", repeated("1,", 500_000, "start,calls,aht\n", "\n"))
    yield case("a heading of 100000 columns", repeated("a,", 100_000, "start,calls,aht,", "\n"))
    yield case("a heading of 100000 times of day",
               repeated("08:00,", 100_000, "date,", "\n2026-03-02" + ",1" * 100_000))  # fmt: skip
    yield case("a million queues", numbered("q{0},2026-03-02 08:00,5,300\n", 1_000_000, head, ""))
    yield case("a million problems", numbered("v,2026-03-02 08:00,x{0},300\n", 1_000_000, head, ""))
    yield case("a million problems of as many kinds",
               numbered('v,2026-03-02 08:00,"z{0}q",300\n', 1_000_000, head, ""))  # fmt: skip
    yield case("an open quote", repeated("v,2026-03-02 08:00,5,300\n", 1_000_000, head + '"', ""))
    yield case("a million people", numbered("p{0},full-time\n", 1_000_000, "agent,contract\n", ""),
               "schedule", str(folder / "plan.csv"), "--rules", str(folder / "rules.toml"),
               "--agents")  # fmt: skip


def plan_row() -> dict[str, object]:
    """The keys of a row of a plan and their values."""
    return {"queue": "q", "start": "2026-03-02T08:00:00", "interval": 1800.0, "volume": 9.0,
            "aht": 200.0, "load": 1.0, "agents": 3, "scheduled": 4, "service_level": 0.9,
            "asa": 3.0, "occupancy": 0.3}  # fmt: skip


def write_valid(folder: Path) -> None:
    """Small valid files, beside which each input is read."""
    slots = [f"2026-03-02 {i // 2:02d}:{i % 2 * 30:02d}" for i in range(16, 36)]
    (folder / "plan.csv").write_text("".join(
        ["start,agents,volume,aht\n", *(f"{slot},3,20,200\n" for slot in slots)]))  # fmt: skip
    example = subprocess.run([sys.executable, "-m", "wfm", "schedule", "--example-rules"],
                             capture_output=True, text=True, check=True).stdout  # fmt: skip
    contract = '[[contract]]\nname = "full-time"\ndays_per_week = 5\nweekly_hours = 40\n'
    (folder / "rules.toml").write_text(f"{example}\n{contract}")
    days = [f"2026-0{month}-{day:02d}" for month in (1, 2) for day in range(1, 29)]
    (folder / "history.csv").write_text("".join(
        ["start,calls,aht\n", *(f"{day} {hour:02d}:00,9,200\n" for day in days
                                for hour in (9, 10, 11))]))  # fmt: skip
    (folder / "totals.csv").write_text("month,calls,aht\n2026-03,4000,240\n2026-04,5000,240\n")


def documents(folder: Path) -> Iterator[Case]:
    """JSON and TOML."""
    plan = folder / "plan.csv"

    def json_case(name: str, pieces: Iterator[bytes]) -> Case:
        return Case(
            f"JSON: {name}",
            ("schedule", written(folder / f"{name.replace(' ', '_')}.json", pieces)),
        )

    yield json_case("a million brackets", repeated("[", 1_000_000, '{"rows": ', ""))
    yield json_case("nested objects", repeated('{"a":', 1_000_000, '{"rows": ', ""))
    yield json_case("a million keys", numbered('"k{0}": 1,', 1_000_000, "{", '"z": 0}'))
    yield json_case("a million rows that are numbers",
                    repeated("1,", 1_000_000, '{"rows": [', "1]}"))  # fmt: skip
    row = plan_row()
    for name, text in (
        ("a million empty rows", "{}"),
        ("a million rows that are lists", "[]"),
        ("rows of one unknown key", '{"x": 1}'),
        ("rows of which no value is right", "{" + ",".join(f'"{key}": [1]' for key in row) + "}"),
    ):
        yield json_case(name, repeated(f"{text},", 1_000_000, '{"rows": [', "{}]}"))
    yield json_case("a row of a million keys",
                    numbered('"k{0}": 1,', 1_000_000, '{"rows": [{', '"z": 0}]}'))  # fmt: skip
    yield json_case("a row of 90000 equal keys",
                    repeated('"k": 1,', 90_000, '{"rows": [{', '"z": 0}]}'))  # fmt: skip
    half = list(numbered('"k{0}": 1,', 60_000, "", ""))
    yield json_case("a row of 60000 keys twice",
                    iter([b'{"rows": [{', *half, *half, b'"z": 0}]}']))  # fmt: skip
    yield json_case("a million equal keys", repeated('"rows": 1,', 1_000_000, "{", '"z": 0}'))
    yield json_case("units of 60000 keys",
                    numbered('"k{0}": 1,', 60_000, '{"units": {', '"z": 0}}'))  # fmt: skip
    yield json_case("notes of a million numbers",
                    repeated("1,", 500_000, '{"inputs": {"notes": [', "1]}}"))  # fmt: skip
    parts = '{"inputs": {"shrinkage": {"components": ['
    yield json_case("shrinkage of a million components",
                    repeated("{},", 1_000_000, parts, "{}]}}}"))  # fmt: skip
    yield json_case("blanks", repeated(" " * 100, 3_000_000, '{"rows":', "[]}"))
    yield json_case(
        "a million brackets in a row", repeated("[],", 1_000_000, '{"rows": [[', "0]]}")
    )
    yield json_case("a number of ten million digits",
                    repeated("9", 10_000_000, '{"rows": ', "}"))  # fmt: skip
    yield json_case(
        "a text of 100 MB", repeated("x" * 100, 1_000_000, '{"schema_version": "', '"}')
    )

    def toml_case(name: str, command: tuple[str, ...], pieces: Iterator[bytes]) -> Case:
        path = written(folder / f"{command[0]}_{name.replace(' ', '_')}.toml", pieces)
        return Case(f"TOML: {name} ({command[0]})", (*command, path))

    rules = ("schedule", str(plan), "--rules")
    for command in (rules, ("config", "--centre")):
        yield toml_case("an array of 100000 lines", command,
                        repeated('"a",\n', 100_000, "x = [\n", "]\ny = 1\n"))  # fmt: skip
        yield toml_case("100000 tables", command, numbered("[t{0}]\nx = 1\n", 100_000, "", ""))
        yield toml_case("100000 entries", command, repeated("[[queue]]\nx = 1\n", 100_000, "", ""))
        yield toml_case("nested arrays", command, repeated("[", 100_000, "x = ", ""))
        yield toml_case("a key of 1.9 MB", command, repeated("x" * 19, 100_000, "", " = 1\n"))
        yield toml_case("a dotted key", command, repeated("a.", 100_000, "", "a = 1\n"))
        yield toml_case("a dotted key of 900 names", command, repeated("a.", 900, "", "a = 1\n"))
        yield toml_case("a text of many lines", command,
                        repeated("a\n", 900_000, 'x = """\n', '"""\n'))  # fmt: skip
        yield toml_case("a number of a million digits", command,
                        repeated("9", 1_000_000, "x = ", "\n"))  # fmt: skip
        yield toml_case("150000 keys", command, numbered("k{0} = 1\n", 150_000, "", ""))
        for table in ("shift", "queue"):
            yield toml_case(f"600000 empty entries of {table}", command,
                            repeated("{},", 600_000, f"{table} = [", "]\n"))  # fmt: skip
            yield toml_case(f"900000 numbers for {table}", command,
                            repeated("1,", 900_000, f"{table} = [", "]\n"))  # fmt: skip
            yield toml_case(f"150000 keys of {table}", command,
                            numbered("k{0} = 1\n", 150_000, f"[[{table}]]\n", ""))  # fmt: skip
            yield toml_case(f"180000 tables of {table}", command,
                            repeated(f"[[{table}]]\n", 150_000, "", ""))  # fmt: skip
        yield toml_case("5 MB of comments", command, repeated("# a\n", 1_250_000, "", ""))
    for name, pieces in (
        ("an array of 100000 lines", repeated('"a",\n', 100_000, "target = [\n", "]\n")),
        ("100000 tables", numbered("[t{0}]\nx = 1\n", 100_000, "", "")),
        ("150000 keys", numbered("k{0} = 1\n", 110_000, "", "")),
        ("15000 columns", numbered('k{0} = "A"\n', 15_000, "[columns]\n", "")),
        ("nested arrays", repeated("[", 100_000, "target = ", "")),
        ("a text of 1.9 MB", repeated("x" * 19, 100_000, 'target = "', '"\n')),
        ("15000 queues", numbered('"q{0}",', 15_000, "queue = [", "]\n")),
        ("1.9 MB of components", numbered("c{0}=1%,", 100_000, 'shrinkage = "', '"\n')),
        ("5 MB of comments", repeated("# a\n", 1_250_000, "", "")),
    ):  # fmt: skip
        path = written(folder / f"settings_{name.replace(' ', '_')}.toml", pieces)
        words = placed(folder, ("staff", "BESIDE"), path)
        yield Case(f"TOML: {name} (wfm.toml)", words)


# --- requirements, logs, histories and what is read beside them ---


def histories(folder: Path) -> Iterator[Case]:
    """Tables of the other commands: long, wide, of many queues, and far apart in time."""
    made = 0

    def case(name: str, kind: str, pieces: Iterator[bytes]) -> Case:
        nonlocal made
        made += 1
        path = written(folder / f"table{made}.csv", pieces)
        return Case(f"table: {name} as {kind}", placed(folder, dict(INPUTS)[kind], path))

    tables = {
        "plan": ("queue,start,agents\n", "{q},2026-03-02 08:00,3\n"),
        "log": ("queue,arrival,handle_time,wait,abandoned\n", "{q},2026-03-02 08:00:01,9,1,0\n"),
        "history": ("queue,start,calls,aht\n", "{q},2026-03-02 08:00,3,200\n"),
        "totals": ("queue,date,calls,aht\n", "{q},2026-03-02,3,200\n"),
        "report": ("queue,start,calls,aht,answered\n", "{q},2026-03-02 08:00,3,200,3\n"),
        "events": ("name,date,end\n", "{q},2026-03-02,\n"),
        "profile": ("queue,start,calls,aht\n", "{q},2026-03-02 08:00,3,200\n"),
    }
    for kind, (head, row) in tables.items():
        for count in (19_000, 1_000_000):
            yield case(f"{count:,} names", kind,
                       numbered(row.format(q="q{0}"), count, head, ""))  # fmt: skip
        yield case("a million equal rows", kind,
                   repeated(row.format(q="a"), 1_000_000, head, ""))  # fmt: skip
        wrong = row.format(q="a").replace("2026", "{0}x")
        yield case("a million problems", kind, numbered(wrong, 1_000_000, head, ""))
        first, wide = row.format(q="a"), head.strip() + ",a" * 50_000 + "\n"
        yield case("a heading of 100000 columns", kind,
                   repeated("a,", 100_000, head.strip() + ",", f"\n{first}"))  # fmt: skip
        yield case("a heading of 50000 columns over 90000 short rows", kind,
                   repeated(first, 90_000, wide, ""))  # fmt: skip
        yield case("a row of 500000 columns", kind, repeated("1,", 500_000, head, "\n"))
        yield case("an open quote", kind, repeated(first, 500_000, head + '"', ""))
        yield case(
            "years 1900 and 2199",
            kind,
            iter([(head + first.replace("2026", "1900") + first.replace("2026", "2199")).encode()]),
        )
    yield case("19,000 names of 8 days", "history", (
        piece for day in range(1, 9) for piece in numbered(
            f"q{{0}},2026-03-0{day} 08:00,3,200\n", 19_000,
            tables["history"][0] if day == 1 else "", "")))  # fmt: skip
    yield case("300 years of days", "history", _days("a,{day},{number},200\n", 1900, 2190,
                                                     "queue,date,calls,aht\n"))  # fmt: skip
    yield case("300 years of days", "totals", _days("a,{day},{number},200\n", 1900, 2190,
                                                    "queue,date,calls,aht\n"))  # fmt: skip
    yield case("90000 events of a year", "events", (
        b"name,date,end\n" if i < 0 else f"n{i},{1000 + i // 12}-{i % 12 + 1:02d}-01,"
        f"{1001 + i // 12}-{i % 12 + 1:02d}-01\n".encode() for i in range(-1, 90_000)))  # fmt: skip
    yield case("an event of each day", "events", _days("n{number},{day}\n", 1900, 2140,
                                                       "name,date\n"))  # fmt: skip
    history = folder / "long.csv"
    written(history, _days("{day},{number},200\n", 1900, 2140, "date,calls,aht\n"))
    events = folder / "daily.csv"
    written(events, _days("n{number},{day}\n", 1900, 2140, "name,date\n"))
    yield Case("table: 240 years of days and an event of each",
               ("forecast", str(history), "--events", str(events)))  # fmt: skip


def _days(form: str, first: int, last: int, head: str) -> Iterator[bytes]:
    """A row for each day of some years, with a number."""
    yield head.encode()
    begin = date(first, 1, 1)
    for number in range((date(last, 1, 1) - begin).days):
        yield form.format(day=begin + timedelta(number), number=number).encode()


# --- files that are no files, and pipes without an end ---

# The words of a command; FILE is the input, BESIDE a forecast beside which it is the wfm.toml.
INPUTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("forecast", ("staff", "FILE")),
    ("plan", ("schedule", "FILE")),
    ("log", ("count", "FILE")),
    ("history", ("forecast", "FILE")),
    ("totals", ("spread", "FILE", "--opening", "08:00-20:00")),
    ("report", ("review", "PLAN", "FILE")),
    ("agents", ("schedule", "PLAN", "--rules", "RULES", "--agents", "FILE")),
    ("rules", ("schedule", "PLAN", "--rules", "FILE")),
    ("centre", ("config", "--centre", "FILE")),
    ("staff --centre", ("staff", "PLAN", "--centre", "FILE")),
    ("events", ("forecast", "HISTORY", "--origins", "1", "--events", "FILE")),
    ("profile", ("spread", "TOTALS", "--profile", "FILE")),
    ("wfm.toml", ("staff", "BESIDE")),
)
_BY_NAME_ONLY = 6  # the first of them are read from standard input too


def placed(folder: Path, words: tuple[str, ...], path: str) -> tuple[str, ...]:
    """The words of a command with its files in their places."""
    names = {"PLAN": "plan.csv", "RULES": "rules.toml", "HISTORY": "history.csv",
             "TOTALS": "totals.csv"}  # fmt: skip
    places = {"FILE": path, **{word: str(folder / name) for word, name in names.items()}}
    if "BESIDE" in words:
        own = Path(tempfile.mkdtemp(dir=folder))
        shutil.copy(folder / "history.csv", own)
        (own / "wfm.toml").symlink_to(path)
        places["BESIDE"] = str(own / "history.csv")
    return tuple(places.get(word, word) for word in words)


STREAMS: tuple[tuple[str, str], ...] = (
    ("zeros", "cat /dev/zero"),
    ("yes", "yes"),
    ("a line without an end", "yes | tr '\\n' 'x'"),
    ("JSON without an end", "(printf '{'; yes '\"a\": 1,')"),
    ("a plan without an end", "(printf '{\"rows\": ['; yes '1,')"),
    ("blanks", "(printf '{'; yes '')"),
    ("rows without an end", "(echo start,calls,aht,agents; yes 2026-03-02 08:00,5,300,3)"),
)


def specials(folder: Path) -> Iterator[Case]:
    """Devices, folders, pipes and files that cannot be read, as every input."""
    fifo, locked = folder / "fifo", folder / "locked"
    if not fifo.exists():
        os.mkfifo(fifo)
        locked.write_text("x")
        locked.chmod(0)
    places = ("/dev/zero", "/dev/urandom", "/dev/null", str(folder), str(fifo), "/dev/full",
              str(folder / "missing"), "/dev/stdin")  # fmt: skip
    for name, words in INPUTS:
        for place in places:
            said = place if place[:4] == "/dev" else Path(place).name
            yield Case(f"{said} as {name}", placed(folder, words, place))
    for name, command in STREAMS:
        for number, (kind, words) in enumerate(INPUTS):
            path = "-" if number < _BY_NAME_ONLY else "/dev/stdin"
            yield Case(f"stdin: {name} as {kind}", placed(folder, words, path), command)


FAMILIES: dict[str, Callable[[Path], Iterator[Case]]] = {
    "documents": documents, "workbooks": workbooks, "texts": texts, "histories": histories,
    "specials": specials,
}  # fmt: skip


def run(case: Case) -> Outcome:
    """Run wfm on an input."""
    feeder = None
    stdin: int | None = subprocess.DEVNULL
    if case.stdin:
        feeder = subprocess.Popen(
            case.stdin, shell=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        assert feeder.stdout is not None
        stdin = feeder.stdout.fileno()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "wfm", *case.words], stdin=stdin, stdout=subprocess.DEVNULL,
            stderr=said, preexec_fn=_limit,
        )  # fmt: skip
        if feeder is not None and feeder.stdout is not None:
            feeder.stdout.close()
        code, seconds, megabytes = _waited(child)
        said.seek(0)
        text = said.read(20_000).decode("utf-8", "replace").strip()
    if feeder is not None:
        feeder.wait()
    return Outcome(case.name, code, seconds, megabytes, text)


def _limit() -> None:
    """Limits of the process that is run."""
    for kind, most in ((resource.RLIMIT_AS, ADDRESS_SPACE), (resource.RLIMIT_CPU, CPU_LIMIT)):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, hard))


def _waited(child: subprocess.Popen[bytes]) -> tuple[int, float, float]:
    """The exit code, CPU seconds and peak megabytes; a run that takes too long is ended."""
    end = time.monotonic() + TIMEOUT
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            seconds = usage.ru_utime + usage.ru_stime
            return child.returncode, seconds, usage.ru_maxrss / 1024
        if time.monotonic() > end:
            child.kill()
        time.sleep(0.02)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("word", nargs="?", default="", help="only inputs whose names have it")
    parser.add_argument("--family", choices=FAMILIES, help="only inputs of a family")
    parser.add_argument("--worst", type=int, default=0, help="only the most expensive ones")
    parser.add_argument("--say", action="store_true", help="print what wfm says too")
    given = parser.parse_args()
    outcomes = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_valid(folder)
        for family in [given.family] if given.family else FAMILIES:
            for case in FAMILIES[family](folder):
                if given.word.casefold() not in case.name.casefold():
                    continue
                outcome = run(case)
                outcomes.append(outcome)
                if not given.worst:
                    _print(outcome, said=given.say)
    if given.worst:
        costs = sorted(outcomes, key=_cost)
        for outcome in costs[: -given.worst - 1 : -1]:
            _print(outcome, said=given.say)
    bad = [one for one in outcomes if one.code not in (0, 2, 3) or "Traceback" in one.text]
    large = [one for one in outcomes if _cost(one) > 1.0 and one not in bad]
    for outcome in (*bad, *large):
        _print(outcome, said=True)
    print(f"{len(outcomes)} inputs; {len(bad)} ended otherwise than with 0, 2 or 3; {len(large)} "
          f"above {MOST_SECONDS:g} s or {MOST_MEGABYTES:g} MB")  # fmt: skip


def _cost(outcome: Outcome) -> float:
    """What a run cost, as a share of what it may."""
    return max(outcome.seconds / MOST_SECONDS, outcome.megabytes / MOST_MEGABYTES)


def _print(outcome: Outcome, *, said: bool) -> None:
    """One line of the table."""
    print(f"{outcome.name:60.60} {outcome.code:4d} {outcome.seconds:6.1f} s "
          f"{outcome.megabytes:6.0f} MB", flush=True)  # fmt: skip
    if said:
        print("    " + outcome.text.replace("\n", "\n    ")[:400])


if __name__ == "__main__":
    main()
