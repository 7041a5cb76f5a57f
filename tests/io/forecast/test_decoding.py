"""Encodings, delimiters, line ends and limits of text; pipes and progress."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from support.forecast_text import half_hours, read
from wfm.errors import DataError
from wfm.io import ReadOptions, read_demand

PLAIN = half_hours(10, 12, 14)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_detected_and_noted_unless_it_is_a_comma(delimiter: str) -> None:
    demand = read(PLAIN.replace(",", delimiter))
    assert demand.volume.tolist() == [10, 12, 14]
    assert any("delimiter: " in note for note in demand.notes) == (delimiter != ",")


def test_a_semicolon_file_with_commas_in_its_headings_is_split_at_semicolons() -> None:
    text = (
        'start;calls_offered;AHT (s);"a, b, c, d"\n2026-01-05 08:00;1;2;\n2026-01-05 08:30;3;4;\n'
    )
    demand = read(text)
    assert demand.volume.tolist() == [1, 3]


def test_the_delimiter_declared_by_excel_is_used() -> None:
    assert len(read("sep=|\n" + PLAIN.replace(",", "|"))) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_an_encoding_with_a_byte_order_mark_is_detected(encoding: str) -> None:
    text = "queue,start,volume,aht\nSüd,2026-01-05 08:00,1,200\nSüd,2026-01-05 08:30,1,200\n"
    demand = read(text.encode(encoding))
    assert demand.queues == ("Süd",)
    assert not any("UTF-8" in note for note in demand.notes)


def test_windows_text_is_read_with_a_note_of_the_first_line() -> None:
    text = "queue,start,volume,aht\nA,2026-01-05 08:00,1,200\nSüd €,2026-01-05 08:30,1,200\n"
    demand = read(text.encode("cp1252"), interval=1800.0)
    assert demand.queues == ("A", "Süd €")
    assert demand.notes[0].startswith("line 3 is not UTF-8: read as Windows text")


def test_the_encoding_option_is_used() -> None:
    text = "queue,start,volume,aht\nЮг,2026-01-05 08:00,1,200\nЮг,2026-01-05 08:30,1,200\n"
    assert read(text.encode("cp1251"), encoding="cp1251").queues == ("Юг",)
    assert read(text.encode("utf-16-le"), encoding="utf-16-le").queues == ("Юг",)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_gives_the_same_line_numbers(end: str) -> None:
    assert read(PLAIN.replace("\n", end)).line.tolist() == [2, 3, 4]


def test_blank_lines_are_skipped_but_counted() -> None:
    text = "\n\nstart,volume,aht\n\n2026-01-05 08:00,1,200\n,,\n2026-01-05 08:30,3,400"
    assert read(text).line.tolist() == [5, 7]


def test_line_numbers_are_right_after_a_quoted_line_end() -> None:
    text = 'queue,start,volume,aht\n"A\nB",2026-01-05 08:00,1,200\n"A\nB",2026-01-05 08:30,1,200\n'
    demand = read(text)
    assert demand.line.tolist() == [2, 4]
    assert demand.queues == ("AB",)


def test_lines_are_numbered_across_blocks() -> None:
    rows = [f"{q},2026-01-05 {h:02d}:00,1,60" for q in range(2000) for h in range(24)]
    rows[40_000] = "oops,2026-01-05 00:00,x,60"
    with pytest.raises(DataError) as caught:
        read("queue,start,volume,aht\n" + "\n".join(rows))
    assert caught.value.problems[0].line == 40_002


def test_a_line_without_end_is_refused_before_it_fills_the_memory() -> None:
    class Endless(io.RawIOBase):
        served = 0

        def read(self, size: int = -1) -> bytes:
            self.served += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(DataError, match="a line of more than a million characters"):
        read_demand("-", stdin=endless)  # type: ignore[arg-type]
    assert endless.served < 4 << 20


def test_an_unclosed_quote_in_a_large_file_is_refused() -> None:
    text = (
        'queue,start,volume,aht\nA,2026-01-05 08:00,1,200\n"B' + ",2026-01-05 08:00,1,200\n" * 9999
    )
    with pytest.raises(DataError, match=r":3: a cell is longer than 128 kB"):
        read(text)


def test_a_named_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(PLAIN))
    writer.start()
    assert len(read_demand(str(pipe))) == 3
    writer.join()


def test_progress_is_reported_in_bytes_up_to_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "forecast.csv"
    path.write_text(PLAIN)
    seen: list[tuple[int, int | None]] = []
    read_demand(str(path), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    pipe = io.BytesIO(PLAIN.encode())
    read_demand("-", ReadOptions(), stdin=pipe, progress=lambda *now: seen.append(now))
    assert seen[-1] == (path.stat().st_size, None)


def test_control_characters_are_removed_from_queue_names() -> None:
    names = ("\x1b[31mred\x1b[0m", "\x1b]0;title\x07bell", "a\u202eb", "x\x08y")
    rows = "".join(f"{name},2026-01-05 08:00,1,200\n" for name in names)
    demand = read("queue,start,volume,aht\n" + rows, interval=1800.0)
    assert demand.queues == ("red", "bell", "ab", "xy")


def test_queue_names_like_null_or_numbers_stay_text() -> None:
    names = ("NA", "None", "null", "007", "nan", "1e5")
    rows = "".join(f"{name},2026-01-05 08:00,1,200\n" for name in names)
    assert read("queue,start,volume,aht\n" + rows, interval=1800.0).queues == names


def test_reading_needs_neither_pandas_nor_scipy(tmp_path: Path) -> None:
    path = tmp_path / "forecast.csv"
    path.write_text(PLAIN)
    code = (
        f"import sys, wfm.io; wfm.io.read_demand({str(path)!r}); "
        "print(sorted({'pandas', 'scipy', 'pydantic', 'python_calamine'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_blank_lines_without_an_end_are_refused() -> None:
    with pytest.raises(DataError, match="has more than 262,144 blank lines one after another"):
        read("{" + "\n" * (2 << 20))
