"""Check the names of output files before any work: nothing that is needed is overwritten."""

from __future__ import annotations

import errno
import os
import stat
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from wfm.errors import InputError, UsageError
from wfm.input_files import name_of
from wfm.option_text import on_command_line, option
from wfm.printable_text import printable_line, value_text

__all__ = [
    "FORMATS",
    "OutputFile",
    "check_output",
    "check_outputs",
    "exists_text",
    "output_path",
    "real_path",
]

_SHOWN = 3  # outputs of one mistake that are listed
FORMATS = (".csv", ".tsv", ".json", ".xlsx")


class OutputFile(NamedTuple):
    """A file that a command is to write.

    Attributes
    ----------
    path : str
        Its name, as the user wrote it.
    formats : tuple of str
        The endings that are allowed.
    option : str
        The option that names it, for messages.
    """

    path: str
    formats: tuple[str, ...] = FORMATS
    option: str = "-o"


def check_output(
    path: str, *, force: bool, source: str, formats: tuple[str, ...] = FORMATS
) -> None:
    """Refuse an output that cannot be written or would lose data, before any work is done.

    Parameters
    ----------
    path : str
        The output file; its suffix is the format.
    force : bool
        Whether an existing file may be overwritten.
    source : str
        The input file, which must not be overwritten; ``"-"`` for standard input.
    formats : tuple of str
        The suffixes that are allowed.

    Raises
    ------
    UsageError
        For an unknown format, a missing folder, an existing file (without `force`), a file that
        is not a regular file, or the input itself.
    """
    check_outputs([OutputFile(path, formats)], {"the input file": source}, force=force)


def check_outputs(
    outputs: Sequence[OutputFile],
    inputs: Mapping[str, str | None],
    *,
    force: bool,
    streams: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Refuse outputs that cannot be written or would lose data; all mistakes at once.

    A file is recognised by its identity: by any spelling of its path, through symbolic and hard
    links, and on file systems that do not distinguish letter case.

    Parameters
    ----------
    outputs : sequence of OutputFile
        The files that the command is to write.
    inputs : mapping of str to str or None
        The files that the command reads, by what a message calls them ("the file of --rules");
        ``"-"`` for standard input. None are ignored.
    force : bool
        Whether existing files may be overwritten; inputs never are.
    streams : mapping of str to int
        The descriptors to which the command prints, by what a message calls them. One that the
        shell has redirected to a file prints into it: an output would replace what is printed, and
        an input would change.

    Raises
    ------
    UsageError
        With every mistake: an unknown format, a missing folder, a file that is not a regular file,
        an input, another of the outputs, the file of a stream, or an existing file without `force`.
    OSError
        If the operating system refuses a name, such as one that is too long.
    """
    given = {name: path for name, path in inputs.items() if path}
    found: dict[str, list[str]] = {}  # the outputs of each mistake
    for one, other in zip(outputs, _earlier(outputs), strict=True):
        stream = next((n for n, number in streams.items() if _is_open(one.path, number)), None)
        if stream is not None:
            texts: list[str | None] = [f"{stream} is redirected to this file; use another output."]
        else:
            texts = [_named_mistake(one, given, force=force)]
        if other is not None:
            texts.append(f"is the output of {other.option} too; use another file.")
        for text in filter(None, texts):
            found.setdefault(text, []).append(one.path)
    lines = [line for text, paths in found.items() for line in _lines(text, paths)]
    lines += _redirected(given, streams)
    if lines:
        raise UsageError(*lines)


def _redirected(inputs: Mapping[str, str], streams: Mapping[str, int]) -> list[str]:
    """One line per input into which the command would print."""
    return [
        f"{printable_line(name_of(path))}: {stream} is redirected to {name}; "
        "redirect it to another file."
        for name, path in inputs.items()
        for stream, number in streams.items()
        if _is_open(path, number)
    ]


def _lines(text: str, paths: Sequence[str]) -> list[str]:
    """One line per output of a mistake; many are one line with their number."""
    distinct = list(dict.fromkeys(paths))
    if len(distinct) <= _SHOWN:
        return [f"{printable_line(path)}: {text}" for path in distinct]
    return [
        f"{', '.join(map(printable_line, distinct[:_SHOWN]))}, … ({len(distinct):,} files): {text}"
    ]


def _earlier(outputs: Sequence[OutputFile]) -> list[OutputFile | None]:
    """For each output, the first output before it that is the same file; None without one."""
    alike: dict[object, list[OutputFile]] = defaultdict(list)  # those that may be one file
    folders: dict[Path, object] = {}
    earlier = []
    for one in outputs:
        marks = _marks(one.path, folders)
        others = [other for mark in marks for other in alike[mark]]
        earlier.append(next((o for o in others if is_same_file(one.path, o.path)), None))
        for mark in marks:
            alike[mark].append(one)
    return earlier


def _marks(path: str, folders: dict[Path, object]) -> list[object]:
    """What two paths have in common if they may be one file: the file, or the folder and name."""
    if not _is_possible(path):
        return [path]
    real = real_path(path)
    if real.parent not in folders:
        folders[real.parent] = _identity(real.parent) or real.parent
    name = (folders[real.parent], _folded(real.name))
    return [name, *filter(None, [_identity(real)])]


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file or folder a path is; None if it is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def output_path(path: str | os.PathLike[str]) -> str:
    """The path of an output as text.

    Raises
    ------
    InputError
        For anything else than a text or a path.

    Examples
    --------
    >>> output_path(Path("plan.csv"))
    'plan.csv'
    """
    text = os.fspath(path) if isinstance(path, str | os.PathLike) else None
    if not isinstance(text, str):
        raise InputError(
            f"path must be text or a pathlib.Path: got {value_text(path)}.", name="path", value=path
        )
    return text


def _is_possible(path: str) -> bool:
    """Whether a file may have this name, which the system gets as bytes."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def exists_text(path: str) -> str:
    """The message for an output that would overwrite a file."""
    return f"{path}: {_exists()}"


def _exists() -> str:
    """What is said of a file that would be overwritten."""
    return f"already exists; use {option('overwrite', True)} to overwrite."


def _named_mistake(output: OutputFile, inputs: Mapping[str, str], *, force: bool) -> str | None:
    """As `_mistake`; an error of the operating system gets the name as the user wrote it."""
    try:
        return _mistake(output, inputs, force=force)
    except OSError as error:
        raise OSError(error.errno, error.strerror, output.path) from None


def _mistake(output: OutputFile, inputs: Mapping[str, str], *, force: bool) -> str | None:
    """What is wrong with an output; None if it can be written."""
    path, target = output.path, Path(output.path)
    if not _is_possible(path):
        return "has a character that no file name has; use another output."
    if target.suffix.lower() not in output.formats:
        printable = on_command_line() and output.option in ("", "-o")
        return (
            f"unknown output format; it must be one of {', '.join(output.formats)}"
            f"{', or use -o - for CSV on standard output' * printable}."
        )
    real = real_path(path)
    folder = _missing_folder(target) or _missing_folder(real)
    if folder is not None:
        return f"there is no folder {str(folder)!r}; create it first."
    if real.is_symlink():
        return "is a symbolic link to itself; use another output."
    for name, source in inputs.items():
        if _is_input(path, source):
            return f"is {name}; use another output."
    if not os.access(real.parent, os.W_OK | os.X_OK):
        raise OSError(errno.EACCES, f"the folder {str(target.parent)!r} cannot be written", path)
    try:
        status = os.stat(real)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return "is not a regular file; use another output."
    return None if force else _exists()


def real_path(path: str) -> Path:
    """The file that an output replaces: without links, ``.`` and ``..``.

    Every check and the writing itself use this path. The system may see another file, or none, by
    the path as it is written: ``nowhere/../in.csv`` is no file if there is no folder ``nowhere``.
    """
    return Path(os.path.realpath(path))


def _missing_folder(target: Path) -> Path | None:
    """The first folder of a path that does not exist, each as the system reads it."""
    if target.parent.is_dir():
        return None
    folders = [target.parent, *target.parent.parents]
    return next((one for one in reversed(folders) if not one.is_dir()), target.parent)


def _is_input(path: str, source: str) -> bool:
    """Whether an output is an input: a file, or the file that standard input is read from."""
    return _is_open(path, 0) if source == "-" else is_same_file(path, source)


def _is_open(path: str, number: int) -> bool:
    """Whether a path, or ``"-"`` for standard input, is the regular file of a descriptor."""
    try:
        status = os.fstat(number)
        other = os.fstat(0) if path == "-" else os.stat(real_path(path))
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(status.st_mode) and os.path.samestat(other, status)


def is_same_file(one: str, other: str) -> bool:
    """Whether two paths are those of one file, which need not exist yet."""
    if not (_is_possible(one) and _is_possible(other)):
        return False
    first, second = real_path(one), real_path(other)
    try:
        return first.samefile(second)
    except OSError:  # at least one does not exist
        if first.exists() or second.exists():
            return False
    if not (first.parent.is_dir() and second.parent.is_dir()):
        return first == second
    if not first.parent.samefile(second.parent):
        return False
    if first.name == second.name:
        return True
    return _folded(first.name) == _folded(second.name) and not _has_case(first.parent)


def _folded(name: str) -> str:
    """A name without the differences that some file systems ignore."""
    return unicodedata.normalize("NFC", name).casefold()


def _has_case(folder: Path) -> bool:
    """Whether a file system distinguishes letter case, by the name of a folder in it."""
    swapped = folder.with_name(folder.name.swapcase())
    if swapped.name == folder.name:  # it has no letters
        return sys.platform not in ("win32", "darwin")
    return not (swapped.exists() and swapped.samefile(folder))
