"""Printing: results to stdout, everything else to stderr; and the files that a command writes.

All text that a terminal gets passes through `shown` here: no name from a file acts on it.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import sys
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO, cast

from wfm.printable_text import printable, printable_line

__all__ = [
    "broken",
    "check_files",
    "check_stdout",
    "expect_outputs",
    "flush",
    "forget_outputs",
    "is_terminal",
    "lines_of_notes",
    "note",
    "note_harmless",
    "note_line",
    "note_reading",
    "print_message",
    "print_message_lines",
    "say",
    "say_bytes",
    "say_json",
    "say_rendered",
    "shown",
    "stdin_bytes",
    "stdout_bytes",
    "stopped_text",
    "terminal_width",
    "without_library_output",
]

# bytes of a result that are kept in memory before a temporary file is used
_IN_MEMORY = 1 << 24
_INPUTS = "inputs of the file: "  # how such notes of the reader begin
_COLUMNS = 80  # of the narrowest terminal in use
_STDIN, _STDOUT = "standard input", "standard output"
_STREAMS = {_STDOUT: 1, "standard error": 2}

# The outputs of the running command and which file each was before it, None if there was none.
_outputs: dict[str, tuple[int, int] | None] = {}
_noted: list[str] = []  # its notes so far


def check_files(
    outputs: Sequence[tuple[str, str | None, tuple[str, ...]]],
    inputs: Mapping[str, str | None],
    *,
    force: bool,
) -> None:
    """Refuse outputs that would lose something, before any work is done.

    So is a command refused whose standard output or error is redirected to an output or an input.

    Parameters
    ----------
    outputs : sequence of (str, str or None, tuple of str)
        The option of each output, its path and the endings that are allowed; None and ``"-"``
        (stdout) are not files.
    inputs : mapping of str to str or None
        As for `wfm.io.output_paths.check_outputs`.
    force : bool
        Whether existing files may be overwritten.
    """
    from wfm.io.output_paths import OutputFile, check_outputs

    files = [
        OutputFile(path, formats, option)
        for option, path, formats in outputs
        if path is not None and not (path == "-" and option == "-o")
    ]
    check_outputs(files, inputs, force=force, streams=_STREAMS)
    expect_outputs([one.path for one in files])


def expect_outputs(paths: Sequence[str]) -> None:
    """Note which files the outputs of the command are now, for the message after an interrupt."""
    for path in paths:
        _outputs.setdefault(path, _identity(path))


def forget_outputs() -> None:
    """Begin a new command."""
    _outputs.clear()
    _noted.clear()


def _identity(path: str) -> tuple[int, int] | None:
    """Which file a path names, None for no file; a file that is replaced has another identity."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_ino, status.st_mtime_ns


def stopped_text(number: int | None) -> str:
    """The message after a signal, with the files that the command has written before it.

    Files are written under a temporary name and renamed at the end, so that each exists whole or
    not at all.
    """
    word = "interrupted" if number in (None, 2) else "terminated"
    written = [path for path, before in _outputs.items() if _identity(path) != before]
    return (
        f"{word}; wrote {printable_line(', '.join(written))}"
        if written
        else f"{word}; no file was written"
    )


@contextmanager
def _open_stdout() -> Iterator[None]:
    """Ignore that the reader of stdout has closed it, as `head` does; name it in other errors."""
    try:
        yield
    except BrokenPipeError:
        _discard_stdout()
    except OSError as error:
        _discard_stdout()
        raise OSError(error.errno, error.strerror, _STDOUT) from None


def _discard_stdout() -> None:
    """Send what is still buffered, which the interpreter writes at its end, to the null device."""
    with suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)


@contextmanager
def without_library_output() -> Iterator[None]:
    """Send to the null device what compiled libraries print to stdout inside the block.

    HiGHS prints a line of its own now and then, which would stand before or inside the result.
    """
    try:
        number = sys.stdout.fileno()
        sys.stdout.flush()
        saved = os.dup(number)
    except (AttributeError, OSError, ValueError):  # closed, or not a file
        yield
        return
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, number)
    os.close(null)
    try:
        yield
    finally:
        _flush_libraries()
        os.dup2(saved, number)
        os.close(saved)


def _flush_libraries() -> None:
    """Write what the standard library of C still holds."""
    import ctypes

    with suppress(OSError, AttributeError, TypeError):  # Windows has no such name of all libraries
        ctypes.CDLL(None).fflush(None)


def say(text: str) -> None:
    """Print a result for people; characters that a terminal obeys or lacks are replaced."""
    check_stdout()
    with _open_stdout():
        sys.stdout.write(shown(text, sys.stdout.encoding) + "\n")
        sys.stdout.flush()


def say_rendered(text: str) -> None:
    """Print lines with escape codes for a terminal; their texts have passed through `shown`."""
    check_stdout()
    with _open_stdout():
        sys.stdout.write(text)
        sys.stdout.flush()


def say_bytes(text: str) -> None:
    """Print a result for programs: always UTF-8, unchanged."""
    with stdout_bytes() as stream:
        stream.write(text.encode(errors="replace"))


def say_json(document: Any) -> None:
    """Print a JSON document; its strings have the true text, with what is hidden as escapes."""
    from wfm.io.text_values import as_json

    say_bytes(as_json(document) + "\n")


@contextmanager
def stdout_bytes() -> Iterator[BinaryIO]:
    """A file whose content goes to stdout at the end of the block, or nowhere after an error.

    Results that are too long for one text are collected in a temporary file, so that a reader
    never gets a part of a result.
    """
    check_stdout()
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        try:
            yield cast("BinaryIO", file)
        except OSError as error:
            if error.filename is None:
                raise OSError(error.errno, error.strerror, tempfile.gettempdir()) from error
            raise
        file.seek(0)
        with _open_stdout():
            sys.stdout.flush()
            if sys.stdout.isatty():
                _show_on_terminal(cast("BinaryIO", file))
            else:
                shutil.copyfileobj(file, sys.stdout.buffer)
                sys.stdout.buffer.flush()


def _show_on_terminal(file: BinaryIO) -> None:
    """Print the text of a result; only a file or another program gets its bytes as they are."""
    for line in io.TextIOWrapper(file, encoding="utf-8", newline="\n"):
        sys.stdout.write(shown(line, sys.stdout.encoding))
    sys.stdout.flush()


def check_stdout() -> None:
    """Refuse to print results if stdout is closed; there is no such object then."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "is closed, but the result is printed there", _STDOUT)


def stdin_bytes() -> BinaryIO:
    """Standard input, for the input file ``-``."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "is closed; name a file, or redirect a file to it", _STDIN)
    return sys.stdin.buffer


def flush() -> int:
    """Write what is still buffered; returns the exit code 3 if stdout does not take it."""
    try:
        if sys.stdout is not None:
            with _open_stdout():
                sys.stdout.flush()
    except OSError as error:
        print_message(f"{_STDOUT}: {error.strerror}")
        return 3
    return 0


def print_message(text: str) -> None:
    """Print a message that is not a result; nothing if standard error is closed."""
    if sys.stderr is None:
        return
    with suppress(OSError, ValueError):
        sys.stderr.write(shown(text, sys.stderr.encoding) + "\n")
        sys.stderr.flush()


def shown(text: str, encoding: str | None = None) -> str:
    """Text for a terminal: what it would obey is an escape, what its encoding lacks a sign."""
    encoding = encoding or "utf-8"
    return printable(text).encode(encoding, "replace").decode(encoding)


def terminal_width(*, of_errors: bool = False) -> int | None:
    """The columns of the terminal; None for a file or a pipe, which are the same everywhere."""
    stream = sys.stderr if of_errors else sys.stdout
    return shutil.get_terminal_size().columns if is_terminal(stream) else None


def is_terminal(stream: Any) -> bool:
    """Whether a person reads a stream, and not a program."""
    return stream is not None and bool(stream.isatty())


def note(text: str) -> None:
    """Print something that a default or the reader of a file decided, in lines of a terminal."""
    print_message_lines(note_line(text))
    _noted.append(text)


def lines_of_notes(*more: str) -> int:
    """The lines that the notes of the command take on a terminal of 80 columns, with some more."""
    return sum(len(broken(note_line(text), _COLUMNS).split("\n")) for text in (*_noted, *more))


def note_line(text: str) -> str:
    """The line that `note` prints."""
    return f"note: {printable_line(text)}"


def print_message_lines(text: str) -> None:
    """Print a message of one or more lines, each in lines of a terminal.

    A file or a pipe gets them as they are, so that a search finds their words.
    """
    width = terminal_width(of_errors=True)
    if width is not None:
        text = "\n".join(broken(line, width) for line in text.split("\n"))
    print_message(text)


def broken(line: str, width: int) -> str:
    """A line broken at the width of a terminal.

    >>> print(broken("note: the handle time is the sum of two", 24))
    note: the handle time is
      the sum of two
    """
    if len(line) <= width:
        return line
    return textwrap.fill(
        line, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def note_reading(notes: Sequence[str]) -> None:
    """Print what the reader of a file noticed; the sets of its inputs in one note."""
    sets = [text.removeprefix(_INPUTS) for text in notes if text.startswith(_INPUTS)]
    for text in notes:
        if not text.startswith(_INPUTS):
            note(text)
        elif sets:
            note(_INPUTS + "; ".join(sets))
            sets = []


def note_harmless(names: Iterable[str], output: str, *, raw_text: bool) -> None:
    """Say which names were changed, so that a spreadsheet does not run them."""
    from wfm.io.text_values import harmless

    changed = {name for name in names if harmless(name) != name}
    if changed and not raw_text and output.lower().endswith((".csv", ".tsv", "-")):
        names_text = "1 name" if len(changed) == 1 else f"{len(changed):,} names"
        note(
            f"{names_text} that a spreadsheet would run as a formula got a leading ' in the file; "
            "--raw-text leaves them"
        )
