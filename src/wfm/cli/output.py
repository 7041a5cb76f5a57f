"""Printing: results to stdout, everything else to stderr."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import typer

__all__ = [
    "OutputClosedError",
    "interrupted_text",
    "note",
    "say",
    "stdout_bytes",
    "tell",
    "written_files",
]

# Files that the running command has written, for the message after an interrupt.
written_files: list[str] = []

# bytes of a result that are kept in memory before a temporary file is used
_IN_MEMORY = 1 << 24


class OutputClosedError(Exception):
    """Stdout was closed by its reader, as `head` does: exit without a message."""


@contextmanager
def _open_stdout() -> Iterator[None]:
    """Turn a closed pipe into `OutputClosedError`."""
    try:
        yield
    except BrokenPipeError:
        # the interpreter flushes stdout at exit: what is still buffered goes to the null device
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputClosedError from None


def say(text: str) -> None:
    """Print a result."""
    with _open_stdout():
        typer.echo(text)


@contextmanager
def stdout_bytes() -> Iterator[BinaryIO]:
    """A file whose content goes to stdout at the end of the block, or nowhere after an error.

    Results that are too long for one text are collected in a temporary file, so that a reader
    never gets a part of a result.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        yield cast("BinaryIO", file)
        file.seek(0)
        with _open_stdout():
            sys.stdout.flush()
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def tell(text: str) -> None:
    """Print a message that is not a result."""
    typer.echo(text, err=True)


def note(text: str) -> None:
    """Print something that a default or the reader of a file decided."""
    tell(f"note: {text}")


def interrupted_text() -> str:
    """The message after an interrupt, with the files that the command has written before it.

    Files are written under a temporary name and renamed at the end, so that each exists whole or
    not at all.
    """
    written = f"wrote {', '.join(written_files)}" if written_files else "no file was written"
    return f"interrupted; {written}"
