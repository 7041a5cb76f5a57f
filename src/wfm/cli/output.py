"""What is said, and where: results on stdout, everything else on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import typer

__all__ = ["ReaderGoneError", "note", "say", "stdout_bytes", "tell"]


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
    """Stdout for results that are too long to hold as one text."""
    with _reader():
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()


def tell(text: str) -> None:
    """Something beside the result."""
    typer.echo(text, err=True)


def note(text: str) -> None:
    """Something that was assumed or noticed."""
    tell(f"note: {text}")
