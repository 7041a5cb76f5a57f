"""What is said, and where: results on stdout, everything else on stderr."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import typer

__all__ = ["ReaderGoneError", "note", "say", "stdout_bytes", "tell"]


# bytes of a result that are kept in memory before a temporary file is used
_IN_MEMORY = 1 << 24


class ReaderGoneError(Exception):
    """Whoever read stdout has gone away, as `head` does: stop, and say nothing."""


@contextmanager
def _reader() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        # what is still in the buffer must not complain when the interpreter flushes it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ReaderGoneError from None


def say(text: str) -> None:
    """A result."""
    with _reader():
        typer.echo(text)


@contextmanager
def stdout_bytes() -> Iterator[BinaryIO]:
    """A file whose content goes to stdout at the end of the block, or nowhere after an error.

    Results that are too long to hold as one text are collected in a temporary file, so that a
    reader never gets a part of a result.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        yield cast("BinaryIO", file)
        file.seek(0)
        with _reader():
            sys.stdout.flush()
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def tell(text: str) -> None:
    """Something beside the result."""
    typer.echo(text, err=True)


def note(text: str) -> None:
    """Something that was assumed or noticed."""
    tell(f"note: {text}")
