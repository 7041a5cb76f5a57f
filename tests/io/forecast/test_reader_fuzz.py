"""Any bytes are either read or refused with a message."""

from __future__ import annotations

import io
import random
from datetime import date

import pytest

from wfm.errors import DataError, InputError
from wfm.io import ReadOptions, read_demand

SEEDS = [
    b"queue,start,volume,aht\nA,2026-01-05 08:00,10,180\nA,2026-01-05 08:30,12,181.5\n",
    b"queue,start,volume,aht\nA,2026-01-05 08:00,10,180\nA,2026-01-05 09:00,0,\nB,20260105,1,2\n",
    b"date;time;calls;AHT (mm:ss)\n05.01.2026;08:00;10;3:30\n05.01.2026;08:30;11,5;4:00\n",
    b"ds\ty\taht_min\n13/01/2026 8:00 AM\t10\t3.5\n13/01/2026 8:30 AM\t1\t2\n",
    b'queue|start|volume|aht\n"A ""x"""|2026-10-25T02:30+02:00|1|2\nB|2026-10-25T02:30+01:00|3|4\n',
    "queue,start,volume,aht\nSüd,2026-01-05 08:00,1,9\nSüd,2026-01-05 09:00,1,9\n".encode("cp1252"),
    "start,volume,aht\n2026-01-05 08:00,1,9\n2026-01-05 09:00,1,9\n".encode("utf-16"),
    b"sep=;\r\nstart;volume;aht\r\n20260105 0800;1;9\r\n20260105 0815;1;9\r\n",
]
PLAIN = (
    r", ; | \" - / . : 1e999 nan inf -1 _ % T Z +99:99 99999999 0000-00-00 24:00 total 1.234 1,234"
)
WORDS = [
    *(word.encode() for word in PLAIN.replace("\\", "").split()),
    *(b" ", b"\t", b"\n", b"\r", b"\0", b"\xff", b"\xfe", b"\xef\xbb\xbf", b"\x1b]", b"9" * 400),
    "１٣".encode(),
]
OPTIONS = [
    ReadOptions(),
    ReadOptions(aht=240, zone="Europe/Berlin"),
    ReadOptions(aht=240, fill="zero", dayfirst=True),
    ReadOptions(interval=1800, thousands=".", queues=("A",)),
    ReadOptions(date_format="%d.%m.%Y", encoding="utf-8", aht_unit="mmss"),
    ReadOptions(zone="Australia/Lord_Howe", limits=False, fill="error"),
]


SHAPES = [
    b"Week 10\n\nTime,Mon,Tue,Sum\n08:00-08:30,5,6,11\n08:30-09:00,7,8,15\nSum,12,14,26\n",
    b"start,Voice,,Chat,\n,Volume,AHT,Volume,AHT\n2026-03-02 08:00,5,180,6,300\n",
    b"Queue,Date,Time,Calls,AHT\nA,2026-03-03,08:00,1,200\n,,08:30,3,200\n,2026-03-03,,4,\n",
    b"Time,Measure,2026-03-02\n08:00,Calls,5\n08:00,AHT,100\n08:30,Calls,7\n08:30,AHT,110\n",
]
SHAPE_OPTIONS = [
    ReadOptions(interval=1800),
    ReadOptions(aht=240, week_of=date(2026, 3, 2)),
    ReadOptions(aht=240, date=date(2026, 3, 2)),
]


def mutated(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(changed) + 1)
        kind = rng.randrange(4)
        if kind == 0:
            changed[at : at + 1] = bytes([rng.choice((rng.randrange(256), 48 + rng.randrange(10)))])
        elif kind == 1:
            changed[at:at] = rng.choice(WORDS)
        elif kind == 2:
            del changed[at : at + rng.randint(1, 4)]
        else:
            end = at + rng.randint(1, 30)
            changed[at:at] = changed[at:end]
    return bytes(changed)


def fuzz(
    runs: int, seed: int, seeds: list[bytes] = SEEDS, choices: list[ReadOptions] = OPTIONS
) -> tuple[int, int]:
    rng = random.Random(seed)
    read = refused = 0
    for _ in range(runs):
        data, options = mutated(rng.choice(seeds), rng), rng.choice([choices[0], *choices])
        try:
            read += len(read_demand("-", options, stdin=io.BytesIO(data))) > 0
        except (DataError, InputError) as error:
            refused += bool(str(error))
        except Exception as error:
            pytest.fail(f"{error!r} from {data!r} with {options}")
    return read, refused


def test_mutated_files_are_read_or_refused_with_a_message() -> None:
    read, refused = fuzz(1_500, seed=1)
    assert read + refused == 1_500
    assert read > 30, "the mutations are so large that hardly any file is read"


@pytest.mark.deep
def test_a_million_mutated_files_are_read_or_refused_with_a_message() -> None:
    read, refused = fuzz(1_000_000, seed=2)
    assert read + refused == 1_000_000


def test_mutated_tables_of_other_shapes_are_read_or_refused_with_a_message() -> None:
    read, refused = fuzz(600, 3, SHAPES, SHAPE_OPTIONS)
    assert read + refused == 600
    assert read > 6, "the mutations are so large that hardly any file is read"


@pytest.mark.deep
def test_many_mutated_tables_of_other_shapes_are_read_or_refused_with_a_message() -> None:
    read, refused = fuzz(200_000, 4, SHAPES, SHAPE_OPTIONS)
    assert read + refused == 200_000
