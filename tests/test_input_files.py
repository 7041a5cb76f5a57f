"""Inputs are read within limits, and what cannot be read is refused in one line."""

import io
import os
import threading

import pytest

from wfm.errors import DataError
from wfm.input_files import open_input, read_input, read_pipe, stream_after


class Endless(io.RawIOBase):
    """A stream without an end."""

    def __init__(self, text):
        self.text, self.given = text, 0

    def readable(self):
        return True

    def read(self, count=-1):
        assert count > 0, "all of it"
        self.given += count
        return (self.text * (count // len(self.text) + 1))[:count]


def test_a_pipe_without_an_end_is_refused_after_the_limit():
    stream = Endless(b"abc\n")
    with pytest.raises(DataError, match=r"^<stdin>: has more than 3 MB, the limit of such a file$"):
        read_pipe(b"x", stream, "-", 3 << 20, lambda _: None)
    assert stream.given < 5 << 20


def test_the_beginning_of_a_long_pipe_is_checked_before_more_is_read():
    stream = Endless(b"x")

    def check(head):
        raise ValueError(len(head))

    with pytest.raises(ValueError, match="1048579"):
        read_pipe(b"abc", stream, "-", 1 << 30, check)
    assert stream.given == 1 << 20


def test_a_pipe_is_read_to_its_end():
    assert read_pipe(b"ab", io.BytesIO(b"cd"), "-", 9, lambda _: None) == b"abcd"


def test_a_file_longer_than_the_limit_is_not_read(tmp_path):
    path = tmp_path / "long.toml"
    with path.open("wb") as file:
        file.truncate(5 << 40)
    with pytest.raises(DataError, match="has more than 2 MB"):
        read_input(str(path), 2 << 20)


def test_devices_are_read_up_to_the_limit():
    with pytest.raises(DataError, match=r"^/dev/zero: has more than 1 MB"):
        read_input("/dev/zero", 1 << 20)
    assert read_input("/dev/null", 5) == b""


def test_a_device_that_gives_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("wfm.input_files.FIFO_WAIT", 0.05)
    main, terminal = os.openpty()
    try:
        for path in ("/dev/ptmx", os.ttyname(terminal)):
            with pytest.raises(DataError, match=f"^{path}: is a device to which nothing was"):
                read_input(path, 100)
        os.write(main, b"a,b\n\x04")
        assert read_input(os.ttyname(terminal), 100) == b"a,b\n"
    finally:
        os.close(main)
        os.close(terminal)


def test_a_terminal_that_is_standard_input_is_waited_for(monkeypatch):
    monkeypatch.setattr("wfm.input_files.FIFO_WAIT", 0.0)
    main, terminal = os.openpty()
    saved = os.dup(0)
    os.dup2(terminal, 0)
    later = threading.Timer(0.05, os.write, (main, b"a,b\n\x04"))
    later.start()
    try:
        assert read_input("/dev/stdin", 100) == b"a,b\n"
    finally:
        later.join()
        for number in (main, terminal):
            os.close(number)
        os.dup2(saved, 0)
        os.close(saved)


def test_a_named_pipe_without_a_writer_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr("wfm.input_files.FIFO_WAIT", 0.05)
    path = str(tmp_path / "pipe")
    os.mkfifo(path)
    with pytest.raises(DataError, match=r"pipe: is a named pipe to which nothing was"):
        read_input(path, 100)


def test_what_is_written_to_a_named_pipe_is_read(tmp_path):
    path = str(tmp_path / "pipe")
    os.mkfifo(path)
    keep = os.open(path, os.O_RDWR)
    os.write(keep, b"hello")
    with open_input(path) as (stream, total):
        os.close(keep)
        assert total is None
        assert stream.read() == b"hello"


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "is a folder"), ("none", "file not found"), ("a\0b", "cannot be opened")],
)
def test_what_is_no_file_is_named(tmp_path, name, words):
    with pytest.raises(DataError, match=words):
        read_input(os.path.join(str(tmp_path), name), 9)


def test_bytes_that_have_been_read_come_first():
    stream = stream_after(b"abc", io.BytesIO(b"def"))
    assert [stream.read(2), stream.read(2), stream.read(9), stream.read(9)] == [
        b"ab", b"c", b"def", b""]  # fmt: skip
